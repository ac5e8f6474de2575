/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query.c - reading: a task of a reader thread, one state of the database, a
 * body of JSON.
 */
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "server/hub/query.h"

static void
read_all(struct query *q, struct store *s)
{
	struct reading r = { .q = q, .s = s, .err = &q->err };
	bool ok;

	if (!s->ops->begin_read(s, &q->err))
		return;
	r.d = desk_new();
	ok = query_read(&r);
	if (ok && q->body.full)
		err_set(&q->err, ERR_TOO_LARGE, "the answer is too large");
	desk_free(r.d);
	s->ops->rollback(s);
}

static void
deliver(struct hub *h, struct mail *m)
{
	struct query *q = (struct query *)((char *)m -
	    offsetof(struct query, mail));

	(void)h;
	if (q->err.code == ERR_STORE || q->err.code == ERR_IO)
		log_error("hub", "a query failed: %s", q->err.text);
	if (q->err.code == ERR_NONE)
		q->done(q->ctx, &q->err, q->body.data, q->body.len);
	else
		q->done(q->ctx, &q->err, NULL, 0);
	str_clear(&q->body);
	free(q->kept);
	free(q);
}

static void
run(struct task *task, int thread)
{
	struct query *q = (struct query *)task;

	q->is_unfinished = false;
	read_all(q, q->hub->readers[thread]);
	if (q->is_unfinished && q->err.code == ERR_NONE) {
		/* Behind whoever waits, and no state of the database is held
		 * meanwhile. */
		str_reset(&q->body);
		pool_put(q->hub->reading, &q->task, true);
		return;
	}
	mailbox_put(q->hub->mailbox, &q->mail);
}

void
hub_query(struct hub *h, const struct hub_query *query, hub_answer *done,
    void *ctx)
{
	struct query *q = mem_new(struct query);

	audit_query(h, query);
	*q = (struct query){
		.task.run = run, .mail.deliver = deliver, .hub = h,
		.q = *query, .done = done, .ctx = ctx,
		.rules = *desk_rules(h->desk),
	};
	str_init(&q->body, PROTO_ANSWER_BYTES);
	if (!h->is_closing) {
		pool_put(h->reading, &q->task, true);
		return;
	}
	err_set(&q->err, ERR_BUSY, "the desk is stopping");
	deliver(h, &q->mail);
}
