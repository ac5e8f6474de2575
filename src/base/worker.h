/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker.h - a thread that does slow things for one that must not wait.
 *
 * Orders go in by worker_put(), in order. The thread takes them, does what
 * they ask, and hands back with worker_done() those that have something to
 * tell; the descriptor becomes readable, and worker_collect() gives them to
 * the owner. An order belongs to whom it was given last.
 *
 * An order is a struct of the caller's that begins with a struct order. The
 * thread takes no signals.
 */
#ifndef BASE_WORKER_H
#define BASE_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct order { struct order *next; };

struct worker;

struct worker_ops {
	/* What the thread does, from its start to its end: until worker_take()
	 * or worker_take_all() gives NULL. Then the thread ends. */
	void (*run)(struct worker *w, void *ctx);
	void (*free)(struct order *order);
};

/* Starts the thread. NULL with an error: no thread, or no descriptor. */
struct worker *worker_new(const struct worker_ops *ops, void *ctx,
    struct err *err);
/* Lets the thread finish, at most for wait_ms (-1: however long it takes),
 * and frees all orders. False: it hangs in something; it keeps what it has,
 * ctx as well, and frees the orders if it ever gets on. NULL is fine. */
bool worker_end(struct worker *w, int wait_ms);

/* --- the owner ----------------------------------------------------------- */

void worker_put(struct worker *w, struct order *order);
/* Instead of the last one that waits and of which is_same is true. Gives the
 * replaced one, or NULL. */
struct order *worker_put_over(struct worker *w, struct order *order,
    bool (*is_same)(const struct order *old, const struct order *new_));
size_t worker_waiting(struct worker *w);	/* not taken yet */
int worker_fd(const struct worker *w);		/* -1 for NULL */
/* What was handed back, oldest first; a list that is the caller's. */
struct order *worker_collect(struct worker *w);

/* --- the thread ---------------------------------------------------------- */

/* Waits for an order. NULL: nothing waits, and the end was asked for. */
struct order *worker_take(struct worker *w);
/* All that wait, as a list. */
struct order *worker_take_all(struct worker *w);
void worker_done(struct worker *w, struct order *order);
/* A list that could not be done goes before those that wait. */
void worker_put_back(struct worker *w, struct order *list);
/* Sleeps for as long, or until the end is asked for. */
void worker_sleep(struct worker *w, int span_ms);
bool worker_is_ending(struct worker *w);

#endif
