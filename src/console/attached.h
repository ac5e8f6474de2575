/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attached.h - does anybody look at the tmux or the GNU screen that we are in?
 *
 * Both keep a program running when their last client is gone, and both say on
 * their socket by a file's mode whether there is one: it is executable for its
 * owner then. Of screen that is the answer. A tmux serves many sessions by one
 * socket, so it is asked which of them show our terminal: when the mode
 * changes, and once a minute while another session may hide that ours has been
 * left.
 *
 * Whoever cannot be asked is taken for attached, so that nobody is away by
 * mistake: a tmux that is gone or does not answer, one that only left its
 * variables to our terminal. Of two, one in the other, the inner one counts.
 * Nothing here blocks.
 */
#ifndef CONSOLE_ATTACHED_H
#define CONSOLE_ATTACHED_H

#include <stdbool.h>
#include <stdint.h>

#include "console/run/run.h"

struct attached;

/* NULL: our terminal is in neither. `run` brings the answers of tmux, as
 * RUN_FOR_TERMINAL. */
struct attached *attached_new(struct run *run);
void		 attached_free(struct attached *a);
const char	*attached_name(const struct attached *a);	/* "tmux" */
bool		 attached_is_seen(const struct attached *a);
/* Readable when something has changed; -1: it will never be. */
int  attached_fd(const struct attached *a);
void attached_poll(struct attached *a);
/* It may be otherwise without a change: `mono_ms` is the monotonic clock. */
void attached_tick(struct attached *a, int64_t mono_ms);
void attached_answer(struct attached *a, const struct run_result *r);

#endif
