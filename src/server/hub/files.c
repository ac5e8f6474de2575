/* SPDX-License-Identifier: GPL-3.0-or-later */
/* files.c - the bytes of files, on disk beside the database.
 *
 *   files/ab/ID.12345678	one that a row names
 *   files/new/...		being written
 *
 * A file is written and synced under another name, renamed, and only then
 * does its row follow; so a row always has its bytes. What a crash leaves
 * without a row is removed at the next start.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/paths.h"
#include "domain/client_id.h"
#include "server/hub/internal.h"

#define SWEEP_EVERY_MS 600000
#define SWEEP_FIRST_MS 2000	/* what became old while the desk was off */

/* --- names --------------------------------------------------------------- */

static bool
path_of(const struct hub *h, const char *place, char path[PATH_MAX])
{
	return snprintf(path, PATH_MAX, "%s/%s", h->files_dir, place) <
	    PATH_MAX;
}

/* A new place for that id: never one that was there. */
static void
new_place(const char *id, char place[HUB_PLACE_BYTES])
{
	char random[CLIENT_ID_BYTES + 1];

	client_id_new(random);
	snprintf(place, HUB_PLACE_BYTES, "%.2s/%s.%.8s", id, id, random);
}

void
files_unlink(const struct hub *h, const char *place)
{
	char path[PATH_MAX];

	if (path_of(h, place, path) && unlink(path) != 0 && errno != ENOENT)
		log_warn("hub", "%s cannot be removed: error %d", path, errno);
}

/* --- writing, in a thread ------------------------------------------------ */

struct put {
	struct task task;
	struct mail mail;
	struct hub *hub;
	struct job *job;
	struct hub_file file;
	char	    place[HUB_PLACE_BYTES];
	bool	    is_written;
	hub_done   *done;
	void	   *ctx;
};

static uint64_t
fingerprint(const char *bytes, size_t len)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++) {
		hash ^= (unsigned char)bytes[i];
		hash *= UINT64_C(0x100000001b3);
	}
	return hash;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return fsync(fd) == 0;
}

static bool
sync_dir(const char *path)
{
	char dir[PATH_MAX];
	char *slash;
	int fd;
	bool ok;

	str_copy(dir, sizeof dir, path);
	slash = strrchr(dir, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

static bool
make_room(const char *path)
{
	char dir[PATH_MAX];
	char *slash;

	str_copy(dir, sizeof dir, path);
	slash = strrchr(dir, '/');
	*slash = '\0';
	return mkdir(dir, 0700) == 0 ? sync_dir(dir) : errno == EEXIST;
}

static bool
write_to_disk(const struct put *p, struct err *err)
{
	char path[PATH_MAX], new[PATH_MAX], leaf[HUB_PLACE_BYTES + 8];
	bool ok;
	int fd;

	snprintf(leaf, sizeof leaf, "new/%s", p->place + 3);
	if (!path_of(p->hub, p->place, path) || !path_of(p->hub, leaf, new))
		return err_set(err, ERR_STORE, "the path is too long");
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	if (fd < 0)
		return err_sys(err, ERR_STORE, errno, "%s cannot be made", new);
	ok = write_all(fd, p->file.bytes, p->file.len);
	if (!ok)
		err_sys(err, ERR_STORE, errno, "%s cannot be written", new);
	if (close(fd) != 0 && ok)
		ok = err_sys(err, ERR_STORE, errno, "%s cannot be written",
		    new);
	if (ok && (!make_room(path) || rename(new, path) != 0 ||
	    !sync_dir(path)))
		ok = err_sys(err, ERR_STORE, errno, "%s cannot be kept", path);
	if (!ok) {
		unlink(new);
		unlink(path);
	}
	return ok;
}

static void
put_run(struct task *task, int thread)
{
	struct put *p = (struct put *)task;
	struct job *job = p->job;

	(void)thread;
	job->file.fingerprint = fingerprint(p->file.bytes, p->file.len);
	p->is_written = write_to_disk(p, &job->result.err);
	mailbox_put(p->hub->mailbox, &p->mail);
}

/* --- and back in the loop -------------------------------------------------- */

struct unlinking {
	struct task task;
	struct hub *hub;
	char	    place[HUB_PLACE_BYTES];
};

static void
unlink_run(struct task *task, int thread)
{
	struct unlinking *u = (struct unlinking *)task;

	(void)thread;
	files_unlink(u->hub, u->place);
	free(u);
}

static void
unlink_later(struct hub *h, const char *place)
{
	struct unlinking *u = mem_new(struct unlinking);

	u->task.run = unlink_run;
	u->hub = h;
	str_copy(u->place, sizeof u->place, place);
	if (h->filing == NULL || !pool_put(h->filing, &u->task, true))
		unlink_run(&u->task, 0);
}

static void
on_stored(void *ctx, const struct hub_result *result)
{
	struct put *p = ctx;

	if (p->is_written &&
	    (result->err.code != ERR_NONE || result->is_repeat))
		unlink_later(p->hub, p->place);
	p->done(p->ctx, result);
	free(p);
}

static void
put_deliver(struct hub *h, struct mail *m)
{
	struct put *p = (struct put *)((char *)m - offsetof(struct put, mail));
	struct job *job = p->job;

	if (job->result.err.code == ERR_NONE && !h->is_closing) {
		writer_put(h->writer, job);
		return;
	}
	if (job->result.err.code == ERR_NONE)
		err_set(&job->result.err, ERR_BUSY, "the desk is stopping");
	else
		log_error("hub", "a file was not stored: %s",
		    job->result.err.text);
	on_stored(p, &job->result);
	job_free(job);
}

static const char *
own(struct job *job, const char *text)
{
	const char *copy = job->arena == NULL ? NULL :
	    arena_dup(job->arena, text);

	if (copy == NULL)
		err_set(&job->result.err, ERR_BUSY, "no memory");
	return copy == NULL ? "" : copy;
}

int64_t
hub_max_file_bytes(const struct hub *h)
{
	return h->config.max_file_bytes;
}

void
hub_file_put(struct hub *h, const struct desk_sender *s,
    const struct hub_file *file, hub_done *done, void *ctx)
{
	struct put *p = mem_new(struct put);
	struct job *job = job_new(JOB_FILE_PUT, on_stored, p);

	*p = (struct put){ .task.run = put_run, .mail.deliver = put_deliver,
	    .hub = h, .job = job, .file = *file, .done = done, .ctx = ctx };
	new_place(file->id, p->place);
	job->sender = *s;
	job->max_files = h->config.max_files;
	job->file = (struct store_file){
		.id = own(job, file->id), .place = own(job, p->place),
		.name = own(job, file->name), .type = own(job, file->type),
		.conversation_id = file->conversation_id,
		.bytes = (int64_t)file->len, .sender = s->kind,
		.sender_id = s->kind == ACTOR_OPERATOR ? s->operator_id :
		    s->customer_id,
	};
	if (job->result.err.code == ERR_NONE && h->filing != NULL &&
	    pool_put(h->filing, &p->task, false))
		return;
	err_set(&job->result.err, ERR_BUSY,
	    "too many files are being stored: try again soon");
	on_stored(p, &job->result);
	job_free(job);
}

/* --- reading --------------------------------------------------------------- */

struct get {
	struct task task;
	struct mail mail;
	struct hub *hub;
	char	    place[HUB_PLACE_BYTES];
	char	   *bytes;
	size_t	    len;
	struct err  err;
	hub_answer *done;
	void	   *ctx;
};

static bool
read_all(struct get *g)
{
	char path[PATH_MAX];
	size_t at = 0;
	int fd;

	if (!path_of(g->hub, g->place, path))
		return err_set(&g->err, ERR_STORE, "the path is too long");
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_sys(&g->err, ERR_STORE, errno,
		    "%s cannot be opened", path);
	g->bytes = malloc(g->len + 1);
	while (g->bytes != NULL && at < g->len) {
		ssize_t n = read(fd, g->bytes + at, g->len - at);

		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		at += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	if (g->bytes == NULL)
		return err_set(&g->err, ERR_BUSY, "no memory for a file");
	return at == g->len || err_set(&g->err, ERR_STORE,
	    "%s is shorter than it was", path);
}

static void
get_run(struct task *task, int thread)
{
	struct get *g = (struct get *)task;

	(void)thread;
	if (!read_all(g))
		log_error("hub", "%s", g->err.text);
	mailbox_put(g->hub->mailbox, &g->mail);
}

static void
get_deliver(struct hub *h, struct mail *m)
{
	struct get *g = (struct get *)((char *)m - offsetof(struct get, mail));

	(void)h;
	g->done(g->ctx, &g->err, g->bytes, g->len);
	free(g->bytes);
	free(g);
}

void
hub_file_read(struct hub *h, const char *place, size_t len,
    hub_answer *done, void *ctx)
{
	struct get *g = mem_new(struct get);

	*g = (struct get){ .task.run = get_run, .mail.deliver = get_deliver,
	    .hub = h, .len = len, .done = done, .ctx = ctx };
	str_copy(g->place, sizeof g->place, place);
	if (h->filing != NULL && pool_put(h->filing, &g->task, false))
		return;
	err_set(&g->err, ERR_BUSY, "too many files are being read");
	get_deliver(h, &g->mail);
}

/* --- order ----------------------------------------------------------------- */

void
files_tick(struct hub *h)
{
	int64_t wait_ms = h->swept_ms == 0 ? SWEEP_FIRST_MS : SWEEP_EVERY_MS;

	if (h->is_closing || h->clock_ms - h->swept_ms < wait_ms)
		return;
	h->swept_ms = h->clock_ms;
	writer_put(h->writer, job_new(JOB_FILES_SWEEP, NULL, NULL));
}

static bool
is_there(void *ctx, const struct store_file *f)
{
	bool *named = ctx;

	(void)f;
	*named = true;
	return false;
}

/* Calls fn for each entry; what is no folder has none. */
static void
each_entry(const char *path, void (*fn)(void *ctx, const char *name),
    void *ctx)
{
	DIR *dir = opendir(path);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.')
			fn(ctx, e->d_name);
	if (dir != NULL)
		closedir(dir);
}

struct cleaning {
	struct hub   *h;
	struct store *store;
	const char   *folder;
	int	      n_removed;
};

static void
clean_entry(void *ctx, const char *name)
{
	struct cleaning *x = ctx;
	char place[2 * NAME_MAX + 3], id[CLIENT_ID_BYTES + 1];
	bool named = false;

	snprintf(place, sizeof place, "%s/%s", x->folder, name);
	snprintf(id, sizeof id, "%.*s", CLIENT_ID_BYTES, name);
	/* Only what looks like ours is ours to remove. */
	if (!client_id_ok(id) || name[CLIENT_ID_BYTES] != '.' ||
	    strlen(name) != CLIENT_ID_BYTES + 9)
		return;
	if (strcmp(x->folder, "new") != 0 && (!x->store->ops->place_find(
	    x->store, place, is_there, &named, NULL) || named))
		return;
	files_unlink(x->h, place);
	x->n_removed++;
}

static void
clean_folder(void *ctx, const char *name)
{
	struct cleaning *x = ctx;
	char path[PATH_MAX];

	if (!path_of(x->h, name, path))
		return;
	x->folder = name;
	each_entry(path, clean_entry, x);
}

bool
files_open(struct hub *h, struct store *store, struct err *err)
{
	struct cleaning x = { .h = h, .store = store };
	char path[PATH_MAX];

	if (!path_of(h, "new", path))
		return err_set(err, ERR_VALUE,
		    "the data directory's path is too long");
	if (!paths_make_dir(path, err))
		return false;
	each_entry(h->files_dir, clean_folder, &x);
	if (x.n_removed > 0)
		log_info("hub", "%d files that nobody sent were removed",
		    x.n_removed);
	return true;
}
