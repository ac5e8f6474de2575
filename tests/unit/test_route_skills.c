/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which skills a conversation needs, where it waits and when it is moved; and
 * where it overflows to.
 */
#include "route_room.h"

static void
needed_skills_add_up(void **state)
{
	struct room *r = *state;
	int64_t id;

	rules(r, "[routing]\nmode = assign\n"
	    "[rule pay]\nif_page = */pay*\nskills = cards\n"
	    "[rule risk]\nif_skill = cards\nskills = fraud\npriority = 3\n");
	only(r, HERE(ANNA) | HERE(BORIS));
	change(r, ANNA, "", "cards", 9);
	id = comes(r, (struct who){ .page = "https://shop.example/pay/2" });
	assert_string_equal(get(r, id)->skills, "cards,fraud");
	assert_int_equal(get(r, id)->priority, 3);
	assert_false(turn(r));
	change(r, BORIS, "", "fraud,cards", 9);
	assert_true(turn(r));
	assert_int_equal(get(r, id)->operator_id, BORIS);
}

/* Clara alone has what billing needs. */
static void
billing_needs_a_skill(struct room *r)
{
	desk_put_department(r->d, &(struct department){ .id = BILLING,
	    .name = "billing", .skills = "billing" });
	change(r, CLARA, "", "billing,cards", 9);
}

static void
a_department_asks_for_its_skills_however_it_came_there(void **state)
{
	struct room *r = *state;
	int64_t chosen, ruled, moved;

	billing_needs_a_skill(r);
	rules(r, "[routing]\nmode = assign\n"
	    "[rule pay]\nif_page = /pay\ndepartment = billing\n"
	    "[rule money]\nif_skill = billing\npriority = 4\n");
	only(r, HERE(BORIS));
	chosen = comes(r, (struct who){ .department = BILLING });
	ruled = comes(r, (struct who){ .department = SALES, .page = "/pay" });
	only(r, 0);
	moved = comes(r, (struct who){ .department = SALES });
	assert_string_equal(get(r, chosen)->skills, "billing");
	assert_string_equal(get(r, ruled)->skills, "billing");
	assert_string_equal(get(r, moved)->skills, "");
	assert_int_equal(get(r, chosen)->priority, 4);
	assert_int_equal(get(r, moved)->priority, 0);
	assert_int_equal(transfer(r, CHIEF, moved, 0, BILLING), ERR_NONE);
	only(r, HERE(BORIS));
	settle(r);
	assert_string_equal(get(r, moved)->skills, "billing");
	assert_int_equal(get(r, moved)->priority, 4);
	assert_int_equal(desk_load(r->d, BORIS), 0);
	/* Back to sales, where nobody needs to know it. */
	only(r, 0);
	assert_int_equal(transfer(r, CHIEF, moved, 0, SALES), ERR_NONE);
	settle(r);
	assert_string_equal(get(r, moved)->skills, "");
	assert_int_equal(get(r, moved)->priority, 0);
	only(r, HERE(CLARA));
	settle(r);
	assert_int_equal(get(r, chosen)->operator_id, CLARA);
	assert_int_equal(get(r, ruled)->operator_id, CLARA);
}

/* What a rule asks for in a department's name stays behind; what it asks for of
 * the customer goes along. */
static void
what_overflows_leaves_the_skills_of_its_department_behind(void **state)
{
	struct room *r = *state;
	int64_t id, vip;

	billing_needs_a_skill(r);
	rules(r, "[routing]\nmode = assign\n"
	    "[rule vip]\nif_segment = vip\nskills = tact\n"
	    "[rule pay]\nif_page = /pay\ndepartment = billing\n"
	    "skills = cards\n"
	    "[rule in]\nif_department = billing\nskills = iban\n"
	    "[rule of]\nif_skill = billing\nskills = vat\n"
	    "[rule late]\nif_department = billing\nif_waited = 5m\n"
	    "department = sales\n");
	only(r, HERE(ANNA));
	id = comes(r, (struct who){ .page = "/pay" });
	vip = comes(r, (struct who){ .page = "/pay", .segment = "vip" });
	settle(r);
	assert_string_equal(get(r, id)->skills, "billing,cards,iban,vat");
	assert_string_equal(get(r, vip)->skills,
	    "billing,tact,cards,iban,vat");
	r->now_ms = get(r, vip)->queued_ms + 300000;
	settle(r);
	assert_int_equal(get(r, id)->department_id, SALES);
	assert_string_equal(get(r, id)->skills, "");
	assert_int_equal(get(r, id)->operator_id, ANNA);
	assert_int_equal(get(r, vip)->department_id, SALES);
	assert_string_equal(get(r, vip)->skills, "tact");
	assert_int_equal(get(r, vip)->operator_id, 0);
	change(r, ANNA, "", "tact", 9);
	settle(r);
	assert_int_equal(get(r, vip)->operator_id, ANNA);
}

static void
a_department_overflows_into_another_or_leaves_a_message(void **state)
{
	struct book_department departments[] = {
		{ .name = "sales", .overflow_after_ms = 300000,
		    .overflow_to = "billing", .overflow_message = "" },
		{ .name = "billing", .overflow_after_ms = 600000,
		    .overflow_to = "", .overflow_message = "Leave it here." },
	};
	struct book book = { departments, 2, NULL, 0 };
	struct room *r = *state;
	struct desk_rules set = *desk_rules(r->d);
	struct route_step step;
	int64_t id, other;

	billing_needs_a_skill(r);
	set.book = &book;
	for (int i = 0; i < 2; i++)
		hours_init(&departments[i].hours);
	desk_set_rules(r->d, &set);
	rules(r, "");
	id = comes(r, (struct who){ .department = SALES });
	other = comes(r, (struct who){ .department = BILLING });
	assert_false(turn(r));
	route_next(r->d, r->now_ms, &step);
	assert_int_equal(step.due_ms, get(r, id)->queued_ms + 300000);
	r->now_ms = step.due_ms;
	assert_true(turn(r));
	assert_int_equal(get(r, id)->department_id, BILLING);
	assert_string_equal(get(r, id)->rules, "overflow");
	assert_string_equal(get(r, id)->skills, "billing");
	assert_string_equal(r->out.events[0].text, "waited");
	assert_false(turn(r));
	r->now_ms = get(r, other)->queued_ms + 600000;
	assert_true(turn(r));
	assert_int_equal(r->out.events[1].type, EVENT_MESSAGE);
	assert_string_equal(r->out.events[1].text, "Leave it here.");
	assert_false(turn(r));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(needed_skills_add_up),
		T(a_department_asks_for_its_skills_however_it_came_there),
		T(what_overflows_leaves_the_skills_of_its_department_behind),
		T(a_department_overflows_into_another_or_leaves_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
