/* SPDX-License-Identifier: GPL-3.0-or-later */
/* editor_parts.h - what editor.c and editor_keys.c share. */
#ifndef MODEL_EDITOR_PARTS_H
#define MODEL_EDITOR_PARTS_H

#include "console/model/editor.h"

size_t editor_after(const struct editor *e, size_t at);
size_t editor_before(const struct editor *e, size_t at);
size_t editor_line_start(const struct editor *e, size_t at);
size_t editor_line_end(const struct editor *e, size_t at);
/* Makes [from, to) what `bytes` say, as a step for undo; the cursor stands
 * behind them. False: no room, nothing was changed. */
bool editor_change(struct editor *e, size_t from, size_t to,
    const char *bytes, size_t len);
/* Takes [from, to) out into the ring; joins the kill before. */
bool editor_kill(struct editor *e, size_t from, size_t to);
bool editor_undo(struct editor *e);
bool editor_redo(struct editor *e);
bool editor_yank(struct editor *e);
bool editor_yank_next(struct editor *e);
bool editor_history(struct editor *e, int by);

#endif
