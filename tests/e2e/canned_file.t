#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned_file.t - a canned reply with a file: written in the console, inserted
 * with a key, downloaded from the page; the desk counts it.
 */
'use strict';

const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const BYTES = Buffer.alloc(300000, 'price');

const replies = async (x) => (await x.desk.ask('GET', '/api/v1/canned',
	{ as: 'anna' })).body.canned;

async function written(x, ok, { same }) {
	const dir = join(x.home, 'papers');

	mkdirSync(dir);
	writeFileSync(join(dir, 'cennik maj.pdf'), BYTES);
	writeFileSync(join(dir, 'cennik.txt'), 'x');
	await x.c.keys('F4');
	await x.c.see('Canned replies');
	await x.c.see('Ctrl-O New');
	await x.c.type('price');
	await x.c.keys('C-o');
	await x.c.see('A new canned reply');
	await x.c.see(/Shortcut +price/);
	ok('a key of the list begins a new one, with what was typed');
	await x.c.type('Price list');
	await x.c.keys('Tab', 'Tab', 'Tab');
	await x.c.type('Here are our prices.');
	await x.c.keys('Tab');
	await x.c.see('Files there');
	await x.c.type(`${dir}/ce`);
	await x.c.see('cennik.txt');
	await x.c.keys('Tab');
	await x.c.see('/cennik');
	await x.c.type(' m');
	await x.c.keys('Tab', 'Enter');
	await x.c.see('⎙ cennik maj.pdf (300 kB)');
	ok('Tab completes a path, Enter takes the file');
	await x.c.type('/nowhere/x');
	await x.c.keys('Enter');
	await x.c.see('There is no file');
	await x.c.keys('C-s');
	await x.c.see('Enter takes this file first');
	await x.c.keys('C-u', 'C-s');
	await x.c.see('“price” is saved');
	const [reply] = await replies(x);
	same(reply.files.map((f) => [f.name, f.type, f.bytes]),
		[['cennik maj.pdf', 'application/pdf', BYTES.length]], 'files');
	ok('and the desk has both');
}

async function sent(x, ok, { same, until }) {
	await x.c.keys('F4');
	await x.c.see('Price list');
	await x.c.keys('Enter');
	await x.c.see('⎙ cennik maj.pdf (300 kB)');
	ok('inserting it brings the file to the input');
	await x.c.keys('Enter');
	await x.visitor.hear('Here are our prices.');
	const link = x.visitor.page.locator('.theirs button').filter({
		hasText: 'cennik maj.pdf' });
	const load = async () => {
		const [download] = await Promise.all([
			x.visitor.page.waitForEvent('download'), link.click()]);
		same(download.suggestedFilename(), 'cennik maj.pdf', 'name');
		same(readFileSync(await download.path()).equals(BYTES), true,
			'bytes');
	};
	await load();
	ok('the customer downloads what the desk had');
	await until(async () => (await replies(x))[0].uses === 1,
		() => 'the count');
	ok('and the reply is counted');
	await x.c.type('/canned remove price');
	await x.c.keys('Enter');
	await until(async () => (await replies(x)).length === 0,
		() => 'it to go');
	await load();
	ok('when it is removed, what was sent stays');
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser', 'tmux'] }, async (t) => {
		const desk = await t.desk();
		const browser = await pages.openBrowser();
		t.after(() => browser.close());
		desk.operator('anna', { name: 'Anna' });
		const home = t.place('home');
		mkdirSync(home, { recursive: true });
		const visitor = await pages.openVisitor(browser, desk.url,
			{ locale: 'en' });
		const c = await t.console(desk, 'anna', { cols: 100, state: home });
		const x = { desk, visitor, c, home };
		await visitor.start('What does it cost?', { name: 'Ola' });
		await c.see('queue 1');
		await c.keys('F5');
		await c.see('What does it cost?');
		await t.story('a reply is written', (ok) => written(x, ok, kit));
		await t.story('and sent', (ok) => sent(x, ok, kit));
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
