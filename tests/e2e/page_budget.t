#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_budget.t - what the page costs on the wire: the first message, and a
 * minute of waiting. Both are counted at a proxy, headers and all.
 * runs: plain build only
 */
'use strict';

const FIRST_BYTES = 20 * 1024, IDLE_BYTES = 2 * 1024;

/* Waits for the end of a poll that brought nothing; the seconds it was held. */
async function round(page, patienceMs) {
	const answer = await page.waitForResponse((one) => one.status() === 204 &&
		one.url().includes('/events?'), { timeout: 45000 + patienceMs });
	return Number(new URL(answer.url()).searchParams.get('hold'));
}

/* From behind the last answer but one up to the last: a request, an answer. */
function roundBytes(parts) {
	const last = parts.findLastIndex((part) => part.isDown);
	const before = parts.slice(0, last).findLastIndex((part) => part.isDown);
	return parts.slice(before + 1, last + 1)
		.reduce((sum, part) => sum + part.bytes, 0);
}

async function main({ run, holds, PATIENCE_MS }, { openBrowser, openVisitor }) {
	await run({ needs: ['browser'] }, async (t) => {
		const desk = await t.desk(), cut = await t.cut(desk.port);
		const browser = await openBrowser();
		t.after(() => browser.close());
		desk.operator('anna');
		const visitor = await openVisitor(browser, cut.url);

		await t.story('the first message', async (ok) => {
			const loaded = cut.down();
			await visitor.start('Where is my parcel?');
			await visitor.settled();
			t.comment(loaded + ' bytes to load, ' + cut.down() +
				' until the first message is stored');
			holds(cut.down() < FIRST_BYTES, cut.down() + ' bytes');
			ok('less than ' + FIRST_BYTES + ' bytes, with their headers');
		});

		await t.story('a minute of waiting', async (ok) => {
			await round(visitor.page, PATIENCE_MS);
			const held = await round(visitor.page, PATIENCE_MS);
			const each = roundBytes(cut.parts);
			t.comment(each + ' bytes a round, the second is held for ' + held +
				' s; ' + Math.round(each * 60 / held) + ' bytes a minute');
			holds(held > 25, 'the hold did not grow: ' + held);
			ok('the hold grows while nothing cuts it');
			holds(each * 60 / held < IDLE_BYTES, each + ' bytes a round');
			ok('less than ' + IDLE_BYTES + ' bytes, headers of both sides too');
		});

		await t.story('a second visit', async (ok) => {
			const before = cut.down();
			await visitor.page.reload();
			await visitor.see('Where is my parcel?');
			const cost = cut.down() - before;
			t.comment(cost + ' bytes to come back');
			holds(cost < FIRST_BYTES / 2, 'a reload costs ' + cost + ' bytes');
			ok('what is unchanged does not come again');
			holds(!visitor.errors.length, visitor.errors.join('\n'));
			ok('the browser has nothing to complain about');
		});
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
