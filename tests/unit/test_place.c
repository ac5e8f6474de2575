/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What I read stays where it is, whatever comes: new lines, older ones, what
 * was missing between, another size.
 */
#include "console_desk.h"
#include "console/model/internal.h"
#include "console/view/view.h"

#define IVAN 5

struct room {
	struct desk	   d;
	struct view_cache *cache;
	struct grid	  *g;
	char		   row[1024];
};

static void
room_draw(struct room *r)
{
	const struct shown *list;
	size_t n;

	grid_free(r->g);
	r->g = grid_new(r->d.m->ui.rows, r->d.m->ui.cols);
	view_draw(r->d.m, r->cache, r->g);
	list = view_shown(r->cache, &n);
	model_placed(r->d.m, list, n, &r->d.e);
}

/* The text of the transcript's first row; the two above are not its. */
static const char *
room_top(struct room *r)
{
	room_draw(r);
	return grid_row(r->g, 2, r->row, sizeof r->row);
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
room_key(struct room *r, const char *key)
{
	desk_key(&r->d, key);
	room_draw(r);
}

static void
says_number(struct room *r, int n)
{
	char text[128];

	snprintf(text, sizeof text, "line %d and so many words that it takes "
	    "two rows of a screen of eighty, but not more", n);
	desk_says(&r->d, IVAN, text);
}

static void
room_start(struct room *r, int n)
{
	*r = (struct room){ .cache = view_cache_new() };
	desk_start(&r->d);
	model_resize(r->d.m, 24, 80);
	desk_mine(&r->d, IVAN, "Ivan", "ru");
	desk_key(&r->d, "M-1");
	for (int i = 0; i < n; i++)
		says_number(r, i);
	room_draw(r);
}

static void
room_end(struct room *r)
{
	desk_end(&r->d);
	view_cache_free(r->cache);
	grid_free(r->g);
}

static const struct chat *
ivan(const struct room *r)
{
	return model_find_chat(r->d.m, IVAN);
}

/* A batch as the desk answers: `n` messages before `before`. */
static void
batch(struct room *r, int64_t from, int n, int64_t before, bool is_complete)
{
	struct event list[64], ev;

	for (int i = 0; i < n; i++) {
		event_init(&list[i], EVENT_MESSAGE);
		list[i].conversation_id = IVAN;
		list[i].seq = from + i;
		list[i].by = ACTOR_VISITOR;
		list[i].at_ms = r->d.now_ms;
		list[i].text = "from before";
	}
	event_init(&ev, EVENT_TRANSCRIPT);
	ev.conversation_id = IVAN;
	ev.batch = list;
	ev.n_batch = (size_t)n;
	ev.upto = before;
	ev.is_complete = is_complete;
	desk_reduce(&r->d, &ev);
}

static void
new_lines_move_nothing(void **state)
{
	struct room r;
	char top[256];

	(void)state;
	room_start(&r, 60);
	room_key(&r, "PgUp");
	snprintf(top, sizeof top, "%s", room_top(&r));
	assert_true(room_has(&r, "there is more below"));
	for (int i = 60; i < 90; i++)
		says_number(&r, i);
	assert_string_equal(room_top(&r), top);
	assert_true(room_has(&r, "30 new below"));
	/* Nor do mine that are not stored yet, nor a colleague's note. */
	desk_type(&r.d, "hm");
	assert_string_equal(room_top(&r), top);
	room_key(&r, "C-PgDn");
	assert_false(room_has(&r, "below"));
	assert_true(room_has(&r, "line 89"));
	room_end(&r);
}

static void
a_page_down_to_the_end_follows_it_again(void **state)
{
	struct room r;

	(void)state;
	room_start(&r, 60);
	room_key(&r, "PgUp");
	room_key(&r, "PgUp");
	room_key(&r, "PgDn");
	assert_true(room_has(&r, "below"));
	room_key(&r, "PgDn");
	assert_false(room_has(&r, "below"));
	says_number(&r, 60);
	assert_true(room_has(&r, "line 60"));
	/* Sending goes there as well. */
	room_key(&r, "PgUp");
	desk_type(&r.d, "my answer");
	desk_key(&r.d, "Enter");
	assert_false(room_has(&r, "below"));
	assert_true(room_has(&r, "Anna  my answer"));
	room_end(&r);
}

/* The line at the top is the same at any size, even its part of a long one. */
static void
another_size_keeps_the_line(void **state)
{
	static const int sizes[][2] = { { 24, 132 }, { 60, 200 }, { 20, 60 },
		{ 10, 40 }, { 40, 80 }, { 24, 80 } };
	struct room r;
	int64_t seq;

	(void)state;
	room_start(&r, 200);
	for (int i = 0; i < 5; i++)
		room_key(&r, "PgUp");
	seq = ivan(&r)->place.seq;
	assert_true(seq > 0);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		model_resize(r.d.m, sizes[i][0], sizes[i][1]);
		room_draw(&r);
		assert_int_equal(ivan(&r)->place.seq, seq);
	}
	/* So it is with the sidebar, and with panes beside it. */
	model_resize(r.d.m, 24, 132);
	room_key(&r, "F3");
	room_key(&r, "C-x");
	room_key(&r, "z");
	assert_int_equal(ivan(&r)->place.seq, seq);
	room_end(&r);
}

static void
all_on_the_screen_for_a_while(void **state)
{
	struct room r;
	char top[256];

	(void)state;
	room_start(&r, 15);
	room_key(&r, "PgUp");
	snprintf(top, sizeof top, "%s", room_top(&r));
	model_resize(r.d.m, 80, 80);
	assert_false(room_has(&r, "below"));
	model_resize(r.d.m, 24, 80);
	assert_string_equal(room_top(&r), top);
	/* Who sees the end while it grows goes on seeing it. */
	model_resize(r.d.m, 80, 80);
	room_draw(&r);
	says_number(&r, 15);
	model_resize(r.d.m, 24, 80);
	assert_true(room_has(&r, "line 15"));
	room_end(&r);
}

static void
older_ones_come_above(void **state)
{
	struct room r;
	char top[256];

	(void)state;
	room_start(&r, 0);
	r.d.seq = 1000;
	model_chat(r.d.m, IVAN)->is_complete = false;
	for (int i = 0; i < 20; i++)
		says_number(&r, i);
	room_draw(&r);
	effects_clear(&r.d.e);
	assert_null(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT));
	/* At the top they are asked for, once. */
	for (int i = 0; i < 3; i++)
		room_key(&r, "PgUp");
	assert_int_equal(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT)->before,
	    1);
	effects_clear(&r.d.e);
	snprintf(top, sizeof top, "%s", room_top(&r));
	assert_null(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT));
	assert_non_null(strstr(top, "is being fetched"));
	room_end(&r);
}

static void
what_is_missing_between_is_fetched(void **state)
{
	struct snapshot_conversation s = { .is_complete = false };
	struct event list[30];
	struct room r;

	(void)state;
	room_start(&r, 30);
	for (int i = 0; i < 30; i++) {
		event_init(&list[i], EVENT_MESSAGE);
		list[i].seq = 500 + i;
		list[i].by = ACTOR_VISITOR;
		list[i].at_ms = r.d.now_ms;
		list[i].text = "after the gap";
	}
	s.conversation = ivan(&r)->c;
	s.conversation.last_seq = 529;
	s.events = list;
	s.n_events = 30;
	desk_snapshot(&r.d, &s, 1);
	effects_clear(&r.d.e);
	room_draw(&r);
	assert_null(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT));
	/* Nothing was thrown away, and the gap asks when it is seen. */
	assert_int_equal(ivan(&r)->n_lines, 63);
	room_key(&r, "PgUp");
	assert_int_equal(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT)->before,
	    500);
	assert_true(room_has(&r, "is being fetched"));
	/* A part of it: what is still missing is further up. */
	batch(&r, 440, 60, 500, false);
	assert_false(ivan(&r)->lines[33 + 60].after_gap);
	assert_true(ivan(&r)->lines[33].after_gap);
	effects_clear(&r.d.e);
	room_draw(&r);
	assert_int_equal(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT)->before,
	    440);
	/* The rest: it reaches what was here before. */
	batch(&r, 30, 5, 440, false);
	for (size_t i = 0; i < ivan(&r)->n_lines; i++)
		assert_false(ivan(&r)->lines[i].after_gap);
	assert_false(room_has(&r, "written before"));
	room_end(&r);
}

static void
what_the_desk_refuses_is_not_asked_again_and_again(void **state)
{
	struct room r;
	struct event ev;

	(void)state;
	room_start(&r, 30);
	model_chat(r.d.m, IVAN)->is_complete = false;
	for (int i = 0; i < 5; i++)
		room_key(&r, "PgUp");
	effects_clear(&r.d.e);
	event_init(&ev, EVENT_REFUSED);
	ev.conversation_id = IVAN;
	ev.code = ERR_RIGHTS;
	ev.is_final = true;
	desk_reduce(&r.d, &ev);
	room_draw(&r);
	room_draw(&r);
	assert_null(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT));
	assert_true(room_has(&r, "more was written before"));
	room_key(&r, "PgUp");
	assert_non_null(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT));
	room_end(&r);
}

/* A hit of a search: it is on the screen, fetched where it must be. */
static void
anchors(void **state)
{
	struct room r;

	(void)state;
	room_start(&r, 100);
	r.d.seq = 2000;
	says_number(&r, 100);
	transcript_anchor(r.d.m, model_chat(r.d.m, IVAN), 40, &r.d.e);
	assert_true(room_has(&r, "line 37"));
	assert_null(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT));
	transcript_anchor(r.d.m, model_chat(r.d.m, IVAN), 1500, &r.d.e);
	assert_int_equal(desk_submit(&r.d, ACTION_FETCH_TRANSCRIPT)->before,
	    1501);
	room_draw(&r);
	batch(&r, 1471, 30, 1501, false);
	assert_true(ivan(&r)->lines[103].after_gap);
	assert_true(ivan(&r)->lines[133].after_gap);
	assert_true(room_has(&r, "from before"));
	assert_true(room_has(&r, "line 100"));
	room_end(&r);
}

static void
what_came_while_i_was_away_has_a_line(void **state)
{
	struct room r;

	(void)state;
	room_start(&r, 3);
	assert_false(room_has(&r, "new since you looked"));
	desk_mine(&r.d, 6, "Ola", "pl");
	room_key(&r, "M-2");
	says_number(&r, 3);
	says_number(&r, 4);
	room_key(&r, "M-1");
	assert_true(room_has(&r, "new since you looked"));
	says_number(&r, 5);
	assert_int_equal(ivan(&r)->new_seq, ivan(&r)->lines[6].seq);
	/* It stays while I read, and goes when I do. */
	room_key(&r, "C-l");
	assert_true(room_has(&r, "new since you looked"));
	room_key(&r, "M-2");
	room_key(&r, "M-1");
	assert_false(room_has(&r, "new since you looked"));
	/* The terminal's focus counts as well. */
	room_key(&r, "FocusOut");
	says_number(&r, 6);
	room_key(&r, "FocusIn");
	assert_true(room_has(&r, "new since you looked"));
	room_end(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_lines_move_nothing),
		cmocka_unit_test(a_page_down_to_the_end_follows_it_again),
		cmocka_unit_test(another_size_keeps_the_line),
		cmocka_unit_test(all_on_the_screen_for_a_while),
		cmocka_unit_test(older_ones_come_above),
		cmocka_unit_test(what_is_missing_between_is_fetched),
		cmocka_unit_test(
		    what_the_desk_refuses_is_not_asked_again_and_again),
		cmocka_unit_test(anchors),
		cmocka_unit_test(what_came_while_i_was_away_has_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
