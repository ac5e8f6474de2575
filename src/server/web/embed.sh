#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# embed.sh FILE... - writes, to standard output, the C source of the table
# that web_files.h describes. Nothing but what every build machine has: sh,
# od, sed, gzip, sha256sum.
set -eu

type_of() {
	case $1 in
	*.html) echo 'text/html; charset=utf-8' ;;
	*.css) echo 'text/css; charset=utf-8' ;;
	*.js) echo 'text/javascript; charset=utf-8' ;;
	*.json) echo 'application/json; charset=utf-8' ;;
	*.svg) echo 'image/svg+xml' ;;
	*.png) echo 'image/png' ;;
	*.ico) echo 'image/x-icon' ;;
	*.txt) echo 'text/plain; charset=utf-8' ;;
	*.webmanifest) echo 'application/manifest+json' ;;
	*) echo "embed.sh: $1: no known type" >&2; return 1 ;;
	esac
}

# as_array NAME: standard input as an array of bytes
as_array() {
	echo "static const unsigned char $1[] = {"
	od -An -v -tu1 | sed 's/  */,/g; s/^,/	/; s/$/,/'
	echo '};'
}

# whole FILE: a template with its pieces, each "{{>NAME}}" on a line of its own.
whole() {
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		'{{>'*'}}')
			part=${line#???}
			cat "${1%/*}/${part%??}.part" ;;
		*) printf '%s\n' "$line" ;;
		esac
	done < "$1"
}

# lean FILE: what a browser needs of it. Scripts and styles lose the comments
# that have lines of their own (but for the licence), and their indentation.
lean() {
	case $1 in
	*.js|*.css) sed -e '/SPDX/b' \
		-e '/^[[:blank:]]*\/\*.*\*\/[[:blank:]]*$/d' \
		-e '/^[[:blank:]]*\/\*/,/\*\/[[:blank:]]*$/d' \
		-e 's/^[[:blank:]]*//' -e '/^$/d' "$1" ;;
	*.html) whole "$1" ;;
	*) cat "$1" ;;
	esac
}

tmp=$(mktemp)
bytes=$(mktemp)
trap 'rm -f "$tmp" "$bytes"' EXIT

cat <<'HEAD'
/* Made by src/server/web/embed.sh: change the files it was made from. */
#include "server/web/web_files.h"

#include <string.h>

HEAD

n=0
rows=
for file; do
	# A piece of others.
	case $file in *.part) continue ;; esac
	type=$(type_of "$file")
	name=${file##*/}
	lean "$file" > "$bytes"
	etag=$(sha256sum < "$bytes" | cut -c1-16)
	len=$(($(wc -c < "$bytes")))
	[ "$len" -gt 0 ] || { echo "embed.sh: $file is empty" >&2; exit 1; }
	gzip -9n < "$bytes" > "$tmp"
	gz_len=$(($(wc -c < "$tmp")))
	as_array "bytes_$n" < "$bytes"
	gz=NULL
	if [ "$gz_len" -lt "$len" ]; then
		gz=gz_$n
		as_array "$gz" < "$tmp"
	else
		gz_len=0
	fi
	rows="$rows	{ \"$name\", \"$type\", bytes_$n, $len, $gz, $gz_len,
	    \"\\\"$etag\\\"\" },
"
	n=$((n + 1))
done

printf '\nconst struct web_file web_files[] = {\n%s' "$rows"
cat <<'TAIL'
	{ NULL, NULL, NULL, 0, NULL, 0, "" },
};

const struct web_file *
web_files_find(const char *path)
{
	for (const struct web_file *f = web_files; f->path != NULL; f++)
		if (strcmp(f->path, path) == 0)
			return f;
	return NULL;
}
TAIL
