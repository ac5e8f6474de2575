/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is printed and nothing changed by it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/cli/internal.h"
#include "console/model/shift.h"

#define SHOW_LINES 20

/* What is asked for without a place in the model. */
static bool
fetch(struct cli_call *call, enum action_type type, int64_t before,
    struct effects *e)
{
	struct action a;

	action_init(&a, type);
	a.conversation_id = call->conversation_id;
	a.before = before;
	effects_submit(e, &a);
	return true;
}

/* --- from the snapshot ------------------------------------------------------ */

static void
print_ids(struct cli_call *call, const struct model *m, const int64_t *ids,
    size_t n)
{
	for (size_t i = 0; i < n; i++)
		print_conversation(call, m, model_find_chat(m, ids[i]));
}

static bool
read_queue(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	int64_t ids[MODEL_PICKS];

	(void)e;
	(void)err;
	print_ids(call, m, ids, model_queue(m, ids, MODEL_PICKS));
	return call->is_done = true;
}

static bool
read_shift(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	struct str text;

	(void)e;
	(void)err;
	str_init(&text, SHIFT_BYTES + 1);
	shift_report(m, &text);
	fputs(text.data, call->out);
	str_clear(&text);
	return call->is_done = true;
}

static bool
read_urgent(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	int64_t id = model_most_urgent(m);

	(void)e;
	if (id == 0)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("Nobody waits for you."));
	print_ids(call, m, &id, 1);
	return call->is_done = true;
}

static bool
is_listed(const struct model *m, const struct chat *c, const char *what)
{
	if (strcmp(what, "mine") == 0)
		return model_is_mine(m, c);
	if (what[0] != '\0' && strcmp(what, "all") != 0)
		return strcmp(conversation_state_name(c->c.state), what) == 0;
	return true;
}

static bool
read_list(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	static const char *const words[] = { "", "mine", "waiting", "active",
	    "team", "all" };
	int64_t ids[MODEL_PICKS];
	size_t n = model_mine(m, ids, MODEL_PICKS);
	bool is_word = false;

	(void)e;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		is_word |= strcmp(words[i], call->text.data) == 0;
	if (!is_word)
		return err_set(err, ERR_VALUE, _("“%s” is none of mine, "
		    "waiting, active, team, all"), call->text.data);
	for (size_t i = 0; i < n; i++)
		if (is_listed(m, model_find_chat(m, ids[i]),
		    call->text.data))
			print_ids(call, m, &ids[i], 1);
	for (size_t i = 0; i < m->n_chats; i++)
		if (!model_is_mine(m, m->chats[i]) &&
		    is_listed(m, m->chats[i], call->text.data))
			print_conversation(call, m, m->chats[i]);
	return call->is_done = true;
}

static bool
read_winbacks(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	(void)e;
	(void)err;
	for (size_t i = 0; i < m->n_winbacks; i++)
		print_winback(call, m, &m->winbacks[i].w);
	return call->is_done = true;
}

static bool
read_status(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	(void)e;
	(void)err;
	print_status(call, m);
	return call->is_done = true;
}

static bool
read_team(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	(void)e;
	(void)err;
	for (size_t i = 0; i < m->n_operators; i++)
		if (!m->operators[i].disabled)
			print_operator(call, &m->operators[i]);
	return call->is_done = true;
}

static bool
read_canned(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	(void)e;
	for (size_t i = 0; i < m->book.n; i++)
		if (call->text.len == 0 || picker_score(call->text.data,
		    m->book.list[i].shortcut) != 0 ||
		    picker_score(call->text.data, m->book.list[i].title) != 0)
			print_canned(call, &m->book.list[i]);
	if (call->n_printed == 0 && call->text.len > 0)
		return err_set(err, ERR_NOT_FOUND, _("no canned reply is "
		    "called “%s”"), call->text.data);
	return call->is_done = true;
}

/* --- a customer ------------------------------------------------------------------ */

static bool
begin_customer(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	const struct chat *c = model_find_chat(m, call->conversation_id);
	struct action a;

	(void)err;
	action_init(&a, ACTION_FETCH_CUSTOMER);
	a.customer_id = c->c.customer_id;
	effects_submit(e, &a);
	return true;
}

static void
more_customer(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e)
{
	(void)m;
	(void)e;
	if (ev->type != EVENT_CUSTOMER_RECORD || ev->customer == NULL)
		return;
	print_customer(call, ev->customer);
	call->is_done = true;
}

/* --- sessions -------------------------------------------------------------------- */

/* Both ways the list comes back: as it is, or as it is without the one. */
static bool
begin_sessions(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	return command_find("sessions")->run(m, call->text.data, e, err);
}

static void
more_sessions(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e)
{
	(void)m;
	(void)e;
	if (ev->type != EVENT_SESSIONS)
		return;
	if (ev->code != ERR_NONE)
		err_set(&call->err, ev->code, "%s", command_why(ev->code));
	for (size_t i = 0; i < ev->n_sessions; i++)
		print_session(call, &ev->sessions[i]);
	call->is_done = true;
}

/* --- blocks ------------------------------------------------------------------------ */

static bool
begin_blocked(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	(void)m;
	(void)err;
	return fetch(call, ACTION_FETCH_BLOCKS, 0, e);
}

static void
more_blocked(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e)
{
	(void)e;
	if (ev->type != EVENT_BLOCKS)
		return;
	if (ev->code != ERR_NONE)
		err_set(&call->err, ev->code, "%s", command_why(ev->code));
	for (size_t i = 0; i < ev->n_bans; i++)
		print_ban(call, m, &ev->bans[i]);
	call->is_done = true;
}

/* --- transcripts ------------------------------------------------------------------- */

static bool
begin_transcript(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	long long n;

	(void)m;
	if (strcmp(call->row->name, "show") == 0 && call->text.len > 0 &&
	    !str_to_i64(call->text.data, 1, MODEL_LINES, &n))
		return err_set(err, ERR_VALUE, _("“%s” is not a number of "
		    "lines from 1 to %d"), call->text.data, MODEL_LINES);
	if (strcmp(call->row->name, "find") == 0 && call->text.len == 0)
		return err_set(err, ERR_VALUE, _("say which word to find"));
	return fetch(call, ACTION_FETCH_TRANSCRIPT, 0, e);
}

static bool
has_word(const struct cli_call *call, const struct event *ev)
{
	struct str text, word;
	bool has;

	str_init(&text, MAX_MESSAGE_BYTES * 4);
	str_init(&word, MAX_MESSAGE_BYTES * 4);
	utf8_fold(&text, ev->text, strlen(ev->text));
	utf8_fold(&word, call->text.data, call->text.len);
	has = strstr(text.data, word.data) != NULL;
	str_clear(&text);
	str_clear(&word);
	return has;
}

/* A conversation that the model has no more has its customer's name in its
 * first event; else it is named by its number. */
static void
name_chat(struct cli_call *call, const struct model *m, struct chat *c,
    const struct event *ev)
{
	const struct chat *known = model_find_chat(m, call->conversation_id);

	c->c.id = call->conversation_id;
	if (known != NULL)
		str_copy(c->label, sizeof c->label, known->label);
	for (size_t i = 0; known == NULL && i < ev->n_batch; i++)
		if (ev->batch[i].type == EVENT_OPENED)
			str_copy(c->label, sizeof c->label,
			    ev->batch[i].name);
	if (c->label[0] == '\0')
		snprintf(c->label, sizeof c->label, _("visitor %lld"),
		    (long long)c->c.id);
}

/* Pages come from the end: the lines of this one go before all others. */
static void
put_page(struct cli_call *call, const struct model *m,
    const struct event *ev)
{
	bool is_find = strcmp(call->row->name, "find") == 0;
	/* What leaves the house may reach the customer. */
	bool is_export = strcmp(call->row->name, "export") == 0;
	FILE *out = call->out;
	struct chat *c = mem_new(struct chat);
	char *page = NULL, *all;
	size_t len = 0;

	name_chat(call, m, c, ev);
	call->out = open_memstream(&page, &len);
	for (size_t i = 0; call->out != NULL && i < ev->n_batch; i++)
		if (ev->batch[i].type < EVENT_CUSTOMER &&
		    !(is_export && ev->batch[i].type == EVENT_WHISPER) &&
		    (!is_find || has_word(call, &ev->batch[i])))
			print_event(call, m, c, &ev->batch[i]);
	if (call->out == NULL || fclose(call->out) != 0)
		err_set(&call->err, ERR_IO, _("there is no memory left"));
	call->out = out;
	all = mem_array(len + call->pages_len + 1, char);
	if (len > 0)
		memcpy(all, page, len);
	if (call->pages_len > 0)
		memcpy(all + len, call->pages, call->pages_len);
	free(page);
	free(call->pages);
	free(c);
	call->pages = all;
	call->pages_len += len;
}

/* The last `n` lines of the pages. */
static const char *
last_lines(const struct cli_call *call, int n)
{
	size_t at = call->pages_len;

	while (at > 0 && (call->pages[at - 1] != '\n' || n-- > 0))
		at--;
	return call->pages + at;
}

static void
end_transcript(struct cli_call *call)
{
	long long n = SHOW_LINES;
	bool is_show = strcmp(call->row->name, "show") == 0;

	if (call->text.len > 0)
		str_to_i64(call->text.data, 1, MODEL_LINES, &n);
	fputs(is_show ? last_lines(call, (int)n) : call->pages, call->out);
	if (call->pages_len == 0 && strcmp(call->row->name, "find") == 0)
		err_set(&call->err, ERR_NOT_FOUND, _("“%s” is not in this "
		    "transcript"), call->text.data);
	call->is_done = true;
}

static void
more_transcript(struct cli_call *call, struct model *m,
    const struct event *ev, struct effects *e)
{
	if (ev->conversation_id != call->conversation_id)
		return;
	if (ev->type == EVENT_REFUSED && ev->is_final) {
		err_set(&call->err, ev->code, "%s", command_why(ev->code));
		call->is_done = true;
	}
	if (ev->type != EVENT_TRANSCRIPT)
		return;
	put_page(call, m, ev);
	if (ev->is_complete || ev->n_batch == 0 ||
	    (strcmp(call->row->name, "show") == 0 &&
	    call->n_printed >= SHOW_LINES && call->text.len == 0))
		end_transcript(call);
	else
		fetch(call, ACTION_FETCH_TRANSCRIPT, ev->batch[0].seq, e);
}

/* --- why it is where it is ----------------------------------------------------------- */

static bool
begin_why(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	(void)err;
	why_begin(&m->why, call->conversation_id);
	return fetch(call, ACTION_FETCH_TRANSCRIPT, 0, e);
}

static void
end_why(struct cli_call *call, const struct model *m, const struct event *ev)
{
	const struct chat *c = model_find_chat(m, call->conversation_id);
	struct str text;

	call->is_done = true;
	for (size_t i = 0; call->is_json && i < m->why.n_steps; i++)
		print_event(call, m, c, &m->why.steps[i]);
	if (call->is_json || (c == NULL && ev->conversation == NULL))
		return;
	str_init(&text, WHY_BYTES);
	why_put_text(&text, m, c != NULL ? &c->c : ev->conversation);
	fputs(text.data, call->out);
	str_clear(&text);
}

static void
more_why(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e)
{
	int64_t before;

	if (ev->conversation_id != call->conversation_id)
		return;
	if (ev->type == EVENT_REFUSED && ev->is_final) {
		err_set(&call->err, ev->code, "%s", command_why(ev->code));
		call->is_done = true;
	}
	if (ev->type != EVENT_TRANSCRIPT)
		return;
	before = why_page(&m->why, ev);
	if (before > 0)
		fetch(call, ACTION_FETCH_TRANSCRIPT, before, e);
	else
		end_why(call, m, ev);
}

/* --- the rows -------------------------------------------------------------------------- */

static const struct reader {
	const char *name;
	bool (*begin)(struct cli_call *call, struct model *m,
	    struct effects *e, struct err *err);
	void (*more)(struct cli_call *call, struct model *m,
	    const struct event *ev, struct effects *e);
} readers[] = {
	{ "queue", read_queue, NULL },
	{ "urgent", read_urgent, NULL },
	{ "list", read_list, NULL },
	{ "status", read_status, NULL },
	{ "canned", read_canned, NULL },
	{ "team", read_team, NULL },
	{ "customer", begin_customer, more_customer },
	{ "show", begin_transcript, more_transcript },
	{ "export", begin_transcript, more_transcript },
	{ "find", begin_transcript, more_transcript },
	{ "search", search_begin, search_more },
	{ "shift", read_shift, NULL },
	{ "sessions", begin_sessions, more_sessions },
	{ "top", top_begin, top_more },
	{ "stats", stats_begin, stats_more },
	{ "winbacks", read_winbacks, NULL },
	{ "why", begin_why, more_why },
	{ "blocked", begin_blocked, more_blocked },
};

static const struct reader *
reader_of(const struct cli_call *call)
{
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
		if (strcmp(readers[i].name, call->row->name) == 0)
			return &readers[i];
	return NULL;
}

bool
read_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	return reader_of(call)->begin(call, m, e, err);
}

void
read_event(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e)
{
	const struct reader *r = reader_of(call);

	if (r != NULL && r->more != NULL)
		r->more(call, m, ev, e);
}
