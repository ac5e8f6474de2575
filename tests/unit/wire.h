/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wire.h - records with every member filled, and what a test of the wire form
 * writes and reads back.
 */
#ifndef UNIT_WIRE_H
#define UNIT_WIRE_H

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "check.h"
#include "proto/proto.h"

#define SOME_ID	    "0123456789abcdef0123456789abcdef"
#define BODY_BYTES  (1024 * 1024)
#define ARENA_BYTES (4 * 1024 * 1024)
#define AT_MS	    1790000000000

static const struct operator anna = {
	.id = 2, .login = "anna", .name = "Anna", .role = ROLE_SUPERVISOR,
	.languages = "ru,en", .skills = "billing,cards",
	.departments = { 3, 4 }, .n_departments = 2, .limit = 5,
	.disabled = true, .presence = PRESENCE_AWAY, .load = 3,
};
static const struct department cards = {
	.id = 3, .name = "Cards", .skills = "cards", .disabled = true,
};
static const struct canned hello = {
	.id = 4, .shortcut = "hello", .title = "Hello", .language = "en",
	.department_id = 3, .text = "Good day, {customer.name}\n",
};
static const struct earlier visits[] = {
	{ 5, AT_MS, AT_MS + 1, 2, "Anna", "A card", "solved", 5 },
	{ 4, AT_MS - 9, 0, 0, "", "", "", 0 },
};
static const struct customer_field ewas_fields[] = {
	{ "order", "4481-22" }, { "тариф", "złoty \"1\"" },
};
static const struct customer ewa = {
	.id = 70, .name = "Ewa \xf0\x9f\x98\x80", .contact = "ewa@example.org",
	.language = "pl", .note = "calls \"on Mondays\"", .since_ms = AT_MS,
	.segment = "vip", .tags = "faktura,возврат", .fields = ewas_fields,
	.n_fields = 2, .earlier = visits, .n_earlier = 2,
};

/* What a test wrote and reads back. */
struct wire {
	struct str    body;
	struct arena *arena;
	struct json  *j;
};

static inline int
open_wire(void **state)
{
	struct wire *w = mem_new(struct wire);

	w->arena = arena_new(ARENA_BYTES);
	assert_non_null(w->arena);
	str_init(&w->body, BODY_BYTES);
	*state = w;
	return 0;
}

static inline int
close_wire(void **state)
{
	struct wire *w = *state;

	json_free(w->j);
	arena_free(w->arena);
	str_clear(&w->body);
	free(w);
	return 0;
}

static inline void
empty(struct wire *w)
{
	json_free(w->j);
	w->j = NULL;
	str_reset(&w->body);
}

static inline const struct json *
parse(struct wire *w)
{
	struct err err;

	json_free(w->j);
	w->j = json_parse(w->body.data, w->body.len, &err);
	if (w->j == NULL)
		fail_msg("%s: %s", w->body.data, err.text);
	return w->j;
}

static inline struct event
full_event(enum event_type type)
{
	struct event ev;

	event_init(&ev, type);
	ev.seq = type < EVENT_TYPING ? 58 : 0;
	ev.conversation_id = 7;
	ev.at_ms = AT_MS;
	ev.by = ACTOR_OPERATOR;
	ev.by_id = 2;
	ev.client_id = SOME_ID;
	ev.text = "Hi \"you\"\n\xd0\x96";
	ev.name = "Ewa";
	ev.language = "pl";
	ev.page = "/prices?a=b&c";
	ev.outcome = "solved";
	ev.customer_id = 70;
	ev.operator_id = 3;
	ev.is_draft = ev.is_quiet = ev.is_on = true;
	ev.from_operator_id = 2;
	ev.upto = 57;
	ev.until_ms = AT_MS + 60000;
	ev.due_ms = AT_MS + 1;
	ev.warn_ms = AT_MS;
	ev.draft = "Dear Ewa, {amount}";
	ev.is_note = true;
	ev.tags = "faktura,возврат";
	ev.added = "возврат";
	ev.canned_id = 4;
	ev.stars = 4;
	ev.winback = WINBACK_OFFERED;
	ev.apology = "Sorry, Ewa";
	ev.gesture = "a month";
	ev.changed = "the form";
	ev.ban_kind = BAN_RANGE;
	ev.is_limit = true;
	ev.is_blocked = true;
	ev.rules = "vip,late";
	ev.department_id = type == EVENT_ROUTED ? 4 : 0;
	ev.priority = 9;
	ev.skills = "cards";
	ev.segment = "vip";
	ev.is_returning = true;
	ev.is_typing = true;
	ev.presence = PRESENCE_BUSY;
	ev.reason = "lunch";
	ev.since_ms = AT_MS - 5;
	ev.load = 6;
	ev.customer = &ewa;
	ev.operator = &anna;
	ev.department = &cards;
	ev.canned = &hello;
	return ev;
}

#define WIRE(test) cmocka_unit_test_setup_teardown(test, open_wire, close_wire)

#endif
