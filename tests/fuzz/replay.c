/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main() of every fuzz program of `make check`: no search, but a replay
 * of what is known, and of small, always the same changes to it.
 *
 * Inputs are the files of tests/fuzz/corpus/NAME/ for a program fuzz_NAME, and
 * the seeds below. What falls, aborts; the input's name was said before. To
 * search, link the same file with clang -fsanitize=fuzzer instead.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUT_BYTES 65536
#define CHANGES	    500	/* of a seed */
#define FEW_CHANGES 30	/* of a file of the corpus: there are many */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char *const seeds[] = {
	"",
	"{}",
	"[{\"a\":[1,-2.5e3,true,null,\"\\u00f3\\ud83d\\ude00\"]}]",
	"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
	"[section]\nkey = value\n\"a = b\" = \"c\\n\"\n",
	"\xd0\xb6\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80\x1b[31m\xff",
};

struct replay {
	FILE	   *out;		/* standard output, whatever the fuzzed
					 * code does with its descriptor */
	const char *name;
	uint64_t    random;		/* never 0 */
	int	    n_inputs;
	uint8_t	    bytes[INPUT_BYTES];
};

/* xorshift64 (Marsaglia 2003): the same numbers on every machine. */
static uint64_t
next_random(struct replay *r)
{
	r->random ^= r->random << 13;
	r->random ^= r->random >> 7;
	r->random ^= r->random << 17;
	return r->random;
}

/* The fuzzed code gets a copy of just that size, so that a sanitizer sees a
 * read behind its end. */
static void
give(struct replay *r, const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len > 0 ? len : 1);

	if (copy == NULL)
		abort();
	if (len > 0)
		memcpy(copy, bytes, len);
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
	r->n_inputs++;
}

static void
give_changed(struct replay *r, const char *name, const uint8_t *bytes,
    size_t len, int changes)
{
	fprintf(r->out, "# %s\n", name);
	give(r, bytes, len);
	for (int i = 0; i < changes && len > 0; i++) {
		size_t at = (size_t)(next_random(r) % len), left = len;

		memcpy(r->bytes, bytes, len);
		switch (next_random(r) % 3) {
		case 0:
			r->bytes[at] = (uint8_t)next_random(r);
			break;
		case 1:
			r->bytes[at] ^= (uint8_t)(1U << next_random(r) % 8);
			break;
		default:
			left = at;
		}
		give(r, r->bytes, left);
	}
}

static void
give_folder(struct replay *r)
{
	const char *srcdir = getenv("srcdir");
	uint8_t *bytes = malloc(INPUT_BYTES);
	char path[1024];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s",
	    srcdir == NULL ? "." : srcdir, r->name);
	dir = opendir(path);
	while (bytes != NULL && dir != NULL && (entry = readdir(dir)) != NULL) {
		char file[sizeof path + sizeof entry->d_name + 1];
		FILE *f;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
		f = fopen(file, "rb");
		if (f == NULL)
			continue;
		give_changed(r, entry->d_name, bytes,
		    fread(bytes, 1, INPUT_BYTES, f), FEW_CHANGES);
		fclose(f);
	}
	if (dir != NULL)
		closedir(dir);
	free(bytes);
}

int
main(int argc, char **argv)
{
	struct replay *r = calloc(1, sizeof *r);
	const char *name = argc > 0 ? strrchr(argv[0], '/') : NULL;

	if (r == NULL)
		return 1;
	name = name == NULL ? "fuzz" : name + 1;
	r->name = strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name;
	r->random = 0x9e3779b97f4a7c15U;
	r->out = fdopen(dup(STDOUT_FILENO), "w");
	if (r->out == NULL)
		return 1;
	setvbuf(r->out, NULL, _IOLBF, 0);
	fprintf(r->out, "1..1\n");
	for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++)
		give_changed(r, "a seed", (const uint8_t *)seeds[i],
		    strlen(seeds[i]), CHANGES);
	give_folder(r);
	fprintf(r->out, "ok 1 - %s: %d inputs\n", r->name, r->n_inputs);
	fclose(r->out);
	free(r);
	return 0;
}
