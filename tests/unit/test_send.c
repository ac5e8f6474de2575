/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "console_desk.h"

/* --- one message ------------------------------------------------------------ */

static void
begin(struct desk *d)
{
	desk_start(d);
	desk_mine(d, 5, "Ivan", "ru");
	desk_mine(d, 6, "Ola", "pl");
	desk_key(d, "M-1");
	effects_clear(&d->e);
}

static const struct line *
last_line(const struct desk *d, int64_t id)
{
	const struct chat *c = model_find_chat(d->m, id);

	return &c->lines[c->n_lines - 1];
}

static void
sent_once(void **state)
{
	struct event ev;
	struct desk d;
	char id[CLIENT_ID_BYTES + 1];

	(void)state;
	begin(&d);
	desk_type(&d, "hello");
	assert_non_null(desk_submit(&d, ACTION_TYPING));
	desk_key(&d, "Enter");
	snprintf(id, sizeof id, "%s", desk_submit(&d, ACTION_MESSAGE)->client_id);
	assert_int_equal(desk_submit(&d, ACTION_MESSAGE)->conversation_id, 5);
	assert_string_equal(desk_input(&d, 5), "");
	assert_int_equal(last_line(&d, 5)->state, LINE_TYPED);
	/* The outbox has it: its draft is forgotten. */
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text, "");
	model_kept(d.m, id);
	assert_int_equal(last_line(&d, 5)->state, LINE_KEPT);
	assert_int_equal(d.m->n_unsent, 1);

	event_init(&ev, EVENT_STORED);
	ev.client_id = id;
	desk_reduce(&d, &ev);
	assert_int_equal(last_line(&d, 5)->state, LINE_STORED);
	ev = desk_event(&d, EVENT_MESSAGE, 5, ACTOR_OPERATOR, ANNA);
	ev.client_id = id;
	ev.text = "hello";
	desk_reduce(&d, &ev);
	assert_int_equal(last_line(&d, 5)->seq, d.seq);
	assert_int_equal(model_find_chat(d.m, 5)->n_lines, 4);
	/* Told again after a cut line. */
	desk_reduce(&d, &ev);
	assert_int_equal(model_find_chat(d.m, 5)->n_lines, 4);
	assert_int_equal(d.m->n_unsent, 0);
	desk_end(&d);
}

static void
event_before_stored(void **state)
{
	struct event ev;
	struct desk d;
	char id[CLIENT_ID_BYTES + 1];

	(void)state;
	begin(&d);
	desk_type(&d, "hello");
	desk_key(&d, "Enter");
	snprintf(id, sizeof id, "%s", desk_submit(&d, ACTION_MESSAGE)->client_id);
	ev = desk_event(&d, EVENT_MESSAGE, 5, ACTOR_OPERATOR, ANNA);
	ev.client_id = id;
	ev.text = "hello";
	desk_reduce(&d, &ev);
	event_init(&ev, EVENT_STORED);
	ev.client_id = id;
	desk_reduce(&d, &ev);
	assert_int_equal(model_find_chat(d.m, 5)->n_lines, 4);
	assert_int_equal(last_line(&d, 5)->state, LINE_STORED);
	desk_end(&d);
}

static void
keys_of_the_input(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_key(&d, "Enter");
	desk_type(&d, "  ");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	desk_key(&d, "C-u");
	desk_type(&d, "//");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	desk_type(&d, "etc");
	desk_key(&d, "M-Enter");
	desk_type(&d, "/b");
	desk_key(&d, "C-j");
	desk_key(&d, "Esc");
	assert_string_equal(desk_input(&d, 5), "/etc\n/b\n");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text, "/etc\n/b");
	desk_end(&d);
}

static void
paste_is_never_a_command(void **state)
{
	static const char pasted[] = "/quit\r\nsecond\rthird";
	struct desk d;

	(void)state;
	begin(&d);
	model_paste(d.m, pasted, sizeof pasted - 1, &d.e);
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	assert_string_equal(desk_input(&d, 5), "/quit\nsecond\nthird");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_null(desk_effect(&d, EFFECT_QUIT));
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text,
	    "/quit\nsecond\nthird");
	desk_end(&d);
}

static void
wrong_layout_is_asked(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, ".сдщыу");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_non_null(strstr(d.m->ui.message, "/close"));
	/* Another key takes the question back. */
	desk_key(&d, "Left");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	desk_key(&d, "Enter");
	assert_string_equal(
	    desk_submit(&d, ACTION_MESSAGE)->text, ".сдщыу");
	effects_clear(&d.e);
	desk_type(&d, "жкуагтв");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	desk_key(&d, "C-u");
	desk_type(&d, "жду");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text, "жду");
	desk_end(&d);
}

static void
wrong_layout_is_done(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	/* Tab right after the question, and only then. */
	desk_type(&d, " .сдщыу solved");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_non_null(strstr(d.m->ui.message, "“/close”"));
	assert_non_null(strstr(d.m->ui.message, "Tab"));
	desk_key(&d, "Left");
	desk_key(&d, "Tab");
	assert_null(desk_submit(&d, ACTION_CLOSE));
	desk_key(&d, "Esc");
	/* A command that failed leaves the text. */
	desk_key(&d, "C-u");
	desk_key(&d, "C-k");
	desk_type(&d, ".сдщыу nonsense");
	desk_key(&d, "Enter");
	desk_key(&d, "Tab");
	assert_null(desk_submit(&d, ACTION_CLOSE));
	assert_string_equal(desk_input(&d, 5), ".сдщыу nonsense");
	desk_key(&d, "C-u");
	desk_type(&d, ".сдщыу solved");
	desk_key(&d, "Enter");
	desk_key(&d, "Tab");
	assert_non_null(desk_submit(&d, ACTION_CLOSE));
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_string_equal(desk_input(&d, 5), "");
	desk_end(&d);
}

static void
wrong_layout_is_a_reply(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_type(&d, "жкуагтв спасибо");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	desk_key(&d, "Tab");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_string_equal(desk_input(&d, 5),
	    "Здравствуйте, Ivan! спасибо");
	desk_end(&d);
}

static void
notes_stay_notes(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_key(&d, "F7");
	desk_type(&d, "rude");
	assert_null(desk_submit(&d, ACTION_TYPING));
	desk_tick(&d, 1000);
	assert_true(desk_effect(&d, EFFECT_DRAFT)->is_note);
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_string_equal(desk_submit(&d, ACTION_NOTE)->text, "rude");
	assert_true(model_find_chat(d.m, 5)->is_note);
	/* Refused while a message is being written: never mixed into it. */
	desk_key(&d, "F7");
	desk_type(&d, "Hello");
	desk_refuses(&d, desk_submit(&d, ACTION_NOTE)->client_id,
	    ERR_CONFLICT, true);
	assert_string_equal(desk_input(&d, 5), "Hello");
	assert_int_equal(last_line(&d, 5)->state, LINE_FAILED);
	desk_end(&d);
}

static void
long_texts_go_in_parts(void **state)
{
	char text[301];
	struct desk d;
	size_t total = 0;
	int n = 0;

	(void)state;
	begin(&d);
	d.m->max_message_bytes = 100;
	for (size_t i = 0; i < sizeof text - 1; i++)
		text[i] = i % 7 == 6 ? ' ' : 'x';
	text[sizeof text - 1] = '\0';
	model_paste(d.m, text, strlen(text), &d.e);
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	for (int i = 0; i < d.e.n; i++) {
		const struct action *a = &d.e.list[i].action;

		if (d.e.list[i].type != EFFECT_SUBMIT)
			continue;
		assert_int_equal(a->type, ACTION_MESSAGE);
		assert_true(strlen(a->text) <= 100);
		assert_true(strlen(a->text) % 7 == 6 ||
		    strlen(a->text) % 7 == 0);
		for (const char *p = a->text; *p != '\0'; p++)
			total += *p == 'x';
		n++;
	}
	assert_int_equal(n, 4);
	assert_int_equal(total, 300 - 300 / 7);
	/* More than there are ids: nothing goes, nothing is lost. */
	effects_clear(&d.e);
	for (int i = 0; i < 10; i++)
		model_paste(d.m, text, strlen(text), &d.e);
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_int_equal(strlen(desk_input(&d, 5)), 3000);
	desk_end(&d);
}

/* --- refused ------------------------------------------------------------------- */

static void
refused_comes_back(void **state)
{
	struct desk d;
	char one[CLIENT_ID_BYTES + 1], two[CLIENT_ID_BYTES + 1];

	(void)state;
	begin(&d);
	desk_type(&d, "one");
	desk_key(&d, "Enter");
	snprintf(one, sizeof one, "%s", desk_submit(&d, ACTION_MESSAGE)->client_id);
	effects_clear(&d.e);
	desk_type(&d, "two");
	desk_key(&d, "Enter");
	snprintf(two, sizeof two, "%s", desk_submit(&d, ACTION_MESSAGE)->client_id);
	desk_transfers(&d, 5, OLGA, OLGA);
	desk_key(&d, "M-2");
	desk_type(&d, "ola");
	effects_clear(&d.e);

	desk_refuses(&d, one, ERR_NET, false);
	assert_string_equal(desk_input(&d, 5), "");
	desk_refuses(&d, one, ERR_CONFLICT, true);
	desk_refuses(&d, two, ERR_CONFLICT, true);
	assert_string_equal(desk_input(&d, 5), "one\ntwo");
	assert_string_equal(desk_input(&d, 6), "ola");
	assert_int_equal(d.m->ui.focus_id, 6);
	assert_true(last_line(&d, 5)->seq > 0);
	/* Kept as a draft before it is forgotten as unsent. */
	assert_int_equal(d.e.list[0].type, EFFECT_DRAFT);
	assert_int_equal(d.e.list[1].type, EFFECT_FORGET);
	assert_string_equal(d.e.list[1].action.client_id, one);
	desk_end(&d);
}

static void
only_mine_are_written_to(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_opens(&d, 8, "Jan", "pl");
	desk_type(&d, "/open 8");
	desk_key(&d, "Enter");
	assert_int_equal(d.m->ui.focus_id, 8);
	desk_type(&d, "hi");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_string_equal(desk_input(&d, 8), "hi");
	desk_closes(&d, 8);
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_string_equal(desk_input(&d, 8), "hi");
	desk_end(&d);
}

static void
restored_after_a_crash(void **state)
{
	struct action a;
	struct desk d;

	(void)state;
	desk_start(&d);
	action_init(&a, ACTION_MESSAGE);
	snprintf(a.client_id, sizeof a.client_id, "%032d", 99);
	a.conversation_id = 5;
	a.text = "unsent";
	model_restore_unsent(d.m, &a);
	model_restore_unsent(d.m, &a);
	model_restore_draft(d.m, 5, "draft", true);
	assert_int_equal(model_find_chat(d.m, 5)->n_lines, 1);
	assert_true(model_find_chat(d.m, 5)->is_note);
	desk_opens(&d, 5, "Ivan", "ru");
	assert_int_equal(last_line(&d, 5)->state, LINE_KEPT);
	assert_string_equal(desk_input(&d, 5), "draft");
	desk_end(&d);
}

/* --- never the wrong customer ------------------------------------------------------ */

#define SEQUENCES 2000
#define KEYS	  40
#define CHATS	  6

static uint32_t
random_next(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* What a busy desk does between two keys. */
static void
storm(struct desk *d, uint32_t *seed)
{
	int64_t id = 1 + (int64_t)(random_next(seed) % CHATS);
	int64_t to = random_next(seed) % 2 ? ANNA : OLGA;

	switch (random_next(seed) % 8) {
	case 0:
	case 1:
		desk_says(d, id, "more");
		break;
	case 2:
		desk_transfers(d, id, OLGA, to);
		break;
	case 3:
		desk_closes(d, id);
		break;
	case 4: {
		struct event ev = desk_event(
		    d, EVENT_REOPENED, id, ACTOR_VISITOR, 0);

		ev.operator_id = ANNA;
		desk_reduce(d, &ev);
		break;
	}
	case 5:
		desk_tick(d, 1000);
		break;
	case 6:
		desk_opens(d, id, "again", "pl");
		break;
	default:
		desk_transfers(d, id, OLGA, ANNA);
		break;
	}
}

static const char *const moving_keys[] = { "C-n", "M-1", "M-2", "M-3", "F2",
	"Esc", "Up", "Down", "Tab", "F4", "F5", "S-F6", "F9", "C-x", "z",
	"Space", "C-p", "F3", "Backspace", "PgUp", ";", "1" };

/* Every letter typed into an input is the letter of the conversation that was
 * in the prompt: a message with another one's letter went astray. */
static void
check_submits(const struct desk *d)
{
	for (int i = 0; i < d->e.n; i++) {
		const struct action *a = &d->e.list[i].action;

		if (d->e.list[i].type != EFFECT_SUBMIT ||
		    a->type != ACTION_MESSAGE)
			continue;
		for (const char *p = a->text; *p != '\0'; p++)
			if (*p >= 'A' && *p < 'A' + CHATS)
				assert_int_equal(
				    a->conversation_id, *p - 'A' + 1);
	}
}

static void
one_sequence(uint32_t seed, int *n_sent)
{
	struct desk d;

	desk_start(&d);
	for (int64_t id = 1; id <= CHATS; id++)
		desk_mine(&d, id, "Somebody", "ru");
	desk_key(&d, "M-1");
	/* One, three, six panes or so. */
	if (seed % 3 != 0)
		desk_type(&d, seed % 3 == 1 ? "/panes 3" : "/panes 6");
	desk_key(&d, "Enter");
	for (int i = 0; i < KEYS; i++) {
		uint32_t what = random_next(&seed) % 10;
		int64_t id;

		effects_clear(&d.e);
		storm(&d, &seed);
		storm(&d, &seed);
		id = d.m->ui.focus_id;
		if (what < 6 && d.m->ui.overlay == OVERLAY_NONE && id != 0) {
			char key[2] = { (char)('A' + id - 1), '\0' };

			desk_key(&d, key);
		} else if (what < 8) {
			desk_key(&d, "Enter");
		} else {
			desk_key(&d, moving_keys[random_next(&seed) %
			    (sizeof moving_keys / sizeof *moving_keys)]);
		}
		*n_sent += desk_submit(&d, ACTION_MESSAGE) != NULL;
		check_submits(&d);
	}
	desk_end(&d);
}

/* An event never moves the focus. */
static void
events_never_move_the_focus(void **state)
{
	uint32_t seed = 4711;
	struct desk d;

	(void)state;
	begin(&d);
	for (int i = 0; i < 5000; i++) {
		storm(&d, &seed);
		assert_int_equal(d.m->ui.focus_id, 5);
		effects_clear(&d.e);
	}
	desk_end(&d);
}

static void
never_to_another_customer(void **state)
{
	int n_sent = 0;

	(void)state;
	for (uint32_t i = 1; i <= SEQUENCES; i++)
		one_sequence(i * 2654435761u | 1, &n_sent);
	/* The test must have had something to look at. */
	assert_true(n_sent > SEQUENCES);
}

/* Two hundred drafts in one turn: none is left out. */
static void
every_draft_is_kept(void **state)
{
	struct desk d;
	int n = 0;

	(void)state;
	desk_start(&d);
	for (int64_t id = 1; id <= 200; id++) {
		desk_mine(&d, id, "Ivan", "ru");
		d.m->ui.focus_id = id;
		desk_type(&d, "a");
	}
	effects_clear(&d.e);
	desk_tick(&d, 10000);
	for (int i = 0; i < d.e.n; i++)
		n += d.e.list[i].type == EFFECT_DRAFT;
	assert_int_equal(n, 200);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sent_once),
		cmocka_unit_test(event_before_stored),
		cmocka_unit_test(keys_of_the_input),
		cmocka_unit_test(paste_is_never_a_command),
		cmocka_unit_test(wrong_layout_is_asked),
		cmocka_unit_test(wrong_layout_is_done),
		cmocka_unit_test(wrong_layout_is_a_reply),
		cmocka_unit_test(notes_stay_notes),
		cmocka_unit_test(long_texts_go_in_parts),
		cmocka_unit_test(refused_comes_back),
		cmocka_unit_test(every_draft_is_kept),
		cmocka_unit_test(only_mine_are_written_to),
		cmocka_unit_test(restored_after_a_crash),
		cmocka_unit_test(events_never_move_the_focus),
		cmocka_unit_test(never_to_another_customer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
