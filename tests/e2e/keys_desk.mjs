/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys_desk.mjs - a desk with nine conversations of Anna's, a console of hers,
 * and hands: what keys.t presses keys with.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from './desk.mjs';
import { holds, until } from './kit.mjs';

export const NAMES = ['Ada', 'Bob', 'Cyd', 'Dan', 'Eve', 'Fay', 'Gil', 'Hal',
	'Ian'];
/* What Ada had before, oldest first. */
export const EARLIER = Array.from({ length: 12 },
	(_, i) => 'Parcel ' + (i + 1));
const EARLIER_LINES = 40;	/* of the last of them */
const LINES = 60;
/* Of which one key needs some 50. */
const LIMIT_MS = Number(process.env.DZ_KEYS_MS ?? 5000);
export const BELOW = 'there is more below';
export const DEPARTMENT = 'Billing';
/* What only the watch says. */
export const WATCH = 'FOR WHOM';
/* In the order they are asked for. */
const OTHERS = ['Jan', 'Kim', 'Lea', 'Max', 'Ned', 'Oda', 'Pia', 'Rob', 'Sue',
	'Tom', 'Uma', 'Vic', 'Wim', 'Xia', 'Yan', 'Zoe'];

const canned = () => [...Array.from({ length: 30 }, (_, i) =>
	`shortcut: r${i + 1}\nlanguage: en\n\nThis is reply ${i + 1}.\n`),
'shortcut: zwei\nlanguage: en\n\nIn English.\n',
'shortcut: zwei\nlanguage: pl\n\nPo polsku.\n'].join('---\n');

/* Nine words are one letter away from a wrong one. */
const DICTIONARY = ['bat', 'cat', 'eat', 'fat', 'hat', 'mat', 'oat', 'pat',
	'rat', 'sat', 'vat', 'older', 'newer', 'word', 'one', 'two', 'abc'];

/* What tmux calls a key, or the bytes a terminal sends for it. */
const NAMED = { Esc: 'Escape', PgUp: 'PPage', PgDn: 'NPage', 'S-Tab': 'BTab',
	Backspace: 'BSpace', Delete: 'DC', Space: 'Space', ' ': 'Space' };
const RAW = { 'C-PgDn': '\x1b[6;5~', 'C-PgUp': '\x1b[5;5~' };

async function send(c, key) {
	if (RAW[key])
		await c.type(RAW[key]);
	else if ([...key].length === 1 && key !== ' ')
		await c.type(key);
	else
		await c.keys(NAMED[key] ?? key);
}

export class Hands {
	constructor(desk) {
		Object.assign(this, { desk, ids: {}, secrets: {}, n: 1,
			others: [...OTHERS] });
	}

	/* "C-x ;", one after the other. What follows C-x is a key of the layout
	 * that the hands are on. */
	async press(keys, c = this.c) {
		for (const key of keys === ' ' ? [keys] : keys.split(' ')) {
			await send(c, this.last === 'C-x' ?
				this.layout?.[key] ?? key : key);
			this.last = key;
		}
	}

	type(text) {
		return this.c.type(text);
	}

	see(what) {
		return this.c.see(what, LIMIT_MS);
	}

	lose(what) {
		return this.c.lose(what, LIMIT_MS);
	}

	/* Presses it and sees what was not there before. */
	async shows(keys, what) {
		const is = (text) => what instanceof RegExp ? what.test(text) :
			text.includes(what);
		if (is(await this.c.text())) {
			/* A sentence of before: another one takes its place. */
			await this.run('/bind C-x C-q');
			await this.see('C-x C-q is free');
			await this.lose(what);
		}
		await this.press(keys);
		return this.see(what);
	}

	/* A command line, from an empty input. */
	async run(line) {
		await this.type('/');
		await this.see('─ Command ─');
		await this.type(line.slice(1));
		await this.see(line.slice(1));
		await this.press('Enter');
		await this.lose('─ Command ─');
	}

	texts(name = 'Ada') {
		return this.desk.texts('boss', this.ids[name]);
	}

	/* By somebody who has been here, with their secret. */
	async begin(name, text, secret = '') {
		const { body } = await this.desk.ask('POST',
			'/api/v1/visitor/conversations', { secret, body: { text,
				client_id: newId(), language: 'en',
				...(secret ? {} : { name }) } });
		this.ids[name] = body.conversation;
		this.secrets[name] = body.secret;
		return name;
	}

	async write(name, text, files = []) {
		const answer = await this.desk.ask('POST', '/api/v1/visitor/messages', {
			secret: this.secrets[name], body: { client_id: newId(), text,
				files } });
		holds(answer.status < 300, name + ' could not write: ' + answer.text);
	}

	/* Ada waits for an answer, and the console knows. */
	async waits() {
		const text = 'are you there? ' + this.n++;
		await this.write('Ada', text);
		await this.see(text);
	}

	/* Somebody new in the queue. */
	async waiting() {
		const name = await this.begin(this.others.shift(), 'Hello');
		await this.see(/queue 1/);
		return name;
	}

	/* Somebody whom Olga offers to Anna. */
	async offered() {
		const name = await this.begin(this.others.shift(), 'Hello');
		const id = this.ids[name];
		await this.desk.take('olga', id);
		const { version } = (await this.desk.conversations('olga'))
			.find((one) => one.id === id);
		await this.desk.act('olga', 'POST', '/api/v1/conversations/' + id +
			'/transfer', { version, operator_id: this.anna });
		await this.see('Anna 10/');
		return name;
	}

	/* A supervisor's console, and somebody whom Olga answers. */
	async asChief(work) {
		const name = await this.begin(this.others.shift(), 'Hello');
		await this.desk.take('olga', this.ids[name]);
		const c = await this.chief();
		await work(c, name);
		await c.close();
		const { operator_id } = (await this.desk.conversations('boss'))
			.find((one) => one.id === this.ids[name]);
		await this.desk.close(operator_id === this.olga ? 'olga' : 'boss',
			this.ids[name]);
	}

	/* Something for Anna, from the supervisor. */
	async suggested() {
		const text = 'Suggested ' + this.n++;
		await this.desk.act('boss', 'POST', '/api/v1/conversations/' +
			this.ids.Ada + '/whispers', { operator_id: this.anna, text,
			is_draft: true });
		await this.see('puts it in');
		return text;
	}

	async dismiss(name, who = 'anna') {
		await this.desk.close(who, this.ids[name]);
		await this.press('M-1');
		await this.see(/^Ada>/m);
		await this.lose(new RegExp('\\b' + name + '>'));
	}

	async scrolledUp() {
		await this.press('PgUp');
		await this.see(BELOW);
	}

	/* Back to Ada, with nothing open and nothing written. */
	async back() {
		const look = async () => this.c.text();
		await until(async () => {
			const text = await look();
			if (/[┌└]/.test(text) || /^Edit /m.test(text) ||
				text.includes(WATCH))
				await this.press('Esc');
			else if (text.includes('read only'))
				await this.press('C-x 0');
			else if (/^\[vi/m.test(text))
				await this.press('i');
			else if (/^Note#/m.test(text))
				await this.press('C-x /');
			else if (/^Ada> *$/m.test(text) &&
				!text.includes(BELOW))
				return true;
			else if (!/^Ada>/m.test(text))
				await this.press('M-1');
			else if (!/^Ada> *$/m.test(text))
				await this.press('C-x C-a Backspace');
			else
				await this.press('C-PgDn');
			await until(async () => await look() !== text, 'a change', 300)
				.catch(() => {});
			return false;
		}, 'the empty conversation of Ada', LIMIT_MS);
	}

	/* Conversations of Ada that are over. */
	async before() {
		for (const text of EARLIER) {
			await this.begin('Ada', text, this.secrets.Ada);
			await this.desk.take('olga', this.ids.Ada);
			for (let i = 0; text === EARLIER.at(-1) && i < EARLIER_LINES; i++)
				await this.desk.say('olga', this.ids.Ada, 'old ' + i);
			await this.desk.say('olga', this.ids.Ada, 'Answer to: ' + text +
				' https://shop.example/before');
			await this.desk.close('olga', this.ids.Ada);
		}
	}

	/* Lines of Ada, so that there is something to scroll, to copy, to save. */
	async fill() {
		for (let i = 1; i <= LINES; i++)
			await this.desk.say('anna', this.ids.Ada, 'line ' + i);
		const answer = await fetch(this.desk.url + 'api/v1/visitor/files?name=' +
			'a-file.txt&client_id=' + newId(), { method: 'POST',
			body: 'a file', headers: { 'Content-Type': 'text/plain',
				Authorization: 'Bearer ' + this.secrets.Ada } });
		holds(answer.ok, 'no upload: ' + answer.status);
		await this.write('Ada', 'see https://shop.example/1',
			[(await answer.json()).file.id]);
		await this.desk.say('anna', this.ids.Ada, 'I have it');
	}
}

function prepareHome(t, settings) {
	const home = t.place('h'), config = join(home, 'config', 'dezhurka');
	mkdirSync(config, { recursive: true });
	const counted = join(home, 'counted'), editor = join(home, 'editor');
	writeFileSync(editor, '#!/bin/sh\necho "from the editor" > "$1"\n');
	chmodSync(editor, 0o755);
	writeFileSync(join(home, 'attach-me.txt'), 'a file');
	writeFileSync(join(config, 'dezhurka.conf'), settings +
		'[block ORDERS]\ncommand = echo ran; printf x >> ' + counted + '\n');
	writeFileSync(join(home, 'en_US.aff'),
		'SET UTF-8\nTRY abcdefghijklmnopqrstuvwxyz\n');
	writeFileSync(join(home, 'en_US.dic'), DICTIONARY.length + '\n' +
		DICTIONARY.join('\n') + '\n');
	return { home, counted, env: { DICPATH: home, EDITOR: editor,
		VISUAL: undefined } };
}

export async function openHands(t) {
	const desk = await t.desk({ config: '[watch]\nfigures = operators\n' });
	const x = new Hands(desk);
	const file = join(t.place('c'), 'canned');
	writeFileSync(file, canned());
	desk.admin(['canned', 'import', file]);
	desk.operator('anna', { name: 'Anna' });
	desk.operator('olga', { name: 'Olga' });
	desk.operator('boss', { name: 'Boss', role: 'supervisor' });
	desk.admin(['department', 'add', DEPARTMENT]);
	const me = async (as) => (await desk.ask('GET', '/api/v1/snapshot', { as }))
		.body.me.id;
	x.anna = await me('anna');
	x.olga = await me('olga');
	await x.before();
	for (const name of NAMES) {
		await x.begin(name, 'Hello from ' + name, x.secrets[name]);
		await desk.take('anna', x.ids[name]);
		await desk.say('anna', x.ids[name], 'Hello ' + name);
	}
	await x.fill();
	const olga = await t.console(desk, 'olga', { cols: 80, rows: 24 });
	await olga.see('● ');
	x.open = async (settings = '', size = { cols: 100, rows: 30 }) => {
		const at = prepareHome(t, settings);
		const c = await t.console(desk, 'anna', { ...size, state: at.home,
			env: at.env });
		await c.see(/^ \S+ +● /m);
		await c.keys('M-1');
		await c.see(/^Ada>/m);
		return { c, ...at };
	};
	x.chief = async () => {
		const c = await t.console(desk, 'boss', { cols: 100, rows: 30 });
		await c.see('● ');
		return c;
	};
	x.another = async () => (await x.open()).c;
	x.use = async (settings) => Object.assign(x, await x.open(settings));
	await x.use('');
	holds(x.anna > 0, 'no id');
	return x;
}
