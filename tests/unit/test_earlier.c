/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An earlier conversation beside the live one: who has the keys, where what is
 * typed goes, and how much of the screen it takes.
 */
#include "console/model/internal.h"
#include "console/view/view.h"
#include "console_desk.h"

struct screen {
	struct desk	   d;
	struct view_cache *cache;
	struct grid	  *g;
};

static void
draw(struct screen *s)
{
	const struct shown *list;
	size_t n;

	grid_clear(s->g);
	view_draw(s->d.m, s->cache, s->g);
	model_shown(s->d.m);
	list = view_shown(s->cache, &n);
	model_placed(s->d.m, list, n, &s->d.e);
}

static void
resize(struct screen *s, int rows, int cols)
{
	if (s->g != NULL)
		grid_free(s->g);
	s->g = grid_new(rows, cols);
	model_resize(s->d.m, rows, cols);
	draw(s);
}

static void
gets_record(struct desk *d, int64_t customer_id)
{
	const struct earlier before[] = {
		{ .conversation_id = 91, .operator_name = "Olga",
		    .subject = "Card", .outcome = "solved", .stars = 2,
		    .opened_ms = 1000, .closed_ms = 2000 },
		{ .conversation_id = 90, .operator_name = "Olga",
		    .subject = "Refund", .outcome = "", .opened_ms = 1000,
		    .closed_ms = 2000 },
	};
	const struct customer customer = { .id = customer_id, .name = "",
		.contact = "", .language = "", .note = "", .earlier = before,
		.n_earlier = 2 };
	struct event ev;

	event_init(&ev, EVENT_CUSTOMER_RECORD);
	ev.customer = &customer;
	desk_reduce(d, &ev);
}

static void
gets_lines(struct desk *d, int64_t id, int n)
{
	struct event batch[200], ev;
	char texts[200][32];

	for (int i = 0; i < n; i++) {
		event_init(&batch[i], EVENT_MESSAGE);
		batch[i].seq = 1000 + i;
		batch[i].conversation_id = id;
		batch[i].by = ACTOR_VISITOR;
		batch[i].at_ms = 1000;
		snprintf(texts[i], sizeof texts[i], "line number %d", i);
		batch[i].text = texts[i];
	}
	event_init(&ev, EVENT_TRANSCRIPT);
	ev.conversation_id = id;
	ev.batch = batch;
	ev.n_batch = (size_t)n;
	ev.is_complete = true;
	desk_reduce(d, &ev);
}

static void
start(struct screen *s, int rows, int cols)
{
	*s = (struct screen){ .g = NULL };
	desk_start(&s->d);
	s->cache = view_cache_new();
	resize(s, rows, cols);
	for (int64_t id = 1; id <= 3; id++) {
		desk_mine(&s->d, id, "Ivan", "ru");
		gets_record(&s->d, 100 + id);
	}
	desk_key(&s->d, "M-1");
	draw(s);
}

static void
end(struct screen *s)
{
	grid_free(s->g);
	view_cache_free(s->cache);
	desk_end(&s->d);
}

static void
open_it(struct screen *s)
{
	desk_key(&s->d, "C-x");
	desk_key(&s->d, "v");
	gets_lines(&s->d, 91, 100);
	draw(s);
	assert_int_equal(model_context(s->d.m), CONTEXT_EARLIER);
}

static bool
has(const struct screen *s, const char *text)
{
	char row[GRID_MAX_COLS * CELL_BYTES];

	for (int i = 0; i < s->g->rows; i++)
		if (strstr(grid_row(s->g, i, row, sizeof row), text) != NULL)
			return true;
	return false;
}

/* --- tests ------------------------------------------------------------------- */

static void
what_is_typed_goes_to_the_live_one(void **state)
{
	struct screen s;

	(void)state;
	start(&s, 24, 80);
	desk_type(&s.d, "dra");
	open_it(&s);
	effects_clear(&s.d.e);
	/* Enter once too often sends nothing. */
	desk_key(&s.d, "Enter");
	assert_null(desk_submit(&s.d, ACTION_MESSAGE));
	assert_int_equal(model_context(s.d.m), CONTEXT_CHAT);
	assert_non_null(s.d.m->earlier);
	desk_key(&s.d, "C-x");
	desk_key(&s.d, "v");
	desk_key(&s.d, "Backspace");
	desk_key(&s.d, "Left");
	assert_string_equal(desk_input(&s.d, 1), "dra");
	desk_type(&s.d, "ft");
	assert_string_equal(desk_input(&s.d, 1), "draft");
	assert_int_equal(s.d.m->ui.focus_id, 1);
	assert_non_null(s.d.m->earlier);
	/* A letter of its own is no letter only while the keys are there. */
	desk_type(&s.d, "q");
	assert_string_equal(desk_input(&s.d, 1), "draftq");
	desk_key(&s.d, "C-x");
	desk_key(&s.d, "v");
	desk_key(&s.d, "q");
	assert_null(s.d.m->earlier);
	assert_string_equal(desk_input(&s.d, 1), "draftq");
	desk_key(&s.d, "Enter");
	assert_int_equal(
	    desk_submit(&s.d, ACTION_MESSAGE)->conversation_id, 1);
	end(&s);
}

static void
it_scrolls_by_itself(void **state)
{
	struct screen s;
	const char *const ways[] = { "PgUp", "Up", "Home" };

	(void)state;
	start(&s, 24, 80);
	open_it(&s);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		desk_key(&s.d, ways[i]);
		draw(&s);
		assert_false(place_is_end(s.d.m->earlier));
		assert_true(place_is_end(model_chat(s.d.m, 1)));
		desk_key(&s.d, "End");
		draw(&s);
		assert_true(place_is_end(s.d.m->earlier));
	}
	/* From the live one, the live one. */
	desk_key(&s.d, "Tab");
	desk_key(&s.d, "PgUp");
	assert_true(place_is_end(s.d.m->earlier));
	end(&s);
}

static void
find_looks_in_it(void **state)
{
	struct screen s;

	(void)state;
	start(&s, 24, 80);
	open_it(&s);
	desk_key(&s.d, "C-f");
	desk_type(&s.d, "number 7");
	desk_key(&s.d, "Enter");
	draw(&s);
	assert_int_equal(model_context(s.d.m), CONTEXT_EARLIER);
	assert_int_equal(s.d.m->earlier->match_seq, 1079);
	assert_true(has(&s, "line number 79"));
	desk_key(&s.d, "C-f");
	assert_int_equal(s.d.m->earlier->match_seq, 1078);
	assert_int_equal(model_chat(s.d.m, 1)->match_seq, 0);
	end(&s);
}

static void
it_stands_beside_its_own(void **state)
{
	struct screen s;

	(void)state;
	start(&s, 24, 80);
	open_it(&s);
	assert_true(has(&s, "line number 99"));
	assert_true(has(&s, "a question"));
	assert_true(has(&s, "read only"));
	assert_false(s.d.m->earlier->shown.is_instead);
	/* Another one in front: it is not its. */
	desk_key(&s.d, "M-2");
	draw(&s);
	assert_false(has(&s, "line number 99"));
	assert_int_equal(model_context(s.d.m), CONTEXT_CHAT);
	desk_key(&s.d, "M-1");
	draw(&s);
	assert_true(has(&s, "line number 99"));
	assert_int_equal(model_context(s.d.m), CONTEXT_CHAT);
	/* In columns it stays where it is, and is clicked into. */
	resize(&s, 40, 200);
	command_run(s.d.m, "layout columns", &s.d.e);
	desk_key(&s.d, "M-2");
	draw(&s);
	assert_true(has(&s, "line number 99"));
	for (size_t i = view_hits(s.cache)->n; i-- > 0;)
		if (view_hits(s.cache)->list[i].kind == HIT_READ) {
			const struct hit h = view_hits(s.cache)->list[i];

			s.d.m->prefs.mouse = true;
			model_mouse(s.d.m, view_hits(s.cache), MOUSE_WHEEL_UP,
			    h.row + 2, h.col, &s.d.e);
			assert_int_equal(s.d.m->ui.focus_id, 2);
			assert_false(place_is_end(s.d.m->earlier));
			model_mouse(s.d.m, view_hits(s.cache), MOUSE_CLICK,
			    h.row, h.col, &s.d.e);
			break;
		}
	assert_int_equal(s.d.m->ui.focus_id, 1);
	assert_int_equal(model_context(s.d.m), CONTEXT_EARLIER);
	end(&s);
}

static void
without_room_it_takes_the_place(void **state)
{
	struct screen s;

	(void)state;
	start(&s, 15, 40);
	desk_type(&s.d, "mine");
	open_it(&s);
	assert_true(has(&s, "line number 99"));
	assert_true(has(&s, "mine"));
	assert_false(has(&s, "a question"));
	assert_true(s.d.m->earlier->shown.is_instead);
	/* Nobody reads what it covers. */
	assert_true(model_chat(s.d.m, 1)->is_hidden);
	desk_says(&s.d, 1, "still there?");
	effects_clear(&s.d.e);
	desk_key(&s.d, "Up");
	assert_null(desk_submit(&s.d, ACTION_READ));
	desk_type(&s.d, "!");
	draw(&s);
	assert_string_equal(desk_input(&s.d, 1), "mine!");
	assert_null(s.d.m->earlier);
	assert_true(has(&s, "a question"));
	/* The smallest of all screens. */
	resize(&s, 5, 20);
	open_it(&s);
	assert_true(has(&s, "read only"));
	desk_key(&s.d, "Esc");
	assert_null(s.d.m->earlier);
	assert_int_equal(s.d.m->ui.focus_id, 1);
	end(&s);
}

static void
it_ends_with_its_conversation(void **state)
{
	struct screen s;

	(void)state;
	start(&s, 24, 80);
	open_it(&s);
	model_chat_remove(s.d.m, 1);
	assert_null(s.d.m->earlier);
	assert_int_equal(s.d.m->ui.earlier_of, 0);
	draw(&s);
	end(&s);
}

static void
a_number_names_one(void **state)
{
	struct err err = { .code = ERR_NONE };
	struct screen s;

	(void)state;
	start(&s, 24, 80);
	assert_true(run_earlier(s.d.m, "2", &s.d.e, &err));
	assert_int_equal(s.d.m->earlier->c.id, 90);
	assert_false(run_earlier(s.d.m, "3", &s.d.e, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_int_equal(s.d.m->earlier->c.id, 90);
	assert_false(run_earlier(s.d.m, "nonsense", &s.d.e, &err));
	assert_int_equal(err.code, ERR_VALUE);
	assert_true(run_earlier(s.d.m, "close", &s.d.e, &err));
	assert_false(run_earlier(s.d.m, "close", &s.d.e, &err));
	end(&s);
}

/* The record: pages and the wheel scroll it, what is chosen is shown first. */
static void
the_record_scrolls(void **state)
{
	struct screen s;
	char note[] = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n"
	    "nine\nten\neleven\ntwelve\nthirteen\nfourteen\nfifteen";
	const struct earlier before[] = { { .conversation_id = 91,
	    .operator_name = "Olga", .subject = "Card", .outcome = "solved",
	    .stars = 2, .opened_ms = 1000, .closed_ms = 2000 } };
	const struct customer customer = { .id = 101, .name = "",
		.contact = "", .language = "", .note = note,
		.earlier = before, .n_earlier = 1 };
	struct event ev;

	(void)state;
	start(&s, 14, 130);
	event_init(&ev, EVENT_CUSTOMER_RECORD);
	ev.customer = &customer;
	desk_reduce(&s.d, &ev);
	draw(&s);
	assert_true(has(&s, "↓"));
	assert_false(has(&s, "fifteen"));
	/* The wheel, wherever the keys are. */
	s.d.m->prefs.mouse = true;
	for (int i = 0; i < 9; i++) {
		model_mouse(s.d.m, view_hits(s.cache), MOUSE_WHEEL_DOWN, 3,
		    128, &s.d.e);
		draw(&s);
	}
	assert_true(has(&s, "fifteen"));
	assert_true(has(&s, "solved 2★ Olga"));
	assert_false(has(&s, " Ivan                      "));
	assert_int_equal(model_context(s.d.m), CONTEXT_CHAT);
	for (int i = 0; i < 9; i++) {
		model_mouse(s.d.m, view_hits(s.cache), MOUSE_WHEEL_UP, 3, 128,
		    &s.d.e);
		draw(&s);
	}
	assert_int_equal(s.d.m->ui.sidebar_top, 0);
	/* Enter opens nothing that nobody sees. */
	command_run(s.d.m, "sidebar enter", &s.d.e);
	draw(&s);
	desk_key(&s.d, "PgUp");
	desk_key(&s.d, "PgUp");
	draw(&s);
	assert_false(has(&s, "solved 2★"));
	desk_key(&s.d, "Enter");
	draw(&s);
	assert_null(s.d.m->earlier);
	assert_true(has(&s, "solved 2★"));
	desk_key(&s.d, "Enter");
	assert_int_equal(s.d.m->earlier->c.id, 91);
	end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_typed_goes_to_the_live_one),
		cmocka_unit_test(it_scrolls_by_itself),
		cmocka_unit_test(find_looks_in_it),
		cmocka_unit_test(it_stands_beside_its_own),
		cmocka_unit_test(without_room_it_takes_the_place),
		cmocka_unit_test(it_ends_with_its_conversation),
		cmocka_unit_test(a_number_names_one),
		cmocka_unit_test(the_record_scrolls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
