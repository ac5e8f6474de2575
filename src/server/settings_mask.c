/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/settings_mask.h"

#include <string.h>

#include "base/str.h"
#include "domain/operator.h"

#define SECTION "mask "

static const struct {
	const char *section, *key;
	bool	    is_list;	/* may be given several times */
} keys[] = {
	{ "mask", "pattern", false },
	{ "mask", "keep", false },
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
	struct mask_pattern *p;
	long long keep;

	name += strspn(name, " ");
	if (!operator_login_ok(name))
		return conf_err(conf, e, err, "mask \"%s\": only a-z 0-9 . _ "
		    "- are used, at most %d bytes", name, MAX_LOGIN_BYTES);
	if (conf_find(conf, e->section, e->key) != e)
		return conf_err(conf, e, err, "%s is set again in line %d: "
		    "keep one of them", e->key,
		    conf_find(conf, e->section, e->key)->line);
	p = find(c, name);
	if (p == NULL)
		return conf_err(conf, e, err, "more than %d patterns",
		    MASK_PATTERNS);
	if (strcmp(e->key, keys[0].key) == 0) {
		p->text = settings_keep(c, e->value);
		return true;
	}
	if (strcmp(e->key, keys[1].key) != 0)
		return conf_err(conf, e, err, "section [%s] has no key \"%s\": "
		    "known are pattern, keep", e->section, e->key);
	if (!str_to_i64(e->value, 0, MASK_PATTERN_BYTES, &keep))
		return conf_err(conf, e, err, "keep \"%s\" is no number from 0 "
		    "to %d", e->value, MASK_PATTERN_BYTES);
	p->keep = (int)keep;
	return true;
}

bool
settings_check_masks(const struct settings *c, struct err *err)
{
	for (size_t i = 0; i < c->n_masks; i++)
		if (!mask_pattern_check(&c->masks[i], err))
			return err_prefix(err, "[mask %s]", c->masks[i].name);
	return true;
}
