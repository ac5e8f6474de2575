/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"
#include "console_desk.h"

#define IVAN 7
#define OLA  8

/* The commands that were asked for since, and the last of them. */
static const struct run_job *
jobs(const struct desk *d, int *n)
{
	const struct run_job *job = NULL;

	*n = 0;
	for (int i = 0; i < d->e.n; i++)
		if (d->e.list[i].type == EFFECT_RUN) {
			job = d->e.list[i].job;
			(*n)++;
		}
	return job;
}

static void
know(struct desk *d, int64_t customer_id, const char *contact)
{
	struct customer customer = { .id = customer_id, .name = "",
		.contact = contact, .language = "", .note = "" };
	struct event ev;

	event_init(&ev, EVENT_CUSTOMER_RECORD);
	ev.customer_id = customer_id;
	ev.customer = &customer;
	desk_reduce(d, &ev);
}

static void
start(struct desk *d)
{
	desk_start(d);
	model_resize(d->m, 30, 132);
	assert_true(block_set(&d->m->prefs.blocks, "ORDERS", "command",
	    "orders", NULL));
	desk_mine(d, IVAN, "Ivan $(reboot)", "ru");
	desk_mine(d, OLA, "Ola", "pl");
	know(d, IVAN + 100, "ivan@example.test");
	know(d, OLA + 100, "");
	effects_clear(&d->e);
}

static void
look(struct desk *d, int64_t id)
{
	while (d->m->ui.focus_id != id)
		desk_key(d, id == IVAN ? "M-1" : "M-2");
}

static void
ran(struct desk *d, int64_t id, enum ran how, int status, const char *output)
{
	struct event ev;

	event_init(&ev, EVENT_RAN);
	ev.run_for = RUN_FOR_BLOCK;
	ev.run_id = id;
	ev.ran = how;
	ev.run_status = status;
	ev.output = output;
	ev.output_len = strlen(output);
	ev.text = "its words";
	desk_reduce(d, &ev);
}

static void
flicking_through_starts_none(void **state)
{
	const struct run_job *job;
	struct desk d;
	int n;

	(void)state;
	start(&d);
	for (int i = 0; i < 10; i++) {
		look(&d, i % 2 == 0 ? IVAN : OLA);
		assert_int_not_equal(model_due_ms(d.m), 0);
		desk_tick(&d, BLOCK_REST_MS / 2);
	}
	jobs(&d, &n);
	assert_int_equal(n, 0);
	look(&d, IVAN);
	desk_tick(&d, 1);
	desk_tick(&d, BLOCK_REST_MS);
	job = jobs(&d, &n);
	assert_int_equal(n, 1);
	assert_string_equal(job->command, "orders");
	assert_int_equal(job->what, RUN_FOR_BLOCK);
	effects_clear(&d.e);
	/* Once: neither while it runs nor afterwards. */
	desk_tick(&d, 5000);
	ran(&d, 1, RAN_OK, 0, "1 order\n");
	desk_tick(&d, 5000);
	jobs(&d, &n);
	assert_int_equal(n, 0);
	assert_string_equal(block_find(d.m, d.m->blocks.customer_id,
	    0)->output, "1 order\n");
	desk_end(&d);
}

static void
a_customer_is_told_but_never_in_the_command(void **state)
{
	const struct run_job *job;
	struct desk d;
	bool has_name = false;
	int n;

	(void)state;
	start(&d);
	look(&d, IVAN);
	desk_tick(&d, 1);
	desk_tick(&d, BLOCK_REST_MS);
	job = jobs(&d, &n);
	assert_non_null(job);
	assert_string_equal(job->command, "orders");
	for (int i = 0; i < job->n_env; i++) {
		assert_memory_equal(job->env[i], "DEZHURKA_", 9);
		has_name = has_name || strcmp(job->env[i],
		    "DEZHURKA_CUSTOMER_NAME=Ivan $(reboot)") == 0;
	}
	assert_true(has_name);
	assert_non_null(strstr(job->input, "\"name\":\"Ivan $(reboot)\""));
	assert_int_equal(job->input[strlen(job->input) - 1], '\n');
	desk_end(&d);
}

static void
some_want_a_contact(void **state)
{
	const struct block *b;
	struct desk d;

	(void)state;
	start(&d);
	b = &d.m->prefs.blocks.list[0];
	assert_true(block_applies(d.m, b, OLA + 100));
	assert_true(block_set(&d.m->prefs.blocks, "ORDERS", "when", "contact",
	    NULL));
	assert_true(block_applies(d.m, b, IVAN + 100));
	assert_false(block_applies(d.m, b, OLA + 100));
	desk_end(&d);
}

static void
each_customer_has_their_own_and_it_is_kept(void **state)
{
	struct desk d;
	int64_t ivan;
	int n;

	(void)state;
	start(&d);
	look(&d, IVAN);
	desk_tick(&d, 1);
	desk_tick(&d, BLOCK_REST_MS);
	ivan = d.m->blocks.customer_id;
	look(&d, OLA);
	desk_tick(&d, 1);
	desk_tick(&d, BLOCK_REST_MS);
	/* Answers may cross. */
	ran(&d, 2, RAN_TIMEOUT, 0, "");
	ran(&d, 1, RAN_OK, 0, "of Ivan");
	assert_string_equal(block_find(d.m, ivan, 0)->output, "of Ivan");
	assert_int_equal(block_find(d.m, d.m->blocks.customer_id, 0)->ran,
	    RAN_TIMEOUT);
	effects_clear(&d.e);
	look(&d, IVAN);
	desk_tick(&d, 1);
	desk_tick(&d, 5000);
	jobs(&d, &n);
	assert_int_equal(n, 0);
	desk_key(&d, "C-x");
	desk_key(&d, "b");
	jobs(&d, &n);
	assert_int_equal(n, 1);
	/* An answer that nobody waits for is nothing. */
	ran(&d, 99, RAN_OK, 0, "x");
	desk_end(&d);
}

static void
it_runs_again_when_told_so_and_only_while_seen(void **state)
{
	struct desk d;
	int n;

	(void)state;
	start(&d);
	assert_true(block_set(&d.m->prefs.blocks, "ORDERS", "every", "60s",
	    NULL));
	look(&d, IVAN);
	desk_tick(&d, 1);
	desk_tick(&d, BLOCK_REST_MS);
	ran(&d, 1, RAN_OK, 0, "a");
	effects_clear(&d.e);
	assert_int_equal(model_due_ms(d.m), d.now_ms + 60000);
	desk_tick(&d, 60000);
	jobs(&d, &n);
	assert_int_equal(n, 1);
	ran(&d, 2, RAN_OK, 0, "b");
	effects_clear(&d.e);
	d.m->ui.sidebar_hidden = true;
	desk_tick(&d, 1);
	desk_tick(&d, 600000);
	jobs(&d, &n);
	assert_int_equal(n, 0);
	desk_end(&d);
}

/* A tick for what will not be run would be followed by the next at once. */
static void
what_is_not_run_is_not_waited_for(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	assert_true(block_set(&d.m->prefs.blocks, "ORDERS", "when", "contact",
	    NULL));
	assert_true(block_set(&d.m->prefs.blocks, "ORDERS", "every", "60s",
	    NULL));
	look(&d, IVAN);
	desk_tick(&d, 1);
	desk_tick(&d, BLOCK_REST_MS);
	ran(&d, 1, RAN_OK, 0, "a");
	assert_int_not_equal(block_due_ms(d.m), 0);
	know(&d, d.m->blocks.customer_id, "");
	desk_tick(&d, 60000);
	assert_int_equal(block_due_ms(d.m), 0);
	desk_end(&d);
}

/* The second becomes the first: it must not show what the other printed. */
static void
a_new_configuration_forgets_what_was_printed(void **state)
{
	struct prefs prefs;
	struct keymap keys;
	struct desk d;

	(void)state;
	start(&d);
	look(&d, IVAN);
	desk_tick(&d, 1);
	desk_tick(&d, BLOCK_REST_MS);
	ran(&d, 1, RAN_OK, 0, "1 order");
	effects_clear(&d.e);
	prefs = d.m->prefs;
	keys = d.m->keys;
	prefs.blocks.n = 0;
	assert_true(block_set(&prefs.blocks, "BILLS", "command", "bills",
	    NULL));
	model_set_prefs(d.m, &prefs, &keys);
	assert_null(block_find(d.m, IVAN + 100, 0));
	desk_tick(&d, 1);
	desk_tick(&d, BLOCK_REST_MS);
	assert_string_equal(desk_effect(&d, EFFECT_RUN)->job->command,
	    "bills");
	desk_end(&d);
}

static void
what_is_wrong_is_said(void **state)
{
	static const char *const rows[][3] = {
		{ "X", "lines", "0" }, { "X", "lines", "21" },
		{ "X", "timeout", "61s" }, { "X", "timeout", "0" },
		{ "X", "timeout", "soon" }, { "X", "every", "1s" },
		{ "X", "when", "never" }, { "X", "colour", "red" },
		{ "X", "command", "" }, { "", "lines", "3" },
		{ "a name that is much longer than it may be", "lines", "3" },
	};
	struct blocks b = { .n = 0 };
	char name[16];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = { .code = ERR_NONE };

		assert_false(block_set(&b, rows[i][0], rows[i][1], rows[i][2],
		    &err));
		assert_int_equal(err.code, ERR_VALUE);
	}
	assert_true(block_set(&b, "X", "timeout", "500ms", NULL));
	assert_int_equal(b.list[0].timeout_ms, 500);
	assert_true(block_set(&b, "X", "every", "0", NULL));
	assert_true(block_set(&b, "X", "when", "contact", NULL));
	for (int i = b.n; i < BLOCKS; i++) {
		snprintf(name, sizeof name, "B%d", i);
		assert_true(block_set(&b, name, "lines", "3", NULL));
	}
	assert_false(block_set(&b, "MORE", "lines", "3", NULL));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(flicking_through_starts_none),
		cmocka_unit_test(a_customer_is_told_but_never_in_the_command),
		cmocka_unit_test(some_want_a_contact),
		cmocka_unit_test(each_customer_has_their_own_and_it_is_kept),
		cmocka_unit_test(it_runs_again_when_told_so_and_only_while_seen),
		cmocka_unit_test(what_is_not_run_is_not_waited_for),
		cmocka_unit_test(a_new_configuration_forgets_what_was_printed),
		cmocka_unit_test(what_is_wrong_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
