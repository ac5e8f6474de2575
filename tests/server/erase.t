#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""erase.t - all of a customer is exported, and erased so that no byte of it is
left: not in the database, its index or its log, not in the files. Others keep
what is theirs, and who has the page open is told.
"""
import base64
import json
import os
import random
import threading

from desk import Desk, check, client_id, done, temp_dir, until

random.seed(7)
# Words that nobody else says, one of each place where they may stand.
WORDS = ("quetzalcoatlus", "xylophagous", "zwiebelkuchen", "abrakadabra",
    "Щелкунчиков", "żyrafowskie", "kakorrhaphio", "floccinaucini",
    "gobbledygook", "hippopotamon", "onomatopoeti")


def files_of(data):
    """Every byte below the data directory."""
    for root, dirs, names in os.walk(data):
        for name in names:
            path = os.path.join(root, name)
            if os.path.isfile(path):
                with open(path, "rb") as f:
                    yield path, f.read()


def traces(data, words):
    found = []
    for path, content in files_of(data):
        low = content.decode("utf-8", "ignore").lower()
        for w in words:
            if w.lower() in low or w.encode() in content:
                found.append((w, os.path.basename(path)))
    return found


def version(desk, token, c):
    return desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token).json["conversation"]["version"]


def chatter(desk, token, n):
    """Conversations of others around it, so that its rows stand among many."""
    kept = []
    for i in range(n):
        v = desk.ask("POST", "/api/v1/visitor/conversations", {"text":
            "ordinary talk number %d " % i + " ".join(random.choice(
            ("apple", "pear", "plum", "cherry", "quince")) for _ in
            range(40)), "name": "Other %d" % i, "client_id": client_id()},
            headers={"X-Forwarded-For": "10.2.%d.%d" % divmod(i, 250)}).json
        kept.append(v)
    return kept


config = os.path.join(temp_dir(), "conf")
with open(config, "w", encoding="utf-8") as f:
    f.write("[proxy]\ntrusted = 127.0.0.1\n")
data = temp_dir()
with Desk("--config", config, data=data) as desk:
    desk.operator("anna")
    desk.operator("chief", "--role", "supervisor")
    anna = desk.sign_in("anna").json["token"]
    others = chatter(desk, anna, 30)
    v = desk.visitor(WORDS[0] + " is my question", name=WORDS[1],
        contact=WORDS[2] + "@example.org").json
    c, secret = v["conversation"], v["secret"]
    others += chatter(desk, anna, 30)
    desk.post("/conversations/%d/take" % c, anna,
        version=version(desk, anna, c))
    customer = desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=anna).json["conversation"]["customer_id"]
    for i in range(12):
        desk.post("/conversations/%d/messages" % c, anna,
            text="%s number %d" % (WORDS[3], i))
        desk.post("/conversations/%d/notes" % c, anna,
            text=WORDS[4] + " note %d" % i)
        others += chatter(desk, anna, 2)
    desk.post("/conversations/%d/promise" % c, anna, due=2000000000000,
        text=WORDS[5])
    desk.ask("PATCH", "/api/v1/customers/%d" % customer, {"note": WORDS[6],
        "client_id": client_id(), "fields": [{"name": "order",
        "value": WORDS[7]}]}, anna)
    made = client_id()
    desk.ask("POST", "/api/v1/visitor/files?name=%s.txt&client_id=%s" %
        (WORDS[8], made), (WORDS[9] + " in a file").encode() * 50, secret)
    desk.post("/visitor/messages", secret, text="see " + WORDS[10],
        files=[made])
    # A second conversation of the same customer's, which is open.
    desk.post("/conversations/%d/close" % c, anna,
        version=version(desk, anna, c), outcome="solved")
    second = desk.ask("POST", "/api/v1/visitor/conversations", {"text":
        WORDS[0] + " once more", "client_id": client_id()}, secret).json
    check("there is something to erase", len(set(w for w, f in traces(data,
        WORDS))) == len(WORDS), traces(data, WORDS))

    # --- export
    out = os.path.join(temp_dir(), "export.json")
    status, said, err = desk.cli("gdpr", "export", str(customer), "--out",
        out)
    check("export says what is in it", status == 0 and "2 conversations and "
        "1 files" in said, said + err)
    with open(out, encoding="utf-8") as f:
        text = f.read()
    export = json.loads(text)
    content = base64.b64decode(export["contents"][0]["base64"]).decode()
    check("everything is in it", [w for w in WORDS if w not in text +
        content] == [], [w for w in WORDS if w not in text + content])
    check("and nothing of others", "ordinary talk" not in text)
    check("for its owner's eyes", os.stat(out).st_mode & 0o777 == 0o600)
    status, said, err = desk.cli("gdpr", "export", str(customer), "--out",
        out)
    check("no file is written over", status == 7, err)
    status, said, err = desk.cli("gdpr", "export", WORDS[2].upper() +
        "@Example.org", "--out", out + "2")
    check("a customer is found by the contact", status == 0, err)
    status, said, err = desk.cli("gdpr", "export", "nobody@example.org",
        "--out", out + "3")
    check("nobody is a sentence", status == 6 and "nobody@" in err and
        not os.path.exists(out + "3"), err)
    status, said, err = desk.cli("gdpr", "export", "987654", "--out",
        out + "3")
    check("and an unknown number", status == 6 and not os.path.exists(out +
        "3"), err)

    # --- erase, while the page waits for news
    cursor = desk.ask("GET", "/api/v1/snapshot", token=anna).json["cursor"]
    parked = []
    page = threading.Thread(target=lambda: parked.append(desk.ask("GET",
        "/api/v1/visitor/events?hold=40&cursor=" + second["cursor"],
        token=secret)))
    page.start()
    status, said, err = desk.cli("gdpr", "erase", str(customer))
    check("without a terminal it wants to be told", status == 2 and "--yes"
        in err and traces(data, WORDS) != [], err)
    receipt = os.path.join(temp_dir(), "receipt.json")
    status, said, err = desk.cli("gdpr", "erase", str(customer), "--yes",
        "--out", receipt)
    check("erase prints a receipt", status == 0 and "conversations" in said
        and "hash" in said, said + err)
    page.join()
    check("no byte of it is left on the disk", traces(data, WORDS) == [],
        traces(data, WORDS))
    with open(receipt, encoding="utf-8") as f:
        r = json.load(f)
    check("the receipt says what was erased", r["customer"] == customer and
        r["conversations"] == [second["conversation"], c] and
        r["messages"] >= 14 and r["notes"] == 12 and r["files"] == 1 and
        r["file_bytes"] > 500 and r["secrets"] == 2 and
        r["by"].startswith("uid "), r)
    trail = [json.loads(x) for x in desk.cli("audit", "list", "--json")[1]
        .splitlines()]
    erased = [x for x in trail if x["n"] == r["record"]][0]
    check("and the audit trail has its hash", erased["hash"] == r["hash"] and
        erased["record"]["act"] == "erase" and erased["record"]["customer"]
        == customer and erased["record"]["count"] == 2, erased)
    check("the exports are there too", len([x for x in trail if
        x["record"]["act"] == "export" and x["record"]["customer"] ==
        customer]) == 3, trail[-6:])
    check("the trail is whole", desk.cli("audit", "verify")[0] == 0)

    # --- who has to do with it
    check("the page that waited is told to look again", parked[0].status ==
        410, parked[0])
    for method, path, body in (("GET", "/visitor/conversation", None),
            ("POST", "/visitor/messages", {"text": "hello?",
            "client_id": client_id()})):
        answer = desk.ask(method, "/api/v1" + path, body, secret)
        check("then it says erased: " + path, answer.status == 410 and
            answer.json["error"] == "erased", answer)
    page = desk.ask("GET", "/", headers={"Cookie": "dz=" + secret,
        "Accept-Language": "en"})
    check("without scripts as well", page.status == 200 and
        b"This conversation was erased" in page.body, page)
    again = desk.ask("POST", "/api/v1/visitor/conversations", {"text":
        "I am new here", "client_id": client_id()}, secret).json
    check("they can begin anew, as somebody else", again["conversation"] > c,
        again)
    news = desk.ask("GET", "/api/v1/events?hold=0&cursor=" + cursor,
        token=anna).json
    gone = [e["conversation"] for e in news["events"] if e["type"] ==
        "forgotten"]
    check("consoles hear which conversations to forget", sorted(gone) ==
        sorted(r["conversations"]) and not any(w in str(news) for w in
        WORDS), news)
    snapshot = desk.ask("GET", "/api/v1/snapshot", token=anna).json
    check("and those that were away are told in the snapshot",
        snapshot["gone"] == [second["conversation"],
        second["conversation"], c, c] and not any(w in str(snapshot)
        for w in WORDS), snapshot["gone"])
    for path in ("/conversations/%d/transcript" % c, "/customers/%d" %
            customer, "/files/" + made):
        answer = desk.ask("GET", "/api/v1" + path, token=anna)
        check("nothing is found at " + path, answer.status == 404, answer)
    for w in WORDS:
        hits = desk.ask("GET", "/api/v1/search?q=" + (w if w.isascii() else
            "x"), token=anna).json["hits"]
        if hits:
            check("no search finds " + w, False, hits)
    hits = desk.ask("GET", "/api/v1/search?q=ordinary&limit=50",
        token=anna).json["hits"]
    check("what others said is found as before", len(hits) == 50, len(hits))
    status, said, err = desk.cli("gdpr", "erase", str(customer), "--yes")
    check("twice is too late", status == 6, err)

    # --- after a restart
    desk.stop()
    check("nothing after the end", traces(data, WORDS) == [])
    desk.start()
    answer = desk.ask("GET", "/api/v1/visitor/conversation", token=secret)
    check("a restart has not forgotten that it was erased",
        answer.status == 410, answer)
    fresh = desk.ask("POST", "/api/v1/visitor/conversations", {"text":
        "after all", "client_id": client_id()}).json
    check("no number is given twice", fresh["conversation"] >
        again["conversation"], fresh)
    for other in others[::7]:
        answer = desk.ask("GET", "/api/v1/visitor/conversation",
            token=other["secret"])
        if answer.status != 200 or "ordinary talk" not in str(answer):
            check("others keep theirs", False, answer)

    # --- by a command alone, no desk runs
    desk.stop()
    third = len(others) // 2
    word = "ordinary talk number"
    status, said, err = desk.cli("gdpr", "erase", "5", "--yes", "--json")
    check("it works without a desk that runs, too", status == 0 and
        json.loads(said)["conversations"] == [5], said + err)
done()
