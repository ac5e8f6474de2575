/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - dezhurkad: the desk, and the administrator's commands for it.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/secrets.h"
#include "base/str.h"
#include "server/admin_cli.h"
#include "server/exits.h"
#include "server/notify_systemd.h"
#include "server/names.h"
#include "server/serve.h"
#include "server/settings.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1.0"
#endif

static const char help[] =
    "dezhurkad - the desk that visitors write to and operators answer from\n"
    "\n"
    "Usage: dezhurkad [OPTION]...            runs the desk\n"
    "       dezhurkad COMMAND [OPTION]...    tells a desk what to change\n"
    "\n"
    "Options of the desk:\n"
    "  --config FILE      read this file (dezhurkad.conf(5))\n"
    "  --data DIR         keep everything in DIR\n"
    "  --listen ADDRESS   127.0.0.1:8484, [::1]:0 (any free port) or\n"
    "                     unix:/path; may be given several times\n"
    "  --log LEVEL        error, warn, info or debug\n"
    "  --trust-owner      on Unix sockets the owner of the desk signs in\n"
    "                     without a password\n"
    "  --check-config     read the configuration, say what is wrong, end\n"
    "  --help, --version\n"
    "\n"
    "Every bound address is printed as \"listening on ADDRESS\", then\n"
    "\"ready\". SIGTERM ends the desk in order, SIGHUP opens its log and\n"
    "reads its rules anew, as does dezhurkad reload.\n"
    "\n";

static const char exits_help[] =
    "\n"
    "Exit status:\n"
    "  0  done\n"
    "  1  failed: disk, database, memory\n"
    "  2  the command line or a file cannot be understood\n"
    "  3  the port or the data directory is in use\n"
    "  4  refused: rights or password\n"
    "  5  no desk runs there, or it does not answer\n"
    "  6  there is no such operator, department, canned reply or\n"
    "     session\n"
    "  7  it exists already, or somebody was first\n"
    "  8  the audit trail is not what was written\n";

struct invocation {
	const char *config, *data, *log_level;
	const char *listen[SETTINGS_MAX_ITEMS];
	size_t	    n_listen;
	bool	    trust_owner, only_check;
};

/* --- the command line -------------------------------------------------- */

static int
print_help(void)
{
	fputs(help, stdout);
	admin_cli_help(stdout);
	fputs(exits_help, stdout);
	return EXITS_OK;
}

static int
print_routes(void)
{
	struct str out;

	str_init(&out, 65536);
	serve_routes(&out);
	fputs(out.data, stdout);
	str_clear(&out);
	return EXITS_OK;
}

/* "--name VALUE" or "--name=VALUE" at argv[*i]; NULL: it is another one. */
static const char *
value_of(char **argv, int *i, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(argv[*i], name, len) != 0)
		return NULL;
	if (argv[*i][len] == '=')
		return argv[*i] + len + 1;
	if (argv[*i][len] != '\0')
		return NULL;
	if (argv[*i + 1] == NULL)
		return "";
	return argv[++*i];
}

static int
read_option(struct invocation *v, char **argv, int *i)
{
	const char *name = argv[*i], *value;

	if ((value = value_of(argv, i, "--config")) != NULL)
		v->config = value;
	else if ((value = value_of(argv, i, "--data")) != NULL)
		v->data = value;
	else if ((value = value_of(argv, i, "--log")) != NULL)
		v->log_level = value;
	else if ((value = value_of(argv, i, "--listen")) != NULL) {
		if (v->n_listen == SETTINGS_MAX_ITEMS)
			return exits_usage("--listen is given more than %d "
			    "times", SETTINGS_MAX_ITEMS);
		v->listen[v->n_listen++] = value;
	} else if (strcmp(name, "--trust-owner") == 0)
		v->trust_owner = true;
	else if (strcmp(name, "--check-config") == 0)
		v->only_check = true;
	else if (name[0] != '-')
		return exits_usage("\"%s\": a command comes before its options: "
		    "see dezhurkad --help", name);
	else
		return exits_usage("there is no option \"%s\": "
		    "see dezhurkad --help", name);
	if (value != NULL && *value == '\0')
		return exits_usage("%s needs a value: see dezhurkad --help",
		    name);
	return EXITS_OK;
}

static bool
apply(const struct invocation *v, struct settings *settings, struct err *err)
{
	if (!settings_read(settings, v->config, err))
		return false;
	if (v->data != NULL &&
	    !settings_set_data_dir(settings, v->data, err))
		return false;
	if (v->log_level != NULL &&
	    !log_level_parse(v->log_level, &settings->log_level))
		return err_set(err, ERR_VALUE, "--log %s is none of error, "
		    "warn, info, debug", v->log_level);
	if (v->n_listen > 0)
		settings->listen.n = 0;
	for (size_t i = 0; i < v->n_listen; i++)
		if (!settings_add(settings, &settings->listen, v->listen[i],
		    err))
			return false;
	if (settings->listen.n == 0 && !settings_add(settings,
	    &settings->listen, SETTINGS_LISTEN, err))
		return false;
	settings->trust_owner = v->trust_owner;
	return settings_finish(settings, err);
}

/* --- the desk ---------------------------------------------------------- */

/* As many connections as we may have. */
static void
set_limits(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* Passwords and conversations go over this line as they are. */
static void
warn_if_open(const char *address, const struct settings *settings)
{
	if (settings->proxies.n == 0 && strncmp(address, "unix:", 5) != 0 &&
	    strncmp(address, "127.", 4) != 0 &&
	    strncmp(address, "[::1]", 5) != 0)
		log_warn("serve", "%s may be reached from elsewhere without "
		    "TLS: put a proxy in front and name it in [proxy]",
		    address);
}

static bool
listen_all(struct serve *s, const struct settings *settings, struct err *err)
{
	char bound[4200];

	for (size_t i = 0; i < settings->listen.n; i++) {
		if (!serve_listen(s, settings->listen.items[i], bound,
		    sizeof bound, err))
			return false;
		printf("listening on %s\n", bound);
		log_info("serve", "listening on %s", bound);
		warn_if_open(settings->listen.items[i], settings);
	}
	printf("ready\n");
	fflush(stdout);
	return true;
}

static int
run(const struct settings *settings)
{
	struct err err = { .code = ERR_NONE };
	struct serve *s;
	int status = EXITS_OK;

	set_limits();
	umask(077);
	if (!log_open(settings->log_file, settings->log_level, &err))
		return exits_fail(&err);
	s = serve_open(settings, &err);
	if (s == NULL || !serve_signals(s, &err) ||
	    !listen_all(s, settings, &err)) {
		status = exits_fail(&err);
	} else {
		notify_systemd("READY=1");
		serve_note(s, "start");
		serve_run(s);
	}
	serve_close(s);
	log_close();
	return status;
}

int
main(int argc, char **argv)
{
	struct invocation v = { 0 };
	struct settings settings;
	struct err err = { .code = ERR_NONE };
	int status = EXITS_OK;

	log_guard_standard();
	secrets_guard();
	if (argc > 1 && argv[1][0] != '-')
		return admin_cli(argc - 1, argv + 1);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0)
			return print_help();
		if (strcmp(argv[i], "--version") == 0)
			return printf("dezhurkad %s\n", PACKAGE_VERSION) < 0;
		if (strcmp(argv[i], "--routes") == 0)	/* for the tests */
			return print_routes();
		status = read_option(&v, argv, &i);
		if (status != EXITS_OK)
			return status;
	}
	settings_init(&settings);
	if (!apply(&v, &settings, &err)) {
		/* A file that was named and is not there is a wrong word. */
		if (err.code == ERR_NOT_FOUND)
			err.code = ERR_SYNTAX;
		status = exits_fail(&err);
	} else if (v.only_check) {
		if (!names_check(&settings, &err))
			status = exits_fail(&err);
		else
			printf("the configuration is good\n");
	} else {
		status = run(&settings);
	}
	settings_free(&settings);
	return status;
}
