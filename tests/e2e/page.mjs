/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page.mjs - a visitor in a browser, for the tests of the page.
 *
 *   const browser = await openBrowser();
 *   const visitor = await openVisitor(browser, 'http://127.0.0.1:8080/');
 *   await visitor.start('Hello', { name: 'Anna' });
 *   await visitor.say('Where is my parcel?');
 *   await visitor.hear('On its way');
 *   await browser.close();
 *
 * Nothing sleeps: every step waits for what it wants to see. `errors` gathers
 * what the page's script threw or the page's policy refused; a test ends by
 * looking that it is empty.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync',
	/* In place of the driver's own list, which takes away the storage that
	 * a browser gives to a frame of another site. */
	'--disable-features=Translate,MediaRouter,OptimizationHints'];
const PATIENCE_MS = process.env.DZ_SANITIZED ? 60000 : 20000;
/* A cut line is logged by the browser as an error; it is none of the page. */
const LINE = /Failed to load resource|net::ERR_/;

/* By require, as NODE_PATH is nothing to import; late, as it may be missing. */
const driver = () => createRequire(import.meta.url)('playwright-core').chromium;
const START = { args: FLAGS,
	executablePath: process.env.CHROMIUM || '/usr/bin/chromium' };

export function openBrowser() {
	return driver().launch(START);
}

class Visitor {
	constructor(page, url) {
		page.context().setDefaultTimeout(PATIENCE_MS);
		this.page = page;
		this.url = url;
		this.errors = [];
		page.on('pageerror', (e) => this.errors.push(String(e)));
		page.on('console', (line) => {
			if (line.type() === 'error' && !LINE.test(line.text()))
				this.errors.push(line.text());
		});
	}

	/* Fills in the start form and waits until the desk has the message. */
	async start(text, { name = '', contact = '', department = '' } = {}) {
		await this.page.fill('#name', name);
		await this.page.fill('#contact', contact);
		if (department)
			await this.page.selectOption('#department', department);
		await this.page.fill('#first', text);
		await this.page.click('#start button');
		await this.see(text);
	}

	/* Writes and sends; does not wait for the desk. */
	async write(text) {
		await this.page.fill('#box', text);
		await this.page.click('#answer button');
	}

	async say(text) {
		await this.write(text);
		await this.see(text);
	}

	/* Waits for a line of the transcript that holds the text. */
	see(text, kind = '.mine') {
		return this.page.locator('#log ' + kind).filter({ hasText: text })
			.first().waitFor();
	}

	hear(text) {
		return this.see(text, '.theirs');
	}

	notice(text) {
		return this.see(text, '.note');
	}

	/* Waits for the sentence above the transcript. */
	state(text) {
		return this.page.locator('#state').filter({ hasText: text }).waitFor();
	}

	/* Waits until the last message is "Sent", "Seen", ... */
	mark(text) {
		return this.page.locator('.mark').filter({ hasText: text }).last()
			.waitFor();
	}

	/* Waits until nothing is left to be sent. */
	settled() {
		return this.page.waitForFunction(() => document
			.getElementById('pending').children.length === 0);
	}

	/* What was said, in order: [['mine', 'Hello'], ['theirs', 'Hi'], ...] */
	transcript() {
		return this.page.$$eval('#log li:not(.day)', (lines) => lines.map((li) =>
			[li.className, li.querySelector('.text').textContent]));
	}

	async end() {
		await this.page.click('#end summary');
		await this.page.click('#end button');
		await this.page.locator('#rating').waitFor();
	}

	async rate(stars, comment = '') {
		await this.page.check('#rating [value="' + stars + '"]');
		await this.page.fill('#comment', comment);
		await this.page.click('#rating button');
		await this.page.locator('#rating').waitFor({ state: 'hidden' });
	}

	/* Another tab of the same visitor. */
	async tab() {
		const other = new Visitor(await this.page.context().newPage(), this.url);
		await other.page.goto(this.url);
		return other;
	}

	/* Takes the line away from the page, and gives it back. */
	cut(isCut) {
		return this.page.context().setOffline(isCut);
	}

	close() {
		return this.page.context().close();
	}
}

/* A visitor of their own: own cookies, own storage. `options` as for a
 * context of playwright ({ javaScriptEnabled: false }, { locale: 'pl' }). */
export async function openVisitor(browser, url, options = {}) {
	const context = await browser.newContext(options);
	const visitor = new Visitor(await context.newPage(), url);
	await visitor.page.goto(url);
	return visitor;
}

/* A browser that keeps everything in that directory: opened again after
 * close() it is the same visitor's. */
export function openProfile(dir, options = {}) {
	return driver().launchPersistentContext(dir, { ...START, ...options });
}

/* A visitor in such a browser. */
export async function openKept(dir, url, options = {}) {
	const context = await openProfile(dir, options);
	const visitor = new Visitor(context.pages()[0] || await context.newPage(),
		url);
	await visitor.page.goto(url);
	return visitor;
}

/* The sentences of the page: words('pl')('state_active', { operator: 'Ola' }) */
export function words(lang) {
	const texts = JSON.parse(readFileSync(join(process.env.DZ_SRC,
		'src/server/web/texts.json'), 'utf8'));
	return (key, values = {}) => texts[key][lang].replace(/\{(\w+)\}/g,
		(all, name) => values[name] ?? all);
}

/* The console's sentences by the English ones, from its catalogue. */
export function phrases(lang) {
	if (lang === 'en')
		return (text) => text;
	const known = new Map();
	const po = readFileSync(join(process.env.DZ_SRC, 'po', lang + '.po'), 'utf8');
	const joined = (lines) => [...lines.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
		.map((one) => JSON.parse('"' + one[1] + '"')).join('');
	for (const [, id, text] of po.matchAll(
		/^msgid ((?:"[^\n]*\n)+)msgstr ((?:"[^\n]*\n?)+)/gm))
		known.set(joined(id), joined(text));
	return (text) => known.get(text) || text;
}
