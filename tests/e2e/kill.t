#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill.t - the desk, the console and the browser are killed in the middle of
 * it and started again.
 */
'use strict';

const { randomBytes } = require('node:crypto');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const HEAL_MS = 45000;
const LIVE = /^ \S+ +● /m;

async function said(x, texts, ok, what) {
	const { desk, visitor, kit } = x;
	for (const text of texts)
		await visitor.page.locator('#log li').filter({ hasText: text })
			.first().waitFor({ timeout: HEAL_MS });
	await visitor.settled();
	const wanted = await desk.texts('anna', x.id);
	for (const text of texts)
		kit.same(wanted.filter((one) => one === text).length, 1,
			text + ' at the desk');
	kit.same((await visitor.transcript())
		.filter(([kind]) => kind !== 'note').map(([, text]) => text), wanted,
	'the page');
	ok(what);
}

async function killDesk(t, x) {
	const { desk, visitor, anna } = x;
	await t.story('kill -9 of the desk', async (ok) => {
		await visitor.start('first words', { name: 'Ivan' });
		await anna.see('Ivan');
		await anna.keys('F5');
		await anna.see('Ivan>');
		({ id: x.id } = await desk.conversationOf('anna', 'Ivan'));
		await anna.type('said before');
		await anna.keys('Enter');
		await desk.kill();
		await visitor.write('written to nobody');
		await anna.lose(LIVE);
		await anna.type('answered to nobody');
		await anna.keys('Enter');
		ok('both sides go on writing');
		await desk.start();
		await anna.see(LIVE, HEAL_MS);
		await said(x, ['said before', 'written to nobody',
			'answered to nobody'], ok, 'afterwards all is there, once');
		await anna.see('written to nobody');
		for (let i = 0; i < 3; i++) {
			await anna.type('quick ' + i);
			await anna.keys('Enter');
			await visitor.write('fast ' + i);
			await desk.kill();
			await desk.start();
		}
		await anna.see(LIVE, HEAL_MS);
		await said(x, [0, 1, 2].flatMap((i) => ['quick ' + i, 'fast ' + i]),
			ok, 'three times more, with words on their way');
	});
}

async function killConsole(t, x) {
	const { desk, kit } = x;
	await t.story('kill -9 of the console', async (ok) => {
		await x.anna.see(LIVE, HEAL_MS);
		await desk.stop();
		await x.anna.lose(LIVE);
		await x.anna.type('never left the console');
		await x.anna.keys('Enter');
		await x.anna.lose('Ivan> never');
		await x.anna.see('never left the console');
		await x.anna.type('żółty szkic');
		await x.anna.see('Ivan> żółty szkic');
		await kit.until(() => kit.isKept(x.anna.home, 'żółty szkic'),
			'the draft on the disk');
		await x.anna.kill();
		ok('with a message and a draft in it');
		await desk.start();
		x.anna = await t.console(desk, 'anna', { cols: 160,
			state: x.anna.home });
		await x.anna.see(LIVE);
		const text = await x.anna.see(/Ivan> .*żółty szkic/);
		ok('the draft is there again');
		await said(x, ['never left the console'], ok, 'the message is sent');
		kit.holds(!(await desk.texts('anna', x.id)).includes('żółty szkic'),
			text);
		await x.anna.keys('Enter');
		await said(x, ['żółty szkic'], ok, 'the draft is sent by Enter');
	});
}

/* Opens a conversation by the API and gives it to boris. */
async function given(desk, name, text) {
	await desk.ask('POST', '/api/v1/visitor/conversations', { body: { text, name,
		language: 'en', client_id: randomBytes(16).toString('hex') } });
	const { id } = await desk.conversationOf('boris', name);
	await desk.take('boris', id);
	return id;
}

async function goTo(c, name) {
	const list = new RegExp('^[^│]([1-9]) ' + name, 'm');
	await c.keys('M-' + list.exec(await c.see(list))[1]);
	await c.see(name + '>');
}

async function killHeld(t, x) {
	const { desk, kit } = x, home = t.place('h'), state = join(home, 'state');
	await t.story('what is held and put aside', async (ok) => {
		mkdirSync(join(home, 'config', 'dezhurka'), { recursive: true });
		writeFileSync(join(home, 'config', 'dezhurka', 'dezhurka.conf'),
			'[send]\nhold = 20s\n');
		writeFileSync(join(home, 'list.txt'), 'one\ntwo\n');
		desk.operator('boris', { name: 'Boris' });
		const ids = {};
		for (const name of ['Nina', 'Olga', 'Piotr', 'Rita'])
			ids[name] = await given(desk, name, 'I am ' + name);
		const open = () => t.console(desk, 'boris', { cols: 132,
			state: home });
		let c = await open();
		await c.see(LIVE);
		await goTo(c, 'Piotr');
		await c.type('/later 23:59');
		await c.keys('Enter');
		await c.see(/~23:59/);
		await goTo(c, 'Olga');
		await c.keys('C-x', 'f');
		await c.see('list.txt');
		await c.type('list');
		await c.keys('Enter');
		await c.see('⎙ list.txt (8 B)');
		await c.type('the list');
		await c.see('Olga> the list');
		await kit.until(() => kit.isKept(state, 'list.txt') &&
			kit.isKept(state, 'the list'), 'the draft on the disk');
		await desk.stop();
		await c.lose(LIVE);
		await goTo(c, 'Rita');
		await c.keys('C-x', 'n');
		await kit.until(() => kit.isKept(state, 'aside'),
			'the mark on the disk');
		await goTo(c, 'Nina');
		await c.type('held words');
		await c.keys('Enter');
		await c.lose('Nina> held');
		await c.see('held words');
		await kit.until(() => kit.isKept(state, 'held words'),
			'what is held on the disk');
		await c.kill();
		await desk.start();
		ok('are there when the console is killed');
		c = await open();
		await c.see(LIVE);
		await goTo(c, 'Nina');
		await c.see('Nina> held words');
		kit.same(await desk.texts('boris', ids.Nina), ['I am Nina'], 'sent');
		ok('what was held is in the input, and nobody has it');
		await goTo(c, 'Olga');
		await c.see('Olga> the list');
		await c.see('⎙ list.txt (8 B)');
		ok('a file waits with its draft');
		await c.see(/~23:59/);
		ok('what was put aside still is');
		await kit.until(async () => (await desk.transcript('boris', ids.Rita))
			.filter((ev) => ev.type === 'aside').length === 1, 'the mark');
		ok('the mark that there is nothing to answer is set, once');
	});
}

async function killBrowser(t, x, pages) {
	const { desk, kit } = x;
	await t.story('the browser ends', async (ok) => {
		const line = await t.cut(desk.port), profile = t.place('p');
		let kept = await pages.openKept(profile, line.url, { locale: 'en' });
		await kept.start('from a laptop', { name: 'Ola' });
		const { id } = await desk.conversationOf('anna', 'Ola');
		await desk.take('anna', id);
		await line.cut();
		await kept.write('the lid is shut');
		await kept.page.fill('#box', 'and this is a draft');
		await kept.close();
		await desk.say('anna', id, 'Are you there?');
		await line.heal();
		kept = await pages.openKept(profile, line.url, { locale: 'en' });
		t.after(() => kept.close());
		await kept.see('from a laptop');
		await kept.hear('Are you there?');
		ok('opened again, the talk goes on');
		await kept.see('the lid is shut');
		await kept.settled();
		kit.same(await desk.texts('anna', id), ['from a laptop',
			'Are you there?', 'the lid is shut'], 'the desk');
		ok('what was not sent is sent, once');
		kit.same(await kept.page.inputValue('#box'), 'and this is a draft',
			'draft');
		ok('the draft is there');
		kit.same(kept.errors, [], 'errors');
		ok('the browser has nothing to complain about');
	});
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser', 'tmux'] }, async (t) => {
		const desk = await t.desk(), browser = await pages.openBrowser();
		t.after(() => browser.close());
		desk.operator('anna', { name: 'Anna', role: 'supervisor' });
		const x = { desk, kit, T: pages.words('en'),
			visitor: await pages.openVisitor(browser, desk.url,
				{ locale: 'en' }),
			anna: await t.console(desk, 'anna', { cols: 160 }) };
		await x.anna.see(LIVE);
		await killDesk(t, x);
		await killConsole(t, x);
		await killBrowser(t, x, pages);
		await killHeld(t, x);
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
