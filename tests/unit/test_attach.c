/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "console_desk.h"

#define MIB (1024 * 1024)

static void
begin(struct desk *d)
{
	desk_start(d);
	d->m->max_file_bytes = 10 * MIB;
	desk_mine(d, 5, "Ivan", "ru");
	desk_mine(d, 6, "Ola", "pl");
	desk_key(d, "M-1");
	effects_clear(&d->e);
}

static void
looked(struct desk *d, const char *path, int64_t bytes, enum err_code code)
{
	struct event ev;

	event_init(&ev, EVENT_FILE_LOOKED);
	ev.conversation_id = 5;
	ev.name = path;
	ev.total = bytes;
	ev.upto = 77;
	ev.code = code;
	desk_reduce(d, &ev);
}

static const struct chat *
chat(const struct desk *d)
{
	return model_find_chat(d->m, 5);
}

static void
it_goes_with_the_next_message(void **state)
{
	const struct action *upload, *message;
	const struct line *line;
	struct desk d;

	(void)state;
	begin(&d);
	assert_true(command_run(d.m, "attach ~/bill.pdf", &d.e));
	assert_string_equal(desk_effect(&d, EFFECT_FILE_LOOK)->text,
	    "~/bill.pdf");
	looked(&d, "/docs/bill.pdf", 48213, ERR_NONE);
	assert_int_equal(chat(&d)->n_attached, 1);
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	upload = desk_submit(&d, ACTION_FILE);
	message = desk_submit(&d, ACTION_MESSAGE);
	assert_string_equal(upload->path, "/docs/bill.pdf");
	assert_string_equal(upload->name, "bill.pdf");
	assert_int_equal(upload->bytes, 48213);
	assert_int_equal(upload->changed_ms, 77);
	assert_string_equal(message->files, upload->client_id);
	assert_string_equal(message->text, "");
	assert_int_equal(chat(&d)->n_attached, 0);
	line = &chat(&d)->lines[chat(&d)->n_lines - 1];
	assert_non_null(strstr(line->shown, "bill.pdf (48 kB) 0 %"));
	desk_end(&d);
}

static void
what_cannot_be_sent(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	looked(&d, "/big", 10 * MIB + 1, ERR_NONE);
	assert_non_null(strstr(d.m->ui.message, "10.5 MB"));
	looked(&d, "/empty", 0, ERR_NONE);
	looked(&d, "/pipe", 0, ERR_UNSUPPORTED);
	looked(&d, "/none", 0, ERR_NOT_FOUND);
	assert_int_equal(chat(&d)->n_attached, 0);
	for (int i = 0; i <= MAX_MESSAGE_FILES; i++) {
		char path[8];

		snprintf(path, sizeof path, "/%d", i);
		looked(&d, path, 1, ERR_NONE);
	}
	assert_int_equal(chat(&d)->n_attached, MAX_MESSAGE_FILES);
	/* Not with a note. */
	desk_key(&d, "F7");
	effects_clear(&d.e);
	desk_type(&d, "x");
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_NOTE));
	assert_null(desk_submit(&d, ACTION_FILE));
	assert_int_equal(chat(&d)->n_attached, MAX_MESSAGE_FILES);
	assert_true(command_run(d.m, "attach -", &d.e));
	assert_int_equal(chat(&d)->n_attached, 0);
	desk_end(&d);
}

/* As many as may go, and a text with them. */
static void
all_that_may_go(void **state)
{
	const struct action *message;
	struct desk d;

	(void)state;
	begin(&d);
	for (int i = 0; i < MAX_MESSAGE_FILES; i++) {
		char path[8];

		snprintf(path, sizeof path, "/%d", i);
		looked(&d, path, 1, ERR_NONE);
	}
	/* Looked at again it is named, not the one that came last. */
	looked(&d, "/0", 1, ERR_NONE);
	assert_memory_equal(d.m->ui.message, "0 (", 3);
	desk_type(&d, "here");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	message = desk_submit(&d, ACTION_MESSAGE);
	assert_non_null(message);
	assert_string_equal(message->text, "here");
	assert_int_equal(strlen(message->files), FILE_IDS_BYTES - 1);
	desk_end(&d);
}

/* What comes while the list is open moves none of its rows. */
static void
the_list_holds_still(void **state)
{
	const struct file files[] = {
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "first.txt",
		    "text/plain", 1 },
		{ "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "second.txt",
		    "text/plain", 1 },
	};
	struct event ev;
	struct desk d;

	(void)state;
	begin(&d);
	for (int i = 0; i < 2; i++) {
		ev = desk_event(&d, EVENT_MESSAGE, 5, ACTOR_VISITOR, 0);
		ev.files = &files[i];
		ev.n_files = 1;
		if (i == 1)
			assert_true(command_run(d.m, "file", &d.e));
		desk_reduce(&d, &ev);
	}
	effects_clear(&d.e);
	desk_key(&d, "1");
	assert_int_equal(desk_submit(&d, ACTION_FETCH_FILE)->file_id[0], 'a');
	desk_end(&d);
}

/* Refused, they wait at the input again, to be sent under new ids. */
static void
refused(void **state)
{
	char id[CLIENT_ID_BYTES + 1];
	struct event ev;
	struct desk d;

	(void)state;
	begin(&d);
	looked(&d, "/a.txt", 5, ERR_NONE);
	desk_type(&d, "here");
	desk_key(&d, "Enter");
	snprintf(id, sizeof id, "%s",
	    desk_submit(&d, ACTION_MESSAGE)->client_id);
	event_init(&ev, EVENT_REFUSED);
	ev.client_id = id;
	ev.conversation_id = 5;
	ev.code = ERR_CONFLICT;
	ev.is_final = true;
	desk_reduce(&d, &ev);
	assert_int_equal(chat(&d)->n_attached, 1);
	assert_string_equal(chat(&d)->attached[0].path, "/a.txt");
	assert_string_equal(desk_input(&d, 5), "here");
	desk_end(&d);
}

/* By its path, and looked at anew. */
static void
kept_with_the_draft(void **state)
{
	char *draft;
	struct event ev;
	struct desk d;

	(void)state;
	begin(&d);
	looked(&d, "/a b.txt", 5, ERR_NONE);
	desk_type(&d, "see");
	effects_clear(&d.e);
	event_init(&ev, EVENT_TICK);
	ev.at_ms = d.now_ms + 1000;
	desk_reduce(&d, &ev);
	draft = strdup(desk_effect(&d, EFFECT_DRAFT)->text);
	desk_end(&d);

	begin(&d);
	model_restore_draft(d.m, 5, draft, false);
	assert_string_equal(desk_input(&d, 5), "see");
	assert_int_equal(chat(&d)->n_attached, 1);
	effects_clear(&d.e);
	event_init(&ev, EVENT_TICK);
	ev.at_ms = d.now_ms + 1000;
	d.m->link = LINK_CONNECTING;
	desk_reduce(&d, &ev);
	assert_null(desk_effect(&d, EFFECT_FILE_LOOK));
	d.m->link = LINK_LIVE;
	desk_reduce(&d, &ev);
	assert_string_equal(desk_effect(&d, EFFECT_FILE_LOOK)->text,
	    "/a b.txt");
	looked(&d, "/a b.txt", 0, ERR_NOT_FOUND);
	assert_int_equal(chat(&d)->n_attached, 0);
	free(draft);
	desk_end(&d);
}

/* What came has a safe name, and nothing opens it but a key. */
static void
incoming(void **state)
{
	const struct file file = { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"../../\xe2\x80\xaegpj.exe", "image/png", 1200000 };
	struct event ev;
	struct desk d;

	(void)state;
	begin(&d);
	assert_false(command_run(d.m, "file", &d.e));
	ev = desk_event(&d, EVENT_MESSAGE, 5, ACTOR_VISITOR, 0);
	ev.files = &file;
	ev.n_files = 1;
	desk_reduce(&d, &ev);
	assert_string_equal(chat(&d)->lines[chat(&d)->n_lines - 1].shown,
	    "⎙ _gpj.exe (1.2 MB)");
	assert_null(desk_effect(&d, EFFECT_FILE_OPEN));
	effects_clear(&d.e);
	assert_true(command_run(d.m, "file 1 open", &d.e));
	assert_string_equal(desk_submit(&d, ACTION_FETCH_FILE)->file_id,
	    file.id);
	assert_null(desk_effect(&d, EFFECT_FILE_OPEN));
	event_init(&ev, EVENT_FILE_SAVED);
	ev.client_id = file.id;
	ev.name = "/d/_gpj.exe";
	desk_reduce(&d, &ev);
	assert_string_equal(desk_effect(&d, EFFECT_FILE_OPEN)->text,
	    "/d/_gpj.exe");
	assert_false(command_run(d.m, "file 2", &d.e));
	desk_end(&d);
}

/* A capital letter opens; what may deceive wants its key again. */
static void
letters(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_says(&d, 5, "https://xn--a.example/ or 4481-22");
	assert_true(command_run(d.m, "hints", &d.e));
	desk_key(&d, "Tab");
	effects_clear(&d.e);
	desk_key(&d, "A");
	assert_null(desk_effect(&d, EFFECT_FILE_OPEN));
	desk_key(&d, "Ф");
	assert_string_equal(desk_effect(&d, EFFECT_FILE_OPEN)->text,
	    "https://xn--a.example/");
	assert_true(command_run(d.m, "hints", &d.e));
	desk_key(&d, "Tab");
	desk_key(&d, "ы");
	assert_string_equal(desk_effect(&d, EFFECT_COPY)->text, "4481-22");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_goes_with_the_next_message),
		cmocka_unit_test(what_cannot_be_sent),
		cmocka_unit_test(all_that_may_go),
		cmocka_unit_test(the_list_holds_still),
		cmocka_unit_test(refused),
		cmocka_unit_test(kept_with_the_draft),
		cmocka_unit_test(incoming),
		cmocka_unit_test(letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
