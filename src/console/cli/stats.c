/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of a desk: a table, lines for a spreadsheet or a program, or a day as
 * plain text. A day is several reports, asked for one after the other.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/cli/internal.h"
#include "console/cli/stats_text.h"
#include "domain/target.h"
#include "proto/proto.h"

#define OUT_BYTES (64 * 1024 * 1024)

enum figures_form { FIGURES_TEXT, FIGURES_CSV, FIGURES_JSON };

struct stats_ask {
	int64_t	      since_ms, until_ms;
	enum stats_by by;
	enum figures_form     form;
	bool	      is_rows, is_day;
	int	      stage;		/* of a day */
	int64_t	      n_pages;
	const struct model *m;
};

static const enum stats_by day_stages[] = { STATS_BY_NONE, STATS_BY_OPERATOR,
	STATS_BY_DEPARTMENT, STATS_BY_HOUR };
#define N_STAGES ((int)(sizeof day_stages / sizeof *day_stages))

/* --- when ------------------------------------------------------------------ */

/* Midnight, local time, so many days after the day of `at_ms`. */
static int64_t
midnight(int64_t at_ms, int days)
{
	time_t s = (time_t)(at_ms / 1000);
	struct tm tm;

	localtime_r(&s, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_mday += days;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm) * 1000;
}

static bool
read_date(const char *text, int64_t *out)
{
	struct tm tm = { .tm_isdst = -1 }, again;
	long long n[3];
	char part[3][5] = { "", "", "" };
	time_t s;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return false;
	memcpy(part[0], text, 4);
	memcpy(part[1], text + 5, 2);
	memcpy(part[2], text + 8, 2);
	if (!str_to_i64(part[0], 1970, 9000, &n[0]) ||
	    strspn(text, "0123456789-") != 10)
		return false;
	n[1] = (part[1][0] - '0') * 10 + part[1][1] - '0';
	n[2] = (part[2][0] - '0') * 10 + part[2][1] - '0';
	tm.tm_year = (int)n[0] - 1900;
	tm.tm_mon = (int)n[1] - 1;
	tm.tm_mday = (int)n[2];
	again = tm;
	s = mktime(&again);
	*out = (int64_t)s * 1000;
	return s > 0 && again.tm_mon == tm.tm_mon &&
	    again.tm_mday == tm.tm_mday;
}

/* "today", "yesterday", "7d" (so many days before today), "2026-11-22": the
 * midnight that it begins with. */
static bool
read_when(const char *text, int64_t now_ms, int64_t *out)
{
	size_t len = strlen(text);
	char digits[8] = "";
	long long days;

	if (strcmp(text, "now") == 0)
		*out = now_ms;
	else if (strcmp(text, "today") == 0)
		*out = midnight(now_ms, 0);
	else if (strcmp(text, "yesterday") == 0)
		*out = midnight(now_ms, -1);
	else if (len >= 2 && len < sizeof digits && text[len - 1] == 'd') {
		memcpy(digits, text, len - 1);
		if (!str_to_i64(digits, 0, 400, &days))
			return false;
		*out = midnight(now_ms, (int)-days);
	} else
		return read_date(text, out);
	return true;
}

/* --- arguments ------------------------------------------------------------------ */

struct arguments {
	char *at;
};

static char *
next_word(struct arguments *w)
{
	char *word = w->at + strspn(w->at, " ");
	size_t len = strcspn(word, " ");

	w->at = word + len;
	if (*w->at != '\0')
		*w->at++ = '\0';
	return len == 0 ? NULL : word;
}

static bool
wrong(const char *option, const char *value, const char *what,
    struct err *err)
{
	return err_set(err, ERR_VALUE, "%s %s: %s", option,
	    value == NULL ? "" : value, what);
}

static bool
take_time(struct stats_ask *q, const char *option, const char *value,
    struct err *err)
{
	int64_t at;

	if (value == NULL || !read_when(value, q->m->now_ms, &at))
		return wrong(option, value, _("say today, yesterday, 7d or a "
		    "date like 2026-11-22"), err);
	if (strcmp(option, "--until") == 0) {
		q->until_ms = at;
		return true;
	}
	q->since_ms = at;
	if (strcmp(option, "--day") == 0) {
		q->is_day = true;
		q->until_ms = midnight(at + 12 * 3600 * 1000, 1);
	}
	return true;
}

static bool
take_option(struct stats_ask *q, struct cli_call *call, const char *option,
    struct arguments *w, struct err *err)
{
	const char *value;

	if (strcmp(option, "--rows") == 0)
		return q->is_rows = true;
	if (strcmp(option, "--csv") == 0 || strcmp(option, "--json") == 0 ||
	    strcmp(option, "--text") == 0) {
		q->form = option[2] == 'c' ? FIGURES_CSV : option[2] == 'j' ?
		    FIGURES_JSON : FIGURES_TEXT;
		return true;
	}
	value = next_word(w);
	if (strcmp(option, "--since") == 0 ||
	    strcmp(option, "--until") == 0 || strcmp(option, "--day") == 0)
		return take_time(q, option, value, err);
	if (strcmp(option, "--by") == 0)
		return (value != NULL && stats_by_parse(value, &q->by)) ||
		    wrong(option, value, _("say operator, department, "
		    "language, segment or hour"), err);
	if (strcmp(option, "--timeout") == 0 && value != NULL)
		return target_parse_span(value, &call->timeout_ms, err);
	return err_set(err, ERR_VALUE, _("It is written: dezhurka %s %s"),
	    call->row->name, cli_args(call->row));
}

static bool
read_arguments(struct stats_ask *q, struct cli_call *call, struct err *err)
{
	struct arguments w = { call->text.data };
	const char *option;

	q->since_ms = midnight(q->m->now_ms, 0);
	if (call->is_json)
		q->form = FIGURES_JSON;
	while ((option = next_word(&w)) != NULL)
		if (!take_option(q, call, option, &w, err))
			return false;
	if (q->until_ms == 0)
		q->until_ms = q->m->now_ms;
	if (q->since_ms >= q->until_ms)
		return err_set(err, ERR_VALUE, _("--since must be before "
		    "--until"));
	if (q->until_ms - q->since_ms > STATS_RANGE_MS)
		return err_set(err, ERR_VALUE, _("at most 400 days at a "
		    "time"));
	return true;
}

/* --- asking ------------------------------------------------------------------------ */

static void
ask(const struct stats_ask *q, const char *after, struct effects *e)
{
	time_t s = (time_t)(q->since_ms / 1000);
	enum stats_by by = q->is_day ? day_stages[q->stage] : q->by;
	struct action a;
	struct str query;
	struct tm tm;

	localtime_r(&s, &tm);
	str_init(&query, 512);
	str_putf(&query, "since=%lld&until=%lld&by=%s&offset=%ld",
	    (long long)q->since_ms, (long long)q->until_ms,
	    q->is_rows ? "" : stats_by_name(by), tm.tm_gmtoff);
	if (q->is_rows)
		str_putf(&query, "&rows=1&after=%s", after);
	action_init(&a, ACTION_STATS);
	a.text = query.data;
	effects_submit(e, &a);
	str_clear(&query);
}

bool
stats_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	struct stats_ask *q = mem_new(struct stats_ask);

	q->m = m;
	call->stats = q;
	if (!read_arguments(q, call, err))
		return false;
	ask(q, "", e);
	return true;
}

/* --- printing ----------------------------------------------------------------------- */

static const char *
name_of(void *ctx, int64_t operator_id, int64_t department_id)
{
	const struct model *m = ctx;
	const struct operator *o = model_operator(m, operator_id);

	if (department_id == 0)
		return o == NULL ? "" : o->name;
	for (size_t i = 0; i < m->n_departments; i++)
		if (m->departments[i].id == department_id)
			return m->departments[i].name;
	return "";
}

static void
put_json(struct str *out, const struct stats *s)
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

static void
put_rows(struct str *out, const struct stats_ask *q, const struct stats *s)
{
	union { const struct model *m; void *ctx; } names = { q->m };

	if (q->form == FIGURES_CSV)
		stats_put_csv_rows(out, s, q->n_pages == 0, name_of,
		    names.ctx);
	else
		stats_put_rows(out, s, name_of, names.ctx);
}

static void
put_answer(struct str *out, const struct stats_ask *q, const struct stats *s)
{
	if (q->is_day && q->form == FIGURES_TEXT && s->by == STATS_BY_NONE)
		stats_put_day_head(out, s, q->m->desk);
	else if (q->is_day && q->form == FIGURES_TEXT)
		stats_put_day_part(out, s);
	else if (q->form == FIGURES_JSON)
		put_json(out, s);
	else if (s->rows != NULL)
		put_rows(out, q, s);
	else if (q->form == FIGURES_CSV)
		stats_put_csv(out, s);
	else if (s->by == STATS_BY_NONE)
		stats_put_total(out, s);
	else
		stats_put_table(out, s);
}

/* Nothing happened: nothing is printed, for those who mail what there is. */
static bool
is_nothing(const struct stats *s)
{
	return s->rows != NULL ? s->n_rows == 0 : s->total.n == 0;
}

void
stats_more(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e)
{
	struct stats_ask *q = call->stats;
	const struct stats *s = ev->stats;
	struct str out;

	(void)m;
	if (ev->type != EVENT_STATS)
		return;
	call->is_done = true;
	if (ev->code != ERR_NONE || s == NULL) {
		err_set(&call->err, ev->code, "%s", command_why(ev->code));
		return;
	}
	if (is_nothing(s))
		return;
	str_init(&out, OUT_BYTES);
	put_answer(&out, q, s);
	fwrite(out.data, 1, out.len, call->out);
	str_clear(&out);
	call->n_printed++;
	q->n_pages++;
	if (s->rows != NULL && !s->is_complete)
		ask(q, s->after, e);
	else if (q->is_day && ++q->stage < N_STAGES)
		ask(q, "", e);
	else
		return;
	call->is_done = false;
}
