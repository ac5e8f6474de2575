/* SPDX-License-Identifier: GPL-3.0-or-later */
/* estimate.c - how good what waiting customers were told has been.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "base/clock.h"
#include "server/api/api.h"

#define DAY_MS INT64_C(86400000)

void
api_admin_estimates(struct api_call *c)
{
	const char *text = http_query(c->r, "since");
	struct estimate_error e;
	struct json_out w;
	struct str body;
	long long since = clock_now_ms() - DAY_MS;

	if (text != NULL && !str_to_i64(text, 0, INT64_MAX, &since)) {
		api_refuse(c->r, ERR_VALUE, "since: ms since 1970");
		return;
	}
	hub_estimate_error(c->api->hub, since, &e);
	str_init(&body, 1024);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_i64(&w, "since", since);
	json_put_i64(&w, "told", e.n);
	json_put_i64(&w, "within", e.n_within);
	json_put_i64(&w, "median_ms", e.median_ms);
	json_put_i64(&w, "p90_ms", e.p90_ms);
	json_end_object(&w);
	api_answer_json(c->r, 200, body.data, body.len);
	str_clear(&body);
}
