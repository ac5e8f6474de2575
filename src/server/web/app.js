/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app.js - the live side of the visitor's page.
 *
 * Everything that the visitor does becomes an entry of the outbox before it
 * goes over the wire, with a client id that stays the same however often it
 * is sent. So a reload, a lost line or a closed laptop goes on where it was
 * and nothing is said twice. Tabs of one visitor share the storage; one of
 * them polls and tells the others.
 *
 * Text from outside enters the document through textContent only. Where this
 * script does not run, the forms of the page do the same work.
 */
'use strict';

(() => {
const { keep, outbox, ask } = wire;
const MOST_HOLD_S = 45, FIRST_HOLD_S = 25, LEAST_HOLD_S = 5, ASK_S = 30;
const PREVIEW_BYTES = 500, TYPING_PACE_MS = 1000, TYPING_SHOWN_MS = 8000;
const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'»”])/i;
const LANG = document.documentElement.lang;
const T = document.getElementById('texts').dataset;
const $ = (id) => document.getElementById(id);

const talk = { id: 0, cursor: '', state: '', seqs: new Set(), last: 0, theirs: 0,
	read: 0, told: 0, unread: 0, stars: 0, operator: '',
	max: Number(T.max) || 16384, hold: MOST_HOLD_S };
let page = (document.referrer || location.href).split(/[?#]/)[0];
let isPanelOpen = true;

const isSeen = () => !document.hidden && isPanelOpen;
const isOn = () => talk.id > 0 || keep.get('secret') !== '';
const isEnded = () => talk.state === 'closed' || talk.state === 'wrap_up';
const fill = (text, values) =>
	text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

/* --- sending --- */

function say(text) {
	for (const part of wire.split(text.trim(), talk.max))
		outbox.add('messages', { text: part });
	drawPending();
	flush();
}

let isFlushing = false;

/* Sends the outbox in its order until only what was refused is left. */
async function flush() {
	if (isFlushing)
		return;
	isFlushing = true;
	for (let tries = 0; ;) {
		const entry = outbox.all().find((one) => !one.failed);
		if (!entry || (entry.path !== 'conversations' && !isOn()))
			break;
		const answer = await ask('POST', entry.path,
			{ client_id: entry.id, ...entry.fields }, ASK_S);
		if (wire.isPassing(answer.status)) {
			drawNet('send', answer.status ? T.busy : T.offline);
			await wire.backOff(++tries, answer);
			continue;
		}
		tries = 0;
		drawNet('send', '');
		if (answer.status < 300)
			accept(entry, answer.body);
		else
			refuse(entry, answer.status);
		drawPending();
	}
	isFlushing = false;
}

function accept(entry, body) {
	outbox.drop(entry.id);
	if (entry.path === 'conversations') {
		keep.set('secret', body.secret);
		show(body);
		$('box').focus();
		lead(true);
	} else if (body.seq) {
		drawEvent(body);
		drawSeen();
	}
}

function refuse(entry, status) {
	outbox.put({ ...entry, failed: true });
	if (entry.path === 'conversations')
		gone(T.failed);
	else if (status === 401 || status === 404)
		gone(T.gone);
	else if (entry.path !== 'messages')
		outbox.drop(entry.id);
}

/* No conversation to write into: what was not sent becomes the draft. */
function gone(sentence) {
	const left = outbox.all();
	const texts = left.map((one) => one.fields.text).filter(Boolean);
	keep.set('draft', [...texts, keep.get('draft')].join('\n').trim());
	left.forEach((one) => outbox.drop(one.id));
	keep.drop('secret');
	talk.id = 0;
	term?.abort();
	drawPlaces();
	$('first').value = keep.get('draft');
	$('problem').textContent = sentence;
	$('problem').hidden = false;
}

/* --- listening --- */

const channel = window.BroadcastChannel ? new BroadcastChannel('dezhurka') : null;
let term = null;

/* Takes part in the choice of the one tab that polls. The tab that is looked
 * at takes the lock from another: a hidden one may be frozen. */
function lead(isUrgent) {
	term?.abort();
	const mine = term = new AbortController();
	const work = () => poll(mine.signal);
	if (!navigator.locks || !channel)
		return work();
	return navigator.locks.request('dezhurka.poll',
		isUrgent ? { steal: true } : { signal: mine.signal }, work)
		.catch((e) => {
			if (mine !== term)
				return null;
			return e.name === 'AbortError' ? lead(false) : work();
		});
}

async function poll(stop) {
	let hold = FIRST_HOLD_S, most = MOST_HOLD_S, tries = 0;
	while (!stop.aborted) {
		const from = talk.cursor, began = performance.now();
		hold = Math.min(hold, most, talk.hold);
		const answer = await ask('GET', 'events?cursor=' +
			encodeURIComponent(from) + '&hold=' + hold, null,
			hold + 10, stop);
		const tookS = (performance.now() - began) / 1000;
		if (stop.aborted)
			return;
		if (answer.status === 200) {
			tries = 0;
			deliver(answer.body);
			channel?.postMessage({ from, answer: answer.body });
		} else if (answer.status === 204) {
			tries = 0;
			hold += 5;
			if (tookS < 1)		/* ended by another poll of ours */
				await wire.pause(2 + 3 * Math.random());
		} else if ([401, 403, 404].includes(answer.status)) {
			return gone(T.gone);
		} else if (answer.status !== 410 || await load() !== 200) {
			if (tookS > LEAST_HOLD_S)	/* the way cuts long holds */
				hold = most = Math.max(LEAST_HOLD_S, hold >> 1);
			drawNet('poll', T.offline);
			await wire.backOff(++tries, answer);
			continue;
		}
		drawNet('poll', '');
	}
}

/* A snapshot. Gives the status of its answer. */
async function load() {
	const answer = await ask('GET', 'conversation', null, ASK_S);
	if (answer.status === 200)
		show(answer.body);
	else if ([401, 403, 404].includes(answer.status))
		gone(T.gone);
	return answer.status;
}

/* It is merged with what is shown, unless that would leave a gap. */
function show(snapshot) {
	const events = snapshot.events || [], log = $('log');
	const isNew = talk.id !== snapshot.conversation ||
		(!snapshot.complete && events[0]?.seq > talk.last);
	talk.id = snapshot.conversation;
	talk.max = snapshot.limits?.message_bytes || talk.max;
	talk.hold = snapshot.limits?.hold_s || talk.hold;
	talk.stars = snapshot.stars || 0;
	if (isNew) {
		log.parentNode.setAttribute('aria-live', 'off');
		log.textContent = '';
		talk.seqs.clear();
		setTimeout(() => log.parentNode.removeAttribute('aria-live'), 500);
	}
	deliver(snapshot, isNew);
	flush();
}

function deliver(answer, isOld) {
	talk.cursor = answer.cursor || talk.cursor;
	talk.state = answer.state || talk.state;
	talk.operator = answer.operator_name || '';
	talk.read = Math.max(talk.read, answer.read || 0);
	drawPlaces();
	(answer.events || []).forEach((ev) => drawEvent(ev, isOld));
	drawState(answer.position || 0);
	drawTyping(answer.typing);
	drawSeen();
	tellRead();
}

async function tellRead() {
	const upto = talk.theirs, told = talk.told;
	if (!isSeen() || upto <= told)
		return;
	talk.told = upto;
	const answer = await ask('POST', 'read', { client_id: wire.newId(), upto }, ASK_S);
	if (answer.status >= 300 || !answer.status)
		talk.told = told;
}

/* --- drawing --- */

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

function drawPlaces() {
	const isTalk = isOn();
	const isOpening = outbox.all().some((one) => one.path === 'conversations');
	$('problem').hidden = true;
	$('start').hidden = isTalk;
	for (const control of $('start').elements)
		control.disabled = isOpening;
	for (const id of ['talk', 'answer', 'choice'])
		$(id).hidden = !isTalk;
	$('end').hidden = !isTalk || !talk.state || isEnded();
	$('rating').hidden = !isTalk || !isEnded() || talk.stars > 0;
	document.body.toggleAttribute('data-talk', isTalk);
}

function drawState(position) {
	const values = { position, operator: talk.operator };
	const waiting = position ? fill(T.waiting, values) : T.waits;
	const active = talk.operator ? fill(T.active, values) : T.waits;
	setText($('state'), isEnded() ? T.ended :
		talk.state === 'active' ? active : waiting);
	setText($('box').labels[0], isEnded() ? T.again : T.message);
}

/* Trouble on the line: that of sending goes before that of listening. */
const trouble = { send: '', poll: '' };

function drawNet(which, text) {
	trouble[which] = text;
	setText($('net'), trouble.send || trouble.poll);
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
	transferred: T.transferred, reopened: T.reopened, rated: T.rated };

function drawEvent(ev, isOld) {
	if (talk.seqs.has(ev.seq))
		return;
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
	const isMessage = ev.type === 'message';
	const isMine = isMessage && ev.by === 'visitor';
	const values = { who: ev.name || T.desk, stars: ev.stars };
	const text = isMessage ? ev.text : fill(SENTENCES[ev.type] || '', values);
	if (!text)
		return;
	const li = line(isMine ? 'mine' : isMessage ? 'theirs' : 'note', text,
		ev.at, isMine ? T.you : isMessage ? values.who : '');
	li.dataset.seq = ev.seq;
	place(li);
	if (!isMessage || isMine)
		return;
	talk.theirs = Math.max(talk.theirs, ev.seq);
	if (!isOld && !isSeen())
		drawUnread(talk.unread + 1);
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

/* Puts a line where its seq belongs, and its day before a day's first. */
function place(li) {
	const log = $('log'), box = $('lines'), seq = Number(li.dataset.seq);
	const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
	const later = [...log.children].find((one) => one.dataset.seq > seq);
	log.insertBefore(li, later || null);
	const before = li.previousElementSibling;
	if (li.dataset.day !== (before ? before.dataset.day : dayOf(new Date()))) {
		const day = element('li', 'day', li.dataset.day);
		Object.assign(day.dataset, li.dataset);
		log.insertBefore(day, li);
	}
	if (isAtEnd || li.className === 'mine')
		box.scrollTop = box.scrollHeight;
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
			const li = line('mine', one.fields.text, one.at, T.you);
			const mark = li.querySelector('.mark');
			mark.textContent = one.failed ? T.failed : T.sending;
			li.classList.toggle('failed', Boolean(one.failed));
			if (one.failed)
				mark.after(' ', button(T.retry, () => again(one, say)),
					button(T.remove, () => again(one, drawPending)));
			return li;
		}));
	if (list.children.length > n)
		$('lines').scrollTop = $('lines').scrollHeight;
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
	next(entry.fields.text);
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

function drawUnread(count) {
	talk.unread = count;
	document.title = (count ? '(' + count + ') ' : '') + T.title;
	toHost({ unread: count });
}

/* --- writing --- */

let typedAt = 0, typedTimer = 0, typedText = '';

/* Tells what is being typed: at most once a second, only what is new, and
 * nothing at all when the visitor has switched it off. */
function tellTyping() {
	clearTimeout(typedTimer);
	if (!$('preview').checked || !talk.id || isEnded())
		return;
	const wait = typedAt + TYPING_PACE_MS - Date.now();
	typedTimer = setTimeout(sendTyping, Math.max(wait, 0), $('box').value);
}

function sendTyping(whole) {
	const text = wire.head(whole, PREVIEW_BYTES);
	if (text === typedText)
		return;
	typedAt = Date.now();
	typedText = text;
	ask('POST', 'typing', { is_typing: text !== '', text }, ASK_S);
}

function onInput() {
	const box = $('box');
	keep.set('draft', box.value);
	box.style.height = 'auto';
	box.style.height = box.scrollHeight + 2 + 'px';
	tellTyping();
}

function onAnswer() {
	const box = $('box'), text = box.value;
	if (!text.trim())
		return;
	say(text);
	clearTimeout(typedTimer);
	typedText = box.value = '';
	onInput();
	clearTimeout(typedTimer);	/* the message itself ends the typing */
	box.focus();
}

function onStart(form) {
	const { name, contact, department_id: department, text } = form.elements;
	const [first, ...rest] = wire.split(text.value.trim(), talk.max);
	if (!first)
		return;
	outbox.add('conversations', { text: first, name: name.value.trim(),
		contact: contact.value.trim(), language: LANG,
		page: wire.head(page, 512),
		department_id: Number(department?.value) || 0 });
	rest.forEach((part) => outbox.add('messages', { text: part }));
	keep.set('draft', '');
	drawPlaces();
	flush();
}

function onRating(form) {
	talk.stars = Number(new FormData(form).get('stars'));
	outbox.add('rating', { stars: talk.stars, text: form.elements.text.value });
	drawPlaces();
	flush();
	$('box').focus();
}

function onEnd() {
	$('end').open = false;
	outbox.add('close', {});
	flush();
}

/* Enter sends; Shift+Enter, and Enter on glass, make a new line. */
function onKey(e) {
	const isGlass = matchMedia('(pointer: coarse)').matches;
	if (e.key !== 'Enter' || e.shiftKey || e.isComposing || isGlass)
		return;
	e.preventDefault();
	onAnswer();
}

function onPreview() {
	const isShown = $('preview').checked;
	keep.set('preview', isShown ? 'on' : 'off');
	if (isShown)
		return tellTyping();
	clearTimeout(typedTimer);
	typedText = '';
	return ask('POST', 'typing', { is_typing: false }, ASK_S);
}

/* --- the frame on somebody's site: it is told to which origin it speaks --- */

const HOST = (() => {
	const host = new URLSearchParams(location.hash.slice(1)).get('host');
	try {
		return parent !== window && new URL(host).origin === host ? host : '';
	} catch {
		return '';
	}
})();

function toHost(news) {
	if (HOST)
		parent.postMessage({ dezhurka: news }, HOST);
}

function onHost(e) {
	if (!HOST || e.source !== parent || e.origin !== HOST || !e.data?.dezhurka)
		return;
	isPanelOpen = e.data.dezhurka.shown === true;
	page = String(e.data.dezhurka.page || page).split(/[?#]/)[0];
	onSight();
}

/* --- beginning --- */

function onSight() {
	if (!isSeen())
		return;
	wire.wake();
	drawUnread(0);
	if (talk.id)
		lead(true);
	tellRead();
}

function onStorage(e) {
	if (e.key === 'dezhurka.secret' && e.newValue)
		begin();
	if (e.key === 'dezhurka.draft' && document.activeElement !== $('box'))
		$('box').value = e.newValue || '';
	if (e.key?.startsWith('dezhurka.out.'))
		drawPending();
}

function onSubmit(id, action) {
	$(id).addEventListener('submit', (e) => {
		e.preventDefault();
		action(e.target);
	});
}

/* What the server left out of the page lies in it as inert text. */
function build() {
	for (const off of document.querySelectorAll('script[type="text/html"]'))
		off.outerHTML = off.textContent;
	const net = element('p', ''), typing = element('p', '');
	const choice = element('label', ''), preview = element('input', '');
	Object.assign(net, { id: 'net', hidden: true });
	net.setAttribute('role', 'status');
	typing.id = 'typing';
	choice.id = 'choice';
	Object.assign(preview, { id: 'preview', type: 'checkbox',
		checked: keep.get('preview') !== 'off' });
	choice.append(preview, T.preview);
	$('talk').append(typing);
	$('rating').before(net);
	$('answer').after(choice);
	document.querySelectorAll('.stars label').forEach((label, i) =>
		label.firstElementChild.setAttribute('aria-label', fill(T.star, { n: i + 1 })));
	document.querySelectorAll('nav a').forEach((a) => a.hash = location.hash);
	isPanelOpen = !HOST;
}

function attach() {
	onSubmit('start', onStart);
	onSubmit('answer', onAnswer);
	onSubmit('rating', onRating);
	onSubmit('end', onEnd);
	$('box').addEventListener('keydown', onKey);
	$('box').addEventListener('input', onInput);
	$('first').addEventListener('input', () => keep.set('draft', $('first').value));
	$('preview').addEventListener('change', onPreview);
	$('shut')?.addEventListener('click', () => toHost({ shut: true }));
	document.addEventListener('keydown', (e) =>
		e.key === 'Escape' && toHost({ shut: true }));
	document.addEventListener('visibilitychange', onSight);
	window.addEventListener('online', onSight);
	window.addEventListener('pageshow', (e) => e.persisted && onSight());
	window.addEventListener('storage', onStorage);
	window.addEventListener('message', onHost);
	for (const id of ['name', 'contact']) {
		$(id).value ||= keep.get(id);
		$(id).addEventListener('input', () => keep.set(id, $(id).value));
	}
	channel?.addEventListener('message', (e) => {
		if (talk.id)
			e.data.from === talk.cursor ? deliver(e.data.answer) : load();
	});
}

async function begin() {
	drawPlaces();
	drawPending();
	if (!keep.get('secret') && !talk.id)
		return flush();
	for (let tries = 0, status = 0; status !== 200;) {
		status = await load();
		if (!isOn())
			return;
		drawNet('poll', status === 200 ? '' : T.offline);
		if (status !== 200)
			await wire.backOff(++tries, {});
	}
	lead(!document.hidden);
}

async function main() {
	/* A conversation that was opened by the forms: its secret is in a
	 * cookie. If that does not do, the forms go on doing. */
	if (document.body.hasAttribute('data-talk') && !keep.get('secret')) {
		const answer = await ask('GET', 'conversation', null, ASK_S);
		if (answer.status !== 200)
			return;
		talk.id = answer.body.conversation;
	}
	build();
	attach();
	$('first').value ||= keep.get('draft');
	$('box').value ||= keep.get('draft');
	$('log').textContent = '';
	toHost({ unread: 0 });
	begin();
}

main();
})();
