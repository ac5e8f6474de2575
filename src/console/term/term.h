/* SPDX-License-Identifier: GPL-3.0-or-later */
/* term.h - the terminal: grids out, key names in; the only place that knows
 * curses.
 *
 * A frame is built whole, compared with the last one, and only what changed
 * is given to curses; it leaves in one write(). An unchanged grid costs no
 * byte. Keys come as names: text keys are themselves ("ж"), others "Enter",
 * "Tab", "S-Tab", "Esc", "Backspace", "Delete", "Up", "PgUp", "Home", "F6",
 * "S-F6", "C-n", "M-1", "M-Enter". Esc is told from a sequence within 25 ms
 * ($ESCDELAY). Bracketed paste comes whole. ^Z and ^L are keys like others.
 *
 * A console without a screen has no terminal: term_redraw(), _resume(), _bell(),
 * _notify() and _copy() take NULL and do nothing.
 */
#ifndef TERM_TERM_H
#define TERM_TERM_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "console/view/grid.h"

struct term;

struct term_config {
	const char *theme;	/* a name of looks.h; NULL: "auto" */
	bool	    no_color;	/* NO_COLOR, --no-color */
};

enum term_input { TERM_NONE, TERM_KEY, TERM_PASTE, TERM_FOCUS, TERM_BLUR,
	TERM_ANSWER,
	TERM_CLICK, TERM_WHEEL_UP, TERM_WHEEL_DOWN };

/* A theme that cannot be used is "auto" instead.
 * ERR_UNSUPPORTED: standard input or output is no terminal, or $TERM is not
 * known and no stand-in works; the sentence says what to set. */
struct term *term_open(const struct term_config *config, struct err *err);
/* Restores the terminal. Safe to call from the memory handler. */
void term_close(struct term *t);
int  term_fd(const struct term *t);
/* Call after SIGWINCH: the size is read anew and all is painted again. */
void term_resized(struct term *t);
/* Has the terminal not taken all of the last frame yet? Do not paint then;
 * look again in some milliseconds. */
bool term_has_pending(struct term *t);
void term_size(const struct term *t, int *rows, int *cols);
void term_paint(struct term *t, const struct grid *g);
/* Another theme, at once; false: nothing has changed. */
bool term_theme(struct term *t, const char *name, struct err *err);
const char *term_theme_name(const struct term *t);
/* The names that can be chosen, a line each. */
void term_themes(struct str *out);
/* What the terminal has said it is (XTVERSION), ""; new after TERM_ANSWER. */
const char *term_name(const struct term *t);
void term_redraw(struct term *t);	/* forget what is on the screen */
/* The next thing from the keyboard, without waiting; drain until TERM_NONE.
 * `text` (at least 64 bytes for keys) is valid until the next call. */
enum term_input term_read(struct term *t, const char **text, size_t *len);
void term_suspend(struct term *t);	/* ^Z: back when continued */
void term_leave(struct term *t);	/* for another program, then: */
void term_resume(struct term *t);	/* after an editor had the screen */
/* Reports of the mouse, on or off; given back at the end in any case. */
void term_mouse(struct term *t, bool is_on);
/* After TERM_CLICK and TERM_WHEEL_...: where, from 0. */
void term_mouse_at(const struct term *t, int *row, int *col);
void term_bell(struct term *t);	/* with the next frame, in its write() */
/* Into the clipboard of the terminal (OSC 52); `text` is safe. */
void term_copy(struct term *t, const char *text, size_t len);
/* An alert that the terminal shows itself, with text made safe; `osc` says by
 * which sequence: 9, 777 or 99. Inside tmux it is wrapped for passing through. */
void term_notify(struct term *t, int osc, const char *title,
    const char *body);
/* The terminal's title, made safe; what it was before comes back at the end. */
void term_title(struct term *t, const char *title);
/* What went out so far. */
struct term_counts {
	uint64_t bytes, frames, writes;
};
struct term_counts term_counts(const struct term *t);

#endif
