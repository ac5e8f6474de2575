#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# banned.t - functions that the house does without, and variables that belong
# to nobody.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

banned='sprintf|vsprintf|strcpy|stpcpy|strcat|strncpy|strncat|strtok|gets'
banned="$banned|atoi|atol|atoll|atof|system|popen|rand|srand|tmpnam|mktemp"
banned="$banned|alloca|setjmp|longjmp"

program_sources | while IFS= read -r file; do
	code "$file" | grep -nE "(^|[^A-Za-z0-9_>.])($banned)[ \t]*\(" |
		sed "s|^|$file:|"
done | rule "no banned function is called"

# What the linker would put into a writable section; tables of constant
# pointers are .data.rel.ro. Sanitizers add variables of their own.
writable() {
	find src -name '*.o' | sort | while IFS= read -r object; do
		nm --format=sysv "$object" | awk -F '|' -v o="$object" '
		NF >= 7 {
			gsub(/ /, "", $1); gsub(/ /, "", $4); gsub(/ /, "", $7)
			if ($4 == "SECTION" || $4 == "FILE")
				next
			sub(/\.[0-9]+$/, "", $1)
			if ($7 ~ /^\.t?(data|bss)/ && $7 !~ /^\.data\.rel\.ro/ ||
			    $7 == "*COM*")
				print o, $1
		}'
	done
}

mine='no variable belongs to nobody'
if [ -n "${DZ_SANITIZED:-}" ]; then
	skip "$mine" "sanitizers add variables of their own"
elif ! [ -d "$DZ_BUILD/src/base" ] || ! command -v nm > /dev/null; then
	skip "$mine" "no objects or no nm"
else
	(cd "$DZ_BUILD" && writable) | awk '
	FILENAME != "-" {
		if (!/^#/ && NF > 1)
			ok[$1 " " $2] = 1
		next
	}
	{ plain = $1; sub(/\/[a-z_]*-/, "/", plain) }
	!((plain " *") in ok) && !((plain " " $2) in ok) {
		print $1 ": " $2 " can be written to"
	}' tests/lint/statics-allowed - | rule "$mine"
fi
lint_done
