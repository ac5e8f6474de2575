/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a transcript is read. Only the view knows how many rows a line takes:
 * a key says how far to go, the next frame goes there and tells where it is.
 */
#include "console/model/internal.h"

#define PAGE_ROWS 10	/* before a frame has told */

bool
place_is_end(const struct chat *c)
{
	return c->place.seq == 0 && c->place.by <= 0;
}

void
place_end(struct chat *c)
{
	c->place = (struct place){ .seq = 0 };
}

void
place_move(struct chat *c, int rows)
{
	if (place_is_end(c) && rows <= 0)
		return;
	if (place_is_end(c))
		c->place.seen_seq = transcript_last_seq(c);
	c->place.by += rows;
	c->shown.is_end = false;
}

void
place_page(struct chat *c, int pages)
{
	int rows = c->shown.rows > 0 ? c->shown.rows : PAGE_ROWS;

	/* A row of the page before stays, to read on from. */
	place_move(c, pages * (rows > 1 ? rows - 1 : 1));
	c->fetch_refused = false;
}

static bool
is_here(const struct chat *c, int64_t seq)
{
	for (size_t i = c->n_lines; i-- > 0;)
		if (c->lines[i].seq != 0 && c->lines[i].seq <= seq)
			return c->lines[i].seq == seq;
	return false;
}

void
transcript_anchor(struct model *m, struct chat *c, int64_t seq,
    struct effects *e)
{
	int rows = c->shown.rows > 0 ? c->shown.rows : PAGE_ROWS;

	if (c->place.seq == 0)
		c->place.seen_seq = transcript_last_seq(c);
	c->place.seq = seq;
	c->place.at = 0;
	c->place.by = rows / 3;
	c->fetch_refused = false;
	if (!is_here(c, seq))
		submit_fetch_transcript(m, c, seq + 1, e);
}

/* --- what a frame showed -------------------------------------------------- */

static void
fetch_missing(struct model *m, struct chat *c, struct effects *e)
{
	const struct shown *s = &c->shown;

	if (c->fetch_refused || c->c.last_seq == 0)
		return;
	if (s->gap_seq != 0)
		submit_fetch_transcript(m, c, s->gap_seq, e);
	else if (s->above < s->rows && !place_is_end(c) && !c->is_complete)
		submit_fetch_transcript(m, c, transcript_first_seq(c), e);
}

static void
placed(struct model *m, struct chat *c, const struct shown *s,
    struct effects *e)
{
	int64_t seen_seq = c->place.seen_seq;

	c->is_hidden = false;
	c->shown = *s;
	c->place = s->top;
	c->place.seen_seq = seen_seq;
	fetch_missing(m, c, e);
}

static bool
has_shown(const struct shown *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id && !list[i].is_beside &&
		    !list[i].is_sidebar)
			return true;
	return false;
}

bool
model_placed(struct model *m, const struct shown *list, size_t n,
    struct effects *e)
{
	bool has_changed = false;

	for (int i = 0; i < MODEL_PANES; i++) {
		struct chat *c = model_chat(m, m->ui.panes[i]);

		if (c == NULL || c->is_hidden == !has_shown(list, n, c->c.id))
			continue;
		c->is_hidden = !c->is_hidden;
		has_changed = true;
	}
	for (size_t i = 0; i < n; i++) {
		struct chat *c;

		if (list[i].is_sidebar) {
			m->ui.sidebar_top = list[i].above;
			m->ui.sidebar_rows = list[i].rows;
			m->ui.sidebar_below = list[i].n_below;
			m->ui.sidebar_unseen = !list[i].is_end;
			m->ui.sidebar_follows = false;
			continue;
		}
		c = list[i].is_beside ? m->earlier :
		    model_chat(m, list[i].id);

		if (c != NULL && c->c.id == list[i].id)
			placed(m, c, &list[i], e);
	}
	return has_changed;
}
