/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/paths.h"
#include "base/utf8.h"
#include "base/worker.h"
#include "base/zone.h"

#define LIST_BYTES   (128 * 1024)
#define LIST_ENTRIES 2000
#define READ_BYTES   (64 * 1024 * 1024)
#define SAVE_TRIES   1000
#define END_MS	     500

enum what { LOOK, LIST, READ, SAVE, ZONE };

struct task {
	struct order link;
	enum what    what;
	int64_t	     conversation_id;
	char	     id[CLIENT_ID_BYTES + 1];
	char	    *path, *name, *bytes;	/* of LIST and SAVE: the folder */
	size_t	     len;
	int64_t	     size, changed_ms;
	/* what came of it */
	char	     real[PATH_MAX];
	struct str   list;
	struct zone_time zone;
	struct err   err;
};

struct disk { struct worker *worker; };

static void
task_free(struct order *order)
{
	struct task *t = (struct task *)order;

	free(t->path);
	free(t->name);
	free(t->bytes);
	if (t->list.data != NULL)
		str_clear(&t->list);
	free(t);
}

/* --- paths --------------------------------------------------------------- */

static bool
expand(const char *path, char out[PATH_MAX])
{
	const char *home = getenv("HOME");

	if (path[0] == '~' && (path[1] == '/' || path[1] == '\0') &&
	    home != NULL)
		return snprintf(out, PATH_MAX, "%s%s", home, path + 1) <
		    PATH_MAX;
	return str_copy(out, PATH_MAX, path);
}

static bool
say(struct task *t, int why)
{
	enum err_code code = why == ENOENT || why == ENOTDIR ? ERR_NOT_FOUND :
	    why == EACCES || why == EPERM ? ERR_RIGHTS : ERR_IO;

	return err_sys(&t->err, code, why, "%s", t->path);
}

/* --- looking and reading ---------------------------------------------------- */

static int64_t
changed_ms(const struct stat *st)
{
	return st->st_mtim.tv_sec * INT64_C(1000) +
	    st->st_mtim.tv_nsec / 1000000;
}

/* A pipe or a device must not hold us up: it is opened without waiting and
 * closed again at once. */
static int
open_plain(struct task *t, struct stat *st)
{
	char path[PATH_MAX];
	int fd;

	if (!expand(t->path, path) || realpath(path, t->real) == NULL) {
		say(t, errno);
		return -1;
	}
	fd = open(t->real, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0) {
		/* A socket or a device without a driver. */
		if (errno == ENXIO)
			err_set(&t->err, ERR_UNSUPPORTED, "no plain file");
		else
			say(t, errno);
		return -1;
	}
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode))
		return fd;
	err_set(&t->err, ERR_UNSUPPORTED, "no plain file");
	close(fd);
	return -1;
}

static void
look(struct task *t)
{
	struct stat st;
	int fd = open_plain(t, &st);

	if (fd < 0)
		return;
	t->size = st.st_size;
	t->changed_ms = changed_ms(&st);
	close(fd);
}

static bool
read_bytes(struct task *t, int fd)
{
	t->len = (size_t)t->size;
	t->bytes = malloc(t->len + 1);
	if (t->bytes == NULL)
		return err_set(&t->err, ERR_MEMORY, "no memory for a file");
	for (size_t at = 0; at < t->len;) {
		ssize_t n = read(fd, t->bytes + at, t->len - at);

		if (n < 0 && errno != EINTR)
			return say(t, errno);
		if (n == 0)
			return err_set(&t->err, ERR_CONFLICT, "shorter now");
		at += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static void
read_whole(struct task *t)
{
	struct stat st;
	int fd = open_plain(t, &st);

	if (fd < 0)
		return;
	if (st.st_size != t->size || changed_ms(&st) != t->changed_ms ||
	    st.st_size > READ_BYTES)
		err_set(&t->err, ERR_CONFLICT, "changed");
	else if (!read_bytes(t, fd)) {
		free(t->bytes);
		t->bytes = NULL;
	}
	close(fd);
}

/* --- listing ------------------------------------------------------------------- */

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	bool x = (*a)->d_type == DT_DIR, y = (*b)->d_type == DT_DIR;

	if (x != y)
		return x ? -1 : 1;
	return strcoll((*a)->d_name, (*b)->d_name);
}

/* Names that cannot be shown on a line of their own can be typed. */
static int
is_listed(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
	    strchr(e->d_name, '\n') == NULL &&
	    utf8_is_text(e->d_name, strlen(e->d_name)) &&
	    (e->d_type == DT_DIR || e->d_type == DT_REG ||
	    e->d_type == DT_LNK || e->d_type == DT_UNKNOWN);
}

static bool
is_dir(const char *dir, const struct dirent *e)
{
	char path[PATH_MAX];
	struct stat st;

	if (e->d_type != DT_LNK && e->d_type != DT_UNKNOWN)
		return e->d_type == DT_DIR;
	return snprintf(path, sizeof path, "%s/%s", dir, e->d_name) <
	    PATH_MAX && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void
list(struct task *t)
{
	char path[PATH_MAX];
	struct dirent **entries;
	int n;

	str_init(&t->list, LIST_BYTES);
	if (!expand(t->path, path) || realpath(path, t->real) == NULL) {
		say(t, errno);
		return;
	}
	n = scandir(t->real, &entries, is_listed, by_name);
	if (n < 0) {
		say(t, errno);
		return;
	}
	if (strcmp(t->real, "/") != 0)
		str_put(&t->list, "../\n");
	for (int i = 0; i < n; i++) {
		if (i < LIST_ENTRIES)
			str_putf(&t->list, "%s%s\n", entries[i]->d_name,
			    is_dir(t->real, entries[i]) ? "/" : "");
		free(entries[i]);
	}
	free(entries);
}

/* --- saving -------------------------------------------------------------------- */

/* XDG_DOWNLOAD_DIR="$HOME/x" of user-dirs.dirs; false: it does not say. */
static bool
said_downloads(char out[PATH_MAX])
{
	const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");
	static const char key[] = "XDG_DOWNLOAD_DIR=\"";
	char path[PATH_MAX], *at;
	struct str text;
	bool ok = false;

	if (home == NULL)
		return false;
	if (config != NULL && config[0] == '/')
		snprintf(path, sizeof path, "%s/user-dirs.dirs", config);
	else
		snprintf(path, sizeof path, "%s/.config/user-dirs.dirs", home);
	str_init(&text, 64 * 1024);
	if (paths_read(path, &text, NULL) &&
	    (at = strstr(text.data, key)) != NULL) {
		at += sizeof key - 1;
		at[strcspn(at, "\"\n")] = '\0';
		ok = strncmp(at, "$HOME", 5) == 0 ?
		    snprintf(out, PATH_MAX, "%s%s", home, at + 5) < PATH_MAX :
		    at[0] == '/' && str_copy(out, PATH_MAX, at);
	}
	str_clear(&text);
	return ok;
}

static bool
save_dir(struct task *t, char dir[PATH_MAX])
{
	const char *given = getenv("XDG_DOWNLOAD_DIR");
	char path[PATH_MAX];
	struct err err;

	if (t->path[0] != '\0') {
		if (!expand(t->path, path))
			return say(t, ENAMETOOLONG);
	} else if (given != NULL && given[0] == '/') {
		str_copy(path, sizeof path, given);
	} else if (!said_downloads(path) && !expand("~/Downloads", path)) {
		return say(t, ENAMETOOLONG);
	}
	if (!paths_make_dir(path, &err) || realpath(path, dir) == NULL)
		return say(t, errno);
	return true;
}

static bool
write_bytes(struct task *t, int fd)
{
	for (size_t at = 0; at < t->len;) {
		ssize_t n = write(fd, t->bytes + at, t->len - at);

		if (n < 0 && errno != EINTR)
			return say(t, errno);
		at += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0 || say(t, errno);
}

/* FAT and some folders of a network know no links. */
static bool
has_no_links(int why)
{
	return why == EPERM || why == EACCES || why == ENOSYS ||
	    why == EOPNOTSUPP || why == EMLINK || why == EXDEV;
}

/* Then the name is taken by an empty file of ours, which a rename replaces. */
static bool
rename_free_name(const char *temp, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0600), why;

	if (fd < 0)
		return false;
	close(fd);
	if (rename(temp, path) == 0)
		return true;
	why = errno;
	unlink(path);
	errno = why;
	return false;
}

/* A link fails where a name is taken, and a rename would not. */
static bool
take_free_name(struct task *t, const char *dir, const char *temp)
{
	char safe[MAX_FILE_NAME_BYTES + 1], name[MAX_FILE_NAME_BYTES + 32];

	file_safe_name(safe, t->name);
	for (int i = 0; i < SAVE_TRIES; i++) {
		file_numbered_name(name, sizeof name, safe, i);
		if (snprintf(t->real, sizeof t->real, "%s/%s", dir, name) >=
		    PATH_MAX)
			return say(t, ENAMETOOLONG);
		if (link(temp, t->real) == 0)
			return true;
		if (has_no_links(errno) && rename_free_name(temp, t->real))
			return true;
		if (errno != EEXIST)
			return say(t, errno);
	}
	return say(t, EEXIST);
}

static void
save(struct task *t)
{
	char dir[PATH_MAX], temp[PATH_MAX];
	bool ok;
	int fd;

	if (!save_dir(t, dir))
		return;
	if (snprintf(temp, sizeof temp, "%s/.dezhurka-XXXXXX", dir) >=
	    PATH_MAX) {
		say(t, ENAMETOOLONG);
		return;
	}
	fd = mkostemp(temp, O_CLOEXEC);		/* 0600 */
	if (fd < 0) {
		say(t, errno);
		return;
	}
	ok = write_bytes(t, fd);
	if (close(fd) != 0 && ok)
		ok = say(t, errno);
	if (ok)
		take_free_name(t, dir, temp);
	unlink(temp);
}

static void
look_up_zone(struct task *t)
{
	if (!zone_look_up(t->path, t->size, &t->zone))
		err_set(&t->err, ERR_NOT_FOUND, "no time zone %s", t->path);
}

/* --- the thread -------------------------------------------------------------------- */

static void
work(struct worker *w, void *ctx)
{
	static void (*const doers[])(struct task *) = {
		[LOOK] = look, [LIST] = list, [READ] = read_whole,
		[SAVE] = save, [ZONE] = look_up_zone,
	};
	struct order *o;

	(void)ctx;
	while ((o = worker_take(w)) != NULL) {
		struct task *t = (struct task *)o;

		/* What was asked to be saved is saved. */
		if (t->what == SAVE || !worker_is_ending(w))
			doers[t->what](t);
		worker_done(w, o);
	}
}

struct disk *
disk_new(struct err *err)
{
	static const struct worker_ops ops = { work, task_free };
	struct disk *d = mem_new(struct disk);

	d->worker = worker_new(&ops, NULL, err);
	if (d->worker != NULL)
		return d;
	free(d);
	return NULL;
}

void
disk_free(struct disk *d)
{
	if (d == NULL)
		return;
	/* It may hang in a folder. */
	worker_end(d->worker, END_MS);
	free(d);
}

/* --- asking and being told ------------------------------------------------------------ */

static void
put(struct disk *d, const struct task *task)
{
	struct task *t = mem_new(struct task);

	*t = *task;
	t->path = mem_dup(task->path);
	t->name = mem_dup(task->name);
	worker_put(d->worker, &t->link);
}

void
disk_look(struct disk *d, int64_t conversation_id, const char *path)
{
	put(d, &(struct task){ .what = LOOK, .path = (char *)(uintptr_t)path,
	    .conversation_id = conversation_id });
}

void
disk_list(struct disk *d, const char *dir)
{
	put(d, &(struct task){ .what = LIST, .path = (char *)(uintptr_t)dir });
}

void
disk_zone(struct disk *d, const char *name, int64_t now_ms)
{
	put(d, &(struct task){ .what = ZONE, .path = (char *)(uintptr_t)name,
	    .size = now_ms });
}

void
disk_read(struct disk *d, const char *id, const char *path, int64_t bytes,
    int64_t changed)
{
	struct task t = { .what = READ, .path = (char *)(uintptr_t)path,
		.size = bytes, .changed_ms = changed };

	str_copy(t.id, sizeof t.id, id);
	put(d, &t);
}

void
disk_save(struct disk *d, const char *id, const char *dir, const char *name,
    const char *bytes, size_t len)
{
	struct task t = { .what = SAVE, .path = (char *)(uintptr_t)dir,
		.name = (char *)(uintptr_t)name,
		.bytes = mem_dup_n(bytes, len), .len = len };

	str_copy(t.id, sizeof t.id, id);
	put(d, &t);
}

int
disk_fd(const struct disk *d)
{
	return worker_fd(d->worker);
}

static void
tell(struct task *t, const struct disk_sink *sink)
{
	static const enum event_type types[] = { [LOOK] = EVENT_FILE_LOOKED,
		[LIST] = EVENT_DIR_LISTED, [SAVE] = EVENT_FILE_SAVED,
		[ZONE] = EVENT_ZONE };
	struct event ev;

	if (t->what == READ) {
		sink->read(sink->ctx, t->id, t->bytes, t->len, &t->err);
		t->bytes = NULL;
		return;
	}
	event_init(&ev, types[t->what]);
	ev.conversation_id = t->conversation_id;
	ev.client_id = t->id;
	ev.code = t->err.code;
	ev.name = t->err.code == ERR_NONE ? t->real : t->path;
	ev.total = t->size;
	ev.upto = t->changed_ms;
	if (t->what == LIST)
		ev.text = t->list.data;
	if (t->what == ZONE) {
		ev.name = t->path;
		ev.upto = t->zone.offset_s;
		ev.until_ms = t->zone.until_ms;
	}
	sink->event(sink->ctx, &ev);
}

void
disk_poll(struct disk *d, const struct disk_sink *sink)
{
	struct order *done = worker_collect(d->worker), *next;

	for (; done != NULL; done = next) {
		next = done->next;
		tell((struct task *)done, sink);
		task_free(done);
	}
}
