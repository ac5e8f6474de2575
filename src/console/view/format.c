/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/supervise.h"
#include "console/view/internal.h"
#include "domain/tags.h"

#define MINUTE_MS 60000
#define HOUR_MS	  (60 * (int64_t)MINUTE_MS)
#define DAY_MS	  (24 * HOUR_MS)
#define SECONDS_MATTER_MS (10 * (int64_t)MINUTE_MS)

char *
text_flat(char *buf, size_t size, const char *text, int cols)
{
	size_t len;
	int used;

	utf8_safe_buf(buf, size, text, UTF8_FLAT);
	len = strlen(buf);
	if (utf8_cols(buf, len) <= cols)
		return buf;
	if (cols < 1) {
		buf[0] = '\0';
		return buf;
	}
	len = utf8_fit(buf, len, cols - 1, &used);
	while (len > 0 && buf[len - 1] == ' ')
		len--;
	if (len + sizeof "…" > size)
		len = utf8_fit(buf, len, cols - 2, &used);
	if (len + sizeof "…" <= size)
		memcpy(buf + len, "…", sizeof "…");
	return buf;
}

int
text_cols(const char *text)
{
	char buf[TEXT_BYTES * 2];

	utf8_safe_buf(buf, sizeof buf, text, UTF8_FLAT);
	return utf8_cols(buf, strlen(buf));
}

int
put_clip(struct grid *g, int row, int col, int cols, enum style style,
    const char *text)
{
	char buf[GRID_MAX_COLS * 4];

	if (cols <= 0)
		return 0;
	return grid_put(g, row, col, cols, style,
	    text_flat(buf, sizeof buf, text, cols));
}

int
put_clip_right(struct grid *g, int row, int col, int cols, enum style style,
    const char *text)
{
	char buf[GRID_MAX_COLS * 4];
	int width;

	if (cols <= 0)
		return 0;
	text_flat(buf, sizeof buf, text, cols);
	width = utf8_cols(buf, strlen(buf));
	return grid_put(g, row, col + cols - width, width, style, buf);
}

void
put_centre(struct grid *g, int row, int col, int cols, enum style style,
    const char *text)
{
	int width = text_cols(text);

	if (width < cols)
		col += (cols - width) / 2;
	put_clip(g, row, col, width < cols ? width : cols, style, text);
}

/* --- waits ------------------------------------------------------------------ */

char *
format_wait(char *buf, size_t size, int64_t span_ms)
{
	if (span_ms < SECONDS_MATTER_MS)
		return i18n_span(buf, size, span_ms);
	if (span_ms < HOUR_MS)
		/* TRANSLATORS: minutes, in few columns: "12m". */
		snprintf(buf, size, _("%dm"), (int)(span_ms / MINUTE_MS));
	else if (span_ms < DAY_MS)
		/* TRANSLATORS: hours, in few columns: "3h". */
		snprintf(buf, size, _("%dh"), (int)(span_ms / HOUR_MS));
	else
		/* TRANSLATORS: days, in few columns: "2d". */
		snprintf(buf, size, _("%dd"),
		    (int)(span_ms / DAY_MS < 999 ? span_ms / DAY_MS : 999));
	return buf;
}

char *
format_late(char *buf, size_t size, int64_t span_ms, enum target_state state)
{
	static const char *const signs[] = {
		[TARGET_NONE] = " ", [TARGET_OK] = " ",
		[TARGET_WARN] = "△", [TARGET_MISSED] = "▲",
	};
	char wait[SHORT_BYTES];

	snprintf(buf, size, "%s%s", format_wait(wait, sizeof wait, span_ms),
	    signs[state]);
	return buf;
}

enum style
style_late(enum target_state state, enum style calm)
{
	switch (state) {
	case TARGET_WARN:
		return STYLE_WARN;
	case TARGET_MISSED:
		return STYLE_ALARM;
	default:
		return calm;
	}
}

int64_t
wait_since(const struct chat *c)
{
	if (c->c.waiting_since_ms != 0)
		return c->c.waiting_since_ms;
	return c->c.state == CONVERSATION_WAITING ? c->c.queued_ms : 0;
}

/* What I said of it is on its way to the desk. */
static bool
is_settled(const struct chat *c)
{
	return c->aside_id[0] != '\0' && c->aside_ms == 0;
}

bool
format_aside(const struct model *m, const struct chat *c, char *buf,
    size_t size)
{
	int64_t until_ms = model_aside(m, c);
	char clock[SHORT_BYTES] = "";

	if (until_ms == 0)
		return false;
	if (until_ms != ASIDE_OPEN)
		i18n_clock(clock, sizeof clock, until_ms);
	snprintf(buf, size, "~%s ", clock);
	return true;
}

/* When it is due; later than that it is an alarm. */
static enum style
format_promise(const struct model *m, const struct chat *c, char *buf,
    size_t size, enum style calm)
{
	char clock[SHORT_BYTES];

	snprintf(buf, size, "◷%s ",
	    i18n_clock(clock, sizeof clock, c->c.promise_due_ms));
	if (m->now_ms >= c->c.promise_due_ms)
		return STYLE_ALARM;
	return model_promise_is_due(m, c) ? STYLE_WARN : calm;
}

static bool
has_wrap_up_target(const struct model *m, const struct chat *c)
{
	return c->c.state == CONVERSATION_WRAP_UP && model_is_mine(m, c) &&
	    m->wrap_up_target.limit_ms != TARGET_NEVER;
}

enum style
format_standing(const struct model *m, const struct chat *c, char *buf,
    size_t size, enum style calm)
{
	enum target_state state = model_target(m, c);

	buf[0] = '\0';
	if (room_is(c) || !model_hears_of(m, c))
		return calm;
	if (model_is_offered(m, c)) {
		int left = model_offer_left_s(m, c);

		if (left < 0)
			snprintf(buf, size, "%s ", _("new?"));
		else
			snprintf(buf, size, "⇢%d:%02d ", left / 60, left % 60);
		return STYLE_WARN;
	}
	if (format_aside(m, c, buf, size))
		return STYLE_DIM;
	if (wait_since(c) != 0 && !is_settled(c)) {
		format_late(buf, size, m->now_ms - wait_since(c), state);
		return style_late(state, calm);
	}
	if (has_wrap_up_target(m, c)) {
		/* How long it has lacked its outcome. */
		buf[0] = '?';
		format_late(buf + 1, size - 1, m->now_ms - c->c.closed_ms,
		    state);
		return style_late(state, calm);
	}
	if (c->c.state == CONVERSATION_WRAP_UP)
		/* TRANSLATORS: closed, but nobody has said how it ended. */
		snprintf(buf, size, "%s ", _("outcome?"));
	else if (c->c.state == CONVERSATION_CLOSED)
		snprintf(buf, size, "%s ", _("closed"));
	else if (c->c.promise_due_ms != 0 && model_is_mine(m, c))
		return format_promise(m, c, buf, size, calm);
	else
		snprintf(buf, size, "✓ ");
	return calm;
}

char *
format_tags(char *buf, size_t size, const char *list)
{
	char tag[MAX_TAG_BYTES + 1];
	size_t used = 0;

	buf[0] = '\0';
	for (int i = 0; tags_at(list, i, tag); i++) {
		int n = snprintf(buf + used, size - used, "%s#%s",
		    i > 0 ? " " : "", tag);

		if (n < 0 || (size_t)n >= size - used)
			break;
		used += (size_t)n;
	}
	return buf;
}

char *
format_due(char *buf, size_t size, int64_t now_ms, int64_t due_ms)
{
	char day[SHORT_BYTES], today[SHORT_BYTES], clock[SHORT_BYTES];

	i18n_day_month(day, sizeof day, due_ms);
	i18n_day_month(today, sizeof today, now_ms);
	i18n_clock(clock, sizeof clock, due_ms);
	if (strcmp(day, today) == 0)
		snprintf(buf, size, "%s", clock);
	else
		snprintf(buf, size, "%s %s", day, clock);
	return buf;
}

/* --- names and keys ----------------------------------------------------------- */

const char *
operator_name(const struct model *m, int64_t id)
{
	const struct operator *o = model_operator(m, id);

	if (o == NULL)
		return _("a colleague");
	return o->name[0] != '\0' ? o->name : o->login;
}

char *
format_first(char *buf, size_t size, const char *name)
{
	size_t len = strlen(name), end = 0, at = 0;

	/* A blank in a name is any that is drawn as one. */
	while (at < len && (name[at] == ' ' || name[at] == '\t'))
		at++;
	end = at;
	while (end < len && strchr(" \t\n\r", name[end]) == NULL)
		end++;
	if (end - at >= size)
		end = at + size - 1;
	memcpy(buf, name + at, end - at);
	buf[end - at] = '\0';
	/* Not in the middle of a letter. */
	if (!utf8_is_valid(buf, strlen(buf)))
		str_copy(buf, size, name + at);
	return buf;
}

/* One key of a chord: "C-x" is Ctrl-X. */
static void
put_key(char *buf, size_t size, const char *key, size_t len)
{
	static const struct {
		const char *prefix, *name;
	} shifts[] = {
		{ "C-", "Ctrl-" }, { "M-", "Alt-" }, { "S-", "Shift-" },
	};
	size_t used = strlen(buf);

	for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++)
		while (len > 2 && strncmp(key, shifts[i].prefix, 2) == 0) {
			snprintf(buf + used, size - used, "%s",
			    shifts[i].name);
			used = strlen(buf);
			key += 2;
			len -= 2;
		}
	snprintf(buf + used, size - used, "%.*s", (int)len, key);
	if (used > 0 && len == 1 && buf[used] >= 'a' && buf[used] <= 'z' &&
	    buf[used - 1] == '-')
		buf[used] = (char)(buf[used] - 'a' + 'A');
}

char *
format_key(char *buf, size_t size, const char *key)
{
	buf[0] = '\0';
	for (;;) {
		size_t len = strcspn(key, " ");

		put_key(buf, size, key, len);
		if (key[len] == '\0')
			return buf;
		snprintf(buf + strlen(buf), size - strlen(buf), " ");
		key += len + 1;
	}
}
