#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bad.t - what is wrong is said in a sentence that helps, with the exit
 * status of the table.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const { mkdirSync, openSync, closeSync, readFileSync, readdirSync,
	statSync, writeFileSync, writeSync } = require('node:fs');
const { join } = require('node:path');

const VERSION_AT = 60;	/* of a database's own header: user_version */

function says(kit, program, args, status, sentence, options = {}) {
	const done = spawnSync(program, args, { encoding: 'utf8', timeout: 20000,
		stdio: ['ignore', 'pipe', 'pipe'], ...options });
	const what = [program.split('/').pop(), ...args].join(' ');
	if (done.status !== status || !sentence.test(done.stderr))
		throw new Error(`${what}\n  exit ${done.status}, wanted ${status}\n` +
			`  wanted ${sentence}\n  ${done.stdout}${done.stderr}`);
	kit.holds(!done.stderr.includes('\x1b'), 'escapes on stderr');
	kit.holds(done.stderr.trim().split('\n').length <= 3, done.stderr);
}

async function ofTheDesk(t, desk, kit) {
	const d = process.env.DEZHURKAD, { dir } = t;
	const conf = join(dir, 'bad.conf');
	const check = (args, status, sentence, more = {}) =>
		says(kit, d, args, status, sentence, more);

	await t.story('dezhurkad', async (ok) => {
		check(['--nonsense'], 2, /no option "--nonsense".*--help/);
		check(['--data'], 2, /--data needs a value/);
		check(['operator', 'fly'], 2, /"operator" cannot "fly".*--help/);
		ok('an option or a command it does not know');
		writeFileSync(conf, '[desk]\nname = shop\nlanguage = xx\n');
		check(['--config', conf, '--check-config'], 2,
			/bad\.conf:3:\d+: .*"xx".*en, ru or pl/);
		writeFileSync(conf, '[desk]\nname = shop\n[nest]\na = b\n');
		check(['--config', conf, '--check-config'], 2,
			/bad\.conf:\d:\d+: .*\[nest\]/);
		check(['--config', join(dir, 'none.conf')], 2, /none\.conf/);
		ok('a line of the configuration: file, line, column');
		check(['--data', t.place('x'), '--listen', '127.0.0.1:' + desk.port],
			3, new RegExp('127\\.0\\.0\\.1:' + desk.port));
		ok('a port that is in use');
		check(['--data', desk.data, '--listen', '127.0.0.1:0'], 3,
			new RegExp(desk.data));
		ok('a data directory that is in use');
		writeFileSync(join(dir, 'file'), '');
		check(['--data', join(dir, 'file', 'data'), '--listen',
			'127.0.0.1:0'], 1, /file\/data|file/);
		ok('a data directory that cannot be');
		check(['status', '--data', t.place('y')], 5, /desk/);
		ok('no desk runs there');
		check(['operator', 'add', 'anna', '--password-stdin', '--data',
			desk.data], 7, /anna/, { input: 'a long password\n',
			stdio: 'pipe' });
		check(['operator', 'disable', 'nobody', '--data', desk.data], 6,
			/nobody/);
		ok('an operator who is there, one who is not');
	});
}

async function ofNewer(t, kit) {
	await t.story('a database of a newer version', async (ok) => {
		const desk = await t.desk();
		await desk.stop();
		const name = readdirSync(desk.data).find((one) => readFileSync(
			statSync(join(desk.data, one)).isFile() ? join(desk.data, one) :
				'/dev/null').toString('latin1').startsWith('SQLite format'));
		const file = join(desk.data, name), fd = openSync(file, 'r+');
		writeSync(fd, Buffer.from([0, 1, 0, 0]), 0, 4, VERSION_AT);
		closeSync(fd);
		const before = readFileSync(file);
		says(kit, process.env.DEZHURKAD, ['--data', desk.data, '--listen',
			'127.0.0.1:0'], 1, /newer|version/);
		kit.same(readFileSync(file).equals(before), true, 'left alone');
		ok('is left as it is');
	});
}

async function ofTheConsole(t, desk, kit) {
	const c = process.env.DEZHURKA, { dir } = t;
	const home = t.place('h');
	const env = { ...process.env, HOME: home, LC_ALL: 'C.UTF-8',
		LANGUAGE: '', XDG_CONFIG_HOME: join(home, 'config'),
		XDG_STATE_HOME: join(home, 'state') };
	const check = (args, status, sentence, more = {}) => says(kit, c, args,
		status, sentence, { env, ...more });
	const token = join(dir, 'token'), conf = join(dir, 'console.conf');

	await t.story('dezhurka', async (ok) => {
		check(['--nonsense'], 2, /nonsense/);
		check(['--lang', 'xx'], 2, /en,ru,pl/);
		check(['--visitors', 'many', '--demo'], 2, /--visitors many/);
		check(['--desk', 'http://127.0.0.1:1'], 2, /--login/);
		ok('an option it does not know');
		mkdirSync(join(home, 'config/dezhurka'), { recursive: true });
		writeFileSync(conf, '[account a]\nurl = ftp://x\n');
		check(['--config', conf, '--check-config'], 2,
			/console\.conf:2:\d+: .*ftp/);
		writeFileSync(conf, '[ui]\ntheme = pink\n');
		check(['--config', conf], 2, /console\.conf:2:\d+: .*pink/);
		check(['--config', join(dir, 'none.conf')], 6, /none\.conf/);
		ok('a line of the configuration: file, line, column');
		check([], 8, /terminal/);
		check(['--lang', 'ru'], 8, /no texts in "ru" below \/nowhere/,
			{ env: { ...env, DEZHURKA_LOCALEDIR: '/nowhere' } });
		check(['--desk', 'unix:' + desk.socket, '--login', 'anna'], 8,
			/--token-fd/);
		ok('no terminal to ask on');
		writeFileSync(token, await desk.signIn('anna') + '\n');
		const fd = openSync(token, 'r');
		check(['--desk', 'unix:' + desk.socket, '--login', 'anna',
			'--token-fd', '3'], 8, /terminal/, { stdio: ['ignore', 'pipe',
			'pipe', fd] });
		closeSync(fd);
		ok('no terminal to draw on');
	});

	await t.story('dezhurka in a terminal', async (ok) => {
		const open = (args, more = {}) => kit.openPane(t, [c, ...args],
			{ name: 'dezhurka', env: { HOME: home, XDG_STATE_HOME: join(home,
				'state'), XDG_CONFIG_HOME: join(home, 'config'), ...more.env },
			redirect: more.redirect || '' });
		let pane = await open(['--desk', 'unix:' + desk.socket, '--login',
			'anna', '--token-fd', '9'], { env: { TERM: 'no-such-terminal' },
			redirect: '9< ' + token });
		await pane.see('F1');
		await pane.keys('C-x', 'C-c');
		kit.same(await pane.ended(), 0, 'exit status');
		ok('a terminal that nobody knows is taken for a usual one');
		pane = await open(['--desk', 'unix:' + desk.socket, '--login',
			'anna', '--token-fd', '9'], { env: { TERM: 'dumb' },
			redirect: '9< ' + token });
		await pane.see('The line to the desk is there.');
		await pane.type('/quit');
		await pane.keys('Enter');
		kit.same(await pane.ended(), 0, 'exit status');
		ok('one that cannot move its cursor gets lines');

		pane = await open(['--desk', 'unix:' + join(dir, 'none.sock'),
			'--login', 'anna']);
		await pane.see(/[Pp]assword/);
		await pane.type('secret');
		await pane.keys('Enter');
		kit.same(await pane.ended(), 5, 'exit status');
		await pane.see('dezhurka: nobody answers at ');
		kit.holds(!(await pane.text()).includes('secret'), 'the password shows');
		ok('a desk that is not there');

		pane = await open(['--desk', desk.url, '--login', 'anna']);
		for (let i = 0; i < 3; i++) {
			await pane.see(new RegExp('(Password of anna[^]*){' + (i + 1) + '}'));
			await pane.type('wrong horse');
			await pane.keys('Enter');
		}
		kit.same(await pane.ended(), 4, 'exit status');
		ok('a wrong password, three times');

		pane = await open(['--desk', desk.url, '--login', 'anna']);
		await pane.see(/[Pp]assword/);
		await pane.type('correct horse anna');
		await pane.keys('Enter');
		await pane.see('F1');
		await pane.keys('C-x', 'C-c');
		kit.same(await pane.ended(), 0, 'exit status');
		ok('the right one');
	});
}

async function main(kit) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk();
		desk.operator('anna', { name: 'Anna' });
		await ofTheDesk(t, desk, kit);
		await ofNewer(t, kit);
		await ofTheConsole(t, desk, kit);
	});
}

Promise.all([import('./kit.mjs'), import('./tmux.mjs')])
	.then(([kit, { openPane }]) => main({ ...kit, openPane }));
