/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that go along with a canned reply: taken in the form, saved with it,
 * inserted with it, named by the message.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "console/model/internal.h"
#include "console_desk.h"

#define ID_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct file two[] = {
	{ ID_A, "price.pdf", "application/pdf", 48213 },
	{ ID_B, "map.png", "image/png", 900 },
};
static const struct canned price = { .id = 7, .shortcut = "price",
	.title = "Price", .language = "", .version = 1, .text = "Our prices",
	.files = two, .n_files = 2 };

static void
begin(struct desk *d)
{
	struct event ev;

	desk_start(d);
	desk_mine(d, 5, "John", "en");
	desk_key(d, "M-1");
	d->m->max_file_bytes = 1000000;
	event_init(&ev, EVENT_CANNED);
	ev.canned = &price;
	desk_reduce(d, &ev);
	effects_clear(&d->e);
}

static void
looked(struct desk *d, const char *path, int64_t bytes, enum err_code code)
{
	struct event ev;

	event_init(&ev, EVENT_FILE_LOOKED);
	ev.name = path;
	ev.code = code;
	ev.total = bytes;
	ev.upto = 77;
	desk_reduce(d, &ev);
}

static void
listed(struct desk *d, const char *path, const char *entries)
{
	struct event ev;

	event_init(&ev, EVENT_DIR_LISTED);
	ev.name = path;
	ev.text = entries;
	desk_reduce(d, &ev);
}

static void
open_files(struct desk *d)
{
	desk_type(d, "/canned add card");
	desk_key(d, "Enter");
	desk_type(d, "Card");
	desk_key(d, "Tab");
	desk_key(d, "Tab");
	desk_key(d, "Tab");
	desk_type(d, "Your card");
	effects_clear(&d->e);
	desk_key(d, "Tab");
	assert_int_equal(d->m->form.at, FORM_FILES);
}

static const char *
query(const struct desk *d)
{
	return d->m->ui.query.text.data;
}

static void
a_path_is_completed(void **state)
{
	struct desk d;
	size_t len;

	(void)state;
	begin(&d);
	open_files(&d);
	assert_string_equal(desk_effect(&d, EFFECT_DIR)->text, "~");
	listed(&d, "/docs", "../\n.ssh/\nbill.pdf\nżaba 1.txt\n"
	    "żaba 2.txt\nżółw/\n");
	assert_string_equal(form_files_match(d.m, 0, &len),
	    "bill.pdf\nżaba 1.txt\nżaba 2.txt\nżółw/\n");
	desk_type(&d, "ż");
	desk_key(&d, "Tab");
	assert_string_equal(query(&d), "ż");
	desk_type(&d, "a");
	desk_key(&d, "Tab");
	assert_string_equal(query(&d), "żaba ");
	desk_key(&d, "C-u");
	desk_type(&d, "żó");
	effects_clear(&d.e);
	desk_key(&d, "Tab");
	assert_string_equal(query(&d), "/docs/żółw/");
	/* The next folder is looked at; till then nothing stands there. */
	assert_string_equal(desk_effect(&d, EFFECT_DIR)->text,
	    "/docs/żółw/");
	assert_null(form_files_match(d.m, 0, &len));
	listed(&d, "/docs/żółw", "../\na.txt\n");
	desk_key(&d, "Tab");
	assert_string_equal(query(&d), "/docs/żółw/a.txt");
	desk_key(&d, "C-u");
	effects_clear(&d.e);
	desk_type(&d, "/");
	assert_string_equal(desk_effect(&d, EFFECT_DIR)->text, "/");
	desk_key(&d, "C-u");
	desk_key(&d, "Tab");
	assert_int_equal(d.m->form.at, FORM_SHORTCUT);
	desk_end(&d);
}

static void
files_are_saved_with_it(void **state)
{
	const struct action *upload, *put;
	struct event ev;
	struct desk d;

	(void)state;
	begin(&d);
	open_files(&d);
	desk_type(&d, "/docs/bill.pdf");
	effects_clear(&d.e);
	desk_key(&d, "C-s");
	assert_null(desk_submit(&d, ACTION_CANNED_PUT));
	desk_key(&d, "Enter");
	assert_string_equal(desk_effect(&d, EFFECT_FILE_LOOK)->text,
	    "/docs/bill.pdf");
	looked(&d, "/docs/bill.pdf", 2000000, ERR_NONE);
	looked(&d, "/docs/none", 0, ERR_NOT_FOUND);
	assert_int_equal(d.m->form.n_files, 0);
	looked(&d, "/docs/bill.pdf", 4000, ERR_NONE);
	assert_int_equal(d.m->form.n_files, 1);
	assert_string_equal(query(&d), "");
	effects_clear(&d.e);
	desk_key(&d, "C-s");
	upload = desk_submit(&d, ACTION_CANNED_FILE);
	put = desk_submit(&d, ACTION_CANNED_PUT);
	assert_string_equal(upload->path, "/docs/bill.pdf");
	assert_string_equal(upload->name, "bill.pdf");
	assert_int_equal(upload->changed_ms, 77);
	assert_int_equal(upload->conversation_id, 0);
	assert_string_equal(put->files, upload->client_id);
	event_init(&ev, EVENT_STORED);
	ev.client_id = put->client_id;
	desk_reduce(&d, &ev);
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	desk_end(&d);
}

static void
those_there_stay_or_go(void **state)
{
	const struct action *put;
	struct desk d;

	(void)state;
	begin(&d);
	d.m->edits_canned = true;
	assert_true(command_run(d.m, "canned edit price", &d.e));
	assert_int_equal(d.m->form.n_files, 2);
	desk_type(&d, "!");
	desk_key(&d, "C-s");
	put = desk_submit(&d, ACTION_CANNED_PUT);
	/* Not a word of them: they stay. */
	assert_null(put->files);
	desk_refuses(&d, put->client_id, ERR_BUSY, true);
	effects_clear(&d.e);
	assert_true(command_run(d.m, "canned add", &d.e));
	while (d.m->form.at != FORM_FILES)
		desk_key(&d, "Tab");
	desk_key(&d, "Backspace");
	effects_clear(&d.e);
	desk_key(&d, "C-s");
	assert_string_equal(desk_submit(&d, ACTION_CANNED_PUT)->files, ID_A);
	assert_null(desk_submit(&d, ACTION_CANNED_FILE));
	desk_end(&d);
}

/* An operator's own beside a shared one takes its files over. */
static void
a_copy_has_them_too(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	assert_true(command_run(d.m, "canned edit price", &d.e));
	desk_key(&d, "C-s");
	assert_string_equal(desk_submit(&d, ACTION_CANNED_PUT)->files,
	    ID_A "," ID_B);
	desk_end(&d);
}

static void
they_come_with_the_reply(void **state)
{
	const struct action *message;
	struct chat *c;
	struct desk d;

	(void)state;
	begin(&d);
	c = model_chat(d.m, 5);
	assert_true(command_run(d.m, "canned price", &d.e));
	assert_true(command_run(d.m, "canned price", &d.e));
	assert_int_equal(c->n_attached, 2);
	assert_string_equal(c->attached[0].name, "price.pdf");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	message = desk_submit(&d, ACTION_MESSAGE);
	assert_string_equal(message->files, ID_A "," ID_B);
	assert_int_equal(message->n_canned_ids, 1);
	assert_int_equal(message->canned_ids[0], 7);
	assert_null(desk_submit(&d, ACTION_FILE));
	assert_non_null(strstr(c->lines[c->n_lines - 1].shown,
	    "⎙ price.pdf (48 kB)"));
	assert_int_equal(c->n_attached, 0);
	/* It is refused: they wait at the input again. */
	desk_refuses(&d, message->client_id, ERR_CONFLICT, true);
	assert_string_equal(desk_input(&d, 5), "Our pricesOur prices");
	assert_int_equal(c->n_attached, 2);
	desk_end(&d);
}

static void
not_with_a_note(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_key(&d, "F7");
	assert_true(command_run(d.m, "canned price", &d.e));
	assert_int_equal(model_chat(d.m, 5)->n_attached, 0);
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_int_equal(desk_submit(&d, ACTION_NOTE)->n_canned_ids, 0);
	desk_end(&d);
}

static void
a_draft_keeps_them(void **state)
{
	struct event ev;
	struct chat *c;
	struct desk d;
	char *draft;

	(void)state;
	begin(&d);
	c = model_chat(d.m, 5);
	assert_true(command_run(d.m, "canned price", &d.e));
	draft = attach_draft(c, mem_dup("Our prices"));
	attach_drop(c, -1);
	model_restore_draft(d.m, 5, draft, false);
	assert_int_equal(c->n_attached, 2);
	d.m->link = LINK_LIVE;
	desk_tick(&d, 1000);
	assert_string_equal(c->attached[1].name, "map.png");
	assert_int_equal(c->attached[1].bytes, 900);
	/* What is gone meanwhile leaves, and it is said. */
	model_restore_draft(d.m, 5, "", false);
	attach_drop(c, -1);
	event_init(&ev, EVENT_CANNED_REMOVED);
	ev.canned_id = 7;
	desk_reduce(&d, &ev);
	model_restore_draft(d.m, 5, draft, false);
	desk_tick(&d, 1000);
	assert_int_equal(c->n_attached, 0);
	assert_non_null(strstr(d.m->ui.message, "not there any more"));
	free(draft);
	desk_end(&d);
}

static void
what_is_held_keeps_its_count(void **state)
{
	const struct action *message;
	struct desk d;

	(void)state;
	begin(&d);
	d.m->prefs.send_hold_ms = 5000;
	assert_true(command_run(d.m, "canned price", &d.e));
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	desk_tick(&d, 6000);
	message = desk_submit(&d, ACTION_MESSAGE);
	assert_int_equal(message->n_canned_ids, 1);
	assert_string_equal(message->files, ID_A "," ID_B);
	desk_end(&d);
}

static void
keys_of_the_list(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_key(&d, "F4");
	assert_int_equal(d.m->ui.overlay, OVERLAY_CANNED);
	desk_type(&d, "new-one");
	desk_key(&d, "C-o");
	assert_int_equal(d.m->ui.overlay, OVERLAY_FORM);
	assert_string_equal(d.m->form.lines[FORM_SHORTCUT], "new-one");
	desk_key(&d, "Esc");
	desk_key(&d, "Esc");
	desk_key(&d, "F4");
	desk_type(&d, "price");
	desk_key(&d, "F4");
	assert_int_equal(d.m->ui.overlay, OVERLAY_FORM);
	assert_string_equal(d.m->form.lines[FORM_SHORTCUT], "price");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_is_completed),
		cmocka_unit_test(files_are_saved_with_it),
		cmocka_unit_test(those_there_stay_or_go),
		cmocka_unit_test(a_copy_has_them_too),
		cmocka_unit_test(they_come_with_the_reply),
		cmocka_unit_test(not_with_a_note),
		cmocka_unit_test(a_draft_keeps_them),
		cmocka_unit_test(what_is_held_keeps_its_count),
		cmocka_unit_test(keys_of_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
