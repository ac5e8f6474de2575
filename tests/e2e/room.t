#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""room.t - colleagues talk from scripts, at a real desk: the room is made by
the first word, both sides hear it, and nothing for customers works there.
"""
import json
import os
import select
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "server"))
sys.dont_write_bytecode = True

from desk import Desk, check, done

DEZHURKA = os.environ.get("DEZHURKA", "dezhurka")
if not os.access(DEZHURKA, os.X_OK):
    print("1..0 # SKIP dezhurka was not built")
    sys.exit(0)


class Cli:
    def __init__(self, desk, login):
        self.token = desk.sign_in(login).json["token"]
        self.address = ["--desk", "http://127.0.0.1:%d" % desk.port,
            "--login", login]

    def start(self, *args):
        """The token comes by a descriptor, never as an argument."""
        read, write = os.pipe()
        os.write(write, self.token.encode() + b"\n")
        os.close(write)
        p = subprocess.Popen([DEZHURKA] + self.address + ["--token-fd",
            str(read)] + [str(a) for a in args], pass_fds=[read],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        os.close(read)
        return p

    def run(self, *args, limit_s=30):
        out, err = (p := self.start(*args)).communicate(timeout=limit_s)
        return p.returncode, out.decode(), err.decode()


def rooms(desk, cli):
    return {c["conversation"]["id"]: c for c in desk.ask("GET",
        "/api/v1/snapshot", token=cli.token).json["conversations"]
        if c["conversation"]["state"] == "team"}


with Desk() as desk:
    desk.cli("department", "add", "Billing")
    desk.operator("anna", "--department", "Billing")
    desk.operator("boris")
    anna, boris = Cli(desk, "anna"), Cli(desk, "boris")

    status, out, err = anna.run("talk", "boris", "--", "have you a minute?")
    check("a word to a colleague", status == 0 and
        "have you a minute?" in out, (out, err))
    mine = rooms(desk, boris)
    check("is in a room of two", len(mine) == 1 and [e["type"] for e in
        list(mine.values())[0]["events"]] == ["room", "message"], mine)
    room = list(mine)[0]

    tail = boris.start("tail", room)
    status, out, err = anna.run("talk", "@boris", "--", "thanks")
    check("the second one goes there, too", status == 0 and
        list(rooms(desk, boris)) == [room], (out, err))
    # It hears what is said from when it is there on.
    for _ in range(20):
        if select.select([tail.stdout], [], [], 1)[0]:
            break
        anna.run("talk", "@boris", "--", "many thanks")
    said = tail.stdout.readline()
    check("tail hears it", b"thanks" in said and b"anna" in said, said)
    tail.send_signal(signal.SIGTERM)
    tail.communicate(timeout=20)

    status, out, err = boris.run("send", room, "yes, @anna")
    check("send says it in a room by its number", status == 0, err)
    status, out, err = boris.run("show", room)
    check("show prints it", "yes, @anna" in out, (out, err))
    status, out, err = boris.run("talk", "Billing", "--", "good morning")
    check("a department", status == 0, err)
    status, out, err = boris.run("talk", "nobody-here", "--", "x")
    check("nobody is nobody", status != 0 and "nobody-here" in err, err)
    status, out, err = boris.run("talk")
    check("without a name there is a sentence of how it is written",
        status != 0 and "NAME" in err, err)
    status, out, err = boris.run("list", "team")
    check("list has the rooms", "@anna" in out and "#Billing" in out,
        (out, err))
    for args in (("note", room, "x"), ("close", room, "solved"),
            ("transfer", room, "anna"), ("tag", room, "vip")):
        status, out, err = boris.run(*args)
        check("%s is for customers" % args[0], status != 0 and
            "room of the team" in err, err)

    v = desk.visitor("Where is my order?", name="Ewa").json
    boris.run("take", v["conversation"])
    boris.run("note", v["conversation"], "she called twice")
    status, out, err = boris.run("shift")
    check("the next shift reads who waits", status == 0 and
        "#%d Ewa" % v["conversation"] in out and "she called twice" in out and
        "have you a minute" not in out, (out, err))
    check("in lines of 72 columns", max(len(line) for line in
        out.splitlines()) <= 72, out)
done()
