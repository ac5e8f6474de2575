/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/file.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "domain/client_id.h"

#define MAX_ENDING_BYTES 16	/* ".jpeg", ".tar" of a long name */

static const struct type {
	const char *ending, *type;
} types[] = {
	{ ".txt", "text/plain" },	{ ".log", "text/plain" },
	{ ".csv", "text/csv" },		{ ".md", "text/markdown" },
	{ ".json", "application/json" }, { ".xml", "application/xml" },
	{ ".html", "text/html" },	{ ".htm", "text/html" },
	{ ".pdf", "application/pdf" },	{ ".rtf", "application/rtf" },
	{ ".png", "image/png" },	{ ".jpg", "image/jpeg" },
	{ ".jpeg", "image/jpeg" },	{ ".gif", "image/gif" },
	{ ".webp", "image/webp" },	{ ".svg", "image/svg+xml" },
	{ ".heic", "image/heic" },	{ ".bmp", "image/bmp" },
	{ ".zip", "application/zip" },	{ ".gz", "application/gzip" },
	{ ".7z", "application/x-7z-compressed" },
	{ ".mp3", "audio/mpeg" },	{ ".ogg", "audio/ogg" },
	{ ".wav", "audio/wav" },	{ ".mp4", "video/mp4" },
	{ ".webm", "video/webm" },	{ ".mov", "video/quicktime" },
	{ ".doc", "application/msword" },
	{ ".xls", "application/vnd.ms-excel" },
	{ ".docx", "application/vnd.openxmlformats-officedocument."
	    "wordprocessingml.document" },
	{ ".xlsx", "application/vnd.openxmlformats-officedocument."
	    "spreadsheetml.sheet" },
	{ ".odt", "application/vnd.oasis.opendocument.text" },
	{ ".ods", "application/vnd.oasis.opendocument.spreadsheet" },
	{ ".eml", "message/rfc822" },
};

/* --- ids --------------------------------------------------------------- */

bool
file_next_id(const char **ids, char id[CLIENT_ID_BYTES + 1])
{
	size_t len = strcspn(*ids, ",");

	if (**ids == '\0')
		return false;
	id[0] = '\0';
	if (len == CLIENT_ID_BYTES) {
		memcpy(id, *ids, len);
		id[len] = '\0';
	}
	*ids += len;
	*ids += **ids == ',';
	return true;
}

bool
file_ids_check(const char *ids, struct err *err)
{
	char id[CLIENT_ID_BYTES + 1];
	int n = 0;

	for (const char *at = ids; file_next_id(&at, id); n++) {
		if (!client_id_ok(id))
			return err_set(err, ERR_VALUE,
			    "files: not ids of %d hex digits", CLIENT_ID_BYTES);
		if (strstr(at, id) != NULL)
			return err_set(err, ERR_VALUE, "files: one is there "
			    "twice");
		if (n == MAX_MESSAGE_FILES)
			return err_set(err, ERR_VALUE, "files: more than %d "
			    "with one message", MAX_MESSAGE_FILES);
	}
	return true;
}

/* --- names ------------------------------------------------------------- */

/* What some file system, shell or eye takes for something else. */
static bool
is_unsafe(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) ||
	    code == 0xad || code == 0x34f || code == 0x61c ||
	    code == 0x115f || code == 0x1160 || code == 0x180e ||
	    (code >= 0x200b && code <= 0x200f) ||
	    (code >= 0x2028 && code <= 0x202e) ||
	    (code >= 0x2060 && code <= 0x206f) || code == 0x3164 ||
	    code == 0xfeff || code == 0xffa0 ||
	    (code >= 0xfff0 && code <= 0xfffb) || code >= 0xe0000 ||
	    (code < 0x80 && strchr("\"*:<>?|\\", (int)code) != NULL);
}

/* Where the ending of a name begins; its end when it has none. */
static size_t
ending_at(const char *name, size_t len)
{
	for (size_t at = len; at-- > 1 && len - at <= MAX_ENDING_BYTES;)
		if (name[at] == '.')
			return at;
	return len;
}

static const char *
last_part(const char *name)
{
	const char *part = name;

	for (const char *at = name; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			part = at + 1;
	return part;
}

/* The longest prefix of at most `max` bytes that ends between letters. */
static size_t
fit(const char *text, size_t len, size_t max)
{
	size_t at = 0;

	while (at < len) {
		size_t next = utf8_letter_after(text, len, at);

		if (next > max)
			break;
		at = next;
	}
	return at;
}

void
file_safe_name(char buf[MAX_FILE_NAME_BYTES + 1], const char *name)
{
	const char *part = last_part(name);
	size_t len = strlen(part), begin = 0, ending;
	struct str all;

	str_init(&all, 4 * len + 16);
	for (size_t at = 0; at < len;) {
		char letter[4];
		uint32_t code;

		at += utf8_next(part + at, len - at, &code);
		if (is_unsafe(code))
			code = '_';
		str_put_n(&all, letter, utf8_put(letter, code));
	}
	while (all.len > 0 && strchr(". ", all.data[all.len - 1]) != NULL)
		str_cut(&all, all.len - 1, 1);
	while (all.data[begin] != '\0' && strchr(".- ", all.data[begin]))
		begin++;
	str_cut(&all, 0, begin);
	if (all.len == 0)
		str_put(&all, "file");
	if (all.len > MAX_FILE_NAME_BYTES) {
		ending = ending_at(all.data, all.len);
		begin = fit(all.data, ending,
		    MAX_FILE_NAME_BYTES - (all.len - ending));
		str_cut(&all, begin, ending - begin);
	}
	str_copy(buf, MAX_FILE_NAME_BYTES + 1, all.data);
	str_clear(&all);
}

void
file_numbered_name(char *buf, size_t size, const char *name, int n)
{
	size_t ending = ending_at(name, strlen(name));

	if (n == 0)
		snprintf(buf, size, "%s", name);
	else
		snprintf(buf, size, "%.*s (%d)%s", (int)ending, name, n,
		    name + ending);
}

/* --- types ------------------------------------------------------------- */

const char *
file_type_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types;
	    i++)
		if (strcasecmp(types[i].ending, dot) == 0)
			return types[i].type;
	return "application/octet-stream";
}

bool
file_type_ok(const char *type)
{
	static const char token[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
	size_t first = strspn(type, token);

	return first > 0 && type[first] == '/' &&
	    strspn(type + first + 1, token) > 0 &&
	    type[first + 1 + strspn(type + first + 1, token)] == '\0' &&
	    strlen(type) <= MAX_FILE_TYPE_BYTES;
}

const struct file *
file_copy_list(struct arena *a, const struct file *list, size_t n)
{
	struct file *to = n == 0 ? NULL : arena_alloc(a, n * sizeof *to);

	for (size_t i = 0; to != NULL && i < n; i++) {
		to[i] = (struct file){ arena_dup(a, list[i].id),
		    arena_dup(a, list[i].name), arena_dup(a, list[i].type),
		    list[i].bytes };
		if (to[i].id == NULL || to[i].name == NULL ||
		    to[i].type == NULL)
			return NULL;
	}
	return to;
}
