#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# options.t - the manuals know every option, command and setting of the
# programs, and none that is not there.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

# same NAME LEFT RIGHT: two files of lines that should be the same set
same() {
	local program manual
	program=$(sort -u "$2") manual=$(sort -u "$3")
	{
		[ -n "$program" ] || echo "nothing was found in the program"
		diff <(echo "$program") <(echo "$manual") |
			sed -n 's/^</only the program has:/p; s/^>/only the manual has:/p'
	} | rule "$1"
}

page_options() {
	grep '^\.It Fl' "$1" | grep -oE 'Fl -[a-z-]+' | sed 's/^Fl -//'
}

page_keys() {
	sed -n 's/^\.It Cm \([a-z_]*\)$/\1/p' "$1"
}

# "section key" of a page whose sections are .Ss [section]
page_settings() {
	awk '/^\.Ss \[/ { section = $2; gsub(/[][]/, "", section) }
	/^\.S[hs] / && !/^\.Ss \[/ { section = "" }
	/^\.It Cm / && section != "" { print section, $3 }' "$1"
}

console_options() {
	sed -nE 's/^\t\{ "([a-z-]+)", (no|required)_argument,.*/\1/p' \
	    src/console/main.c
}

server_options() {
	grep -ohE '"--[a-z-]+"' src/server/main.c src/server/admin_cli.c |
		sed 's/^"--//; s/"$//'
}

server_commands() {
	sed -nE 's/^\t\{ "([a-z]+)", "([a-z]+)", TARGET_.*/\1 \2/p;
	    s/^\t\{ "([a-z]+)", NULL, TARGET_.*/\1/p' src/server/admin_cli.c
}

page_commands() {
	sed -nE 's/ (Ar|Op) .*//; s/^\.It Cm //p' "$1"
}

console_settings() {
	grep -ohE 'e->key, "[a-z_]+"' src/console/settings.c | cut -d'"' -f2
	sed -nE 's/^\t\{ "[a-z]+", "([a-z_]+)", PREF_.*/\1/p' \
	    src/console/model/prefs.c
	sed -nE 's/^\t\{ "([a-z]+)", set_[a-z]+ \},.*/\1/p' \
	    src/console/model/alert_rule.c
	grep -ohE 'strcmp\(key, "[a-z]+"' src/console/model/field_command.c \
	    src/console/model/block.c |
	    cut -d'"' -f2
}

server_settings() {
	sed -nE 's/^\t\{ "([a-z_]+)",[ \t]*"([a-z_]+)",[ \t]*(true|false),.*/\1 \2/p' \
	    src/server/settings*.c src/server/desk/route_rules.c
}

console_exits() {
	sed -nE 's/^\t\{ ERR_[A-Z_]+, ([0-9]+), N_.*/\1/p' src/console/main.c
	printf '0\n1\n'
}

server_exits() {
	sed -nE 's/^    "  ([0-9])  .*/\1/p' src/server/main.c
}

page_exits() {
	sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It \([0-9]*\)$/\1/p' "$1"
}

same "options of dezhurka" <(console_options) <(page_options doc/dezhurka.1)
same "options of dezhurkad" <(server_options) <(page_options doc/dezhurkad.8)
same "commands of dezhurkad" <(server_commands) \
    <(page_commands doc/dezhurkad.8)
same "settings of dezhurka" <(console_settings) \
    <(page_keys doc/dezhurka.conf.5)
same "settings of dezhurkad" <(server_settings) \
    <(page_settings doc/dezhurkad.conf.5)
same "exit codes of dezhurka" <(console_exits) <(page_exits doc/dezhurka.1)
same "exit codes of dezhurkad" <(server_exits) <(page_exits doc/dezhurkad.8)
lint_done
