/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/found.h"

#include <string.h>

bool
found_has(enum event_type type)
{
	return type == EVENT_MESSAGE || type == EVENT_NOTE ||
	    type == EVENT_TRANSFERRED || type == EVENT_CLOSED ||
	    type == EVENT_RATED;
}

const char *
found_text(const struct event *ev, struct str *buf)
{
	if (!found_has(ev->type))
		return "";
	if (ev->n_files == 0)
		return ev->text;
	str_reset(buf);
	str_put(buf, ev->text);
	for (size_t i = 0; i < ev->n_files; i++)
		str_putf(buf, "%s⎙ %s", buf->len > 0 ? "\n" : "",
		    ev->files[i].name);
	return buf->data;
}

struct span
found_excerpt(struct found *f, const struct words *words, const char *text)
{
	struct span spans[FOUND_MARKS], piece;
	size_t len = strlen(text);
	int n = words_mark(words, text, len, spans, FOUND_MARKS);

	piece = words_excerpt(text, len, spans, n, FOUND_EXCERPT_BYTES);
	f->is_cut_before = piece.at > 0;
	f->is_cut_after = piece.at + piece.len < len;
	f->n_marks = 0;
	for (int i = 0; i < n; i++)
		if (spans[i].at >= piece.at &&
		    spans[i].at + spans[i].len <= piece.at + piece.len)
			f->marks[f->n_marks++] = (struct mark){
				(int)(spans[i].at - piece.at),
				(int)spans[i].len };
	return piece;
}
