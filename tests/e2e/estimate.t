#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* estimate.t - who waits is told how long, as was measured: every kind of range,
 * in each language, with scripts and without. What was measured is put into the
 * desk's store while it rests: eight who were served lately, all after the same
 * wait; a place is free, so that wait is the estimate.
 *
 * runs: plain build only
 */
'use strict';

const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

const MEASURED = 8;
/* After so many seconds; what is said then. */
const RANGES = [
	{ wait: 20, key: 'estimate_soon', low: 0, high: 1 },
	{ wait: 75, key: 'estimate_within', low: 0, high: 2 },
	{ wait: 100, key: 'estimate', low: 1, high: 3 },
	{ wait: 600, key: 'estimate', low: 7, high: 15 },
	{ wait: 1800, key: 'estimate', low: 20, high: 45 },
	{ wait: 6000, key: '' },	/* so far ahead nothing is known */
];

const REWRITE = `
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1])
wait, now = int(sys.argv[2]) * 1000, int(time.time() * 1000)
db.execute("UPDATE conversations SET closed = ?1, json = json_set(json,"
    " '$.opened', ?1 - 60000 - ?2, '$.taken', ?1 - 60000, '$.closed', ?1)"
    " WHERE state = 'closed' AND operator_id <> 0", (now - 1000, wait))
db.commit()
`;

/* Who has a console that polls is there. */
async function beThere(desk) {
	const { body } = await desk.ask('GET', '/api/v1/snapshot', { as: 'anna' });
	await desk.ask('GET', '/api/v1/events?hold=0&cursor=' + body.cursor,
		{ as: 'anna' });
}

async function serve(desk) {
	const { body } = await desk.ask('POST', '/api/v1/visitor/conversations',
		{ body: { client_id: require('node:crypto').randomBytes(16)
			.toString('hex'), text: 'Hello', name: 'Ewa', language: 'en' } });
	await desk.take('anna', body.conversation);
	await desk.close('anna', body.conversation);
}

async function told(desk, browser, pages, { lang, range, scripts }, { same }) {
	const T = pages.words(lang);
	const visitor = await pages.openVisitor(browser, desk.url,
		{ locale: lang, javaScriptEnabled: scripts });
	await visitor.page.fill('#first', 'Hello');
	await visitor.page.click('#start button');
	await visitor.see('Hello');
	/* Its place and, where there is one, the range; nothing else. */
	const wanted = T('state_waiting', { position: 1 }) +
		(range.key ? ' ' + T(range.key, range) : '');
	await visitor.state(wanted);
	same((await visitor.page.locator('#state').textContent()).trim(), wanted,
		'the sentence');
	same(visitor.errors, [], 'errors');
	/* They go unserved: of them nothing is measured. */
	await visitor.page.click('#end summary');
	await visitor.page.click('#end button');
	await visitor.state(T('state_ended'));
	await visitor.close();
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser'] }, async (t) => {
		const desk = await t.desk(), browser = await pages.openBrowser();
		t.after(() => browser.close());
		desk.operator('anna', { languages: '' });
		for (let i = 0; i < MEASURED; i++)
			await serve(desk);
		for (const range of RANGES)
			await t.story('a wait of ' + range.wait + ' s', async (ok) => {
				await desk.stop();
				execFileSync('python3', ['-c', REWRITE, join(desk.data,
					'desk.db'), String(range.wait)]);
				await desk.start();
				await beThere(desk);
				for (const lang of ['en', 'ru', 'pl']) {
					for (const scripts of [true, false])
						await told(desk, browser, pages,
							{ lang, range, scripts }, kit);
					ok(lang + ': ' + (range.key || 'nothing') +
						', with scripts and without');
				}
			});
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
