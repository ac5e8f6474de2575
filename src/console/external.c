/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/external.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/mem.h"

#define HANG_UP_MS 1000	/* then it is killed */
#define NAME	   "reply-"

struct external {
	pid_t pid;
	int   fd;
	int   status;
	bool  has_ended;
};

/* To whom the keyboard belongs. Who is in the background and asks is stopped
 * by SIGTTOU, but for who blocks it. */
static void
give_terminal(pid_t group)
{
	sigset_t ttou, before;

	sigemptyset(&ttou);
	sigaddset(&ttou, SIGTTOU);
	sigprocmask(SIG_BLOCK, &ttou, &before);
	tcsetpgrp(STDIN_FILENO, group);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

struct external *
external_start(const char *command, const char *path, struct err *err)
{
	struct external *x = mem_new(struct external);
	struct str  script;
	const char *argv[] = { "sh", "-c", NULL, command, path, NULL };
	bool	    ok;

	str_init(&script, strlen(command) + 8);
	str_putf(&script, "%s \"$@\"", command);
	argv[2] = script.data;
	ok = child_start(&(struct child_spec){ .argv = argv,
	    .in_fd = STDIN_FILENO, .out_fd = STDOUT_FILENO,
	    .err_fd = STDERR_FILENO, .has_terminal = true }, &x->pid, err);
	str_clear(&script);
	if (!ok) {
		give_terminal(getpgrp());
		free(x);
		return NULL;
	}
	x->fd = pidfd_open(x->pid, 0);
	if (x->fd >= 0)
		fcntl(x->fd, F_SETFD, FD_CLOEXEC);
	return x;
}

int
external_fd(const struct external *x)
{
	return x->fd;
}

void
external_resume(struct external *x)
{
	give_terminal(x->pid);
	kill(-x->pid, SIGCONT);
}

/* It was stopped: so are we, as the one job that a shell sees. Where no shell
 * could continue us the system does not stop us, and both go on. */
static void
stop_with_it(struct external *x)
{
	struct sigaction ours, standard = { .sa_handler = SIG_DFL };
	sigset_t stop, before;

	give_terminal(getpgrp());
	sigaction(SIGTSTP, &standard, &ours);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, &before);
	kill(0, SIGTSTP);
	/* Here we are again. */
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGTSTP, &ours, NULL);
	external_resume(x);
}

bool
external_ended(struct external *x, int *status)
{
	while (!x->has_ended) {
		pid_t pid = waitpid(x->pid, &x->status, WNOHANG | WUNTRACED);

		if (pid == 0 || (pid < 0 && errno == EINTR))
			return false;
		if (pid == x->pid && WIFSTOPPED(x->status)) {
			stop_with_it(x);
			continue;
		}
		x->has_ended = true;
		give_terminal(getpgrp());
	}
	*status = x->status;
	return true;
}

static void
wait_for(struct external *x, int64_t until_ms)
{
	while (!x->has_ended && clock_mono_ms() < until_ms) {
		x->has_ended = waitpid(x->pid, &x->status, WNOHANG) != 0;
		if (!x->has_ended)
			poll(NULL, 0, 20);
	}
}

void
external_free(struct external *x)
{
	if (x == NULL)
		return;
	if (!x->has_ended) {
		kill(-x->pid, SIGHUP);
		kill(-x->pid, SIGCONT);
		wait_for(x, clock_mono_ms() + HANG_UP_MS);
	}
	if (!x->has_ended) {
		kill(-x->pid, SIGKILL);
		wait_for(x, clock_mono_ms() + HANG_UP_MS);
	}
	give_terminal(getpgrp());
	if (x->fd >= 0)
		close(x->fd);
	free(x);
}

/* --- the file --------------------------------------------------------------- */

static bool
write_all(int fd, const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

bool
external_write(const char *dir, int64_t id, const char *text, char *path,
    size_t size, struct err *err)
{
	int fd, n = snprintf(path, size, "%s/" NAME "%lld-XXXXXX.txt", dir,
	    (long long)id);

	if (n < 0 || (size_t)n >= size)
		return err_set(err, ERR_IO, "the path is too long");
	/* It is made 0600. */
	fd = mkostemps(path, 4, O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, ERR_IO, errno, "%s cannot be written",
		    path);
	if (!write_all(fd, text)) {
		err_sys(err, ERR_IO, errno, "%s cannot be written", path);
		close(fd);
		unlink(path);
		return false;
	}
	close(fd);
	return true;
}

static bool
read_name(const char *name, int64_t *id)
{
	size_t len = strlen(name), start = strlen(NAME);
	char digits[24];
	long long n;
	size_t k;

	if (strncmp(name, NAME, start) != 0 || len < 4 ||
	    strcmp(name + len - 4, ".txt") != 0)
		return false;
	k = strspn(name + start, "0123456789");
	if (k == 0 || k >= sizeof digits || name[start + k] != '-')
		return false;
	memcpy(digits, name + start, k);
	digits[k] = '\0';
	if (!str_to_i64(digits, 1, INT64_MAX, &n))
		return false;
	*id = n;
	return true;
}

bool
external_find(const char *dir, char *path, size_t size, int64_t *id)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	bool found = false;

	while (d != NULL && !found && (entry = readdir(d)) != NULL) {
		int n;

		if (!read_name(entry->d_name, id))
			continue;
		n = snprintf(path, size, "%s/%s", dir, entry->d_name);
		found = n > 0 && (size_t)n < size;
	}
	if (d != NULL)
		closedir(d);
	return found;
}
