/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transcript_view.h - what transcript_view.c (how lines look) and
 * transcript_place.c (which of them are on the screen) share.
 */
#ifndef VIEW_TRANSCRIPT_VIEW_H
#define VIEW_TRANSCRIPT_VIEW_H

#include "console/view/internal.h"

struct shape {
	struct rect r;
	int  clock_cols, name_cols;	/* with a blank after them; 0: none */
	int  text_col, text_cols;	/* from the pane's left */
	int  sentence_col;
	int64_t today, seen_seq;
};

/* The rows above a line's text, in this order. */
enum head { HEAD_GAP, HEAD_DAY, HEAD_NEW, HEADS };

/* The line at the top, and how many of its rows are above. */
struct start { size_t line; int skip; };

/* What was said, and the files that came with it. */
const char *line_text(const struct line *line);
bool line_is_said(const struct line *line);
/* Which heads the line has, at most HEADS; how many. */
int line_heads(const struct shape *s, const struct chat *c, size_t i,
    enum head heads[HEADS]);
/* What stands in its text's column. */
struct wrapped line_wrap(const struct draw *d, const struct shape *s,
    const struct chat *c, const struct line *line);
/* Why it was not sent. */
struct wrapped line_wrap_why(const struct draw *d, const struct shape *s,
    const struct line *line);
/* All its rows. */
int line_rows(const struct draw *d, const struct shape *s,
    const struct chat *c, size_t i);

/* Where the transcript begins in the pane; tells it in shown->top and ->above.
 */
struct start transcript_start(const struct draw *d, const struct shape *s,
    const struct chat *c, struct shown *shown);
/* Where it begins better, when something stands beside the pane. */
void transcript_jump(const struct draw *d, const struct shape *s,
    const struct chat *c, struct start *start);

#endif
