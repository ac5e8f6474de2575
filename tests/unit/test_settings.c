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

/* The rest of the file stays; a link stays a link, its rights stay. */
static void
a_setting_is_written_into_the_file(void **state)
{
	char file[PATH_MAX], link[PATH_MAX];
	struct settings s;
	struct str text;
	struct err err = { 0 };
	struct stat st;

	snprintf(file, sizeof file, "%s/file", (const char *)*state);
	snprintf(link, sizeof link, "%s/link", (const char *)*state);
	put(file, "# mine\n[bind]\nCtrl-X j = note\n\n# the end\n");
	assert_int_equal(chmod(file, 0640), 0);
	remove(link);
	assert_int_equal(symlink("file", link), 0);
	assert_true(settings_write(link, "bind", "C-x j", "urgent", &err));
	assert_true(settings_write(link, "ui", "mouse", "yes", &err));
	str_init(&text, 4096);
	assert_true(paths_read(file, &text, NULL));
	assert_string_equal(text.data, "# mine\n[bind]\nCtrl-X j = urgent\n"
	    "\n# the end\n\n[ui]\nmouse = yes\n");
	str_clear(&text);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_true(settings_read(&s, link, NULL));
	assert_true(s.prefs.mouse);
	assert_int_equal(s.keys.n_own, 1);
	assert_string_equal(s.keys.own[0].line, "urgent");
	assert_false(settings_write("/nonexistent/dir/file", "ui", "mouse",
	    "no", &err));
	assert_true(err.text[0] != '\0');
}

struct heard { int n_wrong, n_notes; char last[ERR_TEXT_BYTES]; };

static void
hear_wrong(void *ctx, const struct err *err)
{
	struct heard *h = ctx;

	h->n_wrong++;
	str_copy(h->last, sizeof h->last, err->text);
}

static void
hear_note(void *ctx, const char *text)
{
	struct heard *h = ctx;

	h->n_notes++;
	str_copy(h->last, sizeof h->last, text);
}

static void
all_errors_are_found(void **state)
{
	char file[PATH_MAX];
	struct heard h = { .n_wrong = 0 };
	const struct settings_reader reader = { hear_wrong, hear_note, &h };
	struct settings s;
	struct err err = { 0 };

	snprintf(file, sizeof file, "%s/file", (const char *)*state);
	put(file, "broken\n[ui]\nthem = dark\nmouse = maybe\n[bind]\n"
	    "a = note\nF5 = nott\nF12 = note\nf12 = list\n");
	assert_false(settings_check(file, &reader));
	assert_int_equal(h.n_wrong, 6);
	assert_non_null(strstr(h.last, ":9:"));
	assert_non_null(strstr(h.last, "line 8"));
	assert_false(settings_read(&s, file, &err));
	assert_non_null(strstr(err.text, ":1:"));
	/* A key of the defaults that is taken is worth a word. */
	h = (struct heard){ .n_wrong = 0 };
	put(file, "[bind]\nF5 = note\nF12 = list\nF7 =\n");
	assert_true(settings_check(file, &reader));
	assert_int_equal(h.n_wrong, 0);
	assert_int_equal(h.n_notes, 3);
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
		cmocka_unit_test(a_setting_is_written_into_the_file),
		cmocka_unit_test(all_errors_are_found),
		cmocka_unit_test(who_has_no_home_has_no_file),
	};

	return cmocka_run_group_tests(tests, make_scratch, drop_scratch);
}
