#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* block_page.t - a visitor is blocked while they type, in each language: the page
 * says so calmly, keeps what they have typed, lets them read, and does not
 * hammer. Who is limited sees seconds, and the message goes by itself. The same
 * for a browser without scripts, and from a blocked address.
 */
'use strict';

const HOUR_MS = 3600000;
const DRAFTS = { en: 'You are all', ru: 'Да вы там все', pl: 'Państwo tam wszyscy' };

const block = (desk, id, fields) => desk.act('chief', 'POST',
	`/api/v1/conversations/${id}/block`, fields);

async function blocked(t, x, lang) {
	const { desk, browser, page: P, kit } = x;
	const T = P.words(lang);
	const visitor = await P.openVisitor(browser, desk.url, { locale: lang });
	const { page } = visitor, banner = page.locator('#blocked');

	await t.story('blocked, ' + lang, async (ok) => {
		await visitor.start('first ' + lang);
		await visitor.settled();
		const { id } = (await desk.conversations('chief')).pop();
		kit.holds(!await banner.isVisible(), 'no banner before');
		await page.locator('#box').pressSequentially(DRAFTS[lang]);
		const made = await block(desk, id, { kind: 'session', span: HOUR_MS });
		await banner.waitFor();
		const text = await banner.textContent();
		const [head, tail] = T('blocked_appeal').split('{until}');
		kit.holds(text.startsWith(head) && text.endsWith(tail) &&
			!text.includes('{'), text);
		ok('the page says so, until when and what to do');
		kit.same(await page.inputValue('#box'), DRAFTS[lang], 'the draft');
		kit.holds(await page.locator('#answer [type=submit]').isDisabled(),
			'the button can be pressed');
		await page.press('#box', 'Enter');
		kit.holds(!await page.locator('#rating').isVisible() &&
			!await page.locator('#new').isVisible(), 'a form is there');
		await visitor.see('first ' + lang);
		ok('what they typed stays, and what was said can be read');
		if (process.env.DZ_SHOTS)
			await page.screenshot({ path: process.env.DZ_SHOTS +
				`/blocked.${lang}.png` });
		let asked = 0;
		page.on('request', () => asked++);
		for (let i = 0; i < 20; i++)
			await page.evaluate(() => document.dispatchEvent(
				new Event('visibilitychange')));
		/* What they led to was asked before this one. */
		await page.evaluate(() => fetch('/favicon.svg'));
		kit.holds(asked <= 2, asked + ' requests');
		ok('and it does not hammer, however often it is looked at');
		await desk.act('chief', 'POST', `/api/v1/blocks/${made.seq}/end`, {});
		await page.reload();
		await visitor.see('first ' + lang);
		await banner.waitFor({ state: 'hidden' });
		kit.same(await page.inputValue('#box'), DRAFTS[lang], 'the draft');
		await page.press('#box', 'Enter');
		await visitor.see(DRAFTS[lang]);
		await visitor.settled();
		ok('when it is ended they go on where they were');
	});
	kit.same(visitor.errors, [], 'errors of the page');
	await visitor.close();
}

async function limited(t, x) {
	const { desk, browser, page: P, kit } = x;
	const visitor = await P.openVisitor(browser, desk.url, { locale: 'en' });
	const { page } = visitor;

	await t.story('limited', async (ok) => {
		await visitor.start('one');
		await visitor.settled();
		const { id } = (await desk.conversations('chief')).pop();
		await block(desk, id, { kind: 'session', span: HOUR_MS,
			is_limit: true });
		await visitor.write('two');
		await page.locator('#net').filter({ hasText: /goes by itself in \d/ })
			.waitFor();
		if (process.env.DZ_SHOTS)
			await page.screenshot({ path: process.env.DZ_SHOTS +
				'/limited.png' });
		ok('the page counts down');
		await visitor.settled();
		kit.same(await desk.texts('chief', id), ['one', 'two'], 'stored');
		ok('and the message goes by itself');
	});
	kit.same(visitor.errors, [], 'errors of the page');
	await visitor.close();
}

async function bare(t, x) {
	const { desk, browser, page: P, kit } = x;
	const visitor = await P.openVisitor(browser, desk.url,
		{ locale: 'pl', javaScriptEnabled: false, extraHTTPHeaders:
			{ 'X-Forwarded-For': '192.0.2.77' } });
	const { page } = visitor, banner = page.locator('#blocked');
	const T = P.words('pl'), end = T('blocked_appeal').split('{until}')[1];

	await t.story('without scripts, from a blocked address', async (ok) => {
		const made = await desk.act('chief', 'POST', '/api/v1/blocks',
			{ address: '192.0.2.0/24' });
		await page.goto(desk.url);
		kit.same(await banner.textContent(), 'Do odwołania' + end, 'banner');
		ok('the page says so before they write');
		await page.fill('#first', 'Słucham?');
		await page.click('#start button');
		kit.same(await page.inputValue('#first'), 'Słucham?', 'the text');
		kit.holds((await banner.textContent()).endsWith(end), 'a banner');
		if (process.env.DZ_SHOTS)
			await page.screenshot({ path: process.env.DZ_SHOTS +
				'/nojs.png' });
		ok('what they wrote is in the form again');
		await desk.act('chief', 'POST', `/api/v1/blocks/${made.seq}/end`, {});
		await page.click('#start button');
		await visitor.see('Słucham?');
		kit.holds(!await banner.count(), 'still a banner');
		ok('and is sent when it is ended');
	});
	await visitor.close();
}

async function main(kit, P) {
	await kit.run({ needs: ['browser'] }, async (t) => {
		const desk = await t.desk({ config: '[proxy]\ntrusted = 127.0.0.1\n' +
			'[blocks]\nlimit_pause = 5s\n' });
		const browser = await P.openBrowser();
		t.after(() => browser.close());
		desk.operator('chief', { role: 'supervisor' });
		const x = { desk, browser, page: P, kit };
		for (const lang of Object.keys(DRAFTS))
			await blocked(t, x, lang);
		await limited(t, x);
		await bare(t, x);
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
