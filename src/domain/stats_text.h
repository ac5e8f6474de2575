/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_text.h - figures as people and spreadsheets read them.
 *
 * A table has columns of cells, aligned by what they take on a terminal; text
 * from outside is safe. A cell of CSV (RFC 4180) that a spreadsheet would take
 * for a formula begins with an apostrophe.
 */
#ifndef DOMAIN_STATS_TEXT_H
#define DOMAIN_STATS_TEXT_H

#include "base/str.h"
#include "domain/stats_ask.h"

#define STATS_COLS 72		/* of a report that is mailed */

/* How numbers are called ("" when it is unknown), and the desk. */
typedef const char *stats_name_fn(void *ctx, int64_t operator_id,
    int64_t department_id);
struct stats_names {
	stats_name_fn *name;
	void	      *ctx;
	const char    *desk;
};

/* An answer as text: whatever was asked for, and what is not in it any more. */
void stats_put_text(struct str *out, const struct stats_ask *q,
    const struct stats *s, const struct stats_names *names);
/* The last alone: nothing when all of it is there. */
void stats_put_gone(struct str *out, const struct stats_ask *q,
    const struct stats *s);

/* "0:42", "12:05", "3h07"; "-" for STATS_NONE. */
char *stats_span_text(char *buf, size_t size, int64_t ms);
/* What the line is of, in words: a name, a language, "09:00". */
void stats_label(char *buf, size_t size, enum stats_by by,
    const struct stats_line *line);

/* The table of all lines and their total. */
void stats_put_table(struct str *out, const struct stats *s);
/* The total alone, a figure to a line. */
void stats_put_total(struct str *out, const struct stats *s);
/* A row to a line. */
void stats_put_rows(struct str *out, const struct stats_ask *q,
    const struct stats *s, const struct stats_names *names);

void stats_put_csv(struct str *out, const struct stats *s);
void stats_put_csv_rows(struct str *out, const struct stats_ask *q,
    const struct stats *s, bool has_head, const struct stats_names *names);

/* One cell and the comma before it, unless it is the first of its line. */
void stats_put_cell(struct str *out, const char *text, bool is_first);

/* Parts of a day's report: its head and total; a table of `by`; its hours. */
void stats_put_day_head(struct str *out, const struct stats_ask *q,
    const struct stats *s, const char *desk);
void stats_put_day_part(struct str *out, const struct stats *s);

#endif
