#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""watch_cost.t - what it costs to look: 200 conversations of 20 operators live,
the watch is on a screen of 80x24, and every byte to the terminal is counted.
runs: plain build only, and runs: alone
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), name)
    for name in ("server", "bench")]
sys.dont_write_bytecode = True

from desk import check, done

for program in ("DEZHURKA", "DEZHURKAD"):
    if not os.access(os.environ.get(program, ""), os.X_OK):
        print("1..0 # SKIP %s was not built" % program.lower())
        sys.exit(0)

from watching import Crowd, bytes_by_second

MOST = 2048

with Crowd() as crowd:
    with crowd.top() as tty:
        tty.see("FOR WHOM")
        tty.settle(1.2)
        check("all of them are there: 200", b"/200" in tty.last,
            tty.last[-300:])
        crowd.live(20)
        n = bytes_by_second(tty, 20)
        check("# the most of a second: %d bytes, on the average %d" % (max(n),
            sum(n) // len(n)), max(n) < MOST and sum(n) > 0, n)
        tty.send("q")
        tty.settle(0.3)
        check("q ends it", tty.process.wait(5) == 0)
done()
