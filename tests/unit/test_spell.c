/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which words are asked about, which are marked, and what the dictionaries of
 * this machine say (left out, aloud, where there are none). */
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "console/keep/spell.h"
#include "console/model/internal.h"
#include "console_desk.h"

static void
begin(struct desk *d, const char *language)
{
	desk_start(d);
	desk_mine(d, 5, "Ivan", language);
	desk_key(d, "M-1");
	effects_clear(&d->e);
}

/* The words that were asked about, "ru:слово en:word". */
static char *
asked(const struct desk *d, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (int i = 0; i < d->e.n; i++)
		if (d->e.list[i].type == EFFECT_SPELL)
			used += (size_t)snprintf(buf + used, size - used,
			    "%s%s:%s", used > 0 ? " " : "",
			    d->e.list[i].body, d->e.list[i].text);
	return buf;
}

static void
the_right_words_are_asked(void **state)
{
	static const struct { const char *language, *text, *words; } cases[] = {
		{ "en", "Hello wrld ", "en:Hello en:wrld" },
		{ "ru", "Привет wrld ", "ru:Привет en:wrld" },
		{ "pl", "cześć мир ", "pl:cześć ru:мир" },
		{ "de", "Hallo Welt ", "" },
		{ "", "it's 'quoted' ", "en:it's en:quoted" },
		{ "", "it’s ‘quoted’ ", "en:it’s en:quoted" },
		{ "en", "see https://a.b/wrld me@x.org a.b v2 4th 12 ", "en:see" },
		{ "en", "{order} Ivan Olga NASA x \n", "" },
		{ "en", "mixвed well-known ", "en:well en:known" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char buf[256];
		struct desk d;

		begin(&d, cases[i].language);
		model_paste(d.m, cases[i].text, strlen(cases[i].text), &d.e);
		desk_tick(&d, 10);
		assert_string_equal(asked(&d, buf, sizeof buf),
		    cases[i].words);
		/* Once is enough. */
		effects_clear(&d.e);
		desk_tick(&d, 2000);
		assert_string_equal(asked(&d, buf, sizeof buf), "");
		desk_end(&d);
	}
}

/* The customer's language has been corrected since: nobody has its words. */
static void
what_was_marked_in_another_language_is_none(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "en");
	desk_type(&d, "teh end");
	desk_tick(&d, 10);
	model_spelt(d.m, "en", "teh", SPELT_WRONG, "");
	assert_int_equal(model_find_chat(d.m, 5)->input.n_marks, 1);
	snprintf(model_chat(d.m, 5)->c.language, LANGUAGE_BYTES, "de");
	assert_false(command_run(d.m, "spell", &d.e));
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	desk_end(&d);
}

static void
wrong_ones_are_marked_and_mended(void **state)
{
	const struct editor *in;
	char buf[256];
	struct desk d;

	(void)state;
	begin(&d, "en");
	in = &model_find_chat(d.m, 5)->input;
	desk_type(&d, "teh end");
	desk_tick(&d, 10);
	/* The last word is not finished. */
	assert_string_equal(asked(&d, buf, sizeof buf), "en:teh");
	effects_clear(&d.e);
	desk_tick(&d, 1000);
	assert_string_equal(asked(&d, buf, sizeof buf), "en:end");
	model_spelt(d.m, "en", "end", SPELT_RIGHT, "");
	model_spelt(d.m, "en", "teh", SPELT_WRONG, "");
	assert_int_equal(in->n_marks, 1);
	assert_int_equal(in->marks[0].len, 3);
	desk_type(&d, "!");
	assert_int_equal(in->n_marks, 1);

	effects_clear(&d.e);
	desk_key(&d, "C-x");
	desk_key(&d, "y");
	assert_true(desk_effect(&d, EFFECT_SPELL)->is_note);
	model_spelt(d.m, "en", "teh", SPELT_WRONG, "eh\nthe\n");
	desk_key(&d, "2");
	assert_string_equal(desk_input(&d, 5), "the end!");
	assert_int_equal(in->at, in->text.len);
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	assert_int_equal(in->n_marks, 0);
	desk_key(&d, "C-_");
	assert_string_equal(desk_input(&d, 5), "teh end!");
	assert_int_equal(in->n_marks, 1);

	desk_key(&d, "C-x");
	desk_key(&d, "y");
	desk_key(&d, "a");
	assert_string_equal(desk_effect(&d, EFFECT_SPELL_ADD)->text, "teh");
	assert_int_equal(in->n_marks, 0);
	desk_end(&d);
}

/* --- the dictionaries ------------------------------------------------------------ */

struct heard {
	int  n;
	enum spell_verdict verdict;
	char others[512];
};

static void
hear(void *ctx, const char *language, const char *word,
    enum spell_verdict verdict, const char *others)
{
	struct heard *h = ctx;

	(void)language;
	(void)word;
	h->n++;
	h->verdict = verdict;
	snprintf(h->others, sizeof h->others, "%s", others);
}

static struct heard
say(struct spell *s, const char *language, const char *word, bool with_others)
{
	struct heard h = { .n = 0 };

	spell_ask(s, language, word, with_others);
	for (int i = 0; i < 300 && h.n == 0; i++) {
		struct pollfd p = { .fd = spell_fd(s), .events = POLLIN };

		poll(&p, 1, 100);
		spell_poll(s, hear, &h);
	}
	assert_int_equal(h.n, 1);
	return h;
}

static void
real_dictionaries(void **state)
{
	static const struct { const char *language, *right, *wrong, *other; }
	    words[] = {
		{ "en", "parcel", "parcle", "parcel\n" },
		{ "ru", "платёж", "плотеж", "платеж" },
		{ "pl", "płatność", "płatnośc", "płatność\n" },
	};
	char path[] = "/tmp/dz-words-XXXXXX";
	int fd = mkstemp(path);
	struct spell *s;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	s = spell_new(path);
	assert_int_equal(say(s, "xx", "word", false).verdict, SPELL_MISSING);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct heard h = say(s, words[i].language, words[i].right,
		    false);

		if (h.verdict == SPELL_MISSING) {
			print_message("# no dictionary for %s: left out\n",
			    words[i].language);
			continue;
		}
		assert_int_equal(h.verdict, SPELL_RIGHT);
		h = say(s, words[i].language, words[i].wrong, true);
		assert_int_equal(h.verdict, SPELL_WRONG);
		assert_non_null(strstr(h.others, words[i].other));
	}
	spell_add(s, "qwzx");
	assert_int_equal(say(s, "en", "qwzx", false).verdict, SPELL_RIGHT);
	spell_free(s);
	/* It is there at the next start. */
	s = spell_new(path);
	assert_int_equal(say(s, "en", "qwzx", false).verdict, SPELL_RIGHT);
	spell_free(s);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_right_words_are_asked),
		cmocka_unit_test(what_was_marked_in_another_language_is_none),
		cmocka_unit_test(wrong_ones_are_marked_and_mended),
		cmocka_unit_test(real_dictionaries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
