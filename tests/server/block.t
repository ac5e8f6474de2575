#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""block.t - who is blocked, or limited: by session, by address, by range; what
they are told, what they may still do; who may block; never a whole office by
accident; and that a block outlives kill -9, a restart and a wrong clock.
"""
import json
import os
import signal
import sqlite3
import subprocess
import threading
import time

from desk import Desk, check, client_id, done, run, skip, temp_dir, until

FAKETIME = subprocess.run("faketime -f +0 printenv LD_PRELOAD", shell=True,
    capture_output=True).stdout.decode().strip()

CONFIG = os.path.join(temp_dir(), "conf")
with open(CONFIG, "w", encoding="utf-8") as f:
    f.write("[proxy]\ntrusted = 127.0.0.1\ntrusted = 10.9.0.0/16\n"
        "[blocks]\nlimit_pause = 2s\n")


class Shop:
    """A desk with people, and visitors from wherever they say."""

    def __init__(self, desk):
        self.desk, self.tokens = desk, {}
        for login, role in (("anna", "operator"), ("boris", "operator"),
                ("chief", "supervisor")):
            desk.operator(login, "--role", role)
            self.tokens[login] = desk.sign_in(login).json["token"]

    def ask(self, method, path, fields=None, token=None, at=None, **headers):
        if at:
            headers["X-Forwarded-For"] = at
        if fields is not None:
            fields.setdefault("client_id", client_id())
        return self.desk.ask(method, "/api/v1" + path, fields, token, headers)

    def open(self, at, text="Hello", secret=None, name=""):
        answer = self.ask("POST", "/visitor/conversations", {"text": text,
            "name": name}, secret, at)
        return answer.json if answer.status == 201 else answer

    def say(self, v, at, text="more"):
        return self.ask("POST", "/visitor/messages", {"text": text},
            v["secret"], at)

    def block(self, login, v, **fields):
        fields.setdefault("kind", "session")
        return self.ask("POST", "/conversations/%d/block" %
            v["conversation"], fields, self.tokens[login])

    def end(self, login, block):
        return self.ask("POST", "/blocks/%d/end" % block, {},
            self.tokens[login])

    def state(self, v):
        return self.ask("GET", "/conversations/%d/transcript" %
            v["conversation"], token=self.tokens["chief"]).json

    def blocks(self, login="chief", query=""):
        return self.ask("GET", "/blocks" + query,
            token=self.tokens[login]).json["blocks"]


def at_once(ask):
    """What eight of them are answered."""
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(ask()))
        for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return sorted(answers)


def of_a_session(shop):
    v = shop.open("192.0.2.7", name="Ola")
    other = shop.open("192.0.2.7")
    made = shop.block("anna", v, reason="rude 4111 1111 1111 1111",
        span=3600000)
    check("an operator blocks who waits in the queue", made.status == 201 and
        made.json["type"] == "blocked" and made.json["kind"] == "session" and
        made.json["until"] == made.json["at"] + 3600000, made)
    check("numbers of cards are not kept", made.json["reason"] ==
        "rude ****1111", made)
    check("the event says no address", "192.0.2.7" not in
        json.dumps(shop.state(v)), "")
    now = shop.state(v)
    check("their talk has ended in the same commit",
        now["conversation"]["state"] == "closed" and
        [e["type"] for e in now["events"][-2:]] == ["blocked", "closed"] and
        now["conversation"]["block"] == made.json["seq"], now)
    refused = shop.say(v, "192.0.2.7")
    check("they may not write", refused.status == 403 and
        refused.json["error"] == "blocked", refused)
    refused = shop.open("198.51.100.9", secret=v["secret"])
    check("nor open another, from wherever", refused.status == 403, refused)
    check("another from there may", shop.say(other, "192.0.2.7").status ==
        201)
    shop.end("anna", made.json["seq"])
    check("when it is ended they may again",
        shop.say(v, "192.0.2.7").status == 201)
    check("and it has left the conversation", "block" not in
        shop.state(v)["conversation"], shop.state(v)["conversation"])


def repeats(shop):
    v = shop.open("192.0.2.8")
    one = client_id()
    first = shop.block("anna", v, client_id=one)
    check("without a span it is for supervisors", first.status == 403, first)
    first = shop.block("anna", v, client_id=one, span=60000)
    again = shop.block("anna", v, client_id=one, span=60000)
    check("the same client id is answered with what was stored",
        (first.status, again.status) == (201, 200) and
        first.json == again.json, again)
    other = shop.block("chief", v, span=60000)
    check("the same block again is a conflict", other.status == 409 and
        other.json["operator"] == first.json["by_id"], other)
    check("an operator does not end another's",
        shop.end("boris", first.json["seq"]).status == 403)
    check("who does not see it any more hears of nothing",
        shop.block("boris", v, span=60000).status == 404)
    check("a supervisor does", shop.end("chief",
        first.json["seq"]).status == 201)
    v = shop.open("192.0.2.8")
    answers = []
    threads = [threading.Thread(target=lambda who=who: answers.append(
        shop.block(who, v, span=60000, is_limit=True).status)) for who in
        ("anna", "boris", "chief") * 3]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check("of nine at once one blocks", sorted(answers) == [201] + [409] * 8,
        answers)
    live = [b for b in shop.blocks() if b["conversation"] ==
        v["conversation"]]
    check("and there is one", len(live) == 1, live)
    shop.end("chief", live[0]["id"])


def of_an_address(shop):
    v = shop.open("198.51.100.7", name="Rude")
    friend = shop.open("198.51.100.7", name="Friend")
    near = shop.open("198.51.100.200", name="Near")
    far = shop.open("198.51.101.7", name="Far")
    shared = shop.block("anna", v, kind="address", span=60000)
    check("while another writes from there nothing is done",
        shared.status == 409 and shared.json["error"] == "shared" and
        shared.json["others"] == 1 and shared.json["visitors"] == [
        {"conversation": friend["conversation"], "name": "Friend"}], shared)
    check("nothing at all", shop.say(v, "198.51.100.7").status == 201 and
        not [b for b in shop.blocks() if b["kind"] == "address"])
    check("a range is for supervisors", shop.block("anna", v, kind="range",
        span=60000, despite=9).status == 403)
    shared = shop.block("chief", v, kind="range")
    check("a range has more of them", shared.json["others"] == 2, shared)
    made = shop.block("chief", v, kind="range", despite=2, reason="spam")
    check("who says how many they are blocks them", made.status == 201 and
        "until" not in made.json, made)
    check("all of them, and nobody else", [shop.say(x, at).status for x, at in
        ((v, "198.51.100.7"), (friend, "198.51.100.7"),
        (near, "198.51.100.200"), (far, "198.51.101.7"))] ==
        [403, 403, 403, 201])
    check("their talks have ended, too", [shop.state(x)["conversation"][
        "state"] for x in (v, friend, near, far)] ==
        ["closed", "closed", "closed", "waiting"])
    for x in (v, friend, near):
        end = shop.state(x)["events"][-1]
        check("and each says that it was a block, and whose", end["type"] ==
            "closed" and end.get("is_blocked") is True and
            end["by_id"] == made.json["by_id"], end)
    new = shop.open("198.51.100.99")
    check("nor does a new one come from there", new.status == 403, new)
    check("from elsewhere they may", shop.say(friend,
        "203.0.113.5").status == 201)
    read = shop.ask("GET", "/visitor/conversation", token=v["secret"],
        at="198.51.100.7", **{"Accept-Language": "ru"})
    check("they read what was said, and why they may not write",
        read.status == 200 and read.json["events"] and
        read.json["blocked"]["appeal"].startswith("До дальнейшего"), read)
    check("not who it was", "is_blocked" not in str(read.json["events"]),
        read)
    polled = shop.ask("GET", "/visitor/events?hold=30&cursor=" +
        v["cursor"], token=v["secret"], at="198.51.100.7")
    check("a poll is not held", polled.status == 403 and
        polled.json["error"] == "blocked", polled)
    typed = shop.ask("POST", "/visitor/typing", {"is_typing": True},
        v["secret"], "198.51.100.7")
    rated = shop.ask("POST", "/visitor/rating", {"stars": 1}, v["secret"],
        "198.51.100.7")
    sent = shop.desk.ask("POST", "/api/v1/visitor/files?name=x&client_id=" +
        client_id(), b"x", v["secret"], {"X-Forwarded-For": "198.51.100.7"})
    check("neither typing nor rating nor files", [typed.status, rated.status,
        sent.status] == [403] * 3, (typed, rated, sent))
    listed = [b for b in shop.blocks() if b["id"] == made.json["seq"]][0]
    check("a supervisor sees the range", listed["range"] ==
        "198.51.100.0/24" and listed["name"] == "Rude", listed)
    check("an operator does not", "range" not in str(shop.blocks("anna")))
    shop.end("chief", made.json["seq"])
    check("ended: it is among the ended ones", made.json["seq"] not in
        [b["id"] for b in shop.blocks()] and made.json["seq"] in
        [b["id"] for b in shop.blocks(query="?all=1")])
    check("and all may again", shop.say(near, "198.51.100.200").status ==
        201)


def comes_meanwhile(shop):
    """Who opens while an address is blocked has nothing open after it."""
    left = []
    for n in range(1, 25):
        at = "198.18.7.%d" % n
        both = [shop.desk.connection() for _ in range(2)]
        asked = [("POST", "/api/v1/visitor/conversations", {"text": "x",
            "name": ""}, {"X-Forwarded-For": at}), ("POST", "/api/v1/blocks",
            {"address": at, "despite": 9}, {"Authorization": "Bearer " +
            shop.tokens["chief"]})]
        for link in both:
            link.connect()
        for link, (method, path, fields, headers) in zip(both, asked):
            body = json.dumps(dict(fields, client_id=client_id()))
            link.request(method, path, body, dict(headers, **{
                "Content-Type": "application/json"}))
        answers = [link.getresponse() for link in both]
        opened, made = [(a.status, json.loads(a.read())) for a in answers]
        for link in both:
            link.close()
        if made[0] != 201:
            left.append(made)
        elif opened[0] == 201 and shop.state(opened[1])["conversation"][
                "state"] != "closed":
            left.append(at)
        shop.end("chief", made[1].get("seq", 0))
    check("who opens as an address is blocked is closed, too", left == [],
        left)


def of_ipv6(shop):
    v = shop.open("2001:db8:1:2:aaaa::1")
    made = shop.block("chief", v, kind="address", span=60000)
    check("IPv6: an address is its /64", made.status == 201 and
        [(b["kind"], b["range"]) for b in shop.blocks() if b["id"] ==
        made.json["seq"]] == [("address", "2001:db8:1:2::/64")], made)
    check("whatever the rest of the address is", shop.open(
        "2001:db8:1:2:ffff:ffff:0:7").status == 403)
    check("the next one is another's", "secret" in
        shop.open("2001:db8:1:3::1"))
    made = shop.block("chief", shop.open("2001:db8:9:901::1"), kind="range",
        span=60000)
    check("and a range is /56", made.status == 201 and [b["range"] for b in
        shop.blocks() if b["id"] == made.json["seq"]] ==
        ["2001:db8:9:900::/56"], made)
    check("an address of IPv4 in that form is what it is", shop.block(
        "chief", shop.open("::ffff:203.0.113.77"), kind="range",
        prefix=15).status == 400)
    shop.end("chief", made.json["seq"])


def never_a_proxy(shop):
    v = shop.ask("POST", "/visitor/conversations", {"text": "x"}).json
    made = shop.block("chief", v, kind="address")
    check("the desk's own machine is not blocked", made.status == 400 and
        "own machine" in made.json["message"], made)
    for address, word in (("10.9.0.1", "proxy"), ("10.9.0.0/16", "proxy"),
            ("10.0.0.0/15", "16 to 32"), ("127.0.0.0/16", "own"),
            ("nonsense", "no address")):
        made = shop.ask("POST", "/blocks", {"address": address},
            shop.tokens["chief"])
        check("nor %s" % address, made.status == 400 and word in
            made.json["message"], made)
    check("operators name no addresses", shop.ask("POST", "/blocks",
        {"address": "192.0.2.1"}, shop.tokens["anna"]).status == 403)


def limits(shop):
    v = shop.open("203.0.113.9")
    made = shop.block("anna", v, is_limit=True, span=3600000)
    check("a limit closes nothing", made.status == 201 and
        shop.state(v)["conversation"]["state"] == "waiting", made)
    early = shop.say(v, "203.0.113.9")
    check("a message too early waits", early.status == 429 and
        0 < int(early.header("Retry-After")) <= 2 and "{n}" in
        early.json["pace"], early)
    check("and comes through then", until(lambda: shop.say(v,
        "203.0.113.9").status == 201))
    harder = shop.block("anna", v, span=3600000)
    live = [b for b in shop.blocks() if b.get("conversation") ==
        v["conversation"]]
    check("a block takes the place of a limit", harder.status == 201 and
        [b["id"] for b in live] == [harder.json["seq"]], live)
    elsewhere(shop)
    whose_it_is(shop)
    net = shop.ask("POST", "/blocks", {"address": "203.0.113.128",
        "is_limit": True}, shop.tokens["chief"])
    first = shop.open("203.0.113.128")
    second = shop.open("203.0.113.128")
    check("from a limited address there is one talk at a time",
        net.status == 201 and "secret" in first and second.status == 429,
        second)
    shop.ask("POST", "/visitor/close", {}, first["secret"], "203.0.113.128")
    third = shop.open("203.0.113.128")
    check("who closes theirs and comes as another waits, too",
        getattr(third, "status", 201) == 429, third)
    shop.ask("POST", "/blocks", {"address": "203.0.113.129",
        "is_limit": True}, shop.tokens["chief"])
    crowd = at_once(lambda: getattr(shop.open("203.0.113.129"), "status",
        201))
    check("of eight who open at once one does", crowd == [201] + [429] * 7,
        crowd)
    v = shop.open("203.0.113.130")
    shop.block("chief", v, is_limit=True)
    sent = until(lambda: [x for x in [at_once(lambda: shop.say(v,
        "203.0.113.130").status)] if 201 in x])
    check("of eight messages at once one comes through", sent ==
        [[201] + [429] * 7], sent)


def elsewhere(shop):
    """What is replaced leaves the conversation that it was made in."""
    for kind, at in (("session", "203.0.113.30"), ("address",
            "203.0.113.31")):
        old = shop.open(at)
        soft = shop.block("chief", old, kind=kind, is_limit=True)
        shop.ask("POST", "/visitor/close", {}, old["secret"], at)
        shop.desk.stop()
        shop.desk.start()
        new = shop.open(at, secret=old["secret"])
        hard = shop.block("chief", new, kind=kind)
        check("a block made in another conversation (%s)" % kind,
            (soft.status, hard.status) == (201, 201) and
            new["conversation"] != old["conversation"], (soft, hard, new))
        then = shop.state(old)
        check("leaves the old one without its limit (%s)" % kind,
            "block" not in then["conversation"] and
            then["events"][-1]["type"] == "unblocked" and
            then["events"][-1]["block"] == soft.json["seq"], then)
        shop.end("chief", hard.json["seq"])


def whose_it_is(shop):
    """Nobody gets rid of a supervisor's block by making something of it."""
    v = shop.open("203.0.113.10")
    shop.ask("POST", "/conversations/%d/take" % v["conversation"],
        {"version": shop.state(v)["conversation"]["version"]},
        shop.tokens["anna"])
    theirs = shop.block("chief", v)
    softer = shop.block("anna", v, is_limit=True, span=60000)
    check("an operator makes no limit of a supervisor's block",
        softer.status == 409 and softer.json["operator"] ==
        theirs.json["by_id"] and shop.say(v, "203.0.113.10").status == 403,
        softer)
    theirs = shop.block("chief", v, is_limit=True)
    check("a supervisor does", theirs.status == 201, theirs)
    made = shop.block("anna", v, span=60000)
    check("an operator may be stricter", made.status == 201 and
        shop.say(v, "203.0.113.10").status == 403, made)
    shop.end("anna", made.json["seq"])
    check("and the supervisor's limit is still there", theirs.json["seq"] in
        [b["id"] for b in shop.blocks()])
    shop.end("chief", theirs.json["seq"])


def held_poll(shop):
    v = shop.open("203.0.113.20")
    shop.ask("POST", "/visitor/close", {}, v["secret"], "203.0.113.20")
    cursor = shop.ask("GET", "/visitor/conversation", token=v["secret"],
        at="203.0.113.20").json["cursor"]
    got = []
    t = threading.Thread(target=lambda: got.append(shop.ask("GET",
        "/visitor/events?hold=40&cursor=" + cursor, token=v["secret"],
        at="203.0.113.20").status))
    t.start()
    until(lambda: shop.desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["parked"] > 0)
    began = time.monotonic()
    shop.block("chief", v)
    t.join(20)
    check("a held poll ends, though nothing else has happened", got == [204]
        and time.monotonic() - began < 10, got)


def by_hand(desk):
    """dezhurkad block."""
    status, out, err = desk.cli("block", "add", "192.0.2.128/25", "--for",
        "7d", "--reason", "bots", "--slow")
    check("block add", status == 0 and out == "192.0.2.128/25: added\n",
        out + err)
    status, out, err = desk.cli("block", "list")
    check("block list", status == 0 and "limit" in out and
        "192.0.2.128/25" in out and "bots" in out, out)
    status, out, err = desk.cli("block", "check", "192.0.2.200")
    check("block check", status == 0 and "bots" in out, out)
    number = out.split()[0]
    status, out, err = desk.cli("block", "check", "192.0.2.7")
    check("and what is free", out == "nothing holds for 192.0.2.7\n", out)
    status, out, err = desk.cli("block", "remove", number)
    check("block remove", status == 0 and out == number + ": removed\n",
        out + err)
    for args in (("add", "127.0.0.1"), ("add", "x"), ("remove", "99999"),
            ("check", "x"), ("add", "192.0.2.1", "--for", "soon")):
        status, out, err = desk.cli("block", *args)
        check("block %s: a sentence" % " ".join(args), status != 0 and
            err.count("\n") == 1 and len(err) > 30, err)


def audit(desk, address):
    status, out, err = desk.cli("audit", "list", "--json")
    acts = [json.loads(line)["record"] for line in out.splitlines()]
    made = [a for a in acts if a["act"] == "blocked"]
    check("the audit trail has them", len(made) > 5 and all(
        a["what"].split()[0].split("=")[0] in ("block", "limit")
        for a in made) and [a for a in acts if a["act"] == "unblocked"])
    check("without addresses and without words", address not in out and
        "rude" not in out and "spam" not in out)


def outlives(shop, desk):
    v = shop.open("192.0.2.99", name="Kept")
    made = shop.block("chief", v, kind="address", reason="kept")
    desk.stop(signal.SIGKILL)
    desk.start()
    again = shop.say(v, "192.0.2.99")
    check("a block outlives kill -9", again.status == 403, again)
    other = shop.open("192.0.2.99")
    check("of an address, too", other.status == 403, other)
    customer = shop.state(v)["conversation"]["customer_id"]
    known = desk.ask("GET", "/api/v1/admin/customer?id=%d" % customer,
        admin=True).json
    check("where they wrote from is theirs to know", known["addresses"][0][
        "address"] == "192.0.2.99", known)
    held = [b for b in shop.blocks() if b["id"] == made.json["seq"]][0]
    check("what they are blocked for is, too", known["blocks"] == [{"kind":
        "address", "is_limit": False, "at": held["at"], "until": 0,
        "reason": "kept"}], known["blocks"])
    desk.ask("POST", "/api/v1/admin/erase", {"customer": customer},
        admin=True)
    left = [b for b in shop.blocks() if b["id"] == made.json["seq"]][0]
    check("erasing leaves the block of the address, and no word of whom",
        "name" not in left and "reason" not in left and
        "customer_id" not in left, left)
    db = sqlite3.connect("file:%s/desk.db?mode=ro" % desk.data, uri=True)
    check("and no address beside them", db.execute("SELECT count(*) FROM"
        " addresses WHERE customer_id = ?", (customer,)).fetchone() == (0,))
    db.close()


with Desk("--config", CONFIG) as desk:
    shop = Shop(desk)
    of_a_session(shop)
    repeats(shop)
    of_an_address(shop)
    comes_meanwhile(shop)
    of_ipv6(shop)
    never_a_proxy(shop)
    limits(shop)
    held_poll(shop)
    by_hand(desk)
    audit(desk, "198.51.100")
    outlives(shop, desk)


class Later(Desk):
    """A desk whose clock is so many hours ahead."""

    def __init__(self, hours, data):
        super().__init__("--config", CONFIG, data=data)
        self.faked = {"LD_PRELOAD": FAKETIME, "FAKETIME": "+%dh" % hours,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def start(self):
        os.environ.update(self.faked)
        try:
            super().start()
        finally:
            for name in self.faked:
                del os.environ[name]


if FAKETIME == "" or os.environ.get("DZ_SANITIZED"):
    skip("by the desk's clock", "no faketime here")
    done()
DATA = temp_dir()
with Desk("--config", CONFIG, data=DATA) as desk:
    shop = Shop(desk)
    v = shop.open("192.0.2.50")
    made = shop.block("chief", v, kind="address", span=2 * 3600000)
    check("blocked for two hours", made.status == 201, made)


def is_blocked(hours):
    with Later(hours, DATA) as desk:
        shop.desk = desk
        return shop.say(v, "192.0.2.50").status == 403


check("an hour later they are still", is_blocked(1))
check("three hours later they are not", not is_blocked(3))
check("when that clock was wrong, they are again", is_blocked(0))

# Where somebody wrote from is kept for its time.
with open(CONFIG, "a", encoding="utf-8") as f:
    f.write("keep_addresses = 1d\n")


def addresses():
    db = sqlite3.connect("file:%s/desk.db?mode=ro" % DATA, uri=True)
    n = db.execute("SELECT count(*) FROM addresses").fetchone()[0]
    db.close()
    return n


check("it is there", addresses() == 1)
with Later(30, DATA) as desk:
    shop.desk = desk
    check("after its time it is not", until(lambda: addresses() == 0))
    gone = shop.block("chief", v, kind="address", span=60000)
    check("then an address cannot be blocked, and it is said why",
        gone.status == 404 and "not known" in gone.json["message"], gone)
for text, word in (("keep_addresses = 1x", "30d"), ("longest = soon", "7d"),
        ("operators_may = all", "session, address, range"),
        ("operators_may = ,", "nothing"), ("limit_pause = 2h", "1h"),
        ("appeals_en = " + "x" * 601, "600"), ("colour = red", "no key")):
    with open(CONFIG, "w", encoding="utf-8") as f:
        f.write("[blocks]\n%s\n" % text)
    status, out, err = run(["--check-config", "--config", CONFIG])
    check("%.20s: refused with a sentence" % text, status == 2 and word in
        err and ":2:" in err, err)
done()
