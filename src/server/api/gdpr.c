/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gdpr.c - what is known of a customer, and erasing it: for the administrator,
 * and each of it a line of the audit trail.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "domain/client_id.h"
#include "server/api/api.h"

/* False: answered. */
static bool
take_id(struct api_call *c, const char *name, long long least,
    long long *out)
{
	const char *text = http_query(c->r, name);

	*out = 0;
	if (text == NULL && least == 0)
		return true;
	if (text != NULL && str_to_i64(text, least, INT64_MAX, out))
		return true;
	api_refuse(c->r, ERR_VALUE, "%s: not a number from %lld on", name,
	    least);
	return false;
}

/* Who is on the socket: "uid 0". */
static void
put_peer(const struct api_call *c, char *buf, size_t size)
{
	snprintf(buf, size, "uid %ld", http_peer_uid(c->r));
}

void
api_admin_named(struct api_call *c)
{
	struct hub_query q = { .type = HUB_NAMED };
	const char *contact = http_query(c->r, "contact");

	if (contact == NULL || contact[0] == '\0' ||
	    !utf8_is_text(contact, strlen(contact)) ||
	    !str_copy(q.text, sizeof q.text, contact)) {
		api_refuse(c->r, ERR_VALUE, "contact: a mail address or "
		    "whatever the customer wrote as one");
		return;
	}
	api_ask(c, &q);
}

void
api_admin_customer(struct api_call *c)
{
	struct hub_query q = { .type = HUB_EXPORT };
	char peer[32];
	long long id;

	if (!take_id(c, "id", 1, &id))
		return;
	put_peer(c, peer, sizeof peer);
	hub_audit(c->api->hub, &(struct hub_audit){ .act = "export",
	    .by = ACTOR_SYSTEM, .from = peer, .customer_id = id });
	q.customer_id = id;
	api_ask(c, &q);
}

void
api_admin_transcript(struct api_call *c)
{
	struct hub_query q = { .type = HUB_TRANSCRIPT, .is_admin = true };
	long long id, before;

	if (!take_id(c, "conversation", 1, &id) ||
	    !take_id(c, "before", 0, &before))
		return;
	q.conversation_id = id;
	q.before = before;
	api_ask(c, &q);
}

void
api_admin_file(struct api_call *c)
{
	const char *id = http_query(c->r, "id");

	if (id == NULL || !client_id_ok(id) || !str_copy(c->action.file_id,
	    sizeof c->action.file_id, id)) {
		api_refuse(c->r, ERR_VALUE, "id: not a file's");
		return;
	}
	api_file_get(c);
}

void
api_admin_erase(struct api_call *c)
{
	struct json *body = api_body(c->r);
	struct err err = { .code = ERR_NONE };
	char peer[32];
	int64_t id;

	if (body == NULL)
		return;
	if (!json_get_i64(body, "customer", &id, &err) || id < 1) {
		api_refuse(c->r, ERR_VALUE, "customer: its number is needed");
	} else {
		put_peer(c, peer, sizeof peer);
		hub_erase(c->api->hub, id, peer, api_job_told,
		    api_job_new(c, sizeof(struct api_job)));
	}
	json_free(body);
}
