/* SPDX-License-Identifier: GPL-3.0-or-later */
/* editor.h - a line (or several) of text being written: readline's keys.
 *
 * `at` and `mark` are byte offsets between letters (grapheme clusters). The
 * text is stored as typed; the view makes it safe.
 *
 * What is killed goes into a ring, which editors may share: kills in a row
 * become one, "M-y" after a yank goes round. Undo and redo hold whole texts:
 * the words typed in a row are steps of their own.
 *
 * With a mark, what is between it and the cursor is selected. Shift with a
 * motion sets it for that motion; "C-Space" sets one that stays till the next
 * change. Typing replaces the selection, Backspace and C-w take it out.
 */
#ifndef MODEL_EDITOR_H
#define MODEL_EDITOR_H

#include <stdbool.h>

#include "base/str.h"

#define EDITOR_MAX_BYTES  (64 * 1024)
#define EDITOR_FILE_BYTES (4 * 1024 * 1024)	/* of $EDITOR, quotes too */
#define EDITOR_UNDO	  100
#define EDITOR_UNDO_BYTES (512 * 1024)	/* all steps of one editor */
#define EDITOR_HISTORY	  50
#define EDITOR_KILLS	  16
#define EDITOR_MARKS	  64	/* words that are underlined */

struct editor_kills {
	char *list[EDITOR_KILLS];	/* newest last */
	int   n;
};

/* A word that no dictionary knows; another file finds them. */
struct editor_mark { size_t at, len; };

/* Older (undo) or newer (redo) texts, the next one last. */
struct editor_steps {
	char  *texts[EDITOR_UNDO];
	size_t ats[EDITOR_UNDO];
	size_t n_bytes;
	int    n;
};

/* What the last key did, where the next one depends on it. */
enum editor_last {
	EDITOR_OTHER, EDITOR_TYPED, EDITOR_KILLED, EDITOR_YANKED,
	EDITOR_UP_DOWN
};

struct editor {
	struct str text;
	size_t	   at;			/* where the cursor is */
	size_t	   mark;
	bool	   has_mark, mark_stays;
	struct editor_mark marks[EDITOR_MARKS];
	int	   n_marks;
	struct editor_steps undo, redo;
	char	  *history[EDITOR_HISTORY];	/* what was sent, newest last */
	int	   n_history, history_at;	/* == n_history: the new text */
	char	  *stash;		/* the new text meanwhile, or NULL */
	struct editor_kills own_kills, *kills;	/* NULL: its own */
	enum editor_last last, was;
	size_t	   yank_len;		/* of what C-y put before the cursor */
	int	   yank_back;		/* how far M-y has gone round */
	size_t	   column;		/* in letters, that Up and Down keep */
};

void editor_init(struct editor *e);
void editor_clear(struct editor *e);	/* frees; zeroed */
void editor_kills_clear(struct editor_kills *k);
void editor_set(struct editor *e, const char *text);	/* cursor at the end */
/* At the cursor, instead of what is selected. False: no room. */
bool editor_insert(struct editor *e, const char *bytes, size_t len);
/* The same without a selection, for a place: [from, to) becomes `bytes`. */
bool editor_replace(struct editor *e, size_t from, size_t to,
    const char *bytes, size_t len);
/* The readline command of a key ("C-a", "Left", "M-b", "Backspace", ...).
 * False: not an editing key, or it had nothing to do (Up in the first line
 * without history). */
bool editor_key(struct editor *e, const char *key);
/* The same by the command's name ("undo"), see editor_name(). */
bool editor_run(struct editor *e, const char *name);
/* The names, one after another; NULL after the last. */
const char *editor_name(size_t i);
const char *editor_name_key(size_t i);	/* "": it has none */
/* Is it one of the editor's keys? */
bool editor_knows(const char *key);
/* Is something selected? Then from where to where. */
bool editor_selected(const struct editor *e, size_t *from, size_t *to);
void editor_unselect(struct editor *e);
/* For C-y, as if it had been killed here. */
void editor_put_kill(struct editor *e, const char *text);
/* For Up, as if it had been sent from here. */
void editor_remember_sent(struct editor *e, const char *text);
/* Empties it and remembers what it held (for Up). Caller frees. */
char *editor_take(struct editor *e);
bool  editor_is_empty(const struct editor *e);

#endif
