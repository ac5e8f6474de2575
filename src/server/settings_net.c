/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/settings_net.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "base/str.h"

#define MAX_SITE_BYTES 272	/* scheme, a name of the DNS, port */

bool
settings_is_address(const char *text)
{
	const char *colon = strrchr(text, ':');
	long long port;

	if (strncmp(text, "unix:", 5) == 0)
		return text[5] == '/';
	return colon != NULL && colon != text &&
	    str_to_i64(colon + 1, 0, 65535, &port);
}

bool
settings_is_network(const char *text)
{
	size_t len = strcspn(text, "/");
	unsigned char bytes[16];
	char host[64];
	long long bits;

	if (strcmp(text, "unix:") == 0)
		return true;
	if (len >= sizeof host)
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	if (text[len] == '/' && !str_to_i64(text + len + 1, 0,
	    strchr(host, ':') != NULL ? 128 : 32, &bits))
		return false;
	return inet_pton(AF_INET, host, bytes) == 1 ||
	    inet_pton(AF_INET6, host, bytes) == 1;
}

bool
settings_is_site(const char *text)
{
	const char *host = NULL;

	if (strlen(text) > MAX_SITE_BYTES)
		return false;
	if (strncmp(text, "https://", 8) == 0)
		host = text + 8;
	else if (strncmp(text, "http://", 7) == 0)
		host = text + 7;
	if (host == NULL || *host == '\0')
		return false;
	for (; *host != '\0'; host++)
		if (!isalnum((unsigned char)*host) &&
		    strchr(".-:[]", *host) == NULL)
			return false;
	return true;
}
