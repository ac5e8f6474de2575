/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent to the terminal, byte by byte: the real view and the real
 * terminal, on a pseudo-terminal whose other end is counted. No clock and no
 * network is in it, so the figures are exact.
 */
#include <fcntl.h>
#include <locale.h>
#include <pty.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "console/term/pace.h"
#include "console/term/term.h"
#include "console/view/view.h"
#include "console_desk.h"

#define N_CHATS	  9
#define FLOOD	  10000
#define FLOOD_MS  600	/* in which they come */
#define MESSAGE_MAX 170	/* full width or stacked */
#define BESIDE_MAX  300	/* rail, sidebar and panes side by side */
#define BADGE_MAX   20
#define FLOOD_MAX   20
#define PTY_BYTES   4096

static const struct size {
	int rows, cols;
} sizes[] = { { 24, 80 }, { 40, 120 }, { 60, 200 } };
#define SIZES (sizeof sizes / sizeof *sizes)

struct screen {
	struct desk	   d;
	struct term	  *t;
	struct view_cache *cache;
	struct grid	  *g;
	int		   master, slave, old_in, old_out;
	int		   n_said;
	size_t		   text_bytes;
	uint32_t	   seed;
};

static uint32_t
random_next(struct screen *s)
{
	s->seed ^= s->seed << 13;
	s->seed ^= s->seed >> 17;
	s->seed ^= s->seed << 5;
	return s->seed;
}

static void
drain(struct screen *s)
{
	char bytes[65536];

	while (read(s->master, bytes, sizeof bytes) > 0)
		;
}

/* A frame, as the console draws it; returns its bytes. It leaves in one
 * write(), or in none. */
static int
frame(struct screen *s)
{
	struct term_counts before = term_counts(s->t), after;
	const struct shown *list;
	size_t n;

	grid_clear(s->g);
	view_draw(s->d.m, s->cache, s->g);
	term_paint(s->t, s->g);
	model_shown(s->d.m);
	list = view_shown(s->cache, &n);
	model_placed(s->d.m, list, n, &s->d.e);
	effects_clear(&s->d.e);
	after = term_counts(s->t);
	drain(s);
	while (term_has_pending(s->t))
		drain(s);
	/* More than a pseudo-terminal takes at once is cut by it, not by us. */
	if (after.bytes - before.bytes < PTY_BYTES)
		assert_int_equal(after.writes - before.writes,
		    after.bytes > before.bytes ? 1 : 0);
	return (int)(after.bytes - before.bytes);
}

static void
settle(struct screen *s)
{
	/* What has no room is known after the first. */
	frame(s);
	frame(s);
	assert_int_equal(frame(s), 0);
}

static void
key(struct screen *s, const char *name)
{
	desk_key(&s->d, name);
	effects_clear(&s->d.e);
}

static void
run(struct screen *s, const char *line)
{
	command_run(s->d.m, line, &s->d.e);
	effects_clear(&s->d.e);
	s->d.m->ui.message[0] = '\0';
}

/* A sentence of about text_bytes letters, another each time: a row of each
 * pane that is measured. */
static void
says(struct screen *s, int64_t id, bool is_mine)
{
	static const char *const words[] = { "order", "parcel", "card",
		"refund", "tomorrow", "please", "number", "still", "waiting",
		"the", "is", "my", "not", "when", "page", "money" };
	struct event ev = desk_event(&s->d, EVENT_MESSAGE, id,
	    is_mine ? ACTOR_OPERATOR : ACTOR_VISITOR, is_mine ? ANNA : 0);
	char text[128];
	size_t len = (size_t)snprintf(text, sizeof text, "%d", s->n_said++);

	while (len < s->text_bytes)
		len += (size_t)snprintf(text + len, sizeof text - len, " %s",
		    words[random_next(s) % 16]);
	ev.text = text;
	desk_reduce(&s->d, &ev);
	effects_clear(&s->d.e);
}

static void
screen_start(struct screen *s, const struct size *size)
{
	struct winsize ws = { .ws_row = (unsigned short)size->rows,
		.ws_col = (unsigned short)size->cols };
	const struct term_config config = { .theme = "dark" };
	struct err err = { .code = ERR_NONE };

	*s = (struct screen){ .seed = 20261122, .text_bytes = 44 };
	assert_int_equal(openpty(&s->master, &s->slave, NULL, NULL, &ws), 0);
	fcntl(s->master, F_SETFL, O_NONBLOCK);
	s->old_in = dup(STDIN_FILENO);
	s->old_out = dup(STDOUT_FILENO);
	dup2(s->slave, STDIN_FILENO);
	dup2(s->slave, STDOUT_FILENO);
	s->t = term_open(&config, &err);
	dup2(s->old_out, STDOUT_FILENO);
	if (s->t == NULL)
		fail_msg("%s", err.text);
	s->cache = view_cache_new();
	s->g = grid_new(size->rows, size->cols);
	desk_start(&s->d);
	model_resize(s->d.m, size->rows, size->cols);
	for (int64_t id = 1; id <= N_CHATS; id++) {
		char name[16];

		snprintf(name, sizeof name, "Visitor%d", (int)id);
		desk_mine(&s->d, id, name, "ru");
		for (int i = 0; i < 80; i++)
			says(s, id, i % 2 == 0);
		says(s, id, true);
	}
	run(s, "open 1");
	s->d.m->ui.message[0] = '\0';
	settle(s);
}

static void
screen_end(struct screen *s)
{
	dup2(s->slave, STDOUT_FILENO);
	term_close(s->t);
	dup2(s->old_out, STDOUT_FILENO);
	dup2(s->old_in, STDIN_FILENO);
	close(s->old_in);
	close(s->old_out);
	close(s->master);
	close(s->slave);
	view_cache_free(s->cache);
	grid_free(s->g);
	desk_end(&s->d);
}

static void
layout(struct screen *s, const char *name, int n)
{
	char line[32];

	snprintf(line, sizeof line, "panes %d", n);
	run(s, line);
	snprintf(line, sizeof line, "layout %s", name);
	run(s, line);
}

/* --- a typed letter ------------------------------------------------------------ */

static const char *const letters[] = { "q", "W", " ", "7", "й", "Ж", "ё",
	"ą", "Ł", "ź", "🙂", "漢", "字" };

static void
type_all(struct screen *s, const char *where)
{
	settle(s);
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		int n;

		key(s, letters[i]);
		n = frame(s);
		if (n != (int)strlen(letters[i]))
			fail_msg("%dx%d, %s: \"%s\" costs %d bytes, not %zu",
			    s->g->cols, s->g->rows, where, letters[i], n,
			    strlen(letters[i]));
	}
	key(s, "C-u");
	settle(s);
}

static void
a_letter_costs_itself(void **state)
{
	static const struct {
		const char *name;
		int	    n;
	} layouts[] = { { "one", 1 }, { "rows", 2 }, { "columns", 2 },
		{ "grid", 4 }, { "main", 3 }, { "rows", 9 } };

	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		struct screen s;
		struct event ev;

		screen_start(&s, &sizes[i]);
		for (size_t k = 0; k < sizeof layouts / sizeof *layouts;
		    k++) {
			layout(&s, layouts[k].name, layouts[k].n);
			type_all(&s, layouts[k].name);
		}
		event_init(&ev, EVENT_TYPING);
		ev.conversation_id = 1;
		ev.by = ACTOR_VISITOR;
		ev.is_typing = true;
		ev.text = "а когда прид";
		desk_reduce(&s.d, &ev);
		type_all(&s, "while the customer types");
		key(&s, "F7");
		type_all(&s, "a note");
		key(&s, "F7");
		says(&s, 1, false);
		run(&s, "rail");
		if (sizes[i].cols >= MODEL_WIDE_COLS)
			run(&s, "sidebar");
		type_all(&s, "no rail");
		screen_end(&s);
	}
}

/* --- messages ---------------------------------------------------------------------- */

static int
cost_of(struct screen *s, int64_t id, bool is_mine)
{
	says(s, id, is_mine);
	return frame(s);
}

static void
check_each(struct screen *s, int64_t id, int max, const char *what)
{
	settle(s);
	for (int i = 0; i < 40; i++) {
		int n = cost_of(s, id, i % 2 == 1);

		if (n > max)
			fail_msg("%dx%d, %s: a message costs %d bytes",
			    s->g->cols, s->g->rows, what, n);
	}
}

static void
a_message_of_a_pane_of_full_width(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		struct screen s;

		screen_start(&s, &sizes[i]);
		run(&s, "rail");
		if (sizes[i].cols >= MODEL_WIDE_COLS)
			run(&s, "sidebar");
		layout(&s, "one", 1);
		check_each(&s, 1, MESSAGE_MAX, "one pane");
		layout(&s, "rows", 2);
		check_each(&s, 1, MESSAGE_MAX, "the upper pane");
		check_each(&s, s.d.m->ui.panes[1], MESSAGE_MAX,
		    "the lower pane");
		screen_end(&s);
	}
}

/* The top of a pane that has something beside it jumps by half a page, so it is
 * the mean that counts; a wait that ticks and a badge are in it. */
static void
check_mean(struct screen *s, int64_t id, const char *what)
{
	int sum = 0;

	settle(s);
	for (int i = 0; i < 128; i++) {
		says(s, id, i % 2 == 1);
		if (i % 4 == 3) {
			says(s, s->d.m->ui.panes[0] == id ? 9 : 8, false);
			desk_tick(&s->d, 1000);
			effects_clear(&s->d.e);
			s->d.m->ui.message[0] = '\0';
		}
		sum += frame(s);
	}
	if (sum > 128 * BESIDE_MAX)
		fail_msg("%dx%d, %s: a message costs %d bytes", s->g->cols,
		    s->g->rows, what, sum / 128);
}

static void
a_message_with_something_beside_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		struct screen s;

		screen_start(&s, &sizes[i]);
		s.text_bytes = 34;
		layout(&s, "columns", 2);
		check_mean(&s, 1, "the left pane");
		check_mean(&s, s.d.m->ui.panes[1], "the right pane");
		layout(&s, "one", 1);
		check_mean(&s, 1, "between rail and sidebar");
		screen_end(&s);
	}
}

static void
what_is_hidden_costs_its_badge(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		struct screen s;
		int n;

		screen_start(&s, &sizes[i]);
		layout(&s, "one", 1);
		settle(&s);
		/* Who begins to wait goes up in the rail. */
		n = cost_of(&s, 7, false);
		assert_in_range(n, 0, BESIDE_MAX);
		for (int k = 0; k < 20; k++) {
			n = cost_of(&s, 7, false);
			if (n > BADGE_MAX)
				fail_msg("%dx%d: a badge costs %d bytes",
				    s.g->cols, s.g->rows, n);
		}
		/* What a colleague does to a conversation of theirs, and a
		 * read mark, show nowhere. */
		settle(&s);
		desk_reduce(&s.d, &(struct event){ .type = EVENT_PRESENCE,
		    .text = "", .client_id = "", .operator_id = 99 });
		assert_int_equal(frame(&s), 0);
		screen_end(&s);
	}
}

/* --- a flood ------------------------------------------------------------------------- */

static void
a_flood_is_a_few_frames(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		struct pace pace = { .drawn_ms = 0 };
		struct screen s;
		int n_said = 0;
		int64_t bytes = 0;

		screen_start(&s, &sizes[i]);
		for (int64_t ms = 1; n_said < FLOOD; ms++) {
			int n;

			while (n_said < FLOOD * ms / FLOOD_MS) {
				says(&s, 1, n_said % 2 == 0);
				n_said++;
			}
			if (pace_wait_ms(&pace, ms) > 0)
				continue;
			n = frame(&s);
			pace_drawn(&pace, ms, (uint64_t)n);
			bytes += n;
		}
		bytes += frame(&s);
		if (bytes > (int64_t)FLOOD * FLOOD_MAX)
			fail_msg("%dx%d: %d bytes a message", s.g->cols,
			    s.g->rows, (int)(bytes / FLOOD));
		screen_end(&s);
	}
}

/* --- silence ---------------------------------------------------------------------------- */

static void
nobody_waits_and_nothing_is_sent(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		struct screen s;
		int n_frames = 0, sum = 0;

		screen_start(&s, &sizes[i]);
		/* To the beginning of a minute. */
		desk_tick(&s.d, 60000 - s.d.now_ms % 60000);
		settle(&s);
		for (int second = 1; second <= 60; second++) {
			int n;

			desk_tick(&s.d, 1000);
			effects_clear(&s.d.e);
			n = frame(&s);
			n_frames += n > 0;
			sum += n;
		}
		assert_int_equal(n_frames, 1);
		assert_in_range(sum, 1, 60);	/* the clock */
		screen_end(&s);
	}
}

static void
a_second_of_a_wait_costs_its_digits(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		struct screen s;

		screen_start(&s, &sizes[i]);
		layout(&s, "one", 1);
		says(&s, 1, false);
		settle(&s);
		for (int second = 0; second < 9; second++) {
			desk_tick(&s.d, 1000);
			effects_clear(&s.d.e);
			assert_in_range(frame(&s), 1, 40);
		}
		screen_end(&s);
	}
}

/* --- resizing --------------------------------------------------------------------------- */

static void
fifty_sizes_are_four_repaints(void **state)
{
	struct pace pace = { .drawn_ms = 0 };
	int n = 0;

	(void)state;
	for (int64_t ms = 1000; ms < 2000; ms++) {
		if (ms < 1500 && ms % 10 == 0)
			pace_resized(&pace, ms);
		if (pace_size_ms(&pace, ms, false) != 0)
			continue;
		pace_size_taken(&pace);
		n++;
	}
	assert_in_range(n, 1, 4);
	assert_int_equal(pace.resizing_ms, 0);
	/* Who types sees the new size at once. */
	pace_resized(&pace, 3000);
	assert_int_equal(pace_size_ms(&pace, 3000, false), 25);
	assert_int_equal(pace_size_ms(&pace, 3000, true), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_costs_itself),
		cmocka_unit_test(a_message_of_a_pane_of_full_width),
		cmocka_unit_test(a_message_with_something_beside_it),
		cmocka_unit_test(what_is_hidden_costs_its_badge),
		cmocka_unit_test(a_flood_is_a_few_frames),
		cmocka_unit_test(nobody_waits_and_nothing_is_sent),
		cmocka_unit_test(a_second_of_a_wait_costs_its_digits),
		cmocka_unit_test(fifty_sizes_are_four_repaints),
	};

	setenv("TERM", "xterm-256color", 1);
	unsetenv("TMUX");
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
