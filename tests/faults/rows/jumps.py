#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""jumps.py - the console whose clock jumps, that is stopped, that has no
descriptor left, or whose files are not its own any more.
"""
import glob
import os
import resource
import shutil
import signal
import sqlite3
import time

from crowd import House, cpu_s
from desk import temp_dir, until
from failing import Session, kept_of
from console import Typist
from row import main, row

JUMPS = ("-1y", "+1y", "-1h", "@2038-01-19 03:13:58", "@2026-10-25 00:59:58",
    "@2026-03-29 00:59:58", "@1970-01-02 00:00:00", "@2106-02-07 06:28:10",
    "+0")
BUSY_S = 0.7        # of CPU in two seconds: it spins


def library():
    """libfaketime's; None: it is not there."""
    return next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") +
        glob.glob("/usr/lib/faketime/libfaketimeMT.so.1")), None)


def spins(s, seconds=2.0):
    """CPU seconds of so many, while its terminal is read."""
    before = cpu_s(s.tty.process.pid)
    s.keys.wait(seconds)
    return cpu_s(s.tty.process.pid) - before


def arrives(typist, s, text, limit_s=20):
    return until(lambda: s.keys.wait(0.05) or text in sum(
        typist.stored().values(), []), limit_s)


def all_once(r, typist, typed):
    """Each once, and in order."""
    stored = [t for t in sum(typist.stored().values(), []) if t in typed]
    r.count(acknowledged=len(stored), lost=len(set(typed) - set(stored)),
        doubled=len(stored) - len(set(stored)))
    r.expect(stored == [t for t in typed if t in stored], "out of order",
        stored)


@row("C14b", "the clock of the console jumps")
def clocks(r):
    if not library():
        r.cannot("libfaketime is missing")
    now, typed = temp_dir() + "/now", []

    def set_clock(text):
        with open(now + ".new", "w") as f:
            f.write(text + "\n")
        os.rename(now + ".new", now)

    set_clock("+0")
    env = {"LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": now,
        "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1", "TZ": "Europe/Warsaw"}
    with House() as house:
        typist, home = Typist(house, 1), temp_dir()
        s = Session(typist, home, env)
        r.expect(s.wait("guest0.0>"), "it does not start", s.tty.last[-999:])
        for k, clock in enumerate(JUMPS[:r.pick(5, 99)]):
            r.say("the clock says " + clock)
            set_clock(clock)
            house.post("/conversations/%d/notes" % typist.mine[0],
                typist.boss, text="note%d" % k)
            r.expect(s.wait("note%d" % k), "%s: no news" % clock,
                s.tty.last[-999:])
            typed.append("typed%d at %s" % (k, clock))
            s.type(typed[-1])
            r.expect(arrives(typist, s, typed[-1]), "%s: not sent" % clock,
                s.tty.last[-999:])
            busy = spins(s, r.pick(1.0, 2.0))
            r.expect(busy < BUSY_S, "%s: %.1f s of CPU" % (clock, busy))
            r.count(times=1)
        # A draft is on the disk a second later, whatever the clock says.
        s.keys.send("\x15a draft of no time")
        set_clock("-1y")
        s.keys.wait(1.5)
        s.keys.kill()
        s = Session(typist, home, env)
        r.count(lost=not s.wait("a draft of no time", 10))
        r.expect(s.end() == 0, "it does not end")
        all_once(r, typist, typed)


def first_free(pid):
    used = {int(n) for n in os.listdir("/proc/%d/fd" % pid)}
    return next(n for n in range(len(used) + 1) if n not in used)


@row("C18b", "the console is stopped, or has no descriptor left")
def stopped(r):
    with House() as house:
        typist, typed = Typist(house, 1), []
        s = Session(typist, temp_dir(), {})
        s.wait("guest0.0>")
        pid = s.tty.process.pid
        for k in range(r.pick(1, 5)):
            r.say("no descriptor is left")
            house.kill()
            # The lowest that is free when nothing is tried just then.
            free = min((s.keys.wait(0.05), first_free(pid))[1] for _ in
                range(20))
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (free, 20000))
            house.start()
            typed.append("without descriptors %d" % k)
            s.type(typed[-1])
            busy = spins(s, 4.0)
            r.expect(busy < 0.25, "it spins: %.1f s of CPU in 4" % busy)
            r.expect(s.alive(), "it ended: %s" % s.tty.process.returncode,
                s.tty.last[-999:])
            r.expect(typed[-1] not in sum(typist.stored().values(), []),
                "the test: there was a descriptor")
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (1024, 20000))
            r.expect(arrives(typist, s, typed[-1], 40), "it does not go on",
                s.tty.last[-1500:])
            r.say("stopped for a while")
            os.kill(pid, signal.SIGSTOP)
            typed.append("typed while it stands %d" % k)
            os.write(s.tty.fd, ("\x15" + typed[-1]).encode())
            house.post("/conversations/%d/notes" % typist.mine[0],
                typist.boss, text="said meanwhile %d" % k)
            time.sleep(r.pick(3, 60))
            os.kill(pid, signal.SIGCONT)
            r.expect(s.wait("said meanwhile %d" % k, 40), "no news after it "
                "was stopped", s.tty.last[-999:])
            s.keys.send("\r")
            r.expect(arrives(typist, s, typed[-1]), "not sent after it was "
                "stopped", s.tty.last[-999:])
            r.count(times=2)
        r.expect(s.end() == 0, "it does not end")
        all_once(r, typist, typed)
        r.note("no descriptor: %.2f s of CPU in 4" % busy)


def spoilt():
    """What can become of its file: (name, function of its path)."""
    def write(at, data):
        def do(path):
            with open(path, "r+b") as f:
                f.seek(at)
                f.write(data)
        return do

    def of_another(path):
        os.remove(path)
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE other (x)")
        db.commit()
        db.close()

    return (("cut", lambda p: os.truncate(p, 6000)), ("empty", lambda p:
        os.truncate(p, 0)), ("no database", write(0, b"words " * 999)),
        ("a page of rubbish", write(4096, b"\xff" * 4096)),
        ("another program's", of_another), ("a directory", lambda p:
        (os.remove(p), os.mkdir(p))))


def tables_of(path):
    db = sqlite3.connect(path)
    try:
        return [name for name, in db.execute("SELECT name FROM sqlite_master "
            "WHERE type = 'table'")]
    finally:
        db.close()


@row("C11b", "the console's own files are torn, locked or not ours; a cut WAL")
def own_files(r):
    with House() as house:
        typist, home, typed = Typist(house, 1), temp_dir(), []
        s = Session(typist, home, {})
        s.wait("guest0.0>")
        s.keys.send("\x15a draft")
        s.keys.wait(1.3)
        s.end()
        for name in ("kept.db", "archive.db"):
            if not os.path.isfile(kept_of(home) + "/" + name):
                continue
            for what, spoil in spoilt():
                r.say("%s: %s" % (name, what))
                copy = temp_dir() + "/h"
                shutil.copytree(home, copy, ignore=shutil.ignore_patterns(
                    "*.sock"))
                path = kept_of(copy) + "/" + name
                spoil(path)
                s = Session(typist, copy, {})
                ready = s.wait("guest0.0>", 10)
                went = s.alive()
                if went and ready:
                    typed.append("%s %s" % (name, what))
                    s.type(typed[-1])
                    arrives(typist, s, typed[-1])
                status = s.end()
                r.expect(status == 0 if went else status in (1, 2), "%s: %s: "
                    "exit %s" % (name, what, status), s.tty.last[-1500:])
                r.expect(went or name.encode() in s.tty.last, "%s: %s: no "
                    "sentence" % (name, what), s.tty.last[-1500:])
                if what == "another program's":
                    r.expect(tables_of(path) == ["other"], "%s: %s: it was "
                        "changed" % (name, what))
                r.count(times=1)
        r.say("kept.db is locked")
        db = sqlite3.connect(kept_of(home) + "/kept.db", isolation_level=None)
        s = Session(typist, home, {})
        s.wait("guest0.0>")
        db.execute("BEGIN IMMEDIATE")
        typed.append("while it was locked")
        s.type(typed[-1])
        busy = spins(s, r.pick(3.0, 30.0))
        r.expect(busy < BUSY_S + r.pick(0, 3), "locked: %.1f s of CPU" % busy)
        db.execute("ROLLBACK")
        db.close()
        r.expect(arrives(typist, s, typed[-1], 40), "locked: not sent",
            s.tty.last[-1500:])
        s.end()
        all_once(r, typist, typed)
    cut_wal(r)


def cut_wal(r):
    """Of the desk: what is left is a beginning of what was, without holes."""
    data = temp_dir() + "/d"
    with House(data=data) as house:
        house.add_operator("boss", "supervisor")
        boss = house.trusted("boss")
        [(token, [c], _)] = house.operators(1)
        house.stop()
        house.start()
        for i in range(30):
            house.post("/conversations/%d/messages" % c, token, text="m%d" %
                i)
        house.kill()
        size = os.path.getsize(data + "/desk.db-wal")
        for k in range(r.pick(3, 30)):
            place = temp_dir() + "/d"
            shutil.copytree(data, place, ignore=shutil.ignore_patterns(
                "*.sock", "*-shm"))
            os.truncate(place + "/desk.db-wal", size * (k + 1) //
                r.pick(4, 31))
            with House(data=place) as cut:
                texts = [e["text"] for e in cut.messages(boss, c)]
                said = [t for t in texts if t.startswith("m")]
                r.expect(said == ["m%d" % i for i in range(len(said))],
                    "a cut WAL: holes", said)
            r.count(times=1)


if __name__ == "__main__":
    main()
