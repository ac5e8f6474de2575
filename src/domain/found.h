/* SPDX-License-Identifier: GPL-3.0-or-later */
/* found.h - a line of some conversation that has all the words looked for.
 *
 * Pointers are borrowed, as those of an event.
 */
#ifndef DOMAIN_FOUND_H
#define DOMAIN_FOUND_H

#include "base/utf8_words.h"
#include "domain/event.h"

#define FOUND_MARKS	    12	/* words marked in one excerpt */
#define FOUND_EXCERPT_BYTES 320	/* about that much of a long text is told */
#define FOUND_PAGE	    20	/* hits of one answer, unless told */
#define FOUND_PAGE_MAX	    50

struct mark { int at, len; };	/* bytes of the excerpt */

struct found {
	int64_t	    seq, conversation_id, customer_id, at_ms;
	enum event_type type;	/* EVENT_MESSAGE, EVENT_NOTE ... */
	enum actor  by;
	int64_t	    by_id;
	const char *text;	/* the excerpt */
	bool	    is_cut_before, is_cut_after;
	struct mark marks[FOUND_MARKS];
	int	    n_marks;
	/* Of the conversation, as it is now. */
	const char *name, *subject, *outcome;
	int64_t	    operator_id;	/* last one, 0: nobody */
	int64_t	    opened_ms;
	bool	    is_closed;
	int	    stars;
};

/* What of an event is looked through, its text and the names of its files: ""
 * for most types. Is in `buf` (room for FOUND_TEXT_BYTES) or borrowed from the
 * event. */
#define FOUND_TEXT_BYTES (MAX_MESSAGE_BYTES + MAX_MESSAGE_FILES * 512)
const char *found_text(const struct event *ev, struct str *buf);
/* Can a line of this type be found? */
bool found_has(enum event_type type);
/* Which piece of `text` is told, and, in `f`, what is marked and cut there. */
struct span found_excerpt(struct found *f, const struct words *words,
    const char *text);

#endif
