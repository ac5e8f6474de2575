/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_state.c - how operators are.
 */
#include "base/str.h"
#include "server/store/sqlite.h"

void
sqlite_bind_state(struct sqlite_store *q, struct db_stmt *s,
    const void *record)
{
	const struct store_state *state = record;

	(void)q;
	db_bind_i64(s, 1, state->now.id);
	db_bind_text(s, 2, presence_name(state->now.presence));
	db_bind_text(s, 3, state->now.reason);
	db_bind_i64(s, 4, state->now.state_by_id);
	db_bind_i64(s, 5, state->now.since_ms);
	db_bind_text(s, 6, state->has_choice ?
	    presence_name(state->chosen.presence) : "");
	db_bind_text(s, 7, state->chosen.reason);
	db_bind_i64(s, 8, state->chosen.state_by_id);
}

bool
sqlite_read_state(struct row *r, struct err *err)
{
	struct store_state state = { .now.id = db_i64(r->s, 0),
		.now.state_by_id = db_i64(r->s, 3),
		.now.since_ms = db_i64(r->s, 4),
		.chosen.state_by_id = db_i64(r->s, 7) };

	(void)err;
	presence_parse(db_text(r->s, 1), &state.now.presence);
	str_copy(state.now.reason, sizeof state.now.reason, db_text(r->s, 2));
	state.has_choice = presence_parse(db_text(r->s, 5),
	    &state.chosen.presence);
	str_copy(state.chosen.reason, sizeof state.chosen.reason,
	    db_text(r->s, 6));
	r->go_on = r->fn(r->ctx, &state);
	return true;
}
