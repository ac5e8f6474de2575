/* SPDX-License-Identifier: GPL-3.0-or-later */
/* native.c - the driver for a desk of our own (doc/protocol.md).
 *
 *   snapshot -> poll -> poll -> ...        errors: back off, try again
 *       ^         |                        401: sign in; 410: a new snapshot
 *       +-- 410 --+
 *
 * Actions: native_jobs.c.
 */
#include "console/backend/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#define HOLD_FIRST_S	 25
#define HOLD_MAX_S	 45
#define HOLD_MIN_S	 5
#define HOLD_GROWS_AFTER 4	/* whole holds in a row */
#define POLL_SLACK_MS	 10000
#define LOST_MS		 4000	/* between attempts on a lost line */
#define CALM_MS		 1000	/* never sooner after one that failed */
#define WATCHES		 64	/* numbers of those who only listen */
#define CONSOLES	 1000	/* and of consoles of one session */
#define QUICK_MS	 1000	/* an answer with no news is not so quick */
#define QUICK_MOMENTS	 20	/* those with news of the moment, in a row */

void
native_tell_link(struct backend *b, enum link_state link, int retry_ms,
    const struct err *why)
{
	struct event ev;

	event_init(&ev, EVENT_LINK);
	b->link = link;
	ev.link = link;
	ev.retry_ms = retry_ms;
	ev.round_trip_ms = b->round_trip_ms;
	/* Waiting alone does not mend a certificate. */
	ev.is_final = link == LINK_WAITING && b->is_untrusted;
	if (why != NULL) {
		ev.code = why->code;
		ev.text = why->text;
	}
	b->sink.event(b->sink.ctx, &ev);
}

void
native_ask_sign_in(struct backend *b, const struct err *why)
{
	if (b->needs_sign_in)
		return;
	b->needs_sign_in = true;
	native_tell_link(b, LINK_REFUSED, 0, why);
	b->sink.sign_in(b->sink.ctx);
}

unsigned
native_random(struct backend *b)
{
	b->random = b->random * 1103515245u + 12345u;
	return b->random >> 8;	/* the low bits are hardly random */
}

/* --- the poll ----------------------------------------------------------- */

/* Where nobody answers there is nobody to spare, and somebody who waits for the
 * line: an attempt begins every four seconds or so. */
static int
lost_ms(struct backend *b, int ms)
{
	int each_ms = LOST_MS * 3 / 4 + (int)(native_random(b) % (LOST_MS / 2));
	int spent_ms = (int)(clock_mono_ms() - b->poll_since_ms);

	if (ms > each_ms)
		ms = each_ms;
	return ms - spent_ms > CALM_MS ? ms - spent_ms : CALM_MS;
}

static void
wait_after(struct backend *b, int retry_after_s, const struct err *why)
{
	int ms = net_backoff_ms(b->attempt++, native_random(b));

	if (b->is_lost)
		ms = lost_ms(b, ms);
	if (retry_after_s >= 0 && retry_after_s * 1000 > ms)
		ms = retry_after_s * 1000;
	b->next_ms = clock_mono_ms() + ms;
	native_tell_link(b, LINK_WAITING, ms, why);
}

/* Something between us and the desk cut a hold: ask for shorter ones. */
static void
shorten_hold(struct backend *b)
{
	if (b->hold_s / 2 >= HOLD_MIN_S)
		b->hold_s /= 2;
	b->whole_holds = 0;
}

static void
lengthen_hold(struct backend *b)
{
	if (++b->whole_holds >= HOLD_GROWS_AFTER && b->hold_s < HOLD_MAX_S) {
		b->hold_s = b->hold_s + 5 > HOLD_MAX_S ? HOLD_MAX_S :
		    b->hold_s + 5;
		b->whole_holds = 0;
	}
}

static void
poll_failed(struct backend *b, const struct net_answer *a,
    const struct err *why)
{
	bool held = clock_mono_ms() - b->poll_since_ms > 2000;

	b->is_untrusted = a->is_untrusted;
	b->is_lost = a->status == 0 && !a->is_untrusted && !(a->was_cut && held);
	switch (a->status) {
	case 401:
		native_ask_sign_in(b, why);
		return;
	case 410:
		b->cursor[0] = '\0';
		b->next_ms = 0;
		/* A cursor that was never good: no reason to hurry. */
		if (!b->is_snapshot && !b->is_new_cursor)
			return;
		break;
	case 502:
	case 504:
		if (!b->is_snapshot && held)
			shorten_hold(b);
		break;
	default:
		if (a->was_cut && held && !b->is_snapshot) {
			/* Cut inside a hold: no reason to wait long. */
			shorten_hold(b);
			if (b->attempt == 0) {
				b->attempt = 1;
				b->next_ms = clock_mono_ms() + 250;
				return;
			}
		}
	}
	wait_after(b, a->retry_after_s, why);
}

/* A desk, or something in between, that answers at once and says nothing must
 * not be asked a thousand times a second. */
static void
calm_down(struct backend *b, bool is_news, bool is_moment)
{
	int64_t now_ms = clock_mono_ms();

	if (is_news || now_ms - b->poll_since_ms >= QUICK_MS) {
		b->n_quick = 0;
		return;
	}
	b->n_quick++;
	if (!is_moment || b->n_quick > QUICK_MOMENTS)
		b->next_ms = b->poll_since_ms + QUICK_MS;
}

static void
poll_worked(struct backend *b, const struct net_answer *a)
{
	b->attempt = 0;
	b->next_ms = 0;
	if (b->is_lost)
		native_jobs_again(b);
	b->is_lost = false;
	b->is_new_cursor = b->is_snapshot;
	if (b->is_snapshot || b->round_trip_ms == 0)
		b->round_trip_ms = a->took_ms;
	if (b->link != LINK_LIVE)
		native_tell_link(b, LINK_LIVE, 0, NULL);
	native_pump_jobs(b, clock_mono_ms());
}

static void
poll_done(void *ctx, const struct net_answer *a)
{
	struct backend *b = ctx;
	struct err	why = { 0 };
	int64_t		winner;
	char		cursor[sizeof b->cursor];
	size_t		n_moment = 0;

	b->poll = NULL;
	str_copy(cursor, sizeof cursor, b->cursor);
	if (native_answer_error(a, &why, &winner)) {
		poll_failed(b, a, &why);
		return;
	}
	if (a->status == 204 && !b->is_snapshot) {
		if (!b->is_lost)
			lengthen_hold(b);
		poll_worked(b, a);
		calm_down(b, false, false);
		return;
	}
	if (b->is_snapshot ? !native_read_snapshot(b, a, &why) :
	    !native_read_events(b, a, &n_moment, &why)) {
		log_warn("desk", "an answer cannot be used: %s", why.text);
		wait_after(b, -1, &why);
		return;
	}
	poll_worked(b, a);
	calm_down(b, strcmp(cursor, b->cursor) != 0, n_moment > 0);
}

/* So long may a lost line be silent before the next attempt; every fourth one is
 * more patient, as lines change. */
static int
patience_s(const struct backend *b)
{
	int s = 3 * b->round_trip_ms / 1000 + 1;

	return s < LOST_MS / 1000 ? LOST_MS / 1000 : s;
}

static void
poll_start(struct backend *b)
{
	struct net_ask ask = { .method = "GET", .token = b->token };
	struct err     err = { 0 };
	char	       path[256];

	b->is_snapshot = b->cursor[0] == '\0';
	if (b->is_snapshot) {
		str_copy(path, sizeof path, "/api/v1/snapshot");
		ask.timeout_ms = WRITE_TIMEOUT_MS;
	} else {
		int n = snprintf(path, sizeof path,
		    "/api/v1/events?cursor=%s&hold=%d", b->cursor,
		    b->is_lost ? 0 : b->hold_s);

		if (b->watch > 0)
			snprintf(path + n, sizeof path - (size_t)n,
			    "&watch=%d", b->watch);
		else
			snprintf(path + n, sizeof path - (size_t)n,
			    "&console=%d%s%s", b->console,
			    b->away[0] != '\0' ? "&away=" : "", b->away);
		ask.timeout_ms = b->hold_s * 1000 + POLL_SLACK_MS;
	}
	if (b->is_lost) {
		ask.timeout_ms = WRITE_TIMEOUT_MS;
		ask.stall_s = b->attempt % 4 == 0 ? 0 : patience_s(b);
	}
	ask.path = path;
	b->poll_since_ms = clock_mono_ms();
	b->poll = net_start(b->net, &ask, poll_done, b, &err);
	if (b->poll == NULL)
		wait_after(b, -1, &err);
}

/* --- open, tick, close -------------------------------------------------- */

static bool
native_submit(struct backend *b, const struct action *a, struct err *err)
{
	if (a->type == ACTION_IDLE) {
		str_copy(b->away, sizeof b->away, a->reason);
		/* The next poll says it: at once, if one is held. */
		if (b->poll != NULL && !b->is_snapshot) {
			net_cancel(b->poll);
			poll_start(b);
		}
		return true;
	}
	if (a->type != ACTION_FETCH_SNAPSHOT)
		return native_queue(b, a, err);
	net_cancel(b->poll);
	b->poll = NULL;
	b->cursor[0] = '\0';
	b->next_ms = 0;
	return true;
}

static struct backend *
native_open(const struct account *account, struct net *net,
    const struct backend_sink *sink, struct err *err)
{
	struct backend *b;

	if (account->token[0] == '\0') {
		err_set(err, ERR_AUTH, "nobody is signed in at %s",
		    account->url);
		return NULL;
	}
	b = mem_new(struct backend);
	b->net = net;
	b->sink = *sink;
	str_copy(b->token, sizeof b->token, account->token);
	b->hold_s = HOLD_FIRST_S;
	b->random = (unsigned)clock_mono_ms();
	b->link = LINK_CONNECTING;
	if (account->only_listens)
		b->watch = (int)(getpid() % WATCHES) + 1;
	b->console = (int)(getpid() % CONSOLES) + 1;
	native_tell_link(b, LINK_CONNECTING, 0, NULL);
	poll_start(b);
	return b;
}

static int
native_tick(struct backend *b, int64_t mono_ms)
{
	int64_t next = INT64_MAX, jobs_due;

	if (b->needs_sign_in)
		return -1;
	native_pump_jobs(b, mono_ms);
	if (b->poll == NULL) {
		if (b->next_ms <= mono_ms)
			poll_start(b);
		else
			next = b->next_ms;
	}
	jobs_due = native_jobs_due_ms(b);
	if (jobs_due < next)
		next = jobs_due;
	if (next == INT64_MAX)
		return -1;
	return next <= mono_ms ? 0 : (int)(next - mono_ms);
}

static bool
native_is_idle(const struct backend *b)
{
	return b->jobs == NULL;
}

static void
native_reconnect(struct backend *b)
{
	b->attempt = 0;
	b->next_ms = 0;
	for (struct job *j = b->jobs; j != NULL; j = j->next)
		if (j->request == NULL)
			j->not_before_ms = 0;
	if (b->needs_sign_in)
		return;
	/* The one that is held may be on a dead line. */
	net_cancel(b->poll);
	poll_start(b);
}

static void
leave_done(void *ctx, const struct net_answer *a)
{
	struct backend *b = ctx;

	(void)a;	/* heard or not: nobody waits any longer */
	b->poll = NULL;
}

/* The last poll of this console says that it is the last one. */
static void
native_leave(struct backend *b, int limit_ms)
{
	struct net_ask ask = { .method = "GET", .token = b->token,
		.timeout_ms = limit_ms };
	int64_t until_ms = clock_mono_ms() + limit_ms;
	struct err err = { 0 };
	char path[256];

	if (b->watch > 0 || b->cursor[0] == '\0' || b->needs_sign_in)
		return;
	net_cancel(b->poll);
	snprintf(path, sizeof path, "/api/v1/events?cursor=%s&hold=0"
	    "&console=%d&away=" REASON_LEFT, b->cursor, b->console);
	ask.path = path;
	b->poll = net_start(b->net, &ask, leave_done, b, &err);
	while (b->poll != NULL && clock_mono_ms() < until_ms)
		if (!net_wait(b->net, NULL, 0,
		    (int)(until_ms - clock_mono_ms()), &err))
			break;
	net_cancel(b->poll);
	b->poll = NULL;
	/* Asked for again only by native_reconnect(). */
	b->next_ms = INT64_MAX;
}

static void
native_close(struct backend *b)
{
	if (b == NULL)
		return;
	b->is_closed = true;
	net_cancel(b->poll);
	native_jobs_free(b);
	free(b);
}

const struct backend_ops native_ops = {
	.name = "native",
	.caps = CAP_TRANSFER | CAP_TYPING | CAP_CANNED | CAP_NOTES |
	    CAP_RATING | CAP_PRESENCE | CAP_READ,
	.open = native_open,
	.submit = native_submit,
	.withdraw = native_withdraw,
	.give = native_give,
	.tick = native_tick,
	.is_idle = native_is_idle,
	.reconnect = native_reconnect,
	.leave = native_leave,
	.close = native_close
};
