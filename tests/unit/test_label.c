/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters in the transcript: which they are, and what they do. */
#include <stdlib.h>

#include "console/model/internal.h"
#include "console_desk.h"

static struct labels found;
static struct label *const list = found.list;

static void
make(int i, enum hint_kind kind, const char *text)
{
	list[i] = (struct label){ .hint.kind = kind, .line = i };
	str_copy(list[i].hint.text, HINT_BYTES, text);
}

static bool
labelled(struct desk *d, int n)
{
	found.n = n;
	return model_labelled(d->m, &found, &d->e);
}

static void
begin(struct desk *d)
{
	struct event ev;

	desk_start(d);
	desk_mine(d, 5, "Ivan", "ru");
	desk_key(d, "M-1");
	ev = desk_event(d, EVENT_MESSAGE, 5, ACTOR_VISITOR, 0);
	ev.text = "4481-22 and https://a.example/";
	desk_reduce(d, &ev);
	desk_key(d, "C-x");
	desk_key(d, "u");
	effects_clear(&d->e);
}

/* No label is another's beginning; all are there, none twice. */
static void
none_begins_another(void **state)
{
	(void)state;
	for (int n = 1; n <= LABELS_MAX; n++) {
		for (int i = 0; i < n; i++)
			make(i, HINT_OTHER, "x");
		label_keys(list, n);
		for (int i = 0; i < n; i++)
			for (int k = 0; k < n; k++)
				assert_true(i == k || strncmp(list[i].key,
				    list[k].key, strlen(list[i].key)) != 0);
		/* The last line has the nearest one. */
		assert_string_equal(list[n - 1].key, "a");
	}
}

static void
one_letter_copies(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	assert_int_equal(d.m->ui.overlay, OVERLAY_LABELS);
	make(0, HINT_OTHER, "4481-22");
	make(1, HINT_URL, "https://a.example/");
	label_keys(list, 2);
	assert_false(labelled(&d, 2));
	/* What comes later changes nothing. */
	make(0, HINT_OTHER, "other");
	assert_false(labelled(&d, 1));
	desk_key(&d, "q");
	assert_int_equal(d.m->ui.overlay, OVERLAY_LABELS);
	desk_key(&d, "ы");
	assert_string_equal(desk_effect(&d, EFFECT_COPY)->text, "4481-22");
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	assert_string_equal(desk_input(&d, 5), "");
	desk_end(&d);
}

static void
a_capital_opens(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	make(0, HINT_OTHER, "4481-22");
	make(1, HINT_URL, "https://a.example/");
	make(2, HINT_URL, "https://xn--shp-tna.example/");
	list[2].hint.is_odd = true;
	label_keys(list, 3);
	labelled(&d, 3);
	/* A number has no program, an odd address is asked about. */
	desk_key(&d, "D");
	desk_key(&d, "A");
	assert_null(desk_effect(&d, EFFECT_FILE_OPEN));
	assert_int_equal(d.m->ui.overlay, OVERLAY_LABELS);
	desk_key(&d, "S");
	assert_string_equal(desk_effect(&d, EFFECT_FILE_OPEN)->text,
	    "https://a.example/");
	desk_key(&d, "C-x");
	desk_key(&d, "u");
	labelled(&d, 3);
	desk_key(&d, "Enter");
	effects_clear(&d.e);
	desk_key(&d, "a");
	assert_null(desk_effect(&d, EFFECT_FILE_OPEN));
	desk_key(&d, "a");
	assert_string_equal(desk_effect(&d, EFFECT_FILE_OPEN)->text,
	    "https://xn--shp-tna.example/");
	desk_end(&d);
}

/* Two letters of many, and one that is pressed before the frame. */
static void
two_letters(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	for (int i = 0; i < 30; i++) {
		char text[16];

		snprintf(text, sizeof text, "%d", 1000 + i);
		make(i, HINT_OTHER, text);
	}
	label_keys(list, 30);
	assert_string_equal(list[0].key, "zw");
	desk_key(&d, "z");
	assert_true(labelled(&d, 30));
	assert_null(desk_effect(&d, EFFECT_COPY));
	desk_key(&d, "w");
	assert_string_equal(desk_effect(&d, EFFECT_COPY)->text, "1000");
	desk_key(&d, "C-x");
	desk_key(&d, "u");
	effects_clear(&d.e);
	desk_key(&d, "a");
	assert_true(labelled(&d, 30));
	assert_string_equal(desk_effect(&d, EFFECT_COPY)->text, "1029");
	/* A second letter that is none begins anew. */
	desk_key(&d, "C-x");
	desk_key(&d, "u");
	effects_clear(&d.e);
	labelled(&d, 30);
	desk_key(&d, "z");
	desk_key(&d, "z");
	desk_key(&d, "a");
	assert_string_equal(desk_effect(&d, EFFECT_COPY)->text, "1029");
	desk_end(&d);
}

static void
a_list_of_what_is_gone(void **state)
{
	struct desk d;

	(void)state;
	begin(&d);
	/* Nothing of it is on the screen. */
	assert_true(labelled(&d, 0));
	assert_non_null(strstr(d.m->ui.message, "Tab"));
	desk_key(&d, "Tab");
	assert_int_equal(d.m->ui.overlay, OVERLAY_HINTS);
	assert_int_equal(d.m->n_hints, 2);
	desk_key(&d, "Esc");
	desk_key(&d, "C-x");
	desk_key(&d, "u");
	desk_key(&d, "C-x");
	desk_key(&d, "u");
	assert_int_equal(d.m->ui.overlay, OVERLAY_HINTS);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_begins_another),
		cmocka_unit_test(one_letter_copies),
		cmocka_unit_test(a_capital_opens),
		cmocka_unit_test(two_letters),
		cmocka_unit_test(a_list_of_what_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
