/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/admin_client.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "proto/proto.h"
#include "server/serve.h"

#define HEAD_BYTES 8192	/* of a request */

#define ANSWER_LIMIT_S 60

struct admin_client {
	struct sockaddr_un sa;
	struct serve	  *own;		/* the private desk, or NULL */
	pthread_t	   thread;
};

/* --- the line ---------------------------------------------------------- */

static int
dial(const struct admin_client *c)
{
	struct timeval limit = { .tv_sec = ANSWER_LIMIT_S };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	if (connect(fd, (const struct sockaddr *)&c->sa, sizeof c->sa) == 0)
		return fd;
	close(fd);
	return -1;
}

static bool
send_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
receive_all(int fd, struct str *out)
{
	char buf[16384];

	for (;;) {
		ssize_t n = recv(fd, buf, sizeof buf, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		if (!str_put_n(out, buf, (size_t)n))
			return false;
	}
}

/* The request asks for the connection's end after it, so that the end of the
 * answer is the end of the bytes. */
static bool
exchange(int fd, const char *method, const char *path, const struct str *body,
    struct str *out)
{
	struct str request;
	bool ok;

	str_init(&request, HEAD_BYTES + (body == NULL ? 0 : body->len));
	str_putf(&request, "%s %s HTTP/1.1\r\nHost: desk\r\n"
	    "Connection: close\r\n", method, path);
	if (body != NULL)
		str_putf(&request, "Content-Type: application/%s\r\n"
		    "Content-Length: %zu\r\n", strstr(path, "/files?") !=
		    NULL ? "octet-stream" : "json", body->len);
	str_put(&request, "\r\n");
	if (body != NULL)
		str_put_n(&request, body->data, body->len);
	ok = !request.full && send_all(fd, request.data, request.len) &&
	    receive_all(fd, out);
	str_clear(&request);
	return ok;
}

/* Leaves the body in `answer`, gives the status; 0: that is no answer. */
static int
split(struct str *answer)
{
	char *body = strstr(answer->data, "\r\n\r\n");
	long long status;
	char digits[4];

	if (body == NULL || answer->len < 12 ||
	    strncmp(answer->data, "HTTP/1.1 ", 9) != 0)
		return 0;
	memcpy(digits, answer->data + 9, 3);
	digits[3] = '\0';
	if (!str_to_i64(digits, 100, 599, &status))
		return 0;
	str_cut(answer, 0, (size_t)(body + 4 - answer->data));
	return (int)status;
}

static bool
fail_as_told(const struct str *answer, int status, struct err *err)
{
	struct json *j = json_parse(answer->data, answer->len, NULL);
	int64_t operator_id;
	struct err told;

	proto_error_read(j, status, &told, &operator_id);
	json_free(j);
	if (err != NULL)
		*err = told;
	return false;
}

bool
admin_client_ask(struct admin_client *c, const char *method, const char *path,
    const struct str *body, struct str *answer, struct err *err)
{
	int fd = dial(c), status = 0;
	bool ok = fd >= 0 && exchange(fd, method, path, body, answer);

	if (fd >= 0)
		close(fd);
	if (ok)
		status = split(answer);
	if (status == 0)
		return err_set(err, ERR_NET, "the desk at %s does not answer",
		    c->sa.sun_path);
	return status < 300 || fail_as_told(answer, status, err);
}

bool
admin_client_json(struct admin_client *c, const char *method,
    const char *path, const struct str *body, struct json **answer,
    struct err *err)
{
	struct str text;
	bool ok;

	*answer = NULL;
	str_init(&text, PROTO_ANSWER_BYTES);
	ok = admin_client_ask(c, method, path, body, &text, err);
	if (ok && text.len > 0) {
		*answer = json_parse(text.data, text.len, err);
		ok = *answer != NULL;
	}
	str_clear(&text);
	return ok;
}

/* --- the private desk -------------------------------------------------- */

static void *
run_own(void *arg)
{
	serve_run(arg);
	return NULL;
}

/* Root would leave files behind that the desk's own user cannot write. */
static bool
is_ours(const char *dir, struct err *err)
{
	struct stat st;

	if (stat(dir, &st) < 0 || st.st_uid == geteuid())
		return true;
	return err_set(err, ERR_RIGHTS, "%s belongs to the user %ld and no "
	    "desk runs there: start it, or run this as that user", dir,
	    (long)st.st_uid);
}

static bool
open_own(struct admin_client *c, const struct settings *settings,
    struct err *err)
{
	if (!is_ours(settings->data_dir, err))
		return false;
	c->own = serve_open(settings, err);
	if (c->own == NULL)
		return false;
	if (pthread_create(&c->thread, NULL, run_own, c->own) == 0)
		return true;
	serve_close(c->own);
	c->own = NULL;
	return err_set(err, ERR_MEMORY, "no thread for the command");
}

static bool
connect_or_open(struct admin_client *c, const struct settings *settings,
    bool must_run, struct err *err)
{
	int fd = dial(c), why = errno;

	if (fd >= 0) {
		close(fd);
		return true;
	}
	if (why == EACCES || why == EPERM)
		return err_set(err, ERR_RIGHTS, "%s is for the desk's own user "
		    "and root", c->sa.sun_path);
	if (why != ENOENT && why != ECONNREFUSED)
		return err_sys(err, ERR_NET, why, "%s", c->sa.sun_path);
	if (must_run)
		return err_set(err, ERR_NET, "no desk runs in %s: start "
		    "dezhurkad, or name another --data", settings->data_dir);
	return open_own(c, settings, err);
}

struct admin_client *
admin_client_open(const struct settings *settings, bool must_run,
    struct err *err)
{
	struct admin_client *c = mem_new(struct admin_client);
	int len = snprintf(c->sa.sun_path, sizeof c->sa.sun_path,
	    "%s/admin.sock", settings->data_dir);

	c->sa.sun_family = AF_UNIX;
	if (len < 0 || (size_t)len >= sizeof c->sa.sun_path) {
		err_set(err, ERR_VALUE, "the path of the data directory is "
		    "longer than %zu bytes", sizeof c->sa.sun_path - 12);
		free(c);
		return NULL;
	}
	if (!connect_or_open(c, settings, must_run, err)) {
		free(c);
		return NULL;
	}
	return c;
}

void
admin_client_close(struct admin_client *c)
{
	if (c == NULL)
		return;
	if (c->own != NULL) {
		serve_stop(c->own);
		pthread_join(c->thread, NULL);
		serve_close(c->own);
	}
	free(c);
}
