/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has happened to a conversation, each as a sentence of its own. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/bans.h"
#include "console/view/internal.h"

struct names {
	char who[MAX_NAME_BYTES * 2];
	char to[MAX_NAME_BYTES * 2];
};

static void
flat(char *buf, size_t size, const char *name)
{
	utf8_safe_buf(buf, size, name, UTF8_FLAT);
}

static void
find_names(const struct model *m, const struct chat *c,
    const struct line *line, struct names *n)
{
	const struct department *dep;

	if (line->by == ACTOR_OPERATOR)
		flat(n->who, sizeof n->who, operator_name(m, line->by_id));
	else if (line->by == ACTOR_VISITOR)
		flat(n->who, sizeof n->who, c->label);
	else
		flat(n->who, sizeof n->who, _("The desk"));
	dep = model_department(m, line->department_id);
	if (line->operator_id != 0)
		flat(n->to, sizeof n->to,
		    operator_name(m, line->operator_id));
	else
		flat(n->to, sizeof n->to,
		    dep != NULL ? dep->name : _("a department"));
}

static void
say_transferred(char *buf, size_t size, const struct line *line,
    const struct names *n)
{
	if (line->operator_id != 0 && line->operator_id == line->by_id &&
	    line->from_operator_id != 0)
		snprintf(buf, size, _("%s took the conversation over."),
		    n->who);
	else if (line->operator_id != 0 && line->by == ACTOR_SYSTEM)
		snprintf(buf, size, _("The desk chose %s."), n->to);
	else if (line->operator_id != 0 && line->text[0] != '\0')
		snprintf(buf, size,
		    _("%s transferred the conversation to %s: %s"),
		    n->who, n->to, line->text);
	else if (line->operator_id != 0)
		snprintf(buf, size,
		    _("%s transferred the conversation to %s."), n->who,
		    n->to);
	else if (line->text[0] != '\0')
		snprintf(buf, size,
		    _("%s transferred the conversation to the queue of "
		      "%s: %s"),
		    n->who, n->to, line->text);
	else if (line->department_id == 0)
		snprintf(buf, size,
		    _("%s put the conversation back into the queue."),
		    n->who);
	else
		snprintf(buf, size,
		    _("%s transferred the conversation to the queue of "
		      "%s."),
		    n->who, n->to);
}

static void
say_declined(char *buf, size_t size, const struct line *line,
    const struct names *n)
{
	if (line->text[0] != '\0')
		snprintf(buf, size, _("%s declined the conversation: %s"),
		    n->who, line->text);
	else
		snprintf(buf, size, _("%s declined the conversation."),
		    n->who);
}

static void
say_returned(char *buf, size_t size, const struct model *m,
    const struct line *line, const struct names *n)
{
	char from[MAX_NAME_BYTES * 2];

	flat(from, sizeof from, operator_name(m, line->from_operator_id));
	if (line->operator_id != 0)
		snprintf(buf, size,
		    _("%s did not accept it in time: it is with %s again."),
		    from, n->to);
	else
		snprintf(buf, size,
		    _("%s did not accept it in time: it waits in the queue."),
		    from);
}

/* "a,b" is "#a #b". */
static void
say_tagged(char *buf, size_t size, const struct line *line,
    const struct names *n)
{
	char tags[MAX_TAGS_BYTES * 2];

	if (line->text[0] == '\0')
		snprintf(buf, size, _("%s took the tags away."), n->who);
	else
		snprintf(buf, size, _("%s set the tags: %s"), n->who,
		    format_tags(tags, sizeof tags, line->text));
}

static void
say_promised(char *buf, size_t size, const struct line *line,
    const struct names *n)
{
	char at[SHORT_BYTES];

	if (line->due_ms == 0)
		snprintf(buf, size, _("%s has done what was promised."),
		    n->who);
	else
		snprintf(buf, size, _("%s promised for %s: %s"), n->who,
		    format_due(at, sizeof at, line->at_ms, line->due_ms),
		    line->text);
}

static void
say_closed(char *buf, size_t size, const struct line *line,
    const struct names *n)
{
	if (line->is_blocked)
		snprintf(buf, size, _("%s closed the conversation: the "
		    "visitor is blocked."), n->who);
	else if (line->text[0] != '\0')
		snprintf(buf, size, _("%s closed the conversation: %s"),
		    n->who, line->text);
	else
		snprintf(buf, size, _("%s closed the conversation."), n->who);
}

static void
say_rated(char *buf, size_t size, const struct line *line,
    const struct names *n)
{
	static const char *const stars[] = {
		"☆☆☆☆☆", "★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★",
	};
	const char *given = stars[line->stars < 0 || line->stars > 5 ?
	    0 : line->stars];

	if (line->text[0] != '\0')
		snprintf(buf, size, _("%s rated the conversation %s: %s"),
		    n->who, given, line->text);
	else
		snprintf(buf, size, _("%s rated the conversation %s."),
		    n->who, given);
}

static void
say_winback(char *buf, size_t size, const struct model *m,
    const struct line *line)
{
	const struct operator *o = model_operator(m, line->operator_id);
	const char *owner = o == NULL ? _("nobody") : o->name;
	const char *text = line->text;
	int used;

	switch ((enum winback_state)line->stars) {
	case WINBACK_WON:
		used = snprintf(buf, size, "%s",
		    _("The customer was won back."));
		break;
	case WINBACK_LOST:
		used = snprintf(buf, size, "%s", _("The customer was lost."));
		break;
	case WINBACK_OFFERED:
		used = snprintf(buf, size, _("Win-back: %s has offered "
		    "something."), owner);
		break;
	default:
		used = snprintf(buf, size, _("Win-back: %s has it."), owner);
		break;
	}
	if (text[0] != '\0' && used > 0 && (size_t)used < size)
		snprintf(buf + used, size - (size_t)used, " %s", text);
}

/* Up to three sentences: what was done, how long it holds, and why. */
static void
say_blocked(char *buf, size_t size, const struct line *line,
    const struct names *n)
{
	char done[MAX_NAME_BYTES * 4], at[SHORT_BYTES];
	char until[SHORT_BYTES * 2] = "", why[MAX_BAN_REASON_BYTES * 2] = "";

	ban_done_words(line->ban_kind, line->is_limit, n->who, done,
	    sizeof done);
	if (line->due_ms != 0)
		snprintf(until, sizeof until, _("It holds until %s."),
		    format_due(at, sizeof at, line->at_ms, line->due_ms));
	if (line->text[0] != '\0')
		snprintf(why, sizeof why, _("Reason: %s"), line->text);
	snprintf(buf, size, "%s%s%s%s%s", done, until[0] != '\0' ? " " : "",
	    until, why[0] != '\0' ? " " : "", why);
}

static void
say_unblocked(char *buf, size_t size, const struct line *line,
    const struct names *n)
{
	if (line->text[0] != '\0')
		snprintf(buf, size, _("%s ended the block: %s"), n->who,
		    line->text);
	else
		snprintf(buf, size, _("%s ended the block."), n->who);
}

void
line_sentence(char *buf, size_t size, const struct model *m,
    const struct chat *c, const struct line *line)
{
	struct names n;

	buf[0] = '\0';
	find_names(m, c, line, &n);
	switch (line->type) {
	case EVENT_OPENED:
		snprintf(buf, size, _("%s began the conversation."), n.who);
		break;
	case EVENT_TAKEN:
		snprintf(buf, size, _("%s took the conversation."), n.to);
		break;
	case EVENT_TRANSFERRED:
		say_transferred(buf, size, line, &n);
		break;
	case EVENT_TAKEN_BACK:
		snprintf(buf, size, _("%s took the conversation back."), n.to);
		break;
	case EVENT_DECLINED:
		say_declined(buf, size, line, &n);
		break;
	case EVENT_RETURNED:
		say_returned(buf, size, m, line, &n);
		break;
	case EVENT_JOINED:
		snprintf(buf, size, _("%s has joined the conversation."),
		    n.who);
		break;
	case EVENT_LEFT:
		snprintf(buf, size, _("%s has left the conversation."),
		    n.who);
		break;
	case EVENT_TAGGED:
		say_tagged(buf, size, line, &n);
		break;
	case EVENT_PROMISED:
		say_promised(buf, size, line, &n);
		break;
	case EVENT_CLOSED:
		say_closed(buf, size, line, &n);
		break;
	case EVENT_OUTCOME:
		snprintf(buf, size, _("The outcome is: %s."),
		    model_outcome_title(m, line->text));
		break;
	case EVENT_REOPENED:
		snprintf(buf, size, "%s", line->operator_id == 0 ?
		    _("The conversation is open again and waits in the "
		      "queue.") :
		    _("The conversation is open again."));
		break;
	case EVENT_RATED:
		say_rated(buf, size, line, &n);
		break;
	case EVENT_BLOCKED:
		say_blocked(buf, size, line, &n);
		break;
	case EVENT_UNBLOCKED:
		say_unblocked(buf, size, line, &n);
		break;
	case EVENT_WINBACK:
		say_winback(buf, size, m, line);
		break;
	default:
		break;
	}
}
