#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""retention.t - closed conversations go when their time is over, with every
trace, and the beginning of the audit trail goes so that the rest can still be
verified. A clock that leaps erases nothing.
"""
import json
import os
import sqlite3
import subprocess

import desk as kit
from desk import Desk, check, client_id, done, skip, temp_dir, until

DAY_MS = 86400000
FAKETIME = subprocess.run("faketime -f +0 printenv LD_PRELOAD", shell=True,
    capture_output=True).stdout.decode().strip()
OLD = "quetzalcoatlus"
NEW = "ordinary"


def config(text):
    path = os.path.join(temp_dir(), "conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def traces(data, word):
    found = []
    for root, dirs, names in os.walk(data):
        for name in names:
            path = os.path.join(root, name)
            if os.path.isfile(path) and word.encode() in open(path,
                    "rb").read().lower():
                found.append(name)
    return found


def version(desk, token, c):
    return desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token).json["conversation"]["version"]


def talk(desk, token, word, secret=None, **fields):
    """A conversation that was had and closed: (its number, secret)."""
    answer = desk.ask("POST", "/api/v1/visitor/conversations", {"text":
        word + " question", "name": word, "client_id": client_id()},
        secret).json
    c, secret = answer["conversation"], answer["secret"]
    desk.post("/conversations/%d/take" % c, token,
        version=version(desk, token, c))
    for i in range(260):
        desk.post("/conversations/%d/notes" % c, token, text="%s %d" %
            (word, i))
    made = client_id()
    desk.ask("POST", "/api/v1/visitor/files?name=x.txt&client_id=" + made,
        word.encode() * 9, secret)
    desk.post("/visitor/messages", secret, files=[made], text="")
    desk.post("/conversations/%d/close" % c, token,
        version=version(desk, token, c), outcome="solved")
    return c, secret


def is_there(desk, token, c):
    return desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token).status == 200


def records(desk, act=None):
    return [r for r in (json.loads(x) for x in desk.cli("audit", "list",
        "--json")[1].splitlines()) if act in (None, r["record"]["act"])]


def age(data, *conversations):
    """As if they had been closed three years ago."""
    db = sqlite3.connect(data + "/desk.db")
    for c in conversations:
        db.execute("UPDATE conversations SET closed = closed - ?"
            " WHERE id = ?", (1100 * DAY_MS, c))
    db.commit()
    db.close()


data = temp_dir()
with Desk(data=data) as desk:
    desk.operator("chief", "--role", "supervisor")
    chief = desk.sign_in("chief").json["token"]
    old, secret = talk(desk, chief, OLD)
    young, secret_young = talk(desk, chief, NEW)
    half, secret_half = talk(desk, chief, OLD)
    kept = desk.ask("POST", "/api/v1/visitor/conversations", {"text":
        NEW + " again", "client_id": client_id()}, secret_half).json[
        "conversation"]
age(data, old, half)

with Desk("--config", config("[retention]\nconversations = never\n"),
        data=data) as desk:
    chief = desk.sign_in("chief").json["token"]
    status = desk.ask("GET", "/api/v1/admin/status", admin=True).json
    time_went_on = until(lambda: desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["up_ms"] > 2500)
    check("never is never", time_went_on and is_there(desk, chief, old) and
        records(desk, "expired") == [])

with Desk(data=data) as desk:
    chief = desk.sign_in("chief").json["token"]
    check("two years are kept unless somebody says otherwise",
        until(lambda: len(records(desk, "expired")) == 2),
        records(desk, "expired"))
    check("the oldest are not there any more", not is_there(desk, chief, old)
        and not is_there(desk, chief, half))
    check("younger and open ones are", is_there(desk, chief, young) and
        is_there(desk, chief, kept))
    check("nothing of them is left but the name of who came again",
        until(lambda: traces(data, OLD + " ") == []), traces(data, OLD + " "))
    check("the files too", len([f for root, d, names in os.walk(data +
        "/files") for f in names]) == 1)
    answer = desk.ask("GET", "/api/v1/visitor/conversation", token=secret)
    check("who had only that is told that it was erased",
        answer.status == 410 and answer.json["error"] == "erased", answer)
    answer = desk.ask("GET", "/api/v1/visitor/conversation",
        token=secret_half)
    check("who has another one goes on", answer.status == 200 and
        answer.json["conversation"] == kept, answer)
    expired = [r["record"] for r in records(desk, "expired")]
    check("the trail names each, and the customer who went with the last",
        {r["conversation"] for r in expired} == {old, half} and
        [r["conversation"] for r in expired if "customer" in r] == [old],
        expired)
    hits = desk.ask("GET", "/api/v1/search?limit=50&q=" + OLD,
        token=chief).json["hits"]
    check("no search finds them", hits == [], hits)
    gone = desk.ask("GET", "/api/v1/snapshot", token=chief).json["gone"]
    check("consoles are told", sorted(gone) == sorted([old, old, half,
        half]), gone)
head = kit.run(["audit", "head", "--data", data])[1].strip()
before = [json.loads(x) for x in kit.run(["audit", "list", "--json", "--data",
    data])[1].splitlines()]

# What is of no conversation: how operators were, what was said to all of them.
SAID = "archaeopteryx"
desk_data = temp_dir()
with Desk(data=desk_data) as desk:
    desk.operator("chief", "--role", "supervisor")
    chief = desk.sign_in("chief").json["token"]
    kept, _ = talk(desk, chief, NEW)
    cursor = desk.ask("GET", "/api/v1/snapshot", token=chief).json["cursor"]
    desk.ask("GET", "/api/v1/events?hold=0&cursor=" + cursor, token=chief)
    said = desk.post("/broadcasts", chief, text=SAID + " flies")
    desk.post("/broadcasts/seen", chief, broadcast=said.json.get("seq", 0))
    desk.post("/blocks", chief, address="192.0.2.0/24", reason="bots")
    # The last that happened is of today: the clock is believed.
    desk.visitor("hello")


def of_desk():
    db = sqlite3.connect(desk_data + "/desk.db")
    rows = dict(db.execute("SELECT type, count(*) FROM events WHERE "
        "conversation = 0 GROUP BY type").fetchall())
    db.close()
    return rows


def age_of_desk(days):
    db = sqlite3.connect(desk_data + "/desk.db")
    db.execute("UPDATE events SET at = at - ? WHERE conversation = 0 AND "
        "about_customer < 2", (days * DAY_MS,))
    db.execute("UPDATE broadcasts SET at = at - ?", (days * DAY_MS,))
    db.commit()
    db.close()


had = of_desk()
check("states and broadcasts are events of the desk", had.get("state") and
    had.get("broadcast") == 1 and had.get("operator") and had.get("seen") and
    had.get("blocked") == 1, had)
age_of_desk(390)
with Desk(data=desk_data) as desk:
    until(lambda: desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["up_ms"] > 2500)
    check("390 days are kept", records(desk, "expired") == [] and
        of_desk().get("broadcast") == 1, of_desk())
age_of_desk(11)
with Desk(data=desk_data) as desk:
    chief = desk.sign_in("chief").json["token"]
    check("400 are their time", until(lambda: records(desk, "expired")) and
        records(desk, "expired")[0]["record"]["what"] == "desk",
        records(desk, "expired"))
    check("nothing of it is left", until(lambda: traces(desk_data, SAID) ==
        [] and not {"broadcast", "operator", "blocked"} &
        set(of_desk())), (of_desk(),
        traces(desk_data, SAID)))
    check("conversations, their customers and operators are there",
        is_there(desk, chief, kept) and of_desk().get("customer") ==
        had.get("customer") and desk.ask("GET", "/api/v1/snapshot",
        token=chief).json["operators"], of_desk())
age_of_desk(500)
with Desk("--config", config("[retention]\ndesk = never\n"),
        data=desk_data) as desk:
    n = len(records(desk, "expired"))
    until(lambda: desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["up_ms"] > 2500)
    check("never is never, here too", len(records(desk, "expired")) == n)

for text, where in (("conversations = 2y", "conf:2:"),
        ("audit = 0d", "conf:2:"), ("desk = x", "conf:2:"), ("conversations = 99999d", "conf:2:")):
    status, out, err = kit.run(["--check-config", "--config",
        config("[retention]\n" + text + "\n")])
    check("%s is refused with a sentence" % text, status == 2 and where in
        err and "730d" in err, err)

if FAKETIME == "" or os.environ.get("DZ_SANITIZED"):
    skip("with another clock", "no faketime here")
    done()


class Later(Desk):
    """A desk whose clock is so many days ahead."""
    def __init__(self, days, *args, **more):
        super().__init__(*args, **more)
        self.faked = {"LD_PRELOAD": FAKETIME, "FAKETIME": "+%dd" % days,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def start(self):
        os.environ.update(self.faked)
        try:
            super().start()
        finally:
            for name in self.faked:
                del os.environ[name]


with Later(5, "--config", config("[retention]\naudit = 3d\n"),
        data=data) as desk:
    check("the beginning of the trail is cut off", until(lambda:
        records(desk, "audit_cut")), records(desk)[:3])
    cut = records(desk, "audit_cut")[0]["record"]
    now = records(desk)
    check("with a record that names the hash it ended with", cut["what"] ==
        before[cut["count"] - 1]["hash"] and now[0]["n"] == cut["count"] + 1
        and now[0]["n"] > 10, (cut, now[0]))
    status, out, err = desk.cli("audit", "verify")
    check("what is left can be verified", status == 0, err)
    status, out, err = desk.cli("audit", "verify", "--head", head)
    check("with a head of before the cut as well", status == 0 or
        head == cut["what"], err)

# What is late by that clock is noted by it, and proves nothing.
late = config("[target all]\nfirst = 5m\n")
with Desk("--config", late, data=data) as desk:
    desk.ask("POST", "/api/v1/visitor/conversations", {"text": "hello",
        "client_id": client_id()})
with Later(900, "--config", late, data=data) as desk:
    until(lambda: desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["up_ms"] > 2500)
    n = len(records(desk, "expired"))
    check("a clock that leaps erases nothing", n == 0, n)
with Desk(data=data) as desk:
    chief = desk.sign_in("chief").json["token"]
    check("what was there is there", is_there(desk, chief, young))
done()
