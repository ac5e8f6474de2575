/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is logged is a line of text, whatever is in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "check.h"

static void
a_line_is_a_line(void **state)
{
	char path[] = "/tmp/test_log.XXXXXX", text[512] = "";
	int fd = mkstemp(path);
	ssize_t n;

	(void)state;
	assert_true(fd >= 0);
	assert_true(log_open(path, LOG_INFO, NULL));
	log_warn("test", "%s", "one\x1b[31m\n2026-01-01 error forged\x9b" "2J"
	    "\xe2\x80\xae");
	log_open("/dev/null", LOG_ERROR, NULL);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	unlink(path);
	assert_true(n > 0);
	assert_non_null(strstr(text, "one^[[31m"));
	assert_ptr_equal(strchr(text, '\n'), text + n - 1);
	for (ssize_t i = 0; i < n - 1; i++)
		assert_true((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
	assert_null(strstr(text, "\xe2\x80\xae"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
