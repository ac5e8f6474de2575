#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""means.py - out of means: a full, a broken, a foreign disk; memory, descriptors
and processors that are not to be had.
"""
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

from crowd import Crowd, House, cpu_s, memory_kib, n_files
from desk import DEZHURKAD, client_id, temp_dir, until
from row import main, needs, row, shim

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def boss(house):
    house.add_operator("boss", "supervisor")
    return house.trusted("boss")


class SmallDisk:
    """A file system of so many KiB; only root may."""

    def __init__(self, r, kib):
        needs("mount", "umount")
        if os.getuid() != 0:
            r.cannot("only root may mount a small disk")
        self.place = temp_dir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dk,"
            "mode=0700" % kib, "small", self.place], capture_output=True)
        if done.returncode != 0:
            r.cannot("a small disk cannot be mounted here")

    def __enter__(self):
        return self

    def __exit__(self, *what):
        subprocess.run(["umount", "-l", self.place])

    def fill(self):
        with open(self.place + "/ballast", "wb", buffering=0) as f:
            for size in (65536, 4096, 512, 1):
                try:
                    while True:
                        f.write(b"x" * size)
                except OSError:
                    pass

    def make_room(self):
        os.remove(self.place + "/ballast")

    def remount(self, how):
        subprocess.run(["mount", "-o", "remount," + how, self.place],
            check=True)


def bad_disk(r, house, crowd, spoil, mend):
    """Messages meanwhile are refused, those before and after are there."""
    crowd.wait_for(100)
    spoil()
    wanted = {"503", "507"}
    until(lambda: wanted & set(crowd.statuses), 20)
    r.expect(wanted & set(crowd.statuses), "nothing is refused: %s" %
        crowd.statuses)
    during = crowd.n_acked
    time.sleep(0.5)
    stuck = crowd.n_acked
    status = house.ask("GET", "/favicon.svg").status
    r.expect(status == 200, "the page: %d" % status)
    mend()
    crowd.wait_for(100)
    return during, stuck


@row("C9", "a full disk, of the desk and of the console")
def full_disk(r):
    with SmallDisk(r, 16384) as disk:
        with House(data=disk.place + "/d") as house:
            token, people = boss(house), house.operators(10)
            crowd = Crowd(house, people)
            for k in range(r.pick(1, 5)):
                r.say("%d times full" % k)
                bad_disk(r, house, crowd, disk.fill, disk.make_room)
            crowd.finish()
            crowd.audit(r, token)
            refused = crowd.statuses.get("507", 0) + crowd.statuses.get(
                "503", 0)
            r.note("desk: %d refused meanwhile" % refused)
    console_disk(r)


def console_disk(r):
    from console import Keyboard, Typist
    with SmallDisk(r, 512) as disk, House() as house:
        typist = Typist(house, 1)
        keys = Keyboard(typist, disk.place)
        keys.tty.see("guest0.0>")
        keys.send("\x15first words")
        keys.send("\r")
        until(lambda: keys.wait(0.05) or any("first words" in v for v in
            typist.stored().values()))
        disk.fill()
        house.kill()
        keys.tty.last = b""
        keys.send("\x15on a full disk")
        keys.send("\r")
        said = until(lambda: keys.wait(0.1) or b"disk" in keys.tty.last or
            b"cannot be" in keys.tty.last or b"not on" in keys.tty.last, 10)
        r.expect(said, "it does not say so", keys.tty.last[-1500:])
        disk.make_room()
        house.start()
        got = until(lambda: keys.wait(0.1) or any("on a full disk" in v for v
            in typist.stored().values()), 60)
        r.count(times=1, lost=not got)
        keys.kill()
        keys = Keyboard(typist, disk.place)
        keys.tty.see("guest0.0>")
        keys.kill()
        stored = [t for v in typist.stored().values() for t in v]
        r.count(doubled=len(stored) - len(set(stored)), acknowledged=2)


@row("C10", "a disk that is read-only or fails")
def broken_disk(r):
    with SmallDisk(r, 32768) as disk:
        with House(data=disk.place + "/d") as house:
            token, people = boss(house), house.operators(10)
            crowd = Crowd(house, people)
            data = house.data

            def limit(n):
                resource.prlimit(house.pid, resource.RLIMIT_FSIZE, (n,
                    resource.RLIM_INFINITY))

            r.say("files that may not grow")
            # The log is one of them.
            bad_disk(r, house, crowd, lambda: limit(4096), lambda: limit(
                resource.RLIM_INFINITY))
            crowd.finish()
            crowd.audit(r, token)
        r.say("a read-only disk at the start")
        disk.remount("ro")
        p = subprocess.run([DEZHURKAD, "--data", data, "--listen",
            "127.0.0.1:0"], capture_output=True, text=True, timeout=20)
        r.count(times=1)
        r.expect(p.returncode == 1 and data in p.stderr and
            len(p.stderr.splitlines()) <= 3, "read-only: %d" % p.returncode,
            p.stderr)
        disk.remount("rw")
    # Deleted under way: nothing is acknowledged that is nowhere.
    with House() as house:
        token = boss(house)
        people = house.operators(4)
        crowd = Crowd(house, people)
        crowd.wait_for(50)
        r.say("the data directory is taken away")
        os.rename(house.data, house.data + ".away")
        time.sleep(0.5)
        os.rename(house.data + ".away", house.data)
        crowd.wait_for(50)
        crowd.finish()
        crowd.audit(r, token)
    r.note("EIO of single calls: row C17")


@row("C11", "a database that is locked, torn or not ours")
def foreign_database(r):
    with House() as house:
        token = boss(house)
        people = house.operators(4)
        crowd = Crowd(house, people)
        crowd.wait_for(50)
        r.say("another process has it locked")
        db = sqlite3.connect(house.data + "/desk.db", isolation_level=None,
            timeout=20)
        db.execute("BEGIN IMMEDIATE")
        hold = r.pick(3, 30)
        time.sleep(hold)
        status = house.ask("GET", "/favicon.svg").status
        r.expect(status == 200, "locked: %d" % status)
        r.expect(cpu_s(house.pid) < hold, "locked: it spins")
        db.execute("ROLLBACK")
        db.close()
        crowd.wait_for(50)
        crowd.finish()
        crowd.audit(r, token)
        house.stop()
        data = house.data

    def start(what, spoil):
        """It refuses with a sentence and leaves the file as it is, or runs
        and has all."""
        place = temp_dir() + "/d"
        shutil.copytree(data, place, ignore=shutil.ignore_patterns(
            "*.sock", "*.lock", "lock"))
        spoil(place)
        with open(place + "/desk.db", "rb") as f:
            before = f.read()
        p = subprocess.Popen([DEZHURKAD, "--data", place, "--listen",
            "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        try:
            out, err = p.communicate(timeout=3)
        except subprocess.TimeoutExpired:
            p.terminate()
            out, err = p.communicate(timeout=10)
        with open(place + "/desk.db", "rb") as f:
            same = f.read() == before
        r.count(times=1)
        return p.returncode, out, err, same

    def overwrite(at, data_):
        def do(place):
            with open(place + "/desk.db", "r+b") as f:
                f.seek(at)
                f.write(data_)
        return do

    def truncate(n):
        return lambda place: os.truncate(place + "/desk.db", n)

    for what, spoil in (("newer", overwrite(60, b"\x00\x01\x00\x00")),
            ("not SQLite", overwrite(0, b"no database at all")),
            ("text", lambda p: open(p + "/desk.db", "w").write("hello")),
            ("torn", truncate(6000)), ("a page of rubbish", overwrite(4096,
            b"\xff" * 4096)), ("another's tables", lambda p: (os.remove(p +
            "/desk.db"), sqlite3.connect(p + "/desk.db").execute(
            "CREATE TABLE other (x)").connection.commit()))):
        status, out, err, same = start(what, spoil)
        r.expect(status == 1 and "ready" not in out and 1 <=
            len(err.strip().splitlines()) <= 4, "%s: exit %s" % (what,
            status), out + err)
        r.expect(same, "%s: the file was changed" % what)
    status, out, err, same = start("empty", truncate(0))
    r.expect(status in (0, 1), "empty: %s" % status, err)


def with_shim(library, n, argv, env=None, **more):
    e = dict(os.environ, LD_PRELOAD=library, **(env or {}))
    if n is not None:
        e["OOM_AT"] = str(n)
    return subprocess.Popen(argv, env=e, **more)


@row("C17", "the n-th allocation fails")
def allocations(r):
    """Of the desk at its start and in requests: a sentence or a 503, or it
    ends; what it has acknowledged is there, and it starts again."""
    library = shim("oomat")
    data = temp_dir()
    with House(data=data) as house:
        token, [person] = boss(house), house.operators(1)
    count = temp_dir() + "/n"
    with House(data=data, env={"LD_PRELOAD": library, "OOM_COUNT": count}):
        pass
    with open(count) as f:
        n_start = int(f.read())
    rng, outcomes = random.Random(17), {}
    points = sorted(rng.sample(range(1, n_start + 1), min(n_start, r.pick(12,
        150)))) + [n_start + x for x in range(1, r.pick(60, 600), r.pick(12,
        4))]
    said = []
    for k, n in enumerate(points):
        r.say("allocation %d, %d of %d" % (n, k, len(points)))
        text = "s%%d n%%d alloc %d" % n
        house = House(data=data, env={"LD_PRELOAD": library, "OOM_AT":
            str(n)})
        try:
            house.start()
        except RuntimeError as e:
            outcomes["refused to start"] = outcomes.get("refused to start",
                0) + 1
            house.process.wait()
            r.expect(house.process.returncode > -11, "allocation %d: signal "
                "%d" % (n, -house.process.returncode))
            house.process = None
            r.count(times=1)
            continue
        crowd = Crowd(house, [person], text=text, most=3)
        crowd.thread.join(2)
        crowd.finish(0)
        ended = house.process.poll()
        what = "ended" if ended is not None else "went on"
        r.expect(ended is None or ended in (0, 1, -6), "allocation %d: %s" %
            (n, ended))
        outcomes[what] = outcomes.get(what, 0) + 1
        house.stop()
        said += [text % (0, i) for i in crowd.senders[0].acked]
        r.count(times=1, acknowledged=crowd.n_acked)
    with House(data=data) as house:
        stored = [e["text"] for e in house.messages(token, person[1][0])]
    r.count(lost=len(set(said) - set(stored)), doubled=len(stored) -
        len(set(stored)))
    r.note(", ".join("%d %s" % (v, k) for k, v in sorted(outcomes.items())))


@row("C18", "few descriptors, stopped for a while")
def descriptors(r):
    with House() as house:
        token = boss(house)
        people = house.operators(4)
        crowd = Crowd(house, people)
        crowd.wait_for(50)
        r.say("no descriptor is left")
        import socket
        resource.prlimit(house.pid, resource.RLIMIT_NOFILE, (n_files(
            house.pid) + 6, 20000))
        lines = []
        for _ in range(60):
            s = socket.socket()
            s.settimeout(2)
            try:
                s.connect(("127.0.0.1", house.port))
                lines.append(s)
            except OSError:
                s.close()
        before = cpu_s(house.pid)
        idle = crowd.n_acked
        time.sleep(2)
        busy = cpu_s(house.pid) - before
        # The senders that are there go on; what they cost is theirs.
        r.expect(busy < 1.6 or crowd.n_acked > idle + 200, "it spins: %.1f s "
            "of CPU in 2 s" % busy)
        for s in lines:
            s.close()
        resource.prlimit(house.pid, resource.RLIMIT_NOFILE, (20000, 20000))
        crowd.wait_for(50)
        r.say("stopped for a while")
        for _ in range(r.pick(1, 3)):
            os.kill(house.pid, signal.SIGSTOP)
            time.sleep(r.pick(2, 20))
            os.kill(house.pid, signal.SIGCONT)
            crowd.wait_for(50)
            r.count(times=1)
        crowd.finish()
        crowd.audit(r, token)
        status = house.ask("GET", "/favicon.svg").status
        r.expect(status == 200, "afterwards: %d" % status)


@row("C19", "a kill and a power cut in a migration")
def migration(r):
    """An old database: what it held is there after any number of kills, in
    the old form or the new."""
    library = shim("powerloss")
    old = temp_dir() + "/d"
    with House(data=old) as house:
        token = boss(house)
        person = house.operators(1)[0]
        for i in range(40):
            house.post("/conversations/%d/messages" % person[1][0],
                person[0], text="old %d" % i)
        house.stop()
    with sqlite3.connect(old + "/desk.db") as db:
        newest = db.execute("PRAGMA user_version").fetchone()[0]
        # The last step undone as far as its version goes cannot be had; a
        # made-up older one must be refused or brought up, never half.
    rng = random.Random(19)
    for k in range(r.pick(4, 40)):
        r.say("%d kills" % k)
        place = temp_dir() + "/d"
        shutil.copytree(old, place, ignore=shutil.ignore_patterns("*.sock"))
        shadow = temp_dir()
        for name in os.listdir(place):
            if os.path.isfile(place + "/" + name):
                shutil.copy(place + "/" + name, shadow)
        fresh = k % 2 == 0      # a new database makes every step
        if fresh:
            for where in (place, shadow):
                for name in os.listdir(where):
                    if name.startswith("desk.db"):
                        os.remove(where + "/" + name)
        p = subprocess.Popen([DEZHURKAD, "--data", place, "--listen",
            "127.0.0.1:0"], env=dict(os.environ, LD_PRELOAD=library,
            POWERLOSS_DIR=place, POWERLOSS_SHADOW=shadow),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.random() * 0.06)
        p.kill()
        p.wait()
        r.count(times=1)
        for where in (place, shadow):
            if where == shadow:     # the power was cut
                for name in os.listdir(place):
                    if os.path.isfile(place + "/" + name):
                        os.remove(place + "/" + name)
                for name in os.listdir(shadow):
                    if not name.endswith((".tmp", "-shm")):
                        shutil.copy(shadow + "/" + name, place)
            with House(data=place) as house:
                if not fresh:
                    texts = [e["text"] for e in house.messages(token,
                        person[1][0])]
                    r.count(lost=40 - sum(t.startswith("old ") for t in
                        texts), doubled=len(texts) - len(set(texts)))
            with sqlite3.connect(place + "/desk.db") as db:
                r.expect(db.execute("PRAGMA user_version").fetchone()[0] ==
                    newest, "the version is between")
                seen = db.execute("PRAGMA integrity_check").fetchone()[0]
                r.expect(seen == "ok", "the database: " + seen)
    # A newer one is refused and left alone.
    with sqlite3.connect(old + "/desk.db") as db:
        db.execute("PRAGMA user_version = %d" % (newest + 1))
    p = subprocess.run([DEZHURKAD, "--data", old, "--listen",
        "127.0.0.1:0"], capture_output=True, text=True, timeout=20)
    r.count(times=1)
    r.expect(p.returncode == 1 and "newer" in p.stderr, "a newer one: %d" %
        p.returncode, p.stderr)


@row("C20", "memory and descriptors over a long time")
def soak(r):
    seconds = int(os.environ.get("SOAK_SECONDS", r.pick(8, 240)))
    with House() as house:
        token = boss(house)
        people = house.operators(10)
        marks = []
        crowd = Crowd(house, people, pause_s=0.05 if seconds < 600 else 0.5)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            r.say("%d s to go" % (end - time.monotonic()))
            for _ in range(10):
                v = house.enter("guest words", name="guest")
                house.post("/visitor/close", v["secret"])
            marks.append((memory_kib(house.pid), n_files(house.pid)))
            time.sleep(min(seconds / 60, 20))
        crowd.finish()
        crowd.audit(r, token)
        half = len(marks) // 2
        early = sum(m for m, _ in marks[half - 5:half]) / 5
        late = sum(m for m, _ in marks[-5:]) / 5
        # What is stored in memory grows with what is there: the ring is full
        # after 16,384 events, open conversations stay.
        r.expect(late - early < 4096, "memory: %d KiB, then %d" % (early,
            late))
        files = [f for _, f in marks]
        r.expect(max(files[half:]) <= max(files[:half]) + 2, "descriptors: "
            "%s" % files[-10:])
        r.note("%.1f MiB, %.1f at the end; %d s" % (early / 1024, late /
            1024, seconds))


if __name__ == "__main__":
    main()
