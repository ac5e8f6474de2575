/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipe.c - the line to dezhurka-notify.
 *
 * A note is one write of less than PIPE_BUF: it goes whole or not at all. A
 * desktop that hangs makes answers stay away; from MAX_UNANSWERED on notes are
 * dropped, as alerts that come minutes late are worse than none.
 */
#include "console/notify/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/utf8.h"

#define AGAIN_MS       60000	/* between two starts; also: it hangs */
#define MAX_UNANSWERED 8

_Static_assert(2 * NOTE_TEXT_BYTES + 32 < PIPE_BUF, "a note is one write");

void
helper_init(struct helper *h, const char *path)
{
	memset(h, 0, sizeof *h);
	h->path = mem_dup(path);
	h->in_fd = h->out_fd = -1;
}

/* It is gone, or has to be. */
static void
end(struct helper *h)
{
	if (h->in_fd >= 0)
		close(h->in_fd);
	if (h->out_fd >= 0)
		close(h->out_fd);
	h->in_fd = h->out_fd = -1;
	if (h->pid > 0) {
		/* It ends by itself when its input does, unless it hangs. */
		if (h->n_unanswered > 0)
			kill(h->pid, SIGKILL);
		waitpid(h->pid, NULL, h->n_unanswered > 0 ? 0 : WNOHANG);
	}
	h->pid = 0;
	h->n_unanswered = 0;
	h->len = 0;
}

void
helper_clear(struct helper *h)
{
	end(h);
	free(h->path);
	memset(h, 0, sizeof *h);
	h->in_fd = h->out_fd = -1;
}

static void
fail(struct helper *h, const char *why)
{
	h->has_failed = true;
	utf8_safe_buf(h->said, sizeof h->said, why, UTF8_FLAT);
	log_warn("notify", "%s", h->said);
}

static bool
start(struct helper *h)
{
	int	   in[2] = { -1, -1 }, out[2] = { -1, -1 };
	struct err err = { 0 };
	bool	   ok = pipe2(in, O_CLOEXEC) == 0 &&
	    pipe2(out, O_CLOEXEC) == 0 &&
	    fcntl(in[1], F_SETFL, O_NONBLOCK) == 0 &&
	    fcntl(out[0], F_SETFL, O_NONBLOCK) == 0;

	h->started_ms = h->heard_ms = clock_mono_ms();
	if (!ok)
		err_sys(&err, ERR_IO, errno, "a pipe cannot be made");
	ok = ok && child_start(&(struct child_spec){
	    .argv = (const char *const[]){ h->path, NULL },
	    .in_fd = in[0], .out_fd = out[1], .err_fd = -1 }, &h->pid, &err);
	if (in[0] >= 0)
		close(in[0]);
	if (out[1] >= 0)
		close(out[1]);
	h->in_fd = in[1];
	h->out_fd = out[0];
	if (!ok) {
		h->pid = 0;
		end(h);
		fail(h, err.text);
	}
	return ok;
}

static void
take_answer(struct helper *h)
{
	h->heard_ms = clock_mono_ms();
	if (h->n_unanswered > 0)
		h->n_unanswered--;
	if (strncmp(h->line, "error ", 6) == 0)
		fail(h, h->line + 6);
	else
		h->has_failed = false;
}

static void
take_bytes(struct helper *h, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n') {
			h->line[h->len] = '\0';
			h->len = 0;
			take_answer(h);
		} else if (h->len + 1 < sizeof h->line) {
			h->line[h->len++] = bytes[i];
		}
	}
}

void
helper_hear(struct helper *h)
{
	char	buf[512];
	ssize_t n;

	while (h->out_fd >= 0) {
		n = read(h->out_fd, buf, sizeof buf);
		if (n > 0) {
			take_bytes(h, buf, (size_t)n);
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		/* What it had taken is lost with it. */
		h->n_dropped += h->n_unanswered;
		fail(h, "dezhurka-notify has ended");
		end(h);
	}
}

/* Is there one that can be spoken to? Starts it when it is time. */
static bool
is_ready(struct helper *h)
{
	int64_t now_ms = clock_mono_ms();

	if (h->pid > 0 && h->n_unanswered >= MAX_UNANSWERED &&
	    now_ms - h->heard_ms >= AGAIN_MS) {
		h->n_dropped += h->n_unanswered;
		fail(h, "the desktop does not answer");
		end(h);
	}
	if (h->pid > 0)
		return h->n_unanswered < MAX_UNANSWERED;
	if (h->started_ms != 0 && now_ms - h->started_ms < AGAIN_MS)
		return false;
	return start(h);
}

void
helper_send(struct helper *h, const struct note *note)
{
	char	line[PIPE_BUF];
	/* One that has been told twice already shall stay on the screen. */
	int	len = snprintf(line, sizeof line, "%s\t%s\t%s\n",
	    note->step > 2 ? "critical" : "normal", note->title, note->body);
	ssize_t n;

	helper_hear(h);
	if (!is_ready(h)) {
		h->n_dropped++;
		return;
	}
	do
		n = write(h->in_fd, line, (size_t)len);
	while (n < 0 && errno == EINTR);
	if (n == len)
		h->n_unanswered++;
	else
		h->n_dropped++;
}
