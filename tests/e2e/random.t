#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random.t - six hundred keys of the console's own tables in any order, while
 * customers write: it lives, it paints, and nobody gets what was for another.
 *
 * Each customer has a letter of their own, and only what is said to them has
 * it, however it was cut and turned. DZ_SEED=N plays one order again.
 *
 * runs: plain build only
 */
'use strict';

const { execFileSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { readFileSync } = require('node:fs');

const KEYS = 600, WORD_EVERY = 12, WRITE_EVERY = 25, LIMIT_MS = 25000;
const NAMES = ['Aga', 'Bea', 'Cyd', 'Dan', 'Eva', 'Fay'];
const LETTERS = ['б', 'д', 'ж', 'ф', 'щ', 'ю'];
const LIVE = /^ \S+ +● /m;
/* The menu leads to these as well; a yank takes words along on purpose. */
const LEFT_OUT = /^\/(quit|suspend|menu|edit .*yank)/;
const EDITING = ['Left', 'Right', 'Home', 'End', 'BSpace', 'DC', 'M-b', 'M-f',
	'M-d', 'M-t', 'M-u', 'C-t', 'C-w', 'C-u', 'C-k', 'C-_', 'S-Left', 'S-Right'];
const IN_TMUX = { PgUp: 'PPage', PgDn: 'NPage', Esc: 'Escape', Del: 'DC',
	Backspace: 'BSpace', ';': '\\;' };

/* Every key of the console but those of other key sets. */
function allKeys() {
	const doc = execFileSync(process.env.DEZHURKA, ['--dump-doc'],
		{ encoding: 'utf8' });
	const found = [...doc.split('.Ss \\&With keys')[0].matchAll(
		/^\.It Li "([^"]+)"\n\.Ql "?([^"\n]+)/gm)]
		.filter(([, , command]) => !LEFT_OUT.test(command))
		.map(([, key]) => key.replace('S-Tab', 'BTab').split(' ').map((one) => one.replace(
			/^((?:[CMS]-)*)(.+)$/, (all, mods, name) => mods +
			(IN_TMUX[name] || name))));
	return [...found, ...EDITING.map((one) => [one])];
}

/* Numbers that a seed gives again (mulberry32). */
function numbers(seed) {
	let a = seed;
	return (below) => {
		a = (a + 0x6d2b79f5) | 0;
		let x = Math.imul(a ^ (a >>> 15), 1 | a);
		x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
		return ((x ^ (x >>> 14)) >>> 0) % below;
	};
}

async function begin(desk) {
	const secrets = [], ids = [];
	for (const name of NAMES) {
		const { body } = await desk.ask('POST', '/api/v1/visitor/conversations',
			{ body: { text: 'I am ' + name, name, language: 'en',
				client_id: randomBytes(16).toString('hex') } });
		secrets.push(body.secret);
		ids.push(body.conversation);
		await desk.take('anna', body.conversation);
	}
	const write = (i, text) => desk.ask('POST', '/api/v1/visitor/messages',
		{ secret: secrets[i], body: { text,
			client_id: randomBytes(16).toString('hex') } });
	return { ids, write };
}

/* The console has done what it was told: it sleeps, and has not woken. */
async function rest(c, pid, { until }) {
	let last = '';
	await until(async () => {
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		const now = /^voluntary.*$/m.exec(status)[0] + await c.text();
		const is = now === last && /^State:\tS/m.exec(status);
		last = now;
		return is;
	}, 'the console to rest');
	return c.text();
}

/* Who is in focus and has the input: its mark and its prompt agree. */
function focused(text) {
	const mark = /▌ ?\d? ?([A-Z][a-z]+)/.exec(text);
	return mark && text.includes(mark[1] + '>') ? NAMES.indexOf(mark[1]) : -1;
}

async function press(x, c, pid, ok, kit) {
	const keys = allKeys(), end = performance.now() + LIMIT_MS;
	let n = 0, words = 0;
	for (; n < KEYS && performance.now() < end; n++) {
		await c.keys(...keys[x.random(keys.length)]);
		if (n % WRITE_EVERY === 0)
			await x.write(x.random(NAMES.length), 'line ' + n);
		if (n % WORD_EVERY !== 0)
			continue;
		const i = focused(await rest(c, pid, kit));
		if (i < 0)
			continue;
		await c.type(LETTERS[i].repeat(3));
		words++;
		if (focused(await rest(c, pid, kit)) === i)
			await c.keys('Enter');
	}
	kit.holds(!c.hasEnded(), 'it has ended');
	kit.holds(n > KEYS / 4 && words > 0, `only ${n} keys, ${words} words`);
	ok('it lives');
	return n;
}

/* What operators wrote there, whatever became of it. */
async function said(desk, id) {
	return (await desk.transcript('anna', id))
		.filter((ev) => ev.by === 'operator')
		.map((ev) => [ev.text, ev.draft].join(' ')).join('\n').toLowerCase();
}

async function after(x, c, ok, kit) {
	const { desk } = x;
	for (let i = 0; i < 3; i++)
		await c.keys('Escape');
	await c.resize(110, 30);
	await kit.until(async () => {
		const rows = await c.screen();
		return LIVE.test(rows[0]) && /F1 Help/.test(rows[29]);
	}, async () => 'the whole screen: ' + await c.text());
	ok('another size is painted');
	await kit.until(async () => {
		await c.keys('M-' + (1 + x.random(9)));
		const text = await c.text(), i = focused(text);
		const mine = (await desk.conversations('anna')).filter((one) =>
			one.operator_id === 1 && one.state !== 'closed');
		return mine.length === 0 || mine.some((one) => one.id === x.ids[i]);
	}, 'the prompt of one of mine');
	ok('the prompt is that of one of mine');
	let all = '';
	for (const [i, id] of x.ids.entries()) {
		const text = await said(desk, id);
		LETTERS.forEach((letter, k) => kit.holds(k === i ||
			!text.includes(letter), `${NAMES[i]} has words for ${NAMES[k]}: ` +
			text));
		all += text;
	}
	kit.holds(LETTERS.some((letter) => all.includes(letter)),
		'nothing was said: ' + all);
	ok('nobody has what was for another');
}

async function main(kit) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk();
		const seed = Number(process.env.DZ_SEED) ||
			randomBytes(4).readUInt32LE();
		desk.operator('anna', { name: 'Anna' });
		desk.operator('boris', { name: 'Boris' });
		const x = { desk, random: numbers(seed), ...await begin(desk) };
		const c = await t.console(desk, 'anna', { cols: 80,
			rows: 24, env: { EDITOR: 'true', VISUAL: '' } });
		await c.see(LIVE);
		t.show(() => 'DZ_SEED=' + seed);
		await t.story('keys in any order', async (ok) => {
			const n = await press(x, c, await c.pid(), ok, kit);
			t.comment(`DZ_SEED=${seed}: ${n} keys`);
			await after(x, c, ok, kit);
		});
	});
}

import('./kit.mjs').then(main);
