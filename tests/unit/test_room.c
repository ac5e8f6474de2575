/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms of the team in the console: what is unread, who is meant, and that a
 * text for a colleague never reaches a customer, nor the reverse.
 */
#include "console_desk.h"

#include "console/model/room.h"
#include "base/utf8.h"
#include "console/model/shift.h"

#define ROOM 50
#define TWO  51

static void
assert_says(const char *text, const char *piece)
{
	if (strstr(text, piece) == NULL)
		fail_msg("“%s” does not say “%s”", text, piece);
}

static void
run(struct desk *d, const char *line)
{
	effects_clear(&d->e);
	command_run(d->m, line, &d->e);
	desk_ids(d);
}

static void
opens_room(struct desk *d, int64_t id, int64_t other, int64_t department_id)
{
	struct event ev = desk_event(d, EVENT_ROOM, id, ACTOR_OPERATOR, OLGA);

	ev.department_id = department_id;
	if (other != 0) {
		ev.from_operator_id = other;
		ev.operator_id = ANNA;
	}
	desk_reduce(d, &ev);
}

static void
says(struct desk *d, int64_t id, int64_t who, const char *text)
{
	struct event ev = desk_event(d, EVENT_MESSAGE, id, ACTOR_OPERATOR,
	    who);

	ev.text = text;
	desk_reduce(d, &ev);
}

/* A customer of mine, a department's room, and one with Olga. */
static void
start(struct desk *d)
{
	desk_start(d);
	desk_mine(d, 11, "Ivan", "ru");
	opens_room(d, ROOM, 0, CARDS);
	opens_room(d, TWO, OLGA, 0);
	run(d, "open 1");
	effects_clear(&d->e);
}

static void
a_mention_is_of_a_whole_login(void **state)
{
	(void)state;
	assert_true(room_mentions("@anna", "anna"));
	assert_true(room_mentions("please, @anna.", "anna"));
	assert_true(room_mentions("(@anna)", "anna"));
	assert_true(room_mentions("@olga @anna!", "anna"));
	assert_false(room_mentions("@annabel", "anna"));
	assert_false(room_mentions("@anna-lena", "anna"));
	assert_false(room_mentions("@anna.b", "anna"));
	assert_false(room_mentions("ola@anna", "anna"));
	assert_false(room_mentions("ж@anna", "anna"));
	assert_false(room_mentions("anna @", "anna"));
	assert_false(room_mentions("@", ""));
}

static void
what_is_unread_is_counted_and_read(void **state)
{
	const struct chat *room;
	struct desk d;
	bool is_to_me;

	(void)state;
	start(&d);
	room = model_find_chat(d.m, ROOM);
	assert_string_equal(room->label, "#Cards");
	assert_string_equal(model_find_chat(d.m, TWO)->label, "@Olga");
	says(&d, ROOM, PIOTR, "good morning");
	assert_int_equal(room->n_unread, 1);
	assert_int_equal(room_unread(d.m, &is_to_me), 1);
	assert_false(is_to_me);
	says(&d, ROOM, OLGA, "and @anna?");
	assert_true(room->is_to_me);
	/* It is nobody's work. */
	assert_int_equal(model_mine(d.m, (int64_t[9]){ 0 }, 9), 1);
	assert_int_equal(model_queue(d.m, (int64_t[9]){ 0 }, 9), 0);
	assert_int_equal(room->number, 0);
	/* Going there and a key that says that it was seen. */
	run(&d, "talk");
	assert_int_equal(d.m->ui.focus_id, ROOM);
	desk_key(&d, "Right");
	assert_int_equal(room->n_unread, 0);
	assert_false(room->is_to_me);
	assert_int_equal(desk_submit(&d, ACTION_READ)->conversation_id, ROOM);
	/* What I say there myself is nothing new. */
	says(&d, ROOM, ANNA, "here");
	assert_int_equal(room->n_unread, 0);
	desk_end(&d);
}

static void
a_talk_goes_where_something_is_unread(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	says(&d, ROOM, PIOTR, "good morning");
	says(&d, TWO, OLGA, "to you alone");
	run(&d, "talk");
	assert_int_equal(d.m->ui.focus_id, TWO);
	run(&d, "talk");
	assert_int_equal(d.m->ui.focus_id, ROOM);
	run(&d, "talk @olga");
	assert_int_equal(d.m->ui.focus_id, TWO);
	run(&d, "talk Cards");
	assert_int_equal(d.m->ui.focus_id, ROOM);
	desk_end(&d);
}

static void
a_room_that_is_not_there_is_asked_for(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "talk piotr -- have you a minute?");
	assert_int_equal(desk_submit(&d, ACTION_TALK)->operator_id, PIOTR);
	assert_string_equal(desk_submit(&d, ACTION_TALK)->text,
	    "have you a minute?");
	ev = desk_event(&d, EVENT_ROOM, 52, ACTOR_OPERATOR, ANNA);
	ev.from_operator_id = ANNA;
	ev.operator_id = PIOTR;
	desk_reduce(&d, &ev);
	assert_int_equal(d.m->ui.focus_id, 52);
	run(&d, "talk nobody");
	assert_null(desk_submit(&d, ACTION_TALK));
	assert_says(d.m->ui.message, "nobody");
	desk_end(&d);
}

/* Whatever happens between the first letter and Enter: what is written in a
 * room goes there, and what is written to a customer goes to them. */
static void
never_the_wrong_one(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	desk_type(&d, "the money is on its way");
	run(&d, "talk Cards");
	desk_type(&d, "what a difficult man");
	/* News of all kinds. */
	desk_says(&d, 11, "hello?");
	says(&d, TWO, OLGA, "look");
	says(&d, ROOM, PIOTR, "who?");
	desk_opens(&d, 12, "Ewa", "pl");
	desk_transfers(&d, 11, ANNA, OLGA);
	desk_transfers(&d, 11, OLGA, ANNA);
	desk_tick(&d, 60000);
	assert_int_equal(d.m->ui.focus_id, ROOM);
	desk_key(&d, "Enter");
	assert_int_equal(desk_submit(&d, ACTION_MESSAGE)->conversation_id,
	    ROOM);
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text,
	    "what a difficult man");
	assert_string_equal(desk_input(&d, 11), "the money is on its way");
	run(&d, "open 1");
	desk_key(&d, "Enter");
	assert_int_equal(desk_submit(&d, ACTION_MESSAGE)->conversation_id, 11);
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text,
	    "the money is on its way");
	desk_end(&d);
}

/* No command that is for customers leaves a trace of one in a room. */
static void
what_is_for_customers_does_nothing_there(void **state)
{
	static const char *const lines[] = { "note a secret", "note",
		"transfer olga", "transfer --best", "take", "close solved",
		"tag vip", "promise 16:00 call", "customer note rude",
		"nothing", "later", "decline", "whisper be kind", "join",
		"leave", "take-over", "suggestion use", "accept", "block",
		"limit", "why" };
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "talk Cards");
	/* It is the queue's, wherever the focus is. */
	run(&d, "take next");
	assert_null(strstr(d.m->ui.message, "room of the team"));
	effects_clear(&d.e);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		run(&d, lines[i]);
		assert_null(desk_effect(&d, EFFECT_SUBMIT));
		assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
		assert_says(d.m->ui.message, "room of the team");
		assert_false(model_find_chat(d.m, ROOM)->is_note);
	}
	/* A canned reply has no customer to name. */
	run(&d, "canned refund");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	desk_end(&d);
}

static void
a_name_is_completed_behind_its_sign(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	run(&d, "talk Cards");
	desk_type(&d, "well, @ol");
	desk_key(&d, "Tab");
	assert_string_equal(desk_input(&d, ROOM), "well, @olga ");
	desk_end(&d);
}

static void
alerts_tell_a_mention_from_a_word(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	desk_tick(&d, 60000);
	says(&d, ROOM, PIOTR, "good morning");
	desk_tick(&d, 1000);
	assert_true(desk_alerted(&d, ALERT_TALK));
	assert_false(desk_alerted(&d, ALERT_MENTION));
	desk_tick(&d, 60000);
	says(&d, ROOM, PIOTR, "@anna!");
	desk_tick(&d, 1000);
	assert_true(desk_alerted(&d, ALERT_MENTION));
	/* Not to be disturbed is said of colleagues, too. */
	run(&d, "dnd on");
	desk_tick(&d, 60000);
	effects_clear(&d.e);
	says(&d, ROOM, PIOTR, "@anna are you there?");
	desk_tick(&d, 1000);
	assert_false(desk_alerted(&d, ALERT_MENTION));
	desk_end(&d);
}

static void
the_next_shift_reads_what_is_open(void **state)
{
	struct event ev;
	struct str text;
	struct desk d;

	(void)state;
	start(&d);
	desk_mine(&d, 12, "Ewa\x1b[31m", "pl");
	ev = desk_event(&d, EVENT_PROMISED, 12, ACTOR_OPERATOR, ANNA);
	ev.due_ms = d.now_ms + 60000;
	ev.text = "the invoice";
	desk_reduce(&d, &ev);
	says(&d, 12, ANNA, "soon");
	ev = desk_event(&d, EVENT_NOTE, 12, ACTOR_OPERATOR, ANNA);
	ev.text = "she called twice";
	desk_reduce(&d, &ev);
	ev = desk_event(&d, EVENT_NOTE, 12, ACTOR_OPERATOR, ANNA);
	ev.text = "the second parcel has gone to the old address in another "
		  "town again";
	desk_reduce(&d, &ev);
	says(&d, ROOM, PIOTR, "nothing of a room is in it");
	str_init(&text, SHIFT_BYTES + 1);
	shift_report(d.m, &text);
	assert_says(text.data, "Wait for an answer: 1\n  #11 Ivan");
	assert_says(text.data, "Answered, still open: 1\n  #12");
	assert_says(text.data, "the invoice");
	assert_says(text.data, "she called twice");
	/* Cut between words, and one sees that. */
	assert_says(text.data, "in another…\n");
	assert_null(strstr(text.data, "nothing of a room"));
	assert_null(strchr(text.data, '\x1b'));
	for (const char *at = text.data; *at != '\0';) {
		size_t len = strcspn(at, "\n");

		assert_true(utf8_cols(at, len) <= 72);
		at += len + (at[len] != '\0');
	}
	str_clear(&text);
	/* As a draft: nothing is sent by itself. */
	run(&d, "shift Cards");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_says(desk_input(&d, ROOM), "#11 Ivan");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mention_is_of_a_whole_login),
		cmocka_unit_test(what_is_unread_is_counted_and_read),
		cmocka_unit_test(a_talk_goes_where_something_is_unread),
		cmocka_unit_test(a_room_that_is_not_there_is_asked_for),
		cmocka_unit_test(never_the_wrong_one),
		cmocka_unit_test(what_is_for_customers_does_nothing_there),
		cmocka_unit_test(a_name_is_completed_behind_its_sign),
		cmocka_unit_test(alerts_tell_a_mention_from_a_word),
		cmocka_unit_test(the_next_shift_reads_what_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
