/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/cli/linear.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/cli/internal.h"
#include "console/view/view.h"
#include "console/model/room.h"

#define WATCH_BYTES (1024 * 1024)
#define LINE_BYTES (128 * 1024)
#define LIST_ROWS  20	/* of a list at once: filter for the others */

struct linear {
	FILE	    *out;
	struct str   part;	/* lines that ended in "\" */
	char	     said[1024];	/* the last sentence that was printed */
	int64_t	     said_ms;
	int64_t	     focus_id;
	enum overlay overlay;	/* whose list was printed last */
	int64_t	     rows[LIST_ROWS];
	size_t	     n_rows;
	bool	     is_live;
	bool	     wants_watch;	/* when its figures are here */
	bool	     wants_why;	/* when its steps are here */
};

struct linear *
linear_new(FILE *out)
{
	struct linear *l = mem_new(struct linear);

	l->out = out;
	str_init(&l->part, LINE_BYTES);
	return l;
}

void
linear_free(struct linear *l)
{
	if (l == NULL)
		return;
	str_clear(&l->part);
	free(l);
}

/* --- printing ------------------------------------------------------------- */

/* One line, whatever was in it. */
static void
put_line(struct linear *l, struct str *text)
{
	struct str safe;

	str_init(&safe, LINE_BYTES);
	utf8_safe(&safe, text->data, text->len, UTF8_FLAT);
	fprintf(l->out, "%s\n", safe.data);
	fflush(l->out);
	str_clear(&safe);
	str_clear(text);
}

/* "14:03 2 " or "14:03 #482 " */
static void
put_place(struct str *out, const struct model *m, const struct chat *c,
    int64_t at_ms)
{
	char at[32];

	str_putf(out, "%s ", i18n_clock(at, sizeof at, at_ms));
	if (c->number > 0 && model_is_mine(m, c))
		str_putf(out, "%d ", c->number);
	else
		str_putf(out, "#%lld ", (long long)c->c.id);
}

static void
print_chat_line(struct linear *l, const struct model *m,
    const struct chat *c, const struct line *line)
{
	char sentence[MAX_MESSAGE_BYTES];
	struct str out;

	str_init(&out, LINE_BYTES);
	put_place(&out, m, c, line->at_ms);
	if (line->type == EVENT_MESSAGE || line->type == EVENT_NOTE ||
	    line->type == EVENT_WHISPER) {
		if (line->type == EVENT_NOTE)
			str_putf(&out, _("%s (note): "), print_author(m, c, line));
		else if (line->type == EVENT_WHISPER)
			str_putf(&out, _("%s (whisper): "),
			    print_author(m, c, line));
		else
			str_putf(&out, "%s: ", print_author(m, c, line));
		str_put(&out, line->text);
	} else {
		line_sentence(sentence, sizeof sentence, m, c, line);
		if (sentence[0] == '\0') {
			str_clear(&out);
			return;
		}
		str_putf(&out, "%s: %s", c->label, sentence);
	}
	put_line(l, &out);
}

/* Who answers reads of his own, of the queue, and of what comes to him. */
static bool
concerns_me(const struct model *m, const struct chat *c,
    const struct event *ev)
{
	return model_may_write(m, c) || model_is_shown(m, c) ||
	    c->c.state == CONVERSATION_WAITING ||
	    ev->operator_id == m->me.id || ev->by_id == m->me.id;
}

static void
print_link(struct linear *l, const struct event *ev)
{
	struct str out;

	if (ev->link == LINK_LIVE && l->is_live)
		return;
	if (ev->link != LINK_LIVE && !l->is_live)
		return;
	l->is_live = ev->link == LINK_LIVE;
	str_init(&out, LINE_BYTES);
	str_put(&out, l->is_live ? _("The line to the desk is there.") :
	    _("The line to the desk is lost; it is tried again. What you "
	    "write is kept."));
	put_line(l, &out);
}

/* The rows of a list, with the numbers to choose them by. */
static void
print_list(struct linear *l, const struct model *m)
{
	struct pick *rows = mem_array(PICKER_MAX, struct pick);
	size_t n = picker_rows(m, rows, PICKER_MAX);
	struct str out;

	l->overlay = m->ui.overlay;
	l->n_rows = n < LIST_ROWS ? n : LIST_ROWS;
	for (size_t i = 0; i < l->n_rows; i++) {
		l->rows[i] = rows[i].id;
		str_init(&out, LINE_BYTES);
		str_putf(&out, "%zu) %s  %s", i + 1, rows[i].title,
		    rows[i].hint != NULL ? rows[i].hint : "");
		put_line(l, &out);
	}
	str_init(&out, LINE_BYTES);
	if (n > LIST_ROWS)
		str_putf(&out, _("… %zu more: letters filter them."),
		    n - LIST_ROWS);
	else
		str_put(&out, n == 0 ? _("Nothing fits: other letters filter, "
		    "an empty line leaves.") : _("A number chooses, letters "
		    "filter, an empty line leaves."));
	put_line(l, &out);
	free(rows);
}

/* What the watch would show, once; its cells are safe already. */
static void
print_watch(struct linear *l, const struct model *m)
{
	struct str out;

	l->wants_watch = false;
	str_init(&out, WATCH_BYTES);
	top_put_text(&out, m);
	fputs(out.data, l->out);
	fflush(l->out);
	str_clear(&out);
}

static void
print_broadcast(struct linear *l, const struct model *m, int64_t by_id,
    const char *text)
{
	const struct operator *o = model_operator(m, by_id);
	char name[MAX_NAME_BYTES * 4];
	struct str out;

	str_init(&out, LINE_BYTES);
	utf8_safe_buf(name, sizeof name, o != NULL ? o->name : "?",
	    UTF8_FLAT);
	str_putf(&out, _("%s to all: "), name);
	utf8_safe(&out, text, strlen(text), UTF8_FLAT);
	str_put(&out, " /seen");
	put_line(l, &out);
}

void
linear_event(struct linear *l, const struct model *m, const struct event *ev)
{
	const struct chat *c = model_find_chat(m, ev->conversation_id);

	if (ev->type == EVENT_LINK)
		print_link(l, ev);
	if (ev->type == EVENT_FIGURES && l->wants_watch)
		print_watch(l, m);
	if (ev->type == EVENT_BROADCAST && ev->by_id != m->me.id)
		print_broadcast(l, m, ev->by_id, ev->text);
	/* And what was said before. */
	for (size_t i = m->broadcasts.n; ev->type == EVENT_SNAPSHOT && i-- > 0;)
		if (!m->broadcasts.list[i].is_put)
			print_broadcast(l, m, m->broadcasts.list[i].by_id,
			    m->broadcasts.list[i].text);
	/* The one list that comes later than it was asked for. */
	if (ev->type == EVENT_SESSIONS && m->ui.overlay == OVERLAY_SESSIONS)
		print_list(l, m);
	if (ev->seq == 0 || c == NULL || !concerns_me(m, c, ev))
		return;
	for (size_t i = c->n_lines; i-- > 0;)
		if (c->lines[i].seq == ev->seq) {
			print_chat_line(l, m, c, &c->lines[i]);
			return;
		}
}

static void
print_draft(struct linear *l, const struct chat *c)
{
	struct str out;

	if (c == NULL || editor_is_empty(&c->input))
		return;
	str_init(&out, LINE_BYTES);
	str_putf(&out, _("draft to %s: %s"), c->label, c->input.text.data);
	put_line(l, &out);
}

static void
print_place(struct linear *l, const struct model *m)
{
	const struct chat *c = model_focused(m);
	int64_t ids[MODEL_PICKS];
	size_t n_queue = model_queue(m, ids, MODEL_PICKS);
	char wait[32];
	struct str out;

	str_init(&out, LINE_BYTES);
	if (c == NULL)
		str_put(&out, _("Nobody is in focus."));
	else if (c->c.waiting_since_ms == 0)
		str_putf(&out, _("In focus: %d %s."), c->number, c->label);
	else
		str_putf(&out, _("In focus: %d %s, waits %s."), c->number,
		    c->label, i18n_span(wait, sizeof wait, m->now_ms -
		    c->c.waiting_since_ms));
	str_putf(&out, " ");
	str_putf(&out, ngettext("%zu customer in the queue.",
	    "%zu customers in the queue.", (unsigned long)n_queue), n_queue);
	put_line(l, &out);
	print_draft(l, c);
}

/* Its steps come page by page; without a desk nobody has more. */
static void
print_why(struct linear *l, const struct model *m)
{
	const struct chat *c = model_find_chat(m, m->why.id);
	struct str text;

	if (m->why.is_fetching && m->link == LINK_LIVE)
		return;
	l->wants_why = false;
	if (c == NULL)
		return;
	str_init(&text, WHY_BYTES);
	why_put_text(&text, m, &c->c);
	fputs(text.data, l->out);
	fflush(l->out);
	str_clear(&text);
}

bool
linear_is_waiting(const struct linear *l, const struct model *m)
{
	return l->wants_why && m->why.is_fetching;
}

void
linear_say(struct linear *l, const struct model *m)
{
	const struct chat *c = model_focused(m);
	struct str out;

	if (l->wants_why)
		print_why(l, m);
	if (m->ui.focus_id != l->focus_id && c != NULL)
		print_place(l, m);
	l->focus_id = m->ui.focus_id;
	if (m->ui.message[0] == '\0' ||
	    (m->ui.message_until_ms == l->said_ms &&
	    strcmp(m->ui.message, l->said) == 0))
		return;
	str_copy(l->said, sizeof l->said, m->ui.message);
	l->said_ms = m->ui.message_until_ms;
	str_init(&out, LINE_BYTES);
	str_putf(&out, "* %s", m->ui.message);
	put_line(l, &out);
}

/* --- a line that was said to us ----------------------------------------------- */

/* In a list: a number, a filter, or nothing. */
static void
choose(struct linear *l, struct model *m, const char *line,
    struct effects *e)
{
	long long n;

	if (line[0] == '\0') {
		model_key(m, "Esc", e);
	} else if (str_to_i64(line, 1, (long long)l->n_rows, &n)) {
		m->ui.selected = l->rows[n - 1];
		model_key(m, "Enter", e);
	} else if (m->ui.overlay == OVERLAY_CONFIRM) {
		model_key(m, line, e);
	} else {
		editor_set(&m->ui.query, line);
		m->ui.n_picks = 0;	/* what fits is sorted anew */
		print_list(l, m);
		return;
	}
	/* One list may lead to the next, or to a note that it asks for. */
	if (m->ui.overlay != OVERLAY_NONE && m->ui.in_note)
		model_key(m, "Enter", e);
	if (m->ui.overlay == OVERLAY_NONE)
		print_draft(l, model_focused(m));
	else if (m->ui.overlay != l->overlay)
		print_list(l, m);
}

/* What would change a screen that is not there. */
static bool
is_of_the_screen(const char *name)
{
	static const char *const names[] = { "layout", "panes", "pane", "pin",
		"zoom", "sidebar", "earlier", "redraw", "scroll", "theme", "tour" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void
print_command(struct linear *l, const struct command *c)
{
	struct str out;

	str_init(&out, LINE_BYTES);
	str_putf(&out, "/%s%s%s  %s", c->name, c->args[0] != '\0' ? " " : "",
	    c->args, _(c->help));
	put_line(l, &out);
}

/* Instead of the keys of a screen: what can be typed here. */
static void
print_help(struct linear *l, const struct model *m)
{
	for (size_t i = 0; i < n_commands; i++)
		if (command_is_offered(m, &commands[i]) &&
		    !is_of_the_screen(commands[i].name))
			print_command(l, &commands[i]);
}

/* Lines have no screen to leave: it is over as it is said, with the figures
 * that are on their way. */
static void
open_watch(struct linear *l, struct model *m, struct effects *e)
{
	l->wants_watch = true;
	command_run(m, "watching close", e);
	if (m->link != LINK_LIVE)
		print_watch(l, m);
}

/* What a command has opened. */
static void
print_opened(struct linear *l, struct model *m, const char *name,
    struct effects *e)
{
	const struct command *c = command_find_typed(name);

	switch (m->ui.overlay) {
	case OVERLAY_NONE:
		if (m->watch.is_open)
			open_watch(l, m, e);
		else
			print_draft(l, model_focused(m));
		break;
	case OVERLAY_HELP:
		model_key(m, "Esc", e);
		print_help(l, m);
		break;
	case OVERLAY_WHY:
		model_key(m, "Esc", e);
		l->wants_why = m->why.is_read_out = true;
		break;
	case OVERLAY_BAN:
	case OVERLAY_ASK:
		/* It is asked for in one line here. */
		model_key(m, "Esc", e);
		if (c != NULL)
			print_command(l, c);
		break;
	case OVERLAY_CONFIRM:
		fprintf(l->out, "* %s\n", _("A customer waits, or something "
		    "is not with the desk yet: y leaves, an empty line "
		    "stays."));
		break;
	default:
		print_list(l, m);
	}
}

static void
run(struct linear *l, struct model *m, const char *line, struct effects *e)
{
	char name[64];
	const struct cli_row *row;
	size_t len = strcspn(line, " ");

	str_copy(name, sizeof name, line);
	if (len < sizeof name)
		name[len] = '\0';
	row = cli_find(name);
	if (row != NULL && row->kind == CLI_SCREEN && is_of_the_screen(name)) {
		fprintf(l->out, "* %s\n", _(row->help));
		return;
	}
	command_run(m, line, e);
	print_opened(l, m, name, e);
}

static void
send(struct linear *l, struct model *m, const char *text, struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	bool is_draft;

	if (c == NULL) {
		fprintf(l->out, "* %s\n", model_no_focus(m));
		fflush(l->out);
		return;
	}
	is_draft = !editor_is_empty(&c->input);
	/* What is there may be a canned reply: nothing is lost. */
	if (strlen(text) + 1 > EDITOR_MAX_BYTES - c->input.text.len) {
		fprintf(l->out, "* %s\n", _("This is too long: it was not "
		    "taken."));
		fflush(l->out);
		return;
	}
	if (is_draft)
		editor_insert(&c->input, "\n", 1);
	editor_insert(&c->input, text, strlen(text));
	c->is_dirty = true;
	if (is_draft)
		print_draft(l, c);
	else
		command_run(m, "send", e);
}

static bool
is_number(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

void
linear_line(struct linear *l, struct model *m, const char *line,
    struct effects *e)
{
	size_t len = strlen(line);
	char open[64];

	m->ui.message[0] = '\0';
	l->said[0] = '\0';
	/* A command leaves a list. */
	for (int i = 0; line[0] == '/' && m->ui.overlay != OVERLAY_NONE &&
	    i < 4; i++)
		model_key(m, "Esc", e);
	if (m->ui.overlay != OVERLAY_NONE) {
		choose(l, m, line, e);
		return;
	}
	if (len > 0 && line[len - 1] == '\\') {
		str_put_n(&l->part, line, len - 1);
		str_put_c(&l->part, '\n');
		return;
	}
	if (l->part.len > 0) {
		str_put(&l->part, line);
		send(l, m, l->part.data, e);
		str_clear(&l->part);
		str_init(&l->part, LINE_BYTES);
	} else if (line[0] == '\0') {
		print_place(l, m);
	} else if (line[0] == '/' && is_number(line + 1)) {
		snprintf(open, sizeof open, "open %.20s", line + 1);
		run(l, m, open, e);
	} else if (line[0] == '/' && line[1] != '/') {
		run(l, m, line + 1, e);
	} else if (line[0] == ';' && line[1] > ' ') {
		snprintf(open, sizeof open, "canned %.40s", line + 1);
		run(l, m, open, e);
	} else {
		send(l, m, line[0] == '/' ? line + 1 : line, e);
	}
}
