#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ban.t - an operator's key blocks a visitor, and what comes of it at both
 * ends: the visitor is refused, the operator may take it back, others who write
 * from the same address are asked about first and named.
 */
'use strict';

const CONFIG = `[proxy]
trusted = 127.0.0.1

[blocks]
operators_may = session, address, range
`;
const FROM = '203.0.113.7';

async function main() {
	const { execFileSync } = await import('node:child_process');
	const kit = await import('./kit.mjs');
	const { newId } = await import('./desk.mjs');

	await kit.run({ needs: ['tmux'] }, async (t) => {
		const desk = await t.desk({ config: CONFIG });
		desk.operator('anna', { name: 'Anna' });
		const anna = await t.console(desk, 'anna');
		const headers = { 'X-Forwarded-For': FROM };
		const begin = async (name) => (await desk.ask('POST',
			'/api/v1/visitor/conversations', { headers, body: {
				client_id: newId(), text: 'Hello from ' + name, name,
				language: 'en' } })).body;
		const say = (visitor, text) => desk.ask('POST',
			'/api/v1/visitor/messages', { headers, secret: visitor.secret,
				body: { client_id: newId(), text } });
		const ada = await begin('Ada'), bob = await begin('Bob');
		const blocks = async () => (await desk.ask('GET', '/api/v1/blocks',
			{ as: 'anna' })).body.blocks;

		await t.story('a key', async (ok) => {
			await anna.see('queue 2');
			await anna.keys('F5');
			await anna.see('Ada>');
			await anna.keys('C-x', 'X');
			await anna.see('─ Block Ada');
			await anna.see('‹ this visitor ›');
			await anna.keys('Enter');
			await anna.see('Ada is blocked until');
			await anna.see('Anna blocked the visitor.');
			await anna.see('holds until');
			kit.same((await say(ada, 'again')).status, 403, 'a message');
			ok('blocks this visitor, and the transcript says until when');
			kit.same((await say(bob, 'me, too')).status, 201, 'of another');
			ok('and nobody else');
		});
		await t.story('a moment later', async (ok) => {
			await anna.keys('C-x', 'C-z');
			await anna.see('Ada may write again');
			kit.same((await say(ada, 'sorry')).status, 201, 'a message');
			kit.same(await blocks(), [], 'blocks');
			ok('another key takes it back');
		});
		await t.story('an address', async (ok) => {
			await anna.keys('C-x', 'X');
			await anna.see('─ Block Ada');
			await anna.keys('Right');
			await anna.see('‹ their address ›');
			await anna.keys('Enter');
			await anna.see('1 other visitor writes from there: Bob');
			kit.same(await blocks(), [], 'blocks');
			ok('is not blocked before one is asked, with a name');
			await anna.keys('Enter');
			await anna.see(/Ada is blocked until/);
			kit.same((await say(bob, 'still here')).status, 201,
				'of the other');
			kit.same((await blocks()).map((one) => one.kind), ['session'],
				'blocks');
			ok('and Enter takes this visitor alone');
		});
		await t.story('the list', async (ok) => {
			await anna.type('/blocked');
			await anna.see('/blocked');
			await anna.keys('Enter');
			await anna.see('─ Who is blocked');
			await anna.see(/Ada +visitor .*Anna: rude/);
			ok('says who, until when, by whom and why');
			await anna.keys('Enter');
			await anna.see('Enter once more');
			await anna.keys('Enter');
			await anna.see('may write again');
			kit.same(await blocks(), [], 'blocks');
			ok('and ends what is chosen there');
		});
		await t.story('a real page', async (ok) => {
			const why = kit.lacks(['browser']);
			if (why)
				return t.skip('a real page', why);
			const page = await import('./page.mjs');
			const browser = await page.openBrowser();
			t.after(() => browser.close());
			const eve = await page.openVisitor(browser, desk.url,
				{ locale: 'en', extraHTTPHeaders:
					{ 'X-Forwarded-For': '198.51.100.9' } });
			await eve.start('You are all useless');
			await eve.settled();
			await anna.type('/take ' + (await desk.conversations('anna'))
				.find((one) => one.subject === 'You are all useless').id);
			await anna.keys('Enter');
			await anna.see('visitor');
			await anna.see('You are all useless');
			await anna.keys('C-x', 'X');
			await anna.see('─ Block visitor');
			await anna.keys('Enter');
			await anna.see('is blocked until');
			await eve.page.locator('#blocked').waitFor();
			ok('says calmly that the visitor may not write');
			await anna.keys('C-x', 'C-z');
			await anna.see('may write again');
			ok('and the operator takes it back');
		});
		await t.story('without a screen', async (ok) => {
			const cli = async (...args) => {
				const token = await desk.token('anna');
				try {
					return { out: execFileSync(process.env.DEZHURKA,
						['--desk', desk.url, '--login', 'anna',
							'--token-fd', '0', ...args],
						{ input: token + '\n', encoding: 'utf8',
							stdio: ['pipe', 'pipe', 'pipe'] }) };
				} catch (e) {
					return { out: e.stdout, err: e.stderr };
				}
			};
			await begin('Cid');
			const id = String(bob.conversation);
			const asked = await cli('block', id, 'address', '2h', 'floods');
			kit.holds(/1 other visitor writes from there: Cid; others=1/
				.test(asked.err || ''), 'asked: ' + asked.err + asked.out);
			ok('it says whom it would strike');
			await cli('limit', id, 'session', '2h', 'floods');
			const list = await cli('blocked');
			kit.holds(/Bob +session +limit .* floods/.test(list.out),
				'listed: ' + list.out + list.err);
			ok('and limits, and lists');
			await cli('unblock', list.out.trim().split(' ')[0]);
			kit.same(await blocks(), [], 'blocks');
			ok('and ends it');
		});
	});
}

main();
