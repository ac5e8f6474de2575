/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages with files, taken back while they wait or are on their way. */
#include <stdlib.h>

#include "console/model/internal.h"
#include "console_desk.h"

#define HOLD_MS 10000

static void
looked(struct desk *d, const char *path)
{
	struct event ev;

	event_init(&ev, EVENT_FILE_LOOKED);
	ev.conversation_id = 5;
	ev.name = path;
	ev.total = 1000;
	ev.upto = 77;
	desk_reduce(d, &ev);
}

static void
begin(struct desk *d)
{
	desk_start(d);
	d->m->max_file_bytes = 1000000;
	desk_mine(d, 5, "Ivan", "ru");
	desk_key(d, "M-1");
	looked(d, "/docs/bill.pdf");
	desk_type(d, "here");
	effects_clear(&d->e);
}

static const struct chat *
chat(const struct desk *d)
{
	return model_find_chat(d->m, 5);
}

static const struct line *
last_line(const struct desk *d)
{
	return &chat(d)->lines[chat(d)->n_lines - 1];
}

static void
wait_ms(struct desk *d, int64_t ms)
{
	struct event ev;

	event_init(&ev, EVENT_TICK);
	d->now_ms += ms;
	ev.at_ms = d->now_ms;
	desk_reduce(d, &ev);
}

static int
count(const struct desk *d, enum effect_type type)
{
	int n = 0;

	for (int i = 0; i < d->e.n; i++)
		n += d->e.list[i].type == type;
	return n;
}

static void
an_upload_comes_back(void **state)
{
	char message[CLIENT_ID_BYTES + 1], file[CLIENT_ID_BYTES + 1];
	const struct effect *ask;
	struct desk d;
	int n_unsent;

	(void)state;
	begin(&d);
	n_unsent = d.m->n_unsent;
	desk_key(&d, "Enter");
	str_copy(file, sizeof file, desk_submit(&d, ACTION_FILE)->client_id);
	str_copy(message, sizeof message,
	    desk_submit(&d, ACTION_MESSAGE)->client_id);
	effects_clear(&d.e);
	desk_key(&d, "C-x");
	desk_key(&d, "C-k");
	ask = desk_effect(&d, EFFECT_WITHDRAW);
	assert_string_equal(ask->text, message);
	assert_string_equal(ask->body, file);
	/* Nothing has changed before the answer. */
	assert_int_equal(last_line(&d)->n_files, 1);
	effects_clear(&d.e);
	model_withdrawn(d.m, message, true, &d.e);
	assert_string_equal(desk_input(&d, 5), "here");
	assert_int_equal(chat(&d)->n_attached, 1);
	assert_string_equal(chat(&d)->attached[0].path, "/docs/bill.pdf");
	assert_int_equal(chat(&d)->attached[0].changed_ms, 77);
	assert_int_equal(d.m->n_unsent, n_unsent);
	assert_null(submit_find(d.m, message));
	assert_null(submit_find(d.m, file));
	assert_int_equal(d.m->n_sending, 0);
	/* On disk before the outbox forgets it; the message before its file. */
	assert_int_equal(d.e.list[0].type, EFFECT_DRAFT);
	assert_string_equal(d.e.list[0].text, "here\036/docs/bill.pdf");
	assert_int_equal(d.e.list[1].type, EFFECT_FORGET);
	assert_string_equal(d.e.list[1].action.client_id, message);
	assert_string_equal(d.e.list[2].action.client_id, file);
	/* What the desk says of it later is nobody's. */
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_string_not_equal(desk_submit(&d, ACTION_FILE)->client_id, file);
	desk_end(&d);
}

static void
it_may_be_too_late(void **state)
{
	char message[CLIENT_ID_BYTES + 1];
	struct desk d;

	(void)state;
	begin(&d);
	assert_false(command_run(d.m, "unsend", &d.e));
	desk_key(&d, "Enter");
	str_copy(message, sizeof message,
	    desk_submit(&d, ACTION_MESSAGE)->client_id);
	effects_clear(&d.e);
	model_withdrawn(d.m, message, false, &d.e);
	assert_int_equal(d.e.n, 0);
	assert_int_equal(last_line(&d)->n_files, 1);
	assert_string_equal(desk_input(&d, 5), "");
	desk_end(&d);
}

/* A chip that would not fit would be lost. */
static void
there_must_be_room(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	desk_key(&d, "Enter");
	for (int i = 0; i < MAX_MESSAGE_FILES; i++) {
		char path[8];

		snprintf(path, sizeof path, "/%d", i);
		looked(&d, path);
	}
	effects_clear(&d.e);
	assert_false(command_run(d.m, "unsend", &d.e));
	assert_null(desk_effect(&d, EFFECT_WITHDRAW));
	assert_int_equal(chat(&d)->n_attached, MAX_MESSAGE_FILES);
	desk_end(&d);
}

static void
a_file_is_held_with_its_message(void **state)
{
	const struct action *upload, *message;
	struct desk d;

	(void)state;
	begin(&d);
	d.m->prefs.send_hold_ms = HOLD_MS;
	desk_key(&d, "Enter");
	assert_null(desk_submit(&d, ACTION_FILE));
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_int_equal(chat(&d)->n_attached, 0);
	assert_int_equal(last_line(&d)->state, LINE_HELD);
	assert_non_null(strstr(last_line(&d)->shown, "bill.pdf (1 kB)"));
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text,
	    "here\036/docs/bill.pdf");
	effects_clear(&d.e);
	wait_ms(&d, HOLD_MS);
	upload = desk_submit(&d, ACTION_FILE);
	message = desk_submit(&d, ACTION_MESSAGE);
	assert_string_equal(upload->path, "/docs/bill.pdf");
	assert_int_equal(upload->changed_ms, 77);
	assert_string_equal(message->text, "here");
	assert_string_equal(message->files, upload->client_id);
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text, "");
	desk_end(&d);
}

static void
what_is_held_comes_back(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	d.m->prefs.send_hold_ms = HOLD_MS;
	desk_key(&d, "Enter");
	effects_clear(&d.e);
	desk_key(&d, "C-x");
	desk_key(&d, "-");
	assert_int_equal(d.m->n_held, 0);
	assert_string_equal(desk_input(&d, 5), "here");
	assert_int_equal(chat(&d)->n_attached, 1);
	assert_int_equal(chat(&d)->attached[0].changed_ms, 77);
	assert_string_equal(desk_effect(&d, EFFECT_DRAFT)->text,
	    "here\036/docs/bill.pdf");
	wait_ms(&d, HOLD_MS);
	assert_null(desk_submit(&d, ACTION_FILE));
	desk_end(&d);
}

/* A file alone is a message, and what does not fit a draft goes before. */
static void
several_are_held(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	d.m->prefs.send_hold_ms = HOLD_MS;
	desk_key(&d, "Enter");
	for (int i = 0; i < MAX_MESSAGE_FILES; i++) {
		char path[8];

		snprintf(path, sizeof path, "/%d", i);
		looked(&d, path);
	}
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_int_equal(d.m->n_held, 1);
	assert_int_equal(count(&d, EFFECT_SUBMIT), 2);
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text, "here");
	effects_clear(&d.e);
	wait_ms(&d, HOLD_MS);
	assert_int_equal(count(&d, EFFECT_SUBMIT), MAX_MESSAGE_FILES + 1);
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text, "");
	assert_int_equal(strlen(desk_submit(&d, ACTION_MESSAGE)->files),
	    FILE_IDS_BYTES - 1);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_upload_comes_back),
		cmocka_unit_test(it_may_be_too_late),
		cmocka_unit_test(there_must_be_room),
		cmocka_unit_test(a_file_is_held_with_its_message),
		cmocka_unit_test(what_is_held_comes_back),
		cmocka_unit_test(several_are_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
