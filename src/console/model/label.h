/* SPDX-License-Identifier: GPL-3.0-or-later */
/* label.h - letters that stand in the transcript, at what can be copied,
 * opened or saved.
 *
 * The view finds what is on the screen and gives each a label; from then on
 * the labels stay with their texts, wherever those move. One text has one
 * label, however often it is there. No label is the beginning of another.
 */
#ifndef MODEL_LABEL_H
#define MODEL_LABEL_H

#include <stdint.h>

#include "console/model/hint.h"

#define LABELS_MAX  60
#define LABEL_BYTES 3		/* two letters */

struct label {
	struct hint hint;	/* of a file: its name */
	int64_t	    file_id;	/* see file_find(); 0: no file */
	int	    line;	/* of the screen, from the top */
	char	    key[LABEL_BYTES];
};

struct labels {
	struct label list[LABELS_MAX];
	int64_t chat_id;	/* that is read, maybe an earlier one */
	int  n;
	bool is_fixed;		/* they have been on the screen */
	bool opens;		/* Enter: small letters open, too */
	char typed[2];		/* the first letter of two, or "" */
};

/* The newest line has the nearest letters. */
void label_keys(struct label *list, int n);
/* The one that is there already; -1: none is. */
int  label_find(const struct label *list, int n, const struct hint *hint,
    int64_t file_id);

#endif
