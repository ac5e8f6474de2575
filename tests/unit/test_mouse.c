/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/internal.h"
#include "console/view/view.h"
#include "console_desk.h"

/* The desk of these tests, drawn. */
struct screen {
	struct desk	   d;
	struct view_cache *cache;
	struct grid	  *g;
};

static void
draw(struct screen *s)
{
	grid_clear(s->g);
	view_draw(s->d.m, s->cache, s->g);
	model_shown(s->d.m);
}

static void
start(struct screen *s, int rows, int cols)
{
	desk_start(&s->d);
	s->cache = view_cache_new();
	s->g = grid_new(rows, cols);
	model_resize(s->d.m, rows, cols);
	s->d.m->prefs.mouse = true;
	desk_mine(&s->d, 1, "Ivan", "ru");
	desk_mine(&s->d, 2, "Ola", "pl");
	desk_mine(&s->d, 3, "John", "en");
	desk_key(&s->d, "M-1");
	draw(s);
}

static void
end(struct screen *s)
{
	effects_clear(&s->d.e);
	grid_free(s->g);
	view_cache_free(s->cache);
	desk_end(&s->d);
}

static const struct hit *
find(const struct screen *s, enum hit_kind kind, int64_t id)
{
	const struct hits *hits = view_hits(s->cache);

	for (size_t i = hits->n; i-- > 0;)
		if (hits->list[i].kind == kind && hits->list[i].id == id)
			return &hits->list[i];
	return NULL;
}

static void
press(struct screen *s, const struct hit *h)
{
	assert_non_null(h);
	model_mouse(s->d.m, view_hits(s->cache), MOUSE_CLICK, h->row, h->col,
	    &s->d.e);
}

static void
a_click_goes_to_the_id_that_was_shown(void **state)
{
	struct screen s;
	struct hit at;

	(void)state;
	start(&s, 24, 80);
	press(&s, find(&s, HIT_CHAT, 2));
	assert_int_equal(s.d.m->ui.focus_id, 2);
	/* Meanwhile the order changes; the frame was another one. */
	at = *find(&s, HIT_CHAT, 3);
	desk_says(&s.d, 1, "quick!");
	desk_closes(&s.d, 2);
	press(&s, &at);
	assert_int_equal(s.d.m->ui.focus_id, 3);
	end(&s);
	start(&s, 43, 132);
	press(&s, find(&s, HIT_PANE, 2));
	assert_int_equal(s.d.m->ui.focus_id, 2);
	end(&s);
}

static void
a_row_is_chosen_and_opened(void **state)
{
	struct screen s;

	(void)state;
	start(&s, 24, 80);
	desk_key(&s.d, "F2");
	draw(&s);
	press(&s, find(&s, HIT_PICK, 3));
	assert_int_equal(s.d.m->ui.selected, 3);
	assert_int_equal(s.d.m->ui.focus_id, 1);
	/* Too late for a second one; then not. */
	desk_tick(&s.d, HIT_AGAIN_MS + 1);
	press(&s, find(&s, HIT_PICK, 3));
	assert_int_equal(s.d.m->ui.focus_id, 1);
	press(&s, find(&s, HIT_PICK, 3));
	assert_int_equal(s.d.m->ui.focus_id, 3);
	/* The wheel moves the choice. */
	desk_key(&s.d, "F9");
	draw(&s);
	model_mouse(s.d.m, view_hits(s.cache), MOUSE_WHEEL_DOWN, 12, 10,
	    &s.d.e);
	assert_int_equal(s.d.m->ui.selected, s.d.m->ui.picks[1]);
	end(&s);
}

static void
a_key_of_the_bar_is_pressed(void **state)
{
	struct screen s;

	(void)state;
	start(&s, 24, 80);
	for (size_t i = 0; i < view_hits(s.cache)->n; i++)
		if (strcmp(view_hits(s.cache)->list[i].line, "note") == 0) {
			press(&s, &view_hits(s.cache)->list[i]);
			break;
		}
	assert_true(model_focused(s.d.m)->is_note);
	end(&s);
}

static void
nothing_is_clicked_where_nothing_is(void **state)
{
	struct screen s;

	(void)state;
	start(&s, 24, 80);
	for (int row = -3; row < 30; row++)
		for (int col = -3; col < 100; col += 5) {
			model_mouse(s.d.m, view_hits(s.cache),
			    MOUSE_WHEEL_UP, row, col, &s.d.e);
			effects_clear(&s.d.e);
		}
	/* Off, it does nothing at all; a question is answered by a key. */
	s.d.m->prefs.mouse = false;
	press(&s, find(&s, HIT_CHAT, 2));
	assert_int_equal(s.d.m->ui.focus_id, 1);
	s.d.m->prefs.mouse = true;
	s.d.m->ui.overlay = OVERLAY_CONFIRM;
	press(&s, find(&s, HIT_CHAT, 2));
	assert_int_equal(s.d.m->ui.focus_id, 1);
	end(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_click_goes_to_the_id_that_was_shown),
		cmocka_unit_test(a_row_is_chosen_and_opened),
		cmocka_unit_test(a_key_of_the_bar_is_pressed),
		cmocka_unit_test(nothing_is_clicked_where_nothing_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
