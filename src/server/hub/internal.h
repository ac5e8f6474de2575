/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of hub/ share.
 *
 *   loop's thread:  hub.c deliver.c ring.c waiters.c news.c presence.c
 *                   moment.c secrets.c sessions.c visitors.c
 *		     targets.c
 *   writer thread:  writer.c write_action.c write_prepare.c
 *                   write_session.c
 *   readers:        query_read.c, tasks of query.c and fill.c
 *   any of them:    load.c job.c map.c threads.c
 */
#ifndef HUB_INTERNAL_H
#define HUB_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "proto/proto.h"
#include "server/hub/hub.h"
#include "server/hub/load.h"
#include "server/hub/map.h"
#include "server/hub/threads.h"
#include "server/store/store.h"

#define HUB_READERS	 2
#define HUB_MOMENTS	 256	/* kept for sessions between two polls */
#define HUB_HOLD_SLOTS	 64	/* seconds; more than the longest hold */
#define HUB_AWAY_MS	 60000	/* without a poll: offline */
#define HUB_POLL_EVENTS	 500	/* at most in one answer */
#define HUB_POLL_BYTES	 (1024 * 1024)

/* --- writing ----------------------------------------------------------- */

enum job_type {
	JOB_ACTION, JOB_SESSION_PUT, JOB_SESSION_REMOVE, JOB_SESSIONS_REMOVE_OF,
	JOB_SESSION_USED, JOB_REHASH, JOB_FACTOR_PUT,
	JOB_FILE_PUT, JOB_FILES_SWEEP, JOB_AUDIT, JOB_ERASE, JOB_RETENTION,
	JOB_RULES
};

/* A stored message that is to have another text. */
struct amend {
	struct event ev;		/* as it is stored */
	const char  *text;
};

/* One thing for the writer to do, and how it went. */
struct job {
	struct job	  *next;
	enum job_type	   type;
	struct arena	  *arena;	/* holds what action and event point to */
	struct desk_sender sender;
	struct action	   action;
	bool		   has_secret;
	unsigned char	   secret[HUB_SECRET_BYTES];
	struct hub_session session;	/* or only its id or operator_id */
	int64_t		   by_id;	/* who ends a session, 0: the desk */
	struct hub_proof   proof;
	struct hub_factor *factor;	/* in the arena */
	char		   hash_was[HUB_HASH_BYTES], hash[HUB_HASH_BYTES];
	struct hub_audit   audit;	/* JOB_AUDIT; of others `from` */
	int64_t		   customer_id;	/* whose everything was erased */
	int64_t		   keep_ms, keep_audit_ms;	/* JOB_RETENTION */
	int64_t		   keep_desk_ms;
	int64_t		   keep_team_ms, keep_addresses_ms;	/* likewise */
	int64_t		   cut_ms;	/* then addresses and blocks were cut */
	struct desk_rules  rules;	/* JOB_RULES */
	bool		   has_more;	/* that has been kept for its time */
	struct store_erased erased;
	struct str	   answer;	/* JSON, where there is one */
	struct store_file  file;	/* JOB_FILE_PUT */
	int64_t		   max_files;	/* of its conversation */
	struct store_file *links;	/* rows to be made beside others', for */
	size_t		   n_links;	/* the same bytes */
	char		 **places;	/* of files that were removed from the
					 * database, to be unlinked */
	size_t		   n_places;
	const struct mask *mask;	/* of JOB_ACTION */
	struct amend	  *amends;	/* what was said before it */
	size_t		   n_amends;
	bool		   is_amended;	/* so is its own text: whoever repeats
					 * it sends another one */
	const struct route_rules *routes;	/* JOB_RULES; NULL: as they are */
	hub_done	  *done;
	void		  *ctx;
	struct hub_result  result;
	struct event	   event;	/* result.event points here */
	bool		   stores_secret;
};

/* An event that was committed, as the loop and the ring keep it. */
struct fresh {
	struct event	ev;		/* pointers: only while its job lives */
	struct audience audience;
	char	       *json, *visitor_json;	/* visitor_json may be NULL */
	size_t		len, visitor_len;
};

/* All of one turn, on its way to the loop. */
struct batch {
	struct mail	     mail;
	struct job	    *jobs;	/* in order of arrival */
	struct fresh	    *fresh;
	size_t		     n_fresh, cap_fresh;
	struct conversation *touched;	/* as they stand after the turn */
	size_t		     n_touched;
};

struct writer;

/* --- files (files.c, write_file.c, write_canned.c) --------------------------------------- */

#define HUB_PLACE_BYTES 48	/* "ab/ID.12345678" */

/* Before anything runs: makes the folder, removes what no row names. */
bool files_open(struct hub *h, struct store *store, struct err *err);
void files_tick(struct hub *h);
/* Any thread. */
void files_unlink(const struct hub *h, const char *place);
struct turn;
void write_file(struct turn *t, struct job *job);
void write_sweep(struct turn *t, struct job *job);
void write_erase(struct turn *t, struct job *job);
/* retention.c */
void write_retention(struct turn *t, struct job *job);
void retention_tick(struct hub *h);
/* Fills the action's file_list. False: refused. */
bool write_find_files(struct turn *t, struct job *job);
bool write_send_files(struct turn *t, const struct job *job,
    const struct event *ev, struct err *err);
/* Of a canned reply: what `files` names becomes file_list. False: refused. */
bool write_find_canned_files(struct turn *t, struct job *job);
/* The stored reply has these files from now on, and no others. */
bool write_canned_files(struct turn *t, const struct job *job,
    const struct event *ev, struct err *err);
/* A copy in the arena. False: no memory. */
bool write_copy_file(struct arena *a, const struct store_file *from,
    struct store_file *to);
/* A row of its own for what a message or another reply shares with this one.
 * False: refused. */
bool write_link_file(struct turn *t, struct job *job,
    const struct store_file *f, struct file *to);
bool write_put_links(struct turn *t, const struct job *job, struct err *err);
/* What a message was made of is counted for its sender. */
bool write_count_canned(struct turn *t, const struct job *job,
    struct err *err);

struct job *job_new(enum job_type type, hub_done *done, void *ctx);
void	    job_copy_action(struct job *job, const struct action *a);
uint64_t    job_fingerprint(const struct job *job);
void	    job_free(struct job *job);
void	    batch_deliver(struct hub *h, struct mail *m);

struct writer *writer_new(struct hub *h, struct store *store_own,
    struct err *err);
void writer_put(struct writer *w, struct job *job);
void writer_free(struct writer *w);	/* after all that is queued */

/* Where the audit trail ends. */
struct audit_end {
	int64_t	      n;
	unsigned char hash[HUB_SECRET_BYTES];
};

/* One turn of the writer. */
struct turn {
	const struct hub *hub;
	struct store   *store;
	struct desk    *desk;
	struct desk_ids next;
	int64_t		next_seq, now_ms;
	struct batch   *batch;
	int64_t	       *touched;	/* ids, each once */
	size_t		n_touched, cap_touched;
	bool		is_lost;	/* the transaction is gone */
	struct audit_end audit;
};

/* --- the audit trail (audit.c, audit_verify.c) --------------------------- */

#define AUDIT_RECORD_BYTES 1024
#define AUDIT_HEX_BYTES	   (2 * HUB_SECRET_BYTES)

/* What stands before the first record: of no other desk's trail. */
void audit_root(const struct hub *h, unsigned char out[HUB_SECRET_BYTES]);
/* The hash of record `n` after one with the hash `before`. */
void audit_link(const struct hub *h, const unsigned char *before, int64_t n,
    const char *record, size_t len, unsigned char out[HUB_SECRET_BYTES]);
void audit_hex(const unsigned char *hash, char out[AUDIT_HEX_BYTES + 1]);
bool audit_load(const struct hub *h, struct store *s, struct audit_end *end,
    struct err *err);
bool audit_write(struct turn *t, const struct hub_audit *a, struct err *err);
/* Of what an action has led to: rights, shared replies, and what was done with
 * conversations of somebody else. */
bool audit_event(struct turn *t, const struct job *job,
    const struct event *ev, struct err *err);
bool audit_session(struct turn *t, const struct job *job, struct err *err);
struct reading;
bool audit_read(struct reading *r);
bool audit_verify(struct reading *r);
/* Before the first turn: ends in the trail what a killed desk left open. */
bool audit_end_open(struct turn *t, struct err *err);
/* Who reads what is not theirs; the same again within minutes is not told
 * again. */
void audit_query(struct hub *h, const struct hub_query *q);

/* What was told lately. */
#define AUDIT_LATELY 64
struct audit_told {
	int64_t operator_id, id, at_ms;
	int	type;
};

/* figures.c */
bool figures_load(struct hub *h, struct store *store, struct err *err);
void figures_tick(struct hub *h, int64_t now_ms);

/* estimates.c: what operators who are there can have, of a department */
#define HUB_SLOTS 16
struct hub_slots {
	bool	is_there;
	int64_t	department_id, seq;	/* as of that event */
	int	slots, n_free;
};
bool hub_estimates_load(struct hub *h, struct store *store, struct err *err);
/* targets.c */
void targets_tick(struct hub *h, int64_t now_ms);
void write_action(struct turn *t, struct job *job);
/* A broadcast, or that somebody has seen one (write_broadcast.c). */
bool write_broadcast(struct turn *t, const struct event *ev,
    struct err *err);

/* --- what a visitor reads ----------------------------------------------- */

struct fold_edit {
	int64_t message;
	char   *text;		/* "": taken back */
};

/* Of one conversation, newest first, begun above all of its edits. */
struct fold {
	const struct desk *names;	/* of operators */
	struct fold_edit  *edits;
	size_t		   n;
};

/* A stored event as its visitor reads it. False: it is not for visitors, or a
 * later edit has been told. The caller frees *json. */
bool fold_event(struct fold *f, const struct store_event *e, char **json,
    size_t *len);
void fold_clear(struct fold *f);
/* Whom the visitor hears in it; NULL: no operator. */
const struct operator *fold_speaker(const struct desk *names,
    const struct event *ev);

/* --- waiting ----------------------------------------------------------- */

struct ring_event {
	int64_t		seq, conversation_id;
	enum event_type type;
	enum actor	by;
	int64_t		by_id;
	struct audience audience;
	char	       *json, *visitor_json;
	size_t		len, visitor_len;
};

/* The last events; seqs have no gaps. */
struct ring {
	struct ring_event *events;
	size_t		   cap, n;
	int64_t		   last_seq;	/* of the newest one, or at opening */
};

void ring_init(struct ring *r, int cap, int64_t last_seq);
void ring_clear(struct ring *r);
void ring_push(struct ring *r, struct fresh *own);	/* takes the JSON */
int64_t ring_first(const struct ring *r);	/* seq; last_seq + 1: empty */
const struct ring_event *ring_at(const struct ring *r, int64_t seq);
/* The event has another text now, if it is still there. */
void ring_amend(struct ring *r, int64_t seq, const char *text);
/* An edit is the newest event: a visitor who is behind gets only its words. */
/* Nobody who is behind hears of that conversation any more. */
void ring_forget(struct ring *r, int64_t conversation_id);
void ring_fold(struct ring *r, const struct desk *names, int64_t message);

/* News that are not in the sequence. */
struct moment {
	enum event_type type;
	int64_t	   conversation_id;	/* 0: everybody's */
	enum actor by;			/* who types */
	char	  *json;		/* NULL: it is not so any more */
	size_t	   len;
};

/* Who polls: an operator's session or a visitor's tab. Lives from its first
 * poll until it has not come back for a while. */
struct poller {
	struct poller *next, *prev;	/* all of them */
	struct poller *next_tab;	/* of the same conversation */
	bool	 is_visitor;
	int64_t	 session_id, operator_id;
	int	 watch;		/* 0 and below: a console */
	struct poller *next_console;	/* the same operator's */
	enum hub_away away;
	int64_t	 polled_ms;	/* a console's last proof of life */
	int64_t	 conversation_id, tab;
	int64_t	 last_ms;		/* its last poll, hub's own clock */
	int64_t	 moment;		/* how many it has heard of */
	bool	 wants_all;		/* the presence of everybody */
	int	 told_position;		/* of a visitor */
	bool	 told_typing;
	struct hub_wait *wait;
};

struct hub_wait {
	struct hub_wait *next, *prev;	/* in a slot of the hold wheel */
	struct hub    *hub;
	struct poller *poller;		/* NULL: cancelled during a fill */
	int64_t	       seq, until_ms;
	int	       slot;		/* -1: in none */
	bool	       is_filling;
	hub_news_fn   *fn;
	void	      *ctx;
};

/* What a reader found for a wait whose cursor is older than the ring. */
struct fill {
	struct task	    task;
	struct mail	    mail;
	struct hub	   *hub;
	struct hub_wait	   *wait;
	bool		    is_visitor;
	struct operator	    operator;	/* as it was when it began */
	int64_t		    conversation_id, seq, oldest_ms;
	int64_t		    upto;	/* looked through up to here */
	bool		    more, is_expired;
	struct str	    events;	/* JSON, without the brackets */
	size_t		    n_events;
	struct conversation conversation;
	bool		    has_conversation;
	struct err	    err;
};

void fill_start(struct hub *h, struct hub_wait *w);
void fill_done(struct hub *h, struct fill *own);

/* Tells who waits what is new for them. */
void waiters_wake_operators(struct hub *h);
void waiters_wake_visitors(struct hub *h, int64_t conversation_id);
void waiters_tick(struct hub *h);
void waiters_end(struct hub *h);	/* all with HUB_SHUT */
/* The tabs of a conversation that is not there any more. */
void waiters_end_visitors(struct hub *h, int64_t conversation_id);
/* Has anything of that session polled within the last minute? */
bool waiters_has_any(const struct hub *h, int64_t session_id);
void waiters_end_session(struct hub *h, int64_t session_id);
void waiters_clear(struct hub *h);
/* The wait is over: tells it and frees it. */
void wait_end(struct hub_wait *w, enum hub_news what, const char *body,
    size_t len);
/* Answers when there is something. */
bool news_try(struct hub *h, struct hub_wait *w);
/* Answers a visitor, were it only for another place in the queue. */
void news_tell_place(struct hub *h, struct hub_wait *w);
/* With events that a fill found. False: there were none. */
bool news_of_fill(struct hub *h, struct hub_wait *w, const struct fill *f);

/* --- of the moment ----------------------------------------------------- */

/* How an operator has been seen. */
struct seen {
	int64_t	      operator_id;
	struct poller *consoles;	/* that have polled lately */
	struct operator chosen;		/* only its state */
	bool	      is_new_choice;
	/* What the writer was asked to store last, and whether it could not. */
	struct operator asked;
	bool	      is_asked, is_refused;
	struct operator told;
	bool	      has_polled;
};

#define MASK_TAIL_BYTES 64

struct typing {
	int64_t conversation_id;
	int64_t visitor_until_ms, operator_until_ms;	/* 0: does not type */
	int64_t operator_id;
	char	preview[MAX_PREVIEW_BYTES + 1];
	/* The last digits of what the visitor has said, for the preview. */
	char	said[MASK_TAIL_BYTES + 1];
	int64_t said_until_ms;
};

void moment_push(struct hub *h, const struct event *ev);
void moment_clear(struct hub *h);
bool moment_operator_types(const struct hub *h, int64_t conversation_id);
/* A visitor has said that: what they type next may go on with a number in it. */
void moment_said(struct hub *h, int64_t conversation_id, const char *text);
/* A message has been sent: its writer types no more. */
void moment_stop(struct hub *h, int64_t conversation_id, enum actor by);
void moment_tick(struct hub *h);
/* The conversation is not there any more. */
void moment_forget(struct hub *h, int64_t conversation_id);

/* Has the operator been there since the desk began? */
bool presence_is_known(const struct hub *h, int64_t operator_id);
/* A console has polled: it lives. */
void presence_poll(struct hub *h, struct poller *p);
void presence_add_console(struct hub *h, struct poller *p);
void presence_remove_console(struct hub *h, struct poller *p);
bool presence_load(struct hub *h, struct store *store, struct err *err);
/* How long a console may hold a poll, so that the next one is there in time. */
int  presence_hold_ms(const struct hub *h, int hold_ms);
void presence_refresh(struct hub *h, int64_t operator_id);
void presence_refresh_all(struct hub *h);
/* They let offers pass: away, until they say otherwise or _works(). */
void presence_let_pass(struct hub *h, int64_t operator_id);
/* They have taken or answered something, so they are there again. */
void presence_works(struct hub *h, int64_t operator_id);
void presence_write(const struct hub *h, struct json_out *w,
    const struct operator *o);
void presence_clear(struct hub *h);

/* read_along.c */
struct reading_along;
void read_along_tick(struct hub *h);
void read_along_end_session(struct hub *h, int64_t session_id);
/* Who may know that somebody reads `c` along: its owner and whoever supervises
 * it, where the desk tells at all. */
bool read_along_is_told(const struct hub *h, const struct operator *me,
    const struct conversation *c);
/* As it is now, for who begins to listen; how many. */
int  read_along_write(const struct hub *h, struct json_out *w,
    const struct operator *me);
void read_along_clear(struct hub *h);

/* --- routing (routing.c) ------------------------------------------------- */

/* Submits what the desk should do by itself, if there is anything. */
void routing_ask(struct hub *h, int64_t now_ms);
/* An event that was committed. */
void routing_note(struct hub *h, const struct event *ev);
/* The action's operator_id: who served this visitor well. False: refused. */
bool routing_find_known(struct turn *t, struct job *job);

/* --- sessions and secrets ---------------------------------------------- */

struct secret {
	struct secret *next;	/* with the same first bytes */
	unsigned char  hash[HUB_SECRET_BYTES];
	int64_t	       customer_id;
};
struct session {
	struct session	  *next;
	struct hub_session s;
	int64_t		   stored_ms;	/* the last use that is on disk */
};
/* From where an operator has signed in. */
struct place {
	struct place *next;		/* the same operator's, newest first */
	char	      who[64];
	int64_t	      at_ms;
};
struct latest {
	int64_t customer_id, conversation_id;
};

/* A visitor who has written, and where from (visitors.c). */
struct visitor {
	int64_t	       customer_id, conversation_id;
	struct address from;
	int64_t	       at_ms;
	int64_t	       said_ms;		/* own clock; 0: not since the start */
};

bool visitors_load(struct hub *h, struct store *store, struct err *err);
/* A job that was stored. */
void visitors_note(struct hub *h, const struct job *job);
void visitors_forget(struct hub *h, int64_t customer_id);
void visitors_cut(struct hub *h, int64_t before_ms);
void visitors_end_blocked(struct hub *h, int64_t now_ms);
void visitors_clear(struct hub *h);

bool secrets_load(struct hub *h, struct store *store, struct err *err);
void secrets_add(struct hub *h, const unsigned char *hash,
    int64_t customer_id);
/* Whose customer was erased: they belong to nobody from now on. */
void secrets_forget(struct hub *h, int64_t customer_id);
void secrets_set_latest(struct hub *h, int64_t customer_id,
    int64_t conversation_id);
int64_t secret_key_of(const unsigned char *hash);
/* Every byte is looked at, whatever the first ones say. */
bool secret_is_same(const unsigned char *a, const unsigned char *b);
bool sessions_load(struct hub *h, struct store *store, struct err *err);
void sessions_add(struct hub *h, const struct hub_session *s,
    const struct hub_proof *proof);
/* Ends those that are too old. */
void sessions_tick(struct hub *h, int64_t now_ms);
/* What the store has no more. */
void sessions_forget(struct hub *h, int64_t operator_id);
void sessions_clear(struct hub *h);
/* write_session.c */
void write_session(struct turn *t, struct job *job);
void secrets_clear(struct hub *h);

/* --- all of it --------------------------------------------------------- */

/* Whose report is being made; 0: the administrator's. */
struct reporter {
	bool	is_taken;
	int64_t operator_id;
};

struct hub {
	struct hub_config config;
	char		 *data_dir, *desk_name, *db_path;
	char		**outcomes;
	char		  epoch[STORE_EPOCH_BYTES + 1];
	int		  lock_fd;
	bool		  is_shut, is_closing;

	struct desk	*desk;		/* of the loop */
	struct ring	 ring;
	atomic_llong	 numbered;	/* the highest seq that may exist */
	struct mailbox	*mailbox;
	struct writer	*writer;
	struct pool	*reading, *working, *filing;
	char		*files_dir;
	int64_t		 swept_ms;	/* own clock */
	struct store	*readers[HUB_READERS];

	int64_t		 clock_ms;	/* own: goes on with the ticks */
	int64_t		 offers_ms;	/* on it: look at offers again */
	struct estimates *estimates;
	struct hub_slots slots[HUB_SLOTS];
	int		 next_slots;
	int64_t		 targets_ms;	/* and at what is late */
	int64_t		 route_ms;	/* on it: ask what is next */
	int		 n_routing;	/* asked and not answered yet */
	bool		 is_routed;	/* one of those led to something */
	size_t		 n_late;	/* that the writer is asked about */
	size_t		 n_returning;	/* likewise: offers that have ended */
	struct map	 noting;	/* conversation -> struct noting */
	int64_t		 ticked_ms;	/* the caller's, at the last tick */
	struct poller	*pollers;
	struct map	 sessions_polling;	/* session id -> poller */
	struct map	 tabs_polling;	/* conversation -> its first poller */
	struct hub_wait *holds[HUB_HOLD_SLOTS];
	int64_t		 held_s;	/* seconds whose slots were looked at */

	struct moment	 moments[HUB_MOMENTS];
	int64_t		 n_moments;	/* ever */
	bool		 queue_changed;
	int64_t		 position_ms;	/* when places were told last */
	struct reading_along *reading_along;
	struct map	 seen;		/* operator -> struct seen */
	struct map	 typing;	/* conversation -> struct typing */

	struct map	 sessions;	/* first bytes -> struct session */
	struct map	 secrets;	/* first bytes -> struct secret */
	struct map	 latest;	/* customer -> struct latest */
	struct map	 visitors;	/* customer -> struct visitor */
	int64_t		 last_session;
	struct reporter	 reporters[HUB_REPORTS];
	int64_t		 retain_ms;	/* own clock: look what is due */
	bool		 is_retaining;
	int64_t		 n_expired;	/* events, of this day */
	atomic_bool	 is_cleaning;	/* traces of what was erased */
	struct audit_told told[AUDIT_LATELY];
	int		 next_told;
	int64_t		 sessions_ms;	/* own clock: look at them again */
	struct map	 places;	/* operator -> struct place */
	struct figures_rows *figures;
	int64_t		 trim_ms;	/* own clock: drop old ones */
};

/* A cursor as text of a struct str. */
void hub_put_cursor(struct json_out *w, const struct hub *h, int64_t seq);

#endif
