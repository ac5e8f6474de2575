/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Themes: readable on their ground, files read strictly, few colours. */
#include <stdlib.h>
#include <string.h>

#include "console/term/looks.h"
#include "console_desk.h"

#define BLACK 0
#define DARK  234	/* what many terminals have as their black */
#define WHITE 15
#define LIGHT 255

static int
worst(const char *theme, short own)
{
	const struct look *looks = looks_builtin(theme);
	int least = 2100;

	for (int i = 0; i < STYLES; i++) {
		const struct look *l = &looks[i];
		int got;

		if (l->fg < 0 && l->bg < 0)
			continue;
		got = looks_contrast(l->fg, l->bg, own);
		if (got < 450)
			print_message("# %s: %s is %d\n", theme,
			    looks_style_name((enum style)i), got);
		if (got < least)
			least = got;
	}
	return least;
}

static void
every_pair_can_be_read(void **state)
{
	(void)state;
	assert_int_equal(looks_contrast(0, 15, 0), 2100);
	assert_true(worst("dark", BLACK) >= 450);
	assert_true(worst("dark", DARK) >= 450);
	assert_true(worst("light", WHITE) >= 450);
	assert_true(worst("light", LIGHT) >= 450);
	assert_true(worst("high-contrast", BLACK) >= 700);
	assert_true(worst("high-contrast", WHITE) >= 700);
}

/* What must be told apart is, with colours, without, with eight. */
static void
colour_is_never_the_only_sign(void **state)
{
	static const char *const themes[] = { "dark", "light",
		"high-contrast", "mono" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const struct look *l = looks_builtin(themes[i]);

		assert_int_not_equal(l[STYLE_SELECTED].mono,
		    l[STYLE_NORMAL].mono);
		assert_int_not_equal(l[STYLE_ALARM].mono, l[STYLE_WARN].mono);
		assert_int_not_equal(l[STYLE_NOTE].mono,
		    l[STYLE_NORMAL].mono);
		assert_int_not_equal(l[STYLE_MARKED].mono,
		    l[STYLE_NORMAL].mono);
		assert_int_not_equal(l[STYLE_CUSTOMER].mono,
		    l[STYLE_OPERATOR].mono);
		/* The input: no colour, one byte a key. */
		assert_int_equal(l[STYLE_NORMAL].fg, -1);
		assert_int_equal(l[STYLE_NORMAL].bg, -1);
		assert_int_equal(l[STYLE_NORMAL].attr, 0);
		for (int k = 0; k < STYLES; k++)
			assert_false(l[k].few_fg >= 0 &&
			    l[k].few_fg == l[k].few_bg);
	}
}

static void
every_style_has_a_name(void **state)
{
	(void)state;
	for (int i = 0; i < STYLES; i++) {
		const char *name = looks_style_name((enum style)i);

		assert_string_not_equal(name, "");
		assert_int_equal(looks_style_find(name), i);
	}
	assert_int_equal(looks_style_find(""), STYLES);
	assert_int_equal(looks_style_find("colour"), STYLES);
}

static bool
parse(struct looks *l, const char *text, struct err *err)
{
	*err = (struct err){ .code = ERR_NONE };
	return looks_parse(l, "my.theme", text, strlen(text), err);
}

static void
a_file_is_read(void **state)
{
	struct looks l;
	struct err err;

	(void)state;
	assert_true(parse(&l, "# mine\n"
	    "base = light\n"
	    "customer = cyan default bold underline\n"
	    "note.few = black yellow\n"
	    "note = #ffd787 58\n"
	    "alarm = bright-white 160 reverse\n", &err));
	assert_int_equal(l.of[STYLE_CUSTOMER].fg, 6);
	assert_int_equal(l.of[STYLE_CUSTOMER].bg, -1);
	assert_int_equal(l.of[STYLE_CUSTOMER].attr,
	    LOOK_BOLD | LOOK_UNDERLINE);
	assert_int_equal(l.of[STYLE_NOTE].fg, 222);
	assert_int_equal(l.of[STYLE_NOTE].bg, 58);
	assert_int_equal(l.of[STYLE_NOTE].few_fg, 0);
	assert_int_equal(l.of[STYLE_NOTE].few_bg, 3);
	assert_int_equal(l.of[STYLE_ALARM].fg, 15);
	assert_int_equal(l.of[STYLE_ALARM].few_bg, 1);
	assert_int_equal(l.of[STYLE_OPERATOR].fg,
	    looks_builtin("light")[STYLE_OPERATOR].fg);
	/* Without colours it is as the others are. */
	assert_int_equal(l.of[STYLE_ALARM].mono,
	    looks_builtin("dark")[STYLE_ALARM].mono);
}

static void
refused(const char *text, const char *sentence)
{
	struct looks l, before;
	struct err err;

	memset(&l, 7, sizeof l);
	before = l;
	assert_false(parse(&l, text, &err));
	if (strstr(err.text, sentence) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", sentence, err.text);
	assert_memory_equal(&l, &before, sizeof l);
}

static void
mistakes_are_named(void **state)
{
	(void)state;
	refused("\ncustmer = 1 2\n", "my.theme:2:");
	refused("custmer = 1 2\n", "did you mean \"customer\"?");
	refused("zzzzzzzz = 1 2\n", "there is no style \"zzzzzzzz\"");
	refused("customer = pink default\n", "\"pink\" is no colour");
	refused("customer = 256 default\n", "\"256\" is no colour");
	refused("customer = #12345 default\n", "is no colour");
	refused("customer = #-12345 default\n", "is no colour");
	refused("customer = 1\n", "is no colour");
	refused("customer = 1 2 blinking\n", "\"blinking\" is no attribute");
	refused("customer.few = 1 2 bold\n", "no attributes");
	refused("customer.some = 1 2\n", "there is no style");
	refused("base = pink\n", "to begin with");
	refused("customer\n", "my.theme:1");
}

static void
few_colours_stay_apart(void **state)
{
	struct looks l;
	struct err err;

	(void)state;
	assert_int_equal(looks_nearest(231, 16), 15);
	assert_int_equal(looks_nearest(16, 8), 0);
	assert_int_equal(looks_nearest(-1, 8), -1);
	assert_int_equal(looks_nearest(196, 8), 1);
	/* Two greys that are one of the eight. */
	assert_true(parse(&l, "status = 250 255\n", &err));
	assert_true(looks_contrast(l.of[STYLE_STATUS].few_fg,
	    l.of[STYLE_STATUS].few_bg, 0) >= 300);
}

static void
themes_by_name(void **state)
{
	char dir[] = "/tmp/dz-looks.XXXXXX", path[128];
	struct looks l;
	struct err err = { .code = ERR_NONE };
	struct str names;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	setenv("XDG_CONFIG_HOME", dir, 1);
	assert_true(looks_load(&l, "auto", false, &err));
	assert_int_equal(l.of[STYLE_DIM].fg,
	    looks_builtin("dark")[STYLE_DIM].fg);
	assert_true(looks_load(&l, "auto", true, &err));
	assert_int_equal(l.of[STYLE_DIM].fg,
	    looks_builtin("light")[STYLE_DIM].fg);
	assert_true(looks_load(&l, "mono", true, &err));
	assert_false(l.has_colors);
	assert_false(looks_load(&l, "sea", false, &err));
	assert_non_null(strstr(err.text, "there is no theme \"sea\""));
	assert_non_null(strstr(err.text, "/dezhurka/themes/sea.theme"));
	snprintf(path, sizeof path, "%s/sea.theme", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("dim = 30 default\n", f);
	fclose(f);
	assert_true(looks_load(&l, path, false, &err));
	assert_int_equal(l.of[STYLE_DIM].fg, 30);
	assert_false(looks_load(&l, "/no/such.theme", false, &err));
	str_init(&names, 4096);
	looks_list(&names);
	assert_string_equal(names.data,
	    "auto\ndark\nlight\nhigh-contrast\nmono\n");
	str_clear(&names);
	remove(path);
	remove(dir);
}

/* --- choosing ---------------------------------------------------------------- */

static const char *
shown(struct desk *d)
{
	const struct effect *f = desk_effect(d, EFFECT_THEME);

	return f != NULL ? f->text : "";
}

static void
a_theme_is_seen_while_it_is_chosen(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	model_set_themes(d.m, "auto\ndark\nlight\nmono\n");
	command_run(d.m, "theme", &d.e);
	desk_key(&d, "Down");
	assert_string_equal(shown(&d), "dark");
	effects_clear(&d.e);
	desk_key(&d, "Down");
	assert_string_equal(shown(&d), "light");
	effects_clear(&d.e);
	desk_key(&d, "Esc");
	assert_string_equal(shown(&d), "auto");
	assert_string_equal(d.m->prefs.theme, "auto");
	command_run(d.m, "theme", &d.e);
	desk_type(&d, "mo");
	effects_clear(&d.e);
	desk_key(&d, "Enter");
	assert_string_equal(shown(&d), "");
	assert_string_equal(d.m->prefs.theme, "mono");
	command_run(d.m, "theme light", &d.e);
	assert_string_equal(shown(&d), "light");
	effects_clear(&d.e);
	command_run(d.m, "theme nosuch", &d.e);
	model_theme_failed(d.m, "light", "There is none.");
	assert_string_equal(d.m->prefs.theme, "light");
	effects_clear(&d.e);
	desk_key(&d, "x");
	assert_string_equal(shown(&d), "");
	/* Whoever changes the setting changes the screen. */
	snprintf(d.m->prefs.theme, sizeof d.m->prefs.theme, "dark");
	desk_key(&d, "y");
	assert_string_equal(shown(&d), "dark");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_can_be_read),
		cmocka_unit_test(colour_is_never_the_only_sign),
		cmocka_unit_test(every_style_has_a_name),
		cmocka_unit_test(a_file_is_read),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(few_colours_stay_apart),
		cmocka_unit_test(themes_by_name),
		cmocka_unit_test(a_theme_is_seen_while_it_is_chosen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
