#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* talk.t - one conversation from the first word to the rating and beyond, in
 * each language: the visitor in a browser, the operator in a terminal.
 */
'use strict';

const LANGUAGES = {
	en: { login: 'anna', operator: 'Anna Grey', visitor: 'John Smith',
		first: 'I cannot find my parcel', answer: 'Hello! Let me have a look.',
		draft: 'it was sent on Mon', next: 'It was sent on Monday.',
		again: 'One more question', comment: 'quick and kind' },
	ru: { login: 'vera', operator: 'Вера', visitor: 'Иван Ёлкин',
		first: 'Здравствуйте! Не вижу платёж', draft: 'щёлкаю, а он',
		answer: 'Здравствуйте! Ищу объявление, въезд в подъезд.',
		next: 'Номер 4481-22, ещё вчера', again: 'Ещё один вопрос',
		comment: 'быстро и чутко' },
	pl: { login: 'lucja', operator: 'Łucja', visitor: 'Żaneta Źródło',
		first: 'Dzień dobry, nie mogę dodać karty', draft: 'próbuję już od',
		answer: 'Zażółć gęślą jaźń: już patrzę, świetne pytanie.',
		next: 'Próbuję już od środy.', again: 'Jeszcze jedno: kiedy?',
		comment: 'szybko i miło' },
};
/* The operator's words are typed with letters that a terminal may send as
 * Alt and a letter. */

async function meet({ visitor, second, console: c, L, T, P }, ok, { holds }) {
	await visitor.start(L.first, { name: L.visitor });
	await visitor.state(T('state_waiting', { position: 1 }));
	await c.see(L.visitor.split(' ')[0]);
	await c.see('F5 ' + P('Take next'));
	ok('the console shows who waits, and the key');
	await second.start('2', { name: 'Second' });
	await second.state(T('state_waiting', { position: 2 }));
	ok('the next one sees a second place');
	await c.keys('F5');
	await c.see(L.first);
	await c.see(L.visitor.split(' ')[0] + '>');
	await visitor.state(T('state_active', { operator: L.operator }));
	await second.state(T('state_waiting', { position: 1 }));
	ok('F5 takes the first, the other one moves up');
	const text = await c.text();
	holds(text.indexOf('Second') >= 0, text);
}

async function talk({ visitor, console: c, L, T }, ok) {
	await c.type(L.answer);
	await c.see(L.answer.slice(0, 12));
	await visitor.page.locator('#typing').filter({
		hasText: T('typing', { operator: L.operator }) }).waitFor();
	ok('the page says that the operator is typing');
	await c.keys('Enter');
	await visitor.hear(L.answer);
	await c.see('✓');
	ok('the answer arrives, letter by letter');
	await visitor.page.locator('#box').pressSequentially(L.draft);
	await c.see(L.draft);
	ok('the console shows what the visitor is typing');
	await visitor.say(L.next);
	await c.see(L.next);
	await visitor.mark(T('sent'));
	await c.type('x');
	await c.keys('BSpace');
	await visitor.mark(T('seen'));
	ok('what the operator has seen is marked');
}

async function part({ visitor, second, console: c, L, T, P }, ok) {
	await second.end();
	await second.state(T('state_ended'));
	await c.lose('Second');
	ok('who waits may leave');
	await c.keys('F8');
	await c.see('1 ' + P('solved'));
	await c.keys('Enter');
	await visitor.state(T('state_ended'));
	await c.see(': ' + P('solved'));
	ok('F8 closes with an outcome');
	await visitor.rate(4, L.comment);
	await visitor.notice(T('event_rated', { stars: 4 }));
	await c.see('★★★★☆');
	await c.see(L.comment);
	ok('the rating reaches the console');
}

async function comeBack({ visitor, console: c, L, T, P }, ok) {
	await visitor.page.reload();
	await visitor.see(L.next);
	await visitor.say(L.again);
	await visitor.notice(T('event_reopened'));
	await visitor.state(T('state_waiting', { position: 1 }));
	await c.see('F5 ' + P('Take next'));
	await c.keys('F5');
	await visitor.state(T('state_active', { operator: L.operator }));
	const text = await c.see(L.again);
	ok('who returns goes on where they were');
	if (!/ 4★/.test(text))
		throw new Error('the sidebar lacks the stars:\n' + text);
	ok('the sidebar has the stars they gave');
	await c.keys('F8');
	await c.keys('2');
	await visitor.state(T('state_ended'));
	ok('a digit chooses an outcome');
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser', 'tmux'] }, async (t) => {
		const desk = await t.desk(), browser = await pages.openBrowser();
		t.after(() => browser.close());
		for (const [lang, L] of Object.entries(LANGUAGES)) {
			desk.operator(L.login, { name: L.operator, languages: lang });
			const open = () => pages.openVisitor(browser, desk.url,
				{ locale: lang });
			const x = { L, T: pages.words(lang), P: pages.phrases(lang),
				visitor: await open(), second: await open(),
				console: await t.console(desk, L.login, { lang, cols: 220 }) };
			await t.story(lang, async (ok) => {
				await x.console.see('F1 ' + x.P('Help'));
				ok('the console speaks it');
				await meet(x, ok, kit);
				await talk(x, ok);
				await part(x, ok);
				await comeBack(x, ok);
				kit.same([...x.visitor.errors, ...x.second.errors], [],
					'errors');
				ok('the browser has nothing to complain about');
			});
			await x.visitor.close();
			await x.second.close();
			await x.console.close();
		}
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
