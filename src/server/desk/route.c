/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route.c - what the rules make of a conversation, and who fits it.
 */
#include "server/desk/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "domain/hours.h"
#include "domain/target.h"
#include "server/desk/internal.h"

static const char *const fit_names[ROUTE_FITS_N] = {
	[ROUTE_FITS] = "fits",
	[ROUTE_DISABLED] = "disabled",
	[ROUTE_OFFLINE] = "offline",
	[ROUTE_AWAY] = "away",
	[ROUTE_FULL] = "full",
	[ROUTE_DEPARTMENT] = "department",
	[ROUTE_SKILL] = "skill",
	[ROUTE_LANGUAGE] = "language",
	[ROUTE_PASSED] = "passed",
	[ROUTE_KNOWN] = "known",
	[ROUTE_HAS_IT] = "has_it",
};

/* --- what the desk knows ----------------------------------------------- */

void
desk_set_routes(struct desk *d, const struct route_rules *rules)
{
	if (d->routes == NULL)
		d->routes = mem_new(struct route_rules);
	*d->routes = *rules;
	d->n_rules_set++;
}

const struct route_rules *
desk_routes(const struct desk *d)
{
	return d->routes;
}

void
desk_set_open(struct desk *d, route_open_fn *fn, void *ctx)
{
	d->is_open = fn;
	d->open_ctx = ctx;
	d->n_rules_set++;
}

bool
route_is_open(const struct desk *d, int64_t department_id, int64_t now_ms)
{
	if (d->is_open != NULL)
		return d->is_open(d->open_ctx, d, department_id, now_ms);
	return hours_is_open(desk_hours(d, department_id), now_ms);
}

static const struct department *
department_named(const struct desk *d, const char *name)
{
	const struct department *dep;

	for (size_t i = 0; (dep = desk_department_at(d, i)) != NULL; i++)
		if (!dep->disabled && strcmp(dep->name, name) == 0)
			return dep;
	return NULL;
}

void
desk_note_turn(struct desk *d, const struct event *ev)
{
	int64_t id = ev->type == EVENT_RETURNED ? ev->from_operator_id :
	    ev->type == EVENT_MESSAGE || ev->type == EVENT_DECLINED ?
	    ev->by_id : ev->operator_id;
	struct turn_of *turn;

	if (id == 0 || (ev->type != EVENT_RETURNED &&
	    ev->type != EVENT_MESSAGE && ev->type != EVENT_DECLINED &&
	    ev->type != EVENT_TAKEN && ev->type != EVENT_TRANSFERRED))
		return;
	turn = shelf_place(&d->turns, id, sizeof *turn);
	if (ev->type == EVENT_TAKEN || ev->type == EVENT_TRANSFERRED)
		turn->given_ms = ev->at_ms;
	if (ev->type == EVENT_RETURNED)
		turn->n_passes += strcmp(ev->text, "passed") == 0;
	else if (ev->type != EVENT_TRANSFERRED)
		turn->n_passes = 0;
}

int64_t
route_given_ms(const struct desk *d, int64_t operator_id)
{
	const struct turn_of *turn = shelf_find(&d->turns, operator_id);

	return turn == NULL ? 0 : turn->given_ms;
}

int
desk_passes(const struct desk *d, int64_t operator_id)
{
	const struct turn_of *turn = shelf_find(&d->turns, operator_id);

	return turn == NULL ? 0 : turn->n_passes;
}

void
desk_passes_forget(struct desk *d, int64_t operator_id)
{
	struct turn_of *turn = shelf_find(&d->turns, operator_id);

	if (turn != NULL)
		turn->n_passes = 0;
}

/* --- rules ------------------------------------------------------------- */

struct trying {
	const struct desk	  *d;
	const struct conversation *c;
	int64_t			   now_ms;
	struct route_plan	  *plan;
	const struct route_rule	  *rule;
	/* What rules ask for wherever it waits, and what only there. */
	char	always[MAX_SKILLS_BYTES + 1];
	char	here[MAX_SKILLS_BYTES + 1];
};

static bool
is_recorded(const struct trying *t)
{
	return route_list_has(t->c->rules, t->rule->name);
}

static bool
has_any(const char *list, const char *words)
{
	char word[ROUTE_LIST_BYTES + 1];

	for (int i = 0; route_list_at(list, i, word, sizeof word); i++)
		if (list_has(words, word))
			return true;
	return false;
}

/* A desk that gives nothing by itself asks nobody for skills. */
static const char *
department_skills(const struct trying *t)
{
	const struct department *dep =
	    desk_department(t->d, t->plan->department_id);

	return dep == NULL || !route_is_active(t->d) ? "" : dep->skills;
}

/* What does not change while it waits. */
static bool
customer_fits(const struct trying *t)
{
	const struct route_rule *r = t->rule;
	const struct conversation *c = t->c;
	const struct department *dep =
	    desk_department(t->d, t->plan->department_id);

	if (r->if_department[0] != '\0' &&
	    (dep == NULL || !route_list_has(r->if_department, dep->name)))
		return false;
	if (r->if_language[0] != '\0' &&
	    !route_list_has(r->if_language, c->language))
		return false;
	if (r->if_page[0] != '\0' && !route_page_fits(r->if_page, c->page))
		return false;
	if (r->if_segment[0] != '\0' &&
	    !route_list_has(r->if_segment, c->segment))
		return false;
	if (r->if_skill[0] != '\0' && !has_any(r->if_skill, t->always) &&
	    !has_any(r->if_skill, t->here) &&
	    !has_any(r->if_skill, department_skills(t)))
		return false;
	return r->if_returning == ROUTE_ANY ||
	    (r->if_returning != 0) == c->is_returning;
}

static void
not_before(struct route_plan *plan, int64_t at_ms)
{
	if (at_ms < plan->next_ms)
		plan->next_ms = at_ms;
}

/* Who else waits there. It is not in the queue yet when it is just opened. */
static int
others(const struct trying *t)
{
	const struct conversation *c = t->c;

	return queue_length(t->d, t->plan->department_id) -
	    (c->state == CONVERSATION_WAITING &&
	    c->department_id == t->plan->department_id &&
	    desk_conversation(t->d, c->id) != NULL);
}

/* The wait and the length of the queue count once: what was too long does not
 * send it back when it gets shorter. */
static bool
moment_fits(const struct trying *t)
{
	const struct route_rule *r = t->rule;
	int64_t due_ms = t->c->queued_ms + r->if_waited_ms;

	if (r->if_open != ROUTE_ANY && (r->if_open != 0) != route_is_open(t->d,
	    t->plan->department_id, t->now_ms))
		return false;
	if (is_recorded(t))
		return true;
	if (r->if_queue_over != ROUTE_ANY && others(t) <= r->if_queue_over)
		return false;
	if (r->if_waited_ms == ROUTE_ANY || t->now_ms >= due_ms)
		return true;
	not_before(t->plan, due_ms);
	return false;
}

/* Where a person has put it, it stays, unless it stays too long. */
static bool
may_move(const struct trying *t)
{
	return !t->c->is_placed || t->rule->if_waited_ms != ROUTE_ANY ||
	    t->rule->if_queue_over != ROUTE_ANY ||
	    t->rule->if_open != ROUTE_ANY;
}

static void
add_words(char *list, size_t size, const char *words)
{
	char word[ROUTE_LIST_BYTES + 1];

	for (int i = 0; route_list_at(words, i, word, sizeof word); i++) {
		size_t used = strlen(list);

		if (list_has(list, word) || used + strlen(word) + 2 > size)
			continue;
		if (used > 0)
			list[used++] = ',';
		str_copy(list + used, size - used, word);
	}
}

/* What has no place in the record would be new for ever, and said again and
 * again: so it does not hold. */
static bool
record(struct route_plan *plan, const char *name)
{
	add_words(plan->rules, sizeof plan->rules, name);
	return route_list_has(plan->rules, name);
}

static const char *
why_of(const struct trying *t)
{
	const struct route_rule *r = t->rule;

	if (r->if_open != ROUTE_ANY)
		return "hours";
	if (r->if_waited_ms != ROUTE_ANY)
		return "waited";
	return r->if_queue_over != ROUTE_ANY ? "queue" : NULL;
}

static void
move_to(struct trying *t, const struct department *dep)
{
	if (dep->id == t->plan->department_id)
		return;
	t->plan->department_id = dep->id;
	t->here[0] = '\0';
}

/* What a rule asks for in a department's name is not asked for elsewhere:
 * nobody might have it there, and who has overflowed would wait for ever. */
static void
need(struct trying *t, const struct department *dep)
{
	const struct route_rule *r = t->rule;
	bool is_of_department = dep != NULL || r->if_department[0] != '\0' ||
	    (r->if_skill[0] != '\0' && !has_any(r->if_skill, t->always));

	if (dep != NULL && dep->id != t->plan->department_id)
		return;
	if (is_of_department)
		add_words(t->here, sizeof t->here, r->skills);
	else
		add_words(t->always, sizeof t->always, r->skills);
}

static void
follow(struct trying *t)
{
	const struct route_rule *r = t->rule;
	struct route_plan *plan = t->plan;
	const struct department *dep = r->department[0] == '\0' ? NULL :
	    department_named(t->d, r->department);

	if (!record(plan, r->name))
		return;
	if (!is_recorded(t) && t->c->last_seq > 1 && why_of(t) != NULL)
		plan->why = why_of(t);
	if (dep != NULL && may_move(t))
		move_to(t, dep);
	need(t, dep);
	if (r->priority != ROUTE_ANY)
		plan->priority = r->priority;
	if (r->mode != ROUTE_ANY)
		plan->mode = (enum route_mode)r->mode;
	if (r->prefers_known) {
		plan->prefers_known = true;
		plan->known_until_ms = t->c->queued_ms + r->known_for_ms;
	}
	if (r->strict_ms != ROUTE_ANY)
		plan->strict_until_ms = r->strict_ms == TARGET_NEVER ?
		    TARGET_NEVER : t->c->queued_ms + r->strict_ms;
	if (r->answer_in_ms != ROUTE_ANY && !is_recorded(t)) {
		plan->leaves = r->message;
		plan->answer_in_ms = r->answer_in_ms;
	}
}

/* What [department NAME] says of who waits too long there; told like a rule of
 * that name. */
static void
overflow(struct trying *t)
{
	struct route_plan *plan = t->plan;
	const struct book_department *b =
	    desk_book_department(t->d, plan->department_id);
	bool was = route_list_has(t->c->rules, ROUTE_OVERFLOW);
	const struct department *dep;

	if (b == NULL || b->overflow_after_ms == TARGET_NEVER)
		return;
	if (!was && t->now_ms < t->c->queued_ms + b->overflow_after_ms) {
		not_before(plan, t->c->queued_ms + b->overflow_after_ms);
		return;
	}
	if (!record(plan, ROUTE_OVERFLOW))
		return;
	if (!was)
		plan->why = "waited";
	dep = department_named(t->d, b->overflow_to);
	if (dep != NULL) {
		move_to(t, dep);
	} else if (!was && b->overflow_message[0] != '\0') {
		plan->leaves = b->overflow_message;
	}
}

bool
route_is_active(const struct desk *d)
{
	const struct book *b = d->rules.book;

	if (d->routes == NULL)
		return false;
	for (size_t i = 0; b != NULL && i < b->n_departments; i++)
		if (b->departments[i].overflow_after_ms != TARGET_NEVER)
			return true;
	return route_rules_active(d->routes);
}

void
route_plan(const struct desk *d, const struct conversation *c, int64_t now_ms,
    struct route_plan *out)
{
	struct trying t = { .d = d, .c = c, .now_ms = now_ms, .plan = out };
	const struct route_rules *rules = d->routes;

	*out = (struct route_plan){
		.department_id = c->asked_department_id,
		.mode = rules == NULL ? ROUTE_PULL : rules->mode,
		.next_ms = TARGET_NEVER,
		.why = c->last_seq <= 1 ? "opened" :
		    c->is_placed && c->rules[0] == '\0' ? "moved" : "rules",
	};
	for (int i = 0; rules != NULL && i < rules->n; i++) {
		t.rule = &rules->rules[i];
		if (!customer_fits(&t) || !moment_fits(&t))
			continue;
		follow(&t);
		if (t.rule->is_last)
			break;
	}
	overflow(&t);
	add_words(out->skills, sizeof out->skills, department_skills(&t));
	add_words(out->skills, sizeof out->skills, t.always);
	add_words(out->skills, sizeof out->skills, t.here);
	if (out->known_until_ms > now_ms)
		not_before(out, out->known_until_ms);
	if (out->strict_until_ms > now_ms)
		not_before(out, out->strict_until_ms);
}

bool
route_is_planned(const struct conversation *c, const struct route_plan *plan)
{
	return plan->leaves == NULL && plan->priority == c->priority &&
	    plan->department_id == c->department_id &&
	    strcmp(plan->skills, c->skills) == 0 &&
	    strcmp(plan->rules, c->rules) == 0;
}

/* --- operators --------------------------------------------------------- */

static bool
has_all(const char *needs, const char *skills)
{
	char word[ROUTE_LIST_BYTES + 1];

	for (int i = 0; route_list_at(needs, i, word, sizeof word); i++)
		if (!list_has(skills, word))
			return false;
	return true;
}

static bool
speaks(const struct operator *o, const struct conversation *c)
{
	return c->language[0] == '\0' || o->languages[0] == '\0' ||
	    list_has(o->languages, c->language);
}

/* Could they be the one? What does not change from minute to minute. */
static enum route_fit
can(const struct conversation *c, const struct route_plan *plan,
    const struct operator *o, int64_t now_ms)
{
	if (o->disabled)
		return ROUTE_DISABLED;
	if (!see_works_for(o, c->department_id))
		return ROUTE_DEPARTMENT;
	if (!has_all(plan->skills, o->skills))
		return ROUTE_SKILL;
	if (now_ms < plan->strict_until_ms && !speaks(o, c))
		return ROUTE_LANGUAGE;
	return ROUTE_FITS;
}

/* Whom they know is worth waiting for only while they may come. */
static bool
waits_for_known(const struct desk *d, const struct conversation *c,
    const struct route_plan *plan, int64_t now_ms)
{
	const struct operator *known = desk_operator(d, c->known_id);

	return plan->prefers_known && known != NULL &&
	    now_ms < plan->known_until_ms &&
	    known->presence != PRESENCE_OFFLINE &&
	    conversation_passed_ms(c, known->id) == 0 &&
	    can(c, plan, known, now_ms) == ROUTE_FITS;
}

enum route_fit
route_fit(const struct desk *d, const struct conversation *c,
    const struct route_plan *plan, const struct operator *o, int load,
    int64_t now_ms)
{
	enum route_fit fit = can(c, plan, o, now_ms);
	int64_t passed_ms = conversation_passed_ms(c, o->id);

	if (c->state != CONVERSATION_WAITING && c->operator_id == o->id)
		return ROUTE_HAS_IT;
	if (fit != ROUTE_FITS)
		return fit;
	if (o->presence == PRESENCE_OFFLINE)
		return ROUTE_OFFLINE;
	if (o->presence != PRESENCE_ONLINE)
		return ROUTE_AWAY;
	if (load >= o->limit)
		return ROUTE_FULL;
	if (passed_ms != 0 && d->routes != NULL &&
	    now_ms < passed_ms + d->routes->again_ms)
		return ROUTE_PASSED;
	if (o->id != c->known_id && waits_for_known(d, c, plan, now_ms))
		return ROUTE_KNOWN;
	return ROUTE_FITS;
}

const char *
route_fit_name(enum route_fit fit)
{
	return (unsigned)fit < ROUTE_FITS_N ? fit_names[fit] : "";
}

/* --- turns ------------------------------------------------------------- */

static int64_t
turn_ms(const struct conversation *c)
{
	return c->queued_ms != 0 ? c->queued_ms : c->place_ms;
}

int
route_compare(const struct conversation *a, const struct conversation *b)
{
	if (a->priority != b->priority)
		return b->priority - a->priority;
	if (turn_ms(a) != turn_ms(b))
		return turn_ms(a) < turn_ms(b) ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* 2: fit in all, 1: but for the language, 0: lacks a skill. A desk without
 * rules has no preference: there the wait alone counts. */
#define MAX_GRADE 2

static int
grade(const struct desk *d, const struct conversation *c,
    const struct operator *o, int64_t now_ms)
{
	struct route_plan plan;

	if (!route_is_active(d))
		return MAX_GRADE;
	route_plan(d, c, now_ms, &plan);
	if (can(c, &plan, o, now_ms) != ROUTE_FITS)
		return 0;
	return 1 + speaks(o, c);
}

static bool
works_there(const void *ctx, int64_t department_id)
{
	return see_works_for(ctx, department_id);
}

const struct conversation *
route_take(const struct desk *d, const struct operator *o, int64_t now_ms)
{
	const struct conversation *best = NULL;
	struct queue_walk walk;
	struct waiting *w;
	int best_grade = 0;

	queue_walk_start(&walk, d, works_there, o);
	while ((w = queue_walk_next(&walk)) != NULL) {
		int now;

		/* In their turns: what comes later must be fitter. */
		if (best_grade > 0 && w->c->priority < best->priority)
			break;
		now = grade(d, w->c, o, now_ms);
		if (best != NULL && now <= best_grade)
			continue;
		best = w->c;
		best_grade = now;
		if (now == MAX_GRADE)
			break;
	}
	queue_walk_end(&walk);
	return best;
}
