/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_linear.c - the turn without a screen: lines in, lines out. Everything
 * else is as it is with one: outbox, drafts, alerts by a command.
 */
#include "console/app_internal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

#define TYPED_BYTES (64 * 1024)
#define BUSY_MS	    3000	/* how long a line waits for the one before */
#define READ_BYTES  4096
#define LAST_MS	    10000	/* what was said last may still go out */

void
app_linear_start(struct app *app)
{
	app->linear = linear_new(stdout);
	/* A reader that has gone is told by its write. */
	signal(SIGPIPE, SIG_IGN);
	str_init(&app->typed, TYPED_BYTES);
}

/* What a line has asked for should be done before the next one is read: a
 * script takes a customer and writes to him. */
static bool
is_busy(const struct app *app)
{
	const struct model *m = app->m;

	if (m->link == LINK_CONNECTING)
		return true;
	return m->link == LINK_LIVE && (!m->is_ready || ((m->n_unsent > 0 ||
	    linear_is_waiting(app->linear, m)) &&
	    clock_mono_ms() - app->said_ms < BUSY_MS));
}

static bool
is_full(const struct app *app)
{
	return app->typed.len > TYPED_BYTES - READ_BYTES;
}

/* What does not fit waits in the pipe. */
int
app_linear_fd(const struct app *app)
{
	return app->closed_ms == 0 && !is_full(app) ? STDIN_FILENO : -1;
}

/* The next whole line of what was typed, if it may be taken now. */
static bool
take_line(struct app *app)
{
	char *end = memchr(app->typed.data, '\n', app->typed.len);
	size_t len;

	if (is_busy(app) || (end == NULL && !is_full(app) &&
	    (app->closed_ms == 0 || app->typed.len == 0)))
		return false;
	len = end == NULL ? app->typed.len : (size_t)(end - app->typed.data);
	app->typed.data[len] = '\0';
	app->m->now_ms = app_now_ms(app);
	app->said_ms = clock_mono_ms();
	linear_line(app->linear, app->m, app->typed.data, &app->effects);
	app_run_effects(app);
	str_cut(&app->typed, 0, end == NULL ? len : len + 1);
	return true;
}

void
app_linear_read(struct app *app, int revents)
{
	char buf[READ_BYTES];
	ssize_t n;

	if ((revents & (POLLIN | POLLHUP | POLLERR)) == 0)
		return;
	n = read(STDIN_FILENO, buf, sizeof buf);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0)
		app->closed_ms = clock_mono_ms();
	for (ssize_t i = 0; i < n; i++)
		if (buf[i] != '\r' && buf[i] != '\0')
			str_put_c(&app->typed, buf[i]);
}

void
app_linear_bell(struct app *app)
{
	if (app->linear == NULL || !isatty(STDOUT_FILENO))
		return;
	fputc('\a', stdout);
	fflush(stdout);
}

int
app_linear_say(struct app *app)
{
	bool is_more;

	do {
		linear_say(app->linear, app->m);
		is_more = !app->is_ending && take_line(app);
	} while (is_more);
	if (ferror(stdout))
		app->is_gone = app->is_ending = true;
	if (app->closed_ms == 0 || app->typed.len > 0)
		return app->typed.len > 0 ? 100 : -1;
	/* Kept it is in any case, and goes out with the next start. */
	if ((app->m->n_unsent == 0 && !linear_is_waiting(app->linear,
	    app->m)) || clock_mono_ms() - app->closed_ms > LAST_MS)
		app->is_ending = true;
	return app->is_ending ? 0 : 100;
}
