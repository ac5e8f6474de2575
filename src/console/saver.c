/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/saver.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/worker.h"
#include "console/settings.h"

struct change {
	struct order link;
	char	      *section, *key, *value;	/* value NULL: take it out */
	struct err     err;
};

struct saver {
	char	      *path;		/* NULL: the usual place */
	struct worker *worker;		/* NULL: nothing was saved yet */
};

static void
change_free(struct order *order)
{
	struct change *c = (struct change *)order;

	free(c->section);
	free(c->key);
	free(c->value);
	free(c);
}

static void
work(struct worker *w, void *ctx)
{
	const struct saver *s = ctx;
	struct order *o;

	while ((o = worker_take(w)) != NULL) {
		struct change *c = (struct change *)o;

		if (settings_write(s->path, c->section, c->key, c->value,
		    &c->err))
			change_free(o);
		else
			worker_done(w, o);
	}
}

struct saver *
saver_new(const char *path)
{
	struct saver *s = mem_new(struct saver);

	s->path = path == NULL ? NULL : mem_dup(path);
	return s;
}

bool
saver_put(struct saver *s, const char *section, const char *key,
    const char *value, struct err *err)
{
	static const struct worker_ops ops = { work, change_free };
	struct change *c;

	if (s->worker == NULL)
		s->worker = worker_new(&ops, s, err);
	/* Without a thread it is done here: late is better than not. */
	if (s->worker == NULL)
		return settings_write(s->path, section, key, value, err);
	c = mem_new(struct change);
	c->section = mem_dup(section);
	c->key = mem_dup(key);
	c->value = value == NULL ? NULL : mem_dup(value);
	worker_put(s->worker, &c->link);
	return true;
}

int
saver_fd(const struct saver *s)
{
	return s == NULL ? -1 : worker_fd(s->worker);
}

void
saver_poll(struct saver *s, void (*failed)(void *ctx, const char *section,
    const char *key, const struct err *err), void *ctx)
{
	struct order *o = worker_collect(s->worker), *next;

	for (; o != NULL; o = next) {
		const struct change *c = (const struct change *)o;

		next = o->next;
		failed(ctx, c->section, c->key, &c->err);
		change_free(o);
	}
}

void
saver_free(struct saver *s)
{
	if (s == NULL)
		return;
	worker_end(s->worker, -1);
	free(s->path);
	free(s);
}
