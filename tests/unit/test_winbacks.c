/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console's list of win-backs, and what its command asks for.
 */
#include "console_desk.h"

static void
told(struct desk *d, enum winback_state state, int64_t owner,
    const char *apology)
{
	struct event ev;

	event_init(&ev, EVENT_WINBACK);
	ev.seq = ++d->seq;
	ev.conversation_id = 99;
	ev.at_ms = d->now_ms;
	ev.winback = state;
	ev.operator_id = owner;
	ev.due_ms = d->now_ms + 48 * 3600000;
	ev.apology = apology;
	desk_reduce(d, &ev);
}

static void
events_change_the_list(void **state)
{
	struct desk *d = *state;

	told(d, WINBACK_OPEN, ANNA, "");
	assert_int_equal(d->m->n_winbacks, 1);
	told(d, WINBACK_OFFERED, ANNA, "Sorry");
	told(d, WINBACK_OFFERED, ANNA, "");
	assert_int_equal(d->m->n_winbacks, 1);
	assert_string_equal(winback_find(d->m, 99)->apology, "Sorry");
	assert_int_equal(winback_find(d->m, 99)->state, WINBACK_OFFERED);
	/* It is a colleague's now, and I am no supervisor. */
	told(d, WINBACK_OFFERED, OLGA, "");
	assert_int_equal(d->m->n_winbacks, 0);
	told(d, WINBACK_OPEN, ANNA, "");
	told(d, WINBACK_WON, ANNA, "");
	assert_int_equal(d->m->n_winbacks, 0);
}

/* What I have said of it is told as the desk has it now; a colleague's word is
 * not. */
static void
my_word_is_answered(void **state)
{
	struct desk *d = *state;
	struct event ev;

	told(d, WINBACK_OPEN, ANNA, "");
	event_init(&ev, EVENT_WINBACK);
	ev.conversation_id = 99;
	ev.at_ms = d->now_ms;
	ev.winback = WINBACK_OFFERED;
	ev.operator_id = ANNA;
	ev.due_ms = d->now_ms + 48 * 3600000;
	ev.by = ACTOR_OPERATOR;
	ev.by_id = OLGA;
	ev.seq = ++d->seq;
	d->m->ui.message[0] = '\0';
	desk_reduce(d, &ev);
	assert_string_equal(d->m->ui.message, "");
	ev.by_id = ANNA;
	ev.seq = ++d->seq;
	desk_reduce(d, &ev);
	assert_non_null(strstr(d->m->ui.message, "99: something is offered"));
	ev.winback = WINBACK_LOST;
	ev.seq = ++d->seq;
	desk_reduce(d, &ev);
	assert_non_null(strstr(d->m->ui.message, "the customer is lost"));
}

static const struct action *
submitted(struct desk *d)
{
	for (int i = d->e.n - 1; i >= 0; i--)
		if (d->e.list[i].type == EFFECT_SUBMIT &&
		    d->e.list[i].action.type == ACTION_WINBACK)
			return &d->e.list[i].action;
	return NULL;
}

static bool
says(struct desk *d, const char *line)
{
	effects_clear(&d->e);
	desk_ids(d);
	return command_run(d->m, line, &d->e);
}

static void
the_command_says_what_is_done(void **state)
{
	struct desk *d = *state;

	told(d, WINBACK_OPEN, ANNA, "");
	assert_true(says(d, "winback 99 apology We are sorry"));
	assert_int_equal(submitted(d)->conversation_id, 99);
	assert_string_equal(submitted(d)->apology, "We are sorry");
	assert_null(submitted(d)->gesture);
	assert_int_equal(submitted(d)->winback, WINBACK_NONE);
	/* The only one needs no number. */
	assert_false(says(d, "winback reopened"));
	assert_non_null(strstr(d->m->ui.message, "lost or open"));
	assert_true(says(d, "winback won he wrote again"));
	assert_int_equal(submitted(d)->conversation_id, 99);
	assert_int_equal(submitted(d)->winback, WINBACK_WON);
	assert_string_equal(submitted(d)->text, "he wrote again");
	assert_true(says(d, "winback own olga"));
	assert_int_equal(submitted(d)->operator_id, OLGA);
	assert_true(says(d, "winback own"));
	assert_int_equal(submitted(d)->operator_id, ANNA);
}

static void
what_cannot_be_read_asks_for_nothing(void **state)
{
	static const char *const lines[] = { "winback", "winback 99",
		"winback 99 gift", "winback apology",
		"winback 99 own nobody-here", "winback 99 due soonish" };
	struct desk *d = *state;

	told(d, WINBACK_OPEN, ANNA, "");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_false(says(d, lines[i]));
		assert_null(submitted(d));
	}
}

static int
count_alerts(struct desk *d)
{
	int n = 0;

	for (int i = 0; i < d->e.n; i++)
		n += d->e.list[i].type == EFFECT_ALERT;
	return n;
}

static void
tick_at(struct desk *d, int64_t at_ms)
{
	struct event ev;

	effects_clear(&d->e);
	event_init(&ev, EVENT_TICK);
	ev.at_ms = d->now_ms = at_ms;
	desk_reduce(d, &ev);
}

/* Four hours before, and when it is due: once each. */
static void
its_owner_is_warned(void **state)
{
	struct desk *d = *state;
	int64_t due_ms = d->now_ms + 48 * 3600000;

	told(d, WINBACK_OPEN, ANNA, "");
	tick_at(d, due_ms - 5 * 3600000);
	assert_int_equal(count_alerts(d), 0);
	tick_at(d, due_ms - 4 * 3600000 + 1000);
	assert_int_equal(count_alerts(d), 1);
	tick_at(d, due_ms - 3600000);
	assert_int_equal(count_alerts(d), 0);
	tick_at(d, due_ms + 1000);
	assert_int_equal(count_alerts(d), 1);
	tick_at(d, due_ms + 60000);
	assert_int_equal(count_alerts(d), 0);
}

#define DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static int
set_up(void **state)
{
	static struct desk d;

	desk_start(&d);
	*state = &d;
	return 0;
}

static int
tear_down(void **state)
{
	desk_end(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		DESK(events_change_the_list),
		DESK(my_word_is_answered),
		DESK(the_command_says_what_is_done),
		DESK(what_cannot_be_read_asks_for_nothing),
		DESK(its_owner_is_warned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
