/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "domain/found.h"
#include "server/api/api.h"

static void
ask(struct api_call *c, struct hub_query *q)
{
	q->operator_id = c->sender.operator_id;
	api_ask(c, q);
}

void
api_snapshot(struct api_call *c)
{
	ask(c, &(struct hub_query){ .type = HUB_SNAPSHOT });
}

void
api_transcript(struct api_call *c)
{
	struct hub_query q = { .type = HUB_TRANSCRIPT,
	    .conversation_id = c->action.conversation_id };
	const char *text = http_query(c->r, "before");
	long long before = 0;

	if (text != NULL && !str_to_i64(text, 0, INT64_MAX, &before)) {
		api_refuse(c->r, ERR_VALUE, "before: not a seq");
		return;
	}
	q.before = before;
	ask(c, &q);
}

void
api_customer(struct api_call *c)
{
	ask(c, &(struct hub_query){ .type = HUB_CUSTOMER,
	    .customer_id = c->action.customer_id });
}

/* A number of the query; false: answered. */
static bool
take_number(struct api_call *c, const char *name, long long max,
    long long *out)
{
	const char *text = http_query(c->r, name);

	if (text == NULL || str_to_i64(text, 0, max, out))
		return true;
	api_refuse(c->r, ERR_VALUE, "%s: not a number from 0 to %lld", name,
	    max);
	return false;
}

void
api_search(struct api_call *c)
{
	struct hub_query q = { .type = HUB_SEARCH };
	const char *text = http_query(c->r, "q");
	long long customer = 0, before = 0, limit = 0;

	if (text == NULL) {
		api_refuse(c->r, ERR_VALUE, "q: what is looked for?");
		return;
	}
	if (!utf8_is_text(text, strlen(text))) {
		api_refuse(c->r, ERR_VALUE, "q: not UTF-8");
		return;
	}
	if (!str_copy(q.text, sizeof q.text, text)) {
		api_refuse(c->r, ERR_TOO_LARGE, "q: more than %d bytes",
		    WORDS_QUERY);
		return;
	}
	if (!take_number(c, "customer", INT64_MAX, &customer) ||
	    !take_number(c, "before", INT64_MAX, &before) ||
	    !take_number(c, "limit", FOUND_PAGE_MAX, &limit))
		return;
	q.customer_id = customer;
	q.before = before;
	q.limit = (int)limit;
	ask(c, &q);
}

void
api_canned(struct api_call *c)
{
	ask(c, &(struct hub_query){ .type = HUB_CANNED });
}

void
api_admin_audit(struct api_call *c)
{
	struct hub_query q = { .type = HUB_AUDIT };
	long long after = 0, limit = 0;

	if (!take_number(c, "after", INT64_MAX, &after) ||
	    !take_number(c, "limit", 1000, &limit))
		return;
	q.before = after;
	q.limit = (int)limit;
	ask(c, &q);
}

void
api_admin_audit_verify(struct api_call *c)
{
	struct hub_query q = { .type = HUB_AUDIT_VERIFY };
	const char *head = http_query(c->r, "head");

	if (head != NULL && (strlen(head) != 2 * SECRET_BYTES ||
	    strspn(head, "0123456789abcdef") != 2 * SECRET_BYTES)) {
		api_refuse(c->r, ERR_VALUE, "head: 64 hex digits, as audit "
		    "head has printed them");
		return;
	}
	if (head != NULL)
		str_copy(q.text, sizeof q.text, head);
	ask(c, &q);
}

void
api_admin_list_operators(struct api_call *c)
{
	ask(c, &(struct hub_query){ .type = HUB_OPERATORS });
}

void
api_admin_list_departments(struct api_call *c)
{
	ask(c, &(struct hub_query){ .type = HUB_DEPARTMENTS });
}

void
api_admin_canned_uses(struct api_call *c)
{
	ask(c, &(struct hub_query){ .type = HUB_CANNED_USES });
}

void
api_admin_list_canned(struct api_call *c)
{
	ask(c, &(struct hub_query){ .type = HUB_CANNED });
}
