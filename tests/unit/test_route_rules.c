/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [routing] and [rule NAME] as they are written, and what is said of one that
 * is wrong.
 */
#include "check.h"

#include <string.h>

#include "domain/target.h"
#include "server/desk/route_rules.h"

static bool
read(struct route_rules *r, const char *text, struct err *err)
{
	struct conf *conf = conf_parse("x.conf", text, strlen(text), err);
	bool ok = conf != NULL;

	route_rules_init(r);
	for (size_t i = 0; ok && i < conf_count(conf); i++)
		ok = route_rules_is(conf_at(conf, i)->section) &&
		    route_rules_put(r, conf, conf_at(conf, i), err);
	ok = ok && route_rules_check(r, conf, err);
	conf_free(conf);
	return ok;
}

static void
a_file_is_read(void **state)
{
	struct route_rules r;
	struct err err = { 0 };

	(void)state;
	assert_true(read(&r, "[routing]\nmode = offer\noffer_for = 45s\n"
	    "idle_after = 5m\naway_after = never\n"
	    "[rule vip]\nif_segment = vip, gold\npriority = 9\n"
	    "prefer = known 2m\n"
	    "[rule russian]\nif_language = ru\nlanguage = strict 3m\n"
	    "skills = billing, cards\n"
	    "[rule night]\nif_hours = closed\nanswer_in = 10h\n"
	    "message = We answer in the morning.\nlast = yes\n", &err));
	assert_int_equal(r.mode, ROUTE_OFFER);
	assert_int_equal(r.offer_ms, 45000);
	assert_int_equal(r.idle_ms, 300000);
	assert_int_equal(r.away_after, 0);
	assert_int_equal(r.n, 3);
	assert_string_equal(r.rules[0].name, "vip");
	assert_int_equal(r.rules[0].priority, 9);
	assert_true(r.rules[0].prefers_known);
	assert_int_equal(r.rules[0].known_for_ms, 120000);
	assert_int_equal(r.rules[0].mode, ROUTE_ANY);
	assert_int_equal(r.rules[1].strict_ms, 180000);
	assert_string_equal(r.rules[1].skills, "billing,cards");
	assert_int_equal(r.rules[2].if_open, 0);
	assert_true(r.rules[2].is_last);
	assert_true(route_rules_active(&r));
}

static void
without_a_word_nothing_is_done(void **state)
{
	struct route_rules r;

	(void)state;
	route_rules_init(&r);
	assert_false(route_rules_active(&r));
	assert_int_equal(r.mode, ROUTE_PULL);
	assert_true(r.idle_ms == TARGET_NEVER);
}

static void
what_is_wrong_is_said_with_its_place(void **state)
{
	static const struct { const char *text, *says; } wrong[] = {
		{ "[routing]\nmode = push\n", "x.conf:2:8: mode \"push\" is "
		    "none of pull, offer, assign" },
		{ "[routing]\nmod = pull\n", "known are mode, offer_for" },
		{ "[rule VIP]\npriority = 1\n", "rule \"VIP\"" },
		{ "[rule a]\npriority = 10\n", "x.conf:2:12: priority" },
		{ "[rule a]\npriority = -1\n", "number from 0 to 9" },
		{ "[rule a]\nskills = Billing!\n", "\"Billing!\" is no word" },
		{ "[rule a]\nif_hours = late\n", "neither \"open\" nor" },
		{ "[rule a]\nif_returning = maybe\n", "neither \"yes\" nor" },
		{ "[rule a]\nif_waited = never\n", "cannot be \"never\"" },
		{ "[rule a]\nif_waited = 5\n", "is no span" },
		{ "[rule a]\nprefer = best\n", "write known" },
		{ "[rule a]\nprefer = known never\n", "write known" },
		{ "[rule a]\nlanguage = strictly\n", "write preferred" },
		{ "[rule a]\nlast = no\n", "last can only be" },
		{ "[rule a]\nanswer_in = 2h\n", "answer_in needs message" },
		{ "[rule a]\nmessage = later\n", "message needs answer_in" },
		{ "[rule a]\nif_page =\n", "if_page is empty" },
		{ "[rule a]\npriority = 1\npriority = 2\n",
		    "is set again in line 3" },
	};
	struct route_rules r;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = { 0 };

		assert_false(read(&r, wrong[i].text, &err));
		if (strstr(err.text, wrong[i].says) == NULL)
			fail_msg("%s: %s", wrong[i].text, err.text);
	}
}

static void
a_page_fits_a_pattern(void **state)
{
	(void)state;
	assert_true(route_page_fits("/a, *pricing*", "/en/pricing?x"));
	assert_true(route_page_fits("/checkout*", "/checkout"));
	assert_false(route_page_fits("/checkout", "/checkout/2"));
	assert_true(route_page_fits("*a*b*c", "xxabbxbc"));
	assert_false(route_page_fits("*a*b*c", "xxabbxb"));
	assert_true(route_page_fits("*", ""));
	assert_false(route_page_fits("", "/"));
}

static void
a_list_is_cut_at_its_commas(void **state)
{
	char word[8];

	(void)state;
	assert_true(route_list_has("Sales, After sales ,X", "After sales"));
	assert_false(route_list_has("Sales", "Sale"));
	assert_true(route_list_at(" a , b ", 1, word, sizeof word));
	assert_string_equal(word, "b");
	assert_false(route_list_at(" a , b ", 2, word, sizeof word));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read),
		cmocka_unit_test(without_a_word_nothing_is_done),
		cmocka_unit_test(what_is_wrong_is_said_with_its_place),
		cmocka_unit_test(a_page_fits_a_pattern),
		cmocka_unit_test(a_list_is_cut_at_its_commas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
