/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/proto.h"
#include "server/admin_canned.h"

#define LIST_BYTES (32 * 1024 * 1024)
#define WHO_BYTES  1024
#define DAY_BYTES  16

struct by_use {
	struct json *operators;		/* as the desk told them */
	struct canned_by *by;
	size_t	     n_by;
	struct str   out;
	struct json_out w;
};

static int
compare(const void *a, const void *b)
{
	const struct canned *x = a, *y = b;

	if (x->uses != y->uses)
		return x->uses > y->uses ? -1 : 1;
	return canned_compare(x, y);
}

static const char *
login_of(const struct by_use *u, int64_t id)
{
	const struct json *rows = json_find(u->operators, "operators");
	const char *login = "?";
	int64_t found;

	for (size_t i = 0; i < json_count(rows); i++)
		if (json_get_i64(json_at(rows, i), "id", &found, NULL) &&
		    found == id)
			json_opt_str(json_at(rows, i), "login", &login, NULL);
	return login;
}

static bool
read_uses(struct cli *c, struct by_use *u, struct err *err)
{
	const struct json *rows;
	struct json *j;
	bool ok;

	if (!admin_client_json(c->client, "GET", ADMIN_CANNED "/uses", NULL,
	    &j, err))
		return false;
	rows = json_find(j, "uses");
	u->n_by = json_count(rows);
	u->by = arena_alloc(c->arena, (u->n_by + 1) * sizeof *u->by);
	ok = u->by != NULL || err_set(err, ERR_MEMORY, "no memory");
	for (size_t i = 0; ok && i < u->n_by; i++) {
		const struct json *row = json_at(rows, i);
		struct canned_by *by = &u->by[i];

		ok = json_get_i64(row, "canned_id", &by->canned_id, err) &&
		    json_get_i64(row, "operator_id", &by->operator_id, err) &&
		    json_get_i64(row, "uses", &by->uses, err) &&
		    json_get_i64(row, "last_used", &by->used_ms, err);
	}
	json_free(j);
	return ok;
}

/* Every operator who has sent it, most uses first. */
static void
each_sender(struct by_use *u, int64_t canned_id,
    void (*each)(struct by_use *u, const struct canned_by *by))
{
	for (size_t i = 0; i < u->n_by; i++)
		if (u->by[i].canned_id == canned_id)
			each(u, &u->by[i]);
}

/* --- as a table ------------------------------------------------------------ */

static void
put_who(struct by_use *u, const struct canned_by *by)
{
	str_putf(&u->out, "%s%s %lld", u->out.len > 0 ? ", " : "",
	    login_of(u, by->operator_id), (long long)by->uses);
}

static void
print_row(struct by_use *u, const struct canned *c)
{
	char day[DAY_BYTES] = "-", n[32];
	time_t at = (time_t)(c->used_ms / 1000);
	struct tm tm;

	if (c->used_ms > 0 && localtime_r(&at, &tm) != NULL)
		strftime(day, sizeof day, "%Y-%m-%d", &tm);
	str_reset(&u->out);
	each_sender(u, c->id, put_who);
	snprintf(n, sizeof n, "%6lld", (long long)c->uses);
	cli_cell(n, 8);
	cli_cell(day, 12);
	cli_cell(c->shortcut, 17);
	cli_cell(c->language, 4);
	cli_cell(u->out.data, 0);
	printf("\n");
}

/* --- as JSON ----------------------------------------------------------------- */

static void
put_by(struct by_use *u, const struct canned_by *by)
{
	json_object(&u->w, NULL);
	json_put_str(&u->w, "login", login_of(u, by->operator_id));
	json_put_i64(&u->w, "uses", by->uses);
	json_put_i64(&u->w, "last_used", by->used_ms);
	json_end_object(&u->w);
}

static void
put_row(struct by_use *u, const struct canned *c)
{
	json_object(&u->w, NULL);
	json_put_i64(&u->w, "id", c->id);
	json_put_str(&u->w, "shortcut", c->shortcut);
	json_put_str(&u->w, "language", c->language);
	json_put_str(&u->w, "title", c->title);
	json_put_i64(&u->w, "uses", c->uses);
	json_put_i64(&u->w, "last_used", c->used_ms);
	json_array(&u->w, "by");
	each_sender(u, c->id, put_by);
	json_end_array(&u->w);
	json_end_object(&u->w);
}

static void
print_json(struct by_use *u, const struct canned_list *l)
{
	json_begin(&u->w, &u->out);
	json_object(&u->w, NULL);
	json_array(&u->w, "canned");
	for (size_t i = 0; i < l->n; i++)
		put_row(u, &l->canned[i]);
	json_end_array(&u->w);
	json_end_object(&u->w);
	printf("%s\n", u->out.data);
}

bool
admin_canned_by_use(struct cli *c, struct err *err)
{
	struct by_use u = { .n_by = 0 };
	struct canned_list l;
	bool ok;

	ok = admin_canned_read(c, &l, err) &&
	    read_uses(c, &u, err) && admin_client_json(c->client, "GET",
	    "/api/v1/admin/operators", NULL, &u.operators, err);
	str_init(&u.out, c->is_json ? LIST_BYTES : WHO_BYTES);
	if (ok && l.n > 0)
		qsort(l.canned, l.n, sizeof *l.canned, compare);
	if (ok && c->is_json)
		print_json(&u, &l);
	for (size_t i = 0; ok && !c->is_json && i < l.n; i++)
		print_row(&u, &l.canned[i]);
	json_free(u.operators);
	str_clear(&u.out);
	return ok;
}
