/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/multipart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#define HEAD_BYTES 4096		/* of one part */

/* --- the boundary -------------------------------------------------------- */

static bool
is_boundary_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || (c != '\0' &&
	    strchr("'()+_,-./:=? ", c) != NULL);
}

bool
multipart_boundary(const char *type, char boundary[MULTIPART_BOUNDARY + 1])
{
	static const char form[] = "multipart/form-data";
	const char *at = type == NULL ? NULL : strcasestr(type, "boundary=");
	bool is_quoted;
	size_t n = 0;

	if (at == NULL || strncasecmp(type, form, sizeof form - 1) != 0 ||
	    strchr("; \t", type[sizeof form - 1]) == NULL)
		return false;
	at += strlen("boundary=");
	is_quoted = *at == '"';
	at += is_quoted;
	while (n < MULTIPART_BOUNDARY && is_boundary_char(at[n]) &&
	    (is_quoted || at[n] != ' '))
		n++;
	if (n == 0 || at[n - 1] == ' ' || (is_quoted ? at[n] != '"' :
	    strchr("; \t", at[n]) == NULL))
		return false;
	memcpy(boundary, at, n);
	boundary[n] = '\0';
	return true;
}

/* --- the head of a part ------------------------------------------------------ */

static const char *
keep(struct multipart *m, const char *bytes, size_t len)
{
	char *to = m->text + m->used;

	if (len >= MULTIPART_FIELD_BYTES - m->used)
		return NULL;
	memcpy(to, bytes, len);
	to[len] = '\0';
	m->used += len + 1;
	return to;
}

/* Browsers write a quotation mark, CR and LF in a name as %22, %0D, %0A. */
static size_t
undo_name(char *name, size_t len)
{
	static const struct { const char *from; char to; } rows[] = {
		{ "%22", '"' }, { "%0D", '\r' }, { "%0A", '\n' },
	};
	size_t out = 0;

	for (size_t i = 0; i < len;) {
		char c = name[i];
		size_t n = 1;

		for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
			if (len - i >= 3 && strncasecmp(name + i,
			    rows[k].from, 3) == 0) {
				c = rows[k].to;
				n = 3;
			}
		name[out++] = c;
		i += n;
	}
	return out;
}

/* `; name="x"` of a disposition, kept. *out NULL: it is not there. */
static bool
read_param(struct multipart *m, const char *line, size_t len,
    const char *wanted, const char **out)
{
	size_t w = strlen(wanted);
	char value[HEAD_BYTES];

	*out = NULL;
	for (size_t i = 0; i + w + 3 <= len; i++) {
		const char *from = line + i + w + 2, *end;
		size_t n;

		if (line[i] == '"') {
			/* Inside of another value. */
			end = memchr(line + i + 1, '"', len - i - 1);
			if (end == NULL)
				return false;
			i = (size_t)(end - line);
			continue;
		}
		if ((line[i] != ';' && line[i] != ' ') ||
		    strncasecmp(line + i + 1, wanted, w) != 0 ||
		    line[i + 1 + w] != '=')
			continue;
		if (*out != NULL || line[i + 2 + w] != '"')
			return false;
		from++;
		end = memchr(from, '"', len - (size_t)(from - line));
		if (end == NULL)
			return false;
		n = (size_t)(end - from);
		memcpy(value, from, n);
		n = undo_name(value, n);
		*out = keep(m, value, n);
		if (*out == NULL || !utf8_is_text(*out, n))
			return false;
		i = (size_t)(end - line);
	}
	return true;
}

static bool
is_header(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len > n && strncasecmp(line, name, n) == 0 && line[n] == ':';
}

static bool
read_line(struct multipart *m, struct multipart_part *p, const char *line,
    size_t len)
{
	static const char disposition[] = "Content-Disposition: form-data;";
	static const char type[] = "Content-Type";

	if (memchr(line, '\0', len) != NULL || memchr(line, '\n', len) != NULL)
		return false;
	if (is_header(line, len, "Content-Disposition"))
		return p->name == NULL && len > sizeof disposition - 1 &&
		    strncasecmp(line, disposition, sizeof disposition - 1) ==
		    0 && read_param(m, line, len, "name", &p->name) &&
		    read_param(m, line, len, "filename", &p->file_name) &&
		    p->name != NULL;
	if (is_header(line, len, type)) {
		size_t from = sizeof type;

		while (from < len && line[from] == ' ')
			from++;
		p->type = keep(m, line + from, len - from);
		return p->type != NULL;
	}
	/* A coding would make other bytes of it; nobody uses one. */
	return !is_header(line, len, "Content-Transfer-Encoding");
}

/* The head up to its empty line; gives where the content begins. */
static const char *
read_head(struct multipart *m, struct multipart_part *p, const char *at,
    const char *end)
{
	const char *limit = end - at > HEAD_BYTES ? at + HEAD_BYTES : end;

	*p = (struct multipart_part){ .type = "" };
	for (;;) {
		const char *stop = memmem(at, (size_t)(limit - at), "\r\n", 2);

		if (stop == NULL)
			return NULL;
		if (stop == at)
			return p->name != NULL ? at + 2 : NULL;
		if (!read_line(m, p, at, (size_t)(stop - at)))
			return NULL;
		at = stop + 2;
	}
}

/* --- the whole ----------------------------------------------------------------- */

static int
keep_field(struct multipart *m, struct multipart_part *p, const char *from,
    size_t len)
{
	p->value = from;
	p->len = len;
	if (p->file_name != NULL)
		return 0;
	if (!utf8_is_text(from, len))
		return 400;
	p->value = keep(m, from, len);
	return p->value == NULL ? 413 : 0;
}

int
multipart_parse(struct multipart *m, const char *body, size_t len,
    const char *boundary)
{
	char line[MULTIPART_BOUNDARY + 8];
	const char *at = body, *end = body + len;
	size_t n;

	*m = (struct multipart){ .n = 0 };
	n = (size_t)snprintf(line, sizeof line, "\r\n--%.*s",
	    MULTIPART_BOUNDARY, boundary);
	if (len < n || memcmp(body, line + 2, n - 2) != 0)
		return 400;
	m->text = malloc(MULTIPART_FIELD_BYTES);
	if (m->text == NULL)
		return 503;
	/* The first has no line end before it. */
	for (at += n - 2;;) {
		struct multipart_part *p = &m->parts[m->n];
		const char *next;
		int status;

		if (end - at >= 2 && at[0] == '-' && at[1] == '-')
			return 0;
		if (end - at < 2 || at[0] != '\r' || at[1] != '\n' ||
		    m->n == MULTIPART_PARTS)
			return 400;
		at = read_head(m, p, at + 2, end);
		next = at == NULL ? NULL :
		    memmem(at, (size_t)(end - at), line, n);
		/* An empty part's boundary follows the head at once. */
		if (at != NULL && end - at >= (long)n - 2 &&
		    memcmp(at, line + 2, n - 2) == 0)
			return 400;
		if (next == NULL)
			return 400;
		status = keep_field(m, p, at, (size_t)(next - at));
		if (status != 0)
			return status;
		m->n++;
		at = next + n;
	}
}

void
multipart_clear(struct multipart *m)
{
	free(m->text);
	*m = (struct multipart){ .n = 0 };
}
