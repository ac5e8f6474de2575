/* SPDX-License-Identifier: GPL-3.0-or-later */
/* callat.so: torture by one call that touches the disk. Counted are the calls on files under CALL_DIR that make, write,
   sync, cut, rename or remove (CALL_KINDS: some of "owfcrx", all when unset: open write fsync cut rename unlink).
   CALL_AT=n with CALL_DO=kill kills the program before the n-th, with tear after half of its write, with a number fails
   it with that errno; CALL_FOREVER=1 fails all from there on. CALL_WHILE=file: nothing is counted or done while there
   is no such file. CALL_COUNT=file has the number at exit: run once with it, then loop n = 1..count.
   Build: cc -O2 -shared -fPIC -o callat.so callat.c -ldl */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static atomic_long count;
static long at = -1; static int err, forever; static const char *dir, *kinds, *when;
enum fate { GO, FAIL, TEAR };
__attribute__((constructor)) static void init(void)
{
	const char *n = getenv("CALL_AT"), *what = getenv("CALL_DO");
	at = n ? atol(n) : -1; dir = getenv("CALL_DIR"); kinds = getenv("CALL_KINDS"); when = getenv("CALL_WHILE");
	forever = getenv("CALL_FOREVER") != NULL;
	err = !what || !strcmp(what, "kill") ? -1 : !strcmp(what, "tear") ? -2 : atoi(what);
}
__attribute__((destructor)) static void fini(void)
{
	const char *f = getenv("CALL_COUNT"); FILE *o;
	dir = NULL;
	if (f && (o = fopen(f, "w"))) { fprintf(o, "%ld\n", (long)count); fclose(o); }
}
static enum fate fate(char kind, const char *path)
{
	size_t k;
	long n;
	if (!dir || !path || (kinds && !strchr(kinds, kind))) return GO;
	k = strlen(dir);
	if (strncmp(path, dir, k) || path[k] != '/' || (when && access(when, F_OK))) return GO;
	n = ++count;
	if (at <= 0 || n < at || (n > at && !forever)) return GO;
	if (err == -2 && kind == 'w') return TEAR;
	if (err < 0) { kill(getpid(), SIGKILL); for (;;) pause(); }
	errno = err;
	return FAIL;
}
static enum fate fate_fd(char kind, int fd)
{
	char link[64], path[PATH_MAX];
	ssize_t r;
	if (!dir) return GO;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	r = readlink(link, path, sizeof path - 1);
	if (r <= 0) return GO;
	path[r] = 0;
	return fate(kind, path);
}
#define REAL(name) ({ static __typeof__(&name) real_; if (!real_) real_ = (__typeof__(&name))dlsym(RTLD_NEXT, #name); real_; })
#define TORN(call) do { call; kill(getpid(), SIGKILL); for (;;) pause(); } while (0)
ssize_t write(int fd, const void *p, size_t n)
{
	switch (fate_fd('w', fd)) { case FAIL: return -1; case TEAR: TORN(if (REAL(write)(fd, p, n / 2)) {}); case GO: break; }
	return REAL(write)(fd, p, n);
}
#define PWRITE(name, off) ssize_t name(int fd, const void *p, size_t n, off o) \
{ \
	switch (fate_fd('w', fd)) { case FAIL: return -1; case TEAR: TORN(if (REAL(name)(fd, p, n / 2, o)) {}); case GO: break; } \
	return REAL(name)(fd, p, n, o); \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
int fsync(int fd) { return fate_fd('f', fd) == GO ? REAL(fsync)(fd) : -1; }
int fdatasync(int fd) { return fate_fd('f', fd) == GO ? REAL(fdatasync)(fd) : -1; }
int ftruncate(int fd, off_t n) { return fate_fd('c', fd) == GO ? REAL(ftruncate)(fd, n) : -1; }
int ftruncate64(int fd, off64_t n) { return fate_fd('c', fd) == GO ? REAL(ftruncate64)(fd, n) : -1; }
int rename(const char *a, const char *b) { return fate('r', b) == GO ? REAL(rename)(a, b) : -1; }
int unlink(const char *p) { return fate('x', p) == GO ? REAL(unlink)(p) : -1; }
#define OPEN(name) int name(const char *p, int flags, ...) \
{ \
	va_list ap; mode_t mode; \
	va_start(ap, flags); mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0; va_end(ap); \
	return fate('o', p) == GO ? REAL(name)(p, flags, mode) : -1; \
}
OPEN(open)
OPEN(open64)
