/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "base/json.h"

/* --- effects as text ------------------------------------------------------------ */

static void
put_quoted(struct str *out, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	str_put_c(out, ' ');
	json_quote(out, text);
}

static void
put_action(struct str *out, const char *verb, const struct action *a)
{
	str_putf(out, "%s %s", verb, action_name(a->type));
	if (a->conversation_id != 0)
		str_putf(out, " %lld", (long long)a->conversation_id);
	if (a->customer_id != 0)
		str_putf(out, " customer %lld", (long long)a->customer_id);
	if (a->operator_id != 0)
		str_putf(out, " to %lld", (long long)a->operator_id);
	if (a->department_id != 0)
		str_putf(out, " department %lld", (long long)a->department_id);
	if (a->upto != 0 && a->type != ACTION_SEARCH)
		str_putf(out, " upto %lld", (long long)a->upto);
	if (a->type == ACTION_PRESENCE)
		str_putf(out, " %s", presence_name(a->presence));
	if (a->outcome[0] != '\0')
		str_putf(out, " as %s", a->outcome);
	put_quoted(out, a->text);
	str_put_c(out, '\n');
}

void
world_put_effect(struct str *out, const struct effect *f)
{
	static const char *const names[] = {
		[EFFECT_SUBMIT] = "submit", [EFFECT_DRAFT] = "draft",
		[EFFECT_FORGET] = "forget", [EFFECT_ALERT] = "alert",
		[EFFECT_ALERT_TEST] = "alert test",
		[EFFECT_SETTING] = "setting",
		[EFFECT_LANGUAGE] = "language", [EFFECT_THEME] = "theme",
		[EFFECT_TOUR_SEEN] = "tour seen",
		[EFFECT_PREFS] = "prefs", [EFFECT_RELOAD] = "reload",
		[EFFECT_RECONNECT] = "reconnect",
		[EFFECT_REDRAW] = "redraw", [EFFECT_SUSPEND] = "suspend",
		[EFFECT_COPY] = "copy",
		[EFFECT_WITHDRAW] = "withdraw", [EFFECT_SPELL] = "spell",
		[EFFECT_SPELL_ADD] = "spell add", [EFFECT_EDITOR] = "editor", [EFFECT_RECOVER] = "recover", [EFFECT_RUN] = "run",
		[EFFECT_RUN_CANCEL] = "run cancel", [EFFECT_QUIT] = "quit",
	};

	if (f->type == EFFECT_SUBMIT || f->type == EFFECT_ARCHIVE) {
		put_action(out, f->type == EFFECT_ARCHIVE ? "archive" :
		    "submit", &f->action);
		return;
	}
	str_put(out, names[f->type]);
	if (f->conversation_id != 0)
		str_putf(out, " %lld", (long long)f->conversation_id);
	put_quoted(out, f->text);
	put_quoted(out, f->body);
	put_quoted(out, f->value);
	str_put_c(out, '\n');
}
