/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo_people.c - customers and colleagues of the demo desk.
 *
 * They are clients like any other: the customers speak the visitor's side of
 * the protocol, the colleagues are consoles without a screen. Everybody says
 * that they are a demo.
 */
#include "console/demo.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "console/backend/backend.h"
#include "domain/client_id.h"
#include "proto/proto.h"

#define LINES	       4
#define ANSWER_BYTES   (1024 * 1024)
#define SECRET_BYTES   64
#define HOLD_S	       25
#define FIRST_GAP_MS   7000
#define AGAIN_MS       60000
#define POLL_AGAIN_MS  2000
#define TYPE_LETTER_MS 60

struct script {
	const char *name, *language, *contact, *page;
	const char *lines[LINES];
	int	    stars;
};

static const struct script scripts[] = {
	{ "Ivan (demo)", "ru", "ivan@example.test", "/pay/status", {
	    "Здравствуйте! Не вижу платёж за вчера. (Это демо-клиент.)",
	    "Номер 4481-22.",
	    "А когда придёт?",
	    "Спасибо, понял!" }, 5 },
	{ "Ola (demo)", "pl", "ola@example.test", "/cards/add", {
	    "Dzień dobry, nie mogę dodać karty. (To klient demo.)",
	    "Po wpisaniu kodu widzę błąd.",
	    "Żółta karta, kończy się na 0042.",
	    "Działa, dziękuję!" }, 4 },
	{ "John (demo)", "en", "john@example.test", "/invoice", {
	    "Hello, where do I find my invoice? (This is a demo customer.)",
	    "I looked under Payments.",
	    "For October, please.",
	    "Great, thank you!" }, 5 },
	{ "Żaneta (demo)", "pl", "zaneta@example.test", "/transfer", {
	    "Czy mogę zmienić limit przelewów? (To klient demo.)",
	    "Do 5000 zł dziennie.",
	    "Rozumiem, poczekam.",
	    "Dziękuję za pomoc." }, 4 },
	{ "Мария (демо)", "ru", "maria@example.test", "/card/block", {
	    "Добрый день, потеряла карту, что делать? (Это демо-клиент.)",
	    "Да, заблокируйте, пожалуйста.",
	    "А новую когда можно забрать?",
	    "Спасибо большое!" }, 5 }
};

/* One customer: opens, waits for answers, says the next line. */
struct customer_demo {
	const struct script *script;
	struct net	    *net;
	struct net_request  *poll, *post;
	char		     secret[SECRET_BYTES + 1];
	char		     cursor[PROTO_CURSOR_BYTES + 1];
	int		     said;	/* lines so far */
	int64_t		     next_ms;	/* when to say the next; 0: not */
	int64_t		     poll_ms;	/* not before this */
	bool		     is_typing;
	bool		     is_closed;
};

struct colleague {
	struct account	account;
	struct backend *backend;
	struct net     *net;
	int64_t		me, conversation_id;
	int64_t		say_ms;		/* when to greet; 0: not */
};

/* --- customers ---------------------------------------------------------- */

static void
see_event(struct customer_demo *c, const struct json *ev, int64_t now_ms)
{
	const char *type = "", *by = "";

	json_opt_str(ev, "type", &type, NULL);
	json_opt_str(ev, "by", &by, NULL);
	if (strcmp(type, "message") == 0 && strcmp(by, "operator") == 0 &&
	    c->said < LINES && c->next_ms == 0)
		c->next_ms = now_ms + 3000;
	if (strcmp(type, "closed") == 0) {
		c->is_closed = true;
		c->next_ms = now_ms + 2000;
	}
}

static void
on_poll(void *ctx, const struct net_answer *a)
{
	struct customer_demo *c = ctx;
	struct json	     *j;
	const struct json    *list;
	const char	     *cursor = NULL;

	c->poll = NULL;
	if (a->status != 200) {
		if (a->status != 204)
			c->poll_ms = clock_mono_ms() + POLL_AGAIN_MS;
		return;
	}
	j = json_parse(a->body, a->len, NULL);
	list = json_find(j, "events");
	for (size_t i = 0; j != NULL && i < json_count(list); i++)
		see_event(c, json_at(list, i), clock_mono_ms());
	if (j != NULL && json_opt_str(j, "cursor", &cursor, NULL) &&
	    cursor != NULL)
		str_copy(c->cursor, sizeof c->cursor, cursor);
	json_free(j);
}

static void
on_post(void *ctx, const struct net_answer *a)
{
	struct customer_demo *c = ctx;

	c->post = NULL;
	if (a->err.code != ERR_NONE || a->status >= 400)
		log_warn("demo", "%s: status %d %s", c->script->name,
		    a->status, a->err.text);
}

static void
on_opened(void *ctx, const struct net_answer *a)
{
	struct customer_demo *c = ctx;
	struct json	     *j = json_parse(a->body, a->len, NULL);
	const char	     *secret, *cursor;

	c->post = NULL;
	if (a->status == 201 && j != NULL &&
	    json_get_str(j, "secret", &secret, NULL) &&
	    json_get_str(j, "cursor", &cursor, NULL)) {
		str_copy(c->secret, sizeof c->secret, secret);
		str_copy(c->cursor, sizeof c->cursor, cursor);
		c->said = 1;
	} else {
		c->next_ms = clock_mono_ms() + FIRST_GAP_MS;
	}
	json_free(j);
}

static void
post(struct customer_demo *c, const struct action *a, net_done *done)
{
	struct str     path, body;
	const struct proto_route *route;
	struct net_ask ask = { .timeout_ms = 20000 };

	str_init(&path, 512);
	str_init(&body, 64 * 1024);
	route = proto_route_of(PROTO_VISITOR, a, &path);
	if (route != NULL && c->post == NULL) {
		proto_action_write(&body, a);
		ask.method = route->method;
		ask.path = path.data;
		ask.body = body.data;
		ask.len = body.len;
		ask.token = c->secret[0] != '\0' ? c->secret : NULL;
		c->post = net_start(c->net, &ask, done, c, NULL);
	}
	str_clear(&path);
	str_clear(&body);
}

static void
open_conversation(struct customer_demo *c)
{
	struct action a;

	action_init(&a, ACTION_OPEN);
	client_id_new(a.client_id);
	a.name = c->script->name;
	a.contact = c->script->contact;
	a.language = c->script->language;
	a.page = c->script->page;
	a.text = c->script->lines[0];
	post(c, &a, on_opened);
}

static void
type_preview(struct customer_demo *c)
{
	struct action a;

	action_init(&a, ACTION_TYPING);
	a.is_typing = true;
	a.text = c->script->lines[c->said];
	post(c, &a, on_post);
}

static void
say_next(struct customer_demo *c)
{
	struct action a;

	action_init(&a, ACTION_MESSAGE);
	client_id_new(a.client_id);
	a.text = c->script->lines[c->said++];
	post(c, &a, on_post);
}

static void
rate(struct customer_demo *c)
{
	struct action a;

	action_init(&a, ACTION_RATE);
	client_id_new(a.client_id);
	a.stars = c->script->stars;
	post(c, &a, on_post);
}

static void
poll_again(struct customer_demo *c)
{
	struct net_ask ask = {
		.method = "GET", .token = c->secret,
		.timeout_ms = (HOLD_S + 10) * 1000
	};
	char path[128];

	snprintf(path, sizeof path, "/api/v1/visitor/events?cursor=%s&hold=%d",
	    c->cursor, HOLD_S);
	ask.path = path;
	c->poll = net_start(c->net, &ask, on_poll, c, NULL);
}

static void
customer_turn(struct customer_demo *c, int64_t now_ms)
{
	if (c->secret[0] != '\0' && c->poll == NULL && now_ms >= c->poll_ms)
		poll_again(c);
	if (c->next_ms == 0 || now_ms < c->next_ms || c->post != NULL)
		return;
	c->next_ms = 0;
	if (c->secret[0] == '\0') {
		open_conversation(c);
	} else if (c->is_closed) {
		rate(c);
		/* Some time later a new demo customer writes. */
		c->is_closed = false;
		net_cancel(c->poll);
		c->poll = NULL;
		c->secret[0] = '\0';
		c->said = 0;
		c->next_ms = now_ms + AGAIN_MS;
	} else if (c->said < LINES && !c->is_typing) {
		c->is_typing = true;
		type_preview(c);
		c->next_ms = now_ms + TYPE_LETTER_MS *
		    (int64_t)strlen(c->script->lines[c->said]);
	} else if (c->said < LINES) {
		c->is_typing = false;
		say_next(c);
	}
}

/* --- colleagues --------------------------------------------------------- */

static void
on_event(void *ctx, const struct event *ev)
{
	struct colleague *o = ctx;

	if (ev->type == EVENT_SNAPSHOT)
		o->me = ev->snapshot->me.id;
	if (ev->type == EVENT_TRANSFERRED && ev->operator_id == o->me) {
		o->conversation_id = ev->conversation_id;
		o->say_ms = clock_mono_ms() + 8000;
	}
	if (ev->type == EVENT_TAKEN_BACK &&
	    ev->conversation_id == o->conversation_id)
		o->say_ms = 0;
}

static void
on_sign_in(void *ctx)
{
	(void)ctx;	/* the desk is going away */
}

static bool
colleague_start(struct colleague *o, struct net *net, const char *login,
    const char *url, struct err *err)
{
	const struct backend_sink sink = { on_event, on_sign_in, o, NULL };

	str_copy(o->account.login, sizeof o->account.login, login);
	str_copy(o->account.url, sizeof o->account.url, url);
	o->net = net;
	if (!native_sign_in(&o->account, net, &(struct sign_in_words){
	    .device = "demo" }, err))
		return false;
	o->backend = native_ops.open(&o->account, net, &sink, err);
	return o->backend != NULL;
}

static void
colleague_turn(struct colleague *o, int64_t now_ms)
{
	struct action a;

	native_ops.tick(o->backend, now_ms);
	if (o->say_ms == 0 || now_ms < o->say_ms)
		return;
	o->say_ms = 0;
	action_init(&a, ACTION_MESSAGE);
	client_id_new(a.client_id);
	a.conversation_id = o->conversation_id;
	a.text = "Hello! I am a demo colleague and read what you wrote.";
	native_ops.submit(o->backend, &a, NULL);
}

/* --- the process -------------------------------------------------------- */

bool
demo_people_run(const char *url, int visitors, struct err *err)
{
	struct net_config nc = {
		.base_url = "http://localhost",
		.max_answer_bytes = ANSWER_BYTES
	};
	struct customer_demo customers[DEMO_VISITORS_MAX] = { 0 };
	struct colleague     colleagues[2] = { 0 };
	struct net	    *net;
	bool		     ok;

	if (url == NULL || strncmp(url, "unix:", 5) != 0)
		return err_set(err, ERR_VALUE,
		    "demo people need --desk unix:/PATH");
	nc.unix_socket = url + 5;
	net = net_new(&nc, err);
	if (net == NULL)
		return false;
	ok = colleague_start(&colleagues[0], net, "olga", url, err) &&
	    colleague_start(&colleagues[1], net, "piotr", url, err);
	for (int i = 0; i < visitors; i++) {
		customers[i].script = &scripts[(size_t)i %
		    (sizeof scripts / sizeof *scripts)];
		customers[i].net = net;
		customers[i].next_ms = clock_mono_ms() + 1500 +
		    FIRST_GAP_MS * i;
	}
	while (ok) {
		struct pollfd in = { STDIN_FILENO, POLLIN, 0 };
		int64_t	      now_ms = clock_mono_ms();

		for (int i = 0; i < visitors; i++)
			customer_turn(&customers[i], now_ms);
		for (int i = 0; i < 2; i++)
			colleague_turn(&colleagues[i], now_ms);
		ok = net_wait(net, &in, 1, 500, err);
		if (in.revents != 0)
			break;	/* whoever holds us let go */
	}
	for (int i = 0; i < 2; i++)
		native_ops.close(colleagues[i].backend);
	net_free(net);
	return ok;
}
