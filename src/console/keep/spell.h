/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spell.h - is a word written right? By hunspell's dictionaries, beside the
 * console: a thread of its own loads a dictionary when its first word comes
 * (that takes up to 0.2 s) and answers in order. Without libhunspell, or
 * without the dictionary, every answer is SPELL_MISSING.
 *
 * Words of the operator's own are in a file, one a line, and are right in
 * every language.
 */
#ifndef KEEP_SPELL_H
#define KEEP_SPELL_H

#include <stdbool.h>

#define SPELL_WORD_BYTES  128	/* of a word, NUL included */
#define SPELL_SUGGESTIONS 9

struct spell;

enum spell_verdict { SPELL_RIGHT, SPELL_WRONG, SPELL_MISSING };

/* Borrowed for the call. `others` are suggestions, each ended by "\n", when
 * they were asked for. */
typedef void spell_answer(void *ctx, const char *language, const char *word,
    enum spell_verdict verdict, const char *others);

/* No thread is started before the first word. `own_words` is a path. */
struct spell *spell_new(const char *own_words);
void spell_free(struct spell *s);
/* Readable when answers are there; -1: nothing was asked yet. */
int  spell_fd(const struct spell *s);
/* `language` is a code ("ru"). What is too much is dropped: ask again. */
void spell_ask(struct spell *s, const char *language, const char *word,
    bool with_others);
void spell_poll(struct spell *s, spell_answer *answer, void *ctx);
/* Into the operator's own words, for good: right for every question that comes
 * after it. A file that cannot be written is told in the log. */
void spell_add(struct spell *s, const char *word);

#endif
