/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>

#include "base/mem.h"
#include "server/api/api.h"

void *
api_job_new(const struct api_call *c, size_t size)
{
	struct api_job *j = mem_alloc(1, size);

	j->api = c->api;
	j->r = c->r;
	http_request_keep(c->r, j);
	return j;
}

/* A parked poll ends here; other jobs go on to their end without a client. */
void
api_gone(void *ctx, struct http_request *r, void *user)
{
	struct api_job *j = user;

	(void)ctx;
	(void)r;
	j->r = NULL;
	if (j->wait == NULL)
		return;
	hub_wait_cancel(j->wait);
	free(j);
}

void
api_job_json(struct api_job *j, int status, const char *body, size_t len)
{
	if (j->r != NULL)
		api_answer_json(j->r, status, body, len);
	j->r = NULL;
}

void
api_job_told(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct api_job *j = ctx;

	if (err->code != ERR_NONE)
		api_job_err(j, err, 0);
	else
		api_job_json(j, 200, body, len);
	free(j);
}

void
api_ask(const struct api_call *c, const struct hub_query *q)
{
	hub_query(c->api->hub, q, api_job_told,
	    api_job_new(c, sizeof(struct api_job)));
}

void
api_job_empty(struct api_job *j)
{
	if (j->r != NULL)
		api_answer_empty(j->r);
	j->r = NULL;
}

void
api_job_err(struct api_job *j, const struct err *err, int64_t winner_id)
{
	if (j->r != NULL)
		api_answer_err(j->r, err, winner_id);
	j->r = NULL;
}
