/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "check.h"

#define ARGV(...) (const char *const[]){ __VA_ARGS__, NULL }

/* Every test here runs small programs of POSIX only. */
static bool
run(const char *const *argv, int limit_ms, struct str *out, struct err *err)
{
	str_reset(out);
	return child_output(argv, limit_ms, out, err);
}

static void
the_output_of_a_program_is_given(void **state)
{
	struct err err;
	struct str out;

	(void)state;
	str_init(&out, 1000);
	assert_true(run(ARGV("printf", "%s|", "a b", "$HOME; ls", "*"), 5000,
	    &out, &err));
	assert_string_equal(out.data, "a b|$HOME; ls|*|");
	assert_true(run(ARGV("cat"), 5000, &out, &err));	/* /dev/null */
	assert_string_equal(out.data, "");
	str_clear(&out);
}

static void
failure_is_an_error_and_gives_no_output(void **state)
{
	struct err err;
	struct str out;

	(void)state;
	str_init(&out, 1000);
	str_put(&out, "before");
	assert_false(child_output(ARGV("sh", "-c", "echo x; exit 3"), 5000,
	    &out, &err));
	assert_non_null(strstr(err.text, "status 3"));
	assert_string_equal(out.data, "before");
	assert_false(run(ARGV("sh", "-c", "kill -9 $$"), 5000, &out, &err));
	assert_non_null(strstr(err.text, "signal 9"));
	assert_false(run(ARGV("no-such-program-here"), 5000, &out, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	str_clear(&out);
}

static void
time_and_size_are_bounded(void **state)
{
	int64_t from = clock_mono_ms();
	struct err err;
	struct str out;

	(void)state;
	str_init(&out, 1000);
	assert_false(run(ARGV("sleep", "60"), 100, &out, &err));
	assert_false(run(ARGV("sh", "-c", "exec >/dev/null; sleep 60"), 100,
	    &out, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_false(run(ARGV("cat", "/dev/zero"), 30000, &out, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	assert_int_equal(out.len, 0);
	/* Somebody that it left behind holds the pipe: no reason to wait. */
	assert_true(run(ARGV("sh", "-c", "sleep 5 & echo done"), 15000, &out,
	    &err));
	assert_string_equal(out.data, "done\n");
	assert_true(clock_mono_ms() - from < 4500);
	str_clear(&out);
}

static void
no_descriptor_and_no_signal_is_inherited(void **state)
{
	sigset_t blocked, before;
	struct err err;
	struct str out;
	int fd;

	(void)state;
	str_init(&out, 4000);
	fd = fcntl(0, F_DUPFD, 50);	/* no FD_CLOEXEC on purpose */
	assert_true(fd >= 50);
	assert_true(run(ARGV("sh", "-c",
	    "for n in 3 4 5 6 7 8 9; do eval \"true <&$n\" 2>/dev/null && "
	    "echo $n; done; test -e /dev/fd/50 && echo 50; true"), 5000, &out,
	    &err));
	assert_string_equal(out.data, "");
	close(fd);

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	signal(SIGTERM, SIG_IGN);
	assert_false(run(ARGV("sh", "-c", "kill -TERM $$; sleep 9"), 5000,
	    &out, &err));
	assert_non_null(strstr(err.text, "signal 15"));
	signal(SIGTERM, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	str_clear(&out);
}

static void
descriptors_may_change_places(void **state)
{
	int in[2], out[2], status, saved = fcntl(0, F_DUPFD_CLOEXEC, 10);
	char buf[16] = "";
	struct err err;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	/* Our 0 becomes its 1, and a higher one its 0. */
	assert_int_equal(dup2(out[1], 0), 0);
	assert_int_equal(write(in[1], "moved", 5), 5);
	close(in[1]);
	assert_true(child_start(&(struct child_spec){ .argv = ARGV("cat"),
	    .in_fd = in[0], .out_fd = 0, .err_fd = -1 }, &pid, &err));
	assert_int_equal(dup2(saved, 0), 0);
	close(saved);
	close(out[1]);
	close(in[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(read(out[0], buf, sizeof buf - 1), 5);
	assert_string_equal(buf, "moved");
	close(out[0]);
}

static void
a_new_session_is_its_own_leader(void **state)
{
	struct err err;
	int status;
	pid_t pid;

	(void)state;
	assert_true(child_start(&(struct child_spec){
	    .argv = ARGV("sleep", "30"), .in_fd = -1, .out_fd = -1,
	    .err_fd = -1, .new_session = true }, &pid, &err));
	assert_int_equal(getsid(pid), pid);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_output_of_a_program_is_given),
		cmocka_unit_test(failure_is_an_error_and_gives_no_output),
		cmocka_unit_test(time_and_size_are_bounded),
		cmocka_unit_test(no_descriptor_and_no_signal_is_inherited),
		cmocka_unit_test(descriptors_may_change_places),
		cmocka_unit_test(a_new_session_is_its_own_leader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
