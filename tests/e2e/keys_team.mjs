/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys_team.mjs - rows of keys_rows.mjs: what the keys of supervision, of
 * talking to the team and of the watch must do.
 */
import { holds, until } from './kit.mjs';
import { DEPARTMENT, WATCH } from './keys_desk.mjs';

/* --- supervision ---------------------------------------------------------------------- */

/* An input of the command line that holds just this. */
const commandLine = (text) => async (x, key) => {
	await x.shows(key, new RegExp('^│ /' + text + ' *│$', 'm'));
};

/* In a supervisor's console, at what is not theirs; what it has made of it is
 * the last event. */
const supervises = (sentence, type, before = async () => {}) => async (x, key) =>
	x.asChief(async (c, name) => {
		await c.type('/');
		await c.see('─ Command ─');
		await c.type('open ' + name);
		await c.see('open ' + name);
		await c.keys('Enter');
		await c.see(new RegExp('^' + name + '>', 'm'));
		await before(x, c, name);
		await x.press(key, c);
		await c.see(sentence);
		await until(async () => (await x.desk.transcript('boss', x.ids[name]))
			.at(-1).type === type, type + ' at the desk');
	});

const supervision = {
	'any talk': commandLine('talk'),
	'chat line whisper ': commandLine('whisper'),
	'chat suggestion use': async (x, key) => {
		const text = await x.suggested();
		await x.press(key);
		await x.see(new RegExp('^Ada> ' + text + ' *$', 'm'));
		await x.lose('puts it in');
	},
	'chat suggestion drop': async (x, key) => {
		await x.suggested();
		await x.press(key);
		await x.lose('puts it in');
		await x.see(/^Ada> *$/m);
	},
	'any seen': async (x, key) => {
		const text = 'To all ' + x.n++;
		const { id } = await x.desk.act('boss', 'POST', '/api/v1/broadcasts',
			{ text });
		await x.see('Boss to all: ' + text);
		await x.press(key);
		await x.lose(text);
		await until(async () => (await x.desk.ask('GET', '/api/v1/snapshot',
			{ as: 'boss' })).body.broadcasts.find((one) => one.text === text)
			.seen.includes(x.anna), 'Anna among those who have seen ' + id);
	},
	'chat join': supervises('You have joined Olga', 'joined'),
	'chat leave': supervises('Boss has left', 'left', async (x, c, name) => {
		await x.desk.act('boss', 'POST', '/api/v1/conversations/' +
			x.ids[name] + '/join', {});
		await c.see('You have joined Olga');
	}),
	'chat take-over': supervises('Boss took the conversation over',
		'transferred'),
	'any read-along': async (x, key) => x.asChief(async (c, name) => {
		await x.press(key, c);
		await c.see('─ Conversations ─');
		await c.type(name);
		await c.see('> ' + name);
		await c.keys('Enter');
		await c.see('you read along silently');
	}),
};

/* --- the watch ------------------------------------------------------------------------- */

const COLOURS = /\x1b\[[\d;]*m/g;
/* A row with a background from its first column on. */
const MARKED = /^(\x1b\[[\d;]*m)*\x1b\[48;/;
const CUSTOMER_COL = 18;

/* Who stands in the table of conversations, who of them is marked (-1: nobody),
 * and by which column it is sorted. */
async function watched(x) {
	const raw = (await x.c.tmux('capture-pane', '-e', '-p')).split('\n');
	const plain = raw.map((row) => row.replace(COLOURS, ''));
	const from = plain.findIndex((row) => row.includes(' CUSTOMER '));
	const till = plain.findIndex((row) => row.includes(WATCH));
	const at = raw.map((_, i) => i).filter((i) => i > from && i < till &&
		plain[i].trim());
	return { names: at.map((i) => plain[i].slice(CUSTOMER_COL)
		.split(/ {2,}/)[0]),
	marked: at.findIndex((i) => MARKED.test(raw[i])),
	by: /\x1b\[1m(?:\x1b\[[\d;]*m)*([A-Z]+)/.exec(raw[from])?.[1] };
}

const watching = (is, what) => (x) => until(async () => is(await watched(x)), what);
const first = watching(({ marked }) => marked === 0, 'the first row marked');
const second = watching(({ marked }) => marked === 1, 'the second row marked');
const lastRow = watching(({ marked, names }) => marked > 1 &&
	marked === names.length - 1, 'the last row marked');

async function openWatch(x) {
	await x.shows('F11', WATCH);
	await x.press('Home');
	await first(x);
}

/* `before` is pressed and seen, then the key. */
const walks = (before, after) => async (x, key) => {
	await openWatch(x);
	for (const [one, seen] of before) {
		await x.press(one);
		await seen(x);
	}
	await x.press(key);
	await after(x);
};

/* In a supervisor's watch, the row of one that Olga has is chosen: the same for
 * all keys, as one address may not begin any number of conversations. */
const supervised = (work) => async (x, key) => {
	if (!x.watchedName) {
		x.watchedName = await x.begin(x.others.shift(), 'Hello');
		await x.desk.take('olga', x.ids[x.watchedName]);
	}
	const c = await x.chief(), name = x.watchedName;
	await c.keys('F11');
	await c.see(WATCH);
	await c.keys('F4');
	await c.type(name);
	await c.see('CUSTOMER 1-1/1');
	await c.keys('Enter', 'Home');
	await work(x, c, key, name);
	await c.close();
};

/* The command line opens, and says for whom. */
const begins = (line) => supervised(async (x, c, key) => {
	await x.press(key, c);
	await c.see(line);
	await c.keys('Escape');
	await c.lose('─ Command ─');
});

const NEXT_ORDER = { LEFT: 'WAIT', WAIT: 'CUSTOMER', CUSTOMER: 'OPERATOR' };
const HOURS = /^ +(\d\d +){4}/m, BLOCKS = /[▁-█]/;

const watch = {
	'any watch': async (x, key) => {
		await x.shows(key, WATCH);
		await x.press(key);
		await x.lose(WATCH);
	},
	'watch watching up': walks([['Down', second]], first),
	'watch watching down': walks([], second),
	'watch watching page-up': walks([['End', lastRow]],
		watching(({ marked, names }) => marked >= 0 &&
			marked < names.length - 2, 'more than one row up')),
	'watch watching page-down': walks([], watching(({ marked }) => marked > 1,
		'more than one row down')),
	'watch watching first': walks([['End', lastRow]], first),
	'watch watching last': walks([], lastRow),
	'watch watching open': async (x, key) => {
		await openWatch(x);
		await x.press('Down');
		await second(x);
		const { names } = await watched(x);
		await x.press(key);
		await x.see(new RegExp('^' + names[1] + '>', 'm'));
	},
	'watch watching close': async (x, key) => {
		await openWatch(x);
		await x.press(key);
		await x.lose(WATCH);
		await x.see(/^Ada>/m);
	},
	'watch watching next': async (x, key) => {
		await openWatch(x);
		await x.shows(key, /^▸ +TEAM/m);
		await x.shows(key, /^▸ +.*CUSTOMER/m);
	},
	'watch watching filter': async (x, key) => {
		await openWatch(x);
		await x.shows(key, 'only “_”');
		await x.type('Bob');
		await x.see('CUSTOMER 1-1/1');
		holds((await watched(x)).names.join() === 'Bob', 'not Bob alone');
	},
	'watch watching sort': async (x, key) => {
		await openWatch(x);
		const { by } = await watched(x);
		await x.press(key);
		await watching((now) => by && now.by === NEXT_ORDER[by],
			'the order after ' + by)(x);
	},
	'watch watching reverse': async (x, key) => {
		await openWatch(x);
		const was = (await watched(x)).names, turned = was.toReversed().join();
		await x.press(key);
		await watching(({ names }) => names.join() === turned, turned)(x);
		await x.press(key);
		await watching(({ names }) => names.join() === was.join(),
			was.join())(x);
	},
	'watch watching department': async (x, key) => {
		await openWatch(x);
		await x.shows(key, 'only ' + DEPARTMENT);
		await x.see('Nobody is here.');
		await x.press(key);
		await x.lose('only ' + DEPARTMENT);
	},
	'watch watching charts': async (x, key) => {
		await openWatch(x);
		await x.see(BLOCKS);
		await x.press(key);
		await x.lose(BLOCKS);
		await x.shows(key, HOURS);
		await x.shows(key, BLOCKS);
	},
	'watch watching act': supervised(async (x, c, key) => {
		await x.press(key, c);
		await c.see('R Reassign all');
		await c.keys('Escape');
		await c.lose('R Reassign all');
	}),
	'watch watching do read': supervised(async (x, c, key, name) => {
		await x.press(key, c);
		await c.see('you read along silently');
		await c.see(name + '>');
	}),
	'watch watching do whisper': begins(/\/whisper #\d+ *│/),
	'watch watching do reassign': begins(/\/reassign #\d+ *│/),
	'watch watching do reassign-all': begins(/\/reassign olga *│/),
	'watch watching do force': begins(/\/force olga *│/),
	'watch watching do broadcast': begins(/\/broadcast *│/),
	'watch watching do join': supervised(async (x, c, key, name) => {
		await x.press(key, c);
		await c.see('You have joined Olga');
		await x.desk.act('boss', 'POST', '/api/v1/conversations/' +
			x.ids[name] + '/leave', {});
	}),
	'watch watching do take-over': supervised(async (x, c, key, name) => {
		await x.press(key, c);
		await c.see('Boss took the conversation over');
		const id = x.ids[name], { version } = (await x.desk
			.conversations('boss')).find((one) => one.id === id);
		await x.desk.act('boss', 'POST', '/api/v1/conversations/' + id +
			'/transfer', { version, operator_id: x.olga });
		await x.desk.say('olga', id, 'It is mine again');
	}),
	'watch line': async (x, key) => {
		await openWatch(x);
		await x.shows(key, '─ Command ─');
	},
	'watch help': async (x, key) => {
		await openWatch(x);
		await x.shows(key, '─ The keys that work here ─');
	},
};

export const team = { ...supervision, ...watch };
