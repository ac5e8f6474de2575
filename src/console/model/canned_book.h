/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned_book.h - the canned replies that the console has, in order, folded
 * once; and which of them are likely to be wanted next.
 *
 * Replies of one shortcut and owner in several languages are variants of one:
 * a list shows the one in the conversation's language, else the one for any
 * language, else the first.
 *
 * How likely: every reply that was sent counts for the conversation's language,
 * for its department, and for each word of what the customer wrote last. A
 * count fades: after USE_HALF_MS without a use half of it is left.
 */
#ifndef MODEL_CANNED_BOOK_H
#define MODEL_CANNED_BOOK_H

#include <stddef.h>
#include <stdint.h>

#include "domain/canned.h"

#define BOOK_USES     4096	/* counts kept; the faintest leave first */
#define BOOK_FOLDS    128	/* folded at once: less than a millisecond */
#define BOOK_FEATURES 16	/* of one conversation */
#define USE_HALF_MS   (INT64_C(30) * 24 * 60 * 60 * 1000)

struct chat;
struct model;

/* What is searched, folded; owned. */
struct canned_fold {
	char *shortcut, *title, *text;
};

struct canned_use {
	int64_t	 canned_id;
	uint32_t feature;	/* a hash; BOOK_ALWAYS: of every conversation */
	double	 weight;	/* as it was at at_ms */
	int64_t	 at_ms;
};
#define BOOK_ALWAYS 1U

/* Of which canned replies a message was made. */
struct sent_canned {
	int64_t	ids[MAX_MESSAGE_CANNED];
	size_t	n;
};

struct canned_book {
	struct canned	   *list;	/* by shortcut, owner, language */
	struct canned_fold *folds;	/* one for each; see book_folded() */
	size_t		    n, cap;
	size_t		    n_folded;	/* by book_fold_some(), so far */
	struct canned_use  *uses;	/* by reply, then feature */
	size_t		    n_uses;
};

void book_clear(struct canned_book *b);
void book_replace(struct canned_book *b, const struct canned *list, size_t n);
void book_put(struct canned_book *b, const struct canned *c);
void book_remove(struct canned_book *b, int64_t id);
/* Its place; b->n: there is none. */
size_t book_find(const struct canned_book *b, int64_t id);
/* What of one is searched. */
const struct canned_fold *book_folded(const struct canned_book *b, size_t i);
/* A few of those that are not folded yet: call it again and again. */
void book_fold_some(struct canned_book *b);
/* One that goes along with a reply; NULL: none has it. */
const struct file *book_file(const struct canned_book *b, const char *id);
/* One past the last variant of the one at `i`. */
size_t book_group_end(const struct canned_book *b, size_t i);

/* What can be counted of a conversation; how many. */
size_t book_features(const struct chat *c, uint32_t out[BOOK_FEATURES]);
/* One more use at now_ms. NULL: no room; else the count as it is now. */
const struct canned_use *book_count(struct canned_book *b, int64_t canned_id,
    uint32_t feature, int64_t now_ms);
/* As it was kept on disk. */
void book_restore(struct canned_book *b, const struct canned_use *use);
/* How likely each is for such a conversation: scores[i] of list[i]. */
void book_likely(const struct canned_book *b, const uint32_t *features,
    size_t n_features, int64_t now_ms, double *scores);

#endif
