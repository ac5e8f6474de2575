/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "console/keep/spell.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#ifdef HAVE_HUNSPELL
#include <hunspell/hunspell.h>
#endif

#include "base/log.h"
#include "base/mem.h"
#include "base/paths.h"
#include "base/str.h"

#define QUEUE_MAX	 256
#define OWN_WORDS_BYTES	 (1024 * 1024)
#define OTHERS_BYTES	 2048
#define CODED_BYTES	 (SPELL_WORD_BYTES * 4)

struct ask {
	struct ask *next;
	char	    language[8], word[SPELL_WORD_BYTES];
	bool	    with_others;
	enum spell_verdict verdict;
	char	   *others;
};

struct queue { struct ask *first, **last; int n; };

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
	char	       *own_path;
	int		event_fd;
	bool		has_thread;
	pthread_t	thread;
	pthread_mutex_t mutex;
	pthread_cond_t	wake;
	/* Under the mutex. */
	struct queue	todo, done;
	bool		is_ending;
	struct str	own;		/* "\nword\nword\n" */
};

static void
queue_init(struct queue *q)
{
	q->first = NULL;
	q->last = &q->first;
	q->n = 0;
}

static void
queue_put(struct queue *q, struct ask *a)
{
	a->next = NULL;
	*q->last = a;
	q->last = &a->next;
	q->n++;
}

static struct ask *
queue_take(struct queue *q)
{
	struct ask *a = q->first;

	if (a == NULL)
		return NULL;
	q->first = a->next;
	if (q->first == NULL)
		q->last = &q->first;
	q->n--;
	return a;
}

static void
ask_free(struct ask *a)
{
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

static void
answer_all(struct spell *s, struct ask *(*next)(struct spell *s),
    void (*tell)(struct spell *s, struct ask *a))
{
	struct dictionary dictionaries[] = {
		{ .language = "en", .file = "en_US" },
		{ .language = "ru", .file = "ru_RU" },
		{ .language = "pl", .file = "pl_PL" },
	};
	const size_t n = sizeof dictionaries / sizeof *dictionaries;
	struct library lib;
	bool has_library = open_library(&lib);
	struct ask *a;

	while ((a = next(s)) != NULL) {
		if (has_library)
			look_up(&lib, dictionaries, n, a);
		else
			a->verdict = SPELL_MISSING;
		tell(s, a);
	}
	for (size_t i = 0; i < n; i++) {
		if (dictionaries[i].handle == NULL)
			continue;
		iconv_close(dictionaries[i].in);
		iconv_close(dictionaries[i].out);
		lib.destroy(dictionaries[i].handle);
	}
}

#else

static void
answer_all(struct spell *s, struct ask *(*next)(struct spell *s),
    void (*tell)(struct spell *s, struct ask *a))
{
	struct ask *a;

	while ((a = next(s)) != NULL) {
		a->verdict = SPELL_MISSING;
		tell(s, a);
	}
}

#endif

/* --- the worker ---------------------------------------------------------------- */

static struct ask *
next_ask(struct spell *s)
{
	struct ask *a;

	pthread_mutex_lock(&s->mutex);
	while (s->todo.first == NULL && !s->is_ending)
		pthread_cond_wait(&s->wake, &s->mutex);
	a = s->is_ending ? NULL : queue_take(&s->todo);
	pthread_mutex_unlock(&s->mutex);
	return a;
}

static bool
is_own(const struct spell *s, const char *word)
{
	char line[SPELL_WORD_BYTES + 2];

	snprintf(line, sizeof line, "\n%s\n", word);
	return strstr(s->own.data, line) != NULL;
}

static void
tell_done(struct spell *s, struct ask *a)
{
	uint64_t one = 1;
	ssize_t	 n;

	pthread_mutex_lock(&s->mutex);
	if (is_own(s, a->word))
		a->verdict = SPELL_RIGHT;
	queue_put(&s->done, a);
	pthread_mutex_unlock(&s->mutex);
	n = write(s->event_fd, &one, sizeof one);
	(void)n;	/* full means that it is readable already */
}

static void
read_own(struct spell *s)
{
	struct str file;

	str_init(&file, OWN_WORDS_BYTES);
	if (!paths_read(s->own_path, &file, NULL))
		str_reset(&file);
	pthread_mutex_lock(&s->mutex);
	str_putf(&s->own, "%s\n", file.data);
	pthread_mutex_unlock(&s->mutex);
	str_clear(&file);
}

static void *
work(void *arg)
{
	struct spell *s = arg;

	read_own(s);
	answer_all(s, next_ask, tell_done);
	return NULL;
}

/* --- the caller's side ----------------------------------------------------------- */

struct spell *
spell_new(const char *own_words)
{
	struct spell *s = mem_new(struct spell);

	s->own_path = mem_dup(own_words);
	s->event_fd = -1;
	queue_init(&s->todo);
	queue_init(&s->done);
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->wake, NULL);
	str_init(&s->own, OWN_WORDS_BYTES * 2);
	str_put(&s->own, "\n");
	return s;
}

static bool
start(struct spell *s)
{
	if (s->has_thread)
		return true;
	s->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (s->event_fd < 0)
		return false;
	s->has_thread = pthread_create(&s->thread, NULL, work, s) == 0;
	if (!s->has_thread) {
		close(s->event_fd);
		s->event_fd = -1;
	}
	return s->has_thread;
}

void
spell_free(struct spell *s)
{
	struct ask *a;

	if (s == NULL)
		return;
	pthread_mutex_lock(&s->mutex);
	s->is_ending = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->mutex);
	if (s->has_thread)
		pthread_join(s->thread, NULL);
	while ((a = queue_take(&s->todo)) != NULL)
		ask_free(a);
	while ((a = queue_take(&s->done)) != NULL)
		ask_free(a);
	if (s->event_fd >= 0)
		close(s->event_fd);
	pthread_mutex_destroy(&s->mutex);
	pthread_cond_destroy(&s->wake);
	str_clear(&s->own);
	free(s->own_path);
	free(s);
}

int
spell_fd(const struct spell *s)
{
	return s->event_fd;
}

void
spell_ask(struct spell *s, const char *language, const char *word,
    bool with_others)
{
	struct ask *a;

	if (strlen(word) >= SPELL_WORD_BYTES || !start(s))
		return;
	a = mem_new(struct ask);
	str_copy(a->language, sizeof a->language, language);
	str_copy(a->word, sizeof a->word, word);
	a->with_others = with_others;
	pthread_mutex_lock(&s->mutex);
	if (s->todo.n < QUEUE_MAX) {
		queue_put(&s->todo, a);
		a = NULL;
	}
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->mutex);
	free(a);
}

void
spell_poll(struct spell *s, spell_answer *answer, void *ctx)
{
	struct queue done;
	struct ask *a;
	uint64_t count;
	ssize_t	 n;

	if (s->event_fd < 0)
		return;
	n = read(s->event_fd, &count, sizeof count);
	(void)n;
	queue_init(&done);
	pthread_mutex_lock(&s->mutex);
	while ((a = queue_take(&s->done)) != NULL)
		queue_put(&done, a);
	pthread_mutex_unlock(&s->mutex);
	while ((a = queue_take(&done)) != NULL) {
		answer(ctx, a->language, a->word, a->verdict,
		    a->others == NULL ? "" : a->others);
		ask_free(a);
	}
}

bool
spell_add(struct spell *s, const char *word, struct err *err)
{
	FILE *f;
	bool ok;

	pthread_mutex_lock(&s->mutex);
	str_putf(&s->own, "%s\n", word);
	pthread_mutex_unlock(&s->mutex);
	f = fopen(s->own_path, "ae");
	if (f == NULL)
		return err_sys(err, ERR_IO, errno, "%s cannot be written",
		    s->own_path);
	ok = fprintf(f, "%s\n", word) > 0;
	ok = fclose(f) == 0 && ok;
	return ok || err_sys(err, ERR_IO, errno, "%s cannot be written",
	    s->own_path);
}
