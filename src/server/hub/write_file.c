/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_file.c - files in the writer's turn: their rows, and who sends them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/hub/write.h"

#define KEEP_UNSENT_MS 3600000	/* what was put, but never sent */
#define SWEEP_MAX      1000	/* rows of one turn */

/* --- putting ------------------------------------------------------------- */

struct same {
	const struct store_file *wanted;
	bool found, is_same;
};

static bool
compare(void *ctx, const struct store_file *f)
{
	struct same *same = ctx;
	const struct store_file *w = same->wanted;

	same->found = true;
	same->is_same = f->sender == w->sender &&
	    f->sender_id == w->sender_id && f->bytes == w->bytes &&
	    f->conversation_id == w->conversation_id &&
	    f->fingerprint == w->fingerprint && strcmp(f->name, w->name) == 0;
	return false;
}

/* May the sender still put something there? */
static bool
check_place(struct turn *t, struct job *job, struct err *err)
{
	const struct operator *o = job->sender.kind == ACTOR_OPERATOR ?
	    desk_operator(t->desk, job->sender.operator_id) : NULL;
	int64_t id = job->file.conversation_id;
	const struct conversation *c;

	if (id == 0)
		return job->sender.kind != ACTOR_VISITOR || err_set(err,
		    ERR_NOT_FOUND, "there is no conversation of yours");
	if (!load_conversation(t->store, t->desk, id, err))
		return false;
	c = desk_conversation(t->desk, id);
	if (c != NULL)
		write_touch(t, id);
	if (c == NULL || (o != NULL ? !desk_may_see(t->desk, o, c) :
	    c->customer_id != job->sender.customer_id))
		return err_set(err, ERR_NOT_FOUND,
		    "there is no conversation %lld", (long long)id);
	return true;
}

static bool
check_count(struct turn *t, const struct store_file *f, int64_t max,
    struct err *err)
{
	int64_t n;

	if (!t->store->ops->files_count(t->store, f, &n, err))
		return false;
	if (n >= max && f->conversation_id == 0)
		return err_set(err, ERR_TOO_LARGE, "%lld files wait to be put "
		    "into canned replies, more are not taken", (long long)n);
	return n < max || err_set(err, ERR_TOO_LARGE,
	    "this conversation has %lld files, more are not taken",
	    (long long)n);
}

void
write_file(struct turn *t, struct job *job)
{
	struct same same = { .wanted = &job->file };
	struct err *err = &job->result.err;
	struct store *s = t->store;

	if (err->code != ERR_NONE)
		return;
	job->file.at_ms = t->now_ms;
	if (!s->ops->mark(s, err)) {
		t->is_lost = true;
		return;
	}
	if (!check_place(t, job, err) ||
	    !s->ops->file_find(s, job->file.id, compare, &same, err))
		return;
	if (same.found) {
		job->result.is_repeat = same.is_same;
		if (!same.is_same)
			err_set(err, ERR_CONFLICT,
			    "this client id was used with other content");
		return;
	}
	if (!check_count(t, &job->file, job->max_files, err))
		return;
	if (!s->ops->file_put(s, &job->file, err) && !s->ops->back(s))
		t->is_lost = true;
}

/* --- sweeping ------------------------------------------------------------ */

struct sweep {
	char **ids;
	struct job *job;
};

static bool
is_there(void *ctx, const struct store_file *f)
{
	bool *found = ctx;

	(void)f;
	*found = true;
	return false;
}

/* Bytes that another row names as well stay where they are. */
bool
write_spare_shared(struct store *s, struct job *job, struct err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < job->n_places; i++) {
		bool found = false;

		if (!s->ops->place_find(s, job->places[i], is_there, &found,
			err))
			return false;
		if (found)
			free(job->places[i]);
		else
			job->places[n++] = job->places[i];
	}
	job->n_places = n;
	return true;
}

static bool
keep_place(void *ctx, const struct store_file *f)
{
	struct sweep *sweep = ctx;
	struct job *job = sweep->job;

	sweep->ids[job->n_places] = mem_dup(f->id);
	job->places[job->n_places++] = mem_dup(f->place);
	return job->n_places < SWEEP_MAX;
}

void
write_sweep(struct turn *t, struct job *job)
{
	struct sweep sweep = { mem_array(SWEEP_MAX, char *), job };
	struct store *s = t->store;
	struct err *err = &job->result.err;
	bool ok;

	job->places = mem_array(SWEEP_MAX, char *);
	ok = s->ops->files_unsent(s, t->now_ms - KEEP_UNSENT_MS, keep_place,
	    &sweep, err);
	for (size_t i = 0; i < job->n_places; i++) {
		ok = ok && s->ops->file_remove(s, sweep.ids[i], err);
		free(sweep.ids[i]);
	}
	free(sweep.ids);
	ok = ok && write_spare_shared(s, job, err);
	t->is_lost = t->is_lost || !ok;
}

/* --- sending ------------------------------------------------------------- */

struct search {
	struct job  *job;
	struct file *to;
	bool	     found, is_sent;
	struct store_file of_reply;	/* id NULL: it is of none */
};

/* Only their own, only where they were put; and the files of replies. */
static bool
take(void *ctx, const struct store_file *f)
{
	struct search *x = ctx;
	struct job *job = x->job;
	int64_t id = job->sender.kind == ACTOR_VISITOR ?
	    job->sender.conversation_id : job->action.conversation_id;

	if (f->canned_id != 0 && job->sender.kind == ACTOR_OPERATOR &&
	    !write_copy_file(job->arena, f, &x->of_reply))
		return false;
	if (f->sender != job->sender.kind || f->conversation_id != id ||
	    f->sender_id != write_sender_id(&job->sender))
		return false;
	*x->to = (struct file){
		.id = arena_dup(job->arena, f->id),
		.name = arena_dup(job->arena, f->name),
		.type = arena_dup(job->arena, f->type), .bytes = f->bytes,
	};
	x->is_sent = f->seq != 0;
	x->found = x->to->id != NULL && x->to->name != NULL &&
	    x->to->type != NULL;
	return false;
}

/* Those that are put count when they come; these come now. */
static bool
check_links(struct turn *t, struct job *job)
{
	int64_t max = job->max_files - (int64_t)job->n_links + 1;
	struct err err;

	if (job->n_links == 0 || check_count(t, &job->links[0], max, &err))
		return true;
	if (err.code != ERR_TOO_LARGE)
		return write_refuse(job, &err);
	job->result.err = err;
	return false;
}

bool
write_find_files(struct turn *t, struct job *job)
{
	struct file *list = arena_alloc(job->arena,
	    MAX_MESSAGE_FILES * sizeof *list);
	const char *ids = job->action.files;
	char id[CLIENT_ID_BYTES + 1];
	struct err *out = &job->result.err, err;
	size_t n = 0;

	if (list == NULL)
		return err_set(out, ERR_BUSY, "no memory for the action");
	while (n < MAX_MESSAGE_FILES && file_next_id(&ids, id)) {
		struct search x = { .job = job, .to = &list[n] };

		if (!t->store->ops->file_find(t->store, id, take, &x, &err))
			return write_refuse(job, &err);
		if (x.of_reply.id != NULL) {
			if (!write_link_file(t, job, &x.of_reply, x.to))
				return false;
			n++;
			continue;
		}
		if (!x.found)
			return err_set(out, ERR_NOT_FOUND,
			    "files: there is no file %s", id);
		if (x.is_sent)
			return err_set(out, ERR_CONFLICT,
			    "files: %s was sent before", id);
		n++;
	}
	job->action.file_list = list;
	job->action.n_files = n;
	return check_links(t, job);
}

bool
write_send_files(struct turn *t, const struct job *job,
    const struct event *ev, struct err *err)
{
	if (!write_put_links(t, job, err))
		return false;
	for (size_t i = 0; i < ev->n_files; i++)
		if (!t->store->ops->file_sent(t->store, ev->files[i].id,
			ev->seq, err))
			return false;
	return true;
}
