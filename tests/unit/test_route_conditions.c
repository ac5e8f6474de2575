/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each condition of a rule and what follows of it, one by one: the customer who
 * fits, and the one who nearly does.
 */
#include "desk_room.h"

#include <stdio.h>

#include "server/desk/route.h"

#define HOUR	INT64_C(3600000)
#define DAY	(24 * HOUR)
/* Monday, 2 November 2026, 10:00 UTC. */
#define MONDAY	INT64_C(1793613600000)

static void
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

struct who { const char *language, *segment, *page; int64_t customer,
    department; };

static const struct conversation *
comes(struct room *r, struct who who)
{
	struct desk_sender s = { .kind = ACTOR_VISITOR,
		.customer_id = who.customer };
	struct action a = action(ACTION_OPEN, 0);

	a.text = "Hello";
	a.language = who.language == NULL ? "" : who.language;
	a.segment = who.segment == NULL ? "" : who.segment;
	a.page = who.page == NULL ? "" : who.page;
	a.department_id = who.department;
	assert_int_equal(act(r, s, &a), ERR_NONE);
	return get(r, r->next_conversation++);
}

/* One turn of the desk's. */
static bool
turn(struct room *r)
{
	static const struct desk_sender desk = { .kind = ACTOR_SYSTEM };
	struct action a;

	action_init(&a, ACTION_ROUTE);
	assert_int_equal(act(r, desk, &a), ERR_NONE);
	return r->out.n_events > 0;
}

static void
fits(struct room *r, const char *condition, struct who yes, struct who no)
{
	char text[256];

	snprintf(text, sizeof text, "[rule one]\n%s\npriority = 7\n",
	    condition);
	rules(r, text);
	assert_int_equal(comes(r, yes)->priority, 7);
	assert_string_equal(get(r, r->next_conversation - 1)->rules, "one");
	assert_int_equal(comes(r, no)->priority, 0);
	assert_string_equal(get(r, r->next_conversation - 1)->rules, "");
}

static void
each_condition_has_who_fits_and_who_does_not(void **state)
{
	struct room *r = *state;

	fits(r, "if_department = sales", (struct who){ .department = SALES },
	    (struct who){ .department = BILLING });
	fits(r, "if_department = sales, billing",
	    (struct who){ .department = BILLING }, (struct who){ 0 });
	fits(r, "if_language = ru, uk", (struct who){ .language = "uk" },
	    (struct who){ .language = "u" });
	fits(r, "if_segment = vip, partner",
	    (struct who){ .segment = "partner" },
	    (struct who){ .segment = "part" });
	fits(r, "if_page = /pay*, */basket",
	    (struct who){ .page = "/shop/basket" },
	    (struct who){ .page = "/shop/pay" });
	fits(r, "if_returning = yes", (struct who){ .customer = 77 },
	    (struct who){ 0 });
	fits(r, "if_returning = no", (struct who){ 0 },
	    (struct who){ .customer = 78 });
}

/* All conditions of a rule at once. */
static void
conditions_add_up(void **state)
{
	struct room *r = *state;

	fits(r, "if_segment = vip\nif_language = ru\nif_department = sales",
	    (struct who){ .segment = "vip", .language = "ru",
	    .department = SALES }, (struct who){ .segment = "vip",
	    .language = "ru", .department = BILLING });
}

/* A skill is what earlier rules and the department ask for. */
static void
a_skill_that_is_needed_by_then(void **state)
{
	struct room *r = *state;
	const struct conversation *c;

	rules(r, "[rule early]\nif_skill = cards\npriority = 9\n"
	    "[rule pay]\nif_page = /pay\nskills = cards, fraud\n"
	    "[rule late]\nif_skill = fraud, x\npriority = 4\n");
	c = comes(r, (struct who){ .page = "/pay" });
	assert_string_equal(c->rules, "pay,late");
	assert_string_equal(c->skills, "cards,fraud");
	assert_int_equal(c->priority, 4);
	c = comes(r, (struct who){ .page = "/" });
	assert_string_equal(c->rules, "");
}

/* "Closed" is a night, a Sunday, a holiday from a calendar; of a department's
 * own hours, where it is. */
static void
hours_and_holidays(void **state)
{
	static const struct hours_closed feast[] = {
		{ MONDAY + 2 * DAY - 10 * HOUR, MONDAY + 3 * DAY - 10 * HOUR },
	};
	struct book_department office = { .name = "sales",
		.overflow_after_ms = INT64_MAX, .overflow_to = "",
		.overflow_message = "" };
	const struct book book = { .departments = &office,
		.n_departments = 1 };
	static const struct { int64_t at_ms; bool is_open; } cases[] = {
		{ MONDAY, true }, { MONDAY + 6 * HOUR, true },
		{ MONDAY + 8 * HOUR, false }, { MONDAY + DAY, true },
		{ MONDAY + 2 * DAY, false }, { MONDAY + 3 * DAY, true },
		{ MONDAY + 5 * DAY, false },
	};
	struct room *r = *state;
	struct desk_rules set = *desk_rules(r->d);

	hours_init(&office.hours);
	assert_true(hours_parse(&office.hours, "mon-fri 09:00-17:00", NULL,
	    NULL));
	office.hours.closed = feast;
	office.hours.n_closed = 1;
	set.book = &book;
	desk_set_rules(r->d, &set);
	rules(r, "[rule day]\nif_hours = open\npriority = 1\n"
	    "[rule night]\nif_hours = closed\nanswer_in = 2h\n"
	    "message = Tomorrow.\n");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct conversation *c;

		r->now_ms = cases[i].at_ms;
		c = comes(r, (struct who){ .department = SALES });
		assert_string_equal(c->rules, cases[i].is_open ? "day" :
		    "night");
		assert_int_equal(c->promise_due_ms, cases[i].is_open ? 0 :
		    r->now_ms + 2 * HOUR);
		/* Billing says nothing of its hours: it always works. */
		c = comes(r, (struct who){ .department = BILLING });
		assert_string_equal(c->rules, "day");
	}
	desk_set_rules(r->d, &(struct desk_rules){ 0 });
}

/* One desk, three ways: what is offered, given and left to be taken. */
static void
each_rule_has_its_mode(void **state)
{
	struct room *r = *state;
	const struct conversation *given, *offered, *taken;

	rules(r, "[routing]\nmode = pull\noffer_for = 20s\n"
	    "[rule ru]\nif_language = ru\nmode = assign\n"
	    "[rule vip]\nif_segment = vip\nmode = offer\n");
	for (int64_t id = ANNA; id <= GONE; id++)
		set_presence(r, id, id == BORIS ? PRESENCE_ONLINE :
		    PRESENCE_OFFLINE);
	given = comes(r, (struct who){ .language = "ru" });
	offered = comes(r, (struct who){ .segment = "vip" });
	taken = comes(r, (struct who){ .language = "pl" });
	while (turn(r))
		;
	assert_int_equal(given->state, CONVERSATION_ACTIVE);
	assert_int_equal(given->operator_id, BORIS);
	assert_int_equal(given->offered_until_ms, 0);
	assert_int_equal(offered->operator_id, BORIS);
	assert_true(offered->offered_until_ms > r->now_ms);
	assert_int_equal(taken->state, CONVERSATION_WAITING);
}

/* A later rule's word stands, but skills add up; a rule without conditions
 * holds for everybody. */
static void
what_a_later_rule_says_stands(void **state)
{
	struct room *r = *state;
	const struct conversation *c;

	rules(r, "[rule all]\npriority = 2\nskills = a\n"
	    "[rule vip]\nif_segment = vip\npriority = 8\nskills = b\n"
	    "department = billing\n");
	c = comes(r, (struct who){ .segment = "vip", .department = SALES });
	assert_int_equal(c->priority, 8);
	assert_string_equal(c->skills, "a,b");
	assert_int_equal(c->department_id, BILLING);
	assert_int_equal(c->asked_department_id, SALES);
	c = comes(r, (struct who){ .department = SALES });
	assert_int_equal(c->priority, 2);
	assert_string_equal(c->skills, "a");
	assert_int_equal(c->department_id, SALES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_condition_has_who_fits_and_who_does_not),
		T(conditions_add_up),
		T(a_skill_that_is_needed_by_then),
		T(hours_and_holidays),
		T(each_rule_has_its_mode),
		T(what_a_later_rule_says_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
