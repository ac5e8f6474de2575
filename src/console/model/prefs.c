/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/prefs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

#define MEMBER(name)                                                         \
	offsetof(struct prefs, name), sizeof(((struct prefs *)NULL)->name)

const struct pref prefs_rows[] = {
	{ "ui", "language", PREF_CHOICE, MEMBER(language), 0, 0, "en|ru|pl",
	    "", N_("The language of the screen.") },
	{ "ui", "theme", PREF_TEXT, MEMBER(theme), 0, 0, NULL, "auto",
	    N_("The colours of the screen.") },
	{ "ui", "title", PREF_BOOL, MEMBER(title), 0, 0, NULL, "no",
	    N_("Whether the terminal's title says how many wait for me.") },
	{ "ui", "tmux_count", PREF_TEXT, MEMBER(tmux_count), 0, 0, NULL, "",
	    N_("An option of tmux, such as @dezhurka, that says how many "
	       "wait for me.") },
	{ "input", "spell", PREF_BOOL, MEMBER(spell), 0, 0, NULL, "yes",
	    N_("Whether misspelt words are underlined.") },
	{ "input", "editor", PREF_TEXT, MEMBER(editor), 0, 0, NULL, "",
	    N_("The editor of Ctrl-X Ctrl-E, with its arguments.") },
	{ "input", "paste_lines", PREF_NUMBER, MEMBER(paste_lines), 0, 1000,
	    NULL, "5", N_("A paste of more lines is asked about; 0 asks "
			  "never.") },
	{ "input", "paste_bytes", PREF_NUMBER, MEMBER(paste_bytes), 0,
	    65536, NULL, "1000", N_("A paste of more bytes is asked about; 0 "
				    "asks never.") },
	{ "presence", "away_after", PREF_SPAN, MEMBER(away_after_ms), 0,
	    86400000, NULL, "10m", N_("After how long without a key you are "
	    "taken for away; the next key ends it. 0: never.") },
	{ "presence", "detached", PREF_CHOICE, MEMBER(detached), 0, 0,
	    "away|online", "away", N_("What you are while tmux or screen "
	    "has no client.") },
	{ "send", "hold", PREF_SPAN, MEMBER(send_hold_ms), 0, 30000, NULL,
	    "off", N_("How long a message is held back and can be "
		      "undone.") },
	{ "transfer", "hold", PREF_SPAN, MEMBER(transfer_hold_ms), 0, 30000,
	    NULL, "off", N_("How long a transfer is held back.") },
	{ "close", "hold", PREF_SPAN, MEMBER(close_hold_ms), 0, 30000, NULL,
	    "off", N_("How long a close is held back.") },
	{ "ui", "mouse", PREF_BOOL, MEMBER(mouse), 0, 0, NULL, "no",
	    N_("Whether the mouse works here; then Shift selects text.") },
	{ "ui", "charts", PREF_CHOICE, MEMBER(charts), 0, 0,
	    "auto|blocks|ascii|numbers", "auto",
	    N_("How /watch draws the last hours.") },
	{ "ui", "block_reasons", PREF_TEXT, MEMBER(block_reasons), 0, 0, NULL,
	    "", N_("Reasons that /block offers, with commas between them.") },
	{ "keys", "set", PREF_CHOICE, MEMBER(key_set), 0, 0,
	    "default|emacs|vi", "default",
	    N_("Which keys there are besides the defaults.") },
	{ "alerts", "command", PREF_TEXT, MEMBER(alert_command), 0, 0, NULL,
	    "", N_("A program to run for every alert.") },
	{ "files", "dir", PREF_TEXT, MEMBER(files_dir), 0, 0, NULL, "",
	    N_("The folder where files of customers are saved.") },
	{ "clipboard", "command", PREF_TEXT, MEMBER(clip_command), 0, 0,
	    NULL, "", N_("A program that reads what was copied.") },
	{ "alerts", "terminal", PREF_CHOICE, MEMBER(alert_terminal), 0, 0,
	    "auto|osc9|osc777|osc99|off", "auto",
	    N_("How the terminal itself shows an alert.") },
	{ "archive", "keep", PREF_BOOL, MEMBER(archive_keep), 0, 0, NULL,
	    "yes", N_("Keep what I have seen on this computer, to find and "
	    "read it without a line; \"no\" removes it.") },
	{ "archive", "days", PREF_NUMBER, MEMBER(archive_days), 0, 3650, NULL,
	    "365", N_("For how many days; 0: for ever.") },
	{ "archive", "megabytes", PREF_NUMBER, MEMBER(archive_megabytes), 1,
	    10000, NULL, "200", N_("How large it may become; what is oldest "
	    "goes first.") },
};
const size_t n_prefs_rows = sizeof prefs_rows / sizeof *prefs_rows;

/* Longest first: "ms" is no "s". */
static const struct unit {
	const char *name;
	int64_t	    ms;
} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };

#define N_UNITS (sizeof units / sizeof *units)

static void *
member(struct prefs *p, const struct pref *row)
{
	return (char *)p + row->offset;
}

static const void *
member_of(const struct prefs *p, const struct pref *row)
{
	return (const char *)p + row->offset;
}

/* --- reading a value ----------------------------------------------------- */

static bool
read_bool(const char *value, bool *out)
{
	static const char *const words[][2] = {
		{ "no", "yes" }, { "off", "on" }, { "false", "true" },
		{ "0", "1" }
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		for (int k = 0; k < 2; k++)
			if (strcmp(value, words[i][k]) == 0) {
				*out = k == 1;
				return true;
			}
	return false;
}

static bool
read_span(const char *value, int64_t *out)
{
	char digits[16];
	size_t len = strspn(value, "0123456789");
	long long n;

	if (strcmp(value, "off") == 0 || strcmp(value, "0") == 0) {
		*out = 0;
		return true;
	}
	if (len == 0 || len >= sizeof digits)
		return false;
	memcpy(digits, value, len);
	digits[len] = '\0';
	if (!str_to_i64(digits, 0, 1000000000, &n))
		return false;
	for (size_t i = 0; i < N_UNITS; i++)
		if (strcmp(value + len, units[i].name) == 0) {
			*out = n * units[i].ms;
			return true;
		}
	return false;
}

static bool
is_choice(const char *choices, const char *value)
{
	size_t len = strlen(value);

	for (const char *at = choices; len > 0 && *at != '\0';) {
		size_t n = strcspn(at, "|");

		if (n == len && strncmp(at, value, len) == 0)
			return true;
		at += n;
		at += *at == '|';
	}
	return false;
}

static char *
span_text(char *buf, size_t size, int64_t ms)
{
	if (ms == 0) {
		snprintf(buf, size, "off");
		return buf;
	}
	for (size_t i = N_UNITS; i-- > 0;)
		if (ms % units[i].ms == 0) {
			snprintf(buf, size, "%" PRId64 "%s",
			    ms / units[i].ms, units[i].name);
			break;
		}
	return buf;
}

/* --- the five types ------------------------------------------------------ */

static bool
set_number(struct prefs *p, const struct pref *row, const char *value,
    struct err *err)
{
	long long n;

	if (!str_to_i64(value, row->min, row->max, &n))
		return err_set(err, ERR_VALUE, _("“%s” cannot be used for "
		    "%s: write a number from %lld to %lld."), value,
		    row->key, (long long)row->min, (long long)row->max);
	*(int *)member(p, row) = (int)n;
	return true;
}

static bool
set_span(struct prefs *p, const struct pref *row, const char *value,
    struct err *err)
{
	char least[32], most[32];
	int64_t ms;

	if (!read_span(value, &ms) || ms < row->min || ms > row->max)
		return err_set(err, ERR_VALUE, _("“%s” cannot be used for "
		    "%s: write a time like 20s or 5m, from %s to %s."), value,
		    row->key, span_text(least, sizeof least, row->min),
		    span_text(most, sizeof most, row->max));
	*(int64_t *)member(p, row) = ms;
	return true;
}

static bool
set_text(struct prefs *p, const struct pref *row, const char *value,
    struct err *err)
{
	if (row->type == PREF_CHOICE && !is_choice(row->choices, value) &&
	    strcmp(value, row->fallback) != 0)
		return err_set(err, ERR_VALUE, _("“%s” cannot be used for "
		    "%s: choose one of %s."), value, row->key, row->choices);
	if (strlen(value) >= row->size)
		return err_set(err, ERR_VALUE, _("The value of %s is longer "
		    "than %zu bytes."), row->key, row->size - 1);
	return str_copy(member(p, row), row->size, value);
}

bool
pref_set(struct prefs *p, const struct pref *row, const char *value,
    struct err *err)
{
	switch (row->type) {
	case PREF_BOOL:
		return read_bool(value, member(p, row)) ||
		    err_set(err, ERR_VALUE, _("“%s” cannot be used for %s: "
		    "write yes or no."), value, row->key);
	case PREF_NUMBER:
		return set_number(p, row, value, err);
	case PREF_SPAN:
		return set_span(p, row, value, err);
	default:
		return set_text(p, row, value, err);
	}
}

char *
pref_get(const struct prefs *p, const struct pref *row, char *buf,
    size_t size)
{
	const void *at = member_of(p, row);

	switch (row->type) {
	case PREF_BOOL:
		str_copy(buf, size, *(const bool *)at ? "yes" : "no");
		return buf;
	case PREF_NUMBER:
		snprintf(buf, size, "%d", *(const int *)at);
		return buf;
	case PREF_SPAN:
		return span_text(buf, size, *(const int64_t *)at);
	default:
		str_copy(buf, size, at);
		return buf;
	}
}

/* --- rows ------------------------------------------------------------------ */

void
prefs_init(struct prefs *p)
{
	memset(p, 0, sizeof *p);
	alert_rules_init(p->alert_rules);
	for (size_t i = 0; i < n_prefs_rows; i++)
		pref_set(p, &prefs_rows[i], prefs_rows[i].fallback, NULL);
}

const struct pref *
pref_find(const char *section, const char *key)
{
	for (size_t i = 0; i < n_prefs_rows; i++)
		if (strcmp(prefs_rows[i].section, section) == 0 &&
		    strcmp(prefs_rows[i].key, key) == 0)
			return &prefs_rows[i];
	return NULL;
}

const struct pref *
pref_find_name(const char *name)
{
	const struct pref *found = NULL;
	const char *dot = strchr(name, '.');

	for (size_t i = 0; i < n_prefs_rows; i++) {
		const struct pref *row = &prefs_rows[i];
		size_t len = strlen(row->section);

		if (dot != NULL && (size_t)(dot - name) == len &&
		    strncmp(row->section, name, len) == 0 &&
		    strcmp(row->key, dot + 1) == 0)
			return row;
		if (dot == NULL && strcmp(row->key, name) == 0) {
			if (found != NULL)
				return NULL;
			found = row;
		}
	}
	return found;
}

bool
prefs_has_section(const char *section)
{
	for (size_t i = 0; i < n_prefs_rows; i++)
		if (strcmp(prefs_rows[i].section, section) == 0)
			return true;
	return false;
}
