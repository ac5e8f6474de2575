/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/settings_section.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/zone.h"
#include "domain/limits.h"
#include "server/holidays.h"

#define SECTION "department"

static bool
put_zone(struct settings_reading *x, const struct conf_entry *e)
{
	struct hours *h = &x->department->hours;
	struct zone_time now;
	struct str bytes;
	bool ok;

	str_init(&bytes, ZONE_FILE_BYTES);
	ok = zone_read(e->value, &bytes) && zone_at(
	    (const unsigned char *)bytes.data, bytes.len, clock_now_ms(),
	    &now);
	if (ok) {
		h->zone = (const unsigned char *)settings_keep_bytes(
		    x->settings, bytes.data, bytes.len);
		h->zone_len = bytes.len;
	}
	str_clear(&bytes);
	return ok || conf_err(x->conf, e, x->err, "zone \"%.40s\": there is no "
	    "such time zone on this computer: write one like Europe/Warsaw",
	    e->value);
}

static bool
put_hours(struct settings_reading *x, const struct conf_entry *e)
{
	struct conf_entry here = *e;
	struct err why;
	size_t at;

	if (hours_parse(&x->department->hours, e->value, &at, &why))
		return true;
	here.value_col += (int)at;
	return conf_err(x->conf, &here, x->err, "hours: %s", why.text);
}

/* The zone may stand behind it: see settings_finish_departments(). */
static bool
put_holidays(struct settings_reading *x, const struct conf_entry *e)
{
	return *e->value != '\0' || conf_err(x->conf, e, x->err,
	    "holidays: write the name of a file, such as holidays.ics");
}

static bool
put_overflow_after(struct settings_reading *x, const struct conf_entry *e)
{
	struct err why;

	return target_parse_span(e->value, &x->department->overflow_after_ms,
	    &why) || conf_err(x->conf, e, x->err, "%s: %s", e->key, why.text);
}

static bool
put_word(struct settings_reading *x, const struct conf_entry *e, size_t max,
    const char **out)
{
	if (strlen(e->value) > max)
		return conf_err(x->conf, e, x->err, "%s is longer than %zu "
		    "bytes", e->key, max);
	*out = settings_keep(x->settings, e->value);
	return true;
}

/* "message": no department is called that here. */
static bool
put_overflow_to(struct settings_reading *x, const struct conf_entry *e)
{
	if (strcmp(e->value, "message") == 0) {
		x->department->overflow_to = "";
		return true;
	}
	if (strcmp(e->value, x->department->name) == 0)
		return conf_err(x->conf, e, x->err, "overflow_to is the "
		    "department itself: write another one, or message");
	return put_word(x, e, MAX_NAME_BYTES, &x->department->overflow_to);
}

static bool
put_overflow_message(struct settings_reading *x, const struct conf_entry *e)
{
	return put_word(x, e, MAX_MESSAGE_BYTES, &x->department->overflow_message);
}

static const struct settings_key keys[] = {
	{ "department", "zone", false, put_zone },
	{ "department", "hours", false, put_hours },
	{ "department", "holidays", true, put_holidays },
	{ "department", "overflow_after", false, put_overflow_after },
	{ "department", "overflow_to", false, put_overflow_to },
	{ "department", "overflow_message", false, put_overflow_message },
};

static struct book_department *
make(struct settings *c, const char *name)
{
	struct book_department *dep;

	for (size_t i = 0; i < c->n_departments; i++)
		if (strcmp(c->departments[i].name, name) == 0)
			return &c->departments[i];
	if (c->n_departments == SETTINGS_MAX_ITEMS)
		return NULL;
	dep = &c->departments[c->n_departments++];
	*dep = (struct book_department){ .name = settings_keep(c, name),
		.overflow_after_ms = TARGET_NEVER, .overflow_to = "",
		.overflow_message = "" };
	hours_init(&dep->hours);
	return dep;
}

static bool
find(struct settings_reading *x, const struct conf_entry *e, const char *name)
{
	if (strlen(name) > MAX_NAME_BYTES)
		return conf_err(x->conf, e, x->err, "the department's name is "
		    "longer than %d bytes", MAX_NAME_BYTES);
	x->department = make(x->settings, name);
	return x->department != NULL || conf_err(x->conf, e, x->err,
	    "more than %d departments", SETTINGS_MAX_ITEMS);
}

const struct settings_section settings_department =
    SETTINGS_SECTION(keys, find);

/* --- holidays ------------------------------------------------------------------ */

/* Beside the configuration, unless it says where from the root. */
static bool
path_of(const struct conf *conf, const char *value, char path[PATH_MAX])
{
	const char *name = conf_name(conf), *slash = strrchr(name, '/');
	int len;

	if (*value == '/' || slash == NULL)
		len = snprintf(path, PATH_MAX, "%s", value);
	else
		len = snprintf(path, PATH_MAX, "%.*s/%s", (int)(slash - name),
		    name, value);
	return len >= 0 && len < PATH_MAX;
}

static bool
add_holidays(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct holidays *list, struct err *err)
{
	const struct book_department *dep = make(c,
	    settings_name_of(e->section, SECTION));
	char path[PATH_MAX];
	struct err why;

	if (!path_of(conf, e->value, path))
		return conf_err(conf, e, err, "holidays: the name is too long");
	return holidays_read(list, path, &dep->hours, clock_now_ms(), &why) ||
	    conf_err(conf, e, err, "holidays: %s", why.text);
}

bool
settings_finish_departments(struct settings *c, const struct conf *conf,
    struct err *err)
{
	for (size_t i = 0; i < c->n_departments; i++) {
		struct hours *h = &c->departments[i].hours;
		struct holidays list = { .n = 0 };
		bool ok = true;

		for (size_t k = 0; ok && k < conf_count(conf); k++) {
			const struct conf_entry *e = conf_at(conf, k);
			const char *name = settings_name_of(e->section,
			    SECTION);

			if (name != NULL && strcmp(e->key, "holidays") == 0 &&
			    strcmp(name, c->departments[i].name) == 0)
				ok = add_holidays(c, conf, e, &list, err);
		}
		if (ok && list.n > 0) {
			h->n_closed = hours_merge(list.items, list.n);
			h->closed = (const void *)settings_keep_bytes(c,
			    (const char *)list.items,
			    h->n_closed * sizeof *list.items);
		}
		free(list.items);
		if (!ok)
			return false;
	}
	c->book = (struct book){ c->departments, c->n_departments, c->targets,
		c->n_targets };
	return true;
}
