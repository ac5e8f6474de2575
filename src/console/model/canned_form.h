/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned_form.h - a canned reply being written: /canned add, /canned edit.
 *
 * The line that the cursor is in is in ui.query, the others are here. Nothing
 * that was written is lost by leaving (asked), by a refusal or by somebody
 * else's change: the form stays until the desk has stored it.
 */
#ifndef MODEL_CANNED_FORM_H
#define MODEL_CANNED_FORM_H

#include "domain/action.h"

enum form_line {
	FORM_SHORTCUT, FORM_TITLE, FORM_LANGUAGE, FORM_FOR, FORM_TEXT,
	FORM_FILES,		/* the path of one more */
	FORM_LINES
};

/* Goes along: the desk has it under its id, or it is still to be sent. */
struct form_file {
	char	 id[CLIENT_ID_BYTES + 1];
	char	*path, *name;		/* owned; path NULL: at the desk */
	int64_t	 bytes, changed_ms;
};

struct canned_form {
	char	*lines[FORM_LINES];	/* owned; FORM_FOR has none */
	enum form_line at;
	int64_t	 id, version;		/* 0: a new one */
	int64_t	 department_id, owner_id;
	struct form_file files[MAX_MESSAGE_FILES];
	int	 n_files;
	bool	 has_other_files;	/* than the reply that is changed */
	char	*dir_asked;		/* the folder whose list is here, or */
	int	 n_dir_waits;		/* will be; owned */
	bool	 has_dir;
	bool	 is_dirty;
	bool	 asks_leave;		/* Esc again drops it */
	bool	 has_conflict;		/* theirs is shown beside it */
	char	 client_id[CLIENT_ID_BYTES + 1];	/* being saved, or "" */
};

/* The n-th name, from 0, in the listed folder that begins with what is typed;
 * NULL: no more. */
struct model;
const char *form_files_match(const struct model *m, int n, size_t *len);

#endif
