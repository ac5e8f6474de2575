/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/http/internal.h"

#define MAX_LINES 101		/* 100 fields and the request line */

/* --- the store of bytes read ------------------------------------------- */

bool
intake_put(struct conn *c, const char *bytes, size_t len)
{
	if (c->in_len + len > c->in_cap) {
		char *in = mem_try(c->in, c->in_len + len);

		if (in == NULL)
			return false;
		c->in = in;
		c->in_cap = c->in_len + len;
	}
	memcpy(c->in + c->in_len, bytes, len);
	c->in_len += len;
	return true;
}

static void
take(struct conn *c, size_t len)
{
	c->in_len -= len;
	memmove(c->in, c->in + len, c->in_len);
}

/* --- where does the head end? ------------------------------------------ */

#define SCAN_MORE -1
#define SCAN_DONE 0

/* llhttp lets a field without a name pass. */
static bool
is_field(const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);

	return colon != NULL && parse_is_token(line, (size_t)(colon - line));
}

/* One line that ends at c->scan.at (its LF). */
static int
scan_line(struct conn *c)
{
	struct scan *s = &c->scan;
	const char *line = c->in + s->line;
	size_t len = s->at - s->line;

	if (len == 0 || line[len - 1] != '\r')
		return 400;			/* bare LF */
	if (len == 1) {
		if (s->n_lines > 0)
			return SCAN_DONE;
		/* RFC 9112, 2.2: an empty line before a request is nothing.
		 * It is still counted as bytes of the head. */
	} else if (line[0] == ' ' || line[0] == '\t') {
		return 400;			/* folded */
	} else if (s->n_lines > 0 && !is_field(line, len)) {
		return 400;
	} else if (++s->n_lines > MAX_LINES) {
		return 431;
	}
	s->line = s->at + 1;
	return SCAN_MORE;
}

/* Looks at the bytes not yet seen. llhttp passes a folded line, and would
 * have to be fed byte by byte to tell what is wrong before the head is whole:
 * so what no head may hold is refused here, as soon as it comes. */
static int
scan_head(struct conn *c)
{
	struct scan *s = &c->scan;
	size_t max = c->loop->limits.head_bytes;

	for (; s->at < c->in_len; s->at++) {
		unsigned char byte = (unsigned char)c->in[s->at];
		int found = SCAN_MORE;

		if (s->at >= max)
			return 431;
		if (byte == '\n')
			found = scan_line(c);
		else if ((byte < ' ' && byte != '\t' && byte != '\r') ||
		    byte == 0x7f)
			found = 400;
		else if (s->at > s->line && c->in[s->at - 1] == '\r')
			found = 400;		/* bare CR */
		if (found != SCAN_MORE)
			return found;
	}
	return SCAN_MORE;
}

/* --- the body ---------------------------------------------------------- */

static int
put_body(void *ctx, const char *bytes, size_t len)
{
	struct http_request *r = ctx;
	size_t max = r->max_body;

	if (len > max - r->body_len)
		return 413;
	if (r->body_len + len + 1 > r->body_cap) {
		size_t cap = r->body_cap * 2;
		char *body;

		if (cap < r->body_len + len + 1)
			cap = r->body_len + len + 1;
		body = mem_try(r->body, cap);
		if (body == NULL)
			return 503;
		r->body = body;
		r->body_cap = cap;
	}
	memcpy(r->body + r->body_len, bytes, len);
	r->body_len += len;
	r->body[r->body_len] = '\0';
	return 0;
}

/* --- steps ------------------------------------------------------------- */

/* What is being read gets its time once; bytes that drip do not renew it. */
static bool
wait_for_more(struct conn *c, int deadline_ms)
{
	if (!c->is_timed)
		conn_deadline(c, deadline_ms);
	c->is_timed = true;
	return false;
}

static bool
refuse(struct conn *c, int status)
{
	answer_refuse(c, status);
	return false;
}

/* The request is whole. */
static bool
hand_out(struct conn *c)
{
	struct http_loop *l = c->loop;
	int status;

	parse_free(c->parse);
	c->parse = NULL;
	c->is_timed = false;
	status = request_complete(c->request);
	if (status != 0)
		return refuse(c, status);
	/* What runs already has the last of the memory. */
	if (mem_is_short())
		return refuse(c, 503);
	atomic_fetch_add(&l->n_requests, 1);
	l->handlers.request(l->handlers.ctx, c->request);
	if (c->request != NULL && !c->request->is_kept)
		return refuse(c, 500);		/* the handler forgot it */
	return true;
}

static bool
step_body(struct conn *c)
{
	size_t used;
	int status;

	if (c->in_len == 0)
		return wait_for_more(c,
		    c->loop->limits.body_deadline_ms);
	status = parse_body(c->parse, c->in, c->in_len, &used, put_body,
	    c->request);
	if (status != 0)
		return refuse(c, status);
	take(c, used);
	if (parse_is_done(c->parse))
		return hand_out(c);
	return wait_for_more(c, c->loop->limits.body_deadline_ms);
}

static void
say_continue(struct conn *c)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct iovec part = { (void *)(uintptr_t)text, sizeof text - 1 };

	/* Nobody waits for it who sends the body already. */
	if (c->request->wants_continue && c->in_len == 0)
		conn_send(c, &part, 1);
}

static bool
step_head(struct conn *c)
{
	size_t skip = 0, len;
	int status, n_fields;

	if (c->in_len == 0)
		return false;
	status = scan_head(c);
	if (status == SCAN_MORE)
		return wait_for_more(c, c->loop->limits.head_deadline_ms);
	if (status != SCAN_DONE)
		return refuse(c, status);

	len = c->scan.at + 1;
	while (c->in[skip] == '\r' || c->in[skip] == '\n')
		skip++;
	status = request_new(c, c->in + skip, len - skip, &c->request,
	    &c->parse);
	n_fields = c->scan.n_lines - 1;
	take(c, len);
	c->scan = (struct scan){ 0 };
	c->is_timed = false;
	if (status != 0)
		return refuse(c, status);
	/* Two readings of one head that differ are the smuggler's gate. */
	if (c->request->head.n_fields != n_fields)
		return refuse(c, 400);
	status = request_admit(c->request);
	if (status != 0)
		return refuse(c, status);
	if (parse_is_done(c->parse))
		return hand_out(c);
	say_continue(c);
	return true;
}

void
intake_run(struct conn *c)
{
	bool more = true;

	c->busy = true;
	while (more && !c->dead && !c->close_after && c->out_len == 0 &&
	    (c->request == NULL || c->parse != NULL))
		more = c->parse != NULL ? step_body(c) : step_head(c);
	c->busy = false;
}
