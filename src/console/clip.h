/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clip.h - what was copied, to where the operator pastes from.
 *
 * In this order: the operator's own command ([clipboard] command: the text
 * comes on its standard input), tmux's buffer inside tmux, else the terminal
 * itself (OSC 52). No shell reads anything, the caller never waits. Control
 * characters but line ends and tabs are left out: what was copied is pasted
 * into a shell one day.
 */
#ifndef CONSOLE_CLIP_H
#define CONSOLE_CLIP_H

#include "base/err.h"
#include "console/term/term.h"

#define CLIP_MAX_BYTES 55000	/* 74 kB as base64: terminals take no more */

struct clip;

struct clip *clip_new(void);
void	     clip_free(struct clip *c);
/* `command`: a program and its arguments, cut at blanks; "": none. */
bool clip_copy(struct clip *c, struct term *t, const char *command,
    const char *text, struct err *err);
/* Is a program still at it, so that clip_poll() should be called soon? */
bool clip_is_busy(const struct clip *c);
/* False: one that ended since the last call has failed, and `err` says so. */
bool clip_poll(struct clip *c, struct err *err);

#endif
