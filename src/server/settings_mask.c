/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/settings_mask.h"

#include <string.h>

#include "base/str.h"
#include "domain/operator.h"

#define SECTION "mask "

struct reading {
	struct settings	    *settings;
	struct mask_pattern *mask;
	const struct conf   *conf;
	struct err	    *err;
};

static bool
put_pattern(struct reading *x, const struct conf_entry *e)
{
	x->mask->text = settings_keep(x->settings, e->value);
	return true;
}

static bool
put_keep(struct reading *x, const struct conf_entry *e)
{
	long long keep;

	if (!str_to_i64(e->value, 0, MASK_PATTERN_BYTES, &keep))
		return conf_err(x->conf, e, x->err, "keep \"%s\" is no number "
		    "from 0 to %d", e->value, MASK_PATTERN_BYTES);
	x->mask->keep = (int)keep;
	return true;
}

static const struct {
	const char *section, *key;
	bool	    is_list;	/* may be given several times */
	bool	  (*put)(struct reading *x, const struct conf_entry *e);
} keys[] = {
	{ "mask", "pattern", false, put_pattern },
	{ "mask", "keep",    false, put_keep },
};

bool
settings_is_mask(const char *section)
{
	return strncmp(section, SECTION, strlen(SECTION)) == 0;
}

static struct mask_pattern *
find(struct settings *c, const char *name)
{
	for (size_t i = 0; i < c->n_masks; i++)
		if (strcmp(c->masks[i].name, name) == 0)
			return &c->masks[i];
	if (c->n_masks == MASK_PATTERNS)
		return NULL;
	c->masks[c->n_masks] = (struct mask_pattern){
		settings_keep(c, name), "", 0 };
	return &c->masks[c->n_masks++];
}

bool
settings_put_mask(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	const char *name = e->section + strlen(SECTION);
	struct reading x = { c, NULL, conf, err };
	struct mask_pattern *p;

	name += strspn(name, " ");
	if (!operator_login_ok(name))
		return conf_err(conf, e, err, "mask \"%s\": only a-z 0-9 . _ "
		    "- are used, at most %d bytes", name, MAX_LOGIN_BYTES);
	if (!conf_once(conf, e, err))
		return false;
	p = find(c, name);
	if (p == NULL)
		return conf_err(conf, e, err, "more than %d patterns",
		    MASK_PATTERNS);
	x.mask = p;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(e->key, keys[i].key) == 0)
			return keys[i].put(&x, e);
	return conf_err(conf, e, err, "section [%s] has no key \"%s\": known "
	    "are pattern, keep", e->section, e->key);
}

bool
settings_check_masks(const struct settings *c, struct err *err)
{
	for (size_t i = 0; i < c->n_masks; i++)
		if (!mask_pattern_check(&c->masks[i], err))
			return err_prefix(err, "[mask %s]", c->masks[i].name);
	return true;
}
