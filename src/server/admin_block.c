/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_block.c - who may not write to the desk, or only slowly.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>

#include "base/clock.h"
#include "domain/ban.h"
#include "domain/target.h"
#include "proto/proto.h"
#include "server/admin_cli.h"

#define BLOCKS	   "/api/v1/admin/blocks"
#define PATH_BYTES 160
#define DAY_MS	   (24 * 3600 * INT64_C(1000))

/* --- lists ------------------------------------------------------------------ */

static const char *
login_of(const struct operator *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return list[i].login;
	return "-";
}

static void
print_block(const struct ban *b, const struct operator *people, size_t n)
{
	char id[24], whom[ADDRESS_TEXT_BYTES + 40];

	snprintf(id, sizeof id, "%lld", (long long)b->id);
	if (b->kind != BAN_SESSION)
		range_format(&b->range, whom);
	else
		snprintf(whom, sizeof whom, "customer %lld",
		    (long long)b->customer_id);
	cli_cell(id, 7);
	cli_cell(b->is_limit ? "limit" : "block", 7);
	cli_cell(whom, 22);
	cli_cell(login_of(people, n, b->by_id), 13);
	if (b->ended_ms != 0)
		cli_cell("ended", 18);
	else
		cli_time(b->until_ms, "until it is ended");
	cli_cell(b->reason, 0);
	printf("\n");
}

static bool
print_list(struct cli *c, const char *path, size_t *n, struct err *err)
{
	struct operator *people;
	size_t n_people;
	struct json *j = NULL;
	const struct json *rows;
	bool ok = cli_operators(c, &people, &n_people, err) &&
	    admin_client_json(c->client, "GET", path, NULL, &j, err);

	rows = json_find(j, "blocks");
	*n = json_count(rows);
	for (size_t i = 0; ok && i < *n; i++) {
		struct ban b;

		ok = proto_ban_read(json_at(rows, i), &b, err);
		if (ok)
			print_block(&b, people, n_people);
	}
	json_free(j);
	return ok;
}

bool
cli_block_list(struct cli *c, struct err *err)
{
	size_t n;

	return c->is_json ? cli_print_json(c, BLOCKS, err) :
	    print_list(c, BLOCKS, &n, err);
}

bool
cli_block_check(struct cli *c, struct err *err)
{
	char path[PATH_BYTES];
	struct address a;
	size_t n = 0;

	if (!address_parse(&a, c->target))
		return err_set(err, ERR_VALUE, "\"%s\" is no address like "
		    "192.0.2.7 or 2001:db8::7", c->target);
	snprintf(path, sizeof path, BLOCKS "?address=%s", c->target);
	if (c->is_json)
		return cli_print_json(c, path, err);
	if (!print_list(c, path, &n, err))
		return false;
	if (n == 0)
		printf("nothing holds for %s\n", c->target);
	return true;
}

/* --- making and ending --------------------------------------------------------- */

/* "30m", "12h", "7d"; NULL: until somebody ends it. */
static bool
read_span(const char *text, int64_t *out, struct err *err)
{
	size_t len = text == NULL ? 0 : strlen(text);
	char number[8] = "";
	long long days;

	*out = 0;
	if (text == NULL || (target_parse_span(text, out, NULL) &&
	    *out != TARGET_NEVER))
		return true;
	if (len > 1 && len <= sizeof number && text[len - 1] == 'd')
		memcpy(number, text, len - 1);
	if (!str_to_i64(number, 1, MAX_BAN_SPAN_MS / DAY_MS, &days))
		return err_set(err, ERR_VALUE, "--for \"%s\" is no span such "
		    "as 30m, 12h or 7d", text);
	*out = days * DAY_MS;
	return true;
}

static bool
read_block(struct cli *c, struct action *a, struct err *err)
{
	long long despite = 0;

	if (c->despite != NULL && !str_to_i64(c->despite, 0, 100000,
	    &despite))
		return err_set(err, ERR_VALUE, "--despite \"%s\" is no number",
		    c->despite);
	a->despite = (int)despite;
	a->is_limit = c->is_slow;
	a->text = c->reason != NULL ? c->reason : "";
	return read_span(c->span, &a->span_ms, err);
}

/* A number is a conversation: its customer, with all of their secrets. */
bool
cli_block_add(struct cli *c, struct err *err)
{
	char path[PATH_BYTES] = BLOCKS;
	struct action a;
	long long id;

	action_init(&a, ACTION_BLOCK_RANGE);
	if (str_to_i64(c->target, 1, INT64_MAX, &id)) {
		action_init(&a, ACTION_BLOCK);
		snprintf(path, sizeof path,
		    "/api/v1/admin/conversations/%lld/block", id);
	}
	a.address = c->target;
	if (!read_block(c, &a, err))
		return false;
	if (cli_post(c, &a, path, err)) {
		cli_tell(c, "added");
		return true;
	}
	return err->code != ERR_SHARED ? false : err_set(err, ERR_SHARED,
	    "%.180s; --despite with their number strikes them, too",
	    err->text);
}

bool
cli_block_remove(struct cli *c, struct err *err)
{
	char path[PATH_BYTES];
	struct action a;
	long long id;

	if (!str_to_i64(c->target, 1, INT64_MAX, &id))
		return err_set(err, ERR_VALUE, "\"%s\" is no number of a "
		    "block: see dezhurkad block list", c->target);
	action_init(&a, ACTION_UNBLOCK);
	a.block_id = id;
	a.text = c->reason != NULL ? c->reason : "";
	snprintf(path, sizeof path, BLOCKS "/%lld/end", id);
	if (!cli_post(c, &a, path, err))
		return false;
	cli_tell(c, "removed");
	return true;
}
