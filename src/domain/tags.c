/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/tags.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

/* The item that begins at *rest, *len bytes; *rest goes on after its comma or
 * becomes NULL. */
static const char *
next_item(const char **rest, size_t *len)
{
	const char *item = *rest;

	*len = strcspn(item, ",");
	*rest = item[*len] == ',' ? item + *len + 1 : NULL;
	return item;
}

bool
tag_is_word(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || !utf8_is_text(text, len))
		return false;
	for (size_t at = 0; at < len;) {
		uint32_t code;

		at += utf8_next(text + at, len - at, &code);
		if (code == '.' || code == '_' || code == '-' ||
		    (code >= '0' && code <= '9'))
			continue;
		if (!utf8_is_letter(code))
			return false;
	}
	return true;
}

bool
tag_make(char tag[MAX_TAG_BYTES + 1], const char *text, struct err *err)
{
	struct str low;
	bool ok;

	if (*text == '#')
		text++;
	str_init(&low, 4 * MAX_TAG_BYTES);
	ok = tag_is_word(text) && utf8_lower(&low, text, strlen(text)) &&
	    low.len <= MAX_TAG_BYTES && tag_is_word(low.data);
	if (ok)
		memcpy(tag, low.data, low.len + 1);
	else
		err_set(err, ERR_VALUE, "tag: \"%.40s\" is no word of 1 to "
		    "%d bytes of letters, digits, '.', '_', '-'", text,
		    MAX_TAG_BYTES);
	str_clear(&low);
	return ok;
}

int
tags_count(const char *list)
{
	int n = *list != '\0';

	for (; *list != '\0'; list++)
		n += *list == ',';
	return n;
}

bool
tags_at(const char *list, int i, char tag[MAX_TAG_BYTES + 1])
{
	const char *rest = *list == '\0' ? NULL : list;

	while (rest != NULL) {
		size_t len;
		const char *item = next_item(&rest, &len);

		if (i-- > 0)
			continue;
		if (len > MAX_TAG_BYTES)
			len = MAX_TAG_BYTES;
		memcpy(tag, item, len);
		tag[len] = '\0';
		return true;
	}
	return false;
}

bool
tags_has(const char *list, const char *tag)
{
	char item[MAX_TAG_BYTES + 1];

	for (int i = 0; tags_at(list, i, item); i++)
		if (strcmp(item, tag) == 0)
			return true;
	return false;
}

bool
tags_check(const char *list, struct err *err)
{
	char tag[MAX_TAG_BYTES + 1], item[MAX_TAG_BYTES + 1];
	const char *rest = *list == '\0' ? NULL : list;
	int n = 0;

	if (tags_count(list) > MAX_TAGS)
		return err_set(err, ERR_TOO_LARGE, "tags: at most %d",
		    MAX_TAGS);
	while (rest != NULL) {
		size_t len;
		const char *text = next_item(&rest, &len);

		if (len == 0 || len > MAX_TAG_BYTES)
			return err_set(err, ERR_VALUE,
			    "tags: each has 1 to %d bytes", MAX_TAG_BYTES);
		memcpy(item, text, len);
		item[len] = '\0';
		if (!tag_make(tag, item, err))
			return false;
		if (strcmp(tag, item) != 0)
			return err_set(err, ERR_VALUE,
			    "tags: \"%s\" is not in lower case", item);
		for (int i = 0; i < n; i++)
			if (tags_at(list, i, tag) && strcmp(tag, item) == 0)
				return err_set(err, ERR_VALUE,
				    "tags: \"%s\" is there twice", item);
		n++;
	}
	return true;
}

static void
take_out(char *list, const char *tag)
{
	char left[MAX_TAGS_BYTES + 1] = "", item[MAX_TAG_BYTES + 1];
	size_t used = 0;

	for (int i = 0; tags_at(list, i, item); i++) {
		size_t len = strlen(item);

		if (strcmp(item, tag) == 0)
			continue;
		if (used > 0)
			left[used++] = ',';
		memcpy(left + used, item, len + 1);
		used += len;
	}
	memcpy(list, left, used + 1);
}

static bool
put_in(char *list, const char *tag, struct err *err)
{
	size_t used = strlen(list);

	if (tags_has(list, tag))
		return true;
	if (tags_count(list) == MAX_TAGS)
		return err_set(err, ERR_TOO_LARGE, "tags: at most %d",
		    MAX_TAGS);
	if (used > 0)
		list[used++] = ',';
	memcpy(list + used, tag, strlen(tag) + 1);
	return true;
}

/* The next of what people typed, made a tag. NULL: no more; *ok false: none. */
static bool
next_typed(const char **rest, char tag[MAX_TAG_BYTES + 1], bool *ok,
    struct err *err)
{
	char typed[4 * MAX_TAG_BYTES];
	const char *item;
	size_t len;

	if (*rest == NULL || **rest == '\0')
		return false;
	item = next_item(rest, &len);
	if (len >= sizeof typed) {
		*ok = err_set(err, ERR_VALUE, "tags: each has 1 to %d bytes",
		    MAX_TAG_BYTES);
		return false;
	}
	memcpy(typed, item, len);
	typed[len] = '\0';
	*ok = tag_make(tag, typed, err);
	return *ok;
}

bool
tags_change(char list[MAX_TAGS_BYTES + 1], const char *add,
    const char *remove, struct err *err)
{
	char changed[MAX_TAGS_BYTES + 1], tag[MAX_TAG_BYTES + 1];
	bool ok = true;

	str_copy(changed, sizeof changed, list);
	while (next_typed(&remove, tag, &ok, err))
		take_out(changed, tag);
	while (ok && next_typed(&add, tag, &ok, err))
		ok = put_in(changed, tag, err);
	if (ok)
		str_copy(list, MAX_TAGS_BYTES + 1, changed);
	return ok;
}
