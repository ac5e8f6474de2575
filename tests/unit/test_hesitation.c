/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one sees who hesitates, or presses a key twice: what may follow a
 * chord, and sentences that go when they are no longer true.
 */
#include "console_desk.h"

static void
a_chord_waits_before_it_tells_all(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_tick(&d, 2000);
	desk_key(&d, "C-x");
	assert_int_equal(d.m->ui.prefix_due_ms, d.now_ms + 500);
	assert_int_equal(model_due_ms(d.m), d.now_ms + 500);
	desk_tick(&d, 500);
	/* Said once: nothing wakes for it again. */
	assert_true(model_due_ms(d.m) != d.m->ui.prefix_due_ms);
	desk_key(&d, "Esc");
	assert_string_equal(d.m->ui.prefix, "");
	desk_end(&d);
}

static void
a_second_f5_is_the_same_wish(void **state)
{
	struct desk d;
	struct event ev;
	char id[CLIENT_ID_BYTES + 1];

	(void)state;
	desk_start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	effects_clear(&d.e);
	desk_key(&d, "F5");
	snprintf(id, sizeof id, "%s",
	    desk_submit(&d, ACTION_TAKE_NEXT)->client_id);
	effects_clear(&d.e);
	desk_key(&d, "F5");
	assert_null(desk_submit(&d, ACTION_TAKE_NEXT));
	ev = desk_event(&d, EVENT_TAKEN, 5, ACTOR_OPERATOR, ANNA);
	ev.operator_id = ANNA;
	ev.client_id = id;
	desk_reduce(&d, &ev);
	/* And I am there. */
	assert_int_equal(d.m->ui.focus_id, 5);
	/* The next one is another wish. */
	desk_key(&d, "F5");
	assert_non_null(desk_submit(&d, ACTION_TAKE_NEXT));
	desk_end(&d);
}

static void
that_nobody_waits_is_not_said_when_somebody_does(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	effects_clear(&d.e);
	desk_key(&d, "F5");
	desk_refuses(&d, desk_submit(&d, ACTION_TAKE_NEXT)->client_id,
	    ERR_NOT_FOUND, true);
	assert_non_null(strstr(d.m->ui.message, "Nobody waits"));
	desk_tick(&d, 1000);
	assert_non_null(strstr(d.m->ui.message, "Nobody waits"));
	desk_opens(&d, 5, "Ivan", "ru");
	assert_string_equal(d.m->ui.message, "");
	desk_end(&d);
}

/* I gave 5 to Olga with F6, and the desk has said so. */
static void
transferred(struct desk *d)
{
	struct event ev;
	char id[CLIENT_ID_BYTES + 1];

	desk_start(d);
	desk_mine(d, 5, "Ivan", "ru");
	desk_key(d, "M-1");
	model_shown(d->m);
	effects_clear(&d->e);
	desk_key(d, "F6");
	assert_non_null(strstr(d->m->ui.message, "takes it back"));
	snprintf(id, sizeof id, "%s",
	    desk_submit(d, ACTION_TRANSFER)->client_id);
	/* The desk needs a while: the key works meanwhile. */
	desk_tick(d, 7000);
	assert_non_null(strstr(d->m->ui.message, "takes it back"));
	ev = desk_event(d, EVENT_TRANSFERRED, 5, ACTOR_OPERATOR, ANNA);
	ev.from_operator_id = ANNA;
	ev.operator_id = OLGA;
	ev.client_id = id;
	desk_reduce(d, &ev);
}

static void
take_back_is_offered_while_it_works(void **state)
{
	struct desk d;

	(void)state;
	transferred(&d);
	desk_tick(&d, MODEL_UNDO_MS - 1);
	assert_non_null(strstr(d.m->ui.message, "takes it back"));
	effects_clear(&d.e);
	desk_tick(&d, 1);
	assert_string_equal(d.m->ui.message, "");
	desk_end(&d);

	transferred(&d);
	desk_tick(&d, 1000);
	effects_clear(&d.e);
	desk_key(&d, "F6");
	assert_non_null(desk_submit(&d, ACTION_TAKE_BACK));
	assert_null(strstr(d.m->ui.message, "takes it back"));
	desk_end(&d);
}

static void
a_closed_one_says_why_it_stays(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	assert_true(model_can_close(d.m, model_focused(d.m)));
	assert_true(model_can_transfer(d.m, model_focused(d.m)));
	desk_closes(&d, 5);
	desk_key(&d, "F6");
	assert_non_null(strstr(d.m->ui.message, "closed"));
	assert_null(strstr(d.m->ui.message, "not yours"));
	assert_false(model_can_transfer(d.m, model_focused(d.m)));
	desk_end(&d);
}

static void
a_key_without_a_conversation_says_that(void **state)
{
	static const char *const keys[] = { "F6", "F8", "C-f" };
	struct desk d;

	(void)state;
	desk_start(&d);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		d.m->ui.message[0] = '\0';
		desk_key(&d, keys[i]);
		assert_string_equal(d.m->ui.message, model_no_focus(d.m));
	}
	d.m->ui.message[0] = '\0';
	desk_key(&d, "C-x");
	desk_key(&d, "u");
	assert_string_equal(d.m->ui.message, model_no_focus(d.m));
	/* What nobody knows is said as such. */
	desk_key(&d, "C-x");
	desk_key(&d, "F12");
	assert_non_null(strstr(d.m->ui.message, "does nothing here"));
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chord_waits_before_it_tells_all),
		cmocka_unit_test(a_second_f5_is_the_same_wish),
		cmocka_unit_test(
		    that_nobody_waits_is_not_said_when_somebody_does),
		cmocka_unit_test(take_back_is_offered_while_it_works),
		cmocka_unit_test(a_closed_one_says_why_it_stays),
		cmocka_unit_test(a_key_without_a_conversation_says_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
