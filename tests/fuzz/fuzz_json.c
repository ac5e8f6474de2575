/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document of a stranger: what is read can be written and is the same then,
 * and what is refused is refused with a sentence.
 */
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"

#define OUT_BYTES (1024 * 1024)

static void
copy(struct json_out *w, const char *key, const struct json *j)
{
	const char *text;
	int64_t number;

	if (json_is_object(j) || json_is_array(j)) {
		bool is_object = json_is_object(j);

		if (is_object)
			json_object(w, key);
		else
			json_array(w, key);
		for (size_t i = 0; i < json_count(j); i++)
			copy(w, is_object ? json_key_at(j, i) : NULL,
			    is_object ? json_find(j, json_key_at(j, i)) :
			    json_at(j, i));
		if (is_object)
			json_end_object(w);
		else
			json_end_array(w);
	} else if (json_as_i64(j, &number)) {
		json_put_i64(w, key, number);
	} else if (json_as_str(j, &text)) {
		must(utf8_is_text(text, strlen(text)));
		json_put_str(w, key, text);
	} else {
		json_put_null(w, key);
	}
}

static void
write_out(struct str *out, const struct json *j)
{
	struct json_out w;

	json_begin(&w, out);
	copy(&w, NULL, j);
}

/* Each accessor on each member: of the right type, or a sentence. */
static void
check_members(const struct json *j)
{
	for (size_t i = 0; json_is_object(j) && i < json_count(j); i++) {
		const char *key = json_key_at(j, i), *text = NULL;
		struct err err = { .code = ERR_NONE };
		int64_t number = -7;
		bool flag = false;

		if (json_get_i64(j, key, &number, &err))
			must(json_opt_i64(j, key, &number, &err));
		else
			must(err.code == ERR_PROTO && number == -7);
		if (json_get_str(j, key, &text, &err))
			must(json_opt_str(j, key, &text, &err) &&
			    text != NULL);
		if (json_get_bool(j, key, &flag, &err))
			must(json_opt_bool(j, key, &flag, &err));
		number = -7;
		must(json_opt_i64(j, key, &number, &err) || number == -7);
		json_opt_str(j, key, &text, &err);
		json_opt_bool(j, key, &flag, &err);
		check_members(json_find(j, key));
	}
	must(json_find(j, "no such member") != NULL ||
	    !json_get_str(j, "no such member", &(const char *){ NULL },
	    &(struct err){ 0 }));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct err err = { .code = ERR_NONE };
	struct json *j = json_parse((const char *)bytes, len, &err), *again;
	struct str first, second;

	if (j == NULL) {
		must(err.code != ERR_NONE && err.text[0] != '\0');
		return 0;
	}
	must(utf8_is_text((const char *)bytes, len));
	check_members(j);
	str_init(&first, OUT_BYTES);
	str_init(&second, OUT_BYTES);
	write_out(&first, j);
	/* Members become more letters when they are escaped. */
	if (first.len < OUT_BYTES / 2) {
		again = json_parse(first.data, first.len, &err);
		must(again != NULL);
		write_out(&second, again);
		must(strcmp(first.data, second.data) == 0);
		json_free(again);
	}
	str_clear(&first);
	str_clear(&second);
	json_free(j);
	return 0;
}
