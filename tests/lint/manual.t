#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# manual.t - the tables of dezhurka(1) are those of the program.
#
# After a change of a command or a key: DEZHURKA=build/dezhurka \
# tests/lint/manual.t --refresh writes them into the page.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

page=doc/dezhurka.1
begin='.\" BEGIN dezhurka --dump-doc'
end='.\" END dezhurka --dump-doc'

# The part of the page between the two lines; or, with -v, all but it.
part() {
	BEGIN=$begin END=$end awk -v without="${1:-}" '
	$0 == ENVIRON["END"] { inside = 0 }
	inside != (without != "")
	$0 == ENVIRON["BEGIN"] { inside = 1 }' "$page"
}

refresh() {
	local tables
	tables=$("$DEZHURKA" --dump-doc) || exit 1
	part -v | BEGIN=$begin TABLES=$tables awk '
	{ print }
	$0 == ENVIRON["BEGIN"] { print ENVIRON["TABLES"] }' > "$page.new" &&
	    mv "$page.new" "$page"
}

: "${DEZHURKA:=$DZ_BUILD/dezhurka}"
if [ "${1:-}" = --refresh ]; then
	refresh
	exit
fi
grep -cxF -e "$begin" -e "$end" "$page" | grep -vx 2 |
	rule "the manual says where its tables are"
name="the manual's tables are the program's"
if [ ! -x "$DEZHURKA" ]; then
	skip "$name" "dezhurka is not built"
else
	diff <(part) <("$DEZHURKA" --dump-doc) | rule "$name"
fi
lint_done
