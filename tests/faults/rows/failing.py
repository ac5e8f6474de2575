#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""failing.py - the n-th call that touches the disk fails, and the n-th allocation
of the console: a sentence, a 503, text that waits in memory; nothing that was
acknowledged or typed is lost, and no file is torn.
"""
import errno
import os
import random
import signal
import sqlite3

from console import Keyboard, Typist
from crowd import House
from desk import client_id, temp_dir, until
from row import main, row, shim

ABORTED = -6


def count_of(path):
    with open(path) as f:
        return int(f.read())


def some(rng, n, most):
    return sorted(rng.sample(range(1, n + 1), min(n, most)))


def kept_of(home):
    """Where its database is; None: there is none."""
    for place, _, names in os.walk(home):
        if "kept.db" in names:
            return place
    return None


def is_whole(path):
    db = sqlite3.connect(path)
    try:
        return db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    finally:
        db.close()


# --- the desk ---

class Poster:
    """Messages, one after the other; each until it is acknowledged."""

    def __init__(self, house, token, conversation):
        self.house, self.token = house, token
        self.conversation, self.acked, self.statuses = conversation, [], {}

    def post(self, text, tries):
        name = client_id()
        for _ in range(tries):
            try:
                status = self.house.post("/conversations/%d/messages" %
                    self.conversation, self.token, client_id=name,
                    text=text).status
            except (OSError, ValueError) as e:
                status = type(e).__name__
            except Exception as e:      # half an answer
                status = type(e).__name__
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status in (200, 201):
                self.acked.append(text)
                return
            if self.house.process.poll() is not None:
                return


def desk_once(r, house, poster, what):
    """Started, three messages, stopped; how it went."""
    try:
        house.start()
    except RuntimeError:
        status = house.process.wait()
        house.process = None
        r.expect(0 < status <= 8, "%s: exit %d at the start" % (what, status))
        return "refused to start"
    for i in range(3):
        poster.post("%s %d" % (what, i), 3)
    status = house.stop()
    r.expect(status in (0, 1), "%s: exit %s" % (what, status))
    return "went on"


@row("C10b", "the n-th write, sync, cut or rename fails")
def failing_calls(r):
    library, data, rng = shim("callat"), temp_dir() + "/d", random.Random(10)
    with House(data=data) as house:
        house.add_operator("boss", "supervisor")
        boss = house.trusted("boss")
        [(token, [conversation], _)] = house.operators(1)
    count = temp_dir() + "/n"
    env = {"LD_PRELOAD": library, "CALL_DIR": data, "CALL_COUNT": count}
    house = House(data=data, env=env)
    poster = Poster(house, token, conversation)
    desk_once(r, house, poster, "counted")
    n_calls, outcomes = count_of(count), {}
    points = some(rng, n_calls, r.pick(14, 120))
    for k, at in enumerate(points):
        code = (errno.EIO, errno.ENOSPC)[k // 2 % 2]
        what = "call %d %s%s" % (at, errno.errorcode[code], "" if k % 2 else
            " and all after")
        r.say("%s, %d of %d" % (what, k, len(points)))
        env = {"LD_PRELOAD": library, "CALL_DIR": data, "CALL_AT": str(at),
            "CALL_DO": str(code)}
        if k % 2 == 0:
            env["CALL_FOREVER"] = "1"
        poster.house = House(data=data, env=env)
        went = desk_once(r, poster.house, poster, what)
        outcomes[went] = outcomes.get(went, 0) + 1
        r.count(times=1)
    with House(data=data) as house:
        stored = [e["text"] for e in house.messages(boss, conversation)]
    r.count(acknowledged=len(poster.acked), lost=len(set(poster.acked) -
        set(stored)), doubled=len(stored) - len(set(stored)))
    r.expect(is_whole(data + "/desk.db"), "the database is torn")
    bad = {s for s in poster.statuses if s not in (200, 201, 503, 507)}
    r.note("%s; answers: %s" % (", ".join("%d %s" % (v, x) for x, v in
        sorted(outcomes.items())), ", ".join("%d %s" % (v, x) for x, v in
        sorted(poster.statuses.items(), key=str))))
    r.expect(not bad & {200, 400, 404, 409}, "answers: %s" % bad)
    console_calls(r, library, rng)


# --- the console ---

class Session:
    """The console with a shim, and what was typed there."""

    def __init__(self, typist, home, env):
        old = dict(os.environ)
        os.environ.update(env)
        try:
            self.keys = Keyboard(typist, home)
        finally:
            for name in env:
                os.environ.pop(name)
            os.environ.update(old)
        self.tty, self.seen = self.keys.tty, b""

    def alive(self):
        return self.tty.process.poll() is None

    def wait(self, text, limit_s=5):
        return until(lambda: self.tty.read(0.05) and False or text.encode()
            in self.tty.last or not self.alive(), limit_s)

    def type(self, text):
        if self.alive():
            try:
                self.keys.send("\x15" + text)
                self.keys.send("\r")
            except OSError:     # it has just ended
                pass

    def resize(self, rows, cols):
        if self.alive():
            self.tty.resize(rows, cols)
            self.keys.wait(0.05)

    def end(self):
        """Its exit status; all that it wrote is read."""
        if self.alive():
            self.tty.process.terminate()
        if not until(lambda: self.tty.read(0.05) and False or not
                self.alive()):
            self.tty.process.kill()
        while self.tty.read(0.02):
            pass
        self.tty.close()
        return self.tty.process.returncode


def console_calls(r, library, rng):
    """What is typed while its disk fails arrives when that is over."""
    with House() as house:
        typist, home = Typist(house, 1), temp_dir()
        first = Session(typist, home, {})
        first.wait("guest0.0>")
        first.type("to begin with")
        first.end()
        place, count = kept_of(home), temp_dir() + "/n"
        env = {"LD_PRELOAD": library, "CALL_DIR": place}
        s = Session(typist, home, dict(env, CALL_COUNT=count))
        s.wait("guest0.0>")
        s.type("counted")
        s.end()
        points, typed = some(rng, count_of(count), r.pick(4, 60)), []
        for k, at in enumerate(points):
            code = (errno.EIO, errno.ENOSPC)[k % 2]
            r.say("the console's call %d, %d of %d" % (at, k, len(points)))
            bad = temp_dir() + "/bad"
            open(bad, "w").close()
            s = Session(typist, home, dict(env, CALL_AT=str(at), CALL_DO=
                str(code), CALL_FOREVER="1", CALL_WHILE=bad))
            ready = s.wait("guest0.0>")
            text = "typed at call %d" % at
            if s.alive() and ready:
                s.type(text)
                s.keys.wait(0.3)
                os.remove(bad)
                if s.alive():
                    typed.append(text)
                    until(lambda: s.keys.wait(0.05) or text in sum(
                        typist.stored().values(), []), 20)
            status = s.end()
            r.expect(status in (0, 1), "the console, call %d: exit %d" % (at,
                status), s.tty.last[-1500:])
            r.count(times=1)
        stored = sum(typist.stored().values(), [])
        r.count(lost=len(set(typed) - set(stored)), doubled=len(stored) -
            len(set(stored)), acknowledged=len(stored))
        r.expect(is_whole(place + "/kept.db"), "kept.db is torn")
        r.note("console: %d of %d typed" % (len(typed), len(points)))


def console_once(r, typist, house, home, env, text):
    """Start, events, a message, sizes, the end; its status."""
    s = Session(typist, home, env)
    s.wait("guest0.0>", 8)
    for i in range(3):
        if s.alive():
            house.post("/conversations/%d/notes" % typist.mine[0],
                typist.boss, text="note %s %d" % (text, i))
    s.type(text)
    s.resize(24, 80)
    s.resize(10, 40)
    s.resize(50, 200)
    if s.alive():
        s.keys.wait(0.2)
    status = s.end()
    return status, s.tty.last


@row("C17b", "the n-th allocation of the console fails")
def console_allocations(r):
    library, rng = shim("oomat"), random.Random(17)
    outcomes, n_theirs = {}, 0
    with House() as house:
        typist, home = Typist(house, 1), temp_dir()
        count = temp_dir() + "/n"
        for libs in r.pick((False,), (False, True)):
            base = {"LD_PRELOAD": library}
            if libs:
                base["OOM_LIBS"] = "1"
            console_once(r, typist, house, home, dict(base, OOM_COUNT=count),
                "counted%d" % libs)
            n = count_of(count)
            points = some(rng, n, r.pick(14, 150))
            for k, at in enumerate(points):
                r.say("allocation %d of %d, %d of %d%s" % (at, n, k,
                    len(points), " (libraries)" if libs else ""))
                text = "alloc%d at %d." % (libs, at)
                status, said = console_once(r, typist, house, home, dict(
                    base, OOM_AT=str(at)), text)
                r.count(times=1)
                outcomes[status] = outcomes.get(status, 0) + 1
                # json-c itself looks at nothing when it grows a table.
                theirs = libs and status == -signal.SIGSEGV
                n_theirs += theirs
                r.expect(theirs or status in (0, 1, 2, ABORTED) or libs and
                    0 < status <= 8,
                    "allocation %d%s: exit %d" % (at, " with libraries" if libs else "",
                    status), said[-1500:])
                painted = b"\x1b[?1049h" in said
                r.expect(not painted or said.rfind(b"\x1b[?1049l") >
                    said.rfind(b"\x1b[?1049h"), "allocation %d: the terminal "
                    "is not given back" % at, said[-500:])
                r.expect(status == 0 or b"memory" in said or libs and
                    b"dezhurka: " in said, "allocation %d: "
                    "no sentence, exit %d" % (at, status), said[-500:])
                place = kept_of(home)
                r.expect(place is None or is_whole(place + "/kept.db"),
                    "allocation %d: kept.db is torn" % at)
        s = Session(typist, home, {})
        s.wait("guest0.0>")
        s.type("the last")
        until(lambda: s.keys.wait(0.05) or "the last" in sum(
            typist.stored().values(), []), 20)
        r.expect(s.end() == 0, "afterwards it does not run")
        stored = sum(typist.stored().values(), [])
        r.count(doubled=len(stored) - len(set(stored)), lost="the last" not in
            stored, acknowledged=len(stored))
        if n_theirs:
            r.note("%d times a library broke; the terminal was given back" %
                n_theirs)
        r.note("exits: %s" % ", ".join("%d with %d" % (v, x) for x, v in
            sorted(outcomes.items())))


if __name__ == "__main__":
    main()
