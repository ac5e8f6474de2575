/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backend.h - what speaks to a desk: two streams.
 *
 * Actions go in, events come out through the sink, answers too
 * (EVENT_STORED, EVENT_REFUSED name the action's client id). No driver type,
 * id format or status word leaks out: the console cannot tell which driver
 * speaks. The outbox (console/keep) repeats what was not stored; a driver
 * sends one kept action per conversation at a time, in order, and retries
 * with the same client id until it is stored or finally refused.
 */
#ifndef BACKEND_BACKEND_H
#define BACKEND_BACKEND_H

#include "domain/action.h"
#include "net/net.h"

enum backend_caps {
	CAP_TRANSFER = 1, CAP_TYPING = 2, CAP_CANNED = 4, CAP_NOTES = 8,
	CAP_RATING = 16, CAP_PRESENCE = 32, CAP_READ = 64
};

struct account {
	char name[MAX_NAME_BYTES + 1];
	char url[512];		/* "https://desk.example" or "unix:/path" */
	char login[MAX_LOGIN_BYTES + 1];
	char token[129];	/* "" : sign in */
	char ca_file[512], pin[128];
	bool only_listens;	/* its polls are no presence of the operator */
};

struct backend;
struct backend_sink {
	/* Borrowed for the call. */
	void (*event)(void *ctx, const struct event *ev);
	/* The line needs a password again (401). */
	void (*sign_in)(void *ctx);
	void *ctx;
	/* The bytes of a file that was fetched; NULL: none are. */
	void (*file)(void *ctx, const struct action *fetched,
	    const char *bytes, size_t len);
};

struct backend_ops {
	const char *name;	/* "native" */
	unsigned    caps;
	struct backend *(*open)(const struct account *account, struct net *net,
	    const struct backend_sink *sink, struct err *err);
	/* Queued, not done. Copies the action. */
	bool (*submit)(struct backend *b, const struct action *a,
	    struct err *err);
	/* Forgets a kept action of which nothing can have reached the desk, or
	 * an ACTION_FILE, whatever has. False: it may have. */
	bool (*withdraw)(struct backend *b, const char *client_id);
	/* What an ACTION_FILE that was submitted is to upload: malloc()ed, taken
	 * over; NULL: it will never come, and `err` says why. */
	void (*give)(struct backend *b, const char *client_id,
	    char *bytes_own, size_t len, const struct err *err);
	/* Due timers (back-off, holds). Returns ms until the next, -1 none. */
	int  (*tick)(struct backend *b, int64_t mono_ms);
	/* Nothing that was submitted is on its way any more. */
	bool (*is_idle)(const struct backend *b);
	void (*reconnect)(struct backend *b);	/* do not wait any longer */
	/* The console ends or stops: the desk shall know. Waits at most so long
	 * for it to hear; reconnect() ends it. */
	void (*leave)(struct backend *b, int limit_ms);
	void (*close)(struct backend *b);
};
extern const struct backend_ops native_ops;

/* The network of an account: its address or socket, its certificates. */
struct net *native_net(const struct account *account, struct err *err);
/* Signs in (blocking loop on `net` of at most 20 s, before the screen is up):
 * fills account->token. ERR_FACTOR: a code is needed, or another one. */
struct sign_in_words {
	const char *password;	/* NULL: the desk trusts its owner */
	const char *code;	/* NULL: none was asked for yet */
	const char *device;	/* how the list of sessions shall name us */
};
bool native_sign_in(struct account *account, struct net *net,
    const struct sign_in_words *words, struct err *err);

#endif
