/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/api/rate_link.h"

#include <stdio.h>
#include <string.h>

#define MAC_BYTES 16

static void
mac_of(const struct api *api, int64_t id, char hex[2 * MAC_BYTES + 1])
{
	unsigned char hash[SECRET_BYTES];
	char text[2 * SECRET_BYTES + 64];
	int len;

	/* BLAKE2b needs no other construction than the key in front. */
	str_hex(text, api->key.bytes, sizeof api->key.bytes);
	len = snprintf(text + 2 * SECRET_BYTES, 64, " rate %lld",
	    (long long)id);
	secret_digest(hash, text, 2 * SECRET_BYTES + (size_t)len);
	secret_wipe(text, sizeof text);
	str_hex(hex, hash, MAC_BYTES);
}

void
rate_token(const struct api *api, int64_t conversation_id,
    char token[RATE_TOKEN_BYTES])
{
	char mac[2 * MAC_BYTES + 1];

	mac_of(api, conversation_id, mac);
	snprintf(token, RATE_TOKEN_BYTES, "%lld-%s",
	    (long long)conversation_id, mac);
}

int64_t
rate_token_read(const struct api *api, const char *token)
{
	const char *dash = strchr(token, '-');
	char number[24] = "", mac[2 * MAC_BYTES + 1];
	long long id;

	if (dash == NULL || (size_t)(dash - token) >= sizeof number ||
	    strlen(dash + 1) != 2 * MAC_BYTES)
		return 0;
	memcpy(number, token, (size_t)(dash - token));
	if (!str_to_i64(number, 1, INT64_MAX, &id))
		return 0;
	mac_of(api, id, mac);
	return secret_equal(mac, dash + 1, 2 * MAC_BYTES) ? id : 0;
}

/* A room of the team has no customer who could rate it. */
static bool
is_room(const struct api *api, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(hub_desk(api->hub),
	    conversation_id);

	return c != NULL && c->state == CONVERSATION_TEAM;
}

bool
rate_fill(const struct api *api, struct action *a, struct arena *arena,
    struct err *err)
{
	const char *rest = a->text, *at = strstr(rest, RATE_PLACE);
	char token[RATE_TOKEN_BYTES];
	struct str out;

	if (at == NULL || is_room(api, a->conversation_id))
		return true;
	if (api->rate_url == NULL || api->rate_url[0] == '\0')
		return err_set(err, ERR_VALUE, "text: this desk makes no "
		    "links to rate: its administrator has to say [ratings] "
		    "url");
	rate_token(api, a->conversation_id, token);
	str_init(&out, MAX_MESSAGE_BYTES + 1);
	for (; at != NULL; at = strstr(rest, RATE_PLACE)) {
		str_put_n(&out, rest, (size_t)(at - rest));
		str_putf(&out, "%s/rate?t=%s", api->rate_url, token);
		rest = at + strlen(RATE_PLACE);
	}
	str_put(&out, rest);
	if (out.full)
		err_set(err, ERR_TOO_LARGE, "text: with its links to rate it "
		    "is longer than %d bytes", MAX_MESSAGE_BYTES);
	else if ((a->text = arena_dup(arena, out.data)) == NULL)
		err_set(err, ERR_BUSY, "no memory for this request");
	else
		err->code = ERR_NONE;
	str_clear(&out);
	return err->code == ERR_NONE && action_check(a, err);
}
