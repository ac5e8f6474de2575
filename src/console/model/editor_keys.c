/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From keys to motions and changes. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/editor_parts.h"

static bool
is_blank(const struct editor *e, size_t at)
{
	char c = e->text.data[at];

	return c == ' ' || c == '\n' || c == '\t';
}

/* Is the letter that begins at `at` part of a word? */
static bool
is_word(const struct editor *e, size_t at)
{
	uint32_t code;

	utf8_next(e->text.data + at, e->text.len - at, &code);
	return utf8_is_word(code);
}

static size_t
word_before(const struct editor *e, size_t at)
{
	while (at > 0 && !is_word(e, editor_before(e, at)))
		at = editor_before(e, at);
	while (at > 0 && is_word(e, editor_before(e, at)))
		at = editor_before(e, at);
	return at;
}

static size_t
word_after(const struct editor *e, size_t at)
{
	while (at < e->text.len && !is_word(e, at))
		at = editor_after(e, at);
	while (at < e->text.len && is_word(e, at))
		at = editor_after(e, at);
	return at;
}

/* --- motions ----------------------------------------------------------------- */

static size_t
to_home(struct editor *e)
{
	return editor_line_start(e, e->at);
}

static size_t
to_end(struct editor *e)
{
	return editor_line_end(e, e->at);
}

static size_t
to_left(struct editor *e)
{
	return editor_before(e, e->at);
}

static size_t
to_right(struct editor *e)
{
	return editor_after(e, e->at);
}

static size_t
to_word_left(struct editor *e)
{
	return word_before(e, e->at);
}

static size_t
to_word_right(struct editor *e)
{
	return word_after(e, e->at);
}

static size_t
to_top(struct editor *e)
{
	(void)e;
	return 0;
}

static size_t
to_bottom(struct editor *e)
{
	return e->text.len;
}

static size_t
letters_between(const struct editor *e, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from = editor_after(e, from))
		n++;
	return n;
}

static size_t
go_letters(const struct editor *e, size_t at, size_t n)
{
	size_t end = editor_line_end(e, at);

	while (n-- > 0 && at < end)
		at = editor_after(e, at);
	return at;
}

/* Up and Down in a row come back to the column where they began. */
static void
keep_column(struct editor *e)
{
	if (e->was != EDITOR_UP_DOWN)
		e->column = letters_between(e, to_home(e), e->at);
	e->last = EDITOR_UP_DOWN;
}

static size_t
to_up(struct editor *e)
{
	size_t start = to_home(e);

	if (start == 0)
		return 0;
	keep_column(e);
	return go_letters(e, editor_line_start(e, start - 1), e->column);
}

static size_t
to_down(struct editor *e)
{
	size_t end = to_end(e);

	if (end == e->text.len)
		return end;
	keep_column(e);
	return go_letters(e, end + 1, e->column);
}

/* --- changes ----------------------------------------------------------------- */

static bool
out(struct editor *e, size_t from, size_t to)
{
	editor_selected(e, &from, &to);
	return from < to && editor_change(e, from, to, "", 0);
}

static bool
key_backspace(struct editor *e)
{
	return out(e, to_left(e), e->at);
}

static bool
key_delete(struct editor *e)
{
	return out(e, e->at, to_right(e));
}

/* As a shell has it: to the blank before, or what is selected. */
static bool
key_kill_word(struct editor *e)
{
	size_t from = e->at, to = e->at;

	if (editor_selected(e, &from, &to))
		return editor_kill(e, from, to);
	while (from > 0 && is_blank(e, from - 1))
		from--;
	while (from > 0 && !is_blank(e, from - 1))
		from--;
	return editor_kill(e, from, to);
}

static bool
key_kill_word_left(struct editor *e)
{
	return editor_kill(e, to_word_left(e), e->at);
}

static bool
key_kill_word_right(struct editor *e)
{
	return editor_kill(e, e->at, to_word_right(e));
}

static bool
key_kill_start(struct editor *e)
{
	return editor_kill(e, to_home(e), e->at);
}

static bool
key_kill_end(struct editor *e)
{
	size_t end = to_end(e);

	/* At a line's end it takes the line break, as in a shell's editor. */
	if (end == e->at && end < e->text.len)
		end++;
	return editor_kill(e, e->at, end);
}

/* The whole line with its line break, the last one with that before it. */
static bool
key_kill_line(struct editor *e)
{
	size_t from = to_home(e), end = to_end(e);

	if (end < e->text.len)
		end++;
	else if (from > 0)
		from--;
	return editor_kill(e, from, end);
}

/* "left middle right" becomes "right middle left". */
static bool
swap(struct editor *e, size_t left, size_t left_end, size_t right, size_t end)
{
	struct str both;
	bool ok;

	str_init(&both, EDITOR_MAX_BYTES);
	str_put_n(&both, e->text.data + right, end - right);
	str_put_n(&both, e->text.data + left_end, right - left_end);
	str_put_n(&both, e->text.data + left, left_end - left);
	ok = editor_change(e, left, end, both.data, both.len);
	str_clear(&both);
	return ok;
}

static bool
key_swap(struct editor *e)
{
	size_t right = e->at == e->text.len ? to_left(e) : e->at;
	size_t left = editor_before(e, right), end = editor_after(e, right);

	if (left == right || right == end)
		return false;
	return swap(e, left, right, right, end);
}

static bool
key_swap_words(struct editor *e)
{
	size_t end = word_after(e, e->at), right, left, left_end;

	/* Behind the last word: the last two. */
	right = word_before(e, end);
	end = word_after(e, right);
	left = word_before(e, right);
	left_end = word_after(e, left);
	if (left >= left_end || left_end > right || right >= end)
		return false;
	return swap(e, left, left_end, right, end);
}

static bool
change_case(struct editor *e, bool first_large, bool rest_large)
{
	size_t end = word_after(e, e->at), at = e->at;
	bool is_first = true, ok;
	struct str word;

	str_init(&word, EDITOR_MAX_BYTES);
	while (at < end) {
		char bytes[4];
		uint32_t code;
		size_t n = utf8_next(e->text.data + at, end - at, &code);
		bool large = is_first ? first_large : rest_large;

		if (utf8_is_word(code)) {
			is_first = false;
			code = large ? utf8_capital(code) : utf8_small(code);
		}
		str_put_n(&word, bytes, utf8_put(bytes, code));
		at += n;
	}
	ok = !is_first && !word.full &&
	    editor_change(e, e->at, end, word.data, word.len);
	str_clear(&word);
	return ok;
}

static bool
key_upper(struct editor *e)
{
	return change_case(e, true, true);
}

static bool
key_lower(struct editor *e)
{
	return change_case(e, false, false);
}

static bool
key_capital(struct editor *e)
{
	return change_case(e, true, false);
}

/* --- selecting, history --------------------------------------------------------- */

static bool
key_mark(struct editor *e)
{
	bool was_set = e->has_mark && e->mark_stays && e->mark == e->at;

	editor_unselect(e);
	if (was_set)
		return true;
	e->mark = e->at;
	e->has_mark = e->mark_stays = true;
	return true;
}

static bool
key_select_all(struct editor *e)
{
	e->mark = 0;
	e->at = e->text.len;
	e->has_mark = e->mark_stays = true;
	return true;
}

static bool
key_older(struct editor *e)
{
	return editor_history(e, -1);
}

static bool
key_newer(struct editor *e)
{
	return editor_history(e, 1);
}

static bool
key_up(struct editor *e)
{
	size_t at = e->at;

	if (!e->mark_stays)
		editor_unselect(e);
	if (to_home(e) == 0 && !e->mark_stays)
		return key_older(e);
	e->at = to_up(e);
	return e->at != at;
}

static bool
key_down(struct editor *e)
{
	size_t at = e->at;

	if (!e->mark_stays)
		editor_unselect(e);
	if (to_end(e) == e->text.len && !e->mark_stays)
		return key_newer(e);
	e->at = to_down(e);
	return e->at != at;
}

/* --- the tables -------------------------------------------------------------- */

static const struct motion {
	const char *key;
	size_t (*to)(struct editor *e);
	int	    side;	/* -1, 1: where it leaves a selection */
} motions[] = {
	{ "Home", to_home, 0 }, { "C-a", to_home, 0 },
	{ "End", to_end, 0 }, { "C-e", to_end, 0 },
	{ "Left", to_left, -1 }, { "C-b", to_left, -1 },
	{ "Right", to_right, 1 },
	{ "C-Left", to_word_left, 0 }, { "M-Left", to_word_left, 0 },
	{ "M-b", to_word_left, 0 },
	{ "C-Right", to_word_right, 0 }, { "M-Right", to_word_right, 0 },
	{ "M-f", to_word_right, 0 },
	{ "C-Home", to_top, 0 }, { "M-<", to_top, 0 },
	{ "C-End", to_bottom, 0 }, { "M->", to_bottom, 0 },
};

/* Only with Shift: without it they know the history. */
static const struct motion shifted[] = {
	{ "Up", to_up, 0 }, { "Down", to_down, 0 },
};

static const struct {
	const char *key, *name;
	bool (*run)(struct editor *e);
} changes[] = {
	{ "Up", "up", key_up },
	{ "C-p", "up", key_up },
	{ "Down", "down", key_down },
	{ "C-Up", "older", key_older },
	{ "M-p", "older", key_older },
	{ "C-Down", "newer", key_newer },
	{ "M-n", "newer", key_newer },
	{ "Backspace", "backspace", key_backspace },
	{ "C-h", "backspace", key_backspace },
	{ "Delete", "delete", key_delete },
	{ "C-d", "delete", key_delete },
	{ "C-w", "kill", key_kill_word },
	{ "M-Backspace", "kill-word-left", key_kill_word_left },
	{ "C-Backspace", "kill-word-left", key_kill_word_left },
	{ "C-Delete", "kill-word-right", key_kill_word_right },
	{ "M-d", "kill-word-right", key_kill_word_right },
	{ "C-u", "kill-start", key_kill_start },
	{ "C-k", "kill-end", key_kill_end },
	{ "", "kill-line", key_kill_line },
	{ "C-y", "yank", editor_yank },
	{ "M-y", "yank-next", editor_yank_next },
	{ "C-t", "swap", key_swap },
	{ "M-t", "swap-words", key_swap_words },
	{ "M-u", "upper", key_upper },
	{ "M-l", "lower", key_lower },
	{ "M-c", "capital", key_capital },
	{ "C-_", "undo", editor_undo },
	{ "M-_", "redo", editor_redo },
	{ "C-Space", "mark", key_mark },
	{ "", "select-all", key_select_all },
};

static bool
move(struct editor *e, const struct motion *motion, bool is_shifted)
{
	size_t from, to, at = e->at;

	if (is_shifted && !e->has_mark) {
		e->mark = e->at;
		e->has_mark = true;
	}
	if (is_shifted || e->mark_stays) {
		e->at = motion->to(e);
		return e->at != at;
	}
	if (motion->side != 0 && editor_selected(e, &from, &to))
		e->at = motion->side < 0 ? from : to;
	else
		e->at = motion->to(e);
	editor_unselect(e);
	return e->at != at;
}

static const struct motion *
find(const struct motion *list, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].key, key) == 0)
			return &list[i];
	return NULL;
}

/* "S-Left" and "C-S-Left" without the Shift. */
static bool
without_shift(const char *key, char *buf, size_t size)
{
	const char *at = strncmp(key, "S-", 2) == 0 ? key :
	    strstr(key, "-S-") != NULL ? strstr(key, "-S-") + 1 : NULL;
	size_t before;

	if (at == NULL || strlen(key) >= size)
		return false;
	before = (size_t)(at - key);
	memcpy(buf, key, before);
	memcpy(buf + before, at + 2, strlen(at + 2) + 1);
	return true;
}

static const struct motion *
find_motion(const char *key, bool *is_shifted)
{
	const struct motion *motion = find(motions,
	    sizeof motions / sizeof *motions, key);
	char plain[32];

	*is_shifted = false;
	if (motion != NULL || !without_shift(key, plain, sizeof plain))
		return motion;
	*is_shifted = true;
	motion = find(motions, sizeof motions / sizeof *motions, plain);
	if (motion == NULL)
		motion = find(shifted, sizeof shifted / sizeof *shifted, plain);
	return motion;
}

static void
begin(struct editor *e)
{
	e->was = e->last;
	e->last = EDITOR_OTHER;
}

bool
editor_key(struct editor *e, const char *key)
{
	bool is_shifted;
	const struct motion *motion = find_motion(key, &is_shifted);

	begin(e);
	if (motion != NULL)
		return move(e, motion, is_shifted);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		if (strcmp(changes[i].key, key) == 0)
			return changes[i].run(e);
	return false;
}

bool
editor_knows(const char *key)
{
	bool is_shifted;

	if (find_motion(key, &is_shifted) != NULL)
		return true;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		if (strcmp(changes[i].key, key) == 0)
			return true;
	return false;
}

bool
editor_run(struct editor *e, const char *name)
{
	begin(e);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		if (strcmp(changes[i].name, name) == 0)
			return changes[i].run(e);
	return false;
}

const char *
editor_name_key(size_t i)
{
	return changes[i].key;
}

const char *
editor_name(size_t i)
{
	return i < sizeof changes / sizeof *changes ? changes[i].name : NULL;
}
