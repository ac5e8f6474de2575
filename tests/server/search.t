#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""search.t - what was said is found by its words, by those only who may read
it; a query is never anything but words.
"""
import sqlite3
import urllib.parse

from desk import Desk, check, client_id, done, until


def find(desk, token, q, status=200, **more):
    query = urllib.parse.urlencode(dict(q=q, **more))
    answer = desk.ask("GET", "/api/v1/search?" + query, token=token)
    if answer.status != status:
        check("%r is answered %d" % (q, status), False, answer)
    return answer.json


def seen(page):
    return [h["text"] for h in page["hits"]]


def marked(hit):
    text = hit["text"].encode()
    return [text[a:a + n].decode() for a, n in zip(hit["marks"][::2],
        hit["marks"][1::2])]


def words(desk, anna, secret):
    """Case, accents and endings, in three languages."""
    lines = ("Где ВОЗВРАТ моих денег? Ещё вчера обещали.", "Дайте счёт-фактуру",
        "My ORDER A-1029 has not arrived", "Żółta łódź jest popsuta",
        "za\u0301mok и замок")
    for line in lines:
        desk.post("/visitor/messages", secret, text=line)
    rows = (("возврата", 0, ["ВОЗВРАТ"]), ("ЕЩЕ", 0, ["Ещё"]),
        ("ещё вчера", 0, ["Ещё", "вчера"]), ("счет", 1, ["счёт"]),
        ('"моих денег"', 0, ["моих денег"]), ("orders", 2, ["ORDER"]),
        ("a-1029", 2, ["A-1029"]), ("1029", 2, ["1029"]),
        ("zolta LODZ", 3, ["Żółta", "łódź"]), ("żółt", 3, ["Żółta"]),
        ("zamok", 4, ["za\u0301mok"]))
    for q, line, marks in rows:
        hits = find(desk, anna, q)["hits"]
        check("%s finds its line" % q, [h["text"] for h in hits] ==
            [lines[line]], hits)
        check("%s is marked there" % q, hits and marked(hits[0]) == marks,
            [marked(h) for h in hits])
    for q in ('"денег моих"', "денег ORDER", "zzz"):
        check("%s finds nothing" % q, find(desk, anna, q)["hits"] == [])


def names(desk, anna, secret):
    """Files are found by their names, with a text or without one."""
    for name, text, q, marks in (
            ("Счёт-фактура_4471.pdf", "", "счет-фактура", ["Счёт-фактура"]),
            ("Umowa Łódź.odt", "please sign", "umowa lodz",
                ["Umowa", "Łódź"])):
        up = desk.ask("POST", "/api/v1/visitor/files?client_id=%s&name=%s" %
            (client_id(), urllib.parse.quote(name)), b"x", secret,
            {"Content-Type": "application/pdf"})
        desk.post("/visitor/messages", secret, text=text,
            files=[up.json["file"]["id"]])
        hits = find(desk, anna, q)["hits"]
        check("%s finds %s" % (q, name), len(hits) >= 1 and
            hits[0]["text"].endswith("⎙ " + name) and
            hits[0]["text"].startswith(text), hits)
        check("%s is marked in it" % q, hits and marked(hits[0]) == marks,
            [marked(h) for h in hits])
    check("the text beside a file as well", [h["text"] for h in find(desk,
        anna, "please sign")["hits"]] == ["please sign\n⎙ Umowa Łódź.odt"])


def hostile(desk, anna):
    """No query is syntax, and none breaks anything."""
    rows = ('"', '""', "*", "a*", "NEAR(a b)", "a NEAR/2 b", "text:order",
        "who:c1", "-order", "^order", "{text who}: order", "order OR zzz",
        "(order", "'; DROP TABLE events; --", "\\", "%00", "order\x00",
        "\u202e", "👍🏽", "a" * 200, "ż" * 100, '" " "', "AND", "NOT order")
    for q in rows:
        status = desk.ask("GET", "/api/v1/search?" +
            urllib.parse.urlencode({"q": q}), token=anna).status
        check("%r is words or nothing" % q[:20], status in (200, 400), status)
    check("an operator of the syntax is a word",
        find(desk, anna, "order OR zzz")["hits"] == [])
    for query, status in (("", 400), ("q=", 400), ("q=%20%2A", 400),
            ("q=%FF", 400), ("q=" + "a" * 201, 413), ("q=a&limit=51", 400),
            ("q=a&before=x", 400), ("q=a&customer=-1", 400)):
        answer = desk.ask("GET", "/api/v1/search?" + query, token=anna)
        check("%s is refused" % query[:20], answer.status == status, answer)


def rights(desk, tokens, departments):
    """A word that is in every conversation, and who finds it where."""
    made, secrets = {}, {}
    for name, department, owner in (("queue", "Billing", None),
            ("mine", "Billing", "anna"), ("ended", "Billing", "anna"),
            ("alien", "Travel", "boris"), ("aqueue", "Travel", None)):
        v = desk.visitor("quince here", department_id=departments[department],
            name=name).json
        c = v["conversation"]
        made[c], secrets[name] = name, v["secret"]
        if owner is None:
            continue
        now = desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
            token=tokens["chief"]).json["conversation"]
        desk.post("/conversations/%d/take" % c, tokens[owner],
            version=now["version"])
        desk.post("/conversations/%d/notes" % c, tokens[owner],
            text="quince note")
        if name == "ended":
            now = desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
                token=tokens["chief"]).json["conversation"]
            desk.post("/conversations/%d/close" % c, tokens[owner],
                version=now["version"], outcome="solved")
    for login, wanted in (("anna", {"queue", "mine", "ended"}),
            ("boris", {"alien", "aqueue"}), ("dora", {"queue"}),
            ("chief", {"queue", "mine", "ended", "alien", "aqueue"})):
        hits = find(desk, tokens[login], "quince")["hits"]
        got = {made[h["conversation"]] for h in hits}
        check("what %s finds is what %s may read" % (login, login),
            got == wanted, got)
        check("the same as the transcripts that %s may read" % login,
            got == {n for c, n in made.items() if desk.ask("GET",
            "/api/v1/conversations/%d/transcript" % c,
            token=tokens[login]).status == 200})
    hit = [h for h in find(desk, tokens["anna"], "quince note")["hits"]
        if made[h["conversation"]] == "ended"][0]
    check("a hit tells of its conversation", hit["name"] == "ended" and
        hit["outcome"] == "solved" and hit["closed"] and
        hit["subject"] == "quince here" and hit["type"] == "note", hit)
    check("a limit counts what may be seen", len(find(desk,
        tokens["dora"], "quince", limit=1)["hits"]) == 1)
    for token in (secrets["mine"], None, "A" * 43):
        answer = desk.ask("GET", "/api/v1/search?q=quince", token=token)
        check("no visitor searches", answer.status == 401 and
            b"note" not in answer.body, answer)
    news = desk.ask("GET", "/api/v1/visitor/conversation",
        token=secrets["mine"])
    check("no note reaches a visitor", b"quince note" not in news.body, news)


def version(desk, token, c):
    return desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token).json["conversation"]["version"]


def left(desk, tokens, departments):
    """What has left one's department is found no more, nor read, nor heard
    of: by none of the ways that it could be asked for."""
    v = desk.visitor("damson cake", department_id=departments["Billing"],
        name="left").json
    c = v["conversation"]
    desk.post("/conversations/%d/take" % c, tokens["anna"],
        version=version(desk, tokens["chief"], c))
    desk.post("/conversations/%d/notes" % c, tokens["anna"],
        text="damson before")
    customer = desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=tokens["anna"]).json["conversation"]["customer_id"]
    check("while it is hers anna finds it",
        len(find(desk, tokens["anna"], "damson")["hits"]) == 2)
    cursor = desk.ask("GET", "/api/v1/snapshot",
        token=tokens["anna"]).json["cursor"]
    desk.post("/conversations/%d/transfer" % c, tokens["anna"],
        version=version(desk, tokens["anna"], c),
        department_id=departments["Travel"], text="damson goes")
    desk.post("/conversations/%d/take" % c, tokens["boris"],
        version=version(desk, tokens["chief"], c))
    note = desk.post("/conversations/%d/notes" % c, tokens["boris"],
        text="damson SECRET")
    check("boris notes it", note.status == 201, note)
    desk.post("/visitor/messages", v["secret"], text="damson jam")
    desk.post("/conversations/%d/promise" % c, tokens["boris"],
        due=2000000000000, text="damson promise")
    for login, wanted in (("anna", 0), ("dora", 0), ("boris", 5),
            ("chief", 5)):
        page = find(desk, tokens[login], "damson")
        check("%s finds %d lines of it" % (login, wanted),
            len(page["hits"]) == wanted and page["complete"], page)
        page = find(desk, tokens[login], "damson", customer=customer)
        check("with its customer named as well: " + login,
            len(page["hits"]) == wanted, page)
    for page in ("", "?before=%d" % note.json["seq"], "?before=%d" %
            (note.json["seq"] + 5)):
        answer = desk.ask("GET", "/api/v1/conversations/%d/transcript%s" %
            (c, page), token=tokens["anna"])
        check("its notes are not read: " + page, answer.status == 404 and
            b"damson" not in answer.body, answer)
    for path in ("/customers/%d" % customer, "/snapshot"):
        answer = desk.ask("GET", "/api/v1" + path, token=tokens["anna"])
        check("nothing of it in " + path, b"damson" not in answer.body,
            answer)
    answer = desk.ask("GET", "/api/v1/events?hold=0&cursor=" + cursor,
        token=tokens["anna"])
    check("its last event for her is that it went", b"damson goes" in
        answer.body and b"SECRET" not in answer.body and b"jam" not in
        answer.body and b"promise" not in answer.body, answer)
    for verb, fields in (("notes", {"text": "x"}), ("tags", {"add": ["x"]}),
            ("read", {"upto": note.json["seq"]})):
        answer = desk.post("/conversations/%d/%s" % (c, verb),
            tokens["anna"], **fields)
        check("nor does she write there: " + verb, answer.status == 404,
            answer)
    # One of the same customer's that is open gives the whole customer.
    desk.post("/conversations/%d/close" % c, tokens["boris"],
        version=version(desk, tokens["boris"], c), outcome="solved")
    check("closed, it is still none of hers", find(desk, tokens["anna"],
        "damson")["hits"] == [] and desk.ask("GET",
        "/api/v1/conversations/%d/transcript" % c,
        token=tokens["anna"]).status == 404)


def many_foreign(desk, tokens, departments):
    """A thousand foreign lines tell neither their number nor their place."""
    v = desk.visitor("medlar", department_id=departments["Travel"]).json
    c = v["conversation"]
    desk.post("/conversations/%d/take" % c, tokens["boris"],
        version=version(desk, tokens["chief"], c))
    for i in range(20):
        desk.post("/conversations/%d/notes" % c, tokens["boris"],
            text="medlar %d" % i)
    page = find(desk, tokens["dora"], "medlar", limit=1)
    check("foreign lines look like none at all", page["hits"] == [] and
        page["complete"] and page["before"] == 0 and
        page == find(desk, tokens["dora"], "nothingofthesort", limit=1),
        page)


def pages(desk, anna, conversation):
    for i in range(30):
        desk.post("/conversations/%d/notes" % conversation, anna,
            text="melon %d" % i)
    got, before, n = [], 0, 0
    while n < 20:
        page = find(desk, anna, "melon", limit=7, before=before)
        got += seen(page)
        n += 1
        before = page["before"]
        if page["complete"]:
            break
    check("pages hold each line once, newest first",
        got == ["melon %d" % i for i in range(29, -1, -1)], got)
    check("the last page says so", n == 5 and page["before"] == 0, n)


def catching_up(desk, anna):
    """A store of before there was an index is indexed while it works."""
    before = seen(find(desk, anna, "melon", limit=50))
    desk.stop()
    db = sqlite3.connect(desk.data + "/desk.db")
    made = db.execute("SELECT sql FROM sqlite_master WHERE name = 'search'"
        ).fetchone()[0]
    db.executescript("DROP TABLE search; %s;" % made)
    db.execute("UPDATE meta SET value = (SELECT max(seq) + 1 FROM events)"
        " WHERE key = 'search_from'")
    db.commit()
    db.close()
    desk.start()
    anna = desk.sign_in("anna").json["token"]
    check("all of it is found again", until(lambda: seen(find(desk, anna,
        "melon", limit=50)) == before), seen(find(desk, anna, "melon")))


with Desk() as desk:
    for name in ("Billing", "Travel"):
        desk.cli("department", "add", name)
    departments = {d["name"]: d["id"] for d in desk.ask("GET",
        "/api/v1/admin/departments", admin=True).json["departments"]}
    desk.operator("anna", "--department", "Billing")
    desk.operator("dora", "--department", "Billing")
    desk.operator("boris", "--department", "Travel")
    desk.operator("chief", "--role", "supervisor")
    tokens = {n: desk.sign_in(n).json["token"]
        for n in ("anna", "boris", "chief", "dora")}
    one = desk.visitor("Hello", department_id=departments["Billing"]).json
    words(desk, tokens["anna"], one["secret"])
    names(desk, tokens["anna"], one["secret"])
    hostile(desk, tokens["anna"])
    rights(desk, tokens, departments)
    left(desk, tokens, departments)
    many_foreign(desk, tokens, departments)
    pages(desk, tokens["anna"], one["conversation"])
    snapshot = desk.ask("GET", "/api/v1/snapshot", token=tokens["anna"]).json
    customer = [c["conversation"]["customer_id"] for c in
        snapshot["conversations"] if c["conversation"]["id"] ==
        one["conversation"]][0]
    hits = find(desk, tokens["anna"], "quince", customer=customer)["hits"]
    check("one customer's are theirs only", hits == [], hits)
    hits = find(desk, tokens["anna"], "melon", customer=customer)["hits"]
    check("and all of theirs", len(hits) == 20, len(hits))
    catching_up(desk, tokens["anna"])
done()
