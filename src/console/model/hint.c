/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/hint.h"

#include <ctype.h>
#include <regex.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

/* What lies under the fingers first. */
static const char letters[] = "asdfghjklqwertyuiopzx";

_Static_assert(sizeof letters - 1 >= HINTS, "a letter for each");

/* Every repetition has an end: regexec() looks anew from each letter, and a
 * customer's page of one letter must not cost a second. */
static const struct pattern {
	enum hint_kind kind;
	const char    *regex;
} built_in[] = {
	{ HINT_URL, "https?://[^][:space:]<>\"{}|\\^`[]+" },
	{ HINT_MAIL, "[[:alnum:]._%+-]{1,64}@[[:alnum:]-]{1,63}"
	    "(\\.[[:alnum:]-]{1,63}){1,8}" },
	{ HINT_PHONE, "\\+[0-9][0-9 ()-]{6,20}[0-9]" },
	{ HINT_OTHER, "[A-Za-z]{0,4}[-#]?[0-9]{2,20}([-/][0-9]{1,20}){1,6}" },
	{ HINT_OTHER, "[A-Z]{1,4}-?[0-9]{3,}" },
	{ HINT_OTHER, "[0-9]{4,}" },
};

char
hint_letter(int i)
{
	return letters[i];
}

bool
hint_pattern_set(struct hint_pattern *p, const char *name, const char *regex,
    struct err *err)
{
	char why[128];
	regex_t re;
	int rc;

	if (strlen(regex) >= sizeof p->regex || regex[0] == '\0')
		return err_set(err, ERR_VALUE, _("The pattern is empty or "
		    "longer than %zu bytes."), sizeof p->regex - 1);
	rc = regcomp(&re, regex, REG_EXTENDED);
	if (rc != 0) {
		regerror(rc, &re, why, sizeof why);
		return err_set(err, ERR_VALUE, _("“%s” is no regular "
		    "expression: %s."), regex, why);
	}
	/* It would find a hint in every gap between two letters. */
	rc = regexec(&re, "", 0, NULL, 0);
	regfree(&re);
	if (rc == 0)
		return err_set(err, ERR_VALUE, _("“%s” matches nothing at "
		    "all, too: let it ask for a letter."), regex);
	str_copy(p->name, sizeof p->name, name);
	return str_copy(p->regex, sizeof p->regex, regex);
}

static size_t
count(const char *text, size_t len, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += text[i] == c;
	return n;
}

/* A sentence's end is not the address'. A bracket that was opened in it is. */
static size_t
trim_url(const char *text, size_t len)
{
	while (len > 0) {
		char c = text[len - 1];

		if (c == ')' && count(text, len, '(') >= count(text, len, ')'))
			break;
		if (strchr(".,;:!?)'", c) == NULL)
			break;
		len--;
	}
	return len;
}

/* Letters that are no ASCII, and names that stand for such ones, may look like
 * others; so may what stands before an "@". */
static void
look_at_host(struct hint *h)
{
	const char *at = strstr(h->text, "://") + 3;
	size_t len = strcspn(at, "/?#");
	const char *user = memrchr(at, '@', len);	/* as browsers do */

	if (user != NULL) {
		h->is_odd = true;
		len -= (size_t)(user + 1 - at);
		at = user + 1;
	}
	if (len >= sizeof h->host)
		len = sizeof h->host - 1;
	memcpy(h->host, at, len);
	h->host[len] = '\0';
	for (size_t i = 0; i < len; i++)
		h->is_odd = h->is_odd || (unsigned char)at[i] >= 0x80;
	h->is_odd = h->is_odd || strstr(h->host, "xn--") != NULL;
	/* What cannot be seen in the rest of it is as bad. */
	for (at = h->text; *at != '\0'; at++)
		h->is_odd = h->is_odd || (unsigned char)*at >= 0x80;
}

static bool
is_known(const struct hint *list, int n, const char *text, size_t len)
{
	for (int i = 0; i < n; i++)
		if (strncmp(list[i].text, text, len) == 0 &&
		    list[i].text[len] == '\0')
			return true;
	return false;
}

/* Is the byte before or after it part of the same word? */
static bool
is_inside(const char *text, size_t from, size_t to)
{
	return (from > 0 && isalnum((unsigned char)text[from - 1])) ||
	    isalnum((unsigned char)text[to]);
}

/* What one is made of, told to `fn`. False: enough. */
struct scan {
	char	*text;		/* what was found is blanked */
	hint_fn *fn;
	void	*ctx;
};

static bool
tell(const struct scan *s, enum hint_kind kind, size_t from, size_t to)
{
	size_t len = to - from;
	struct hint h = { .kind = kind };

	if (kind == HINT_URL)
		len = trim_url(s->text + from, len);
	if (len == 0 || len >= HINT_BYTES)
		return true;
	memcpy(h.text, s->text + from, len);
	if (kind == HINT_URL)
		look_at_host(&h);
	return s->fn(s->ctx, &h, from);
}

/* What has been found is blanked, so that no other pattern finds a part. */
static bool
find(const struct scan *s, const char *regex, enum hint_kind kind,
    bool is_own)
{
	size_t at = 0, len = strlen(s->text);
	char *text = s->text;
	regmatch_t match;
	bool goes_on = true;
	regex_t re;

	if (regcomp(&re, regex, REG_EXTENDED) != 0)
		return true;
	while (goes_on && at < len && regexec(&re, text + at, 1, &match,
	    at > 0 ? REG_NOTBOL : 0) == 0) {
		size_t from = at + (size_t)match.rm_so;
		size_t to = at + (size_t)match.rm_eo;

		if (to <= from)
			break;
		if (is_own || kind == HINT_URL || !is_inside(text, from, to)) {
			goes_on = tell(s, kind, from, to);
			memset(text + from, ' ', to - from);
		}
		at = to;
	}
	regfree(&re);
	return goes_on;
}

/* What is too long to be a hint is not looked at; a control character ends
 * what stands before it. */
static void
blank(char *text)
{
	for (char *at = text; *at != '\0';) {
		size_t len;

		for (; (unsigned char)*at > ' ' && *at != 0x7f; at++)
			;
		len = (size_t)(at - text);
		if (len >= HINT_BYTES)
			memset(text, ' ', len);
		for (; *at != '\0' && ((unsigned char)*at <= ' ' ||
		    *at == 0x7f); at++)
			*at = ' ';
		text = at;
	}
}

void
hint_each(const char *text, const struct hint_pattern *patterns,
    int n_patterns, hint_fn *fn, void *ctx)
{
	struct scan scan = { .fn = fn, .ctx = ctx };
	struct str copy;
	bool goes_on;

	str_init(&copy, 256 * 1024);
	str_put(&copy, text);
	blank(copy.data);
	scan.text = copy.data;
	/* Addresses first: a number in one is no order. */
	goes_on = find(&scan, built_in[0].regex, HINT_URL, false);
	for (int i = 0; goes_on && i < n_patterns; i++)
		goes_on = find(&scan, patterns[i].regex, HINT_OTHER, true);
	for (size_t i = 1; goes_on &&
	    i < sizeof built_in / sizeof *built_in; i++)
		goes_on = find(&scan, built_in[i].regex, built_in[i].kind,
		    false);
	str_clear(&copy);
}

struct listing {
	struct hint *list;
	int	    *n;
};

static bool
put(void *ctx, const struct hint *h, size_t at)
{
	const struct listing *l = ctx;

	(void)at;
	if (*l->n < HINTS && !is_known(l->list, *l->n, h->text,
	    strlen(h->text)))
		l->list[(*l->n)++] = *h;
	return *l->n < HINTS;
}

void
hint_find(const char *text, const struct hint_pattern *patterns,
    int n_patterns, struct hint *list, int *n)
{
	struct listing l = { list, n };

	if (*n < HINTS)
		hint_each(text, patterns, n_patterns, put, &l);
}
