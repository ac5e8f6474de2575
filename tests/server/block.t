#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""block.t - who is blocked, or limited: by session, by address, by range; what
they are told, what they may still do; who may block; never a whole office by
accident; and that a block outlives kill -9, a restart and a wrong clock.
"""
import json
import os
import signal
import threading
import time

from desk import Desk, check, client_id, done, temp_dir, until

CONFIG = os.path.join(temp_dir(), "conf")
with open(CONFIG, "w", encoding="utf-8") as f:
    f.write("[proxy]\ntrusted = 127.0.0.1\n")


class Shop:
    """A desk with people, and visitors from wherever they say."""

    def __init__(self, desk):
        self.desk, self.tokens = desk, {}
        for login, role in (("anna", "operator"), ("boris", "operator"),
                ("chief", "supervisor")):
            desk.operator(login, "--role", role)
            self.tokens[login] = desk.sign_in(login).json["token"]

    def ask(self, method, path, fields=None, token=None, at=None, **headers):
        if at:
            headers["X-Forwarded-For"] = at
        if fields is not None:
            fields.setdefault("client_id", client_id())
        return self.desk.ask(method, "/api/v1" + path, fields, token, headers)

    def open(self, at, text="Hello", secret=None, name=""):
        answer = self.ask("POST", "/visitor/conversations", {"text": text,
            "name": name}, secret, at)
        return answer.json if answer.status == 201 else answer

    def say(self, v, at, text="more"):
        return self.ask("POST", "/visitor/messages", {"text": text},
            v["secret"], at)

    def block(self, login, v, **fields):
        fields.setdefault("kind", "session")
        return self.ask("POST", "/conversations/%d/block" %
            v["conversation"], fields, self.tokens[login])

    def end(self, login, block):
        return self.ask("POST", "/blocks/%d/end" % block, {},
            self.tokens[login])

    def state(self, v):
        return self.ask("GET", "/conversations/%d/transcript" %
            v["conversation"], token=self.tokens["chief"]).json

    def blocks(self, login="chief", query=""):
        return self.ask("GET", "/blocks" + query,
            token=self.tokens[login]).json["blocks"]


def of_a_session(shop):
    v = shop.open("192.0.2.7", name="Ola")
    other = shop.open("192.0.2.7")
    made = shop.block("anna", v, reason="rude 4111 1111 1111 1111",
        span=3600000)
    check("an operator blocks who waits in the queue", made.status == 201 and
        made.json["type"] == "blocked" and made.json["kind"] == "session" and
        made.json["until"] == made.json["at"] + 3600000, made)
    check("numbers of cards are not kept", made.json["reason"] ==
        "rude ****1111", made)
    check("the event says no address", "192.0.2.7" not in
        json.dumps(shop.state(v)), "")
    now = shop.state(v)
    check("their talk has ended in the same commit",
        now["conversation"]["state"] == "closed" and
        [e["type"] for e in now["events"][-2:]] == ["blocked", "closed"] and
        now["conversation"]["block"] == made.json["seq"], now)
    refused = shop.say(v, "192.0.2.7")
    check("they may not write", refused.status == 403 and
        refused.json["error"] == "blocked", refused)
    refused = shop.open("198.51.100.9", secret=v["secret"])
    check("nor open another, from wherever", refused.status == 403, refused)
    check("another from there may", shop.say(other, "192.0.2.7").status ==
        201)
    shop.end("anna", made.json["seq"])
    check("when it is ended they may again",
        shop.say(v, "192.0.2.7").status == 201)
    check("and it has left the conversation", "block" not in
        shop.state(v)["conversation"], shop.state(v)["conversation"])


def repeats(shop):
    v = shop.open("192.0.2.8")
    one = client_id()
    first = shop.block("anna", v, client_id=one)
    check("without a span it is for supervisors", first.status == 403, first)
    first = shop.block("anna", v, client_id=one, span=60000)
    again = shop.block("anna", v, client_id=one, span=60000)
    check("the same client id is answered with what was stored",
        (first.status, again.status) == (201, 200) and
        first.json == again.json, again)
    other = shop.block("chief", v, span=60000)
    check("the same block again is a conflict", other.status == 409 and
        other.json["operator"] == first.json["by_id"], other)
    check("an operator does not end another's",
        shop.end("boris", first.json["seq"]).status == 403)
    check("who does not see it any more hears of nothing",
        shop.block("boris", v, span=60000).status == 404)
    check("a supervisor does", shop.end("chief",
        first.json["seq"]).status == 201)
    v = shop.open("192.0.2.8")
    answers = []
    threads = [threading.Thread(target=lambda who=who: answers.append(
        shop.block(who, v, span=60000, is_limit=True).status)) for who in
        ("anna", "boris", "chief") * 3]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check("of nine at once one blocks", sorted(answers) == [201] + [409] * 8,
        answers)
    live = [b for b in shop.blocks() if b["conversation"] ==
        v["conversation"]]
    check("and there is one", len(live) == 1, live)
    shop.end("chief", live[0]["id"])


with Desk("--config", CONFIG) as desk:
    shop = Shop(desk)
    of_a_session(shop)
    repeats(shop)
done()
