/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>

#include "proto/proto.h"
#include "server/admin_cli.h"

#define OPERATORS   "/api/v1/admin/operators"
#define DEPARTMENTS "/api/v1/admin/departments"
#define PASSWORD_BYTES 257
#define FIRST_LIMIT 6

/* --- operators --------------------------------------------------------- */

static bool
put_role(struct operator *o, const char *role, struct err *err)
{
	return role_parse(role, &o->role) || err_set(err, ERR_VALUE,
	    "--role %s is none of operator, supervisor, admin", role);
}

static bool
put_limit(struct operator *o, const char *text, struct err *err)
{
	long long n;

	if (!str_to_i64(text, 1, 99, &n))
		return err_set(err, ERR_VALUE,
		    "--limit %s is no number from 1 to 99", text);
	o->limit = (int)n;
	return true;
}

static bool
put_departments(struct cli *c, struct operator *o, struct err *err)
{
	if (c->n_departments == 0)
		return true;
	o->n_departments = 0;
	for (int i = 0; i < c->n_departments; i++) {
		int64_t id;

		if (!cli_department_id(c, c->departments[i], &id, err))
			return false;
		if (id != 0)
			o->departments[o->n_departments++] = id;
	}
	return true;
}

static bool
put_text(char *buf, size_t size, const char *option, const char *text,
    struct err *err)
{
	return text == NULL || str_copy(buf, size, text) || err_set(err,
	    ERR_TOO_LARGE, "%s has more than %zu bytes", option, size - 1);
}

/* What the options say; the rest of the record stays. */
static bool
put_options(struct cli *c, struct operator *o, struct err *err)
{
	return put_text(o->name, sizeof o->name, "--name", c->name, err) &&
	    put_text(o->languages, sizeof o->languages, "--language",
	    c->language, err) &&
	    put_text(o->skills, sizeof o->skills, "--skill", c->skill, err) &&
	    (c->role == NULL || put_role(o, c->role, err)) &&
	    (c->limit == NULL || put_limit(o, c->limit, err)) &&
	    put_departments(c, o, err);
}

static bool
submit(struct cli *c, const struct operator *o, const char *password,
    struct err *err)
{
	struct action a;

	action_init(&a, ACTION_OPERATOR_PUT);
	a.operator = o;
	a.password = password;
	return cli_post(c, &a, OPERATORS, err);
}

static bool
find(struct cli *c, struct operator *out, struct err *err)
{
	struct json *j;
	const struct json *rows;
	bool is_found = false;

	if (!admin_client_json(c->client, "GET", OPERATORS, NULL, &j, err))
		return false;
	rows = json_find(j, "operators");
	for (size_t i = 0; !is_found && i < json_count(rows); i++)
		is_found = proto_operator_read(json_at(rows, i), out, err) &&
		    strcmp(out->login, c->target) == 0;
	json_free(j);
	return is_found || err_set(err, ERR_NOT_FOUND, "there is no operator "
	    "\"%s\": see dezhurkad operator list", c->target);
}

bool
cli_operator_add(struct cli *c, struct err *err)
{
	struct operator o = { .limit = FIRST_LIMIT };
	char password[PASSWORD_BYTES];
	bool ok;

	if (!operator_login_ok(c->target))
		return err_set(err, ERR_VALUE, "login \"%s\": 1 to %d of a-z "
		    "0-9 . _ -", c->target, MAX_LOGIN_BYTES);
	str_copy(o.login, sizeof o.login, c->target);
	str_copy(o.name, sizeof o.name, c->target);
	if (!put_options(c, &o, err) ||
	    !password_prompt(password, sizeof password, c->password_stdin,
	    err))
		return false;
	ok = submit(c, &o, password, err);
	explicit_bzero(password, sizeof password);
	if (ok)
		cli_tell(c, "added");
	return ok;
}

bool
cli_operator_set(struct cli *c, struct err *err)
{
	struct operator o;

	if (!find(c, &o, err) || !put_options(c, &o, err) ||
	    !submit(c, &o, "", err))
		return false;
	cli_tell(c, "changed");
	return true;
}

bool
cli_operator_passwd(struct cli *c, struct err *err)
{
	char password[PASSWORD_BYTES];
	struct operator o;
	bool ok;

	if (!find(c, &o, err) || !password_prompt(password, sizeof password,
	    c->password_stdin, err))
		return false;
	ok = submit(c, &o, password, err);
	explicit_bzero(password, sizeof password);
	if (ok)
		cli_tell(c, "has a new password, all sessions are ended");
	return ok;
}

static bool
set_disabled(struct cli *c, bool is_disabled, struct err *err)
{
	struct operator o;

	if (!find(c, &o, err))
		return false;
	o.disabled = is_disabled;
	if (!submit(c, &o, "", err))
		return false;
	cli_tell(c, is_disabled ? "disabled" : "enabled");
	return true;
}

bool
cli_operator_disable(struct cli *c, struct err *err)
{
	return set_disabled(c, true, err);
}

bool
cli_operator_enable(struct cli *c, struct err *err)
{
	return set_disabled(c, false, err);
}

static const char *
department_name(const struct department *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return list[i].name;
	return "?";
}

static void
print_operator(const struct operator *o, const struct department *list,
    size_t n)
{
	char limit[32];

	snprintf(limit, sizeof limit, "%d/%d", o->load, o->limit);
	cli_cell(o->login, 13);
	cli_cell(o->name, 21);
	cli_cell(role_name(o->role), 11);
	cli_cell(o->languages, 9);
	cli_cell(limit, 6);
	cli_cell(o->disabled ? "disabled" : presence_name(o->presence), 9);
	for (int i = 0; i < o->n_departments; i++) {
		cli_cell(i > 0 ? ", " : "", 0);
		cli_cell(department_name(list, n, o->departments[i]), 0);
	}
	printf("%s", o->n_departments == 0 ? "all" : "");
	if (o->skills[0] != '\0')
		printf(" (%s)", o->skills);
	printf("\n");
}

bool
cli_operator_list(struct cli *c, struct err *err)
{
	struct department *list;
	struct operator o;
	struct json *j;
	const struct json *rows;
	bool ok = true;
	size_t n;

	if (c->is_json)
		return cli_print_json(c, OPERATORS, err);
	if (!cli_departments(c, &list, &n, err) ||
	    !admin_client_json(c->client, "GET", OPERATORS, NULL, &j, err))
		return false;
	rows = json_find(j, "operators");
	for (size_t i = 0; ok && i < json_count(rows); i++) {
		ok = proto_operator_read(json_at(rows, i), &o, err);
		if (ok)
			print_operator(&o, list, n);
	}
	json_free(j);
	return ok;
}

/* --- departments ------------------------------------------------------- */

static bool
submit_department(struct cli *c, const struct department *d, struct err *err)
{
	struct action a;

	action_init(&a, ACTION_DEPARTMENT_PUT);
	a.department = d;
	return cli_post(c, &a, DEPARTMENTS, err);
}

bool
cli_department_add(struct cli *c, struct err *err)
{
	struct department d = { 0 };

	if (!put_text(d.name, sizeof d.name, "NAME", c->target, err) ||
	    !put_text(d.skills, sizeof d.skills, "--skill", c->skill, err) ||
	    !submit_department(c, &d, err))
		return false;
	cli_tell(c, "added");
	return true;
}

static bool
set_department_disabled(struct cli *c, bool is_disabled, struct err *err)
{
	struct department *list;
	int64_t id;
	size_t n;

	if (!cli_department_id(c, c->target, &id, err) ||
	    !cli_departments(c, &list, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (list[i].id != id)
			continue;
		list[i].disabled = is_disabled;
		if (!submit_department(c, &list[i], err))
			return false;
		cli_tell(c, is_disabled ? "disabled" : "enabled");
		return true;
	}
	return err_set(err, ERR_NOT_FOUND, "there is no department \"%s\"",
	    c->target);
}

bool
cli_department_disable(struct cli *c, struct err *err)
{
	return set_department_disabled(c, true, err);
}

bool
cli_department_enable(struct cli *c, struct err *err)
{
	return set_department_disabled(c, false, err);
}

bool
cli_department_list(struct cli *c, struct err *err)
{
	struct department *list;
	size_t n;

	if (c->is_json)
		return cli_print_json(c, DEPARTMENTS, err);
	if (!cli_departments(c, &list, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		cli_cell(list[i].name, 25);
		cli_cell(list[i].disabled ? "disabled" : "enabled", 10);
		cli_cell(list[i].skills, 0);
		printf("\n");
	}
	return true;
}
