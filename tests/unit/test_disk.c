/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the operator's: nothing that is there is written over, also where
 * there are no links.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "console/disk.h"

#define WAIT_MS 20000

/* What link() says here; 0: the real one. It is before libc's. */
static int refuses_links;
int link(const char *from, const char *to);

int
link(const char *from, const char *to)
{
	if (refuses_links == 0)
		return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
	errno = refuses_links;
	return -1;
}

struct saved {
	bool is_there;
	enum err_code code;
	char path[PATH_MAX];
};

static void
on_event(void *ctx, const struct event *ev)
{
	struct saved *s = ctx;

	assert_int_equal(ev->type, EVENT_FILE_SAVED);
	s->is_there = true;
	s->code = ev->code;
	snprintf(s->path, sizeof s->path, "%s", ev->name);
}

static struct saved
save(const char *dir, const char *name, const char *bytes)
{
	struct saved s = { .is_there = false };
	const struct disk_sink sink = { on_event, NULL, &s };
	struct err err = { .code = ERR_NONE };
	struct disk *d = disk_new(&err);
	struct pollfd fd;

	assert_non_null(d);
	disk_save(d, "0123456789abcdef0123456789abcdef", dir, name, bytes,
	    strlen(bytes));
	fd = (struct pollfd){ .fd = disk_fd(d), .events = POLLIN };
	while (!s.is_there) {
		assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
		disk_poll(d, &sink);
	}
	disk_free(d);
	return s;
}

static void
holds(const char *dir, const char *name, const char *wanted)
{
	char path[PATH_MAX], text[64] = "";
	struct stat st;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fread(text, 1, sizeof text - 1, f), strlen(wanted));
	fclose(f);
	assert_string_equal(text, wanted);
	unlink(path);
}

/* Three of one name; then nothing else is left in the folder. */
static void
three_of_a_name(int why)
{
	char dir[] = "/tmp/disk-XXXXXX";

	assert_non_null(mkdtemp(dir));
	refuses_links = why;
	for (int i = 0; i < 3; i++) {
		char text[] = "text 0";

		text[5] = (char)('0' + i);
		assert_int_equal(save(dir, "bill.pdf", text).code, ERR_NONE);
	}
	refuses_links = 0;
	holds(dir, "bill.pdf", "text 0");
	holds(dir, "bill (1).pdf", "text 1");
	holds(dir, "bill (2).pdf", "text 2");
	assert_int_equal(rmdir(dir), 0);
}

static void
nothing_is_written_over(void **state)
{
	static const int whys[] = { 0, EPERM, EOPNOTSUPP, ENOSYS, EACCES };

	(void)state;
	for (size_t i = 0; i < sizeof whys / sizeof *whys; i++)
		three_of_a_name(whys[i]);
}

/* A link that waits there leads nowhere. */
static void
links_are_not_followed(void **state)
{
	char dir[] = "/tmp/disk-XXXXXX", path[PATH_MAX];
	struct saved s;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/bill.pdf", dir);
	assert_int_equal(symlink("elsewhere", path), 0);
	refuses_links = EPERM;
	s = save(dir, "bill.pdf", "text");
	refuses_links = 0;
	assert_int_equal(s.code, ERR_NONE);
	holds(dir, "bill (1).pdf", "text");
	unlink(path);
	assert_int_equal(rmdir(dir), 0);
}

/* What is no want of links is said, and leaves nothing. */
static void
a_full_disk_is_said(void **state)
{
	char dir[] = "/tmp/disk-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(dir));
	refuses_links = ENOSPC;
	assert_int_equal(save(dir, "bill.pdf", "text").code, ERR_IO);
	refuses_links = 0;
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_written_over),
		cmocka_unit_test(links_are_not_followed),
		cmocka_unit_test(a_full_disk_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
