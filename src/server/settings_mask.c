/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/settings_section.h"

#include <string.h>

#include "base/str.h"
#include "domain/operator.h"

static bool
put_pattern(struct settings_reading *x, const struct conf_entry *e)
{
	x->mask->text = settings_keep(x->settings, e->value);
	return true;
}

static bool
put_keep(struct settings_reading *x, const struct conf_entry *e)
{
	long long keep;

	if (!str_to_i64(e->value, 0, MASK_PATTERN_BYTES, &keep))
		return conf_err(x->conf, e, x->err, "keep \"%s\" is no number "
		    "from 0 to %d", e->value, MASK_PATTERN_BYTES);
	x->mask->keep = (int)keep;
	return true;
}

static const struct settings_key keys[] = {
	{ "mask", "pattern", false, put_pattern },
	{ "mask", "keep",    false, put_keep },
};

static struct mask_pattern *
make(struct settings *c, const char *name)
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

static bool
find(struct settings_reading *x, const struct conf_entry *e, const char *name)
{
	if (!operator_login_ok(name))
		return conf_err(x->conf, e, x->err, "mask \"%.40s\": only a-z 0-9 "
		    ". _ - are used, at most %d bytes", name,
		    MAX_LOGIN_BYTES);
	x->mask = make(x->settings, name);
	return x->mask != NULL || conf_err(x->conf, e, x->err,
	    "more than %d patterns", MASK_PATTERNS);
}

const struct settings_section settings_mask = SETTINGS_SECTION(keys, find);

bool
settings_check_masks(const struct settings *c, struct err *err)
{
	for (size_t i = 0; i < c->n_masks; i++)
		if (!mask_pattern_check(&c->masks[i], err))
			return err_prefix(err, "[mask %s]", c->masks[i].name);
	return true;
}
