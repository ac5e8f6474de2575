/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alert_rule.h - what is worth an alert, and how loud: a rule for each kind.
 *
 *   [alert message]
 *   ways = bell terminal desktop, bell terminal desktop command
 *   after = 0, 20s, 40s, 60s
 *   only = unfocused
 *   quiet = 22:00-08:00
 *
 * A rule is a ladder. `after` says when its steps come, counted from what
 * happened; `ways` says what is tried at each step, commas between the steps;
 * the last group serves all further ones. The ladder ends the moment that
 * the thing is done: looked at, answered, taken.
 */
#ifndef MODEL_ALERT_RULE_H
#define MODEL_ALERT_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define ALERT_STEPS 6
#define ALERT_TESTS 4	/* as many as there are ways */

enum alert {
	ALERT_QUEUE,		/* a new customer in the queue */
	ALERT_FIRST,		/* the first message of a conversation */
	ALERT_MESSAGE,		/* a customer of mine wrote */
	ALERT_LATE,		/* a target is about to be missed */
	ALERT_TRANSFER,		/* a conversation was transferred to me */
	ALERT_PROMISE,		/* what I promised is due */
	ALERT_LATER,		/* what I put aside is back */
	ALERT_MENTION,		/* a colleague said something to me */
	ALERT_TALK,		/* somebody said something in a room */
	ALERTS
};

/* Bits: a step may try several. */
enum alert_way {
	ALERT_BELL = 1, ALERT_TERMINAL = 2, ALERT_DESKTOP = 4,
	ALERT_COMMAND = 8
};

enum alert_only {
	ALERT_ALWAYS,
	ALERT_UNFOCUSED,	/* not while I look at it */
	ALERT_AWAY,		/* only when nobody is at the keyboard */
	ALERT_NEVER
};

struct alert_rule {
	int		n_steps;	/* 1..ALERT_STEPS */
	int64_t		after_ms[ALERT_STEPS];	/* rising; the first may be 0 */
	unsigned	ways[ALERT_STEPS];
	enum alert_only only;
	int		quiet_from, quiet_to;	/* minutes of the day; equal:
						 * no quiet hours */
};

/* One of a conversation, as far as its ladder has come. */
struct chat_alert {
	int64_t since_ms;	/* 0: there is none */
	int	step;		/* the next one */
	bool	is_again;	/* more of the same has come since */
};

/* All that the console knows of alerts. */
struct alerts {
	int64_t due_ms;		/* when to look again; 0: never */
	int64_t fired_ms;	/* the last one: at most one a second */
	int64_t dnd_until_ms;	/* do not disturb; 0: disturb */
	int64_t test_ms;	/* /alerts test: when the next way is tried */
	int	test_step;	/* 0..; -1: no test */
};

void alerts_init(struct alerts *a);
void alert_rules_init(struct alert_rule rules[ALERTS]);	/* as they come */
/* "queue", "first", "message", ... ALERTS: there is none of that name. */
enum alert  alert_find(const char *name);
const char *alert_name(enum alert alert);
const char *alert_way_name(enum alert_way way);
/* Sets "ways", "after", "only" or "quiet". ERR_VALUE: a sentence of what can be
 * written (translated); the rule is as it was. */
bool alert_rule_set(struct alert_rule *r, const char *key, const char *value,
    struct err *err);
/* Is that minute of the day (0..1439) one of the quiet hours? */
bool alert_rule_is_quiet(const struct alert_rule *r, int minute);
/* "14:05" as minutes of the day. */
bool alert_parse_minute(const char *text, int *minute);

#endif
