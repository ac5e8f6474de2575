/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fold.c - a conversation's events, folded into a row.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "domain/tags.h"
#include "server/report/report.h"

void
report_fold_begin(struct report_fold *f)
{
	f->row = (struct stats_row){ .wait_ms = STATS_NONE,
		.first_response_ms = STATS_NONE, .handling_ms = STATS_NONE,
		.wrap_up_ms = STATS_NONE };
	f->c = (struct conversation){ .id = 0 };
	f->n_had = f->n_answers = f->n_parts = 0;
	f->last_owner_id = f->wrap_up_ms = 0;
	f->is_routed = false;
}

void
report_fold_clear(struct report_fold *f)
{
	free(f->had);
	free(f->answers);
	free(f->parts);
	*f = (struct report_fold){ .n_had = 0 };
}

/* --- who had it --------------------------------------------------------- */

static void
note_owner(struct report_fold *f, int64_t operator_id)
{
	struct stats_row *row = &f->row;

	f->last_owner_id = operator_id;
	for (size_t i = 0; i + 1 < f->n_had; i++)
		if (f->had[i].operator_id == operator_id)
			return;
	if (row->n_owners < STATS_OWNERS)
		row->owners[row->n_owners] = operator_id;
	row->n_owners++;
}

static void
begin_had(struct report_fold *f, int64_t operator_id, int64_t at_ms)
{
	if (f->n_had == f->cap_had) {
		f->had = mem_grow(f->had, f->cap_had, f->cap_had * 2 + 4,
		    sizeof *f->had);
		f->cap_had = f->cap_had * 2 + 4;
	}
	f->had[f->n_had++] = (struct report_had){ operator_id, at_ms, 0 };
	if (f->row.wait_ms == STATS_NONE)
		f->row.wait_ms = at_ms - f->row.opened_ms;
	note_owner(f, operator_id);
}

static void
end_had(struct report_fold *f, int64_t at_ms)
{
	struct report_had *had = &f->had[f->n_had - 1];

	had->to_ms = at_ms > had->from_ms ? at_ms : had->from_ms;
	if (f->row.handling_ms == STATS_NONE)
		f->row.handling_ms = 0;
	f->row.handling_ms += had->to_ms - had->from_ms;
}

/* Who has it now; what is only offered is with nobody yet. */
static int64_t
holder_of(const struct conversation *c)
{
	return c->state == CONVERSATION_ACTIVE && c->offered_until_ms == 0 ?
	    c->operator_id : 0;
}

static void
follow_owner(struct report_fold *f, int64_t at_ms)
{
	bool is_held = f->n_had > 0 && f->had[f->n_had - 1].to_ms == 0;
	int64_t was = is_held ? f->had[f->n_had - 1].operator_id : 0;
	int64_t now = holder_of(&f->c);

	if (was == now)
		return;
	if (was != 0)
		end_had(f, at_ms);
	if (now != 0)
		begin_had(f, now, at_ms);
}

static struct report_part *
part_of(struct report_fold *f, int64_t operator_id)
{
	for (size_t i = 0; i < f->n_parts; i++)
		if (f->parts[i].operator_id == operator_id)
			return &f->parts[i];
	if (f->n_parts == f->cap_parts) {
		f->parts = mem_grow(f->parts, f->cap_parts,
		    f->cap_parts * 2 + 4, sizeof *f->parts);
		f->cap_parts = f->cap_parts * 2 + 4;
	}
	f->parts[f->n_parts] = (struct report_part){ .operator_id =
		operator_id };
	return &f->parts[f->n_parts++];
}

/* --- answers ------------------------------------------------------------ */

static void
add_answer(struct report_fold *f, int64_t operator_id, int64_t ms,
    bool is_first)
{
	if (ms < 0)	/* a clock was set back */
		ms = 0;
	if (f->n_answers == f->cap_answers) {
		f->answers = mem_grow(f->answers, f->cap_answers,
		    f->cap_answers * 2 + 8, sizeof *f->answers);
		f->cap_answers = f->cap_answers * 2 + 8;
	}
	f->answers[f->n_answers++] = (struct report_answer){ operator_id, ms,
		is_first };
	if (is_first) {
		f->row.first_response_ms = ms;
		f->row.first_operator_id = operator_id;
		return;
	}
	f->row.n_next++;
	f->row.next_sum_ms += ms;
	if (ms > f->row.next_max_ms)
		f->row.next_max_ms = ms;
}

/* As it stood before an event. */
struct before {
	int64_t answered_ms, waiting_since_ms;
	struct target_due targets[TARGETS];
};

static void
count_message(struct report_fold *f, const struct before *was,
    const struct event *ev)
{
	if (ev->by == ACTOR_VISITOR)
		f->row.n_messages++;
	if (ev->by != ACTOR_OPERATOR)
		return;
	f->row.n_answers++;
	if (was->answered_ms == 0)
		add_answer(f, ev->by_id, ev->at_ms - f->row.opened_ms, true);
	else if (was->waiting_since_ms != 0)
		add_answer(f, ev->by_id, ev->at_ms - was->waiting_since_ms,
		    false);
}

/* --- its life ------------------------------------------------------------ */

static void
open_row(struct report_fold *f, const struct event *ev)
{
	f->row.conversation_id = ev->conversation_id;
	f->row.customer_id = ev->customer_id;
	f->row.opened_ms = ev->at_ms;
	str_copy(f->row.language, sizeof f->row.language, ev->language);
}

static void
count_closed(struct report_fold *f, const struct event *ev)
{
	f->wrap_up_ms = f->c.state == CONVERSATION_WRAP_UP ? ev->at_ms : 0;
}

static void
count_outcome(struct report_fold *f, const struct event *ev)
{
	/* Said again later it is a correction. */
	if (f->wrap_up_ms != 0 && ev->at_ms >= f->wrap_up_ms)
		f->row.wrap_up_ms = ev->at_ms - f->wrap_up_ms;
	f->wrap_up_ms = 0;
}

static void
count_pass(struct report_fold *f, const struct event *ev)
{
	if (ev->by == ACTOR_OPERATOR) {
		f->row.n_transfers++;
		part_of(f, ev->by_id)->n_transfers++;
	}
}

static void
count_step(struct report_fold *f, const struct before *was,
    const struct event *ev)
{
	switch (ev->type) {
	case EVENT_MESSAGE:
		count_message(f, was, ev);
		break;
	case EVENT_TRANSFERRED:
		count_pass(f, ev);
		break;
	case EVENT_TAKEN_BACK:
		if (ev->by == ACTOR_OPERATOR && f->row.n_transfers > 0) {
			f->row.n_transfers--;
			part_of(f, ev->by_id)->n_transfers--;
		}
		break;
	case EVENT_DECLINED:
		f->row.n_declined++;
		part_of(f, ev->from_operator_id)->n_declined++;
		break;
	case EVENT_RETURNED:
		f->row.n_missed++;
		part_of(f, ev->from_operator_id)->n_missed++;
		break;
	case EVENT_CLOSED:
		count_closed(f, ev);
		break;
	case EVENT_OUTCOME:
		count_outcome(f, ev);
		break;
	case EVENT_REOPENED:
		f->row.n_reopened++;
		f->row.wrap_up_ms = STATS_NONE;
		f->wrap_up_ms = 0;
		break;
	default:
		break;
	}
}

/* One that an answer has settled in time, or the close that of the end. */
static void
count_targets(struct report_fold *f, const struct before *was,
    const struct event *ev)
{
	bool is_answer = ev->type == EVENT_MESSAGE &&
	    ev->by == ACTOR_OPERATOR;

	f->row.n_targets_missed += ev->type == EVENT_MISSED;
	for (int i = 0; i < TARGETS; i++)
		if (was->targets[i].due_ms != 0 &&
		    f->c.targets[i].due_ms == 0 &&
		    !was->targets[i].is_missed && (is_answer ||
		    (i == TARGET_RESOLUTION && ev->type == EVENT_CLOSED)))
			f->row.n_targets_met++;
}

void
report_fold_event(struct report_fold *f, const struct event *ev)
{
	struct before was = { .answered_ms = f->c.answered_ms,
		.waiting_since_ms = f->c.waiting_since_ms };

	memcpy(was.targets, f->c.targets, sizeof was.targets);
	if (conversation_apply(&f->c, ev) != APPLY_NEWS)
		return;
	if (ev->type == EVENT_OPENED)
		open_row(f, ev);
	if (ev->type == EVENT_ROUTED)
		f->is_routed = true;
	count_step(f, &was, ev);
	count_targets(f, &was, ev);
	follow_owner(f, ev->at_ms);
}

static int64_t
count_tags(const char *tags)
{
	int64_t n = *tags != '\0';

	for (; *tags != '\0'; tags++)
		n += *tags == ',';
	return n;
}

bool
report_fold_end(struct report_fold *f)
{
	f->row.department_id = f->c.department_id;
	f->row.closed_ms = f->c.closed_ms;
	f->row.stars = f->c.stars;
	f->row.is_abandoned = f->c.is_abandoned;
	f->row.n_tags = count_tags(f->c.tags);
	f->row.winback = f->c.winback;
	f->row.priority = f->c.priority;
	str_copy(f->row.segment, sizeof f->row.segment, f->c.segment);
	str_copy(f->row.outcome, sizeof f->row.outcome, f->c.outcome);
	return f->row.opened_ms != 0 && f->c.state != CONVERSATION_TEAM;
}
