/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/likeness.h"

#include <string.h>

#include "base/utf8.h"
#include "base/utf8_alike.h"
#include "domain/limits.h"

/* Decomposed (NFKC), a letter may become several. */
#define SHAPE_BYTES (8 * MAX_NAME_BYTES)

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
	"you", "me", "вы", "ты", "я", "ty", "ja", "pan", "pani",
};

/* What the console draws itself beside a name, and what is taken for it. */
static const char *const signs[] = {
	"✓", "✔", "✅", "☑", "🗸", "●", "○", "★", "⚠", "≠", "⎙", "◷", "│", "┊", "▌",
	"🛡",
};

static bool
shape(struct str *out, const char *text, size_t len, bool capital_i_is_l)
{
	str_init(out, SHAPE_BYTES);
	return utf8_shape(out, text, len, capital_i_is_l) && out->len > 0;
}

static bool
is_alike(const char *a, size_t a_len, const char *b)
{
	bool is = false;

	for (int i = 0; i < 2 && !is; i++) {
		struct str x, y;

		is = shape(&x, a, a_len, i == 1) &
		    shape(&y, b, strlen(b), i == 1);
		is = is && x.len == y.len && memcmp(x.data, y.data, x.len) ==
		    0;
		str_clear(&x);
		str_clear(&y);
	}
	return is;
}

/* The same but for case and marks: what the shape of small letters misses. */
static bool
is_same(const char *a, const char *b)
{
	struct str x, y;
	bool is;

	str_init(&x, SHAPE_BYTES);
	str_init(&y, SHAPE_BYTES);
	is = utf8_fold(&x, a, strlen(a)) && utf8_fold(&y, b, strlen(b)) &&
	    x.len == y.len && x.len > 0 && memcmp(x.data, y.data, x.len) == 0;
	str_clear(&x);
	str_clear(&y);
	return is;
}

static bool
is_called(const char *name, const char *other)
{
	return other[0] != '\0' && (is_same(name, other) ||
	    is_alike(name, strlen(name), other));
}

static bool
is_any(const char *text, size_t len, const char *const *list, size_t n)
{
	char word[MAX_NAME_BYTES + 1];

	if (len == 0 || len >= sizeof word)
		return false;
	memcpy(word, text, len);
	word[len] = '\0';
	for (size_t i = 0; i < n; i++)
		if (is_called(word, list[i]))
			return true;
	return false;
}

/* Any of its words; what is not seen parts none. */
static bool
has_role(const char *name)
{
	size_t len = strlen(name), start = 0;

	for (size_t at = 0; at <= len;) {
		uint32_t code = ' ';
		size_t n = at < len ? utf8_next(name + at, len - at, &code) :
				      1;

		if (!utf8_is_word(code) && !utf8_is_unseen(code)) {
			if (is_any(name + start, at - start, roles,
			    sizeof roles / sizeof *roles))
				return true;
			start = at + n;
		}
		at += n;
	}
	return is_any(name, len, readers, sizeof readers / sizeof *readers);
}

static bool
has_sign(const char *name)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strstr(name, signs[i]) != NULL)
			return true;
	return false;
}

enum likeness
likeness_of(const char *name, const struct operator *staff, size_t n_staff,
    const struct operator **who)
{
	size_t len = strlen(name);

	*who = NULL;
	if (len == 0 || len > MAX_NAME_BYTES || !utf8_is_valid(name, len))
		return LIKENESS_NONE;
	for (size_t i = 0; i < n_staff; i++)
		if (is_called(name, staff[i].name) ||
		    is_called(name, staff[i].login)) {
			*who = &staff[i];
			return LIKENESS_STAFF;
		}
	if (has_role(name))
		return LIKENESS_ROLE;
	if (has_sign(name))
		return LIKENESS_SIGN;
	return utf8_is_mixed(name, len) ? LIKENESS_MIXED : LIKENESS_NONE;
}
