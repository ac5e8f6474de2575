/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room.h - rooms of the team in the console: a chat without a customer.
 *
 * A room has no number and is never mine, so that it counts nowhere as work;
 * what is written goes to colleagues, and the pane says so. `to` names one: an
 * operator's id, minus a department's, or 0: everybody.
 */
#ifndef MODEL_ROOM_H
#define MODEL_ROOM_H

#include "console/model/model.h"

bool room_is(const struct chat *c);
/* May I say something there: is it mine, have I joined, or is it a room of
 * mine? */
bool model_may_write(const struct model *m, const struct chat *c);
/* The room of these, NULL: there is none yet. */
struct chat *room_find(struct model *m, int64_t to);
const struct chat *room_seen(const struct model *m, int64_t to);
/* Whom a room is with. */
int64_t room_to(const struct model *m, const struct chat *c);
/* "@Olga", "#Cards", "#all". Returns buf. */
const char *room_name(const struct model *m, const struct chat *c, char *buf,
    size_t size);
/* Does the text name that login behind an "@"? */
bool room_mentions(const char *text, const char *login);
/* Is this line of a room said to me, by somebody else? */
bool room_is_to_me(const struct model *m, const struct chat *c,
    const struct line *line);
/* Colleagues in the room who are there now; *of: all of them. */
int room_present(const struct model *m, const struct chat *c, int *of);
/* How much is unread in all rooms; *is_to_me: some of it is said to me. */
int room_unread(const struct model *m, bool *is_to_me);

#endif
