#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys_sets.t - the same hands on other keys: the chords on a Cyrillic layout,
 * the sets emacs and vi (each of their rows), and the mouse.
 * runs: plain build only
 */
'use strict';

const { execFileSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/* The letter of the Cyrillic layout on the key of a Latin one. */
const LATIN = 'qwertyuiop[]asdfghjkl;\'zxcvbnm,.';
const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбю';
const RUSSIAN = Object.fromEntries([...LATIN].map((c, i) =>
	[c, [...CYRILLIC][i]]));

function bindings(t, set) {
	const home = t.place('b'), config = join(home, 'dezhurka');
	mkdirSync(config);
	writeFileSync(join(config, 'dezhurka.conf'), `[keys]\nset = ${set}\n`);
	return execFileSync(process.env.DEZHURKA, ['bind', '--json'], {
		encoding: 'utf8', env: { ...process.env, XDG_CONFIG_HOME: home } })
		.trim().split('\n').map((row) => JSON.parse(row))
		.map(({ name, value }) => ({ line: value,
			context: name.split(' ')[0],
			key: name.slice(name.indexOf(' ') + 1) }));
}

/* Those that a set has and the defaults have not. */
function rowsOf(t, set) {
	const had = new Set(bindings(t, 'default').map((b) => b.context + b.key +
		b.line));
	return bindings(t, set).filter((b) => !had.has(b.context + b.key + b.line));
}

async function press(t, x, set, { context, key, line }, row) {
	await t.story(`${set} ${context} ${key}`, async (ok) => {
		if (!row)
			throw new Error('nobody looks what this key does: /' + line);
		await x.back();
		await row(x, key);
		ok(line);
	});
}

/* So long a sentence may stand where the key bar is. */
const SENTENCE_MS = 12000;

const shows = (what) => async (x, key) => { await x.shows(key, what); };

const EMACS = {
	'chat find': shows('/find [WORD'),
	'chat find --newer': shows('/find [WORD'),
	'chat edit newline Left': async (x, key) => {
		await x.type('one');
		await x.see(/^Ada> one/m);
		await x.press(key);
		await x.type('Z');
		await x.see(/^Ada> oneZ *$/m);
	},
	'chat edit Right': async (x, key) => {
		await x.type('abc');
		await x.press('C-a');
		await x.press(key);
		await x.type('Z');
		await x.see(/^Ada> aZbc/m);
	},
	'chat edit Down': async (x, key) => {
		await x.type('a');
		await x.press('C-j');
		await x.type('b');
		await x.press('C-p');
		await x.press(key);
		await x.type('Z');
		await x.see(/^Ada> a *\n +bZ/m);
	},
};

/* Typed, `before` pressed in normal mode, then the key, then `after`: what is
 * there. */
const vi = (text, before, after, is) => async (x, key) => {
	await x.type(text);
	await x.see('Ada> ' + text);
	await x.press('Esc');
	await x.see('[vi] Ada> ' + text);
	for (const one of [...before, key])
		await x.press(one);
	if (after)
		await x.type(after);
	await x.see(is);
};
const is = (text) => new RegExp('^(\\[vi\\] )?Ada> ' + text + ' *$', 'm');
const NONE = /^\[vi\] Ada> *$/m;

const viShows = (before, what, lost) => async (x, key) => {
	await x.press('Esc');
	await x.see('[vi] Ada>');
	for (const one of before) {
		await x.press(one);
		await x.see('there is more below');
	}
	await x.press(key);
	await (lost ? x.lose(what) : x.see(what));
};

const twoLines = (before, after, what) => async (x, key) => {
	await x.type('a');
	await x.press('C-j');
	await x.type('b');
	await x.press('Esc');
	await x.see('[vi] Ada>');
	for (const one of [...before, key])
		await x.press(one);
	await x.type(after);
	await x.see(what);
};

async function viPane(x, key) {
	await x.run('/layout columns');
	await x.see(/^▌1 Ada/m);
	await x.press('Esc');
	await x.see('[vi] Ada>');
	await x.press(key);
	await x.see(/│▌\d \w+  en/);
	await x.press('i');
	await x.press('M-1');
	await x.see(/^▌1 Ada  en/m);
	await x.run('/layout one');
	await x.lose(/^Ada> +│\w+>/m);
}

const BELOW = 'there is more below';

/* The same in an earlier conversation beside it. */
const earlier = (before, what, lost) => async (x, key) => {
	await x.press('C-x v');
	await x.see('read only');
	for (const one of before) {
		await x.press(one);
		await x.see('more below ─');
	}
	await x.press(key);
	await (lost ? x.lose(what) : x.see(what));
};

const VI = ({ transferred, takenBack }) => ({
	'chat normal': async (x, key) => {
		await x.press(key);
		await x.see('[vi] Ada>');
	},
	'normal cancel': async (x, key) => {
		await x.press('Esc');
		await x.see('[vi] Ada>');
		await transferred(x, 'F6');
		await x.press(key);
		await takenBack(x);
	},
	'normal insert': vi('abc', [], 'Z', is('abcZ')),
	'normal insert Right': vi('abc', ['0'], 'Z', is('aZbc')),
	'normal insert Home': vi('abc', [], 'Z', is('Zabc')),
	'normal insert End': vi('abc', ['0'], 'Z', is('abcZ')),
	'normal insert End newline': vi('abc', ['0'], 'Z', /Ada> abc *\n +Z/),
	'normal insert Home newline Left': vi('abc', [], 'Z', /Ada> Z *\n +abc/),
	'normal edit Left': vi('abc', [], 'x', is('ab')),
	'normal edit Right': vi('abc', ['0'], 'x', is('ac')),
	'normal edit Up': twoLines([], 'iZ', /Ada> aZ *\n +b/),
	'normal edit Down': twoLines(['k'], 'iZ', /Ada> a *\n +bZ/),
	'normal edit C-Right': vi('one two', ['0'], 'X', is('on two')),
	'normal edit C-Left': vi('one two', [], 'x', is('one wo')),
	'normal edit Home': vi('abc', [], 'x', is('bc')),
	'normal edit End': vi('abc', ['0'], 'X', is('ab')),
	'normal edit delete': vi('abc', ['0'], '', is('bc')),
	'normal edit backspace': vi('abc', [], '', is('ab')),
	'normal edit kill-end': vi('abc', ['0', 'l'], '', is('a')),
	'normal insert kill-end': vi('abc', ['0', 'l'], 'Z', is('aZ')),
	'normal insert Home kill-end': vi('abc', [], 'Z', is('Z')),
	'normal insert delete': vi('abc', ['0'], 'Z', is('Zbc')),
	'normal edit kill-line': vi('abc', [], '', NONE),
	'normal edit kill-start': vi('abc', [], '', NONE),
	'normal insert kill-start': vi('abc', [], 'Z', is('Z')),
	'normal edit kill-word-right': vi('one two', ['0'], '', is(' two')),
	'normal edit kill-word-left': vi('one two', [], '', is('one')),
	'normal insert kill-word-right': vi('one two', ['0'], 'Z', is('Z two')),
	'normal insert kill-word-left': vi('one two', [], 'Z', is('one Z')),
	'normal edit kill-line yank': vi('abc', [], 'p', is('abcabc')),
	'normal edit yank': vi('abc', ['d d'], '', is('abc')),
	'normal edit undo': vi('abc', ['d d'], '', is('abc')),
	'normal edit redo': vi('abc', ['d d', 'u'], '', NONE),
	'normal scroll top': viShows([], BELOW),
	'normal scroll up': viShows([], BELOW),
	'normal scroll end': viShows(['C-u'], BELOW, true),
	'normal scroll down': viShows(['C-u'], BELOW, true),
	'normal line find ': viShows([], '/find [WORD'),
	'normal line': viShows([], '─ Command ─'),
	'normal find': viShows([], '/find [WORD'),
	'normal find --newer': viShows([], '/find [WORD'),
	'normal pane next': viPane,
	'normal pane previous': viPane,
	'earlier scroll up': earlier([], 'more below ─'),
	'earlier scroll down': earlier(['C-u'], 'more below ─', true),
	'earlier find': earlier([], '/find [WORD'),
	'earlier find --newer': earlier([], '/find [WORD'),
	'earlier line find ': earlier([], '/find [WORD'),
	'normal quit': async (x, key) => {
		await x.waits();
		await x.press('Esc');
		await x.see('[vi] Ada>');
		await x.shows(key, '─ Quit? ─');
	},
});

async function aSet(t, x, set, own, common) {
	await x.use(`[keys]\nset = ${set}\n`);
	for (const b of rowsOf(t, set))
		await press(t, x, set, b, own[b.context + ' ' + b.line] ??
			common[b.context + ' ' + b.line] ?? common['any ' + b.line]);
}

/* --- the mouse --------------------------------------------------------------------- */

async function mouse(t, x) {
	const tracks = async () => (await x.c.tmux('display-message', '-p',
		'#{mouse_any_flag}')).trim() === '1';
	/* Where a text is on the screen, from 1; below the tabs. */
	const place = async (what) => {
		await x.c.see(what, SENTENCE_MS);
		const rows = await x.c.screen();
		const row = rows.findIndex((one, i) => i > 1 && one.includes(what));
		return { row: row + 1, col: [...rows[row].slice(0,
			rows[row].indexOf(what))].length + 1 };
	};
	const report = (button, { row, col }) => x.c.type(
		`\x1b[<${button};${col};${row}M`);
	const click = async (what) => report(0, await place(what));

	await t.story('the mouse is off by default, and /set turns it on', async (ok) => {
		await x.back();
		if (await tracks())
			throw new Error('it is on');
		await x.run('/set -t ui.mouse yes');
		await t.until(tracks, 'the terminal to report the mouse');
		ok('it is');
	});
	await t.story('a click goes to a pane', async (ok) => {
		await x.back();
		await x.run('/layout columns');
		await x.see(/^▌1 Ada/m);
		await click('Hello from Bob');
		await x.see(/│▌2 Bob  en/);
		await click('1 Ada  en');
		await x.see(/^▌1 Ada  en/m);
		await x.run('/layout one');
		ok('and back');
	});
	await t.story('a click marks a row, a second one opens it', async (ok) => {
		await x.back();
		await x.shows('F2', '─ Conversations ─');
		const at = await place(' 3 Cyd');
		await report(0, at);
		await x.see(/▌ +3 Cyd/);
		await report(0, at);
		await report(0, at);
		await x.see(/^Cyd>/m);
		ok('Cyd');
	});
	await t.story('a key of the key bar is pressed by a click', async (ok) => {
		await x.back();
		await click('F1 Help');
		await x.see('─ The keys that work here ─');
		ok('help');
	});
	await t.story('what follows a chord is, too', async (ok) => {
		await x.back();
		await x.press('C-x');
		await x.see('Choose receiver');
		await click('Choose receiver');
		await x.see('─ Transfer to ─');
		ok('transfer');
	});
	await t.story('the wheel scrolls', async (ok) => {
		await x.back();
		const at = { row: 10, col: 10 };
		for (let i = 0; i < 3; i++)
			await report(64, at);
		await x.see(BELOW);
		for (let i = 0; i < 4; i++)
			await report(65, at);
		await x.lose(BELOW);
		ok('both ways');
	});
}

async function main(kit, { openHands }, table) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const x = await openHands(t);
		t.until = kit.until;
		x.layout = RUSSIAN;
		for (const b of bindings(t, 'default'))
			if (/^C-x [a-z;'.[\]]$/.test(b.key))
				await press(t, x, 'Cyrillic', b,
					table.rows[b.context + ' ' + b.line]);
		x.layout = undefined;
		await mouse(t, x);
		await aSet(t, x, 'emacs', EMACS, table.rows);
		await aSet(t, x, 'vi', VI(table), table.rows);
	});
}

Promise.all([import('./kit.mjs'), import('./keys_desk.mjs'),
	import('./keys_rows.mjs')]).then((all) => main(...all));
