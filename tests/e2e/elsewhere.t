#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elsewhere.t - what a colleague takes, answers and closes goes from an
 * operator's console by itself.
 */
'use strict';

const { randomBytes } = require('node:crypto');

async function visitor(x, name) {
	await x.desk.ask('POST', '/api/v1/visitor/conversations', { body: {
		text: 'I am ' + name, name, language: 'en',
		client_id: randomBytes(16).toString('hex') } });
	return x.desk.conversationOf('chief', name);
}

async function taken(t, x) {
	await t.story('a conversation of a colleague', async (ok) => {
		const c = await t.console(x.desk, 'anna');
		const { id } = await visitor(x, 'Ivan');
		await visitor(x, 'Rita');
		await c.see('queue 2');
		await c.type('/watch');
		await c.keys('Enter');
		await c.see(/Ivan/);
		await x.desk.take('boris', id);
		await c.lose('Ivan');
		await c.see('Rita');
		ok('it is not in /watch any more when somebody else has it');
		await x.desk.say('boris', id, 'I look');
		await x.desk.close('boris', id);
		await c.keys('Escape');
		await c.keys('F2');
		await c.see('Rita');
		x.kit.holds(!(await c.text()).includes('Ivan'), 'Ivan in the list');
		ok('nor in the list, when it is closed');
	});
}

async function main(kit) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk();
		desk.operator('anna', { name: 'Anna' });
		desk.operator('boris', { name: 'Boris' });
		desk.operator('chief', { name: 'Chief', role: 'supervisor' });
		await taken(t, { desk, kit });
	});
}

import('./kit.mjs').then(main);
