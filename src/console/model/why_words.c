/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a conversation is where it is, in words. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/bans.h"
#include "console/model/internal.h"

#define FLAT_BYTES 384

struct telling {
	struct str	   *out;
	const struct model *m;
	const struct conversation *c;
};

static const char *const whiches[TARGETS] = {
	N_("first answer"), N_("next answer"), N_("resolution"),
};

/* --- names ----------------------------------------------------------------- */

static const char *
flat(char *buf, const char *text)
{
	utf8_safe_buf(buf, FLAT_BYTES, text, UTF8_FLAT);
	return buf;
}

static const char *
operator_of(const struct telling *w, int64_t id, char *buf)
{
	const struct operator *o = model_operator(w->m, id);

	return flat(buf, o == NULL ? "?" : o->name[0] != '\0' ? o->name :
	    o->login);
}

static const char *
department_of(const struct telling *w, int64_t id, char *buf)
{
	const struct department *d = model_department(w->m, id);

	return flat(buf, d != NULL ? d->name :
	    id == 0 ? _("no department") : "?");
}

/* "vip,night" as people write it. */
static const char *
list_of(const char *list, char *buf)
{
	char text[FLAT_BYTES];
	size_t len = 0;

	for (; *list != '\0' && len + 2 < sizeof text; list++) {
		text[len++] = *list;
		if (*list == ',')
			text[len++] = ' ';
	}
	text[len] = '\0';
	return flat(buf, text);
}

static const char *
at(const struct telling *w, int64_t at_ms, char *buf)
{
	return i18n_instant(buf, FLAT_BYTES, at_ms, w->m->now_ms);
}

/* To the second: a step may follow the other at once. */
static const char *
at_second(const struct telling *w, int64_t at_ms, char *buf)
{
	size_t len = strlen(at(w, at_ms, buf));

	snprintf(buf + len, FLAT_BYTES - len, ":%02d",
	    (int)(at_ms / 1000 % 60));
	return buf;
}

/* --- how it is now ------------------------------------------------------------ */

static int
place_of(const struct telling *w)
{
	int64_t ids[MODEL_PICKS];
	size_t n = model_queue(w->m, ids, MODEL_PICKS), i = 0;

	while (i < n && ids[i] != w->c->id)
		i++;
	return i < n ? (int)i + 1 : 0;
}

static void
put_state(const struct telling *w)
{
	const struct conversation *c = w->c;
	char who[FLAT_BYTES], when[FLAT_BYTES];
	int place = place_of(w);

	operator_of(w, c->operator_id, who);
	if (c->state == CONVERSATION_CLOSED)
		str_put(w->out, _("It is closed."));
	else if (c->state == CONVERSATION_WRAP_UP)
		str_putf(w->out, _("%s has closed it; its outcome is not "
		    "said yet."), who);
	else if (c->operator_id != 0 && conversation_is_desks_offer(c) &&
	    c->offered_until_ms != OFFERED_ALWAYS)
		str_putf(w->out, _("The desk offers it to %s until %s."), who,
		    at_second(w, c->offered_until_ms, when));
	else if (c->operator_id != 0 && c->offered_until_ms != 0)
		str_putf(w->out, _("It is offered to %s, who has not accepted "
		    "it yet."), who);
	else if (c->operator_id != 0)
		str_putf(w->out, _("%s has it."), who);
	else if (place > 0)
		str_putf(w->out, _("It waits since %s, as number %d of those "
		    "who wait."), at(w, c->queued_ms, when), place);
	else
		str_putf(w->out, _("It waits since %s."),
		    at(w, c->queued_ms, when));
	str_put_c(w->out, '\n');
}

static void
put_rules(const struct telling *w)
{
	const struct conversation *c = w->c;
	char name[FLAT_BYTES], asked[FLAT_BYTES];

	if (c->rules[0] == '\0')
		str_put(w->out, _("No rule holds for it."));
	else
		str_putf(w->out, _("These rules hold for it: %s."),
		    list_of(c->rules, name));
	str_put_c(w->out, '\n');
	str_putf(w->out, _("Department: %s."),
	    department_of(w, c->department_id, name));
	if (c->is_placed)
		str_putf(w->out, " %s", _("A person has put it there."));
	else if (c->asked_department_id != c->department_id) {
		str_put_c(w->out, ' ');
		str_putf(w->out, _("Without rules it would be: %s."),
		    department_of(w, c->asked_department_id, asked));
	}
	str_put_c(w->out, '\n');
}

static void __attribute__((format(printf, 2, 3)))
put_fact(const struct telling *w, const char *format, ...)
{
	char text[2 * FLAT_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	str_putf(w->out, "%s\n", text);
}

static void
put_facts(const struct telling *w)
{
	const struct conversation *c = w->c;
	char text[FLAT_BYTES];

	if (c->priority > 0)
		put_fact(w, _("Priority %d: who has more is served sooner."),
		    c->priority);
	if (c->segment[0] != '\0')
		put_fact(w, _("Segment: %s."), flat(text, c->segment));
	if (c->skills[0] != '\0')
		put_fact(w, _("It needs: %s."), list_of(c->skills, text));
	if (c->language[0] != '\0')
		put_fact(w, _("Language: %s."), flat(text, c->language));
	if (c->known_id != 0)
		put_fact(w, _("The customer was served well by %s, who is "
		    "asked first."), operator_of(w, c->known_id, text));
	else if (c->is_returning)
		put_fact(w, "%s", _("The customer has written before."));
}

static void
put_targets(const struct telling *w)
{
	char when[FLAT_BYTES], low[FLAT_BYTES], high[FLAT_BYTES];

	for (enum target_which i = 0; i < TARGETS; i++) {
		const struct target_due *t = &w->c->targets[i];

		if (t->due_ms == 0)
			continue;
		str_putf(w->out, t->is_missed ?
		    _("Target “%s”: was due %s and is missed.") :
		    t->is_warned ?
		    _("Target “%s”: due %s, it is nearly missed.") :
		    _("Target “%s”: due %s."), _(whiches[i]),
		    at(w, t->due_ms, when));
		str_put_c(w->out, '\n');
	}
	if (w->c->estimated_ms == 0)
		return;
	str_putf(w->out, _("The customer was told at %s of a wait of %s to "
	    "%s."), at(w, w->c->estimated_ms, when),
	    i18n_span(low, sizeof low, w->c->estimate_low_ms),
	    i18n_span(high, sizeof high, w->c->estimate_high_ms));
	str_put_c(w->out, '\n');
}

/* --- who could have it --------------------------------------------------------- */

/* The first word of `list` that is not in `others`; false: all are. */
static bool
lacks(const char *list, const char *others, char *word, size_t size)
{
	while (*list != '\0') {
		size_t len = strcspn(list, ",");

		if (len > 0 && len < size) {
			memcpy(word, list, len);
			word[len] = '\0';
			if (!list_has(others, word))
				return true;
		}
		list += len + (list[len] == ',');
	}
	return false;
}

static const char *
absence(const struct operator *o)
{
	static const char *const words[PRESENCES] = {
		N_("offline"), N_("online"), N_("away"), N_("busy"),
		N_("break"), N_("writing up"),
	};

	return _(words[o->presence]);
}

static bool
speaks(const struct telling *w, const struct operator *o)
{
	return w->c->language[0] == '\0' || o->languages[0] == '\0' ||
	    list_has(o->languages, w->c->language);
}

/* All that keeps it from them, first what does not pass by itself; as dezhurkad
 * explain tells it. False: nothing does. */
static bool
put_hindrances(const struct telling *w, const struct operator *o)
{
	const struct conversation *c = w->c;
	char name[FLAT_BYTES], word[MAX_SKILLS_BYTES + 1];
	bool is_there = o->presence == PRESENCE_ONLINE;
	const char *gap = "";

	if (c->department_id != 0 && o->n_departments > 0 &&
	    !operator_in_department(o, c->department_id)) {
		str_put(w->out, _("another department"));
		gap = ", ";
	}
	if (lacks(c->skills, o->skills, word, sizeof word)) {
		str_put(w->out, gap);
		str_putf(w->out, _("without %s"), flat(name, word));
		gap = ", ";
	}
	if (!speaks(w, o) && (*gap != '\0' || !is_there)) {
		str_put(w->out, gap);
		str_putf(w->out, _("not in %s"), flat(name, c->language));
		gap = ", ";
	}
	if (!is_there) {
		str_putf(w->out, "%s%s", gap, absence(o));
		gap = ", ";
	}
	if (o->load >= o->limit) {
		str_put(w->out, gap);
		str_putf(w->out, _("full, %d of %d"), o->load, o->limit);
		gap = ", ";
	}
	return *gap != '\0';
}

static void
put_operator(const struct telling *w, const struct operator *o)
{
	char name[FLAT_BYTES];

	str_putf(w->out, "  %s: ", operator_of(w, o->id, name));
	if (put_hindrances(w, o))
		;
	else if (conversation_passed_ms(w->c, o->id) != 0)
		str_put(w->out, _("did not accept it"));
	else if (!speaks(w, o))
		str_putf(w->out, _("could have it, but not in %s"),
		    flat(name, w->c->language));
	else
		str_put(w->out, _("could have it"));
	str_put_c(w->out, '\n');
}

static void
put_operators(const struct telling *w)
{
	if (w->c->state != CONVERSATION_WAITING)
		return;
	str_putf(w->out, "%s\n", _("WHO COULD HAVE IT"));
	for (size_t i = 0; i < w->m->n_operators; i++)
		if (!w->m->operators[i].disabled)
			put_operator(w, &w->m->operators[i]);
}

/* --- how it came here ----------------------------------------------------------- */

static void
put_opened(const struct telling *w, const struct event *ev)
{
	char name[FLAT_BYTES], language[FLAT_BYTES];

	department_of(w, ev->department_id, name);
	if (ev->language[0] != '\0')
		str_putf(w->out, _("It begins: %s, in %s."), name,
		    flat(language, ev->language));
	else
		str_putf(w->out, _("It begins: %s."), name);
}

static const char *
why_routed(const char *why)
{
	static const struct { const char *why, *sentence; } whys[] = {
		{ "opened", N_("The rules are applied as it begins.") },
		{ "waited", N_("The rules are applied again: it has waited "
		  "long.") },
		{ "queue", N_("The rules are applied again: the queue is "
		  "long.") },
		{ "hours", N_("The rules are applied again because of the "
		  "opening hours.") },
		{ "moved", N_("The rules are applied again: a colleague has "
		  "moved it.") },
		{ "rules", N_("The rules are applied again: what they look "
		  "at has changed.") },
	};

	for (size_t i = 0; i < sizeof whys / sizeof *whys; i++)
		if (strcmp(why, whys[i].why) == 0)
			return _(whys[i].sentence);
	return _("The rules are applied.");
}

/* One more sentence of the same step. */
static void __attribute__((format(printf, 2, 3)))
put_more(const struct telling *w, const char *format, ...)
{
	char text[2 * FLAT_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	str_putf(w->out, " %s", text);
}

static void
put_routed(const struct telling *w, const struct event *ev)
{
	char name[FLAT_BYTES];

	str_put(w->out, why_routed(ev->text));
	if (ev->rules[0] == '\0')
		put_more(w, "%s", _("No rule holds for it."));
	else
		put_more(w, _("These rules hold for it: %s."),
		    list_of(ev->rules, name));
	put_more(w, _("Department: %s."),
	    department_of(w, ev->department_id, name));
	if (ev->priority > 0)
		put_more(w, _("Priority: %d."), ev->priority);
	if (ev->segment[0] != '\0')
		put_more(w, _("Segment: %s."), flat(name, ev->segment));
	if (ev->skills[0] != '\0')
		put_more(w, _("It needs: %s."), list_of(ev->skills, name));
	if (ev->operator_id != 0)
		put_more(w, _("The customer was served well by %s, who is "
		    "asked first."), operator_of(w, ev->operator_id, name));
	if (ev->due_ms != 0)
		put_more(w, _("An answer is promised for %s."),
		    at(w, ev->due_ms, name));
}

static void
put_transferred(const struct telling *w, const struct event *ev)
{
	char to[FLAT_BYTES], by[FLAT_BYTES];
	bool is_desk = ev->by != ACTOR_OPERATOR;

	operator_of(w, ev->by_id, by);
	if (ev->operator_id != 0)
		operator_of(w, ev->operator_id, to);
	else
		department_of(w, ev->department_id, to);
	if (is_desk && ev->operator_id == 0)
		str_putf(w->out, _("The desk moves it: %s."), to);
	else if (is_desk && (ev->until_ms == 0 ||
	    ev->until_ms == OFFERED_ALWAYS))
		str_putf(w->out, _("The desk gives it to %s."), to);
	else if (is_desk)
		str_putf(w->out, _("The desk offers it to %s until %s."), to,
		    at_second(w, ev->until_ms, by));
	else if (ev->operator_id != 0)
		str_putf(w->out,
		    _("%s transferred the conversation to %s."), by, to);
	else if (ev->department_id == 0)
		str_putf(w->out,
		    _("%s put the conversation back into the queue."), by);
	else
		str_putf(w->out, _("%s transferred the conversation to the "
		    "queue of %s."), by, to);
}

static void
put_returned(const struct telling *w, const struct event *ev)
{
	char from[FLAT_BYTES], to[FLAT_BYTES], text[FLAT_BYTES];

	operator_of(w, ev->from_operator_id, from);
	if (ev->type == EVENT_DECLINED && ev->text[0] != '\0')
		str_putf(w->out, _("%s declined the conversation: %s"),
		    ev->by == ACTOR_OPERATOR ? operator_of(w, ev->by_id,
		    from) : from, flat(text, ev->text));
	else if (ev->type == EVENT_DECLINED)
		str_putf(w->out, _("%s declined the conversation."),
		    ev->by == ACTOR_OPERATOR ? operator_of(w, ev->by_id,
		    from) : from);
	else if (strcmp(ev->text, "idle") == 0)
		str_putf(w->out, _("%s does not answer: it goes back into the "
		    "queue."), from);
	else if (ev->operator_id != 0)
		str_putf(w->out, _("%s did not accept it in time: it is with "
		    "%s again."), from, operator_of(w, ev->operator_id, to));
	else
		str_putf(w->out, _("%s did not accept it in time: it waits in "
		    "the queue."), from);
}

static void
put_told(const struct telling *w, const struct event *ev)
{
	char low[FLAT_BYTES], high[FLAT_BYTES];
	const char *which = _(whiches[ev->which < TARGETS ? ev->which : 0]);

	if (ev->type == EVENT_ESTIMATED)
		str_putf(w->out, _("The customer is told of a wait of %s to "
		    "%s."), i18n_span(low, sizeof low, ev->due_ms),
		    i18n_span(high, sizeof high, ev->until_ms));
	else if (ev->type == EVENT_WARNED)
		str_putf(w->out, _("Target “%s”: nearly missed."), which);
	else if (ev->type == EVENT_MISSED)
		str_putf(w->out, _("Target “%s”: missed."), which);
	else if (ev->due_ms == 0)
		str_putf(w->out, _("Target “%s”: no longer."), which);
	else
		str_putf(w->out, _("Target “%s”: due %s."), which,
		    at(w, ev->due_ms, low));
}

static void
put_blocked(const struct telling *w, const struct event *ev)
{
	char who[FLAT_BYTES], text[2 * FLAT_BYTES];

	operator_of(w, ev->by_id, who);
	if (ev->type == EVENT_UNBLOCKED) {
		str_putf(w->out, _("%s ended the block."), who);
		return;
	}
	str_put(w->out, ban_done_words(ev->ban_kind, ev->is_limit, who, text,
	    sizeof text));
	if (ev->until_ms != 0)
		put_more(w, _("It holds until %s."),
		    at(w, ev->until_ms, text));
	if (ev->text[0] != '\0')
		put_more(w, _("Reason: %s"), flat(text, ev->text));
}

static void
put_step(const struct telling *w, const struct event *ev)
{
	char who[FLAT_BYTES];

	str_putf(w->out, "  %s  ", at_second(w, ev->at_ms, who));
	switch (ev->type) {
	case EVENT_OPENED:
		put_opened(w, ev);
		break;
	case EVENT_ROUTED:
		put_routed(w, ev);
		break;
	case EVENT_TRANSFERRED:
		put_transferred(w, ev);
		break;
	case EVENT_TAKEN:
		str_putf(w->out, _("%s took the conversation."),
		    operator_of(w, ev->operator_id, who));
		break;
	case EVENT_TAKEN_BACK:
		str_putf(w->out, _("%s took the conversation back."),
		    operator_of(w, ev->operator_id, who));
		break;
	case EVENT_BLOCKED:
	case EVENT_UNBLOCKED:
		put_blocked(w, ev);
		break;
	case EVENT_DECLINED:
	case EVENT_RETURNED:
		put_returned(w, ev);
		break;
	case EVENT_REOPENED:
		str_put(w->out, _("The conversation is open again."));
		break;
	case EVENT_CLOSED:
		str_putf(w->out, _("%s closed the conversation."),
		    ev->by == ACTOR_OPERATOR ? operator_of(w, ev->by_id,
		    who) : ev->by == ACTOR_VISITOR ?
		    flat(who, w->c->name) : _("The desk"));
		break;
	default:
		put_told(w, ev);
	}
	str_put_c(w->out, '\n');
}

void
why_put_text(struct str *out, const struct model *m,
    const struct conversation *c)
{
	const struct telling w = { out, m, c };
	const struct why *why = &m->why;

	put_state(&w);
	put_rules(&w);
	put_facts(&w);
	put_targets(&w);
	put_operators(&w);
	str_putf(out, "%s\n", _("HOW IT CAME HERE"));
	if (why->is_fetching)
		str_putf(out, "  … %s …\n",
		    _("what was written before is being fetched"));
	else if (!why->is_complete)
		str_putf(out, "  … %s …\n", _("what was before is not here"));
	for (size_t i = 0; i < why->n_steps; i++)
		put_step(&w, &why->steps[i]);
}
