/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/command.h"

#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"
#include "console/model/supervise.h"
#include "console/model/supervise_parts.h"

#define NAME_BYTES 64

const struct command commands[] = {
	{ "take", "[next|NUMBER]", NEEDS_LINE,
	    N_("Take this conversation, the next of the queue, or one by its "
	       "number."),
	    run_take, complete_take, FOR_ALL },
	{ "accept", "", NEEDS_LINE,
	    N_("Accept what a colleague has transferred to you."), run_accept,
	    NULL, FOR_ALL },
	{ "decline", "[REASON]", NEEDS_CHAT,
	    N_("Give back what is offered to you; colleagues read the "
	       "reason."),
	    run_decline, NULL, FOR_ALL },
	{ "transfer", "[NAME|back] [-- NOTE]", NEEDS_CHAT,
	    N_("Transfer this conversation to a colleague or a department, or "
	       "back; without a name choose one."),
	    run_transfer, complete_transfer, FOR_ALL },
	{ "handover", "[NAME|best] [-- NOTE]", NEEDS_LINE,
	    N_("Transfer all of yours, at the end of a shift; without a name "
	       "see first who would get them."),
	    run_handover, complete_handover, FOR_ALL },
	{ "reassign", "WHO|#NUMBER|--this [WHOM|best|--queue] [--now]",
	    NEEDS_LINE,
	    N_("Give all conversations of an operator, or one, to others, or "
	       "put them back into the queue; asks first."),
	    run_reassign, complete_reassign, FOR_HEADS },
	{ "read-along", "[NUMBER ...]", NEEDS_LINE,
	    N_("Read conversations of others silently, up to nine in panes."),
	    run_read_along, complete_read_along, FOR_HEADS },
	{ "whisper", "[--draft] TEXT", NEEDS_NOTHING,
	    N_("Say something to the operator that the customer never sees; "
	       "as a draft it is an answer to take over."),
	    run_whisper, complete_whisper, FOR_HEADS },
	{ "suggestion", "use|drop", NEEDS_MINE,
	    N_("Put a suggested answer into the input, or do without it."),
	    run_suggestion, complete_suggestion, FOR_ALL },
	{ "join", "", NEEDS_NOTHING,
	    N_("Write to this customer beside the operator."), run_join,
	    NULL, FOR_HEADS },
	{ "leave", "", NEEDS_CHAT,
	    N_("Write to this customer no longer; the operator goes on."),
	    run_leave, NULL, FOR_HEADS },
	{ "take-over", "", NEEDS_NOTHING,
	    N_("Take this conversation from the operator who has it."),
	    run_take_over, NULL, FOR_HEADS },
	{ "force", "WHO online|away|busy|sign-out", NEEDS_LINE,
	    N_("Set the state of an operator, or sign them out."), run_force,
	    complete_force, FOR_HEADS },
	{ "broadcast", "[TEXT]", NEEDS_LINE,
	    N_("Say something to the whole team; without a text see who has "
	       "read the last one."),
	    run_broadcast, NULL, FOR_HEADS },
	{ "seen", "", NEEDS_LINE,
	    N_("Say that you have read what was said to the team."), run_seen,
	    NULL, FOR_ALL },
	{ "note", "[TEXT]", NEEDS_CHAT,
	    N_("Write a private note to colleagues; without a text switch "
	       "between note and message."),
	    run_note, NULL, FOR_ALL },
	{ "talk", "[NAME|DEPARTMENT|all] [-- TEXT]", NEEDS_NOTHING,
	    N_("Talk to a colleague, a department or everybody; without a "
	       "name go where something is unread."),
	    run_talk, complete_talk, FOR_ALL },
	{ "shift", "[NAME|DEPARTMENT|all]", NEEDS_NOTHING,
	    N_("Write what the next shift has to know into a room of the team, "
	       "to be read before it is sent."),
	    run_shift, complete_shift, FOR_ALL },
	{ "tag", "[TAG|-TAG ...]", NEEDS_CHAT,
	    N_("Add tags to this conversation, or with a minus take them "
	       "away; without one choose them."),
	    run_tag, complete_tag, FOR_ALL },
	{ "promise", "[16:00|20m|tomorrow 10:00 TEXT|done]", NEEDS_MINE,
	    N_("Be reminded of what you have promised, at a time or after a "
	       "span."),
	    run_promise, complete_promise, FOR_ALL },
	{ "close", "[OUTCOME] [-- NOTE]", NEEDS_CHAT,
	    N_("Close this conversation with an outcome; without one choose "
	       "it."),
	    run_close, complete_close, FOR_ALL },
	{ "canned", "[[add|edit|remove] SHORTCUT|--likely 1-9]", NEEDS_CHAT,
	    N_("Insert a canned reply, or write, change or remove one; "
	       "without a shortcut choose one."),
	    run_canned, complete_canned, FOR_ALL },
	{ "customer", "[name|contact|language|note|segment|tag|field VALUE]", NEEDS_CHAT,
	    N_("Correct the customer's record; without a value show it."),
	    run_customer, complete_customer, FOR_ALL },
	{ "spell", "[1-9|add|ignore]", NEEDS_CHAT,
	    N_("Offer other words for the one that is underlined."),
	    run_spell, NULL, FOR_ALL },
	{ "recall", "", NEEDS_CHAT,
	    N_("Edit what I said last, or take it back."), run_recall, NULL,
	    FOR_ALL },
	{ "editor", "", NEEDS_CHAT,
	    N_("Write this text in your editor ($VISUAL or $EDITOR)."),
	    run_editor, NULL, FOR_ALL },
	{ "recover", "", NEEDS_NOTHING,
	    N_("Put in what an editor left when the console was killed."),
	    run_recover, NULL, FOR_ALL },
	{ "unsend", "", NEEDS_CHAT,
	    N_("Take back what is not with the desk yet: the message and its "
	       "files go back into the input."),
	    run_unsend, NULL, FOR_ALL },
	{ "unhold", "", NEEDS_CHAT,
	    N_("Take back what is held: a message, a transfer or a close."),
	    run_unhold, NULL, FOR_ALL },
	{ "find", "[WORD|--newer]", NEEDS_CHAT,
	    N_("Find a word in this transcript; again finds the one before, "
	       "--newer the one after."),
	    run_find, NULL, FOR_ALL },
	{ "search", "[WORDS]", NEEDS_NOTHING,
	    N_("Find words in everything that was said, by anybody."),
	    run_search, NULL, FOR_ALL },
	{ "attach", "[PATH|-]", NEEDS_CHAT,
	    N_("Send a file with the next message; without a path choose "
	       "it, - takes it away."),
	    run_attach, NULL, FOR_ALL },
	{ "file", "[NUMBER] [open|save FOLDER]", NEEDS_CHAT,
	    N_("Save or open a file of this conversation; without a number "
	       "choose it."),
	    run_file, complete_file, FOR_ALL },
	{ "hints", "", NEEDS_CHAT,
	    N_("Put letters at the addresses, numbers and files on the screen: "
	       "a small one copies or saves, a capital one opens; again lists "
	       "them."),
	    run_hints, NULL, FOR_ALL },
	{ "blocks", "", NEEDS_CHAT,
	    N_("Run the commands of the customer's record again."),
	    run_blocks, NULL, FOR_ALL },
	{ "earlier", "[1-99|back|close]", NEEDS_NOTHING,
	    N_("Read an earlier conversation beside this one, the last being "
	       "1."),
	    run_earlier, complete_earlier, FOR_ALL },
	{ "block", "[session|address|range[/BITS]] [SPAN|forever] [REASON]",
	    NEEDS_LINE,
	    N_("Let a visitor not write for a while; without words a small "
	       "form asks, and it asks before it strikes others, too."),
	    run_block, complete_block, FOR_ALL },
	{ "limit", "[session|address|range[/BITS]] [SPAN|forever] [REASON]",
	    NEEDS_LINE,
	    N_("Let a visitor write only slowly for a while."),
	    run_limit, complete_block, FOR_ALL },
	{ "unblock", "[NUMBER]", NEEDS_LINE,
	    N_("End the block of this visitor, or the one of that number."),
	    run_unblock, NULL, FOR_ALL },
	{ "blocked", "", NEEDS_LINE,
	    N_("List who is blocked: until when, by whom and why; Enter twice "
	       "ends it."),
	    run_blocked, NULL, FOR_ALL },
	{ "why", "", NEEDS_CHAT,
	    N_("Tell why this conversation is where it is: rules, offers, "
	       "targets, and who could have it."),
	    run_why, NULL, FOR_ALL },
	{ "copy", "[TEXT]", NEEDS_NOTHING,
	    N_("Copy what is selected, or the customer's last line."),
	    run_copy, NULL, FOR_ALL },
	{ "open", "NUMBER|NAME", NEEDS_NOTHING,
	    N_("Go to a conversation by its number or the customer's name."),
	    run_open, complete_open, FOR_ALL },
	{ "urgent", "", NEEDS_NOTHING,
	    N_("Go to the conversation that needs me most."), run_urgent,
	    NULL, FOR_ALL },
	{ "nothing", "", NEEDS_MINE,
	    N_("There is nothing to answer here until the customer writes "
	       "again."),
	    run_nothing, NULL, FOR_ALL },
	{ "later", "[TIME|now]", NEEDS_MINE,
	    N_("Put this conversation aside till a time, or till the customer "
	       "writes."),
	    run_later, complete_later, FOR_ALL },
	{ "list", "", NEEDS_NOTHING, N_("List all conversations."),
	    run_list, NULL, FOR_ALL },
	{ "layout", "[one|columns|rows|grid|main]", NEEDS_NOTHING,
	    N_("Arrange the panes; without a name take the next layout."),
	    run_layout, complete_layout, FOR_ALL },
	{ "panes", "1-9", NEEDS_NOTHING,
	    N_("Show so many conversations at once."), run_panes, NULL,
	    FOR_ALL },
	{ "zoom", "", NEEDS_CHAT,
	    N_("Show this pane alone; again shows all."), run_zoom, NULL,
	    FOR_ALL },
	{ "pin", "", NEEDS_CHAT,
	    N_("Keep this conversation in its pane; again frees the pane."),
	    run_pin, NULL, FOR_ALL },
	{ "pane", "[next|previous]", NEEDS_NOTHING,
	    N_("Go to the next pane, or to the one before."), run_pane,
	    complete_pane, FOR_ALL },
	{ "move", "NUMBER", NEEDS_CHAT,
	    N_("Give this conversation another number and its pane."),
	    run_move, NULL, FOR_ALL },
	{ "rail", "", NEEDS_NOTHING,
	    N_("Show or hide the list of conversations at the left."),
	    run_rail, NULL, FOR_ALL },
	{ "sidebar", "[enter]", NEEDS_NOTHING,
	    N_("Show or hide the customer's record, or move into it."),
	    run_sidebar, NULL, FOR_ALL },
	{ "state", "", NEEDS_LINE,
	    N_("Choose how you are: online, away and why, a break, busy."),
	    run_state, NULL, FOR_ALL },
	{ "online", "", NEEDS_LINE,
	    N_("Be there for new conversations."), run_online, NULL,
	    FOR_ALL },
	{ "away", "[REASON]", NEEDS_LINE,
	    N_("Be away: nothing is transferred to you."), run_away,
	    complete_away, FOR_ALL },
	{ "break", "", NEEDS_LINE,
	    N_("Have a break: nothing is transferred to you."), run_break,
	    NULL, FOR_ALL },
	{ "busy", "", NEEDS_LINE,
	    N_("Be busy: keep what you have and get nothing new."),
	    run_busy, NULL, FOR_ALL },
	{ "language", "en|ru|pl", NEEDS_NOTHING,
	    N_("Switch the language of this console."), run_language,
	    complete_language, FOR_ALL },
	{ "theme", "[NAME]", NEEDS_NOTHING,
	    N_("Choose the colours of the screen."), run_theme,
	    complete_theme, FOR_ALL },
	{ "sessions", "[end NUMBER]", NEEDS_LINE,
	    N_("Show what you are signed in with, and end what should not "
	       "be there."),
	    run_sessions, complete_sessions, FOR_ALL },
	{ "winbacks", "", NEEDS_NOTHING,
	    N_("Show the customers to be won back after a bad rating."),
	    run_winbacks, NULL, FOR_ALL },
	{ "winback", "[NUMBER] own|due|apology|gesture|changed|offered|won|lost|"
	    "open [TEXT]", NEEDS_LINE,
	    N_("Say what is done to win a customer back, and how it ended."),
	    run_winback, complete_winback, FOR_ALL },
	{ "alerts", "test", NEEDS_NOTHING,
	    N_("Try every kind of alert, to see which of them reach you."),
	    run_alerts, complete_alerts, FOR_ALL },
	{ "dnd", "[on|off|30m|until 14:00]", NEEDS_NOTHING,
	    N_("Do not disturb: no alert until then; again ends it."),
	    run_dnd, complete_dnd, FOR_ALL },
	{ "watch", "[sort=KEY] [department=NAME] [operator=NAME] "
	    "[filter=TEXT] [charts=KIND]", NEEDS_NOTHING,
	    N_("Watch the queue, the team and the figures of the day; again "
	       "goes back."),
	    run_watch, complete_watch, FOR_ALL },
	{ "reload", "", NEEDS_NOTHING,
	    N_("Ask the desk for everything anew."), run_reload, NULL,
	    FOR_ALL },
	{ "tour", "", NEEDS_NOTHING,
	    N_("Show what the most important keys do, where they do it."),
	    run_tour, NULL, FOR_ALL },
	{ "help", "[COMMAND]", NEEDS_NOTHING,
	    N_("Show the keys that work here, or what a command does."),
	    run_help, complete_help, FOR_ALL },
	{ "menu", "", NEEDS_NOTHING,
	    N_("Show every command with its key."), run_menu, NULL,
	    FOR_ALL },
	{ "bind", "[--save] [KEY [COMMAND]]", NEEDS_NOTHING,
	    N_("Let a key do a command; without one show what it does, "
	       "without a key all of them."),
	    run_bind, complete_bind, FOR_ALL },
	{ "set", "[-t] [NAME[!] [VALUE|default]]|reload", NEEDS_NOTHING,
	    N_("Change a setting, for good or (-t) until you quit; without "
	       "one show all."),
	    run_set, complete_set, FOR_ALL },
	{ "unbind", "[--save] KEY", NEEDS_NOTHING,
	    N_("Let a key do nothing."), run_unbind, NULL, FOR_ALL },
	{ "redraw", "", NEEDS_NOTHING, N_("Draw the screen anew."),
	    run_redraw, NULL, FOR_ALL },
	{ "suspend", "", NEEDS_NOTHING,
	    N_("Go back to the shell; \"fg\" returns."), run_suspend,
	    NULL, FOR_ALL },
	{ "quit", "", NEEDS_NOTHING,
	    N_("Leave; asks if something is unsent or a customer waits."),
	    run_quit, NULL, FOR_ALL },
	{ "send", "", NEEDS_CHAT, N_("Send what is written."), run_send,
	    NULL, FOR_KEYS },
	{ "field", "", NEEDS_CHAT,
	    N_("The next field to fill in, else the customer's record."),
	    run_field, NULL, FOR_KEYS },
	{ "form", "next|back|up|down|left|right|enter|save|leave",
	    NEEDS_NOTHING, N_("Move in a canned reply's form, save or leave "
			      "it."),
	    run_form, NULL, FOR_KEYS },
	{ "newline", "", NEEDS_CHAT, N_("Begin a new line."),
	    run_newline, NULL, FOR_KEYS },
	{ "paste", "insert|line", NEEDS_NOTHING,
	    N_("Put in what was pasted, as it is or as one line."),
	    run_paste, NULL, FOR_KEYS },
	{ "edit", "NAME...", NEEDS_CHAT,
	    N_("Run commands or keys of the input's editor."), run_edit,
	    complete_edit, FOR_KEYS },
	{ "insert", "[NAME...]", NEEDS_CHAT,
	    N_("The same, and go back to typing."), run_insert,
	    complete_edit, FOR_KEYS },
	{ "normal", "", NEEDS_CHAT,
	    N_("Let letters be commands, for the key set of vi."),
	    run_normal, NULL, FOR_KEYS },
	{ "line", "[TEXT]", NEEDS_NOTHING,
	    N_("Open the command line, with the beginning of a command."),
	    run_line, NULL, FOR_KEYS },
	{ "scroll", "up|down|top|end", NEEDS_NOTHING,
	    N_("Scroll the transcript."), run_scroll, NULL, FOR_KEYS },
	{ "choose", "up|down|page-up|page-down|left|right|ok|tab|send|edit", NEEDS_NOTHING,
	    N_("Move in the list, or choose."), run_choose, NULL, FOR_KEYS },
	{ "watching", "up|down|page-up|page-down|first|last|open|next|filter|"
	    "sort|reverse|department|charts|act|do WHAT|close",
	    NEEDS_NOTHING, N_("Move in the tables of the watch, or change what "
			      "they show."),
	    run_watching, NULL, FOR_KEYS },
	{ "cancel", "", NEEDS_NOTHING,
	    N_("Leave the list; in a conversation just transferred, take it "
	       "back."),
	    run_cancel, NULL, FOR_KEYS },
};
const size_t n_commands = sizeof commands / sizeof *commands;

/* What a person reads for a code of the desk. */
static const char *const whys[ERR_CODES] = {
	[ERR_VALUE] = N_("The desk does not accept it."),
	[ERR_PROTO] = N_("The desk and this console do not understand each "
			 "other."),
	[ERR_NET] = N_("There is no line to the desk."),
	[ERR_BUSY] = N_("The desk has too much to do: try again soon."),
	[ERR_AUTH] = N_("The desk wants you to sign in again."),
	[ERR_FACTOR] = N_("The desk wants you to sign in again."),
	[ERR_RIGHTS] = N_("You have no right to do this here."),
	[ERR_NOT_FOUND] = N_("It is not there any more."),
	[ERR_SHARED] = N_("Other visitors would be struck, too."),
	[ERR_CONFLICT] = N_("The conversation has been transferred or closed "
			    "meanwhile."),
	[ERR_TOO_LARGE] = N_("It is too large."),
	[ERR_STORE] = N_("The desk could not store it: try again later."),
	[ERR_IO] = N_("It could not be written to the disk."),
};

const char *
command_why(enum err_code code)
{
	if ((unsigned)code < ERR_CODES && whys[code] != NULL)
		return _(whys[code]);
	return _("The desk refused it.");
}

bool
command_is_offered(const struct model *m, const struct command *c)
{
	return c->offered == FOR_ALL || (c->offered == FOR_HEADS && model_is_head(m));
}

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; i < n_commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

const struct command *
command_find_typed(const char *name)
{
	const struct command *c = command_find(name);
	struct str latin;

	if (c != NULL)
		return c;
	str_init(&latin, EDITOR_MAX_BYTES * 2);
	keymap_latin(name, &latin);
	c = command_find(latin.data);
	str_clear(&latin);
	return c;
}

bool
command_can(const struct model *m, const struct command *c, struct err *err)
{
	const struct chat *chat = model_focused(m);

	if (!watch_allows(m, c->name))
		return err_set(err, ERR_RIGHTS, "%s",
		    _("This only watches."));
	if (chat != NULL && room_is(chat) && room_refuses(c->name))
		return room_refuse(c->name, err);
	switch (c->needs) {
	case NEEDS_CHAT:
		if (chat == NULL)
			return err_set(err, ERR_VALUE, "%s",
			    model_no_focus(m));
		return true;
	case NEEDS_MINE:
		if (chat == NULL || !model_is_mine(m, chat))
			return err_set(err, ERR_RIGHTS, "%s",
			    _("This conversation is not yours: /take takes "
			      "it."));
		return true;
	case NEEDS_LINE:
		if (m->link != LINK_LIVE)
			return err_set(err, ERR_NET, "%s",
			    _("There is no line to the desk now; try again "
			      "when it is back."));
		return true;
	default:
		return true;
	}
}

bool
command_run(struct model *m, const char *line, struct effects *e)
{
	const struct command *c;
	struct err err = { .code = ERR_NONE };
	char name[NAME_BYTES];
	size_t len;

	line += strspn(line, " ");
	len = strcspn(line, " ");
	if (len >= sizeof name)
		len = sizeof name - 1;
	memcpy(name, line, len);
	name[len] = '\0';
	c = command_find_typed(name);
	if (c == NULL) {
		model_say(m, TONE_BAD,
		    _("There is no command “/%s”: F9 shows all of them."),
		    name);
		return false;
	}
	line += strcspn(line, " ");
	line += strspn(line, " ");
	/* What went wrong before is no answer to what is asked for now. */
	if (m->ui.message_tone == TONE_BAD && c->offered != FOR_KEYS)
		m->ui.message[0] = '\0';
	if (command_can(m, c, &err) && c->run(m, line, e, &err))
		return true;
	if (err.text[0] != '\0')
		model_say(m, TONE_BAD, "%s", err.text);
	return false;
}
