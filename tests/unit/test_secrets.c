/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program that knows secrets leaves for others to read. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "base/secrets.h"

/* In a child, as it cannot be taken back: bit 0 a core file, bit 1 memory that
 * others may read. */
static int
open_after_guard(const char *setting)
{
	struct rlimit limit;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (setting != NULL)
			setenv("DEZHURKA_CORE", setting, 1);
		else
			unsetenv("DEZHURKA_CORE");
		getrlimit(RLIMIT_CORE, &limit);
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_CORE, &limit);
		secrets_guard();
		getrlimit(RLIMIT_CORE, &limit);
		_exit((limit.rlim_cur != 0 || limit.rlim_max != 0) |
		    (prctl(PR_GET_DUMPABLE) != 0) << 1);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void
nobody_reads_what_we_know(void **state)
{
	int left = open_after_guard(NULL);

	(void)state;
	assert_int_equal(left & 1, 0);
	if (!check_is_sanitized())
		assert_int_equal(left, 0);
	assert_int_equal(open_after_guard("0") & 1, 0);
}

static void
whoever_looks_for_a_mistake_may(void **state)
{
	(void)state;
	assert_int_equal(open_after_guard("1") & 2, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_reads_what_we_know),
		cmocka_unit_test(whoever_looks_for_a_mistake_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
