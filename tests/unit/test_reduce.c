/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console_desk.h"

/* --- transcripts ------------------------------------------------------------- */

static void
older_lines_are_merged(void **state)
{
	struct event batch[3], ev;
	struct desk d;
	const struct chat *c;

	(void)state;
	desk_start(&d);
	d.seq = 100;
	desk_mine(&d, 5, "Ivan", "ru");
	for (int i = 0; i < 3; i++) {
		event_init(&batch[i], EVENT_MESSAGE);
		batch[i].seq = i == 2 ? 101 : 50 - i;
		batch[i].conversation_id = 5;
		batch[i].text = "old";
	}
	event_init(&ev, EVENT_TRANSCRIPT);
	ev.conversation_id = 5;
	ev.batch = batch;
	ev.n_batch = 3;
	desk_reduce(&d, &ev);
	c = model_find_chat(d.m, 5);
	assert_int_equal(c->n_lines, 5);
	for (size_t i = 1; i < c->n_lines; i++)
		assert_true(c->lines[i].seq > c->lines[i - 1].seq);
	/* All older, with a read mark among them. */
	for (int i = 0; i < 3; i++)
		batch[i].seq = 10 + i;
	batch[1].type = EVENT_READ;
	desk_reduce(&d, &ev);
	desk_reduce(&d, &ev);
	c = model_find_chat(d.m, 5);
	assert_int_equal(c->n_lines, 7);
	assert_int_equal(c->lines[0].seq, 10);
	assert_int_equal(c->lines[1].seq, 12);
	/* For a conversation that is not here: nothing happens. */
	ev.conversation_id = 99;
	desk_reduce(&d, &ev);
	assert_null(model_find_chat(d.m, 99));
	desk_end(&d);
}

static void
lost_events_ask_for_a_snapshot(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	effects_clear(&d.e);
	desk_says(&d, 77, "who am I?");
	assert_non_null(desk_submit(&d, ACTION_FETCH_SNAPSHOT));
	effects_clear(&d.e);
	desk_says(&d, 77, "again");
	assert_null(desk_submit(&d, ACTION_FETCH_SNAPSHOT));
	desk_tick(&d, 6000);
	assert_non_null(desk_submit(&d, ACTION_FETCH_SNAPSHOT));
	assert_int_equal(d.m->n_skipped, 2);
	desk_end(&d);
}

/* --- snapshot --------------------------------------------------------------------- */

static struct event
message(int64_t seq, const char *text)
{
	struct event ev;

	event_init(&ev, EVENT_MESSAGE);
	ev.seq = seq;
	ev.conversation_id = 5;
	ev.by = ACTOR_VISITOR;
	ev.text = text;
	return ev;
}

static void
snapshot_keeps_what_is_mine(void **state)
{
	struct snapshot_conversation s = { .is_complete = false };
	struct event events[2];
	struct desk d;
	const struct chat *c;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 4, "Gone", "ru");
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-2");
	desk_type(&d, "sent");
	desk_key(&d, "Enter");
	desk_type(&d, "draft");
	desk_tick(&d, 1000);
	s.conversation = model_find_chat(d.m, 5)->c;
	s.conversation.last_seq = 51;
	events[0] = message(50, "new");
	events[1] = message(51, "news");
	s.events = events;
	s.n_events = 2;
	desk_snapshot(&d, &s, 1);
	c = model_find_chat(d.m, 5);
	assert_string_equal(c->input.text.data, "draft");
	assert_int_equal(c->number, 2);
	assert_int_equal(d.m->ui.focus_id, 5);
	/* A gap: what is between is marked, the unsent one stays. */
	assert_int_equal(c->n_lines, 6);
	assert_true(c->lines[3].after_gap);
	assert_int_equal(c->lines[5].state, LINE_TYPED);
	assert_string_equal(c->lines[5].text, "sent");
	assert_string_equal(d.m->ui.message, "Back on line: 2 new messages.");
	assert_int_equal(
	    model_find_chat(d.m, 4)->c.state, CONVERSATION_CLOSED);
	/* The same again tells nothing new. */
	desk_snapshot(&d, &s, 1);
	assert_int_equal(model_find_chat(d.m, 5)->n_lines, 6);
	assert_string_equal(
	    d.m->ui.message, "Back on line: nothing was missed.");
	desk_end(&d);
}

/* --- transfer to me ------------------------------------------------------------------ */

static void
transfer_to_me(void **state)
{
	struct desk d;
	const struct chat *c;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 4, "Mine", "ru");
	desk_key(&d, "M-1");
	desk_opens(&d, 5, "Ivan", "ru");
	desk_takes(&d, 5, OLGA);
	effects_clear(&d.e);
	desk_transfers(&d, 5, OLGA, ANNA);
	desk_tick(&d, 1000);
	c = model_find_chat(d.m, 5);
	assert_int_equal(c->number, 2);
	assert_true(desk_alerted(&d, ALERT_TRANSFER));
	assert_int_equal(
	    desk_submit(&d, ACTION_FETCH_CUSTOMER)->customer_id, 105);
	assert_string_equal(c->lines[c->n_lines - 1].text, "please look");
	assert_int_equal(d.m->ui.focus_id, 4);
	desk_end(&d);
}

/* --- read marks --------------------------------------------------------------- */

static void
read_needs_a_key_and_a_look(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	effects_clear(&d.e);
	desk_says(&d, 5, "hello?");
	desk_tick(&d, 1000);
	assert_null(desk_submit(&d, ACTION_READ));
	assert_int_equal(model_find_chat(d.m, 5)->n_unread, 1);
	desk_key(&d, "FocusOut");
	desk_key(&d, "x");
	assert_null(desk_submit(&d, ACTION_READ));
	desk_key(&d, "FocusIn");
	assert_null(desk_submit(&d, ACTION_READ));
	desk_key(&d, "y");
	assert_int_equal(desk_submit(&d, ACTION_READ)->upto, d.seq);
	assert_int_equal(model_find_chat(d.m, 5)->n_unread, 0);
	effects_clear(&d.e);
	desk_key(&d, "z");
	assert_null(desk_submit(&d, ACTION_READ));
	desk_end(&d);
}

static void
who_answers_has_read(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_mine(&d, 6, "Ola", "pl");
	assert_int_equal(model_find_chat(d.m, 6)->n_unread, 1);
	ev = desk_event(&d, EVENT_MESSAGE, 6, ACTOR_OPERATOR, ANNA);
	ev.text = "from my other console";
	desk_reduce(&d, &ev);
	assert_int_equal(model_find_chat(d.m, 6)->n_unread, 0);
	desk_end(&d);
}

/* --- of the moment --------------------------------------------------------------------------- */

static void
typing_goes_by(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	event_init(&ev, EVENT_TYPING);
	ev.conversation_id = 5;
	ev.by = ACTOR_VISITOR;
	ev.is_typing = true;
	ev.text = "a ko";
	desk_reduce(&d, &ev);
	assert_string_equal(model_find_chat(d.m, 5)->preview, "a ko");
	desk_tick(&d, 11000);
	assert_false(model_find_chat(d.m, 5)->other_typing);
	assert_string_equal(model_find_chat(d.m, 5)->preview, "");
	desk_end(&d);
}

static void
i_type_is_said_seldom(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	effects_clear(&d.e);
	desk_type(&d, "a");
	assert_non_null(desk_submit(&d, ACTION_TYPING));
	effects_clear(&d.e);
	desk_type(&d, "bcd");
	assert_null(desk_submit(&d, ACTION_TYPING));
	desk_tick(&d, 3000);
	desk_type(&d, "e");
	assert_non_null(desk_submit(&d, ACTION_TYPING));
	desk_end(&d);
}

/* --- drafts ------------------------------------------------------------------------------------- */

static void
drafts_are_kept(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_mine(&d, 6, "Ola", "pl");
	desk_key(&d, "M-1");
	desk_type(&d, "abc");
	effects_clear(&d.e);
	desk_tick(&d, 1000);
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text, "abc");
	effects_clear(&d.e);
	desk_tick(&d, 1000);
	assert_null(desk_effect(&d, EFFECT_DRAFT));
	desk_type(&d, "d");
	desk_key(&d, "M-2");
	assert_int_equal(desk_effect(&d, EFFECT_DRAFT)->conversation_id, 5);
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text, "abcd");
	desk_end(&d);
}

/* --- the desk's records --------------------------------------------------------------------------- */

static void
records_of_the_desk(void **state)
{
	const struct department bills = { .id = 8, .name = "Bills" };
	const struct canned bye = { .id = 9, .shortcut = "bye", .title = "Bye", .language = "en",
	    .version = 1,
	    .text = "Bye!" };
	struct operator olga = desk_operator(OLGA, "olga", "Olga K.", "ru,en");
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	olga.presence = PRESENCE_OFFLINE;
	ev = desk_event(&d, EVENT_OPERATOR, 0, ACTOR_SYSTEM, 0);
	ev.operator = &olga;
	desk_reduce(&d, &ev);
	assert_string_equal(model_operator(d.m, OLGA)->name, "Olga K.");
	/* A record does not tell who is there. */
	assert_int_equal(
	    model_operator(d.m, OLGA)->presence, PRESENCE_ONLINE);
	ev = desk_event(&d, EVENT_DEPARTMENT, 0, ACTOR_SYSTEM, 0);
	ev.department = &bills;
	desk_reduce(&d, &ev);
	desk_reduce(&d, &ev);
	assert_int_equal(d.m->n_departments, 2);
	ev = desk_event(&d, EVENT_CANNED, 0, ACTOR_SYSTEM, 0);
	ev.canned = &bye;
	desk_reduce(&d, &ev);
	desk_reduce(&d, &ev);
	assert_int_equal(d.m->book.n, 4);
	ev = desk_event(&d, EVENT_CANNED_REMOVED, 0, ACTOR_SYSTEM, 0);
	ev.canned_id = 1;
	desk_reduce(&d, &ev);
	assert_int_equal(d.m->book.n, 3);
	event_init(&ev, EVENT_CANNED_LIST);
	ev.canned_list = &bye;
	ev.n_canned = 1;
	desk_reduce(&d, &ev);
	assert_int_equal(d.m->book.n, 1);
	assert_string_equal(d.m->book.list[0].shortcut, "bye");
	desk_end(&d);
}

/* --- the customer's record ------------------------------------------------------------------------ */

static void
earlier_conversations(void **state)
{
	static const struct earlier before[] = {
		/* The one that is open now is not earlier than itself. */
		{ .conversation_id = 5, .operator_name = "", .subject = "",
		    .outcome = "" },
		{ .conversation_id = 3, .operator_name = "Olga",
		    .subject = "a refund", .outcome = "solved", .stars = 5,
		    .closed_ms = 3000 },
		{ .conversation_id = 2, .operator_name = "", .subject = "",
		    .outcome = "", .closed_ms = 2000 },
	};
	static const struct customer customer = { .id = 105, .name = "Ivan P",
		.contact = "i@example.test", .language = "ru", .note = "",
		.earlier = before, .n_earlier = 3 };
	struct event ev, old;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	event_init(&ev, EVENT_CUSTOMER_RECORD);
	ev.customer = &customer;
	desk_reduce(&d, &ev);
	assert_int_equal(model_record(d.m, 105)->c.n_earlier, 2);
	assert_string_equal(model_find_chat(d.m, 5)->label, "Ivan P");
	desk_key(&d, "F3");
	assert_int_equal(d.m->ui.overlay, OVERLAY_CUSTOMER);
	desk_key(&d, "Down");
	desk_key(&d, "Down");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	assert_int_equal(model_context(d.m), CONTEXT_EARLIER);
	assert_int_equal(
	    desk_submit(&d, ACTION_FETCH_TRANSCRIPT)->conversation_id, 2);
	old = message(1, "long ago");
	event_init(&ev, EVENT_TRANSCRIPT);
	ev.conversation_id = 2;
	ev.batch = &old;
	ev.n_batch = 1;
	ev.is_complete = true;
	desk_reduce(&d, &ev);
	assert_int_equal(d.m->earlier->n_lines, 1);
	assert_true(d.m->earlier->is_complete);
	desk_key(&d, "Esc");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	desk_type(&d, "/customer note VIP, be kind");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_string_equal(
	    desk_submit(&d, ACTION_CUSTOMER)->note, "VIP, be kind");
	/* What is not named stays as it is. */
	assert_null(desk_submit(&d, ACTION_CUSTOMER)->name);
	desk_end(&d);
}

/* Erased at the desk: nothing of it stays, not even what I was writing. */
static void
what_is_erased_is_forgotten(void **state)
{
	static const int64_t gone[] = { 6, 9 };
	struct snapshot s = { .desk = "acme", .cursor = "0.1",
		.gone = gone, .n_gone = 2 };
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_mine(&d, 6, "Ola", "pl");
	desk_key(&d, "M-1");
	desk_type(&d, "half a line");
	effects_clear(&d.e);
	ev = desk_event(&d, EVENT_FORGOTTEN, 5, ACTOR_SYSTEM, 0);
	desk_reduce(&d, &ev);
	assert_non_null(strstr(d.m->ui.message, "Ivan was erased"));
	assert_int_equal(model_find_chat(d.m, 5)->n_lines, 0);
	assert_string_equal(desk_input(&d, 5), "");
	assert_string_equal(model_find_chat(d.m, 5)->c.name, "");
	desk_key(&d, "M-2");
	desk_tick(&d, 1000);
	assert_null(model_find_chat(d.m, 5));
	/* While I was away. */
	s.me = desk_operator(ANNA, "anna", "Anna", "ru,en");
	s.operators = &s.me;
	s.n_operators = 1;
	s.at_ms = d.now_ms;
	event_init(&ev, EVENT_SNAPSHOT);
	ev.snapshot = &s;
	desk_reduce(&d, &ev);
	desk_tick(&d, 1000);
	assert_true(model_find_chat(d.m, 6) == NULL ||
	    model_find_chat(d.m, 6)->n_lines == 0);
	desk_end(&d);
}

/* --- what colleagues have --------------------------------------------------- */

static void
offered_by_the_desk(struct desk *d, int64_t id)
{
	struct event ev = desk_event(d, EVENT_TRANSFERRED, id, ACTOR_SYSTEM,
	    0);

	ev.operator_id = OLGA;
	ev.until_ms = d->now_ms + 30000;
	desk_reduce(d, &ev);
}

/* An operator is not told how it ends: it is nobody's wait in what I see. */
static void
what_a_colleague_takes_goes(void **state)
{
	const struct chat *oldest;
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	desk_opens(&d, 6, "Jan", "pl");
	desk_takes(&d, 5, OLGA);
	assert_int_equal(watch_now(d.m, &oldest).active, 0);
	assert_null(watch_unanswered(d.m, OLGA));
	desk_tick(&d, 1000);
	assert_false(model_hears_of(d.m, model_find_chat(d.m, 5)));
	assert_true(model_hears_of(d.m, model_find_chat(d.m, 6)));
	assert_null(desk_submit(&d, ACTION_FETCH_SNAPSHOT));
	/* What the desk offers comes back, or was taken and is not told. */
	offered_by_the_desk(&d, 6);
	desk_tick(&d, 29000);
	ev = desk_event(&d, EVENT_RETURNED, 6, ACTOR_SYSTEM, 0);
	ev.from_operator_id = OLGA;
	desk_reduce(&d, &ev);
	assert_int_equal(model_find_chat(d.m, 6)->c.state,
	    CONVERSATION_WAITING);
	offered_by_the_desk(&d, 6);
	desk_tick(&d, 33000);
	assert_false(model_hears_of(d.m, model_find_chat(d.m, 6)));
	/* But when it is transferred to me, it is known and rings. */
	desk_transfers(&d, 6, OLGA, ANNA);
	assert_null(desk_submit(&d, ACTION_FETCH_SNAPSHOT));
	assert_true(model_hears_of(d.m, model_find_chat(d.m, 6)));
	desk_end(&d);
}

/* What is before my eyes stays there, and what a supervisor is told of. */
static void
what_is_looked_at_stays(void **state)
{
	const struct chat *oldest;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	d.m->ui.focus_id = 5;
	desk_takes(&d, 5, OLGA);
	desk_tick(&d, 3600000);
	assert_non_null(model_find_chat(d.m, 5));
	assert_int_equal(watch_now(d.m, &oldest).late, 0);
	d.m->me.role = ROLE_SUPERVISOR;
	desk_opens(&d, 6, "Jan", "pl");
	desk_takes(&d, 6, OLGA);
	desk_tick(&d, 3600000);
	assert_int_equal(watch_now(d.m, &oldest).late, 2);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(older_lines_are_merged),
		cmocka_unit_test(lost_events_ask_for_a_snapshot),
		cmocka_unit_test(snapshot_keeps_what_is_mine),
		cmocka_unit_test(transfer_to_me),
		cmocka_unit_test(read_needs_a_key_and_a_look),
		cmocka_unit_test(who_answers_has_read),
		cmocka_unit_test(typing_goes_by),
		cmocka_unit_test(i_type_is_said_seldom),
		cmocka_unit_test(drafts_are_kept),
		cmocka_unit_test(records_of_the_desk),
		cmocka_unit_test(earlier_conversations),
		cmocka_unit_test(what_is_erased_is_forgotten),
		cmocka_unit_test(what_a_colleague_takes_goes),
		cmocka_unit_test(what_is_looked_at_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
