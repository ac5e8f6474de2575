/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snapshot.h - everything a console needs to begin, from one read of the
 * desk: nothing can fall between it and the first poll after its cursor.
 */
#ifndef DOMAIN_SNAPSHOT_H
#define DOMAIN_SNAPSHOT_H

#include "domain/broadcast.h"
#include "domain/conversation.h"
#include "domain/mask.h"
#include "domain/outcome.h"

struct snapshot_conversation {
	struct conversation conversation;
	const struct event *events;	/* the latest ones, oldest first */
	size_t		    n_events;
	bool		    is_complete;	/* nothing older exists */
};

struct snapshot {
	const char *desk;	/* the desk's name */
	const char *cursor;	/* events go on from here */
	int64_t	    at_ms;	/* the desk's clock */
	struct operator me;
	const struct operator		   *operators;
	size_t				    n_operators;
	const struct department		   *departments;
	size_t				    n_departments;
	const struct snapshot_conversation *conversations;
	size_t				    n_conversations;
	const struct canned		   *canned;
	size_t				    n_canned;
	bool				    edits_canned;	/* I may change
							 * shared ones */
	const char *const		   *outcomes;	/* of the desk's config */
	size_t				    n_outcomes;
	const struct mask_pattern	   *masks;	/* the desk's own */
	size_t				    n_masks;
	const struct outcome		   *templates;	/* of some of them */
	size_t				    n_templates;
	const char *const		   *tags;	/* most used first */
	size_t				    n_tags;
	const char *const		   *customer_fields;	/* offered */
	size_t				    n_customer_fields;
	/* Win-backs that are due and that I may settle. */
	const struct winback		   *winbacks;
	size_t				    n_winbacks;
	const char *const		   *reasons;	/* to be away */
	size_t				    n_reasons;
	bool				    fixed_reasons;	/* no others */
	/* Conversations that were erased: from, to, from, to ... */
	const int64_t			   *gone;
	size_t				    n_gone;
	const struct broadcast		   *broadcasts;	/* newest first */
	size_t				    n_broadcasts;
	bool				    tells_reading;	/* who is read
							 * along is told */
	/* Limits that the desk states. */
	int64_t max_message_bytes, max_hold_s;
	int64_t max_file_bytes;		/* 0: it takes no files */
	/* How long a customer should wait at most, as the desk is set. */
	int64_t first_target_ms, next_target_ms;
	int64_t wrap_up_target_ms;	/* from a close to its outcome */
};

#endif
