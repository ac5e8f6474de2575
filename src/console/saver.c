/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/saver.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "console/settings.h"

struct change {
	struct change *next;
	char	      *section, *key, *value;	/* value NULL: take it out */
	struct err     err;
};

struct saver {
	char	       *path;		/* NULL: the usual place */
	int		event_fd;
	bool		has_thread;
	pthread_t	thread;
	pthread_mutex_t mutex;
	pthread_cond_t	wake;
	/* Under the mutex. */
	struct change  *todo, *failed;
	bool		is_ending;
};

static void
change_free(struct change *c)
{
	free(c->section);
	free(c->key);
	free(c->value);
	free(c);
}

static void
append(struct change **list, struct change *c)
{
	while (*list != NULL)
		list = &(*list)->next;
	c->next = NULL;
	*list = c;
}

static void
write_one(struct saver *s, struct change *c)
{
	uint64_t one = 1;
	ssize_t n;

	if (settings_write(s->path, c->section, c->key, c->value, &c->err)) {
		change_free(c);
		return;
	}
	pthread_mutex_lock(&s->mutex);
	append(&s->failed, c);
	pthread_mutex_unlock(&s->mutex);
	n = write(s->event_fd, &one, sizeof one);
	(void)n;
}

static void *
work(void *arg)
{
	struct saver *s = arg;

	pthread_mutex_lock(&s->mutex);
	for (;;) {
		struct change *c = s->todo;

		if (c == NULL && s->is_ending)
			break;
		if (c == NULL) {
			pthread_cond_wait(&s->wake, &s->mutex);
			continue;
		}
		s->todo = c->next;
		pthread_mutex_unlock(&s->mutex);
		write_one(s, c);
		pthread_mutex_lock(&s->mutex);
	}
	pthread_mutex_unlock(&s->mutex);
	return NULL;
}

struct saver *
saver_new(const char *path)
{
	struct saver *s = mem_new(struct saver);

	s->path = path == NULL ? NULL : mem_dup(path);
	s->event_fd = -1;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->wake, NULL);
	return s;
}

static bool
start(struct saver *s)
{
	if (s->event_fd < 0)
		s->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (!s->has_thread)
		s->has_thread = pthread_create(&s->thread, NULL, work, s) ==
		    0;
	return s->has_thread;
}

void
saver_put(struct saver *s, const char *section, const char *key,
    const char *value)
{
	struct change *c = mem_new(struct change);

	c->section = mem_dup(section);
	c->key = mem_dup(key);
	c->value = value == NULL ? NULL : mem_dup(value);
	/* Without a thread it is done here: late is better than not. */
	if (!start(s)) {
		write_one(s, c);
		return;
	}
	pthread_mutex_lock(&s->mutex);
	append(&s->todo, c);
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->mutex);
}

int
saver_fd(const struct saver *s)
{
	return s == NULL ? -1 : s->event_fd;
}

void
saver_poll(struct saver *s, void (*failed)(void *ctx, const char *section,
    const char *key, const struct err *err), void *ctx)
{
	uint64_t n;
	ssize_t got = read(s->event_fd, &n, sizeof n);
	struct change *c;

	(void)got;
	pthread_mutex_lock(&s->mutex);
	c = s->failed;
	s->failed = NULL;
	pthread_mutex_unlock(&s->mutex);
	while (c != NULL) {
		struct change *next = c->next;

		failed(ctx, c->section, c->key, &c->err);
		change_free(c);
		c = next;
	}
}

void
saver_free(struct saver *s)
{
	if (s == NULL)
		return;
	if (s->has_thread) {
		pthread_mutex_lock(&s->mutex);
		s->is_ending = true;
		pthread_cond_signal(&s->wake);
		pthread_mutex_unlock(&s->mutex);
		pthread_join(s->thread, NULL);
	}
	for (struct change *c = s->failed, *next; c != NULL; c = next) {
		next = c->next;
		change_free(c);
	}
	if (s->event_fd >= 0)
		close(s->event_fd);
	pthread_mutex_destroy(&s->mutex);
	pthread_cond_destroy(&s->wake);
	free(s->path);
	free(s);
}
