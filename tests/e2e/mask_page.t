#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask_page.t - a visitor types a card number: it is hidden where it stands,
 * and neither their storage nor anything on the wire has it whole. The same
 * examples as for the desk (tests/data/mask.json) are tried in the browser.
 */
'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const CARD = '4539578763621486';
const SPACED = CARD.replace(/(.{4})(?=.)/g, '$1 ');
const EXAMPLES = join(process.env.DZ_SRC || '.', 'tests/data/mask.json');

/* Everything that leaves the page. */
function listen(page) {
	const sent = [];
	page.on('request', (r) => sent.push(r.url() + ' ' + (r.postData() || '')));
	return sent;
}

/* How many digits of the card stand there together, at most. */
function most(text, from = 4) {
	const digits = text.replace(/[ \u00a0-]/g, '');
	let n = CARD.length;
	while (n > from && !digits.includes(CARD.slice(0, n)))
		n--;
	return n;
}

const stored = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }));

async function examples(t, visitor, kit) {
	await t.story('the examples', async (ok) => {
		const rows = JSON.parse(readFileSync(EXAMPLES, 'utf8'));
		const seen = await visitor.page.evaluate((all) => all.map((row) =>
			/* global mask */
			[mask(row.in), mask(row.in, 7)]), rows);
		rows.forEach((row, i) => {
			kit.same(seen[i][0], row.out, 'masked ' + row.in);
			kit.same(seen[i][1], row.preview ?? row.out, 'typed ' + row.in);
		});
		kit.holds(rows.length > 60, rows.length + ' examples');
		ok('the page masks what the desk masks');
	});
}

async function types(t, x, kit) {
	const { visitor, sent, desk } = x, box = visitor.page.locator('#box');
	await t.story('a number that is typed', async (ok) => {
		await box.pressSequentially('it is ' + SPACED.slice(0, -1));
		const draft = await stored(visitor.page);
		kit.holds(most(draft) <= 11, 'the draft: ' + draft);
		ok('is no draft before it is whole');
		await kit.until(() => sent.some((one) => /\/typing .*it is \*{4}/
			.test(one)), 'the preview');
		ok('is hidden in the preview before it is whole');
		await box.pressSequentially(SPACED.slice(-1));
		await kit.until(async () => await box.inputValue() ===
			'it is ****1486', 'the number to be hidden');
		await visitor.page.locator('#net').filter({ hasText: 'hidden' })
			.waitFor();
		ok('is hidden in the box as soon as it is, and it is said');
		await box.pressSequentially(', thanks');
		kit.same(await box.inputValue(), 'it is ****1486, thanks', 'the box');
		ok('and one types on');
		await box.press('Enter');
		await visitor.see('it is ****1486, thanks');
		await visitor.settled();
		await visitor.write('again ' + CARD);
		await visitor.see('again ****1486');
		await visitor.settled();
		const id = (await desk.conversations('anna'))[0].id;
		kit.same((await desk.texts('anna', id)).slice(1),
			['it is ****1486, thanks', 'again ****1486'], 'the desk has');
		ok('what is sent has its last digits only');
	});
}

async function offline(t, x, kit) {
	const { visitor } = x;
	await t.story('without a line', async (ok) => {
		await visitor.cut(true);
		await visitor.write('offline ' + SPACED);
		await visitor.page.locator('#pending li').filter({
			hasText: 'offline ****1486' }).waitFor();
		kit.holds(most(await stored(visitor.page)) === 4, 'storage: ' +
			await stored(visitor.page));
		ok('what waits is hidden too');
		await visitor.cut(false);
		await visitor.see('offline ****1486');
		await visitor.settled();
	});
}

async function main(kit, { openBrowser, openVisitor }) {
	await kit.run({ needs: ['browser'] }, async (t) => {
		const desk = await t.desk(), browser = await openBrowser();
		t.after(() => browser.close());
		desk.operator('anna');
		const visitor = await openVisitor(browser, desk.url);
		const sent = listen(visitor.page);
		await visitor.page.fill('#name', 'Ola ' + CARD);
		await visitor.page.fill('#first', 'I paid with ' + CARD);
		await visitor.page.click('#start button');
		await visitor.see('I paid with ****1486');
		await examples(t, visitor, kit);
		await types(t, { visitor, sent, desk }, kit);
		await offline(t, { visitor }, kit);
		await t.story('all in all', async (ok) => {
			const worst = Math.max(...sent.map((one) => most(one)));
			kit.holds(worst <= 6, worst + ' digits left the page together');
			ok('no request had more than six of its digits');
			kit.same(visitor.errors, [], 'complaints');
			ok('the browser has nothing to complain about');
		});
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
