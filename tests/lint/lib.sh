# SPDX-License-Identifier: GPL-3.0-or-later
# lib.sh - what the lints share; sourced by them.
#
# A lint prints TAP: each rule one line, the places that break it as comments
# after a "not ok". lint_done prints the plan and sets the exit status.
: "${DZ_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${DZ_BUILD:=$DZ_SRC/build}"
cd "$DZ_SRC" || exit 1
shopt -s lastpipe
lint_n=0
lint_bad=0

# rule NAME: standard input holds the places that break it, one a line.
rule() {
	local places
	places=$(cat)
	lint_n=$((lint_n + 1))
	if [ -z "$places" ]; then
		printf 'ok %d - %s\n' "$lint_n" "$1"
	else
		printf 'not ok %d - %s\n' "$lint_n" "$1"
		printf '%s\n' "$places" | sed 's/^/# /'
		lint_bad=1
	fi
}

# skip NAME REASON
skip() {
	lint_n=$((lint_n + 1))
	printf 'ok %d - %s # SKIP %s\n' "$lint_n" "$1" "$2"
}

lint_done() {
	printf '1..%d\n' "$lint_n"
	exit "$lint_bad"
}

# Takes out what lies in a build: a directory with a config.status.
not_built() {
	awk -v dirs="$(find . -mindepth 2 -name config.status)" '
	BEGIN {
		n = split(dirs, dir, "\n")
		for (i = 1; i <= n; i++) {
			sub(/^\.\//, "", dir[i])
			sub(/config\.status$/, "", dir[i])
		}
	}
	{
		for (i = 1; i <= n; i++)
			if (index($0, dir[i]) == 1)
				next
		print
	}'
}

# Every file of ours, one a line: what git knows or would take, else (in a
# tarball) what lies here but for what the tools have put there.
all_files() {
	{
		if [ -e .git ] && git ls-files > /dev/null 2>&1; then
			git ls-files --cached --others --exclude-standard
		else
			find . -type f | sed 's|^\./||' | grep -Ev "$(printf %s \
			    '^(build[^/]*|autom4te\.cache|_build)/|' \
			    '^(configure~?|aclocal\.m4|ABOUT-NLS|INSTALL)$|' \
			    '(^|/)(Makefile(\.in(\.in)?)?|config\.h(\.in~?)?)$|' \
			    '(^|/)(\.deps/|\.dirstamp$)|\.(a|o|log|trs)$|' \
			    '^(config\.status|stamp-h1|dezhurkad?|dezhurka-notify)$|' \
			    '^(dezhurkad\.service$|locale/|src/server/web/web_files\.c$)|' \
			    '^tests/(screen/run|fuzz/fuzz_[^.]*|e2e/[^.]*|unit/test_[^.]*)$|' \
			    '^m4/(dz[^.]|[^d]|d[^z]).*|' \
			    '^po/(.*\.(gmo|pot|header|sed|sin)|stamp-po|Rules-quot|Makevars\.template|ChangeLog)$')"
		fi
	} | while IFS= read -r file; do
		[ -f "$file" ] && printf '%s\n' "$file"
	done | sort -u | not_built
}

# C sources of the programs; of the programs and the tests.
program_sources() {
	all_files | grep -E '^src/.*\.[ch]$'
}

c_sources() {
	all_files | grep -E '^(src|tests)/.*\.[ch]$'
}

# code FILE: the file without comments and without what strings hold; lines
# keep their numbers.
code() {
	awk -f "$DZ_SRC/tests/lint/code.awk" "$1"
}
