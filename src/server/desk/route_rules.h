/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route_rules.h - how the desk routes, as it stands in dezhurkad.conf(5).
 *
 *   [routing]	 mode, offer_for, ask_again, idle_after, away_after
 *   [rule NAME] conditions (if_...), then what follows
 *
 * Rules are tried in the order of the file. All that fit hold; what a later
 * one says of the same thing stands, but needed skills add up. A rule without
 * conditions always fits. Plain values: copied as a whole, owning nothing.
 */
#ifndef DESK_ROUTE_RULES_H
#define DESK_ROUTE_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/conf.h"
#include "domain/limits.h"

#define ROUTE_MAX_RULES	 48
#define ROUTE_LIST_BYTES 255
#define ROUTE_OVERFLOW	 "overflow"	/* of departments; no rule's name */
#define ROUTE_ANY	 (-1)	/* a condition or effect that is not said */

enum route_mode {
	ROUTE_PULL,	/* operators take */
	ROUTE_OFFER,	/* the desk offers, an operator accepts */
	ROUTE_ASSIGN,	/* the desk gives */
	ROUTE_MODES
};

struct route_rule {
	char name[MAX_LOGIN_BYTES + 1];
	int  line;
	/* Conditions; lists with commas, "" when not said. */
	char if_department[ROUTE_LIST_BYTES + 1];
	char if_language[ROUTE_LIST_BYTES + 1];
	char if_page[ROUTE_LIST_BYTES + 1];	/* with '*' */
	char if_segment[ROUTE_LIST_BYTES + 1];
	char if_skill[ROUTE_LIST_BYTES + 1];
	int  if_returning, if_open;		/* 0, 1 */
	int  if_queue_over;
	int64_t if_waited_ms;
	/* What follows. */
	char department[MAX_NAME_BYTES + 1];
	char skills[MAX_SKILLS_BYTES + 1];
	int  priority;
	bool prefers_known;
	int64_t known_for_ms;	/* waits so long for them; 0: not at all */
	int64_t strict_ms;	/* only who speaks the language, so long;
				 * TARGET_NEVER: always; 0: preferred */
	int  mode;
	int64_t answer_in_ms;
	char message[MAX_NOTE_BYTES + 1];
	bool is_last;		/* no later one is tried */
};

struct route_rules {
	enum route_mode mode;
	int64_t offer_ms;	/* an offer stands so long */
	int64_t again_ms;	/* who did not accept it rests so long */
	int64_t idle_ms;	/* an owner who does not answer so long loses
				 * it; TARGET_NEVER: never */
	int     away_after;	/* offers let pass in a row, 0: never */
	struct route_rule rules[ROUTE_MAX_RULES];
	int     n;
};

void route_rules_init(struct route_rules *r);
/* Is there anything for the desk to do by itself? */
bool route_rules_active(const struct route_rules *r);

/* [routing] or [rule NAME] */
bool route_rules_is(const char *section);
/* ERR_VALUE: "file:line:col: what is wrong". */
bool route_rules_put(struct route_rules *r, const struct conf *conf,
    const struct conf_entry *e, struct err *err);
/* After all of the file: what needs more than one line. `name`: the file's. */
bool route_rules_check(const struct route_rules *r, const struct conf *conf,
    struct err *err);

const char *route_mode_name(enum route_mode mode);	/* "offer" */

/* Does one word of the comma-separated list equal `word`? */
bool route_list_has(const char *list, const char *word);
/* The n-th word from 0, trimmed; false: there is none. */
bool route_list_at(const char *list, int n, char *word, size_t size);
/* "/checkout*": '*' stands for anything. */
bool route_page_fits(const char *patterns, const char *page);

#endif
