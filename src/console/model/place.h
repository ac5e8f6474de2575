/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.h - where a transcript is read, and what a frame showed of it.
 */
#ifndef MODEL_PLACE_H
#define MODEL_PLACE_H

#include <stdbool.h>
#include <stdint.h>

/* Where a transcript is read. It holds a line, not a count of rows: new lines,
 * older ones and another width leave it where it is. */
struct place {
	int64_t seq;	/* the line at the top of the pane, else the first one
			 * after it; PLACE_UNSENT: the first that is not
			 * stored; 0: the end is followed */
	int	at;	/* bytes of its text above the top; < 0: so many of the
			 * rows above its text are below the top */
	int	by;	/* rows to go up from there with the next frame */
	int64_t seen_seq;	/* the last one when the end was left */
};
#define PLACE_UNSENT INT64_MAX

/* What a frame showed of a transcript. */
struct shown {
	int64_t	     id;
	bool	     is_beside;	/* the earlier conversation */
	bool	     is_instead;	/* it has the room of the live one */
	bool	     is_sidebar;	/* no transcript: `id` is a customer's,
					 * `above` and `n_below` are rows;
					 * is_end: the selected one is seen */
	struct place top;
	int	     rows;	/* that there were for it */
	int	     above;	/* rows above them, counted up to a page */
	bool	     is_end;	/* the last line is on the screen */
	int64_t	     gap_seq;	/* what is missing before this line is on the
				 * screen, or 0 */
	int	     n_below;	/* messages that came since the end was left
				 * and are below */
};

#endif
