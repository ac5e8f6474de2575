/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>

#include "base/paths.h"
#include "domain/client_id.h"
#include "proto/proto.h"
#include "server/admin_canned.h"

#define LARGEST_BYTES (64 * 1024 * 1024)	/* the desk itself takes less */
#define PATH_BYTES    2048

static bool
upload(struct cli *c, const char *path, struct str *ids, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char name[MAX_FILE_NAME_BYTES + 1];
	struct str bytes, place, answer;
	struct action a;
	bool ok;

	file_safe_name(name, slash == NULL ? path : slash + 1);
	action_init(&a, ACTION_CANNED_FILE);
	client_id_new(a.client_id);
	a.name = name;
	str_init(&bytes, LARGEST_BYTES);
	str_init(&place, PATH_BYTES);
	str_init(&answer, PROTO_ANSWER_BYTES);
	ok = paths_read(path, &bytes, err);
	if (ok && bytes.len == 0)
		ok = err_set(err, ERR_VALUE, "it is empty");
	ok = ok && proto_route_of(PROTO_ADMIN, &a, &place) != NULL &&
	    admin_client_ask(c->client, "POST", place.data, &bytes, &answer,
	    err);
	if (ok)
		str_putf(ids, "%s%s", ids->len > 0 ? "," : "", a.client_id);
	else
		err_prefix(err, "%s", path);
	str_clear(&bytes);
	str_clear(&place);
	str_clear(&answer);
	return ok;
}

bool
admin_canned_upload(struct cli *c, struct str *ids, struct err *err)
{
	for (int i = 0; i < c->n_files; i++)
		if (!upload(c, c->files[i], ids, err))
			return false;
	return true;
}

bool
cli_canned_files(struct cli *c, struct err *err)
{
	struct canned_list l;
	const struct canned *found = admin_canned_named(c, &l, err);
	struct str ids;
	bool ok;

	if (found == NULL)
		return false;
	str_init(&ids, FILE_IDS_BYTES);
	ok = admin_canned_upload(c, &ids, err) &&
	    admin_canned_put(c, found, ids.data, err);
	str_clear(&ids);
	if (ok && !c->is_json)
		printf("%s: %d files\n", found->shortcut, c->n_files);
	return ok;
}
