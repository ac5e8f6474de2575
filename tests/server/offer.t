#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""offer.t - a transfer is accepted, declined, or comes back by itself: by the
desk's clock, through a kill and a restart. Tags, promises and templates.
"""
import os
import signal
import threading
import time

from desk import Desk, check, client_id, done, temp_dir, until

CONFIG = """
[transfer]
return_after = %s

[desk]
wrap_up_target = 3m

[outcome refund]
title = Refund
note = Refund of {amount}
tags = Refund, money

[customer]
fields = order, тариф
"""


class Op:
    """An operator with a console that polls now and then."""
    def __init__(self, desk, login):
        self.desk = desk
        self.token = desk.sign_in(login).json["token"]
        self.look()
        self.id = self.snapshot["me"]["id"]

    def look(self):
        self.snapshot = self.desk.ask("GET", "/api/v1/snapshot",
            token=self.token).json
        self.cursor = self.snapshot["cursor"]
        self.poll()

    def poll(self):
        """Being there, and what is new."""
        answer = self.desk.ask("GET", "/api/v1/events?hold=0&cursor=" +
            self.cursor, token=self.token)
        if answer.status != 200:
            return []
        self.cursor = answer.json["cursor"]
        return answer.json["events"]

    def seen(self, c):
        self.look()
        for x in self.snapshot["conversations"]:
            if x["conversation"]["id"] == c:
                return x["conversation"]
        return None

    def do(self, c, verb, **fields):
        return self.desk.post("/conversations/%d/%s" % (c, verb), self.token,
            **fields)


def config(after):
    path = os.path.join(temp_dir(), "desk.conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(CONFIG % after)
    return path


def taken(desk, op, text):
    c = desk.visitor(text).json["conversation"]
    assert op.do(c, "take", version=op.seen(c)["version"]).status == 201
    return c


def offer(desk, a, b, **fields):
    """A conversation of a's that is offered to b, its version."""
    c = taken(desk, a, "Hello")
    said = a.do(c, "transfer", version=a.seen(c)["version"],
        operator_id=b.id, **fields)
    assert said.status == 201, said
    return c, said.json


with Desk("--config", config("60s")) as desk:
    for login in ("anna", "boris"):
        desk.operator(login, "--name", login.capitalize())
    anna, boris = Op(desk, "anna"), Op(desk, "boris")
    check("what the desk is set to is in the snapshot",
        anna.snapshot["templates"] == [{"outcome": "refund",
        "title": "Refund", "note": "Refund of {amount}",
        "tags": ["refund", "money"]}] and
        "refund" in anna.snapshot["outcomes"] and
        anna.snapshot["customer_fields"] == ["order", "тариф"] and
        anna.snapshot["targets"]["wrap_up_ms"] == 180000, anna.snapshot)

    c, event = offer(desk, anna, boris, text="knows cards",
        draft="Dear {name}", draft_is_note=False)
    mine = boris.seen(c)
    check("it is the receiver's, and offered for a minute",
        mine["operator_id"] == boris.id and
        mine["offered_until"] == event["at"] + 60000 == event["until"], mine)
    said = boris.do(c, "take", version=mine["version"])
    check("taken by who has it: accepted", said.status == 201 and
        said.json["type"] == "taken", said)
    check("the sender hears of it", "taken" in [e["type"] for e in
        anna.poll()])
    said = anna.do(c, "take-back", version=mine["version"])
    check("and cannot take it back", said.status == 409, said)

    c, event = offer(desk, anna, boris, draft="half a sentence")
    said = boris.do(c, "decline", version=event["seq"], text="on lunch",
        draft="half a sentence and more")
    check("declined with a reason and the draft", said.status == 201 and
        said.json["operator_id"] == anna.id, said)
    heard = [e for e in anna.poll() if e["type"] == "declined"]
    check("both come back to the sender", heard and heard[0]["text"] ==
        "on lunch" and heard[0]["draft"].endswith("more") and
        anna.seen(c)["operator_id"] == anna.id, heard)

    # --- one of four wins
    for n in range(4):
        c, event = offer(desk, anna, boris)
        answers = []

        def go(op, verb):
            answers.append(op.do(c, verb, version=event["seq"]).status)
        threads = [threading.Thread(target=go, args=x) for x in
            ((boris, "take"), (boris, "decline"), (anna, "take-back"))]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        if sorted(answers)[0] != 201 or sorted(answers)[1] < 400:
            break
    check("of those who act at once one wins", n == 3 and sorted(answers)[0]
        == 201 and sorted(answers)[1] >= 400, answers)

    # --- a promise and tags go along
    c = taken(desk, anna, "My refund")
    due = int(time.time() * 1000) + 3600000
    anna.do(c, "promise", due=due, text="I'll write")
    anna.do(c, "tags", add=["#Invoice", "возврат"])
    anna.do(c, "tags", add=["refund"], remove=["invoice"])
    anna.do(c, "transfer", version=anna.seen(c)["version"],
        operator_id=boris.id)
    now = boris.seen(c)
    check("promise and tags go along", now["promise_due"] == due and
        now["promise"] == "I'll write" and
        now["promise_by"] == anna.id and
        now["tags"] == ["возврат", "refund"], now)
    same = boris.do(c, "tags", add=["refund"])
    check("what changes nothing is no event", same.status == 200, same)
    check("the desk knows its tags, most used first",
        set(boris.snapshot["tags"]) == {"invoice", "возврат", "refund"},
        boris.snapshot["tags"])
    for x in range(2):
        c = taken(desk, boris, "more")
        boris.do(c, "tags", add=["возврат"])
    boris.look()
    check("by how often they were given",
        boris.snapshot["tags"][0] == "возврат", boris.snapshot["tags"])
    said = boris.do(c, "promise", due=due, text="two\nlines")
    check("a promise is one line", said.status == 400, said)
    visitor = desk.visitor("What do I see?").json
    v = visitor["conversation"]
    anna.do(v, "take", version=anna.seen(v)["version"])
    anna.do(v, "promise", due=due, text="SECRET one")
    anna.do(v, "tags", add=["secret"])
    anna.do(v, "transfer", version=anna.seen(v)["version"],
        operator_id=boris.id, text="SECRET two", draft="SECRET three")
    boris.do(v, "decline", version=boris.seen(v)["version"],
        text="SECRET four")
    shown = str(desk.ask("GET", "/api/v1/visitor/conversation",
        token=visitor["secret"]).json)
    check("the customer sees nothing of it", "SECRET" not in shown and
        "secret" not in shown.lower() and "promise" not in shown, shown)

data = temp_dir()
path = config("2s")
with Desk("--config", path, data=data) as desk:
    for login in ("anna", "boris"):
        desk.operator(login, "--name", login.capitalize())
    anna, boris = Op(desk, "anna"), Op(desk, "boris")
    c, event = offer(desk, anna, boris)
    back = until(lambda: [e for e in anna.poll() if e["type"] == "returned"])
    check("nobody accepts: the desk gives it back", back and
        back[0]["by"] == "system" and back[0]["operator_id"] == anna.id and
        back[0]["from_operator_id"] == boris.id and
        back[0]["at"] >= event["until"], back)
    said = boris.do(c, "take", version=event["seq"])
    check("who accepts then is too late", said.status in (404, 409), said)
    events = desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=anna.token).json["events"]
    check("it came back once", len([e for e in events if e["type"] ==
        "returned"]) == 1, events)

    c, event = offer(desk, anna, boris)
    desk.stop(signal.SIGKILL)
    until(lambda: time.time() * 1000 > event["until"])
    desk.start()
    anna.look()
    back = until(lambda: anna.seen(c) and
        anna.seen(c)["operator_id"] == anna.id)
    check("killed and started again, the desk still knows", back, c)
    boris.look()

    c, event = offer(desk, anna, boris)
    boris.do(c, "take", version=event["seq"])
    d, later = offer(desk, anna, boris)
    until(lambda: [e for e in anna.poll() if e["type"] == "returned"])
    check("what was accepted stays", boris.seen(c)["operator_id"] ==
        boris.id and anna.seen(d)["operator_id"] == anna.id)
done()
