#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sites.py - what pages of other sites make a visitor's or an operator's browser
send: forms, texts, fetches with cookies; what they may read of the answer.
"""
import json
import subprocess

from crowd import House
from desk import DEZHURKAD, client_id
from edge import rows_of
from row import main, row

EVIL = "https://evil.example"
# What a browser says of a request that another site has it make.
SIDES = ({"Origin": EVIL}, {"Origin": "null"}, {"Origin": EVIL,
    "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
    {"Origin": EVIL + ":80"}, {"Origin": "http://127.0.0.1.evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    {"Sec-Fetch-Site": "same-site"}, {"Origin": "file://"})
KINDS = (("application/x-www-form-urlencoded", "text=x&client_id=%s&name=e"),
    ("text/plain", '{"text":"x","client_id":"%s","a":"=b"}'),
    ("application/json", '{"text":"x","client_id":"%s"}'),
    ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: "
    "form-data; name=\"text\"\r\n\r\nx\r\n--b\r\nContent-Disposition: "
    "form-data; name=\"client_id\"\r\n\r\n%s\r\n--b--\r\n"))


def changing_routes():
    out = subprocess.run([DEZHURKAD, "--routes"], capture_output=True,
        check=True).stdout.decode()
    for line in out.splitlines():
        method, path, _ = line.split()
        if method != "GET":
            yield method, path


def fill(path, c):
    for name, value in (("{conversation}", c), ("{customer}", 1), ("{id}", 1),
            ("{session}", 1), ("{file}", "0" * 32)):
        path = path.replace(name, str(value))
    return path


def is_closed(r, a, what):
    """No page of another site reads it."""
    r.expect(a.header("Access-Control-Allow-Origin") is None and
        a.header("Access-Control-Allow-Credentials") is None,
        "%s: CORS" % what, a)


@row("B9", "requests of other sites")
def requests(r):
    with House() as house:
        [(token, [first], login)] = house.operators(1)
        v = house.enter("mine", name="Eve")
        form = house.ask("POST", "/chat", "text=hello&client_id=" +
            client_id(), headers={"Content-Type":
            "application/x-www-form-urlencoded", "X-Forwarded-For":
            house.address()})
        cookie = form.header("Set-Cookie") or ""
        r.expect("HttpOnly" in cookie and "SameSite=" in cookie and
            "SameSite=None" not in cookie, "the cookie: %s" % cookie)
        before, n_seen = rows_of(house.data), 0
        routes = list(changing_routes()) + [("POST", "/chat"), ("POST",
            "/chat/close"), ("POST", "/chat/rating")]
        for method, path in routes:
            path = fill(path, first)
            if path == "/api/v1/visitor/conversations":
                continue        # anybody may begin one; below
            for side in SIDES[:r.pick(3, 99)]:
                for kind, body in KINDS:
                    for jar in ("dz=" + v["secret"], "dz=%s; token=%s" % (
                            token, token)):
                        a = house.ask(method, path, body % client_id(),
                            headers=dict(side, Cookie=jar, **{"Content-Type":
                            kind, "X-Forwarded-For": house.address()}))
                        r.count(times=1)
                        n_seen += 1
                        r.expect(400 <= a.status < 500, "%s %s of %s as %s: "
                            "%d" % (method, path, side, kind, a.status), a)
                        is_closed(r, a, path)
        # With the secret itself, as a script would have to know it: another
        # site's is refused all the same, or reads nothing.
        for side in SIDES:
            a = house.ask("POST", "/api/v1/visitor/messages", {"client_id":
                client_id()}, v["secret"], side)
            is_closed(r, a, "with the secret")
            a = house.ask("OPTIONS", "/api/v1/visitor/messages", headers=dict(
                side, **{"Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization"}))
            is_closed(r, a, "a preflight")
            r.expect(a.header("Access-Control-Allow-Headers") is None,
                "a preflight is answered", a)
            for path in ("/api/v1/snapshot", "/api/v1/visitor/events?hold=0&"
                    "cursor=0", "/chat", "/", "/widget.js"):
                is_closed(r, house.ask("GET", path, headers=dict(side,
                    Cookie="dz=" + v["secret"])), path)
                r.count(times=1)
        now = rows_of(house.data)
        r.expect(now == before, "something was stored", (before, now))
        for e in house.messages(token, first):
            r.expect(e["text"] != "x", "a message of another site")
        # A conversation of one's own is nobody else's: as a form or a text it
        # is refused, and what it answers no other site reads.
        for side in SIDES:
            for kind, body in KINDS[:2]:
                a = house.ask("POST", "/api/v1/visitor/conversations", body %
                    client_id(), headers=dict(side, **{"Content-Type": kind}))
                r.count(times=1)
                r.expect(400 <= a.status < 500, "begun as %s: %d" % (kind,
                    a.status), a)
                is_closed(r, a, "begun")
        r.note("%d requests of other sites over %d operations" % (n_seen,
            len(routes)))


if __name__ == "__main__":
    main()
