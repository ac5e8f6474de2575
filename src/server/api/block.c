/* SPDX-License-Identifier: GPL-3.0-or-later */
/* block.c - blocks as they are listed, and what stands in the way of one.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>

#include "base/clock.h"
#include "proto/proto.h"
#include "server/api/api.h"

#define ANSWER_BYTES (4 * 1024 * 1024)
#define LIST_BYTES   (32 * 1024 * 1024)	/* those of 30 days */
#define MAX_NAMES    8

/* --- lists ----------------------------------------------------------------- */

struct listing {
	const struct desk     *desk;
	const struct operator *me;	/* NULL: the administrator */
	bool		       is_head;
	bool		       wants_all;
	struct address	       from;	/* only those that hold for it */
	int64_t		       now_ms;
};

/* Others hear of their own, and of those whom they see. */
static bool
may_hear(const struct listing *x, const struct ban *b)
{
	const struct conversation *c = desk_conversation(x->desk,
	    b->conversation_id);

	return x->is_head || b->by_id == x->me->id ||
	    (c != NULL && desk_may_see(x->desk, x->me, c));
}

static bool
is_wanted(const struct listing *x, const struct ban *b)
{
	if (!x->wants_all && !ban_is_live(b, x->now_ms))
		return false;
	if (x->from.is_known && !ban_holds(b, 0, &x->from))
		return false;
	return may_hear(x, b);
}

static void
write_list(struct str *body, const struct listing *x)
{
	const struct ban *b;
	struct json_out w;

	json_begin(&w, body);
	json_object(&w, NULL);
	json_put_i64(&w, "at", x->now_ms);
	json_array(&w, "blocks");
	for (size_t i = 0; (b = bans_at(desk_bans(x->desk), i)) != NULL;
	    i++)
		if (is_wanted(x, b))
			proto_ban_write(&w, b, x->is_head);
	json_end_array(&w);
	json_end_object(&w);
}

void
api_blocks(struct api_call *c)
{
	const char *all = http_query(c->r, "all");
	const char *address = http_query(c->r, "address");
	struct listing x = { .desk = hub_desk(c->api->hub),
		.now_ms = clock_now_ms(),
		.wants_all = all != NULL && strcmp(all, "1") == 0 };
	struct str body;

	x.me = desk_operator(x.desk, c->sender.operator_id);
	x.is_head = c->sender.kind == ACTOR_SYSTEM ||
	    (x.me != NULL && x.me->role != ROLE_OPERATOR);
	if (!x.is_head && x.me == NULL) {
		api_refuse(c->r, ERR_AUTH, "no session with this token");
		return;
	}
	if (address != NULL && (!x.is_head ||
	    !address_parse(&x.from, address))) {
		api_refuse(c->r, x.is_head ? ERR_VALUE : ERR_RIGHTS,
		    "address: not an address, or not for you");
		return;
	}
	str_init(&body, LIST_BYTES);
	write_list(&body, &x);
	if (body.full)
		api_refuse(c->r, ERR_TOO_LARGE, "more blocks than an answer "
		    "holds: ask without all, or for one address");
	else
		api_answer_json(c->r, 200, body.data, body.len);
	str_clear(&body);
}

/* --- it would strike others -------------------------------------------------- */

/* Those whom the asker sees, by name: an operator knows then what to do. */
static void
put_names(struct json_out *w, const struct desk *d,
    const struct operator *me, const struct action *a)
{
	int n = 0;

	json_array(w, "visitors");
	for (size_t i = 0; i < a->n_others && n < MAX_NAMES; i++) {
		const struct conversation *c = desk_conversation(d,
		    a->others[i]);

		if (c == NULL || (me != NULL && !desk_may_see(d, me, c)))
			continue;
		json_object(w, NULL);
		json_put_i64(w, "conversation", c->id);
		json_put_str(w, "name", c->name);
		json_end_object(w);
		n++;
	}
	json_end_array(w);
}

void
api_job_shared(struct api_job *j, const struct err *err, int n_struck,
    const struct desk_sender *sender, const struct action *a)
{
	const struct desk *d = hub_desk(j->api->hub);
	struct json_out w;
	struct str body;

	str_init(&body, ANSWER_BYTES);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_str(&w, "error", "shared");
	json_put_str(&w, "message", err->text);
	json_put_i64(&w, "others", n_struck);
	put_names(&w, d, desk_operator(d, sender->operator_id), a);
	json_end_object(&w);
	api_job_json(j, err_to_status(err->code), body.data, body.len);
	str_clear(&body);
}
