#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# po.t - every text for people is there in Russian and Polish.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

if ! command -v xgettext > /dev/null; then
	skip "translations" "gettext is not installed"
	lint_done
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

listed() {
	sed '/^#/d; /^ *$/d' po/POTFILES.in | sort
}

# Files that mark texts: _("), N_(", ngettext(
marked() {
	program_sources | while IFS= read -r file; do
		code "$file" | grep -v '^[ \t]*#' |
			grep -qE '(^|[^A-Za-z0-9_])(_|N_|ngettext)\(' &&
			echo "$file"
	done | sort
}

comm -13 <(listed) <(marked) | sed 's/$/ is not in po\/POTFILES.in/' |
	rule "POTFILES.in names every file that speaks"
listed | while IFS= read -r file; do
	[ -f "$file" ] || echo "$file is in po/POTFILES.in only"
done | rule "POTFILES.in names only files that are there"

listed > "$work/files"
xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=ngettext:1,2 \
    --add-comments=TRANSLATORS: --no-wrap --force-po -o "$work/all.pot" \
    -f "$work/files" 2> "$work/errors"
cat "$work/errors" | rule "xgettext has nothing to complain about"

# The texts of a catalogue, by their first lines; the header has none.
msgids() {
	awk '/^msgid "./ && !/^msgid ""$/ { print }
	/^msgid ""$/ { getline; if (/^"/) print }'
}

for lang in ru pl; do
	msgfmt --check -o /dev/null "po/$lang.po" 2>&1 |
		rule "$lang: msgfmt --check"
	msgmerge -q --force-po --no-fuzzy-matching --no-wrap -o "$work/$lang.po" \
	    "po/$lang.po" "$work/all.pot" 2>&1 |
		rule "$lang: fits the sources' texts"
	msgattrib --no-wrap --untranslated --no-obsolete "$work/$lang.po" |
		msgids | rule "$lang: every text is translated"
	msgattrib --no-wrap --only-fuzzy --no-obsolete "$work/$lang.po" |
		msgids | rule "$lang: no translation is a guess"
	msgattrib --no-wrap --only-obsolete "$work/$lang.po" |
		grep '^#~ msgid "' | rule "$lang: no translation is left over"
done
lint_done
