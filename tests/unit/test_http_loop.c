/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop of the edge: order, parking, deadlines, sockets, its end. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "http_desk.h"

static struct client cl, cl2;
static struct answer an;

/* --- order, parking ---------------------------------------------------- */

static void
pipelined_requests_keep_their_order(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;
	char want[32];

	(void)state;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, GET("/1") POST("Content-Length: 3\r\n", "GET")
	    POST(CHUNKED, "2\r\nok\r\n0\r\n\r\n") GET("/park") GET("/5")
	    GET("/6"));
	for (int i = 1; i <= 3; i++) {
		hear_final(&cl, &an);
		assert_int_equal(an.status, 200);
	}
	assert_non_null(strstr(an.body, "body=2:ok"));
	wait_for(&d, 'p');
	/* The parked one holds those behind it. */
	client_open(&cl2, &d);
	client_say(&cl2, GET("/wake"));
	hear_final(&cl2, &an);
	client_close(&cl2);
	hear_final(&cl, &an);
	assert_string_equal(an.body, "woken");
	for (int i = 5; i <= 6; i++) {
		hear_final(&cl, &an);
		snprintf(want, sizeof want, "0 /%d ", i);
		assert_non_null(strstr(an.body, want));
	}
	client_close(&cl);
	desk_close(&d);
}

static void
reset_line(struct client *c)
{
	const struct linger now = { .l_onoff = 1 };

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	close(c->fd);
}

/* Closed, reset, with and without bytes that nobody reads, on both kinds of
 * socket: the handler hears of it. */
static void
parked_clients_that_leave_are_noticed(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	for (int i = 0; i < 8; i++) {
		if ((i & 4) != 0)
			client_open_unix(&cl, &d);
		else
			client_open(&cl, &d);
		client_say(&cl, (i & 1) != 0 ? GET("/park") GET("/e") :
		    GET("/park"));
		wait_for(&d, 'p');
		if ((i & 1) != 0)
			client_say(&cl, "GET /late");
		if ((i & 2) != 0)
			reset_line(&cl);
		else
			client_close(&cl);
		wait_for(&d, 'g');
		assert_int_equal(http_counts(d.loop).parked, 0);
	}
	desk_close(&d);
}

static void
parked_requests_at_the_end_are_told_gone(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, GET("/park"));
	wait_for(&d, 'p');
	assert_int_equal(http_counts(d.loop).parked, 1);
	http_loop_post(d.loop, stop_at_once, &d);
	wait_for(&d, 'g');
	check_closed(&cl);
	client_close(&cl);
	desk_join(&d);
}

static void
wake_posted(void *arg)
{
	wake(arg);
}

/* Stop: idle ones are closed, parked ones answered, then the loop ends. */
static void
the_end_waits_for_parked_requests(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, GET("/park"));
	wait_for(&d, 'p');
	client_open(&cl2, &d);
	client_say(&cl2, GET("/e"));
	hear_final(&cl2, &an);
	http_loop_post(d.loop, stop_gently, &d);
	wait_for(&d, 's');
	check_closed(&cl2);
	client_close(&cl2);
	assert_int_equal(http_counts(d.loop).parked, 1);
	http_loop_post(d.loop, wake_posted, &d);
	hear_final(&cl, &an);
	assert_string_equal(an.body, "woken");
	assert_non_null(strstr(an.head, "Connection: close"));
	check_closed(&cl);
	client_close(&cl);
	desk_join(&d);
}

/* --- deadlines --------------------------------------------------------- */

/* Sends `first` and drips one byte of `drip` for each look until the edge
 * says 408 (or only closes, when `status` is 0). */
static void
check_deadline(const struct desk *d, const char *first, char drip, int status)
{
	struct pollfd p = { .events = POLLIN };
	int looks = 0;

	client_open(&cl, d);
	client_say(&cl, first);
	p.fd = cl.fd;
	while (poll(&p, 1, 10) == 0) {
		assert_true(++looks < PATIENCE_MS / 10);
		if (drip != '\0')
			client_send(&cl, &drip, 1);
	}
	if (status != 0) {
		assert_true(client_hear(&cl, &an, false));
		assert_int_equal(an.status, status);
	}
	check_closed(&cl);
	client_close(&cl);
}

static void
slow_clients_run_out_of_time(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	limits.head_deadline_ms = limits.body_deadline_ms = 100;
	limits.idle_ms = 150;
	limits.body_bytes = 100000;
	desk_open(&d, &limits, NULL);
	check_deadline(&d, "", '\0', 0);
	check_deadline(&d, "GET /", 'a', 408);
	check_deadline(&d, POST("Content-Length: 100000\r\n", "x"), 'x', 408);
	check_deadline(&d, POST("Content-Length: 100000\r\n", ""), '\0', 408);
	check_deadline(&d, POST(CHUNKED, "1"), '\0', 408);

	/* Idle between requests, then slow in a second head. */
	client_open(&cl, &d);
	client_say(&cl, GET("/e"));
	hear_final(&cl, &an);
	check_closed(&cl);
	client_close(&cl);
	client_open(&cl, &d);
	client_say(&cl, GET("/e") "GET /");
	hear_final(&cl, &an);
	hear_final(&cl, &an);
	assert_int_equal(an.status, 408);
	check_closed(&cl);
	client_close(&cl);
	desk_close(&d);
}

/* A large body that comes has time, one that only drips has not. */
static void
a_slow_line_is_no_attack(void **state)
{
	static const char head[] = "POST /large HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 20000\r\n\r\n";
	struct http_limits limits = usual_limits();
	struct pollfd p = { .events = POLLIN };
	char piece[500];
	struct desk d;

	(void)state;
	memset(piece, 'x', sizeof piece);
	limits.body_deadline_ms = 1000;
	limits.body_bytes = 1000;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, head);
	p.fd = cl.fd;
	for (int i = 0; i < 40; i++) {
		assert_int_equal(poll(&p, 1, 50), 0);
		client_send(&cl, piece, sizeof piece);
	}
	assert_true(client_hear(&cl, &an, false));
	assert_int_equal(an.status, 200);
	client_close(&cl);
	limits.body_deadline_ms = 100;
	desk_close(&d);
	desk_open(&d, &limits, NULL);
	check_deadline(&d, head, 'x', 408);
	check_deadline(&d, head, '\0', 408);
	desk_close(&d);
}

/* ... but not while others may find no room. */
static void
a_slow_line_gives_way(void **state)
{
	static const char head[] = "POST /large HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 20000\r\n\r\n";
	struct http_limits limits = usual_limits();
	struct pollfd p = { .events = POLLIN };
	char piece[500];
	struct desk d;

	(void)state;
	memset(piece, 'x', sizeof piece);
	limits.body_deadline_ms = 1000;
	limits.body_bytes = 1000;
	limits.large_bytes = 30000;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, head);
	p.fd = cl.fd;
	for (int i = 0; i < 40 && poll(&p, 1, 50) == 0; i++)
		client_send(&cl, piece, sizeof piece);
	assert_true(client_hear(&cl, &an, false));
	assert_int_equal(an.status, 408);
	client_close(&cl);
	desk_close(&d);
}

/* A parked poll has no deadline of the edge's. */
static void
parked_requests_may_wait(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	limits.head_deadline_ms = limits.idle_ms = 50;
	desk_open(&d, &limits, NULL);
	client_open(&cl2, &d);
	client_say(&cl2, GET("/park"));
	wait_for(&d, 'p');
	/* Another connection's whole idle time passes meanwhile. */
	check_deadline(&d, "", '\0', 0);
	check_deadline(&d, "", '\0', 0);
	assert_int_equal(http_counts(d.loop).parked, 1);
	http_loop_post(d.loop, wake_posted, &d);
	hear_final(&cl2, &an);
	assert_string_equal(an.body, "woken");
	client_close(&cl2);
	desk_close(&d);
}

/* --- sockets ----------------------------------------------------------- */

static void
sockets_in_use_are_told_apart(void **state)
{
	struct http_limits limits = usual_limits();
	const struct http_handlers handlers = { on_request, on_gone, NULL, NULL };
	struct http_loop *other;
	char file[96], where[128];
	struct desk d;
	struct err err;
	struct stat st;
	FILE *f;

	(void)state;
	desk_open(&d, &limits, NULL);
	other = http_loop_new(&limits, &handlers, &err);
	snprintf(where, sizeof where, "127.0.0.1:%d", d.port);
	assert_false(http_listen(other, where, NULL, 0, &err));
	assert_int_equal(err.code, ERR_IN_USE);
	snprintf(where, sizeof where, "unix:%s", d.path);
	assert_false(http_listen(other, where, NULL, 0, &err));
	assert_int_equal(err.code, ERR_IN_USE);
	assert_int_equal(stat(d.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);

	/* A file is not ours to remove; a stale socket is. */
	snprintf(file, sizeof file, "%s/f", d.dir);
	snprintf(where, sizeof where, "unix:%s", file);
	f = fopen(file, "w");
	assert_non_null(f);
	fclose(f);
	assert_false(http_listen(other, where, NULL, 0, &err));
	assert_int_equal(err.code, ERR_IN_USE);
	unlink(file);
	{
		struct sockaddr_un sa = { .sun_family = AF_UNIX };
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		snprintf(sa.sun_path, sizeof sa.sun_path, "%s", file);
		assert_int_equal(bind(fd, (struct sockaddr *)&sa, sizeof sa),
		    0);
		close(fd);
	}
	assert_true(http_listen(other, where, NULL, 0, &err));
	http_loop_free(other);
	desk_close(&d);
}

static void
an_open_socket_is_taken_over(void **state)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	struct http_limits limits = usual_limits();
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t len = sizeof sa;
	struct desk d;
	struct err err;

	(void)state;
	desk_make(&d, &limits, NULL);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&sa, sizeof sa), 0);
	assert_false(http_listen_fd(d.loop, fd, &err));
	assert_int_equal(err.code, ERR_VALUE);
	assert_int_equal(listen(fd, 1), 0);
	assert_true(http_listen_fd(d.loop, fd, &err));
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sa, &len), 0);
	d.port = ntohs(sa.sin_port);
	desk_start(&d);
	client_open(&cl, &d);
	client_say(&cl, GET("/e"));
	hear_final(&cl, &an);
	assert_int_equal(an.status, 200);
	client_close(&cl);
	desk_close(&d);
}

static void
addresses_are_checked(void **state)
{
	static const char *const bad[] = {
		"", ":", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
		"127.0.0.1:-1", "::1:8080", "[::1:80", "[]:1", "x:1", "unix:",
		"unix:rel",
	};
	static const char *const no_network[] = {
		"", "x", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1",
		"unix",
	};
	const struct http_handlers handlers = { on_request, on_gone, NULL, NULL };
	struct err err;
	struct http_loop *l = http_loop_new(NULL, &handlers, &err);

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(http_listen(l, bad[i], NULL, 0, &err));
		assert_int_equal(err.code, ERR_VALUE);
	}
	for (size_t i = 0; i < sizeof no_network / sizeof *no_network; i++) {
		assert_false(http_trust_proxy(l, no_network[i], &err));
		assert_int_equal(err.code, ERR_VALUE);
	}
	assert_false(http_listen_fd(l, 0, &err));
	http_loop_free(l);
}

/* --- calls from other threads ------------------------------------------ */

struct order { int last, n_wrong; };
struct mark { struct order *order; int number; };

static void
put_mark(void *arg)
{
	struct mark *m = arg;

	if (m->number != m->order->last + 1)
		m->order->n_wrong++;
	m->order->last = m->number;
}

static void
posted_calls_run_in_order(void **state)
{
	struct http_limits limits = usual_limits();
	static struct mark marks[1000];
	struct order order = { 0 };
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	for (int i = 0; i < 1000; i++) {
		marks[i] = (struct mark){ &order, i + 1 };
		http_loop_post(d.loop, put_mark, &marks[i]);
	}
	desk_close(&d);
	assert_int_equal(order.last, 1000);
	assert_int_equal(order.n_wrong, 0);
}

static void
fire(void *ctx)
{
	struct desk *d = ctx;

	tell(d, 't');
}

static void
start_timers(void *arg)
{
	struct desk *d = arg;
	struct http_timer *never = http_timer_start(d->loop, 1, fire, d);

	http_timer_stop(never);
	http_timer_stop(NULL);
	http_timer_start(d->loop, 1, fire, d);
	http_timer_start(d->loop, 1000000, fire, d);	/* never */
}

static void
timers_fire_once(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	http_loop_post(d.loop, start_timers, &d);
	wait_for(&d, 't');
	http_loop_post(d.loop, fire, &d);
	wait_for(&d, 't');
	desk_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pipelined_requests_keep_their_order),
		cmocka_unit_test(parked_clients_that_leave_are_noticed),
		cmocka_unit_test(parked_requests_at_the_end_are_told_gone),
		cmocka_unit_test(the_end_waits_for_parked_requests),
		cmocka_unit_test(slow_clients_run_out_of_time),
		cmocka_unit_test(a_slow_line_is_no_attack),
		cmocka_unit_test(a_slow_line_gives_way),
		cmocka_unit_test(parked_requests_may_wait),
		cmocka_unit_test(sockets_in_use_are_told_apart),
		cmocka_unit_test(an_open_socket_is_taken_over),
		cmocka_unit_test(addresses_are_checked),
		cmocka_unit_test(posted_calls_run_in_order),
		cmocka_unit_test(timers_fire_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
