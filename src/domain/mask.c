/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/mask.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "domain/limits.h"
#include "domain/mask_number.h"

#define MOST_FILL    4
#define LOOK_AHEAD   16		/* signs of a text that may go on */
#define LEAST_DIGITS 6		/* among them */
#define MASKED_BYTES (4 * MASK_PATTERN_BYTES + 16)
#define JOINED_BYTES ((size_t)MASK_PARTS * (MAX_MESSAGE_BYTES + 1))

/* What stands before a place in a text. */
struct before {
	bool is_digit, is_sign, is_word, is_plus;
};

/* --- patterns ---------------------------------------------------------- */

/* One place of a pattern; its bytes, and what it stands for. */
static size_t
read_place(const char *p, uint32_t *code, char *kind)
{
	size_t n = 0;

	*kind = strchr("#@? ", *p) != NULL ? *p : 'x';
	if (*p == '\\' && p[1] != '\0') {
		*kind = 'x';
		n = 1;
	}
	return n + utf8_next(p + n, strlen(p + n), code);
}

static bool
fits(char kind, uint32_t wanted, uint32_t code)
{
	bool is_digit = utf8_digit(code) >= 0;
	bool is_letter = !is_digit && utf8_is_letter(code);

	switch (kind) {
	case '#':
		return is_digit;
	case '@':
		return is_letter;
	case '?':
		return is_digit || is_letter;
	default:
		return utf8_small(wanted) == utf8_small(code) ||
		    (utf8_digit(wanted) >= 0 &&
		    utf8_digit(wanted) == utf8_digit(code));
	}
}

/* The end of what the pattern describes at `at`; 0: it is not there. */
static size_t
match(const char *pattern, const char *text, size_t len, size_t at)
{
	const char *p = pattern;
	uint32_t code = 0, wanted;
	char kind;

	while (*p != '\0') {
		size_t n = 0;

		while (at < len && (n = utf8_next(text + at, len - at,
		    &code)) > 0 && utf8_is_unseen(code))
			at += n;
		p += read_place(p, &wanted, &kind);
		if (kind == ' ' && (at >= len || !utf8_is_gap(code)))
			continue;
		if (at >= len || (kind != ' ' && !fits(kind, wanted, code)))
			return 0;
		at += n;
	}
	if (at < len) {
		utf8_next(text + at, len - at, &code);
		if (utf8_is_word(code) || utf8_digit(code) >= 0)
			return 0;
	}
	return at;
}

static bool
pattern_at(const struct mask *m, const char *text, size_t len, size_t at,
    struct mask_span *out)
{
	for (size_t i = 0; m != NULL && i < m->n; i++) {
		size_t end = match(m->patterns[i].text, text, len, at);

		if (end == 0)
			continue;
		*out = (struct mask_span){ at, end - at, 0,
		    m->patterns[i].keep };
		return true;
	}
	return false;
}

bool
mask_pattern_check(const struct mask_pattern *p, struct err *err)
{
	const char *at = p->text;
	int n = 0;

	if (strlen(p->text) > MASK_PATTERN_BYTES)
		return err_set(err, ERR_VALUE, "a pattern has at most %d bytes",
		    MASK_PATTERN_BYTES);
	while (*at != '\0') {
		uint32_t code;
		char kind;

		at += read_place(at, &code, &kind);
		n += kind != ' ' && (kind != 'x' || utf8_is_word(code));
	}
	if (n < 3)
		return err_set(err, ERR_VALUE, "the pattern \"%s\" has less "
		    "than three letters and digits: too much would be masked",
		    p->text);
	if (p->text[0] == ' ' || p->text[strlen(p->text) - 1] == ' ')
		return err_set(err, ERR_VALUE,
		    "the pattern \"%s\" begins or ends with a gap", p->text);
	return (p->keep >= 0 && p->keep < n) || err_set(err, ERR_VALUE,
	    "the pattern \"%s\" has %d letters and digits: keep is 0 to %d",
	    p->text, n, n - 1);
}

/* --- finding ----------------------------------------------------------- */

static bool
find_at(const struct mask *m, const char *text, size_t len, size_t at,
    const struct before *before, bool is_digit, int part,
    struct mask_span *out)
{
	if (!before->is_word && pattern_at(m, text, len, at, out))
		return true;
	if (is_digit)
		return !before->is_digit && mask_digits_at(text, len, at, part,
		    out);
	return !before->is_sign && mask_iban_at(text, len, at, part, out);
}

/* What sits on its last sign belongs to it. */
static void
take_unseen(const char *text, size_t len, struct mask_span *span)
{
	uint32_t code;
	size_t n, end;

	while ((end = span->at + span->len) < len) {
		n = utf8_next(text + end, len - end, &code);
		if (!utf8_is_unseen(code))
			return;
		span->len += n;
	}
}

/* How many signs of an unfinished number are too many; 0: it may stand. */
static int
part_of_form(enum mask_form form)
{
	return form == MASK_PREVIEW ? 7 : form == MASK_DRAFT ? 12 : 0;
}

/* The next one at or behind `from`. */
static bool
find(const struct mask *m, const char *text, size_t len, size_t from,
    int part, struct mask_span *out)
{
	struct before before = { 0 };
	size_t n;

	for (size_t at = from; at < len; at += n) {
		uint32_t code;
		size_t phone;
		bool is_digit;
		char sign;

		n = utf8_next(text + at, len - at, &code);
		if (utf8_is_unseen(code))
			continue;
		is_digit = utf8_digit(code) >= 0;
		sign = mask_sign(code);
		phone = is_digit && before.is_plus ?
		    mask_phone_end(text, len, at) : 0;
		if (phone != 0)
			n = phone - at;
		else if (find_at(m, text, len, at, &before, is_digit, part,
		    out)) {
			take_unseen(text, len, out);
			return true;
		}
		before = (struct before){ is_digit, sign != '\0',
		    is_digit || utf8_is_word(code), code == '+' };
	}
	return false;
}

/* --- masking ----------------------------------------------------------- */

static int
count_signs(const char *text, size_t len)
{
	uint32_t code;
	int n = 0;

	for (size_t at = 0; at < len;) {
		at += utf8_next(text + at, len - at, &code);
		n += !utf8_is_unseen(code) &&
		    (utf8_digit(code) >= 0 || utf8_is_word(code));
	}
	return n;
}

/* What stands instead of the span, never longer than it; its length. */
static size_t
write_masked(char to[MASKED_BYTES], const char *text,
    const struct mask_span *span, char fill)
{
	int i = 0, n = count_signs(text, span->len), n_filled = 0;
	size_t used = 0;

	for (size_t at = 0; at < span->len;) {
		uint32_t code;
		size_t bytes = utf8_next(text + at, span->len - at, &code);
		char sign = mask_sign(code);

		at += bytes;
		if (utf8_is_unseen(code) || (sign == '\0' &&
		    !utf8_is_word(code)))
			continue;
		if (i >= span->head && i < n - span->keep) {
			if (n_filled++ < MOST_FILL)
				to[used++] = fill;
		} else if (sign != '\0') {
			to[used++] = sign;
		} else {
			used += utf8_put(to + used, code);
		}
		i++;
	}
	return used;
}

/* `text` is where the span begins. Is it other than before? */
static bool
replace(char *text, const struct mask_span *span, char fill, size_t *used)
{
	char masked[MASKED_BYTES];
	bool is_same;

	*used = write_masked(masked, text, span, fill);
	is_same = *used == span->len && memcmp(masked, text, *used) == 0;
	memcpy(text, masked, *used);
	memmove(text + *used, text + span->len, strlen(text + span->len) + 1);
	return !is_same;
}

/* One walk over the text; did anything change? */
static bool
walk(const struct mask *m, char *text, enum mask_form form)
{
	size_t len = strlen(text), from = 0, used;
	char fill = form == MASK_WORD ? 'x' : '*';
	struct mask_span span;
	bool has_changed = false;

	while (find(m, text, len, from, part_of_form(form), &span)) {
		if (replace(text + span.at, &span, fill, &used))
			has_changed = true;
		len -= span.len - used;
		from = span.at + used;
	}
	return has_changed;
}

bool
mask_text(const struct mask *m, char *text, enum mask_form form)
{
	bool is_masked = false;

	/* What is left of two numbers may look like a third. */
	while (walk(m, text, form))
		is_masked = true;
	return is_masked;
}

bool
mask_finds(const struct mask *m, const char *text, enum mask_form form)
{
	struct mask_span span;

	return find(m, text, strlen(text), 0, part_of_form(form), &span);
}

/* --- over several texts ------------------------------------------------ */

static size_t
join(struct str *all, char *const *parts, size_t n, size_t *starts)
{
	str_reset(all);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			str_put_c(all, ' ');
		starts[i] = all->len;
		str_put(all, parts[i]);
	}
	starts[n] = all->len + 1;
	return all->len;
}

/* The part in which a byte of the whole lies. */
static size_t
part_of(const size_t *starts, size_t at)
{
	size_t i = 0;

	while (at >= starts[i + 1])
		i++;
	return i;
}

/* Masks the piece of one part; `is_first`, `is_last`: the span's own ends.
 * False: there is nothing in it. */
static bool
mask_piece(char *part, size_t at, size_t end, const struct mask_span *span,
    bool is_first, bool is_last)
{
	struct mask_span piece = { at, end - at, is_first ? span->head : 0,
	    is_last ? span->keep : 0 };
	int n = count_signs(part + at, end - at);
	size_t used;

	if (piece.head + piece.keep >= n)
		piece.head = piece.keep = 0;
	return n > 0 && replace(part + at, &piece, '*', &used);
}

static unsigned
mask_pieces(char *const *parts, const size_t *starts,
    const struct mask_span *span)
{
	size_t end = span->at + span->len;
	size_t first = part_of(starts, span->at);
	size_t last = part_of(starts, end - 1);
	unsigned changed = 0;

	for (size_t i = first; i <= last; i++) {
		size_t from = i == first ? span->at - starts[i] : 0;
		size_t upto = i == last ? end - starts[i] : strlen(parts[i]);

		if (mask_piece(parts[i], from, upto, span, i == first,
		    i == last))
			changed |= 1U << i;
	}
	return changed;
}

unsigned
mask_over(const struct mask *m, char *const *parts, size_t n,
    enum mask_form form)
{
	size_t starts[MASK_PARTS + 1], from = 0;
	struct mask_span span;
	unsigned changed = 0;
	struct str all;

	if (n > MASK_PARTS)
		n = MASK_PARTS;
	str_init(&all, JOINED_BYTES);
	join(&all, parts, n, starts);
	while (find(m, all.data, all.len, from, part_of_form(form),
	    &span)) {
		from = span.at + span.len;
		if (part_of(starts, span.at) == part_of(starts, from - 1))
			continue;
		changed |= mask_pieces(parts, starts, &span);
		join(&all, parts, n, starts);
		from = 0;
	}
	str_clear(&all);
	return changed;
}

/* A digit, or a word of an account: most messages are no such thing. */
bool
mask_may_go_on(const char *text)
{
	size_t len = strlen(text);
	int n = 0, n_digits = 0;

	for (size_t at = 0; at < len && n < LOOK_AHEAD;) {
		uint32_t code;
		char sign;

		at += utf8_next(text + at, len - at, &code);
		sign = mask_sign(code);
		if (sign == '\0' && !utf8_is_unseen(code) &&
		    !utf8_is_gap(code))
			break;
		n += sign != '\0';
		n_digits += utf8_digit(code) >= 0;
		if (n == 1 && n_digits == 1)
			return true;
	}
	return n_digits >= LEAST_DIGITS;
}

bool
mask_may_begin(const char *text)
{
	size_t len = strlen(text);
	bool is_sign = false;

	for (size_t at = 0; at < len;) {
		uint32_t code;

		at += utf8_next(text + at, len - at, &code);
		if (!utf8_is_unseen(code) && !utf8_is_gap(code))
			is_sign = mask_sign(code) != '\0';
	}
	return is_sign;
}
