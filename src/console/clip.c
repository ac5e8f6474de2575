/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/clip.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

#define WORDS	 16
#define RUNNING	 4
#define LIMIT_MS 5000	/* then it hangs, and is ended */

struct clip {
	struct { pid_t pid; int64_t until_ms; } running[RUNNING];
};

static const char *const tmux_argv[] = { "tmux", "load-buffer", "-w", "-",
	NULL };

struct clip *
clip_new(void)
{
	return mem_new(struct clip);
}

void
clip_free(struct clip *c)
{
	if (c == NULL)
		return;
	clip_poll(c, NULL);	/* the others end in their own time */
	free(c);
}

/* Well-formed, and nothing that a shell or a terminal obeys. */
static void
clean(const char *text, struct str *out)
{
	size_t len = strlen(text);

	for (size_t at = 0; at < len;) {
		uint32_t code;
		size_t	 n = utf8_next(text + at, len - at, &code);
		char	 letter[4];
		bool	 is_control = (code < ' ' && code != '\n' &&
		    code != '\t') || (code >= 0x7f && code <= 0x9f);

		at += n;
		if (!is_control && !str_put_n(out, letter,
		    utf8_put(letter, code)))
			return;
	}
}

/* A file of memory with the text in it: a pipe would make us wait for a
 * program that does not read. */
static int
text_fd(const char *bytes, size_t len)
{
	int fd = memfd_create("dezhurka-copied", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno != EINTR)
			break;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	if (len > 0 || lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool
give(struct clip *c, const char *const *argv, const struct str *text,
    struct err *err)
{
	int slot = 0, fd;
	bool ok;

	while (slot < RUNNING && c->running[slot].pid != 0)
		slot++;
	if (slot == RUNNING)
		return err_set(err, ERR_BUSY, _("%s is still busy with what "
		    "was copied before: try again in a few seconds."),
		    argv[0]);
	fd = text_fd(text->data, text->len);
	if (fd < 0)
		return err_sys(err, ERR_IO, errno, "no memory for a copy");
	ok = child_start(&(struct child_spec){ .argv = argv, .in_fd = fd,
	    .out_fd = -1, .err_fd = -1, .new_session = true },
	    &c->running[slot].pid, err);
	if (ok)
		c->running[slot].until_ms = clock_mono_ms() + LIMIT_MS;
	else
		c->running[slot].pid = 0;
	close(fd);
	return ok;
}

/* The operator's command, cut at blanks. */
static bool
give_command(struct clip *c, const char *command, const struct str *text,
    struct err *err)
{
	const char *argv[WORDS + 1] = { NULL };
	char	   *words = mem_dup(command), *at = words;
	bool	    ok;

	for (int n = 0; n < WORDS; n++) {
		at += strspn(at, " \t");
		if (*at == '\0')
			break;
		argv[n] = at;
		at += strcspn(at, " \t");
		if (*at != '\0')
			*at++ = '\0';
	}
	ok = argv[0] != NULL && give(c, argv, text, err);
	free(words);
	return ok;
}

bool
clip_copy(struct clip *c, struct term *t, const char *command,
    const char *text, struct err *err)
{
	const char *tmux = getenv("TMUX");
	struct str  clean_text;
	bool	    ok = true;

	str_init(&clean_text, CLIP_MAX_BYTES);
	clean(text, &clean_text);
	if (clean_text.full)
		ok = err_set(err, ERR_TOO_LARGE, "%s", _("This is too much "
		    "to copy at once: at most 55 kB."));
	else if (command[0] != '\0')
		ok = give_command(c, command, &clean_text, err);
	else if (tmux != NULL && tmux[0] != '\0')
		ok = give(c, tmux_argv, &clean_text, err);
	else
		term_copy(t, clean_text.data, clean_text.len);
	str_clear(&clean_text);
	return ok;
}

bool
clip_is_busy(const struct clip *c)
{
	for (int i = 0; i < RUNNING; i++)
		if (c->running[i].pid != 0)
			return true;
	return false;
}

bool
clip_poll(struct clip *c, struct err *err)
{
	int64_t now_ms = clock_mono_ms();
	bool	ok = true;

	for (int i = 0; i < RUNNING; i++) {
		pid_t pid = c->running[i].pid;
		int   status;

		if (pid == 0)
			continue;
		if (now_ms > c->running[i].until_ms)
			kill(-pid, SIGKILL);	/* it leads its session */
		if (waitpid(pid, &status, WNOHANG) != pid)
			continue;
		c->running[i].pid = 0;
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			ok = err_set(err, ERR_IO, "%s", _("It was not copied: "
			    "the program that takes it has failed. See "
			    "[clipboard] in dezhurka.conf(5)."));
	}
	return ok;
}
