/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Never the wrong customer: ten thousand times an operator goes somewhere,
 * writes, sends, transfers, closes, and between every two keys the world changes:
 * lists are sorted anew, conversations are closed, transferred, reopened, taken
 * by others, the line is lost, the window changes.
 *
 * The operator writes what the prompt of the last frame tells: to conversation 3
 * nothing but the letter "c". So whatever else a line holds is somebody else's.
 */
#include <stdlib.h>

#include "console_desk.h"

#define DESKS	  100
#define SEQUENCES 100	/* of each */
#define KEYS	  12	/* of a sequence */
#define CHATS	  7

static uint32_t
random_next(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static int64_t
any_of(uint32_t *seed, int64_t n)
{
	return 1 + (int64_t)(random_next(seed) % (uint32_t)n);
}

/* --- the world ------------------------------------------------------------------ */

static void
any_snapshot(struct desk *d, uint32_t *seed)
{
	struct snapshot_conversation list[CHATS];
	size_t n = 0;

	/* Backwards, and some are missing. */
	for (int64_t id = CHATS; id >= 1; id--) {
		const struct chat *c = model_find_chat(d->m, id);

		if (c == NULL || c->c.last_seq == 0 ||
		    random_next(seed) % 4 == 0)
			continue;
		list[n++] = (struct snapshot_conversation){
			.conversation = c->c, .is_complete = false };
	}
	desk_snapshot(d, list, n);
	desk_ids(d);
}

static void
any_link(struct desk *d, uint32_t *seed)
{
	struct event ev;

	event_init(&ev, EVENT_LINK);
	ev.link = (enum link_state)(random_next(seed) % 5);
	desk_reduce(d, &ev);
	ev.link = LINK_LIVE;
	if (random_next(seed) % 2 == 0)
		desk_reduce(d, &ev);
}

static void
any_answer(struct desk *d, uint32_t *seed)
{
	char id[CLIENT_ID_BYTES + 1];
	struct event ev;

	if (d->m->n_pending == 0)
		return;
	snprintf(id, sizeof id, "%s", d->m->pending[random_next(seed) %
	    (uint32_t)d->m->n_pending].client_id);
	if (random_next(seed) % 2 == 0) {
		desk_refuses(d, id, ERR_CONFLICT, true);
		return;
	}
	event_init(&ev, EVENT_STORED);
	ev.client_id = id;
	desk_reduce(d, &ev);
}

static void
reopens(struct desk *d, int64_t id, int64_t who)
{
	struct event ev =
	    desk_event(d, EVENT_REOPENED, id, ACTOR_VISITOR, 0);

	ev.operator_id = who;
	desk_reduce(d, &ev);
}

/* Some of them have numbers of conversations that go on. */
static void
any_record(struct desk *d, uint32_t *seed)
{
	struct earlier before[3] = { { .conversation_id = 0 } };
	struct customer customer = { .id = 100 + any_of(seed, CHATS),
		.name = "", .contact = "", .language = "", .note = "",
		.earlier = before, .n_earlier = 3 };
	struct event ev;

	for (int i = 0; i < 3; i++)
		before[i] = (struct earlier){ .operator_name = "",
			.subject = "", .outcome = "", .closed_ms = 1,
			.conversation_id = any_of(seed, 2 * CHATS) };
	event_init(&ev, EVENT_CUSTOMER_RECORD);
	ev.customer = &customer;
	desk_reduce(d, &ev);
}

static void
any_transcript(struct desk *d, uint32_t *seed)
{
	struct event line, ev;

	if (d->m->earlier == NULL)
		return;
	event_init(&line, EVENT_MESSAGE);
	line.seq = any_of(seed, 50);
	line.conversation_id = d->m->earlier->c.id;
	line.text = "of long ago";
	event_init(&ev, EVENT_TRANSCRIPT);
	ev.conversation_id = d->m->earlier->c.id;
	ev.batch = &line;
	ev.n_batch = 1;
	ev.is_complete = random_next(seed) % 2 == 0;
	desk_reduce(d, &ev);
	d->m->earlier->shown.is_instead = random_next(seed) % 2 == 0;
}

static void
disturb(struct desk *d, uint32_t *seed)
{
	int64_t id = any_of(seed, CHATS), who = any_of(seed, 3);

	switch (random_next(seed) % 14) {
	case 0:
		desk_closes(d, id);
		break;
	case 1:
		desk_transfers(d, id, who, any_of(seed, 3));
		break;
	case 2:
		desk_takes(d, id, who);
		break;
	case 3:
		reopens(d, id, random_next(seed) % 2 == 0 ? 0 : who);
		break;
	case 4:
		model_resize(d->m, 5 + (int)(random_next(seed) % 60),
		    20 + (int)(random_next(seed) % 200));
		break;
	case 5:
		any_link(d, seed);
		break;
	case 6:
		any_snapshot(d, seed);
		break;
	case 7:
		desk_tick(d, random_next(seed) % 2 == 0 ? 1000 : 300000);
		break;
	case 8:
		any_answer(d, seed);
		break;
	case 9:
		desk_mine(d, id, "Somebody", "ru");
		break;
	case 10:
		any_record(d, seed);
		break;
	case 11:
		any_transcript(d, seed);
		break;
	default:
		desk_says(d, id, "and what of me?");
	}
}

/* --- what goes out ------------------------------------------------------------------ */

/* What the operator saw when the key was pressed. */
struct seen {
	int64_t focus_id, best_id, selected;
	enum overlay overlay;
};

static void
check_text(int64_t id, const char *text, const char *what)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z' && *p != 'a' + (char)id - 1)
			fail_msg("%s of conversation %lld has \"%s\"", what,
			    (long long)id, text);
}

static void
check_action(const struct action *a, const struct seen *seen)
{
	switch (a->type) {
	case ACTION_MESSAGE:
	case ACTION_NOTE:
		check_text(a->conversation_id, a->text, "the message");
		break;
	case ACTION_TRANSFER:
		/* By F6 at once, to whom the screen named. */
		if (seen->overlay == OVERLAY_NONE) {
			assert_int_equal(a->conversation_id, seen->focus_id);
			assert_int_equal(a->operator_id, seen->best_id);
		}
		break;
	case ACTION_CLOSE:
	case ACTION_OUTCOME:
	case ACTION_ASIDE:
		assert_int_equal(a->conversation_id, seen->focus_id);
		break;
	default:
		break;
	}
}

static void
check_effects(const struct desk *d, const struct seen *seen)
{
	for (int i = 0; i < d->e.n; i++) {
		const struct effect *f = &d->e.list[i];

		if (f->type == EFFECT_SUBMIT)
			check_action(&f->action, seen);
		else if (f->type == EFFECT_DRAFT && f->text != NULL)
			check_text(f->conversation_id, f->text, "the draft");
	}
	for (size_t i = 0; i < d->m->n_chats; i++)
		check_text(d->m->chats[i]->c.id,
		    d->m->chats[i]->input.text.data, "the input");
}

/* --- the operator --------------------------------------------------------------------- */

static const char *
any_key(const struct seen *seen, uint32_t *seed, char *letter)
{
	static const char *const keys[] = { "Enter", "Enter", "Enter",
		"M-1", "M-2", "M-3", "M-4", "C-n", "C-n", "F2", "Up", "Down",
		"S-Tab", "C-x", "z", "n", "s", "F5", "F6", "F7", "F8", "Esc",
		"PgUp", "Backspace", "C-f", "C-r", "F3", "C-x", "C-z", "r",
		"u", "y", "o", "p", "g", "h", "C-_", "C-w", "C-k",
		"Tab", "Tab", "C-x", "v", "v", "0", "q", "Home" };

	if (random_next(seed) % 3 != 0 && seen->focus_id != 0) {
		letter[0] = (char)('a' + seen->focus_id - 1);
		letter[1] = '\0';
		return letter;
	}
	return keys[random_next(seed) % (sizeof keys / sizeof *keys)];
}

/* Letters of chords go nowhere else; as letters they would be somebody's. */
static bool
is_stray(const struct desk *d, const char *key, const struct seen *seen)
{
	if (strcmp(key, "q") == 0 && model_reads_earlier(d->m))
		return false;
	return key[1] == '\0' && d->m->ui.prefix[0] == '\0' &&
	    (seen->focus_id == 0 || key[0] != 'a' + (char)seen->focus_id - 1);
}

static void
press(struct desk *d, uint32_t *seed, uint32_t *n_read)
{
	struct seen seen = { d->m->ui.focus_id, d->m->ui.best_id,
		d->m->ui.selected, d->m->ui.overlay };
	char letter[2];
	const char *key = any_key(&seen, seed, letter);
	int64_t take_keys = d->m->ui.take_keys;
	bool had_earlier;

	if (d->m->ui.prefix[0] != '\0' && random_next(seed) % 2 == 0)
		key = "v";
	for (uint32_t n = random_next(seed) % 3; n > 0; n--)
		disturb(d, seed);
	check_effects(d, &seen);
	/* The focus moves by keys only; the answer to F5 is one of them. */
	if (take_keys != d->m->ui.n_keys)
		assert_int_equal(d->m->ui.focus_id, seen.focus_id);
	seen.focus_id = d->m->ui.focus_id;
	if (d->m->ui.prefix[0] == '\0' && is_stray(d, key, &seen))
		return;
	effects_clear(&d->e);
	had_earlier = d->m->earlier != NULL;
	desk_key(d, key);
	check_effects(d, &seen);
	if (had_earlier != (d->m->earlier != NULL)) {
		/* It came or went: who is in front has not changed, but by
		 * a key that goes elsewhere. */
		assert_int_equal(d->m->ui.focus_id, seen.focus_id);
		*n_read += 1;
	}
	/* Enter in the list goes to the row that was marked, or nowhere. */
	if (seen.overlay == OVERLAY_LIST && strcmp(key, "Enter") == 0 &&
	    d->m->ui.focus_id != seen.focus_id)
		assert_int_equal(d->m->ui.focus_id, seen.selected);
	effects_clear(&d->e);
	model_shown(d->m);
}

static void
ten_thousand_sequences(void **state)
{
	uint32_t n_sent = 0, n_read = 0;

	(void)state;
	for (uint32_t round = 1; round <= DESKS; round++) {
		uint32_t seed = round * 2654435761u | 1;
		struct desk d;

		desk_start(&d);
		for (int64_t id = 1; id <= 4; id++)
			desk_mine(&d, id, "Somebody", "ru");
		/* Half of them hold back what they send. */
		d.m->prefs.send_hold_ms = round % 2 != 0 ? 3000 : 0;
		model_shown(d.m);
		for (int i = 0; i < SEQUENCES; i++) {
			desk_key(&d, "Esc");
			desk_key(&d, "Esc");
			effects_clear(&d.e);
			model_shown(d.m);
			for (int k = 0; k < KEYS; k++)
				press(&d, &seed, &n_read);
		}
		for (size_t i = 0; i < d.m->n_chats; i++)
			for (size_t k = 0; k < d.m->chats[i]->n_lines; k++)
				n_sent += d.m->chats[i]->lines[k].by ==
				    ACTOR_OPERATOR;
		desk_end(&d);
	}
	/* They did write. */
	assert_true(n_sent > DESKS);
	/* And they did read. */
	assert_true(n_read > DESKS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_thousand_sequences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
