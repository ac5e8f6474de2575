/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrapped texts, found again by their content: nothing can be stale. What two
 * frames have not asked for is dropped.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "console/view/internal.h"

/* Panes, an earlier conversation, the record. */
#define SHOWN_MAX (MODEL_PANES + 2)

#define SLOTS	      1024
#define COUNTS	      8192
#define SAFE_MAX_BYTES (1024 * 1024)

struct slot {
	char	       *source;	/* NULL: free */
	size_t		len;
	int		cols;
	struct str	safe;
	struct wrap_row *rows;
	int		n_rows, cap_rows;
	uint64_t	frame;
};

/* Rows of a text that is not on the screen but has to be scrolled past. */
struct count {
	uint64_t hash;
	uint32_t len;
	int	 n_rows;	/* 0: free */
};

struct view_cache {
	struct slot  slots[SLOTS];
	struct count counts[COUNTS];
	uint64_t     frame;
	struct shown shown[SHOWN_MAX];
	size_t	     n_shown;
	struct hits  hits;
	struct label_page labels;
};

struct view_cache *
view_cache_new(void)
{
	return mem_new(struct view_cache);
}

static void
slot_clear(struct slot *s)
{
	if (s->source == NULL)
		return;
	free(s->source);
	free(s->rows);
	str_clear(&s->safe);
	*s = (struct slot){ .source = NULL };
}

void
view_cache_free(struct view_cache *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		slot_clear(&c->slots[i]);
	free(c);
}

void
wrap_end_of_frame(struct view_cache *c)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (c->slots[i].frame + 1 < c->frame)
			slot_clear(&c->slots[i]);
	c->frame++;
}

static uint64_t
hash(const char *text, size_t len, int cols)
{
	uint64_t h = 14695981039346656037u ^ (uint64_t)cols;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 1099511628211u;
	return h ^ h >> 32;
}

static void
add_row(struct slot *s, size_t at, size_t end, bool is_break)
{
	if (s->n_rows == s->cap_rows) {
		int cap = s->cap_rows == 0 ? 4 : s->cap_rows * 2;

		s->rows = mem_grow(s->rows, (size_t)s->cap_rows, (size_t)cap,
		    sizeof *s->rows);
		s->cap_rows = cap;
	}
	while (end > at && s->safe.data[end - 1] == ' ')
		end--;
	s->rows[s->n_rows++] = (struct wrap_row){
		(uint32_t)at, (uint32_t)(end - at), is_break,
	};
}

/* Where the row that begins at `at` ends: after the last blank that fits,
 * else after the last letter that does. `*next` is where the next begins. */
static size_t
row_end(const char *text, size_t at, size_t len, int cols, size_t *next)
{
	size_t i = at, blank = 0;
	int used = 0;

	while (i < len) {
		size_t after = utf8_letter_after(text, len, i);
		int width = utf8_cols(text + i, after - i);

		if (used + width > cols && text[i] != ' ')
			break;
		used += width;
		if (text[i] == ' ')
			blank = after;
		i = after;
	}
	if (i == len || blank == 0) {
		/* One letter that is wider than the row must not stop us. */
		*next = i == at ? utf8_letter_after(text, len, at) : i;
		return *next;
	}
	*next = blank;
	return blank;
}

static void
wrap_paragraph(struct slot *s, size_t at, size_t end, int cols)
{
	bool is_break = s->n_rows > 0;

	do {
		size_t next, stop;

		stop = row_end(s->safe.data, at, end, cols, &next);
		add_row(s, at, stop, is_break);
		is_break = false;
		at = next;
	} while (at < end);
}

static void
wrap_into(struct slot *s, int cols)
{
	const char *text = s->safe.data;
	size_t at = 0;

	for (;;) {
		size_t len = strcspn(text + at, "\n");

		wrap_paragraph(s, at, at + len, cols);
		at += len;
		if (text[at] == '\0')
			break;
		at++;
	}
}

struct wrapped
wrap_text(struct view_cache *c, const char *text, int cols)
{
	size_t len = strlen(text);
	struct slot *s;

	if (cols < 1)
		cols = 1;
	s = &c->slots[hash(text, len, cols) % SLOTS];
	if (s->source == NULL || s->cols != cols || s->len != len ||
	    memcmp(s->source, text, len) != 0) {
		slot_clear(s);
		s->source = mem_dup_n(text, len);
		s->len = len;
		s->cols = cols;
		str_init(&s->safe, SAFE_MAX_BYTES);
		utf8_safe(&s->safe, text, len, UTF8_LINES);
		wrap_into(s, cols);
	}
	s->frame = c->frame;
	return (struct wrapped){ s->safe.data, s->rows, s->n_rows };
}

int
wrap_count(struct view_cache *c, const char *text, int cols)
{
	size_t len = strlen(text);
	uint64_t h = hash(text, len, cols);
	struct count *count = &c->counts[h % COUNTS];

	if (count->n_rows == 0 || count->hash != h || count->len != len)
		*count = (struct count){ h, (uint32_t)len,
			wrap_text(c, text, cols).n_rows };
	return count->n_rows;
}

int
wrap_put(struct grid *g, int row, int col, int cols, enum style style,
    const struct wrapped *w, int i)
{
	char buf[GRID_MAX_COLS * 4 + 1];
	const struct wrap_row *r = &w->rows[i];
	size_t len = r->len < sizeof buf ? r->len : sizeof buf - 1;

	memcpy(buf, w->text + r->at, len);
	buf[len] = '\0';
	return grid_put(g, row, col, cols, style, buf);
}

/* --- what was shown ---------------------------------------------------------- */

const struct shown *
view_shown(const struct view_cache *c, size_t *n)
{
	*n = c->n_shown;
	return c->shown;
}

void
view_shown_clear(struct view_cache *c)
{
	c->n_shown = 0;
}

void
view_shown_put(struct view_cache *c, const struct shown *shown)
{
	if (c->n_shown < SHOWN_MAX)
		c->shown[c->n_shown++] = *shown;
}

/* --- what has a letter ------------------------------------------------------- */

struct label_page *
label_page(struct view_cache *c)
{
	return &c->labels;
}

const struct labels *
view_labels(const struct view_cache *c)
{
	return &c->labels.found;
}

/* --- what a click finds ------------------------------------------------------ */

void
hits_clear(struct view_cache *c)
{
	c->hits.n = 0;
}

void
hit_put(const struct draw *d, struct rect r, enum hit_kind kind, int64_t id)
{
	struct hits *hits = &d->cache->hits;

	if (hits->n < HITS_MAX && r.rows > 0 && r.cols > 0)
		hits->list[hits->n++] = (struct hit){ .row = r.row,
			.col = r.col, .rows = r.rows, .cols = r.cols,
			.kind = kind, .id = id };
}

void
hit_put_line(const struct draw *d, struct rect r, const char *line)
{
	struct hits *hits = &d->cache->hits;
	size_t n = hits->n;

	hit_put(d, r, HIT_KEY, 0);
	if (hits->n > n)
		str_copy(hits->list[n].line, HIT_LINE_BYTES, line);
}

const struct hits *
view_hits(const struct view_cache *c)
{
	return &c->hits;
}
