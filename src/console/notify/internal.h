/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of notify/ share: the ways, the helper, the
 * operator's command. Texts that reach them are safe already, on one line.
 */
#ifndef NOTIFY_INTERNAL_H
#define NOTIFY_INTERNAL_H

#include <stdint.h>
#include <sys/types.h>

#include "base/str.h"
#include "console/notify/notify.h"

#define HELPER_NAME	"dezhurka-notify"
#define NOTE_TEXT_BYTES 1024

/* --- ways.c: which ways there are ---------------------------------------- */

enum ways_why {
	WHY_DESKTOP, WHY_DESKTOP_SSH, WHY_DESKTOP_NO_DISPLAY,
	WHY_DESKTOP_NO_HELPER,
	WHY_TERMINAL, WHY_TERMINAL_TMUX_OFF, WHY_TERMINAL_SCREEN,
	WHY_TERMINAL_UNKNOWN, WHY_TERMINAL_OFF,
	WHY_BELL, WHY_BELL_TMUX,
	WHY_COMMAND, WHY_COMMAND_NONE,
	WHYS
};

struct ways {
	enum ways_why why[NOTIFY_WAYS];
	int	      osc;	/* 9, 777, 99 */
};

/* Asks tmux, where we are inside it, about the client that is attached: the
 * environment may be that of an earlier one. */
void ways_choose(struct ways *w, const char *helper, const char *command,
    const char *terminal);
/* The terminal has said what it is. */
void ways_terminal_is(struct ways *w, const char *name);
bool ways_uses(const struct ways *w, enum notify_way way);
/* The translated sentence. */
const char *ways_text(enum ways_why why);

/* --- pipe.c: the helper --------------------------------------------------- */

struct helper {
	char   *path;
	pid_t	pid;			/* 0: not running */
	int	in_fd, out_fd;		/* its standard ones; -1 */
	int64_t started_ms;		/* 0: never */
	int64_t heard_ms;		/* its last answer, or the start */
	int	n_unanswered;
	int	n_dropped;
	bool	has_failed;		/* and `said` tells why */
	char	said[ERR_TEXT_BYTES];
	char	line[ERR_TEXT_BYTES];	/* of an answer, so far */
	size_t	len;
};

void helper_init(struct helper *h, const char *path);
void helper_clear(struct helper *h);
void helper_send(struct helper *h, const struct note *note);
void helper_hear(struct helper *h);

/* --- hook.c: a program of the operator's ------------------------------- */

#define COMMAND_WORDS	16
#define COMMAND_RUNNING 4	/* at once; more alerts are dropped */

struct hook {
	char	   *text;		/* as it was set */
	char	   *words;		/* the same, cut at blanks */
	const char *argv[COMMAND_WORDS + 3];
	int	    n_words;
	struct { pid_t pid; int64_t started_ms; } running[COMMAND_RUNNING];
	int	    n_dropped;
	bool	    has_failed;
	struct err  failure;
};

/* `text`: a program and its arguments, cut at blanks; "" or NULL: none. */
void hook_init(struct hook *c, const char *text);
void hook_clear(struct hook *c);
void hook_run(struct hook *c, const struct note *note);
void hook_reap(struct hook *c);

#endif
