#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# floors.t - nothing includes upwards or sideways, and each foreign header is
# seen in one folder only. The table is tests/lint/floors.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

# "FILE:LINE <header>" of every #include; comments are no includes.
includes() {
	program_sources | while IFS= read -r file; do
		awk -v file="$file" '
		/^[ \t]*#[ \t]*include/ {
			match($0, /[<"][^>"]*[>"]/)
			print file, FNR, substr($0, RSTART, RLENGTH)
		}' "$file"
	done
}

# check own|foreign
check() {
	includes | awk -v what="$1" '
	function folder(path) { sub(/\/[^\/]*$/, "", path); return path }
	# Does a list of patterns ("curl/*") match?
	function among(name, list,	i, n, part, pattern) {
		n = split(list, part, /[, ]+/)
		for (i = 1; i <= n; i++) {
			pattern = part[i]
			if (pattern == name)
				return 1
			if (pattern ~ /\*$/) {
				sub(/\*$/, "", pattern)
				if (index(name, pattern) == 1)
					return 1
			}
		}
		return 0
	}
	FILENAME != "-" {
		if (/^#/ || NF == 0)
			next
		rank[$1] = $2
		may[$1] = $3
		foreign[$1] = ""
		for (i = 4; i <= NF; i++)
			if ($i != "-")
				foreign[$1] = foreign[$1] " " $i
		all = all " " foreign[$1]
		next
	}
	{
		from = folder($1)
		header = substr($3, 2, length($3) - 2)
		if (!(from in rank)) {
			print $1 ": its folder is in no floor"
			next
		}
	}
	what == "own" && $3 ~ /^"/ && header != "config.h" {
		to = folder(header)
		if (to == header) {
			print $1 ":" $2 ": \"" header "\": say its folder"
			next
		}
		if (("src/" to) != from && !among(to, may[from]))
			print $1 ":" $2 ": " header " is not below " from
	}
	what == "foreign" && $3 ~ /^</ && among(header, all) {
		# The rows of single files come before that of the folder.
		ok = among(header, foreign[from])
		for (row in foreign)
			if (row ~ /\*$/ && among($1, row) &&
			    among(header, foreign[row]))
				ok = 1
		if (!ok)
			print $1 ":" $2 ": <" header "> belongs to another folder"
	}' tests/lint/floors - | sort -u
}

# Quoted must be ours, and what is neither in the table nor the system's is a
# library that nobody has decided about.
unknown() {
	local known='assert|ctype|dirent|errno|fcntl|fnmatch|getopt|glob|grp|iconv|inttypes|langinfo|limits|locale|malloc|math|netdb|poll|pthread|pty|pwd|regex|sched|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|syslog|termios|time|unistd|utime|wchar|wctype'
	includes | awk -v known="^<((arpa|linux|net|netinet|sys)/[a-z0-9_]+|$known)\\.h>\$" '
	FILENAME != "-" {
		if (!/^#/)
			for (i = 4; i <= NF; i++)
				list[++n] = $i
		next
	}
	$3 ~ /^</ && $3 !~ known {
		header = substr($3, 2, length($3) - 2)
		for (i = 1; i <= n; i++) {
			pattern = list[i]
			if (pattern == header)
				next
			if (pattern ~ /\*$/ && index(header,
			    substr(pattern, 1, length(pattern) - 1)) == 1)
				next
		}
		print $1 ":" $2 ": " $3 " is in no row of tests/lint/floors"
	}' tests/lint/floors -
}

check own | rule "no include goes up or sideways"
check foreign | rule "each foreign header is seen in its folder only"
unknown | rule "every foreign header has its folder"
lint_done
