#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# alone.t - the tree stands alone: it names no package registry and no path of
# the machine on which somebody happened to work.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

# Written in pieces, as this file is searched too.
hosts='registry\.npm''js|npm''js\.(org|com)|registry\.yarn''pkg|py''pi\.(org|python)'
hosts="$hosts|files\.python""hosted|crates\.i""o|ruby""gems\.org"
hosts="$hosts|proxy\.gol""ang|deb\.debi""an\.org|docker\.i""o|gh""cr\.io"
paths='(^|[^A-Za-z0-9_.~$}/-])/(wo''rk|ho''me|ro''ot)/'

found() {
	all_files | tr '\n' '\0' | xargs -0 grep -nIE "$1" /dev/null |
		cut -c1-160
}

found "$hosts" | rule "no package registry is named"
found "$paths" | rule "no path of somebody's machine is named"
all_files | grep -E '(^|/)(package-lock\.json|yarn\.lock)$' |
	rule "no lock file names where packages were fetched"
lint_done
