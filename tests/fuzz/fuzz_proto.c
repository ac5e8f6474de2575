/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of a desk and bodies of requests, as anybody may have made them. The
 * first byte says as what the rest is read. An event that was read is written
 * and read again, and is the same.
 */
#include "base/mem.h"
#include "fuzz.h"
#include "proto/proto.h"

#define ARENA_BYTES (4 * 1024 * 1024)
#define OUT_BYTES   (1024 * 1024)

/* --- there and back ---------------------------------------------------------- */

/* What is read, as one of its records; and it written. */
struct record {
	struct event	    event;
	struct snapshot	    snapshot;
	struct customer	    customer;
	struct conversation conversation;
	struct canned	    canned;
	struct action	    action;
	struct figures	    figures;
	struct winback	    winback;
	struct ban	    ban;
};

struct form {
	bool (*read)(const struct json *j, struct arena *a, struct record *r,
	    struct err *err);
	void (*write)(struct json_out *w, const struct record *r);
};

/* What was read is written; that is read, written again, and is the same. */
static void
check_round(const struct form *form, const struct record *r, struct arena *a)
{
	struct record *again = mem_new(struct record);
	struct err err = { .code = ERR_NONE };
	struct str first, second;
	struct json_out w;
	struct json *j;

	str_init(&first, OUT_BYTES);
	str_init(&second, OUT_BYTES);
	json_begin(&w, &first);
	form->write(&w, r);
	j = json_parse(first.data, first.len, &err);
	must(j != NULL);
	again->action.type = r->action.type;
	must(form->read(j, a, again, &err));
	json_begin(&w, &second);
	form->write(&w, again);
	must(strcmp(first.data, second.data) == 0);
	json_free(j);
	str_clear(&first);
	str_clear(&second);
	free(again);
}

static void
check(const struct form *form, const struct json *j, struct arena *a,
    enum action_type type)
{
	struct record *r = mem_new(struct record);
	struct err err = { .code = ERR_NONE };

	r->action.type = type;
	if (form->read(j, a, r, &err))
		check_round(form, r, a);
	else
		must(err.code != ERR_NONE && err.text[0] != '\0');
	free(r);
}

static bool
event_in(const struct json *j, struct arena *a, struct record *r,
    struct err *err)
{
	return proto_event_read(j, a, &r->event, err);
}

static void
event_out(struct json_out *w, const struct record *r)
{
	proto_event_write(w, NULL, &r->event, PROTO_FOR_OPERATOR);
}

static bool
snapshot_in(const struct json *j, struct arena *a, struct record *r,
    struct err *err)
{
	return proto_snapshot_read(j, a, &r->snapshot, err);
}

static void
snapshot_out(struct json_out *w, const struct record *r)
{
	proto_snapshot_write(w, NULL, &r->snapshot);
}

static bool
customer_in(const struct json *j, struct arena *a, struct record *r,
    struct err *err)
{
	return proto_customer_read(j, a, &r->customer, err);
}

static void
customer_out(struct json_out *w, const struct record *r)
{
	proto_customer_write(w, NULL, &r->customer);
}

static bool
conversation_in(const struct json *j, struct arena *a, struct record *r,
    struct err *err)
{
	(void)a;
	return proto_conversation_read(j, &r->conversation, err);
}

static void
conversation_out(struct json_out *w, const struct record *r)
{
	proto_conversation_write(w, NULL, &r->conversation);
}

static bool
canned_in(const struct json *j, struct arena *a, struct record *r,
    struct err *err)
{
	return proto_canned_read(j, a, &r->canned, err);
}

static void
canned_out(struct json_out *w, const struct record *r)
{
	proto_canned_write(w, NULL, &r->canned);
}

static bool
action_in(const struct json *j, struct arena *a, struct record *r,
    struct err *err)
{
	enum action_type type = r->action.type;

	action_init(&r->action, type);
	return proto_action_read(j, a, &r->action, err);
}

static void
action_out(struct json_out *w, const struct record *r)
{
	proto_action_write(w->out, &r->action);
	if (w->out->len == 0)	/* it has no body */
		str_put(w->out, "{}");
}

static bool
figures_in(const struct json *j, struct arena *a, struct record *r,
    struct err *err)
{
	(void)a;
	return proto_figures_read(j, &r->figures, err);
}

static void
figures_out(struct json_out *w, const struct record *r)
{
	proto_figures_write(w, NULL, &r->figures);
}

static bool
winback_in(const struct json *j, struct arena *a, struct record *r,
    struct err *err)
{
	return proto_winback_read(j, a, &r->winback, err);
}

static void
winback_out(struct json_out *w, const struct record *r)
{
	proto_winback_write(w, &r->winback);
}

static bool
ban_in(const struct json *j, struct arena *a, struct record *r,
    struct err *err)
{
	(void)a;
	return proto_ban_read(j, &r->ban, err);
}

static void
ban_out(struct json_out *w, const struct record *r)
{
	proto_ban_write(w, &r->ban, true);
}

static const struct form event_form = { event_in, event_out };
static const struct form others[] = {
	{ snapshot_in, snapshot_out }, { customer_in, customer_out },
	{ conversation_in, conversation_out }, { canned_in, canned_out },
	{ figures_in, figures_out }, { winback_in, winback_out },
	{ ban_in, ban_out },
};
static const struct form action_form = { action_in, action_out };

static void
check_event(const struct event *ev, struct arena *a)
{
	struct record *r = mem_new(struct record);
	struct json_out w;
	struct str page;

	r->event = *ev;
	if (ev->type <= EVENT_PRESENCE)
		check_round(&event_form, r, a);
	if (ev->type == EVENT_MESSAGE || ev->type == EVENT_OPENED) {
		str_init(&page, OUT_BYTES);
		json_begin(&w, &page);
		proto_event_write(&w, NULL, ev, PROTO_FOR_VISITOR);
		str_clear(&page);
	}
	free(r);
}

/* --- answers and bodies --------------------------------------------------------- */

static void
read_poll(const struct json *j, struct arena *a, struct err *err)
{
	struct proto_poll p;
	char epoch[9];
	int64_t seq;

	if (!proto_poll_read(j, a, &p, err))
		return;
	proto_cursor_parse(p.cursor, epoch, &seq, err);
	for (size_t i = 0; i < p.n_events; i++)
		check_event(&p.events[i], a);
	for (size_t i = 0; i < p.n_moment; i++)
		check_event(&p.moment[i], a);
}

static void
read_transcript(const struct json *j, struct arena *a, struct err *err)
{
	struct proto_transcript t;

	if (!proto_transcript_read(j, a, &t, err))
		return;
	for (size_t i = 0; i < t.n_events; i++)
		check_event(&t.events[i], a);
}

static void
read_others(const struct json *j, struct arena *a, struct err *err)
{
	struct proto_search found;
	const struct canned *list;
	struct session_info *sessions;
	struct stats stats;
	struct json *again;
	struct json_out w;
	struct str out;
	int64_t operator_id;
	size_t n;

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		check(&others[i], j, a, ACTION_TYPES);
	str_init(&out, OUT_BYTES);
	json_begin(&w, &out);
	if (proto_search_read(j, a, &found, err)) {
		json_array(&w, NULL);
		for (size_t i = 0; i < found.n; i++)
			proto_found_write(&w, &found.hits[i]);
		json_end_array(&w);
	}
	str_reset(&out);
	proto_canned_list_read(j, a, &list, &n, err);
	str_reset(&out);
	json_begin(&w, &out);
	json_object(&w, NULL);
	if (proto_sessions_read(j, a, &sessions, &n, err)) {
		json_array(&w, "sessions");
		for (size_t i = 0; i < n; i++)
			proto_session_write(&w, NULL, &sessions[i]);
		json_end_array(&w);
	}
	if (proto_stats_read(j, a, &stats, err))
		proto_stats_write(&w, &stats);
	json_end_object(&w);
	again = json_parse(out.data, out.len, NULL);
	must(again != NULL || out.full);
	json_free(again);
	str_reset(&out);
	err_clear(err);
	proto_error_read(j, 409, err, &operator_id);
	must(err->code != ERR_NONE);
	proto_error_write(&out, err, operator_id);
	str_clear(&out);
}

static void
read_action(const struct json *j, struct arena *a, uint8_t which)
{
	enum action_type type = (enum action_type)(which % ACTION_TYPES);
	struct action action;
	struct str path;

	check(&action_form, j, a, type);
	action_init(&action, type);
	action.conversation_id = action.customer_id = action.before = 7;
	action.text = "a \"b\" & c";
	str_init(&path, 4096);
	proto_route_of(PROTO_OPERATOR, &action, &path);
	proto_search_path(&path, &action);
	str_clear(&path);
}

/* The target of a request needs no document. */
static void
read_path(const uint8_t *bytes, size_t len)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "PATCH",
		"DELETE" };
	char *path = fuzz_text(bytes, len);
	struct action action;
	bool is_known;

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		proto_route_find(methods[i], path, &action, &is_known);
	free(path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct err err = { .code = ERR_NONE };
	struct arena *a;
	struct json *j;

	if (len < 1)
		return 0;
	read_path(bytes + 1, len - 1);
	j = json_parse((const char *)bytes + 1, len - 1, &err);
	if (j == NULL)
		return 0;
	a = arena_new(ARENA_BYTES);
	must(a != NULL);
	err_clear(&err);
	switch (bytes[0] % 4) {
	case 0:
		read_poll(j, a, &err);
		break;
	case 1:
		read_transcript(j, a, &err);
		break;
	case 2:
		read_others(j, a, &err);
		break;
	default:
		read_action(j, a, bytes[0] / 4);
	}
	arena_free(a);
	json_free(j);
	return 0;
}
