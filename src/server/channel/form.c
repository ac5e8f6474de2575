/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form.c - the whole conversation without JavaScript: a page, forms, and
 * after each a redirect, so that a reload sends nothing twice. The client id
 * lies in the form: a form sent twice is stored once.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/channel/visitor.h"

#define APPEAL_BYTES  4096
#define PAGE_BYTES    (16 * 1024 * 1024)
#define SECRET_COOKIE "Set-Cookie: " API_COOKIE "=%s; Path=/; Max-Age=%d; " \
		      "HttpOnly; SameSite=Lax%s\r\n"

/* --- pages ------------------------------------------------------------- */

/* A page that waits for what the conversation holds. */
struct page_job {
	struct api_job job;
	struct view    view;
	const char    *file;
	int	       status;
	char	       cookie[160];
	char	      *text;		/* what view.text points to */
	struct str     appeal;		/* and view.appeal */
};

static void
draw(const struct api *api, struct http_request *r, const struct page_job *p,
    const struct json *snapshot)
{
	struct err err = { .code = ERR_NONE };
	struct str html;

	str_init(&html, PAGE_BYTES);
	if (view_draw(api, p->file, &p->view, snapshot, &html, &err))
		api_answer_page(api, r, p->status, p->cookie, &html);
	else
		api_answer_err(r, &err, 0);
	str_clear(&html);
}

static void
on_snapshot(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct page_job *p = ctx;
	struct err why = *err;
	struct json *snapshot = NULL;

	if (why.code == ERR_NONE)
		snapshot = json_parse(body, len, &why);
	if (p->job.r != NULL && snapshot != NULL)
		draw(p->job.api, p->job.r, p, snapshot);
	else
		api_job_err(&p->job, &why, 0);
	json_free(snapshot);
	str_clear(&p->appeal);
	free(p->text);
	free(p);
}

/* A seq of a query; what is none is 0, for a page has to come anyway. */
static int64_t
read_after(struct api_call *c)
{
	const char *text = http_query(c->r, "after");
	long long after = 0;

	if (text != NULL)
		str_to_i64(text, 0, INT64_MAX, &after);
	return after;
}

static void
put_appeal(struct api_call *c, struct page_job *p)
{
	const struct ban *b = visitor_ban(c->api, &c->sender);

	str_init(&p->appeal, APPEAL_BYTES);
	if (b == NULL || b->is_limit)
		return;
	visitor_appeal(c->api, p->view.language, b, &p->appeal);
	p->view.appeal = p->appeal.data;
}

static void
show_page(struct api_call *c, const char *file, int status,
    const struct view *view)
{
	struct page_job now = { .view = *view, .file = file,
	    .status = status };
	struct page_job *p;
	struct hub_query q = { .type = HUB_VISITOR };

	now.view.language = view_language(c);
	view_language_cookie(c, now.cookie, sizeof now.cookie);
	if (!api_know_visitor(c)) {
		if (c->is_erased && now.view.problem == NULL)
			now.view.problem = "erased";
		put_appeal(c, &now);
		draw(c->api, c->r, &now, NULL);
		str_clear(&now.appeal);
		return;
	}
	put_appeal(c, &now);
	p = api_job_new(c, sizeof *p);
	now.job = p->job;
	*p = now;
	/* The request's own strings may be gone until then. */
	p->text = mem_dup(view->text);
	p->view.text = p->text;
	p->view.name = p->view.contact = "";
	/* One of the three constants, not the request's copy. */
	p->view.language = page_language(now.view.language);
	q.conversation_id = c->sender.conversation_id;
	hub_query(c->api->hub, &q, on_snapshot, p);
}

void
visitor_page(struct api_call *c)
{
	const char *is_new = http_query(c->r, "new");
	struct view v = { .text = "", .name = "", .contact = "",
	    .is_frame = view_is_frame(c),
	    .is_new = is_new != NULL && strcmp(is_new, "1") == 0 };

	show_page(c, "chat.html", 200, &v);
}

void
visitor_lines(struct api_call *c)
{
	struct view v = { .text = "", .name = "", .contact = "",
	    .after = read_after(c) };

	show_page(c, "lines.html", 200, &v);
}

/* --- forms ------------------------------------------------------------- */

struct form_job {
	struct api_job job;
	char	       cookies[512];
	char	       secret[SECRET_TEXT_BYTES + 1];	/* "": as before */
	const char    *back;		/* the page that it goes back to */
	/* Another conversation, by whom the desk knows: its text, else NULL. */
	char	      *text;
	struct desk_sender sender;
	char	       client_id[CLIENT_ID_BYTES + 1];
	/* A file that is stored before its message. */
	struct http_loop *loop;
	struct http_body *body;
	char	       file_id[CLIENT_ID_BYTES + 1];
	char	      *message;
};

static const char *
page_of(struct api_call *c)
{
	return view_is_frame(c) ? "/?frame=1" : "/";
}

static const char *
field(struct api_call *c, const char *name)
{
	const char *text = http_form(c->r, name);

	return text != NULL ? text : "";
}

/* Forms end their lines with CRLF; what is stored has LF. */
static char *
field_lines(struct api_call *c, const char *name)
{
	char *text = mem_dup(field(c, name)), *to = text;

	for (const char *from = text; *from != '\0'; from++)
		if (from[0] != '\r' || from[1] != '\n')
			*to++ = *from;
	*to = '\0';
	return text;
}

static hub_done on_done;

/* It is still open: their form lay in another tab. They go on there. */
static void
say_instead(struct form_job *f)
{
	struct action a;
	char *text = f->text;

	action_init(&a, ACTION_MESSAGE);
	str_copy(a.client_id, sizeof a.client_id, f->client_id);
	a.conversation_id = f->sender.conversation_id;
	a.text = text;
	f->text = NULL;
	f->secret[0] = f->cookies[0] = '\0';
	hub_submit(f->job.api->hub, &f->sender, &a, NULL, on_done, f);
	free(text);
}

static void
on_done(void *ctx, const struct hub_result *result)
{
	struct form_job *f = ctx;
	struct api_call c = { .api = f->job.api, .r = f->job.r };
	int status = err_to_status(result->err.code);

	if (result->err.code == ERR_CONFLICT && f->text != NULL) {
		say_instead(f);
		return;
	}
	if (result->err.code == ERR_NONE && f->secret[0] != '\0' &&
	    !visitor_has_secret(f->job.api, f->secret))
		status = 409;
	if (f->job.r != NULL && status < 300)
		api_answer_see(f->job.r, f->back, f->cookies);
	else if (f->job.r != NULL)
		view_refuse(&c, status);
	free(f->text);
	free(f->message);
	free(f);
}

static void
submit(struct api_call *c, const unsigned char *secret_hash,
    const char *secret)
{
	struct form_job *f = api_job_new(c, sizeof *f);
	size_t len;

	f->back = page_of(c);
	view_language_cookie(c, f->cookies, sizeof f->cookies);
	len = strlen(f->cookies);
	if (secret != NULL) {
		str_copy(f->secret, sizeof f->secret, secret);
		snprintf(f->cookies + len, sizeof f->cookies - len,
		    SECRET_COOKIE, secret, 31536000,
		    http_is_secure(c->r) ? "; Secure" : "");
	}
	if (c->action.type == ACTION_OPEN && c->sender.customer_id != 0) {
		f->text = mem_dup(c->action.text);
		f->sender = c->sender;
		str_copy(f->client_id, sizeof f->client_id,
		    c->action.client_id);
	}
	hub_submit(c->api->hub, &c->sender, &c->action, secret_hash, on_done,
	    f);
}

/* Do they begin another conversation, as the one before has ended? */
static bool
is_new(struct api_call *c)
{
	return strcmp(field(c, "new"), "1") == 0;
}

/* Back to the page with what was typed and what to mend. */
static void
show_again(struct api_call *c, int status, const char *problem)
{
	struct view v = { .problem = problem, .text = field(c, "text"),
	    .name = field(c, "name"), .contact = field(c, "contact"),
	    .department_id = c->action.department_id,
	    .is_frame = view_is_frame(c), .is_new = is_new(c) };

	show_page(c, "chat.html", status, &v);
}

static void
show_problem(struct api_call *c, const char *problem)
{
	show_again(c, 400, problem);
}

/* The page says why, and has what was typed. */
static bool
is_hindered(struct api_call *c)
{
	const struct ban *b = visitor_ban(c->api, &c->sender);

	if (b == NULL || c->action.type == ACTION_CLOSE)
		return false;
	if (!b->is_limit)
		show_again(c, 403, NULL);
	else if (visitor_pause_s(c, b, c->action.type) > 0)
		show_again(c, 429, "problem_pace");
	else
		return false;
	c->api->n_refused++;
	return true;
}

static bool
is_limited(struct api_call *c, enum limit_kind kind)
{
	if (visitor_limit(c, kind) == 0)
		return false;
	c->api->n_refused++;
	view_refuse(c, 429);
	return true;
}

static bool
read_client_id(struct api_call *c)
{
	return str_copy(c->action.client_id, sizeof c->action.client_id,
	    field(c, "client_id"));
}

/* The rules of action_check() as sentences for people. */
static bool
check(struct api_call *c, const char *when_wrong)
{
	struct err err = { .code = ERR_NONE };

	if (!read_client_id(c)) {
		view_refuse(c, 400);
		return false;
	}
	if (action_check(&c->action, &err))
		return true;
	if (strncmp(err.text, "client_id", 9) == 0 ||
	    strncmp(err.text, "files", 5) == 0)
		view_refuse(c, 400);
	else
		show_problem(c, err.code == ERR_TOO_LARGE ? "problem_long" :
		    when_wrong);
	return false;
}

/* Sender and conversation; without one back to the page, to begin. */
static bool
know(struct api_call *c, enum action_type type)
{
	action_init(&c->action, type);
	if (!api_know_visitor(c)) {
		api_answer_see(c->r, page_of(c), NULL);
		return false;
	}
	c->action.conversation_id = c->sender.conversation_id;
	return !is_limited(c, LIMIT_MESSAGE) && !is_hindered(c);
}

/* The file is there: now the message that brings it, whoever still waits. */
static void
on_file(void *ctx, const struct hub_result *result)
{
	struct form_job *f = ctx;
	struct action a;

	http_body_free(f->loop, f->body);
	f->body = NULL;
	if (result->err.code != ERR_NONE) {
		on_done(f, result);
		return;
	}
	action_init(&a, ACTION_MESSAGE);
	str_copy(a.client_id, sizeof a.client_id, f->client_id);
	a.conversation_id = f->sender.conversation_id;
	a.text = f->message;
	a.files = f->file_id;
	hub_submit(f->job.api->hub, &f->sender, &a, NULL, on_done, f);
}

static void
put_file(struct api_call *c, const struct http_file *sent)
{
	char name[MAX_FILE_NAME_BYTES + 1], type[MAX_FILE_TYPE_BYTES + 1];
	struct form_job *f = api_job_new(c, sizeof *f);
	struct hub_file file = { .id = f->file_id, .name = name,
	    .type = type, .conversation_id = c->action.conversation_id,
	    .bytes = sent->bytes, .len = sent->len };

	f->back = page_of(c);
	view_language_cookie(c, f->cookies, sizeof f->cookies);
	f->sender = c->sender;
	f->message = mem_dup(c->action.text);
	str_copy(f->client_id, sizeof f->client_id, c->action.client_id);
	str_copy(f->file_id, sizeof f->file_id, c->action.files);
	api_file_name(c->api, sent->name, sent->type, name, type);
	f->loop = http_request_loop(c->r);
	f->body = http_body_take(c->r);
	if (f->body == NULL) {
		struct hub_result full = { .event = NULL };

		err_set(&full.err, ERR_BUSY, "no memory for this request");
		on_done(f, &full);
		return;
	}
	hub_file_put(c->api->hub, &c->sender, &file, on_file, f);
}

/* The rules of an upload as sentences for people. */
static bool
check_file(struct api_call *c, const struct http_file *sent)
{
	int64_t max = hub_max_file_bytes(c->api->hub);

	if (max == 0)
		view_refuse(c, 403);
	else if (c->action.files[0] == '\0')
		view_refuse(c, 400);
	else if (sent->len == 0)
		show_problem(c, "problem_file_empty");
	else if (sent->len > (size_t)max)
		show_problem(c, "problem_file_large");
	else
		return !is_limited(c, LIMIT_FILE_ADDRESS) &&
		    !is_limited(c, LIMIT_FILE);
	return false;
}

void
visitor_form_send(struct api_call *c)
{
	struct http_file file;
	bool has_file;
	char *text;

	if (!know(c, ACTION_MESSAGE))
		return;
	has_file = http_form_file(c->r, "file", &file);
	c->action.text = text = field_lines(c, "text");
	c->action.files = has_file ? field(c, "file_id") : "";
	if (check(c, "problem_empty")) {
		if (!has_file)
			submit(c, NULL, NULL);
		else if (check_file(c, &file))
			put_file(c, &file);
	}
	free(text);
}

void
visitor_form_open(struct api_call *c)
{
	char secret[SECRET_TEXT_BYTES + 1];
	unsigned char hash[SECRET_BYTES];
	long long department_id = 0;
	char *text;

	/* A form that lay open in another tab: they go on where they are. */
	if (api_know_visitor(c) && !is_new(c)) {
		visitor_form_send(c);
		return;
	}
	if (is_limited(c, LIMIT_OPEN))
		return;
	action_init(&c->action, ACTION_OPEN);
	if (is_hindered(c))
		return;
	c->action.text = text = field_lines(c, "text");
	c->action.name = field(c, "name");
	c->action.contact = field(c, "contact");
	c->action.language = view_language(c);
	str_to_i64(field(c, "department_id"), 0, INT64_MAX, &department_id);
	c->action.department_id = department_id;
	if (check(c, "problem_empty")) {
		secret_new(secret);
		secret_hash(hash, secret);
		submit(c, hash, secret);
	}
	free(text);
}

void
visitor_form_close(struct api_call *c)
{
	if (know(c, ACTION_CLOSE) && check(c, "error_400"))
		submit(c, NULL, NULL);
}

void
visitor_form_rate(struct api_call *c)
{
	long long stars = 0;
	char *text;

	if (!know(c, ACTION_RATE))
		return;
	str_to_i64(field(c, "stars"), 0, 5, &stars);
	c->action.stars = (int)stars;
	c->action.text = text = field_lines(c, "text");
	if (check(c, "problem_stars"))
		submit(c, NULL, NULL);
	free(text);
}

/* On somebody else's computer. The conversation stays at the desk. */
void
visitor_form_forget(struct api_call *c)
{
	char cookie[160];

	snprintf(cookie, sizeof cookie, SECRET_COOKIE, "", 0,
	    http_is_secure(c->r) ? "; Secure" : "");
	api_answer_see(c->r, page_of(c), cookie);
}
