/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /set: the operator's settings, shown, changed and kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

#define NAME_BYTES 64

/* Settings that a command of their own applies. */
static const struct {
	const char *section, *key, *command;
} appliers[] = {
	{ "ui", "language", "language" },
	{ "ui", "theme", "theme" },
};

char *
pref_name(const struct pref *row, char *buf, size_t size)
{
	snprintf(buf, size, "%s.%s", row->section, row->key);
	return buf;
}

/* What may be written, for people: "yes|no", "0..1000", "dark|light". */
static const char *
range_of(const struct pref *row, char *buf, size_t size)
{
	switch (row->type) {
	case PREF_BOOL:
		return "yes|no";
	case PREF_NUMBER:
		snprintf(buf, size, "%lld..%lld", (long long)row->min,
		    (long long)row->max);
		return buf;
	case PREF_SPAN:
		return "20s, 5m, off";
	case PREF_CHOICE:
		return row->choices;
	default:
		return "";
	}
}

static bool
show(struct model *m, const struct pref *row)
{
	char name[NAME_BYTES], value[PREF_TEXT_BYTES], range[64];
	const char *may = range_of(row, range, sizeof range);

	pref_name(row, name, sizeof name);
	pref_get(&m->prefs, row, value, sizeof value);
	if (may[0] != '\0')
		model_say(m, TONE_INFO, "%s = %s  (%s)  %s", name, value, may,
		    _(row->help));
	else
		model_say(m, TONE_INFO, "%s = %s  %s", name, value,
		    _(row->help));
	return true;
}

/* Now, not with the next start. False: what applies it did not take it. */
static bool
apply(struct model *m, const struct pref *row, const char *value,
    struct effects *e)
{
	char line[PREF_TEXT_BYTES + NAME_BYTES];

	for (size_t i = 0; i < sizeof appliers / sizeof *appliers; i++) {
		if (strcmp(appliers[i].section, row->section) != 0 ||
		    strcmp(appliers[i].key, row->key) != 0 ||
		    value[0] == '\0' ||
		    command_find(appliers[i].command) == NULL)
			continue;
		snprintf(line, sizeof line, "%s %s", appliers[i].command,
		    value);
		return command_run(m, line, e);
	}
	m->keys.set = key_set_of(m->prefs.key_set);
	if (m->keys.set != KEYS_VI)
		m->ui.is_normal = false;
	effects_put(e, EFFECT_PREFS);
	return true;
}

static bool
is_default(const struct pref *row, const char *value)
{
	struct prefs *fresh = mem_new(struct prefs);
	char text[PREF_TEXT_BYTES];
	bool is;

	prefs_init(fresh);
	is = strcmp(pref_get(fresh, row, text, sizeof text), value) == 0;
	free(fresh);
	return is;
}

static bool
set(struct model *m, const struct pref *row, const char *value, bool is_kept,
    struct effects *e, struct err *err)
{
	bool is_reset = strcmp(value, "default") == 0 &&
	    (row->type != PREF_CHOICE || strstr(row->choices, "default") ==
		NULL);
	char name[NAME_BYTES], now[PREF_TEXT_BYTES], was[PREF_TEXT_BYTES];

	pref_get(&m->prefs, row, was, sizeof was);
	if (!pref_set(&m->prefs, row, is_reset ? row->fallback : value, err))
		return false;
	pref_get(&m->prefs, row, now, sizeof now);
	m->ui.message[0] = '\0';
	if (!apply(m, row, now, e)) {
		pref_set(&m->prefs, row, was, NULL);
		return false;
	}
	if (is_kept)
		effects_setting(e, row->section, row->key,
		    is_reset || (is_default(row, now) && now[0] == '\0') ?
		    NULL : now);
	pref_name(row, name, sizeof name);
	if (is_kept)
		model_say(m, TONE_GOOD, _("%s is “%s” now."), name, now);
	else
		model_say(m, TONE_GOOD, _("%s is “%s” until you quit."), name,
		    now);
	return true;
}

/* The other one, or the next of several. */
static bool
next_value(struct model *m, const struct pref *row, char *buf, size_t size,
    struct err *err)
{
	char now[PREF_TEXT_BYTES];
	const char *at = row->choices;
	size_t len;

	pref_get(&m->prefs, row, now, sizeof now);
	if (row->type == PREF_BOOL)
		return str_copy(buf, size, strcmp(now, "yes") == 0 ? "no" :
		    "yes");
	if (row->type != PREF_CHOICE)
		return err_set(err, ERR_VALUE, _("%s has no other value to "
		    "switch to: write one."), row->key);
	len = strlen(now);
	while (*at != '\0' && !(strncmp(at, now, len) == 0 &&
	    (at[len] == '|' || at[len] == '\0'))) {
		at += strcspn(at, "|");
		at += *at == '|';
	}
	at += *at != '\0' ? len : 0;
	at = *at == '|' ? at + 1 : row->choices;
	snprintf(buf, size, "%.*s", (int)strcspn(at, "|"), at);
	return true;
}

static const char *
key_at(size_t i)
{
	return i < n_prefs_rows ? prefs_rows[i].key : NULL;
}

static const struct pref *
find_row(const char *name, struct err *err)
{
	const struct pref *row = pref_find_name(name);
	const char *near;
	int n = 0;

	if (row != NULL)
		return row;
	for (size_t i = 0; i < n_prefs_rows; i++)
		n += strcmp(prefs_rows[i].key, name) == 0;
	near = text_nearest(strchr(name, '.') != NULL ? strchr(name, '.') + 1 :
	    name, key_at);
	if (n > 1)
		err_set(err, ERR_VALUE, _("Several settings are called “%s”: "
		    "write its section before it, like alerts.command."),
		    name);
	else if (near != NULL)
		err_set(err, ERR_NOT_FOUND, _("There is no setting “%s”: did "
		    "you mean “%s”?"), name, near);
	else
		err_set(err, ERR_NOT_FOUND, _("There is no setting “%s”: "
		    "/set shows all of them."), name);
	return NULL;
}

COMMAND(set)
{
	bool is_kept = true, is_toggle;
	char name[NAME_BYTES], value[PREF_TEXT_BYTES];
	const struct pref *row;
	size_t len;

	if (strncmp(args, "-t ", 3) == 0) {
		is_kept = false;
		args += 3 + strspn(args + 3, " ");
	}
	if (args[0] == '\0') {
		overlay_open(m, OVERLAY_SETTINGS);
		return true;
	}
	if (strcmp(args, "reload") == 0) {
		effects_put(e, EFFECT_RELOAD);
		return true;
	}
	len = strcspn(args, " =");
	snprintf(name, sizeof name, "%.*s", (int)len, args);
	len = strlen(name);
	is_toggle = len > 0 && name[len - 1] == '!';
	if (is_toggle)
		name[len - 1] = '\0';
	row = find_row(name, err);
	if (row == NULL)
		return false;
	args += strcspn(args, " =");
	args += strspn(args, " ");
	args += *args == '=';
	args += strspn(args, " ");
	if (is_toggle)
		return next_value(m, row, value, sizeof value, err) &&
		    set(m, row, value, is_kept, e, err);
	if (args[0] == '\0')
		return show(m, row);
	return set(m, row, args, is_kept, e, err);
}

COMPLETE(set)
{
	char name[NAME_BYTES];
	const struct pref *row;
	const char *value = strchr(args, ' '), *at;

	(void)m;
	if (value == NULL) {
		for (size_t i = 0; i < n_prefs_rows; i++)
			str_putf(out, "%s\n", pref_name(&prefs_rows[i], name,
			    sizeof name));
		return;
	}
	snprintf(name, sizeof name, "%.*s", (int)(value - args), args);
	row = pref_find_name(name);
	if (row == NULL)
		return;
	if (row->type == PREF_BOOL)
		str_putf(out, "%s yes\n%s no\n", name, name);
	for (at = row->type == PREF_CHOICE ? row->choices : ""; *at != '\0';) {
		size_t len = strcspn(at, "|");

		str_putf(out, "%s %.*s\n", name, (int)len, at);
		at += len + (at[len] == '|');
	}
	str_putf(out, "%s default\n", name);
}

/* The overlay: Enter changes a value that has only a few at once, else it
 * opens the line with it. */
bool
command_set_row(const struct model *m, int64_t id, char *line, size_t size)
{
	char name[NAME_BYTES], value[PREF_TEXT_BYTES];

	if (id <= 0 || (size_t)id > n_prefs_rows)
		return false;
	pref_get(&m->prefs, &prefs_rows[id - 1], value, sizeof value);
	snprintf(line, size, "set %s %s", pref_name(&prefs_rows[id - 1], name,
	    sizeof name), value);
	return true;
}
