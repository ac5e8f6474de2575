/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_data.c - where the desk keeps everything.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/paths.h"
#include "server/settings.h"

bool
settings_set_data_dir(struct settings *c, const char *dir, struct err *err)
{
	char here[PATH_MAX], *path;

	if (*dir == '/') {
		c->data_dir = settings_keep(c, dir);
		return true;
	}
	if (getcwd(here, sizeof here) == NULL)
		return err_sys(err, ERR_IO, errno, "where are we?");
	path = arena_printf(c->arena, "%s/%s", here, dir);
	if (path == NULL)
		abort();
	c->data_dir = path;
	return true;
}

bool
settings_finish(struct settings *c, struct err *err)
{
	const char *given = getenv("STATE_DIRECTORY");	/* systemd's */
	char path[PATH_MAX];

	if (c->data_dir != NULL)
		return true;
	if (given != NULL && *given == '/') {
		c->data_dir = settings_keep(c, given);
		return true;
	}
	if (!paths_get(PATHS_STATE, "desk", path, sizeof path, err))
		return false;
	c->data_dir = settings_keep(c, path);
	return true;
}
