/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A canned reply goes into an input; its fields are gone through one by one,
 * and those that a command says are filled when it has.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define VALUE_BYTES 1024	/* what a command may say */

/* --- going through the fields ---------------------------------------------- */

static void
select_range(struct editor *in, size_t at, size_t len)
{
	editor_unselect(in);
	in->mark = at;
	in->has_mark = true;
	in->mark_stays = false;
	in->at = at + len;
}

static bool
is_waiting(const char *text, size_t len)
{
	const char *sign = strstr(text, CANNED_WAITING);

	return sign != NULL && sign < text + len &&
	    strncmp(sign, CANNED_WAITING "|", strlen(CANNED_WAITING) + 1) ==
	    0;
}

bool
canned_is_waiting(const char *field, size_t len)
{
	size_t sign = strlen(CANNED_WAITING);

	return is_waiting(field, len) || (len > sign + 3 &&
	    strncmp(field + len - 1 - sign, CANNED_WAITING, sign) == 0);
}

/* Those whose command still runs fill themselves. */
static bool
next_field(const char *text, size_t from, size_t *at, size_t *len)
{
	while (canned_unfilled(text, from, at, len)) {
		if (!canned_is_waiting(text + *at, *len))
			return true;
		from = *at + *len;
	}
	return false;
}

bool
canned_select_field(struct chat *c, size_t from)
{
	const char *text = c->input.text.data;
	size_t at, len;

	if (!next_field(text, from, &at, &len) &&
	    !next_field(text, 0, &at, &len) &&
	    !canned_unfilled(text, 0, &at, &len))
		return false;
	select_range(&c->input, at, len);
	return true;
}

/* "{?Amount|0}" that is selected: Tab takes what it offers. */
static bool
take_offer(struct chat *c)
{
	struct canned_field f;
	struct editor *in = &c->input;
	size_t from, to;
	char *offer;
	bool fits;

	if (!editor_selected(in, &from, &to) ||
	    canned_field(in->text.data + from, &f) != to - from ||
	    f.kind != CANNED_ASK || f.other_len == 0 ||
	    canned_is_waiting(in->text.data + from, to - from))
		return false;
	offer = mem_dup_n(f.other, f.other_len);
	fits = editor_insert(in, offer, strlen(offer));
	free(offer);
	return fits;
}

COMMAND(field)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	size_t from, to;

	(void)args;
	if (c == NULL)
		return err_set(err, ERR_VALUE, "%s", model_no_focus(m));
	if (room_complete(m, c)) {
		keys_changed(m, c, e);
		return true;
	}
	if (wrong_layout_run(m, c, e) || wrong_layout_offer(m, c, e))
		return true;
	from = c->input.at;
	if (take_offer(c)) {
		keys_changed(m, c, e);
		canned_select_field(c, c->input.at);
		return true;
	}
	if (editor_selected(&c->input, &from, &to))
		from = to;
	if (canned_select_field(c, from))
		return true;
	return run_sidebar(m, "enter", e, err);
}

/* --- commands ---------------------------------------------------------------- */

static struct field_ask *
find_ask(struct model *m, int64_t id)
{
	for (int i = 0; i < MODEL_FIELD_ASKS; i++)
		if (m->field_asks[i].id == id)
			return &m->field_asks[i];
	return NULL;
}

static bool
is_asked(const struct model *m, const struct chat *c, const char *name)
{
	for (int i = 0; i < MODEL_FIELD_ASKS; i++)
		if (m->field_asks[i].conversation_id == c->c.id &&
		    m->field_asks[i].id != 0 &&
		    strcmp(m->field_asks[i].name, name) == 0)
			return true;
	return false;
}

/* One of so many at once: the others stay to be filled in by hand. */
static bool
ask(struct model *m, struct chat *c, const struct field_command *field,
    struct effects *e)
{
	struct field_ask *a = find_ask(m, 0);
	struct run_job *job;

	if (is_asked(m, c, field->name))
		return true;
	if (a == NULL)
		return false;
	a->id = ++m->last_field_ask;
	a->conversation_id = c->c.id;
	str_copy(a->name, sizeof a->name, field->name);
	job = run_job_new(RUN_FOR_FIELD, a->id, field->command);
	job->timeout_ms = field->timeout_ms;
	job->max_bytes = VALUE_BYTES;
	run_job_env(job, "FIELD", field->name);
	run_job_chat(job, m, c);
	effects_run(e, job);
	return true;
}

/* What stands at [at, at + len) becomes `value`; the cursor stays with the
 * letters that it was at. */
static bool
put_value(struct chat *c, size_t at, size_t len, const char *value)
{
	struct editor *in = &c->input;
	size_t was = in->at, mark = in->mark, n = strlen(value);
	bool has_mark = in->has_mark;

	if (!editor_replace(in, at, at + len, value, n))
		return false;
	in->at = was >= at + len ? was - len + n : was > at ? at : was;
	in->mark = mark >= at + len ? mark - len + n : mark > at ? at : mark;
	in->has_mark = has_mark && in->mark != in->at;
	c->is_dirty = true;
	return true;
}

/* All places where the field waits. NULL: it failed, and says what it offers
 * or becomes a field to be filled in. How many there were. */
static int
fill_waiting(struct chat *c, const char *name, const char *value)
{
	char sign[FIELD_NAME_BYTES + 16], open[FIELD_NAME_BYTES + 16];
	size_t from = 0, at, len;
	int n = 0;

	snprintf(sign, sizeof sign, "{?%s" CANNED_WAITING, name);
	snprintf(open, sizeof open, "{?%s}", name);
	while (canned_unfilled(c->input.text.data, from, &at, &len)) {
		const char *field = c->input.text.data + at;
		const char *put = value != NULL ? value : open;
		struct canned_field f;
		char *offer = NULL;

		from = at + 2;
		if (strncmp(field, sign, strlen(sign)) != 0)
			continue;
		if (value == NULL && canned_field(field, &f) == len &&
		    f.other_len > 0)
			put = offer = mem_dup_n(f.other, f.other_len);
		/* What came is no field, whatever it says. */
		if (put_value(c, at, len, put))
			from = at + strlen(put);
		free(offer);
		n++;
	}
	return n;
}

/* Its first line that says something, if it is text. */
static bool
read_value(const struct event *ev, char value[VALUE_BYTES + 1])
{
	size_t len = ev->output_len;

	while (len > 0 && strchr(" \t\r\n", ev->output[len - 1]) != NULL)
		len--;
	if (len == 0 || len > VALUE_BYTES || !utf8_is_text(ev->output, len))
		return false;
	for (size_t at = 0; at < len;) {
		uint32_t code;

		at += utf8_next(ev->output + at, len - at, &code);
		if ((code < ' ' && code != '\n' && code != '\t') ||
		    (code >= 0x7f && code < 0xa0))
			return false;
	}
	memcpy(value, ev->output, len);
	value[len] = '\0';
	return true;
}

static void
say_failed(struct model *m, const char *name, const struct event *ev)
{
	switch (ev->ran) {
	case RAN_OK:
		model_say(m, TONE_BAD, _("{%s}: its command printed nothing "
		    "that can be used. Fill it in yourself."), name);
		break;
	case RAN_TIMEOUT:
		model_say(m, TONE_BAD, _("{%s}: its command took too long and "
		    "was ended. Fill it in yourself."), name);
		break;
	case RAN_TOO_MUCH:
		model_say(m, TONE_BAD, _("{%s}: its command printed too much. "
		    "Fill it in yourself."), name);
		break;
	default:
		model_say(m, TONE_BAD, _("{%s}: its command failed (%s). Fill "
		    "it in yourself."), name,
		    ev->text[0] != '\0' ? ev->text : _("it said nothing"));
		break;
	}
}

void
canned_ran(struct model *m, const struct event *ev)
{
	struct field_ask *a = find_ask(m, ev->run_id);
	char value[VALUE_BYTES + 1];
	struct str plain;
	struct chat *c;
	bool ok;

	if (a == NULL || ev->run_id == 0)
		return;
	a->id = 0;
	c = model_chat(m, a->conversation_id);
	ok = ev->ran == RAN_OK && read_value(ev, value);
	str_init(&plain, 2 * VALUE_BYTES);
	if (ok)
		canned_put_value(&plain, value);
	/* Who has written something else there meanwhile needs no sentence. */
	if (c != NULL && fill_waiting(c, a->name, ok ? plain.data : NULL) >
	    0 && !ok)
		say_failed(m, a->name, ev);
	str_clear(&plain);
}

static void
ask_all(struct model *m, struct chat *c, size_t from, struct effects *e)
{
	size_t at, len;

	while (canned_unfilled(c->input.text.data, from, &at, &len)) {
		const char *name = c->input.text.data + at + 2;
		size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "0123456789_");
		const struct field_command *field = field_command_find(
		    &m->prefs.fields, name, n);

		from = at + 2;
		if (field != NULL && canned_is_waiting(name - 2, len) &&
		    !ask(m, c, field, e))
			fill_waiting(c, field->name, NULL);
	}
}

bool
canned_asks(const struct model *m, int64_t conversation_id)
{
	const struct chat *c = model_find_chat(m, conversation_id);
	size_t at, len;

	return c != NULL && canned_unfilled(c->input.text.data, 0, &at, &len);
}

/* --- inserting ---------------------------------------------------------------- */

static void
remember_use(struct chat *c, int64_t canned_id)
{
	for (int i = 0; i < c->n_canned; i++)
		if (c->canned_ids[i] == canned_id)
			return;
	if (c->n_canned < MAX_MESSAGE_CANNED)
		c->canned_ids[c->n_canned++] = canned_id;
}

bool
canned_insert(struct model *m, struct chat *c, const struct canned *canned,
    struct effects *e)
{
	struct str text;
	size_t from = c->input.at, to, at, len;
	bool fits;

	editor_selected(&c->input, &from, &to);
	str_init(&text, EDITOR_MAX_BYTES);
	canned_fill(m, c, canned->language, canned->text, &text);
	fits = editor_insert(&c->input, text.data, text.len);
	str_clear(&text);
	if (!fits) {
		model_say(m, TONE_BAD,
		    _("The input has no room for this reply."));
		return false;
	}
	c->is_dirty = true;
	m->ui.asked_id = 0;
	remember_use(c, canned->id);
	attach_canned(m, c, canned);
	ask_all(m, c, from, e);
	if (next_field(c->input.text.data, from, &at, &len)) {
		select_range(&c->input, at, len);
		model_say(m, TONE_INFO, _("Fill in %.*s; Tab goes to the next "
		    "field."), (int)len, c->input.text.data + at);
		model_say_about(m, ABOUT_FIELD, c->c.id);
	}
	return true;
}

void
canned_count_uses(struct model *m, struct chat *c, struct effects *e)
{
	uint32_t features[BOOK_FEATURES];
	size_t n = c->n_canned == 0 ? 0 : book_features(c, features);

	for (int i = 0; i < c->n_canned; i++)
		for (size_t k = 0; k < n; k++)
			effects_canned_use(e, book_count(&m->book,
			    c->canned_ids[i], features[k], m->now_ms));
	memcpy(c->sent_canned.ids, c->canned_ids,
	    sizeof c->sent_canned.ids);
	c->sent_canned.n = (size_t)c->n_canned;
	c->n_canned = 0;
}

/* The reply of this shortcut in the conversation's language, else in any. */
static const struct canned *
find_canned(const struct model *m, const struct chat *c, const char *shortcut)
{
	const struct canned *found = NULL;

	for (size_t i = 0; i < m->book.n; i++) {
		if (strcmp(m->book.list[i].shortcut, shortcut) != 0)
			continue;
		if (strcmp(m->book.list[i].language, c->c.language) == 0)
			return &m->book.list[i];
		/* One's own stand first. */
		if (found == NULL || (found->language[0] != '\0' &&
		    m->book.list[i].language[0] == '\0'))
			found = &m->book.list[i];
	}
	return found;
}

/* "--likely 3": as C-x has shown them, or as they are now. */
static bool
insert_likely(struct model *m, struct chat *c, const char *digits,
    struct effects *e, struct err *err)
{
	int64_t ids[CANNED_TOP];
	size_t n = m->ui.n_top;
	long long which;

	memcpy(ids, m->ui.top, sizeof ids);
	if (n == 0)
		n = canned_top(m, c, ids);
	if (!str_to_i64(digits, 1, CANNED_TOP, &which))
		return err_set(err, ERR_VALUE, _("A digit from 1 to %d is "
		    "needed."), CANNED_TOP);
	if ((size_t)which <= n) {
		size_t i = book_find(&m->book, ids[which - 1]);

		if (i < m->book.n)
			return canned_insert(m, c, &m->book.list[i], e);
	}
	return err_set(err, ERR_NOT_FOUND, "%s",
	    _("There are not so many canned replies."));
}

/* "add X", "edit X", "remove X". True: it was one of these, *done says how it
 * went. */
static bool
change(struct model *m, const struct chat *c, const char *args,
    struct effects *e, struct err *err, bool *done)
{
	static const char *const verbs[] = { "add", "edit", "remove" };
	const struct canned *canned;
	size_t verb = 0, len = strcspn(args, " ");

	while (verb < 3 && (strlen(verbs[verb]) != len ||
	    strncmp(verbs[verb], args, len) != 0))
		verb++;
	if (verb == 3)
		return false;
	args += len + strspn(args + len, " ");
	if (verb == 0) {
		*done = canned_form_add(m, args);
		return true;
	}
	canned = find_canned(m, c, args);
	if (canned == NULL)
		*done = err_set(err, ERR_NOT_FOUND,
		    _("There is no canned reply “%s”: F4 shows all."), args);
	else if (verb == 1)
		*done = canned_form_edit(m, canned);
	else
		*done = canned_form_remove(m, canned, e, err);
	return true;
}

COMMAND(canned)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	const struct canned *canned;
	bool done;

	if (change(m, c, args, e, err, &done))
		return done;
	/* From the empty list the first one is written. */
	if (m->book.n == 0 && args[0] != '\0')
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("The desk has no canned replies yet."));
	if (strncmp(args, "--likely ", 9) == 0)
		return insert_likely(m, c, args + 9, e, err);
	if (args[0] == '\0') {
		overlay_open(m, OVERLAY_CANNED);
		return true;
	}
	canned = find_canned(m, c, args);
	if (canned == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    _("There is no canned reply “%s”: F4 shows all."), args);
	return canned_insert(m, c, canned, e);
}

COMPLETE(canned)
{
	const char *space = strchr(args, ' ');
	int verb = space == NULL ? 0 : (int)(space + 1 - args);

	if (verb == 0)
		str_put(out, "add\nedit\nremove\n");
	for (size_t i = 0; i < m->book.n; i++)
		str_putf(out, "%.*s%s\n", verb, args,
		    m->book.list[i].shortcut);
}
