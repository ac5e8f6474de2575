/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of term/ share.
 */
#ifndef TERM_INTERNAL_H
#define TERM_INTERNAL_H

#define NCURSES_WIDECHAR 1

#include <curses.h>
#include <stdint.h>
#include <stdio.h>
#include <termios.h>

#include "base/str.h"
#include "console/term/looks.h"
#include "console/term/term.h"

/* Our own key codes, above those of curses. */
enum {
	KEY_PASTE_BEGIN = KEY_MAX + 1, KEY_PASTE_END, KEY_FOCUS_IN,
	KEY_FOCUS_OUT, KEY_MOUSE_REPORT, KEY_MODIFIED	/* and on, see keys.c */
};

#define TERM_KEY_BYTES 64

/* "Esc [ < button ; column ; row M", as far as it has come. */
struct mouse_report {
	bool	   is_reading;
	int64_t	   begun_ms;
	int	   values[3], n;
	enum term_input what;
	int	   row, col;
};

struct term {
	SCREEN	      *screen;
	FILE	      *out;		/* a memory file: curses' output */
	FILE	      *in;
	int	       out_fd, tty_fd;	/* memory file; the terminal */
	bool	       owns_tty_fd;
	struct termios saved;
	struct grid   *shown;		/* what the terminal has */
	int	       rows, cols;
	bool	       cursor_shown;
	bool	       is_up;		/* screen mode, not suspended */
	bool	       has_title;	/* ours: the old one is put away */
	bool	       has_bell;	/* goes out before the next frame */
	struct str     pending;		/* bytes the terminal did not take yet */
	struct term_counts counts;
	attr_t	       attrs[STYLES];
	short	       pairs[STYLES];
	char	       theme[LOOKS_NAME_BYTES];
	bool	       no_color;
	bool	       is_light, knows_ground;	/* of the terminal's ground */
	int64_t	       asked_ms;	/* it was asked who it is; 0: not yet */
	bool	       is_answering, answer_esc, has_answered;
	int64_t	       answer_ms;	/* when its last byte came */
	char	       answer[256];
	int	       answer_len;
	char	       name[64];	/* what it says it is, made safe */
	struct str     paste;
	bool	       is_pasting;	/* the end mark has not come yet */
	int64_t	       paste_ms;	/* when its last byte came */
	char	       key[TERM_KEY_BYTES];
	struct mouse_report mouse;
	bool	       has_mouse;
	bool	       has_unread;	/* a key read ahead after Esc */
	wint_t	       unread;
	int	       unread_kind;
};

/* theme.c: fills attrs and pairs for the terminal's colours. */
bool theme_use(struct term *t, const char *name, struct err *err);
/* By COLORFGBG; what the terminal says itself. */
void theme_guess(struct term *t);
void theme_ground(struct term *t, bool is_light);
/* announce.c: gives the title back. */
void announce_end(struct term *t);
/* answer.c */
void answer_ask(struct term *t);
/* After an Esc: is this the beginning of an answer? Then read on. */
bool answer_begins(struct term *t, wint_t c);
enum term_input answer_read(struct term *t);
/* keys.c */
void keys_define(void);
/* mouse.c */
void mouse_modes(struct term *t, bool is_on);
void mouse_begin(struct term *t);
enum term_input mouse_read(struct term *t);
/* After Esc and '[' or 'O'. False: there was nothing more. */
bool keys_swallow(struct term *t, wint_t first);

#endif
