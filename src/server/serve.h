/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve.h - a running desk: loop, hub and api wired together.
 *
 * One for the world (main.c); or a private one that answers a single command
 * of the administrator while no desk runs (admin_client.c). Both own the data
 * directory and listen on its admin.sock.
 */
#ifndef SERVER_SERVE_H
#define SERVER_SERVE_H

#include "base/err.h"
#include "base/str.h"
#include "server/settings.h"

struct serve;

/* ERR_IN_USE: another desk owns the data directory. */
struct serve *serve_open(const struct settings *settings, struct err *err);
/* `bound` gets what to tell: "http://127.0.0.1:8484/". */
bool serve_listen(struct serve *s, const char *address, char *bound,
    size_t size, struct err *err);
/* SIGTERM and SIGINT end it, SIGHUP opens the log and reads the rules
 * anew. */
bool serve_signals(struct serve *s, struct err *err);
/* A line of the audit trail: "start". */
void serve_note(struct serve *s, const char *act);
/* Until serve_stop(). */
void serve_run(struct serve *s);
/* From any thread: answers the held polls, then ends the loop. */
void serve_stop(struct serve *s);
void serve_close(struct serve *s);

/* "GET /api/v1/snapshot operator", a line each. */
void serve_routes(struct str *out);

#endif
