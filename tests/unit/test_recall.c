/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What I said last is edited, taken back, or never left. */
#include <stdlib.h>

#include "console/model/internal.h"
#include "console_desk.h"

static int64_t
begin(struct desk *d)
{
	struct event ev;

	desk_start(d);
	desk_mine(d, 5, "Ivan", "ru");
	desk_key(d, "M-1");
	ev = desk_event(d, EVENT_MESSAGE, 5, ACTOR_OPERATOR, ANNA);
	ev.text = "helo";
	desk_reduce(d, &ev);
	effects_clear(&d->e);
	return ev.seq;
}

static void
recall(struct desk *d)
{
	desk_key(d, "C-x");
	desk_key(d, "r");
}

static void
edited(struct desk *d, int64_t seq, const char *text)
{
	struct event ev = desk_event(d, EVENT_EDITED, 5, ACTOR_OPERATOR, ANNA);

	ev.upto = seq;
	ev.text = text;
	desk_reduce(d, &ev);
}

static const struct line *
line_of(const struct desk *d, int64_t seq)
{
	const struct chat *c = model_find_chat(d->m, 5);

	for (size_t i = 0; i < c->n_lines; i++)
		if (c->lines[i].seq == seq)
			return &c->lines[i];
	return NULL;
}

static void
the_last_one_is_edited(void **state)
{
	struct desk d;
	int64_t seq = begin(&d);

	(void)state;
	desk_type(&d, "draft");
	recall(&d);
	assert_string_equal(desk_input(&d, 5), "helo");
	desk_key(&d, "Left");
	desk_type(&d, "l");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_int_equal(desk_submit(&d, ACTION_EDIT)->upto, seq);
	assert_string_equal(desk_submit(&d, ACTION_EDIT)->text, "hello");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	/* What was being written stands there again. */
	assert_string_equal(desk_input(&d, 5), "draft");
	assert_string_equal(line_of(&d, seq)->text, "helo");
	edited(&d, seq, "hello");
	assert_string_equal(line_of(&d, seq)->text, "hello");
	assert_true(line_of(&d, seq)->is_edited);
	desk_end(&d);
}

static void
escape_changes_nothing(void **state)
{
	struct desk d;

	begin(&d);
	(void)state;
	desk_type(&d, "draft");
	recall(&d);
	desk_type(&d, "!!!");
	desk_key(&d, "Esc");
	assert_string_equal(desk_input(&d, 5), "draft");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_EDIT));
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text, "draft");
	desk_end(&d);
}

static void
an_empty_one_is_taken_back(void **state)
{
	struct desk d;
	int64_t seq = begin(&d);

	(void)state;
	recall(&d);
	desk_key(&d, "C-u");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_EDIT));
	desk_key(&d, "Enter");
	assert_int_equal(desk_submit(&d, ACTION_EDIT)->upto, seq);
	assert_string_equal(desk_submit(&d, ACTION_EDIT)->text, "");
	edited(&d, seq, "");
	effects_clear(&d.e);
	recall(&d);
	assert_string_equal(desk_input(&d, 5), "");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_EDIT));
	desk_end(&d);
}

static void
what_has_not_left_comes_back(void **state)
{
	char id[CLIENT_ID_BYTES + 1];
	struct desk d;

	begin(&d);
	(void)state;
	desk_type(&d, "wait");
	desk_key(&d, "Enter");
	str_copy(id, sizeof id, desk_submit(&d, ACTION_MESSAGE)->client_id);
	effects_clear(&d.e);
	recall(&d);
	assert_string_equal(desk_effect(&d, EFFECT_WITHDRAW)->text, id);
	model_withdrawn(d.m, id, false, &d.e);
	assert_string_equal(desk_input(&d, 5), "");
	model_withdrawn(d.m, id, true, &d.e);
	assert_string_equal(desk_input(&d, 5), "wait");
	assert_int_equal(d.m->n_unsent, 0);
	assert_non_null(desk_effect(&d, EFFECT_FORGET));
	desk_end(&d);
}

/* The event may come before the line that it is about. */
static void
older_lines_come_edited(void **state)
{
	struct event batch[1];
	struct desk d;
	int64_t seq = begin(&d);
	struct chat *c;

	(void)state;
	edited(&d, seq, "now");
	c = model_chat(d.m, 5);
	batch[0] = desk_event(&d, EVENT_MESSAGE, 5, ACTOR_OPERATOR, ANNA);
	batch[0].seq = seq;
	batch[0].text = "before";
	transcript_remove(c, line_of(&d, seq));
	transcript_merge(c, batch, 1, 0, false);
	assert_string_equal(line_of(&d, seq)->text, "now");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_one_is_edited),
		cmocka_unit_test(escape_changes_nothing),
		cmocka_unit_test(an_empty_one_is_taken_back),
		cmocka_unit_test(what_has_not_left_comes_back),
		cmocka_unit_test(older_lines_come_edited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
