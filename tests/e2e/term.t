#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# term.t - what a real terminal (tmux) sends arrives by name, what is painted
# is what stands there, and a screen that does not change costs nothing.
set -uo pipefail

: "${DZ_BUILD:?}" "${DZ_TMP:?}"
drive=$DZ_BUILD/tests/e2e/term_drive
n=0

ok() { # STATUS NAME: as TAP
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}

[ -x "$drive" ] || { echo "1..0 # SKIP term_drive was not built"; exit 0; }
command -v tmux > /dev/null || { echo "1..0 # SKIP tmux is not installed"; exit 0; }
unset TMUX NO_COLOR LINES COLUMNS ESCDELAY
export LC_ALL=C.UTF-8 SHELL=/bin/sh

window=0	# a server each: one that is ending takes no session
tm() { tmux -L "dz-term-$$-$window" -f /dev/null "$@"; }
trap 'tm kill-server 2> /dev/null' EXIT

# What the program says, line by line.
hear() {
	local line
	if ! IFS= read -r -t 10 line <&3; then
		echo "# nothing was said"
		return 1
	fi
	heard=$line
}

expect() { # LINE
	hear || return 1
	[ "$heard" = "$1" ] && return
	echo "# heard \"$heard\", not \"$1\""
	return 1
}

# start TERM [WRAPPER]: the program in a window of 80x24.
start() {
	rm -f "$DZ_TMP/log"
	mkfifo "$DZ_TMP/log"
	exec 3<> "$DZ_TMP/log"
	tm kill-server 2> /dev/null
	window=$((window + 1))
	tm start-server \; set -g window-style "${STYLE:-default}" \; \
	    new-session -d -x 80 -y 24 "stty -g > '$DZ_TMP/before'
	TERM=$1 ${2:-} '$drive' '$DZ_TMP/log'
	stty -g > '$DZ_TMP/after'
	exec cat"
}

# --- keys ----------------------------------------------------------------------

start tmux-256color
expect ready
ok $? "it starts in tmux"

# tmux's name of the key, ours
keys='F1 F1|F6 F6|F12 F12|S-F6 S-F6|S-F1 S-F1|Up Up|Down Down|Left Left|Right Right
Home Home|End End|PPage PgUp|NPage PgDn|DC Delete|IC Insert|BSpace Backspace
Tab Tab|BTab S-Tab|Enter Enter|C-j C-j|C-a C-a|C-n C-n|C-z C-z|C-l C-l|C-Space C-Space
M-1 M-1|M-9 M-9|M-x M-x|M-Enter M-Enter|C-Left C-Left|C-Right C-Right|M-Left M-Left
S-Up S-Up|S-Down S-Down|S-Left S-Left|S-Right S-Right|C-Up C-Up|C-Home C-Home
Escape Esc|a a|Z Z|ż ż|Ł Ł|ж ж|Ё Ё|/ /|~ ~|M-ż M-ż|M-ж M-ж|M-BSpace M-Backspace|C-] C-]'
while IFS=' ' read -r send want; do
	tm send-keys "$send"
	expect "key $want"
	ok $? "the key $want arrives"
done < <(tr '|' '\n' <<< "$keys")
# Sequences as other terminals send them: xterm, the Linux console, rxvt, PuTTY,
# screen. Hex, and our name; "-" is nothing at all.
raw='1b4f50 F1|1b5b31317e F1|1b5b5b41 F1|1b5b5b45 F5|1b5b31357e F5|1b5b31377e F6
1b5b32347e F12|1b5b31373b327e S-F6|1b5b32397e S-F6|1b5b313b3250 S-F1|1b4f3250 S-F1
1b5b48 Home|1b4f48 Home|1b5b317e Home|1b5b377e Home|1b5b46 End|1b4f46 End|1b5b347e End
1b5b387e End|1b4f4d Enter|1b5b5a S-Tab|1b5b357e PgUp|1b5b363b357e C-PgDn|1b4f61 C-Up
1b5b41 Up|1b4f42 Down|1bc485 M-ą|1bd184 M-ф|1b78 M-x|1b5b39393b39397e -|1b4f7a -'
while IFS=' ' read -r hex want; do
	# shellcheck disable=SC2046
	tm send-keys -H $(sed 's/../& /g' <<< "$hex")
	[ "$want" = - ] && { tm send-keys z; want=z; }
	expect "key $want"
	ok $? "the bytes $hex are $want"
done < <(tr '|' '\n' <<< "$raw")

# --- the mouse ------------------------------------------------------------------

report() { # TEXT after Esc [ <, as bytes of the terminal
	# shellcheck disable=SC2046
	tm send-keys -H 1b 5b 3c $(printf %s "$1" | od -An -tx1)
}
tm send-keys m
expect "key m"
report '0;5;3M' && expect "click 2 4"
ok $? "a click is where it was"
report '64;80;24M' && expect "up 23 79" && report '65;1;1M' &&
    expect "down 0 0"
ok $? "the wheel turns both ways"
report '0;5;3m' && report '32;5;3M' && report '2;5;3M' && report '4;5;3M' &&
    report '0;81;3M' && report '0;5;0M' && report '0;99999999999999;1M' &&
    report '0;1;2;3M' && report '0;1M' && report 'M' && report '0;-1;1M' &&
    { hear; while [ "${heard#key}" != "$heard" ] && [ "$heard" != "key x" ]; do
	tm send-keys x; hear; done; [ "$heard" = "key x" ]; }
ok $? "what is no click, or nowhere, clicks nothing"
report '0;7' && report '' ; tm send-keys y
hear; [ "${heard#click}" = "$heard" ]
ok $? "half a report clicks nothing"
tm send-keys M; while hear && [ "$heard" != "key M" ]; do :; done

tm send-keys Space
expect "key  "
ok $? "the space bar arrives"
tm send-keys -l 'zażółć привет'
got=
for _ in {1..13}; do
	hear && got=$got${heard#key }
done
[ "$got" = 'zażółć привет' ]
ok $? "a word comes letter by letter"
tm send-keys Escape Escape a
expect "key Esc" && hear && { [ "$heard" = "key M-a" ] || { [ "$heard" = "key Esc" ] && expect "key a"; }; }
ok $? "two Escs are no other key"

printf 'one\nżółć\tж\n\ntwo \033[31m' > "$DZ_TMP/paste"
tm load-buffer "$DZ_TMP/paste"
tm paste-buffer -p
hear
case $heard in
'paste one\nżółć'$'\t''ж\n\ntwo '*) true ;;
*) echo "# heard $heard"; false ;;
esac
ok $? "a paste comes whole, its newlines are no keys"
head -c 200000 /dev/zero | tr '\0' 'x' > "$DZ_TMP/paste"
tm load-buffer "$DZ_TMP/paste"
tm paste-buffer -p
hear
[ "${#heard}" = 200006 ]
ok $? "a large paste comes whole"
tm send-keys b
expect "key b"
ok $? "and keys after it are keys"

# --- painting --------------------------------------------------------------------

screen_row() { tm capture-pane -p | sed -n "$1p"; }
# painted: sets bytes and frames
painted() {
	hear || return 1
	read -r _ bytes frames <<< "$heard"
}

tm send-keys 1
expect "key 1" && painted
[ "$(tm capture-pane -p | sort -u)" = "$(printf '%080d' 0 | tr 0 1)" ]
ok $? "a screen is painted to its last corner"
b=$bytes f=$frames
tm send-keys =
expect "key =" && painted
[ "$bytes" = "$b" ] && [ "$frames" = "$f" ]
ok $? "an unchanged screen costs no byte"
tm send-keys 2
expect "key 2" && painted
[ "$frames" = $((f + 1)) ]
ok $? "a changed one is one frame"
screen_row 2 | grep -q '^🇵🇱|漢|    22*$' || { screen_row 2 | sed 's/^/# /'; false; }
ok $? "wide letters and flags leave nothing stale"
screen_row 3 | grep -q '^żó|       22*$\|^z'$'\u0307''o'$'\u0301''|       22*$' ||
	{ screen_row 3 | sed 's/^/# /'; false; }
ok $? "letters with marks stand in their cells"
b=$bytes
tm send-keys n
expect "key n" && painted && [ "$bytes" = "$b" ]
ok $? "a notification is no frame"

tm send-keys q
expect "key q" && expect end
ok $? "it ends"
for _ in {1..200}; do
	[ -s "$DZ_TMP/after" ] && break
	read -r -t 0.05 <> <(:)
done
cmp -s "$DZ_TMP/before" "$DZ_TMP/after"
ok $? "the terminal is as it was"

# --- other terminals ---------------------------------------------------------------

for type in vt100 linux xterm xterm-16color xterm-256color screen rxvt-unicode; do
	start "$type"
	expect ready && tm send-keys 1 && expect "key 1" && painted &&
		[ "$(tm capture-pane -p | sort -u)" = "$(printf '%080d' 0 | tr 0 1)" ]
	ok $? "a screen is painted on $type"
	tm send-keys q
	expect "key q" && expect end
done

# --- the width of letters ----------------------------------------------------------

# The second frame changes only the marks: where the terminal and we disagree on
# the width of what stands before, one of them stands elsewhere.
for type in tmux-256color xterm-256color screen; do
	start "$type"
	expect ready
	bad=0
	for key in w W; do
		tm send-keys "$key"
		expect "key $key"
		rows=()
		while hear && [ "${heard%% *}" = row ]; do rows+=("${heard#row }"); done
		mapfile -t shown < <(tm capture-pane -p)
		for i in "${!rows[@]}"; do
			[ "${rows[i]}" = "${shown[i]}" ] && continue
			printf '# drawn |%s|\n# shown |%s|\n' "${rows[i]}" "${shown[i]}"
			bad=1
		done
	done
	[ "${#rows[@]}" = 18 ] && [ "$bad" = 0 ]
	ok $? "letters of all scripts are as wide as the terminal thinks, as $type"
	tm send-keys q
	expect "key q" && expect end
done

# --- what it says of itself ------------------------------------------------------

# settled WANT: asks until that is the answer; nothing waits for one.
settled() {
	local i
	for i in {1..100}; do
		tm send-keys '?'
		expect "key ?" && hear || return 1
		[ "$heard" = "$1" ] && return
		read -r -t 0.05 <> <(:)
	done
	echo "# heard \"$heard\", not \"$1\""
	return 1
}

version=$(tmux -V)
STYLE='bg=#fdf6e3' start xterm-256color
expect ready && settled "is light $version"
ok $? "a light ground is seen, and who the terminal is"
STYLE='bg=#002b36' start tmux-256color
expect ready && settled "is dark $version"
ok $? "a dark one too"
start xterm-256color "COLORFGBG='0;15'"
expect ready && settled "is light $version"
ok $? "COLORFGBG says it as well"
tm send-keys 'M-]' x
expect "key M-]" && expect "key x"
ok $? "what is no answer is a key"

start never-heard-of-it
expect ready && tm send-keys F6 && expect "key F6"
ok $? "an unknown terminal is taken for an xterm"
start dumb
hear
case $heard in "error TERM=dumb cannot move its cursor"*) true ;; *) false ;; esac
ok $? "one that cannot move its cursor is refused in words"
"$drive" "$DZ_TMP/plain" < /dev/null > /dev/null
grep -q '^error standard input and output must be a terminal' "$DZ_TMP/plain"
ok $? "no terminal at all is refused in words"

name="a frame is one write"
if command -v strace > /dev/null && strace -o /dev/null true 2> /dev/null && [ -z "${DZ_SANITIZED:-}" ]; then
	start tmux-256color "strace -y -e trace=write -o '$DZ_TMP/trace'"
	expect ready
	for key in 1 2 1 2 1; do
		tm send-keys "$key"
		expect "key $key" && painted
	done
	tm send-keys q
	expect "key q" && expect end
	# The first frame and the end are a write each, too.
	[ "$(grep -c '^write([0-9]*</dev/pts/' "$DZ_TMP/trace")" = 7 ] ||
		{ cut -c 1-60 "$DZ_TMP/trace" | grep pts | sed 's/^/# /'; false; }
	ok $? "$name"
else
	n=$((n + 1))
	echo "ok $n - $name # SKIP strace cannot be used here"
fi
echo "1..$n"
