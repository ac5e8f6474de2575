#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cut.t - the line is cut between the page and the desk, between the console
 * and the desk, and both; each side goes on writing.
 */
'use strict';

const HEAL_MS = 45000;	/* a page that failed some times waits longer */

/* Each line once and in the order of the desk, on both sides. */
async function agree(x, ok, what) {
	const { desk, visitor, anna, kit } = x;
	const wanted = await desk.texts('anna', x.id);
	kit.same(new Set(wanted).size, wanted.length, 'different texts stored');
	const shown = (await visitor.transcript())
		.filter(([kind]) => kind !== 'note').map(([, text]) => text);
	kit.same(shown, wanted, 'the page');
	await anna.lose('is typing');
	const rows = (await anna.screen()).join('\n');
	const onScreen = [...rows.matchAll(/line-\w+-\d+/g)].map(([text]) => text);
	kit.same(onScreen, wanted, 'the console');
	ok(what);
}

async function all(x, lines) {
	for (const line of lines) {
		await x.anna.see(line, HEAL_MS);
		await x.visitor.page.locator('#log li').filter({ hasText: line })
			.first().waitFor({ timeout: HEAL_MS });
	}
	await x.visitor.settled();
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser', 'tmux'] }, async (t) => {
		const desk = await t.desk(), browser = await pages.openBrowser();
		t.after(() => browser.close());
		desk.operator('anna', { name: 'Anna' });
		const pageLine = await t.cut(desk.port);
		const consoleLine = await t.cut(desk.port);
		const x = { desk, kit, T: pages.words('en'),
			visitor: await pages.openVisitor(browser, pageLine.url,
				{ locale: 'en' }),
			anna: await t.console(desk, 'anna', { cols: 160,
				at: consoleLine.url.replace(/\/$/, '') }) };
		const { visitor, anna } = x;
		const send = async (text) => {
			await anna.type(text);
			await anna.keys('Enter');
		};

		await t.story('the line is whole', async (ok) => {
			await visitor.start('line-v-1', { name: 'Ivan' });
			await anna.see('● ');
			await anna.see('Ivan');
			await anna.keys('F5');
			await anna.see('Ivan>');
			await send('line-o-1');
			await all(x, ['line-v-1', 'line-o-1']);
			({ id: x.id } = await desk.conversationOf('anna', 'Ivan'));
			await agree(x, ok, 'both have said a word');
		});

		await t.story('the console is cut', async (ok) => {
			await consoleLine.cut();
			await anna.lose(/^ \S+ +● /m);
			ok('it says so');
			await visitor.write('line-v-2');
			await send('line-o-2');
			await send('line-o-3');
			await visitor.say('line-v-3');
			await anna.type('a half-written draft');
			await anna.see('a half-written draft');
			ok('keys go on');
			await consoleLine.heal();
			await anna.see(/^ \S+ +● /m, HEAL_MS);
			await all(x, ['line-v-2', 'line-v-3', 'line-o-2', 'line-o-3']);
			await agree(x, ok, 'afterwards each line is there, once');
			await anna.see('Ivan> a half-written draft');
			ok('the draft stands where it stood');
			await anna.keys('C-u');
			await anna.lose('half-written');
		});

		await t.story('the page is cut', async (ok) => {
			await pageLine.cut();
			await visitor.write('line-v-4');
			await visitor.page.locator('#net').filter({
				hasText: x.T('offline') }).waitFor();
			ok('it says so');
			await visitor.write('line-v-5');
			await send('line-o-4');
			await visitor.page.fill('#box', 'the draft of a visitor');
			await pageLine.heal();
			await all(x, ['line-v-4', 'line-v-5', 'line-o-4']);
			await agree(x, ok, 'afterwards each line is there, once');
			kit.same(await visitor.page.inputValue('#box'),
				'the draft of a visitor', 'draft');
			await visitor.page.locator('#net').waitFor({ state: 'hidden' });
			ok('the draft stands where it stood');
			await visitor.page.fill('#box', '');
		});

		await t.story('both, in the middle of it', async (ok) => {
			await visitor.write('line-v-6');
			await send('line-o-5');
			await Promise.all([pageLine.cut(), consoleLine.cut()]);
			await visitor.write('line-v-7');
			await send('line-o-6');
			await consoleLine.heal();
			await send('line-o-7');
			await consoleLine.cut();
			await pageLine.heal();
			await visitor.write('line-v-8');
			await consoleLine.heal();
			await all(x, ['line-v-6', 'line-v-7', 'line-v-8', 'line-o-5',
				'line-o-6', 'line-o-7']);
			await agree(x, ok, 'afterwards each line is there, once');
			kit.same(visitor.errors, [], 'errors');
			ok('the browser has nothing to complain about');
		});
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
