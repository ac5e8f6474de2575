/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of a desk's day, and the query in their path. */
#include <string.h>

#include "domain/figures.h"
#include "proto/fields.h"

#define COUNT_MAX 1000000000

#define F(name, type, member, max)                                             \
	{ name, type, offsetof(struct figures, member), max, 0 }
static const struct field figures_rows[] = {
	F("version", FIELD_BUF, version, FIGURES_VERSION_BYTES),
	F("at", FIELD_NUMBER, at_ms, 0),
	F("since", FIELD_NUMBER, since_ms, 0),
	F("department_id", FIELD_NUMBER, department_id, 0),
	F("waiting", FIELD_INT, waiting, COUNT_MAX),
	F("active", FIELD_INT, active, COUNT_MAX),
	F("oldest", FIELD_NUMBER, oldest_ms, 0),
	F("arrived", FIELD_INT, arrived, COUNT_MAX),
	F("answered", FIELD_INT, answered, COUNT_MAX),
	F("closed", FIELD_INT, closed, COUNT_MAX),
	F("abandoned", FIELD_INT, abandoned, COUNT_MAX),
	F("missed", FIELD_INT, missed, COUNT_MAX),
	F("ratings", FIELD_INT, ratings, COUNT_MAX),
	F("stars", FIELD_INT, stars, COUNT_MAX),
	F("first_median_ms", FIELD_NUMBER, first_median_ms, 0),
	F("first_p90_ms", FIELD_NUMBER, first_p90_ms, 0),
};
static const struct fields figures_fields = FIELDS(figures_rows);

#define H(name, type, member, max)                                             \
	{ name, type, offsetof(struct figures_hour, member), max, 0 }
static const struct field hour_rows[] = {
	H("from", FIELD_NUMBER, from_ms, 0),
	H("arrived", FIELD_INT, arrived, COUNT_MAX),
	H("answered", FIELD_INT, answered, COUNT_MAX),
	H("closed", FIELD_INT, closed, COUNT_MAX),
	H("abandoned", FIELD_INT, abandoned, COUNT_MAX),
	H("missed", FIELD_INT, missed, COUNT_MAX),
	H("first_median_ms", FIELD_NUMBER, first_median_ms, 0),
};
static const struct fields hour_fields = FIELDS(hour_rows);

void
proto_figures_write(struct json_out *w, const char *key,
    const struct figures *f)
{
	json_object(w, key);
	fields_write(w, f, &figures_fields, PROTO_FOR_OPERATOR);
	json_array(w, "hours");
	for (int i = 0; i < FIGURES_HOURS; i++) {
		json_object(w, NULL);
		fields_write(w, &f->hours[i], &hour_fields,
		    PROTO_FOR_OPERATOR);
		json_end_object(w);
	}
	json_end_array(w);
	json_end_object(w);
}

bool
proto_figures_read(const struct json *j, struct figures *f, struct err *err)
{
	const struct json *hours = json_find(j, "hours");
	struct figures read = { .version = "" };

	if (!fields_read(j, NULL, &read, &figures_fields, ERR_PROTO, err))
		return false;
	if (json_count(hours) != FIGURES_HOURS)
		return err_set(err, ERR_PROTO, "hours: there must be %d",
		    FIGURES_HOURS);
	for (int i = 0; i < FIGURES_HOURS; i++)
		if (!fields_read(json_at(hours, (size_t)i), NULL,
		    &read.hours[i], &hour_fields, ERR_PROTO, err))
			return err_prefix(err, "hours");
	*f = read;
	return true;
}

void
proto_figures_path(struct str *path, const struct action *a)
{
	char sign = '?';

	if (a->before > 0) {
		str_putf(path, "%csince=%lld", sign, (long long)a->before);
		sign = '&';
	}
	if (a->department_id > 0) {
		str_putf(path, "%cdepartment=%lld", sign,
		    (long long)a->department_id);
		sign = '&';
	}
	if (*a->text != '\0' && strspn(a->text, "0123456789abcdef") ==
	    strlen(a->text))
		str_putf(path, "%cunless=%s", sign, a->text);
}
