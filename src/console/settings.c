/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/settings.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/paths.h"
#include "console/term/looks.h"

#define TOKEN_FILE_BYTES 512
#define FILE_BYTES	 (256 * 1024)

bool
settings_is_address(const char *url)
{
	return strncmp(url, "https://", 8) == 0 ||
	    strncmp(url, "http://", 7) == 0 || strncmp(url, "unix:/", 6) == 0;
}

static bool
set_url(const struct conf *c, const struct conf_entry *e, struct account *a,
    struct err *err)
{
	if (strcmp(e->value, "own") != 0 && !settings_is_address(e->value))
		return conf_err(c, e, err, "\"%s\" is not an address: write "
		    "https://HOST, unix:/PATH, or own", e->value);
	if (!str_copy(a->url, sizeof a->url, e->value))
		return conf_err(c, e, err, "the address is too long");
	return true;
}

static bool
set_account(struct settings *s, int i, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	struct account *a = &s->accounts[i];
	bool		fits = true;

	if (strcmp(e->key, "url") == 0)
		return set_url(c, e, a, err);
	if (strcmp(e->key, "login") == 0) {
		if (!operator_login_ok(e->value))
			return conf_err(c, e, err, "\"%s\" is not a login: "
			    "use a-z, 0-9, '.', '_' and '-'", e->value);
		fits = str_copy(a->login, sizeof a->login, e->value);
	} else if (strcmp(e->key, "token_command") == 0) {
		fits = str_copy(s->token_commands[i],
		    sizeof s->token_commands[i], e->value);
	} else if (strcmp(e->key, "password_command") == 0) {
		fits = str_copy(s->password_commands[i],
		    sizeof s->password_commands[i], e->value);
	} else if (strcmp(e->key, "ca_file") == 0) {
		fits = str_copy(a->ca_file, sizeof a->ca_file, e->value);
	} else if (strcmp(e->key, "pin") == 0) {
		fits = str_copy(a->pin, sizeof a->pin, e->value);
	} else {
		return conf_err(c, e, err, "there is no setting \"%s\" of an "
		    "account: url, login, token_command, "
		    "password_command, ca_file, pin",
		    e->key);
	}
	if (!fits)
		return conf_err(c, e, err, "the value is too long");
	return true;
}

/* "account" or "account NAME": finds it or makes it; -1: something else. */
static int
account_of(struct settings *s, const char *section)
{
	const char *name;

	if (strncmp(section, "account", 7) != 0 ||
	    (section[7] != '\0' && section[7] != ' '))
		return -1;
	name = section[7] == ' ' ? section + 8 : "default";
	for (int i = 0; i < s->n_accounts; i++)
		if (strcmp(s->accounts[i].name, name) == 0)
			return i;
	if (s->n_accounts == SETTINGS_ACCOUNTS ||
	    strchr(name, '/') != NULL || name[0] == '.' ||
	    !str_copy(s->accounts[s->n_accounts].name,
	    sizeof s->accounts[0].name, name))
		return -2;
	return s->n_accounts++;
}

/* One that is a file is read whole: its mistakes are this file's too. */
static bool
check_theme(const char *name, struct err *err)
{
	struct looks l;

	return looks_load(&l, name, false, err);
}

/* One value of a table: prefs.h. */
static bool
set_pref(struct settings *s, const struct conf *c, const struct conf_entry *e,
    struct err *err)
{
	const struct pref *row = pref_find(e->section, e->key);
	struct err why = { .code = ERR_NONE };
	const char *near = NULL;
	struct str keys;

	if (row != NULL && pref_set(&s->prefs, row, e->value, &why) &&
	    (row != pref_find("ui", "theme") || check_theme(e->value, &why)))
		return true;
	if (row != NULL)
		return conf_err(c, e, err, "%s", why.text);
	str_init(&keys, ERR_TEXT_BYTES);
	for (size_t i = 0; i < n_prefs_rows; i++)
		if (strcmp(prefs_rows[i].section, e->section) == 0) {
			str_putf(&keys, "%s%s", keys.len > 0 ? ", " : "",
			    prefs_rows[i].key);
			if (str_is_near(prefs_rows[i].key, e->key))
				near = prefs_rows[i].key;
		}
	if (near != NULL)
		conf_err(c, e, err, "there is no setting \"%s\" in [%s]: did "
		    "you mean \"%s\"?", e->key, e->section, near);
	else
		conf_err(c, e, err, "there is no setting \"%s\" in [%s]: %s",
		    e->key, e->section, keys.data);
	str_clear(&keys);
	return false;
}

/* [alert KIND] */
static bool
set_alert(struct settings *s, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	enum alert alert = alert_find(e->section + 6);
	struct err why = { .code = ERR_NONE };

	if (alert == ALERTS)
		return conf_err(c, e, err, "there is no kind of alert \"%s\": "
		    "queue, first, message, late, transfer, promise, later",
		    e->section + 6);
	return alert_rule_set(&s->prefs.alert_rules[alert], e->key, e->value,
	    &why) || conf_err(c, e, err, "%s", why.text);
}

/* Two lines for one key: which of them is meant? */
static const struct conf_entry *
bound_before(const struct settings *s, const struct conf *c,
    const struct conf_entry *e)
{
	enum context context, other;
	char key[KEY_BYTES], other_key[KEY_BYTES];

	if (!key_parse(e->key, &context, key, NULL) ||
	    keymap_own(&s->keys, context, key) < 0)
		return NULL;
	for (size_t i = 0; i < conf_count(c) && conf_at(c, i) != e; i++)
		if (strcmp(conf_at(c, i)->section, "bind") == 0 &&
		    key_parse(conf_at(c, i)->key, &other, other_key, NULL) &&
		    other == context && strcmp(other_key, key) == 0)
			return conf_at(c, i);
	return NULL;
}

static bool
set_binding(struct settings *s, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	const struct conf_entry *before = bound_before(s, c, e);
	const char *value = strcmp(e->value, "unbind") == 0 ? "" : e->value;
	struct err why = { .code = ERR_NONE };
	struct bound was;

	if (before != NULL)
		return conf_err(c, e, err, "\"%s\" is bound on line %d "
		    "already", e->key, before->line);
	if (!keymap_bind(&s->keys, e->key, value, &was, &why))
		return conf_err(c, e, err, "%s", why.text);
	s->keys.own[keymap_own(&s->keys, was.context, was.key)].is_saved =
	    true;
	return true;
}

static bool
is_binding(const struct conf_entry *e)
{
	return strcmp(e->section, "bind") == 0;
}

/* [field NAME] */
static bool
set_field(struct settings *s, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	struct err why = { .code = ERR_NONE };

	return field_command_set(&s->prefs.fields, e->section + 6, e->key,
	    e->value, &why) || conf_err(c, e, err, "%s", why.text);
}

/* [handler]: image/png = feh %s, url = firefox %s, default = xdg-open %s */
static bool
set_handler(struct settings *s, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	struct app_handler *h;
	char plain[MAX_FILE_TYPE_BYTES + 1];
	size_t len = strlen(e->key);

	str_copy(plain, sizeof plain, e->key);
	if (len > 1 && len < sizeof plain && plain[len - 1] == '*')
		plain[len - 1] = 'x';
	if (strcmp(e->key, "default") != 0 && strcmp(e->key, "url") != 0 &&
	    !file_type_ok(plain))
		return conf_err(c, e, err, "\"%s\" is no type: image/png, "
		    "image/*, url or default", e->key);
	if (e->value[0] == '\0')
		return conf_err(c, e, err, "no program is named: write it "
		    "like \"xdg-open %%s\"");
	if (s->n_handlers == APP_HANDLERS)
		return conf_err(c, e, err, "more than %d handlers",
		    APP_HANDLERS);
	h = &s->handlers[s->n_handlers++];
	str_copy(h->type, sizeof h->type, e->key);
	return str_copy(h->command, sizeof h->command, e->value) ||
	    conf_err(c, e, err, "the value is too long");
}

/* [hints]: NAME = REGEX */
static bool
set_hint(struct settings *s, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	struct err why = { .code = ERR_NONE };

	if (s->n_hints == HINT_PATTERNS)
		return conf_err(c, e, err, "more than %d patterns",
		    HINT_PATTERNS);
	if (!hint_pattern_set(&s->hints[s->n_hints], e->key, e->value, &why))
		return conf_err(c, e, err, "%s", why.text);
	s->n_hints++;
	return true;
}

static bool
set_block(struct settings *s, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	struct err why = { .code = ERR_NONE };

	return block_set(&s->prefs.blocks, e->section + 6, e->key, e->value,
	    &why) || conf_err(c, e, err, "%s", why.text);
}

static bool
set_entry(struct settings *s, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	int i = account_of(s, e->section);

	if (i >= 0)
		return set_account(s, i, c, e, err);
	if (i == -2)
		return conf_err(c, e, err, "the account's name \"%s\" cannot "
		    "be used: at most %d accounts, no '/'", e->section,
		    SETTINGS_ACCOUNTS);
	if (prefs_has_section(e->section))
		return set_pref(s, c, e, err);
	if (strcmp(e->section, "handler") == 0)
		return set_handler(s, c, e, err);
	if (strcmp(e->section, "hints") == 0)
		return set_hint(s, c, e, err);
	if (strncmp(e->section, "alert ", 6) == 0)
		return set_alert(s, c, e, err);
	if (strncmp(e->section, "field ", 6) == 0)
		return set_field(s, c, e, err);
	if (strncmp(e->section, "block ", 6) == 0)
		return set_block(s, c, e, err);
	return conf_err(c, e, err, "there is no section [%s]: [account], "
	    "[ui], [keys], [bind], [files], [clipboard], [handler], [hints], "
	    "[alerts], [alert KIND], [field NAME] or [block NAME]", e->section);
}

/* To whom errors go: without `wrong` the first one ends the reading. */
struct report {
	void (*wrong)(void *ctx, const struct err *err);
	void *ctx;
	struct err first;
	int   n;
};

static void
tell(void *ctx, const struct err *err)
{
	struct report *r = ctx;

	if (r->n++ == 0)
		r->first = *err;
	if (r->wrong != NULL)
		r->wrong(r->ctx, err);
}

static bool
goes_on(const struct report *r)
{
	return r->n == 0 || r->wrong != NULL;
}

static void
read_entries(struct settings *s, const struct conf *c, struct report *r)
{
	struct err why = { .code = ERR_NONE };

	for (size_t i = 0; goes_on(r) && i < conf_count(c); i++)
		if (!is_binding(conf_at(c, i)) &&
		    !set_entry(s, c, conf_at(c, i), &why))
			tell(r, &why);
	/* What a key does before depends on the key set. */
	s->keys.set = key_set_of(s->prefs.key_set);
	for (size_t i = 0; goes_on(r) && i < conf_count(c); i++)
		if (is_binding(conf_at(c, i)) &&
		    !set_binding(s, c, conf_at(c, i), &why))
			tell(r, &why);
}

static void
check_accounts(const struct settings *s, const char *file, struct report *r)
{
	struct err why = { .code = ERR_NONE };

	for (int i = 0; goes_on(r) && i < s->n_accounts; i++)
		if (s->accounts[i].url[0] == '\0') {
			err_set(&why, ERR_VALUE, "%s: the account \"%s\" "
			    "has no url", file, s->accounts[i].name);
			tell(r, &why);
		}
}

/* Which file there is to read. False: none. */
static bool
find_file(const char *path, char *buf, size_t size)
{
	/* Who has no home has no file there: the demo needs none. */
	if (path == NULL)
		return paths_get(PATHS_CONFIG, "dezhurka.conf", buf, size,
		    NULL) && access(buf, F_OK) == 0;
	return str_copy(buf, size, path);
}

static void
read_all(struct settings *s, const char *path, struct report *r)
{
	char	     file[PATH_MAX];
	struct err   why = { .code = ERR_NONE };
	struct conf *c;

	memset(s, 0, sizeof *s);
	prefs_init(&s->prefs);
	if (!find_file(path, file, sizeof file))
		return;
	c = r->wrong != NULL ? conf_read_all(file, tell, r, &why) :
	    conf_read(file, &why);
	if (c == NULL) {
		tell(r, &why);
		return;
	}
	read_entries(s, c, r);
	check_accounts(s, file, r);
	conf_free(c);
}

bool
settings_read(struct settings *s, const char *path, struct err *err)
{
	struct report r = { .wrong = NULL };

	read_all(s, path, &r);
	return r.n == 0 || err_set(err, r.first.code, "%s", r.first.text);
}

bool
settings_fit(const char *file, const struct str *text, struct err *err)
{
	struct settings *s = mem_new(struct settings);
	struct report r = { .wrong = NULL };
	struct conf *c;

	prefs_init(&s->prefs);
	c = conf_parse(file, text->data, text->len, &r.first);
	if (c == NULL) {
		r.n = 1;
	} else {
		read_entries(s, c, &r);
		check_accounts(s, file, &r);
		conf_free(c);
	}
	free(s);
	return r.n == 0 || err_set(err, r.first.code, "%s", r.first.text);
}

/* What a key of the file takes from the defaults is worth a word, no error. */
static void
note_bindings(const struct settings *s, void (*note)(void *ctx,
    const char *text), void *ctx)
{
	struct keymap without = { .set = s->keys.set };
	char text[512];

	for (size_t i = 0; i < s->keys.n_own; i++) {
		const struct own_binding *own = &s->keys.own[i];
		struct binding b;

		if (!keymap_find(&without, own->context == CONTEXT_ANY ?
		    CONTEXT_CHAT : own->context, own->key, &b, NULL) ||
		    strcmp(b.line, own->line) == 0)
			continue;
		if (own->line[0] == '\0')
			snprintf(text, sizeof text, _("%s is free now. Before "
			    "it did “%s”."), own->key, b.line);
		else
			snprintf(text, sizeof text, _("%s does “%s” now. "
			    "Before it did “%s”."), own->key, own->line,
			    b.line);
		note(ctx, text);
	}
}

bool
settings_check(const char *path, const struct settings_reader *reader)
{
	struct settings *s = mem_new(struct settings);
	struct report	 r = { .wrong = reader->wrong, .ctx = reader->ctx };
	char		 file[PATH_MAX], text[PATH_MAX + 64];
	bool		 is_there = find_file(path, file, sizeof file);

	if (is_there)
		snprintf(text, sizeof text, "%s", file);
	else
		snprintf(text, sizeof text, "%s", _("There is no "
		    "configuration yet: every setting has its default."));
	reader->note(reader->ctx, text);
	read_all(s, path, &r);
	if (r.n == 0)
		note_bindings(s, reader->note, reader->ctx);
	free(s);
	return r.n == 0;
}

bool
settings_add_account(const struct account *a, const char *path,
    struct err *err)
{
	char	   file[PATH_MAX];
	struct err why = { 0 };
	struct str text;
	bool	   ok;

	if (!settings_place(path, file, sizeof file, err))
		return false;
	str_init(&text, FILE_BYTES);
	ok = paths_read(file, &text, &why) || why.code == ERR_NOT_FOUND ||
	    err_set(err, why.code, "%s", why.text);
	ok = ok && (str_putf(&text, "%s[account %s]\nurl = %s\nlogin = %s\n",
	    text.len == 0 ? "# dezhurka.conf(5)\n\n" : "\n", a->name, a->url,
	    a->login) || err_set(err, ERR_TOO_LARGE, "%s is full", file));
	ok = ok && paths_replace(file, text.data, text.len, 0600, err);
	str_clear(&text);
	return ok;
}

int
settings_account(const struct settings *s, const char *name)
{
	if (name == NULL)
		return s->n_accounts > 0 ? 0 : -1;
	for (int i = 0; i < s->n_accounts; i++)
		if (strcmp(s->accounts[i].name, name) == 0)
			return i;
	return -1;
}

bool
account_is_own(const struct account *a)
{
	return strcmp(a->url, "own") == 0;
}

/* FNV-1a */
static uint64_t
hash_more(uint64_t hash, const char *text)
{
	do {
		hash ^= (unsigned char)*text;
		hash *= UINT64_C(0x100000001b3);
	} while (*text++ != '\0');
	return hash;
}

bool
account_path(const struct account *a, const char *dir, char *buf, size_t size,
    struct err *err)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	char	 leaf[MAX_NAME_BYTES + 64];

	hash = hash_more(hash_more(hash, a->url), a->login);
	snprintf(leaf, sizeof leaf, "%s/%s-%08lx", dir, a->name,
	    (unsigned long)(hash & 0xffffffff));
	return paths_get(PATHS_STATE, leaf, buf, size, err);
}

bool
token_read(const struct account *a, char *buf, size_t size, struct err *err)
{
	char	    path[PATH_MAX];
	struct stat st;
	struct str  text;
	bool	    ok;

	if (!account_path(a, "tokens", path, sizeof path, err))
		return false;
	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
		return err_set(err, ERR_RIGHTS, "others can read %s: type "
		    "\"chmod 600 %s\"", path, path);
	str_init(&text, TOKEN_FILE_BYTES);
	ok = paths_read(path, &text, err);
	if (ok) {
		text.data[strcspn(text.data, "\r\n")] = '\0';
		ok = str_copy(buf, size, text.data) ||
		    err_set(err, ERR_TOO_LARGE, "%s holds no token", path);
	}
	explicit_bzero(text.data, text.len);
	str_clear(&text);
	return ok;
}

bool
token_write(const struct account *a, struct err *err)
{
	char path[PATH_MAX], dir[PATH_MAX];

	return paths_get(PATHS_STATE, "tokens", dir, sizeof dir, err) &&
	    paths_make_dir(dir, err) &&
	    account_path(a, "tokens", path, sizeof path, err) &&
	    paths_replace(path, a->token, strlen(a->token), 0600, err);
}

void
token_forget(const struct account *a)
{
	char path[PATH_MAX];

	if (account_path(a, "tokens", path, sizeof path, NULL))
		unlink(path);
}
