/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page.h - turns a template of the visitor's page into HTML.
 *
 * A template is a text with tags; src/server/web/README.md tells what each
 * page wants to be given.
 *   {{name}}              a variable
 *   {{t:key}}             the sentence `key` in the page's language; {name}
 *                         inside the sentence is a variable
 *   {{j:key}}             the same with {name} left alone, for the script
 *   {{#name}}...{{/name}} shown if the flag is true or the text is not empty;
 *                         for a list once a row, with the row's variables
 *                         before the outer ones
 *   {{^name}}...{{/name}} shown if that is not so, or nothing has that name
 * Whatever comes from a variable or a sentence is escaped for HTML text and
 * for attributes in double quotes; nothing can be put in unescaped.
 *
 * Pure: no clock, no files; the templates and texts.json are handed in.
 */
#ifndef SERVER_CHANNEL_PAGE_H
#define SERVER_CHANNEL_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#define PAGE_MAX_DEPTH 8		/* sections in sections */

struct page_var;

/* The variables of a page or of one row of a list; borrowed. */
struct page_vars {
	const struct page_var *v;
	size_t		       n;
};

/* Made by one of the three macros: a text (never NULL), a flag, a list. */
struct page_var {
	const char	       *name;
	const char	       *text;	/* NULL: not a text */
	const struct page_vars *rows;	/* NULL: no list, or an empty one */
	size_t			n_rows;
	bool			flag;
};
#define PAGE_TEXT(name_, text_)	    { (name_), (text_), NULL, 0, false }
#define PAGE_FLAG(name_, flag_)	    { (name_), NULL, NULL, 0, (flag_) }
#define PAGE_LIST(name_, rows_, n_) { (name_), NULL, (rows_), (n_), false }

/* The sentences of texts.json, read once at start. NULL: it is no JSON, or
 * a key lacks one of the languages. The caller frees it. */
struct page_texts *page_texts_new(const char *json, size_t len,
    struct err *err);
void		   page_texts_free(struct page_texts *texts);

/* A sentence as it stands in texts.json; in English when `language` is none
 * of "en", "ru", "pl". NULL: no such key. Belongs to `texts`. */
const char *page_text(const struct page_texts *texts, const char *language,
    const char *key);

/* "en", "ru" or "pl": the one that an Accept-Language header (RFC 9110,
 * 12.5.4) likes best, "en" when it likes none. NULL is an empty header. */
const char *page_language(const char *accept);
/* Is it one of the three? */
bool page_is_language(const char *language);

/* Appends the page to `out`. False: a tag that cannot be read (ERR_SYNTAX),
 * an unknown variable or key (ERR_VALUE), `out` is full (ERR_TOO_LARGE); then
 * `out` is as it was. */
bool page_render(const struct page_texts *texts, const char *tmpl, size_t len,
    const char *language, struct page_vars vars, struct str *out,
    struct err *err);

#endif
