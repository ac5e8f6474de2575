/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a console tells the desk of who sits in front of it. */
#include "console_desk.h"

#define AFTER_MS (10 * 60000)

/* What the desk was told last: NULL: nothing since. */
static const char *
told(struct desk *d)
{
	const struct action *a = desk_submit(d, ACTION_IDLE);
	static const char *const known[] = { "", REASON_IDLE,
		REASON_DETACHED };

	for (size_t i = 0; a != NULL && i < sizeof known / sizeof *known; i++)
		if (strcmp(a->reason, known[i]) == 0) {
			effects_clear(&d->e);
			return known[i];
		}
	return NULL;
}

static void
terminal(struct desk *d, bool is_detached)
{
	struct event ev;

	event_init(&ev, EVENT_TERMINAL);
	ev.is_on = is_detached;
	ev.name = "tmux";
	desk_reduce(d, &ev);
}

/* The desk says how I am. */
static void
presence(struct desk *d, enum presence presence, const char *reason)
{
	struct event ev = desk_event(d, EVENT_STATE, 0, ACTOR_SYSTEM, 0);

	ev.operator_id = ANNA;
	ev.presence = presence;
	ev.reason = reason;
	desk_reduce(d, &ev);
}

static void
offer_returns(struct desk *d, int64_t id)
{
	struct event ev;

	desk_opens(d, id, "Ivan", "ru");
	ev = desk_event(d, EVENT_TRANSFERRED, id, ACTOR_SYSTEM, 0);
	ev.operator_id = ANNA;
	ev.until_ms = d->now_ms + 30000;
	desk_reduce(d, &ev);
	ev = desk_event(d, EVENT_RETURNED, id, ACTOR_SYSTEM, 0);
	ev.from_operator_id = ANNA;
	ev.text = "passed";
	desk_reduce(d, &ev);
}

static void
no_key_is_nobody_until_the_next_one(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	effects_clear(&d.e);
	desk_tick(&d, AFTER_MS - 1);
	assert_null(told(&d));
	assert_int_equal(idle_due_ms(d.m), START + AFTER_MS);
	desk_tick(&d, 1);
	assert_string_equal(told(&d), REASON_IDLE);
	presence(&d, PRESENCE_AWAY, REASON_IDLE);
	offer_returns(&d, 5);
	offer_returns(&d, 6);
	desk_tick(&d, 60000);
	assert_null(told(&d));
	desk_key(&d, "x");
	assert_string_equal(told(&d), "");
	assert_non_null(strstr(d.m->ui.message,
	    ": no key was pressed. 2 offers went on."));
	desk_end(&d);
}

static void
a_terminal_that_is_left_is_nobody(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	effects_clear(&d.e);
	terminal(&d, true);
	assert_string_equal(told(&d), REASON_DETACHED);
	presence(&d, PRESENCE_AWAY, REASON_DETACHED);
	/* Nobody has typed for ten minutes either: that is no news. */
	desk_tick(&d, 2 * AFTER_MS);
	assert_null(told(&d));
	/* What a script types there is nobody. */
	desk_key(&d, "x");
	assert_null(told(&d));
	desk_tick(&d, 2 * AFTER_MS);
	terminal(&d, false);
	assert_string_equal(told(&d), "");
	assert_non_null(strstr(d.m->ui.message, ": tmux was detached."));
	/* Whoever is back has ten minutes to touch a key. */
	desk_tick(&d, AFTER_MS - 1);
	assert_null(told(&d));
	desk_tick(&d, 1);
	assert_string_equal(told(&d), REASON_IDLE);
	desk_end(&d);
}

static void
it_is_a_setting(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	effects_clear(&d.e);
	snprintf(d.m->prefs.detached, 8, "online");
	terminal(&d, true);
	assert_null(told(&d));
	snprintf(d.m->prefs.detached, 8, "away");
	desk_tick(&d, 1000);
	assert_string_equal(told(&d), REASON_DETACHED);
	desk_end(&d);
}

/* Another console of theirs was in use, or they had said so themselves. */
static void
who_was_not_away_for_it_is_told_nothing(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	terminal(&d, true);
	presence(&d, PRESENCE_ONLINE, "");
	terminal(&d, false);
	assert_null(strstr(d.m->ui.message, "You were away"));
	terminal(&d, true);
	presence(&d, PRESENCE_AWAY, "lunch");
	terminal(&d, false);
	assert_null(strstr(d.m->ui.message, "You were away"));
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_key_is_nobody_until_the_next_one),
		cmocka_unit_test(a_terminal_that_is_left_is_nobody),
		cmocka_unit_test(it_is_a_setting),
		cmocka_unit_test(who_was_not_away_for_it_is_told_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
