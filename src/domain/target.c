/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/target.h"

#include <string.h>

#include "base/str.h"

#define SPAN_MIN_MS 1000
#define SPAN_MAX_MS 86400000

static const struct unit {
	char letter;
	int64_t ms;
} units[] = {
	{ 's', 1000 },
	{ 'm', 60000 },
	{ 'h', 3600000 },
};

static const char *const which_names[TARGETS] = {
	[TARGET_FIRST] = "first",
	[TARGET_NEXT] = "next",
	[TARGET_RESOLUTION] = "resolution",
};

enum target_state
target_state_at(const struct target *t, int64_t since_ms, int64_t now_ms)
{
	int64_t waited_ms;

	if (since_ms == 0)
		return TARGET_NONE;
	if (t->limit_ms == TARGET_NEVER || now_ms <= since_ms)
		return TARGET_OK;
	waited_ms = now_ms - since_ms;
	if (waited_ms >= t->limit_ms)
		return TARGET_MISSED;
	if (waited_ms >= t->limit_ms / 100 * t->warn_percent +
		t->limit_ms % 100 * t->warn_percent / 100)
		return TARGET_WARN;
	return TARGET_OK;
}

enum target_state
target_due_state(const struct target_due *t, int64_t now_ms)
{
	if (t->due_ms == 0)
		return TARGET_NONE;
	if (now_ms >= t->due_ms || t->is_missed)
		return TARGET_MISSED;
	return now_ms >= t->warn_ms || t->is_warned ? TARGET_WARN : TARGET_OK;
}

const char *
target_which_name(enum target_which which)
{
	return (unsigned)which < TARGETS ? which_names[which] : "";
}

bool
target_which_parse(const char *name, enum target_which *out)
{
	for (int i = 0; i < TARGETS; i++)
		if (strcmp(name, which_names[i]) == 0) {
			*out = (enum target_which)i;
			return true;
		}
	return false;
}

static int64_t
unit_ms(char letter)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (units[i].letter == letter)
			return units[i].ms;
	return 0;
}

bool
target_parse_span(const char *text, int64_t *span_ms, struct err *err)
{
	size_t len = strlen(text);
	long long n;
	char digits[16];
	int64_t unit;

	if (strcmp(text, "never") == 0) {
		*span_ms = TARGET_NEVER;
		return true;
	}
	if (len < 2 || len > sizeof digits)
		goto bad;
	unit = unit_ms(text[len - 1]);
	memcpy(digits, text, len - 1);
	digits[len - 1] = '\0';
	if (unit == 0 || strspn(digits, "0123456789") != len - 1 ||
	    !str_to_i64(digits, SPAN_MIN_MS / 1000, SPAN_MAX_MS / 1000, &n) ||
	    n * unit > SPAN_MAX_MS)
		goto bad;
	*span_ms = n * unit;
	return true;
bad:
	return err_set(err, ERR_VALUE,
	    "\"%.32s\" is no span of 1s to 24h, such as 90s, 5m, 2h or never",
	    text);
}
