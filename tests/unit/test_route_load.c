/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thousand wait: what changes with one of them is not asked of all the others.
 * Counted is how often rules ask whether a department works: once for each
 * conversation that is planned, and once for each department.
 */
#include "desk_room.h"

#include "server/desk/route.h"

#define MANY	    1000
#define A_FEW	    16

struct hall {
	struct room *r;
	int	     n_asked;
	bool	     is_shut;
};

static bool
works(void *ctx, const struct desk *d, int64_t department_id, int64_t now_ms)
{
	struct hall *h = ctx;

	(void)d;
	(void)department_id;
	(void)now_ms;
	h->n_asked++;
	return !h->is_shut;
}

static int64_t
comes(struct hall *h)
{
	struct desk_sender s = { .kind = ACTOR_VISITOR };
	struct action a = action(ACTION_OPEN, 0);

	a.text = "Hello";
	a.department_id = h->r->next_conversation % 2 == 0 ? SALES : BILLING;
	assert_int_equal(act(h->r, s, &a), ERR_NONE);
	return h->r->next_conversation++;
}

/* How often it was asked until the desk had nothing to do any more. */
static int
asked(struct hall *h)
{
	static const struct desk_sender desk = { .kind = ACTOR_SYSTEM };
	struct action a;

	do {
		action_init(&a, ACTION_ROUTE);
		assert_int_equal(act(h->r, desk, &a), ERR_NONE);
	} while (h->r->out.n_events > 0);
	return h->n_asked;
}

static void
fill(struct hall *h, struct room *r, const char *text)
{
	struct conf *conf = conf_parse("x.conf", text, strlen(text), &r->err);
	struct route_rules rules;

	*h = (struct hall){ .r = r };
	assert_non_null(conf);
	route_rules_init(&rules);
	for (size_t i = 0; i < conf_count(conf); i++)
		if (!route_rules_put(&rules, conf, conf_at(conf, i), &r->err))
			fail_msg("%s", r->err.text);
	conf_free(conf);
	desk_set_routes(r->d, &rules);
	desk_set_open(r->d, works, h);
	for (int64_t id = ANNA; id <= GONE; id++)
		set_presence(r, id, PRESENCE_OFFLINE);
	for (int i = 0; i < MANY; i++)
		comes(h);
	asked(h);
	h->n_asked = 0;
}

static void
says(struct hall *h, int64_t id)
{
	struct desk_sender s = { .kind = ACTOR_VISITOR, .conversation_id = id,
		.customer_id = get(h->r, id)->customer_id };
	struct action a = action(ACTION_MESSAGE, id);

	a.text = "Is anybody there?";
	assert_int_equal(act(h->r, s, &a), ERR_NONE);
}

static void
one_word_is_not_asked_of_a_thousand(void **state)
{
	struct hall h;

	fill(&h, *state, "[rule day]\nif_hours = open\nmode = assign\n");
	assert_int_equal(desk_n_waiting(h.r->d), MANY);
	says(&h, 500);
	assert_in_range(asked(&h), 1, A_FEW);
	h.n_asked = 0;
	comes(&h);
	assert_in_range(asked(&h), 1, A_FEW);
	assert_int_equal(desk_n_waiting(h.r->d), MANY + 1);
	h.n_asked = 0;
	h.r->now_ms += 60000;
	assert_in_range(asked(&h), 1, A_FEW);
}

/* When they shut it is another matter for everybody. */
static void
what_concerns_all_is_asked_of_all(void **state)
{
	struct hall h;

	fill(&h, *state, "[rule day]\nif_hours = open\npriority = 3\n");
	assert_int_equal(get(h.r, 7)->priority, 3);
	h.is_shut = true;
	assert_true(asked(&h) > MANY);
	for (int64_t id = 1; id <= MANY; id++)
		assert_int_equal(get(h.r, id)->priority, 0);
}

/* Too many is a matter of the number alone at which it is too many. */
static void
a_limit_is_asked_where_it_lies(void **state)
{
	struct hall h;

	fill(&h, *state, "[rule many]\nif_queue_over = 505\npriority = 4\n"
	    "[rule day]\nif_hours = open\nmode = assign\n");
	for (int i = 0; i < 4; i++)
		comes(&h);
	assert_in_range(asked(&h), 1, 4 * A_FEW);
	assert_int_equal(get(h.r, 7)->priority, 0);
	for (int i = 0; i < 10; i++)
		comes(&h);
	assert_true(asked(&h) > MANY);
	assert_int_equal(get(h.r, 7)->priority, 4);
	h.n_asked = 0;
	says(&h, 500);
	assert_in_range(asked(&h), 1, A_FEW);
}

static void
everybodys_place_is_known(void **state)
{
	struct hall h;

	fill(&h, *state, "[rule day]\nif_hours = open\nmode = assign\n");
	/* Boris works for both departments, so it is one queue. */
	for (int64_t id = 1; id <= MANY; id++)
		assert_int_equal(desk_position(h.r->d, id), id);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_word_is_not_asked_of_a_thousand),
		T(what_concerns_all_is_asked_of_all),
		T(a_limit_is_asked_where_it_lies),
		T(everybodys_place_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
