/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/settings_section.h"

#include <string.h>

#include "base/str.h"

const char *
settings_name_of(const char *section, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(section, word, len) != 0 ||
	    (section[len] != '\0' && section[len] != ' '))
		return NULL;
	return section + len + strspn(section + len, " ");
}

/* The name of the section, "" where there is none; NULL: it is another one. */
static const char *
name_in(const struct settings_section *s, const char *word,
    const char *section)
{
	if (s->find != NULL)
		return settings_name_of(section, word);
	return strcmp(section, word) == 0 ? "" : NULL;
}

/* Which of its words the section begins with; NULL: none. */
static const char *
word_in(const struct settings_section *s, const char *section)
{
	for (size_t i = 0; i < s->n_keys; i++)
		if (name_in(s, s->keys[i].section, section) != NULL)
			return s->keys[i].section;
	return NULL;
}

static bool
no_key(struct settings_reading *x, const struct settings_section *s,
    const struct conf_entry *e)
{
	struct str known;

	str_init(&known, 4096);
	for (size_t i = 0; i < s->n_keys; i++)
		if (name_in(s, s->keys[i].section, e->section) != NULL)
			str_putf(&known, "%s%s", known.len > 0 ? ", " : "",
			    s->keys[i].key);
	conf_err(x->conf, e, x->err, "section [%s] has no key \"%.40s\": known "
	    "are %s", e->section, e->key, known.data);
	str_clear(&known);
	return false;
}

bool
settings_section_is(const struct settings_section *s, const char *section)
{
	return word_in(s, section) != NULL;
}

bool
settings_section_put(const struct settings_section *s,
    struct settings_reading *x, const struct conf_entry *e)
{
	if (s->find != NULL && !s->find(x, e, name_in(s, word_in(s,
	    e->section), e->section)))
		return false;
	for (size_t i = 0; i < s->n_keys; i++) {
		const struct settings_key *k = &s->keys[i];

		if (strcmp(k->key, e->key) == 0 &&
		    name_in(s, k->section, e->section) != NULL)
			return (k->is_list || conf_once(x->conf, e, x->err)) &&
			    k->put(x, e);
	}
	return no_key(x, s, e);
}
