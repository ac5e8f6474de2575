/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_simulate.c - dezhurkad simulate: what other rules would have made of
 * recorded days.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "server/admin_cli.h"
#include "server/recorded.h"
#include "server/settings.h"

#define USUAL_MS (7 * 24 * 3600 * INT64_C(1000))

enum { AS_IT_WAS, RULES_NOW, OTHER_RULES, ROWS };

static const char *const names[ROWS] = {
	[AS_IT_WAS] = "recorded",
	[RULES_NOW] = "rules_now",
	[OTHER_RULES] = "other_rules",
};
static const char *const titles[ROWS] = {
	[AS_IT_WAS] = "as it was",
	[RULES_NOW] = "simulated, the rules of now",
	[OTHER_RULES] = "simulated, these rules",
};

struct table {
	const struct simulation *days;
	const struct simulated_fate *fates[ROWS];	/* NULL: as it was */
};

/* "4:05"; "-" where nobody was served. */
static void
print_span(const struct simulated *s, int64_t ms)
{
	if (s->n_served == 0)
		printf(" %8s", "-");
	else
		printf(" %5lld:%02lld", (long long)ms / 60000,
		    (long long)ms / 1000 % 60);
}

static void
print_row(const char *title, const struct simulated *s)
{
	cli_cell(title, 28);
	printf("%9d %7d %7d %10d %8d %7d %7d", s->n, s->n_served,
	    s->n_abandoned, s->n_overflowed, s->n_left_message,
	    s->n_unserved, s->n_missed);
	print_span(s, s->median_ms);
	print_span(s, s->p90_ms);
	print_span(s, s->worst_ms);
	printf("\n");
}

static void
print_rows(const struct table *t, int64_t department_id)
{
	struct simulated s;

	for (int i = 0; i < ROWS; i++) {
		simulate_sum(t->days, t->fates[i], department_id, &s);
		print_row(titles[i], &s);
	}
}

static bool
has_customers(const struct table *t, int64_t department_id)
{
	struct simulated s;

	simulate_sum(t->days, NULL, department_id, &s);
	return s.n > 0;
}

/* Those of no department only where there are others. */
static void
each_department(const struct table *t, struct json_out *w,
    void (*fn)(const struct table *t, struct json_out *w, int64_t id,
    const char *name))
{
	const struct department *dep;
	size_t i;

	for (i = 0; (dep = desk_department_at(t->days->like, i)) != NULL; i++)
		if (has_customers(t, dep->id))
			fn(t, w, dep->id, dep->name);
	if (i > 0 && has_customers(t, 0))
		fn(t, w, 0, "");
}

static void
print_department(const struct table *t, struct json_out *w, int64_t id,
    const char *name)
{
	(void)w;
	printf("\n");
	cli_cell(name[0] == '\0' ? "(no department)" : name, 28);
	printf("\n");
	print_rows(t, id);
}

static void
print_table(const struct table *t)
{
	printf("%28s%9s %7s %7s %10s %8s %7s %7s %8s %8s %8s\n", "",
	    "customers", "served", "gave up", "overflowed", "messages",
	    "waiting", "late", "median", "9 of 10", "worst");
	print_rows(t, SIMULATED_ALL);
	each_department(t, NULL, print_department);
	printf("\nAn operator who is free is taken to react after %lld s, as "
	    "they did.\n", (long long)t->days->reaction_ms / 1000);
	if (t->days->n_absent > 0)
		printf("So many were taken by somebody who was not online, "
		    "which nobody does here: %d.\n", t->days->n_absent);
}

static void
put_row(struct json_out *w, const char *name, const struct simulated *s)
{
	json_object(w, name);
	json_put_i64(w, "customers", s->n);
	json_put_i64(w, "served", s->n_served);
	json_put_i64(w, "abandoned", s->n_abandoned);
	json_put_i64(w, "overflowed", s->n_overflowed);
	json_put_i64(w, "left_message", s->n_left_message);
	json_put_i64(w, "unserved", s->n_unserved);
	json_put_i64(w, "missed", s->n_missed);
	json_put_i64(w, "median_ms", s->median_ms);
	json_put_i64(w, "p90_ms", s->p90_ms);
	json_put_i64(w, "worst_ms", s->worst_ms);
	json_end_object(w);
}

static void
put_rows(const struct table *t, struct json_out *w, int64_t department_id)
{
	struct simulated s;

	for (int i = 0; i < ROWS; i++) {
		simulate_sum(t->days, t->fates[i], department_id, &s);
		put_row(w, names[i], &s);
	}
}

static void
put_department(const struct table *t, struct json_out *w, int64_t id,
    const char *name)
{
	json_object(w, NULL);
	json_put_i64(w, "id", id);
	json_put_str(w, "name", name);
	put_rows(t, w, id);
	json_end_object(w);
}

static void
print_json(const struct table *t)
{
	struct json_out w;
	struct str out;

	str_init(&out, 1 << 20);
	json_begin(&w, &out);
	json_object(&w, NULL);
	json_put_i64(&w, "reaction_ms", t->days->reaction_ms);
	json_put_i64(&w, "taken_by_absent", t->days->n_absent);
	put_rows(t, &w, SIMULATED_ALL);
	json_array(&w, "departments");
	each_department(t, &w, put_department);
	json_end_array(&w);
	json_end_object(&w);
	printf("%s\n", out.data);
	str_clear(&out);
}

static bool
run(const struct simulation *days, const struct settings *now,
    const struct settings *other, bool is_json, struct err *err)
{
	const struct simulated_rules both[] = {
		{ now->routes, &now->book }, { other->routes, &other->book } };
	struct simulated_fate *fates[2];
	struct table t = { .days = days };
	bool ok = true;

	for (int i = 0; i < 2; i++) {
		t.fates[RULES_NOW + i] = fates[i] = mem_array(
		    days->n_customers + 1, struct simulated_fate);
		ok = ok && simulate(days, &both[i], fates[i]);
	}
	if (!ok)
		err_set(err, ERR_MEMORY, "no memory for the days");
	else if (is_json)
		print_json(&t);
	else
		print_table(&t);
	free(fates[0]);
	free(fates[1]);
	return ok;
}

bool
cli_simulate(struct cli *c, struct err *err)
{
	struct settings other;
	struct recorded *r;
	int64_t since_ms = clock_now_ms() - USUAL_MS;
	bool ok;

	if (c->rules == NULL)
		return err_set(err, ERR_SYNTAX, "\"simulate\" needs --rules "
		    "FILE: the rules to try");
	if (c->since != NULL && !cli_since(c->since, &since_ms, err))
		return false;
	settings_init(&other);
	r = !settings_read(&other, c->rules, err) ? NULL :
	    recorded_read(c->settings->data_dir, since_ms, err);
	ok = r != NULL && run(recorded_days(r), c->settings, &other,
	    c->is_json, err);
	recorded_free(r);
	settings_free(&other);
	return ok;
}
