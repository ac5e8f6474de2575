/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "proto/proto.h"

#define ARENA_MAX_BYTES (16 * 1024 * 1024)
#define TEXT_MAX_BYTES	(1024 * 1024)

struct world {
	struct model	  *m;
	struct view_cache *cache;
	struct grid	  *g;
	struct effects	   effects;
	struct arena	  *arena;
	struct str	   log;		/* effects, as text */
	char		   last_id[CLIENT_ID_BYTES + 1];
	int64_t		   last_conversation;
	int		   n_ids;
};

/* --- the turn ---------------------------------------------------------------------- */

static void
fill_ids(struct world *w)
{
	while (w->m->n_ids < MODEL_IDS)
		snprintf(w->m->ids[w->m->n_ids++], CLIENT_ID_BYTES + 1,
		    "%032x", ++w->n_ids);
}

static void
draw(struct world *w)
{
	int rows = w->m->ui.rows, cols = w->m->ui.cols;
	const struct shown *list;
	bool moved, labelled;
	size_t n;

	if (w->g == NULL || w->g->rows != rows || w->g->cols != cols) {
		grid_free(w->g);
		w->g = grid_new(rows, cols);
	}
	grid_clear(w->g);
	view_draw(w->m, w->cache, w->g);
	model_shown(w->m);
	list = view_shown(w->cache, &n);
	moved = model_placed(w->m, list, n, &w->effects);
	labelled = model_labelled(w->m, view_labels(w->cache), &w->effects);
	if (!moved && !labelled)
		return;
	grid_clear(w->g);
	view_draw(w->m, w->cache, w->g);
}

static void
turn(struct world *w)
{
	for (int i = 0; i < w->effects.n; i++) {
		const struct effect *f = &w->effects.list[i];

		world_put_effect(&w->log, f);
		if (f->type != EFFECT_SUBMIT ||
		    f->action.client_id[0] == '\0' ||
		    f->action.type == ACTION_READ)
			continue;
		str_copy(w->last_id, sizeof w->last_id, f->action.client_id);
		w->last_conversation = f->action.conversation_id;
	}
	effects_clear(&w->effects);
	fill_ids(w);
	draw(w);
}

static void
reduce(struct world *w, const struct event *ev)
{
	model_reduce(w->m, ev, &w->effects);
}

/* --- steps ----------------------------------------------------------------------------- */

static bool
step_size(struct world *w, const char *args, struct err *err)
{
	int rows, cols;

	if (sscanf(args, "%dx%d", &cols, &rows) != 2)
		return err_set(err, ERR_VALUE, "size: 80x24");
	model_resize(w->m, rows, cols);
	return true;
}

static bool
step_lang(struct world *w, const char *args, struct err *err)
{
	(void)w;
	if (!i18n_known(args))
		return err_set(err, ERR_VALUE, "lang: en ru pl");
	i18n_start(args);
	if (strcmp(args, "en") != 0 && strcmp(_("Help"), "Help") == 0)
		return err_set(err, ERR_UNSUPPORTED,
		    "the catalogue of \"%s\" was not built", args);
	return true;
}

static void
tick(struct world *w, int64_t at_ms)
{
	struct event ev;

	event_init(&ev, EVENT_TICK);
	ev.at_ms = at_ms;
	reduce(w, &ev);
}

static bool
step_clock(struct world *w, const char *args, struct err *err)
{
	struct tm tm = { .tm_mday = 0 };

	if (strptime(args, "%Y-%m-%dT%H:%M:%SZ", &tm) == NULL)
		return err_set(err, ERR_VALUE, "clock: 2026-11-22T14:03:00Z");
	tick(w, (int64_t)timegm(&tm) * 1000);
	return true;
}

static bool
step_tick(struct world *w, const char *args, struct err *err)
{
	long long n;
	char unit;

	if (sscanf(args, "+%lld%c", &n, &unit) != 2)
		return err_set(err, ERR_VALUE, "tick: +5s");
	n *= unit == 'm' ? 60000 : unit == 'h' ? 3600000 : 1000;
	tick(w, w->m->now_ms + n);
	return true;
}

/* "@14:02:10" and "@2026-11-12" become instants, "$id" the latest action's
 * client id. Caller frees. */
static char *
with_instants(const struct world *w, const char *text)
{
	int64_t day_ms = 86400000, today = w->m->now_ms / day_ms * day_ms;
	struct str out;

	str_init(&out, TEXT_MAX_BYTES);
	while (*text != '\0') {
		struct tm tm = { .tm_mday = 0 };
		const char *end = NULL;

		if (*text == '@' && (end = strptime(text + 1, "%H:%M:%S",
		    &tm)) != NULL)
			str_putf(&out, "%lld", (long long)today +
			    (tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec) *
			    1000LL);
		else if (*text == '@' && (tm = (struct tm){ .tm_hour = 0 },
		    end = strptime(text + 1, "%Y-%m-%d", &tm)) != NULL)
			str_putf(&out, "%lld",
			    (long long)timegm(&tm) * 1000 + day_ms / 2);
		else if (strncmp(text, "$id", 3) == 0 && (end = text + 3))
			str_put(&out, w->last_id);
		else
			str_put_c(&out, *text);
		text = end != NULL ? end : text + 1;
	}
	return str_take(&out);
}

/* The caller frees the document after use of what was read from it. */
static struct json *
parse(struct world *w, const char *args, struct err *err)
{
	char *text = with_instants(w, args);
	struct json *j = json_parse(text, strlen(text), err);

	free(text);
	arena_reset(w->arena);
	return j;
}

static bool
step_snapshot(struct world *w, const char *args, struct err *err)
{
	struct json *j = parse(w, args, err);
	struct snapshot s = { .desk = "" };
	struct event ev;
	bool ok = j != NULL && proto_snapshot_read(j, w->arena, &s, err);

	event_init(&ev, EVENT_SNAPSHOT);
	ev.snapshot = &s;
	if (ok)
		reduce(w, &ev);
	json_free(j);
	return ok;
}

static bool
step_event(struct world *w, const char *args, struct err *err)
{
	struct json *j = parse(w, args, err);
	struct event ev;
	bool ok = j != NULL && proto_event_read(j, w->arena, &ev, err);

	if (ok)
		reduce(w, &ev);
	json_free(j);
	return ok;
}

static bool
step_customer(struct world *w, const char *args, struct err *err)
{
	struct json *j = parse(w, args, err);
	struct customer c = { .id = 0 };
	struct event ev;
	bool ok = j != NULL && proto_customer_read(j, w->arena, &c, err);

	event_init(&ev, EVENT_CUSTOMER_RECORD);
	ev.customer = &c;
	if (ok)
		reduce(w, &ev);
	json_free(j);
	return ok;
}

static bool
step_zone(struct world *w, const char *args, struct err *err)
{
	char name[64];
	struct event ev;

	(void)err;
	snprintf(name, sizeof name, "%.*s", (int)strcspn(args, " "), args);
	event_init(&ev, EVENT_ZONE);
	ev.name = name;
	ev.upto = strtoll(args + strcspn(args, " "), NULL, 10);
	ev.until_ms = INT64_MAX;
	reduce(w, &ev);
	return true;
}

static bool
step_transcript(struct world *w, const char *args, struct err *err)
{
	size_t len = strcspn(args, " ");
	struct json *j = parse(w, args + len, err);
	struct proto_transcript t = { .n_events = 0 };
	struct event ev;
	bool ok = j != NULL && proto_transcript_read(j, w->arena, &t, err);

	event_init(&ev, EVENT_TRANSCRIPT);
	ev.conversation_id = strtoll(args, NULL, 10);
	ev.batch = t.events;
	ev.n_batch = t.n_events;
	ev.is_complete = t.is_complete;
	if (ok)
		reduce(w, &ev);
	json_free(j);
	return ok;
}

/* The answer to the question that was asked last. */
static bool
found(struct world *w, const char *args, bool is_archive, struct err *err)
{
	struct json *j = parse(w, args, err);
	struct proto_search s;
	struct event ev;
	bool ok = j != NULL && proto_search_read(j, w->arena, &s, err);

	event_init(&ev, EVENT_FOUND);
	if (ok) {
		ev.run_id = w->m->search.number;
		ev.found = s.hits;
		ev.n_found = s.n;
		ev.upto = s.before;
		ev.is_complete = s.is_complete;
		ev.is_archive = is_archive;
		reduce(w, &ev);
	}
	json_free(j);
	return ok;
}

static bool
step_found(struct world *w, const char *args, struct err *err)
{
	return found(w, args, false, err);
}

static bool
step_seen(struct world *w, const char *args, struct err *err)
{
	return found(w, args, true, err);
}

static bool
step_link(struct world *w, const char *args, struct err *err)
{
	static const char *const names[] = {
		[LINK_CONNECTING] = "connecting", [LINK_LIVE] = "live",
		[LINK_WAITING] = "waiting", [LINK_REFUSED] = "refused",
		[LINK_CLOSED] = "closed",
	};
	size_t len = strcspn(args, " ");
	struct event ev;

	event_init(&ev, EVENT_LINK);
	ev.at_ms = w->m->now_ms;
	for (int i = 0; i <= LINK_CLOSED; i++)
		if (strlen(names[i]) == len &&
		    strncmp(names[i], args, len) == 0) {
			ev.link = (enum link_state)i;
			ev.retry_ms = ev.round_trip_ms = (int)strtol(args + len, NULL, 10);
			if (ev.link == LINK_REFUSED)
				ev.code = ERR_AUTH;
			reduce(w, &ev);
			return true;
		}
	return err_set(err, ERR_VALUE, "link: connecting live waiting "
	    "refused closed");
}

static bool
step_key(struct world *w, const char *args, struct err *err)
{
	(void)err;
	model_key(w->m, args, &w->effects);
	return true;
}

static bool
step_type(struct world *w, const char *args, struct err *err)
{
	size_t len = strlen(args);

	(void)err;
	for (size_t at = 0, next; at < len; at = next) {
		char key[64];

		next = utf8_letter_after(args, len, at);
		snprintf(key, sizeof key, "%.*s", (int)(next - at), args + at);
		model_key(w->m, key, &w->effects);
		if (next < len)
			turn(w);
	}
	return true;
}

static bool
step_paste(struct world *w, const char *args, struct err *err)
{
	struct str text;

	(void)err;
	str_init(&text, TEXT_MAX_BYTES);
	for (; *args != '\0'; args++)
		if (args[0] == '\\' && args[1] != '\0')
			str_put_c(&text, *++args == 'n' ? '\n' :
			    *args == 'e' ? '\033' : *args);
		else
			str_put_c(&text, *args);
	model_paste(w->m, text.data, text.len, &w->effects);
	str_clear(&text);
	return true;
}

static bool
step_kept(struct world *w, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	model_kept(w->m, w->last_id);
	return true;
}

static bool
step_stored(struct world *w, const char *args, struct err *err)
{
	struct event ev;

	(void)args;
	(void)err;
	event_init(&ev, EVENT_STORED);
	ev.client_id = w->last_id;
	ev.conversation_id = w->last_conversation;
	reduce(w, &ev);
	return true;
}

static bool
step_refused(struct world *w, const char *args, struct err *err)
{
	struct event ev;

	event_init(&ev, EVENT_REFUSED);
	ev.client_id = w->last_id;
	ev.conversation_id = w->last_conversation;
	if (!world_refused(&ev, args, err))
		return false;
	reduce(w, &ev);
	return true;
}

static bool
step_page(struct world *w, const char *args, struct err *err)
{
	(void)err;
	str_copy(w->m->page_url, sizeof w->m->page_url, args);
	return true;
}

static bool
step_pref(struct world *w, const char *args, struct err *err)
{
	char name[64];
	size_t len = strcspn(args, " ");
	const struct pref *row;

	snprintf(name, sizeof name, "%.*s", (int)len, args);
	row = pref_find_name(name);
	if (row == NULL)
		return err_set(err, ERR_VALUE, "there is no setting %s", name);
	return pref_set(&w->m->prefs, row,
	    args + len + strspn(args + len, " "), err);
}

static bool
step_themes(struct world *w, const char *args, struct err *err)
{
	char *lines = mem_dup(args);

	(void)err;
	for (char *p = lines; *p != '\0'; p++)
		if (*p == ',')
			*p = '\n';
	model_set_themes(w->m, lines);
	free(lines);
	return true;
}

/* LANGUAGE WORD right|wrong [OTHER,OTHER] */
static bool
step_spelt(struct world *w, const char *args, struct err *err)
{
	return world_spelt(w->m, args, err);
}

static bool
step_folder(struct world *w, const char *args, struct err *err)
{
	return world_folder(w->m, args, &w->effects, err);
}

static bool
step_block(struct world *w, const char *args, struct err *err)
{
	return world_block(w->m, args, err);
}

static bool
step_ran(struct world *w, const char *args, struct err *err)
{
	struct str text;
	struct event ev;
	bool ok;

	str_init(&text, TEXT_MAX_BYTES);
	ok = world_ran(&ev, &text, args, err);
	if (ok)
		reduce(w, &ev);
	str_clear(&text);
	return ok;
}

static bool
told(struct world *w, const char *args, world_read_fn *read, struct err *err)
{
	struct json *j = parse(w, args, err);
	struct event ev;
	bool ok = j != NULL && read(&ev, j, w->arena, err);

	if (ok)
		reduce(w, &ev);
	json_free(j);
	return ok;
}

static bool
step_sessions(struct world *w, const char *args, struct err *err)
{
	return told(w, args, world_sessions, err);
}

static bool
step_figures(struct world *w, const char *args, struct err *err)
{
	return told(w, args, world_figures, err);
}

static bool
step_blocks(struct world *w, const char *args, struct err *err)
{
	return told(w, args, world_blocks, err);
}

static const struct step {
	const char *name;
	bool (*run)(struct world *w, const char *args, struct err *err);
} steps[] = {
	{ "size", step_size }, { "resize", step_size }, { "lang", step_lang }, { "clock", step_clock }, { "tick", step_tick },
	{ "snapshot", step_snapshot }, { "event", step_event },
	{ "customer", step_customer }, { "transcript", step_transcript }, { "link", step_link }, { "key", step_key }, { "type", step_type },
	{ "paste", step_paste }, { "kept", step_kept }, { "stored", step_stored }, { "refused", step_refused },
	{ "themes", step_themes }, { "page", step_page }, { "pref", step_pref }, { "spelt", step_spelt }, { "zone", step_zone },
	{ "found", step_found }, { "seen", step_seen }, { "sessions", step_sessions }, { "blocks", step_blocks }, { "block", step_block }, { "ran", step_ran },
	{ "folder", step_folder }, { "figures", step_figures },
};

/* --- the world ----------------------------------------------------------------------------- */

struct world *
world_new(void)
{
	struct world *w = mem_new(struct world);

	i18n_start("en");
	w->m = model_new();
	w->cache = view_cache_new();
	w->arena = arena_new(ARENA_MAX_BYTES);
	str_init(&w->log, TEXT_MAX_BYTES);
	fill_ids(w);
	model_resize(w->m, 24, 80);
	draw(w);
	return w;
}

void
world_free(struct world *w)
{
	effects_clear(&w->effects);
	str_clear(&w->log);
	arena_free(w->arena);
	grid_free(w->g);
	view_cache_free(w->cache);
	model_free(w->m);
	free(w);
}

bool
world_step(struct world *w, const char *name, const char *args,
    struct err *err)
{
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (strcmp(steps[i].name, name) == 0) {
			bool ok = steps[i].run(w, args, err);

			turn(w);
			return ok;
		}
	return err_set(err, ERR_VALUE, "there is no step \"%s\"", name);
}

const struct model *
world_model(const struct world *w)
{
	return w->m;
}

const struct grid *
world_grid(struct world *w)
{
	return w->g;
}

void
world_screen(struct world *w, struct str *out)
{
	char row[GRID_MAX_COLS * CELL_BYTES];

	for (int i = 0; i < w->g->rows; i++)
		str_putf(out, "%s\n", grid_row(w->g, i, row, sizeof row));
}

void
world_effects(struct world *w, struct str *out)
{
	str_put(out, w->log.data);
	str_reset(&w->log);
}
