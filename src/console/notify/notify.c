/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/notify/notify.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/notify/internal.h"

#define WHY_BYTES 1024

struct notify {
	struct ways    ways;
	struct helper  helper;
	struct hook command;
	char	      *why;	/* the sentence that was asked for last */
};

struct notify *
notify_new(const char *libexec, const char *command, const char *terminal)
{
	struct notify *n = mem_new(struct notify);
	struct str     path;

	str_init(&path, 4096);
	str_putf(&path, "%s/%s", libexec, HELPER_NAME);
	/* A helper that ends must not end the console. */
	signal(SIGPIPE, SIG_IGN);
	helper_init(&n->helper, path.data);
	hook_init(&n->command, command);
	ways_choose(&n->ways, path.data, command, terminal);
	n->why = mem_array(WHY_BYTES, char);
	str_clear(&path);
	return n;
}

void
notify_free(struct notify *n)
{
	if (n == NULL)
		return;
	helper_clear(&n->helper);
	hook_clear(&n->command);
	free(n->why);
	free(n);
}

bool
notify_uses(const struct notify *n, enum notify_way way)
{
	return ways_uses(&n->ways, way);
}

/* --- in words ------------------------------------------------------------ */

static const char *
why_desktop(const struct notify *n)
{
	const struct helper *h = &n->helper;

	if (h->has_failed)
		snprintf(n->why, WHY_BYTES, _("The desktop did not take the "
		    "last alert: %s."), h->said);
	else if (h->n_dropped > 0)
		snprintf(n->why, WHY_BYTES, ngettext("The desktop is slow: %d "
		    "alert was left out.", "The desktop is slow: %d alerts "
		    "were left out.", (unsigned long)h->n_dropped),
		    h->n_dropped);
	else
		return ways_text(WHY_DESKTOP);
	return n->why;
}

static const char *
why_command(const struct notify *n)
{
	const struct hook *c = &n->command;
	char		      safe[256];

	utf8_safe_buf(safe, sizeof safe, c->text, UTF8_FLAT);
	if (c->has_failed)
		snprintf(n->why, WHY_BYTES, _("The command \"%s\" failed: "
		    "%s."), safe, c->failure.text);
	else
		snprintf(n->why, WHY_BYTES, _("A command is run: \"%s\"."),
		    safe);
	return n->why;
}

const char *
notify_why(const struct notify *n, enum notify_way way)
{
	switch (n->ways.why[way]) {
	case WHY_DESKTOP:
		return why_desktop(n);
	case WHY_COMMAND:
		return why_command(n);
	case WHY_TERMINAL:
		snprintf(n->why, WHY_BYTES, _("The terminal shows alerts "
		    "itself (OSC %d)."), n->ways.osc);
		return n->why;
	default:
		return ways_text(n->ways.why[way]);
	}
}

/* --- the way out --------------------------------------------------------- */

void
notify_terminal_is(struct notify *n, const char *name)
{
	ways_terminal_is(&n->ways, name);
}

int
notify_osc(const struct notify *n)
{
	return n->ways.osc;
}

/* `title` and `body` hold the safe copies that `safe` points to. */
static void
make_safe(struct note *safe, const struct note *note,
    char title[NOTE_TEXT_BYTES], char body[NOTE_TEXT_BYTES])
{
	*safe = *note;
	safe->title = utf8_safe_buf(title, NOTE_TEXT_BYTES, note->title,
	    UTF8_FLAT);
	safe->body = utf8_safe_buf(body, NOTE_TEXT_BYTES, note->body,
	    UTF8_FLAT);
}

void
notify_desktop(struct notify *n, const struct note *note)
{
	char	    title[NOTE_TEXT_BYTES], body[NOTE_TEXT_BYTES];
	struct note safe;

	make_safe(&safe, note, title, body);
	if (notify_uses(n, NOTIFY_DESKTOP))
		helper_send(&n->helper, &safe);
}

void
notify_command(struct notify *n, const struct note *note)
{
	char	    title[NOTE_TEXT_BYTES], body[NOTE_TEXT_BYTES];
	struct note safe;

	make_safe(&safe, note, title, body);
	if (notify_uses(n, NOTIFY_COMMAND))
		hook_run(&n->command, &safe);
}

int
notify_fd(const struct notify *n)
{
	return n->helper.out_fd;
}

void
notify_poll(struct notify *n)
{
	helper_hear(&n->helper);
	hook_reap(&n->command);
}

int
notify_dropped(const struct notify *n)
{
	return n->helper.n_dropped + n->command.n_dropped;
}
