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

void
masking_clear(struct model *m)
{
	for (size_t i = 0; i < m->mask.n; i++) {
		free((char *)(uintptr_t)m->mask.patterns[i].name);
		free((char *)(uintptr_t)m->mask.patterns[i].text);
	}
	free((struct mask_pattern *)(uintptr_t)m->mask.patterns);
	m->mask = (struct mask){ 0 };
}

void
masking_set(struct model *m, const struct mask_pattern *list, size_t n)
{
	struct mask_pattern *own;
	size_t n_own = 0;

	masking_clear(m);
	own = mem_array(MASK_PATTERNS, struct mask_pattern);
	for (size_t i = 0; i < n && n_own < MASK_PATTERNS; i++)
		if (mask_pattern_check(&list[i], NULL))
			own[n_own++] = (struct mask_pattern){
				mem_dup(list[i].name), mem_dup(list[i].text),
				list[i].keep };
	m->mask = (struct mask){ own, n_own };
}
