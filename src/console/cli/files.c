/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files without a screen: one sent, those that came listed and fetched. */
#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/utf8.h"
#include "console/cli/internal.h"

/* "FILE", "FILE -- TEXT": the text behind the dashes; the file ends there. */
static const char *
split(struct cli_call *call)
{
	char *dashes = strstr(call->text.data, " -- ");

	if (dashes == NULL)
		return "";
	*dashes = '\0';
	return dashes + 4;
}

bool
files_attach(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	const struct command *c = command_find("attach");

	call->message = split(call);
	return command_can(m, c, err) && c->run(m, call->text.data, e, err);
}

/* The file was looked at: it waits in the input, and is sent with the text. */
void
files_looked(struct cli_call *call, struct model *m, struct effects *e)
{
	struct chat *c = model_chat(m, call->conversation_id);

	if (c == NULL || c->n_attached == 0) {
		err_set(&call->err, ERR_VALUE, "%s", m->ui.message);
		call->is_done = true;
		return;
	}
	editor_set(&c->input, call->message);
	m->ui.asked_id = c->c.id;	/* a script means it */
	if (!command_find("send")->run(m, "", e, &call->err)) {
		if (call->err.code == ERR_NONE)
			err_set(&call->err, ERR_VALUE, "%s", m->ui.message);
		call->is_done = true;
	}
}

static void
print_file(struct cli_call *call, int n, const struct line_file *f)
{
	char size[32], name[MAX_FILE_NAME_BYTES + 1];
	struct json_out w;
	struct str line;

	str_init(&line, 4096);
	utf8_safe_buf(name, sizeof name, f->name, UTF8_FLAT);
	if (call->is_json) {
		json_begin(&w, &line);
		json_object(&w, NULL);
		json_put_i64(&w, "number", n);
		json_put_str(&w, "id", f->id);
		json_put_str(&w, "name", f->name);
		json_put_i64(&w, "bytes", f->bytes);
		json_end_object(&w);
	} else if (call->ids_only) {
		str_putf(&line, "%d", n);
	} else {
		str_putf(&line, "%-3d %-10s %s", n,
		    attach_size(size, sizeof size, f->bytes), name);
	}
	fprintf(call->out, "%s\n", line.data);
	str_clear(&line);
	call->n_printed++;
}

bool
files_list(struct cli_call *call, const struct model *m, struct err *err)
{
	const struct chat *c = model_find_chat(m, call->conversation_id);
	const struct line_file *f;

	for (int n = 1; (f = file_of_chat(c, n)) != NULL; n++)
		print_file(call, n, f);
	call->is_done = true;
	return call->n_printed > 0 || err_set(err, ERR_NOT_FOUND, "%s",
	    _("There are no files in this conversation."));
}

void
files_saved(struct cli_call *call, const struct event *ev)
{
	if (ev->code != ERR_NONE)
		err_set(&call->err, ev->code, "%s", command_why(ev->code));
	else
		fprintf(call->out, "%s\n", ev->name);
	call->is_done = true;
}
