/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_client.h - asks a desk through its admin.sock.
 *
 * When no desk runs there, a private one is opened for as long as the client
 * lives: the same code answers either way, and the data directory's lock keeps
 * others out meanwhile.
 */
#ifndef SERVER_ADMIN_CLIENT_H
#define SERVER_ADMIN_CLIENT_H

#include "base/json.h"
#include "server/settings.h"

struct admin_client;

/* ERR_NET: `must_run` and no desk runs there; ERR_RIGHTS: it belongs to
 * somebody else. */
struct admin_client *admin_client_open(const struct settings *settings,
    bool must_run, struct err *err);
void admin_client_close(struct admin_client *c);
/* One request; `body` NULL: none. `answer` gets the body's text. False: no
 * answer, or an answer that says why not, as the desk put it. */
bool admin_client_ask(struct admin_client *c, const char *method,
    const char *path, const struct str *body, struct str *answer,
    struct err *err);
/* The same, read. The caller frees *answer. */
bool admin_client_json(struct admin_client *c, const char *method,
    const char *path, const struct str *body, struct json **answer,
    struct err *err);

#endif
