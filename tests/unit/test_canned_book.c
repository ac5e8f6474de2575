/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Languages of a reply, those that are likely next, the digits after C-x. */
#include "console/model/internal.h"
#include "console_desk.h"

#include <stdlib.h>

static const struct canned replies[] = {
	{ .id = 1, .shortcut = "refund", .title = "Refund", .language = "en",
	    .version = 1,
	    .text = "It is on its way." },
	{ .id = 2, .shortcut = "refund", .title = "Возврат", .language = "ru",
	    .version = 1,
	    .text = "Возврат отправлен." },
	{ .id = 3, .shortcut = "refund", .title = "Zwrot", .language = "pl",
	    .version = 1,
	    .text = "Zwrot w drodze." },
	{ .id = 4, .shortcut = "card", .title = "Card", .language = "",
	    .version = 1,
	    .text = "Your card is blocked." },
	{ .id = 5, .shortcut = "hello", .title = "Hello", .language = "en",
	    .version = 1,
	    .text = "Hello!" },
	{ .id = 6, .shortcut = "bye", .title = "Bye", .language = "",
	    .department_id = CARDS + 1, .owner_id = 0, .version = 1,
	    .text = "Bye" },
	{ .id = 7, .shortcut = "card", .title = "My card", .language = "",
	    .department_id = 0, .owner_id = ANNA, .version = 1,
	    .text = "Mine" },
};
#define N_REPLIES (sizeof replies / sizeof *replies)

static void
begin(struct desk *d, const char *language)
{
	struct event ev;

	desk_start(d);
	event_init(&ev, EVENT_CANNED_LIST);
	ev.canned_list = replies;
	ev.n_canned = N_REPLIES;
	desk_reduce(d, &ev);
	desk_mine(d, 5, "Ivan", language);
	desk_key(d, "M-1");
	effects_clear(&d->e);
}

static void
expect_rows(const struct desk *d, const int64_t *ids, size_t n)
{
	struct pick *rows;
	size_t found = canned_rows(d->m, model_find_chat(d->m, 5), "", &rows);

	assert_int_equal(found, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(rows[i].id, ids[i]);
	free(rows);
}

/* Its own language, then any, then the others; not of other departments. */
static void
one_row_in_the_language(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "ru");
	expect_rows(&d, (const int64_t[]){ 2, 4, 7, 5 }, 4);
	desk_end(&d);
	begin(&d, "en");
	expect_rows(&d, (const int64_t[]){ 5, 1, 4, 7 }, 4);
	desk_end(&d);
	begin(&d, "de");
	expect_rows(&d, (const int64_t[]){ 4, 7, 5, 1 }, 4);
	desk_end(&d);
}

static void
arrows_show_other_languages(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "ru");
	desk_key(&d, "F4");
	assert_int_equal(canned_chosen(d.m)->id, 2);
	assert_int_equal(canned_variants(d.m), 3);
	desk_key(&d, "Right");
	assert_int_equal(canned_chosen(d.m)->id, 1);
	desk_key(&d, "Left");
	desk_key(&d, "Left");
	assert_int_equal(canned_chosen(d.m)->id, 3);
	desk_key(&d, "Down");
	assert_int_equal(canned_chosen(d.m)->id, 4);
	desk_key(&d, "Up");
	assert_int_equal(canned_chosen(d.m)->id, 2);
	desk_key(&d, "Left");
	desk_key(&d, "Enter");
	assert_string_equal(desk_input(&d, 5), "Zwrot w drodze.");
	desk_end(&d);
}

/* Found by the words of any language, shown in the conversation's. */
static void
found_in_any_language(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "ru");
	desk_key(&d, "F4");
	desk_type(&d, "zwrot");
	assert_int_equal(canned_chosen(d.m)->id, 2);
	desk_key(&d, "M-Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text,
	    "Возврат отправлен.");
	assert_string_equal(desk_input(&d, 5), "");
	desk_end(&d);
}

static void
says(struct desk *d, const char *text)
{
	struct event ev;

	event_init(&ev, EVENT_MESSAGE);
	ev.seq = model_find_chat(d->m, 5)->c.last_seq + 1;
	ev.conversation_id = 5;
	ev.by = ACTOR_VISITOR;
	ev.at_ms = d->now_ms;
	ev.text = text;
	desk_reduce(d, &ev);
}

static void
use(struct desk *d, const char *shortcut)
{
	desk_type(d, "/canned ");
	desk_type(d, shortcut);
	desk_key(d, "Enter");
	desk_key(d, "Enter");
}

/* What was sent comes first in conversations that are alike. */
static void
likely_ones_come_first(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "en");
	says(&d, "My CARD is blocked, why?");
	use(&d, "hello");
	use(&d, "card");
	for (int i = 0; i < 6; i++)
		says(&d, "And thanks a lot");
	use(&d, "refund");
	use(&d, "refund");
	expect_rows(&d, (const int64_t[]){ 1, 5, 7, 4 }, 4);
	/* The words bring it back; its language keeps the others apart. */
	says(&d, "the cards are blocking");
	expect_rows(&d, (const int64_t[]){ 1, 5, 7, 4 }, 4);
	assert_true(d.m->book.n_uses > 4);
	desk_end(&d);
}

static void
a_count_fades(void **state)
{
	struct canned_book b = { .n = 0 };
	const uint32_t any = BOOK_ALWAYS;
	double scores[N_REPLIES];

	(void)state;
	book_replace(&b, replies, N_REPLIES);
	for (int i = 0; i < 3; i++)
		book_count(&b, 1, any, 1000);
	book_count(&b, 2, any, 1000 + 3 * USE_HALF_MS);
	book_count(&b, 2, any, 1000 + 3 * USE_HALF_MS);
	book_likely(&b, &any, 1, 1000, scores);
	assert_true(scores[book_find(&b, 1)] > 2.9);
	book_likely(&b, &any, 1, 1000 + 3 * USE_HALF_MS, scores);
	assert_true(scores[book_find(&b, 1)] < scores[book_find(&b, 2)]);
	assert_true(scores[book_find(&b, 3)] == 0);
	book_clear(&b);
}

/* However many are counted, the newest stay. */
static void
counts_are_bounded(void **state)
{
	struct canned_book b = { .n = 0 };

	(void)state;
	for (int i = 0; i < BOOK_USES + 500; i++)
		book_count(&b, i + 1, BOOK_ALWAYS, 1000 + i * USE_HALF_MS);
	assert_int_equal(b.n_uses, BOOK_USES);
	assert_int_equal(b.uses[b.n_uses - 1].canned_id, BOOK_USES + 500);
	assert_int_equal(b.uses[0].canned_id, 501);
	book_restore(&b, &(struct canned_use){ 0, 1, 5, 5 });
	book_restore(&b, &(struct canned_use){ 9, 1, -5, 5 });
	assert_int_equal(b.n_uses, BOOK_USES);
	book_clear(&b);
}

/* The digit means what stood beside it, whatever comes in between. */
static void
digits_insert_what_was_shown(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "en");
	desk_key(&d, "C-x");
	assert_int_equal(d.m->ui.n_top, 4);
	assert_int_equal(d.m->ui.top[1], 1);
	for (int i = 0; i < 9; i++)
		book_count(&d.m->book, 7, BOOK_ALWAYS, d.m->now_ms);
	desk_key(&d, "2");
	assert_string_equal(desk_input(&d, 5), "It is on its way.");
	assert_int_equal(d.m->ui.n_top, 0);
	desk_key(&d, "C-x");
	desk_key(&d, "9");
	assert_string_equal(desk_input(&d, 5), "It is on its way.");
	assert_non_null(strstr(d.m->ui.message, "not so many"));
	desk_end(&d);
}

/* Thousands are not folded in the turn that brings them. */
static void
folded_by_and_by(void **state)
{
	enum { MANY = 3 * BOOK_FOLDS };
	static struct canned many[MANY];
	struct canned_book b = { .n = 0 };
	char names[MANY][16];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof names[i], "Ёж%d", i);
		many[i] = (struct canned){ .id = i + 1, .shortcut = names[i],
			.title = "", .language = "", .text = "" };
	}
	book_replace(&b, many, MANY);
	assert_null(b.folds[0].shortcut);
	book_fold_some(&b);
	assert_non_null(b.folds[BOOK_FOLDS - 1].shortcut);
	assert_null(b.folds[BOOK_FOLDS].shortcut);
	/* What is looked for does not wait. */
	assert_non_null(strstr(book_folded(&b, MANY - 1)->shortcut, "еж"));
	for (int i = 0; i < 3; i++)
		book_fold_some(&b);
	for (int i = 0; i < MANY; i++)
		assert_non_null(b.folds[i].shortcut);
	book_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folded_by_and_by),
		cmocka_unit_test(one_row_in_the_language),
		cmocka_unit_test(arrows_show_other_languages),
		cmocka_unit_test(found_in_any_language),
		cmocka_unit_test(likely_ones_come_first),
		cmocka_unit_test(a_count_fades),
		cmocka_unit_test(counts_are_bounded),
		cmocka_unit_test(digits_insert_what_was_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
