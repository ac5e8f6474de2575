/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record or event to a line: for people in columns, for programs as JSON
 * (doc/protocol.md). What came from outside is made safe.
 */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/cli/internal.h"
#include "console/view/view.h"
#include "proto/proto.h"

#define LINE_BYTES (128 * 1024)
#define WHEN_BYTES 32

/* "2026-11-22 14:03:05", local; sorts, and is the same in all languages. */
static char *
when(char buf[WHEN_BYTES], int64_t at_ms)
{
	time_t s = (time_t)(at_ms / 1000);
	struct tm tm;

	localtime_r(&s, &tm);
	strftime(buf, WHEN_BYTES, "%Y-%m-%d %H:%M:%S", &tm);
	return buf;
}

/* A column of safe text and the space behind it. */
static void
put_column(struct str *line, const char *text, int cols)
{
	char safe[MAX_NAME_BYTES * 4];
	size_t len;
	int used;

	utf8_safe_buf(safe, sizeof safe, text, UTF8_FLAT);
	len = utf8_fit(safe, strlen(safe), cols, &used);
	str_put_n(line, safe, len);
	str_putf(line, "%*s", cols - used + 1, "");
}

static void
end_line(struct cli_call *call, struct str *line)
{
	while (line->len > 0 && line->data[line->len - 1] == ' ')
		str_cut(line, line->len - 1, 1);
	fprintf(call->out, "%s\n", line->data);
	/* Who follows wants it now, not by the buffer. */
	if (call->row->kind == CLI_FOLLOW)
		fflush(call->out);
	str_clear(line);
	call->n_printed++;
}

/* --- records ---------------------------------------------------------------- */

void
print_conversation(struct cli_call *call, const struct model *m,
    const struct chat *c)
{
	const struct operator *o = model_operator(m, c->c.operator_id);
	struct json_out w;
	struct str line;
	char wait[32];

	str_init(&line, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &line);
		proto_conversation_write(&w, NULL, &c->c);
	} else if (call->ids_only) {
		str_putf(&line, "%" PRId64, c->c.id);
	} else {
		str_putf(&line, "%-6" PRId64 " ", c->c.id);
		put_column(&line, conversation_state_name(c->c.state), 8);
		put_column(&line, c->c.waiting_since_ms == 0 ? "-" :
		    i18n_span(wait, sizeof wait, m->now_ms -
		    c->c.waiting_since_ms), 8);
		put_column(&line, c->c.language, 3);
		put_column(&line, o == NULL ? "-" : o->login, 12);
		put_column(&line, c->label, 20);
		put_column(&line, c->c.subject, 60);
	}
	end_line(call, &line);
}

void
print_operator(struct cli_call *call, const struct operator *o)
{
	struct json_out w;
	struct str line;

	str_init(&line, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &line);
		json_object(&w, NULL);
		proto_operator_write(&w, "operator", o);
		json_put_str(&w, "presence", presence_name(o->presence));
		json_put_i64(&w, "load", o->load);
		json_end_object(&w);
	} else if (call->ids_only) {
		str_put(&line, o->login);
	} else {
		put_column(&line, o->login, 16);
		put_column(&line, presence_name(o->presence), 8);
		str_putf(&line, "%d/%-3d ", o->load, o->limit);
		put_column(&line, o->languages, 10);
		put_column(&line, o->name, 40);
	}
	end_line(call, &line);
}

void
print_winback(struct cli_call *call, const struct model *m,
    const struct winback *b)
{
	const struct operator *o = model_operator(m, b->owner_id);
	struct json_out w;
	struct str line;
	char at[WHEN_BYTES], stars[8];

	str_init(&line, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &line);
		proto_winback_write(&w, b);
	} else if (call->ids_only) {
		str_putf(&line, "%" PRId64, b->conversation_id);
	} else {
		str_putf(&line, "%-6" PRId64 " ", b->conversation_id);
		put_column(&line, winback_state_name(b->state), 8);
		put_column(&line, when(at, b->due_ms), 19);
		snprintf(stars, sizeof stars, "%d", b->stars);
		put_column(&line, stars, 2);
		put_column(&line, o == NULL ? "-" : o->name, 16);
		put_column(&line, b->name, 20);
		put_column(&line, b->comment, 60);
	}
	end_line(call, &line);
}

void
print_session(struct cli_call *call, const struct session_info *s)
{
	char text[WHEN_BYTES];
	struct json_out w;
	struct str line;

	str_init(&line, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &line);
		proto_session_write(&w, NULL, s);
		end_line(call, &line);
		return;
	}
	str_putf(&line, "%" PRId64, s->id);
	if (!call->ids_only) {
		str_putf(&line, "%*s", line.len < 6 ? 6 - (int)line.len : 1,
		    "");
		put_column(&line, s->device[0] != '\0' ? s->device : "-",
		    20);
		put_column(&line, s->is_current ? _("this") : s->reads_only ?
		    _("only reads") : s->is_token ? _("token") :
		    _("signed in"), 14);
		str_putf(&line, "%s ", when(text, s->used_ms));
		put_column(&line, s->address, 16);
	}
	end_line(call, &line);
}

void
print_ban(struct cli_call *call, const struct model *m, const struct ban *b)
{
	const struct operator *o = model_operator(m, b->by_id);
	char at[WHEN_BYTES], range[ADDRESS_TEXT_BYTES] = "";
	struct json_out w;
	struct str line;

	str_init(&line, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &line);
		proto_ban_write(&w, b, true);
		end_line(call, &line);
		return;
	}
	if (b->range.first.is_known)
		range_format(&b->range, range);
	str_putf(&line, "%" PRId64, b->id);
	if (!call->ids_only) {
		str_putf(&line, "%*s", line.len < 6 ? 6 - (int)line.len : 1,
		    "");
		put_column(&line, b->name[0] != '\0' ? b->name : "-", 20);
		put_column(&line, range[0] != '\0' ? range :
		    ban_kind_name(b->kind), 18);
		put_column(&line, b->is_limit ? "limit" : "block", 6);
		put_column(&line, b->until_ms == 0 ? "-" : when(at,
		    b->until_ms), 26);
		put_column(&line, o != NULL ? o->name : "-", 12);
		utf8_safe(&line, b->reason, strlen(b->reason), UTF8_FLAT);
	}
	end_line(call, &line);
}

void
print_canned(struct cli_call *call, const struct canned *c)
{
	struct json_out w;
	struct str line;

	str_init(&line, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &line);
		proto_canned_write(&w, NULL, c);
	} else if (call->ids_only) {
		str_put(&line, c->shortcut);
	} else {
		put_column(&line, c->shortcut, 16);
		put_column(&line, c->language[0] != '\0' ? c->language : "-",
		    3);
		put_column(&line, c->title, 24);
		utf8_safe(&line, c->text, strlen(c->text), UTF8_FLAT);
	}
	end_line(call, &line);
}

/* One member, when it says something. */
static void
put_member(struct cli_call *call, const char *name, const char *text)
{
	struct str line;

	if (text[0] == '\0')
		return;
	str_init(&line, LINE_BYTES);
	put_column(&line, name, 10);
	utf8_safe(&line, text, strlen(text), UTF8_FLAT);
	end_line(call, &line);
}

static void
put_earlier(struct cli_call *call, const struct earlier *e)
{
	char at[WHEN_BYTES];
	struct str line;

	str_init(&line, LINE_BYTES);
	put_column(&line, "earlier", 10);
	str_putf(&line, "%-6" PRId64 " %.10s ", e->conversation_id,
	    when(at, e->opened_ms));
	put_column(&line, e->outcome[0] != '\0' ? e->outcome : "-", 12);
	str_putf(&line, "%s ", e->stars > 0 ? "" : "-");
	if (e->stars > 0)
		str_putf(&line, "%d ", e->stars);
	put_column(&line, e->operator_name, 16);
	utf8_safe(&line, e->subject, strlen(e->subject), UTF8_FLAT);
	end_line(call, &line);
}

void
print_customer(struct cli_call *call, const struct customer *c)
{
	struct json_out w;
	struct str line;

	if (call->is_json) {
		str_init(&line, LINE_BYTES);
		json_begin(&w, &line);
		proto_customer_write(&w, NULL, c);
		end_line(call, &line);
		return;
	}
	put_member(call, "name", c->name);
	put_member(call, "contact", c->contact);
	put_member(call, "language", c->language);
	put_member(call, "note", c->note);
	for (size_t i = 0; i < c->n_earlier; i++)
		put_earlier(call, &c->earlier[i]);
}

/* --- what was said and done --------------------------------------------------- */

const char *
print_author(const struct model *m, const struct chat *c, const struct line *line)
{
	const struct operator *o;

	if (line->by == ACTOR_VISITOR)
		return c->label;
	if (line->by != ACTOR_OPERATOR)
		return "";
	o = model_operator(m, line->by_id);
	return o != NULL ? o->name : "?";
}

static void
put_said(struct str *out, const struct model *m, const struct chat *c,
    const struct line *line)
{
	char name[MAX_NAME_BYTES * 4];

	utf8_safe_buf(name, sizeof name, print_author(m, c, line), UTF8_FLAT);
	if (line->type == EVENT_NOTE)
		str_putf(out, _("%s (note): "), name);
	else if (line->type == EVENT_WHISPER)
		str_putf(out, _("%s (whisper): "), name);
	else
		str_putf(out, "%s: ", name);
	utf8_safe(out, line->text, strlen(line->text), UTF8_FLAT);
}

static bool
is_said(const struct line *line)
{
	return line->type == EVENT_MESSAGE || line->type == EVENT_NOTE ||
	    line->type == EVENT_WHISPER;
}

void
print_event(struct cli_call *call, const struct model *m,
    const struct chat *c, const struct event *ev)
{
	char at[WHEN_BYTES], sentence[MAX_MESSAGE_BYTES];
	struct line line;
	struct json_out w;
	struct str out;

	str_init(&out, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &out);
		proto_event_write(&w, NULL, ev, PROTO_FOR_OPERATOR);
		end_line(call, &out);
		return;
	}
	line_of_event(&line, ev);
	str_putf(&out, "%s ", when(at, line.at_ms));
	if (call->conversation_id == 0)
		str_putf(&out, "%-6" PRId64 " ", c->c.id);
	if (is_said(&line)) {
		put_said(&out, m, c, &line);
	} else {
		line_sentence(sentence, sizeof sentence, m, c, &line);
		str_put(&out, "* ");
		utf8_safe(&out, sentence, strlen(sentence), UTF8_FLAT);
	}
	if (is_said(&line) || sentence[0] != '\0')
		end_line(call, &out);
	str_clear(&out);
}

void
print_found(struct cli_call *call, const struct model *m,
    const struct found *f)
{
	const struct operator *o = model_operator(m, f->operator_id);
	char at[WHEN_BYTES];
	struct json_out w;
	struct str line;

	str_init(&line, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &line);
		proto_found_write(&w, f);
	} else if (call->ids_only) {
		str_putf(&line, "%lld", (long long)f->conversation_id);
	} else {
		str_putf(&line, "%6lld %s ", (long long)f->conversation_id,
		    when(at, f->at_ms));
		put_column(&line, f->name, 20);
		put_column(&line, o != NULL ? o->name : "-", 12);
		put_column(&line, f->outcome[0] != '\0' ? f->outcome : "-", 10);
		utf8_safe(&line, f->text, strlen(f->text), UTF8_FLAT);
	}
	end_line(call, &line);
}

void
print_status(struct cli_call *call, const struct model *m)
{
	int64_t ids[MODEL_PICKS], oldest_ms = 0, mine_ms = 0;
	size_t n_queue = model_queue(m, ids, MODEL_PICKS), n_mine;
	char queue[32], mine[32];
	struct json_out w;
	struct str line;

	if (n_queue > 0)
		oldest_ms = m->now_ms - model_longest(m)->c.queued_ms;
	n_mine = model_mine(m, ids, MODEL_PICKS);
	if (n_mine > 0 && model_find_chat(m, ids[0])->c.waiting_since_ms != 0)
		mine_ms = m->now_ms - model_find_chat(m,
		    ids[0])->c.waiting_since_ms;
	str_init(&line, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &line);
		json_object(&w, NULL);
		json_put_i64(&w, "queue", (int64_t)n_queue);
		json_put_i64(&w, "queue_oldest_ms", oldest_ms);
		json_put_i64(&w, "mine", (int64_t)n_mine);
		json_put_i64(&w, "mine_waiting_ms", mine_ms);
		json_put_str(&w, "presence", presence_name(m->me.presence));
		json_end_object(&w);
	} else {
		str_putf(&line, _("queue %zu %s, mine %zu %s"), n_queue,
		    n_queue == 0 ? "-" : i18n_span(queue, sizeof queue,
		    oldest_ms), n_mine, mine_ms == 0 ? "-" :
		    i18n_span(mine, sizeof mine, mine_ms));
	}
	end_line(call, &line);
}
