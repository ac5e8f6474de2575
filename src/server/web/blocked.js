/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blocked.js - a visitor who may not write for now, or only slowly; loaded when
 * there is one. `talk.blocked` says until when. What they have typed stays in
 * the box.
 */
'use strict';

const blocked = (() => {
const { $, T, LANG, talk, fill, element } = draw;
const ASK_MS = 60000;
let askedAt = 0;

function banner() {
	const p = $('blocked') || element('p', '');
	p.id = 'blocked';
	p.setAttribute('role', 'status');
	$('start').before(p);
	return p;
}

function show() {
	const p = banner(), info = talk.blocked;
	draw.places();
	p.hidden = !info;
	$('answer').querySelector('[type=submit]').disabled = !!info;
	if (!info)
		return;
	askedAt ||= Date.now();
	for (const id of ['rating', 'new', 'clip'])
		$(id).hidden = true;
	p.textContent = fill(info.appeal || T.failed, { until:
		new Date(info.until).toLocaleString(LANG,
			{ dateStyle: 'medium', timeStyle: 'short' }) });
}

/* At most a question in a minute, however often the page is looked at. */
async function sitOut(stop, load) {
	show();
	await wire.pause(Math.max(0, askedAt + ASK_MS - Date.now()) / 1000, true);
	if (stop.aborted)
		return;
	askedAt = Date.now();
	await load();
}

/* Of what was to be sent: true when it was seen to. */
async function refuse(answer, takeBack) {
	if (answer.body.error === 'blocked') {
		talk.blocked = answer.body;
		takeBack();
		show();
		return true;
	}
	if (answer.status !== 429 || answer.retryAfter < 3)
		return false;
	for (let n = answer.retryAfter; n > 0; n--) {
		draw.net('send', fill(answer.body.pace || T.busy, { n }));
		await wire.pause(1, true);
	}
	return true;
}

return { show, sitOut, refuse };
})();
