#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""polls.t - held polls: news end them, a second one replaces them, the end of
the desk answers them, a client that goes away frees them.
"""
import json
import signal
import threading
import time

from desk import Desk, check, done, until


class Poll(threading.Thread):
    """GET .../events, held; .answer when it came."""

    def __init__(self, desk, token, cursor, path="/api/v1/events", hold=45, watch=0):
        super().__init__(daemon=True)
        self.args = ("GET", "%s?cursor=%s&hold=%d%s" % (path, cursor, hold,
            "&watch=%d" % watch if watch else ""))
        self.desk, self.token, self.answer = desk, token, None
        self.start()

    def run(self):
        self.answer = self.desk.ask(*self.args, token=self.token)

    def wait(self):
        until(lambda: self.answer)
        return self.answer


def parked(desk):
    return desk.ask("GET", "/api/v1/admin/status", admin=True).json["parked"]


def held(desk, token, cursor, n=1, **more):
    """A poll that the desk holds: n are parked then."""
    p = Poll(desk, token, cursor, **more)
    # Presence and the like may answer it at once: then from there on.
    while not until(lambda: p.answer or parked(desk) >= n, 5) or p.answer:
        if p.answer and p.answer.status == 200:
            cursor = p.answer.json["cursor"]
        p = Poll(desk, token, cursor, **more)
    return p


def expect_503(name, answer):
    check(name, answer is not None and answer.status == 503 and
        1 <= int(answer.header("Retry-After")) <= 5 and
        answer.json["error"] == "busy", answer)


with Desk() as desk:
    for login in ("anna", "boris"):
        desk.operator(login, "--role", "supervisor")
    first = desk.sign_in("anna").json
    token, cursor = first["token"], first["snapshot"]["cursor"]
    second = desk.sign_in("anna").json["token"]

    p = held(desk, token, cursor)
    v = desk.visitor("hello").json
    answer = p.wait()
    check("a message ends the hold", answer.status == 200 and
        [e["type"] for e in answer.json["events"]][:2] ==
        ["opened", "message"], answer)
    check("a poll has a length and may not be stored",
        answer.header("Content-Length") is not None and
        answer.header("Transfer-Encoding") is None and
        answer.header("Cache-Control") == "no-store", answer)
    cursor = desk.ask("GET", "/api/v1/snapshot", token=token).json["cursor"]

    p = held(desk, token, cursor)
    q = held(desk, token, cursor)
    answer = p.wait()
    check("a second poll of the session ends the first with 204",
        answer is not None and answer.status == 204 and q.answer is None,
        answer)
    other = held(desk, second, cursor, 2)
    check("another session disturbs nobody", q.answer is None and
        other.answer is None)

    third = desk.sign_in("anna").json["token"]
    before = parked(desk)
    watches = [held(desk, third, cursor, before + 1 + n,
        path="/api/v1/events", watch=n + 1) for n in range(2)]
    check("watches of one session disturb neither it nor each other",
        parked(desk) == before + 2 and q.answer is None)
    desk.ask("DELETE", "/api/v1/session", token=third)
    check("with the session its watches end",
        until(lambda: all(w.answer for w in watches)) and
        parked(desk) == before, [w.answer for w in watches])
    check("a watch has a number up to 64", desk.ask("GET",
        "/api/v1/events?cursor=%s&watch=65" % cursor, token=token).status ==
        400)

    w = held(desk, v["secret"], v["cursor"], 3,
        path="/api/v1/visitor/events")
    said = desk.post("/conversations/%d/take" % v["conversation"], token,
        version=v["events"][0]["seq"])
    answer = w.wait()
    check("the visitor hears of it", said.status == 201 and
        answer.status == 200 and answer.json["state"] == "active" and
        answer.json["operator_name"] == "anna", answer)

    # Somebody who goes away: nothing is kept for them.
    until(lambda: q.answer and other.answer)
    before = parked(desk)
    c = desk.connection()
    c.request("GET", "/api/v1/visitor/events?cursor=%s&hold=45" %
        answer.json["cursor"], headers={"Authorization": "Bearer " +
        v["secret"]})
    here = until(lambda: parked(desk) > before, 5)
    c.close()
    check("a client that left is not kept", here and
        until(lambda: parked(desk) == before), parked(desk))

    began = time.monotonic()
    answer = desk.ask("GET", "/api/v1/visitor/events?cursor=%s&hold=1" %
        answer.json["cursor"], token=v["secret"])
    took = time.monotonic() - began
    check("an empty hold ends after its seconds",
        answer.status == 204 and 0.9 < took < 10, (took, answer))

    snapshot = desk.ask("GET", "/api/v1/snapshot", token=token).json
    p = held(desk, token, snapshot["cursor"], before + 1)
    shown = desk.ask("GET", "/api/v1/visitor/conversation",
        token=v["secret"]).json
    w = held(desk, v["secret"], shown["cursor"], before + 2,
        path="/api/v1/visitor/events")
    began = time.monotonic()
    status = desk.stop(signal.SIGTERM)
    expect_503("at the end a held poll says when to come back", p.wait())
    expect_503("so does a visitor's", w.wait())
    check("the desk ends with 0 and at once", status == 0 and
        time.monotonic() - began < 4, (status, time.monotonic() - began))

    desk.start()
    again = desk.ask("GET", "/api/v1/events?cursor=%s&hold=0" %
        snapshot["cursor"], token=token)
    check("session and cursor outlive the desk", again.status in (200, 204),
        again)
done()
