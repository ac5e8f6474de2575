/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the input: what its editor has no plain key for. */
#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"

COMMAND(edit)
{
	if (strcmp(args, "quote") == 0)
		return err_set(err, ERR_VALUE, "%s",
		    _("Control characters cannot be sent to anybody: only text "
		      "goes in here."));
	command_edit_words(m, args, e);
	return true;
}

COMPLETE(edit)
{
	const char *name;

	(void)m;
	(void)args;
	for (size_t i = 0; (name = editor_name(i)) != NULL; i++)
		if (i == 0 || strcmp(name, editor_name(i - 1)) != 0)
			str_putf(out, "%s\n", name);
}
