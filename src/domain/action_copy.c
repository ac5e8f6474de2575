/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>

#include "domain/action.h"

/* Every text of an action: what is missing here would be borrowed by copies
 * from somebody who frees it. */
static const size_t texts[] = {
	offsetof(struct action, text), offsetof(struct action, name),
	offsetof(struct action, contact), offsetof(struct action, language),
	offsetof(struct action, page), offsetof(struct action, outcome),
	offsetof(struct action, note), offsetof(struct action, files),
	offsetof(struct action, path), offsetof(struct action, segment),
	offsetof(struct action, tags), offsetof(struct action, remove_tags),
	offsetof(struct action, draft), offsetof(struct action, password),
	offsetof(struct action, time_zone), offsetof(struct action, apology),
	offsetof(struct action, gesture), offsetof(struct action, changed),
	offsetof(struct action, reason), offsetof(struct action, address),
};

static bool
copy_text(const char **text, struct arena *a)
{
	if (*text != NULL)
		*text = arena_dup(a, *text);
	return *text != NULL;
}

static bool
copy_fields(struct action *to, struct arena *a)
{
	struct customer_field *list;

	if (to->n_fields == 0) {
		to->fields = NULL;
		return true;
	}
	list = arena_alloc(a, to->n_fields * sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < to->n_fields; i++) {
		list[i] = to->fields[i];
		if (!copy_text(&list[i].name, a) ||
		    !copy_text(&list[i].value, a))
			return false;
	}
	to->fields = list;
	return true;
}

static bool
copy_canned(struct action *to, struct arena *a)
{
	struct canned *c;

	if (to->canned == NULL)
		return true;
	c = arena_alloc(a, sizeof *c);
	if (c == NULL)
		return false;
	*c = *to->canned;
	to->canned = c;
	c->files = NULL;
	c->n_files = 0;
	return copy_text(&c->shortcut, a) && copy_text(&c->title, a) &&
	    copy_text(&c->language, a) && copy_text(&c->text, a);
}

bool
action_copy(struct action *to, const struct action *from, struct arena *a)
{
	*to = *from;
	to->file_list = NULL;
	to->n_files = 0;
	to->operator = NULL;
	to->department = NULL;
	to->canned_was = NULL;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char **text = (const char **)(void *)((char *)to +
		    texts[i]);

		if (*text != NULL && !copy_text(text, a))
			return false;
	}
	return copy_fields(to, a) && copy_canned(to, a);
}
