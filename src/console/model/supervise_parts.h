/* SPDX-License-Identifier: GPL-3.0-or-later */
/* supervise_parts.h - what supervise.c and the commands of supervisors give to
 * the other files of this folder.
 */
#ifndef MODEL_SUPERVISE_PARTS_H
#define MODEL_SUPERVISE_PARTS_H

#include "console/model/internal.h"

COMMAND(reassign);
COMPLETE(reassign);
COMMAND(read_along);
COMPLETE(read_along);
COMMAND(whisper);
COMPLETE(whisper);
COMMAND(suggestion);
COMPLETE(suggestion);
COMMAND(join);
COMMAND(leave);
COMMAND(take_over);
COMMAND(force);
COMPLETE(force);
COMMAND(broadcast);
COMMAND(seen);
COMPLETE(handover);

/* By login or name; 0: none or several. */
int64_t command_find_operator(const struct model *m, const char *name);

/* --- supervise.c ------------------------------------------------------------- */

/* Tells the desk what I read along from now on, and what no longer. */
void read_along_follow(struct model *m, struct effects *e);
void read_along_lost(struct model *m);
void read_along_told(struct model *m, const struct event *ev);
void whisper_heard(struct model *m, const struct chat *c,
    const struct event *ev);
void broadcasts_set(struct model *m, const struct snapshot *s);
void broadcasts_clear(struct model *m);
void broadcast_told(struct model *m, const struct event *ev);

#endif
