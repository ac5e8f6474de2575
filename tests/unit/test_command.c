/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "console_desk.h"

#include "base/mem.h"

static void
run(struct desk *d, const char *line)
{
	effects_clear(&d->e);
	desk_type(d, line);
	desk_key(d, "Enter");
}

static void
the_table_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_commands; i++) {
		const struct command *c = &commands[i];
		size_t len = strlen(c->help);

		assert_true(c->name[0] != '\0');
		assert_non_null(c->run);
		assert_ptr_equal(command_find(c->name), c);
		/* One sentence. */
		assert_true(len > 5 && c->help[len - 1] == '.');
	}
	assert_null(command_find("nonsense"));
}

static void
take(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	effects_clear(&d.e);
	desk_key(&d, "F5");
	assert_non_null(desk_submit(&d, ACTION_TAKE_NEXT));
	ev = desk_event(&d, EVENT_TAKEN, 5, ACTOR_OPERATOR, ANNA);
	ev.operator_id = ANNA;
	ev.client_id = desk_submit(&d, ACTION_TAKE_NEXT)->client_id;
	desk_reduce(&d, &ev);
	/* My last key asked for it: there I am. */
	assert_int_equal(d.m->ui.focus_id, 5);

	desk_opens(&d, 6, "Ola", "pl");
	effects_clear(&d.e);
	desk_key(&d, "F5");
	desk_type(&d, "x");
	ev = desk_event(&d, EVENT_TAKEN, 6, ACTOR_OPERATOR, ANNA);
	ev.operator_id = ANNA;
	ev.client_id = desk_submit(&d, ACTION_TAKE_NEXT)->client_id;
	desk_reduce(&d, &ev);
	/* I am typing already: nothing moves. */
	assert_int_equal(d.m->ui.focus_id, 5);
	assert_string_equal(
	    d.m->ui.message, "You have taken Ola: Alt-2 goes there.");
	desk_key(&d, "C-u");
	desk_opens(&d, 7, "Jan", "pl");
	run(&d, "/take 7");
	assert_int_equal(desk_submit(&d, ACTION_TAKE)->conversation_id, 7);
	assert_int_equal(desk_submit(&d, ACTION_TAKE)->version,
	    model_find_chat(d.m, 7)->c.version);
	desk_end(&d);
}

static void
lost_races_name_the_winner(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_opens(&d, 7, "Jan", "pl");
	run(&d, "/take 7");
	event_init(&ev, EVENT_REFUSED);
	ev.client_id = desk_submit(&d, ACTION_TAKE)->client_id;
	ev.code = ERR_CONFLICT;
	ev.operator_id = OLGA;
	ev.is_final = true;
	desk_reduce(&d, &ev);
	assert_string_equal(d.m->ui.message, "Olga was first.");
	assert_int_equal(d.m->n_unsent, 0);
	desk_end(&d);
}

static void
transfer_by_name(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	run(&d, "/transfer piotr -- knows cards");
	assert_int_equal(desk_submit(&d, ACTION_TRANSFER)->operator_id, PIOTR);
	assert_string_equal(
	    desk_submit(&d, ACTION_TRANSFER)->text, "knows cards");
	run(&d, "/transfer cards");
	assert_int_equal(
	    desk_submit(&d, ACTION_TRANSFER)->department_id, CARDS);
	run(&d, "/transfer nobody");
	assert_null(desk_submit(&d, ACTION_TRANSFER));
	assert_int_equal(d.m->ui.overlay, OVERLAY_COMMAND);
	desk_key(&d, "Esc");
	run(&d, "/transfer -- only a note");
	assert_int_equal(d.m->ui.overlay, OVERLAY_TRANSFER);
	assert_string_equal(d.m->ui.note.text.data, "only a note");
	desk_end(&d);
}

static void
completion(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_type(&d, "/tr");
	desk_key(&d, "Tab");
	assert_string_equal(d.m->ui.query.text.data, "transfer ");
	desk_type(&d, "ol");
	desk_key(&d, "Tab");
	assert_string_equal(d.m->ui.query.text.data, "transfer olga ");
	desk_key(&d, "Tab");
	desk_key(&d, "C-u");
	/* What the desk wants to know of its customers. */
	free(d.m->fields);
	d.m->fields = mem_array(1, char *);
	d.m->fields[d.m->n_fields++] = mem_dup("order");
	desk_type(&d, "customer field o");
	desk_key(&d, "Tab");
	assert_string_equal(d.m->ui.query.text.data, "customer field order ");
	desk_key(&d, "C-u");
	desk_type(&d, "transfer olga ");
	desk_key(&d, "Esc");
	desk_type(&d, "/");
	/* Left with Esc, found again with Up. */
	desk_key(&d, "Up");
	assert_string_equal(d.m->ui.query.text.data, "transfer olga ");
	desk_end(&d);
}

/* "/qiut", emptied, then "/help": nothing of it may reach the customer. */
static void
an_emptied_command_line_stays_one(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	run(&d, "/qiut");
	assert_int_equal(d.m->ui.overlay, OVERLAY_COMMAND);
	desk_key(&d, "C-u");
	effects_clear(&d.e);
	desk_type(&d, "/help take");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_string_equal(model_find_chat(d.m, 5)->input.text.data, "");
	desk_end(&d);
}

/* F5 takes whom I look at before whom I do not see. */
static void
next_is_who_is_in_front(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_opens(&d, 7, "Kate", "en");
	desk_opens(&d, 8, "Ola", "pl");
	run(&d, "/open Ola");
	effects_clear(&d.e);
	desk_key(&d, "F5");
	assert_int_equal(desk_submit(&d, ACTION_TAKE)->conversation_id, 8);
	desk_end(&d);
}

static void
quit_asks(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	run(&d, "/quit");
	assert_non_null(desk_effect(&d, EFFECT_QUIT));
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	run(&d, "/quit");
	assert_null(desk_effect(&d, EFFECT_QUIT));
	assert_int_equal(d.m->ui.overlay, OVERLAY_CONFIRM);
	desk_key(&d, "x");
	assert_int_equal(d.m->ui.overlay, OVERLAY_CONFIRM);
	desk_key(&d, "Esc");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	run(&d, "/quit");
	desk_key(&d, "y");
	assert_non_null(desk_effect(&d, EFFECT_QUIT));
	desk_end(&d);
}

static void
needs_are_said(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	run(&d, "/close");
	assert_int_equal(d.m->ui.message_tone, TONE_BAD);
	desk_key(&d, "Esc");
	event_init(&ev, EVENT_LINK);
	ev.link = LINK_WAITING;
	desk_reduce(&d, &ev);
	effects_clear(&d.e);
	desk_key(&d, "F5");
	assert_null(desk_submit(&d, ACTION_TAKE_NEXT));
	run(&d, "/nonsense");
	assert_non_null(strstr(d.m->ui.message, "/nonsense"));
	desk_end(&d);
}

static void
names_on_the_other_layout(void **state)
{
	struct pick rows[8];
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_type(&d, "/екфт");
	assert_int_equal(picker_rows(d.m, rows, 8), 1);
	assert_string_equal(rows[0].title, "transfer");
	desk_key(&d, "Tab");
	assert_string_equal(d.m->ui.query.text.data, "transfer ");
	desk_key(&d, "Esc");
	/* What follows the name stays as it was typed. */
	run(&d, "/екфтыаук piotr -- знает карты");
	assert_int_equal(desk_submit(&d, ACTION_TRANSFER)->operator_id, PIOTR);
	assert_string_equal(
	    desk_submit(&d, ACTION_TRANSFER)->text, "знает карты");
	run(&d, "/абвг");
	assert_non_null(strstr(d.m->ui.message, "абвг"));
	desk_end(&d);
}

static void
find_jumps(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_says(&d, 5, "Номер 4481");
	for (int i = 0; i < 50; i++)
		desk_says(&d, 5, "more");
	run(&d, "/find НОМЕР");
	assert_int_equal(model_find_chat(d.m, 5)->match_seq, 4);
	assert_int_equal(model_find_chat(d.m, 5)->place.seq, 4);
	assert_true(model_find_chat(d.m, 5)->place.by > 0);
	run(&d, "/find");
	assert_int_equal(d.m->ui.overlay, OVERLAY_COMMAND);
	desk_key(&d, "Esc");
	desk_key(&d, "Esc");
	assert_string_equal(d.m->ui.find, "");
	desk_end(&d);
}

static void
scrolling_fetches(void **state)
{
	struct snapshot_conversation s = { .conversation = {
		.id = 5, .state = CONVERSATION_ACTIVE, .operator_id = ANNA,
		.last_seq = 90, .version = 90 } };
	struct event line;
	struct desk d;

	(void)state;
	desk_start(&d);
	event_init(&line, EVENT_MESSAGE);
	line.seq = 90;
	s.events = &line;
	s.n_events = 1;
	desk_snapshot(&d, &s, 1);
	desk_key(&d, "M-1");
	assert_int_equal(
	    desk_submit(&d, ACTION_FETCH_TRANSCRIPT)->before, 90);
	effects_clear(&d.e);
	desk_key(&d, "PgUp");
	/* One at a time. */
	assert_null(desk_submit(&d, ACTION_FETCH_TRANSCRIPT));
	assert_true(model_find_chat(d.m, 5)->place.by > 0);
	desk_key(&d, "PgDn");
	assert_int_equal(model_find_chat(d.m, 5)->place.by, 0);
	desk_end(&d);
}

static void
menu_and_the_rest(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_key(&d, "F9");
	desk_type(&d, "panes");
	desk_key(&d, "Enter");
	assert_int_equal(d.m->ui.overlay, OVERLAY_COMMAND);
	assert_string_equal(d.m->ui.query.text.data, "panes ");
	desk_key(&d, "Esc");
	desk_key(&d, "F1");
	assert_int_equal(d.m->ui.overlay, OVERLAY_HELP);
	desk_key(&d, "F1");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	run(&d, "/language pl");
	assert_string_equal(desk_effect(&d, EFFECT_LANGUAGE)->text, "pl");
	run(&d, "/alerts test");
	desk_tick(&d, 0);
	assert_non_null(desk_effect(&d, EFFECT_ALERT_TEST));
	run(&d, "/away");
	assert_int_equal(
	    desk_submit(&d, ACTION_PRESENCE)->presence, PRESENCE_AWAY);
	effects_clear(&d.e);
	desk_key(&d, "C-z");
	assert_non_null(desk_effect(&d, EFFECT_SUSPEND));
	desk_key(&d, "C-l");
	assert_non_null(desk_effect(&d, EFFECT_REDRAW));
	desk_end(&d);
}

/* An old complaint beside what has worked would be taken for its answer. */
static void
what_works_clears_an_old_complaint(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 1, "Ivan", "ru");
	desk_key(&d, "M-1");
	assert_false(command_run(d.m, "nonsense", &d.e));
	assert_true(d.m->ui.message[0] != '\0');
	assert_true(command_run(d.m, "list", &d.e));
	assert_string_equal(d.m->ui.message, "");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_works_clears_an_old_complaint),
		cmocka_unit_test(the_table_is_whole),
		cmocka_unit_test(take),
		cmocka_unit_test(lost_races_name_the_winner),
		cmocka_unit_test(transfer_by_name),
		cmocka_unit_test(completion),
		cmocka_unit_test(an_emptied_command_line_stays_one),
		cmocka_unit_test(next_is_who_is_in_front),
		cmocka_unit_test(quit_asks),
		cmocka_unit_test(needs_are_said),
		cmocka_unit_test(names_on_the_other_layout),
		cmocka_unit_test(find_jumps),
		cmocka_unit_test(scrolling_fetches),
		cmocka_unit_test(menu_and_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
