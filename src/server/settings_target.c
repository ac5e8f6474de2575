/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_target.c - sections [target NAME]: what is asked of the desk, for whom.
 */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "domain/operator.h"
#include "server/settings_section.h"

#define MAX_HOURS    999
#define WARN_PERCENT 75

/* "-" is what has none. */
static bool
put_word(struct settings_reading *x, const struct conf_entry *e, const char **out)
{
	if (strlen(e->value) > MAX_NAME_BYTES || *e->value == '\0')
		return conf_err(x->conf, e, x->err, "%s has 1 to %d bytes; - is "
		    "who has none", e->key, MAX_NAME_BYTES);
	*out = strcmp(e->value, "-") == 0 ? "" : settings_keep(x->settings,
	    e->value);
	return true;
}

static bool
put_department(struct settings_reading *x, const struct conf_entry *e)
{
	return put_word(x, e, &x->target->department);
}

static bool
put_segment(struct settings_reading *x, const struct conf_entry *e)
{
	return put_word(x, e, &x->target->segment);
}

/* "3", "3-5", "3+" */
static bool
put_priority(struct settings_reading *x, const struct conf_entry *e)
{
	char from[16], *rest;
	long long low, high;
	bool ok;

	ok = str_copy(from, sizeof from, e->value);
	rest = from + strspn(from, "0123456789");
	if (ok && strcmp(rest, "+") == 0) {
		*rest = '\0';
		ok = str_to_i64(from, 0, INT_MAX, &low);
		high = INT_MAX;
	} else if (ok && *rest == '-') {
		*rest = '\0';
		ok = str_to_i64(from, 0, INT_MAX, &low) &&
		    str_to_i64(rest + 1, low, INT_MAX, &high);
	} else {
		ok = ok && str_to_i64(from, 0, INT_MAX, &low);
		high = ok ? low : 0;
	}
	if (!ok)
		return conf_err(x->conf, e, x->err, "priority \"%.16s\": write "
		    "a number, 3-5 or 3+", e->value);
	x->target->priority_from = (int)low;
	x->target->priority_to = (int)high;
	return true;
}

static bool
put_limit(struct settings_reading *x, const struct conf_entry *e,
    enum target_which which)
{
	int64_t *out = &x->target->limit_ms[which];
	size_t len = strlen(e->value);
	char digits[8];
	long long hours;
	struct err why;

	/* Of business time a resolution may take many days. */
	if (len > 1 && len <= 4 && e->value[len - 1] == 'h') {
		memcpy(digits, e->value, len - 1);
		digits[len - 1] = '\0';
		if (str_to_i64(digits, 1, MAX_HOURS, &hours)) {
			*out = hours * 3600000;
			return true;
		}
	}
	return target_parse_span(e->value, out, &why) ||
	    conf_err(x->conf, e, x->err, "%s: \"%.32s\" is no span of 1s to "
	    "%dh, such as 90s, 5m, 40h or never", e->key, e->value, MAX_HOURS);
}

static bool
put_first(struct settings_reading *x, const struct conf_entry *e)
{
	return put_limit(x, e, TARGET_FIRST);
}

static bool
put_next(struct settings_reading *x, const struct conf_entry *e)
{
	return put_limit(x, e, TARGET_NEXT);
}

static bool
put_resolution(struct settings_reading *x, const struct conf_entry *e)
{
	return put_limit(x, e, TARGET_RESOLUTION);
}

/* "75%" */
static bool
put_warn(struct settings_reading *x, const struct conf_entry *e)
{
	char digits[8];
	size_t len = strlen(e->value);
	long long n;

	if (len > 1 && len < sizeof digits && e->value[len - 1] == '%') {
		memcpy(digits, e->value, len - 1);
		digits[len - 1] = '\0';
		if (str_to_i64(digits, 1, 100, &n)) {
			x->target->warn_percent = (int)n;
			return true;
		}
	}
	return conf_err(x->conf, e, x->err, "warn \"%.16s\": write a part of "
	    "the time, from 1%% to 100%%", e->value);
}

static bool
put_hours(struct settings_reading *x, const struct conf_entry *e)
{
	x->target->is_always = strcmp(e->value, "always") == 0;
	return x->target->is_always || strcmp(e->value, "business") == 0 ||
	    conf_err(x->conf, e, x->err, "hours \"%.16s\" is neither business "
	    "(of the department) nor always", e->value);
}

static const struct settings_key keys[] = {
	{ "target", "department", false, put_department },
	{ "target", "segment", false, put_segment },
	{ "target", "priority", false, put_priority },
	{ "target", "first", false, put_first },
	{ "target", "next", false, put_next },
	{ "target", "resolution", false, put_resolution },
	{ "target", "warn", false, put_warn },
	{ "target", "hours", false, put_hours },
};

static struct book_target *
make(struct settings *c, const char *name)
{
	struct book_target *t;

	for (size_t i = 0; i < c->n_targets; i++)
		if (strcmp(c->targets[i].name, name) == 0)
			return &c->targets[i];
	if (c->n_targets == SETTINGS_MAX_ITEMS)
		return NULL;
	t = &c->targets[c->n_targets++];
	*t = (struct book_target){ .name = settings_keep(c, name),
		.priority_to = INT_MAX, .warn_percent = WARN_PERCENT };
	for (int i = 0; i < TARGETS; i++)
		t->limit_ms[i] = TARGET_NEVER;
	return t;
}

static bool
find(struct settings_reading *x, const struct conf_entry *e, const char *name)
{
	if (!operator_login_ok(name))
		return conf_err(x->conf, e, x->err, "target \"%.40s\": only a-z 0-9 "
		    ". _ - are used, at most %d bytes", name,
		    MAX_LOGIN_BYTES);
	x->target = make(x->settings, name);
	return x->target != NULL || conf_err(x->conf, e, x->err,
	    "more than %d targets", SETTINGS_MAX_ITEMS);
}

const struct settings_section settings_target = SETTINGS_SECTION(keys, find);
