# SPDX-License-Identifier: GPL-3.0-or-later
"""row.py - what the programs of rows/ are made of.

    @row("C1", "kill -9 of the desk under load")
    def kill_desk(r):
        r.say("3 of 20 kills")              progress
        r.count(acknowledged=412)           adds to the row's numbers
        r.expect(n == 0, "%d lost" % n)     else the row is broken
        r.cannot("not root")                not run, and why

    main()                                  ROW quick|long -> one JSON line

r.pick(3, 20) is 3 in the short part and 20 in the long one.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
SRC = os.environ["DZ_SRC"]
MOST_NOTES = 6

_rows = {}


class Cannot(Exception):
    pass


class Row:
    def __init__(self, name, tried, is_long):
        self.name, self.tried, self.is_long = name, tried, is_long
        self.numbers = {"times": 0, "lost": 0, "doubled": 0, "leaked": 0,
            "acknowledged": 0}
        self.wrong, self.notes = [], []

    def pick(self, quick, long):
        return long if self.is_long else quick

    @staticmethod
    def say(text):
        print("... " + text, flush=True)

    def note(self, text):
        self.notes.append(text)

    def count(self, **numbers):
        for name, n in numbers.items():
            self.numbers[name] += n

    def expect(self, ok, what, seen=""):
        if not ok:
            self.wrong.append(what)
            print("%s: %s\n%s" % (self.name, what, str(seen)[:3000]),
                file=sys.stderr, flush=True)
        return ok

    def cannot(self, why):
        raise Cannot(why)

    def json(self):
        if any(self.numbers[n] for n in ("lost", "doubled", "leaked")):
            self.wrong.append("something was lost, doubled or leaked")
        said = self.wrong or self.notes
        return dict(self.numbers, id=self.name, tried=self.tried,
            outcome="BROKEN" if self.wrong else "held",
            note="; ".join(said[:MOST_NOTES]) + (" (and %d more)" %
            (len(said) - MOST_NOTES) if len(said) > MOST_NOTES else ""))


def row(name, tried):
    def keep(function):
        _rows[name] = (function, tried)
        return function
    return keep


def main():
    name, size = sys.argv[1], sys.argv[2]
    function, tried = _rows[name]
    r = Row(name, tried, size == "long")
    try:
        function(r)
        out = r.json()
    except Cannot as why:
        out = dict(r.json(), outcome="not run", note=str(why))
    except Exception as e:      # its row is broken, not the suite
        traceback.print_exc()
        r.wrong.append("%s: %s" % (type(e).__name__, str(e)[:300]))
        out = r.json()
    print(json.dumps(out), flush=True)


def shim(name):
    """A shared object of shims/, built for this run."""
    out = os.path.join(tempfile.mkdtemp(dir=os.environ["DZ_TMP"]), name +
        ".so")
    compiler = os.environ.get("CC", "cc").split()
    if not shutil.which(compiler[0]):
        raise Cannot("no compiler: %s" % compiler[0])
    subprocess.run(compiler + ["-O2", "-shared", "-fPIC", "-o", out,
        os.path.join(HERE, "shims", name + ".c"), "-ldl"], check=True)
    return out


def needs(*programs):
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for one in programs:
        if not shutil.which(one):
            raise Cannot("%s is missing" % one)
