/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How other consoles for customer service failed, one test for each: what is
 * here cannot happen to us unnoticed.
 *
 *  1 new lines are fetched by a timer, or never while one reads
 *  2 the refresh dies for good when an input is open
 *  3 the list is sorted under the cursor, and the answer goes to the row
 *  4 a late answer about A is shown under B
 *  5 a failed send, Esc or a closed window loses the text
 *  6 what the server tells is parsed and never shown
 *  7 names are cut by bytes and padded by letters
 *  8 a silent screen is drawn for ever; names are not made safe
 *  9 no languages, a clock of twelve hours, nothing kept
 * 10 what came while the line was down is lost, or told twice
 */
#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/view/view.h"
#include "console_desk.h"

#define IVAN 5
#define OLA  6

struct room {
	struct desk	   d;
	struct view_cache *cache;
	struct grid	  *g;
	char		   row[4096];
};

static void
room_start(struct room *r, int rows, int cols)
{
	*r = (struct room){ .cache = view_cache_new() };
	desk_start(&r->d);
	model_resize(r->d.m, rows, cols);
	desk_mine(&r->d, IVAN, "Иван Петров", "ru");
	desk_mine(&r->d, OLA, "Ola", "pl");
	desk_key(&r->d, "M-1");
}

static void
room_end(struct room *r)
{
	desk_end(&r->d);
	view_cache_free(r->cache);
	grid_free(r->g);
}

static void
room_draw(struct room *r)
{
	grid_free(r->g);
	r->g = grid_new(r->d.m->ui.rows, r->d.m->ui.cols);
	view_draw(r->d.m, r->cache, r->g);
	model_shown(r->d.m);
}

static bool
room_has(struct room *r, const char *text)
{
	room_draw(r);
	for (int i = 0; i < r->g->rows; i++)
		if (strstr(grid_row(r->g, i, r->row, sizeof r->row), text) !=
		    NULL)
			return true;
	return false;
}

static void
new_lines_come_while_i_write(void **state)
{
	struct room r;

	(void)state;
	room_start(&r, 24, 80);
	desk_type(&r.d, "half a sen");
	desk_says(&r.d, IVAN, "are you there?");
	assert_true(room_has(&r, "are you there?"));
	assert_true(room_has(&r, "half a sen"));
	/* And while I look at something else. */
	desk_key(&r.d, "F2");
	desk_says(&r.d, OLA, "me too");
	desk_key(&r.d, "Esc");
	desk_key(&r.d, "M-2");
	assert_true(room_has(&r, "me too"));
	room_end(&r);
}

static void
nothing_that_is_open_stops_the_news(void **state)
{
	static const char *const openers[] = { "F1", "F2", "F4", "S-F6",
		"F8", "F9" };
	struct room r;

	(void)state;
	room_start(&r, 24, 80);
	for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
		int n_unread = model_find_chat(r.d.m, OLA)->n_unread;

		desk_key(&r.d, openers[i]);
		desk_tick(&r.d, 60000);
		desk_says(&r.d, OLA, "again");
		assert_int_equal(model_find_chat(r.d.m, OLA)->n_unread,
		    n_unread + 1);
		/* What was missed is asked for, as ever. */
		effects_clear(&r.d.e);
		desk_says(&r.d, 77 + (int64_t)i, "who am I?");
		assert_non_null(desk_submit(&r.d, ACTION_FETCH_SNAPSHOT));
		desk_key(&r.d, "Esc");
	}
	room_end(&r);
}

static void
a_row_is_an_id(void **state)
{
	struct room r;
	int64_t marked;

	(void)state;
	room_start(&r, 24, 80);
	desk_key(&r.d, "F2");
	desk_key(&r.d, "Down");
	marked = r.d.m->ui.selected;
	/* Everything is sorted anew under the cursor. */
	desk_mine(&r.d, 7, "New", "en");
	desk_opens(&r.d, 8, "Newer", "en");
	desk_closes(&r.d, IVAN);
	desk_tick(&r.d, 600000);
	assert_int_equal(r.d.m->ui.selected, marked);
	desk_key(&r.d, "Enter");
	assert_int_equal(r.d.m->ui.focus_id, marked);
	/* And the answer goes to whom the prompt names. */
	desk_type(&r.d, "hello");
	desk_says(&r.d, 7, "I am first");
	effects_clear(&r.d.e);
	desk_key(&r.d, "Enter");
	assert_int_equal(desk_submit(&r.d, ACTION_MESSAGE)->conversation_id,
	    marked);
	room_end(&r);
}

static void
a_late_answer_stays_with_its_conversation(void **state)
{
	struct room r;
	struct event list, ev;
	struct customer ola = { .id = OLA + 100, .name = "Ola",
		.contact = "ola@example.test", .language = "pl",
		.note = "", .segment = "", .tags = "" };

	(void)state;
	room_start(&r, 40, 130);
	event_init(&list, EVENT_MESSAGE);
	list.seq = 1000;
	list.by = ACTOR_VISITOR;
	list.conversation_id = OLA;
	list.text = "of Ola";
	event_init(&ev, EVENT_TRANSCRIPT);
	ev.conversation_id = OLA;
	ev.batch = &list;
	ev.n_batch = 1;
	desk_reduce(&r.d, &ev);
	for (size_t i = 0; i < model_find_chat(r.d.m, IVAN)->n_lines; i++)
		assert_string_not_equal(
		    model_find_chat(r.d.m, IVAN)->lines[i].text, "of Ola");
	event_init(&ev, EVENT_CUSTOMER_RECORD);
	ev.customer = &ola;
	desk_reduce(&r.d, &ev);
	assert_int_equal(r.d.m->ui.focus_id, IVAN);
	assert_false(room_has(&r, "ola@example.test"));
	desk_key(&r.d, "M-2");
	assert_true(room_has(&r, "ola@example.test"));
	room_end(&r);
}

static void
no_text_is_lost(void **state)
{
	struct room r;
	char id[CLIENT_ID_BYTES + 1];

	(void)state;
	room_start(&r, 24, 80);
	desk_type(&r.d, "the answer");
	desk_key(&r.d, "Esc");
	desk_key(&r.d, "C-c");
	desk_key(&r.d, "M-2");
	desk_key(&r.d, "M-1");
	assert_string_equal(desk_input(&r.d, IVAN), "the answer");
	effects_clear(&r.d.e);
	desk_key(&r.d, "Enter");
	snprintf(id, sizeof id, "%s",
	    desk_submit(&r.d, ACTION_MESSAGE)->client_id);
	/* It has an id of its own: the same twice is one. */
	assert_int_equal(strlen(id), CLIENT_ID_BYTES);
	desk_type(&r.d, "more");
	desk_refuses(&r.d, id, ERR_CONFLICT, true);
	assert_non_null(strstr(desk_input(&r.d, IVAN), "the answer"));
	assert_non_null(strstr(desk_input(&r.d, IVAN), "more"));
	/* Ctrl-X Ctrl-C asks first, and the draft is on the disk. */
	desk_tick(&r.d, 1000);
	desk_key(&r.d, "C-x");
	desk_key(&r.d, "C-c");
	assert_int_equal(r.d.m->ui.overlay, OVERLAY_CONFIRM);
	room_end(&r);
}

static void
what_is_told_is_shown(void **state)
{
	struct room r;
	struct event ev;

	(void)state;
	room_start(&r, 24, 80);
	desk_says(&r.d, OLA, "one");
	desk_says(&r.d, OLA, "two");
	assert_true(room_has(&r, "Ola+"));
	event_init(&ev, EVENT_TYPING);
	ev.conversation_id = IVAN;
	ev.by = ACTOR_VISITOR;
	ev.is_typing = true;
	ev.text = "а когда прид";
	desk_reduce(&r.d, &ev);
	assert_true(room_has(&r, "а когда прид"));
	/* A key says that it was read, and the desk hears it. */
	effects_clear(&r.d.e);
	desk_key(&r.d, "M-2");
	room_draw(&r);
	desk_key(&r.d, "a");
	assert_non_null(desk_submit(&r.d, ACTION_READ));
	desk_key(&r.d, "F1");
	assert_true(room_has(&r, "The keys that work here"));
	room_end(&r);
}

/* A letter is whole or not there, and what follows stands where it should. */
static void
names_are_cut_by_columns(void **state)
{
	static const char *const names[] = { "Владислав Константинопольский",
		"Żółćśława Źdźbłowska", "漢字漢字漢字漢字漢字漢字漢字漢字",
		"e\xcc\x81"
		"e\xcc\x81"
		"e\xcc\x81"
		"e\xcc\x81 long name of accents" };
	struct room r;

	(void)state;
	room_start(&r, 24, 80);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		desk_mine(&r.d, 20 + (int64_t)i, names[i], "ru");
	for (int cols = 20; cols < 150; cols++) {
		model_resize(r.d.m, 24, cols);
		room_draw(&r);
		for (int row = 0; row < 24; row++) {
			grid_row(r.g, row, r.row, sizeof r.row);
			assert_true(utf8_is_valid(r.row, strlen(r.row)));
			assert_null(strstr(r.row, "\xef\xbf\xbd"));
			assert_true(utf8_cols(r.row, strlen(r.row)) <= cols);
		}
	}
	room_end(&r);
}

static void
a_silent_screen_is_silent_and_names_are_safe(void **state)
{
	struct room r;
	struct cell *before;
	size_t size;

	(void)state;
	room_start(&r, 24, 80);
	desk_mine(&r.d, 9, "\033]0;evil\a\033[2J\xe2\x80\xae", "ru");
	desk_says(&r.d, 9, "\033[31mred\033[0m\r\b\b");
	desk_key(&r.d, "M-3");
	room_draw(&r);
	size = (size_t)(r.g->rows * r.g->cols) * sizeof *before;
	for (int i = 0; i < r.g->rows * r.g->cols; i++)
		for (int k = 0; k < r.g->cells[i].len; k++)
			assert_true((unsigned char)r.g->cells[i].bytes[k] >=
			    ' ');
	before = malloc(size);
	memcpy(before, r.g->cells, size);
	room_draw(&r);
	assert_memory_equal(before, r.g->cells, size);
	free(before);
	room_end(&r);
}

static void
a_clock_of_24_hours_and_nothing_forgotten(void **state)
{
	struct room r;
	struct action a;
	char clock[16];

	(void)state;
	assert_string_equal(i18n_clock(clock, sizeof clock,
	    (13 * 60 + 5) * 60000), "13:05");
	/* What was kept comes back: the draft, and what is not stored. */
	room_start(&r, 24, 80);
	model_restore_draft(r.d.m, OLA, "begun yesterday", false);
	action_init(&a, ACTION_MESSAGE);
	a.conversation_id = OLA;
	a.text = "not stored yet";
	snprintf(a.client_id, sizeof a.client_id, "%032d", 7);
	model_restore_unsent(r.d.m, &a);
	desk_key(&r.d, "M-2");
	assert_true(room_has(&r, "begun yesterday"));
	assert_true(room_has(&r, "not stored yet"));
	room_end(&r);
}

/* After the line was down all that was missed comes, once, whatever its order
 * and whichever conversation it is of. */
static void
what_was_missed_is_filled_in(void **state)
{
	struct snapshot_conversation s[2] = { { .n_events = 0 } };
	struct event ivan[2], ola, again;
	struct room r;

	(void)state;
	room_start(&r, 24, 80);
	for (int i = 0; i < 2; i++) {
		event_init(&ivan[i], EVENT_MESSAGE);
		ivan[i].seq = 50 + i * 10;
		ivan[i].by = ACTOR_VISITOR;
		ivan[i].text = i == 0 ? "first" : "second";
	}
	event_init(&ola, EVENT_MESSAGE);
	ola.seq = 40;	/* older than what is known of another */
	ola.by = ACTOR_VISITOR;
	ola.text = "of Ola";
	s[0].conversation = model_find_chat(r.d.m, IVAN)->c;
	s[0].conversation.last_seq = 60;
	s[0].events = ivan;
	s[0].n_events = 2;
	s[1].conversation = model_find_chat(r.d.m, OLA)->c;
	s[1].conversation.last_seq = 40;
	s[1].events = &ola;
	s[1].n_events = 1;
	desk_snapshot(&r.d, s, 2);
	assert_true(room_has(&r, "Back on line: 3 new messages."));
	assert_true(room_has(&r, "first") && room_has(&r, "second"));
	again = ivan[1];
	again.conversation_id = IVAN;
	desk_reduce(&r.d, &again);
	assert_int_equal(model_find_chat(r.d.m, IVAN)->n_lines, 5);
	desk_key(&r.d, "M-2");
	assert_true(room_has(&r, "of Ola"));
	room_end(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_lines_come_while_i_write),
		cmocka_unit_test(nothing_that_is_open_stops_the_news),
		cmocka_unit_test(a_row_is_an_id),
		cmocka_unit_test(a_late_answer_stays_with_its_conversation),
		cmocka_unit_test(no_text_is_lost),
		cmocka_unit_test(what_is_told_is_shown),
		cmocka_unit_test(names_are_cut_by_columns),
		cmocka_unit_test(
		    a_silent_screen_is_silent_and_names_are_safe),
		cmocka_unit_test(a_clock_of_24_hours_and_nothing_forgotten),
		cmocka_unit_test(what_was_missed_is_filled_in),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
