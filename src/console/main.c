/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - dezhurka, the operator's console: options and wiring.
 */
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/secrets.h"
#include "base/utf8.h"
#include "console/cli/cli.h"
#include "console/demo.h"
#include "console/local.h"
#include "console/manual.h"
#include "console/session.h"
#include "console/settings.h"
#include "console/setup.h"
#include "console/term/looks.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif
#ifndef DEZHURKA_LIBEXECDIR
#define DEZHURKA_LIBEXECDIR "/usr/local/libexec/dezhurka"
#endif

/* Exit codes are fixed; dezhurka(1) has this table. What an error says is
 * English, as it goes to logs too; in front of it stands what kind it is, in
 * the language of whoever reads it. */
static const struct {
	enum err_code code;
	int	      exit;
	const char   *kind;
} exits[] = {
	{ ERR_VALUE, 2, N_("This cannot be used:") },
	{ ERR_SYNTAX, 2, N_("This cannot be read:") },
	{ ERR_IN_USE, 3, N_("This is in use:") },
	{ ERR_AUTH, 4, N_("The desk did not let you in:") },
	{ ERR_FACTOR, 4, N_("The desk wants a code besides the password:") },
	{ ERR_RIGHTS, 4, N_("This is not allowed:") },
	{ ERR_NET, 5, N_("There is no line to the desk:") },
	{ ERR_BUSY, 5, N_("The desk has too much to do:") },
	{ ERR_NOT_FOUND, 6, N_("This is not there:") },
	{ ERR_CONFLICT, 7, N_("Somebody was first:") },
	{ ERR_UNSUPPORTED, 8, N_("This does not work here:") },
	{ ERR_IO, 1, N_("Reading or writing failed:") }
};

enum {
	OPT_CONFIG = 256, OPT_LANG, OPT_THEME, OPT_NO_COLOR, OPT_CHECK,
	OPT_DEMO, OPT_VISITORS, OPT_ACCOUNT, OPT_DESK, OPT_LOGIN,
	OPT_LINEAR, OPT_TOKEN_FD, OPT_PEOPLE, OPT_DUMP_DOC
};

static const struct option long_options[] = {
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "lang", required_argument, NULL, OPT_LANG },
	{ "theme", required_argument, NULL, OPT_THEME },
	{ "no-color", no_argument, NULL, OPT_NO_COLOR },
	{ "linear", no_argument, NULL, OPT_LINEAR },
	{ "check-config", no_argument, NULL, OPT_CHECK },
	{ "demo", no_argument, NULL, OPT_DEMO },
	{ "visitors", required_argument, NULL, OPT_VISITORS },
	{ "account", required_argument, NULL, OPT_ACCOUNT },
	{ "desk", required_argument, NULL, OPT_DESK },
	{ "login", required_argument, NULL, OPT_LOGIN },
	{ "token-fd", required_argument, NULL, OPT_TOKEN_FD },
	{ "demo-people", required_argument, NULL, OPT_PEOPLE },
	{ "dump-doc", no_argument, NULL, OPT_DUMP_DOC },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 }
};

struct options {
	const char *config, *language, *theme, *account, *desk, *login;
	bool	    no_color, check, demo, linear;
	int	    visitors, token_fd, people;	/* -1: not asked */
	struct cli_call *call;		/* its row is NULL: a screen is wanted */
};

static int
fail(const struct err *err)
{
	const char *kind = _("This did not work:");
	char	    safe[4 * ERR_TEXT_BYTES];
	int	    rc = 1;

	/* It may quote a file or a desk. */
	utf8_safe_buf(safe, sizeof safe, err->text, UTF8_LINES);
	for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
		if (exits[i].code == err->code) {
			kind = _(exits[i].kind);
			rc = exits[i].exit;
		}
	if (strcmp(i18n_language(), "en") == 0)
		fprintf(stderr, "dezhurka: %s\n", safe);
	else
		fprintf(stderr, "dezhurka: %s %s\n", kind, safe);
	return rc;
}

static void
print_row(const struct cli_row *row)
{
	if (row->kind != CLI_SCREEN)
		printf("  %s%s%s%s\n      %s\n", row->name, row->has_chat ?
		    " CONVERSATION" : "", cli_args(row)[0] != '\0' ? " " : "",
		    cli_args(row), _(cli_help(row)));
}

static void
print_help(void)
{
	printf("%s\n\n", _("Usage: dezhurka [OPTION]..."));
	printf("%s\n\n", _("The operator's console of a customer-support "
	    "desk.\nWith nothing set up it offers to start a desk of your own "
	    "or to sign in\nto one."));
	printf("  --account NAME      %s\n", _("the account of that name in "
	    "the configuration"));
	printf("  --desk URL          %s\n", _("the desk's address: "
	    "https://HOST or unix:/PATH"));
	printf("  --login LOGIN       %s\n", _("who I am there"));
	printf("  --token-fd N        %s\n", _("read the token from "
	    "descriptor N"));
	printf("  --config FILE       %s\n", _("another configuration file"));
	printf("  --check-config      %s\n", _("only check the "
	    "configuration: all its errors"));
	printf("  --lang en|ru|pl     %s\n", _("the language of the "
	    "screen"));
	printf("  --theme NAME        %s\n", _("auto, dark, light, high-contrast, mono, or a file"));
	printf("  --no-color          %s\n", _("no colours (NO_COLOR is "
	    "honoured too)"));
	printf("  --linear            %s\n", _("lines instead of a screen: "
	    "for Braille and speech"));
	printf("  --demo              %s\n", _("a desk to try, with demo "
	    "customers"));
	printf("  --visitors N        %s\n", _("how many demo customers, 0 "
	    "to 20"));
	printf("  --help, --version\n\n");
	printf("%s\n\n", _("Without a screen: dezhurka COMMAND [--json] "
	    "[CONVERSATION] [ARGUMENT]..."));
	for (size_t i = 0; i < n_cli_rows; i++)
		print_row(&cli_rows[i]);
}

static bool
parse_number(const char *name, const char *text, int min, int max, int *out,
    struct err *err)
{
	long long n;

	if (!str_to_i64(text, min, max, &n))
		return err_set(err, ERR_VALUE, "%s %s: a number from %d to "
		    "%d is needed", name, text, min, max);
	*out = (int)n;
	return true;
}

static bool
check_word(const char *name, const char *text, const char *list,
    struct err *err)
{
	return list_has(list, text) || err_set(err, ERR_VALUE,
	    "%s %s: choose one of %s", name, text, list);
}

/* 'h', 'V' and OPT_DUMP_DOC are answered here: *done. */
static bool
take_option(int c, struct options *o, bool *done, struct err *err)
{
	struct looks l;

	switch (c) {
	case OPT_CONFIG:
		o->config = optarg;
		return true;
	case OPT_LANG:
		o->language = optarg;
		/* At once: --help may be next. */
		return check_word("--lang", optarg, "en,ru,pl", err) &&
		    i18n_switch(optarg);
	case OPT_THEME:
		o->theme = optarg;
		return looks_load(&l, optarg, false, err);
	case OPT_NO_COLOR:
		o->no_color = true;
		return true;
	case OPT_LINEAR:
		o->linear = true;
		return true;
	case OPT_CHECK:
		o->check = true;
		return true;
	case OPT_DEMO:
		o->demo = true;
		return true;
	case OPT_VISITORS:
		return parse_number("--visitors", optarg, 0,
		    DEMO_VISITORS_MAX, &o->visitors, err);
	case OPT_ACCOUNT:
		o->account = optarg;
		return true;
	case OPT_DESK:
		o->desk = optarg;
		return true;
	case OPT_LOGIN:
		o->login = optarg;
		return true;
	case OPT_TOKEN_FD:
		return parse_number("--token-fd", optarg, 0, 1023,
		    &o->token_fd, err);
	case OPT_PEOPLE:
		return parse_number("--demo-people", optarg, 0,
		    DEMO_VISITORS_MAX, &o->people, err);
	case OPT_DUMP_DOC:
		manual_dump(stdout);
		*done = true;
		return true;
	case 'h':
		print_help();
		*done = true;
		return true;
	case 'V':
		printf("dezhurka %s\n", PACKAGE_VERSION);
		*done = true;
		return true;
	default:
		return err_set(err, ERR_VALUE,
		    "try \"dezhurka --help\" for the options");
	}
}

static bool
parse_options(int argc, char **argv, struct options *o, bool *done,
    struct err *err)
{
	int c;

	*o = (struct options){ .visitors = 3, .token_fd = -1, .people = -1,
	    .call = o->call };
	while ((c = getopt_long(argc, argv, "+hV", long_options, NULL)) != -1) {
		if (!take_option(c, o, done, err))
			return false;
		if (*done)
			return true;
	}
	/* --check-config FILE */
	if (o->check && o->config == NULL && optind + 1 == argc)
		o->config = argv[optind++];
	if (optind < argc && !cli_parse(o->call, argc - optind, argv + optind,
	    err))
		return false;
	if ((o->desk == NULL) != (o->login == NULL) && o->people < 0)
		return err_set(err, ERR_VALUE,
		    "--desk and --login belong together");
	return true;
}

/* Beside this program when it runs from a build directory. */
static void
find_libexec(char *buf, size_t size)
{
	char	self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char   *slash;

	str_copy(buf, size, DEZHURKA_LIBEXECDIR);
	if (n <= 0)
		return;
	self[n] = '\0';
	slash = strrchr(self, '/');
	if (slash == NULL)
		return;
	str_copy(slash, sizeof self - (size_t)(slash - self),
	    "/dezhurka-notify");
	if (access(self, X_OK) != 0)
		return;
	*slash = '\0';
	str_copy(buf, size, self);
}

static bool
open_log(struct err *err)
{
	char dir[PATH_MAX], path[PATH_MAX];

	return paths_get(PATHS_STATE, NULL, dir, sizeof dir, err) &&
	    paths_make_dir(dir, err) &&
	    paths_get(PATHS_STATE, "log", path, sizeof path, err) &&
	    log_open(path, LOG_INFO, err);
}

static bool
choose_account(const struct options *o, const struct settings *s,
    struct account *a, struct session_options *so, struct err *err)
{
	int i;

	memset(a, 0, sizeof *a);
	if (o->desk != NULL) {
		if (!operator_login_ok(o->login))
			return err_set(err, ERR_VALUE, "--login %s: use a-z, "
			    "0-9, '.', '_' and '-'", o->login);
		if (!settings_is_address(o->desk))
			return err_set(err, ERR_VALUE, "--desk %s: write "
			    "https://HOST, http://HOST or unix:/PATH",
			    o->desk);
		str_copy(a->login, sizeof a->login, o->login);
		str_copy(a->name, sizeof a->name, o->login);
		return str_copy(a->url, sizeof a->url, o->desk) ||
		    err_set(err, ERR_VALUE, "--desk: the address is too long");
	}
	i = settings_account(s, o->account);
	if (i < 0 && o->account != NULL)
		return err_set(err, ERR_NOT_FOUND, "there is no account "
		    "\"%s\" in the configuration", o->account);
	if (i < 0 && o->call->row != NULL)
		return err_set(err, ERR_NOT_FOUND, "no account is set up: "
		    "start dezhurka once, or say --desk and --login");
	if (i < 0)
		return setup_run(a, o->config, err);
	*a = s->accounts[i];
	so->token_command = s->token_commands[i];
	so->password_command = s->password_commands[i];
	return true;
}

/* A terminal that cannot move its cursor can still read lines. */
static bool
is_dumb(void)
{
	const char *type = getenv("TERM");

	return type != NULL && strcmp(type, "dumb") == 0;
}

static int
run(const struct options *o, struct settings *s)
{
	char		       libexec[PATH_MAX];
	const char	      *no_color = getenv("NO_COLOR");
	struct account	       account;
	struct err	       err = { 0 };
	struct session_options so = {
		.prefs = &s->prefs,
		.keys = &s->keys,
		.config_path = o->config, .handlers = s->handlers,
		.n_handlers = s->n_handlers, .hints = s->hints,
		.n_hints = s->n_hints,
		.no_color = o->no_color || (no_color != NULL &&
		    no_color[0] != '\0'),
		.is_linear = o->linear || is_dumb(),
		.libexec_dir = libexec,
		.token_fd = o->token_fd,
		.call = o->call->row != NULL ? o->call : NULL
	};

	find_libexec(libexec, sizeof libexec);
	if (o->theme != NULL && !pref_set(&s->prefs, pref_find("ui", "theme"),
	    o->theme, &err))
		return fail(&err);
	if (o->people >= 0)
		return demo_people_run(o->desk, o->people, &err) ? 0 :
		    fail(&err);
	if (o->demo)
		return demo_run(o->visitors, &so, &err) ? 0 : fail(&err);
	if (o->call->row != NULL && o->call->row->kind == CLI_LOCAL)
		return local_run(o->call, s, o->config, &err) ? 0 : fail(&err);
	if (!open_log(&err))
		return fail(&err);
	if (!choose_account(o, s, &account, &so, &err))
		return err.code == ERR_NONE ? 0 : fail(&err);
	return session_run(&account, &so, &err) ? 0 : fail(&err);
}

static void
print_wrong(void *ctx, const struct err *err)
{
	int rc = fail(err), *first = ctx;

	if (*first == 0)
		*first = rc;
}

static void
print_note(void *ctx, const char *text)
{
	char safe[4096];

	(void)ctx;
	printf("%s\n", utf8_safe_buf(safe, sizeof safe, text, UTF8_FLAT));
}

static int
check_config(const char *path)
{
	int rc = 0;
	const struct settings_reader reader = { print_wrong, print_note,
		&rc };

	if (settings_check(path, &reader))
		printf("%s\n", _("The configuration is good."));
	return rc;
}

/* The terminal as we found it: whoever crashes has nobody else to ask. */
static struct termios found;
static char last_words[512];	/* in the operator's language */

/* Our own mistakes and exhausted memory end here; only calls that a signal's
 * handler may make. The modes are those of term/, and of any terminal that has
 * an alternate screen. */
static void
give_terminal_back(int signo)
{
	static const char modes[] = "\033[?1006l\033[?1002l"
	    "\033[?1004l\033[?2004l\033[?1l\033>"
	    "\033[?1049l\033[0m\033[?25h\r\n";
	ssize_t n = write(STDOUT_FILENO, modes, sizeof modes - 1);

	(void)n;
	tcsetattr(STDIN_FILENO, TCSANOW, &found);
	n = write(STDERR_FILENO, last_words, strlen(last_words));
	(void)n;
	raise(signo);
}

static void
watch_crashes(void)
{
	static const int crashes[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL,
	    SIGSEGV };
	struct sigaction ours = { .sa_handler = give_terminal_back,
	    .sa_flags = (int)SA_RESETHAND }, theirs;

	if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &found) != 0)
		return;
	snprintf(last_words, sizeof last_words, "%s\r\n",
	    _("dezhurka has ended: there is no memory left, or it has a fault. "
	    "Drafts and unsent messages are kept: start it again."));
	/* A sanitizer may have one already. */
	for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
		if (sigaction(crashes[i], NULL, &theirs) == 0 &&
		    theirs.sa_handler == SIG_DFL)
			sigaction(crashes[i], &ours, NULL);
}

/* Of a language that somebody asked for; in English, as there is no other. */
static void
say_missing(const struct options *o, const struct settings *s)
{
	const char *dir = i18n_missing();

	if (dir != NULL && (o->language != NULL ||
	    s->prefs.language[0] != '\0'))
		fprintf(stderr, "dezhurka: no texts in \"%s\" below %s, so all "
		    "is English: run \"make install\", or let "
		    "DEZHURKA_LOCALEDIR name the directory that has them\n",
		    i18n_language(), dir);
}

static int
start(const struct options *o, struct settings *s)
{
	int rc;

	if (o->language == NULL && s->prefs.language[0] != '\0')
		i18n_switch(s->prefs.language);
	say_missing(o, s);
	log_open("/dev/null", LOG_ERROR, NULL);
	watch_crashes();
	rc = run(o, s);
	log_close();
	return rc;
}

int
main(int argc, char **argv)
{
	struct options	    o;
	struct settings	    s;
	struct err	    err = { 0 };
	bool		    done = false;
	struct cli_call	    call;
	int		    rc;

	log_guard_standard();
	secrets_guard();
	i18n_start(NULL);
	cli_init(&call, stdout);
	o.call = &call;
	if (!parse_options(argc, argv, &o, &done, &err))
		rc = fail(&err);
	else if (done)
		rc = 0;
	else if (o.check)
		rc = check_config(o.config);
	else if (!settings_read(&s, o.config, &err))
		rc = fail(&err);
	else
		rc = start(&o, &s);
	cli_clear(&call);
	return rc;
}
