/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /watch and the keys of its screen. */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/internal.h"
#include "console/model/watch.h"

static const char *const sort_names[WATCH_SORTS] = {
	[WATCH_BY_TARGET] = "target", [WATCH_BY_WAIT] = "wait",
	[WATCH_BY_NAME] = "name", [WATCH_BY_OPERATOR] = "operator",
	[WATCH_BY_DEPARTMENT] = "department", [WATCH_BY_LOAD] = "load",
};
static const char *const chart_names[WATCH_CHARTS] = {
	[WATCH_BLOCKS] = "blocks", [WATCH_ASCII] = "ascii",
	[WATCH_NUMBERS] = "numbers",
};

const char *
watch_sort_name(enum watch_sort sort)
{
	return sort_names[sort];
}

/* --- how it is set ---------------------------------------------------------- */

static int
find_name(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

/* Small or capital, with accents or without. */
static bool
is_called(const char *name, const char *said)
{
	struct str a, b;
	bool is;

	str_init(&a, MAX_NAME_BYTES * 4);
	str_init(&b, MAX_NAME_BYTES * 4);
	utf8_fold(&a, name, strlen(name));
	utf8_fold(&b, said, strlen(said));
	is = strcmp(a.data, b.data) == 0;
	str_clear(&a);
	str_clear(&b);
	return is;
}

static bool
set_sort(struct model *m, struct watch *w, const char *value,
    struct err *err)
{
	int i = find_name(sort_names, WATCH_SORTS, value);

	(void)m;
	if (i < 0)
		return err_set(err, ERR_VALUE, _("There is no order “%s”: it "
		    "goes by target, wait, name, operator, department or "
		    "load."), value);
	w->sort = (enum watch_sort)i;
	return true;
}

static bool
set_charts(struct model *m, struct watch *w, const char *value,
    struct err *err)
{
	int i = find_name(chart_names, WATCH_CHARTS, value);

	(void)m;
	if (i < 0)
		return err_set(err, ERR_VALUE, "%s", _("Charts are blocks, "
		    "ascii or numbers."));
	w->charts = (enum watch_charts)i;
	w->has_charts = true;
	return true;
}

static bool
set_department(struct model *m, struct watch *w, const char *value,
    struct err *err)
{
	if (value[0] == '\0' || strcmp(value, "all") == 0) {
		w->department_id = 0;
		return true;
	}
	for (size_t i = 0; i < m->n_departments; i++)
		if (is_called(m->departments[i].name, value)) {
			w->department_id = m->departments[i].id;
			return true;
		}
	return err_set(err, ERR_VALUE, _("There is no department “%s”."),
	    value);
}

static bool
set_operator(struct model *m, struct watch *w, const char *value,
    struct err *err)
{
	if (value[0] == '\0' || strcmp(value, "all") == 0) {
		w->operator_id = 0;
		return true;
	}
	for (size_t i = 0; i < m->n_operators; i++)
		if (strcmp(m->operators[i].login, value) == 0 ||
		    is_called(m->operators[i].name, value)) {
			w->operator_id = m->operators[i].id;
			return true;
		}
	return err_set(err, ERR_VALUE, _("There is no colleague “%s”."),
	    value);
}

static bool
set_filter(struct model *m, struct watch *w, const char *value,
    struct err *err)
{
	(void)m;
	return str_copy(w->filter, sizeof w->filter, value) ||
	    err_set(err, ERR_VALUE, "%s", _("It is too long."));
}

static const struct setting {
	const char *name;
	bool (*set)(struct model *m, struct watch *w, const char *value,
	    struct err *err);
} settings[] = {
	{ "sort=", set_sort },
	{ "department=", set_department },
	{ "operator=", set_operator },
	{ "filter=", set_filter },
	{ "charts=", set_charts },
};
#define N_SETTINGS (sizeof settings / sizeof *settings)

static const struct setting *
setting_at(const char *text)
{
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (strncmp(text, settings[i].name,
		    strlen(settings[i].name)) == 0)
			return &settings[i];
	return NULL;
}

/* A value goes on to the next name: "department=Cards and fees sort=wait". */
static size_t
value_len(const char *value)
{
	const char *at = value;

	while ((at = strchr(at, ' ')) != NULL) {
		if (setting_at(at + strspn(at, " ")) != NULL)
			return (size_t)(at - value);
		at += strspn(at, " ");
	}
	return strlen(value);
}

bool
watch_set(struct model *m, const char *args, struct err *err)
{
	struct watch w = m->watch;

	args += strspn(args, " ");
	while (*args != '\0') {
		const struct setting *s = setting_at(args);
		char value[MAX_NAME_BYTES + 1];
		size_t len;

		if (s == NULL)
			return err_set(err, ERR_VALUE, "%s", _("Say /watch, or "
			    "/watch sort=wait department=NAME filter=TEXT."));
		args += strlen(s->name);
		len = value_len(args);
		if (len >= sizeof value)
			return err_set(err, ERR_VALUE, "%s",
			    _("It is too long."));
		memcpy(value, args, len);
		value[len] = '\0';
		while (len > 0 && value[len - 1] == ' ')
			value[--len] = '\0';
		if (!s->set(m, &w, value, err))
			return false;
		args += value_len(args);
		args += strspn(args, " ");
	}
	/* Figures of another department are not these. */
	if (w.department_id != m->watch.department_id)
		w.has_figures = false;
	m->watch = w;
	return true;
}

/* --- the commands ------------------------------------------------------------- */

static void
refresh(struct model *m, struct effects *e)
{
	watch_refresh(m);
	if (m->link == LINK_LIVE && !m->watch.has_figures &&
	    m->watch.figures_code != ERR_RIGHTS)
		watch_ask(m, e);
}

void
watch_choose_charts(struct model *m)
{
	int charts = find_name(chart_names, WATCH_CHARTS, m->prefs.charts);

	if (!m->watch.has_charts)
		m->watch.charts = charts >= 0 ? (enum watch_charts)charts :
		    m->is_plain ? WATCH_ASCII : WATCH_BLOCKS;
}

COMMAND(watch)
{
	if (!watch_set(m, args, err))
		return false;
	/* The key that opens it closes it. */
	if (m->watch.is_open && args[0] == '\0' && !m->watch.is_alone) {
		watch_close(m);
		return true;
	}
	watch_choose_charts(m);
	if (m->ui.overlay != OVERLAY_NONE)
		overlay_close(m);
	m->watch.is_open = true;
	m->watch.figures_code = ERR_NONE;
	refresh(m, e);
	return true;
}

COMPLETE(watch)
{
	const char *last = strrchr(args, ' ');

	last = last == NULL ? args : last + 1;
	for (int i = 0; i < WATCH_SORTS; i++)
		str_putf(out, "sort=%s\n", sort_names[i]);
	for (size_t i = 0; i < m->n_departments; i++)
		str_putf(out, "department=%s\n", m->departments[i].name);
	for (int i = 0; i < WATCH_CHARTS; i++)
		str_putf(out, "charts=%s\n", chart_names[i]);
	for (size_t i = 0; i < m->n_operators &&
	    strncmp(last, "operator=", 9) == 0; i++)
		str_putf(out, "operator=%s\n", m->operators[i].login);
	str_put(out, "filter=\n");
}

void
watch_close(struct model *m)
{
	m->watch.is_open = m->watch.is_filtering = false;
	/* They would be old when it is opened again. */
	m->watch.has_figures = false;
}

/* Nothing is marked read by it, and of somebody else's the trail knows: whatever
 * is in a pane and not mine is read along (supervise.c). */
static void
open_talk(struct model *m, int64_t id, struct effects *e)
{
	if (model_find_chat(m, id) == NULL)
		return;
	watch_close(m);
	panes_focus(m, id, e);
}

static int64_t
selected(const struct watch *w)
{
	const struct watch_table *t = &w->tables[w->part];

	if (t->selected != 0 || t->n == 0)
		return t->selected;
	return t->ids[0];
}

static void
open_selected(struct model *m, struct effects *e)
{
	struct watch *w = &m->watch;
	int64_t id = selected(w);

	if (id == 0)
		return;
	if (w->part == WATCH_TEAM) {
		w->operator_id = id;
		w->part = WATCH_TALKS;
		w->tables[WATCH_TALKS].selected = 0;
		refresh(m, e);
	} else if (w->is_alone) {
		model_say(m, TONE_INFO, "%s", _("This only watches: dezhurka "
		    "opens conversations."));
	} else {
		open_talk(m, id, e);
	}
}

static void
move(struct model *m, int64_t by)
{
	struct watch_table *t = &m->watch.tables[m->watch.part];
	int64_t at = 0, n = (int64_t)t->n;

	if (n == 0)
		return;
	while (at < n && t->ids[at] != t->selected)
		at++;
	/* The first key shows where one is. */
	at = at == n ? (by > 1 ? by - 1 : 0) : at + by;
	if (at >= n)
		at = n - 1;
	t->selected = t->ids[at < 0 ? 0 : at];
	watch_follow(m);
}

/* Where Tab goes a row is chosen, so that a key has something to act on: the
 * one of before, else the first that is shown. */
static void
choose_one(struct model *m)
{
	struct watch_table *t = &m->watch.tables[m->watch.part];

	if (t->selected == 0 && t->top < t->n)
		t->selected = t->ids[t->top];
	watch_follow(m);
}

static int64_t
page(const struct model *m)
{
	int rows = watch_layout(m).tables[m->watch.part].rows - 2;

	return rows > 1 ? rows : 1;
}

static void
next_department(struct model *m, struct effects *e)
{
	struct watch *w = &m->watch;
	size_t i = 0;

	while (w->department_id != 0 && i < m->n_departments &&
	    m->departments[i++].id != w->department_id)
		;
	while (i < m->n_departments && m->departments[i].disabled)
		i++;
	w->department_id = i < m->n_departments ? m->departments[i].id : 0;
	w->has_figures = false;
	refresh(m, e);
}

/* A row that was clicked. */
static void
go_to(struct model *m, enum watch_part part, const char *number)
{
	long long id;

	if (!str_to_i64(number, 1, INT64_MAX, &id))
		return;
	m->watch.part = part;
	m->watch.tables[part].selected = id;
	watch_follow(m);
}

static bool
do_moves(struct model *m, const char *how)
{
	static const struct { const char *name; int by; bool is_page; }
	moves[] = {
		{ "up", -1, false }, { "down", 1, false },
		{ "page-up", -1, true }, { "page-down", 1, true },
		{ "first", -1000000, false }, { "last", 1000000, false },
	};

	for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
		if (strcmp(moves[i].name, how) == 0) {
			move(m, moves[i].is_page ? moves[i].by * page(m) :
			    moves[i].by);
			return true;
		}
	return false;
}

COMMAND(watching)
{
	struct watch *w = &m->watch;

	if (!w->is_open || do_moves(m, args))
		return true;
	if (strcmp(args, "open") == 0) {
		open_selected(m, e);
	} else if (strcmp(args, "next") == 0) {
		w->part = w->part == WATCH_TALKS ? WATCH_TEAM : WATCH_TALKS;
		choose_one(m);
	} else if (strcmp(args, "filter") == 0) {
		w->is_filtering = true;
	} else if (strcmp(args, "sort") == 0) {
		w->sort = (enum watch_sort)((w->sort + 1) % WATCH_SORTS);
		refresh(m, e);
	} else if (strcmp(args, "reverse") == 0) {
		w->is_reversed = !w->is_reversed;
		refresh(m, e);
	} else if (strcmp(args, "department") == 0) {
		next_department(m, e);
	} else if (strcmp(args, "charts") == 0) {
		w->charts = (enum watch_charts)((w->charts + 1) %
		    WATCH_CHARTS);
		w->has_charts = true;
		watch_follow(m);
	} else if (strcmp(args, "act") == 0) {
		watch_act(m);
	} else if (strncmp(args, "do ", 3) == 0) {
		return watch_do(m, args + 3, e, err);
	} else if (strncmp(args, "talk ", 5) == 0) {
		go_to(m, WATCH_TALKS, args + 5);
	} else if (strncmp(args, "operator ", 9) == 0) {
		go_to(m, WATCH_TEAM, args + 9);
	} else if (strcmp(args, "close") == 0) {
		if (w->is_alone)
			return command_run(m, "quit", e);
		watch_close(m);
	} else {
		return err_set(err, ERR_VALUE, "%s", _("F1 shows the keys."));
	}
	return true;
}

/* Esc: first what narrows the tables, then the watch itself. */
bool
watch_cancel(struct model *m, struct effects *e)
{
	struct watch *w = &m->watch;

	if (!w->is_open || m->ui.overlay != OVERLAY_NONE)
		return false;
	if (w->filter[0] != '\0' || w->operator_id != 0) {
		w->filter[0] = '\0';
		w->operator_id = 0;
		refresh(m, e);
	} else if (!w->is_alone) {
		watch_close(m);
	}
	return true;
}

/* While the filter is written, letters are its own. */
bool
watch_key(struct model *m, const char *key, struct effects *e)
{
	struct watch *w = &m->watch;
	size_t len = strlen(w->filter);

	if (w->is_open)
		w->key_ms = m->now_ms;
	if (!w->is_open || !w->is_filtering || m->ui.overlay != OVERLAY_NONE)
		return false;
	if (keys_is_text(key)) {
		if (len + strlen(key) < sizeof w->filter)
			memcpy(w->filter + len, key, strlen(key) + 1);
	} else if (strcmp(key, "Backspace") == 0 || strcmp(key, "C-h") == 0) {
		while (len > 0 && ((unsigned char)w->filter[--len] & 0xc0) ==
		    0x80)
			;
		w->filter[len] = '\0';
	} else if (strcmp(key, "C-u") == 0) {
		w->filter[0] = '\0';
	} else {
		w->is_filtering = false;
		if (strcmp(key, "Esc") == 0 || strcmp(key, "C-c") == 0)
			w->filter[0] = '\0';
		refresh(m, e);
		return strcmp(key, "Enter") == 0 || w->filter[0] == '\0';
	}
	refresh(m, e);
	return true;
}

/* What only looks: all that can be done alone. */
bool
watch_allows(const struct model *m, const char *command)
{
	static const char *const names[] = { "watch", "watching", "help",
		"cancel", "redraw", "suspend", "quit", "choose" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], command) == 0)
			return true;
	return !m->watch.is_alone;
}
