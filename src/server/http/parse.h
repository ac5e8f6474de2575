/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parse.h - the seam to llhttp.
 *
 * A file of its own, as llhttp's names (HTTP_GET ...) collide with ours; only
 * parse.c sees llhttp.h.
 */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct parse_field { const char *name, *value; };

/* One head. `text` holds `len` bytes and a NUL; the strings point into it. */
struct parse_head {
	char		   *text;
	size_t		    len;
	const char	   *method;
	char		   *target;
	int		    minor;	/* of HTTP/1.x */
	struct parse_field *fields;
	int		    n_fields;
};

struct parse;

/* Cuts `h->text` into NUL-ended strings and allocates h->fields. Returns 0
 * and the parser for the body, or the status to refuse with: 400, 431 (more
 * than `max_fields`), 501 (`is_method` does not know it), 503, 505. */
int parse_head(struct parse_head *h, int max_fields,
    bool (*is_method)(const char *name), struct parse **out);

/* Does the message need more bytes? */
bool parse_is_done(const struct parse *p);

/* Reads up to `len` bytes of body; *used says how many. put() gets them freed
 * of their framing and returns 0 or a status. Returns 0 or a status. */
int parse_body(struct parse *p, const char *bytes, size_t len, size_t *used,
    int (*put)(void *ctx, const char *bytes, size_t len), void *ctx);

void parse_free(struct parse *p);

/* A token of RFC 9110, 5.6.2: at least one letter, digit or !#$%&'*+-.^_`|~ */
bool parse_is_token(const char *text, size_t len);

#endif
