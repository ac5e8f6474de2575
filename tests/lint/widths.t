#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# widths.t - short words stay short in every language: the labels of the key
# bar share one row, and a state stands in a column of its own.
set -uo pipefail
. "$(dirname "$0")/lib.sh"
LABEL_COLS=12
STATE_COLS=14

if ! command -v xgettext > /dev/null; then
	skip "widths of translations" "gettext is not installed"
	lint_done
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The texts that FILE marks with KEYWORD.
texts() {
	xgettext --from-code=UTF-8 -k --keyword="$2" --no-wrap --force-po \
	    -o "$work/texts.pot" "$1"
}

# Those of them in LANGUAGE, one a line; English is their own.
said() {
	if [ "$1" = en ]; then
		sed -n 's/^msgid "\(..*\)"$/\1/p' "$work/texts.pot"
		return
	fi
	msgmerge -q --no-fuzzy-matching --no-wrap -o "$work/said.po" \
	    "po/$1.po" "$work/texts.pot"
	msgattrib --no-obsolete --translated --no-wrap "$work/said.po" |
		sed -n 's/^msgstr "\(..*\)"$/\1/p'
}

# Standard input without what fits COLS; wc -L counts columns, not bytes.
wider() {
	while IFS= read -r text; do
		cols=$(printf '%s\n' "$text" | LC_ALL=C.UTF-8 wc -L)
		[ "$cols" -le "$1" ] || echo "$text: $cols columns"
	done
}

for lang in en ru pl; do
	texts src/console/model/keymap.c N_
	said "$lang" > "$work/labels"
	{
		[ -s "$work/labels" ] || echo "no labels were found"
		wider "$LABEL_COLS" < "$work/labels"
	} | rule "$lang: labels of the key bar have $LABEL_COLS columns"

	texts src/console/view/status_view.c N_
	said "$lang" > "$work/states"
	printf '_("%s")\n' "no outcome" "outcome?" "closed" > "$work/words.c"
	texts "$work/words.c" _
	said "$lang" >> "$work/states"
	{
		[ -s "$work/states" ] || echo "no states were found"
		wider "$STATE_COLS" < "$work/states"
	} | rule "$lang: states and outcomes have $STATE_COLS columns"
done
lint_done
