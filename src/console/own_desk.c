/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/own_desk.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/paths.h"
#include "base/str.h"

#define START_LIMIT_MS 15000
#define STOP_LIMIT_MS  10000
#define SMALL_FILE     512
#define MAX_ARGS       32

static bool
join(char *buf, size_t size, const char *dir, const char *leaf,
    struct err *err)
{
	if (snprintf(buf, size, "%s/%s", dir, leaf) < (int)size)
		return true;
	return err_set(err, ERR_TOO_LARGE, "the path %s is too long", dir);
}

/* Where people who are not root rarely have their PATH. */
#ifndef SBINDIR
#define SBINDIR "/usr/local/sbin"
#endif

static bool
is_program_in(struct own_desk *d, const char *dir)
{
	return snprintf(d->program, sizeof d->program, "%s/dezhurkad", dir) <
	    (int)sizeof d->program && access(d->program, X_OK) == 0;
}

/* Beside this program, as in a build directory; where it is installed; else
 * PATH finds it. */
static void
find_program(struct own_desk *d)
{
	char	self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char   *slash;

	self[n > 0 ? n : 0] = '\0';
	slash = strrchr(self, '/');
	if (slash != NULL) {
		*slash = '\0';
		if (is_program_in(d, self))
			return;
	}
	if (!is_program_in(d, SBINDIR))
		str_copy(d->program, sizeof d->program, "dezhurkad");
}

static bool
read_small(const char *dir, const char *leaf, char *buf, size_t size)
{
	char	   path[PATH_MAX];
	struct str text;
	bool	   ok;

	str_init(&text, SMALL_FILE);
	ok = join(path, sizeof path, dir, leaf, NULL) &&
	    paths_read(path, &text, NULL);
	while (text.len > 0 && text.data[text.len - 1] == '\n')
		str_cut(&text, text.len - 1, 1);
	ok = ok && text.len > 0 && str_copy(buf, size, text.data);
	str_clear(&text);
	return ok;
}

static bool
write_small(const char *dir, const char *leaf, const char *text,
    struct err *err)
{
	char path[PATH_MAX];

	return join(path, sizeof path, dir, leaf, err) &&
	    paths_replace(path, text, strlen(text), 0600, err);
}

/* Does a desk answer there? The kernel says which process: a number in a file
 * may be anybody's by now. */
static bool
answers(const char *socket_path, pid_t *pid)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct ucred	   peer = { 0 };
	socklen_t	   len = sizeof peer;
	int		   fd;
	bool		   ok;

	if (!str_copy(sun.sun_path, sizeof sun.sun_path, socket_path))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	ok = connect(fd, (struct sockaddr *)&sun, sizeof sun) == 0 &&
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0;
	close(fd);
	*pid = peer.pid;
	return ok;
}

/* The page keeps its port over restarts, so that a link to it stays good. */
static void
page_listen(const char *dir, char *buf, size_t size, bool same_port)
{
	char	  url[256], *colon, *end;
	long long port;

	str_copy(buf, size, "127.0.0.1:0");
	if (!same_port || !read_small(dir, "page", url, sizeof url))
		return;
	colon = strrchr(url, ':');
	if (colon == NULL)
		return;
	end = strchr(colon, '/');
	if (end != NULL)
		*end = '\0';
	if (str_to_i64(colon + 1, 1, 65535, &port))
		snprintf(buf, size, "127.0.0.1:%lld", port);
}

/* Reads the desk's first lines: its addresses, then "ready". */
static bool
wait_ready(struct own_desk *d, int fd, struct err *err)
{
	int64_t	   until = clock_mono_ms() + START_LIMIT_MS;
	struct str text;
	char	  *at;
	bool	   ok = false;

	str_init(&text, 16 * 1024);
	while (!ok && clock_mono_ms() < until) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		char	      buf[1024];
		ssize_t	      n;

		if (poll(&p, 1, 200) <= 0)
			continue;
		n = read(fd, buf, sizeof buf);
		if (n <= 0)
			break;
		str_put_n(&text, buf, (size_t)n);
		ok = strstr(text.data, "ready\n") != NULL;
	}
	at = strstr(text.data, "http://");
	if (ok && at != NULL) {
		at[strcspn(at, " \r\n")] = '\0';
		str_copy(d->page_url, sizeof d->page_url, at);
	}
	str_clear(&text);
	if (!ok)
		return err_set(err, ERR_IO, "the desk did not start");
	return true;
}

/* The last line of the desk's log says why it did not start. */
static void
add_reason(const char *log_path, struct err *err)
{
	struct str text;
	char	  *line;

	str_init(&text, 1024 * 1024);
	if (paths_read(log_path, &text, NULL) && text.len > 0) {
		while (text.len > 0 && text.data[text.len - 1] == '\n')
			str_cut(&text, text.len - 1, 1);
		line = strrchr(text.data, '\n');
		err_set(err, ERR_IO, "the desk did not start: %s",
		    line != NULL ? line + 1 : text.data);
	}
	str_clear(&text);
}

static bool
start_once(struct own_desk *d, const char *socket, bool same_port,
    struct err *err)
{
	char log_path[PATH_MAX], listen[64], unix_listen[PATH_MAX + 8];
	int  out[2], log_fd;
	bool ok;

	page_listen(d->data_dir, listen, sizeof listen, same_port);
	snprintf(unix_listen, sizeof unix_listen, "unix:%s", socket);
	if (!join(log_path, sizeof log_path, d->data_dir, "log", err))
		return false;
	log_fd = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
	    0600);
	if (log_fd < 0)
		return err_sys(err, ERR_IO, errno, "cannot write %s",
		    log_path);
	if (pipe2(out, O_CLOEXEC) != 0) {
		close(log_fd);
		return err_sys(err, ERR_IO, errno, "no descriptor is left");
	}
	const char *const argv[] = {
		d->program, "--data", d->data_dir, "--listen", unix_listen,
		"--listen", listen, "--trust-owner", NULL
	};
	const struct child_spec spec = { .argv = argv, .in_fd = -1,
		.out_fd = out[1], .err_fd = log_fd, .new_session = true };

	ok = child_start(&spec, &d->pid, err);
	close(out[1]);
	close(log_fd);
	if (ok && !wait_ready(d, out[0], err)) {
		kill(d->pid, SIGTERM);
		waitpid(d->pid, NULL, 0);
		d->pid = 0;	/* its number may be another's now */
		add_reason(log_path, err);
		ok = false;
	}
	close(out[0]);
	return ok;
}

static bool
find_running(struct own_desk *d, const char *socket)
{
	if (!answers(socket, &d->pid))
		return false;
	d->was_running = true;
	read_small(d->data_dir, "page", d->page_url, sizeof d->page_url);
	return true;
}

bool
own_desk_start(struct own_desk *d, const char *data_dir, struct err *err)
{
	char socket[PATH_MAX], number[32];

	memset(d, 0, sizeof *d);
	if (!str_copy(d->data_dir, sizeof d->data_dir, data_dir) ||
	    !join(socket, sizeof socket, data_dir, "desk.sock", err))
		return false;
	snprintf(d->url, sizeof d->url, "unix:%s", socket);
	find_program(d);
	if (!paths_make_dir(data_dir, err))
		return false;
	if (find_running(d, socket))
		return true;
	/* Somebody else may have the port by now: then any will do. Or another
	 * console was starting the same desk, and was first. */
	if (!start_once(d, socket, true, err) &&
	    !start_once(d, socket, false, err))
		return find_running(d, socket);
	snprintf(number, sizeof number, "%lld\n", (long long)d->pid);
	return write_small(data_dir, "page", d->page_url, err) &&
	    write_small(data_dir, "pid", number, err);
}

/* A desk of an earlier console is not our child: ask whether it is there. */
static bool
is_gone(const struct own_desk *d)
{
	if (!d->was_running)
		return waitpid(d->pid, NULL, WNOHANG) != 0;
	return kill(d->pid, 0) != 0 && errno == ESRCH;
}

bool
own_desk_stop(struct own_desk *d, struct err *err)
{
	int64_t until = clock_mono_ms() + STOP_LIMIT_MS;

	if (d->pid <= 0)
		return err_set(err, ERR_NOT_FOUND,
		    "nobody knows the desk's process");
	if (kill(d->pid, SIGTERM) != 0)
		return errno == ESRCH ||
		    err_sys(err, ERR_IO, errno, "cannot end the desk");
	while (clock_mono_ms() < until) {
		if (is_gone(d))
			return true;
		poll(NULL, 0, 20);
	}
	return err_set(err, ERR_BUSY, "the desk (process %lld) does not end",
	    (long long)d->pid);
}

/* Everything `fd` says until its end, without the last newline. */
static void
read_all(int fd, struct str *out)
{
	char	buf[1024];
	ssize_t n;

	while ((n = read(fd, buf, sizeof buf)) > 0)
		str_put_n(out, buf, (size_t)n);
	while (out->len > 0 && out->data[out->len - 1] == '\n')
		str_cut(out, out->len - 1, 1);
}

static int
input_file(const char *input)
{
	FILE *f = tmpfile();
	int   fd;

	if (f == NULL)
		return -1;
	fputs(input, f);
	rewind(f);
	fd = dup(fileno(f));
	fclose(f);
	return fd;
}

bool
own_desk_admin(struct own_desk *d, const char *const *args,
    const char *input, struct err *err)
{
	const char *argv[MAX_ARGS];
	int	    n = 0, says[2], in_fd = -1, status = 0;
	struct str  text;
	pid_t	    pid;
	bool	    ok;

	argv[n++] = d->program;
	while (*args != NULL && n < MAX_ARGS - 3)
		argv[n++] = *args++;
	argv[n++] = "--data";
	argv[n++] = d->data_dir;
	argv[n] = NULL;
	if (pipe2(says, O_CLOEXEC) != 0)
		return err_sys(err, ERR_IO, errno, "no descriptor is left");
	if (input != NULL)
		in_fd = input_file(input);
	const struct child_spec spec = { .argv = argv, .in_fd = in_fd,
		.out_fd = -1, .err_fd = says[1] };

	ok = child_start(&spec, &pid, err);
	close(says[1]);
	if (in_fd >= 0)
		close(in_fd);
	str_init(&text, 64 * 1024);
	if (ok) {
		read_all(says[0], &text);
		ok = waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		    WEXITSTATUS(status) == 0;
		if (!ok)
			err_set(err, ERR_STORE, "%s", text.data);
	}
	close(says[0]);
	str_clear(&text);
	return ok;
}
