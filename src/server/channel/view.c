/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view.c - from what is known to the variables of a page.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "domain/client_id.h"
#include "domain/conversation.h"
#include "domain/file.h"
#include "server/channel/visitor.h"
#include "server/web/web_files.h"

#define PAGE_BYTES    (16 * 1024 * 1024)
#define LANG_COOKIE   "dzlang"
#define N_LINE_VARS   19
#define N_FILE_VARS   2
#define MAX_VARS      50
#define N_OPTION_VARS 3

/* --- the language ------------------------------------------------------ */

static const char *
known(const char *language)
{
	return language != NULL && page_is_language(language) ? language :
	    NULL;
}

static const char *
chosen(struct api_call *c)
{
	const char *language = known(http_query(c->r, "lang"));

	if (language == NULL && http_method(c->r) == HTTP_POST)
		language = known(http_form(c->r, "lang"));
	return language;
}

bool
view_is_frame(struct api_call *c)
{
	const char *frame = http_query(c->r, "frame");

	if (frame == NULL && http_method(c->r) == HTTP_POST)
		frame = http_form(c->r, "frame");
	return frame != NULL && strcmp(frame, "1") == 0;
}

/* page_language() says English as well of a browser that likes none of ours:
 * that one gets the desk's own. */
static const char *
browser_language(const struct api *api, const char *accept)
{
	const char *language = accept != NULL ? page_language(accept) : "en";

	if (strcmp(language, "en") == 0 &&
	    (accept == NULL || strcasestr(accept, "en") == NULL))
		return api->language;
	return language;
}

const char *
view_language(struct api_call *c)
{
	const char *language = chosen(c);

	if (language == NULL)
		language = known(http_cookie(c->r, LANG_COOKIE));
	if (language == NULL)
		language = browser_language(c->api,
		    http_header(c->r, "Accept-Language"));
	return language;
}

void
view_language_cookie(struct api_call *c, char *buf, size_t size)
{
	const char *language = chosen(c);

	*buf = '\0';
	if (language != NULL)
		snprintf(buf, size, "Set-Cookie: " LANG_COOKIE "=%s; Path=/; "
		    "Max-Age=31536000; SameSite=Lax; HttpOnly%s\r\n",
		    language, http_is_secure(c->r) ? "; Secure" : "");
}

/* --- lines ------------------------------------------------------------- */

static const char *const line_flags[] = {
	"message", "taken", "transferred", "taken_back", "closed", "reopened",
	"rated", "joined", "left",
};
#define N_LINE_FLAGS (sizeof line_flags / sizeof *line_flags)

/* One event as a row of the page; its texts live here. */
struct line {
	struct page_var vars[N_LINE_VARS];
	struct page_var file_vars[MAX_MESSAGE_FILES][N_FILE_VARS];
	struct page_vars files[MAX_MESSAGE_FILES];
	char		time[16], stars[8];
};

struct lines {
	struct line	 *lines;
	struct page_vars *rows;
	size_t		  n;
	int64_t		  last_seq;
};

static bool
is_shown(const char *type)
{
	for (size_t i = 0; i < N_LINE_FLAGS; i++)
		if (strcmp(line_flags[i], type) == 0)
			return true;
	return false;
}

/* The last of the later events that says what this message says now. */
static const struct json *
find_edit(const struct json *events, size_t from, int64_t seq)
{
	const struct json *found = NULL;

	for (size_t i = from; i < json_count(events); i++) {
		const struct json *ev = json_at(events, i);
		const char *type = "";
		int64_t message = 0;

		json_opt_str(ev, "type", &type, NULL);
		json_opt_i64(ev, "message", &message, NULL);
		if (strcmp(type, "edited") == 0 && message == seq)
			found = ev;
	}
	return found;
}

/* What came with it: rows of an id and a name. */
static struct page_var
fill_files(struct line *l, const struct json *ev)
{
	const struct json *list = json_find(ev, "files");
	size_t n = list == NULL ? 0 : json_count(list);

	if (n > MAX_MESSAGE_FILES)
		n = MAX_MESSAGE_FILES;
	for (size_t i = 0; i < n; i++) {
		const char *id = "", *name = "";

		json_opt_str(json_at(list, i), "id", &id, NULL);
		json_opt_str(json_at(list, i), "name", &name, NULL);
		l->file_vars[i][0] = (struct page_var)PAGE_TEXT("file", id);
		l->file_vars[i][1] = (struct page_var)PAGE_TEXT("file_name",
		    name);
		l->files[i] = (struct page_vars){ l->file_vars[i],
		    N_FILE_VARS };
	}
	return (struct page_var)PAGE_LIST("files", l->files, n);
}

static void
fill_line(struct line *l, const struct json *ev, const char *type,
    const char *desk, const struct json *edit)
{
	const char *by = "", *text = "", *who = "";
	int64_t at = 0, stars = 0;
	bool is_message = strcmp(type, "message") == 0, is_mine;
	size_t n = 0;

	json_opt_str(ev, "by", &by, NULL);
	json_opt_str(ev, "text", &text, NULL);
	if (edit != NULL) {
		text = "";
		json_opt_str(edit, "text", &text, NULL);
	}
	json_opt_str(ev, "name", &who, NULL);
	json_opt_i64(ev, "at", &at, NULL);
	json_opt_i64(ev, "stars", &stars, NULL);
	is_mine = is_message && strcmp(by, "visitor") == 0;
	i18n_clock(l->time, sizeof l->time, at);
	snprintf(l->stars, sizeof l->stars, "%d", (int)stars);
	l->vars[n++] = (struct page_var)PAGE_TEXT("kind",
	    !is_message ? "note" : is_mine ? "mine" : "theirs");
	l->vars[n++] = (struct page_var)PAGE_TEXT("text", text);
	l->vars[n++] = (struct page_var)PAGE_TEXT("who",
	    *who != '\0' ? who : desk);
	l->vars[n++] = (struct page_var)PAGE_TEXT("time", l->time);
	l->vars[n++] = (struct page_var)PAGE_TEXT("stars", l->stars);
	l->vars[n++] = (struct page_var)PAGE_FLAG("edited",
	    edit != NULL && *text != '\0');
	l->vars[n++] = (struct page_var)PAGE_FLAG("withdrawn",
	    edit != NULL && *text == '\0');
	l->vars[n++] = (struct page_var)PAGE_FLAG("mine", is_mine);
	l->vars[n++] = (struct page_var)PAGE_FLAG("theirs",
	    is_message && !is_mine);
	l->vars[n++] = fill_files(l, ev);
	for (size_t i = 0; i < N_LINE_FLAGS; i++)
		l->vars[n++] = (struct page_var)PAGE_FLAG(line_flags[i],
		    strcmp(line_flags[i], type) == 0);
}

/* What the page above the new lines shows may have other words since. */
static bool
is_later(const struct json *ev, int64_t after)
{
	int64_t seq = 0;

	if (ev != NULL)
		json_opt_i64(ev, "seq", &seq, NULL);
	return seq > after;
}

static void
lines_fill(struct lines *l, const struct json *events, int64_t after,
    const char *desk)
{
	size_t n = json_count(events);

	l->lines = mem_array(n + 1, struct line);
	l->rows = mem_array(n + 1, struct page_vars);
	for (size_t i = 0; i < n; i++) {
		const struct json *ev = json_at(events, i);
		struct line *line = &l->lines[l->n];
		const struct json *edit;
		const char *type = "";
		int64_t seq = 0;

		json_opt_str(ev, "type", &type, NULL);
		json_opt_i64(ev, "seq", &seq, NULL);
		if (seq > l->last_seq)
			l->last_seq = seq;
		edit = find_edit(events, i + 1, seq);
		if (!is_shown(type) || (seq <= after &&
		    !is_later(edit, after)))
			continue;
		fill_line(line, ev, type, desk, edit);
		l->rows[l->n++] = (struct page_vars){ line->vars,
		    N_LINE_VARS };
	}
}

static void
lines_clear(struct lines *l)
{
	free(l->lines);
	free(l->rows);
}

/* --- departments ------------------------------------------------------- */

struct option {
	struct page_var vars[N_OPTION_VARS];
	char		id[24];
};

struct choice {
	struct option	 *options;
	struct page_vars *rows;
	size_t		  n;
};

static void
choice_fill(struct choice *x, const struct desk *desk, int64_t selected)
{
	const struct department *d;
	size_t n = 0;

	while (desk_department_at(desk, n) != NULL)
		n++;
	x->options = mem_array(n + 1, struct option);
	x->rows = mem_array(n + 1, struct page_vars);
	for (size_t i = 0; (d = desk_department_at(desk, i)) != NULL; i++) {
		struct option *o = &x->options[x->n];

		if (d->disabled)
			continue;
		snprintf(o->id, sizeof o->id, "%lld", (long long)d->id);
		o->vars[0] = (struct page_var)PAGE_TEXT("id", o->id);
		o->vars[1] = (struct page_var)PAGE_TEXT("title", d->name);
		o->vars[2] = (struct page_var)PAGE_FLAG("selected",
		    d->id == selected);
		x->rows[x->n++] = (struct page_vars){ o->vars,
		    N_OPTION_VARS };
	}
}

static void
choice_clear(struct choice *x)
{
	free(x->options);
	free(x->rows);
}

/* --- the page ---------------------------------------------------------- */

struct vars {
	struct page_var v[MAX_VARS];
	size_t		n;
	char		ids[5][CLIENT_ID_BYTES + 1];
	char		last_seq[24], after[24], position[16], low[16], high[16], bytes[16], file_size[24];
};

static void
put(struct vars *x, struct page_var v)
{
	x->v[x->n++] = v;
}

static void
put_language(struct vars *x, const char *language)
{
	put(x, (struct page_var)PAGE_TEXT("lang", language));
	put(x, (struct page_var)PAGE_FLAG("lang_en",
	    strcmp(language, "en") == 0));
	put(x, (struct page_var)PAGE_FLAG("lang_ru",
	    strcmp(language, "ru") == 0));
	put(x, (struct page_var)PAGE_FLAG("lang_pl",
	    strcmp(language, "pl") == 0));
}

static void
put_ids(struct vars *x)
{
	static const char *const names[] = { "client_id_start",
	    "client_id_send", "client_id_close", "client_id_rating",
	    "client_id_file" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		client_id_new(x->ids[i]);
		put(x, (struct page_var)PAGE_TEXT(names[i], x->ids[i]));
	}
}

static void
put_estimate(struct vars *x, const struct api *api, int64_t id)
{
	int low = 0, high = 0;
	bool has = id != 0 && hub_estimate(api->hub, id, &low, &high);

	snprintf(x->low, sizeof x->low, "%d", low);
	snprintf(x->high, sizeof x->high, "%d", high);
	put(x, (struct page_var)PAGE_FLAG("estimate", has && low > 0));
	put(x, (struct page_var)PAGE_FLAG("within", has && low == 0 &&
	    high > 1));
	put(x, (struct page_var)PAGE_FLAG("soon", has && high <= 1));
	put(x, (struct page_var)PAGE_TEXT("low", x->low));
	put(x, (struct page_var)PAGE_TEXT("high", x->high));
}

/* While they write the first words of another conversation, the one that has
 * ended is not shown. */
static void
put_state(struct vars *x, const struct api *api, const struct view *v,
    const struct json *snapshot)
{
	const char *state = "", *operator_name = "";
	int64_t id = 0, stars = 0;
	bool is_waiting, is_active, is_ended, is_new;
	int position;

	json_opt_str(snapshot, "state", &state, NULL);
	json_opt_str(snapshot, "operator_name", &operator_name, NULL);
	json_opt_i64(snapshot, "conversation", &id, NULL);
	json_opt_i64(snapshot, "stars", &stars, NULL);
	is_waiting = strcmp(state, "waiting") == 0;
	is_active = strcmp(state, "active") == 0;
	is_ended = snapshot != NULL && !is_waiting && !is_active;
	is_new = is_ended && v->is_new;
	is_ended = is_ended && !is_new;
	position = is_waiting ? desk_position(hub_desk(api->hub), id) : 0;
	snprintf(x->position, sizeof x->position, "%d", position);
	put(x, (struct page_var)PAGE_FLAG("known", snapshot != NULL));
	put(x, (struct page_var)PAGE_FLAG("talk", snapshot != NULL &&
	    !is_new));
	put(x, (struct page_var)PAGE_FLAG("new", is_new));
	put(x, (struct page_var)PAGE_FLAG("waiting", position > 0));
	put(x, (struct page_var)PAGE_FLAG("waits", is_waiting &&
	    position <= 0));
	put(x, (struct page_var)PAGE_FLAG("active", is_active));
	put(x, (struct page_var)PAGE_FLAG("ended", is_ended));
	put(x, (struct page_var)PAGE_FLAG("open", is_waiting || is_active));
	put(x, (struct page_var)PAGE_FLAG("rate", is_ended && stars == 0 &&
	    v->appeal == NULL));
	put(x, (struct page_var)PAGE_TEXT("position", x->position));
	put_estimate(x, api, position > 0 ? id : 0);
	put(x, (struct page_var)PAGE_TEXT("operator",
	    *operator_name != '\0' ? operator_name : api->desk_name));
}

static void
put_file_limit(struct vars *x, const struct api *api)
{
	int64_t max = hub_max_file_bytes(api->hub);

	snprintf(x->file_size, sizeof x->file_size,
	    max < 1000000 ? "%lld kB" : "%lld MB",
	    (long long)(max < 1000000 ? (max + 999) / 1000 : max / 1000000));
	put(x, (struct page_var)PAGE_FLAG("takes_files", max > 0));
	put(x, (struct page_var)PAGE_TEXT("size", x->file_size));
}

static void
put_view(struct vars *x, const struct api *api, const struct view *v)
{
	const char *problem = v->problem != NULL ?
	    page_text(api->texts, v->language, v->problem) : NULL;

	put(x, (struct page_var)PAGE_TEXT("desk", api->desk_name));
	put(x, (struct page_var)PAGE_FLAG("frame", v->is_frame));
	put(x, (struct page_var)PAGE_FLAG("problem", problem != NULL));
	put(x, (struct page_var)PAGE_TEXT("problem_text",
	    problem != NULL ? problem : ""));
	put(x, (struct page_var)PAGE_FLAG("blocked", v->appeal != NULL));
	put(x, (struct page_var)PAGE_TEXT("appeal",
	    v->appeal != NULL ? v->appeal : ""));
	put(x, (struct page_var)PAGE_TEXT("text", v->text));
	put(x, (struct page_var)PAGE_TEXT("name", v->name));
	put(x, (struct page_var)PAGE_TEXT("contact", v->contact));
	snprintf(x->bytes, sizeof x->bytes, "%d", MAX_MESSAGE_BYTES);
	put(x, (struct page_var)PAGE_TEXT("message_bytes", x->bytes));
	put_file_limit(x, api);
}

bool
view_draw(const struct api *api, const char *file, const struct view *v,
    const struct json *snapshot, struct str *html, struct err *err)
{
	const struct web_file *f = web_files_find(file);
	struct vars x = { .n = 0 };
	struct lines lines = { .n = 0 };
	struct choice choice = { .n = 0 };
	bool ok;

	if (f == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s is not built in", file);
	lines_fill(&lines, json_find(snapshot, "events"), v->after,
	    api->desk_name);
	choice_fill(&choice, hub_desk(api->hub), v->department_id);
	put_language(&x, v->language);
	put_ids(&x);
	put_view(&x, api, v);
	put_state(&x, api, v, snapshot);
	snprintf(x.last_seq, sizeof x.last_seq, "%lld",
	    (long long)lines.last_seq);
	put(&x, (struct page_var)PAGE_TEXT("last_seq", x.last_seq));
	snprintf(x.after, sizeof x.after, "%lld", (long long)v->after);
	put(&x, (struct page_var)PAGE_TEXT("after", x.after));
	put(&x, (struct page_var)PAGE_LIST("lines", lines.rows, lines.n));
	put(&x, (struct page_var)PAGE_FLAG("choose_department", choice.n > 1));
	put(&x, (struct page_var)PAGE_LIST("departments", choice.rows,
	    choice.n));
	ok = page_render(api->texts, (const char *)f->bytes, f->len,
	    v->language, (struct page_vars){ x.v, x.n }, html, err);
	lines_clear(&lines);
	choice_clear(&choice);
	return ok;
}

/* --- refusals ---------------------------------------------------------- */

static const char *
sentence_of(const struct api *api, const char *language, int status)
{
	char key[16];
	const char *text;

	snprintf(key, sizeof key, "error_%d", status);
	text = page_text(api->texts, language, key);
	return text != NULL ? text : page_text(api->texts, language,
	    status < 500 ? "error_400" : "error_503");
}

void
view_refuse(struct api_call *c, int status)
{
	const struct web_file *f = web_files_find("message.html");
	const char *language = view_language(c);
	const struct page_var v[] = {
		PAGE_TEXT("lang", language),
		PAGE_TEXT("desk", c->api->desk_name),
		PAGE_TEXT("sentence", sentence_of(c->api, language, status)),
		PAGE_FLAG("frame", view_is_frame(c)),
	};
	struct str html;
	struct err err = { .code = ERR_NONE };

	str_init(&html, PAGE_BYTES);
	if (f != NULL && page_render(c->api->texts, (const char *)f->bytes,
	    f->len, language, (struct page_vars){ v, 4 }, &html, &err)) {
		api_answer_page(c->api, c->r, status, status == 429 ||
		    status == 503 ? "Retry-After: 5\r\n" : NULL, &html);
	} else {
		log_error("visitor", "message.html: %s", err.text);
		api_refuse(c->r, err_from_status(status), "refused");
	}
	str_clear(&html);
}
