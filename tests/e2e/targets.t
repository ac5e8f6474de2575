#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* targets.t - what the desk asks for is on the screen, in the desk's own time: a
 * console whose computer's clock is three hours wrong shows what another one
 * does. The signs need no colour. New rules count without a new start.
 */
'use strict';

/* By the first line everybody would be late at once. */
const CONFIG = `[desk]
first_target = 1s

[target all]
first = LIMIT
resolution = 2h
hours = always
`;

async function begin(desk, newId, name) {
	const { body } = await desk.ask('POST', '/api/v1/visitor/conversations', {
		body: { client_id: newId(), text: 'Where is my parcel', name,
			language: 'en' } });
	return body.conversation;
}

async function main() {
	const { existsSync, writeFileSync } = await import('node:fs');
	const { execFileSync } = await import('node:child_process');
	const kit = await import('./kit.mjs');
	const { newId } = await import('./desk.mjs');
	/* Sanitizers and a wrong clock do not get along. */
	const faketime = process.env.DZ_SANITIZED ? undefined :
		['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((dir) =>
			`/usr/lib/${dir}/faketime/libfaketimeMT.so.1`)
			.find(existsSync);
	const wrong = !faketime ? {} : { LD_PRELOAD: faketime, FAKETIME: '+3h',
		FAKETIME_DONT_FAKE_MONOTONIC: '1' };

	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk({ config: CONFIG.replace('LIMIT', '1h') });
		desk.operator('anna', { name: 'Anna' });
		desk.operator('ben', { name: 'Ben' });
		const size = { cols: 132, rows: 30 };
		const right = await t.console(desk, 'anna', { ...size,
			env: { TZ: 'UTC0', NO_COLOR: '1' } });
		const late = await t.console(desk, 'ben', { ...size,
			env: { TZ: 'UTC0', NO_COLOR: '1', ...wrong } });

		await t.story('a clock that is wrong' + (faketime ? '' :
			' (but none can be set here)'), async (ok) => {
			await begin(desk, newId, 'Ada');
			for (const pane of [right, late]) {
				await pane.see(/Ada.* 0:0[1-9] /);
				await pane.see(/oldest 0:[0-5]\d /);
			}
			ok('changes neither the wait nor what is late');
			const { targets } = await desk.conversationOf('anna', 'Ada');
			const due = targets.find((one) => one.which === 'first').due;
			await late.keys('F5');
			await late.see('Ada>');
			await late.see('answer due ' + new Date(due).toISOString()
				.slice(11, 16));
			ok('nor when the answer is due');
		});
		await t.story('new rules', async (ok) => {
			writeFileSync(desk.config, CONFIG.replace('LIMIT', '2s'));
			execFileSync(process.env.DEZHURKAD, ['reload', '--data',
				desk.data]);
			await begin(desk, newId, 'Bob');
			await right.see(/Bob.*△/);
			for (const pane of [right, late])
				await pane.see(/Bob.*▲/);
			ok('count for who comes next: a warning, then an alarm');
			await late.lose(/answer due [0-9:]+ ▲/);
			ok('and what was due stays due');
		});
	});
}

main();
