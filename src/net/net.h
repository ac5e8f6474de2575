/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net.h - HTTP requests of a console, none of which ever blocks; the only
 * place that knows libcurl.
 *
 * One thread. net_wait() is the console's whole loop: it sleeps on the
 * network, the keyboard and whatever else it is given, and runs callbacks.
 * http and https only, no redirects, no cookies, TLS always verified,
 * QUICK_EXIT set (a resolver never holds up an end), loopback past a proxy.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct net;
struct net_request;

struct net_config {
	const char *base_url;		/* "https://desk.example" or
					 * "http://localhost" for a socket */
	const char *unix_socket;	/* path or NULL */
	const char *ca_file, *pin;	/* NULL: the system's */
	size_t	    max_answer_bytes;	/* after inflate */
};

struct net_answer {
	struct err  err;	/* ERR_NET: no whole answer came; else NONE
				 * whatever the status */
	int	    status;
	const char *body;	/* "" when empty; borrowed */
	size_t	    len;
	int	    retry_after_s;	/* -1: not said; capped to 120 */
	int	    took_ms;
	bool	    was_cut;	/* the connection broke while it was held */
	bool	    is_untrusted;	/* its certificate or key is not the
					 * one that is wanted */
};
typedef void net_done(void *ctx, const struct net_answer *answer);

struct net_ask {
	const char *method;	/* "GET" ... */
	const char *path;	/* "/api/v1/events?cursor=..." */
	const char *token;	/* bearer or NULL */
	const char *body;	/* JSON or NULL; copied */
	size_t	    len;
	int	    timeout_ms;	/* whole request; 0: none ... */
	int	    stall_s;	/* ... but so long with hardly a byte */
	const char *type;	/* of the body; NULL: JSON */
	/* Now and then while bytes go up or come down; nothing may be started
	 * or cancelled from it. NULL: not told. */
	void (*progress)(void *ctx, int64_t done, int64_t total);
};

struct net *net_new(const struct net_config *config, struct err *err);
void	    net_free(struct net *n);	/* at once; callbacks are not called */
/* NULL: out of memory or a bad URL. The handle is dead after `done`. */
struct net_request *net_start(struct net *n, const struct net_ask *ask,
    net_done *done, void *ctx, struct err *err);
void net_cancel(struct net_request *r);		/* no callback */
/* Waits up to timeout_ms for any of it, then runs finished callbacks. The
 * revents of `fds` are filled. A signal ends the wait. */
bool net_wait(struct net *n, struct pollfd *fds, unsigned n_fds,
    int timeout_ms, struct err *err);

/* Back-off from the first error: 1.4 s doubling to 30 s, with +-25 % jitter,
 * so never under 1 s. `random` is any number. */
int net_backoff_ms(int attempt, unsigned random);

#endif
