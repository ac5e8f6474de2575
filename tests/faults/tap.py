#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tap.py ROW TEST... - a row of the catalogue that other tests look after:
runs them, and counts what they have seen.
"""
import json
import os
import re
import subprocess
import sys

name, tests = sys.argv[1], sys.argv[2:]
times, wrong, skipped = 0, [], []
for test in tests:
    print("... " + os.path.basename(test), flush=True)
    done = subprocess.run([test], capture_output=True, text=True,
        errors="replace", env=dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP"))
    print(done.stdout, done.stderr, file=sys.stderr)
    for line in done.stdout.splitlines():
        skip = re.match(r"(?:ok|1\.\.0).*# SKIP (.*)", line)
        if skip:
            skipped.append(skip.group(1))
        elif line.startswith("ok "):
            times += 1
        elif line.startswith("not ok"):
            wrong.append(line[7:])
    if done.returncode != 0 and not wrong:
        wrong.append("%s: exit status %d" % (os.path.basename(test),
            done.returncode))
outcome = "BROKEN" if wrong else "held" if times else "not run"
print(json.dumps({"id": name, "times": times, "outcome": outcome,
    "note": "; ".join(wrong[:5] or skipped[:3])}), flush=True)
