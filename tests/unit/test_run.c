/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "check.h"
#include "console/run/run.h"

#define LONG_MS 20000	/* no test waits so long unless it fails */

struct seen {
	int	   n;
	struct run_result last;
	struct str output, words, order;
};

static void
on_done(void *ctx, const struct run_result *r)
{
	struct seen *s = ctx;

	s->n++;
	s->last = *r;
	str_reset(&s->output);
	str_put_n(&s->output, r->output, r->len);
	str_reset(&s->words);
	str_put(&s->words, r->words);
	str_putf(&s->order, "%lld ", (long long)r->id);
	s->last.output = s->output.data;
	s->last.words = s->words.data;
}

static struct run *
begin(struct seen *s)
{
	struct run *r;

	*s = (struct seen){ 0 };
	str_init(&s->output, 1 << 20);
	str_init(&s->words, 1000);
	str_init(&s->order, 1000);
	r = run_new(on_done, s);
	assert_non_null(r);
	return r;
}

static void
finish(struct run *r, struct seen *s)
{
	run_free(r);
	str_clear(&s->output);
	str_clear(&s->words);
	str_clear(&s->order);
}

/* Until `n` results have come. */
static void
wait_for(struct run *r, struct seen *s, int n)
{
	int64_t until_ms = clock_mono_ms() + LONG_MS;

	while (s->n < n) {
		struct pollfd p = { .fd = run_fd(r), .events = POLLIN };

		assert_true(clock_mono_ms() < until_ms);
		poll(&p, 1, 1000);
		run_poll(r);
	}
}

static void
run_one(struct run *r, struct seen *s, const char *command, int timeout_ms)
{
	run_start(r, &(struct run_ask){ .command = command, .id = 7,
	    .timeout_ms = timeout_ms, .max_bytes = 1000 });
	wait_for(r, s, s->n + 1);
}

/* Nothing of the group is left; it may take a moment to go. */
static bool
is_gone(const char *pid)
{
	int64_t	  until_ms = clock_mono_ms() + LONG_MS;
	long long n;
	char	  path[64], line[512];

	if (!str_to_i64(pid, 2, INT32_MAX, &n))
		return false;
	while (clock_mono_ms() < until_ms) {
		FILE *f;

		snprintf(path, sizeof path, "/proc/%lld/stat", n);
		f = fopen(path, "r");
		if (f == NULL)
			return true;
		line[0] = '\0';
		if (fgets(line, sizeof line, f) == NULL)
			line[0] = '\0';
		fclose(f);
		if (strstr(line, ") Z ") != NULL)
			return true;
	}
	return false;
}

static void
output_and_input_and_environment(void **state)
{
	const char *env[] = { "DEZHURKA_NAME=$(reboot); `x` 'Żaneta'\n--", NULL };
	const char  input[] = "{\"a\": \"\\u0000\"}";
	struct seen s;
	struct run *r = begin(&s);

	(void)state;
	run_start(r, &(struct run_ask){ .what = RUN_FOR_FIELD, .id = 42,
	    .command = "printf '%s|' \"$DEZHURKA_NAME\"; cat",
	    .env = env, .input = input, .input_len = sizeof input - 1,
	    .timeout_ms = LONG_MS, .max_bytes = 1000 });
	assert_int_equal(s.n, 0);	/* never from within the start */
	wait_for(r, &s, 1);
	assert_int_equal(s.last.what, RUN_FOR_FIELD);
	assert_int_equal(s.last.id, 42);
	assert_int_equal(s.last.ran, RAN_OK);
	assert_string_equal(s.last.output,
	    "$(reboot); `x` 'Żaneta'\n--|{\"a\": \"\\u0000\"}");
	assert_int_equal(run_count(r), 0);
	finish(r, &s);
}

static void
failures_have_a_cause(void **state)
{
	struct seen s;
	struct run *r = begin(&s);

	(void)state;
	run_one(r, &s, "echo half; echo 'no order' >&2; echo more >&2; exit 3",
	    LONG_MS);
	assert_int_equal(s.last.ran, RAN_STATUS);
	assert_int_equal(s.last.status, 3);
	assert_string_equal(s.last.output, "half\n");
	assert_string_equal(s.last.words, "no order");
	run_one(r, &s, "/no/such/program", LONG_MS);
	assert_int_equal(s.last.ran, RAN_STATUS);
	assert_int_equal(s.last.status, 127);
	run_one(r, &s, "kill -9 $$", LONG_MS);
	assert_int_equal(s.last.ran, RAN_SIGNAL);
	assert_int_equal(s.last.status, SIGKILL);
	run_one(r, &s, "printf 'a\\000\\377\\033[2J'", LONG_MS);
	assert_int_equal(s.last.ran, RAN_OK);
	assert_int_equal(s.last.len, 7);
	assert_memory_equal(s.last.output, "a\0\377\033[2J", 7);
	finish(r, &s);
}

static void
one_that_hangs_is_ended_with_all_its_children(void **state)
{
	struct seen s;
	struct run *r = begin(&s);
	int64_t	    began_ms = clock_mono_ms();

	(void)state;
	run_one(r, &s, "sleep 1000 & echo $!; sleep 1000 & sleep 1000", 100);
	assert_int_equal(s.last.ran, RAN_TIMEOUT);
	assert_true(clock_mono_ms() - began_ms < LONG_MS);
	str_cut(&s.output, s.output.len - 1, 1);
	assert_true(is_gone(s.output.data));
	/* One that will not hear TERM. */
	run_one(r, &s, "trap '' TERM; (trap '' TERM; while :; do sleep 1; "
	    "done) & echo $!; while :; do sleep 1; done", 100);
	assert_int_equal(s.last.ran, RAN_TIMEOUT);
	str_cut(&s.output, s.output.len - 1, 1);
	assert_true(is_gone(s.output.data));
	finish(r, &s);
}

static void
what_it_leaves_behind_is_ended_too(void **state)
{
	struct seen s;
	struct run *r = begin(&s);

	(void)state;
	/* It holds the pipe open, and would for ever. */
	run_one(r, &s, "sleep 1000 & echo $!", LONG_MS);
	assert_int_equal(s.last.ran, RAN_OK);
	str_cut(&s.output, s.output.len - 1, 1);
	assert_true(is_gone(s.output.data));
	finish(r, &s);
}

static void
too_much_is_cut(void **state)
{
	struct seen s;
	struct run *r = begin(&s);

	(void)state;
	run_one(r, &s, "while :; do echo 0123456789; done", LONG_MS);
	assert_int_equal(s.last.ran, RAN_TOO_MUCH);
	assert_int_equal(s.last.len, 1000);
	run_one(r, &s, "while :; do echo 0123456789 >&2; done", LONG_MS);
	assert_int_equal(s.last.ran, RAN_TOO_MUCH);
	assert_string_equal(s.last.words, "0123456789");
	/* Even when it has gone before anybody looked. */
	run_one(r, &s, "printf %01001d 0", LONG_MS);
	assert_int_equal(s.last.ran, RAN_TOO_MUCH);
	run_one(r, &s, "printf %01000d 0", LONG_MS);
	assert_int_equal(s.last.ran, RAN_OK);
	assert_int_equal(s.last.len, 1000);
	finish(r, &s);
}

static void
few_run_at_once_and_the_queue_ends(void **state)
{
	struct seen s;
	struct run *r = begin(&s);
	int	    all = RUN_AT_ONCE + RUN_WAITING + 3;

	(void)state;
	for (int i = 0; i < RUN_AT_ONCE; i++)
		run_start(r, &(struct run_ask){ .command = "exec sleep 1000",
		    .id = i, .max_bytes = 10 });
	for (int i = RUN_AT_ONCE; i < all; i++)
		run_start(r, &(struct run_ask){ .command = "echo x", .id = i,
		    .timeout_ms = LONG_MS, .max_bytes = 10 });
	/* Three did not fit, and are told so first; the others wait. */
	wait_for(r, &s, 3);
	assert_int_equal(s.last.ran, RAN_NOT_STARTED);
	assert_int_equal(run_count(r), RUN_AT_ONCE + RUN_WAITING);
	/* One that waits is taken off, and one that runs makes room. */
	run_drop(r, RUN_FOR_BLOCK, RUN_AT_ONCE);
	run_drop(r, RUN_FOR_BLOCK, 0);
	str_reset(&s.order);
	wait_for(r, &s, 3 + RUN_WAITING - 1);
	assert_int_equal(s.last.ran, RAN_OK);
	assert_memory_equal(s.order.data, "5 6 7 8 ", 8);
	assert_int_equal(run_count(r), RUN_AT_ONCE - 1);
	finish(r, &s);
}

/* What it was given, and nothing else of ours, is open in it. */
static void
it_inherits_no_descriptor(void **state)
{
	struct seen s;
	struct run *r = begin(&s);
	int	    fd = open("/dev/null", O_RDONLY);

	(void)state;
	assert_true(fd > 2);
	run_one(r, &s, "for i in 3 4 5 6 7 8 9; do [ -e /proc/self/fd/$i ] && "
	    "echo $i; done; [ -t 0 ] && echo terminal; true", LONG_MS);
	assert_int_equal(s.last.ran, RAN_OK);
	assert_string_equal(s.last.output, "");
	close(fd);
	finish(r, &s);
}

static void
a_viewer_outlives_us(void **state)
{
	char	    path[] = "/tmp/test_run.XXXXXX", pid[32] = "";
	char	    command[200];
	struct seen s;
	struct run *r = begin(&s);
	int	    fd = mkstemp(path);
	long long   n;

	(void)state;
	assert_true(fd >= 0);
	snprintf(command, sizeof command, "echo $$ > %s; exec sleep 1000",
	    path);
	run_start(r, &(struct run_ask){ .command = command, .stays = true });
	while (strchr(pid, '\n') == NULL) {
		ssize_t got = pread(fd, pid, sizeof pid - 1, 0);

		pid[got > 0 ? got : 0] = '\0';
	}
	*strchr(pid, '\n') = '\0';
	finish(r, &s);
	assert_true(str_to_i64(pid, 2, INT32_MAX, &n));
	assert_int_equal(kill((pid_t)n, 0), 0);
	kill((pid_t)n, SIGKILL);
	close(fd);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_and_input_and_environment),
		cmocka_unit_test(failures_have_a_cause),
		cmocka_unit_test(one_that_hangs_is_ended_with_all_its_children),
		cmocka_unit_test(what_it_leaves_behind_is_ended_too),
		cmocka_unit_test(too_much_is_cut),
		cmocka_unit_test(few_run_at_once_and_the_queue_ends),
		cmocka_unit_test(it_inherits_no_descriptor),
		cmocka_unit_test(a_viewer_outlives_us),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
