/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a supervisor does from the watch: it is aimed at the row that is chosen,
 * and at nothing else.
 */
#include "console_desk.h"
#include "console/model/internal.h"

enum { IVAN = 11, OLA, ZOE };

/* Ivan and Ola are Olga's, Zoe waits; the watch is open, no row is chosen. */
static void
start(struct desk *d, enum role role)
{
	struct operator me = desk_operator(ANNA, "anna", "Anna", "ru,en");
	struct event ev;

	desk_start(d);
	me.role = role;
	event_init(&ev, EVENT_OPERATOR);
	ev.operator = &me;
	desk_reduce(d, &ev);
	desk_opens(d, IVAN, "Ivan", "ru");
	desk_takes(d, IVAN, OLGA);
	desk_tick(d, 1000);
	desk_opens(d, OLA, "Ola", "pl");
	desk_takes(d, OLA, OLGA);
	desk_tick(d, 1000);
	desk_opens(d, ZOE, "Zoë", "en");
	model_resize(d->m, 24, 80);
	command_run(d->m, "watch sort=name", &d->e);
	effects_clear(&d->e);
}

static void
keys(struct desk *d, const char *first, const char *second)
{
	desk_key(d, first);
	desk_key(d, second);
}

/* Down, so many times: the first chooses the first row. */
static void
choose(struct desk *d, int row)
{
	for (int i = 0; i < row; i++)
		desk_key(d, "Down");
}

static bool
has_submitted(const struct desk *d)
{
	for (int i = 0; i < d->e.n; i++)
		if (d->e.list[i].type == EFFECT_SUBMIT &&
		    d->e.list[i].action.type >= ACTION_WHISPER &&
		    d->e.list[i].action.type <= ACTION_SIGN_OUT &&
		    d->e.list[i].action.type != ACTION_READ_ALONG)
			return true;
	return false;
}

static void
nothing_is_done_to_a_row_that_nobody_chose(void **state)
{
	static const char *const letters[] = { "w", "r", "R", "t", "j", "o",
		"a" };
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		keys(&d, ":", letters[i]);
		assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
		assert_false(has_submitted(&d));
		assert_non_null(strstr(d.m->ui.message, "Choose"));
	}
	assert_true(d.m->watch.is_open);
	desk_end(&d);
}

static void
a_whisper_goes_to_who_has_the_chosen_one(void **state)
{
	const struct action *a;
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	choose(&d, 2);
	keys(&d, "a", "w");
	assert_string_equal(d.m->ui.query.text.data, "whisper #12 ");
	desk_type(&d, "be kind");
	desk_key(&d, "Enter");
	a = desk_submit(&d, ACTION_WHISPER);
	assert_non_null(a);
	assert_int_equal(a->conversation_id, OLA);
	assert_int_equal(a->operator_id, OLGA);
	assert_string_equal(a->text, "be kind");
	/* One stays where one is. */
	assert_true(d.m->watch.is_open);
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	desk_end(&d);
}

/* In a conversation "#12" is what is whispered. */
static void
a_number_is_an_aim_only_where_nothing_has_the_focus(void **state)
{
	const struct action *a;
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	command_run(d.m, "open 11", &d.e);
	command_run(d.m, "whisper #12 is paid", &d.e);
	a = desk_submit(&d, ACTION_WHISPER);
	assert_int_equal(a->conversation_id, IVAN);
	assert_string_equal(a->text, "#12 is paid");
	desk_end(&d);
}

static void
one_is_reassigned_and_the_rest_stays(void **state)
{
	const struct action *a;
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	choose(&d, 1);
	keys(&d, ":", "r");
	assert_string_equal(d.m->ui.query.text.data, "reassign #11 ");
	desk_type(&d, "piotr");
	desk_key(&d, "Enter");
	assert_int_equal(d.m->ui.overlay, OVERLAY_HANDOVER);
	assert_int_equal(d.m->handover.n, 1);
	assert_false(has_submitted(&d));
	desk_key(&d, "Enter");
	a = desk_submit(&d, ACTION_REASSIGN);
	assert_int_equal(a->conversation_id, IVAN);
	assert_int_equal(a->operator_id, PIOTR);
	desk_end(&d);
}

static void
all_of_the_operator_of_a_row(void **state)
{
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	choose(&d, 1);
	keys(&d, ":", "R");
	assert_string_equal(d.m->ui.query.text.data, "reassign olga ");
	desk_type(&d, "--queue");
	desk_key(&d, "Enter");
	assert_int_equal(d.m->handover.n, 2);
	assert_int_equal(d.m->handover.only_id, 0);
	desk_end(&d);
}

static void
tab_chooses_whom_a_key_is_for(void **state)
{
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	desk_key(&d, "Tab");
	assert_int_equal(d.m->watch.part, WATCH_TEAM);
	assert_int_not_equal(d.m->watch.tables[WATCH_TEAM].selected, 0);
	keys(&d, "a", "o");
	assert_int_equal(d.m->ui.overlay, OVERLAY_COMMAND);
	assert_int_equal(strncmp(d.m->ui.query.text.data, "force ", 6), 0);
	desk_end(&d);
}

static void
what_cannot_be_done_is_not_offered(void **state)
{
	static const char *const of_talks[] = { "read", "whisper", "join",
		"take-over", "reassign", "reassign-all", "force" };
	char line[32];
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	for (size_t row = 0; row < 4; row++) {
		struct watch_table *t = &d.m->watch.tables[WATCH_TALKS];

		/* None, Ivan, Ola, and Zoe who waits. */
		t->selected = row == 0 ? 0 : (int64_t)(IVAN + row - 1);
		for (size_t i = 0; i < sizeof of_talks / sizeof *of_talks;
		    i++) {
			snprintf(line, sizeof line, "watching do %s",
			    of_talks[i]);
			assert_int_equal(watch_offers(d.m, line), row < 3);
		}
		assert_true(watch_offers(d.m, "watching do broadcast"));
		assert_true(watch_offers(d.m, "watching open"));
	}
	/* One's own is not read along, whispered into or taken over. */
	desk_takes(&d, ZOE, ANNA);
	assert_false(watch_offers(d.m, "watching do whisper"));
	assert_true(watch_offers(d.m, "watching do reassign"));
	desk_end(&d);
}

static void
the_state_of_a_colleague(void **state)
{
	const struct action *a;
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	desk_key(&d, "Tab");
	while (d.m->watch.tables[WATCH_TEAM].selected != PIOTR)
		desk_key(&d, "Down");
	keys(&d, ":", "o");
	assert_string_equal(d.m->ui.query.text.data, "force piotr ");
	/* The last word is completed. */
	desk_type(&d, "aw");
	desk_key(&d, "Tab");
	assert_string_equal(d.m->ui.query.text.data, "force piotr away ");
	desk_key(&d, "Enter");
	a = desk_submit(&d, ACTION_FORCE);
	assert_int_equal(a->operator_id, PIOTR);
	assert_int_equal(a->presence, PRESENCE_AWAY);
	desk_end(&d);
}

static void
who_takes_over_is_there(void **state)
{
	const struct action *a;
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	choose(&d, 2);
	keys(&d, ":", "t");
	a = desk_submit(&d, ACTION_TRANSFER);
	assert_int_equal(a->conversation_id, OLA);
	assert_int_equal(a->operator_id, ANNA);
	assert_false(d.m->watch.is_open);
	assert_int_equal(d.m->ui.focus_id, OLA);
	desk_end(&d);
}

static void
reading_adds_a_pane(void **state)
{
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	choose(&d, 1);
	keys(&d, ":", "a");
	assert_false(d.m->watch.is_open);
	assert_true(panes_shows(d.m, IVAN));
	command_run(d.m, "watch", &d.e);
	choose(&d, 1);
	keys(&d, ":", "a");
	assert_int_equal(d.m->ui.focus_id, OLA);
	assert_true(panes_shows(d.m, IVAN) && panes_shows(d.m, OLA));
	desk_end(&d);
}

/* What nobody has cannot be taken from anybody. */
static void
who_waits_is_nobodys(void **state)
{
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	choose(&d, 3);
	keys(&d, ":", "t");
	assert_false(has_submitted(&d));
	assert_null(desk_submit(&d, ACTION_TRANSFER));
	keys(&d, ":", "R");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	desk_end(&d);
}

static void
an_operator_only_looks(void **state)
{
	static const char *const letters[] = { "w", "r", "R", "t", "j", "o",
		"a", "b" };
	struct desk d;

	(void)state;
	start(&d, ROLE_OPERATOR);
	choose(&d, 1);
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		keys(&d, ":", letters[i]);
		assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
		assert_false(has_submitted(&d));
	}
	assert_true(model_hides_key(d.m, "watching act"));
	desk_end(&d);
}

static void
who_only_watches_does_nothing(void **state)
{
	struct desk d;

	(void)state;
	start(&d, ROLE_SUPERVISOR);
	d.m->watch.is_alone = true;
	choose(&d, 1);
	keys(&d, ":", "t");
	keys(&d, ":", "w");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	assert_null(desk_submit(&d, ACTION_TRANSFER));
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_done_to_a_row_that_nobody_chose),
		cmocka_unit_test(a_whisper_goes_to_who_has_the_chosen_one),
		cmocka_unit_test(
		    a_number_is_an_aim_only_where_nothing_has_the_focus),
		cmocka_unit_test(one_is_reassigned_and_the_rest_stays),
		cmocka_unit_test(all_of_the_operator_of_a_row),
		cmocka_unit_test(tab_chooses_whom_a_key_is_for),
		cmocka_unit_test(what_cannot_be_done_is_not_offered),
		cmocka_unit_test(the_state_of_a_colleague),
		cmocka_unit_test(who_takes_over_is_there),
		cmocka_unit_test(reading_adds_a_pane),
		cmocka_unit_test(who_waits_is_nobodys),
		cmocka_unit_test(an_operator_only_looks),
		cmocka_unit_test(who_only_watches_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
