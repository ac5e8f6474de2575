/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms with files: what browsers send, and what nobody may. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "server/http/multipart.h"

#define FIELD "Content-Disposition: form-data; name=\"a\"\r\n\r\n"
#define FILE_HEAD "Content-Disposition: form-data; name=\"f\"; filename="

static struct multipart m;

static int
parse(const char *body)
{
	multipart_clear(&m);
	return multipart_parse(&m, body, strlen(body), "XX");
}

static void
what_browsers_send(void **state)
{
	(void)state;
	assert_int_equal(parse("--XX\r\n" FIELD "one\r\ntwo\r\n--XX\r\n"
	    FILE_HEAD "\"x%22y.txt\"\r\nContent-Type: text/plain\r\n\r\n"
	    "--X\r\n-\r\n--XX--\r\n"), 0);
	assert_int_equal(m.n, 2);
	assert_string_equal(m.parts[0].name, "a");
	assert_null(m.parts[0].file_name);
	assert_string_equal(m.parts[0].value, "one\r\ntwo");
	assert_string_equal(m.parts[1].file_name, "x\"y.txt");
	assert_string_equal(m.parts[1].type, "text/plain");
	assert_int_equal(m.parts[1].len, 6);
	assert_memory_equal(m.parts[1].value, "--X\r\n-", 6);
	/* None was chosen. */
	assert_int_equal(parse("--XX\r\n" FILE_HEAD "\"\"\r\nContent-Type: "
	    "application/octet-stream\r\n\r\n\r\n--XX--\r\n"), 0);
	assert_string_equal(m.parts[0].file_name, "");
	assert_int_equal(m.parts[0].len, 0);
	multipart_clear(&m);
}

static void
what_is_refused(void **state)
{
	static const char *const bodies[] = {
		"", "--X", "--XX", "--XX\r\n", "--XX\r\n" FIELD "x",
		"--XX\r\n" FIELD "x\r\n--XX", "x\r\n--XX\r\n" FIELD "x\r\n--XX--",
		"--XX\r\n\r\nx\r\n--XX--",
		"--XX\r\nContent-Type: text/plain\r\n\r\nx\r\n--XX--",
		"--XX\r\n" FIELD "\xff\r\n--XX--",
		"--XX\r\n" FIELD "--XX--",
		"--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n"
		    "x\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n"
		    "x\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=\"a\"; "
		    "name=\"b\"\r\n\r\nx\r\n--XX--",
		"--XX\r\n" FILE_HEAD "\"x\r\n\r\nx\r\n--XX--",
		"--XX\r\n" FILE_HEAD "\"\xff\"\r\n\r\nx\r\n--XX--",
		"--XX\r\nContent-Transfer-Encoding: base64\r\n" FIELD
		    "eA==\r\n--XX--",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
		if (parse(bodies[i]) != 400)
			fail_msg("%zu: %s", i, bodies[i]);
	multipart_clear(&m);
}

/* A name inside of a value is none; NUL is in no text. */
static void
names_are_not_deceived(void **state)
{
	static const char nul[] = "--XX\r\n" FIELD "a\0b\r\n--XX--";

	(void)state;
	assert_int_equal(parse("--XX\r\n" FILE_HEAD "\"; name=b\"\r\n\r\n"
	    "x\r\n--XX--"), 0);
	assert_string_equal(m.parts[0].name, "f");
	assert_string_equal(m.parts[0].file_name, "; name=b");
	multipart_clear(&m);
	assert_int_equal(multipart_parse(&m, nul, sizeof nul - 1, "XX"), 400);
	multipart_clear(&m);
}

static void
limits(void **state)
{
	size_t size = 2 * MULTIPART_FIELD_BYTES, at;
	char *body = malloc(size);

	(void)state;
	assert_non_null(body);
	at = (size_t)snprintf(body, size, "--XX\r\n" FIELD);
	memset(body + at, 'x', MULTIPART_FIELD_BYTES);
	at += MULTIPART_FIELD_BYTES;
	snprintf(body + at, size - at, "\r\n--XX--");
	assert_int_equal(parse(body), 413);
	at = 0;
	for (int i = 0; i <= MULTIPART_PARTS; i++)
		at += (size_t)snprintf(body + at, size - at, "--XX\r\n" FIELD
		    "x\r\n");
	snprintf(body + at, size - at, "--XX--");
	assert_int_equal(parse(body), 400);
	/* A head that never ends. */
	at = (size_t)snprintf(body, size, "--XX\r\nX-");
	memset(body + at, 'x', 8000);
	snprintf(body + at + 8000, size - at - 8000, "\r\n" FIELD
	    "x\r\n--XX--");
	assert_int_equal(parse(body), 400);
	multipart_clear(&m);
	free(body);
}

static void
boundaries(void **state)
{
	static const struct { const char *type, *boundary; } rows[] = {
		{ "multipart/form-data; boundary=----x1", "----x1" },
		{ "Multipart/Form-Data; charset=utf-8; boundary=\"a b\"",
		    "a b" },
		{ "multipart/form-data; boundary=x; charset=utf-8", "x" },
		{ "multipart/form-data", NULL },
		{ "multipart/form-data; boundary=", NULL },
		{ "multipart/form-data; boundary=\"x", NULL },
		{ "multipart/form-data; boundary=x\ny", NULL },
		{ "multipart/form-datax; boundary=x", NULL },
		{ "multipart/mixed; boundary=x", NULL },
		{ "text/plain", NULL }, { NULL, NULL },
	};
	char long_one[200] = "multipart/form-data; boundary=";
	char boundary[MULTIPART_BOUNDARY + 1];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool ok = multipart_boundary(rows[i].type, boundary);

		assert_int_equal(ok, rows[i].boundary != NULL);
		if (ok)
			assert_string_equal(boundary, rows[i].boundary);
	}
	memset(long_one + strlen(long_one), 'x', MULTIPART_BOUNDARY + 1);
	assert_false(multipart_boundary(long_one, boundary));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_browsers_send),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(names_are_not_deceived),
		cmocka_unit_test(limits),
		cmocka_unit_test(boundaries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
