/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys_state.mjs - rows of keys_rows.mjs: why a conversation is where it is,
 * and how an operator is.
 */

export const state = {
	'chat block': async (x, key) => {
		await x.shows(key, '─ Block Ada');
		await x.see('‹ this visitor ›');
	},
	'any state': async (x, key) => {
		await x.shows(key, '─ How are you? ─');
		await x.type('3');
		await x.see('You are busy');
		await x.press(key);
		await x.see('─ How are you? ─');
		await x.type('1');
		await x.see('You are online');
	},
	'chat why': async (x, key) => {
		await x.shows(key, '─ Why Ada');
		await x.see('HOW IT CAME HERE');
	},
};
