/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_audit.c - the audit trail: shown, verified, its head printed to be
 * noted elsewhere.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/target.h"
#include "server/admin_cli.h"
#include "server/exits.h"

#define PATH "/api/v1/admin/audit"
#define NAMES_MAX 512

struct name {
	int64_t id;
	char	login[MAX_LOGIN_BYTES + 1];
};

struct names {
	struct name list[NAMES_MAX];
	size_t	    n;
};

/* --- since when --------------------------------------------------------------- */

/* There is no 31 February. */
static bool
from_day(struct tm *tm, int64_t *at_ms)
{
	struct tm given = *tm;
	time_t at = mktime(tm);

	if (given.tm_hour < 0 || given.tm_hour > 23 || given.tm_min < 0 ||
	    given.tm_min > 59 || tm->tm_mon != given.tm_mon ||
	    tm->tm_mday != given.tm_mday)
		return false;
	*at_ms = (int64_t)at * 1000;
	return true;
}

/* "2026-11-22", "2026-11-22 14:00", "36h": local time. 0: from the start. */
bool
cli_since(const char *text, int64_t *since_ms, struct err *err)
{
	struct tm tm = { .tm_isdst = -1 };
	int64_t span_ms;
	int used = 0;
	long long days;
	char number[8];

	*since_ms = 0;
	if (text == NULL)
		return true;
	if (target_parse_span(text, &span_ms, NULL) &&
	    span_ms != TARGET_NEVER) {
		*since_ms = clock_now_ms() - span_ms;
		return true;
	}
	if (strlen(text) < sizeof number && text[0] != '\0' &&
	    text[strlen(text) - 1] == 'd') {
		str_copy(number, sizeof number, text);
		number[strlen(number) - 1] = '\0';
		if (str_to_i64(number, 1, 36500, &days)) {
			*since_ms = clock_now_ms() - days * 86400000;
			return true;
		}
	}
	if ((sscanf(text, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon,
	    &tm.tm_mday, &used) == 3 && used == (int)strlen(text)) ||
	    (sscanf(text, "%4d-%2d-%2d %2d:%2d%n", &tm.tm_year, &tm.tm_mon,
	    &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &used) == 5 &&
	    used == (int)strlen(text))) {
		tm.tm_year -= 1900;
		tm.tm_mon--;
		if (from_day(&tm, since_ms))
			return true;
	}
	return err_set(err, ERR_SYNTAX, "--since \"%s\": write 2026-11-22, "
	    "\"2026-11-22 14:00\", 36h or 30d", text);
}

/* --- list ------------------------------------------------------------------------ */

static bool
read_names(struct cli *c, struct names *names, struct err *err)
{
	const struct json *rows;
	struct json *j;
	const char *login;

	if (!admin_client_json(c->client, "GET", "/api/v1/admin/operators",
	    NULL, &j, err))
		return false;
	rows = json_find(j, "operators");
	for (size_t i = 0; i < json_count(rows) && names->n < NAMES_MAX;
	    i++) {
		struct name *one = &names->list[names->n];

		login = "";
		if (json_get_i64(json_at(rows, i), "id", &one->id, NULL) &&
		    json_get_str(json_at(rows, i), "login", &login, NULL) &&
		    str_copy(one->login, sizeof one->login, login))
			names->n++;
	}
	json_free(j);
	return true;
}

static const char *
name_of(const struct names *names, int64_t id, char *buf, size_t size)
{
	for (size_t i = 0; i < names->n; i++)
		if (names->list[i].id == id)
			return names->list[i].login;
	snprintf(buf, size, "%lld", (long long)id);
	return buf;
}

static void
print_time(int64_t at_ms)
{
	time_t at = (time_t)(at_ms / 1000);
	char text[32] = "";
	struct tm tm;

	if (localtime_r(&at, &tm) != NULL)
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
	cli_cell(text, 20);
}

static void
print_record(const struct json *row, const struct names *names)
{
	static const char *const ids[] = { "session", "conversation",
		"customer", "department", "canned", "count" };
	const struct json *record = json_find(row, "record");
	const char *act = "?", *by = "", *from = "", *what = "";
	int64_t n = 0, at_ms = 0, id = 0;
	char number[32];

	json_opt_i64(row, "n", &n, NULL);
	json_opt_i64(record, "at", &at_ms, NULL);
	json_opt_str(record, "act", &act, NULL);
	json_opt_str(record, "by", &by, NULL);
	json_opt_i64(record, "by_id", &id, NULL);
	json_opt_str(record, "from", &from, NULL);
	json_opt_str(record, "what", &what, NULL);
	printf("%6lld  ", (long long)n);
	if (record == NULL)
		act = "damaged";
	print_time(at_ms);
	cli_cell(act, 15);
	cli_cell(id != 0 ? name_of(names, id, number, sizeof number) : by,
	    14);
	id = 0;
	json_opt_i64(record, "operator", &id, NULL);
	if (id != 0) {
		printf("operator ");
		cli_cell(name_of(names, id, number, sizeof number), 0);
		printf(" ");
	}
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		id = 0;
		json_opt_i64(record, ids[i], &id, NULL);
		if (id != 0)
			printf("%s %lld ", ids[i], (long long)id);
	}
	cli_cell(what, 0);
	printf("%s", what[0] != '\0' && from[0] != '\0' ? " " : "");
	if (from[0] != '\0')
		printf("from ");
	cli_cell(from, 0);
	printf("\n");
}

/* A line of JSON each: {"n","record","hash"}, the record byte for byte. */
static void
print_json(const struct json *row)
{
	const struct json *record = json_find(row, "record");
	const char *hash = "", *text;
	struct json_out w;
	struct str line;
	int64_t n = 0;

	json_opt_i64(row, "n", &n, NULL);
	json_opt_str(row, "hash", &hash, NULL);
	str_init(&line, 64 * 1024);
	json_begin(&w, &line);
	json_object(&w, NULL);
	json_put_i64(&w, "n", n);
	json_object(&w, "record");
	for (size_t i = 0; i < json_count(record); i++) {
		const char *key = json_key_at(record, i);
		const struct json *value = json_find(record, key);

		if (json_as_str(value, &text))
			json_put_str(&w, key, text);
		else if (json_as_i64(value, &n))
			json_put_i64(&w, key, n);
	}
	json_end_object(&w);
	json_put_str(&w, "hash", hash);
	json_end_object(&w);
	printf("%s\n", line.data);
	str_clear(&line);
}

static bool
list_page(struct cli *c, int64_t since_ms, const struct names *names,
    int64_t *after, bool *complete, struct err *err)
{
	const struct json *rows;
	struct json *j;
	char path[96];

	snprintf(path, sizeof path, PATH "?limit=500&after=%lld",
	    (long long)*after);
	if (!admin_client_json(c->client, "GET", path, NULL, &j, err))
		return false;
	rows = json_find(j, "records");
	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		int64_t at_ms = INT64_MAX;

		json_opt_i64(json_find(row, "record"), "at", &at_ms, NULL);
		if (at_ms < since_ms)
			continue;
		if (c->is_json)
			print_json(row);
		else
			print_record(row, names);
	}
	*complete = true;
	json_opt_bool(j, "complete", complete, NULL);
	json_opt_i64(j, "after", after, NULL);
	json_free(j);
	return true;
}

bool
cli_audit_list(struct cli *c, struct err *err)
{
	struct names *names = arena_alloc(c->arena, sizeof *names);
	int64_t since_ms, after = 0;
	bool complete = false;

	if (names == NULL)
		return err_set(err, ERR_MEMORY, "no memory for the names");
	names->n = 0;
	if (!cli_since(c->since, &since_ms, err) ||
	    !read_names(c, names, err))
		return false;
	while (!complete)
		if (!list_page(c, since_ms, names, &after, &complete, err))
			return false;
	return true;
}

/* --- verify ----------------------------------------------------------------------- */

struct verdict {
	bool	    is_ok;
	int64_t	    first, last, broken;
	const char *head, *why;
};

static bool
ask_verdict(struct cli *c, struct json **j, struct verdict *v,
    struct err *err)
{
	char path[192];

	*v = (struct verdict){ .head = "", .why = "" };
	if (c->head != NULL && (strlen(c->head) > 64 ||
	    strspn(c->head, "0123456789abcdef") != strlen(c->head)))
		return err_set(err, ERR_SYNTAX, "--head: 64 hex digits, as "
		    "\"dezhurkad audit head\" has printed them");
	snprintf(path, sizeof path, PATH "/verify%s%s",
	    c->head != NULL ? "?head=" : "", c->head != NULL ? c->head : "");
	if (!admin_client_json(c->client, "GET", path, NULL, j, err))
		return false;
	json_opt_bool(*j, "ok", &v->is_ok, NULL);
	json_opt_i64(*j, "first", &v->first, NULL);
	json_opt_i64(*j, "last", &v->last, NULL);
	json_opt_i64(*j, "broken", &v->broken, NULL);
	json_opt_str(*j, "head", &v->head, NULL);
	json_opt_str(*j, "why", &v->why, NULL);
	if (v->is_ok)
		return true;
	c->status = EXITS_BROKEN;
	err_set(err, ERR_STORE, "the audit trail is broken at record %lld: "
	    "%s", (long long)v->broken, v->why);
	json_free(*j);
	return false;
}

bool
cli_audit_verify(struct cli *c, struct err *err)
{
	struct verdict v;
	struct json *j;

	if (!ask_verdict(c, &j, &v, err))
		return false;
	if (c->is_json)
		printf("{\"ok\":true,\"first\":%lld,\"last\":%lld,"
		    "\"head\":\"%s\"}\n", (long long)v.first,
		    (long long)v.last, v.head);
	else
		printf("records %lld to %lld are what was written\n"
		    "head %s\n", (long long)v.first, (long long)v.last,
		    v.head);
	json_free(j);
	return true;
}

bool
cli_audit_head(struct cli *c, struct err *err)
{
	struct verdict v;
	struct json *j;

	if (!ask_verdict(c, &j, &v, err))
		return false;
	printf("%s\n", v.head);
	json_free(j);
	return true;
}
