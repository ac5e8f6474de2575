/* SPDX-License-Identifier: GPL-3.0-or-later */
/* files.js - files that the visitor sends and gets; loaded with the first.
 *
 * A file goes up as soon as it is chosen, under an id of its own, and is sent
 * with a message of the outbox when it is there. It is not kept over a reload:
 * a browser gives a page a file only once. What comes is asked for with the
 * secret and saved as bytes, never shown as a page.
 */
'use strict';

const files = (() => {
const { keep, outbox } = wire;
const { $, T, talk, fill, element } = draw;

/* An upload: {status, retryAfter}; 0: no line. */
function put(id, file, onStep, stop) {
	return new Promise((done) => {
		const up = new XMLHttpRequest();
		up.open('POST', '/api/v1/visitor/files?client_id=' + id + '&name=' +
			encodeURIComponent(file.name));
		up.setRequestHeader('Authorization', 'Bearer ' + keep.get('secret'));
		up.upload.addEventListener('progress', (e) =>
			onStep(Math.floor(100 * e.loaded / e.total)));
		up.addEventListener('loadend', () => done({ status: up.status,
			retryAfter: Number(up.getResponseHeader('Retry-After')) || 0 }));
		stop.addEventListener('abort', () => up.abort());
		up.send(file);
	});
}

function row(file, stop) {
	const li = element('li', 'mine'), text = element('p', 'text',
		draw.named(file.name, file.size));
	const meta = element('p', 'meta'), mark = element('span', 'mark', T.sending);
	meta.append(mark, ' ', draw.button(T.remove, () => {
		stop.abort();
		li.remove();
	}));
	li.append(text, ' ', meta);
	$('uploads').append(li);
	li.scrollIntoView?.({ block: 'nearest' });
	return { li, mark };
}

async function send(file, flush) {
	const id = wire.newId(), stop = new AbortController();
	if (file.size > talk.fileMax || !file.size)
		return draw.net('file', fill(file.size ? T.large : T.refused,
			{ name: file.name, size: draw.size(talk.fileMax) }));
	draw.net('file', '');
	const { li, mark } = row(file, stop);
	for (let tries = 0; !stop.signal.aborted;) {
		const answer = await put(id, file, (percent) =>
			mark.textContent = percent + ' %', stop.signal);
		if (stop.signal.aborted)
			return undefined;
		if (answer.status === 200 || answer.status === 201) {
			li.remove();
			outbox.add('messages', { text: '', files: [id] },
				draw.named(file.name, file.size));
			draw.pending();
			return flush();
		}
		if (!wire.isPassing(answer.status)) {
			li.classList.add('failed');
			mark.textContent = T.failed;
			return undefined;
		}
		mark.textContent = T.offline;
		await wire.backOff(++tries, answer);
	}
	return undefined;
}

async function get(file) {
	const answer = await fetch('/api/v1/visitor/files/' + file.id, {
		headers: { Authorization: 'Bearer ' + keep.get('secret') } })
		.catch(() => null);
	if (!answer?.ok)
		return draw.net('file', fill(T.unfetched, { name: file.name }));
	draw.net('file', '');
	const a = element('a', '');
	/* Bytes, whatever it calls itself: it must not run as ours. */
	a.href = URL.createObjectURL(new Blob([await answer.arrayBuffer()],
		{ type: 'application/octet-stream' }));
	a.download = file.name;
	a.click();
	return setTimeout(() => URL.revokeObjectURL(a.href), 60000);
}

return { send, get };
})();
