/* SPDX-License-Identifier: GPL-3.0-or-later */
/* secrets.h - what a program that knows secrets does when it starts.
 */
#ifndef BASE_SECRETS_H
#define BASE_SECRETS_H

/* No core file, and no reading of our memory by other programs of the same
 * user: tokens and what customers wrote are in it. DEZHURKA_CORE=1 in the
 * environment leaves both as they are, for whoever looks for a mistake. */
void secrets_guard(void);

#endif
