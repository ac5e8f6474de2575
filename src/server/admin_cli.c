/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/admin_cli.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "domain/client_id.h"
#include "proto/proto.h"
#include "server/exits.h"

#define ARENA_BYTES (64 * 1024 * 1024)
#define BODY_BYTES  (1024 * 1024)

enum option_bit {
	O_NAME = 1, O_ROLE = 2, O_LANGUAGE = 4, O_SKILL = 8,
	O_DEPARTMENT = 16, O_LIMIT = 32, O_PASSWORD = 64, O_OWNER = 128,
	O_FILE = 256, O_BY_USE = 512, O_SINCE = 1024, O_HEAD = 2048,
	O_DEVICE = 4096, O_READ = 8192, O_OFF = 16384, O_OUT = 32768,
	O_YES = 65536, O_RULES = 131072, O_STATS = 262144,
	O_BLOCK = 524288, O_REASON = 1048576
};
#define O_RECORD (O_NAME | O_ROLE | O_LANGUAGE | O_SKILL | O_DEPARTMENT | \
	O_LIMIT)

enum names { TARGET_NO, TARGET_MAY, TARGET_MUST };

static cli_fn cli_status, cli_reload, cli_estimate;

static const struct command {
	const char *group, *verb;	/* verb NULL: the group is all */
	enum names target;
	const char *target_name;
	unsigned    options;
	bool	    must_run;		/* a desk must run there */
	cli_fn	   *fn;
	const char *help;
} commands[] = {
	{ "operator", "add", TARGET_MUST, "LOGIN", O_RECORD | O_PASSWORD, false, cli_operator_add, "a new operator; asks for the password" },
	{ "operator", "set", TARGET_MUST, "LOGIN", O_RECORD, false, cli_operator_set, "changes what the options name" },
	{ "operator", "passwd", TARGET_MUST, "LOGIN", O_PASSWORD, false, cli_operator_passwd, "a new password; ends all sessions" },
	{ "operator", "disable", TARGET_MUST, "LOGIN", 0, false, cli_operator_disable, "may not sign in; ends all sessions" },
	{ "operator", "enable", TARGET_MUST, "LOGIN", 0, false, cli_operator_enable, "may sign in again" },
	{ "operator", "totp", TARGET_MUST, "LOGIN", O_OFF, false, cli_operator_totp, "a code is needed to sign in; prints its secret" },
	{ "operator", "list", TARGET_NO, "", 0, false, cli_operator_list, "everybody" },
	{ "department", "add", TARGET_MUST, "NAME", O_SKILL, false, cli_department_add, "a new department" },
	{ "department", "disable", TARGET_MUST, "NAME", 0, false, cli_department_disable, "takes no new conversations" },
	{ "department", "enable", TARGET_MUST, "NAME", 0, false, cli_department_enable, "takes them again" },
	{ "department", "list", TARGET_NO, "", 0, false, cli_department_list, "all departments" },
	{ "canned", "add", TARGET_MUST, "SHORTCUT", O_NAME | O_LANGUAGE | O_DEPARTMENT | O_OWNER | O_FILE, false, cli_canned_add, "a canned reply; --name: its title, stdin: its text" },
	{ "canned", "remove", TARGET_MUST, "SHORTCUT", O_LANGUAGE | O_OWNER, false, cli_canned_remove, "removes it" },
	{ "canned", "files", TARGET_MUST, "SHORTCUT", O_LANGUAGE | O_OWNER | O_FILE, false, cli_canned_files, "it carries the files of --file, and no others" },
	{ "canned", "list", TARGET_NO, "", O_OWNER | O_BY_USE, false, cli_canned_list, "the shared canned replies, or an operator's own" },
	{ "canned", "import", TARGET_MUST, "FILE", O_OWNER, false, cli_canned_import, "adds and changes what the file holds (\"-\": stdin)" },
	{ "canned", "export", TARGET_MAY, "FILE", O_OWNER, false, cli_canned_export, "writes what import reads" },
	{ "gdpr", "export", TARGET_MUST, "CUSTOMER", O_OUT, false, cli_gdpr_export, "all that is known of a customer, into a file" },
	{ "gdpr", "erase", TARGET_MUST, "CUSTOMER", O_OUT | O_YES, false, cli_gdpr_erase, "erases it all; prints a receipt" },
	{ "block", "add", TARGET_MUST, "ADDRESS|RANGE|CONVERSATION", O_BLOCK | O_REASON, false, cli_block_add, "may not write; with --slow only now and then" },
	{ "block", "check", TARGET_MUST, "ADDRESS", 0, false, cli_block_check, "what holds for who writes from there" },
	{ "block", "list", TARGET_NO, "", 0, false, cli_block_list, "who may not write, or only slowly" },
	{ "block", "remove", TARGET_MUST, "NUMBER", O_REASON, false, cli_block_remove, "ends it" },
	{ "audit", "list", TARGET_NO, "", O_SINCE, false, cli_audit_list, "who did what that must be accounted for" },
	{ "audit", "verify", TARGET_NO, "", O_HEAD, false, cli_audit_verify, "looks whether the trail is what was written" },
	{ "audit", "head", TARGET_NO, "", 0, false, cli_audit_head, "the last record's hash, to note elsewhere" },
	{ "session", "list", TARGET_MAY, "LOGIN", 0, false, cli_session_list, "what is signed in" },
	{ "session", "revoke", TARGET_MUST, "ID|LOGIN", 0, false, cli_session_revoke, "ends it at once, of a LOGIN all" },
	{ "token", "add", TARGET_MUST, "LOGIN", O_DEVICE | O_READ, false, cli_token_add, "prints a token for the device that --device names" },
	{ "token", "list", TARGET_MAY, "LOGIN", 0, false, cli_token_list, "the tokens, not what they are" },
	{ "token", "revoke", TARGET_MUST, "LOGIN", O_DEVICE, false, cli_token_revoke, "ends that of --device, or all" },
	{ "estimate", NULL, TARGET_NO, "", 0, true, cli_estimate, "how good what waiting customers were told has been" },
	{ "reload", NULL, TARGET_NO, "", 0, true, cli_reload, "the desk reads its rules anew; no poll ends" },
	{ "explain", NULL, TARGET_MUST, "ID", 0, false, cli_explain, "why a conversation is where it is" },
	{ "simulate", NULL, TARGET_NO, "", O_SINCE | O_RULES, false, cli_simulate, "what --rules would have made of recorded days" },
	{ "stats", NULL, TARGET_NO, "", O_STATS, false, cli_stats, "figures: waits, answers, ratings; see dezhurka(1)" },
	{ "status", NULL, TARGET_NO, "", 0, true, cli_status, "how the desk stands now" },
};
#define N_COMMANDS (sizeof commands / sizeof *commands)

/* --- shared ------------------------------------------------------------ */

bool
cli_print_json(struct cli *c, const char *path, struct err *err)
{
	struct str text;
	bool ok;

	str_init(&text, PROTO_ANSWER_BYTES);
	ok = admin_client_ask(c->client, "GET", path, NULL, &text, err);
	if (ok)
		printf("%s\n", text.data);
	str_clear(&text);
	return ok;
}

bool
cli_post(struct cli *c, struct action *a, const char *path, struct err *err)
{
	struct str body, answer;
	bool ok;

	client_id_new(a->client_id);
	str_init(&body, BODY_BYTES);
	str_init(&answer, PROTO_ANSWER_BYTES);
	proto_action_write(&body, a);
	ok = admin_client_ask(c->client, "POST", path, &body, &answer, err);
	if (ok && c->is_json)
		printf("%s\n", answer.data);
	str_clear(&body);
	str_clear(&answer);
	return ok;
}

void
cli_cell(const char *text, int cols)
{
	char safe[1024];
	int used;

	utf8_safe_buf(safe, sizeof safe, text, UTF8_FLAT);
	used = utf8_cols(safe, strlen(safe));
	printf("%s%*s", safe, cols > used ? cols - used : cols > 0, "");
}

void
cli_time(int64_t ms, const char *none)
{
	time_t seconds = (time_t)(ms / 1000);
	char text[32] = "";
	struct tm tm;

	if (ms != 0 && localtime_r(&seconds, &tm) != NULL)
		strftime(text, sizeof text, "%Y-%m-%d %H:%M", &tm);
	cli_cell(text[0] != '\0' ? text : none, 18);
}

void
cli_tell(const struct cli *c, const char *what)
{
	if (c->is_json)
		return;
	cli_cell(c->target, 0);
	printf(": %s\n", what);
}

bool
cli_operators(struct cli *c, struct operator **list, size_t *n,
    struct err *err)
{
	struct json *j = NULL;
	const struct json *rows;
	bool ok = admin_client_json(c->client, "GET",
	    "/api/v1/admin/operators", NULL, &j, err);

	if (!ok)
		return false;
	rows = json_find(j, "operators");
	*n = json_count(rows);
	*list = arena_alloc(c->arena, (*n + 1) * sizeof **list);
	if (*list == NULL)
		ok = err_set(err, ERR_MEMORY, "no memory for the list");
	for (size_t i = 0; ok && i < *n; i++)
		ok = proto_operator_read(json_at(rows, i), &(*list)[i], err);
	json_free(j);
	return ok;
}

bool
cli_departments(struct cli *c, struct department **list, size_t *n,
    struct err *err)
{
	struct json *j = NULL;
	const struct json *rows;
	bool ok = admin_client_json(c->client, "GET",
	    "/api/v1/admin/departments", NULL, &j, err);

	if (!ok)
		return false;
	rows = json_find(j, "departments");
	*n = json_count(rows);
	*list = arena_alloc(c->arena, (*n + 1) * sizeof **list);
	if (*list == NULL)
		ok = err_set(err, ERR_MEMORY, "no memory for the list");
	for (size_t i = 0; ok && i < *n; i++)
		ok = proto_department_read(json_at(rows, i), &(*list)[i],
		    err);
	json_free(j);
	return ok;
}

bool
cli_department_id(struct cli *c, const char *name, int64_t *id,
    struct err *err)
{
	struct department *list;
	size_t n;

	*id = 0;
	if (*name == '\0')
		return true;
	if (!cli_departments(c, &list, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].name, name) == 0)
			*id = list[i].id;
	return *id != 0 || err_set(err, ERR_NOT_FOUND, "there is no "
	    "department \"%s\": see dezhurkad department list", name);
}

/* --- status ------------------------------------------------------------ */

static const struct { const char *key, *label; } status_rows[] = {
	{ "waiting",	     "waiting" },
	{ "active",	     "active" },
	{ "wrap_up",	     "being written up" },
	{ "operators_here",  "operators here" },
	{ "operators",	     "operators in all" },
	{ "connections",     "connections" },
	{ "parked",	     "held polls" },
	{ "requests",	     "requests" },
	{ "refused",	     "refused" },
	{ "passwords",	     "passwords checked" },
	{ "last_seq",	     "events stored" },
};

static bool
cli_status(struct cli *c, struct err *err)
{
	struct json *j;
	const char *desk = "";
	int64_t value = 0;

	if (c->is_json)
		return cli_print_json(c, "/api/v1/admin/status", err);
	if (!admin_client_json(c->client, "GET", "/api/v1/admin/status", NULL,
	    &j, err))
		return false;
	json_opt_str(j, "desk", &desk, NULL);
	cli_cell("desk", 18);
	cli_cell(desk, 0);
	json_opt_i64(j, "up_ms", &value, NULL);
	printf("\n%-18s%lld s\n", "up", (long long)value / 1000);
	for (size_t i = 0; i < sizeof status_rows / sizeof *status_rows; i++) {
		value = 0;
		json_opt_i64(j, status_rows[i].key, &value, NULL);
		printf("%-18s%lld\n", status_rows[i].label, (long long)value);
	}
	json_opt_i64(j, "longest_wait_ms", &value, NULL);
	printf("%-18s%lld s\n", "longest wait", (long long)value / 1000);
	json_free(j);
	return true;
}

/* Of the last day. */
static bool
cli_estimate(struct cli *c, struct err *err)
{
	int64_t told = 0, within = 0, median = 0, p90 = 0;
	struct json *j;

	if (c->is_json)
		return cli_print_json(c, "/api/v1/admin/estimates", err);
	if (!admin_client_json(c->client, "GET", "/api/v1/admin/estimates",
	    NULL, &j, err))
		return false;
	json_opt_i64(j, "told", &told, NULL);
	json_opt_i64(j, "within", &within, NULL);
	json_opt_i64(j, "median_ms", &median, NULL);
	json_opt_i64(j, "p90_ms", &p90, NULL);
	json_free(j);
	printf("%-18s%lld\n%-18s%lld\n%-18s%lld s\n%-18s%lld s\n", "told",
	    (long long)told, "right", (long long)within, "off by, median",
	    (long long)median / 1000, "off by, p90", (long long)p90 / 1000);
	return true;
}

static bool
cli_reload(struct cli *c, struct err *err)
{
	struct str body, answer;
	bool ok;

	str_init(&body, 16);
	str_init(&answer, 4096);
	str_put(&body, "{}");
	ok = admin_client_ask(c->client, "POST", "/api/v1/admin/reload", &body,
	    &answer, err);
	if (ok)
		printf("%s\n", c->is_json ? answer.data :
		    "the rules were read anew");
	str_clear(&body);
	str_clear(&answer);
	return ok;
}

/* --- options ----------------------------------------------------------- */

static const struct option {
	const char *name;
	unsigned    bit;	/* 0: every command knows it */
	size_t	    offset;	/* of a const char * in struct cli */
} options[] = {
	{ "--data",	0,	    offsetof(struct cli, data) },
	{ "--config",	0,	    offsetof(struct cli, config) },
	{ "--name",	O_NAME,	    offsetof(struct cli, name) },
	{ "--role",	O_ROLE,	    offsetof(struct cli, role) },
	{ "--language",	O_LANGUAGE, offsetof(struct cli, language) },
	{ "--skill",	O_SKILL,    offsetof(struct cli, skill) },
	{ "--limit",	O_LIMIT,    offsetof(struct cli, limit) },
	{ "--owner",	O_OWNER,    offsetof(struct cli, owner) },
	{ "--since",	O_SINCE,    offsetof(struct cli, since) },
	{ "--head",	O_HEAD,	    offsetof(struct cli, head) },
	{ "--device",	O_DEVICE,   offsetof(struct cli, device) },
	{ "--rules",	O_RULES,    offsetof(struct cli, rules) },
	{ "--for",	O_BLOCK,    offsetof(struct cli, span) },
	{ "--despite",	O_BLOCK,    offsetof(struct cli, despite) },
	{ "--reason",	O_REASON,   offsetof(struct cli, reason) },
	{ "--out",	O_OUT,	    offsetof(struct cli, out) },
};

static bool
put_department(struct cli *c, const char *name, struct err *err)
{
	if (c->n_departments == CLI_MAX_NAMES)
		return err_set(err, ERR_VALUE, "--department is given more "
		    "than %d times", CLI_MAX_NAMES);
	c->departments[c->n_departments++] = name;
	return true;
}

static bool
put_file(struct cli *c, const char *path, struct err *err)
{
	if (c->n_files == MAX_MESSAGE_FILES)
		return err_set(err, ERR_VALUE, "--file is given more than %d "
		    "times", MAX_MESSAGE_FILES);
	c->files[c->n_files++] = path;
	return true;
}

static bool
put_option(struct cli *c, const struct command *cmd, const char *name,
    const char *value, struct err *err)
{
	if (strcmp(name, "--department") == 0 &&
	    (cmd->options & O_DEPARTMENT))
		return put_department(c, value, err);
	if (strcmp(name, "--file") == 0 && (cmd->options & O_FILE))
		return put_file(c, value, err);
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		const struct option *o = &options[i];

		if (strcmp(o->name, name) != 0 ||
		    (o->bit != 0 && !(cmd->options & o->bit)))
			continue;
		*(const char **)(void *)((char *)c + o->offset) = value;
		return true;
	}
	return err_set(err, ERR_SYNTAX, "\"%s %s\" has no option %s: see "
	    "dezhurkad --help", cmd->group,
	    cmd->verb != NULL ? cmd->verb : "", name);
}

/* What `dezhurka stats` takes; an option of all commands is none of it. */
static enum stats_took
take_stats(struct cli *c, const struct command *cmd, char **argv, int *i,
    struct err *err)
{
	const char *word = argv[*i], *equal = strchr(word, '=');
	enum stats_took took;
	char name[32];

	if (!(cmd->options & O_STATS))
		return STATS_TOOK_NONE;
	if (equal == NULL || (size_t)(equal - word) >= sizeof name) {
		took = stats_ask_take(&c->stats, word, argv[*i + 1], err);
		*i += took == STATS_TOOK_BOTH;
		return took;
	}
	memcpy(name, word, (size_t)(equal - word));
	name[equal - word] = '\0';
	return stats_ask_take(&c->stats, name, equal + 1, err);
}

static bool
read_word(struct cli *c, const struct command *cmd, char **argv, int *i,
    struct err *err)
{
	char name[32];
	const char *word = argv[*i], *equal = strchr(word, '=');

	switch (take_stats(c, cmd, argv, i, err)) {
	case STATS_TOOK_NONE:
		break;
	case STATS_TOOK_WRONG:
		return false;
	default:
		return true;
	}
	if (strcmp(word, "--json") == 0) {
		c->is_json = true;
		return true;
	}
	if (strcmp(word, "--by-use") == 0 && (cmd->options & O_BY_USE)) {
		c->by_use = true;
		return true;
	}
	if (strcmp(word, "--yes") == 0 && (cmd->options & O_YES)) {
		c->is_sure = true;
		return true;
	}
	if (strcmp(word, "--password-stdin") == 0 &&
	    (cmd->options & O_PASSWORD)) {
		c->password_stdin = true;
		return true;
	}
	if (strcmp(word, "--read-only") == 0 && (cmd->options & O_READ)) {
		c->reads_only = true;
		return true;
	}
	if (strcmp(word, "--watch-only") == 0 && (cmd->options & O_READ)) {
		c->watches_only = true;
		return true;
	}
	if (strcmp(word, "--slow") == 0 && (cmd->options & O_BLOCK)) {
		c->is_slow = true;
		return true;
	}
	if (strcmp(word, "--off") == 0 && (cmd->options & O_OFF)) {
		c->is_off = true;
		return true;
	}
	if (word[0] != '-' || word[1] == '\0') {
		if (c->target != NULL || cmd->target == TARGET_NO)
			return err_set(err, ERR_SYNTAX, "\"%s\" is one word "
			    "too many", word);
		c->target = word;
		return true;
	}
	str_copy(name, sizeof name, word);
	if (equal != NULL && (size_t)(equal - word) < sizeof name) {
		name[equal - word] = '\0';
		return put_option(c, cmd, name, equal + 1, err);
	}
	if (argv[*i + 1] == NULL)
		return put_option(c, cmd, name, "", err) &&
		    err_set(err, ERR_SYNTAX, "%s needs a value", word);
	(*i)++;
	return put_option(c, cmd, name, argv[*i], err);
}

static const struct command *
find_command(char **argv, int *n_words, struct err *err)
{
	const char *group = NULL;

	for (size_t i = 0; i < N_COMMANDS; i++) {
		const struct command *cmd = &commands[i];

		if (strcmp(cmd->group, argv[0]) != 0)
			continue;
		group = cmd->group;
		*n_words = cmd->verb == NULL ? 1 : 2;
		if (cmd->verb == NULL || (argv[1] != NULL &&
		    strcmp(cmd->verb, argv[1]) == 0))
			return cmd;
	}
	if (group != NULL && argv[1] != NULL)
		err_set(err, ERR_SYNTAX, "\"%s\" cannot \"%s\": see dezhurkad "
		    "--help", group, argv[1]);
	else if (group != NULL)
		err_set(err, ERR_SYNTAX, "\"%s\" needs another word: see "
		    "dezhurkad --help", group);
	else
		err_set(err, ERR_SYNTAX, "there is no command \"%s\": see "
		    "dezhurkad --help", argv[0]);
	return NULL;
}

static bool
read_words(struct cli *c, const struct command *cmd, int n_words, int argc,
    char **argv, struct err *err)
{
	for (int i = n_words; i < argc; i++)
		if (!read_word(c, cmd, argv, &i, err))
			return false;
	if (cmd->target == TARGET_MUST && c->target == NULL)
		return err_set(err, ERR_SYNTAX, "\"%s%s%s\" needs a %s",
		    cmd->group, cmd->verb == NULL ? "" : " ",
		    cmd->verb == NULL ? "" : cmd->verb, cmd->target_name);
	return true;
}

/* --- running ----------------------------------------------------------- */

static bool
run(struct cli *c, const struct command *cmd, struct settings *settings,
    struct err *err)
{
	bool ok;

	if (!settings_read(settings, c->config, err) ||
	    (c->data != NULL &&
	    !settings_set_data_dir(settings, c->data, err)) ||
	    !settings_finish(settings, err))
		return false;
	c->client = admin_client_open(settings, cmd->must_run, err);
	if (c->client == NULL)
		return false;
	c->settings = settings;
	ok = cmd->fn(c, err);
	admin_client_close(c->client);
	return ok;
}

int
admin_cli(int argc, char **argv)
{
	struct cli c = { .arena = arena_new(ARENA_BYTES) };
	struct settings settings;
	struct err err = { .code = ERR_NONE };
	const struct command *cmd;
	int n_words = 1, status = EXITS_OK;

	settings_init(&settings);
	stats_ask_init(&c.stats);
	cmd = find_command(argv, &n_words, &err);
	if (c.arena == NULL || cmd == NULL ||
	    !read_words(&c, cmd, n_words, argc, argv, &err) ||
	    !run(&c, cmd, &settings, &err))
		status = c.status != EXITS_OK ? exits_fail_as(&err, c.status) :
		    exits_fail(&err);
	stats_ask_clear(&c.stats);
	settings_free(&settings);
	arena_free(c.arena);
	if (fflush(stdout) != 0 && status == EXITS_OK)
		status = EXITS_FAILURE;
	return status;
}

void
admin_cli_help(FILE *out)
{
	fputs("Commands (they go to the desk that runs with the same --data, "
	    "or to the\ndata directory itself when none does):\n", out);
	for (size_t i = 0; i < N_COMMANDS; i++) {
		const struct command *c = &commands[i];
		char line[64];

		snprintf(line, sizeof line, "%s %s %s", c->group,
		    c->verb != NULL ? c->verb : "", c->target_name);
		fprintf(out, "  %-26s", line);
		if (strlen(line) > 26)	/* no line is wider than a terminal */
			fprintf(out, "\n%28s", "");
		fprintf(out, " %s\n", c->help);
	}
	fputs("\nTheir options:\n"
	    "  --name NAME        of a person, or the title of a canned reply\n"
	    "  --role ROLE        operator, supervisor or admin\n"
	    "  --language ru,en   spoken, best first\n"
	    "  --skill billing    what they know, what a department needs\n"
	    "  --department NAME  may be given several times; \"\" for all\n"
	    "  --owner LOGIN      an operator's personal canned replies\n"
	    "  --file PATH        goes along with it; may be given 8 times\n"
	    "  --by-use           the most used first, and who uses them\n"
	    "  --since TIME       2026-11-22, \"2026-11-22 14:00\", 36h or 30d\n"
	    "  --rules FILE       a configuration with other rules of routing\n"
	    "  --day, --until TIME, --by WHAT, --zone ZONE, --rows, --csv, --text\n"
	    "                     what and how stats prints\n"
	    "  --out FILE         is made; for what is exported, or the receipt\n"
	    "  --yes              does not ask whether to erase\n"
	    "  --for 7d           how long a block holds; else until it is removed\n"
	    "  --reason TEXT      why, one line\n"
	    "  --slow             may write, but only now and then\n"
	    "  --despite N        so many others may be struck, too\n"
	    "  --head HASH        must be in the trail: it was noted earlier\n"
	    "  --limit N          conversations at once, 1 to 99\n"
	    "  --device NAME      what a token is for\n"
	    "  --read-only        the token reads, nothing else\n"
	    "  --watch-only       the token is for dezhurka top alone\n"
	    "  --off              the code is needed no more\n"
	    "  --password-stdin   the password is the first line of stdin\n"
	    "  --data DIR, --config FILE   which desk\n"
	    "  --json             the desk's answer as it is\n", out);
}
