/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `dezhurka top --once`: what the watch shows, once, as a table or as one JSON
 * object. The rows and their order are the watch's own.
 */
#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/cli/internal.h"
#include "proto/proto.h"

#define TOP_BYTES (1024 * 1024)

static const char *const target_names[] = {
	[TARGET_NONE] = "none", [TARGET_OK] = "ok", [TARGET_WARN] = "warn",
	[TARGET_MISSED] = "missed",
};

/* --- as JSON ------------------------------------------------------------- */

static void
put_talk(struct json_out *w, const struct model *m, const struct chat *c)
{
	int64_t due_ms = watch_due_ms(m, c);

	json_object(w, NULL);
	json_put_i64(w, "id", c->c.id);
	json_put_str(w, "name", c->label);
	json_put_str(w, "state", conversation_state_name(c->c.state));
	json_put_i64(w, "operator_id", c->c.operator_id);
	json_put_i64(w, "department_id", c->c.department_id);
	json_put_str(w, "language", c->c.language);
	json_put_i64(w, "opened", c->c.opened_ms);
	if (c->c.waiting_since_ms != 0)
		json_put_i64(w, "waiting_since", c->c.waiting_since_ms);
	if (due_ms != INT64_MAX)
		json_put_i64(w, "due", due_ms);
	json_put_str(w, "target", target_names[model_desk_target(m, c)]);
	json_end_object(w);
}

static void
put_operator(struct json_out *w, const struct model *m,
    const struct operator *o)
{
	const struct chat *c = watch_unanswered(m, o->id);

	json_object(w, NULL);
	json_put_i64(w, "id", o->id);
	json_put_str(w, "login", o->login);
	json_put_str(w, "name", o->name);
	json_put_str(w, "presence", presence_name(o->presence));
	json_put_i64(w, "load", o->load);
	json_put_i64(w, "limit", o->limit);
	if (c != NULL) {
		json_put_i64(w, "unanswered", c->c.id);
		json_put_i64(w, "unanswered_since", c->c.waiting_since_ms);
	}
	json_end_object(w);
}

static void
put_json(struct str *out, const struct model *m)
{
	const struct watch *w = &m->watch;
	const struct watch_table *talks = &w->tables[WATCH_TALKS];
	const struct watch_table *team = &w->tables[WATCH_TEAM];
	const struct chat *oldest;
	struct watch_now now = watch_now(m, &oldest);
	struct json_out j;

	json_begin(&j, out);
	json_object(&j, NULL);
	json_put_str(&j, "desk", m->desk);
	json_put_i64(&j, "at", m->now_ms);
	json_put_i64(&j, "department_id", w->department_id);
	json_put_i64(&j, "waiting", now.waiting);
	json_put_i64(&j, "active", now.active);
	json_put_i64(&j, "late", now.late);
	json_put_i64(&j, "there", now.there);
	if (w->has_figures)
		proto_figures_write(&j, "figures", &w->figures);
	json_array(&j, "conversations");
	for (size_t i = 0; i < talks->n; i++)
		put_talk(&j, m, model_find_chat(m, talks->ids[i]));
	json_end_array(&j);
	json_array(&j, "operators");
	for (size_t i = 0; i < team->n; i++)
		put_operator(&j, m, model_operator(m, team->ids[i]));
	json_end_array(&j);
	json_end_object(&j);
}

/* --- as text --------------------------------------------------------------- */

static void
put_cell(struct str *out, const char *text, int cols)
{
	char safe[MAX_NAME_BYTES * 4];
	size_t len;
	int used;

	utf8_safe_buf(safe, sizeof safe, text, UTF8_FLAT);
	len = utf8_fit(safe, strlen(safe), cols, &used);
	str_put_n(out, safe, len);
	str_putf(out, "%*s", cols - used + 1, "");
}

static void
end_row(struct str *out)
{
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		str_cut(out, out->len - 1, 1);
	str_put(out, "\n");
}

static void
put_wait(struct str *out, int64_t now_ms, int64_t since_ms)
{
	char span[32];

	put_cell(out, since_ms == 0 ? "-" : i18n_span(span, sizeof span,
	    now_ms - since_ms), 8);
}

/* One that has gone since the rows were put in order has none. */
static void
put_talk_row(struct str *out, const struct model *m, const struct chat *c)
{
	const struct operator *o;
	const struct department *d;
	int64_t due_ms, left_ms;
	char span[32], left[40];

	if (c == NULL)
		return;
	o = model_operator(m, c->c.operator_id);
	d = model_department(m, c->c.department_id);
	due_ms = watch_due_ms(m, c);
	left_ms = due_ms - m->now_ms;
	str_putf(out, "%-6" PRId64 " ", c->c.id);
	put_wait(out, m->now_ms, c->c.waiting_since_ms != 0 ?
	    c->c.waiting_since_ms : c->c.queued_ms);
	snprintf(left, sizeof left, "%s%s", left_ms < 0 ? "-" : "",
	    i18n_span(span, sizeof span, left_ms < 0 ? -left_ms : left_ms));
	put_cell(out, due_ms == INT64_MAX ? "-" : left, 8);
	put_cell(out, target_names[model_desk_target(m, c)], 7);
	put_cell(out, conversation_state_name(c->c.state), 8);
	put_cell(out, c->c.language, 3);
	put_cell(out, o == NULL ? "-" : o->login, 14);
	put_cell(out, d == NULL ? "-" : d->name, 14);
	put_cell(out, c->label, 24);
	end_row(out);
}

static void
put_team_row(struct str *out, const struct model *m,
    const struct operator *o)
{
	const struct chat *c = o == NULL ? NULL :
	    watch_unanswered(m, o->id);

	if (o == NULL)
		return;
	put_cell(out, o->login, 16);
	put_cell(out, presence_name(o->presence), 8);
	str_putf(out, "%3d/%-3d ", o->load, o->limit);
	put_wait(out, m->now_ms, c == NULL ? 0 : c->c.waiting_since_ms);
	put_cell(out, c == NULL ? "-" : c->label, 24);
	end_row(out);
}

static void
put_figures(struct str *out, const struct figures *f)
{
	char a[32], b[32], rating[32] = "-";

	if (f->ratings > 0)
		snprintf(rating, sizeof rating, "%d.%d (%d)",
		    f->stars / f->ratings, f->stars * 10 / f->ratings % 10,
		    f->ratings);
	str_putf(out, "%s %d  %s %d  %s %d  %s %d  %s %d\n", _("arrived"),
	    f->arrived, _("answered"), f->answered, _("closed"), f->closed,
	    _("given up"), f->abandoned, _("too late"), f->missed);
	str_putf(out, "%s %s  p90 %s  %s %s\n", _("first answer, median"),
	    f->answered == 0 ? "-" : i18n_span(a, sizeof a,
	    f->first_median_ms), f->answered == 0 ? "-" : i18n_span(b,
	    sizeof b, f->first_p90_ms), _("rating"), rating);
}

void
top_put_text(struct str *out, const struct model *m)
{
	const struct watch *w = &m->watch;
	const struct chat *oldest;
	struct watch_now now = watch_now(m, &oldest);

	str_putf(out, "%s %d  %s %d  %s %d  %s %d/%d\n", _("waiting"),
	    now.waiting, _("late now"), now.late, _("in talks"), now.active,
	    _("there"), now.there, now.team);
	if (w->has_figures)
		put_figures(out, &w->figures);
	for (size_t i = 0; i < w->tables[WATCH_TALKS].n; i++)
		put_talk_row(out, m, model_find_chat(m,
		    w->tables[WATCH_TALKS].ids[i]));
	for (size_t i = 0; i < w->tables[WATCH_TEAM].n; i++)
		put_team_row(out, m, model_operator(m,
		    w->tables[WATCH_TEAM].ids[i]));
}

/* --- options ---------------------------------------------------------------- */

/* They become what /watch is given. */
int
top_option(struct cli_call *call, int argc, char **argv)
{
	static const char *const names[][2] = { { "--sort", "sort=" },
		{ "--department", "department=" } };

	if (strcmp(call->row->name, "top") != 0)
		return 0;
	if (strcmp(argv[0], "--once") == 0) {
		call->is_once = true;
		return 1;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (argc > 1 && strcmp(argv[0], names[i][0]) == 0) {
			str_putf(&call->text, "%s%s ", names[i][1], argv[1]);
			return 2;
		}
	return 0;
}

/* --- the row of the table ----------------------------------------------------- */

bool
top_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	if (!watch_set(m, call->text.data, err))
		return false;
	m->watch.is_open = m->watch.is_alone = true;
	watch_ask(m, e);
	return true;
}

static void
print(struct cli_call *call, struct model *m)
{
	struct str out;

	watch_refresh(m);
	str_init(&out, TOP_BYTES);
	if (call->is_json) {
		put_json(&out, m);
		str_put(&out, "\n");
	} else {
		top_put_text(&out, m);
	}
	fputs(out.data, call->out);
	str_clear(&out);
	call->n_printed++;
	call->is_done = true;
}

/* The figures, or why there are none; all else was in the snapshot. */
void
top_more(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e)
{
	(void)e;
	if (ev->type == EVENT_FIGURES)
		print(call, m);
}
