/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/top.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "console/app_internal.h"
#include "console/model/command.h"

#define SECOND_MS  1000
#define PENDING_MS 10

struct top {
	const struct app_config *config;
	struct net	  *net;
	struct backend	  *backend;
	struct model	  *m;
	struct term	  *term;
	struct view_cache *cache;
	struct grid	  *grid;
	struct effects	   effects;
	int		   signal_fd;
	sigset_t	   signals;
	struct pace	   pace;
	int64_t		   desk_ms;	/* the desk's clock less ours */
	int64_t		   tick_due_ms, drawn_ms;	/* monotonic */
	bool		   is_dirty, had_key, is_ending, is_gone;
	bool		   needs_sign_in;
};

/* --- what comes ------------------------------------------------------------ */

static void
set_clock(struct top *t)
{
	t->m->now_ms = t->desk_ms != 0 ? t->desk_ms + clock_mono_ms() :
	    clock_now_ms();
}

static bool
only_looks(const struct action *a)
{
	return a->type == ACTION_FETCH_FIGURES ||
	    a->type == ACTION_FETCH_SNAPSHOT;
}

/* Without job control nobody could wake us again: what a key of SSH is forced
 * to run has no shell behind it. */
static void
stop_here(struct top *t)
{
	sigset_t stop;

	if (getsid(0) == getpgrp())
		return;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	term_suspend(t->term);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	t->is_dirty = true;
}

/* All else that a model may ask for is none of this program's. */
static void
run_effect(struct top *t, const struct effect *f)
{
	struct err err = { 0 };

	switch (f->type) {
	case EFFECT_SUBMIT:
		if (only_looks(&f->action))
			native_ops.submit(t->backend, &f->action, &err);
		break;
	case EFFECT_REDRAW:
		term_redraw(t->term);
		t->is_dirty = true;
		break;
	case EFFECT_SUSPEND:
		stop_here(t);
		break;
	case EFFECT_QUIT:
		t->is_ending = true;
		break;
	default:
		break;
	}
}

static void
run_effects(struct top *t)
{
	struct effects now = t->effects;

	t->effects = (struct effects){ 0 };
	for (int i = 0; i < now.n; i++)
		run_effect(t, &now.list[i]);
	effects_clear(&now);
}

static void
on_event(void *ctx, const struct event *ev)
{
	struct top *t = ctx;
	bool was_ready = t->m->is_ready;

	if (ev->type == EVENT_SNAPSHOT && ev->at_ms > 0)
		t->desk_ms = ev->at_ms - clock_mono_ms();
	set_clock(t);
	model_reduce(t->m, ev, &t->effects);
	if (t->m->is_ready && (!was_ready || ev->type == EVENT_SNAPSHOT))
		watch_refresh(t->m);
	t->is_dirty = true;
}

static void
on_sign_in(void *ctx)
{
	struct top *t = ctx;

	t->needs_sign_in = true;
}

static void
read_keys(struct top *t)
{
	enum term_input what;
	const char *text;
	size_t len;
	int row, col;

	while ((what = term_read(t->term, &text, &len)) != TERM_NONE) {
		set_clock(t);
		if (what == TERM_KEY)
			model_key(t->m, text, &t->effects);
		else if (what == TERM_CLICK) {
			term_mouse_at(t->term, &row, &col);
			model_mouse(t->m, view_hits(t->cache), MOUSE_CLICK,
			    row, col, &t->effects);
		} else {
			continue;
		}
		t->is_dirty = t->had_key = true;
		run_effects(t);
		if (t->is_ending)
			return;
	}
}

static void
read_signals(struct top *t)
{
	struct signalfd_siginfo si;

	while (read(t->signal_fd, &si, sizeof si) == sizeof si)
		switch (si.ssi_signo) {
		case SIGWINCH:
			pace_resized(&t->pace, clock_mono_ms());
			break;
		case SIGTSTP:
			stop_here(t);
			break;
		case SIGCONT:
			term_resume(t->term);
			t->is_dirty = true;
			break;
		default:
			t->is_ending = true;
		}
}

/* --- what is shown ----------------------------------------------------------- */

static void
draw(struct top *t)
{
	uint64_t before = term_counts(t->term).bytes;
	int rows, cols;

	term_size(t->term, &rows, &cols);
	if (t->grid == NULL || t->grid->rows != rows ||
	    t->grid->cols != cols) {
		grid_free(t->grid);
		t->grid = grid_new(rows, cols);
		model_resize(t->m, rows, cols);
	}
	grid_clear(t->grid);
	view_draw(t->m, t->cache, t->grid);
	term_paint(t->term, t->grid);
	t->is_dirty = t->had_key = false;
	t->drawn_ms = clock_mono_ms();
	pace_drawn(&t->pace, t->drawn_ms,
	    term_counts(t->term).bytes - before);
}

/* A key is answered at once, news by the second. Returns ms until it has to
 * look again, -1: whenever. */
static int
draw_if_due(struct top *t)
{
	int64_t mono = clock_mono_ms();
	int wait_ms;

	if (term_has_pending(t->term))
		return PENDING_MS;
	wait_ms = pace_size_ms(&t->pace, mono, t->had_key);
	if (wait_ms > 0)
		return wait_ms;
	if (wait_ms == 0) {
		pace_size_taken(&t->pace);
		term_resized(t->term);
		t->is_dirty = t->had_key = true;
	}
	if (!t->is_dirty)
		return -1;
	if (!t->had_key && mono < t->drawn_ms + SECOND_MS)
		return (int)(t->drawn_ms + SECOND_MS - mono);
	draw(t);
	return term_has_pending(t->term) ? PENDING_MS : -1;
}

/* --- the turn ------------------------------------------------------------------ */

static int
least(int a, int b)
{
	if (a < 0)
		return b;
	return b < 0 || a < b ? a : b;
}

static void
tick(struct top *t)
{
	int64_t mono = clock_mono_ms();
	struct event ev;

	if (mono < t->tick_due_ms)
		return;
	event_init(&ev, EVENT_TICK);
	set_clock(t);
	ev.at_ms = t->m->now_ms;
	on_event(t, &ev);
	t->tick_due_ms = mono + SECOND_MS - ev.at_ms % SECOND_MS;
}

static bool
turn(struct top *t, struct err *err)
{
	int wait_ms = draw_if_due(t);
	int64_t mono = clock_mono_ms();
	struct pollfd fds[2] = {
		{ .fd = term_fd(t->term), .events = POLLIN },
		{ .fd = t->signal_fd, .events = POLLIN }
	};

	wait_ms = least(wait_ms, native_ops.tick(t->backend, mono));
	wait_ms = least(wait_ms, t->tick_due_ms > mono ?
	    (int)(t->tick_due_ms - mono) : 0);
	if (!net_wait(t->net, fds, 2, wait_ms, err))
		return false;
	if (fds[1].revents != 0)
		read_signals(t);
	if (fds[0].revents & POLLIN)
		read_keys(t);
	if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		t->is_gone = t->is_ending = true;
	tick(t);
	run_effects(t);
	return true;
}

/* --- start and end ---------------------------------------------------------------- */

static bool
start_signals(struct top *t, struct err *err)
{
	static const int taken[] = { SIGWINCH, SIGCONT, SIGTSTP, SIGHUP,
	    SIGTERM, SIGINT, SIGQUIT };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		sigaddset(&set, taken[i]);
	sigprocmask(SIG_BLOCK, &set, &t->signals);
	t->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return t->signal_fd >= 0 ||
	    err_sys(err, ERR_IO, errno, "no descriptor is left");
}

static bool
start(struct top *t, struct err *err)
{
	struct account account = t->config->account;
	struct backend_sink sink = { on_event, on_sign_in, t, NULL };
	struct term_config tc = { .theme = t->config->prefs->theme,
		.no_color = t->config->no_color };

	account.only_listens = true;
	t->m->prefs = *t->config->prefs;
	t->m->is_plain = !i18n_has_blocks();
	t->m->keys = *t->config->keys;
	t->m->watch.is_alone = true;
	str_copy(t->m->me.login, sizeof t->m->me.login, account.login);
	t->net = native_net(&account, err);
	if (t->net == NULL || !start_signals(t, err))
		return false;
	t->term = app_open_terminal(&tc, err);
	if (t->term == NULL)
		return false;
	t->cache = view_cache_new();
	term_mouse(t->term, t->config->prefs->mouse);
	set_clock(t);
	command_run(t->m, "watch", &t->effects);
	draw(t);
	t->backend = native_ops.open(&account, t->net, &sink, err);
	return t->backend != NULL;
}

static void
end(struct top *t)
{
	effects_clear(&t->effects);
	term_close(t->term);
	native_ops.close(t->backend);
	net_free(t->net);
	grid_free(t->grid);
	view_cache_free(t->cache);
	model_free(t->m);
	if (t->signal_fd >= 0)
		close(t->signal_fd);
	sigprocmask(SIG_SETMASK, &t->signals, NULL);
}

bool
top_run(const struct app_config *config, const char *settings,
    bool *needs_sign_in, struct err *err)
{
	struct top t = { .config = config, .signal_fd = -1,
		.m = model_new() };
	bool is_set = settings[0] == '\0', ok;

	sigprocmask(SIG_BLOCK, NULL, &t.signals);
	ok = start(&t, err);
	while (ok && !t.is_ending && !t.needs_sign_in) {
		ok = turn(&t, err);
		/* Names of departments are known with the snapshot. */
		if (ok && !is_set && t.m->is_ready) {
			is_set = true;
			ok = watch_set(t.m, settings, err);
			watch_refresh(t.m);
			watch_ask(t.m, &t.effects);
		}
	}
	*needs_sign_in = t.needs_sign_in;
	end(&t);
	return ok && (!t.is_gone || err_set(err, ERR_IO, "the terminal is "
	    "gone"));
}
