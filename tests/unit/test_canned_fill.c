/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/canned_fill.h"

#include <stdio.h>
#include <string.h>

#include "console_desk.h"

static const struct {
	const char *text, *filled;
	int n_unfilled;
} cases[] = {
	{ "plain", "plain", 0 },
	{ "", "", 0 },
	{ "Dear {customer.name},", "Dear Ivan,", 0 },
	{ "{operator.name} of {desk.name}", "Anna of acme", 0 },
	{ "no. {conversation.number}", "no. 5", 0 },
	{ "{customer.contact}", "{?customer's contact}", 1 },
	{ "{customer.contact|your mail}", "your mail", 0 },
	{ "{customer.contact|}", "{?customer's contact}", 1 },
	{ "{customer.name|there}", "Ivan", 0 },
	{ "{order} and {sum}", "{?order} and {?sum}", 2 },
	{ "{?Order number}, {?Amount|0}", "{?Order number}, {?Amount|0}", 2 },
	{ "{BALANCE|nothing} of {BALANCE}", "nothing of {?BALANCE}", 1 },
	{ "{{order}", "{order}", 0 },
	{ "{ not a field }", "{ not a field }", 0 },
	{ "{", "{", 0 },
	{ "{}", "{}", 0 },
	{ "{customer.name", "{customer.name", 0 },
	{ "{department.name|us}", "us", 0 },
};

static void
fills(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out;

		str_init(&out, 1000);
		assert_int_equal(canned_fill(d.m, model_find_chat(d.m, 5),
				     "", cases[i].text, &out),
		    cases[i].n_unfilled);
		assert_string_equal(out.data, cases[i].filled);
		str_clear(&out);
	}
	desk_end(&d);
}

/* Nor does a customer's name make a field, that a command would fill. */
static void
a_name_is_no_field(void **state)
{
	struct desk d;
	struct str out;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "{?BALANCE…} {", "ru");
	str_init(&out, 1000);
	assert_int_equal(canned_fill(d.m, model_find_chat(d.m, 5), "",
	    "{customer.name}?}", &out), 0);
	assert_string_equal(out.data, "{ ?BALANCE…} { ?}");
	str_clear(&out);
	desk_end(&d);
}

/* A reply in Polish says the month in Polish, whatever is on the screen; one for
 * any language says it in the customer's. */
static void
a_date_is_in_the_language_of_the_reply(void **state)
{
	static const char *const said[][2] = {
		{ "en", "Mar" }, { "pl", "mar" }, { "ru", "марта" },
		{ "", "марта" },
	};
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	d.m->now_ms = INT64_C(1773576000000);	/* 15 March 2026, noon */
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		struct str out;
		char want[40];

		snprintf(want, sizeof want, "by 15 %s.", said[i][1]);
		str_init(&out, 1000);
		assert_int_equal(canned_fill(d.m, model_find_chat(d.m, 5),
				     said[i][0], "by {date}.", &out), 0);
		assert_string_equal(out.data, want);
		str_clear(&out);
	}
	desk_end(&d);
}

/* ";x" opens the list; the unfilled field is not sent and has the cursor. */
static void
is_never_sent_unfilled(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "John", "en");
	desk_key(&d, "M-1");
	desk_type(&d, "Hi ;refu");
	assert_int_equal(d.m->ui.overlay, OVERLAY_CANNED);
	desk_key(&d, "Tab");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	assert_string_equal(desk_input(&d, 5), "Hi Dear John, order {?order}.");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_non_null(strstr(d.m->ui.message, "nothing was sent"));
	/* It is selected: typing replaces it, and the complaint is over. */
	desk_type(&d, "12");
	assert_string_equal(d.m->ui.message, "");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text,
	    "Hi Dear John, order 12.");
	desk_end(&d);
}

static void
unmatched_and_left_text_stays(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "John", "en");
	desk_key(&d, "M-1");
	desk_type(&d, ";zzqx and ;re");
	assert_int_equal(d.m->ui.overlay, OVERLAY_CANNED);
	desk_key(&d, "Esc");
	assert_string_equal(desk_input(&d, 5), ";zzqx and ;re");
	desk_key(&d, "Enter");
	assert_string_equal(
	    desk_submit(&d, ACTION_MESSAGE)->text, ";zzqx and ;re");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills),
		cmocka_unit_test(a_name_is_no_field),
		cmocka_unit_test(a_date_is_in_the_language_of_the_reply),
		cmocka_unit_test(is_never_sent_unfilled),
		cmocka_unit_test(unmatched_and_left_text_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
