/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz.h - what the programs of this folder share. Each is one function that
 * gets bytes of a stranger and aborts when the code under it breaks a promise
 * of its header. See README.md.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static inline void
must(bool is_so)
{
	if (!is_so)
		abort();
}

/* With a NUL behind it, as text is handed around; to be freed. */
static inline char *
fuzz_text(const uint8_t *bytes, size_t len)
{
	char *text = malloc(len + 1);

	must(text != NULL);
	if (len > 0)
		memcpy(text, bytes, len);
	text[len] = '\0';
	return text;
}

#endif
