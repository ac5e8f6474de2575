/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the watch: which rows there are, and in which order. */
#include "console/model/watch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"
#include "console/model/supervise.h"

#define SORT_MS	 3000	/* so often a table may change its order ... */
#define KEYS_MS	 3000	/* ... but not while somebody chooses in it */
#define ASK_MS	 5000	/* so often the desk is asked */
#define KEY_TEXT 96

struct row_key {
	int64_t id;
	int	group;
	int64_t by;
	char	text[KEY_TEXT];
};

/* --- what is looked for --------------------------------------------------- */

static bool
text_has(const char *text, const char *filter)
{
	struct str folded, word;
	bool has;

	str_init(&folded, MAX_MESSAGE_BYTES);
	str_init(&word, WATCH_FILTER_BYTES * 4);
	utf8_fold(&folded, text, strlen(text));
	utf8_fold(&word, filter, strlen(filter));
	has = strstr(folded.data, word.data) != NULL;
	str_clear(&folded);
	str_clear(&word);
	return has;
}

static const char *
operator_called(const struct model *m, int64_t id)
{
	const struct operator *o = model_operator(m, id);

	if (o == NULL)
		return "";
	return o->name[0] != '\0' ? o->name : o->login;
}

static const char *
department_called(const struct model *m, int64_t id)
{
	const struct department *d = model_department(m, id);

	return d == NULL ? "" : d->name;
}

static bool
is_live(const struct chat *c)
{
	return c->c.last_seq != 0 && c->c.state != CONVERSATION_CLOSED &&
	    c->c.state != CONVERSATION_TEAM;
}

static bool
is_watched(const struct model *m, const struct chat *c)
{
	return is_live(c) && model_hears_of(m, c) && (m->watch.department_id == 0 ||
	    c->c.department_id == m->watch.department_id);
}

static bool
talk_fits(const struct model *m, const struct chat *c)
{
	const char *filter = m->watch.filter;

	if (!is_watched(m, c) || (m->watch.operator_id != 0 &&
	    c->c.operator_id != m->watch.operator_id))
		return false;
	return filter[0] == '\0' || text_has(c->label, filter) ||
	    text_has(operator_called(m, c->c.operator_id), filter) ||
	    text_has(department_called(m, c->c.department_id), filter) ||
	    text_has(c->c.subject, filter) || text_has(c->c.tags, filter) ||
	    strcmp(c->c.language, filter) == 0;
}

static bool
is_in_team(const struct model *m, const struct operator *o)
{
	return !o->disabled && (m->watch.department_id == 0 ||
	    o->n_departments == 0 ||
	    operator_in_department(o, m->watch.department_id));
}

static bool
operator_fits(const struct model *m, const struct operator *o)
{
	const char *filter = m->watch.filter;

	return is_in_team(m, o) && (filter[0] == '\0' ||
	    text_has(o->name, filter) || text_has(o->login, filter) ||
	    list_has(o->languages, filter) || list_has(o->skills, filter));
}

/* --- what they are sorted by ------------------------------------------------ */

/* Whoever waits does so also when they are put aside: the desk counts it. */
static int64_t
since_of(const struct chat *c)
{
	if (c->c.state == CONVERSATION_WRAP_UP)
		return 0;
	if (c->c.waiting_since_ms != 0)
		return c->c.waiting_since_ms;
	return c->c.state == CONVERSATION_WAITING ? c->c.queued_ms : 0;
}

int64_t
watch_due_ms(const struct model *m, const struct chat *c)
{
	const struct target_due *t = &c->c.targets[c->c.answered_ms == 0 ?
	    TARGET_FIRST : TARGET_NEXT];
	int64_t since_ms = since_of(c), limit_ms;

	limit_ms = c->c.answered_ms == 0 ? m->first_target.limit_ms :
	    m->next_target.limit_ms;
	if (since_ms != 0 && t->due_ms != 0)
		return t->due_ms;
	if (since_ms == 0 || limit_ms > INT64_MAX - since_ms)
		return INT64_MAX;
	return since_ms + limit_ms;
}

const struct chat *
watch_unanswered(const struct model *m, int64_t operator_id)
{
	const struct chat *first = NULL;

	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];

		if (c->c.operator_id != operator_id || !is_live(c) ||
		    !model_hears_of(m, c) ||
		    since_of(c) == 0)
			continue;
		if (first == NULL || since_of(c) < since_of(first))
			first = c;
	}
	return first;
}

/* Who waits stands before who does not. */
static void
key_by_wait(const struct chat *c, struct row_key *k)
{
	int64_t since_ms = c == NULL ? 0 : since_of(c);

	k->group = since_ms == 0;
	k->by = since_ms != 0 || c == NULL ? since_ms : c->c.opened_ms;
}

static struct row_key
key_of_talk(const struct model *m, const struct chat *c)
{
	struct row_key k = { .id = c->c.id };

	key_by_wait(c, &k);
	switch (m->watch.sort) {
	case WATCH_BY_TARGET:
		if (k.group == 0)
			k.by = watch_due_ms(m, c);
		break;
	case WATCH_BY_NAME:
		k.group = 0;
		str_copy(k.text, sizeof k.text, c->label);
		break;
	case WATCH_BY_OPERATOR:
		k.group = 0;
		str_copy(k.text, sizeof k.text, operator_called(m,
		    c->c.operator_id));
		break;
	case WATCH_BY_DEPARTMENT:
		k.group = 0;
		str_copy(k.text, sizeof k.text, department_called(m,
		    c->c.department_id));
		break;
	default:
		break;
	}
	return k;
}

static struct row_key
key_of_operator(const struct model *m, const struct operator *o)
{
	const struct chat *c = watch_unanswered(m, o->id);
	struct row_key k = { .id = o->id };
	bool is_off = o->presence == PRESENCE_OFFLINE;

	key_by_wait(c, &k);
	switch (m->watch.sort) {
	case WATCH_BY_TARGET:
		if (c != NULL)
			k.by = watch_due_ms(m, c);
		break;
	case WATCH_BY_LOAD:
		k.group = 0;
		k.by = -o->load;
		break;
	case WATCH_BY_NAME:
	case WATCH_BY_OPERATOR:
		k.group = 0;
		str_copy(k.text, sizeof k.text, operator_called(m, o->id));
		break;
	default:
		break;
	}
	/* Who is not there comes last, but not with somebody waiting. */
	if (is_off && k.group != 0)
		k.group = 2;
	else if (is_off && c == NULL)
		k.group = 1;
	return k;
}

static int
compare(const void *a, const void *b)
{
	const struct row_key *x = a, *y = b;
	int by_text;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	by_text = strcmp(x->text, y->text);
	if (by_text != 0)
		return by_text;
	if (x->by != y->by)
		return x->by < y->by ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static void
fill(struct watch_table *t, struct row_key *keys, size_t n, bool is_reversed)
{
	if (n > 0)
		qsort(keys, n, sizeof *keys, compare);
	if (n > t->cap) {
		free(t->ids);
		t->ids = mem_array(n, int64_t);
		t->cap = n;
	}
	for (size_t i = 0; i < n; i++)
		t->ids[i] = keys[is_reversed ? n - 1 - i : i].id;
	t->n = n;
}

/* --- what is shown of it --------------------------------------------------- */

static size_t
place_of(const struct watch_table *t, int64_t id)
{
	size_t at = 0;

	while (at < t->n && t->ids[at] != id)
		at++;
	return at;
}

/* The selected row is on the screen, or the first one is. */
static void
follow(struct watch_table *t, int rows)
{
	size_t at = place_of(t, t->selected), n = rows > 0 ? (size_t)rows : 1;

	if (at == t->n) {
		t->selected = 0;
		at = t->top;
	}
	if (t->selected == 0)
		t->top = 0;
	else if (at < t->top)
		t->top = at;
	else if (at >= t->top + n)
		t->top = at - n + 1;
	if (t->top + n > t->n)
		t->top = t->n > n ? t->n - n : 0;
}

void
watch_follow(struct model *m)
{
	struct watch_layout l = watch_layout(m);

	for (int i = 0; i < WATCH_PARTS; i++)
		follow(&m->watch.tables[i], l.tables[i].rows - 1);
}

void
watch_refresh(struct model *m)
{
	size_t max = m->n_chats > m->n_operators ? m->n_chats :
	    m->n_operators, n = 0;
	struct row_key *keys = mem_array(max + 1, struct row_key);

	for (size_t i = 0; i < m->n_chats; i++)
		if (talk_fits(m, m->chats[i]))
			keys[n++] = key_of_talk(m, m->chats[i]);
	fill(&m->watch.tables[WATCH_TALKS], keys, n, m->watch.is_reversed);
	n = 0;
	for (size_t i = 0; i < m->n_operators; i++)
		if (operator_fits(m, &m->operators[i]))
			keys[n++] = key_of_operator(m, &m->operators[i]);
	fill(&m->watch.tables[WATCH_TEAM], keys, n, m->watch.is_reversed);
	free(keys);
	m->watch.sorted_ms = m->now_ms;
	watch_follow(m);
}

struct watch_now
watch_now(const struct model *m, const struct chat **oldest)
{
	struct watch_now now = { 0 };

	*oldest = NULL;
	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];

		if (!is_watched(m, c))
			continue;
		now.active += c->c.state == CONVERSATION_ACTIVE;
		now.late += since_of(c) != 0 &&
		    model_desk_target(m, c) == TARGET_MISSED;
		if (c->c.state != CONVERSATION_WAITING)
			continue;
		now.waiting++;
		if (*oldest == NULL || since_of(c) < since_of(*oldest))
			*oldest = c;
	}
	for (size_t i = 0; i < m->n_operators; i++) {
		const struct operator *o = &m->operators[i];

		now.team += is_in_team(m, o);
		now.there += is_in_team(m, o) &&
		    presence_is_there(o->presence);
	}
	return now;
}

/* --- the figures ------------------------------------------------------------- */

void
watch_ask(struct model *m, struct effects *e)
{
	struct action a;

	action_init(&a, ACTION_FETCH_FIGURES);
	a.department_id = m->watch.department_id;
	if (m->watch.has_figures)
		a.text = m->watch.figures.version;
	m->watch.asked_ms = m->now_ms;
	m->watch.has_news = false;
	effects_submit(e, &a);
}

void
watch_told(struct model *m, const struct event *ev)
{
	m->watch.figures_code = ev->code;
	if (ev->figures == NULL || ev->code != ERR_NONE)
		return;
	/* Of another department: asked for before. */
	if (ev->figures->department_id != m->watch.department_id)
		return;
	m->watch.figures = *ev->figures;
	m->watch.has_figures = true;
}

void
watch_heard(struct model *m)
{
	m->watch.has_news = true;
}

/* Has an hour ended since the figures were told? */
static bool
is_next_hour(const struct model *m)
{
	const struct figures *f = &m->watch.figures;

	return m->watch.has_figures && m->now_ms >=
	    f->hours[FIGURES_HOURS - 1].from_ms + 3600000;
}

void
watch_tick(struct model *m, struct effects *e)
{
	struct watch *w = &m->watch;

	if (!w->is_open || !m->is_ready)
		return;
	if (m->now_ms - w->sorted_ms >= SORT_MS &&
	    m->now_ms - w->key_ms >= KEYS_MS)
		watch_refresh(m);
	if (m->link == LINK_LIVE && w->figures_code != ERR_RIGHTS &&
	    (w->has_news || is_next_hour(m) || w->asked_ms == 0) &&
	    m->now_ms - w->asked_ms >= ASK_MS)
		watch_ask(m, e);
}

void
watch_clear(struct model *m)
{
	for (int i = 0; i < WATCH_PARTS; i++)
		free(m->watch.tables[i].ids);
	m->watch = (struct watch){ .is_open = false };
}
