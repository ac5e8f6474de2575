/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recording.h - the days of a desk as its events tell them, for simulate.h.
 *
 * Customers are those whose conversation was opened since a given instant; how
 * operators were is told by their states, also by those of before. Who took
 * something without being online is counted: nobody can say when they would
 * have been there.
 */
#ifndef DESK_RECORDING_H
#define DESK_RECORDING_H

#include "server/desk/simulate.h"

struct recording;

/* `d` has the operators and departments; it is borrowed. NULL: no memory. */
struct recording *recording_new(const struct desk *d, int64_t since_ms);
/* Is there anything to learn from events of that type? */
bool recording_wants(enum event_type type);
/* In the order of the log. Strings are copied. */
void recording_note(struct recording *r, const struct event *ev);
/* Lives as long as the recording, until something is noted. */
const struct simulation *recording_days(struct recording *r);
void recording_free(struct recording *r);

#endif
