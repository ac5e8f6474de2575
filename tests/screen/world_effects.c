/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "proto/proto.h"

/* --- effects as text ------------------------------------------------------------ */

static void
put_quoted(struct str *out, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	str_put_c(out, ' ');
	json_quote(out, text);
}

static void
put_action(struct str *out, const char *verb, const struct action *a)
{
	str_putf(out, "%s %s", verb, action_name(a->type));
	if (a->conversation_id != 0)
		str_putf(out, " %lld", (long long)a->conversation_id);
	if (a->customer_id != 0)
		str_putf(out, " customer %lld", (long long)a->customer_id);
	if (a->operator_id != 0)
		str_putf(out, " to %lld", (long long)a->operator_id);
	if (a->department_id != 0)
		str_putf(out, " department %lld", (long long)a->department_id);
	if (a->upto != 0 && a->type != ACTION_SEARCH)
		str_putf(out, " upto %lld", (long long)a->upto);
	if (a->type == ACTION_PRESENCE)
		str_putf(out, " %s", presence_name(a->presence));
	if (a->outcome[0] != '\0')
		str_putf(out, " as %s", a->outcome);
	put_quoted(out, a->text);
	if (a->type == ACTION_BLOCK || a->type == ACTION_BLOCK_RANGE)
		str_putf(out, " %s%s for %llds%s, despite %d%s%s",
		    ban_kind_name(a->ban_kind), a->is_limit ? " slowly" : "",
		    (long long)a->span_ms / 1000, a->prefix != 0 ? " wide" :
		    "", a->despite, a->address[0] != '\0' ? " " : "",
		    a->address);
	if (a->type == ACTION_UNBLOCK)
		str_putf(out, " %lld", (long long)a->block_id);
	str_put_c(out, '\n');
}

void
world_put_effect(struct str *out, const struct effect *f)
{
	static const char *const names[] = {
		[EFFECT_SUBMIT] = "submit", [EFFECT_DRAFT] = "draft",
		[EFFECT_FORGET] = "forget", [EFFECT_ALERT] = "alert",
		[EFFECT_ALERT_TEST] = "alert test",
		[EFFECT_SETTING] = "setting",
		[EFFECT_LANGUAGE] = "language", [EFFECT_THEME] = "theme",
		[EFFECT_TOUR_SEEN] = "tour seen",
		[EFFECT_PREFS] = "prefs", [EFFECT_RELOAD] = "reload",
		[EFFECT_RECONNECT] = "reconnect",
		[EFFECT_REDRAW] = "redraw", [EFFECT_SUSPEND] = "suspend",
		[EFFECT_COPY] = "copy", [EFFECT_FILE_LOOK] = "file look",
		[EFFECT_DIR] = "folder", [EFFECT_FILE_OPEN] = "file open",
		[EFFECT_CANNED_USES] = "canned uses",
		[EFFECT_ZONE] = "zone",
		[EFFECT_WITHDRAW] = "withdraw", [EFFECT_SPELL] = "spell",
		[EFFECT_SPELL_ADD] = "spell add", [EFFECT_EDITOR] = "editor", [EFFECT_RECOVER] = "recover", [EFFECT_RUN] = "run",
		[EFFECT_RUN_CANCEL] = "run cancel", [EFFECT_QUIT] = "quit",
	};

	if (f->type == EFFECT_SUBMIT || f->type == EFFECT_ARCHIVE) {
		put_action(out, f->type == EFFECT_ARCHIVE ? "archive" :
		    "submit", &f->action);
		return;
	}
	str_put(out, names[f->type]);
	if (f->conversation_id != 0)
		str_putf(out, " %lld", (long long)f->conversation_id);
	put_quoted(out, f->text);
	put_quoted(out, f->body);
	put_quoted(out, f->value);
	str_put_c(out, '\n');
}

/* --- commands of the operator's ------------------------------------------------- */

bool
world_block(struct model *m, const char *args, struct err *err)
{
	char name[64], key[64];
	int used = 0;

	if (sscanf(args, "%63s %63s %n", name, key, &used) != 2 || used == 0)
		return err_set(err, ERR_VALUE, "block: ORDERS lines 3");
	return block_set(&m->prefs.blocks, name, key, args + used, err);
}

bool
world_ran(struct event *ev, struct str *text, const char *args,
    struct err *err)
{
	static const char *const names[] = {
		[RAN_OK] = "ok", [RAN_STATUS] = "status",
		[RAN_SIGNAL] = "signal", [RAN_TIMEOUT] = "timeout",
		[RAN_TOO_MUCH] = "much", [RAN_NOT_STARTED] = "unstarted",
	};
	long long id;
	char how[16];
	int used = 0;

	if (sscanf(args, "%lld %15s %n", &id, how, &used) != 2)
		return err_set(err, ERR_VALUE, "ran: 1 ok TEXT");
	event_init(ev, EVENT_RAN);
	ev->run_id = id;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], how) == 0)
			ev->ran = (enum ran)i;
	if (ev->ran == RAN_STATUS || ev->ran == RAN_SIGNAL) {
		sscanf(args + used, "%d", &ev->run_status);
		ev->text = "its complaint";
		return true;
	}
	for (const char *p = args + used; *p != '\0'; p++)
		if (p[0] == '\\' && p[1] != '\0')
			str_put_c(text, *++p == 'n' ? '\n' : *p == 'e' ?
			    '\033' : *p);
		else
			str_put_c(text, *p);
	ev->output = text->data;
	ev->output_len = text->len;
	return true;
}

/* --- other parts of the world ------------------------------------------------------- */

const char *
world_style(struct world *w, int row, int col)
{
	static const char *const names[STYLES] = {
		"normal", "status", "status-bad", "keybar", "keybar-key",
		"title", "title-focus", "border", "dim", "customer",
		"operator", "colleague", "system", "note", "preview",
		"unsent", "failed", "ok", "warn", "alarm", "selected",
		"match", "good", "bad", "marked", "misspelt",
	};

	const struct grid *g = world_grid(w);

	if (row < 0 || row >= g->rows || col < 0 || col >= g->cols)
		return "outside";
	return names[grid_style(g, row, col)];
}

bool
world_sessions(struct event *ev, const struct json *j, struct arena *arena,
    struct err *err)
{
	struct session_info *list;

	event_init(ev, EVENT_SESSIONS);
	if (!proto_sessions_read(j, arena, &list, &ev->n_sessions, err))
		return false;
	ev->sessions = list;
	return true;
}

bool
world_blocks(struct event *ev, const struct json *j, struct arena *arena,
    struct err *err)
{
	const struct json *rows = json_find(j, "blocks");
	struct ban *list;

	event_init(ev, EVENT_BLOCKS);
	ev->n_bans = json_count(rows);
	list = arena_alloc(arena, (ev->n_bans + 1) * sizeof *list);
	for (size_t i = 0; i < ev->n_bans; i++)
		if (!proto_ban_read(json_at(rows, i), &list[i], err))
			return false;
	ev->bans = list;
	return true;
}

bool
world_refused(struct event *ev, const char *args, struct err *err)
{
	char code[32];

	snprintf(code, sizeof code, "%.*s", (int)strcspn(args, " "), args);
	ev->code = err_find(code);
	ev->is_final = true;
	args += strcspn(args, " ");
	ev->total = strtoll(args, NULL, 10);
	args += strspn(args, " 0123456789");
	ev->name = args;
	return ev->code != ERR_CODES || err_set(err, ERR_VALUE,
	    "refused: conflict, value ...");
}

bool
world_figures(struct event *ev, const struct json *j, struct arena *arena,
    struct err *err)
{
	struct figures *figures = arena_alloc(arena, sizeof *figures);

	event_init(ev, EVENT_FIGURES);
	ev->figures = figures;
	return figures != NULL && proto_figures_read(j, figures, err);
}

bool
world_is_same_cold(struct world *w)
{
	const struct grid *warm = world_grid(w);
	struct view_cache *cold = view_cache_new();
	struct grid *g = grid_new(warm->rows, warm->cols);
	size_t n = (size_t)g->rows * (size_t)g->cols;
	bool same;

	view_draw(world_model(w), cold, g);
	same = memcmp(&(struct rect){ 0, 0, g->cursor_row, g->cursor_col },
	    &(struct rect){ 0, 0, warm->cursor_row, warm->cursor_col },
	    sizeof(struct rect)) == 0;
	for (size_t i = 0; same && i < n; i++)
		same = g->cells[i].style == warm->cells[i].style &&
		    g->cells[i].cols == warm->cells[i].cols &&
		    strcmp(g->cells[i].bytes, warm->cells[i].bytes) == 0;
	grid_free(g);
	view_cache_free(cold);
	return same;
}

/* --- folders --------------------------------------------------------------------- */

bool
world_folder(struct model *m, const char *args, struct effects *e,
    struct err *err)
{
	char *list = mem_dup(args), *space = strchr(list, ' ');
	struct event ev;

	if (space == NULL) {
		free(list);
		return err_set(err, ERR_VALUE, "folder: /docs a.txt b.txt");
	}
	event_init(&ev, EVENT_DIR_LISTED);
	*space = '\0';
	for (char *at = space + 1; *at != '\0'; at++)
		if (*at == ' ')
			*at = '\n';
	ev.name = list;
	ev.text = space + 1;
	model_reduce(m, &ev, e);
	free(list);
	return true;
}

/* --- spelling ------------------------------------------------------------------- */

bool
world_spelt(struct model *m, const char *args, struct err *err)
{
	char language[8], word[SPELT_BYTES], verdict[8], others[256] = "";

	if (sscanf(args, "%7s %127s %7s %250s", language, word, verdict,
	    others) < 3)
		return err_set(err, ERR_VALUE, "spelt en wrod wrong word");
	for (char *at = others; *at != '\0'; at++)
		if (*at == ',')
			*at = '\n';
	if (others[0] != '\0')
		others[strlen(others) + 1] = '\0',
		others[strlen(others)] = '\n';
	model_spelt(m, language, word, strcmp(verdict, "wrong") == 0 ?
	    SPELT_WRONG : SPELT_RIGHT, others);
	return true;
}
