/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_canned.h - what the administrator's commands about canned replies
 * share.
 *
 *   admin_canned.c		add, remove, list, import, export
 *   admin_canned_file.c	files that go along with a reply
 *   admin_canned_use.c		how often each was sent
 */
#ifndef SERVER_ADMIN_CANNED_H
#define SERVER_ADMIN_CANNED_H

#include "server/admin_cli.h"

#define ADMIN_CANNED "/api/v1/admin/canned"

/* In the arena of the command. */
struct canned_list {
	struct canned	  *canned;	/* by shortcut, then language */
	size_t		   n;
	struct department *departments;
	size_t		   n_departments;
	int64_t		   owner_id;	/* whose they are; 0: shared */
};

/* Those of --owner, else the shared ones. */
bool admin_canned_read(struct cli *c, struct canned_list *l, struct err *err);
/* The one that the command names; NULL: there is none, or in several
 * languages. */
const struct canned *admin_canned_named(struct cli *c, struct canned_list *l,
    struct err *err);
const char *admin_canned_department(const struct canned_list *l, int64_t id);
/* `files`: the ids of all that it has from now on; NULL: as they are. */
bool admin_canned_put(struct cli *c, const struct canned *canned,
    const char *files, struct err *err);
/* Every --file goes to the desk; their ids, joined by commas. */
bool admin_canned_upload(struct cli *c, struct str *ids, struct err *err);
bool admin_canned_by_use(struct cli *c, struct err *err);

#endif
