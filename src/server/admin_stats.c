/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_stats.c - dezhurkad stats: the figures of the whole desk, as `dezhurka
 * stats` prints them, on the desk's own machine and without a token.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>

#include "base/clock.h"
#include "domain/stats_text.h"
#include "proto/proto.h"
#include "server/admin_cli.h"
#include "server/settings.h"

#define OUT_BYTES  (64 * 1024 * 1024)
#define PAGE_BYTES (8 * 1024 * 1024)	/* of what an answer is read into */

struct printing {
	struct cli	  *cli;
	struct operator   *operators;
	size_t		   n_operators;
	struct department *departments;
	size_t		   n_departments;
	struct arena	  *page;
	int64_t		   n_pages;
};

/* --- names --------------------------------------------------------------- */

static bool
read_names(struct printing *p, struct err *err)
{
	return cli_operators(p->cli, &p->operators, &p->n_operators, err) &&
	    cli_departments(p->cli, &p->departments, &p->n_departments, err);
}

static const char *
name_of(void *ctx, int64_t operator_id, int64_t department_id)
{
	const struct printing *p = ctx;

	for (size_t i = 0; department_id == 0 && i < p->n_operators; i++)
		if (p->operators[i].id == operator_id)
			return p->operators[i].name;
	for (size_t i = 0; department_id != 0 && i < p->n_departments; i++)
		if (p->departments[i].id == department_id)
			return p->departments[i].name;
	return "";
}

/* --- printing ------------------------------------------------------------- */

static bool
is_nothing(const struct stats *s)
{
	return s->rows != NULL ? s->n_rows == 0 : s->total.n == 0;
}

static void
print(struct printing *p, const struct stats *s)
{
	const struct stats_ask *q = &p->cli->stats;
	const struct stats_names names = { name_of, p,
		p->cli->settings->desk_name };
	struct str out, gone;

	str_init(&out, OUT_BYTES);
	str_init(&gone, 1024);
	if (q->form == STATS_JSON)
		proto_stats_lines(&out, s);
	else if (q->form == STATS_TEXT)
		stats_put_text(&out, q, s, &names);
	else if (s->rows != NULL)
		stats_put_csv_rows(&out, q, s, p->n_pages == 0, &names);
	else
		stats_put_csv(&out, s);
	if (q->form != STATS_TEXT && p->n_pages == 0)
		stats_put_gone(&gone, q, s);
	fwrite(out.data, 1, out.len, stdout);
	fwrite(gone.data, 1, gone.len, stderr);
	str_clear(&out);
	str_clear(&gone);
	p->n_pages++;
}

/* --- asking ---------------------------------------------------------------- */

/* One answer. *more: its rows go on after `after`. */
static bool
ask(struct printing *p, enum stats_by by, char after[48], bool *more,
    struct err *err)
{
	struct json *j = NULL;
	struct str path;
	struct stats s;
	bool ok;

	*more = false;
	str_init(&path, 1024);
	str_put(&path, "/api/v1/admin/stats?");
	stats_ask_query(&p->cli->stats, by, after, &path);
	arena_reset(p->page);
	ok = admin_client_json(p->cli->client, "GET", path.data, NULL, &j,
	    err) && proto_stats_read(j, p->page, &s, err);
	if (ok && !is_nothing(&s)) {
		print(p, &s);
		*more = s.rows != NULL && !s.is_complete;
		str_copy(after, 48, s.after);
	}
	json_free(j);
	str_clear(&path);
	return ok;
}

static bool
ask_all(struct printing *p, struct err *err)
{
	enum stats_by by;

	for (int stage = 0; stats_ask_stage(&p->cli->stats, stage, &by);
	    stage++) {
		char after[48] = "";
		bool more = true;

		while (more)
			if (!ask(p, by, after, &more, err))
				return false;
		/* Nothing happened: nothing is mailed. */
		if (p->n_pages == 0)
			break;
	}
	return true;
}

bool
cli_stats(struct cli *c, struct err *err)
{
	struct printing p = { .cli = c, .page = arena_new(PAGE_BYTES) };
	bool ok;

	if (c->is_json)
		c->stats.form = STATS_JSON;
	ok = (p.page != NULL || err_set(err, ERR_MEMORY, "no memory for a "
	    "report")) && stats_ask_settle(&c->stats, clock_now_ms(), err) &&
	    read_names(&p, err) && ask_all(&p, err);
	arena_free(p.page);
	return ok;
}
