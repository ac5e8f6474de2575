/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct dir_row {
	const char *variable;
	const char *under_home;	/* NULL: no default of its own */
};

static const struct dir_row dirs[] = {
	[PATHS_CONFIG]	= { "XDG_CONFIG_HOME", ".config" },
	[PATHS_STATE]	= { "XDG_STATE_HOME",  ".local/state" },
	[PATHS_CACHE]	= { "XDG_CACHE_HOME",  ".cache" },
	[PATHS_RUNTIME] = { "XDG_RUNTIME_DIR", NULL },
};

static bool
too_long(struct err *err)
{
	return err_set(err, ERR_VALUE, "the path of a file is too long");
}

bool
paths_get(enum paths_kind kind, const char *leaf, char *buf, size_t size,
    struct err *err)
{
	const struct dir_row *row = &dirs[kind];
	const char *base = getenv(row->variable);
	const char *slash = leaf == NULL ? "" : "/";
	const char *tail = leaf == NULL ? "" : leaf;
	char path[PATH_MAX];
	int n;

	/* A relative path there is invalid and ignored (XDG Base Directory
	 * Specification, "Environment variables"). */
	if (base != NULL && base[0] == '/') {
		n = snprintf(path, sizeof path, "%s/dezhurka%s%s", base, slash,
		    tail);
	} else if (row->under_home == NULL) {
		return paths_get(PATHS_STATE, leaf, buf, size, err);
	} else {
		base = getenv("HOME");
		if (base == NULL || base[0] != '/')
			return err_set(err, ERR_NOT_FOUND,
			    "neither $%s nor $HOME names a directory",
			    row->variable);
		n = snprintf(path, sizeof path, "%s/%s/dezhurka%s%s", base,
		    row->under_home, slash, tail);
	}
	if (n < 0 || (size_t)n >= sizeof path || (size_t)n >= size)
		return too_long(err);
	memcpy(buf, path, (size_t)n + 1);
	return true;
}

static bool
make_one(const char *dir, struct err *err)
{
	struct stat st;
	int errno_value;

	if (mkdir(dir, 0700) == 0)
		return true;
	errno_value = errno;
	if (stat(dir, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return true;
		errno_value = ENOTDIR;
	}
	return err_sys(err, ERR_IO, errno_value,
	    "the directory %s cannot be made", dir);
}

bool
paths_make_dir(const char *dir, struct err *err)
{
	char path[PATH_MAX];
	size_t len = strlen(dir);

	if (len == 0 || len >= sizeof path)
		return too_long(err);
	memcpy(path, dir, len + 1);
	for (char *p = path + 1; *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (!make_one(path, err))
			return false;
		*p = '/';
	}
	return make_one(path, err);
}

static bool
read_fd(int fd, const char *path, struct str *out, struct err *err)
{
	char buf[8192];
	ssize_t n;

	for (;;) {
		n = read(fd, buf, sizeof buf);
		if (n == 0)
			return true;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, ERR_IO, errno,
			    "%s cannot be read", path);
		if (!str_put_n(out, buf, (size_t)n))
			return err_set(err, ERR_TOO_LARGE,
			    "%s has more than %zu bytes", path,
			    out->max_bytes);
	}
}

bool
paths_read(const char *path, struct str *out, struct err *err)
{
	size_t len = out->len;
	bool full = out->full;
	bool ok;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_sys(err, errno == ENOENT || errno == ENOTDIR ?
		    ERR_NOT_FOUND : ERR_IO, errno, "%s cannot be opened",
		    path);
	ok = read_fd(fd, path, out, err);
	if (!ok) {
		str_cut(out, len, out->len - len);
		out->full = full;
	}
	close(fd);
	return ok;
}

static bool
write_whole(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* A rename is on the disk only when its directory is. */
static bool
sync_dir_of(const char *path)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);
	bool ok;
	int fd;

	if (slash == NULL)
		memcpy(dir, ".", 2);
	else if (len == 0)
		memcpy(dir, "/", 2);
	else {
		memcpy(dir, path, len);
		dir[len] = '\0';
	}
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* Some file systems know no fsync of a directory: EINVAL. */
	ok = fsync(fd) == 0 || errno == EINVAL;
	close(fd);
	return ok;
}

bool
paths_replace(const char *path, const char *bytes, size_t len, int mode,
    struct err *err)
{
	char beside[PATH_MAX];
	int errno_value, fd;
	bool ok;

	if ((size_t)snprintf(beside, sizeof beside, "%s.XXXXXX", path) >=
	    sizeof beside)
		return too_long(err);
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, ERR_IO, errno,
		    "no new file can be made beside %s", path);
	ok = fchmod(fd, (mode_t)mode) == 0 && write_whole(fd, bytes, len) &&
	    fsync(fd) == 0;
	errno_value = errno;
	if (close(fd) != 0 && ok) {
		ok = false;
		errno_value = errno;
	}
	if (ok && rename(beside, path) != 0) {
		ok = false;
		errno_value = errno;
	}
	if (!ok) {
		unlink(beside);
		return err_sys(err, ERR_IO, errno_value,
		    "%s cannot be written", path);
	}
	if (!sync_dir_of(path))
		return err_sys(err, ERR_IO, errno,
		    "the directory of %s cannot be synced", path);
	return true;
}

static bool
say_owner(int fd, const char *path, struct err *err)
{
	char text[32];
	long long pid;
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (!str_to_i64(text, 1, LLONG_MAX, &pid))
		return err_set(err, ERR_IN_USE,
		    "another process runs already and has %s", path);
	return err_set(err, ERR_IN_USE, "process %lld runs already and has %s",
	    pid, path);
}

/* flock(), not fcntl(): a lock of the latter is lost as soon as any part of
 * the program closes another descriptor of the same file. */
bool
paths_lock(const char *path, int *fd, struct err *err)
{
	int f = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY,
	    0600);
	int errno_value;

	if (f < 0)
		return err_sys(err, ERR_IO, errno,
		    "the lock %s cannot be opened", path);
	if (flock(f, LOCK_EX | LOCK_NB) != 0) {
		errno_value = errno;
		if (errno_value == EWOULDBLOCK)
			say_owner(f, path, err);
		else
			err_sys(err, ERR_IO, errno_value,
			    "%s cannot be locked", path);
		close(f);
		return false;
	}
	/* The pid is for people; the lock holds without it. */
	if (ftruncate(f, 0) == 0)
		dprintf(f, "%ld\n", (long)getpid());
	*fd = f;
	return true;
}
