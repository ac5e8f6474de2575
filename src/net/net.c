/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "net/curl_lib.h"

#define URL_BYTES	  4096
#define RETRY_AFTER_MAX_S 120
#define CONNECT_MS	  10000
#define BACKOFF_FIRST_MS  1400	/* less a quarter: still over a second */
#define BACKOFF_MAX_MS	  30000
#define MAX_FDS		  16
#define STALL_BYTES_PER_S 64L
#define STALE_MS	  1000	/* later it was no stale connection */

struct net {
	struct curl_lib	   curl;
	CURLM		  *multi;
	struct net_request *first;	/* running ones */
	char		  *base_url, *unix_socket, *ca_file, *pin;
	size_t		   max_answer_bytes;
};

struct net_request {
	struct net_request *next;
	struct net	   *net;
	CURL		   *easy;
	struct curl_slist  *headers;
	struct str	    body;
	char		   *post;
	net_done	   *done;
	void		  (*progress)(void *ctx, int64_t done, int64_t total);
	void		   *ctx;
	int64_t		    started_ms;
	bool		    has_head;	/* up to its empty line */
	bool		    is_sent, is_cut;
	char		    error[CURL_ERROR_SIZE];
};

struct net *
net_new(const struct net_config *config, struct err *err)
{
	struct net *n;

	if (strncmp(config->base_url, "http://", 7) != 0 &&
	    strncmp(config->base_url, "https://", 8) != 0) {
		err_set(err, ERR_VALUE, "\"%s\" is not an address: it should "
		    "begin with https:// or http://", config->base_url);
		return NULL;
	}
	if (config->ca_file != NULL && access(config->ca_file, R_OK) != 0) {
		err_sys(err, ERR_VALUE, errno, "the ca_file %s cannot be read",
		    config->ca_file);
		return NULL;
	}
	n = mem_new(struct net);
	if (!curl_lib_load(&n->curl, err)) {
		free(n);
		return NULL;
	}
	if (n->curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(n);
		err_set(err, ERR_NET, "the network library did not start");
		return NULL;
	}
	/* A peer that closes must not end the console. */
	signal(SIGPIPE, SIG_IGN);
	n->multi = n->curl.multi_init();
	if (n->multi == NULL) {
		free(n);
		err_set(err, ERR_MEMORY, "no memory for the network");
		return NULL;
	}
	n->base_url = mem_dup(config->base_url);
	while (n->base_url[0] != '\0' &&
	    n->base_url[strlen(n->base_url) - 1] == '/')
		n->base_url[strlen(n->base_url) - 1] = '\0';
	n->unix_socket = mem_dup(config->unix_socket);
	n->ca_file = mem_dup(config->ca_file);
	n->pin = mem_dup(config->pin);
	n->max_answer_bytes = config->max_answer_bytes;
	return n;
}

static void
request_free(struct net_request *r)
{
	struct net_request **p = &r->net->first;

	while (*p != NULL && *p != r)
		p = &(*p)->next;
	if (*p == r)
		*p = r->next;
	r->net->curl.multi_remove_handle(r->net->multi, r->easy);
	r->net->curl.easy_cleanup(r->easy);
	r->net->curl.slist_free_all(r->headers);
	str_clear(&r->body);
	free(r->post);
	free(r);
}

void
net_free(struct net *n)
{
	if (n == NULL)
		return;
	while (n->first != NULL)
		request_free(n->first);
	n->curl.multi_cleanup(n->multi);
	n->curl.global_cleanup();
	free(n->base_url);
	free(n->unix_socket);
	free(n->ca_file);
	free(n->pin);
	free(n);
}

static size_t
take_body(char *bytes, size_t size, size_t n, void *ctx)
{
	struct net_request *r = ctx;

	/* A short count makes curl end the transfer with an error. */
	return str_put_n(&r->body, bytes, size * n) ? size * n : 0;
}

/* curl is content with an answer that was cut in its head. */
static size_t
take_head(char *bytes, size_t size, size_t n, void *ctx)
{
	struct net_request *r = ctx;

	/* A 100 has a head of its own before the answer's; trailers come here
	 * too, after it. */
	if (size * n >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
		r->has_head = false;
	if (size * n > 0 && (bytes[0] == '\r' || bytes[0] == '\n'))
		r->has_head = true;
	return size * n;
}

/* Before each time that curl sends the request. It sends it again by itself
 * when a connection that it had kept breaks: right when the peer had closed it
 * long ago, but a poll that was held and cut must be known as such. */
static int
before_sending(void *ctx, char *peer, char *self, int peer_port,
    int self_port)
{
	struct net_request *r = ctx;

	(void)peer;
	(void)self;
	(void)peer_port;
	(void)self_port;
	r->is_cut = r->is_sent &&
	    clock_mono_ms() - r->started_ms > STALE_MS;
	r->is_sent = true;
	return r->is_cut ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static int
on_progress(void *ctx, curl_off_t down_total, curl_off_t down,
    curl_off_t up_total, curl_off_t up)
{
	struct net_request *r = ctx;

	/* The answer to an upload is short. */
	if (up_total > 0)
		r->progress(r->ctx, up, up_total);
	else if (down_total > 0)
		r->progress(r->ctx, down, down_total);
	return 0;
}

static bool
put_header(struct net_request *r, const char *line)
{
	struct curl_slist *more = r->net->curl.slist_append(r->headers, line);

	if (more == NULL)
		return false;
	r->headers = more;
	return true;
}

static bool
put_headers(struct net_request *r, const struct net_ask *ask)
{
	char line[256];

	/* curl would send "Accept: *" and a form's type: bytes for nothing. */
	if (!put_header(r, "Accept:"))
		return false;
	if (ask->body != NULL && (snprintf(line, sizeof line,
	    "Content-Type: %s", ask->type != NULL ? ask->type :
	    "application/json") >= (int)sizeof line || !put_header(r, line) ||
	    !put_header(r, "Expect:")))
		return false;
	if (ask->token == NULL)
		return true;
	if (snprintf(line, sizeof line, "Authorization: Bearer %s",
	    ask->token) >= (int)sizeof line)
		return false;
	return put_header(r, line);
}

static void
set_options(struct net_request *r, const struct net_ask *ask, const char *url)
{
	const struct net *n = r->net;
	CURL		 *c = r->easy;

	n->curl.easy_setopt(c, CURLOPT_URL, url);
	n->curl.easy_setopt(c, CURLOPT_CUSTOMREQUEST, ask->method);
	if (r->post != NULL) {
		n->curl.easy_setopt(c, CURLOPT_POSTFIELDS, r->post);
		n->curl.easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)ask->len);
	} else if (strcmp(ask->method, "GET") != 0) {
		n->curl.easy_setopt(c, CURLOPT_POSTFIELDS, "");
		n->curl.easy_setopt(c, CURLOPT_POSTFIELDSIZE, 0L);
	}
	n->curl.easy_setopt(c, CURLOPT_HTTPHEADER, r->headers);
	n->curl.easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	n->curl.easy_setopt(c, CURLOPT_WRITEDATA, r);
	n->curl.easy_setopt(c, CURLOPT_HEADERFUNCTION, take_head);
	n->curl.easy_setopt(c, CURLOPT_HEADERDATA, r);
	n->curl.easy_setopt(c, CURLOPT_PRIVATE, r);
	n->curl.easy_setopt(c, CURLOPT_PREREQFUNCTION, before_sending);
	n->curl.easy_setopt(c, CURLOPT_PREREQDATA, r);
	n->curl.easy_setopt(c, CURLOPT_ERRORBUFFER, r->error);
	n->curl.easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	n->curl.easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	n->curl.easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	/* Else the end of a transfer waits for the resolver's thread. */
	n->curl.easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	n->curl.easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	n->curl.easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)ask->timeout_ms);
	if (ask->stall_s > 0) {
		n->curl.easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT,
		    STALL_BYTES_PER_S);
		n->curl.easy_setopt(c, CURLOPT_LOW_SPEED_TIME,
		    (long)ask->stall_s);
	}
	n->curl.easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");
	n->curl.easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)n->max_answer_bytes);
	if (ask->progress != NULL) {
		n->curl.easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
		n->curl.easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
		n->curl.easy_setopt(c, CURLOPT_XFERINFODATA, r);
	}
	n->curl.easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	if (n->unix_socket != NULL)
		n->curl.easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH, n->unix_socket);
	if (n->ca_file != NULL)
		n->curl.easy_setopt(c, CURLOPT_CAINFO, n->ca_file);
	if (n->pin != NULL)
		n->curl.easy_setopt(c, CURLOPT_PINNEDPUBLICKEY, n->pin);
}

/* A proxy in the environment must not stand between us and this machine. */
static bool
set_no_proxy(const struct net *n, CURL *c)
{
	const char *theirs = getenv("no_proxy");
	struct str  all;
	bool	    ok;

	/* curl knows both spellings, but asks for neither when it is told. */
	if (theirs == NULL)
		theirs = getenv("NO_PROXY");
	if (theirs != NULL && strcmp(theirs, "*") == 0)
		return n->curl.easy_setopt(c, CURLOPT_NOPROXY, "*") == CURLE_OK;
	str_init(&all, URL_BYTES);
	ok = str_putf(&all, "localhost,127.0.0.1,::1%s%s",
	    theirs != NULL ? "," : "", theirs != NULL ? theirs : "") &&
	    n->curl.easy_setopt(c, CURLOPT_NOPROXY, all.data) == CURLE_OK;
	str_clear(&all);
	return ok;
}

struct net_request *
net_start(struct net *n, const struct net_ask *ask, net_done *done,
    void *ctx, struct err *err)
{
	struct net_request *r = mem_new(struct net_request);
	struct str	    url;

	r->net = n;
	r->done = done;
	r->ctx = ctx;
	r->progress = ask->progress;
	r->started_ms = clock_mono_ms();
	str_init(&r->body, n->max_answer_bytes);
	if (ask->body != NULL)
		r->post = mem_dup_n(ask->body, ask->len);
	str_init(&url, URL_BYTES);
	r->easy = n->curl.easy_init();
	if (r->easy == NULL || !put_headers(r, ask) ||
	    !str_putf(&url, "%s%s", n->base_url, ask->path) ||
	    !set_no_proxy(n, r->easy)) {
		err_set(err, ERR_MEMORY, "no memory for a request");
		goto fail;
	}
	set_options(r, ask, url.data);
	if (n->curl.multi_add_handle(n->multi, r->easy) != CURLM_OK) {
		err_set(err, ERR_MEMORY, "no memory for a request");
		goto fail;
	}
	r->next = n->first;
	n->first = r;
	str_clear(&url);
	return r;
fail:
	str_clear(&url);
	n->curl.easy_cleanup(r->easy);
	n->curl.slist_free_all(r->headers);
	str_clear(&r->body);
	free(r->post);
	free(r);
	return NULL;
}

void
net_cancel(struct net_request *r)
{
	if (r != NULL)
		request_free(r);
}

static bool
is_untrusted(CURLcode rc)
{
	return rc == CURLE_PEER_FAILED_VERIFICATION ||
	    rc == CURLE_SSL_PINNEDPUBKEYNOTMATCH ||
	    rc == CURLE_SSL_CACERT_BADFILE || rc == CURLE_SSL_ISSUER_ERROR;
}

/* curl names the host even where a socket is meant. */
static void
set_reason(struct net_request *r, CURLcode rc, struct err *err)
{
	if (rc == CURLE_COULDNT_CONNECT && r->net->unix_socket != NULL)
		err_set(err, ERR_NET, "nobody answers at %s",
		    r->net->unix_socket);
	else if (rc == CURLE_SSL_CACERT_BADFILE && r->net->ca_file != NULL)
		err_set(err, ERR_NET, "the ca_file %s holds no certificates "
		    "in PEM", r->net->ca_file);
	else if (rc == CURLE_SSL_PINNEDPUBKEYNOTMATCH)
		err_set(err, ERR_NET, "the desk has another key than the one "
		    "that pin names in dezhurka.conf(5)");
	else if (rc == CURLE_PEER_FAILED_VERIFICATION)
		err_set(err, ERR_NET, "%s (a certificate of your own is named "
		    "with ca_file in dezhurka.conf(5))", r->error[0] != '\0' ?
		    r->error : r->net->curl.easy_strerror(rc));
	else
		err_set(err, ERR_NET, "%s", r->error[0] != '\0' &&
		    !r->is_cut ? r->error : r->net->curl.easy_strerror(rc));
}

static void
fill_answer(struct net_request *r, CURLcode rc, struct net_answer *a)
{
	long	   status = 0;
	curl_off_t wait = 0;

	memset(a, 0, sizeof *a);
	a->retry_after_s = -1;
	a->took_ms = (int)(clock_mono_ms() - r->started_ms);
	a->body = r->body.data;
	a->len = r->body.len;
	if (rc == CURLE_OK && !r->has_head)
		rc = CURLE_PARTIAL_FILE;
	if (r->is_cut)
		rc = CURLE_GOT_NOTHING;
	if (rc != CURLE_OK) {
		a->was_cut = rc == CURLE_GOT_NOTHING || rc == CURLE_RECV_ERROR ||
		    rc == CURLE_PARTIAL_FILE || rc == CURLE_HTTP2 ||
		    rc == CURLE_HTTP2_STREAM;
		a->is_untrusted = is_untrusted(rc);
		set_reason(r, rc, &a->err);
		return;
	}
	r->net->curl.easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	a->status = (int)status;
	if (r->net->curl.easy_getinfo(r->easy, CURLINFO_RETRY_AFTER, &wait) ==
	    CURLE_OK && wait > 0)
		a->retry_after_s = wait < RETRY_AFTER_MAX_S ? (int)wait :
		    RETRY_AFTER_MAX_S;
}

/* How many were finished. */
static int
run_finished(struct net *n)
{
	CURLMsg *msg;
	int	 left, finished = 0;

	while ((msg = n->curl.multi_info_read(n->multi, &left)) != NULL) {
		struct net_request *r = NULL;
		struct net_answer   a;

		if (msg->msg != CURLMSG_DONE)
			continue;
		n->curl.easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE,
		    (char **)&r);
		fill_answer(r, msg->data.result, &a);
		/* The callback may start and cancel other requests. */
		r->done(r->ctx, &a);
		request_free(r);
		finished++;
	}
	return finished;
}

bool
net_wait(struct net *n, struct pollfd *fds, unsigned n_fds, int timeout_ms,
    struct err *err)
{
	struct curl_waitfd wait[MAX_FDS];
	CURLMcode	   rc;
	int		   running;

	if (n_fds > MAX_FDS)
		return err_set(err, ERR_VALUE, "too many descriptors");
	for (unsigned i = 0; i < n_fds; i++) {
		wait[i].fd = fds[i].fd;
		wait[i].events = CURL_WAIT_POLLIN;
		wait[i].revents = 0;
	}
	/* New requests must be started before the wait. */
	rc = n->curl.multi_perform(n->multi, &running);
	/* What is finished already must be shown before we sleep. */
	if (run_finished(n) > 0)
		timeout_ms = 0;
	if (rc == CURLM_OK)
		rc = n->curl.multi_poll(n->multi, wait, n_fds, timeout_ms, NULL);
	if (rc != CURLM_OK)
		return err_set(err, ERR_NET, "%s", n->curl.multi_strerror(rc));
	/* curl tells readable from not; a hang-up is asked for here. */
	for (unsigned i = 0; i < n_fds; i++)
		fds[i].revents = 0;
	if (n_fds > 0 && poll(fds, n_fds, 0) < 0 && errno != EINTR)
		return err_sys(err, ERR_IO, errno, "cannot wait");
	rc = n->curl.multi_perform(n->multi, &running);
	run_finished(n);
	if (rc != CURLM_OK)
		return err_set(err, ERR_NET, "%s", n->curl.multi_strerror(rc));
	return true;
}

int
net_backoff_ms(int attempt, unsigned random)
{
	int ms = BACKOFF_FIRST_MS;

	while (attempt-- > 0 && ms < BACKOFF_MAX_MS)
		ms *= 2;
	if (ms > BACKOFF_MAX_MS)
		ms = BACKOFF_MAX_MS;
	return ms - ms / 4 + (int)(random % (unsigned)(ms / 2 + 1));
}
