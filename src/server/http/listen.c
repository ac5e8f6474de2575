/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "server/http/internal.h"

#define BACKLOG		1024
#define ACCEPTS_A_TURN	64	/* those inside get their turn as well */
#define PAUSE_MS	200

struct listener {
	struct listener	 *next;
	struct http_loop *loop;
	struct event	  ev, pause;
	int		  fd;
	char		 *path;		/* of a Unix socket we made */
	bool		  is_short;	/* of descriptors; said once */
};

/* --- taking in --------------------------------------------------------- */

static void
on_resume(evutil_socket_t fd, short what, void *arg)
{
	struct listener *s = arg;

	(void)fd;
	(void)what;
	event_add(&s->ev, NULL);
}

/* No descriptor or memory: the socket stays readable, so looking again at
 * once would only turn the loop. */
static void
pause_listener(struct listener *s, int errno_value)
{
	struct timeval tv = { .tv_usec = PAUSE_MS * 1000 };

	if (!s->is_short)
		log_warn("http", "no room for new connections: %s",
		    strerror(errno_value));
	s->is_short = true;
	event_del(&s->ev);
	event_add(&s->pause, &tv);
}

static void
take_in(struct http_loop *l, int fd, const struct sockaddr *sa)
{
	struct peer_addr peer;
	bool is_counted;

	peer_from_socket(&peer, sa);
	is_counted = !peer.is_unix && !peer_is_trusted(l, &peer);
	if (atomic_load(&l->n_conns) >= l->limits.max_connections ||
	    mem_is_short()) {
		atomic_fetch_add(&l->n_refused, 1);
		answer_turn_away(fd, 503);
		close(fd);
	} else if (is_counted && !peer_counts_add(l->peers, &peer,
	    l->limits.max_per_address)) {
		atomic_fetch_add(&l->n_refused, 1);
		answer_turn_away(fd, 429);
		close(fd);
	} else {
		conn_new(l, fd, &peer, is_counted);
	}
}

static void
on_accept(evutil_socket_t fd, short what, void *arg)
{
	struct listener *s = arg;

	(void)what;
	for (int i = 0; i < ACCEPTS_A_TURN; i++) {
		struct sockaddr_storage sa = { .ss_family = AF_UNIX };
		socklen_t len = sizeof sa;
		int got = accept4(fd, (struct sockaddr *)&sa, &len,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (got >= 0) {
			take_in(s->loop, got, (struct sockaddr *)&sa);
			continue;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			s->is_short = false;
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		    errno == ENOMEM)
			pause_listener(s, errno);
		if (errno != ECONNABORTED && errno != EINTR && errno != EPROTO)
			return;
	}
}

static void
listener_add(struct http_loop *l, int fd, const char *path)
{
	struct listener *s = mem_new(struct listener);

	s->loop = l;
	s->fd = fd;
	s->path = mem_dup(path);
	s->next = l->listeners;
	l->listeners = s;
	event_assign(&s->ev, l->base, fd, EV_READ | EV_PERSIST, on_accept, s);
	event_assign(&s->pause, l->base, -1, 0, on_resume, s);
	event_add(&s->ev, NULL);
}

void
listen_close_all(struct http_loop *l)
{
	struct listener *next;

	for (struct listener *s = l->listeners; s != NULL; s = next) {
		next = s->next;
		event_del(&s->ev);
		event_del(&s->pause);
		close(s->fd);
		if (s->path != NULL)
			unlink(s->path);
		free(s->path);
		free(s);
	}
	l->listeners = NULL;
}

/* --- TCP --------------------------------------------------------------- */

/* "host:port" or "[host]:port" into its two parts. */
static bool
split_address(const char *address, char *host, size_t size, const char **port)
{
	const char *colon = strrchr(address, ':');
	size_t len;

	if (colon == NULL || colon == address)
		return false;
	*port = colon + 1;
	len = (size_t)(colon - address);
	if (*address == '[') {
		if (colon[-1] != ']')
			return false;
		address++;
		len -= 2;
	} else if (memchr(address, ':', len) != NULL) {
		return false;
	}
	if (len == 0 || len >= size)
		return false;
	memcpy(host, address, len);
	host[len] = '\0';
	return true;
}

static int
bind_tcp(const struct addrinfo *ai, const char *address, struct err *err)
{
	int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK |
	    SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0) {
		err_sys(err, ERR_IO, errno, "no socket for %s", address);
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (ai->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	if (errno == EADDRINUSE)
		err_set(err, ERR_IN_USE, "%s is in use by another program: "
		    "stop it, or listen on another port", address);
	else if (errno == EACCES)
		err_set(err, ERR_RIGHTS, "%s may not be used: ports below "
		    "1024 need a right, choose a higher one", address);
	else
		err_sys(err, ERR_IO, errno, "cannot listen on %s", address);
	close(fd);
	return -1;
}

static void
tell_bound(int fd, char *bound, size_t size)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof sa;
	char host[PEER_TEXT_BYTES], port[8];

	if (bound == NULL ||
	    getsockname(fd, (struct sockaddr *)&sa, &len) < 0 ||
	    getnameinfo((struct sockaddr *)&sa, len, host, sizeof host, port,
	    sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return;
	snprintf(bound, size, sa.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s",
	    host, port);
}

static bool
listen_tcp(struct http_loop *l, const char *address, char *bound,
    size_t bound_size, struct err *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
	struct addrinfo *ai = NULL;
	const char *port;
	char host[PEER_TEXT_BYTES];
	long long number;
	int fd;

	if (!split_address(address, host, sizeof host, &port) ||
	    !str_to_i64(port, 0, 65535, &number) ||
	    getaddrinfo(host, port, &hints, &ai) != 0)
		return err_set(err, ERR_VALUE, "\"%s\" is no address: "
		    "127.0.0.1:8080, [::1]:8080 or unix:/path", address);
	fd = bind_tcp(ai, address, err);
	freeaddrinfo(ai);
	if (fd < 0)
		return false;
	tell_bound(fd, bound, bound_size);
	listener_add(l, fd, NULL);
	return true;
}

/* --- Unix -------------------------------------------------------------- */

/* Makes room at the path of `sa`: nobody listens there any more. */
static bool
clear_path(const struct sockaddr_un *sa, struct err *err)
{
	struct stat st;
	int fd, rc;

	if (lstat(sa->sun_path, &st) < 0)
		return true;
	if (!S_ISSOCK(st.st_mode))
		return err_set(err, ERR_IN_USE, "%s exists and is no socket",
		    sa->sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_sys(err, ERR_IO, errno, "no socket");
	rc = connect(fd, (const struct sockaddr *)sa, sizeof *sa);
	/* A full backlog says EAGAIN: somebody lives there. */
	if (rc == 0 || errno != ECONNREFUSED) {
		close(fd);
		return err_set(err, ERR_IN_USE, "%s belongs to a server that "
		    "runs: stop it first", sa->sun_path);
	}
	close(fd);
	if (unlink(sa->sun_path) < 0 && errno != ENOENT)
		return err_sys(err, ERR_IO, errno, "cannot remove the stale %s",
		    sa->sun_path);
	return true;
}

static bool
listen_unix(struct http_loop *l, const char *path, struct err *err)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd;

	if (*path != '/' || strlen(path) >= sizeof sa.sun_path)
		return err_set(err, ERR_VALUE, "\"%s\" is no absolute path of "
		    "at most %zu bytes", path, sizeof sa.sun_path - 1);
	memcpy(sa.sun_path, path, strlen(path) + 1);
	if (!clear_path(&sa, err))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_sys(err, ERR_IO, errno, "no socket for %s", path);
	/* On Linux bind() makes the file with the mode of the socket, so it is
	 * never open to others; chmod() is for the rest. */
	if (fchmod(fd, S_IRUSR | S_IWUSR) < 0 ||
	    bind(fd, (struct sockaddr *)&sa, sizeof sa) < 0 ||
	    chmod(path, S_IRUSR | S_IWUSR) < 0 || listen(fd, BACKLOG) < 0) {
		err_sys(err, ERR_IO, errno, "cannot listen on %s", path);
		close(fd);
		return false;
	}
	listener_add(l, fd, path);
	return true;
}

/* --- both -------------------------------------------------------------- */

bool
http_listen(struct http_loop *l, const char *address, char *bound,
    size_t bound_size, struct err *err)
{
	if (strncmp(address, "unix:", 5) != 0)
		return listen_tcp(l, address, bound, bound_size, err);
	if (!listen_unix(l, address + 5, err))
		return false;
	if (bound != NULL)
		str_copy(bound, bound_size, address);
	return true;
}

bool
http_listen_fd(struct http_loop *l, int fd, struct err *err)
{
	int flags = fcntl(fd, F_GETFL), listens = 0;
	socklen_t len = sizeof listens;

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) < 0)
		return err_sys(err, ERR_IO, errno, "descriptor %d", fd);
	if (!listens)
		return err_set(err, ERR_VALUE, "descriptor %d is no socket "
		    "that listens", fd);
	listener_add(l, fd, NULL);
	return true;
}
