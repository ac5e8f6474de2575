#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""estimate.t - who waits is told how long, when enough was measured and somebody is
there; it is stored once, and how far off it was can be asked.
"""
import json
import signal

from desk import Desk, check, done, until

NEEDED = 8


def page(desk, secret, language):
    return desk.ask("GET", "/?lang=" + language,
        headers={"Cookie": "dz=" + secret}).body.decode()


with Desk() as desk:
    desk.operator("anna")
    token = desk.sign_in("anna").json["token"]

    def look():
        s = desk.ask("GET", "/api/v1/snapshot", token=token).json
        desk.ask("GET", "/api/v1/events?hold=0&cursor=" + s["cursor"],
            token=token)
        return s

    def serve(c):
        """Taken, answered, closed, by its number."""
        for verb, fields in (("take", {}), ("close", {"outcome": "solved"})):
            version = [x["conversation"]["version"] for x in
                look()["conversations"] if x["conversation"]["id"] == c][0]
            answer = desk.post("/conversations/%d/%s" % (c, verb), token,
                version=version, **fields)
            assert answer.status == 201, answer

    for i in range(NEEDED):
        answer = desk.visitor("Hello")
        look()
        check("nothing is said with %d measured" % i, "estimate" not in
            answer.json, answer.json)
        serve(answer.json["conversation"])
    answer = desk.visitor("Hello")
    check("then it is", answer.json.get("estimate") == {"low": 0, "high": 1},
        answer.json)
    c, secret = answer.json["conversation"], answer.json["secret"]

    def estimated():
        events = desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
            token=token).json["events"]
        return [e for e in events if e["type"] == "estimated"]
    check("it is stored", until(lambda: len(estimated()) == 1) and
        estimated()[0]["high"] == 60000 and estimated()[0]["by"] == "system",
        estimated())
    again = desk.ask("GET", "/api/v1/visitor/conversation", token=secret).json
    check("it is told again", again.get("estimate") == {"low": 0, "high": 1},
        again)
    for language, words in (("en", "in less than a minute"),
            ("ru", "меньше чем через минуту"), ("pl", "w ciągu minuty")):
        check("the page says so without scripts: " + language,
            words in page(desk, secret, language))
    check("and once only", len(estimated()) == 1)

    desk.stop(signal.SIGKILL)
    desk.start()
    look()

    def be(presence):
        answer = desk.ask("PUT", "/api/v1/presence",
            {"presence": presence}, token)
        assert answer.status < 300, answer

    def says():
        return "estimate" in desk.ask("GET", "/api/v1/visitor/conversation",
            token=secret).json
    be("away")
    check("with nobody there nothing is said", until(lambda: not says()))
    be("online")
    until(says)
    again = desk.ask("GET", "/api/v1/visitor/conversation", token=secret).json
    check("what was measured is known after a kill", "estimate" in again,
        again)
    serve(c)

    def told():
        status, out, err = desk.cli("estimate", "--json")
        return json.loads(out)
    check("how far off it was can be asked", told()["told"] == 1 and
        told()["within"] == 1 and 0 < told()["median_ms"] <= 30000, told())
    status, out, err = desk.cli("estimate")
    check("also by people", status == 0 and "off by, median" in out, out)
done()
