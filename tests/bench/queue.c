/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue N - what a change costs the desk while N wait: processor time of one,
 * in nanoseconds. Twenty operators who are full, five departments, eight rules.
 *
 * A change is all that the loop does with it: somebody is served and goes,
 * somebody else comes, another one writes; what the desk does next by itself
 * is asked each time, and the place of the last one and the loads of all
 * operators, as for an estimate.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/conf.h"
#include "server/desk/desk.h"
#include "server/desk/route.h"

#define OPERATORS   20
#define DEPARTMENTS 5
#define CHANGES	    20000

static const char rules_text[] =
    "[routing]\nmode = assign\nidle_after = 10m\n"
    "[rule vip]\nif_segment = vip\npriority = 9\nprefer = known 2m\n"
    "[rule ru]\nif_language = ru\nlanguage = strict 3m\n"
    "[rule pay]\nif_page = /pay*\ndepartment = d1\n"
    "[rule late]\nif_department = d2\nif_waited = 5h\ndepartment = d3\n"
    "[rule many]\nif_queue_over = 9999\npriority = 2\n"
    "[rule back]\nif_returning = yes\nprefer = known\n"
    "[rule shut]\nif_hours = closed\nanswer_in = 2h\nmessage = Later.\n"
    "[rule wait]\nif_waited = 6h\npriority = 5\n";

struct bench {
	struct desk	  *d;
	struct route_rules rules;
	int64_t		   seq, now_ms, next_id, oldest_id;
};

static void
apply(struct bench *b, struct event *ev)
{
	ev->seq = ++b->seq;
	ev->at_ms = b->now_ms;
	desk_apply(b->d, ev, NULL);
}

static void
ask(struct bench *b)
{
	struct route_step step;

	route_next(b->d, b->now_ms, &step);
	if (step.act == ROUTE_PLAN) {
		struct event ev;

		event_init(&ev, EVENT_ROUTED);
		ev.conversation_id = step.conversation_id;
		ev.by = ACTOR_SYSTEM;
		ev.text = "rules";
		ev.department_id = step.plan.department_id;
		ev.priority = step.plan.priority;
		ev.rules = step.plan.rules;
		ev.skills = step.plan.skills;
		apply(b, &ev);
	} else if (step.act != ROUTE_NOTHING) {
		fprintf(stderr, "queue: everybody should be full\n");
		exit(1);
	}
}

static void
comes(struct bench *b)
{
	static const char *const languages[] = { "", "ru", "en", "pl" };
	struct event ev;

	event_init(&ev, EVENT_OPENED);
	ev.conversation_id = b->next_id++;
	ev.customer_id = ev.conversation_id;
	ev.by = ACTOR_VISITOR;
	ev.text = "x";
	ev.department_id = ev.conversation_id % DEPARTMENTS + 1;
	ev.language = languages[ev.conversation_id % 4];
	ev.page = ev.conversation_id % 7 == 0 ? "/pay/1" : "/";
	apply(b, &ev);
	ask(b);
}

static void
change(struct bench *b)
{
	struct event gone, word;
	const struct operator *o;
	volatile int seen = 0;

	event_init(&gone, EVENT_CLOSED);
	gone.by = ACTOR_VISITOR;
	gone.conversation_id = b->oldest_id++;
	event_init(&word, EVENT_MESSAGE);
	word.by = ACTOR_VISITOR;
	word.text = "x";
	b->now_ms += 100;
	apply(b, &gone);
	desk_forget(b->d, gone.conversation_id);
	ask(b);
	comes(b);
	word.conversation_id = b->oldest_id;
	apply(b, &word);
	ask(b);
	seen = seen + desk_position(b->d, b->next_id - 1);
	for (size_t i = 0; (o = desk_operator_at(b->d, i)) != NULL; i++)
		seen = seen + desk_load(b->d, o->id);
}

static void
fill(struct bench *b, int64_t n)
{
	for (int64_t i = 1; i <= DEPARTMENTS; i++) {
		struct department dep = { .id = i };

		snprintf(dep.name, sizeof dep.name, "d%d", (int)i);
		desk_put_department(b->d, &dep);
	}
	for (int64_t i = 1; i <= OPERATORS; i++) {
		struct conversation c = { .id = i, .operator_id = i,
			.state = CONVERSATION_ACTIVE };
		struct operator o = { .id = i, .limit = 1,
			.presence = PRESENCE_ONLINE };

		desk_put_operator(b->d, &o);
		desk_put_state(b->d, &o);
		desk_put_conversation(b->d, &c);
	}
	b->next_id = b->oldest_id = OPERATORS + 1;
	for (int64_t i = 0; i < n; i++)
		comes(b);
}

static int64_t
cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int
main(int argc, char **argv)
{
	static struct bench b;
	struct conf *conf = conf_parse("queue", rules_text,
	    strlen(rules_text), NULL);
	int64_t n = argc > 1 ? strtoll(argv[1], NULL, 10) : 0, began;
	struct err err;

	if (n < 1 || conf == NULL)
		return 2;
	b.d = desk_new();
	b.now_ms = 1000000;
	route_rules_init(&b.rules);
	for (size_t i = 0; i < conf_count(conf); i++)
		if (!route_rules_put(&b.rules, conf, conf_at(conf, i),
		    &err)) {
			fprintf(stderr, "%s\n", err.text);
			return 2;
		}
	conf_free(conf);
	desk_set_routes(b.d, &b.rules);
	fill(&b, n);
	began = cpu_ns();
	for (int i = 0; i < CHANGES; i++)
		change(&b);
	printf("%lld\n", (long long)((cpu_ns() - began) / CHANGES));
	desk_free(b.d);
	return 0;
}
