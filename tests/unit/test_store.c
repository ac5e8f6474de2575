/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store on disk: opened, refused, written once, read in one state.
 */
#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "server/store/sqlite.h"

#define OPS (&store_sqlite)

struct place {
	char dir[32], path[64];
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	assert_non_null(p);
	snprintf(p->dir, sizeof p->dir, "/tmp/store.XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->path, sizeof p->path, "%s/desk.db", p->dir);
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	struct place *p = *state;
	char path[80];

	chmod(p->dir, 0700);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(path, sizeof path, "%s%s", p->path, ends[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(p->dir), 0);
	free(p);
	return 0;
}

static struct store *
open_store(const struct place *p, enum store_mode mode)
{
	struct err err = { 0 };
	struct store *s = OPS->open(p->path, mode, &err);

	if (s == NULL)
		fail_msg("%s", err.text);
	return s;
}

/* It is refused with that code, in a sentence that names the file. */
static void
expect_refused(const struct place *p, enum store_mode mode,
    enum err_code code)
{
	struct err err = { 0 };

	assert_null(OPS->open(p->path, mode, &err));
	assert_string_equal(err_name(err.code), err_name(code));
	if (strstr(err.text, p->path) == NULL)
		fail_msg("no path in: %s", err.text);
}

static struct store_event
event_at(int64_t seq, const char *client_id)
{
	static const char json[] = "{\"type\":\"message\"}";

	return (struct store_event){
		.seq = seq, .conversation_id = 7, .at_ms = 1000 + seq,
		.type = EVENT_MESSAGE, .sender = ACTOR_VISITOR,
		.sender_id = 3, .client_id = client_id, .fingerprint = 42,
		.operator_id = 5, .queue_id = -1, .json = json,
		.json_len = sizeof json - 1,
	};
}

static bool
append(struct store *s, int64_t seq, const char *client_id, struct err *err)
{
	struct store_event e = event_at(seq, client_id);

	return OPS->append(s, &e, err);
}

struct collected {
	int	n, max;
	int64_t first, last;
	bool	is_same;
};

static bool
find(void *ctx, const struct store_event *e)
{
	struct collected *found = ctx;

	if (found->n++ == 0)
		found->first = e->seq;
	found->last = e->seq;
	found->is_same = e->fingerprint == 42 && e->queue_id == -1 &&
	    e->operator_id == 5 && e->type == EVENT_MESSAGE &&
	    strcmp(e->json, "{\"type\":\"message\"}") == 0;
	return found->max == 0 || found->n < found->max;
}

static void
it_is_made_private_and_reopened(void **state)
{
	const struct place *p = *state;
	struct store *s = open_store(p, STORE_WRITER);
	char epoch[STORE_EPOCH_BYTES + 1], again[STORE_EPOCH_BYTES + 1];
	struct store_last last;
	struct stat st;

	OPS->epoch(s, epoch);
	assert_int_equal(strspn(epoch, "0123456789abcdef"), 8);
	assert_true(OPS->last(s, &last, NULL));
	assert_int_equal(last.seq, 0);
	OPS->close(s);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	s = open_store(p, STORE_WRITER);
	OPS->epoch(s, again);
	assert_string_equal(epoch, again);
	OPS->close(s);
}

static void
a_client_id_is_unique_for_its_sender(void **state)
{
	const char *id = "0123456789abcdef0123456789abcdef";
	struct store *s = open_store(*state, STORE_WRITER);
	struct collected found = { 0 };
	struct err err = { 0 };

	assert_true(OPS->begin_write(s, &err));
	assert_true(append(s, 1, id, &err));
	assert_true(append(s, 2, "", &err));
	assert_true(append(s, 3, "", &err));
	assert_true(OPS->mark(s, &err));
	assert_false(append(s, 4, id, &err));
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_true(OPS->back(s));
	assert_true(OPS->find_sent(s, ACTOR_VISITOR, 3, id, find, &found,
	    &err));
	assert_int_equal(found.n, 1);
	assert_int_equal(found.first, 1);
	assert_true(found.is_same);
	assert_true(OPS->find_sent(s, ACTOR_VISITOR, 4, id, find, &found,
	    &err));
	assert_true(OPS->find_sent(s, ACTOR_OPERATOR, 3, id, find, &found,
	    &err));
	assert_true(OPS->find_sent(s, ACTOR_VISITOR, 3, "", find, &found,
	    &err));
	assert_int_equal(found.n, 1);
	assert_true(OPS->commit(s, &err));
	OPS->close(s);
}

/* A rollback leaves nothing; a number once committed is never given again. */
static void
events_come_in_order(void **state)
{
	struct store *s = open_store(*state, STORE_WRITER);
	struct collected found = { 0 };
	struct store_last last;

	for (int64_t seq = 1; seq <= 10; seq++) {
		assert_true(OPS->begin_write(s, NULL));
		assert_true(append(s, seq, "", NULL));
		assert_true(OPS->commit(s, NULL));
	}
	assert_true(OPS->begin_write(s, NULL));
	assert_true(append(s, 11, "", NULL));
	OPS->rollback(s);
	assert_true(OPS->last(s, &last, NULL));
	assert_int_equal(last.seq, 10);

	assert_true(OPS->events_after(s, 4, 3, find, &found, NULL));
	assert_int_equal(found.n, 3);
	assert_int_equal(found.first, 5);
	assert_int_equal(found.last, 7);
	found = (struct collected){ .max = 2 };
	assert_true(OPS->events_before(s, 7, 9, 100, find, &found, NULL));
	assert_int_equal(found.n, 2);
	assert_int_equal(found.first, 8);
	assert_int_equal(found.last, 7);
	OPS->close(s);
}

/* A reader keeps to its state while the writer goes on. */
static void
a_reader_sees_one_state(void **state)
{
	struct store *w = open_store(*state, STORE_WRITER);
	struct store *r = open_store(*state, STORE_READER);
	struct store_last last;
	struct err err;

	assert_true(OPS->begin_read(r, NULL));
	assert_true(OPS->last(r, &last, NULL));
	assert_true(OPS->begin_write(w, NULL));
	assert_true(append(w, 1, "", NULL));
	assert_true(OPS->commit(w, NULL));
	OPS->tidy(w, true);
	assert_true(OPS->last(r, &last, NULL));
	assert_int_equal(last.seq, 0);
	assert_true(OPS->commit(r, NULL));
	assert_true(OPS->last(r, &last, NULL));
	assert_int_equal(last.seq, 1);
	assert_false(append(r, 2, "", &err));
	assert_int_equal(err.code, ERR_IO);
	OPS->close(r);
	OPS->close(w);
}

/* ... nor does it wait for one that takes its time. */
static void
masking_waits_for_no_reader(void **state)
{
	struct store *w = open_store(*state, STORE_WRITER);
	struct store *r = open_store(*state, STORE_READER);
	struct store_event e = { .seq = 1, .json = "{}", .json_len = 2,
		.text = "****" };
	struct store_last last;
	int64_t begun_ms;

	assert_true(OPS->begin_write(w, NULL) && append(w, 1, "", NULL) &&
	    OPS->commit(w, NULL));
	assert_true(OPS->begin_read(r, NULL) && OPS->last(r, &last, NULL));
	assert_true(OPS->begin_write(w, NULL) &&
	    OPS->amend(w, &e, "", NULL) && OPS->commit(w, NULL));
	begun_ms = clock_mono_ms();
	OPS->tidy(w, true);
	assert_in_range(clock_mono_ms() - begun_ms, 0, 1500);
	OPS->close(r);
	OPS->close(w);
}

/* What was put into the index without the names of files is put in again. */
static void
an_index_without_files_is_made_anew(void **state)
{
	const struct place *p = *state;
	struct db_schema old = { sqlite_schema.steps, 0 };
	struct db_stmt *s;
	struct db *db;

	while (strncmp(old.steps[old.n_steps], "DROP TABLE search;", 18) != 0)
		assert_true(++old.n_steps < sqlite_schema.n_steps);
	db = db_open(p->path, DB_WRITE, &old, NULL);
	assert_non_null(db);
	assert_true(db_exec(db, "INSERT INTO events (seq, conversation, type,"
	    " at, sender, sender_id, client_id, fingerprint, everyone,"
	    " operator_id, was_operator_id, queue_id, was_queue_id, json)"
	    " VALUES (7, 1, 'message', 1, 0, 1, '', 0, 0, 0, 0, 0, 0, '{}')",
	    NULL));
	db_close(db);
	OPS->close(open_store(p, STORE_WRITER));
	db = db_open(p->path, DB_READ, &sqlite_schema, NULL);
	s = db_prepare(db, "SELECT value FROM meta WHERE key = 'search_from'",
	    NULL);
	assert_int_equal(db_step(s, NULL), DB_ROW);
	assert_string_equal(db_text(s, 0), "8");
	db_stmt_free(s);
	db_close(db);
}

static bool
check_operator(void *ctx, const void *record)
{
	const struct operator *o = record;

	assert_string_equal(o->login, "anna");
	assert_string_equal(o->languages, "ru,en");
	assert_int_equal(o->limit, 7);
	assert_int_equal(o->n_departments, 1);
	assert_int_equal(o->departments[0], 4);
	++*(int *)ctx;
	return true;
}

static bool
check_conversation(void *ctx, const void *record)
{
	const struct conversation *c = record;

	assert_int_equal(c->id, 7);
	assert_int_equal(c->version, 12);
	assert_string_equal(c->subject, "Где заказ?");
	++*(int *)ctx;
	return true;
}

static bool
check_customer(void *ctx, const void *record)
{
	const struct customer *c = record;

	assert_string_equal(c->name, "Ewa");
	assert_string_equal(c->note, "friendly");
	assert_string_equal(c->segment, "vip");
	assert_string_equal(c->tags, "invoice,refund");
	assert_string_equal(customer_field(c, "order")->value, "4481-22");
	assert_int_equal(c->since_ms, 900);
	++*(int *)ctx;
	return true;
}

static bool
check_password(void *ctx, const void *record)
{
	const struct store_password *p = record;

	assert_string_equal(p->hash, "$hash");
	++*(int *)ctx;
	return true;
}

static void
records_come_back(void **state)
{
	struct store *s = open_store(*state, STORE_WRITER);
	struct operator o = { .id = 2, .login = "anna", .name = "Anna",
		.languages = "ru,en", .departments = { 4 },
		.n_departments = 1, .limit = 7 };
	struct conversation c = { .id = 7, .customer_id = 3, .version = 12,
		.last_seq = 12, .opened_ms = 5, .subject = "Где заказ?" };
	struct customer customer = { .id = 3, .name = "E", .contact = "",
		.language = "pl", .note = "", .since_ms = 900 };
	struct customer_field order = { "order", "4481-22" };
	struct store_password password = { 2, "$hash" };
	struct err err = { 0 };
	int n = 0;

	assert_true(OPS->begin_write(s, NULL));
	assert_true(OPS->put(s, STORE_OPERATORS, &o, &err));
	assert_true(OPS->put(s, STORE_PASSWORDS, &password, &err));
	assert_true(OPS->put(s, STORE_OPERATORS, &o, &err));
	assert_true(OPS->put(s, STORE_CUSTOMERS, &customer, &err));
	customer.name = "Ewa";
	customer.note = "friendly";
	customer.segment = "vip";
	customer.tags = "invoice,refund";
	customer.fields = &order;
	customer.n_fields = 1;
	customer.since_ms = 0;
	assert_true(OPS->put(s, STORE_CUSTOMERS, &customer, &err));
	assert_true(OPS->put(s, STORE_CONVERSATIONS, &c, &err));
	assert_true(OPS->commit(s, NULL));
	OPS->close(s);

	s = open_store(*state, STORE_READER);
	assert_true(OPS->list(s, STORE_OPERATORS, 0, check_operator, &n,
	    &err));
	assert_true(OPS->list(s, STORE_PASSWORDS, 2, check_password, &n,
	    &err));
	assert_true(OPS->list(s, STORE_CUSTOMERS, 3, check_customer, &n,
	    &err));
	assert_true(OPS->list(s, STORE_CONVERSATIONS, 0, check_conversation,
	    &n, &err));
	assert_true(OPS->list(s, STORE_OF_CUSTOMER, 3, check_conversation,
	    &n, &err));
	assert_int_equal(n, 5);
	assert_true(OPS->list(s, STORE_CONVERSATION, 8, check_conversation,
	    &n, &err));
	assert_int_equal(n, 5);
	OPS->close(s);
}

static bool
count_canned(void *ctx, const void *record)
{
	const struct canned *c = record;

	assert_int_equal(c->owner_id, 0);
	assert_int_equal(c->version, 1);
	*(int *)ctx += 1;
	return true;
}

/* Replies stored before there were personal ones; the number of one that was
 * removed is not given again. */
static void
old_canned_replies_stay(void **state)
{
	struct place *p = *state;
	struct db_schema first = { .steps = sqlite_schema.steps,
		.n_steps = 1 };
	struct canned named = { .shortcut = "hi", .language = "en" };
	struct store_last last;
	struct err err = { 0 };
	struct db *db = db_open(p->path, DB_WRITE, &first, &err);
	struct store *s;
	int n = 0;

	assert_non_null(db);
	assert_true(db_exec(db, "INSERT INTO canned (id, shortcut, language,"
	    " json) VALUES (1, 'hi', 'en', '{\"id\":1,\"shortcut\":\"hi\"}'),"
	    " (2, 'bye', '', '{\"id\":2,\"shortcut\":\"bye\"}'),"
	    " (7, 'gone', '', '{}'); DELETE FROM canned WHERE id = 7;",
	    &err));
	db_close(db);
	s = open_store(p, STORE_WRITER);
	assert_true(OPS->list(s, STORE_CANNED, 0, count_canned, &n, &err));
	assert_int_equal(n, 2);
	assert_true(OPS->find_canned(s, &named, count_canned, &n, &err));
	assert_int_equal(n, 3);
	assert_true(OPS->last(s, &last, &err));
	assert_int_equal(last.record, 7);
	OPS->close(s);
}

static void
what_cannot_be_opened_is_said(void **state)
{
	const struct place *p = *state;
	static const struct db_schema none = { .n_steps = 99 };
	struct err err = { 0 };
	struct store *s;
	struct db *db;
	FILE *file;
	const char *later[99];

	expect_refused(p, STORE_READER, ERR_IO);
	file = fopen(p->path, "w");
	assert_non_null(file);
	for (int i = 0; i < 1000; i++)
		fputs("this is no database at all\n", file);
	fclose(file);
	expect_refused(p, STORE_WRITER, ERR_STORE);
	unlink(p->path);

	OPS->close(open_store(p, STORE_WRITER));
	db = db_open(p->path, DB_READ, &none, &err);
	assert_null(db);
	assert_int_equal(err.code, ERR_STORE);

	s = open_store(p, STORE_WRITER);
	for (size_t i = 0; i < sizeof later / sizeof *later; i++)
		later[i] = "";
	db = db_open(p->path, DB_WRITE, &(struct db_schema){ .steps = later,
	    .n_steps = sizeof later / sizeof *later }, &err);
	assert_non_null(db);
	db_close(db);
	OPS->close(s);
	expect_refused(p, STORE_WRITER, ERR_NEWER);
}

/* The second step fails: nothing of the first is there either. */
static void
steps_are_run_all_or_none(void **state)
{
	const struct place *p = *state;
	static const char *const steps[] = {
		"CREATE TABLE a (x INTEGER) STRICT;",
		"CREATE TABLE b (x INTEGER) STRICT;",
		"CREATE TABLE c (x"
	};
	struct db_schema schema = { .steps = steps, .n_steps = 1 };
	struct err err = { 0 };
	struct db *db = db_open(p->path, DB_WRITE, &schema, &err);

	assert_non_null(db);
	db_close(db);
	schema.n_steps = 3;
	assert_null(db_open(p->path, DB_WRITE, &schema, &err));
	/* The program of before still knows it. */
	schema.n_steps = 1;
	db = db_open(p->path, DB_WRITE, &schema, &err);
	assert_non_null(db);
	assert_true(db_exec(db, "CREATE TABLE b (x INTEGER) STRICT", &err));
	db_close(db);
}

static void
another_programs_file_is_left_alone(void **state)
{
	const struct place *p = *state;
	static const char *const steps[] = {
		"CREATE TABLE theirs (x INTEGER) STRICT;" };
	struct db_schema none = { .steps = steps, .n_steps = 1 };
	struct err err = { 0 };
	struct db *db = db_open(p->path, DB_WRITE, &none, &err);

	assert_non_null(db);
	assert_true(db_exec(db, "PRAGMA user_version=0", &err));
	db_close(db);
	expect_refused(p, STORE_WRITER, ERR_STORE);
	db = db_open(p->path, DB_WRITE, &(struct db_schema){ 0 }, &err);
	assert_null(db);
	assert_non_null(strstr(err.text, "another program"));
}

static void
a_locked_file_is_said(void **state)
{
	const struct place *p = *state;
	struct store *s, *other;
	struct err err = { 0 };

	s = open_store(p, STORE_WRITER);
	other = open_store(p, STORE_WRITER);
	assert_true(OPS->begin_write(s, NULL));
	assert_false(OPS->begin_write(other, &err));
	assert_int_equal(err.code, ERR_IN_USE);
	OPS->rollback(s);
	assert_true(OPS->begin_write(other, &err));
	OPS->rollback(other);
	OPS->close(other);
	OPS->close(s);
}

/* Root writes everywhere, so it is somebody else for a moment. */
static void
a_directory_that_cannot_be_written_is_said(void **state)
{
	const struct place *p = *state;
	bool is_root = geteuid() == 0;

	chmod(p->dir, 0500);
	if (is_root)
		assert_int_equal(seteuid(65534), 0);
	expect_refused(p, STORE_WRITER, ERR_IO);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
}

/* Pages in the middle are rubbish: an error, never a crash. */
static void
a_damaged_file_is_said(void **state)
{
	const struct place *p = *state;
	struct store *s = open_store(p, STORE_WRITER);
	struct err err = { 0 };
	struct collected found = { 0 };
	char rubbish[4096];
	struct stat st;
	bool ok;
	int fd;

	assert_true(OPS->begin_write(s, NULL));
	for (int64_t seq = 1; seq <= 500; seq++)
		assert_true(append(s, seq, "", NULL));
	assert_true(OPS->commit(s, NULL));
	OPS->tidy(s, true);
	OPS->close(s);
	memset(rubbish, 0xa5, sizeof rubbish);
	fd = open(p->path, O_RDWR);
	assert_int_equal(fstat(fd, &st), 0);
	for (off_t at = 4096; at < st.st_size; at += 4096)
		assert_int_equal(pwrite(fd, rubbish, sizeof rubbish, at),
		    sizeof rubbish);
	close(fd);
	s = OPS->open(p->path, STORE_WRITER, &err);
	ok = s != NULL && OPS->events_after(s, 0, 1000, find, &found, &err);
	assert_false(ok);
	assert_int_equal(err.code, ERR_STORE);
	assert_non_null(strstr(err.text, p->path));
	if (s != NULL)
		OPS->close(s);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(it_is_made_private_and_reopened),
		T(a_client_id_is_unique_for_its_sender),
		T(events_come_in_order), T(a_reader_sees_one_state),
		T(masking_waits_for_no_reader),
		T(an_index_without_files_is_made_anew),
		T(records_come_back), T(old_canned_replies_stay),
		T(what_cannot_be_opened_is_said),
		T(steps_are_run_all_or_none),
		T(another_programs_file_is_left_alone),
		T(a_locked_file_is_said),
		T(a_directory_that_cannot_be_written_is_said),
		T(a_damaged_file_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
