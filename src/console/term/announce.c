/* SPDX-License-Identifier: GPL-3.0-or-later */
/* announce.c - what the terminal is told beside its screen: alerts that it
 * shows itself, and its title.
 */
#include "console/term/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define TITLE_BYTES 256
#define BODY_BYTES  512
#define ALL_BYTES   (4 * (TITLE_BYTES + BODY_BYTES))

static bool
is_in_tmux(void)
{
	const char *tmux = getenv("TMUX");

	return tmux != NULL && tmux[0] != '\0';
}

/* Nothing of a stranger's may end the sequence, nor pass for another field of
 * it: some terminals take "9;4;" for a progress bar. */
static char *
make_safe(char *buf, size_t size, const char *text)
{
	utf8_safe_buf(buf, size, text, UTF8_FLAT);
	for (char *p = buf; *p != '\0'; p++) {
		if (*p == ';')
			*p = ',';
		else if (*p == '\\')
			*p = '/';
	}
	return buf;
}

/* tmux hands on what is wrapped so, when it is set to, with each Esc in it
 * doubled. */
static void
put_osc(struct term *t, const char *text)
{
	bool in_tmux = is_in_tmux();

	str_putf(&t->pending, "%s\033]%s%s", in_tmux ? "\033Ptmux;\033" : "",
	    text, in_tmux ? "\033\033\\\033\\" : "\033\\");
}

void
term_notify(struct term *t, int osc, const char *title, const char *body)
{
	char	   safe_title[TITLE_BYTES], safe_body[BODY_BYTES];
	struct str text;

	if (t == NULL)
		return;
	make_safe(safe_title, sizeof safe_title, title);
	make_safe(safe_body, sizeof safe_body, body);
	str_init(&text, ALL_BYTES);
	if (osc == 777) {
		str_putf(&text, "777;notify;%s;%s", safe_title, safe_body);
	} else if (osc == 99) {
		/* The title first, and more to come; then the body. */
		str_putf(&text, "99;i=dezhurka:d=%d;%s",
		    safe_body[0] == '\0', safe_title);
		if (safe_body[0] != '\0') {
			put_osc(t, text.data);
			str_reset(&text);
			str_putf(&text, "99;i=dezhurka:d=1:p=body;%s",
			    safe_body);
		}
	} else {
		str_putf(&text, "9;%s%s%s", safe_title,
		    safe_body[0] != '\0' ? ": " : "", safe_body);
	}
	put_osc(t, text.data);
	str_clear(&text);
	term_has_pending(t);
}

/* XTWINOPS 22 and 23 put the title away and bring it back. */
void
term_title(struct term *t, const char *title)
{
	char safe[TITLE_BYTES];

	if (t == NULL || !t->is_up)
		return;
	make_safe(safe, sizeof safe, title);
	str_putf(&t->pending, "%s\033]2;%s\033\\", t->has_title ? "" :
	    "\033[22;2t", safe);
	t->has_title = true;
	term_has_pending(t);
}

void
announce_end(struct term *t)
{
	if (t->has_title)
		str_put(&t->pending, "\033[23;2t");
	t->has_title = false;
}
