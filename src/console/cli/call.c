/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call: its arguments, how it begins, and when it is over. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/cli/internal.h"
#include "domain/address.h"
#include "domain/target.h"

#define TIMEOUT_MS  30000
#define TEXT_BYTES  (256 * 1024)

void
cli_init(struct cli_call *call, FILE *out)
{
	*call = (struct cli_call){ .timeout_ms = TIMEOUT_MS, .out = out };
	str_init(&call->text, TEXT_BYTES);
}

void
cli_clear(struct cli_call *call)
{
	str_clear(&call->text);
	stats_free(call->stats);
	call->stats = NULL;
	free(call->pages);
	call->pages = NULL;
}

/* --- arguments ------------------------------------------------------------ */

static bool
usage(const struct cli_call *call, struct err *err)
{
	return err_set(err, ERR_VALUE, _("It is written: dezhurka %s%s%s%s"),
	    call->row->name, call->row->has_chat ? " CONVERSATION" : "",
	    cli_args(call->row)[0] != '\0' ? " " : "", cli_args(call->row));
}

static bool
read_id(const char *text, struct cli_call *call, struct err *err)
{
	if (strlen(text) != CLIENT_ID_BYTES ||
	    strspn(text, "0123456789abcdef") != CLIENT_ID_BYTES)
		return err_set(err, ERR_VALUE, _("--id %s: 32 digits 0-9 a-f "
		    "are needed"), text);
	return str_copy(call->client_id, sizeof call->client_id, text);
}

/* Options stand right behind the command's name, so that a text may look like
 * one. Returns how many arguments they take, -1: wrong. */
static int
read_option(struct cli_call *call, int argc, char **argv, struct err *err)
{
	int n_top;

	if (strcmp(argv[0], "--json") == 0) {
		call->is_json = true;
		return 1;
	}
	if (strcmp(argv[0], "--ids") == 0) {
		call->ids_only = true;
		return 1;
	}
	if (strcmp(argv[0], "--") == 0)
		return 1;
	n_top = top_option(call, argc, argv);
	if (n_top > 0)
		return n_top;
	if (argc > 1 && strcmp(argv[0], "--timeout") == 0)
		return target_parse_span(argv[1], &call->timeout_ms, err) ? 2 :
		    -1;
	if (argc > 1 && strcmp(argv[0], "--id") == 0)
		return read_id(argv[1], call, err) ? 2 : -1;
	err_set(err, ERR_VALUE, _("%s %s is no option: there are --json, "
	    "--ids, --timeout SPAN and --id ID"), call->row->name, argv[0]);
	return -1;
}

static bool
read_number(struct cli_call *call, const char *text, struct err *err)
{
	long long id;

	if (!str_to_i64(text, 1, INT64_MAX, &id))
		return err_set(err, ERR_VALUE, _("“%s” is not the number of a "
		    "conversation: dezhurka list prints them"), text);
	call->conversation_id = id;
	return true;
}

/* All of standard input, without the line break at its end. */
static bool
read_input(struct cli_call *call, struct err *err)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(STDIN_FILENO, buf, sizeof buf)) > 0)
		if (!str_put_n(&call->text, buf, (size_t)n))
			return err_set(err, ERR_TOO_LARGE, _("what came on "
			    "standard input is too long"));
	if (n < 0)
		return err_set(err, ERR_IO, _("standard input cannot be "
		    "read"));
	while (call->text.len > 0 &&
	    (call->text.data[call->text.len - 1] == '\n' ||
	    call->text.data[call->text.len - 1] == '\r'))
		str_cut(&call->text, call->text.len - 1, 1);
	return true;
}

static bool
read_text(struct cli_call *call, int argc, char **argv, struct err *err)
{
	bool is_input = call->row->reads_input && (argc == 0 ||
	    (argc == 1 && strcmp(argv[0], "-") == 0));

	for (int i = 0; i < argc && !is_input; i++)
		if ((i > 0 && !str_put_c(&call->text, ' ')) ||
		    !str_put(&call->text, argv[i]))
			return err_set(err, ERR_TOO_LARGE,
			    _("the text is too long"));
	if (is_input && !read_input(call, err))
		return false;
	if (!utf8_is_text(call->text.data, call->text.len))
		return err_set(err, ERR_VALUE, _("the text is not UTF-8"));
	return !is_input || call->text.len > 0 ||
	    err_set(err, ERR_VALUE, _("there is no text to send"));
}

/* "192.0.2.7", "2001:db8::/48": where a row takes one instead of a
 * conversation. */
static bool
is_address(const struct cli_call *call, const char *word)
{
	struct range range;

	return strstr(cli_args(call->row), "|ADDRESS") != NULL &&
	    strpbrk(word, ".:") != NULL && range_parse(&range, word, NULL);
}

/* "take 12" and "tail 12" may name one as well. */
static bool
wants_conversation(const struct cli_call *call, int argc, char **argv)
{
	const char *args = cli_args(call->row);

	if (call->row->has_chat)
		return true;
	if (argc == 0)
		return strncmp(args, "CONVERSATION", 12) == 0;
	return strstr(args, "CONVERSATION") != NULL &&
	    strcmp(argv[0], "next") != 0 && !is_address(call, argv[0]);
}

bool
cli_parse(struct cli_call *call, int argc, char **argv, struct err *err)
{
	bool wants_chat;

	call->row = cli_find(argv[0]);
	if (call->row == NULL)
		return err_set(err, ERR_VALUE, _("there is no command “%s”: "
		    "dezhurka --help lists them"), argv[0]);
	if (call->row->kind == CLI_SCREEN)
		return err_set(err, ERR_UNSUPPORTED, "%s: %s", argv[0],
		    _(call->row->help));
	argc--;
	argv++;
	/* Some have options of their own, in any order; those of top are read
	 * here. */
	while (argc > 0 && strncmp(argv[0], "--", 2) == 0 &&
	    (strcmp(call->row->name, "top") == 0 ||
	    strncmp(cli_args(call->row), "[--", 3) != 0)) {
		bool is_end = strcmp(argv[0], "--") == 0;
		int n = read_option(call, argc, argv, err);

		if (n < 0)
			return false;
		argc -= n;
		argv += n;
		if (is_end)
			break;
	}
	wants_chat = wants_conversation(call, argc, argv);
	if (wants_chat && argc == 0)
		return usage(call, err);
	if (wants_chat && !read_number(call, argv[0], err))
		return false;
	return read_text(call, argc - wants_chat, argv + wants_chat, err);
}

/* --- running --------------------------------------------------------------- */

static bool
no_chat(const struct cli_call *call, struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, _("there is no conversation %lld "
	    "that you may see"), (long long)call->conversation_id);
}

/* What the command has put on its way; all else is for a screen. */
static void
note_actions(struct cli_call *call, const struct effects *e)
{
	for (int i = 0; i < e->n && call->n_ids < MODEL_IDS; i++)
		if (e->list[i].type == EFFECT_SUBMIT &&
		    e->list[i].action.client_id[0] != '\0')
			str_copy(call->ids[call->n_ids++],
			    sizeof call->ids[0],
			    e->list[i].action.client_id);
}

static bool
sends_anything(const struct effects *e)
{
	for (int i = 0; i < e->n; i++)
		if (e->list[i].type == EFFECT_SUBMIT)
			return true;
	return false;
}

/* The command's own row, on the conversation that was named. */
static bool
run_command(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	const struct command *c = command_find(call->row->name);
	struct chat *chat = model_chat(m, call->conversation_id);
	bool is_send = strcmp(c->name, "send") == 0;

	m->ui.message[0] = '\0';
	/* On a screen the one that is offered is meant, here the one named. */
	if (strcmp(c->name, "accept") == 0 && !model_is_offered(m, chat))
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("This conversation is not offered to you."));
	if (is_send) {
		editor_set(&chat->input, call->text.data);
		chat->is_note = false;
		m->ui.asked_id = chat->c.id;	/* a script means it */
	}
	if (!command_can(m, c, err) ||
	    !c->run(m, is_send ? "" : call->text.data, e, err)) {
		if (err->code == ERR_NONE)
			err_set(err, ERR_VALUE, "%s", m->ui.message);
		return false;
	}
	if (m->ui.overlay != OVERLAY_NONE)
		return usage(call, err);
	if (!sends_anything(e) && m->ui.message_tone == TONE_BAD &&
	    m->ui.message[0] != '\0')
		return err_set(err, ERR_VALUE, "%s", m->ui.message);
	return true;
}

static bool
is_row(const struct cli_call *call, const char *name)
{
	return strcmp(call->row->name, name) == 0;
}

bool
cli_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	call->has_begun = true;
	if (call->conversation_id != 0 && model_chat(m,
	    call->conversation_id) == NULL && call->row->kind != CLI_READ)
		return no_chat(call, err);
	m->ui.focus_id = call->conversation_id;
	if (call->client_id[0] != '\0' && m->n_ids > 0)
		str_copy(m->ids[m->n_ids - 1], sizeof m->ids[0],
		    call->client_id);
	if (call->row->kind == CLI_FOLLOW) {
		if (call->conversation_id != 0)
			model_reads_out(m, call->conversation_id, e);
		return true;
	}
	if (is_row(call, "attach"))
		return files_attach(call, m, e, err);
	if (is_row(call, "file") && call->text.len == 0)
		return files_list(call, m, err);
	if (call->row->kind == CLI_READ ||
	    (strcmp(call->row->name, "customer") == 0 &&
	    call->text.len == 0))
		return read_begin(call, m, e, err);
	if (!run_command(call, m, e, err))
		return false;
	note_actions(call, e);
	call->is_done = call->n_ids == 0 && !is_row(call, "file");
	return true;
}

static bool
is_ours(const struct cli_call *call, const char *client_id)
{
	for (int i = 0; client_id[0] != '\0' && i < call->n_ids; i++)
		if (strcmp(call->ids[i], client_id) == 0)
			return true;
	return false;
}

/* The sentence of a block knows more. */
static void
say_refused(struct cli_call *call, const struct model *m,
    const struct event *ev)
{
	char text[BAN_NAMES_BYTES * 2];

	if (m->ui.overlay == OVERLAY_SHARED)
		err_set(&call->err, ev->code, _("%s; others=%d blocks them, "
		    "too"), ban_shared_words(m, text, sizeof text),
		    m->bans.others);
	else if (is_row(call, "block") || is_row(call, "limit") ||
	    is_row(call, "unblock"))
		err_set(&call->err, ev->code, "%s", m->ui.message);
	else
		err_set(&call->err, ev->code, "%s", command_why(ev->code));
}

/* An event of a conversation; what has none is printed as JSON alone. */
static void
print_any(struct cli_call *call, const struct model *m,
    const struct event *ev)
{
	const struct chat *c = model_find_chat(m, ev->conversation_id);

	if (c != NULL || call->is_json)
		print_event(call, m, c, ev);
	else if (call->row->kind != CLI_FOLLOW)
		call->n_printed++;
}

void
cli_event(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e)
{
	if (!call->has_begun || call->is_done)
		return;
	if (call->row->kind == CLI_FOLLOW) {
		if (ev->seq > 0 && (call->conversation_id == 0 ||
		    ev->conversation_id == call->conversation_id)) {
			model_reads_out(m, ev->conversation_id, e);
			print_any(call, m, ev);
		}
		return;
	}
	if (ev->type == EVENT_FILE_SAVED) {
		files_saved(call, ev);
		return;
	}
	if (ev->type == EVENT_FILE_LOOKED && is_row(call, "attach")) {
		files_looked(call, m, e);
		note_actions(call, e);
		return;
	}
	if (call->n_ids == 0) {
		read_event(call, m, ev, e);
		return;
	}
	if (!is_ours(call, ev->client_id))
		return;
	if (ev->type == EVENT_REFUSED && ev->is_final) {
		say_refused(call, m, ev);
		call->winner_id = ev->operator_id;
		call->is_done = true;
	} else if (ev->type == EVENT_STORED) {
		call->n_stored++;
	} else if (ev->seq > 0) {
		print_any(call, m, ev);
	}
	if (call->n_stored == call->n_ids && call->n_printed >= call->n_ids)
		call->is_done = true;
}
