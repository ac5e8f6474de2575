/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are lists: of a poll, of a transcript, of canned replies. */
#include <stdlib.h>
#include <string.h>

#include "proto/fields.h"

static int
by_seq(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* In order they come from a desk that is well; others are set right here, so
 * that whoever folds them need not care. */
static void
put_in_order(struct event *events, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (events[i].seq < events[i - 1].seq) {
			qsort(events, n, sizeof *events, by_seq);
			return;
		}
}

/* An event in the wrong list of the two is no event. */
static void
keep_those(struct event *events, size_t *n, bool in_sequence,
    size_t *n_skipped)
{
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++)
		if ((events[i].seq != 0) == in_sequence)
			events[kept++] = events[i];
	*n_skipped += *n - kept;
	*n = kept;
}

static bool
read_cursor(const struct json *j, struct arena *a, const char **cursor,
    struct err *err)
{
	const char *text;
	char epoch[9];
	int64_t seq;

	if (!json_get_str(j, "cursor", &text, err) ||
	    !proto_cursor_parse(text, epoch, &seq, err))
		return false;
	*cursor = arena_dup(a, text);
	return *cursor != NULL ||
	    err_set(err, ERR_MEMORY, "the answer needs too much memory");
}

bool
proto_poll_read(const struct json *j, struct arena *a, struct proto_poll *p,
    struct err *err)
{
	struct proto_poll read = { .more = false };
	const struct json *moment = json_find(j, "moment");

	if (!read_cursor(j, a, &read.cursor, err) ||
	    !json_opt_bool(j, "more", &read.more, err) ||
	    !proto_events_read(json_find(j, "events"), a, &read.events,
		&read.n_events, &read.n_skipped, err))
		return err_prefix(err, "poll");
	if (moment != NULL && !json_is_null(moment) &&
	    !proto_events_read(moment, a, &read.moment, &read.n_moment,
		&read.n_skipped, err))
		return err_prefix(err, "poll");
	keep_those(read.events, &read.n_events, true, &read.n_skipped);
	keep_those(read.moment, &read.n_moment, false, &read.n_skipped);
	put_in_order(read.events, read.n_events);
	*p = read;
	return true;
}

bool
proto_transcript_read(const struct json *j, struct arena *a,
    struct proto_transcript *t, struct err *err)
{
	struct proto_transcript read = { .is_complete = false };

	if (!json_opt_bool(j, "complete", &read.is_complete, err) ||
	    !proto_events_read(json_find(j, "events"), a, &read.events,
		&read.n_events, &read.n_skipped, err))
		return err_prefix(err, "transcript");
	keep_those(read.events, &read.n_events, true, &read.n_skipped);
	put_in_order(read.events, read.n_events);
	*t = read;
	return true;
}

bool
proto_canned_list_read(const struct json *j, struct arena *a,
    const struct canned **list, size_t *n, struct err *err)
{
	const struct json *array = json_find(j, "canned");
	size_t count = json_count(array);
	struct canned *read;

	if (!json_is_array(array))
		return err_set(err, ERR_PROTO, "canned: not an array");
	read = arena_alloc(a, (count + 1) * sizeof *read);
	if (read == NULL)
		return err_set(err, ERR_MEMORY,
		    "%zu canned replies need too much memory", count);
	for (size_t i = 0; i < count; i++)
		if (!proto_canned_read(json_at(array, i), a, &read[i], err))
			return false;
	*list = read;
	*n = count;
	return true;
}
