#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask.t - what an operator types, with the line up and down, over a crash:
 * nothing on either disk has a whole card number.
 */
'use strict';

const { randomBytes } = require('node:crypto');
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const HEAL_MS = 45000;
const LIVE = /^ \S+ +● /m;
const CARD = '4539 5787 6362 1486';
const INSIDE = '57876362';	/* of the number, what nobody may see */

/* Files that have the number, whatever stands between its digits. */
const withCard = (dir) => readdirSync(dir, { withFileTypes: true,
	recursive: true }).filter((one) => one.isFile())
	.map((one) => join(one.path, one.name))
	.filter((name) => readFileSync(name, 'latin1').replace(/[ .-]/g, '')
		.includes(INSIDE));

async function sends(t, x, kit) {
	await t.story('an operator types a card number', async (ok) => {
		await x.anna.type('Is it ' + CARD + '?');
		await x.anna.keys('Enter');
		await x.anna.see(/Anna\S* .*Is it \*\*\*\*1486\?|Is it \*\*\*\*1486\?/);
		await x.anna.see('was masked');
		ok('it is masked, and said so');
		await kit.until(async () => (await x.desk.texts('anna', x.id))
			.includes('Is it ****1486?'), 'the message at the desk');
		ok('the customer gets its last digits');
		await x.anna.keys('Up');
		await x.anna.see('Ivan> Is it ****1486?');
		await x.anna.keys('C-u');
		ok('so does who looks back');
	});
}

async function crashes(t, x, kit) {
	await t.story('the line is down and the console is killed', async (ok) => {
		await x.desk.stop();
		await x.anna.lose(LIVE);
		await x.anna.type('unsent ' + CARD);
		await x.anna.keys('Enter');
		await x.anna.type('draft ' + CARD + ' end');
		await kit.until(() => kit.isKept(x.anna.home, 'draft ****1486 end'),
			'the draft on the disk');
		ok('the draft is kept without it');
		await x.anna.kill();
		kit.holds(kit.isKept(x.anna.home, 'unsent ****1486'), 'outbox');
		ok('so is the unsent message');
		kit.same(withCard(x.anna.home), [], 'files of the console');
		ok('no file of the console has it');
		await x.desk.start();
		x.anna = await t.console(x.desk, 'anna', { state: x.anna.home });
		await x.anna.see(LIVE, HEAL_MS);
		await kit.until(async () => (await x.desk.texts('anna', x.id))
			.includes('unsent ****1486'), 'the message at the desk');
		await x.anna.keys('M-1');
		await x.anna.see('Ivan> draft ****1486 end');
		ok('afterwards it arrives, and the draft is there');
		kit.same(withCard(x.anna.home), [], 'files of the console');
		kit.same(withCard(x.desk.dir), [], 'files of the desk');
		ok('no file of either has it');
	});
}

async function main(kit) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk();
		desk.operator('anna', { name: 'Anna' });
		await desk.ask('POST', '/api/v1/visitor/conversations', { body: {
			client_id: randomBytes(16).toString('hex'), name: 'Ivan',
			language: 'en', text: 'I paid with ' + CARD } });
		const { id } = await desk.conversationOf('anna', 'Ivan');
		await desk.take('anna', id);
		const anna = await t.console(desk, 'anna');
		const x = { desk, anna, id };
		await anna.see(LIVE);
		await anna.keys('M-1');
		await anna.see('I paid with ****1486');
		await sends(t, x, kit);
		await crashes(t, x, kit);
	});
}

import('./kit.mjs').then(main);
