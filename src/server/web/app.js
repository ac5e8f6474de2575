/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app.js - the live side of the visitor's page.
 *
 * Everything that the visitor does becomes an entry of the outbox before it
 * goes over the wire, with a client id that stays the same however often it
 * is sent. So a reload, a lost line or a closed laptop goes on where it was
 * and nothing is said twice. Tabs of one visitor share the storage; one of
 * them polls and tells the others.
 *
 * Where this script does not run, the forms of the page do the same work.
 */
'use strict';

(() => {
const { keep, outbox, ask } = wire;
const { $, T, talk, isOn, isEnded } = draw;
const MOST_HOLD_S = 45, FIRST_HOLD_S = 25, LEAST_HOLD_S = 5, ASK_S = 30;
const PREVIEW_BYTES = 500, TYPING_PACE_MS = 1000;
/* So many digits of a number that is not whole are not told, not kept. */
const HIDDEN_PREVIEW = 7, HIDDEN_DRAFT = 12;

let mostHoldS = MOST_HOLD_S;	/* what the desk allows */
let toldRead = 0;		/* seq up to which the desk knows our reading */
let unread = 0;
let page = (document.referrer || location.href).split(/[?#]/)[0];
let isPanelOpen = true;		/* the frame's, on somebody's site */

const isSeen = () => !document.hidden && isPanelOpen;

/* --- sending --- */

function say(text, again) {
	if (again?.fields.files)
		outbox.add('messages', again.fields, again.shown);
	for (const part of wire.split(text.trim(), talk.max))
		outbox.add('messages', { text: part });
	draw.pending();
	flush();
}

let isFlushing = false;

async function flush() {
	if (isFlushing)
		return;
	isFlushing = true;
	try {
		await sendAll();
	} finally {
		isFlushing = false;
	}
}

/* Sends the outbox in its order until only what was refused is left. */
async function sendAll() {
	for (let tries = 0; ;) {
		const entry = outbox.all().find((one) => !one.failed);
		if (!entry || (entry.path !== 'conversations' && !isOn()))
			break;
		const answer = await ask('POST', entry.path,
			{ client_id: entry.id, ...entry.fields }, ASK_S);
		if ([403, 429].includes(answer.status) &&
			await withScript('blocked', () =>
				blocked.refuse(answer, takeBack)))
			continue;
		if (wire.isPassing(answer.status)) {
			draw.net('send', answer.status ? T.busy : T.offline);
			await wire.backOff(++tries, answer);
			continue;
		}
		tries = 0;
		draw.net('send', '');
		if (answer.status < 300)
			accept(entry, answer.body);
		else
			refuse(entry, answer.status);
		draw.pending();
	}
}

function accept(entry, body) {
	outbox.drop(entry.id);
	if (entry.path === 'conversations') {
		keep.drop('new');
		if (body.secret)
			keep.set('secret', body.secret);
		drawDraft();
		show(body);
		$('box').focus();
		lead(true);
	} else if (body.seq) {
		draw.event(body);
		draw.seen();
	}
}

function refuse(entry, status) {
	outbox.put({ ...entry, failed: true });
	if (entry.path === 'conversations')
		isOn() ? stay(status) : gone(T.failed);
	else if (status === 401 || status === 404)
		gone(T.gone);
	else if (status === 410)
		gone(T.erased);
	else if (entry.path !== 'messages')
		outbox.drop(entry.id);
}

/* What was not sent becomes the draft. */
function takeBack() {
	const left = outbox.all();
	const texts = left.filter((one) => one.path !== 'rating')
		.map((one) => one.fields.text).filter(Boolean);
	keep.set('draft', [...texts, keep.get('draft')].join('\n').trim());
	left.forEach((one) => outbox.drop(one.id));
	drawDraft();
}

function drawDraft() {
	$('first').value = $('box').value = keep.get('draft');
	fit();
}

function tell(problem) {
	draw.places();
	$('problem').textContent = problem;
	$('problem').hidden = false;
}

/* No conversation to write into. */
function gone(sentence) {
	takeBack();
	keep.drop('secret');
	keep.drop('new');
	talk.id = 0;
	term?.abort();
	tell(sentence);
}

/* No other conversation was opened; on a conflict because they have reopened
 * this one, in another tab. */
async function stay(status) {
	takeBack();
	if (status === 409) {
		keep.drop('new');
		await load();
	}
	tell(T.failed);
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
		if (talk.blocked) {
			await withScript('blocked', () => blocked.sitOut(stop, load));
			continue;
		}
		const from = talk.cursor, began = performance.now();
		hold = Math.min(hold, most, mostHoldS);
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
		} else if (answer.body.error === 'blocked') {
			talk.blocked = answer.body;
		} else if ([401, 403, 404].includes(answer.status)) {
			return gone(T.gone);
		} else if ([400, 410].includes(answer.status) &&
			[200, 410].includes(await load())) {
			await wire.pause(1);
		} else {
			/* Something on the way cuts what is held for long. */
			if (tookS > LEAST_HOLD_S && [0, 502, 504].includes(answer.status))
				hold = most = Math.max(LEAST_HOLD_S, hold >> 1);
			if (tries || tookS <= LEAST_HOLD_S)
				draw.net('poll', T.offline);
			await wire.backOff(++tries, answer);
			continue;
		}
		draw.net('poll', '');
	}
}

/* A snapshot. Gives the status of its answer. */
async function load() {
	const answer = await ask('GET', 'conversation', null, ASK_S);
	if (answer.status === 200)
		show(answer.body);
	else if ([401, 403, 404].includes(answer.status))
		gone(T.gone);
	else if (answer.status === 410)
		gone(T.erased);
	return answer.status;
}

/* It is merged with what is shown, unless that would leave a gap. */
function show(snapshot) {
	const events = snapshot.events || [], log = $('log');
	const isNew = talk.id !== snapshot.conversation ||
		(!snapshot.complete && events[0]?.seq > talk.last);
	if (talk.id !== snapshot.conversation)
		talk.read = 0;
	talk.id = snapshot.conversation;
	talk.max = snapshot.limits?.message_bytes || talk.max;
	talk.fileMax = snapshot.limits?.file_bytes || 0;
	$('clip').hidden = !talk.fileMax;
	mostHoldS = snapshot.limits?.hold_s || mostHoldS;
	talk.stars = snapshot.stars || 0;
	if (isNew) {
		log.parentNode.setAttribute('aria-live', 'off');
		log.textContent = '';
		talk.seqs.clear();
		setTimeout(() => log.parentNode.removeAttribute('aria-live'), 500);
	}
	const was = talk.blocked;
	talk.blocked = snapshot.blocked;
	deliver(snapshot, isNew);
	if (was || talk.blocked)
		withScript('blocked', () => blocked.show());
	flush();
}

function deliver(answer, isOld) {
	talk.cursor = answer.cursor || talk.cursor;
	talk.state = answer.state || talk.state;
	if (talk.state && !isEnded() && keep.get('new')) {
		keep.drop('new');	/* it goes on, in another tab */
		drawDraft();
	}
	talk.operator = answer.operator_name || '';
	talk.read = Math.max(talk.read, answer.read || 0);
	draw.places();
	const news = (answer.events || []).filter((ev) => draw.event(ev));
	if (news.length && !isOld && !isSeen())
		drawUnread(unread + news.length);
	draw.state(answer.position || 0, answer.estimate);
	draw.typing(answer.typing);
	draw.seen();
	tellRead();
}

function drawUnread(count) {
	unread = count;
	document.title = (count ? '(' + count + ') ' : '') + T.title;
	toHost({ unread: count });
}

async function tellRead() {
	const upto = talk.theirs, told = toldRead;
	if (!isSeen() || upto <= told)
		return;
	toldRead = upto;
	const answer = await ask('POST', 'read', { client_id: wire.newId(), upto }, ASK_S);
	if (answer.status >= 300 || !answer.status)
		toldRead = told;
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
	const text = wire.head(mask(whole, HIDDEN_PREVIEW), PREVIEW_BYTES);
	if (text === typedText)
		return;
	typedAt = Date.now();
	typedText = text;
	ask('POST', 'typing', { is_typing: text !== '', text }, ASK_S);
}

/* The box is as high as what is in it. */
function fit() {
	const box = $('box');
	box.style.height = 'auto';
	if (box.scrollHeight)
		box.style.height = box.scrollHeight + 2 + 'px';
}

/* A whole number is masked where it stands, and the visitor is told. */
function keepDraft(box, isComposing) {
	const masked = isComposing ? box.value : mask(box.value, 0, true);
	if (masked !== box.value) {
		const behind = box.value.length - box.selectionEnd;
		box.value = masked;
		box.selectionEnd = Math.max(0, masked.length - behind);
		box.selectionStart = box.selectionEnd;
		draw.net('mask', T.masked);
	} else if (box.value.length === 1) {
		draw.net('mask', '');
	}
	keep.set('draft', mask(box.value, HIDDEN_DRAFT));
}

function onInput(e) {
	keepDraft($('box'), e?.isComposing);
	fit();
	tellTyping();
}

function onAnswer() {
	const box = $('box'), text = box.value;
	if (!text.trim())
		return;
	if (mask(text) !== text)
		draw.net('mask', T.masked);
	say(text);
	clearTimeout(typedTimer);
	typedText = box.value = '';
	onInput();
	clearTimeout(typedTimer);	/* the message itself ends the typing */
	box.focus();
}

/* Where the visitor's clock is, so that nobody calls at night. */
function zone() {
	try {
		return wire.head(Intl.DateTimeFormat().resolvedOptions()
			.timeZone || '', 64);
	} catch {
		return '';
	}
}

function onStart(form) {
	const { name, contact, department_id: department, text } = form.elements;
	const [first, ...rest] = wire.split(text.value.trim(), talk.max);
	if (!first)
		return;
	outbox.add('conversations', { text: first, name: name.value.trim(),
		contact: contact.value.trim(), language: draw.LANG,
		page: wire.head(page, 512), time_zone: zone(),
		department_id: Number(department?.value) || 0 });
	rest.forEach((part) => outbox.add('messages', { text: part }));
	keep.set('draft', '');
	draw.places();
	flush();
}

/* files.js and blocked.js come when they are needed. */
const coming = {};

async function withScript(name, act) {
	coming[name] ||= new Promise((done) => {
		const script = draw.element('script', '');
		script.src = '/' + name + '.js';
		script.onload = () => done(true);
		script.onerror = () => done(coming[name] = null);
		document.head.append(script);
	});
	if (await coming[name])
		return act();
	draw.net('file', T.offline);
	return wire.pause(30, true);
}

const withFiles = (act) => withScript('files', act);

function sendFiles(list) {
	const all = [...list];
	withFiles(() => all.forEach((file) => files.send(file, flush)));
}

function onFiles(e) {
	const list = (e.clipboardData || e.dataTransfer).files;
	if (!list.length || !talk.fileMax)
		return;
	e.preventDefault();
	sendFiles(list);
}

/* From what has ended to another conversation, and back. */
function onNew(isNew) {
	if (isNew)
		keep.set('new', '1');
	else
		keep.drop('new');
	draw.places();
	drawDraft();
	$(isNew ? 'first' : 'box').focus();
}

/* On somebody else's computer. The form goes its way and takes the cookie. */
function onForget() {
	term?.abort();
	keep.keys().forEach(keep.drop);
}

function onRating(form) {
	talk.stars = Number(new FormData(form).get('stars'));
	outbox.add('rating', { stars: talk.stars, text: form.elements.text.value });
	draw.places();
	flush();
	$('lines').focus();	/* what had the focus goes away */
}

function onEnd() {
	$('end').open = false;
	$('lines').focus();
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
	if (e.data.dezhurka.focus === true)
		[$('box'), $('first')].find((one) => one.offsetParent)?.focus();
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
	if (e.key === 'dezhurka.secret')
		e.newValue ? begin() : talk.id && location.reload();
	if (e.key === 'dezhurka.new')
		draw.places();
	const isWriting = document.hasFocus() && [$('box'), $('first')]
		.some((one) => one === document.activeElement && one.offsetParent);
	if (['dezhurka.draft', 'dezhurka.new'].includes(e.key) && !isWriting)
		drawDraft();
	if (e.key?.startsWith('dezhurka.out.'))
		draw.pending();
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
	const net = draw.element('p', ''), typing = draw.element('p', '');
	const choice = draw.element('label', ''), preview = draw.element('input', '');
	Object.assign(net, { id: 'net', hidden: true });
	net.setAttribute('role', 'status');
	typing.id = 'typing';
	choice.id = 'choice';
	Object.assign(preview, { id: 'preview', type: 'checkbox',
		checked: keep.get('preview') !== 'off' });
	choice.append(preview, T.preview);
	const clip = draw.element('button', 'second', '⎙');
	const input = draw.element('input', ''), uploads = draw.element('ol', '');
	Object.assign(clip, { type: 'button', id: 'clip', title: T.attach });
	Object.assign(input, { type: 'file', id: 'file', multiple: true,
		hidden: true });
	uploads.id = 'uploads';
	$('answer').append(clip, input);
	$('pending').after(uploads);
	$('talk').append(typing);
	$('rating').before(net);
	$('answer').after(choice);
	document.querySelectorAll('.stars input').forEach((one) =>
		one.setAttribute('aria-label', draw.fill(T.star, { n: one.value })));
	document.querySelectorAll('nav a').forEach((a) => {
		a.search = a.search.replace('new=1&', '');
		a.hash = location.hash;
	});
	$('forget').querySelector('form').action += location.hash;
	if (document.body.hasAttribute('data-new'))
		keep.set('new', '1');
	if (/\bnew=1/.test(location.search))
		history.replaceState(null, '', location.href.replace(/&?new=1/, ''));
	isPanelOpen = !HOST;
	draw.watch();
}

function attach() {
	draw.onAgain(say);
	draw.onFile((file) => withFiles(() => files.get(file)));
	$('clip').addEventListener('click', () => $('file').click());
	$('file').addEventListener('change', () => {
		sendFiles($('file').files);
		$('file').value = '';
	});
	$('box').addEventListener('paste', onFiles);
	$('talk').addEventListener('drop', onFiles);
	$('talk').addEventListener('dragover', (e) => e.preventDefault());
	onSubmit('start', onStart);
	onSubmit('answer', onAnswer);
	onSubmit('rating', onRating);
	onSubmit('end', onEnd);
	onSubmit('new', () => onNew(true));
	$('forget').addEventListener('submit', onForget);
	$('back').firstElementChild.addEventListener('click', (e) => {
		e.preventDefault();
		onNew(false);
	});
	$('box').addEventListener('keydown', onKey);
	$('box').addEventListener('input', onInput);
	$('first').addEventListener('input', (e) => keepDraft(e.target, e.isComposing));
	$('preview').addEventListener('change', onPreview);
	$('shut')?.toggleAttribute('hidden', !HOST);
	$('shut')?.addEventListener('click', () => toHost({ shut: true }));
	document.addEventListener('keydown', (e) =>
		e.key === 'Escape' && toHost({ shut: true }));
	document.addEventListener('visibilitychange', onSight);
	window.addEventListener('online', () => (wire.wake(), onSight()));
	window.addEventListener('pageshow', (e) => e.persisted &&
		(talk.id && !keep.get('secret') ? location.reload() : onSight()));
	window.addEventListener('storage', onStorage);
	window.addEventListener('message', onHost);
	for (const id of ['name', 'contact']) {
		$(id).value ||= keep.get(id);
		$(id).addEventListener('input', () => keep.set(id,
			mask($(id).value, HIDDEN_DRAFT)));
	}
	channel?.addEventListener('message', (e) => {
		if (talk.id)
			e.data.from === talk.cursor ? deliver(e.data.answer) : load();
	});
}

async function begin() {
	const opening = outbox.all().find((one) => one.path === 'conversations');
	if (opening)
		$('first').value = opening.fields.text;
	draw.places();
	draw.pending();
	fit();
	if (!keep.get('secret') && !talk.id)
		return flush();
	for (let tries = 0, status = 0; status !== 200;) {
		status = await load();
		if (!isOn())
			return;
		draw.net('poll', status === 200 ? '' : T.offline);
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
	const typed = $('first').value || $('box').value;
	if (typed)
		keep.set('draft', typed);
	drawDraft();
	$('log').textContent = '';
	toHost({ ready: true });
	begin();
}

main();
})();
