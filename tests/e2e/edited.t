#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edited.t - an operator edits and takes back what they said last: the page
 * follows, with and without scripts, in each language.
 *
 * runs: plain build only
 */
'use strict';

const LANGUAGES = {
	en: { login: 'anna', first: 'Where is my parcel?', said: 'It was sent on Mond',
		more: 'ay.', next: 'This was for somebody else' },
	ru: { login: 'vera', first: 'Где моя посылка?', said: 'Отправили в понедел',
		more: 'ьник.', next: 'Это было не для вас' },
	pl: { login: 'lucja', first: 'Gdzie jest moja paczka?',
		said: 'Wysłaliśmy w poniedzia', more: 'łek.',
		next: 'To było dla kogoś innego' },
};

/* Everything that the page's script is given. */
function listen(page) {
	const heard = [];
	page.on('response', async (r) => {
		if (/api.v1.visitor/.test(r.url()))
			heard.push(await r.text().catch(() => ''));
	});
	return heard;
}

async function begin({ visitor, c, L, P }) {
	await visitor.start(L.first, { name: 'Ola' });
	await c.see('F5 ' + P('Take next'));
	await c.keys('F5');
	await c.see('Ola>');
	await c.type(L.said);
	await c.keys('Enter');
	await visitor.hear(L.said);
}

async function edits(x, ok, { same }) {
	const { visitor, c, L, T, P, desk } = x;
	const shown = visitor.page.locator('#log .theirs .text');
	await visitor.page.evaluate(() => { window.isTheSame = true; });
	await c.keys('C-x', 'r');
	await c.see('Ola> ' + L.said);
	await c.type(L.more);
	await c.keys('Enter');
	await visitor.hear(L.said + L.more + ' (' + T('edited') + ')');
	same(await shown.count(), 1, 'lines');
	await c.see(P('edited'));
	await c.see(L.said + L.more);
	ok('what was edited has its new words, and says so');
	await c.type(L.next);
	await c.keys('Enter');
	await visitor.hear(L.next);
	await c.keys('C-x', 'r');
	await c.see('Ola> ' + L.next);
	await c.keys('C-u', 'Enter');
	await c.see(P('Enter again takes the message back: the customer sees ' +
		'that it was.').slice(0, 60));
	await visitor.hear(L.next);
	await c.keys('Enter');
	await visitor.hear(T('withdrawn'));
	await shown.filter({ hasText: L.next }).waitFor({ state: 'detached' });
	await c.see(P('taken back'));
	same(await shown.allTextContents(), [L.said + L.more + ' (' +
		T('edited') + ')', T('withdrawn')], 'the page');
	same(await visitor.page.evaluate(() => window.isTheSame), true, 'reload');
	ok('what was taken back is gone, all without a reload');
	({ id: x.id } = await desk.conversationOf(L.login, 'Ola'));
	same((await desk.texts(L.login, x.id)).slice(1), [L.said, L.next],
		'for operators');
	ok('operators can look it up');
}

async function anew({ visitor, L, T }, ok, { same, holds }) {
	const { page } = visitor, heard = listen(page);
	await page.evaluate(() => localStorage.removeItem('talk'));
	await page.reload();
	await visitor.hear(L.said + L.more + ' (' + T('edited') + ')');
	await visitor.hear(T('withdrawn'));
	same(await page.locator('#log .theirs .text').count(), 2, 'lines');
	await page.waitForLoadState();
	const all = heard.join('\n') + await page.content();
	holds(all.includes(L.said + L.more), all);
	holds(!all.includes(L.said + '"') && !all.includes(L.next), all);
	ok('a page that asks anew is not told what was said before');
	same(visitor.errors, [], 'errors');
}

async function plain(x, ok, { holds }) {
	const { desk, plainly: { page }, plainly: visitor, L, T } = x;
	const edit = (message, text) => desk.act(L.login, 'POST',
		`/api/v1/conversations/${id}/edits`, { message, text });
	await page.fill('#name', 'Jan');
	await page.fill('#first', L.first);
	await page.click('#start button');
	await visitor.see(L.first);
	const { id } = await desk.conversationOf(L.login, 'Jan');
	await desk.take(L.login, id);
	const first = await desk.say(L.login, id, L.said);
	await page.reload();
	await visitor.hear(L.said);
	await edit(first.seq, L.said + L.more);
	const frame = page.frameLocator('iframe');
	const next = await desk.say(L.login, id, L.next);
	await edit(next.seq, '');
	await frame.locator('.theirs').filter({ hasText: L.said + L.more + ' (' +
		T('edited') + ')' }).waitFor();
	await frame.locator('.theirs').filter({ hasText: T('withdrawn') })
		.waitFor();
	ok('without scripts both come by themselves');
	holds(!(await frame.locator('#log').textContent()).includes(L.next),
		'taken back');
	await page.click('noscript a');
	await visitor.hear(L.said + L.more + ' (' + T('edited') + ')');
	await visitor.hear(T('withdrawn'));
	holds(!(await page.content()).includes(L.next), 'taken back');
	ok('and stand in the page after the link');
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser', 'tmux'] }, async (t) => {
		const desk = await t.desk(), browser = await pages.openBrowser();
		t.after(() => browser.close());
		for (const [lang, L] of Object.entries(LANGUAGES)) {
			desk.operator(L.login, { name: 'Anna', languages: lang });
			const open = (more) => pages.openVisitor(browser, desk.url,
				{ locale: lang, ...more });
			const x = { L, T: pages.words(lang), P: pages.phrases(lang), desk,
				visitor: await open(),
				plainly: await open({ javaScriptEnabled: false }),
				c: await t.console(desk, L.login, { lang, cols: 120 }) };
			await t.story(lang, async (ok) => {
				await begin(x);
				await edits(x, ok, kit);
				await anew(x, ok, kit);
				await plain(x, ok, kit);
			});
			for (const one of [x.visitor, x.plainly, x.c])
				await one.close();
			for (const one of await desk.conversations(L.login))
				await desk.close(L.login, one.id);
		}
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
