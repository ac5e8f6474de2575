/* SPDX-License-Identifier: GPL-3.0-or-later */
/* term.c - a frame to the terminal in one write.
 *
 * curses writes into a memory file; what it wrote for one frame is read back
 * and given to the terminal whole. So a frame is never torn, its bytes can be
 * counted, and nothing is painted while the last frame is still on its way.
 */
#include "console/term/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/term/known.h"

#define PENDING_MAX_BYTES (8 * 1024 * 1024)
#define PASTE_MAX_BYTES	  (1024 * 1024)
#define ESCDELAY_MS	  25
#define CLOSE_LIMIT_MS	  500

/* Bracketed paste and focus reports. */
static const char modes_on[] = "\033[?2004h\033[?1004h";
static const char modes_off[] = "\033[?1004l\033[?2004l";

static void
flush_pending(struct term *t)
{
	while (t->pending.len > 0) {
		ssize_t n = write(t->tty_fd, t->pending.data, t->pending.len);

		t->counts.writes++;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			if (errno != EAGAIN)
				str_reset(&t->pending);	/* it is gone */
			return;
		}
		str_cut(&t->pending, 0, (size_t)n);
	}
}

/* Moves what curses wrote to the terminal. */
static void
send_frame(struct term *t)
{
	off_t size = lseek(t->out_fd, 0, SEEK_CUR);
	char *bytes;

	if (t->has_bell)
		str_put_c(&t->pending, '\a');
	t->has_bell = false;
	if (size > 0) {
		bytes = mem_array((size_t)size, char);
		if (pread(t->out_fd, bytes, (size_t)size, 0) == size) {
			t->counts.bytes += (uint64_t)size;
			t->counts.frames++;
			str_put_n(&t->pending, bytes, (size_t)size);
		}
		free(bytes);
	}
	if (ftruncate(t->out_fd, 0) == 0)
		lseek(t->out_fd, 0, SEEK_SET);
	flush_pending(t);
}

static void
read_size(struct term *t)
{
	struct winsize ws;

	if (ioctl(t->tty_fd, TIOCGWINSZ, &ws) == 0 && ws.ws_row > 0 &&
	    ws.ws_col > 0) {
		t->rows = ws.ws_row;
		t->cols = ws.ws_col;
	} else {
		t->rows = 24;
		t->cols = 80;
	}
	if (t->rows > GRID_MAX_ROWS)
		t->rows = GRID_MAX_ROWS;
	if (t->cols > GRID_MAX_COLS)
		t->cols = GRID_MAX_COLS;
}

static bool
set_raw(struct term *t, struct err *err)
{
	struct termios raw = t->saved;

	raw.c_iflag &= (tcflag_t)~(ICRNL | INLCR | IGNCR | IXON | ISTRIP);
	raw.c_oflag &= (tcflag_t)~OPOST;
	raw.c_lflag &= (tcflag_t)~(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0)
		return err_sys(err, ERR_IO, errno, "cannot set the terminal");
	return true;
}

/* A description of its own, so that a slow line never blocks us and the
 * shell's descriptors stay as they are. */
static void
open_tty(struct term *t)
{
	const char *name = ttyname(STDOUT_FILENO);

	t->tty_fd = name != NULL ? open(name, O_WRONLY | O_NOCTTY |
	    O_NONBLOCK | O_CLOEXEC) : -1;
	t->owns_tty_fd = t->tty_fd >= 0;
	if (!t->owns_tty_fd)
		t->tty_fd = STDOUT_FILENO;
}

static bool
start_curses(struct term *t, struct err *err)
{
	const char *type = getenv("TERM");
	char	    number[16];

	/* The memory file has no size: curses must be told. */
	snprintf(number, sizeof number, "%d", t->rows);
	setenv("LINES", number, 1);
	snprintf(number, sizeof number, "%d", t->cols);
	setenv("COLUMNS", number, 1);
	if (getenv("ESCDELAY") == NULL)
		set_escdelay(ESCDELAY_MS);
	/* Many terminals without an entry here understand xterm's. (A newterm()
	 * that fails leaves memory behind, so it is asked before.) */
	if (type != NULL && type[0] != '\0' && strcmp(type, "unknown") != 0 &&
	    !known_terminal(type, t->out_fd))
		t->screen = newterm("xterm-256color", t->out, t->in);
	else
		t->screen = newterm(type, t->out, t->in);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	if (t->screen == NULL)
		return err_set(err, ERR_UNSUPPORTED, "the terminal type "
		    "TERM=%s is not known here: try TERM=xterm-256color",
		    type != NULL ? type : "");
	if (tigetstr("cup") == NULL || tigetstr("cup") == (char *)-1)
		return err_set(err, ERR_UNSUPPORTED, "TERM=%s cannot move its "
		    "cursor: use a terminal that can, or a command such as "
		    "\"dezhurka --help\" names", type != NULL ? type : "");
	return true;
}

static void
setup_curses(void)
{
	/* These act on the memory file and so only on curses' own state. */
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	timeout(0);
	leaveok(stdscr, FALSE);
	idlok(stdscr, TRUE);
	typeahead(-1);	/* keys that wait must not cut a frame short */
	keys_define();
}

/* curses would switch the keypad on at the first key that is read, and that
 * would stay in the memory file till the next frame. */
static void
enter_screen(struct term *t)
{
	refresh();
	keypad(stdscr, TRUE);
	str_put(&t->pending, modes_on);
	mouse_modes(t, true);
	answer_ask(t);
	send_frame(t);
}

/* Until endwin() was called once curses writes at every cursor movement. */
static void
first_frame(struct term *t)
{
	refresh();
	endwin();
	if (ftruncate(t->out_fd, 0) == 0)
		lseek(t->out_fd, 0, SEEK_SET);
	enter_screen(t);
}

struct term *
term_open(const struct term_config *config, struct err *err)
{
	struct term *t;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_set(err, ERR_UNSUPPORTED, "standard input and output must "
		    "be a terminal; see \"dezhurka --help\" for commands that "
		    "work without one");
		return NULL;
	}
	t = mem_new(struct term);
	str_init(&t->pending, PENDING_MAX_BYTES);
	str_init(&t->paste, PASTE_MAX_BYTES);
	t->out_fd = -1;
	open_tty(t);
	read_size(t);
	if (tcgetattr(STDIN_FILENO, &t->saved) != 0) {
		err_sys(err, ERR_IO, errno, "cannot read the terminal");
		goto fail;
	}
	t->out_fd = memfd_create("dezhurka-frame", MFD_CLOEXEC);
	t->out = t->out_fd >= 0 ? fdopen(t->out_fd, "r+") : NULL;
	t->in = fdopen(dup(STDIN_FILENO), "r");
	if (t->out == NULL || t->in == NULL) {
		err_sys(err, ERR_IO, errno, "cannot prepare the screen");
		goto fail;
	}
	if (!start_curses(t, err) || !set_raw(t, err))
		goto fail;
	t->no_color = config->no_color;
	theme_guess(t);
	if (config->theme == NULL || !theme_use(t, config->theme, NULL))
		theme_use(t, "auto", NULL);
	setup_curses();
	t->cursor_shown = true;
	t->is_up = true;
	first_frame(t);
	return t;
fail:
	if (t->screen != NULL) {
		endwin();
		delscreen(t->screen);
	}
	if (t->out != NULL)
		fclose(t->out);
	else if (t->out_fd >= 0)
		close(t->out_fd);
	if (t->in != NULL)
		fclose(t->in);
	if (t->owns_tty_fd)
		close(t->tty_fd);
	str_clear(&t->pending);
	str_clear(&t->paste);
	free(t);
	return NULL;
}

/* Waits for a slow terminal, but not for ever. */
static void
flush_for(struct term *t, int limit_ms)
{
	int64_t until = clock_mono_ms() + limit_ms;

	flush_pending(t);
	while (t->pending.len > 0 && clock_mono_ms() < until) {
		struct pollfd p = { .fd = t->tty_fd, .events = POLLOUT };

		if (poll(&p, 1, 50) < 0 && errno != EINTR)
			return;
		flush_pending(t);
	}
}

static void
leave_screen(struct term *t)
{
	curs_set(1);
	t->cursor_shown = true;
	mouse_modes(t, false);
	str_put(&t->pending, modes_off);
	announce_end(t);
	endwin();
	send_frame(t);
	flush_for(t, CLOSE_LIMIT_MS);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &t->saved);
	t->is_up = false;
}

void
term_close(struct term *t)
{
	if (t == NULL)
		return;
	if (t->is_up)
		leave_screen(t);
	delscreen(t->screen);
	fclose(t->out);
	fclose(t->in);
	if (t->owns_tty_fd)
		close(t->tty_fd);
	grid_free(t->shown);
	str_clear(&t->pending);
	str_clear(&t->paste);
	free(t);
}

int
term_fd(const struct term *t)
{
	(void)t;
	return STDIN_FILENO;
}

bool
term_has_pending(struct term *t)
{
	flush_pending(t);
	return t->pending.len > 0;
}

void
term_size(const struct term *t, int *rows, int *cols)
{
	*rows = t->rows;
	*cols = t->cols;
}

void
term_resized(struct term *t)
{
	int rows = t->rows, cols = t->cols;

	read_size(t);
	if (rows == t->rows && cols == t->cols)
		return;
	resizeterm(t->rows, t->cols);
	grid_free(t->shown);
	t->shown = NULL;
	clearok(stdscr, TRUE);
}

static bool
cell_same(const struct cell *a, const struct cell *b)
{
	return a->style == b->style && a->len == b->len &&
	    memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* Reads a base letter and its marks for curses; returns the bytes read. */
static size_t
next_wide(const struct cell *c, size_t at, wchar_t wide[CCHARW_MAX + 1])
{
	size_t n = 0;

	while (at < c->len) {
		uint32_t code;
		size_t	 len = utf8_next(c->bytes + at, c->len - at, &code);

		if (n > 0 && utf8_cols(c->bytes + at, len) > 0)
			break;
		if (n < CCHARW_MAX)
			wide[n++] = (wchar_t)code;
		at += len;
	}
	wide[n] = L'\0';
	return at;
}

/* A letter of two bases (a flag, a vowel sign with a width) is two cells for
 * curses. */
static void
paint_cell(struct term *t, int row, int col, const struct cell *c)
{
	int    end = col + c->cols;
	size_t at = 0;

	while (col < end) {
		wchar_t wide[CCHARW_MAX + 1] = L" ";
		size_t	from = at;
		cchar_t cc;
		int	cols = 1;

		if (at < c->len) {
			at = next_wide(c, at, wide);
			cols = utf8_cols(c->bytes + from, at - from);
		}
		if (cols < 1 || cols > end - col || setcchar(&cc, wide,
		    t->attrs[c->style], t->pairs[c->style], NULL) == ERR) {
			setcchar(&cc, L" ", t->attrs[c->style],
			    t->pairs[c->style], NULL);
			cols = 1;
		}
		mvadd_wch(row, col, &cc);
		col += cols;
	}
}

static bool
row_same(const struct grid *a, const struct grid *b, int row)
{
	const struct cell *x = &a->cells[row * a->cols];
	const struct cell *y = &b->cells[row * b->cols];

	for (int col = 0; col < a->cols; col++)
		if (!cell_same(&x[col], &y[col]))
			return false;
	return true;
}

static struct grid *
copy_grid(const struct grid *g)
{
	struct grid *c = grid_new(g->rows, g->cols);

	memcpy(c->cells, g->cells, (size_t)g->rows * (size_t)g->cols *
	    sizeof *g->cells);
	c->cursor_row = g->cursor_row;
	c->cursor_col = g->cursor_col;
	return c;
}

void
term_paint(struct term *t, const struct grid *g)
{
	bool all = t->shown == NULL || t->shown->rows != g->rows ||
	    t->shown->cols != g->cols;
	bool show = g->cursor_row >= 0;

	if (!t->is_up)
		return;
	for (int row = 0; row < g->rows && row < t->rows; row++) {
		if (!all && row_same(g, t->shown, row))
			continue;
		for (int col = 0; col < g->cols && col < t->cols; col++) {
			const struct cell *c = &g->cells[row * g->cols + col];

			if (c->cols > 0)
				paint_cell(t, row, col, c);
		}
	}
	if (show != t->cursor_shown) {
		curs_set(show ? 1 : 0);
		t->cursor_shown = show;
	}
	if (show)
		move(g->cursor_row, g->cursor_col);
	refresh();
	send_frame(t);
	if (all) {
		grid_free(t->shown);
		t->shown = copy_grid(g);
	} else {
		memcpy(t->shown->cells, g->cells, (size_t)g->rows *
		    (size_t)g->cols * sizeof *g->cells);
		t->shown->cursor_row = g->cursor_row;
		t->shown->cursor_col = g->cursor_col;
	}
}

void
term_redraw(struct term *t)
{
	if (t == NULL)
		return;
	grid_free(t->shown);
	t->shown = NULL;
	clearok(stdscr, TRUE);
}

void
term_suspend(struct term *t)
{
	struct sigaction ours, standard = { .sa_handler = SIG_DFL };

	leave_screen(t);
	sigaction(SIGTSTP, &standard, &ours);
	kill(0, SIGTSTP);
	/* Here we are again. */
	sigaction(SIGTSTP, &ours, NULL);
	term_resume(t);
}

void
term_leave(struct term *t)
{
	leave_screen(t);
}

void
term_resume(struct term *t)
{
	if (t == NULL)
		return;
	set_raw(t, NULL);
	t->is_up = true;
	term_resized(t);
	term_redraw(t);
	enter_screen(t);
}

void
term_bell(struct term *t)
{
	if (t == NULL)
		return;
	/* Another program has the screen: a bell does not hurt it. */
	if (!t->is_up) {
		str_put_c(&t->pending, '\a');
		flush_pending(t);
		return;
	}
	t->has_bell = true;
}

struct term_counts
term_counts(const struct term *t)
{
	return t->counts;
}
