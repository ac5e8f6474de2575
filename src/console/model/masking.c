/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that are not kept (domain/mask.h): what is typed is masked before it
 * is a draft on the disk, an unsent action or a line of the screen.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

#define ARENA_BYTES (1024 * 1024)

void
masking_tell(struct model *m)
{
	model_say(m, TONE_INFO, _("A card or account number was masked: only "
	    "its last digits are sent and kept."));
}

bool
masking_input(struct model *m, struct chat *c)
{
	char *text;

	if (!mask_finds(&m->mask, c->input.text.data, MASK_TEXT))
		return false;
	text = mem_dup(c->input.text.data);
	mask_text(&m->mask, text, MASK_TEXT);
	editor_set(&c->input, text);
	free(text);
	return true;
}

void
masking_submit(struct model *m, const struct action *a, struct effects *e)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct action masked = *a;
	bool is_masked = false;

	/* What is too large for that is too large for the desk, which masks
	 * it as well. */
	if (arena == NULL || !action_mask(&masked, &m->mask, arena, &is_masked))
		masked = *a;
	effects_submit(e, &masked);
	arena_free(arena);
	if (is_masked)
		masking_tell(m);
}
