/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_archive.c - what the operator has seen, for when there is no line.
 */
#include "console/app_internal.h"

#include <string.h>

#include "base/log.h"

void
app_open_archive(struct app *app)
{
	const struct prefs *p = &app->m->prefs;
	struct err err = { 0 };

	if (!p->archive_keep) {
		archive_wipe(app->config->state_dir);
		return;
	}
	app->archive = archive_open(app->config->state_dir,
	    &(struct archive_limits){ .days = (int)p->archive_days,
	    .megabytes = (int)p->archive_megabytes }, &err);
	if (app->archive == NULL)
		log_warn("archive", "%s", err.text);
}

static void
see_snapshot(struct app *app, const struct snapshot *s)
{
	char epoch[16];

	str_copy(epoch, sizeof epoch, s->cursor);
	epoch[strcspn(epoch, ".")] = '\0';
	archive_epoch(app->archive, epoch);
	for (size_t i = 0; i + 1 < s->n_gone; i += 2)
		archive_forget(app->archive, s->gone[i], s->gone[i + 1]);
	for (size_t i = 0; i < s->n_conversations; i++) {
		const struct snapshot_conversation *c = &s->conversations[i];

		archive_conversation(app->archive, &c->conversation);
		for (size_t k = 0; k < c->n_events; k++)
			archive_event(app->archive, &c->events[k]);
	}
}

static void
see_transcript(struct app *app, const struct event *ev)
{
	if (ev->conversation != NULL)
		archive_conversation(app->archive, ev->conversation);
	for (size_t i = 0; i < ev->n_batch; i++)
		archive_event(app->archive, &ev->batch[i]);
}

/* After it was reduced: the conversation is as it stands now. */
void
app_keep_seen(struct app *app, const struct event *ev)
{
	const struct chat *c;

	/* Switched off while it runs: at once, and nothing is left. */
	if (app->archive != NULL && !app->m->prefs.archive_keep) {
		archive_close(app->archive);
		app->archive = NULL;
		archive_wipe(app->config->state_dir);
	}
	if (app->archive == NULL || ev->is_archive)
		return;
	if (ev->type == EVENT_SNAPSHOT && ev->snapshot != NULL) {
		see_snapshot(app, ev->snapshot);
	} else if (ev->type == EVENT_FORGOTTEN) {
		archive_forget(app->archive, ev->conversation_id,
		    ev->conversation_id);
	} else if (ev->type == EVENT_TRANSCRIPT) {
		see_transcript(app, ev);
	} else if (ev->seq != 0 && ev->conversation_id != 0 &&
	    ev->type < EVENT_READ) {
		c = model_find_chat(app->m, ev->conversation_id);
		if (c != NULL && ev->type != EVENT_MESSAGE &&
		    ev->type != EVENT_NOTE)
			archive_conversation(app->archive, &c->c);
		archive_event(app->archive, ev);
	}
}

void
app_ask_archive(struct app *app, const struct action *a)
{
	struct event ev;

	if (app->archive != NULL) {
		archive_ask(app->archive, a);
		return;
	}
	event_init(&ev, a->type == ACTION_SEARCH ? EVENT_FOUND :
	    EVENT_TRANSCRIPT);
	ev.run_id = a->upto;
	ev.conversation_id = a->conversation_id;
	ev.is_complete = a->type == ACTION_SEARCH;
	ev.is_archive = true;
	app_on_event(app, &ev);
}
