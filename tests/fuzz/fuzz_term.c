/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal sends: keys, mouse, pastes, answers, and whatever else comes
 * along a broken line. Everything that is read out of it is text or the name
 * of a key, and a key that no table knows does no harm to a console.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "console/term/term.h"
#include "fuzz.h"

#define PIECE 1000	/* less than a pseudo-terminal takes at once */

static int
open_pair(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK), slave;

	must(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	must(slave >= 0 && dup2(slave, 0) == 0 && dup2(slave, 1) == 1);
	close(slave);
	return master;
}

static void
drop_output(int master)
{
	char sink[4096];

	while (read(master, sink, sizeof sink) > 0)
		;
}

static void
read_all(struct term *t)
{
	enum term_input what;
	const char *text;
	size_t len;

	while ((what = term_read(t, &text, &len)) != TERM_NONE) {
		if (what != TERM_KEY && what != TERM_PASTE)
			continue;
		must(utf8_is_text(text, len));
		must(what == TERM_PASTE || (len > 0 && len < 64));
	}
	must(utf8_is_text(term_name(t), strlen(term_name(t))));
}

static struct term *
open_term(void)
{
	struct term_config config = { 0 };
	struct err err = { .code = ERR_NONE };
	struct term *t;

	setenv("TERM", "xterm-256color", 1);
	setenv("ESCDELAY", "1", 1);
	t = term_open(&config, &err);
	must(t != NULL);
	term_mouse(t, true);
	return t;
}

/* A terminal takes no more than its reader leaves room for. */
static void
put(struct term *t, int master, const void *bytes, size_t n)
{
	const char *at = bytes;

	for (int tries = 0; n > 0 && tries < 1000; tries++) {
		ssize_t taken = write(master, at, n);

		if (taken > 0) {
			at += taken;
			n -= (size_t)taken;
		}
		read_all(t);
		drop_output(master);
	}
	must(n == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct term *t;
	static int master;

	if (t == NULL) {
		master = open_pair();
		t = open_term();
	}
	while (len > 0) {
		size_t n = len < PIECE ? len : PIECE;

		put(t, master, bytes, n);
		bytes += n;
		len -= n;
	}
	/* The next one begins afresh, whatever this one has left open. */
	put(t, master, "\033[201~\033\\", 8);
	return 0;
}
