/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chat_name.c - what a conversation is called on the screen. A name that
 * deceives has a mark before it (domain/likeness.h).
 */
#include "console/model/internal.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/str.h"

/* The customer's name, or "visitor 12". */
static void
chat_name(const struct model *m, const struct chat *c, char *buf, size_t size)
{
	const struct record *r = model_record(m, c->c.customer_id);
	const char *name = r != NULL && r->c.name[0] != '\0' ? r->c.name :
							       c->c.name;

	if (name[0] != '\0')
		str_copy(buf, size, name);
	else
		snprintf(buf, size, _("visitor %lld"), (long long)c->c.id);
}

void
model_label(struct model *m, struct chat *c)
{
	char name[MAX_NAME_BYTES + 1];
	size_t who = 0;

	if (room_is(c)) {
		room_name(m, c, c->label, sizeof c->label);
		c->likeness = LIKENESS_NONE;
		c->like_id = 0;
		return;
	}
	chat_name(m, c, name, sizeof name);
	c->likeness = likeness_of(m->staff, name, &who);
	c->like_id = c->likeness == LIKENESS_STAFF && who < m->n_operators ?
	    m->operators[who].id : 0;
	snprintf(c->label, sizeof c->label, "%s%s", c->likeness !=
	    LIKENESS_NONE ? LIKENESS_MARK : "", name);
}

void
model_labels(struct model *m)
{
	for (size_t i = 0; i < m->n_chats; i++)
		model_label(m, m->chats[i]);
}

void
model_staff(struct model *m)
{
	likeness_staff_free(m->staff);
	m->staff = likeness_staff_new(m->operators, m->n_operators);
	model_labels(m);
}
