/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys that work here, from the tables of bindings and commands. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define ROWS_MAX  128
#define KEY_COLS  17
#define ADDRESS_BYTES 512
#define COLUMN_COLS 66	/* of one column, where two fit */

struct row {
	char	    key[SHORT_BYTES];
	const char *help;
};

static const struct command *
command_of(const struct binding *b)
{
	char name[SHORT_BYTES];

	snprintf(name, sizeof name, "%.*s", (int)strcspn(b->line, " "),
	    b->line);
	return command_find(name);
}

/* What some lines of a command do is not what its name says. */
static const struct {
	const char *line, *help;
} lines[] = {
	{ "take next", N_("Take the next of the queue.") },
	{ "transfer --best",
	    N_("Transfer to the colleague named below; again takes it "
	       "back.") },
	{ "transfer", N_("Choose who gets this conversation.") },
	{ "note", N_("Switch between message and private note.") },
	{ "close", N_("Close this conversation.") },
	{ "canned", N_("Canned replies; “;” and letters finds one as you "
		       "type.") },
	{ "sidebar enter", N_("Move into the customer's record and back.") },
	{ "sidebar", N_("The customer's record.") },
	{ "open 1", N_("Go to the conversation of this number.") },
	{ "canned --likely 1", N_("Insert one of the nine likeliest canned "
				  "replies.") },
	{ "choose left", N_("A canned reply in another language.") },
	{ "choose right", N_("A canned reply in another language.") },
	{ "choose send", N_("Insert the canned reply and send it.") },
	{ "scroll up", N_("Scroll up.") },
	{ "scroll down", N_("Scroll down.") },
	{ "scroll end", N_("Go to the end.") },
	{ "layout", N_("The next arrangement of the panes.") },
	{ "pane next", N_("Go to the next pane.") },
	{ "pane previous", N_("Go to the pane before.") },
	{ "find", N_("Find in this transcript.") },
	{ "cancel", N_("Leave what is open; no text is lost.") },
	{ "edit undo", N_("Undo what was written; Ctrl-_ too.") },
	{ "edit redo", N_("Do again what was undone.") },
	{ "edit select-all", N_("Select all that is written; Shift with an "
				"arrow selects a part.") },
	{ "edit yank-next", N_("After Ctrl-Y: what was cut before that.") },
	{ "edit swap-words", N_("Swap the two words at the cursor.") },
	{ "edit upper", N_("The next word in capitals.") },
	{ "edit lower", N_("The next word in small letters.") },
	{ "edit capital", N_("The next word with a capital letter.") },
	{ "help", N_("The keys that work here.") },
};

static const char *
help_of(const struct binding *b)
{
	const struct command *c = command_of(b);

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (strcmp(lines[i].line, b->line) == 0)
			return _(lines[i].help);
	return c == NULL ? b->line : _(c->help);
}

/* Another number, or the same key in another context: said already. */
static bool
is_said(const struct binding *list, size_t i)
{
	if (strcmp(list[i].line, "edit quote") == 0)
		return true;
	if (strncmp(list[i].line, "open ", 5) == 0 &&
	    strcmp(list[i].line, "open 1") != 0)
		return true;
	if (strncmp(list[i].line, "canned --likely ", 16) == 0 &&
	    strcmp(list[i].line, "canned --likely 1") != 0)
		return true;
	for (size_t k = 0; k < i; k++)
		if ((list[k].context == CONTEXT_ANY ||
			list[k].context == CONTEXT_CHAT) &&
		    strcmp(list[k].key, list[i].key) == 0)
			return true;
	return false;
}

static struct row *
find_row(struct row *rows, int n, const char *help)
{
	for (int i = 0; i < n; i++)
		if (strcmp(rows[i].help, help) == 0)
			return &rows[i];
	return NULL;
}

/* The page of a desk of one's own: who has customers on the screen has no
 * other place to read it. */
static int
say_address(const struct model *m, struct row *row, char *text, size_t size)
{
	if (m->page_url[0] == '\0')
		return 0;
	snprintf(text, size, _("Customers write to you here: %s"),
	    m->page_url);
	row->key[0] = '\0';
	row->help = text;
	return 1;
}

static int
gather(const struct model *m, struct row *rows)
{
	bool has_chat = model_focused(m) != NULL;
	struct binding list[KEYMAP_LIST];
	size_t n_list = keymap_list(&m->keys, list, KEYMAP_LIST);
	char key[SHORT_BYTES];
	struct row *row;
	int n = 0;

	for (size_t i = 0; i < n_list && n < ROWS_MAX; i++) {
		const struct binding *b = &list[i];

		if (b->context != CONTEXT_ANY &&
		    !(b->context == CONTEXT_CHAT && has_chat))
			continue;
		if (is_said(list, i))
			continue;
		format_key(key, sizeof key, b->key);
		row = find_row(rows, n, help_of(b));
		if (row == NULL) {
			row = &rows[n++];
			row->help = help_of(b);
			row->key[0] = '\0';
			if (strcmp(b->line, "open 1") == 0)
				str_copy(key, sizeof key, "Alt-1 … Alt-9");
			if (strcmp(b->line, "canned --likely 1") == 0)
				str_copy(key, sizeof key, "Ctrl-X 1 … 9");
		} else if (text_cols(row->key) + text_cols(key) + 2 >
		    KEY_COLS) {
			continue;
		} else {
			snprintf(row->key + strlen(row->key),
			    sizeof row->key - strlen(row->key), ", ");
		}
		snprintf(row->key + strlen(row->key),
		    sizeof row->key - strlen(row->key), "%s", key);
	}
	return n;
}

/* One without a key is a sentence of its own. */
static void
draw_row(const struct draw *d, struct rect r, const struct row *row)
{
	if (row->key[0] == '\0') {
		put_clip(d->g, r.row, r.col + 1, r.cols - 2, STYLE_NORMAL,
		    row->help);
		return;
	}
	put_clip(d->g, r.row, r.col + 1, KEY_COLS, STYLE_CUSTOMER, row->key);
	put_clip(d->g, r.row, r.col + KEY_COLS + 2, r.cols - KEY_COLS - 3,
	    STYLE_NORMAL, row->help);
}

void
help_view_draw(const struct draw *d, struct rect body)
{
	struct row rows[ROWS_MAX + 1];
	char address[ADDRESS_BYTES];
	int n = say_address(d->m, rows, address, sizeof address);

	n += gather(d->m, rows + n);
	int n_columns = body.cols >= 2 * COLUMN_COLS ? 2 : 1;
	int per_column = (n + n_columns - 1) / n_columns;
	int first = d->m->ui.overlay_scroll;
	struct rect r = body;

	if (r.cols > n_columns * COLUMN_COLS + 24)
		r.cols = n_columns * COLUMN_COLS + 24;
	if (r.rows > per_column + 2)
		r.rows = per_column + 2;
	r.col += (body.cols - r.cols) / 2;
	r.row += (body.rows - r.rows) / 2;
	r = box_draw(d->g, r, _("The keys that work here"),
	    _("PgUp and PgDn scroll, F9 shows every command, Esc leaves"));
	if (first > per_column - r.rows)
		first = per_column - r.rows;
	if (first < 0)
		first = 0;
	for (int i = 0; i < r.rows; i++)
		for (int k = 0; k < n_columns; k++) {
			int at = k * per_column + first + i;
			struct rect part = { r.row + i,
				r.col + k * (r.cols / n_columns), 1,
				r.cols / n_columns };

			if (first + i < per_column && at < n)
				draw_row(d, part, &rows[at]);
		}
}
