#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""targets.t - what is asked of the desk: due, warned of and missed once, through a
kill and a restart; departments, hours and holidays as they are written down;
rules read anew while a poll is held.
"""
import os
import signal
import threading
import time

from desk import Desk, check, client_id, done, run, temp_dir, until

DIR = temp_dir()
CONF = os.path.join(DIR, "desk.conf")

RULES = """
[department]
zone = Europe/Warsaw
%s

[target vip]
segment = vip
first = 1s
hours = always

[target all]
first = %s
next = 4s
resolution = 40h
warn = 50%%
"""


def write(text, path=CONF):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def events(desk, token, c):
    answer = desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token)
    return answer.json["events"]


def of(desk, token, c, *types):
    return [e for e in events(desk, token, c) if e["type"] in types]


def now_ms():
    return time.time() * 1000


write(RULES % ("", "2s"))
desk = Desk("--config", CONF)
with desk:
    desk.operator("anna")
    token = desk.sign_in("anna").json["token"]

    # --- set, warned, missed -------------------------------------------------
    c = desk.visitor("Hello").json["conversation"]
    got = of(desk, token, c, "target")
    check("the first answer and the end are asked for",
        [e["which"] for e in got] == ["resolution", "first"] and
        got[1]["due"] - got[1]["at"] == 2000 and
        got[1]["warn"] - got[1]["at"] == 1000 and got[1]["by"] == "system",
        got)
    check("it is warned of, then missed", until(lambda: [e["type"] for e in
        of(desk, token, c, "warned", "missed")] == ["warned", "missed"]))
    late = of(desk, token, c, "warned", "missed")
    check("not before its time", late[0]["at"] >= got[1]["warn"] and
        late[1]["at"] >= got[1]["due"], late)
    desk.stop(signal.SIGKILL)
    desk.start()
    c2 = desk.visitor("Hello").json["conversation"]
    until(lambda: len(of(desk, token, c2, "missed")) == 1)
    check("after a kill nothing is said again",
        len(of(desk, token, c, "warned", "missed")) == 2)

    # --- while nobody was there ----------------------------------------------
    c = desk.visitor("Hello").json["conversation"]
    due = of(desk, token, c, "target")[1]["due"]
    desk.stop(signal.SIGKILL)
    until(lambda: now_ms() > due)
    desk.start()
    check("what came while the desk was away is said once",
        until(lambda: [e["type"] for e in of(desk, token, c, "warned",
        "missed")] == ["warned", "missed"]))
    snapshot = desk.ask("GET", "/api/v1/snapshot", token=token).json
    mine = [x["conversation"] for x in snapshot["conversations"]
        if x["conversation"]["id"] == c][0]
    first = [t for t in mine["targets"] if t["which"] == "first"][0]
    check("the snapshot has it", first["warned"] and first["missed"] and
        first["due"] == due, mine["targets"])
    desk.post("/conversations/%d/take" % c, token, version=mine["version"])
    desk.post("/conversations/%d/messages" % c, token, text="Yes?")
    snapshot = desk.ask("GET", "/api/v1/snapshot", token=token).json
    mine = [x["conversation"] for x in snapshot["conversations"]
        if x["conversation"]["id"] == c][0]
    check("an answer ends it", [t["which"] for t in mine["targets"]] ==
        ["resolution"], mine["targets"])

    # --- read anew, with a held poll -----------------------------------------
    said = []
    cursor = snapshot["cursor"]
    while True:	# she is seen to be there first
        answer = desk.ask("GET", "/api/v1/events?hold=1&cursor=" + cursor,
            token=token)
        if answer.status == 204:
            break
        cursor = answer.json["cursor"]
    poll = threading.Thread(target=lambda: said.append(desk.ask("GET",
        "/api/v1/events?hold=45&cursor=" + cursor, token=token)))
    poll.start()
    until(lambda: desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["parked"] == 1)
    write(RULES % ("hours = mon 09:00-09:30", "5m"))
    status, out, err = desk.cli("reload")
    check("the rules are read anew", status == 0 and "read anew" in out,
        (status, out, err))
    check("the held poll is still held", poll.is_alive() and not said and
        desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["parked"] == 1)
    answer = desk.visitor("Hello")
    c = answer.json["conversation"]
    poll.join(20)
    check("and hears of what comes next", said and said[0].status == 200 and
        "opened" in [e["type"] for e in said[0].json["events"]])
    got = of(desk, token, c, "target")[1]
    there = time.gmtime(got["due"] / 1000)
    check("the new hours and limits count for it", there.tm_wday == 0 and
        there.tm_hour in (7, 8) and there.tm_min in (5, 6, 7, 8) or
        got["due"] - got["at"] == 300000, got)

    # --- several at once ------------------------------------------------------
    ends = []
    for i in range(12):
        write(RULES % ("", "%dm" % (20 + i)))
        desk.process.send_signal(signal.SIGHUP)
        many = threading.Thread(target=lambda: ends.append(
            desk.cli("reload")))
        many.start()
        if i % 4 == 3:
            many.join(20)
    write(RULES % ("", "47m"))
    until(lambda: len(ends) == 12)
    check("one reload that meets another says so, and nothing else happens",
        len(ends) == 12 and all(s == 0 and "read anew" in o or
        "will be once more" in e for s, o, e in ends), ends)
    until(lambda: desk.cli("reload")[0] == 0)
    c = desk.visitor("Hello").json["conversation"]
    got = of(desk, token, c, "target")[1]
    check("what the file said last counts", got["due"] - got["at"] == 47 *
        60000, got)

    # --- a file that is not good ---------------------------------------------
    for line, at, word in (
            ("hours = mon-fry 09:00-17:00", ":4:13: ", "a day is one of"),
            ("zone2 = x", ":4:", "has no key"),
            ("hours = mon 09:00-17:00\nhours = tue 09:00-17:00", ":4:",
                "set again"),
            ("overflow_after = soon", ":4:18: ", "no span"),
            ("holidays = none.ics", ":4:12: ", "none.ics")):
        write(RULES % (line, "5s"))
        status, out, err = desk.cli("reload")
        check("reload says what is wrong: " + word, status != 0 and
            at in err and word in err, (status, err))
        status, out, err = run(["--check-config", "--config", CONF])
        check("so does --check-config: " + word, status == 2 and
            at in err and word in err, (status, err))
    write(RULES.replace("Europe/Warsaw", "Europe/Nowhere") % ("", "5s"))
    status, out, err = run(["--check-config", "--config", CONF])
    check("a zone that is none", ":3:8: zone \"Europe/Nowhere\"" in err, err)
    write("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:when?\nEND:VEVENT\n"
        "END:VCALENDAR\n", os.path.join(DIR, "days.ics"))
    write(RULES % ("holidays = days.ics", "5s"))
    status, out, err = desk.cli("reload")
    check("what is wrong with a calendar has its line too",
        "days.ics:2: the event has no DTSTART" in err, err)
    c = desk.visitor("Hello").json["conversation"]
    got = of(desk, token, c, "target")[1]
    check("the rules of before still count", got["due"] - got["at"] != 5000,
        got)

    # --- SIGHUP, and a holiday -----------------------------------------------
    today = time.strftime("%Y%m%d", time.gmtime(time.time() - 86400))
    write("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:%s\n"
        "DURATION:P4D\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR\n" %
        today, os.path.join(DIR, "days.ics"))
    write(RULES % ("holidays = days.ics", "5s"))
    desk.process.send_signal(signal.SIGHUP)

    def waits_for_the_holiday():
        c = desk.visitor("Hello").json["conversation"]
        got = of(desk, token, c, "target")[1]
        return got["due"] - got["at"] > 86400000
    check("SIGHUP reads them as well, and on holidays nobody works",
        until(waits_for_the_holiday))
done()
