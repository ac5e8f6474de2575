/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query_stats.c - reports: conversation after conversation is folded from its
 * events (server/report/) by a reader, a piece at a time.
 *
 * A piece is a transaction and a task of its own, at most PIECE_MS long; after
 * each the next goes to the end of the readers' queue. So a report over years
 * holds up nobody else, and keeps no old state of the database alive, which
 * the writer's log would grow by. The price: a conversation is folded as it is
 * when its piece is read. By the hour, how operators were follows in the same
 * way, from the beginning, as the last of before says how they were at first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "server/hub/query.h"
#include "server/report/report.h"

#define PIECE	    200		/* conversations */
#define PIECE_MS    25
#define PAGE_ROWS   500		/* of one answer */
#define EVENT_BYTES (1024 * 1024)
#define STATES_PIECE 1000

struct stats_job {
	struct task	task;
	struct mail	mail;
	struct hub     *hub;
	struct hub_stats q;
	int		place;		/* among the hub's reporters */
	struct desk_rules rules;	/* as the loop has them */
	hub_answer     *done;
	void	       *ctx;
	struct report_fold fold;
	struct report  *report;		/* figures */
	struct stats_row *rows;		/* or a page of rows */
	size_t		n_rows;
	int64_t		after_opened_ms, after_id;
	struct store_event after_state;	/* the last that was read */
	int64_t		states_ms;	/* the first of all */
	struct str	zone;
	bool		is_begun, is_read, is_over, is_complete;
	struct err	err;
	struct str	body;
};

struct piece {
	struct stats_job *j;
	struct store	 *s;
	struct desk	 *d;
	const struct operator *me;	/* NULL: the administrator */
	struct arena	 *arena;
	int64_t		  begun_ms;
	int		  n;
	bool		  has_failed, has_more;
};

/* --- a conversation ------------------------------------------------------- */

/* Of most events their row says enough; only few are parsed. */
static bool
has_plain_row(enum event_type type)
{
	return type == EVENT_MESSAGE || type == EVENT_CLOSED;
}

static bool
is_of_no_use(enum event_type type)
{
	return type == EVENT_READ || type == EVENT_NOTE ||
	    type == EVENT_EDITED || type == EVENT_PROMISED ||
	    type == EVENT_TYPES;
}

static bool
take_event(void *ctx, const struct store_event *e)
{
	struct piece *p = ctx;
	struct event ev;
	struct json *j = NULL;

	if (is_of_no_use(e->type))
		return true;
	event_init(&ev, e->type);
	ev.seq = e->seq;
	ev.conversation_id = e->conversation_id;
	ev.at_ms = e->at_ms;
	ev.by = e->sender;
	ev.by_id = e->sender == ACTOR_OPERATOR ? e->sender_id : 0;
	arena_reset(p->arena);
	if (!has_plain_row(e->type)) {
		j = json_parse(e->json, e->json_len, NULL);
		if (j == NULL || !proto_event_read(j, p->arena, &ev, NULL)) {
			json_free(j);
			return true;
		}
	}
	report_fold_event(&p->j->fold, &ev);
	json_free(j);
	return true;
}

static bool
has_owner(const struct stats_row *row, int64_t operator_id)
{
	for (int i = 0; i < STATS_OWNERS && i < row->n_owners; i++)
		if (row->owners[i] == operator_id)
			return true;
	return row->first_operator_id == operator_id;
}

static bool
is_asked_for(const struct piece *p, const struct stats_row *row)
{
	if (p->me == NULL || desk_may_report(p->me, row->department_id))
		return true;
	return p->me->role == ROLE_OPERATOR &&
	    (p->j->report != NULL || has_owner(row, p->me->id));
}

/* What operators do not see of ratings, a report does not tell them either. */
static void
hide_ratings(const struct piece *p, struct stats_row *row)
{
	if (p->me == NULL || p->me->role != ROLE_OPERATOR)
		return;
	row->winback = WINBACK_NONE;
	if (p->j->rules.hides_ratings)
		row->stars = 0;
}

static bool
on_opened(void *ctx, const struct store_opened *o)
{
	struct piece *p = ctx;
	struct stats_job *j = p->j;
	struct report_fold *f = &j->fold;

	/* At least one, or it would go on for ever. */
	if (p->n == PIECE || j->n_rows == PAGE_ROWS || (p->n > 0 &&
	    clock_mono_ms() - p->begun_ms >= PIECE_MS)) {
		p->has_more = true;
		return false;
	}
	report_fold_begin(f);
	if (!p->s->ops->events_of(p->s, o->conversation_id, take_event, p,
	    &j->err)) {
		p->has_failed = true;
		return false;
	}
	p->n++;
	j->after_opened_ms = o->opened_ms;
	j->after_id = o->conversation_id;
	if (!report_fold_end(f) || !is_asked_for(p, &f->row))
		return true;
	if (!f->is_routed)
		str_copy(f->row.segment, sizeof f->row.segment, o->segment);
	hide_ratings(p, &f->row);
	if (j->report != NULL)
		report_add(j->report, f);
	else if (f->row.opened_ms >= j->q.since_ms)
		j->rows[j->n_rows++] = f->row;
	return true;
}

/* --- how operators were --------------------------------------------------- */

/* Supervisors look at who works where they do, operators at themselves. */
static bool
counts(const struct piece *p, int64_t operator_id)
{
	const struct operator *o = desk_operator(p->d, operator_id);

	if (p->me == NULL || p->me->id == operator_id)
		return true;
	if (o == NULL || p->me->role == ROLE_OPERATOR)
		return false;
	for (int i = 0; i < o->n_departments; i++)
		if (desk_may_report(p->me, o->departments[i]))
			return true;
	return o->n_departments == 0;
}

static bool
take_state(void *ctx, const struct store_event *e)
{
	struct piece *p = ctx;
	struct stats_job *js = p->j;
	struct event ev;
	struct json *j;

	if (p->n == STATES_PIECE) {
		p->has_more = true;
		return false;
	}
	p->n++;
	if (js->states_ms == 0)
		js->states_ms = e->at_ms;
	js->after_state.at_ms = e->at_ms;
	js->after_state.seq = e->seq;
	event_init(&ev, e->type);
	arena_reset(p->arena);
	j = json_parse(e->json, e->json_len, NULL);
	if (j != NULL && proto_event_read(j, p->arena, &ev, NULL) &&
	    counts(p, ev.operator_id))
		report_state(js->report, ev.operator_id, ev.presence,
		    e->at_ms);
	json_free(j);
	return true;
}

static void
read_states(struct piece *p)
{
	struct stats_job *j = p->j;

	p->has_failed = !p->s->ops->events_of_desk(p->s, EVENT_STATE,
	    &j->after_state, j->q.until_ms, STATES_PIECE + 1, take_state, p,
	    &j->err);
}

/* --- the end -------------------------------------------------------------- */

static void
put_label(const struct desk *d, struct stats_line *line, enum stats_by by)
{
	const struct operator *o = desk_operator(d, line->id);
	const struct department *dep = desk_department(d, line->id);

	if (by == STATS_BY_OPERATOR && o != NULL)
		str_copy(line->label, sizeof line->label, o->name);
	if (by == STATS_BY_DEPARTMENT && dep != NULL)
		str_copy(line->label, sizeof line->label, dep->name);
}

/* Of the report itself. */
static bool
has_failed(struct stats_job *j)
{
	enum err_code code = j->report == NULL ? ERR_NONE :
	    report_failed(j->report);

	if (code == ERR_TOO_LARGE)
		err_set(&j->err, code, "too much for one report: ask for fewer "
		    "days");
	else if (code != ERR_NONE)
		err_set(&j->err, code, "no memory for a report: ask again in a "
		    "moment");
	return code != ERR_NONE;
}

static void
write_body(struct piece *p)
{
	struct stats_job *j = p->j;
	struct stats s = { .since_ms = j->q.since_ms,
		.until_ms = j->q.until_ms, .at_ms = clock_now_ms(),
		.rows = j->rows, .n_rows = j->n_rows,
		.is_complete = j->is_complete };
	int64_t keep_ms = j->hub->config.keep_ms;
	struct json_out w;

	if (keep_ms > 0 && keep_ms != INT64_MAX &&
	    s.since_ms < s.at_ms - keep_ms)
		s.kept_ms = s.at_ms - keep_ms;
	if (j->q.by == STATS_BY_HOUR)
		s.states_ms = j->states_ms != 0 ? j->states_ms : s.at_ms;
	if (!j->is_complete)
		snprintf(s.after, sizeof s.after, "%lld.%lld",
		    (long long)j->after_opened_ms, (long long)j->after_id);
	if (j->report != NULL)
		report_end(j->report, &s);
	if (has_failed(j))
		return;
	for (size_t i = 0; i < s.n_lines; i++)
		put_label(p->d, &s.lines[i], s.by);
	str_clear(&j->body);
	str_init(&j->body, PROTO_ANSWER_BYTES);
	json_begin(&w, &j->body);
	json_object(&w, NULL);
	proto_stats_write(&w, &s);
	json_end_object(&w);
	free(s.lines);
	if (j->body.full)
		err_set(&j->err, ERR_TOO_LARGE, "the answer is too large");
}

/* --- a piece -------------------------------------------------------------- */

/* The zone that was asked for, or this computer's own. */
static bool
read_zone(struct stats_job *j)
{
	char own[ZONE_NAME_BYTES + 1] = "";
	struct zone_time now;

	str_clear(&j->zone);
	str_init(&j->zone, ZONE_FILE_BYTES);
	if (j->q.zone[0] != '\0')
		return (zone_read(j->q.zone, &j->zone) && zone_at(
		    (const unsigned char *)j->zone.data, j->zone.len,
		    clock_now_ms(), &now)) || err_set(&j->err, ERR_VALUE,
		    "zone: this computer knows no time zone \"%s\"",
		    j->q.zone);
	if (!j->q.has_offset && zone_own(own) && !zone_read(own, &j->zone))
		str_clear(&j->zone);
	return true;
}

static void
begin_report(struct piece *p)
{
	struct stats_job *j = p->j;
	struct report_ask ask = { .by = j->q.by, .since_ms = j->q.since_ms,
		.until_ms = j->q.until_ms, .now_ms = clock_now_ms(),
		.offset_s = j->q.offset_s, .zone_len = j->zone.len,
		.bad_stars = j->rules.bad_stars };

	if (j->zone.len > 0)
		ask.zone = (const unsigned char *)j->zone.data;
	if (p->me != NULL && p->me->role == ROLE_OPERATOR)
		ask.operator_id = p->me->id;
	if (j->q.is_rows) {
		if (j->rows == NULL)
			j->rows = mem_array(PAGE_ROWS, struct stats_row);
	} else if (j->report == NULL) {
		j->report = report_new(&ask);
	}
}

static bool
find_me(struct piece *p)
{
	struct stats_job *j = p->j;

	if (j->q.is_admin)
		return true;
	p->me = desk_operator(p->d, j->q.operator_id);
	return (p->me != NULL && !p->me->disabled) || err_set(&j->err,
	    ERR_NOT_FOUND, "there is no operator %lld",
	    (long long)j->q.operator_id);
}

static void
read_piece(struct piece *p)
{
	struct stats_job *j = p->j;
	struct store_opened after = { .opened_ms = j->after_opened_ms,
		.conversation_id = j->after_id };

	if (!load_people(p->s, p->d, &j->err) || !find_me(p))
		return;
	if (!j->is_begun && !read_zone(j))
		return;
	j->is_begun = true;
	begin_report(p);
	if (j->is_read) {
		read_states(p);
		return;
	}
	/* Those from before are of use to the load only. */
	if (j->q.by != STATS_BY_HOUR && after.opened_ms < j->q.since_ms) {
		after.opened_ms = j->q.since_ms - 1;
		after.conversation_id = INT64_MAX;
	}
	p->has_failed = !p->s->ops->opened(p->s, &after, j->q.since_ms,
	    j->q.until_ms, PIECE + 1, on_opened, p, &j->err) || p->has_failed;
	if (!p->has_more && j->q.by == STATS_BY_HOUR && !j->q.is_rows)
		j->is_read = p->has_more = true;
}

static void
run(struct task *task, int thread)
{
	struct stats_job *j = (struct stats_job *)task;
	struct store *s = j->hub->readers[thread];
	struct piece p = { .j = j, .s = s, .begun_ms = clock_mono_ms() };

	if (s->ops->begin_read(s, &j->err)) {
		p.d = desk_new();
		p.arena = arena_new(EVENT_BYTES);
		if (p.arena == NULL)
			err_set(&j->err, ERR_BUSY, "no memory to read with");
		else
			read_piece(&p);
		j->is_complete = !p.has_more;
		j->is_over = j->is_complete || has_failed(j) ||
		    j->err.code != ERR_NONE || j->n_rows == PAGE_ROWS;
		if (j->is_over && j->err.code == ERR_NONE)
			write_body(&p);
		desk_free(p.d);
		arena_free(p.arena);
		s->ops->rollback(s);
	}
	j->is_over = j->is_over || j->err.code != ERR_NONE;
	mailbox_put(j->hub->mailbox, &j->mail);
}

/* --- in the loop's thread ------------------------------------------------- */

static void
deliver(struct hub *h, struct mail *m)
{
	struct stats_job *j = (struct stats_job *)((char *)m -
	    offsetof(struct stats_job, mail));

	if (!j->is_over && !h->is_closing) {
		pool_put(h->reading, &j->task, true);
		return;
	}
	if (!j->is_over)
		err_set(&j->err, ERR_BUSY, "the desk is stopping");
	if (j->err.code == ERR_STORE || j->err.code == ERR_IO)
		log_error("hub", "a report failed: %s", j->err.text);
	h->reporters[j->place].is_taken = false;
	if (j->err.code == ERR_NONE)
		j->done(j->ctx, &j->err, j->body.data, j->body.len);
	else
		j->done(j->ctx, &j->err, NULL, 0);
	str_clear(&j->body);
	str_clear(&j->zone);
	report_fold_clear(&j->fold);
	report_free(j->report);
	free(j->rows);
	free(j);
}

/* One at a time for each who asks. */
static bool
find_place(const struct hub *h, const struct hub_stats *q, int *place,
    struct err *err)
{
	int64_t who = q->is_admin ? 0 : q->operator_id;

	*place = -1;
	for (int i = 0; i < HUB_REPORTS; i++) {
		if (!h->reporters[i].is_taken)
			*place = i;
		else if (h->reporters[i].operator_id == who)
			return err_set(err, ERR_BUSY, "your last report is "
			    "still being made: ask again when it is there");
	}
	if (mem_is_short())
		return err_set(err, ERR_BUSY, "no memory for a report: ask "
		    "again in a moment");
	return (*place >= 0 && !h->is_closing) || err_set(err, ERR_BUSY,
	    "other reports are being made: ask again in a moment");
}

void
hub_stats(struct hub *h, const struct hub_stats *q, hub_answer *done,
    void *ctx)
{
	struct stats_job *j;
	struct err err;
	int place;

	if (!find_place(h, q, &place, &err)) {
		done(ctx, &err, NULL, 0);
		return;
	}
	h->reporters[place] = (struct reporter){ true, q->is_admin ? 0 :
		q->operator_id };
	j = mem_new(struct stats_job);
	*j = (struct stats_job){
		.task.run = run, .mail.deliver = deliver, .hub = h, .q = *q,
		.done = done, .ctx = ctx, .rules = *desk_rules(h->desk),
		.after_opened_ms = q->after_opened_ms,
		.after_id = q->after_id, .place = place,
	};
	str_init(&j->body, 1);
	str_init(&j->zone, 1);
	pool_put(h->reading, &j->task, true);
}
