/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows to choose from, over the bottom of the panes: what is typed stands where
 * the input was, so that the eye need not move. The box keeps its height
 * while the rows become fewer.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/canned_rows.h"
#include "console/model/key_words.h"
#include "console/view/internal.h"

#define BOX_MIN_COLS  60
#define BOX_MAX_COLS  110
#define PREVIEW_ROWS  3
#define WORDS_MAX_BYTES (64 * 1024)
#define SHORTCUT_COLS 12
#define NAME_COLS     24
#define MENU_COLS     14
#define BRIEF_COLS    18	/* see key_words.c */
#define HELP_ROWS     2

struct picking {
	struct pick rows[PICKER_MAX];
	int	    n, first;
	bool	    has_digits;
};

static bool
has_note(const struct ui *ui)
{
	return ui->overlay == OVERLAY_TRANSFER ||
	    ui->overlay == OVERLAY_OUTCOME;
}

static bool
has_digits(const struct ui *ui)
{
	return has_note(ui) || ui->overlay == OVERLAY_STATE;
}

/* --- rows --------------------------------------------------------------------------- */

struct row {
	const struct draw *d;
	struct rect	   r;
	const struct pick *pick;
	enum style	   style, dim;
	int		   n;		/* from 1 */
};

static void
draw_canned(const struct row *row)
{
	const struct canned *shown = row->style == STYLE_SELECTED ?
	    canned_chosen(row->d->m) : NULL;
	struct rect r = row->r;
	int name = r.cols >= 70 ? NAME_COLS : r.cols - SHORTCUT_COLS - 1;
	int at = r.col + SHORTCUT_COLS + 1;

	put_clip(row->d->g, r.row, r.col, SHORTCUT_COLS, row->style,
	    row->pick->hint);
	put_clip(row->d->g, r.row, at, name, row->style,
	    shown != NULL ? shown->title : row->pick->title);
	at += name + 1;
	put_clip(row->d->g, r.row, at, r.col + r.cols - at, row->dim,
	    shown != NULL ? shown->text : row->pick->body);
}

static void
draw_receiver(const struct row *row)
{
	const struct operator *o = model_operator(row->d->m, row->pick->id);
	struct rect r = row->r;
	int name = r.cols < NAME_COLS + 18 ? r.cols - 18 : NAME_COLS;
	char text[SHORT_BYTES];

	if (o == NULL) {
		snprintf(text, sizeof text, "%s", "≡ ");
		r.col += grid_put(row->d->g, r.row, r.col, r.cols, row->dim,
		    text);
		put_clip(row->d->g, r.row, r.col, name, row->style,
		    row->pick->title);
		put_clip(row->d->g, r.row, r.col + name + 8,
		    r.cols - name - 10, row->dim, _("department"));
		return;
	}
	snprintf(text, sizeof text, "%s ", presence_sign(o->presence));
	r.col += grid_put(row->d->g, r.row, r.col, r.cols,
	    o->presence == PRESENCE_ONLINE ? row->style : row->dim, text);
	put_clip(row->d->g, r.row, r.col, name, row->style, row->pick->title);
	snprintf(text, sizeof text, "%d/%d", o->load, o->limit);
	put_clip_right(row->d->g, r.row, r.col + name, 6, row->style, text);
	r.col += name + 8;
	r.cols -= name + 10;
	if (presence_words(o, text, sizeof text)[0] != '\0') {
		name = put_clip(row->d->g, r.row, r.col, r.cols, row->dim,
		    text) + 2;
		r.col += name;
		r.cols -= name;
	}
	put_clip(row->d->g, r.row, r.col, r.cols, row->dim, row->pick->hint);
}

/* A few words: the sentence of the chosen one stands below the list. */
static void
draw_command(const struct row *row)
{
	const char *brief = key_words_brief(row->pick->title);
	struct rect r = row->r;
	char text[TEXT_BYTES], key[SHORT_BYTES];
	int used;

	if (row->d->m->ui.overlay == OVERLAY_MENU) {
		snprintf(text, sizeof text, "/%s", row->pick->title);
		put_clip(row->d->g, r.row, r.col, MENU_COLS, row->style, text);
		format_key(key, sizeof key, row->pick->hint);
		r.cols -= put_clip_right(row->d->g, r.row, r.col, r.cols,
		    row->style, key) + MENU_COLS + 2;
		r.col += MENU_COLS + 1;
		if (brief != NULL && text_cols(brief) <= r.cols)
			grid_put(row->d->g, r.row, r.col, r.cols, row->dim,
			    brief);
		return;
	}
	/* What it takes is to be read whole. */
	snprintf(text, sizeof text, "/%s %s", row->pick->title,
	    row->pick->hint);
	used = put_clip(row->d->g, r.row, r.col, r.cols, row->style, text);
	if (brief != NULL && used < r.cols - BRIEF_COLS)
		put_clip(row->d->g, r.row, r.col + r.cols - BRIEF_COLS,
		    BRIEF_COLS, row->dim, brief);
}

static void
draw_chat(const struct row *row)
{
	const struct chat *c = model_find_chat(row->d->m, row->pick->id);
	const struct model *m = row->d->m;
	struct rect r = row->r;
	int name = r.cols < 60 ? r.cols / 2 : NAME_COLS;
	char text[TEXT_BYTES];
	enum style standing;

	if (c == NULL)
		return;
	text[0] = '\0';
	if (c->number != 0)
		snprintf(text, sizeof text, "%d", c->number);
	put_clip_right(row->d->g, r.row, r.col, 2, row->dim, text);
	put_clip(row->d->g, r.row, r.col + 3, name, row->style,
	    row->pick->title);
	put_clip(row->d->g, r.row, r.col + name + 4, 2, row->dim,
	    row->pick->hint);
	standing = format_standing(m, c, text, sizeof text, STYLE_NORMAL);
	put_clip_right(row->d->g, r.row, r.col + name + 6, 10,
	    row->style == STYLE_SELECTED ? row->style : standing, text);
	r.col += name + 17;
	r.cols -= name + 17;
	if (!model_is_mine(m, c) && c->c.operator_id != 0) {
		put_clip_right(row->d->g, r.row, r.col + r.cols - 12, 12,
		    row->dim, operator_name(m, c->c.operator_id));
		r.cols -= 13;
	}
	put_clip(row->d->g, r.row, r.col, r.cols, row->dim, row->pick->body);
}

static void
draw_plain(const struct row *row)
{
	put_clip(row->d->g, row->r.row, row->r.col, row->r.cols, row->style,
	    row->pick->title);
}

static void
draw_tag(const struct row *row)
{
	struct rect r = row->r;

	put_clip(row->d->g, r.row, r.col, 2, row->style, row->pick->hint);
	put_clip(row->d->g, r.row, r.col + 2, r.cols - 2, row->style,
	    row->pick->title);
}

static void
draw_key(const struct row *row)
{
	struct rect r = row->r;
	int key = r.cols < 50 ? 14 : 18, where = r.cols < 50 ? 0 : 10;
	char text[TEXT_BYTES];

	format_key(text, sizeof text, row->pick->hint);
	put_clip(row->d->g, r.row, r.col, key, row->style, text);
	put_clip(row->d->g, r.row, r.col + key, where, row->dim,
	    row->pick->body);
	snprintf(text, sizeof text, "/%s", row->pick->title);
	put_clip(row->d->g, r.row, r.col + key + where,
	    r.cols - key - where, row->style, text);
}

static void
draw_setting(const struct row *row)
{
	const struct pref *pref = &prefs_rows[row->pick->id - 1];
	struct rect r = row->r;
	int name = r.cols < 60 ? r.cols * 3 / 5 : 20;
	int value = r.cols < 60 ? r.cols - name - 1 : 14;
	char text[PREF_TEXT_BYTES];

	snprintf(text, sizeof text, "%s.%s", pref->section, pref->key);
	put_clip(row->d->g, r.row, r.col, name, row->style, text);
	pref_get(&row->d->m->prefs, pref, text, sizeof text);
	put_clip(row->d->g, r.row, r.col + name + 1, value, row->style, text);
	r.col += name + value + 2;
	r.cols -= name + value + 2;
	put_clip(row->d->g, r.row, r.col, r.cols, row->dim, row->pick->body);
}

static void
draw_entry(const struct row *row)
{
	char name[MODEL_ENTRY_BYTES];

	snprintf(name, sizeof name, "%.*s",
	    (int)strcspn(row->pick->title, "\n"), row->pick->title);
	put_clip(row->d->g, row->r.row, row->r.col, row->r.cols, row->style,
	    name);
}

static void
draw_file(const struct row *row)
{
	const struct model *m = row->d->m;
	const struct line_file *f = file_find(model_find_chat(m,
	    m->ui.overlay_chat_id), row->pick->id);
	char text[SHORT_BYTES];

	if (f == NULL)
		return;
	if (row->n < 10) {
		snprintf(text, sizeof text, "%d", row->n);
		grid_put(row->d->g, row->r.row, row->r.col, 1, row->style,
		    text);
	}
	put_clip(row->d->g, row->r.row, row->r.col + 2, row->r.cols - 13,
	    row->style, f->name);
	put_clip_right(row->d->g, row->r.row, row->r.col + row->r.cols - 11,
	    10, row->dim, attach_size(text, sizeof text, f->bytes));
}

/* Its letter, all of it (the end may be cut), and where it really leads. */
static void
draw_hint(const struct row *row)
{
	char letter[2] = { hint_letter((int)row->pick->id - 1), '\0' };
	struct rect r = row->r;
	char text[TEXT_BYTES];
	int cols = r.cols - 3;

	grid_put(row->d->g, r.row, r.col, 1, STYLE_CUSTOMER, letter);
	if (row->pick->hint[0] != '\0') {
		snprintf(text, sizeof text, "! %s", row->pick->hint);
		cols = r.cols / 2;
		put_clip(row->d->g, r.row, r.col + 4 + cols,
		    r.cols - 4 - cols, STYLE_WARN, text);
	}
	put_clip(row->d->g, r.row, r.col + 3, cols, row->style,
	    row->pick->title);
}

static void
draw_session(const struct row *row)
{
	const struct session_info *s = session_find(row->d->m, row->pick->id);

	if (s != NULL)
		session_row_draw(row->d, row->r, s, row->style, row->dim);
}

static void
draw_winback(const struct row *row)
{
	const struct winback *w = winback_find(row->d->m, row->pick->id);

	if (w != NULL)
		winback_row_draw(row->d, row->r, w, row->style, row->dim);
}

static void
draw_ban(const struct row *row)
{
	const struct ban *b = bans_find_held(row->d->m, row->pick->id);

	if (b != NULL)
		ban_row_draw(row->d, row->r, b, row->style, row->dim);
}

static void
draw_answer(const struct row *row)
{
	char text[TEXT_BYTES];
	const char *words = ban_answer_words(row->d->m,
	    (enum ban_answer)row->pick->id, text, sizeof text);

	put_clip(row->d->g, row->r.row, row->r.col, row->r.cols, row->style,
	    words != NULL ? words : "");
}

static void (*const drawers[])(const struct row *) = {
	[OVERLAY_LIST] = draw_chat,
	[OVERLAY_CANNED] = draw_canned,
	[OVERLAY_TRANSFER] = draw_receiver,
	[OVERLAY_OUTCOME] = draw_plain,
	[OVERLAY_ATTACH] = draw_entry,
	[OVERLAY_FILES] = draw_file,
	[OVERLAY_HINTS] = draw_hint,
	[OVERLAY_MENU] = draw_command,
	[OVERLAY_COMMAND] = draw_command,
	[OVERLAY_KEYS] = draw_key,
	[OVERLAY_TAGS] = draw_tag,
	[OVERLAY_THEME] = draw_plain,
	[OVERLAY_SESSIONS] = draw_session,
	[OVERLAY_WINBACKS] = draw_winback,
	[OVERLAY_SETTINGS] = draw_setting,
	[OVERLAY_STATE] = draw_tag,
	[OVERLAY_SHARED] = draw_answer,
	[OVERLAY_BLOCKED] = draw_ban,
};

static void
draw_rows(const struct draw *d, struct rect r, const struct picking *p)
{
	enum overlay overlay = d->m->ui.overlay;

	for (int i = 0; i < r.rows && p->first + i < p->n; i++) {
		const struct pick *pick = &p->rows[p->first + i];
		const struct rect whole = { r.row + i, r.col, 1, r.cols };
		bool is_selected = pick->id == d->m->ui.selected &&
		    overlay != OVERLAY_COMMAND;
		struct row row = { d,
			{ r.row + i, r.col + 2, 1, r.cols - 3 }, pick,
			is_selected ? STYLE_SELECTED : STYLE_NORMAL,
			is_selected ? STYLE_SELECTED : STYLE_DIM,
			p->first + i + 1 };
		char digit[SHORT_BYTES];

		if (is_selected) {
			grid_fill(d->g,
			    (struct rect){ r.row + i, r.col, 1, r.cols },
			    STYLE_SELECTED);
			grid_put(d->g, r.row + i, r.col, 1, STYLE_SELECTED,
			    "▌");
		}
		if (has_digits(&d->m->ui)) {
			snprintf(digit, sizeof digit, "%d",
			    p->first + i + 1);
			if (p->has_digits && p->first + i < 9)
				grid_put(d->g, r.row + i, r.col + 1, 1,
				    row.style, digit);
			row.r.col++;
			row.r.cols--;
		}
		drawers[overlay](&row);
		hit_put(d, whole, HIT_PICK, pick->id);
	}
	if (p->n == 0 && r.rows > 0 && overlay != OVERLAY_COMMAND)
		put_clip(d->g, r.row, r.col + 2, r.cols - 3, STYLE_DIM,
		    overlay == OVERLAY_TAGS ?
		    _("Nothing matches: type a tag, Enter sets it.") :
		    overlay == OVERLAY_ATTACH &&
		    strchr(d->m->ui.query.text.data, '/') != NULL ?
		    _("A path: Enter goes there.") : _("Nothing matches."));
}

/* The words that may follow a command, below its row. */
static void
draw_words(const struct draw *d, struct rect r)
{
	const char *query = d->m->ui.query.text.data, *word, *at;
	const char *space = strchr(query, ' ');
	const struct command *c;
	char name[SHORT_BYTES];
	struct str list;
	int col = r.col + 2;

	if (space == NULL || r.rows < 1)
		return;
	snprintf(name, sizeof name, "%.*s", (int)(space - query), query);
	c = command_find_typed(name);
	if (c == NULL || c->complete == NULL)
		return;
	word = space + 1;
	str_init(&list, WORDS_MAX_BYTES);
	c->complete(d->m, word, &list);
	for (at = list.data; *at != '\0' && col < r.col + r.cols - 2;) {
		size_t len = strcspn(at, "\n");

		snprintf(name, sizeof name, "%.*s", (int)len, at);
		if (strncmp(at, word, strlen(word)) == 0)
			col += put_clip(d->g, r.row, col,
			    r.col + r.cols - 1 - col, STYLE_CUSTOMER, name) +
			    2;
		at += len + (at[len] == '\n');
	}
	str_clear(&list);
}

/* --- what is typed ---------------------------------------------------------------------- */

static void
draw_line(const struct draw *d, struct rect r, const char *prompt,
    const struct editor *e, bool has_cursor)
{
	int cols = grid_put(d->g, r.row, r.col, r.cols,
	    has_cursor ? STYLE_CUSTOMER : STYLE_DIM, prompt);

	input_draw(d->g, e,
	    (struct rect){ r.row, r.col + cols, 1, r.cols - cols }, 0,
	    has_cursor, STYLE_NORMAL);
}

/* The note and the query, at the bottom. Returns the rows left above. */
static struct rect
draw_lines(const struct draw *d, struct rect r)
{
	const struct ui *ui = &d->m->ui;
	char prompt[SHORT_BYTES];
	struct rect line = { 0, r.col + 1, 1, r.cols - 2 };

	if (ui->is_inline || ui->overlay == OVERLAY_FILES ||
	    ui->overlay == OVERLAY_SHARED ||
	    ui->overlay == OVERLAY_HINTS)
		return r;
	if (has_note(ui) && r.rows > 2) {
		snprintf(prompt, sizeof prompt, "%s# ", _("Note"));
		line.row = r.row + --r.rows;
		draw_line(d, line, prompt, &ui->note, ui->in_note);
	}
	if (r.rows > 0) {
		line.row = r.row + --r.rows;
		draw_line(d, line, ui->overlay == OVERLAY_COMMAND ? "/" :
		    ui->overlay == OVERLAY_CANNED ? ";" : "> ", &ui->query,
		    !ui->in_note);
	}
	return r;
}

/* Of the command that is chosen, or the only one that is left: what it does,
 * and what may follow it. Returns the rows left above. */
static struct rect
draw_help(const struct draw *d, struct rect r, const struct picking *p)
{
	bool is_menu = d->m->ui.overlay == OVERLAY_MENU;
	const struct pick *pick = NULL;
	struct wrapped w;

	if (!is_menu && d->m->ui.overlay != OVERLAY_COMMAND)
		return r;
	for (int i = 0; i < p->n; i++)
		if (is_menu ? p->rows[i].id == d->m->ui.selected : p->n == 1)
			pick = &p->rows[i];
	if (!is_menu) {
		if (pick != NULL && r.rows > 1) {
			w = wrap_text(d->cache, pick->body, r.cols - 4);
			for (int k = 0; k < w.n_rows && k + 1 < r.rows; k++)
				wrap_put(d->g, r.row + 1 + k, r.col + 2,
				    r.cols - 4, STYLE_DIM, &w, k);
			draw_words(d, (struct rect){ r.row + 1 + w.n_rows,
			    r.col, r.rows - 1 - w.n_rows, r.cols });
		}
		return r;
	}
	if (r.rows < 3 * HELP_ROWS)
		return r;
	r.rows -= HELP_ROWS + 1;
	grid_hline(d->g, r.row + r.rows, r.col, r.cols, STYLE_BORDER);
	if (pick == NULL)
		return r;
	w = wrap_text(d->cache, pick->body, r.cols - 2);
	for (int k = 0; k < w.n_rows && k < HELP_ROWS; k++)
		wrap_put(d->g, r.row + r.rows + 1 + k, r.col + 1, r.cols - 2,
		    STYLE_PREVIEW, &w, k);
	return r;
}

/* The canned reply that would be inserted, its fields filled. */
static struct rect
draw_preview(const struct draw *d, struct rect r)
{
	const struct ui *ui = &d->m->ui;
	const struct chat *c = model_find_chat(d->m, ui->overlay_chat_id);
	const struct canned *chosen = ui->overlay == OVERLAY_CANNED ?
	    canned_chosen(d->m) : NULL;
	struct wrapped w;
	struct str text;

	if (ui->overlay != OVERLAY_CANNED || c == NULL ||
	    r.rows < 2 * PREVIEW_ROWS)
		return r;
	r.rows -= PREVIEW_ROWS + 1;
	grid_hline(d->g, r.row + r.rows, r.col, r.cols, STYLE_BORDER);
	if (chosen == NULL)
		return r;
	str_init(&text, MAX_MESSAGE_BYTES * 2);
	canned_fill(d->m, c, chosen->language, chosen->text, &text);
	for (size_t i = 0; i < chosen->n_files; i++)
		str_putf(&text, "%s⎙ %s", i == 0 ? "\n" : "  ",
		    chosen->files[i].name);
	w = wrap_text(d->cache, text.data, r.cols - 2);
	for (int k = 0; k < w.n_rows && k < PREVIEW_ROWS; k++)
		wrap_put(d->g, r.row + r.rows + 1 + k, r.col + 1, r.cols - 2,
		    STYLE_PREVIEW, &w, k);
	str_clear(&text);
	return r;
}

/* --- the box ------------------------------------------------------------------------------ */

static struct rect
place(const struct draw *d, struct rect area, const struct pane *focused)
{
	const struct ui *ui = &d->m->ui;
	struct rect r = area;
	int want = picker_full_rows(d->m) + 3 + has_note(ui);

	if (focused->r.cols >= BOX_MIN_COLS) {
		r.col = focused->r.col;
		r.cols = focused->r.cols;
	}
	if (r.cols > BOX_MAX_COLS)
		r.cols = BOX_MAX_COLS;
	/* Above the rule of the input where ";x" is being typed. */
	if (ui->is_inline && focused->c != NULL && focused->r.rows > 8) {
		r.row = focused->r.row;
		r.rows = focused->r.rows -
		    pane_input_draw(d, focused, false) - 1;
	}
	if (ui->overlay == OVERLAY_CANNED)
		want += PREVIEW_ROWS + 1;
	if (want < r.rows * 3 / 4 || r.rows < 8) {
		/* All of it fits. */
	} else if (ui->overlay == OVERLAY_LIST || ui->overlay == OVERLAY_MENU ||
	    r.rows < 16) {
		want = r.rows;
	} else {
		want = r.rows * 3 / 4;
	}
	if (want < r.rows) {
		r.row += r.rows - want;
		r.rows = want;
	}
	return box_over_rules(d->g, r);
}

void
picker_view_draw(const struct draw *d, struct rect area,
    const struct pane *focused)
{
	const struct ui *ui = &d->m->ui;
	struct picking p = { .n = 0 };
	char title[TEXT_BYTES];
	struct rect r;

	r = place(d, area, focused);
	hit_put(d, r, HIT_NOTHING, 0);
	r = box_draw(d->g, r,
	    ui->overlay == OVERLAY_ATTACH && d->m->dir.path[0] != '\0' ?
	    d->m->dir.path : picker_words_title(d->m, title, sizeof title),
	    picker_words_hint(d->m));
	r = draw_lines(d, r);
	r = draw_preview(d, r);
	p.n = (int)picker_rows(d->m, p.rows, PICKER_MAX);
	r = draw_help(d, r, &p);
	p.has_digits = has_digits(ui) && !ui->in_note &&
	    ui->query.text.len == 0;
	for (int i = 0; i < p.n; i++)
		if (p.rows[i].id == ui->selected && i >= r.rows)
			p.first = i - r.rows + 1;
	draw_rows(d, r, &p);
}
