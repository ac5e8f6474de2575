/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/setup.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "console/session.h"

/* The system's login as a login of the desk. */
static void
my_login(char *buf, size_t size)
{
	const struct passwd *pw = getpwuid(getuid());

	if (pw == NULL || !operator_login_ok(pw->pw_name) ||
	    !str_copy(buf, size, pw->pw_name))
		str_copy(buf, size, "operator");
}

static bool
ask_login(struct account *a, struct err *err)
{
	char preset[MAX_LOGIN_BYTES + 1];

	my_login(preset, sizeof preset);
	for (;;) {
		if (!session_ask(_("Your login at the desk:"), preset,
		    a->login, sizeof a->login, err))
			return false;
		if (operator_login_ok(a->login))
			return true;
		printf("%s\n", _("A login has only the letters a-z, digits, "
		    "'.', '_' and '-'."));
	}
}

static bool
ask_url(struct account *a, struct err *err)
{
	for (;;) {
		if (!session_ask(_("Address of the desk "
		    "(https://desk.example or unix:/path):"), "", a->url,
		    sizeof a->url, err))
			return false;
		if (settings_is_address(a->url))
			return true;
		printf("%s\n", _("An address begins with https://, http:// "
		    "or unix:/"));
	}
}

bool
setup_run(struct account *a, const char *path, struct err *err)
{
	char answer[16];

	memset(a, 0, sizeof *a);
	err_clear(err);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_UNSUPPORTED, "nothing is set up and "
		    "there is no terminal to ask on: write dezhurka.conf(5), "
		    "or start dezhurka in a terminal");
	printf("%s\n\n  1  %s\n  2  %s\n  q  %s\n\n",
	    _("Welcome to dezhurka. Nothing is set up yet."),
	    _("Start a desk of my own on this computer"),
	    _("Sign in to a desk that is there already"),
	    _("Leave"));
	for (;;) {
		if (!session_ask(_("What shall it be?"), "1", answer,
		    sizeof answer, err))
			return false;
		if (answer[0] == 'q')
			return false;
		if (answer[0] == '1' || answer[0] == '2')
			break;
		printf("%s\n", _("Type 1, 2 or q."));
	}
	if (answer[0] == '1') {
		str_copy(a->name, sizeof a->name, "own");
		str_copy(a->url, sizeof a->url, "own");
	} else {
		str_copy(a->name, sizeof a->name, "default");
		if (!ask_url(a, err))
			return false;
	}
	return ask_login(a, err) && settings_add_account(a, path, err);
}
