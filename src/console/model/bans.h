/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bans.h - who may not write, as an operator says it: the form of C-x X, the
 * question when others would be struck, the list, and a moment to undo it.
 * In this code a block is something in the sidebar; what people call a block
 * is a ban (domain/ban.h).
 *
 * What is asked for goes out at once. A desk that answers "others write from
 * there, too" has done nothing: then the operator is asked, with their names,
 * and may block this visitor alone (what Enter does), all, or nobody. The
 * question opens by itself only if no key was pressed since, and gives way to
 * what is typed, so it never takes a letter that was meant for somebody else; no
 * digit answers it. /block opens it again.
 */
#ifndef MODEL_BANS_H
#define MODEL_BANS_H

#include "base/str.h"
#include "domain/ban.h"
#include "domain/client_id.h"

#define BAN_UNDO_MS    5000
#define BAN_NAMES_BYTES 512

enum ban_row { BAN_ROW_WHOM, BAN_ROW_HOW, BAN_ROW_SPAN, BAN_ROW_REASON,
	BAN_ROWS };
/* The answers to the question, in their order. */
enum ban_answer { BAN_ONLY = 1, BAN_ALL, BAN_NOBODY };

/* What is wanted; also what was sent last. */
struct ban_form {
	int64_t	      chat_id;		/* 0: an address without one */
	enum ban_kind kind;
	int	      prefix;		/* 0: the usual */
	bool	      is_limit;
	int64_t	      span_ms;		/* 0: until it is ended */
	int	      despite;
	char	      address[ADDRESS_TEXT_BYTES];
	char	      reason[MAX_BAN_REASON_BYTES + 1];
};

struct bans_held {
	struct ban_form form;		/* that is being filled in */
	enum ban_row	row;
	struct ban_form sent;
	char	client_id[CLIENT_ID_BYTES + 1];	/* of it, or "" */
	int64_t keys;			/* n_keys when it was sent */
	bool	is_asking;		/* `sent` waits for an answer */
	int	others;			/* so many would be struck ... */
	char	names[BAN_NAMES_BYTES];	/* ... some of them by name */
	int64_t undo_id, undo_until_ms;	/* a block of mine, just made */
	/* The list, as it was told last. */
	struct ban *list;
	size_t	    n;
	bool	    is_asked;
	int64_t	    ending;		/* one more Enter ends it */
};

struct model;
struct chat;
struct event;
struct effects;
struct pending;

void bans_clear(struct bans_held *b);
/* What has happened: mine can be undone for a moment. */
void bans_event(struct model *m, const struct event *ev);
/* False: it was none of these. */
bool bans_refused(struct model *m, const struct pending *p,
    const struct event *ev);
void bans_told(struct model *m, const struct event *ev);
/* Ends what I have just made. False: there is nothing. */
bool bans_undo(struct model *m, struct effects *e);
const struct ban *bans_find_held(const struct model *m, int64_t id);

/* The form: other values in its row, the next row, and Enter. */
void ban_form_open(struct model *m, bool is_limit);
void ban_form_move(struct model *m, int by);
bool ban_form_turn(struct model *m, const char *how);	/* "left", "right" */
void ban_form_send(struct model *m, struct effects *e);
void ban_ask_open(struct model *m);
/* It was not answered: what is typed goes on being typed. */
void ban_ask_left(struct model *m);
void ban_ask_choose(struct model *m, struct effects *e);
void bans_choose(struct model *m, struct effects *e);
bool ban_send(struct model *m, const struct ban_form *f, struct effects *e);

/* Words of a row; NULL: there is none. */
const char *ban_span_words(int64_t span_ms, char *buf, size_t size);
const char *ban_kind_words(enum ban_kind kind);
/* "Anna blocked the visitor."; `who` has been made safe. Returns buf. */
const char *ban_done_words(enum ban_kind kind, bool is_limit,
    const char *who, char *buf, size_t size);
const char *ban_answer_words(const struct model *m, enum ban_answer answer,
    char *buf, size_t size);
/* "3 other visitors write from there: Anna, Ben" */
char *ban_shared_words(const struct model *m, char *buf, size_t size);
/* Does it hold now, as its conversation tells it? */
bool ban_is_on(const struct model *m, const struct chat *c);

#endif
