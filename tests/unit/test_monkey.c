/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any keys, any events, in any order: the console holds what it promises. */
#include <stdlib.h>

#include "console_desk.h"

#define ROUNDS 100
#define STEPS  300
#define CHATS  8

static const char *const keys[] = {
	"Enter", "M-Enter", "C-j", "Tab", "Esc", "C-c", "C-g", "C-n", "M-1",
	"M-2", "M-3", "M-9", "PgUp", "PgDn", "C-f", "C-x", "z", " ", "C-l",
	"Up", "Down", "Left", "Right", "Home", "End", "C-p", "Backspace",
	"Delete", "S-Tab", "n", "s", "x", "C-w", "C-u", "C-k", "C-y", "C-_", "C-t", "F1", "F2", "F3",
	"F4", "F5", "F6", "S-F6", "F7", "F8", "F9", "M-a", "M-ф", "C-я",
	"FocusIn", "FocusOut", "/", ";", "1", "2", "9", "a", "r", "e", "f",
	"ж", "я", "ё", "ł", "日", "\xcc\x81", "{", "}", ".", "Unknown",
};

static const char *const lines[] = {
	"/take next", "/take 3", "/transfer olga -- x", "/note hm",
	"/close solved", "/canned refund", "/customer name X", "/find a",
	"/open 2", "/open iv", "/layout grid", "/layout one", "/panes 9",
	"/panes 2", "/zoom", "/sidebar enter", "/busy", "/online",
	"/language ru", "/alerts test", "/reload", "/help take", "/menu",
	"/list", "/redraw", "/scroll up", "/choose down", "/cancel", "//x",
	"/", "/nothing", "/transfer --best", "/nonsense", "/later 20m",
	"/later now", "/pin", "/move 2", "/move 9", "/pane next",
	"/pane previous", "/layout main", "/layout rows", "/panes 4",
};

static uint32_t
random_next(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void
any_event(struct desk *d, uint32_t *seed)
{
	static const enum event_type own[] = { EVENT_TRANSCRIPT,
		EVENT_STORED, EVENT_REFUSED, EVENT_LINK, EVENT_CUSTOMER,
		EVENT_OPERATOR, EVENT_CANNED, EVENT_TYPING, EVENT_PRESENCE };
	struct event ev = desk_event(d,
	    (enum event_type)(random_next(seed) % (EVENT_READ + 1)),
	    1 + (int64_t)(random_next(seed) % CHATS),
	    (enum actor)(random_next(seed) % ACTORS), ANNA);

	if (random_next(seed) % 3 == 0)
		ev.type = own[random_next(seed) % (sizeof own / sizeof *own)];
	if (random_next(seed) % 4 == 0)
		ev.seq = d->seq -= 1;
	ev.operator_id = (int64_t)(random_next(seed) % 4);
	ev.department_id = CARDS;
	ev.upto = d->seq;
	ev.text = "some {text}\nof two lines";
	ev.name = random_next(seed) % 2 ? "Ivan" : "";
	ev.customer_id = 100 + ev.conversation_id;
	ev.link = (enum link_state)(random_next(seed) % 5);
	ev.is_typing = random_next(seed) % 2;
	ev.is_final = random_next(seed) % 2;
	ev.code = (enum err_code)(random_next(seed) % ERR_CODES);
	if (d->m->n_pending > 0 && random_next(seed) % 2)
		ev.client_id = d->m->pending[random_next(seed) %
		    (uint32_t)d->m->n_pending].client_id;
	desk_reduce(d, &ev);
}

static void
any_snapshot(struct desk *d, uint32_t *seed)
{
	struct snapshot_conversation list[CHATS] = { { .n_events = 0 } };
	struct event line;
	size_t n = random_next(seed) % CHATS;

	event_init(&line, EVENT_MESSAGE);
	line.seq = ++d->seq;
	for (size_t i = 0; i < n; i++) {
		list[i].conversation.id = (int64_t)i + 1;
		list[i].conversation.operator_id =
		    (int64_t)(random_next(seed) % 3);
		list[i].conversation.state = (enum conversation_state)(
		    random_next(seed) % CONVERSATION_STATES);
		list[i].conversation.last_seq = d->seq;
		list[i].conversation.version = d->seq;
		list[i].events = &line;
		list[i].n_events = 1;
	}
	desk_snapshot(d, list, n);
	desk_ids(d);
}

static void
check_chat(const struct desk *d, const struct chat *c)
{
	int64_t last = 0;

	assert_true(c->input.at <= c->input.text.len);
	assert_true(c->place.seq >= 0);
	assert_true(c->number >= 0 && c->number <= 99);
	if (model_is_mine(d->m, c))
		assert_true(c->number > 0);
	for (size_t i = 0; i < c->n_lines; i++) {
		assert_non_null(c->lines[i].text);
		if (last == INT64_MAX)
			assert_int_equal(c->lines[i].seq, 0);
		else if (c->lines[i].seq != 0)
			assert_true(c->lines[i].seq > last);
		last = c->lines[i].seq == 0 ? INT64_MAX : c->lines[i].seq;
	}
}

static void
check_all(const struct desk *d)
{
	const struct ui *ui = &d->m->ui;
	struct pick rows[PICKER_MAX];

	for (size_t i = 0; i < d->m->n_chats; i++) {
		check_chat(d, d->m->chats[i]);
		for (size_t k = 0; k < i; k++)
			assert_true(d->m->chats[i]->number == 0 ||
			    d->m->chats[i]->number != d->m->chats[k]->number);
	}
	assert_true(ui->n_panes >= 1 && ui->n_panes <= MODEL_PANES);
	assert_true(ui->focus_id == 0 || model_focused(d->m) != NULL);
	for (int i = 0; i < ui->n_panes; i++) {
		assert_true(ui->panes[i] == 0 ||
		    model_find_chat(d->m, ui->panes[i]) != NULL);
		for (int k = 0; k < i; k++)
			assert_true(ui->panes[i] == 0 ||
			    ui->panes[i] != ui->panes[k]);
	}
	if (ui->focus_id != 0)
		assert_true(model_is_shown(d->m, model_focused(d->m)));
	assert_true(ui->query.at <= ui->query.text.len);
	picker_rows(d->m, rows, PICKER_MAX);
	/* All that is kept is well formed. */
	for (int i = 0; i < d->e.n; i++)
		if (d->e.list[i].type == EFFECT_SUBMIT) {
			struct err err = { .code = ERR_NONE };

			if (!action_check(&d->e.list[i].action, &err))
				fail_msg("%s: %s",
				    action_name(d->e.list[i].action.type),
				    err.text);
		}
}

/* A command line, typed on an empty input. */
static void
any_line(struct desk *d, uint32_t *seed)
{
	desk_key(d, "Esc");
	desk_key(d, "Esc");
	desk_key(d, "C-u");
	effects_clear(&d->e);
	desk_type(d, lines[random_next(seed) %
	    (sizeof lines / sizeof *lines)]);
	desk_key(d, "Enter");
}

static void
one_step(struct desk *d, uint32_t *seed)
{
	uint32_t what = random_next(seed) % 20;

	if (what < 12)
		desk_key(d, keys[random_next(seed) %
		    (sizeof keys / sizeof *keys)]);
	else if (what < 14)
		any_line(d, seed);
	else if (what < 18)
		any_event(d, seed);
	else if (what == 18)
		desk_tick(d, random_next(seed) % 2 ? 1000 : 700000);
	else if (random_next(seed) % 3 == 0)
		model_resize(d->m, (int)(random_next(seed) % 60),
		    (int)(random_next(seed) % 200));
	else if (random_next(seed) % 3 == 0)
		any_snapshot(d, seed);
	else
		model_paste(d->m, "pasted\r\ntext \xff", 14, &d->e);
}

static void
any_keys_and_events(void **state)
{
	(void)state;
	for (uint32_t round = 1; round <= ROUNDS; round++) {
		uint32_t seed = round * 2654435761u | 1;
		struct desk d;

		desk_start(&d);
		for (int64_t id = 1; id <= 4; id++)
			desk_mine(&d, id, "Somebody", "ru");
		for (int i = 0; i < STEPS; i++) {
			int64_t focus_id = d.m->ui.focus_id;
			int64_t n_keys = d.m->ui.n_keys;

			effects_clear(&d.e);
			one_step(&d, &seed);
			check_all(&d);
			if (n_keys == d.m->ui.n_keys && focus_id != 0 &&
			    d.m->ui.take_keys != n_keys)
				assert_int_equal(
				    d.m->ui.focus_id, focus_id);
		}
		desk_end(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_keys_and_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
