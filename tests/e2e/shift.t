#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shift.t - an operator's shift, pressed key by key: six customers, 60
 * messages (30 of them canned replies), 6 transfers, in tmux at 80x24 and at
 * 200x50. What it took is counted and printed: keys by kind, and bytes that
 * the console wrote to its terminal. Every customer must have got what was
 * meant for him, once.
 *
 * Alone, after a build: tests/shift
 *
 * runs: plain build only
 */
'use strict';

const NAMES = ['Ada Demo', 'Bob Demo', 'Cyd Demo', 'Dan Demo', 'Eve Demo',
	'Fay Demo'];
const ROUNDS = 5;
const SIZES = [[80, 24], [200, 50]];
const CANNED = `shortcut: ok
title: It is on its way

Dear {customer.name}, it is on its way to you, please wait a moment.
`;

/* Presses and counts. */
function hands(pane) {
	const n = { keys: 0, letters: 0 };
	return {
		n,
		async press(...keys) {
			n.keys += keys.length;
			await pane.keys(...keys);
		},
		async type(text) {
			n.letters += [...text].length;
			await pane.type(text);
		},
	};
}

async function begin(x, names) {
	for (const name of names) {
		const { body } = await x.desk.ask('POST',
			'/api/v1/visitor/conversations', { body: {
				client_id: x.id(), text: 'Hello, I am ' + name,
				name, language: 'en' } });
		x.customers.push({ name, id: body.conversation,
			secret: body.secret });
	}
}

async function take(x, ok) {
	const { pane, hand } = x;
	for (let i = 1; i <= NAMES.length; i++) {
		await hand.press('F5');
		await pane.see(new RegExp('Anna ' + i + '/'));
	}
	ok('F5 takes each of the six');
}

/* Whose prompt the cursor is in. */
async function inFocus(pane) {
	const lines = (await pane.screen()).filter((line) => /\w+> /.test(line) ||
		/\w+>$/.test(line.trimEnd()));
	return lines.length ? /(\w+)> ?/.exec(lines.at(-1))[1] : '';
}

async function answer(x, kit, round) {
	const { pane, hand, desk } = x;
	for (const c of x.customers)
		await desk.ask('POST', '/api/v1/visitor/messages', {
			secret: c.secret, body: { client_id: x.id(),
				text: 'Question ' + round + ' of ' + c.name } });
	for (let i = 0; i < x.customers.length; i++) {
		const before = await total(x);
		await hand.press('C-n');
		/* The likeliest reply, as it stands on the rule above the input. */
		await hand.press('C-x');
		await pane.see(/^1 It is on its|│1 It is on|1 ok/m);
		await hand.press('1');
		await pane.see(/> Dear \w+ Demo/);
		await hand.press('Enter');
		await kit.until(async () => await total(x) === before + 1,
			'the reply at the desk');
	}
}

async function total(x) {
	let n = 0;
	for (const c of x.customers)
		n += (await x.desk.texts('boss', c.id))
			.filter((text) => text.startsWith('Dear ')).length;
	return n;
}

async function give(x, kit, ok) {
	const { pane, hand, desk } = x;
	for (let i = 0; i < x.customers.length; i++) {
		await hand.press('M-' + (i + 1));
		await pane.see(x.customers[i].name.split(' ')[0] + '>');
		await hand.press('F6');
		await kit.until(async () => (await desk.transcript('boss',
			x.customers[i].id)).at(-1).type === 'transferred',
		'the transfer of ' + x.customers[i].name);
	}
	ok('F6 gives each of the six to a colleague');
}

async function openDesk(t) {
	const desk = await t.desk();
	const file = t.place('c') + '/canned';
	require('node:fs').writeFileSync(file, CANNED);
	desk.admin(['canned', 'import', file]);
	desk.operator('anna', { name: 'Anna' });
	desk.operator('olga', { name: 'Olga' });
	desk.operator('boss', { name: 'Boss', role: 'supervisor' });
	return desk;
}

async function shift(t, kit, [cols, rows], newId) {
	const desk = await openDesk(t);
	const olga = await t.console(desk, 'olga', { cols: 80, rows: 24 });
	const size = cols + 'x' + rows;
	await t.story(size, async (ok) => {
		const pane = await t.console(desk, 'anna', { cols, rows });
		const bytes = t.place('b') + '/bytes';
		const x = { desk, pane, hand: hands(pane), customers: [],
			id: newId };
		await pane.see('● ');
		await olga.see('● ');
		await pane.tmux('pipe-pane', '-O', 'cat > ' + bytes);
		await begin(x, NAMES);
		await pane.see(/queue 6|queue +6/);
		await take(x, ok);
		for (let round = 1; round <= ROUNDS; round++)
			await answer(x, kit, round);
		for (const c of x.customers) {
			const got = (await desk.texts('boss', c.id))
				.filter((text) => text.startsWith('Dear '));
			kit.same(got, Array(ROUNDS).fill('Dear ' + c.name +
				', it is on its way to you, please wait a moment.'),
			'what ' + c.name + ' got');
		}
		ok('each got five replies, with his own name');
		await give(x, kit, ok);
		await pane.keys('C-x', 'C-c');
		await kit.until(async () => pane.hasEnded() ||
			(await pane.keys('y'), false), 'the end');
		const written = require('node:fs').statSync(bytes).size;
		const { keys, letters } = x.hand.n;
		t.comment(size + ': ' + keys + ' keys and ' + letters +
			' letters for 6 customers, 30 replies, 6 transfers; ' +
			written + ' bytes to the terminal, ' +
			Math.round(written / 60) + ' for each of 60 messages');
		kit.holds(keys + letters <= 6 + 30 * 4 + 12,
			'more keys than the shift needs: ' + keys + '+' + letters);
		ok('no key more than a take 1, a reply 4, a transfer 2');
	});
}

async function main(kit, { newId }) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		for (const size of SIZES)
			await shift(t, kit, size, newId);
	});
}

Promise.all([import('./kit.mjs'), import('./desk.mjs')])
	.then(([kit, desk]) => main(kit, desk));
