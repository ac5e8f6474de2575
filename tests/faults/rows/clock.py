#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clock.py - clocks that are wrong, and jump."""
import glob
import os

from crowd import Crowd, House, Listener
from desk import temp_dir
from row import main, row

CLOCKS = ("-1y", "+1y", "+0", "-1h", "+1h", "@2038-01-19 03:14:00",
    "@2026-10-25 02:59:55", "@1970-01-02 00:00:00", "@2106-02-07 06:28:10",
    "-3600s", "+0")


def library():
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") + \
        glob.glob("/usr/lib/faketime/libfaketimeMT.so.1")
    return found[0] if found else None


@row("C14", "clocks that are wrong and jump, under load")
def clocks(r):
    if not library():
        r.cannot("libfaketime is missing")
    now = temp_dir() + "/now"

    def set_clock(text):
        with open(now + ".new", "w") as f:
            f.write(text + "\n")
        os.rename(now + ".new", now)

    set_clock("+0")
    with House(env={"LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": now,
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1"}) as house:
        house.add_operator("boss", "supervisor")
        token = house.trusted("boss")
        people = house.operators(10)
        crowd = Crowd(house, people, pause_s=0.02)
        listener = Listener(house, token, login="boss")
        crowd.wait_for(50)
        for clock in CLOCKS if r.is_long else CLOCKS[:4]:
            r.say("the clock says " + clock)
            set_clock(clock)
            crowd.wait_for(r.pick(100, 600))
            r.count(times=1)
        crowd.finish()
        crowd.audit(r, house.trusted("boss"))
        listener.audit(r, crowd)


if __name__ == "__main__":
    main()
