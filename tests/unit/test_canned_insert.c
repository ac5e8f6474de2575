/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reply in an input: its fields are gone through, said by commands, and
 * never sent while one is open.
 */
#include "console/model/internal.h"
#include "console_desk.h"

/* The reply with id 1 becomes this one. */
static void
put_reply(struct desk *d, const char *text)
{
	const struct canned canned = { .id = 1, .shortcut = "refund", .title = "Refund",
		.language = "en", .version = 1, .text = text };
	struct event ev;

	event_init(&ev, EVENT_CANNED);
	ev.canned = &canned;
	desk_reduce(d, &ev);
}

static void
begin(struct desk *d, const char *text)
{
	struct err err;

	desk_start(d);
	assert_true(field_command_set(&d->m->prefs.fields, "BALANCE",
	    "command", "balance", &err));
	desk_mine(d, 5, "John", "en");
	desk_key(d, "M-1");
	put_reply(d, text);
	effects_clear(&d->e);
	desk_type(d, "/canned refund");
	desk_key(d, "Enter");
}

static const struct run_job *
asked(const struct desk *d)
{
	for (int i = 0; i < d->e.n; i++)
		if (d->e.list[i].type == EFFECT_RUN)
			return d->e.list[i].job;
	return NULL;
}

static void
ran(struct desk *d, int64_t id, enum ran ran, const char *output)
{
	struct event ev;

	event_init(&ev, EVENT_RAN);
	ev.run_for = RUN_FOR_FIELD;
	ev.run_id = id;
	ev.ran = ran;
	ev.output = output;
	ev.output_len = strlen(output);
	desk_reduce(d, &ev);
}

static void
tab_goes_through(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "{?Order number}: {?Amount|0} zł for {?Who}.");
	desk_type(&d, "44-1");
	desk_key(&d, "Tab");
	desk_key(&d, "Tab");
	assert_string_equal(desk_input(&d, 5), "44-1: 0 zł for {?Who}.");
	desk_type(&d, "O");
	assert_string_equal(desk_input(&d, 5), "44-1: 0 zł for O.");
	desk_type(&d, "la");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text,
	    "44-1: 0 zł for Ola.");
	desk_end(&d);
}

static void
an_offer_is_replaced_by_typing(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "{?Amount|0} zł");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	desk_type(&d, "12");
	assert_string_equal(desk_input(&d, 5), "12 zł");
	desk_end(&d);
}

static void
a_command_fills_its_field(void **state)
{
	struct desk d;
	int64_t id;

	(void)state;
	begin(&d, "You have {BALANCE}, {?Name}: {BALANCE}.");
	assert_string_equal(desk_input(&d, 5),
	    "You have {?BALANCE…}, {?Name}: {?BALANCE…}.");
	assert_non_null(asked(&d));
	assert_string_equal(asked(&d)->command, "balance");
	id = asked(&d)->id;
	/* {?Name} is selected; it stays so while what is before it grows. */
	ran(&d, id, RAN_OK, "1 024,00 zł\n");
	assert_string_equal(desk_input(&d, 5),
	    "You have 1 024,00 zł, {?Name}: 1 024,00 zł.");
	desk_type(&d, "Ola");
	assert_string_equal(desk_input(&d, 5),
	    "You have 1 024,00 zł, Ola: 1 024,00 zł.");
	/* A second answer with the same id is nobody's. */
	ran(&d, id, RAN_OK, "2");
	assert_string_equal(desk_input(&d, 5),
	    "You have 1 024,00 zł, Ola: 1 024,00 zł.");
	desk_end(&d);
}

/* What a command says is no field, nor filled once more. */
static void
an_answer_is_no_field(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "{BALANCE} and {BALANCE}");
	ran(&d, asked(&d)->id, RAN_OK, "x{?BALANCE…}");
	assert_string_equal(desk_input(&d, 5),
	    "x{ ?BALANCE…} and x{ ?BALANCE…}");
	desk_end(&d);
}

static void
what_was_changed_is_left_alone(void **state)
{
	struct desk d;
	int64_t id;

	(void)state;
	begin(&d, "It is {BALANCE}.");
	id = asked(&d)->id;
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_non_null(strstr(d.m->ui.message, "on its way"));
	desk_type(&d, "7");
	assert_string_equal(desk_input(&d, 5), "It is 7.");
	ran(&d, id, RAN_OK, "8");
	assert_string_equal(desk_input(&d, 5), "It is 7.");
	desk_end(&d);

	begin(&d, "It is {BALANCE}.");
	d.m->ui.message[0] = '\0';
	id = asked(&d)->id;
	desk_key(&d, "C-a");
	desk_key(&d, "C-k");
	ran(&d, id, RAN_TIMEOUT, "");
	assert_string_equal(desk_input(&d, 5), "");
	assert_string_equal(d.m->ui.message, "");
	desk_end(&d);
}

static void
a_command_that_fails_leaves_a_field(void **state)
{
	static const struct {
		enum ran ran;
		const char *output;
	} cases[] = {
		{ RAN_STATUS, "5" }, { RAN_TIMEOUT, "" }, { RAN_TOO_MUCH, "5" },
		{ RAN_NOT_STARTED, "" }, { RAN_OK, " \n" },
		{ RAN_OK, "\033[2J" }, { RAN_OK, "\377" }, { RAN_OK, "\302\233" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;

		begin(&d, "{BALANCE} or {BALANCE|unknown}");
		ran(&d, asked(&d)->id, cases[i].ran, cases[i].output);
		assert_string_equal(desk_input(&d, 5),
		    "{?BALANCE} or unknown");
		assert_non_null(strstr(d.m->ui.message, "{BALANCE}"));
		desk_key(&d, "Enter");
		assert_null(desk_submit(&d, ACTION_MESSAGE));
		desk_end(&d);
	}
}

/* Whatever is done to it: what goes out holds no open field. */
static void
never_goes_out(void **state)
{
	static const char *const keys[] = {
		"Tab", "Enter", "Enter", "C-u", "Left", "Right", "Backspace", "Delete", "C-w",
		"C-u", "C-k", "C-y", "M-y", "C-_", "C-a", "C-e", "M-b", "M-f",
		"M-d", "C-t", "M-t", "M-u", "M-l", "M-c", "S-Left", "S-Right",
		"C-Space", "Up", "Down", "F7", "C-j", "M-Enter", "C-h", "Esc",
		"{", "?", "}", "x", " ", "ż", "ж",
	};
	struct desk d;
	unsigned long seed = 1;
	int n_sent = 0;

	(void)state;
	begin(&d, "A {?Order number} and {?Amount|0}, {BALANCE}: {x}");
	for (int i = 0; i < 20000; i++) {
		seed = seed * 6364136223846793005UL + 1442695040888963407UL;
		if ((seed >> 33) % 150 == 0 && d.m->ui.overlay == OVERLAY_NONE)
			canned_insert(d.m, model_chat(d.m, 5),
			    &d.m->book.list[d.m->book.n - 1], &d.e);
		if ((seed >> 33) % 97 == 0)
			ran(&d, d.m->last_field_ask, seed >> 63 ? RAN_OK :
			    RAN_TIMEOUT, "{?5}");
		desk_key(&d, keys[(seed >> 40) % (sizeof keys /
		    sizeof *keys)]);
		for (int k = 0; k < d.e.n; k++) {
			const struct effect *f = &d.e.list[k];
			size_t at, len;

			if (f->type != EFFECT_SUBMIT ||
			    (f->action.type != ACTION_MESSAGE &&
			    f->action.type != ACTION_NOTE))
				continue;
			n_sent++;
			if (canned_unfilled(f->action.text, 0, &at, &len))
				fail_msg("sent: %s", f->action.text);
		}
		effects_clear(&d.e);
	}
	assert_true(n_sent > 10);
	desk_end(&d);
}

/* What a customer wrote is pasted and sent, braces and all. */
static void
other_braces_go_out(void **state)
{
	static const char text[] = "{\"a\": {customer.name}} {order} {?}";
	struct desk d;

	(void)state;
	begin(&d, "x");
	desk_key(&d, "C-u");
	model_paste(d.m, text, strlen(text), &d.e);
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text, text);
	desk_end(&d);
}

static void
a_field_of_the_file(void **state)
{
	static const struct {
		const char *name, *key, *value;
	} bad[] = {
		{ "balance", "command", "x" }, { "", "command", "x" },
		{ "A B", "command", "x" }, { "A", "colour", "x" },
		{ "A", "timeout", "3" }, { "A", "timeout", "61s" },
		{ "A", "timeout", "0s" }, { "A", "command", "" },
	};
	struct field_commands f = { .n = 0 };
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(field_command_set(&f, bad[i].name, bad[i].key,
		    bad[i].value, &err));
		assert_int_equal(err.code, ERR_VALUE);
		assert_true(err.text[0] != '\0');
	}
	assert_null(field_command_find(&f, "A", 1));
	assert_true(field_command_set(&f, "A", "timeout", "250ms", &err));
	assert_null(field_command_find(&f, "A", 1));
	assert_true(field_command_set(&f, "A", "command", "date", &err));
	assert_int_equal(field_command_find(&f, "A", 1)->timeout_ms, 250);
	assert_null(field_command_find(&f, "AB", 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tab_goes_through),
		cmocka_unit_test(an_offer_is_replaced_by_typing),
		cmocka_unit_test(a_command_fills_its_field),
		cmocka_unit_test(an_answer_is_no_field),
		cmocka_unit_test(what_was_changed_is_left_alone),
		cmocka_unit_test(a_command_that_fails_leaves_a_field),
		cmocka_unit_test(never_goes_out),
		cmocka_unit_test(other_braces_go_out),
		cmocka_unit_test(a_field_of_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
