/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/paths.h"
#include "check.h"
#include "server/channel/page.h"

#define N_OF(array) (sizeof(array) / sizeof(array)[0])

static const char small_texts[] =
    "{\"hi\":{\"en\":\"Hi <{name}>!\",\"ru\":\"Привет, {name}!\","
    "\"pl\":\"Cześć, {name}!\"},"
    "\"bare\":{\"en\":\"A & B\",\"ru\":\"А\",\"pl\":\"Ą\"}}";

static const struct page_var anna_vars[] = { PAGE_TEXT("name", "Anna"),
	PAGE_FLAG("is_away", true) };
static const struct page_var boris_vars[] = { PAGE_TEXT("name", "Борис") };
static const struct page_vars people[] = { { anna_vars, N_OF(anna_vars) },
	{ boris_vars, N_OF(boris_vars) } };
static const struct page_var small_vars[] = {
	PAGE_TEXT("name", "<b title=\"x\">R&D's"),
	PAGE_TEXT("empty", ""),
	PAGE_FLAG("yes", true),
	PAGE_FLAG("no", false),
	PAGE_LIST("people", people, N_OF(people)),
	PAGE_LIST("nobody", NULL, 0),
};

static struct page_texts *
read_texts(const char *json)
{
	struct err err;
	struct page_texts *texts = page_texts_new(json, strlen(json), &err);

	if (texts == NULL)
		fail_msg("%s", err.text);
	return texts;
}

static bool
render(const char *tmpl, const char *language, struct str *out,
    struct err *err)
{
	struct page_texts *texts = read_texts(small_texts);
	const struct page_vars vars = { small_vars, N_OF(small_vars) };
	bool is_done = page_render(texts, tmpl, strlen(tmpl), language, vars,
	    out, err);

	page_texts_free(texts);
	return is_done;
}

static void
check(const char *tmpl, const char *language, const char *expected)
{
	struct err err;
	struct str out;

	str_init(&out, 4096);
	if (!render(tmpl, language, &out, &err))
		fail_msg("%s: %s", tmpl, err.text);
	assert_string_equal(out.data, expected);
	str_clear(&out);
}

static void
refuse(const char *tmpl, enum err_code code)
{
	struct err err;
	struct str out;

	str_init(&out, 4096);
	str_put(&out, "before");
	if (render(tmpl, "en", &out, &err))
		fail_msg("accepted: %s", tmpl);
	assert_int_equal(err.code, code);
	assert_string_equal(out.data, "before");
	str_clear(&out);
}

static void
variables_are_escaped(void **state)
{
	(void)state;
	check("", "en", "");
	check("<p>{{name}}</p>", "en",
	    "<p>&lt;b title=&quot;x&quot;&gt;R&amp;D&#39;s</p>");
	check("a{{empty}}b { } }} {", "en", "ab { } }} {");
}

static void
sentences_are_in_the_language_of_the_page(void **state)
{
	(void)state;
	check("{{t:bare}}", "en", "A &amp; B");
	check("{{t:bare}}", "ru", "А");
	check("{{t:bare}}", "pl", "Ą");
	check("{{t:bare}}", "de", "A &amp; B");
	check("{{t:hi}}", "en",
	    "Hi &lt;&lt;b title=&quot;x&quot;&gt;R&amp;D&#39;s&gt;!");
	check("{{j:hi}}", "en", "Hi &lt;{name}&gt;!");
}

static void
sections_are_shown_when_true(void **state)
{
	(void)state;
	check("{{#yes}}a{{/yes}}{{#no}}b{{/no}}", "en", "a");
	check("{{^yes}}a{{/yes}}{{^no}}b{{/no}}", "en", "b");
	check("{{#name}}a{{/name}}{{#empty}}b{{/empty}}", "en", "a");
	check("{{#unknown}}a{{/unknown}}{{^unknown}}b{{/unknown}}", "en", "b");
	check("{{#yes}}1{{#no}}2{{/no}}{{#yes}}3{{/yes}}4{{/yes}}5", "en",
	    "1345");
	/* What is not shown is not looked at but for its tags. */
	check("{{#no}}{{unknown}}{{t:unknown}}{{/no}}", "en", "");
}

static void
lists_are_repeated(void **state)
{
	(void)state;
	check("{{#people}}[{{name}}{{#is_away}} away{{/is_away}}"
	    "{{#yes}}{{empty}}.{{/yes}}]{{/people}}",
	    "en", "[Anna away.][Борис.]");
	check("{{#people}}{{t:hi}}{{/people}}", "pl",
	    "Cześć, Anna!Cześć, Борис!");
	check("{{^people}}none{{/people}}", "en", "");
	check("{{#nobody}}x{{/nobody}}{{^nobody}}none{{/nobody}}", "en",
	    "none");
}

static void
mistakes_are_told(void **state)
{
	(void)state;
	refuse("x{{unknown}}", ERR_VALUE);
	refuse("x{{yes}}", ERR_VALUE);		/* a flag is no text */
	refuse("x{{people}}", ERR_VALUE);
	refuse("x{{t:unknown}}", ERR_VALUE);
	refuse("x{{j:unknown}}", ERR_VALUE);
	refuse("x{{", ERR_SYNTAX);
	refuse("x{{name", ERR_SYNTAX);
	refuse("x{{}}", ERR_SYNTAX);
	refuse("x{{ name }}", ERR_SYNTAX);
	refuse("x{{#}}", ERR_SYNTAX);
	refuse("x{{t:}}", ERR_SYNTAX);
	refuse("x{{x:bare}}", ERR_SYNTAX);
	refuse("x{{&name}}", ERR_SYNTAX);	/* nothing goes unescaped */
	refuse("x{{/yes}}", ERR_SYNTAX);
	refuse("x{{#yes}}", ERR_SYNTAX);
	refuse("x{{#no}}", ERR_SYNTAX);
	refuse("x{{#yes}}{{#no}}{{/yes}}{{/no}}", ERR_SYNTAX);
	refuse("{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}{{#yes}}"
	    "{{#yes}}{{#yes}}{{/yes}}{{/yes}}{{/yes}}{{/yes}}{{/yes}}{{/yes}}"
	    "{{/yes}}{{/yes}}{{/yes}}", ERR_SYNTAX);
}

static void
a_page_that_is_too_long_is_taken_back(void **state)
{
	struct err err;
	struct str out;

	(void)state;
	str_init(&out, 10);
	str_put(&out, "1234");
	assert_false(render("{{t:bare}}", "en", &out, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	assert_string_equal(out.data, "1234");
	assert_true(render("567890", "en", &out, &err));
	assert_string_equal(out.data, "1234567890");
	str_clear(&out);
}

static void
a_text_needs_every_language(void **state)
{
	static const char *const bad[] = {
		"", "[]", "7", "{\"a\":\"b\"}", "{\"a\":{}}",
		"{\"a\":{\"en\":\"x\",\"ru\":\"x\"}}",
		"{\"a\":{\"en\":\"x\",\"ru\":\"x\",\"pl\":7}}",
	};

	(void)state;
	for (size_t i = 0; i < N_OF(bad); i++)
		assert_null(page_texts_new(bad[i], strlen(bad[i]), NULL));
	page_texts_free(NULL);
}

static void
the_browser_says_its_language(void **state)
{
	static const struct {
		const char *accept, *language;
	} cases[] = {
		{ NULL, "en" }, { "", "en" }, { "de", "en" }, { "ru", "ru" },
		{ "pl-PL,pl;q=0.9,en;q=0.8", "pl" }, { "RU-ru", "ru" },
		{ "de-DE, de;q=0.9, pl;q=0.5, ru;q=0.7", "ru" },
		{ "en;q=0.1,ru;q=0.11", "ru" }, { "ru;q=0, pl;q=0.001", "pl" },
		{ "rus", "en" }, { "plx-PL,r,p", "en" }, { ",,;q=,=", "en" },
		{ "ru;q=", "en" }, { "*", "en" }, { "en,ru", "en" },
		{ "pl;q=9.999,ru", "ru" }, { "ru ; q=0.3 , pl", "pl" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_string_equal(page_language(cases[i].accept),
		    cases[i].language);
	assert_true(page_is_language("pl"));
	assert_false(page_is_language("de"));
}

/* --- the desk's own pages --- */

static void
read_file(const char *name, struct str *out)
{
	const char *srcdir = getenv("srcdir");
	char path[4096];
	struct err err;

	snprintf(path, sizeof path, "%s/src/server/web/%s",
	    srcdir == NULL ? "." : srcdir, name);
	str_init(out, 1 << 20);
	if (!paths_read(path, out, &err))
		fail_msg("%s", err.text);
}

/* With its pieces, as embed.sh puts them in. */
static void
read_web(const char *name, struct str *out)
{
	struct str whole, part;
	char *line, *rest = NULL, piece[64];

	read_file(name, &whole);
	str_init(out, 1 << 20);
	for (line = strtok_r(whole.data, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, "{{>", 3) != 0) {
			str_putf(out, "%s\n", line);
			continue;
		}
		snprintf(piece, sizeof piece, "%.*s.part",
		    (int)strcspn(line + 3, "}"), line + 3);
		read_file(piece, &part);
		str_put(out, part.data);
		str_clear(&part);
	}
	str_clear(&whole);
}

static const struct page_var row_message[] = {
	PAGE_TEXT("kind", "theirs"), PAGE_FLAG("theirs", true),
	PAGE_FLAG("message", true), PAGE_TEXT("text", "</script><b>"),
	PAGE_TEXT("who", "Anna"), PAGE_TEXT("time", "14:03"),
};
static const struct page_var row_taken[] = {
	PAGE_TEXT("kind", "note"), PAGE_FLAG("taken", true),
	PAGE_TEXT("who", "Anna"), PAGE_TEXT("time", "14:03"),
};
static const struct page_var row_rated[] = {
	PAGE_TEXT("kind", "note"), PAGE_FLAG("rated", true),
	PAGE_TEXT("stars", "4"), PAGE_TEXT("time", "14:04"),
};
static const struct page_vars rows[] = {
	{ row_message, N_OF(row_message) }, { row_taken, N_OF(row_taken) },
	{ row_rated, N_OF(row_rated) },
};
static const struct page_var department[] = { PAGE_TEXT("id", "1"),
	PAGE_TEXT("title", "Orders & delivery"), PAGE_FLAG("selected", true) };
static const struct page_vars departments[] = {
	{ department, N_OF(department) } };

/* What every state of the page is given; the flags differ. */
#define PAGE_VARS                                                            \
	PAGE_TEXT("lang", "ru"), PAGE_FLAG("lang_ru", true),                 \
	    PAGE_TEXT("desk", "R&D"), PAGE_TEXT("name", ""),                 \
	    PAGE_TEXT("contact", ""), PAGE_TEXT("text", ""),                 \
	    PAGE_TEXT("sentence", "s"), PAGE_TEXT("last_seq", "57"),         \
	    PAGE_TEXT("after", "0"),                                         \
	    PAGE_TEXT("client_id_start", "00"),                              \
	    PAGE_TEXT("client_id_send", "01"),                               \
	    PAGE_TEXT("client_id_rating", "02"), PAGE_TEXT("token", "7-a"),                             \
	    PAGE_TEXT("client_id_close", "03"),                              \
	    PAGE_TEXT("message_bytes", "16384"),                             \
	    PAGE_LIST("departments", departments, N_OF(departments))

static const struct page_var start_vars[] = { PAGE_VARS,
	PAGE_FLAG("choose_department", true), PAGE_FLAG("problem", true),
	PAGE_TEXT("problem_text", "<!>") };
static const struct page_var waiting_vars[] = { PAGE_VARS,
	PAGE_FLAG("talk", true), PAGE_FLAG("open", true),
	PAGE_FLAG("waiting", true), PAGE_TEXT("position", "2"),
	PAGE_LIST("lines", rows, 1) };
static const struct page_var active_vars[] = { PAGE_VARS,
	PAGE_FLAG("talk", true), PAGE_FLAG("open", true),
	PAGE_FLAG("active", true), PAGE_TEXT("operator", "Anna"),
	PAGE_FLAG("frame", true), PAGE_LIST("lines", rows, N_OF(rows)) };
static const struct page_var ended_vars[] = { PAGE_VARS,
	PAGE_FLAG("talk", true), PAGE_FLAG("ended", true),
	PAGE_FLAG("rate", true), PAGE_LIST("lines", rows, N_OF(rows)) };
static const struct page_vars states[] = {
	{ start_vars, N_OF(start_vars) }, { waiting_vars, N_OF(waiting_vars) },
	{ active_vars, N_OF(active_vars) }, { ended_vars, N_OF(ended_vars) },
};

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

static void
every_page_can_be_drawn_in_every_state(void **state)
{
	static const char *const files[] = { "chat.html", "lines.html",
		"message.html", "rate.html" };
	struct str json, tmpl, out;
	struct page_texts *texts;
	struct err err;

	(void)state;
	read_web("texts.json", &json);
	texts = read_texts(json.data);
	for (size_t i = 0; i < N_OF(files) * N_OF(states); i++) {
		read_web(files[i / N_OF(states)], &tmpl);
		str_init(&out, 1 << 20);
		if (!page_render(texts, tmpl.data, tmpl.len, "ru",
		    states[i % N_OF(states)], &out, &err))
			fail_msg("%s: %s", files[i / N_OF(states)], err.text);
		assert_null(strstr(out.data, "{{"));
		assert_null(strstr(out.data, "R&D"));
		assert_null(strstr(out.data, "<!>"));
		assert_int_equal(count(out.data, "<script"),
		    count(out.data, "</script>"));
		/* Nothing inline: the policy of the page forbids it. */
		assert_null(strstr(out.data, "<style"));
		assert_null(strstr(out.data, " style="));
		assert_null(strstr(out.data, " onclick="));
		str_clear(&out);
		str_clear(&tmpl);
	}
	page_texts_free(texts);
	str_clear(&json);
}

/* The {names} in the sentences of a key are the same in all languages. */
static void
translations_have_the_same_gaps(void **state)
{
	static const char *const gaps[] = { "{operator}", "{position}",
		"{stars}", "{who}", "{n}", "{name}", "{size}", "{low}",
		"{high}", "{until}" };
	static const char *const languages[] = { "en", "ru", "pl" };
	struct str json;
	struct json *root;
	const char *en, *text;
	size_t n_known;

	(void)state;
	read_web("texts.json", &json);
	root = json_parse(json.data, json.len, NULL);
	for (size_t i = 0; i < json_count(root) * N_OF(languages); i++) {
		const struct json *entry = json_find(root,
		    json_key_at(root, i / N_OF(languages)));

		assert_true(json_get_str(entry, "en", &en, NULL));
		assert_true(json_get_str(entry, languages[i % N_OF(languages)],
		    &text, NULL));
		assert_string_not_equal(text, "");
		n_known = 0;
		for (size_t k = 0; k < N_OF(gaps); k++) {
			assert_int_equal(count(text, gaps[k]),
			    count(en, gaps[k]));
			n_known += count(text, gaps[k]);
		}
		assert_int_equal(count(text, "{"), n_known);
	}
	json_free(root);
	str_clear(&json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(variables_are_escaped),
		cmocka_unit_test(sentences_are_in_the_language_of_the_page),
		cmocka_unit_test(sections_are_shown_when_true),
		cmocka_unit_test(lists_are_repeated),
		cmocka_unit_test(mistakes_are_told),
		cmocka_unit_test(a_page_that_is_too_long_is_taken_back),
		cmocka_unit_test(a_text_needs_every_language),
		cmocka_unit_test(the_browser_says_its_language),
		cmocka_unit_test(every_page_can_be_drawn_in_every_state),
		cmocka_unit_test(translations_have_the_same_gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
