/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "console/keep/archive.h"
#include "domain/found.h"

#define PATIENCE_MS 20000
#define DAY_MS	    (24 * 3600 * 1000LL)

static char dir[64];

static int
set_up(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/test_archive.XXXXXX");
	return mkdtemp(dir) == NULL;
}

static int
tear_down(void **state)
{
	(void)state;
	archive_wipe(dir);
	return rmdir(dir);
}

static struct archive *
open_it(int days, int megabytes)
{
	struct archive *a = archive_open(dir, &(struct archive_limits){
	    .days = days, .megabytes = megabytes }, NULL);

	assert_non_null(a);
	archive_epoch(a, "5f3a9c01");
	return a;
}

static void
say(struct archive *a, int64_t seq, int64_t conversation, int64_t at_ms,
    enum event_type type, const char *text)
{
	struct event ev;

	event_init(&ev, type);
	ev.seq = seq;
	ev.conversation_id = conversation;
	ev.at_ms = at_ms;
	ev.by = ACTOR_OPERATOR;
	ev.by_id = ev.operator_id = 2;
	ev.client_id = "0123456789abcdef0123456789abcdef";
	ev.text = text;
	archive_event(a, &ev);
}

static void
know(struct archive *a, int64_t id, int64_t customer, const char *name)
{
	struct conversation c = { .id = id, .customer_id = customer,
		.state = CONVERSATION_CLOSED, .version = 1, .last_seq = 1,
		.stars = 4 };

	str_copy(c.name, sizeof c.name, name);
	str_copy(c.outcome, sizeof c.outcome, "solved");
	archive_conversation(a, &c);
}

struct told {
	struct str text;
	int	   n;
	int64_t	   number, before;
	bool	   is_complete;
};

static void
on_event(void *ctx, const struct event *ev)
{
	struct told *t = ctx;

	t->n++;
	assert_true(ev->is_archive);
	t->number = ev->run_id;
	t->before = ev->upto;
	t->is_complete = ev->is_complete;
	for (size_t i = 0; i < ev->n_found; i++)
		str_putf(&t->text, "%lld %s: %s;",
		    (long long)ev->found[i].seq, ev->found[i].name,
		    ev->found[i].text);
	for (size_t i = 0; i < ev->n_batch; i++)
		str_putf(&t->text, "%lld %s;", (long long)ev->batch[i].seq,
		    ev->batch[i].text);
}

/* What is answered, as text. */
static const char *
ask(struct archive *a, enum action_type type, const char *text,
    int64_t customer, int64_t conversation, int64_t before, struct told *t)
{
	int64_t until_ms = clock_mono_ms() + PATIENCE_MS;
	struct action action;
	int had = t->n;

	action_init(&action, type);
	action.text = text;
	action.customer_id = customer;
	action.conversation_id = conversation;
	action.before = before;
	action.upto = 42;
	archive_ask(a, &action);
	str_reset(&t->text);
	while (t->n == had) {
		struct pollfd p = { .fd = archive_fd(a), .events = POLLIN };

		assert_true(clock_mono_ms() < until_ms);
		poll(&p, 1, 1000);
		archive_poll(a, on_event, t);
	}
	return t->text.data;
}

#define FIND(text)	ask(a, ACTION_SEARCH, text, 0, 0, 0, &t)
#define READ_IT(id)	ask(a, ACTION_FETCH_TRANSCRIPT, "", 0, id, 0, &t)

static struct told
told_new(void)
{
	struct told t = { .n = 0 };

	str_init(&t.text, 1 << 20);
	return t;
}

static void
what_was_seen_is_found_and_read(void **state)
{
	struct archive *a = open_it(365, 200);
	struct told t = told_new();
	int64_t now = clock_now_ms();

	(void)state;
	know(a, 7, 70, "Żaneta");
	know(a, 8, 80, "Пётр");
	say(a, 1, 7, now, EVENT_TAKEN, "");
	say(a, 2, 7, now, EVENT_MESSAGE, "Где ВОЗВРАТ за счёт?");
	say(a, 3, 8, now, EVENT_NOTE, "łódź i zwrot; возврата нет");
	say(a, 3, 8, now, EVENT_NOTE, "the same again");
	assert_string_equal(FIND("возвраты"),
	    "3 Пётр: łódź i zwrot; возврата нет;2 Żaneta: Где ВОЗВРАТ за счёт?;");
	assert_int_equal(t.number, 42);
	assert_true(t.is_complete);
	assert_string_equal(ask(a, ACTION_SEARCH, "возврат", 70, 0, 0, &t),
	    "2 Żaneta: Где ВОЗВРАТ за счёт?;");
	assert_string_equal(ask(a, ACTION_SEARCH, "возврат", 0, 0, 3, &t),
	    "2 Żaneta: Где ВОЗВРАТ за счёт?;");
	assert_string_equal(FIND("LODZ"), "3 Пётр: łódź i zwrot; возврата нет;");
	assert_string_equal(FIND("again"), "");
	assert_string_equal(FIND("\" OR *"), "");
	assert_string_equal(READ_IT(7), "1 ;2 Где ВОЗВРАТ за счёт?;");
	assert_string_equal(READ_IT(99), "");
	archive_close(a);
	/* And with the next start. */
	a = open_it(365, 200);
	assert_string_equal(FIND("счет"), "2 Żaneta: Где ВОЗВРАТ за счёт?;");
	/* A desk that was set up anew has other numbers. */
	archive_epoch(a, "00000000");
	assert_string_equal(FIND("счет"), "");
	assert_string_equal(READ_IT(7), "");
	archive_close(a);
	str_clear(&t.text);
}

/* With the names of its files; and when it is forgotten, with them. */
static void
files_are_found_by_their_names(void **state)
{
	static const struct file files[] = {
		{ .id = "0123456789abcdef0123456789abcdef",
		    .name = "Счёт-4471.pdf", .type = "application/pdf",
		    .bytes = 7 } };
	struct archive *a = open_it(30, 200);
	struct told t = told_new();
	struct event ev;

	(void)state;
	know(a, 7, 70, "x");
	event_init(&ev, EVENT_MESSAGE);
	ev.seq = 5;
	ev.conversation_id = 7;
	ev.at_ms = clock_now_ms() - 29 * DAY_MS;
	ev.by = ACTOR_VISITOR;
	ev.text = "here";
	ev.files = files;
	ev.n_files = 1;
	archive_event(a, &ev);
	assert_string_equal(FIND("счет 4471"), "5 x: here\n⎙ Счёт-4471.pdf;");
	assert_string_equal(FIND("here"), "5 x: here\n⎙ Счёт-4471.pdf;");
	archive_close(a);
	a = open_it(28, 200);
	assert_string_equal(FIND("4471"), "");
	archive_close(a);
	str_clear(&t.text);
}

static void
what_is_old_is_forgotten(void **state)
{
	struct archive *a = open_it(30, 200);
	struct told t = told_new();
	int64_t now = clock_now_ms();

	(void)state;
	know(a, 7, 70, "x");
	for (int i = 1; i <= 1200; i++)
		say(a, i, 7, now - (i <= 600 ? 31 : 29) * DAY_MS,
		    EVENT_MESSAGE, i <= 600 ? "plum" : "pear");
	FIND("pear");
	archive_close(a);
	/* Once more at the next start: nothing new has to come for it. */
	a = open_it(30, 200);
	say(a, 1201, 7, now, EVENT_MESSAGE, "pear");
	assert_string_equal(FIND("plum"), "");
	assert_true(FIND("pear")[0] != '\0');
	archive_close(a);
	str_clear(&t.text);
}

static void
it_does_not_grow_for_ever(void **state)
{
	struct archive *a = open_it(0, 1);
	struct told t = told_new();
	char text[400], path[128];
	struct stat st;

	(void)state;
	know(a, 7, 70, "x");
	for (int i = 1; i <= 9000; i++) {
		snprintf(text, sizeof text, "w%d q%d z%d %0300d", i, i * 7,
		    i * 13, i);
		say(a, i, 7, i, EVENT_MESSAGE, text);
		if (i % 500 == 0)
			FIND("nothing");	/* the disk keeps up */
	}
	assert_string_equal(FIND("w1"), "");
	assert_true(FIND("w9000")[0] != '\0');
	archive_close(a);
	snprintf(path, sizeof path, "%s/archive.db", dir);
	assert_int_equal(stat(path, &st), 0);
	assert_in_range(st.st_size, 1, 3000000);
	assert_int_equal(st.st_mode & 077, 0);
	str_clear(&t.text);
}

static void
a_broken_file_stops_nobody(void **state)
{
	struct told t = told_new();
	char path[128];
	struct archive *a;
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "%s/archive.db", dir);
	f = fopen(path, "w");
	fputs("no database at all, but longer than a header, and so on and "
	    "so on and so on and so on and so on", f);
	fclose(f);
	a = open_it(1, 1);
	say(a, 1, 7, 1, EVENT_MESSAGE, "plum");
	assert_string_equal(FIND("plum"), "");
	archive_close(a);
	str_clear(&t.text);
}

#define ARCHIVE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* The desk masks a number that goes over two messages: here as well. */
static void
what_is_masked_later_is_not_kept(void **state)
{
	struct archive *a = open_it(365, 200);
	struct told t = told_new();
	struct event ev;
	int64_t now = clock_now_ms();

	(void)state;
	know(a, 7, 3, "Ola");
	say(a, 10, 7, now, EVENT_MESSAGE, "it is 45395787");
	say(a, 11, 7, now, EVENT_MESSAGE, "card 4539578763621486");
	assert_string_equal(READ_IT(7),
	    "10 it is 45395787;11 card ****1486;");
	event_init(&ev, EVENT_EDITED);
	ev.seq = 12;
	ev.conversation_id = 7;
	ev.at_ms = now;
	ev.upto = 10;
	ev.text = "it is ****";
	archive_event(a, &ev);
	assert_string_equal(FIND("45395787"), "");
	assert_string_equal(READ_IT(7),
	    "10 it is ****;11 card ****1486;12 it is ****;");
	archive_close(a);
	str_clear(&t.text);
}

/* What the desk has erased: found no more, read no more, and no byte left. */
static void
what_is_forgotten_leaves_no_trace(void **state)
{
	static const char *const ends[] = { "", "-wal" };
	struct archive *a = open_it(0, 100);
	char path[128], *bytes = malloc(4 * 1024 * 1024);

	(void)state;
	know(a, 7, 1, "Ola Secretova");
	know(a, 8, 2, "Jan");
	for (int i = 0; i < 40; i++) {
		say(a, 100 + 2 * i, 7, 1000, EVENT_MESSAGE,
		    "quetzalcoatlus said");
		say(a, 101 + 2 * i, 8, 1000, EVENT_NOTE, "ordinary words");
	}
	archive_forget(a, 1, 7);
	archive_close(a);
	assert_non_null(bytes);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		FILE *f;
		size_t len;

		snprintf(path, sizeof path, "%s/archive.db%s", dir, ends[i]);
		f = fopen(path, "r");
		if (f == NULL)
			continue;
		len = fread(bytes, 1, 4 * 1024 * 1024, f);
		fclose(f);
		assert_null(memmem(bytes, len, "quetzalcoatlus", 14));
		assert_null(memmem(bytes, len, "quetzal", 7));
		assert_null(memmem(bytes, len, "Secretova", 9));
		if (i == 0)
			assert_non_null(memmem(bytes, len, "ordinary", 8));
	}
	free(bytes);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		ARCHIVE(what_was_seen_is_found_and_read),
		ARCHIVE(files_are_found_by_their_names),
		ARCHIVE(what_is_old_is_forgotten),
		ARCHIVE(it_does_not_grow_for_ever),
		ARCHIVE(what_is_masked_later_is_not_kept),
		ARCHIVE(a_broken_file_stops_nobody),
		ARCHIVE(what_is_forgotten_leaves_no_trace),
	};

	log_open("/dev/null", LOG_ERROR, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
