/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers that wait to be accepted, promises and tags, as a console has them.
 */
#include "console_desk.h"

#define LIMIT_MS 60000

static struct event
offer(struct desk *d, int64_t id, int64_t from, int64_t to, const char *draft)
{
	struct event ev =
	    desk_event(d, EVENT_TRANSFERRED, id, ACTOR_OPERATOR, from);

	ev.from_operator_id = from;
	ev.operator_id = to;
	ev.text = "please look";
	ev.until_ms = d->now_ms + LIMIT_MS;
	ev.draft = draft;
	desk_reduce(d, &ev);
	return ev;
}

static void
ends(struct desk *d, enum event_type type, int64_t id, int64_t from,
    int64_t to, const char *text, const char *draft)
{
	struct event ev = desk_event(d, type, id, type == EVENT_RETURNED ?
	    ACTOR_SYSTEM : ACTOR_OPERATOR, type == EVENT_RETURNED ? 0 : from);

	ev.from_operator_id = from;
	ev.operator_id = to;
	ev.text = text;
	ev.draft = draft;
	desk_reduce(d, &ev);
}

/* Olga has one and offers it to me. */
static void
offered(struct desk *d, const char *draft)
{
	desk_start(d);
	desk_opens(d, 5, "Ivan", "ru");
	desk_takes(d, 5, OLGA);
	offer(d, 5, OLGA, ANNA, draft);
}

static void
it_is_offered_and_accepted(void **state)
{
	const struct chat *c;
	struct desk d;

	(void)state;
	offered(&d, "");
	c = model_find_chat(d.m, 5);
	assert_true(model_is_offered(d.m, c));
	assert_int_equal(model_offer_left_s(d.m, c), 60);
	assert_int_equal(d.m->ui.focus_id, 0);
	desk_tick(&d, 18000);
	assert_int_equal(model_offer_left_s(d.m, c), 42);
	desk_key(&d, "C-x");
	effects_clear(&d.e);
	desk_key(&d, "a");
	assert_int_equal(desk_submit(&d, ACTION_TAKE)->conversation_id, 5);
	assert_int_equal(desk_submit(&d, ACTION_TAKE)->version, c->c.version);
	desk_end(&d);
}

/* F5 takes whom one looks at; that is here who is offered. */
static void
f5_accepts_whom_i_look_at(void **state)
{
	struct desk d;

	(void)state;
	offered(&d, "");
	desk_opens(&d, 6, "Ola", "pl");
	desk_key(&d, "M-1");
	assert_int_equal(d.m->ui.focus_id, 5);
	effects_clear(&d.e);
	desk_key(&d, "F5");
	assert_non_null(desk_submit(&d, ACTION_TAKE));
	assert_null(desk_submit(&d, ACTION_TAKE_NEXT));
	desk_takes(&d, 5, ANNA);
	assert_false(model_is_offered(d.m, model_find_chat(d.m, 5)));
	effects_clear(&d.e);
	desk_key(&d, "F5");
	assert_non_null(desk_submit(&d, ACTION_TAKE_NEXT));
	desk_end(&d);
}

static void
it_is_declined_with_a_reason(void **state)
{
	const struct action *a;
	struct desk d;

	(void)state;
	offered(&d, "Dear Ivan");
	desk_key(&d, "C-x");
	desk_key(&d, "d");
	/* It is not looked at: nothing is sent away unseen. */
	assert_null(desk_submit(&d, ACTION_DECLINE));
	desk_key(&d, "M-1");
	desk_key(&d, "C-x");
	desk_key(&d, "d");
	assert_int_equal(d.m->ui.overlay, OVERLAY_ASK);
	desk_type(&d, "at lunch");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	a = desk_submit(&d, ACTION_DECLINE);
	assert_string_equal(a->text, "at lunch");
	assert_string_equal(a->draft, "Dear Ivan");
	ends(&d, EVENT_DECLINED, 5, ANNA, OLGA, "at lunch", "Dear Ivan");
	assert_string_equal(desk_input(&d, 5), "");
	effects_clear(&d.e);
	desk_type(&d, "/decline");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_DECLINE));
	desk_end(&d);
}

static void
the_draft_comes_along_and_is_marked(void **state)
{
	struct desk d;

	(void)state;
	offered(&d, "Dear Ivan, order {?order}");
	assert_string_equal(desk_input(&d, 5), "Dear Ivan, order {?order}");
	assert_int_equal(model_find_chat(d.m, 5)->inherited_from, OLGA);
	desk_key(&d, "M-1");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	/* An unfilled field is never sent, whoever wrote it. */
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	desk_type(&d, "x");
	assert_int_equal(model_find_chat(d.m, 5)->inherited_from, 0);
	desk_end(&d);
}

/* What I was writing there stays; theirs is a key away. */
static void
my_own_text_is_not_written_over(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_transfers(&d, 5, ANNA, OLGA);
	desk_type(&d, "mine");
	offer(&d, 5, OLGA, ANNA, "theirs");
	assert_string_equal(desk_input(&d, 5), "mine");
	desk_key(&d, "C-y");
	assert_string_equal(desk_input(&d, 5), "minetheirs");
	desk_end(&d);
}

static void
a_returned_one_is_told_and_kept(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_type(&d, "half a");
	effects_clear(&d.e);
	desk_key(&d, "F6");
	assert_string_equal(desk_submit(&d, ACTION_TRANSFER)->draft, "half a");
	offer(&d, 5, ANNA, OLGA, "half a");
	assert_true(model_has_offered(d.m, model_find_chat(d.m, 5)));
	assert_string_equal(desk_input(&d, 5), "half a");
	effects_clear(&d.e);
	ends(&d, EVENT_RETURNED, 5, OLGA, ANNA, "", "");
	desk_tick(&d, 1000);
	assert_true(desk_alerted(&d, ALERT_TRANSFER));
	assert_non_null(strstr(d.m->ui.message, "Olga did not accept Ivan"));
	assert_true(model_is_mine(d.m, model_find_chat(d.m, 5)));
	assert_string_equal(desk_input(&d, 5), "half a");
	offer(&d, 5, ANNA, OLGA, "half a");
	ends(&d, EVENT_DECLINED, 5, OLGA, ANNA, "no time", "half a line");
	assert_non_null(strstr(d.m->ui.message, "no time"));
	assert_string_equal(desk_input(&d, 5), "half a line");
	desk_end(&d);
}

static void
whom_the_desk_has_asked_is_no_news(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	offer(&d, 5, 0, OLGA, "");
	effects_clear(&d.e);
	d.m->ui.message[0] = '\0';
	ends(&d, EVENT_RETURNED, 5, OLGA, 0, "passed", "");
	desk_tick(&d, 1000);
	assert_string_equal(d.m->ui.message, "");
	assert_false(desk_alerted(&d, ALERT_TRANSFER));
	desk_end(&d);
}

static void
an_accepted_one_takes_my_draft_with_it(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_type(&d, "half a");
	offer(&d, 5, ANNA, OLGA, "half a");
	ev = desk_event(&d, EVENT_TAKEN, 5, ACTOR_OPERATOR, OLGA);
	ev.operator_id = OLGA;
	desk_reduce(&d, &ev);
	assert_string_equal(desk_input(&d, 5), "");
	assert_string_equal(d.m->ui.message, "Olga has accepted Ivan.");
	desk_end(&d);
}

/* A supervisor gives it to somebody else: I hear of it, and wait no more. */
static void
an_offer_that_is_moved_on_is_told(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_type(&d, "half a");
	offer(&d, 5, ANNA, OLGA, "half a");
	ev = desk_event(&d, EVENT_TRANSFERRED, 5, ACTOR_OPERATOR, 99);
	ev.from_operator_id = OLGA;
	ev.operator_id = PIOTR;
	ev.until_ms = d.now_ms + 60000;
	desk_reduce(&d, &ev);
	assert_string_equal(desk_input(&d, 5), "");
	assert_non_null(strstr(d.m->ui.message,
	    "has given Ivan, which you offered, to Piotr."));
	assert_false(model_has_offered(d.m, model_find_chat(d.m, 5)));
	/* What becomes of it then is theirs. */
	d.m->ui.message[0] = '\0';
	ev = desk_event(&d, EVENT_TRANSFERRED, 5, ACTOR_OPERATOR, 99);
	ev.from_operator_id = PIOTR;
	ev.operator_id = OLGA;
	desk_reduce(&d, &ev);
	assert_string_equal(d.m->ui.message, "");
	desk_end(&d);
}

static void
back_is_to_whom_i_had_it_from(void **state)
{
	struct desk d;

	(void)state;
	offered(&d, "");
	desk_takes(&d, 5, ANNA);
	desk_key(&d, "M-1");
	desk_type(&d, "/transfer back -- not cards");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_int_equal(desk_submit(&d, ACTION_TRANSFER)->operator_id, OLGA);
	assert_string_equal(desk_submit(&d, ACTION_TRANSFER)->text,
	    "not cards");
	offer(&d, 5, ANNA, OLGA, "");
	/* Long after the five seconds of F6. */
	desk_tick(&d, 30000);
	desk_type(&d, "/transfer back");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_non_null(desk_submit(&d, ACTION_TAKE_BACK));
	desk_end(&d);
}

/* --- promises ------------------------------------------------------------- */

static void
promised(struct desk *d, int64_t id, int64_t due_ms, const char *text)
{
	struct event ev =
	    desk_event(d, EVENT_PROMISED, id, ACTOR_OPERATOR, ANNA);

	ev.due_ms = due_ms;
	ev.text = text;
	desk_reduce(d, &ev);
}

static void
a_promise_has_a_time_and_words(void **state)
{
	static const char *const bad[] = { "/promise 16:00",
		"/promise soon I'll write", "/promise never x",
		"/promise 25:00 x", "/promise tomorrow" };
	static const char *const good[] = { "/promise tomorrow I'll write",
		"/promise завтра в 10:00 I'll write",
		"/promise jutro o 10:00 I'll write" };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		effects_clear(&d.e);
		desk_type(&d, bad[i]);
		desk_key(&d, "Enter");
		assert_null(desk_submit(&d, ACTION_PROMISE));
		desk_key(&d, "Esc");
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		effects_clear(&d.e);
		desk_type(&d, good[i]);
		desk_key(&d, "Enter");
		assert_string_equal(desk_submit(&d, ACTION_PROMISE)->text,
		    "I'll write");
	}
	desk_type(&d, "/promise 20m I'll write");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_PROMISE)->text,
	    "I'll write");
	/* To the whole minute, as clocks show it. */
	assert_true(desk_submit(&d, ACTION_PROMISE)->due_ms % 60000 == 0);
	assert_true(desk_submit(&d, ACTION_PROMISE)->due_ms >=
	    d.now_ms + 20 * 60000);
	desk_type(&d, "/promise done");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_PROMISE));
	desk_key(&d, "Esc");
	promised(&d, 5, d.now_ms + 600000, "I'll write");
	desk_type(&d, "/promise done");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_int_equal(desk_submit(&d, ACTION_PROMISE)->due_ms, 0);
	desk_end(&d);
}

static void
a_promise_reminds_twice_and_raises(void **state)
{
	int64_t ids[4];
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_mine(&d, 6, "Ola", "pl");
	promised(&d, 6, d.now_ms + 600000, "I'll write");
	effects_clear(&d.e);
	desk_tick(&d, 479000);
	assert_false(desk_alerted(&d, ALERT_PROMISE));
	desk_tick(&d, 1000);
	desk_tick(&d, 2000);
	assert_true(desk_alerted(&d, ALERT_PROMISE));
	assert_true(model_promise_is_due(d.m, model_find_chat(d.m, 6)));
	desk_tick(&d, 200000);
	effects_clear(&d.e);
	promised(&d, 6, d.now_ms + 60000, "soon");
	desk_tick(&d, 59000);
	assert_false(desk_alerted(&d, ALERT_PROMISE));
	desk_tick(&d, 2000);
	desk_tick(&d, 2000);
	assert_true(desk_alerted(&d, ALERT_PROMISE));
	assert_int_equal(model_mine(d.m, ids, 4), 2);
	promised(&d, 6, 0, "");
	assert_false(model_promise_is_due(d.m, model_find_chat(d.m, 6)));
	desk_end(&d);
}

static void
a_close_with_a_promise_asks_first(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	promised(&d, 5, d.now_ms + 600000, "I'll write");
	desk_key(&d, "M-1");
	effects_clear(&d.e);
	desk_key(&d, "F8");
	desk_key(&d, "1");
	assert_null(desk_submit(&d, ACTION_CLOSE));
	assert_non_null(strstr(d.m->ui.message, "I'll write"));
	desk_key(&d, "1");
	assert_non_null(desk_submit(&d, ACTION_CLOSE));
	desk_end(&d);
}

/* --- tags ------------------------------------------------------------------- */

static void
tags_are_set_by_command_and_from_a_list(void **state)
{
	const struct action *a;
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_type(&d, "/tag #Invoice возврат");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	a = desk_submit(&d, ACTION_TAG);
	assert_string_equal(a->tags, "invoice,возврат");
	ev = desk_event(&d, EVENT_TAGGED, 5, ACTOR_OPERATOR, ANNA);
	ev.tags = ev.added = "invoice,возврат";
	desk_reduce(&d, &ev);
	desk_key(&d, "C-x");
	desk_key(&d, "g");
	assert_int_equal(d.m->ui.overlay, OVERLAY_TAGS);
	effects_clear(&d.e);
	desk_type(&d, "invo");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_TAG)->remove_tags,
	    "invoice");
	effects_clear(&d.e);
	desk_type(&d, "refund");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_TAG)->tags, "refund");
	assert_int_equal(d.m->ui.overlay, OVERLAY_TAGS);
	effects_clear(&d.e);
	desk_type(&d, "ref!und");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_TAG));
	desk_key(&d, "Esc");
	desk_type(&d, "/tag -возврат");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_TAG)->remove_tags,
	    "возврат");
	desk_end(&d);
}

static void
a_wrap_up_has_a_target(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_mine(&d, 6, "Ola", "pl");
	desk_closes(&d, 5);
	desk_key(&d, "M-2");
	desk_tick(&d, 100000);
	assert_int_equal(model_target(d.m, model_find_chat(d.m, 5)),
	    TARGET_WARN);
	/* Ola waits, and comes first; then the wrap-up that is late. */
	desk_tick(&d, 30000);
	assert_int_equal(model_target(d.m, model_find_chat(d.m, 5)),
	    TARGET_MISSED);
	desk_key(&d, "M-1");
	assert_int_equal(model_most_urgent(d.m), 6);
	desk_key(&d, "M-2");
	assert_int_equal(model_most_urgent(d.m), 5);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_offered_and_accepted),
		cmocka_unit_test(f5_accepts_whom_i_look_at),
		cmocka_unit_test(it_is_declined_with_a_reason),
		cmocka_unit_test(the_draft_comes_along_and_is_marked),
		cmocka_unit_test(my_own_text_is_not_written_over),
		cmocka_unit_test(a_returned_one_is_told_and_kept),
		cmocka_unit_test(whom_the_desk_has_asked_is_no_news),
		cmocka_unit_test(an_accepted_one_takes_my_draft_with_it),
		cmocka_unit_test(an_offer_that_is_moved_on_is_told),
		cmocka_unit_test(back_is_to_whom_i_had_it_from),
		cmocka_unit_test(a_promise_has_a_time_and_words),
		cmocka_unit_test(a_promise_reminds_twice_and_raises),
		cmocka_unit_test(a_close_with_a_promise_asks_first),
		cmocka_unit_test(tags_are_set_by_command_and_from_a_list),
		cmocka_unit_test(a_wrap_up_has_a_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
