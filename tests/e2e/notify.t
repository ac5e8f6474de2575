#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# notify.t - alerts reach the desktop whole and harmless, and a desktop that
# hangs holds up nobody.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
: "${DZ_BUILD:?}" "${DZ_TMP:?}"
drive=$DZ_BUILD/tests/e2e/notify_drive
python=/usr/bin/python3
n=0

ok() { # STATUS NAME: as TAP
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		sed 's/^/# /' "$DZ_TMP"/out "$DZ_TMP"/calls 2> /dev/null
	fi
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

has() { # TEXT: is it in what the program printed?
	grep -qF -- "$1" "$DZ_TMP/out"
}

same() { # WANT: the calls that the desktop got
	[ "$(cat "$DZ_TMP/calls")" = "$1" ]
}

unset TMUX STY SSH_CONNECTION WAYLAND_DISPLAY TERM_PROGRAM
export DISPLAY=:0 TERM=xterm LC_ALL=C.UTF-8

# with_desktop MODE DRIVE-ARGUMENTS...
with_desktop() {
	: > "$DZ_TMP/calls"
	# shellcheck disable=SC2016
	dbus-run-session -- bash -c '
	python=$1 recorder=$2 mode=$3 calls=$4
	shift 4
	coproc "$python" "$recorder" "$mode" "$calls"
	read -r -t 20 ready <&"${COPROC[0]}" || exit 9
	"$@"
	status=$?
	kill "$COPROC_PID"
	exit $status' bash "$python" "$here/dbus_recorder.py" "$1" \
	    "$DZ_TMP/calls" "${@:2}" > "$DZ_TMP/out" 2> "$DZ_TMP/err"
}

[ -x "$drive" ] || skip_all "notify_drive was not built"

# --- without a desktop -------------------------------------------------------

mkfifo "$DZ_TMP/ring.done"
printf '#!/bin/sh\n{ cat; printf "%%s|" "$@"; } > "%s"\n' "$DZ_TMP/ring.done" > "$DZ_TMP/ring"
chmod +x "$DZ_TMP/ring"
"$drive" "$DZ_TMP" "$DZ_TMP/ring -x" 1 0 "A; touch $DZ_TMP/evil" '$(id) "q" *' \
    > "$DZ_TMP/out" &
timeout 20 cat "$DZ_TMP/ring.done" > "$DZ_TMP/words"
wait $!
[ "$(tail -n 1 "$DZ_TMP/words")" = "-x|A; touch $DZ_TMP/evil|\$(id) \"q\" *|" ] &&
	[ ! -e "$DZ_TMP/evil" ]
ok $? "a command gets title and body as arguments, no shell reads them"
[ "$(head -n 1 "$DZ_TMP/words")" = '{"kind":"message","title":"A; touch '"$DZ_TMP"'/evil","body":"$(id) \"q\" *","conversation_id":5,"step":1,"count":1}' ]
ok $? "and the alert as JSON on its standard input"
"$drive" "$DZ_TMP" "$DZ_TMP/ring -x" 1 0 "--urgency=low has written" -i \
    > "$DZ_TMP/out" &
timeout 20 cat "$DZ_TMP/ring.done" > "$DZ_TMP/words"
wait $!
[ "$(tail -n 1 "$DZ_TMP/words")" = "-x| --urgency=low has written| -i|" ]
ok $? "a name that looks like an option is none"
has '3 1 A command is run: "' && has '0 0 Alerts are not shown on the desktop: dezhurka-notify is not installed'
ok $? "a helper that is not installed is named"
"$drive" "$DZ_TMP" "$DZ_TMP/no-such-program" 1 0 t b > "$DZ_TMP/out"
has "failed: $DZ_TMP/no-such-program cannot be started" && has 'dropped 1'
ok $? "a command that cannot be started says so"
SSH_CONNECTION="1 2 3 4" "$drive" "$DZ_BUILD" "" 1 0 t b > "$DZ_TMP/out"
has '0 0 Alerts are not shown on a desktop, as this is a session over SSH.' &&
	has '3 0 No command is run: set "command" under [alerts] in dezhurka.conf.' &&
	has 'dropped 0'
ok $? "over SSH there is no desktop"
TERM=xterm-kitty DISPLAY='' "$drive" "$DZ_BUILD" "" 1 0 t b > "$DZ_TMP/out"
has '1 1 The terminal shows alerts itself (OSC 99).' && has "2 1 The terminal's bell is rung." &&
	has '0 0 Alerts are not shown on a desktop: neither'
ok $? "a terminal that shows alerts itself is known"
TERM=foot DISPLAY='' "$drive" "$DZ_BUILD" "" 1 0 t b > "$DZ_TMP/out"
has '1 1 The terminal shows alerts itself (OSC 777).'
ok $? "and which sequence it wants"
TERM=screen STY=1.pts "$drive" "$DZ_TMP" "" 1 0 t b > "$DZ_TMP/out"
has '1 0 Alerts that the terminal would show itself (OSC 9, 777, 99) do not get through screen'
ok $? "screen lets only the bell through"

if command -v tmux > /dev/null; then
	tm() { tmux -L "dz-notify-$$" -f /dev/null "$@"; }
	export DZ_DRIVE="'$drive' '$DZ_TMP' '' 1 0 t b > '$DZ_TMP/out'"
	SSH_CONNECTION='' tm new-session -d -x 80 -y 24 "sh -c \"$DZ_DRIVE; tmux -L dz-notify-$$ wait-for -S done\""
	timeout 20 tmux -L "dz-notify-$$" wait-for done
	tm kill-server 2> /dev/null
	has '1 0 ' && has '2 1 ' && has 'tmux passes it on'
	ok $? "inside tmux the bell is passed on"
else
	n=$((n + 1))
	echo "ok $n - inside tmux the bell is passed on # SKIP tmux is not installed"
fi

# --- with one ----------------------------------------------------------------

rest="markup and control characters arrive harmless|a desktop without markup gets plain text|a desktop that hangs holds up nobody|without a bus a sentence says so"
why=
[ -x "$DZ_BUILD/dezhurka-notify" ] || why="dezhurka-notify was not built"
command -v dbus-run-session > /dev/null || why="dbus is not installed"
"$python" -c 'from gi.repository import Gio' 2> /dev/null || why="python3-gi is not installed"
if [ -n "$why" ]; then
	while IFS= read -r name; do
		n=$((n + 1))
		echo "ok $n - $name # SKIP $why"
	done <<< "${rest//|/$'\n'}"
	echo "1..$n"
	exit 0
fi

with_desktop ok "$drive" "$DZ_BUILD" "" 1 1 $'An\tna\n\e]0;x\a<b>' \
    $'<b>1 & 2</b>\nline\e[31m \u202e\u017c\xff'
same '["An na ^[]0;x^G<b>", "&lt;b&gt;1 &amp; 2&lt;/b&gt; line^[[31m &lt;U+202E&gt;\u017c\ufffd", 1]' &&
	has 'dropped 0' && has '0 1 Alerts are shown on the desktop.'
ok $? "markup and control characters arrive harmless"

with_desktop plain "$drive" "$DZ_BUILD" "" 1 1 'Ewa' '<b>1 & 2</b>'
same '["Ewa", "<b>1 & 2</b>", 1]'
ok $? "a desktop without markup gets plain text"

with_desktop hang "$drive" "$DZ_BUILD" "" 50 0 'Ewa' 'hello'
longest=$(sed -n 's/^longest_ms //p' "$DZ_TMP/out")
[ "${longest:-9999}" -lt 1000 ] && has 'dropped 42' && has 'alerts were left out.'
ok $? "a desktop that hangs holds up nobody"

DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent "$drive" "$DZ_BUILD" "" 1 1 a b \
    > "$DZ_TMP/out"
has 'The desktop did not take the last alert: '
ok $? "without a bus a sentence says so"
echo "1..$n"
