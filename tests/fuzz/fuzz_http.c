/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a stranger through the whole edge, over a socket pair.
 *
 * The first byte says how the rest is cut into pieces. What is asked of the
 * edge: it does not fall, and each request that the handler sees is sound.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <sys/socket.h>
#include <unistd.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "server/http/internal.h"

#define LARGE_BYTES 300000

static bool
is_text(const char *text)
{
	return text == NULL || utf8_is_valid(text, strlen(text));
}

static void
on_request(void *ctx, struct http_request *r)
{
	const char *path = http_path(r);
	size_t len;

	(void)ctx;
	must(path[0] == '/' && is_text(path) && strstr(path, "/../") == NULL);
	must(is_text(http_query(r, "a")) && is_text(http_form(r, "a")));
	must(http_body(r, &len) != NULL &&
	    len <= http_default_limits.body_bytes);
	must(strlen(http_peer(r)) > 0);
	must(http_method(r) <= HTTP_OPTIONS && http_peer_uid(r) >= -1);
	must(!http_is_local(r, "/admin.sock"));
	must(!http_is_secure(r) || http_header(r, "x-forwarded-proto") != NULL ||
	    http_header(r, "forwarded") != NULL);
	http_cookie(r, "a");
	if (strcmp(path, "/take") == 0)
		http_body_free(http_request_loop(r), http_body_take(r));
	http_wants_gzip(r);
	http_answer(r, &(struct http_answer){ .status = 200,
	    .type = "text/plain", .body = path, .len = strlen(path),
	    .may_gzip = true });
}

static int
on_large(void *ctx, struct http_request *r, uint64_t len)
{
	(void)ctx;
	(void)r;
	return len <= LARGE_BYTES ? 0 : 413;
}

static void
run(struct http_loop *l, const uint8_t *bytes, size_t len, size_t step)
{
	struct peer_addr peer = { .is_unix = true };
	char sink[4096];
	int fds[2];

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0);
	conn_new(l, fds[0], &peer, false);
	while (len > 0) {
		ssize_t n = send(fds[1], bytes, len < step ? len : step,
		    MSG_NOSIGNAL);

		if (n <= 0)
			break;
		bytes += n;
		len -= (size_t)n;
		event_base_loop(l->base, EVLOOP_NONBLOCK);
		while (recv(fds[1], sink, sizeof sink, 0) > 0)
			;
	}
	close(fds[1]);
	while (l->conns != NULL)
		event_base_loop(l->base, EVLOOP_ONCE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct http_handlers handlers = { .request = on_request,
		.admit = on_large };
	struct http_loop *l;

	if (len < 1)
		return 0;
	l = http_loop_new(NULL, &handlers, NULL);
	must(l != NULL && http_trust_proxy(l, "unix:", NULL));
	run(l, bytes + 1, len - 1, bytes[0] < 64 ? SIZE_MAX : bytes[0] - 63u);
	http_loop_free(l);
	return 0;
}
