/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/event.h"

#include <string.h>

/* The types up to EVENT_PRESENCE are on the wire under these names; those of
 * a console's own are for its log and its tests. */
static const struct {
	const char *name;
	bool is_public;
} types[EVENT_TYPES] = {
	[EVENT_OPENED] = { "opened", true },
	[EVENT_MESSAGE] = { "message", true },
	[EVENT_NOTE] = { "note", false },
	[EVENT_TAKEN] = { "taken", true },
	[EVENT_TRANSFERRED] = { "transferred", true },
	[EVENT_TAKEN_BACK] = { "taken_back", true },
	[EVENT_DECLINED] = { "declined", false },
	[EVENT_RETURNED] = { "returned", false },
	[EVENT_CLOSED] = { "closed", true },
	[EVENT_OUTCOME] = { "outcome", false },
	[EVENT_REOPENED] = { "reopened", true },
	[EVENT_RATED] = { "rated", true },
	[EVENT_WHISPER] = { "whisper", false },
	[EVENT_JOINED] = { "joined", true },
	[EVENT_LEFT] = { "left", true },
	[EVENT_WINBACK] = { "winback", false },
	[EVENT_TAGGED] = { "tagged", false },
	[EVENT_PROMISED] = { "promised", false },
	[EVENT_ASIDE] = { "aside", false },
	[EVENT_EDITED] = { "edited", true },
	[EVENT_READ] = { "read", true },
	[EVENT_ROOM] = { "room", false },
	[EVENT_TARGET] = { "target", false },
	[EVENT_WARNED] = { "warned", false },
	[EVENT_MISSED] = { "missed", false },
	[EVENT_ROUTED] = { "routed", false },
	[EVENT_ESTIMATED] = { "estimated", false },
	[EVENT_BLOCKED] = { "blocked", false },
	[EVENT_UNBLOCKED] = { "unblocked", false },
	[EVENT_CUSTOMER] = { "customer", false },
	[EVENT_OPERATOR] = { "operator", false },
	[EVENT_DEPARTMENT] = { "department", false },
	[EVENT_CANNED] = { "canned", false },
	[EVENT_CANNED_REMOVED] = { "canned_removed", false },
	[EVENT_BROADCAST] = { "broadcast", false },
	[EVENT_SEEN] = { "seen", false },
	[EVENT_FORGOTTEN] = { "forgotten", false },
	[EVENT_STATE] = { "state", false },
	[EVENT_TYPING] = { "typing", true },
	[EVENT_READS_ALONG] = { "reads_along", false },
	[EVENT_PRESENCE] = { "presence", false },
	[EVENT_LINK] = { "link", false },
	[EVENT_SNAPSHOT] = { "snapshot", false },
	[EVENT_TRANSCRIPT] = { "transcript", false },
	[EVENT_CUSTOMER_RECORD] = { "customer_record", false },
	[EVENT_CANNED_LIST] = { "canned_list", false },
	[EVENT_FIGURES] = { "figures", false },
	[EVENT_SESSIONS] = { "sessions", false },
	[EVENT_STORED] = { "stored", false },
	[EVENT_REFUSED] = { "refused", false },
	[EVENT_FILE_PROGRESS] = { "file_progress", false },
	[EVENT_FILE_SAVED] = { "file_saved", false },
	[EVENT_FILE_LOOKED] = { "file_looked", false },
	[EVENT_DIR_LISTED] = { "dir_listed", false },
	[EVENT_TICK] = { "tick", false },
	[EVENT_FOUND] = { "found", false },
	[EVENT_STATS] = { "stats", false },
	[EVENT_RAN] = { "ran", false },
	[EVENT_TERMINAL] = { "terminal", false },
	[EVENT_ZONE] = { "zone", false },
};

static const char *const actor_names[ACTORS] = {
	[ACTOR_SYSTEM] = "system",
	[ACTOR_VISITOR] = "visitor",
	[ACTOR_OPERATOR] = "operator",
};

const char *
event_name(enum event_type type)
{
	return (unsigned)type < EVENT_TYPES ? types[type].name : "";
}

enum event_type
event_find(const char *name)
{
	for (int i = 0; i <= EVENT_PRESENCE; i++)
		if (strcmp(name, types[i].name) == 0)
			return (enum event_type)i;
	return EVENT_TYPES;
}

const char *
actor_name(enum actor actor)
{
	return (unsigned)actor < ACTORS ? actor_names[actor] : "";
}

bool
actor_parse(const char *name, enum actor *out)
{
	for (int i = 0; i < ACTORS; i++)
		if (strcmp(name, actor_names[i]) == 0) {
			*out = (enum actor)i;
			return true;
		}
	return false;
}

void
event_init(struct event *ev, enum event_type type)
{
	*ev = (struct event){
		.type = type,
		.client_id = "",
		.text = "",
		.name = "",
		.language = "",
		.page = "",
		.time_zone = "",
		.outcome = "",
		.draft = "",
		.tags = "",
		.added = "",
		.apology = "",
		.gesture = "",
		.changed = "",
		.reason = "",
		.rules = "",
		.skills = "",
		.segment = "",
		.output = "",
	};
}

bool
event_is_public(enum event_type type)
{
	return (unsigned)type < EVENT_TYPES && types[type].is_public;
}

bool
event_is_told(const struct event *ev)
{
	return event_is_public(ev->type) && !ev->is_quiet &&
	    (ev->type != EVENT_TRANSFERRED || ev->by != ACTOR_SYSTEM ||
	    ev->until_ms == 0);
}
