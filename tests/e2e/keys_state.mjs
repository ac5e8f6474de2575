/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys_state.mjs - rows of keys_rows.mjs: why a conversation is where it is,
 * and how an operator is.
 */

export const state = {
	'chat why': async (x, key) => {
		await x.shows(key, '─ Why Ada');
		await x.see('HOW IT CAME HERE');
	},
};
