/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/ban.h"

#include <string.h>

static const char *const names[BAN_KINDS] = {
	[BAN_SESSION] = "session",
	[BAN_ADDRESS] = "address",
	[BAN_RANGE] = "range",
};

const char *
ban_kind_name(enum ban_kind kind)
{
	return (unsigned)kind < BAN_KINDS ? names[kind] : "";
}

bool
ban_kind_parse(const char *name, enum ban_kind *out)
{
	for (int i = 0; i < BAN_KINDS; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum ban_kind)i;
			return true;
		}
	return false;
}

bool
ban_is_stronger(const struct ban *a, const struct ban *b)
{
	if (a->is_limit != b->is_limit)
		return !a->is_limit;
	if (a->until_ms == 0 || b->until_ms == 0)
		return a->until_ms == 0 && b->until_ms != 0;
	return a->until_ms > b->until_ms;
}

bool
ban_is_live(const struct ban *b, int64_t now_ms)
{
	return b->ended_ms == 0 && (b->until_ms == 0 || now_ms < b->until_ms);
}

bool
ban_holds(const struct ban *b, int64_t customer_id,
    const struct address *from)
{
	if (b->kind == BAN_SESSION)
		return customer_id != 0 && b->customer_id == customer_id;
	return range_has(&b->range, from);
}

bool
ban_is_same(const struct ban *a, const struct ban *b)
{
	if ((a->kind == BAN_SESSION) != (b->kind == BAN_SESSION))
		return false;
	return a->kind == BAN_SESSION ? a->customer_id == b->customer_id :
	    range_is_same(&a->range, &b->range);
}

bool
ban_range(enum ban_kind kind, const struct address *a, int bits,
    struct range *out, struct err *err)
{
	bool is_v4 = address_is_v4(a);
	int most = is_v4 ? 32 : 128;
	int widest = is_v4 ? BAN_V4_WIDEST : BAN_V6_WIDEST;

	if (bits == 0)
		bits = is_v4 ? BAN_V4_BITS : BAN_V6_BITS;
	if (kind == BAN_ADDRESS)
		bits = is_v4 ? BAN_V4_ONE : BAN_V6_ONE;
	if (bits < widest || bits > most)
		return err_set(err, ERR_VALUE, "prefix: a range of %s has %d to "
		    "%d bits, not %d", is_v4 ? "IPv4" : "IPv6", widest, most,
		    bits);
	*out = range_around(a, bits);
	return true;
}

enum ban_kind
ban_range_kind(const struct range *r)
{
	return r->bits >= (address_is_v4(&r->first) ? BAN_V4_ONE :
	    BAN_V6_ONE) ? BAN_ADDRESS : BAN_RANGE;
}
