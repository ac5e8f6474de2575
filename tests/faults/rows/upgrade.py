#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""upgrade.py - databases of every earlier version, and what is left of one when
its migration is killed or the power goes: the old one or the new, with all its
rows.

Old databases are made of the steps in the sources: the first so many of them,
with the rows of a real desk and a real console.
"""
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess

from console import Keyboard, Typist
from crowd import House
from desk import DEZHURKAD, temp_dir, until
from row import SRC, main, row, shim

DESK_STEPS = "src/server/store/sqlite_schema.c"
KEPT_STEPS = "src/console/keep/kept.c"


def steps_of(source):
    """The SQL of each step, as the compiler sees it."""
    text = subprocess.run(os.environ.get("CC", "cc").split() + ["-E", "-P",
        "-I", SRC + "/src", SRC + "/" + source], capture_output=True,
        text=True, check=True).stdout
    text = text[text.index("const steps[] = {") + 17:]
    steps = [""]
    for literal, comma, end in re.findall(r'"((?:[^"\\]|\\.)*)"|(,)|(\};)',
            text):
        if end:
            return [s for s in steps if s]
        if comma:
            steps.append("")
        else:
            steps[-1] += re.sub(r"\\(.)", r"\1", literal)
    raise RuntimeError("no steps in " + source)


def tables(db):
    return {name for name, in db.execute("SELECT name FROM sqlite_master "
        "WHERE type = 'table' AND name NOT LIKE 'search%'")}


def columns(db, table):
    return [c[1] for c in db.execute("PRAGMA table_info(%s)" % table)]


def copy_rows(db, real, table):
    names = [c for c in columns(real, table) if c in columns(db, table)]
    if table == "meta" or table.startswith("sqlite_"):
        return
    rows = real.execute("SELECT %s FROM %s" % (", ".join(names),
        table)).fetchall()
    db.executemany("INSERT OR REPLACE INTO %s (%s) VALUES (%s)" % (table,
        ", ".join(names), ", ".join("?" * len(names))), rows)


def make_old(path, steps, n, real_path):
    """The first n steps, and the rows of the real one that they can hold: as
    early as there was a place for them."""
    real = sqlite3.connect(real_path)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    full = set()
    for i in range(n):
        db.executescript(steps[i])
        db.execute("PRAGMA user_version=%d" % (i + 1))
        db.execute("BEGIN")
        for table in sorted((tables(db) & tables(real)) - full):
            copy_rows(db, real, table)
            full.add(table)
        if i == 0 and "meta" in full:
            db.execute("UPDATE meta SET value = ?", real.execute("SELECT "
                "value FROM meta WHERE key = 'epoch'").fetchone())
        db.execute("COMMIT")
    db.close()
    real.close()


def look(place, name):
    """Version, if it is whole, counts of rows by table; of a copy."""
    copy = temp_dir() + "/l"
    shutil.copytree(place, copy, ignore=shutil.ignore_patterns("*.sock"))
    with sqlite3.connect(copy + "/" + name) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        whole = db.execute("PRAGMA integrity_check").fetchone()[0]
        counts = {t: db.execute("SELECT count(*) FROM " + t).fetchone()[0]
            for t in tables(db) if not t.startswith("sqlite_") and t !=
            "meta"}
    shutil.rmtree(copy)
    return version, whole, counts


def files_of(place):
    """Bytes of everything but locks, sockets and what is shared memory."""
    out = {}
    for name in os.listdir(place):
        if os.path.isfile(place + "/" + name) and not name.endswith(("-shm",
                "lock")):
            with open(place + "/" + name, "rb") as f:
                out[name] = f.read()
    return out


class Real:
    """A desk with something of everything, and what it answers."""

    def __init__(self):
        self.data = temp_dir() + "/d"
        with House(data=self.data) as house:
            house.add_operator("boss", "supervisor")
            self.boss = house.trusted("boss")
            self.people = house.operators(3)
            for token, [c], login in self.people:
                for i in range(5):
                    a = house.post("/conversations/%d/messages" % c, token,
                        text="upgraded %s %d" % (login, i))
                    assert a.status == 201, a
                house.post("/conversations/%d/notes" % c, token, text="noted")
                house.post("/conversations/%d/tags" % c, token, add=["bill"])
            self.conversations = [c for _, [c], _ in self.people]
            a = house.post("/canned", self.boss, canned={"shortcut": "hi",
                "language": "en", "owner_id": 0, "text": "Good day"})
            assert a.status in (200, 201), a
            self.visitor = house.enter("words of a guest", name="guest")
            self.facts = self.ask(house)
        self.counts = look(self.data, "desk.db")

    def ask(self, house):
        """Whatever must be the same afterwards."""
        snapshot = house.snapshot(self.boss)
        mine = house.ask("GET", "/api/v1/visitor/conversation", token=
            self.visitor["secret"]).json
        return {
            "epoch": snapshot["cursor"].split(".")[0].split("-")[0],
            "texts": [[e["text"] for e in house.messages(self.boss, c)] for c
                in self.conversations],
            "guest": [e.get("text") for e in mine["events"]],
            "canned": "Good day" in str(snapshot) or "Good day" in house.ask(
                "GET", "/api/v1/admin/canned", admin=True).body.decode(),
            "found": until(lambda: len(house.ask("GET", "/api/v1/search?q="
                "upgraded", token=self.boss).json.get("hits", [])) == 15, 10),
            "password": house.sign_in("op1", "a long word for op1").status,
            "next": house.post("/conversations/%d/messages" %
                self.conversations[0], self.people[0][0], text="next").status,
        }

    def compare(self, r, house, what):
        seen, want = self.ask(house), self.facts
        lost = sum(len(set(w) - set(s)) for w, s in zip(want["texts"],
            seen["texts"]))
        r.count(lost=lost, doubled=sum(len(s) - len(set(s)) - s.count("next")
            + (s.count("next") > 0) for s in seen["texts"]))
        for name in want:
            if name != "texts":
                r.expect(seen[name] == want[name], "%s: %s" % (what, name),
                    "%s, not %s" % (seen[name], want[name]))


def start(place, env):
    """The desk, until it is ready, killed or refuses; its exit status."""
    p = subprocess.Popen([DEZHURKAD, "--data", place, "--listen",
        "127.0.0.1:0", "--log", "error"], env=dict(os.environ, **env),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in p.stdout:
        if line == "ready\n":
            p.send_signal(signal.SIGTERM)
            break
    err = p.communicate(timeout=20)[1]
    return p.returncode, err


def killed_migration(r, real, steps, n, points_of, rng):
    old = temp_dir() + "/o"
    os.mkdir(old, 0o700)
    make_old(old + "/desk.db", steps, n, real.data + "/desk.db")
    before = look(old, "desk.db")[2]
    calls, count = shim("callat"), temp_dir() + "/n"
    place = temp_dir() + "/c"
    shutil.copytree(old, place)
    start(place, {"LD_PRELOAD": calls, "CALL_DIR": place, "CALL_COUNT":
        count})
    with open(count) as f:
        n_calls = int(f.read())
    seen = {}
    for k, at in enumerate(points_of(n_calls)):
        r.say("of version %d: killed at call %d of %d" % (n, at, n_calls))
        place, shadow = temp_dir() + "/c", temp_dir() + "/s"
        shutil.copytree(old, place)
        shutil.copytree(old, shadow)
        start(place, {"LD_PRELOAD": calls + ":" + shim("powerloss"),
            "POWERLOSS_DIR": place, "POWERLOSS_SHADOW": shadow, "CALL_DIR":
            place, "CALL_AT": str(at), "CALL_DO": "tear" if k % 2 else
            "kill"})
        r.count(times=2)
        for where in (place, shadow):       # killed, and the power cut
            for name in os.listdir(where):
                if name.endswith((".tmp", "-shm")) and where == shadow:
                    os.remove(where + "/" + name)
            version, whole, rows = look(where, "desk.db")
            seen[version] = seen.get(version, 0) + 1
            r.expect(version in (n, len(steps)) and whole == "ok",
                "of version %d, call %d: between, %d %s" % (n, at, version,
                whole))
            r.count(lost=sum(max(0, m - rows.get(t, 0)) for t, m in
                before.items()))
        where = rng.choice((place, shadow))
        with House(data=where) as house:
            real.compare(r, house, "of version %d after call %d" % (n, at))
    return seen


def newer(r, real, n_steps):
    """Refused with a sentence, and left as it is: its WAL as well."""
    place = temp_dir() + "/d"
    shutil.copytree(real.data, place, ignore=shutil.ignore_patterns("*.sock"))
    # The version stands in the WAL only, as after a kill.
    script = ("import sqlite3, os; d = sqlite3.connect(%r); d.execute('PRAGMA "
        "wal_autocheckpoint=0'); d.execute('PRAGMA user_version=%d'); "
        "os._exit(0)" % (place + "/desk.db", n_steps + 1))
    subprocess.run(["python3", "-c", script], check=True)
    before = files_of(place)
    status, err = start(place, {})
    r.count(times=1)
    r.expect(status == 1 and "newer" in err and "desk.db" in err and
        len(err.splitlines()) == 1, "a newer one: exit %d" % status, err)
    r.expect("desk.db-wal" in before, "the test: no WAL")
    after = files_of(place)
    r.expect(after == before, "a newer one was changed: %s" % sorted(
        x for x in set(before) | set(after) if before.get(x) !=
        after.get(x)))


# --- the console's ---

def kept_of(home):
    """Where its database is."""
    for place, _, names in os.walk(home):
        if "kept.db" in names:
            return place
    raise RuntimeError("no kept.db")


def console(typist, home, env, want=b"\0", limit_s=0.7):
    """One that is killed at a call, perhaps; else it is ended."""
    old = dict(os.environ)
    os.environ.update(env)
    try:
        keys = Keyboard(typist, home)
    finally:
        for name in env:
            os.environ.pop(name)
        os.environ.update(old)
    until(lambda: keys.tty.read(0.05) or keys.tty.process.poll() is not None)
    seen = until(lambda: keys.tty.read(0.05) and False or want in
        keys.tty.last or keys.tty.process.poll() is not None, limit_s)
    keys.tty.close()
    return seen


def kept_database(r):
    """Of the first version, with a message and a draft."""
    steps, rng = steps_of(KEPT_STEPS), random.Random(20)
    with House() as house:
        typist, home = Typist(house, 1), temp_dir()
        keys = Keyboard(typist, home)
        keys.tty.see("guest0.0>")
        house.kill()
        for text in ("\x15not yet sent", "\r", "\x15half a sentence"):
            keys.send(text)
        keys.wait(1.3)
        keys.kill()
        real = kept_of(home) + "/kept.db"
        counts = look(kept_of(home), "kept.db")[2]
        r.expect(counts["action"] >= 1 and counts["draft"] == 1, "not kept: "
            "%s" % counts)
        make_old(real + ".old", steps, 1, real)
        for end in ("", "-wal", "-shm"):
            if os.path.exists(real + end):
                os.remove(real + end)
        os.rename(real + ".old", real)
        calls, count = shim("callat"), temp_dir() + "/n"

        def again():
            where = temp_dir() + "/h"
            shutil.copytree(home, where, ignore=shutil.ignore_patterns(
                "*.sock"))
            return where

        where = again()
        console(typist, where, {"LD_PRELOAD": calls, "CALL_COUNT": count,
            "CALL_DIR": kept_of(where)})
        with open(count) as f:
            n_calls = int(f.read())
        seen = {}
        # The first half has the migration.
        n_first = r.pick(n_calls // 2, n_calls)
        for at in sorted(rng.sample(range(1, n_first + 1), min(n_first,
                r.pick(6, 60)))):
            r.say("kept.db: killed at call %d of %d" % (at, n_calls))
            where, shadow = again(), temp_dir() + "/s"
            place = kept_of(where)
            shutil.copytree(place, shadow)
            console(typist, where, {"LD_PRELOAD": calls + ":" +
                shim("powerloss"), "POWERLOSS_DIR": place,
                "POWERLOSS_SHADOW": shadow, "CALL_DIR": place, "CALL_AT":
                str(at), "CALL_DO": "kill"})
            r.count(times=2)
            for one in (place, shadow):
                for name in os.listdir(one):
                    if name.endswith((".tmp", "-shm")) and one == shadow:
                        os.remove(one + "/" + name)
                version, whole, rows = look(one, "kept.db")
                seen[version] = seen.get(version, 0) + 1
                r.expect(version in (1, len(steps)) and whole == "ok",
                    "kept.db, call %d: %d %s" % (at, version, whole))
                r.count(lost=max(0, counts["action"] - rows["action"]) +
                    counts["draft"] - rows["draft"])
        newer_kept(r, typist, again(), len(steps))
        house.start()
        r.expect(console(typist, where, {}, b"half a sentence", 20), "kept.db: the draft is not on the screen")
        texts = until(lambda: [t for t in sum(typist.stored().values(), [])
            if t == "not yet sent"] or None, 10) or []
        r.count(lost=not texts, doubled=max(0, len(texts) - 1))
        return seen


def newer_kept(r, typist, home, n_steps):
    place = kept_of(home)
    with sqlite3.connect(place + "/kept.db") as db:
        db.execute("PRAGMA user_version = %d" % (n_steps + 1))
    db.close()
    before = files_of(place)["kept.db"]
    keys = Keyboard(typist, home)
    until(lambda: keys.tty.read(0.05) and False or
        keys.tty.process.poll() is not None or b"newer" in keys.tty.last, 20)
    r.count(times=1)
    r.expect(b"newer" in keys.tty.last, "a newer kept.db: no sentence",
        keys.tty.last[-1500:])
    keys.tty.close()
    r.note("a newer kept.db: exit %s" % keys.tty.process.returncode)
    r.expect(files_of(place)["kept.db"] == before,
        "a newer kept.db was changed")


@row("C19b", "databases of every version, killed in their migration")
def upgrade(r):
    steps, rng = steps_of(DESK_STEPS), random.Random(19)
    real = Real()
    for n in range(1, len(steps)):
        r.say("of version %d" % n)
        old = temp_dir() + "/d"
        os.mkdir(old, 0o700)
        make_old(old + "/desk.db", steps, n, real.data + "/desk.db")
        with House(data=old) as house:
            real.compare(r, house, "of version %d" % n)
        r.count(times=1)
        for file in ("desk.db", "desk.db-wal"):
            if os.path.exists(old + "/" + file):
                os.remove(old + "/" + file)
    seen = {}
    for n in (r.pick([1], range(1, len(steps)))):
        def points(n_calls):
            return sorted(rng.sample(range(1, n_calls + 1), min(n_calls,
                r.pick(8, 30))))
        for version, times in killed_migration(r, real, steps, n, points,
                rng).items():
            key = "new" if version == len(steps) else "old"
            seen[key] = seen.get(key, 0) + times
    r.expect(set(seen) == {"old", "new"}, "all of them were %s" % seen)
    newer(r, real, len(steps))
    for version, times in kept_database(r).items():
        seen["kept.db %d" % version] = times
    r.note("%d versions; after a kill or a cut: %s" % (len(steps) - 1,
        ", ".join("%d %s" % (v, k) for k, v in sorted(seen.items()))))


if __name__ == "__main__":
    main()
