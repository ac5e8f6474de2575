/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day of the real desk, simulated under the rules that it had: what the desk
 * decided, with operators who hesitate, let offers pass, go to lunch and come
 * back, and customers who give up, is read as its log is; the waits of both
 * must be near each other. How near is printed and asserted.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "domain/target.h"
#include "server/desk/recording.h"

#define CUSTOMERS  400
#define OPERATORS  6
#define MINUTE_MS  INT64_C(60000)
#define BEGIN_MS   (INT64_C(20000) * 24 * 3600 * 1000)
#define DAY_MS	   (9 * 60 * MINUTE_MS)
#define MANY	   10000

static const char *const rule_texts[] = {
	"",
	"[routing]\nmode = offer\noffer_for = 40s\nask_again = 2m\n",
	"[routing]\nmode = assign\n"
	"[rule vip]\nif_segment = vip\npriority = 5\n"
	"[rule ru]\nif_language = ru\nlanguage = strict 4m\n",
};
#define N_RULES (sizeof rule_texts / sizeof *rule_texts)

struct guest {
	int64_t	comes_ms, leaves_ms;	/* 0: they do not */
	int64_t	talk_ms, id, taken_ms;
	bool	was_answered, is_over;
};

struct day {
	struct desk	 *d;
	struct arena	 *arena;
	struct recording *recording;
	struct route_rules rules;
	struct guest	  guests[CUSTOMERS];
	int64_t		  now_ms, seq, next_id;
	int		  n_come;
	uint64_t	  random;
};

static int64_t
some(struct day *y, int64_t from, int64_t to)
{
	y->random ^= y->random << 13;
	y->random ^= y->random >> 7;
	y->random ^= y->random << 17;
	return from + (int64_t)((y->random >> 11) % (uint64_t)(to - from));
}

static void
put(struct day *y, struct event *ev)
{
	ev->seq = ++y->seq;
	ev->at_ms = y->now_ms;
	desk_apply(y->d, ev, NULL);
	recording_note(y->recording, ev);
}

static bool
act(struct day *y, const struct desk_sender *s, struct action *a)
{
	struct desk_ids next = { y->next_id, y->next_id, 1 };
	struct decision out;
	struct err err;

	if (!desk_decide(y->d, s, a, y->now_ms, &next, y->arena, &out, &err))
		return false;
	for (int i = 0; i < out.n_events; i++)
		put(y, &out.events[i]);
	arena_reset(y->arena);
	return out.n_events > 0;
}

static bool
does(struct day *y, enum actor kind, int64_t operator_id,
    enum action_type type, const struct conversation *c)
{
	struct desk_sender s = { .kind = kind, .operator_id = operator_id };
	struct action a;

	action_init(&a, type);
	if (c != NULL) {
		a.conversation_id = c->id;
		a.version = c->version;
		if (kind == ACTOR_VISITOR) {
			s.customer_id = c->customer_id;
			s.conversation_id = c->id;
		}
	}
	a.text = "word";
	a.outcome = "solved";
	return act(y, &s, &a);
}

static void
comes(struct day *y, struct guest *g)
{
	static const char *const languages[] = { "en", "ru", "pl" };
	struct desk_sender s = { .kind = ACTOR_VISITOR };
	struct action a;

	action_init(&a, ACTION_OPEN);
	a.text = "Hello";
	a.language = languages[some(y, 0, 3)];
	a.segment = some(y, 0, 8) == 0 ? "vip" : "";
	a.department_id = some(y, 1, 3);
	g->id = y->next_id;
	assert_true(act(y, &s, &a));
	y->next_id++;
}

/* What goes on within one talk by itself. */
static void
attend(struct day *y, struct guest *g)
{
	const struct conversation *c = desk_conversation(y->d, g->id);

	if (g->is_over || c == NULL)
		return;
	if (c->state == CONVERSATION_WAITING || c->offered_until_ms != 0) {
		if (g->leaves_ms != 0 && y->now_ms >= g->leaves_ms)
			g->is_over = does(y, ACTOR_VISITOR, 0, ACTION_CLOSE,
			    c);
	} else if (!g->was_answered) {
		if (g->taken_ms == 0)
			g->taken_ms = y->now_ms;
		if (y->now_ms >= g->taken_ms + some(y, 5000, 40000))
			g->was_answered = does(y, ACTOR_OPERATOR,
			    c->operator_id, ACTION_MESSAGE, c);
	} else if (y->now_ms >= g->taken_ms + g->talk_ms) {
		g->is_over = does(y, ACTOR_OPERATOR, c->operator_id,
		    ACTION_CLOSE, c);
	}
	if (g->is_over)
		desk_forget(y->d, g->id);
}

static void
say_state(struct day *y, int64_t operator_id, enum presence presence)
{
	struct event ev;

	if (desk_operator(y->d, operator_id)->presence == presence)
		return;
	event_init(&ev, EVENT_STATE);
	ev.operator_id = operator_id;
	ev.presence = presence;
	put(y, &ev);
}

/* They come within half an hour, have lunch one after the other, and leave. */
static void
be_there(struct day *y, int64_t id)
{
	int64_t of_day = (y->now_ms - BEGIN_MS) / MINUTE_MS;
	bool is_lunch = of_day >= 150 + 35 * id && of_day < 185 + 35 * id;

	say_state(y, id, of_day < 5 * id || of_day > 600 ? PRESENCE_OFFLINE :
	    is_lunch ? PRESENCE_BREAK : PRESENCE_ONLINE);
}

/* About nine seconds until they act. */
static void
work(struct day *y, const struct operator *o)
{
	const struct conversation *c;

	if (o->presence != PRESENCE_ONLINE || some(y, 0, 9) != 0)
		return;
	for (size_t i = 0; (c = desk_conversation_at(y->d, i)) != NULL; i++)
		if (c->operator_id == o->id && c->offered_until_ms != 0) {
			does(y, ACTOR_OPERATOR, o->id, ACTION_TAKE, c);
			return;
		}
	c = route_take(y->d, o, y->now_ms);
	if (y->rules.mode == ROUTE_PULL && c != NULL &&
	    desk_load(y->d, o->id) < o->limit)
		does(y, ACTOR_OPERATOR, o->id, ACTION_TAKE, c);
}

static void
second(struct day *y)
{
	const struct conversation *c;

	while (y->n_come < CUSTOMERS &&
	    y->guests[y->n_come].comes_ms <= y->now_ms)
		comes(y, &y->guests[y->n_come++]);
	for (int i = 0; i < y->n_come; i++)
		attend(y, &y->guests[i]);
	for (int64_t id = 1; id <= OPERATORS; id++) {
		be_there(y, id);
		work(y, desk_operator(y->d, id));
	}
	for (size_t i = 0; (c = desk_conversation_at(y->d, i)) != NULL; i++)
		if (c->offered_until_ms != 0 &&
		    y->now_ms >= c->offered_until_ms)
			does(y, ACTOR_SYSTEM, 0, ACTION_RETURN, c);
	while (does(y, ACTOR_SYSTEM, 0, ACTION_ROUTE, NULL))
		;
}

static int
compare(const void *a, const void *b)
{
	const struct guest *x = a, *y = b;

	return (x->comes_ms > y->comes_ms) - (x->comes_ms < y->comes_ms);
}

static void
live(struct day *y, const char *text, uint64_t seed)
{
	struct err err = { 0 };
	struct conf *conf = conf_parse("x", text, strlen(text), &err);

	*y = (struct day){ .d = desk_new(), .arena = arena_new(1 << 20),
		.next_id = 1, .random = seed, .now_ms = BEGIN_MS };
	route_rules_init(&y->rules);
	for (size_t i = 0; i < conf_count(conf); i++)
		if (!route_rules_put(&y->rules, conf, conf_at(conf, i), &err))
			fail_msg("%s", err.text);
	conf_free(conf);
	desk_set_routes(y->d, &y->rules);
	desk_put_department(y->d, &(struct department){ .id = 1,
	    .name = "sales" });
	desk_put_department(y->d, &(struct department){ .id = 2,
	    .name = "billing" });
	for (int64_t id = 1; id <= OPERATORS; id++)
		desk_put_operator(y->d, &(struct operator){ .id = id,
		    .limit = 2 + (int)id % 2, .departments = { id % 3 },
		    .n_departments = id % 3 == 0 ? 0 : 1 });
	y->recording = recording_new(y->d, BEGIN_MS);
	for (int i = 0; i < CUSTOMERS; i++) {
		struct guest *g = &y->guests[i];

		/* Two thirds of them in the morning. */
		g->comes_ms = BEGIN_MS + 20 * MINUTE_MS + (i % 3 == 0 ?
		    some(y, 0, DAY_MS) : some(y, 0, DAY_MS / 2));
		g->talk_ms = some(y, 4 * MINUTE_MS, 14 * MINUTE_MS);
		if (i % 6 == 0)
			g->leaves_ms = g->comes_ms + some(y, MINUTE_MS,
			    10 * MINUTE_MS);
	}
	qsort(y->guests, CUSTOMERS, sizeof *y->guests, compare);
	for (; y->now_ms < BEGIN_MS + DAY_MS + 120 * MINUTE_MS;
	    y->now_ms += 1000)
		second(y);
}

static void
end(struct day *y)
{
	recording_free(y->recording);
	desk_free(y->d);
	arena_free(y->arena);
}

static void
near(const char *what, int64_t simulated_ms, int64_t recorded_ms)
{
	int64_t off_ms = llabs(simulated_ms - recorded_ms);

	print_message("  %s: recorded %lld s, simulated %lld s\n", what,
	    (long long)recorded_ms / 1000, (long long)simulated_ms / 1000);
	if (off_ms > 10000 + recorded_ms / 5)
		fail_msg("%s: %lld s off", what, (long long)off_ms / 1000);
}

static void
the_rules_it_had_give_the_waits_it_had(void **state)
{
	static struct simulated_fate fates[CUSTOMERS];
	static struct day y;

	(void)state;
	for (size_t i = 0; i < N_RULES; i++)
		for (uint64_t seed = 1; seed <= 3; seed++) {
			struct simulated_rules rules = { &y.rules, NULL };
			struct simulated was, now;
			const struct simulation *s;

			live(&y, rule_texts[i], seed * 88172645463325252);
			s = recording_days(y.recording);
			print_message("rules %zu, reaction %lld s\n", i,
			    (long long)s->reaction_ms / 1000);
			assert_int_equal(s->n_customers, CUSTOMERS);
			assert_int_equal(s->n_absent, 0);
			assert_true(simulate(s, &rules, fates));
			simulate_sum(s, NULL, SIMULATED_ALL, &was);
			simulate_sum(s, fates, SIMULATED_ALL, &now);
			near("median", now.median_ms, was.median_ms);
			near("p90", now.p90_ms, was.p90_ms);
			assert_true(abs(now.n_served - was.n_served) <=
			    CUSTOMERS / 33);
			for (int64_t id = 1; id <= 2; id++) {
				simulate_sum(s, NULL, id, &was);
				simulate_sum(s, fates, id, &now);
				assert_true(was.n > CUSTOMERS / 3);
				near("a department's p90", now.p90_ms,
				    was.p90_ms);
			}
			end(&y);
		}
}

/* --- ten thousand ------------------------------------------------------ */

static void
ten_thousand_take_no_ten_seconds(void **state)
{
	static struct simulated_customer customers[MANY];
	static struct simulated_fate fates[MANY];
	struct simulated_state states[20];
	struct simulation s = { .customers = customers, .n_customers = MANY,
		.states = states, .n_states = 20, .reaction_ms = 9000 };
	struct day y = { .d = desk_new(), .random = 88172645463325252 };
	struct simulated_rules rules = { &y.rules, NULL };
	struct simulated sum;
	clock_t began;

	(void)state;
	s.like = y.d;
	route_rules_init(&y.rules);
	y.rules.mode = ROUTE_OFFER;
	for (int i = 0; i < 20; i++) {
		desk_put_operator(y.d, &(struct operator){ .id = i + 1,
		    .limit = 4 });
		states[i] = (struct simulated_state){ i + 1, 0,
			PRESENCE_ONLINE };
	}
	/* More than they can do: in the end some two thousand wait. */
	for (int i = 0; i < MANY; i++)
		customers[i] = (struct simulated_customer){
			.opened_ms = 1 + i * INT64_C(4000), .page = "/",
			.language = i % 2 == 0 ? "ru" : "en", .segment = "",
			.gone_ms = -1, .answer_ms = -1,
			.handling_ms = some(&y, 4 * MINUTE_MS,
			    10 * MINUTE_MS),
		};
	began = clock();
	assert_true(simulate(&s, &rules, fates));
	began = clock() - began;
	simulate_sum(&s, fates, SIMULATED_ALL, &sum);
	print_message("%d served in %ld ms of processor time\n", sum.n_served,
	    (long)(began * 1000 / CLOCKS_PER_SEC));
	assert_true(sum.n_served > MANY * 9 / 10);
	assert_true(began < 10 * CLOCKS_PER_SEC);
	desk_free(y.d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rules_it_had_give_the_waits_it_had),
		cmocka_unit_test(ten_thousand_take_no_ten_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
