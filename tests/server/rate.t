#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rate.t - a link to rate: made by the desk in an operator's message, used
without the visitor's secret, a script or anything that was said.
"""
import os
import re
import sqlite3
import time
import urllib.parse

from desk import Desk, check, client_id, done, temp_dir

CONFIG = "[ratings]\nurl = https://support.example\nlink = 2h\n"


def config(text):
    path = os.path.join(temp_dir(), "desk.conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def take(desk, token, c):
    version = desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token).json["conversation"]["version"]
    return desk.post("/conversations/%d/take" % c, token, version=version)


def close(desk, token, c):
    version = desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token).json["conversation"]["version"]
    return desk.post("/conversations/%d/close" % c, token, version=version,
        outcome="solved")


def page(desk, t, more=""):
    return desk.ask("GET", "/rate?t=" + t + more)


def form(desk, **fields):
    return desk.ask("POST", "/rate", urllib.parse.urlencode(dict(
        {"client_id": client_id(), "lang": "en"}, **fields)), headers={
        "Content-Type": "application/x-www-form-urlencoded"})


def rated(desk, token, c):
    return [(e["stars"], e.get("text", "")) for e in desk.ask("GET",
        "/api/v1/conversations/%d/transcript" % c, token=token).json["events"]
        if e["type"] == "rated"]


def with_block(desk, token, secret, c, t):
    """Whoever is blocked is told so, and how to appeal."""
    desk.ask("POST", "/api/v1/visitor/messages", {"text": "rude",
        "client_id": client_id()}, secret)
    made = desk.post("/conversations/%d/block" % c, token, kind="session")
    close(desk, token, c)
    before = rated(desk, token, c)
    for name, answer in (("the page", page(desk, t)), ("the form",
            form(desk, t=t, stars=1))):
        check("who is blocked reads the appeal (%s)" % name,
            answer.status == 403 and b"do not take messages" in answer.body and
            b"in a minute" not in answer.body and
            b"<form" not in answer.body, answer)
    check("in their language", "До дальнейшего" in page(desk, t,
        "&lang=ru").body.decode())
    check("and rates nothing", rated(desk, token, c) == before)
    desk.post("/blocks/%d/end" % made.json["seq"], token)
    check("ended: the form is there again", b"<form" in page(desk, t).body)


with Desk("--config", config(CONFIG)) as desk:
    desk.operator("anna", "--role", "supervisor")
    token = desk.sign_in("anna").json["token"]
    visitor = desk.visitor("my card is secret-word-7").json
    c, secret = visitor["conversation"], visitor["secret"]
    other = desk.visitor("another").json["conversation"]
    for x in (c, other):
        take(desk, token, x)
    sent = desk.post("/conversations/%d/messages" % c, token,
        text="Please rate us: {rating_link} Thank you!")
    found = re.match(r"Please rate us: https://support\.example/rate\?t="
        r"(\d+-[0-9a-f]{32}) Thank you!$", sent.json.get("text", ""))
    check("the desk puts the link where a message asks for it", found, sent)
    t = found.group(1) if found else "1-0"
    twice = desk.post("/conversations/%d/messages" % c, token,
        text="{rating_link} or {rating_link}").json["text"]
    check("wherever it asks", twice == "{0} or {0}".format(
        "https://support.example/rate?t=" + t), twice)
    long = desk.post("/conversations/%d/messages" % c, token,
        text="{rating_link}" * 400)
    check("but not beyond what a message may have", long.status == 413, long)
    desk.operator("boris")
    room = desk.post("/rooms", token, operator_id=2).json
    there = desk.post("/conversations/%d/messages" % room["conversation"],
        token, text="say {rating_link}")
    check("in a room of the team it is text", there.json.get("text") ==
        "say {rating_link}", (room, there))
    again = desk.post("/conversations/%d/messages" % other, token,
        text="{rating_link}").json["text"]
    check("each conversation has its own", t not in again, again)
    answer = page(desk, t)
    check("not before the conversation has ended", answer.status == 409 and
        b"still going on" in answer.body and b"<form" not in answer.body,
        answer)
    close(desk, token, c)
    answer = page(desk, t)
    body = answer.body.decode()
    check("then it is a form, without a script", answer.status == 200 and
        '<form id="rating"' in body and "<script" not in body, answer)
    check("that shows nothing of what was said", "secret-word" not in body and
        "rate us" not in body, body)
    check("in three languages", "Оцените" in page(desk, t,
        "&lang=ru").body.decode() and "Państwo" in page(desk, t,
        "&lang=pl").body.decode())
    for wrong in ("", "x", str(c), "%d-%s" % (c, "0" * 32),
            "%d-%s" % (other, t.split("-")[1]), t + "0", t.upper() + "!",
            "-" + t, "99999999999999999999-" + "0" * 32):
        answer = page(desk, urllib.parse.quote(wrong))
        if answer.status != 404 or b"<form" in answer.body:
            check("a wrong link: %r" % wrong, False, answer)
    check("a wrong link leads nowhere", True)
    check("nothing was rated by looking", rated(desk, token, c) == [])
    answer = form(desk, t=t, stars=0)
    check("stars are needed", answer.status == 400 and
        b"1 to 5" in answer.body, answer)
    answer = form(desk, t="%d-%s" % (c, "0" * 32), stars=5)
    check("and a link", answer.status == 404 and rated(desk, token, c) == [],
        answer)
    once = client_id()
    answer = form(desk, t=t, stars=2, text="slow\r\nand <b>rude</b>",
        client_id=once)
    check("a form sent is a rating", answer.status == 303 and
        "done=1" in answer.header("Location") and
        rated(desk, token, c)[0][0] == 2, answer)
    sent_to = answer.header("Location")
    form(desk, t=t, stars=2, text="slow\r\nand <b>rude</b>", client_id=once)
    check("sent twice it is one", len(rated(desk, token, c)) == 1)
    answer = desk.ask("GET", sent_to)
    check("and thanks, at an address without the link", t not in sent_to and
        b"Thank you for your rating" in answer.body and
        b"<form" not in answer.body, answer)
    answer = page(desk, t)
    check("it is good once", answer.status == 200 and
        b"has been rated" in answer.body and b"<form" not in answer.body and
        b"2 of 5" not in answer.body, answer)
    form(desk, t=t, stars=4)
    form(desk, t=t, stars=5, client_id=once)
    check("whatever is sent then", rated(desk, token, c) ==
        [(2, "slow\r\nand <b>rude</b>")], rated(desk, token, c))
    check("a bad rating opens a win-back", [(w["conversation"], w["stars"])
        for w in desk.ask("GET", "/api/v1/winbacks", token=token).json[
        "winbacks"]] == [(c, 2)])
    desk.ask("POST", "/api/v1/visitor/messages", {"text": "once more",
        "client_id": client_id()}, secret)
    check("open again it cannot be rated", page(desk, t).status == 409)
    close(desk, token, c)
    check("after the next close it can, once more", b"<form" in
        page(desk, t).body and form(desk, t=t, stars=4).status == 303 and
        b"<form" not in page(desk, t).body)
    check("the last one counts", rated(desk, token, c)[-1][0] == 4 and
        desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token).json["conversation"]["stars"] == 4)
    listed = desk.ask("GET", "/api/v1/winbacks", token=token).json
    check("the bad one had opened a win-back, the better one won it",
        listed == {"winbacks": []} and desk.ask("GET",
        "/api/v1/conversations/%d/transcript" % c,
        token=token).json["conversation"]["winback"] == "won", listed)
    with_block(desk, token, secret, c, t)
    data = desk.data
    desk.stop()
    db = sqlite3.connect(data + "/desk.db")
    db.execute("UPDATE conversations SET json = json_set(json, '$.closed', "
        "json_extract(json, '$.closed') - 3 * 3600000) WHERE id = ?", (c,))
    db.commit()
    db.close()
    desk.start()
    answer = page(desk, t)
    check("after its time the link is too old", answer.status == 410 and
        b"too old" in answer.body and b"<form" not in answer.body, answer)
    check("for a form, too", form(desk, t=t, stars=1).status == 410 and
        rated(desk, token, c)[-1][0] == 4)

with Desk() as desk:
    desk.operator("anna")
    token = desk.sign_in("anna").json["token"]
    c = desk.visitor("Hello").json["conversation"]
    take(desk, token, c)
    answer = desk.post("/conversations/%d/messages" % c, token,
        text="{rating_link}")
    check("a desk that has no address of its own says so",
        answer.status == 400 and "url" in answer.json["message"], answer)
    v = desk.post("/visitor/messages", desk.visitor("x {rating_link}").json[
        "secret"], text="{rating_link}")
    check("a customer's braces are text", v.json["text"] == "{rating_link}",
        v)
done()
