/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "proto/proto.h"
#include "server/api/api.h"

#define FIGURES_BYTES (16 * 1024)

/* The desk's own midnight. */
static int64_t
today(int64_t now_ms)
{
	time_t now = (time_t)(now_ms / 1000);
	struct tm tm;

	if (localtime_r(&now, &tm) == NULL)
		return now_ms;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm) * 1000;
}

static bool
take_number(struct api_call *c, const char *name, long long *out)
{
	const char *text = http_query(c->r, name);

	if (text == NULL || str_to_i64(text, 0, INT64_MAX, out))
		return true;
	api_refuse(c->r, ERR_VALUE, "%s: not a number", name);
	return false;
}

/* What nobody supervises is shown to operators only where the desk says so. */
static bool
may_see(const struct api_call *c, const struct operator *me,
    int64_t department_id)
{
	if (hub_operators_see_figures(c->api->hub))
		return me == NULL || me->role == ROLE_OPERATOR ||
		    desk_may_report(me, department_id);
	return me != NULL && desk_may_report(me, department_id);
}

static void
answer(struct api_call *c, const struct figures *f)
{
	const char *unless = http_query(c->r, "unless");
	struct json_out w;
	struct str body;

	if (unless != NULL && strcmp(unless, f->version) == 0) {
		api_answer_empty(c->r);
		return;
	}
	str_init(&body, FIGURES_BYTES);
	json_begin(&w, &body);
	proto_figures_write(&w, NULL, f);
	api_answer_json(c->r, 200, body.data, body.len);
	str_clear(&body);
}

void
api_figures(struct api_call *c)
{
	int64_t now_ms = clock_now_ms();
	long long since = 0, department = 0;
	const struct operator *me = desk_operator(hub_desk(c->api->hub),
	    c->sender.operator_id);

	if (!take_number(c, "since", &since) ||
	    !take_number(c, "department", &department))
		return;
	if (!may_see(c, me, department)) {
		api_refuse(c->r, ERR_RIGHTS, "figures are for those who "
		    "supervise that department");
		return;
	}
	if (since == 0)
		since = today(now_ms);
	if (since < now_ms - HUB_FIGURES_BACK_MS || since > now_ms) {
		api_refuse(c->r, ERR_VALUE, "since: ms since 1970, at most two "
		    "days ago");
		return;
	}
	answer(c, hub_figures(c->api->hub, me, since, department, now_ms));
}
