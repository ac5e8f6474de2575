/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/block.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define MIN_EVERY_MS  5000
#define MAX_TIMEOUT_S 60
#define MAX_EVERY_S   86400
#define RECORD_MS     3000	/* for the record the commands wait so long */
#define AGAIN_MS      100

/* --- the file -------------------------------------------------------------- */

/* "5s", "2m", "500ms", "0" */
static bool
read_span(const char *value, int64_t max_ms, int64_t *ms)
{
	static const struct { const char *name; int64_t ms; } units[] = {
		{ "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "", 1000 } };
	char digits[16];
	size_t len = strspn(value, "0123456789");
	long long n;

	if (len == 0 || len >= sizeof digits)
		return false;
	memcpy(digits, value, len);
	digits[len] = '\0';
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(value + len, units[i].name) == 0 &&
		    str_to_i64(digits, 0, max_ms / units[i].ms, &n)) {
			*ms = n * units[i].ms;
			return true;
		}
	return false;
}

static struct block *
place(struct blocks *b, const char *name, struct err *err)
{
	for (int i = 0; i < b->n; i++)
		if (strcmp(b->list[i].name, name) == 0)
			return &b->list[i];
	if (name[0] == '\0' || strlen(name) > BLOCK_NAME_BYTES ||
	    !utf8_is_text(name, strlen(name))) {
		err_set(err, ERR_VALUE, _("a block's name has from 1 to %d "
		    "bytes, like [block ORDERS]"), BLOCK_NAME_BYTES);
		return NULL;
	}
	if (b->n == BLOCKS) {
		err_set(err, ERR_VALUE, _("more than %d blocks"), BLOCKS);
		return NULL;
	}
	b->list[b->n] = (struct block){ .timeout_ms = 5000, .lines = 6 };
	str_copy(b->list[b->n].name, sizeof b->list[0].name, name);
	return &b->list[b->n++];
}

static bool
set_number(struct block *b, const char *key, const char *value,
    struct err *err)
{
	int64_t ms = 0;
	long long n;

	if (strcmp(key, "lines") == 0) {
		if (!str_to_i64(value, 1, BLOCK_LINES, &n))
			return err_set(err, ERR_VALUE,
			    _("lines: from 1 to %d"), BLOCK_LINES);
		b->lines = (int)n;
	} else if (strcmp(key, "timeout") == 0) {
		if (!read_span(value, MAX_TIMEOUT_S * 1000, &ms) || ms == 0)
			return err_set(err, ERR_VALUE, _("timeout: from 1ms "
			    "to 60s, like “3s”"));
		b->timeout_ms = (int)ms;
	} else {
		if (!read_span(value, MAX_EVERY_S * 1000LL, &ms) ||
		    (ms != 0 && ms < MIN_EVERY_MS))
			return err_set(err, ERR_VALUE, _("every: 0, or from "
			    "5s on, like “60s”"));
		b->every_ms = ms;
	}
	return true;
}

bool
block_set(struct blocks *b, const char *name, const char *key,
    const char *value, struct err *err)
{
	struct block *block = place(b, name, err);

	if (block == NULL)
		return false;
	if (strcmp(key, "command") == 0)
		return (value[0] != '\0' && str_copy(block->command,
		    sizeof block->command, value)) || err_set(err, ERR_VALUE,
		    _("command: from 1 to %d bytes"), BLOCK_COMMAND_BYTES - 1);
	if (strcmp(key, "when") == 0) {
		block->needs_contact = strcmp(value, "contact") == 0;
		return block->needs_contact || strcmp(value, "always") == 0 ||
		    err_set(err, ERR_VALUE, _("when: contact or always"));
	}
	if (strcmp(key, "lines") != 0 && strcmp(key, "timeout") != 0 &&
	    strcmp(key, "every") != 0)
		return err_set(err, ERR_VALUE, _("a block has command, "
		    "timeout, lines, every and when"));
	return set_number(block, key, value, err);
}

/* --- what was printed ------------------------------------------------------- */

void
block_clear(struct block_states *s)
{
	for (int i = 0; i < BLOCK_SEEN; i++)
		free(s->seen[i].output);
	*s = (struct block_states){ 0 };
}

/* What still runs comes back under a number that nobody has. */
void
block_forget(struct block_states *s)
{
	int64_t last_run_id = s->last_run_id;

	block_clear(s);
	s->last_run_id = last_run_id;
}

const struct block_seen *
block_find(const struct model *m, int64_t customer_id, int block)
{
	for (int i = 0; i < BLOCK_SEEN; i++) {
		const struct block_seen *s = &m->blocks.seen[i];

		if (s->customer_id == customer_id && s->block == block &&
		    customer_id != 0)
			return s;
	}
	return NULL;
}

/* That of the customer, else a free one, else the oldest that is at rest. */
static struct block_seen *
take_place(struct model *m, int64_t customer_id, int block)
{
	struct block_seen *best = NULL;

	for (int i = 0; i < BLOCK_SEEN; i++) {
		struct block_seen *s = &m->blocks.seen[i];

		if (s->customer_id == customer_id && s->block == block)
			return s;
		if (s->run_id == 0 && (best == NULL ||
		    s->ran_ms < best->ran_ms))
			best = s;
	}
	if (best == NULL)
		return NULL;
	free(best->output);
	*best = (struct block_seen){ .customer_id = customer_id,
		.block = block };
	return best;
}

bool
block_applies(const struct model *m, const struct block *b,
    int64_t customer_id)
{
	const struct record *r = model_record(m, customer_id);

	return b->command[0] != '\0' && (!b->needs_contact || (r != NULL &&
	    r->c.contact != NULL && r->c.contact[0] != '\0'));
}

/* --- running ----------------------------------------------------------------- */

/* Whose record is on the screen; 0: nobody's. */
static int64_t
shown_customer(const struct model *m)
{
	const struct chat *c = model_focused(m);
	bool is_shown = m->ui.overlay == OVERLAY_CUSTOMER ||
	    (m->ui.cols >= MODEL_WIDE_COLS && !m->ui.sidebar_hidden);

	return c != NULL && is_shown && m->prefs.blocks.n > 0 ?
	    c->c.customer_id : 0;
}

static void
run(struct model *m, int block, struct effects *e)
{
	const struct chat *c = model_focused(m);
	const struct block *b = &m->prefs.blocks.list[block];
	struct block_seen *s = take_place(m, c->c.customer_id, block);
	struct run_job *job;

	if (s == NULL || s->run_id != 0)
		return;
	s->run_id = ++m->blocks.last_run_id;
	job = run_job_new(RUN_FOR_BLOCK, s->run_id, b->command);
	job->timeout_ms = b->timeout_ms;
	run_job_env(job, "BLOCK", b->name);
	run_job_chat(job, m, c);
	effects_run(e, job);
}

static bool
is_due(const struct model *m, int64_t customer_id, int block)
{
	const struct block *b = &m->prefs.blocks.list[block];
	const struct block_seen *s = block_find(m, customer_id, block);

	if (!block_applies(m, b, customer_id))
		return false;
	if (s == NULL || (s->ran_ms == 0 && s->run_id == 0))
		return true;
	return s->run_id == 0 && b->every_ms > 0 &&
	    m->now_ms - s->ran_ms >= b->every_ms;
}

void
block_tick(struct model *m, struct effects *e)
{
	int64_t customer_id = shown_customer(m);
	const struct record *r;

	if (customer_id != m->blocks.customer_id) {
		m->blocks.customer_id = customer_id;
		m->blocks.since_ms = m->now_ms;
		m->blocks.due_ms = m->now_ms + BLOCK_REST_MS;
	}
	if (customer_id == 0 || m->now_ms < m->blocks.due_ms)
		return;
	/* The commands want to know the contact; a desk that does not answer
	 * is waited for no longer. */
	r = model_record(m, customer_id);
	if (r != NULL && r->is_fetching && m->link == LINK_LIVE &&
	    m->now_ms - m->blocks.since_ms < RECORD_MS) {
		m->blocks.due_ms = m->now_ms + AGAIN_MS;
		return;
	}
	m->blocks.due_ms = 0;
	for (int i = 0; i < m->prefs.blocks.n; i++)
		if (is_due(m, customer_id, i))
			run(m, i, e);
}

int64_t
block_due_ms(const struct model *m)
{
	int64_t customer_id = shown_customer(m), due_ms = 0;

	if (customer_id != m->blocks.customer_id)
		return m->now_ms;
	if (customer_id == 0)
		return 0;
	if (m->blocks.due_ms != 0)
		return m->blocks.due_ms;
	for (int i = 0; i < m->prefs.blocks.n; i++) {
		const struct block *b = &m->prefs.blocks.list[i];
		const struct block_seen *s = block_find(m, customer_id, i);

		/* One that is not run must not be waited for. */
		if (s != NULL && s->run_id == 0 && b->every_ms > 0 &&
		    block_applies(m, b, customer_id) && (due_ms == 0 || s->ran_ms + b->every_ms < due_ms))
			due_ms = s->ran_ms + b->every_ms;
	}
	return due_ms;
}

/* Text to its first NUL; what is no UTF-8 is made so when it is drawn. */
void
block_ran(struct model *m, const struct event *ev)
{
	for (int i = 0; i < BLOCK_SEEN; i++) {
		struct block_seen *s = &m->blocks.seen[i];

		if (s->run_id != ev->run_id || s->customer_id == 0)
			continue;
		s->run_id = 0;
		s->ran_ms = m->now_ms;
		s->ran = ev->ran;
		s->status = ev->run_status;
		str_copy(s->words, sizeof s->words, ev->text);
		free(s->output);
		s->output = mem_dup(ev->output);
		return;
	}
}

COMMAND(blocks)
{
	int64_t customer_id = shown_customer(m);

	(void)args;
	if (m->prefs.blocks.n == 0)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("There are no blocks: [block NAME] in dezhurka.conf "
		      "makes one."));
	if (customer_id == 0)
		return err_set(err, ERR_VALUE, "%s",
		    _("The customer's record is not on the screen: F3 shows "
		      "it."));
	m->blocks.customer_id = customer_id;
	for (int i = 0; i < m->prefs.blocks.n; i++)
		if (block_applies(m, &m->prefs.blocks.list[i], customer_id))
			run(m, i, e);
	return true;
}
