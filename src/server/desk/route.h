/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route.h - who gets which conversation, and why not.
 *
 * Pure, like all of desk/. Three questions, each asked of the desk as it is:
 *
 *   route_plan()    what the rules make of a conversation that waits
 *   route_fit()     may this operator have it now, and if not, why not
 *   route_next()    the one thing to be done now, of all that there is; or when
 *		     there will be something
 *
 * The loop asks route_next() by the second and after each change, and when
 * there is something submits ACTION_ROUTE; the writer asks again, of its own
 * desk, and decides what it finds. So two who ask get nothing twice.
 *
 * Who is first: by priority, then by the wait. Who gets it: whom they know
 * (where a rule prefers that), who speaks their language, who has the least
 * to do in proportion to their limit, who has been given nothing for longest,
 * the smallest id.
 */
#ifndef DESK_ROUTE_H
#define DESK_ROUTE_H

#include "server/desk/desk.h"

/* What the rules say of one that waits. */
struct route_plan {
	int64_t	department_id;
	int	priority;
	enum route_mode mode;
	bool	prefers_known;
	int64_t	known_until_ms;	/* nobody else before that */
	int64_t	strict_until_ms;	/* only who speaks it before that */
	char	skills[MAX_SKILLS_BYTES + 1];
	char	rules[MAX_RULES_BYTES + 1];	/* names of those that fit */
	const char *leaves;	/* what they are told now, once; or NULL */
	int64_t	answer_in_ms;	/* an answer is promised so; 0: it is not */
	const char *why;	/* "opened", "waited", "queue", "hours",
				 * "moved", "rules" */
	int64_t	next_ms;	/* by the clock it may be otherwise then;
				 * TARGET_NEVER: it will not */
};

/* Why somebody does not get it now. */
enum route_fit {
	ROUTE_FITS,
	ROUTE_DISABLED, ROUTE_OFFLINE, ROUTE_AWAY, ROUTE_FULL,
	ROUTE_DEPARTMENT, ROUTE_SKILL, ROUTE_LANGUAGE,
	ROUTE_PASSED,	/* has not accepted it a moment ago */
	ROUTE_KNOWN,	/* it waits for whom they know */
	ROUTE_HAS_IT,
	ROUTE_FITS_N
};

enum route_act {
	ROUTE_NOTHING,
	ROUTE_PLAN,	/* the rules say something else than is recorded */
	ROUTE_GIVE,	/* offer or assign it */
	ROUTE_TAKE_AWAY	/* its owner does not answer */
};

struct route_step {
	enum route_act act;
	int64_t conversation_id, operator_id;
	struct route_plan plan;
	int64_t due_ms;		/* nothing now: when to ask again at the
				 * latest; TARGET_NEVER: when something
				 * changes */
};

/* Rules are copied. Does a department (0: none) work at that instant? Without
 * a function the desk's book says so (book.h). */
typedef bool route_open_fn(void *ctx, const struct desk *d,
    int64_t department_id, int64_t now_ms);
void desk_set_routes(struct desk *d, const struct route_rules *rules);
const struct route_rules *desk_routes(const struct desk *d);
void desk_set_open(struct desk *d, route_open_fn *fn, void *ctx);

/* Is there anything for the desk to do by itself: by rules, or by a department's
 * overflow? */
bool route_is_active(const struct desk *d);
/* `c` waits. */
void route_plan(const struct desk *d, const struct conversation *c,
    int64_t now_ms, struct route_plan *out);
/* Is that what is recorded with the conversation? */
bool route_is_planned(const struct conversation *c,
    const struct route_plan *plan);
enum route_fit route_fit(const struct desk *d, const struct conversation *c,
    const struct route_plan *plan, const struct operator *o, int load,
    int64_t now_ms);
const char *route_fit_name(enum route_fit fit);	/* "full" */
void route_next(const struct desk *d, int64_t now_ms, struct route_step *out);

/* < 0: `a` comes before `b` in a queue. */
int route_compare(const struct conversation *a, const struct conversation *b);
/* Of who waits in their departments, what this operator should take: what they
 * are fit for before all else, then by its turn. NULL: nobody waits. */
const struct conversation *route_take(const struct desk *d,
    const struct operator *o, int64_t now_ms);
/* Offers in a row that this operator has let pass; _forget: none. */
int desk_passes(const struct desk *d, int64_t operator_id);
void desk_passes_forget(struct desk *d, int64_t operator_id);

#endif
