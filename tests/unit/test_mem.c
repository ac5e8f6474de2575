/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is not to be had: a sentence, then the end.
 */
#include "check.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
