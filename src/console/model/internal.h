/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of this folder share; nobody else includes it.
 */
#ifndef MODEL_INTERNAL_H
#define MODEL_INTERNAL_H

#include "console/model/canned_fill.h"
#include "console/model/canned_rows.h"
#include "console/model/command.h"
#include "console/model/model.h"
#include "console/model/picker.h"
#include "console/model/watch_own.h"
#include "console/model/room_parts.h"

#define MESSAGE_MS 8000		/* how long a sentence stays */
#define CHORD_MS   500		/* who hesitates so long sees what may follow */
#define TYPING_MS  3000		/* "I type" is said at most this often */
#define PREVIEW_MS 10000	/* the other's typing is believed so long */
#define ACTIVE_MS  10000	/* no key for so long: not looking */
#define LOST_MS	   5000		/* a snapshot is asked for at most so often */

/* --- model.c ----------------------------------------------------------- */

void model_say(struct model *m, enum tone tone, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The last sentence is true of that, and goes with it. */
void model_say_about(struct model *m, enum about about, int64_t id);
void model_settle(struct model *m);
struct chat *model_chat_add(struct model *m, int64_t id);
void	     model_chat_remove(struct model *m, int64_t id);
struct chat *model_chat_new(int64_t id);
void	     model_chat_free(struct chat *c);
struct record *model_record_add(struct model *m, int64_t id);
void	     model_record_set(struct record *r, const struct customer *c,
    bool with_earlier);
void	     model_label(struct model *m, struct chat *c);
void	     model_labels(struct model *m);
/* After a change of the operators: whom names are compared with. */
void	     model_staff(struct model *m);
bool	     model_has_unsent(const struct chat *c);

/* --- masking.c ---------------------------------------------------------- */

/* What is in the input, without numbers that are not kept. True: there was
 * one. */
bool masking_input(struct model *m, struct chat *c);
/* The action without them goes to the effects; the operator is told. */
void masking_submit(struct model *m, const struct action *a,
    struct effects *e);
void masking_tell(struct model *m);
/* The desk's own patterns; what cannot be used is left out. */
void masking_set(struct model *m, const struct mask_pattern *list, size_t n);
void masking_clear(struct model *m);

/* --- submit.c ----------------------------------------------------------- */

/* An action with a fresh id where it needs one. False: no id is left. */
bool submit_action(struct model *m, struct action *a, struct effects *e);
void submit_fetch_transcript(struct model *m, struct chat *c, int64_t before,
    struct effects *e);
void submit_fetch_customer(struct model *m, int64_t customer_id,
    struct effects *e);
void submit_fetch_snapshot(struct model *m, struct effects *e);
/* Remembers an action that is on its way (again). */
void submit_restore(struct model *m, const struct action *a);
const struct pending *submit_find(const struct model *m,
    const char *client_id);
void submit_done(struct model *m, const char *client_id);
/* Sends what is in the chat's input; false has said why not. */
bool submit_input(struct model *m, struct chat *c, struct effects *e);
void submit_refused(struct model *m, const struct event *ev,
    struct effects *e);
void submit_draft(const struct model *m, struct chat *c, struct effects *e);
void submit_drafts(struct model *m, struct effects *e);

/* Splits a text into messages (or notes) and submits them. */
void submit_text(struct model *m, struct chat *c, const char *text,
    bool is_note, struct effects *e);
/* How many messages it makes. */
int  submit_parts(const struct model *m, const char *text, size_t len);

/* --- hold.c ------------------------------------------------------------- */

void hold_clear(struct model *m);
/* The newest of a conversation, or NULL. */
const struct holding *hold_last(const struct model *m, int64_t conversation_id);
/* Holds what they would do, if the settings want it. False: do it now. */
bool hold_message(struct model *m, struct chat *c);
/* Are messages held, and is there a place for one? */
bool hold_has_room(const struct model *m);
/* How many actions what is held of a conversation becomes. */
int  hold_parts(const struct model *m, int64_t conversation_id);
bool hold_transfer(struct model *m, struct chat *c, int64_t receiver_id,
    const char *name, const char *note);
bool hold_close(struct model *m, struct chat *c, const char *outcome,
    const char *note);
/* A text into the input, before what is being written; a note gives way. */
void hold_give_back(struct model *m, struct chat *c, const char *text);
/* Undoes the newest of the chat. False: there is none. */
bool hold_take_back(struct model *m, struct chat *c, struct effects *e);
/* Does all of a conversation now, in order. False: not all fitted. */
bool hold_flush(struct model *m, int64_t conversation_id, struct effects *e);
void hold_tick(struct model *m, struct effects *e);
/* The draft with what is held before it. Caller frees. */
char *hold_draft(const struct chat *c);
/* --- urgency.c ------------------------------------------------------------ */

/* Whom Ctrl-N goes to, one after the other. */
int64_t urgency_next(struct model *m);
/* I have answered or put aside: the round begins with who needs me most. */
void urgency_answered(struct model *m);
/* With EVENT_TICK: what was put aside till now. */
void urgency_due(struct model *m);

/* --- spelling.c ----------------------------------------------------------- */

void spelling_clear(struct model *m);
/* Marks what is known to be wrong, asks nothing: for every key. */
void spelling_changed(struct model *m, struct chat *c);
/* Asks what is not known, when the typing rests. */
void spelling_tick(struct model *m, struct effects *e);

/* --- command_recall.c ---------------------------------------------------- */

/* Submits the edit that the input holds. False has said why not. */
bool recall_send(struct model *m, struct chat *c, struct effects *e);
/* The input is again what it was before the edit. False: there was none. */
bool recall_leave(struct chat *c);

/* --- transcript.c ------------------------------------------------------- */

bool transcript_shows(enum event_type type);
/* Puts a stored event at its place. False: it was there. */
bool transcript_put(struct chat *c, const struct event *ev);
/* Events of a fetched batch or a snapshot, all that there are from the first of
 * them to `before` (0: to the end); how many of the customer's messages are
 * new. */
int  transcript_merge(struct chat *c, const struct event *events, size_t n,
    int64_t before, bool is_complete);
void transcript_typed(struct chat *c, const struct action *a, int64_t me,
    int64_t at_ms, enum line_state state);
/* Something is missing before the line of `seq`. */
void transcript_mark_gap(struct chat *c, int64_t seq);
struct line *transcript_unsent(struct chat *c, const char *client_id);
void transcript_remove(struct chat *c, const struct line *line);
void transcript_clear(struct chat *c);
int64_t transcript_first_seq(const struct chat *c);
int64_t transcript_last_seq(const struct chat *c);

/* --- place.c ------------------------------------------------------------- */

/* Rows up (down: < 0) with the next frame. */
void place_move(struct chat *c, int rows);
void place_page(struct chat *c, int pages);
void place_end(struct chat *c);		/* follows it again */
bool place_is_end(const struct chat *c);
/* Puts a line on the screen with some rows above it, and fetches it when it is
 * not here: it comes to its place when it has arrived. */
void transcript_anchor(struct model *m, struct chat *c, int64_t seq,
    struct effects *e);

/* --- panes.c ------------------------------------------------------------- */

#define PANES_NUMBER_MAX 99

void panes_number(struct model *m, struct chat *c);	/* when it is mine */
void panes_fill(struct model *m);	/* free panes only */
void panes_sweep(struct model *m);	/* what left me and is not focused */
void panes_free(struct model *m, int64_t id);
bool panes_holds(const struct model *m, int64_t id);	/* zoomed or not */
void panes_focus(struct model *m, int64_t id, struct effects *e);
/* The number, and the pane of that number when there is one; who had them gets
 * its old ones. */
void panes_move(struct model *m, struct chat *c, int number);
void panes_set(struct model *m, enum layout layout, int n);
bool panes_shows(const struct model *m, int64_t id);

/* --- keys.c, overlay.c ---------------------------------------------------- */

/* Makes foreign text fit for an input: "\n" ends a line, tabs are blanks,
 * control characters U+FFFD. Returns how many those were. */
int  paste_clean(const char *bytes, size_t len, bool one_line,
    struct str *out);
bool overlay_takes_text(enum overlay overlay);
/* Does it ask a question, so that letters are answers? */
void overlay_scroll_sidebar(struct model *m, int rows);
bool overlay_asks(enum overlay overlay);
void overlay_open(struct model *m, enum overlay overlay);
void overlay_close(struct model *m);
void overlay_freeze(struct model *m);	/* the order of its rows, now */
void overlay_complete(struct model *m);
void overlay_choose(struct model *m, const char *how, struct effects *e);
bool overlay_text(struct model *m, const char *key, struct effects *e);
void overlay_edited(struct model *m);	/* what is typed into it */
void overlay_paste(struct model *m, const char *text, size_t len);
void keys_changed(struct model *m, struct chat *c, struct effects *e);
bool keys_is_text(const char *key);
/* An editing key in the chat's input, and all that follows from a change. */
void keys_edit(struct model *m, struct chat *c, const char *key,
    const char *name, struct effects *e);

/* --- command_keys.c, keymap_bind.c ------------------------------------------ */

/* Names of the editor's commands, or of its keys, one after another. */
void command_edit_words(struct model *m, const char *words,
    struct effects *e);
/* "ui.theme". Returns buf. */
char *pref_name(const struct pref *row, char *buf, size_t size);
/* The line that changes the setting of that row. */
bool command_set_row(const struct model *m, int64_t id, char *line,
    size_t size);
/* The name that was probably meant; NULL: none. at(i) is NULL at the end. */
const char *text_nearest(const char *word, const char *(*at)(size_t i));

/* --- keymap.c ------------------------------------------------------------- */

/* The Latin letter on the key of a Cyrillic one, else the same. */
uint32_t keymap_twin(uint32_t code);
/* What `text` would be on a Latin layout; "." at its start is "/". */
void keymap_latin(const char *text, struct str *out);

/* --- commands ------------------------------------------------------------- */

#define COMMAND(name)                                                        \
	bool run_##name(struct model *m, const char *args,               \
	    struct effects *e, struct err *err)
#define COMPLETE(name)                                                       \
	void complete_##name(const struct model *m, const char *args,        \
	    struct str *out)

COMMAND(take);
COMMAND(talk); COMPLETE(talk); COMMAND(shift); COMPLETE(shift);
COMMAND(accept);
COMMAND(decline);
COMMAND(tag);
COMMAND(sessions);
COMMAND(watch); COMMAND(watching); COMMAND(why); COMMAND(state);
COMMAND(block); COMMAND(limit); COMMAND(unblock); COMMAND(blocked); COMPLETE(block);
COMMAND(winbacks);
COMMAND(winback);
COMPLETE(winback);
COMMAND(handover);
COMMAND(promise);
COMPLETE(tag);
COMPLETE(promise);
COMMAND(transfer);
COMMAND(note);
COMMAND(close);
COMMAND(canned);
COMMAND(field);
COMMAND(form);
COMMAND(send);
COMMAND(newline);
COMMAND(customer);
COMMAND(find); COMMAND(search);
COMMAND(blocks);
COMMAND(earlier);
COMPLETE(earlier);
COMMAND(copy);
COMMAND(attach); COMMAND(file);
COMMAND(hints);
COMPLETE(file);
COMMAND(away);
COMPLETE(away);
COMMAND(break);
COMMAND(busy);
COMMAND(online);
COMMAND(language);
COMMAND(alerts);
COMMAND(dnd);
COMMAND(theme);
COMMAND(tour);
COMMAND(quit);
COMMAND(reload);
COMMAND(suspend);
COMMAND(redraw);
COMMAND(bind);
COMMAND(unbind);
COMMAND(set);
COMPLETE(set);
COMMAND(insert);
COMMAND(normal);
COMMAND(line);
COMMAND(pane);
COMPLETE(bind);
COMMAND(open);
COMMAND(urgent);
COMMAND(nothing);
COMMAND(later);
COMMAND(pin);
COMMAND(rail);
COMMAND(move);
COMMAND(layout);
COMMAND(panes);
COMMAND(help);
COMMAND(list);
COMMAND(menu);
COMMAND(zoom); COMMAND(sidebar);
COMMAND(scroll);
COMMAND(choose);
COMMAND(cancel);
COMMAND(edit);
COMMAND(spell);
COMMAND(recall);
COMMAND(editor);
COMMAND(recover);
COMMAND(unhold);
COMMAND(unsend);
COMMAND(paste);
COMPLETE(transfer);
COMPLETE(close);
COMPLETE(canned);
COMPLETE(customer);
COMPLETE(take);
COMPLETE(language);
COMPLETE(open);
COMPLETE(layout);
COMPLETE(later);
COMPLETE(pane);
COMPLETE(help);
COMPLETE(edit);
COMPLETE(alerts);
COMPLETE(dnd);
COMPLETE(sessions);
COMPLETE(watch);
COMPLETE(theme);

/* Transfers a conversation to an operator or, with a minus, a department. */
bool command_transfer_to(struct model *m, struct chat *c, int64_t receiver,
    const char *note, struct effects *e, struct err *err);
bool command_close_with(struct model *m, struct chat *c, const char *outcome,
    const char *note, struct effects *e, struct err *err);
/* --- wrong_layout.c ------------------------------------------------------ */

/* True: the input reads as a command or a shortcut on the Latin layout; said,
 * and not to be sent before Enter is pressed again. */
bool wrong_layout_holds(struct model *m, const struct chat *c);
/* Tab right after that does what was meant; false: nothing is held. */
bool wrong_layout_run(struct model *m, struct chat *c, struct effects *e);
/* Tab behind the beginning of a shortcut opens the list of them where the word
 * stands, or inserts the only one; false: there is none. */
bool wrong_layout_offer(struct model *m, struct chat *c, struct effects *e);
/* --- canned_insert.c ----------------------------------------------------- */

/* Is a field of its input still to be filled in? */
bool canned_asks(const struct model *m, int64_t conversation_id);
/* Into the input; its commands begin to run, its first field is selected. */
bool canned_insert(struct model *m, struct chat *c,
    const struct canned *canned, struct effects *e);
/* Selects the first unfilled field at `from` or behind it, else the first of
 * all; false: none is left. */
bool canned_select_field(struct chat *c, size_t from);
bool canned_is_waiting(const char *field, size_t len);
/* --- canned_choose.c ----------------------------------------------------- */

bool canned_choose(struct model *m, struct effects *e);
void canned_choose_edit(struct model *m);
void canned_choose_add(struct model *m);
void canned_choose_send(struct model *m, struct effects *e);
void canned_choose_turn(struct model *m, const char *key, int by);

/* --- canned_form.c ------------------------------------------------------- */

void canned_form_clear(struct canned_form *f);
/* Its overlay closes: what is in the editor goes back to it. */
void canned_form_closed(struct model *m);
bool canned_form_add(struct model *m, const char *shortcut);
bool canned_form_edit(struct model *m, const struct canned *c);
bool canned_form_remove(struct model *m, const struct canned *c,
    struct effects *e, struct err *err);
void canned_form_stored(struct model *m, const char *client_id);
/* True: it was this form's save. */
bool canned_form_refused(struct model *m, const struct event *ev);
/* --- canned_form_files.c -------------------------------------------------- */

void form_files_clear(struct canned_form *f);
void form_files_set(struct canned_form *f, const struct canned *c);
/* Where the path that is typed leads is looked at beside it. */
void form_files_typed(struct model *m, struct effects *e);
/* What Enter, Tab and Backspace do in the line; false: nothing. */
bool form_files_enter(struct model *m, struct effects *e);
bool form_files_tab(struct model *m, struct effects *e);
bool form_files_erase(struct model *m);
/* Uploads what is new; `ids` of all. False: not now. */
bool form_files_save(struct model *m, char ids[FILE_IDS_BYTES],
    struct effects *e);
/* A path was looked at, a folder listed, an upload refused. */
void canned_form_looked(struct model *m, const struct event *ev);
void canned_form_listed(struct model *m, const struct event *ev);
void canned_form_file_refused(struct model *m, const struct event *ev);

/* What was inserted is being sent. */
void canned_count_uses(struct model *m, struct chat *c, struct effects *e);
/* A field's command has ended. */
void canned_ran(struct model *m, const struct event *ev);

/* --- */

/* "invoice -refund" put into a list of tags. */
bool command_change_tags(char list[MAX_TAGS_BYTES + 1], const char *args,
    struct err *err);
void command_quit_now(struct model *m, struct effects *e);
/* Takes the transfer back if that still can be; false: it can not. */
bool command_take_back(struct model *m, struct chat *c, struct effects *e);
bool command_accept(struct model *m, struct chat *c, struct effects *e,
    struct err *err);
/* To whom I had it from, or to me, wherever it is now. */
bool command_transfer_back(struct model *m, struct chat *c, const char *note,
    struct effects *e, struct err *err);

/* --- offer.c, ask.c --------------------------------------------------------- */

/* After the event was folded in. */
void offer_event(struct model *m, struct chat *c, const struct event *ev);
/* The draft of a transfer that came before we did. */
void offer_snapshot(struct model *m, struct chat *c,
    const struct snapshot_conversation *s);
/* What is being written goes along; borrowed from the chat. */
void offer_put_draft(const struct chat *c, struct action *a);
/* "NAME -- NOTE" in two; the note is borrowed from `args`. */
const char *command_split_note(const char *args, char *name, size_t size);
/* An operator or, negative, a department; 0: none or several. */
int64_t command_find_receiver(const struct model *m, const char *name);

/* --- forget.c ---------------------------------------------------------------- */

/* Erased at the desk: nothing of it stays here. */
void forget_conversation(struct model *m, int64_t id);
/* Those of a snapshot's list. */
void forget_gone(struct model *m, const struct snapshot *s);
/* Lets go what is long closed. */
void forget_tick(struct model *m);

/* --- outcome.c, handover.c -------------------------------------------------- */

void outcomes_set(struct model *m, const struct outcome *list, size_t n);
void outcomes_clear(struct model *m);
/* The note that the outcome brings, its fields filled; the caller frees. */
char *outcome_note(const struct model *m, const struct chat *c,
    const char *code);
bool outcome_is_filled(const char *note, struct err *err);
/* Selects the note's next open field; false: there is none. */
bool outcome_next_field(struct model *m);
bool outcome_begin_note(struct model *m, const struct chat *c,
    const char *code);
bool outcome_tag(struct model *m, const struct chat *c, const char *code,
    struct effects *e);
/* Who would get what, as it is now. */
void handover_plan(struct model *m);
void handover_start(struct model *m, const char *note, struct effects *e);
void handover_pump(struct model *m, struct effects *e);
void handover_told(struct model *m, const char *client_id, bool is_over,
    struct effects *e);
void handover_choose(struct model *m, const char *how, struct effects *e);

/* --- promise.c, tag.c ------------------------------------------------------- */

void promise_tick(struct model *m);
/* True: something is promised, and closing was not asked for twice yet; `err`
 * says so. */
bool promise_asks(struct model *m, struct chat *c, struct err *err);
/* Tags that were not known are offered from now on. */
void tags_learn(struct model *m, const char *list);
void tags_clear(struct model *m);
void tags_choose(struct model *m, struct effects *e);
void sessions_told(struct model *m, const struct event *ev);
void sessions_choose(struct model *m, struct effects *e);
void sessions_clear(struct model *m);

/* --- winbacks.c ------------------------------------------------------------ */

void winbacks_set(struct model *m, const struct winback *list, size_t n);
void winbacks_told(struct model *m, const struct event *ev);
void winbacks_tick(struct model *m, struct effects *e);
void winbacks_choose(struct model *m, struct effects *e);
void winbacks_clear(struct model *m);

void ask_open(struct model *m, enum ask ask);
void ask_choose(struct model *m, struct effects *e);

/* --- command_hint.c ------------------------------------------------------- */

bool hint_key(struct model *m, const char *key, struct effects *e);
/* The list of them. */
void hint_list(struct model *m);
/* Copies or opens it; `asked`: its number, for one that is asked about. */
void hint_do(struct model *m, const struct hint *h, int asked, bool opens,
    struct effects *e);

/* --- label.c -------------------------------------------------------------- */

bool label_key(struct model *m, const char *key, struct effects *e);
void label_choose(struct model *m, const char *how, struct effects *e);
void hint_run(struct model *m, int i, bool opens, struct effects *e);

/* --- attach.c, command_file.c ---------------------------------------------- */

void attach_of_event(struct line *line, const struct event *ev);
void attach_of_action(struct model *m, struct line *line,
    const struct action *a);
/* What is shown of it, after a change. */
void attach_show(struct line *line);
void attach_clear_line(struct line *line);
void attach_remember(struct model *m, const struct action *a);
void attach_stored(struct model *m, struct line *line);
/* Is there room at the input for what the line has? Then back with it. */
bool attach_has_room(const struct chat *c, const struct line *line);
void attach_back(struct model *m, struct chat *c, const struct line *line);
/* What waits at the input goes into the held line, and what is held so. */
void attach_hold(struct chat *c, struct line *line);
int  attach_n_held(const struct chat *c);
void attach_progress(struct model *m, const struct event *ev);
void attach_progress_end(struct model *m, const char *id);
bool attach_add(struct chat *c, const char *path, int64_t bytes,
    int64_t changed_ms);
void attach_drop(struct chat *c, int i);	/* -1: all */
/* A draft as it is kept, and back: the text is owned by the caller. */
char *attach_draft(const struct chat *c, char *text_own);
char *attach_restore(struct chat *c, const char *draft);
void attach_tick(struct model *m, struct effects *e);
void attach_looked(struct model *m, const struct event *ev);
void attach_dir(struct model *m, const struct event *ev);
const char *attach_entry(const struct model *m, int64_t n, size_t *len);
void attach_choose(struct model *m, struct effects *e);
bool attach_may_send(struct model *m, const struct chat *c);
void attach_send(struct model *m, struct chat *c, struct effects *e);
void attach_send_held(struct model *m, struct chat *c,
    const struct line *line, struct effects *e);
void attach_refused(struct model *m, const struct event *ev);
void attach_why(struct model *m, const struct event *ev, const char *name);
/* What is typed as a path, in the folder that was listed last. */
void attach_path(const struct model *m, const char *typed, char *buf,
    size_t size);
/* --- attach_canned.c ------------------------------------------------------- */

char *attach_name(const char *name);	/* a safe copy */
/* The id of what stands for a canned reply's file; NULL: it is a path. */
const char *attach_canned_id(const char *path);
void attach_canned(struct model *m, struct chat *c,
    const struct canned *canned);
void attach_canned_again(struct model *m, struct chat *c, const char *id);
void attach_canned_look(struct model *m, struct chat *c, int i);
void attach_free(struct model *m);
void file_saved(struct model *m, const struct event *ev, struct effects *e);
void file_fetch(struct model *m, const struct line_file *f, bool is_opened,
    struct effects *e);
void file_choose(struct model *m, bool is_opened, struct effects *e);
bool file_key(struct model *m, const char *key, struct effects *e);

/* --- alert.c ---------------------------------------------------------------- */

/* What an event is worth. */
void alert_event(struct model *m, struct chat *c, const struct event *ev);
/* Begins the ladder of that kind (ALERT_PROMISE, ALERT_LATER, ...), unless its
 * rule does not want it now; again while it climbs: it is said once more. */
void alert_raise(struct model *m, struct chat *c, enum alert alert);
/* The operator has seen the chat: its ladders end. */
void alert_looked(struct model *m, struct chat *c);
/* With EVENT_TICK: what is due. */
void alert_tick(struct model *m, struct effects *e);
void alert_test(struct model *m);

/* --- zones.c ---------------------------------------------------------------- */

/* Asks for what is not known of the focused one's time zone. */
void zones_want(struct model *m, struct effects *e);
void zones_told(struct model *m, const struct event *ev);

/* --- earlier.c ------------------------------------------------------------ */

/* Reads it beside the focused one; false: there is none of that id. */
bool earlier_open(struct model *m, int64_t id, struct effects *e);
void earlier_close(struct model *m);
/* Keys go to the live conversation again. */
void earlier_leave(struct model *m);
/* Whose transcript keys scroll and search: it, or the focused one's, or NULL. */
struct chat *earlier_reading(struct model *m);

/* --- tour.c ----------------------------------------------------------------- */

bool tour_key(struct model *m, const char *key, struct effects *e);
void tour_leave(struct model *m, struct effects *e);

/* --- themes.c --------------------------------------------------------------- */

/* After every key: the screen looks as the model says. */
void themes_follow(struct model *m, struct effects *e);
void themes_choose(struct model *m);
void model_clear_themes(struct model *m);
/* Of a list of names that are owned: empty then. */
void model_clear_names(char ***names, size_t *n);

/* --- reduce_snapshot.c -------------------------------------------------------- */

void reduce_snapshot(struct model *m, const struct snapshot *s,
    struct effects *e);
/* A conversation has become mine: number, pane, transcript, record. */
void reduce_mine(struct model *m, struct chat *c, struct effects *e);

#endif
