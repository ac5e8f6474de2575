/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.h - the one table of commands. Keys, `/` lines, the menu, help,
 * completion and the manual all run or print the same rows.
 */
#ifndef MODEL_COMMAND_H
#define MODEL_COMMAND_H

#include "console/model/model.h"

enum command_needs {
	NEEDS_NOTHING,
	NEEDS_CHAT,		/* a focused conversation */
	NEEDS_MINE,		/* one that I have */
	NEEDS_LINE		/* a live line to the desk */
};

/* In whose menu and help it stands, and to whom it is offered. */
enum command_offered {
	FOR_ALL,
	FOR_HEADS,	/* supervisors and administrators */
	FOR_KEYS	/* nobody: keys are bound to it */
};

struct command {
	const char *name;	/* "transfer": what is typed after "/" */
	const char *args;	/* "[NAME] [-- NOTE]", "" when none */
	enum command_needs needs;
	const char *help;	/* N_(): one sentence */
	/* False: `err` has a code and a sentence (translated) of what to do. */
	bool (*run)(struct model *m, const char *args, struct effects *e,
	    struct err *err);
	/* Completions of the last word, newline separated; may be NULL. */
	void (*complete)(const struct model *m, const char *args,
	    struct str *out);
	enum command_offered offered;
};
extern const struct command commands[];
extern const size_t	    n_commands;

const struct command *command_find(const char *name);
/* The same, also for what a Cyrillic layout makes of the name: "сдщыу". */
const struct command *command_find_typed(const char *name);
/* Does it stand in the menu, in help and among what can be typed? */
bool command_is_offered(const struct model *m, const struct command *c);
/* Can it run now? False says why (translated). */
bool command_can(const struct model *m, const struct command *c,
    struct err *err);
/* Runs "name args" (without the "/"). An error is shown in ui.message. */
bool command_run(struct model *m, const char *line, struct effects *e);
/* A person's sentence (translated) for a code of the desk. */
const char *command_why(enum err_code code);

#endif
