/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "console/keep/spell.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_HUNSPELL
#include <hunspell/hunspell.h>
#endif

#include "base/log.h"
#include "base/mem.h"
#include "base/paths.h"
#include "base/str.h"
#include "base/worker.h"

#define QUEUE_MAX	 256
#define OWN_WORDS_BYTES	 (1024 * 1024)
#define OTHERS_BYTES	 2048
#define CODED_BYTES	 (SPELL_WORD_BYTES * 4)

struct ask {
	struct order link;
	bool	    is_new;	/* a word that is right from now on */
	char	    language[8], word[SPELL_WORD_BYTES];
	bool	    with_others;
	enum spell_verdict verdict;
	char	   *others;
};

#ifdef HAVE_HUNSPELL
/* What is used of the library, which is opened with the first word: it brings
 * the run-time system of C++ with it. */
struct library {
	Hunhandle *(*create)(const char *aff, const char *dic);
	void (*destroy)(Hunhandle *h);
	int (*spell)(Hunhandle *h, const char *word);
	char *(*encoding)(Hunhandle *h);
	int (*suggest)(Hunhandle *h, char ***list, const char *word);
	void (*free_list)(Hunhandle *h, char ***list, int n);
};

struct dictionary {
	const char *language, *file;
	Hunhandle  *handle;
	iconv_t	    in, out;	/* to its encoding and back */
	bool	    was_tried;
};
#endif

struct spell {
	char	      *own_path;
	struct worker *worker;		/* NULL: nothing was asked yet */
	struct str     own;		/* the worker's: "\nword\nword\n" */
};

static void
ask_free(struct order *order)
{
	struct ask *a = (struct ask *)order;

	free(a->others);
	free(a);
}

/* --- the dictionaries -------------------------------------------------------- */

#ifdef HAVE_HUNSPELL

#define SYMBOL(member, name)                                                 \
	{ offsetof(struct library, member), name }

static bool
open_library(struct library *lib)
{
	static const struct { size_t at; const char *name; } symbols[] = {
		SYMBOL(create, "Hunspell_create"),
		SYMBOL(destroy, "Hunspell_destroy"),
		SYMBOL(spell, "Hunspell_spell"),
		SYMBOL(encoding, "Hunspell_get_dic_encoding"),
		SYMBOL(suggest, "Hunspell_suggest"),
		SYMBOL(free_list, "Hunspell_free_list")
	};
	void *handle = dlopen(HUNSPELL_SONAME, RTLD_NOW | RTLD_LOCAL);

	if (handle == NULL) {
		log_info("spell", "%s", dlerror());
		return false;
	}
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
		void *symbol = dlsym(handle, symbols[i].name);

		if (symbol == NULL) {
			log_warn("spell", "%s has no %s", HUNSPELL_SONAME,
			    symbols[i].name);
			return false;
		}
		/* A function's address is no object's for C, but for POSIX. */
		memcpy((char *)lib + symbols[i].at, &symbol, sizeof symbol);
	}
	return true;
}

static bool
load_from(const struct library *lib, struct dictionary *d, const char *dir)
{
	char aff[PATH_MAX], dic[PATH_MAX];
	const char *code;

	snprintf(aff, sizeof aff, "%s/%s.aff", dir, d->file);
	snprintf(dic, sizeof dic, "%s/%s.dic", dir, d->file);
	if (access(aff, R_OK) != 0 || access(dic, R_OK) != 0)
		return false;
	d->handle = lib->create(aff, dic);
	if (d->handle == NULL)
		return false;
	code = lib->encoding(d->handle);
	d->in = iconv_open(code, "UTF-8");
	d->out = iconv_open("UTF-8", code);
	if (d->in != (iconv_t)-1 && d->out != (iconv_t)-1)
		return true;
	log_warn("spell", "%s: unknown encoding %s", dic, code);
	lib->destroy(d->handle);
	d->handle = NULL;
	return false;
}

static void
load(const struct library *lib, struct dictionary *d)
{
	static const char *const dirs[] = { "/usr/share/hunspell",
		"/usr/share/myspell/dicts", "/usr/local/share/hunspell" };
	const char *own = getenv("DICPATH");

	d->was_tried = true;
	if (own != NULL && load_from(lib, d, own))
		return;
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
		if (load_from(lib, d, dirs[i]))
			return;
	log_info("spell", "there is no dictionary %s", d->file);
}

static bool
recode(iconv_t how, const char *text, char *buf, size_t size)
{
	char *in = (char *)(uintptr_t)text, *out = buf;
	size_t left = strlen(text), room = size - 1;

	if (iconv(how, &in, &left, &out, &room) == (size_t)-1 || left > 0)
		return false;
	*out = '\0';
	iconv(how, NULL, NULL, NULL, NULL);
	return true;
}

static char *
suggest(const struct library *lib, const struct dictionary *d,
    const char *coded)
{
	char **list = NULL;
	int n = lib->suggest(d->handle, &list, coded);
	struct str all;

	str_init(&all, OTHERS_BYTES);
	for (int i = 0; i < n && i < SPELL_SUGGESTIONS; i++) {
		char word[CODED_BYTES];

		if (recode(d->out, list[i], word, sizeof word))
			str_putf(&all, "%s\n", word);
	}
	if (n > 0)
		lib->free_list(d->handle, &list, n);
	return str_take(&all);
}

static void
look_up(const struct library *lib, struct dictionary *dictionaries, size_t n,
    struct ask *a)
{
	char coded[CODED_BYTES];
	struct dictionary *d = NULL;

	for (size_t i = 0; i < n; i++)
		if (strcmp(dictionaries[i].language, a->language) == 0)
			d = &dictionaries[i];
	a->verdict = SPELL_MISSING;
	if (d == NULL)
		return;
	if (!d->was_tried)
		load(lib, d);
	if (d->handle == NULL)
		return;
	/* A letter that its encoding lacks is in none of its words. */
	a->verdict = recode(d->in, a->word, coded, sizeof coded) &&
	    lib->spell(d->handle, coded) != 0 ? SPELL_RIGHT : SPELL_WRONG;
	if (a->with_others && recode(d->in, a->word, coded, sizeof coded))
		a->others = suggest(lib, d, coded);
}

#define N_DICTIONARIES 3

struct speller {
	struct library	  library;
	bool		  has_library;
	struct dictionary dictionaries[N_DICTIONARIES];
};

static void
speller_open(struct speller *s)
{
	static const char *const names[N_DICTIONARIES][2] = {
		{ "en", "en_US" }, { "ru", "ru_RU" }, { "pl", "pl_PL" }
	};

	*s = (struct speller){ 0 };
	s->has_library = open_library(&s->library);
	for (size_t i = 0; i < N_DICTIONARIES; i++) {
		s->dictionaries[i].language = names[i][0];
		s->dictionaries[i].file = names[i][1];
	}
}

static void
speller_answer(struct speller *s, struct ask *a)
{
	if (s->has_library)
		look_up(&s->library, s->dictionaries, N_DICTIONARIES, a);
}

static void
speller_close(struct speller *s)
{
	for (size_t i = 0; i < N_DICTIONARIES; i++) {
		struct dictionary *d = &s->dictionaries[i];

		if (d->handle == NULL)
			continue;
		iconv_close(d->in);
		iconv_close(d->out);
		s->library.destroy(d->handle);
	}
}

#else

struct speller { char nothing; };

static void
speller_open(struct speller *s)
{
	s->nothing = 0;
}

static void
speller_answer(struct speller *s, struct ask *a)
{
	(void)s;
	(void)a;
}

static void
speller_close(struct speller *s)
{
	(void)s;
}

#endif

/* --- the worker ---------------------------------------------------------------- */

static bool
is_own(const struct spell *s, const char *word)
{
	char line[SPELL_WORD_BYTES + 2];

	snprintf(line, sizeof line, "\n%s\n", word);
	return strstr(s->own.data, line) != NULL;
}

static void
read_own(struct spell *s)
{
	struct str file;

	str_init(&file, OWN_WORDS_BYTES);
	if (!paths_read(s->own_path, &file, NULL))
		str_reset(&file);
	str_putf(&s->own, "%s\n", file.data);
	str_clear(&file);
}

static void
add_own(struct spell *s, const char *word)
{
	FILE *f = fopen(s->own_path, "ae");
	bool ok = f != NULL && fprintf(f, "%s\n", word) > 0;

	str_putf(&s->own, "%s\n", word);
	if (f != NULL)
		ok = fclose(f) == 0 && ok;
	if (!ok)
		log_warn("spell", "%s cannot be written: %s", s->own_path,
		    strerror(errno));
}

static void
answer(struct spell *s, struct speller *speller, struct ask *a)
{
	a->verdict = SPELL_MISSING;
	speller_answer(speller, a);
	if (is_own(s, a->word))
		a->verdict = SPELL_RIGHT;
}

static void
work(struct worker *w, void *ctx)
{
	struct spell *s = ctx;
	struct speller speller;
	struct order *o;

	read_own(s);
	speller_open(&speller);
	while ((o = worker_take(w)) != NULL) {
		struct ask *a = (struct ask *)o;

		if (a->is_new) {
			add_own(s, a->word);
			ask_free(o);
			continue;
		}
		/* At the end nobody waits for an answer any more. */
		if (!worker_is_ending(w))
			answer(s, &speller, a);
		worker_done(w, o);
	}
	speller_close(&speller);
}

/* --- the caller's side ----------------------------------------------------------- */

struct spell *
spell_new(const char *own_words)
{
	struct spell *s = mem_new(struct spell);

	s->own_path = mem_dup(own_words);
	str_init(&s->own, OWN_WORDS_BYTES * 2);
	str_put(&s->own, "\n");
	return s;
}

void
spell_free(struct spell *s)
{
	if (s == NULL)
		return;
	worker_end(s->worker, -1);
	str_clear(&s->own);
	free(s->own_path);
	free(s);
}

int
spell_fd(const struct spell *s)
{
	return worker_fd(s->worker);
}

/* NULL: too long, or there is no thread to ask. */
static struct ask *
ask_new(struct spell *s, const char *word)
{
	static const struct worker_ops ops = { work, ask_free };
	struct err err;
	struct ask *a;

	if (strlen(word) >= SPELL_WORD_BYTES)
		return NULL;
	if (s->worker == NULL)
		s->worker = worker_new(&ops, s, &err);
	if (s->worker == NULL)
		return NULL;
	a = mem_new(struct ask);
	str_copy(a->word, sizeof a->word, word);
	return a;
}

void
spell_ask(struct spell *s, const char *language, const char *word,
    bool with_others)
{
	struct ask *a = ask_new(s, word);

	if (a == NULL)
		return;
	str_copy(a->language, sizeof a->language, language);
	a->with_others = with_others;
	if (worker_waiting(s->worker) >= QUEUE_MAX)
		ask_free(&a->link);
	else
		worker_put(s->worker, &a->link);
}

void
spell_add(struct spell *s, const char *word)
{
	struct ask *a = ask_new(s, word);

	if (a == NULL)
		return;
	a->is_new = true;
	worker_put(s->worker, &a->link);
}

void
spell_poll(struct spell *s, spell_answer *told, void *ctx)
{
	struct order *o, *next;

	if (s->worker == NULL)
		return;
	for (o = worker_collect(s->worker); o != NULL; o = next) {
		const struct ask *a = (const struct ask *)o;

		next = o->next;
		told(ctx, a->language, a->word, a->verdict,
		    a->others == NULL ? "" : a->others);
		ask_free(o);
	}
}
