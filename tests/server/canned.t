#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""canned.t - whose canned replies are seen and changed by whom; two editors;
thousands of them; what a file may hold.
"""
import json
import sqlite3
import threading

from desk import Desk, check, client_id, done, temp_dir

TEXT = "Hello {customer.name|there}, your {?Order number}: {BALANCE}"


def put(desk, token, **canned):
    return desk.post("/canned", token, canned=canned)


def shown(desk, token):
    """What the list and the snapshot hold; they must agree."""
    rows = desk.ask("GET", "/api/v1/canned", token=token).json["canned"]
    again = desk.ask("GET", "/api/v1/snapshot", token=token).json
    check("list and snapshot agree", rows == again.get("canned", []),
        (rows, again))
    return {r["shortcut"] for r in rows}


def news(desk, token, cursor):
    answer = desk.ask("GET", "/api/v1/events?hold=0&cursor=" + cursor,
        token=token)
    if answer.status == 204:
        return []
    return [e for e in answer.json["events"]
        if e["type"].startswith("canned")]


def cursor_of(desk, token):
    return desk.ask("GET", "/api/v1/snapshot", token=token).json["cursor"]


def rights(desk, t, ids):
    cursors = {n: cursor_of(desk, t[n]) for n in t}
    mine = put(desk, t["anna"], shortcut="my", text=TEXT,
        owner_id=ids["anna"])
    check("an operator adds a personal one", mine.status == 201, mine)
    mine = mine.json["canned"]
    check("it begins with version 1", mine["version"] == 1, mine)
    check("its owner sees it", "my" in shown(desk, t["anna"]))
    for name in ("boris", "chief", "root"):
        check("it is not for " + name, "my" not in shown(desk, t[name]))
        check("nor do they hear of it: " + name,
            news(desk, t[name], cursors[name]) == [])
    check("its owner hears of it",
        len(news(desk, t["anna"], cursors["anna"])) == 1)
    for name in ("boris", "chief", "root"):
        for what, answer in (
            ("change", put(desk, t[name], id=mine["id"], shortcut="my",
                text="Hi")),
            ("take over", put(desk, t[name], id=mine["id"], shortcut="my",
                text="Hi", owner_id=ids[name])),
            ("remove", desk.ask("DELETE", "/api/v1/canned/%d" % mine["id"],
                token=t[name]))):
            check("to %s it looks as if it were not there: %s" % (name,
                what), answer.status == 404 and "no canned reply" in
                answer.json["message"], answer)
        check("nobody makes one for another: " + name, put(desk, t[name],
            shortcut="x", text="x", owner_id=ids["anna"]).status == 403)
        answer = put(desk, t[name], shortcut="my", text="x",
            owner_id=ids["anna"])
        check("nor learns which shortcuts they have: " + name,
            answer.status == 403, answer)
    check("others may use the same shortcut", put(desk, t["boris"],
        shortcut="my", text="Mine", owner_id=ids["boris"]).status == 201)
    check("once for each language", put(desk, t["boris"], shortcut="my",
        text="Mine", owner_id=ids["boris"]).status == 409)
    check("not of a department", put(desk, t["anna"], shortcut="d",
        text="x", owner_id=ids["anna"], department_id=1).status == 400)
    return mine


def shared(desk, t, ids, mine):
    answer = put(desk, t["anna"], shortcut="hi", text="Hello")
    check("shared ones are the supervisors'", answer.status == 403 and
        "personal" in answer.json["message"], answer)
    cursor = cursor_of(desk, t["anna"])
    hi = put(desk, t["chief"], shortcut="hi", text="Hello").json["canned"]
    check("who add them for all", [e["canned"]["shortcut"] for e in
        news(desk, t["anna"], cursor)] == ["hi"])
    answer = put(desk, t["anna"], id=hi["id"], shortcut="hi", text="Ha")
    check("an operator does not change them", answer.status == 403, answer)
    check("nor remove them", desk.ask("DELETE", "/api/v1/canned/%d" %
        hi["id"], token=t["anna"]).status == 403)
    answer = put(desk, t["chief"], id=hi["id"], shortcut="hi", text="Ha",
        owner_id=ids["chief"])
    check("a shared one does not become personal", answer.status == 400 and
        "personal" in answer.json["message"], answer)
    answer = put(desk, t["anna"], id=mine["id"], shortcut="my", text="x")
    check("an operator does not share", answer.status == 403, answer)
    for name, is_editor in (("anna", False), ("chief", True)):
        snapshot = desk.ask("GET", "/api/v1/snapshot", token=t[name]).json
        check("the snapshot says so: " + name,
            snapshot.get("edits_canned", False) == is_editor)
    return hi


def conflict(desk, t, hi):
    seen = dict(hi)
    first = put(desk, t["chief"], **dict(seen, text="First"))
    second = put(desk, t["root"], **dict(seen, text="Second"))
    check("the first of two editors wins", first.status == 201 and
        first.json["canned"]["version"] == seen["version"] + 1, first)
    check("the second is told", second.status == 409 and
        "changed meanwhile" in second.json["message"], second)
    answer = desk.ask("DELETE", "/api/v1/canned/%d" % hi["id"],
        {"client_id": client_id(), "version": seen["version"]},
        t["root"])
    check("also who removes it", answer.status == 409, answer)
    rows = desk.ask("GET", "/api/v1/canned", token=t["anna"]).json["canned"]
    check("what was first stays", [r["text"] for r in rows
        if r["id"] == hi["id"]] == ["First"], rows)
    answers = []
    version = first.json["canned"]["version"]

    def race(n):
        answers.append(put(desk, t["chief"], **dict(seen, version=version,
            text="Race %d" % n)).status)

    threads = [threading.Thread(target=race, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("of eight one wins", sorted(answers) == [201] + [409] * 7,
        answers)
    body = {"client_id": client_id(), "version": version + 1}
    path = "/api/v1/canned/%d" % hi["id"]
    check("removed", desk.ask("DELETE", path, body, t["chief"]).status == 201)
    check("asked again it is answered the same",
        desk.ask("DELETE", path, body, t["chief"]).status == 200)


def bad_texts(desk, t, ids):
    for text, words in (
        ("a\nDear {customer.name", ("line 2", "never closed", "}")),
        ("{custmer.name}", ("line 1", "{?custmer.name}")),
        ("{}", ("line 1", "{{")),
        ("{{?x}", ("line 1", "blank")),
        ("x\n\n\x1b]0;x\x07", ("line 3", "control"))):
        answer = put(desk, t["anna"], shortcut="bad", text=text,
            owner_id=ids["anna"])
        check("refused: %r" % text, answer.status == 400 and
            all(w in answer.json["message"] for w in words), answer)


def many(desk, t):
    path = temp_dir() + "/many.txt"
    with open(path, "w") as f:
        f.write("---\n".join("shortcut: r%d\ntitle: Reply %d\n\n%s\n" %
            (n, n, "Dear {customer.name|there}, this is text %d. " % n * 6)
            for n in range(5000)))
    got = desk.cli("canned", "import", path)
    check("5,000 come in", got[:2] == (0,
        "added 5000, changed 0, unchanged 0\n"), got)
    snapshot = desk.ask("GET", "/api/v1/snapshot", token=t["anna"])
    check("and are all in the snapshot", len(snapshot.json["canned"]) >=
        5000, len(snapshot.json["canned"]))
    got = desk.cli("canned", "import", path)
    check("again nothing changes", got[:2] == (0,
        "added 0, changed 0, unchanged 5000\n"), got)


def files(desk, data):
    path = temp_dir() + "/own.txt"
    with open(path, "w") as f:
        f.write("shortcut: own\n\nMine {?Name}\n")
    got = desk.cli("canned", "import", path, "--owner", "anna")
    check("a personal file comes in", got[:2] ==
        (0, "added 1, changed 0, unchanged 0\n"), got)
    got = desk.cli("canned", "export", "--owner", "anna")
    check("and goes out", "shortcut: own\n" in got[1] and
        "shortcut: my\n" in got[1] and "r17" not in got[1], got)
    check("not with the shared ones", "shortcut: own\n" not in
        desk.cli("canned", "export")[1])
    got = desk.cli("canned", "list", "--owner", "nobody")
    check("whose?", got[0] == 6 and "operator list" in got[2], got)
    with open(path, "w") as f:
        f.write("shortcut: a\n\nfine\n---\nshortcut: b\n\nfine\nDear {x\n")
    got = desk.cli("canned", "import", path)
    check("a file's error has its own line", got[0] == 2 and
        path + ":8: " in got[2] and "never closed" in got[2], got)


def old_control_characters(desk, data):
    """Such as were stored before they were refused."""
    desk.stop()
    db = sqlite3.connect(data + "/desk.db")
    text = json.dumps({"id": 90001, "shortcut": "zz-old", "title": "t\x07",
        "version": 1, "text": "a\x1b[2Jb\x9bc"}, ensure_ascii=False)
    db.execute("INSERT INTO canned (id, owner_id, shortcut, language, json)"
        " VALUES (90001, 0, 'zz-old', '', ?)", (text,))
    db.commit()
    db.close()
    desk.start()
    status, out, err = desk.cli("canned", "export")
    check("no control character goes out", status == 0 and "\x1b" not in out
        and "\x07" not in out and "\x9b" not in out and
        "a^[[2Jb<U+009B>c" in out, out[-200:])
    check("and it is said", "3 control characters" in err, err)


with Desk() as desk:
    for login, options in (("anna", ()), ("boris", ()),
            ("chief", ("--role", "supervisor")),
            ("root", ("--role", "admin"))):
        desk.operator(login, *options)
    t = {n: desk.sign_in(n).json["token"]
        for n in ("anna", "boris", "chief", "root")}
    ids = {n: desk.ask("GET", "/api/v1/snapshot",
        token=t[n]).json["me"]["id"] for n in t}
    mine = rights(desk, t, ids)
    hi = shared(desk, t, ids, mine)
    conflict(desk, t, hi)
    bad_texts(desk, t, ids)
    many(desk, t)
    files(desk, desk.data)
    old_control_characters(desk, desk.data)

conf = temp_dir() + "/desk.conf"
with open(conf, "w") as f:
    f.write("[canned]\neditors = operators\n")
with Desk("--config", conf) as desk:
    desk.operator("anna")
    token = desk.sign_in("anna").json["token"]
    hi = put(desk, token, shortcut="hi", text="Hello")
    check("operators edit shared ones where the desk says so",
        hi.status == 201, hi)
    check("and are told so", desk.ask("GET", "/api/v1/snapshot",
        token=token).json.get("edits_canned") is True)

done()
