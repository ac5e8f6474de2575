/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After the first key of a chord: what may follow. At once on the key bar, as
 * much as fits; who hesitates gets all of it in a panel over the input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/key_words.h"
#include "console/view/internal.h"

#define ITEMS_MAX   96
#define GAP	    2
#define BRIEF_BYTES (SHORT_BYTES * 2)

struct item {
	const char *line;
	char	    key[SHORT_BYTES], brief[BRIEF_BYTES];
	int	    key_cols, cols;
	bool	    can;	/* would it do something now? */
};

struct items {
	struct item list[ITEMS_MAX];
	int	    n;
};

/* --- what may follow ------------------------------------------------------------ */

/* Of what has no words the line itself, as the operator wrote it. */
static void
say(const struct draw *d, const struct binding *b, struct item *item)
{
	const char *brief = key_words_brief(b->line);

	item->line = b->line;
	if (brief != NULL)
		str_copy(item->brief, sizeof item->brief, brief);
	else
		snprintf(item->brief, sizeof item->brief, "/%.60s", b->line);
	item->can = keybar_can(d->m, b->line, item->brief,
	    sizeof item->brief);
	item->key_cols = text_cols(item->key);
	item->cols = item->key_cols + 1 + text_cols(item->brief);
}

static bool
has_key(const struct items *items, const char *key)
{
	for (int i = 0; i < items->n; i++)
		if (strcmp(items->list[i].key, key) == 0)
			return true;
	return false;
}

static void
gather(const struct draw *d, struct items *items)
{
	enum context context = model_context(d->m);
	size_t len = strlen(d->m->ui.prefix);
	struct binding list[KEYMAP_LIST];
	size_t n = keymap_list(&d->m->keys, list, KEYMAP_LIST);

	items->n = 0;
	for (size_t i = 0; i < n && items->n < ITEMS_MAX; i++) {
		const struct binding *b = &list[i];
		struct item *item = &items->list[items->n];

		if (!keybar_is_here(b->context, context) ||
		    strncmp(b->key, d->m->ui.prefix, len) != 0 ||
		    b->key[len] != ' ')
			continue;
		/* These stand beside the input. */
		if (strncmp(b->line, "canned --likely", 15) == 0 ||
		    model_hides_key(d->m, b->line) ||
		    !watch_offers(d->m, b->line))
			continue;
		format_key(item->key, sizeof item->key, b->key + len + 1);
		if (has_key(items, item->key))
			continue;
		say(d, b, item);
		items->n++;
	}
	/* The way to all of them is the last that may be missing. */
	for (int i = 0; i < items->n; i++)
		if (strcmp(items->list[i].line, "help") == 0) {
			struct item help = items->list[i];

			memmove(items->list + 1, items->list,
			    (size_t)i * sizeof *items->list);
			items->list[0] = help;
		}
}

static int
put_item(const struct draw *d, int row, int col, int cols,
    const struct item *item, enum style key, enum style word)
{
	int used;

	hit_put_line(d, (struct rect){ row, col, 1, item->cols },
	    item->line);
	used = grid_put(d->g, row, col, cols, key, item->key) + 1;
	return used + put_clip(d->g, row, col + used, cols - used, word,
	    item->brief);
}

/* Does the operator think about it? */
static bool
is_slow(const struct model *m)
{
	return m->now_ms >= m->ui.prefix_due_ms;
}

/* --- the key bar ------------------------------------------------------------------- */

void
chord_bar_draw(const struct draw *d, struct rect r)
{
	struct items items;
	int col = r.col + 1, end = r.col + r.cols;
	char prefix[SHORT_BYTES];

	format_key(prefix, sizeof prefix, d->m->ui.prefix);
	col += grid_put(d->g, r.row, col, end - col, STYLE_KEYBAR_KEY,
	    prefix) + GAP;
	if (is_slow(d->m)) {
		put_clip(d->g, r.row, col, end - col, STYLE_KEYBAR,
		    _("Esc leaves"));
		return;
	}
	gather(d, &items);
	for (int i = 0; i < items.n; i++) {
		bool is_last = i + 1 == items.n;
		char more[16];

		/* There is more of it in a moment. */
		snprintf(more, sizeof more, "+%d", items.n - i);
		if (col + items.list[i].cols +
		    (is_last ? 0 : GAP + (int)strlen(more)) > end) {
			grid_put(d->g, r.row, col, end - col, STYLE_KEYBAR,
			    more);
			return;
		}
		col += put_item(d, r.row, col, end - col, &items.list[i],
		    STYLE_KEYBAR_KEY, STYLE_KEYBAR) + GAP;
	}
}

/* --- the panel --------------------------------------------------------------------- */

/* Letters first, then the others, then those with Ctrl. */
static int
class_of(const struct item *item)
{
	unsigned char c = (unsigned char)item->key[0];

	if (item->key_cols > 1)
		return 2;
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    c >= 0x80 ? 0 : 1;
}

static int
compare(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (class_of(x) != class_of(y))
		return class_of(x) - class_of(y);
	return strcmp(x->key, y->key);
}

/* The width of each column when they are `rows` high; their sum. */
static int
measure(const struct items *items, int n, int rows, int widths[ITEMS_MAX])
{
	int sum = 0;

	for (int i = 0; i * rows < n; i++) {
		widths[i] = 0;
		for (int k = i * rows; k < n && k < (i + 1) * rows; k++)
			if (items->list[k].cols > widths[i])
				widths[i] = items->list[k].cols;
		sum += widths[i] + (i > 0 ? GAP : 0);
	}
	return sum;
}

/* As few rows as hold the first `n`; more than `max`: they do not fit. */
static int
rows_for(const struct items *items, int n, int cols, int max,
    int widths[ITEMS_MAX])
{
	struct items sorted = *items;
	int rows = 1;

	qsort(sorted.list, (size_t)n, sizeof *sorted.list, compare);
	while (rows <= max && measure(&sorted, n, rows, widths) > cols)
		rows++;
	return rows;
}

/* Above the cursor's rule, or below it where there is more room. */
static struct rect
place(const struct draw *d)
{
	const struct grid *g = d->g;
	int first = g->rows > TINY_ROWS ? 1 : 0;
	int last = g->rows > TINY_ROWS ? g->rows - 1 : g->rows;
	int above = g->cursor_row > 1 ? g->cursor_row - 1 : last;
	int below = g->cursor_row >= 0 ? g->cursor_row + 1 : last;

	if (last - below > above - first)
		return (struct rect){ below, 0, last - below, g->cols };
	return (struct rect){ first, 0, above - first, g->cols };
}

static void
draw_items(const struct draw *d, struct rect r, const struct items *items,
    const int widths[ITEMS_MAX])
{
	int col = r.col;

	for (int i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];

		put_item(d, r.row + i % r.rows, col, r.col + r.cols - col,
		    item, item->can ? STYLE_CUSTOMER : STYLE_DIM,
		    item->can ? STYLE_NORMAL : STYLE_DIM);
		if ((i + 1) % r.rows == 0)
			col += widths[i / r.rows] + GAP;
	}
}

void
chord_view_draw(const struct draw *d)
{
	const struct ui *ui = &d->m->ui;
	struct rect r = place(d);
	int widths[ITEMS_MAX], rows = 0, n;
	struct items items;
	bool is_above = r.row < d->g->cursor_row || d->g->cursor_row < 0;

	if (ui->prefix[0] == '\0' || !is_slow(d->m) || r.rows < 1)
		return;
	gather(d, &items);
	/* With a rule of its own where there is room for one. */
	if (r.rows > 3) {
		r.rows--;
		r.row++;
	}
	for (n = items.n; n > 0; n--) {
		rows = rows_for(&items, n, r.cols - 2, r.rows, widths);
		if (rows <= r.rows)
			break;
	}
	if (n == 0)
		return;
	items.n = n;
	qsort(items.list, (size_t)n, sizeof *items.list, compare);
	if (is_above)
		r.row += r.rows - rows;
	r.rows = rows;
	hit_put(d, r, HIT_NOTHING, 0);
	grid_fill(d->g, r, STYLE_NORMAL);
	if (r.row > 1)
		grid_hline(d->g, r.row - 1, r.col, r.cols, STYLE_BORDER);
	r.col++;
	r.cols -= 2;
	draw_items(d, r, &items, widths);
}
