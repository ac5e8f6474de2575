/* SPDX-License-Identifier: GPL-3.0-or-later */
/* address.h - where somebody writes from, and ranges of such addresses.
 *
 * Arithmetic only. An IPv4 address stands as IPv6 does it (::ffff:192.0.2.7),
 * so there is one form of each; but a range is of one family: no range of IPv6
 * has an IPv4 address in it.
 */
#ifndef DOMAIN_ADDRESS_H
#define DOMAIN_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define ADDRESS_TEXT_BYTES 56	/* "2001:db8::/64" and a NUL */

struct address {
	unsigned char bytes[16];
	bool	      is_known;
};

/* Of the address the first `bits` count; those after them are 0. */
struct range {
	struct address first;
	int	       bits;	/* 0..32 of IPv4, 0..128 of IPv6 */
};

/* "192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7"; false, and not known: anything
 * else ("unix", "", a name). */
bool address_parse(struct address *a, const char *text);
bool address_is_v4(const struct address *a);
/* Of this very machine, or of nobody: loopback and unspecified ones. */
bool address_is_own(const struct address *a);
bool address_is_same(const struct address *a, const struct address *b);
void address_format(const struct address *a, char text[ADDRESS_TEXT_BYTES]);

/* The range of so many bits that the address is in. */
struct range range_around(const struct address *a, int bits);
bool range_has(const struct range *r, const struct address *a);
/* Is any address in both? */
bool range_overlaps(const struct range *a, const struct range *b);
bool range_is_same(const struct range *a, const struct range *b);
/* "192.0.2.0/24", "2001:db8::/64", a bare address: that one alone. What stands
 * behind the bits is cut off. ERR_VALUE. */
bool range_parse(struct range *r, const char *text, struct err *err);
/* An address alone stands without its bits. */
void range_format(const struct range *r, char text[ADDRESS_TEXT_BYTES]);

#endif
