/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/cli/internal.h"

#include <string.h>

#include "base/i18n.h"

#define RUN(name)	{ name, CLI_RUN, false, false, NULL, NULL }
#define RUN_CHAT(name)	{ name, CLI_RUN, true, false, NULL, NULL }
#define SCREEN(name, why) { name, CLI_SCREEN, false, false, NULL, why }

#define USE_SHOW    N_("Only on a screen: show prints a transcript.")
#define USE_LIST    N_("Only on a screen: list prints the conversations.")
#define USE_HELP    N_("Only on a screen: --help lists what there is here.")
#define USE_SCREEN  N_("Only on a screen.")
/* Of these two the first word is a number, or an address that no conversation
 * need have. */
#define USE_BAN "CONVERSATION|ADDRESS[/BITS] [session|address|range[/BITS]] " \
    "[SPAN|forever] [REASON]"

/* First those of the command table, in its order. */
const struct cli_row cli_rows[] = {
	{ "take", CLI_RUN, false, false, "next|CONVERSATION", NULL },
	RUN_CHAT("accept"),
	RUN_CHAT("decline"),
	{ "transfer", CLI_RUN, true, false, "NAME|back [-- NOTE]",
	    N_("Transfer this conversation to a colleague or a department, or "
	       "back.") },
	{ "handover", CLI_RUN, false, false, "NAME|best [-- NOTE]",
	    N_("Transfer all of yours, at the end of a shift.") },
	{ "reassign", CLI_RUN, false, false, "WHO|#NUMBER WHOM|best|--queue --now",
	    N_("Give all conversations of an operator, or one, to others, or "
	       "put them back into the queue.") },
	SCREEN("read-along", USE_SHOW),
	RUN_CHAT("whisper"),
	SCREEN("suggestion", USE_SCREEN),
	RUN_CHAT("join"),
	RUN_CHAT("leave"),
	RUN_CHAT("take-over"),
	RUN("force"),
	{ "broadcast", CLI_RUN, false, false, "TEXT",
	    N_("Say something to the whole team.") },
	RUN("seen"),
	{ "note", CLI_RUN, true, true, NULL,
	    N_("Write a private note to colleagues; without a text it is read "
	       "from standard input.") },
	{ "talk", CLI_RUN, false, false, "NAME|DEPARTMENT|all -- TEXT",
	    N_("Say something to a colleague, a department or everybody.") },
	{ "shift", CLI_READ, false, false, "",
	    N_("Print what the next shift has to know.") },
	{ "tag", CLI_RUN, true, false, "TAG|-TAG ...",
	    N_("Add tags to this conversation, or with a minus take them "
	       "away.") },
	RUN_CHAT("promise"),
	{ "close", CLI_RUN, true, false, "OUTCOME [-- NOTE]",
	    N_("Close this conversation with an outcome.") },
	{ "canned", CLI_READ, false, false, "[WORD]",
	    N_("Print the canned replies, or those that a word names.") },
	{ "customer", CLI_RUN, true, false, NULL,
	    N_("Print the customer's record, or correct it.") },
	{ "find", CLI_READ, true, false, "WORD",
	    N_("Print the lines of a transcript that have a word.") },
	{ "search", CLI_READ, false, false, "WORDS",
	    N_("Print the lines of all conversations that have the words.") },
	SCREEN("blocks", USE_SCREEN),
	{ "block", CLI_RUN, false, false, USE_BAN,
	    N_("Let a visitor not write for a while; refused where it would "
	       "strike others, too.") },
	{ "limit", CLI_RUN, false, false, USE_BAN, NULL },
	{ "unblock", CLI_RUN, false, false, "NUMBER",
	    N_("End the block of that number, as blocked tells it.") },
	{ "blocked", CLI_READ, false, false, "",
	    N_("Print who is blocked: until when, by whom and why.") },
	{ "why", CLI_READ, true, false, "", NULL },
	SCREEN("earlier", USE_SHOW),
	SCREEN("open", USE_SHOW),
	{ "urgent", CLI_READ, false, false, "",
	    N_("Print the conversation that needs me most.") },
	RUN_CHAT("nothing"),
	RUN_CHAT("later"),
	{ "list", CLI_READ, false, false, "[mine|waiting|active|team|all]",
	    N_("Print the conversations, mine first.") },
	SCREEN("layout", USE_SCREEN),
	SCREEN("panes", USE_SCREEN),
	SCREEN("zoom", USE_SCREEN),
	SCREEN("pin", USE_SCREEN),
	SCREEN("pane", USE_SCREEN),
	SCREEN("move", USE_SCREEN),
	SCREEN("rail", USE_SCREEN),
	SCREEN("sidebar", N_("Only on a screen: customer prints the record.")),
	SCREEN("state", N_("Only on a screen: online, away, break and busy do "
	    "it.")),
	RUN("online"),
	RUN("away"),
	RUN("break"),
	RUN("busy"),
	SCREEN("language", N_("Only on a screen: --lang chooses it here.")),
	{ "sessions", CLI_READ, false, false, NULL,
	    N_("Print what you are signed in with, or end one of them.") },
	{ "winbacks", CLI_READ, false, false, "",
	    N_("Print the win-backs that are due, the most urgent first.") },
	RUN("winback"),
	SCREEN("alerts", USE_SCREEN),
	SCREEN("watch", N_("Only on a screen: top shows the same.")),
	SCREEN("watching", USE_SCREEN),
	SCREEN("reload", USE_SCREEN),
	SCREEN("help", USE_HELP),
	SCREEN("menu", USE_HELP),
	{ "bind", CLI_LOCAL, false, false, "[KEY [COMMAND]]",
	    N_("Print the keys, or bind one in the configuration.") },
	{ "set", CLI_LOCAL, false, false, "[NAME [VALUE]]",
	    N_("Print the settings, or change one in the configuration.") },
	{ "unbind", CLI_LOCAL, false, false, "KEY",
	    N_("Take a key's meaning away in the configuration.") },
	SCREEN("redraw", USE_SCREEN),
	SCREEN("suspend", USE_SCREEN),
	SCREEN("quit", USE_SCREEN),
	{ "send", CLI_RUN, true, true, "[TEXT]",
	    N_("Send a message to the customer; without a text it is read "
	       "from standard input.") },
	SCREEN("newline", USE_SCREEN),
	SCREEN("field", USE_SCREEN),
	SCREEN("form", USE_SCREEN),
	SCREEN("edit", USE_SCREEN),
	SCREEN("insert", USE_SCREEN),
	SCREEN("normal", USE_SCREEN),
	SCREEN("line", USE_SCREEN),
	SCREEN("scroll", USE_SHOW),
	SCREEN("choose", USE_SCREEN),
	SCREEN("cancel", USE_SCREEN),
	{ "attach", CLI_RUN, true, false, "FILE [-- TEXT]",
	    N_("Send a file to the customer, with a text if there is one.") },
	{ "file", CLI_RUN, true, false, "[NUMBER [save FOLDER]]",
	    N_("Print the files of a conversation, or save one.") },
	SCREEN("hints", USE_SHOW),
	SCREEN("copy", USE_SHOW),
	SCREEN("dnd", USE_SCREEN),
	SCREEN("spell", USE_SCREEN),
	SCREEN("recall", USE_SCREEN),
	SCREEN("editor", USE_SCREEN),
	SCREEN("recover", USE_SCREEN),
	SCREEN("unhold", USE_SCREEN),
	SCREEN("unsend", N_("Only on a screen: what is on its way belongs to "
	    "the console that sends it.")),
	SCREEN("paste", USE_SCREEN),
	SCREEN("theme", USE_SCREEN),
	SCREEN("tour", USE_SCREEN),

	/* Rows of its own. */
	{ "queue", CLI_READ, false, false, "",
	    N_("Print who waits in the queue, in their turns.") },
	{ "team", CLI_READ, false, false, "",
	    N_("Print the operators: presence, load, languages.") },
	{ "show", CLI_READ, true, false, "[LINES]",
	    N_("Print the last lines of a transcript, 20 of them.") },
	{ "export", CLI_READ, true, false, "",
	    N_("Print a whole transcript.") },
	{ "stats", CLI_READ, false, false, "[--since TIME] [--until TIME] "
	    "[--day TIME] [--by WHAT] [--zone ZONE] [--rows] "
	    "[--csv|--json|--text]",
	    N_("Print figures: waits, answers, handling, ratings; nothing when "
	       "nothing was.") },
	{ "status", CLI_READ, false, false, "",
	    N_("Print one line about the queue and me, for a status line.") },
	{ "top", CLI_READ, false, false, "[--once] [--department NAME] "
	  "[--sort target|wait|name|operator|department|load]",
	    N_("Watch the queue, the team and the figures of the day, and only "
	       "look; --once and --json print them.") },
	{ "tail", CLI_FOLLOW, false, false, "[CONVERSATION]",
	    N_("Print what happens at the desk, or in one conversation, until "
	       "it is ended.") },
};
const size_t n_cli_rows = sizeof cli_rows / sizeof *cli_rows;

const struct cli_row *
cli_find(const char *name)
{
	for (size_t i = 0; i < n_cli_rows; i++)
		if (strcmp(cli_rows[i].name, name) == 0)
			return &cli_rows[i];
	return NULL;
}

const char *
cli_args(const struct cli_row *row)
{
	const struct command *c = command_find(row->name);

	if (row->args != NULL)
		return row->args;
	return c != NULL ? c->args : "";
}

const char *
cli_help(const struct cli_row *row)
{
	const struct command *c = command_find(row->name);

	if (row->help != NULL)
		return row->help;
	return c != NULL ? c->help : "";
}
