/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/conversation.h"

#include <string.h>

#include "base/str.h"

static const char *const state_names[CONVERSATION_STATES] = {
	[CONVERSATION_WAITING] = "waiting",
	[CONVERSATION_ACTIVE] = "active",
	[CONVERSATION_WRAP_UP] = "wrap_up",
	[CONVERSATION_CLOSED] = "closed",
	[CONVERSATION_TEAM] = "team",
};

/* Where an event leads: a state, the state it came from, or the state that
 * its receiver decides (an operator: ACTIVE, a queue: WAITING). */
enum lead { LEAD_ACTIVE, LEAD_WRAP_UP, LEAD_CLOSED, LEAD_STAY, LEAD_RECEIVER };

#define IN_WAITING (1u << CONVERSATION_WAITING)
#define IN_ACTIVE  (1u << CONVERSATION_ACTIVE)
#define IN_WRAP_UP (1u << CONVERSATION_WRAP_UP)
#define IN_CLOSED  (1u << CONVERSATION_CLOSED)
#define IN_TEAM	   (1u << CONVERSATION_TEAM)
#define IN_OPEN	   (IN_WAITING | IN_ACTIVE)
#define IN_ANY	   (IN_OPEN | IN_WRAP_UP | IN_CLOSED)

/* The life of a conversation. A step that is not here does not fit: the
 * caller has missed something. */
static const struct step {
	unsigned	from;
	enum event_type type;
	enum lead	to;
} steps[] = {
	{ IN_OPEN | IN_TEAM, EVENT_MESSAGE, LEAD_STAY },
	{ IN_ANY, EVENT_NOTE, LEAD_STAY },
	{ IN_OPEN, EVENT_TAKEN, LEAD_ACTIVE },
	{ IN_OPEN, EVENT_TRANSFERRED, LEAD_RECEIVER },
	{ IN_OPEN, EVENT_TAKEN_BACK, LEAD_ACTIVE },
	{ IN_ACTIVE, EVENT_DECLINED, LEAD_RECEIVER },
	{ IN_ACTIVE, EVENT_RETURNED, LEAD_RECEIVER },
	{ IN_WAITING, EVENT_CLOSED, LEAD_CLOSED },
	{ IN_ACTIVE, EVENT_CLOSED, LEAD_WRAP_UP },
	{ IN_WRAP_UP | IN_CLOSED, EVENT_OUTCOME, LEAD_CLOSED },
	{ IN_WRAP_UP | IN_CLOSED, EVENT_REOPENED, LEAD_RECEIVER },
	{ IN_ANY, EVENT_RATED, LEAD_STAY },
	{ IN_ANY, EVENT_WHISPER, LEAD_STAY },
	{ IN_ACTIVE, EVENT_JOINED, LEAD_STAY },
	{ IN_ANY, EVENT_LEFT, LEAD_STAY },
	{ IN_ANY, EVENT_WINBACK, LEAD_STAY },
	{ IN_ANY, EVENT_TAGGED, LEAD_STAY },
	{ IN_ANY, EVENT_PROMISED, LEAD_STAY },
	{ IN_ACTIVE, EVENT_ASIDE, LEAD_STAY },
	{ IN_OPEN | IN_WRAP_UP | IN_TEAM, EVENT_EDITED, LEAD_STAY },
	{ IN_ANY | IN_TEAM, EVENT_READ, LEAD_STAY },
	{ IN_OPEN, EVENT_TARGET, LEAD_STAY },
	{ 1u << CONVERSATION_WAITING, EVENT_ESTIMATED, LEAD_STAY },
	{ IN_OPEN, EVENT_WARNED, LEAD_STAY },
	{ IN_OPEN, EVENT_MISSED, LEAD_STAY },
	{ IN_OPEN, EVENT_ROUTED, LEAD_STAY },
	{ IN_ANY, EVENT_BLOCKED, LEAD_STAY },
	{ IN_ANY, EVENT_UNBLOCKED, LEAD_STAY },
};

static const struct step *
find_step(enum conversation_state from, enum event_type type)
{
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i].type == type && steps[i].from & 1u << from)
			return &steps[i];
	return NULL;
}

/* What the table cannot say. */
static bool
fits(const struct conversation *c, const struct event *ev)
{
	switch (ev->type) {
	case EVENT_TAKEN: /* by who has it already: accepted */
		return ev->operator_id != 0 &&
		    (c->state == CONVERSATION_WAITING ||
		    conversation_is_offered_to(c, ev->operator_id));
	case EVENT_DECLINED:
		return c->offered_until_ms != 0;
	case EVENT_RETURNED: /* by the desk also from who does not answer */
		return c->offered_until_ms != 0 || (ev->by == ACTOR_SYSTEM &&
		    ev->operator_id == 0);
	case EVENT_EDITED:
		/* The desk itself masks what was said (mask.h). */
		return ev->upto != 0 && (ev->by == ACTOR_SYSTEM ||
		    (ev->upto == c->said_seq &&
		    ev->by_id == c->said_by_id));
	case EVENT_TARGET:
		return ev->due_ms != 0;
	case EVENT_ESTIMATED:
		return c->estimated_ms == 0 && ev->until_ms > ev->due_ms;
	case EVENT_WARNED: /* each is said once */
		return c->targets[ev->which].due_ms != 0 &&
		    !c->targets[ev->which].is_warned;
	case EVENT_MISSED:
		return c->targets[ev->which].due_ms != 0 &&
		    !c->targets[ev->which].is_missed;
	case EVENT_TAKEN_BACK:
		return ev->operator_id != 0 && c->transferred_seq != 0;
	default:
		return true;
	}
}

/* From one queue into another it keeps its place, also when it was offered by
 * the desk meanwhile; and who was left without an answer has waited. */
static void
find_place(struct conversation *c, const struct event *ev)
{
	if (c->state == CONVERSATION_WAITING) {
		if (c->queued_ms != 0)
			return;
		c->queued_ms = c->place_ms != 0 ? c->place_ms :
		    ev->type == EVENT_RETURNED && c->waiting_since_ms != 0 ?
		    c->waiting_since_ms : ev->at_ms;
		c->place_ms = 0;
		return;
	}
	c->place_ms = ev->type == EVENT_TRANSFERRED &&
	    ev->by == ACTOR_SYSTEM && ev->until_ms != 0 ? c->queued_ms : 0;
	c->queued_ms = 0;
	if (ev->type != EVENT_CLOSED && ev->type != EVENT_OUTCOME)
		c->owned_ms = ev->at_ms;
}

static void
turn_to(struct conversation *c, const struct event *ev, enum lead to)
{
	static const enum conversation_state states[] = {
		[LEAD_ACTIVE] = CONVERSATION_ACTIVE,
		[LEAD_WRAP_UP] = CONVERSATION_WRAP_UP,
		[LEAD_CLOSED] = CONVERSATION_CLOSED,
	};

	c->version = ev->seq;
	c->offered_until_ms = 0;
	if (to != LEAD_RECEIVER)
		c->state = states[to];
	else
		c->state = ev->operator_id != 0 ? CONVERSATION_ACTIVE :
						  CONVERSATION_WAITING;
	if (c->state == CONVERSATION_ACTIVE)
		c->operator_id = ev->operator_id;
	if (c->state == CONVERSATION_WAITING)
		c->operator_id = 0;
	if (c->state != CONVERSATION_ACTIVE ||
	    c->joined_id == c->operator_id)
		c->joined_id = 0;
	find_place(c, ev);
}

static void
apply_opened(struct conversation *c, const struct event *ev)
{
	*c = (struct conversation){
		.id = ev->conversation_id, .customer_id = ev->customer_id,
		.state = CONVERSATION_WAITING,
		.department_id = ev->department_id,
		.version = ev->seq, .last_seq = ev->seq,
		.asked_department_id = ev->department_id,
		.opened_ms = ev->at_ms, .queued_ms = ev->at_ms,
	};
	str_copy(c->name, sizeof c->name, ev->name);
	str_copy(c->language, sizeof c->language, ev->language);
	str_copy(c->page, sizeof c->page, ev->page);
	if (zone_name_ok(ev->time_zone))
		str_copy(c->time_zone, sizeof c->time_zone, ev->time_zone);
	str_copy(c->subject, sizeof c->subject, ev->text);
}

/* An answer is not owed any more. */
static void
end_wait(struct conversation *c)
{
	c->waiting_since_ms = 0;
	c->targets[TARGET_FIRST] = (struct target_due){ 0 };
	c->targets[TARGET_NEXT] = (struct target_due){ 0 };
}

/* An offer is not taken yet; what is assigned is. */
static void
note_taken(struct conversation *c, const struct event *ev)
{
	if (ev->type == EVENT_REOPENED)
		c->taken_ms = c->estimated_ms = 0;
	else if (c->taken_ms == 0 && (ev->type == EVENT_TAKEN ||
	    (ev->type == EVENT_MESSAGE && ev->by == ACTOR_OPERATOR) ||
	    (ev->type == EVENT_TRANSFERRED && ev->operator_id != 0 &&
	    ev->until_ms == 0)))
		c->taken_ms = ev->at_ms;
}

static void
apply_target(struct conversation *c, const struct event *ev)
{
	struct target_due *t = &c->targets[ev->which];

	if (ev->type == EVENT_TARGET)
		*t = (struct target_due){ .warn_ms = ev->warn_ms,
			.due_ms = ev->due_ms };
	else if (ev->type == EVENT_WARNED)
		t->is_warned = true;
	else
		t->is_missed = true;
}

static void
apply_room(struct conversation *c, const struct event *ev)
{
	int64_t a = ev->from_operator_id, b = ev->operator_id;

	*c = (struct conversation){
		.id = ev->conversation_id, .state = CONVERSATION_TEAM,
		.department_id = ev->department_id,
		.first_member_id = a < b ? a : b,
		.second_member_id = a < b ? b : a,
		.version = ev->seq, .last_seq = ev->seq,
		.opened_ms = ev->at_ms,
	};
}

static void
apply_message(struct conversation *c, const struct event *ev)
{
	c->last_message_ms = ev->at_ms;
	c->last_message_seq = ev->seq;
	c->last_message_by = ev->by;
	if (ev->by != ACTOR_SYSTEM)
		c->aside_until_ms = 0;
	if (ev->by == ACTOR_VISITOR && c->waiting_since_ms == 0)
		c->waiting_since_ms = ev->at_ms;
	/* A greeting by the desk itself is no answer. */
	if (ev->by != ACTOR_OPERATOR)
		return;
	c->said_seq = ev->seq;
	c->said_ms = ev->at_ms;
	c->said_by_id = ev->by_id;
	if (c->state == CONVERSATION_TEAM)
		return;
	end_wait(c);
	if (c->answered_ms == 0)
		c->answered_ms = ev->at_ms;
	if (ev->by_id == c->operator_id)
		c->offered_until_ms = 0;
	if (c->transferred_seq != 0 && ev->by_id != c->from_operator_id)
		c->receiver_wrote = true;
}

static void
apply_taken_back(struct conversation *c)
{
	c->department_id = c->from_department_id;
	c->from_operator_id = c->from_department_id = 0;
	c->transferred_ms = c->transferred_seq = 0;
	c->receiver_wrote = false;
}

/* Rules that look at the customer have no say in it any more. */
static void
put_by_hand(struct conversation *c, int64_t department_id)
{
	c->department_id = c->asked_department_id = department_id;
	c->is_placed = true;
	c->rules[0] = '\0';
}

static void
apply_transferred(struct conversation *c, const struct event *ev)
{
	c->from_operator_id = ev->from_operator_id;
	c->from_department_id = c->department_id;
	c->transferred_ms = ev->at_ms;
	c->aside_until_ms = 0;
	c->transferred_seq = ev->seq;
	c->receiver_wrote = false;
	if (ev->operator_id == 0)
		put_by_hand(c, ev->department_id);
	else
		c->offered_until_ms = ev->until_ms;
}

static void
apply_routed(struct conversation *c, const struct event *ev)
{
	if (c->state == CONVERSATION_WAITING)
		c->department_id = ev->department_id;
	c->priority = ev->priority;
	c->known_id = ev->operator_id;
	c->is_returning = ev->is_returning;
	str_copy(c->skills, sizeof c->skills, ev->skills);
	str_copy(c->rules, sizeof c->rules, ev->rules);
	str_copy(c->segment, sizeof c->segment, ev->segment);
}

/* The oldest makes room. */
static void
note_passed(struct conversation *c, const struct event *ev)
{
	size_t i = 0;

	while (i < c->n_passed && c->passed[i] != ev->from_operator_id)
		i += 2;
	if (i == c->n_passed && i == MAX_PASSED)
		i = 0;
	else if (i == c->n_passed)
		c->n_passed += 2;
	memmove(&c->passed[i], &c->passed[i + 2],
	    (c->n_passed - i - 2) * sizeof c->passed[0]);
	c->passed[c->n_passed - 2] = ev->from_operator_id;
	c->passed[c->n_passed - 1] = ev->at_ms;
}

/* What was not accepted: a colleague's goes back to where it came from. */
static void
apply_came_back(struct conversation *c, const struct event *ev,
    bool was_offered)
{
	bool was_desks = c->from_operator_id == 0 || !was_offered;

	if (was_desks && ev->from_operator_id != 0)
		note_passed(c, ev);
	if (was_offered)
		apply_taken_back(c);
}

/* To put aside what was settled unsettles it: an answer is owed again. */
static void
apply_aside(struct conversation *c, const struct event *ev)
{
	c->aside_until_ms = ev->until_ms > ev->at_ms ? ev->until_ms : 0;
	if (ev->until_ms == 0)
		end_wait(c);
	else if (c->waiting_since_ms == 0 &&
	    c->last_message_by == ACTOR_VISITOR)
		c->waiting_since_ms = c->last_message_ms;
}

static void
forget_promise(struct conversation *c)
{
	c->promise_due_ms = c->promised_ms = c->promise_by_id = 0;
	c->promise[0] = '\0';
}

static void
apply_promised(struct conversation *c, const struct event *ev)
{
	forget_promise(c);
	if (ev->due_ms == 0)
		return;
	c->promise_due_ms = ev->due_ms;
	c->promised_ms = ev->at_ms;
	c->promise_by_id = ev->by_id;
	str_copy(c->promise, sizeof c->promise, ev->text);
}

static void
apply_read(struct conversation *c, const struct event *ev)
{
	if (ev->by == ACTOR_VISITOR && ev->upto > c->visitor_read_seq)
		c->visitor_read_seq = ev->upto;
	if (ev->by == ACTOR_OPERATOR && ev->upto > c->operator_read_seq)
		c->operator_read_seq = ev->upto;
}

static void
apply_block(struct conversation *c, const struct event *ev)
{
	if (ev->type == EVENT_BLOCKED) {
		c->block_id = ev->seq;
		c->block_until_ms = ev->until_ms;
		c->block_is_limit = ev->is_limit;
	} else if (ev->upto == c->block_id) {
		c->block_id = c->block_until_ms = 0;
		c->block_is_limit = false;
	}
}

/* A customer who leaves was promised it still. */
static void
apply_closed(struct conversation *c, const struct event *ev)
{
	c->closed_ms = ev->at_ms;
	c->is_abandoned = ev->by == ACTOR_VISITOR && c->answered_ms == 0;
	c->aside_until_ms = 0;
	end_wait(c);
	c->targets[TARGET_RESOLUTION] = (struct target_due){ 0 };
	if (ev->by == ACTOR_OPERATOR)
		forget_promise(c);
}

static void
apply_facts(struct conversation *c, const struct event *ev, bool was_offered)
{
	switch (ev->type) {
	case EVENT_MESSAGE:
		apply_message(c, ev);
		break;
	case EVENT_TRANSFERRED:
		apply_transferred(c, ev);
		break;
	case EVENT_TAKEN:
		c->n_passed = 0;
		break;
	case EVENT_TAKEN_BACK:
		apply_taken_back(c);
		break;
	case EVENT_DECLINED:
	case EVENT_RETURNED:
		apply_came_back(c, ev, was_offered);
		break;
	case EVENT_ROUTED:
		apply_routed(c, ev);
		break;
	case EVENT_CLOSED:
		apply_closed(c, ev);
		break;
	case EVENT_JOINED:
		c->joined_id = ev->by_id;
		break;
	case EVENT_LEFT:
		c->joined_id = 0;
		break;
	case EVENT_TAGGED:
		str_copy(c->tags, sizeof c->tags, ev->tags);
		break;
	case EVENT_PROMISED:
		apply_promised(c, ev);
		break;
	case EVENT_OUTCOME:
		forget_promise(c);
		str_copy(c->outcome, sizeof c->outcome, ev->outcome);
		break;
	case EVENT_REOPENED: /* its next close will ask anew */
		c->closed_ms = 0;
		c->is_abandoned = false;
		c->outcome[0] = c->rules[0] = '\0';
		c->n_passed = 0;
		break;
	case EVENT_RATED:
		c->stars = ev->stars;
		break;
	case EVENT_WINBACK:
		c->winback = ev->winback;
		c->winback_owner_id = ev->operator_id;
		c->winback_due_ms = ev->due_ms;
		break;
	case EVENT_BLOCKED:
	case EVENT_UNBLOCKED:
		apply_block(c, ev);
		break;
	case EVENT_ASIDE:
		apply_aside(c, ev);
		break;
	case EVENT_READ:
		apply_read(c, ev);
		break;
	case EVENT_ESTIMATED:
		c->estimated_ms = ev->at_ms;
		c->estimate_low_ms = ev->due_ms;
		c->estimate_high_ms = ev->until_ms;
		break;
	case EVENT_TARGET:
	case EVENT_WARNED:
	case EVENT_MISSED:
		apply_target(c, ev);
		break;
	default:
		break;
	}
}

const char *
conversation_state_name(enum conversation_state s)
{
	return (unsigned)s < CONVERSATION_STATES ? state_names[s] : "";
}

bool
conversation_state_parse(const char *name, enum conversation_state *out)
{
	for (int i = 0; i < CONVERSATION_STATES; i++)
		if (strcmp(name, state_names[i]) == 0) {
			*out = (enum conversation_state)i;
			return true;
		}
	return false;
}

enum apply
conversation_apply(struct conversation *c, const struct event *ev)
{
	const struct step *step;
	bool was_offered = c->offered_until_ms != 0;

	/* A long poll that was cut off is asked again: repeats are normal. */
	if (ev->seq <= c->last_seq)
		return APPLY_REPEAT;
	if (ev->type == EVENT_OPENED) {
		if (c->last_seq != 0)
			return APPLY_LOST;
		apply_opened(c, ev);
		return APPLY_NEWS;
	}
	if (ev->type == EVENT_ROOM) {
		if (c->last_seq != 0)
			return APPLY_LOST;
		apply_room(c, ev);
		return APPLY_NEWS;
	}
	if (c->last_seq == 0 || ev->conversation_id != c->id)
		return APPLY_LOST;
	step = find_step(c->state, ev->type);
	if (step == NULL || !fits(c, ev))
		return APPLY_LOST;

	c->last_seq = ev->seq;
	if (step->to != LEAD_STAY)
		turn_to(c, ev, step->to);
	note_taken(c, ev);
	apply_facts(c, ev, was_offered);
	return APPLY_NEWS;
}

bool
conversation_can_take_back(const struct conversation *c, int64_t operator_id)
{
	/* Whatever was done with it since has made another version. */
	return operator_id != 0 && operator_id == c->from_operator_id &&
	    c->transferred_seq != 0 && c->version == c->transferred_seq &&
	    !c->receiver_wrote;
}

bool
conversation_is_offered_to(const struct conversation *c, int64_t operator_id)
{
	return c->offered_until_ms != 0 && operator_id != 0 &&
	    c->state == CONVERSATION_ACTIVE && c->operator_id == operator_id;
}

bool
conversation_has_voice(const struct conversation *c, int64_t operator_id)
{
	return operator_id != 0 && c->state == CONVERSATION_ACTIVE &&
	    (c->operator_id == operator_id || c->joined_id == operator_id);
}

int64_t
conversation_passed_ms(const struct conversation *c, int64_t operator_id)
{
	for (size_t i = 0; i + 1 < c->n_passed; i += 2)
		if (c->passed[i] == operator_id)
			return c->passed[i + 1];
	return 0;
}

bool
conversation_is_desks_offer(const struct conversation *c)
{
	return c->state == CONVERSATION_ACTIVE && c->offered_until_ms != 0 &&
	    c->place_ms != 0;
}

enum conversation_state
conversation_told_state(const struct conversation *c)
{
	return conversation_is_desks_offer(c) ? CONVERSATION_WAITING :
	    c->state;
}
