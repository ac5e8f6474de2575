#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""supervise.t - a supervisor reads along, whispers, joins, reassigns, speaks to
the team. Reading changes nothing but the audit trail and is heard by nobody;
a whisper is seen by whom it is for and by supervisors, never by a customer,
whatever they ask for. All of it is in the audit trail, without its words.
"""
import json
import os
import sqlite3
import threading

from desk import Desk, check, client_id, done, temp_dir, until

DATA = temp_dir()
CONFIG = DATA + "/desk.conf"


def tables():
    """Every row of every table but the audit trail's."""
    db = sqlite3.connect("file:%s/desk.db?mode=ro" % DATA, uri=True)
    names = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE"
        " type = 'table' AND sql IS NOT NULL ORDER BY name")]
    rows = {n: db.execute("SELECT * FROM \"%s\"" % n).fetchall()
        for n in names if n != "audit"}
    # The trail's own counter.
    if "sqlite_sequence" in rows:
        rows["sqlite_sequence"] = [r for r in rows["sqlite_sequence"]
            if r[0] != "audit"]
    db.close()
    return rows


def records(desk):
    status, out, err = desk.cli("audit", "list", "--json")
    return [json.loads(line)["record"] for line in out.splitlines()]


def recorded(desk, act, **members):
    return until(lambda: [r for r in records(desk) if r["act"] == act and
        all(r.get(k) == v for k, v in members.items())])


class Ear:
    """Whoever listens: all that a poll has answered, as it came."""

    def __init__(self, desk, path, token, cursor):
        self.desk, self.path, self.token = desk, path, token
        self.cursor, self.heard = cursor, b""
        self.listen()
        self.heard = b""

    def listen(self, hold=0):
        while True:
            answer = self.desk.ask("GET", "%s?hold=%d&cursor=%s" %
                (self.path, hold, self.cursor), token=self.token)
            if answer.status != 200:
                return self.heard
            self.heard += answer.body
            self.cursor = answer.json["cursor"]


class World:
    def __init__(self, desk):
        self.desk, self.tokens = desk, {}
        desk.cli("department", "add", "Billing")
        desk.cli("department", "add", "Travel")
        self.ids = {}
        for login, options in (("anna", ("--department", "Billing")),
                ("piotr", ("--department", "Billing")),
                ("chief", ("--role", "supervisor", "--department",
                "Billing")), ("other", ("--role", "supervisor",
                "--department", "Travel")), ("far", ("--role", "admin",
                "--department", "Travel"))):
            desk.operator(login, *options)
            answer = desk.sign_in(login).json
            self.tokens[login] = answer["token"]
            self.ids[login] = answer["snapshot"]["me"]["id"]
        self.billing = [d["id"] for d in self.snapshot("anna")["departments"]
            if d["name"] == "Billing"][0]

    def snapshot(self, login):
        return self.desk.ask("GET", "/api/v1/snapshot",
            token=self.tokens[login]).json

    def online(self, login):
        """Its console polls; that it is there is stored then."""
        answer = self.desk.ask("GET", "/api/v1/events?hold=0&cursor=" +
            self.snapshot(login)["cursor"], token=self.tokens[login])
        until(lambda: self.snapshot(login)["me"]["presence"] != "offline")
        return answer

    def transcript(self, login, c):
        return self.desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
            token=self.tokens[login])

    def version(self, c):
        return self.transcript("chief", c).json["conversation"]["version"]

    def do(self, login, c, verb, **fields):
        return self.desk.post("/conversations/%d/%s" % (c, verb),
            self.tokens[login], **fields)

    def talk(self, owner="anna"):
        v = self.desk.visitor("Where is it?", department_id=self.billing).json
        answer = self.do(owner, v["conversation"], "take",
            version=self.version(v["conversation"]))
        assert answer.status == 201, answer
        return v

    def read_along(self, login, c, is_on=True):
        return self.desk.ask("POST", "/api/v1/conversations/%d/read-along" % c,
            {"is_on": is_on}, self.tokens[login])


def silent(desk, w):
    nine = [w.talk() for _ in range(9)]
    ids = [v["conversation"] for v in nine]
    for v in nine:
        desk.post("/visitor/messages", v["secret"], text="Hello?")
        w.do("anna", v["conversation"], "messages", text="A moment.")
    w.online("chief")
    w.online("anna")
    w.snapshot("chief")
    ears = [Ear(desk, "/api/v1/events", w.tokens["anna"],
        w.snapshot("anna")["cursor"])] + [Ear(desk, "/api/v1/visitor/events",
        v["secret"], v["cursor"]) for v in nine]
    # Who polls is there: that is stored, and told, once.
    there = {w.ids["anna"], w.ids["chief"]}
    until(lambda: there <= {row[0] for row in tables()["states"]})
    until(lambda: all(o["presence"] == "online" for o in
        w.snapshot("chief")["operators"] if o["id"] in there))
    for ear in ears:
        until(lambda: ear.listen() is not None)
        ear.heard = b""
    marks = [w.transcript("anna", c).json["conversation"] for c in ids]
    before = tables()
    for c in ids:
        check("reading %d of nine begins" % (ids.index(c) + 1),
            w.read_along("chief", c).status == 204)
        check("all of it is there", "A moment." in str(
            w.transcript("chief", c).json))
        desk.ask("POST", "/api/v1/conversations/%d/typing" % c,
            {"is_typing": True}, w.tokens["chief"])
        refused = w.do("chief", c, "read", upto=1)
        check("a read mark of who only reads is refused",
            refused.status == 403, refused)
    recorded(desk, "read_along", what="begin", conversation=ids[8])
    heard = [ear.listen() for ear in ears]
    check("nobody has heard a byte", heard == [b""] * 10, heard)
    for c in ids:
        check("it ends", w.read_along("chief", c, False).status == 204)
    ended = recorded(desk, "read_along", what="end", conversation=ids[8])
    heard = [ear.listen() for ear in ears]
    check("nor when it ended", heard == [b""] * 10, heard)
    after = tables()
    check("every table but the audit trail is as it was", before == after,
        [n for n in after if before.get(n) != after[n]])
    check("so are the read marks", marks == [w.transcript("anna", c).json[
        "conversation"] for c in ids])
    begun = recorded(desk, "read_along", what="begin", conversation=ids[0])
    check("the trail says who read whose, from when to when", begun and
        begun[0]["by_id"] == w.ids["chief"] and begun[0]["operator"] ==
        w.ids["anna"] and ended and ended[0]["at"] >= begun[0]["at"],
        (begun, ended))
    answer = w.read_along("other", ids[0])
    check("a supervisor of another department sees it, too: it is recorded",
        answer.status == 204 and recorded(desk, "read_along", what="begin",
        conversation=ids[0], by_id=w.ids["other"]), answer)
    answer = w.read_along("anna", ids[0])
    check("an operator: no right", answer.status == 403, answer)


def whispers(desk, w):
    v = w.talk()
    c, secret = v["conversation"], v["secret"]
    visitor = Ear(desk, "/api/v1/visitor/events", secret, v["cursor"])
    anna = Ear(desk, "/api/v1/events", w.tokens["anna"],
        w.snapshot("anna")["cursor"])
    piotr = Ear(desk, "/api/v1/events", w.tokens["piotr"],
        w.snapshot("piotr")["cursor"])
    heads = {login: Ear(desk, "/api/v1/events", w.tokens[login],
        w.snapshot(login)["cursor"]) for login in ("chief", "other", "far")}
    said = w.do("chief", c, "whispers", operator_id=w.ids["anna"],
        text="HUSH offer a refund 4111 1111 1111 1111")
    check("a whisper is stored", said.status == 201 and
        said.json["type"] == "whisper", said)
    draft = w.do("chief", c, "whispers", operator_id=w.ids["anna"],
        text="HUSH Dear customer", is_draft=True)
    check("so is one that is an answer", draft.json.get("is_draft"), draft)
    check("a card's number in it is masked", "4111 1111" not in
        said.body.decode())
    check("the operator hears both", anna.listen().count(b"HUSH") == 2)
    check("a colleague hears nothing", b"HUSH" not in piotr.listen())
    check("nor does the customer", visitor.listen() == b"", visitor.heard)
    heard = {login: heads[login].listen().count(b"HUSH") for login in heads}
    check("supervisors of its department and administrators do, no others",
        heard == {"chief": 2, "other": 0, "far": 2}, heard)
    read = {login: (w.transcript(login, c).body.count(b"HUSH"), json.dumps(
        w.snapshot(login)).count("HUSH")) for login in heads}
    check("and read it, or not, in transcript and snapshot", read == {
        "chief": (2, 2), "other": (0, 0), "far": (2, 2)}, read)
    told = w.do("far", c, "whispers", operator_id=w.ids["anna"], text="so")
    check("an administrator of another department may whisper",
        told.status == 201, told)
    anna.listen()
    check("whom it was not for: a conflict", w.do("chief", c, "whispers",
        operator_id=w.ids["piotr"], text="x").status == 409)
    check("an operator cannot", w.do("piotr", c, "whispers",
        operator_id=w.ids["anna"], text="x").status == 404)
    check("nor a supervisor of another department", w.do("other", c,
        "whispers", operator_id=w.ids["anna"], text="x").status == 404)
    # What a customer can ask for.
    places = [desk.ask("GET", "/api/v1/visitor/conversation", token=secret),
        desk.ask("GET", "/?lang=en", headers={"Cookie": "dz=" + secret}),
        desk.ask("GET", "/chat/lines", headers={"Cookie": "dz=" + secret}),
        desk.ask("GET", "/api/v1/admin/transcript?conversation=%d" % c,
        admin=True)]
    check("the page, the API and the export have no whisper", all(
        a.status == 200 and b"HUSH" not in a.body and b"whisper" not in
        a.body for a in places), [(a.status, a.body[:200]) for a in places])
    customer = w.transcript("anna", c).json["conversation"]["customer_id"]
    out = temp_dir()
    status, _, err = desk.cli("gdpr", "export", str(customer), "--out",
        out + "/x")
    everything = b""
    for root, _, files in os.walk(out):
        for f in files:
            everything += open(os.path.join(root, f), "rb").read()
    check("nor has what is exported of the customer", status == 0 and
        everything != b"" and b"HUSH" not in everything, (status, err))
    found = desk.ask("GET", "/api/v1/search?q=HUSH", token=w.tokens["anna"])
    check("nor is it found", found.json["hits"] == [], found)
    check("the transcript of who it was for has it", w.transcript("anna",
        c).body.count(b"HUSH") == 2)
    check("and the supervisor's", w.transcript("chief", c).body.count(
        b"HUSH") == 2)
    check("and the snapshot, after a break of the line", json.dumps(
        w.snapshot("anna")).count("HUSH") == 2)
    w.online("piotr")
    moved = w.do("chief", c, "reassign", version=w.version(c),
        operator_id=w.ids["piotr"])
    check("who has it next", moved.status == 201, moved)
    check("does not read what was whispered before", b"HUSH" not in
        w.transcript("piotr", c).body and "HUSH" not in
        json.dumps(w.snapshot("piotr")))
    told = recorded(desk, "whisper", conversation=c)
    check("the trail has it without its words", told and told[0]["operator"]
        == w.ids["anna"] and "HUSH" not in str(records(desk)), told)


def joining(desk, w, is_quiet):
    v = w.talk()
    c, secret = v["conversation"], v["secret"]
    visitor = Ear(desk, "/api/v1/visitor/events", secret, v["cursor"])
    before = w.do("chief", c, "messages", text="not yet")
    check("before: no voice", before.status == 403, before)
    check("joined", w.do("chief", c, "join").status == 201)
    check("twice is once", w.do("chief", c, "join").status == 200)
    spoken = w.do("chief", c, "messages", text="I can help.")
    check("then one speaks", spoken.status == 201, spoken)
    check("the owner still does", w.do("anna", c, "messages",
        text="So can I.").status == 201)
    desk.ask("POST", "/api/v1/conversations/%d/typing" % c,
        {"is_typing": True}, w.tokens["chief"])
    again = w.do("chief", c, "messages", text="I can hepl.")
    check("who joined edits what they said", w.do("chief", c, "edits",
        message=again.json["seq"], text="I can help.").status == 201)
    heard = visitor.listen()
    events = desk.ask("GET", "/api/v1/visitor/conversation",
        token=secret).json["events"]
    names = [e.get("name") for e in events if e["type"] == "message" and
        e["by"] == "operator"]
    types = [e["type"] for e in events]
    wanted = ["anna"] * 3 if is_quiet else ["chief", "anna", "chief"]
    check("the customer reads %s" % wanted, names == wanted, events)
    check("and is%s told who joined" % (" not" if is_quiet else ""),
        ("joined" in types) != is_quiet and (b"joined" in heard) != is_quiet,
        (types, heard))
    check("no name of the second one" if is_quiet else "by name",
        (b"chief" in heard) != is_quiet and ("chief" in str(events)) !=
        is_quiet, (heard, events))
    check("left", w.do("chief", c, "leave").status == 201)
    check("and has no voice", w.do("chief", c, "messages",
        text="x").status == 403)
    check("owner and trail", w.transcript("anna", c).json["conversation"][
        "operator_id"] == w.ids["anna"] and recorded(desk, "joined",
        conversation=c) and recorded(desk, "left", conversation=c))
    w.do("chief", c, "join")
    w.online("chief")
    taken = w.do("chief", c, "transfer", version=w.version(c),
        operator_id=w.ids["chief"])
    now = w.transcript("chief", c).json["conversation"]
    check("taken over: nobody is beside", taken.status == 201 and
        now["operator_id"] == w.ids["chief"] and "joined_id" not in now, now)
    check("and recorded", recorded(desk, "transferred", conversation=c,
        operator=w.ids["anna"]))


def reassigning(desk, w):
    talks = [w.talk()["conversation"] for _ in range(4)]
    for login in ("piotr", "chief"):
        w.online(login)
    versions = {c: w.version(c) for c in talks}
    answers = []

    def go(c, to):
        answers.append((c, w.do("chief", c, "reassign", version=versions[c],
            **to).status))
    threads = [threading.Thread(target=go, args=(c, to)) for c in talks
        for to in ({"operator_id": w.ids["piotr"]}, {}) * 3]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check("of many who reassign at once one wins, for each", all(
        sorted(s for i, s in answers if i == c) == [201] + [409] * 5
        for c in talks), answers)
    now = [w.transcript("chief", c).json["conversation"] for c in talks]
    check("it is with the other, or in the queue of its department", all(
        x.get("operator_id") == w.ids["piotr"] or (x["state"] == "waiting" and
        x["department_id"] == w.billing) for x in now), now)
    check("to somebody who is not there: no", w.do("chief",
        w.talk()["conversation"], "reassign", version=1,
        operator_id=999).status in (400, 409))


def team(desk, w):
    answer = desk.post("/broadcasts", w.tokens["chief"], text="Lunch at ONE")
    check("a word to the team", answer.status == 201, answer)
    n = answer.json["seq"]
    check("an operator cannot", desk.post("/broadcasts", w.tokens["anna"],
        text="x").status == 403)
    told = w.snapshot("anna")["broadcasts"]
    check("is told till it is seen", told[0]["id"] == n and
        told[0]["text"] == "Lunch at ONE" and told[0]["seen"] == [], told)
    desk.post("/broadcasts/seen", w.tokens["anna"], broadcast=n)
    desk.post("/broadcasts/seen", w.tokens["piotr"], broadcast=n)
    check("I hear of my own seeing", w.snapshot("anna")["broadcasts"][0][
        "seen"] == [w.ids["anna"]])
    check("the supervisor of everybody's", sorted(w.snapshot("chief")[
        "broadcasts"][0]["seen"]) == sorted([w.ids["anna"], w.ids["piotr"]]))
    check("and the trail has it without its words", recorded(desk,
        "broadcast") and "Lunch" not in str(records(desk)))
    w.online("anna")
    forced = desk.ask("PUT", "/api/v1/operators/%d/presence" % w.ids["anna"],
        {"presence": "away"}, w.tokens["chief"])
    check("a state is forced", forced.status == 204, forced)
    check("and shows", until(lambda: [o["presence"] for o in w.snapshot(
        "chief")["operators"] if o["id"] == w.ids["anna"]] == ["away"]))
    check("not by who supervises other departments", desk.ask("PUT",
        "/api/v1/operators/%d/presence" % w.ids["anna"],
        {"presence": "away"}, w.tokens["other"]).status == 404)
    check("recorded", recorded(desk, "force", what="away",
        operator=w.ids["anna"]))
    desk.operator("root", "--role", "admin")
    root = [o["id"] for o in w.snapshot("chief")["operators"] if
        o["login"] == "root"][0]
    check("no supervisor signs an administrator out", desk.ask("DELETE",
        "/api/v1/operators/%d/sessions" % root,
        token=w.tokens["chief"]).status == 404)
    desk.operator("ola", "--department", "Billing")
    ola = [o["id"] for o in w.snapshot("chief")["operators"] if
        o["login"] == "ola"][0]
    refused = desk.ask("PUT", "/api/v1/operators/%d/presence" % ola,
        {"presence": "busy"}, w.tokens["chief"])
    check("not who is not there, and nothing says that they were",
        refused.status == 409 and not recorded(desk, "force",
        operator=ola), refused)
    out = desk.ask("DELETE", "/api/v1/operators/%d/sessions" %
        w.ids["piotr"], token=w.tokens["chief"])
    check("signed out", out.status == 204 and desk.ask("GET",
        "/api/v1/snapshot", token=w.tokens["piotr"]).status == 401, out)


with open(CONFIG, "w") as f:
    f.write("[desk]\nname = acme\n")
with Desk("--config", CONFIG, data=DATA) as desk:
    w = World(desk)
    silent(desk, w)
    whispers(desk, w)
    joining(desk, w, False)
    reassigning(desk, w)
    team(desk, w)
    open_reading = w.talk()["conversation"]
    w.read_along("chief", open_reading)
    recorded(desk, "read_along", what="begin", conversation=open_reading)
with open(CONFIG, "w") as f:
    f.write("[supervision]\ntell = on\nsecond_name = off\n")
with Desk("--config", CONFIG, data=DATA) as desk:
    check("a desk that stops says that reading has ended", recorded(desk,
        "read_along", what="end", conversation=open_reading))
    w.desk = desk
    joining(desk, w, True)
    v = w.talk()
    anna = Ear(desk, "/api/v1/events", w.tokens["anna"],
        w.snapshot("anna")["cursor"])
    visitor = Ear(desk, "/api/v1/visitor/events", v["secret"], v["cursor"])
    other = Ear(desk, "/api/v1/events", w.tokens["other"],
        w.snapshot("other")["cursor"])
    check("the snapshot says that reading is told",
        w.snapshot("anna")["tells_reading"])
    w.read_along("chief", v["conversation"])
    heard = anna.listen()
    check("then the operator hears it", b"reads_along" in heard and
        b'"is_on":true' in heard, heard)
    again = desk.sign_in("anna").json
    first = desk.ask("GET", "/api/v1/events?hold=0&cursor=" +
        again["snapshot"]["cursor"], token=again["token"])
    check("and who signs in meanwhile", b"reads_along" in first.body, first)
    again = desk.sign_in("other").json
    first = desk.ask("GET", "/api/v1/events?hold=0&cursor=" +
        again["snapshot"]["cursor"], token=again["token"])
    check("who supervises others hears of it neither then nor at sign-in",
        b"reads_along" not in other.listen() + first.body, other.heard)
    w.read_along("chief", v["conversation"], False)
    check("and when it ends", b"reads_along" in anna.listen())
    check("the customer does not", visitor.listen() == b"", visitor.heard)
done()
