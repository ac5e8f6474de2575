/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/transfer.h"

static bool
is_candidate(const struct operator *o, const struct conversation *c, int64_t me)
{
	return o->id != me && o->id != c->operator_id && !o->disabled &&
	    o->presence == PRESENCE_ONLINE && o->load < o->limit;
}

static int
works_there_by_name(const struct operator *o, int64_t department_id)
{
	return department_id != 0 && o->n_departments > 0 &&
	    operator_in_department(o, department_id);
}

static int
compare_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int
transfer_compare(const struct operator *a, const struct operator *b,
    const struct conversation *c, const struct department *d)
{
	int64_t department_id = d != NULL ? d->id : c->department_id;
	int by;

	by = list_has(b->languages, c->language) -
	    list_has(a->languages, c->language);
	if (by == 0 && d != NULL)
		by = list_shared(b->skills, d->skills) -
		    list_shared(a->skills, d->skills);
	if (by == 0)
		by = works_there_by_name(b, department_id) -
		    works_there_by_name(a, department_id);
	if (by == 0) /* a.load / a.limit against b.load / b.limit */
		by = compare_i64(
		    (int64_t)a->load * b->limit, (int64_t)b->load * a->limit);
	if (by == 0)
		by = compare_i64(a->id, b->id);
	return by;
}

const struct operator *
transfer_best(const struct operator *operators, size_t n,
    const struct conversation *c, const struct department *d, int64_t me)
{
	const struct operator *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct operator *o = &operators[i];

		if (!is_candidate(o, c, me))
			continue;
		if (best == NULL || transfer_compare(o, best, c, d) < 0)
			best = o;
	}
	return best;
}
