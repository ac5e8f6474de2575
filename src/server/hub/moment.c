/* SPDX-License-Identifier: GPL-3.0-or-later */
/* moment.c - news that may be lost: who types, who is there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "server/hub/internal.h"

#define TYPING_MS    6000	/* forgotten without news */
#define SAID_MS	     600000	/* a number may go on so long */
#define MOMENT_BYTES 8192

void
moment_push(struct hub *h, const struct event *ev)
{
	struct moment *m = &h->moments[h->n_moments++ % HUB_MOMENTS];
	struct event dated = *ev;
	struct json_out w;
	struct str text;

	dated.at_ms = clock_now_ms();
	str_init(&text, MOMENT_BYTES);
	json_begin(&w, &text);
	proto_event_write(&w, NULL, &dated, PROTO_FOR_OPERATOR);
	free(m->json);
	m->type = ev->type;
	m->conversation_id = ev->conversation_id;
	m->by = ev->by;
	m->len = text.len;
	m->json = str_take(&text);
}

void
moment_clear(struct hub *h)
{
	struct typing *typing;
	size_t i = 0;

	for (int k = 0; k < HUB_MOMENTS; k++)
		free(h->moments[k].json);
	while ((typing = map_next(&h->typing, &i)) != NULL)
		free(typing);
	map_clear(&h->typing);
}

/* --- typing ------------------------------------------------------------ */

bool
moment_operator_types(const struct hub *h, int64_t conversation_id)
{
	const struct typing *t = map_find(&h->typing, conversation_id);

	return t != NULL && t->operator_until_ms > h->clock_ms;
}

static void
push_typing(struct hub *h, const struct typing *t, enum actor by,
    bool is_typing)
{
	struct event ev;

	event_init(&ev, EVENT_TYPING);
	ev.conversation_id = t->conversation_id;
	ev.by = by;
	ev.by_id = by == ACTOR_OPERATOR ? t->operator_id : 0;
	ev.is_typing = is_typing;
	if (by == ACTOR_VISITOR && is_typing)
		ev.text = t->preview;
	moment_push(h, &ev);
}

/* True: it is other than before. */
static bool
set_typing(struct hub *h, struct typing *t, enum actor by, bool is_typing,
    const char *preview)
{
	int64_t *until = by == ACTOR_VISITOR ? &t->visitor_until_ms :
	    &t->operator_until_ms;
	bool was_typing = *until > h->clock_ms;
	bool has_changed = was_typing != is_typing;

	if (by == ACTOR_VISITOR && is_typing &&
	    strcmp(t->preview, preview) != 0) {
		str_copy(t->preview, sizeof t->preview, preview);
		has_changed = true;
	}
	*until = is_typing ? h->clock_ms + TYPING_MS : 0;
	return has_changed;
}

static struct typing *
get_typing(struct hub *h, int64_t conversation_id)
{
	struct typing *t = map_find(&h->typing, conversation_id);

	if (t != NULL)
		return t;
	t = mem_new(struct typing);
	t->conversation_id = conversation_id;
	map_put(&h->typing, conversation_id, t);
	return t;
}

void
moment_said(struct hub *h, int64_t conversation_id, const char *text)
{
	size_t len = strlen(text), at = len > MASK_TAIL_BYTES ?
	    len - MASK_TAIL_BYTES : 0;
	struct typing *t = map_find(&h->typing, conversation_id);

	if (t == NULL && !mask_may_begin(text))
		return;
	while (((unsigned char)text[at] & 0xc0) == 0x80)
		at++;
	t = get_typing(h, conversation_id);
	str_copy(t->said, sizeof t->said, mask_may_begin(text) ? text + at :
	    "");
	t->said_until_ms = h->clock_ms + SAID_MS;
}

static void
mask_preview(const struct hub *h, const struct typing *t, char *preview)
{
	char said[MASK_TAIL_BYTES + 1];
	char *parts[] = { said, preview };

	mask_text(&h->config.mask, preview, MASK_PREVIEW);
	str_copy(said, sizeof said, t->said);
	if (said[0] != '\0')
		mask_over(&h->config.mask, parts, 2, MASK_PREVIEW);
}

/* An owner and who has joined write to their customer, a visitor to the desk,
 * a member into their room; others' typing is nobody's business. */
static bool
may_type(const struct hub *h, const struct desk_sender *s,
    const struct conversation *c)
{
	if (c == NULL || h->is_shut)
		return false;
	if (s->kind == ACTOR_VISITOR)
		return s->conversation_id == c->id &&
		    c->state != CONVERSATION_CLOSED;
	if (c->state == CONVERSATION_TEAM)
		return s->kind == ACTOR_OPERATOR && desk_in_room(
		    desk_operator(h->desk, s->operator_id), c);
	return s->kind == ACTOR_OPERATOR &&
	    conversation_has_voice(c, s->operator_id);
}

void
hub_typing(struct hub *h, const struct desk_sender *s,
    int64_t conversation_id, bool is_typing, const char *preview)
{
	char masked[MAX_PREVIEW_BYTES + 1];
	struct typing *t;

	if (!may_type(h, s, desk_conversation(h->desk, conversation_id)))
		return;
	t = get_typing(h, conversation_id);
	/* Another member of a room: the one before is heard no more. */
	if (s->kind == ACTOR_OPERATOR && t->operator_id != s->operator_id &&
	    t->operator_until_ms > h->clock_ms) {
		if (!is_typing)
			return;
		push_typing(h, t, ACTOR_OPERATOR, false);
		t->operator_until_ms = 0;
	}
	if (s->kind == ACTOR_OPERATOR)
		t->operator_id = s->operator_id;
	str_copy(masked, sizeof masked, preview == NULL ? "" : preview);
	mask_preview(h, t, masked);
	if (!set_typing(h, t, s->kind, is_typing, masked))
		return;
	push_typing(h, t, s->kind, is_typing);
	waiters_wake_operators(h);
	if (s->kind == ACTOR_OPERATOR)
		waiters_wake_visitors(h, conversation_id);
}

/* Who hears of a message after a cut must not hear of its typing behind it. */
static void
forget_typing(struct hub *h, int64_t conversation_id, enum actor by)
{
	for (int k = 0; k < HUB_MOMENTS; k++) {
		struct moment *m = &h->moments[k];

		if (m->conversation_id != conversation_id || m->by != by)
			continue;
		free(m->json);
		m->json = NULL;
	}
}

void
moment_stop(struct hub *h, int64_t conversation_id, enum actor by)
{
	struct typing *t = map_find(&h->typing, conversation_id);

	if (t == NULL || by == ACTOR_SYSTEM)
		return;
	set_typing(h, t, by, false, "");
	forget_typing(h, conversation_id, by);
}

void
moment_forget(struct hub *h, int64_t conversation_id)
{
	for (int i = 0; i < HUB_MOMENTS; i++) {
		struct moment *m = &h->moments[i];

		if (m->conversation_id != conversation_id)
			continue;
		free(m->json);
		m->json = NULL;
	}
	free(map_remove(&h->typing, conversation_id));
}

static bool
has_passed(int64_t *until_ms, int64_t now_ms)
{
	if (*until_ms == 0 || *until_ms > now_ms)
		return false;
	*until_ms = 0;
	return true;
}

/* One that has nothing to remember any more, or NULL. */
static struct typing *
expire(struct hub *h)
{
	struct typing *t, *over = NULL;
	size_t i = 0;

	while ((t = map_next(&h->typing, &i)) != NULL) {
		if (has_passed(&t->visitor_until_ms, h->clock_ms))
			push_typing(h, t, ACTOR_VISITOR, false);
		if (has_passed(&t->operator_until_ms, h->clock_ms))
			push_typing(h, t, ACTOR_OPERATOR, false);
		if (has_passed(&t->said_until_ms, h->clock_ms))
			t->said[0] = '\0';
		if (t->visitor_until_ms == 0 && t->operator_until_ms == 0 &&
		    t->said_until_ms == 0)
			over = t;
	}
	return over;
}

void
moment_tick(struct hub *h)
{
	struct typing *over;

	while ((over = expire(h)) != NULL) {
		int64_t id = over->conversation_id;

		map_remove(&h->typing, id);
		free(over);
		waiters_wake_visitors(h, id);
	}
}
