#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* own_desk.t - dezhurka for somebody who has set up nothing: the first start,
 * a desk of one's own, and the demo.
 */
'use strict';

const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const PAGE = /http:\/\/127\.0\.0\.1:\d+\//;

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

function homeOf(t) {
	const home = t.place('h');
	return { HOME: home, XDG_CONFIG_HOME: undefined, XDG_STATE_HOME: undefined,
		XDG_CACHE_HOME: undefined, XDG_RUNTIME_DIR: undefined,
		TMPDIR: t.place('r'), LC_ALL: undefined, LANG: 'C.UTF-8',
		DEZHURKA_DATADIR: join(process.env.DZ_SRC, 'doc', 'examples') };
}

/* Leaves; a question about customers is answered with yes. */
async function quit(pane, { until }) {
	await pane.keys('C-x', 'C-c');
	await until(async () => pane.hasEnded() ||
		(await pane.text()).includes('Quit?'), 'the end, or a question');
	if (!pane.hasEnded())
		await pane.keys('y');
	return pane.ended();
}

async function own(t, kit, pages, browser) {
	const env = homeOf(t);
	const start = () => kit.openPane(t, [process.env.DEZHURKA], { env,
		cols: 120, name: 'dezhurka' });
	const state = join(env.HOME, '.local/state/dezhurka');
	const small = (leaf) => readFileSync(join(state, 'desk', leaf), 'utf8')
		.trim();

	await t.story('a desk of my own', async (ok) => {
		let pane = await start();
		await pane.see('1  ');
		await pane.keys('Enter');
		await pane.see('login');
		await pane.type('owner');
		await pane.keys('Enter');
		await pane.see('F1', 30000);
		ok('two questions, and it is there');
		await kit.until(() => existsSync(join(state, 'desk', 'page')), 'page');
		const url = small('page'), pid = Number(small('pid'));
		t.after(() => isAlive(pid) && process.kill(pid));
		kit.holds(PAGE.test(url), url);
		await pane.see(url.replace(/\/$/, ''));
		ok('the screen names the page');
		const visitor = await pages.openVisitor(browser, url,
			{ locale: 'en' });
		const T = pages.words('en');
		await visitor.start('Is anybody there?', { name: 'Jan' });
		await pane.see('Jan');
		await pane.keys('F5');
		await pane.see('Is anybody there?');
		await pane.see('Jan>');
		await pane.type('I am, welcome');
		await pane.keys('Enter');
		await visitor.hear('I am, welcome');
		ok('a visitor writes, I answer');

		kit.same(await quit(pane, kit), 0, 'exit status');
		const bye = await pane.text();
		kit.holds(/1 customer/.test(bye) && bye.includes(String(pid)), bye);
		kit.holds(isAlive(pid), 'the desk is gone');
		ok('who leaves with a customer in it is told that the desk goes on');
		await visitor.say('still here');

		pane = await start();
		await pane.see('still here', 30000);
		kit.same(Number(small('pid')), pid, 'the desk');
		ok('the next start finds it, nothing is asked');
		await pane.keys('M-1');
		await pane.see('Jan>');
		await pane.keys('F8');
		await pane.keys('1');
		await visitor.state(T('state_ended'));
		kit.same(await quit(pane, kit), 0, 'exit status');
		await kit.until(() => !isAlive(pid), 'the desk to end');
		ok('without customers the desk ends with its console');
		await visitor.close();
	});
}

async function demo(t, kit, pages, browser, visitors) {
	const env = homeOf(t);
	await t.story('the demo with ' + visitors, async (ok) => {
		const pane = await kit.openPane(t, [process.env.DEZHURKA, '--demo',
			'--visitors', String(visitors)], { env, cols: 120, name: 'demo' });
		await pane.see('F1', 30000);
		const dir = readdirSync(env.TMPDIR)
			.filter((one) => one.startsWith('dezhurka-demo-'));
		kit.same(dir.length, 1, 'directories');
		const data = join(env.TMPDIR, dir[0], 'desk');
		const url = readFileSync(join(data, 'page'), 'utf8').trim();
		const pid = Number(readFileSync(join(data, 'pid'), 'utf8'));
		t.after(() => isAlive(pid) && process.kill(pid));
		ok('it starts');
		if (visitors) {
			await pane.see('F5 Take next', 30000);
			await pane.keys('F5');
			await pane.see(/\S+> */);
			ok('a demo customer comes');
		}
		const visitor = await pages.openVisitor(browser, url,
			{ locale: 'en' });
		await visitor.start('a real visitor', { name: 'Visitor' });
		await pane.see('Visitor');
		await visitor.close();
		ok('its page works');
		kit.same(await quit(pane, kit), 0, 'exit status');
		await kit.until(() => !isAlive(pid), 'the desk to end');
		kit.same(readdirSync(env.TMPDIR), [], 'what is left');
		ok('quit ends the desk and removes its directory');
	});
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser', 'tmux'] }, async (t) => {
		const browser = await pages.openBrowser();
		t.after(() => browser.close());
		await own(t, kit, pages, browser);
		await demo(t, kit, pages, browser, 0);
		await demo(t, kit, pages, browser, 1);
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs'),
	import('./tmux.mjs')]).then(([kit, page, { openPane }]) =>
	main({ ...kit, openPane }, page));
