/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds whatever the order of events: a hundred thousand histories of one
 * desk, each of them random, under rules that change in the middle of it.
 *
 *   nobody waits while somebody who fits is free (where the desk gives);
 *   the desk gives nobody more than their limit;
 *   nobody is forgotten: the desk says when it will look again, and nothing
 *   could have been done before;
 *   the desk comes to rest; and folding the log again gives the same desk;
 *   what is kept beside it (who waits, who has how much, when to look again) is
 *   what a desk says that has just been loaded.
 *
 * DZ_HISTORIES=n runs n of them, DZ_SEED=n only that one.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "domain/target.h"
#include "server/desk/desk.h"
#include "server/desk/route.h"

#define MANY	    100000
#define STEPS	    16
#define OPERATORS   4
#define MAX_EVENTS  1024
#define MINUTE_MS   60000

static const char *const rule_texts[] = {
	"[routing]\nmode = offer\n",
	"[routing]\nmode = assign\nidle_after = 4m\n",
	"[routing]\nmode = offer\noffer_for = 45s\nask_again = 3m\n"
	"idle_after = 2m\n"
	"[rule vip]\nif_segment = vip\npriority = 9\nprefer = known 2m\n"
	"[rule ru]\nif_language = ru\nlanguage = strict 3m\n"
	"[rule late]\nif_department = sales\nif_waited = 5m\n"
	"department = billing\npriority = 5\n",
	"[routing]\nmode = assign\n"
	"[rule pay]\nif_page = /pay\ndepartment = billing\nskills = cards\n"
	"[rule many]\nif_queue_over = 1\nskills = cards\npriority = 2\n"
	"[rule ru]\nif_language = ru\nlanguage = strict\n"
	"[rule back]\nif_returning = yes\nprefer = known\n",
	"[rule shut]\nif_hours = closed\nanswer_in = 2h\nmessage = Later.\n"
	"[rule open]\nif_hours = open\nmode = assign\n"
	"[rule wait]\nif_waited = 1m\nmode = offer\npriority = 1\nlast = yes\n"
	"[rule pull]\nif_segment = vip\nmode = pull\n",
	"",
};
#define N_RULES (sizeof rule_texts / sizeof *rule_texts)

struct history {
	struct desk    *d;
	struct arena   *arena;
	struct route_rules *rules;	/* N_RULES of them */
	uint64_t	seed, random;
	int64_t		seq, now_ms, next;
	struct event   *log;
	size_t		n_log;
	int		n_given, n_waits;	/* was there something to see? */
};

static bool is_shut;

static bool
works(void *ctx, const struct desk *d, int64_t department_id, int64_t now_ms)
{
	(void)ctx;
	(void)d;
	(void)department_id;
	(void)now_ms;
	return !is_shut;
}

static unsigned
dice(struct history *h, unsigned n)
{
	h->random ^= h->random << 13;
	h->random ^= h->random >> 7;
	h->random ^= h->random << 17;
	return (unsigned)(h->random >> 33) % n;
}

#define fail_at(h, ...)                                                        \
	do {                                                                   \
		print_error("DZ_SEED=%llu: ",                                  \
		    (unsigned long long)(h)->seed);                            \
		fail_msg(__VA_ARGS__);                                         \
	} while (0)

/* --- what is done ------------------------------------------------------ */

static int
load_of(const struct history *h, int64_t id)
{
	return desk_load(h->d, id);
}

static void
put_presence(struct history *h, int64_t operator_id, enum presence presence)
{
	struct operator state = { .id = operator_id, .presence = presence };

	desk_put_state(h->d, &state);
}

/* Whether anything happened. */
static bool
act(struct history *h, const struct desk_sender *s, struct action *a)
{
	struct desk_ids next = { h->next, h->next + 1000, 5000 };
	struct decision out;
	struct err err;

	if (!desk_decide(h->d, s, a, h->now_ms, &next, h->arena, &out, &err))
		return false;
	for (int i = 0; i < out.n_events; i++) {
		struct event *ev = &out.events[i];

		ev->seq = ++h->seq;
		if (h->n_log == MAX_EVENTS)
			fail_at(h, "the log is full");
		h->log[h->n_log++] = *ev;
		desk_apply(h->d, ev, NULL);
		if (ev->type == EVENT_OPENED)
			h->next++;
		if (ev->type != EVENT_TRANSFERRED || ev->by != ACTOR_SYSTEM)
			continue;
		h->n_given++;
		if (load_of(h, ev->operator_id) >
		    desk_operator(h->d, ev->operator_id)->limit)
			fail_at(h, "operator %d is above the limit",
			    (int)ev->operator_id);
	}
	return out.n_events > 0;
}

static void
return_offers(struct history *h)
{
	const struct desk_sender desk = { .kind = ACTOR_SYSTEM };
	const struct conversation *c;

	for (size_t i = 0; (c = desk_conversation_at(h->d, i)) != NULL; i++) {
		struct action a;

		if (c->offered_until_ms == 0 || h->now_ms < c->offered_until_ms)
			continue;
		action_init(&a, ACTION_RETURN);
		a.conversation_id = c->id;
		a.version = c->version;
		act(h, &desk, &a);
	}
}

static void
settle(struct history *h)
{
	const struct desk_sender desk = { .kind = ACTOR_SYSTEM };
	struct action a;
	int turns = 0;

	return_offers(h);
	action_init(&a, ACTION_ROUTE);
	while (act(h, &desk, &a))
		if (++turns > 100)
			fail_at(h, "the desk does not come to rest");
}

static void
comes(struct history *h)
{
	static const char *const languages[] = { "", "ru", "pl" };
	struct desk_sender s = { .kind = ACTOR_VISITOR };
	struct action a;

	action_init(&a, ACTION_OPEN);
	a.text = "Hello";
	a.language = languages[dice(h, 3)];
	a.segment = dice(h, 3) == 0 ? "vip" : "";
	a.page = dice(h, 3) == 0 ? "/pay" : "/";
	a.department_id = (int64_t)dice(h, 3) * 10;
	s.customer_id = dice(h, 2) == 0 ? 0 : 100000 + h->next;
	a.operator_id = dice(h, OPERATORS + 1);
	act(h, &s, &a);
}

static const struct conversation *
any(struct history *h)
{
	return h->next == 1 ? NULL :
	    desk_conversation(h->d, 1 + dice(h, (unsigned)h->next - 1));
}

static void
operator_acts(struct history *h)
{
	static const enum action_type types[] = { ACTION_TAKE, ACTION_TAKE,
		ACTION_TAKE_NEXT, ACTION_DECLINE, ACTION_MESSAGE,
		ACTION_CLOSE, ACTION_TRANSFER, ACTION_ASIDE, ACTION_TAKE_BACK };
	const struct conversation *c = any(h);
	struct desk_sender s = { .kind = ACTOR_OPERATOR,
		.operator_id = 1 + dice(h, OPERATORS) };
	struct action a;

	if (c == NULL)
		return;
	if (c->operator_id != 0 && dice(h, 4) != 0)
		s.operator_id = c->operator_id;
	action_init(&a, types[dice(h, sizeof types / sizeof *types)]);
	a.conversation_id = c->id;
	a.version = c->version;
	a.text = "word";
	if (a.type == ACTION_TRANSFER && dice(h, 2) == 0)
		a.operator_id = 1 + dice(h, OPERATORS);
	else if (a.type == ACTION_TRANSFER)
		a.department_id = 10 + 10 * (int64_t)dice(h, 2);
	if (a.type == ACTION_ASIDE)
		a.until_ms = h->now_ms + dice(h, 10) * MINUTE_MS;
	act(h, &s, &a);
}

static void
visitor_acts(struct history *h)
{
	const struct conversation *c = any(h);
	struct desk_sender s = { .kind = ACTOR_VISITOR };
	struct action a;

	if (c == NULL)
		return;
	s.customer_id = c->customer_id;
	s.conversation_id = c->id;
	action_init(&a, dice(h, 4) == 0 ? ACTION_CLOSE : ACTION_MESSAGE);
	a.text = "word";
	act(h, &s, &a);
}

static void
step(struct history *h)
{
	switch (dice(h, 12)) {
	case 0: case 1: case 2:
		comes(h);
		break;
	case 3: case 4: case 5:
		operator_acts(h);
		break;
	case 6:
		visitor_acts(h);
		break;
	case 7:
		put_presence(h, 1 + dice(h, OPERATORS),
		    (enum presence)dice(h, PRESENCES));
		break;
	case 8:
		desk_set_routes(h->d, &h->rules[dice(h, N_RULES)]);
		break;
	case 9:
		is_shut = dice(h, 2);
		break;
	default:
		h->now_ms += 1000 * (int64_t)dice(h, 300);
	}
}

/* --- what holds -------------------------------------------------------- */

/* Said once more, without the engine's own words. */
static bool
could_have_it(const struct history *h, const struct conversation *c,
    const struct route_plan *plan, const struct operator *o)
{
	const struct operator *known = desk_operator(h->d, c->known_id);
	bool speaks = c->language[0] == '\0' || o->languages[0] == '\0' ||
	    strstr(o->languages, c->language) != NULL;

	if (o->disabled || o->presence != PRESENCE_ONLINE ||
	    load_of(h, o->id) >= o->limit)
		return false;
	if (c->department_id != 0 && o->n_departments > 0 &&
	    o->departments[0] != c->department_id)
		return false;
	if (strstr(plan->skills, "cards") != NULL &&
	    strstr(o->skills, "cards") == NULL)
		return false;
	if (!speaks && h->now_ms < plan->strict_until_ms)
		return false;
	for (size_t i = 0; i < c->n_passed; i += 2)
		if (c->passed[i] == o->id && h->now_ms < c->passed[i + 1] +
		    desk_routes(h->d)->again_ms)
			return false;
	/* Waiting for whom they know, as long as that one may come. */
	return known == NULL || known == o || !plan->prefers_known ||
	    h->now_ms >= plan->known_until_ms ||
	    known->presence == PRESENCE_OFFLINE;
}

static void
check_nobody_waits_for_nothing(struct history *h)
{
	const struct conversation *c;
	const struct operator *o;

	for (size_t i = 0; (c = desk_conversation_at(h->d, i)) != NULL; i++) {
		struct route_plan plan;

		if (c->state != CONVERSATION_WAITING)
			continue;
		h->n_waits++;
		route_plan(h->d, c, h->now_ms, &plan);
		if (plan.mode == ROUTE_PULL)
			continue;
		for (size_t k = 0; (o = desk_operator_at(h->d, k)) != NULL;
		    k++) {
			if (could_have_it(h, c, &plan, o) &&
			    !(plan.prefers_known && h->now_ms <
			    plan.known_until_ms && c->known_id != o->id))
				fail_at(h, "%d waits, and operator %d is free",
				    (int)c->id, (int)o->id);
			if (could_have_it(h, c, &plan, o) == (route_fit(h->d,
			    c, &plan, o, load_of(h, o->id), h->now_ms) ==
			    ROUTE_FITS))
				continue;
			if (!plan.prefers_known)
				fail_at(h, "%d and operator %d: said to be %s",
				    (int)c->id, (int)o->id, route_fit_name(
				    route_fit(h->d, c, &plan, o,
				    load_of(h, o->id), h->now_ms)));
		}
	}
}

/* Between now and then there is nothing to do. */
static void
check_nobody_is_forgotten(struct history *h)
{
	struct route_step now, later;
	int64_t span_ms, at_ms;

	route_next(h->d, h->now_ms, &now);
	if (now.act != ROUTE_NOTHING)
		fail_at(h, "it is not at rest");
	if (now.due_ms <= h->now_ms)
		fail_at(h, "due in the past");
	span_ms = now.due_ms == TARGET_NEVER ? 1440 * MINUTE_MS :
	    now.due_ms - h->now_ms;
	for (int i = 1; i <= 3; i++) {
		at_ms = h->now_ms + (span_ms - 1) * i / 3;
		route_next(h->d, at_ms, &later);
		if (later.act != ROUTE_NOTHING)
			fail_at(h, "conversation %d: there was something to do "
			    "%lld ms before it was looked at",
			    (int)later.conversation_id,
			    (long long)(h->now_ms + span_ms - at_ms));
	}
}

/* One that has looked at nobody yet. */
static struct desk *
loaded(const struct history *h)
{
	struct desk *d = desk_new();
	const struct conversation *c;
	const struct department *dep;
	const struct operator *o;

	desk_set_like(d, h->d);
	for (size_t i = 0; (c = desk_conversation_at(h->d, i)) != NULL; i++)
		desk_put_conversation(d, c);
	for (size_t i = 0; (dep = desk_department_at(h->d, i)) != NULL; i++)
		desk_put_department(d, dep);
	for (size_t i = 0; (o = desk_operator_at(h->d, i)) != NULL; i++) {
		desk_put_operator(d, o);
		desk_put_state(d, o);
	}
	return d;
}

static void
check_counts(struct history *h)
{
	struct desk *fresh = loaded(h);
	struct desk_places *places = desk_places_new(h->d);
	const struct conversation *c;
	struct route_step mine, its;
	int n_waiting = 0;

	route_next(h->d, h->now_ms, &mine);
	route_next(fresh, h->now_ms, &its);
	if (mine.act != its.act || mine.due_ms > its.due_ms)
		fail_at(h, "a desk that was loaded would act otherwise");
	for (int64_t id = 1; id <= OPERATORS; id++) {
		int load = 0;

		for (size_t i = 0; (c = desk_conversation_at(h->d, i)) != NULL;
		    i++)
			load += c->state == CONVERSATION_ACTIVE &&
			    c->operator_id == id;
		if (load != desk_load(h->d, id))
			fail_at(h, "operator %d has %d", (int)id, load);
	}
	for (size_t i = 0; (c = desk_conversation_at(h->d, i)) != NULL; i++) {
		n_waiting += c->state == CONVERSATION_WAITING;
		if (desk_position(h->d, c->id) != desk_position(fresh, c->id))
			fail_at(h, "the place of %d", (int)c->id);
		if (desk_places_get(places, c->id) !=
		    desk_position(fresh, c->id))
			fail_at(h, "the place of %d among many", (int)c->id);
	}
	if (n_waiting != desk_n_waiting(h->d))
		fail_at(h, "%d wait", n_waiting);
	if (desk_places_known(places) > 3)
		fail_at(h, "%d departments", (int)desk_places_known(places));
	desk_places_free(places);
	desk_free(fresh);
}

static void
check_replay(struct history *h, struct desk *again)
{
	const struct conversation *a, *b;

	for (size_t i = 0; i < h->n_log; i++)
		desk_apply(again, &h->log[i], NULL);
	for (size_t i = 0; (a = desk_conversation_at(h->d, i)) != NULL; i++) {
		b = desk_conversation(again, a->id);
		if (b == NULL || memcmp(a, b, sizeof *a) != 0)
			fail_at(h, "conversation %d is another one when the "
			    "log is read again", (int)a->id);
	}
	for (int64_t id = 1; id <= OPERATORS; id++)
		if (desk_passes(h->d, id) != desk_passes(again, id))
			fail_at(h, "operator %d let other offers pass",
			    (int)id);
}

/* --- histories --------------------------------------------------------- */

static void
put_people(struct history *h)
{
	static const char *const languages[] = { "", "ru", "pl,ru", "en" };

	desk_put_department(h->d, &(struct department){ .id = 10,
	    .name = "sales" });
	desk_put_department(h->d, &(struct department){ .id = 20,
	    .name = "billing", .skills = "" });
	if (dice(h, 3) == 0)
		desk_put_department(h->d, &(struct department){ .id = 20,
		    .name = "billing", .skills = "cards" });
	for (int64_t id = 1; id <= OPERATORS; id++) {
		struct operator o = { .id = id, .limit = 1 + (int)dice(h, 3) };

		o.role = dice(h, 4) == 0 ? ROLE_SUPERVISOR : ROLE_OPERATOR;
		o.departments[0] = 10 + 10 * (int64_t)dice(h, 2);
		o.n_departments = dice(h, 2) == 0 ? 0 : 1;
		str_copy(o.languages, sizeof o.languages,
		    languages[dice(h, 4)]);
		str_copy(o.skills, sizeof o.skills, dice(h, 2) ? "cards" : "");
		desk_put_operator(h->d, &o);
		put_presence(h, id, dice(h, 3) == 0 ?
		    PRESENCE_OFFLINE : PRESENCE_ONLINE);
	}
}

static void
one_history(struct history *h, uint64_t seed)
{
	int steps;

	h->seed = seed;
	h->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	for (int i = 0; i < 4; i++)
		dice(h, 2);
	h->d = desk_new();
	h->seq = 0;
	h->now_ms = 1000000;
	h->next = 1;
	h->n_log = 0;
	is_shut = false;
	put_people(h);
	desk_set_open(h->d, works, NULL);
	desk_set_routes(h->d, &h->rules[dice(h, N_RULES)]);
	steps = 4 + (int)dice(h, STEPS);
	for (int i = 0; i < steps; i++) {
		step(h);
		settle(h);
		check_nobody_waits_for_nothing(h);
		check_nobody_is_forgotten(h);
		if (seed % 16 == 0)
			check_counts(h);	/* it takes its time */
	}
	{
		struct desk *again = desk_new();

		check_replay(h, again);
		desk_free(again);
	}
	desk_free(h->d);
	arena_reset(h->arena);
}

static void
read_rules(struct route_rules *r, const char *text)
{
	struct err err = { 0 };
	struct conf *conf = conf_parse("x", text, strlen(text), &err);

	assert_non_null(conf);
	route_rules_init(r);
	for (size_t i = 0; i < conf_count(conf); i++)
		if (!route_rules_put(r, conf, conf_at(conf, i), &err))
			fail_msg("%s", err.text);
	conf_free(conf);
}

static void
whatever_the_order_of_events(void **state)
{
	const char *n = getenv("DZ_HISTORIES"), *one = getenv("DZ_SEED");
	uint64_t many = n != NULL ? strtoull(n, NULL, 10) : MANY;
	struct history h = {
		.arena = arena_new(1 << 22),
		.rules = calloc(N_RULES, sizeof *h.rules),
		.log = calloc(MAX_EVENTS, sizeof *h.log),
	};

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	if (n == NULL)
		many = MANY / 50;
#endif
	for (size_t i = 0; i < N_RULES; i++)
		read_rules(&h.rules[i], rule_texts[i]);
	if (one != NULL)
		one_history(&h, strtoull(one, NULL, 10));
	for (uint64_t seed = 1; one == NULL && seed <= many; seed++)
		one_history(&h, seed);
	/* The checks have had something to look at. */
	if (one == NULL && many >= 1000) {
		assert_true((uint64_t)h.n_given > many);
		assert_true((uint64_t)h.n_waits > many);
	}
	arena_free(h.arena);
	free(h.rules);
	free(h.log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_the_order_of_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
