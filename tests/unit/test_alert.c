/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which alerts, when, how loud, and when no more: each rule by an example. */
#include <stdlib.h>

#include "base/json.h"
#include "base/str.h"
#include "console_desk.h"

#define POPUP (ALERT_BELL | ALERT_TERMINAL | ALERT_DESKTOP)
#define ALL   (POPUP | ALERT_COMMAND)

/* The one alert of the tick, NULL when it was silent. */
static const struct effect *
after(struct desk *d, int64_t span_ms)
{
	effects_clear(&d->e);
	desk_tick(d, span_ms);
	return desk_effect(d, EFFECT_ALERT);
}

/* A console that nobody looks at. */
static void
start(struct desk *d)
{
	setenv("TZ", "UTC", 1);
	desk_start(d);
	desk_key(d, "FocusOut");
}

static void
set(struct desk *d, enum alert alert, const char *key, const char *value)
{
	struct err err = { .code = ERR_NONE };

	if (!alert_rule_set(&d->m->prefs.alert_rules[alert], key, value,
	    &err))
		fail_msg("%s", err.text);
}

static const char *
refused(const char *key, const char *value)
{
	static struct err err;
	struct alert_rule r, before;
	struct alert_rule rules[ALERTS];

	alert_rules_init(rules);
	r = before = rules[ALERT_MESSAGE];
	err = (struct err){ .code = ERR_NONE };
	assert_false(alert_rule_set(&r, key, value, &err));
	assert_memory_equal(&r, &before, sizeof r);
	return err.text;
}

/* --- the ladder ------------------------------------------------------------ */

static void
a_new_customer(void **state)
{
	const struct effect *f;
	struct desk d;

	(void)state;
	start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	assert_true(model_alert_due_ms(d.m) <= d.now_ms);
	f = after(&d, 0);
	assert_non_null(f);
	assert_int_equal(f->alert, ALERT_QUEUE);
	assert_int_equal(f->ways, POPUP);
	assert_int_equal(f->step, 1);
	assert_int_equal(f->count, 1);
	assert_int_equal(f->conversation_id, 5);
	/* The message that it came with is no second alert. */
	assert_null(after(&d, 1500));
	assert_null(after(&d, 18000));
	f = after(&d, 500);
	assert_non_null(f);
	assert_int_equal(f->step, 2);
	f = after(&d, 20000);
	assert_int_equal(f->ways, ALL);
	f = after(&d, 20000);
	assert_int_equal(f->step, 4);
	desk_takes(&d, 5, OLGA);
	assert_null(after(&d, 100000));
	desk_end(&d);
}

static void
who_takes_ends_it(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	assert_non_null(after(&d, 0));
	desk_takes(&d, 5, OLGA);
	assert_null(after(&d, 20000));
	assert_int_equal(model_alert_due_ms(d.m), 0);
	desk_end(&d);
}

static void
a_reply_climbs_until_i_look(void **state)
{
	const struct effect *f;
	struct desk d;

	(void)state;
	start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_tick(&d, 0);
	desk_says(&d, 5, "\033[31mred; \\ ring\a");
	f = after(&d, 1000);
	assert_int_equal(f->alert, ALERT_MESSAGE);
	assert_string_equal(f->text, "Ivan");
	assert_string_equal(f->body, "^[[31mred; \\ ring^G");
	assert_int_equal(f->ways, POPUP);
	f = after(&d, 20000);
	assert_int_equal(f->ways, ALERT_BELL);
	desk_key(&d, "FocusIn");
	desk_key(&d, "x");
	for (int i = 0; i < 10; i++)
		assert_false(after(&d, 10000) != NULL &&
		    desk_alerted(&d, ALERT_MESSAGE));
	desk_end(&d);
}

static void
who_looks_hears_nothing(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "FocusIn");
	desk_key(&d, "M-1");
	desk_tick(&d, 1000);
	desk_says(&d, 5, "I look at this");
	assert_null(after(&d, 1000));
	/* No key for long: nobody looks. */
	desk_tick(&d, 11000);
	desk_says(&d, 5, "and now?");
	assert_non_null(after(&d, 0));
	desk_end(&d);
}

static void
an_answer_ends_it(void **state)
{
	struct event ev;
	struct desk d;

	(void)state;
	start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_tick(&d, 0);
	desk_says(&d, 5, "hello?");
	assert_non_null(after(&d, 1000));
	ev = desk_event(&d, EVENT_MESSAGE, 5, ACTOR_OPERATOR, ANNA);
	ev.text = "from my other console";
	desk_reduce(&d, &ev);
	assert_null(after(&d, 20000));
	desk_end(&d);
}

static void
more_of_the_same_is_said_again(void **state)
{
	const struct effect *f;
	struct desk d;

	(void)state;
	start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_tick(&d, 0);
	desk_says(&d, 5, "one");
	assert_string_equal(after(&d, 1000)->body, "one");
	desk_says(&d, 5, "two");
	desk_says(&d, 5, "three");
	f = after(&d, 1000);
	assert_string_equal(f->body, "three");
	assert_int_equal(f->step, 1);
	assert_null(after(&d, 1000));
	desk_end(&d);
}

static void
the_first_message(void **state)
{
	struct event ev;
	const struct effect *f;
	struct desk d;

	(void)state;
	start(&d);
	ev = desk_event(&d, EVENT_OPENED, 5, ACTOR_VISITOR, 0);
	ev.name = "Ola";
	ev.language = "pl";
	ev.customer_id = 105;
	desk_reduce(&d, &ev);
	desk_takes(&d, 5, ANNA);
	desk_tick(&d, 1000);
	desk_says(&d, 5, "dzień dobry");
	f = after(&d, 1000);
	assert_int_equal(f->alert, ALERT_FIRST);
	assert_string_equal(f->text, "First message of Ola");
	assert_string_equal(f->body, "dzień dobry");
	desk_end(&d);
}

static void
late_twice(void **state)
{
	const struct effect *f;
	struct desk d;

	(void)state;
	start(&d);
	set(&d, ALERT_QUEUE, "only", "never");
	set(&d, ALERT_FIRST, "only", "never");
	desk_opens(&d, 5, "Ivan", "ru");
	assert_null(after(&d, 30000));
	f = after(&d, 16000);
	assert_int_equal(f->alert, ALERT_LATE);
	assert_string_equal(f->text, "Ivan should be answered soon: 0:46");
	assert_int_equal(f->ways, ALL);
	assert_null(after(&d, 1000));
	f = after(&d, 20000);
	assert_string_equal(f->text, "Ivan has waited too long: 1:07");
	desk_end(&d);
}

static void
a_transfer_to_me(void **state)
{
	const struct effect *f;
	struct desk d;

	(void)state;
	start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	desk_takes(&d, 5, OLGA);
	desk_tick(&d, 0);
	desk_transfers(&d, 5, OLGA, ANNA);
	f = after(&d, 1000);
	assert_int_equal(f->alert, ALERT_TRANSFER);
	assert_string_equal(f->text, "Ivan was transferred to you");
	assert_string_equal(f->body, "please look");
	desk_end(&d);
}

/* --- at most one a second ---------------------------------------------------- */

static void
a_burst_is_one(void **state)
{
	const struct effect *f;
	struct desk d;

	(void)state;
	start(&d);
	desk_opens(&d, 5, "Ivan", "ru");
	desk_opens(&d, 6, "Ola", "pl");
	desk_opens(&d, 7, "Jan", "pl");
	f = after(&d, 0);
	assert_string_equal(f->text, "3 new customers");
	assert_string_equal(f->body, "Ivan, Ola, Jan");
	assert_int_equal(f->count, 3);
	desk_opens(&d, 8, "Zoë", "en");
	assert_null(after(&d, 500));
	assert_true(model_alert_due_ms(d.m) == d.now_ms + 500);
	f = after(&d, 500);
	assert_string_equal(f->text, "A customer waits in the queue");
	desk_end(&d);
}

static void
a_mixed_burst(void **state)
{
	const struct effect *f;
	struct desk d;

	(void)state;
	start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_tick(&d, 0);
	desk_says(&d, 5, "hello?");
	desk_opens(&d, 6, "Ola", "pl");
	desk_opens(&d, 7, "Jan", "pl");
	f = after(&d, 1000);
	assert_string_equal(f->text, "3 alerts");
	assert_string_equal(f->body,
	    "2 new customers · 1 customer has written");
	desk_end(&d);
}

/* An hour without a line, then everything at once. */
static void
hundreds_leave_room(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	for (int i = 0; i < 300; i++)
		desk_opens(&d, 5 + i, "Ivan", "ru");
	assert_string_equal(after(&d, 0)->text, "300 new customers");
	assert_int_equal(d.e.n, 1);
	desk_end(&d);
}

/* --- when not ------------------------------------------------------------------ */

static void
quiet_hours(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	d.now_ms = 1000000000000 / 86400000 * 86400000 + 23 * 3600000;
	set(&d, ALERT_QUEUE, "quiet", "22:00-08:00");
	desk_tick(&d, 0);
	desk_opens(&d, 5, "Ivan", "ru");
	desk_tick(&d, 0);
	assert_null(after(&d, 20000));
	set(&d, ALERT_QUEUE, "quiet", "off");
	assert_non_null(after(&d, 20000));
	desk_end(&d);
}

static void
only_when_away(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	set(&d, ALERT_QUEUE, "only", "away");
	set(&d, ALERT_FIRST, "only", "away");
	desk_key(&d, "x");
	desk_opens(&d, 5, "Ivan", "ru");
	assert_null(after(&d, 1000));
	desk_tick(&d, 60000);
	desk_opens(&d, 6, "Ola", "pl");
	assert_non_null(after(&d, 1000));
	desk_end(&d);
}

static void
do_not_disturb(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	command_run(d.m, "dnd 30m", &d.e);
	desk_opens(&d, 5, "Ivan", "ru");
	assert_null(after(&d, 0));
	desk_takes(&d, 5, OLGA);
	desk_transfers(&d, 5, OLGA, ANNA);
	assert_null(after(&d, 1000));
	assert_string_equal(d.m->ui.message, "Ivan was transferred to you");
	desk_closes(&d, 5);
	desk_tick(&d, 1000);
	/* It ends by itself. */
	assert_true(model_alert_due_ms(d.m) == START + 30 * 60000);
	desk_tick(&d, 30 * 60000 - 2000);
	assert_int_equal(d.m->alerts.dnd_until_ms, 0);
	desk_opens(&d, 6, "Ola", "pl");
	assert_non_null(after(&d, 1000));
	command_run(d.m, "dnd", &d.e);
	assert_true(d.m->alerts.dnd_until_ms == INT64_MAX);
	command_run(d.m, "dnd", &d.e);
	assert_true(d.m->alerts.dnd_until_ms == 0);
	desk_end(&d);
}

static void
until_a_time(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	d.now_ms = 1000000000000 / 86400000 * 86400000 + 10 * 3600000;
	desk_tick(&d, 5000);
	assert_true(command_run(d.m, "dnd until 14:00", &d.e));
	assert_int_equal((d.m->alerts.dnd_until_ms - d.now_ms) / 60000, 239);
	assert_true(command_run(d.m, "dnd 9:30", &d.e));
	assert_int_equal((d.m->alerts.dnd_until_ms - d.now_ms) / 3600000, 23);
	assert_false(command_run(d.m, "dnd soon", &d.e));
	assert_false(command_run(d.m, "dnd never", &d.e));
	desk_end(&d);
}

/* --- rules ----------------------------------------------------------------------- */

static void
a_rule_is_read(void **state)
{
	const struct effect *f;
	struct desk d;

	(void)state;
	start(&d);
	set(&d, ALERT_QUEUE, "after", "5s 10s, 1m");
	set(&d, ALERT_QUEUE, "ways", "bell, none, desktop command");
	desk_opens(&d, 5, "Ivan", "ru");
	assert_null(after(&d, 4000));
	assert_int_equal(after(&d, 1000)->ways, ALERT_BELL);
	assert_null(after(&d, 5000));
	set(&d, ALERT_LATE, "only", "never");
	f = after(&d, 50000);
	assert_int_equal(f->ways, ALERT_DESKTOP | ALERT_COMMAND);
	assert_int_equal(f->step, 3);
	desk_end(&d);
}

static void
bad_rules_are_named(void **state)
{
	(void)state;
	assert_non_null(strstr(refused("ways", "bell whistle"),
	    "“whistle” is no way to alert"));
	refused("ways", "");
	refused("ways", "bell,bell,bell,bell,bell,bell,bell");
	refused("after", "20s 10s");
	refused("after", "2h");
	refused("after", "soon");
	refused("after", "never");
	refused("after", "");
	refused("after", "1s 2s 3s 4s 5s 6s 7s");
	refused("only", "sometimes");
	refused("quiet", "22-8");
	refused("quiet", "22:00-25:00");
	refused("quiet", "22:00-8:60");
	assert_non_null(strstr(refused("sound", "x"), "ways, after, only"));
}

static void
a_test_tries_one_after_the_other(void **state)
{
	struct desk d;

	(void)state;
	start(&d);
	command_run(d.m, "alerts test", &d.e);
	for (int i = 0; i < ALERT_TESTS; i++) {
		effects_clear(&d.e);
		desk_tick(&d, i == 0 ? 0 : 1500);
		assert_int_equal(desk_effect(&d, EFFECT_ALERT_TEST)->step, i);
		effects_clear(&d.e);
		desk_tick(&d, 10);
		assert_null(desk_effect(&d, EFFECT_ALERT_TEST));
	}
	assert_null(after(&d, 5000));
	assert_int_equal(model_alert_due_ms(d.m), 0);
	desk_end(&d);
}

/* --- strangers ---------------------------------------------------------------------- */

static void
no_hostile_text_gets_into_an_alert(void **state)
{
	const char *src = getenv("DZ_SRC");
	const struct json *list;
	struct json *j;
	struct desk d;
	struct str file;
	char path[4096], buf[65536];
	size_t n;
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/data/hostile-strings.json",
	    src != NULL ? src : ".");
	f = fopen(path, "r");
	if (f == NULL)
		skip();
	str_init(&file, 1024 * 1024);
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		str_put_n(&file, buf, n);
	fclose(f);
	j = json_parse(file.data, file.len, NULL);
	list = json_find(j, "entries");
	assert_true(json_count(list) > 100);
	start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_tick(&d, 0);
	for (size_t i = 0; i < json_count(list); i++) {
		const char *s = NULL;
		const struct effect *a;

		if (!json_opt_str(json_at(list, i), "s", &s, NULL) ||
		    s == NULL)
			continue;
		desk_says(&d, 5, s);
		a = after(&d, 1000);
		assert_non_null(a);
		for (const char *p = a->body; *p != '\0'; p++)
			assert_true((unsigned char)*p >= 0x20 && *p != 0x7f);
		assert_null(strstr(a->body, "\xe2\x80\xae"));
		assert_true(strlen(a->body) < 256);
	}
	desk_end(&d);
	json_free(j);
	str_clear(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_customer),
		cmocka_unit_test(who_takes_ends_it),
		cmocka_unit_test(a_reply_climbs_until_i_look),
		cmocka_unit_test(who_looks_hears_nothing),
		cmocka_unit_test(an_answer_ends_it),
		cmocka_unit_test(more_of_the_same_is_said_again),
		cmocka_unit_test(the_first_message),
		cmocka_unit_test(late_twice),
		cmocka_unit_test(a_transfer_to_me),
		cmocka_unit_test(a_burst_is_one),
		cmocka_unit_test(a_mixed_burst),
		cmocka_unit_test(hundreds_leave_room),
		cmocka_unit_test(quiet_hours),
		cmocka_unit_test(only_when_away),
		cmocka_unit_test(do_not_disturb),
		cmocka_unit_test(until_a_time),
		cmocka_unit_test(a_rule_is_read),
		cmocka_unit_test(bad_rules_are_named),
		cmocka_unit_test(a_test_tries_one_after_the_other),
		cmocka_unit_test(no_hostile_text_gets_into_an_alert),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
