/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys_rows.mjs - what each binding must do, to be seen from outside.
 *
 * "CONTEXT COMMAND LINE" of a binding -> async (x, key, args). Every key of
 * that binding is pressed: x.press(key). Before each the conversation of Ada
 * is in front, its input is empty and nothing is open; whatever a row leaves
 * behind is put away after it (back()). What a row waits for must
 * not be there before its key: x.shows() minds that by itself.
 */
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { holds, until } from './kit.mjs';
import { BELOW, EARLIER, NAMES } from './keys_desk.mjs';
import { state } from './keys_state.mjs';
import { team } from './keys_team.mjs';

/* --- what several have in common -------------------------------------------- */

const shows = (what, leave = '') => async (x, key) => {
	await x.shows(key, what);
	if (leave)
		await x.press(leave);
};
const toggles = (on, off) => async (x, key) => {
	await x.shows(key, on);
	await x.press(key);
	await x.see(off);
};

/* `text` is typed, `before` pressed; the key makes `after` of it. */
const edits = (text, before, after) => async (x, key) => {
	await x.type(text);
	await x.see('Ada> ' + text.trimEnd());
	for (const one of before)
		await x.press(one);
	if (!after.startsWith('/'))
		await x.shows(key, new RegExp('^Ada>' + (after && ' ') + after + ' *$', 'm'));
};

/* In the list that `open` opens: after `before` the key brings the mark to
 * `row`. */
const marks = (open, before, row) => async (x, key) => {
	await open(x);
	for (const [one, seen] of before) {
		await x.press(one);
		await x.see(seen);
	}
	await x.shows(key, row);
};

const openList = (x) => x.shows('F2', '─ Conversations ─');
const openCanned = (x) => x.shows('F4', '─ Canned replies ─');
const FIRST = /▌ r1 /, SECOND = /▌ r10 /;
const notFirst = async (x, key) => {
	await openCanned(x);
	await x.press(key);
	await x.lose(FIRST);
	await x.see(/▌ +r\d/);
};

const sent = (text) => (x) => until(async () => (await x.texts())
	.includes(text), () => '"' + text + '" at the desk');

async function last(x, type) {
	await until(async () => (await x.desk.transcript('boss', x.ids.Ada))
		.at(-1).type === type, type + ' at the desk');
}

export async function transferred(x, key) {
	await x.press(key);
	await last(x, 'transferred');
	await x.see('Transferred to Olga');
}

export async function takenBack(x) {
	await last(x, 'taken_back');
	await x.lose('Transferred to Olga');
}

async function takes(x, key) {
	const name = await x.waiting();
	await x.press(key);
	await x.see(name + '>');
	await x.dismiss(name);
}

/* --- everywhere --------------------------------------------------------------- */

const everywhere = {
	'any help': shows('─ The keys that work here ─'),
	'any list': shows('─ Conversations ─'),
	'any sidebar': toggles('─ Customer ─', /^(?![^]*─ Customer ─)/),
	'any take next': takes,
	'any menu': shows('─ Commands ─'),
	'any search': shows('Find in all conversations'),
	'any layout': async (x, key) => {
		await x.shows(key, /^Ada> +│\w+>/m);
		await x.run('/layout one');
		await x.lose(/^Ada> +│\w+>/m);
	},
	'any zoom': async (x, key) => {
		await x.run('/layout columns');
		await x.see(/^Ada> +│\w+>/m);
		await x.press(key);
		await x.lose(/^Ada> +│\w+>/m);
		await x.press(key);
		await x.see(/^Ada> +│\w+>/m);
		await x.run('/layout one');
		await x.lose(/^Ada> +│\w+>/m);
	},
	'any pane next': paneMoves,
	'any pane previous': paneMoves,
	'any quit': async (x, key) => {
		await x.waits();
		await x.shows(key, '─ Quit? ─');
	},
	'any handover': shows('─ Hand over all ─'),
	'any dnd': toggles('No alert disturbs you', 'Alerts reach you again'),
	'any redraw': async (x, key) => {
		const tty = (await x.c.tmux('display-message', '-p',
			'#{pane_tty}')).trim();
		writeFileSync(tty, '\x1b[5;1HRUBBISH');
		await x.see('RUBBISH');
		await x.press(key);
		await x.lose('RUBBISH');
	},
	'any suspend': async (x, key) => {
		/* Nobody is there who could go on in this terminal's shell: it
		 * leaves the screen and comes back at once. */
		const log = x.home + '/bytes';
		writeFileSync(log, '');
		await x.c.tmux('pipe-pane', '-O', 'cat > ' + log);
		await x.press(key);
		await until(() => readFileSync(log, 'latin1')
			.includes('\x1b[?1049l'), 'the screen to be left');
		await x.c.tmux('pipe-pane');
		await x.see(/^Ada>/m);
	},
	'any cancel': async (x, key) => {
		await x.shows('F1', '─ The keys that work here ─');
		await x.press(key);
		await x.lose('─ The keys that work here ─');
	},
	'any urgent': async (x, key) => {
		await x.write('Bob', 'are you there?');
		await x.see(/Bob\+1/);
		await x.press(key);
		await x.see(/^Bob>/m);
		await x.desk.say('anna', x.ids.Bob, 'I am');
	},
	'any scroll up': async (x, key) => {
		await x.shows(key, BELOW);
	},
	'any scroll down': async (x, key) => {
		await x.scrolledUp();
		await x.press(key);
		await x.lose(BELOW);
	},
	'any scroll end': async (x, key) => {
		await x.scrolledUp();
		await x.press(key);
		await x.lose(BELOW);
	},
	'any blocks': async (x, key) => {
		const runs = () => existsSync(x.counted) ?
			readFileSync(x.counted, 'utf8').length : 0;
		await x.shows('F3', 'ORDERS');
		await x.see('ran');
		const before = runs();
		await x.press(key);
		await until(() => runs() > before, 'the block to run again');
		await x.press('F3');
		await x.lose('ORDERS');
	},
	'any accept': async (x, key) => {
		const name = await x.offered();
		await x.press(key);
		await until(async () => (await x.desk.transcript('boss',
			x.ids[name])).at(-1).type === 'taken', 'taken by who has it: accepted');
		await x.dismiss(name);
	},
};
for (let i = 1; i <= 9; i++)
	everywhere['any open ' + i] = async (x, key) => {
		if (i === 1) {
			await x.press('M-2');
			await x.see(/^Bob>/m);
		}
		await x.press(key);
		await x.see(new RegExp('^' + NAMES[i - 1] + '>', 'm'));
	};

async function paneMoves(x, key) {
	await x.run('/layout columns');
	await x.see(/^Ada> +│\w+>/m);
	await x.see(/^▌1 Ada/m);
	await x.press(key);
	await x.see(/│▌\d \w+  en/);
	await x.press('M-1');
	await x.see(/^▌1 Ada  en/m);
	await x.run('/layout one');
	await x.lose(/^Ada> +│\w+>/m);
}

/* --- a conversation -------------------------------------------------------------- */

async function comesBack(x, key) {
	await x.run('/set -t send.hold 20s');
	await x.type('held back');
	await x.press('Enter');
	await x.see(/^Ada> *$/m);
	await x.shows(key, /^Ada> held back/m);
	await x.press('C-x C-a');
	await x.press('Backspace');
	await x.see(/^Ada> *$/m);
	await x.run('/set -t send.hold off');
	await x.see(/^Ada> *$/m);
	holds(!(await x.texts()).includes('held back'), 'it was sent');
}

const chat = {
	'chat canned': shows('─ Canned replies ─'),
	'chat transfer --best': async (x, key) => {
		await transferred(x, key);
		await x.press(key);
		await takenBack(x);
	},
	'chat transfer': shows('─ Transfer to ─'),
	'chat note': toggles(/^Note#/m, /^Ada>/m),
	'chat close': shows('─ Close with ─'),
	'chat send': async (x, key) => {
		await x.type('sent with a key');
		await x.press(key);
		await sent('sent with a key')(x);
		await x.see(/^Ada> *$/m);
	},
	'chat newline': async (x, key) => {
		await x.type('one');
		await x.press(key);
		await x.type('two');
		await x.see(/^Ada> one *\n +two *$/m);
	},
	'chat field': shows('─ Customer ─'),
	'chat cancel': async (x, key) => {
		await transferred(x, 'F6');
		await x.press(key);
		await takenBack(x);
	},
	'chat find': shows('/find [WORD'),
	'chat attach': shows('attach-me.txt'),
	'chat file': shows(/▌ 1 a-file\.txt/, 'Esc'),
	'chat hints': shows(/attps:\/\/shop\.example\/1/),
	'chat copy': shows('last line is copied'),
	'chat nothing': async (x, key) => {
		await x.write('Ada', 'and now?');
		await x.see('and now?');
		await x.shows(key, 'Nothing to answer: Ada');
	},
	'chat later': async (x, key) => {
		await x.shows(key, 'Ada is put aside');
		await x.run('/later now');
	},
	'chat pin': toggles('Ada stays in this pane', 'Ada stays here until'),
	'chat pane next': paneMoves,
	'chat decline --ask': async (x, key) => {
		const name = await x.offered();
		await x.run('/open ' + name);
		await x.see(new RegExp('^' + name + '>', 'm'));
		await x.press(key);
		await x.see('Enter');
		await x.type('at lunch');
		await x.press('Enter');
		await until(async () => (await x.desk.transcript('boss',
			x.ids[name])).at(-1).type === 'declined', 'declined');
		await x.dismiss(name, 'olga');
	},
	'chat promise --ask': shows('When and what'),
	'chat tag': shows('─ Tags ─'),
	'chat recall': async (x, key) => {
		await x.type('to be recalled');
		await x.press('Enter');
		await sent('to be recalled')(x);
		await x.see(/^Ada> *$/m);
		await x.shows(key, /^Edit Ada> /m);
		await x.press('Esc');
		await x.lose('Edit Ada>');
	},
	'chat spell': async (x, key) => {
		await misspelt(x, key);
	},
	'chat editor': shows(/^Ada> from the editor/m),
	'chat unhold': comesBack,
	'chat unsend': comesBack,
	'chat edit undo': edits('abc', [], ''),
	'chat edit redo': async (x, key) => {
		await x.type('abc');
		await x.see(/^Ada> abc/m);
		await x.press('C-x C-u');
		await x.lose(/^Ada> abc/m);
		await x.shows(key, /^Ada> abc/m);
	},
	'chat edit select-all': async (x, key) => {
		await x.type('all of this');
		await x.press('C-a');
		await x.press(key);
		await x.press('Backspace');
		await x.see(/^Ada> *$/m);
	},
	'chat edit yank-next': async (x, key) => {
		for (const word of ['older', 'newer']) {
			await x.type(word);
			await x.see('Ada> ' + word);
			await x.press('C-u');
			await x.see(/^Ada> *$/m);
		}
		await x.press('C-y');
		await x.see(/^Ada> newer/m);
		await x.shows(key, /^Ada> older/m);
	},
	'chat edit swap-words': edits('two one', [], 'one two'),
	'chat edit upper': edits('word', ['C-a'], 'WORD'),
	'chat edit lower': edits('WORD', ['C-a'], 'word'),
	'chat edit capital': edits('word', ['C-a'], 'Word'),
	'chat edit quote': shows('Control characters cannot be sent'),
};
for (let i = 1; i <= 9; i++)
	chat['chat canned --likely ' + i] = async (x, key) => {
		const [first, digit] = key.split(' ');
		await x.press(first);
		const text = await x.see(/\b1 r1 .* 9 r/);
		const name = new RegExp(' ?' + digit + ' r(\\d+)').exec(text
			.split('\n').find((row) => /\b1 r1 .* 9 r/.test(row)))[1];
		await x.press(digit);
		await x.see(new RegExp('^Ada> This is reply ' + name + '\\.', 'm'));
	};

/* --- lists, forms, questions ------------------------------------------------------- */

const lists = {
	'list choose up': marks(openList, [['Down', /▌ +2 Bob/]], /▌ +1 Ada/),
	'list choose down': marks(openList, [], /▌ +2 Bob/),
	'list choose page-up': marks(openList, [['Down', /▌ +2 Bob/]],
		/▌ +1 Ada/),
	'list choose page-down': async (x, key) => {
		await openList(x);
		await x.press(key);
		await x.lose(/│▌ +1 Ada/);
	},
	'list choose ok': async (x, key) => {
		await openList(x);
		await x.press('Down');
		await x.see(/▌ +2 Bob/);
		await x.press(key);
		await x.see(/^Bob>/m);
	},
	'list take next': async (x, key) => {
		const name = await x.waiting();
		await openList(x);
		await x.press(key);
		await x.see(name + '>');
		await x.dismiss(name);
	},
	'picker choose up': marks(openCanned, [['Down', SECOND]], FIRST),
	'picker choose down': marks(openCanned, [], SECOND),
	'picker choose page-up': marks(openCanned, [['Down', SECOND]], FIRST),
	'picker choose page-down': notFirst,
	'picker choose ok': inserts,
	'picker choose tab': inserts,
	'picker hints': async (x, key) => {
		await x.press('C-x u');
		await x.see(/attps:\/\/shop\.example\/1/);
		await x.shows(key, /a +https:\/\/shop\.example\/1/);
	},
	'picker choose send': async (x, key) => {
		await openCanned(x);
		await x.type('r2');
		await x.see(/▌ r2 /);
		await x.press(key);
		await sent('This is reply 2.')(x);
	},
	'picker choose add': shows2(openCanned, '─ A new canned reply ─'),
	'picker choose edit': shows2(openCanned, '─ A new canned reply ─'),
	'picker choose right': async (x, key) => turns(x, '', key),
	'picker choose left': async (x, key) => turns(x, 'Right', key),
	'sidebar cancel': async (x, key) => {
		await x.shows('Tab', '─ Customer ─');
		await x.press(key);
		await x.lose('─ Customer ─');
	},
	'paste paste insert': async (x, key) => {
		await pasted(x);
		await x.press(key);
		await x.see(/^Ada> p1 *\n +p2/m);
	},
	'paste paste line': async (x, key) => {
		await pasted(x);
		await x.press(key);
		await x.see('Ada> p1 p2 p3');
	},
	'paste cancel': async (x, key) => {
		await pasted(x);
		await x.press(key);
		await x.lose('p1');
	},
	'spell spell add': async (x, key) => {
		await misspelt(x, 'C-x y', 'yat');
		await x.press(key);
		await x.lose('adds it to my words');
		await x.see('Ada> yat');
	},
	'spell spell ignore': async (x, key) => {
		await misspelt(x, 'C-x y', 'zat');
		await x.press(key);
		await x.lose('adds it to my words');
		await x.see('Ada> zat');
	},
	'spell cancel': async (x, key) => {
		await misspelt(x, 'C-x y');
		await x.press(key);
		await x.lose('adds it to my words');
	},
	'confirm choose ok': async (x, key) => {
		await x.waits();
		const c = await x.another();
		await c.keys('C-x', 'C-c');
		await c.see('─ Quit? ─');
		await c.type(key);
		holds(await c.ended() === 0, 'it failed');
	},
	'confirm cancel': async (x, key) => {
		await x.waits();
		await x.shows('C-x C-c', '─ Quit? ─');
		await x.press(key);
		await x.lose('─ Quit? ─');
	},
};
for (let i = 1; i <= 9; i++)
	lists['spell spell ' + i] = async (x, key) => {
		await misspelt(x, 'C-x y');
		const text = await x.see(new RegExp('\\b' + i + ' +[a-z]at\\b'));
		await x.press(key);
		const word = /^Ada> ([a-z]at) *$/m.exec(await x.see(
			/^Ada> (?!xat)[a-z]at *$/m))[1];
		holds(new RegExp('\\b' + i + ' +' + word).test(text), word + ' of\n' + text);
	};

function shows2(open, what) {
	return async (x, key) => {
		await open(x);
		await x.shows(key, what);
	};
}

async function inserts(x, key) {
	await openCanned(x);
	await x.press(key);
	await x.see(/^Ada> This is reply 1\./m);
}

async function turns(x, before, key) {
	await openCanned(x);
	await x.type('zwei');
	await x.see(/In English\.|Po polsku\./);
	if (before)
		await x.press(before);
	const preview = async () => /│ (In English|Po polsku)\. /.exec(
		(await x.c.screen()).filter((row) => !row.includes('zwei'))
			.join('\n'))?.[1];
	const was = await preview();
	await x.press(key);
	await until(async () => await preview() !== was, 'the other language');
}

async function pasted(x) {
	await x.c.paste(['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', ''].join('\n'));
	await x.see('7');
	await x.see(/insert|i /);
}

async function misspelt(x, key, word = 'xat') {
	await x.type(word + ' ');
	/* Underlined: it has been looked up. */
	await until(async () => new RegExp('\\x1b\\[(\\d+;)*4[:;m][^\\n]*' + word)
		.test(await x.c.tmux('capture-pane', '-e', '-p')), word + ' marked');
	return x.shows(key, 'adds it to my words');
}

/* --- the form of a canned reply ----------------------------------------------------- */

async function openForm(x) {
	await x.run('/canned add ' + (x.formed = 'f' + x.n++));
	await x.see('─ A new canned reply ─');
	await x.see(/Shortcut +f\d/);
}

/* Letters go where the form is: typed into the title after `before`. */
const goes = (before, line) => async (x, key) => {
	await openForm(x);
	for (const one of before)
		await x.press(one);
	await x.press(key);
	await x.type('HERE');
	await x.see(line);
};

const forms = {
	'form form next': goes([], /Language +enHERE/),
	'form form down': goes([], /Language +enHERE/),
	'form form enter': goes([], /Language +enHERE/),
	'form form back': goes(['Tab'], /Title +HERE/),
	'form form up': goes(['Down'], /Title +HERE/),
	'form form left': goes(['a', 'b'], /Title +aHEREb/),
	'form form right': goes(['a', 'b', 'Left', 'Left'],
		/Title +aHEREb/),
	'form form leave': async (x, key) => {
		await openForm(x);
		await x.press(key);
		await x.lose('─ A new canned reply ─');
	},
	'form form save': async (x, key) => {
		await openForm(x);
		await x.type('Formed');
		await x.see(/Title +Formed/);
		for (let i = 0; i < 3; i++)
			await x.press('Tab');
		await x.type('the text of it');
		await x.see('the text of it');
		await x.press(key);
		await x.see('“' + x.formed + '” is saved');
	},
};

export const unproven = [];

/* --- the customer's record, an earlier conversation ---------------------------------- */

const NEWEST = /▌ ?\d+ \w+ Parcel 12 /, BEFORE_IT = /▌ ?\d+ \w+ Parcel 11 /;
const READ = 'read only', BELOW_IT = 'more below ─', LAST = 'Answer to: ' + EARLIER.at(-1);

async function openRecord(x) {
	await x.shows('F3', '─ Customer ─');
	await x.press('Up');
	await x.see(NEWEST);
}

async function openEarlier(x) {
	await x.press('C-x v');
	await x.see(LAST);
	await x.see(READ);
}

/* After `before` the key shows what is below, or nothing is any more. */
const scrollsEarlier = (before, is_below) => async (x, key) => {
	await openEarlier(x);
	for (const one of before) {
		await x.press(one);
		await x.see(BELOW_IT);
	}
	await x.press(key);
	await (is_below ? x.see(BELOW_IT) : x.lose(BELOW_IT));
};

const record = {
	'sidebar choose up': async (x, key) => {
		await openRecord(x);
		await x.press('Down');
		await x.see(BEFORE_IT);
		await x.shows(key, NEWEST);
	},
	'sidebar choose down': async (x, key) => {
		await openRecord(x);
		await x.shows(key, BEFORE_IT);
	},
	'sidebar choose page-up': async (x, key) => {
		await openRecord(x);
		await x.shows('PgDn', '↑');
		await x.press(key);
		await x.lose('↑');
	},
	'sidebar choose page-down': async (x, key) => {
		await openRecord(x);
		await x.shows(key, '↑');
	},
	'sidebar choose ok': async (x, key) => {
		await openRecord(x);
		await x.press(key);
		await x.see(LAST);
	},
	'chat earlier': async (x, key) => {
		await x.shows(key, LAST);
	},
	'any earlier close': async (x, key) => {
		await openEarlier(x);
		await x.press(key);
		await x.lose(READ);
	},
	'earlier earlier close': async (x, key) => {
		await openEarlier(x);
		await x.press(key);
		await x.lose(READ);
	},
	'earlier cancel': async (x, key) => {
		await openEarlier(x);
		await x.press(key);
		await x.lose(READ);
	},
	'earlier earlier back': async (x, key) => {
		await openEarlier(x);
		await x.see('Tab back');
		await x.press(key);
		await x.lose('Tab back');
		await x.see(READ);
		await x.press('C-x 0');
	},
	'earlier scroll line-up': scrollsEarlier([], true),
	'earlier scroll line-down': scrollsEarlier(['Up'], false),
	'earlier scroll top': async (x, key) => {
		await openEarlier(x);
		await x.press(key);
		await x.see(/Ada +Parcel 12/);
	},
	'earlier scroll end': scrollsEarlier(['Home'], false),
	'earlier find': async (x, key) => {
		await openEarlier(x);
		await x.shows(key, '/find [WORD');
	},
	'earlier hints': async (x, key) => {
		await openEarlier(x);
		const label = /[a-gi-z]ttps:\/\/shop\.example\/before/;
		await x.shows(key, label);
		await x.press('Esc');
		await x.lose(label);
	},
	'earlier copy': async (x, key) => {
		await openEarlier(x);
		await x.shows(key, 'last line is copied');
	},
};

export const rows = { ...everywhere, ...chat, ...lists, ...forms, ...record,
	...team, ...state };
