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
	FORM_LINES
};

struct canned_form {
	char	*lines[FORM_LINES];	/* owned; FORM_FOR has none */
	enum form_line at;
	int64_t	 id, version;		/* 0: a new one */
	int64_t	 department_id, owner_id;
	bool	 is_dirty;
	bool	 asks_leave;		/* Esc again drops it */
	bool	 has_conflict;		/* theirs is shown beside it */
	char	 client_id[CLIENT_ID_BYTES + 1];	/* being saved, or "" */
};

#endif
