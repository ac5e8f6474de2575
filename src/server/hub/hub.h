/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hub.h - the one writer, the readers, and who waits for news.
 *
 * Threads: everything here is called from the loop's thread, and every
 * callback comes in the loop's thread (through `post`). Inside, the writer
 * thread owns the store's writing side: it takes all that is queued, decides
 * each action (desk/), appends in ONE transaction, commits, and only then are
 * the events shown to anybody, the waiting polls woken and the senders
 * answered - in that order. When the commit fails all of that turn are
 * refused with ERR_STORE and the writer's desk is loaded anew from what is on
 * disk, so nothing that was not stored is ever seen. Reader threads have read
 * connections of their own and never block the writer.
 */
#ifndef HUB_HUB_H
#define HUB_HUB_H

#include "base/str.h"
#include "base/utf8_words.h"
#include "domain/mask.h"
#include "domain/outcome.h"
#include "base/zone.h"
#include "domain/stats.h"
#include "server/desk/desk.h"
#include "server/desk/estimate.h"
#include "server/desk/route.h"
#include "server/desk/figures.h"

#define HUB_SECRET_BYTES 32	/* BLAKE2b of a token or secret */
#define HUB_HASH_BYTES	 128	/* of a password, as text */

struct hub;

/* BLAKE2b, of a floor above. */
typedef void hub_hash(unsigned char out[HUB_SECRET_BYTES], const void *bytes,
    size_t len);

struct hub_config {
	const char *data_dir;		/* made 0700; holds desk.db and lock */
	const char *desk_name;
	hub_hash   *hash;		/* of the audit trail */
	const char *const *outcomes;
	size_t	    n_outcomes;
	bool	    tells_reading;	/* an operator hears who reads along */
	bool	    operators_edit_canned;	/* also the shared ones */
	bool	    operators_see_figures;	/* not only supervisors */
	int64_t	    max_file_bytes;	/* 0: no files */
	int64_t	    max_files;		/* of a conversation */
	int64_t	    first_target_ms, next_target_ms, wrap_up_target_ms;
	struct desk_rules rules;	/* return_after_ms 0: the usual */
	const struct route_rules *routes;	/* copied; NULL: none */
	route_open_fn *is_open;		/* of any thread; NULL: always */
	void	      *open_ctx;
	/* Borrowed until hub_close(). */
	const struct outcome *templates;
	size_t	    n_templates;
	const char *const *customer_fields;	/* names that are offered */
	size_t	    n_customer_fields;
	struct mask mask;	/* what is masked beside cards and accounts */
	int64_t	    session_idle_ms;	/* unused; 0 or INT64_MAX: for ever */
	int64_t	    session_age_ms, token_age_ms;	/* since it was made */
	/* How long closed conversations and the audit trail are kept; 0 or
	 * INT64_MAX: for ever. */
	int64_t	    keep_ms, keep_audit_ms;
	int64_t	    keep_desk_ms;	/* events of no conversation */
	int64_t	    keep_team_ms;	/* what was said in rooms of the team */
	int64_t	    keep_addresses_ms;	/* of visitors; 0: not at all */
	int64_t	    keep_events_ms;	/* a cursor older than this expires */
	/* Without a poll of a console for so long: offline (0: a minute). While
	 * they write up what they closed, operators are PRESENCE_WRAP_UP. */
	int64_t	    lost_ms;
	bool	    wraps_up;
	const char *const *reasons;	/* to be away, that are offered */
	size_t	    n_reasons;
	bool	    fixed_reasons;	/* and no others */
	int	    ring_events;	/* how many are kept in memory: 16384 */
	/* Runs fn(arg) in the loop's thread. From any thread. */
	void (*post)(void *ctx, void (*fn)(void *arg), void *arg);
	/* Now + timers are the loop's: the caller calls hub_tick() once a
	 * second (presence, holds). */
	void *post_ctx;
};

/* ERR_IN_USE: the data directory has another owner; ERR_NEWER: a database of
 * a newer version; ERR_IO: not writable; ERR_STORE: damaged. Sentences say
 * which file and what to do. */
struct hub *hub_open(const struct hub_config *config, struct err *err);
/* Ends the holds (hub_shut), drains what is queued, commits, checkpoints,
 * stops the threads. Everybody who waits for an answer gets it before this
 * returns. Not to be called from a callback of the hub. */
void hub_close(struct hub *h);
/* Answers every held poll with HUB_SHUT and takes no more; writes go on. */
void hub_shut(struct hub *h);
void hub_tick(struct hub *h, int64_t now_ms);

/* What was committed so far, for rights and lists in the loop's thread. */
const struct desk *hub_desk(const struct hub *h);
/* From now on these count, for who waits as well; nobody's poll ends. Who
 * decides and who shows get all of them or none. What `rules` point to is
 * borrowed until others are set; `routes` (NULL: as they are) are copied.
 * `done` (may be NULL) says that nobody reads those that were set before. */
void hub_set_rules(struct hub *h, const struct desk_rules *rules,
    const struct route_rules *routes, void (*done)(void *ctx), void *ctx);
const char	  *hub_epoch(const struct hub *h);	/* 8 hex digits */
int64_t		   hub_last_seq(const struct hub *h);

/* --- writing ----------------------------------------------------------- */

struct hub_result {
	struct err  err;	/* code ERR_NONE: stored */
	int64_t	    winner_id;	/* of a conflict */
	int	    n_struck;	/* of ERR_SHARED: so many others */
	bool	    is_repeat;	/* the same client id was stored before */
	/* The one that carries the client id; borrowed, never NULL when it was
	 * stored. With seq 0 nothing had to change (read further already,
	 * closed already); is_repeat is set then. */
	const struct event *event;
	int64_t	    conversation_id, customer_id;
};
typedef void hub_done(void *ctx, const struct hub_result *result);
typedef void hub_answer(void *ctx, const struct err *err, const char *body,
    size_t len);

/* Copies the action, with its texts masked (domain/mask.h). `secret_hash`: of a
 * visitor's new conversation the hash of the secret to store, else NULL. `done`
 * may be NULL. */
void hub_submit(struct hub *h, const struct desk_sender *s,
    const struct action *a, const unsigned char *secret_hash, hub_done *done,
    void *ctx);

/* --- sessions and secrets (durable; found in memory) ------------------- */

/* What a token stands for. One that the administrator made (`is_token`) has
 * another limit of age and none of idleness. */
struct hub_session {
	int64_t id;
	int64_t operator_id;
	int64_t made_ms, used_ms;
	char	device[65];
	char	address[64];		/* of the last use */
	bool	is_token, reads_only;
	bool	watches_only;	/* then reads_only too */
	unsigned char hash[HUB_SECRET_BYTES];
};
/* What a sign-in is proved with, and from where: used up with it. */
struct hub_proof {
	char	who[64];		/* limits_who(); "": not remembered */
	char	hash[HUB_HASH_BYTES];	/* of the password, as it was stored;
					 * "": it was not asked for */
	int64_t step;			/* of a code; 0: there was none */
	bool	has_recovery;
	unsigned char recovery[HUB_SECRET_BYTES];
};
/* `proof` may be NULL. In the meantime its code was used (ERR_AUTH), or the
 * password changed (ERR_BUSY). */
void hub_session_put(struct hub *h, const struct hub_session *s,
    const struct hub_proof *proof, hub_done *done, void *ctx);
/* Dead at once, with its held polls (HUB_ENDED); `done` (may be NULL) says
 * that it is dead on disk too. `by_id`: the operator, 0 the desk. */
void hub_session_remove(struct hub *h, int64_t session_id, int64_t by_id,
    hub_done *done, void *ctx);
/* All of that operator (password changed, disabled). */
void hub_sessions_remove_of(struct hub *h, int64_t operator_id,
    hub_done *done, void *ctx);
const struct hub_session *hub_session_find(const struct hub *h,
    const unsigned char *hash);		/* compared in constant time */
/* It was used: remembered at once, on disk now and then. */
void hub_session_use(struct hub *h, const unsigned char *hash,
    int64_t now_ms, const char *address);
/* When it will be too old; INT64_MAX: never. hub_tick() ends those that are. */
int64_t hub_session_ends_ms(const struct hub *h, const struct hub_session *s);
typedef void hub_session_fn(void *ctx, const struct hub_session *s);
void hub_session_each(const struct hub *h, hub_session_fn *fn, void *ctx);
/* Has the operator signed in from there within 90 days? */
bool hub_place_known(const struct hub *h, int64_t operator_id,
    const char *who, int64_t now_ms);
/* A number for one that will be put. */
int64_t hub_session_next(struct hub *h);
/* What an operator has to sign in with besides the password, in place of what
 * there was; `len` 0: nothing. All sessions end. */
#define HUB_FACTOR_BYTES 128
#define HUB_RECOVERY	 10
struct hub_factor {
	int64_t	      operator_id;
	unsigned char secret[HUB_FACTOR_BYTES];	/* sealed */
	size_t	      len;
	unsigned char recovery[HUB_RECOVERY][HUB_SECRET_BYTES];	/* hashes */
};
void hub_factor_put(struct hub *h, const struct hub_factor *f,
    hub_done *done, void *ctx);
/* A better hash of the same password, unless it is another one by now. */
void hub_rehash(struct hub *h, int64_t operator_id, const char *was,
    const char *hash);
/* A visitor's secret: customer and latest conversation; 0 and 0: it was
 * theirs until they were erased. */
bool hub_secret_find(const struct hub *h, const unsigned char *hash,
    int64_t *customer_id, int64_t *conversation_id);

/* --- blocks (visitors.c) ------------------------------------------------ */

/* Fills in what a block needs to be decided: where its visitor wrote from, and
 * whom else it would strike who is there now. */
void hub_block_find(const struct hub *h, struct action *a);
/* What holds for a visitor, NULL: nothing. Borrowed until the next turn. */
const struct ban *hub_blocked(const struct hub *h,
    const struct desk_sender *s, int64_t now_ms);
/* Of who may, by that limit, write once in `pause_ms`: seconds that are left of
 * it; 0: their turn is taken with that. All whom the desk does not know yet have
 * one turn between them, or each would only have to come as another. */
int hub_take_turn(struct hub *h, const struct desk_sender *s,
    const struct ban *b, int64_t pause_ms);
/* Has anybody else an open conversation from where that block holds? */
bool hub_has_open_from(const struct hub *h, const struct ban *b,
    int64_t customer_id);

/* --- the audit trail ---------------------------------------------------- */

/* What somebody did that a desk must be able to account for. Never a text that
 * anybody wrote: `act`, `what` and `from` are words of the program's own and
 * addresses. Members that are 0 or NULL are left out.
 *
 * Records are chained: the hash of each is BLAKE2b of the hash before it, its
 * number and its bytes. So none can be changed, put in or taken out without
 * all later hashes being others. What the desk itself writes (sign-ins, rights,
 * erasing ...) is recorded in the transaction of the act. */
struct hub_audit {
	const char *act;		/* "sign_in" */
	const char *what, *from;
	enum actor  by;			/* SYSTEM: the desk itself, or who is on
					 * its own socket */
	int64_t	    by_id;		/* of an operator */
	int64_t	    operator_id, session_id, conversation_id, customer_id;
	int64_t	    department_id, canned_id, count;
};
/* Records it by and by; nobody waits for it. */
void hub_audit(struct hub *h, const struct hub_audit *a);
/* That an operator was given a file of that conversation; recorded for whom
 * reading is accounted for. */
void hub_audit_file(struct hub *h, int64_t operator_id,
    int64_t conversation_id);

/* --- erasing ------------------------------------------------------------------ */

/* Everything of a customer: conversations, notes, files, the record, whatever
 * state they are in; the index and the log of writes are cleaned after it.
 * `from` says who asked. The answer is the receipt: {"customer","at","by",
 * "conversations":[...],"events","messages","notes","files","file_bytes",
 * "secrets","record","hash"}. */
void hub_erase(struct hub *h, int64_t customer_id, const char *from,
    hub_answer *done, void *ctx);
/* Are traces of what was erased still being cleaned away? */
bool hub_is_cleaning(const struct hub *h);

/* --- reading (a reader thread; the body is the JSON to answer) --------- */

enum hub_query_type {
	HUB_SNAPSHOT,		/* operator_id */
	HUB_TRANSCRIPT,		/* operator_id, conversation_id, before */
	HUB_CUSTOMER,		/* operator_id, customer_id */
	HUB_CANNED,		/* operator_id; 0: all, for the administrator */
	HUB_CANNED_USES,	/* {"uses":[...]}, by reply and operator */
	HUB_OPERATORS,		/* administrator's list, {"operators":[...]} */
	HUB_DEPARTMENTS,
	HUB_VISITOR,		/* conversation_id: the visitor's snapshot
				 * without position and typing */
	HUB_PASSWORD,		/* login: {"hash":"...","secret":"<hex>",
				 * "step":123}, the last two of the second
				 * factor; ERR_NOT_FOUND */
	HUB_SEARCH,		/* operator_id, text, customer_id, before,
				 * limit */
	HUB_WINBACKS,		/* operator_id: {"winbacks":[...]} that are due
				 * and that they may settle */
	HUB_RATING,		/* conversation_id: {"customer_id","state",
				 * "closed","stars"} */
	HUB_NAMED,		/* text: a contact: {"customers":[7]} */
	HUB_EXPORT,		/* customer_id: {"customer","records",
				 * "conversations","files"} */
	HUB_AUDIT,		/* before: after that number; limit:
				 * {"records","complete","after"} */
	HUB_AUDIT_VERIFY,	/* text: a hash in hex that must be in it, or
				 * "": {"ok","first","last","head","broken",
				 * "why"} */
	HUB_FILE		/* file_id; operator_id, or of a visitor
				 * conversation_id: {"id","name","type",
				 * "bytes","place"} */
};
struct hub_query {
	enum hub_query_type type;
	int64_t	    operator_id, conversation_id, customer_id, before;
	char	    login[MAX_LOGIN_BYTES + 1];
	char	    text[WORDS_QUERY + 1];
	int	    limit;		/* 0: as usual */
	bool	    is_admin;		/* sees everything */
	char	    file_id[CLIENT_ID_BYTES + 1];
};
void hub_query(struct hub *h, const struct hub_query *q, hub_answer *done,
    void *ctx);
/* The day's figures, a supervisor's of their departments (`me` NULL: of all);
 * borrowed until the next call. `since_ms` at most
 * HUB_FIGURES_BACK_MS ago. */
#define HUB_FIGURES_BACK_MS FIGURES_BACK_MS
const struct figures *hub_figures(struct hub *h, const struct operator *me,
    int64_t since_ms, int64_t department_id, int64_t now_ms);
bool hub_operators_see_figures(const struct hub *h);
/* A report, in pieces between which others are answered (query_stats.c). At
 * most HUB_REPORTS at once and one for each who asks; more are ERR_BUSY. Hours
 * are those of `zone`; without it and an offset, of the desk's own. */
#define HUB_REPORTS 4
struct hub_stats {
	int64_t	operator_id;	/* who asks */
	bool	is_admin;	/* sees everything */
	int64_t	since_ms, until_ms, offset_s;
	bool	has_offset;
	char	zone[ZONE_NAME_BYTES + 1];	/* or "" */
	enum stats_by by;
	bool	is_rows;	/* a page of rows, after the one named */
	int64_t	after_opened_ms, after_id;
};
void hub_stats(struct hub *h, const struct hub_stats *q, hub_answer *done,
    void *ctx);
/* Any slow work (a password hash): `work` in a thread of the hub, at most two
 * at once, then `done` in the loop's thread. ERR_BUSY is not queued: false
 * when more than 32 wait. */
bool hub_work(struct hub *h, void (*work)(void *arg), void (*done)(void *arg),
    void *arg);
/* The same, passing by those who wait in vain. */
bool hub_work_known(struct hub *h, void (*work)(void *arg),
    void (*done)(void *arg), void *arg);

/* --- files --------------------------------------------------------------- */

/* Their bytes lie beside the database, one file each, under names that are
 * made here; the database says which of them there are. What was put and not
 * sent with a message, nor put into a canned reply, is removed after an hour.
 * Several may share their bytes: a reply's file that goes with a message is
 * the message's own from then on. */
struct hub_file {
	const char *id, *name, *type;
	int64_t	    conversation_id;	/* 0: for a canned reply */
	const char *bytes;		/* borrowed until `done` */
	size_t	    len;
};
/* Nothing half stored is ever left: ERR_STORE (no room), ERR_CONFLICT (the id
 * has other content), ERR_TOO_LARGE (it, or the conversation's files),
 * ERR_NOT_FOUND (no such conversation). result->event is NULL. */
int64_t hub_max_file_bytes(const struct hub *h);	/* 0: none */
/* Masks a file's name, in place. */
void hub_mask_name(const struct hub *h, char *name);
void hub_file_put(struct hub *h, const struct desk_sender *s,
    const struct hub_file *file, hub_done *done, void *ctx);
/* The bytes of one that a query of HUB_FILE has named; borrowed. */
void hub_file_read(struct hub *h, const char *place, size_t len,
    hub_answer *done, void *ctx);

/* --- waiting for news -------------------------------------------------- */

struct hub_wait;
/* HUB_ENDED: the session is no more. */
enum hub_news {
	HUB_NEWS, HUB_EMPTY, HUB_EXPIRED, HUB_SHUT, HUB_REPLACED, HUB_ENDED
};
/* HUB_NEWS: `body` is the JSON to answer. The wait is over and freed. */
typedef void hub_news_fn(void *ctx, enum hub_news what, const char *body,
    size_t len);

#define HUB_WATCHES  64
#define HUB_CONSOLES 1000
/* An operator's session waits after `seq`. Parks when there is nothing; a
 * parked wait of the same session id and `watch` gets HUB_REPLACED. `watch` 0
 * or -HUB_CONSOLES..-1 is a console, whose polls are presence (those of one
 * session have numbers of their own); 1..HUB_WATCHES only listen. NULL when it
 * was answered during the call. `epoch` other than ours: HUB_EXPIRED. */
struct hub_wait *hub_wait_operator(struct hub *h, int64_t session_id,
    int watch, int64_t operator_id, const char *epoch, int64_t seq,
    int hold_ms, hub_news_fn *fn, void *ctx);
/* A visitor's tab (`tab` 0..2^31, chosen by the page, replaces itself). */
struct hub_wait *hub_wait_visitor(struct hub *h, int64_t conversation_id,
    int64_t tab, const char *epoch, int64_t seq, int hold_ms,
    hub_news_fn *fn, void *ctx);
/* The client went away: no callback. */
void hub_wait_cancel(struct hub_wait *w);

/* How long who waits will wait, in minutes (desk/estimate.h); the first of a wait
 * is stored. False: nothing honest can be said. */
bool hub_estimate(struct hub *h, int64_t conversation_id, int *low, int *high);
void hub_estimate_error(const struct hub *h, int64_t since_ms,
    struct estimate_error *out);

/* --- of the moment ----------------------------------------------------- */

/* A supervisor's session has that conversation before its eyes, or no longer.
 * Ends by itself when its console is gone. ERR_NOT_FOUND, ERR_RIGHTS. */
bool hub_read_along(struct hub *h, int64_t session_id, int64_t operator_id,
    int64_t conversation_id, bool is_on, struct err *err);

/* Typing, coalesced; forgotten after 6 s without news. What may become a number
 * to be masked is hidden. */
void hub_typing(struct hub *h, const struct desk_sender *s,
    int64_t conversation_id, bool is_typing, const char *preview);
/* An ACTION_PRESENCE: what its sender, or a supervisor for somebody else, has
 * chosen. What follows is an event of the sequence (EVENT_STATE), as is every
 * other change of an operator's state. ERR_RIGHTS, ERR_NOT_FOUND, ERR_VALUE (a
 * reason this desk does not have), ERR_CONFLICT (they are not there). */
bool hub_presence_choose(struct hub *h, const struct desk_sender *s,
    const struct action *a, struct err *err);
/* As it was committed last. */
enum presence hub_presence(const struct hub *h, int64_t operator_id);
/* Who is in front of a console, as it says itself with a poll. */
enum hub_away { HUB_HERE, HUB_IDLE, HUB_DETACHED, HUB_LEFT };
void hub_console_away(struct hub *h, int64_t session_id, int watch,
    int64_t operator_id, enum hub_away away);

#endif
