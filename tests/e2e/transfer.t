#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer.t - a customer goes from one operator to another, to a department,
 * and back.
 */
'use strict';

const QUICK_MS = process.env.DZ_SANITIZED ? 5000 : 1000;

async function direct(t, x, { same, holds }) {
	const { anna, olga, visitor, desk } = x;
	await t.story('F6', async (ok) => {
		await visitor.start('My card was charged twice', { name: 'Ivan' });
		await anna.see('Ivan');
		await anna.keys('F5');
		await anna.see('charged twice');
		await anna.see('Ivan>');
		await anna.see('F6 → Olga');
		ok('the key bar names who would receive');
		await anna.keys('F7');
		await anna.see('#');
		await anna.type('charged on the 3rd and the 4th');
		await anna.keys('Enter');
		await anna.see('charged on the 3rd');
		await olga.see('F1');
		const began = performance.now();
		await anna.keys('F6');
		await olga.see('charged twice', QUICK_MS);
		await anna.see('Esc', QUICK_MS);
		t.comment(Math.round(performance.now() - began) + ' ms');
		ok('both screens have it in less than ' + QUICK_MS + ' ms');
		await olga.see('charged on the 3rd');
		ok('the receiver sees the history and the note');
		await visitor.notice(x.T('event_transferred'));
		const notes = (await visitor.transcript())
			.filter(([kind]) => kind === 'note').map(([, text]) => text);
		same(notes.filter((one) => one === x.T('event_transferred')).length, 1,
			'lines about it');
		ok('the page says it once');

		await anna.keys('F6');
		await visitor.state(x.T('state_active', { operator: 'Anna' }));
		ok('F6 takes it back');
		await anna.see('F6 → Olga');
		await anna.keys('F6');
		await visitor.state(x.T('state_active', { operator: 'Olga' }));
		await anna.keys('Escape');
		await visitor.state(x.T('state_active', { operator: 'Anna' }));
		ok('Esc does as well');
		const text = await visitor.transcript();
		holds(!JSON.stringify(text).includes('charged on the 3rd'),
			'the note went to the customer');
		ok('the note is nothing for the customer');
	});
}

async function chosen(t, x, { same }) {
	const { anna, olga, visitor, desk } = x;
	await t.story('Shift-F6', async (ok) => {
		await anna.see('F6 → Olga');
		await anna.keys('S-F6');
		const row = /(\d) . Olga/, text = await anna.see(row);
		await anna.see('Payments');
		await anna.keys(row.exec(text)[1]);
		await anna.type('wants an invoice, ąęó');
		await anna.see('wants an invoice, ąęó');
		await anna.keys('Enter');
		await visitor.state(x.T('state_active', { operator: 'Olga' }));
		await olga.see('wants an invoice, ąęó');
		ok('a digit names the receiver, the note goes along');
		await olga.keys('M-1');
		await olga.see('Ivan>');
		await olga.type('I am Olga, the invoice is on its way');
		await olga.keys('Enter');
		await visitor.hear('I am Olga');
		ok('the receiver answers');

		await olga.type('/transfer Payments -- your turn');
		await olga.keys('Enter');
		await visitor.state(x.T('state_waiting', { position: 1 }));
		await anna.see(x.P('Take next'));
		await anna.keys('F5');
		await anna.see('your turn');
		await visitor.state(x.T('state_active', { operator: 'Anna' }));
		ok('a department is a queue, whoever takes it reads the note');
		const { id } = await desk.conversationOf('anna', 'Ivan');
		const steps = (await desk.transcript('anna', id)).map((ev) => ev.type)
			.filter((type) => /taken|transferred/.test(type));
		same(steps, ['taken', 'transferred', 'taken_back', 'transferred',
			'taken_back', 'transferred', 'taken', 'transferred', 'taken'],
		'steps: who answers has accepted');
		ok('the desk has every step');
	});
}

/* Offered, and what becomes of it: on both screens. */
async function offered(t, x, { same }) {
	const { anna, olga, visitor, desk } = x;
	await t.story('offers', async (ok) => {
		await visitor.start('Where is my order', { name: 'Piotr' });
		await anna.see('Take next');
		await anna.keys('F5');
		await anna.see('Piotr>');
		await anna.type('half a sentence');
		await anna.keys('F6');
		await olga.see(/⇢0:\d\d/);
		await anna.see('Transferred to Olga');
		ok('the receiver sees that it is offered, and for how long');
		await olga.keys('M-1');
		await olga.see('Offered by Anna');
		await olga.see('Piotr> half a sentence');
		ok('with what its sender was writing');
		await olga.keys('C-x', 'd');
		await olga.see('Decline Piotr');
		await olga.type('at lunch');
		await olga.keys('Enter');
		await anna.see('at lunch');
		await anna.see('yours again');
		ok('declined with a reason, the sender is told');

		await anna.see('F6 → Olga');
		await anna.keys('F6');
		await olga.see('Offered by Anna');
		await olga.keys('F5');
		await anna.see('Olga has accepted Piotr.');
		ok('F5 accepts whom one looks at');
		await olga.keys('C-u');
		await olga.type('/transfer back -- not mine');
		await olga.keys('Enter');
		await anna.see(/⇢0:\d\d/);
		ok('/transfer back offers it to whom one had it from');
		await olga.see('did not accept Piotr');
		ok('nobody accepts: it comes back by itself');
		await olga.type('/handover anna -- my shift ends');
		await olga.keys('Enter');
		await anna.see('my shift ends');
		await olga.see('handed over');
		await anna.keys('C-x', 'a');
		await olga.see('Anna has accepted Piotr.');
		ok('a handover, accepted with Ctrl-X a');
		const { id } = await desk.conversationOf('anna', 'Piotr');
		same((await desk.transcript('anna', id)).map((ev) => ev.type)
			.filter((type) => !/opened|message|read/.test(type)),
		['taken', 'transferred', 'declined', 'transferred', 'taken',
			'transferred', 'returned', 'transferred', 'taken'], 'steps');
		ok('the desk has every step of it');
	});
}

async function main(kit, pages) {
	await kit.run({ needs: ['browser', 'tmux'] }, async (t) => {
		const desk = await t.desk(), browser = await pages.openBrowser();
		t.after(() => browser.close());
		desk.admin(['department', 'add', 'Payments']);
		desk.operator('anna', { name: 'Anna' });
		desk.operator('olga', { name: 'Olga' });
		const x = { desk, T: pages.words('en'), P: pages.phrases('en'),
			visitor: await pages.openVisitor(browser, desk.url,
				{ locale: 'en' }),
			anna: await t.console(desk, 'anna', { cols: 220 }),
			olga: await t.console(desk, 'olga', { cols: 80, rows: 24 }) };
		await x.anna.see('● Olga');
		await direct(t, x, kit);
		await chosen(t, x, kit);

		const quick = await t.desk({ config:
			'[transfer]\nreturn_after = 8s\n' });
		quick.operator('anna', { name: 'Anna' });
		quick.operator('olga', { name: 'Olga' });
		await offered(t, { desk: quick, visitor: await pages.openVisitor(
			browser, quick.url, { locale: 'en' }),
		anna: await t.console(quick, 'anna', { cols: 100, rows: 24 }),
		olga: await t.console(quick, 'olga', { cols: 100, rows: 24 }) }, kit);
	});
}

Promise.all([import('./kit.mjs'), import('./page.mjs')])
	.then(([kit, page]) => main(kit, page));
