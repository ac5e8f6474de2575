/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "console/keep/keep.h"
#include "console/keep/kept.h"

#define PATIENCE_MS 20000
#define ID(letter)  letter letter letter letter letter letter letter letter
#define ONE	    ID("aaaa")
#define TWO	    ID("bbbb")
#define THREE	    ID("cccc")

/* What was told, as lines. */
struct told {
	struct str  text;
	const char *check;	/* a database to look at when one is kept */
	int	    n_kept, n_failed;
};

static char dir[64], path[96];

static void
on_action(void *ctx, const struct action *a)
{
	struct told *t = ctx;

	str_putf(&t->text, "%s %.4s %lld %lld %s;", action_name(a->type),
	    a->client_id, (long long)a->conversation_id,
	    (long long)a->version, a->text);
}

static void
on_draft(void *ctx, int64_t conversation_id, const char *text, bool is_note)
{
	struct told *t = ctx;

	str_putf(&t->text, "%s %lld %.20s;", is_note ? "note" : "draft",
	    (long long)conversation_id, text);
}

static struct told
told_new(void)
{
	struct told t = { .n_kept = 0 };

	str_init(&t.text, 65536);
	return t;
}

static struct keep *
open_keep(struct told *t)
{
	struct keep_restored to = { on_action, on_draft, t, NULL };
	struct err err;
	struct keep *k;

	str_reset(&t->text);
	k = keep_open(dir, &to, &err);
	if (k == NULL)
		fail_msg("%s", err.text);
	return k;
}

/* Is it there for another connection? */
static bool
is_on_disk(const char *db, const char *client_id)
{
	struct told t = told_new();
	struct kept *k = kept_open(db, NULL);
	char found[8];
	bool yes;

	assert_non_null(k);
	assert_true(kept_restore(k, on_action, on_draft, &t, NULL));
	snprintf(found, sizeof found, " %.4s ", client_id);
	yes = strstr(t.text.data, found) != NULL;
	kept_close(k);
	str_clear(&t.text);
	return yes;
}

static void
on_kept(void *ctx, const char *client_id)
{
	struct told *t = ctx;

	t->n_kept++;
	if (t->check != NULL)
		assert_true(is_on_disk(t->check, client_id));
	str_putf(&t->text, "kept %.4s;", client_id);
}

static void
on_failed(void *ctx, const struct err *err)
{
	struct told *t = ctx;

	assert_true(err->code != ERR_NONE && err->text[0] != '\0');
	t->n_failed++;
	str_putf(&t->text, "failed;");
}

static void
hear(struct keep *k, struct told *t)
{
	struct pollfd p = { .fd = keep_fd(k), .events = POLLIN };

	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	keep_poll(k, on_kept, on_failed, t);
}

static void
put(struct keep *k, enum action_type type, const char *id, int64_t version,
    const char *text)
{
	struct action a;

	action_init(&a, type);
	a.conversation_id = 7;
	a.version = version;
	a.text = text;
	str_copy(a.client_id, sizeof a.client_id, id);
	keep_action(k, &a);
}

#define THREE_ACTIONS "message aaaa 7 0 \xd0\x96 \"1\"\nx;" \
	"close bbbb 7 4 bye;message cccc 7 0 3;"

static void
put_three(struct keep *k)
{
	put(k, ACTION_MESSAGE, ONE, 0, "\xd0\x96 \"1\"\nx");
	put(k, ACTION_CLOSE, TWO, 4, "bye");
	put(k, ACTION_MESSAGE, THREE, 0, "3");
}

static int
set_up(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/dezhurka-keep-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/kept.db", dir);
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "kept.db", "kept.db-wal",
	    "kept.db-shm", "console.lock" };
	char file[128];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(file, sizeof file, "%s/%s", dir, names[i]);
		unlink(file);
	}
	return rmdir(dir);
}

/* --- what comes back ------------------------------------------------------ */

static void
what_was_kept_comes_back_in_order(void **state)
{
	struct told t = told_new();
	struct keep *k;
	struct stat st;

	(void)state;
	k = open_keep(&t);
	assert_string_equal(t.text.data, "");
	put_three(k);
	keep_draft(k, 9, "half a sen", false);
	keep_draft(k, 8, "for us", true);
	keep_draft(k, 9, "half a sentence", false);
	keep_draft(k, 10, "x", false);
	keep_draft(k, 10, "", false);
	assert_int_equal(keep_unsent(k), 3);
	keep_close(k);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);

	k = open_keep(&t);
	assert_string_equal(t.text.data, THREE_ACTIONS
	    "note 8 for us;draft 9 half a sentence;");
	assert_int_equal(keep_unsent(k), 3);
	keep_forget(k, TWO);
	keep_forget(k, ID("dddd"));	/* not there: nothing happens */
	keep_draft(k, 8, "", true);
	/* The same id again is the same action. */
	put(k, ACTION_MESSAGE, THREE, 0, "3");
	keep_close(k);

	k = open_keep(&t);
	assert_string_equal(t.text.data, "message aaaa 7 0 \xd0\x96 \"1\"\nx;"
	    "message cccc 7 0 3;draft 9 half a sentence;");
	keep_close(k);
	str_clear(&t.text);
	keep_close(NULL);
}

static void
kept_is_said_when_it_is_on_disk(void **state)
{
	struct told t = told_new();
	struct keep *k;

	(void)state;
	k = open_keep(&t);
	t.check = path;
	put_three(k);
	while (t.n_kept < 3)
		hear(k, &t);
	assert_string_equal(t.text.data, "kept aaaa;kept bbbb;kept cccc;");
	assert_int_equal(t.n_failed, 0);
	keep_close(k);
	str_clear(&t.text);
}

/* The child keeps three and a draft, says so, and waits for its end. */
static pid_t
start_child(int *says)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct told t = told_new();
		struct keep *k = open_keep(&t);

		keep_draft(k, 9, "half", false);
		put_three(k);
		while (t.n_kept < 3)
			hear(k, &t);
		if (write(ends[1], "k", 1) == 1)
			pause();
		_exit(1);
	}
	close(ends[1]);
	*says = ends[0];
	return pid;
}

static void
what_was_kept_survives_a_kill(void **state)
{
	struct told t = told_new();
	char said = 0;
	struct keep *k;
	int says, status;
	pid_t pid = start_child(&says);

	(void)state;
	assert_int_equal(read(says, &said, 1), 1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	close(says);
	k = open_keep(&t);
	assert_string_equal(t.text.data, THREE_ACTIONS "draft 9 half;");
	keep_close(k);
	str_clear(&t.text);
}

static void
a_second_console_is_told_who_has_it(void **state)
{
	struct told t = told_new();
	struct keep_restored to = { on_action, on_draft, &t, NULL };
	struct err err;
	char said = 0, number[16];
	int says;
	pid_t pid = start_child(&says);

	(void)state;
	assert_int_equal(read(says, &said, 1), 1);
	assert_null(keep_open(dir, &to, &err));
	assert_int_equal(err.code, ERR_IN_USE);
	snprintf(number, sizeof number, "%d", (int)pid);
	assert_non_null(strstr(err.text, number));
	assert_string_equal(t.text.data, "");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(says);
	str_clear(&t.text);
}

static void
on_use(void *ctx, const struct keep_use *use)
{
	str_putf(ctx, "%lld %u %lld %lld;", (long long)use->canned_id,
	    use->feature, (long long)use->thousandths, (long long)use->at_ms);
}

/* The last count of each; they are there the next time. */
static void
counts_of_canned_replies_stay(void **state)
{
	struct told t = told_new();
	struct keep_restored to = { on_action, on_draft, &t, on_use };
	struct keep *k;
	struct str uses;
	struct err err;

	(void)state;
	str_init(&uses, 1000);
	k = open_keep(&t);
	keep_canned_use(k, &(struct keep_use){ 7, 100, 1000, 4000000000U });
	keep_canned_use(k, &(struct keep_use){ 7, 200, 1990, 4000000000U });
	keep_canned_use(k, &(struct keep_use){ 8, 300, 1000, 1 });
	keep_close(k);
	to.ctx = &uses;
	k = keep_open(dir, &to, &err);
	assert_non_null(k);
	assert_string_equal(uses.data,
	    "7 4000000000 1990 200;8 1 1000 300;");
	keep_close(k);
	str_clear(&uses);
	str_clear(&t.text);
}

/* --- when the disk does not ----------------------------------------------- */

static void
a_directory_that_cannot_be_is_named(void **state)
{
	struct told t = told_new();
	struct keep_restored to = { on_action, on_draft, &t, NULL };
	char below[128];
	struct err err;
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	(void)state;
	assert_int_equal(write(fd, "no database at all, but long enough ...",
	    39), 39);
	close(fd);
	snprintf(below, sizeof below, "%s/account", path);
	assert_null(keep_open(below, &to, &err));
	assert_non_null(strstr(err.text, path));
	/* And a file that is no database. */
	assert_null(keep_open(dir, &to, &err));
	assert_non_null(strstr(err.text, "kept.db"));
	str_clear(&t.text);
}

static void
let_files_be(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes > limit.rlim_max ? limit.rlim_max : bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
a_disk_that_refuses_is_asked_again(void **state)
{
	struct told t = told_new();
	struct keep *k;
	char *large = mem_array(500000, char);

	(void)state;
	memset(large, 'x', 499999);
	k = open_keep(&t);
	t.check = path;
	signal(SIGXFSZ, SIG_IGN);
	let_files_be(200000);
	keep_draft(k, 9, large, false);
	put_three(k);
	while (t.n_failed < 1)
		hear(k, &t);
	assert_int_equal(t.n_kept, 0);
	/* More comes while it refuses; the newest draft is what counts. */
	for (int i = 0; i < 3; i++) {
		keep_draft(k, 9, "between", true);
		keep_draft(k, 9, "small", false);
	}
	keep_forget(k, TWO);
	let_files_be(RLIM_INFINITY);
	t.check = NULL;
	while (t.n_kept < 3)
		hear(k, &t);
	assert_string_equal(t.text.data,
	    "failed;kept aaaa;kept bbbb;kept cccc;");
	keep_close(k);
	k = open_keep(&t);
	assert_string_equal(t.text.data, "message aaaa 7 0 \xd0\x96 \"1\"\nx;"
	    "message cccc 7 0 3;draft 9 small;");
	keep_close(k);
	str_clear(&t.text);
	free(large);
}

/* The end does not wait for a disk that never gives in. */
static void
a_disk_that_refuses_does_not_hold_up_the_end(void **state)
{
	struct told t = told_new();
	struct keep *k;
	char *large = mem_array(500000, char);

	(void)state;
	memset(large, 'x', 499999);
	k = open_keep(&t);
	signal(SIGXFSZ, SIG_IGN);
	let_files_be(200000);
	keep_draft(k, 9, large, false);
	hear(k, &t);
	assert_int_equal(t.n_failed, 1);
	keep_close(k);
	let_files_be(RLIM_INFINITY);
	k = open_keep(&t);
	assert_string_equal(t.text.data, "");
	keep_close(k);
	str_clear(&t.text);
	free(large);
}

#define KEEP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		KEEP(what_was_kept_comes_back_in_order),
		KEEP(kept_is_said_when_it_is_on_disk),
		KEEP(what_was_kept_survives_a_kill),
		KEEP(a_second_console_is_told_who_has_it),
		KEEP(counts_of_canned_replies_stay),
		KEEP(a_directory_that_cannot_be_is_named),
		KEEP(a_disk_that_refuses_is_asked_again),
		KEEP(a_disk_that_refuses_does_not_hold_up_the_end),
	};

	log_open("/dev/null", LOG_ERROR, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
