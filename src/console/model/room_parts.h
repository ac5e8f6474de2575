/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room_parts.h - rooms of the team, for the files of this folder only.
 */
#ifndef MODEL_ROOM_PARTS_H
#define MODEL_ROOM_PARTS_H

#include "console/model/effects.h"
#include "console/model/room.h"

/* After an event in a room was folded in. */
void room_event(struct model *m, struct chat *c, const struct event *ev,
    struct effects *e);
/* Counts anew what is unread there. */
void room_count(const struct model *m, struct chat *c);
/* The last message of another member. */
int64_t room_last_seq(const struct model *m, const struct chat *c);
/* Tab behind "@an". False: there is no such thing before the cursor. */
bool room_complete(struct model *m, struct chat *c);
/* A text for its input, behind what is there. */
void room_draft(struct model *m, struct chat *c, const char *text);
/* Has that command no meaning without a customer? */
bool room_refuses(const char *command);
/* Says so; false. */
bool room_refuse(const char *command, struct err *err);
/* "#all" in the language that is spoken. */
const char *room_of_all(void);
/* "olga", "@olga", "Cards", "all", and its word in the language. */
bool talk_find(const struct model *m, const char *name, int64_t *to,
    struct err *err);
/* Goes to the room, which is made if need be; says the text ("": nothing), and
 * puts the draft (may be NULL) into its input. */
bool talk_open(struct model *m, int64_t to, const char *text,
    const char *draft, struct effects *e, struct err *err);

#endif
