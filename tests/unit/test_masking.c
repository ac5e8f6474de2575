/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an operator types: card numbers are not in what is sent, nor in what is
 * shown, kept or remembered.
 */
#include <stdlib.h>

#include "console_desk.h"
#include "console/model/internal.h"

#define CARD "4539 5787 6362 1486"

static void
begin(struct desk *d)
{
	desk_start(d);
	desk_mine(d, 5, "Ivan", "ru");
	desk_key(d, "M-1");
	effects_clear(&d->e);
}

static void
a_message_goes_masked(void **state)
{
	const struct chat *c;
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "Is it " CARD "?");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text,
	    "Is it ****1486?");
	c = model_find_chat(d.m, 5);
	assert_string_equal(c->lines[c->n_lines - 1].text, "Is it ****1486?");
	assert_non_null(strstr(d.m->ui.message, "masked"));
	/* Up brings back what was sent. */
	desk_key(&d, "Up");
	assert_string_equal(desk_input(&d, 5), "Is it ****1486?");
	desk_key(&d, "C-u");
	d.m->ui.message[0] = '\0';
	desk_type(&d, "order 40012345");
	desk_key(&d, "Enter");
	assert_null(strstr(d.m->ui.message, "masked"));
	desk_end(&d);
}

static void
a_draft_is_kept_masked(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "it is " CARD);
	effects_clear(&d.e);
	desk_tick(&d, 2000);
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text,
	    "it is ****1486");
	/* What is being written stays as it is. */
	assert_string_equal(desk_input(&d, 5), "it is " CARD);
	desk_key(&d, "Backspace");
	effects_clear(&d.e);
	desk_tick(&d, 2000);
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text, "it is ****");
	desk_end(&d);
}

static void
commands_go_masked(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "/note paid with " CARD);
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_NOTE)->text,
	    "paid with ****1486");
	assert_non_null(strstr(d.m->ui.message, "masked"));
	effects_clear(&d.e);
	desk_type(&d, "/tag card-4539578763621486");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_TAG)->tags,
	    "card-xxxx1486");
	desk_end(&d);
}

static void
what_the_desk_has_set_is_masked(void **state)
{
	static const struct mask_pattern list[] = {
		{ "bad", "#", 0 }, { "pesel", "###########", 0 },
	};
	struct desk d;

	(void)state;
	begin(&d);
	masking_set(d.m, list, 2);
	assert_int_equal(d.m->mask.n, 1);
	desk_type(&d, "44051401458?");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text, "****?");
	desk_end(&d);
}

static void
what_the_desk_masks_follows(void **state)
{
	const struct line *line;
	const struct chat *c;
	struct event ev;
	struct desk d;

	(void)state;
	begin(&d);
	desk_says(&d, 5, "4539 5787");
	ev = desk_event(&d, EVENT_EDITED, 5, ACTOR_SYSTEM, 0);
	ev.upto = d.seq - 1;
	ev.text = "****";
	desk_reduce(&d, &ev);
	c = model_find_chat(d.m, 5);
	line = &c->lines[c->n_lines - 1];
	assert_string_equal(line->text, "****");
	/* Nobody has edited it. */
	assert_false(line->is_edited);
	desk_end(&d);
}

static void
the_subject_follows(void **state)
{
	struct conversation c = { .id = 1 };

	(void)state;
	str_copy(c.subject, sizeof c.subject, "it is 4539");
	assert_false(conversation_subject_again(&c, "other", "****"));
	assert_true(conversation_subject_again(&c, "it is  4539\nthanks",
	    "it is ****\nthanks"));
	assert_string_equal(c.subject, "it is ****");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_goes_masked),
		cmocka_unit_test(a_draft_is_kept_masked),
		cmocka_unit_test(commands_go_masked),
		cmocka_unit_test(what_the_desk_has_set_is_masked),
		cmocka_unit_test(what_the_desk_masks_follows),
		cmocka_unit_test(the_subject_follows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
