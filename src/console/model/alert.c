/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is worth a bell, and when again: events raise, EVENT_TICK decides.
 *
 * Whatever happens is noted with its conversation. The tick that follows (at
 * once: alert_due_ms()) looks what is due, at most once a second; what has
 * come together is said together.
 */
#include <stdio.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define BODY_BYTES  256
#define APART_MS    1000	/* between two alerts */
#define PRESENT_MS  60000	/* no key for so long: nobody is there */
#define TEST_MS	    1500	/* between two ways of /alerts test */

/* --- what still holds ------------------------------------------------------ */

/* Does the operator see this chat now? */
static bool
is_watched(const struct model *m, const struct chat *c)
{
	return m->ui.has_focus && model_is_shown(m, c) &&
	    m->now_ms - m->ui.last_key_ms < ACTIVE_MS;
}

static bool
is_wanted(const struct model *m, const struct chat *c,
    const struct alert_rule *r)
{
	switch (r->only) {
	case ALERT_UNFOCUSED:
		return !is_watched(m, c);
	case ALERT_AWAY:
		return m->me.presence == PRESENCE_AWAY ||
		    m->me.presence == PRESENCE_BREAK ||
		    m->now_ms - m->ui.last_key_ms >= PRESENT_MS;
	case ALERT_NEVER:
		return false;
	default:
		return true;
	}
}

/* Is there still something to do? */
static bool
still_holds(const struct model *m, const struct chat *c, enum alert alert)
{
	bool is_mine = model_is_mine(m, c);
	bool is_queued = c->c.state == CONVERSATION_WAITING;

	switch (alert) {
	case ALERT_QUEUE:
		return is_queued;
	case ALERT_FIRST:
		return (is_queued || is_mine) && c->c.waiting_since_ms != 0;
	case ALERT_MESSAGE:
		return is_mine && c->c.waiting_since_ms != 0;
	case ALERT_LATE:
		return (is_queued || is_mine) &&
		    model_target(m, c) >= TARGET_WARN;
	case ALERT_TRANSFER:
		/* Also one that came back into the queue. */
		return (is_mine && c->c.state == CONVERSATION_ACTIVE) ||
		    is_queued;
	case ALERT_PROMISE:
		return is_mine && c->c.promise_due_ms != 0;
	case ALERT_MENTION:
	case ALERT_TALK:
		return c->n_unread > 0;
	case ALERT_LATER:
		return is_mine && model_waits_for_me(m, c);
	default:
		return is_mine || is_queued;
	}
}

static void
drop(struct chat *c, enum alert alert)
{
	c->alerts[alert] = (struct chat_alert){ .since_ms = 0 };
}

void
alert_looked(struct model *m, struct chat *c)
{
	if (!m->ui.has_focus || !model_is_shown(m, c))
		return;
	for (int i = 0; i < ALERTS; i++)
		if (c->alerts[i].since_ms != 0)
			drop(c, (enum alert)i);
}

/* --- raising --------------------------------------------------------------- */

static void
look_at(struct model *m, int64_t at_ms)
{
	struct alerts *a = &m->alerts;

	if (at_ms < a->fired_ms + APART_MS && a->fired_ms <= m->now_ms)
		at_ms = a->fired_ms + APART_MS;
	if (a->due_ms == 0 || at_ms < a->due_ms)
		a->due_ms = at_ms;
}

void
alert_raise(struct model *m, struct chat *c, enum alert alert)
{
	struct chat_alert *a = &c->alerts[alert];

	if (!is_wanted(m, c, &m->prefs.alert_rules[alert]))
		return;
	if (a->since_ms == 0)
		*a = (struct chat_alert){ .since_ms = m->now_ms > 0 ?
		    m->now_ms : 1 };
	else
		a->is_again = a->step > 0;
	look_at(m, m->now_ms);
}

static bool
enters_queue(const struct event *ev)
{
	return ev->type == EVENT_OPENED ||
	    ((ev->type == EVENT_REOPENED || ev->type == EVENT_TRANSFERRED) &&
		ev->operator_id == 0);
}

/* Has nobody written here before this message? */
static bool
is_first(const struct chat *c, const struct event *ev)
{
	for (size_t i = 0; i < c->n_lines; i++)
		if (c->lines[i].type == EVENT_MESSAGE &&
		    c->lines[i].seq != 0 && c->lines[i].seq < ev->seq)
			return false;
	return c->is_complete;
}

static void
raise_message(struct model *m, struct chat *c, const struct event *ev)
{
	if (is_first(c, ev)) {
		/* Who has just come is one alert, not two. */
		if (c->alerts[ALERT_QUEUE].since_ms == 0)
			alert_raise(m, c, ALERT_FIRST);
	} else if (model_is_mine(m, c)) {
		alert_raise(m, c, ALERT_MESSAGE);
	}
}

void
alert_event(struct model *m, struct chat *c, const struct event *ev)
{
	if (enters_queue(ev) && ev->by_id != m->me.id)
		alert_raise(m, c, ALERT_QUEUE);
	else if (ev->type == EVENT_TRANSFERRED &&
	    ev->operator_id == m->me.id && ev->by_id != m->me.id)
		alert_raise(m, c, ALERT_TRANSFER);
	else if (ev->type == EVENT_MESSAGE && ev->by == ACTOR_VISITOR)
		raise_message(m, c, ev);
}

static void
raise_late(struct model *m, struct chat *c)
{
	enum target_state state = TARGET_NONE;

	if (c->c.last_seq != 0 && (c->c.state == CONVERSATION_WAITING ||
	    (model_is_mine(m, c) && c->c.state == CONVERSATION_ACTIVE)))
		state = model_target(m, c);
	if (state < TARGET_WARN)
		c->alerted = TARGET_NONE;
	else if (state > c->alerted) {
		c->alerted = state;
		alert_raise(m, c, ALERT_LATE);
	}
}

/* --- in words -------------------------------------------------------------- */

static const char *
last_text(const struct chat *c, enum event_type type)
{
	for (size_t i = c->n_lines; i-- > 0;)
		if (c->lines[i].type == type && c->lines[i].seq != 0 &&
		    (type != EVENT_MESSAGE || room_is(c) ||
			c->lines[i].by == ACTOR_VISITOR))
			return c->lines[i].text;
	return "";
}

static const char *
say_late(const struct model *m, const struct chat *c, char *title,
    size_t size)
{
	char span[32];

	i18n_span(span, sizeof span,
	    m->now_ms - (c->c.waiting_since_ms != 0 ? c->c.waiting_since_ms :
						      c->c.queued_ms));
	if (model_target(m, c) == TARGET_MISSED)
		snprintf(title, size, _("%s has waited too long: %s"),
		    c->label, span);
	else
		snprintf(title, size, _("%s should be answered soon: %s"),
		    c->label, span);
	return c->c.subject;
}

/* Fills the title; gives the body. */
static const char *
say_one(const struct model *m, const struct chat *c, enum alert alert,
    char *title, size_t size)
{
	switch (alert) {
	case ALERT_QUEUE:
		snprintf(title, size, "%s", _("A customer waits in the "
		    "queue"));
		return c->c.subject[0] != '\0' ? c->c.subject : c->label;
	case ALERT_FIRST:
		snprintf(title, size, _("First message of %s"), c->label);
		return last_text(c, EVENT_MESSAGE);
	case ALERT_LATE:
		return say_late(m, c, title, size);
	case ALERT_TRANSFER:
		if (c->c.transferred_seq == 0) {
			snprintf(title, size, _("%s was not accepted"),
			    c->label);
			return last_text(c, EVENT_DECLINED);
		}
		snprintf(title, size, _("%s was transferred to you"),
		    c->label);
		return last_text(c, EVENT_TRANSFERRED);
	case ALERT_PROMISE:
		snprintf(title, size, _("You promised to write to %s"),
		    c->label);
		return c->c.promise;
	case ALERT_MENTION:
		snprintf(title, size, _("%s: said to you"), c->label);
		return last_text(c, EVENT_MESSAGE);
	case ALERT_LATER:
		snprintf(title, size, _("%s is back: you had put it aside"),
		    c->label);
		return c->c.subject;
	default:
		snprintf(title, size, "%s", c->label);
		return last_text(c, EVENT_MESSAGE);
	}
}

static void
say_many(char *buf, size_t size, enum alert alert, int n)
{
	unsigned long many = (unsigned long)n;

	switch (alert) {
	case ALERT_QUEUE:
		snprintf(buf, size, ngettext("%d new customer",
		    "%d new customers", many), n);
		break;
	case ALERT_FIRST:
		snprintf(buf, size, ngettext("%d first message",
		    "%d first messages", many), n);
		break;
	case ALERT_LATE:
		snprintf(buf, size, ngettext("%d customer should be answered "
		    "now", "%d customers should be answered now", many), n);
		break;
	case ALERT_TRANSFER:
		snprintf(buf, size, ngettext("%d conversation was transferred "
		    "to you", "%d conversations were transferred to you",
		    many), n);
		break;
	case ALERT_PROMISE:
		snprintf(buf, size, ngettext("%d promise is due",
		    "%d promises are due", many), n);
		break;
	case ALERT_LATER:
		snprintf(buf, size, ngettext("%d conversation is back that "
		    "you had put aside", "%d conversations are back that you "
		    "had put aside", many), n);
		break;
	case ALERT_MENTION:
	case ALERT_TALK:
		snprintf(buf, size, ngettext("%d room of the team has news",
		    "%d rooms of the team have news", many), n);
		break;
	default:
		snprintf(buf, size, ngettext("%d customer has written",
		    "%d customers have written", many), n);
		break;
	}
}

/* --- the ladder -------------------------------------------------------------- */

/* What is due in this tick. */
struct gathered {
	int		   n, of[ALERTS];
	unsigned	   ways;
	int		   step;	/* the highest */
	const struct chat *c;		/* the last one ... */
	enum alert	   alert;	/* ... and what it is */
	struct str	   names;
};

static bool
is_due(const struct model *m, const struct chat_alert *a,
    const struct alert_rule *r)
{
	return a->since_ms != 0 && (a->is_again || (a->step < r->n_steps &&
	    m->now_ms >= a->since_ms + r->after_ms[a->step]));
}

static int64_t
next_due(const struct chat_alert *a, const struct alert_rule *r)
{
	if (a->since_ms == 0 || a->step >= r->n_steps)
		return 0;
	return a->since_ms + r->after_ms[a->step];
}

/* Climbs as far as the time has come; gives the ways of where it stands. */
static unsigned
climb(const struct model *m, struct chat_alert *a,
    const struct alert_rule *r)
{
	unsigned found = 0;

	if (a->is_again && a->step > 0)
		found = r->ways[a->step - 1];
	a->is_again = false;
	while (a->step < r->n_steps &&
	    m->now_ms >= a->since_ms + r->after_ms[a->step])
		found = r->ways[a->step++];
	return found;
}

/* Silence is for the bell: that somebody gave me a customer I still read. */
static void
show_silently(struct model *m, const struct chat *c, enum alert alert)
{
	char title[BODY_BYTES];

	if (alert != ALERT_TRANSFER || c->alerts[alert].step > 0)
		return;
	say_one(m, c, alert, title, sizeof title);
	model_say(m, TONE_INFO, "%s", title);
}

static void
gather(struct model *m, struct chat *c, enum alert alert,
    struct gathered *all)
{
	const struct alert_rule *r = &m->prefs.alert_rules[alert];
	struct chat_alert *a = &c->alerts[alert];
	unsigned found;

	if (!is_due(m, a, r))
		return;
	if (m->alerts.dnd_until_ms != 0)
		show_silently(m, c, alert);
	found = climb(m, a, r);
	if (m->alerts.dnd_until_ms != 0 || found == 0 ||
	    alert_rule_is_quiet(r, i18n_minute(m->now_ms)) ||
	    !is_wanted(m, c, r))
		return;
	all->n++;
	all->of[alert]++;
	all->ways |= found;
	if (a->step > all->step)
		all->step = a->step;
	all->c = c;
	all->alert = alert;
	str_putf(&all->names, "%s%s", all->names.len > 0 ? ", " : "",
	    c->label);
}

/* Somebody else's text reaches an alert in its safe form only. */
static void
put(struct effects *e, const struct gathered *all, const char *title,
    const char *body)
{
	char safe_title[BODY_BYTES], safe_body[BODY_BYTES];
	struct effect *f = effects_alert(e, all->alert,
	    utf8_safe_buf(safe_title, sizeof safe_title, title, UTF8_FLAT),
	    utf8_safe_buf(safe_body, sizeof safe_body, body, UTF8_FLAT));

	if (f == NULL)
		return;
	f->ways = all->ways;
	f->step = all->step;
	f->count = all->n;
	f->conversation_id = all->n == 1 ? all->c->c.id : 0;
}

static void
put_sum(struct effects *e, const struct gathered *all)
{
	char title[BODY_BYTES], part[BODY_BYTES];
	struct str body;
	int n_kinds = 0;

	str_init(&body, 4 * BODY_BYTES);
	for (int i = 0; i < ALERTS; i++) {
		if (all->of[i] == 0)
			continue;
		say_many(part, sizeof part, (enum alert)i, all->of[i]);
		str_putf(&body, "%s%s", n_kinds++ > 0 ? " · " : "", part);
	}
	if (n_kinds == 1) {
		put(e, all, part, all->names.data);
	} else {
		snprintf(title, sizeof title, ngettext("%d alert",
		    "%d alerts", (unsigned long)all->n), all->n);
		put(e, all, title, body.data);
	}
	str_clear(&body);
}

static void
fire(struct model *m, struct effects *e)
{
	struct gathered all = { .n = 0 };
	char title[BODY_BYTES];

	str_init(&all.names, BODY_BYTES);
	for (size_t i = 0; i < m->n_chats; i++)
		for (int k = 0; k < ALERTS; k++)
			gather(m, m->chats[i], (enum alert)k, &all);
	if (all.n == 1) {
		const char *body = say_one(m, all.c, all.alert, title,
		    sizeof title);

		put(e, &all, title, body);
	} else if (all.n > 1) {
		put_sum(e, &all);
	}
	if (all.n > 0)
		m->alerts.fired_ms = m->now_ms;
	str_clear(&all.names);
}

/* Forgets what is done and finds out when the next step is. */
static void
sweep(struct model *m)
{
	m->alerts.due_ms = 0;
	for (size_t i = 0; i < m->n_chats; i++)
		for (int k = 0; k < ALERTS; k++) {
			struct chat *c = m->chats[i];
			int64_t due_ms;

			if (c->alerts[k].since_ms == 0)
				continue;
			if (!still_holds(m, c, (enum alert)k)) {
				drop(c, (enum alert)k);
				continue;
			}
			due_ms = next_due(&c->alerts[k],
			    &m->prefs.alert_rules[k]);
			if (c->alerts[k].is_again)
				look_at(m, m->now_ms);
			else if (due_ms != 0)
				look_at(m, due_ms);
		}
}

/* --- /alerts test, do not disturb ------------------------------------------- */

static void
test(struct model *m, struct effects *e)
{
	struct alerts *a = &m->alerts;
	struct effect *f;

	if (a->test_step < 0 || m->now_ms < a->test_ms)
		return;
	f = effects_put(e, EFFECT_ALERT_TEST);
	if (f != NULL)
		f->step = a->test_step;
	a->test_ms = m->now_ms + TEST_MS;
	if (++a->test_step == ALERT_TESTS)
		a->test_step = -1;
}

void
alert_test(struct model *m)
{
	m->alerts.test_step = 0;
	m->alerts.test_ms = m->now_ms;
}

void
alert_tick(struct model *m, struct effects *e)
{
	struct alerts *a = &m->alerts;

	for (size_t i = 0; i < m->n_chats; i++)
		raise_late(m, m->chats[i]);
	if (a->dnd_until_ms != 0 && m->now_ms >= a->dnd_until_ms) {
		a->dnd_until_ms = 0;
		model_say(m, TONE_INFO, _("Alerts reach you again."));
	}
	if (a->fired_ms > m->now_ms)
		a->fired_ms = 0;	/* the clock was set back */
	sweep(m);
	if (a->due_ms != 0 && m->now_ms >= a->due_ms) {
		fire(m, e);
		sweep(m);
	}
	test(m, e);
}

int64_t
model_alert_due_ms(const struct model *m)
{
	const struct alerts *a = &m->alerts;
	int64_t due_ms = a->due_ms;

	if (a->test_step >= 0 && (due_ms == 0 || a->test_ms < due_ms))
		due_ms = a->test_ms;
	if (a->dnd_until_ms != 0 && a->dnd_until_ms != INT64_MAX &&
	    (due_ms == 0 || a->dnd_until_ms < due_ms))
		due_ms = a->dnd_until_ms;
	return due_ms;
}
