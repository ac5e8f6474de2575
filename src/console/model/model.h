/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model.h - all that the console knows and shows.
 *
 * Pure: no I/O, no clock (now_ms comes with EVENT_TICK), no randomness (the
 * ids of new actions come from `ids`, filled by app.c). Only the files of this
 * folder change it; the view gets it const. Facts about a conversation are
 * folded by conversation_apply(), the desk's own code.
 *
 *   model_reduce(m, event, effects)	what has happened
 *   model_key(m, key, effects)		what the operator pressed
 *   model_paste(m, bytes, len)		what they pasted (never a command)
 *   model_shown(m)			a frame is on the screen
 *
 * Focus and selection hold conversation ids, never rows. Focus moves only by
 * a key. A chat keeps its number and its pane until the operator moves it.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "console/model/canned_book.h"
#include "console/model/canned_form.h"
#include "console/model/editor.h"
#include "console/model/effects.h"
#include "console/model/handover.h"
#include "console/model/keymap.h"
#include "console/model/search.h"
#include "console/model/overlays.h"
#include "console/model/winbacks.h"
#include "console/model/supervise.h"
#include "console/model/hint.h"
#include "console/model/label.h"
#include "console/model/place.h"
#include "console/model/prefs.h"
#include "domain/likeness.h"
#include "console/model/bans.h"
#include "console/model/watch.h"
#include "console/model/why.h"
#include "domain/mask.h"
#include "domain/snapshot.h"
#include "domain/target.h"

#define MODEL_PANES	  9
#define MODEL_VISITED	  32	/* of a round with Ctrl-N */
#define MODEL_IDS	  16
#define MODEL_LINES	  5000	/* kept per chat; older ones are fetched */
#define MODEL_UNDO_MS	  5000	/* how long F6 or Esc takes a transfer back */
#define MODEL_PICKS	  200	/* rows of an overlay whose order is frozen */
#define SPELT_BYTES	  128	/* of a word, NUL included */
#define SPELL_PAUSE_MS	  700	/* so long without a key: look */
#define MODEL_HELD	  32	/* actions held back at once */
#define MODEL_ZONES	  32	/* time zones that are known */
#define MODEL_TAGS	  500	/* of the desk, that are offered */
#define MODEL_PENDING	  256	/* actions on their way that are remembered */
#define MODEL_FIELD_ASKS  16	/* commands of fields that run at once */
#define MODEL_TOP	  9	/* canned replies on C-x and a digit */
#define MODEL_WIDE_COLS	  110	/* from here on rail and sidebar fit */

#define PATH_BYTES 4096
#define MODEL_ENTRY_BYTES 260	/* of a folder, "/" and NUL included */

/* --- files ---------------------------------------------------------------- */

struct line_file {
	char	id[CLIENT_ID_BYTES + 1];
	char   *name;			/* safe for a file system */
	int64_t bytes;
	int	percent;		/* on its way; -1: it is not */
	char   *path;			/* of one that is held, else NULL */
	int64_t changed_ms;
};

/* Waits at an input to be sent; one of a canned reply by its id (attach.c). */
struct attached {
	char   *path, *name;
	int64_t bytes;			/* < 0: not looked at yet */
	int64_t changed_ms;
};

/* An upload that was not stored yet. */
struct sending {
	char	id[CLIENT_ID_BYTES + 1];
	char   *path, *name;
	int64_t bytes, changed_ms;
};

struct fetching {
	char  id[CLIENT_ID_BYTES + 1];
	char *name;
	bool  is_opened;		/* when it is here */
};

/* --- one line of a transcript ------------------------------------------ */

enum line_state {
	LINE_STORED,		/* the desk has it */
	LINE_KEPT,		/* on our disk, not yet with the desk: "sending" */
	LINE_TYPED,		/* not yet on our disk */
	LINE_HELD,		/* sent in some seconds, see holding */
	LINE_FAILED		/* refused: `why` says it */
};

struct line {
	int64_t		seq;		/* 0: not stored yet */
	enum event_type type;		/* MESSAGE NOTE OPENED TAKEN ... */
	int64_t		at_ms;
	enum actor	by;
	int64_t		by_id;
	int64_t		operator_id, from_operator_id, department_id;
	int		stars;
	int64_t		due_ms;		/* of a promise, of a block */
	enum ban_kind	ban_kind;
	bool		is_limit, is_blocked;
	bool		is_draft;	/* a whisper that is an answer */
	enum line_state state;
	enum err_code	why;
	char		client_id[CLIENT_ID_BYTES + 1];
	bool		after_gap;	/* older ones before it are not here */
	bool		is_edited;	/* text "": it was taken back */
	char	       *text;		/* never NULL */
	char	       *shown;		/* with its files; NULL: as the text */
	struct line_file *files;
	size_t		n_files;
};

/* What a message says now; it may come before the message does. */
struct edit {
	int64_t	seq, by_seq;	/* of the message, of the event */
	char   *text;
	bool	is_masked;	/* by the desk: nobody has edited it */
};

/* --- one conversation as the operator sees it --------------------------- */

struct chat {
	struct conversation c;
	struct line  *lines;		/* oldest first, by seq; unsent at the end */
	size_t	      n_lines, cap_lines;
	bool	      is_complete;	/* nothing older exists at the desk */
	bool	      is_fetching, fetch_refused;	/* not again till asked */
	bool	      has_gap;		/* others had it: we did not hear all */
	int	      number;		/* 1..99 of mine; 0: not mine */
	struct place  place;
	struct shown  shown;		/* by the last frame that had it */
	int64_t	      new_seq;		/* the first one since I looked, or 0 */
	bool	      is_pinned;	/* its pane is nobody else's */
	int	      n_unread;		/* customer's lines since I looked; of a
					 * room: what others said */
	bool	      is_to_me;		/* of a room: some of it names me */
	int64_t	      typist_id;	/* of a room: who types */
	bool	      is_dirty;		/* draft changed since it was kept */
	bool	      is_note;		/* F7: the input is a note */
	struct editor input;
	struct attached attached[MAX_MESSAGE_FILES];
	int	      n_attached;
	char	      files[FILE_IDS_BYTES];	/* ids for the message that is
						 * being sent */
	bool	      other_typing;
	char	      preview[MAX_PREVIEW_BYTES + 1];	/* "" when not told */
	int64_t	      typing_until_ms;
	int64_t	      typing_sent_ms;	/* when we last said that we type */
	int64_t	      undo_until_ms;	/* a transfer of mine can be taken back */
	enum target_state alerted;	/* the worst that was alerted */
	struct chat_alert alerts[ALERTS];
	char	      label[LABEL_NAME_BYTES];	/* what it is called, marked */
	enum likeness likeness;
	int64_t	      like_id;	/* the operator it looks like, or 0 */
	int64_t	      canned_ids[MAX_MESSAGE_CANNED];	/* in the input */
	int	      n_canned;
	struct sent_canned sent_canned;	/* told with the next message */
	size_t	      restored_bytes;	/* of a refused text, at its start */
	int64_t	      read_sent_seq;	/* READ was sent up to this one */
	int64_t	      match_seq;	/* the line that /find is at, or 0 */
	char	      transfer_id[CLIENT_ID_BYTES + 1];	/* on its way, or "" */
	char	      aside_id[CLIENT_ID_BYTES + 1];	/* on its way, or "" */
	int64_t	      aside_ms;		/* till when it says; 0: nothing to answer */
	int64_t	      aside_seen_ms;	/* the time that I wait to come */
	bool	      take_back_wanted;	/* as soon as it has arrived */
	struct edit  *edits;
	size_t	      n_edits;
	int64_t	      editing_seq;	/* the input is this message, or 0 */
	char	     *editing_draft;	/* what was written before; owned */
	char	     *offer_draft;	/* that travels with a transfer; owned */
	bool	      has_offered;	/* I wait for an answer to my offer */
	int64_t	      inherited_from;	/* whose draft the input is, 0: mine */
	int64_t	      promise_told_ms;	/* the promise that I was reminded of */
	int64_t	      close_asked_ms;	/* a close with an open promise asked */
	bool	      is_hidden;	/* its pane has no room on the screen */
	struct chat_watch watch;	/* what supervisors do with it */
};

/* --- the user interface ------------------------------------------------- */

enum layout { LAYOUT_ONE, LAYOUT_COLUMNS, LAYOUT_ROWS, LAYOUT_GRID,
	LAYOUT_MAIN, LAYOUTS };


enum ask { ASK_DECLINE, ASK_PROMISE };

enum tone { TONE_INFO, TONE_GOOD, TONE_BAD };

/* What a sentence is true of: it goes when that is over. */
enum about { ABOUT_NOTHING, ABOUT_UNDO, ABOUT_QUEUE, ABOUT_FIELD };

struct ui {
	int	     rows, cols;
	enum layout  layout;
	bool	     is_zoomed;
	bool	     sidebar_hidden, rail_hidden;
	bool	     in_sidebar;	/* Tab moved into it */
	bool	     in_earlier;	/* keys are in m->earlier, as long as
					 * its conversation has the focus */
	int64_t	     earlier_of;	/* beside which one it is read; 0: none */
	int64_t	     focus_id;		/* 0: nothing */
	int64_t	     panes[MODEL_PANES];	/* ids; 0: free */
	int	     n_panes;		/* wanted by the layout, 1..9 */
	enum overlay overlay;
	enum ask     ask;		/* of OVERLAY_ASK */
	struct editor query;		/* of the overlay */
	int64_t	     selected;		/* id of the selected row; see picker.h */
	int	     overlay_scroll;
	int64_t	     overlay_chat_id;	/* the chat it was opened for */
	struct editor note;		/* of a transfer or a close */
	bool	     in_note;
	bool	     is_normal;	/* vi: letters are commands */
	int	     count, count_before;	/* vi: "3", and that of a chord's
						 * first key; 0: none */
	char	     prefix[KEY_BYTES];	/* "C-x" pending, or "" */
	int64_t	     prefix_due_ms;	/* from then on all that may follow is
					 * shown */
	char	     message[1024];	/* the last sentence for the operator */
	enum tone    message_tone;
	int64_t	     message_until_ms;
	enum about   message_about;
	int64_t	     message_id;	/* of most: the conversation */
	bool	     has_focus;		/* the terminal's, where it can tell */
	int64_t	     last_key_ms;
	int64_t	     sidebar_row;	/* selected earlier conversation's id */
	int	     sidebar_top;	/* so many rows of it are above */
	int	     sidebar_rows, sidebar_below;	/* as a frame showed */
	bool	     sidebar_follows;	/* the next frame shows sidebar_row */
	bool	     sidebar_unseen;	/* it was not on the last one */
	bool	     is_panes_chosen;	/* the operator set layout or panes */
	int	     n_wanted;		/* panes of layouts with several, or 0 */
	int64_t	     best_id;		/* F6's receiver on the screen ... */
	int64_t	     best_chat_id;	/* ... and the chat it was shown for */
	int64_t	     picks[MODEL_PICKS];	/* the overlay's order, frozen */
	size_t	     n_picks;
	int64_t	     canned_shown;	/* a variant of the selected reply, or 0 */
	int64_t	     top[MODEL_TOP];	/* the likeliest replies as C-x showed
					 * them; n_top 0: not now */
	size_t	     n_top;
	bool	     is_inline;		/* canned replies opened by ";x" */
	bool	     talk_wanted;	/* a room that I have asked for ... */
	int64_t	     talk_to, talk_keys;	/* ... with whom, and when */
	char	    *talk_draft;	/* for its input, or NULL; owned */
	int64_t	     clicked_id;	/* the last click, for a second one */
	int	     clicked_kind;
	int64_t	     clicked_ms;
	int64_t	     asked_id;		/* Enter again sends this chat's line
					 * although it looks like a command */
	char	     take_id[CLIENT_ID_BYTES + 1];	/* F5 on its way */
	int64_t	     take_keys;		/* n_keys when it was pressed */
	int64_t	     n_keys;		/* pressed so far */
	int64_t	     visited[MODEL_VISITED];	/* by Ctrl-N since I answered */
	int	     n_visited;
	int64_t	     opened_keys;	/* n_keys when the overlay opened */
	int64_t	     editor_id;		/* whose text the editor has, or 0 */
	char	    *editor_text;	/* as it was given; owned */
	bool	     editor_is_note;
	char	     left_path[512];	/* a file of an editor that was
					 * killed, or "" ... */
	int64_t	     left_id;		/* ... and whose text it is */
	size_t	     spell_at;		/* of OVERLAY_SPELL: the word ... */
	char	     spell_word[SPELT_BYTES], spell_language[4];
	bool	     spell_waits;	/* the others are not here yet */
	char	     spell_others[2048];	/* ... each ended by "\n" */
	char	    *paste;		/* of OVERLAY_PASTE; owned */
	int	     paste_lines, paste_replaced;
	int	     tour;		/* its step from 1; 0: there is none */
	char	     theme[64];		/* that is on the screen */
	int64_t	     search_keys;	/* n_keys when hits came last */
	char	     find[128];		/* what /find looks for, or "" */
};

/* A word and what its dictionary says of it. */
enum spelt_state { SPELT_ASKED, SPELT_RIGHT, SPELT_WRONG, SPELT_MISSING };
struct spelt {
	char  language[4];
	char *word;
	enum spelt_state state;
};

/* Held back for some seconds: C-x C-z undoes it. */
struct holding {
	enum action_type type;		/* MESSAGE TRANSFER CLOSE */
	int64_t conversation_id, due_ms;
	int64_t receiver_id;		/* operator, or minus a department */
	char	id[24];			/* of the message's line */
	char   *text, *outcome;		/* text: message or note */
	struct sent_canned canned;
};

/* An action on its way: a refusal names only its client id. */
struct pending {
	char		 client_id[CLIENT_ID_BYTES + 1];
	enum action_type type;
	int64_t		 conversation_id;
};

/* A field of a canned reply whose command runs; id 0: a free place. */
struct field_ask {
	int64_t id, conversation_id;
	char	name[FIELD_NAME_BYTES + 1];
};

/* A time zone of a customer's. */
struct zone_seen {
	char	name[ZONE_NAME_BYTES + 1];
	bool	is_known;	/* else it is asked for, or there is none */
	int	offset_s;
	int64_t until_ms;	/* ask again then */
};

/* The record shown in the sidebar; a copy owned by the model. */
struct record {
	struct customer	 c;		/* strings owned */
	bool		 is_fetching;
	int64_t		 fetched_ms;
};

struct model {
	int64_t	     now_ms;
	struct editor_kills kills;	/* one ring for all inputs */
	bool	     is_ready;		/* a snapshot has come */
	char	     desk[MAX_NAME_BYTES + 1];
	char	     cursor[64];
	struct operator me;
	struct operator	  *operators;
	size_t		   n_operators;
	struct likeness_staff *staff;	/* of the same; owned */
	struct department *departments;
	size_t		   n_departments;
	struct canned_book book;	/* the canned replies */
	struct canned_form form;	/* one that is being written */
	struct mask	   mask;	/* the desk's; strings owned */
	bool		   edits_canned;	/* I may change shared ones */
	struct outcome	  *templates;	/* strings owned */
	size_t		   n_templates;
	struct handover	   handover;
	struct broadcasts  broadcasts;
	char	    **tags;		/* the desk's, most used first */
	size_t		   n_tags;
	struct session_info *sessions;	/* mine, as they were told */
	size_t		   n_sessions;
	bool		   sessions_asked;
	struct winback_held *winbacks;	/* due, that I may settle */
	size_t		   n_winbacks;
	int64_t		   session_ending;	/* one more Enter ends it */
	char	    **outcomes;
	size_t		   n_outcomes;
	char	    **fields;		/* of a customer, that the desk offers */
	size_t		   n_fields;
	char	    **reasons;		/* to be away, that the desk offers */
	size_t		   n_reasons;
	bool		   fixed_reasons;	/* and no others */
	/* Is anybody here (idle.c)? */
	int64_t		   here_ms;	/* since when it is known */
	char		   away[16];	/* what the desk was told */
	bool		   is_detached;	/* the terminal, from all clients of */
	char		   detached_from[16];	/* tmux, screen */
	int64_t		   away_ms;	/* since when */
	int		   n_passed;	/* offers to me that went on since */
	struct chat	 **chats;	/* all that I may see, by id */
	size_t		   n_chats;
	struct record	  *records;	/* customers, by id */
	size_t		   n_records;
	struct search	   search;
	struct watch	   watch;
	struct bans_held   bans;
	struct why	   why;		/* of OVERLAY_WHY */
	struct block_states blocks;
	struct zone_seen zones[MODEL_ZONES];
	int		   n_zones;	/* so far; the oldest gives way */
	struct chat	  *earlier;	/* read beside a live one; owned */
	struct target	   first_target, next_target;
	struct target	   wrap_up_target;	/* from a close to its outcome */
	int64_t		   max_message_bytes;
	int64_t		   max_file_bytes;	/* 0: it takes none */
	struct sending	  *sending;
	size_t		   n_sending;
	struct fetching	  *fetching;
	size_t		   n_fetching;
	struct {
		char  path[PATH_BYTES];
		char *entries;
	} dir;				/* as it was listed last */
	enum link_state link;
	int	     retry_ms, round_trip_ms;
	int64_t	     link_since_ms, heard_ms;
	enum err_code link_code;
	bool	     is_untrusted;	/* the desk, by its certificate */
	int	     n_unsent;		/* what the operator waits for: actions
					 * on their way, but for "read" */
	uint64_t     n_skipped;		/* events that did not fit */
	struct prefs prefs;	/* the operator's settings */
	struct alerts alerts;
	struct keymap keys;	/* and keys */
	char	    **themes;		/* that can be chosen */
	size_t	      n_themes;
	const struct hint_pattern *hint_patterns;	/* borrowed */
	int	     n_hint_patterns;
	struct hint  hints[HINTS];	/* of OVERLAY_HINTS */
	int	     n_hints;
	bool	     hint_opens;	/* Tab: letters open, not copy */
	struct labels labels;	/* of OVERLAY_LABELS */
	int	     hint_asked;	/* from 1: its key again opens it */
	struct ui    ui;
	bool	     spell_pending;	/* not all words were asked about */
	struct spelt *spelt;		/* by language and word */
	size_t	     n_spelt;
	struct holding held[MODEL_HELD];	/* in the order of their keys */
	int	     n_held;
	unsigned     n_holds;	/* so far: names for them */
	bool	     is_unholding;
	char	     ids[MODEL_IDS][CLIENT_ID_BYTES + 1];
	int	     n_ids;		/* how many of them are fresh */
	struct field_ask field_asks[MODEL_FIELD_ASKS];
	int64_t	     last_field_ask;
	struct pending pending[MODEL_PENDING];	/* oldest first */
	int	     n_pending;
	int64_t	     lost_ms;	/* when a snapshot was asked for, 0: never */
	bool	     is_lost;	/* an event did not fit: ask for a snapshot */
	char	     page_url[256];	/* visitor's page of an own desk, or "" */
	bool	     is_demo;
	bool	     is_plain;	/* a terminal without block characters */
	bool	     has_no_panes;	/* what is read is printed:
					 * model_reads_out() tells of it */
	char	     language[4];	/* that the chats' labels are in */
};

/* When a tick is wanted at last; 0: whenever. */
int64_t model_due_ms(const struct model *m);
struct model *model_new(void);
void	      model_free(struct model *m);
void model_reduce(struct model *m, const struct event *ev, struct effects *e);
/* `key` is a name as keymap.h has them: "a", "ж", "Enter", "C-n", "F6",
 * "M-1", "S-F6", "Up". Text keys are themselves. "FocusIn" and "FocusOut"
 * tell of the terminal's focus and are no key presses. */
void model_key(struct model *m, const char *key, struct effects *e);
void model_paste(struct model *m, const char *bytes, size_t len,
    struct effects *e);
void model_resize(struct model *m, int rows, int cols);
/* Call when a frame is on the screen: F6 goes to whom that frame named. */
void model_shown(struct model *m);
/* What that frame gave a label; true: draw once more. */
bool model_labelled(struct model *m, const struct labels *found,
    struct effects *e);
/* Which transcripts that frame had, and where they stood in it. A chat whose
 * pane had no room is not among them: nobody reads it. True: that is new, and
 * the next frame will look different. */
bool model_placed(struct model *m, const struct shown *list, size_t n,
    struct effects *e);
/* At start, from what was kept on disk. */
void model_restore_draft(struct model *m, int64_t conversation_id,
    const char *text, bool is_note);
void model_restore_unsent(struct model *m, const struct action *a);
/* The outbox has it on disk now (LINE_TYPED becomes LINE_KEPT). */
void model_kept(struct model *m, const char *client_id);

/* dezhurka.conf(5) was read anew. */
void model_set_prefs(struct model *m, const struct prefs *prefs,
    const struct keymap *keys);
/* The names of the themes, a line each. */
void model_set_themes(struct model *m, const char *lines);
/* EFFECT_THEME did not work: `shown` is still on the screen. */
void model_theme_failed(struct model *m, const char *shown, const char *why);
/* When an alert has to be looked at: send EVENT_TICK then. 0: never. */
/* Tells the desk when nobody sits in front of this console, and when somebody
 * is back. */
void idle_tick(struct model *m, struct effects *e);
/* EVENT_TERMINAL. */
void idle_terminal(struct model *m, const struct event *ev,
    struct effects *e);
/* What happens to offers meanwhile. */
void idle_event(struct model *m, const struct event *ev);
int64_t idle_due_ms(const struct model *m);	/* 0: never */
int64_t model_alert_due_ms(const struct model *m);

/* The answer to EFFECT_SPELL. */
void model_spelt(struct model *m, const char *language, const char *word,
    enum spelt_state state, const char *others);
/* The answer to EFFECT_WITHDRAW: it will not be sent, or it may have been. */
void model_withdrawn(struct model *m, const char *client_id, bool is_done,
    struct effects *e);
/* How a text came back from the operator's editor. */
enum editor_end {
	EDIT_DONE,
	EDIT_ABSENT,		/* it could not be started */
	EDIT_FAILED,		/* number: its status */
	EDIT_KILLED,		/* number: the signal */
	EDIT_UNREADABLE,	/* the file: gone, too large or no text */
	EDIT_NO_FILE		/* it could not be written */
};
/* C-x C-e is over. `text` is the whole file (EDIT_DONE), `path` where it is
 * when it was not taken over. */
void model_editor_end(struct model *m, int64_t conversation_id,
    enum editor_end end, int number, const char *text, const char *path,
    struct effects *e);
/* A file of an earlier run was found: the operator is told. */
void model_editor_left(struct model *m, int64_t conversation_id,
    const char *path);

/* --- questions that views and commands ask ------------------------------ */
struct chat	  *model_chat(struct model *m, int64_t id);
const struct chat *model_find_chat(const struct model *m, int64_t id);
const struct chat *model_focused(const struct model *m);	/* may be NULL */
/* The sentence for who wants something of a conversation then. */
const char *model_no_focus(const struct model *m);
const struct session_info *session_find(const struct model *m, int64_t id);
const struct operator	*model_operator(const struct model *m, int64_t id);
const struct department *model_department(const struct model *m, int64_t id);
const struct record	*model_record(const struct model *m, int64_t id);
bool model_is_mine(const struct model *m, const struct chat *c);
bool model_can_close(const struct model *m, const struct chat *c);
bool model_can_transfer(const struct model *m, const struct chat *c);
/* How the customer's wait stands against the target that applies now. */
enum target_state model_target(const struct model *m, const struct chat *c);
/* The same as the desk counts it, for whom others watch: who is put aside
 * waits, too. */
enum target_state model_desk_target(const struct model *m,
    const struct chat *c);
/* Sorted lists, filled into `ids` (at most max), returning how many: mine by
 * who needs me most, the queue as F5 takes: by priority, then by the turn. */
size_t model_mine(const struct model *m, int64_t *ids, size_t max);
size_t model_queue(const struct model *m, int64_t *ids, size_t max);
/* Who waits longest in the queue; NULL: nobody does. */
const struct chat *model_longest(const struct model *m);
/* Does its customer wait for my answer, and was it not put aside? */
bool model_waits_for_me(const struct model *m, const struct chat *c);
/* Till when it is put aside (ASIDE_OPEN: till they write), 0: it is not. */
int64_t model_aside(const struct model *m, const struct chat *c);
/* Till when the desk is asked for an answer, also of who is put aside: their
 * customer still waits. 0: it is not, or it is late already. */
int64_t model_owed_ms(const struct model *m, const struct chat *c);
/* How many customers wait for my answer; is one of them late? */
int model_waiting(const struct model *m, bool *is_late);
/* The one Ctrl-N goes to; 0: nobody waits for me. */
int64_t model_most_urgent(const struct model *m);
/* Who F6 would give the focused conversation to; NULL: nobody. */
const struct operator *model_best_receiver(const struct model *m);
enum context model_context(const struct model *m);
/* The clock of a customer: minutes since 1970 where they are. False: it is
 * not known. */
bool model_local_minute(const struct model *m, const struct chat *c,
    int64_t *minute);
/* Do keys go to the earlier conversation? */
bool model_reads_earlier(const struct model *m);
/* Is it in a pane that is on the screen? */
bool model_is_shown(const struct model *m, const struct chat *c);
/* An event of a transcript as a line; its text is borrowed. */
void line_of_event(struct line *line, const struct event *ev);
/* The `n`th file from the end, from 1; NULL: there is none. */
const struct line_file *file_of_chat(const struct chat *c, int n);
/* What a list of them calls it, and the file of that name; 0, NULL: none. */
int64_t file_id_of(const struct chat *c, int n);
const struct line_file *file_find(const struct chat *c, int64_t id);
/* "1.2 MB" */
char *attach_size(char *buf, size_t size, int64_t bytes);
/* How an outcome is called: by the desk, or in the operator's language. */
const char *model_outcome_title(const struct model *m, const char *code);
/* Is a promise of mine nearly or already due? */
bool model_promise_is_due(const struct model *m, const struct chat *c);
/* Is it offered to me, and have I not accepted it yet? */
bool model_is_offered(const struct model *m, const struct chat *c);
/* Did I transfer it, and nobody has accepted it yet? */
bool model_has_offered(const struct model *m, const struct chat *c);
/* Seconds until it is returned, -1: no limit. */
int  model_offer_left_s(const struct model *m, const struct chat *c);
/* To whom "/transfer back" would give one of mine; 0: nobody. */
int64_t model_back_to(const struct model *m, const struct chat *c);
/* Before the cursor stands what reads on a Latin layout as the beginning of a
 * shortcut ("жкуа", ";ref"): the replies it may mean, the likeliest first. Tab
 * offers them. 0: it does not. */
size_t model_layout_offers(const struct model *m, int64_t *ids, size_t max);

#endif
