/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.h - one that is signed in: a console, a script, a device.
 *
 * What stands for it is a token, which only its device knows. Instants are
 * milliseconds since 1970 UTC.
 */
#ifndef DOMAIN_SESSION_H
#define DOMAIN_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#define MAX_DEVICE_BYTES  64
#define MAX_ADDRESS_BYTES 63

struct session_info {
	int64_t id, operator_id;
	int64_t made_ms, used_ms;
	int64_t ends_ms;	/* if nobody uses it meanwhile; 0: never */
	char	device[MAX_DEVICE_BYTES + 1];	/* as it named itself */
	char	address[MAX_ADDRESS_BYTES + 1];	/* of the last use */
	bool	is_token;	/* made by the administrator */
	bool	reads_only;
	bool	watches_only;	/* and of that no more than the watch needs */
	bool	is_current;	/* the one that asks */
};

#endif
