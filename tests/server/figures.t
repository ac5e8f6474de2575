#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""figures.t - the figures of the day against what was done: who may see them,
that they are the same after a restart, and that nothing new costs no body.
"""
import os
import time

from desk import Desk, check, done, temp_dir, until

CONFIG = """
[desk]
first_target = 1h
[target all]
first = 1h
next = 1s
[watch]
figures = %s
"""


def config(who):
    path = os.path.join(temp_dir(), "desk.conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(CONFIG % who)
    return path


def figures(desk, token, query=""):
    return desk.ask("GET", "/api/v1/figures" + query, token=token)


def version_of(desk, token, c):
    return desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token).json["conversation"]["version"]


def do(desk, token, c, verb, **fields):
    answer = desk.post("/conversations/%d/%s" % (c, verb), token, **fields)
    assert answer.status == 201, (verb, answer)


data = temp_dir()
with Desk("--config", config("supervisors"), data=data) as desk:
    desk.cli("department", "add", "Billing")
    desk.operator("anna")
    desk.operator("chief", "--role", "supervisor")
    anna = desk.sign_in("anna").json["token"]
    chief = desk.sign_in("chief").json["token"]
    check("an operator may not", figures(desk, anna).status == 403)
    f = figures(desk, chief)
    check("an empty day", f.status == 200 and "arrived" not in f.json and
        len(f.json["hours"]) == 12 and f.json["since"] <= f.json["at"], f)
    check("and it began at midnight", time.localtime(
        f.json["since"] / 1000)[3:6] == (0, 0, 0), f)

    talks = []
    for i in range(6):
        fields = {"department_id": 1} if i == 5 else {}
        talks.append(desk.visitor("hello %d" % i, **fields).json)
    ids = [t["conversation"] for t in talks]
    for i in range(4):
        do(desk, anna, ids[i], "take", version=version_of(desk, chief,
            ids[i]))
    for i in range(3):
        do(desk, anna, ids[i], "messages", text="good day")
    do(desk, anna, ids[0], "close", version=version_of(desk, chief, ids[0]),
        outcome="solved")
    desk.ask("POST", "/api/v1/visitor/rating", {"client_id": "1" * 32,
        "stars": 4}, talks[0]["secret"])
    desk.ask("POST", "/api/v1/visitor/close", {"client_id": "2" * 32},
        talks[4]["secret"])
    f = figures(desk, chief).json
    seen = {k: f.get(k, 0) for k in ("arrived", "answered", "waiting",
        "active", "closed", "abandoned", "ratings", "stars", "missed")}
    check("what was done is what is told", seen == {"arrived": 6,
        "answered": 3, "waiting": 1, "active": 3, "closed": 2, "abandoned": 1,
        "ratings": 1, "stars": 4, "missed": 0}, f)
    check("the hours have it too", sum(h.get("arrived", 0) for h in
        f["hours"]) == 6 and sum(h.get("abandoned", 0) for h in
        f["hours"]) == 1, f)
    lines = [t["at"] for t in desk.ask("GET",
        "/api/v1/conversations/%d/transcript" % ids[5],
        token=chief).json["events"]]
    check("the oldest of the queue", f["oldest"] == lines[0], (f, lines))
    b = figures(desk, chief, "?department=1").json
    check("a department has its own", b["arrived"] == 1 and
        "answered" not in b and b["department_id"] == 1, b)

    desk.cli("department", "add", "Travel")
    desk.operator("head", "--role", "supervisor", "--department", "Travel")
    head = desk.sign_in("head").json["token"]
    own = figures(desk, head).json
    travel = [d["id"] for d in desk.ask("GET", "/api/v1/admin/departments",
        admin=True).json["departments"] if d["name"] == "Travel"][0]
    check("a supervisor of one: theirs, and what is of none", own["arrived"] ==
        5 and figures(desk, head, "?department=%d" % travel).status == 200, own)
    refused = figures(desk, head, "?department=1")
    check("not what others supervise", refused.status == 403, refused)

    # Who left is not whom an operator or a block has sent away.
    c = desk.visitor("out with me").json["conversation"]
    do(desk, anna, c, "take", version=version_of(desk, chief, c))
    do(desk, anna, c, "close", version=version_of(desk, chief, c),
        outcome="spam")
    c = desk.visitor("and me").json["conversation"]
    do(desk, anna, c, "block", kind="session", reason="spam", span=3600000)
    f = figures(desk, chief).json
    stats = desk.ask("GET", "/api/v1/stats?since=%d&until=%d" % (f["since"],
        f["at"] + 60000), token=chief).json["total"]
    check("given up: who left, by the stats' count as well", f["closed"] ==
        4 and f["abandoned"] == 1 and stats["abandoned"] == 1 and sum(
        h.get("abandoned", 0) for h in f["hours"]) == 1, (f, stats))

    again = figures(desk, chief, "?unless=" + f["version"])
    check("nothing new: no body", again.status == 204, again)
    do(desk, anna, ids[1], "messages", text="one word more")
    check("a message changes none of it", figures(desk, chief, "?unless=" +
        f["version"]).status == 204)
    do(desk, anna, ids[3], "messages", text="at last")
    g = figures(desk, chief, "?unless=" + f["version"])
    check("an answer does", g.status == 200 and g.json["answered"] == 4, g)
    for query in ("?since=1", "?since=x", "?department=-1", "?since=%d" %
            (g.json["at"] + 60000)):
        answer = figures(desk, chief, query)
        check("refused: " + query, answer.status == 400, answer)
    # A customer asks again, and has no answer in a second.
    desk.ask("POST", "/api/v1/visitor/messages", {"client_id": "3" * 32,
        "text": "and?"}, talks[1]["secret"])
    until(lambda: figures(desk, chief).json.get("missed") == 1, 10)
    g = figures(desk, chief)
    check("a target that is missed is counted, in its hour too",
        g.json.get("missed") == 1 and sum(h.get("missed", 0) for h in
        g.json["hours"]) == 1 and not figures(desk, chief,
        "?department=1").json.get("missed"), g)
    last = g.json

with Desk("--config", config("operators"), data=data) as desk:
    anna = desk.sign_in("anna").json["token"]
    f = figures(desk, anna)
    check("an operator may where the desk says so", f.status == 200, f)
    check("the day survives a restart", f.json["version"] == last["version"]
        or f.json["hours"][0]["from"] != last["hours"][0]["from"], (f, last))
    n, begun = 300, time.monotonic()
    for _ in range(n):
        figures(desk, anna, "?unless=" + f.json["version"])
    took = (time.monotonic() - begun) / n
    check("# asked again: %d us with connection and client, no body; else "
        "%d bytes" % (took * 1e6, len(str(f.json))), took < 0.05, took)
done()
