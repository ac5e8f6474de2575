/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_outcome.h - between the two files that read the settings.
 */
#ifndef SERVER_SETTINGS_OUTCOME_H
#define SERVER_SETTINGS_OUTCOME_H

#include "base/conf.h"
#include "server/settings.h"

/* Is it "outcome CODE"? */
bool settings_is_outcome(const char *section);
bool settings_put_outcome(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);
/* An outcome that only has a section is one all the same. */
bool settings_add_outcomes(struct settings *c, struct err *err);

#endif
