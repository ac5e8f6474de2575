/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/settings_department.h"

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

struct reading {
	struct settings	       *settings;
	struct book_department *dep;
	const struct conf      *conf;
	struct err	       *err;
};

static bool
put_zone(struct reading *x, const struct conf_entry *e)
{
	struct hours *h = &x->dep->hours;
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
put_hours(struct reading *x, const struct conf_entry *e)
{
	struct conf_entry here = *e;
	struct err why;
	size_t at;

	if (hours_parse(&x->dep->hours, e->value, &at, &why))
		return true;
	here.value_col += (int)at;
	return conf_err(x->conf, &here, x->err, "hours: %s", why.text);
}

/* The zone may stand behind it: see settings_finish_departments(). */
static bool
put_holidays(struct reading *x, const struct conf_entry *e)
{
	return *e->value != '\0' || conf_err(x->conf, e, x->err,
	    "holidays: write the name of a file, such as holidays.ics");
}

static bool
put_overflow_after(struct reading *x, const struct conf_entry *e)
{
	struct err why;

	return target_parse_span(e->value, &x->dep->overflow_after_ms,
	    &why) || conf_err(x->conf, e, x->err, "%s: %s", e->key, why.text);
}

static bool
put_word(struct reading *x, const struct conf_entry *e, size_t max,
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
put_overflow_to(struct reading *x, const struct conf_entry *e)
{
	if (strcmp(e->value, "message") == 0) {
		x->dep->overflow_to = "";
		return true;
	}
	if (strcmp(e->value, x->dep->name) == 0)
		return conf_err(x->conf, e, x->err, "overflow_to is the "
		    "department itself: write another one, or message");
	return put_word(x, e, MAX_NAME_BYTES, &x->dep->overflow_to);
}

static bool
put_overflow_message(struct reading *x, const struct conf_entry *e)
{
	return put_word(x, e, MAX_MESSAGE_BYTES, &x->dep->overflow_message);
}

static const struct {
	const char *section, *key;
	bool	    is_list;
	bool	  (*put)(struct reading *x, const struct conf_entry *e);
} keys[] = {
	{ "department", "zone", false, put_zone },
	{ "department", "hours", false, put_hours },
	{ "department", "holidays", true, put_holidays },
	{ "department", "overflow_after", false, put_overflow_after },
	{ "department", "overflow_to", false, put_overflow_to },
	{ "department", "overflow_message", false, put_overflow_message },
};

/* The name behind the word, "" when there is none; NULL: another section. */
static const char *
name_of(const char *section)
{
	size_t len = strlen(SECTION);

	if (strncmp(section, SECTION, len) != 0 ||
	    (section[len] != '\0' && section[len] != ' '))
		return NULL;
	return section + len + strspn(section + len, " ");
}

bool
settings_is_department(const char *section)
{
	return name_of(section) != NULL;
}

static struct book_department *
find(struct settings *c, const char *name)
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

bool
settings_put_department(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	const char *name = name_of(e->section);
	struct reading x = { c, find(c, name), conf, err };

	if (strlen(name) > MAX_NAME_BYTES)
		return conf_err(conf, e, err, "the department's name is longer "
		    "than %d bytes", MAX_NAME_BYTES);
	if (x.dep == NULL)
		return conf_err(conf, e, err, "more than %d departments",
		    SETTINGS_MAX_ITEMS);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcmp(e->key, keys[i].key) != 0)
			continue;
		if (!keys[i].is_list &&
		    conf_find(conf, e->section, e->key) != e)
			return conf_err(conf, e, err, "%s is set again in line "
			    "%d: keep one of them", e->key,
			    conf_find(conf, e->section, e->key)->line);
		return keys[i].put(&x, e);
	}
	return conf_err(conf, e, err, "section [%s] has no key \"%s\": known "
	    "are zone, hours, holidays, overflow_after, overflow_to, "
	    "overflow_message", e->section, e->key);
}

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
	const struct book_department *dep = find(c, name_of(e->section));
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
			const char *name = name_of(e->section);

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
