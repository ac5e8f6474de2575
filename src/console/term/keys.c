/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys.c - what the terminal sends, as names of keys.
 */
#include "console/term/internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "base/clock.h"
#include "base/utf8.h"

/* A paste that stops for so long without its end mark is over. Shorter would
 * take the rest of one over a slow line for keys, and Enter sends. */
#define PASTE_LIMIT_MS 5000

static const struct { int code; const char *name; } names[] = {
	{ KEY_UP, "Up" }, { KEY_DOWN, "Down" }, { KEY_LEFT, "Left" },
	{ KEY_RIGHT, "Right" }, { KEY_HOME, "Home" }, { KEY_END, "End" },
	{ KEY_PPAGE, "PgUp" }, { KEY_NPAGE, "PgDn" },
	{ KEY_BACKSPACE, "Backspace" }, { KEY_DC, "Delete" },
	{ KEY_IC, "Insert" }, { KEY_BTAB, "S-Tab" }, { KEY_ENTER, "Enter" },
	{ KEY_SLEFT, "S-Left" }, { KEY_SRIGHT, "S-Right" },
	{ KEY_SR, "S-Up" }, { KEY_SF, "S-Down" }
};

/* Keys that curses knows by the names of their terminfo capabilities. */
static const struct { const char *cap, *name; } caps[] = {
	{ "kUP5", "C-Up" }, { "kDN5", "C-Down" }, { "kLFT5", "C-Left" },
	{ "kRIT5", "C-Right" }, { "kUP3", "M-Up" }, { "kDN3", "M-Down" },
	{ "kLFT3", "M-Left" }, { "kRIT3", "M-Right" }, { "kUP", "S-Up" },
	{ "kDN", "S-Down" }, { "kHOM5", "C-Home" }, { "kEND5", "C-End" },
	{ "kDC5", "C-Delete" }, { "kDC3", "M-Delete" }
};

static const struct { const char *bytes; int code; } own[] = {
	{ "\033[200~", KEY_PASTE_BEGIN }, { "\033[201~", KEY_PASTE_END },
	{ "\033[I", KEY_FOCUS_IN }, { "\033[O", KEY_FOCUS_OUT },
	/* As they are sent while the keypad is off (another program had the
	 * screen), or by terminals that do not know that mode. */
	{ "\033[A", KEY_UP }, { "\033[B", KEY_DOWN }, { "\033[C", KEY_RIGHT },
	{ "\033[D", KEY_LEFT }, { "\033[H", KEY_HOME }, { "\033[F", KEY_END },
	/* Of the Linux console, PuTTY and screen; of rxvt. */
	{ "\033[1~", KEY_HOME }, { "\033[4~", KEY_END },
	{ "\033[7~", KEY_HOME }, { "\033[8~", KEY_END },
	{ "\033OH", KEY_HOME }, { "\033OF", KEY_END },
	{ "\033[2~", KEY_IC }, { "\033[3~", KEY_DC },
	{ "\033[5~", KEY_PPAGE }, { "\033[6~", KEY_NPAGE },
	/* Enter of the keypad. */
	{ "\033OM", KEY_ENTER }, { "\033[Z", KEY_BTAB }
};

/* Keys with Shift (1), Alt (2) and Control (4), as xterm sends them: its
 * numbers are one more. Not every terminal's entry has them all. */
static const struct { const char *name; int number; char last; } modified[] = {
	{ "Up", 1, 'A' }, { "Down", 1, 'B' }, { "Right", 1, 'C' },
	{ "Left", 1, 'D' }, { "Home", 1, 'H' }, { "End", 1, 'F' },
	{ "Insert", 2, '~' }, { "Delete", 3, '~' }, { "PgUp", 5, '~' },
	{ "PgDn", 6, '~' }
};
#define N_MODIFIED (sizeof modified / sizeof *modified)

/* The same keys as rxvt has them: by another last letter. */
static const struct { const char *bytes; size_t key; int modifiers; } rxvt[] = {
	{ "\033[a", 0, 1 }, { "\033[b", 1, 1 }, { "\033[c", 2, 1 },
	{ "\033[d", 3, 1 }, { "\033Oa", 0, 4 }, { "\033Ob", 1, 4 },
	{ "\033Oc", 2, 4 }, { "\033Od", 3, 4 }, { "\033[7$", 4, 1 },
	{ "\033[8$", 5, 1 }, { "\033[7^", 4, 4 }, { "\033[8^", 5, 4 },
	{ "\033[3$", 7, 1 }, { "\033[3^", 7, 4 }
};

static int
modified_code(size_t key, int modifiers)
{
	return KEY_MODIFIED + (int)key * 8 + modifiers;
}

static bool
name_modified(char *buf, size_t size, int code)
{
	int modifiers = (code - KEY_MODIFIED) % 8;

	snprintf(buf, size, "%s%s%s%s", modifiers & 4 ? "C-" : "",
	    modifiers & 2 ? "M-" : "", modifiers & 1 ? "S-" : "",
	    modified[(code - KEY_MODIFIED) / 8].name);
	return true;
}

/* Function keys in the ways of terminals that $TERM does not tell of: the
 * numbers are those of "Esc [ n ~". */
static void
define_functions(void)
{
	static const int tildes[12] = { 11, 12, 13, 14, 15, 17, 18, 19, 20,
		21, 23, 24 };
	/* Shift-F1 and on, where Shift-F1 is not F11: rxvt, PuTTY. */
	static const int shifted[12] = { 0, 0, 25, 26, 28, 29, 31, 32, 33,
		34, 0, 0 };
	const char *type = getenv("TERM");
	bool is_linux = type != NULL && strncmp(type, "linux", 5) == 0;
	char bytes[16];

	for (int i = 0; i < 12; i++) {
		snprintf(bytes, sizeof bytes, "\033[%d~", tildes[i]);
		define_key(bytes, KEY_F(i + 1));
		snprintf(bytes, sizeof bytes, "\033[%d;2~", tildes[i]);
		define_key(bytes, KEY_F(i + 13));
		snprintf(bytes, sizeof bytes, "\033[%d~", shifted[i]);
		if (shifted[i] != 0 && !is_linux)
			define_key(bytes, KEY_F(i + 13));
	}
	for (int i = 0; i < 4; i++) {
		snprintf(bytes, sizeof bytes, "\033O%c", 'P' + i);
		define_key(bytes, KEY_F(i + 1));
		snprintf(bytes, sizeof bytes, "\033[1;2%c", 'P' + i);
		define_key(bytes, KEY_F(i + 13));
		snprintf(bytes, sizeof bytes, "\033O2%c", 'P' + i);
		define_key(bytes, KEY_F(i + 13));
	}
	for (int i = 0; i < 5; i++) {
		snprintf(bytes, sizeof bytes, "\033[[%c", 'A' + i);
		define_key(bytes, KEY_F(i + 1));
	}
}

void
keys_define(void)
{
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		define_key(own[i].bytes, own[i].code);
	define_functions();
	for (size_t i = 0; i < N_MODIFIED; i++)
		for (int k = 1; k < 8; k++) {
			char bytes[16];

			snprintf(bytes, sizeof bytes, "\033[%d;%d%c",
			    modified[i].number, k + 1, modified[i].last);
			define_key(bytes, modified_code(i, k));
		}
	for (size_t i = 0; i < sizeof rxvt / sizeof *rxvt; i++)
		define_key(rxvt[i].bytes, modified_code(rxvt[i].key,
		    rxvt[i].modifiers));
}

/* A character below space, or DEL, as a key's name. */
static bool
name_control(char *buf, size_t size, wint_t c)
{
	switch (c) {
	case '\r':
		str_copy(buf, size, "Enter");
		return true;
	case '\t':
		str_copy(buf, size, "Tab");
		return true;
	case 0x08:
	case 0x7f:
		str_copy(buf, size, "Backspace");
		return true;
	case 0:
		str_copy(buf, size, "C-Space");
		return true;
	case 0x1b:
		str_copy(buf, size, "Esc");
		return true;
	default:
		if (c >= 0x20)
			return false;
		snprintf(buf, size, "C-%c", c < 27 ? (int)c + 'a' - 1 :
		    (int)c + '@');
		return true;
	}
}

static bool
name_code(char *buf, size_t size, int code)
{
	const char *cap;

	if (code >= KEY_MODIFIED &&
	    code < modified_code(N_MODIFIED, 0))
		return name_modified(buf, size, code);
	if (code > KEY_F0 && code <= KEY_F(12)) {
		snprintf(buf, size, "F%d", code - KEY_F0);
		return true;
	}
	if (code > KEY_F(12) && code <= KEY_F(24)) {
		snprintf(buf, size, "S-F%d", code - KEY_F(12));
		return true;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].code == code)
			return str_copy(buf, size, names[i].name);
	cap = keyname(code);
	for (size_t i = 0; cap != NULL && i < sizeof caps / sizeof *caps; i++)
		if (strcmp(caps[i].cap, cap) == 0)
			return str_copy(buf, size, caps[i].name);
	return false;
}

static bool
name_key(char *buf, size_t size, int kind, wint_t c)
{
	size_t len;

	if (kind == KEY_CODE_YES)
		return name_code(buf, size, (int)c);
	if (name_control(buf, size, c))
		return true;
	if (c == ' ')
		return str_copy(buf, size, " ");
	if (size < 5)
		return false;
	len = utf8_put(buf, (uint32_t)c);
	buf[len] = '\0';
	return len > 0;
}

static int
next_key(struct term *t, wint_t *c)
{
	int kind;

	if (t->has_unread) {
		t->has_unread = false;
		*c = t->unread;
		return t->unread_kind;
	}
	kind = get_wch(c);
	return kind;
}

/* Everything up to the end mark; a newline of a paste comes as CR. What is
 * still on its way is read when it is here: TERM_NONE till then. */
static enum term_input
read_paste(struct term *t, const char **text, size_t *len)
{
	char   letter[4];
	wint_t c;

	while (clock_mono_ms() - t->paste_ms < PASTE_LIMIT_MS) {
		int kind = get_wch(&c);

		if (kind == ERR)
			return TERM_NONE;
		t->paste_ms = clock_mono_ms();
		if (kind == KEY_CODE_YES && (int)c == KEY_PASTE_END)
			break;
		if (kind == KEY_CODE_YES && c != KEY_ENTER)
			continue;
		if (kind == KEY_CODE_YES || c == '\r')
			c = '\n';
		/* No text of ours holds it. */
		if (c == 0)
			continue;
		str_put_n(&t->paste, letter, utf8_put(letter, (uint32_t)c));
	}
	t->is_pasting = false;
	*text = t->paste.data;
	*len = t->paste.len;
	return TERM_PASTE;
}

static enum term_input
begin_paste(struct term *t, const char **text, size_t *len)
{
	str_reset(&t->paste);
	t->is_pasting = true;
	t->paste_ms = clock_mono_ms();
	return read_paste(t, text, len);
}

/* After an Esc that curses could not make a key of: Alt and a key, or Esc. */
static enum term_input
read_meta(struct term *t, const char **text, size_t *len)
{
	char   name[TERM_KEY_BYTES - 2];
	wint_t c;
	int    kind = get_wch(&c);

	if (kind == OK && answer_begins(t, c))
		return answer_read(t);
	if (kind == ERR || (kind == OK && c == 0x1b)) {
		if (kind != ERR) {
			t->has_unread = true;
			t->unread = c;
			t->unread_kind = kind;
		}
		str_copy(t->key, sizeof t->key, "Esc");
	} else if (kind == KEY_CODE_YES && (int)c > KEY_MAX) {
		t->has_unread = true;
		t->unread = c;
		t->unread_kind = kind;
		str_copy(t->key, sizeof t->key, "Esc");
	} else if (kind == OK && (c == '[' || c == 'O') &&
	    keys_swallow(t, c)) {
		return TERM_NONE;
	} else if (name_key(name, sizeof name, kind, c)) {
		snprintf(t->key, sizeof t->key, "M-%s",
		    strcmp(name, " ") == 0 ? "Space" : name);
	} else {
		return TERM_NONE;
	}
	*text = t->key;
	*len = strlen(t->key);
	return TERM_KEY;
}

enum term_input
term_read(struct term *t, const char **text, size_t *len)
{
	wint_t c;
	int    kind;

	if (t->is_pasting)
		return read_paste(t, text, len);
	if (t->is_answering)
		return answer_read(t);
	for (;;) {
		if (t->mouse.is_reading) {
			enum term_input what = mouse_read(t);

			if (what != TERM_NONE)
				return what;
			if (t->mouse.is_reading)
				return TERM_NONE;
		}
		kind = next_key(t, &c);
		if (kind == ERR)
			return TERM_NONE;
		if (kind == KEY_CODE_YES) {
			switch ((int)c) {
			case KEY_PASTE_BEGIN:
				return begin_paste(t, text, len);
			case KEY_MOUSE_REPORT:
				mouse_begin(t);
				continue;
			case KEY_FOCUS_IN:
				return TERM_FOCUS;
			case KEY_FOCUS_OUT:
				return TERM_BLUR;
			case KEY_RESIZE:
			case KEY_PASTE_END:
				continue;
			default:
				break;
			}
		} else if (c == 0x1b) {
			enum term_input got = read_meta(t, text, len);

			if (got == TERM_NONE && !t->is_answering)
				continue;
			return got;
		}
		/* A key nobody has a name for is left out. */
		if (!name_key(t->key, sizeof t->key, kind, c))
			continue;
		*text = t->key;
		*len = strlen(t->key);
		return TERM_KEY;
	}
}
