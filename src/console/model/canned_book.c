/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/canned_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/model.h"

#define FOLD_MAX    (256 * 1024)
#define WORD_MIN    4		/* letters; shorter ones say little */
#define WORD_STEM   5		/* letters that count: no endings */
#define LINES_READ  3		/* of the customer's */
#define WEIGHT_WORD 3
#define WEIGHT_ANY  1

/* --- the list ---------------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	const struct canned *x = a, *y = b;
	int order = strcmp(x->shortcut, y->shortcut);

	if (order == 0 && x->owner_id != y->owner_id)
		/* One's own stand before the shared one. */
		return x->owner_id > y->owner_id ? -1 : 1;
	if (order == 0)
		order = strcmp(x->language, y->language);
	if (order == 0 && x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return order;
}

static void
free_text(const char *text)
{
	free((char *)(uintptr_t)text);
}

static void
copy_files(struct canned *to, const struct canned *from)
{
	struct file *list = from->n_files == 0 ? NULL :
	    mem_array(from->n_files, struct file);

	for (size_t i = 0; i < from->n_files; i++)
		list[i] = (struct file){ mem_dup(from->files[i].id),
		    mem_dup(from->files[i].name),
		    mem_dup(from->files[i].type), from->files[i].bytes };
	to->files = list;
}

static void
copy(struct canned *to, const struct canned *from)
{
	*to = *from;
	to->shortcut = mem_dup(from->shortcut);
	to->title = mem_dup(from->title);
	to->language = mem_dup(from->language);
	to->text = mem_dup(from->text);
	copy_files(to, from);
}

static char *
fold(const char *text)
{
	struct str folded;

	str_init(&folded, FOLD_MAX);
	utf8_fold(&folded, text, strlen(text));
	return str_take(&folded);
}

static void
fold_one(struct canned_fold *to, const struct canned *c)
{
	to->shortcut = fold(c->shortcut);
	to->title = fold(c->title);
	to->text = fold(c->text);
}

static void
clear_one(struct canned_book *b, size_t i)
{
	free_text(b->list[i].shortcut);
	free_text(b->list[i].title);
	free_text(b->list[i].language);
	free_text(b->list[i].text);
	for (size_t k = 0; k < b->list[i].n_files; k++) {
		free_text(b->list[i].files[k].id);
		free_text(b->list[i].files[k].name);
		free_text(b->list[i].files[k].type);
	}
	free((struct file *)(uintptr_t)b->list[i].files);
	free(b->folds[i].shortcut);
	free(b->folds[i].title);
	free(b->folds[i].text);
}

static void
clear_list(struct canned_book *b)
{
	for (size_t i = 0; i < b->n; i++)
		clear_one(b, i);
	free(b->list);
	free(b->folds);
	b->list = NULL;
	b->folds = NULL;
	b->n = b->cap = 0;
}

void
book_clear(struct canned_book *b)
{
	clear_list(b);
	free(b->uses);
	*b = (struct canned_book){ .n = 0 };
}

void
book_replace(struct canned_book *b, const struct canned *list, size_t n)
{
	clear_list(b);
	b->list = mem_array(n, struct canned);
	b->folds = mem_array(n, struct canned_fold);
	b->n = b->cap = n;
	for (size_t i = 0; i < n; i++)
		copy(&b->list[i], &list[i]);
	if (n > 0)
		qsort(b->list, n, sizeof *b->list, compare);
	/* Thousands at once would hold up a key: by and by, or when they are
	 * looked for. */
	memset(b->folds, 0, n * sizeof *b->folds);
	b->n_folded = 0;
}

const struct canned_fold *
book_folded(const struct canned_book *b, size_t i)
{
	if (b->folds[i].shortcut == NULL)
		fold_one(&b->folds[i], &b->list[i]);
	return &b->folds[i];
}

void
book_fold_some(struct canned_book *b)
{
	for (int k = 0; k < BOOK_FOLDS && b->n_folded < b->n; k++)
		book_folded(b, b->n_folded++);
}

size_t
book_find(const struct canned_book *b, int64_t id)
{
	size_t i = 0;

	while (i < b->n && b->list[i].id != id)
		i++;
	return i;
}

void
book_remove(struct canned_book *b, int64_t id)
{
	size_t i = book_find(b, id), after;

	if (i == b->n)
		return;
	clear_one(b, i);
	after = --b->n - i;
	memmove(b->list + i, b->list + i + 1, after * sizeof *b->list);
	memmove(b->folds + i, b->folds + i + 1, after * sizeof *b->folds);
}

void
book_put(struct canned_book *b, const struct canned *c)
{
	size_t i = 0;

	book_remove(b, c->id);
	if (b->n == b->cap) {
		size_t cap = b->cap == 0 ? 16 : 2 * b->cap;

		b->list = mem_grow(b->list, b->cap, cap, sizeof *b->list);
		b->folds = mem_grow(b->folds, b->cap, cap, sizeof *b->folds);
		b->cap = cap;
	}
	while (i < b->n && compare(&b->list[i], c) < 0)
		i++;
	memmove(b->list + i + 1, b->list + i, (b->n - i) * sizeof *b->list);
	memmove(b->folds + i + 1, b->folds + i,
	    (b->n - i) * sizeof *b->folds);
	copy(&b->list[i], c);
	fold_one(&b->folds[i], &b->list[i]);
	b->n++;
}

const struct file *
book_file(const struct canned_book *b, const char *id)
{
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; k < b->list[i].n_files; k++)
			if (strcmp(b->list[i].files[k].id, id) == 0)
				return &b->list[i].files[k];
	return NULL;
}

size_t
book_group_end(const struct canned_book *b, size_t i)
{
	size_t end = i + 1;

	while (end < b->n && b->list[end].owner_id == b->list[i].owner_id &&
	    strcmp(b->list[end].shortcut, b->list[i].shortcut) == 0)
		end++;
	return end;
}

/* --- what is alike ------------------------------------------------------------- */

static uint32_t
hash(const char *kind, const char *bytes, size_t len)
{
	uint32_t h = 0x811c9dc5U;

	for (; *kind != '\0'; kind++)
		h = (h ^ (unsigned char)*kind) * 0x01000193U;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)bytes[i]) * 0x01000193U;
	return h <= BOOK_ALWAYS ? BOOK_ALWAYS + 1 : h;
}

static void
add(uint32_t *out, size_t *n, uint32_t feature)
{
	for (size_t i = 0; i < *n; i++)
		if (out[i] == feature)
			return;
	if (*n < BOOK_FEATURES)
		out[(*n)++] = feature;
}

static bool
is_letter(uint32_t code)
{
	return (code >= 'a' && code <= 'z') || (code >= 0xc0 &&
	    (code < 0x2000 || code > 0x206f) &&
	    (code < 0x3000 || code > 0x303f));
}

/* The stems of its words. */
static void
add_words(uint32_t *out, size_t *n, const char *text)
{
	char *folded = fold(text);
	size_t len = strlen(folded), at = 0;

	while (at < len) {
		size_t from = at, stem = at;
		int letters = 0;

		while (at < len) {
			uint32_t code;
			size_t next = at + utf8_next(folded + at, len - at,
			    &code);

			if (!is_letter(code)) {
				if (letters == 0)
					from = stem = next;
				at = next;
				break;
			}
			at = next;
			if (++letters <= WORD_STEM)
				stem = next;
		}
		if (letters >= WORD_MIN)
			add(out, n, hash("w", folded + from, stem - from));
	}
	free(folded);
}

size_t
book_features(const struct chat *c, uint32_t out[BOOK_FEATURES])
{
	int lines = 0;
	size_t n = 0;

	add(out, &n, BOOK_ALWAYS);
	if (c == NULL)
		return n;
	add(out, &n, hash("l", c->c.language, strlen(c->c.language)));
	add(out, &n, hash("d", (const char *)&c->c.department_id,
	    sizeof c->c.department_id));
	for (size_t i = c->n_lines; i-- > 0 && lines < LINES_READ;) {
		const struct line *line = &c->lines[i];

		if (line->by != ACTOR_VISITOR || line->type != EVENT_MESSAGE)
			continue;
		add_words(out, &n, line->text);
		lines++;
	}
	return n;
}

/* --- counts -------------------------------------------------------------------- */

static double
faded(const struct canned_use *use, int64_t now_ms)
{
	double age = now_ms > use->at_ms ? (double)(now_ms - use->at_ms) : 0;

	return use->weight / (1 + age / (double)USE_HALF_MS);
}

/* Where it is or would be. */
static size_t
place(const struct canned_book *b, int64_t canned_id, uint32_t feature)
{
	size_t low = 0, high = b->n_uses;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct canned_use *u = &b->uses[middle];

		if (u->canned_id < canned_id || (u->canned_id == canned_id &&
		    u->feature < feature))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
forget_faintest(struct canned_book *b, int64_t now_ms)
{
	size_t faintest = 0;

	for (size_t i = 1; i < b->n_uses; i++)
		if (faded(&b->uses[i], now_ms) <
		    faded(&b->uses[faintest], now_ms))
			faintest = i;
	b->n_uses--;
	memmove(b->uses + faintest, b->uses + faintest + 1,
	    (b->n_uses - faintest) * sizeof *b->uses);
}

static struct canned_use *
get(struct canned_book *b, int64_t canned_id, uint32_t feature,
    int64_t now_ms)
{
	size_t i = place(b, canned_id, feature);

	if (i < b->n_uses && b->uses[i].canned_id == canned_id &&
	    b->uses[i].feature == feature)
		return &b->uses[i];
	if (b->uses == NULL)
		b->uses = mem_array(BOOK_USES, struct canned_use);
	if (b->n_uses == BOOK_USES) {
		forget_faintest(b, now_ms);
		i = place(b, canned_id, feature);
	}
	memmove(b->uses + i + 1, b->uses + i,
	    (b->n_uses - i) * sizeof *b->uses);
	b->n_uses++;
	b->uses[i] = (struct canned_use){ canned_id, feature, 0, now_ms };
	return &b->uses[i];
}

const struct canned_use *
book_count(struct canned_book *b, int64_t canned_id, uint32_t feature,
    int64_t now_ms)
{
	struct canned_use *use = get(b, canned_id, feature, now_ms);

	use->weight = faded(use, now_ms) + 1;
	use->at_ms = now_ms;
	return use;
}

void
book_restore(struct canned_book *b, const struct canned_use *use)
{
	if (use->weight > 0 && use->weight < 1e9 && use->canned_id > 0)
		*get(b, use->canned_id, use->feature, use->at_ms) = *use;
}

static double
weight_of(const uint32_t *features, size_t n, uint32_t feature)
{
	for (size_t i = 0; i < n; i++)
		if (features[i] == feature)
			/* The first three are of no word. */
			return i < 3 ? WEIGHT_ANY : WEIGHT_WORD;
	return 0;
}

struct sum {
	int64_t id;
	double	score;
};

static int
compare_sums(const void *a, const void *b)
{
	int64_t x = ((const struct sum *)a)->id;
	int64_t y = ((const struct sum *)b)->id;

	return (x > y) - (x < y);
}

void
book_likely(const struct canned_book *b, const uint32_t *features,
    size_t n_features, int64_t now_ms, double *scores)
{
	struct sum *sums = mem_array(b->n_uses, struct sum);
	size_t n = 0;

	for (size_t i = 0; i < b->n_uses; i++) {
		const struct canned_use *u = &b->uses[i];
		double weight = weight_of(features, n_features, u->feature);

		if (weight == 0)
			continue;
		if (n == 0 || sums[n - 1].id != u->canned_id)
			sums[n++] = (struct sum){ u->canned_id, 0 };
		sums[n - 1].score += weight * faded(u, now_ms);
	}
	for (size_t i = 0; i < b->n; i++) {
		struct sum key = { b->list[i].id, 0 };
		const struct sum *found = n == 0 ? NULL : bsearch(&key, sums,
		    n, sizeof *sums, compare_sums);

		scores[i] = found == NULL ? 0 : found->score;
	}
	free(sums);
}
