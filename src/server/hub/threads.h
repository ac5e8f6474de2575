/* SPDX-License-Identifier: GPL-3.0-or-later */
/* threads.h - how work goes to other threads and comes back: a pool that runs
 * tasks, and a mailbox into the loop's thread.
 */
#ifndef HUB_THREADS_H
#define HUB_THREADS_H

#include <stdbool.h>

struct hub;

/* The first member of what is sent to the loop; deliver() frees it. */
struct mail {
	struct mail *next;
	void (*deliver)(struct hub *h, struct mail *m);
};

struct mailbox;

/* `post` as in struct hub_config. */
struct mailbox *mailbox_new(struct hub *h,
    void (*post)(void *ctx, void (*fn)(void *arg), void *arg), void *ctx);
void mailbox_put(struct mailbox *b, struct mail *m);	/* any thread */
/* Delivers what is there, in the loop's thread. */
void mailbox_deliver(struct mailbox *b);
/* No thread may put any more. What the loop has yet to run finds it closed. */
void mailbox_free(struct mailbox *b);

/* The first member of a task; `thread` counts from 0 in its pool. */
struct task {
	struct task *next;
	void (*run)(struct task *t, int thread);
};

struct pool;

struct pool *pool_new(int n_threads, int max_waiting);
/* False: max_waiting wait already (`is_forced` passes that). */
bool pool_put(struct pool *p, struct task *t, bool is_forced);
void pool_free(struct pool *p);		/* after all tasks have run */

#endif
