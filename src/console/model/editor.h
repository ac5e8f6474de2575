/* SPDX-License-Identifier: GPL-3.0-or-later */
/* editor.h - a line (or several) of text being written: readline's keys.
 *
 * `at` and `mark` are byte offsets between letters (grapheme clusters). The
 * text is stored as typed; the view makes it safe.
 */
#ifndef MODEL_EDITOR_H
#define MODEL_EDITOR_H

#include <stdbool.h>

#include "base/str.h"

#define EDITOR_MAX_BYTES (64 * 1024)
#define EDITOR_UNDO	 32
#define EDITOR_HISTORY	 50

struct editor {
	struct str text;
	size_t	   at;			/* where the cursor is */
	char	  *undo[EDITOR_UNDO];	/* older texts, newest last */
	int	   n_undo;
	char	  *history[EDITOR_HISTORY];	/* what was sent, newest last */
	int	   n_history, history_at;	/* == n_history: the new text */
	char	  *killed;		/* what ^W ^U ^K took, for ^Y */
	bool	   typing_run;		/* letters join into one undo step */
};

void editor_init(struct editor *e);
void editor_clear(struct editor *e);	/* frees; zeroed */
void editor_set(struct editor *e, const char *text);	/* cursor at the end */
bool editor_insert(struct editor *e, const char *bytes, size_t len);
/* The readline command of a key ("C-a", "Left", "M-b", "Backspace", ...).
 * False: not an editing key, or it had nothing to do (Up in the first line
 * without history). */
bool editor_key(struct editor *e, const char *key);
/* Empties it and remembers what it held (for Up). Caller frees. */
char *editor_take(struct editor *e);
bool  editor_is_empty(const struct editor *e);

#endif
