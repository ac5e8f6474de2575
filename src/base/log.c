/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"

#define TEXT_BYTES 2048
#define LINE_BYTES (2 * TEXT_BYTES)

struct level_row {
	const char *name;
	int	    priority;	/* sd-daemon(3) */
};

static const struct level_row levels[] = {
	[LOG_ERROR] = { "error", 3 },
	[LOG_WARN]  = { "warn",  4 },
	[LOG_INFO]  = { "info",  6 },
	[LOG_DEBUG] = { "debug", 7 },
};

/* The one log of the program. */
static struct {
	pthread_mutex_t lock;
	int		fd;
	bool		owns_fd, journal;
	enum log_level	max;
} sink = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.fd = STDERR_FILENO,
	.max = LOG_WARN,
};

/* $JOURNAL_STREAM is inherited by children whose stderr is redirected, so
 * it must name our stderr (systemd.exec(5)). */
static bool
stderr_is_journal(void)
{
	const char *value = getenv("JOURNAL_STREAM");
	char ours[64];
	struct stat st;

	if (value == NULL || fstat(STDERR_FILENO, &st) != 0)
		return false;
	snprintf(ours, sizeof ours, "%llu:%llu",
	    (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	return strcmp(ours, value) == 0;
}

static void
format_time(char *buf, size_t size)
{
	int64_t now_ms = clock_now_ms();
	time_t now = (time_t)(now_ms / 1000);
	struct tm tm;
	char seconds[32];

	if (gmtime_r(&now, &tm) == NULL)
		memset(&tm, 0, sizeof tm);
	strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf, size, "%s.%03dZ", seconds, (int)(now_ms % 1000));
}

static void
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;		/* there is nobody left to tell */
		bytes += n;
		len -= (size_t)n;
	}
}

static bool
is_wanted(enum log_level level)
{
	bool wanted;

	pthread_mutex_lock(&sink.lock);
	wanted = level <= sink.max;
	pthread_mutex_unlock(&sink.lock);
	return wanted;
}

void
log_guard_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

bool
log_open(const char *path, enum log_level max, struct err *err)
{
	int fd = STDERR_FILENO;

	if (path != NULL) {
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC |
		    O_NOCTTY, 0600);
		if (fd < 0)
			return err_sys(err, ERR_IO, errno,
			    "the log %s cannot be opened", path);
	}
	log_close();
	pthread_mutex_lock(&sink.lock);
	sink.fd = fd;
	sink.owns_fd = path != NULL;
	sink.journal = path == NULL && stderr_is_journal();
	sink.max = max;
	pthread_mutex_unlock(&sink.lock);
	return true;
}

void
log_close(void)
{
	pthread_mutex_lock(&sink.lock);
	if (sink.owns_fd)
		close(sink.fd);
	sink.fd = STDERR_FILENO;
	sink.owns_fd = false;
	sink.journal = false;
	sink.max = LOG_WARN;
	pthread_mutex_unlock(&sink.lock);
}

void
log_line(enum log_level level, const char *area, const char *fmt, ...)
{
	char text[TEXT_BYTES], safe[LINE_BYTES - 128], line[LINE_BYTES];
	char when[48];
	int saved_errno = errno;
	int len;
	va_list ap;

	if (!is_wanted(level))
		return;
	va_start(ap, fmt);
	if (vsnprintf(text, sizeof text, fmt, ap) < 0)
		text[0] = '\0';
	va_end(ap);
	utf8_safe_buf(safe, sizeof safe, text, UTF8_FLAT);

	pthread_mutex_lock(&sink.lock);
	if (sink.journal)
		snprintf(when, sizeof when, "<%d>", levels[level].priority);
	else
		format_time(when, sizeof when);
	len = snprintf(line, sizeof line, "%s%s%s %.32s: %s\n", when,
	    sink.journal ? "" : " ", levels[level].name, area, safe);
	if (len > 0)
		write_all(sink.fd, line, (size_t)len);
	pthread_mutex_unlock(&sink.lock);
	errno = saved_errno;
}

bool
log_level_parse(const char *text, enum log_level *out)
{
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		if (strcmp(levels[i].name, text) == 0) {
			*out = (enum log_level)i;
			return true;
		}
	}
	return false;
}
