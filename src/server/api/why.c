/* SPDX-License-Identifier: GPL-3.0-or-later */
/* why.c - why a conversation is where it is: what the rules make of it now, and
 * why each operator does not have it.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>

#include "base/clock.h"
#include "proto/proto.h"
#include "server/api/api.h"

#define ANSWER_BYTES (256 * 1024)

/* The first of the needed skills that is not there. */
static void
put_lacks(struct json_out *w, const struct route_plan *plan,
    const struct operator *o)
{
	char word[ROUTE_LIST_BYTES + 1];

	for (int i = 0; route_list_at(plan->skills, i, word, sizeof word); i++)
		if (!list_has(o->skills, word)) {
			json_put_str(w, "lacks", word);
			return;
		}
}

static void
put_operator(struct json_out *w, struct api_call *c, const struct conversation *x,
    const struct route_plan *plan, const struct operator *o)
{
	const struct desk *d = hub_desk(c->api->hub);
	int load = desk_load(d, o->id);
	enum route_fit fit = route_fit(d, x, plan, o, load, clock_now_ms());

	json_object(w, NULL);
	json_put_i64(w, "id", o->id);
	json_put_str(w, "login", o->login);
	json_put_str(w, "presence", presence_name(o->presence));
	json_put_i64(w, "load", load);
	json_put_i64(w, "limit", o->limit);
	json_put_str(w, "fit", route_fit_name(fit));
	if (fit == ROUTE_SKILL)
		put_lacks(w, plan, o);
	json_end_object(w);
}

static void
put_all(struct json_out *w, struct api_call *c, const struct conversation *x)
{
	const struct desk *d = hub_desk(c->api->hub);
	const struct operator *o;
	struct route_plan plan;
	struct route_step step;
	int64_t now_ms = clock_now_ms();

	route_plan(d, x, now_ms, &plan);
	route_next(d, now_ms, &step);
	json_object(w, NULL);
	proto_conversation_write(w, "conversation", x);
	json_put_i64(w, "now", now_ms);
	json_put_i64(w, "position", desk_position(d, x->id));
	json_put_bool(w, "routes", route_is_active(d));
	json_put_str(w, "mode", route_mode_name(plan.mode));
	if (step.act == ROUTE_NOTHING && step.due_ms != INT64_MAX)
		json_put_i64(w, "next", step.due_ms);
	json_array(w, "operators");
	for (size_t i = 0; (o = desk_operator_at(d, i)) != NULL; i++)
		if (!o->disabled)
			put_operator(w, c, x, &plan, o);
	json_end_array(w);
	json_end_object(w);
}

void
api_admin_why(struct api_call *c)
{
	const char *text = http_query(c->r, "conversation");
	const struct conversation *x;
	long long id = 0;
	struct json_out w;
	struct str out;

	if (text == NULL || !str_to_i64(text, 1, INT64_MAX, &id)) {
		api_refuse(c->r, ERR_VALUE, "conversation: not an id");
		return;
	}
	x = desk_conversation(hub_desk(c->api->hub), id);
	if (x == NULL) {
		api_refuse(c->r, ERR_NOT_FOUND,
		    "there is no open conversation %lld", id);
		return;
	}
	str_init(&out, ANSWER_BYTES);
	json_begin(&w, &out);
	put_all(&w, c, x);
	api_answer_json(c->r, 200, out.data, out.len);
	str_clear(&out);
}
