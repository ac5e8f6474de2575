/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define TRIM_LINES 500	/* so many go at once */

bool
transcript_shows(enum event_type type)
{
	return type <= EVENT_PROMISED || type == EVENT_BLOCKED ||
	    type == EVENT_UNBLOCKED;
}

static void
clear_line(struct line *line)
{
	attach_clear_line(line);
	free(line->text);
	line->text = NULL;
}

/* Opens a gap of `n` lines at `at`. */
static struct line *
open_gap(struct chat *c, size_t at, size_t n)
{
	if (c->n_lines + n > c->cap_lines) {
		size_t cap = c->cap_lines == 0 ? 16 : c->cap_lines * 2;

		if (cap < c->n_lines + n)
			cap = c->n_lines + n;
		c->lines = mem_grow(
		    c->lines, c->cap_lines, cap, sizeof *c->lines);
		c->cap_lines = cap;
	}
	memmove(c->lines + at + n, c->lines + at,
	    (c->n_lines - at) * sizeof *c->lines);
	c->n_lines += n;
	return &c->lines[at];
}

/* What was done about it; of several things the first. */
static const char *
winback_words(const struct event *ev)
{
	return ev->apology[0] != '\0' ? ev->apology :
	    ev->gesture[0] != '\0' ? ev->gesture :
	    ev->changed[0] != '\0' ? ev->changed : ev->text;
}

void
line_of_event(struct line *line, const struct event *ev)
{
	const char *text = ev->type == EVENT_OUTCOME ? ev->outcome :
	    ev->type == EVENT_TAGGED ? ev->tags :
	    ev->type == EVENT_WINBACK ? winback_words(ev) : ev->text;

	*line = (struct line){
		.seq = ev->seq, .type = ev->type, .at_ms = ev->at_ms,
		.by = ev->by, .by_id = ev->by_id,
		.operator_id = ev->operator_id,
		.from_operator_id = ev->from_operator_id,
		.department_id = ev->department_id, .stars = ev->type == EVENT_WINBACK ?
		    (int)ev->winback : ev->stars,
		.due_ms = ev->type == EVENT_BLOCKED ? ev->until_ms :
		    ev->due_ms,
		.is_draft = ev->is_draft, .ban_kind = ev->ban_kind,
		.is_limit = ev->is_limit, .is_blocked = ev->is_blocked,
		.state = LINE_STORED,
		.text = (char *)(uintptr_t)text,
	};
	str_copy(line->client_id, sizeof line->client_id, ev->client_id);
}

static const struct edit *
find_edit(const struct chat *c, int64_t seq)
{
	for (size_t i = 0; i < c->n_edits; i++)
		if (c->edits[i].seq == seq)
			return &c->edits[i];
	return NULL;
}

static void
fill_line(const struct chat *c, struct line *line, const struct event *ev)
{
	const struct edit *edit = find_edit(c, ev->seq);

	line_of_event(line, ev);
	line->is_edited = edit != NULL && !edit->is_masked;
	line->text = mem_dup(edit != NULL ? edit->text : line->text);
	attach_of_event(line, ev);
}

static struct edit *
edit_of(struct chat *c, int64_t seq)
{
	for (size_t i = 0; i < c->n_edits; i++)
		if (c->edits[i].seq == seq)
			return &c->edits[i];
	c->edits = mem_grow(c->edits, c->n_edits, c->n_edits + 1,
	    sizeof *c->edits);
	c->edits[c->n_edits] = (struct edit){ .seq = seq };
	return &c->edits[c->n_edits++];
}

static void
put_edit(struct chat *c, const struct event *ev)
{
	struct edit *edit = edit_of(c, ev->upto);
	bool is_masked = ev->by == ACTOR_SYSTEM;

	if (ev->seq <= edit->by_seq)
		return;
	free(edit->text);
	edit->text = mem_dup(ev->text);
	edit->by_seq = ev->seq;
	edit->is_masked = is_masked;
	for (size_t i = 0; i < c->n_lines; i++) {
		struct line *line = &c->lines[i];

		if (line->seq != ev->upto || line->type != EVENT_MESSAGE)
			continue;
		if (is_masked)
			conversation_subject_again(&c->c, line->text, ev->text);
		free(line->text);
		line->text = mem_dup(ev->text);
		line->is_edited = line->is_edited || !is_masked;
		attach_show(line);
	}
}

static void
take_out(struct chat *c, size_t at)
{
	clear_line(&c->lines[at]);
	c->n_lines--;
	memmove(c->lines + at, c->lines + at + 1,
	    (c->n_lines - at) * sizeof *c->lines);
}

static size_t
stored(const struct chat *c)
{
	size_t n = c->n_lines;

	while (n > 0 && c->lines[n - 1].seq == 0)
		n--;
	return n;
}

/* The place of `seq` among the stored lines. */
static size_t
place(const struct chat *c, int64_t seq)
{
	size_t low = 0, high = stored(c);

	/* News come at the end, nearly always. */
	if (high == 0 || c->lines[high - 1].seq < seq)
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->lines[middle].seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* n_lines: no unsent line has this id. */
static size_t
unsent_place(const struct chat *c, const char *client_id)
{
	if (client_id[0] == '\0')
		return c->n_lines;
	for (size_t i = c->n_lines; i-- > 0 && c->lines[i].seq == 0;)
		if (strcmp(c->lines[i].client_id, client_id) == 0)
			return i;
	return c->n_lines;
}

struct line *
transcript_unsent(struct chat *c, const char *client_id)
{
	size_t at = unsent_place(c, client_id);

	return at < c->n_lines ? &c->lines[at] : NULL;
}

void
transcript_remove(struct chat *c, const struct line *line)
{
	take_out(c, (size_t)(line - c->lines));
}

/* Keeps the memory of a chat without end in bounds; what falls off at the
 * top can be fetched again. Not while the operator reads up there. */
static void
trim(struct chat *c)
{
	size_t n = stored(c), n_old;

	if (!place_is_end(c) || n <= MODEL_LINES + TRIM_LINES)
		return;
	n_old = n - MODEL_LINES;
	for (size_t i = 0; i < n_old; i++)
		clear_line(&c->lines[i]);
	c->n_lines -= n_old;
	memmove(c->lines, c->lines + n_old, c->n_lines * sizeof *c->lines);
	c->is_complete = false;
	if (c->n_lines > 0)
		c->lines[0].after_gap = false;
}

bool
transcript_put(struct chat *c, const struct event *ev)
{
	struct line *line;
	size_t at;

	if (ev->type == EVENT_EDITED)
		put_edit(c, ev);
	if (!transcript_shows(ev->type) || ev->seq <= 0)
		return false;
	at = place(c, ev->seq);
	if (at < c->n_lines && c->lines[at].seq == ev->seq)
		return false;
	line = transcript_unsent(c, ev->client_id);
	if (line != NULL)
		transcript_remove(c, line);
	fill_line(c, open_gap(c, at, 1), ev);
	trim(c);
	return true;
}

/* A batch of lines that are all older than ours, in order: the usual answer
 * to scrolling up, and worth one move of what is there. */
static bool
is_all_older(const struct chat *c, const struct event *events, size_t n)
{
	if (n == 0 || stored(c) == 0 ||
	    events[n - 1].seq >= c->lines[0].seq || events[0].seq <= 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((i > 0 && events[i].seq <= events[i - 1].seq) ||
		    unsent_place(c, events[i].client_id) < c->n_lines)
			return false;
	return true;
}

static int
put_before(struct chat *c, const struct event *events, size_t n)
{
	struct line *line;
	size_t n_shown = 0;
	int n_new = 0;

	for (size_t i = 0; i < n; i++) {
		n_shown += transcript_shows(events[i].type);
		if (events[i].type == EVENT_EDITED)
			put_edit(c, &events[i]);
	}
	line = open_gap(c, 0, n_shown);
	for (size_t i = 0; i < n; i++) {
		if (!transcript_shows(events[i].type))
			continue;
		fill_line(c, line++, &events[i]);
		n_new += events[i].type == EVENT_MESSAGE &&
		    events[i].by == ACTOR_VISITOR;
	}
	return n_new;
}

static int
put_all(struct chat *c, const struct event *events, size_t n)
{
	int n_new = 0;

	if (is_all_older(c, events, n))
		return put_before(c, events, n);
	for (size_t i = 0; i < n; i++)
		if (transcript_put(c, &events[i]) &&
		    events[i].type == EVENT_MESSAGE &&
		    events[i].by == ACTOR_VISITOR)
			n_new++;
	return n_new;
}

static int64_t
seq_at(const struct chat *c, size_t i)
{
	return i < stored(c) ? c->lines[i].seq : 0;
}

int
transcript_merge(struct chat *c, const struct event *events, size_t n,
    int64_t before, bool is_complete)
{
	int64_t from = n > 0 ? events[0].seq : before;
	size_t first = place(c, from), was = stored(c), after, i;
	int64_t known = seq_at(c, first);
	int n_new;

	if (n == 0 && before <= 0)
		return 0;
	n_new = put_all(c, events, n);
	/* Nothing is missing between them, nor before the one that was there
	 * when they were asked for. */
	first = place(c, from);
	after = before > 0 ? place(c, before) : stored(c);
	for (i = first + 1; i < after; i++)
		c->lines[i].after_gap = false;
	if (seq_at(c, after) == before && before > 0)
		c->lines[after].after_gap = false;
	else if (before > 0 && after < stored(c) && stored(c) > was)
		c->lines[after].after_gap = true;
	/* Before the first of them there may be more. */
	if (is_complete && first < stored(c))
		c->lines[first].after_gap = false;
	else if (first > 0 && first < after && seq_at(c, first) != known)
		c->lines[first].after_gap = true;
	if (is_complete && first == 0)
		c->is_complete = true;
	return n_new;
}

void
transcript_mark_gap(struct chat *c, int64_t seq)
{
	size_t at = place(c, seq);

	if (at > 0 && seq_at(c, at) == seq)
		c->lines[at].after_gap = true;
}

void
transcript_typed(struct chat *c, const struct action *a, int64_t me,
    int64_t at_ms, enum line_state state)
{
	struct line *line = open_gap(c, c->n_lines, 1);

	*line = (struct line){
		.type = a->type == ACTION_NOTE ? EVENT_NOTE :
		    a->type == ACTION_WHISPER ? EVENT_WHISPER : EVENT_MESSAGE,
		.operator_id = a->operator_id, .is_draft = a->is_draft,
		.at_ms = at_ms, .by = ACTOR_OPERATOR, .by_id = me,
		.state = state, .text = mem_dup(a->text),
	};
	str_copy(line->client_id, sizeof line->client_id, a->client_id);
}

void
transcript_clear(struct chat *c)
{
	for (size_t i = 0; i < c->n_lines; i++)
		clear_line(&c->lines[i]);
	free(c->lines);
	c->lines = NULL;
	c->n_lines = c->cap_lines = 0;
	for (size_t i = 0; i < c->n_edits; i++)
		free(c->edits[i].text);
	free(c->edits);
	c->edits = NULL;
	c->n_edits = 0;
}

int64_t
transcript_first_seq(const struct chat *c)
{
	return stored(c) == 0 ? 0 : c->lines[0].seq;
}

int64_t
transcript_last_seq(const struct chat *c)
{
	size_t n = stored(c);

	return n == 0 ? 0 : c->lines[n - 1].seq;
}
