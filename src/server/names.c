/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/names.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "domain/operator.h"
#include "domain/target.h"
#include "server/desk/desk.h"
#include "server/settings_section.h"
#include "server/store/store.h"

struct checking {
	const struct settings *settings;
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
no_department(const struct checking *x, const struct conf_entry *e,
    const char *name)
{
	return conf_err(x->conf, e, x->err, "this desk has no department "
	    "\"%s\": see dezhurkad department list", name);
}

/* Also one that takes nothing now may have hours. */
static bool
knows_department(const struct desk *d, const char *name)
{
	const struct department *dep;

	for (size_t i = 0; (dep = desk_department_at(d, i)) != NULL; i++)
		if (strcmp(dep->name, name) == 0)
			return true;
	return false;
}

/* What is not of a rule. */
static bool
check_other(struct checking *x, const struct conf_entry *e)
{
	const char *dep = settings_name_of(e->section, "department");
	bool is_target = settings_name_of(e->section, "target") != NULL;

	if (dep != NULL && *dep != '\0' && !knows_department(x->d, dep))
		return no_department(x, e, dep);
	if (dep != NULL && strcmp(e->key, "overflow_to") == 0 &&
	    strcmp(e->value, "message") != 0 &&
	    !has_department(x->d, e->value))
		return no_department(x, e, e->value);
	if (is_target && strcmp(e->key, "department") == 0 &&
	    !knows_department(x->d, e->value))
		return no_department(x, e, e->value);
	if (strcmp(e->section, "winback") == 0 &&
	    strcmp(e->key, "owner") == 0 && *e->value != '\0' &&
	    desk_operator_by_login(x->d, e->value) == NULL)
		return conf_err(x->conf, e, x->err, "this desk has no operator "
		    "\"%s\": see dezhurkad operator list", e->value);
	return true;
}

/* Half of an overflow does nothing. */
static bool
check_overflow(const struct checking *x, const struct conf_entry *e)
{
	const char *name = settings_name_of(e->section, "department");
	const struct book_department *dep = NULL;
	bool has_after = false, leads;

	for (size_t i = 0; name != NULL && i < x->settings->n_departments; i++)
		if (strcmp(x->settings->departments[i].name, name) == 0)
			dep = &x->settings->departments[i];
	if (dep == NULL || strncmp(e->key, "overflow_", 9) != 0)
		return true;
	for (size_t i = 0; i < conf_count(x->conf); i++)
		has_after |= strcmp(conf_at(x->conf, i)->key,
		    "overflow_after") == 0 &&
		    strcmp(conf_at(x->conf, i)->section, e->section) == 0;
	if (!has_after)
		return conf_err(x->conf, e, x->err, "%s does nothing without "
		    "overflow_after: write after what wait, such as 5m",
		    e->key);
	leads = dep->overflow_to[0] != '\0' || dep->overflow_message[0] != '\0';
	return dep->overflow_after_ms == TARGET_NEVER || leads ||
	    conf_err(x->conf, e, x->err, "%s does nothing without a department "
	    "in overflow_to or words in overflow_message", e->key);
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
		return has_department(x->d, e->value) ||
		    no_department(x, e, e->value);
	for (int i = 0; route_list_at(e->value, i, word, sizeof word); i++) {
		if (is_department && !has_department(x->d, word))
			return no_department(x, e, word);
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

		if (!(strncmp(e->section, "rule ", 5) == 0 ?
		    check_entry(x, e) : check_other(x, e)))
			return false;
	}
	return true;
}

static bool
check_overflows(struct checking *x)
{
	for (size_t i = 0; i < conf_count(x->conf); i++)
		if (!check_overflow(x, conf_at(x->conf, i)))
			return false;
	return true;
}

/* With the records of the desk; where there is none, all names are good. */
static bool
check_names(struct checking *x, const char *path)
{
	struct store *store;
	bool ok;

	if (access(path, R_OK) != 0)
		return true;
	store = store_sqlite.open(path, STORE_READER, x->err);
	if (store == NULL)
		return false;
	x->d = desk_new();
	ok = store->ops->list(store, STORE_OPERATORS, 0, put_operator, x->d,
	    x->err) && store->ops->list(store, STORE_DEPARTMENTS, 0,
	    put_department, x->d, x->err) && check_all(x);
	desk_free(x->d);
	store->ops->close(store);
	return ok;
}

bool
names_check(const struct settings *c, struct err *err)
{
	struct checking x = { .settings = c, .err = err };
	char path[PATH_MAX];
	struct conf *conf;
	bool ok;

	if (c->file == NULL)
		return true;
	conf = conf_read(c->file, err);
	if (conf == NULL)
		return false;
	x.conf = conf;
	snprintf(path, sizeof path, "%s/desk.db", c->data_dir);
	ok = check_overflows(&x) && check_names(&x, path);
	conf_free(conf);
	return ok;
}
