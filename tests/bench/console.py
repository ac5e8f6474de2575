# SPDX-License-Identifier: GPL-3.0-or-later
"""console.py - the console in a terminal of the bench's own, at a real desk:
what a key, a message, a silence costs.
"""
import json
import os
import random
import re
import statistics
import threading
import time

from desk import Desk, client_id, temp_dir
from terminal import Tty, cpu_s, memory_kib, switches
from wire import Line, Relay

WORDS = ("parcel order refund card number today monday still thanks please "
    "заказ оплата вчера ещё карта возврат спасибо номер платёж подъезд "
    "żółw paczka zamówienie karta proszę wczoraj dziękuję numer konto").split()
TEXT_COLS = 40      # fits a row of every pane that is measured
BURST = 18          # a visitor's messages before the desk slows them down
AROUND = {"full": (2, 4), "beside": (2, 3)}     # rows above, below
FLOOD = 2000
FLOOD_KEYS = 400
RATE = 100          # messages a second, half of them hidden
TYPED = 20


def sentences(seed):
    """Texts of that many columns, each time the same ones."""
    r = random.Random(seed)
    while True:
        text = ""
        while len(text) < TEXT_COLS - 14:
            text += r.choice(WORDS) + " "
        yield (text + r.choice(WORDS))[:TEXT_COLS].strip()


def calm_moment():
    """Where a clock of seconds changes nothing for the next 0.8 s."""
    past = time.time() % 1
    if not 0.08 < past < 0.7:
        time.sleep((1.1 - past) % 1)


class Room:
    """A desk, its operator's console, and visitors to talk to."""

    def __init__(self, rows=24, cols=80, term="xterm-256color", trace=False,
            visitors=3, relay=False):
        # Short: the path of a socket has at most 107 bytes.
        self.dir = temp_dir()
        self.desk = Desk("--listen", "unix:" + self.dir + "/s",
            "--listen", "unix:" + self.dir + "/t", data=self.dir + "/d")
        self.desk.start()
        self.relay = Relay(self.dir + "/r", self.dir + "/s") if relay else None
        self.desk.operator("anna", "--name", "Anna")
        self.token = self.desk.sign_in("anna").json["token"]
        self.other = self.desk.sign_in("anna").json["token"]
        self.size, self.term, self.has_trace = (rows, cols), term, trace
        self.tty, self.people = None, []
        self.wanted = visitors

    def __enter__(self):
        return self

    def __exit__(self, *what):
        if self.tty:
            self.tty.close()
        if self.relay:
            self.relay.close()
        self.desk.stop()

    def command(self):
        socket = self.dir + ("/r" if self.relay else "/s")
        return [os.environ["DEZHURKA"], "--desk", "unix:" + socket,
            "--login", "anna", "--token-fd"]

    def start(self):
        """Seconds till its first byte."""
        r, w = os.pipe()
        os.write(w, self.token.encode() + b"\n")
        os.close(w)
        home = {name: self.dir + "/home" for name in ("HOME",
            "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}
        os.makedirs(self.dir + "/home", mode=0o700, exist_ok=True)
        self.tty = Tty(self.command() + [str(r)], *self.size, self.term,
            dict(home, LANGUAGE="en", DEZHURKA_TOUR="no"), (r,),
            self.dir + "/trace" if self.has_trace else None)
        os.close(r)
        first = self.tty.first()
        self.tty.settle(0.3)
        return first

    def restart(self):
        self.tty.close()
        return self.start()

    def meet(self):
        """Visitors 1, 2, ...: all taken and answered, so nobody waits."""
        for i in range(self.wanted):
            v = self.desk.visitor("hello", name="Ivan", language="ru").json
            took = self.desk.post("/queue/take", self.other)
            assert took.status in (200, 201), took
            self.people.append(v)
            self.answer(i, "good morning")
        self.settled()

    def settled(self):
        """When nothing more comes: the seconds are over, the line is calm."""
        self.tty.settle(1.05)

    def answer(self, i, text):
        a = self.desk.post("/conversations/%d/messages" %
            self.people[i]["conversation"], self.other, text=text)
        assert a.status == 201, a

    def write(self, i, text):
        """As visitor i."""
        a = self.desk.post("/visitor/messages", self.people[i]["secret"],
            text=text)
        assert a.status == 201, a

    def fill(self, i, n):
        """Lines enough that the transcript scrolls."""
        for _, text in zip(range(n), sentences(i)):
            self.answer(i, text)
        self.settled()

    def measure(self, n, do, has_seconds=True):
        """Bytes and frames of doing it n times, each from calm to calm; bytes
        of each. has_seconds: somebody waits, and is seen to."""
        calm_moment()
        self.tty.settle()
        n_bytes, per = 0, []
        frames, before = 0, self.tty.frames()
        for k in range(n):
            if has_seconds and not 0.05 < time.time() % 1 < 0.85:
                calm_moment()
                self.tty.settle()
                before = self.tty.frames()
            do(k)
            got = self.tty.settle()
            per.append(got)
            n_bytes += got
            now = self.tty.frames()
            if now is not None:
                frames, before = frames + now - before, now
        return n_bytes / n, None if now is None else frames / n, per

    def keys(self, keys):
        self.tty.send(keys)
        self.tty.settle(0.1)


class Floor:
    """The least curses pays for the same."""

    def __init__(self, kind, rows, cols, term, trace=None):
        r, w = os.pipe()
        # The program looks for its lines there.
        self.lines = w
        self.tty = Tty([os.environ["DZ_FLOOR"], kind] +
            [str(n) for n in AROUND[kind]] + [str(r)], rows, cols, term,
            fds=(r,), trace=trace)
        os.close(r)
        self.first_s = self.tty.first()
        self.tty.settle(0.1)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.tty.close()
        os.close(self.lines)

    def write(self, text):
        os.write(self.lines, text.encode() + b"\n")

    def fill(self, n):
        for _, text in zip(range(n), sentences(0)):
            self.write(text)
            self.tty.settle(0.02)

    def messages(self, n):
        """Bytes of each."""
        per = []
        for _, text in zip(range(n), sentences(7)):
            self.write(text)
            per.append(self.tty.settle(0.03))
        return per


# --- what is measured ----------------------------------------------------------


def key_rows(room, t, where):
    """Each letter by itself, and what else changed meanwhile."""
    for name, letters in (("ASCII", "qwertyuiopasdfghjklz"),
            ("Cyrillic", "йцукенгшщзхъфывапрол")):
        n, frames, per = room.measure(TYPED,
            lambda k: room.tty.send(letters[k]))
        t.row("typed letter, %s" % name, where, "B", statistics.median(per),
            "its UTF-8", len(letters[0].encode()), goal=1)
        t.row("  mean of %d" % TYPED, where, "B", n)
        t.row("  write()s", where, "", frames, "one", 1, goal=1)
        room.keys(b"\x15" + b"\x7f" * TYPED)
        room.settled()


def message_rows(room, t, i, name, kind, goal=1.1, most=None):
    """Gives the floor: what a line costs by itself."""
    where, rows = "%dx%d" % room.size[::-1], room.size[0]
    with Floor(kind, *room.size, room.term) as f:
        f.fill(rows)
        floor = f.messages(rows)
    texts = sentences(7)
    _, frames, per = room.measure(BURST, lambda k: room.write(i,
        next(texts)))
    beside = ("goal", most) if most else ("curses, the same lines",
        statistics.median(floor))
    t.row("message, %s" % name, where, "B", statistics.median(per), *beside,
        goal=1 if most else goal)
    t.row("  write()s", where, "", frames, "one", 1, goal=1)
    room.answer(i, "so")
    room.settled()
    mean, _, _ = room.measure(rows, lambda k: room.answer(i, next(texts)),
        has_seconds=False)
    beside = ("goal", most) if most else ("curses, the same lines",
        statistics.mean(floor))
    t.row("  mean of a page of lines", where, "B", mean, *beside,
        goal=1 if most else goal)
    return statistics.median(floor)


def hidden_rows(room, t, i, where):
    texts = sentences(9)
    b, frames, per = room.measure(BURST, lambda k: room.write(i,
        next(texts)))
    t.row("message of a hidden conversation", where, "B",
        statistics.median(per), "goal", 20, goal=1)
    t.row("  mean of %d: the first moves its row" % BURST, where, "B", b)
    t.row("  write()s", where, "", frames, "one", 1, goal=1)


def second_rows(room, t, where):
    """One of mine waits: what a second's passing costs."""
    room.write(0, "and?")
    room.settled()
    calm_moment()
    room.tty.settle()
    before, end = room.tty.n_bytes, time.monotonic() + 3
    while time.monotonic() < end:
        room.tty.read(0.1)
    t.row("a second while a customer waits", where, "B",
        (room.tty.n_bytes - before) / 3)


def flood_rows(room, t, where, floor):
    """All into the focused conversation, as fast as the desk takes them."""
    path = "/api/v1/conversations/%d/messages" % \
        room.people[0]["conversation"]
    texts = sentences(11)

    def pour(texts):
        line = Line(unix=room.dir + "/t")
        for text in texts:
            status = line.ask("POST", path, room.other,
                {"client_id": client_id(), "text": text})[0]
            assert status == 201, status
        line.close()

    parts = [[next(texts) for _ in range(FLOOD // 8)] for _ in range(8)]
    threads = [threading.Thread(target=pour, args=(p,)) for p in parts]
    before, frames = room.tty.n_bytes, room.tty.frames()
    start = time.monotonic()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        room.tty.read(0.02)
    room.tty.settle(0.3)
    took = time.monotonic() - start - 0.3
    b = (room.tty.n_bytes - before) / FLOOD
    t.row("flood of %d, a message" % FLOOD, where, "B", b,
        "curses, line by line", floor, goal=0.3)
    if frames is not None:
        frames = room.tty.frames() - frames
        t.row("  frames a second", where, "", frames / took, "60 Hz", 62.5,
            goal=1)
    t.row("  it took", where, "s", took)


def echo_ms(tty, letter):
    """From a key to its letter on the terminal."""
    want = letter.encode()
    tty.last = b""
    began = time.monotonic()
    tty.send(letter)
    while want not in tty.last:
        tty.read(0.05)
        if time.monotonic() - began > 5:
            raise RuntimeError("%s was not painted" % letter)
    return (time.monotonic() - began) * 1000


def flood_key_rows(t):
    """Keys while messages come, into what is shown and what is hidden; beside
    them, in turns, a terminal that does nothing but echo."""
    letters = "αβγδεζηθικλμνξοπρστυφχψω"      # in no text of the bench
    with Room(40, 120) as room, Tty(["cat"]) as bare:
        room.start()
        room.meet()
        room.keys("\x1b1")
        is_over = threading.Event()
        sent = [0, 0]

        def pour(k, i):
            line, texts = Line(unix=room.dir + "/t"), sentences(20 + k)
            path = "/api/v1/conversations/%d/messages" % \
                room.people[i]["conversation"]
            due = time.monotonic()
            while not is_over.is_set():
                assert line.ask("POST", path, room.other, {"client_id":
                    client_id(), "text": next(texts)})[0] == 201
                sent[k] += 1
                due += 2 / RATE
                time.sleep(max(0, due - time.monotonic()))
            line.close()

        threads = [threading.Thread(target=pour, args=a)
            for a in ((0, 0), (1, 2))]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        ours, floor = [], []
        try:
            for k in range(FLOOD_KEYS):
                letter = letters[k % len(letters)]
                ours.append(echo_ms(room.tty, letter))
                floor.append(echo_ms(bare, letter))
                if k % 40 == 39:
                    room.tty.send(b"\x15")
                # Not in step with anything.
                end = time.monotonic() + 0.01 + k % 7 * 0.003
                while time.monotonic() < end:
                    room.tty.read(0.002)
        finally:
            is_over.set()
            for thread in threads:
                thread.join()
        took = time.monotonic() - began
        where = "%d msg/s" % (sum(sent) / took)
        ours.sort()
        floor.sort()
        for name, part in (("p50", 0.5), ("p99", 0.99), ("max", 1)):
            at = min(int(len(ours) * part), len(ours) - 1)
            t.row("a key in a flood, %s of %d" % (name, len(ours)), where,
                "ms", ours[at], "a terminal's bare echo", floor[at])
        t.row("  the slowest against the goal", where, "ms", ours[-1],
            "goal", 16, goal=1)


def resize_rows(room, t, where):
    """50 of them, 10 ms apart."""
    rows, cols = room.size
    room.settled()
    room.tty.resize(rows, cols - 1)
    one = room.tty.settle(0.2)
    before, frames = room.tty.n_bytes, room.tty.frames()
    start = time.monotonic()
    for k in range(50):
        room.tty.resize(rows, cols - 2 - k % 7)
        while time.monotonic() < start + (k + 1) * 0.01:
            room.tty.read(0.002)
    room.tty.settle(0.2)
    took = time.monotonic() - start - 0.2
    b = room.tty.n_bytes - before
    t.row("50 resizes, 10 ms apart", where, "B", b, "4 repaints", 4 * one,
        goal=1)
    if frames is not None:
        t.row("  write()s", where, "", room.tty.frames() - frames, "goal", 4,
            goal=1)
    t.row("  until it stands still", where, "s", took, "the resizing", 0.5)
    room.tty.resize(rows, cols)
    room.settled()


def measure_size(t, rows, cols, term, is_first):
    where = "%dx%d" % (cols, rows)
    is_wide = cols >= 110
    with Room(rows, cols, term, trace=True) as room:
        room.start()
        room.meet()
        room.keys("\x1b1")
        room.fill(0, rows + 4)
        key_rows(room, t, where)
        if is_wide:
            floor = message_rows(room, t, 0, "rail, pane, sidebar", "beside",
                1.2)
        else:
            floor = message_rows(room, t, 0, "one pane of full width", "full")
        hidden_rows(room, t, 2, where)
        room.answer(2, "so")
        room.settled()
        if is_first:
            second_rows(room, t, where)
            room.answer(0, "so")
            room.settled()
            flood_rows(room, t, where, floor)
            resize_rows(room, t, where)
        if is_wide and is_first:
            room.keys("/layout columns\r")
            room.keys("/panes 2\r")
            room.fill(1, rows + 4)
            room.keys("\x1b1")
            message_rows(room, t, 1, "the other of two panes", "beside",
                most=300)


def measure_start(t):
    """Exec to first byte, memory, and how soon a key is there."""
    where, times, floors = "120x40", [], []
    with Room(40, 120) as room:
        for k in range(5):
            with Floor("full", 40, 120, room.term) as f:
                floors.append(f.first_s * 1000)
            times.append((room.start() if k == 0 else room.restart()) * 1000)
        t.row("exec to first byte", where, "ms", statistics.median(times),
            "bare curses", statistics.median(floors), goal=2)
        room.meet()
        room.keys("\x1b1")
        with Floor("full", 40, 120, room.term) as f:
            ours, theirs = [], []
            for k in range(60):
                for tty, list_ in ((room.tty, ours), (f.tty, theirs)):
                    start = time.monotonic()
                    tty.send("a")
                    tty.read(1)
                    list_.append((time.monotonic() - start) * 1000)
                    tty.settle(0.01)
            t.row("key to its echo, p50", where, "ms",
                statistics.median(ours), "bare curses",
                statistics.median(theirs))
            rss, pss = memory_kib(room.tty.pid)
            floor_rss, floor_pss = memory_kib(f.tty.pid)
            t.row("RSS", where, "KiB", rss, "bare curses", floor_rss)
            t.row("PSS", where, "KiB", pss, "bare curses", floor_pss)


class Idle(threading.Thread):
    """A minute of nothing, while other things are measured."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds

    def run(self):
        with Room(40, 120) as room:
            room.start()
            room.meet()
            room.keys("\x1b1")
            room.settled()
            pid = room.tty.pid
            before = switches(pid), cpu_s(pid), room.tty.n_bytes
            end = time.monotonic() + self.seconds
            # Whoever ends the bench need not wait for it.
            while time.monotonic() < end and \
                    threading.main_thread().is_alive():
                room.tty.read(min(1, max(0, end - time.monotonic())))
            self.got = (switches(pid) - before[0],
                (cpu_s(pid) - before[1]) * 1000,
                room.tty.n_bytes - before[2])

    def rows(self, t):
        self.join()
        n, cpu_ms, n_bytes = self.got
        part = 60 / self.seconds
        t.row("idle minute", "120x40", "B", n_bytes * part, "the clock", 20)
        t.row("  sleeps of all threads", "120x40", "", n * part, "goal", 6,
            goal=1)
        t.row("  CPU", "120x40", "ms", cpu_ms * part, "goal", 2, goal=1)


def wire_rows(t):
    """What the console and the desk say to each other: a hold that ends with
    nothing, and one that a message of 60 letters ends."""
    with Room(40, 120, relay=True, visitors=1) as room:
        room.start()
        room.meet()
        room.keys("\x1b1")
        room.settled()
        room.relay.take()
        room.answer(0, "x" * 60)
        room.settled()
        for up, down in room.relay.take():
            if b"/events?" not in up or b'"message"' not in down:
                continue
            t.row("console: a message of 60 letters is polled", "", "B",
                len(up) + len(down), "its letters", 60)
            t.row("  request", "", "B", len(up))
            # What the same hold costs when nothing comes.
            line = Line(unix=room.dir + "/t")
            line.socket.sendall(re.sub(b"hold=[0-9]+", b"hold=1",
                re.sub(rb"cursor=[^& ]*", b"cursor=" +
                json.loads(down[down.index(b"{"):])["cursor"].encode(), up)))
            _, _, empty = line.wait()
            t.row("console: a held poll that nothing ends", "", "B",
                len(up) + empty)
            line.close()
            return
