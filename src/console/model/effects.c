/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/effects.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ACTION_BYTES (512 * 1024)	/* of one that is submitted */

static struct effect *
add(struct effects *e, enum effect_type type)
{
	struct effect *effect;

	if (e->n == e->room) {
		e->room = e->room == 0 ? 8 : 2 * e->room;
		e->list = mem_grow(e->list, (size_t)e->n, (size_t)e->room,
		    sizeof *e->list);
	}
	effect = &e->list[e->n++];
	*effect = (struct effect){ .type = type };
	return effect;
}

static void
clear_one(struct effect *effect)
{
	arena_free(effect->arena);
	free(effect->text);
	free(effect->body);
	free(effect->uses);
	free(effect->value);
	run_job_free(effect->job);
}

void
effects_clear(struct effects *e)
{
	for (int i = 0; i < e->n; i++)
		clear_one(&e->list[i]);
	free(e->list);
	*e = (struct effects){ 0 };
}

static void
add_action(struct effects *e, enum effect_type type, const struct action *a)
{
	struct effect *effect = add(e, type);

	effect->arena = arena_new(ACTION_BYTES);
	if (effect->arena == NULL ||
	    !action_copy(&effect->action, a, effect->arena))
		abort();
	effect->conversation_id = a->conversation_id;
}

void
effects_submit(struct effects *e, const struct action *a)
{
	add_action(e, EFFECT_SUBMIT, a);
}

void
effects_archive(struct effects *e, const struct action *a)
{
	add_action(e, EFFECT_ARCHIVE, a);
}

struct effect *
effects_put(struct effects *e, enum effect_type type)
{
	return add(e, type);
}

void
effects_draft(struct effects *e, int64_t conversation_id, const char *text)
{
	struct effect *effect = add(e, EFFECT_DRAFT);

	effect->conversation_id = conversation_id;
	effect->text = mem_dup(text);
}

void
effects_forget(struct effects *e, const char *client_id)
{
	struct effect *effect = add(e, EFFECT_FORGET);

	memcpy(effect->action.client_id, client_id,
	    strnlen(client_id, CLIENT_ID_BYTES));
}

/* Back on line after an hour there may be hundreds: they must neither drown
 * the operator nor take the room of what has to be done. */
static bool
has_alerts(const struct effects *e)
{
	int n = 0;

	for (int i = 0; i < e->n; i++)
		n += e->list[i].type == EFFECT_ALERT;
	return n >= EFFECTS_ALERTS;
}

struct effect *
effects_alert(struct effects *e, enum alert alert, const char *title,
    const char *body)
{
	struct effect *effect;

	if (has_alerts(e))
		return NULL;
	effect = add(e, EFFECT_ALERT);
	effect->alert = alert;
	effect->text = mem_dup(title);
	effect->body = mem_dup(body);
	return effect;
}

void
effects_file(struct effects *e, enum effect_type type,
    int64_t conversation_id, const char *text, const char *body)
{
	struct effect *effect = add(e, type);

	effect->conversation_id = conversation_id;
	effect->text = mem_dup(text);
	effect->body = mem_dup(body);
}

void
effects_copy(struct effects *e, const char *text)
{
	struct effect *effect = add(e, EFFECT_COPY);

	effect->text = mem_dup(text);
}

void
effects_language(struct effects *e, const char *language)
{
	struct effect *effect = add(e, EFFECT_LANGUAGE);

	effect->text = mem_dup(language);
}

void
effects_run(struct effects *e, struct run_job *job_own)
{
	struct effect *effect = add(e, EFFECT_RUN);

	effect->job = job_own;
}

void
effects_run_cancel(struct effects *e, enum run_for what, int64_t id)
{
	struct effect *effect = add(e, EFFECT_RUN_CANCEL);

	effect->what = what;
	effect->conversation_id = id;
}

void
effects_setting(struct effects *e, const char *section, const char *key,
    const char *value)
{
	struct effect *effect = add(e, EFFECT_SETTING);

	effect->text = mem_dup(section);
	effect->body = mem_dup(key);
	effect->value = value == NULL ? NULL : mem_dup(value);
}

void
effects_editor(struct effects *e, int64_t conversation_id, const char *text,
    const char *command)
{
	struct effect *effect = add(e, EFFECT_EDITOR);

	effect->conversation_id = conversation_id;
	effect->text = mem_dup(text);
	effect->body = mem_dup(command);
}

void
effects_recover(struct effects *e, int64_t conversation_id, const char *path)
{
	struct effect *effect = add(e, EFFECT_RECOVER);

	effect->conversation_id = conversation_id;
	effect->text = mem_dup(path);
}

void
effects_withdraw(struct effects *e, const char *client_id, const char *files)
{
	struct effect *effect = add(e, EFFECT_WITHDRAW);

	effect->text = mem_dup(client_id);
	effect->body = mem_dup(files);
}

void
effects_spell(struct effects *e, const char *language, const char *word,
    bool with_others)
{
	struct effect *effect = add(e, EFFECT_SPELL);

	effect->text = mem_dup(word);
	effect->body = mem_dup(language);
	effect->is_note = with_others;
}

void
effects_spell_add(struct effects *e, const char *word)
{
	struct effect *effect = add(e, EFFECT_SPELL_ADD);

	effect->text = mem_dup(word);
}

void
effects_canned_use(struct effects *e, const struct canned_use *use)
{
	struct effect *effect = NULL;

	for (int i = 0; i < e->n; i++)
		if (e->list[i].type == EFFECT_CANNED_USES)
			effect = &e->list[i];
	if (effect == NULL)
		effect = add(e, EFFECT_CANNED_USES);
	effect->uses = mem_grow(effect->uses, effect->n_uses,
	    effect->n_uses + 1, sizeof *effect->uses);
	effect->uses[effect->n_uses++] = *use;
}
