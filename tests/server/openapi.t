#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""openapi.t - the running desk against doc/openapi.json: every operation is
driven, its status and every member of its answer must be in the file; and the
file and the desk's own table of routes name the same operations.
"""
import json
import os
import re
import time

from desk import SRC, Desk, check, client_id, done, run, until

with open(os.path.join(SRC, "doc/openapi.json"), encoding="utf-8") as f:
    DOC = json.load(f)
OPERATIONS = {op["operationId"]: (method.upper(), path, op)
    for path, item in DOC["paths"].items() for method, op in item.items()}


# --- a validator of as much of JSON Schema as the file uses ----------------

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool,
    "integer": int}
KEYS = {"type", "properties", "required", "additionalProperties", "items",
    "enum", "const", "pattern", "minimum", "maximum", "maxLength", "maxItems",
    "description", "$ref"}


def resolve(node):
    while "$ref" in node:
        at = DOC
        for key in node["$ref"][2:].split("/"):
            at = at[key]
        node = at
    return node


def wrong(value, schema, at="answer"):
    """What is wrong, a list of sentences."""
    schema = resolve(schema)
    unknown = set(schema) - KEYS
    if unknown:
        return ["%s: this test does not know %s" % (at, unknown)]
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or
            (kind == "integer" and isinstance(value, bool))):
        return ["%s: %r is no %s" % (at, value, kind)]
    out = []
    if "enum" in schema and value not in schema["enum"]:
        out.append("%s: %r is none of %s" % (at, value, schema["enum"]))
    if "const" in schema and value != schema["const"]:
        out.append("%s: %r is not %r" % (at, value, schema["const"]))
    if "pattern" in schema and not re.search(schema["pattern"], value):
        out.append("%s: %r does not fit %s" % (at, value, schema["pattern"]))
    if kind == "integer" and not (schema.get("minimum", value) <= value <=
            schema.get("maximum", value)):
        out.append("%s: %d is out of range" % (at, value))
    if kind == "string" and len(value) > schema.get("maxLength", len(value)):
        out.append("%s: too long" % at)
    if kind == "array":
        if len(value) > schema.get("maxItems", len(value)):
            out.append("%s: too many" % at)
        for i, one in enumerate(value):
            out += wrong(one, schema["items"], "%s[%d]" % (at, i))
    if kind == "object":
        known = schema.get("properties", {})
        for key in schema.get("required", []):
            if key not in value:
                out.append("%s.%s: missing" % (at, key))
        for key, one in value.items():
            if key in known:
                out += wrong(one, known[key], at + "." + key)
            elif schema.get("additionalProperties") is False:
                out.append("%s.%s: not in the file" % (at, key))
    return out


# --- driving ---------------------------------------------------------------

driven = {}


class Drive:
    def __init__(self, desk):
        self.desk = desk

    def __call__(self, name, status, body=None, token=None, query="",
            **places):
        """Asks an operation; checks answer against the file; gives it."""
        method, path, op = OPERATIONS[name]
        is_file = isinstance(body, bytes)
        if body is not None and "requestBody" in op and not is_file:
            schema = op["requestBody"]["content"]["application/json"]["schema"]
            body = dict(body)
            if "client_id" in schema.get("properties", {}):
                body.setdefault("client_id", client_id())
            if status < 300:
                problems = wrong(body, schema, "request")
                if problems:
                    check(name + ": the request fits", False, problems)
        for key, value in places.items():
            path = path.replace("{%s}" % key, str(value))
        answer = self.desk.ask(method, path + query, body, token,
            admin="/admin/" in path)
        driven.setdefault(name, set()).add(str(answer.status))
        problems = []
        if answer.status != status:
            problems.append("%d instead of %d" % (answer.status, status))
        said = op["responses"].get(str(answer.status))
        if said is None:
            problems.append("%d is not in the file" % answer.status)
        else:
            content = resolve(said).get("content")
            if content is None and answer.body:
                problems.append("a body where the file has none")
            if content is not None and "application/json" not in content:
                if not answer.header("Content-Disposition").startswith(
                        "attachment;"):
                    problems.append("no attachment")
            elif content is not None:
                if answer.header("Content-Type") != "application/json":
                    problems.append("Content-Type: %s" %
                        answer.header("Content-Type"))
                problems += wrong(answer.json,
                    content["application/json"]["schema"])
            if answer.status in (429, 503) and \
                    not answer.header("Retry-After"):
                problems.append("no Retry-After")
        check("%s: %d" % (name, status), not problems,
            "%s\n%s" % (problems, answer))
        return answer


def drive_admin(go):
    department = go("admin_department_put", 201, {"department":
        {"name": "Billing", "skills": ["cards"]}}).json["department"]
    go("admin_department_put", 409, {"department": {"name": "Billing"}})
    go("admin_department_list", 200)
    for login, role, departments in (("anna", "operator", []),
            ("boris", "supervisor", [department["id"]])):
        go("admin_operator_put", 201, {"operator": {"login": login, "name":
            login.title(), "role": role, "languages": ["ru", "en"],
            "skills": ["cards"], "departments": departments, "limit": 5},
            "password": "secret-word"})
    go("admin_operator_put", 400, {"operator": {"login": "Not A Login",
        "name": "x", "limit": 5}})
    go("admin_operator_list", 200)
    reply = {"shortcut": "hi", "title": "Hi", "language": "en",
        "text": "Hello {customer.name}"}
    canned = go("admin_canned_put", 201, {"canned": reply}).json["canned"]
    go("admin_canned_put", 201, {"canned": dict(reply, id=canned["id"],
        text="Good day")})
    go("admin_canned_list", 200)
    go("admin_canned_import", 200, {"canned": [dict(reply, text="Hey",
        id=canned["id"]), dict(reply, shortcut="many")]})
    go("admin_canned_import", 400, {"canned": []})
    query = "?name=x.pdf&client_id=" + "9" * 32
    go("admin_canned_file_put", 201, b"%PDF", query=query)
    go("admin_canned_file_put", 200, b"%PDF", query=query)
    go("admin_canned_put", 201, {"canned": dict(reply, id=canned["id"]),
        "files": ["9" * 32]})
    go("admin_canned_uses", 200)
    go("admin_status", 200)
    go("admin_estimates", 200)
    go("admin_reload", 200)
    go("admin_audit", 200)
    go("admin_audit_verify", 200)
    go("admin_totp", 201, {"login": "anna"})
    go("admin_totp", 204, {"login": "anna", "off": True})
    go("admin_totp", 404, {"login": "nobody"})
    go("admin_totp", 400, {})
    return department, canned


def drive_sign_in(go):
    tokens = []
    for login in ("anna", "boris"):
        s = go("sign_in", 201, {"login": login, "password": "secret-word",
            "device": "test"}).json
        tokens.append(s["token"])
    listed = go("session_list", 200, token=tokens[0]).json["sessions"]
    more = go("sign_in", 201, {"login": "anna", "password": "secret-word",
        "device": "more"}).json["token"]
    go("session_revoke", 404, token=tokens[1], session=listed[0]["id"])
    go("session_revoke", 200, token=tokens[0], session=[x["id"] for x in go(
        "session_list", 200, token=more).json["sessions"]
        if x.get("is_current")][0])
    go("session_list", 401, token=more)
    go("admin_session_list", 200)
    made = go("admin_token_add", 201, {"login": "boris", "device": "ci",
        "reads_only": True}).json
    go("admin_token_add", 409, {"login": "boris", "device": "ci"})
    go("admin_token_add", 404, {"login": "nobody", "device": "ci"})
    go("admin_token_add", 400, {"login": "boris", "device": ""})
    go("session_revoke", 403, token=made["token"],
        session=made["session"]["id"])
    go("admin_session_revoke", 200, {"login": "boris", "device": "ci"})
    go("admin_session_revoke", 404, {"id": 999})
    go("admin_session_revoke", 400, {})
    go("sign_in", 401, {"login": "anna", "password": "wrong-word"})
    go("sign_in", 400, {"password": "wrong-word"})
    return tokens, s["snapshot"]["me"]["id"]


def drive_visitor(go):
    opening = {"client_id": client_id(), "text": "Мой заказ?\nГде он?",
        "name": "Ola", "contact": "ola@example.org", "language": "ru",
        "page": "https://shop.example/cart"}
    v = go("visitor_open", 201, opening).json
    again = go("visitor_open", 200, opening).json
    check("the same opening is the same conversation",
        again["conversation"] == v["conversation"], again)
    go("visitor_open", 409, dict(opening, text="other"))
    go("visitor_open", 400, {"text": ""})
    go("visitor_conversation", 200, token=v["secret"])
    go("visitor_conversation", 401)
    said = {"client_id": client_id(), "text": "are you there?"}
    go("visitor_message", 201, said, v["secret"])
    go("visitor_message", 200, said, v["secret"])
    go("visitor_message", 413, {"text": "x" * 16385}, v["secret"])
    go("visitor_typing", 204, {"is_typing": True, "text": "hm"}, v["secret"])
    query = "?client_id=%s&name=bill.pdf" % ("a" * 32)
    go("visitor_file_put", 201, b"%PDF", v["secret"], query=query)
    go("visitor_file_put", 200, b"%PDF", v["secret"], query=query)
    go("visitor_file_put", 409, b"other", v["secret"], query=query)
    go("visitor_message", 201, {"files": ["a" * 32]}, v["secret"])
    go("visitor_file_get", 200, token=v["secret"], file="a" * 32)
    go("visitor_file_get", 404, token=v["secret"], file="b" * 32)
    return v


def drive_canned(go, token, me):
    go("canned", 200, token=token)
    own = {"shortcut": "my", "text": "Hello {?Name}", "owner_id": me}
    go("canned_put", 403, {"canned": {"shortcut": "my", "text": "x"}}, token)
    go("canned_put", 400, {"canned": dict(own, text="{x")}, token)
    own = go("canned_put", 201, {"canned": own}, token).json["canned"]
    go("canned_put", 201, {"canned": dict(own, title="Mine")}, token)
    go("canned_put", 409, {"canned": own}, token)
    query = "?name=x.pdf&client_id=" + "d" * 32
    go("canned_file_put", 201, b"%PDF", token, query=query)
    go("canned_file_put", 200, b"%PDF", token, query=query)
    go("canned_file_put", 409, b"other", token, query=query)
    own = go("canned_put", 201, {"canned": dict(own, version=2), "files":
        ["d" * 32]}, token).json["canned"]
    go("canned", 200, token=token)
    go("file_get", 200, token=token, file="d" * 32)
    own["version"] -= 1
    go("canned_remove", 409, {"version": own["version"]}, token,
        id=own["id"])
    go("canned_remove", 201, {"version": own["version"] + 1}, token,
        id=own["id"])
    go("canned_remove", 404, token=token, id=own["id"])


def drive_operator(go, token, other_id, department_id, v):
    snapshot = go("snapshot", 200, token=token).json
    c = v["conversation"]
    cursor = "?cursor=%s&hold=0" % snapshot["cursor"]
    go("events", 200, token=token, query=cursor)
    # Having asked is presence, which is news by itself.
    until(lambda: go("snapshot", 200, token=token).json["me"]["presence"] ==
        "online")
    news = go("events", 200, token=token, query=cursor).json
    go("events", 204, token=token, query="?cursor=%s&hold=0" %
        news["cursor"])
    go("events", 410, token=token, query="?cursor=00000000.7&hold=0")
    go("presence", 204, {"presence": "away"}, token)
    go("presence", 204, {"presence": "online"}, token)
    one = [x["conversation"] for x in snapshot["conversations"]][0]
    taken = go("take", 201, {"version": one["version"]}, token,
        conversation=c).json
    go("take", 409, {"version": one["version"]}, token, conversation=c)
    go("take_next", 404, {}, token)
    go("talk", 201, {}, token)
    go("talk", 200, {}, token)
    go("talk", 201, {"text": "Good morning."}, token)
    go("talk", 400, {"operator_id": 987654}, token)
    go("aside", 409, {"until": 0, "upto": 1}, token, conversation=c)
    go("aside", 201, {"until": 0}, token, conversation=c)
    go("message", 201, {"text": "Здравствуйте!"}, token, conversation=c)
    go("message", 404, {"text": "x"}, token, conversation=999)
    shared = [r["id"] for r in go("canned", 200, token=token).json["canned"]]
    go("message", 201, {"text": "x", "canned_ids": shared[:1]}, token,
        conversation=c)
    go("message", 201, {"files": ["9" * 32]}, token, conversation=c)
    go("canned", 200, token=token)
    go("admin_canned_uses", 200)
    go("message", 400, {"text": " "}, token, conversation=c)
    query = "?client_id=%s&name=%%C5%%BC.txt" % ("c" * 32)
    go("file_put", 201, b"x" * 300000, token, conversation=c, query=query)
    go("file_put", 400, b"", token, conversation=c, query=query)
    go("file_put", 404, b"x", token, conversation=999,
        query="?client_id=%s&name=x" % ("d" * 32))
    go("message", 201, {"text": "see", "files": ["9" * 32]}, token,
        conversation=c)
    go("file_get", 200, token=token, file="a" * 32)
    go("file_get", 404, token=token, file="e" * 32)
    go("note", 201, {"text": "asks twice"}, token, conversation=c)
    go("typing", 204, {"is_typing": True}, token, conversation=c)
    go("whisper", 403, {"operator_id": 1, "text": "x"}, token, conversation=c)
    go("join", 403, {}, token, conversation=c)
    go("leave", 403, {}, token, conversation=c)
    go("reassign", 403, {"version": 1}, token, conversation=c)
    go("read_along", 403, {"is_on": True}, token, conversation=c)
    go("broadcast", 403, {"text": "x"}, token)
    go("broadcast_seen", 201, {"broadcast": 1}, token)
    go("force", 403, {"presence": "away"}, token, operator=other_id)
    go("operator_sign_out", 403, token=token, operator=other_id)
    go("read", 201, {"upto": taken["seq"]}, token, conversation=c)
    news = go("visitor_events", 200, token=v["secret"],
        query="?cursor=%s&hold=0&tab=3" % v["cursor"]).json
    check("no note reaches the visitor", "asks twice" not in str(news), news)
    go("visitor_events", 204, token=v["secret"],
        query="?cursor=%s&hold=0&tab=3" % news["cursor"])
    go("visitor_read", 201, {"upto": news["events"][-1]["seq"]}, v["secret"])
    go("transfer", 400, {"version": taken["seq"], "operator_id": other_id},
        token, conversation=c)
    moved = go("transfer", 201, {"version": taken["seq"],
        "department_id": department_id, "text": "yours"}, token, conversation=c).json
    back = go("take_back", 201, {"version": moved["seq"]}, token,
        conversation=c).json
    go("edit", 409, {"message": 1, "text": "x"}, token, conversation=c)
    go("decline", 409, {"version": back["seq"]}, token, conversation=c)
    go("tag", 201, {"add": ["#Invoice"], "remove": ["none"]}, token,
        conversation=c)
    go("tag", 400, {"add": ["two words"]}, token, conversation=c)
    drive_blocks(go, token, c)
    go("promise", 201, {"due": 1790000000000, "text": "a mail"}, token,
        conversation=c)
    closed = go("close", 201, {"version": back["seq"], "text": "done"}, token,
        conversation=c).json
    go("outcome", 201, {"version": closed["seq"], "outcome": "solved"}, token,
        conversation=c)
    go("transcript", 200, token=token, conversation=c)
    go("transcript", 200, token=token, conversation=c, query="?before=3")
    go("figures", 403, token=token)
    go("search", 400, token=token)
    go("search", 413, token=token, query="?q=" + "a" * 201)
    found = go("search", 200, token=token, query="?q=yours&limit=1").json
    check("a hit is told", len(found["hits"]) == 1, found)
    drive_stats(go, token, c)
    drive_canned(go, token, snapshot["me"]["id"])
    return one["customer_id"]


def drive_blocks(go, token, c):
    go("block", 400, {"kind": "address"}, token, conversation=c)
    go("block", 400, {"kind": "all"}, token, conversation=c)
    go("block", 403, {"kind": "session"}, token, conversation=c)
    made = go("block", 201, {"kind": "session", "is_limit": True, "span":
        60000, "reason": "floods"}, token, conversation=c).json
    go("block", 409, {"kind": "session", "is_limit": True, "span": 60000},
        token, conversation=c)
    listed = go("blocks", 200, token=token).json["blocks"]
    check("a block is listed", [b["id"] for b in listed] == [made["seq"]],
        listed)
    go("block_range", 403, {"address": "192.0.2.7"}, token)
    go("unblock", 201, {"reason": "sorry"}, token, block=made["seq"])
    go("unblock", 404, {}, token, block=made["seq"])
    go("admin_blocks", 200, query="?all=1")
    go("admin_blocks", 400, query="?address=x")
    go("admin_block_range", 400, {"address": "127.0.0.1"})
    made = go("admin_block_range", 201, {"address": "192.0.2.0/24"}).json
    go("admin_blocks", 200, query="?address=192.0.2.7")
    go("admin_unblock", 201, {}, block=made["seq"])
    go("admin_block", 404, {"kind": "session"}, conversation=999)


def drive_stats(go, token, c):
    day = "?since=1600000000000&until=1630000000000"
    go("stats", 400, token=token)
    go("stats", 400, token=token, query=day + "&by=moon")
    go("admin_stats", 400)
    now = int(time.time() * 1000)
    day = "?since=%d&until=%d" % (now - 3600000, now + 60000)
    for by in ("", "operator", "department", "language", "segment", "hour"):
        got = go("stats", 200, token=token, query=day + "&by=" + by).json
        check("figures by " + by, got["total"]["n"] >= 1 and (by == "") ==
            (got["lines"] == []), got)
    rows = go("stats", 200, token=token, query=day + "&rows=1").json
    check("a row for it", c in [r["conversation"] for r in rows["rows"]] and
        rows["complete"], rows)
    go("admin_stats", 200, query=day)
    go("winback", 404, {"state": "won"}, token, conversation=999)
    go("winbacks", 200, token=token)


def drive_erase(go, desk, customer, v):
    """Last of all: then there is nothing to ask about."""
    go("admin_customers", 400)
    go("admin_customers", 200, query="?contact=nobody%40example.org")
    made = client_id()
    desk.ask("POST", "/api/v1/visitor/files?name=x.txt&client_id=" + made,
        b"bytes", v["secret"])
    go("admin_customer", 400)
    go("admin_customer", 404, query="?id=999")
    known = go("admin_customer", 200, query="?id=%d" % customer).json
    check("what is known of a customer", known["files"][-1]["id"] == made and
        known["conversations"][0]["id"] == v["conversation"] and
        known["records"], known)
    go("admin_transcript", 200, query="?conversation=%d" % v["conversation"])
    go("admin_transcript", 404, query="?conversation=999")
    go("admin_why", 200, query="?conversation=%d" % v["conversation"])
    go("admin_why", 404, query="?conversation=999")
    go("admin_file", 200, query="?id=" + made)
    go("admin_file", 404, query="?id=" + "f" * 32)
    go("admin_file", 400, query="?id=x")
    go("admin_erase", 400, {})
    go("admin_erase", 404, {"customer": 999})
    go("admin_erase", 200, {"customer": customer})
    answer = desk.ask("GET", "/api/v1/visitor/conversation",
        token=v["secret"])
    check("a visitor who was erased: 410", answer.status == 410 and
        answer.json["error"] == "erased", answer)


def drive_rest(go, token, customer, v, canned):
    go("visitor_rating", 201, {"stars": 5, "text": "thanks"}, v["secret"])
    go("customer", 200, token=token, customer=customer)
    go("customer", 404, token=token, customer=999)
    go("visitor_message", 201, {"text": "one thing more"}, v["secret"])
    go("take_next", 201, {}, token)
    go("customer_put", 201, {"name": "Ola K.", "note": "regular"}, token,
        customer=customer)
    go("visitor_close", 201, {}, v["secret"])
    go("admin_canned_remove", 201, id=canned["id"])
    go("admin_canned_remove", 404, id=999)
    go("sign_out", 204, token=token)
    go("sign_out", 401, token=token)


def compare_routes():
    status, out, err = run(["--routes"])
    rights = {"anybody": None, "visitor": "secret", "operator": "token",
        "supervisor": "token", "admin": "admin_socket"}
    table = {(m, p): rights[r] for m, p, r in
        (line.split() for line in out.splitlines())}
    doc = {(m, p): (list(op["security"][0]) + [None])[0] if op["security"]
        else None for m, p, op in OPERATIONS.values()}
    check("every route is in the file", not set(table) - set(doc),
        set(table) - set(doc))
    check("every operation has a route", not set(doc) - set(table),
        set(doc) - set(table))
    check("the rights are the same", all(doc.get(k) == r
        for k, r in table.items()),
        [k for k, r in table.items() if doc.get(k) != r])


compare_routes()
with Desk() as desk:
    go = Drive(desk)
    department, canned = drive_admin(go)
    (anna, boris), boris_id = drive_sign_in(go)
    v = drive_visitor(go)
    customer = drive_operator(go, anna, boris_id, department["id"], v)
    drive_rest(go, anna, customer, v, canned)
    drive_erase(go, desk, customer, v)
    check("every operation was driven", set(driven) == set(OPERATIONS),
        set(OPERATIONS) - set(driven))
done()
