#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# sizes.t - no file over 600 lines, no function over 80.
# Tables and lists of cases are named in tests/lint/sizes-allowed.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

readonly FILE_LINES=600 FUNCTION_LINES=80


# Takes "KEY what" lines out whose KEY is allowed.
but_allowed() {
	awk 'FILENAME != "-" { if (!/^#/ && NF) ok[$1] = 1; next }
	!($1 in ok)' tests/lint/sizes-allowed -
}

c_sources | while IFS= read -r file; do
	lines=$(wc -l < "$file")
	[ "$lines" -le $FILE_LINES ] || echo "$file has $lines lines"
done | but_allowed | rule "no source has more than $FILE_LINES lines"

# A body opens and closes with a brace in the first column; the name stands
# at the start of a line above it.
c_sources | grep '\.c$' | while IFS= read -r file; do
	awk -v file="$file" -v most=$FUNCTION_LINES '
	/^[A-Za-z_][A-Za-z0-9_]*\(/ { name = $0; sub(/\(.*/, "", name) }
	/^[a-z].*[ *][a-z_0-9]+\(.*[^;]$/ && !/=/ {
		name = $0
		sub(/\(.*/, "", name)
		sub(/.*[ *]/, "", name)
	}
	/^\{/ { start = FNR }
	/^\}/ && start {
		if (FNR - start - 1 > most)
			print file ":" name " has " FNR - start - 1 " lines"
		start = 0
	}' "$file"
done | but_allowed | rule "no function has more than $FUNCTION_LINES lines"

lint_done
