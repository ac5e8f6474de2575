/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/canned_fill.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

#define FIELD_BYTES 64

/* Whose reply it is, and in which language. */
struct filling {
	const struct model *m;
	const struct chat  *c;
	const char	   *language;
};

/* --- where values come from: NULL or "" when not known ------------------------ */

static const char *
customer_name(const struct filling *in, char *buf, size_t n)
{
	const struct record *r = model_record(in->m, in->c->c.customer_id);

	(void)buf;
	(void)n;
	return r != NULL && r->c.name[0] != '\0' ? r->c.name : in->c->c.name;
}

static const char *
customer_contact(const struct filling *in, char *buf, size_t n)
{
	const struct record *r = model_record(in->m, in->c->c.customer_id);

	(void)buf;
	(void)n;
	return r == NULL ? "" : r->c.contact;
}

static const char *
operator_name(const struct filling *in, char *buf, size_t n)
{
	(void)buf;
	(void)n;
	return in->m->me.name;
}

static const char *
desk_name(const struct filling *in, char *buf, size_t n)
{
	(void)buf;
	(void)n;
	return in->m->desk;
}

static const char *
conversation_number(const struct filling *in, char *buf, size_t n)
{
	snprintf(buf, n, "%lld", (long long)in->c->c.id);
	return buf;
}

static const char *
department_name(const struct filling *in, char *buf, size_t n)
{
	const struct department *d =
	    model_department(in->m, in->c->c.department_id);

	(void)buf;
	(void)n;
	return d == NULL ? "" : d->name;
}

/* The desk makes it, when the message is sent. */
static const char *
rating_link(const struct filling *in, char *buf, size_t n)
{
	(void)in;
	(void)buf;
	(void)n;
	return "{rating_link}";
}

static const char *
time_now(const struct filling *in, char *buf, size_t n)
{
	return i18n_clock(buf, n, in->m->now_ms);
}

static const char *
date_now(const struct filling *in, char *buf, size_t n)
{
	return i18n_day_month_in(buf, n, in->m->now_ms, in->language);
}

/* The label is what an operator reads who has to say the value. */
static const struct value {
	const char *name, *label;
	const char *(*get)(const struct filling *in, char *buf, size_t size);
} values[] = {
	{ "customer.name", N_("customer's name"), customer_name },
	{ "customer.contact", N_("customer's contact"), customer_contact },
	{ "operator.name", N_("operator's name"), operator_name },
	{ "desk.name", N_("desk's name"), desk_name },
	{ "conversation.number", N_("number"), conversation_number },
	{ "department.name", N_("department"), department_name },
	{ "rating_link", N_("link to rate"), rating_link },
	{ "time", N_("time"), time_now },
	{ "date", N_("date"), date_now },
};

/* --- filling --------------------------------------------------------------- */

static const struct value *
find_value(const struct canned_field *f)
{
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (strlen(values[i].name) == f->name_len &&
		    strncmp(values[i].name, f->name, f->name_len) == 0)
			return &values[i];
	return NULL;
}

/* "{?customer's name}": as a field that asks is written. */
static void
put_open(struct str *out, const struct canned_field *f, const char *label)
{
	str_put(out, "{?");
	if (label != NULL)
		str_put(out, label);
	else
		str_put_n(out, f->name, f->name_len);
	if (f->kind == CANNED_ASK && f->other_len > 0) {
		str_put_c(out, '|');
		str_put_n(out, f->other, f->other_len);
	}
	str_put_c(out, '}');
}

/* "{?BALANCE…|unknown}": while its command runs. */
static void
put_waiting(struct str *out, const struct canned_field *f)
{
	str_put(out, "{?");
	str_put_n(out, f->name, f->name_len);
	str_put(out, CANNED_WAITING);
	if (f->other_len > 0) {
		str_put_c(out, '|');
		str_put_n(out, f->other, f->other_len);
	}
	str_put_c(out, '}');
}

void
canned_put_value(struct str *out, const char *value)
{
	for (const char *at = value; *at != '\0'; at++) {
		str_put_c(out, *at);
		if (*at == '{' && (at[1] == '?' || at[1] == '\0'))
			str_put_c(out, ' ');
	}
}

/* Returns whether it was filled. */
static bool
fill(const struct filling *in, const struct canned_field *f, struct str *out)
{
	const struct value *known =
	    f->kind == CANNED_VALUE ? find_value(f) : NULL;
	char buf[FIELD_BYTES];
	const char *value =
	    known == NULL ? "" : known->get(in, buf, sizeof buf);

	if (f->kind == CANNED_COMMAND && field_command_find(
	    &in->m->prefs.fields, f->name, f->name_len) != NULL) {
		put_waiting(out, f);
		return false;
	}
	if (value[0] != '\0') {
		canned_put_value(out, value);
		return true;
	}
	if (f->kind != CANNED_ASK && f->other_len > 0) {
		str_put_n(out, f->other, f->other_len);
		return true;
	}
	put_open(out, f, known == NULL ? NULL : _(known->label));
	return false;
}

int
canned_fill(const struct model *m, const struct chat *c, const char *language,
    const char *text, struct str *out)
{
	const struct filling in = { m, c,
		language[0] != '\0' ? language : c->c.language };
	int n_unfilled = 0;

	while (*text != '\0') {
		struct canned_field f;
		size_t len;

		if (text[0] == '{' && text[1] == '{') {
			str_put_c(out, '{');
			text += 2;
			continue;
		}
		len = canned_field(text, &f);
		if (len == 0) {
			str_put_c(out, *text++);
			continue;
		}
		if (!fill(&in, &f, out))
			n_unfilled++;
		text += len;
	}
	return n_unfilled;
}
