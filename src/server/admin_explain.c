/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_explain.c - dezhurkad explain ID: every rule and every offer that
 * brought a conversation where it is, and why nobody has it now.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domain/conversation.h"
#include "domain/operator.h"
#include "proto/proto.h"
#include "server/admin_cli.h"

#define MAX_PAGES 1000

struct explaining {
	struct cli	*cli;
	struct operator *operators;
	size_t		 n_operators;
	struct department *departments;
	size_t		 n_departments;
	struct event	*steps;		/* oldest first */
	size_t		 n_steps, cap_steps;
};

/* --- names ------------------------------------------------------------- */

static const char *
login_of(const struct explaining *x, int64_t id)
{
	for (size_t i = 0; i < x->n_operators; i++)
		if (x->operators[i].id == id)
			return x->operators[i].login;
	return "?";
}

static const char *
department_of(const struct explaining *x, int64_t id)
{
	for (size_t i = 0; i < x->n_departments; i++)
		if (x->departments[i].id == id)
			return x->departments[i].name;
	return id == 0 ? "no department" : "?";
}

/* --- steps ------------------------------------------------------------- */

static bool
is_step(enum event_type type)
{
	switch (type) {
	case EVENT_OPENED: case EVENT_ROUTED: case EVENT_TRANSFERRED:
	case EVENT_TAKEN: case EVENT_TAKEN_BACK: case EVENT_DECLINED:
	case EVENT_RETURNED: case EVENT_REOPENED: case EVENT_CLOSED:
		return true;
	default:
		return false;
	}
}

static bool
put_step(struct explaining *x, const struct event *ev, struct err *err)
{
	if (x->n_steps == x->cap_steps) {
		size_t cap = x->cap_steps == 0 ? 64 : 2 * x->cap_steps;
		struct event *more = arena_alloc(x->cli->arena,
		    cap * sizeof *more);

		if (more == NULL)
			return err_set(err, ERR_MEMORY,
			    "no memory for the steps");
		if (x->n_steps > 0)
			memcpy(more, x->steps, x->n_steps * sizeof *more);
		x->steps = more;
		x->cap_steps = cap;
	}
	x->steps[x->n_steps++] = *ev;
	return true;
}

/* A page of the transcript, newest events last; its own are read backwards. */
static bool
read_page(struct explaining *x, int64_t *before, bool *is_done,
    struct err *err)
{
	const struct json *events;
	struct json *j;
	struct event ev;
	size_t n;
	char path[128];
	bool ok = true;

	snprintf(path, sizeof path, "/api/v1/admin/transcript?conversation=%s"
	    "&before=%lld", x->cli->target, (long long)*before);
	if (!admin_client_json(x->cli->client, "GET", path, NULL, &j, err))
		return false;
	*is_done = true;
	json_opt_bool(j, "complete", is_done, NULL);
	events = json_find(j, "events");
	n = json_count(events);
	for (size_t i = n; ok && i > 0; i--) {
		/* Of a type that is newer than this program. */
		if (!proto_event_read(json_at(events, i - 1), x->cli->arena,
		    &ev, NULL))
			continue;
		*before = ev.seq;
		if (is_step(ev.type))
			ok = put_step(x, &ev, err);
	}
	*is_done = *is_done || n == 0;
	json_free(j);
	return ok;
}

static bool
read_steps(struct explaining *x, struct err *err)
{
	int64_t before = 0;
	bool is_done = false;

	for (int i = 0; !is_done && i < MAX_PAGES; i++)
		if (!read_page(x, &before, &is_done, err))
			return false;
	for (size_t i = 0; i < x->n_steps / 2; i++) {
		struct event ev = x->steps[i];

		x->steps[i] = x->steps[x->n_steps - 1 - i];
		x->steps[x->n_steps - 1 - i] = ev;
	}
	return true;
}

/* --- told -------------------------------------------------------------- */

/* "2026-11-22 10:03:05", or of today "10:03:05". */
static void
print_at(int64_t at_ms, bool is_today)
{
	time_t at = (time_t)(at_ms / 1000);
	char text[32] = "";
	struct tm tm;

	if (localtime_r(&at, &tm) != NULL)
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s", text + (is_today && strlen(text) == 19 ? 11 : 0));
}

static void
print_routed(const struct explaining *x, const struct event *ev)
{
	static const struct { const char *why, *words; } whys[] = {
		{ "opened", "at the opening" },
		{ "waited", "it has waited long" },
		{ "queue", "the queue is long" },
		{ "hours", "by the hours" },
		{ "moved", "a colleague has moved it" },
		{ "rules", "what the rules look at has changed" },
	};

	printf("rules ");
	cli_cell(ev->rules[0] == '\0' ? "(none)" : ev->rules, 0);
	printf(" -> ");
	cli_cell(department_of(x, ev->department_id), 0);
	if (ev->priority > 0)
		printf(", priority %d", ev->priority);
	if (ev->skills[0] != '\0') {
		printf(", needs ");
		cli_cell(ev->skills, 0);
	}
	if (ev->operator_id != 0)
		printf(", knows %s", login_of(x, ev->operator_id));
	if (ev->due_ms != 0) {
		printf(", an answer is promised for ");
		print_at(ev->due_ms, false);
	}
	for (size_t i = 0; i < sizeof whys / sizeof *whys; i++)
		if (strcmp(ev->text, whys[i].why) == 0)
			printf(" (%s)", whys[i].words);
}

static void
print_transferred(const struct explaining *x, const struct event *ev)
{
	const char *who = ev->by == ACTOR_OPERATOR ? login_of(x, ev->by_id) :
	    "the desk";

	if (ev->operator_id == 0) {
		printf("%s moves it to ", who);
		cli_cell(department_of(x, ev->department_id), 0);
	} else if (ev->until_ms == 0) {
		printf("%s gives it to %s", who, login_of(x, ev->operator_id));
	} else {
		printf("%s offers it to %s", who,
		    login_of(x, ev->operator_id));
		if (ev->until_ms != OFFERED_ALWAYS) {
			printf(" until ");
			print_at(ev->until_ms, true);
		}
	}
}

static void
print_returned(const struct explaining *x, const struct event *ev)
{
	const char *who = login_of(x, ev->from_operator_id);

	if (ev->type == EVENT_DECLINED) {
		printf("%s declines", who);
		if (ev->text[0] != '\0') {
			printf(": ");
			cli_cell(ev->text, 0);
		}
	} else if (strcmp(ev->text, "idle") == 0) {
		printf("%s does not answer: it goes back into the queue", who);
	} else {
		printf("%s lets it pass", who);
	}
	if (ev->operator_id != 0)
		printf(": back to %s", login_of(x, ev->operator_id));
}

static void
print_step(const struct explaining *x, const struct event *ev)
{
	print_at(ev->at_ms, false);
	printf("  ");
	switch (ev->type) {
	case EVENT_OPENED:
		printf("opened, for ");
		cli_cell(department_of(x, ev->department_id), 0);
		if (ev->language[0] != '\0') {
			printf(", in ");
			cli_cell(ev->language, 0);
		}
		break;
	case EVENT_ROUTED:
		print_routed(x, ev);
		break;
	case EVENT_TRANSFERRED:
		print_transferred(x, ev);
		break;
	case EVENT_TAKEN:
		printf("%s takes it", login_of(x, ev->operator_id));
		break;
	case EVENT_TAKEN_BACK:
		printf("%s takes it back", login_of(x, ev->operator_id));
		break;
	case EVENT_DECLINED:
	case EVENT_RETURNED:
		print_returned(x, ev);
		break;
	case EVENT_REOPENED:
		printf("opened again");
		break;
	default:
		printf("closed by %s", ev->by == ACTOR_OPERATOR ?
		    login_of(x, ev->by_id) : actor_name(ev->by));
	}
	printf("\n");
}

/* What keeps it from them beside that: it may pass by itself. */
static void
print_moment(const char *presence, int64_t load, int64_t limit)
{
	if (strcmp(presence, "online") != 0)
		printf(", %s", presence);
	if (load >= limit)
		printf(", %lld of %lld", (long long)load, (long long)limit);
}

/* "anna: 3 of 3", "piotr: away", "ola: no ru, away" */
static void
print_operator(const struct json *row, const char *language)
{
	const char *login = "", *fit = "", *presence = "", *lacks = "";
	int64_t load = 0, limit = 0;

	json_opt_str(row, "login", &login, NULL);
	json_opt_str(row, "fit", &fit, NULL);
	json_opt_str(row, "presence", &presence, NULL);
	json_opt_str(row, "lacks", &lacks, NULL);
	json_opt_i64(row, "load", &load, NULL);
	json_opt_i64(row, "limit", &limit, NULL);
	printf("  ");
	cli_cell(login, 16);
	if (strcmp(fit, "full") == 0)
		printf("%lld of %lld", (long long)load, (long long)limit);
	else if (strcmp(fit, "away") == 0 || strcmp(fit, "offline") == 0)
		printf("%s", presence);
	else if (strcmp(fit, "language") == 0)
		printf("no %s", language);
	else if (strcmp(fit, "skill") == 0)
		printf("no %s", lacks);
	else if (strcmp(fit, "department") == 0)
		printf("another department");
	else if (strcmp(fit, "passed") == 0)
		printf("has not accepted it a moment ago");
	else if (strcmp(fit, "known") == 0)
		printf("it waits for whom the customer knows");
	else if (strcmp(fit, "has_it") == 0)
		printf("has it");
	else
		printf("could take it");
	if (strcmp(fit, "language") == 0 || strcmp(fit, "skill") == 0 ||
	    strcmp(fit, "department") == 0)
		print_moment(presence, load, limit);
	else if (strcmp(fit, "away") == 0 || strcmp(fit, "offline") == 0)
		print_moment("online", load, limit);
	printf("\n");
}

static void
print_now(const struct explaining *x, const struct json *j,
    const struct conversation *c)
{
	const struct json *rows = json_find(j, "operators");
	const char *mode = "";
	int64_t now_ms = 0, next_ms = 0, position = 0;

	json_opt_str(j, "mode", &mode, NULL);
	json_opt_i64(j, "now", &now_ms, NULL);
	json_opt_i64(j, "next", &next_ms, NULL);
	json_opt_i64(j, "position", &position, NULL);
	if (c->state == CONVERSATION_WAITING) {
		printf("\nIt waits in ");
		cli_cell(department_of(x, c->department_id), 0);
		printf(", place %lld, since %lld s; mode %s.\n",
		    (long long)position, (long long)(now_ms - c->queued_ms) /
		    1000, mode);
	} else {
		printf("\nIt is %s with %s.\n",
		    conversation_is_desks_offer(c) ? "offered, not yet" :
		    conversation_state_name(c->state),
		    login_of(x, c->operator_id));
	}
	for (size_t i = 0; i < json_count(rows); i++)
		print_operator(json_at(rows, i), c->language);
	if (next_ms != 0) {
		printf("The desk looks again at ");
		print_at(next_ms, true);
		printf(" at the latest.\n");
	}
}

/* As data: what has happened, and how it is now. */
static void
print_json(const struct explaining *x, const char *now)
{
	struct json_out w;
	struct str out;

	str_init(&out, PROTO_ANSWER_BYTES);
	json_begin(&w, &out);
	json_object(&w, NULL);
	json_array(&w, "steps");
	for (size_t i = 0; i < x->n_steps; i++)
		proto_event_write(&w, NULL, &x->steps[i], PROTO_FOR_OPERATOR);
	json_end_array(&w);
	if (now != NULL)
		json_put_raw(&w, "now", now, strlen(now));
	json_end_object(&w);
	printf("%s\n", out.data);
	str_clear(&out);
}

static bool
explain_now(struct explaining *x, const char *text, struct err *err)
{
	struct json *j = json_parse(text, strlen(text), err);
	struct conversation c = { 0 };
	bool ok = j != NULL && proto_conversation_read(
	    json_find(j, "conversation"), &c, err);

	if (ok)
		print_now(x, j, &c);
	json_free(j);
	return ok;
}

bool
cli_explain(struct cli *c, struct err *err)
{
	struct explaining x = { .cli = c };
	struct err why = { .code = ERR_NONE };
	struct str now;
	long long id;
	char path[96];
	bool is_open, ok = true;

	if (!str_to_i64(c->target, 1, INT64_MAX, &id))
		return err_set(err, ERR_SYNTAX, "\"%s\" is no number of a "
		    "conversation", c->target);
	if (!cli_operators(c, &x.operators, &x.n_operators, err) ||
	    !cli_departments(c, &x.departments, &x.n_departments, err) ||
	    !read_steps(&x, err))
		return false;
	snprintf(path, sizeof path, "/api/v1/admin/why?conversation=%lld", id);
	str_init(&now, PROTO_ANSWER_BYTES);
	is_open = admin_client_ask(c->client, "GET", path, NULL, &now, &why);
	if (!is_open && why.code != ERR_NOT_FOUND) {
		*err = why;
		str_clear(&now);
		return false;
	}
	if (c->is_json)
		print_json(&x, is_open ? now.data : NULL);
	for (size_t i = 0; !c->is_json && i < x.n_steps; i++)
		print_step(&x, &x.steps[i]);
	if (!c->is_json && is_open)
		ok = explain_now(&x, now.data, err);
	str_clear(&now);
	return ok;
}
