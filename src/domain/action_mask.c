/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/action.h"
#include "domain/mask.h"

/* Every text of an action that somebody has written, and its form. Not here:
 * ids, codes, the password. */
static const struct {
	size_t	       offset;
	enum mask_form form;
} texts[] = {
	{ offsetof(struct action, text), MASK_TEXT },
	{ offsetof(struct action, name), MASK_TEXT },
	{ offsetof(struct action, contact), MASK_TEXT },
	{ offsetof(struct action, page), MASK_TEXT },
	{ offsetof(struct action, note), MASK_TEXT },
	{ offsetof(struct action, draft), MASK_TEXT },
	{ offsetof(struct action, apology), MASK_TEXT },
	{ offsetof(struct action, gesture), MASK_TEXT },
	{ offsetof(struct action, changed), MASK_TEXT },
	{ offsetof(struct action, reason), MASK_TEXT },
	{ offsetof(struct action, segment), MASK_WORD },
	{ offsetof(struct action, tags), MASK_WORD },
	{ offsetof(struct action, remove_tags), MASK_WORD },
};

struct masking {
	const struct mask *mask;
	struct arena	  *arena;
	bool		   is_masked;
};

static bool
mask_one(struct masking *x, const char **text, enum mask_form form)
{
	char *copy;

	if (*text == NULL || !mask_finds(x->mask, *text, form))
		return true;
	copy = arena_dup(x->arena, *text);
	if (copy == NULL)
		return false;
	x->is_masked = mask_text(x->mask, copy, form) || x->is_masked;
	*text = copy;
	return true;
}

static bool
mask_fields(struct masking *x, struct action *a)
{
	struct customer_field *list;

	if (a->n_fields == 0)
		return true;
	list = arena_alloc(x->arena, a->n_fields * sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < a->n_fields; i++) {
		list[i] = a->fields[i];
		if (!mask_one(x, &list[i].name, MASK_WORD) ||
		    !mask_one(x, &list[i].value, MASK_TEXT))
			return false;
	}
	a->fields = list;
	return true;
}

static bool
mask_canned(struct masking *x, struct action *a)
{
	struct canned *canned;

	if (a->canned == NULL)
		return true;
	canned = arena_alloc(x->arena, sizeof *canned);
	if (canned == NULL)
		return false;
	*canned = *a->canned;
	a->canned = canned;
	return mask_one(x, &canned->title, MASK_TEXT) &&
	    mask_one(x, &canned->text, MASK_TEXT);
}

bool
action_mask(struct action *a, const struct mask *m, struct arena *arena,
    bool *is_masked)
{
	struct masking x = { m, arena, false };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char **text = (const char **)(void *)((char *)a +
		    texts[i].offset);
		enum mask_form form = texts[i].form;

		if (a->type == ACTION_TYPING)
			form = MASK_PREVIEW;
		else if (a->type == ACTION_FILE)
			form = MASK_WORD;
		if (!mask_one(&x, text, form))
			return false;
	}
	if (!mask_fields(&x, a) || !mask_canned(&x, a))
		return false;
	if (is_masked != NULL && x.is_masked)
		*is_masked = true;
	return true;
}
