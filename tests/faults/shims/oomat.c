/* SPDX-License-Identifier: GPL-3.0-or-later */
/* oomat.so: torture by failing one allocation.  OOM_AT=n fails the n-th malloc/calloc/realloc/strdup/strndup that the MAIN
   PROGRAM itself makes (calls from libraries are left alone unless OOM_LIBS=1); OOM_FOREVER=1 fails all from there on.
   OOM_COUNT=file writes the number of such calls at exit: run once with it, then loop n = 1..count.
   Build: cc -O2 -shared -fPIC -o oomat.so oomat.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
static atomic_long count; static long at = -1; static int forever, libs, ready; static char *lo, *hi;
static int cb(struct dl_phdr_info *i, size_t n, void *p)
{
	(void)n; (void)p;
	for (int k = 0; k < i->dlpi_phnum; k++)
		if (i->dlpi_phdr[k].p_type == PT_LOAD) {
			char *a = (char *)i->dlpi_addr + i->dlpi_phdr[k].p_vaddr, *b = a + i->dlpi_phdr[k].p_memsz;
			if (!lo || a < lo) lo = a;
			if (b > hi) hi = b;
		}
	return 1;                                  /* first object is the main program */
}
__attribute__((constructor)) static void init(void)
{
	const char *s = getenv("OOM_AT");
	at = s ? atol(s) : -1; forever = getenv("OOM_FOREVER") != NULL; libs = getenv("OOM_LIBS") != NULL;
	dl_iterate_phdr(cb, NULL); ready = 1;
}
__attribute__((destructor)) static void fini(void)
{
	const char *f = getenv("OOM_COUNT"); FILE *o;
	ready = 0;
	if (f && (o = fopen(f, "w"))) { fprintf(o, "%ld\n", (long)count); fclose(o); }
}
static int fail(void *ra)
{
	if (!ready || (!libs && ((char *)ra < lo || (char *)ra >= hi))) return 0;
	long n = ++count;
	if (at > 0 && (n == at || (forever && n > at))) { errno = ENOMEM; return 1; }
	return 0;
}
#define RA __builtin_return_address(0)
void *malloc(size_t n) { return fail(RA) ? NULL : __libc_malloc(n); }
void *calloc(size_t a, size_t b) { return fail(RA) ? NULL : __libc_calloc(a, b); }
void *realloc(void *p, size_t n) { return fail(RA) ? NULL : __libc_realloc(p, n); }
char *strdup(const char *s) { if (fail(RA)) return NULL; size_t n = strlen(s) + 1; char *d = __libc_malloc(n); return d ? memcpy(d, s, n) : NULL; }
char *strndup(const char *s, size_t k) { if (fail(RA)) return NULL; size_t n = strnlen(s, k); char *d = __libc_malloc(n + 1); if (d) { memcpy(d, s, n); d[n] = 0; } return d; }
