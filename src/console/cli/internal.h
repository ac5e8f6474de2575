/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of this folder share; nobody else includes it.
 */
#ifndef CLI_INTERNAL_H
#define CLI_INTERNAL_H

#include "console/cli/cli.h"
#include "console/model/picker.h"

/* --- read.c --------------------------------------------------------------- */

/* Begins to print what the row is about; is_done when it has. */
bool read_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err);
/* Goes on when what was asked for has come. */
void read_event(struct cli_call *call, struct model *m,
    const struct event *ev, struct effects *e);

/* --- search.c ------------------------------------------------------------- */

bool search_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err);
void search_more(struct cli_call *call, struct model *m,
    const struct event *ev, struct effects *e);

/* --- stats.c -------------------------------------------------------------- */

void stats_free(struct cli_stats *x);
bool stats_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err);
void stats_more(struct cli_call *call, struct model *m,
    const struct event *ev, struct effects *e);

/* --- files.c -------------------------------------------------------------- */

bool files_attach(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err);
void files_looked(struct cli_call *call, struct model *m, struct effects *e);
bool files_list(struct cli_call *call, const struct model *m,
    struct err *err);
void files_saved(struct cli_call *call, const struct event *ev);

/* --- top.c ---------------------------------------------------------------- */

bool top_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err);
void top_more(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e);
/* An option of its own: how many arguments it takes, 0: it is none. */
int  top_option(struct cli_call *call, int argc, char **argv);
/* The figures and both tables, a line each. */
void top_put_text(struct str *out, const struct model *m);

/* --- print.c -------------------------------------------------------------- */

void print_conversation(struct cli_call *call, const struct model *m,
    const struct chat *c);
void print_operator(struct cli_call *call, const struct operator *o);
void print_canned(struct cli_call *call, const struct canned *c);
void print_winback(struct cli_call *call, const struct model *m,
    const struct winback *w);
void print_ban(struct cli_call *call, const struct model *m,
    const struct ban *b);
void print_session(struct cli_call *call, const struct session_info *s);
void print_found(struct cli_call *call, const struct model *m,
    const struct found *f);
void print_customer(struct cli_call *call, const struct customer *c);
/* One line of a transcript; as text nothing for what has no sentence. `c`
 * names the customer. */
void print_event(struct cli_call *call, const struct model *m,
    const struct chat *c, const struct event *ev);
/* Who wrote a line: the customer, an operator, "" for the desk itself. */
const char *print_author(const struct model *m, const struct chat *c,
    const struct line *line);
/* "queue 3 1:42 mine 2 0:41" for a status line. */
void print_status(struct cli_call *call, const struct model *m);

#endif
