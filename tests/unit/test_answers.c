/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a desk that lies or is broken may answer to a poll
 * (tests/data/answers), and what must become of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "proto/proto.h"

#define ANSWER_BYTES 65536
#define ARENA_BYTES  (32 * 1024 * 1024)
#define N_ANSWERS    70		/* at least: an index that shrank is a fault */

static FILE *
open_data(const char *name, const char *end)
{
	const char *srcdir = getenv("srcdir");
	char path[1024];
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/data/answers/%s%s",
	    srcdir == NULL ? "." : srcdir, name, end);
	f = fopen(path, "rb");
	if (f == NULL)
		fail_msg("cannot open %s", path);
	return f;
}

/* No text of an event that was read may be NULL. */
static void
check_event(const struct event *ev)
{
	assert_non_null(ev->client_id);
	assert_non_null(ev->text);
	assert_non_null(ev->name);
	assert_non_null(ev->language);
	assert_non_null(ev->page);
	assert_non_null(ev->outcome);
	assert_true(ev->conversation_id >= 0 && ev->seq >= 0);
}

static void
check_order(const struct proto_poll *p)
{
	for (size_t i = 0; i < p->n_events; i++) {
		check_event(&p->events[i]);
		assert_true(p->events[i].seq > 0);
		if (i > 0)
			assert_true(p->events[i].seq >= p->events[i - 1].seq);
	}
	for (size_t i = 0; i < p->n_moment; i++)
		check_event(&p->moment[i]);
}

/* "refuse", "skip" or "read". */
static const char *
become_of(const char *bytes, size_t len)
{
	struct arena *a = arena_new(ARENA_BYTES);
	struct proto_poll p;
	struct err err = { .code = ERR_NONE };
	struct json *j = json_parse(bytes, len, &err);
	const char *verdict = "refuse";

	assert_non_null(a);
	if (j != NULL && proto_poll_read(j, a, &p, &err)) {
		check_order(&p);
		verdict = p.n_skipped > 0 ? "skip" : "read";
	} else {
		assert_int_equal(err.code, ERR_PROTO);
		assert_string_not_equal(err.text, "");
	}
	json_free(j);
	arena_free(a);
	return verdict;
}

static void
every_answer_becomes_what_it_must(void **state)
{
	FILE *index = open_data("index", "");
	char line[512], *bytes = malloc(ANSWER_BYTES);
	int n = 0;

	(void)state;
	assert_non_null(bytes);
	while (fgets(line, sizeof line, index) != NULL) {
		char name[128], verdict[16];
		size_t len;
		FILE *f;

		if (line[0] == '#')
			continue;
		if (sscanf(line, "%127s %15s", name, verdict) != 2)
			fail_msg("tests/data/answers/index: %s", line);
		f = open_data(name, ".json");
		len = fread(bytes, 1, ANSWER_BYTES, f);
		fclose(f);
		if (strcmp(become_of(bytes, len), verdict) != 0)
			fail_msg("%s: %s, expected %s", name,
			    become_of(bytes, len), verdict);
		n++;
	}
	fclose(index);
	free(bytes);
	assert_true(n >= N_ANSWERS);
}

/* `n` times the unit between two ends. */
static const char *
become_of_many(const char *before, const char *unit, int n, const char *after)
{
	struct str s;
	const char *verdict;

	str_init(&s, 16 * 1024 * 1024);
	str_put(&s, before);
	for (int i = 0; i < n; i++)
		str_put(&s, unit);
	str_put(&s, after);
	assert_false(s.full);
	verdict = become_of(s.data, s.len);
	str_clear(&s);
	return verdict;
}

static void
deep_answers_are_refused(void **state)
{
	(void)state;
	assert_string_equal(become_of_many("", "[", 1000000, ""), "refuse");
	assert_string_equal(become_of_many("", "{\"a\":", 100000, "1"),
	    "refuse");
}

static void
a_text_over_the_limit_is_skipped(void **state)
{
	(void)state;
	assert_string_equal(become_of_many("{\"cursor\":\"5f3a9c01.5\","
	    "\"events\":[{\"seq\":5,\"type\":\"message\",\"at\":1,"
	    "\"conversation\":12,\"by\":\"visitor\",\"text\":\"",
	    "0123456789", 1638, "0123\"}]}"), "read");
	assert_string_equal(become_of_many("{\"cursor\":\"5f3a9c01.5\","
	    "\"events\":[{\"seq\":5,\"type\":\"message\",\"at\":1,"
	    "\"conversation\":12,\"by\":\"visitor\",\"text\":\"",
	    "0123456789", 100000, "\"}]}"), "skip");
}

static void
many_events_are_read_or_want_too_much(void **state)
{
	static const char begin[] = "{\"cursor\":\"5f3a9c01.5\","
				    "\"events\":[],\"moment\":[";
	static const char unit[] = "{\"type\":\"typing\",\"by\":\"visitor\","
				   "\"conversation\":12},";
	static const char last[] = "{\"type\":\"typing\",\"by\":\"visitor\","
				   "\"conversation\":12}]}";
	struct str s;
	struct json *j;
	struct arena *a = arena_new(100000);
	struct proto_poll p = { .cursor = NULL };
	struct err err;

	(void)state;
	assert_string_equal(become_of_many(begin, unit, 5000, last), "read");
	str_init(&s, 1024 * 1024);
	str_put(&s, begin);
	for (int i = 0; i < 5000; i++)
		str_put(&s, unit);
	str_put(&s, last);
	j = json_parse(s.data, s.len, &err);
	assert_non_null(j);
	assert_false(proto_poll_read(j, a, &p, &err));
	assert_int_equal(err.code, ERR_MEMORY);
	assert_null(p.cursor);
	json_free(j);
	arena_free(a);
	str_clear(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_becomes_what_it_must),
		cmocka_unit_test(deep_answers_are_refused),
		cmocka_unit_test(a_text_over_the_limit_is_skipped),
		cmocka_unit_test(many_events_are_read_or_want_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
