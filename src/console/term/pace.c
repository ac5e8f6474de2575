/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/term/pace.h"

#define FRAME_MS      16
#define FRAME_MAX_MS  64
#define BYTES_A_MS    96	/* news may take so many: 94 KiB/s */
#define RESIZE_MS     25
#define RESIZE_MAX_MS 200

void
pace_drawn(struct pace *p, int64_t now_ms, uint64_t bytes)
{
	p->drawn_ms = now_ms;
	p->bytes = bytes;
}

int
pace_wait_ms(const struct pace *p, int64_t now_ms)
{
	int64_t frame_ms = (int64_t)(p->bytes / BYTES_A_MS);
	int64_t left_ms;

	if (frame_ms < FRAME_MS)
		frame_ms = FRAME_MS;
	if (frame_ms > FRAME_MAX_MS)
		frame_ms = FRAME_MAX_MS;
	left_ms = p->drawn_ms + frame_ms - now_ms;
	return left_ms > 0 ? (int)left_ms : 0;
}

int
pace_second_ms(const struct pace *p, int64_t now_ms)
{
	int64_t left_ms = p->drawn_ms + 1000 - now_ms;

	return left_ms > 0 ? (int)left_ms : 0;
}

void
pace_resized(struct pace *p, int64_t now_ms)
{
	p->resized_ms = now_ms;
	if (p->resizing_ms == 0)
		p->resizing_ms = now_ms;
}

int
pace_size_ms(const struct pace *p, int64_t now_ms, bool has_key)
{
	int64_t due_ms = p->resized_ms + RESIZE_MS;

	if (p->resizing_ms == 0)
		return -1;
	if (due_ms > p->resizing_ms + RESIZE_MAX_MS)
		due_ms = p->resizing_ms + RESIZE_MAX_MS;
	return has_key || now_ms >= due_ms ? 0 : (int)(due_ms - now_ms);
}

void
pace_size_taken(struct pace *p)
{
	p->resizing_ms = 0;
}
