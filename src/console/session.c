/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/session.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "base/child.h"
#include "base/i18n.h"
#include "base/paths.h"
#include "console/app.h"
#include "console/headless.h"
#include "console/own_desk.h"
#include "console/top.h"
#include "domain/client_id.h"
#include "proto/proto.h"

#define COMMAND_MS	 10000
#define PASSWORD_BYTES	 257
#define CODE_BYTES	 64
#define PASSWORD_TRIES	 3
#define SIGN_INS	 20	/* of one session */

/* --- asking ------------------------------------------------------------- */

bool
session_ask(const char *question, const char *preset, char *buf, size_t size,
    struct err *err)
{
	char line[512];

	if (!isatty(STDIN_FILENO))
		return err_set(err, ERR_UNSUPPORTED,
		    "there is no terminal to ask on");
	do {
		printf("%s ", question);
		if (preset[0] != '\0')
			printf("[%s] ", preset);
		fflush(stdout);
		if (fgets(line, sizeof line, stdin) == NULL) {
			printf("\n");
			return err_set(err, ERR_IO, "nothing was answered");
		}
		line[strcspn(line, "\r\n")] = '\0';
		/* Too long: it is asked again, as for any other nonsense. */
	} while (!str_copy(buf, size, line[0] != '\0' ? line : preset));
	return true;
}

void
session_hold_signals(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, before);
}

/* Waits for a line; false: for one of the signals. */
static bool
wait_line(int signal_fd)
{
	struct pollfd fds[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = signal_fd, .events = POLLIN }
	};

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	return fds[1].revents == 0;
}

/* Who stops or ends us at the question gets the terminal with its echo. */
static bool
read_quietly(const char *question, const struct termios *old, char *line,
    int size)
{
	struct termios quiet = *old;
	sigset_t       set, before;
	bool	       is_line = false;
	int	       fd;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGTSTP);
	quiet.c_lflag &= (tcflag_t)~ECHO;
	sigprocmask(SIG_BLOCK, &set, &before);
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	while (!is_line) {
		/* First: who types at once must not be shown. */
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
		printf("%s ", question);
		fflush(stdout);
		is_line = wait_line(fd) && fgets(line, size, stdin) != NULL;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, old);
		printf("\n");
		if (!is_line && (feof(stdin) || ferror(stdin)))
			break;
		/* The signal, if it is one, does now what it should. */
		sigprocmask(SIG_SETMASK, &before, NULL);
		if (!is_line)
			sigprocmask(SIG_BLOCK, &set, NULL);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (fd >= 0)
		close(fd);
	return is_line;
}

/* Asks for a password without echo on the terminal. */
static bool
ask_password(const char *question, char *buf, size_t size, struct err *err)
{
	struct termios old;
	char	       line[PASSWORD_BYTES];
	bool	       ok;

	if (tcgetattr(STDIN_FILENO, &old) != 0)
		return err_set(err, ERR_UNSUPPORTED, "there is no terminal to "
		    "ask for the password on: use --token-fd or "
		    "token_command");
	ok = read_quietly(question, &old, line, sizeof line);
	if (ok) {
		line[strcspn(line, "\r\n")] = '\0';
		ok = str_copy(buf, size, line);
	}
	explicit_bzero(line, sizeof line);
	return ok || err_set(err, ERR_IO, "no password was given");
}

/* --- tokens ------------------------------------------------------------- */

static bool
token_from_fd(int fd, struct account *a, struct err *err)
{
	char	line[256];
	ssize_t n = read(fd, line, sizeof line - 1);

	if (n <= 0)
		return err_set(err, ERR_AUTH,
		    "no token came on descriptor %d", fd);
	line[n] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return str_copy(a->token, sizeof a->token, line) ||
	    err_set(err, ERR_AUTH, "the token is too long");
}

/* The first line of what a program prints: words by spaces, no shell, so that
 * nothing in them is ever special. What it says neither stands in an argument
 * nor in a log. */
static bool
line_of_command(const char *name, const char *command, char *buf, size_t size,
    struct err *err)
{
	char	    words[512], *at = words;
	const char *argv[32];
	int	    n = 0;
	struct str  out;
	bool	    ok;

	str_copy(words, sizeof words, command);
	while (n < 31 && *(at += strspn(at, " ")) != '\0') {
		argv[n++] = at;
		at += strcspn(at, " ");
		if (*at != '\0')
			*at++ = '\0';
	}
	argv[n] = NULL;
	if (n == 0)
		return err_set(err, ERR_VALUE, "%s is empty", name);
	str_init(&out, 4096);
	ok = child_output(argv, COMMAND_MS, &out, err) ||
	    err_prefix(err, "%s \"%s\"", name, command);
	if (ok) {
		out.data[strcspn(out.data, "\r\n")] = '\0';
		ok = (out.data[0] != '\0' && str_copy(buf, size, out.data)) ||
		    err_set(err, ERR_AUTH, "the first line that %s \"%s\" "
		    "prints is empty or too long", name, command);
	}
	explicit_bzero(out.data, out.len);
	str_clear(&out);
	return ok;
}

/* It goes into a header line: visible ASCII without a space. */
static bool
is_token(const char *token)
{
	for (; *token > ' ' && *token <= '~'; token++)
		;
	return *token == '\0';
}

static bool
token_from_command(const char *command, struct account *a, struct err *err)
{
	return line_of_command("token_command", command, a->token,
	    sizeof a->token, err) && (is_token(a->token) ||
	    err_set(err, ERR_AUTH, "token_command \"%s\" prints something "
	    "that is no token", command));
}

static const char *
device_name(char *buf, size_t size)
{
	if (gethostname(buf, size) != 0)
		str_copy(buf, size, "console");
	buf[size - 1] = '\0';
	return buf;
}

static bool
sign_in(struct account *a, const char *password, const char *code,
    struct err *err)
{
	char	    device[64];
	struct net *net = native_net(a, err);
	const struct sign_in_words words = { password, code,
	    device_name(device, sizeof device) };
	bool	    ok = net != NULL && native_sign_in(a, net, &words, err);

	net_free(net);
	return ok;
}

/* The password was right, the desk wants a code as well. */
static bool
sign_in_with_code(struct account *a, const char *password, struct err *err)
{
	char code[CODE_BYTES];
	bool ok = false;

	if (!isatty(STDIN_FILENO))
		return err_set(err, ERR_FACTOR, "%s needs a code to sign in "
		    "at %s, and there is no terminal to ask on: start "
		    "dezhurka in one, or use a token", a->login, a->url);
	for (int i = 0; i < PASSWORD_TRIES && !ok; i++) {
		if (i > 0)
			fprintf(stderr, "%s\n", _("That code is wrong or was "
			    "used already. Wait for the next one."));
		if (!session_ask(_("Code of your app, or one that you wrote "
		    "down:"), "", code, sizeof code, err))
			return false;
		ok = sign_in(a, password, code, err);
		explicit_bzero(code, sizeof code);
		if (!ok && err->code != ERR_FACTOR)
			return false;
	}
	return ok;
}

static bool
sign_in_with(struct account *a, const char *password, bool may_ask,
    struct err *err)
{
	if (sign_in(a, password, NULL, err))
		return true;
	return err->code == ERR_FACTOR && may_ask &&
	    sign_in_with_code(a, password, err);
}

static bool
ask_and_sign_in(struct account *a, const struct session_options *o,
    struct err *err)
{
	char password[PASSWORD_BYTES], question[1024];
	bool ok = false;

	/* A script is not asked, even where there is a terminal to ask on. */
	if (o->call != NULL)
		return err_set(err, ERR_AUTH, _("%s is not signed in at %s: "
		    "start dezhurka once, or set token_command"), a->login,
		    a->url);

	snprintf(question, sizeof question, _("Password of %s at %s:"),
	    a->login, a->url);
	for (int i = 0; i < PASSWORD_TRIES && !ok; i++) {
		if (i > 0)
			fprintf(stderr, "%s\n", _("That is not the password "
			    "of this login."));
		if (!ask_password(question, password,
		    sizeof password, err))
			return false;
		ok = sign_in_with(a, password, true, err);
		explicit_bzero(password, sizeof password);
		if (!ok && err->code != ERR_AUTH)
			return false;
	}
	return ok && token_write(a, err);
}

static bool
has_command(const char *command)
{
	return command != NULL && command[0] != '\0';
}

/* With what password_command prints, else with what is typed. */
static bool
sign_in_by_password(struct account *a, const struct session_options *o,
    struct err *err)
{
	char password[PASSWORD_BYTES];
	bool ok;

	if (!has_command(o->password_command))
		return ask_and_sign_in(a, o, err);
	ok = line_of_command("password_command", o->password_command,
	    password, sizeof password, err) &&
	    sign_in_with(a, password, o->call == NULL, err);
	explicit_bzero(password, sizeof password);
	return ok && token_write(a, err);
}

/* --token-fd, then token_command, then the kept token, then a password. */
static bool
find_token(struct account *a, const struct session_options *o,
    struct err *err)
{
	struct err why = { 0 };

	if (o->token_fd >= 0)
		return token_from_fd(o->token_fd, a, err);
	if (has_command(o->token_command))
		return token_from_command(o->token_command, a, err);
	if (token_read(a, a->token, sizeof a->token, &why))
		return true;
	if (why.code != ERR_NOT_FOUND) {
		if (err != NULL)
			*err = why;
		return false;
	}
	return sign_in_by_password(a, o, err);
}

/* --- a desk of one's own ------------------------------------------------ */

static bool
own_start(struct account *a, const struct session_options *o,
    struct own_desk *desk, struct err *err)
{
	char dir[PATH_MAX];
	char login[MAX_LOGIN_BYTES + 1], password[CLIENT_ID_BYTES + 1];
	struct err why = { 0 };

	if (o->data_dir != NULL)
		str_copy(dir, sizeof dir, o->data_dir);
	else if (!paths_get(PATHS_STATE, "desk", dir, sizeof dir, err))
		return false;
	if (!own_desk_start(desk, dir, err) ||
	    !str_copy(a->url, sizeof a->url, desk->url))
		return false;
	str_copy(login, sizeof login, a->login);
	if (sign_in(a, NULL, NULL, &why))
		return true;
	/* The first start: the owner is not known to the desk yet. */
	const char *const add[] = { "operator", "add", login, "--name",
	    login, "--role", "admin", "--language", i18n_language(),
	    "--password-stdin", NULL };

	/* The desk trusts its owner's consoles; the password is nobody's. */
	client_id_new(password);
	return own_desk_admin(desk, add, password, err) &&
	    sign_in(a, NULL, NULL, err);
}

static void
own_end(struct own_desk *desk, const struct app_result *r)
{
	struct err err = { 0 };

	/* Another console has it, or we never saw who is in it. */
	if (r->n_colleagues > 0 || (desk->was_running && !r->knows_desk))
		return;
	if (r->n_open > 0) {
		printf(ngettext("Your desk goes on: %d customer is in it. "
		    "Start dezhurka again to answer, or end it with: "
		    "kill %lld\n", "Your desk goes on: %d customers are in "
		    "it. Start dezhurka again to answer, or end it with: "
		    "kill %lld\n", (unsigned long)r->n_open), r->n_open,
		    (long long)desk->pid);
		return;
	}
	if (!own_desk_stop(desk, &err))
		fprintf(stderr, "dezhurka: %s\n", err.text);
}

/* --- running ------------------------------------------------------------ */

static bool
state_dir_of(const struct account *a, const struct session_options *o,
    char *dir, size_t size, struct err *err)
{
	if (o->state_dir != NULL)
		return str_copy(dir, size, o->state_dir);
	return account_path(a, "accounts", dir, size, err);
}

static void
say_unsent(int n)
{
	if (n > 0)
		printf(ngettext("%d message is kept and will be sent when "
		    "dezhurka starts again.\n", "%d messages are kept and "
		    "will be sent when dezhurka starts again.\n",
		    (unsigned long)n), n);
}

/* By what is there to sign in with. */
static bool
sign_in_somehow(struct account *a, const struct session_options *o,
    struct own_desk *desk, struct err *err)
{
	if (account_is_own(a))
		return own_start(a, o, desk, err);
	if (o->trust_owner)
		return sign_in(a, NULL, NULL, err);
	return find_token(a, o, err);
}

/* The token was revoked or is too old. */
static bool
sign_in_again(struct account *a, const struct session_options *o,
    bool is_own, struct err *err)
{
	char was[sizeof a->token];
	bool ok;

	if (is_own || o->trust_owner)
		return sign_in(a, NULL, NULL, err);
	/* It may print another one now; the same again would go round. */
	if (has_command(o->token_command)) {
		str_copy(was, sizeof was, a->token);
		if (!token_from_command(o->token_command, a, err))
			return false;
		ok = strcmp(was, a->token) != 0 || err_set(err, ERR_AUTH,
		    "the desk does not know the token that token_command "
		    "\"%s\" prints: it was revoked, or is too old",
		    o->token_command);
		explicit_bzero(was, sizeof was);
		return ok;
	}
	token_forget(a);
	if (o->call == NULL)
		fprintf(stderr, "%s\n", _("The desk does not know this "
		    "console any more. Please sign in."));
	return sign_in_by_password(a, o, err);
}

/* On a screen, unless lines are wanted. */
static bool
is_top(const struct session_options *o)
{
	return strcmp(o->call->row->name, "top") == 0 && !o->call->is_once &&
	    !o->call->is_json && !o->is_linear && isatty(STDOUT_FILENO) &&
	    isatty(STDIN_FILENO);
}

static bool
run(const struct app_config *config, const struct session_options *o,
    struct app_result *result, struct err *err)
{
	if (o->call == NULL)
		return app_run(config, result, err);
	if (is_top(o))
		return top_run(config, o->call->text.data,
		    &result->needs_sign_in, err);
	return headless_run(config, o->call, &result->needs_sign_in, err);
}

bool
session_run(const struct account *account, const struct session_options *o,
    struct err *err)
{
	struct app_config config = {
		.account = *account, .prefs = o->prefs,
		.keys = o->keys, .config_path = o->config_path,
		.handlers = o->handlers, .n_handlers = o->n_handlers,
		.hints = o->hints, .n_hints = o->n_hints,
		.no_color = o->no_color, .libexec_dir = o->libexec_dir,
		.is_linear = o->is_linear, .is_demo = o->is_demo
	};
	struct own_desk	  desk = { 0 };
	struct app_result result = { 0 };
	char		  dir[PATH_MAX];
	sigset_t	  before;
	bool		  is_own = account_is_own(account), ok;

	if (!state_dir_of(account, o, dir, sizeof dir, err))
		return false;
	config.state_dir = dir;
	/* A script is no operator who is there. */
	config.account.only_listens = o->is_linear && !isatty(STDIN_FILENO);
	if (is_own)
		session_hold_signals(&before);
	ok = sign_in_somehow(&config.account, o, &desk, err);
	config.page_url = o->page_url != NULL ? o->page_url : desk.page_url;
	if (ok)
		ok = run(&config, o, &result, err);
	for (int i = 0; ok && result.needs_sign_in && i < SIGN_INS; i++)
		ok = sign_in_again(&config.account, o, is_own, err) &&
		    run(&config, o, &result, err);
	if (!o->is_demo && o->call == NULL)
		say_unsent(result.n_unsent);
	if (desk.pid > 0)
		own_end(&desk, &result);
	if (is_own)
		sigprocmask(SIG_SETMASK, &before, NULL);
	explicit_bzero(config.account.token, sizeof config.account.token);
	return ok;
}
