#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""means.py - out of means: a full, a broken, a foreign disk; memory, descriptors
and processors that are not to be had.
"""
import json
import os
import random
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time

from crowd import Crowd, House, cpu_s, memory_kib, n_files
from desk import DEZHURKAD, client_id, temp_dir, until
from wire import request
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


SENTENCE = b"out of memory"


def one_failing(r, house, said, person, text, what):
    """Started with one allocation that fails, asked, stopped: which of the
    ways it took. Any other is a crash."""
    with open(said, "wb") as out:
        # The desk's sentences go where ours go.
        keep = os.dup(2)
        os.dup2(out.fileno(), 2)
        try:
            house.start()
        except RuntimeError:
            house.process.wait()
            status, house.process = house.process.returncode, None
            crowd = None
        else:
            crowd = Crowd(house, [person], text=text, most=3)
            crowd.thread.join(2)
            crowd.finish(0)
            status = house.process.poll()
            if status is None:
                stopped = house.stop()
                r.expect(stopped in (0, 1, -signal.SIGABRT), "%s: %s when it "
                    "is stopped" % (what, stopped))
            else:
                house.stop()
        finally:
            os.dup2(keep, 2)
            os.close(keep)
    with open(said, "rb") as f:
        words = f.read()
    if crowd is not None and status is None:
        return "lives" + (" after 503" if crowd.statuses.get("503") else
            ""), crowd
    ok = status == -signal.SIGABRT and SENTENCE in words or status is not \
        None and 0 < status <= 8 and words.strip()
    r.expect(ok, "%s: BROKEN, %s without a sentence" % (what, status), words)
    return ("no start" if crowd is None else "ends") + ", says so", crowd


def blunt(house, text):
    """Begins a conversation; an answer is read even if the desk did not read
    all of the question. The status, or how the line ended."""
    data = request("POST", "/api/v1/visitor/conversations", None,
        {"client_id": client_id(), "text": text}, "X-Forwarded-For: %s\r\n"
        "Connection: close\r\n" % house.address())
    got = b""
    try:
        with socket.create_connection(("127.0.0.1", house.port), 10) as s:
            try:
                s.sendall(data)
            except OSError:
                pass
            while True:
                more = s.recv(65536)
                if not more:
                    break
                got += more
    except OSError as e:
        if got[9:12] == b"":
            return type(e).__name__, b""
    head, _, body = got.partition(b"\r\n\r\n")
    return (int(head[9:12]) if head[9:12].isdigit() else "closed"), body


def squeezed(r, data):
    """No more memory than it has: what was begun is finished, the rest gets
    503, and it goes on when there is some again."""
    with House(data=data) as house:
        with open("/proc/%d/status" % house.pid) as f:
            now = next(int(x.split()[1]) * 1024 for x in f if
                x.startswith("VmData"))
        resource.prlimit(house.pid, resource.RLIMIT_DATA, (now + 2 ** 18,
            now * 4))
        seen, kept = {}, []
        for i in range(r.pick(400, 2000)):
            status, said = blunt(house, "s%d " % i + "x" * 15000)
            if status == 201:
                kept.append(json.loads(said)["conversation"])
            seen[status] = seen.get(status, 0) + 1
            if house.process.poll() is not None or sum(seen.get(x, 0) for x in (503, 429, 507)) > 40:
                break
        ended = house.process.poll()
        r.expect(ended in (None, -signal.SIGABRT), "no memory left: %s" %
            ended)
        r.note("no memory left: %s, then %s" % (", ".join("%d %s" % (v, k)
            for k, v in sorted(seen.items(), key=str)), "it ends" if ended
            is not None else "it lives"))
        # A line for which there is no memory is closed; it is no answer, so
        # nobody takes it for "stored".
        refused = sum(seen.get(x, 0) for x in (503, 507, "closed",
            "ConnectionResetError"))
        r.expect(refused > 0 and ended is None and set(seen) <= {201, 429,
            503, 507, "closed", "ConnectionResetError"}, "no memory left: "
            "%s, %s" % (seen, ended))
        if ended is None:
            resource.prlimit(house.pid, resource.RLIMIT_DATA, (now * 4,
                now * 4))
            ok = until(lambda: house.ask("GET", "/api/v1/visitor/config")
                .status != 503 and house.enter("after it"), 20)
            r.expect(ok, "it does not go on when there is memory again")
        r.count(times=sum(seen.values()), acknowledged=len(kept))
    with House(data=data) as house:
        there = rows_of_conversations(data)
        r.count(lost=len(set(kept) - there))


def rows_of_conversations(data):
    with sqlite3.connect("file:%s/desk.db?mode=ro" % data, uri=True) as db:
        return {n for (n,) in db.execute("SELECT id FROM conversations")}


@row("C17", "the n-th allocation fails")
def allocations(r):
    """Of the desk at its start and in requests: it lives, or a sentence and
    the end; what it has acknowledged is there, and it starts again."""
    library, said = shim("oomat"), temp_dir() + "/said"
    data = temp_dir()
    with House(data=data) as house:
        token, [person] = boss(house), house.operators(1)
    count = temp_dir() + "/n"
    with House(data=data, env={"LD_PRELOAD": library, "OOM_COUNT": count}):
        pass
    with open(count) as f:
        n_start = int(f.read())
    rng, outcomes, acked = random.Random(17), {}, []
    points = sorted(rng.sample(range(1, n_start + 1), min(n_start, r.pick(12,
        150)))) + [n_start + x for x in range(1, r.pick(60, 600), r.pick(12,
        4))]
    for k, n in enumerate(points):
        # One that fails, and in every third round all after it as well.
        forever = k % 3 == 2
        what = "allocation %d%s" % (n, " and all after" if forever else "")
        r.say("%s, %d of %d" % (what, k, len(points)))
        text = "s%%d n%%d alloc %d" % n
        env = {"LD_PRELOAD": library, "OOM_AT": str(n)}
        if forever:
            env["OOM_FOREVER"] = "1"
        went, crowd = one_failing(r, House(data=data, env=env), said, person,
            text, what)
        if not forever and n > n_start:
            r.expect(went.startswith("lives"), "%s: %s" % (what, went))
        went = ("all fail: " if forever else "") + went
        outcomes[went] = outcomes.get(went, 0) + 1
        r.count(times=1)
        if crowd is not None:
            acked += [text % (0, i) for i in crowd.senders[0].acked]
            r.count(acknowledged=crowd.n_acked)
    with House(data=data) as house:
        stored = [e["text"] for e in house.messages(token, person[1][0])]
    r.count(lost=len(set(acked) - set(stored)), doubled=len(stored) -
        len(set(stored)))
    with sqlite3.connect(data + "/desk.db") as db:
        r.expect(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok",
            "the database is torn")
    r.note(", ".join("%d %s" % (v, k) for k, v in sorted(outcomes.items())))
    squeezed(r, data)


@row("C18", "few descriptors, stopped for a while")
def descriptors(r):
    with House() as house:
        token = boss(house)
        people = house.operators(4)
        crowd = Crowd(house, people)
        crowd.wait_for(50)
        r.say("no descriptor is left")
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
