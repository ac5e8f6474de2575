/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reload.h - the rules of a desk that runs, read anew from its file: hours,
 * holidays, targets, how long a transfer is offered and a message can be edited.
 *
 * The file is read in a thread of the hub, as a disk may not answer. All of it must
 * be good, or the rules stay as they are. No poll ends, and what was due stays
 * due. What is listened on, where the data is, what the desk is called: that needs
 * a restart.
 */
#ifndef SERVER_RELOAD_H
#define SERVER_RELOAD_H

#include "server/hub/hub.h"
#include "server/settings.h"

struct reload;

/* Both live longer. */
struct reload *reload_new(struct hub *h, const struct settings *first);
/* After hub_close(). */
void reload_free(struct reload *r);

/* `err->code` ERR_NONE: they count from now on. Else nothing has changed, and the
 * sentence says where in which file. */
typedef void reload_done(void *ctx, const struct err *err);
/* `done` may be NULL. One at a time: ERR_BUSY, and it is
 * done once more then. */
void reload_start(struct reload *r, reload_done *done, void *ctx);

/* As a desk is given them. */
void reload_rules(const struct settings *c, struct desk_rules *out);

#endif
