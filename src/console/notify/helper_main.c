/* SPDX-License-Identifier: GPL-3.0-or-later */
/* helper_main.c - dezhurka-notify: lines in, desktop notifications out; the
 * only place that knows libnotify. It may hang for half a minute with the
 * desktop; nobody waits for it.
 *
 *   in   urgency TAB title TAB body LF		urgency: low, normal, critical
 *   out  "ok" LF, or "error " SENTENCE LF		a line for a line
 *
 * It ends with its input. The desktop's own warnings go to standard error,
 * which its parent keeps away from the screen.
 */
#include <libnotify/notify.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1.0"
#endif

#define LINE_BYTES 8192

static const struct { const char *name; NotifyUrgency urgency; } urgencies[] = {
	{ "low", NOTIFY_URGENCY_LOW }, { "normal", NOTIFY_URGENCY_NORMAL },
	{ "critical", NOTIFY_URGENCY_CRITICAL }
};

static bool
find_urgency(const char *name, NotifyUrgency *out)
{
	for (size_t i = 0; i < sizeof urgencies / sizeof *urgencies; i++)
		if (strcmp(urgencies[i].name, name) == 0) {
			*out = urgencies[i].urgency;
			return true;
		}
	return false;
}

/* A server that reads markup in bodies would read "<b>" and "&" of a customer
 * as such. One that cannot be asked is asked again with the next note; till
 * then its text is escaped, which looks odd at worst. */
static bool
reads_markup(void)
{
	GList *caps = notify_get_server_caps();
	bool   yes = caps == NULL;

	for (const GList *c = caps; c != NULL; c = c->next)
		yes = yes || strcmp(c->data, "body-markup") == 0;
	g_list_free_full(caps, g_free);
	return yes;
}

static void
say_error(const char *text)
{
	char *line = g_strdelimit(g_strdup(text), "\r\n", ' ');

	printf("error %s\n", line);
	g_free(line);
}

static void
show(NotifyUrgency urgency, const char *title, const char *body)
{
	char		   *escaped = reads_markup() ?
	    g_markup_escape_text(body, -1) : g_strdup(body);
	NotifyNotification *n = notify_notification_new(title, escaped, NULL);
	GError		   *error = NULL;

	notify_notification_set_urgency(n, urgency);
	notify_notification_set_category(n, "im.received");
	notify_notification_set_hint(n, "desktop-entry",
	    g_variant_new_string("dezhurka"));
	if (notify_notification_show(n, &error)) {
		puts("ok");
	} else {
		say_error(error != NULL ? error->message :
		    "the desktop refused it");
		g_clear_error(&error);
	}
	g_object_unref(n);
	g_free(escaped);
}

static void
take_line(char *line)
{
	char	     *title = strchr(line, '\t');
	char	     *body = title != NULL ? strchr(title + 1, '\t') : NULL;
	NotifyUrgency urgency;

	if (body == NULL) {
		say_error("a line without title and body");
		return;
	}
	*title++ = '\0';
	*body++ = '\0';
	if (!find_urgency(line, &urgency))
		say_error("an unknown urgency");
	else if (!g_utf8_validate(title, -1, NULL) ||
	    !g_utf8_validate(body, -1, NULL))
		say_error("text that is no UTF-8");
	else if (!notify_is_initted() && !notify_init("dezhurka"))
		say_error("libnotify did not start");
	else
		show(urgency, title, body);
}

static int
serve(void)
{
	char line[LINE_BYTES];
	bool is_rest = false;	/* of a line that was too long */

	while (fgets(line, sizeof line, stdin) != NULL) {
		size_t len = strlen(line);
		bool   is_whole = len > 0 && line[len - 1] == '\n';

		if (is_whole)
			line[len - 1] = '\0';
		if (!is_rest && is_whole)
			take_line(line);
		else if (!is_rest)
			say_error("a line that is too long");
		is_rest = !is_whole;
		if (fflush(stdout) != 0)
			return 1;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 1)
		return serve();
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return printf("dezhurka-notify %s\n", PACKAGE_VERSION) < 0;
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return printf("Usage: dezhurka-notify\n"
		    "Shows desktop notifications for dezhurka(1). Reads lines "
		    "\"urgency TAB title TAB body\"\n"
		    "on standard input; answers each with \"ok\" or \"error "
		    "SENTENCE\".\n"
		    "Urgency is low, normal or critical.\n") < 0;
	fprintf(stderr, "dezhurka-notify: unknown argument; see --help\n");
	return 2;
}
