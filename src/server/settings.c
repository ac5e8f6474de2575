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
#include "server/settings_blocks.h"
#include "server/settings_department.h"
#include "server/settings_mask.h"
#include "server/settings_net.h"
#include "server/settings_outcome.h"
#include "server/settings_presence.h"
#include "server/settings_retention.h"
#include "server/settings_ratings.h"
#include "server/settings_sign_in.h"
#include "server/settings_supervision.h"

#define FILE_NAME      "dezhurkad.conf"
#define ARENA_BYTES    (16 * 1024 * 1024)	/* at most */
#define MAX_FILE_SETTING (32 * 1024 * 1024)

struct reading {
	struct settings	  *settings;
	const struct conf *conf;
	struct err	  *err;
};

typedef bool put_fn(struct reading *x, const struct conf_entry *e);

/* --- values ------------------------------------------------------------ */

static bool
put_text(struct reading *x, const struct conf_entry *e, const char **out,
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
put_name(struct reading *x, const struct conf_entry *e)
{
	return put_text(x, e, &x->settings->desk_name, MAX_NAME_BYTES);
}

static bool
put_language(struct reading *x, const struct conf_entry *e)
{
	if (!i18n_known(e->value))
		return conf_err(x->conf, e, x->err,
		    "there is no language \"%s\": say en, ru or pl", e->value);
	x->settings->language = settings_keep(x->settings, e->value);
	return true;
}

static bool
put_item(struct reading *x, const struct conf_entry *e,
    struct settings_list *list)
{
	struct err err;

	if (settings_add(x->settings, list, e->value, &err))
		return true;
	return conf_err(x->conf, e, x->err, "%s", err.text);
}

/* "solved, unsolved, spam" */
static bool
put_outcomes(struct reading *x, const struct conf_entry *e)
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
put_span(struct reading *x, const struct conf_entry *e, int64_t *out)
{
	struct err err;

	if (target_parse_span(e->value, out, &err))
		return true;
	return conf_err(x->conf, e, x->err, "%s", err.text);
}

static bool
put_first_target(struct reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->first_target_ms);
}

static bool
put_next_target(struct reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->next_target_ms);
}

static bool
put_editors(struct reading *x, const struct conf_entry *e)
{
	x->settings->operators_edit_canned = strcmp(e->value, "operators") == 0;
	if (x->settings->operators_edit_canned ||
	    strcmp(e->value, "supervisors") == 0)
		return true;
	return conf_err(x->conf, e, x->err, "editors: \"%s\" is neither "
	    "\"supervisors\" nor \"operators\"", e->value);
}

static bool
put_figures(struct reading *x, const struct conf_entry *e)
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
put_wrap_up_target(struct reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->wrap_up_target_ms);
}

static bool
put_edit_for(struct reading *x, const struct conf_entry *e)
{
	if (strcmp(e->value, "0") == 0 || strcmp(e->value, "off") == 0) {
		x->settings->edit_ms = -1;
		return true;
	}
	return put_span(x, e, &x->settings->edit_ms);
}

static bool
put_return_after(struct reading *x, const struct conf_entry *e)
{
	if (strcmp(e->value, "0") == 0 || strcmp(e->value, "off") == 0) {
		x->settings->return_after_ms = TARGET_NEVER;
		return true;
	}
	return put_span(x, e, &x->settings->return_after_ms);
}

/* "order, plan" */
static bool
put_customer_fields(struct reading *x, const struct conf_entry *e)
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
put_listen(struct reading *x, const struct conf_entry *e)
{
	if (!settings_is_address(e->value))
		return conf_err(x->conf, e, x->err, "\"%s\" is no address: "
		    "127.0.0.1:8484, [::1]:8484 or unix:/path", e->value);
	return put_item(x, e, &x->settings->listen);
}

static bool
put_data_dir(struct reading *x, const struct conf_entry *e)
{
	if (*e->value != '/')
		return conf_err(x->conf, e, x->err,
		    "dir must be an absolute path");
	return put_text(x, e, &x->settings->data_dir, 4000);
}

static bool
put_proxy(struct reading *x, const struct conf_entry *e)
{
	if (!settings_is_network(e->value))
		return conf_err(x->conf, e, x->err, "\"%s\" is no network: "
		    "10.0.0.0/8, ::1 or unix:", e->value);
	return put_item(x, e, &x->settings->proxies);
}

static bool
put_site(struct reading *x, const struct conf_entry *e)
{
	if (!settings_is_site(e->value))
		return conf_err(x->conf, e, x->err,
		    "\"%s\" is no site: write it like https://shop.example, "
		    "without a path", e->value);
	return put_item(x, e, &x->settings->frame_sites);
}

static bool
put_level(struct reading *x, const struct conf_entry *e)
{
	if (log_level_parse(e->value, &x->settings->log_level))
		return true;
	return conf_err(x->conf, e, x->err,
	    "level \"%s\" is none of error, warn, info, debug", e->value);
}

static bool
put_log_file(struct reading *x, const struct conf_entry *e)
{
	return put_text(x, e, &x->settings->log_file, 4000);
}

/* "10M", "512K", "0". */
static bool
put_file_bytes(struct reading *x, const struct conf_entry *e)
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
put_files(struct reading *x, const struct conf_entry *e)
{
	long long n;

	if (!str_to_i64(e->value, 1, 100000, &n))
		return conf_err(x->conf, e, x->err, "max_per_conversation "
		    "\"%s\" is no number from 1 to 100000", e->value);
	x->settings->max_files = n;
	return true;
}

static const struct key {
	const char *section, *key;
	bool	    is_list;	/* may be given several times */
	put_fn	   *put;
} keys[] = {
	{ "desk",   "name",	    false, put_name },
	{ "desk",   "language",	    false, put_language },
	{ "desk",   "outcomes",	    false, put_outcomes },
	{ "desk",   "first_target", false, put_first_target },
	{ "desk",   "next_target",  false, put_next_target },
	{ "canned", "editors",	    false, put_editors },
	{ "watch",  "figures",	    false, put_figures },
	{ "desk",   "wrap_up_target", false, put_wrap_up_target },
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
#define N_KEYS (sizeof keys / sizeof *keys)

/* --- the file ---------------------------------------------------------- */

/* Sections that have a file of their own. */
static const struct {
	bool (*is_it)(const char *section);
	bool (*put)(struct settings *c, const struct conf *conf,
	    const struct conf_entry *e, struct err *err);
} owners[] = {
	{ settings_is_blocks, settings_put_blocks },
	{ settings_is_department, settings_put_department },
	{ settings_is_target, settings_put_target },
	{ settings_is_mask, settings_put_mask },
	{ settings_is_outcome, settings_put_outcome },
	{ settings_is_presence, settings_put_presence },
	{ settings_is_ratings, settings_put_ratings },
	{ settings_is_retention, settings_put_retention },
	{ settings_is_sign_in, settings_put_sign_in },
	{ settings_is_supervision, settings_put_supervision },
};

static bool
put_entry(struct reading *x, const struct conf_entry *e)
{
	const char *near = NULL;

	for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
		if (owners[i].is_it(e->section))
			return owners[i].put(x->settings, x->conf, e, x->err);
	if (route_rules_is(e->section))
		return route_rules_put(x->settings->routes, x->conf, e,
		    x->err);
	for (size_t i = 0; i < N_KEYS; i++) {
		if (strcmp(keys[i].section, e->section) != 0)
			continue;
		near = e->section;
		if (strcmp(keys[i].key, e->key) != 0)
			continue;
		if (!keys[i].is_list &&
		    conf_find(x->conf, e->section, e->key) != e)
			return conf_err(x->conf, e, x->err, "%s is set again "
			    "in line %d: keep one of them", e->key,
			    conf_find(x->conf, e->section, e->key)->line);
		return keys[i].put(x, e);
	}
	if (near != NULL)
		return conf_err(x->conf, e, x->err,
		    "section [%s] has no key \"%s\"", near, e->key);
	return conf_err(x->conf, e, x->err, "there is no section [%s]: known "
	    "are desk, outcome CODE, department NAME, target NAME, "
	    "mask NAME, routing, rule NAME, supervision, transfer, presence, customer, canned, listen, data, "
	    "proxy, frame, files, sign_in, ratings, winback, blocks, retention, log", e->section);
}

static bool
put_entries(struct settings *c, const struct conf *conf, struct err *err)
{
	struct reading x = { c, conf, err };

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
