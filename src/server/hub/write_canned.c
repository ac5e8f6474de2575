/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_canned.c - the files of canned replies in the writer's turn, and how
 * often a reply was sent.
 *
 * A file of a reply that goes with a message, or that another reply takes
 * over, gets a row of its own there: the bytes are shared, the rights are not.
 */
#include <string.h>

#include "domain/client_id.h"
#include "server/hub/write.h"

#define LINKS_MAX MAX_MESSAGE_FILES

bool
write_copy_file(struct arena *a, const struct store_file *from,
    struct store_file *to)
{
	*to = *from;
	to->id = arena_dup(a, from->id);
	to->place = arena_dup(a, from->place);
	to->name = arena_dup(a, from->name);
	to->type = arena_dup(a, from->type);
	return to->id != NULL && to->place != NULL && to->name != NULL &&
	    to->type != NULL;
}

/* --- who may ------------------------------------------------------------- */

static bool
note_owner(void *ctx, const void *record)
{
	*(int64_t *)ctx = ((const struct canned *)record)->owner_id;
	return false;
}

/* Is it there for the sender? What cannot be read is not. */
static bool
sees(struct turn *t, const struct job *job, int64_t canned_id)
{
	int64_t owner_id = -1;

	if (canned_id == 0 || job->sender.kind == ACTOR_VISITOR ||
	    !t->store->ops->list(t->store, STORE_CANNED, canned_id,
	    note_owner, &owner_id, NULL))
		return false;
	return owner_id == 0 || (owner_id > 0 &&
	    (job->sender.kind == ACTOR_SYSTEM ||
	    owner_id == job->sender.operator_id));
}

/* --- sharing --------------------------------------------------------------- */

static bool
name_file(const struct job *job, const struct store_file *f, struct file *to)
{
	*to = (struct file){ arena_dup(job->arena, f->id),
	    arena_dup(job->arena, f->name), arena_dup(job->arena, f->type),
	    f->bytes };
	return to->id != NULL && to->name != NULL && to->type != NULL;
}

bool
write_link_file(struct turn *t, struct job *job, const struct store_file *f,
    struct file *to)
{
	struct err *out = &job->result.err;
	char id[CLIENT_ID_BYTES + 1];
	struct store_file *link;

	if (!sees(t, job, f->canned_id))
		return err_set(out, ERR_NOT_FOUND,
		    "files: there is no file %s", f->id);
	if (job->links == NULL)
		job->links = arena_alloc(job->arena,
		    LINKS_MAX * sizeof *job->links);
	if (job->links == NULL)
		return err_set(out, ERR_BUSY, "no memory for the action");
	link = &job->links[job->n_links];
	client_id_new(id);
	*link = *f;
	link->id = arena_dup(job->arena, id);
	link->conversation_id = job->action.conversation_id;
	link->canned_id = 0;
	link->seq = 0;
	link->at_ms = t->now_ms;
	link->sender = job->sender.kind;
	link->sender_id = write_sender_id(&job->sender);
	if (link->id == NULL || !name_file(job, link, to))
		return err_set(out, ERR_BUSY, "no memory for the action");
	job->n_links++;
	return true;
}

bool
write_put_links(struct turn *t, const struct job *job, struct err *err)
{
	for (size_t i = 0; i < job->n_links; i++)
		if (!t->store->ops->file_put(t->store, &job->links[i], err))
			return false;
	return true;
}

/* --- the files of a reply ---------------------------------------------------- */

struct search {
	struct job *job;
	struct store_file f;
	bool	    found;
};

static bool
keep(void *ctx, const struct store_file *f)
{
	struct search *x = ctx;

	x->found = write_copy_file(x->job->arena, f, &x->f);
	return false;
}

/* Its own already, one that the sender has put for it, or another reply's. */
static bool
find_one(struct turn *t, struct job *job, const char *id, struct file *to)
{
	struct search x = { .job = job };
	struct err err;

	if (!t->store->ops->file_find(t->store, id, keep, &x, &err))
		return write_refuse(job, &err);
	if (x.found && x.f.canned_id != 0 &&
	    x.f.canned_id != job->action.canned->id)
		return write_link_file(t, job, &x.f, to);
	if (!x.found || x.f.conversation_id != 0 || (x.f.canned_id == 0 &&
	    (x.f.sender != job->sender.kind ||
	    x.f.sender_id != write_sender_id(&job->sender))))
		return err_set(&job->result.err, ERR_NOT_FOUND,
		    "files: there is no file %s", id);
	return name_file(job, &x.f, to) || err_set(&job->result.err,
	    ERR_BUSY, "no memory for the action");
}

bool
write_find_canned_files(struct turn *t, struct job *job)
{
	const char *ids = job->action.files;
	char id[CLIENT_ID_BYTES + 1];
	struct file *list;
	size_t n = 0;

	if (ids == NULL)
		return true;
	list = arena_alloc(job->arena, MAX_MESSAGE_FILES * sizeof *list);
	if (list == NULL)
		return err_set(&job->result.err, ERR_BUSY,
		    "no memory for the action");
	while (n < MAX_MESSAGE_FILES && file_next_id(&ids, id))
		if (!find_one(t, job, id, &list[n++]))
			return false;
	job->action.file_list = list;
	job->action.n_files = n;
	return true;
}

bool
write_canned_files(struct turn *t, const struct job *job,
    const struct event *ev, struct err *err)
{
	const struct canned *c = ev->canned;
	const struct store_ops *ops = t->store->ops;

	if (!ops->files_free(t->store, c->id, t->now_ms, err) ||
	    !write_put_links(t, job, err))
		return false;
	for (size_t i = 0; i < c->n_files; i++)
		if (!ops->file_of_canned(t->store, c->files[i].id, ev->seq,
			c->id, err))
			return false;
	return true;
}

/* --- counting ------------------------------------------------------------------ */

/* A reply that is not there any more, or not for them, is no reason to refuse
 * what a customer waits for. */
bool
write_count_canned(struct turn *t, const struct job *job, struct err *err)
{
	const struct action *a = &job->action;

	if (job->sender.kind != ACTOR_OPERATOR)
		return true;
	for (size_t i = 0; i < a->n_canned_ids; i++) {
		struct canned_by by = { .canned_id = a->canned_ids[i],
			.operator_id = job->sender.operator_id,
			.used_ms = t->now_ms };
		bool is_again = false;

		for (size_t k = 0; k < i; k++)
			is_again = is_again ||
			    a->canned_ids[k] == by.canned_id;
		if (!is_again && sees(t, job, by.canned_id) &&
		    !t->store->ops->put(t->store, STORE_CANNED_USES, &by, err))
			return false;
	}
	return true;
}
