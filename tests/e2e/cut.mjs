/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cut.mjs - a line to a port of the loopback that can be cut.
 *
 *   const cut = await openCut(desk.port);     cut.port is the near end
 *   cut.cut();     every connection ends, new ones are refused
 *   cut.hold(n);   no connection brings more bytes up, until cut.go()
 *   await cut.heal();
 */
import net from 'node:net';

class Cut {
	#pairs = new Set();
	#server = null;
	#target;
	#most = Infinity;
	#held = [];

	constructor(target) {
		this.#target = target;
		this.port = 0;
		this.n = 0;		/* connections so far */
		this.parts = [];	/* what went over it, in order */
	}

	get url() {
		return 'http://127.0.0.1:' + this.port + '/';
	}

	#join(near) {
		const far = net.connect(this.#target, '127.0.0.1');
		const pair = [near, far];
		this.#pairs.add(pair);
		this.n++;
		for (const [from, to] of [[near, far], [far, near]]) {
			let n = 0;
			from.setNoDelay(true);
			from.on('data', (part) => this.parts.push({
				isDown: from === far, bytes: part.length }));
			from.on('data', (part) => {
				n += part.length;
				if (from === far || n < this.#most)
					return;
				from.unpipe(to);
				from.pause();
				this.#held.push(() => from.destroyed || from.pipe(to));
			});
			from.pipe(to);
			from.on('error', () => to.destroy());
			from.on('close', () => {
				to.destroy();
				this.#pairs.delete(pair);
			});
		}
	}

	heal() {
		this.#server = net.createServer((near) => this.#join(near));
		return new Promise((done, fail) => {
			this.#server.on('error', fail);
			this.#server.listen(this.port, '127.0.0.1', () => {
				this.port = this.#server.address().port;
				done();
			});
		});
	}

	/* As a line that has become very slow: the peer's buffers fill up. */
	hold(bytes) {
		this.#most = bytes;
	}

	go() {
		this.#most = Infinity;
		for (const go of this.#held.splice(0))
			go();
	}

	get isHeld() {
		return this.#held.length > 0;
	}

	/* Bytes that came down so far. */
	down() {
		return this.parts.reduce((sum, part) =>
			sum + (part.isDown ? part.bytes : 0), 0);
	}

	/* As if the cable were pulled and the peer noticed it. */
	async cut() {
		const closed = new Promise((done) => this.#server.close(done));
		for (const pair of this.#pairs)
			pair.forEach((end) => end.resetAndDestroy());
		await closed;
	}

	async close() {
		if (this.#server.listening)
			await this.cut();
	}
}

export async function openCut(target) {
	const cut = new Cut(target);
	await cut.heal();
	return cut;
}
