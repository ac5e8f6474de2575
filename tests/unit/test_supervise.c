/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading along is silent, a whisper reaches nobody else, and what somebody is
 * writing is never lost to what is suggested.
 */
#include "console_desk.h"
#include "domain/client_id.h"

#define IVAN 5
#define OLA  6

/* I am a supervisor of every department. */
static void
start(struct desk *d)
{
	struct operator me = desk_operator(ANNA, "anna", "Anna", "ru,en");
	struct event ev;

	desk_start(d);
	me.role = ROLE_SUPERVISOR;
	event_init(&ev, EVENT_OPERATOR);
	ev.operator = &me;
	desk_reduce(d, &ev);
	desk_opens(d, IVAN, "Ivan", "ru");
	desk_takes(d, IVAN, OLGA);
	desk_opens(d, OLA, "Ola", "pl");
	desk_takes(d, OLA, OLGA);
	effects_clear(&d->e);
}

static void
run(struct desk *d, const char *line)
{
	command_run(d->m, line, &d->e);
	desk_ids(d);
}

static int
count(const struct desk *d, enum action_type type)
{
	int n = 0;

	for (int i = 0; i < d->e.n; i++)
		n += d->e.list[i].type == EFFECT_SUBMIT &&
		    d->e.list[i].action.type == type;
	return n;
}

static void
reading_along_is_told_to_the_desk_and_to_nobody_else(void **state)
{
	struct desk d;
	const struct action *a;

	(void)state;
	start(&d);
	run(&d, "read-along 5 6");
	desk_tick(&d, 1000);
	assert_int_equal(d.m->ui.n_panes, 2);
	assert_int_equal(count(&d, ACTION_READ_ALONG), 2);
	assert_true(desk_submit(&d, ACTION_READ_ALONG)->is_on);
	effects_clear(&d.e);
	/* They write, I look and type: no mark, no typing, no message. */
	desk_says(&d, IVAN, "Hello?");
	desk_key(&d, "M-1");
	desk_type(&d, "abc");
	desk_key(&d, "Enter");
	desk_tick(&d, 5000);
	assert_null(desk_submit(&d, ACTION_READ));
	assert_null(desk_submit(&d, ACTION_TYPING));
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_null(desk_submit(&d, ACTION_READ_ALONG));
	assert_string_equal(desk_input(&d, IVAN), "abc");
	/* What was heard of it has no gap: a supervisor hears all. */
	for (size_t i = 0; i < model_find_chat(d.m, IVAN)->n_lines; i++)
		assert_false(model_find_chat(d.m, IVAN)->lines[i].after_gap);
	effects_clear(&d.e);
	run(&d, "panes 1");
	desk_tick(&d, 1000);
	a = desk_submit(&d, ACTION_READ_ALONG);
	assert_non_null(a);
	assert_false(a->is_on);
	desk_end(&d);
}

/* The desk forgets it when the line is cut for long. */
static void
after_a_cut_it_is_told_again(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "read-along 5");
	desk_tick(&d, 1000);
	effects_clear(&d.e);
	event_init(&ev, EVENT_LINK);
	ev.link = LINK_WAITING;
	desk_reduce(&d, &ev);
	assert_int_equal(count(&d, ACTION_READ_ALONG), 0);
	ev.link = LINK_LIVE;
	desk_reduce(&d, &ev);
	assert_int_equal(count(&d, ACTION_READ_ALONG), 1);
	desk_end(&d);
}

/* The desk has not got it, or the line was bad for once. */
static void
what_did_not_arrive_is_told_again(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "read-along 5");
	desk_tick(&d, 1000);
	effects_clear(&d.e);
	event_init(&ev, EVENT_READS_ALONG);
	ev.conversation_id = IVAN;
	ev.code = ERR_NET;
	desk_reduce(&d, &ev);
	desk_tick(&d, 1000);
	assert_int_equal(count(&d, ACTION_READ_ALONG), 0);
	desk_tick(&d, 5000);
	assert_int_equal(count(&d, ACTION_READ_ALONG), 1);
	assert_true(desk_submit(&d, ACTION_READ_ALONG)->is_on);
	effects_clear(&d.e);
	/* So is that it has ended. */
	run(&d, "watch");
	desk_tick(&d, 1000);
	assert_false(desk_submit(&d, ACTION_READ_ALONG)->is_on);
	effects_clear(&d.e);
	desk_reduce(&d, &ev);
	desk_tick(&d, 6000);
	assert_int_equal(count(&d, ACTION_READ_ALONG), 1);
	assert_false(desk_submit(&d, ACTION_READ_ALONG)->is_on);
	desk_end(&d);
}

/* Without panes: what is printed, and no other way. */
static void
what_is_printed_is_read_along(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	d.m->has_no_panes = true;
	run(&d, "open 5");
	desk_tick(&d, 1000);
	assert_int_equal(count(&d, ACTION_READ_ALONG), 0);
	for (int i = 0; i < 3; i++)
		model_reads_out(d.m, OLA, &d.e);
	assert_int_equal(count(&d, ACTION_READ_ALONG), 1);
	assert_int_equal(desk_submit(&d, ACTION_READ_ALONG)->conversation_id,
	    OLA);
	desk_end(&d);
}

static void
an_operator_reads_nothing_along(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_opens(&d, IVAN, "Ivan", "ru");
	desk_takes(&d, IVAN, OLGA);
	run(&d, "open 5");
	run(&d, "read-along 5");
	run(&d, "whisper hello");
	run(&d, "broadcast hello");
	run(&d, "reassign olga piotr --now");
	run(&d, "force olga away");
	desk_tick(&d, 1000);
	for (int i = 0; i < d.e.n; i++)
		assert_false(d.e.list[i].type == EFFECT_SUBMIT &&
		    d.e.list[i].action.type >= ACTION_WHISPER &&
		    d.e.list[i].action.type <= ACTION_SIGN_OUT);
	desk_end(&d);
}

static void
a_whisper_names_whom_it_is_for(void **state)
{
	const struct action *a;
	char id[CLIENT_ID_BYTES + 1];
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "read-along 5");
	run(&d, "whisper --draft Dear Ivan");
	a = desk_submit(&d, ACTION_WHISPER);
	assert_non_null(a);
	assert_int_equal(a->conversation_id, IVAN);
	assert_int_equal(a->operator_id, OLGA);
	assert_true(a->is_draft);
	assert_string_equal(a->text, "Dear Ivan");
	memcpy(id, a->client_id, sizeof id);
	/* Somebody else has it by now: it does not get into the input, from
	 * where it could reach the customer. */
	desk_refuses(&d, id, ERR_CONFLICT, true);
	assert_string_equal(desk_input(&d, IVAN), "");
	assert_int_equal(model_find_chat(d.m, IVAN)->lines[
	    model_find_chat(d.m, IVAN)->n_lines - 1].state, LINE_FAILED);
	desk_end(&d);
}

static void
whispers(struct desk *d, int64_t id, const char *text, bool is_draft)
{
	struct event ev = desk_event(d, EVENT_WHISPER, id, ACTOR_OPERATOR,
	    OLGA);

	ev.operator_id = ANNA;
	ev.text = text;
	ev.is_draft = is_draft;
	desk_reduce(d, &ev);
}

static void
a_suggestion_is_taken_behind_what_is_written(void **state)
{
	const struct chat *c;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, IVAN, "Ivan", "ru");
	desk_key(&d, "M-1");
	c = model_find_chat(d.m, IVAN);
	whispers(&d, IVAN, "be kind", false);
	assert_null(model_suggestion(d.m, c));
	whispers(&d, IVAN, "Dear Ivan", true);
	assert_non_null(model_suggestion(d.m, c));
	desk_type(&d, "I see");
	desk_key(&d, "Home");
	desk_key(&d, "C-x");
	desk_key(&d, "j");
	assert_string_equal(desk_input(&d, IVAN), "I see\nDear Ivan");
	assert_null(model_suggestion(d.m, c));
	/* Another one, and I do without it. */
	whispers(&d, IVAN, "Or so", true);
	desk_key(&d, "C-x");
	desk_key(&d, "K");
	assert_null(model_suggestion(d.m, c));
	assert_string_equal(desk_input(&d, IVAN), "I see\nDear Ivan");
	desk_end(&d);
}

static void
who_has_joined_writes(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "read-along 5");
	run(&d, "join");
	assert_non_null(desk_submit(&d, ACTION_JOIN));
	ev = desk_event(&d, EVENT_JOINED, IVAN, ACTOR_OPERATOR, ANNA);
	desk_reduce(&d, &ev);
	effects_clear(&d.e);
	desk_tick(&d, 1000);
	desk_type(&d, "Hello");
	assert_non_null(desk_submit(&d, ACTION_TYPING));
	desk_key(&d, "Enter");
	assert_non_null(desk_submit(&d, ACTION_MESSAGE));
	/* The owner's read mark is not mine to set. */
	desk_says(&d, IVAN, "Thanks");
	desk_key(&d, "M-1");
	desk_key(&d, "Left");
	assert_null(desk_submit(&d, ACTION_READ));
	effects_clear(&d.e);
	ev = desk_event(&d, EVENT_LEFT, IVAN, ACTOR_OPERATOR, ANNA);
	desk_reduce(&d, &ev);
	desk_type(&d, "More");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_string_equal(desk_input(&d, IVAN), "More");
	desk_end(&d);
}

static void
all_of_one_go_to_another_after_a_question(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "reassign olga piotr");
	assert_int_equal(d.m->ui.overlay, OVERLAY_HANDOVER);
	assert_int_equal(count(&d, ACTION_REASSIGN), 0);
	desk_key(&d, "Enter");
	desk_tick(&d, 100);
	assert_int_equal(count(&d, ACTION_REASSIGN), 2);
	assert_int_equal(desk_submit(&d, ACTION_REASSIGN)->operator_id, PIOTR);
	for (int i = 0; i < 2; i++) {
		struct event ev = desk_event(&d, EVENT_TRANSFERRED,
		    i == 0 ? IVAN : OLA, ACTOR_OPERATOR, ANNA);

		ev.client_id = d.m->handover.rows[i].client_id;
		ev.from_operator_id = OLGA;
		ev.operator_id = PIOTR;
		desk_reduce(&d, &ev);
	}
	assert_string_equal(d.m->ui.message,
	    "2 conversations are reassigned: Piotr 2.");
	/* F6 takes back what was mine, and this was not. */
	assert_int_equal(model_find_chat(d.m, IVAN)->undo_until_ms, 0);
	effects_clear(&d.e);
	run(&d, "reassign piotr --queue --now");
	desk_tick(&d, 100);
	assert_int_equal(count(&d, ACTION_REASSIGN), 2);
	assert_int_equal(desk_submit(&d, ACTION_REASSIGN)->operator_id, 0);
	desk_end(&d);
}

static void
what_is_said_to_the_team_stays_till_it_is_seen(void **state)
{
	const struct broadcast_kept *b;
	struct event ev;
	struct desk d;
	int n_more;

	(void)state;
	desk_start(&d);
	ev = desk_event(&d, EVENT_BROADCAST, 0, ACTOR_OPERATOR, OLGA);
	ev.text = "Lunch";
	desk_reduce(&d, &ev);
	ev = desk_event(&d, EVENT_BROADCAST, 0, ACTOR_OPERATOR, OLGA);
	ev.text = "Dinner";
	desk_reduce(&d, &ev);
	b = model_broadcast(d.m, &n_more);
	assert_string_equal(b->text, "Lunch");
	assert_int_equal(n_more, 1);
	desk_key(&d, "C-x");
	desk_key(&d, "!");
	assert_int_equal(desk_submit(&d, ACTION_SEEN)->upto, b->id);
	b = model_broadcast(d.m, &n_more);
	assert_string_equal(b->text, "Dinner");
	assert_int_equal(n_more, 0);
	/* On another console of mine. */
	ev = desk_event(&d, EVENT_SEEN, 0, ACTOR_OPERATOR, ANNA);
	ev.upto = b->id;
	desk_reduce(&d, &ev);
	assert_null(model_broadcast(d.m, &n_more));
	desk_end(&d);
}

/* A second voice ends with a queue, a close, or when it is the first. */
static void
who_has_joined_leaves_with_the_rest(void **state)
{
	static const struct {
		enum event_type type;
		int64_t operator_id, department_id;
		bool stays;
	} table[] = {
		{ EVENT_TRANSFERRED, OLGA, 0, false },
		{ EVENT_TRANSFERRED, PIOTR, 0, true },
		{ EVENT_TRANSFERRED, 0, CARDS, false },
		{ EVENT_CLOSED, 0, 0, false },
		{ EVENT_LEFT, 0, 0, false },
		{ EVENT_NOTE, 0, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct conversation c = { .id = IVAN, .operator_id = ANNA,
			.state = CONVERSATION_ACTIVE, .last_seq = 8 };
		struct desk d = { .seq = 8 };
		struct event ev = desk_event(&d, EVENT_JOINED, IVAN,
		    ACTOR_OPERATOR, OLGA);

		assert_false(conversation_has_voice(&c, OLGA));
		assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
		assert_true(conversation_has_voice(&c, OLGA));
		assert_true(conversation_has_voice(&c, c.operator_id));
		ev = desk_event(&d, table[i].type, IVAN, ACTOR_OPERATOR, OLGA);
		ev.operator_id = table[i].operator_id;
		ev.department_id = table[i].department_id;
		assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
		assert_int_equal(c.joined_id, table[i].stays ? OLGA : 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    reading_along_is_told_to_the_desk_and_to_nobody_else),
		cmocka_unit_test(after_a_cut_it_is_told_again),
		cmocka_unit_test(what_did_not_arrive_is_told_again),
		cmocka_unit_test(what_is_printed_is_read_along),
		cmocka_unit_test(an_operator_reads_nothing_along),
		cmocka_unit_test(a_whisper_names_whom_it_is_for),
		cmocka_unit_test(a_suggestion_is_taken_behind_what_is_written),
		cmocka_unit_test(who_has_joined_writes),
		cmocka_unit_test(all_of_one_go_to_another_after_a_question),
		cmocka_unit_test(
		    what_is_said_to_the_team_stays_till_it_is_seen),
		cmocka_unit_test(who_has_joined_leaves_with_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
