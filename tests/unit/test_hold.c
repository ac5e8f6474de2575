/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Held back for some seconds, undone, sent in order, never lost. */
#include <stdlib.h>

#include "console/model/internal.h"
#include "console_desk.h"

#define HOLD_MS 10000

static void
begin(struct desk *d)
{
	desk_start(d);
	desk_mine(d, 5, "Ivan", "ru");
	desk_mine(d, 6, "Ola", "pl");
	desk_key(d, "M-1");
	d->m->prefs.send_hold_ms = HOLD_MS;
	effects_clear(&d->e);
}

static void
wait_ms(struct desk *d, int64_t ms)
{
	struct event ev;

	event_init(&ev, EVENT_TICK);
	d->now_ms += ms;
	ev.at_ms = d->now_ms;
	desk_reduce(d, &ev);
}

/* All messages that were submitted, "5:text 5:text". */
static char *
sent(const struct desk *d, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (int i = 0; i < d->e.n; i++) {
		const struct effect *f = &d->e.list[i];

		if (f->type != EFFECT_SUBMIT ||
		    f->action.type != ACTION_MESSAGE)
			continue;
		used += (size_t)snprintf(buf + used, size - used, "%s%lld:%s",
		    used > 0 ? " " : "",
		    (long long)f->action.conversation_id, f->action.text);
	}
	return buf;
}

static void
goes_when_it_is_due(void **state)
{
	char buf[256];
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "one");
	desk_key(&d, "Enter");
	assert_string_equal(sent(&d, buf, sizeof buf), "");
	assert_string_equal(desk_input(&d, 5), "");
	/* A console that is killed now has it as a draft. */
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text, "one");
	effects_clear(&d.e);
	desk_type(&d, "two");
	wait_ms(&d, HOLD_MS / 2);
	assert_string_equal(sent(&d, buf, sizeof buf), "");
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text, "one\ntwo");
	/* Where I am when it is due means nothing. */
	desk_key(&d, "M-2");
	effects_clear(&d.e);
	wait_ms(&d, HOLD_MS / 2);
	assert_string_equal(sent(&d, buf, sizeof buf), "5:one");
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text, "two");
	assert_int_equal(d.m->n_held, 0);
	desk_end(&d);
}

/* A desk that takes short messages makes many of one: all, or none yet. */
static void
long_ones_are_not_cut(void **state)
{
	struct desk d;
	int n = 0;

	(void)state;
	begin(&d);
	d.m->max_message_bytes = 64;
	for (int chat = 0; chat < 2; chat++) {
		desk_key(&d, chat == 0 ? "M-1" : "M-2");
		for (int i = 0; i < (chat == 0 ? 6 : 10) * 10; i++)
			model_paste(d.m, "letter ", 7, &d.e);
		desk_key(&d, "Enter");
	}
	assert_int_equal(d.m->n_held, 2);
	effects_clear(&d.e);
	for (int tick = 0; tick < 2; tick++) {
		wait_ms(&d, HOLD_MS);
		for (int i = 0; i < d.e.n; i++)
			if (d.e.list[i].type == EFFECT_SUBMIT &&
			    d.e.list[i].action.type == ACTION_MESSAGE)
				for (const char *at = d.e.list[i].action.text;
				    (at = strstr(at, "letter")) != NULL; at++)
					n++;
		effects_clear(&d.e);
	}
	assert_int_equal(n, 160);
	desk_end(&d);
}

static void
is_taken_back(void **state)
{
	char buf[256];
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "one");
	desk_key(&d, "Enter");
	desk_type(&d, "two");
	desk_key(&d, "Enter");
	desk_type(&d, "three");
	desk_key(&d, "C-x");
	desk_key(&d, "C-z");
	assert_string_equal(desk_input(&d, 5), "two\nthree");
	desk_key(&d, "C-x");
	desk_key(&d, "-");
	assert_string_equal(desk_input(&d, 5), "one\ntwo\nthree");
	effects_clear(&d.e);
	wait_ms(&d, HOLD_MS * 2);
	assert_string_equal(sent(&d, buf, sizeof buf), "");
	assert_int_equal(d.m->n_held, 0);
	for (size_t i = 0; i < model_find_chat(d.m, 5)->n_lines; i++)
		assert_int_not_equal(model_find_chat(d.m, 5)->lines[i].state,
		    LINE_HELD);
	desk_end(&d);
}

static void
enter_again_sends_in_order(void **state)
{
	char buf[256];
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "one");
	desk_key(&d, "Enter");
	desk_type(&d, "two");
	desk_key(&d, "Enter");
	desk_key(&d, "Enter");
	assert_string_equal(sent(&d, buf, sizeof buf), "5:one 5:two");
	effects_clear(&d.e);
	/* Switched off in between: what is held goes before. */
	desk_type(&d, "three");
	desk_key(&d, "Enter");
	d.m->prefs.send_hold_ms = 0;
	desk_type(&d, "four");
	desk_key(&d, "Enter");
	assert_string_equal(sent(&d, buf, sizeof buf), "5:three 5:four");
	effects_clear(&d.e);
	/* Made shorter: order is kept. */
	d.m->prefs.send_hold_ms = HOLD_MS;
	desk_type(&d, "five");
	desk_key(&d, "Enter");
	d.m->prefs.send_hold_ms = 1000;
	desk_type(&d, "six");
	desk_key(&d, "Enter");
	wait_ms(&d, 1000);
	assert_string_equal(sent(&d, buf, sizeof buf), "5:five 5:six");
	desk_end(&d);
}

static void
a_lost_conversation_gives_it_back(void **state)
{
	char buf[256];
	struct event ev;
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "late");
	desk_key(&d, "Enter");
	desk_type(&d, "draft");
	ev = desk_event(&d, EVENT_TRANSFERRED, 5, ACTOR_OPERATOR, OLGA);
	ev.operator_id = OLGA;
	desk_reduce(&d, &ev);
	effects_clear(&d.e);
	wait_ms(&d, HOLD_MS);
	assert_string_equal(sent(&d, buf, sizeof buf), "");
	assert_string_equal(desk_input(&d, 5), "late\ndraft");
	desk_end(&d);
}

static void
a_note_is_not_mixed_with_a_message(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "for Ivan");
	desk_key(&d, "Enter");
	desk_key(&d, "F7");
	desk_type(&d, "for Olga");
	desk_key(&d, "C-x");
	desk_key(&d, "C-z");
	assert_string_equal(desk_input(&d, 5), "for Ivan");
	assert_false(model_find_chat(d.m, 5)->is_note);
	desk_key(&d, "C-a");
	desk_key(&d, "C-y");
	assert_string_equal(desk_input(&d, 5), "for Olgafor Ivan");
	desk_end(&d);
}

static void
transfers_and_closes_wait_too(void **state)
{
	char buf[256];
	struct desk d;

	(void)state;
	begin(&d);
	d.m->prefs.transfer_hold_ms = d.m->prefs.close_hold_ms = HOLD_MS;
	model_shown(d.m);
	desk_key(&d, "F6");
	assert_null(desk_submit(&d, ACTION_TRANSFER));
	desk_key(&d, "F6");
	wait_ms(&d, HOLD_MS);
	assert_null(desk_submit(&d, ACTION_TRANSFER));

	command_run(d.m, "close solved", &d.e);
	desk_key(&d, "C-x");
	desk_key(&d, "-");
	wait_ms(&d, HOLD_MS);
	assert_null(desk_submit(&d, ACTION_CLOSE));

	/* A message that is held goes before its conversation does. */
	desk_type(&d, "Goodbye!");
	desk_key(&d, "Enter");
	command_run(d.m, "close solved", &d.e);
	effects_clear(&d.e);
	wait_ms(&d, HOLD_MS);
	assert_string_equal(sent(&d, buf, sizeof buf), "5:Goodbye!");
	assert_int_equal(desk_submit(&d, ACTION_CLOSE)->conversation_id, 5);
	assert_string_equal(desk_submit(&d, ACTION_CLOSE)->outcome, "solved");
	desk_end(&d);
}

/* --- much is pasted ----------------------------------------------------------- */

static void
much_is_asked_about(void **state)
{
	static const char much[] = "1\r\n2\r\n3\t|\n4\n5\n6\033[31m\n";
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "x");
	model_paste(d.m, much, sizeof much - 1, &d.e);
	assert_string_equal(desk_input(&d, 5), "x");
	assert_int_equal(d.m->ui.overlay, OVERLAY_PASTE);
	assert_int_equal(d.m->ui.paste_replaced, 1);
	/* No letter gets through, nor a second paste. */
	desk_key(&d, "z");
	model_paste(d.m, "y", 1, &d.e);
	assert_int_equal(d.m->ui.overlay, OVERLAY_PASTE);
	desk_key(&d, "Esc");
	assert_string_equal(desk_input(&d, 5), "x");

	model_paste(d.m, much, sizeof much - 1, &d.e);
	desk_key(&d, "Enter");
	assert_string_equal(desk_input(&d, 5),
	    "x1\n2\n3       |\n4\n5\n6\xef\xbf\xbd[31m\n");
	desk_key(&d, "C-_");
	assert_string_equal(desk_input(&d, 5), "x");
	model_paste(d.m, much, sizeof much - 1, &d.e);
	desk_key(&d, "д");
	assert_string_equal(desk_input(&d, 5),
	    "x1 2 3 | 4 5 6\xef\xbf\xbd[31m");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	desk_end(&d);
}

static void
a_paste_stays_with_its_conversation(void **state)
{
	char much[3000];
	struct desk d;

	(void)state;
	memset(much, 'm', sizeof much);
	begin(&d);
	model_paste(d.m, much, sizeof much, &d.e);
	/* Whatever moves the focus meanwhile. */
	d.m->ui.focus_id = 6;
	desk_key(&d, "i");
	assert_int_equal(strlen(desk_input(&d, 5)), sizeof much);
	assert_string_equal(desk_input(&d, 6), "");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_when_it_is_due),
		cmocka_unit_test(long_ones_are_not_cut),
		cmocka_unit_test(is_taken_back),
		cmocka_unit_test(enter_again_sends_in_order),
		cmocka_unit_test(a_lost_conversation_gives_it_back),
		cmocka_unit_test(a_note_is_not_mixed_with_a_message),
		cmocka_unit_test(transfers_and_closes_wait_too),
		cmocka_unit_test(much_is_asked_about),
		cmocka_unit_test(a_paste_stays_with_its_conversation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
