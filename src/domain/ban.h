/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ban.h - who may not write to the desk, or only slowly. Everybody but this
 * program calls it a block, which here is something in the sidebar.
 *
 * A block is of a customer (all of their secrets: BAN_SESSION), of an address
 * or of a range of addresses. It holds until an instant of the desk's clock, or
 * until somebody ends it. Its id is the seq of the event that made it.
 */
#ifndef DOMAIN_BAN_H
#define DOMAIN_BAN_H

#include <stdint.h>

#include "domain/address.h"
#include "domain/limits.h"

enum ban_kind { BAN_SESSION, BAN_ADDRESS, BAN_RANGE, BAN_KINDS };

/* One customer's address: of IPv6 the /64 that is theirs (RFC 6177, section 2). */
#define BAN_V4_ONE	    32
#define BAN_V6_ONE	    64
/* A range of a visitor's address, when none is said; and how wide it may be. */
#define BAN_V4_BITS	    24
#define BAN_V6_BITS	    56
#define BAN_V4_WIDEST	    16
#define BAN_V6_WIDEST	    32
/* So many other live visitors may be blocked along with one, and no more. */
#define MAX_BAN_OTHERS    48
#define MAX_BANS	  10000	/* that hold at a time */
#define MAX_BAN_SPAN_MS   (3660 * 24 * 3600 * INT64_C(1000))
/* What has ended is told so long. */
#define BAN_TOLD_MS	    (30 * 24 * 3600 * INT64_C(1000))

struct ban {
	int64_t		id;
	enum ban_kind kind;
	bool		is_limit;	/* may write, slowly */
	int64_t		customer_id;	/* of a session */
	struct range	range;		/* of the others; else not known */
	int64_t		conversation_id;	/* that it was made in, or 0 */
	int64_t		by_id;		/* operator, 0: an administrator on the
					 * desk's own socket */
	int64_t		at_ms;
	int64_t		until_ms;	/* 0: until it is ended */
	int64_t		ended_ms, ended_by_id;	/* by hand; 0: it was not */
	char		name[MAX_NAME_BYTES + 1];	/* of the visitor */
	char		reason[MAX_BAN_REASON_BYTES + 1];
};

const char *ban_kind_name(enum ban_kind kind);	/* "session" */
bool ban_kind_parse(const char *name, enum ban_kind *out);
/* A block stands over a limit, and what is longer over what is shorter. */
bool ban_is_stronger(const struct ban *a, const struct ban *b);
bool ban_is_live(const struct ban *b, int64_t now_ms);
bool ban_holds(const struct ban *b, int64_t customer_id,
    const struct address *from);
/* Do both mean the same? */
bool ban_is_same(const struct ban *a, const struct ban *b);
/* An address or a range as somebody wants it: `bits` 0 is the usual width; of
 * an address they are not asked. ERR_VALUE: too wide. */
bool ban_range(enum ban_kind kind, const struct address *a, int bits,
    struct range *out, struct err *err);
/* BAN_ADDRESS: it is no more than one customer's. */
enum ban_kind ban_range_kind(const struct range *r);

#endif
