/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/api/limit.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "server/api/secret.h"

#define N_SETS 2048
#define N_WAYS 4

#define FIRST_WAIT_MS 1000
#define MOST_WAIT_MS  900000

/* A bucket of `burst` tries; one comes back every `every_ms`. A window gives
 * them all back at once, `every_ms` after the first was taken. In one that
 * grows there is always another try, after a wait that doubles with each. */
static const struct rule {
	int	burst;
	int64_t every_ms;
	enum { BUCKET, WINDOW, GROWS } kind;
} rules[LIMIT_KINDS] = {
	[LIMIT_LOGIN]	      = { 10, 600000, GROWS  },
	[LIMIT_LOGIN_PAIR]    = { 10, 600000, WINDOW },
	[LIMIT_LOGIN_ADDRESS] = { 30, 600000, WINDOW },
	[LIMIT_CODE]	      = { 10, 600000, GROWS  },
	[LIMIT_OPEN]	      = { 30,  20000, BUCKET },
	[LIMIT_MESSAGE]	      = { 20,    200, BUCKET },
	[LIMIT_PING]	      = { 40,    100, BUCKET },
	[LIMIT_FILE]	      = { 20,  10000, BUCKET },
	[LIMIT_FILE_ADDRESS]  = { 60,   5000, BUCKET },
};

struct entry {
	uint64_t key;		/* 0: free */
	int64_t	 since_ms;	/* tries were counted as of then */
	int64_t	 used_ms;	/* asked for last */
	int64_t	 taken_ms;	/* taken last */
	int	 n_taken;
};

struct limits {
	unsigned char key[SECRET_BYTES];
	struct entry  entries[N_SETS][N_WAYS];
};

struct limits *
limits_new(void)
{
	struct limits *l = mem_new(struct limits);

	secret_random(l->key, sizeof l->key);
	return l;
}

void
limits_free(struct limits *l)
{
	free(l);
}

void
limits_who(char who[LIMIT_WHO_BYTES], const char *address)
{
	unsigned char bytes[16];

	if (inet_pton(AF_INET6, address, bytes) == 1)
		str_hex(who, bytes, 8);
	else
		str_copy(who, LIMIT_WHO_BYTES, address);
}

static uint64_t
key_of(const struct limits *l, enum limit_kind kind, const char *who)
{
	uint64_t key = secret_short_hash(l->key, who, strlen(who));

	key += (uint64_t)kind * 0x9e3779b97f4a7c15u;
	return key == 0 ? 1 : key;
}

/* The row of `key`, else the free or the longest silent one, made anew. */
static struct entry *
find(struct limits *l, uint64_t key, int64_t now_ms)
{
	struct entry *set = l->entries[key % N_SETS], *oldest = set;

	for (int i = 0; i < N_WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].key == 0 || (oldest->key != 0 &&
		    set[i].used_ms < oldest->used_ms))
			oldest = &set[i];
	}
	*oldest = (struct entry){ .key = key, .since_ms = now_ms };
	return oldest;
}

static void
refill(const struct rule *rule, struct entry *e, int64_t now_ms)
{
	int64_t n = (now_ms - e->since_ms) / rule->every_ms;

	if (n <= 0)
		return;
	if (rule->kind == WINDOW || n >= e->n_taken) {
		e->n_taken = 0;
		e->since_ms = now_ms;
		return;
	}
	e->n_taken -= (int)n;
	e->since_ms += n * rule->every_ms;
}

static int64_t
wait_of(const struct rule *rule, const struct entry *e)
{
	int n = e->n_taken - rule->burst;

	if (n < 0)
		return 0;
	return n >= 10 ? MOST_WAIT_MS : FIRST_WAIT_MS << n;
}

int
limits_take(struct limits *l, enum limit_kind kind, const char *who,
    int64_t now_ms)
{
	const struct rule *rule = &rules[kind];
	struct entry *e = find(l, key_of(l, kind, who), now_ms);
	int64_t wait_ms;

	refill(rule, e, now_ms);
	e->used_ms = now_ms;
	if (e->n_taken == 0)
		e->since_ms = now_ms;
	if (rule->kind == GROWS)
		wait_ms = e->taken_ms + wait_of(rule, e) - now_ms;
	else
		wait_ms = e->n_taken < rule->burst ? 0 :
		    e->since_ms + rule->every_ms - now_ms;
	if (e->n_taken < rule->burst ||
	    (rule->kind == GROWS && wait_ms <= 0)) {
		e->n_taken++;
		e->taken_ms = now_ms;
		return 0;
	}
	return (int)((wait_ms + 999) / 1000) + (wait_ms <= 0);
}

void
limits_give_back(struct limits *l, enum limit_kind kind, const char *who)
{
	uint64_t key = key_of(l, kind, who);
	struct entry *set = l->entries[key % N_SETS];

	for (int i = 0; i < N_WAYS; i++)
		if (set[i].key == key && set[i].n_taken > 0)
			set[i].n_taken--;
}
