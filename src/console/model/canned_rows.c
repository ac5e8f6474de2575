/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/canned_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define FOLD_MAX     (64 * 1024)
#define SCORE_RANK   100000000
#define SCORE_MATCH  10000
#define SCORE_USE    10
#define DESK_MOST    9		/* less than one use of one's own */

/* What is typed, folded once: as it is, and as on the Latin layout. */
struct query {
	struct str text, latin;
	bool	   has_latin;
};

static void
query_init(struct query *q, const char *text)
{
	struct str latin;

	str_init(&latin, FOLD_MAX);
	str_init(&q->text, FOLD_MAX);
	str_init(&q->latin, FOLD_MAX);
	keymap_latin(text, &latin);
	utf8_fold(&q->text, text, strlen(text));
	utf8_fold(&q->latin, latin.data, latin.len);
	q->has_latin = strcmp(latin.data, text) != 0;
	str_clear(&latin);
}

static void
query_clear(struct query *q)
{
	str_clear(&q->text);
	str_clear(&q->latin);
}

static int
score(const struct query *q, const char *folded)
{
	int n = picker_score_folded(q->text.data, folded);

	return n == 0 && q->has_latin ?
	    picker_score_folded(q->latin.data, folded) : n;
}

/* A text of many words matches any few letters: it must hold them in a row. */
static bool
holds(const struct query *q, const char *folded)
{
	return strstr(folded, q->text.data) != NULL;
}

static bool
is_offered(const struct canned *canned, const struct chat *c)
{
	return canned->department_id == 0 || c == NULL ||
	    canned->department_id == c->c.department_id;
}

static int
language_rank(const struct canned *canned, const struct chat *c)
{
	if (c != NULL && strcmp(canned->language, c->c.language) == 0)
		return 2;
	return canned->language[0] == '\0' ? 1 : 0;
}

/* How well the best variant matches; 0: none does. */
static int
match(const struct canned_book *b, size_t from, size_t end,
    const struct chat *c, const struct query *q)
{
	int best = 0;

	if (q->text.len == 0)
		return 1;
	for (size_t i = from; i < end; i++) {
		int n;

		if (!is_offered(&b->list[i], c))
			continue;
		n = score(q, book_folded(b, i)->shortcut) * 3;
		if (n > best)
			best = n;
		n = score(q, book_folded(b, i)->title) * 2;
		if (n > best)
			best = n;
		if (best == 0 && holds(q, book_folded(b, i)->text))
			best = 1;
	}
	return best;
}

/* The variant for the conversation; `end`: none is offered. */
static size_t
variant(const struct canned_book *b, size_t from, size_t end,
    const struct chat *c)
{
	size_t found = end;

	for (size_t i = from; i < end; i++)
		if (is_offered(&b->list[i], c) && (found == end ||
		    language_rank(&b->list[i], c) >
		    language_rank(&b->list[found], c)))
			found = i;
	return found;
}

static int
whole_score(const struct canned *shown, const struct chat *c, int matched,
    double likely)
{
	int use = likely * SCORE_USE >= SCORE_MATCH - 1 - DESK_MOST ?
	    SCORE_MATCH - 1 - DESK_MOST : (int)(likely * SCORE_USE);

	/* What colleagues use is a beginning for who has not used any. */
	use += (int)(DESK_MOST * shown->uses / (shown->uses + 20));

	return language_rank(shown, c) * SCORE_RANK + matched * SCORE_MATCH +
	    use;
}

/* The best first; of equals the one that stands first in the book. */
static int
compare(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;
	int order;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	order = strcmp(x->hint, y->hint);
	return order != 0 ? order : (x->id > y->id) - (x->id < y->id);
}

size_t
canned_rows(const struct model *m, const struct chat *c, const char *text,
    struct pick **rows)
{
	const struct canned_book *b = &m->book;
	double *likely = mem_array(b->n, double);
	uint32_t features[BOOK_FEATURES];
	struct query q;
	size_t n = 0;

	*rows = mem_array(b->n, struct pick);
	query_init(&q, text);
	book_likely(b, features, book_features(c, features), m->now_ms,
	    likely);
	for (size_t i = 0, end; i < b->n; i = end) {
		const struct canned *shown;
		double use = 0;
		int matched;
		size_t at;

		end = book_group_end(b, i);
		at = variant(b, i, end, c);
		matched = at == end ? 0 : match(b, i, end, c, &q);
		if (matched == 0)
			continue;
		for (size_t k = i; k < end; k++)
			use += likely[k];
		shown = &b->list[at];
		(*rows)[n++] = (struct pick){ shown->id, shown->title,
			shown->shortcut, shown->text,
			whole_score(shown, c, matched, use) };
	}
	if (n > 0)
		qsort(*rows, n, sizeof **rows, compare);
	query_clear(&q);
	free(likely);
	return n;
}

size_t
canned_top(const struct model *m, const struct chat *c,
    int64_t ids[CANNED_TOP])
{
	struct pick *rows;
	size_t n = canned_rows(m, c, "", &rows);

	if (n > CANNED_TOP)
		n = CANNED_TOP;
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].id;
	free(rows);
	return n;
}

/* --- variants ------------------------------------------------------------------ */

/* The variants of the selected row: from *from to the place returned. */
static size_t
selected_group(const struct model *m, size_t *from)
{
	const struct canned_book *b = &m->book;

	for (size_t i = 0, end; i < b->n; i = end) {
		end = book_group_end(b, i);
		for (size_t k = i; k < end; k++)
			if (b->list[k].id == m->ui.selected) {
				*from = i;
				return end;
			}
	}
	*from = 0;
	return 0;
}

const struct canned *
canned_chosen(const struct model *m)
{
	const struct canned_book *b = &m->book;
	size_t from, end = selected_group(m, &from), found = end;

	for (size_t i = from; i < end; i++)
		if (b->list[i].id == m->ui.canned_shown ||
		    (found == end && b->list[i].id == m->ui.selected))
			found = i;
	return found == end ? NULL : &b->list[found];
}

size_t
canned_variants(const struct model *m)
{
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);
	size_t from, end = selected_group(m, &from), n = 0;

	for (size_t i = from; i < end; i++)
		n += is_offered(&m->book.list[i], c);
	return n;
}

void
canned_turn(struct model *m, int by)
{
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);
	const struct canned *now = canned_chosen(m);
	size_t from, end = selected_group(m, &from), n = end - from, at;

	if (now == NULL)
		return;
	at = (size_t)(now - m->book.list) - from;
	do
		at = (at + (by < 0 ? n - 1 : 1)) % n;
	while (!is_offered(&m->book.list[from + at], c));
	m->ui.canned_shown = m->book.list[from + at].id;
}
