#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""again.t - a visitor whose conversation has ended asks something new: the
same customer, with what was before.
"""
from desk import Desk, check, client_id, done


def conversations(desk, token):
    return {c["conversation"]["id"]: c["conversation"] for c in desk.ask("GET",
        "/api/v1/snapshot", token=token).json["conversations"]}


def open_again(desk, secret, text, **fields):
    return desk.post("/visitor/conversations", secret, text=text, **fields)


with Desk() as desk:
    desk.operator("anna", "--name", "Anna")
    anna = desk.sign_in("anna").json["token"]
    first = desk.visitor("Where is my parcel?", name="Ola",
        contact="ola@example.test", language="pl").json
    old, secret = first["conversation"], first["secret"]
    answer = open_again(desk, secret, "Impatient")
    check("not while one is open", answer.status == 409 and
        answer.json["error"] == "conflict", answer)

    def version(c):
        return conversations(desk, anna)[c]["version"]

    desk.post("/conversations/%d/take" % old, anna, version=version(old))
    desk.post("/visitor/close", secret)
    check("ended by the visitor, for the operator it is not yet",
        conversations(desk, anna)[old]["state"] == "wrap_up")
    desk.post("/visitor/rating", secret, stars=4, text="quick")

    same = client_id()
    opened = open_again(desk, secret, "My invoice", client_id=same)
    check("another one is opened while the first is wrapped up",
        opened.status == 201 and opened.json["conversation"] != old and
        opened.json["secret"] != secret, opened)
    now = opened.json["conversation"]
    again = open_again(desk, secret, "My invoice", client_id=same)
    check("once, however often it is asked for", again.status == 200 and
        again.json["conversation"] == now, again)
    for name, one in (("earlier", secret), ("new", opened.json["secret"])):
        seen = desk.ask("GET", "/api/v1/visitor/conversation", token=one)
        check("the %s secret shows it" % name, seen.status == 200 and
            seen.json["conversation"] == now and
            "parcel" not in str(seen.json), seen)
    said = desk.post("/visitor/messages", secret, text="hello?")
    check("and writes into it", said.status == 201 and
        said.json["conversation"] == now, said)

    desk.post("/conversations/%d/outcome" % old, anna, version=version(old),
        outcome="solved")
    new = conversations(desk, anna)[now]
    check("it is of the same customer, whose name was not asked again",
        new["name"] == "Ola", new)
    def change(**members):
        return desk.ask("PATCH", "/api/v1/customers/%d" % new["customer_id"],
            dict(members, client_id=client_id()), token=anna)

    change(note="kind", segment="vip", tags=["Invoice", "#refund"],
        fields=[{"name": "order", "value": "4481-22"},
        {"name": "plan", "value": "gold"}])
    said = change(fields=[{"name": "plan", "value": ""}], tags=["invoice"])
    check("what is left out of a change stays", said.status == 201 and
        said.json["customer"]["note"] == "kind" and
        said.json["customer"]["segment"] == "vip", said)
    check("a field is changed by itself", said.json["customer"]["fields"] ==
        [{"name": "order", "value": "4481-22"}], said)
    said = change(fields=[{"name": "two words", "value": "x"}])
    check("a field's name is a word", said.status == 400 and
        "fields" in said.json["message"], said)
    said = change(tags=["x%d" % n for n in range(17)])
    check("tags are bounded", said.status == 413, said)
    desk.post("/visitor/close", secret)
    opened = open_again(desk, secret, "A third time")
    check("who comes again", opened.status == 201, opened)
    now = opened.json["conversation"]
    record = desk.ask("GET", "/api/v1/customers/%d" % new["customer_id"],
        token=anna)
    check("is still who it was", record.json["tags"] == ["invoice"] and
        record.json["segment"] == "vip" and record.json["note"] == "kind" and
        record.json["fields"][0]["value"] == "4481-22", record)
    before = [e for e in record.json["earlier"] if e["conversation"] == old]
    check("the operator reads what was before", before and
        before[0]["outcome"] == "solved" and before[0]["stars"] == 4 and
        before[0]["operator_name"] == "Anna" and
        before[0]["subject"] == "Where is my parcel?", record)
    check("and the contact is kept", record.json["contact"] ==
        "ola@example.test" and record.json["language"] == "pl", record)

    desk.stop()
    desk.start()
    seen = desk.ask("GET", "/api/v1/visitor/conversation", token=secret)
    check("after a restart too", seen.status == 200 and
        seen.json["conversation"] == now, seen)
done()
