/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of dezhurka.conf(5) that leave the rest of it as it is. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/paths.h"
#include "console/settings.h"

#define FILE_BYTES (256 * 1024)
#define TRIES	   3

/* The usual place of the file, made if need be; where a link leads to, as the
 * link itself is to stay. */
bool
settings_place(const char *path, char *buf, size_t size, struct err *err)
{
	char dir[PATH_MAX], real[PATH_MAX];

	if (path != NULL)
		str_copy(buf, size, path);
	else if (!paths_get(PATHS_CONFIG, NULL, dir, sizeof dir, err) ||
	    !paths_make_dir(dir, err) || !paths_get(PATHS_CONFIG,
	    "dezhurka.conf", buf, size, err))
		return false;
	if (realpath(buf, real) != NULL)
		str_copy(buf, size, real);
	return true;
}

/* The key as the file spells it: "Ctrl-X j" is "C-x j". */
static void
spell_binding(const char *file, const struct str *text, const char *key,
    char *buf, size_t size)
{
	struct conf *c = conf_parse(file, text->data, text->len, NULL);
	enum context context, other;
	char parsed[KEY_BYTES], also[KEY_BYTES];

	str_copy(buf, size, key);
	if (c == NULL || !key_parse(key, &context, parsed, NULL)) {
		conf_free(c);
		return;
	}
	for (size_t i = 0; i < conf_count(c); i++)
		if (strcmp(conf_at(c, i)->section, "bind") == 0 &&
		    key_parse(conf_at(c, i)->key, &other, also, NULL) &&
		    other == context && strcmp(also, parsed) == 0)
			str_copy(buf, size, conf_at(c, i)->key);
	conf_free(c);
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* One reading and writing; *again: somebody else wrote it meanwhile. */
static bool
write_once(const char *file, const char *section, const char *key,
    const char *value, bool *again, struct err *err)
{
	struct stat before = { 0 }, now = { 0 };
	bool is_there = stat(file, &before) == 0, ok;
	char spelled[KEY_BYTES * 2];
	struct err why = { 0 };
	struct str text, changed;

	str_init(&text, FILE_BYTES);
	str_init(&changed, FILE_BYTES);
	ok = paths_read(file, &text, &why) || why.code == ERR_NOT_FOUND ||
	    err_set(err, why.code, "%s", why.text);
	if (ok && strcmp(section, "bind") == 0) {
		spell_binding(file, &text, key, spelled, sizeof spelled);
		key = spelled;
	}
	ok = ok && conf_edit(text.data, text.len, section, key, value,
	    &changed, err);
	/* What the next start would refuse is not written; a file that could
	 * not be read before is nobody's who wants to change one value. */
	ok = ok && (settings_fit(file, &changed, err) ||
	    !settings_fit(file, &text, NULL));
	*again = ok && is_there != (stat(file, &now) == 0);
	*again = *again || (ok && is_there && !is_same(&before, &now));
	if (ok && !*again)
		ok = paths_replace(file, changed.data, changed.len,
		    is_there ? (int)(before.st_mode & 0777) : 0600, err);
	str_clear(&text);
	str_clear(&changed);
	return ok;
}

bool
settings_write(const char *path, const char *section, const char *key,
    const char *value, struct err *err)
{
	char file[PATH_MAX];
	bool again = true;

	if (!settings_place(path, file, sizeof file, err))
		return false;
	/* A file that may not be written is not to be replaced either. */
	if (access(file, F_OK) == 0 && access(file, W_OK) != 0)
		return err_sys(err, ERR_RIGHTS, errno, "%s", file);
	for (int i = 0; i < TRIES && again; i++)
		if (!write_once(file, section, key, value, &again, err))
			return false;
	return !again || err_set(err, ERR_BUSY, "%s is being written by "
	    "somebody else", file);
}
