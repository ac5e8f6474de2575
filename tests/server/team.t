#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""team.t - rooms of the team: members see them and nobody else, no visitor has
a way to them, each member has their own mark of what is read, and what was
said goes with its age.
"""
import json
import os
import sqlite3

from desk import Desk, check, client_id, done, temp_dir, until

WORD = "xylophone"
DAY_MS = 86400000
data = temp_dir()


def rooms(desk, token):
    return {c["conversation"]["id"]: c for c in desk.ask("GET",
        "/api/v1/snapshot", token=token).json["conversations"]
        if c["conversation"]["state"] == "team"}


def news(desk, token, cursor):
    answer = desk.ask("GET", "/api/v1/events?hold=0&watch=1&cursor=" +
        cursor, token=token)
    return [] if answer.status == 204 else answer.json["events"]


def cursor(desk, token):
    return desk.ask("GET", "/api/v1/snapshot", token=token).json["cursor"]


with Desk(data=data) as desk:
    for name in ("Billing", "Travel"):
        desk.cli("department", "add", name)
    ids = {d["name"]: d["id"] for d in desk.ask("GET",
        "/api/v1/admin/departments", admin=True).json["departments"]}
    desk.operator("anna", "--department", "Billing")
    desk.operator("boris", "--department", "Travel")
    desk.operator("chief", "--role", "supervisor", "--department", "Travel")
    anna, boris, chief = (desk.sign_in(n).json["token"]
        for n in ("anna", "boris", "chief"))
    who = {o["login"]: o["id"] for o in desk.ask("GET", "/api/v1/snapshot",
        token=anna).json["operators"]}
    before = {t: cursor(desk, t) for t in (anna, boris, chief)}

    same = client_id()
    said = desk.post("/rooms", anna, operator_id=who["boris"], text=WORD,
        client_id=same)
    again = desk.post("/rooms", anna, operator_id=who["boris"], text=WORD,
        client_id=same)
    two = said.json["conversation"]
    check("a word makes the room, once", said.status == 201 and
        again.status == 200 and said.json["seq"] == again.json["seq"] and
        said.json["type"] == "message", (said, again))
    back = desk.post("/rooms", boris, operator_id=who["anna"])
    check("the other finds the same one", back.status == 200 and
        back.json["type"] == "room" and back.json["conversation"] == two,
        back)
    check("both hear of it, a supervisor does not",
        [[e["type"] for e in news(desk, t, before[t])]
        for t in (anna, boris, chief)] == [["room", "message"]] * 2 + [[]])
    check("nor with a snapshot", two in rooms(desk, boris) and
        rooms(desk, chief) == {})
    for method, path, body in (("GET", "transcript", None),
            ("POST", "messages", {"text": "x"}), ("POST", "read",
            {"upto": 1}), ("POST", "notes", {"text": "x"}),
            ("POST", "take", {"version": 1}), ("POST", "tags",
            {"add": ["x"]})):
        foreign, missing = (desk.ask(method, "/api/v1/conversations/%d/%s" %
            (c, path), body and dict(body, client_id=client_id()), chief)
            for c in (two, 987654))
        check("to a supervisor it is not there: " + path,
            foreign.status == missing.status == 404, foreign)
    check("no search finds it for them", desk.ask("GET", "/api/v1/search?q=" +
        WORD, token=chief).json["hits"] == [] and len(desk.ask("GET",
        "/api/v1/search?q=" + WORD, token=boris).json["hits"]) == 1)
    check("nor does the administrator's transcript", desk.ask("GET",
        "/api/v1/admin/transcript?conversation=%d" % two,
        admin=True).status == 404)

    # --- a department's
    check("a department of others has no room for me", desk.post("/rooms",
        anna, department_id=ids["Travel"]).status == 400)
    travel = desk.post("/rooms", boris, department_id=ids["Travel"],
        text="good morning").json["conversation"]
    check("its supervisor is in it, others are not", travel in
        rooms(desk, chief) and travel not in rooms(desk, anna))
    everybody = desk.post("/rooms", chief).json["conversation"]
    check("one is everybody's", all(everybody in rooms(desk, t)
        for t in (anna, boris, chief)))

    # --- read marks
    at = cursor(desk, boris), cursor(desk, chief)
    desk.post("/conversations/%d/read" % travel, chief, upto=10 ** 6)
    marks = [rooms(desk, t)[travel]["conversation"].get("operator_read", 0)
        for t in (chief, boris)]
    check("each has read as far as they have", marks[0] > 0 and
        marks[1] == 0, marks)
    check("and alone hears of it", [e["type"] for e in news(desk, chief,
        at[1])] == ["read"] and news(desk, boris, at[0]) == [])

    # --- nothing for customers works there
    refused = {}
    for verb, fields in (("notes", {"text": "x"}), ("take", {"version": 1}),
            ("transfer", {"version": 1, "operator_id": who["chief"]}),
            ("take-back", {"version": 1}), ("decline", {"version": 1}),
            ("tags", {"add": ["x"]}), ("promise", {"due": 1790000000000,
            "text": "x"}), ("aside", {"until": 0}), ("close",
            {"version": 1}), ("outcome", {"version": 1, "outcome": "spam"})):
        answer = desk.post("/conversations/%d/%s" % (two, verb), anna,
            **fields)
        refused[verb] = answer.status
    check("nothing that is for customers is done there",
        set(refused.values()) == {403}, refused)
    check("and nobody has more to do", [o["load"] if "load" in o else 0
        for o in desk.ask("GET", "/api/v1/snapshot",
        token=anna).json["operators"]] == [0, 0, 0])

    # --- no visitor has a way
    v = desk.visitor("Hello").json
    secret = v["secret"]
    made = client_id()
    desk.ask("POST", "/api/v1/conversations/%d/files?name=x.txt&client_id=%s"
        % (two, made), b"for boris", anna)
    desk.post("/conversations/%d/messages" % two, anna, files=[made], text="")
    check("a colleague has its file", desk.ask("GET", "/api/v1/files/" + made,
        token=boris).status == 200 and desk.ask("GET", "/api/v1/files/" +
        made, token=chief).status == 404)
    for room in (two, travel, everybody):
        for path, fields in (("messages", {"text": "x"}), ("read",
                {"upto": 10 ** 6}), ("close", {}), ("rating", {"stars": 1})):
            answer = desk.post("/visitor/" + path, secret, conversation=room,
                conversation_id=room, **fields)
            check("a visitor's %s is about their own" % path,
                answer.status == 409 or answer.json.get("conversation") ==
                v["conversation"], answer)
    for path in ("/api/v1/visitor/files/" + made,
            "/api/v1/visitor/conversations/%d" % two,
            "/api/v1/conversations/%d/transcript" % two, "/api/v1/rooms"):
        answer = desk.ask("GET", path, token=secret)
        check("nothing for a visitor at " + path.rstrip("0123456789abcdef"),
            answer.status in (401, 404, 405), answer)
    seen = desk.ask("GET", "/api/v1/visitor/conversation", token=secret)
    told = desk.ask("GET", "/api/v1/visitor/events?hold=0&cursor=" +
        v["cursor"], token=secret)
    check("nor is a word of it in what they read", seen.status == 200 and
        all(word not in seen.body + told.body for word in
        (WORD.encode(), b"good morning", b'"team"')), (seen, told))

    # --- one who was erased is nobody, not the owner of rooms
    customer = desk.ask("GET", "/api/v1/admin/transcript?conversation=%d" %
        v["conversation"], admin=True).json["conversation"]["customer_id"]
    desk.ask("POST", "/api/v1/admin/erase", {"customer": customer},
        admin=True)
    answer = desk.ask("GET", "/api/v1/visitor/conversation", token=secret)
    check("who was erased is told so", answer.status == 410, answer)

    # --- numbers that are not kept
    text = desk.post("/rooms", anna, operator_id=who["boris"],
        text="4111 1111 1111 1111").json["text"]
    check("a card's number is masked", text == "****1111", text)
    desk.post("/rooms", anna, operator_id=who["boris"], text="4111 1111")
    half = desk.post("/rooms", anna, operator_id=who["boris"],
        text="1111 1111")
    all_text = desk.ask("GET", "/api/v1/conversations/%d/transcript" % two,
        token=boris).body.decode()
    check("also one in two pieces", half.json["text"] == "****1111" and
        '"text":"4111 1111"' not in all_text, half)

    desk.post("/conversations/%d/messages" % travel, boris, text="today")

# --- a restart forgets nothing, and what is old goes
path = os.path.join(temp_dir(), "conf")
with open(path, "w", encoding="utf-8") as f:
    f.write("[retention]\nteam = 30d\n")
db = sqlite3.connect(data + "/desk.db")
db.execute("UPDATE events SET at = at - ? WHERE conversation = ?",
    (40 * DAY_MS, two))
db.execute("UPDATE files SET at = at - ? WHERE conversation = ?",
    (40 * DAY_MS, two))
db.commit()
db.close()
with Desk("--config", path, data=data) as desk:
    boris = desk.sign_in("boris").json["token"]
    chief = desk.sign_in("chief").json["token"]
    mine = rooms(desk, chief)[travel]["conversation"]
    check("the marks are kept", mine.get("operator_read", 0) == marks[0],
        mine)
    check("what is old is erased, the room stays", until(lambda: [e["type"]
        for e in rooms(desk, boris)[two]["events"]] == ["room"]),
        rooms(desk, boris)[two])
    check("the others keep theirs", [e["type"] for e in
        rooms(desk, boris)[travel]["events"]][:2] == ["room", "message"])
    check("no search finds it", desk.ask("GET", "/api/v1/search?q=" + WORD,
        token=boris).json["hits"] == [])
    check("the file is gone", until(lambda: [n for r, d, names in
        os.walk(data + "/files") for n in names] == []))
    acts = [json.loads(x)["record"] for x in desk.cli("audit", "list",
        "--json")[1].splitlines()]
    check("the trail says how much", [a for a in acts if a["act"] ==
        "expired" and a.get("what") == "team"] != [], acts)
done()
