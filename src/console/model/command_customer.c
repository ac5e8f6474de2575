/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command that corrects a customer's record. */
#include <stddef.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "domain/tags.h"

static const struct {
	const char *name;
	size_t max_bytes;
	size_t offset;	/* of the string in struct action */
} members[] = {
	{ "name", MAX_NAME_BYTES, offsetof(struct action, name) },
	{ "contact", MAX_CONTACT_BYTES, offsetof(struct action, contact) },
	{ "language", LANGUAGE_BYTES, offsetof(struct action, language) },
	{ "note", MAX_CUSTOMER_NOTE_BYTES, offsetof(struct action, note) },
	{ "segment", MAX_SEGMENT_BYTES, offsetof(struct action, segment) },
};
#define N_MEMBERS (sizeof members / sizeof *members)

/* The first word of `args`; *rest is what follows. False: none, too long. */
static bool
first_word(const char *args, char *word, size_t size, const char **rest)
{
	size_t len = strcspn(args, " ");

	*rest = args + len + strspn(args + len, " ");
	if (len == 0 || len >= size)
		return false;
	memcpy(word, args, len);
	word[len] = '\0';
	return true;
}

static bool
not_come(struct err *err)
{
	return err_set(err, ERR_BUSY, "%s",
	    _("The record has not come yet: try again in a moment."));
}

static bool
submit(struct model *m, struct action *a, struct effects *e, struct err *err)
{
	const struct chat *c = model_focused(m);

	if (c->c.customer_id <= 0)
		return not_come(err);
	a->customer_id = c->c.customer_id;
	return submit_action(m, a, e) || err_set(err, ERR_BUSY, "%s",
	    _("Too much at once: press the key again."));
}

static bool
set_member(struct model *m, size_t member, const char *value,
    struct effects *e, struct err *err)
{
	struct action a;

	if (strlen(value) > members[member].max_bytes)
		return err_set(err, ERR_TOO_LARGE,
		    _("This is too long: at most %zu bytes."),
		    members[member].max_bytes);
	action_init(&a, ACTION_CUSTOMER);
	memcpy((char *)&a + members[member].offset, &value, sizeof value);
	return submit(m, &a, e, err);
}

static bool
set_field(struct model *m, const char *args, struct effects *e,
    struct err *err)
{
	char name[MAX_FIELD_BYTES + 1];
	struct customer_field field = { .name = name };
	struct err why = { .code = ERR_NONE };
	struct action a;

	if (!first_word(args, name, sizeof name, &field.value) ||
	    !customer_field_name_ok(name))
		return err_set(err, ERR_VALUE, "%s",
		    _("Say the field's name, one word, and then its value; "
		      "without a value it is taken away."));
	if (!customer_fields_check(&field, 1, &why))
		return err_set(err, ERR_TOO_LARGE,
		    _("This is too long: at most %zu bytes."),
		    (size_t)MAX_VALUE_BYTES);
	action_init(&a, ACTION_CUSTOMER);
	a.fields = &field;
	a.n_fields = 1;
	return submit(m, &a, e, err);
}

bool
command_change_tags(char list[MAX_TAGS_BYTES + 1], const char *args,
    struct err *err)
{
	char word[4 * MAX_TAG_BYTES];
	struct err why = { .code = ERR_NONE };

	while (*args != '\0') {
		bool ok = first_word(args, word, sizeof word, &args);

		if (ok && word[0] == '-')
			ok = tags_change(list, "", word + 1, &why);
		else if (ok)
			ok = tags_change(list, word, "", &why);
		if (!ok && why.code == ERR_TOO_LARGE)
			return err_set(err, ERR_TOO_LARGE,
			    _("There can be %d tags at most."), MAX_TAGS);
		if (!ok)
			return err_set(err, ERR_VALUE,
			    _("A tag is a word of letters, digits, “.”, “_” "
			      "and “-”, at most %d bytes."), MAX_TAG_BYTES);
	}
	return true;
}

static bool
set_tags(struct model *m, const char *args, struct effects *e,
    struct err *err)
{
	const struct chat *c = model_focused(m);
	const struct record *r = model_record(m, c->c.customer_id);
	char list[MAX_TAGS_BYTES + 1];
	struct action a;

	if (r == NULL || r->fetched_ms == 0) {
		submit_fetch_customer(m, c->c.customer_id, e);
		return not_come(err);
	}
	str_copy(list, sizeof list, r->c.tags);
	if (!command_change_tags(list, args, err))
		return false;
	action_init(&a, ACTION_CUSTOMER);
	a.tags = list;
	return submit(m, &a, e, err);
}

COMMAND(customer)
{
	char word[16];
	const char *value;

	if (args[0] == '\0')
		return run_sidebar(m, "", e, err);
	if (!first_word(args, word, sizeof word, &value))
		goto unknown;
	for (size_t i = 0; i < N_MEMBERS; i++)
		if (strcmp(members[i].name, word) == 0)
			return set_member(m, i, value, e, err);
	if (strcmp(word, "field") == 0)
		return set_field(m, value, e, err);
	if (strcmp(word, "tag") == 0)
		return set_tags(m, value, e, err);
unknown:
	return err_set(err, ERR_VALUE, "%s",
	    _("Say what to correct: name, contact, language, note, segment, "
	      "field or tag, and then the new value."));
}

static bool
is_offered(const struct model *m, const char *field)
{
	for (size_t i = 0; i < m->n_fields; i++)
		if (strcmp(m->fields[i], field) == 0)
			return true;
	return false;
}

/* Those of the desk first: they are what it wants to know. */
COMPLETE(customer)
{
	const struct chat *c = model_focused(m);
	const struct record *r =
	    c == NULL ? NULL : model_record(m, c->c.customer_id);

	(void)args;
	for (size_t i = 0; i < N_MEMBERS; i++)
		str_putf(out, "%s\n", members[i].name);
	str_put(out, "tag\nfield\n");
	for (size_t i = 0; i < m->n_fields; i++)
		str_putf(out, "field %s\n", m->fields[i]);
	for (size_t i = 0; r != NULL && i < r->c.n_fields; i++)
		if (!is_offered(m, r->c.fields[i].name))
			str_putf(out, "field %s\n", r->c.fields[i].name);
}
