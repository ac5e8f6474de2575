/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/worker.h"
#include "check.h"

struct number {
	struct order link;
	int	     kind, n;
};

/* The thread begins when a byte comes through the pipe. */
struct gate {
	int  in, out;
	int  tries;	/* the first so many are put back */
	bool takes_all;
};

static int
n_of(const struct order *o)
{
	return ((const struct number *)o)->n;
}

static void
free_number(struct order *o)
{
	free(o);
}

static struct order *
number(int kind, int n)
{
	struct number *x = mem_new(struct number);

	x->kind = kind;
	x->n = n;
	return &x->link;
}

static void
work(struct worker *w, void *ctx)
{
	struct gate *g = ctx;
	struct order *o, *next;
	char byte;

	assert_int_equal(read(g->in, &byte, 1), 1);
	while (!g->takes_all && (o = worker_take(w)) != NULL)
		worker_done(w, o);
	while (g->takes_all && (o = worker_take_all(w)) != NULL) {
		if (g->tries-- > 0) {
			worker_put_back(w, o);
			continue;
		}
		for (; o != NULL; o = next) {
			next = o->next;
			worker_done(w, o);
		}
	}
}

static const struct worker_ops ops = { work, free_number };

static struct worker *
start(struct gate *g)
{
	int fds[2];
	struct worker *w;

	assert_int_equal(pipe(fds), 0);
	g->in = fds[0];
	g->out = fds[1];
	w = worker_new(&ops, g, NULL);
	assert_non_null(w);
	return w;
}

static void
let_in(const struct gate *g)
{
	assert_int_equal(write(g->out, "x", 1), 1);
}

/* Waits for n of them, and gives them as digits. */
static void
collect(struct worker *w, int n, char *digits)
{
	while (n > 0) {
		struct pollfd p = { .fd = worker_fd(w), .events = POLLIN };
		struct order *o, *next;

		assert_int_equal(poll(&p, 1, 10000), 1);
		for (o = worker_collect(w); o != NULL; o = next, n--) {
			next = o->next;
			*digits++ = (char)('0' + n_of(o));
			free_number(o);
		}
	}
	*digits = '\0';
}

static void
done_in_order(void **state)
{
	struct gate g = { 0 };
	struct worker *w = start(&g);
	char digits[16];

	(void)state;
	for (int i = 1; i <= 9; i++)
		worker_put(w, number(0, i));
	assert_int_equal(worker_waiting(w), 9);
	let_in(&g);
	collect(w, 9, digits);
	assert_string_equal(digits, "123456789");
	assert_int_equal(worker_waiting(w), 0);
	assert_true(worker_end(w, -1));
}

static bool
is_same_kind(const struct order *old, const struct order *new_)
{
	return ((const struct number *)old)->kind ==
	    ((const struct number *)new_)->kind;
}

/* The last one of its kind gives its place, wherever it stands. */
static void
put_over_the_last(void **state)
{
	struct gate g = { 0 };
	struct worker *w = start(&g);
	struct order *old;
	char digits[16];

	(void)state;
	assert_null(worker_put_over(w, number(1, 1), is_same_kind));
	worker_put(w, number(1, 2));
	worker_put(w, number(2, 3));
	old = worker_put_over(w, number(1, 4), is_same_kind);
	assert_int_equal(n_of(old), 2);
	free_number(old);
	old = worker_put_over(w, number(2, 5), is_same_kind);
	assert_int_equal(n_of(old), 3);
	free_number(old);
	worker_put(w, number(0, 6));
	let_in(&g);
	collect(w, 4, digits);
	assert_string_equal(digits, "1456");
	worker_end(w, -1);
}

static void
put_back_comes_first(void **state)
{
	struct gate g = { .takes_all = true, .tries = 3 };
	struct worker *w = start(&g);
	char digits[16];

	(void)state;
	worker_put(w, number(0, 1));
	worker_put(w, number(0, 2));
	let_in(&g);
	worker_put(w, number(0, 3));
	collect(w, 3, digits);
	assert_string_equal(digits, "123");
	worker_end(w, -1);
}

/* At the end everything that waits is done first, or freed. */
static void
the_end_is_waited_for(void **state)
{
	struct gate g = { 0 };
	struct worker *w = start(&g);

	(void)state;
	worker_put(w, number(0, 1));
	let_in(&g);
	assert_true(worker_end(w, 10000));
	assert_true(worker_end(NULL, -1));
	assert_int_equal(worker_fd(NULL), -1);
}

static void
a_thread_that_hangs_holds_nobody_up(void **state)
{
	static struct gate g;	/* it goes on after the test */
	struct worker *w = start(&g);

	(void)state;
	assert_false(worker_end(w, 20));
	let_in(&g);
}

static void
fault(struct worker *w, void *ctx)
{
	(void)w;
	(void)ctx;
	raise(SIGSEGV);
	_exit(1);
}

static void
is_seen(int signo)
{
	(void)signo;
	_exit(42);
}

/* Where it is blocked the program is gone without a word. */
static void
a_fault_of_a_thread_is_seen(void **state)
{
	static const struct worker_ops faulty = { fault, free_number };
	pid_t pid;
	int   status;

	(void)state;
	if (check_is_sanitized())
		skip();
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		signal(SIGSEGV, is_seen);
		worker_new(&faulty, NULL, NULL);
		for (;;)
			pause();
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fault_of_a_thread_is_seen),
		cmocka_unit_test(done_in_order),
		cmocka_unit_test(put_over_the_last),
		cmocka_unit_test(put_back_comes_first),
		cmocka_unit_test(the_end_is_waited_for),
		cmocka_unit_test(a_thread_that_hangs_holds_nobody_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
