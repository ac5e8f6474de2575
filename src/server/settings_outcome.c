/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_outcome.c - sections [outcome CODE]: what an outcome brings along.
 */
#include <stddef.h>
#include <string.h>

#include "base/conf.h"
#include "domain/operator.h"
#include "domain/tags.h"
#include "server/settings.h"
#include "server/settings_outcome.h"

#define SECTION "outcome "

static const struct {
	const char *section, *key;
	bool	    is_list;
	size_t	    offset, max_bytes;
} keys[] = {
	{ "outcome", "title", false, offsetof(struct outcome, title),
	    MAX_NAME_BYTES },
	{ "outcome", "note", false, offsetof(struct outcome, note),
	    MAX_NOTE_BYTES },
	{ "outcome", "tags", true, offsetof(struct outcome, tags), 0 },
};

bool
settings_is_outcome(const char *section)
{
	return strncmp(section, SECTION, strlen(SECTION)) == 0;
}

static struct outcome *
find(struct settings *c, const char *code)
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
put_tags(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, const char **out, struct err *err)
{
	char list[MAX_TAGS_BYTES + 1] = "", word[MAX_TAG_BYTES * 2];
	const char *at = e->value + strspn(e->value, ", ");
	struct err why;

	while (*at != '\0') {
		size_t len = strcspn(at, ", ");

		if (len >= sizeof word)
			return conf_err(conf, e, err,
			    "a tag is longer than %d bytes", MAX_TAG_BYTES);
		memcpy(word, at, len);
		word[len] = '\0';
		if (!tags_change(list, word, "", &why))
			return conf_err(conf, e, err, "%s", why.text);
		at += len;
		at += strspn(at, ", ");
	}
	*out = settings_keep(c, list);
	return true;
}

static bool
put_text(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, const char **out, size_t max_bytes,
    struct err *err)
{
	if (strlen(e->value) > max_bytes)
		return conf_err(conf, e, err, "%s is longer than %zu bytes",
		    e->key, max_bytes);
	*out = settings_keep(c, e->value);
	return true;
}

bool
settings_put_outcome(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	const char *code = e->section + strlen(SECTION);
	struct outcome *o;

	code += strspn(code, " ");
	if (!operator_login_ok(code))
		return conf_err(conf, e, err, "outcome \"%s\": only a-z 0-9 . "
		    "_ - are used, at most %d bytes", code, MAX_LOGIN_BYTES);
	if (!conf_once(conf, e, err))
		return false;
	o = find(c, code);
	if (o == NULL)
		return conf_err(conf, e, err, "more than %d outcomes",
		    SETTINGS_MAX_ITEMS);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char **out =
		    (const char **)(void *)((char *)o + keys[i].offset);

		if (strcmp(e->key, keys[i].key) != 0)
			continue;
		return keys[i].is_list ? put_tags(c, conf, e, out, err) :
		    put_text(c, conf, e, out, keys[i].max_bytes, err);
	}
	return conf_err(conf, e, err,
	    "section [%s] has no key \"%s\": known are title, note, tags",
	    e->section, e->key);
}

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
