/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/operator.h"

#include <string.h>

static const char *const role_names[ROLES] = {
	[ROLE_OPERATOR] = "operator",
	[ROLE_SUPERVISOR] = "supervisor",
	[ROLE_ADMIN] = "admin",
};

static const char *const presence_names[PRESENCES] = {
	[PRESENCE_OFFLINE] = "offline",
	[PRESENCE_ONLINE] = "online",
	[PRESENCE_AWAY] = "away",
	[PRESENCE_BUSY] = "busy",
	[PRESENCE_BREAK] = "break",
	[PRESENCE_WRAP_UP] = "wrap_up",
};

/* The item that begins at *rest; *rest goes on to the next one or to NULL
 * after the last. */
static const char *
next_item(const char **rest, size_t *len)
{
	const char *item = *rest;

	*len = strcspn(item, ",");
	*rest = item[*len] == ',' ? item + *len + 1 : NULL;
	return item;
}

static bool
has_item(const char *list, const char *wanted, size_t wanted_len)
{
	const char *rest = list;

	if (wanted_len == 0)
		return false;
	while (rest != NULL) {
		size_t len;
		const char *item = next_item(&rest, &len);

		if (len == wanted_len && memcmp(item, wanted, len) == 0)
			return true;
	}
	return false;
}

static bool
is_word(const char *item, size_t len)
{
	if (len == 0 || len > MAX_LOGIN_BYTES)
		return false;
	for (size_t i = 0; i < len; i++)
		if (item[i] == '\0' ||
		    strchr("abcdefghijklmnopqrstuvwxyz0123456789._-",
			item[i]) == NULL)
			return false;
	return true;
}

static bool
is_language(const char *item, size_t len)
{
	return len == 2 && item[0] >= 'a' && item[0] <= 'z' && item[1] >= 'a' &&
	    item[1] <= 'z';
}

static bool
check_list(const char *list, size_t max_bytes, const char *what,
    bool (*item_ok)(const char *, size_t), struct err *err)
{
	const char *rest = list;

	if (*list == '\0')
		return true;
	if (strlen(list) > max_bytes)
		return err_set(err, ERR_VALUE,
		    "the list of %ss has more than %zu bytes", what, max_bytes);
	while (rest != NULL) {
		size_t len;
		const char *item = next_item(&rest, &len);

		if (!item_ok(item, len))
			return err_set(err, ERR_VALUE, "\"%.*s\" is no %s",
			    (int)len, item, what);
		if (rest != NULL && has_item(rest, item, len))
			return err_set(err, ERR_VALUE,
			    "%s \"%.*s\" is there twice", what, (int)len, item);
	}
	return true;
}

const char *
role_name(enum role role)
{
	return (unsigned)role < ROLES ? role_names[role] : "";
}

bool
role_parse(const char *name, enum role *out)
{
	for (int i = 0; i < ROLES; i++)
		if (strcmp(name, role_names[i]) == 0) {
			*out = (enum role)i;
			return true;
		}
	return false;
}

const char *
presence_name(enum presence p)
{
	return (unsigned)p < PRESENCES ? presence_names[p] : "";
}

bool
presence_parse(const char *name, enum presence *out)
{
	for (int i = 0; i < PRESENCES; i++)
		if (strcmp(name, presence_names[i]) == 0) {
			*out = (enum presence)i;
			return true;
		}
	return false;
}

bool
presence_is_chosen(enum presence p)
{
	return p == PRESENCE_ONLINE || p == PRESENCE_AWAY ||
	    p == PRESENCE_BUSY || p == PRESENCE_BREAK;
}

bool
presence_is_there(enum presence p)
{
	return p == PRESENCE_ONLINE || p == PRESENCE_BUSY ||
	    p == PRESENCE_WRAP_UP;
}

bool
list_has(const char *list, const char *item)
{
	/* An item with a comma would be two. */
	return strchr(item, ',') == NULL && has_item(list, item, strlen(item));
}

int
list_shared(const char *a, const char *b)
{
	const char *rest = a;
	int n = 0;

	while (rest != NULL) {
		size_t len;
		const char *item = next_item(&rest, &len);

		if (has_item(b, item, len))
			n++;
	}
	return n;
}

bool
operator_login_ok(const char *login)
{
	return is_word(login, strlen(login));
}

bool
languages_check(const char *list, struct err *err)
{
	return check_list(
	    list, MAX_LANGUAGES_BYTES, "language", is_language, err);
}

bool
skills_check(const char *list, struct err *err)
{
	return check_list(list, MAX_SKILLS_BYTES, "skill", is_word, err);
}

bool
operator_in_department(const struct operator *o, int64_t department_id)
{
	if (o->n_departments == 0)
		return true;
	for (int i = 0; i < o->n_departments; i++)
		if (o->departments[i] == department_id)
			return true;
	return false;
}
