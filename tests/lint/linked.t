#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# linked.t - the first screen waits for no library that it does not need: what
# the console is linked with is in this list. libcurl, hunspell and their likes
# are opened by name when somebody wants them (net/curl_lib.h).
set -uo pipefail
. "$(dirname "$0")/lib.sh"

: "${DEZHURKA:=$DZ_BUILD/dezhurka}"
may='^(libncursesw|libtinfow?|libsqlite3|libjson-c|libutf8proc|libintl|lib[acm]|libpthread|libdl|libasan|libubsan|ld-[a-z0-9_-]*|ld64)\.so'

needed() {
	{ objdump -p "$1" || readelf -d "$1"; } 2> /dev/null |
	    sed -n 's/.*NEEDED[^a-z]*\([a-z][^] ]*\).*/\1/p'
}

name="the console is linked with what the first screen needs"
if [ ! -x "$DEZHURKA" ]; then
	skip "$name" "dezhurka is not built"
elif [ -z "$(needed "$DEZHURKA")" ]; then
	skip "$name" "neither objdump nor readelf tells"
else
	needed "$DEZHURKA" | grep -Ev "$may" | rule "$name"
fi
lint_done
