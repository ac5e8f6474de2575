/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"
#include "check.h"

static const char *
in_dir(void **state, const char *leaf, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", (const char *)*state, leaf);
	return path;
}

static int
count_files(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;			/* "." and ".." */
}

static void
directories_follow_the_environment(void **state)
{
	char path[PATH_MAX];
	struct err err;

	(void)state;
	setenv("HOME", "/h", 1);
	setenv("XDG_CONFIG_HOME", "/c", 1);
	unsetenv("XDG_STATE_HOME");
	setenv("XDG_CACHE_HOME", "relative", 1);
	unsetenv("XDG_RUNTIME_DIR");
	assert_true(paths_get(PATHS_CONFIG, NULL, path, sizeof path, &err));
	assert_string_equal(path, "/c/dezhurka");
	assert_true(paths_get(PATHS_STATE, "a", path, sizeof path, &err));
	assert_string_equal(path, "/h/.local/state/dezhurka/a");
	assert_true(paths_get(PATHS_CACHE, "a", path, sizeof path, &err));
	assert_string_equal(path, "/h/.cache/dezhurka/a");
	assert_true(paths_get(PATHS_RUNTIME, "a", path, sizeof path, &err));
	assert_string_equal(path, "/h/.local/state/dezhurka/a");
	assert_false(paths_get(PATHS_STATE, "a", path, 8, &err));
	assert_string_equal(path, "/h/.local/state/dezhurka/a");
	unsetenv("HOME");
	assert_false(paths_get(PATHS_STATE, "a", path, sizeof path, &err));
	assert_non_null(strstr(err.text, "HOME"));
}

static void
made_directories_are_private(void **state)
{
	char path[PATH_MAX];
	struct err err;
	struct stat st;

	in_dir(state, "one/two", path);
	assert_true(paths_make_dir(path, &err));
	assert_true(paths_make_dir(path, &err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	in_dir(state, "one", path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	in_dir(state, "file", path);
	assert_true(paths_replace(path, "x", 1, 0600, &err));
	assert_false(paths_make_dir(path, &err));
	in_dir(state, "file/below", path);
	assert_false(paths_make_dir(path, &err));
	assert_int_equal(err.code, ERR_IO);
}

static void
a_file_is_replaced_whole(void **state)
{
	char path[PATH_MAX];
	struct err err;
	struct stat st;
	struct str s;
	int n;

	in_dir(state, "state", path);
	assert_true(paths_replace(path, "first, long", 11, 0644, &err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	n = count_files(*state);
	assert_true(paths_replace(path, "a\0b", 3, 0600, &err));
	assert_int_equal(count_files(*state), n);	/* nothing beside it */
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	str_init(&s, 100);
	assert_true(paths_read(path, &s, &err));
	assert_int_equal(s.len, 3);
	assert_memory_equal(s.data, "a\0b", 4);
	str_clear(&s);
	in_dir(state, "none/state", path);
	assert_false(paths_replace(path, "x", 1, 0600, &err));
}

static void
reading_is_bounded_and_leaves_no_half(void **state)
{
	char path[PATH_MAX];
	struct err err;
	struct str s;

	in_dir(state, "long", path);
	assert_true(paths_replace(path, "0123456789", 10, 0600, &err));
	str_init(&s, 12);
	str_put(&s, "abc");
	assert_false(paths_read(path, &s, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	assert_string_equal(s.data, "abc");
	assert_false(paths_read(in_dir(state, "missing", path), &s, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	str_clear(&s);
}

static void
a_lock_has_one_owner_who_is_named(void **state)
{
	char path[PATH_MAX], pid[32];
	int first = -1, second = -1;
	struct err err;
	struct stat st;

	in_dir(state, "lock", path);
	snprintf(pid, sizeof pid, "%ld", (long)getpid());
	assert_true(paths_lock(path, &first, &err));
	assert_int_equal(fstat(first, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(paths_lock(path, &second, &err));
	assert_int_equal(err.code, ERR_IN_USE);
	assert_non_null(strstr(err.text, pid));
	assert_int_equal(second, -1);
	close(first);
	assert_true(paths_lock(path, &second, &err));
	close(second);
}

static int
make_scratch(void **state)
{
	*state = strdup("/tmp/test_paths.XXXXXX");
	return *state == NULL || mkdtemp(*state) == NULL ? -1 : 0;
}

static int
drop_scratch(void **state)
{
	static const char *const leaves[] = {
		"one/two", "one", "file", "state", "long", "lock", ".",
	};
	char path[PATH_MAX];

	for (size_t i = 0; i + 1 < sizeof leaves / sizeof *leaves; i++)
		remove(in_dir(state, leaves[i], path));
	rmdir(*state);
	free(*state);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(directories_follow_the_environment),
		cmocka_unit_test(made_directories_are_private),
		cmocka_unit_test(a_file_is_replaced_whole),
		cmocka_unit_test(reading_is_bounded_and_leaves_no_half),
		cmocka_unit_test(a_lock_has_one_owner_who_is_named),
	};

	return cmocka_run_group_tests(tests, make_scratch, drop_scratch);
}
