#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""edit.t - an operator edits or takes back what they said last: only that,
only they, only for a while; the former words stay with the desk.
"""
import os

from desk import Desk, check, client_id, done, temp_dir, until

CONFIG = "[messages]\nedit_for = %s\n"


def config(span):
    path = os.path.join(temp_dir(), "desk-%s.conf" % span)
    with open(path, "w", encoding="utf-8") as f:
        f.write(CONFIG % span)
    return path


class Talk:
    def __init__(self, desk):
        self.desk = desk
        for login in ("anna", "boris"):
            desk.operator(login, "--name", login.capitalize())
        self.anna, self.boris = (desk.sign_in(login).json["token"]
            for login in ("anna", "boris"))
        self.v = desk.visitor("Hello").json
        self.c = self.v["conversation"]
        self.do("take", version=self.version())

    def version(self):
        for x in self.desk.ask("GET", "/api/v1/snapshot",
                token=self.anna).json["conversations"]:
            if x["conversation"]["id"] == self.c:
                return x["conversation"]["version"]

    def do(self, verb, token=None, **fields):
        return self.desk.post("/conversations/%d/%s" % (self.c, verb),
            token or self.anna, **fields)

    def events(self, visitor=False):
        if visitor:
            return self.desk.ask("GET", "/api/v1/visitor/conversation",
                token=self.v["secret"]).json["events"]
        return self.desk.ask("GET", "/api/v1/conversations/%d/transcript" %
            self.c, token=self.anna).json["events"]


with Desk("--config", config("10m")) as desk:
    t = Talk(desk)
    first = t.do("messages", text="One moment plaese").json["seq"]
    said = t.do("edits", message=first, text="One moment please")
    check("the last message is edited", said.status == 201 and
        said.json["type"] == "edited" and said.json["message"] == first and
        said.json["text"] == "One moment please", said)
    seen = [(e["type"], e.get("text")) for e in t.events()][-2:]
    check("operators have both", seen == [("message", "One moment plaese"),
        ("edited", "One moment please")], seen)
    seen = [e for e in t.events(True) if e["type"] == "edited"]
    check("the customer is told", len(seen) == 1 and
        seen[0]["message"] == first and "by_id" not in seen[0], seen)
    said = t.do("edits", t.boris, message=first, text="x")
    check("not by a colleague", said.status in (403, 404), said)
    desk.post("/visitor/messages", t.v["secret"], text="Thank you")
    said = t.do("edits", message=first, text="One moment, please")
    check("also after an answer", said.status == 201, said)
    second = t.do("messages", text="Wrong customer!").json["seq"]
    said = t.do("edits", message=first, text="x")
    check("what is not the last stays", said.status == 409, said)
    said = t.do("edits", message=second)
    check("taken back", said.status == 201 and
        said.json.get("text", "") == "", said)
    said = t.do("edits", message=0, text="x")
    check("no message, no edit", said.status == 400, said)
    said = t.do("edits", message=second, text="y" * 20000)
    check("not longer than a message", said.status == 413, said)
    moved = t.do("close", version=t.version(), outcome="solved")
    said = t.do("edits", message=second, text="x")
    check("not in what is closed", moved.status == 201 and
        said.status == 409, said)



def heard(t, cursor):
    return t.desk.ask("GET", "/api/v1/visitor/events?hold=0&tab=5&cursor=" +
        cursor, token=t.v["secret"])


def only_now(what, t, answer, seqs):
    """The words of now, the last edit of each, nothing of before."""
    said, taken = seqs
    seen = [(e["type"], e.get("message", e["seq"]), e.get("text"),
        e.get("files")) for e in answer.json["events"] if
        e["type"] == "edited" or e["seq"] in seqs]
    check(what, seen == [("message", said, "third words", None),
        ("edited", said, "third words", None),
        ("message", taken, None, None), ("edited", taken, None, None)] and
        b"words of before" not in answer.body and
        b"secret.txt" not in answer.body, answer)


with Desk("--config", config("10m")) as desk:
    t = Talk(desk)
    cursor = t.v["cursor"]
    said = t.do("messages", text="words of before").json["seq"]
    t.do("edits", message=said, text="second words of before")
    t.do("edits", message=said, text="third words")
    file = desk.ask("POST", "/api/v1/conversations/%d/files?client_id=%s"
        "&name=secret.txt" % (t.c, client_id()), b"x", t.anna)
    taken = t.do("messages", text="words of before, too",
        files=[file.json["file"]["id"]])
    taken = taken.json["seq"]
    t.do("edits", message=taken)
    seqs = (said, taken)
    only_now("who asks anew has the words of now", t, desk.ask("GET",
        "/api/v1/visitor/conversation", token=t.v["secret"]), seqs)
    only_now("who is behind, too", t, heard(t, cursor), seqs)
    page = desk.ask("GET", "/?lang=en", headers={"Cookie": "dz=" +
        t.v["secret"]}).body
    frame = desk.ask("GET", "/chat/lines?after=%d" % taken, headers={
        "Cookie": "dz=" + t.v["secret"]}).body
    check("the page without scripts", b"third words" in page and
        b"words of before" not in page and b"secret.txt" not in page, page)
    check("what is new has what was edited since", b"words of before" not in
        frame and b"third words" not in frame and frame.count(b"<i>") == 1,
        frame)
    check("operators have all of it", [e.get("text") for e in t.events() if
        e["type"] == "message"][1:] == ["words of before",
        "words of before, too"], t.events())
    desk.stop()
    desk.start()
    only_now("after a start", t, heard(t, cursor), seqs)

with Desk("--config", config("1s")) as desk:
    t = Talk(desk)
    seq = t.do("messages", text="soon old").json["seq"]
    check("only for a while", until(lambda: t.do("edits", message=seq,
        text="x").status == 403, 10))

with Desk("--config", config("off")) as desk:
    t = Talk(desk)
    seq = t.do("messages", text="for ever").json["seq"]
    said = t.do("edits", message=seq, text="x")
    check("or never", said.status == 403, said)

done()
