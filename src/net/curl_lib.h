/* SPDX-License-Identifier: GPL-3.0-or-later */
/* curl_lib.h - libcurl, loaded when the first request is made.
 *
 * libcurl brings some thirty libraries along, which a loader needs longer for
 * than we need for the first screen. So the programs are not linked with it:
 * it is opened by name (LIBCURL_SONAME, found by configure), after the screen
 * is up. It stays loaded until the program ends.
 */
#ifndef NET_CURL_LIB_H
#define NET_CURL_LIB_H

#include <curl/curl.h>

#include "base/err.h"

/* Each is a member of struct curl_lib, by its name without "curl_". */
#define CURL_LIB_CALLS(X) \
	X(global_init) X(global_cleanup) \
	X(easy_init) X(easy_cleanup) X(easy_setopt) X(easy_getinfo) \
	X(easy_strerror) \
	X(multi_init) X(multi_cleanup) X(multi_add_handle) \
	X(multi_remove_handle) X(multi_perform) X(multi_poll) \
	X(multi_info_read) X(multi_strerror) \
	X(slist_append) X(slist_free_all)

struct curl_lib {
#define MEMBER(name) __typeof__(curl_##name) *name;
	CURL_LIB_CALLS(MEMBER)
#undef MEMBER
};

/* ERR_UNSUPPORTED: it is not there, or lacks something; says what to
 * install. */
bool curl_lib_load(struct curl_lib *lib, struct err *err);

#endif
