/* SPDX-License-Identifier: GPL-3.0-or-later */
/* watch_own.h - what the watch does for the files of this folder; nobody else
 * includes it.
 */
#ifndef MODEL_WATCH_OWN_H
#define MODEL_WATCH_OWN_H

#include "console/model/model.h"

/* What is selected is on the screen, by its size of now. */
void watch_follow(struct model *m);
void watch_told(struct model *m, const struct event *ev);
/* The desk has told something: its figures may be others. */
void watch_heard(struct model *m);
void watch_tick(struct model *m, struct effects *e);
void watch_clear(struct model *m);
void watch_close(struct model *m);
/* True: the key, or Esc, was for the watch. */
bool watch_key(struct model *m, const char *key, struct effects *e);
bool watch_cancel(struct model *m, struct effects *e);
/* "read", "whisper", "take-over" ...: with the row that is selected. */
bool watch_do(struct model *m, const char *what, struct effects *e,
    struct err *err);
/* Shows what can be done with it; the next key does it. */
void watch_act(struct model *m);
/* May this command be run, where there is nothing but the watch? */
bool watch_allows(const struct model *m, const char *command);

#endif
