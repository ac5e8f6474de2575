/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watch: which rows there are, in which order, and what its keys do. */
#include "console_desk.h"
#include "console/model/internal.h"
#include "console/view/view.h"

enum { IVAN = 11, OLA, ZOE, HANS };

static void
key(struct desk *d, const char *name)
{
	model_key(d->m, name, &d->e);
	desk_ids(d);
}

static void
type(struct desk *d, const char *letters)
{
	char one[2] = "";

	for (; *letters != '\0'; letters++) {
		one[0] = *letters;
		key(d, one);
	}
}

static bool
run(struct desk *d, const char *line)
{
	return command_run(d->m, line, &d->e);
}

/* The rows' ids, as they stand: "11 13". */
static const char *
rows(struct desk *d, enum watch_part part)
{
	static char text[256];
	const struct watch_table *t = &d->m->watch.tables[part];

	text[0] = '\0';
	for (size_t i = 0; i < t->n; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		    "%s%d", i > 0 ? " " : "", (int)t->ids[i]);
	return text;
}

static int
count_asked(const struct desk *d)
{
	int n = 0;

	for (int i = 0; i < d->e.n; i++)
		n += d->e.list[i].type == EFFECT_SUBMIT &&
		    d->e.list[i].action.type == ACTION_FETCH_FIGURES;
	return n;
}

/* Ola waits since long for Olga, Ivan for Piotr, Zoe in the queue; Hans has
 * his answer. */
static void
start(struct desk *d)
{
	struct event ev;

	desk_start(d);
	d->m->me.role = ROLE_SUPERVISOR;	/* who is told of all */
	desk_opens(d, OLA, "Ola", "pl");
	desk_takes(d, OLA, OLGA);
	desk_tick(d, 1000);
	desk_opens(d, IVAN, "Ivan", "ru");
	desk_takes(d, IVAN, PIOTR);
	desk_tick(d, 1000);
	desk_opens(d, ZOE, "Zoë", "en");
	desk_opens(d, HANS, "Hans", "de");
	desk_takes(d, HANS, OLGA);
	ev = desk_event(d, EVENT_MESSAGE, HANS, ACTOR_OPERATOR, OLGA);
	ev.text = "hello";
	desk_reduce(d, &ev);
	desk_tick(d, 1000);
	model_resize(d->m, 24, 80);
	run(d, "watch");
}

static void
who_waits_longest_stands_first(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	assert_int_equal(model_context(d.m), CONTEXT_WATCH);
	run(&d, "watch sort=wait");
	assert_string_equal(rows(&d, WATCH_TALKS), "12 11 13 14");
	assert_string_equal(rows(&d, WATCH_TEAM), "2 3 1");
	key(&d, "I");
	assert_string_equal(rows(&d, WATCH_TALKS), "14 13 11 12");
	desk_end(&d);
}

static void
an_order_is_chosen_by_name_and_by_key(void **state)
{
	static const struct { const char *line, *talks; } orders[] = {
		{ "watch sort=name", "14 11 12 13" },
		{ "watch sort=operator", "13 12 14 11" },
	};
	struct desk d;

	(void)state;
	start(&d);
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		assert_true(run(&d, orders[i].line));
		assert_string_equal(rows(&d, WATCH_TALKS), orders[i].talks);
	}
	d.m->operators[0].load = 3;
	d.m->operators[2].load = 5;
	run(&d, "watch sort=load");
	assert_string_equal(rows(&d, WATCH_TEAM), "3 1 2");
	for (int i = 0; i < WATCH_SORTS; i++) {
		enum watch_sort was = d.m->watch.sort;

		key(&d, "s");
		assert_int_equal(d.m->watch.sort, (was + 1) % WATCH_SORTS);
	}
	assert_false(run(&d, "watch sort=colour"));
	assert_int_equal(d.m->watch.sort, WATCH_BY_LOAD);
	desk_end(&d);
}

static void
targets_come_before_waits(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	/* Ivan and Ola have no answer yet, and more time for the first one. */
	d.m->first_target = (struct target){ 60000, 75 };
	d.m->next_target = (struct target){ 1000, 75 };
	desk_says(&d, HANS, "and?");
	run(&d, "watch sort=target");
	assert_string_equal(rows(&d, WATCH_TALKS), "14 12 11 13");
	assert_int_equal(watch_due_ms(d.m, model_find_chat(d.m, HANS)),
	    d.now_ms + 1000);
	desk_end(&d);
}

static void
a_filter_looks_into_every_column(void **state)
{
	static const struct { const char *filter, *rows; } cases[] = {
		{ "ola", "12" }, { "olga", "12 14" }, { "ZOE", "13" },
		{ "de", "14" }, { "nobody", "" }
	};
	struct desk d;
	char line[64];

	(void)state;
	start(&d);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(line, sizeof line, "watch sort=wait filter=%s",
		    cases[i].filter);
		run(&d, line);
		assert_string_equal(rows(&d, WATCH_TALKS), cases[i].rows);
	}
	run(&d, "watch filter=");
	key(&d, "F4");
	type(&d, "ivx");
	assert_string_equal(rows(&d, WATCH_TALKS), "");
	key(&d, "Backspace");
	assert_string_equal(rows(&d, WATCH_TALKS), "11");
	/* A letter of a key is a letter of the filter. */
	type(&d, "q");
	assert_true(d.m->watch.is_open);
	key(&d, "Esc");
	assert_string_equal(rows(&d, WATCH_TALKS), "12 11 13 14");
	desk_end(&d);
}

static void
enter_on_a_colleague_shows_what_she_has(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "watch sort=wait");
	key(&d, "Tab");
	key(&d, "Enter");
	assert_int_equal(d.m->watch.operator_id, OLGA);
	assert_string_equal(rows(&d, WATCH_TALKS), "12 14");
	key(&d, "Esc");
	assert_int_equal(d.m->watch.operator_id, 0);
	assert_true(d.m->watch.is_open);
	key(&d, "Esc");
	assert_false(d.m->watch.is_open);
	desk_end(&d);
}

static void
enter_on_a_conversation_marks_nothing_read(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "watch sort=wait");
	effects_clear(&d.e);
	key(&d, "Down");
	key(&d, "Down");
	key(&d, "Enter");
	assert_false(d.m->watch.is_open);
	assert_int_equal(d.m->ui.focus_id, IVAN);
	key(&d, "PgUp");
	for (int i = 0; i < d.e.n; i++)
		assert_true(d.e.list[i].type != EFFECT_SUBMIT ||
		    d.e.list[i].action.type != ACTION_READ);
	desk_end(&d);
}

static void
nothing_behind_it_is_aimed_at(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "watch");
	desk_mine(&d, 20, "Ben", "en");
	run(&d, "open Ben");
	key(&d, "F11");
	effects_clear(&d.e);
	assert_null(model_focused(d.m));
	type(&d, "xyz");
	key(&d, "F8");
	key(&d, "F6");
	model_paste(d.m, "a text", 6, &d.e);
	assert_false(run(&d, "close solved"));
	assert_false(run(&d, "note x"));
	for (int i = 0; i < d.e.n; i++)
		assert_true(d.e.list[i].type != EFFECT_SUBMIT ||
		    d.e.list[i].action.type == ACTION_FETCH_FIGURES);
	assert_string_equal(model_find_chat(d.m, 20)->input.text.data, "");
	key(&d, "F11");
	assert_int_equal(model_focused(d.m)->c.id, 20);
	desk_end(&d);
}

static void
rows_rest_while_keys_are_pressed(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "watch sort=wait");
	key(&d, "Down");
	desk_closes(&d, OLA);
	desk_tick(&d, 2000);
	assert_string_equal(rows(&d, WATCH_TALKS), "12 11 13 14");
	key(&d, "Down");
	desk_tick(&d, 2000);
	assert_string_equal(rows(&d, WATCH_TALKS), "12 11 13 14");
	desk_tick(&d, 2000);
	/* What is selected stays selected. */
	assert_int_equal(d.m->watch.tables[WATCH_TALKS].selected, IVAN);
	assert_string_equal(rows(&d, WATCH_TALKS), "11 13 12 14");
	desk_end(&d);
}

static void
the_desk_is_asked_when_something_happened(void **state)
{
	struct figures f = { .version = "00ff", .since_ms = START };
	struct event ev;
	struct desk d;

	(void)state;
	start(&d);
	assert_int_equal(count_asked(&d), 1);
	event_init(&ev, EVENT_FIGURES);
	ev.figures = &f;
	f.hours[FIGURES_HOURS - 1].from_ms = START;
	desk_reduce(&d, &ev);
	effects_clear(&d.e);
	for (int i = 0; i < 30; i++)
		desk_tick(&d, 1000);
	assert_int_equal(count_asked(&d), 0);
	desk_says(&d, IVAN, "hello?");
	desk_tick(&d, 1000);
	assert_int_equal(count_asked(&d), 1);
	/* Once in five seconds, and with the version that is known. */
	for (int i = 0; i < d.e.n; i++)
		if (d.e.list[i].action.type == ACTION_FETCH_FIGURES)
			assert_string_equal(d.e.list[i].action.text, "00ff");
	desk_says(&d, IVAN, "hello?");
	desk_tick(&d, 1000);
	assert_int_equal(count_asked(&d), 1);
	key(&d, "q");
	desk_tick(&d, 60000);
	assert_int_equal(count_asked(&d), 1);
	desk_end(&d);
}

static void
an_operator_without_the_right_asks_once(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	start(&d);
	event_init(&ev, EVENT_FIGURES);
	ev.code = ERR_RIGHTS;
	desk_reduce(&d, &ev);
	effects_clear(&d.e);
	for (int i = 0; i < 20; i++) {
		desk_says(&d, IVAN, "hello?");
		desk_tick(&d, 1000);
	}
	assert_int_equal(count_asked(&d), 0);
	assert_int_equal(watch_layout(d.m).charts, 0);
	desk_end(&d);
}

static void
alone_it_only_looks(void **state)
{
	static const char *const lines[] = { "take next", "close solved",
		"message", "line /take", "online", "away", "search x",
		"set ui.title yes", "editor", "menu", "reload", "attach /etc",
		"transfer --best", "open 1", "bind F5 take" };
	struct desk d;

	(void)state;
	start(&d);
	d.m->watch.is_alone = true;
	effects_clear(&d.e);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		run(&d, lines[i]);
	key(&d, "/");
	key(&d, "F5");
	key(&d, "F9");
	key(&d, "Esc");
	assert_int_equal(d.e.n, 0);
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	assert_true(d.m->watch.is_open);
	key(&d, "Enter");
	assert_true(d.m->watch.is_open);
	key(&d, "q");
	assert_int_equal(d.e.n, 1);
	assert_int_equal(d.e.list[0].type, EFFECT_QUIT);
	desk_end(&d);
}

/* Whatever size: every part lies in the body, and none over another. */
static void
parts_do_not_overlap(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	for (int rows = 1; rows <= 60; rows++)
		for (int cols = 10; cols <= 220; cols += 7)
			for (int c = 0; c < WATCH_CHARTS; c++) {
				struct watch_layout l;
				int end = 0;

				d.m->watch.charts = (enum watch_charts)c;
				model_resize(d.m, rows, cols);
				l = watch_layout(d.m);
				for (int i = 0; i < WATCH_PARTS; i++) {
					assert_true(l.tables[i].rows >= 0);
					assert_true(l.tables[i].row >= l.row +
					    l.figures + l.charts ||
					    l.tables[i].rows == 0);
					end = l.tables[i].row +
					    l.tables[i].rows;
					assert_true(l.tables[i].rows == 0 ||
					    end <= l.row + l.rows);
					assert_true(l.tables[i].col +
					    l.tables[i].cols <= cols);
				}
			}
	desk_end(&d);
}

/* On the watch, and in the list at the left. */
static void
every_presence_is_drawn(void **state)
{
	struct view_cache *cache = view_cache_new();
	struct grid *g = grid_new(40, 130);
	struct desk d;

	(void)state;
	start(&d);
	model_resize(d.m, 40, 130);
	for (int i = 0; i < 2; i++) {
		for (int p = 0; p < PRESENCES; p++) {
			d.m->operators[1].presence = (enum presence)p;
			grid_clear(g);
			view_draw(d.m, cache, g);
		}
		key(&d, "F11");
	}
	grid_free(g);
	view_cache_free(cache);
	desk_end(&d);
}

/* As the reports count: online, busy or writing up. */
static void
who_is_there_is_at_work(void **state)
{
	struct desk d;
	const struct chat *oldest;
	int there;

	(void)state;
	start(&d);
	for (int p = 0; p < PRESENCES; p++) {
		for (size_t i = 0; i < d.m->n_operators; i++)
			d.m->operators[i].presence = (enum presence)p;
		there = watch_now(d.m, &oldest).there;
		assert_int_equal(there, p == PRESENCE_ONLINE ||
		    p == PRESENCE_BUSY || p == PRESENCE_WRAP_UP ?
		    watch_now(d.m, &oldest).team : 0);
	}
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_there_is_at_work),
		cmocka_unit_test(who_waits_longest_stands_first),
		cmocka_unit_test(an_order_is_chosen_by_name_and_by_key),
		cmocka_unit_test(targets_come_before_waits),
		cmocka_unit_test(a_filter_looks_into_every_column),
		cmocka_unit_test(enter_on_a_colleague_shows_what_she_has),
		cmocka_unit_test(enter_on_a_conversation_marks_nothing_read),
		cmocka_unit_test(nothing_behind_it_is_aimed_at),
		cmocka_unit_test(rows_rest_while_keys_are_pressed),
		cmocka_unit_test(the_desk_is_asked_when_something_happened),
		cmocka_unit_test(an_operator_without_the_right_asks_once),
		cmocka_unit_test(alone_it_only_looks),
		cmocka_unit_test(parts_do_not_overlap),
		cmocka_unit_test(every_presence_is_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
