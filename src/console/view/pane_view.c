/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pane: its title, the transcript, a word about the moment, a rule and the
 * input. A note's rule is double and its prompt says so.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/view/internal.h"

#define PROMPT_COLS 14
#define STANDING_COLS 5	/* "9:59▲" */

/* --- title --------------------------------------------------------------------- */

/* "the team: @Olga, online", "the team: #Cards, 3 of 5 here" */
static void
say_room(const struct model *m, const struct chat *c, char *buf, size_t size)
{
	const struct operator *o = model_operator(m, room_to(m, c));
	int of, n = room_present(m, c, &of);

	if (o != NULL)
		snprintf(buf, size, _("the team: %s, %s"), c->label,
		    presence_word(o->presence));
	else
		snprintf(buf, size, _("the team: %s, %d of %d here"),
		    c->label, n, of);
}

static void
draw_title(const struct draw *d, const struct pane *p)
{
	enum style style = p->is_focused ? STYLE_TITLE_FOCUS : STYLE_TITLE;
	const struct chat *c = p->c;
	char text[TEXT_BYTES], right[SHORT_BYTES];
	int col = p->r.col, end = p->r.col + p->r.cols;
	enum style standing;
	int cols;

	grid_fill(d->g, (struct rect){ p->r.row, col, 1, p->r.cols }, style);
	col += grid_put(d->g, p->r.row, col, 1, style,
	    p->is_focused ? "▌" : " ");
	/* Beside the bar: its digits change by the second, and a colour would
	 * cost ten times as much as they do. */
	standing = format_standing(d->m, c, right, sizeof right,
	    STYLE_NORMAL);
	end -= text_cols(right);
	cols = text_cols(right) > STANDING_COLS ? text_cols(right) :
	    STANDING_COLS;
	grid_fill(d->g, (struct rect){ p->r.row, p->r.col + p->r.cols - cols,
	    1, cols }, STYLE_NORMAL);
	grid_put(d->g, p->r.row, end, p->r.cols, standing, right);
	if (c->number != 0) {
		snprintf(text, sizeof text, "%d%s ", c->number,
		    c->is_pinned ? "*" : "");
		col += grid_put(d->g, p->r.row, col, end - col, style, text);
	}
	if (room_is(c)) {
		say_room(d->m, c, text, sizeof text);
		put_clip(d->g, p->r.row, col, end - col - 1, style, text);
		return;
	}
	col += put_clip(d->g, p->r.row, col, end - col - 4, style, c->label);
	if (c->c.language[0] != '\0')
		put_clip(d->g, p->r.row, col + 2, end - col - 3, style,
		    c->c.language);
}

/* --- the word above the rule -------------------------------------------------------- */

static void
first_name(const char *name, char *buf, size_t size)
{
	char first[MAX_NAME_BYTES + 1];

	text_flat(buf, size, format_first(first, sizeof first, name),
	    PROMPT_COLS);
}

/* "0:42"; "" where there is no limit. */
static void
say_left(const struct model *m, const struct chat *c, char *buf, size_t size)
{
	int left = model_offer_left_s(m, c);

	buf[0] = '\0';
	if (left >= 0)
		snprintf(buf, size, "  %d:%02d", left / 60, left % 60);
}

/* F5 and Ctrl-X d mean what is in front: elsewhere the way there is said. */
static void
say_way(const struct chat *c, const char *name, const char *left, char *buf,
    size_t size)
{
	char key[SHORT_BYTES] = "F2";

	if (c->number >= 1 && c->number <= 9)
		snprintf(key, sizeof key, "Alt-%d", c->number);
	if (name == NULL)
		snprintf(buf, size, _("Offered to you; %s opens it%s"), key,
		    left);
	else
		snprintf(buf, size, _("Offered by %s; %s opens it%s"), name,
		    key, left);
}

/* What is offered to me, by whom and for how long. */
static bool
say_offered(const struct model *m, const struct chat *c, char *buf,
    size_t size)
{
	char name[SHORT_BYTES * 2], left[SHORT_BYTES];

	say_left(m, c, left, sizeof left);
	if (model_has_offered(m, c)) {
		first_name(operator_name(m, c->c.operator_id), name,
		    sizeof name);
		snprintf(buf, size, _("Offered to %s, who has not accepted "
				      "it yet%s"), name, left);
		return true;
	}
	if (!model_is_offered(m, c))
		return false;
	first_name(operator_name(m, c->c.from_operator_id), name,
	    sizeof name);
	if (c->c.id != m->ui.focus_id)
		say_way(c, c->c.from_operator_id == 0 ? NULL : name, left,
		    buf, size);
	else if (c->c.from_operator_id == 0)
		snprintf(buf, size, _("Offered to you; F5 accepts, "
				      "Ctrl-X d declines%s"), left);
	else
		snprintf(buf, size, _("Offered by %s; F5 accepts, "
				      "Ctrl-X d declines%s"), name, left);
	return true;
}

static bool
say_inherited(const struct model *m, const struct chat *c, char *buf,
    size_t size)
{
	char name[SHORT_BYTES * 2];

	if (c->inherited_from == 0)
		return false;
	first_name(operator_name(m, c->inherited_from), name, sizeof name);
	snprintf(buf, size, _("%s was writing this: read it before you send "
			      "it."), name);
	return true;
}

static bool
say_transfer(const struct model *m, const struct chat *c, char *buf,
    size_t size)
{
	char name[SHORT_BYTES * 2];
	int left;

	if (c->undo_until_ms <= m->now_ms)
		return false;
	left = (int)((c->undo_until_ms - m->now_ms + 999) / 1000);
	if (c->c.operator_id == 0 || c->c.operator_id == m->me.id) {
		snprintf(buf, size,
		    ngettext("Transferred; F6 or Esc takes it back "
			     "(%d second).",
			"Transferred; F6 or Esc takes it back (%d seconds).",
			(unsigned long)left),
		    left);
		return true;
	}
	first_name(operator_name(m, c->c.operator_id), name, sizeof name);
	snprintf(buf, size,
	    ngettext("Transferred to %s; F6 or Esc takes it back (%d second).",
		"Transferred to %s; F6 or Esc takes it back (%d seconds).",
		(unsigned long)left),
	    name, left);
	return true;
}

/* What is held back, and how to undo it. */
static bool
say_held(const struct model *m, const struct chat *c, char *buf, size_t size)
{
	const struct holding *h = NULL;
	int left;

	for (int i = 0; i < m->n_held; i++)
		if (m->held[i].conversation_id == c->c.id)
			h = &m->held[i];
	if (h == NULL)
		return false;
	left = h->due_ms <= m->now_ms ? 0 :
	    (int)((h->due_ms - m->now_ms + 999) / 1000);
	snprintf(buf, size,
	    h->type == ACTION_MESSAGE ?
		ngettext("Sent in %d second; Enter sends now, Ctrl-X - takes "
			 "it back.",
		    "Sent in %d seconds; Enter sends now, Ctrl-X - takes it "
		    "back.", (unsigned long)left) :
	    h->type == ACTION_TRANSFER ?
		ngettext("Transferred in %d second; F6 or Ctrl-X - takes it "
			 "back.",
		    "Transferred in %d seconds; F6 or Ctrl-X - takes it "
		    "back.", (unsigned long)left) :
		ngettext("Closed in %d second; Ctrl-X - takes it back.",
		    "Closed in %d seconds; Ctrl-X - takes it back.",
		    (unsigned long)left),
	    left);
	return true;
}

/* Why an answer would not go out, or what to do first. */
static bool
say_not_mine(const struct model *m, const struct chat *c, char *buf,
    size_t size)
{
	char name[SHORT_BYTES * 2];

	if (c->c.state == CONVERSATION_WAITING) {
		snprintf(buf, size, "%s",
		    _("F5 takes it: nobody has this conversation yet."));
		return true;
	}
	if (c->c.state == CONVERSATION_CLOSED) {
		snprintf(buf, size, "%s", _("This conversation is closed."));
		return true;
	}
	if (c->c.state == CONVERSATION_WRAP_UP && model_is_mine(m, c)) {
		snprintf(buf, size, "%s",
		    _("Closed; F8 says how it ended, a message opens it "
		      "again."));
		return true;
	}
	if (model_may_write(m, c) && c->c.joined_id != m->me.id)
		return false;
	first_name(operator_name(m, c->c.operator_id), name, sizeof name);
	if (model_has_voice(m, c))
		snprintf(buf, size, _("You have joined %s: the customer reads "
		    "what you write. /leave"), name);
	else if (model_supervises(m, c))
		snprintf(buf, size, _("%s has this conversation. /whisper, "
		    "/join, /take-over"), name);
	else
		snprintf(buf, size, _("%s has this conversation."), name);
	return true;
}

/* An answer is offered. */
static bool
say_suggested(const struct model *m, const struct chat *c, char *buf,
    size_t size)
{
	const struct line *line = model_suggestion(m, c);
	char name[SHORT_BYTES * 2];

	if (line == NULL)
		return false;
	first_name(operator_name(m, line->by_id), name, sizeof name);
	snprintf(buf, size, _("%s suggests an answer: Ctrl-X j puts it in, "
	    "Ctrl-X K does without it."), name);
	return true;
}

/* Who else is in it, on the rule. "" : nobody. */
static void
say_beside(const struct model *m, const struct chat *c, char *buf,
    size_t size)
{
	char name[SHORT_BYTES * 2];

	buf[0] = '\0';
	if (model_reads_along(m, c)) {
		snprintf(buf, size, "%s", _(" you read along silently: nothing "
		    "you write here is sent "));
	} else if (c->c.joined_id != 0 && c->c.joined_id != m->me.id) {
		first_name(operator_name(m, c->c.joined_id), name,
		    sizeof name);
		snprintf(buf, size, _(" %s has joined "), name);
	} else if (c->watch.n_readers == 1) {
		first_name(operator_name(m, c->watch.readers[0]), name,
		    sizeof name);
		snprintf(buf, size, _(" %s reads along "), name);
	} else if (c->watch.n_readers > 1) {
		snprintf(buf, size, ngettext(" %d supervisor reads along ",
		    " %d supervisors read along ",
		    (unsigned long)c->watch.n_readers), c->watch.n_readers);
	}
}

static bool
say_typing(const struct model *m, const struct chat *c, char *buf,
    size_t size)
{
	char name[SHORT_BYTES * 2];

	if (!c->other_typing)
		return false;
	first_name(room_is(c) ? operator_name(m, c->typist_id) : c->label,
	    name, sizeof name);
	if (c->preview[0] != '\0')
		/* TRANSLATORS: then the text, as far as it is written. */
		snprintf(buf, size, _("%s is typing: %s"), name, c->preview);
	else
		snprintf(buf, size, _("%s is typing…"), name);
	return true;
}

static void
say_below(int n, char *buf, size_t size)
{
	if (n > 0)
		snprintf(buf, size,
		    ngettext("↓ %d new below; Ctrl-PgDn goes to the end",
			"↓ %d new below; Ctrl-PgDn goes to the end",
			(unsigned long)n),
		    n);
	else
		snprintf(buf, size, "%s",
		    _("↓ there is more below; Ctrl-PgDn goes to the end"));
}

/* A file goes up: how to stop it. */
static bool
say_sending(const struct chat *c, char *buf, size_t size)
{
	for (size_t i = c->n_lines; i-- > 0 && c->lines[i].seq == 0;)
		if (c->lines[i].n_files > 0 &&
		    (c->lines[i].state == LINE_KEPT ||
			c->lines[i].state == LINE_TYPED)) {
			snprintf(buf, size, "%s", _("A file is on its way; "
			    "Ctrl-X Ctrl-K takes the message back."));
			return true;
		}
	return false;
}

static void
draw_word(const struct draw *d, const struct pane *p, int row,
    const struct shown *shown)
{
	char text[TEXT_BYTES];
	enum style style = STYLE_PREVIEW;

	if (!shown->is_end) {
		say_below(shown->n_below, text, sizeof text);
		style = STYLE_WARN;
	} else if (p->c->editing_seq != 0) {
		snprintf(text, sizeof text, "%s", _("This was sent: Enter "
		    "changes it, an empty one is taken back, Esc leaves "
		    "it."));
		style = STYLE_WARN;
	} else if (say_held(d->m, p->c, text, sizeof text)) {
		style = STYLE_WARN;
	} else if (say_transfer(d->m, p->c, text, sizeof text)) {
		style = STYLE_WARN;
	} else if (say_offered(d->m, p->c, text, sizeof text)) {
		style = STYLE_WARN;
	} else if (say_suggested(d->m, p->c, text, sizeof text)) {
		style = STYLE_WARN;
	} else if (say_sending(p->c, text, sizeof text)) {
		style = STYLE_DIM;
	} else if (say_inherited(d->m, p->c, text, sizeof text)) {
		style = STYLE_WARN;
	} else if (say_typing(d->m, p->c, text, sizeof text)) {
		style = STYLE_PREVIEW;
	} else if (say_not_mine(d->m, p->c, text, sizeof text)) {
		style = STYLE_DIM;
	} else {
		return;
	}
	put_clip(d->g, row, p->r.col + 1, p->r.cols - 1, style, text);
}

/* --- rule and input ------------------------------------------------------------------ */

static void
draw_rule(const struct draw *d, const struct pane *p, int row)
{
	char text[TEXT_BYTES], who[TEXT_BYTES / 2], name[SHORT_BYTES * 2];
	enum style style = p->c->is_note ? STYLE_NOTE : STYLE_BORDER;

	if (room_is(p->c))
		style = STYLE_COLLEAGUE;
	for (int i = 0; i < p->r.cols; i++)
		grid_put(d->g, row, p->r.col + i, 1, style,
		    p->c->is_note ? "═" : room_is(p->c) ? "┄" : "─");
	if (room_is(p->c)) {
		/* Its title has the rest. */
		if (!p->has_title)
			say_room(d->m, p->c, who, sizeof who);
		/* TRANSLATORS: "the team: @Olga, online". */
		if (p->has_title)
			snprintf(text, sizeof text, "%s",
			    _(" no customer reads this "));
		else
			snprintf(text, sizeof text,
			    _(" %s; no customer reads this "), who);
		put_clip(d->g, row, p->r.col + 3, p->r.cols - 4, style, text);
	} else if (p->c->is_note) {
		first_name(p->c->label, name, sizeof name);
		snprintf(text, sizeof text,
		    _(" a note to colleagues: %s does not see it "), name);
		put_clip(d->g, row, p->r.col + 3, p->r.cols - 4, style, text);
		return;
	}
	say_beside(d->m, p->c, text, sizeof text);
	if (text[0] != '\0')
		put_clip(d->g, row, p->r.col + 3, p->r.cols - 10, STYLE_WARN,
		    text);
	if (!p->has_title && p->c->c.language[0] != '\0' &&
	    p->r.cols > 20) {
		snprintf(text, sizeof text, " %s ", p->c->c.language);
		grid_put_right(d->g, row, p->r.col, p->r.cols - 3, STYLE_DIM,
		    text);
	}
}

/* "Ivan> ", or for a note "Note# ". Returns its columns. */
static int
say_prompt(const struct pane *p, char *buf, size_t size)
{
	char name[SHORT_BYTES * 2];

	first_name(p->c->label, name, sizeof name);
	if (p->is_normal && p->r.cols >= 16) {
		/* Letters are commands here, and it shows. */
		char count[SHORT_BYTES] = "";

		if (p->count > 0)
			snprintf(count, sizeof count, " %d", p->count);
		snprintf(buf, size, p->c->is_note ? "[vi%s] %s# " :
		    "[vi%s] %s> ", count, p->c->is_note ? _("Note") : name);
		return text_cols(buf);
	}
	if (p->r.cols < 4)
		buf[0] = '\0';
	else if (p->c->editing_seq != 0)
		snprintf(buf, size, "%s %s> ", _("Edit"), name);
	else if (room_is(p->c))
		snprintf(buf, size, "%s %s> ", _("Team"), name);
	else if (p->c->is_note)
		snprintf(buf, size, "%s# ", _("Note"));
	else
		snprintf(buf, size, "%s> ", name);
	if (text_cols(buf) * 2 > p->r.cols)
		snprintf(buf, size, "%s", p->c->is_note ? "# " :
		    room_is(p->c) ? "@> " : "> ");
	return text_cols(buf);
}

/* While ";x" looks for a canned reply it stands where it was typed. */
static void
with_query(const struct model *m, const struct editor *e, struct editor *out,
    struct str *text)
{
	str_put_n(text, e->text.data, e->at);
	str_put_c(text, ';');
	str_put_n(text, m->ui.query.text.data, m->ui.query.at);
	*out = (struct editor){ .at = text->len };
	str_put(text, m->ui.query.text.data + m->ui.query.at);
	str_put(text, e->text.data + e->at);
	out->text = *text;
}

int
pane_input_draw(const struct draw *d, const struct pane *p, bool is_drawn)
{
	const struct ui *ui = &d->m->ui;
	struct editor editor = p->c->input;
	struct str text;
	char prompt[SHORT_BYTES * 2 + 4];
	int max = p->r.rows / 3 > 1 ? p->r.rows / 3 : 1, rows, indent, row;
	bool is_inline = ui->overlay == OVERLAY_CANNED && ui->is_inline &&
	    ui->overlay_chat_id == p->c->c.id;

	str_init(&text, EDITOR_MAX_BYTES * 3);
	if (is_inline)
		with_query(d->m, &p->c->input, &editor, &text);
	indent = say_prompt(p, prompt, sizeof prompt);
	rows = input_draw(NULL, &editor, p->r, indent, false, STYLE_NORMAL);
	if (rows > max)
		rows = max;
	row = p->r.row + p->r.rows - rows;
	if (!is_drawn)
		goto out;
	grid_put(d->g, row, p->r.col, p->r.cols, p->c->is_note ? STYLE_NOTE :
	    p->is_focused ? STYLE_CUSTOMER : STYLE_DIM, prompt);
	input_draw(d->g, &editor,
	    (struct rect){ row, p->r.col, rows, p->r.cols }, indent,
	    p->is_focused && !ui->in_sidebar &&
		!model_reads_earlier(d->m) &&
		(ui->overlay == OVERLAY_NONE || is_inline ||
		    ui->overlay == OVERLAY_HELP ||
		    ui->overlay == OVERLAY_WHY),
	    p->is_focused ? STYLE_NORMAL : STYLE_DIM);
out:
	str_clear(&text);
	return rows;
}

/* What goes with the next message, above its input. Returns the rows. */
static int
draw_chips(const struct draw *d, const struct pane *p, int row, int rows)
{
	int col = p->r.col + 1, end = p->r.col + p->r.cols;
	char text[TEXT_BYTES], size[SHORT_BYTES];

	if (p->c->n_attached == 0 || rows < 3)
		return 0;
	for (int i = 0; i < p->c->n_attached && col < end; i++) {
		const struct attached *a = &p->c->attached[i];

		snprintf(text, sizeof text, "⎙ %s%s%s%s", a->name,
		    a->bytes < 0 ? "…" : " (", a->bytes < 0 ? "" :
		    attach_size(size, sizeof size, a->bytes),
		    a->bytes < 0 ? "" : ")");
		col += put_clip(d->g, row, col, end - col, STYLE_CUSTOMER,
		    text) + 2;
	}
	return 1;
}

/* --- the whole ------------------------------------------------------------------------ */

static void
draw_free(const struct draw *d, const struct pane *p)
{
	if (p->has_title)
		grid_fill(d->g,
		    (struct rect){ p->r.row, p->r.col, 1, p->r.cols },
		    STYLE_TITLE);
	put_centre(d->g, p->r.row + p->r.rows / 2, p->r.col, p->r.cols,
	    STYLE_DIM, _("free for the next conversation"));
}

void
pane_view_draw(const struct draw *d, const struct pane *p)
{
	struct rect r = p->r;
	struct shown shown;
	int bottom, word_row = -1;

	if (p->c == NULL) {
		draw_free(d, p);
		return;
	}
	hit_put(d, p->r, HIT_PANE, p->c->c.id);
	bottom = pane_input_draw(d, p, true);
	if (p->has_title && r.rows > bottom + 3) {
		draw_title(d, p);
		r.row++;
		r.rows--;
	}
	r.rows -= bottom;
	r.rows -= draw_chips(d, p, r.row + r.rows - 1, r.rows);
	if (r.rows >= 3) {
		draw_rule(d, p, r.row + r.rows - 1);
		r.rows--;
	}
	if (r.rows >= 3)
		word_row = r.row + --r.rows;
	shown = transcript_view_draw(d, r, p->c, p->jumps);
	view_shown_put(d->cache, &shown);
	if (word_row >= 0)
		draw_word(d, p, word_row, &shown);
}
