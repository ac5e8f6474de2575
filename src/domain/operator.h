/* SPDX-License-Identifier: GPL-3.0-or-later */
/* operator.h - who answers: operators and the departments they work in.
 */
#ifndef DOMAIN_OPERATOR_H
#define DOMAIN_OPERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/limits.h"

enum role { ROLE_OPERATOR, ROLE_SUPERVISOR, ROLE_ADMIN, ROLES };

/* OFFLINE and WRAP_UP are never chosen: no console of the operator's has asked
 * for news for a minute; they write up what they have closed. The others are
 * chosen, with a reason where one is given; AWAY is also the desk's own
 * finding when all their consoles say that nobody is in front of them. Only
 * who is ONLINE gets something new. */
enum presence {
	PRESENCE_OFFLINE, PRESENCE_ONLINE, PRESENCE_AWAY, PRESENCE_BUSY,
	PRESENCE_BREAK, PRESENCE_WRAP_UP,
	PRESENCES
};

/* Why the desk itself has found somebody away or offline. */
#define REASON_IDLE	"idle"		/* no key for a while */
#define REASON_DETACHED "detached"	/* nobody looks at the terminal */
#define REASON_PASSED	"passed"	/* several offers in a row went on */
#define REASON_LOST	"lost"		/* the line, or the computer */
#define REASON_LEFT	"left"		/* signed out, or left the console */

struct operator {
	int64_t	  id;
	char	  login[MAX_LOGIN_BYTES + 1];	/* a-z 0-9 . _ - */
	char	  name[MAX_NAME_BYTES + 1];
	enum role role;
	char	  languages[MAX_LANGUAGES_BYTES + 1];	/* "ru,en", best first */
	char	  skills[MAX_SKILLS_BYTES + 1];		/* "billing,cards" */
	int64_t	  departments[MAX_DEPARTMENTS];
	int	  n_departments;	/* 0: works for every department */
	int	  limit;		/* conversations at once, 1..99 */
	bool	  disabled;
	/* Not of the record: as the desk sees it now. */
	enum presence presence;
	int64_t	      since_ms;		/* has been so; 0: never seen */
	int64_t	      state_by_id;	/* who said so, 0: the desk */
	char	      reason[MAX_REASON_BYTES + 1];	/* "lunch", or "" */
	int	      load;		/* active conversations */
};

struct department {
	int64_t id;
	char	name[MAX_NAME_BYTES + 1];
	char	skills[MAX_SKILLS_BYTES + 1];	/* what its customers need */
	bool	disabled;
};

const char *role_name(enum role role);		/* "operator" ... */
bool	    role_parse(const char *name, enum role *out);
const char *presence_name(enum presence p);	/* "online" ... */
bool	    presence_parse(const char *name, enum presence *out);
/* Is it one that an operator may choose? */
bool	    presence_is_chosen(enum presence p);
/* Online, busy or writing up: what every figure counts as there. */
bool	    presence_is_there(enum presence p);

/* Is `item` in the comma-separated `list`? Case matters; "" never is. */
bool list_has(const char *list, const char *item);
/* How many items of list `a` are in list `b` as well. */
int list_shared(const char *a, const char *b);

/* Lower-case letters, digits, '.', '_', '-', 1..32 bytes. */
bool operator_login_ok(const char *login);
/* "ru,en": 2-letter codes; "billing,cards": words like logins. Both may be
 * empty. ERR_VALUE says which item is wrong. */
bool languages_check(const char *list, struct err *err);
bool skills_check(const char *list, struct err *err);
bool operator_in_department(const struct operator *o, int64_t department_id);

#endif
