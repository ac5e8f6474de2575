# SPDX-License-Identifier: GPL-3.0-or-later
"""watching.py - a desk with many conversations that live, and the watch in a
terminal beside it: what it costs to look.
"""
import os
import random
import threading
import time

from console import sentences
from desk import Desk, temp_dir
from terminal import Tty

NAMES = ("Ivan Ola Piotr Zoe Hans Żaneta Олег Мария Анна Пётр Basia Kasia "
    "Jean Lucía Юлия Chen").split()
CONF = """
[proxy]
trusted = 127.0.0.1
[desk]
first_target = 30s
next_target = 40s
"""


class Crowd:
    """`n_operators` who answer `n_talks` customers of two departments."""

    def __init__(self, n_operators=20, n_talks=200):
        path = os.path.join(temp_dir(), "desk.conf")
        with open(path, "w", encoding="utf-8") as f:
            f.write(CONF)
        self.random, self.texts = random.Random(7), sentences(7)
        self.n_operators, self.n_talks = n_operators, n_talks
        self.desk, self.n, self.talks, self.waiting = None, 0, {}, []
        # A socket too: it is the same one after a restart.
        self.socket = os.path.join(temp_dir(), "s")
        self.args, self.is_over = ("--config", path, "--listen",
            "unix:" + self.socket), False

    def __enter__(self):
        self.desk = Desk(*self.args)
        self.desk.start()
        for name in ("Cards", "Travel"):
            self.desk.cli("department", "add", name)
        self.tokens = []
        for i in range(self.n_operators):
            login = "op%02d" % i
            self.desk.operator(login, "--name", "%s %02d" % (NAMES[i % 16], i),
                "--limit", "40")
            self.tokens.append(self.token(login, "desk"))
        self.desk.operator("chief", "--role", "supervisor")
        self.chief = self.token("chief", "watch", "--read-only")
        for _ in range(self.n_talks):
            self.arrive()
        while len(self.waiting) > self.n_talks // 10:
            self.take()
        return self

    def __exit__(self, *what):
        self.is_over = True
        self.desk.stop()

    def token(self, login, device, *options):
        return self.desk.cli("token", "add", login, "--device", device,
            *options)[1].strip()

    # --- what people do ---

    def arrive(self):
        self.n += 1
        fields = {"text": next(self.texts), "name": "%s (demo) %d" % (
            self.random.choice(NAMES), self.n), "language":
            self.random.choice(("en", "ru", "pl")), "client_id": "%032x" %
            self.n}
        if self.n % 3:
            fields["department_id"] = 1 + self.n % 2
        answer = self.desk.ask("POST", "/api/v1/visitor/conversations",
            fields, headers={"X-Forwarded-For": "10.%d.%d.%d" % (
            self.n >> 16 & 255, self.n >> 8 & 255, self.n & 255)})
        assert answer.status == 201, answer
        self.waiting.append((answer.json["conversation"],
            answer.json["secret"]))

    def take(self):
        i = self.n_taken = getattr(self, "n_taken", 0) + 1
        token = self.tokens[i % len(self.tokens)]
        answer = self.desk.post("/queue/take", token)
        assert answer.status == 201, answer
        c = answer.json["conversation"]
        secret = [s for k, s in self.waiting if k == c][0]
        self.waiting = [(k, s) for k, s in self.waiting if k != c]
        self.talks[c] = (token, secret)
        self.answer(c)

    def answer(self, c):
        self.desk.post("/conversations/%d/messages" % c, self.talks[c][0],
            text=next(self.texts))

    def write(self, c):
        self.desk.post("/visitor/messages", self.talks[c][1],
            text=next(self.texts))

    def close(self, c):
        token, secret = self.talks.pop(c)
        version = self.desk.ask("GET", "/api/v1/conversations/%d/transcript" %
            c, token=token).json["conversation"]["version"]
        self.desk.post("/conversations/%d/close" % c, token, version=version,
            outcome="solved")
        if c % 3:
            self.desk.post("/visitor/rating", secret, stars=1 + c % 5)

    def step(self):
        """Something that happens at a desk, the usual things more often."""
        c = self.random.choice(sorted(self.talks))
        what = self.random.random()
        if what < 0.45:
            self.write(c)
        elif what < 0.9:
            self.answer(c)
        elif what < 0.95:
            self.arrive()
        else:
            self.take()
            self.close(c)

    def live(self, per_s):
        """In a thread of its own, until the end."""
        def run():
            begun, n = time.monotonic(), 0
            while not self.is_over:
                self.step()
                n += 1
                time.sleep(max(0, begun + n / per_s - time.monotonic()))
        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()

    # --- who looks ---

    def top(self, *args, rows=24, cols=80, token=None, **env):
        r, w = os.pipe()
        os.write(w, (token or self.chief).encode() + b"\n")
        os.close(w)
        home = os.path.join(self.desk.data, "home")
        os.makedirs(home, mode=0o700, exist_ok=True)
        homes = {name: home for name in ("HOME", "XDG_STATE_HOME",
            "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}
        tty = Tty([os.environ["DEZHURKA"], "--desk", "unix:" +
            self.socket, "--login", "chief", "--token-fd", str(r), "top"] +
            list(args), rows, cols, env=dict(homes, LANGUAGE="en", **env),
            fds=(r,))
        os.close(r)
        return tty


def bytes_by_second(tty, seconds):
    """What the terminal got in each of so many seconds."""
    out, begun = [], time.monotonic()
    for i in range(seconds):
        before = tty.n_bytes
        while (left := begun + i + 1 - time.monotonic()) > 0:
            tty.read(left)
        out.append(tty.n_bytes - before)
    return out


def figures_us(crowd, query="", n=200):
    """Of the desk, with HTTP and a connection of its own; and the bytes."""
    times = []
    for _ in range(n):
        begun = time.monotonic()
        answer = crowd.desk.ask("GET", "/api/v1/figures" + query,
            token=crowd.chief)
        times.append(time.monotonic() - begun)
    return sorted(times)[n // 2] * 1e6, answer


def rows(t):
    """For `make bench`."""
    seconds = 20
    with Crowd() as crowd:
        fresh_us, answer = figures_us(crowd)
        same_us, again = figures_us(crowd, "?unless=" +
            answer.json["version"])
        t.row("figures, asked for", "by HTTP", "us", fresh_us)
        t.row("figures, nothing new", "by HTTP", "us", same_us)
        t.row("figures, nothing new", "the body", "bytes",
            float(len(str(again.json)) if again.status == 200 else 0))
        for rows_, cols in ((24, 80), (43, 132), (50, 200)):
            with crowd.top(rows=rows_, cols=cols) as tty:
                tty.see("FOR WHOM" if cols == 80 else "TEAM")
                tty.settle(1.2)
                if not hasattr(crowd, "thread"):
                    crowd.live(20)
                n = bytes_by_second(tty, seconds)
                where = "%dx%d" % (cols, rows_)
                t.row("200 talks of 20: a second's bytes", where, "bytes",
                    sum(n) / len(n))
                t.row("... the most of a second", where, "bytes",
                    float(max(n)), "2 KB" if cols == 80 else "",
                    2048 if cols == 80 else None, 1)
