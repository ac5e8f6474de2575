/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text and what changes it: steps for undo, the kill ring, the history. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/editor_parts.h"
#include "domain/mask.h"

size_t
editor_after(const struct editor *e, size_t at)
{
	return utf8_letter_after(e->text.data, e->text.len, at);
}

size_t
editor_before(const struct editor *e, size_t at)
{
	return utf8_letter_before(e->text.data, e->text.len, at);
}

size_t
editor_line_start(const struct editor *e, size_t at)
{
	while (at > 0 && e->text.data[at - 1] != '\n')
		at--;
	return at;
}

size_t
editor_line_end(const struct editor *e, size_t at)
{
	while (at < e->text.len && e->text.data[at] != '\n')
		at++;
	return at;
}

/* What is put in or taken out may join the letters beside it: the cursor then
 * stands behind the joined one. */
static size_t
to_border(const struct editor *e, size_t at)
{
	size_t start;

	if (at >= e->text.len)
		return e->text.len;
	if (at == 0)
		return 0;
	start = editor_before(e, at);
	return editor_after(e, start) == at ? at : editor_after(e, start);
}

/* --- steps ----------------------------------------------------------------- */

static void
step_drop(struct editor_steps *s, int at)
{
	s->n_bytes -= strlen(s->texts[at]);
	free(s->texts[at]);
	s->n--;
	memmove(s->texts + at, s->texts + at + 1,
	    (size_t)(s->n - at) * sizeof *s->texts);
	memmove(s->ats + at, s->ats + at + 1,
	    (size_t)(s->n - at) * sizeof *s->ats);
}

static void
steps_clear(struct editor_steps *s)
{
	while (s->n > 0)
		step_drop(s, s->n - 1);
}

static void
step_push(struct editor_steps *s, const struct editor *e)
{
	while (s->n > 0 && (s->n == EDITOR_UNDO ||
	    s->n_bytes + e->text.len > EDITOR_UNDO_BYTES))
		step_drop(s, 0);
	s->texts[s->n] = mem_dup(e->text.data);
	s->ats[s->n++] = e->at;
	s->n_bytes += e->text.len;
}

/* Before a change. */
static void
remember(struct editor *e)
{
	step_push(&e->undo, e);
	steps_clear(&e->redo);
}

static void
show(struct editor *e, const char *text, size_t at)
{
	str_reset(&e->text);
	str_put(&e->text, text);
	editor_unselect(e);
	e->at = to_border(e, at);
}

static bool
step_back(struct editor *e, struct editor_steps *from,
    struct editor_steps *to)
{
	char *text;
	size_t at;

	if (from->n == 0)
		return false;
	step_push(to, e);
	at = from->ats[from->n - 1];
	text = mem_dup(from->texts[from->n - 1]);
	step_drop(from, from->n - 1);
	show(e, text, at);
	free(text);
	return true;
}

bool
editor_undo(struct editor *e)
{
	return step_back(e, &e->undo, &e->redo);
}

bool
editor_redo(struct editor *e)
{
	return step_back(e, &e->redo, &e->undo);
}

/* --- changing -------------------------------------------------------------- */

static bool
has_room(const struct editor *e, size_t from, size_t to, size_t len)
{
	return len <= e->text.max_bytes - (e->text.len - (to - from));
}

static bool
splice(struct editor *e, size_t from, size_t to, const char *bytes, size_t len)
{
	str_cut(&e->text, from, to - from);
	if (len > 0 && !str_insert(&e->text, from, bytes, len))
		return false;
	editor_unselect(e);
	e->at = to_border(e, from + len);
	return true;
}

bool
editor_change(struct editor *e, size_t from, size_t to, const char *bytes,
    size_t len)
{
	if (!has_room(e, from, to, len) || (from == to && len == 0))
		return false;
	remember(e);
	return splice(e, from, to, bytes, len);
}

bool
editor_replace(struct editor *e, size_t from, size_t to, const char *bytes,
    size_t len)
{
	if (from > to || to > e->text.len)
		return false;
	e->last = EDITOR_OTHER;
	return editor_change(e, from, to, bytes, len);
}

/* --- the ring ---------------------------------------------------------------- */

static struct editor_kills *
ring(struct editor *e)
{
	return e->kills != NULL ? e->kills : &e->own_kills;
}

static void
ring_push(struct editor_kills *k, char *text_own)
{
	if (k->n == EDITOR_KILLS) {
		free(k->list[0]);
		k->n--;
		memmove(k->list, k->list + 1, (size_t)k->n * sizeof *k->list);
	}
	k->list[k->n++] = text_own;
}

/* Before or behind what the kill before took, as it stood in the text. */
static void
ring_join(struct editor_kills *k, const char *text, bool is_before)
{
	char *old = k->list[k->n - 1];
	struct str both;

	str_init(&both, EDITOR_MAX_BYTES);
	str_put(&both, is_before ? text : old);
	if (str_put(&both, is_before ? old : text)) {
		free(old);
		k->list[k->n - 1] = str_take(&both);
	} else {
		str_clear(&both);
		ring_push(k, mem_dup(text));
	}
}

void
editor_put_kill(struct editor *e, const char *text)
{
	ring_push(ring(e), mem_dup(text));
}

bool
editor_kill(struct editor *e, size_t from, size_t to)
{
	struct editor_kills *k = ring(e);
	bool is_before = to == e->at;
	char *text;

	if (from >= to)
		return false;
	text = mem_dup_n(e->text.data + from, to - from);
	if (e->was == EDITOR_KILLED && k->n > 0) {
		ring_join(k, text, is_before);
		free(text);
	} else {
		ring_push(k, text);
	}
	e->last = EDITOR_KILLED;
	return editor_change(e, from, to, "", 0);
}

static bool
yank(struct editor *e, size_t from, size_t to, const char *text)
{
	size_t len = strlen(text);

	if (!editor_change(e, from, to, text, len))
		return false;
	e->yank_len = e->at - from;
	e->last = EDITOR_YANKED;
	return true;
}

bool
editor_yank(struct editor *e)
{
	const struct editor_kills *k = ring(e);
	size_t from = e->at, to = e->at;

	if (k->n == 0)
		return false;
	editor_selected(e, &from, &to);
	e->yank_back = 0;
	return yank(e, from, to, k->list[k->n - 1]);
}

bool
editor_yank_next(struct editor *e)
{
	const struct editor_kills *k = ring(e);

	if (e->was != EDITOR_YANKED || k->n == 0 || e->yank_len > e->at)
		return false;
	e->yank_back = (e->yank_back + 1) % k->n;
	return yank(e, e->at - e->yank_len, e->at,
	    k->list[k->n - 1 - e->yank_back]);
}

/* --- history --------------------------------------------------------------- */

void
editor_remember_sent(struct editor *e, const char *text)
{
	if (text[0] == '\0' || (e->n_history > 0 &&
	    strcmp(e->history[e->n_history - 1], text) == 0))
		return;
	if (e->n_history == EDITOR_HISTORY) {
		free(e->history[0]);
		e->n_history--;
		memmove(e->history, e->history + 1,
		    (size_t)e->n_history * sizeof *e->history);
	}
	e->history[e->n_history] = mem_dup(text);
	mask_text(NULL, e->history[e->n_history++], MASK_TEXT);
	e->history_at = e->n_history;
}

bool
editor_history(struct editor *e, int by)
{
	int to = e->history_at + by;
	char *text;

	if (to < 0 || to > e->n_history)
		return false;
	if (e->history_at == e->n_history) {
		free(e->stash);
		e->stash = mem_dup(e->text.data);
	}
	remember(e);
	e->history_at = to;
	text = mem_dup(to < e->n_history ? e->history[to] :
	    e->stash != NULL ? e->stash : "");
	show(e, text, strlen(text));
	free(text);
	return true;
}

/* --- from outside ------------------------------------------------------------ */

void
editor_init(struct editor *e)
{
	*e = (struct editor){ .at = 0 };
	str_init(&e->text, EDITOR_MAX_BYTES);
}

void
editor_kills_clear(struct editor_kills *k)
{
	for (int i = 0; i < k->n; i++)
		free(k->list[i]);
	*k = (struct editor_kills){ .n = 0 };
}

void
editor_clear(struct editor *e)
{
	str_clear(&e->text);
	steps_clear(&e->undo);
	steps_clear(&e->redo);
	for (int i = 0; i < e->n_history; i++)
		free(e->history[i]);
	free(e->stash);
	editor_kills_clear(&e->own_kills);
	*e = (struct editor){ .at = 0 };
}

void
editor_set(struct editor *e, const char *text)
{
	if (strcmp(e->text.data, text) != 0)
		remember(e);
	e->last = EDITOR_OTHER;
	show(e, text, strlen(text));
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Letters in a row are one step; a new word begins the next. */
static bool
joins_step(const struct editor *e, const char *bytes, size_t len)
{
	if (e->last != EDITOR_TYPED || len > 4 || e->at == 0)
		return false;
	return is_blank(bytes[0]) || !is_blank(e->text.data[e->at - 1]);
}

bool
editor_insert(struct editor *e, const char *bytes, size_t len)
{
	size_t from = e->at, to = e->at;

	if (len == 0)
		return false;
	editor_selected(e, &from, &to);
	if (!has_room(e, from, to, len))
		return false;
	if (!joins_step(e, bytes, len))
		remember(e);
	e->last = len <= 4 ? EDITOR_TYPED : EDITOR_OTHER;
	return splice(e, from, to, bytes, len);
}

bool
editor_selected(const struct editor *e, size_t *from, size_t *to)
{
	if (!e->has_mark || e->mark == e->at || e->mark > e->text.len ||
	    e->at > e->text.len)
		return false;
	*from = e->mark < e->at ? e->mark : e->at;
	*to = e->mark < e->at ? e->at : e->mark;
	return true;
}

void
editor_unselect(struct editor *e)
{
	e->has_mark = e->mark_stays = false;
}

char *
editor_take(struct editor *e)
{
	char *text = mem_dup(e->text.data);

	editor_remember_sent(e, text);
	e->history_at = e->n_history;
	free(e->stash);
	e->stash = NULL;
	steps_clear(&e->undo);
	steps_clear(&e->redo);
	e->last = EDITOR_OTHER;
	show(e, "", 0);
	return text;
}

bool
editor_is_empty(const struct editor *e)
{
	return e->text.len == 0;
}
