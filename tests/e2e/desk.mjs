/* SPDX-License-Identifier: GPL-3.0-or-later */
/* desk.mjs - a real dezhurkad on a free port of the loopback.
 *
 *   const desk = new Desk(dir, { config: '[frame]\nsite = http://...\n' });
 *   await desk.start();			it is ready
 *   await desk.operator('anna', { name: 'Anna' });
 *   await desk.ask('GET', '/api/v1/snapshot', { as: 'anna' });
 *   await desk.kill();				kill -9
 *   await desk.start();			the same port, the same data
 *   await desk.stop();				in order
 */
import { spawn, execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { join } from 'node:path';

const START_MS = 20000;

export const newId = () => randomBytes(16).toString('hex');

export class Desk {
	#child = null;
	#tokens = new Map();

	constructor(dir, { config = '', port = 0 } = {}) {
		this.dir = dir;
		this.data = join(dir, 'data');
		this.socket = join(dir, 'desk.sock');
		this.log = join(dir, 'log');
		this.config = join(dir, 'dezhurkad.conf');
		this.port = port;
		writeFileSync(this.config, config);
		writeFileSync(this.log, '');
	}

	get url() {
		return 'http://127.0.0.1:' + this.port + '/';
	}

	get pid() {
		return this.#child ? this.#child.pid : 0;
	}

	start() {
		const child = this.#child = spawn(process.env.DEZHURKAD, ['--config',
			this.config, '--data', this.data, '--listen', '127.0.0.1:' +
			this.port, '--listen', 'unix:' + this.socket, '--trust-owner'],
			{ stdio: ['ignore', 'pipe', 'pipe'] });
		child.stderr.on('data', (text) => appendFileSync(this.log, text));
		this.gone = new Promise((done) => child.on('exit', (code, signal) => {
			this.#child = null;
			done({ code, signal });
		}));
		return new Promise((done, fail) => {
			let said = '';
			const timer = setTimeout(() => fail(new Error(
				'the desk did not start')), START_MS);
			child.stdout.on('data', (text) => {
				said += text;
				const port = /listening on http:\/\/[^:]+:(\d+)/.exec(said);
				if (!/^ready$/m.test(said))
					return;
				clearTimeout(timer);
				this.port = Number(port[1]);
				done();
			});
			this.gone.then(({ code }) => {
				clearTimeout(timer);
				fail(new Error('the desk ended: ' + code + '\n' +
					this.tail()));
			});
		});
	}

	async #signal(name) {
		if (this.#child)
			this.#child.kill(name);
		return this.gone;
	}

	stop() {
		return this.#signal('SIGTERM');
	}

	kill() {
		return this.#signal('SIGKILL');
	}

	async end() {
		if (!this.#child)
			return;
		const timer = setTimeout(() => this.#child?.kill('SIGKILL'), 10000);
		await this.stop();
		clearTimeout(timer);
	}

	tail() {
		return 'desk: ' + readFileSync(this.log, 'utf8').split('\n').slice(-15)
			.join('\n      ');
	}

	/* An administrator's command; gives what it prints. */
	admin(args, input = '') {
		return execFileSync(process.env.DEZHURKAD, [...args, '--data',
			this.data], { input, encoding: 'utf8' });
	}

	operator(login, { name = login, role = 'operator', languages = 'en',
		password = 'correct horse ' + login, departments = [] } = {}) {
		return this.admin(['operator', 'add', login, '--name', name, '--role',
			role, '--language', languages, '--password-stdin',
			...departments.flatMap((one) => ['--department', one])],
		password + '\n');
	}

	/* One request: {status, headers, body}. `as` is an operator, `secret` a
	 * visitor's. Operators come by the socket, where the owner is trusted. */
	async ask(method, path, { as = '', secret = '', body = null,
		headers = {}, agent = undefined } = {}) {
		const token = as ? await this.token(as) : secret;
		return this.#send(method, path, { socket: as !== '', token, body,
			headers, agent });
	}

	#send(method, path, { socket, token = '', body = null, headers = {},
		agent = undefined }) {
		const where = socket ? { socketPath: this.socket } :
			{ host: '127.0.0.1', port: this.port };
		const bytes = body === null ? null : Buffer.from(JSON.stringify(body));
		return new Promise((done, fail) => {
			const r = http.request({ ...where, method, path, agent,
				headers: { ...(token && { Authorization: 'Bearer ' + token }),
					...(bytes && { 'Content-Type': 'application/json',
						'Content-Length': bytes.length }), ...headers } },
			(answer) => {
				const parts = [];
				answer.on('data', (part) => parts.push(part));
				answer.on('end', () => {
					const text = Buffer.concat(parts).toString();
					const isJson = /json/.test(answer.headers['content-type']);
					done({ status: answer.statusCode, text,
						headers: answer.headers,
						body: isJson && text ? JSON.parse(text) : null });
				});
			});
			r.on('error', fail);
			r.end(bytes);
		});
	}

	async signIn(login) {
		const answer = await this.#send('POST', '/api/v1/session', {
			socket: true, body: { login, device: 'test' } });
		if (answer.status !== 201)
			throw new Error('sign-in of ' + login + ': ' + answer.status +
				' ' + answer.text);
		return answer.body.token;
	}

	async token(login) {
		if (!this.#tokens.has(login))
			this.#tokens.set(login, await this.signIn(login));
		return this.#tokens.get(login);
	}

	/* The newest conversations of the snapshot, oldest first. */
	async conversations(as) {
		const { body } = await this.ask('GET', '/api/v1/snapshot', { as });
		return body.conversations.map((one) => one.conversation)
			.sort((a, b) => a.id - b.id);
	}

	async conversationOf(as, name) {
		return (await this.conversations(as)).find((one) => one.name === name);
	}

	/* Everything of a conversation, oldest first. */
	async transcript(as, id) {
		let events = [], isWhole = false;
		while (!isWhole) {
			const before = events.length ? '?before=' + events[0].seq : '';
			const { body } = await this.ask('GET', '/api/v1/conversations/' +
				id + '/transcript' + before, { as });
			events = [...body.events, ...events];
			isWhole = body.complete || body.events.length === 0;
		}
		return events;
	}

	async texts(as, id) {
		return (await this.transcript(as, id))
			.filter((ev) => ev.type === 'message').map((ev) => ev.text);
	}

	/* A write of an operator's; throws unless it was done. */
	async act(as, method, path, body) {
		const answer = await this.ask(method, path, { as,
			body: { client_id: newId(), ...body } });
		if (answer.status >= 300)
			throw new Error(method + ' ' + path + ': ' + answer.status + ' ' +
				answer.text);
		return answer.body;
	}

	async take(as, id) {
		const { version } = (await this.conversations(as))
			.find((one) => one.id === id);
		return this.act(as, 'POST', `/api/v1/conversations/${id}/take`,
			{ version });
	}

	say(as, id, text) {
		return this.act(as, 'POST', `/api/v1/conversations/${id}/messages`,
			{ text });
	}

	async close(as, id, outcome = 'solved') {
		const { version } = (await this.conversations(as))
			.find((one) => one.id === id);
		return this.act(as, 'POST', `/api/v1/conversations/${id}/close`,
			{ version, outcome });
	}
}
