#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alerts.t - what of an alert gets out of tmux to the terminal, what the
 * terminal is told beside, and that all of it is taken back.
 */
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const { mkdirSync, readFileSync, writeFileSync, existsSync } =
	require('node:fs');
const { join } = require('node:path');

const ESC = '\x1b';
const VISITOR = '/api/v1/visitor/';

/* All that a terminal outside of tmux receives: util-linux's script(1) is it. */
function attach(t, pane) {
	const file = pane.socket + '.outer';
	const child = spawn('script', ['-qfc', 'stty rows 30 cols 100; exec tmux ' +
		`-u -S '${pane.socket}' attach`, file], { stdio: ['pipe', 'ignore',
		'ignore'], env: { ...process.env, TERM: 'xterm-256color',
		LC_ALL: 'C.UTF-8', SHELL: '/bin/sh' } });
	t.after(() => child.kill('SIGKILL'));
	return {
		bytes: () => existsSync(file) ? readFileSync(file, 'latin1') : '',
		bells() {
			/* A BEL that ends an OSC is none. */
			return this.bytes().replace(/\x1b\][^\x07\x1b]*(\x07|\x1b\\)/g,
				'').split('\x07').length - 1;
		},
	};
}

/* A console in a tmux that it knows of. */
async function start(t, kit, tmux, desk, config) {
	const pane = await tmux.openPane(t, ['sh'], { name: 'console' });
	const home = t.place('h');
	mkdirSync(join(home, 'run'), { mode: 0o700 });
	const conf = join(home, 'dezhurka.conf'), token = join(home, 'token');
	writeFileSync(conf, config);
	writeFileSync(token, await desk.signIn('anna') + '\n', { mode: 0o600 });
	await pane.tmux('set', '-g', 'allow-passthrough', 'on');
	await pane.tmux('set', '-g', 'set-titles', 'on');
	await pane.tmux('set', '-g', 'set-titles-string', '[#{pane_title}]');
	const outer = attach(t, pane);
	await kit.until(() => outer.bytes().length > 0, 'tmux to attach');
	const shell = await pane.screen();
	kit.holds(shell.length > 0, 'a shell');
	/* The title as it was; no shell changes this one. */
	await pane.tmux('select-pane', '-T', 'as before');
	await pane.type(`HOME=${home} XDG_STATE_HOME=${home}/state ` +
		`XDG_CONFIG_HOME=${home}/config XDG_RUNTIME_DIR=${home}/run ` +
		`TMUX=${pane.socket},1,0 ${process.env.DEZHURKA} --config ${conf} ` +
		`--desk unix:${desk.socket} --login anna --lang en --token-fd 9 ` +
		`9< ${token}`);
	await pane.keys('Enter');
	await pane.see('Nobody waits.');
	return { pane, outer };
}

async function visits(desk, kit, name, text) {
	const { newId } = kit;
	const answer = await desk.ask('POST', VISITOR + 'conversations', {
		body: { client_id: newId(), name, text } });
	if (answer.status !== 201)
		throw new Error(answer.status + ' ' + answer.text);
	return { secret: answer.body.secret, id: answer.body.conversation,
		say: (more) => desk.ask('POST', VISITOR + 'messages', {
			secret: answer.body.secret, body: { client_id: newId(),
				text: more } }) };
}

async function main() {
	const kit = await import(join(process.env.DZ_SRC, 'tests/e2e/kit.mjs'));
	const tmux = await import(join(process.env.DZ_SRC,
		'tests/e2e/tmux.mjs'));
	const { newId } = await import(join(process.env.DZ_SRC,
		'tests/e2e/desk.mjs'));
	const k = { ...kit, newId };

	if (spawnSync('script', ['-V']).status !== 0) {
		console.log('1..0 # SKIP script(1) is missing');
		process.exit(0);
	}
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk();
		desk.operator('anna', { name: 'Anna' });
		await t.story('alerts in tmux', async (ok) => {
			const { pane, outer } = await start(t, k, tmux, desk,
				'[ui]\ntitle = yes\ntmux_count = @dezhurka\n' +
				'[alerts]\nterminal = osc777\n' +
				'[alert queue]\nways = bell terminal, none\n' +
				'[alert message]\nways = bell terminal, none\n');
			kit.same(outer.bells(), 0, 'bells at the start');
			const evil = `ring\x07 ${ESC}]0;x\x07; ${ESC}\\ end`;
			const one = await visits(desk, k, 'Ola', evil);
			await kit.until(() => outer.bytes().includes(
				`${ESC}]777;notify;A customer waits in the queue;`),
			'the alert outside');
			ok('what is wrapped for tmux reaches the terminal');
			const said = outer.bytes().split(`${ESC}]777;notify;`)[1]
				.split(`${ESC}\\`)[0];
			kit.holds(!/[\x00-\x1f\x7f;]/.test(said.slice(said.indexOf(';') +
				1)), 'nothing of a customer\'s in ' + JSON.stringify(said));
			ok('and nothing that a customer wrote ends it');
			await kit.until(() => outer.bells() === 1, 'one bell: ' +
				outer.bells());
			ok('with one bell');
			await pane.keys('F5');
			await pane.see('Ola>');
			await kit.until(async () => (await pane.tmux('show', '-gv',
				'@dezhurka')).trim() === '1', 'the count in tmux');
			ok('an option of tmux says how many wait');
			await kit.until(() => outer.bytes().includes(
				'[(1) dezhurka '), 'the title');
			ok('and the title');
			await pane.type('hello');
			await pane.keys('Enter');
			await kit.until(async () => (await pane.tmux('show', '-gv',
				'@dezhurka')).trim() === '', 'the count to go');
			ok('no more when nobody does');
			await pane.type('/dnd on');
			await pane.keys('Enter');
			await pane.see('silent');
			const bells = outer.bells();
			await visits(desk, k, 'Jan', 'hello');
			await pane.see('queue 1');
			await pane.type('/alerts test');
			await pane.keys('Enter');
			await pane.see('✗ No command is run');
			kit.same(outer.bells(), bells + 1, 'bells of the test alone');
			ok('no alert disturbs; the test still rings once');
			await pane.keys('C-x', 'C-c');
			await pane.lose('F9 Menu');
			await kit.until(async () => (await pane.tmux('display-message',
				'-p', '#{pane_title}')).trim() === 'as before',
			'the old title');
			ok('the title is what it was');
			await kit.until(async () => !(await pane.tmux('show', '-g'))
				.includes('@dezhurka'), 'the option to go');
			ok('the option is gone');
			kit.holds(one.id > 0, 'a conversation');
		});
	});
}

main();
