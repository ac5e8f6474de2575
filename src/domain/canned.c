/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/canned.h"

#include <string.h>

static const char *const values[] = {
	"customer.name", "customer.contact", "operator.name", "desk.name",
	"rating_link",
	"conversation.number", "department.name", "time", "date",
};

int
canned_compare(const struct canned *a, const struct canned *b)
{
	int order = strcmp(a->shortcut, b->shortcut);

	return order != 0 ? order : strcmp(a->language, b->language);
}

/* --- one field --------------------------------------------------------- */

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/* "Order number" of {?Order number}: anything on one line. */
static size_t
question_bytes(const char *text)
{
	size_t len = strcspn(text, "{}|\n");

	return text[0] == ' ' ? 0 : len;
}

static size_t
name_bytes(const char *text)
{
	size_t len = 0;

	while (is_name(text[len]))
		len++;
	return len;
}

size_t
canned_field(const char *text, struct canned_field *f)
{
	size_t at = 1;

	*f = (struct canned_field){ .kind = CANNED_VALUE };
	if (text[0] != '{')
		return 0;
	if (text[1] == '?') {
		f->kind = CANNED_ASK;
		at++;
	} else if (text[1] >= 'A' && text[1] <= 'Z') {
		f->kind = CANNED_COMMAND;
	}
	f->name = text + at;
	f->name_len = f->kind == CANNED_ASK ? question_bytes(f->name) :
	    name_bytes(f->name);
	at += f->name_len;
	if (f->name_len == 0)
		return 0;
	if (text[at] == '|') {
		f->other = text + at + 1;
		f->other_len = strcspn(f->other, "{}\n");
		at += 1 + f->other_len;
	}
	return text[at] == '}' ? at + 1 : 0;
}

bool
canned_knows(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (strlen(values[i]) == len &&
		    strncmp(values[i], name, len) == 0)
			return true;
	return false;
}

const char *
canned_value_name(size_t i)
{
	return i < sizeof values / sizeof *values ? values[i] : NULL;
}

bool
canned_unfilled(const char *text, size_t from, size_t *at, size_t *len)
{
	const char *open = text + from;

	while ((open = strstr(open, "{?")) != NULL) {
		struct canned_field f;

		if (strchr(" }\n\t", open[2]) == NULL) {
			*at = (size_t)(open - text);
			*len = canned_field(open, &f);
			/* Cut by an edit: still none that may be sent. */
			if (*len == 0)
				*len = 2 + strcspn(open + 2, " {}\n\t");
			return true;
		}
		open += 2;
	}
	return false;
}

/* --- a text to be stored ----------------------------------------------- */

/* C0 but for line breaks and tabs, DEL, C1: they would act on a terminal. */
static bool
is_control(const char *text)
{
	unsigned char c = (unsigned char)text[0];

	return (c < ' ' && c != '\n' && c != '\t') || c == 0x7f ||
	    (c == 0xc2 && (unsigned char)text[1] < 0xa0);
}

static enum canned_fault
fault_at(const char *text, size_t *len, struct canned_field *f)
{
	*f = (struct canned_field){ .name = text };
	*len = 1;
	if (is_control(text))
		return CANNED_CONTROL;
	if (text[0] != '{')
		return CANNED_FINE;
	if (text[1] == '{') {
		*len = 2;
		return text[2] == '?' ? CANNED_UNSENDABLE : CANNED_FINE;
	}
	*len = canned_field(text, f);
	if (*len == 0)
		return text[1 + strcspn(text + 1, "{}\n")] == '}' ?
		    CANNED_NO_FIELD : CANNED_OPEN;
	if (f->name_len > MAX_ASK_BYTES || f->other_len > MAX_ASK_BYTES)
		return CANNED_LONG;
	return f->kind == CANNED_VALUE && !canned_knows(f->name,
	    f->name_len) ? CANNED_UNKNOWN : CANNED_FINE;
}

enum canned_fault
canned_fault(const char *text, int *line, struct canned_field *f)
{
	*line = 1;
	while (*text != '\0') {
		size_t len;
		enum canned_fault fault = fault_at(text, &len, f);

		if (fault != CANNED_FINE) {
			if (f->name == NULL || f->name_len == 0)
				f->name = text;
			return fault;
		}
		*line += text[0] == '\n';
		text += len;
	}
	return CANNED_FINE;
}

/* The beginning of the line, cut between letters. */
static int
cut(const char *at)
{
	size_t len = strcspn(at, "\n");

	if (len > 24)
		len = 24;
	while (len > 1 && ((unsigned char)at[len] & 0xc0) == 0x80)
		len--;
	return (int)len;
}

bool
canned_check_text(const char *text, int *line, struct err *err)
{
	struct canned_field f;
	int len;

	switch (canned_fault(text, line, &f)) {
	case CANNED_FINE:
		return true;
	case CANNED_CONTROL:
		return err_set(err, ERR_VALUE, "a control character is in "
		    "the text: take it out");
	case CANNED_UNSENDABLE:
		return err_set(err, ERR_VALUE, "\"{?\" can never be sent: "
		    "write a blank between");
	case CANNED_LONG:
		return err_set(err, ERR_VALUE, "a field and what it offers "
		    "may each have %d bytes: make it shorter", MAX_ASK_BYTES);
	case CANNED_UNKNOWN:
		len = (int)f.name_len;
		return err_set(err, ERR_VALUE, "there is no field {%.*s}: "
		    "write {?%.*s} to be asked for it, or one like "
		    "{customer.name}", len, f.name, len, f.name);
	case CANNED_OPEN:
		return err_set(err, ERR_VALUE, "a brace is never closed near "
		    "\"%.*s\": write \"}\" behind the field, or \"{{\" for a "
		    "plain brace", cut(f.name), f.name);
	default:
		return err_set(err, ERR_VALUE, "\"%.*s\" is no field: write "
		    "one like {customer.name} or {?Order number}, or \"{{\" "
		    "for a plain brace", cut(f.name), f.name);
	}
}
