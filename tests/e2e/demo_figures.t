#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""demo_figures.t - the demo says which command prints its figures; it does."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "server"))
sys.dont_write_bytecode = True

from desk import check, done, temp_dir

for program in ("DEZHURKA", "DEZHURKAD"):
    if not os.access(os.environ.get(program, ""), os.X_OK):
        print("1..0 # SKIP %s was not built" % program.lower())
        sys.exit(0)

home = temp_dir()
demo = subprocess.Popen([os.environ["DEZHURKA"], "--demo", "--visitors",
    "0", "--linear"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(
    os.environ, LC_ALL="C.UTF-8", LANGUAGE="en", HOME=home, TMPDIR=home,
    XDG_RUNTIME_DIR=home, DEZHURKA_DATADIR=os.path.join(
    os.path.dirname(HERE), "..", "doc", "examples")))
said = [demo.stdout.readline().decode() for _ in range(2)]
check("it names a command", "dezhurkad stats --data " + home in said[1], said)
words = said[1].split("dezhurkad ")[-1].split()
assert words[:1] == ["stats"], said
p = subprocess.run([os.environ["DEZHURKAD"]] + words, capture_output=True,
    timeout=30)
check("which works; there are none yet", p.returncode == 0 and not p.stderr,
    (p.returncode, p.stdout, p.stderr))
demo.stdin.write(b"/quit\n")
demo.stdin.close()
demo.stdout.read()
check("and /quit ends it", demo.wait(30) == 0)
done()
