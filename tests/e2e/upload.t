#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* upload.t - a large file on its way up: taken back, cut off, and the console
 * killed in the middle. The desk has it whole and once, or not at all.
 * runs: plain build only
 */
'use strict';

const { mkdirSync, readFileSync, readdirSync, writeFileSync } =
	require('node:fs');
const { join } = require('node:path');

const BYTES = 12 * 1024 * 1024;	/* more than the buffers of a socket */
const HELD = 300000;		/* so much gets through */
const HEAL_MS = 45000;
const LIVE = /^ \S+ +● /m;

/* What the desk has in its folder of files, and what is half there. */
function files(desk) {
	const dir = join(desk.data, 'files');
	const of = (one) => readdirSync(join(dir, one))
		.map((name) => join(dir, one, name));
	return { whole: readdirSync(dir).filter((one) => one !== 'new')
		.flatMap(of), half: of('new') };
}

async function attach(c, name) {
	await c.type('/attach ~/' + name);
	await c.keys('Enter');
	await c.see('⎙ ' + name + ' (12.6 MB)');
}

/* Up to where the line holds it. */
async function begin({ c, line, kit }, name, text) {
	await attach(c, name);
	line.hold(HELD);
	await c.type(text);
	await c.keys('Enter');
	await c.see(/\.bin \(12\.6 MB\) [1-9]\d? %/);
	await kit.until(() => line.isHeld, 'the upload to be held');
}

/* Each message once, in this order; `path` is the newest file's. */
async function stored(x, texts, n, path) {
	const { desk, kit } = x;
	let seen;
	await kit.until(async () => (seen = await desk.texts('anna', x.id))
		.length >= texts.length, () => 'the messages: ' + seen, HEAL_MS);
	kit.same(seen, texts, 'stored');
	const { whole, half } = files(desk);
	kit.same([whole.length, half.length], [n, 0], 'files, whole and half');
	kit.holds(!path || whole.some((one) => readFileSync(one)
		.equals(readFileSync(path))), 'no file has the same bytes');
}

async function takenBack(x, ok) {
	const { c, line } = x;
	await begin(x, 'one.bin', 'the first');
	await c.type('meanwhile');
	await c.keys('Enter');
	await c.see(/…\S+ +Anna +meanwhile/);
	ok('a message waits behind it');
	await c.keys('C-x', 'C-k');
	await c.see('Ivan> the first');
	await c.see(/⎙ one\.bin \(12\.6 MB\)(?! \d)/);
	ok('its text and its file are in the input again');
	await stored(x, ['Hello', 'meanwhile'], 0);
	ok('what waited has gone, the desk has nothing of the file');
	line.go();
	await c.keys('Enter');
	await stored(x, ['Hello', 'meanwhile', 'the first'], 1, x.path('one'));
	ok('sent after all, it is there once');
}

async function cutOff(x, ok) {
	const { c, line } = x;
	await begin(x, 'two.bin', 'the second');
	await c.type('after it');
	await c.keys('Enter');
	await line.cut();
	await c.lose(LIVE);
	ok('the line is cut in the middle');
	line.go();
	await line.heal();
	await c.see(LIVE, HEAL_MS);
	await stored(x, ['Hello', 'meanwhile', 'the first', 'the second',
		'after it'], 2, x.path('two'));
	ok('afterwards the file is there once, whole, before what was said later');
	await c.lose(/\d %/);
	ok('the console knows it');
}

async function cancelWhileCut(x, ok) {
	const { c, line } = x;
	await attach(c, 'four.bin');
	await line.cut();
	await c.lose(LIVE);
	await c.type('never');
	await c.keys('Enter');
	await c.see(/…\S+ +Anna +never/);
	await c.keys('C-x', 'r');
	await c.see('Ivan> never');
	await c.see(/⎙ four\.bin \(12\.6 MB\)(?! \d)/);
	ok('one that waits without a line comes back as well');
	await c.keys('C-u');
	await c.type('/attach -');
	await c.keys('Enter');
	await c.lose('four.bin');
	await line.heal();
	await c.see(LIVE, HEAL_MS);
	await stored(x, ['Hello', 'meanwhile', 'the first', 'the second',
		'after it', 'the third'], 3);
	ok('the desk never hears of it');
}

async function killed(x, ok) {
	const { line } = x;
	await begin(x, 'three.bin', 'the third');
	await x.c.kill();
	line.go();
	x.c = await x.open();
	await x.c.see(LIVE, HEAL_MS);
	await stored(x, ['Hello', 'meanwhile', 'the first', 'the second',
		'after it', 'the third'], 3, x.path('three'));
	ok('started again it sends the file, once');
	await x.c.see('the third');
}

async function main(kit) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk({ config: '[files]\nmax_bytes = 16M\n' });
		desk.operator('anna', { name: 'Anna' });
		const home = t.place('home'), line = await t.cut(desk.port);
		mkdirSync(home, { recursive: true });
		for (const [i, name] of ['one', 'two', 'three', 'four'].entries())
			writeFileSync(join(home, name + '.bin'),
				Buffer.alloc(BYTES, name + i));
		const x = { desk, kit, line,
			path: (name) => join(home, name + '.bin'),
			open: () => t.console(desk, 'anna', { cols: 120, state: home,
				at: line.url.replace(/\/$/, '') }) };
		await desk.ask('POST', '/api/v1/visitor/conversations', { body: {
			text: 'Hello', name: 'Ivan', language: 'en',
			client_id: '0123456789abcdef0123456789abcdef' } });
		({ id: x.id } = await desk.conversationOf('anna', 'Ivan'));
		x.c = await x.open();
		await x.c.see('Ivan');
		await x.c.keys('F5');
		await x.c.see('Ivan>');
		await t.story('taken back', (ok) => takenBack(x, ok));
		await t.story('cut off', (ok) => cutOff(x, ok));
		await t.story('killed', (ok) => killed(x, ok));
		await t.story('cut off and taken back', (ok) => cancelWhileCut(x, ok));
	});
}

import('./kit.mjs').then(main);
