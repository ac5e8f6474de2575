/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The top line: parts from the left, the clock at the right. When they do not
 * fit, the least important leave first.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define QUEUE_MAX    1000
#define REASON_COLS  40
#define REASON_SHORT 12	/* where there is no room for more */

struct part {
	char	   text[TEXT_BYTES];
	enum style style;
	int	   weight;	/* the smallest leaves first */
	int	   cols;
	int	   gap;		/* before it */
};

enum { PART_DESK, PART_LINK, PART_ME, PART_STATE, PART_REASON, PART_QUEUE, PART_OLDEST,
	PART_UNSENT, PART_SILENT, PARTS };

static const int weights[PARTS] = { 5, 9, 3, 2, 1, 6, 7, 8, 4 };
static const int gaps[PARTS] = { 0, 1, 2, 1, 0, 4, 2, 3, 2 };
#define WEIGHT_ALWAYS 10

static const char *const presences[PRESENCES] = {
	N_("offline"), N_("online"), N_("away"), N_("busy"), N_("break"),
	N_("writing up"),
};

const char *
presence_word(enum presence p)
{
	return _(presences[p]);
}

static void
say_link(const struct model *m, struct part *p)
{
	int64_t left_ms;

	switch (m->link) {
	case LINK_LIVE:
		snprintf(p->text, sizeof p->text, "● %dms", m->round_trip_ms);
		return;
	case LINK_WAITING:
		left_ms = m->link_since_ms + m->retry_ms - m->now_ms;
		p->style = STYLE_STATUS_BAD;
		if (left_ms <= 0)
			snprintf(p->text, sizeof p->text, "◌ %s",
			    _("connecting"));
		else
			/* TRANSLATORS: seconds until the next try. */
			snprintf(p->text, sizeof p->text,
			    _("◌ no line, again in %d s"),
			    (int)((left_ms + 999) / 1000));
		return;
	case LINK_REFUSED:
		p->style = STYLE_STATUS_BAD;
		snprintf(p->text, sizeof p->text, "✗ %s",
		    m->link_code == ERR_AUTH ? _("sign in again") :
					       _("the desk refuses"));
		return;
	case LINK_CLOSED:
		p->style = STYLE_STATUS_BAD;
		snprintf(p->text, sizeof p->text, "✗ %s", _("closed"));
		return;
	default:
		snprintf(p->text, sizeof p->text, "◌ %s", _("connecting"));
	}
}

/* The desk's own findings are words of ours, the others are of people. */
const char *
presence_reason(const struct operator *o)
{
	static const struct { const char *reason, *words; } found[] = {
		{ REASON_IDLE, N_("no key") },
		{ REASON_DETACHED, N_("detached") },
		{ REASON_PASSED, N_("no answer") },
		{ REASON_LOST, N_("no line") },
	};

	for (size_t i = 0; o->state_by_id == 0 &&
	    i < sizeof found / sizeof *found; i++)
		if (strcmp(o->reason, found[i].reason) == 0)
			return _(found[i].words);
	return o->reason;
}

char *
presence_words(const struct operator *o, char *buf, size_t size)
{
	char reason[SHORT_BYTES];

	buf[0] = '\0';
	if (o->presence == PRESENCE_ONLINE || o->presence == PRESENCE_OFFLINE)
		return buf;
	text_flat(reason, sizeof reason, presence_reason(o), 18);
	snprintf(buf, size, "%s%s%s", presence_word(o->presence),
	    reason[0] != '\0' ? ": " : "", reason);
	return buf;
}

static void
say_reason(const struct model *m, struct part *p, int cols)
{
	char reason[SHORT_BYTES];

	text_flat(reason, sizeof reason, presence_reason(&m->me), cols);
	if (reason[0] != '\0')
		snprintf(p->text, sizeof p->text, ": %s", reason);
	p->cols = text_cols(p->text);
}

static void
say_me(const struct model *m, struct part *me, struct part *state,
    struct part *reason)
{
	char name[MAX_NAME_BYTES + 1];

	/* Who only watches is not there. */
	if (!m->is_ready || m->watch.is_alone)
		return;
	text_flat(name, sizeof name, operator_name(m, m->me.id), 20);
	snprintf(me->text, sizeof me->text, "%s %d/%d", name, m->me.load,
	    m->me.limit);
	snprintf(state->text, sizeof state->text, "%s",
	    _(presences[m->me.presence]));
	if (m->me.presence == PRESENCE_ONLINE)
		return;
	/* Whoever gets nothing has to see it, whatever else there is. */
	state->style = reason->style = STYLE_WARN;
	state->weight = WEIGHT_ALWAYS;
	reason->weight = weights[PART_SILENT];
	say_reason(m, reason, REASON_COLS);
}

static void
say_queue(const struct model *m, struct part *queue, struct part *oldest)
{
	int64_t ids[QUEUE_MAX];
	size_t n = model_queue(m, ids, QUEUE_MAX);
	enum target_state state = TARGET_NONE;
	const struct chat *c;
	char wait[SHORT_BYTES];

	if (!m->is_ready)
		return;
	snprintf(queue->text, sizeof queue->text, _("queue %zu"), n);
	c = model_longest(m);
	if (c == NULL)
		return;
	state = model_target(m, c);
	oldest->style = style_late(state, STYLE_STATUS);
	/* TRANSLATORS: the longest wait in the queue: "oldest 1:42▲". */
	snprintf(oldest->text, sizeof oldest->text, _("oldest %s"),
	    format_late(wait, sizeof wait, m->now_ms - wait_since(c), state));
}

static void
say_unsent(const struct model *m, struct part *p)
{
	if (m->n_unsent <= 0)
		return;
	p->style = STYLE_WARN;
	snprintf(p->text, sizeof p->text,
	    ngettext("… %d unsent", "… %d unsent", (unsigned long)m->n_unsent),
	    m->n_unsent);
}

/* Do not disturb. */
static void
say_silent(const struct model *m, struct part *p)
{
	char clock[SHORT_BYTES];

	if (m->alerts.dnd_until_ms == 0)
		return;
	p->style = STYLE_WARN;
	if (m->alerts.dnd_until_ms == INT64_MAX)
		snprintf(p->text, sizeof p->text, "%s", _("silent"));
	else
		/* TRANSLATORS: no alerts until that time: "silent till 14:30". */
		snprintf(p->text, sizeof p->text, _("silent till %s"),
		    i18n_clock(clock, sizeof clock, m->alerts.dnd_until_ms));
}

static int
sum(const struct part *parts)
{
	int cols = 0;

	for (int i = 0; i < PARTS; i++)
		if (parts[i].cols > 0)
			cols += parts[i].cols + parts[i].gap;
	return cols;
}

/* Moves parts together, then takes some out, until `cols` are enough. */
static void
fit(struct part *parts, int cols)
{
	for (int i = 0; i < PARTS && sum(parts) > cols; i++)
		if (parts[i].gap > 2)
			parts[i].gap = 2;
	while (sum(parts) > cols) {
		struct part *least = NULL;

		for (int i = 0; i < PARTS; i++)
			if (parts[i].cols > 0 &&
			    (least == NULL || parts[i].weight < least->weight))
				least = &parts[i];
		if (least == NULL)
			return;
		least->cols = 0;
	}
}

void
status_view_draw(const struct draw *d, struct rect r)
{
	const struct model *m = d->m;
	struct part parts[PARTS] = { { .cols = 0 } };
	char clock[SHORT_BYTES];
	int col = r.col + 1, right, clock_cols;

	for (int i = 0; i < PARTS; i++)
		parts[i] = (struct part){ .style = STYLE_STATUS,
			.weight = weights[i], .gap = gaps[i] };
	snprintf(parts[PART_DESK].text, sizeof parts[PART_DESK].text, "%s",
	    m->desk[0] != '\0' ? m->desk : "dezhurka");
	say_link(m, &parts[PART_LINK]);
	say_me(m, &parts[PART_ME], &parts[PART_STATE], &parts[PART_REASON]);
	say_queue(m, &parts[PART_QUEUE], &parts[PART_OLDEST]);
	say_unsent(m, &parts[PART_UNSENT]);
	say_silent(m, &parts[PART_SILENT]);
	for (int i = 0; i < PARTS; i++)
		parts[i].cols = text_cols(parts[i].text);

	grid_fill(d->g, r, STYLE_STATUS);
	i18n_clock(clock, sizeof clock, m->now_ms);
	clock_cols = m->now_ms > 0 && r.cols >= 20 ? text_cols(clock) : 0;
	right = r.col + r.cols - 1 - clock_cols;
	if (clock_cols > 0)
		grid_put(d->g, r.row, right, clock_cols, STYLE_STATUS, clock);
	if (sum(parts) > right - 2 - r.col && parts[PART_REASON].cols > 0)
		say_reason(m, &parts[PART_REASON], REASON_SHORT);
	fit(parts, right - 2 - r.col);
	if (parts[PART_ME].cols == 0)
		parts[PART_STATE].gap = gaps[PART_ME];
	for (int i = 0; i < PARTS; i++) {
		if (parts[i].cols == 0)
			continue;
		if (col > r.col + 1)
			col += parts[i].gap;
		col += grid_put(d->g, r.row, col, right - col,
		    parts[i].style, parts[i].text);
	}
}
