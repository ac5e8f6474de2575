/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_net.h - where the desk listens, whom it trusts, who may frame it: the
 * form of what is written in dezhurkad.conf(5), so that it is said there.
 */
#ifndef SERVER_SETTINGS_NET_H
#define SERVER_SETTINGS_NET_H

#include <stdbool.h>

/* What http_listen() will want: "127.0.0.1:8484", "[::1]:8484", "unix:/path". */
bool settings_is_address(const char *text);
/* "10.0.0.0/8", "::1", "unix:" */
bool settings_is_network(const char *text);
/* "https://shop.example": it becomes part of a header and is compared with what
 * browsers send. */
bool settings_is_site(const char *text);

#endif
