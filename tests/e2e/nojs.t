#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nojs.t - the whole way of a visitor whose browser runs no scripts, and what
 * a browser in a terminal shows.
 */
'use strict';

const { execFileSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

async function journey(t, desk, browser, { same }, { openVisitor, words }) {
	const T = words('pl'), R = words('ru');
	const visitor = await openVisitor(browser, desk.url,
		{ javaScriptEnabled: false, locale: 'pl' });
	const { page } = visitor;
	let id = 0;

	await t.story('without scripts', async (ok) => {
		await page.getByText(T('welcome')).waitFor();
		ok('the page speaks Polish');
		await page.fill('#name', 'Ola <b>Nowak</b>');
		await page.fill('#first', 'Dzień dobry, nie mogę dodać karty.\nŹle?');
		await page.click('#start button');
		await visitor.see('Dzień dobry, nie mogę dodać karty.');
		await visitor.state(T('state_waiting', { position: 1 }));
		ok('the first message stands there, and the place in the queue');
		await page.reload();
		({ id } = await desk.conversationOf('anna', 'Ola <b>Nowak</b>'));
		same(await desk.texts('anna', id),
			['Dzień dobry, nie mogę dodać karty.\nŹle?'], 'stored');
		ok('a reload sends nothing again, line ends are those of the text');

		await desk.take('anna', id);
		await desk.say('anna', id, 'Już patrzę: żółw & <i>spółka</i>.');
		const frame = page.frameLocator('iframe');
		await frame.locator('.theirs').filter({ hasText: 'Już patrzę' })
			.waitFor({ timeout: 20000 });
		ok('the answer appears by itself');
		await page.click('noscript a');
		await visitor.hear('Już patrzę: żółw & <i>spółka</i>.');
		await visitor.state(T('state_active', { operator: 'Anna' }));
		ok('and stands in the page after the link');

		await page.fill('#box', 'Dziękuję, działa!');
		await page.click('#answer button');
		await visitor.see('Dziękuję, działa!');
		await page.goBack();
		await page.goForward();
		same((await desk.texts('anna', id)).length, 3, 'messages');
		ok('an answer, and once only');

		await page.click('nav a[lang="ru"]');
		await visitor.state(R('state_active', { operator: 'Anna' }));
		await page.click('nav a[lang="pl"]');
		ok('another language and back');

		await page.click('#end summary');
		await page.click('#end button');
		await visitor.state(T('state_ended'));
		await page.check('#rating [value="5"]', { force: true });
		await page.fill('#comment', 'Szybko i miło');
		await page.click('#rating button');
		await visitor.notice(T('event_rated', { stars: 5 }));
		const rated = (await desk.transcript('anna', id))
			.find((ev) => ev.type === 'rated');
		same([rated.stars, rated.text], [5, 'Szybko i miło'], 'the rating');
		ok('ended and rated');

		await page.fill('#box', 'Jeszcze jedno pytanie');
		await page.click('#answer button');
		await visitor.notice(T('event_reopened'));
		await visitor.see('Jeszcze jedno pytanie');
		ok('and goes on when the customer returns');
	});
	return (await page.context().cookies())
		.map((one) => one.name + '=' + one.value).join('; ');
}

async function aFile(t, desk, browser, { same }, { openVisitor }) {
	await t.story('a file without scripts', async (ok) => {
		const { page } = await openVisitor(browser, desk.url,
			{ javaScriptEnabled: false, locale: 'en' });
		await page.fill('#name', 'Ewa');
		await page.fill('#first', 'The bill is wrong');
		await page.click('#start button');
		await page.locator('#answer').waitFor();
		const { id } = await desk.conversationOf('anna', 'Ewa');
		const bytes = Buffer.alloc(400000, 'photo');
		await page.getByLabel('Send a file').setInputFiles({
			name: 'zdjęcie "1".jpg', mimeType: 'image/jpeg', buffer: bytes });
		await page.fill('#box', 'This one');
		await page.click('#answer button');
		const link = page.locator('.mine a').filter({ hasText: '.jpg' });
		await link.waitFor();
		ok('goes with a message');
		const last = (await desk.transcript('anna', id)).at(-1);
		same([last.text, last.files[0].name, last.files[0].bytes,
			last.files[0].type], ['This one', 'zdjęcie _1_.jpg', 400000,
			'image/jpeg'], 'stored');
		const [download] = await Promise.all([page.waitForEvent('download'),
			link.click()]);
		same(readFileSync(await download.path()).equals(bytes), true, 'bytes');
		ok('and comes back as it was');
		await page.getByLabel('Send a file').setInputFiles({ name: 'a.txt',
			mimeType: 'text/plain', buffer: Buffer.from('alone') });
		await page.click('#answer button');
		await page.locator('.mine a').filter({ hasText: 'a.txt' }).waitFor();
		ok('needs no text');
		await page.getByLabel('Send a file').setInputFiles({ name: 'none.txt',
			mimeType: 'text/plain', buffer: Buffer.alloc(0) });
		await page.fill('#box', 'what I wrote');
		await page.click('#answer button');
		await page.locator('#problem').filter({ hasText: 'empty' }).waitFor();
		same(await page.inputValue('#box'), 'what I wrote', 'the text');
		ok('an empty one is refused, the text stays');
	});
}

/* A form that lacks its text comes back with a sentence, nothing is lost. */
async function mistakes(t, desk, browser, { same }, { openVisitor }) {
	await t.story('what was forgotten', async (ok) => {
		const { page } = await openVisitor(browser, desk.url,
			{ javaScriptEnabled: false, locale: 'en' });
		await page.fill('#contact', 'ola@example.test');
		await page.fill('#first', '   ');
		await page.click('#start button');
		await page.locator('#problem').filter({ hasText: 'write a message' })
			.waitFor();
		same(await page.inputValue('#contact'), 'ola@example.test', 'contact');
		ok('is said, and the rest is kept');
	});
}

async function reading(t, desk, cookies, { lacks, holds }) {
	const say = { w3m: (url, cookie) => ['-o', 'accept_language=en', '-dump',
		...(cookie ? ['-header', 'Cookie: ' + cookie] : []), url],
	lynx: (url) => ['-dump', '-nolist', '-display_charset=utf-8', url] };
	for (const program of ['w3m', 'lynx']) {
		const why = lacks([program]);
		if (why) {
			t.skip(program + ' shows the page', why);
			continue;
		}
		const dump = (cookie) => execFileSync(program,
			say[program](desk.url + '?lang=en', cookie),
			{ encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
		await t.story(program, async (ok) => {
			const text = dump('');
			holds(/need to register/.test(text) &&
				/Your message/.test(text) && /Start the conversation/.test(text),
			text);
			holds(!/answering you|How did we do/.test(text), text);
			ok('shows the form and nothing that is not due');
		});
	}
	if (lacks(['w3m']))
		return t.skip('w3m shows the transcript', 'w3m is missing');
	await t.story('w3m reads along', async (ok) => {
		const text = execFileSync('w3m', say.w3m(desk.url, cookies),
			{ encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
		holds(/Już patrzę: żółw & <i>spółka<\/i>\./.test(text) &&
			/Jeszcze jedno pytanie/.test(text), text);
		ok('the transcript, national letters and all');
	});
	return null;
}

/* The whole way in w3m itself: its -post sends a form. */
async function writing(t, desk, { lacks, same, holds }) {
	if (lacks(['w3m']))
		return t.skip('w3m writes', 'w3m is missing');
	await t.story('w3m writes', async (ok) => {
		const form = join(t.dir, 'form');
		const { text: html } = await desk.ask('GET', '/?lang=en');
		const client_id = /id="start"[^]*?name="client_id" value="(\w+)"/
			.exec(html)[1];
		writeFileSync(form, String(new URLSearchParams({ client_id,
			name: 'Jan', text: 'From a terminal', lang: 'en' })));
		const env = { ...process.env, LC_ALL: 'C.UTF-8' };
		const text = execFileSync('w3m', ['-cookie', '-o',
			'accept_language=en', '-dump', '-post', form,
			desk.url + 'chat'], { encoding: 'utf8', env });
		holds(/From a terminal/.test(text) && /place in the queue/.test(text),
			text);
		const { id } = await desk.conversationOf('anna', 'Jan');
		same(await desk.texts('anna', id), ['From a terminal'], 'stored');
		ok('and sees what it wrote');
	});
	return null;
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser'] }, async (t) => {
		const desk = await t.desk();
		desk.operator('anna', { name: 'Anna', role: 'supervisor' });
		const browser = await pages.openBrowser();
		t.after(() => browser.close());
		const cookies = await journey(t, desk, browser, kit, pages);
		await mistakes(t, desk, browser, kit, pages);
		await aFile(t, desk, browser, kit, pages);
		await reading(t, desk, cookies, kit);
		await writing(t, desk, kit);
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
