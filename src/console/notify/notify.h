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
#include <sys/types.h>

#include "base/err.h"

enum notify_way { NOTIFY_DESKTOP, NOTIFY_OSC9, NOTIFY_BELL, NOTIFY_COMMAND,
	NOTIFY_WAYS };

struct notify;

/* Chooses the ways from the environment: a local desktop (DISPLAY or
 * WAYLAND_DISPLAY and no SSH_CONNECTION, the helper installed), the terminal's
 * OSC 9 (known terminals, not inside tmux), BEL always; a command of the
 * operator's when one is set. `libexec` is where dezhurka-notify lies. */
struct notify *notify_new(const char *libexec, const char *command);
void notify_free(struct notify *n);
bool notify_uses(const struct notify *n, enum notify_way way);
/* Why that way is used or not: a whole translated sentence. */
const char *notify_why(const struct notify *n, enum notify_way way);
/* Desktop and command ways; the terminal's own are the caller's (term.h).
 * Never waits. */
void notify_send(struct notify *n, const char *title, const char *body);
int  notify_fd(const struct notify *n);	/* -1: nothing to watch */
void notify_poll(struct notify *n);		/* answers; restarts of the helper */
int  notify_dropped(const struct notify *n);

#endif
