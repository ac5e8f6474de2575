/* SPDX-License-Identifier: GPL-3.0-or-later */
/* key_words.h - what a key does, in words for people: a few for the panel of a
 * chord and the menu, a sentence for the help.
 */
#ifndef MODEL_KEY_WORDS_H
#define MODEL_KEY_WORDS_H

/* Both of a command line ("transfer --best") or a command's name, translated;
 * NULL: there are none, as for a line of the operator's own. */
const char *key_words_brief(const char *line);
const char *key_words_help(const char *line);

#endif
