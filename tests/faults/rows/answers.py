#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""answers.py - a desk, or a proxy before it, that answers nonsense: the console
stays calm, keeps what was typed, and afterwards shows what is true.
"""
import base64
import gzip
import json
import re
import socket
import threading
import time

from corpus import answers
from crowd import House, forget_peak, peak_kib
from desk import until
from proxy import Proxy
from row import main, row
from screen import Screen
from ttyscan import scan

LIVE = re.compile(r"^ \S+ +● ", re.M)
RSS_KIB = 65536
# Nothing is wrong with so many events but their number: they are taken.
EVENTS_KIB = 2 * RSS_KIB


def raw(body, status="200 OK", kind="application/json", length=None,
        headers=""):
    return ("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n"
        % (status, kind, len(body) if length is None else length,
        headers)).encode("latin1") + body


class Stage:
    def __init__(self, r):
        self.r, self.n = r, 0
        self.house = House().__enter__()
        [(self.token, [self.c], self.login)] = self.house.operators(1)
        self.proxy = Proxy(self.house.port)
        self.screen = Screen(self.house, self.login, 120, 40,
            token=self.token, at="http://127.0.0.1:%d" % self.proxy.port)
        self.screen.see("guest0.0>")
        self.screen.type("my draft")
        self.screen.see(LIVE)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.screen.close()
        self.proxy.__exit__()
        self.house.__exit__()

    def mark(self):
        self.n += 1
        a = self.house.post("/conversations/%d/notes" % self.c, self.token,
            text="mark %d." % self.n)
        assert a.status == 201, a

    def localized(self, body):
        """As if it came from this desk, about a conversation of it."""
        cursor = self.house.snapshot(self.token)["cursor"]
        return re.sub(rb'("conversation": ?)12\b', rb"\g<1>%d" % self.c,
            body.replace(b"5f3a9c01.5", cursor.encode()))

    def give(self, name, answer, is_wrong=True, times=1, hold_ms=0,
            limit_s=45):
        """That answer to the next polls; then everything is as it was."""
        r = self.r
        before = len(self.screen.raw())
        did = self.proxy.stats()["did"].get("answer", 0)
        self.proxy.rules([{"match": {"path": "^/api/v1/events"}, "times":
            times, "do": "answer", "base64": base64.b64encode(answer)
            .decode(), "hold_ms": hold_ms}])
        self.mark()         # ends the poll that is held
        given = until(lambda: self.proxy.stats()["did"].get("answer", 0) ==
            did + times, 90)
        r.expect(given, "%s: it was not asked for" % name)
        self.mark()
        text = self.screen.see("mark %d." % self.n, limit_s)
        self.screen.see(LIVE, 30)
        r.count(times=1)
        text = self.screen.text()
        shown = re.findall(r"mark (\d+)\.", text)
        r.expect(len(shown) == len(set(shown)), "%s: something is shown "
            "twice" % name, text)
        r.expect(shown == sorted(shown, key=int), "%s: out of order" % name,
            text)
        r.expect("my draft" in text, "%s: the draft is gone" % name, text)
        polls = [(t, do) for t, _, p, do in self.proxy.stats()["times"] if
            p.startswith("/api/v1/events")]
        at = max(i for i, (_, do) in enumerate(polls) if do == "answer")
        gap = polls[at + 1][0] - polls[at][0]
        r.expect(gap > 0.9 or not is_wrong, "%s: asked again after %.2f s" %
            (name, gap))
        wrong = scan(self.screen.raw()[before:])
        r.count(leaked=len(wrong))
        r.expect(not wrong, "%s: %s" % (name, wrong[:2]))
        r.expect(not self.screen.has_ended, "%s ends it" % name)


def corpus_rows(r, stage, kinds, step):
    chosen = [a for a in answers() if a[0].split("-")[0] in kinds]
    for k, (name, verdict, body) in enumerate(chosen if r.is_long else
            chosen[::step]):
        r.say("%s: %d of %d" % (name, k, len(chosen)))
        stage.give(name, raw(stage.localized(body)), verdict == "refuse")


class Ear:
    """Somebody to whom nobody should come."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port, self.n = self.socket.getsockname()[1], 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                self.socket.accept()[0].close()
                self.n += 1
            except OSError:
                return


@row("A10", "hostile answers to the console")
def hostile(r):
    ear = Ear()
    ok = b'{"cursor":"x","events":[]}'
    wire = [("redirect", raw(b"", "302 Found", headers="Location: http://"
        "127.0.0.1:%d/steal\r\n" % ear.port)), ("redirect-loop", raw(b"",
        "307 Temporary Redirect", headers="Location: /api/v1/events\r\n")),
        ("length-long", raw(ok, length=len(ok) + 100)),
        ("length-short", raw(ok, length=len(ok) - 10)),
        ("length-negative", raw(ok, length=-5)),
        ("chunk-broken", b"HTTP/1.1 200 OK\r\nContent-Type: application/json"
        b"\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n" + ok),
        ("chunk-cut", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/json\r\n\r\n5\r\n{\"cur"),
        ("header-escape", raw(ok, headers="Server: x\x1b]0;PWN\x07\r\n")),
        ("status-999", raw(ok, "999 \x1b[31mred")), ("no-content",
        b"HTTP/1.1 204 No Content\r\n\r\n"), ("nothing", b""),
        ("no-http", b"\x1b]0;own\x07\r\n\r\n"), ("old", b"HTTP/0.9 200\r\n"
        b"\r\n" + ok), ("many-headers", raw(ok, headers="X: y\r\n" *
        20000)), ("long-header", raw(ok, headers="X: " + "y" * 500000 +
        "\r\n")), ("continue", b"HTTP/1.1 100 Continue\r\n\r\n" * 500 +
        raw(ok)), ("error-escape", raw(b'{"error":"value","message":'
        b'"\\u001b]0;own\\u0007\\u202e"}', "400 Bad"))]
    with Stage(r) as stage:
        for name, answer in wire if r.is_long else wire[::6]:
            r.say(name)
            stage.give(name, answer, name not in ("redirect-loop",
                "header-escape", "many-headers", "continue", "no-content",
                "nothing"))
        corpus_rows(r, stage, ("syntax", "order", "time", "content",
            "depth"), 12)
        r.expect(ear.n == 0, "the redirect was followed")
        sends(r, stage)


def sends(r, stage):
    """Answers to a message that are not its own."""
    other = b'{"seq":1,"type":"message","conversation":1,"at":1,"by":' \
        b'"operator","client_id":"%032x","text":"another"}' % 5
    texts = []
    for k, (do, answer) in enumerate((("status_after", {"code": 502}),
            ("status_after", {"code": 200, "body": other.decode(), "ctype":
            "application/json"}), ("status_after", {"code": 201, "body":
            "{}", "ctype": "application/json"}), ("status_after", {"code":
            200, "body": "<html>", "ctype": "text/html"}))):
        stage.proxy.rules([dict(answer, match={"method": "POST", "path":
            "/messages$"}, times=1, do=do)])
        stage.screen.keys("C-u")
        texts.append("sent %d." % k)
        stage.screen.type(texts[-1])
        stage.screen.keys("Enter")
        until(lambda: "unsent" not in stage.screen.text(), 60)
        stage.screen.type("my draft")
        r.count(times=1)
    stage.screen.see(texts[-1])
    stored = [e["text"] for e in stage.house.messages(stage.token, stage.c)
        if e["text"].startswith("sent ")]
    r.count(lost=len(set(texts) - set(stored)), doubled=len(stored) -
        len(set(stored)), acknowledged=len(texts))
    shown = re.findall(r"sent \d\.", stage.screen.text())
    r.expect(shown == texts, "the screen: %s" % shown, stage.screen.text())


@row("A11", "answers far too deep, long or large")
def large(r):
    def events(inner):
        return b'{"cursor":"5f3a9c01.5","events":[' + inner + b"]}"

    event = b'{"seq":%d,"type":"message","conversation":12,"at":1,"by":' \
        b'"visitor","text":"%s"}'
    bomb = gzip.compress(b" " * (200 << 20), 6)
    many = [("nested", b"[" * 1000000), ("nested-objects", b'{"a":' * 200000),
        ("objects", events(b",".join([b"{}"] * 100000))), ("keys", b"{" +
        b",".join(b'"k%d":1' % i for i in range(200000)) + b"}"),
        ("digits", b'{"cursor":' + b"9" * 500000 + b"}"),
        ("text", events(event % (5, b"a" * 10000000))),
        ("newlines", events(event % (5, b"\\n" * 1000000))),
        ("events", events(b",".join(event % (5 + i, b"x") for i in
        range(50000)))), ("long", b'"' + b"a" * (20 << 20) + b'"')]
    with Stage(r) as stage:
        pid, worst = stage.screen.pid, 0
        gzipped = raw(bomb, headers="Content-Encoding: gzip\r\n")
        for name, answer in [(name, raw(stage.localized(body))) for name,
                body in (many if r.is_long else many[::3])] + [("gzip",
                gzipped)]:
            r.say(name)
            forget_peak(pid)
            # One event that is too long is left out of an answer.
            stage.give(name, answer, name not in ("text", "newlines",
                "objects", "keys"))
            kib = peak_kib(pid)
            worst = max(worst, kib)
            r.expect(kib < (EVENTS_KIB if name == "events" else RSS_KIB),
                "%s: %d KiB" % (name, kib))
        r.note("at most %d KiB" % worst)


@row("A12", "answers of wrong types, ids, kinds")
def types(r):
    with Stage(r) as stage:
        corpus_rows(r, stage, ("number", "keys", "types", "missing", "kind"),
            9)


if __name__ == "__main__":
    main()
