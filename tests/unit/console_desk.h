/* SPDX-License-Identifier: GPL-3.0-or-later */
/* console_desk.h - a console with a small desk behind it, for tests: events
 * in, keys in, effects out.
 */
#ifndef UNIT_CONSOLE_DESK_H
#define UNIT_CONSOLE_DESK_H

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "console/model/command.h"
#include "console/model/model.h"
#include "console/model/picker.h"

#define ANNA  1	/* me */
#define OLGA  2	/* speaks ru */
#define PIOTR 3	/* speaks pl */
#define CARDS 7	/* a department */
#define START 1000000

struct desk {
	struct model  *m;
	struct effects e;
	int64_t	       seq, now_ms, n_ids;
};

static inline void
desk_ids(struct desk *d)
{
	while (d->m->n_ids < MODEL_IDS) {
		char *id = d->m->ids[d->m->n_ids++];

		snprintf(id, CLIENT_ID_BYTES + 1, "%032llx",
		    (unsigned long long)++d->n_ids);
	}
}

static inline struct operator
desk_operator(int64_t id, const char *login, const char *name,
    const char *languages)
{
	struct operator o = { .id = id, .limit = 6,
		.presence = PRESENCE_ONLINE };

	snprintf(o.login, sizeof o.login, "%s", login);
	snprintf(o.name, sizeof o.name, "%s", name);
	snprintf(o.languages, sizeof o.languages, "%s", languages);
	return o;
}

static inline void
desk_snapshot(struct desk *d, const struct snapshot_conversation *list,
    size_t n)
{
	static const char *const outcomes[] = { "solved", "unsolved" };
	static const struct canned canned[] = {
		{ .id = 1, .shortcut = "refund", .title = "Refund",
		    .language = "en", .version = 1,
		    .text = "Dear {customer.name}, order {?order}." },
		{ .id = 2, .shortcut = "refund", .title = "Возврат",
		    .language = "ru", .version = 1,
		    .text = "Здравствуйте, {customer.name|клиент}!" },
		{ .id = 3, .shortcut = "hello", .title = "Hello",
		    .language = "", .version = 1,
		    .text = "Hello from {operator.name}" },
	};
	const struct operator operators[] = {
		desk_operator(ANNA, "anna", "Anna", "ru,en"),
		desk_operator(OLGA, "olga", "Olga", "ru"),
		desk_operator(PIOTR, "piotr", "Piotr", "pl"),
	};
	const struct department departments[] = { { .id = CARDS,
	    .name = "Cards" } };
	struct snapshot s = {
		.desk = "acme", .cursor = "0.1", .at_ms = d->now_ms,
		.me = operators[0], .operators = operators, .n_operators = 3,
		.departments = departments, .n_departments = 1,
		.canned = canned, .n_canned = 3, .outcomes = outcomes,
		.n_outcomes = 2, .conversations = list, .n_conversations = n,
	};
	struct event ev;

	event_init(&ev, EVENT_SNAPSHOT);
	ev.snapshot = &s;
	model_reduce(d->m, &ev, &d->e);
}

static inline void
desk_reduce(struct desk *d, const struct event *ev)
{
	model_reduce(d->m, ev, &d->e);
	desk_ids(d);
}

static inline void
desk_tick(struct desk *d, int64_t span_ms)
{
	struct event ev;

	event_init(&ev, EVENT_TICK);
	ev.at_ms = d->now_ms += span_ms;
	desk_reduce(d, &ev);
}

static inline void
desk_start(struct desk *d)
{
	struct event ev;

	*d = (struct desk){ .m = model_new(), .now_ms = START };
	desk_ids(d);
	desk_tick(d, 0);
	event_init(&ev, EVENT_LINK);
	ev.link = LINK_LIVE;
	desk_reduce(d, &ev);
	desk_snapshot(d, NULL, 0);
}

static inline void
desk_end(struct desk *d)
{
	effects_clear(&d->e);
	model_free(d->m);
}

/* An event of the sequence about a conversation. */
static inline struct event
desk_event(struct desk *d, enum event_type type, int64_t id, enum actor by,
    int64_t by_id)
{
	struct event ev;

	event_init(&ev, type);
	ev.seq = ++d->seq;
	ev.conversation_id = id;
	ev.at_ms = d->now_ms;
	ev.by = by;
	ev.by_id = by_id;
	return ev;
}

static inline void
desk_says(struct desk *d, int64_t id, const char *text)
{
	struct event ev = desk_event(d, EVENT_MESSAGE, id, ACTOR_VISITOR, 0);

	ev.text = text;
	desk_reduce(d, &ev);
}

static inline void
desk_opens(struct desk *d, int64_t id, const char *name, const char *language)
{
	struct event ev = desk_event(d, EVENT_OPENED, id, ACTOR_VISITOR, 0);

	ev.name = name;
	ev.language = language;
	ev.customer_id = id + 100;
	ev.text = "a question";
	desk_reduce(d, &ev);
	desk_says(d, id, "a question");
}

static inline void
desk_takes(struct desk *d, int64_t id, int64_t who)
{
	struct event ev = desk_event(d, EVENT_TAKEN, id, ACTOR_OPERATOR, who);

	ev.operator_id = who;
	desk_reduce(d, &ev);
}

static inline void
desk_transfers(struct desk *d, int64_t id, int64_t from, int64_t to)
{
	struct event ev =
	    desk_event(d, EVENT_TRANSFERRED, id, ACTOR_OPERATOR, from);

	ev.from_operator_id = from;
	ev.operator_id = to;
	ev.text = "please look";
	desk_reduce(d, &ev);
}

static inline void
desk_closes(struct desk *d, int64_t id)
{
	struct event ev = desk_event(d, EVENT_CLOSED, id, ACTOR_VISITOR, 0);

	desk_reduce(d, &ev);
}

/* A conversation of mine. */
static inline void
desk_mine(struct desk *d, int64_t id, const char *name, const char *language)
{
	desk_opens(d, id, name, language);
	desk_takes(d, id, ANNA);
}

static inline void
desk_key(struct desk *d, const char *key)
{
	model_key(d->m, key, &d->e);
	desk_ids(d);
}

/* Letter by letter; no letter of these tests is a cluster of several. */
static inline void
desk_type(struct desk *d, const char *text)
{
	while (*text != '\0') {
		char key[5] = "";
		size_t n = 1;

		while (((unsigned char)text[n] & 0xc0) == 0x80)
			n++;
		memcpy(key, text, n);
		desk_key(d, key);
		text += n;
	}
}

/* The first effect of a type, or the first submit of an action; NULL. */
static inline const struct effect *
desk_effect(const struct desk *d, enum effect_type type)
{
	for (int i = 0; i < d->e.n; i++)
		if (d->e.list[i].type == type)
			return &d->e.list[i];
	return NULL;
}

static inline const struct action *
desk_submit(const struct desk *d, enum action_type type)
{
	for (int i = 0; i < d->e.n; i++)
		if (d->e.list[i].type == EFFECT_SUBMIT &&
		    d->e.list[i].action.type == type)
			return &d->e.list[i].action;
	return NULL;
}

static inline bool
desk_alerted(const struct desk *d, enum alert alert)
{
	for (int i = 0; i < d->e.n; i++)
		if (d->e.list[i].type == EFFECT_ALERT &&
		    d->e.list[i].alert == alert)
			return true;
	return false;
}

static inline const char *
desk_input(const struct desk *d, int64_t id)
{
	return model_find_chat(d->m, id)->input.text.data;
}

static inline void
desk_refuses(struct desk *d, const char *client_id, enum err_code code,
    bool is_final)
{
	struct event ev;
	char copy[CLIENT_ID_BYTES + 1];

	snprintf(copy, sizeof copy, "%s", client_id);
	event_init(&ev, EVENT_REFUSED);
	ev.client_id = copy;
	ev.code = code;
	ev.is_final = is_final;
	desk_reduce(d, &ev);
}

#endif
