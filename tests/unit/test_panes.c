/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console_desk.h"

static int
number_of(const struct desk *d, int64_t id)
{
	return model_find_chat(d->m, id)->number;
}

static void
numbers_are_kept(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	for (int64_t id = 11; id <= 13; id++)
		desk_mine(&d, id, "Somebody", "ru");
	assert_int_equal(number_of(&d, 11), 1);
	assert_int_equal(number_of(&d, 12), 2);
	assert_int_equal(number_of(&d, 13), 3);
	desk_key(&d, "M-2");
	assert_int_equal(d.m->ui.focus_id, 12);
	/* It leaves me: it stays until I move. */
	desk_transfers(&d, 12, OLGA, OLGA);
	assert_int_equal(d.m->ui.focus_id, 12);
	assert_int_equal(number_of(&d, 12), 2);
	desk_mine(&d, 14, "New", "ru");
	assert_int_equal(number_of(&d, 14), 4);
	desk_key(&d, "M-3");
	assert_int_equal(d.m->ui.focus_id, 13);
	assert_int_equal(number_of(&d, 12), 0);
	assert_int_equal(number_of(&d, 14), 4);
	desk_mine(&d, 15, "Next", "ru");
	assert_int_equal(number_of(&d, 15), 2);
	desk_end(&d);
}

static void
events_fill_free_panes_only(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	model_resize(d.m, 50, 150);
	assert_int_equal(d.m->ui.n_panes, 2);
	desk_mine(&d, 11, "One", "ru");
	assert_int_equal(d.m->ui.focus_id, 0);
	assert_int_equal(d.m->ui.panes[0], 11);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 11);
	desk_mine(&d, 12, "Two", "ru");
	desk_mine(&d, 13, "Three", "ru");
	assert_int_equal(d.m->ui.panes[1], 12);
	assert_true(model_is_shown(d.m, model_find_chat(d.m, 12)));
	assert_false(model_is_shown(d.m, model_find_chat(d.m, 13)));
	/* A key puts the third where the focus was. */
	desk_key(&d, "M-3");
	assert_int_equal(d.m->ui.panes[0], 13);
	assert_int_equal(d.m->ui.panes[1], 12);
	desk_end(&d);
}

static void
layouts(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	for (int64_t id = 11; id <= 15; id++)
		desk_mine(&d, id, "Somebody", "ru");
	desk_key(&d, "M-4");
	desk_type(&d, "/panes 4");
	desk_key(&d, "Enter");
	assert_int_equal(d.m->ui.layout, LAYOUT_GRID);
	assert_int_equal(d.m->ui.n_panes, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_not_equal(d.m->ui.panes[i], 0);
		for (int k = 0; k < i; k++)
			assert_int_not_equal(
			    d.m->ui.panes[i], d.m->ui.panes[k]);
	}
	desk_key(&d, "C-x");
	desk_key(&d, " ");
	assert_int_equal(d.m->ui.layout, LAYOUT_MAIN);
	desk_key(&d, "C-x");
	assert_string_equal(d.m->ui.prefix, "C-x");
	desk_key(&d, "я");
	assert_true(d.m->ui.is_zoomed);
	assert_string_equal(desk_input(&d, 14), "");
	desk_type(&d, "/panes 1");
	desk_key(&d, "Enter");
	assert_int_equal(d.m->ui.n_panes, 1);
	assert_int_equal(d.m->ui.panes[0], 14);
	assert_int_equal(d.m->ui.focus_id, 14);
	desk_type(&d, "/panes 0");
	desk_key(&d, "Enter");
	/* It failed: its text is still there. */
	assert_int_equal(d.m->ui.overlay, OVERLAY_COMMAND);
	assert_string_equal(d.m->ui.query.text.data, "panes 0");
	desk_end(&d);
}

static void
urgency(void **state)
{
	int64_t ids[9];
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 11, "One", "ru");
	desk_tick(&d, 1000);
	desk_mine(&d, 12, "Two", "ru");
	desk_tick(&d, 1000);
	desk_mine(&d, 13, "Three", "ru");
	assert_int_equal(model_mine(d.m, ids, 9), 3);
	assert_int_equal(ids[0], 11);
	assert_int_equal(model_most_urgent(d.m), 11);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 11);
	/* What I have just sent answers. */
	desk_type(&d, "hi");
	desk_key(&d, "Enter");
	model_mine(d.m, ids, 9);
	assert_int_equal(ids[0], 12);
	ev = desk_event(&d, EVENT_MESSAGE, 11, ACTOR_OPERATOR, ANNA);
	ev.text = "hi";
	desk_reduce(&d, &ev);
	desk_says(&d, 11, "and then?");
	/* The second answer may take longer: 13 comes first. */
	model_mine(d.m, ids, 9);
	assert_int_equal(ids[0], 12);
	assert_int_equal(ids[1], 13);
	assert_int_equal(ids[2], 11);
	desk_key(&d, "C-n");
	assert_int_equal(d.m->ui.focus_id, 12);
	assert_int_equal(
	    model_target(d.m, model_find_chat(d.m, 12)), TARGET_OK);
	desk_tick(&d, 50000);
	assert_int_equal(
	    model_target(d.m, model_find_chat(d.m, 12)), TARGET_WARN);
	desk_tick(&d, 50000);
	assert_int_equal(
	    model_target(d.m, model_find_chat(d.m, 12)), TARGET_MISSED);
	desk_end(&d);
}

static void
best_receiver_is_the_one_on_the_screen(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 11, "One", "ru");
	desk_key(&d, "M-1");
	assert_int_equal(model_best_receiver(d.m)->id, OLGA);
	model_shown(d.m);
	/* Between the frame and the key somebody else became better. */
	event_init(&ev, EVENT_PRESENCE);
	ev.operator_id = OLGA;
	ev.presence = PRESENCE_AWAY;
	desk_reduce(&d, &ev);
	assert_int_equal(model_best_receiver(d.m)->id, PIOTR);
	effects_clear(&d.e);
	desk_key(&d, "F6");
	assert_int_equal(desk_submit(&d, ACTION_TRANSFER)->operator_id, OLGA);
	desk_end(&d);
}

static void
transfer_is_taken_back(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 11, "One", "ru");
	desk_key(&d, "M-1");
	model_shown(d.m);
	desk_key(&d, "F6");
	desk_transfers(&d, 11, ANNA, OLGA);
	effects_clear(&d.e);
	desk_key(&d, "Esc");
	assert_int_equal(desk_submit(&d, ACTION_TAKE_BACK)->version,
	    model_find_chat(d.m, 11)->c.version);
	/* Once. */
	effects_clear(&d.e);
	desk_key(&d, "Esc");
	assert_null(desk_submit(&d, ACTION_TAKE_BACK));
	desk_end(&d);
}

static void
taken_back_before_the_desk_told(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 11, "One", "ru");
	desk_key(&d, "M-1");
	model_shown(d.m);
	desk_key(&d, "F6");
	effects_clear(&d.e);
	desk_key(&d, "F6");
	assert_null(desk_submit(&d, ACTION_TRANSFER));
	assert_null(desk_submit(&d, ACTION_TAKE_BACK));
	desk_transfers(&d, 11, ANNA, OLGA);
	assert_non_null(desk_submit(&d, ACTION_TAKE_BACK));
	desk_end(&d);
}

static void
not_taken_back_too_late(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 11, "One", "ru");
	desk_mine(&d, 12, "Two", "ru");
	desk_key(&d, "M-1");
	desk_transfers(&d, 11, ANNA, OLGA);
	ev = desk_event(&d, EVENT_MESSAGE, 11, ACTOR_OPERATOR, OLGA);
	ev.text = "Olga here";
	desk_reduce(&d, &ev);
	desk_key(&d, "Esc");
	assert_null(desk_submit(&d, ACTION_TAKE_BACK));
	desk_key(&d, "M-2");
	desk_transfers(&d, 12, ANNA, OLGA);
	desk_tick(&d, MODEL_UNDO_MS);
	desk_key(&d, "Esc");
	desk_key(&d, "F6");
	assert_null(desk_submit(&d, ACTION_TAKE_BACK));
	assert_null(desk_submit(&d, ACTION_TRANSFER));
	desk_end(&d);
}

/* A pinned conversation keeps its pane when I go to one that has none. */
static void
pinned_panes_are_nobody_elses(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	model_resize(d.m, 50, 150);
	for (int64_t id = 11; id <= 14; id++)
		desk_mine(&d, id, "Somebody", "ru");
	desk_key(&d, "M-1");
	command_run(d.m, "pin", &d.e);
	desk_key(&d, "M-3");
	assert_int_equal(d.m->ui.panes[0], 11);
	assert_int_equal(d.m->ui.panes[1], 13);
	desk_key(&d, "M-4");
	assert_int_equal(d.m->ui.panes[0], 11);
	assert_int_equal(d.m->ui.panes[1], 14);
	/* With all of them pinned the one that I leave gives way, and says so. */
	command_run(d.m, "pin", &d.e);
	desk_key(&d, "M-2");
	assert_int_equal(d.m->ui.panes[0], 11);
	assert_int_equal(d.m->ui.panes[1], 12);
	assert_non_null(strstr(d.m->ui.message, "All panes are pinned"));
	assert_false(model_find_chat(d.m, 14)->is_pinned);
	desk_end(&d);
}

/* What is being written in does not leave its pane but by a key. */
static void
a_draft_keeps_its_pane(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	model_resize(d.m, 50, 150);
	for (int64_t id = 11; id <= 13; id++)
		desk_mine(&d, id, "Somebody", "ru");
	desk_key(&d, "M-2");
	desk_type(&d, "half a sen");
	desk_key(&d, "M-1");
	desk_transfers(&d, 12, OLGA, OLGA);
	desk_key(&d, "M-1");
	assert_int_equal(d.m->ui.panes[1], 12);
	assert_int_equal(number_of(&d, 12), 2);
	desk_key(&d, "M-2");
	assert_string_equal(desk_input(&d, 12), "half a sen");
	desk_key(&d, "C-u");
	desk_key(&d, "M-1");
	assert_int_equal(d.m->ui.panes[1], 13);
	desk_end(&d);
}

static void
numbers_are_given_by_hand(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	model_resize(d.m, 50, 150);
	for (int64_t id = 11; id <= 13; id++)
		desk_mine(&d, id, "Somebody", "ru");
	desk_key(&d, "M-2");
	command_run(d.m, "move 1", &d.e);
	assert_int_equal(number_of(&d, 12), 1);
	assert_int_equal(number_of(&d, 11), 2);
	assert_int_equal(d.m->ui.panes[0], 12);
	assert_int_equal(d.m->ui.panes[1], 11);
	command_run(d.m, "move 9", &d.e);
	assert_int_equal(number_of(&d, 12), 9);
	assert_int_equal(d.m->ui.panes[0], 12);
	assert_int_equal(d.m->ui.focus_id, 12);
	command_run(d.m, "move 0", &d.e);
	assert_non_null(strstr(d.m->ui.message, "1 to 99"));
	assert_int_equal(number_of(&d, 12), 9);
	desk_end(&d);
}

static void
panes_are_gone_through(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	model_resize(d.m, 50, 150);
	for (int64_t id = 11; id <= 13; id++)
		desk_mine(&d, id, "Somebody", "ru");
	desk_key(&d, "M-1");
	desk_key(&d, "S-Tab");
	assert_int_equal(d.m->ui.focus_id, 12);
	desk_key(&d, "S-Tab");
	assert_int_equal(d.m->ui.focus_id, 11);
	/* With one pane it is the numbers. */
	command_run(d.m, "panes 1", &d.e);
	desk_key(&d, "C-x");
	desk_key(&d, "[");
	assert_int_equal(d.m->ui.focus_id, 13);
	desk_key(&d, "C-x");
	desk_key(&d, "]");
	assert_int_equal(d.m->ui.focus_id, 11);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_kept),
		cmocka_unit_test(events_fill_free_panes_only),
		cmocka_unit_test(layouts),
		cmocka_unit_test(urgency),
		cmocka_unit_test(best_receiver_is_the_one_on_the_screen),
		cmocka_unit_test(pinned_panes_are_nobody_elses),
		cmocka_unit_test(a_draft_keeps_its_pane),
		cmocka_unit_test(numbers_are_given_by_hand),
		cmocka_unit_test(panes_are_gone_through),
		cmocka_unit_test(transfer_is_taken_back),
		cmocka_unit_test(taken_back_before_the_desk_told),
		cmocka_unit_test(not_taken_back_too_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
