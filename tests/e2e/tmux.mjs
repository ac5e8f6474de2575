/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tmux.mjs - a program in a real terminal.
 *
 *   const pane = await openPane(t, ['cat'], { cols: 80, rows: 24 });
 *   await pane.type('zażółć');  await pane.keys('Enter', 'F5');
 *   await pane.see('zażółć');   await pane.lose('old text');
 *   await pane.resize(40, 12);  await pane.ended();
 *
 * Each pane has a tmux server of its own, with a name never used before: a
 * name used again at once meets the old server on its way out.
 */
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until, PATIENCE_MS } from './kit.mjs';

const quote = (word) => "'" + word.replaceAll("'", "'\\''") + "'";

class Pane {
	constructor(socket, name) {
		this.socket = socket;
		this.end = socket + '.end';
		this.name = name;
	}

	tmux(...args) {
		return new Promise((done, fail) => execFile('tmux', ['-u', '-S',
			this.socket, ...args], { encoding: 'utf8' },
		(e, out, err) => e ? fail(new Error('tmux ' + args.join(' ') + ': ' +
			err)) : done(out)));
	}

	/* What is on the screen, one string a row. */
	async screen() {
		return (await this.tmux('capture-pane', '-p')).split('\n');
	}

	async text() {
		return (await this.screen()).join('\n');
	}

	/* Waits until the screen has it (a text, or an expression over the whole
	 * screen); gives the screen. */
	async see(what, limitMs = PATIENCE_MS) {
		let last = '';
		const is = (text) => what instanceof RegExp ? what.test(text) :
			text.includes(what);
		await until(async () => is(last = await this.text()), () => what +
			' on the screen of ' + this.name + ':\n' + last, limitMs);
		return last;
	}

	async lose(what, limitMs = PATIENCE_MS) {
		let last = '';
		const is = (text) => what instanceof RegExp ? what.test(text) :
			text.includes(what);
		await until(async () => !is(last = await this.text()), () => what +
			' to leave the screen of ' + this.name + ':\n' + last, limitMs);
		return last;
	}

	/* Letters as they are. tmux takes a last ";" for its own. */
	async type(text) {
		await this.tmux('send-keys', '-l', '--', text.replace(/;$/, '\\;'));
	}

	/* Keys by their names in tmux: Enter, F5, S-F6, C-n, M-1. */
	async keys(...names) {
		await this.tmux('send-keys', ...names);
	}

	async paste(text) {
		await this.tmux('set-buffer', '--', text);
		await this.tmux('paste-buffer', '-p', '-d');
	}

	async resize(cols, rows) {
		await this.tmux('resize-window', '-x', String(cols), '-y', String(rows));
	}

	async #about(format) {
		return (await this.tmux('display-message', '-p', format)).trim();
	}

	/* Of the program, a child of the shell that notes its exit status. */
	async pid() {
		const shell = await this.#about('#{pane_pid}');
		return Number(readFileSync(`/proc/${shell}/task/${shell}/children`,
			'utf8').trim().split(' ')[0]);
	}

	#status() {
		return existsSync(this.end) ? readFileSync(this.end, 'utf8').trim() :
			'';
	}

	/* Waits for its end; gives the exit status (128 and more: a signal). */
	async ended(limitMs = PATIENCE_MS) {
		await until(() => this.#status(), () => this.name + ' to end', limitMs)
			.catch(async (e) => {
				throw new Error(e.message + '\n' + await this.text());
			});
		return Number(this.#status());
	}

	hasEnded() {
		return this.#status() !== '';
	}

	async kill() {
		process.kill(await this.pid(), 'SIGKILL');
		await this.ended();
	}

	async close() {
		await this.tmux('kill-server').catch(() => {});
	}
}

/* `env`: what differs; a value of undefined takes a variable away. A program
 * `inTmux` knows that it is in one, which nobody is attached to; one `inShell`
 * is a job of an interactive one. */
export async function openPane(t, argv, { cols = 100, rows = 30, env = {},
	name = argv[0], redirect = '', cwd = t.dir, inTmux = false,
	inShell = false } = {}) {
	const id = randomBytes(6).toString('hex');
	const sets = Object.entries({ LC_ALL: 'C.UTF-8', STY: undefined,
		...(!inTmux && { TMUX: undefined, TMUX_PANE: undefined }), ...env }).map(([key, value]) =>
		value === undefined ? '-u ' + key : quote(key + '=' + value));
	/* -u before what is set */
	sets.sort((a, b) => Number(b.startsWith('-u ')) -
		Number(a.startsWith('-u ')));
	const pane = new Pane(join(t.dir, 't' + id), name);
	const words = 'env ' + sets.join(' ') + ' ' + argv.map(quote).join(' ') +
		' ' + redirect;
	const line = (inShell ? 'bash --norc --noprofile -i' : words) +
		'; echo $? > ' + quote(pane.end);
	t.after(() => pane.close());
	t.show(async () => name + ':\n' + await pane.text().catch(() => 'gone'));
	execFileSync('tmux', ['-u', '-S', pane.socket, '-f', '/dev/null',
		'start-server', ';', 'set', '-g', 'default-terminal', 'tmux-256color',
		';', 'set', '-g', 'remain-on-exit', 'on',
		';', 'set', '-g', 'remain-on-exit-format', '',
		';', 'set', '-g', 'status', 'off',
		';', 'set', '-s', 'escape-time', '0',
		';', 'new-session', '-d', '-x', String(cols), '-y', String(rows),
		'-c', cwd, line], { stdio: ['ignore', 'ignore', 'inherit'] });
	if (inShell) {
		writeFileSync(pane.socket + '.sh', words + '\n');
		await pane.type('. ' + pane.socket + '.sh');
		await pane.keys('Enter');
	}
	return pane;
}

/* dezhurka of `login` at that desk. `state` is where it keeps what it keeps:
 * given again, it goes on. `at` is another address than the desk's socket;
 * `before` is a program with its arguments that runs it. */
export async function openConsole(t, desk, login, { lang = 'en', state = '',
	at = 'unix:' + desk.socket, before = [], ...options } = {}) {
	const home = state || t.place('h');
	const token = join(home, 'token-for-test');
	mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 });
	writeFileSync(token, await desk.signIn(login) + '\n', { mode: 0o600 });
	const words = [process.env.DEZHURKA, '--desk', at, '--login', login,
		'--lang', lang, '--token-fd', '9'];
	/* Whatever runs it closes what it does not know. */
	const argv = before.length === 0 ? words : [...before, 'sh', '-c',
		words.map(quote).join(' ') + ' 9< ' + quote(token)];
	const pane = await openPane(t, argv, {
		name: 'console of ' + login, redirect: '9< ' + quote(token),
		...options, env: { HOME: home, XDG_STATE_HOME: join(home, 'state'),
			XDG_CONFIG_HOME: join(home, 'config'),
			XDG_CACHE_HOME: join(home, 'cache'),
			XDG_RUNTIME_DIR: join(home, 'run'), ...options.env } });
	pane.home = home;
	return pane;
}
