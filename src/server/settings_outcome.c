/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_outcome.c - sections [outcome CODE]: what an outcome brings along.
 */
#include <stddef.h>
#include <string.h>

#include "base/conf.h"
#include "domain/operator.h"
#include "domain/tags.h"
#include "server/settings.h"
#include "server/settings_section.h"

static struct outcome *
make(struct settings *c, const char *code)
{
	for (size_t i = 0; i < c->n_templates; i++)
		if (strcmp(c->templates[i].code, code) == 0)
			return &c->templates[i];
	if (c->n_templates == SETTINGS_MAX_ITEMS)
		return NULL;
	c->templates[c->n_templates] = (struct outcome){
		settings_keep(c, code), "", "", "" };
	return &c->templates[c->n_templates++];
}

/* "invoice, #Refund" */
static bool
put_tags(struct settings_reading *x, const struct conf_entry *e)
{
	char list[MAX_TAGS_BYTES + 1] = "", word[MAX_TAG_BYTES * 2];
	const char *at = e->value + strspn(e->value, ", ");
	struct err why;

	while (*at != '\0') {
		size_t len = strcspn(at, ", ");

		if (len >= sizeof word)
			return conf_err(x->conf, e, x->err,
			    "a tag is longer than %d bytes", MAX_TAG_BYTES);
		memcpy(word, at, len);
		word[len] = '\0';
		if (!tags_change(list, word, "", &why))
			return conf_err(x->conf, e, x->err, "%s", why.text);
		at += len;
		at += strspn(at, ", ");
	}
	x->outcome->tags = settings_keep(x->settings, list);
	return true;
}

static bool
put_text(struct settings_reading *x, const struct conf_entry *e,
    const char **out, size_t max_bytes)
{
	if (strlen(e->value) > max_bytes)
		return conf_err(x->conf, e, x->err, "%s is longer than %zu bytes",
		    e->key, max_bytes);
	*out = settings_keep(x->settings, e->value);
	return true;
}

static bool
put_title(struct settings_reading *x, const struct conf_entry *e)
{
	return put_text(x, e, &x->outcome->title, MAX_NAME_BYTES);
}

static bool
put_note(struct settings_reading *x, const struct conf_entry *e)
{
	return put_text(x, e, &x->outcome->note, MAX_NOTE_BYTES);
}

static const struct settings_key keys[] = {
	{ "outcome", "title", false, put_title },
	{ "outcome", "note", false, put_note },
	{ "outcome", "tags", false, put_tags },
};

static bool
find(struct settings_reading *x, const struct conf_entry *e, const char *name)
{
	if (!operator_login_ok(name))
		return conf_err(x->conf, e, x->err, "outcome \"%.40s\": only a-z 0-9 "
		    ". _ - are used, at most %d bytes", name,
		    MAX_LOGIN_BYTES);
	x->outcome = make(x->settings, name);
	return x->outcome != NULL || conf_err(x->conf, e, x->err,
	    "more than %d outcomes", SETTINGS_MAX_ITEMS);
}

const struct settings_section settings_outcome = SETTINGS_SECTION(keys, find);

bool
settings_add_outcomes(struct settings *c, struct err *err)
{
	for (size_t i = 0; i < c->n_templates; i++) {
		const char *code = c->templates[i].code;
		size_t at = 0;

		while (at < c->outcomes.n &&
		    strcmp(c->outcomes.items[at], code) != 0)
			at++;
		if (at == c->outcomes.n &&
		    !settings_add(c, &c->outcomes, code, err))
			return err_prefix(err, "[outcome %s]", code);
	}
	return true;
}
