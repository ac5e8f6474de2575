/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/headless.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "console/disk.h"
#include "domain/client_id.h"
#include "proto/proto.h"

#define EVENT_MS 2000	/* how long an event may come after its "stored" */
#define SLICE_MS 250

struct headless {
	struct cli_call	*call;
	struct net	*net;
	struct backend	*backend;
	struct disk	*disk;
	struct model	*m;
	struct effects	 effects;
	int		 signal_fd;
	int64_t		 desk_ms;	/* the desk's clock less ours */
	int64_t		 begun_ms, stored_ms;	/* monotonic; 0: not yet */
	bool		 needs_sign_in, is_untrusted, is_ended;
	struct err	 err;
};

static void
tick(struct headless *h)
{
	h->m->now_ms = clock_mono_ms() + h->desk_ms;
}

static void
on_event(void *ctx, const struct event *ev)
{
	struct headless *h = ctx;
	struct effects *wants = mem_new(struct effects);

	if (ev->type == EVENT_SNAPSHOT && ev->at_ms > 0)
		h->desk_ms = ev->at_ms - clock_mono_ms();
	tick(h);
	/* What the model wants by itself is for a screen. */
	model_reduce(h->m, ev, wants);
	effects_clear(wants);
	free(wants);
	if (ev->type == EVENT_LINK && ev->link == LINK_REFUSED)
		err_set(&h->err, ev->code, "%s", ev->text);
	if (ev->type == EVENT_LINK && ev->link == LINK_WAITING) {
		err_set(&h->err, ev->code, "%s", ev->text);
		h->is_untrusted = ev->is_final;
	}
	cli_event(h->call, h->m, ev, &h->effects);
}

static void
on_sign_in(void *ctx)
{
	struct headless *h = ctx;

	h->needs_sign_in = true;
}

static void
on_read(void *ctx, const char *id, char *bytes, size_t len,
    const struct err *err)
{
	struct headless *h = ctx;

	native_ops.give(h->backend, id, bytes, len, err);
}

static void
on_file(void *ctx, const struct action *fetched, const char *bytes,
    size_t len)
{
	struct headless *h = ctx;

	disk_save(h->disk, fetched->file_id, fetched->path[0] != '\0' ?
	    fetched->path : h->m->prefs.files_dir, fetched->name, bytes, len);
}

static bool
run_effect(struct headless *h, const struct effect *f, struct err *err)
{
	const struct action *a = &f->action;

	if (f->type == EFFECT_FILE_LOOK)
		disk_look(h->disk, f->conversation_id, f->text);
	/* Nobody reads what is on no screen, but what is printed. */
	if (f->type != EFFECT_SUBMIT || (a->type == ACTION_READ_ALONG &&
	    h->call->row->kind != CLI_FOLLOW))
		return true;
	if (!native_ops.submit(h->backend, a, err))
		return false;
	if (action_is_upload(a->type))
		disk_read(h->disk, a->client_id, a->path, a->bytes,
		    a->changed_ms);
	return true;
}

/* Sends what the call has asked for; alerts and drafts are none of it. */
static bool
run_effects(struct headless *h, struct err *err)
{
	struct effects now = h->effects;
	bool ok = true;

	h->effects = (struct effects){ 0 };
	for (int i = 0; ok && i < now.n; i++)
		ok = run_effect(h, &now.list[i], err);
	effects_clear(&now);
	while (h->m->n_ids < MODEL_IDS)
		client_id_new(h->m->ids[h->m->n_ids++]);
	return ok;
}

static bool
start(struct headless *h, const struct app_config *config, struct err *err)
{
	struct account account = config->account;
	struct backend_sink sink = { on_event, on_sign_in, h, on_file };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	h->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (h->signal_fd < 0)
		return err_sys(err, ERR_IO, errno, "no descriptor is left");
	/* A reader that has gone is told by its write. */
	signal(SIGPIPE, SIG_IGN);
	h->disk = disk_new(err);
	if (h->disk == NULL)
		return false;
	h->m = model_new();
	h->m->prefs = *config->prefs;
	h->m->has_no_panes = true;
	/* Nobody is here to undo it. */
	h->m->prefs.send_hold_ms = h->m->prefs.transfer_hold_ms =
	    h->m->prefs.close_hold_ms = 0;
	str_copy(h->m->me.login, sizeof h->m->me.login, account.login);
	run_effects(h, NULL);
	account.only_listens = true;
	h->begun_ms = clock_mono_ms();
	h->net = native_net(&account, err);
	if (h->net == NULL)
		return false;
	h->backend = native_ops.open(&account, h->net, &sink, err);
	return h->backend != NULL;
}

/* Is everything said that will be? */
static bool
is_over(struct headless *h)
{
	struct cli_call *call = h->call;
	int64_t now_ms = clock_mono_ms();

	if (call->has_begun && !call->is_done && call->n_ids > 0 &&
	    call->n_stored == call->n_ids) {
		if (h->stored_ms == 0)
			h->stored_ms = now_ms;
		call->is_done = now_ms - h->stored_ms > EVENT_MS;
	}
	return call->has_begun && call->is_done &&
	    native_ops.is_idle(h->backend);
}

static bool
has_time(const struct headless *h, struct err *err)
{
	/* Trying again would not change it. */
	if (h->is_untrusted)
		return err_set(err, ERR_RIGHTS,
		    _("the desk is not to be trusted: %s"), h->err.text);
	if (h->call->row->kind == CLI_FOLLOW && h->call->has_begun)
		return true;
	if (clock_mono_ms() - h->begun_ms < h->call->timeout_ms)
		return true;
	if (h->err.code != ERR_NONE && !h->m->is_ready)
		return err_set(err, ERR_NET, "%s", h->err.text);
	return err_set(err, ERR_NET, "%s", _("the desk did not answer in "
	    "time; what was asked may or may not have been done"));
}

static bool
turn(struct headless *h, struct err *err)
{
	const struct disk_sink sink = { on_event, on_read, h };
	struct pollfd fds[2] = {
		{ .fd = h->signal_fd, .events = POLLIN },
		{ .fd = disk_fd(h->disk), .events = POLLIN }
	};
	int wait_ms = native_ops.tick(h->backend, clock_mono_ms());

	if (wait_ms < 0 || wait_ms > SLICE_MS)
		wait_ms = SLICE_MS;
	if (!net_wait(h->net, fds, 2, wait_ms, err))
		return false;
	tick(h);
	h->is_ended = fds[0].revents != 0;
	if (fds[1].revents != 0)
		disk_poll(h->disk, &sink);
	if (h->m->is_ready && h->m->link == LINK_LIVE && !h->call->has_begun &&
	    !cli_begin(h->call, h->m, &h->effects, err))
		return false;
	return run_effects(h, err);
}

static bool
say_end(struct headless *h, struct err *err)
{
	const struct operator *winner;

	if (h->needs_sign_in)
		return true;	/* the caller tries that first */
	if (h->is_ended && h->call->row->kind != CLI_FOLLOW &&
	    !h->call->is_done)
		return err_set(err, ERR_IO, "%s", _("ended before the desk "
		    "had answered"));
	if (fflush(h->call->out) != 0 || ferror(h->call->out))
		return err_sys(err, ERR_IO, errno, "%s",
		    _("the output cannot be written"));
	if (h->call->err.code == ERR_NONE)
		return true;
	winner = model_operator(h->m, h->call->winner_id);
	if (winner != NULL && winner->id != h->m->me.id)
		return err_set(err, h->call->err.code, _("%s was first."),
		    winner->name);
	*err = h->call->err;
	return false;
}

bool
headless_run(const struct app_config *config, struct cli_call *call,
    bool *needs_sign_in, struct err *err)
{
	struct headless h = { .call = call, .signal_fd = -1 };
	bool ok = start(&h, config, err);

	while (ok && !is_over(&h) && !h.is_ended && !h.needs_sign_in) {
		ok = has_time(&h, err) && turn(&h, err);
		ok = ok && (!ferror(call->out) || err_set(err, ERR_IO, "%s",
		    _("the output cannot be written")));
	}
	ok = ok && say_end(&h, err);
	*needs_sign_in = h.needs_sign_in;
	native_ops.close(h.backend);
	net_free(h.net);
	effects_clear(&h.effects);
	disk_free(h.disk);
	model_free(h.m);
	if (h.signal_fd >= 0)
		close(h.signal_fd);
	return ok;
}
