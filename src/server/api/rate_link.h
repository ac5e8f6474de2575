/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rate_link.h - links to rate a conversation that has ended.
 *
 * A link names its conversation and carries 128 bits of a keyed hash of it
 * (BLAKE2b with the desk's own key): nothing is stored, and who has the
 * database without the key can make none. It opens a page that says nothing of
 * the conversation, takes one rating after each close, and nothing else can be
 * done with it: who reads it in a proxy's log has no more than that. Where
 * [ratings] url is not set there are no links.
 */
#ifndef API_RATE_LINK_H
#define API_RATE_LINK_H

#include "server/api/api.h"

#define RATE_PLACE	 "{rating_link}"	/* in a message of an operator */
#define RATE_TOKEN_BYTES 64

/* "57-8c01...": what stands behind "t=". */
void rate_token(const struct api *api, int64_t conversation_id,
    char token[RATE_TOKEN_BYTES]);
/* The conversation; 0: it is none of ours. */
int64_t rate_token_read(const struct api *api, const char *token);
/* Puts the link wherever an operator's message to a customer asks for it. False:
 * there are no links at this desk, it is too long with them, or no memory. */
bool rate_fill(const struct api *api, struct action *a, struct arena *arena,
    struct err *err);

#endif
