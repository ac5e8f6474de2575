/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

/* An end is looked for so often: a grandchild may hold the pipe open long after
 * the command has gone, and a command may close its output long before. */
#define LOOK_MS	 20
#define LOOK_STAYS_S 1	/* a picture may be looked at all day */
#define GRACE_MS 500	/* from TERM to KILL */
#define COMPLAINT_BYTES 65536	/* more on its standard error is too much */
#define SLOTS	 (RUN_AT_ONCE + RUN_WAITING)

struct job {
	struct job  *next;
	enum run_for what;
	int64_t	     id;
	char	    *command, **env, *input;
	size_t	     input_len, max_bytes, n_complained;
	int	     timeout_ms;
	bool	     stays, is_canceled;
	pid_t	     pid;		/* 0: not started */
	int	     out_fd, err_fd;	/* -1: closed */
	struct str   out, words;
	int64_t	     until_ms;		/* monotonic; 0: no limit */
	int64_t	     kill_ms;		/* when TERM turns into KILL; 0: never */
	bool	     has_cause;
	enum ran     ran;
	int	     status;
};

struct run {
	run_done   *done;
	void	   *ctx;
	struct job *jobs;		/* in the order they were asked for */
	int	    epoll_fd, timer_fd;
};

/* --- a job ---------------------------------------------------------------- */

static char **
copy_env(const char *const *env)
{
	size_t n = 0;
	char **copy;

	while (env != NULL && env[n] != NULL)
		n++;
	copy = mem_array(n + 1, char *);
	for (size_t i = 0; i < n; i++)
		copy[i] = mem_dup(env[i]);
	return copy;
}

static struct job *
job_new(const struct run_ask *ask)
{
	struct job *j = mem_new(struct job);

	j->what = ask->what;
	j->id = ask->id;
	j->command = mem_dup(ask->command);
	j->env = copy_env(ask->env);
	j->input = mem_dup_n(ask->input_len > 0 ? ask->input : "",
	    ask->input_len);
	j->input_len = ask->input_len;
	j->max_bytes = ask->max_bytes;
	j->timeout_ms = ask->timeout_ms;
	j->stays = ask->stays;
	j->out_fd = j->err_fd = -1;
	str_init(&j->out, ask->max_bytes + 1);
	str_init(&j->words, RUN_WORDS_BYTES);
	return j;
}

static void
close_fd(int *fd)
{
	/* A closed one leaves the epoll set by itself: only we have it. */
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
job_free(struct job *j)
{
	close_fd(&j->out_fd);
	close_fd(&j->err_fd);
	for (size_t i = 0; j->env[i] != NULL; i++)
		free(j->env[i]);
	free(j->env);
	free(j->command);
	free(j->input);
	str_clear(&j->out);
	str_clear(&j->words);
	free(j);
}

static void
set_cause(struct job *j, enum ran ran, int status)
{
	if (j->has_cause)
		return;
	j->has_cause = true;
	j->ran = ran;
	j->status = status;
}

/* --- starting ------------------------------------------------------------- */

/* Its input lies in memory: nothing has to be written while it runs, and one
 * that reads nothing stops nobody. */
static int
input_fd(const struct job *j)
{
	int    fd = memfd_create("dezhurka-input", MFD_CLOEXEC);
	size_t at = 0;

	while (fd >= 0 && at < j->input_len) {
		ssize_t n = write(fd, j->input + at, j->input_len - at);

		if (n <= 0) {
			close(fd);
			return -1;
		}
		at += (size_t)n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* A pipe whose reading end is watched. */
static bool
open_pipe(struct run *r, int *read_fd, int *write_fd)
{
	struct epoll_event ev = { .events = EPOLLIN };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	*read_fd = ends[0];
	*write_fd = ends[1];
	return fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 &&
	    epoll_ctl(r->epoll_fd, EPOLL_CTL_ADD, ends[0], &ev) == 0;
}

static void
start(struct run *r, struct job *j)
{
	const char *const argv[] = { "/bin/sh", "-c", j->command, NULL };
	int	   in = input_fd(j), out = -1, complaint = -1;
	struct err err = { 0 };
	bool	   ok = in >= 0 &&
	    (j->stays || j->max_bytes == 0 || open_pipe(r, &j->out_fd, &out)) &&
	    (j->stays || open_pipe(r, &j->err_fd, &complaint));

	if (!ok)
		err_sys(&err, ERR_IO, errno, "no descriptor is left");
	ok = ok && child_start(&(struct child_spec){ .argv = argv,
	    .in_fd = in, .out_fd = out, .err_fd = complaint,
	    .new_session = true, .env = (const char *const *)j->env },
	    &j->pid, &err);
	close_fd(&in);
	close_fd(&out);
	close_fd(&complaint);
	if (ok) {
		if (j->timeout_ms > 0)
			j->until_ms = clock_mono_ms() + j->timeout_ms;
		return;
	}
	j->pid = 0;
	set_cause(j, RAN_NOT_STARTED, 0);
	str_put_n(&j->words, err.text, strnlen(err.text, RUN_WORDS_BYTES));
	log_warn("run", "%s", err.text);
}

static void
start_waiting(struct run *r)
{
	int n = 0;

	for (struct job *j = r->jobs; j != NULL; j = j->next) {
		if (j->pid == 0 && !j->has_cause &&
		    (j->stays || n < RUN_AT_ONCE))
			start(r, j);
		n += j->pid != 0 && !j->stays;
	}
}

/* --- running -------------------------------------------------------------- */

static void
end_group(struct job *j, int64_t now_ms)
{
	if (j->pid == 0 || j->kill_ms != 0)
		return;
	kill(-j->pid, SIGTERM);
	j->kill_ms = now_ms + GRACE_MS;
	/* It is not asked for anything more; whoever writes gets a signal. */
	close_fd(&j->out_fd);
	close_fd(&j->err_fd);
}

/* False: it has written more than it may. */
static bool
read_output(struct job *j)
{
	char	buf[4096];
	ssize_t n;

	while (j->out_fd >= 0) {
		size_t room = j->max_bytes - j->out.len;

		n = read(j->out_fd, buf, sizeof buf);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (n <= 0) {
			close_fd(&j->out_fd);
			return true;
		}
		str_put_n(&j->out, buf, (size_t)n < room ? (size_t)n : room);
		if ((size_t)n > room)
			return false;
	}
	return true;
}

/* The beginning is kept; the rest is read, lest it waits for a reader. */
static bool
read_words(struct job *j)
{
	char	buf[4096];
	ssize_t n;

	while (j->err_fd >= 0) {
		size_t room = RUN_WORDS_BYTES - j->words.len;

		n = read(j->err_fd, buf, sizeof buf);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (n <= 0) {
			close_fd(&j->err_fd);
			break;
		}
		str_put_n(&j->words, buf, (size_t)n < room ? (size_t)n : room);
		j->n_complained += (size_t)n;
		if (j->n_complained > COMPLAINT_BYTES)
			return false;
	}
	return true;
}

/* Has it ended? Its group is ended while its number is still its own: only
 * then is it reaped. */
static bool
has_ended(struct job *j)
{
	siginfo_t si = { 0 };
	int	  status = 0;

	if (waitid(P_PID, (id_t)j->pid, &si, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	    si.si_pid == 0)
		return false;
	if (!j->stays)
		kill(-j->pid, SIGKILL);
	if (waitpid(j->pid, &status, 0) != j->pid)
		set_cause(j, RAN_OK, 0);
	else if (WIFSIGNALED(status))
		set_cause(j, RAN_SIGNAL, WTERMSIG(status));
	else
		set_cause(j, WEXITSTATUS(status) == 0 ? RAN_OK : RAN_STATUS,
		    WEXITSTATUS(status));
	j->pid = 0;
	return true;
}

static void
look_at(struct job *j, int64_t now_ms)
{
	bool is_ended, fits;

	if (j->pid == 0)
		return;
	/* Looked for first: what it wrote before its end is in the pipe then,
	 * whoever else may hold the pipe open. */
	is_ended = has_ended(j);
	fits = read_words(j);
	fits = read_output(j) && fits;
	if (!fits) {
		/* The cause that counts is the first. */
		if (is_ended && j->ran == RAN_OK)
			j->ran = RAN_TOO_MUCH;
		set_cause(j, RAN_TOO_MUCH, 0);
		end_group(j, now_ms);
	}
	if (is_ended)
		return;
	if (j->until_ms != 0 && now_ms >= j->until_ms) {
		set_cause(j, RAN_TIMEOUT, 0);
		end_group(j, now_ms);
	}
	if (j->kill_ms != 0 && now_ms >= j->kill_ms)
		kill(-j->pid, SIGKILL);
}

static void
report(struct run *r, struct job *j)
{
	if (!j->is_canceled) {
		str_cut(&j->words, strcspn(j->words.data, "\r\n"),
		    j->words.len);
		r->done(r->ctx, &(struct run_result){ .what = j->what,
		    .id = j->id, .ran = j->ran, .status = j->status,
		    .output = j->out.data, .len = j->out.len,
		    .words = j->words.data });
	}
	job_free(j);
}

/* --- the whole ------------------------------------------------------------ */

static void
set_timer(struct run *r)
{
	struct itimerspec when = { 0 };
	bool is_due = false, stays = false;

	for (const struct job *j = r->jobs; j != NULL; j = j->next) {
		is_due = is_due || (j->pid != 0 && (!j->stays ||
		    j->kill_ms != 0)) || j->has_cause;
		stays = stays || j->pid != 0;
	}
	if (is_due)
		when.it_value.tv_nsec = LOOK_MS * 1000000L;
	else if (stays)
		when.it_value.tv_sec = LOOK_STAYS_S;
	timerfd_settime(r->timer_fd, 0, &when, NULL);
}

struct run *
run_new(run_done *done, void *ctx)
{
	struct run *r = mem_new(struct run);
	struct epoll_event ev = { .events = EPOLLIN };

	r->done = done;
	r->ctx = ctx;
	r->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	r->timer_fd = timerfd_create(CLOCK_MONOTONIC,
	    TFD_NONBLOCK | TFD_CLOEXEC);
	if (r->epoll_fd >= 0 && r->timer_fd >= 0 &&
	    epoll_ctl(r->epoll_fd, EPOLL_CTL_ADD, r->timer_fd, &ev) == 0)
		return r;
	run_free(r);
	return NULL;
}

void
run_free(struct run *r)
{
	if (r == NULL)
		return;
	while (r->jobs != NULL) {
		struct job *j = r->jobs;

		r->jobs = j->next;
		if (j->pid != 0 && !j->stays) {
			kill(-j->pid, SIGKILL);
			waitpid(j->pid, NULL, WNOHANG);
		}
		job_free(j);
	}
	if (r->timer_fd >= 0)
		close(r->timer_fd);
	if (r->epoll_fd >= 0)
		close(r->epoll_fd);
	free(r);
}

int
run_count(const struct run *r)
{
	int n = 0;

	for (const struct job *j = r->jobs; j != NULL; j = j->next)
		n++;
	return n;
}

void
run_start(struct run *r, const struct run_ask *ask)
{
	struct job  *j = job_new(ask);
	struct job **last = &r->jobs;

	if (run_count(r) >= SLOTS) {
		set_cause(j, RAN_NOT_STARTED, 0);
		str_put(&j->words, "too many commands wait already");
	}
	while (*last != NULL)
		last = &(*last)->next;
	*last = j;
	start_waiting(r);
	set_timer(r);
}

void
run_drop(struct run *r, enum run_for what, int64_t id)
{
	int64_t now_ms = clock_mono_ms();

	for (struct job *j = r->jobs; j != NULL; j = j->next) {
		if (j->what != what || j->id != id)
			continue;
		j->is_canceled = true;
		set_cause(j, RAN_SIGNAL, SIGTERM);
		end_group(j, now_ms);
	}
	set_timer(r);
}

int
run_fd(const struct run *r)
{
	return r->epoll_fd;
}

void
run_poll(struct run *r)
{
	int64_t	     now_ms = clock_mono_ms();
	struct job  *ended = NULL, **last = &ended;
	struct job **p = &r->jobs;
	uint64_t     n;

	if (read(r->timer_fd, &n, sizeof n) < 0)
		n = 0;	/* it was a pipe */
	for (struct job *j = r->jobs; j != NULL; j = j->next)
		look_at(j, now_ms);
	while (*p != NULL) {
		struct job *j = *p;

		if (j->pid != 0 || !j->has_cause) {
			p = &j->next;
			continue;
		}
		*p = j->next;
		j->next = NULL;
		*last = j;
		last = &j->next;
	}
	start_waiting(r);
	/* Last: the callback may start or cancel others. */
	while (ended != NULL) {
		struct job *j = ended;

		ended = j->next;
		report(r, j);
	}
	set_timer(r);
}
