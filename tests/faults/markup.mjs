/* SPDX-License-Identifier: GPL-3.0-or-later */
/* markup.mjs URL - hostile markup in a browser. Reads JSON lines on stdin,
 * {"id", "text"}; a visitor says each, and hears each from an operator who is
 * named so. Prints what came of it: dialogs, nodes and requests that are none
 * of the page's.
 */
import { createInterface } from 'node:readline';

const OURS = new Set(['HTML', 'BODY', 'LI', 'SPAN', 'P', 'DIV', 'TIME', 'OL',
	'UL', 'B', 'A', 'BUTTON', 'SMALL', 'BR']);

const { openBrowser, openVisitor } = await import(process.env.DZ_SRC +
	'/tests/e2e/page.mjs');
const url = process.argv[2];
const browser = await openBrowser();
const found = { dialogs: 0, foreign: [], nodes: [], errors: [], said: 0 };
const visitor = await openVisitor(browser, url, { locale: 'en' });
const { page } = visitor;

page.on('dialog', (d) => {
	found.dialogs++;
	d.dismiss();
});
page.on('request', (r) => {
	if (!r.url().startsWith(url) && !r.url().startsWith('data:'))
		found.foreign.push(r.url().slice(0, 200));
});
page.on('framenavigated', (f) => {
	if (!f.url().startsWith(url) && f.url() !== 'about:blank')
		found.foreign.push('went to ' + f.url().slice(0, 200));
});

async function look() {
	const odd = await page.$$eval('#log *', (all) => all.map((one) => [
		one.tagName, one.getAttributeNames(), one.getAttribute('href')]));
	for (const [tag, names, href] of odd)
		if (!OURS.has(tag) || names.some((n) => n.startsWith('on')) ||
			(href && !/^https?:/.test(href) && !href.startsWith('/')))
			found.nodes.push([tag, names, href]);
}

for await (const line of createInterface({ input: process.stdin })) {
	const e = JSON.parse(line);

	if (e.say === undefined) {
		await page.locator('#log').filter({ hasText: e.until }).waitFor();
		await look();
		continue;
	}
	if (found.said++ === 0)
		await visitor.start(e.say, { name: e.name });
	else
		await visitor.write(e.say);
	await visitor.settled();
	console.log('ok');
	await look();
}
found.errors = visitor.errors;
await browser.close();
console.log(JSON.stringify(found));
