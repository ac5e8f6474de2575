/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/demo.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/i18n.h"
#include "base/paths.h"
#include "console/own_desk.h"
#include "domain/client_id.h"

#ifndef DEZHURKA_DATADIR
#define DEZHURKA_DATADIR "/usr/local/share/dezhurka"
#endif

static const char *const departments[][5] = {
	{ "department", "add", "Payments", "--skill", "payments" },
	{ "department", "add", "Cards", "--skill", "cards" }
};

static const struct {
	const char *login, *name, *role, *languages, *skill;
} operators[] = {
	{ "anna", "Anna (demo)", "admin", "ru,en,pl", "payments" },
	{ "olga", "Olga (demo)", "operator", "ru,en", "cards" },
	{ "piotr", "Piotr (demo)", "operator", "pl,en", "payments,cards" }
};

static const char *const canned_files[] = { "en.txt", "ru.txt", "pl.txt" };

/* A private directory; the runtime directory is private and in memory. */
static bool
make_dir(char *dir, size_t size, struct err *err)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	struct stat st;

	if (base == NULL || stat(base, &st) != 0 || !S_ISDIR(st.st_mode))
		base = getenv("TMPDIR");
	if (base == NULL || base[0] != '/')
		base = "/tmp";
	snprintf(dir, size, "%s/dezhurka-demo-XXXXXX", base);
	if (mkdtemp(dir) == NULL)
		return err_sys(err, ERR_IO, errno, "cannot make %s", dir);
	return true;
}

static void
remove_dir(const char *dir)
{
	const char *const argv[] = { "rm", "-rf", "--", dir, NULL };
	struct str out;

	str_init(&out, 1024);
	child_output(argv, 10000, &out, NULL);
	str_clear(&out);
}

static bool
import_canned(struct own_desk *desk, struct err *err)
{
	const char *share = getenv("DEZHURKA_DATADIR");
	char	    path[PATH_MAX];

	if (share == NULL)
		share = DEZHURKA_DATADIR;
	for (size_t i = 0; i < sizeof canned_files / sizeof *canned_files;
	    i++) {
		snprintf(path, sizeof path, "%s/canned/%s", share,
		    canned_files[i]);
		if (access(path, R_OK) != 0)
			continue;	/* not installed: no canned replies */
		const char *const args[] = { "canned", "import", path, NULL };

		if (!own_desk_admin(desk, args, NULL, err))
			return false;
	}
	return true;
}

static bool
furnish(struct own_desk *desk, struct err *err)
{
	char password[CLIENT_ID_BYTES + 1];

	for (size_t i = 0; i < sizeof departments / sizeof *departments; i++) {
		const char *const *d = departments[i];
		const char *const args[] = { d[0], d[1], d[2], d[3], d[4],
		    NULL };

		if (!own_desk_admin(desk, args, NULL, err))
			return false;
	}
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		const char *const args[] = {
			"operator", "add", operators[i].login,
			"--name", operators[i].name,
			"--role", operators[i].role,
			"--language", operators[i].languages,
			"--skill", operators[i].skill,
			"--password-stdin", NULL
		};

		client_id_new(password);
		if (!own_desk_admin(desk, args, password, err))
			return false;
	}
	return import_canned(desk, err);
}

/* The demo people live as long as the pipe that we hold. */
static bool
start_people(const struct own_desk *desk, int visitors, pid_t *pid,
    int *hold_fd, struct err *err)
{
	char self[PATH_MAX], number[16];
	int  hold[2];
	bool ok;
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0)
		return err_sys(err, ERR_IO, errno, "cannot find myself");
	self[n] = '\0';
	snprintf(number, sizeof number, "%d", visitors);
	const char *const argv[] = { self, "--demo-people", number, "--desk",
	    desk->url, NULL };

	if (pipe(hold) != 0)
		return err_sys(err, ERR_IO, errno, "no descriptor is left");
	const struct child_spec spec = { .argv = argv, .in_fd = hold[0],
		.out_fd = -1, .err_fd = -1, .new_session = true };

	ok = child_start(&spec, pid, err);
	close(hold[0]);
	if (ok)
		*hold_fd = hold[1];
	else
		close(hold[1]);
	return ok;
}

static void
say_welcome(const struct own_desk *desk, const char *data_dir,
    bool is_linear)
{
	printf(_("The visitor's page: %s\n"), desk->page_url);
	/* TRANSLATORS: a command follows; only what stands before it. */
	printf(_("Its figures, from another terminal: dezhurkad stats "
	    "--data %s\n"), data_dir);
	printf("%s\n", is_linear ?
	    _("Open it in a browser to write as a customer.\n"
	      "/take next takes the next customer, /help shows the commands, "
	      "/quit ends the demo.") :
	    _("Open it in a browser to write as a customer.\n"
	      "F5 takes the next customer, F1 helps, /quit ends the demo."));
	fflush(stdout);
}

bool
demo_run(int visitors, const struct session_options *options,
    struct err *err)
{
	struct session_options o = *options;
	struct account account = { .name = "demo", .url = "own",
	    .login = "anna" };
	struct own_desk desk;
	char  dir[PATH_MAX], data_dir[PATH_MAX + 8], state_dir[PATH_MAX + 8];
	sigset_t before;
	pid_t people = -1;
	int   hold_fd = -1;
	bool  ok;

	if (!make_dir(dir, sizeof dir, err))
		return false;
	session_hold_signals(&before);
	snprintf(data_dir, sizeof data_dir, "%s/desk", dir);
	snprintf(state_dir, sizeof state_dir, "%s/console", dir);
	ok = own_desk_start(&desk, data_dir, err) &&
	    furnish(&desk, err) &&
	    start_people(&desk, visitors, &people, &hold_fd, err);
	if (ok) {
		say_welcome(&desk, data_dir, o.is_linear);
		o.is_demo = true;
		o.state_dir = state_dir;
		str_copy(account.url, sizeof account.url, desk.url);
		o.page_url = desk.page_url;
		o.trust_owner = true;
		ok = session_run(&account, &o, err);
	}
	if (hold_fd >= 0)
		close(hold_fd);
	if (people > 0) {
		kill(people, SIGTERM);
		waitpid(people, NULL, 0);
	}
	if (desk.pid > 0)
		own_desk_stop(&desk, NULL);
	remove_dir(dir);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return ok;
}
