/* SPDX-License-Identifier: GPL-3.0-or-later */
/* limits.h - the sizes that both programs keep to. Bytes are UTF-8 without
 * the ending NUL; arrays add one. They are stated in the snapshot's "limits".
 */
#ifndef DOMAIN_LIMITS_H
#define DOMAIN_LIMITS_H

#define MAX_MESSAGE_BYTES   16384	/* message, note, canned text */
#define MAX_NAME_BYTES	    128		/* person, department, title */
#define MAX_LOGIN_BYTES	    32		/* also shortcut, skill, outcome */
#define MAX_CONTACT_BYTES   256
#define MAX_PAGE_BYTES	    512
#define MAX_ZONE_BYTES	    64		/* "Europe/Warsaw" */
#define MAX_SUBJECT_BYTES   160
#define MAX_NOTE_BYTES	    1024	/* of a transfer, of a close */
#define MAX_CUSTOMER_NOTE_BYTES 4096
#define MAX_COMMENT_BYTES   1024	/* of a rating */
#define MAX_PREVIEW_BYTES   512		/* typing preview */
#define MAX_LANGUAGES_BYTES 32		/* "ru,en,pl" */
#define MAX_SKILLS_BYTES    256		/* "billing,cards" */
#define MAX_DEPARTMENTS	    16		/* of one operator */
#define MAX_REASON_BYTES    64		/* why one is away: "lunch" */
#define MAX_BAN_REASON_BYTES 200	/* why one is blocked, one line */
#define MAX_PROMISE_BYTES   256		/* what was promised, one line */
#define MAX_TAGS	    16		/* of a conversation, of a customer */
#define MAX_TAG_BYTES	    32
#define MAX_TAGS_BYTES	    (MAX_TAGS * (MAX_TAG_BYTES + 1))	/* "a,b" */
#define MAX_SEGMENT_BYTES   32		/* "vip" */
#define MAX_PASSED	    8		/* four operators and when */
#define MAX_RULES_BYTES	    256		/* names of routing rules, "vip,late" */
#define MAX_PRIORITY	    9		/* 0 is usual, 9 comes first */
#define MAX_FIELDS	    32		/* of a customer */
#define MAX_FIELD_BYTES	    32		/* a field's name */
#define MAX_VALUE_BYTES	    256		/* and its value */
#define LANGUAGE_BYTES	    8		/* "ru", "en", "pl"; BCP 47 primary */
#define CLIENT_ID_BYTES	    32		/* 128 bit as lower-case hex */

#endif
