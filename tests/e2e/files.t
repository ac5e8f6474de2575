#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* files.t - files between a browser and a terminal: sent with a key, saved,
 * opened once by the operator's own program; what was copied is in tmux.
 */
'use strict';

const { execFileSync } = require('node:child_process');
const { chmodSync, mkdirSync, readFileSync, readdirSync, statSync,
	writeFileSync, existsSync } = require('node:fs');
const { join } = require('node:path');

const HOSTILE = "$(touch pwned) `id` '; touch x; ' \u202egpj.exe";

async function toCustomer({ visitor, c, home }, ok, { same }) {
	const bytes = Buffer.alloc(300000, 'photo');
	writeFileSync(join(home, 'zdjęcie.jpg'), bytes);
	await c.keys('C-x', 'f');
	await c.see('zdjęcie.jpg');
	await c.type('zdj');
	await c.keys('Enter');
	await c.see('⎙ zdjęcie.jpg (300 kB)');
	ok('a file is picked with a few letters, and waits at the input');
	await c.type('Proszę');
	await c.keys('Enter');
	await visitor.hear('Proszę');
	const link = visitor.page.locator('.theirs button').filter({
		hasText: 'zdjęcie.jpg' });
	const [download] = await Promise.all([
		visitor.page.waitForEvent('download'), link.click()]);
	same(download.suggestedFilename(), 'zdjęcie.jpg', 'name');
	same(readFileSync(await download.path()).equals(bytes), true, 'bytes');
	ok('it comes with the message and can be downloaded');
}

async function toOperator({ visitor, c, home, dir }, ok, { same, until }) {
	await visitor.page.setInputFiles('#file', { name: HOSTILE,
		mimeType: 'text/html', buffer: Buffer.from('<script>alert(1)</script>') });
	await c.see(/⎙ .*gpj\.exe \(25 B\)/);
	ok('a file from the page stands in the transcript, its name made safe');
	await c.keys('C-x', 'o');
	await c.see('gpj.exe');
	await c.keys('1');
	/* One with a dot in front is still being written. */
	const saved = () => existsSync(join(home, 'Downloads')) ?
		readdirSync(join(home, 'Downloads')).filter((one) => one[0] !== '.') :
		[];
	await until(() => saved().length === 1, () => 'a download');
	const [name] = saved();
	const path = join(home, 'Downloads', name);
	same(readFileSync(path, 'utf8'), '<script>alert(1)</script>', 'bytes');
	same(statSync(path).mode & 0o777, 0o600, 'mode');
	same(/[\u202e/]/.test(name), false, 'the name is safe: ' + name);
	ok('a key saves it, for nobody else to read or run');
	same(existsSync(join(dir, 'opened')), false, 'opened by itself');
	await c.keys('C-x', 'o');
	await c.see('gpj.exe');
	await c.keys('o');
	await until(() => existsSync(join(dir, 'opened')) &&
		readFileSync(join(dir, 'opened'), 'utf8').endsWith('\n'),
	() => 'the handler');
	same(readFileSync(join(dir, 'opened'), 'utf8'), path.replace('.exe',
		' (1).exe') + '\n', 'the argument');
	same([dir, home].some((one) => existsSync(join(one, 'pwned')) ||
		existsSync(join(one, 'x'))), false, 'the name was run');
	same(saved().length, 2, 'written over');
	ok('another opens it, once, with its name as one word');
}

async function limits({ visitor }, ok) {
	await visitor.page.setInputFiles('#file', { name: 'big.bin',
		mimeType: 'image/png', buffer: Buffer.alloc(1024 * 1024 + 1) });
	await visitor.page.locator('#net').filter({ hasText: 'big.bin' }).waitFor();
	ok('the page refuses what is too large before it is sent');
}

async function letters({ visitor, c, tmux }, ok, { until }) {
	const copied = () => {
		try {
			return tmux('show-buffer');
		} catch {
			return '';
		}
	};
	await visitor.say('see https://shop.example/o/1 or 4481-22');
	await c.see('4481-22');
	await c.keys('C-x', 'u');
	await c.see('see attps://shop.example/o/1 or s481-22');
	await c.keys('s');
	await until(() => copied() === '4481-22', () => 'the number in the buffer of tmux');
	ok('a letter copies a number into the buffer of tmux');
	await c.see('see https://shop.example/o/1 or 4481-22');
	await c.keys('C-x', 'u');
	await c.see('see attps://');
	await c.type('ф');
	await until(() => copied() === 'https://shop.example/o/1', () => 'the address in the buffer');
	ok('the same letters under a Cyrillic layout');
	/* In one piece, before a frame can show the letters. */
	await c.keys('C-x', 'u', 's');
	await until(() => copied() === '4481-22', () => 'the number again');
	ok('a hand that knows them need not wait');
	await c.keys('C-x', 'u');
	await c.see('see attps://');
	await c.keys('C-x', 'u');
	await c.see(/a +https:\/\/shop\.example\/o\/1/);
	await c.keys('Escape');
	await c.lose(/a +https/);
	ok('again they are a list, Esc leaves it');
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser', 'tmux'] }, async (t) => {
		const desk = await t.desk({ config: '[files]\nmax_bytes = 1M\n' });
		const browser = await pages.openBrowser();
		t.after(() => browser.close());
		desk.operator('anna', { name: 'Anna', languages: 'pl' });
		const dir = t.dir, home = t.place('home');
		const buffer = join(dir, 'buffer');
		const tmux = (...args) => execFileSync('tmux', ['-S', buffer, '-f',
			'/dev/null', ...args], { encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'] });
		tmux('new-session', '-d', 'sleep 600');
		t.after(() => tmux('kill-server'));
		mkdirSync(join(home, 'config', 'dezhurka'), { recursive: true });
		const opener = join(dir, 'opener');
		writeFileSync(opener, '#!/bin/sh\nprintf "%s\\n" "$@" >> "' + dir +
			'/opened"\n');
		chmodSync(opener, 0o755);
		const visitor = await pages.openVisitor(browser, desk.url,
			{ locale: 'en' });
		writeFileSync(join(home, 'config', 'dezhurka', 'dezhurka.conf'),
			'[handler]\ndefault = ' + opener + ' "%s"\n');
		const c = await t.console(desk, 'anna', { cols: 120, state: home,
			env: { TMUX: buffer + ',1,0' } });
		const x = { visitor, c, home, dir, tmux };
		await visitor.start('Hello', { name: 'Ola' });
		await c.see('Ola');
		await c.keys('F5');
		await c.see('Hello');
		await t.story('to the customer', (ok) => toCustomer(x, ok, kit));
		await t.story('to the operator', (ok) => toOperator(x, ok, kit));
		await t.story('limits', (ok) => limits(x, ok, kit));
		await t.story('letters', (ok) => letters(x, ok, kit));
		await t.story('the browser', async (ok) => {
			kit.same(visitor.errors, [], 'errors');
			ok('has nothing to complain about');
		});
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
