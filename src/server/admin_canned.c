/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/paths.h"
#include "proto/proto.h"
#include "server/admin_canned.h"
#include "server/canned_file.h"

#define FILE_BYTES  (32 * 1024 * 1024)
#define BATCH_BYTES (200 * 1024)	/* of one request; the desk takes 256 */

/* --- what the desk has ------------------------------------------------- */

static bool
find_owner(struct cli *c, int64_t *id, struct err *err)
{
	struct json *j;
	const struct json *rows;

	*id = 0;
	if (c->owner == NULL)
		return true;
	if (!admin_client_json(c->client, "GET", "/api/v1/admin/operators",
	    NULL, &j, err))
		return false;
	rows = json_find(j, "operators");
	for (size_t i = 0; i < json_count(rows); i++) {
		struct operator o;

		if (proto_operator_read(json_at(rows, i), &o, err) &&
		    strcmp(o.login, c->owner) == 0)
			*id = o.id;
	}
	json_free(j);
	return *id != 0 || err_set(err, ERR_NOT_FOUND, "there is no operator "
	    "\"%s\": see dezhurkad operator list", c->owner);
}

/* What was read borrows from the document. */
static bool
keep(struct cli *c, struct canned *to, struct err *err)
{
	to->shortcut = arena_dup(c->arena, to->shortcut);
	to->title = arena_dup(c->arena, to->title);
	to->language = arena_dup(c->arena, to->language);
	to->text = arena_dup(c->arena, to->text);
	to->files = file_copy_list(c->arena, to->files, to->n_files);
	if (to->n_files > 0 && to->files == NULL)
		return err_set(err, ERR_MEMORY, "no memory");
	return (to->shortcut != NULL && to->title != NULL &&
	    to->language != NULL && to->text != NULL) ||
	    err_set(err, ERR_MEMORY, "no memory");
}

/* Those of one owner: the desk tells them by shortcut, then language. */
bool
admin_canned_read(struct cli *c, struct canned_list *l, struct err *err)
{
	struct json *j;
	const struct json *rows;
	bool ok = true;
	size_t n;

	if (!find_owner(c, &l->owner_id, err) ||
	    !cli_departments(c, &l->departments, &l->n_departments, err) ||
	    !admin_client_json(c->client, "GET", ADMIN_CANNED, NULL, &j, err))
		return false;
	rows = json_find(j, "canned");
	n = json_count(rows);
	l->n = 0;
	l->canned = arena_alloc(c->arena, (n + 1) * sizeof *l->canned);
	if (l->canned == NULL)
		ok = err_set(err, ERR_MEMORY, "no memory for the list");
	for (size_t i = 0; ok && i < n; i++) {
		struct canned *to = &l->canned[l->n];

		ok = proto_canned_read(json_at(rows, i), c->arena, to, err);
		if (!ok || to->owner_id != l->owner_id)
			continue;
		ok = keep(c, to, err);
		l->n++;
	}
	json_free(j);
	return ok;
}

const char *
admin_canned_department(const struct canned_list *l, int64_t id)
{
	for (size_t i = 0; i < l->n_departments; i++)
		if (l->departments[i].id == id)
			return l->departments[i].name;
	return "";
}

static bool
department_find(const struct canned_list *l, const char *name, int64_t *id)
{
	*id = 0;
	for (size_t i = 0; i < l->n_departments; i++)
		if (strcmp(l->departments[i].name, name) == 0)
			*id = l->departments[i].id;
	return *id != 0 || *name == '\0';
}

static int
compare(const void *a, const void *b)
{
	return canned_compare(a, b);
}

static const struct canned *
find(const struct canned_list *l, const char *shortcut, const char *language)
{
	struct canned named = { .shortcut = shortcut, .language = language };

	return bsearch(&named, l->canned, l->n, sizeof *l->canned, compare);
}

bool
admin_canned_put(struct cli *c, const struct canned *canned,
    const char *files, struct err *err)
{
	struct action a;

	action_init(&a, ACTION_CANNED_PUT);
	a.canned = canned;
	a.files = files;
	return cli_post(c, &a, ADMIN_CANNED, err);
}

/* --- text from a file or stdin ----------------------------------------- */

static bool
read_fd(int fd, struct str *out, struct err *err)
{
	char buf[16384];

	for (;;) {
		ssize_t n = read(fd, buf, sizeof buf);

		if (n < 0)
			return err_sys(err, ERR_IO, errno, "stdin");
		if (n == 0)
			return true;
		if (!str_put_n(out, buf, (size_t)n))
			return err_set(err, ERR_TOO_LARGE, "more than %zu "
			    "bytes", out->max_bytes);
	}
}

static bool
read_target(const struct cli *c, struct str *out, struct err *err)
{
	if (strcmp(c->target, "-") == 0)
		return read_fd(STDIN_FILENO, out, err);
	return paths_read(c->target, out, err);
}

/* --- one ---------------------------------------------------------------- */

bool
cli_canned_add(struct cli *c, struct err *err)
{
	struct canned canned = { .shortcut = c->target,
	    .title = c->name != NULL ? c->name : "",
	    .language = c->language != NULL ? c->language : "" };
	struct canned_list l;
	struct str text, files;
	bool ok;

	str_init(&text, MAX_MESSAGE_BYTES);
	str_init(&files, FILE_IDS_BYTES);
	ok = read_fd(STDIN_FILENO, &text, err) && admin_canned_read(c, &l, err);
	canned.owner_id = ok ? l.owner_id : 0;
	while (text.len > 0 && text.data[text.len - 1] == '\n')
		str_cut(&text, text.len - 1, 1);
	if (ok && find(&l, canned.shortcut, canned.language) != NULL)
		ok = err_set(err, ERR_CONFLICT, "\"%s\" is there already: "
		    "change it with canned import", canned.shortcut);
	if (ok && c->n_departments > 0)
		ok = cli_department_id(c, c->departments[0],
		    &canned.department_id, err);
	canned.text = text.data;
	ok = ok && admin_canned_upload(c, &files, err);
	if (ok && admin_canned_put(c, &canned, files.data, err) && !c->is_json)
		printf("%s: added\n", canned.shortcut);
	str_clear(&text);
	str_clear(&files);
	return ok && err->code == ERR_NONE;
}

const struct canned *
admin_canned_named(struct cli *c, struct canned_list *l, struct err *err)
{
	const struct canned *found = NULL;
	int n = 0;

	if (!admin_canned_read(c, l, err))
		return NULL;
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->canned[i].shortcut, c->target) != 0 ||
		    (c->language != NULL &&
		    strcmp(l->canned[i].language, c->language) != 0))
			continue;
		found = &l->canned[i];
		n++;
	}
	if (n == 0)
		err_set(err, ERR_NOT_FOUND, "there is no canned reply "
		    "\"%s\": see dezhurkad canned list", c->target);
	if (n > 1)
		err_set(err, ERR_VALUE, "\"%s\" is there in %d "
		    "languages: name one with --language", c->target, n);
	return n == 1 ? found : NULL;
}

bool
cli_canned_remove(struct cli *c, struct err *err)
{
	const struct canned *found;
	char path[64];
	struct canned_list l;
	struct str answer;
	bool ok;

	found = admin_canned_named(c, &l, err);
	if (found == NULL)
		return false;
	snprintf(path, sizeof path, ADMIN_CANNED "/%lld", (long long)found->id);
	str_init(&answer, PROTO_ANSWER_BYTES);
	ok = admin_client_ask(c->client, "DELETE", path, NULL, &answer, err);
	if (ok)
		printf("%s\n", c->is_json ? answer.data : "removed");
	str_clear(&answer);
	return ok;
}

static bool
print_list(const struct canned_list *l)
{
	struct json_out w;
	struct str out;

	str_init(&out, FILE_BYTES);
	json_begin(&w, &out);
	json_object(&w, NULL);
	json_array(&w, "canned");
	for (size_t i = 0; i < l->n; i++)
		proto_canned_write(&w, NULL, &l->canned[i]);
	json_end_array(&w);
	json_end_object(&w);
	printf("%s\n", out.data);
	str_clear(&out);
	return true;
}

bool
cli_canned_list(struct cli *c, struct err *err)
{
	struct canned_list l;

	if (c->by_use)
		return admin_canned_by_use(c, err);
	if (c->is_json && c->owner == NULL)
		return cli_print_json(c, ADMIN_CANNED, err);
	if (!admin_canned_read(c, &l, err))
		return false;
	if (c->is_json)
		return print_list(&l);
	for (size_t i = 0; i < l.n; i++) {
		cli_cell(l.canned[i].shortcut, 17);
		cli_cell(l.canned[i].language, 4);
		cli_cell(admin_canned_department(&l, l.canned[i].department_id), 17);
		cli_cell(l.canned[i].title, 0);
		printf("\n");
	}
	return true;
}

/* --- all ---------------------------------------------------------------- */

static bool
is_same(const struct canned *a, const struct canned *b)
{
	return strcmp(a->title, b->title) == 0 &&
	    strcmp(a->text, b->text) == 0 &&
	    a->department_id == b->department_id;
}

/* Everything that can be wrong is found before anything is changed. */
static bool
match(const struct canned_list *l, struct canned_row *rows, size_t n,
    const char *name, struct err *err)
{
	struct action a;
	struct err why;

	for (size_t i = 0; i < n; i++) {
		struct canned *canned = &rows[i].canned;
		const struct canned *old = find(l, canned->shortcut,
		    canned->language);

		if (!department_find(l, rows[i].department,
		    &canned->department_id))
			return err_set(err, ERR_VALUE, "%s:%d: there is no "
			    "department \"%s\"", name, rows[i].line,
			    rows[i].department);
		canned->id = old != NULL ? old->id : 0;
		canned->owner_id = l->owner_id;
		action_init(&a, ACTION_CANNED_PUT);
		memset(a.client_id, '0', CLIENT_ID_BYTES);
		a.canned = canned;
		if (!action_check(&a, &why))
			return err_set(err, ERR_VALUE, "%s:%d: %s", name,
			    rows[i].line, why.text);
	}
	return true;
}

struct batch {
	struct str	body;
	struct json_out w;
	int		n, first_line;
};

static void
batch_begin(struct batch *b)
{
	str_reset(&b->body);
	json_begin(&b->w, &b->body);
	json_object(&b->w, NULL);
	json_array(&b->w, "canned");
	b->n = 0;
}

/* One request, which the desk stores with one commit. */
static bool
batch_send(struct cli *c, struct batch *b, struct err *err)
{
	struct str answer;
	bool ok = true;

	json_end_array(&b->w);
	json_end_object(&b->w);
	if (b->n > 0) {
		str_init(&answer, PROTO_ANSWER_BYTES);
		ok = admin_client_ask(c->client, "POST", ADMIN_CANNED "/import",
		    &b->body, &answer, err) || err_prefix(err,
		    "from line %d on", b->first_line);
		str_clear(&answer);
	}
	batch_begin(b);
	return ok;
}

static bool
put_rows(struct cli *c, const struct canned_list *l, const struct canned_row *rows,
    size_t n, struct err *err)
{
	int n_added = 0, n_changed = 0, n_same = 0;
	struct batch b = { .n = 0 };
	bool ok = true;

	str_init(&b.body, FILE_BYTES);
	batch_begin(&b);
	for (size_t i = 0; ok && i < n; i++) {
		const struct canned *canned = &rows[i].canned;
		const struct canned *old = find(l, canned->shortcut,
		    canned->language);

		if (old != NULL && is_same(old, canned)) {
			n_same++;
			continue;
		}
		if (b.n++ == 0)
			b.first_line = rows[i].line;
		proto_canned_write(&b.w, NULL, canned);
		n_added += old == NULL;
		n_changed += old != NULL;
		if (b.body.len > BATCH_BYTES)
			ok = batch_send(c, &b, err);
	}
	ok = ok && batch_send(c, &b, err);
	str_clear(&b.body);
	if (ok)
		printf(c->is_json ?
		    "{\"added\":%d,\"changed\":%d,\"unchanged\":%d}\n" :
		    "added %d, changed %d, unchanged %d\n", n_added, n_changed,
		    n_same);
	return ok;
}

bool
cli_canned_import(struct cli *c, struct err *err)
{
	struct canned_row *rows;
	struct canned_list l;
	struct str text;
	size_t n;
	bool ok;

	str_init(&text, FILE_BYTES);
	ok = read_target(c, &text, err) &&
	    canned_file_parse(c->target, &text, c->arena, &rows, &n, err) &&
	    admin_canned_read(c, &l, err) && match(&l, rows, n, c->target, err) &&
	    put_rows(c, &l, rows, n, err);
	str_clear(&text);
	return ok;
}

bool
cli_canned_export(struct cli *c, struct err *err)
{
	struct canned_list l;
	struct str out;
	int n_controls = 0, n_files = 0;
	bool ok = true;

	if (!admin_canned_read(c, &l, err))
		return false;
	str_init(&out, FILE_BYTES);
	for (size_t i = 0; i < l.n; i++, n_files += (int)l.canned[i - 1].n_files)
		n_controls += canned_file_write(&out, &l.canned[i],
		    admin_canned_department(&l, l.canned[i].department_id));
	if (c->target == NULL || strcmp(c->target, "-") == 0)
		ok = fputs(out.data, stdout) >= 0;
	else
		ok = paths_replace(c->target, out.data, out.len, 0600, err);
	if (n_controls > 0)
		fprintf(stderr, "dezhurkad: %d control characters were "
		    "written as ^X\n", n_controls);
	if (ok && n_files > 0)
		fprintf(stderr, "dezhurkad: %d files of replies stay at this "
		    "desk: the text names them, and import leaves those of a "
		    "reply as they are; dezhurkad canned files puts them in "
		    "elsewhere\n", n_files);
	str_clear(&out);
	return ok;
}
