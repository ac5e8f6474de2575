#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* supervise.t - a supervisor's console reads nine conversations silently: the
 * database is as it was but for the audit trail, and neither the operator nor a
 * customer hears a byte. Then whispering, joining, a word to the team, and all
 * of one operator's to another, on the screens of both.
 */
'use strict';

const { execFileSync } = require('node:child_process');

/* Every table but the audit trail's, as one text. */
const DUMP = `
import sqlite3, sys
db = sqlite3.connect("file:%s/desk.db?mode=ro" % sys.argv[1], uri=True)
for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND sql IS NOT NULL AND name <> 'audit' ORDER BY name").fetchall():
    for row in db.execute('SELECT * FROM "%s"' % name):
        if row[0] != "audit":
            print(name, row)
`;
const dump = (desk) => execFileSync('python3', ['-c', DUMP, desk.data],
	{ encoding: 'utf8' });
const audit = (desk) => desk.admin(['audit', 'list', '--json']).trim()
	.split('\n').map((line) => JSON.parse(line).record);

async function open(desk, id, n) {
	const talks = [];
	for (let i = 1; i <= n; i++) {
		const { body } = await desk.ask('POST',
			'/api/v1/visitor/conversations', { body: { client_id: id(),
				text: 'Question ' + i, name: 'Demo' + i, language: 'en' } });
		await desk.ask('POST', '/api/v1/queue/take', { as: 'anna',
			body: { client_id: id() } });
		talks.push(body);
	}
	return talks;
}

/* What came since the cursor, as it came. */
async function heard(desk, path, cursor, who) {
	const answer = await desk.ask('GET', path + '?hold=0&cursor=' + cursor,
		who);
	return answer.status === 204 ? '' : JSON.stringify(answer.body);
}

async function silent(t, x, { same, holds, until }) {
	const { desk, maria, talks } = x;
	await t.story('nine conversations, read silently', async (ok) => {
		const { body: snapshot } = await desk.ask('GET', '/api/v1/snapshot',
			{ as: 'anna' });
		/* The first poll of a session tells of everybody. */
		await heard(desk, '/api/v1/events', snapshot.cursor, { as: 'anna' });
		const visitors = [];
		for (const one of talks) {
			const { body } = await desk.ask('GET',
				'/api/v1/visitor/conversation', { secret: one.secret });
			visitors.push(body.cursor);
		}
		const before = dump(desk), ids = talks.map((one) => one.conversation);
		await maria.type('/read-along ' + ids.join(' '));
		await maria.keys('Enter');
		await maria.see('Question 9');
		await maria.see('you read along');
		await until(() => audit(desk).filter((r) => r.act === 'read_along' &&
			r.what === 'begin').length === 9, 'nine records');
		ok('the trail says that nine are read');
		for (let i = 0; i < 9; i++) {
			await maria.keys('C-x', ']');
			await maria.type('nobody may read this');
			await maria.keys('Enter', 'PageUp', 'C-PageDown');
		}
		await maria.see('Your text stays here');
		ok('what is typed stays where it is');
		same(await heard(desk, '/api/v1/events', snapshot.cursor,
			{ as: 'anna' }), '', 'what the operator has heard');
		for (let i = 0; i < 9; i++)
			same(await heard(desk, '/api/v1/visitor/events', visitors[i],
				{ secret: talks[i].secret }), '', 'what customer ' + i +
				' has heard');
		ok('nobody has heard a byte');
		same(dump(desk), before, 'the database');
		ok('the database differs in the audit trail only');
		holds(!JSON.stringify(audit(desk)).includes('nobody may'),
			'a text in the trail');
		await maria.keys('C-u');
		await maria.type('/panes 1');
		await maria.keys('Enter');
		await until(() => audit(desk).filter((r) => r.act === 'read_along' &&
			r.what === 'end').length === 8, 'eight records');
		ok('and till when');
	});
}

async function together(t, x, { same, until }) {
	const { desk, anna, maria, talks } = x;
	const [one] = talks;
	await t.story('whispering and joining', async (ok) => {
		await anna.keys('M-1');
		await anna.see('Demo1>');
		await anna.type('I am loo');
		await maria.type('/open Demo1');
		await maria.keys('Enter');
		await maria.see('Demo1>');
		await maria.keys('C-u');
		await maria.type('/whisper be quick');
		await maria.keys('Enter');
		await anna.see('(whispered to Anna) be quick');
		await maria.type('/whisper --draft Dear Demo1, it is there.');
		await maria.keys('Enter');
		await anna.see('Ctrl-X j puts it in');
		await anna.keys('C-x', 'j');
		await anna.see(/I am loo\s+Dear Demo1, it is there\./);
		ok('a whisper, and an answer that goes behind what is written');
		await maria.type('/join');
		await maria.keys('Enter');
		await anna.see('Maria has joined');
		await maria.type('I help as well');
		await maria.keys('Enter');
		await until(async () => (await desk.ask('GET',
			'/api/v1/visitor/conversation', { secret: one.secret }))
			.body.events.some((ev) => ev.text === 'I help as well' &&
			ev.name === 'Maria'), 'the second voice');
		const { body } = await desk.ask('GET', '/api/v1/visitor/conversation',
			{ secret: one.secret });
		same(JSON.stringify(body).includes('quick'), false, 'a whisper there');
		ok('the customer reads a second name, and no whisper');
		await maria.type('/broadcast The site is slow');
		await maria.keys('Enter');
		await anna.see('Maria to all: The site is slow');
		await anna.keys('C-x', '!');
		await anna.lose('The site is slow');
		await maria.type('/broadcast');
		await maria.keys('Enter');
		await maria.see('Seen by: Anna');
		ok('a word to the team, till it is seen, and who has seen it');
	});
}

async function moved(t, x, { until }) {
	const { desk, anna, maria, piotr } = x;
	await t.story('all of one to another', async (ok) => {
		await piotr.see('Nobody waits');
		await maria.type('/reassign anna piotr');
		await maria.keys('Enter');
		await maria.see('Reassign 9 conversations of Anna');
		ok('it asks once, and says how many');
		await maria.keys('Enter');
		await maria.see('9 conversations are reassigned: Piotr 9.');
		await until(async () => (await desk.ask('GET', '/api/v1/snapshot',
			{ as: 'piotr' })).body.conversations.length === 9, 'nine');
		ok('each has moved');
		await maria.type('/take-over');
		await maria.keys('Enter');
		await maria.see('Maria took the conversation over');
		await maria.type('/force anna sign-out');
		await maria.keys('Enter');
		await anna.see(/sign in|Sign in/);
		ok('taken over; signed out');
	});
}

import('./kit.mjs').then((kit) => kit.run({ needs: ['tmux'] }, async (t) => {
	const { newId } = await import('./desk.mjs');
	const desk = await t.desk();
	desk.operator('anna', { name: 'Anna' });
	desk.operator('piotr', { name: 'Piotr' });
	desk.operator('maria', { name: 'Maria', role: 'supervisor' });
	const maria = await t.console(desk, 'maria', { cols: 200, rows: 50 });
	const anna = await t.console(desk, 'anna', { cols: 80, rows: 24 });
	const piotr = await t.console(desk, 'piotr', { cols: 80, rows: 24 });
	await piotr.see('Nobody waits');
	const talks = await open(desk, newId, 9);
	await anna.see('Demo1');
	await maria.see('Anna');
	const x = { desk, anna, maria, piotr, talks };
	await silent(t, x, kit);
	await together(t, x, kit);
	await moved(t, x, kit);
}));
