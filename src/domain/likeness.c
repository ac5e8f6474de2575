/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/likeness.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/utf8_alike.h"
#include "domain/limits.h"

/* Decomposed (NFKC), a letter may become several. */
#define SHAPE_BYTES (8 * MAX_NAME_BYTES)

#define N_ROLES	  (sizeof roles / sizeof *roles)
#define N_READERS (sizeof readers / sizeof *readers)

/* Words that no customer is called: whole words of the name, in its shape.
 * What a person may be called (Bot, Boss, Robot, Help) is not here. */
static const char *const roles[] = {
	"system", "support", "supervisor", "operator", "administrator",
	"admin", "moderator", "dezhurka", "helpdesk",
	"система", "поддержка", "техподдержка", "супервизор", "супервайзер",
	"оператор", "администратор", "админ", "модератор", "дежурка",
	"obsługa", "operatorka", "administratorka", "wsparcie", "konsultant",
	"konsultantka", "консультант",
};

/* Names for the reader: the whole name. */
static const char *const readers[] = {
	"you", "вы", "ты",
};

/* What the console draws itself beside a name, and what is taken for it. */
static const char *const signs[] = {
	"✓", "✔", "✅", "☑", "🗸", "●", "○", "★", "⚠", "≠", "⎙", "◷", "│", "┊", "▌",
	"🛡",
};

/* A name as it is compared: folded, as case and marks hide nothing, and its
 * shape both ways. */
struct looks { char *form[3]; };

struct likeness_staff {
	size_t	      n;
	struct looks *names, *logins;
	struct looks  roles[N_ROLES], readers[N_READERS];
};

static struct looks
looks_of(const char *text, size_t len)
{
	struct looks l;

	for (int i = 0; i < 3; i++) {
		struct str s;

		str_init(&s, SHAPE_BYTES);
		if (!(i == 0 ? utf8_fold(&s, text, len) :
		    utf8_shape(&s, text, len, i == 2)))
			str_reset(&s);
		l.form[i] = str_take(&s);
	}
	return l;
}

static void
looks_clear(struct looks *l)
{
	for (int i = 0; i < 3; i++)
		free(l->form[i]);
}

static bool
are_alike(const struct looks *a, const struct looks *b)
{
	for (int i = 0; i < 3; i++)
		if (a->form[i][0] != '\0' &&
		    strcmp(a->form[i], b->form[i]) == 0)
			return true;
	return false;
}

struct likeness_staff *
likeness_staff_new(const struct operator *staff, size_t n)
{
	struct likeness_staff *s = mem_new(struct likeness_staff);

	s->n = n;
	s->names = mem_array(n > 0 ? n : 1, struct looks);
	s->logins = mem_array(n > 0 ? n : 1, struct looks);
	for (size_t i = 0; i < n; i++) {
		s->names[i] = looks_of(staff[i].name, strlen(staff[i].name));
		s->logins[i] = looks_of(staff[i].login,
		    strlen(staff[i].login));
	}
	for (size_t i = 0; i < N_ROLES; i++)
		s->roles[i] = looks_of(roles[i], strlen(roles[i]));
	for (size_t i = 0; i < N_READERS; i++)
		s->readers[i] = looks_of(readers[i], strlen(readers[i]));
	return s;
}

void
likeness_staff_free(struct likeness_staff *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++) {
		looks_clear(&s->names[i]);
		looks_clear(&s->logins[i]);
	}
	for (size_t i = 0; i < N_ROLES; i++)
		looks_clear(&s->roles[i]);
	for (size_t i = 0; i < N_READERS; i++)
		looks_clear(&s->readers[i]);
	free(s->names);
	free(s->logins);
	free(s);
}

static bool
is_any(const struct looks *l, const struct looks *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (are_alike(l, &list[i]))
			return true;
	return false;
}

/* Any of its words; what is not seen parts none. */
static bool
has_role(const struct likeness_staff *s, const char *name)
{
	size_t len = strlen(name), start = 0;
	bool has = false;

	for (size_t at = 0; at <= len && !has;) {
		uint32_t code = ' ';
		size_t n = at < len ? utf8_next(name + at, len - at, &code) :
				      1;

		if (!utf8_is_word(code) && !utf8_is_unseen(code)) {
			struct looks l = looks_of(name + start, at - start);

			has = is_any(&l, s->roles, N_ROLES);
			looks_clear(&l);
			start = at + n;
		}
		at += n;
	}
	return has;
}

static bool
has_sign(const char *name)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strstr(name, signs[i]) != NULL)
			return true;
	return false;
}

static bool
is_staff(const struct likeness_staff *s, const struct looks *l, size_t *who)
{
	for (size_t i = 0; i < s->n; i++)
		if (are_alike(l, &s->names[i]) ||
		    are_alike(l, &s->logins[i])) {
			*who = i;
			return true;
		}
	return false;
}

enum likeness
likeness_of(const struct likeness_staff *s, const char *name, size_t *who)
{
	size_t len = strlen(name);
	enum likeness found = LIKENESS_NONE;
	struct looks l;

	if (len == 0 || len > MAX_NAME_BYTES || !utf8_is_valid(name, len))
		return LIKENESS_NONE;
	l = looks_of(name, len);
	if (s != NULL && is_staff(s, &l, who))
		found = LIKENESS_STAFF;
	else if (s != NULL && (is_any(&l, s->readers, N_READERS) ||
	    has_role(s, name)))
		found = LIKENESS_ROLE;
	else if (has_sign(name))
		found = LIKENESS_SIGN;
	else if (utf8_is_mixed(name, len))
		found = LIKENESS_MIXED;
	looks_clear(&l);
	return found;
}
