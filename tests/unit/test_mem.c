/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is not to be had: a sentence, then the end.
 */
#include "check.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

static void
exhaust(bool grow)
{
	char  *p = mem_array(1, char);
	size_t most = SIZE_MAX / 4;

	if (grow)
		p = mem_grow(p, 1, most, 1);
	else
		mem_alloc(most, 1);
	p[0] = 1;
	_exit(0);
}

static void
says_and_ends(bool grow)
{
	char  said[256] = "";
	int   out[2], status;
	pid_t pid;

	assert_int_equal(pipe(out), 0);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		dup2(out[1], STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		exhaust(grow);
	}
	close(out[1]);
	assert_true(read(out[0], said, sizeof said - 1) > 0);
	close(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_non_null(strstr(said, "out of memory"));
}

/* In a child, whose memory is at its end: what it says about it. 0: all is as
 * it should be. */
static int
lives_on_its_reserve(void)
{
	struct rlimit most;
	size_t n = 0;

	if (!mem_reserve(1 << 20) || !mem_reserve(1 << 20) || mem_is_short())
		return 1;
	getrlimit(RLIMIT_AS, &most);
	most.rlim_cur = 64 << 20;
	setrlimit(RLIMIT_AS, &most);
	while (n < 1 << 20 && !mem_is_short())
		*(char *)mem_alloc(1, 1 << 16) = (char)n++;
	if (!mem_is_short())
		return 2;
	/* What was begun is finished; no reserve as long as there is no room. */
	*(char *)mem_grow(mem_alloc(1, 100), 100, 1000, 1) = 1;
	if (mem_reserve(8 << 20) || !mem_is_short())
		return 3;
	most.rlim_cur = most.rlim_max;
	setrlimit(RLIMIT_AS, &most);
	return mem_reserve(1 << 20) && !mem_is_short() ? 0 : 4;
}

static void
a_reserve_is_given_up_and_comes_back(void **state)
{
	int   status;
	pid_t pid;

	(void)state;
	if (check_is_sanitized())
		skip();
	pid = fork();
	if (pid == 0)
		_exit(lives_on_its_reserve());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
exhausted_memory_is_said(void **state)
{
	(void)state;
	if (check_is_sanitized())
		skip();
	says_and_ends(false);
	says_and_ends(true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exhausted_memory_is_said),
		cmocka_unit_test(a_reserve_is_given_up_and_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
