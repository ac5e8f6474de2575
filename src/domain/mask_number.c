/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/mask_number.h"

#include <string.h>

#include "base/utf8.h"

#define MOST_DIGITS 27		/* one more than a Polish account's */
#define LEAST_CARD  13
#define MOST_CARD   19
#define MOST_PHONE  15		/* ITU-T E.164 */
#define MOST_IBAN   34
#define LEAST_IBAN  8		/* signs of one that is unfinished */
#define MOST_GAP    3		/* blanks, dashes, dots between two digits */

/* Lengths that a scheme gives out. */
#define LEN(n) (1U << ((n) - LEAST_CARD))
#define LEN_16_19 (LEN(16) | LEN(17) | LEN(18) | LEN(19))

/* First digits (ISO/IEC 7812; the schemes' own tables), four of them. */
static const struct {
	int	 first, last;
	unsigned lengths;
} schemes[] = {
	{ 2200, 2204, LEN_16_19 },			/* Mir */
	{ 2221, 2720, LEN(16) },			/* Mastercard */
	{ 3000, 3059, LEN(14) | LEN(16) },		/* Diners Club */
	{ 3095, 3095, LEN(14) | LEN(16) },
	{ 3400, 3499, LEN(15) },			/* American Express */
	{ 3528, 3589, LEN_16_19 },			/* JCB */
	{ 3600, 3699, LEN(14) | LEN(16) | LEN(19) },	/* Diners Club */
	{ 3700, 3799, LEN(15) },			/* American Express */
	{ 3800, 3999, LEN(14) | LEN(16) | LEN(19) },	/* Diners Club */
	{ 4000, 4999, LEN(13) | LEN(16) | LEN(19) },	/* Visa */
	{ 5000, 5099, LEN_16_19 },			/* Maestro, Elo */
	{ 5100, 5599, LEN(16) },			/* Mastercard */
	{ 5600, 5899, LEN_16_19 },			/* Maestro */
	{ 6000, 6999, LEN_16_19 },	/* Maestro, Discover, UnionPay */
	{ 8600, 8600, LEN(16) },			/* Uzcard */
	{ 9051, 9051, LEN(16) },			/* ArCa */
	{ 9112, 9112, LEN(16) },			/* Belkart */
	{ 9792, 9792, LEN(16) },			/* Troy */
	{ 9804, 9804, LEN(16) },			/* Prostir */
	{ 9860, 9860, LEN(16) },			/* Humo */
};

/* Countries and lengths (ISO 13616 registry). */
static const char ibans[] =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22"
    "DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28"
    "HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25"
    "MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29"
    "RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29"
    "VA22VG24XK20YE30";

struct digits {
	int    n;
	int    value[MOST_DIGITS];
	size_t end[MOST_DIGITS];
	bool   ends_group[MOST_DIGITS];
	char   gap[MOST_DIGITS];	/* what parts it from the next */
	bool   new_line[MOST_DIGITS];	/* a line end stands before it */
};

bool
mask_gap_read(const char *text, size_t len, size_t at, struct mask_gap *gap)
{
	bool is_hard = false;

	*gap = (struct mask_gap){ .next = at };
	while (gap->next < len) {
		uint32_t code;
		size_t n = utf8_next(text + gap->next, len - gap->next, &code);

		if (!utf8_is_unseen(code)) {
			bool is_comma = code != '\0' && code < 0x80 &&
			    strchr(",/_|", (int)code) != NULL;

			if (!is_comma && !utf8_is_gap(code))
				return !is_hard || gap->n == 1;
			is_hard = is_hard || is_comma;
			if (gap->n == 0 && code < 0x80)
				gap->first = (char)code;
			if (code == '\n')
				gap->has_line_end = true;
			if (++gap->n > MOST_GAP)
				return false;
		}
		gap->next += n;
	}
	return false;
}

char
mask_sign(uint32_t code)
{
	int digit = utf8_digit(code);

	if (digit >= 0)
		return (char)('0' + digit);
	if (code >= 0xff21 && code <= 0xff5a)	/* of full width */
		code -= 0xff21 - 'A';
	if (code >= 'a' && code <= 'z')
		code -= 'a' - 'A';
	return code >= 'A' && code <= 'Z' ? (char)code : '\0';
}

static void
read_digits(const char *text, size_t len, size_t at, struct digits *d)
{
	bool is_new_line = false;

	d->n = 0;
	while (d->n < MOST_DIGITS && at < len) {
		struct mask_gap gap;
		uint32_t code;
		size_t n = utf8_next(text + at, len - at, &code);
		int i = d->n, value = utf8_digit(code);
		bool goes_on;

		if (value < 0)
			return;
		goes_on = mask_gap_read(text, len, at + n, &gap);
		if (goes_on) {
			utf8_next(text + gap.next, len - gap.next, &code);
			goes_on = utf8_digit(code) >= 0;
		}
		d->value[i] = value;
		d->end[i] = at + n;
		d->new_line[i] = is_new_line;
		d->ends_group[i] = !goes_on || gap.n > 0;
		d->gap[i] = goes_on && gap.n == 1 ? gap.first : '\0';
		d->n++;
		if (!goes_on)
			return;
		is_new_line = gap.has_line_end;
		at = gap.next;
	}
}

/* --- cards ------------------------------------------------------------- */

static unsigned
lengths_of(const struct digits *d)
{
	int first = d->value[0] * 1000 + d->value[1] * 100 +
	    d->value[2] * 10 + d->value[3];

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (first >= schemes[i].first && first <= schemes[i].last)
			return schemes[i].lengths;
	return 0;
}

/* ISO/IEC 7812-1, annex B. */
static bool
has_check_digit(const struct digits *d, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		int value = d->value[n - 1 - i] * (i % 2 + 1);

		sum += value > 9 ? value - 9 : value;
	}
	return sum % 10 == 0;
}

/* Thirteen digits in one piece on a parcel or a packet (EAN-13). */
static bool
is_article(const struct digits *d, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		if (i < n - 1 && d->ends_group[i])
			return false;
		sum += d->value[i] * (i % 2 == 0 ? 1 : 3);
	}
	return n == 13 && sum % 10 == 0;
}

/* "30.04.2026 ...": a day, a month, a year, the same mark between them. */
static bool
begins_with_date(const struct digits *d)
{
	int day = d->value[0] * 10 + d->value[1];
	int month = d->value[2] * 10 + d->value[3];
	int century = d->value[4] * 10 + d->value[5];

	for (int i = 0; i < 8; i++)
		if (d->ends_group[i] != (i == 1 || i == 3 || i == 7))
			return false;
	return d->gap[1] == d->gap[3] && d->gap[1] != '\0' &&
	    strchr("./-", d->gap[1]) != NULL && day >= 1 && day <= 31 &&
	    month >= 1 && month <= 12 && (century == 19 || century == 20);
}

/* A column of numbers is no card, unless it is just as long as most are. */
static bool
is_column(const struct digits *d, int n)
{
	for (int i = 1; i < n; i++)
		if (d->new_line[i])
			return n == 13 || n > 16;
	return false;
}

static bool
is_card(const struct digits *d, size_t at, struct mask_span *out)
{
	unsigned lengths = d->n < LEAST_CARD ? 0 : lengths_of(d);

	for (int n = MOST_CARD; lengths != 0 && n >= LEAST_CARD; n--) {
		if (n > d->n || (lengths & LEN(n)) == 0 ||
		    !d->ends_group[n - 1] || !has_check_digit(d, n) ||
		    is_article(d, n) || begins_with_date(d) ||
		    is_column(d, n))
			continue;
		*out = (struct mask_span){ at, d->end[n - 1] - at, 0, 4 };
		return true;
	}
	return false;
}

static size_t
run_end(const char *text, size_t len, size_t at)
{
	struct mask_gap gap;
	uint32_t code;
	size_t end;

	do {
		end = at + utf8_next(text + at, len - at, &code);
		if (!mask_gap_read(text, len, end, &gap))
			break;
		at = gap.next;
		utf8_next(text + at, len - at, &code);
	} while (utf8_digit(code) >= 0);
	return end;
}

static bool
may_become_card(const struct digits *d, int least)
{
	return least > 0 && d->n >= least && lengths_of(d) != 0 &&
	    (d->n <= 7 || !begins_with_date(d));
}

size_t
mask_phone_end(const char *text, size_t len, size_t at)
{
	struct digits d;

	read_digits(text, len, at, &d);
	return d.n <= MOST_PHONE ? d.end[d.n - 1] : 0;
}

/* --- accounts ---------------------------------------------------------- */

/* ISO 7064, MOD 97-10: the country and the check digits stand last. */
static bool
has_remainder(const char *signs, int n)
{
	int rest = 0;

	for (int i = 0; i < n; i++) {
		char c = signs[(i + 4) % n];

		if (c >= '0' && c <= '9')
			rest = (rest * 10 + (c - '0')) % 97;
		else
			rest = (rest * 100 + (c - 'A' + 10)) % 97;
	}
	return rest == 1;
}

static bool
is_polish(const struct digits *d, size_t at, struct mask_span *out)
{
	char signs[28] = { 'P', 'L' };

	if (d->n < 26 || !d->ends_group[25])
		return false;
	for (int i = 0; i < 26; i++)
		signs[i + 2] = (char)('0' + d->value[i]);
	if (!has_remainder(signs, 28))
		return false;
	*out = (struct mask_span){ at, d->end[25] - at, 0, 4 };
	return true;
}

bool
mask_digits_at(const char *text, size_t len, size_t at, int least,
    struct mask_span *out)
{
	struct digits d;

	read_digits(text, len, at, &d);
	if (is_polish(&d, at, out) || is_card(&d, at, out))
		return true;
	if (!may_become_card(&d, least))
		return false;
	*out = (struct mask_span){ at, run_end(text, len, at) - at, 0, 0 };
	return true;
}

static int
iban_length(const char *signs)
{
	for (const char *at = ibans; *at != '\0'; at += 4)
		if (at[0] == signs[0] && at[1] == signs[1])
			return (at[2] - '0') * 10 + (at[3] - '0');
	return 0;
}

struct signs {
	char   sign[MOST_IBAN];
	int    n, want, n_digits;
	bool   is_apart;	/* a gap behind the country */
	size_t end;
};

/* Is what has been read so far still the beginning of one? */
static bool
may_be_iban(struct signs *s)
{
	char last = s->sign[s->n - 1];
	bool is_digit = last >= '0' && last <= '9';

	if (s->n == 2)
		s->want = iban_length(s->sign);
	if (s->n > 4 && is_digit)
		s->n_digits++;
	return s->n < 2 || (s->want > 0 && (s->n == 2 || s->n > 4 ||
	    is_digit));
}

/* False: it is none. */
static bool
read_signs(const char *text, size_t len, size_t at, struct signs *s)
{
	*s = (struct signs){ .want = 2 };
	for (;;) {
		struct mask_gap gap;
		uint32_t code;
		size_t n = utf8_next(text + at, len - at, &code);
		char sign = mask_sign(code);

		if (sign == '\0')
			return s->n >= 4;
		s->sign[s->n++] = sign;
		s->end = at + n;
		if (!may_be_iban(s))
			return false;
		if (!mask_gap_read(text, len, s->end, &gap))
			return s->n >= 4;
		if (s->n == 1 && gap.n > 0)
			return false;
		s->is_apart = s->is_apart || (s->n == 2 && gap.n > 0);
		if (s->n == s->want) {
			utf8_next(text + gap.next, len - gap.next, &code);
			return gap.n > 0 || mask_sign(code) == '\0';
		}
		at = gap.next;
	}
}

bool
mask_iban_at(const char *text, size_t len, size_t at, int least,
    struct mask_span *out)
{
	struct signs s;

	if (!read_signs(text, len, at, &s) || 2 * s.n_digits < s.n - 4)
		return false;
	*out = (struct mask_span){ at, s.end - at, 2, 4 };
	if (s.n == s.want && has_remainder(s.sign, s.n))
		return true;
	out->keep = 0;
	/* "is 40 ..." is no beginning. */
	return least > 0 && s.n >= least && s.n >= LEAST_IBAN && !s.is_apart;
}
