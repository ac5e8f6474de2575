/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fields.h - how a struct's members stand on the wire, as a table that is
 * both written and read. For the files of this folder only.
 *
 * Writing leaves out what is 0, "" or false. Reading leaves the member alone
 * when it is missing or null, so the caller puts the defaults there first.
 */
#ifndef PROTO_FIELDS_H
#define PROTO_FIELDS_H

#include "proto/proto.h"

/* Largest number that every reader of JSON has exactly: 2^53 - 1. */
#define FIELD_NUMBER_MAX INT64_C(9007199254740991)

enum field_type {
	FIELD_TEXT,		/* const char *, at most `max` bytes */
	FIELD_BUF,		/* char[max + 1] */
	FIELD_NUMBER,		/* int64_t, 0..FIELD_NUMBER_MAX */
	FIELD_INT,		/* int, 0..max */
	FIELD_BOOL,
	FIELD_LANGUAGES,	/* char[max + 1] with commas; an array there */
	FIELD_SKILLS,
	FIELD_DEPARTMENTS,	/* the whole struct operator */
	FIELD_EARLIER,		/* the whole struct customer */
	FIELD_TAGS,		/* char[max + 1] as in tags.h; an array there */
	FIELD_TAG_TEXT,		/* const char *, the same */
	FIELD_PAIRS,		/* a struct pairs: names and values */
	FIELD_FILES,		/* a struct file_pairs */
	FIELD_NUMBERS,		/* int64_t[max], then a size_t: how many */
	FIELD_IDS,		/* const char *, joined by commas; an array */
	FIELD_TARGETS,		/* a struct target_due[TARGETS]; an array there */
	FIELD_ACTOR, FIELD_PRESENCE, FIELD_ROLE, FIELD_STATE,	/* enums */
	FIELD_WHICH,
	FIELD_BAN,		/* enum ban_kind */
	FIELD_WINBACK,		/* enum winback_state; NONE is left out */
	/* Pointers to records, which are read into the arena. */
	FIELD_CUSTOMER, FIELD_OPERATOR, FIELD_DEPARTMENT, FIELD_CANNED,
	FIELD_TYPES
};

enum field_flag {
	FIELD_NEEDED = 1,	/* must be there, neither 0 nor "" */
	FIELD_PRIVATE = 2,	/* never for a visitor */
	FIELD_GIVEN = 4,	/* NULL: left out; "" is written and read */
};

/* How FIELD_PAIRS stands in a record: a list, then how many. */
struct pairs {
	const struct customer_field *list;
	size_t			     n;
};

/* How FIELD_FILES stands in a record: a list, then how many. */
struct file_pairs {
	const struct file *list;
	size_t		   n;
};

struct field {
	const char     *name;
	enum field_type type;
	size_t		offset;
	int64_t		max;
	unsigned	flags;
};

struct fields {
	const struct field *rows;
	size_t		    n;
};

#define FIELDS(rows) { (rows), sizeof(rows) / sizeof *(rows) }

void fields_write(struct json_out *w, const void *record,
    const struct fields *fields, enum proto_reader reader);
/* `too_large`: what a text over its maximum is called. `arena` may be NULL
 * when no field needs it. On failure the record may be filled in part: read
 * into a copy. */
bool fields_read(const struct json *j, struct arena *arena, void *record,
    const struct fields *fields, enum err_code too_large, struct err *err);

/* --- between the files of fields.c and fields_list.c ------------------- */

/* One reading: of which object, into which memory. */
struct field_reading {
	const struct json *j;
	struct arena	  *arena;
	enum err_code	   too_large;
	struct err	  *err;
};

/* ERR_PROTO, naming the member; false. */
bool  field_bad(const struct field_reading *r, const struct field *f,
    const char *what);
void *field_alloc(const struct field_reading *r, size_t bytes);
bool  field_number(const struct field_reading *r, const struct field *f,
    const struct json *found, int64_t max, int64_t *out);

typedef bool field_read_fn(const struct field_reading *r,
    const struct field *f, const struct json *found, void *p);
typedef void field_write_fn(struct json_out *w, const struct field *f,
    const void *p);
field_read_fn field_read_words, field_read_tags, field_read_tag_text,
    field_read_pairs, field_read_departments, field_read_earlier,
    field_read_ids, field_read_files, field_read_numbers,
    field_read_targets;
field_write_fn field_write_words, field_write_tags, field_write_tag_text,
    field_write_pairs, field_write_departments, field_write_earlier,
    field_write_ids, field_write_files, field_write_numbers,
    field_write_targets;

/* An array of events; those that cannot be read are skipped and counted, and
 * nothing but want of memory or something that is no array is an error. */
bool proto_events_read(const struct json *array, struct arena *arena,
    struct event **events, size_t *n_events, size_t *n_skipped,
    struct err *err);

#endif
