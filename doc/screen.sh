#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# screen.sh BUILD - makes doc/screen.png, and prints the screen, from the real
# program: the demo in xterm on a display of its own, answered by keys.
# Needs Xvfb, xterm, tmux and ImageMagick.
set -eu
build=$(cd "${1:?usage: doc/screen.sh BUILD}" && pwd)
src=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d)
export HOME="$dir" DEZHURKA_DATADIR="$src/doc/examples"
export DEZHURKA_LOCALEDIR="$build/locale" LC_ALL=C.UTF-8
display=:$((90 + $$ % 900))
sock="$dir/tmux"
keys() { tmux -S "$sock" send-keys "$@"; }
shown() {	# waits until the screen has the text
	i=0
	until tmux -S "$sock" capture-pane -p | grep -qF "$1"; do
		i=$((i + 1))
		[ $i -lt 300 ] || { echo "\"$1\" did not come" >&2; exit 1; }
		read -r _ <"$dir/wait" || :
	done
}
# One tick of a tenth of a second to wait on.
mkfifo "$dir/wait"
(while [ -p "$dir/wait" ]; do sleep 0.1; echo >"$dir/wait"; done) 2>/dev/null &
ticker=$!
Xvfb "$display" -screen 0 1600x900x24 >/dev/null 2>&1 &
xvfb=$!
end() {
	tmux -S "$sock" kill-server 2>/dev/null || :
	rm -f "$dir/wait"
	kill $ticker $xvfb 2>/dev/null || :
	rm -rf "$dir"
}
trap end EXIT
tmux -S "$sock" -f /dev/null new-session -d -x 118 -y 22 \
    "$build/dezhurka --demo --visitors 4"
tmux -S "$sock" set -g status off
shown "customer waits"
keys F5; shown "Ivan>"
keys "Здравствуйте, Иван! Проверяю." Enter
shown "4481-22"
shown "· Ola"
keys F5; shown "Ola>"
keys "Dzień dobry! Już patrzę." Enter
shown "widzę"
shown "· John"
keys F5; shown "John>"
keys M-1
shown "· Żan"
DISPLAY="$display" xterm -fa "DejaVu Sans Mono" -fs 11 -geometry 118x22 \
    -bg '#101418' -fg '#d8dee9' -e tmux -S "$sock" attach >/dev/null 2>&1 &
xterm=$!
i=0
until [ "$(tmux -S "$sock" list-clients 2>/dev/null | wc -l)" -gt 0 ]; do
	i=$((i + 1)); [ $i -lt 100 ]; sleep 0.1
done
sleep 1		# the window's last pixels
tmux -S "$sock" capture-pane -p	# the same for the README, as text
import -display "$display" -window root -trim +repage "$src/doc/screen.png"
kill $xterm 2>/dev/null || :
