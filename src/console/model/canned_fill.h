/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned_fill.h - the fields of canned replies.
 *
 * {customer.name} {customer.contact} {operator.name} {desk.name}
 * {conversation.number} {department.name} {time} {date}; with a fall-back
 * for what is not known: {customer.name|there}. "{{" is a plain "{". A field
 * that is unknown, or empty without a fall-back, stays as it is and the text
 * can not be sent until it is filled by hand.
 */
#ifndef MODEL_CANNED_FILL_H
#define MODEL_CANNED_FILL_H

#include "console/model/model.h"

/* Appends the filled text. Returns how many fields stayed unfilled. */
int canned_fill(const struct model *m, const struct chat *c, const char *text,
    struct str *out);
/* The first unfilled field in `text` ("{order}"): offset and length, or
 * false. Used before anything is sent that came from a canned reply. */
bool canned_unfilled(const char *text, size_t *at, size_t *len);

#endif
