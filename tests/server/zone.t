#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""zone.t - the time zone that a browser tells: colleagues see it, the visitor
is not told it again, and what is none is left out.
"""
from desk import Desk, check, done

GOOD = "America/Argentina/Buenos_Aires"
BAD = ["../../etc/passwd", "/etc/localtime", "Europe/", "Eu rope/Warsaw",
    "Europe/Warsaw\n", "Europe/Варшава", "a" * 41, "."]


def conversation(desk, token, one):
    for c in desk.ask("GET", "/api/v1/snapshot",
        token=token).json["conversations"]:
        if c["conversation"]["id"] == one:
            return c
    return None


with Desk() as desk:
    desk.operator("anna", "--name", "Anna", "--role", "supervisor")
    anna = desk.sign_in("anna").json["token"]
    opened = desk.visitor("Hello", time_zone=GOOD)
    seen = conversation(desk, anna, opened.json["conversation"])
    check("an operator sees it", seen["conversation"]["time_zone"] == GOOD,
        seen)
    check("in the event as well", [e for e in seen["events"]
        if e["type"] == "opened"][0]["time_zone"] == GOOD, seen)
    own = desk.ask("GET", "/api/v1/visitor/conversation",
        token=opened.json["secret"])
    check("the visitor is not told", GOOD not in str(own.json) and
        GOOD not in str(opened.json), own)
    for text in BAD:
        opened = desk.visitor("Hello", time_zone=text)
        check("%r is left out" % text, opened.status == 201 and
            "time_zone" not in str(conversation(desk, anna,
                opened.json["conversation"])), opened)
    opened = desk.visitor("Hello", time_zone="a" * 65)
    check("one of 65 bytes is refused", opened.status == 413, opened)
    opened = desk.visitor("Hello", time_zone=7)
    check("a number is refused", opened.status == 400, opened)
    opened = desk.visitor("Hello")
    check("none is needed", "time_zone" not in str(conversation(desk, anna,
        opened.json["conversation"])), opened)
    opened = desk.visitor("Hello", time_zone=GOOD)
    desk.stop()
    desk.start()
    check("after a restart too", conversation(desk, anna,
        opened.json["conversation"])["conversation"]["time_zone"] == GOOD)
done()
