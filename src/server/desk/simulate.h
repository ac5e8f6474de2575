/* SPDX-License-Identifier: GPL-3.0-or-later */
/* simulate.h - recorded days once more, under other rules.
 *
 * A loop over the pure desk from one event to the next; no clock, no chance.
 * Customers come when they came, in their language, to their department. An
 * operator is there when their state said so, and no longer; they have the
 * limit, the departments and the skills of now. What they take keeps them as
 * long as it kept them (who never was served: as long as the middle one), and
 * is answered as long after it was taken. Offers are accepted, and in pull
 * mode the next one is taken, `reaction_ms` after they could be. A customer who
 * left unserved leaves after the same wait again; of the others nobody does:
 * how long they would have waited is not known.
 *
 * Departments open and shut, overflow and promise by the rules that are tried.
 */
#ifndef DESK_SIMULATE_H
#define DESK_SIMULATE_H

#include "server/desk/route.h"

/* How one of them fared, or would have. */
struct simulated_fate {
	int64_t	wait_ms;	/* until somebody took it; -1: nobody did */
	bool	is_gone;	/* left unserved */
	bool	has_overflowed, has_left_message;
	bool	has_missed;	/* the first answer came too late, or not */
};

struct simulated_customer {
	/* As they came; strings are borrowed. */
	int64_t	    opened_ms, department_id;
	const char *language, *page, *segment;
	int64_t	    known_id;
	bool	    is_returning;
	/* As it went. */
	struct simulated_fate was;
	int64_t	    gone_ms;		/* left unserved after that; -1: not */
	int64_t	    handling_ms;	/* 0: not known */
	int64_t	    answer_ms;		/* the first answer, after it was
					 * taken; -1: not known */
};

/* From then on. */
struct simulated_state {
	int64_t operator_id, at_ms;
	enum presence presence;
};

struct simulation {
	const struct desk *like;	/* operators and departments */
	const struct simulated_customer *customers;	/* by opened_ms */
	size_t	n_customers;
	const struct simulated_state *states;		/* by at_ms */
	size_t	n_states;
	int64_t	reaction_ms;
	int64_t	end_ms;		/* nothing is known of what came then; 0: 12
				 * hours after the last of them came */
	int	n_absent;	/* were taken by who was not online */
};

/* What is tried: rules, and what the file says of departments and targets. */
struct simulated_rules {
	const struct route_rules *routes;
	const struct book *book;
};

/* Under these rules: how each customer fares. False: no memory. */
bool simulate(const struct simulation *s, const struct simulated_rules *rules,
    struct simulated_fate *fates);

struct simulated {
	int	n, n_served, n_abandoned, n_overflowed, n_left_message;
	int	n_unserved;	/* still waiting at the end */
	int	n_missed;
	int64_t	median_ms, p90_ms, worst_ms;	/* of who was served; 0: nobody */
};
#define SIMULATED_ALL (-1)

/* Of those who came to that department. fates NULL: as it was. */
void simulate_sum(const struct simulation *s,
    const struct simulated_fate *fates, int64_t department_id,
    struct simulated *out);

#endif
