/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.h - a desk from what is stored, also without a hub.
 */
#ifndef HUB_LOAD_H
#define HUB_LOAD_H

#include "server/desk/desk.h"
#include "server/store/store.h"

/* Everything that is open into an empty desk. */
bool load_desk(struct store *store, struct desk *d, struct err *err);
/* Operators and departments. */
bool load_people(struct store *store, struct desk *d, struct err *err);
bool load_operators(struct store *store, struct desk *d, struct err *err);
/* How they are, after the operators. */
bool load_states(struct store *store, struct desk *d, struct err *err);
/* One conversation that the desk lacks; nothing when there is none. */
bool load_conversation(struct store *store, struct desk *d, int64_t id,
    struct err *err);

#endif
