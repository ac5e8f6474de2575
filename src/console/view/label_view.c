/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters over the transcript. They lie over the first cells of what they stand
 * for and move nothing; what is not on the screen has none.
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "console/view/internal.h"

void
labels_clear(const struct draw *d)
{
	struct label_page *p = label_page(d->cache);

	p->found.n = p->n_spots = p->line = 0;
}

/* --- finding ------------------------------------------------------------- */

struct looking {
	const struct draw    *d;
	const struct line    *line;
	const struct wrapped *w;
	struct rect	      r;
	int		      first;
};

/* Where the byte stands; false: it is not on the screen. */
static bool
find_spot(const struct looking *s, size_t at, struct label_spot *spot)
{
	const struct wrapped *w = s->w;
	int k = w->n_rows - 1;

	while (k > 0 && w->rows[k].at > at)
		k--;
	if (k < s->first || k - s->first >= s->r.rows)
		return false;
	spot->row = s->r.row + k - s->first;
	spot->cols = s->r.cols - utf8_cols(w->text + w->rows[k].at,
	    at - w->rows[k].at);
	spot->col = s->r.col + s->r.cols - spot->cols;
	return spot->cols > 0;
}

/* Those that were on the screen before keep their letters; new ones get none
 * then. */
static int
find_label(const struct looking *s, const struct hint *hint, int64_t file_id)
{
	const struct labels *fixed = &s->d->m->labels;
	struct label_page *p = label_page(s->d->cache);
	int i;

	if (fixed->is_fixed)
		return label_find(fixed->list, fixed->n, hint, file_id);
	i = label_find(p->found.list, p->found.n, hint, file_id);
	if (i >= 0 || p->found.n == LABELS_MAX)
		return i;
	p->found.list[p->found.n] = (struct label){ .hint = *hint, .file_id = file_id,
		.line = p->line };
	return p->found.n++;
}

static void
put(const struct looking *s, const struct hint *hint, int64_t file_id,
    size_t at)
{
	struct label_page *p = label_page(s->d->cache);
	struct label_spot spot;

	if (p->n_spots == SPOTS_MAX || !find_spot(s, at, &spot))
		return;
	spot.label = find_label(s, hint, file_id);
	if (spot.label >= 0)
		p->spots[p->n_spots++] = spot;
}

/* What is copied is what was said: where the screen had to show something
 * else instead, there is no letter. */
static bool
on_hint(void *ctx, const struct hint *h, size_t at)
{
	const struct looking *s = ctx;

	if (strstr(s->line->text, h->text) != NULL)
		put(s, h, 0, at);
	return true;
}

/* They stand behind the text, one a row; from the last on, so that no text of
 * a customer is taken for one. */
static void
put_files(const struct looking *s)
{
	const char *text = s->w->text;
	size_t end = strlen(text);

	for (size_t k = s->line->n_files; k-- > 0;) {
		const struct line_file *f = &s->line->files[k];
		char wanted[MAX_FILE_NAME_BYTES + 16];
		struct hint h = { .kind = HINT_OTHER };
		size_t len, at;

		snprintf(wanted, sizeof wanted, "⎙ %s (", f->name);
		len = strlen(wanted);
		if (len > end)
			return;
		for (at = end - len; at > 0 &&
		    strncmp(text + at, wanted, len) != 0; at--)
			;
		if (strncmp(text + at, wanted, len) != 0)
			continue;
		str_copy(h.text, sizeof h.text, f->name);
		put(s, &h, s->line->seq * MAX_MESSAGE_FILES + (int64_t)k, at);
		end = at;
	}
}

void
labels_put(const struct draw *d, struct rect r, const struct chat *c,
    const struct line *line, const struct wrapped *w, int first)
{
	struct looking s = { d, line, w, r, first };
	struct label_page *p = label_page(d->cache);

	if (d->m->ui.overlay != OVERLAY_LABELS || r.rows <= 0 ||
	    c->c.id != d->m->labels.chat_id)
		return;
	hint_each(w->text, d->m->hint_patterns, d->m->n_hint_patterns,
	    on_hint, &s);
	if (line->seq != 0)
		put_files(&s);
	p->line++;
}

/* --- drawing -------------------------------------------------------------- */

void
labels_draw(const struct draw *d)
{
	const struct labels *fixed = &d->m->labels;
	struct label_page *p = label_page(d->cache);
	const struct label *list = fixed->is_fixed ? fixed->list : p->found.list;

	if (!fixed->is_fixed)
		label_keys(p->found.list, p->found.n);
	for (int i = 0; i < p->n_spots; i++) {
		const struct label_spot *spot = &p->spots[i];
		const char *key = list[spot->label].key;

		if (fixed->is_fixed && fixed->typed[0] != '\0' &&
		    (key[0] | 0x20) != (fixed->typed[0] | 0x20))
			continue;
		grid_put(d->g, spot->row, spot->col, spot->cols,
		    STYLE_SELECTED, key);
	}
	d->g->cursor_row = d->g->cursor_col = -1;
}
