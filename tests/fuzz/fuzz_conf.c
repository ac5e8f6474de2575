/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configuration file: read, or refused with its place; and a value that is
 * written into it is read from it, while no other entry changes.
 */
#include "base/conf.h"
#include "fuzz.h"

#define OUT_BYTES (512 * 1024)

static bool
is_ours(const struct conf_entry *e)
{
	return strcmp(e->section, "alerts") == 0 && strcmp(e->key, "bell") == 0;
}

static size_t
count_others(const struct conf *c)
{
	size_t n = 0;

	for (size_t i = 0; i < conf_count(c); i++)
		n += !is_ours(conf_at(c, i));
	return n;
}

static void
check_edit(const struct conf *c, const char *bytes, size_t len,
    const char *value)
{
	struct err err = { .code = ERR_NONE };
	const struct conf_entry *e;
	struct conf *after;
	struct str out;

	str_init(&out, OUT_BYTES);
	if (conf_edit(bytes, len, "alerts", "bell", value, &out, &err)) {
		after = conf_parse("x", out.data, out.len, &err);
		/* It may have become too large to be read. */
		must(after != NULL || len > OUT_BYTES / 4);
		if (after != NULL) {
			e = conf_find(after, "alerts", "bell");
			must(value == NULL ? e == NULL :
			    strcmp(e->value, value) == 0);
			must(count_others(after) == count_others(c));
		}
		conf_free(after);
	}
	str_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const values[] = { "on", "", " a # \"b\"\n\t\\", NULL };
	struct err err = { .code = ERR_NONE };
	char *text = fuzz_text(bytes, len);
	struct conf *c = conf_parse("x", text, len, &err);

	if (c == NULL)
		must(err.code != ERR_NONE && err.text[0] != '\0');
	for (size_t i = 0; c != NULL && i < conf_count(c); i++) {
		const struct conf_entry *e = conf_at(c, i);

		must(e->section != NULL && e->key != NULL &&
		    e->value != NULL && e->line > 0 && e->value_col > 0);
	}
	for (size_t i = 0; c != NULL && i < sizeof values / sizeof *values;
	    i++)
		check_edit(c, text, len, values[i]);
	conf_free(c);
	free(text);
	return 0;
}
