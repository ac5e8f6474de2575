/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hint.h - what of a conversation is worth to be copied or opened: addresses of
 * the web and of mail, telephone numbers, and what looks like a number of an
 * order. Patterns of the operator's come first (POSIX extended regular
 * expressions).
 */
#ifndef MODEL_HINT_H
#define MODEL_HINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define HINTS		20	/* as many as there are letters for */
#define HINT_PATTERNS	16
#define HINT_BYTES	512	/* longer ones are none */

enum hint_kind { HINT_URL, HINT_MAIL, HINT_PHONE, HINT_OTHER };

struct hint {
	enum hint_kind kind;
	char text[HINT_BYTES];
	char host[256];		/* of a URL, as it is asked for */
	bool is_odd;		/* it may be read as another one */
};

struct hint_pattern { char name[32], regex[256]; };

/* ERR_VALUE: what is wrong with the expression. */
bool hint_pattern_set(struct hint_pattern *p, const char *name,
    const char *regex, struct err *err);
/* Adds what is in the text and not in the list yet; stops when it is full. */
void hint_find(const char *text, const struct hint_pattern *patterns,
    int n_patterns, struct hint *list, int *n);
/* Each of the text, with the byte where it begins, of one kind after the
 * other; false: enough. */
typedef bool hint_fn(void *ctx, const struct hint *h, size_t at);
void hint_each(const char *text, const struct hint_pattern *patterns,
    int n_patterns, hint_fn *fn, void *ctx);
/* The letter for the i-th one. */
char hint_letter(int i);

#endif
