/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /block as it is typed, the question whether others may be struck, the moment
 * to take it back; and the steps of /why in their order.
 */
#include "console_desk.h"
#include "console/view/view.h"

#define HOUR_MS INT64_C(3600000)

static bool
says(struct desk *d, const char *line)
{
	effects_clear(&d->e);
	desk_ids(d);
	return command_run(d->m, line, &d->e);
}

static const struct action *
blocks(struct desk *d, const char *line)
{
	assert_true(says(d, line));
	return desk_submit(d, ACTION_BLOCK);
}

static void
look_at_ada(struct desk *d)
{
	desk_mine(d, 7, "Ada", "en");
	d->m->ui.focus_id = 7;
	d->m->me.role = ROLE_SUPERVISOR;
}

static void
words_in_any_order(void **state)
{
	struct desk *d = *state;
	const struct action *a;

	look_at_ada(d);
	a = blocks(d, "block rude to all of us");
	assert_int_equal(a->conversation_id, 7);
	assert_int_equal(a->ban_kind, BAN_SESSION);
	assert_int_equal(a->span_ms, HOUR_MS);
	assert_int_equal(a->despite, 0);
	assert_false(a->is_limit);
	assert_string_equal(a->text, "rude to all of us");
	a = blocks(d, "block 7d range/20 others=3 floods");
	assert_int_equal(a->ban_kind, BAN_RANGE);
	assert_int_equal(a->prefix, 20);
	assert_int_equal(a->span_ms, 7 * 24 * HOUR_MS);
	assert_int_equal(a->despite, 3);
	assert_string_equal(a->text, "floods");
	a = blocks(d, "limit address forever");
	assert_int_equal(a->ban_kind, BAN_ADDRESS);
	assert_int_equal(a->span_ms, 0);
	assert_true(a->is_limit);
	/* Of two spans the second is a word of the reason. */
	a = blocks(d, "block 2h 30m late");
	assert_int_equal(a->span_ms, 2 * HOUR_MS);
	assert_string_equal(a->text, "30m late");
	a = blocks(d, "block others=2 address 2h -- adress book spam");
	assert_int_equal(a->despite, 2);
	assert_int_equal(a->ban_kind, BAN_ADDRESS);
	assert_string_equal(a->text, "adress book spam");
	assert_true(says(d, "block 192.0.2.0/24 1d"));
	assert_string_equal(desk_submit(d, ACTION_BLOCK_RANGE)->address,
	    "192.0.2.0/24");
}

/* Nothing is sent by words that say nothing. */
static void
what_cannot_be(void **state)
{
	struct desk *d = *state;
	char line[300] = "block ";

	assert_false(says(d, "block rude"));
	assert_false(says(d, "unblock"));
	look_at_ada(d);
	/* What is meant for a word of ours is no reason. */
	assert_false(says(d, "block adress 1h"));
	assert_non_null(strstr(d->m->ui.message, "adress"));
	assert_false(says(d, "block 2h sesion rude"));
	assert_false(says(d, "block 2hours"));
	assert_false(says(d, "block range/x floods"));
	assert_false(says(d, "block address others=many"));
	memset(line + 6, 'x', sizeof line - 7);
	line[sizeof line - 1] = '\0';
	assert_false(says(d, line));
	assert_null(desk_submit(d, ACTION_BLOCK));
	assert_false(says(d, "unblock ten"));
	assert_false(says(d, "block 99999999d"));
}

/* The reason that is offered is selected. */
static void
what_is_typed_is_the_reason(void **state)
{
	struct desk *d = *state;

	look_at_ada(d);
	assert_true(says(d, "block"));
	assert_true(d->m->ui.query.text.len > 0);
	effects_clear(&d->e);
	desk_type(d, "spam");
	desk_key(d, "Enter");
	assert_string_equal(desk_submit(d, ACTION_BLOCK)->text, "spam");
}

/* The form was for somebody else: nothing goes out, and that is said. */
static void
a_form_of_another(void **state)
{
	struct desk *d = *state;

	look_at_ada(d);
	assert_true(says(d, "block"));
	assert_int_equal(d->m->ui.overlay, OVERLAY_BAN);
	desk_mine(d, 8, "Bob", "en");
	d->m->ui.focus_id = 8;
	effects_clear(&d->e);
	ban_form_send(d->m, &d->e);
	assert_null(desk_submit(d, ACTION_BLOCK));
	assert_int_equal(d->m->ui.overlay, OVERLAY_NONE);
	assert_non_null(strstr(d->m->ui.message, "nobody was blocked"));
}

static void
refuse_shared(struct desk *d, int others)
{
	struct event ev;
	char id[CLIENT_ID_BYTES + 1];

	str_copy(id, sizeof id, d->m->bans.client_id);
	event_init(&ev, EVENT_REFUSED);
	ev.client_id = id;
	ev.code = ERR_SHARED;
	ev.total = others;
	ev.name = "Bob, Cid";
	ev.is_final = true;
	effects_clear(&d->e);
	desk_reduce(d, &ev);
}

static void
others_are_asked_about(void **state)
{
	struct desk *d = *state;

	look_at_ada(d);
	blocks(d, "block address 2h floods");
	refuse_shared(d, 2);
	assert_int_equal(d->m->ui.overlay, OVERLAY_SHARED);
	/* Enter strikes this visitor alone. */
	desk_key(d, "Enter");
	assert_int_equal(desk_submit(d, ACTION_BLOCK)->ban_kind, BAN_SESSION);
	assert_int_equal(desk_submit(d, ACTION_BLOCK)->despite, 0);
	assert_int_equal(desk_submit(d, ACTION_BLOCK)->span_ms, 2 * HOUR_MS);

	blocks(d, "block address 2h floods");
	refuse_shared(d, 2);
	desk_key(d, "Down");
	desk_key(d, "Enter");
	assert_int_equal(desk_submit(d, ACTION_BLOCK)->ban_kind, BAN_ADDRESS);
	assert_int_equal(desk_submit(d, ACTION_BLOCK)->despite, 2);

	blocks(d, "block address");
	refuse_shared(d, 2);
	desk_key(d, "Down");
	desk_key(d, "Down");
	effects_clear(&d->e);
	desk_key(d, "Enter");
	assert_null(desk_submit(d, ACTION_BLOCK));
	assert_false(d->m->bans.is_asking);
}

/* It neither opens over what is typed nor is answered by it. */
static void
the_question_takes_no_letter(void **state)
{
	struct desk *d = *state;

	look_at_ada(d);
	blocks(d, "block address");
	desk_type(d, "so");
	refuse_shared(d, 2);
	assert_int_equal(d->m->ui.overlay, OVERLAY_NONE);
	desk_type(d, " 2 of them");
	assert_string_equal(desk_input(d, 7), "so 2 of them");
	assert_true(says(d, "block"));
	assert_int_equal(d->m->ui.overlay, OVERLAY_SHARED);
	desk_type(d, "2");
	assert_int_equal(d->m->ui.overlay, OVERLAY_NONE);
	assert_string_equal(desk_input(d, 7), "so 2 of them2");
	assert_null(desk_submit(d, ACTION_BLOCK));
	assert_true(d->m->bans.is_asking);
}

static void
refuse_not_found(struct desk *d)
{
	struct event ev;
	char id[CLIENT_ID_BYTES + 1];

	str_copy(id, sizeof id, d->m->bans.client_id);
	event_init(&ev, EVENT_REFUSED);
	ev.client_id = id;
	ev.code = ERR_NOT_FOUND;
	ev.is_final = true;
	effects_clear(&d->e);
	desk_reduce(d, &ev);
}

/* Whoever blocks the visitor is not told to do just that. */
static void
what_is_not_there_is_said(void **state)
{
	struct desk *d = *state;

	look_at_ada(d);
	blocks(d, "block address");
	refuse_not_found(d);
	assert_non_null(strstr(d->m->ui.message, "block the visitor"));
	blocks(d, "block session");
	refuse_not_found(d);
	assert_null(strstr(d->m->ui.message, "block the visitor"));
	assert_non_null(strstr(d->m->ui.message, "not done"));
}

/* A network is nobody's. */
static void
too_many_are_not_asked_about(void **state)
{
	struct desk *d = *state;

	look_at_ada(d);
	blocks(d, "block address");
	refuse_shared(d, MAX_BAN_OTHERS + 1);
	assert_int_equal(d->m->ui.overlay, OVERLAY_NONE);
	assert_false(d->m->bans.is_asking);
}

static void
a_moment_to_take_it_back(void **state)
{
	struct desk *d = *state;
	struct event ev;
	char id[CLIENT_ID_BYTES + 1];

	look_at_ada(d);
	blocks(d, "block");	/* the form */
	assert_int_equal(d->m->ui.overlay, OVERLAY_BAN);
	desk_key(d, "Enter");
	str_copy(id, sizeof id, d->m->bans.client_id);
	ev = desk_event(d, EVENT_BLOCKED, 7, ACTOR_OPERATOR, ANNA);
	ev.client_id = id;
	desk_reduce(d, &ev);
	assert_non_null(strstr(d->m->ui.message, "ends the block"));
	assert_int_equal(d->m->bans.undo_id, ev.seq);
	assert_int_equal(model_find_chat(d->m, 7)->c.block_id, ev.seq);
	assert_true(says(d, "unhold"));
	assert_int_equal(desk_submit(d, ACTION_UNBLOCK)->block_id, ev.seq);
	assert_false(says(d, "unhold"));
	/* Later it is a command. */
	d->m->bans.undo_id = ev.seq;
	desk_tick(d, BAN_UNDO_MS);
	assert_false(says(d, "unhold"));
	assert_true(says(d, "unblock"));
	assert_int_equal(desk_submit(d, ACTION_UNBLOCK)->block_id, ev.seq);
}

/* What the console does not hold asks for no new snapshot. */
static void
blocks_of_others_are_no_loss(void **state)
{
	struct desk *d = *state;
	struct event ev = desk_event(d, EVENT_UNBLOCKED, 4711, ACTOR_OPERATOR,
	    OLGA);

	desk_reduce(d, &ev);
	ev = desk_event(d, EVENT_BLOCKED, 0, ACTOR_OPERATOR, OLGA);
	desk_reduce(d, &ev);
	assert_int_equal(d->m->n_skipped, 0);
}

/* Of another who writes from there nothing else says it. */
static void
a_close_says_that_it_was_a_block(void **state)
{
	struct desk *d = *state;
	struct event ev;
	struct line line;
	char text[200];

	look_at_ada(d);
	ev = desk_event(d, EVENT_CLOSED, 7, ACTOR_OPERATOR, ANNA);
	ev.is_blocked = true;
	line_of_event(&line, &ev);
	line_sentence(text, sizeof text, d->m, model_find_chat(d->m, 7),
	    &line);
	assert_non_null(strstr(text, "closed the conversation: the visitor "
	    "is blocked."));
}

static void
steps_in_order(void **state)
{
	struct event batch[3], ev;
	struct why w = { .id = 0 };

	(void)state;
	why_begin(&w, 7);
	for (int i = 0; i < 3; i++) {
		event_init(&batch[i], i == 1 ? EVENT_MESSAGE : EVENT_TAKEN);
		batch[i].seq = 10 + i;
	}
	event_init(&ev, EVENT_TRANSCRIPT);
	ev.conversation_id = 7;
	ev.batch = batch;
	ev.n_batch = 3;
	assert_int_equal(why_page(&w, &ev), 10);
	assert_int_equal(w.n_steps, 2);
	batch[0].seq = 4;
	batch[2].seq = 10;
	batch[0].conversation_id = 7;
	assert_true(why_put(&w, &batch[0]));
	assert_false(why_put(&w, &batch[0]));
	ev.is_complete = true;
	assert_int_equal(why_page(&w, &ev), 0);
	assert_int_equal(w.n_steps, 3);
	for (size_t i = 1; i < w.n_steps; i++)
		assert_true(w.steps[i - 1].seq < w.steps[i].seq);
	ev.conversation_id = 8;
	assert_int_equal(why_page(&w, &ev), 0);
	why_clear(&w);
}

static int
setup(void **state)
{
	struct desk *d = malloc(sizeof *d);

	desk_start(d);
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	desk_end(*state);
	free(*state);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(words_in_any_order),
		TEST(what_cannot_be),
		TEST(what_is_typed_is_the_reason),
		TEST(a_form_of_another),
		TEST(others_are_asked_about),
		TEST(the_question_takes_no_letter),
		TEST(what_is_not_there_is_said),
		TEST(too_many_are_not_asked_about),
		TEST(a_moment_to_take_it_back),
		TEST(blocks_of_others_are_no_loss),
		TEST(a_close_says_that_it_was_a_block),
		TEST(steps_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
