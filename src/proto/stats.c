/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats.c - rows and lines of a report, and win-backs. Spans that there are
 * not are left out; so are numbers that are 0, but for n.
 */
#include <string.h>

#include "proto/fields.h"

/* --- a row ------------------------------------------------------------------ */

#define R(name, type, member, max)                                             \
	{ name, type, offsetof(struct stats_row, member), max, 0 }
static const struct field row_rows[] = {
	R("conversation", FIELD_NUMBER, conversation_id, 0),
	R("customer_id", FIELD_NUMBER, customer_id, 0),
	R("department_id", FIELD_NUMBER, department_id, 0),
	R("opened", FIELD_NUMBER, opened_ms, 0),
	R("closed", FIELD_NUMBER, closed_ms, 0),
	R("language", FIELD_BUF, language, LANGUAGE_BYTES),
	R("segment", FIELD_BUF, segment, MAX_SEGMENT_BYTES),
	R("priority", FIELD_NUMBER, priority, 0),
	R("first_operator_id", FIELD_NUMBER, first_operator_id, 0),
	R("n_owners", FIELD_NUMBER, n_owners, 0),
	R("next_responses", FIELD_NUMBER, n_next, 0),
	R("next_response_sum_ms", FIELD_NUMBER, next_sum_ms, 0),
	R("next_response_max_ms", FIELD_NUMBER, next_max_ms, 0),
	R("transfers", FIELD_NUMBER, n_transfers, 0),
	R("missed", FIELD_NUMBER, n_missed, 0),
	R("declined", FIELD_NUMBER, n_declined, 0),
	R("reopened", FIELD_NUMBER, n_reopened, 0),
	R("messages", FIELD_NUMBER, n_messages, 0),
	R("answers", FIELD_NUMBER, n_answers, 0),
	R("targets_met", FIELD_NUMBER, n_targets_met, 0),
	R("targets_missed", FIELD_NUMBER, n_targets_missed, 0),
	R("abandoned", FIELD_BOOL, is_abandoned, 0),
	R("stars", FIELD_NUMBER, stars, 0),
	R("outcome", FIELD_BUF, outcome, MAX_LOGIN_BYTES),
	R("tags", FIELD_NUMBER, n_tags, 0),
	R("winback", FIELD_WINBACK, winback, 0),
};
static const struct fields row_fields = FIELDS(row_rows);

/* STATS_NONE is left out: a wait of 0 is a wait. */
static const struct {
	const char *name;
	size_t	    offset;
} row_spans[] = {
	{ "wait_ms", offsetof(struct stats_row, wait_ms) },
	{ "first_response_ms", offsetof(struct stats_row,
	    first_response_ms) },
	{ "handling_ms", offsetof(struct stats_row, handling_ms) },
	{ "wrap_up_ms", offsetof(struct stats_row, wrap_up_ms) },
};
#define N_ROW_SPANS (sizeof row_spans / sizeof *row_spans)

static int64_t *
span_of(struct stats_row *row, size_t i)
{
	return (int64_t *)(void *)((char *)row + row_spans[i].offset);
}

void
proto_stats_row_write(struct json_out *w, const struct stats_row *row)
{
	struct stats_row copy = *row;

	json_object(w, NULL);
	fields_write(w, row, &row_fields, PROTO_FOR_OPERATOR);
	for (size_t i = 0; i < N_ROW_SPANS; i++)
		if (*span_of(&copy, i) != STATS_NONE)
			json_put_i64(w, row_spans[i].name, *span_of(&copy, i));
	json_array(w, "owners");
	for (int64_t i = 0; i < row->n_owners && i < STATS_OWNERS; i++)
		json_put_i64(w, NULL, row->owners[i]);
	json_end_array(w);
	json_end_object(w);
}

static bool
read_row(const struct json *j, struct stats_row *row, struct err *err)
{
	const struct json *owners = json_find(j, "owners");

	*row = (struct stats_row){ .conversation_id = 0 };
	if (!fields_read(j, NULL, row, &row_fields, ERR_PROTO, err))
		return false;
	for (size_t i = 0; i < N_ROW_SPANS; i++) {
		*span_of(row, i) = STATS_NONE;
		if (!json_opt_i64(j, row_spans[i].name, span_of(row, i), err))
			return false;
	}
	for (size_t i = 0; i < json_count(owners) && i < STATS_OWNERS; i++)
		if (!json_as_i64(json_at(owners, i), &row->owners[i]))
			return err_set(err, ERR_PROTO, "owners: not numbers");
	return true;
}

/* --- a line ------------------------------------------------------------------ */

#define L(name, type, member, max)                                             \
	{ name, type, offsetof(struct stats_line, member), max, 0 }
static const struct field line_rows[] = {
	L("id", FIELD_NUMBER, id, 0),
	L("label", FIELD_BUF, label, STATS_LABEL_BYTES),
	L("abandoned", FIELD_NUMBER, n_abandoned, 0),
	L("answered", FIELD_NUMBER, n_answered, 0),
	L("transfers", FIELD_NUMBER, n_transfers, 0),
	L("missed", FIELD_NUMBER, n_missed, 0),
	L("declined", FIELD_NUMBER, n_declined, 0),
	L("reopened", FIELD_NUMBER, n_reopened, 0),
	L("targets_met", FIELD_NUMBER, n_targets_met, 0),
	L("targets_missed", FIELD_NUMBER, n_targets_missed, 0),
	L("rated", FIELD_NUMBER, n_rated, 0),
	L("stars", FIELD_NUMBER, stars_sum, 0),
	L("bad", FIELD_NUMBER, n_bad, 0),
	L("winbacks", FIELD_NUMBER, n_winbacks, 0),
	L("won", FIELD_NUMBER, n_won, 0),
	L("lost", FIELD_NUMBER, n_lost, 0),
	L("load_ms", FIELD_NUMBER, load_ms, 0),
	L("load_max", FIELD_NUMBER, load_max, 0),
	L("present_ms", FIELD_NUMBER, present_ms, 0),
	L("hour_ms", FIELD_NUMBER, hour_ms, 0),
	L("there_ms", FIELD_NUMBER, there_ms, 0),
	L("there_max", FIELD_NUMBER, there_max, 0),
	L("away_ms", FIELD_NUMBER, away_ms, 0),
};
static const struct fields line_fields = FIELDS(line_rows);

#define S(name, member)                                                        \
	{ name, FIELD_NUMBER, offsetof(struct stats_span, member), 0, 0 }
static const struct field span_rows[] = {
	S("n", n), S("sum_ms", sum_ms), S("mean_ms", mean_ms),
	S("median_ms", median_ms), S("p90_ms", p90_ms), S("max_ms", max_ms),
};
static const struct fields span_fields = FIELDS(span_rows);

void
proto_stats_line_write(struct json_out *w, const char *key,
    const struct stats_line *line)
{
	json_object(w, key);
	json_put_i64(w, "n", line->n);
	fields_write(w, line, &line_fields, PROTO_FOR_OPERATOR);
	for (int k = 0; k < STATS_KINDS; k++) {
		json_object(w, stats_kind_name((enum stats_kind)k));
		fields_write(w, &line->spans[k], &span_fields,
		    PROTO_FOR_OPERATOR);
		json_end_object(w);
	}
	json_end_object(w);
}

static bool
read_line(const struct json *j, struct stats_line *line, struct err *err)
{
	*line = (struct stats_line){ .id = 0 };
	if (!json_opt_i64(j, "n", &line->n, err) ||
	    !fields_read(j, NULL, line, &line_fields, ERR_PROTO, err))
		return false;
	for (int k = 0; k < STATS_KINDS; k++) {
		const struct json *span = json_find(j,
		    stats_kind_name((enum stats_kind)k));

		if (span != NULL && !fields_read(span, NULL, &line->spans[k],
		    &span_fields, ERR_PROTO, err))
			return false;
	}
	return true;
}

/* --- all of it ------------------------------------------------------------------ */

void
proto_stats_write(struct json_out *w, const struct stats *s)
{
	json_put_i64(w, "since", s->since_ms);
	json_put_i64(w, "until", s->until_ms);
	json_put_i64(w, "at", s->at_ms);
	if (s->kept_ms != 0)
		json_put_i64(w, "kept", s->kept_ms);
	if (s->states_ms != 0)
		json_put_i64(w, "states", s->states_ms);
	if (s->rows != NULL) {
		json_array(w, "rows");
		for (size_t i = 0; i < s->n_rows; i++)
			proto_stats_row_write(w, &s->rows[i]);
		json_end_array(w);
		json_put_bool(w, "complete", s->is_complete);
		json_put_str(w, "after", s->after);
		return;
	}
	json_put_str(w, "by", stats_by_name(s->by));
	proto_stats_line_write(w, "total", &s->total);
	json_array(w, "lines");
	for (size_t i = 0; i < s->n_lines; i++)
		proto_stats_line_write(w, NULL, &s->lines[i]);
	json_end_array(w);
	json_put_bool(w, "complete", true);
}

void
proto_stats_lines(struct str *out, const struct stats *s)
{
	struct json_out w;

	for (size_t i = 0; i < s->n_rows; i++) {
		json_begin(&w, out);
		proto_stats_row_write(&w, &s->rows[i]);
		str_put_c(out, '\n');
	}
	for (size_t i = 0; i < s->n_lines; i++) {
		json_begin(&w, out);
		proto_stats_line_write(&w, NULL, &s->lines[i]);
		str_put_c(out, '\n');
	}
	if (s->rows != NULL)
		return;
	json_begin(&w, out);
	json_object(&w, NULL);
	proto_stats_line_write(&w, "total", &s->total);
	json_end_object(&w);
	str_put_c(out, '\n');
}

static bool
read_rows(const struct json *array, struct arena *a, struct stats *s,
    struct err *err)
{
	size_t n = json_count(array);

	s->rows = arena_alloc(a, (n + 1) * sizeof *s->rows);
	if (s->rows == NULL)
		return err_set(err, ERR_MEMORY, "%zu rows are too many", n);
	for (s->n_rows = 0; s->n_rows < n; s->n_rows++)
		if (!read_row(json_at(array, s->n_rows), &s->rows[s->n_rows],
		    err))
			return err_prefix(err, "rows");
	return true;
}

static bool
read_lines(const struct json *array, struct arena *a, struct stats *s,
    struct err *err)
{
	size_t n = json_count(array);

	s->lines = arena_alloc(a, (n + 1) * sizeof *s->lines);
	if (s->lines == NULL)
		return err_set(err, ERR_MEMORY, "%zu lines are too many", n);
	for (s->n_lines = 0; s->n_lines < n; s->n_lines++)
		if (!read_line(json_at(array, s->n_lines),
		    &s->lines[s->n_lines], err))
			return err_prefix(err, "lines");
	return true;
}

bool
proto_stats_read(const struct json *j, struct arena *a, struct stats *s,
    struct err *err)
{
	const struct json *rows = json_find(j, "rows");
	const struct json *total = json_find(j, "total");
	const char *by = "", *after = "";

	*s = (struct stats){ .is_complete = true };
	if (!json_opt_i64(j, "since", &s->since_ms, err) ||
	    !json_opt_i64(j, "until", &s->until_ms, err) ||
	    !json_opt_i64(j, "at", &s->at_ms, err) ||
	    !json_opt_i64(j, "kept", &s->kept_ms, err) ||
	    !json_opt_i64(j, "states", &s->states_ms, err) ||
	    !json_opt_str(j, "by", &by, err) ||
	    !json_opt_str(j, "after", &after, err) ||
	    !json_opt_bool(j, "complete", &s->is_complete, err))
		return err_prefix(err, "stats");
	str_copy(s->after, sizeof s->after, after);
	if (rows != NULL)
		return read_rows(rows, a, s, err);
	if (total == NULL)
		return err_set(err, ERR_PROTO, "stats: no total");
	return (stats_by_parse(by, &s->by) || err_set(err, ERR_PROTO,
	    "stats: by \"%.32s\" is unknown", by)) &&
	    read_line(total, &s->total, err) &&
	    read_lines(json_find(j, "lines"), a, s, err);
}

/* --- win-backs -------------------------------------------------------------------- */

#define W(name, type, member, max)                                             \
	{ name, type, offsetof(struct winback, member), max, 0 }
static const struct field winback_rows[] = {
	W("conversation", FIELD_NUMBER, conversation_id, 0),
	W("customer_id", FIELD_NUMBER, customer_id, 0),
	W("state", FIELD_WINBACK, state, 0),
	W("operator_id", FIELD_NUMBER, owner_id, 0),
	W("by_id", FIELD_NUMBER, by_id, 0),
	W("opened", FIELD_NUMBER, opened_ms, 0),
	W("due", FIELD_NUMBER, due_ms, 0),
	W("at", FIELD_NUMBER, changed_ms, 0),
	W("stars", FIELD_INT, stars, 5),
	W("name", FIELD_TEXT, name, MAX_NAME_BYTES),
	W("comment", FIELD_TEXT, comment, MAX_COMMENT_BYTES),
	W("apology", FIELD_TEXT, apology, MAX_WINBACK_BYTES),
	W("gesture", FIELD_TEXT, gesture, MAX_WINBACK_BYTES),
	W("changed", FIELD_TEXT, changed, MAX_WINBACK_BYTES),
};
static const struct fields winback_fields = FIELDS(winback_rows);

void
proto_winback_write(struct json_out *w, const struct winback *b)
{
	json_object(w, NULL);
	fields_write(w, b, &winback_fields, PROTO_FOR_OPERATOR);
	json_end_object(w);
}

bool
proto_winback_read(const struct json *j, struct arena *a, struct winback *b,
    struct err *err)
{
	*b = (struct winback){ .name = "", .comment = "", .apology = "",
		.gesture = "", .changed = "" };
	return fields_read(j, a, b, &winback_fields, ERR_PROTO, err);
}
