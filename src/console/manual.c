/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/manual.h"

#include <string.h>

#include "console/model/command.h"

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

void
manual_dump(FILE *out)
{
	fputs(".Sh COMMANDS\nType\n.Ql /\nat the start of an empty input, or "
	    "press F9.\n.Bl -tag -width Ds\n", out);
	for (size_t i = 0; i < n_commands; i++) {
		fprintf(out, ".It Li /%s", commands[i].name);
		if (commands[i].args[0] != '\0') {
			fputs(" \\& ", out);
			put_text(out, commands[i].args);
		}
		fputc('\n', out);
		put_text(out, commands[i].help);
		fputc('\n', out);
	}
	fputs(".El\n.Sh KEYS\n.Ql C-\nis Ctrl,\n.Ql M-\nis Alt or Esc before "
	    "the key,\n.Ql S-\nis Shift.\n.Bl -tag -width 12n\n", out);
	for (size_t i = 0; i < n_bindings; i++) {
		fprintf(out, ".It Li \"%s\"\n.Ql /", bindings[i].key);
		put_text(out, bindings[i].line);
		fputc('\n', out);
	}
	fputs(".El\n", out);
}
