#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zone.t - the customer's clock: from the browser to the operator's screen;
 * without scripts nothing is told and nothing is shown.
 */
'use strict';

const { writeFileSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');

/* TZif of a zone without summer time: two empty blocks, and the rule. */
function zoneFile(rule, offsetS) {
	const block = Buffer.alloc(44 + 6 + 4);
	block.write('TZif2', 0, 'latin1');
	block.writeUInt32BE(1, 36);	/* types */
	block.writeUInt32BE(4, 40);	/* letters */
	block.writeInt32BE(offsetS, 44);
	return Buffer.concat([block, block, Buffer.from('\n' + rule + '\n')]);
}

async function main({ run, holds }, { openBrowser, openVisitor }) {
	await run({ needs: ['browser', 'tmux'] }, async (t) => {
		const desk = await t.desk(), browser = await openBrowser();
		t.after(() => browser.close());
		desk.operator('anna', { name: 'Anna' });
		const zones = t.place('z');
		mkdirSync(join(zones, 'Asia'), { recursive: true });
		writeFileSync(join(zones, 'Asia', 'Tokyo'), zoneFile('JST-9', 32400));
		const c = await t.console(desk, 'anna', { cols: 132, rows: 30,
			env: { TZ: 'UTC0', TZDIR: zones } });
		await c.see('● ');

		await t.story('a browser in Tokyo', async (ok) => {
			const visitor = await openVisitor(browser, desk.url,
				{ timezoneId: 'Asia/Tokyo' });
			await visitor.start('Hello from Tokyo', { name: 'Kenji' });
			await c.see('queue 1');
			await c.keys('F5');
			await c.see('Kenji>');
			await c.see(/(local time|night there,) \d\d:\d\d/);
			await c.see('(Asia/Tokyo');
			await c.see('+9 h)');
			ok('its clock stands in the record, nine hours ahead');
		});
		await t.story('a browser without scripts', async (ok) => {
			const { page } = await openVisitor(browser, desk.url,
				{ javaScriptEnabled: false, timezoneId: 'Asia/Tokyo' });
			await page.fill('#name', 'Noor');
			await page.fill('#first', 'Hello');
			await page.click('#start button');
			await c.see('queue 1');
			await c.keys('F5');
			await c.see('Noor>');
			await c.lose('(Asia/Tokyo');
			const one = await desk.conversationOf('anna', 'Noor');
			holds(!('time_zone' in one), 'it told ' + one.time_zone);
			ok('tells nothing, and nothing is shown');
		});
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then((all) => main(...all));
