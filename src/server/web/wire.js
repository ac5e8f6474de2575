/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wire.js - what the visitor's page keeps and how it asks the desk.
 *
 * Nothing here touches the document. `wire.keep` is localStorage (or memory,
 * where the browser refuses it); `wire.outbox` lies in it, one key an entry,
 * so that tabs do not overwrite each other; `wire.ask` is one request.
 */
'use strict';

const wire = (() => {
const API = '/api/v1/visitor/';
const RETRY_AFTER_MAX_S = 120;
const PREFIX = 'dezhurka.';

/* --- text --- */

const bytes = (text) => new TextEncoder().encode(text).length;

/* 128 random bits as 32 hex digits. */
function newId() {
	const raw = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(raw, (b) => b.toString(16).padStart(2, '0')).join('');
}

/* The longest beginning of `text` within `max` bytes, of whole letters. */
function head(text, max) {
	let end = 0, size = 0;
	for (const letter of text) {
		size += bytes(letter);
		if (size > max)
			break;
		end += letter.length;
	}
	return text.slice(0, end);
}

/* Parts of at most `max` bytes, cut between paragraphs, else lines, else
 * words, else letters. */
function split(text, max) {
	const parts = [];
	while (bytes(text) > max) {
		const room = head(text, max);
		const cut = ['\n\n', '\n', ' '].map((b) => room.lastIndexOf(b))
			.find((at) => at > room.length / 2) || room.length;
		parts.push(room.slice(0, cut).trimEnd());
		text = text.slice(cut).trimStart();
	}
	return [...parts, text].filter((part) => part.trim());
}

/* --- what survives a reload --- */

const memory = new Map();

function storage(what) {
	try {
		return what(localStorage);
	} catch {
		return undefined;
	}
}

const keep = {
	get: (key) => memory.get(key) ??
		storage((s) => s.getItem(PREFIX + key)) ?? '',
	set(key, value) {
		if (!value)
			return keep.drop(key);
		memory.delete(key);
		if (storage((s) => s.setItem(PREFIX + key, value) ?? s) === undefined)
			memory.set(key, value);
	},
	drop(key) {
		memory.delete(key);
		return storage((s) => s.removeItem(PREFIX + key));
	},
	keys: () => [...memory.keys(), ...(storage((s) => Object.keys(s)) || [])
		.filter((key) => key.startsWith(PREFIX))
		.map((key) => key.slice(PREFIX.length))],
};

/* An entry is {id, at, path, fields, failed}: a POST that must arrive once.
 * `at` also gives the order. */
const outbox = {
	all: () => keep.keys().filter((key) => key.startsWith('out.'))
		.map((key) => JSON.parse(keep.get(key) || 'null'))
		.filter(Boolean).sort((a, b) => a.at - b.at),
	has: (id) => keep.get('out.' + id) !== '',
	put: (entry) => keep.set('out.' + entry.id, JSON.stringify(entry)),
	/* `shown` stands for a text where there is none. */
	add(path, { ...fields }, shown) {
		for (const key of ['text', 'name', 'contact', 'page'])
			if (fields[key])
				fields[key] = mask(fields[key]);
		const last = outbox.all().pop();
		const at = Math.max(Date.now(), last ? last.at + 1 : 0);
		outbox.put({ id: newId(), at, path, fields, shown });
	},
	drop: (id) => keep.drop('out.' + id),
};

/* --- waiting and asking --- */

const sleepers = new Set();

/* Sleeps; wake() ends it early, unless it is firm. */
function pause(seconds, isFirm) {
	return new Promise((done) => {
		const end = () => {
			clearTimeout(timer);
			sleepers.delete(end);
			done();
		};
		const timer = setTimeout(end, seconds * 1000);
		if (!isFirm)
			sleepers.add(end);
	});
}

const wake = () => sleepers.forEach((end) => end());

/* Before another try: as the desk said, else 1..30 s and never in step. */
function backOff(tries, answer) {
	if (answer.retryAfter)
		return pause(answer.retryAfter + Math.random(), true);
	const most = Math.min(30, 2 ** Math.min(tries, 5));
	return pause(1 + Math.random() * (most - 1));
}

/* Is it worth asking again with the same words? */
const isPassing = (status) =>
	status === 0 || status === 408 || status === 429 || status >= 500;

/* {status, body, retryAfter}; status 0: no line. Never throws. */
async function ask(method, path, fields, limitS, stop) {
	const ending = new AbortController(), cut = () => ending.abort();
	const timer = setTimeout(cut, limitS * 1000);
	const headers = {}, secret = keep.get('secret');
	if (secret)
		headers.Authorization = 'Bearer ' + secret;
	if (fields)
		headers['Content-Type'] = 'application/json';
	stop?.addEventListener('abort', cut);
	try {
		const answer = await fetch(API + path, { method, headers,
			body: fields && JSON.stringify(fields),
			cache: 'no-store', signal: ending.signal });
		const text = await answer.text();
		const wait = Number(answer.headers.get('Retry-After')) || 0;
		return { status: answer.status,
			body: /json/.test(answer.headers.get('Content-Type')) ?
				JSON.parse(text) : {},
			retryAfter: Math.min(wait, RETRY_AFTER_MAX_S) };
	} catch {
		return { status: 0, body: {} };
	} finally {
		clearTimeout(timer);
		stop?.removeEventListener('abort', cut);
	}
}

return { newId, head, split, keep, outbox, pause, wake, backOff, isPassing, ask };
})();
