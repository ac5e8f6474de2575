/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/local.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"

#define LINE_BYTES (16 * 1024)

static void
put_pair(struct cli_call *call, const char *name, const char *value,
    const char *help)
{
	struct json_out w;
	struct str line;

	str_init(&line, LINE_BYTES);
	if (call->is_json) {
		json_begin(&w, &line);
		json_object(&w, NULL);
		json_put_str(&w, "name", name);
		json_put_str(&w, "value", value);
		json_put_str(&w, "help", help);
		json_end_object(&w);
	} else if (call->ids_only) {
		str_put(&line, name);
	} else {
		str_putf(&line, "%-24s %-20s %s", name, value, help);
	}
	fprintf(call->out, "%s\n", line.data);
	str_clear(&line);
}

static void
list_settings(struct cli_call *call, const struct model *m)
{
	char name[64], value[PREF_TEXT_BYTES];

	for (size_t i = 0; i < n_prefs_rows; i++) {
		snprintf(name, sizeof name, "%s.%s", prefs_rows[i].section,
		    prefs_rows[i].key);
		pref_get(&m->prefs, &prefs_rows[i], value, sizeof value);
		put_pair(call, name, value, _(prefs_rows[i].help));
	}
}

static void
list_keys(struct cli_call *call, const struct model *m)
{
	struct binding *list = mem_array(KEYMAP_LIST, struct binding);
	size_t n = keymap_list(&m->keys, list, KEYMAP_LIST);
	char name[KEY_BYTES + 16];

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, "%s %s",
		    context_name(list[i].context), list[i].key);
		put_pair(call, name, list[i].line, "");
	}
	free(list);
}

/* What the command wants to have in the file; all else is for a screen. */
static bool
write_settings(const struct effects *e, const char *path, struct err *err)
{
	for (int i = 0; i < e->n; i++)
		if (e->list[i].type == EFFECT_SETTING &&
		    !settings_write(path, e->list[i].text, e->list[i].body,
		    e->list[i].value, err))
			return false;
	return true;
}

static bool
run(struct cli_call *call, struct model *m, const char *path,
    struct err *err)
{
	const struct command *c = command_find(call->row->name);
	struct effects e = { 0 };
	struct str args;
	bool ok;

	/* Keys are for the run of a console, unless they are saved. */
	str_init(&args, LINE_BYTES);
	str_putf(&args, "%s%s", strcmp(c->name, "set") == 0 ? "" : "--save ",
	    call->text.data);
	ok = c->run(m, args.data, &e, err) && write_settings(&e, path, err);
	if (ok)
		fprintf(call->out, "%s\n", m->ui.message);
	else if (err->code == ERR_NONE)
		err_set(err, ERR_VALUE, "%s", m->ui.message);
	effects_clear(&e);
	str_clear(&args);
	return ok;
}

bool
local_run(struct cli_call *call, const struct settings *s, const char *path,
    struct err *err)
{
	struct model *m = model_new();
	bool ok = true;

	m->prefs = s->prefs;
	m->keys = s->keys;
	if (call->text.len > 0 || strcmp(call->row->name, "unbind") == 0)
		ok = run(call, m, path, err);
	else if (strcmp(call->row->name, "set") == 0)
		list_settings(call, m);
	else
		list_keys(call, m);
	model_free(m);
	return ok;
}
