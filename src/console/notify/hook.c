/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook.c - the operator's own program: title and body are its last two
 * arguments. No shell reads them.
 */
#include "console/notify/internal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#define LIMIT_MS 30000	/* then it hangs, and is ended */

void
hook_init(struct hook *c, const char *text)
{
	char *at;

	memset(c, 0, sizeof *c);
	if (text == NULL || text[0] == '\0')
		return;
	c->text = mem_dup(text);
	c->words = mem_dup(text);
	for (at = c->words; c->n_words < COMMAND_WORDS;) {
		at += strspn(at, " \t");
		if (*at == '\0')
			break;
		c->argv[c->n_words++] = at;
		at += strcspn(at, " \t");
		if (*at != '\0')
			*at++ = '\0';
	}
}

void
hook_clear(struct hook *c)
{
	hook_reap(c);	/* the others end in their own time */
	free(c->text);
	free(c->words);
	memset(c, 0, sizeof *c);
}

void
hook_reap(struct hook *c)
{
	int64_t now_ms = clock_mono_ms();

	for (int i = 0; i < COMMAND_RUNNING; i++) {
		pid_t pid = c->running[i].pid;
		int   status;

		if (pid == 0)
			continue;
		if (now_ms - c->running[i].started_ms > LIMIT_MS)
			kill(-pid, SIGKILL);	/* it leads its session */
		if (waitpid(pid, &status, WNOHANG) != pid)
			continue;
		c->running[i].pid = 0;
		c->has_failed = !WIFEXITED(status) ||
		    WEXITSTATUS(status) != 0;
		if (!c->has_failed)
			continue;
		if (WIFEXITED(status))
			err_set(&c->failure, ERR_IO, "status %d",
			    WEXITSTATUS(status));
		else
			err_set(&c->failure, ERR_IO, "signal %d",
			    WTERMSIG(status));
	}
}

static int
find_slot(const struct hook *c)
{
	for (int i = 0; i < COMMAND_RUNNING; i++)
		if (c->running[i].pid == 0)
			return i;
	return -1;
}

void
hook_run(struct hook *c, const char *title, const char *body)
{
	int slot;

	if (c->n_words == 0)
		return;
	hook_reap(c);
	slot = find_slot(c);
	if (slot < 0) {
		c->n_dropped++;
		return;
	}
	c->argv[c->n_words] = title;
	c->argv[c->n_words + 1] = body;
	c->argv[c->n_words + 2] = NULL;
	if (child_start(&(struct child_spec){ .argv = c->argv, .in_fd = -1,
	    .out_fd = -1, .err_fd = -1, .new_session = true },
	    &c->running[slot].pid, &c->failure)) {
		c->running[slot].started_ms = clock_mono_ms();
	} else {
		c->running[slot].pid = 0;
		c->has_failed = true;
		c->n_dropped++;
		log_warn("notify", "%s", c->failure.text);
	}
	c->argv[c->n_words] = c->argv[c->n_words + 1] = NULL;
}
