/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/str.h"
#include "check.h"
#include "domain/transfer.h"

#define ME    1
#define CARDS 12

static const struct conversation talk = {
	.id = 7, .operator_id = ME, .department_id = CARDS, .language = "pl",
};
static const struct department cards = {
	.id = CARDS, .name = "Cards", .skills = "billing,cards",
};

static struct operator
fit(int64_t id)
{
	struct operator o = {
		.id = id, .languages = "en,pl", .skills = "cards",
		.departments = { CARDS }, .n_departments = 1,
		.presence = PRESENCE_ONLINE, .load = 1, .limit = 4,
	};

	return o;
}

/* `better` wins against `worse` wherever they stand in the list. */
static void
wins(const struct operator *better, const struct operator *worse)
{
	struct operator there[] = { *better, *worse };
	struct operator back[] = { *worse, *better };

	assert_true(transfer_compare(better, worse, &talk, &cards) < 0);
	assert_true(transfer_compare(worse, better, &talk, &cards) > 0);
	assert_ptr_equal(transfer_best(there, 2, &talk, &cards, ME),
	    &there[0]);
	assert_ptr_equal(transfer_best(back, 2, &talk, &cards, ME), &back[1]);
}

static void
no_candidate(const struct operator *o)
{
	assert_null(transfer_best(o, 1, &talk, &cards, ME));
}

static void
who_cannot_take_it_is_no_candidate(void **state)
{
	struct operator o = fit(5);

	(void)state;
	assert_ptr_equal(transfer_best(&o, 1, &talk, &cards, ME), &o);
	o.id = ME;
	no_candidate(&o);
	o = fit(5);
	o.disabled = true;
	no_candidate(&o);
	for (int p = 0; p < PRESENCES; p++) {
		o = fit(5);
		o.presence = (enum presence)p;
		if (o.presence != PRESENCE_ONLINE)
			no_candidate(&o);
	}
	o = fit(5);
	o.load = o.limit;
	no_candidate(&o);
	assert_null(transfer_best(NULL, 0, &talk, &cards, ME));
}

static void
who_has_it_now_is_no_candidate(void **state)
{
	struct operator o = fit(5);
	struct conversation c = talk;

	(void)state;
	c.operator_id = 5;
	assert_null(transfer_best(&o, 1, &c, &cards, ME));
}

/* The better one of each pair is worse in every later step. */
static void
the_language_decides_first(void **state)
{
	struct operator a = fit(9), b = fit(5);

	(void)state;
	str_copy(b.languages, sizeof b.languages, "en,ru");
	str_copy(a.skills, sizeof a.skills, "");
	a.n_departments = 0;
	a.load = 3;
	wins(&a, &b);
}

static void
then_the_shared_skills(void **state)
{
	struct operator a = fit(9), b = fit(5);

	(void)state;
	str_copy(a.skills, sizeof a.skills, "cards,billing");
	a.n_departments = 0;
	a.load = 3;
	wins(&a, &b);
}

static void
then_the_department_by_name(void **state)
{
	struct operator a = fit(9), b = fit(5);

	(void)state;
	b.n_departments = 0;
	a.load = 3;
	wins(&a, &b);
	b.n_departments = 1;
	b.departments[0] = 13;
	wins(&a, &b);
}

static void
then_the_load_in_proportion(void **state)
{
	struct operator a = fit(9), b = fit(5);

	(void)state;
	a.load = 2;
	a.limit = 10;
	b.load = 1;
	b.limit = 4;
	wins(&a, &b);
}

static void
at_last_the_smallest_id(void **state)
{
	struct operator a = fit(5), b = fit(9);

	(void)state;
	wins(&a, &b);
	a.load = 2;	/* 2 of 8 is as much as 1 of 4 */
	a.limit = 8;
	wins(&a, &b);
	assert_int_equal(transfer_compare(&a, &a, &talk, &cards), 0);
}

static void
without_a_department_the_rest_of_the_rule_holds(void **state)
{
	struct operator list[] = { fit(9), fit(5) };
	struct conversation c = talk;

	(void)state;
	c.department_id = 0;
	c.language[0] = '\0';
	str_copy(list[0].languages, sizeof list[0].languages, "");
	assert_ptr_equal(transfer_best(list, 2, &c, NULL, ME), &list[1]);
	list[1].load = 3;
	assert_ptr_equal(transfer_best(list, 2, &c, NULL, ME), &list[0]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_cannot_take_it_is_no_candidate),
		cmocka_unit_test(who_has_it_now_is_no_candidate),
		cmocka_unit_test(the_language_decides_first),
		cmocka_unit_test(then_the_shared_skills),
		cmocka_unit_test(then_the_department_by_name),
		cmocka_unit_test(then_the_load_in_proportion),
		cmocka_unit_test(at_last_the_smallest_id),
		cmocka_unit_test(
		    without_a_department_the_rest_of_the_rule_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
