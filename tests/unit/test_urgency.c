/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who needs me most, and who does not for now. */
#include "console_desk.h"

#include "console/model/watch.h"
#include "console/view/view.h"

static void
run(struct desk *d, const char *line)
{
	effects_clear(&d->e);
	command_run(d->m, line, &d->e);
	desk_ids(d);
}

/* Three who wait: 11 the longest, then 12, then 13. */
static void
three_wait(struct desk *d)
{
	desk_start(d);
	for (int64_t id = 11; id <= 13; id++) {
		desk_mine(d, id, "Somebody", "ru");
		desk_tick(d, 10000);
	}
}

static void
answer(struct desk *d, int64_t id)
{
	struct event ev = desk_event(d, EVENT_MESSAGE, id, ACTOR_OPERATOR,
	    ANNA);

	ev.text = "so be it";
	desk_reduce(d, &ev);
}

/* What the desk makes of the action that a command has asked for. */
static void
desk_asides(struct desk *d)
{
	const struct action *a = desk_submit(d, ACTION_ASIDE);
	struct event ev;

	assert_non_null(a);
	ev = desk_event(d, EVENT_ASIDE, a->conversation_id, ACTOR_OPERATOR,
	    ANNA);
	ev.until_ms = a->until_ms;
	ev.client_id = a->client_id;
	desk_reduce(d, &ev);
}

static void
pressed_again_it_goes_to_the_next(void **state)
{
	struct desk d;

	(void)state;
	three_wait(&d);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 11);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 12);
	/* Looking around is no answer. */
	desk_key(&d, "PgUp");
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 13);
	/* And round. */
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 11);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 12);
	/* An answer begins with who needs me most again. */
	desk_type(&d, "x");
	desk_key(&d, "Enter");
	answer(&d, 12);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 11);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 13);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 11);
	desk_end(&d);
}

/* What the desk has set goes before the two limits of the snapshot, in its own
 * time: a night in which nobody works makes nobody late. */
static void
what_the_desk_asks_for_counts(void **state)
{
	struct desk d;
	struct event ev;
	const struct chat *c;

	(void)state;
	three_wait(&d);
	c = model_find_chat(d.m, 12);
	assert_non_null(c);
	ev = desk_event(&d, EVENT_TARGET, 12, ACTOR_SYSTEM, 0);
	ev.which = TARGET_FIRST;
	ev.warn_ms = d.m->now_ms + 3600000;
	ev.due_ms = d.m->now_ms + 7200000;
	desk_reduce(&d, &ev);
	desk_tick(&d, 1800000);
	assert_int_equal(model_target(d.m, model_find_chat(d.m, 11)),
	    TARGET_MISSED);
	assert_int_equal(model_target(d.m, c), TARGET_OK);
	assert_int_equal(watch_due_ms(d.m, c),
	    c->c.targets[TARGET_FIRST].due_ms);
	assert_true(watch_due_ms(d.m, model_find_chat(d.m, 11)) <
	    d.m->now_ms);
	/* It needs me last, whoever waits longest. */
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 11);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 13);
	/* The desk has said so: also when this clock were late. */
	ev = desk_event(&d, EVENT_WARNED, 12, ACTOR_SYSTEM, 0);
	ev.which = TARGET_FIRST;
	ev.due_ms = c->c.targets[TARGET_FIRST].due_ms;
	desk_reduce(&d, &ev);
	assert_int_equal(model_target(d.m, c), TARGET_WARN);
	ev = desk_event(&d, EVENT_MISSED, 12, ACTOR_SYSTEM, 0);
	ev.which = TARGET_FIRST;
	ev.due_ms = c->c.targets[TARGET_FIRST].due_ms;
	desk_reduce(&d, &ev);
	assert_int_equal(model_target(d.m, c), TARGET_MISSED);
	answer(&d, 12);
	assert_int_equal(model_target(d.m, c), TARGET_NONE);
	desk_end(&d);
}

static void
a_thank_you_does_not_nag(void **state)
{
	struct desk d;
	const struct chat *c;

	(void)state;
	three_wait(&d);
	desk_key(&d, "C-n");
	c = model_find_chat(d.m, 11);
	effects_clear(&d.e);
	desk_key(&d, "C-x");
	desk_key(&d, "n");
	assert_int_equal(desk_submit(&d, ACTION_ASIDE)->conversation_id, 11);
	assert_int_equal(desk_submit(&d, ACTION_ASIDE)->until_ms, 0);
	assert_int_equal(desk_submit(&d, ACTION_ASIDE)->upto,
	    c->c.last_message_seq);
	/* At once, before the desk has told. */
	assert_false(model_waits_for_me(d.m, c));
	assert_int_equal(model_target(d.m, c), TARGET_NONE);
	desk_asides(&d);
	assert_false(model_waits_for_me(d.m, c));
	desk_key(&d, "C-n");
	desk_key(&d, "C-n");
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 12);
	effects_clear(&d.e);
	desk_tick(&d, 3600000);
	assert_int_equal(model_target(d.m, c), TARGET_NONE);
	/* Until they write again. */
	desk_says(&d, 11, "one thing more");
	assert_true(model_waits_for_me(d.m, c));
	run(&d, "open 11");
	run(&d, "nothing");
	desk_asides(&d);
	run(&d, "nothing");
	assert_null(desk_submit(&d, ACTION_ASIDE));
	assert_non_null(strstr(d.m->ui.message, "waits for nothing"));
	desk_end(&d);
}

static void
what_the_customer_wrote_meanwhile_counts(void **state)
{
	struct desk d;
	char id[CLIENT_ID_BYTES + 1];

	(void)state;
	three_wait(&d);
	desk_key(&d, "C-n");
	run(&d, "nothing");
	snprintf(id, sizeof id, "%s",
	    desk_submit(&d, ACTION_ASIDE)->client_id);
	desk_says(&d, 11, "wait!");
	desk_refuses(&d, id, ERR_CONFLICT, true);
	assert_true(model_waits_for_me(d.m, model_find_chat(d.m, 11)));
	assert_non_null(strstr(d.m->ui.message, "has written since"));
	desk_end(&d);
}

/* What the desk is asked for goes on meanwhile, and it is said. */
static void
who_is_put_aside_is_still_owed_an_answer(void **state)
{
	struct desk d;
	struct event ev;

	(void)state;
	three_wait(&d);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 11);
	ev = desk_event(&d, EVENT_TARGET, 11, ACTOR_SYSTEM, 0);
	ev.which = TARGET_FIRST;
	ev.warn_ms = d.m->now_ms + 5 * 60000;
	ev.due_ms = d.m->now_ms + 10 * 60000;
	desk_reduce(&d, &ev);
	run(&d, "later 20m");
	assert_non_null(strstr(d.m->ui.message, "an answer is still due by"));
	assert_int_equal(d.m->ui.message_tone, TONE_INFO);
	run(&d, "later");
	assert_non_null(strstr(d.m->ui.message, "an answer is still due by"));
	run(&d, "later 10m");
	assert_non_null(strstr(d.m->ui.message, "still due"));
	run(&d, "later 9m");
	assert_null(strstr(d.m->ui.message, "still due"));
	/* What is late already is not announced. */
	desk_tick(&d, 11 * 60000);
	run(&d, "later 20m");
	assert_null(strstr(d.m->ui.message, "still due"));
	desk_end(&d);
}

static void
put_aside_till_a_time(void **state)
{
	struct desk d;
	const struct chat *c;

	(void)state;
	three_wait(&d);
	desk_key(&d, "C-n");
	c = model_find_chat(d.m, 11);
	run(&d, "later 20m");
	assert_int_equal(desk_submit(&d, ACTION_ASIDE)->until_ms,
	    d.now_ms + 20 * 60000);
	desk_asides(&d);
	assert_int_equal(model_aside(d.m, c), d.now_ms + 20 * 60000);
	assert_false(model_waits_for_me(d.m, c));
	assert_int_equal(model_target(d.m, c), TARGET_NONE);
	desk_key(&d, "C-n");
	desk_key(&d, "C-n");
	desk_key(&d, "C-n");
	assert_int_not_equal(d.m->ui.focus_id, 11);
	for (int i = 0; i < 19; i++) {
		answer(&d, 12);
		answer(&d, 13);
		effects_clear(&d.e);
		desk_tick(&d, 60000);
		assert_false(desk_alerted(&d, ALERT_LATER));
	}
	/* Its time has come: it is told, once, and needs me. */
	desk_tick(&d, 60000);
	assert_true(desk_alerted(&d, ALERT_LATER));
	assert_true(model_waits_for_me(d.m, c));
	assert_non_null(strstr(d.m->ui.message, "put aside till now"));
	effects_clear(&d.e);
	desk_tick(&d, 1000);
	assert_false(desk_alerted(&d, ALERT_LATER));
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 11);
	answer(&d, 11);
	assert_false(model_waits_for_me(d.m, c));
	desk_end(&d);
}

static void
put_aside_till_they_write(void **state)
{
	struct desk d;
	const struct chat *c;

	(void)state;
	three_wait(&d);
	desk_key(&d, "C-n");
	c = model_find_chat(d.m, 11);
	effects_clear(&d.e);
	desk_key(&d, "C-x");
	desk_key(&d, "s");
	assert_int_equal(desk_submit(&d, ACTION_ASIDE)->until_ms, ASIDE_OPEN);
	desk_asides(&d);
	assert_int_equal(model_aside(d.m, c), ASIDE_OPEN);
	desk_says(&d, 11, "are you there?");
	assert_int_equal(model_aside(d.m, c), 0);
	assert_true(model_waits_for_me(d.m, c));
	/* Or till I want it back. */
	run(&d, "later 16:00");
	desk_asides(&d);
	assert_true(model_aside(d.m, c) > d.now_ms);
	run(&d, "later now");
	desk_asides(&d);
	assert_int_equal(model_aside(d.m, c), 0);
	assert_true(model_waits_for_me(d.m, c));
	run(&d, "later some day");
	assert_null(desk_submit(&d, ACTION_ASIDE));
	assert_non_null(strstr(d.m->ui.message, "16:00, 20m, 2h"));
	desk_end(&d);
}

/* "today" is nine o'clock; another day is said with its name. */
static void
put_aside_till_another_day(void **state)
{
	struct desk d;

	(void)state;
	three_wait(&d);
	desk_key(&d, "C-n");
	desk_tick(&d, 10 * 3600 * 1000);
	effects_clear(&d.e);
	run(&d, "later today");
	assert_null(desk_submit(&d, ACTION_ASIDE));
	assert_non_null(strstr(d.m->ui.message, "09:00 has passed already"));
	run(&d, "later tomorrow");
	assert_non_null(desk_submit(&d, ACTION_ASIDE));
	assert_non_null(strstr(d.m->ui.message, ", 09:00, or till they"));
	desk_end(&d);
}

/* What is put aside looks so, with its time, wherever it stands. */
static void
it_looks_put_aside(void **state)
{
	struct desk d;
	struct view_cache *cache = view_cache_new();
	struct grid *g = grid_new(30, 130);
	char row[1024], title[1024];

	(void)state;
	three_wait(&d);
	model_resize(d.m, 30, 130);
	desk_key(&d, "C-n");
	run(&d, "later 20m");
	desk_asides(&d);
	run(&d, "pin");
	view_draw(d.m, cache, g);
	grid_row(g, 2, row, sizeof row);
	grid_row(g, 1, title, sizeof title);
	assert_non_null(strstr(title, "1* Somebody"));
	assert_non_null(strstr(title, "~"));
	assert_null(strstr(row, "~"));	/* the last of mine now */
	grid_row(g, 4, row, sizeof row);
	assert_non_null(strstr(row, "1*Somebody"));
	assert_non_null(strstr(row, "~"));
	view_cache_free(cache);
	grid_free(g);
	desk_end(&d);
}

static void
is_routed(struct desk *d, int64_t id, int priority)
{
	struct event ev = desk_event(d, EVENT_ROUTED, id, ACTOR_SYSTEM, 0);

	ev.priority = priority;
	ev.rules = "vip";
	desk_reduce(d, &ev);
}

/* What is shown first is what F5 takes; who waits longest is another
 * question. */
static void
the_queue_is_as_the_desk_gives_it_out(void **state)
{
	struct desk d;
	int64_t ids[8];

	(void)state;
	desk_start(&d);
	for (int64_t id = 11; id <= 14; id++) {
		desk_opens(&d, id, "Somebody", "ru");
		desk_tick(&d, 1000);
	}
	is_routed(&d, 13, 5);
	is_routed(&d, 14, 5);
	is_routed(&d, 12, 1);
	assert_int_equal(model_queue(d.m, ids, 8), 4);
	assert_int_equal(ids[0], 13);
	assert_int_equal(ids[1], 14);
	assert_int_equal(ids[2], 12);
	assert_int_equal(ids[3], 11);
	assert_int_equal(model_longest(d.m)->c.id, 11);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pressed_again_it_goes_to_the_next),
		cmocka_unit_test(what_the_desk_asks_for_counts),
		cmocka_unit_test(a_thank_you_does_not_nag),
		cmocka_unit_test(what_the_customer_wrote_meanwhile_counts),
		cmocka_unit_test(who_is_put_aside_is_still_owed_an_answer),
		cmocka_unit_test(put_aside_till_a_time),
		cmocka_unit_test(put_aside_till_they_write),
		cmocka_unit_test(put_aside_till_another_day),
		cmocka_unit_test(it_looks_put_aside),
		cmocka_unit_test(the_queue_is_as_the_desk_gives_it_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
