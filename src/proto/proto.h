/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proto.h - the native wire form (doc/protocol.md), read and written by both
 * programs from one description, so that they cannot drift apart.
 *
 * Reading is strict about what it knows and blind to members it does not
 * know: an unknown member is skipped, an unknown event type is ERR_UNSUPPORTED
 * (the caller skips and counts it), a wrong type or range is ERR_PROTO. What
 * was read borrows from the arena given.
 */
#ifndef PROTO_PROTO_H
#define PROTO_PROTO_H

#include "base/arena.h"
#include "base/json.h"
#include "domain/action.h"
#include "domain/figures.h"
#include "domain/found.h"
#include "domain/session.h"
#include "domain/snapshot.h"
#include "domain/stats.h"

#define PROTO_VERSION 1
#define PROTO_CURSOR_BYTES 40	/* "5f3a9c01.1234" */
#define PROTO_ANSWER_BYTES (16 * 1024 * 1024)	/* largest answer accepted */

/* --- routes: one table ------------------------------------------------- */

/* Who may ask. */
enum proto_side { PROTO_OPERATOR, PROTO_VISITOR, PROTO_ADMIN };

struct proto_route {
	enum proto_side	 side;
	enum action_type action;
	const char	*method;
	const char	*path;	/* "{conversation}", "{customer}", "{id}",
				 * "{operator}" and "{session}" stand
				 * for a positive decimal number */
};
extern const struct proto_route proto_routes[];
extern const size_t		proto_n_routes;

/* The route of an action, with its path made (and `?before=` where a
 * transcript asks for it); NULL when there is none. */
const struct proto_route *proto_route_of(enum proto_side side,
    const struct action *a, struct str *path);
/* Finds method and path (up to its '?'); fills the ids of the path into `a`
 * (initialised here). NULL: no such path; *path_known (may be NULL) tells a path that
 * exists with another method (405). */
const struct proto_route *proto_route_find(const char *method,
    const char *path, struct action *a, bool *path_known);

/* --- cursor ------------------------------------------------------------ */

/* `epoch` names the database: 8 hex digits. */
void proto_cursor_format(char buf[PROTO_CURSOR_BYTES + 1], const char *epoch,
    int64_t seq);
bool proto_cursor_parse(const char *text, char epoch[9], int64_t *seq,
    struct err *err);

/* --- values ------------------------------------------------------------ */

/* For whom an event is written: a visitor never gets transfer notes, outcomes
 * or operators' ids; `name` of an operator's event is put for visitors. */
enum proto_reader { PROTO_FOR_OPERATOR, PROTO_FOR_VISITOR };

/* Only types up to EVENT_PRESENCE, for a visitor only public ones. */
void proto_event_write(struct json_out *w, const char *key,
    const struct event *ev, enum proto_reader reader);
bool proto_event_read(const struct json *j, struct arena *a, struct event *ev,
    struct err *err);

/* The body of an action's request (ids that are in the path are left out);
 * nothing when it has none. */
void proto_action_write(struct str *body, const struct action *a);
/* Fills what the body holds into `a`, whose type and ids are set already. A
 * text over its limit is ERR_TOO_LARGE. action_check() says what is missing.
 * `j` may be NULL where a body is not needed. */
bool proto_action_read(const struct json *j, struct arena *arena,
    struct action *a, struct err *err);

void proto_conversation_write(struct json_out *w, const char *key,
    const struct conversation *c);
bool proto_conversation_read(const struct json *j, struct conversation *c,
    struct err *err);
void proto_operator_write(struct json_out *w, const char *key,
    const struct operator *o);
bool proto_operator_read(const struct json *j, struct operator *o,
    struct err *err);
void proto_department_write(struct json_out *w, const char *key,
    const struct department *d);
bool proto_department_read(const struct json *j, struct department *d,
    struct err *err);
void proto_canned_write(struct json_out *w, const char *key,
    const struct canned *c);
bool proto_canned_read(const struct json *j, struct arena *a,
    struct canned *c, struct err *err);
void proto_customer_write(struct json_out *w, const char *key,
    const struct customer *c);
bool proto_customer_read(const struct json *j, struct arena *a,
    struct customer *c, struct err *err);
void proto_session_write(struct json_out *w, const char *key,
    const struct session_info *s);
bool proto_session_read(const struct json *j, struct session_info *s,
    struct err *err);
/* {"sessions":[...]} */
bool proto_sessions_read(const struct json *j, struct arena *a,
    struct session_info **list, size_t *n, struct err *err);
void proto_figures_write(struct json_out *w, const char *key,
    const struct figures *f);
bool proto_figures_read(const struct json *j, struct figures *f,
    struct err *err);
/* "?since=...&department=...&unless=...", from before, department_id and text
 * (a version). */
void proto_figures_path(struct str *path, const struct action *a);
void proto_file_write(struct json_out *w, const char *key,
    const struct file *file);
/* "masks": the desk's own patterns. */
void proto_masks_write(struct json_out *w, const struct mask_pattern *list,
    size_t n);
/* "templates": what outcomes bring along. */
void proto_templates_write(struct json_out *w, const struct outcome *list,
    size_t n);
void proto_snapshot_write(struct json_out *w, const char *key,
    const struct snapshot *s);
bool proto_snapshot_read(const struct json *j, struct arena *a,
    struct snapshot *s, struct err *err);

/* --- answers ----------------------------------------------------------- */

/* {"error":"conflict","message":"...","operator":3}; operator_id 0: none. */
void proto_error_write(struct str *body, const struct err *err,
    int64_t operator_id);
/* Reads it back; a body that is none gives the status' code. */
void proto_error_read(const struct json *j, int status, struct err *err,
    int64_t *operator_id);

/* What a poll brings. */
struct proto_poll {
	const char   *cursor;
	bool	      more;
	struct event *events;	/* as the desk sent them: a sound one in its
				 * sequence, each once */
	size_t	      n_events;
	struct event *moment;	/* typing, presence */
	size_t	      n_moment;
	size_t	      n_skipped;	/* of unknown type, or ill-formed */
};
bool proto_poll_read(const struct json *j, struct arena *a,
    struct proto_poll *p, struct err *err);

/* {"events":[...],"complete":true}: a page of a conversation, ascending. */
struct proto_transcript {
	struct event *events;
	size_t	      n_events;
	bool	      is_complete;	/* nothing older exists */
	size_t	      n_skipped;
};
bool proto_transcript_read(const struct json *j, struct arena *a,
    struct proto_transcript *t, struct err *err);

/* {"hits":[...],"before":57,"complete":false}: newest first. What was not
 * looked through yet is asked for with `before`. */
struct proto_search {
	struct found *hits;
	size_t	      n;
	int64_t	      before;
	bool	      is_complete;	/* everything was looked through */
};
void proto_found_write(struct json_out *w, const struct found *f);
bool proto_search_read(const struct json *j, struct arena *a,
    struct proto_search *s, struct err *err);
/* "?q=...&customer=...&before=...", from text, customer_id and before. */
void proto_search_path(struct str *path, const struct action *a);

/* {"canned":[...]} */
bool proto_canned_list_read(const struct json *j, struct arena *a,
    const struct canned **list, size_t *n, struct err *err);

/* --- reports (stats.c) --------------------------------------------------- */

void proto_stats_row_write(struct json_out *w, const struct stats_row *row);
void proto_stats_line_write(struct json_out *w, const char *key,
    const struct stats_line *line);
/* The members of an answer: rows where there is a list of them, else figures. */
void proto_stats_write(struct json_out *w, const struct stats *s);
/* A line of JSON for each row or line, and for the total. */
void proto_stats_lines(struct str *out, const struct stats *s);
/* Lines and rows are in the arena. */
bool proto_stats_read(const struct json *j, struct arena *a, struct stats *s,
    struct err *err);
/* `with_range`: whoever reads it may know from where somebody wrote. */
void proto_ban_write(struct json_out *w, const struct ban *b,
    bool with_range);
bool proto_ban_read(const struct json *j, struct ban *b, struct err *err);
void proto_winback_write(struct json_out *w, const struct winback *b);
bool proto_winback_read(const struct json *j, struct arena *a,
    struct winback *b, struct err *err);

#endif
