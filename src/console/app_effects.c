/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_effects.c - what the model wants done, and what comes of it.
 */
#include "console/app_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "console/settings.h"
#include "domain/client_id.h"

#define ACTION_MAX_BYTES (128 * 1024)
#define CLIP_MS		 100	/* so often is looked if it is done */

void
app_say(struct app *app, enum tone tone, const char *text)
{
	struct ui *ui = &app->m->ui;

	str_copy(ui->message, sizeof ui->message, text);
	ui->message_tone = tone;
	ui->message_until_ms = app->m->now_ms + MINUTE_MS;
	app->is_dirty = true;
}

/* --- actions on their way out ------------------------------------------- */

struct held *
app_hold(const struct action *a)
{
	struct held *h = mem_new(struct held);

	h->arena = arena_new(ACTION_MAX_BYTES);
	if (h->arena == NULL || !action_copy(&h->a, a, h->arena))
		abort();
	return h;
}

void
app_held_free(struct held *h)
{
	arena_free(h->arena);
	free(h);
}

void
app_held_put(struct app *app, struct held *h)
{
	*app->held_last = h;
	app->held_last = &h->next;
}

void
app_submit_now(struct app *app, const struct action *a)
{
	struct event ev;
	struct err err = { 0 };

	if (app->backend == NULL)
		return;
	if (native_ops.submit(app->backend, a, &err)) {
		if (action_is_upload(a->type))
			app_read_file(app, a);
		return;
	}
	log_warn("app", "%s: %s", action_name(a->type), err.text);
	if (!action_is_kept(a->type))
		return;
	/* Nobody would ever answer it: the text goes back to its input. */
	event_init(&ev, EVENT_REFUSED);
	ev.client_id = a->client_id;
	ev.conversation_id = a->conversation_id;
	ev.code = err.code;
	ev.text = err.text;
	ev.is_final = true;
	app_on_event(app, &ev);
}

static void
submit(struct app *app, const struct action *a)
{
	struct held *h;

	if (!action_is_kept(a->type)) {
		app_submit_now(app, a);
		return;
	}
	h = app_hold(a);
	app_held_put(app, h);
	keep_action(app->keep, a);
}

void
app_on_spelt(void *ctx, const char *language, const char *word,
    enum spell_verdict verdict, const char *others)
{
	static const enum spelt_state states[] = {
		[SPELL_RIGHT] = SPELT_RIGHT, [SPELL_WRONG] = SPELT_WRONG,
		[SPELL_MISSING] = SPELT_MISSING
	};
	struct app *app = ctx;

	model_spelt(app->m, language, word, states[verdict], others);
	app->is_dirty = true;
}

static void
save_setting(struct app *app, const struct effect *f)
{
	struct err err = { 0 };

	if (!saver_put(app->saver, f->text, f->body, f->value, &err))
		app_on_save_failed(app, f->text, f->body, &err);
}

/* NULL: it is not held. */
static struct held *
take_held(struct app *app, const char *client_id)
{
	struct held **p = &app->held, *h;

	while (*p != NULL && strcmp((*p)->a.client_id, client_id) != 0)
		p = &(*p)->next;
	h = *p;
	if (h == NULL)
		return NULL;
	*p = h->next;
	if (h->next == NULL)
		app->held_last = p;
	return h;
}

static bool
withdraw_one(struct app *app, const char *client_id)
{
	struct held *h = take_held(app, client_id);

	if (h == NULL)
		return app->backend != NULL &&
		    native_ops.withdraw(app->backend, client_id);
	app_held_free(h);
	return true;
}

/* Out of what has not begun its way yet; its files may have: nobody sees one
 * that no message names. */
static void
withdraw(struct app *app, const char *client_id, const char *files)
{
	bool ok = withdraw_one(app, client_id);
	char id[CLIENT_ID_BYTES + 1];

	while (ok && file_next_id(&files, id))
		withdraw_one(app, id);
	model_withdrawn(app->m, client_id, ok, &app->effects);
}

void
app_on_kept(void *ctx, const char *client_id)
{
	struct app  *app = ctx;
	struct held *h = take_held(app, client_id);

	if (h != NULL) {
		app_submit_now(app, &h->a);
		app_held_free(h);
	}
	model_kept(app->m, client_id);
	app->is_dirty = true;
}

void
app_on_keep_failed(void *ctx, const struct err *err)
{
	char text[ERR_TEXT_BYTES * 2];

	snprintf(text, sizeof text,
	    _("The disk refuses to keep your text (%s). It stays here and is "
	    "tried again; do not quit."), err->text);
	app_say(ctx, TONE_BAD, text);
}

void
app_restore_action(void *ctx, const struct action *a)
{
	struct app  *app = ctx;
	struct held *h = app_hold(a);

	model_restore_unsent(app->m, a);
	app_held_put(app, h);
}

void
app_restore_draft(void *ctx, int64_t conversation_id, const char *text,
    bool is_note)
{
	struct app *app = ctx;

	model_restore_draft(app->m, conversation_id, text, is_note);
}

/* What was kept by an earlier run is on disk already: it may go out. */
void
app_submit_restored(struct app *app)
{
	while (app->held != NULL) {
		struct held *h = app->held;

		app->held = h->next;
		app_submit_now(app, &h->a);
		app_held_free(h);
	}
	app->held_last = &app->held;
}

/* --- events in ---------------------------------------------------------- */

void
app_on_event(void *ctx, const struct event *ev)
{
	struct app *app = ctx;

	app->is_dirty = true;
	if (ev->type == EVENT_SNAPSHOT && ev->at_ms > 0) {
		app->desk_ms = ev->at_ms - clock_mono_ms();
		app->m->now_ms = app_now_ms(app);
	}
	/* A refused one leaves the outbox by an effect: after its draft. */
	if (ev->type == EVENT_STORED && ev->client_id[0] != '\0')
		keep_forget(app->keep, ev->client_id);
	model_reduce(app->m, ev, &app->effects);
	if (app->linear != NULL)
		linear_event(app->linear, app->m, ev);
	app_keep_seen(app, ev);
}

void
app_on_ran(void *ctx, const struct run_result *r)
{
	struct app *app = ctx;
	struct event ev;

	if (r->what == RUN_FOR_TERMINAL) {
		attached_answer(app->attached, r);
		return;
	}
	event_init(&ev, EVENT_RAN);
	ev.run_for = r->what;
	ev.run_id = r->id;
	ev.ran = r->ran;
	ev.run_status = r->status;
	ev.output = r->output;
	ev.output_len = r->len;
	ev.text = r->words;
	app_on_event(ctx, &ev);
}

/* --- effects ------------------------------------------------------------ */

static void
start_job(struct app *app, const struct run_job *j)
{
	run_start(app->run, &(struct run_ask){ .what = j->what, .id = j->id,
	    .command = j->command, .env = (const char *const *)j->env,
	    .input = j->input, .input_len = strlen(j->input),
	    .timeout_ms = j->timeout_ms, .max_bytes = j->max_bytes,
	    .stays = j->stays });
}

static void
copy(struct app *app, const char *text)
{
	struct err err = { 0 };

	if (!clip_copy(app->clip, app->term, app->m->prefs.clip_command,
	    text, &err))
		app_say(app, TONE_BAD, err.text);
}

int
app_poll_clip(struct app *app)
{
	struct err err = { 0 };

	if (!clip_is_busy(app->clip))
		return -1;
	if (!clip_poll(app->clip, &err))
		app_say(app, TONE_BAD, err.text);
	return clip_is_busy(app->clip) ? CLIP_MS : -1;
}

/* --- the mouse ---------------------------------------------------------- */

void
app_mouse(struct app *app, enum term_input what)
{
	int row, col;

	term_mouse_at(app->term, &row, &col);
	model_mouse(app->m, view_hits(app->cache), what == TERM_CLICK ?
	    MOUSE_CLICK : what == TERM_WHEEL_UP ? MOUSE_WHEEL_UP :
	    MOUSE_WHEEL_DOWN, row, col, &app->effects);
}

/* --- settings ----------------------------------------------------------- */

void
app_on_save_failed(void *ctx, const char *section, const char *key,
    const struct err *err)
{
	char text[ERR_TEXT_BYTES * 2];

	snprintf(text, sizeof text, _("%s.%s holds until you quit: it could "
	    "not be written (%s)."), section, key, err->text);
	app_say(ctx, TONE_BAD, text);
}

/* What is not read from the model whenever it is needed. */
static void
follow_prefs(struct app *app)
{
	app_alert_ways(app);
	term_mouse(app->term, app->m->prefs.mouse);
	app->is_dirty = true;
}

/* All of the file, or nothing of it. */
static void
reload(struct app *app)
{
	struct settings *s = mem_new(struct settings);
	struct err err = { .code = ERR_NONE };

	if (!settings_read(s, app->config->config_path, &err)) {
		app_say(app, TONE_BAD, err.text);
	} else {
		model_set_prefs(app->m, &s->prefs, &s->keys);
		if (s->prefs.language[0] != '\0')
			i18n_switch(s->prefs.language);
		follow_prefs(app);
		term_redraw(app->term);
		app_say(app, TONE_GOOD, _("The configuration is read anew."));
	}
	free(s);
}

void
app_suspend(struct app *app)
{
	sigset_t stop;

	app_leave(app, false);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	if (app->term != NULL)
		term_suspend(app->term);
	else
		raise(SIGTSTP);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	app->is_dirty = true;
	native_ops.reconnect(app->backend);
}

/* Those of an input. */
static void
run_input_effect(struct app *app, const struct effect *f)
{
	switch (f->type) {
	case EFFECT_SPELL:
		spell_ask(app->spell, f->body, f->text, f->is_note);
		break;
	case EFFECT_SPELL_ADD:
		spell_add(app->spell, f->text);
		break;
	case EFFECT_WITHDRAW:
		withdraw(app, f->text, f->body);
		break;
	case EFFECT_EDITOR:
		app_edit(app, f);
		break;
	case EFFECT_RECOVER:
		app_recover(app, f);
		break;
	default:
		break;
	}
}

void
app_restore_use(void *ctx, const struct keep_use *use)
{
	struct app *app = ctx;

	book_restore(&app->m->book, &(struct canned_use){ use->canned_id,
	    use->feature, (double)use->thousandths / 1000, use->at_ms });
}

static void
keep_uses(struct app *app, const struct effect *f)
{
	for (size_t i = 0; i < f->n_uses; i++)
		keep_canned_use(app->keep, &(struct keep_use){
		    .canned_id = f->uses[i].canned_id,
		    .feature = f->uses[i].feature, .at_ms = f->uses[i].at_ms,
		    .thousandths = (int64_t)(f->uses[i].weight * 1000) });
}

/* What stays on this disk, or leaves it. */
static void
keep(struct app *app, const struct effect *f)
{
	if (f->type == EFFECT_DRAFT)
		keep_draft(app->keep, f->conversation_id, f->text,
		    f->is_note);
	else if (f->type == EFFECT_FORGET)
		keep_forget(app->keep, f->action.client_id);
	else
		keep_uses(app, f);
}

void
app_run_effect(struct app *app, const struct effect *f)
{
	switch (f->type) {
	case EFFECT_SUBMIT:
		submit(app, &f->action);
		break;
	case EFFECT_DRAFT:
	case EFFECT_FORGET:
	case EFFECT_CANNED_USES:
		keep(app, f);
		break;
	case EFFECT_ALERT:
		app_alert(app, f);
		break;
	case EFFECT_ALERT_TEST:
		app_alert_test(app, f->step);
		break;
	case EFFECT_FILE_LOOK:
		disk_look(app->disk, f->conversation_id, f->text);
		break;
	case EFFECT_DIR:
		disk_list(app->disk, f->text);
		break;
	case EFFECT_FILE_OPEN:
		app_open(app, f->text, f->body);
		break;
	case EFFECT_ZONE:
		disk_zone(app->disk, f->text, app_now_ms(app));
		break;
	case EFFECT_COPY:
		copy(app, f->text);
		break;
	case EFFECT_TOUR_SEEN:
		app_tour_seen(app);
		break;
	case EFFECT_THEME:
		app_theme(app, f->text);
		break;
	case EFFECT_LANGUAGE:
		i18n_switch(f->text);
		term_redraw(app->term);
		break;
	case EFFECT_SETTING:
		save_setting(app, f);
		break;
	case EFFECT_PREFS:
		follow_prefs(app);
		break;
	case EFFECT_RELOAD:
		reload(app);
		break;
	case EFFECT_RECONNECT:
		native_ops.reconnect(app->backend);
		break;
	case EFFECT_REDRAW:
		term_redraw(app->term);
		break;
	case EFFECT_ARCHIVE:
		app_ask_archive(app, &f->action);
		break;
	case EFFECT_RUN:
		start_job(app, f->job);
		break;
	case EFFECT_RUN_CANCEL:
		run_drop(app->run, f->what, f->conversation_id);
		break;
	case EFFECT_SUSPEND:
		app_suspend(app);
		break;
	case EFFECT_SPELL:
	case EFFECT_SPELL_ADD:
	case EFFECT_WITHDRAW:
	case EFFECT_EDITOR:
	case EFFECT_RECOVER:
		run_input_effect(app, f);
		break;
	case EFFECT_QUIT:
		app->is_ending = true;
		break;
	}
}

void
app_fill_ids(struct model *m)
{
	while (m->n_ids < MODEL_IDS)
		client_id_new(m->ids[m->n_ids++]);
}

void
app_run_effects(struct app *app)
{
	/* An effect may lead to an event, and that to effects. */
	for (int round = 0; app->effects.n > 0 && round < 8; round++) {
		struct effects now = app->effects;

		app->effects = (struct effects){ 0 };
		for (int i = 0; i < now.n; i++)
			app_run_effect(app, &now.list[i]);
		effects_clear(&now);
		app_fill_ids(app->m);
		app->is_dirty = true;
	}
}

static bool
is_for_the_disk(const struct effect *f)
{
	switch (f->type) {
	case EFFECT_SUBMIT:
		return action_is_kept(f->action.type);
	case EFFECT_DRAFT:
	case EFFECT_FORGET:
	case EFFECT_CANNED_USES:
		return true;
	default:
		return false;
	}
}

void
app_keep_last(struct app *app)
{
	struct effects last;
	struct event ev;

	event_init(&ev, EVENT_TICK);
	ev.at_ms = app_now_ms(app);
	model_reduce(app->m, &ev, &app->effects);
	last = app->effects;
	app->effects = (struct effects){ 0 };
	for (int i = 0; i < last.n; i++)
		if (is_for_the_disk(&last.list[i]))
			app_run_effect(app, &last.list[i]);
	effects_clear(&last);
}
