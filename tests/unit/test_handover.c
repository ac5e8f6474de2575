/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an outcome brings along, and all of mine to colleagues at once.
 */
#include "console_desk.h"

#define LIMIT_MS 60000

static void
promised(struct desk *d, int64_t id, int64_t due_ms, const char *text)
{
	struct event ev =
	    desk_event(d, EVENT_PROMISED, id, ACTOR_OPERATOR, ANNA);

	ev.due_ms = due_ms;
	ev.text = text;
	desk_reduce(d, &ev);
}

static void
templates(struct desk *d, const struct outcome *list, size_t n)
{
	static const char *const outcomes[] = { "solved", "refund" };
	const struct operator operators[] = {
		desk_operator(ANNA, "anna", "Anna", "ru,en"),
		desk_operator(OLGA, "olga", "Olga", "ru"),
		desk_operator(PIOTR, "piotr", "Piotr", "pl"),
	};
	struct snapshot_conversation sc = { .is_complete = true };
	struct snapshot s = { .desk = "acme", .cursor = "0.1",
		.at_ms = d->now_ms, .me = operators[0],
		.operators = operators, .n_operators = 3,
		.outcomes = outcomes, .n_outcomes = 2, .templates = list,
		.n_templates = n, .conversations = &sc, .n_conversations = 1 };
	struct event ev;

	sc.conversation = model_find_chat(d->m, 5)->c;
	event_init(&ev, EVENT_SNAPSHOT);
	ev.snapshot = &s;
	desk_reduce(d, &ev);
}

/* The desk would refuse the close and take the tags. */
static void
what_is_not_mine_is_not_tagged_by_a_close(void **state)
{
	static const struct outcome refund = { "refund", "Refund", "",
		"refund" };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	d.m->ui.focus_id = 5;
	templates(&d, &refund, 1);
	d.m->ui.focus_id = 5;
	effects_clear(&d.e);
	desk_type(&d, "/close refund -- paid");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_TAG));
	assert_null(desk_submit(&d, ACTION_CLOSE));
	assert_non_null(strstr(d.m->ui.message, "not yours"));
	d.m->me.role = ROLE_SUPERVISOR;
	desk_type(&d, "/close refund -- paid");
	desk_key(&d, "Enter");
	assert_non_null(desk_submit(&d, ACTION_CLOSE));
	desk_end(&d);
}

static void
an_outcome_brings_a_note_and_tags(void **state)
{
	static const struct outcome refund = { "refund", "Refund",
		"{customer.name}: {?amount} until {?date}", "refund,money" };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	templates(&d, &refund, 1);
	assert_string_equal(model_outcome_title(d.m, "refund"), "Refund");
	assert_string_equal(model_outcome_title(d.m, "solved"), "solved");
	desk_key(&d, "F8");
	effects_clear(&d.e);
	desk_key(&d, "2");
	assert_null(desk_submit(&d, ACTION_CLOSE));
	assert_string_equal(d.m->ui.note.text.data,
	    "Ivan: {?amount} until {?date}");
	/* The first field is selected: typing fills it in. */
	desk_type(&d, "40 EUR");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_CLOSE));
	assert_non_null(strstr(d.m->ui.message, "{?date}"));
	desk_key(&d, "Tab");
	desk_type(&d, "Friday");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_TAG)->tags,
	    "refund,money");
	assert_string_equal(desk_submit(&d, ACTION_CLOSE)->text,
	    "Ivan: 40 EUR until Friday");
	assert_string_equal(desk_submit(&d, ACTION_CLOSE)->outcome,
	    "refund");
	desk_end(&d);
}

static void
another_outcome_brings_another_note(void **state)
{
	static const struct outcome both[] = {
		{ "refund", "", "a refund", "" },
		{ "solved", "", "all is well", "" },
	};
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	templates(&d, both, 2);
	desk_key(&d, "F8");
	desk_key(&d, "2");
	assert_string_equal(d.m->ui.note.text.data, "a refund");
	desk_key(&d, "Esc");
	desk_key(&d, "1");
	assert_string_equal(d.m->ui.note.text.data, "all is well");
	desk_type(&d, "!");
	desk_key(&d, "Esc");
	desk_key(&d, "2");
	assert_string_equal(desk_submit(&d, ACTION_CLOSE)->text,
	    "all is well!");
	desk_end(&d);
}

static const struct action *
handed(const struct desk *d, int64_t id)
{
	for (int i = 0; i < d->e.n; i++)
		if (d->e.list[i].type == EFFECT_SUBMIT &&
		    d->e.list[i].action.type == ACTION_TRANSFER &&
		    d->e.list[i].action.conversation_id == id)
			return &d->e.list[i].action;
	return NULL;
}

static void
stored(struct desk *d, int64_t id)
{
	const struct action a = *handed(d, id);
	struct event ev =
	    desk_event(d, EVENT_TRANSFERRED, id, ACTOR_OPERATOR, ANNA);
	char client_id[CLIENT_ID_BYTES + 1];

	snprintf(client_id, sizeof client_id, "%s", a.client_id);
	ev.client_id = client_id;
	ev.from_operator_id = ANNA;
	ev.operator_id = a.operator_id;
	ev.until_ms = d->now_ms + LIMIT_MS;
	desk_reduce(d, &ev);
}

static void
all_are_handed_over_to_the_best(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_mine(&d, 6, "Ola", "pl");
	promised(&d, 6, d.now_ms + 600000, "a mail");
	desk_key(&d, "C-x");
	desk_key(&d, "h");
	assert_int_equal(d.m->ui.overlay, OVERLAY_HANDOVER);
	desk_type(&d, "my shift ends");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_int_equal(handed(&d, 5)->operator_id, OLGA);
	assert_int_equal(handed(&d, 6)->operator_id, PIOTR);
	assert_non_null(strstr(handed(&d, 5)->text, "a question"));
	assert_non_null(strstr(handed(&d, 5)->text, "my shift ends"));
	assert_non_null(strstr(handed(&d, 6)->text, "a mail"));
	stored(&d, 5);
	assert_null(desk_submit(&d, ACTION_PRESENCE));
	stored(&d, 6);
	assert_int_equal(desk_submit(&d, ACTION_PRESENCE)->presence,
	    PRESENCE_AWAY);
	desk_end(&d);
}

/* One that fails leaves the others, and me here. */
static void
one_that_fails_leaves_the_others(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_mine(&d, 6, "Ola", "pl");
	effects_clear(&d.e);
	desk_key(&d, "/");
	desk_type(&d, "handover olga -- bye");
	desk_key(&d, "Enter");
	assert_int_equal(handed(&d, 5)->operator_id, OLGA);
	assert_int_equal(handed(&d, 6)->operator_id, OLGA);
	stored(&d, 5);
	desk_refuses(&d, handed(&d, 6)->client_id, ERR_VALUE, true);
	assert_null(desk_submit(&d, ACTION_PRESENCE));
	assert_non_null(strstr(d.m->ui.message, "1 conversation could not"));
	assert_false(d.m->handover.is_running);
	desk_end(&d);
}

/* Only who closed it knows how it ended. */
static void
what_is_in_wrap_up_stays_and_is_named(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_mine(&d, 6, "Ola", "pl");
	ev = desk_event(&d, EVENT_CLOSED, 6, ACTOR_VISITOR, 0);
	desk_reduce(&d, &ev);
	effects_clear(&d.e);
	desk_key(&d, "/");
	desk_type(&d, "handover olga");
	desk_key(&d, "Enter");
	assert_null(handed(&d, 6));
	stored(&d, 5);
	assert_non_null(strstr(d.m->ui.message, "1 conversation is handed "
	    "over. 1 in wrap-up stays with you"));
	desk_key(&d, "/");
	desk_type(&d, "handover olga");
	desk_key(&d, "Enter");
	assert_non_null(strstr(d.m->ui.message, "no conversation to hand "
	    "over. 1 in wrap-up stays"));
	desk_end(&d);
}

/* There are more of them than ids at once. */
static void
many_are_handed_over_by_and_by(void **state)
{
	int n = 0;
	struct desk d;

	(void)state;
	desk_start(&d);
	for (int64_t id = 1; id <= 30; id++)
		desk_mine(&d, id, "Ivan", "ru");
	desk_key(&d, "/");
	effects_clear(&d.e);
	desk_type(&d, "handover olga");
	desk_key(&d, "Enter");
	for (int turn = 0; turn < 10; turn++) {
		n = 0;
		for (int64_t id = 1; id <= 30; id++)
			n += handed(&d, id) != NULL;
		desk_tick(&d, 1000);
	}
	assert_int_equal(n, 30);
	desk_end(&d);
}

static void
submit_first(struct desk *d)
{
	char id[CLIENT_ID_BYTES + 1];
	struct event ev;

	snprintf(id, sizeof id, "%s", d->m->pending[0].client_id);
	event_init(&ev, EVENT_STORED);
	ev.client_id = id;
	desk_reduce(d, &ev);
}

/* What cannot be remembered is not taken: the text stays where it is. */
static void
what_cannot_be_queued_is_refused_aloud(void **state)
{
	char text[16];
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	while (d.m->n_pending < MODEL_PENDING) {
		snprintf(text, sizeof text, "n%d", d.m->n_pending);
		desk_type(&d, text);
		effects_clear(&d.e);
		desk_key(&d, "Enter");
		assert_string_equal(desk_input(&d, 5), "");
	}
	desk_type(&d, "one more");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_string_equal(desk_input(&d, 5), "one more");
	assert_non_null(strstr(d.m->ui.message, "not with the desk yet"));
	effects_clear(&d.e);
	desk_key(&d, "F6");
	assert_null(desk_submit(&d, ACTION_TRANSFER));
	assert_int_equal(d.m->ui.message_tone, TONE_BAD);
	/* The first that arrives makes room. */
	submit_first(&d);
	desk_key(&d, "Enter");
	assert_non_null(desk_submit(&d, ACTION_MESSAGE));
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_outcome_brings_a_note_and_tags),
		cmocka_unit_test(what_is_not_mine_is_not_tagged_by_a_close),
		cmocka_unit_test(another_outcome_brings_another_note),
		cmocka_unit_test(all_are_handed_over_to_the_best),
		cmocka_unit_test(one_that_fails_leaves_the_others),
		cmocka_unit_test(what_is_in_wrap_up_stays_and_is_named),
		cmocka_unit_test(many_are_handed_over_by_and_by),
		cmocka_unit_test(what_cannot_be_queued_is_refused_aloud),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
