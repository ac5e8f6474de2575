/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of the edge share with each other.
 *
 *   listen.c  sockets that take strangers in
 *   loop.c    the turn: timers, signals, posted calls, the end
 *   conn.c    one connection: its states, deadlines, bytes out
 *   intake.c  bytes in: head, body, whole request to the handler
 *   parse.c   the seam to llhttp
 *   request.c what a handler may ask of a request
 *   params.c  names and values: query, form, cookies
 *   answer.c  headers, compression, refusals
 *   peer.c    addresses: who is it, how many, who is believed
 */
#ifndef HTTP_INTERNAL_H
#define HTTP_INTERNAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "base/slab.h"
#include "server/http/http.h"
#include "server/http/multipart.h"
#include "server/http/parse.h"

#define HTTP_SCRATCH_BYTES 16384
#define HTTP_NEVER	   INT64_MAX

/* --- addresses (peer.c) ------------------------------------------------ */

#define PEER_TEXT_BYTES 46

/* IPv4 lives in ::ffff:0:0/96, so that there is one form of an address. */
struct peer_addr {
	unsigned char bytes[16];
	bool	      is_unix;
};

struct peer_network {
	struct peer_addr addr;
	int		 bits;
};

struct peer_counts;		/* connections per address */

struct peer_counts *peer_counts_new(void);
void peer_counts_free(struct peer_counts *counts);
/* Counts one more of `addr`; false, and nothing counted, when there are `max`
 * already or no memory. IPv6 is counted by /64: a customer owns one whole. */
bool peer_counts_add(struct peer_counts *counts, const struct peer_addr *addr,
    int max);
void peer_counts_drop(struct peer_counts *counts, const struct peer_addr *addr);

void peer_from_socket(struct peer_addr *addr, const struct sockaddr *sa);
/* "192.0.2.1", "2001:db8::1", "[2001:db8::1]:443", "192.0.2.1:80" */
bool peer_parse(struct peer_addr *addr, const char *text, size_t len);
void peer_text(const struct peer_addr *addr, char text[PEER_TEXT_BYTES]);
bool peer_is_trusted(const struct http_loop *l, const struct peer_addr *addr);

/* --- names and values (params.c) --------------------------------------- */

enum params_form { PARAMS_URL, PARAMS_COOKIE };

struct params {
	char *text;			/* owns what the items point into */
	struct param { const char *name, *value; } *items;
	int n_items;
};

/* 0, or the status to refuse with: 400 for a bad escape, NUL, text that is no
 * UTF-8 or too many fields; 503 for no memory. Cookies are never refused. */
int params_parse(struct params *p, const char *bytes, size_t len,
    enum params_form form);
const char *params_find(const struct params *p, const char *name);
void params_clear(struct params *p);
/* Undoes %XX in place; returns the new length, or -1 (bad escape, NUL). */
long params_unescape(char *text, size_t len, bool plus_is_space);

/* --- a request --------------------------------------------------------- */

struct http_request {
	struct conn	 *conn;
	struct parse_head head;		/* owns the text of the head */
	enum http_method  method;
	bool		  is_kept, keep_alive, is_chunked, wants_continue;
	bool		  is_forwarded, is_secure, is_cookies_read;
	uint64_t	  content_length;
	size_t		  max_body;
	size_t		  large;	/* of the loop's n_large */
	const char	 *path;		/* in head.text */
	char		 *body;
	size_t		  body_len, body_cap;
	size_t		  body_seen;	/* of a large one, at the last look */
	struct params	  query, form, cookies;
	struct multipart *parts;	/* NULL: not asked for, or none */
	void		 *user;
	char		  peer[PEER_TEXT_BYTES];
};

/* Reads a head of `len` bytes that ends with its empty line. Returns 0 and
 * the request, or the status to refuse with. */
int request_new(struct conn *c, const char *bytes, size_t len,
    struct http_request **out, struct parse **parse);
/* After the head: may its body be read? 0, or the status to refuse with. */
int request_admit(struct http_request *r);
/* Its time for the body is over: does a large one come, so that it gets as much
 * again? A slow line is no attack; what takes room and does not come is. */
bool request_goes_on(struct http_request *r);
/* What can be said only once the body is here. Same result. */
int request_complete(struct http_request *r);
void request_free(struct http_request *r);
/* Is `token` an element of the comma list in header `name`? */
bool request_has_token(const struct http_request *r, const char *name,
    const char *token);

/* --- a connection (conn.c) --------------------------------------------- */

enum conn_state {
	CONN_READ,	/* waits for bytes of a request */
	CONN_PARKED,	/* the handler keeps its request */
	CONN_WRITE,	/* the rest of an answer waits for the socket */
	CONN_LINGER	/* said all; eats what still comes, then closes */
};

/* How far the search for the end of a head came. */
struct scan { size_t at, line; int n_lines; };

struct conn {
	struct http_loop    *loop;
	struct conn	    *next, **link;
	struct event	     io, timer;
	int64_t		     deadline_ms, armed_ms;
	int		     fd;
	enum conn_state	     state;
	bool		     busy;	/* in use further up the stack */
	bool		     dead;	/* to be freed when not busy */
	bool		     close_after, is_counted;
	bool		     is_timed;	/* what is read now has its deadline */
	bool		     is_refused;
	long		     uid;
	struct peer_addr     peer;
	struct scan	     scan;
	char		    *in;	/* read, not yet used */
	size_t		     in_len, in_cap;
	char		    *out;	/* not yet written */
	size_t		     out_len, out_at;
	size_t		     out_large;	/* given back when it is out */
	struct http_request *request;	/* being read, or with the handler */
	struct parse	    *parse;	/* while a body is read */
};

/* Takes `fd` over. */
void conn_new(struct http_loop *l, int fd, const struct peer_addr *peer,
    bool is_counted);
/* Ends it now; a kept request is told to its handler. */
void conn_cut(struct conn *c);
/* The desk closes: cut unless a request is under way. */
void conn_stop(struct conn *c);
/* One write; what the socket does not take waits in `out`. */
void conn_send(struct conn *c, const struct iovec *parts, int n);
/* When nothing is left to write: its room is others'. */
void conn_give_large(struct conn *c);
/* Goes to the state that the fields ask for: write on, park, close, read. */
void conn_settle(struct conn *c);
void conn_deadline(struct conn *c, int after_ms);

/* --- input (intake.c) -------------------------------------------------- */

/* Adds bytes to c->in; false: no memory. */
bool intake_put(struct conn *c, const char *bytes, size_t len);
/* Uses what c->in holds: hands out requests until one is kept, an answer is
 * not written whole, or bytes are missing. */
void intake_run(struct conn *c);

/* --- answers (answer.c) ------------------------------------------------ */

/* Says `status` with its JSON code and closes. Ends c->request silently. */
void answer_refuse(struct conn *c, int status);
/* The same on a socket that never became a connection; does not close it. */
void answer_turn_away(int fd, int status);
struct gzip;
void answer_gzip_free(struct gzip *z);

/* --- sockets (listen.c) ------------------------------------------------ */

void listen_close_all(struct http_loop *l);

/* --- the loop (loop.c) ------------------------------------------------- */

struct http_loop {
	struct event_base    *base;
	struct http_limits    limits;
	struct http_handlers  handlers;
	struct conn	     *conns;
	struct slab	     *conn_pieces;	/* what they are made of */
	struct listener	     *listeners;
	struct http_timer    *timers;
	struct loop_signal   *signals;
	struct loop_posts    *posts;
	struct peer_counts   *peers;
	struct peer_network  *trusted;
	int		      n_trusted;
	bool		      is_stopping;
	struct event	      grace;
	struct gzip	     *gzip;
	size_t		      n_large;	/* bytes promised to large bodies */
	atomic_int	      n_conns, n_parked;
	int		      most_conns;	/* since memory was given back */
	bool		      is_flooded;	/* was, and not all was given back */
	atomic_ullong	      n_requests, n_refused;
	char		      scratch[HTTP_SCRATCH_BYTES];
};

/* Ends the turn if the desk closes and nobody is left. */
void loop_check_end(struct http_loop *l);

#endif
