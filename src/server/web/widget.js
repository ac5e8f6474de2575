/* SPDX-License-Identifier: MIT */
/* widget.js - a button on somebody's site that opens the desk in a frame.
 *
 *   <script src="https://desk.example/widget.js" async data-lang="en"></script>
 *
 * data-lang    "en", "ru" or "pl"; without it the language of the page
 * data-text    the text of the button
 * data-color   its colour, "#rrggbb"
 *
 * The frame keeps its own storage at the desk. It tells this page how many
 * messages are unread and that it wants to be hidden, nothing else; it is
 * told the page's address without its query, and whether it is shown.
 */
(() => {
'use strict';

const script = document.currentScript;
const DESK = new URL(script.src).origin;
const TEXTS = {
	en: ['Chat with us', 'Chat', 'new messages'],
	ru: ['Написать нам', 'Чат', 'новые сообщения'],
	pl: ['Napisz do nas', 'Czat', 'nowe wiadomości'],
};
const wanted = script.dataset.lang || document.documentElement.lang || 'en';
const LANG = Object.keys(TEXTS).find((one) =>
	wanted.toLowerCase().startsWith(one)) || 'en';
const [TEXT, TITLE, NEWS] = TEXTS[LANG];
const COLOR = /^#[0-9a-f]{6}$/i.test(script.dataset.color) ?
	script.dataset.color : '#0b57a4';
const PLACE = 'position:fixed;z-index:2147483000;box-sizing:border-box;';

/* Black or white, whichever is read better on the colour. */
function inkOn(color) {
	const [r, g, b] = [1, 3, 5].map((at) => {
		const part = parseInt(color.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff';
}

/* Was the chat open on the page before this one? Only this tab knows. */
function remember(state) {
	try {
		if (state)
			sessionStorage.setItem('dezhurka', state);
		return sessionStorage.getItem('dezhurka');
	} catch {
		return null;
	}
}

const button = document.createElement('button');
const badge = document.createElement('span');
let frame = null, isShown = false, isReady = false, hasFocus = false;

function tell() {
	if (!isReady)
		return;
	frame.contentWindow.postMessage({ dezhurka: { shown: isShown,
		focus: hasFocus, page: location.origin + location.pathname } }, DESK);
	hasFocus = false;
}

function layOut() {
	if (!frame)
		return;
	const isSmall = matchMedia('(max-width: 480px), (max-height: 480px)').matches;
	frame.style.cssText = PLACE + 'border:0;background:#fff;' + (isSmall ?
		'inset:0;width:100%;height:100%;' :
		'right:20px;bottom:84px;width:380px;height:min(600px,100vh - 104px);' +
		'border-radius:12px;box-shadow:0 4px 24px rgba(0,0,0,.3);') +
		(isShown ? '' : 'display:none;');
}

function makeFrame() {
	frame = document.createElement('iframe');
	frame.title = script.dataset.text || TITLE;
	frame.src = DESK + '/?frame=1&lang=' + LANG + '#host=' +
		encodeURIComponent(location.origin);
	button.after(frame);
}

function show(isWanted, isAsked) {
	isShown = isWanted;
	hasFocus = isShown && isAsked && !matchMedia('(pointer: coarse)').matches;
	if (!frame)
		makeFrame();
	layOut();
	button.setAttribute('aria-expanded', String(isShown));
	remember(isShown ? 'shown' : 'hidden');
	tell();
	if (isAsked)
		(isShown ? frame : button).focus();
}

function onMessage(e) {
	if (!frame || e.source !== frame.contentWindow || e.origin !== DESK)
		return;
	const news = e.data && e.data.dezhurka;
	if (!news)
		return;
	if (news.ready === true) {
		isReady = true;
		tell();
	}
	if (news.shut === true && isShown)
		show(false, true);
	if (Number.isInteger(news.unread)) {
		badge.textContent = news.unread > 0 ? String(news.unread) : '';
		badge.hidden = news.unread <= 0;
		badge.style.display = badge.hidden ? 'none' : '';
		badge.title = NEWS;
	}
}

button.type = 'button';
button.textContent = script.dataset.text || TEXT;
button.lang = LANG;
button.setAttribute('aria-expanded', 'false');
button.style.cssText = PLACE + 'right:20px;bottom:20px;min-height:48px;' +
	'padding:0 20px;border:0;border-radius:24px;cursor:pointer;' +
	'font:600 16px/1.2 system-ui,sans-serif;' +
	'box-shadow:0 2px 10px rgba(0,0,0,.3);background:' + COLOR +
	';color:' + inkOn(COLOR);
badge.style.cssText = 'display:none;margin-left:8px;padding:2px 8px;' +
	'border-radius:12px;background:#b00020;color:#fff;font-size:13px';
button.append(badge);
button.addEventListener('click', () => show(!isShown, true));
addEventListener('message', onMessage);
addEventListener('resize', layOut);
document.addEventListener('keydown', (e) => {
	if (e.key === 'Escape' && isShown)
		show(false, true);
});

function begin() {
	document.body.append(button);
	const before = remember();
	if (before)
		show(before === 'shown', false);
}

if (document.body)
	begin();
else
	addEventListener('DOMContentLoaded', begin);
})();
