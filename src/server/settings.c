/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/paths.h"
#include "base/str.h"
#include "domain/customer.h"
#include "domain/file.h"
#include "domain/limits.h"
#include "domain/operator.h"
#include "domain/target.h"
#include "server/settings_net.h"
#include "server/settings_section.h"

#define FILE_NAME      "dezhurkad.conf"
#define ARENA_BYTES    (16 * 1024 * 1024)	/* at most */
#define MAX_FILE_SETTING (32 * 1024 * 1024)

/* --- values ------------------------------------------------------------ */

static bool
put_text(struct settings_reading *x, const struct conf_entry *e, const char **out,
    size_t max_bytes)
{
	if (*e->value == '\0')
		return conf_err(x->conf, e, x->err, "%s is empty", e->key);
	if (strlen(e->value) > max_bytes)
		return conf_err(x->conf, e, x->err,
		    "%s is longer than %zu bytes", e->key, max_bytes);
	*out = settings_keep(x->settings, e->value);
	return true;
}

static bool
put_name(struct settings_reading *x, const struct conf_entry *e)
{
	return put_text(x, e, &x->settings->desk_name, MAX_NAME_BYTES);
}

static bool
put_language(struct settings_reading *x, const struct conf_entry *e)
{
	if (!i18n_known(e->value))
		return conf_err(x->conf, e, x->err,
		    "there is no language \"%s\": say en, ru or pl", e->value);
	x->settings->language = settings_keep(x->settings, e->value);
	return true;
}

static bool
put_item(struct settings_reading *x, const struct conf_entry *e,
    struct settings_list *list)
{
	struct err err;

	if (settings_add(x->settings, list, e->value, &err))
		return true;
	return conf_err(x->conf, e, x->err, "%s", err.text);
}

/* "solved, unsolved, spam" */
static bool
put_outcomes(struct settings_reading *x, const struct conf_entry *e)
{
	struct settings_list *list = &x->settings->outcomes;
	const char *at = e->value;

	list->n = 0;
	while (*at != '\0') {
		size_t len = strcspn(at, ", ");
		char word[MAX_LOGIN_BYTES + 1];

		if (len > MAX_LOGIN_BYTES)
			return conf_err(x->conf, e, x->err,
			    "an outcome is longer than %d bytes",
			    MAX_LOGIN_BYTES);
		memcpy(word, at, len);
		word[len] = '\0';
		if (len > 0 && !operator_login_ok(word))
			return conf_err(x->conf, e, x->err,
			    "outcome \"%s\": only a-z 0-9 . _ - are used",
			    word);
		if (len > 0 && !settings_add(x->settings, list, word, NULL))
			return conf_err(x->conf, e, x->err,
			    "more than %d outcomes", SETTINGS_MAX_ITEMS);
		at += len;
		at += strspn(at, ", ");
	}
	return list->n > 0 || conf_err(x->conf, e, x->err,
	    "outcomes is empty: name at least one, like \"solved\"");
}

static bool
put_span(struct settings_reading *x, const struct conf_entry *e, int64_t *out)
{
	struct err err;

	if (target_parse_span(e->value, out, &err))
		return true;
	return conf_err(x->conf, e, x->err, "%s", err.text);
}

static bool
put_first_target(struct settings_reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->first_target_ms);
}

static bool
put_next_target(struct settings_reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->next_target_ms);
}

static bool
put_editors(struct settings_reading *x, const struct conf_entry *e)
{
	x->settings->operators_edit_canned = strcmp(e->value, "operators") == 0;
	if (x->settings->operators_edit_canned ||
	    strcmp(e->value, "supervisors") == 0)
		return true;
	return conf_err(x->conf, e, x->err, "editors: \"%s\" is neither "
	    "\"supervisors\" nor \"operators\"", e->value);
}

static bool
put_figures(struct settings_reading *x, const struct conf_entry *e)
{
	x->settings->operators_see_figures = strcmp(e->value, "operators") ==
	    0;
	if (x->settings->operators_see_figures ||
	    strcmp(e->value, "supervisors") == 0)
		return true;
	return conf_err(x->conf, e, x->err, "figures: \"%s\" is neither "
	    "\"supervisors\" nor \"operators\"", e->value);
}

static bool
put_wrap_up_target(struct settings_reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->wrap_up_target_ms);
}

static bool
put_edit_for(struct settings_reading *x, const struct conf_entry *e)
{
	if (strcmp(e->value, "0") == 0 || strcmp(e->value, "off") == 0) {
		x->settings->edit_ms = -1;
		return true;
	}
	return put_span(x, e, &x->settings->edit_ms);
}

static bool
put_return_after(struct settings_reading *x, const struct conf_entry *e)
{
	if (strcmp(e->value, "0") == 0 || strcmp(e->value, "off") == 0) {
		x->settings->return_after_ms = TARGET_NEVER;
		return true;
	}
	return put_span(x, e, &x->settings->return_after_ms);
}

/* "order, plan" */
static bool
put_customer_fields(struct settings_reading *x, const struct conf_entry *e)
{
	struct settings_list *list = &x->settings->customer_fields;
	const char *at = e->value + strspn(e->value, ", ");

	while (*at != '\0') {
		size_t len = strcspn(at, ", ");
		char word[MAX_FIELD_BYTES + 1];

		if (len > MAX_FIELD_BYTES)
			return conf_err(x->conf, e, x->err,
			    "a field's name is longer than %d bytes",
			    MAX_FIELD_BYTES);
		memcpy(word, at, len);
		word[len] = '\0';
		if (!customer_field_name_ok(word))
			return conf_err(x->conf, e, x->err,
			    "field \"%s\": only letters, digits, '.', '_' "
			    "and '-' are used", word);
		if (!settings_add(x->settings, list, word, NULL))
			return conf_err(x->conf, e, x->err,
			    "more than %d fields", SETTINGS_MAX_ITEMS);
		at += len;
		at += strspn(at, ", ");
	}
	return true;
}

static bool
put_listen(struct settings_reading *x, const struct conf_entry *e)
{
	if (!settings_is_address(e->value))
		return conf_err(x->conf, e, x->err, "\"%s\" is no address: "
		    "127.0.0.1:8484, [::1]:8484 or unix:/path", e->value);
	return put_item(x, e, &x->settings->listen);
}

static bool
put_data_dir(struct settings_reading *x, const struct conf_entry *e)
{
	if (*e->value != '/')
		return conf_err(x->conf, e, x->err,
		    "dir must be an absolute path");
	return put_text(x, e, &x->settings->data_dir, 4000);
}

static bool
put_proxy(struct settings_reading *x, const struct conf_entry *e)
{
	if (!settings_is_network(e->value))
		return conf_err(x->conf, e, x->err, "\"%s\" is no network: "
		    "10.0.0.0/8, ::1 or unix:", e->value);
	return put_item(x, e, &x->settings->proxies);
}

static bool
put_site(struct settings_reading *x, const struct conf_entry *e)
{
	if (!settings_is_site(e->value))
		return conf_err(x->conf, e, x->err,
		    "\"%s\" is no site: write it like https://shop.example, "
		    "without a path", e->value);
	return put_item(x, e, &x->settings->frame_sites);
}

static bool
put_level(struct settings_reading *x, const struct conf_entry *e)
{
	if (log_level_parse(e->value, &x->settings->log_level))
		return true;
	return conf_err(x->conf, e, x->err,
	    "level \"%s\" is none of error, warn, info, debug", e->value);
}

static bool
put_log_file(struct settings_reading *x, const struct conf_entry *e)
{
	return put_text(x, e, &x->settings->log_file, 4000);
}

/* "10M", "512K", "0". */
static bool
put_file_bytes(struct settings_reading *x, const struct conf_entry *e)
{
	size_t len = strspn(e->value, "0123456789");
	const char *unit = e->value + len;
	char digits[16] = "";
	long long n;

	if (len > 0 && len < sizeof digits)
		memcpy(digits, e->value, len);
	if (!str_to_i64(digits, 0, MAX_FILE_SETTING, &n) ||
	    (*unit != '\0' && strcmp(unit, "K") != 0 &&
	    strcmp(unit, "M") != 0))
		return conf_err(x->conf, e, x->err, "max_bytes \"%s\": write "
		    "a number of bytes like 10485760, 512K or 10M, or 0 for "
		    "no files", e->value);
	n *= *unit == 'K' ? 1024 : *unit == 'M' ? 1024 * 1024 : 1;
	if (n > MAX_FILE_SETTING)
		return conf_err(x->conf, e, x->err, "max_bytes is at most "
		    "%dM", MAX_FILE_SETTING / (1024 * 1024));
	x->settings->max_file_bytes = n;
	return true;
}

static bool
put_files(struct settings_reading *x, const struct conf_entry *e)
{
	long long n;

	if (!str_to_i64(e->value, 1, 100000, &n))
		return conf_err(x->conf, e, x->err, "max_per_conversation "
		    "\"%s\" is no number from 1 to 100000", e->value);
	x->settings->max_files = n;
	return true;
}

static const struct settings_key keys[] = {
	{ "desk",   "name",	    false, put_name },
	{ "desk",   "language",	    false, put_language },
	{ "desk",   "outcomes",	    false, put_outcomes },
	{ "desk",   "first_target", false, put_first_target },
	{ "desk",   "next_target",  false, put_next_target },
	{ "desk",   "wrap_up_target", false, put_wrap_up_target },
	{ "canned", "editors",	    false, put_editors },
	{ "watch",  "figures",	    false, put_figures },
	{ "messages", "edit_for",   false, put_edit_for },
	{ "transfer", "return_after", false, put_return_after },
	{ "customer", "fields",	    false, put_customer_fields },
	{ "listen", "address",	    true,  put_listen },
	{ "data",   "dir",	    false, put_data_dir },
	{ "proxy",  "trusted",	    true,  put_proxy },
	{ "frame",  "site",	    true,  put_site },
	{ "files",  "max_bytes",    false, put_file_bytes },
	{ "files",  "max_per_conversation", false, put_files },
	{ "log",    "level",	    false, put_level },
	{ "log",    "file",	    false, put_log_file },
};

static const struct settings_section plain = SETTINGS_SECTION(keys, NULL);

/* --- the file ---------------------------------------------------------- */

static const struct settings_section *const sections[] = {
	&plain, &settings_outcome, &settings_department, &settings_target,
	&settings_mask, &settings_supervision, &settings_presence,
	&settings_sign_in, &settings_ratings, &settings_blocks,
	&settings_retention,
};
#define N_SECTIONS (sizeof sections / sizeof *sections)

/* All of them would be longer than a sentence may be. */
static bool
no_section(struct settings_reading *x, const struct conf_entry *e)
{
	struct str like;

	str_init(&like, 1024);
	for (size_t i = 0; i < N_SECTIONS; i++)
		for (size_t k = 0; k < sections[i]->n_keys; k++) {
			const char *word = sections[i]->keys[k].section;

			if (word[0] == e->section[0] && (k == 0 || strcmp(word,
			    sections[i]->keys[k - 1].section) != 0))
				str_putf(&like, "%s [%s%s]",
				    like.len > 0 ? "," : " or is it", word,
				    sections[i]->find != NULL ? " NAME" : "");
		}
	conf_err(x->conf, e, x->err, "there is no section [%.40s]:%s%s "
	    "dezhurkad.conf(5) has them all", e->section, like.len > 0 ?
	    like.data : "", like.len > 0 ? "?" : "");
	str_clear(&like);
	return false;
}

static bool
put_entry(struct settings_reading *x, const struct conf_entry *e)
{
	if (route_rules_is(e->section))
		return route_rules_put(x->settings->routes, x->conf, e,
		    x->err);
	for (size_t i = 0; i < N_SECTIONS; i++)
		if (settings_section_is(sections[i], e->section))
			return settings_section_put(sections[i], x, e);
	return no_section(x, e);
}

static bool
put_entries(struct settings *c, const struct conf *conf, struct err *err)
{
	struct settings_reading x = { .settings = c, .conf = conf,
		.err = err };

	for (size_t i = 0; i < conf_count(conf); i++)
		if (!put_entry(&x, conf_at(conf, i)))
			return false;
	settings_find_proxies(c);
	return settings_check_masks(c, err) &&
	    settings_finish_departments(c, conf, err) && settings_add_outcomes(c, err) &&
	    route_rules_check(c->routes, conf, err);
}

/* The user's file, else the machine's, else none. */
static struct conf *
read_usual(struct settings *c, bool *is_none, struct err *err)
{
	struct conf *conf = NULL;
	char path[PATH_MAX];

	if (paths_get(PATHS_CONFIG, FILE_NAME, path, sizeof path, err)) {
		conf = conf_read(path, err);
		c->file = settings_keep(c, path);
		if (conf != NULL || err->code != ERR_NOT_FOUND)
			return conf;
	}
	err_clear(err);
#ifdef SYSCONFDIR
	c->file = SYSCONFDIR "/dezhurka/" FILE_NAME;
	conf = conf_read(c->file, err);
	if (conf != NULL || err->code != ERR_NOT_FOUND)
		return conf;
	err_clear(err);
#endif
	*is_none = true;
	c->file = NULL;
	return NULL;
}

bool
settings_read(struct settings *c, const char *path, struct err *err)
{
	bool is_none = false, ok;
	struct conf *conf = path != NULL ? conf_read(path, err) :
	    read_usual(c, &is_none, err);

	c->path = path == NULL ? NULL : settings_keep(c, path);
	if (path != NULL)
		c->file = settings_keep(c, path);
	if (conf == NULL)
		return is_none;
	ok = put_entries(c, conf, err);
	conf_free(conf);
	return ok;
}

/* --- the struct -------------------------------------------------------- */

void
settings_init(struct settings *c)
{
	*c = (struct settings){
		.arena = arena_new(ARENA_BYTES), .desk_name = "dezhurka",
		.language = "en", .first_target_ms = 60000,
		.max_file_bytes = MAX_FILE_BYTES,
		.max_files = MAX_CONVERSATION_FILES,
		.next_target_ms = 120000, .wrap_up_target_ms = 120000,
		.edit_ms = 600000, .shows_second = true,
		.hash_memory_bytes = 64 * 1024 * 1024, .hash_passes = 2,
		.keep_ms = 730 * 24 * 3600 * INT64_C(1000),
		.keep_desk_ms = 400 * 24 * 3600 * INT64_C(1000),
		.keep_team_ms = 90 * 24 * 3600 * INT64_C(1000),
		.keep_audit_ms = 1825 * 24 * 3600 * INT64_C(1000),
		.session_idle_ms = 14 * 24 * 3600 * INT64_C(1000),
		.session_age_ms = 90 * 24 * 3600 * INT64_C(1000),
		.token_age_ms = 365 * 24 * 3600 * INT64_C(1000),
		.return_after_ms = 60000, .log_level = LOG_INFO,
		.outcomes = { { "solved", "unsolved", "spam" }, 3 },
	};
	settings_init_ratings(c);
	settings_init_blocks(c);
	if (c->arena != NULL)
		c->routes = arena_alloc(c->arena, sizeof *c->routes);
	if (c->routes == NULL)
		abort();
	route_rules_init(c->routes);
}

void
settings_free(struct settings *c)
{
	arena_free(c->arena);
	*c = (struct settings){ 0 };
}

/* The arena holds far more than a file of the largest size. */
const char *
settings_keep(struct settings *c, const char *text)
{
	const char *kept = arena_dup(c->arena, text);

	if (kept == NULL)
		abort();
	return kept;
}

const void *
settings_keep_bytes(struct settings *c, const char *bytes, size_t len)
{
	void *kept = arena_alloc(c->arena, len);

	if (kept == NULL)
		abort();
	memcpy(kept, bytes, len);
	return kept;
}

bool
settings_add(struct settings *c, struct settings_list *list, const char *text,
    struct err *err)
{
	if (*text == '\0')
		return err_set(err, ERR_VALUE, "the value is empty");
	if (list->n == SETTINGS_MAX_ITEMS)
		return err_set(err, ERR_VALUE, "more than %d of them",
		    SETTINGS_MAX_ITEMS);
	list->items[list->n++] = settings_keep(c, text);
	return true;
}
