/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visitor.h - the channel of those who write from a web page.
 *
 *   visitor.c	routes, files, what the page's script asks
 *   form.c	the same by forms, for a browser without JavaScript
 *   view.c	what is put into the page
 *   blocked.c	who may not write for now, or only slowly
 *   rate.c	the page behind a link to rate
 *
 * A visitor is known by a secret: a header of the script's requests, a cookie
 * (HttpOnly, SameSite=Lax) of the forms. Their address is counted against
 * floods in memory; where one wrote from last the hub keeps for a while.
 */
#ifndef SERVER_CHANNEL_VISITOR_H
#define SERVER_CHANNEL_VISITOR_H

#include "server/api/api.h"
#include "server/channel/page.h"

extern const struct api_channel visitor_channel;

/* The sentences that lie in the program. */
struct page_texts *visitor_texts_new(struct err *err);
void visitor_texts_free(struct page_texts *texts);

/* --- shared by the files of this folder -------------------------------- */

/* An opening that was repeated long after it was stored gets no secret any
 * more, as operators know its client id too: false. */
bool visitor_has_secret(const struct api *api, const char *secret);
/* Seconds to wait, 0: go ahead. */
int visitor_limit(const struct api_call *c, enum limit_kind kind);

api_handler visitor_page, visitor_lines;
api_handler visitor_form_open, visitor_form_send, visitor_form_close;
api_handler visitor_form_rate, visitor_form_forget;
api_handler visitor_rate_page, visitor_rate_form;	/* rate.c */

/* --- blocked.c --------------------------------------------------------- */

/* What holds for them, NULL: nothing. */
const struct ban *visitor_ban(const struct api *api,
    const struct desk_sender *sender);
/* True: they may not do this (for now), and were told so. */
bool visitor_is_hindered(struct api_call *c, enum action_type type);
/* Seconds until who is limited may do this; 0: now, and that was their turn. */
int visitor_pause_s(const struct api_call *c, const struct ban *b,
    enum action_type type);
/* What a blocked visitor reads, with its time filled in. */
void visitor_appeal(const struct api *api, const char *language,
    const struct ban *b, struct str *out);
/* The member `blocked` of a snapshot, with a comma behind it; or nothing. */
void visitor_put_blocked(struct str *out, const struct api *api,
    const struct desk_sender *sender, const char *language);

/* --- view.c ------------------------------------------------------------ */

/* What a page shows besides the conversation. */
struct view {
	const char *language;		/* "en", "ru", "pl" */
	const char *problem;		/* key of a sentence, or NULL */
	const char *text, *name, *contact;	/* typed so far, or "" */
	const char *appeal;		/* they are blocked, or NULL */
	int64_t	    department_id;
	bool	    is_frame;
	bool	    is_new;	/* they have ended one and begin another */
	int64_t	    after;		/* lines only: events after this seq */
};

/* Is it the page in the frame on somebody's site? */
bool view_is_frame(struct api_call *c);
/* ?lang=, the form's, the cookie's, the browser's, the desk's language. */
const char *view_language(struct api_call *c);
/* Set-Cookie of a language that was chosen; "" when none was. */
void view_language_cookie(struct api_call *c, char *buf, size_t size);
/* chat.html or lines.html; `snapshot` NULL: no conversation yet. */
bool view_draw(const struct api *api, const char *file, const struct view *v,
    const struct json *snapshot, struct str *html, struct err *err);
/* message.html with the sentence of a status. */
void view_refuse(struct api_call *c, int status);

#endif
