/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fold.c - what a visitor reads of what is stored: a message as it is now. What
 * it said before, or had with it before it was taken back, is for operators.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/hub/internal.h"

#define EVENT_BYTES (256 * 1024)

static const struct fold_edit *
find(const struct fold *f, int64_t message)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->edits[i].message == message)
			return &f->edits[i];
	return NULL;
}

/* False: a later one has been told. */
static bool
keep_edit(struct fold *f, const struct event *ev)
{
	if (find(f, ev->upto) != NULL)
		return false;
	f->edits = mem_grow(f->edits, f->n, f->n + 1, sizeof *f->edits);
	f->edits[f->n++] = (struct fold_edit){ ev->upto,
	    mem_dup(ev->text != NULL ? ev->text : "") };
	return true;
}

static void
say_anew(const struct fold *f, struct event *ev)
{
	const struct fold_edit *edit = find(f, ev->seq);

	if (edit == NULL)
		return;
	ev->text = edit->text;
	if (*edit->text == '\0')
		ev->n_files = 0;
}

const struct operator *
fold_speaker(const struct desk *names, const struct event *ev)
{
	/* Who edits has said it, under the name that stands there. */
	if (ev->by != ACTOR_OPERATOR || ev->type == EVENT_EDITED)
		return NULL;
	return desk_operator(names, ev->type == EVENT_MESSAGE &&
	    ev->operator_id != 0 ? ev->operator_id : ev->by_id);
}

static bool
write_event(struct fold *f, const struct json *stored, struct arena *arena,
    struct str *out)
{
	const struct operator *o;
	struct json_out w;
	struct event ev;

	if (!proto_event_read(stored, arena, &ev, NULL) ||
	    !event_is_told(&ev))
		return false;
	if (ev.type == EVENT_EDITED && !keep_edit(f, &ev))
		return false;
	if (ev.type == EVENT_MESSAGE)
		say_anew(f, &ev);
	o = fold_speaker(f->names, &ev);
	if (o != NULL)
		ev.name = o->name;
	json_begin(&w, out);
	proto_event_write(&w, NULL, &ev, PROTO_FOR_VISITOR);
	return true;
}

bool
fold_event(struct fold *f, const struct store_event *e, char **json,
    size_t *len)
{
	struct json *stored;
	struct arena *arena;
	struct str text;
	bool ok = false;

	if (e->type == EVENT_TYPES || !event_is_public(e->type))
		return false;
	stored = json_parse(e->json, e->json_len, NULL);
	arena = arena_new(EVENT_BYTES);
	str_init(&text, EVENT_BYTES);
	if (stored != NULL && arena != NULL)
		ok = write_event(f, stored, arena, &text);
	if (ok) {
		*len = text.len;
		*json = str_take(&text);
	}
	str_clear(&text);
	arena_free(arena);
	json_free(stored);
	return ok;
}

void
fold_clear(struct fold *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->edits[i].text);
	free(f->edits);
	*f = (struct fold){ 0 };
}
