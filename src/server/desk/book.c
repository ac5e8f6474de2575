/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/desk/book.h"

#include <string.h>

#include "server/desk/internal.h"

const struct book_department *
book_department(const struct book *b, const char *name)
{
	const struct book_department *of_all = NULL;

	for (size_t i = 0; b != NULL && i < b->n_departments; i++) {
		if (strcmp(b->departments[i].name, name) == 0)
			return &b->departments[i];
		if (b->departments[i].name[0] == '\0')
			of_all = &b->departments[i];
	}
	return of_all;
}

static bool
is_asked(const char *wanted, const char *is)
{
	return wanted == NULL || strcmp(wanted, is) == 0;
}

const struct book_target *
book_target(const struct book *b, const char *department,
    const char *segment, int priority)
{
	for (size_t i = 0; b != NULL && i < b->n_targets; i++) {
		const struct book_target *t = &b->targets[i];

		if (is_asked(t->department, department) &&
		    is_asked(t->segment, segment) &&
		    priority >= t->priority_from && priority <= t->priority_to)
			return t;
	}
	return NULL;
}

static const char *
name_of(const struct desk *d, int64_t department_id)
{
	const struct department *dep = desk_department(d, department_id);

	return dep == NULL ? "" : dep->name;
}

const struct book_department *
desk_book_department(const struct desk *d, int64_t department_id)
{
	return book_department(desk_rules(d)->book,
	    name_of(d, department_id));
}

const struct hours *
desk_hours(const struct desk *d, int64_t department_id)
{
	const struct book_department *dep = desk_book_department(d,
	    department_id);

	return dep == NULL ? NULL : &dep->hours;
}

bool
desk_target(const struct desk *d, const struct conversation *c,
    const char *segment, enum target_which which, int64_t now_ms,
    struct target_due *out)
{
	const struct book_target *t = book_target(desk_rules(d)->book,
	    name_of(d, c->department_id), segment, c->priority);
	const struct hours *hours;
	int64_t limit_ms;

	if (t == NULL || t->limit_ms[which] == TARGET_NEVER)
		return false;
	limit_ms = t->limit_ms[which];
	hours = t->is_always ? NULL : desk_hours(d, c->department_id);
	*out = (struct target_due){
		.warn_ms = hours_after(hours, now_ms,
		    limit_ms / 100 * t->warn_percent +
		    limit_ms % 100 * t->warn_percent / 100),
		.due_ms = hours_after(hours, now_ms, limit_ms),
	};
	return out->due_ms != HOURS_NEVER;
}
