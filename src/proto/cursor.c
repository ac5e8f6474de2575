/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "proto/fields.h"
#include "proto/proto.h"

#define EPOCH_BYTES 8

static bool
is_epoch(const char *text)
{
	return strspn(text, "0123456789abcdef") == EPOCH_BYTES;
}

void
proto_cursor_format(char buf[PROTO_CURSOR_BYTES + 1], const char *epoch,
    int64_t seq)
{
	assert(is_epoch(epoch) && epoch[EPOCH_BYTES] == '\0' && seq >= 0);
	snprintf(buf, PROTO_CURSOR_BYTES + 1, "%.8s.%lld", epoch,
	    (long long)seq);
}

bool
proto_cursor_parse(const char *text, char epoch[9], int64_t *seq,
    struct err *err)
{
	const char *digits;
	long long n;

	if (!is_epoch(text) || text[EPOCH_BYTES] != '.')
		goto bad;
	digits = text + EPOCH_BYTES + 1;
	if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0' ||
	    (digits[0] == '0' && digits[1] != '\0') ||
	    !str_to_i64(digits, 0, FIELD_NUMBER_MAX, &n))
		goto bad;
	memcpy(epoch, text, EPOCH_BYTES);
	epoch[EPOCH_BYTES] = '\0';
	*seq = n;
	return true;
bad:
	return err_set(err, ERR_PROTO, "\"%.*s\" is no cursor",
	    PROTO_CURSOR_BYTES, text);
}
