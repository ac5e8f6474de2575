/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/reload.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

struct reload {
	struct hub	      *hub;
	const struct settings *first;
	struct settings	      *used, *old;	/* NULL: the first ones */
	struct settings	      *fresh;		/* NULL: none is read */
	bool		       is_busy;		/* until the desk has them */
	bool		       is_good;
	bool		       is_again;	/* asked for meanwhile */
	struct err	       err;
	reload_done	      *done;
	void		      *ctx;
};

static void
drop(struct settings *c)
{
	if (c == NULL)
		return;
	settings_free(c);
	free(c);
}

void
reload_rules(const struct settings *c, struct desk_rules *out)
{
	*out = (struct desk_rules){
		.return_after_ms = c->return_after_ms, .edit_ms = c->edit_ms,
		.book = &c->book, .joins_quietly = !c->shows_second,
		.hides_ratings = c->ratings.hides,
		.bad_stars = c->ratings.bad_stars,
		.winback_due_ms = c->ratings.winback_ms,
		.operators_block = c->blocks.kinds,
		.longest_block_ms = c->blocks.longest_ms,
		.proxies = c->blocks.proxies,
		.n_proxies = c->blocks.n_proxies,
	};
	str_copy(out->winback_owner, sizeof out->winback_owner,
	    c->ratings.winback_owner);
}

struct reload *
reload_new(struct hub *h, const struct settings *first)
{
	struct reload *r = mem_new(struct reload);

	r->hub = h;
	r->first = first;
	return r;
}

void
reload_free(struct reload *r)
{
	if (r == NULL)
		return;
	drop(r->used);
	drop(r->old);
	drop(r->fresh);
	free(r);
}

static void
tell(struct reload *r)
{
	reload_done *done = r->done;

	r->done = NULL;
	r->is_busy = false;
	if (r->err.code == ERR_NONE)
		log_info("serve", "the rules were read anew");
	else
		log_error("serve", "the rules stay as they are: %s",
		    r->err.text);
	if (done != NULL)
		done(r->ctx, &r->err);
	if (r->is_again) {
		r->is_again = false;
		reload_start(r, NULL, NULL);
	}
}

/* Nobody reads the old ones any more. */
static void
on_set(void *ctx)
{
	struct reload *r = ctx;

	drop(r->old);
	r->old = NULL;
	tell(r);
}

/* In a thread. */
static void
read_anew(void *arg)
{
	struct reload *r = arg;

	settings_init(r->fresh);
	r->is_good = settings_read(r->fresh, r->first->path, &r->err);
}

static void
on_read(void *arg)
{
	struct reload *r = arg;
	struct desk_rules rules;

	if (!r->is_good) {
		drop(r->fresh);
		r->fresh = NULL;
		tell(r);
		return;
	}
	r->old = r->used;
	r->used = r->fresh;
	r->fresh = NULL;
	r->err.code = ERR_NONE;
	reload_rules(r->used, &rules);
	hub_set_rules(r->hub, &rules, r->used->routes, on_set, r);
}

void
reload_start(struct reload *r, reload_done *done, void *ctx)
{
	struct err err;

	if (r->is_busy) {
		r->is_again = true;	/* the file may be another by now */
		err_set(&err, ERR_BUSY, "the rules are being read already, and "
		    "will be once more");
	} else {
		r->is_busy = true;
		r->fresh = mem_new(struct settings);
		r->done = done;
		r->ctx = ctx;
		if (hub_work_known(r->hub, read_anew, on_read, r))
			return;
		free(r->fresh);
		r->fresh = NULL;
		r->done = NULL;
		r->is_busy = false;
		err_set(&err, ERR_BUSY, "the desk is stopping");
	}
	if (done != NULL)
		done(ctx, &err);
}
