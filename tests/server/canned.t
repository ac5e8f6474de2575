#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""canned.t - whose canned replies are seen and changed by whom; two editors;
thousands of them; what a file may hold; files that go along with replies; how
often each was sent.
"""
import json
import os
import re
import sqlite3
import threading

from desk import Desk, check, client_id, done, temp_dir, until

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


def upload(desk, token, name, body, id=None):
    return desk.ask("POST", "/api/v1/canned/files?client_id=%s&name=%s" % (id
        or client_id(), name), body, token)


def get(desk, token, id, who=""):
    return desk.ask("GET", "/api/v1/%sfiles/%s" % (who, id), token=token)


def on_disk(desk):
    return sorted(os.path.join(folder, n) for folder, _, names in
        os.walk(os.path.join(desk.data, "files")) for n in names)


def later(desk):
    """An hour and more is over for what nothing has."""
    desk.stop()
    db = sqlite3.connect(desk.data + "/desk.db")
    db.execute("UPDATE files SET at = at - 4000000")
    db.commit()
    db.close()
    desk.start()


def attached(desk, t, ids):
    """A personal reply with two files: whose they are."""
    one = upload(desk, t["anna"], "price.pdf", b"%PDF price").json["file"]
    two = upload(desk, t["anna"], "map.png", b"PNG map").json["file"]
    again = upload(desk, t["anna"], "price.pdf", b"%PDF price", one["id"])
    check("an upload can be repeated", again.status == 200 and
        again.json["file"] == one, again)
    check("not with other bytes", upload(desk, t["anna"], "price.pdf", b"x",
        one["id"]).status == 409)
    check("nobody else reads what is not in a reply yet", (get(desk,
        t["chief"], one["id"]).status, get(desk, t["anna"],
        one["id"]).status) == (404, 200))
    for name in ("boris", "chief"):
        answer = desk.post("/canned", t[name], canned={"shortcut": "steal",
            "text": "x", "owner_id": ids[name]}, files=[one["id"]])
        check("nor puts it into theirs: " + name, answer.status == 404,
            answer)
    price = desk.post("/canned", t["anna"], canned={"shortcut": "price",
        "text": "Our prices", "owner_id": ids["anna"]},
        files=[one["id"], two["id"]])
    check("a reply carries files", price.status == 201 and
        price.json["canned"]["files"] == [one, two], price)
    price = price.json["canned"]
    rows = desk.ask("GET", "/api/v1/canned", token=t["anna"]).json["canned"]
    check("the list tells them", [r.get("files") for r in rows if
        r["shortcut"] == "price"] == [[one, two]], rows[:3])
    for name in ("boris", "chief", "root"):
        check("those of a personal one are its owner's: " + name,
            get(desk, t[name], one["id"]).status == 404)
    answer = put(desk, t["anna"], **dict(price, text="Our new prices"))
    check("without a word of them they stay", answer.status == 201 and
        answer.json["canned"]["files"] == [one, two], answer)
    answer = desk.post("/canned", t["anna"], canned=dict(price, version=0),
        files=["f" * 32])
    check("what is not there is not put in", answer.status == 404, answer)
    answer = desk.post("/canned", t["anna"], canned=dict(price, version=0),
        files=[one["id"]] * 2)
    check("nor one twice", answer.status == 400, answer)
    return price, one, two


def sent(desk, t, price, one, two):
    """It goes with messages; each customer has what was sent to them."""
    people = []
    for name in ("Ivan", "Ola"):
        v = desk.visitor("hello", name=name).json
        desk.post("/queue/take", t["anna"])
        people.append((v["conversation"], v["secret"]))
    (ivan, his), (ola, hers) = people
    n = len(on_disk(desk))
    path = "/conversations/%d/messages" % ivan
    body = {"client_id": client_id(), "text": "Our prices",
        "files": [one["id"]], "canned_ids": [price["id"]]}
    first = desk.ask("POST", "/api/v1" + path, body, t["anna"])
    check("a message has it without an upload", first.status == 201, first)
    file = first.json["files"][0]
    check("under an id of its own", file["id"] != one["id"] and
        dict(file, id=one["id"]) == one, file)
    check("its customer gets the bytes", get(desk, his, file["id"],
        "visitor/").body == b"%PDF price")
    for what, id, secret in (("by the id of the reply's", one["id"], his),
            ("whose it is not", file["id"], hers),
            ("what was not sent", two["id"], his)):
        answer = get(desk, secret, id, "visitor/")
        check("a visitor does not: " + what, answer.status == 404, answer)
    again = desk.ask("POST", "/api/v1" + path, body, t["anna"])
    check("the message can be repeated", again.status == 200 and
        again.json["files"] == first.json["files"], again)
    other = desk.post("/conversations/%d/messages" % ola, t["anna"],
        files=[one["id"], two["id"]])
    check("and the file goes to the next one too", other.status == 201 and
        [f["name"] for f in other.json["files"]] == ["price.pdf", "map.png"],
        other)
    check("nothing was written for it", len(on_disk(desk)) == n)
    for name, status in (("boris", 404), ("chief", 404)):
        v = desk.visitor("hello", name="Jan").json
        desk.post("/queue/take", t[name])
        answer = desk.post("/conversations/%d/messages" % v["conversation"],
            t[name], text="x", files=[one["id"]])
        check("who does not see the reply does not send it: " + name,
            answer.status == status, answer)
    check("nor does a customer", desk.post("/visitor/messages", his,
        files=[one["id"]]).status == 404)
    taken = desk.ask("DELETE", "/api/v1/canned/%d" % price["id"],
        token=t["anna"])
    check("the reply goes", taken.status == 201, taken)
    check("then its files are no reply's", desk.post("/conversations/%d/"
        "messages" % ivan, t["anna"], files=[one["id"]]).status == 404)
    later(desk)
    db = sqlite3.connect(desk.data + "/desk.db")
    check("and leave after an hour", until(lambda: db.execute(
        "SELECT count(*) FROM files WHERE id IN (?, ?)", (one["id"],
        two["id"])).fetchone() == (0,)))
    db.close()
    desk.stop()
    desk.start()
    check("what was sent stays", get(desk, his, file["id"],
        "visitor/").body == b"%PDF price" and get(desk, hers,
        other.json["files"][1]["id"], "visitor/").body == b"PNG map")
    return ivan


def swept(desk, t):
    """Bytes leave with the last who has them."""
    lone = upload(desk, t["chief"], "lone.txt", b"nobody has me").json["file"]
    mine = [p for p in on_disk(desk) if lone["id"] in p]
    check("it is on the disk", len(mine) == 1, on_disk(desk))
    later(desk)
    db = sqlite3.connect(desk.data + "/desk.db")
    check("and goes when nobody wants it", until(lambda: db.execute(
        "SELECT count(*) FROM files WHERE id = ?", (lone["id"],)).fetchone()
        == (0,)) and until(lambda: not os.path.exists(mine[0])))
    shared = db.execute("SELECT place FROM files GROUP BY place HAVING"
        " count(*) > 0").fetchall()
    db.close()
    check("what a message has does not", shared and all(os.path.exists(
        os.path.join(desk.data, "files", p)) for p, in shared), shared)


def copied(desk, t, ids):
    """A shared reply's file in one's own beside it."""
    up = upload(desk, t["chief"], "terms.txt", b"terms").json["file"]
    shared = desk.post("/canned", t["chief"], canned={"shortcut": "terms",
        "text": "The terms"}, files=[up["id"]]).json["canned"]
    check("all read the file of a shared one", get(desk, t["boris"],
        up["id"]).body == b"terms")
    own = desk.post("/canned", t["boris"], canned={"shortcut": "terms",
        "text": "My terms", "owner_id": ids["boris"]}, files=[up["id"]])
    check("one's own takes it over", own.status == 201 and
        own.json["canned"]["files"][0]["id"] != up["id"], own)
    answer = desk.post("/canned", t["chief"], canned=shared, files=[])
    check("an empty list takes it away", answer.status == 201 and
        "files" not in answer.json["canned"], answer)
    mine = own.json["canned"]["files"][0]["id"]
    check("not from the other", (get(desk, t["boris"], mine).body,
        get(desk, t["chief"], mine).status) == (b"terms", 404))
    many = [upload(desk, t["anna"], "x%d" % n, b"x").status
        for n in range(101)]
    check("an operator may not upload without end", many[:90] == [201] * 90
        and many[-1] == 413, many)


def counted(desk, t, ids, ivan):
    def uses(login):
        rows = desk.ask("GET", "/api/v1/canned", token=t[login])
        return {r["shortcut"]: (r.get("uses", 0), "last_used" in r) for r in
            rows.json["canned"] if not r["shortcut"].startswith("r")}

    def say(login, conversation, *canned, id=None):
        return desk.ask("POST", "/api/v1/conversations/%d/messages" %
            conversation, {"client_id": id or client_id(), "text": "Hello",
            "canned_ids": list(canned)}, t[login])
    hi = put(desk, t["chief"], shortcut="good-day", text="Good day")
    hi = hi.json["canned"]["id"]
    mine = put(desk, t["anna"], shortcut="good-bye", text="Bye",
        owner_id=ids["anna"]).json["canned"]
    check("nothing was counted yet", uses("anna")["good-day"] == (0, False))
    id = client_id()
    first = [say("anna", ivan, hi, hi, mine["id"], id=id).status
        for _ in range(3)]
    check("the same message again is counted once", (first,
        uses("anna")["good-day"], uses("anna")["good-bye"]) ==
        ([201, 200, 200], (1, True), (1, True)), (first, uses("anna")))
    v = desk.visitor("hello", name="Ewa").json
    desk.post("/queue/take", t["boris"])
    check("what one does not see is not", say("boris", v["conversation"], hi,
        mine["id"], 987654).status == 201 and uses("anna")["good-day"] ==
        (2, True) and uses("anna")["good-bye"] == (1, True), uses("anna"))
    answer = say("anna", ivan, 1, 2, 3, 4, 5)
    check("of more than four it is not said", answer.status == 413, answer)
    answer = say("anna", ivan, 0)
    check("nor of none", answer.status == 400, answer)
    refused = desk.post("/conversations/%d/messages" % v["conversation"],
        t["anna"], text="x", canned_ids=[hi])
    check("what is refused is not counted", refused.status == 403 and
        uses("anna")["good-day"] == (2, True), refused)
    rows = desk.ask("GET", "/api/v1/admin/canned/uses", admin=True).json
    check("by operator", [(u["operator_id"], u["uses"]) for u in rows["uses"]
        if u["canned_id"] == hi] == [(ids["anna"], 1), (ids["boris"], 1)],
        rows)
    got = desk.cli("canned", "list", "--by-use")
    check("the command tells the most used first, and whose they are",
        got[0] == 0 and re.match(r" +2 +20\d\d-\d\d-\d\d +good-day +anna 1, "
        r"boris 1\n +0 +- ", got[1]), got[1][:300])
    got = desk.cli("canned", "list", "--by-use", "--json")
    row = json.loads(got[1])["canned"][0]
    check("in JSON too", (row["shortcut"], row["uses"], [(b["login"],
        b["uses"]) for b in row["by"]]) == ("good-day", 2, [("anna", 1),
        ("boris", 1)]), row)
    got = desk.cli("canned", "list", "--by-use", "--owner", "anna")
    check("of one's own", got[1].split()[0] == "1" and "good-bye" in
        got[1].split("\n")[0], got)
    put(desk, t["anna"], **dict(mine, text="Bye bye", uses=99))
    check("a change keeps what was counted, and counts nothing",
        uses("anna")["good-bye"] == (1, True), uses("anna"))
    desk.ask("DELETE", "/api/v1/canned/%d" % mine["id"], token=t["anna"])
    rows = desk.ask("GET", "/api/v1/admin/canned/uses", admin=True).json
    check("what is removed is not told", mine["id"] not in [u["canned_id"]
        for u in rows["uses"]], rows)


def carried(desk, t):
    """The administrator's commands and files."""
    paths = [os.path.join(temp_dir(), n) for n in ("a b.pdf", "ż.txt")]
    for path in paths:
        with open(path, "w") as f:
            f.write("of " + path)
    got = desk.cli("canned", "add", "brochure", "--file", paths[0],
        stdin=b"Our brochure")
    check("a reply is added with a file", got[:2] == (0, "brochure: added\n"),
        got)
    got = desk.cli("canned", "files", "brochure", "--file", paths[0],
        "--file", paths[1])
    check("and gets two", got[:2] == (0, "brochure: 2 files\n"), got)
    row = [r for r in desk.ask("GET", "/api/v1/canned",
        token=t["anna"]).json["canned"] if r["shortcut"] == "brochure"][0]
    check("operators have them", [(f["name"], f["type"], get(desk, t["anna"],
        f["id"]).body.decode()) for f in row["files"]] ==
        [("a b.pdf", "application/pdf", "of " + paths[0]),
        ("ż.txt", "text/plain", "of " + paths[1])], row)
    status, out, err = desk.cli("canned", "export")
    check("export says that they stay", status == 0 and "2 files" in err and
        "# file: a b.pdf (%d bytes)\n# file: ż.txt" % len("of " + paths[0])
        in out, (err, out[:200]))
    got = desk.cli("canned", "import", "-", stdin=out.replace("Our brochure",
        "Our new brochure").encode())
    check("import reads that", got[:2][1].startswith("added 0, changed 1,"),
        got)
    row = [r for r in desk.ask("GET", "/api/v1/canned",
        token=t["anna"]).json["canned"] if r["shortcut"] == "brochure"][0]
    check("and leaves them", len(row["files"]) == 2 and row["text"] ==
        "Our new brochure", row)
    got = desk.cli("canned", "files", "brochure", "--file", "/nowhere/x")
    check("a file that is not there gets a sentence", got[0] != 0 and
        "/nowhere/x" in got[2], got)
    check("none takes all away", desk.cli("canned", "files", "brochure")[:2]
        == (0, "brochure: 0 files\n"))
    got = desk.cli("canned", "files", "nothing")
    check("of which reply?", got[0] == 6, got)


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
    ivan = sent(desk, t, *attached(desk, t, ids))
    copied(desk, t, ids)
    swept(desk, t)
    counted(desk, t, ids, ivan)
    carried(desk, t)
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
