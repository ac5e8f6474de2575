/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_simulate.c - dezhurkad simulate: what other rules would have made of
 * recorded days.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>

#include "base/clock.h"
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

/* "4:05" */
static void
print_span(int64_t ms)
{
	printf(" %6lld:%02lld", (long long)ms / 60000,
	    (long long)ms / 1000 % 60);
}

static void
print_row(const char *title, const struct simulated *s, bool is_simulated)
{
	cli_cell(title, 28);
	printf("%9d %7d %7d", s->n, s->n_served, s->n_abandoned);
	if (is_simulated)
		printf(" %10d %8d", s->n_overflowed, s->n_left_message);
	else
		printf(" %10s %8s", "-", "-");
	printf(" %7d", s->n_unserved);
	print_span(s->median_ms);
	print_span(s->p90_ms);
	printf("\n");
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
	json_put_i64(w, "median_ms", s->median_ms);
	json_put_i64(w, "p90_ms", s->p90_ms);
	json_end_object(w);
}

static void
print_json(const struct simulation *days, const struct simulated rows[ROWS])
{
	struct json_out w;
	struct str out;

	str_init(&out, 65536);
	json_begin(&w, &out);
	json_object(&w, NULL);
	json_put_i64(&w, "reaction_ms", days->reaction_ms);
	for (int i = 0; i < ROWS; i++)
		put_row(&w, names[i], &rows[i]);
	json_end_object(&w);
	printf("%s\n", out.data);
	str_clear(&out);
}

static void
print_table(const struct simulation *days,
    const struct simulated rows[ROWS])
{
	printf("%28s%9s %7s %7s %10s %8s %7s %9s %9s\n", "", "customers",
	    "served", "gave up", "overflowed", "messages", "waiting",
	    "median", "9 of 10");
	for (int i = 0; i < ROWS; i++)
		print_row(titles[i], &rows[i], i != AS_IT_WAS);
	printf("An operator who is free is taken to react after %lld s, as "
	    "they did.\n", (long long)days->reaction_ms / 1000);
}

bool
cli_simulate(struct cli *c, struct err *err)
{
	struct simulated rows[ROWS];
	const struct simulation *days;
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
	if (r == NULL) {
		settings_free(&other);
		return false;
	}
	days = recorded_days(r);
	simulate_recorded(days, &rows[AS_IT_WAS]);
	ok = (simulate(days, c->settings->routes, &rows[RULES_NOW]) &&
	    simulate(days, other.routes, &rows[OTHER_RULES])) ||
	    err_set(err, ERR_MEMORY, "no memory for the days");
	if (ok && c->is_json)
		print_json(days, rows);
	else if (ok)
		print_table(days, rows);
	recorded_free(r);
	settings_free(&other);
	return ok;
}
