/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bottom: the keys that do something now, from the table of bindings; or,
 * for some seconds, a sentence.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define ITEMS_MAX 24

struct item {
	char key[SHORT_BYTES];
	char label[SHORT_BYTES * 2];
	int  cols;
	const char *line;
};

/* What leaves first when there is no room; the others stay. Each is a key
 * that hands remember soonest or need least. */
static const char *const leaving[] = { "watching charts", "watching sort",
	"sidebar", "list", "note", "canned",
	"close", "take next", "watching department" };

/* --- the keys ---------------------------------------------------------------- */

static bool
is_queue_empty(const struct model *m)
{
	int64_t id;

	return model_queue(m, &id, 1) == 0;
}

/* Then F5 accepts what one looks at. */
static bool
is_offered(const struct model *m)
{
	const struct chat *c = model_focused(m);

	return c != NULL && model_is_offered(m, c);
}

/* Would the line do something now? */
static bool
does_something(const struct model *m, const char *line)
{
	struct err err = { .code = ERR_NONE };
	const struct chat *chat = model_focused(m);
	const struct command *c;
	char name[SHORT_BYTES];

	snprintf(name, sizeof name, "%.*s", (int)strcspn(line, " "), line);
	c = command_find(name);
	if (c == NULL || !command_can(m, c, &err))
		return false;
	if (strcmp(line, "take next") == 0)
		return is_offered(m) || !is_queue_empty(m);
	if (strcmp(name, "choose") == 0)
		return m->ui.overlay == OVERLAY_CANNED;
	if (strcmp(name, "sidebar") == 0)
		return chat != NULL;
	if (strcmp(name, "close") == 0)
		return model_can_close(m, chat);
	if (strcmp(name, "transfer") == 0)
		return model_can_transfer(m, chat);
	/* A reply is of use where I may write one. */
	if (strcmp(name, "canned") == 0)
		return chat->is_note || model_has_voice(m, chat);
	return true;
}

/* F6 says what it will do: to whom, or for how long it can be undone. */
static bool
label_transfer(const struct model *m, char *buf, size_t size)
{
	const struct chat *c = model_focused(m);
	const struct operator *best = model_best_receiver(m);
	char first[SHORT_BYTES], name[SHORT_BYTES];

	if (c != NULL && c->undo_until_ms > m->now_ms) {
		/* TRANSLATORS: F6 undoes a transfer; seconds are left. */
		snprintf(buf, size, _("Take back (%d)"),
		    (int)((c->undo_until_ms - m->now_ms + 999) / 1000));
		return true;
	}
	if (best == NULL)
		return false;
	format_first(first, sizeof first, operator_name(m, best->id));
	snprintf(buf, size, "→ %s", text_flat(name, sizeof name, first, 14));
	return true;
}

static int
count_notes(const struct chat *c)
{
	int n = 0;

	for (size_t i = 0; i < c->n_lines; i++)
		n += c->lines[i].type == EVENT_NOTE;
	return n;
}

/* F7 says how many there are to read: of those that have come. */
static void
label_note(const struct model *m, char *label, size_t size)
{
	const struct chat *c = model_focused(m);
	int n = c == NULL ? 0 : count_notes(c);

	if (n > 0)
		snprintf(label, size, "%s %d", _("Note"), n);
}

bool
keybar_can(const struct model *m, const char *line, char *label, size_t size)
{
	if (strcmp(line, "transfer --best") == 0)
		return label_transfer(m, label, size);
	if (!does_something(m, line))
		return false;
	if (strcmp(line, "take next") == 0 && is_offered(m))
		snprintf(label, size, "%s", _("Accept"));
	if (strcmp(line, "note") == 0)
		label_note(m, label, size);
	return true;
}

static bool
make_item(const struct model *m, const struct binding *b, struct item *item)
{
	if (b->label == NULL || model_hides_key(m, b->line))
		return false;
	snprintf(item->label, sizeof item->label, "%s", _(b->label));
	if (!keybar_can(m, b->line, item->label, sizeof item->label))
		return false;
	format_key(item->key, sizeof item->key, b->key);
	item->line = b->line;
	item->cols = text_cols(item->key) + text_cols(item->label) + 1;
	return true;
}

bool
keybar_is_here(enum context of, enum context now)
{
	return of == CONTEXT_ANY || of == now ||
	    ((now == CONTEXT_NORMAL || now == CONTEXT_EARLIER) &&
	    of == CONTEXT_CHAT);
}

static bool
has_own_first(enum context context)
{
	return context == CONTEXT_PICKER || context == CONTEXT_WATCH;
}

static int
by_context(const struct model *m, struct item *items)
{
	enum context context = model_context(m);
	struct binding list[KEYMAP_LIST];
	size_t n_list = keymap_list(&m->keys, list, KEYMAP_LIST);
	int n = 0;

	/* What only this list has stands first. */
	for (size_t i = 0; i < n_list && n < ITEMS_MAX; i++)
		if (has_own_first(context) && list[i].context == context &&
		    make_item(m, &list[i], &items[n]))
			n++;
	for (size_t i = 0; i < n_list && n < ITEMS_MAX; i++)
		if (keybar_is_here(list[i].context, context) &&
		    (!has_own_first(context) || list[i].context != context) &&
		    make_item(m, &list[i], &items[n]))
			n++;
	return n;
}

static int
leave_out(struct item *items, int n, int i, int *sum)
{
	*sum -= items[i].cols;
	memmove(items + i, items + i + 1, (size_t)(n - i - 1) * sizeof *items);
	return n - 1;
}

/* Closes the gaps, then leaves items out by the table. */
static int
fit(struct item *items, int n, int cols, int *gap)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += items[i].cols;
	*gap = sum + 2 * n <= cols ? 2 : 1;
	for (size_t l = 0; l < sizeof leaving / sizeof *leaving; l++)
		for (int i = n - 1; i >= 0 && sum + n > cols; i--)
			if (strcmp(items[i].line, leaving[l]) == 0)
				n = leave_out(items, n, i, &sum);
	/* Rather none than a key without its word. */
	while (n > 1 && sum + n > cols)
		n = leave_out(items, n, n - 1, &sum);
	return n;
}

void
keybar_view_draw(const struct draw *d, struct rect r)
{
	struct item items[ITEMS_MAX];
	int col = r.col, end = r.col + r.cols, n, gap;

	grid_fill(d->g, r, STYLE_KEYBAR);
	if (d->m->ui.overlay == OVERLAY_LABELS &&
	    d->m->ui.prefix[0] == '\0') {
		put_clip(d->g, r.row, col + 1, r.cols - 2, STYLE_KEYBAR,
		    r.cols < 76 ? (d->m->labels.opens ?
			_("a opens  Tab list  Esc leaves") :
			_("a copies  A opens  Tab list")) :
		    d->m->labels.opens ?
			_("A letter opens  Enter: copy instead  Tab list  "
			  "Esc leaves") :
			_("A letter copies or saves, a capital opens  Tab "
			  "list  Esc leaves"));
		return;
	}
	if (d->m->ui.prefix[0] != '\0') {
		chord_bar_draw(d, r);
		return;
	}
	n = by_context(d->m, items);
	n = fit(items, n, end - col, &gap);
	for (int i = 0; i < n && col + 1 < end; i++) {
		col += i == 0 ? 1 : gap;
		hit_put_line(d, (struct rect){ r.row, col, 1, items[i].cols },
		    items[i].line);
		col += grid_put(d->g, r.row, col, end - col, STYLE_KEYBAR_KEY,
		    items[i].key) + 1;
		col += put_clip(d->g, r.row, col, end - col, STYLE_KEYBAR,
		    items[i].label);
	}
}

/* --- the sentence -------------------------------------------------------------- */

static const struct {
	const char *sign;
	enum style  style;
} tones[] = {
	[TONE_INFO] = { "·", STYLE_KEYBAR },
	[TONE_GOOD] = { "✓", STYLE_KEYBAR },
	[TONE_BAD] = { "✗", STYLE_STATUS_BAD },
};

static bool
has_message(const struct model *m)
{
	return m->ui.message[0] != '\0' &&
	    m->ui.message_until_ms > m->now_ms;
}

int
message_rows(const struct draw *d, int cols, int max)
{
	struct wrapped w;

	if (!has_message(d->m))
		return 0;
	w = wrap_text(d->cache, d->m->ui.message, cols - 4);
	return w.n_rows < max ? w.n_rows : max;
}

void
message_draw(const struct draw *d, struct rect r)
{
	enum style style = tones[d->m->ui.message_tone].style;
	struct wrapped w = wrap_text(d->cache, d->m->ui.message, r.cols - 4);

	grid_fill(d->g, r, style);
	grid_put(d->g, r.row, r.col + 1, 1, style,
	    tones[d->m->ui.message_tone].sign);
	for (int i = 0; i < w.n_rows && i < r.rows; i++)
		wrap_put(d->g, r.row + i, r.col + 3, r.cols - 4, style, &w, i);
}
