/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/editor.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

static size_t
after(const struct editor *e, size_t at)
{
	return utf8_letter_after(e->text.data, e->text.len, at);
}

static size_t
before(const struct editor *e, size_t at)
{
	return utf8_letter_before(e->text.data, e->text.len, at);
}

static bool
is_blank(const struct editor *e, size_t at)
{
	char c = e->text.data[at];

	return c == ' ' || c == '\n' || c == '\t';
}

static size_t
line_start(const struct editor *e, size_t at)
{
	while (at > 0 && e->text.data[at - 1] != '\n')
		at--;
	return at;
}

static size_t
line_end(const struct editor *e, size_t at)
{
	while (at < e->text.len && e->text.data[at] != '\n')
		at++;
	return at;
}

static size_t
word_before(const struct editor *e, size_t at)
{
	while (at > 0 && is_blank(e, at - 1))
		at--;
	while (at > 0 && !is_blank(e, at - 1))
		at--;
	return at;
}

static size_t
word_after(const struct editor *e, size_t at)
{
	while (at < e->text.len && is_blank(e, at))
		at++;
	while (at < e->text.len && !is_blank(e, at))
		at++;
	return at;
}

/* --- undo ---------------------------------------------------------------- */

static void
push(char **list, int *n, int max, const char *text)
{
	if (*n == max) {
		free(list[0]);
		memmove(list, list + 1, (size_t)(max - 1) * sizeof *list);
		(*n)--;
	}
	list[(*n)++] = mem_dup(text);
}

/* Before a change. Letters typed in a row are undone together. */
static void
remember(struct editor *e, bool is_typing)
{
	if (is_typing && e->typing_run)
		return;
	push(e->undo, &e->n_undo, EDITOR_UNDO, e->text.data);
	e->typing_run = is_typing;
}

static void
replace(struct editor *e, const char *text)
{
	str_reset(&e->text);
	str_put(&e->text, text);
	e->at = e->text.len;
}

static bool
undo(struct editor *e)
{
	char *text;

	if (e->n_undo == 0)
		return false;
	text = e->undo[--e->n_undo];
	e->undo[e->n_undo] = NULL;
	replace(e, text);
	free(text);
	e->typing_run = false;
	return true;
}

/* --- changing ------------------------------------------------------------ */

static bool
take_out(struct editor *e, size_t from, size_t to, bool is_kill)
{
	if (from >= to)
		return false;
	remember(e, false);
	if (is_kill) {
		free(e->killed);
		e->killed = mem_dup_n(e->text.data + from, to - from);
	}
	str_cut(&e->text, from, to - from);
	e->at = from;
	return true;
}

static bool
move(struct editor *e, size_t to)
{
	bool moved = to != e->at;

	e->at = to;
	e->typing_run = false;
	return moved;
}

/* --- history ------------------------------------------------------------- */

static bool
recall(struct editor *e, int by)
{
	int to = e->history_at + by;

	if (to < 0 || to > e->n_history)
		return false;
	/* What is being written is found again by undo. */
	remember(e, false);
	e->history_at = to;
	replace(e, to == e->n_history ? "" : e->history[to]);
	return true;
}

static size_t
letters_between(const struct editor *e, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from = after(e, from))
		n++;
	return n;
}

static size_t
go_letters(const struct editor *e, size_t at, size_t n)
{
	size_t end = line_end(e, at);

	while (n-- > 0 && at < end)
		at = after(e, at);
	return at;
}

/* --- keys ------------------------------------------------------------------ */

static bool
key_home(struct editor *e)
{
	return move(e, line_start(e, e->at));
}

static bool
key_end(struct editor *e)
{
	return move(e, line_end(e, e->at));
}

static bool
key_left(struct editor *e)
{
	return move(e, before(e, e->at));
}

static bool
key_right(struct editor *e)
{
	return move(e, after(e, e->at));
}

static bool
key_word_left(struct editor *e)
{
	return move(e, word_before(e, e->at));
}

static bool
key_word_right(struct editor *e)
{
	return move(e, word_after(e, e->at));
}

static bool
key_up(struct editor *e)
{
	size_t start = line_start(e, e->at);

	if (start == 0)
		return recall(e, -1);
	return move(e, go_letters(e, line_start(e, start - 1),
			   letters_between(e, start, e->at)));
}

static bool
key_down(struct editor *e)
{
	size_t end = line_end(e, e->at);

	if (end == e->text.len)
		return recall(e, 1);
	return move(e, go_letters(e, end + 1,
			   letters_between(e, line_start(e, e->at), e->at)));
}

static bool
key_backspace(struct editor *e)
{
	return take_out(e, before(e, e->at), e->at, false);
}

static bool
key_delete(struct editor *e)
{
	return take_out(e, e->at, after(e, e->at), false);
}

static bool
key_kill_word(struct editor *e)
{
	return take_out(e, word_before(e, e->at), e->at, true);
}

static bool
key_kill_word_right(struct editor *e)
{
	return take_out(e, e->at, word_after(e, e->at), true);
}

static bool
key_kill_start(struct editor *e)
{
	return take_out(e, line_start(e, e->at), e->at, true);
}

static bool
key_kill_end(struct editor *e)
{
	size_t end = line_end(e, e->at);

	/* At a line's end it takes the line break, as in a shell's editor. */
	if (end == e->at && end < e->text.len)
		end++;
	return take_out(e, e->at, end, true);
}

static bool
key_yank(struct editor *e)
{
	if (e->killed == NULL)
		return false;
	e->typing_run = false;
	return editor_insert(e, e->killed, strlen(e->killed));
}

static bool
key_swap(struct editor *e)
{
	size_t right = e->at == e->text.len ? before(e, e->at) : e->at;
	size_t left = before(e, right), end = after(e, right);
	char *letter;

	if (left == right || right == end)
		return false;
	remember(e, false);
	letter = mem_dup_n(e->text.data + left, right - left);
	str_cut(&e->text, left, right - left);
	e->at = end;
	str_insert(&e->text, left + end - right, letter, right - left);
	free(letter);
	return true;
}

static const struct {
	const char *key;
	bool (*run)(struct editor *e);
} keys[] = {
	{ "C-a", key_home },
	{ "Home", key_home },
	{ "C-e", key_end },
	{ "End", key_end },
	{ "C-b", key_left },
	{ "Left", key_left },
	{ "Right", key_right },
	{ "C-Left", key_word_left },
	{ "M-Left", key_word_left },
	{ "C-Right", key_word_right },
	{ "M-Right", key_word_right },
	{ "Up", key_up },
	{ "C-p", key_up },
	{ "Down", key_down },
	{ "Backspace", key_backspace },
	{ "C-h", key_backspace },
	{ "Delete", key_delete },
	{ "C-d", key_delete },
	{ "C-w", key_kill_word },
	{ "M-Backspace", key_kill_word },
	{ "C-Delete", key_kill_word_right },
	{ "C-u", key_kill_start },
	{ "C-k", key_kill_end },
	{ "C-y", key_yank },
	{ "C-t", key_swap },
	{ "C-_", undo },
};

void
editor_init(struct editor *e)
{
	*e = (struct editor){ .at = 0 };
	str_init(&e->text, EDITOR_MAX_BYTES);
}

void
editor_clear(struct editor *e)
{
	str_clear(&e->text);
	for (int i = 0; i < e->n_undo; i++)
		free(e->undo[i]);
	for (int i = 0; i < e->n_history; i++)
		free(e->history[i]);
	free(e->killed);
	*e = (struct editor){ .at = 0 };
}

void
editor_set(struct editor *e, const char *text)
{
	if (strcmp(e->text.data, text) != 0)
		remember(e, false);
	replace(e, text);
}

bool
editor_insert(struct editor *e, const char *bytes, size_t len)
{
	if (len == 0 || len > e->text.max_bytes - e->text.len)
		return false;
	remember(e, len <= 4);
	if (!str_insert(&e->text, e->at, bytes, len))
		return false;
	e->at += len;
	return true;
}

bool
editor_key(struct editor *e, const char *key)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].key, key) == 0)
			return keys[i].run(e);
	return false;
}

char *
editor_take(struct editor *e)
{
	char *text = mem_dup(e->text.data);

	if (text[0] != '\0' &&
	    (e->n_history == 0 ||
		strcmp(e->history[e->n_history - 1], text) != 0))
		push(e->history, &e->n_history, EDITOR_HISTORY, text);
	e->history_at = e->n_history;
	for (int i = 0; i < e->n_undo; i++)
		free(e->undo[i]);
	e->n_undo = 0;
	e->typing_run = false;
	replace(e, "");
	return text;
}

bool
editor_is_empty(const struct editor *e)
{
	return e->text.len == 0;
}
