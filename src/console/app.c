/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/app_internal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "proto/proto.h"

#define PENDING_MS	 10	/* a slow terminal is looked at so often */
#define SECOND_MS	 1000
/* A window that is dragged gives a new size every few milliseconds: it is
 * painted when it rests, and now and then until it does. */
#define RESIZE_MS	 25
#define RESIZE_MAX_MS	 200
#define EXTERNAL_MS	 300	/* an editor may have been stopped */

/* --- time --------------------------------------------------------------- */

int64_t
app_now_ms(const struct app *app)
{
	return app->desk_ms != 0 ? app->desk_ms + clock_mono_ms() :
	    clock_now_ms();
}

/* Becomes readable when the clock is set and when the computer has slept: the
 * line that was held is dead then, and nobody would say so for a while. */
static void
watch_clock(struct app *app)
{
	const struct itimerspec never = { .it_value.tv_sec =
	    clock_now_ms() / 1000 + 10 * 365 * 24 * 3600LL };

	/* Without it the console works, and is late after a sleep. */
	if (app->clock_fd < 0)
		app->clock_fd = timerfd_create(CLOCK_REALTIME,
		    TFD_NONBLOCK | TFD_CLOEXEC);
	if (app->clock_fd >= 0)
		timerfd_settime(app->clock_fd, TFD_TIMER_ABSTIME |
		    TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

static void
clock_was_set(struct app *app)
{
	uint64_t n;
	ssize_t	 got = read(app->clock_fd, &n, sizeof n);

	(void)got;	/* ECANCELED: that is why we are here */
	watch_clock(app);
	app->tick_due_ms = 0;
	native_ops.reconnect(app->backend);
}

/* Does anything on the screen change by the second? */
static bool
ticks_by_second(const struct model *m)
{
	if (m->ui.message_until_ms > m->now_ms || m->link != LINK_LIVE ||
	    m->n_held > 0 || m->spell_pending || m->watch.is_open)
		return true;
	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];

		if (c->is_dirty || c->other_typing ||
		    c->undo_until_ms > m->now_ms ||
		    model_is_offered(m, c) || model_has_offered(m, c) ||
		    (model_is_mine(m, c) &&
			c->c.state == CONVERSATION_WRAP_UP &&
			m->wrap_up_target.limit_ms != TARGET_NEVER) ||
		    c->c.state == CONVERSATION_WAITING ||
		    (model_is_mine(m, c) && c->c.waiting_since_ms != 0 &&
			model_aside(m, c) == 0))
			return true;
	}
	return false;
}

/* What has come since the last tick may count seconds: nobody's wait may stand
 * still till the minute is over. */
static void
hurry_tick(struct app *app)
{
	int64_t due_ms = clock_mono_ms() + SECOND_MS - app_now_ms(app) %
	    SECOND_MS;

	if (app->tick_due_ms > due_ms && ticks_by_second(app->m))
		app->tick_due_ms = due_ms;
}

static void
tick(struct app *app, int64_t mono_ms)
{
	struct event ev;

	if (mono_ms < app->tick_due_ms && app_alert_wait_ms(app) != 0)
		return;
	event_init(&ev, EVENT_TICK);
	ev.at_ms = app_now_ms(app);
	app_on_event(app, &ev);
	app_run_effects(app);
	if (ticks_by_second(app->m))
		app->tick_due_ms = mono_ms + SECOND_MS -
		    ev.at_ms % SECOND_MS;
	else
		app->tick_due_ms = mono_ms + MINUTE_MS -
		    ev.at_ms % MINUTE_MS;
}

/* --- the keyboard ------------------------------------------------------- */

static void
read_keys(struct app *app)
{
	enum term_input what;
	const char     *text;
	size_t		len;

	while ((what = term_read(app->term, &text, &len)) != TERM_NONE) {
		/* The model's clock must be right before a key is timed. */
		app->m->now_ms = app_now_ms(app);
		app->is_dirty = app->had_key = true;
		switch (what) {
		case TERM_KEY:
			model_key(app->m, text, &app->effects);
			break;
		case TERM_PASTE:
			model_paste(app->m, text, len, &app->effects);
			break;
		case TERM_FOCUS:
			model_key(app->m, "FocusIn", &app->effects);
			break;
		case TERM_BLUR:
			model_key(app->m, "FocusOut", &app->effects);
			break;
		case TERM_CLICK:
		case TERM_WHEEL_UP:
		case TERM_WHEEL_DOWN:
			app_mouse(app, what);
			break;
		case TERM_ANSWER:
			notify_terminal_is(app->notify, term_name(app->term));
			break;
		case TERM_NONE:
			break;
		}
		app_run_effects(app);
		/* A draft or a message may have to be kept soon. */
		app->tick_due_ms = app->tick_due_ms < clock_mono_ms() +
		    SECOND_MS ? app->tick_due_ms : clock_mono_ms() +
		    SECOND_MS;
		/* What is typed from here on is for the editor. */
		if (app->is_ending || app->external != NULL)
			return;
	}
}

static void
read_signals(struct app *app)
{
	struct signalfd_siginfo si;

	while (read(app->signal_fd, &si, sizeof si) == sizeof si)
		switch (si.ssi_signo) {
		case SIGWINCH:
			pace_resized(&app->pace, clock_mono_ms());
			break;
		case SIGTSTP:
			if (app->external == NULL)
				app_suspend(app);
			break;
		case SIGCONT:
			/* Whoever stopped us has the terminal as theirs. */
			if (app->external != NULL)
				external_resume(app->external);
			else
				term_resume(app->term);
			app->is_dirty = true;
			break;
		default:	/* HUP, TERM, INT: leave in order */
			app->is_ending = true;
		}
}

/* --- drawing ------------------------------------------------------------ */

static void
draw(struct app *app)
{
	const struct shown *list;
	uint64_t before;
	size_t n;
	int rows, cols;

	term_size(app->term, &rows, &cols);
	if (app->grid == NULL || app->grid->rows != rows ||
	    app->grid->cols != cols) {
		grid_free(app->grid);
		app->grid = grid_new(rows, cols);
		model_resize(app->m, rows, cols);
	}
	grid_clear(app->grid);
	view_draw(app->m, app->cache, app->grid);
	before = term_counts(app->term).bytes;
	term_paint(app->term, app->grid);
	model_shown(app->m);
	app_count(app);
	list = view_shown(app->cache, &n);
	app->had_key = false;
	app->is_dirty = model_placed(app->m, list, n, &app->effects);
	if (model_labelled(app->m, view_labels(app->cache), &app->effects))
		app->is_dirty = true;
	pace_drawn(&app->pace, clock_mono_ms(),
	    term_counts(app->term).bytes - before);
	hurry_tick(app);
}

/* Takes a new size over when it should; returns ms until it must look again,
 * -1: there is none. */
static int
resize_if_due(struct app *app)
{
	int wait_ms = pace_size_ms(&app->pace, clock_mono_ms(), app->had_key);

	if (wait_ms != 0)
		return wait_ms;
	pace_size_taken(&app->pace);
	term_resized(app->term);
	app->is_dirty = true;
	return -1;
}

/* Draws when it should; returns ms until it must look again, -1: never. */
static int
draw_if_due(struct app *app)
{
	int wait_ms;

	/* Somebody else has the screen. */
	if (app->external != NULL)
		return EXTERNAL_MS;
	if (app->linear != NULL)
		return app_linear_say(app);
	if (term_has_pending(app->term))
		return PENDING_MS;
	/* Nothing is drawn for a size that the terminal has no more. */
	wait_ms = resize_if_due(app);
	if (wait_ms >= 0)
		return wait_ms;
	if (!app->is_dirty)
		return -1;
	wait_ms = app->m->watch.is_open ? pace_second_ms(&app->pace,
	    clock_mono_ms()) : pace_wait_ms(&app->pace, clock_mono_ms());
	if (!app->had_key && wait_ms > 0)
		return wait_ms;
	draw(app);
	/* What the frame showed to be missing is asked for. */
	app_run_effects(app);
	return term_has_pending(app->term) ? PENDING_MS : -1;
}

/* --- the turn ----------------------------------------------------------- */

static int
least(int a, int b)
{
	if (a < 0)
		return b;
	return b < 0 || a < b ? a : b;
}

/* What the turn waits on besides the network; -1 is never readable. */
enum { FD_TERM, FD_SIGNALS, FD_KEEP, FD_CLOCK, FD_NOTIFY, FD_RUN,
	FD_EXTERNAL, FD_SPELL, FD_SAVER, FD_ARCHIVE, FD_DISK, FD_ATTACHED,
	FDS };

static void
look_at_terminal(struct app *app, int revents)
{
	if (app->linear != NULL) {
		app_linear_read(app, revents);
		return;
	}
	if (revents & POLLIN)
		read_keys(app);
	/* One that has gone is readable for ever. */
	if (revents & (POLLHUP | POLLERR | POLLNVAL))
		app->is_gone = app->is_ending = true;
}

static bool
turn(struct app *app, struct err *err)
{
	int	      wait_ms = draw_if_due(app);
	int64_t	      mono = clock_mono_ms();
	struct pollfd fds[FDS] = {
		[FD_TERM] = { .fd = app->linear != NULL ?
		    app_linear_fd(app) : term_fd(app->term) },
		[FD_SIGNALS] = { .fd = app->signal_fd },
		[FD_KEEP] = { .fd = keep_fd(app->keep) },
		[FD_CLOCK] = { .fd = app->clock_fd },
		[FD_NOTIFY] = { .fd = notify_fd(app->notify) },
		[FD_SAVER] = { .fd = saver_fd(app->saver) },
		[FD_RUN] = { .fd = run_fd(app->run) },
		[FD_EXTERNAL] = { .fd = -1 },
		[FD_ARCHIVE] = { .fd = archive_fd(app->archive) },
		[FD_DISK] = { .fd = disk_fd(app->disk) },
		[FD_SPELL] = { .fd = spell_fd(app->spell) },
		[FD_ATTACHED] = { .fd = attached_fd(app->attached) }
	};

	for (int i = 0; i < FDS; i++)
		fds[i].events = POLLIN;
	/* Its keys are not for us. */
	if (app->external != NULL) {
		fds[FD_TERM].fd = -1;
		fds[FD_EXTERNAL].fd = external_fd(app->external);
	}
	wait_ms = least(wait_ms, app_poll_clip(app));
	wait_ms = least(wait_ms, native_ops.tick(app->backend, mono));
	wait_ms = least(wait_ms, app->tick_due_ms > mono ?
	    (int)(app->tick_due_ms - mono) : 0);
	wait_ms = least(wait_ms, app_alert_wait_ms(app));
	if (!net_wait(app->net, fds, FDS, wait_ms, err))
		return false;
	if (fds[FD_SIGNALS].revents != 0)
		read_signals(app);
	if (app->external != NULL)
		app_look_at_external(app);
	else
		look_at_terminal(app, fds[FD_TERM].revents);
	if (fds[FD_KEEP].revents != 0)
		keep_poll(app->keep, app_on_kept, app_on_keep_failed, app);
	if (fds[FD_CLOCK].revents != 0)
		clock_was_set(app);
	if (fds[FD_NOTIFY].revents != 0)
		notify_poll(app->notify);
	if (fds[FD_SPELL].revents != 0)
		spell_poll(app->spell, app_on_spelt, app);
	if (fds[FD_RUN].revents != 0)
		run_poll(app->run);
	if (fds[FD_SAVER].revents != 0)
		saver_poll(app->saver, app_on_save_failed, app);
	if (fds[FD_ARCHIVE].revents != 0)
		archive_poll(app->archive, app_on_event, app);
	app_poll_disk(app, fds[FD_DISK].revents);
	app_attached(app, fds[FD_ATTACHED].revents);
	app_run_effects(app);
	tick(app, clock_mono_ms());
	return true;
}

/* --- start and end ------------------------------------------------------ */

static bool
start_signals(struct app *app, struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGCONT);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	/* Before any thread, so that all of them leave these to us. */
	sigprocmask(SIG_BLOCK, &set, &app->signals);
	app->has_signals = true;
	app->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (app->signal_fd < 0)
		return err_sys(err, ERR_IO, errno, "no descriptor is left");
	return true;
}

/* curses takes these, and would end or stop us in its own way. */
struct term *
app_open_terminal(const struct term_config *tc, struct err *err)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	struct sigaction ours[sizeof taken / sizeof *taken];
	struct term	*t;

	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		sigaction(taken[i], NULL, &ours[i]);
	t = term_open(tc, err);
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		sigaction(taken[i], &ours[i], NULL);
	return t;
}

static bool
start_screen(struct app *app, struct err *err)
{
	struct term_config tc = {
		.theme = app->config->prefs->theme,
		.no_color = app->config->no_color
	};

	app->term = app_open_terminal(&tc, err);
	if (app->term == NULL)
		return false;
	app->cache = view_cache_new();
	term_mouse(app->term, app->config->prefs->mouse);
	app->m->now_ms = app_now_ms(app);
	app->m->ui.has_focus = true;
	draw(app);
	return true;
}

static void
on_sign_in(void *ctx)
{
	struct app *app = ctx;

	app->needs_sign_in = true;
}

static bool
start_network(struct app *app, struct err *err)
{
	const struct account *account = &app->config->account;
	struct backend_sink sink = { app_on_event, on_sign_in, app,
		app_on_file };

	app->net = native_net(account, err);
	if (app->net == NULL)
		return false;
	app->backend = native_ops.open(account, app->net, &sink, err);
	if (app->backend == NULL)
		return false;
	app_submit_restored(app);
	return true;
}

static struct spell *
new_spell(const struct app *app)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/words", app->config->state_dir);
	return spell_new(path);
}

static bool
start(struct app *app, struct err *err)
{
	struct keep_restored restored = { app_restore_action, app_restore_draft,
	    app, app_restore_use };

	app->held_last = &app->held;
	app->signal_fd = app->clock_fd = -1;
	app->m = model_new();
	/* What was kept is restored as of now. */
	app->m->now_ms = app_now_ms(app);
	app->m->is_demo = app->config->is_demo;
	app->m->is_plain = !i18n_has_blocks();
	app->m->prefs = *app->config->prefs;
	app->m->keys = *app->config->keys;
	app_themes(app);
	app->saver = saver_new(app->config->config_path);
	str_copy(app->m->page_url, sizeof app->m->page_url,
	    app->config->page_url != NULL ? app->config->page_url : "");
	str_copy(app->m->me.login, sizeof app->m->me.login,
	    app->config->account.login);
	app_fill_ids(app->m);
	if (!start_signals(app, err))
		return false;
	/* The screen first: neither a disk nor a network library stands
	 * before it. */
	if (!app->config->is_linear && !start_screen(app, err))
		return false;
	app->run = run_new(app_on_ran, app);
	if (app->run == NULL)
		return err_set(err, ERR_IO, "no descriptor is left");
	app->attached = attached_new(app->run);
	if (!app_files_start(app, err))
		return false;
	app->keep = keep_open(app->config->state_dir, &restored, err);
	if (app->keep == NULL)
		return false;
	app_find_left(app);
	app->spell = new_spell(app);
	app_tour(app);
	if (app->config->is_linear)
		app_linear_start(app);
	/* What was kept is on the next frame. */
	app->is_dirty = true;
	app_open_archive(app);
	watch_clock(app);
	app->clip = clip_new();
	app_alert_ways(app);
	return start_network(app, err);
}

static void
end(struct app *app)
{
	if (app->m != NULL && app->keep != NULL)
		app_keep_last(app);
	effects_clear(&app->effects);
	spell_free(app->spell);
	external_free(app->external);
	app_count_end(app);
	term_close(app->term);
	/* Whoever waits for the shell sees it already. */
	if (app->keep != NULL)
		app_leave(app, true);
	effects_clear(&app->effects);
	linear_free(app->linear);
	str_clear(&app->typed);
	native_ops.close(app->backend);
	net_free(app->net);
	notify_free(app->notify);
	clip_free(app->clip);
	disk_free(app->disk);
	attached_free(app->attached);
	run_free(app->run);
	archive_close(app->archive);
	keep_close(app->keep);
	saver_free(app->saver);
	while (app->held != NULL) {
		struct held *h = app->held;

		app->held = h->next;
		app_held_free(h);
	}
	grid_free(app->grid);
	view_cache_free(app->cache);
	model_free(app->m);
	if (app->clock_fd >= 0)
		close(app->clock_fd);
	if (app->signal_fd >= 0)
		close(app->signal_fd);
	if (app->has_signals)
		sigprocmask(SIG_SETMASK, &app->signals, NULL);
}

static int
count_open(const struct model *m)
{
	int n = 0;

	for (size_t i = 0; i < m->n_chats; i++)
		if (m->chats[i]->c.state == CONVERSATION_WAITING ||
		    m->chats[i]->c.state == CONVERSATION_ACTIVE)
			n++;
	return n;
}

static int
count_colleagues(const struct model *m)
{
	int n = 0;

	for (size_t i = 0; i < m->n_operators; i++)
		n += m->operators[i].id != m->me.id &&
		    m->operators[i].presence != PRESENCE_OFFLINE;
	return n;
}

bool
app_run(const struct app_config *config, struct app_result *result,
    struct err *err)
{
	struct app app = { .config = config };
	bool	   ok = start(&app, err);

	while (ok && !app.is_ending && !app.needs_sign_in)
		ok = turn(&app, err);
	*result = (struct app_result){ 0 };
	if (app.m != NULL) {
		result->knows_desk = app.m->is_ready;
		result->n_open = count_open(app.m);
		result->n_colleagues = count_colleagues(app.m);
		result->n_unsent = app.m->n_unsent;
	}
	result->needs_sign_in = app.needs_sign_in;
	end(&app);
	if (ok && app.is_gone)
		return err_set(err, ERR_IO, "the terminal is gone");
	return ok;
}
