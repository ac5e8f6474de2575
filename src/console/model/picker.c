/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/picker.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"
#include "console/model/picker_parts.h"
#include "console/model/supervise.h"
#include "domain/tags.h"

#define SCORE_LETTER 1
#define SCORE_RUN    4
#define SCORE_WORD   6
#define SCORE_PREFIX 40
#define SCORE_EXACT  100
#define FOLD_MAX     (256 * 1024)

/* --- scores --------------------------------------------------------------- */

static bool
is_word_start(const char *text, size_t at)
{
	return at == 0 || strchr(" .,-_/:@", text[at - 1]) != NULL;
}

/* Both folded. The letters of `query` in order; a run counts more. */
int
picker_score_folded(const char *query, const char *text)
{
	size_t at = 0, len = strlen(text), last = len + 1;
	int score = 0;

	if (strncmp(text, query, strlen(query)) == 0)
		score = SCORE_PREFIX;
	if (strcmp(text, query) == 0)
		score = SCORE_EXACT;
	for (; *query != '\0'; query++) {
		/* Spaces only divide; the rest of a letter's bytes follow. */
		if (*query == ' ')
			continue;
		while (at < len && text[at] != *query)
			at++;
		if (at == len)
			return 0;
		score += SCORE_LETTER;
		if (at == last + 1)
			score += SCORE_RUN;
		if (is_word_start(text, at))
			score += SCORE_WORD;
		last = at++;
	}
	return score;
}

int
picker_score(const char *query, const char *text)
{
	struct str folded_query, folded_text;
	int score;

	if (query[0] == '\0')
		return 1;
	str_init(&folded_query, FOLD_MAX);
	str_init(&folded_text, FOLD_MAX);
	utf8_fold(&folded_query, query, strlen(query));
	utf8_fold(&folded_text, text, strlen(text));
	score = picker_score_folded(folded_query.data, folded_text.data);
	str_clear(&folded_query);
	str_clear(&folded_text);
	return score;
}

/* A text of many words matches any few letters: it must hold them in a row. */
static int
score_text(const char *query, const char *text)
{
	struct str folded_query, folded_text;
	int score = 0;

	str_init(&folded_query, FOLD_MAX);
	str_init(&folded_text, FOLD_MAX);
	utf8_fold(&folded_query, query, strlen(query));
	utf8_fold(&folded_text, text, strlen(text));
	if (strstr(folded_text.data, folded_query.data) != NULL)
		score = 1;
	str_clear(&folded_query);
	str_clear(&folded_text);
	return score;
}

/* Also as typed on the other layout: "куагтв" finds "refund". */
int
picker_score_both(const char *query, const char *text)
{
	struct str latin;
	int score = picker_score(query, text);

	if (score > 0)
		return score;
	str_init(&latin, FOLD_MAX);
	keymap_latin(query, &latin);
	if (strcmp(latin.data, query) != 0)
		score = picker_score(latin.data, text);
	str_clear(&latin);
	return score;
}

/* --- rows ----------------------------------------------------------------- */

void
rows_add(struct rows *r, int64_t id, int score, const char *title,
    const char *hint, const char *body)
{
	if (score <= 0)
		return;
	if (r->n == r->cap) {
		size_t cap = r->cap == 0 ? 32 : r->cap * 2;

		r->list = mem_grow(r->list, r->cap, cap, sizeof *r->list);
		r->cap = cap;
	}
	r->list[r->n++] = (struct pick){ id, title, hint, body, score };
}

const char *
rows_query(const struct model *m)
{
	return m->ui.query.text.data;
}

static void
add_canned(struct rows *r)
{
	r->n = canned_rows(r->m, model_find_chat(r->m,
	    r->m->ui.overlay_chat_id), rows_query(r->m), &r->list);
	r->cap = r->n;
}

static void
add_receivers(struct rows *r)
{
	const struct model *m = r->m;
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);
	const char *query = rows_query(m);

	for (size_t i = 0; i < m->n_operators; i++) {
		const struct operator *o = &m->operators[i];
		int score = picker_score_both(query, o->name);
		int login = picker_score_both(query, o->login);

		if (o->id == m->me.id || o->disabled ||
		    (c != NULL && o->id == c->c.operator_id))
			continue;
		if (login > score)
			score = login;
		if (score > 0 && o->presence == PRESENCE_ONLINE)
			score += 1000;
		if (score > 0 && c != NULL &&
		    list_has(o->languages, c->c.language))
			score += 500;
		if (score > 0 && o->load < o->limit)
			score += 250;
		/* "back" is the first row, whatever they have to do. */
		if (score > 0 && c != NULL && o->id == model_back_to(m, c))
			score += 2000;
		rows_add(r, o->id, score, o->name,
		    c != NULL && o->id == model_back_to(m, c) ?
			_("had it before") : o->languages, "");
	}
	for (size_t i = 0; i < m->n_departments; i++) {
		const struct department *d = &m->departments[i];

		if (!d->disabled)
			rows_add(r, -d->id,
			    picker_score_both(query, d->name), d->name, "",
			    "");
	}
}

const char *
picker_outcome(const char *code)
{
	static const struct {
		const char *code, *word;
	} words[] = {
		{ "solved", N_("solved") },
		{ "unsolved", N_("unsolved") },
		{ "spam", N_("spam") },
		{ "duplicate", N_("duplicate") },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].code, code) == 0)
			return _(words[i].word);
	return code;
}

static void
add_outcomes(struct rows *r)
{
	const struct model *m = r->m;
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);

	/* In the desk's order: the digits are learnt by heart. */
	for (size_t i = 0; i < m->n_outcomes; i++) {
		const char *word = model_outcome_title(m, m->outcomes[i]);

		if (picker_score_both(rows_query(m), m->outcomes[i]) > 0 ||
		    picker_score_both(rows_query(m), word) > 0)
			rows_add(r, (int64_t)i + 1,
			    (int)(m->n_outcomes - i) + 1, word, "", "");
	}
	if (c != NULL && c->c.state == CONVERSATION_WRAP_UP)
		return;
	if (picker_score_both(rows_query(m), _("no outcome")) > 0)
		rows_add(r, -1, 1, _("no outcome"), "", "");
}

static void
add_menu(struct rows *r)
{
	const char *query = rows_query(r->m);

	for (size_t i = 0; i < n_commands; i++) {
		const struct command *c = &commands[i];
		int score = picker_score_both(query, c->name) * 3;
		int help = picker_score(query, _(c->help));

		if (!command_is_offered(r->m, c))
			continue;
		if (query[0] == '\0')
			score = (int)(n_commands - i);
		else if (score == 0 && score_text(query, _(c->help)) > 0)
			score = help;
		rows_add(r, (int64_t)i + 1, score, c->name,
		    keymap_key_of(&r->m->keys, c->name), _(c->help));
	}
}

/* Every setting; its value is read when it is drawn. */
static void
add_settings(struct rows *r)
{
	const char *query = rows_query(r->m);

	for (size_t i = 0; i < n_prefs_rows; i++) {
		char name[64];
		int score = 2 * picker_score_both(query,
		    pref_name(&prefs_rows[i], name, sizeof name));

		if (score == 0)
			score = score_text(query, _(prefs_rows[i].help));
		if (query[0] == '\0')
			score = (int)(n_prefs_rows - i);
		rows_add(r, (int64_t)i + 1, score, prefs_rows[i].section,
		    prefs_rows[i].key, _(prefs_rows[i].help));
	}
}

/* Every key; what is shown is read from the same list again. */
static void
add_keys(struct rows *r)
{
	struct binding list[KEYMAP_LIST];
	size_t n = keymap_list(&r->m->keys, list, KEYMAP_LIST);
	const char *query = rows_query(r->m);

	for (size_t i = 0; i < n; i++) {
		int line = picker_score_both(query, list[i].line) * 2;
		int key = picker_score_both(query, list[i].key);

		if (key > line)
			line = key;
		if (query[0] == '\0')
			line = (int)(n - i);
		rows_add(r, (int64_t)i + 1, line, list[i].line, list[i].key,
		    context_name(list[i].context));
	}
}

static bool
can_become(const struct command *c, const struct str *name, bool is_whole)
{
	return strncmp(c->name, name->data, name->len) == 0 &&
	    (!is_whole || c->name[name->len] == '\0');
}

/* The commands that what is typed, on either layout, can still become. */
static void
add_commands(struct rows *r)
{
	const char *query = rows_query(r->m);
	bool is_whole = strchr(query, ' ') != NULL;
	struct str typed, latin;

	str_init(&typed, FOLD_MAX);
	str_init(&latin, FOLD_MAX);
	str_put_n(&typed, query, strcspn(query, " "));
	keymap_latin(typed.data, &latin);
	for (size_t i = 0; i < n_commands; i++) {
		const struct command *c = &commands[i];

		if (!command_is_offered(r->m, c) ||
		    (!can_become(c, &typed, is_whole) &&
		    !can_become(c, &latin, is_whole)))
			continue;
		rows_add(r, (int64_t)i + 1, (int)(n_commands - i), c->name,
		    c->args, _(c->help));
	}
	str_clear(&typed);
	str_clear(&latin);
}

static void
add_chat(struct rows *r, int64_t id, int place)
{
	const struct chat *c = model_find_chat(r->m, id);
	int score = c == NULL ? 0 :
	    picker_score_both(rows_query(r->m), c->label);

	if (score == 0 && c != NULL)
		score = score_text(rows_query(r->m), c->c.subject);
	if (score > 0)
		rows_add(r, id, place, c->label, c->c.language, c->c.subject);
}

static void
add_chats(struct rows *r)
{
	const struct model *m = r->m;
	int64_t *ids = mem_array(m->n_chats, int64_t);
	int place = (int)m->n_chats * 2 + 2;
	size_t n = model_mine(m, ids, m->n_chats);

	for (size_t i = 0; i < n; i++)
		add_chat(r, ids[i], place--);
	n = model_queue(m, ids, m->n_chats);
	for (size_t i = 0; i < n; i++)
		add_chat(r, ids[i], place--);
	/* Then what others have and what is closed. */
	for (size_t i = 0; i < m->n_chats; i++)
		if (!model_is_mine(m, m->chats[i]) &&
		    m->chats[i]->c.state != CONVERSATION_WAITING &&
		    model_hears_of(m, m->chats[i]))
			add_chat(r, m->chats[i]->c.id, 1);
	free(ids);
}

static void
add_themes(struct rows *r)
{
	const struct model *m = r->m;

	for (size_t i = 0; i < m->n_themes; i++)
		if (picker_score(rows_query(m), m->themes[i]) > 0)
			rows_add(r, (int64_t)i + 1, (int)(m->n_themes - i),
			    m->themes[i], "", "");
}

/* Hidden ones only when a dot is typed. The title is the rest of the list: the
 * view cuts it at its line's end. */
static void
add_entries(struct rows *r)
{
	const char *query = rows_query(r->m), *entry;
	int64_t id = 1;
	size_t len;

	if (strchr(query, '/') != NULL || query[0] == '~')
		return;
	for (; (entry = attach_entry(r->m, id, &len)) != NULL; id++) {
		char name[MODEL_ENTRY_BYTES];

		if (entry[0] == '.' && query[0] != '.' &&
		    strncmp(entry, "../", len) != 0)
			continue;
		str_copy(name, len + 1 < sizeof name ? len + 1 : sizeof name,
		    entry);
		rows_add(r, id, query[0] == '\0' ? 1 :
		    picker_score_both(query, name), entry, "", "");
	}
}

static void
add_files(struct rows *r)
{
	const struct chat *c = model_find_chat(r->m,
	    r->m->ui.overlay_chat_id);
	const struct line_file *f;

	for (int n = 1; (f = file_of_chat(c, n)) != NULL && n < PICKER_MAX;
	    n++)
		rows_add(r, file_id_of(c, n), PICKER_MAX - n, f->name, "", "");
}

static void
add_hints(struct rows *r)
{
	for (int i = 0; i < r->m->n_hints; i++)
		rows_add(r, i + 1, HINTS - i, r->m->hints[i].text,
		    r->m->hints[i].is_odd ? r->m->hints[i].host : "", "");
}

/* The desk's, and last what is typed and is none of them. */
static void
add_tags(struct rows *r)
{
	const struct model *m = r->m;
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);
	bool is_known = rows_query(m)[0] == '\0';

	for (size_t i = 0; i < m->n_tags; i++) {
		int score = picker_score_both(rows_query(m), m->tags[i]);

		if (score > 0)
			score += (int)(m->n_tags - i);
		is_known = is_known ||
		    strcmp(rows_query(m), m->tags[i]) == 0;
		rows_add(r, (int64_t)i + 1, score, m->tags[i],
		    c != NULL && tags_has(c->c.tags, m->tags[i]) ? "✓" : "",
		    "");
	}
	if (!is_known)
		rows_add(r, -1, 1, rows_query(m), "+", "");
}

/* --- order ---------------------------------------------------------------- */

/* The frozen place; new rows come after all that were there. */
static size_t
frozen_place(const struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->ui.n_picks; i++)
		if (m->ui.picks[i] == id)
			return i;
	return MODEL_PICKS;
}

struct sorting {
	struct pick pick;
	size_t	    frozen, found;
};

static int
compare(const void *a, const void *b)
{
	const struct sorting *x = a, *y = b;

	if (x->frozen != y->frozen)
		return x->frozen < y->frozen ? -1 : 1;
	if (x->pick.score != y->pick.score)
		return x->pick.score > y->pick.score ? -1 : 1;
	return x->found < y->found ? -1 : 1;
}

static void
sort(struct rows *r)
{
	struct sorting *list = mem_array(r->n, struct sorting);

	for (size_t i = 0; i < r->n; i++)
		list[i] = (struct sorting){ r->list[i],
			frozen_place(r->m, r->list[i].id), i };
	if (r->n > 0)
		qsort(list, r->n, sizeof *list, compare);
	for (size_t i = 0; i < r->n; i++)
		r->list[i] = list[i].pick;
	free(list);
}

size_t
picker_rows(const struct model *m, struct pick *rows, size_t max)
{
	static void (*const adders[])(struct rows *) = {
		[OVERLAY_LIST] = add_chats,
		[OVERLAY_CANNED] = add_canned,
		[OVERLAY_TRANSFER] = add_receivers,
		[OVERLAY_OUTCOME] = add_outcomes,
		[OVERLAY_MENU] = add_menu,
		[OVERLAY_COMMAND] = add_commands,
		[OVERLAY_KEYS] = add_keys,
		[OVERLAY_SETTINGS] = add_settings,
		[OVERLAY_ATTACH] = add_entries,
		[OVERLAY_FILES] = add_files,
		[OVERLAY_HINTS] = add_hints,
		[OVERLAY_LABELS] = NULL,
		[OVERLAY_CONFIRM] = NULL,
		[OVERLAY_TAGS] = add_tags,
		[OVERLAY_HANDOVER] = NULL,
		[OVERLAY_THEME] = add_themes,
		[OVERLAY_SESSIONS] = rows_sessions,
		[OVERLAY_WINBACKS] = rows_winbacks,
		[OVERLAY_WHY] = NULL,
		[OVERLAY_STATE] = rows_states,
		[OVERLAY_BAN] = NULL,
		[OVERLAY_SHARED] = rows_shared,
		[OVERLAY_BLOCKED] = rows_blocked,
	};
	struct rows r = { .m = m };
	size_t n;

	if (adders[m->ui.overlay] == NULL)
		return 0;
	adders[m->ui.overlay](&r);
	sort(&r);
	n = r.n < max ? r.n : max;
	if (n > PICKER_MAX)
		n = PICKER_MAX;
	if (n > 0)
		memcpy(rows, r.list, n * sizeof *rows);
	free(r.list);
	return n;
}
