/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of the native driver share: its state, and what
 * they call of each other.
 */
#ifndef BACKEND_INTERNAL_H
#define BACKEND_INTERNAL_H

#include "console/backend/backend.h"
#include "proto/proto.h"

#define WRITE_TIMEOUT_MS 20000

/* One action that is on its way or waits for its turn. */
struct job {
	struct job	   *next;
	struct backend	   *b;
	struct net_request *request;
	enum action_type    type;
	int64_t		    conversation_id, customer_id, before, number;
	char		    client_id[CLIENT_ID_BYTES + 1];
	const char	   *method;	/* of the route table */
	char		   *path, *body;
	size_t		    len;	/* of the body */
	char		   *name, *dir;	/* of a file; dir: where it goes */
	bool		    needs_body;	/* of a file, being read */
	int		    percent;	/* told last */
	bool		    is_kept;
	int		    attempt;
	int64_t		    not_before_ms;
};

struct backend {
	struct net	    *net;
	struct backend_sink  sink;
	char		     token[sizeof ((struct account *)0)->token];
	char		     cursor[PROTO_CURSOR_BYTES + 1];	/* "": none */
	struct net_request  *poll;	/* the poll or the snapshot */
	bool		     is_snapshot, is_closed, needs_sign_in;
	bool		     is_untrusted;	/* the desk, by its certificate */
	int		     attempt;
	bool		     is_lost;	/* nobody answered the last poll */
	int		     n_quick;	/* quick ones in a row, no news */
	bool		     is_new_cursor; /* of a snapshot, not polled yet */
	int64_t		     next_ms;	/* when the next poll may start */
	int64_t		     poll_since_ms;
	int		     hold_s, whole_holds;
	int		     watch;	/* 0: our poll is presence */
	int		     console;	/* our number beside others of the
					 * same session */
	char		     away[16];	/* why nobody is here; "": somebody */
	enum link_state	     link;
	int		     round_trip_ms;
	struct job	    *jobs;	/* oldest first */
	int		     n_jobs;
	unsigned	     random;
};

/* --- native.c ------------------------------------------------------------ */

void native_tell_link(struct backend *b, enum link_state link, int retry_ms,
    const struct err *why);
/* The token is not known any more: says so once. */
void native_ask_sign_in(struct backend *b, const struct err *why);
/* A number for a jitter. */
unsigned native_random(struct backend *b);

/* --- native_answer.c ----------------------------------------------------- */

/* Is it an answer that says "no", and what does it say? */
bool native_answer_error(const struct net_answer *a, struct err *why,
    int64_t *winner_id);
/* Hand the sink what the answer holds and move the cursor. */
bool native_read_snapshot(struct backend *b, const struct net_answer *a,
    struct err *err);
bool native_read_events(struct backend *b, const struct net_answer *a,
    size_t *n_moment, struct err *err);

/* --- native_jobs.c: actions ---------------------------------------------- */

/* Queued, not done. Copies the action. */
bool native_queue(struct backend *b, const struct action *a, struct err *err);
bool native_withdraw(struct backend *b, const char *client_id);
/* Starts what is due. */
void native_pump_jobs(struct backend *b, int64_t now_ms);
/* The line is back: what waits for it goes out at once. */
void native_jobs_again(struct backend *b);
/* When the next one is due, INT64_MAX: none waits. */
int64_t native_jobs_due_ms(const struct backend *b);
void native_give(struct backend *b, const char *client_id, char *bytes_own,
    size_t len, const struct err *err);
void native_jobs_free(struct backend *b);

#endif
