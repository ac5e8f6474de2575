/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo.h - a desk to try: fresh, private, gone afterwards.
 *
 * Three demo operators (you are the first), two departments, canned replies
 * in three languages, and demo customers who write by themselves. They are
 * plainly marked as demo; the desk, its page and its protocol are real.
 */
#ifndef CONSOLE_DEMO_H
#define CONSOLE_DEMO_H

#include "console/session.h"

#define DEMO_VISITORS_MAX 20

/* Runs the demo with `visitors` (0..DEMO_VISITORS_MAX) demo customers. */
bool demo_run(int visitors, const struct session_options *options,
    struct err *err);

/* The process of the demo customers and colleagues (`dezhurka
 * --demo-people N --desk unix:/...`): until its standard input ends. */
bool demo_people_run(const char *url, int visitors, struct err *err);

#endif
