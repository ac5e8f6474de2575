/* SPDX-License-Identifier: GPL-3.0-or-later */
/* powerloss.so: what would be on the disk after a power cut?  LD_PRELOAD it with POWERLOSS_DIR=/dir/with/db
   POWERLOSS_SHADOW=/shadow.  At every successful fsync/fdatasync of a file under POWERLOSS_DIR the whole file is
   copied to the shadow; after kill -9 the shadow holds the worst legal state: nothing that was not synced.
   unlink/rename of shadowed files are mirrored.  Build: cc -O2 -shared -fPIC -o powerloss.so powerloss.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int shadow_name(const char *path, char *out, size_t n)
{
	const char *d = getenv("POWERLOSS_DIR"), *s = getenv("POWERLOSS_SHADOW");
	size_t k;
	if (!d || !s || !path) return 0;
	k = strlen(d);
	if (strncmp(path, d, k) || path[k] != '/' || strchr(path + k + 1, '/')) return 0;
	return snprintf(out, n, "%s/%s", s, path + k + 1) < (int)n;
}
static void snapshot(int fd)
{
	char link[64], path[PATH_MAX], sh[PATH_MAX], tmp[PATH_MAX + 8], buf[65536];
	ssize_t r; off_t at = 0; int o;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	r = readlink(link, path, sizeof path - 1);
	if (r <= 0) return;
	path[r] = 0;
	if (!shadow_name(path, sh, sizeof sh)) return;
	snprintf(tmp, sizeof tmp, "%s.tmp", sh);
	pthread_mutex_lock(&mu);
	int in = open(path, O_RDONLY | O_CLOEXEC);
	o = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (in >= 0 && o >= 0) {
		while ((r = pread(in, buf, sizeof buf, at)) > 0) { if (write(o, buf, r) != r) break; at += r; }
		rename(tmp, sh);
	}
	if (in >= 0) close(in);
	if (o >= 0) close(o);
	pthread_mutex_unlock(&mu);
}
#define WRAP(name) int name(int fd) { static int (*real)(int); int r, e; \
	if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name); \
	r = real(fd); e = errno; if (r == 0) snapshot(fd); errno = e; return r; }
WRAP(fsync)
WRAP(fdatasync)
int unlink(const char *p)
{
	static int (*real)(const char *); char sh[PATH_MAX], abs[PATH_MAX]; int r;
	if (!real) real = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
	const char *q = p[0] == '/' ? p : realpath(p, abs);
	r = real(p);
	if (r == 0 && shadow_name(q, sh, sizeof sh)) real(sh);
	return r;
}
