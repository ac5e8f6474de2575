#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""read_along.t - nobody reads without the audit trail: what `dezhurka tail`
prints to a supervisor is in it from when to when, also with a token that only
reads, and a reading that was open when the desk was killed has an end.
"""
import json
import os
import signal
import subprocess

from desk import Desk, check, done, temp_dir, until

DATA = temp_dir()
SOCKET = os.path.join(temp_dir(), "s")


def records(desk, **members):
    out = desk.cli("audit", "list", "--json")[1]
    found = [json.loads(line)["record"] for line in out.splitlines()]
    return [r for r in found if r["act"] == "read_along" and
        all(r.get(k) == v for k, v in members.items())]


class Tail:
    """`dezhurka tail` of somebody; what it has printed."""

    def __init__(self, token, *args):
        read, write = os.pipe()
        os.write(write, token.encode() + b"\n")
        os.close(write)
        home = temp_dir()
        self.out = os.path.join(temp_dir(), "out")
        with open(self.out, "wb") as out:
            self.process = subprocess.Popen([os.environ["DEZHURKA"], "--desk",
                "unix:" + SOCKET, "--login", "x", "--token-fd", str(read),
                "tail", *args], pass_fds=(read,), stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, env=dict(os.environ,
                HOME=home, XDG_STATE_HOME=home, XDG_CONFIG_HOME=home))
        os.close(read)

    def says(self, text):
        return until(lambda: text in open(self.out).read())

    def hears(self, desk, visitor):
        """Whenever it begins to listen."""
        return until(lambda: (desk.post("/visitor/messages",
            visitor["secret"], text="again"), "again" in
            open(self.out).read())[1])

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


def talk(desk, token, text):
    v = desk.visitor(text).json
    version = desk.ask("GET", "/api/v1/conversations/%d/transcript" %
        v["conversation"], token=token).json["conversation"]["version"]
    taken = desk.post("/conversations/%d/take" % v["conversation"], token,
        version=version)
    assert taken.status == 201, taken
    return v


def follows(desk, tokens):
    a, b = talk(desk, tokens["anna"], "one"), talk(desk, tokens["anna"],
        "two")
    one, two = a["conversation"], b["conversation"]
    boss = desk.sign_in("chief").json["snapshot"]["me"]["id"]
    tail = Tail(tokens["chief"], str(one))
    check("what is followed is read from the beginning on", until(
        lambda: records(desk, what="begin", conversation=one, by_id=boss)))
    desk.post("/visitor/messages", a["secret"], text="are you there?")
    desk.post("/visitor/messages", b["secret"], text="nobody follows this")
    check("it is printed", tail.says("are you there?"))
    check("and what is not is not recorded", not records(desk,
        conversation=two))
    check("it ends well", tail.end() == 0)
    tail = Tail(tokens["reader"])
    tail.hears(desk, b)
    check("by a token that only reads as well", until(lambda: records(desk,
        what="begin", conversation=two, by_id=boss)))
    check("once", len(records(desk, what="begin", conversation=two)) == 1)
    tail.end()
    refused = desk.post("/conversations/%d/notes" % two, tokens["reader"],
        text="x")
    check("which does nothing else", refused.status == 403, refused)
    mine = Tail(tokens["anna"], str(one))
    check("an operator follows what is theirs", mine.hears(desk, a))
    mine.end()
    check("and that is no reading along", not [r for r in records(desk,
        conversation=one) if r["by_id"] != boss])


def killed(desk, tokens):
    c = talk(desk, tokens["anna"], "three")["conversation"]
    done_ = talk(desk, tokens["anna"], "four")["conversation"]
    for n in (c, done_):
        desk.ask("POST", "/api/v1/conversations/%d/read-along" % n,
            {"is_on": True}, tokens["chief"])
    desk.ask("POST", "/api/v1/conversations/%d/read-along" % done_,
        {"is_on": False}, tokens["chief"])
    until(lambda: records(desk, what="end", conversation=done_))
    until(lambda: records(desk, what="begin", conversation=c))
    desk.stop(signal.SIGKILL)
    desk.start()
    check("an end after the desk was killed", len(records(desk, what="end",
        conversation=c)) == 1, records(desk, conversation=c))
    check("nobody knows how long it was", "count" not in records(desk,
        what="end", conversation=c)[0])
    check("what had ended has one end", len(records(desk, what="end",
        conversation=done_)) == 1)
    desk.stop(signal.SIGKILL)
    desk.start()
    check("and not another with each start", len(records(desk, what="end",
        conversation=c)) == 1)
    status, out, err = desk.cli("audit", "verify")
    check("the chain is whole", status == 0, (out, err))


with Desk("--listen", "unix:" + SOCKET, data=DATA) as desk_:
    desk_.operator("anna")
    desk_.operator("chief", "--role", "supervisor")
    tokens_ = {login: desk_.sign_in(login).json["token"] for login in
        ("anna", "chief")}
    tokens_["reader"] = desk_.cli("token", "add", "chief", "--device", "r",
        "--read-only")[1].strip()
    follows(desk_, tokens_)
    killed(desk_, tokens_)
done()
