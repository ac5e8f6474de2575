/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the picker that come from lists of the desk, or from a few words of
 * our own.
 */
#include <stdio.h>
#include <string.h>

#include "console/model/bans.h"
#include "console/model/picker_parts.h"

/* Those used last come first. */
void
rows_sessions(struct rows *r)
{
	const struct model *m = r->m;

	for (size_t i = 0; i < m->n_sessions; i++) {
		const struct session_info *s = &m->sessions[i];
		int newer = 0;
		int score = picker_score_both(rows_query(m), s->device);

		for (size_t k = 0; k < m->n_sessions; k++)
			newer += m->sessions[k].used_ms > s->used_ms;
		if (rows_query(m)[0] == '\0')
			score = PICKER_MAX - newer;
		rows_add(r, s->id, score, s->device, s->address, "");
	}
}

/* The most urgent first. */
void
rows_winbacks(struct rows *r)
{
	const struct model *m = r->m;

	for (size_t i = 0; i < m->n_winbacks; i++) {
		const struct winback *w = &m->winbacks[i].w;
		int later = 0;
		int score = picker_score_both(rows_query(m), w->name);

		for (size_t k = 0; k < m->n_winbacks; k++)
			later += m->winbacks[k].w.due_ms < w->due_ms;
		if (rows_query(m)[0] == '\0')
			score = PICKER_MAX - later;
		rows_add(r, w->conversation_id, score, w->name, w->comment, "");
	}
}

void
rows_states(struct rows *r)
{
	const char *title;

	for (size_t i = 0; (title = state_title(r->m, i)) != NULL; i++)
		if (picker_score_both(rows_query(r->m), title) > 0)
			rows_add(r, (int64_t)i + 1, PICKER_MAX - (int)i, title,
			    state_hint(r->m, i), "");
}

/* The answers to a question, in their order. */
void
rows_shared(struct rows *r)
{
	for (enum ban_answer i = BAN_ONLY; i <= BAN_NOBODY; i++) {
		char text[512];
		const char *words = ban_answer_words(r->m, i, text,
		    sizeof text);

		/* The view asks for the words again. */
		if (words != NULL)
			rows_add(r, i, PICKER_MAX - (int)i, "", "", "");
	}
}

/* The newest first. */
void
rows_blocked(struct rows *r)
{
	const struct model *m = r->m;

	for (size_t i = 0; i < m->bans.n; i++) {
		const struct ban *b = &m->bans.list[i];
		int score = picker_score_both(rows_query(m), b->name);

		if (score == 0)
			score = picker_score_both(rows_query(m), b->reason);
		if (rows_query(m)[0] == '\0')
			score = (int)i + 1;
		rows_add(r, b->id, score, b->name, b->reason, "");
	}
}
