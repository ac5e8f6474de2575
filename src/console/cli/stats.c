/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of a desk: a table, lines for a spreadsheet or a program, or a day as
 * plain text. A day is several reports, asked for one after the other.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/cli/internal.h"
#include "domain/stats_text.h"
#include "domain/target.h"
#include "proto/proto.h"

#define OUT_BYTES  (64 * 1024 * 1024)
#define MOST_WORDS 32

struct cli_stats {
	struct stats_ask q;
	int	      stage;		/* of a day */
	int64_t	      n_pages;
	const struct model *m;
};

void
stats_free(struct cli_stats *x)
{
	if (x != NULL)
		stats_ask_clear(&x->q);
	free(x);
}

/* --- arguments ------------------------------------------------------------------ */

/* Cuts it in place; returns how many there are. */
static size_t
split(char *text, char *words[MOST_WORDS])
{
	size_t n = 0;

	for (char *p = text + strspn(text, " "); *p != '\0' && n < MOST_WORDS;
	    p += strspn(p, " ")) {
		words[n++] = p;
		p += strcspn(p, " ");
		if (*p != '\0')
			*p++ = '\0';
	}
	return n;
}

static bool
take_other(struct cli_call *call, const char *option, const char *value,
    struct err *err)
{
	if (strcmp(option, "--timeout") == 0 && value != NULL)
		return target_parse_span(value, &call->timeout_ms, err);
	return err_set(err, ERR_VALUE, _("It is written: dezhurka %s %s"),
	    call->row->name, cli_args(call->row));
}

static bool
read_arguments(struct cli_stats *x, struct cli_call *call, struct err *err)
{
	char *words[MOST_WORDS];
	size_t n = split(call->text.data, words);

	if (call->is_json)
		x->q.form = STATS_JSON;
	for (size_t i = 0; i < n; i++) {
		const char *value = i + 1 < n ? words[i + 1] : NULL;
		enum stats_took took = stats_ask_take(&x->q, words[i], value,
		    err);

		if (took == STATS_TOOK_WRONG || (took == STATS_TOOK_NONE &&
		    !take_other(call, words[i], value, err)))
			return false;
		i += took != STATS_TOOK_OPTION;
	}
	return stats_ask_settle(&x->q, x->m->now_ms, err);
}

/* --- asking ------------------------------------------------------------------------ */

static bool
ask(const struct cli_stats *x, const char *after, struct effects *e)
{
	enum stats_by by;
	struct action a;
	struct str query;

	if (!stats_ask_stage(&x->q, x->stage, &by))
		return false;
	str_init(&query, 512);
	stats_ask_query(&x->q, by, after, &query);
	action_init(&a, ACTION_STATS);
	a.text = query.data;
	effects_submit(e, &a);
	str_clear(&query);
	return true;
}

bool
stats_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	struct cli_stats *x = mem_new(struct cli_stats);

	x->m = m;
	stats_ask_init(&x->q);
	call->stats = x;
	return read_arguments(x, call, err) && ask(x, "", e);
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
put_answer(struct str *out, const struct cli_stats *x, const struct stats *s)
{
	union { const struct model *m; void *ctx; } at = { x->m };
	const struct stats_names names = { name_of, at.ctx, x->m->desk };

	if (x->q.form == STATS_JSON)
		proto_stats_lines(out, s);
	else if (x->q.form == STATS_TEXT)
		stats_put_text(out, &x->q, s, &names);
	else if (s->rows != NULL)
		stats_put_csv_rows(out, &x->q, s, x->n_pages == 0, &names);
	else
		stats_put_csv(out, s);
}

/* Beside what a program reads: what is not in it any more. */
static void
note_gone(const struct cli_stats *x, const struct stats *s)
{
	struct str out;

	str_init(&out, 1024);
	if (x->q.form != STATS_TEXT && x->n_pages == 0)
		stats_put_gone(&out, &x->q, s);
	fwrite(out.data, 1, out.len, stderr);
	str_clear(&out);
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
	struct cli_stats *x = call->stats;
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
	put_answer(&out, x, s);
	fwrite(out.data, 1, out.len, call->out);
	str_clear(&out);
	note_gone(x, s);
	call->n_printed++;
	x->n_pages++;
	if (s->rows != NULL && !s->is_complete) {
		call->is_done = !ask(x, s->after, e);
		return;
	}
	x->stage++;
	call->is_done = s->rows != NULL || !ask(x, "", e);
}
