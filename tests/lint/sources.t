#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# sources.t - Makefile.am names what is in the tree, no more and no less: a
# source that is not built and a test that is not run help nobody.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

in_tree() {
	all_files | grep -E '^src/.*\.[ch]$|^tests/unit/test_.*\.c$|^doc/.*\.[158]$' |
		sed -E 's|^(tests/unit/test_.*)\.c$|\1|' | sort -u
}

named() {
	grep -v '^#' Makefile.am | tr -s ' \t\\' '\n' | sort -u
}

comm -23 <(in_tree) <(named) | rule "Makefile.am names every source, unit test and manual"
named | grep -E '^(src|tests|doc|examples)/[^$]*$' |
	sed 's/:$//' | grep -v 'web_files\.c' |
	while IFS= read -r file; do
		[ -e "$file" ] || [ -e "$file.c" ] || echo "$file"
	done | rule "what Makefile.am names is there"
all_files | grep -E '^tests/(unit/test_|screen|server|contract|e2e|lint).*\.t$' |
	while IFS= read -r file; do
		[ -x "$file" ] || echo "$file"
	done | rule "every test script can be run"
lint_done
