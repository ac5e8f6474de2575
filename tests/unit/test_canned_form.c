/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A canned reply is written, changed and removed in the console. */
#include "console/model/internal.h"
#include "console_desk.h"

static void
begin(struct desk *d, const char *command)
{
	desk_start(d);
	desk_mine(d, 5, "John", "en");
	desk_key(d, "M-1");
	effects_clear(&d->e);
	desk_type(d, command);
	desk_key(d, "Enter");
}

static void
refuse(struct desk *d, const char *client_id, enum err_code code)
{
	struct event ev;

	event_init(&ev, EVENT_REFUSED);
	ev.client_id = client_id;
	ev.code = code;
	ev.is_final = true;
	desk_reduce(d, &ev);
}

static void
one_is_added(void **state)
{
	struct desk d;
	const struct action *a;
	struct event ev;

	(void)state;
	begin(&d, "/canned add");
	assert_int_equal(d.m->ui.overlay, OVERLAY_FORM);
	desk_type(&d, "card");
	desk_key(&d, "Tab");
	desk_type(&d, "My card");
	desk_key(&d, "Down");
	desk_key(&d, "Down");
	desk_key(&d, "Tab");
	desk_type(&d, "Dear {customer.name|there},");
	desk_key(&d, "Enter");
	desk_type(&d, "/canned is text here; {?Card}");
	desk_key(&d, "C-s");
	a = desk_submit(&d, ACTION_CANNED_PUT);
	assert_non_null(a);
	assert_string_equal(a->canned->shortcut, "card");
	assert_string_equal(a->canned->title, "My card");
	assert_string_equal(a->canned->language, "en");
	assert_string_equal(a->canned->text,
	    "Dear {customer.name|there},\n/canned is text here; {?Card}");
	assert_int_equal(a->canned->owner_id, ANNA);
	event_init(&ev, EVENT_STORED);
	ev.client_id = a->client_id;
	desk_reduce(&d, &ev);
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	assert_false(d.m->form.is_dirty);
	desk_end(&d);
}

static void
what_is_wrong_is_said(void **state)
{
	static const struct {
		const char *shortcut, *text, *words;
		enum form_line at;
	} cases[] = {
		{ "Not One", "x", "shortcut", FORM_SHORTCUT },
		{ "", "x", "shortcut", FORM_SHORTCUT },
		{ "ok", " ", "missing", FORM_TEXT },
		{ "ok", "a {x", "Line 1", FORM_TEXT },
		{ "ok", "{custmer.name}", "{?custmer.name}", FORM_TEXT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;

		begin(&d, "/canned add");
		desk_type(&d, cases[i].shortcut);
		desk_key(&d, "S-Tab");
		desk_key(&d, "S-Tab");
		desk_type(&d, cases[i].text);
		desk_key(&d, "C-s");
		assert_null(desk_submit(&d, ACTION_CANNED_PUT));
		if (strstr(d.m->ui.message, cases[i].words) == NULL)
			fail_msg("%s", d.m->ui.message);
		assert_int_equal(d.m->form.at, cases[i].at);
		assert_string_equal(d.m->form.lines[FORM_TEXT],
		    cases[i].text);
		desk_end(&d);
	}
}

/* The draft becomes the text; it stays in the input as well. */
static void
what_was_written_is_the_text(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "John", "en");
	desk_key(&d, "M-1");
	desk_type(&d, "Just so.");
	command_run(d.m, "canned add so", &d.e);
	assert_int_equal(d.m->form.at, FORM_TITLE);
	assert_string_equal(d.m->form.lines[FORM_TEXT], "Just so.");
	assert_string_equal(desk_input(&d, 5), "Just so.");
	desk_end(&d);
}

static void
esc_asks_first(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "/canned add");
	desk_type(&d, "x");
	desk_key(&d, "Esc");
	assert_int_equal(d.m->ui.overlay, OVERLAY_FORM);
	assert_non_null(strstr(d.m->ui.message, "Not saved"));
	desk_type(&d, "y");
	desk_key(&d, "Tab");
	desk_key(&d, "Esc");
	assert_int_equal(d.m->ui.overlay, OVERLAY_FORM);
	assert_string_equal(d.m->form.lines[FORM_SHORTCUT], "xy");
	desk_key(&d, "Esc");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	desk_end(&d);
}

/* Two supervisors: the second sees the first one's text and keeps her own. */
static void
a_conflict_keeps_both(void **state)
{
	const struct canned theirs = { .id = 1, .shortcut = "refund", .title = "Refund",
		.language = "en", .version = 2, .text = "Theirs" };
	const struct action *a;
	struct event ev;
	struct desk d;

	(void)state;
	begin(&d, "x");
	d.m->edits_canned = true;
	effects_clear(&d.e);
	command_run(d.m, "canned edit refund", &d.e);
	desk_type(&d, " Mine.");
	desk_key(&d, "C-s");
	a = desk_submit(&d, ACTION_CANNED_PUT);
	assert_int_equal(a->canned->id, 1);
	assert_int_equal(a->canned->version, 1);
	event_init(&ev, EVENT_CANNED);
	ev.canned = &theirs;
	desk_reduce(&d, &ev);
	refuse(&d, d.m->form.client_id, ERR_CONFLICT);
	assert_true(d.m->form.has_conflict);
	assert_non_null(strstr(d.m->ui.message, "meanwhile"));
	effects_clear(&d.e);
	desk_key(&d, "C-s");
	a = desk_submit(&d, ACTION_CANNED_PUT);
	assert_int_equal(a->canned->version, 2);
	assert_non_null(strstr(a->canned->text, "Mine."));
	desk_end(&d);
}

/* Refused after it was left: the text is there when one comes back. */
static void
a_refusal_loses_nothing(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "/canned add");
	desk_type(&d, "so");
	desk_key(&d, "S-Tab");
	desk_key(&d, "S-Tab");
	desk_type(&d, "Just so.");
	desk_key(&d, "C-s");
	desk_key(&d, "Esc");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	refuse(&d, d.m->form.client_id, ERR_STORE);
	assert_non_null(strstr(d.m->ui.message, "Not saved"));
	command_run(d.m, "canned add", &d.e);
	assert_string_equal(d.m->form.lines[FORM_TEXT], "Just so.");
	assert_string_equal(d.m->form.lines[FORM_SHORTCUT], "so");
	desk_end(&d);
}

static void
shared_ones_are_copied_or_left(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "/canned edit refund");
	assert_int_equal(d.m->form.id, 0);
	assert_int_equal(d.m->form.owner_id, ANNA);
	desk_key(&d, "Esc");
	command_run(d.m, "canned remove refund", &d.e);
	assert_null(desk_submit(&d, ACTION_CANNED_REMOVE));
	d.m->edits_canned = true;
	command_run(d.m, "canned remove refund", &d.e);
	assert_int_equal(desk_submit(&d, ACTION_CANNED_REMOVE)->canned_id, 1);
	assert_int_equal(desk_submit(&d, ACTION_CANNED_REMOVE)->version, 1);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_is_added),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(what_was_written_is_the_text),
		cmocka_unit_test(esc_asks_first),
		cmocka_unit_test(a_conflict_keeps_both),
		cmocka_unit_test(a_refusal_loses_nothing),
		cmocka_unit_test(shared_ones_are_copied_or_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
