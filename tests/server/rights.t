#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rights.t - who may see and do what: foreign things look like no things,
races have one winner, floods are slowed down.
"""
import threading

from desk import Desk, check, client_id, done

with Desk() as desk:
    for name in ("Billing", "Travel"):
        desk.cli("department", "add", name)
    departments = {d["name"]: d["id"] for d in desk.ask("GET",
        "/api/v1/admin/departments", admin=True).json["departments"]}
    desk.operator("anna", "--department", "Billing")
    desk.operator("boris", "--department", "Travel")
    desk.operator("chief", "--role", "supervisor")
    anna, boris, chief = (desk.sign_in(n).json["token"]
        for n in ("anna", "boris", "chief"))

    a = desk.visitor("one", department_id=departments["Billing"]).json
    b = desk.visitor("two", department_id=departments["Travel"]).json

    # --- visitors
    seen = desk.ask("GET", "/api/v1/visitor/conversation",
        token=b["secret"]).json
    check("a secret shows its own conversation only",
        seen["conversation"] == b["conversation"] and "one" not in str(seen),
        seen)
    said = desk.post("/visitor/messages", b["secret"], text="mine",
        conversation=a["conversation"], conversation_id=a["conversation"])
    check("a member too many moves nothing", said.status == 201 and
        said.json["conversation"] == b["conversation"], said)
    for path in ("/snapshot", "/conversations/%d/transcript" %
            a["conversation"], "/customers/1", "/canned"):
        answer = desk.ask("GET", "/api/v1" + path, token=a["secret"])
        check("a visitor's secret is no token: " + path,
            answer.status == 401, answer)
    answer = desk.ask("GET", "/api/v1/visitor/conversation", token=anna)
    check("a token is no secret", answer.status == 401, answer)

    # --- operators of other departments
    mine, none = a["conversation"], 987654
    version = {c["conversation"]["id"]: c["conversation"]["version"]
        for c in desk.ask("GET", "/api/v1/snapshot", token=chief)
        .json["conversations"]}
    shown = [c["conversation"]["id"] for c in desk.ask("GET",
        "/api/v1/snapshot", token=boris).json["conversations"]]
    check("the snapshot holds one's own department only",
        shown == [b["conversation"]], shown)
    writes = (("messages", {"text": "x"}), ("notes", {"text": "x"}),
        ("take", {"version": version[mine]}),
        ("transfer", {"version": version[mine],
            "department_id": departments["Travel"]}),
        ("take-back", {"version": version[mine]}),
        ("close", {"version": version[mine]}),
        ("outcome", {"version": version[mine], "outcome": "spam"}),
        ("read", {"upto": 1}))
    for verb, fields in writes:
        foreign, missing = (desk.post("/conversations/%d/%s" % (c, verb),
            boris, **fields) for c in (mine, none))
        check("foreign looks like missing: " + verb,
            foreign.status == missing.status == 404 and
            foreign.json["error"] == "not_found",
            "%s\n%s" % (foreign, missing))
    answer = desk.ask("GET", "/api/v1/conversations/%d/transcript" % mine,
        token=boris)
    check("foreign looks like missing: transcript", answer.status == 404,
        answer)
    customer = desk.ask("GET", "/api/v1/snapshot", token=anna).json[
        "conversations"][0]["conversation"]["customer_id"]
    answer = desk.ask("GET", "/api/v1/customers/%d" % customer, token=boris)
    check("foreign looks like missing: customer", answer.status == 404,
        answer)
    for path in ("operators", "departments", "canned", "status"):
        answer = desk.ask("GET", "/api/v1/admin/" + path, token=chief)
        check("the administrator's paths are on the socket only: " + path,
            answer.status == 404, answer)

    # --- one winner
    answers = []

    def take(token):
        answers.append(desk.post("/conversations/%d/take" % mine, token,
            version=version[mine]))

    threads = [threading.Thread(target=take, args=(t,))
        for t in (anna, chief) * 8]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    won = [x for x in answers if x.status == 201]
    lost = [x for x in answers if x.status == 409]
    check("of sixteen who take it one wins", len(won) == 1 and
        len(lost) == 15, [str(x) for x in answers])
    check("the others are told who", won and all(x.json.get("operator") ==
        won[0].json["operator_id"] for x in lost), [str(x) for x in lost])

    # --- repeats
    same = client_id()
    owner = anna if won[0].json["operator_id"] == desk.ask("GET",
        "/api/v1/snapshot", token=anna).json["me"]["id"] else chief
    path = "/conversations/%d/messages" % mine
    stored = desk.post(path, owner, text="once", client_id=same)
    again = desk.post(path, owner, text="once", client_id=same)
    check("the same request again is answered with what is stored",
        stored.status == 201 and again.status == 200 and
        stored.json["seq"] == again.json["seq"], again)
    answer = desk.post(path, owner, text="twice", client_id=same)
    check("the same id for another text is a conflict",
        answer.status == 409 and answer.json["error"] == "conflict", answer)

    # --- floods
    answers = [desk.post("/visitor/messages", b["secret"], text="m%d" % i)
        for i in range(40)]
    slowed = [x for x in answers if x.status == 429]
    check("a flood is slowed down", 19 <= len(answers) - len(slowed) < 40,
        [x.status for x in answers])
    check("and told when to come back", slowed and
        all(int(x.header("Retry-After")) >= 1 for x in slowed))
    answer = desk.post("/visitor/messages", a["secret"], text="me too")
    check("another visitor is not", answer.status == 201, answer)
    answers = [desk.visitor("n%d" % i) for i in range(40)]
    check("so are openings from one address", answers[-1].status == 429,
        answers[-1])

    # --- sessions
    desk.cli("operator", "disable", "boris")
    answer = desk.ask("GET", "/api/v1/snapshot", token=boris)
    check("who is disabled is out at once", answer.status == 401, answer)
    check("and cannot come in", desk.sign_in("boris").status == 401)
    desk.cli("operator", "enable", "boris")
    check("until enabled", desk.sign_in("boris").status == 201)
    desk.cli("operator", "passwd", "anna", "--password-stdin",
        stdin=b"another-word\n")
    answer = desk.ask("GET", "/api/v1/snapshot", token=anna)
    check("a new password ends the sessions", answer.status == 401, answer)
    check("the old one is wrong", desk.sign_in("anna").status == 401)
    check("the new one is right",
        desk.sign_in("anna", "another-word").status == 201)
done()
