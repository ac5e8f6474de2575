/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/attached.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#define ASK_EACH_MS 50000	/* less than the console's own minute */
#define ASK_MS	    3000
#define ASK_BYTES   65536
#define ASK_TMUX                                                             \
	"exec tmux list-panes -a -F '#{pane_tty} #{session_attached}'"

enum which { IN_NOTHING, IN_TMUX, IN_SCREEN };

struct attached {
	struct run *run;
	enum which  which;
	char	    path[PATH_MAX];	/* of its socket */
	char	    tty[64];		/* ours */
	int	    fd;			/* tells of changes; -1 */
	bool	    is_seen;
	bool	    is_asked, is_again;	/* it changed meanwhile */
	int64_t	    asked_ms;		/* monotonic; 0: never */
};

/* --- the socket --------------------------------------------------------- */

/* True also when it cannot be known. */
static bool
is_executable(const struct attached *a)
{
	struct stat st;

	return stat(a->path, &st) != 0 || (st.st_mode & S_IXUSR) != 0;
}

static bool
is_socket(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 &&
	    (S_ISSOCK(st.st_mode) || S_ISFIFO(st.st_mode));
}

static bool
watch(struct attached *a, enum which which)
{
	a->which = which;
	if (a->fd >= 0)
		close(a->fd);
	/* Without it the minute tells. */
	a->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (a->fd >= 0)
		inotify_add_watch(a->fd, a->path, IN_ATTRIB);
	return true;
}

static void
unwatch(struct attached *a)
{
	a->which = IN_NOTHING;
	a->is_seen = true;
	if (a->fd >= 0)
		close(a->fd);
	a->fd = -1;
}

/* --- tmux ----------------------------------------------------------------- */

/* "/tmp/tmux-1000/default,4711,0" */
static bool
find_tmux(struct attached *a)
{
	const char *tmux = getenv("TMUX");
	size_t len = tmux == NULL ? 0 : strcspn(tmux, ",");

	if (len == 0 || len >= sizeof a->path)
		return false;
	memcpy(a->path, tmux, len);
	a->path[len] = '\0';
	return is_socket(a->path) && watch(a, IN_TMUX);
}

static void
ask_tmux(struct attached *a)
{
	a->is_again = a->is_asked;
	if (a->is_asked)
		return;
	a->is_asked = true;
	run_start(a->run, &(struct run_ask){ .what = RUN_FOR_TERMINAL,
	    .command = ASK_TMUX, .timeout_ms = ASK_MS,
	    .max_bytes = ASK_BYTES });
}

/* A line a pane, once for each session that shows it. False: ours is none of
 * them. */
static bool
read_panes(const struct attached *a, const char *output, bool *is_seen)
{
	size_t len = strlen(a->tty);
	bool is_ours = false;

	*is_seen = false;
	for (const char *at = output; at != NULL && *at != '\0';) {
		if (strncmp(at, a->tty, len) == 0 && at[len] == ' ') {
			is_ours = true;
			if (strtol(at + len, NULL, 10) > 0)
				*is_seen = true;
		}
		at = strchr(at, '\n');
		if (at != NULL)
			at++;
	}
	return is_ours;
}

/* --- screen --------------------------------------------------------------- */

/* The parent of who leads our session: screen itself, unless it only left its
 * variables to another terminal that was started in it. */
static long
parent_of_leader(void)
{
	char name[64], stat[1024];
	const char *at;
	long parent = -1;
	size_t n;
	FILE *f;

	snprintf(name, sizeof name, "/proc/%ld/stat", (long)getsid(0));
	f = fopen(name, "re");
	if (f == NULL)
		return -1;
	n = fread(stat, 1, sizeof stat - 1, f);
	fclose(f);
	stat[n] = '\0';
	/* "4711 (bash) S 4700 ...": a name may hold anything. */
	at = strrchr(stat, ')');
	if (at != NULL && strlen(at) > 4)
		parent = strtol(at + 4, NULL, 10);
	return parent;
}

static bool
find_screen(struct attached *a)
{
	static const char *const dirs[] = { "/run/screen/S-",
		"/var/run/screen/S-", "/tmp/screens/S-", "/tmp/uscreens/S-" };
	const char *sty = getenv("STY"), *dir = getenv("SCREENDIR");
	const char *home = getenv("HOME");
	const struct passwd *pw = getpwuid(geteuid());
	bool is_found = false;

	if (sty == NULL || strchr(sty, '/') != NULL ||
	    strtol(sty, NULL, 10) != parent_of_leader())
		return false;
	if (dir != NULL && *dir != '\0') {
		snprintf(a->path, sizeof a->path, "%s/%s", dir, sty);
		is_found = is_socket(a->path);
	}
	for (size_t i = 0; !is_found && pw != NULL &&
	    i < sizeof dirs / sizeof *dirs; i++) {
		snprintf(a->path, sizeof a->path, "%s%s/%s", dirs[i],
		    pw->pw_name, sty);
		is_found = is_socket(a->path);
	}
	if (!is_found && home != NULL) {
		snprintf(a->path, sizeof a->path, "%s/.screen/%s", home, sty);
		is_found = is_socket(a->path);
	}
	return is_found && watch(a, IN_SCREEN);
}

/* --- all -------------------------------------------------------------------- */

static void
look(struct attached *a)
{
	if (a->which == IN_TMUX)
		ask_tmux(a);
	else if (a->which == IN_SCREEN)
		a->is_seen = is_executable(a);
}

struct attached *
attached_new(struct run *run)
{
	struct attached *a = mem_new(struct attached);
	const char *tty = ttyname(STDIN_FILENO);

	a->run = run;
	a->fd = -1;
	a->is_seen = true;
	if (tty != NULL && strlen(tty) < sizeof a->tty) {
		str_copy(a->tty, sizeof a->tty, tty);
		if (find_tmux(a) || find_screen(a)) {
			look(a);
			return a;
		}
	}
	attached_free(a);
	return NULL;
}

void
attached_free(struct attached *a)
{
	if (a == NULL)
		return;
	unwatch(a);
	free(a);
}

const char *
attached_name(const struct attached *a)
{
	return a->which == IN_SCREEN ? "screen" : "tmux";
}

bool
attached_is_seen(const struct attached *a)
{
	return a->is_seen;
}

int
attached_fd(const struct attached *a)
{
	return a == NULL ? -1 : a->fd;
}

void
attached_poll(struct attached *a)
{
	char events[4096];

	while (read(a->fd, events, sizeof events) > 0)
		;
	look(a);
}

void
attached_tick(struct attached *a, int64_t mono_ms)
{
	/* Where nobody is attached to anything, the mode will tell. */
	if (a->which == IN_NOTHING || (a->asked_ms != 0 &&
	    mono_ms - a->asked_ms < ASK_EACH_MS) ||
	    (!a->is_seen && !is_executable(a)))
		return;
	a->asked_ms = mono_ms;
	look(a);
}

void
attached_answer(struct attached *a, const struct run_result *r)
{
	bool is_seen = true;

	a->is_asked = false;
	if (a->which != IN_TMUX)
		return;
	/* Our terminal is in another: tmux was where that was started. */
	if (r->ran == RAN_OK && !read_panes(a, r->output, &is_seen)) {
		unwatch(a);
		if (find_screen(a))
			look(a);
		return;
	}
	a->is_seen = r->ran != RAN_OK || is_seen;
	if (a->is_again)
		ask_tmux(a);
}
