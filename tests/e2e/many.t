#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* many.t - two operators and four visitors talk at once. Afterwards each line
 * is wherever it belongs, once and in its order. DZ_MANY_SECONDS: how long
 * they talk.
 * runs: plain build only
 */
'use strict';

const SECONDS = Number(process.env.DZ_MANY_SECONDS) || 20;
const EACH = 2, PACE_MS = 700;

const name = (i) => 'guest' + i;
const wordsIn = (text, i) => [...text.matchAll(
	new RegExp(`${name(i)}-[vo]-\\d+`, 'g'))].map(([word]) => word);

/* A visitor writes at a pace of their own until the end. */
async function write(x, i) {
	for (let n = 2; performance.now() < x.end; n++) {
		x.sent[i].push(`${name(i)}-v-${n}`);
		await x.visitors[i].say(`${name(i)}-v-${n} żółw`);
		await x.visitors[i].page.waitForTimeout(PACE_MS * (0.5 + Math.random()));
	}
}

/* An operator answers each of theirs in turn. */
async function answer(x, c) {
	for (let n = 1; performance.now() < x.end; n++)
		for (const [key, i] of c.mine) {
			await c.pane.keys('M-' + key);
			await c.pane.see(name(i) + '>');
			x.sent[i].push(`${name(i)}-o-${n}`);
			await c.pane.type(`${name(i)}-o-${n} ёж`);
			await c.pane.keys('Enter');
			await c.pane.lose(`${name(i)}> ${name(i)}-o-${n}`);
		}
}

async function begin(t, x, { until }) {
	for (const c of x.consoles) {
		await c.pane.see('F1');
		for (let k = 1; k <= EACH; k++) {
			const i = x.visitors.length;
			const visitor = await x.open();
			x.visitors.push(visitor);
			x.sent.push([`${name(i)}-v-1`]);
			await visitor.start(`${name(i)}-v-1`, { name: name(i) });
			await c.pane.see(name(i));
			await c.pane.keys('F5');
			await visitor.state(x.T('state_active', { operator: c.name }));
			await until(async () => (await c.pane.text()).includes(name(i) +
				'>') || c.pane.keys('M-' + k), name(i) + "'s pane");
			c.mine.push([k, i]);
		}
	}
}

async function check(x, ok, { same, until }) {
	for (const [i, visitor] of x.visitors.entries()) {
		await visitor.settled();
		const { id } = await x.desk.conversationOf('boss', name(i));
		const wanted = () => x.desk.texts('boss', id);
		await until(async () => (await wanted()).length >= x.sent[i].length,
			'all of ' + name(i));
		const stored = await wanted();
		same(stored.flatMap((text) => wordsIn(text, i)).sort(),
			[...x.sent[i]].sort(), 'what was stored of ' + name(i));
		const texts = async () => (await visitor.transcript())
			.filter(([kind]) => kind !== 'note').map(([, text]) => text);
		await until(async () => (await texts()).length >= stored.length,
			'the page of ' + name(i));
		same(await texts(), stored, 'the page of ' + name(i));
		const c = x.consoles[Math.floor(i / EACH)];
		const all = stored.flatMap((text) => wordsIn(text, i));
		await c.pane.see(all[all.length - 1]);
		const seen = wordsIn(await c.pane.text(), i);
		same(seen, all.slice(-seen.length), 'the console, ' + name(i));
		if (seen.length < Math.min(all.length, 20))
			throw new Error('the console shows little of ' + name(i));
		same(visitor.errors, [], 'errors');
	}
	ok('every line is at the desk, on the page and on the console, once');
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser', 'tmux'] }, async (t) => {
		const desk = await t.desk(), browser = await pages.openBrowser();
		t.after(() => browser.close());
		desk.operator('boss', { name: 'Boss', role: 'supervisor' });
		const x = { desk, T: pages.words('en'), visitors: [], sent: [],
			consoles: [], end: 0, open: () => pages.openVisitor(browser,
				desk.url, { locale: 'en' }) };
		for (const login of ['anna', 'olga']) {
			desk.operator(login, { name: login });
			x.consoles.push({ name: login, mine: [], pane: await t.console(
				desk, login, { cols: 200, rows: 100 }) });
		}
		await t.story('many at once', async (ok) => {
			await begin(t, x, kit);
			ok('two operators have two customers each');
			x.end = performance.now() + SECONDS * 1000;
			await Promise.all([...x.visitors.map((one, i) => write(x, i)),
				...x.consoles.map((c) => answer(x, c))]);
			const n = x.sent.flat().length;
			t.comment(n + ' lines in ' + SECONDS + ' s');
			await check(x, ok, kit);
			kit.holds(n > SECONDS, 'only ' + n + ' lines');
			ok('and there was something to say');
		});
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
