/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define V4_BITS	  32
#define V6_BITS	  128
#define V4_BEFORE 96	/* bits that all IPv4 addresses begin with */

static const unsigned char v4_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0xff, 0xff };

bool
address_parse(struct address *a, const char *text)
{
	struct in_addr in;

	*a = (struct address){ .is_known = true };
	if (inet_pton(AF_INET, text, &in) == 1) {
		memcpy(a->bytes, v4_prefix, sizeof v4_prefix);
		memcpy(a->bytes + 12, &in, 4);
		return true;
	}
	if (inet_pton(AF_INET6, text, a->bytes) == 1)
		return true;
	*a = (struct address){ .is_known = false };
	return false;
}

bool
address_is_v4(const struct address *a)
{
	return memcmp(a->bytes, v4_prefix, sizeof v4_prefix) == 0;
}

bool
address_is_own(const struct address *a)
{
	static const unsigned char zeroes[15] = { 0 };

	if (address_is_v4(a))
		return a->bytes[12] == 127 ||
		    memcmp(a->bytes + 12, zeroes, 4) == 0;
	return memcmp(a->bytes, zeroes, sizeof zeroes) == 0 &&
	    a->bytes[15] <= 1;
}

bool
address_is_same(const struct address *a, const struct address *b)
{
	return a->is_known && b->is_known &&
	    memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

void
address_format(const struct address *a, char text[ADDRESS_TEXT_BYTES])
{
	text[0] = '\0';
	if (!a->is_known)
		return;
	if (address_is_v4(a))
		inet_ntop(AF_INET, a->bytes + 12, text, ADDRESS_TEXT_BYTES);
	else
		inet_ntop(AF_INET6, a->bytes, text, ADDRESS_TEXT_BYTES);
}

/* Of the sixteen bytes. */
static int
bits_of(const struct range *r)
{
	return r->bits + (address_is_v4(&r->first) ? V4_BEFORE : 0);
}

static void
cut(struct address *a, int bits)
{
	for (int i = 0; i < 16; i++) {
		int left = bits - 8 * i;

		if (left <= 0)
			a->bytes[i] = 0;
		else if (left < 8)
			a->bytes[i] &= (unsigned char)(0xff << (8 - left));
	}
}

struct range
range_around(const struct address *a, int bits)
{
	struct range r = { *a, bits };

	cut(&r.first, bits_of(&r));
	return r;
}

static int
most_bits(const struct range *r)
{
	return address_is_v4(&r->first) ? V4_BITS : V6_BITS;
}

bool
range_has(const struct range *r, const struct address *a)
{
	struct address begin = *a;

	if (!a->is_known || !r->first.is_known ||
	    address_is_v4(a) != address_is_v4(&r->first))
		return false;
	cut(&begin, bits_of(r));
	return memcmp(begin.bytes, r->first.bytes, sizeof begin.bytes) == 0;
}

bool
range_overlaps(const struct range *a, const struct range *b)
{
	return a->bits <= b->bits ? range_has(a, &b->first) :
	    range_has(b, &a->first);
}

bool
range_is_same(const struct range *a, const struct range *b)
{
	return a->bits == b->bits && address_is_same(&a->first, &b->first);
}

bool
range_parse(struct range *r, const char *text, struct err *err)
{
	char buf[ADDRESS_TEXT_BYTES], *slash = NULL;
	struct address a = { .is_known = false };
	long long bits = -1;
	bool ok = str_copy(buf, sizeof buf, text);

	if (ok)
		slash = strchr(buf, '/');
	if (slash != NULL) {
		*slash = '\0';
		ok = str_to_i64(slash + 1, 0, V6_BITS, &bits);
	}
	ok = ok && address_parse(&a, buf);
	if (ok && bits >= V4_BEFORE && address_is_v4(&a) &&
	    strchr(buf, ':') != NULL)
		bits -= V4_BEFORE;	/* ::ffff:192.0.2.0/120 */
	if (ok && bits > (address_is_v4(&a) ? V4_BITS : V6_BITS))
		ok = false;
	if (!ok)
		return err_set(err, ERR_VALUE, "\"%.60s\" is no address and no "
		    "range like 192.0.2.0/24 or 2001:db8::/64", text);
	if (bits < 0)
		bits = address_is_v4(&a) ? V4_BITS : V6_BITS;
	*r = range_around(&a, (int)bits);
	return true;
}

void
range_format(const struct range *r, char text[ADDRESS_TEXT_BYTES])
{
	size_t len;

	address_format(&r->first, text);
	len = strlen(text);
	if (len > 0 && r->bits < most_bits(r))
		snprintf(text + len, ADDRESS_TEXT_BYTES - len, "/%d",
		    r->bits);
}
