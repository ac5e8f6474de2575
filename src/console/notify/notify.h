/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notify.h - desktop notifications through a program of their own, as a hung
 * desktop must not freeze typing.
 *
 * `dezhurka-notify` reads lines "urgency\ttitle\tbody\n" (made safe, tabs and
 * newlines replaced) on its standard input and answers "ok\n" or "error
 * SENTENCE\n" a line each on its standard output. The pipe is non-blocking:
 * when the helper hangs, notes are dropped and counted.
 */
#ifndef NOTIFY_NOTIFY_H
#define NOTIFY_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

enum notify_way { NOTIFY_DESKTOP, NOTIFY_TERMINAL, NOTIFY_BELL,
	NOTIFY_COMMAND, NOTIFY_WAYS };

/* What is told. Texts need not be safe: they are made so on the way. */
struct note {
	const char *kind;		/* "message", "queue", ... */
	const char *title, *body;
	int	    step, count;	/* of the ladder; how many it sums up */
	int64_t	    conversation_id;	/* 0: several */
};

struct notify;

/* Chooses the ways from the environment: a local desktop (DISPLAY or
 * WAYLAND_DISPLAY and no SSH_CONNECTION, the helper installed), what the
 * terminal shows itself (known terminals; inside tmux when it lets them
 * through), BEL always; a command of the operator's when one is set. `libexec`
 * is where dezhurka-notify lies; `terminal` is "auto", "osc9", "osc777",
 * "osc99" or "off". */
struct notify *notify_new(const char *libexec, const char *command,
    const char *terminal);
void notify_free(struct notify *n);
bool notify_uses(const struct notify *n, enum notify_way way);
/* Why that way is used or not: a whole translated sentence. */
const char *notify_why(const struct notify *n, enum notify_way way);
/* What the terminal answered to "who are you": it may be one that is known by
 * no variable, as over SSH. */
void notify_terminal_is(struct notify *n, const char *name);
/* The terminal's own ways are the caller's (term.h): by which sequence, 9, 777
 * or 99. */
int  notify_osc(const struct notify *n);
/* These never wait. The command gets title and body as its last arguments and
 * a line of JSON on its standard input: {"kind": "message", "title": ...,
 * "body": ..., "conversation_id": ..., "step": ..., "count": ...}. */
void notify_desktop(struct notify *n, const struct note *note);
void notify_command(struct notify *n, const struct note *note);
int  notify_fd(const struct notify *n);	/* -1: nothing to watch */
void notify_poll(struct notify *n);		/* answers; restarts of the helper */
int  notify_dropped(const struct notify *n);

#endif
