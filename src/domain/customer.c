/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/customer.h"

#include <string.h>

#include "base/utf8.h"
#include "domain/tags.h"

const struct customer_field *
customer_field(const struct customer *c, const char *name)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (strcmp(c->fields[i].name, name) == 0)
			return &c->fields[i];
	return NULL;
}

bool
customer_field_name_ok(const char *name)
{
	return strlen(name) <= MAX_FIELD_BYTES && tag_is_word(name);
}

/* One line: what shows it has a row for it. */
static bool
value_ok(const char *value)
{
	size_t len = strlen(value);

	if (len > MAX_VALUE_BYTES || !utf8_is_text(value, len))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
			return false;
	return true;
}

bool
customer_fields_check(const struct customer_field *fields, size_t n,
    struct err *err)
{
	if (n > MAX_FIELDS)
		return err_set(err, ERR_TOO_LARGE,
		    "fields: %zu, at most %d are allowed", n, MAX_FIELDS);
	for (size_t i = 0; i < n; i++) {
		if (!customer_field_name_ok(fields[i].name))
			return err_set(err, ERR_VALUE, "fields: \"%.40s\" is "
			    "no name of 1 to %d bytes without blanks",
			    fields[i].name, MAX_FIELD_BYTES);
		if (!value_ok(fields[i].value))
			return err_set(err, ERR_VALUE, "fields: the value of "
			    "\"%s\" is not one line of at most %d bytes",
			    fields[i].name, MAX_VALUE_BYTES);
		for (size_t j = 0; j < i; j++)
			if (strcmp(fields[i].name, fields[j].name) == 0)
				return err_set(err, ERR_VALUE,
				    "fields: \"%s\" is there twice",
				    fields[i].name);
	}
	return true;
}

static bool
dup(struct arena *a, const char **text)
{
	*text = arena_dup(a, *text == NULL ? "" : *text);
	return *text != NULL;
}

static bool
copy_fields(struct customer *c, struct arena *a)
{
	struct customer_field *list;

	list = arena_alloc(a, (c->n_fields + 1) * sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < c->n_fields; i++) {
		list[i] = c->fields[i];
		if (!dup(a, &list[i].name) || !dup(a, &list[i].value))
			return false;
	}
	c->fields = list;
	return true;
}

static bool
copy_earlier(struct customer *c, struct arena *a)
{
	struct earlier *list;

	list = arena_alloc(a, (c->n_earlier + 1) * sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < c->n_earlier; i++) {
		list[i] = c->earlier[i];
		if (!dup(a, &list[i].operator_name) ||
		    !dup(a, &list[i].subject) || !dup(a, &list[i].outcome))
			return false;
	}
	c->earlier = list;
	return true;
}

bool
customer_copy(struct customer *to, const struct customer *from,
    struct arena *a)
{
	struct customer copy = *from;

	if (!dup(a, &copy.name) || !dup(a, &copy.contact) ||
	    !dup(a, &copy.language) || !dup(a, &copy.note) ||
	    !dup(a, &copy.segment) || !dup(a, &copy.tags) ||
	    !copy_fields(&copy, a) || !copy_earlier(&copy, a))
		return false;
	*to = copy;
	return true;
}

bool
customer_change_fields(struct customer *c,
    const struct customer_field *changes, size_t n, struct arena *a,
    struct err *err)
{
	struct customer_field *list;
	size_t n_list = c->n_fields, kept = 0;

	list = arena_alloc(a, (c->n_fields + n + 1) * sizeof *list);
	if (list == NULL)
		return err_set(err, ERR_BUSY, "no memory for the fields");
	for (size_t i = 0; i < c->n_fields; i++)
		list[i] = c->fields[i];
	for (size_t i = 0; i < n; i++) {
		size_t at = 0;

		while (at < n_list &&
		    strcmp(list[at].name, changes[i].name) != 0)
			at++;
		if (at == n_list)
			n_list++;
		list[at] = changes[i];
	}
	for (size_t i = 0; i < n_list; i++)
		if (list[i].value[0] != '\0')
			list[kept++] = list[i];
	if (kept > MAX_FIELDS)
		return err_set(err, ERR_TOO_LARGE,
		    "fields: at most %d are allowed", MAX_FIELDS);
	c->fields = list;
	c->n_fields = kept;
	return true;
}
