/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/key_words.h"

#include <stddef.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/command.h"

/* `help` is NULL where the command's own sentence says it. The words are at
 * most 18 columns in every language: four columns of them fit in 80. */
static const struct {
	const char *line, *brief, *help;
} words[] = {
	{ "take", N_("Take"), NULL },
	{ "take next", N_("Take next"), N_("Take the next of the queue.") },
	{ "accept", N_("Accept"), NULL },
	{ "decline", N_("Give back"), NULL },
	{ "decline --ask", N_("Give back"), N_("Give back what is offered to "
	    "you; colleagues read the reason.") },
	{ "transfer", N_("Choose receiver"),
	    N_("Choose who gets this conversation.") },
	{ "transfer --best", N_("Transfer"),
	    N_("Transfer to the colleague named below; again takes it "
	       "back.") },
	{ "handover", N_("All to others"), NULL },
	{ "talk", N_("To the team"), NULL },
	{ "shift", N_("Shift report"), NULL },
	{ "reassign", N_("All of another's"), NULL },
	{ "read-along", N_("Read along"), NULL },
	{ "block", N_("Block the visitor"), NULL },
	{ "limit", N_("Slow them down"), NULL },
	{ "unblock", N_("End a block"), NULL },
	{ "blocked", N_("Who is blocked"), NULL },
	{ "state", N_("How I am"), NULL },
	{ "why", N_("Why it is here"), NULL },
	{ "whisper", N_("Whisper"), NULL },
	{ "line whisper ", N_("Whisper"), N_("Say something to the operator "
	    "that the customer never sees.") },
	{ "suggestion", N_("Suggested answer"), NULL },
	{ "suggestion use", N_("Take the answer"),
	    N_("Put the suggested answer into the input.") },
	{ "suggestion drop", N_("Without it"),
	    N_("Do without the suggested answer.") },
	{ "join", N_("Join"), NULL },
	{ "leave", N_("Leave this talk"), NULL },
	{ "take-over", N_("Take over"), NULL },
	{ "force", N_("Set a state"), NULL },
	{ "broadcast", N_("Say to all"), NULL },
	{ "seen", N_("Seen"), NULL },
	{ "note", N_("Note"), N_("Switch between message and private note.") },
	{ "tag", N_("Tags"), NULL },
	{ "promise", N_("Promise"), NULL },
	{ "promise --ask", N_("Promise"), N_("Be reminded of what you have "
	    "promised, at a time or after a span.") },
	{ "close", N_("Close"), N_("Close this conversation.") },
	{ "canned", N_("Canned"), N_("Canned replies; “;” and letters finds "
				     "one as you type.") },
	{ "canned --likely 1", N_("Likely replies"),
	    N_("Insert one of the nine likeliest canned replies.") },
	{ "customer", N_("Correct record"), NULL },
	{ "spell", N_("Spelling"), NULL },
	{ "recall", N_("Edit my last"), NULL },
	{ "editor", N_("Own editor"), NULL },
	{ "recover", N_("Text left over"), NULL },
	{ "unhold", N_("Undo what is held"), NULL },
	{ "unsend", N_("Take back unsent"), NULL },
	{ "find", N_("Find here"), N_("Find in this transcript.") },
	{ "find --newer", N_("Find further down"),
	    N_("The match after this one.") },
	{ "earlier", N_("Earlier one"), N_("Read an earlier conversation "
	    "beside this one, or go into it.") },
	{ "earlier back", N_("Back"),
	    N_("Back to the conversation in front.") },
	{ "earlier close", N_("Close earlier"),
	    N_("Close the earlier conversation.") },
	{ "search", N_("Find everywhere"), NULL },
	{ "attach", N_("Send a file"), NULL },
	{ "file", N_("Save a file"), NULL },
	{ "hints", N_("Copy a number"), NULL },
	{ "blocks", N_("Record anew"), NULL },
	{ "copy", N_("Copy"), NULL },
	{ "open", N_("Go to"), NULL },
	{ "open 1", N_("Go to"),
	    N_("Go to the conversation of this number.") },
	{ "urgent", N_("Most urgent"), NULL },
	{ "nothing", N_("Nothing to answer"), NULL },
	{ "later", N_("Put aside"), NULL },
	{ "list", N_("List"), NULL },
	{ "layout", N_("Next layout"),
	    N_("The next arrangement of the panes.") },
	{ "panes", N_("So many panes"), NULL },
	{ "zoom", N_("This pane alone"), NULL },
	{ "pin", N_("Pin to its pane"), NULL },
	{ "pane", N_("Next pane"), NULL },
	{ "pane next", N_("Next pane"), N_("Go to the next pane.") },
	{ "pane previous", N_("Pane before"), N_("Go to the pane before.") },
	{ "move", N_("Another number"), NULL },
	{ "rail", N_("List at the left"), NULL },
	{ "sidebar", N_("Customer"), N_("The customer's record.") },
	{ "sidebar enter", N_("Into the record"),
	    N_("Move into the customer's record and back.") },
	{ "online", N_("Be there"), NULL },
	{ "away", N_("Be away"), NULL },
	{ "break", N_("Break"), NULL },
	{ "busy", N_("Be busy"), NULL },
	{ "language", N_("Language"), NULL },
	{ "theme", N_("Colours"), NULL },
	{ "sessions", N_("Signed in"), NULL },
	{ "winbacks", N_("Win-backs"), NULL },
	{ "winback", N_("Win back"), NULL },
	{ "alerts", N_("Try alerts"), NULL },
	{ "dnd", N_("Do not disturb"), NULL },
	{ "reload", N_("Ask the desk anew"), NULL },
	{ "watch", N_("Watch"), NULL },
	{ "watching up", N_("Up"), N_("A row up.") },
	{ "watching down", N_("Down"), N_("A row down.") },
	{ "watching page-up", N_("Page up"), N_("A page up.") },
	{ "watching page-down", N_("Page down"), N_("A page down.") },
	{ "watching first", N_("To the top"), N_("The first row.") },
	{ "watching last", N_("To the end"), N_("The last row.") },
	{ "watching open", N_("Open"), N_("Open this conversation; of a "
	    "colleague, show what they have.") },
	{ "watching next", N_("Other table"), N_("To the other table.") },
	{ "watching filter", N_("Filter"), N_("Show only rows with these "
	    "letters; Esc shows all again.") },
	{ "watching sort", N_("Next order"), N_("The next order of the "
	    "rows.") },
	{ "watching reverse", N_("Reverse"), N_("Turn the order round.") },
	{ "watching department", N_("Department"), N_("The next department, "
	    "then all again.") },
	{ "watching charts", N_("Charts"), N_("Charts in blocks, in plain "
	    "letters, or as numbers.") },
	{ "watching act", N_("Act"), N_("What a supervisor does with this row; "
	    "one key more does it.") },
	{ "watching do read", N_("Read along"), N_("Read this conversation "
	    "silently, in one more pane.") },
	{ "watching do whisper", N_("Whisper"), N_("Whisper to who has this "
	    "conversation.") },
	{ "watching do join", N_("Join"), N_("Write to this customer beside the "
	    "operator.") },
	{ "watching do take-over", N_("Take over"), N_("Take this conversation "
	    "from who has it.") },
	{ "watching do reassign", N_("Reassign"), N_("Give this conversation to "
	    "another.") },
	{ "watching do reassign-all", N_("Reassign all"), N_("Give all "
	    "conversations of this operator to others.") },
	{ "watching do force", N_("Set state"), N_("Set the state of this "
	    "operator, or sign them out.") },
	{ "watching do broadcast", N_("To the team"), N_("Say something to the "
	    "whole team.") },
	{ "watching close", N_("Leave"), N_("Leave the watch.") },
	{ "tour", N_("Tour"), NULL },
	{ "help", N_("Help"), N_("The keys that work here.") },
	{ "menu", N_("Menu"), NULL },
	{ "bind", N_("Keys"), NULL },
	{ "set", N_("Settings"), NULL },
	{ "unbind", N_("Free a key"), NULL },
	{ "redraw", N_("Draw anew"), NULL },
	{ "suspend", N_("To the shell"), NULL },
	{ "quit", N_("Leave"), NULL },
	{ "send", N_("Send"), NULL },
	{ "field", N_("Next field"), NULL },
	{ "newline", N_("New line"), NULL },
	{ "form save", N_("Save"), NULL },
	{ "insert", N_("Type"), NULL },
	{ "normal", N_("Commands"), NULL },
	{ "line", N_("Command line"), NULL },
	{ "cancel", N_("Leave it"),
	    N_("Leave what is open; no text is lost.") },
	{ "scroll up", N_("Up"), N_("Scroll up.") },
	{ "scroll down", N_("Down"), N_("Scroll down.") },
	{ "scroll line-up", N_("A line up"), N_("Scroll up by a line.") },
	{ "scroll line-down", N_("A line down"),
	    N_("Scroll down by a line.") },
	{ "scroll top", N_("To the top"), N_("Go to the beginning.") },
	{ "scroll end", N_("To the end"), N_("Go to the end.") },
	{ "choose edit", N_("Change"), N_("Change the canned reply.") },
	{ "choose add", N_("New"), N_("Write a new canned reply.") },
	{ "choose left", N_("Other language"),
	    N_("A canned reply in another language.") },
	{ "choose right", N_("Other language"),
	    N_("A canned reply in another language.") },
	{ "choose send", N_("Insert and send"),
	    N_("Insert the canned reply and send it.") },
	{ "edit undo", N_("Undo"),
	    N_("Undo what was written; Ctrl-_ too.") },
	{ "edit redo", N_("Redo"), N_("Do again what was undone.") },
	{ "edit select-all", N_("Select all"),
	    N_("Select all that is written; Shift with an arrow selects a "
	       "part.") },
	{ "edit yank-next", N_("Earlier cut"),
	    N_("After Ctrl-Y: what was cut before that.") },
	{ "edit swap-words", N_("Swap words"),
	    N_("Swap the two words at the cursor.") },
	{ "edit upper", N_("WORD"), N_("The next word in capitals.") },
	{ "edit lower", N_("word"), N_("The next word in small letters.") },
	{ "edit capital", N_("Word"),
	    N_("The next word with a capital letter.") },
	{ "edit kill-line", N_("Cut the line"), NULL },
	{ "edit kill-end", N_("Cut to the end"), NULL },
	{ "edit kill-start", N_("Cut to the start"), NULL },
	{ "insert kill-end", N_("Change to end"), NULL },
	{ "insert kill-start", N_("Change to start"), NULL },
	{ "insert kill-word-left", N_("Change word left"), NULL },
	{ "edit kill-word-right", N_("Cut a word"), NULL },
	{ "edit kill-word-left", N_("Cut a word left"), NULL },
	{ "insert Home kill-end", N_("Change the line"), NULL },
	{ "insert kill-word-right", N_("Change a word"), NULL },
	{ "edit kill-line yank", N_("Copy the line"), NULL },
};

static size_t
find(const char *line)
{
	size_t i = 0;

	while (i < sizeof words / sizeof *words &&
	    strcmp(words[i].line, line) != 0)
		i++;
	return i;
}

const char *
key_words_brief(const char *line)
{
	size_t i = find(line);

	return i < sizeof words / sizeof *words ? _(words[i].brief) : NULL;
}

const char *
key_words_help(const char *line)
{
	const struct command *c;
	size_t i = find(line);
	char name[32];

	if (i < sizeof words / sizeof *words && words[i].help != NULL)
		return _(words[i].help);
	if (strcspn(line, " ") >= sizeof name)
		return NULL;
	memcpy(name, line, strcspn(line, " "));
	name[strcspn(line, " ")] = '\0';
	c = command_find(name);
	return c != NULL ? _(c->help) : NULL;
}
