/* SPDX-License-Identifier: GPL-3.0-or-later */
/* get PORT CONNECTIONS MILLISECONDS < REQUEST - the same request on some
 * connections, each asking again as soon as it is answered. Prints how many
 * answers came in a second. An answer is one that has its Content-Length, or
 * a 204.
 */
#define _GNU_SOURCE 1	/* memmem() */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 64
#define BYTES	    16384

struct connection {
	char   buf[BYTES];
	size_t len;
};

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
dial(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
		perror("connect");
		exit(1);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

/* Has the whole answer come? */
static bool
is_whole(const struct connection *c)
{
	const char *end = memmem(c->buf, c->len, "\r\n\r\n", 4);
	const char *length;

	if (end == NULL)
		return false;
	length = strcasestr(c->buf, "\r\ncontent-length:");
	if (length == NULL || length > end)
		return true;
	return c->len >= (size_t)(end + 4 - c->buf) +
	    strtoul(length + 17, NULL, 10);
}

static bool
take(struct connection *c, int fd)
{
	ssize_t n = read(fd, c->buf + c->len, sizeof c->buf - 1 - c->len);

	if (n <= 0) {
		fprintf(stderr, "the connection was closed\n");
		exit(1);
	}
	c->len += (size_t)n;
	c->buf[c->len] = '\0';
	if (!is_whole(c))
		return false;
	if (c->buf[9] != '2') {
		fprintf(stderr, "%.300s\n", c->buf);
		exit(1);
	}
	c->len = 0;
	return true;
}

int
main(int argc, char **argv)
{
	struct pollfd fds[CONNECTIONS];
	struct connection *c;
	char request[4096];
	ssize_t len = read(0, request, sizeof request);
	long n = argc > 2 ? strtol(argv[2], NULL, 10) : 0, done = 0;
	double start, end;

	if (argc != 4 || n < 1 || n > CONNECTIONS || len <= 0)
		return 2;
	c = calloc((size_t)n, sizeof *c);
	if (c == NULL)
		return 1;
	for (long i = 0; i < n; i++)
		fds[i] = (struct pollfd){
			.fd = dial((int)strtol(argv[1], NULL, 10)),
			.events = POLLIN };
	start = now_s();
	end = start + (double)strtol(argv[3], NULL, 10) / 1000;
	for (long i = 0; i < n; i++)
		if (write(fds[i].fd, request, (size_t)len) != len)
			return 1;
	while (now_s() < end) {
		if (poll(fds, (nfds_t)n, 1000) <= 0)
			break;
		for (long i = 0; i < n; i++) {
			if (fds[i].revents == 0 || !take(&c[i], fds[i].fd))
				continue;
			done++;
			if (write(fds[i].fd, request, (size_t)len) != len)
				return 1;
		}
	}
	printf("%.0f\n", (double)done / (now_s() - start));
	free(c);
	return 0;
}
