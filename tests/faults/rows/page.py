#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""page.py - markup in whatever a visitor's browser shows."""
import json
import os
import re
import subprocess
import time
import urllib.parse

from corpus import strings, text_of
from crowd import House
from desk import client_id, until
from row import HERE, main, needs, row

MORE = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "\"><iframe src=javascript:alert(1)>",
    "javascript:alert(1)", "<a href='javascript:alert(1)'>x</a>",
    "</textarea><script>alert(1)</script>", "<style>@import'//evil'</style>",
    "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url="
    "//evil.example'>", "{{constructor.constructor('alert(1)')()}}",
    "<!--", "]]>", "&lt;b&gt;", "https://x/\"onmouseover=alert(1)//",
    "https://evil.example/<script>", "data:text/html,<script>alert(1)")


@row("B8", "markup in every field, in a browser")
def markup(r):
    needs("node", "chromium")
    texts = [t for t in [text_of(e) for e in strings("html")] if t] + \
        list(MORE)
    texts = [t[:2000] for t in texts][::r.pick(8, 1)]
    with House(conf="[desk]\nname = <b>Desk</b> \"&'<script>alert(1)\n") as \
            house:
        p = subprocess.Popen(["node", HERE + "/markup.mjs",
            "http://127.0.0.1:%d/" % house.port], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)

        def tell(**line):
            p.stdin.write(json.dumps(line) + "\n")
            p.stdin.flush()

        house.add_operator("boss", "supervisor")
        boss, c = house.trusted("boss"), 0
        for k, text in enumerate(texts):
            r.say("%d of %d" % (k, len(texts)))
            tell(say=text, name=text[:60])
            heard = p.stdout.readline()
            if not r.expect(heard == "ok\n", "%r: %r" % (text, heard)):
                break
            r.count(times=1)
            if not c:
                until(lambda: house.snapshot(boss)["conversations"])
                c = house.snapshot(boss)["conversations"][0][
                    "conversation"]["id"]
            # An operator of that name answers with it, and sends a file.
            login = "x%d" % k
            a = house.ask("POST", "/api/v1/admin/operators", {"client_id":
                client_id(), "operator": {"login": login, "name": text[:60] or
                "x", "role": "supervisor", "limit": 5}, "password":
                "a long word here"}, admin=True)
            if r.expect(a.status == 201, "no operator %r" % text[:60], a):
                token = house.trusted(login)
                who = a.json["operator"]["id"]
                line = house.ask("GET", "/api/v1/events?hold=0&cursor=" +
                    house.snapshot(token)["cursor"], token=token)
                now = house.snapshot(boss)["conversations"][0]["conversation"]
                if now.get("operator_id"):
                    house.post("/conversations/%d/transfer" % c, boss,
                        version=now["version"], operator_id=who)
                else:
                    house.post("/conversations/%d/take" % c, token,
                        version=now["version"])
                same = client_id()
                house.ask("POST", "/api/v1/conversations/%d/files?client_id="
                    "%s&name=%s" % (c, same, urllib.parse.quote(text[:60],
                    safe="")), b"<script>alert(1)</script>", token,
                    {"Content-Type": "text/html"})
                house.post("/conversations/%d/messages" % c, token,
                    text=text + " heard %d." % k, files=[same])
                tell(until="heard %d." % k)
        p.stdin.close()
        out = p.stdout.read()
        p.wait()
        found = json.loads(out.strip().splitlines()[-1])
        r.count(leaked=found["dialogs"] + len(found["foreign"]) +
            len(found["nodes"]))
        r.expect(not found["foreign"], "went elsewhere: %s" %
            found["foreign"][:3])
        r.expect(not found["nodes"], "nodes: %s" % found["nodes"][:3])
        # Without JavaScript the same page is made by the desk.
        secret = house.enter(texts[0], name=texts[0][:60])["secret"]
        for text in texts:
            same = client_id()      # a file of that name
            house.ask("POST", "/api/v1/visitor/files?client_id=%s&name=%s" % (
                same, urllib.parse.quote(text[:60], safe="")), b"x", secret,
                {"Content-Type": "text/html"})
            house.post("/visitor/messages", secret, text=text, files=[same])
            house.post("/visitor/typing", secret, is_typing=True, text=text)
            time.sleep(0.05)
        pages = []

        def look(path):
            pages.append(house.ask("GET", path, headers={"Cookie": "dz=" +
                secret}))

        look("/chat/lines")
        look("/")
        house.post("/visitor/close", secret)
        for text in texts[:r.pick(2, 20)]:
            house.post("/visitor/rating", secret, stars=2, text=text[:1000])
            look("/chat/lines")
            # Nothing is said: what was filled in stands there again.
            pages.append(house.ask("POST", "/chat", urllib.parse.urlencode({
                "name": text[:60], "contact": text[:60], "zone": text[:60],
                "text": "", "client_id": client_id()}), headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept-Language": "en", "X-Forwarded-For":
                house.address()}))
        bare = [t[:40].strip().encode() for t in texts if len(t) > 6 and
            re.search('[<"]', t[:40])]
        for a in pages:
            seen = [t for t in bare if t in a.body]
            r.count(times=1, leaked=len(seen))
            r.expect(a.status in (200, 400) and b"<body" in a.body and not
                seen, "the page without JavaScript: %s" % seen[:3], a)


if __name__ == "__main__":
    main()
