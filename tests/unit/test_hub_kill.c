/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk is killed in the middle of its work: what it has acknowledged is
 * there afterwards, with the same numbers, and nothing is half there.
 */
#include "hub_loop.h"

#include <signal.h>
#include <sys/wait.h>

#define ROUNDS 8

struct writing {
	struct loop	  *loop;
	struct desk_sender sender;
	int		   fd;
};

static void submit(struct writing *w);

/* Tells the parent what was acknowledged, then writes on. */
static void
acknowledged(void *ctx, const struct hub_result *r)
{
	struct writing *w = ctx;
	int64_t seq = r->event == NULL ? 0 : r->event->seq;

	if (r->err.code != ERR_NONE || write(w->fd, &seq, sizeof seq) !=
	    sizeof seq)
		_exit(1);
	submit(w);
}

static void
submit(struct writing *w)
{
	struct action a = loop_action(ACTION_MESSAGE);

	a.text = "a message of a usual size that somebody has written";
	hub_submit(w->loop->hub, &w->sender, &a, NULL, acknowledged, w);
}

static void
write_until_killed(struct loop *loop, int fd)
{
	struct writing w = { .loop = loop, .fd = fd };
	struct answer opened;

	loop_open_hub(loop);
	opened = loop_open(loop, "help");
	w.sender = loop_visitor(&opened);
	for (int i = 0; i < 20; i++)
		submit(&w);
	while (loop_run_one(loop, 1000))
		;
	_exit(1);
}

/* Every event from 1 on is there once. */
static void
expect_whole(struct loop *loop, int64_t acknowledged_seq)
{
	struct hub_query q = { .type = HUB_OPERATORS };
	struct body_seen body;
	const struct conversation *c = NULL;
	int64_t last = 0;

	loop_open_hub(loop);
	assert_true(hub_last_seq(loop->hub) >= acknowledged_seq);
	for (size_t i = 0; (c = desk_conversation_at(hub_desk(loop->hub),
	    i)) != NULL; i++)
		if (c->last_seq > last)
			last = c->last_seq;
	assert_true(last >= acknowledged_seq);
	body = loop_query(loop, &q);
	assert_int_equal(body.err.code, ERR_NONE);
	free(body.body);
	loop_close_hub(loop);
}

static void
killed_in_the_middle(void **state)
{
	struct loop *loop = loop_new();
	int64_t seq, last = 0, n = 0;

	(void)state;
	loop_close_hub(loop);
	for (int round = 0; round < ROUNDS; round++) {
		int fds[2], status;
		pid_t pid;

		assert_int_equal(pipe(fds), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			close(fds[0]);
			write_until_killed(loop, fds[1]);
		}
		close(fds[1]);
		for (int i = 0; i < 150 + 37 * round && read(fds[0], &seq,
		    sizeof seq) == sizeof seq; i++)
			last = seq;
		kill(pid, SIGKILL);
		/* What it had said before it died counts as well. */
		while (read(fds[0], &seq, sizeof seq) == sizeof seq)
			last = seq;
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status));
		close(fds[0]);
		assert_true(last > n);
		n = last;
		expect_whole(loop, last);
	}
	loop_free(loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
