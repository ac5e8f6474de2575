#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signin.t - how a console signs in: with a code in three languages, with what
 * a command prints, and what is left of it where others could look.
 */
'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const { chmodSync, mkdirSync, readFileSync, readdirSync,
	writeFileSync } = require('node:fs');
const { join } = require('node:path');

const WORDS = {
	en: { code: 'Code of your app', wrong: 'That code is wrong' },
	ru: { code: 'Код из приложения', wrong: 'Этот код не подходит' },
	pl: { code: 'Kod z aplikacji', wrong: 'Ten kod jest błędny' },
};

/* How many seconds from now; a step has thirty. */
const codeOf = (secret, later = 0) => execFileSync('oathtool', ['--totp',
	'-b', '-N', '@' + (Math.floor(Date.now() / 1000) + later), secret],
	{ encoding: 'utf8' }).trim();

function enrol(desk, login) {
	const out = desk.admin(['operator', 'totp', login]);
	return { secret: /^secret +(\S+)/m.exec(out)[1],
		codes: [...out.matchAll(/^ {2}(\S+)$/gm)].map((m) => m[1]) };
}

class Home {
	constructor(t, desk) {
		this.dir = t.place('h');
		this.desk = desk;
		this.env = { HOME: this.dir, XDG_STATE_HOME: join(this.dir, 's'),
			XDG_CONFIG_HOME: join(this.dir, 'c'), LANGUAGE: '',
			DEZHURKA_TOUR: 'no' };
		this.conf = join(this.dir, 'dezhurka.conf');
		mkdirSync(this.env.XDG_CONFIG_HOME, { recursive: true });
	}

	account(login, more = '') {
		writeFileSync(this.conf, '[account a]\nurl = ' + this.desk.url +
			'\nlogin = ' + login + '\n' + more);
		return this;
	}

	script(name, text) {
		const file = join(this.dir, name);
		writeFileSync(file, '#!/bin/sh\n' + text);
		chmodSync(file, 0o700);
		return file;
	}

	open(kit, t, args = []) {
		return kit.openPane(t, [process.env.DEZHURKA, '--config', this.conf,
			...args], { name: 'dezhurka', env: this.env });
	}

	run(args) {
		return spawnSync(process.env.DEZHURKA, ['--config', this.conf,
			...args], { encoding: 'utf8', timeout: 30000,
			env: { ...process.env, ...this.env, LC_ALL: 'C.UTF-8' },
			stdio: ['ignore', 'pipe', 'pipe'] });
	}
}

async function withCode(t, desk, kit) {
	for (const lang of ['en', 'ru', 'pl'])
		await t.story('a code, ' + lang, async (ok) => {
			const login = 'anna-' + lang, home = new Home(t, desk)
				.account(login);
			desk.operator(login);
			const { secret, codes } = enrol(desk, login);
			const pane = await home.open(kit, t, ['--lang', lang]);
			await pane.see(login);
			await pane.type('correct horse ' + login);
			await pane.keys('Enter');
			await pane.see(WORDS[lang].code);
			ok('it asks for a code, after the password');
			await pane.type('000000');
			await pane.keys('Enter');
			await pane.see(WORDS[lang].wrong);
			ok('a wrong one is said to be wrong');
			await pane.type(lang === 'pl' ? codes[0] : codeOf(secret));
			await pane.keys('Enter');
			await pane.see('F1');
			ok('the right one opens the console');
			await pane.keys('C-x', 'C-c');
			kit.same(await pane.ended(), 0, 'exit status');
			const again = await home.open(kit, t, ['--lang', lang]);
			await again.see('F1');
			ok('the next start asks for nothing');
			desk.admin(['session', 'revoke', login]);
			await again.see(login);
			await again.see(/[?:] *\n*$/);
			ok('a session that is revoked ends the console at once');
			await again.keys('C-d');
			kit.same(await again.ended() !== 0, true, 'exit status');
		});
}

async function withoutTerminal(t, desk, kit) {
	await t.story('without a terminal', async (ok) => {
		const home = new Home(t, desk);
		desk.operator('boris');
		const given = home.script('pw', 'echo "correct horse boris"\n' +
			'echo second line\n');
		home.account('boris', 'password_command = ' + given + '\n');
		let done = home.run(['status']);
		kit.same(done.status, 0, done.stderr);
		ok('password_command signs in, its first line counts');
		kit.same(home.run(['status']).status, 0, 'again');
		const other = new Home(t, desk);
		enrol(desk, 'boris');
		other.account('boris', 'password_command = ' + given + '\n');
		done = other.run(['status']);
		kit.same(done.status, 4, done.stderr);
		kit.holds(/code|token/.test(done.stderr), done.stderr);
		ok('where a code is needed too: status 4, and a sentence');
		other.account('boris', 'password_command = ' + other.script('no',
			'exit 3\n') + '\n');
		done = other.run(['status']);
		kit.holds(done.status !== 0 && /password_command/.test(done.stderr),
			done.stderr);
		ok('a command that fails is named');
	});

	await t.story('token_command', async (ok) => {
		desk.operator('carla');
		const token = desk.admin(['token', 'add', 'carla', '--device',
			'script']).trim();
		const home = new Home(t, desk);
		const file = join(home.dir, 'tok');
		writeFileSync(file, token + '\n');
		home.account('carla', 'token_command = ' + home.script('tc',
			'cat ' + file + '\n') + ' "$(reboot)" ; exit\n');
		kit.same(home.run(['status']).status, 0, 'status');
		ok('its words are no shell\'s');
		const pane = await home.open(kit, t);
		await pane.see('F1');
		const pid = await pane.pid();
		const seen = ['cmdline', 'environ'].map((name) => readFileSync(
			`/proc/${pid}/${name}`, 'latin1')).join('');
		kit.holds(!seen.includes(token), 'the token can be read');
		const under = (dir) => readdirSync(dir, { recursive: true,
			withFileTypes: true }).filter((one) => one.isFile() &&
			one.name !== 'tok').map((one) => join(one.path, one.name));
		for (const one of under(home.dir))
			kit.holds(!readFileSync(one, 'latin1').includes(token), one);
		ok('the token stands in no argument, environment, log or file');
		const fresh = desk.admin(['token', 'add', 'carla', '--device',
			'second']).trim();
		writeFileSync(file, fresh + '\n');
		desk.admin(['token', 'revoke', 'carla', '--device', 'script']);
		await kit.until(() => desk.admin(['session', 'list', 'carla'])
			.includes('127.0.0.1'), 'the new token to be used');
		await pane.see('F1');
		ok('a revoked one is asked for again, and the console goes on');
		desk.admin(['token', 'revoke', 'carla']);
		kit.same(await pane.ended(), 4, 'exit status');
		await pane.see('token_command');
		ok('one that stays dead is said to be so');
		for (const [text, what] of [['sleep 60', /took too long/],
			['echo', /empty/], ['printf "a b\\n"', /no token/],
			['exit 2', /token_command/]]) {
			if (text.startsWith('sleep') && process.env.DZ_SANITIZED)
				continue;
			home.account('carla', 'token_command = ' + home.script('bad',
				text + '\n') + '\n');
			const done = home.run(['status']);
			kit.holds(done.status !== 0 && what.test(done.stderr),
				text + ': ' + done.status + ' ' + done.stderr);
		}
		ok('one that hangs, fails or prints no token is named');
	});
}

/* That it cannot be read either goes with it: test_secrets. */
async function memory(t, desk, kit) {
	await t.story('what is in memory', async (ok) => {
		const core = (pid) => /^Max core file size +(\S+)/m.exec(readFileSync(
			`/proc/${pid}/limits`, 'utf8'))[1];
		kit.same(core(desk.pid), '0', 'a core file of the desk');
		desk.operator('dora');
		const home = new Home(t, desk).account('dora');
		const pane = await home.open(kit, t);
		await pane.see('dora');
		kit.same(core(await pane.pid()), '0', 'a core file of the console');
		ok('no core file of either');
	});
}

async function sessions(t, desk, kit) {
	await t.story('/sessions', async (ok) => {
		desk.operator('ewa');
		const [here, there] = [new Home(t, desk), new Home(t, desk)];
		const consoles = [];
		for (const home of [here, there]) {
			const pane = await home.account('ewa').open(kit, t);
			await pane.see('ewa');
			await pane.type('correct horse ewa');
			await pane.keys('Enter');
			await pane.see('F1');
			consoles.push(pane);
		}
		const phone = desk.admin(['token', 'add', 'ewa', '--device',
			'old phone', '--read-only']).trim();
		const [pane, other] = consoles;
		await pane.type('/sessions');
		await pane.keys('Enter');
		await pane.see('What you are signed in with');
		await pane.see('this console');
		await pane.see(/old phone +only reads/);
		ok('what one is signed in with');
		await pane.type('old');
		await pane.lose('this console');
		await pane.keys('Enter');
		await pane.see('Enter once more');
		await pane.keys('Enter');
		await pane.see('It has ended.');
		await pane.lose('old phone');
		const dead = await fetch(desk.url + 'api/v1/snapshot', {
			headers: { Authorization: 'Bearer ' + phone } });
		kit.same(dead.status, 401, 'the phone');
		ok('the second Enter ends one');
		const rows = here.run(['sessions', '--json']).stdout.trim()
			.split('\n').map((line) => JSON.parse(line));
		kit.same(rows.length, 2, 'sessions');
		const id = rows.find((row) => !row.is_current).id;
		kit.same(here.run(['sessions', 'end', String(id)]).status, 0, 'end');
		await other.see('Password of ewa');
		ok('and so does the command line: that console asks to sign in');
		kit.same(here.run(['sessions', 'end', '999999']).status, 6, 'none');
		kit.same(here.run(['sessions', 'end']).status, 2, 'usage');
		ok('one that is not there');
		await pane.see('F1');
	});
}

async function main(kit) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk();
		await withCode(t, desk, kit);
		await withoutTerminal(t, desk, kit);
		await sessions(t, desk, kit);
		await memory(t, desk, kit);
	});
}

Promise.all([import('./kit.mjs'), import('./tmux.mjs')])
	.then(([kit, { openPane }]) => main({ ...kit, openPane }));
