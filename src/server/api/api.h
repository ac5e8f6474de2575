/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api.h - from requests to actions, and from what came of them to answers.
 *
 *   route.c    which function answers which method and path, who may ask
 *   answer.c   bodies, errors and headers
 *   job.c      a request that is answered later
 *   secret.c   passwords, tokens, secrets: the only place that knows sodium
 *   limit.c    how often somebody may try
 *   session.c  sign-in and sign-out
 *   sessions.c what is signed in: lists, ends, tokens
 *   totp.c     codes of a second factor: the only place that knows liboath
 *   read.c     what is asked of the store
 *   figures.c  the day in numbers
 *   write.c    what changes the desk
 *   block.c    blocks as they are listed
 *   supervise.c  reading along, the state of an operator
 *   file.c     files in and out
 *   stats.c    reports, win-backs that are due
 *   rate_link.c  links to rate a conversation
 *   poll.c     the held polls of operators and visitors
 *   estimate.c how good what who waits was told has been
 *   reload.c   the rules are read anew
 *   admin_totp.c  who needs a code
 *   gdpr.c     what is known of a customer, and erasing it
 *   admin.c    what only the desk's own socket may ask
 *
 * Nothing is decided here: handlers check the form, name the sender and hand
 * over to the hub. Everything runs in the loop's thread.
 */
#ifndef API_API_H
#define API_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/json.h"
#include "server/api/limit.h"
#include "server/api/secret.h"
#include "server/http/http.h"
#include "server/hub/hub.h"

#define API_HOLD_S	25	/* of a poll that names none */
#define API_MAX_HOLD_S	45
#define API_COOKIE	"dz"	/* the secret of a visitor without JavaScript */

enum api_rights {
	API_ANYBODY,
	API_VISITOR,		/* a secret: Bearer or the cookie */
	API_OPERATOR,		/* a token of a session */
	API_SUPERVISOR,		/* of a supervisor or an administrator */
	API_ADMIN		/* the desk's own socket */
};

struct api;

/* One request while it is being looked at; lives in api_handle(). */
struct api_call {
	struct api	    *api;
	struct http_request *r;
	struct desk_sender   sender;
	int64_t		     session_id;	/* of an operator */
	bool		     reads_only;	/* its token */
	bool		     watches_only;
	bool		     is_erased;	/* the visitor's secret is of somebody
					 * who was erased */
	struct action	     action;	/* type and ids of the path */
};

typedef void api_handler(struct api_call *c);

struct api_route {
	const char     *method;
	const char     *path;
	enum api_rights rights;
	api_handler    *handler;
};

struct page_texts;

/* What a channel adds: routes, files, and pages instead of JSON where a person
 * looks at the answer. */
struct api_channel {
	const struct api_route *routes;		/* ends with a NULL path */
	bool (*has_file)(const char *path);
	api_handler *file;
	void (*refuse)(struct api_call *c, int status);
	api_handler *form_with_file;		/* its body may be large */
};

struct api {
	/* set by the caller of api_start() */
	struct hub *hub;
	const char *desk_name;
	const char *language;		/* of visitors who name none we know */
	const char *const *frame_sites;	/* "https://shop.example" */
	size_t		   n_frame_sites;
	/* Reads the rules anew; NULL: cannot. */
	void (*reload)(void *ctx, void (*done)(void *arg,
	    const struct err *err), void *arg);
	void	   *reload_ctx;
	const char *admin_socket;	/* path of the desk's own socket */
	bool		   trust_owner;
	const char *const *appeals;	/* en, ru, pl; "": the usual ones */
	int64_t		   limit_pause_ms;	/* of who is limited */
	const char	  *rate_url;	/* of links to rate; "": there are none */
	int64_t		   rate_link_ms;	/* how long after the close */
	struct password_cost cost;
	const char	  *key_path;	/* of the desk's own key */
	const struct api_channel *channel;
	const struct page_texts	 *texts;	/* the channel's */
	/* own */
	struct limits *limits;
	int64_t	       started_ms;
	uint64_t       n_refused, n_passwords;	/* looked at */
	struct secret_key key;
	int64_t	       failed_ms;	/* the minute of the failed sign-ins */
	int	       n_failed;	/* that are counted here */
	struct token_job *tokens;	/* that are being made */
};

/* False: the desk's key can be neither read nor made. */
bool api_start(struct api *api, struct err *err);
void api_stop(struct api *api);
/* The handlers of the edge; ctx is the struct api. */
void api_handle(void *ctx, struct http_request *r);
int  api_admit(void *ctx, struct http_request *r, uint64_t len);
void api_gone(void *ctx, struct http_request *r, void *user);
/* Fills c->sender from the secret of the request; false: it has none that we
 * know, the sender is a visitor without a conversation. */
bool api_know_visitor(struct api_call *c);
bool api_is_admin(const struct api *api, const struct http_request *r);
/* "GET /api/v1/snapshot operator", a line each, of everything under /api. */
void api_routes_print(const struct api_channel *channel, struct str *out);

/* --- answers (answer.c) ------------------------------------------------ */

void api_answer_json(struct http_request *r, int status, const char *body,
    size_t len);
void api_answer_empty(struct http_request *r);		/* 204 */
/* `winner_id` of a conflict or 0. */
void api_answer_err(struct http_request *r, const struct err *err,
    int64_t winner_id);
/* 429: may try again in `retry_s` seconds. */
void api_answer_limited(struct http_request *r, int retry_s,
    const char *what);
void api_refuse(struct http_request *r, enum err_code code, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));
/* An HTML page with the headers a page needs; `headers` more or NULL. */
void api_answer_page(const struct api *api, struct http_request *r,
    int status, const char *headers, const struct str *html);
/* 303, as after every form. */
void api_answer_see(struct http_request *r, const char *location,
    const char *headers);
/* NULL, or the JSON of the body: the request was answered when it is NULL. */
struct json *api_body(struct http_request *r);

/* --- a request that is answered later (job.c) -------------------------- */

/* The first member of what a handler needs until then. Freed with free(). */
struct api_job {
	struct api	    *api;
	struct http_request *r;		/* NULL: the client went away */
	struct hub_wait	    *wait;	/* parked: ends with the client */
};

/* Zeroed memory of `size` bytes with the job in front, the request kept. */
void *api_job_new(const struct api_call *c, size_t size);
/* Once: the answer, if somebody still waits for it. */
void api_job_json(struct api_job *j, int status, const char *body, size_t len);
void api_job_empty(struct api_job *j);
/* A hub_answer for a job that is nothing else: what the hub says is the answer;
 * frees it. api_ask() is a query that is answered so. */
void api_job_told(void *ctx, const struct err *err, const char *body,
    size_t len);
void api_ask(const struct api_call *c, const struct hub_query *q);
void api_job_err(struct api_job *j, const struct err *err, int64_t winner_id);

/* A block that would strike others (block.c). */
void api_job_shared(struct api_job *j, const struct err *err, int n_struck,
    const struct desk_sender *sender, const struct action *a);

/* --- handlers ---------------------------------------------------------- */

api_handler api_sign_in, api_sign_out, api_sessions, api_session_revoke;
api_handler api_snapshot, api_transcript, api_customer, api_canned;
api_handler api_search, api_figures, api_stats, api_winbacks;
api_handler api_admin_why, api_blocks;
api_handler api_write, api_typing, api_presence;
api_handler api_read_along, api_force, api_operator_sign_out;
api_handler api_poll_operator, api_poll_visitor;
api_handler api_file_put, api_file_get;
/* What a file is called and is from here on, by what its sender says. */
void api_file_name(const struct api *api, const char *said_name,
    const char *said_type, char name[MAX_FILE_NAME_BYTES + 1],
    char type[MAX_FILE_TYPE_BYTES + 1]);
api_handler api_admin_list_operators, api_admin_list_departments;
api_handler api_admin_list_canned, api_admin_put_operator, api_admin_status;
api_handler api_admin_import_canned, api_admin_canned_uses;
api_handler api_admin_named, api_admin_customer, api_admin_transcript;
api_handler api_admin_file, api_admin_erase;
api_handler api_admin_audit, api_admin_audit_verify;
api_handler api_admin_sessions, api_admin_revoke, api_admin_token;
api_handler api_admin_totp, api_admin_reload, api_admin_estimates;

/* Reads the body into c->action and checks it; what was read lives as long as
 * `arena` and `*body`, which the caller frees. False: answered. */
bool api_read_action(struct api_call *c, struct arena *arena,
    struct json **body);

#endif
