/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook.c - the operator's own program: title and body are its last two
 * arguments, all of the alert is a line of JSON on its standard input. No shell
 * reads them.
 */
#include "console/notify/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/json.h"
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

/* A pipe that holds the note already: nobody waits for its reader. */
static int
note_as_json(const struct note *note, struct err *err)
{
	struct json_out w;
	struct str	line;
	int		fds[2];
	bool		ok;

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0) {
		err_sys(err, ERR_IO, errno, "a pipe cannot be made");
		return -1;
	}
	str_init(&line, 16 * NOTE_TEXT_BYTES);
	json_begin(&w, &line);
	json_object(&w, NULL);
	json_put_str(&w, "kind", note->kind);
	json_put_str(&w, "title", note->title);
	json_put_str(&w, "body", note->body);
	json_put_i64(&w, "conversation_id", note->conversation_id);
	json_put_i64(&w, "step", note->step);
	json_put_i64(&w, "count", note->count);
	json_end_object(&w);
	str_put_c(&line, '\n');
	ok = write(fds[1], line.data, line.len) == (ssize_t)line.len;
	str_clear(&line);
	close(fds[1]);
	/* The program reads it as any other input. */
	if (ok && fcntl(fds[0], F_SETFL, 0) == 0)
		return fds[0];
	err_sys(err, ERR_IO, errno, "the alert cannot be written");
	close(fds[0]);
	return -1;
}

/* A customer's name at its beginning must not be read as an option. */
static const char *
no_option(char buf[NOTE_TEXT_BYTES], const char *text)
{
	if (text[0] != '-')
		return text;
	snprintf(buf, NOTE_TEXT_BYTES, " %s", text);
	return buf;
}

void
hook_run(struct hook *c, const struct note *note)
{
	char title[NOTE_TEXT_BYTES], body[NOTE_TEXT_BYTES];
	int  slot, in_fd;

	if (c->n_words == 0)
		return;
	hook_reap(c);
	slot = find_slot(c);
	if (slot < 0) {
		c->n_dropped++;
		return;
	}
	in_fd = note_as_json(note, &c->failure);
	c->argv[c->n_words] = no_option(title, note->title);
	c->argv[c->n_words + 1] = no_option(body, note->body);
	c->argv[c->n_words + 2] = NULL;
	if (child_start(&(struct child_spec){ .argv = c->argv, .in_fd = in_fd,
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
	if (in_fd >= 0)
		close(in_fd);
}
