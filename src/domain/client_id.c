/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/client_id.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/str.h"

void
client_id_new(char id[CLIENT_ID_BYTES + 1])
{
	unsigned char bytes[CLIENT_ID_BYTES / 2];
	size_t have = 0;

	while (have < sizeof bytes) {
		ssize_t n = getrandom(bytes + have, sizeof bytes - have, 0);

		if (n > 0)
			have += (size_t)n;
		else if (errno != EINTR)
			abort(); /* a guessable id would lose messages */
	}
	str_hex(id, bytes, sizeof bytes);
}

bool
client_id_ok(const char *id)
{
	return strlen(id) == CLIENT_ID_BYTES &&
	    strspn(id, "0123456789abcdef") == CLIENT_ID_BYTES;
}
