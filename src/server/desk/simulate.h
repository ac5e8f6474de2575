/* SPDX-License-Identifier: GPL-3.0-or-later */
/* simulate.h - recorded days once more, under other rules.
 *
 * A loop over the pure desk from one event to the next; no clock, no chance.
 * Customers come when they came, in their language, to their department. An
 * operator is there when they were; what they take keeps them as long as it
 * kept them (who never was served: as long as the middle one). Offers are
 * accepted, and in pull mode the next one is taken, `reaction_ms` after they
 * could be. A customer who left unserved leaves after the same wait again; of
 * the others nobody does: how long they would have waited is not known.
 */
#ifndef DESK_SIMULATE_H
#define DESK_SIMULATE_H

#include "server/desk/route.h"

struct simulated_customer {
	/* As they came; strings are borrowed. */
	int64_t	    opened_ms, department_id;
	const char *language, *page, *segment;
	int64_t	    known_id;
	bool	    is_returning;
	/* As it went. */
	int64_t	    wait_ms;		/* until somebody took it; -1: nobody */
	int64_t	    gone_ms;		/* left unserved after that; -1: not */
	int64_t	    handling_ms;	/* 0: not known */
};

/* An operator is there from one instant until before another. */
struct simulated_shift { int64_t operator_id, from_ms, to_ms; };

struct simulation {
	const struct desk *like;	/* operators and departments */
	const struct simulated_customer *customers;	/* by opened_ms */
	size_t	n_customers;
	const struct simulated_shift *shifts;
	size_t	n_shifts;
	int64_t	reaction_ms;
	route_open_fn *is_open;		/* NULL: always */
	void	      *open_ctx;
};

struct simulated {
	int	n, n_served, n_abandoned, n_overflowed, n_left_message;
	int	n_unserved;	/* still waiting at the end */
	int64_t	median_ms, p90_ms;	/* of who was served; 0: nobody */
};

/* As it was. */
void simulate_recorded(const struct simulation *s, struct simulated *out);
/* Under these rules. False: no memory. */
bool simulate(const struct simulation *s, const struct route_rules *rules,
    struct simulated *out);
/* The middle and the ninth of ten of what is sorted here; 0 of none. */
void simulate_middle(int64_t *values, size_t n, int64_t *median_ms,
    int64_t *p90_ms);

#endif
