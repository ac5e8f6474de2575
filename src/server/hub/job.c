/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job.c - an action on its way to the writer, with all that it points to.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/hub/internal.h"

#define JOB_BYTES  (512 * 1024)	/* an action and what it leads to */
#define BODY_BYTES (256 * 1024)

struct job *
job_new(enum job_type type, hub_done *done, void *ctx)
{
	struct job *job = mem_new(struct job);

	job->type = type;
	job->done = done;
	job->ctx = ctx;
	job->arena = arena_new(JOB_BYTES);
	if (job->arena == NULL)
		err_set(&job->result.err, ERR_BUSY, "no memory");
	return job;
}

void
job_free(struct job *job)
{
	if (job == NULL)
		return;
	for (size_t i = 0; i < job->n_places; i++)
		free(job->places[i]);
	free(job->places);
	str_clear(&job->answer);
	arena_free(job->arena);
	free(job);
}

/* The job's own copy, "" when there is no memory: then the job fails. */
static const char *
own(struct job *job, const char *text)
{
	const char *copy;

	if (text == NULL || text[0] == '\0')
		return "";
	copy = arena_dup(job->arena, text);
	if (copy != NULL)
		return copy;
	err_set(&job->result.err, ERR_BUSY, "the action needs too much memory");
	return "";
}

/* What an action may leave out. */
static const char *
own_given(struct job *job, const char *text)
{
	return text == NULL ? NULL : own(job, text);
}

static void *
own_record(struct job *job, const void *record, size_t size)
{
	void *copy;

	if (record == NULL)
		return NULL;
	copy = arena_alloc(job->arena, size);
	if (copy != NULL)
		return memcpy(copy, record, size);
	err_set(&job->result.err, ERR_BUSY, "the action needs too much memory");
	return NULL;
}

static void
own_fields(struct job *job, const struct action *a)
{
	struct customer_field *list = own_record(job,
	    a->n_fields == 0 ? NULL : a->fields, a->n_fields * sizeof *list);

	job->action.fields = list;
	job->action.n_fields = list == NULL ? 0 : a->n_fields;
	for (size_t i = 0; list != NULL && i < a->n_fields; i++) {
		list[i].name = own(job, list[i].name);
		list[i].value = own(job, list[i].value);
	}
}

void
job_copy_action(struct job *job, const struct action *a)
{
	struct action *to = &job->action;
	struct canned *canned;

	if (job->arena == NULL)
		return;
	*to = *a;
	to->text = own(job, a->text);
	to->name = own_given(job, a->name);
	to->contact = own_given(job, a->contact);
	to->language = own_given(job, a->language);
	to->page = own(job, a->page);
	to->time_zone = own(job, a->time_zone);
	to->outcome = own(job, a->outcome);
	to->note = own_given(job, a->note);
	to->segment = own_given(job, a->segment);
	to->tags = own_given(job, a->tags);
	to->remove_tags = own(job, a->remove_tags);
	to->draft = own(job, a->draft);
	to->reason = own(job, a->reason);
	to->address = own(job, a->address);
	to->apology = own_given(job, a->apology);
	to->gesture = own_given(job, a->gesture);
	to->changed = own_given(job, a->changed);
	own_fields(job, a);
	to->files = own_given(job, a->files);
	to->path = "";
	to->file_list = NULL;
	to->n_files = 0;
	to->password = own(job, a->password);
	to->operator = own_record(job, a->operator, sizeof *a->operator);
	to->department = own_record(job, a->department, sizeof *a->department);
	to->canned_was = NULL;
	canned = own_record(job, a->canned, sizeof *a->canned);
	to->canned = canned;
	if (canned == NULL)
		return;
	canned->shortcut = own(job, canned->shortcut);
	canned->title = own(job, canned->title);
	canned->language = own(job, canned->language);
	canned->text = own(job, canned->text);
	canned->files = NULL;
	canned->n_files = 0;
	canned->uses = canned->used_ms = 0;
}

/* FNV-1a of the content: who, about what, and the body as it is on the wire.
 * A password is left out: its hash differs every time. */
uint64_t
job_fingerprint(const struct job *job)
{
	struct action a = job->action;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	struct str body;

	a.password = "";
	str_init(&body, BODY_BYTES);
	str_putf(&body, "%s %lld %lld %lld ", action_name(a.type),
	    (long long)a.conversation_id, (long long)a.customer_id,
	    (long long)(a.canned_id + a.block_id));
	proto_action_write(&body, &a);
	for (size_t i = 0; i < body.len; i++) {
		hash ^= (unsigned char)body.data[i];
		hash *= UINT64_C(0x100000001b3);
	}
	str_clear(&body);
	return hash;
}
