/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reload.c - the administrator asks for the rules to be read anew.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "server/api/api.h"

static void
on_done(void *ctx, const struct err *err)
{
	static const char body[] = "{\"reloaded\":true}";
	struct api_job *j = ctx;

	if (err->code != ERR_NONE)
		api_job_err(j, err, 0);
	else
		api_job_json(j, 200, body, strlen(body));
	free(j);
}

void
api_admin_reload(struct api_call *c)
{
	struct api_job *j = api_job_new(c, sizeof *j);
	struct err err;

	hub_audit(c->api->hub, &(struct hub_audit){ .act = "reload",
	    .by = ACTOR_SYSTEM });
	if (c->api->reload != NULL) {
		c->api->reload(c->api->reload_ctx, on_done, j);
		return;
	}
	err_set(&err, ERR_UNSUPPORTED, "this desk has no file of rules");
	on_done(j, &err);
}
