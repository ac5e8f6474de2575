/* SPDX-License-Identifier: GPL-3.0-or-later */
/* qr.c - two squares of the picture are one character: half blocks, light on
 * dark in numbers of colours, so that a light terminal shows it right too.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/qr.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_QRENCODE
#include <qrencode.h>

#define QUIET 2		/* squares around it */

static bool
is_dark(const QRcode *qr, int row, int col)
{
	return row >= 0 && col >= 0 && row < qr->width && col < qr->width &&
	    (qr->data[row * qr->width + col] & 1) != 0;
}

static void
print_rows(FILE *out, const QRcode *qr)
{
	static const char *const cells[2][2] = {
		{ "█", "▀" }, { "▄", " " },
	};

	for (int row = -QUIET; row < qr->width + QUIET; row += 2) {
		fputs("\033[40;97m", out);
		for (int col = -QUIET; col < qr->width + QUIET; col++)
			fputs(cells[is_dark(qr, row, col)]
			    [is_dark(qr, row + 1, col)], out);
		fputs("\033[0m\n", out);
	}
	fputs("\n", out);
}

void
qr_print(FILE *out, const char *text)
{
	QRcode *qr;

	setlocale(LC_CTYPE, "");
	if (!isatty(fileno(out)) || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return;
	qr = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (qr == NULL)
		return;
	print_rows(out, qr);
	QRcode_free(qr);
}
#else
void
qr_print(FILE *out, const char *text)
{
	(void)out;
	(void)text;
}
#endif
