#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# spdx.t - every source says under which licence it is, at its head.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

# licensed_as NAME FILE...: those that do not say so in their first lines
without() {
	while IFS= read -r file; do
		head -n 3 "$file" | grep -q "SPDX-License-Identifier: $1" ||
			echo "$file"
	done
}

mit='^src/server/web/widget\.js$|^doc/examples/'
sources='\.([chty]|js|mjs|css|sh|awk|py|ac|am|m4|in)$'
sources="$sources|^bootstrap\$|^\.ci/run\$|^tests/run\$|^po/.*\.po\$|^doc/.*\.[158]\$"

all_files | grep -E "$sources" | grep -Ev "$mit" |
	grep -Ev '^po/POTFILES\.in$|^tests/data/' | without GPL-3.0-or-later |
	rule "sources are GPL-3.0-or-later"
all_files | grep -E "$mit" | grep -Ev '\.json$' | without MIT |
	rule "what is pasted into other sites is MIT"
for text in COPYING LICENSES/MIT.txt; do
	[ -s "$text" ] || echo "$text"
done | rule "the licences are here"
lint_done
