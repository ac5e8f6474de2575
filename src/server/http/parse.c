/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/http/parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <llhttp.h>

#define BAD_REQUEST	    400
#define FIELDS_TOO_LARGE    431
#define NOT_IMPLEMENTED	    501
#define UNAVAILABLE	    503
#define VERSION_UNSUPPORTED 505

/* Where a field begins and ends in the text, while it is being found. */
struct span { size_t at, len; };

struct parse {
	llhttp_t llhttp;
	bool	 is_head_done, is_done, is_value;
	int	 status;			/* of a refusal by a callback */
	/* While the head is read: */
	const char  *text;
	struct span *names, *values;
	int	     n_fields, max_fields;
	/* While the body is read: */
	int  (*put)(void *ctx, const char *bytes, size_t len);
	void  *ctx;
};

static int
refuse(struct parse *p, int status)
{
	p->status = status;
	return HPE_USER;
}

static int
on_field(llhttp_t *ll, const char *at, size_t len)
{
	struct parse *p = ll->data;

	/* Trailers could say after the check what the check looked for. */
	if (p->is_head_done)
		return refuse(p, BAD_REQUEST);
	if (p->n_fields > 0 && !p->is_value) {
		p->names[p->n_fields - 1].len += len;
		return 0;
	}
	if (p->n_fields == p->max_fields)
		return refuse(p, FIELDS_TOO_LARGE);
	p->names[p->n_fields].at = (size_t)(at - p->text);
	p->names[p->n_fields].len = len;
	p->values[p->n_fields].at = 0;
	p->values[p->n_fields].len = 0;
	p->n_fields++;
	p->is_value = false;
	return 0;
}

static int
on_value(llhttp_t *ll, const char *at, size_t len)
{
	struct parse *p = ll->data;
	struct span *v;

	if (p->is_head_done || p->n_fields == 0)
		return refuse(p, BAD_REQUEST);
	v = &p->values[p->n_fields - 1];
	if (v->at == 0)
		v->at = (size_t)(at - p->text);
	else if (v->at + v->len != (size_t)(at - p->text))
		return refuse(p, BAD_REQUEST);	/* it was folded */
	v->len += len;
	p->is_value = true;
	return 0;
}

/* An empty value has no bytes to call on_value() for. */
static int
on_value_complete(llhttp_t *ll)
{
	struct parse *p = ll->data;

	p->is_value = true;
	return 0;
}

static int
on_headers_complete(llhttp_t *ll)
{
	struct parse *p = ll->data;

	p->is_head_done = true;
	return 0;
}

static int
on_body(llhttp_t *ll, const char *at, size_t len)
{
	struct parse *p = ll->data;
	int status = p->put != NULL ? p->put(p->ctx, at, len) : BAD_REQUEST;

	return status == 0 ? 0 : refuse(p, status);
}

/* Nothing that may come in a chunk extension is known here, and what two
 * readers may read differently is better not read at all. */
static int
on_extension(llhttp_t *ll, const char *at, size_t len)
{
	(void)at;
	(void)len;
	return refuse(ll->data, BAD_REQUEST);
}

static int
on_message_complete(llhttp_t *ll)
{
	struct parse *p = ll->data;

	p->is_done = true;
	return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
	.on_header_field = on_field,
	.on_header_value = on_value,
	.on_header_value_complete = on_value_complete,
	.on_headers_complete = on_headers_complete,
	.on_body = on_body,
	.on_chunk_extension_name = on_extension,
	.on_chunk_extension_value = on_extension,
	.on_message_complete = on_message_complete,
};

bool
parse_is_token(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && (text[i] == '\0' ||
		    strchr("!#$%&'*+-.^_`|~", text[i]) == NULL))
			return false;
	return len > 0;
}

static int
parse_version(const char *text, size_t len, int *minor)
{
	if (len != 8 || memcmp(text, "HTTP/", 5) != 0 ||
	    !isdigit((unsigned char)text[5]) || text[6] != '.' ||
	    !isdigit((unsigned char)text[7]))
		return BAD_REQUEST;
	if (text[5] != '1' || text[7] > '1')
		return VERSION_UNSUPPORTED;
	*minor = text[7] - '0';
	return 0;
}

/* "METHOD SP target SP HTTP/1.x CRLF", and not a byte more. */
static int
parse_request_line(struct parse_head *h, struct span *method,
    struct span *target)
{
	const char *end = strchr(h->text, '\r');
	const char *sp = strchr(h->text, ' ');
	const char *sp2;

	if (end == NULL || sp == NULL || sp > end || sp == h->text)
		return BAD_REQUEST;
	if (!parse_is_token(h->text, (size_t)(sp - h->text)))
		return BAD_REQUEST;
	sp2 = memchr(sp + 1, ' ', (size_t)(end - sp - 1));
	if (sp2 == NULL || sp2 == sp + 1)
		return BAD_REQUEST;
	for (const char *c = sp + 1; c < sp2; c++)
		if (*c <= ' ' || *c > '~' || *c == '#')
			return BAD_REQUEST;
	*method = (struct span){ 0, (size_t)(sp - h->text) };
	*target = (struct span){ (size_t)(sp + 1 - h->text),
	    (size_t)(sp2 - sp - 1) };
	return parse_version(sp2 + 1, (size_t)(end - sp2 - 1), &h->minor);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int
cut_fields(struct parse_head *h, const struct parse *p)
{
	h->n_fields = p->n_fields;
	h->fields = calloc((size_t)p->n_fields + 1, sizeof *h->fields);
	if (h->fields == NULL)
		return UNAVAILABLE;
	for (int i = 0; i < p->n_fields; i++) {
		const struct span *n = &p->names[i], *v = &p->values[i];
		size_t end = v->at + v->len;

		h->text[n->at + n->len] = '\0';
		h->fields[i].name = h->text + n->at;
		if (v->at == 0) {
			h->fields[i].value = "";
			continue;
		}
		while (end > v->at && is_blank(h->text[end - 1]))
			end--;
		h->text[end] = '\0';
		h->fields[i].value = h->text + v->at;
	}
	return 0;
}

/* Runs llhttp over the whole head: it must be content, too. */
static int
execute_head(struct parse *p, struct parse_head *h)
{
	llhttp_errno_t e;

	p->text = h->text;
	e = llhttp_execute(&p->llhttp, h->text, h->len);
	if (p->status != 0)
		return p->status;
	if (!p->is_head_done)
		return BAD_REQUEST;
	return e == HPE_OK || p->is_done ? cut_fields(h, p) : BAD_REQUEST;
}

static struct parse *
parse_new(int max_fields)
{
	struct parse *p = calloc(1, sizeof *p);

	if (p == NULL)
		return NULL;
	p->max_fields = max_fields;
	p->names = calloc(2 * (size_t)max_fields, sizeof *p->names);
	if (p->names == NULL) {
		free(p);
		return NULL;
	}
	p->values = p->names + max_fields;
	llhttp_init(&p->llhttp, HTTP_REQUEST, &settings);
	p->llhttp.data = p;
	return p;
}

int
parse_head(struct parse_head *h, int max_fields,
    bool (*is_method)(const char *name), struct parse **out)
{
	struct span method, target;
	struct parse *p;
	char *method_end;
	int status = parse_request_line(h, &method, &target);

	if (status != 0)
		return status;
	method_end = h->text + method.len;
	*method_end = '\0';
	if (!is_method(h->text))
		return NOT_IMPLEMENTED;
	*method_end = ' ';

	p = parse_new(max_fields);
	if (p == NULL)
		return UNAVAILABLE;
	status = execute_head(p, h);
	/* They were for the head alone. */
	free(p->names);
	p->names = p->values = NULL;
	p->text = NULL;
	if (status != 0) {
		parse_free(p);
		return status;
	}
	*method_end = '\0';
	h->text[target.at + target.len] = '\0';
	h->method = h->text;
	h->target = h->text + target.at;
	*out = p;
	return 0;
}

bool
parse_is_done(const struct parse *p)
{
	return p->is_done;
}

int
parse_body(struct parse *p, const char *bytes, size_t len, size_t *used,
    int (*put)(void *ctx, const char *bytes, size_t len), void *ctx)
{
	llhttp_errno_t e;

	p->put = put;
	p->ctx = ctx;
	e = llhttp_execute(&p->llhttp, bytes, len);
	*used = len;
	if (p->status != 0)
		return p->status;
	if (p->is_done) {
		const char *end = llhttp_get_error_pos(&p->llhttp);

		if (end != NULL)
			*used = (size_t)(end - bytes);
		return 0;
	}
	return e == HPE_OK ? 0 : BAD_REQUEST;
}

void
parse_free(struct parse *p)
{
	if (p == NULL)
		return;
	free(p->names);
	free(p);
}
