/* SPDX-License-Identifier: GPL-3.0-or-later */
/* qr.h - a text as a picture that a phone reads from the terminal.
 */
#ifndef SERVER_QR_H
#define SERVER_QR_H

#include <stdbool.h>
#include <stdio.h>

/* Prints nothing where the program was built without pictures, or where they
 * cannot be seen: `out` is no terminal, or not in UTF-8. */
void qr_print(FILE *out, const char *text);

#endif
