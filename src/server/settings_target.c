/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_target.c - sections [target NAME]: what is asked of the desk, for whom.
 */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "domain/operator.h"
#include "server/settings_department.h"

#define SECTION	     "target "
#define MAX_HOURS    999
#define WARN_PERCENT 75

struct reading {
	struct settings	   *settings;
	struct book_target *target;
	const struct conf  *conf;
	struct err	   *err;
};

/* "-" is what has none. */
static bool
put_word(struct reading *x, const struct conf_entry *e, const char **out)
{
	if (strlen(e->value) > MAX_NAME_BYTES || *e->value == '\0')
		return conf_err(x->conf, e, x->err, "%s has 1 to %d bytes; - is "
		    "who has none", e->key, MAX_NAME_BYTES);
	*out = strcmp(e->value, "-") == 0 ? "" : settings_keep(x->settings,
	    e->value);
	return true;
}

static bool
put_department(struct reading *x, const struct conf_entry *e)
{
	return put_word(x, e, &x->target->department);
}

static bool
put_segment(struct reading *x, const struct conf_entry *e)
{
	return put_word(x, e, &x->target->segment);
}

/* "3", "3-5", "3+" */
static bool
put_priority(struct reading *x, const struct conf_entry *e)
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
put_limit(struct reading *x, const struct conf_entry *e,
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
put_first(struct reading *x, const struct conf_entry *e)
{
	return put_limit(x, e, TARGET_FIRST);
}

static bool
put_next(struct reading *x, const struct conf_entry *e)
{
	return put_limit(x, e, TARGET_NEXT);
}

static bool
put_resolution(struct reading *x, const struct conf_entry *e)
{
	return put_limit(x, e, TARGET_RESOLUTION);
}

/* "75%" */
static bool
put_warn(struct reading *x, const struct conf_entry *e)
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
put_hours(struct reading *x, const struct conf_entry *e)
{
	x->target->is_always = strcmp(e->value, "always") == 0;
	return x->target->is_always || strcmp(e->value, "business") == 0 ||
	    conf_err(x->conf, e, x->err, "hours \"%.16s\" is neither business "
	    "(of the department) nor always", e->value);
}

static const struct {
	const char *section, *key;
	bool	    is_list;
	bool	  (*put)(struct reading *x, const struct conf_entry *e);
} keys[] = {
	{ "target", "department", false, put_department },
	{ "target", "segment", false, put_segment },
	{ "target", "priority", false, put_priority },
	{ "target", "first", false, put_first },
	{ "target", "next", false, put_next },
	{ "target", "resolution", false, put_resolution },
	{ "target", "warn", false, put_warn },
	{ "target", "hours", false, put_hours },
};

bool
settings_is_target(const char *section)
{
	return strncmp(section, SECTION, strlen(SECTION)) == 0;
}

static struct book_target *
find(struct settings *c, const char *name)
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

bool
settings_put_target(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	const char *name = e->section + strlen(SECTION);
	struct reading x = { .settings = c, .conf = conf, .err = err };

	name += strspn(name, " ");
	if (!operator_login_ok(name))
		return conf_err(conf, e, err, "target \"%.40s\": only a-z 0-9 . "
		    "_ - are used, at most %d bytes", name, MAX_LOGIN_BYTES);
	if (!conf_once(conf, e, err))
		return false;
	x.target = find(c, name);
	if (x.target == NULL)
		return conf_err(conf, e, err, "more than %d targets",
		    SETTINGS_MAX_ITEMS);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(e->key, keys[i].key) == 0)
			return keys[i].put(&x, e);
	return conf_err(conf, e, err, "section [%s] has no key \"%s\": known "
	    "are department, segment, priority, first, next, resolution, warn, "
	    "hours", e->section, e->key);
}
