#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys.t - every key of every context does, in a real terminal, what its row
 * says. The table comes from the program ("dezhurka bind --json"), what must
 * be seen from keys_rows.mjs: a binding without a row there fails, and so does
 * a row whose binding is gone.
 * runs: plain build only
 */
'use strict';

const { execFileSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const IN_A_ROW = 12;

/* The bindings in force: [{context, key, line}]. */
function bindings(t, set) {
	const home = t.place('b'), config = join(home, 'dezhurka');
	mkdirSync(config);
	writeFileSync(join(config, 'dezhurka.conf'), `[keys]\nset = ${set}\n`);
	const said = execFileSync(process.env.DEZHURKA, ['bind', '--json'], {
		encoding: 'utf8', env: { ...process.env, XDG_CONFIG_HOME: home } });
	return said.trim().split('\n').map((row) => JSON.parse(row))
		.map(({ name, value }) => ({ line: value,
			context: name.split(' ')[0],
			key: name.slice(name.indexOf(' ') + 1) }));
}

async function press(t, x, row, { context, key, line }) {
	x.failed = (x.failed ?? 0) + 1;
	await t.story(context + ' ' + key, async (ok) => {
		if (x.failed > IN_A_ROW)
			throw new Error('not pressed: too many failed in a row');
		const began = performance.now();
		await x.back();
		await row(x, key);
		x.failed = 0;
		if (process.env.DZ_SLOW && performance.now() - began > 700)
			t.comment(Math.round(performance.now() - began) + ' ms');
		ok(line);
	});
}

async function everyKey(t, x, { rows, unproven }, list) {
	const used = new Set();
	for (const binding of list) {
		const name = binding.context + ' ' + binding.line;
		used.add(name);
		if (process.env.DZ_KEYS && !name.includes(process.env.DZ_KEYS))
			continue;
		if (unproven.includes(name)) {
			t.skip(binding.context + ' ' + binding.key, 'no proof yet');
			continue;
		}
		await press(t, x, rows[name] ?? (() => {
			throw new Error('nobody looks what this key does: add a row "' +
				name + '" to tests/e2e/keys_rows.mjs');
		}), binding);
	}
	await t.story('the rows', async (ok) => {
		const left = [...Object.keys(rows), ...unproven]
			.filter((name) => !used.has(name));
		if (left.length)
			throw new Error('nothing is bound to them any more: take "' +
				left.join('", "') + '" out of tests/e2e/keys_rows.mjs');
		ok('each is of a binding');
	});
}

async function main(kit, { openHands }, table) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const list = bindings(t, 'default');
		const x = await openHands(t);
		await everyKey(t, x, table, list);
	});
}

Promise.all([import('./kit.mjs'), import('./keys_desk.mjs'),
	import('./keys_rows.mjs')]).then((all) => main(...all));
