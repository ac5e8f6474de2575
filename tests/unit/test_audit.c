/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail of a hub: what is recorded with the act itself, what is told
 * by the way, and the chain over restarts. Attacks on the file: audit.t.
 */
#include "hub_loop.h"

/* Any function of all bytes does here. */
static void
any_hash(unsigned char out[HUB_SECRET_BYTES], const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	for (int i = 0; i < HUB_SECRET_BYTES; i++) {
		hash = (hash ^ (unsigned)i) * UINT64_C(0x100000001b3);
		out[i] = (unsigned char)(hash >> 32);
	}
}

static struct loop *
start(void)
{
	struct loop *loop = loop_new();

	loop_close_hub(loop);
	loop->config.hash = any_hash;
	loop_open_hub(loop);
	return loop;
}

static bool
is_told(struct loop *loop, const char *what, const char *head)
{
	struct hub_query q = { .type = head == NULL ? HUB_AUDIT :
	    HUB_AUDIT_VERIFY };
	struct body_seen seen;
	bool found;

	if (head != NULL)
		str_copy(q.text, sizeof q.text, head);
	seen = loop_query(loop, &q);
	assert_string_equal(seen.err.text, "");
	found = strstr(seen.body, what) != NULL;
	if (!found)
		print_message("%s\n", seen.body);
	free(seen.body);
	return found;
}

static void
note(struct loop *loop, const char *act)
{
	hub_audit(loop->hub, &(struct hub_audit){ .act = act,
	    .by = ACTOR_SYSTEM });
}

static void
the_chain_goes_on_after_a_restart(void **state)
{
	struct loop *loop = start();

	(void)state;
	note(loop, "one");
	loop_add_operator(loop, "anna", ROLE_OPERATOR);
	assert_true(is_told(loop, "\"n\":1,\"record\":{\"at\":", NULL));
	assert_true(is_told(loop, "\"what\":\"added role=operator "
	    "departments=all password\"", NULL));
	loop_close_hub(loop);
	loop_open_hub(loop);
	note(loop, "two");
	loop_add_operator(loop, "boris", ROLE_SUPERVISOR);
	assert_true(is_told(loop, "\"ok\":true,\"first\":1,\"last\":4", ""));
	assert_true(is_told(loop, "\"ok\":false", "00"));
	loop_free(loop);
}

/* What is refused has not happened. */
static void
what_is_refused_leaves_no_record(void **state)
{
	struct desk_sender s = { .kind = ACTOR_SYSTEM };
	struct operator o = { .limit = 5 };
	struct action a = loop_action(ACTION_OPERATOR_PUT);
	struct loop *loop = start();

	(void)state;
	loop_add_operator(loop, "anna", ROLE_OPERATOR);
	str_copy(o.login, sizeof o.login, "anna");
	str_copy(o.name, sizeof o.name, "Anna");
	a.operator = &o;
	assert_int_equal(loop_do(loop, &s, &a, NULL).err.code, ERR_CONFLICT);
	assert_true(is_told(loop, "\"ok\":true,\"first\":1,\"last\":1", ""));
	loop_free(loop);
}

static void
look(struct loop *loop, int64_t operator_id, int64_t conversation_id)
{
	struct hub_query q = { .type = HUB_TRANSCRIPT,
	    .operator_id = operator_id, .conversation_id = conversation_id };

	free(loop_query(loop, &q).body);
}

static void
what_a_supervisor_reads_is_told_once_in_a_while(void **state)
{
	struct loop *loop = start();
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t chief = loop_add_operator(loop, "chief", ROLE_SUPERVISOR);
	struct answer opened = loop_open(loop, "secret words");

	(void)state;
	loop_take(loop, anna, opened.conversation_id);
	look(loop, anna, opened.conversation_id);
	for (int i = 0; i < 3; i++)
		look(loop, chief, opened.conversation_id);
	note(loop, "end");
	loop_say(loop, loop_visitor(&opened), 0, "more");
	assert_true(is_told(loop, "\"what\":\"transcript\","
	    "\"conversation\":1", NULL));
	assert_true(is_told(loop, "\"ok\":true,\"first\":1,\"last\":4", ""));
	for (int i = 0; i < 61; i++)
		hub_tick(loop->hub, loop->now_ms += 10000);
	look(loop, chief, opened.conversation_id);
	loop_say(loop, loop_visitor(&opened), 0, "more");
	assert_true(is_told(loop, "\"last\":5", ""));
	loop_free(loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_chain_goes_on_after_a_restart),
		cmocka_unit_test(what_is_refused_leaves_no_record),
		cmocka_unit_test(
		    what_a_supervisor_reads_is_told_once_in_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
