#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* promises.t - what is promised for a time is reminded of, by the operator's
 * own command; tags, and what an outcome brings along.
 */
'use strict';

const CONFIG = `[desk]
outcomes = solved, refund

[outcome refund]
title = Refund
note = Refund of {?amount} for {customer.name}
tags = refund, money

[customer]
fields = order, parcel
`;
/* The command gets the alert as a line of JSON. */
const HOOK = '#!/bin/sh\ncat >> "$0.log"\n';

async function begin(desk, newId, name) {
	const { body } = await desk.ask('POST', '/api/v1/visitor/conversations', {
		body: { client_id: newId(), text: 'Where is my parcel', name,
			language: 'en' } });
	return body.conversation;
}

/* A console whose alerts about promises run a command. */
async function start(t, desk, { mkdirSync, writeFileSync, readFileSync, join }) {
	const state = t.place('h'), hook = join(state, 'hook');
	const dir = join(state, 'config', 'dezhurka');
	mkdirSync(dir, { recursive: true });
	writeFileSync(hook, HOOK, { mode: 0o755 });
	writeFileSync(join(dir, 'dezhurka.conf'), '[alerts]\ncommand = ' + hook +
		'\n[alert promise]\nways = command\n[alert queue]\nways = none\n' +
		'[alert message]\nways = none\n[alert first]\nways = none\n' +
		'[alert late]\nways = none\n');
	const pane = await t.console(desk, 'anna', { state, cols: 132, rows: 30 });
	return { pane, alerts() {
		try {
			return readFileSync(hook + '.log', 'utf8');
		} catch {
			return '';
		}
	} };
}

async function promised(t, { desk, pane, alerts, newId }, kit) {
	await t.story('a promise', async (ok) => {
		const id = await begin(desk, newId, 'Ada');
		await pane.see('Take next');
		await pane.keys('F5');
		await pane.see('Ada>');
		await pane.keys('C-x', 'p');
		await pane.see('What is promised to Ada');
		await pane.type('2h a call');
		await pane.keys('Enter');
		await pane.see(/promised for [0-9:]+: a call/);
		await pane.see(/You will be reminded:/);
		ok('Ctrl-X p notes it, with a time');
		const far = (await desk.conversationOf('anna', 'Ada')).promise_due;
		kit.holds(far > Date.now() + 6600000, 'the time: ' + far);
		kit.same(alerts(), '', 'reminders too early');
		/* Due at once is due when one is able to say so. */
		await desk.act('anna', 'POST', `/api/v1/conversations/${id}/promise`,
			{ due: Date.now() + 1500, text: 'the tracking number' });
		await pane.see('the tracking number');
		await kit.until(() => alerts().includes('Ada'), 'the reminder');
		kit.holds(alerts().includes('the tracking number'), 'what it is: ' +
			alerts());
		ok('when it is due the reminder says what was promised to whom');
		kit.same(alerts().trim().split('\n').length, 1, 'reminders');
		await pane.type('/close solved');
		await pane.keys('Enter');
		await pane.see('Once more closes all the same');
		ok('a close asks first');
		await pane.keys('C-u');
		await pane.type('/promise done');
		await pane.keys('Enter');
		await pane.see('has done what');
		kit.same((await desk.conversationOf('anna', 'Ada')).promise_due ?? 0,
			0, 'what is still promised');
		ok('/promise done ends it');
	});
}

async function tagged(t, { desk, pane }, kit) {
	await t.story('tags and fields', async (ok) => {
		await pane.type('/tag Parcel late');
		await pane.keys('Enter');
		await pane.see('#late');
		await pane.keys('C-x', 'g');
		await pane.see('─ Tags ─');
		await pane.type('late');
		await pane.keys('Enter');
		await pane.keys('Escape');
		await kit.until(async () => (await desk.conversationOf('anna',
			'Ada')).tags?.join() === 'parcel', 'the tag to go');
		ok('set by a command, taken away in the list');
		await pane.type('/customer field pa');
		await pane.keys('Tab');
		await pane.see('customer field parcel');
		await pane.type('PL-77');
		await pane.keys('Enter');
		await pane.see('PL-77');
		ok('the fields that the desk asks for are completed');
		await pane.type('/handover');
		await pane.keys('Enter');
		await pane.see('─ Hand over all ─');
		await pane.keys('Escape');
		await pane.lose('─ Hand over all ─');
	});
}

async function closed(t, { desk, pane }, kit) {
	await t.story('a template', async (ok) => {
		const { id } = await desk.conversationOf('anna', 'Ada');
		await pane.keys('F8');
		await pane.see('Refund');
		await pane.keys('2');
		await pane.see('Refund of');
		await pane.see('for Ada');
		ok('an outcome brings its note');
		await pane.type('40 EUR');
		await pane.keys('Enter');
		await pane.see('Close');
		await kit.until(async () => (await desk.transcript('anna', id))
			.some((ev) => ev.type === 'outcome'), 'the outcome');
		const events = await desk.transcript('anna', id);
		kit.same(events.find((ev) => ev.type === 'closed').text,
			'Refund of 40 EUR for Ada', 'the parting note');
		kit.same(events.filter((ev) => ev.type === 'tagged').pop().tags.join(),
			'parcel,refund,money', 'the tags');
		ok('filled in, with its tags, it closes');
	});
}

async function main() {
	const { join } = await import('node:path');
	const kit = await import('./kit.mjs');
	const fs = await import('node:fs');
	const { newId } = await import('./desk.mjs');

	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk({ config: CONFIG });
		desk.operator('anna', { name: 'Anna' });
		const x = { desk, newId, ...await start(t, desk, { ...fs, join }) };
		t.show(() => x.alerts());
		await promised(t, x, kit);
		await tagged(t, x, kit);
		await closed(t, x, kit);
	});
}

main();
