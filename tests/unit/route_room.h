/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route_room.h - the desk of desk_room.h by rules: who comes, and what the desk
 * does then by itself.
 */
#ifndef UNIT_ROUTE_ROOM_H
#define UNIT_ROUTE_ROOM_H

#include "desk_room.h"

#include "domain/target.h"
#include "server/desk/route.h"

static const struct desk_sender the_desk = { .kind = ACTOR_SYSTEM };

static inline void
rules(struct room *r, const char *text)
{
	struct conf *conf = conf_parse("x.conf", text, strlen(text), &r->err);
	struct route_rules read;

	assert_non_null(conf);
	route_rules_init(&read);
	for (size_t i = 0; i < conf_count(conf); i++)
		if (!route_rules_put(&read, conf, conf_at(conf, i), &r->err))
			fail_msg("%s", r->err.text);
	conf_free(conf);
	desk_set_routes(r->d, &read);
}

/* One turn of the desk's; false: there is nothing to do. */
static inline bool
turn(struct room *r)
{
	struct action a;

	action_init(&a, ACTION_ROUTE);
	assert_int_equal(act(r, the_desk, &a), ERR_NONE);
	return r->out.n_events > 0;
}

static inline void
settle(struct room *r)
{
	for (int i = 0; turn(r); i++)
		assert_true(i < 100);
}

struct who { const char *language, *segment, *page; int64_t customer, knows,
    department; };

static inline int64_t
comes(struct room *r, struct who who)
{
	struct desk_sender s = { .kind = ACTOR_VISITOR,
		.customer_id = who.customer };
	struct action a = action(ACTION_OPEN, 0);

	a.text = "Hello";
	a.name = "Ewa";
	a.language = who.language == NULL ? "" : who.language;
	a.segment = who.segment == NULL ? "" : who.segment;
	a.page = who.page == NULL ? "" : who.page;
	a.operator_id = who.knows;
	a.department_id = who.department;
	assert_int_equal(act(r, s, &a), ERR_NONE);
	return r->next_conversation++;
}

static inline void
change(struct room *r, int64_t id, const char *languages, const char *skills,
    int limit)
{
	struct operator o = *desk_operator(r->d, id);

	str_copy(o.languages, sizeof o.languages, languages);
	str_copy(o.skills, sizeof o.skills, skills);
	o.limit = limit;
	desk_put_operator(r->d, &o);
}

/* Only those of the mask are there. */
static inline void
only(struct room *r, unsigned mask)
{
	for (int64_t id = ANNA; id <= GONE; id++)
		set_presence(r, id, mask & 1U << id ?
		    PRESENCE_ONLINE : PRESENCE_OFFLINE);
}
#define HERE(who) (1U << (who))

#endif
