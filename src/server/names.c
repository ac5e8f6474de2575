/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/names.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "domain/operator.h"
#include "server/desk/desk.h"
#include "server/store/store.h"

struct checking {
	struct desk	  *d;
	const struct conf *conf;
	struct err	  *err;
};

static bool
put_operator(void *ctx, const void *record)
{
	desk_put_operator(ctx, record);
	return true;
}

static bool
put_department(void *ctx, const void *record)
{
	desk_put_department(ctx, record);
	return true;
}

static bool
has_department(const struct desk *d, const char *name)
{
	const struct department *dep;

	for (size_t i = 0; (dep = desk_department_at(d, i)) != NULL; i++)
		if (!dep->disabled && strcmp(dep->name, name) == 0)
			return true;
	return false;
}

static bool
has_skill(const struct desk *d, const char *skill)
{
	const struct department *dep;
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(d, i)) != NULL; i++)
		if (!o->disabled && list_has(o->skills, skill))
			return true;
	for (size_t i = 0; (dep = desk_department_at(d, i)) != NULL; i++)
		if (list_has(dep->skills, skill))
			return true;
	return false;
}

static bool
check_entry(struct checking *x, const struct conf_entry *e)
{
	bool is_department = strcmp(e->key, "department") == 0 ||
	    strcmp(e->key, "if_department") == 0;
	bool is_skill = strcmp(e->key, "skills") == 0 ||
	    strcmp(e->key, "if_skill") == 0;
	char word[ROUTE_LIST_BYTES + 1];

	if (strcmp(e->key, "department") == 0)
		return has_department(x->d, e->value) || conf_err(x->conf, e,
		    x->err, "this desk has no department \"%s\": see "
		    "dezhurkad department list", e->value);
	for (int i = 0; route_list_at(e->value, i, word, sizeof word); i++) {
		if (is_department && !has_department(x->d, word))
			return conf_err(x->conf, e, x->err, "this desk has no "
			    "department \"%s\": see dezhurkad department list",
			    word);
		if (is_skill && !has_skill(x->d, word))
			return conf_err(x->conf, e, x->err, "nobody at this "
			    "desk has the skill \"%s\": see dezhurkad "
			    "operator list", word);
	}
	return true;
}

static bool
check_all(struct checking *x)
{
	for (size_t i = 0; i < conf_count(x->conf); i++) {
		const struct conf_entry *e = conf_at(x->conf, i);

		if (strncmp(e->section, "rule ", 5) == 0 &&
		    !check_entry(x, e))
			return false;
	}
	return true;
}

bool
names_check(const struct settings *c, struct err *err)
{
	struct checking x = { .err = err };
	struct store *store;
	char path[PATH_MAX];
	struct conf *conf;
	bool ok;

	snprintf(path, sizeof path, "%s/desk.db", c->data_dir);
	if (c->file == NULL || c->routes->n == 0 || access(path, R_OK) != 0)
		return true;
	conf = conf_read(c->file, err);
	if (conf == NULL)
		return false;
	store = store_sqlite.open(path, STORE_READER, err);
	if (store == NULL) {
		conf_free(conf);
		return false;
	}
	x.conf = conf;
	x.d = desk_new();
	ok = store->ops->list(store, STORE_OPERATORS, 0, put_operator, x.d,
	    err) && store->ops->list(store, STORE_DEPARTMENTS, 0,
	    put_department, x.d, err) && check_all(&x);
	desk_free(x.d);
	conf_free(conf);
	store->ops->close(store);
	return ok;
}
