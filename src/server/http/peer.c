/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/mem.h"
#include "base/str.h"
#include "server/http/internal.h"

#define N_BUCKETS 4096

static const unsigned char v4_prefix[12] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};

struct count {
	struct count	*next;
	struct peer_addr addr;
	int		 n;
};

struct peer_counts {
	uint64_t      seed;	/* so that nobody can aim at one bucket */
	struct count *buckets[N_BUCKETS];
};

static bool
is_v4(const struct peer_addr *addr)
{
	return memcmp(addr->bytes, v4_prefix, sizeof v4_prefix) == 0;
}

static void
set_v4(struct peer_addr *addr, const struct in_addr *in)
{
	memcpy(addr->bytes, v4_prefix, sizeof v4_prefix);
	memcpy(addr->bytes + 12, in, 4);
	addr->is_unix = false;
}

void
peer_from_socket(struct peer_addr *addr, const struct sockaddr *sa)
{
	memset(addr, 0, sizeof *addr);
	if (sa->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sa, sizeof in);
		set_v4(addr, &in.sin_addr);
	} else if (sa->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sa, sizeof in6);
		memcpy(addr->bytes, &in6.sin6_addr, 16);
	} else {
		addr->is_unix = true;
	}
}

void
peer_text(const struct peer_addr *addr, char text[PEER_TEXT_BYTES])
{
	if (addr->is_unix)
		str_copy(text, PEER_TEXT_BYTES, "unix");
	else if (is_v4(addr))
		inet_ntop(AF_INET, addr->bytes + 12, text, PEER_TEXT_BYTES);
	else
		inet_ntop(AF_INET6, addr->bytes, text, PEER_TEXT_BYTES);
}

static bool
parse_bare(struct peer_addr *addr, const char *text)
{
	struct in_addr in;

	addr->is_unix = false;
	if (inet_pton(AF_INET, text, &in) == 1) {
		set_v4(addr, &in);
		return true;
	}
	return inet_pton(AF_INET6, text, addr->bytes) == 1;
}

bool
peer_parse(struct peer_addr *addr, const char *text, size_t len)
{
	char buf[PEER_TEXT_BYTES + 8];
	char *start = buf, *colon;

	while (len > 0 && (*text == ' ' || *text == '\t'))
		text++, len--;
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	if (len >= sizeof buf)
		return false;
	memcpy(buf, text, len);
	buf[len] = '\0';

	colon = strchr(buf, ':');
	if (*buf == '[') {
		char *end = strchr(buf, ']');

		if (end == NULL)
			return false;
		*end = '\0';
		start++;
	} else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		*colon = '\0';		/* IPv4 with a port */
	}
	return parse_bare(addr, start);
}

/* --- who is believed --------------------------------------------------- */

static bool
is_inside(const struct peer_network *net, const struct peer_addr *addr)
{
	int whole = net->bits / 8, rest = net->bits % 8;

	if (net->addr.is_unix || addr->is_unix)
		return net->addr.is_unix && addr->is_unix;
	if (memcmp(net->addr.bytes, addr->bytes, (size_t)whole) != 0)
		return false;
	return rest == 0 || (net->addr.bytes[whole] ^ addr->bytes[whole]) >>
	    (8 - rest) == 0;
}

bool
peer_is_trusted(const struct http_loop *l, const struct peer_addr *addr)
{
	for (int i = 0; i < l->n_trusted; i++)
		if (is_inside(&l->trusted[i], addr))
			return true;
	return false;
}

static bool
network_parse(struct peer_network *net, const char *text)
{
	char buf[PEER_TEXT_BYTES];
	char *slash;
	long long bits = -1;

	memset(net, 0, sizeof *net);
	if (strcmp(text, "unix:") == 0) {
		net->addr.is_unix = true;
		return true;
	}
	if (!str_copy(buf, sizeof buf, text))
		return false;
	slash = strchr(buf, '/');
	if (slash != NULL) {
		*slash = '\0';
		if (!str_to_i64(slash + 1, 0, 128, &bits))
			return false;
	}
	if (!parse_bare(&net->addr, buf))
		return false;
	if (strchr(buf, ':') == NULL) {
		if (bits > 32)
			return false;
		bits = bits < 0 ? 128 : bits + 96;
	}
	net->bits = bits < 0 ? 128 : (int)bits;
	return true;
}

bool
http_trust_proxy(struct http_loop *l, const char *network, struct err *err)
{
	struct peer_network net;
	size_t n = (size_t)l->n_trusted;

	if (!network_parse(&net, network))
		return err_set(err, ERR_VALUE, "\"%s\" is no address, no "
		    "network like 10.0.0.0/8 and not \"unix:\"", network);
	l->trusted = mem_grow(l->trusted, n, n + 1, sizeof *l->trusted);
	l->trusted[l->n_trusted++] = net;
	return true;
}

/* --- how many ---------------------------------------------------------- */

struct peer_counts *
peer_counts_new(void)
{
	struct peer_counts *counts = mem_new(struct peer_counts);

	/* An early boot without entropy only loses the aim's protection. */
	if (getrandom(&counts->seed, sizeof counts->seed, GRND_NONBLOCK) < 0)
		counts->seed = (uint64_t)(uintptr_t)counts;
	return counts;
}

void
peer_counts_free(struct peer_counts *counts)
{
	if (counts == NULL)
		return;
	for (size_t i = 0; i < N_BUCKETS; i++) {
		struct count *c = counts->buckets[i], *next;

		for (; c != NULL; c = next) {
			next = c->next;
			free(c);
		}
	}
	free(counts);
}

static struct count **
find_count(struct peer_counts *counts, const struct peer_addr *key)
{
	uint64_t hash = counts->seed;
	struct count **at;

	for (size_t i = 0; i < sizeof key->bytes; i++) {
		hash ^= key->bytes[i];
		hash *= 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	at = &counts->buckets[hash % N_BUCKETS];
	while (*at != NULL && memcmp((*at)->addr.bytes, key->bytes, 16) != 0)
		at = &(*at)->next;
	return at;
}

static struct peer_addr
count_key(const struct peer_addr *addr)
{
	struct peer_addr key = *addr;

	if (!is_v4(addr))
		memset(key.bytes + 8, 0, 8);
	return key;
}

bool
peer_counts_add(struct peer_counts *counts, const struct peer_addr *addr,
    int max)
{
	struct peer_addr key = count_key(addr);
	struct count **at = find_count(counts, &key);

	if (*at == NULL) {
		*at = calloc(1, sizeof **at);
		if (*at == NULL)
			return false;
		(*at)->addr = key;
	}
	if ((*at)->n >= max)
		return false;
	(*at)->n++;
	return true;
}

void
peer_counts_drop(struct peer_counts *counts, const struct peer_addr *addr)
{
	struct peer_addr key = count_key(addr);
	struct count **at = find_count(counts, &key);
	struct count *gone = *at;

	if (gone == NULL || --gone->n > 0)
		return;
	*at = gone->next;
	free(gone);
}
