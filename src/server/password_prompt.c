/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/utf8.h"
#include "server/admin_cli.h"

#define LEAST_BYTES 8
#define CTRL_C	    '\003'

/* One line without its end. ^C is a letter here, so that the terminal is
 * never left without its echo. */
static bool
read_line(int fd, char *buf, size_t size, struct err *err)
{
	size_t len = 0;
	char c;

	for (;;) {
		ssize_t n = read(fd, &c, 1);

		if (n < 0)
			return err_set(err, ERR_IO, "no password can be read");
		if (n == 0 || c == '\n')
			break;
		if (c == CTRL_C)
			return err_set(err, ERR_VALUE, "no password was given");
		if (len + 1 == size)
			return err_set(err, ERR_TOO_LARGE,
			    "a password has at most %zu bytes", size - 1);
		buf[len++] = c;
	}
	if (len > 0 && buf[len - 1] == '\r')
		len--;
	buf[len] = '\0';
	if (!utf8_is_text(buf, len))
		return err_set(err, ERR_VALUE, "a password is text in UTF-8");
	if (strlen(buf) < LEAST_BYTES)
		return err_set(err, ERR_VALUE,
		    "a password has at least %d characters", LEAST_BYTES);
	return true;
}

static bool
ask(int tty, const char *question, char *buf, size_t size, struct err *err)
{
	struct termios seen, unseen;
	bool ok;

	if (tcgetattr(tty, &seen) < 0)
		return err_set(err, ERR_IO, "this terminal cannot hide a "
		    "password: use --password-stdin");
	unseen = seen;
	unseen.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	unseen.c_cc[VEOL] = CTRL_C;	/* not only after an Enter */
	tcsetattr(tty, TCSAFLUSH, &unseen);
	dprintf(tty, "%s: ", question);
	ok = read_line(tty, buf, size, err);
	dprintf(tty, "\n");
	tcsetattr(tty, TCSAFLUSH, &seen);
	return ok;
}

bool
password_prompt(char *buf, size_t size, bool from_stdin, struct err *err)
{
	char again[512];
	bool ok;
	int tty;

	if (from_stdin)
		return read_line(STDIN_FILENO, buf, size, err);
	tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return err_set(err, ERR_VALUE, "there is no terminal to ask "
		    "for the password: use --password-stdin");
	ok = ask(tty, "Password", buf, size, err) &&
	    ask(tty, "Once more", again, sizeof again, err);
	if (ok && strcmp(buf, again) != 0)
		ok = err_set(err, ERR_VALUE, "the two passwords differ");
	explicit_bzero(again, sizeof again);
	close(tty);
	return ok;
}
