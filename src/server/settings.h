/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings.h - how the desk is set: dezhurkad.conf(5), then the command line.
 *
 *   [canned]	editors
 *   [desk]	name, language, outcomes, first_target, next_target,
 *		wrap_up_target
 *   [outcome X] title, note, tags (settings_outcome.c)
 *   [department X] zone, hours, holidays (several), overflow_after,
 *		overflow_to, overflow_message (settings_department.c)
 *   [target X]	department, segment, priority, first, next, resolution, warn,
 *		hours (settings_target.c)
 *   [mask X]	pattern, keep (settings_mask.c)
 *   [messages]	edit_for
 *   [supervision] tell, second_name (settings_supervision.c)
 *   [routing], [rule X] (desk/route_rules.h)
 *   [transfer]	return_after
 *   [presence] reasons, own_reasons, wrap_up, lost_after
 *		(settings_presence.c)
 *   [customer]	fields
 *   [listen]	address (several)
 *   [data]	dir
 *   [proxy]	trusted (several)
 *   [frame]	site (several)
 *   [files]	max_bytes, max_per_conversation
 *   [sign_in]	hash_memory, hash_passes, idle, age, token_age
 *		(settings_sign_in.c)
 *   [ratings]	operators_see, bad, link, url (settings_ratings.c)
 *   [winback]	owner, due
 *   [blocks]	operators_may, longest, keep_addresses, limit_pause,
 *		appeals_en, appeals_ru, appeals_pl (settings_blocks.c)
 *   [retention] conversations, audit (settings_retention.c)
 *   [log]	level, file
 *
 * All strings belong to the struct and live until settings_free().
 */
#ifndef SERVER_SETTINGS_H
#define SERVER_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/log.h"
#include "domain/mask.h"
#include "domain/outcome.h"
#include "server/desk/book.h"
#include "server/desk/desk.h"
#include "server/desk/route_rules.h"

#define SETTINGS_MAX_ITEMS 32
#define SETTINGS_LISTEN	 "127.0.0.1:8484"

struct settings_list {
	const char *items[SETTINGS_MAX_ITEMS];
	size_t	    n;
};

struct arena;

struct settings {
	struct arena *arena;
	const char *path;		/* of the file, NULL: the usual one */
	const char *file;		/* that was read; NULL: none */
	const char *data_dir;
	const char *desk_name, *language;
	struct settings_list outcomes, listen, proxies, frame_sites;
	int64_t max_file_bytes, max_files;
	struct settings_list customer_fields;
	struct outcome templates[SETTINGS_MAX_ITEMS];
	size_t n_templates;
	struct book_department departments[SETTINGS_MAX_ITEMS];
	size_t n_departments;
	struct book_target targets[SETTINGS_MAX_ITEMS];
	size_t n_targets;
	struct book book;		/* of both */
	struct mask_pattern masks[MASK_PATTERNS];
	size_t n_masks;
	int64_t first_target_ms, next_target_ms, wrap_up_target_ms;
	int64_t hash_memory_bytes, hash_passes;
	int64_t session_idle_ms, session_age_ms, token_age_ms;	/* INT64_MAX:
							 * never */
	struct settings_list reasons;	/* to be away */
	bool fixed_reasons, wraps_up;
	int64_t lost_ms;
	struct route_rules *routes;	/* in the arena */
	int64_t edit_ms;		/* -1: never */
	int64_t return_after_ms;	/* TARGET_NEVER: never */
	int64_t keep_desk_ms;	/* events of no conversation */
	int64_t keep_team_ms;	/* of rooms, as the next two */
	int64_t keep_ms, keep_audit_ms;	/* INT64_MAX: for ever */
	enum log_level log_level;
	const char *log_file;		/* NULL: stderr */
	bool tells_reading, shows_second;
	bool operators_edit_canned;
	bool operators_see_figures;
	struct {
		bool hides;		/* from operators */
		int bad_stars;		/* 0: none opens a win-back */
		const char *url;	/* "": there are no links */
		int64_t link_ms;	/* a link may be used so long */
		const char *winback_owner;	/* a login, or "" */
		int64_t winback_ms;
	} ratings;
	struct {
		unsigned kinds;		/* that operators may block */
		int64_t longest_ms;	/* 0: any */
		int64_t keep_ms;	/* addresses; 0: never */
		int64_t pause_ms;
		const char *appeals[3];	/* en, ru, pl; "": the usual one */
		struct range proxies[SETTINGS_MAX_ITEMS];
		size_t n_proxies;
	} blocks;
	bool trust_owner;
};

void settings_init(struct settings *c);
void settings_free(struct settings *c);
/* `path` NULL: the usual places, where it may be missing. ERR_NOT_FOUND,
 * ERR_SYNTAX or ERR_VALUE: "file:line:col: what is wrong". */
bool settings_read(struct settings *c, const char *path, struct err *err);
/* As given on the command line: may be relative to where we are. */
bool settings_set_data_dir(struct settings *c, const char *dir,
    struct err *err);
/* Fills data_dir if nobody named one. */
bool settings_finish(struct settings *c, struct err *err);
const char *settings_keep(struct settings *c, const char *text);
const void *settings_keep_bytes(struct settings *c, const char *bytes,
    size_t len);
bool settings_add(struct settings *c, struct settings_list *list, const char *text,
    struct err *err);

#endif
