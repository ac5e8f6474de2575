/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/picker.h"

#include "console_desk.h"

static void
scores(void **state)
{
	(void)state;
	assert_int_equal(picker_score("xyz", "refund"), 0);
	assert_true(picker_score("", "anything") > 0);
	assert_true(picker_score("rfd", "refund") > 0);
	assert_true(picker_score("ref", "refund") >
	    picker_score("rfd", "refund"));
	assert_true(picker_score("refund", "refund") >
	    picker_score("refund", "refunded"));
	assert_true(picker_score("rp", "refund paid") >
	    picker_score("rp", "carpet"));
	assert_true(picker_score("ОЖИДАЕТ", "ожидает") > 0);
	assert_true(picker_score("елка", "Ёлка") > 0);
	assert_true(picker_score("lodz", "Łódź") > 0);
}

static void
canned_in_the_language_first(void **state)
{
	struct pick rows[PICKER_MAX];
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_key(&d, "F4");
	/* One row for a shortcut, in the conversation's language. */
	assert_int_equal(picker_rows(d.m, rows, PICKER_MAX), 2);
	assert_int_equal(rows[0].id, 2);
	assert_int_equal(rows[1].id, 3);
	/* Typed on the Cyrillic layout. */
	desk_type(&d, "куагтв");
	assert_int_equal(picker_rows(d.m, rows, PICKER_MAX), 1);
	assert_int_equal(rows[0].id, 2);
	desk_key(&d, "Enter");
	assert_string_equal(desk_input(&d, 5), "Здравствуйте, Ivan!");
	desk_end(&d);
}

/* The digit means the row that was on the screen, whatever happened since. */
static void
order_is_frozen(void **state)
{
	struct pick rows[PICKER_MAX];
	struct event ev;
	struct desk d;
	int64_t second;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_key(&d, "S-F6");
	assert_int_equal(picker_rows(d.m, rows, PICKER_MAX), 3);
	assert_int_equal(rows[0].id, OLGA);
	second = rows[1].id;
	event_init(&ev, EVENT_PRESENCE);
	ev.operator_id = OLGA;
	ev.presence = PRESENCE_OFFLINE;
	desk_reduce(&d, &ev);
	picker_rows(d.m, rows, PICKER_MAX);
	assert_int_equal(rows[0].id, OLGA);
	assert_int_equal(rows[1].id, second);
	desk_key(&d, "2");
	assert_true(d.m->ui.in_note);
	desk_type(&d, "1 note");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_int_equal(
	    desk_submit(&d, ACTION_TRANSFER)->operator_id, second);
	assert_string_equal(desk_submit(&d, ACTION_TRANSFER)->text, "1 note");
	desk_end(&d);
}

static void
outcomes_by_digit(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_key(&d, "F8");
	assert_int_equal(d.m->ui.overlay, OVERLAY_OUTCOME);
	effects_clear(&d.e);
	desk_key(&d, "2");
	assert_string_equal(desk_submit(&d, ACTION_CLOSE)->outcome, "unsolved");
	assert_int_equal(desk_submit(&d, ACTION_CLOSE)->conversation_id, 5);
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	desk_end(&d);
}

static void
lists_stay_while_choosing(void **state)
{
	struct pick rows[PICKER_MAX];
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	desk_tick(&d, 1000);
	desk_opens(&d, 6, "Ola", "pl");
	desk_key(&d, "F2");
	desk_key(&d, "Down");
	assert_int_equal(d.m->ui.selected, 6);
	desk_takes(&d, 6, ANNA);
	desk_opens(&d, 4, "", "en");
	assert_int_equal(picker_rows(d.m, rows, PICKER_MAX), 3);
	assert_int_equal(rows[0].id, 5);
	assert_int_equal(rows[1].id, 6);
	assert_int_equal(rows[2].id, 4);
	assert_string_equal(rows[2].title, "visitor 4");
	desk_key(&d, "Enter");
	assert_int_equal(d.m->ui.focus_id, 6);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores),
		cmocka_unit_test(canned_in_the_language_first),
		cmocka_unit_test(order_is_frozen),
		cmocka_unit_test(outcomes_by_digit),
		cmocka_unit_test(lists_stay_while_choosing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
