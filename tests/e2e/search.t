#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search.t - what was said is found from the keyboard: of the desk, and, when
 * the desk has been killed, of what this console has seen. A block of the
 * record runs beside; one that hangs stops nothing.
 */
'use strict';

const BLOCKS = `[block ORDERS]
command = echo "orders of $DEZHURKA_CUSTOMER_NAME"; cat | grep -o '"contact":"[^@]*'

[block HUNG]
command = echo never seen; exec sleep 1000
timeout = 1s

[block RUBBISH]
command = printf '\\033]0;pwned\\007\\377\\033[2Jend'

[block MISSING]
command = /no/such/program
`;

const LINES = {
	Ivan: 'Где ВОЗВРАТ за счёт 4481? Ещё вчера обещали',
	Żaneta: 'Żółta łódź przyszła zepsuta, proszę o zwrot',
};

async function open(x, name) {
	const { body } = await x.desk.ask('POST', '/api/v1/visitor/conversations',
		{ body: { client_id: x.newId(), text: LINES[name], name,
			contact: name + '@example.test' } });
	return body;
}

async function find(x, words, seen) {
	await x.anna.keys('C-r');
	await x.anna.see('Find in all conversations');
	await x.anna.keys('C-u');
	await x.anna.type(words);
	await x.anna.see(seen);
}

async function online(t, x) {
	await t.story('with a line', async (ok) => {
		await x.anna.see('F1');
		for (const name of Object.keys(LINES)) {
			await open(x, name);
			await x.anna.see(name);
			await x.anna.keys('F5');
			await x.anna.see(name + '>');
		}
		const text = await x.anna.see(/It took too long/);
		x.kit.holds(text.includes('orders of Żaneta') &&
			text.includes('There is no such command') &&
			text.includes('"contact":"Żaneta') &&
			text.includes('^[[2Jend'), text);
		ok('blocks tell what their commands say, safe, or why they did not');
		await find(x, 'возвраты', 'Где ВОЗВРАТ');
		ok('a word finds its line, whatever case and ending');
		await x.anna.keys('Enter');
		await x.anna.lose('Find in all conversations');
		await x.anna.see('Ivan>');
		ok('Enter goes to that conversation');
		await find(x, 'zolta LODZ', 'Żółta łódź');
		await x.anna.keys('Tab');
		await x.anna.see('Nothing matches.');
		await x.anna.keys('Tab');
		await x.anna.see('Żółta łódź');
		ok('Tab: of this customer only, and of everybody again');
		await x.anna.keys('Escape');
		await x.anna.lose('Find in all conversations');
	});
}

async function offline(t, x) {
	await t.story('the desk is killed', async (ok) => {
		await x.desk.kill();
		await x.anna.lose('● ');
		await find(x, 'возврат счет', 'only what you have seen');
		await x.anna.see('Где ВОЗВРАТ');
		ok('what was seen is found');
		await x.anna.keys('Escape');
	});
	await t.story('a console that starts without its desk', async (ok) => {
		await x.anna.kill();
		x.anna = await x.again();
		await x.anna.see('does not answer');
		await find(x, 'łódź', 'Żółta łódź');
		ok('finds what was seen before');
		await x.anna.keys('Enter');
		await x.anna.lose('> łódź');
		await x.anna.see('Żółta łódź przyszła');
		ok('and reads it');
	});
}

async function main(kit) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const { mkdirSync, writeFileSync } = await import('node:fs');
		const { newId } = await import('./desk.mjs');
		const desk = await t.desk();
		desk.operator('anna', { name: 'Anna', languages: 'en,ru,pl' });
		const state = t.place('h');
		mkdirSync(state + '/config/dezhurka', { recursive: true });
		writeFileSync(state + '/config/dezhurka/dezhurka.conf', BLOCKS);
		const token = await desk.signIn('anna');
		const x = { desk, kit, newId, anna: await t.console(desk, 'anna',
			{ cols: 132, rows: 40, state }) };
		/* The token of a desk that is there no more. */
		x.again = () => t.console({ socket: desk.socket,
			signIn: async () => token }, 'anna', { cols: 132, rows: 40,
			state });
		await online(t, x);
		await offline(t, x);
	});
}

import('./kit.mjs').then(main);
