/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_internal.h - what app.c and app_effects.c share.
 */
#ifndef CONSOLE_APP_INTERNAL_H
#define CONSOLE_APP_INTERNAL_H

#include <limits.h>
#include <signal.h>

#include "base/arena.h"
#include "console/app.h"
#include "console/attached.h"
#include "console/cli/linear.h"
#include "console/clip.h"
#include "console/external.h"
#include "console/keep/archive.h"
#include "console/disk.h"
#include "console/keep/keep.h"
#include "console/keep/spell.h"
#include "console/notify/notify.h"
#include "console/saver.h"
#include "console/run/run.h"
#include "console/term/pace.h"
#include "console/term/term.h"
#include "console/view/view.h"

#define MINUTE_MS 60000

/* A kept action that is not on disk yet, and so must not be posted. */
struct held {
	struct held  *next;
	struct arena *arena;
	struct action a;
};

/* What was said last of how many wait. */
struct counted {
	char	said[32];
	int64_t said_ms;	/* monotonic */
	bool	has_said;
	pid_t	pid;		/* of the tmux that is told; 0: none */
};

struct app {
	struct counted	    counted;
	const struct app_config *config;
	struct net	   *net;
	struct backend	   *backend;
	struct keep	   *keep;
	struct notify	   *notify;
	char		    notify_command[PREF_TEXT_BYTES];	/* as it was */
	char		    notify_terminal[8];			/* made for */
	struct saver	   *saver;
	struct clip	   *clip;
	struct disk	   *disk;
	struct run	   *run;
	struct attached	   *attached;	/* NULL: in no tmux, no screen */
	struct term	   *term;	/* NULL: linear has the word */
	struct linear	   *linear;
	struct str	    typed;	/* a line that is not whole yet */
	int64_t		    said_ms;	/* when the last line was taken,
					 * monotonic */
	int64_t		    closed_ms;	/* since when nobody types any more,
					 * monotonic; 0: they may */
	struct spell	   *spell;
	struct external	   *external;	/* it has the terminal; or NULL */
	int64_t		    external_id;	/* whose text it has */
	char		    external_path[PATH_MAX];
	struct archive	   *archive;	/* NULL: it is switched off */
	struct model	   *m;
	struct view_cache  *cache;
	struct grid	   *grid;
	struct effects	    effects;
	struct held	   *held, **held_last;
	int		    signal_fd, clock_fd;
	sigset_t	    signals;	/* as they were blocked before */
	bool		    is_dirty, had_key, is_ending, is_gone;
	bool		    needs_sign_in, has_signals;
	struct pace	    pace;
	int64_t		    tick_due_ms;	/* monotonic */
	int64_t		    desk_ms;	/* the desk's clock less the monotonic
					 * one; 0: not known yet */
};

/* What the time is: all that the model measures was dated by the desk, and this
 * computer's clock may be wrong. */
int64_t app_now_ms(const struct app *app);
/* Without the handlers that curses would put. */
struct term *app_open_terminal(const struct term_config *tc, struct err *err);

/* --- app_effects.c ------------------------------------------------------- */

/* A copy of the action with all that it points to. */
struct held *app_hold(const struct action *a);
void	     app_held_free(struct held *h);
void	     app_held_put(struct app *app, struct held *h);
/* To the desk, now. */
void app_submit_now(struct app *app, const struct action *a);
/* A click or the wheel, on what the last frame showed. */
void app_mouse(struct app *app, enum term_input what);
/* For saver_poll(). */
void app_on_save_failed(void *ctx, const char *section, const char *key,
    const struct err *err);
/* For keep_open(): what an earlier run left. It is on disk already, so it may
 * go out as soon as there is a line. */
void app_restore_action(void *ctx, const struct action *a);
void app_restore_draft(void *ctx, int64_t conversation_id, const char *text,
    bool is_note);
void app_submit_restored(struct app *app);
/* For keep_poll(). */
void app_on_kept(void *ctx, const char *client_id);
void app_on_keep_failed(void *ctx, const struct err *err);
/* For keep_open(). */
void app_restore_use(void *ctx, const struct keep_use *use);
/* For spell_poll(). */
void app_on_spelt(void *ctx, const char *language, const char *word,
    enum spell_verdict verdict, const char *others);
/* For run_new(). */
void app_on_ran(void *ctx, const struct run_result *r);
/* An event into the model; what the desk has stored leaves the outbox. */
void app_on_event(void *ctx, const struct event *ev);
void app_run_effect(struct app *app, const struct effect *f);
void app_run_effects(struct app *app);
/* At the end: the last letters of every draft, and a held line that is due in
 * this very moment; it is sent when the console starts again. */
void app_keep_last(struct app *app);
void app_fill_ids(struct model *m);
/* Looks after programs that take what was copied; ms until it wants to look
 * again, -1: never. */
int app_poll_clip(struct app *app);
/* A sentence in the line where commands answer. */
void app_say(struct app *app, enum tone tone, const char *text);
/* Leaves the screen and stops, until somebody continues us. */
void app_suspend(struct app *app);

/* --- app_archive.c: what was seen -------------------------------------------- */

void app_open_archive(struct app *app);
void app_ask_archive(struct app *app, const struct action *a);
void app_keep_seen(struct app *app, const struct event *ev);

/* --- app_external.c ------------------------------------------------------ */

void app_edit(struct app *app, const struct effect *f);
void app_recover(struct app *app, const struct effect *f);
/* Has the editor ended? Then the screen is ours again. */
void app_look_at_external(struct app *app);
void app_find_left(struct app *app);

/* --- app_linear.c: lines instead of a screen -------------------------------- */

void app_linear_start(struct app *app);
/* What to wait on for the next line; -1: there will be none. */
int  app_linear_fd(const struct app *app);
void app_linear_read(struct app *app, int revents);
/* Says what there is to say; ms until it must look again, -1: never. */
int  app_linear_say(struct app *app);
void app_linear_bell(struct app *app);	/* nothing where a screen is */

/* --- app_looks.c ---------------------------------------------------------- */

void app_themes(struct app *app);	/* tells the model which there are */
void app_theme(struct app *app, const char *name);
/* The tour, where this account has not had it yet. */
void app_tour(struct app *app);
void app_tour_seen(struct app *app);

/* --- app_attached.c ------------------------------------------------------- */

/* Looks whether anybody looks at the terminal. */
void app_attached(struct app *app, int revents);
/* Tells the desk that nobody is here any more, and waits for that a little. */
void app_leave(struct app *app, bool is_end);

/* --- app_count.c ---------------------------------------------------------- */

void app_count(struct app *app);	/* after a frame */
void app_count_end(struct app *app);
/* --- app_files.c ---------------------------------------------------------- */

/* The bytes of an upload, for the backend that waits for them. */
void app_read_file(struct app *app, const struct action *a);
/* Of the backend: what was fetched is saved. */
void app_on_file(void *ctx, const struct action *fetched, const char *bytes,
    size_t len);
void app_poll_disk(struct app *app, int revents);
bool app_files_start(struct app *app, struct err *err);
/* A file or an address, by the operator's program for its type. */
void app_open(struct app *app, const char *what, const char *type);

/* --- app_alerts.c --------------------------------------------------------- */

/* Which ways there are, as the settings stand now. */
void app_alert_ways(struct app *app);
void app_alert(struct app *app, const struct effect *f);
void app_alert_test(struct app *app, int step);
/* Until an alert is due; -1: none will be. */
int  app_alert_wait_ms(const struct app *app);

#endif
