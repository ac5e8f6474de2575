/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw.js - what is known of the conversation (`draw.talk`) and how it looks.
 *
 * Only this file and the forms in app.js touch the document. Text from
 * outside enters it through textContent alone; sentences come from the
 * data attributes of #texts, in the language of the page.
 */
'use strict';

const draw = (() => {
const { keep, outbox } = wire;
const TYPING_SHOWN_MS = 8000;
const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'»”])/i;
const LANG = document.documentElement.lang;
const T = document.getElementById('texts').dataset;
const $ = (id) => document.getElementById(id);

/* `last` is the highest seq seen, `theirs` that of the operator's messages,
 * `read` how far the operator has read. */
const talk = { id: 0, cursor: '', state: '', seqs: new Set(), last: 0, theirs: 0,
	read: 0, stars: 0, operator: '', max: Number(T.max) || 16384, fileMax: 0 };

/* Says a refused message once more; given by app.js. Fetches a file; given by
 * files.js. */
let say = () => {}, getFile = () => {};

const isOn = () => talk.id > 0 || keep.get('secret') !== '';
const isEnded = () => talk.blocked || talk.state === 'closed' ||
	talk.state === 'wrap_up';
const fill = (text, values) =>
	text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

function element(tag, className, text) {
	const el = document.createElement(tag);
	el.className = className;
	el.textContent = text ?? '';
	return el;
}

function setText(el, text) {
	if (el.textContent !== text)	/* a status is read out when it changes */
		el.textContent = text;
}

/* A visitor who is known may write the first words of another conversation;
 * then the one that has ended is out of sight. */
function drawPlaces() {
	const isOpening = outbox.all().some((one) => one.path === 'conversations');
	const isNew = isOn() && (isOpening || keep.get('new') !== '');
	const isTalk = isOn() && !isNew;
	$('problem').hidden = true;
	$('start').hidden = isTalk;
	$('who').hidden = isNew;
	setText($('welcome'), isNew ? T.new : T.welcome);
	for (const control of $('start').elements)
		control.disabled = isOpening;
	setText($('start').querySelector('button'), isOpening ? T.sending : T.start);
	$('back').hidden = !isNew || isOpening;
	for (const id of ['talk', 'answer'])
		$(id).hidden = !isTalk;
	for (const id of ['choice', 'typing'])
		$(id).hidden = !isTalk || isEnded();
	$('end').hidden = !isTalk || !talk.state || isEnded();
	$('new').hidden = !isTalk || !isEnded();
	$('forget').hidden = !isOn();
	$('rating').hidden = !isTalk || !isEnded() || talk.stars > 0;
	document.body.toggleAttribute('data-live', isTalk);
}

function inWords(estimate) {
	return !estimate ? '' : ' ' + (estimate.high <= 1 ? T.soon :
		fill(estimate.low > 0 ? T.estimate : T.within, estimate));
}

function drawState(position, estimate) {
	const values = { position, operator: talk.operator };
	const waiting = position ? fill(T.waiting, values) + inWords(estimate) : T.waits;
	const active = talk.operator ? fill(T.active, values) : T.waits;
	setText($('state'), isEnded() ? T.ended :
		talk.state === 'active' ? active : waiting);
	setText($('box').labels[0], isEnded() ? T.again : T.message);
}

/* Trouble on the line: that of sending goes before that of listening. */
const trouble = { send: '', poll: '', file: '', mask: '' };

function drawNet(which, text) {
	trouble[which] = text;
	setText($('net'), trouble.send || trouble.poll || trouble.file ||
		trouble.mask);
	$('net').hidden = !$('net').textContent;
}

let typingTimer = 0;

function drawTyping(isTyping) {
	clearTimeout(typingTimer);
	$('typing').textContent = isTyping ?
		fill(T.typing, { operator: talk.operator || T.desk }) : '';
	if (isTyping)
		typingTimer = setTimeout(drawTyping, TYPING_SHOWN_MS, false);
}

/* What an event that is no message says to the visitor. */
const SENTENCES = { taken: T.taken, taken_back: T.taken, closed: T.closed,
	transferred: T.transferred, reopened: T.reopened, rated: T.rated,
	joined: T.joined, left: T.left };

/* What was said has other words now, or none. */
function drawEdited(ev) {
	const li = document.querySelector(`#log li[data-seq="${ev.message}"]`);
	if (!li)
		return;
	if (!ev.text)
		li.querySelectorAll('.file').forEach((file) => file.remove());
	li.querySelector('.text').replaceChildren(...(ev.text ?
		[...withLinks(ev.text), ...(ev.by === 'system' ? [] :
			[' ', element('small', '', `(${T.edited})`)])] :
		[element('i', '', T.withdrawn)]));
}

/* Says whether it was a new message of the operator's. */
function drawEvent(ev) {
	if (talk.seqs.has(ev.seq))
		return false;
	talk.seqs.add(ev.seq);
	talk.last = Math.max(talk.last, ev.seq);
	if (ev.client_id && outbox.has(ev.client_id)) {
		outbox.drop(ev.client_id);
		drawPending();
	}
	if (ev.type === 'rated') {
		talk.stars = ev.stars;
		drawPlaces();
	}
	if (ev.type === 'edited') {
		drawEdited(ev);
		return false;
	}
	const isMessage = ev.type === 'message';
	const isMine = isMessage && ev.by === 'visitor';
	const values = { who: ev.name || T.desk, stars: ev.stars };
	const text = isMessage ? ev.text || '' : fill(SENTENCES[ev.type] || '', values);
	if (!text && !isMessage)
		return false;
	const li = line(isMine ? 'mine' : isMessage ? 'theirs' : 'note', text,
		ev.at, isMine ? T.you : isMessage ? values.who : '');
	li.firstChild.after(...(ev.files || []).map(fileLink));
	li.dataset.seq = ev.seq;
	place(li);
	if (!isMessage || isMine)
		return false;
	talk.theirs = Math.max(talk.theirs, ev.seq);
	return true;
}

/* "1.2 MB" */
const size = (bytes) => new Intl.NumberFormat(LANG, { style: 'unit',
	unit: bytes < 1e6 ? 'kilobyte' : 'megabyte', maximumFractionDigits: 1 })
	.format(bytes < 1e6 ? Math.ceil(bytes / 1000) : bytes / 1e6);
const named = (name, bytes) => '⎙ ' + name + ' (' + size(bytes) + ')';

function fileLink(file) {
	const p = element('p', 'file');
	p.append(button(named(file.name, file.bytes), () => getFile(file)));
	return p;
}

const dayOf = (date) => date.toLocaleDateString(LANG,
	{ weekday: 'long', day: 'numeric', month: 'long' });

function line(kind, text, at, who) {
	const li = element('li', kind), body = element('p', 'text');
	const meta = element('p', 'meta'), when = new Date(at);
	body.append(...(kind === 'theirs' ? withLinks(text) : [text]));
	if (who)
		meta.append(element('b', '', who), ' ');
	const time = element('time', '', when.toLocaleTimeString(LANG,
		{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }));
	time.dateTime = when.toISOString();
	meta.append(time, ' ', element('span', 'mark'));
	li.append(body, ' ', meta);
	li.dataset.day = dayOf(when);
	return li;
}

/* The end of the conversation stays in sight unless the visitor reads above. */
let isPinned = true;

function follow(isWanted) {
	const box = $('lines');
	isPinned ||= isWanted;
	if (isPinned)
		box.scrollTop = box.scrollHeight;
}

function watch() {
	const box = $('lines');
	box.addEventListener('scroll', () => {
		isPinned = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
	});
	new ResizeObserver(() => follow(false)).observe(box);
}

/* Puts a line where its seq belongs, and its day before a day's first. */
function place(li) {
	const log = $('log'), seq = Number(li.dataset.seq);
	const later = [...log.children].find((one) => one.dataset.seq > seq);
	log.insertBefore(li, later || null);
	const before = li.previousElementSibling;
	if (li.dataset.day !== (before ? before.dataset.day : dayOf(new Date()))) {
		const day = element('li', 'day', li.dataset.day);
		Object.assign(day.dataset, li.dataset);
		log.insertBefore(day, li);
	}
	follow(li.className === 'mine');
}

/* Only http and https become links, and only in an operator's message. */
function withLinks(text) {
	return text.split(LINK).map((piece, i) => {
		if (i % 2 === 0)
			return piece;
		const a = element('a', '', piece);
		a.href = piece;
		a.target = '_blank';
		a.rel = 'noopener noreferrer nofollow';
		return a;
	});
}

function drawPending() {
	const list = $('pending'), n = list.children.length;
	list.replaceChildren(...outbox.all().filter((one) => one.path === 'messages')
		.map((one) => {
			const li = line('mine', one.shown || one.fields.text, one.at, T.you);
			const mark = li.querySelector('.mark');
			mark.textContent = one.failed ? T.failed : T.sending;
			li.classList.toggle('failed', Boolean(one.failed));
			if (one.failed)
				mark.after(' ', button(T.retry, () => again(one, say)),
					button(T.remove, () => again(one, drawPending)));
			return li;
		}));
	follow(list.children.length > n);
	drawSeen();
}

function button(text, action) {
	const el = element('button', 'plain', text);
	el.type = 'button';
	el.addEventListener('click', action);
	return el;
}

/* It was refused for good: it goes away, or is said as another message. */
function again(entry, next) {
	outbox.drop(entry.id);
	next(entry.fields.text, entry);
	$('box').focus();
}

/* The state stands only at the last of the visitor's own messages. */
function drawSeen() {
	const mine = [...$('log').querySelectorAll('.mine')], last = mine.pop();
	mine.forEach((li) => setText(li.querySelector('.mark'), ''));
	if (last)
		setText(last.querySelector('.mark'), $('pending').children.length ? '' :
			last.dataset.seq <= talk.read ? T.seen : T.sent);
}

function onAgain(action) {
	say = action;
}

function onFile(action) {
	getFile = action;
}

return { T, $, LANG, talk, isOn, isEnded, fill, element, button, size, named, onAgain,
	onFile, watch,
	places: drawPlaces, state: drawState, net: drawNet, typing: drawTyping,
	event: drawEvent, pending: drawPending, seen: drawSeen };
})();
