#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* presence.t - real consoles are left, stopped, killed, cut off and detached:
 * what others see of their operators, and what happens with customers.
 */
'use strict';

const { randomBytes } = require('node:crypto');
const { execFileSync, spawnSync } = require('node:child_process');

const LIVE = /^ \S+ +● /m;
const CONF = '[presence]\nlost_after = 4s\n' +
	'[routing]\nmode = offer\noffer_for = 6s\nask_again = 5m\n';

/* What boris's desk says of anna. */
async function stateOf(desk, login) {
	const { body } = await desk.ask('GET', '/api/v1/snapshot', { as: 'boris' });
	const o = body.operators.find((one) => one.login === login);
	return [o.presence, o.reason || '', o.load || 0];
}

async function sees(x, presence, reason = '', login = 'anna') {
	let last = [];
	await x.kit.until(async () => {
		last = await stateOf(x.desk, login);
		return last[0] === presence && last[1] === reason;
	}, () => login + ' to be ' + presence + ' ' + reason + ', who is ' + last);
}

/* How anna has been, since the desk's beginning: for what must not happen. */
async function states(x) {
	const { body } = await x.desk.ask('GET', '/api/v1/events?hold=0&watch=7' +
		'&cursor=' + x.cursor, { as: 'boris' });
	return (body ? body.events : []).filter((ev) => ev.type === 'state' &&
		ev.operator_id === x.annaId).map((ev) => ev.presence + ' ' +
		(ev.reason || ''));
}

async function mark(x) {
	const { body } = await x.desk.ask('GET', '/api/v1/snapshot',
		{ as: 'boris' });
	x.cursor = body.cursor;
	x.annaId = body.operators.find((one) => one.login === 'anna').id;
}

async function visitor(x, name) {
	await x.desk.ask('POST', '/api/v1/visitor/conversations', { body: {
		text: 'I am ' + name, name, language: 'en',
		client_id: randomBytes(16).toString('hex') } });
	return x.desk.conversationOf('boris', name);
}

/* Nobody has it, or somebody who did not answer for it. */
async function isFree(x, name) {
	const c = await x.desk.conversationOf('boris', name);
	return c.state === 'waiting' ? c : null;
}

async function left(t, x) {
	await t.story('a console that is left', async (ok) => {
		let c = await t.console(x.desk, 'anna');
		await c.see(LIVE);
		await sees(x, 'online');
		ok('one that runs is presence');
		await c.keys('C-x', 'C-c');
		await c.ended();
		await sees(x, 'offline', 'left');
		ok('its operator is gone at once, and not lost');
		c = await t.console(x.desk, 'anna');
		await c.see(LIVE);
		await sees(x, 'online');
		process.kill(await c.pid(), 'SIGHUP');
		await c.ended();
		await sees(x, 'offline', 'left');
		ok('so it is when the line of its terminal drops');
	});
}

async function suspended(t, x) {
	await t.story('a console that is suspended', async (ok) => {
		const c = await t.console(x.desk, 'anna', { inShell: true });
		await c.see(LIVE);
		await sees(x, 'online');
		await c.keys('C-z');
		await c.see(/Stopped|stopped/);
		await sees(x, 'offline', 'left');
		ok('C-z: nobody is there');
		await c.type('fg');
		await c.keys('Enter');
		await sees(x, 'online');
		await c.see(LIVE);
		ok('fg: they are back');
		await c.keys('C-x', 'C-c');
		await sees(x, 'offline', 'left');
	});
}

async function stopped(t, x) {
	await t.story('a console that stands still', async (ok) => {
		const c = await t.console(x.desk, 'anna');
		await c.see(LIVE);
		await sees(x, 'online');
		const { id } = await visitor(x, 'Ivan');
		await c.see('Ivan');
		await c.keys('C-x', 'a');
		await x.kit.until(async () => (await stateOf(x.desk, 'anna'))[2] === 1,
			'anna to have Ivan');
		await x.desk.say('anna', id, 'I look');
		const pid = await c.pid();
		process.kill(pid, 'SIGSTOP');
		await visitor(x, 'Olga');
		await x.kit.until(async () => !await isFree(x, 'Olga'),
			'Olga to be offered');
		ok('what stands still may be offered somebody for some seconds');
		await sees(x, 'offline', 'lost');
		ok('then its operator is lost');
		await x.kit.until(() => isFree(x, 'Olga'), 'Olga to be free');
		ok('what was offered goes back into the queue');
		x.kit.same((await x.desk.conversationOf('boris', 'Ivan')).operator_id,
			x.annaId, 'who has Ivan');
		ok('whom they talked to stays theirs');
		await visitor(x, 'Piotr');
		await x.kit.until(() => isFree(x, 'Piotr'), 'Piotr to wait');
		process.kill(pid, 'SIGCONT');
		await sees(x, 'online');
		await c.see(LIVE);
		ok('it goes on, and they are there');
		await x.kit.until(async () => !await isFree(x, 'Piotr'),
			'Piotr to be offered');
		ok('and are offered who waits');
		await c.kill();
		await sees(x, 'offline', 'lost');
		ok('kill -9: lost after the same time');
		for (const name of ['Ivan', 'Olga', 'Piotr']) {
			const one = await x.desk.conversationOf('boris', name);
			await x.kit.until(async () => one.state === 'active' ||
				await isFree(x, name), name + ' to be free');
			await x.desk.take('boris', one.id).catch(() => {});
		}
	});
}

async function cutOff(t, x) {
	await t.story('a line that is cut', async (ok) => {
		const line = await t.cut(x.desk.port);
		const c = await t.console(x.desk, 'anna', {
			at: line.url.replace(/\/$/, '') });
		await c.see(LIVE);
		await sees(x, 'online');
		await line.cut();
		await sees(x, 'offline', 'lost');
		ok('its operator is lost');
		await c.lose(LIVE);
		await line.heal();
		await c.see(LIVE, 30000);
		await sees(x, 'online');
		ok('and back with the line');
		await c.keys('C-x', 'C-c');
		await sees(x, 'offline', 'left');
	});
}

/* A client of the pane's own tmux, in another terminal. */
async function attach(t, c, ...args) {
	const client = await t.pane(['tmux', '-S', c.socket, 'attach', ...args],
		{ env: { TERM: 'tmux-256color' } });
	await x_clients(t, c, 1);
	return client;
}

const clients = async (c) => (await c.tmux('list-clients')).split('\n')
	.filter((line) => line !== '').length;

function x_clients(t, c, n) {
	return t.kit.until(async () => await clients(c) >= n, 'a client');
}

async function detached(t, x) {
	await t.story('tmux without a client', async (ok) => {
		const c = await t.console(x.desk, 'anna', { inTmux: true });
		await c.see(LIVE);
		await sees(x, 'away', 'detached');
		ok('whose console nobody looks at is away');
		const first = await attach(t, c);
		await sees(x, 'online');
		await c.see(/You were away since .*: tmux was detached\./);
		ok('who attaches it is there, and is told');
		const second = await attach(t, c);
		await x_clients(t, c, 2);
		await mark(x);
		await first.keys('C-b', 'd');
		await t.kit.until(async () => await clients(c) === 1, 'one client');
		await c.type('x');
		await c.keys('BSpace');
		await second.keys('C-b', 'd');
		await sees(x, 'away', 'detached');
		x.kit.same(await states(x), ['away detached'], 'states');
		ok('only the last of two clients that goes counts');
		await visitor(x, 'Rita');
		x.kit.holds(await isFree(x, 'Rita'), 'Rita was offered');
		ok('nobody is offered to them meanwhile');
		const third = await attach(t, c);
		await sees(x, 'online');
		await x.kit.until(async () => !await isFree(x, 'Rita'),
			'Rita to be offered');
		await third.keys('C-b', 'd');
		await sees(x, 'away', 'detached');
		await x.kit.until(() => isFree(x, 'Rita'), 'Rita to be free');
		const fourth = await attach(t, c);
		await c.see(/tmux was detached\. 1 offer went on\./);
		ok('an offer that went on meanwhile is told of');
		await c.type('/set detached online');
		await c.keys('Enter');
		await mark(x);
		await fourth.keys('C-b', 'd');
		await t.kit.until(async () => await clients(c) === 0, 'no client');
		await c.type('/set detached away');
		await c.keys('Enter');
		await sees(x, 'away', 'detached');
		x.kit.same(await states(x), ['away detached'], 'states');
		ok('by a setting it does not matter');
		await c.close();
		await sees(x, 'offline', 'left');
		ok('with tmux they are gone');
	});
	await t.story('two tmux, one in the other', async (ok) => {
		const inner = t.place('i') + '/s';
		t.after(() => spawnSync('tmux', ['-S', inner, 'kill-server']));
		const c = await t.console(x.desk, 'anna', { inTmux: true,
			before: ['tmux', '-u', '-S', inner, '-f', '/dev/null',
				'new-session'], cols: 100, rows: 30, env: {
				TERM: 'tmux-256color' } });
		await c.see(LIVE);
		await sees(x, 'online');
		ok('the inner one is asked');
		execFileSync('tmux', ['-S', inner, 'detach-client', '-a'],
			{ stdio: 'ignore' });
		execFileSync('tmux', ['-S', inner, 'detach-client'],
			{ stdio: 'ignore' });
		await sees(x, 'away', 'detached');
		ok('whoever leaves it is away');
		spawnSync('tmux', ['-S', inner, 'kill-server']);
		await sees(x, 'offline', 'left');
	});
}

async function inScreen(t, x) {
	if (spawnSync('screen', ['--version']).error) {
		t.skip('screen without a client', 'screen is missing');
		return;
	}
	await t.story('screen without a client', async (ok) => {
		const dir = t.place('s'), name = 'dz' + randomBytes(4).toString('hex');
		const env = { SCREENDIR: dir, TERM: 'xterm' };
		execFileSync('chmod', ['700', dir]);
		t.after(() => spawnSync('screen', ['-S', name, '-X', 'quit'],
			{ env: { ...process.env, ...env } }));
		const c = await t.console(x.desk, 'anna', { env, before: ['screen',
			'-c', '/dev/null', '-U', '-S', name] });
		await c.see(LIVE);
		await sees(x, 'online');
		ok('one that is attached is presence');
		await c.keys('C-a', 'd');
		await sees(x, 'away', 'detached');
		ok('who detaches is away');
		const again = await t.pane(['screen', '-U', '-r', name], { env });
		await sees(x, 'online');
		await again.see('screen was detached.');
		ok('who attaches it is back, and is told');
		spawnSync('screen', ['-S', name, '-X', 'quit'],
			{ env: { ...process.env, ...env } });
		await sees(x, 'offline', 'left');
	});
}

async function two(t, x) {
	await t.story('two consoles of one login', async (ok) => {
		const a = await t.console(x.desk, 'anna', { inTmux: true });
		await a.see(LIVE);
		await sees(x, 'away', 'detached');
		const b = await t.console(x.desk, 'anna');
		await b.see(LIVE);
		await sees(x, 'online');
		ok('one that somebody looks at is enough');
		const { id } = await x.desk.conversationOf('boris', 'Rita');
		await x.kit.until(async () => (await stateOf(x.desk, 'anna'))[2] === 1 ||
			x.desk.take('anna', id).catch(() => false), 'anna to take Rita');
		await mark(x);
		x.kit.same((await stateOf(x.desk, 'anna'))[2], 1, 'load');
		ok('what they have counts once');
		await a.keys('C-x', 'C-c');
		await a.ended();
		x.kit.same(await states(x), [], 'states');
		ok('the first one ends, and nothing is otherwise');
		await b.keys('C-x', 'C-c');
		await b.see(/Leave|Really|customer/).catch(() => {});
		if (!b.hasEnded())
			await b.keys('C-x', 'C-c');
		await b.ended();
		await sees(x, 'offline', 'left');
		ok('the last one ends, and they are gone');
	});
}

async function main(kit) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk({ config: CONF });
		desk.operator('anna', { name: 'Anna' });
		desk.operator('boris', { name: 'Boris', role: 'supervisor' });
		const x = { desk, kit };
		t.kit = kit;
		await mark(x);
		for (const story of [left, suspended, stopped, cutOff, detached,
			inScreen, two])
			await story(t, x);
	});
}

import('./kit.mjs').then(main);
