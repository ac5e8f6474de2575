/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_section.h - sections of dezhurkad.conf(5), each a table of its keys in
 * a file of its own; settings.c walks through all of them alike.
 */
#ifndef SERVER_SETTINGS_SECTION_H
#define SERVER_SETTINGS_SECTION_H

#include "base/conf.h"
#include "server/settings.h"

struct settings_reading {
	struct settings	  *settings;
	const struct conf *conf;
	struct err	  *err;
	/* Of a section with a name: what is called so. */
	struct book_department *department;
	struct book_target     *target;
	struct mask_pattern    *mask;
	struct outcome	       *outcome;
};

struct settings_key {
	const char *section, *key;
	bool	    is_list;	/* may be given several times */
	/* ERR_VALUE: "file:line:col: what is wrong". */
	bool (*put)(struct settings_reading *x, const struct conf_entry *e);
};

struct settings_section {
	const struct settings_key *keys;
	size_t n_keys;
	/* Of [WORD NAME]: puts what is called so into the reading; "" where
	 * only the word stands. NULL: it has no names. */
	bool (*find)(struct settings_reading *x, const struct conf_entry *e,
	    const char *name);
};

#define SETTINGS_SECTION(keys, find)                                          \
	{ keys, sizeof keys / sizeof *keys, find }

extern const struct settings_section settings_blocks;
extern const struct settings_section settings_department;
extern const struct settings_section settings_mask;
extern const struct settings_section settings_outcome;
extern const struct settings_section settings_presence;
extern const struct settings_section settings_ratings;
extern const struct settings_section settings_retention;
extern const struct settings_section settings_sign_in;
extern const struct settings_section settings_supervision;
extern const struct settings_section settings_target;

/* Is an entry of [section] its? Puts it; ERR_VALUE: "file:line:col: what is
 * wrong". */
bool settings_section_is(const struct settings_section *s,
    const char *section);
bool settings_section_put(const struct settings_section *s,
    struct settings_reading *x, const struct conf_entry *e);
/* The name behind the word, "" when there is none; NULL: another section. */
const char *settings_name_of(const char *section, const char *word);

/* What there is to do before and after. */
void settings_init_blocks(struct settings *c);
void settings_init_ratings(struct settings *c);
bool settings_check_masks(const struct settings *c, struct err *err);
/* Outcomes that have a section but are not in the list. */
bool settings_add_outcomes(struct settings *c, struct err *err);
/* Holidays, and the book of departments and targets. */
bool settings_finish_departments(struct settings *c, const struct conf *conf,
    struct err *err);
/* The proxies as ranges that are never blocked. */
void settings_find_proxies(struct settings *c);

#endif
