/* SPDX-License-Identifier: GPL-3.0-or-later */
/* effects.h - what the model wants done to the world after a turn.
 *
 * A list of tagged values; app.c runs them in order, a test reads them.
 * Strings are owned by the list until effects_clear(). The list grows: what a
 * turn asked for is never dropped. Whoever has much to ask for by itself (held
 * lines, a handover, spelling) stops at EFFECTS_TURN and goes on in the next.
 */
#ifndef MODEL_EFFECTS_H
#define MODEL_EFFECTS_H

#include "console/model/alert_rule.h"
#include "console/model/canned_book.h"
#include "console/model/run_job.h"
#include "domain/action.h"

#define EFFECTS_TURN 64
#define EFFECTS_ALERTS 4	/* of them: more at once tell no more */

enum effect_type {
	EFFECT_SUBMIT,		/* action: to the outbox (when kept), then out */
	EFFECT_DRAFT,		/* conversation_id, text ("": forget it) */
	EFFECT_FORGET,		/* action.client_id: out of the outbox */
	EFFECT_ALERT,		/* alert, text (title), body, ways, step, count */
	EFFECT_ALERT_TEST,	/* step: the way to try, and say so */
	EFFECT_FILE_LOOK,	/* conversation_id, text: a path to attach */
	EFFECT_DIR,		/* text: a folder to list */
	EFFECT_FILE_OPEN,	/* text: a path or an address, body: its type */
	EFFECT_ZONE,		/* text: a time zone; EVENT_ZONE answers */
	EFFECT_COPY,		/* text: to the clipboard */
	EFFECT_TOUR_SEEN,	/* it need not be shown again */
	EFFECT_THEME,		/* text: its name; model_theme_failed() if not */
	EFFECT_LANGUAGE,	/* text: "ru" */
	EFFECT_SETTING,		/* into the file: text (section), body (key),
				 * value (NULL: take it out) */
	EFFECT_PREFS,		/* the settings of the model are to hold now */
	EFFECT_RELOAD,		/* dezhurka.conf(5) is to be read anew */
	EFFECT_RECONNECT,	/* now, do not wait for the back-off */
	EFFECT_REDRAW,		/* repaint the whole screen */
	EFFECT_ARCHIVE,		/* action: asked of what was seen */
	EFFECT_RUN,		/* job: a command of the operator's */
	EFFECT_RUN_CANCEL,	/* what, conversation_id: its number */
	EFFECT_SPELL,		/* text: a word, body: its language, is_note:
				 * other words are wanted too */
	EFFECT_SPELL_ADD,	/* text: a word that is right */
	EFFECT_WITHDRAW,	/* text: a client id; not sent yet? body: of
				 * the files that go before it */
	EFFECT_EDITOR,		/* conversation_id, text (of the file), body
				 * (the editor of the settings, or "") */
	EFFECT_RECOVER,		/* conversation_id, text (path of a file) */
	EFFECT_CANNED_USES,	/* uses: to be kept */
	EFFECT_SUSPEND,		/* ^Z */
	EFFECT_QUIT
};

struct effect {
	enum effect_type type;
	struct action	 action;	/* all it points to is in `arena` */
	struct arena	*arena;
	int64_t		 conversation_id;
	bool		 is_note;	/* the draft is a note */
	enum alert	 alert;
	unsigned	 ways;		/* bits of enum alert_way */
	int		 step;		/* of the ladder, from 1 */
	int		 count;		/* how many it tells of */
	char		*text, *body, *value;
	struct run_job	*job;
	struct canned_use *uses;
	size_t		 n_uses;
	enum run_for	 what;
};

struct effects {
	struct effect *list;
	int	       n, room;
};

/* Counts of one turn go together. */
void effects_canned_use(struct effects *e, const struct canned_use *use);
void effects_clear(struct effects *e);
/* Copies the action and all it points to. */
void effects_submit(struct effects *e, const struct action *a);
/* Both give the effect, to be completed before another is put; no alert:
 * NULL when the turn has EFFECTS_ALERTS of them. */
struct effect *effects_put(struct effects *e, enum effect_type type);
void effects_draft(struct effects *e, int64_t conversation_id,
    const char *text);
void effects_forget(struct effects *e, const char *client_id);
struct effect *effects_alert(struct effects *e, enum alert alert,
    const char *title, const char *body);
void effects_file(struct effects *e, enum effect_type type,
    int64_t conversation_id, const char *text, const char *body);
void effects_copy(struct effects *e, const char *text);
void effects_archive(struct effects *e, const struct action *a);
void effects_run(struct effects *e, struct run_job *job_own);
void effects_run_cancel(struct effects *e, enum run_for what, int64_t id);
void effects_setting(struct effects *e, const char *section, const char *key,
    const char *value);
void effects_spell(struct effects *e, const char *language,
    const char *word, bool with_others);
void effects_spell_add(struct effects *e, const char *word);
void effects_withdraw(struct effects *e, const char *client_id,
    const char *files);
void effects_editor(struct effects *e, int64_t conversation_id,
    const char *text, const char *command);
void effects_recover(struct effects *e, int64_t conversation_id,
    const char *path);
void effects_language(struct effects *e, const char *language);

#endif
