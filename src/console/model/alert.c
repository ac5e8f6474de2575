/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is worth a bell. */
#include <stdio.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define BODY_BYTES 256

/* Somebody else's text reaches an alert in its safe form only. */
static void
put(struct effects *e, enum alert alert, const char *title, const char *body)
{
	char safe_title[BODY_BYTES], safe_body[BODY_BYTES];

	effects_alert(e, alert,
	    utf8_safe_buf(safe_title, sizeof safe_title, title, UTF8_FLAT),
	    utf8_safe_buf(safe_body, sizeof safe_body, body, UTF8_FLAT));
}

/* Does the operator see this chat now? */
static bool
is_watched(const struct model *m, const struct chat *c)
{
	return m->ui.has_focus && model_is_shown(m, c) &&
	    m->now_ms - m->ui.last_key_ms < ACTIVE_MS;
}

static bool
enters_queue(const struct event *ev)
{
	return ev->type == EVENT_OPENED ||
	    ((ev->type == EVENT_REOPENED || ev->type == EVENT_TRANSFERRED) &&
		ev->operator_id == 0);
}

void
alert_event(struct model *m, struct chat *c, const struct event *ev,
    struct effects *e)
{
	char title[BODY_BYTES];

	if (enters_queue(ev) && ev->by_id != m->me.id) {
		put(e, ALERT_QUEUE, _("A customer waits in the queue"),
		    c->c.subject[0] != '\0' ? c->c.subject : c->label);
	} else if (ev->type == EVENT_TRANSFERRED &&
	    ev->operator_id == m->me.id && ev->by_id != m->me.id) {
		snprintf(title, sizeof title, _("%s was transferred to you"),
		    c->label);
		put(e, ALERT_TRANSFER, title, ev->text);
	} else if (ev->type == EVENT_MESSAGE && ev->by == ACTOR_VISITOR &&
	    model_is_mine(m, c) && !is_watched(m, c)) {
		put(e, ALERT_MESSAGE, c->label, ev->text);
	}
}

static void
alert_one(struct model *m, struct chat *c, struct effects *e)
{
	enum target_state state = model_target(m, c);
	char title[BODY_BYTES], span[32];

	if (state < TARGET_WARN) {
		c->alerted = TARGET_NONE;
		return;
	}
	if (state <= c->alerted)
		return;
	c->alerted = state;
	i18n_span(span, sizeof span,
	    m->now_ms - (c->c.waiting_since_ms != 0 ? c->c.waiting_since_ms :
						      c->c.queued_ms));
	if (state == TARGET_MISSED)
		snprintf(title, sizeof title,
		    _("%s has waited too long: %s"), c->label, span);
	else
		snprintf(title, sizeof title,
		    _("%s should be answered soon: %s"), c->label, span);
	put(e, ALERT_LATE, title, c->c.subject);
}

void
alert_late(struct model *m, struct effects *e)
{
	for (size_t i = 0; i < m->n_chats; i++) {
		struct chat *c = m->chats[i];

		if (c->c.last_seq == 0)
			continue;
		if (c->c.state == CONVERSATION_WAITING ||
		    (model_is_mine(m, c) &&
			c->c.state == CONVERSATION_ACTIVE))
			alert_one(m, c, e);
		else
			c->alerted = TARGET_NONE;
	}
}
