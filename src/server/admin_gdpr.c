/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_gdpr.c - what is known of a customer into a file, and erasing it with a
 * receipt.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "proto/proto.h"
#include "server/admin_cli.h"

#define ADMIN	   "/api/v1/admin/"
#define FILE_BYTES (48 * 1024 * 1024)	/* of one answer with a file */
#define CLEAN_S	   600	/* traces are waited for so long */

/* --- which customer ------------------------------------------------------------- */

static void
put_escaped(struct str *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if ((byte >= '0' && byte <= '9') ||
		    (byte >= 'a' && byte <= 'z') ||
		    (byte >= 'A' && byte <= 'Z'))
			str_put_c(out, (char)byte);
		else
			str_putf(out, "%%%02X", byte);
	}
}

static bool
find_by_contact(struct cli *c, int64_t *id, struct err *err)
{
	const struct json *list;
	struct json *j = NULL;
	struct str path;
	size_t n;
	bool ok;

	str_init(&path, 4096);
	str_put(&path, ADMIN "customers?contact=");
	put_escaped(&path, c->target);
	ok = admin_client_json(c->client, "GET", path.data, NULL, &j, err);
	str_clear(&path);
	if (!ok)
		return false;
	list = json_find(j, "customers");
	n = json_count(list);
	if (n == 1)
		json_as_i64(json_at(list, 0), id);
	else if (n == 0)
		err_set(err, ERR_NOT_FOUND, "no customer's contact is \"%s\"",
		    c->target);
	else
		ok = err_set(err, ERR_CONFLICT, "%zu customers have the "
		    "contact \"%s\": name one by its number", n, c->target);
	for (size_t i = 0; n > 1 && i < n; i++) {
		int64_t one = 0;

		json_as_i64(json_at(list, i), &one);
		fprintf(stderr, "customer %lld\n", (long long)one);
	}
	json_free(j);
	return ok && n == 1;
}

static bool
find_customer(struct cli *c, int64_t *id, struct err *err)
{
	long long number;

	if (!str_to_i64(c->target, 1, INT64_MAX, &number))
		return find_by_contact(c, id, err);
	*id = number;
	return true;
}

/* --- export ----------------------------------------------------------------------- */

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";

static void
put_base64(FILE *out, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i += 3) {
		unsigned n = (unsigned)(unsigned char)bytes[i] << 16;

		if (i + 1 < len)
			n |= (unsigned)(unsigned char)bytes[i + 1] << 8;
		if (i + 2 < len)
			n |= (unsigned)(unsigned char)bytes[i + 2];
		putc(letters[n >> 18], out);
		putc(letters[n >> 12 & 63], out);
		putc(i + 1 < len ? letters[n >> 6 & 63] : '=', out);
		putc(i + 2 < len ? letters[n & 63] : '=', out);
	}
}

/* Pages from the end to the beginning, each as the desk gives it. */
static bool
put_transcript(struct cli *c, FILE *out, int64_t id, bool *is_first,
    struct err *err)
{
	int64_t before = 0;
	bool is_complete = false, ok = true;

	while (ok && !is_complete) {
		struct json *j = NULL;
		struct str text;
		char path[128];

		snprintf(path, sizeof path, ADMIN "transcript?conversation=%lld"
		    "&before=%lld", (long long)id, (long long)before);
		str_init(&text, PROTO_ANSWER_BYTES);
		ok = admin_client_ask(c->client, "GET", path, NULL, &text,
		    err);
		if (ok)
			j = json_parse(text.data, text.len, err);
		ok = j != NULL;
		if (ok) {
			fprintf(out, "%s\n%s", *is_first ? "" : ",",
			    text.data);
			*is_first = false;
			is_complete = true;
			json_opt_bool(j, "complete", &is_complete, NULL);
			json_opt_i64(json_at(json_find(j, "events"), 0),
			    "seq", &before, NULL);
		}
		json_free(j);
		str_clear(&text);
	}
	return ok;
}

static bool
put_content(struct cli *c, FILE *out, const char *id, bool is_first,
    struct err *err)
{
	struct str bytes;
	char path[96];
	bool ok;

	snprintf(path, sizeof path, ADMIN "file?id=%s", id);
	str_init(&bytes, FILE_BYTES);
	ok = admin_client_ask(c->client, "GET", path, NULL, &bytes, err);
	if (ok) {
		fprintf(out, "%s\n{\"id\":\"%s\",\"base64\":\"",
		    is_first ? "" : ",", id);
		put_base64(out, bytes.data, bytes.len);
		fputs("\"}", out);
	}
	str_clear(&bytes);
	return ok;
}

/* {"customer","records","conversations","files","transcripts","contents"} */
static bool
put_all(struct cli *c, FILE *out, const struct str *head,
    const struct json *j, struct err *err)
{
	const struct json *list = json_find(j, "conversations");
	bool is_first = true, ok = true;
	const char *file = "";
	int64_t id = 0;

	fwrite(head->data, 1, head->len - 1, out);
	fputs(",\"transcripts\":[", out);
	for (size_t i = 0; ok && i < json_count(list); i++)
		ok = json_get_i64(json_at(list, i), "id", &id, err) &&
		    put_transcript(c, out, id, &is_first, err);
	fputs("],\"contents\":[", out);
	list = json_find(j, "files");
	for (size_t i = 0; ok && i < json_count(list); i++)
		ok = json_get_str(json_at(list, i), "id", &file, err) &&
		    put_content(c, out, file, i == 0, err);
	fputs("]}\n", out);
	return ok;
}

static FILE *
open_out(const char *path, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (out == NULL)
		err_sys(err, errno == EEXIST ? ERR_CONFLICT : ERR_IO, errno,
		    "%s", path);
	return out;
}

/* A file that is half there would be taken for all of it. */
static bool
close_out(FILE *out, const char *path, bool ok, struct err *err)
{
	bool is_written = fflush(out) == 0 && fsync(fileno(out)) == 0;
	int why = errno;

	fclose(out);
	if (ok && is_written)
		return true;
	unlink(path);
	return ok && err_sys(err, ERR_IO, why, "%s", path);
}

bool
cli_gdpr_export(struct cli *c, struct err *err)
{
	struct json *j = NULL;
	struct str head;
	char path[96];
	FILE *out = NULL;
	int64_t id;
	bool ok;

	if (c->out == NULL)
		return err_set(err, ERR_SYNTAX, "gdpr export needs --out FILE, "
		    "which is made");
	if (!find_customer(c, &id, err))
		return false;
	snprintf(path, sizeof path, ADMIN "customer?id=%lld", (long long)id);
	str_init(&head, PROTO_ANSWER_BYTES);
	ok = admin_client_ask(c->client, "GET", path, NULL, &head, err);
	if (ok)
		j = json_parse(head.data, head.len, err);
	if (j != NULL)
		out = open_out(c->out, err);
	ok = out != NULL && put_all(c, out, &head, j, err);
	ok = out != NULL && close_out(out, c->out, ok, err);
	if (ok)
		printf("customer %lld: %zu conversations and %zu files are in "
		    "%s\n", (long long)id,
		    json_count(json_find(j, "conversations")),
		    json_count(json_find(j, "files")), c->out);
	json_free(j);
	str_clear(&head);
	return ok;
}

/* --- erase ---------------------------------------------------------------------------- */

/* False: it was not said. */
static bool
is_sure(const struct cli *c, int64_t id, struct err *err)
{
	char line[32] = "";

	if (c->is_sure)
		return true;
	if (!isatty(STDIN_FILENO))
		return err_set(err, ERR_SYNTAX, "gdpr erase cannot be taken "
		    "back: add --yes, or run it in a terminal");
	printf("Everything of customer %lld is erased, and cannot be got back."
	    "\nWrite \"%lld\" to go on: ", (long long)id, (long long)id);
	fflush(stdout);
	if (fgets(line, sizeof line, stdin) == NULL)
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return strtoll(line, NULL, 10) == id || err_set(err, ERR_SYNTAX,
	    "nothing was erased");
}

/* True: no trace is left in the index and the log of writes. */
static bool
wait_until_clean(struct cli *c, struct err *err)
{
	const struct timespec turn = { .tv_nsec = 50000000 };
	int64_t end_ms = clock_mono_ms() + CLEAN_S * 1000;
	bool is_cleaning = true;

	while (is_cleaning) {
		struct json *j;

		if (!admin_client_json(c->client, "GET", ADMIN "status", NULL,
		    &j, err))
			return false;
		json_opt_bool(j, "cleaning", &is_cleaning, NULL);
		json_free(j);
		if (is_cleaning && clock_mono_ms() > end_ms)
			return err_set(err, ERR_BUSY, "it is erased, but its "
			    "traces in the index are still being cleaned away: "
			    "see \"cleaning\" in dezhurkad status --json");
		if (is_cleaning)
			nanosleep(&turn, NULL);
	}
	return true;
}

static const struct { const char *key, *label; } receipt_rows[] = {
	{ "customer", "customer" }, { "events", "events" },
	{ "messages", "messages" }, { "notes", "notes" },
	{ "files", "files" }, { "file_bytes", "bytes of files" },
	{ "secrets", "secrets of the page" },
	{ "record", "audit record" },
};

static void
print_receipt(const struct json *j)
{
	const struct json *list = json_find(j, "conversations");
	const char *hash = "", *by = "";
	int64_t at_ms = 0, id = 0;
	char text[32] = "";
	struct tm tm;
	time_t at;

	json_opt_i64(j, "at", &at_ms, NULL);
	json_opt_str(j, "hash", &hash, NULL);
	json_opt_str(j, "by", &by, NULL);
	at = (time_t)(at_ms / 1000);
	if (gmtime_r(&at, &tm) != NULL)
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &tm);
	printf("%-20s%s\n%-20s%s\n%-20s", "erased", text, "by", by,
	    "conversations");
	for (size_t i = 0; i < json_count(list); i++) {
		json_as_i64(json_at(list, i), &id);
		printf("%s%lld", i > 0 ? ", " : "", (long long)id);
	}
	printf("%s\n", json_count(list) == 0 ? "none" : "");
	for (size_t i = 0; i < sizeof receipt_rows / sizeof *receipt_rows;
	    i++) {
		id = 0;
		json_opt_i64(j, receipt_rows[i].key, &id, NULL);
		printf("%-20s%lld\n", receipt_rows[i].label, (long long)id);
	}
	printf("%-20s%s\n", "hash", hash);
}

static bool
keep_receipt(const struct cli *c, const struct str *text, struct err *err)
{
	FILE *out;

	if (c->out == NULL)
		return true;
	out = open_out(c->out, err);
	if (out == NULL)
		return false;
	fprintf(out, "%s\n", text->data);
	return close_out(out, c->out, true, err);
}

bool
cli_gdpr_erase(struct cli *c, struct err *err)
{
	struct str body, text;
	struct json *j = NULL;
	int64_t id;
	bool ok;

	if (!find_customer(c, &id, err) || !is_sure(c, id, err))
		return false;
	str_init(&body, 256);
	str_init(&text, PROTO_ANSWER_BYTES);
	str_putf(&body, "{\"customer\":%lld}", (long long)id);
	ok = admin_client_ask(c->client, "POST", ADMIN "erase", &body, &text,
	    err);
	if (ok)
		j = json_parse(text.data, text.len, err);
	ok = j != NULL && keep_receipt(c, &text, err);
	if (j != NULL && c->is_json)
		printf("%s\n", text.data);
	else if (j != NULL)
		print_receipt(j);
	ok = ok && wait_until_clean(c, err);
	json_free(j);
	str_clear(&body);
	str_clear(&text);
	return ok;
}
