/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_department.h - sections [department NAME] and [target NAME]: when
 * people work, and what is asked of them (desk/book.h).
 *
 * [department] without a name is that of all who have no section.
 */
#ifndef SERVER_SETTINGS_DEPARTMENT_H
#define SERVER_SETTINGS_DEPARTMENT_H

#include "base/conf.h"
#include "server/settings.h"

bool settings_is_department(const char *section);
bool settings_put_department(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);
/* When all is read: files of holidays, and what does not go together. */
bool settings_finish_departments(struct settings *c, const struct conf *conf,
    struct err *err);

bool settings_is_target(const char *section);
bool settings_put_target(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);

#endif
