/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notify_drive LIBEXEC COMMAND N WAKES TITLE BODY - sends an alert N times, as
 * the console would, hears WAKES times what comes back (each within 40 s), and
 * prints which ways there are, the longest send, what was dropped, and why.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "console/notify/notify.h"

#define PATIENCE_MS 40000

int
main(int argc, char **argv)
{
	long long      longest_ms = 0;
	struct notify *n;
	struct note    note = { .kind = "message", .step = 1, .count = 1,
	    .conversation_id = 5 };

	if (argc != 7)
		return 2;
	note.title = argv[5];
	note.body = argv[6];
	i18n_start("en");
	n = notify_new(argv[1], argv[2][0] != '\0' ? argv[2] : NULL, "auto");
	for (long i = strtol(argv[3], NULL, 10); i > 0; i--) {
		int64_t from_ms = clock_mono_ms();

		notify_desktop(n, &note);
		notify_command(n, &note);
		if (clock_mono_ms() - from_ms > longest_ms)
			longest_ms = clock_mono_ms() - from_ms;
	}
	for (long i = strtol(argv[4], NULL, 10); i > 0 && notify_fd(n) >= 0;
	    i--) {
		struct pollfd p = { .fd = notify_fd(n), .events = POLLIN };

		if (poll(&p, 1, PATIENCE_MS) != 1)
			return 1;
		notify_poll(n);
	}
	printf("longest_ms %lld\ndropped %d\n", longest_ms,
	    notify_dropped(n));
	for (enum notify_way w = 0; w < NOTIFY_WAYS; w++)
		printf("%d %d %s\n", (int)w, notify_uses(n, w),
		    notify_why(n, w));
	notify_free(n);
	return 0;
}
