/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether anybody looks at our tmux: a socket with a mode, and a tmux that says
 * what the test has written down. How often it was asked is counted.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "check.h"
#include "console/attached.h"

#define MINUTE_MS 60000
#define LONG_MS	  20000

struct world {
	char dir[64], path[128], said[128], asked[128];
	int terminal, socket_fd, stdin_fd;
	struct run *run;
	struct attached *a;
	int64_t now_ms;
};

static void
put_file(const char *name, const char *text, mode_t mode)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(name, mode), 0);
}

static void
on_ran(void *ctx, const struct run_result *r)
{
	struct world *w = ctx;

	assert_int_equal(r->what, RUN_FOR_TERMINAL);
	attached_answer(w->a, r);
}

static int
times_asked(const struct world *w)
{
	struct stat st;

	return stat(w->asked, &st) == 0 ? (int)st.st_size : 0;
}

/* Until all that is asked is answered. */
static void
settle(struct world *w)
{
	struct pollfd fd = { .fd = attached_fd(w->a), .events = POLLIN };

	if (fd.fd >= 0 && poll(&fd, 1, 0) > 0)
		attached_poll(w->a);
	while (run_count(w->run) > 0) {
		fd.fd = run_fd(w->run);
		assert_int_equal(poll(&fd, 1, LONG_MS), 1);
		run_poll(w->run);
	}
}

/* What tmux says of the panes: "%" stands for our terminal. */
static void
says(struct world *w, const char *format)
{
	FILE *f = fopen(w->said, "w");

	assert_non_null(f);
	for (; *format != '\0'; format++)
		if (*format == '%')
			fputs(ttyname(STDIN_FILENO), f);
		else
			fputc(*format, f);
	fclose(f);
}

static void
minute(struct world *w)
{
	attached_tick(w->a, w->now_ms += MINUTE_MS);
	settle(w);
}

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	char text[600], *slave;

	assert_non_null(w);
	snprintf(w->dir, sizeof w->dir, "/tmp/attached.XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	snprintf(w->said, sizeof w->said, "%s/said", w->dir);
	snprintf(w->asked, sizeof w->asked, "%s/asked", w->dir);
	snprintf(w->path, sizeof w->path, "%s/tmux", w->dir);
	snprintf(text, sizeof text, "#!/bin/sh\nprintf x >> %s\ncat %s\n",
	    w->asked, w->said);
	put_file(w->path, text, 0700);
	snprintf(text, sizeof text, "%s:%s", w->dir, getenv("PATH"));
	setenv("PATH", text, 1);
	snprintf(w->path, sizeof w->path, "%s/socket", w->dir);
	snprintf(name.sun_path, sizeof name.sun_path, "%.100s", w->path);
	w->socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(w->socket_fd, (struct sockaddr *)&name,
	    sizeof name), 0);
	snprintf(text, sizeof text, "%s,1,0", w->path);
	setenv("TMUX", text, 1);
	unsetenv("STY");
	w->terminal = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(w->terminal >= 0 && grantpt(w->terminal) == 0 &&
	    unlockpt(w->terminal) == 0);
	slave = ptsname(w->terminal);
	w->stdin_fd = dup(STDIN_FILENO);
	close(STDIN_FILENO);
	assert_int_equal(open(slave, O_RDWR | O_NOCTTY), STDIN_FILENO);
	w->run = run_new(on_ran, w);
	w->now_ms = 1000;
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;
	char line[160];

	attached_free(w->a);
	run_free(w->run);
	dup2(w->stdin_fd, STDIN_FILENO);
	close(w->stdin_fd);
	close(w->terminal);
	close(w->socket_fd);
	for (int i = 0; i < 4; i++) {
		static const char *const names[] = { "said", "asked", "tmux",
			"socket" };

		snprintf(line, sizeof line, "%s/%s", w->dir, names[i]);
		unlink(line);
	}
	rmdir(w->dir);
	free(w);
	return 0;
}

static void
begin(struct world *w, mode_t mode, const char *said)
{
	chmod(w->path, mode);
	says(w, said);
	w->a = attached_new(w->run);
	assert_non_null(w->a);
	settle(w);
}

static void
the_mode_changes_and_tmux_is_asked(void **state)
{
	struct world *w = *state;

	begin(w, 0700, "/dev/other 1\n% 1\n");
	assert_true(attached_is_seen(w->a));
	assert_string_equal(attached_name(w->a), "tmux");
	assert_int_equal(times_asked(w), 1);
	says(w, "/dev/other 0\n% 0\n");
	chmod(w->path, 0600);
	settle(w);
	assert_false(attached_is_seen(w->a));
	assert_int_equal(times_asked(w), 2);
	/* Nobody is asked while the mode says all there is. */
	minute(w);
	minute(w);
	assert_int_equal(times_asked(w), 2);
	says(w, "% 1\n");
	chmod(w->path, 0700);
	settle(w);
	assert_true(attached_is_seen(w->a));
}

static void
another_session_of_it_has_a_client(void **state)
{
	struct world *w = *state;

	begin(w, 0700, "% 1\n/dev/other 1\n");
	says(w, "% 0\n/dev/other 1\n");
	settle(w);
	assert_true(attached_is_seen(w->a));
	minute(w);
	assert_false(attached_is_seen(w->a));
	/* At most once a minute. */
	attached_tick(w->a, w->now_ms + 1000);
	settle(w);
	assert_int_equal(times_asked(w), 2);
	says(w, "% 1\n/dev/other 1\n");
	minute(w);
	assert_true(attached_is_seen(w->a));
	/* A window that two sessions show is seen if one is. */
	says(w, "% 0\n% 1\n");
	minute(w);
	assert_true(attached_is_seen(w->a));
}

static void
a_terminal_of_elsewhere_is_never_left(void **state)
{
	struct world *w = *state;

	begin(w, 0600, "/dev/other 0\n/dev/pts/99999 0\n");
	assert_true(attached_is_seen(w->a));
	assert_int_equal(attached_fd(w->a), -1);
	minute(w);
	minute(w);
	assert_int_equal(times_asked(w), 1);
}

static void
who_cannot_be_asked_is_attached(void **state)
{
	struct world *w = *state;
	char text[160];

	begin(w, 0600, "% 0\n");
	assert_false(attached_is_seen(w->a));
	snprintf(text, sizeof text, "%s/tmux", w->dir);
	put_file(text, "#!/bin/sh\nexit 1\n", 0700);
	chmod(w->path, 0700);
	settle(w);
	assert_true(attached_is_seen(w->a));
	/* It is gone altogether. */
	unlink(w->path);
	settle(w);
	minute(w);
	assert_true(attached_is_seen(w->a));
	attached_free(w->a);
	assert_null(w->a = attached_new(w->run));
	unsetenv("TMUX");
	assert_null(w->a = attached_new(w->run));
	assert_int_equal(attached_fd(NULL), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    the_mode_changes_and_tmux_is_asked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    another_session_of_it_has_a_client, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_terminal_of_elsewhere_is_never_left, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    who_cannot_be_asked_is_attached, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
