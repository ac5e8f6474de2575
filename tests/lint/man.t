#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# man.t - the manuals are well-formed mdoc.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

pages=$(all_files | grep -E '^doc/[^/]*\.[158]$')
if ! command -v mandoc > /dev/null; then
	skip "manuals are well-formed" "mandoc is not installed"
elif [ -z "$pages" ]; then
	skip "manuals are well-formed" "there are none"
else
	for page in $pages; do
		mandoc -T lint -W warning "$page" |
			grep -v 'referenced manual not found'
		head -n 3 "$page" | grep -q 'SPDX' || echo "$page: no licence"
	done | rule "manuals are well-formed"
fi
lint_done
