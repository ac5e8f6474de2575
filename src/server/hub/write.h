/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write.h - what the two halves of writing an action share.
 */
#ifndef HUB_WRITE_H
#define HUB_WRITE_H

#include "server/hub/internal.h"

/* Whose client ids they are: an operator's or a customer's number. */
int64_t write_sender_id(const struct desk_sender *s);
/* ERR_STORE as the job's result, and a line in the log. */
bool write_refuse(struct job *job, const struct err *why);
/* The loop shall hear how this conversation stands after the turn. */
void write_touch(struct turn *t, int64_t conversation_id);
/* The job's event is what the sender is answered with. */
void write_set_result(struct turn *t, struct job *job);
bool write_secret(struct turn *t, struct job *job, int64_t customer_id,
    struct err *err);

/* Numbers and stores an event that follows from the job. */
bool write_event(struct turn *t, const struct job *job, struct event *ev,
    struct err *err);
/* The job is refused: desk and store are as they were before it. */
void write_take_back(struct turn *t, struct job *job, size_t n_fresh,
    const struct err *why);
/* At most `limit` events of a conversation; *is_done: and all the rest of it,
 * with an event that tells so. */
/* A piece of what was said in rooms of the team before then. */
bool write_erase_said(struct turn *t, struct job *job, int64_t before_ms,
    int limit, bool *is_done, struct err *err);
bool write_erase_piece(struct turn *t, struct job *job, int64_t id, int limit,
    bool *is_done, struct err *err);
/* write_winback.c: the row of a win-back follows its event. */
bool write_winback(struct turn *t, const struct job *job,
    const struct event *ev, struct err *err);
/* Which win-back of the customer's a good rating would win. */
bool write_find_winback(struct turn *t, struct job *job);
/* Keeps of the job's places those whose bytes no row names. */
bool write_spare_shared(struct store *s, struct job *job, struct err *err);

/* True: it was answered with what is stored, or refused. */
bool write_answer_repeat(struct turn *t, struct job *job,
    uint64_t fingerprint);
/* Loads and checks what the desk does not keep; false: refused. */
bool write_prepare(struct turn *t, struct job *job);

/* write_mask.c: a number that begins in an earlier message of the same author
 * and ends in this one. Masks this one, and finds which others are to be. */
bool write_mask(struct turn *t, struct job *job);
/* Those get their new texts, after the action's own events. */
bool write_amends(struct turn *t, struct job *job,
    bool (*store)(struct turn *t, const struct job *job, struct event *ev,
    uint64_t fingerprint, struct err *err), struct err *err);

#endif
