#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* widget.t - the button on somebody's site. Two sites, one of them is listed
 * in the desk's configuration.
 */
'use strict';

const http = require('node:http');

/* A site of another origin than the desk's; it shows the widget. */
function openSite(t, host) {
	const site = { script: '', origin: '' };
	const server = http.createServer((r, answer) => {
		answer.setHeader('Content-Type', 'text/html; charset=utf-8');
		answer.end(`<!DOCTYPE html><html lang="pl-PL"><title>shop</title>
<h1>A shop</h1><p><a id="next" href="/next">next</a>
<script src="${site.script}" async data-lang="en" data-color="#ffe000"></script>`);
	});
	t.after(() => server.close());
	return new Promise((done) => server.listen(0, host, () => {
		site.origin = 'http://' + (host === '::1' ? '[::1]' : host) + ':' +
			server.address().port;
		done(site);
	}));
}

async function openShop(context, url) {
	const page = await context.newPage();
	const errors = [];
	page.on('pageerror', (e) => errors.push(String(e)));
	page.on('console', (line) => line.type() === 'error' &&
		errors.push(line.text()));
	await page.goto(url);
	return { page, errors, button: page.locator('body > button'),
		badge: page.locator('body > button span'),
		box: page.locator('body > iframe'),
		frame: page.frameLocator('body > iframe') };
}

/* Another frame of the same site says to everybody what only the site and the
 * desk may say to each other. */
function forge(page) {
	return page.evaluate(() => new Promise((done) => {
		const other = document.createElement('iframe');
		other.srcdoc = `<script>
parent.postMessage({ dezhurka: { unread: 77, shut: true } }, '*');
for (let i = 0; i < parent.frames.length; i++)
	parent.frames[i].postMessage({ dezhurka: { shown: false,
		page: 'https://evil.example/' } }, '*');
parent.postMessage('sent', '*');
</script>`;
		addEventListener('message', (e) => e.data === 'sent' && done());
		document.querySelector('p').append(other);
	}));
}

async function journey(t, desk, shop, { same, until }) {
	const { page, button, badge, box, frame } = shop;
	const line = (kind, text) => frame.locator('#log .' + kind)
		.filter({ hasText: text }).waitFor();
	let id = 0;

	await t.story('on a listed site', async (ok) => {
		await button.filter({ hasText: 'Chat with us' }).click();
		same(await button.getAttribute('aria-expanded'), 'true', 'button');
		await frame.locator('#first').fill('Do you ship to Poland?');
		await frame.locator('#name').fill('Ola');
		await frame.locator('#start button').click();
		await line('mine', 'Do you ship to Poland?');
		ok('the frame opens and takes a message');

		const talk = await desk.conversationOf('anna', 'Ola');
		({ id } = talk);
		same(talk.page, page.url().split('?')[0], 'page');
		ok('the desk knows the page, without its query');

		await desk.take('anna', id);
		await desk.say('anna', id, 'Yes, in two days.');
		await line('theirs', 'Yes, in two days.');
		ok('the answer is in the frame');

		await frame.locator('#box').focus();
		await page.keyboard.press('Escape');
		await box.waitFor({ state: 'hidden' });
		await until(() => page.evaluate(() => document.activeElement ===
			document.querySelector('body > button')), 'focus on the button');
		ok('Escape hides it, and the button has the focus');

		await desk.say('anna', id, 'Anything else?');
		await badge.filter({ hasText: /^1$/ }).waitFor();
		await desk.say('anna', id, 'Take your time.');
		await badge.filter({ hasText: /^2$/ }).waitFor();
		ok('the badge counts what came meanwhile');

		await page.keyboard.press('Enter');
		await box.waitFor();
		await badge.waitFor({ state: 'hidden' });
		await line('theirs', 'Take your time.');
		ok('opened by the keyboard, the badge is gone');

		await page.click('#next');
		await page.waitForURL('**/next');
		await line('theirs', 'Take your time.');
		ok('on the next page it is still open, and the talk goes on');
		await frame.locator('#box').fill('No, thank you!');
		await frame.locator('#answer button[type=submit]').click();
		await line('mine', 'No, thank you!');
		same((await desk.texts('anna', id)).pop(), 'No, thank you!', 'last');
		ok('and takes a message');

		await forge(page);
		await desk.say('anna', id, 'Then good bye.');
		await line('theirs', 'Then good bye.');
		same(await box.isVisible(), true, 'the frame');
		same([await badge.isVisible(), await badge.textContent()],
			[false, ''], 'the badge');
		ok('what another frame says is believed by neither');
		await frame.locator('#shut').click();
		await box.waitFor({ state: 'hidden' });
		ok('its own button hides it');
		same(shop.errors, [], 'errors');
		ok('the browser has nothing to complain about');
	});
}

async function stranger(t, context, site, { same, until }) {
	await t.story('on a site that is not listed', async (ok) => {
		const shop = await openShop(context, site.origin + '/');
		await shop.button.click();
		await shop.box.waitFor();
		await until(() => shop.errors.some((one) =>
			/frame-ancestors/.test(one)), 'a refusal by policy');
		same(await shop.frame.locator('#first').count(), 0, 'forms');
		ok('the browser refuses the frame');
	});
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser'] }, async (t) => {
		const listed = await openSite(t, 'localhost');
		const other = await openSite(t, 'localhost');
		const desk = await t.desk({ config: '[frame]\nsite = ' +
			listed.origin + '\n' });
		listed.script = other.script = desk.url + 'widget.js';
		desk.operator('anna', { name: 'Anna', role: 'supervisor' });
		/* No private window: there a browser may refuse storage to frames
		 * of other sites, and a talk ends with the page that it was on. */
		const context = await pages.openProfile(t.place('p'));
		t.after(() => context.close());
		const shop = await openShop(context,
			listed.origin + '/cart?session=secret');
		await journey(t, desk, shop, kit);
		await stranger(t, context, other, kit);
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
