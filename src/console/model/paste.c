/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is pasted is text, whatever it holds: never a key, never a command. Much
 * of it is asked about first. It goes to the conversation whose input had the
 * cursor when it came.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define TAB_COLS 8

static bool
is_control(uint32_t code)
{
	return (code < ' ' && code != '\n') || (code >= 0x7f && code <= 0x9f);
}

static void
put(struct str *out, uint32_t code)
{
	char letter[4];

	str_put_n(out, letter, utf8_put(letter, code));
}

int
paste_clean(const char *bytes, size_t len, bool one_line, struct str *out)
{
	int n_replaced = 0, col = 0;

	for (size_t at = 0; at < len; col++) {
		uint32_t code;
		size_t n = utf8_next(bytes + at, len - at, &code);

		at += n;
		if (code == '\r') {
			if (at < len && bytes[at] == '\n')
				at++;
			code = '\n';
		}
		if (code == '\n' && one_line)
			code = ' ';
		if (code == '\t') {
			while (!one_line && (col + 1) % TAB_COLS != 0) {
				put(out, ' ');
				col++;
			}
			code = ' ';
		}
		if (is_control(code)) {
			code = 0xfffd;
			n_replaced++;
		}
		if (code == '\n')
			col = -1;
		put(out, code);
	}
	return n_replaced;
}

static int
count_lines(const char *text)
{
	int n = 1;

	for (; *text != '\0'; text++)
		n += *text == '\n' && text[1] != '\0';
	return n;
}

static bool
is_much(const struct model *m, const struct str *text)
{
	return (m->prefs.paste_lines > 0 &&
	    count_lines(text->data) > m->prefs.paste_lines) ||
	    (m->prefs.paste_bytes > 0 &&
	    text->len > (size_t)m->prefs.paste_bytes);
}

static void
insert(struct model *m, struct chat *c, const char *text, struct effects *e)
{
	size_t len = strlen(text);

	if (len == 0)
		return;
	if (editor_insert(&c->input, text, len))
		keys_changed(m, c, e);
	else
		model_say(m, TONE_BAD,
		    _("This is too much to paste: nothing was put in."));
}

static void
ask(struct model *m, struct str *text, int n_replaced)
{
	overlay_open(m, OVERLAY_PASTE);
	free(m->ui.paste);
	m->ui.paste = mem_dup(text->data);
	m->ui.paste_lines = count_lines(text->data);
	m->ui.paste_replaced = n_replaced;
}

/* Into the chat's input; what only shows something gives way. */
static void
paste_here(struct model *m, struct str *text, int n_replaced,
    struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	if (c == NULL) {
		model_say(m, TONE_INFO, "%s", model_no_focus(m));
		return;
	}
	if (m->ui.overlay != OVERLAY_NONE)
		overlay_close(m);
	m->ui.in_sidebar = false;
	earlier_leave(m);
	if (is_much(m, text))
		ask(m, text, n_replaced);
	else
		insert(m, c, text->data, e);
}

void
model_paste(struct model *m, const char *bytes, size_t len, struct effects *e)
{
	bool to_overlay = overlay_takes_text(m->ui.overlay);
	struct str text;
	int n;

	m->ui.last_key_ms = m->now_ms;
	m->ui.n_keys++;
	tour_leave(m, e);
	m->ui.prefix[0] = '\0';
	if (overlay_asks(m->ui.overlay)) {
		model_say(m, TONE_BAD,
		    _("Nothing was pasted: answer the question first."));
		return;
	}
	if (m->watch.is_open && !to_overlay) {
		model_say(m, TONE_BAD, _("Nothing was pasted: there is no "
		    "input here."));
		return;
	}
	str_init(&text, EDITOR_MAX_BYTES * 8);
	n = paste_clean(bytes, len, to_overlay && !(
	    m->ui.overlay == OVERLAY_FORM && m->form.at == FORM_TEXT), &text);
	if (text.full)
		model_say(m, TONE_BAD,
		    _("This is too much to paste: nothing was put in."));
	else if (!to_overlay)
		paste_here(m, &text, n, e);
	else
		overlay_paste(m, text.data, text.len);
	form_files_typed(m, e);
	str_clear(&text);
}

static void
join_lines(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		bool is_blank = *from == '\n' || *from == ' ';

		if (is_blank && (to == text || to[-1] == ' '))
			continue;
		*to++ = is_blank ? ' ' : *from;
	}
	while (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
}

COMMAND(paste)
{
	struct chat *c = model_chat(m, m->ui.overlay_chat_id);
	char *text = m->ui.paste;

	if (m->ui.overlay != OVERLAY_PASTE || text == NULL)
		return err_set(err, ERR_VALUE, "%s",
		    _("Nothing waits to be pasted: paste with your "
		      "terminal's key."));
	m->ui.paste = NULL;
	overlay_close(m);
	if (strcmp(args, "line") == 0)
		join_lines(text);
	if (c != NULL)
		insert(m, c, text, e);
	free(text);
	return true;
}
