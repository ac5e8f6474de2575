/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tab in the command line: what all that fits begins with. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "console/model/internal.h"

/* What all lines of `list` that begin with `word` begin with; *n of them. */
static size_t
common(const char *list, const char *word, const char **first, int *n)
{
	size_t len = 0, word_len = strlen(word);

	*n = 0;
	*first = NULL;
	for (size_t line; *list != '\0'; list += line + 1) {
		line = strcspn(list, "\n");
		if (strncmp(list, word, word_len) == 0 && line >= word_len) {
			if ((*n)++ == 0) {
				*first = list;
				len = line;
			} else {
				size_t same = 0;

				while (same < len && same < line &&
				    (*first)[same] == list[same])
					same++;
				len = same;
			}
		}
		if (list[line] == '\0')
			break;
	}
	/* Not in the middle of a letter. */
	while (*n > 1 && len > 0 && ((*first)[len] & 0xc0) == 0x80)
		len--;
	return len;
}

void
overlay_complete(struct model *m)
{
	const char *line = m->ui.query.text.data, *first;
	const char *space = strchr(line, ' ');
	const char *word = space == NULL ? line : space + 1;
	size_t len;
	struct str list, whole;
	int n;

	str_init(&list, 64 * 1024);
	str_init(&whole, EDITOR_MAX_BYTES);
	if (space == NULL) {
		complete_help(m, "", &list);
	} else {
		const struct command *c;

		str_put_n(&whole, line, (size_t)(space - line));
		c = command_find_typed(whole.data);
		if (c != NULL && c->complete != NULL)
			c->complete(m, word, &list);
		str_reset(&whole);
	}
	len = common(list.data, word, &first, &n);
	/* Behind other words: the last of them. */
	if (n == 0 && space != NULL && strchr(word, ' ') != NULL) {
		word = strrchr(word, ' ') + 1;
		len = common(list.data, word, &first, &n);
	}
	/* A name typed on the Cyrillic layout. */
	if (n == 0 && space == NULL) {
		keymap_latin(word, &whole);
		len = common(list.data, whole.data, &first, &n);
		str_reset(&whole);
	}
	if (n > 0) {
		str_put_n(&whole, line, (size_t)(word - line));
		str_put_n(&whole, first, len);
		if (n == 1)
			str_put_c(&whole, ' ');
		editor_set(&m->ui.query, whole.data);
	}
	str_clear(&list);
	str_clear(&whole);
	overlay_freeze(m);
}
