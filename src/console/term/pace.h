/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pace.h - how often a terminal is painted. Pure: the caller has the clock
 * (monotonic ms).
 *
 * A key is painted at once, so nobody asks here. News are painted 60 times a
 * second at most, and seldomer where a frame is large: a flood that scrolls
 * whole pages by is read by nobody, and over a line it would cost what the next
 * key has to wait for. A window that is dragged gives a new size every few
 * milliseconds: it is painted when it rests, and now and then until it does.
 */
#ifndef TERM_PACE_H
#define TERM_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct pace {
	int64_t	 drawn_ms;	/* the last frame, ... */
	uint64_t bytes;		/* ... and what it took */
	int64_t	 resizing_ms;	/* since when the size changes, 0: it does
				 * not */
	int64_t	 resized_ms;	/* when it last did */
};

void pace_drawn(struct pace *p, int64_t now_ms, uint64_t bytes);
/* How long news must wait for their frame; 0: not at all. */
int  pace_wait_ms(const struct pace *p, int64_t now_ms);
/* The same where a frame a second is enough. */
int  pace_second_ms(const struct pace *p, int64_t now_ms);

void pace_resized(struct pace *p, int64_t now_ms);
/* When the new size is to be taken over: in so many ms, 0: now, -1: there is
 * none. Who types sees it at once. */
int  pace_size_ms(const struct pace *p, int64_t now_ms, bool has_key);
void pace_size_taken(struct pace *p);

#endif
