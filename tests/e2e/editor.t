#!/usr/bin/env node
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* editor.t - Ctrl-X Ctrl-E: a draft in an editor of the operator's, which
 * writes, fails, is killed, and hangs while messages go on arriving.
 */
'use strict';

const LIVE = /^ \S+ +● /m;

/* What the editor does is in a file, so that it can change. */
const EDITOR = `#!/bin/sh
echo "editor $*" >> "$HOME/editor.log"
for file; do :; done
. "$HOME/does"
`;

async function begin(t, { randomBytes, fs, path }) {
	const desk = await t.desk(), home = t.place('h');
	desk.operator('anna', { name: 'Anna' });
	const script = path.join(home, 'fake editor');
	fs.writeFileSync(script, EDITOR, { mode: 0o755 });
	const does = (what) => fs.writeFileSync(path.join(home, 'does'), what);
	const body = (text, more) => ({ body: { text,
		client_id: randomBytes(16).toString('hex'), ...more } });
	const opened = await desk.ask('POST', '/api/v1/visitor/conversations',
		body('Where is my parcel?', { name: 'Ivan', language: 'en' }));
	const { secret } = opened.body;
	const id = (await desk.conversations('anna'))[0].id;
	await desk.take('anna', id);
	const write = (text) => desk.ask('POST', '/api/v1/visitor/messages',
		{ secret, ...body(text) });
	return { desk, home, does, write, id, env: {
		EDITOR: '"' + script + '" -f', VISUAL: '' } };
}

async function writes(t, x, kit) {
	await t.story('an editor that writes', async (ok) => {
		x.does('cp "$file" "$HOME/seen"\n{ echo "first line"; ' +
			'printf "żółw\\n\\n"; cat "$file"; } > "$HOME/new"\n' +
			'cp "$HOME/new" "$file"');
		await x.anna.type('begun');
		await x.anna.see('Ivan> begun');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see(/Ivan> first line\n +żółw\n *\n +begun/);
		kit.holds((await x.anna.text()).includes('Ivan> first line'), 'text');
		const seen = x.fs.readFileSync(x.home + '/seen', 'utf8');
		kit.holds(seen.startsWith('begun\n# --'), seen);
		kit.holds(seen.includes('Ivan: Where is my parcel?'), seen);
		ok('the draft and the conversation are there, above and below');
		kit.same(x.left(), [], 'files');
		ok('the file is gone afterwards');
		kit.holds(/editor -f \S+\/reply-\d+-\w+\.txt\n/.test(
			x.fs.readFileSync(x.home + '/editor.log', 'utf8')), 'arguments');
		ok('the arguments of $EDITOR are its arguments');
		kit.same((await x.desk.texts('anna', x.id)).length, 1, 'sent');
		await x.anna.keys('C-_');
		await x.anna.see(/Ivan> begun\n/);
		ok('nothing was sent, and undo brings the old text');
	});
}

async function fails(t, x, kit) {
	await t.story('an editor that does not', async (ok) => {
		x.does('echo rubbish > "$file"; exit 3');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see('status 3');
		await x.anna.see(/Ivan> begun/);
		kit.same(x.left(), [], 'files');
		ok('exit 3 changes nothing');
		x.does('echo saved > "$file"; kill -9 $$');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see('signal 9');
		kit.same(x.left().length, 1, 'files');
		ok('what a killed one had saved is named');
		x.left().forEach((name) => x.fs.unlinkSync(name));
		x.does('printf "\\377\\376" > "$file"');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see('UTF-8');
		await x.anna.see(/Ivan> begun/);
		kit.same(x.left().length, 1, 'files');
		ok('what is no text stays in its file');
		x.left().forEach((name) => x.fs.unlinkSync(name));
		x.does('kill -INT 0; sleep 0.2; echo not interrupted > "$file"');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see('signal 2');
		await x.anna.see(LIVE);
		ok('Ctrl-C in it does not end the console');
		x.left().forEach((name) => x.fs.unlinkSync(name));
	});
}

async function hangs(t, x, kit) {
	await t.story('an editor that takes its time', async (ok) => {
		x.does('echo "EDITING"; while [ ! -e "$HOME/go" ]; do sleep 0.1; ' +
			'done; rm "$HOME/go"; echo "at last" > "$file"');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see('EDITING');
		for (let i = 1; i <= 5; i++)
			await x.write('meanwhile ' + i);
		/* They are with the console: the desk knows of its polls. */
		await x.desk.act('anna', 'POST', `/api/v1/conversations/${x.id}` +
			'/notes', { text: 'from the side' });
		kit.holds(!(await x.anna.text()).includes('meanwhile'), 'screen');
		ok('nothing is painted over it');
		x.fs.writeFileSync(x.home + '/go', '');
		const text = await x.anna.see('Ivan> at last');
		for (let i = 1; i <= 5; i++)
			kit.holds(text.includes('meanwhile ' + i), text);
		ok('all that came meanwhile is there at once');
		x.does('echo "EDITING"; while [ ! -e "$HOME/go" ]; do sleep 0.1; ' +
			'done; rm "$HOME/go"; echo "too late" > "$file"');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see('EDITING');
		await x.desk.close('anna', x.id);
		x.fs.writeFileSync(x.home + '/go', '');
		await x.anna.see('not yours any more');
		await x.anna.see('Ivan> too late');
		ok('of a conversation that was closed meanwhile it is a draft');
		await x.anna.keys('C-u');
	});
}

/* Ctrl-Z in the editor: of a terminal with a shell both are one job; without
 * one nobody could continue them, and nobody stops. */
async function isStopped(t, x, kit) {
	const reads = 'printf "%s" "so far" > "$file"; echo "EDITING"; ' +
		'IFS= read -r line < /dev/tty; printf "%s" "$line" > "$file"';
	await t.story('an editor that is stopped', async (ok) => {
		x.does(reads);
		await x.anna.type('kept');
		await x.anna.see('kept');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see('EDITING');
		await x.anna.keys('C-z');
		await x.anna.type('typed on');
		await x.anna.keys('Enter');
		await x.anna.see('> typed on');
		await x.anna.see(LIVE);
		ok('without a shell goes on');
		await x.anna.keys('C-u');
		const before = await x.anna.pid();
		await x.anna.close();
		await kit.until(() => !x.fs.existsSync('/proc/' + before),
			'the console to end');
		const shell = await x.inShell();
		await shell.see(LIVE);
		await shell.keys('M-1');
		await shell.type('draft of a shell');
		await shell.see('> draft of a shell');
		await shell.keys('C-x', 'C-e');
		await shell.see('EDITING');
		await shell.keys('C-z');
		await shell.see('Stopped');
		await shell.type('echo "the shell "answers');
		await shell.keys('Enter');
		await shell.see('the shell answers');
		ok('with one is a job of it, and so is the console');
		await shell.type('fg');
		await shell.keys('Enter');
		await shell.type('a line after fg');
		await shell.keys('Enter');
		await shell.see('> a line after fg');
		await shell.see(LIVE);
		await shell.keys('C-_');
		await shell.see('> draft of a shell');
		ok('fg continues both, and the draft is what was written');
		x.anna = shell;
	});
}

/* The terminal goes away while the editor runs. */
async function hangsUp(t, x, kit) {
	await t.story('the terminal hangs up', async (ok) => {
		x.does('printf "%s" "half a line" > "$file"; echo $$ > ' +
			'"$HOME/editor.pid"; echo "WAITING"; while :; do sleep 0.1; done');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see('WAITING');
		const editor = Number(x.fs.readFileSync(x.home + '/editor.pid'));
		const parent = (pid) => Number(/^PPid:\t(\d+)/m.exec(x.fs.readFileSync(
			`/proc/${pid}/status`, 'utf8'))[1]);
		let console = editor;
		while (!x.fs.readFileSync(`/proc/${console}/comm`, 'utf8')
			.startsWith('dezhurka'))
			console = parent(console);
		await x.anna.close();
		const isGone = (pid) => !x.fs.existsSync('/proc/' + pid);
		await kit.until(() => isGone(console), 'the console to end');
		await kit.until(() => isGone(editor), 'the editor to end');
		ok('the console and the editor end');
		x.anna = await t.console(x.desk, 'anna', { cols: 80, state: x.home,
			env: x.env });
		await x.anna.see(LIVE);
		await x.anna.keys('M-1');
		await x.anna.see('> draft of a shell');
		ok('the draft is there');
		await x.anna.keys('C-u');
		await x.anna.type('/recover');
		await x.anna.keys('Enter');
		await x.anna.see('half a line');
		kit.same(x.left(), [], 'files');
		ok('what the editor had is offered and comes back');
	});
}

async function isKilled(t, x, kit) {
	await t.story('kill -9 of the console', async (ok) => {
		x.does('echo "half a text" > "$file"; echo "EDITING"; ' +
			'trap "" HUP; while [ ! -e "$HOME/go" ]; do sleep 0.1; done');
		await x.anna.keys('C-x', 'C-e');
		await x.anna.see('EDITING');
		await x.anna.kill();
		x.fs.writeFileSync(x.home + '/go', '');
		kit.same(x.left().length, 1, 'files');
		x.anna = await t.console(x.desk, 'anna', { cols: 80, state: x.home,
			env: x.env });
		await x.anna.see('/recover');
		await x.anna.see(LIVE);
		await x.anna.type('/recover');
		await x.anna.keys('Enter');
		await kit.until(() => x.left().length === 0, 'the file to go');
		await kit.until(() => kit.isKept(x.home, 'half a text'),
			'the draft on the disk');
		ok('the text is offered and comes back');
	});
}

/* The customer comes back, and is anna's again. */
async function again(x) {
	await x.write('one more thing');
	await x.desk.take('anna', x.id);
	await x.anna.see(/1 Ivan/);
	await x.anna.keys('M-1');
	await x.anna.see('one more thing');
}

/* A console that a shell has started. */
async function inShell(t, x, openPane) {
	const token = x.path.join(x.home, 'token-for-test');
	const shell = await openPane(t, ['bash', '--norc', '--noprofile', '-i'], {
		cols: 80, name: 'console in a shell', env: { ...x.env, HOME: x.home,
			PS1: 'ready:', HISTFILE: undefined, XDG_STATE_HOME: x.home + '/state',
			XDG_CONFIG_HOME: x.home + '/config',
			XDG_CACHE_HOME: x.home + '/cache',
			XDG_RUNTIME_DIR: x.home + '/run' } });
	await shell.see('ready:');
	await shell.type(`"${process.env.DEZHURKA}" --desk "unix:${x.desk.socket}" ` +
		`--login anna --lang en --token-fd 9 9< "${token}"`);
	await shell.keys('Enter');
	return shell;
}

async function main(kit, fs, path, { randomBytes }, { openPane }) {
	await kit.run({ needs: ['tmux'] }, async (t) => {
		const x = await begin(t, { randomBytes, fs, path });
		Object.assign(x, { fs, path, inShell: () => inShell(t, x, openPane) });
		const dirs = (dir) => fs.readdirSync(dir, { withFileTypes: true })
			.flatMap((one) => one.isDirectory() ?
				dirs(path.join(dir, one.name)) : [path.join(dir, one.name)]);
		x.left = () => dirs(path.join(x.home, 'state'))
			.filter((name) => path.basename(name).startsWith('reply-'));
		x.anna = await t.console(x.desk, 'anna', { cols: 80,
			state: x.home, env: x.env });
		await x.anna.see(LIVE);
		await x.anna.keys('M-1');
		await x.anna.see('Ivan>');
		await writes(t, x, kit);
		await fails(t, x, kit);
		await hangs(t, x, kit);
		await isKilled(t, x, kit);
		await again(x);
		await isStopped(t, x, kit);
		await hangsUp(t, x, kit);
	});
}

Promise.all([import('./kit.mjs'), import('node:fs'), import('node:path'),
	import('node:crypto'), import('./tmux.mjs')]).then((all) => main(...all));
