/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"
#include "check.h"
#include "console/settings.h"

static struct account
account_at(const char *url, const char *login)
{
	struct account a = { .name = "default" };

	str_copy(a.url, sizeof a.url, url);
	str_copy(a.login, sizeof a.login, login);
	return a;
}

static void
put(const char *path, const char *text)
{
	assert_true(paths_replace(path, text, strlen(text), 0600, NULL));
}

/* A configuration in which only the language stands, as an editor of another
 * system leaves it: a mark first, no line break last. */
static void
a_first_account_joins_the_file(void **state)
{
	const struct account a = account_at("https://desk.example", "anna");
	char file[PATH_MAX], link[PATH_MAX];
	struct settings s;
	struct stat st;

	snprintf(file, sizeof file, "%s/file", (const char *)*state);
	snprintf(link, sizeof link, "%s/link", (const char *)*state);
	put(file, "\xef\xbb\xbf[ui]\r\nlanguage = pl");
	assert_int_equal(symlink("file", link), 0);
	assert_true(settings_add_account(&a, link, NULL));
	assert_true(settings_read(&s, file, NULL));
	assert_int_equal(s.n_accounts, 1);
	assert_string_equal(s.accounts[0].url, a.url);
	assert_string_equal(s.accounts[0].login, a.login);
	assert_string_equal(s.prefs.language, "pl");
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
}

static void
a_token_stays_with_its_desk(void **state)
{
	struct account a = account_at("https://one.example", "anna");
	const struct account moved = account_at("https://two.example", "anna");
	const struct account other = account_at("https://one.example", "jan");
	char token[129];
	struct err err = { 0 };

	(void)state;
	str_copy(a.token, sizeof a.token, "secret");
	assert_true(token_write(&a, NULL));
	assert_true(token_read(&a, token, sizeof token, NULL));
	assert_string_equal(token, "secret");
	assert_false(token_read(&moved, token, sizeof token, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(token_read(&other, token, sizeof token, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	token_forget(&a);
	assert_false(token_read(&a, token, sizeof token, NULL));
}

static void
a_token_that_others_can_read_is_refused(void **state)
{
	struct account a = account_at("https://one.example", "anna");
	char path[PATH_MAX], token[129];
	struct err err = { 0 };

	(void)state;
	str_copy(a.token, sizeof a.token, "secret");
	assert_true(token_write(&a, NULL));
	assert_true(account_path(&a, "tokens", path, sizeof path, NULL));
	assert_int_equal(chmod(path, 0644), 0);
	assert_false(token_read(&a, token, sizeof token, &err));
	assert_int_equal(err.code, ERR_RIGHTS);
	token_forget(&a);
}

static void
who_has_no_home_has_no_file(void **state)
{
	struct settings s;

	(void)state;
	unsetenv("HOME");
	unsetenv("XDG_CONFIG_HOME");
	assert_true(settings_read(&s, NULL, NULL));
	assert_int_equal(s.n_accounts, 0);
}

static int
make_scratch(void **state)
{
	*state = strdup("/tmp/test_settings.XXXXXX");
	if (*state == NULL || mkdtemp(*state) == NULL)
		return -1;
	return setenv("XDG_STATE_HOME", *state, 1);
}

static int
drop_scratch(void **state)
{
	static const char *const leaves[] = {
		"link", "file", "dezhurka/tokens", "dezhurka", ".",
	};
	char path[PATH_MAX];

	for (size_t i = 0; i + 1 < sizeof leaves / sizeof *leaves; i++) {
		snprintf(path, sizeof path, "%s/%s", (const char *)*state,
		    leaves[i]);
		remove(path);
	}
	rmdir(*state);
	free(*state);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_first_account_joins_the_file),
		cmocka_unit_test(a_token_stays_with_its_desk),
		cmocka_unit_test(a_token_that_others_can_read_is_refused),
		cmocka_unit_test(who_has_no_home_has_no_file),
	};

	return cmocka_run_group_tests(tests, make_scratch, drop_scratch);
}
