/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/run_job.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "console/model/model.h"

#define PAIR_BYTES 16384	/* of one; a system refuses far longer ones */

struct run_job *
run_job_new(enum run_for what, int64_t id, const char *command)
{
	struct run_job *j = mem_new(struct run_job);

	j->what = what;
	j->id = id;
	j->command = mem_dup(command);
	j->input = mem_dup("");
	j->timeout_ms = RUN_TIMEOUT_MS;
	j->max_bytes = RUN_OUTPUT_BYTES;
	return j;
}

void
run_job_free(struct run_job *j)
{
	if (j == NULL)
		return;
	for (int i = 0; i < j->n_env; i++)
		free(j->env[i]);
	free(j->command);
	free(j->input);
	free(j);
}

void
run_job_env(struct run_job *j, const char *name, const char *value)
{
	struct str pair;

	if (j->n_env == RUN_JOB_PAIRS)
		return;
	str_init(&pair, PAIR_BYTES);
	if (str_putf(&pair, "DEZHURKA_%s=%s", name, value))
		j->env[j->n_env++] = str_take(&pair);
	str_clear(&pair);
}

static void
put_i64(struct run_job *j, struct json_out *w, const char *name,
    const char *key, int64_t value)
{
	struct str number;

	str_init(&number, 24);
	str_putf(&number, "%lld", (long long)value);
	run_job_env(j, name, number.data);
	json_put_i64(w, key, value);
	str_clear(&number);
}

static void
put_str(struct run_job *j, struct json_out *w, const char *name,
    const char *key, const char *value)
{
	run_job_env(j, name, value);
	json_put_str(w, key, value);
}

static void
put_customer(struct run_job *j, struct json_out *w, const struct model *m,
    const struct chat *c)
{
	const struct record *r = model_record(m, c->c.customer_id);

	json_object(w, "customer");
	put_i64(j, w, "CUSTOMER_ID", "id", c->c.customer_id);
	put_str(j, w, "CUSTOMER_NAME", "name",
	    r != NULL && r->c.name[0] != '\0' ? r->c.name : c->c.name);
	put_str(j, w, "CUSTOMER_CONTACT", "contact",
	    r != NULL ? r->c.contact : "");
	put_str(j, w, "CUSTOMER_LANGUAGE", "language",
	    r != NULL && r->c.language[0] != '\0' ? r->c.language :
	    c->c.language);
	put_str(j, w, "CUSTOMER_NOTE", "note", r != NULL ? r->c.note : "");
	put_str(j, w, "CUSTOMER_SEGMENT", "segment",
	    r != NULL && r->c.segment != NULL ? r->c.segment : "");
	put_str(j, w, "CUSTOMER_TAGS", "tags",
	    r != NULL && r->c.tags != NULL ? r->c.tags : "");
	json_end_object(w);
}

void
run_job_chat(struct run_job *j, const struct model *m, const struct chat *c)
{
	const struct department *d = model_department(m, c->c.department_id);
	struct json_out w;
	struct str	input;

	str_init(&input, RUN_INPUT_BYTES);
	json_begin(&w, &input);
	json_object(&w, NULL);
	json_object(&w, "conversation");
	put_i64(j, &w, "CONVERSATION_ID", "id", c->c.id);
	put_str(j, &w, "SUBJECT", "subject", c->c.subject);
	put_str(j, &w, "PAGE", "page", c->c.page);
	put_str(j, &w, "DEPARTMENT", "department", d != NULL ? d->name : "");
	json_end_object(&w);
	put_customer(j, &w, m, c);
	put_str(j, &w, "OPERATOR", "operator", m->me.login);
	json_end_object(&w);
	str_put_c(&input, '\n');
	free(j->input);
	j->input = str_take(&input);
}
