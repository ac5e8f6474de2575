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
#define MAX_SUBJECT_BYTES   160
#define MAX_NOTE_BYTES	    1024	/* of a transfer, of a close */
#define MAX_CUSTOMER_NOTE_BYTES 4096
#define MAX_COMMENT_BYTES   1024	/* of a rating */
#define MAX_PREVIEW_BYTES   512		/* typing preview */
#define MAX_LANGUAGES_BYTES 32		/* "ru,en,pl" */
#define MAX_SKILLS_BYTES    256		/* "billing,cards" */
#define MAX_DEPARTMENTS	    16		/* of one operator */
#define LANGUAGE_BYTES	    8		/* "ru", "en", "pl"; BCP 47 primary */
#define CLIENT_ID_BYTES	    32		/* 128 bit as lower-case hex */

#endif
