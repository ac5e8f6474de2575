/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prefs.h - the operator's settings that are one value each: one table.
 *
 * dezhurka.conf(5), `/set`, completion, --check-config and the manual all come
 * from the rows. Sections with a structure of their own ([account], ...) are
 * read by console/settings.c. To add a setting: a member of struct prefs, a
 * row in prefs.c, its paragraph in dezhurka.conf(5).
 *
 * How a value is written, by type:
 *   PREF_BOOL	yes, no (also on, off, true, false)
 *   PREF_NUMBER	a whole number from min to max
 *   PREF_SPAN	"500ms", "20s", "5m", "2h", "0" or "off"; kept in ms,
 *		from min to max ms
 *   PREF_CHOICE	one word of `choices` ("dark|light|mono"); kept as text
 *   PREF_TEXT	any text that fits
 */
#ifndef MODEL_PREFS_H
#define MODEL_PREFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "console/model/alert_rule.h"
#include "console/model/block.h"
#include "console/model/field_command.h"

#define PREF_TEXT_BYTES 512	/* of a value, NUL included */

struct prefs {
	/* [ui] */
	char language[8];		/* "": as the environment says */
	char theme[64];
	bool title;
	char tmux_count[64];		/* "@name"; "": none */
	bool mouse;
	char charts[16];
	char block_reasons[PREF_TEXT_BYTES];	/* "": the usual */
	/* [presence] */
	int64_t away_after_ms;		/* without a key; 0: never */
	char detached[8];		/* from tmux or screen: "away" or not */
	/* [input], [send], [transfer], [close] */
	bool spell;
	char editor[PREF_TEXT_BYTES];	/* "": $VISUAL or $EDITOR */
	int paste_lines, paste_bytes;	/* more is asked about; 0: never */
	int64_t send_hold_ms, transfer_hold_ms, close_hold_ms;
	/* [keys] */
	char key_set[16];
	/* [alerts] */
	char alert_command[PREF_TEXT_BYTES];	/* "": none */
	/* [archive] */
	bool archive_keep;
	int64_t archive_days, archive_megabytes;
	/* [files] */
	char files_dir[PREF_TEXT_BYTES];	/* "": where downloads go */
	/* [clipboard] */
	char clip_command[PREF_TEXT_BYTES];	/* "": none */
	char alert_terminal[8];
	struct alert_rule alert_rules[ALERTS];	/* [alert KIND] */
	struct field_commands fields;		/* [field NAME] */
	struct blocks blocks;			/* [block NAME] */
};

enum pref_type { PREF_BOOL, PREF_NUMBER, PREF_SPAN, PREF_CHOICE, PREF_TEXT };

struct pref {
	const char    *section, *key;
	enum pref_type type;
	size_t	       offset, size;	/* of the member of struct prefs */
	int64_t	       min, max;	/* PREF_NUMBER, PREF_SPAN */
	const char    *choices;		/* PREF_CHOICE */
	const char    *fallback;	/* the value when nothing is set */
	const char    *help;		/* N_(): one sentence */
};
extern const struct pref prefs_rows[];
extern const size_t	 n_prefs_rows;

void prefs_init(struct prefs *p);	/* all fall-backs */
/* NULL: there is no such setting. `name` is "ui.theme", or "theme" where only
 * one section has that key. */
const struct pref *pref_find(const char *section, const char *key);
const struct pref *pref_find_name(const char *name);
bool prefs_has_section(const char *section);
/* ERR_VALUE: a sentence (translated) of what can be written; `p` is as it
 * was. */
bool pref_set(struct prefs *p, const struct pref *row, const char *value,
    struct err *err);
/* As it would be written in the file. Returns buf. */
char *pref_get(const struct prefs *p, const struct pref *row, char *buf,
    size_t size);

#endif
