/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/manual.h"

#include <string.h>

#include "console/cli/cli.h"

/* mdoc takes a leading dot or quote for a macro, a backslash for an escape. */
static void
put_text(FILE *out, const char *text)
{
	if (text[0] == '.' || text[0] == '\'')
		fputs("\\&", out);
	for (; *text != '\0'; text++)
		if (*text == '\\')
			fputs("\\e", out);
		else
			fputc(*text, out);
}

static const struct {
	enum context context;
	const char  *title;
} groups[] = {
	{ CONTEXT_ANY, "Everywhere" },
	{ CONTEXT_CHAT, "In a conversation" },
	{ CONTEXT_LIST, "In the list of conversations" },
	{ CONTEXT_PICKER, "Where something is chosen" },
	{ CONTEXT_SIDEBAR, "In the customer's record" },
	{ CONTEXT_EARLIER, "In an earlier conversation" },
	{ CONTEXT_WATCH, "While watching the desk" },
	{ CONTEXT_FORM, "While a canned reply is being written" },
	{ CONTEXT_PASTE, "At the question about much that was pasted" },
	{ CONTEXT_SPELL, "Where other words are offered" },
	{ CONTEXT_CONFIRM, "At the question whether to leave" }
};

static void
dump_commands(FILE *out, const char *title, bool is_plumbing)
{
	fprintf(out, ".Ss \\&%s\n.Bl -tag -width Ds\n", title);
	for (size_t i = 0; i < n_commands; i++) {
		if ((commands[i].offered == FOR_KEYS) != is_plumbing)
			continue;
		fprintf(out, ".It Li /%s", commands[i].name);
		if (commands[i].args[0] != '\0') {
			fputs(" \\& ", out);
			put_text(out, commands[i].args);
		}
		fputc('\n', out);
		put_text(out, commands[i].help);
		fputc('\n', out);
	}
	fputs(".El\n", out);
}

/* What there is without a screen, and what is not. */
static void
dump_twins(FILE *out)
{
	fputs(".Bl -tag -width Ds\n", out);
	for (size_t i = 0; i < n_cli_rows; i++) {
		const struct cli_row *row = &cli_rows[i];

		if (row->kind == CLI_SCREEN)
			continue;
		fprintf(out, ".It Li dezhurka %s%s", row->name,
		    row->has_chat ? " CONVERSATION" : "");
		if (cli_args(row)[0] != '\0') {
			fputs(" \\& ", out);
			put_text(out, cli_args(row));
		}
		fputc('\n', out);
		put_text(out, cli_help(row));
		fputc('\n', out);
	}
	fputs(".El\nOnly a screen has a use for\n", out);
	for (size_t i = 0, n = 0; i < n_cli_rows; i++)
		if (cli_rows[i].kind == CLI_SCREEN)
			fprintf(out, "%s.Cm %s", n++ > 0 ? " ,\n" : "",
			    cli_rows[i].name);
	fputs(" .\n", out);
}

static void
dump_keys(FILE *out, enum context context, const char *title)
{
	fprintf(out, ".Ss \\&%s\n.Bl -tag -width 12n -compact\n", title);
	for (size_t i = 0; i < n_bindings; i++) {
		if (bindings[i].context != context)
			continue;
		fprintf(out, ".It Li \"%s\"\n.Ql /", bindings[i].key);
		put_text(out, bindings[i].line);
		fputc('\n', out);
	}
	fputs(".El\n", out);
}

/* What a key set has that differs from the defaults. */
static void
dump_set(FILE *out, enum key_set set)
{
	size_t n;
	const struct binding *rows = key_set_rows(set, &n);

	fprintf(out, ".Ss \\&With keys.set = %s\n"
	    ".Bl -tag -width 20n -compact\n", key_set_name(set));
	for (size_t i = 0; i < n; i++) {
		const char *key = strcmp(rows[i].key, " ") == 0 ? "Space" :
		    rows[i].key;

		fprintf(out, ".It Li \"%s %s\"\n.Ql \"/",
		    context_name(rows[i].context), key);
		put_text(out, rows[i].line);
		fputs("\"\n", out);
	}
	fputs(".El\n", out);
}

void
manual_dump(FILE *out)
{
	fputs(".Sh COMMANDS\nType\n.Ql /\nat the start of an empty input, or "
	    "press F9.\n", out);
	dump_commands(out, "To type", false);
	dump_commands(out, "For keys", true);
	fputs(".Sh KEYS\n.Ql C-\nis Ctrl,\n.Ql M-\nis Alt or Esc before "
	    "the key,\n.Ql S-\nis Shift.\nA key stands for a command.\n",
	    out);
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		dump_keys(out, groups[i].context, groups[i].title);
	for (enum key_set set = KEYS_EMACS; set < KEY_SETS; set++)
		dump_set(out, set);
	fputs(".Sh WITHOUT A SCREEN\n"
	    "Every command has a twin for pipes, scripts and cron; it is no "
	    "presence of\nthe operator.\n", out);
	dump_twins(out);
}
