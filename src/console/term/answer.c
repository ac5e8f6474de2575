/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer.c - what the terminal is asked at the start, and what it answers:
 * the colour of its ground (OSC 11) and who it is (XTVERSION). Nobody waits:
 * an answer comes among the keys, or not at all.
 */
#include "console/term/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"

#define ANSWER_MS 5000	/* after that Alt-] is a key again */
#define PAUSE_MS  500	/* in an answer: the rest will not come */

/* Those that know both or skip what they do not know. Consoles print what they
 * do not know. */
static const char *const asked[] = {
	"xterm", "rxvt", "foot", "alacritty", "tmux", "wezterm", "ghostty",
	"kitty", "contour", "konsole", "gnome", "vte", "mlterm", "st-"
};

static bool
is_asked(const char *type)
{
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		if (strncmp(type, asked[i], strlen(asked[i])) == 0)
			return true;
	return false;
}

void
answer_ask(struct term *t)
{
	const char *type = getenv("TERM");

	if (type == NULL || !is_asked(type) || t->asked_ms != 0)
		return;
	if (!t->knows_ground && !t->no_color)
		str_put(&t->pending, "\033]11;?\033\\");
	str_put(&t->pending, "\033[>q");
	t->asked_ms = clock_mono_ms();
}

bool
answer_begins(struct term *t, wint_t c)
{
	if ((c != ']' && c != 'P') || t->asked_ms == 0 || t->has_answered ||
	    clock_mono_ms() - t->asked_ms > ANSWER_MS)
		return false;
	t->is_answering = true;
	t->answer_esc = false;
	t->answer_ms = clock_mono_ms();
	t->answer_len = 0;
	t->answer[t->answer_len++] = (char)c;
	return true;
}

/* "rgb:RRRR/GGGG/BBBB", one to four digits each. Is it light? */
static bool
read_ground(const char *text, bool *is_light)
{
	double sum = 0;
	static const double weights[3] = { 0.299, 0.587, 0.114 };

	if (strncmp(text, "rgb:", 4) != 0)
		return false;
	text += 4;
	for (int i = 0; i < 3; i++) {
		char *end;
		unsigned long level = strtoul(text, &end, 16);
		long digits = end - text;

		if (digits < 1 || digits > 4)
			return false;
		sum += weights[i] * (double)level /
		    (double)((1UL << (4 * digits)) - 1);
		text = *end == '/' ? end + 1 : end;
	}
	*is_light = sum > 0.5;
	return true;
}

static void
take(struct term *t)
{
	bool is_light;

	t->answer[t->answer_len] = '\0';
	if (strncmp(t->answer, "]11;", 4) == 0 &&
	    read_ground(t->answer + 4, &is_light))
		theme_ground(t, is_light);
	if (strncmp(t->answer, "P>|", 3) != 0)
		return;
	utf8_safe_buf(t->name, sizeof t->name, t->answer + 3, UTF8_FLAT);
	/* It was asked last, and terminals answer in order. */
	t->has_answered = true;
}

enum term_input
answer_read(struct term *t)
{
	wint_t c;

	while (clock_mono_ms() - t->answer_ms < PAUSE_MS) {
		int kind = get_wch(&c);

		if (kind == ERR)
			return TERM_NONE;
		t->answer_ms = clock_mono_ms();
		if (kind == KEY_CODE_YES)
			continue;
		if (c == '\a' || (t->answer_esc && c == '\\')) {
			t->is_answering = false;
			take(t);
			return TERM_ANSWER;
		}
		t->answer_esc = c == 0x1b;
		if (c >= ' ' && c < 0x7f && t->answer_len + 1 <
		    (int)sizeof t->answer)
			t->answer[t->answer_len++] = (char)c;
	}
	t->is_answering = false;
	return TERM_ANSWER;
}

const char *
term_name(const struct term *t)
{
	return t->name;
}
