/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mouse.c - reports of the mouse as xterm writes them (SGR, mode 1006), and
 * sequences of keys that nobody knows, which must not be typed as text.
 */
#include "console/term/internal.h"

#include "base/clock.h"

#define REPORT_LIMIT_MS 500	/* the rest of one is waited for so long */
#define VALUE_MAX	99999
#define UNKNOWN_MAX	64

static const char on[] = "\033[?1002h\033[?1006h";
static const char off[] = "\033[?1006l\033[?1002l";

void
term_mouse(struct term *t, bool is_on)
{
	if (t == NULL || t->has_mouse == is_on)
		return;
	t->has_mouse = is_on;
	define_key("\033[<", is_on ? KEY_MOUSE_REPORT : 0);
	if (t->is_up)
		str_put(&t->pending, is_on ? on : off);
}

void
term_mouse_at(const struct term *t, int *row, int *col)
{
	*row = t->mouse.row;
	*col = t->mouse.col;
}

void
mouse_modes(struct term *t, bool is_on)
{
	if (t->has_mouse)
		str_put(&t->pending, is_on ? on : off);
}

void
mouse_begin(struct term *t)
{
	t->mouse = (struct mouse_report){ .is_reading = true,
		.begun_ms = clock_mono_ms() };
}

/* A left button going down, or the wheel, at a place that there is. */
static bool
finish(struct term *t, bool is_down)
{
	const struct mouse_report *r = &t->mouse;
	int button = r->values[0];

	if (r->n != 2 || !is_down || r->values[1] < 1 || r->values[2] < 1 ||
	    r->values[1] > t->cols || r->values[2] > t->rows)
		return false;
	if (button == 0)
		t->mouse.what = TERM_CLICK;
	else if (button == 64)
		t->mouse.what = TERM_WHEEL_UP;
	else if (button == 65)
		t->mouse.what = TERM_WHEEL_DOWN;
	else
		return false;
	t->mouse.col = r->values[1] - 1;
	t->mouse.row = r->values[2] - 1;
	return true;
}

enum term_input
mouse_read(struct term *t)
{
	struct mouse_report *r = &t->mouse;
	wint_t c;

	while (r->is_reading) {
		int kind = get_wch(&c);

		if (kind == ERR && clock_mono_ms() - r->begun_ms <
		    REPORT_LIMIT_MS)
			return TERM_NONE;
		if (kind == OK && c >= '0' && c <= '9') {
			r->values[r->n] = r->values[r->n] * 10 + (int)c - '0';
			if (r->values[r->n] > VALUE_MAX)
				r->values[r->n] = VALUE_MAX;
			continue;
		}
		if (kind == OK && c == ';' && r->n < 2) {
			r->n++;
			continue;
		}
		r->is_reading = false;
		if (kind == OK && (c == 'M' || c == 'm'))
			return finish(t, c == 'M') ? r->what : TERM_NONE;
		/* Not a report: what broke it is a key of its own. */
		if (kind != ERR) {
			t->has_unread = true;
			t->unread = c;
			t->unread_kind = kind;
		}
	}
	return TERM_NONE;
}

/* What is already here after "Esc [" or "Esc O" is the rest of a key. */
bool
keys_swallow(struct term *t, wint_t first)
{
	wint_t c;
	int n = 0;

	for (; n < UNKNOWN_MAX; n++) {
		int kind = get_wch(&c);

		if (kind == ERR)
			break;
		if (kind != OK || c < 0x20 || c > 0x7e) {
			t->has_unread = true;
			t->unread = c;
			t->unread_kind = kind;
			break;
		}
		if (first == 'O' || c >= 0x40)
			return true;
	}
	return n > 0;
}
