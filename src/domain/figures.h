/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.h - a desk's day in numbers: what a supervisor looks at.
 *
 * Instants are ms since 1970 UTC by the desk's clock, spans are ms.
 *
 *   arrived	conversations that began
 *   answered	those whose first answer of an operator came in this time
 *   closed	those that ended, by whomever
 *   abandoned	of them: left by their visitors before the first answer
 *   missed	targets that were missed, of whatever kind
 *   first_*	from the beginning to the first answer, of those answered
 */
#ifndef DOMAIN_FIGURES_H
#define DOMAIN_FIGURES_H

#include <stdint.h>

#define FIGURES_HOURS	      12
#define FIGURES_VERSION_BYTES 16	/* hex digits */

struct figures_hour {
	int64_t from_ms;	/* it ends where the next one begins */
	int	arrived, answered, closed, abandoned, missed;
	int64_t first_median_ms;	/* 0: nobody was answered */
};

struct figures {
	/* The same version: nothing else has changed but at_ms. */
	char	version[FIGURES_VERSION_BYTES + 1];
	int64_t at_ms, since_ms;
	int64_t department_id;	/* 0: all of them */
	/* Now. */
	int	waiting, active;
	int64_t oldest_ms;	/* since when the first of the queue waits, 0 */
	/* Since since_ms. */
	int	arrived, answered, closed, abandoned, missed;
	int	ratings, stars;	/* how many, and their sum */
	int64_t first_median_ms, first_p90_ms;
	/* The last one is the hour of at_ms, which is not over. */
	struct figures_hour hours[FIGURES_HOURS];
};

#endif
