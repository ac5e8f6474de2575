/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/notify/internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/i18n.h"

#define TMUX_MS	   300
#define TMUX_BYTES (64 * 1024)

static const char *const texts[WHYS] = {
	[WHY_DESKTOP] = N_("Alerts are shown on the desktop."),
	[WHY_DESKTOP_SSH] = N_("Alerts are not shown on a desktop, as this "
	    "is a session over SSH."),
	[WHY_DESKTOP_NO_DISPLAY] = N_("Alerts are not shown on a desktop: "
	    "neither DISPLAY nor WAYLAND_DISPLAY is set."),
	[WHY_DESKTOP_NO_HELPER] = N_("Alerts are not shown on the desktop: "
	    "dezhurka-notify is not installed, it is built where libnotify "
	    "is."),
	[WHY_TERMINAL] = "",	/* notify.c puts it together */
	[WHY_TERMINAL_TMUX_OFF] = N_("Alerts that the terminal would show "
	    "itself (OSC 9, 777, 99) do not get through tmux: put \"set -g "
	    "allow-passthrough on\" in ~/.tmux.conf."),
	[WHY_TERMINAL_SCREEN] = N_("Alerts that the terminal would show "
	    "itself (OSC 9, 777, 99) do not get through screen, only the bell "
	    "does."),
	[WHY_TERMINAL_UNKNOWN] = N_("The terminal is not known to show alerts "
	    "itself, as kitty, foot, WezTerm, Ghostty and iTerm2 do; if it "
	    "does, set \"terminal\" under [alerts] in dezhurka.conf."),
	[WHY_TERMINAL_OFF] = N_("The terminal shows no alerts, as \"terminal "
	    "= off\" is set under [alerts] in dezhurka.conf."),
	[WHY_BELL] = N_("The terminal's bell is rung."),
	[WHY_BELL_TMUX] = N_("The terminal's bell is rung; tmux passes it on "
	    "unless \"bell-action\" is \"none\" or \"visual-bell\" is "
	    "\"on\"."),
	[WHY_COMMAND] = "",	/* notify.c puts it together */
	[WHY_COMMAND_NONE] = N_("No command is run: set \"command\" under "
	    "[alerts] in dezhurka.conf.")
};

/* Terminals that show alerts themselves, by the beginning of $TERM, of
 * $TERM_PROGRAM or of what they answer; and the sequence that tells them title
 * and body apart, where they have one. */
static const struct { const char *name; int osc; } terminals[] = {
	{ "xterm-kitty", 99 }, { "kitty", 99 }, { "foot", 777 },
	{ "wezterm", 777 }, { "WezTerm", 777 }, { "xterm-ghostty", 777 },
	{ "ghostty", 777 }, { "iTerm", 9 }
};

static const char *
env(const char *name)
{
	const char *value = getenv(name);

	return value != NULL ? value : "";
}

/* 0: it is none of them. */
static int
osc_of(const char *name)
{
	for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++)
		if (strncmp(name, terminals[i].name,
		    strlen(terminals[i].name)) == 0)
			return terminals[i].osc;
	return 0;
}

static int
osc_of_environment(void)
{
	int osc = osc_of(env("TERM"));

	return osc != 0 ? osc : osc_of(env("TERM_PROGRAM"));
}

/* --- what tmux knows better ---------------------------------------------- */

/* Is `name` set in what "tmux show-environment" printed ("NAME=value", or
 * "-NAME" for one that the attached client does not have)? `ours` when tmux
 * does not say. */
static bool
is_set_there(const char *lines, const char *name, bool ours)
{
	size_t len = strlen(name);

	while (*lines != '\0') {
		const char *next = strchr(lines, '\n');

		if (lines[0] == '-' && strncmp(lines + 1, name, len) == 0 &&
		    (lines[1 + len] == '\n' || lines[1 + len] == '\0'))
			return false;
		if (strncmp(lines, name, len) == 0 && lines[len] == '=')
			return lines[len + 1] != '\n' &&
			    lines[len + 1] != '\0';
		if (next == NULL)
			break;
		lines = next + 1;
	}
	return ours;
}

struct place { bool has_display, is_remote; };

static struct place
find_place(bool in_tmux)
{
	struct place p = {
		.has_display = env("DISPLAY")[0] != '\0' ||
		    env("WAYLAND_DISPLAY")[0] != '\0',
		.is_remote = env("SSH_CONNECTION")[0] != '\0'
	};
	struct str out;

	if (!in_tmux)
		return p;
	str_init(&out, TMUX_BYTES);
	if (child_output((const char *const[]){ "tmux", "show-environment",
	    NULL }, TMUX_MS, &out, NULL)) {
		p.has_display = is_set_there(out.data, "DISPLAY",
		    env("DISPLAY")[0] != '\0') || is_set_there(out.data,
		    "WAYLAND_DISPLAY", env("WAYLAND_DISPLAY")[0] != '\0');
		p.is_remote = is_set_there(out.data, "SSH_CONNECTION",
		    p.is_remote);
	}
	str_clear(&out);
	return p;
}

/* Does tmux let through what is for the terminal outside; and what is that?
 * Versions before 3.3 have no option, and always do. */
static enum ways_why
choose_terminal_in_tmux(int *osc)
{
	enum ways_why why = WHY_TERMINAL_TMUX_OFF;
	struct str    out;

	str_init(&out, TMUX_BYTES);
	/* "1 xterm-kitty": the option, and what the client runs in. */
	if (child_output((const char *const[]){ "tmux", "display-message",
	    "-p", "#{allow-passthrough} #{client_termname}", NULL }, TMUX_MS,
	    &out, NULL)) {
		char *term = strchr(out.data, ' ');

		if (term != NULL) {
			*term++ = '\0';
			term[strcspn(term, "\n")] = '\0';
			if (*osc == 0)
				*osc = osc_of(term);
			if (*osc == 0)
				why = WHY_TERMINAL_UNKNOWN;
			else if (strcmp(out.data, "0") != 0 &&
			    strcmp(out.data, "off") != 0)
				why = WHY_TERMINAL;
		}
	}
	str_clear(&out);
	return why;
}

/* --- the choice ---------------------------------------------------------- */

static enum ways_why
choose_desktop(bool in_tmux, const char *helper)
{
	struct place p = find_place(in_tmux);

	if (p.is_remote)
		return WHY_DESKTOP_SSH;
	if (!p.has_display)
		return WHY_DESKTOP_NO_DISPLAY;
	return access(helper, X_OK) == 0 ? WHY_DESKTOP :
	    WHY_DESKTOP_NO_HELPER;
}

static enum ways_why
choose_terminal(bool in_tmux, const char *setting, int *osc)
{
	*osc = 0;
	if (strcmp(setting, "off") == 0)
		return WHY_TERMINAL_OFF;
	if (strncmp(setting, "osc", 3) == 0)
		*osc = (int)strtol(setting + 3, NULL, 10);
	if (in_tmux)
		return choose_terminal_in_tmux(osc);
	if (env("STY")[0] != '\0')
		return WHY_TERMINAL_SCREEN;
	if (*osc == 0)
		*osc = osc_of_environment();
	return *osc != 0 ? WHY_TERMINAL : WHY_TERMINAL_UNKNOWN;
}

void
ways_choose(struct ways *w, const char *helper, const char *command,
    const char *terminal)
{
	bool in_tmux = env("TMUX")[0] != '\0';

	w->why[NOTIFY_DESKTOP] = choose_desktop(in_tmux, helper);
	w->why[NOTIFY_TERMINAL] = choose_terminal(in_tmux, terminal,
	    &w->osc);
	w->why[NOTIFY_BELL] = in_tmux ? WHY_BELL_TMUX : WHY_BELL;
	w->why[NOTIFY_COMMAND] = command != NULL && command[0] != '\0' ?
	    WHY_COMMAND : WHY_COMMAND_NONE;
}

/* tmux and screen answer for themselves: they are in no table. */
void
ways_terminal_is(struct ways *w, const char *name)
{
	int osc = osc_of(name);

	if (osc == 0 || w->why[NOTIFY_TERMINAL] != WHY_TERMINAL_UNKNOWN)
		return;
	w->osc = osc;
	w->why[NOTIFY_TERMINAL] = WHY_TERMINAL;
}

bool
ways_uses(const struct ways *w, enum notify_way way)
{
	switch (w->why[way]) {
	case WHY_DESKTOP:
	case WHY_TERMINAL:
	case WHY_BELL:
	case WHY_BELL_TMUX:
	case WHY_COMMAND:
		return true;
	default:
		return false;
	}
}

const char *
ways_text(enum ways_why why)
{
	return _(texts[why]);
}
