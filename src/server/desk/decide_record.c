/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_record.c - the records of the desk: customers, operators,
 * departments, canned replies. Canned replies and customers are not kept in
 * the desk: the hub has looked up that they exist.
 */
#include <string.h>

#include "server/desk/internal.h"

static void *
new_record(struct deciding *x, size_t size)
{
	void *record = arena_alloc(x->arena, size);

	if (record == NULL)
		err_set(x->err, ERR_BUSY, "no memory for the action");
	return record;
}

static bool
serves(const struct deciding *x, int64_t customer_id)
{
	const struct conversation *c;

	if (decide_is_head(x->me))
		return true;
	for (size_t i = 0; (c = desk_conversation_at(x->d, i)) != NULL; i++)
		if (c->customer_id == customer_id &&
		    c->state != CONVERSATION_CLOSED &&
		    desk_may_see(x->d, x->me, c))
			return true;
	return false;
}

/* The hub has filled in what the action left out. */
static const char *
given(const char *text)
{
	return text == NULL ? "" : text;
}

bool
decide_customer(struct deciding *x)
{
	const struct action *a = x->a;
	struct customer *customer;

	if (!serves(x, a->customer_id))
		return err_set(x->err, ERR_NOT_FOUND,
		    "there is no customer %lld", (long long)a->customer_id);
	customer = new_record(x, sizeof *customer);
	if (customer == NULL)
		return false;
	*customer = (struct customer){
		.id = a->customer_id, .name = given(a->name),
		.contact = given(a->contact), .language = given(a->language),
		.note = given(a->note), .segment = given(a->segment),
		.tags = given(a->tags), .fields = a->fields,
		.n_fields = a->n_fields,
	};
	decide_add_answer(x, EVENT_CUSTOMER)->customer = customer;
	return true;
}

static bool
check_operator_record(struct deciding *x, const struct operator *o)
{
	const struct operator *same = desk_operator_by_login(x->d, o->login);

	if (o->id != 0 && desk_operator(x->d, o->id) == NULL)
		return err_set(x->err, ERR_NOT_FOUND,
		    "there is no operator %lld", (long long)o->id);
	if (!operator_login_ok(o->login))
		return err_set(x->err, ERR_VALUE,
		    "login: 1 to %d small letters, digits, '.', '_' or '-' "
		    "are needed", MAX_LOGIN_BYTES);
	if (same != NULL && same->id != o->id)
		return err_set(x->err, ERR_CONFLICT,
		    "there is an operator '%s' already: number %lld",
		    o->login, (long long)same->id);
	if (o->name[0] == '\0')
		return err_set(x->err, ERR_VALUE, "name: is missing");
	if (o->limit < 1 || o->limit > 99)
		return err_set(x->err, ERR_VALUE,
		    "limit: 1 to 99 conversations");
	for (int i = 0; i < o->n_departments; i++)
		if (desk_department(x->d, o->departments[i]) == NULL)
			return err_set(x->err, ERR_VALUE,
			    "departments: there is no department %lld",
			    (long long)o->departments[i]);
	return languages_check(o->languages, x->err) &&
	    skills_check(o->skills, x->err);
}

bool
decide_operator_put(struct deciding *x)
{
	struct operator *o;

	if (x->a->operator == NULL)
		return err_set(x->err, ERR_VALUE, "operator: is missing");
	if (!check_operator_record(x, x->a->operator))
		return false;
	o = new_record(x, sizeof *o);
	if (o == NULL)
		return false;
	*o = *x->a->operator;
	o->presence = PRESENCE_OFFLINE;
	o->reason[0] = '\0';
	o->since_ms = o->state_by_id = 0;
	o->load = 0;
	if (o->id == 0)
		o->id = x->next->record;
	decide_add_answer(x, EVENT_OPERATOR)->operator = o;
	return true;
}

static bool
check_department_record(struct deciding *x, const struct department *record)
{
	const struct department *other;

	if (record->id != 0 && desk_department(x->d, record->id) == NULL)
		return err_set(x->err, ERR_NOT_FOUND,
		    "there is no department %lld", (long long)record->id);
	if (record->name[0] == '\0')
		return err_set(x->err, ERR_VALUE, "name: is missing");
	for (size_t i = 0; (other = desk_department_at(x->d, i)) != NULL; i++)
		if (other->id != record->id &&
		    strcmp(other->name, record->name) == 0)
			return err_set(x->err, ERR_CONFLICT,
			    "there is a department '%s' already: "
			    "number %lld", record->name,
			    (long long)other->id);
	return skills_check(record->skills, x->err);
}

bool
decide_department_put(struct deciding *x)
{
	struct department *department;

	if (x->a->department == NULL)
		return err_set(x->err, ERR_VALUE, "department: is missing");
	if (!check_department_record(x, x->a->department))
		return false;
	department = new_record(x, sizeof *department);
	if (department == NULL)
		return false;
	*department = *x->a->department;
	if (department->id == 0)
		department->id = x->next->record;
	decide_add_answer(x, EVENT_DEPARTMENT)->department = department;
	return true;
}

/* --- canned replies ---------------------------------------------------- */

/* Personal ones are their owner's alone, whoever asks; shared ones are changed
 * by supervisors, and by all where the desk is set so. */
static bool
may_edit(const struct deciding *x, int64_t owner_id)
{
	if (x->me == NULL)
		return true;
	if (owner_id != 0)
		return owner_id == x->me->id;
	return x->s->edits_canned || decide_is_head(x->me);
}

static bool
check_may_edit(struct deciding *x, const struct canned *was, int64_t owner_id)
{
	if (was != NULL && was->owner_id != 0 && !may_edit(x, was->owner_id))
		return err_set(x->err, ERR_NOT_FOUND,
		    "there is no canned reply %lld", (long long)was->id);
	if (!may_edit(x, owner_id) && owner_id != 0)
		return err_set(x->err, ERR_RIGHTS, "owner_id: a personal "
		    "canned reply is made by its owner");
	if (!may_edit(x, owner_id) || (was != NULL &&
	    !may_edit(x, was->owner_id)))
		return err_set(x->err, ERR_RIGHTS, "shared canned replies are "
		    "changed by supervisors here: make a personal one");
	return true;
}

static bool
check_version(struct deciding *x, const struct canned *was, int64_t seen)
{
	if (was == NULL || seen == 0 || seen == was->version)
		return true;
	return err_set(x->err, ERR_CONFLICT, "canned reply %lld has been "
	    "changed meanwhile: read it again", (long long)was->id);
}

static bool
check_canned_record(struct deciding *x, const struct canned *record,
    const struct canned *was)
{
	int line;

	if (!operator_login_ok(record->shortcut))
		return err_set(x->err, ERR_VALUE,
		    "shortcut: 1 to %d small letters, digits, '.', '_' or "
		    "'-' are needed", MAX_LOGIN_BYTES);
	if (record->text[0] == '\0')
		return err_set(x->err, ERR_VALUE, "text: is missing");
	if (!canned_check_text(record->text, &line, x->err))
		return err_prefix(x->err, "text: line %d", line);
	if (record->department_id != 0 &&
	    desk_department(x->d, record->department_id) == NULL)
		return err_set(x->err, ERR_VALUE,
		    "department_id: there is no department %lld",
		    (long long)record->department_id);
	if (record->owner_id != 0 &&
	    desk_operator(x->d, record->owner_id) == NULL)
		return err_set(x->err, ERR_VALUE,
		    "owner_id: there is no operator %lld",
		    (long long)record->owner_id);
	/* Others have it on their screens. */
	if (was != NULL && record->owner_id != 0 &&
	    record->owner_id != was->owner_id)
		return err_set(x->err, ERR_VALUE, "owner_id: a shared reply "
		    "does not become personal: add a personal one");
	return true;
}

bool
decide_canned_put(struct deciding *x)
{
	const struct canned *record = x->a->canned, *was = x->a->canned_was;
	struct canned *canned;

	if (record == NULL)
		return err_set(x->err, ERR_VALUE, "canned: is missing");
	if (!check_may_edit(x, was, record->owner_id) ||
	    !check_canned_record(x, record, was) ||
	    !check_version(x, was, record->version))
		return false;
	canned = new_record(x, sizeof *canned);
	if (canned == NULL)
		return false;
	*canned = *record;
	canned->version = was == NULL ? 1 : was->version + 1;
	canned->files = was == NULL ? NULL : was->files;
	canned->n_files = was == NULL ? 0 : was->n_files;
	if (x->a->files != NULL) {
		canned->files = x->a->file_list;
		canned->n_files = x->a->n_files;
	}
	canned->uses = was == NULL ? 0 : was->uses;
	canned->used_ms = was == NULL ? 0 : was->used_ms;
	if (canned->id == 0)
		canned->id = x->next->record;
	decide_add_answer(x, EVENT_CANNED)->canned = canned;
	return true;
}

bool
decide_canned_remove(struct deciding *x)
{
	const struct canned *was = x->a->canned_was;
	struct event *ev;

	if (was != NULL && (!check_may_edit(x, was, was->owner_id) ||
	    !check_version(x, was, x->a->version)))
		return false;
	ev = decide_add_answer(x, EVENT_CANNED_REMOVED);
	ev->canned_id = x->a->canned_id;
	ev->operator_id = was == NULL ? 0 : was->owner_id;
	return true;
}
