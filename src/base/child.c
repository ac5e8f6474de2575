/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

/* How often an exit is looked for while the pipe is silent: a grandchild may
 * hold the pipe open long after the program has gone. */
#define LOOK_MS 20

extern char **environ;

/* What the three standard descriptors will be, out of the way of 0..2, so
 * that putting one in place cannot overwrite another. */
static bool
lift(const struct child_spec *spec, int fds[3], struct err *err)
{
	const int given[3] = { spec->in_fd, spec->out_fd, spec->err_fd };

	for (int i = 0; i < 3; i++) {
		int null_fd = -1;

		if (given[i] < 0) {
			null_fd = open("/dev/null",
			    (i == 0 ? O_RDONLY : O_WRONLY) | O_CLOEXEC);
			if (null_fd < 0)
				return err_sys(err, ERR_IO, errno,
				    "/dev/null cannot be opened");
		}
		fds[i] = fcntl(given[i] < 0 ? null_fd : given[i],
		    F_DUPFD_CLOEXEC, 3);
		if (fds[i] < 0)
			err_sys(err, ERR_IO, errno,
			    "a descriptor for %s cannot be made",
			    spec->argv[0]);
		if (null_fd >= 0)
			close(null_fd);
		if (fds[i] < 0)
			return false;
	}
	return true;
}

static void
drop(const int fds[3])
{
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int
set_attributes(posix_spawnattr_t *attr, const struct child_spec *spec)
{
	int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
	sigset_t all, none;
	int rc;

	sigfillset(&all);
	sigemptyset(&none);
	if (spec->new_session)
		flags |= POSIX_SPAWN_SETSID;
	if (spec->has_terminal)
		flags |= POSIX_SPAWN_SETPGROUP;
	rc = posix_spawnattr_setsigdefault(attr, &all);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attr, &none);
	if (rc == 0)
		rc = posix_spawnattr_setflags(attr, (short)flags);
	return rc;
}

static bool
is_named(const char *const *env, const char *pair)
{
	size_t name = strcspn(pair, "=") + 1;

	for (size_t i = 0; env[i] != NULL; i++)
		if (strncmp(env[i], pair, name) == 0)
			return true;
	return false;
}

/* Ours, less what is given anew, and what is given. */
static const char **
join_env(const char *const *more)
{
	const char **all;
	size_t	     n = 0;

	for (size_t i = 0; environ[i] != NULL; i++)
		n++;
	for (size_t i = 0; more[i] != NULL; i++)
		n++;
	all = mem_array(n + 1, const char *);
	n = 0;
	for (size_t i = 0; environ[i] != NULL; i++)
		if (!is_named(more, environ[i]))
			all[n++] = environ[i];
	for (size_t i = 0; more[i] != NULL; i++)
		all[n++] = more[i];
	return all;
}

/* posix_spawnp() wants char *const *, though it writes to none of them. */
static int
spawn(const struct child_spec *spec, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attr, pid_t *pid)
{
	union words {
		const char *const *in;
		char *const	  *out;
	} argv = { .in = spec->argv }, env = { .out = environ };
	const char **own = NULL;
	int	     rc;

	if (spec->env != NULL)
		env.in = own = join_env(spec->env);
	rc = posix_spawnp(pid, spec->argv[0], actions, attr, argv.out,
	    env.out);
	free(own);
	return rc;
}

static int
prepare_and_spawn(const struct child_spec *spec, const int fds[3], pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int rc;

	rc = posix_spawn_file_actions_init(&actions);
	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (rc != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return rc;
	}
	for (int i = 0; i < 3 && rc == 0; i++)
		rc = posix_spawn_file_actions_adddup2(&actions, fds[i], i);
	if (rc == 0 && spec->has_terminal)
		rc = posix_spawn_file_actions_addtcsetpgrp_np(&actions, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	if (rc == 0)
		rc = set_attributes(&attr, spec);
	if (rc == 0)
		rc = spawn(spec, &actions, &attr, pid);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

bool
child_start(const struct child_spec *spec, pid_t *pid, struct err *err)
{
	int fds[3] = { -1, -1, -1 };
	bool ok = lift(spec, fds, err);
	int rc;

	if (ok) {
		rc = prepare_and_spawn(spec, fds, pid);
		if (rc != 0)
			ok = err_sys(err, rc == ENOENT ? ERR_NOT_FOUND :
			    ERR_IO, rc, "%s cannot be started",
			    spec->argv[0]);
	}
	drop(fds);
	return ok;
}

enum reading { READ_SOME, READ_NOTHING, READ_END, READ_TOO_MUCH };

/* What it prints may be a password. */
static enum reading
read_some(int fd, struct str *out)
{
	char buf[4096];
	ssize_t n = read(fd, buf, sizeof buf);
	bool fits;

	if (n > 0) {
		fits = str_put_n(out, buf, (size_t)n);
		explicit_bzero(buf, (size_t)n);
		return fits ? READ_SOME : READ_TOO_MUCH;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return READ_NOTHING;
	return READ_END;
}

/* True: the program has ended and `status` says how. */
static bool
gather(int fd, pid_t pid, int64_t until_ms, struct str *out, int *status,
    const char *name, struct err *err)
{
	enum reading got = READ_NOTHING;

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		bool gone = waitpid(pid, status, WNOHANG) == pid;
		int64_t left = until_ms - clock_mono_ms();

		/* All that was written before the exit is in the pipe now. */
		if (got != READ_END)
			while ((got = read_some(fd, out)) == READ_SOME)
				;
		if (gone && got != READ_TOO_MUCH)
			return true;
		if (got == READ_TOO_MUCH || left <= 0) {
			kill(-pid, SIGKILL);
			if (!gone)
				waitpid(pid, status, 0);
			if (got == READ_TOO_MUCH)
				return err_set(err, ERR_TOO_LARGE,
				    "%s wrote more than %zu bytes", name,
				    out->max_bytes);
			return err_set(err, ERR_IO,
			    "%s took too long and was ended", name);
		}
		if (got == READ_END)
			p.fd = -1;
		poll(&p, 1, left < LOOK_MS ? (int)left : LOOK_MS);
	}
}

static bool
check_status(int status, const char *name, struct err *err)
{
	if (WIFSIGNALED(status))
		return err_set(err, ERR_IO, "%s was ended by signal %d", name,
		    WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return err_set(err, ERR_IO, "%s exited with status %d", name,
		    WEXITSTATUS(status));
	return true;
}

bool
child_output(const char *const *argv, int limit_ms, struct str *out,
    struct err *err)
{
	int64_t until_ms = clock_mono_ms() + limit_ms;
	size_t len = out->len;
	int ends[2], status = 0;
	pid_t pid;
	bool ok;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_sys(err, ERR_IO, errno, "a pipe cannot be made");
	ok = fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 ||
	    err_sys(err, ERR_IO, errno, "a pipe cannot be set up");
	/* A session of its own: whatever it starts is ended with it. */
	ok = ok && child_start(&(struct child_spec){ .argv = argv, .in_fd = -1,
	    .out_fd = ends[1], .err_fd = -1, .new_session = true }, &pid, err);
	close(ends[1]);
	ok = ok && gather(ends[0], pid, until_ms, out, &status, argv[0], err) &&
	    check_status(status, argv[0], err);
	close(ends[0]);
	if (!ok)
		str_cut(out, len, out->len - len);
	return ok;
}
