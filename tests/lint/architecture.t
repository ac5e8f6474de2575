#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# architecture.t - the places that doc/architecture.md names are there.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

# "path/file.c" and "path/file.c:function" between backquotes
places() {
	# shellcheck disable=SC2016 # backquotes as they are
	grep -oE '`[a-z_]+(/[a-z_.]+)*\.[ch](:[a-z_]+)?`' doc/architecture.md |
		tr -d '`' | sort -u
}

has_function() {
	grep -qE "^$2\(" "src/$1" || grep -qE "^[a-z].*[ *]$2\(.*[^;]\$" "src/$1"
}

{ [ -n "$(places)" ] || echo "none was found"; } |
	rule "the architecture names places"
places | while IFS=: read -r file name; do
	if [ ! -f "src/$file" ]; then
		echo "$file is not there"
	elif [ -n "$name" ] && ! has_function "$file" "$name"; then
		echo "$file has no $name()"
	fi
done | rule "the places that the architecture names are there"
# Folders of src/ that hold sources, against the table of floors.
for folder in $(program_sources | sed -n 's|^src/\(.*\)/[^/]*$|\1|p' | sort -u); do
	grep -q "^|.*\`$folder\`.*|" doc/architecture.md || echo "$folder"
done | rule "every folder stands in the table of floors"
lint_done
