/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/desk/route_rules.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "domain/operator.h"
#include "domain/target.h"

#define SECTION	   "routing"
#define RULE	   "rule "
#define OFFER_MS   30000
#define AGAIN_MS   120000
#define AWAY_AFTER 3

static const char *const mode_names[ROUTE_MODES] = {
	[ROUTE_PULL] = "pull",
	[ROUTE_OFFER] = "offer",
	[ROUTE_ASSIGN] = "assign",
};

/* --- lists ------------------------------------------------------------- */

bool
route_list_at(const char *list, int n, char *word, size_t size)
{
	const char *at = list;

	for (;;) {
		size_t len;

		at += strspn(at, ", ");
		if (*at == '\0')
			return false;
		len = strcspn(at, ",");
		if (n-- > 0) {
			at += len;
			continue;
		}
		while (len > 0 && at[len - 1] == ' ')
			len--;
		if (len >= size)
			len = size - 1;
		memcpy(word, at, len);
		word[len] = '\0';
		return true;
	}
}

bool
route_list_has(const char *list, const char *word)
{
	char item[ROUTE_LIST_BYTES + 1];

	for (int i = 0; route_list_at(list, i, item, sizeof item); i++)
		if (strcmp(item, word) == 0)
			return true;
	return false;
}

/* Backs up to the last '*' when what follows does not fit. */
static bool
pattern_fits(const char *pattern, const char *text)
{
	const char *star = NULL, *again = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			again = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++again;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

bool
route_page_fits(const char *patterns, const char *page)
{
	char pattern[ROUTE_LIST_BYTES + 1];

	for (int i = 0; route_list_at(patterns, i, pattern, sizeof pattern);
	    i++)
		if (pattern_fits(pattern, page))
			return true;
	return false;
}

/* --- values ------------------------------------------------------------ */

struct reading {
	const struct conf	*conf;
	const struct conf_entry *e;
	struct route_rules	*all;
	struct route_rule	*rule;	/* NULL: of [routing] */
	struct err		*err;
};

/* The member that a row of the table is about. */
static void *
member(const struct reading *x, size_t offset)
{
	return x->rule != NULL ? (void *)((char *)x->rule + offset) :
	    (void *)((char *)x->all + offset);
}

static bool
put_text(struct reading *x, size_t offset, size_t size)
{
	if (*x->e->value == '\0')
		return conf_err(x->conf, x->e, x->err, "%s is empty",
		    x->e->key);
	if (strlen(x->e->value) >= size)
		return conf_err(x->conf, x->e, x->err,
		    "%s is longer than %zu bytes", x->e->key, size - 1);
	str_copy(member(x, offset), size, x->e->value);
	return true;
}

/* "billing, cards" becomes "billing,cards". */
static bool
put_words(struct reading *x, size_t offset, size_t size)
{
	char *out = member(x, offset), word[ROUTE_LIST_BYTES + 1];
	size_t used = 0;

	if (!put_text(x, offset, size))
		return false;
	for (int i = 0; route_list_at(x->e->value, i, word, sizeof word); i++) {
		size_t len = strlen(word);

		if (!operator_login_ok(word))
			return conf_err(x->conf, x->e, x->err, "%s: \"%s\" is "
			    "no word of a-z 0-9 . _ -", x->e->key, word);
		if (used > 0)
			out[used++] = ',';
		memcpy(out + used, word, len + 1);
		used += len;
	}
	return used > 0 || conf_err(x->conf, x->e, x->err, "%s is empty",
	    x->e->key);
}

static bool
put_number(struct reading *x, size_t offset, size_t max)
{
	long long n;

	if (!str_to_i64(x->e->value, 0, (long long)max, &n))
		return conf_err(x->conf, x->e, x->err, "%s \"%s\" is no "
		    "number from 0 to %zu", x->e->key, x->e->value, max);
	*(int *)member(x, offset) = (int)n;
	return true;
}

static bool
put_span(struct reading *x, size_t offset, size_t may_be_never)
{
	struct err why;
	int64_t span;

	if (!target_parse_span(x->e->value, &span, &why))
		return conf_err(x->conf, x->e, x->err, "%s", why.text);
	if (span == TARGET_NEVER && may_be_never == 0)
		return conf_err(x->conf, x->e, x->err,
		    "%s cannot be \"never\"", x->e->key);
	*(int64_t *)member(x, offset) = span;
	return true;
}

static bool
put_away(struct reading *x, size_t offset, size_t max)
{
	if (strcmp(x->e->value, "never") != 0)
		return put_number(x, offset, max);
	*(int *)member(x, offset) = 0;
	return true;
}

static bool
put_mode(struct reading *x, size_t offset, size_t unused)
{
	(void)unused;
	for (int i = 0; i < ROUTE_MODES; i++)
		if (strcmp(x->e->value, mode_names[i]) == 0) {
			*(int *)member(x, offset) = i;
			return true;
		}
	return conf_err(x->conf, x->e, x->err,
	    "mode \"%s\" is none of pull, offer, assign", x->e->value);
}

/* One of two words. */
static bool
put_either(struct reading *x, size_t offset, const char *no, const char *yes)
{
	bool is_yes = strcmp(x->e->value, yes) == 0;

	if (!is_yes && strcmp(x->e->value, no) != 0)
		return conf_err(x->conf, x->e, x->err,
		    "%s \"%s\" is neither \"%s\" nor \"%s\"", x->e->key,
		    x->e->value, yes, no);
	*(int *)member(x, offset) = is_yes;
	return true;
}

static bool
put_yes(struct reading *x, size_t offset, size_t unused)
{
	(void)unused;
	return put_either(x, offset, "no", "yes");
}

static bool
put_hours(struct reading *x, size_t offset, size_t unused)
{
	(void)unused;
	return put_either(x, offset, "closed", "open");
}

static bool
put_last(struct reading *x, size_t offset, size_t unused)
{
	(void)offset;
	(void)unused;
	if (strcmp(x->e->value, "yes") != 0)
		return conf_err(x->conf, x->e, x->err,
		    "last can only be \"yes\"");
	x->rule->is_last = true;
	return true;
}

/* "strict 3m": the span behind the word; false: another word, or no span. */
static bool
word_and_span(const struct reading *x, const char *word, int64_t *span,
    bool *has_span)
{
	const char *rest = x->e->value + strlen(word);

	*has_span = false;
	if (strncmp(x->e->value, word, strlen(word)) != 0)
		return false;
	if (*rest == '\0')
		return true;
	*has_span = true;
	return *rest == ' ' && target_parse_span(rest + strspn(rest, " "),
	    span, NULL) && *span != TARGET_NEVER;
}

static bool
put_prefer(struct reading *x, size_t offset, size_t unused)
{
	int64_t span = 0;
	bool has_span;

	(void)offset;
	(void)unused;
	if (!word_and_span(x, "known", &span, &has_span))
		return conf_err(x->conf, x->e, x->err, "prefer \"%s\": write "
		    "known, or like \"known 2m\" to wait so long for them",
		    x->e->value);
	x->rule->prefers_known = true;
	x->rule->known_for_ms = has_span ? span : 0;
	return true;
}

static bool
put_language(struct reading *x, size_t offset, size_t unused)
{
	int64_t span = 0;
	bool has_span;

	(void)offset;
	(void)unused;
	if (strcmp(x->e->value, "preferred") == 0) {
		x->rule->strict_ms = 0;
		return true;
	}
	if (!word_and_span(x, "strict", &span, &has_span))
		return conf_err(x->conf, x->e, x->err, "language \"%s\": "
		    "write preferred, strict, or like \"strict 3m\" to let "
		    "anyone answer after that", x->e->value);
	x->rule->strict_ms = has_span ? span : TARGET_NEVER;
	return true;
}

/* --- the tables -------------------------------------------------------- */

#define ALL(m)	  offsetof(struct route_rules, m)
#define ONE(m)	  offsetof(struct route_rule, m)
#define MEMBER(m) sizeof(((struct route_rule *)0)->m)

static const struct key {
	const char *section, *key;
	bool	    is_list;	/* may be given several times */
	bool	  (*put)(struct reading *x, size_t offset, size_t size);
	size_t	    offset, size;
} keys[] = {
	{ "routing", "mode",	   false, put_mode,   ALL(mode), 0 },
	{ "routing", "offer_for",  false, put_span,   ALL(offer_ms), 0 },
	{ "routing", "ask_again",  false, put_span,   ALL(again_ms), 0 },
	{ "routing", "idle_after", false, put_span,   ALL(idle_ms), 1 },
	{ "routing", "away_after", false, put_away,   ALL(away_after), 99 },
	{ "rule", "if_department", false, put_text,   ONE(if_department), MEMBER(if_department) },
	{ "rule", "if_language",   false, put_text,   ONE(if_language), MEMBER(if_language) },
	{ "rule", "if_page",	   false, put_text,   ONE(if_page), MEMBER(if_page) },
	{ "rule", "if_segment",	   false, put_text,   ONE(if_segment), MEMBER(if_segment) },
	{ "rule", "if_skill",	   false, put_words,  ONE(if_skill), MEMBER(if_skill) },
	{ "rule", "if_returning",  false, put_yes,    ONE(if_returning), 0 },
	{ "rule", "if_hours",	   false, put_hours,  ONE(if_open), 0 },
	{ "rule", "if_queue_over", false, put_number, ONE(if_queue_over), 9999 },
	{ "rule", "if_waited",	   false, put_span,   ONE(if_waited_ms), 0 },
	{ "rule", "department",	   false, put_text,   ONE(department), MEMBER(department) },
	{ "rule", "skills",	   false, put_words,  ONE(skills), MEMBER(skills) },
	{ "rule", "priority",	   false, put_number, ONE(priority), MAX_PRIORITY },
	{ "rule", "prefer",	   false, put_prefer, 0, 0 },
	{ "rule", "language",	   false, put_language, 0, 0 },
	{ "rule", "mode",	   false, put_mode,   ONE(mode), 0 },
	{ "rule", "message",	   false, put_text,   ONE(message), MEMBER(message) },
	{ "rule", "answer_in",	   false, put_span,   ONE(answer_in_ms), 0 },
	{ "rule", "last",	   false, put_last,   0, 0 },
};
#define N_KEYS (sizeof keys / sizeof *keys)

static bool
is_rule(const char *section)
{
	return strncmp(section, RULE, strlen(RULE)) == 0;
}

bool
route_rules_is(const char *section)
{
	return strcmp(section, SECTION) == 0 || is_rule(section);
}

static struct route_rule *
find_rule(struct route_rules *r, const char *name, int line)
{
	struct route_rule *rule;

	for (int i = 0; i < r->n; i++)
		if (strcmp(r->rules[i].name, name) == 0)
			return &r->rules[i];
	if (r->n == ROUTE_MAX_RULES)
		return NULL;
	rule = &r->rules[r->n++];
	*rule = (struct route_rule){ .line = line, .if_returning = ROUTE_ANY,
		.if_open = ROUTE_ANY, .if_queue_over = ROUTE_ANY,
		.if_waited_ms = ROUTE_ANY, .priority = ROUTE_ANY,
		.mode = ROUTE_ANY, .strict_ms = ROUTE_ANY,
		.answer_in_ms = ROUTE_ANY };
	str_copy(rule->name, sizeof rule->name, name);
	return rule;
}

static bool
find_section(struct reading *x)
{
	const char *name = x->e->section + strlen(RULE);

	if (!is_rule(x->e->section))
		return true;
	name += strspn(name, " ");
	if (!operator_login_ok(name))
		return conf_err(x->conf, x->e, x->err, "rule \"%s\": only a-z "
		    "0-9 . _ - are used, at most %d bytes", name,
		    MAX_LOGIN_BYTES);
	if (strcmp(name, ROUTE_OVERFLOW) == 0)
		return conf_err(x->conf, x->e, x->err, "rule \"%s\": that is "
		    "what departments do, call it otherwise", name);
	x->rule = find_rule(x->all, name, x->e->line);
	return x->rule != NULL || conf_err(x->conf, x->e, x->err,
	    "more than %d rules", ROUTE_MAX_RULES);
}

/* Names the keys there are, for who wrote another one. */
static bool
unknown_key(struct reading *x)
{
	const char *section = x->rule != NULL ? "rule" : SECTION;
	char known[512] = "";
	size_t used = 0;

	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].section, section) == 0)
			used += (size_t)snprintf(known + used,
			    sizeof known - used, "%s%s", used == 0 ? "" : ", ",
			    keys[i].key);
	return conf_err(x->conf, x->e, x->err, "section [%s] has no key "
	    "\"%s\": known are %s", x->e->section, x->e->key, known);
}

bool
route_rules_put(struct route_rules *r, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	struct reading x = { conf, e, r, NULL, err };

	if (!find_section(&x))
		return false;
	if (!conf_once(conf, e, err))
		return false;
	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].key, e->key) == 0 && (x.rule != NULL) ==
		    (strcmp(keys[i].section, "rule") == 0))
			return keys[i].put(&x, keys[i].offset, keys[i].size);
	return unknown_key(&x);
}

bool
route_rules_check(const struct route_rules *r, const struct conf *conf,
    struct err *err)
{
	char names[MAX_RULES_BYTES + 1];
	size_t bytes = 0;

	for (int i = 0; i < r->n; i++) {
		const struct route_rule *rule = &r->rules[i];
		bool promises = rule->answer_in_ms != ROUTE_ANY;
		const char *key = promises ? "answer_in" : "message";
		char section[sizeof RULE + MAX_LOGIN_BYTES];

		bytes += strlen(rule->name) + 1;
		snprintf(section, sizeof section, RULE "%s", rule->name);
		if (promises != (rule->message[0] != '\0'))
			return conf_err(conf, conf_find(conf, section, key),
			    err, "%s needs %s beside it", key, promises ?
			    "message" : "answer_in");
		if (bytes > sizeof names)
			return err_set(err, ERR_VALUE, "[rule %s]: the names "
			    "of all rules together are longer than %d bytes",
			    rule->name, MAX_RULES_BYTES);
	}
	return true;
}

void
route_rules_init(struct route_rules *r)
{
	*r = (struct route_rules){
		.mode = ROUTE_PULL, .offer_ms = OFFER_MS,
		.again_ms = AGAIN_MS, .idle_ms = TARGET_NEVER,
		.away_after = AWAY_AFTER,
	};
}

bool
route_rules_active(const struct route_rules *r)
{
	return r->n > 0 || r->mode != ROUTE_PULL || r->idle_ms != TARGET_NEVER;
}

const char *
route_mode_name(enum route_mode mode)
{
	return (unsigned)mode < ROUTE_MODES ? mode_names[mode] : "";
}
