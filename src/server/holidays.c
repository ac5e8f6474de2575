/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/holidays.h"

#include <libical/ical.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/paths.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"

#define MAX_LINE_BYTES 8192
#define MAX_DEPTH      8
#define MAX_RULES      4
#define MAX_STEPS      50000	/* of one event that comes back */
#define DAY_MS	       (INT64_C(24) * 3600 * 1000)
#define MAX_LENGTH_MS  (400 * DAY_MS)

struct reading {
	const char   *name;
	const struct hours *where;
	int64_t	      from_ms, to_ms;	/* what matters */
	int	     *lines;		/* of each BEGIN:VEVENT */
	size_t	      n_lines;
	int	      line;		/* of the event that is read */
	icalcomponent *root;
	struct holidays found;
	struct err   *err;
};

static bool
wrong(const struct reading *r, int line, const char *what)
{
	return err_set(r->err, ERR_SYNTAX, "%s:%d: %s", r->name, line, what);
}

/* --- lines -------------------------------------------------------------------- */

static bool
is_line(const char *line, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(line, word, len) == 0;
}

static bool
scan_line(struct reading *r, const char *line, size_t len, int n, int *depth)
{
	if (len > MAX_LINE_BYTES)
		return wrong(r, n, "the line is too long");
	if (memchr(line, '\0', len) != NULL || !utf8_is_text(line, len))
		return wrong(r, n, "the line is no UTF-8 text");
	if (n == 1 && !is_line(line, len, "BEGIN:VCALENDAR"))
		return wrong(r, n, "this is no calendar: it begins with "
		    "BEGIN:VCALENDAR");
	if (len > 6 && strncasecmp(line, "BEGIN:", 6) == 0) {
		if (++*depth > MAX_DEPTH)
			return wrong(r, n, "too much is inside each other");
		if (is_line(line, len, "BEGIN:VEVENT")) {
			if (r->n_lines == HOLIDAYS_EVENTS)
				return wrong(r, n, "too many events");
			r->lines[r->n_lines++] = n;
		}
	} else if (len > 4 && strncasecmp(line, "END:", 4) == 0) {
		if (--*depth < 0)
			return wrong(r, n, "an END without its BEGIN");
	} else if (len > 0 && *line != ' ' && *line != '\t' &&
	    memchr(line, ':', len) == NULL) {
		return wrong(r, n, "the line has no colon");
	}
	return true;
}

/* Before the library sees it. */
static bool
scan(struct reading *r, const char *bytes, size_t len)
{
	int n = 0, depth = 0;
	size_t at = 0;

	while (at < len) {
		const char *end = memchr(bytes + at, '\n', len - at);
		size_t stop = end == NULL ? len : (size_t)(end - bytes);
		size_t size = stop - at;

		if (size > 0 && bytes[stop - 1] == '\r')
			size--;
		if (!scan_line(r, bytes + at, size, ++n, &depth))
			return false;
		at = stop + 1;
	}
	if (n == 0)
		return wrong(r, 1, "the file is empty");
	return depth == 0 || wrong(r, n, "the file ends too early: an END is "
	    "missing");
}

/* --- instants ------------------------------------------------------------------ */

/* What the file calls this zone. */
struct place {
	struct hours hours;
	struct str   bytes;
	const icaltimezone *own;	/* a VTIMEZONE of the file */
	bool	     is_where;		/* the department's */
};

static int64_t
at_place(const struct reading *r, const struct place *p,
    struct icaltimetype t)
{
	int64_t s;

	if (p->own != NULL) {
		t.is_date = 0;
		return (int64_t)icaltime_as_timet_with_zone(t, p->own) * 1000;
	}
	t.zone = NULL;
	t.is_date = 0;
	s = (int64_t)icaltime_as_timet(t);
	return hours_local_ms(p->is_where ? r->where : &p->hours,
	    s / 86400, (int)(s % 86400 / 60));
}

static bool
find_place(struct reading *r, icalproperty *p, struct icaltimetype t,
    struct place *out)
{
	icalparameter *param = icalproperty_get_first_parameter(p,
	    ICAL_TZID_PARAMETER);
	const char *id = param == NULL ? NULL : icalparameter_get_tzid(param);

	*out = (struct place){ .own = NULL };
	str_init(&out->bytes, ZONE_FILE_BYTES);
	hours_init(&out->hours);
	if (icaltime_is_utc(t))
		return true;
	if (icaltime_is_date(t) || id == NULL) {
		out->is_where = true;
		return true;
	}
	if (zone_read(id, &out->bytes)) {
		out->hours.zone = (const unsigned char *)out->bytes.data;
		out->hours.zone_len = out->bytes.len;
		return true;
	}
	out->own = icalcomponent_get_timezone(r->root, id);
	return out->own != NULL ||
	    wrong(r, r->line, "the event's time zone is not known here, and "
	    "the file does not say what it is");
}

/* --- events -------------------------------------------------------------------- */

struct what {
	struct icaltimetype start;
	struct place place;
	int64_t	     length_ms;
	int	     length_days;	/* of dates; else 0 */
	icalcomponent *event;
};

static bool
add(struct reading *r, int64_t from_ms, int64_t to_ms)
{
	struct holidays *l = &r->found;

	if (to_ms <= r->from_ms || from_ms >= r->to_ms || to_ms <= from_ms)
		return true;
	if (l->n == HOLIDAYS_MAX)
		return wrong(r, r->line, "too many days come of it");
	if (l->n == l->cap) {
		size_t cap = l->cap == 0 ? 64 : 2 * l->cap;

		l->items = mem_grow(l->items, l->cap, cap, sizeof *l->items);
		l->cap = cap;
	}
	l->items[l->n++] = (struct hours_closed){ from_ms, to_ms };
	return true;
}

static bool
is_excepted(const struct reading *r, const struct what *w, int64_t from_ms)
{
	for (icalproperty *p = icalcomponent_get_first_property(w->event,
	    ICAL_EXDATE_PROPERTY); p != NULL;
	    p = icalcomponent_get_next_property(w->event,
		ICAL_EXDATE_PROPERTY)) {
		struct icaltimetype t = icalproperty_get_exdate(p);

		if (!icaltime_is_null_time(t) &&
		    at_place(r, &w->place, t) == from_ms)
			return true;
	}
	return false;
}

static bool
add_at(struct reading *r, const struct what *w, struct icaltimetype t)
{
	int64_t from_ms = at_place(r, &w->place, t), to_ms;

	if (is_excepted(r, w, from_ms))
		return true;
	to_ms = from_ms + w->length_ms;
	if (w->length_days > 0) {
		icaltime_adjust(&t, w->length_days, 0, 0, 0);
		to_ms = at_place(r, &w->place, t);
	}
	return add(r, from_ms, to_ms);
}

static bool
add_again(struct reading *r, const struct what *w, icalproperty *p)
{
	struct icalrecurrencetype rule = icalproperty_get_rrule(p);
	icalrecur_iterator *it;
	struct icaltimetype t, start = w->start;
	bool ok = true;
	int n = 0;

	if (rule.freq < ICAL_DAILY_RECURRENCE ||
	    rule.freq > ICAL_YEARLY_RECURRENCE)
		return wrong(r, r->line, "a holiday comes back daily, weekly, "
		    "monthly or yearly");
	start.zone = NULL;
	it = icalrecur_iterator_new(rule, start);
	if (it == NULL)
		return wrong(r, r->line, "its RRULE cannot be understood");
	while (ok && !icaltime_is_null_time(t = icalrecur_iterator_next(it))) {
		if (at_place(r, &w->place, t) >= r->to_ms)
			break;
		if (++n > MAX_STEPS)
			ok = wrong(r, r->line, "it comes back too often");
		else
			ok = add_at(r, w, t);
	}
	icalrecur_iterator_free(it);
	return ok;
}

/* How long it is: by its end, its duration, or what is usual. */
static bool
find_length(struct reading *r, struct what *w)
{
	icalproperty *end = icalcomponent_get_first_property(w->event,
	    ICAL_DTEND_PROPERTY);
	icalproperty *span = icalcomponent_get_first_property(w->event,
	    ICAL_DURATION_PROPERTY);
	int64_t from_ms = at_place(r, &w->place, w->start), to_ms = from_ms;
	struct icaltimetype t;
	struct place place;
	bool ok = true;

	if (end != NULL) {
		t = icalproperty_get_dtend(end);
		ok = find_place(r, end, t, &place);
		if (ok)
			to_ms = at_place(r, &place, t);
		str_clear(&place.bytes);
	} else if (span != NULL) {
		to_ms += (int64_t)icaldurationtype_as_int(
		    icalproperty_get_duration(span)) * 1000;
	} else if (icaltime_is_date(w->start)) {
		to_ms += DAY_MS;
	}
	w->length_ms = to_ms - from_ms;
	if (ok && (w->length_ms < 0 || w->length_ms > MAX_LENGTH_MS))
		ok = wrong(r, r->line, "the event ends before it begins, or "
		    "after more than 400 days");
	/* A day of a changed clock has another length. */
	if (icaltime_is_date(w->start))
		w->length_days = (int)((w->length_ms + DAY_MS / 2) / DAY_MS);
	if (icaltime_is_date(w->start) && w->length_days == 0)
		w->length_days = 1;
	return ok;
}

static bool
read_event(struct reading *r, icalcomponent *event)
{
	icalproperty *p = icalcomponent_get_first_property(event,
	    ICAL_DTSTART_PROPERTY);
	icalproperty *rules[MAX_RULES];
	struct what w = { .event = event };
	size_t n_rules = 0;
	bool ok;

	if (icalcomponent_count_errors(event) > 0)
		return wrong(r, r->line, "something in the event cannot be "
		    "read");
	if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
		return true;
	if (p == NULL)
		return wrong(r, r->line, "the event has no DTSTART");
	w.start = icalproperty_get_dtstart(p);
	if (icaltime_is_null_time(w.start) || w.start.year < 1900 ||
	    w.start.year > 2200 || w.start.month < 1 || w.start.month > 12 ||
	    w.start.day < 1 || w.start.day > icaltime_days_in_month(
		w.start.month, w.start.year))
		return wrong(r, r->line, "there is no such day");
	ok = find_place(r, p, w.start, &w.place) && find_length(r, &w);
	/* Of its properties only one walk at a time is possible. */
	for (p = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
	    ok && p != NULL; p = icalcomponent_get_next_property(event,
		ICAL_RRULE_PROPERTY)) {
		if (n_rules < MAX_RULES)
			rules[n_rules++] = p;
		else
			ok = wrong(r, r->line, "too many RRULEs");
	}
	if (ok && n_rules == 0)
		ok = add_at(r, &w, w.start);
	for (size_t i = 0; ok && i < n_rules; i++)
		ok = add_again(r, &w, rules[i]);
	str_clear(&w.place.bytes);
	return ok;
}

static bool
read_all(struct reading *r, const char *text)
{
	size_t n = 0;
	bool ok = true;

	icalerror_set_errors_are_fatal(0);
	r->root = icalparser_parse_string(text);
	if (r->root == NULL || icalcomponent_isa(r->root) !=
	    ICAL_VCALENDAR_COMPONENT)
		ok = wrong(r, 1, "this is no calendar");
	for (icalcomponent *e = !ok ? NULL : icalcomponent_get_first_component(
	    r->root, ICAL_VEVENT_COMPONENT); ok && e != NULL;
	    e = icalcomponent_get_next_component(r->root,
		ICAL_VEVENT_COMPONENT)) {
		r->line = n < r->n_lines ? r->lines[n] : 1;
		n++;
		ok = read_event(r, e);
	}
	if (ok && n != r->n_lines)
		ok = wrong(r, n < r->n_lines ? r->lines[n] : 1, "the event "
		    "cannot be read");
	if (r->root != NULL)
		icalcomponent_free(r->root);
	return ok;
}

bool
holidays_parse(struct holidays *list, const char *name, const char *bytes,
    size_t len, const struct hours *where, int64_t now_ms, struct err *err)
{
	struct reading r = { .name = name, .where = where, .err = err,
		.from_ms = now_ms - HOLIDAYS_BACK_MS,
		.to_ms = now_ms + HOLIDAYS_AHEAD_MS };
	struct str text;
	bool ok;

	if (len > HOLIDAYS_FILE_BYTES)
		return err_set(err, ERR_TOO_LARGE, "%s: the file is larger "
		    "than %d KiB", name, HOLIDAYS_FILE_BYTES / 1024);
	r.lines = mem_array(HOLIDAYS_EVENTS, int);
	str_init(&text, HOLIDAYS_FILE_BYTES + 1);
	ok = scan(&r, bytes, len) && str_put_n(&text, bytes, len) &&
	    read_all(&r, text.data);
	for (size_t i = 0; ok && i < r.found.n; i++) {
		if (list->n == list->cap) {
			list->cap = list->cap + r.found.n;
			list->items = mem_grow(list->items, list->n, list->cap,
			    sizeof *list->items);
		}
		list->items[list->n++] = r.found.items[i];
	}
	free(r.found.items);
	free(r.lines);
	str_clear(&text);
	return ok;
}

bool
holidays_read(struct holidays *list, const char *path,
    const struct hours *where, int64_t now_ms, struct err *err)
{
	struct str text;
	bool ok;

	str_init(&text, HOLIDAYS_FILE_BYTES + 1);
	ok = paths_read(path, &text, err) && holidays_parse(list, path,
	    text.data, text.len, where, now_ms, err);
	str_clear(&text);
	return ok;
}
