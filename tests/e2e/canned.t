#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned.t - a canned reply is written in the console, inserted, its fields
 * asked for and said by commands, one of which hangs; changed and removed.
 */
'use strict';

const LIVE = /^ \S+ +● /m;
const CONFIG = `[field BALANCE]
command = echo "of $DEZHURKA_CUSTOMER_NAME: 42"
[field SLOW]
command = sleep 60
timeout = 300ms
`;
const TEXT = 'You have {BALANCE}, {SLOW|soon}, {?Order number}.';
const FILLED = 'You have of Ivan: 42, soon, 44-1.';

async function begin(t, { randomBytes, fs, path }) {
	const desk = await t.desk(), home = t.place('h');
	desk.operator('anna', { name: 'Anna' });
	fs.mkdirSync(path.join(home, 'config', 'dezhurka'), { recursive: true });
	fs.writeFileSync(path.join(home, 'config', 'dezhurka',
		'dezhurka.conf'), CONFIG);
	await desk.ask('POST', '/api/v1/visitor/conversations', { body: {
		text: 'Where is my parcel?', name: 'Ivan', language: 'en',
		client_id: randomBytes(16).toString('hex') } });
	const id = (await desk.conversations('anna'))[0].id;
	await desk.take('anna', id);
	const anna = await t.console(desk, 'anna', { cols: 80, state: home });
	await anna.see(LIVE);
	await anna.keys('M-1');
	await anna.see('Ivan>');
	return { desk, id, anna, home };
}

const own = async (x) => (await x.desk.ask('GET', '/api/v1/canned',
	{ as: 'anna' })).body.canned;

async function add(t, x, kit) {
	await t.story('one is written', async (ok) => {
		await x.anna.type('/canned add bal');
		await x.anna.keys('Enter');
		await x.anna.see('A new canned reply');
		await x.anna.type('Balance');
		await x.anna.keys('Tab', 'Tab', 'Tab');
		await x.anna.type('Dear {x');
		await x.anna.keys('C-s');
		await x.anna.see('never closed');
		ok('a brace that is not closed is told of');
		await x.anna.keys('C-u');
		await x.anna.type(TEXT);
		await x.anna.see('You have {?BALANCE…}');
		ok('how it reads stands below');
		await x.anna.keys('Escape');
		await x.anna.see('Not saved');
		await x.anna.keys('C-s');
		await x.anna.see('“bal” is saved');
		const list = await own(x);
		kit.same(list.map((c) => c.text), [TEXT], 'texts');
		kit.holds(list[0].owner_id > 0, 'an owner');
		ok('it is at the desk, for her alone');
	});
}

async function fill(t, x, kit) {
	await t.story('its fields', async (ok) => {
		await x.anna.keys('C-x');
		await x.anna.see('1 Balance');
		await x.anna.keys('1');
		await x.anna.see('You have of Ivan: 42, soon, {?Order number}.');
		ok('are said by a command; one that hangs gives its fall-back');
		await x.anna.keys('Enter', 'Enter');
		await x.anna.see('Fill in {?Order number}');
		kit.same((await x.desk.texts('anna', x.id)).length, 1, 'sent');
		ok('an open one is not sent');
		await x.anna.type('44-1');
		await x.anna.see('soon, 44-1.');
		await x.anna.keys('Enter');
		await kit.until(async () => (await x.desk.texts('anna', x.id))
			.includes(FILLED), 'the text at the desk');
		ok('what is typed replaces it, and then it goes');
		await kit.until(() => kit.isKept(x.home, 'canned_use'),
			'the counts on the disk');
	});
}

async function change(t, x, kit) {
	await t.story('it is changed', async (ok) => {
		await x.anna.keys('F4');
		await x.anna.see('Balance');
		await x.anna.keys('F4');
		await x.anna.see('A canned reply');
		await x.anna.keys('C-u');
		await x.anna.type('Shorter');
		await x.anna.keys('C-s');
		await x.anna.see('“bal” is saved');
		kit.same((await own(x)).map((c) => [c.text, c.version]),
			[['Shorter', 2]], 'texts');
		ok('by F4 in the list');
		await x.anna.keys('F4');
		await x.anna.see('Balance');
		await x.anna.keys('M-Enter');
		await kit.until(async () => (await x.desk.texts('anna', x.id))
			.includes('Shorter'), 'the text at the desk');
		ok('Alt-Enter inserts and sends');
		await x.anna.type('/canned remove bal');
		await x.anna.keys('Enter');
		await kit.until(async () => (await own(x)).length === 0,
			'it to go');
		ok('and removed');
	});
}

async function main(kit, fs, path, { randomBytes }) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const x = await begin(t, { randomBytes, fs, path });
		await add(t, x, kit);
		await fill(t, x, kit);
		await change(t, x, kit);
	});
}

Promise.all([import('./kit.mjs'), import('node:fs'), import('node:path'),
	import('node:crypto')]).then((all) => main(...all));
