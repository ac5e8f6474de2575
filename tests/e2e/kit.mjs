/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kit.mjs - what every test here is made of.
 *
 *   run({ needs: ['browser', 'tmux'] }, async (t) => {
 *     const desk = await t.desk();
 *     await t.story('a visitor writes', async (ok) => {
 *       await desk.operator('anna');
 *       ok('the operator is there');
 *     });
 *   });
 *
 * It prints TAP. `ok` says what has just been seen; where a story throws, that
 * story ends with "not ok" and with what the screens and logs say, and the
 * next one begins. What t.after() was given is run at the end, last first.
 * Nothing sleeps: `until` asks again and again within its limit.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync }
	from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Desk } from './desk.mjs';
import { openConsole, openPane } from './tmux.mjs';
import { openCut } from './cut.mjs';

const ASK_MS = 25;
export const PATIENCE_MS = process.env.DZ_SANITIZED ? 40000 : 15000;

const turn = (ms) => new Promise((done) => setTimeout(done, ms));

/* What `look` gives, as soon as that is true; throws `what` at the limit. */
export async function until(look, what, limitMs = PATIENCE_MS) {
	const end = performance.now() + limitMs;
	for (;;) {
		const seen = await look();
		if (seen)
			return seen;
		if (performance.now() > end)
			throw new Error('waited in vain for ' +
				(typeof what === 'function' ? what() : what));
		await turn(ASK_MS);
	}
}

export function same(seen, wanted, what) {
	const [a, b] = [seen, wanted].map((one) => JSON.stringify(one));
	if (a !== b)
		throw new Error(what + ':\n  seen   ' + a + '\n  wanted ' + b);
}

export function holds(isTrue, what) {
	if (!isTrue)
		throw new Error(what);
}

/* Is the text in a file below that directory? */
export function isKept(dir, text) {
	return readdirSync(dir, { withFileTypes: true, recursive: true })
		.filter((one) => one.isFile())
		.some((one) => readFileSync(join(one.path, one.name))
			.includes(text));
}

function runs(program, args) {
	try {
		execFileSync(program, args, { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

/* Why something cannot be tested here, '' when it can. */
const NEEDS = {
	tmux: () => runs('tmux', ['-V']) ? '' : 'tmux is missing',
	browser() {
		const chromium = process.env.CHROMIUM || '/usr/bin/chromium';
		if (!runs(chromium, ['--version']))
			return 'chromium is missing';
		try {
			createRequire(import.meta.url).resolve('playwright-core');
			return '';
		} catch {
			return 'playwright-core is missing';
		}
	},
	w3m: () => runs('w3m', ['-version']) ? '' : 'w3m is missing',
	lynx: () => runs('lynx', ['-version']) ? '' : 'lynx is missing',
};

export const lacks = (needs) => needs.map((one) => NEEDS[one]())
	.find((why) => why) || '';

class Test {
	#n = 0;
	#failed = 0;
	#ends = [];
	#shows = [];

	constructor() {
		this.dir = mkdtempSync(join(process.env.DZ_TMP || tmpdir(), 'e.'));
		this.after(() => rmSync(this.dir, { recursive: true, force: true }));
	}

	after(fn) {
		this.#ends.push(fn);
	}

	/* `fn` gives the text that is shown where a story fails. */
	show(fn) {
		this.#shows.push(fn);
	}

	#say(isOk, name) {
		this.#n++;
		console.log((isOk ? 'ok ' : 'not ok ') + this.#n + ' - ' + name);
	}

	skip(name, why) {
		this.#say(true, name + ' # SKIP ' + why);
	}

	comment(text) {
		console.log(String(text).replace(/^/gm, '# '));
	}

	async story(name, fn) {
		let last = '';
		const ok = (what) => this.#say(true, name + ': ' + (last = what));
		try {
			await fn(ok);
		} catch (e) {
			this.#failed++;
			this.#say(false, name + (last ? ': after "' + last + '"' : ''));
			this.comment(e.stack || e);
			for (const show of this.#shows)
				this.comment(await Promise.resolve(show())
					.catch((why) => why));
		}
	}

	/* A directory of its own. */
	place(name) {
		const dir = mkdtempSync(join(this.dir, name + '.'));
		mkdirSync(dir, { recursive: true });
		return dir;
	}

	async desk(options = {}) {
		const desk = new Desk(this.place('d'), options);
		this.after(() => desk.end());
		this.show(() => desk.tail());
		await desk.start();
		return desk;
	}

	/* A console of `login` in a terminal of its own. */
	async console(desk, login, options = {}) {
		const c = await openConsole(this, desk, login, options);
		return c;
	}

	pane(argv, options = {}) {
		return openPane(this, argv, options);
	}

	async cut(port) {
		const cut = await openCut(port);
		this.after(() => cut.close());
		return cut;
	}

	async finish() {
		for (const end of this.#ends.reverse())
			await Promise.resolve().then(end).catch((e) => this.comment(e));
		console.log('1..' + this.#n);
		return this.#failed;
	}
}

/* Ends the process. */
export async function run({ needs = [] }, fn) {
	const why = lacks(needs);
	if (why) {
		console.log('1..0 # SKIP ' + why);
		process.exit(0);
	}
	const t = new Test();
	for (const name of ['SIGTERM', 'SIGINT'])
		process.on(name, () => t.finish().then(() => process.exit(1)));
	await t.story('it begins', () => fn(t)).catch((e) => console.log(e));
	process.exit(await t.finish() ? 1 : 0);
}
