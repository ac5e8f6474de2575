# SPDX-License-Identifier: GPL-3.0-or-later
"""simulate.py - a day at a real desk, in minutes: operators work with the real
console (its commands without a screen, and a console that listens), customers
write over HTTP as arrivals.tsv says. A supervisor's console follows all of it,
and what it printed is the log that the figures are computed from.

The day is made shorter by a factor (README.md says what that does and what not).
The desk's clock is the real one, and so are all instants.
"""
import heapq
import json
import os
import random
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "server"))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from desk import Desk, check, client_id, temp_dir, until  # noqa: E402
import figures  # noqa: E402

DEZHURKA = os.environ.get("DEZHURKA", "dezhurka")
DEPARTMENTS = ("Billing", "Travel", "Cards")
LIMIT = 4			# conversations at once
CONFIG = """[proxy]
trusted = 127.0.0.1
[transfer]
return_after = 30s
[target all]
first = 1s
next = 2s
resolution = 40s
warn = 50%
hours = always
"""
COMMAND_S = 300			# even on a machine that has much else to do


def arrivals(n):
    """So many of the table's customers, spread over its whole day."""
    rows = []
    with open(os.path.join(HERE, "arrivals.tsv"), encoding="utf-8") as f:
        for line in f:
            if line.startswith("#"):
                continue
            at, department, language, words, thinks, patience, stars = \
                line.rstrip("\n").split("\t")
            h, m, s = (int(x) for x in at.split(":"))
            rows.append({"at": h * 3600 + m * 60 + s, "language": language,
                "department": department, "words": int(words),
                "thinks": int(thinks), "patience": int(patience),
                "stars": int(stars)})
    step = len(rows) / n
    return [rows[int(i * step)] for i in range(n)]


class Seat:
    """An operator: a token, and calls of the console's commands."""

    def __init__(self, desk, login):
        self.desk, self.login = desk, login
        self.token = desk.cli("token", "add", login, "--device",
            "day")[1].strip()
        self.me = desk.ask("GET", "/api/v1/snapshot",
            token=self.token).json["me"]["id"]
        self.log = []
        # A console keeps what must not be lost: each at a place of its own.
        home = temp_dir()
        self.env = dict(os.environ, HOME=home, XDG_STATE_HOME=home,
            XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home, XDG_RUNTIME_DIR=home)

    def start(self, *args, **more):
        read, write = os.pipe()
        os.write(write, self.token.encode() + b"\n")
        os.close(write)
        p = subprocess.Popen([DEZHURKA, "--desk", "http://127.0.0.1:%d" %
            self.desk.port, "--login", self.login, "--token-fd", str(read)] +
            [str(a) for a in args], pass_fds=[read], env=self.env, **more)
        os.close(read)
        return p

    def run(self, command, *args):
        """Its exit status; what it printed goes into my own log."""
        p = self.start(command, "--json", *args, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = p.communicate(timeout=COMMAND_S)
        if p.returncode == 0:
            self.log += [json.loads(x) for x in out.splitlines()]
        self.said = err.decode()
        return p.returncode


class Customer(dict):
    """One of the table: what they still have to do."""


class Day:
    def __init__(self, desk, n_customers, n_operators, length_s, seed=1):
        self.desk, self.n_operators = desk, n_operators
        self.length_s = length_s
        self.random = random.Random(seed)
        rows = arrivals(n_customers)
        first, last = rows[0]["at"], rows[-1]["at"]
        self.scale = length_s / (last - first)
        self.queue = []			# (when, n, what, customer)
        self.n = 0
        self.customers = {}
        for row in rows:
            self.later((row["at"] - first) * self.scale, self.arrive,
                Customer(row))
        self.acknowledged = []
        self.lock = threading.Lock()
        self.is_over = threading.Event()
        self.refused = []
        self.departments = {}

    # --- people --------------------------------------------------------

    def later(self, when, what, customer):
        self.n += 1
        heapq.heappush(self.queue, (when, self.n, what, customer))

    def say(self, c, path, status=201, **fields):
        answer = self.desk.ask("POST", "/api/v1/visitor/" + path, dict(fields,
            client_id=client_id()), c.get("secret"),
            {"X-Forwarded-For": c["address"]})
        if answer.status != status:
            self.refused.append((path, str(answer)))
            return None
        if "seq" in answer.json:
            self.acknowledged.append(answer.json["seq"])
        return answer.json

    def arrive(self, c, now):
        c["address"] = "10.2.%d.%d" % divmod(len(self.customers), 250)
        got = self.say(c, "conversations", text="Hello, a question.",
            language=c["language"],
            department_id=self.departments[c["department"]])
        c["secret"], c["id"] = got["secret"], got["conversation"]
        with self.lock:
            self.customers[c["id"]] = c
        if c["patience"]:
            self.later(now + c["patience"] * self.scale, self.give_up, c)

    def answered(self, c, now):
        """An operator has written: they think, and write again or go."""
        c["words"] -= 1
        thinks = c["thinks"] * self.scale * self.random.uniform(0.5, 1.5)
        if c["words"] > 0:
            self.later(now + thinks, lambda c, now: self.say(c, "messages",
                text="And another one."), c)

    def give_up(self, c, now):
        if not c.get("was_answered"):
            self.say(c, "close")
            c["gone"] = True

    def rate(self, c, now):
        self.say(c, "rating", stars=c["stars"], text="as it was")

    # --- operators ------------------------------------------------------

    def mine(self, seat):
        snapshot = self.desk.ask("GET", "/api/v1/snapshot",
            token=seat.token).json
        return [x["conversation"] for x in snapshot["conversations"]
            if x["conversation"].get("operator_id") == seat.me]

    def work(self, seat, n):
        """Take what there is room for, answer whoever waits, end what is
        done; until the day is over and nothing is left."""
        r = random.Random(n)
        while True:
            talks = self.mine(seat)
            active = [t for t in talks if t["state"] == "active"]
            did = False
            for t in talks:
                did = self.attend(seat, t, r) or did
            if len(active) < LIMIT and seat.run("take", "next") == 0:
                did = True
            if not did and self.is_over.is_set() and not talks:
                return
            if not did:
                time.sleep(r.uniform(0.1, 0.3))

    def attend(self, seat, t, r):
        c = self.customers.get(t["id"])
        if c is None:
            return False
        if t["state"] == "wrap_up":
            self.ended(c)
            return seat.run("close", t["id"], "solved") == 0
        if t.get("offered_until"):
            # Some are looked at by nobody, and go back by themselves.
            if c.get("is_let_lie") == seat.me or (self.length_s >= 60 and
                    "is_let_lie" not in c and r.random() < 0.15):
                c["is_let_lie"] = seat.me
                return False
            if r.random() < 0.2:
                return seat.run("decline", t["id"]) == 0
            return seat.run("accept", t["id"]) == 0
        if t.get("waiting_since"):
            if r.random() < 0.06 and not c.get("moved"):
                c["moved"] = True
                return seat.run("transfer", t["id"],
                    r.choice(DEPARTMENTS + (self.colleague(seat, r),))) == 0
            if self.is_put_off(c, r):
                return False
            if seat.run("send", t["id"], "Here is an answer.") != 0:
                return False
            c["was_answered"] = True
            with self.lock:
                self.later(time.monotonic() - self.begun, self.answered, c)
            return True
        if c["words"] <= 0:
            ok = seat.run("close", t["id"], "solved") == 0
            if ok:
                self.ended(c)
            return ok
        return False

    def is_put_off(self, c, r):
        """Now and then somebody has to wait, so that targets are missed."""
        if "put_off" not in c:
            c["put_off"] = time.monotonic() + 2.5 if r.random() < 0.15 else 0
        return time.monotonic() < c["put_off"]

    def ended(self, c):
        if c["stars"] and not c.get("rated"):
            c["rated"] = True
            with self.lock:
                self.later(time.monotonic() - self.begun, self.rate, c)

    def colleague(self, seat, r):
        return r.choice([s for s in self.seats if s is not seat]).login

    # --- the day ----------------------------------------------------------

    def open(self):
        self.opened_ms = int(time.time() * 1000)
        for name in DEPARTMENTS:
            self.desk.cli("department", "add", name)
        self.departments = {d["name"]: d["id"] for d in self.desk.ask("GET",
            "/api/v1/admin/departments", admin=True).json["departments"]}
        self.desk.operator("head", "--role", "admin", "--limit", "9")
        self.seats = []
        for i in range(self.n_operators):
            login = "op%02d" % i
            self.desk.operator(login, "--limit", "9")
            self.seats.append(Seat(self.desk, login))
        self.head = Seat(self.desk, "head")
        self.tail_path = os.path.join(temp_dir(), "tail")
        self.tail_file = open(self.tail_path, "wb")
        self.tail = self.head.start("tail", "--json",
            stdin=subprocess.DEVNULL, stdout=self.tail_file)
        self.hears_all()
        # A console at a terminal is presence: who has one is offered things.
        self.terminal, slave = os.openpty()
        self.consoles = [s.start("--linear", stdin=slave,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for s in self.seats]
        os.close(slave)

        def all_there():
            people = self.desk.ask("GET", "/api/v1/snapshot",
                token=self.head.token).json["operators"]
            return all(o["presence"] == "online" for o in people
                if o["login"].startswith("op"))
        return until(all_there, COMMAND_S)

    def heard(self, text):
        with open(self.tail_path, encoding="utf-8") as f:
            return text in f.read()

    def hears_all(self):
        """From here on nothing is missing in the log."""
        for n in range(1000):
            name = "Room %d" % n
            self.desk.cli("department", "add", name)
            self.desk.cli("department", "disable", name)
            if until(lambda: self.heard(name), 2):
                return

    def run(self):
        self.begun = time.monotonic()
        threads = [threading.Thread(target=self.work, args=(s, i),
            daemon=True) for i, s in enumerate(self.seats)]
        for t in threads:
            t.start()
        while True:
            now = time.monotonic() - self.begun
            with self.lock:
                due = []
                while self.queue and self.queue[0][0] <= now:
                    due.append(heapq.heappop(self.queue))
                left = len(self.queue)
            for _, _, what, c in due:
                what(c, time.monotonic() - self.begun)
            if not due and not left and self.is_quiet():
                break
            time.sleep(0.01)
        self.is_over.set()
        for t in threads:
            t.join(COMMAND_S)
        # The last ratings.
        while self.queue:
            _, _, what, c = heapq.heappop(self.queue)
            what(c, 0)
        return not any(t.is_alive() for t in threads)

    def win_back(self):
        """The head settles what bad ratings have opened, but for every third."""
        due = self.desk.ask("GET", "/api/v1/winbacks",
            token=self.head.token).json["winbacks"]
        failed = []
        for i, w in enumerate(due):
            for words in [("apology", "We are sorry.")] + ([] if i % 3 == 2
                    else [(("won", "lost")[i % 3],)]):
                if self.head.run("winback", w["conversation"], *words) != 0:
                    failed.append((w["conversation"], self.head.said))
        return len(due), failed

    def is_quiet(self):
        """Nobody waits or is being served any more."""
        with self.lock:
            if self.queue:
                return False
        return not self.desk.ask("GET", "/api/v1/snapshot",
            token=self.head.token).json["conversations"]

    def close(self):
        for p in self.consoles:
            p.terminate()
        for p in self.consoles:
            try:
                p.wait(10)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
        os.close(self.terminal)

    def log(self):
        """What the supervisor's console has printed; it is asked for the last
        event before it is ended."""
        last = self.desk.ask("GET", "/api/v1/snapshot",
            token=self.head.token).json["cursor"].split(".")[1]

        self.heard_all = until(lambda: self.heard('"seq":%s,' % last),
            COMMAND_S)
        self.tail.terminate()
        self.tail.wait()
        self.tail_file.close()
        with open(self.tail_path, encoding="utf-8") as f:
            return [json.loads(line) for line in f]


def told(line, wanted):
    """Of a line what the log can tell, in the same form."""
    return {k: line.get(k, {} if isinstance(v, dict) else 0)
        for k, v in wanted.items()}


def same(name, line, wanted):
    check(name, told(line, wanted) == wanted, "told  %s\nlog   %s" %
        (told(line, wanted), wanted))


def stats(day, *args):
    p = day.head.start("stats", *args, "--json", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = p.communicate(timeout=COMMAND_S)
    if p.returncode != 0:
        check("dezhurka stats %s" % " ".join(args), False, err.decode())
    return [json.loads(x) for x in out.splitlines()]


def targets(rows):
    """Whatever was settled after its warning was warned of, after its time it
    was missed; and nothing else was. The desk's clock looks once a second, but
    says what was late before it settles anything."""
    settled = [t for r in rows.values() for t in r["settled"]]
    for name, at, told in (("warned of", 1, "warned"), ("missed", 2,
            "targets_missed")):
        wanted = sum(t[3] > t[at] for t in settled)
        most = sum(t[3] >= t[at] for t in settled)
        n = sum(r[told] for r in rows.values())
        check("targets %s: %d of %d" % (name, n, len(settled)),
            wanted <= n <= most, (wanted, most))


def compare(day):
    """The figures of `dezhurka stats` beside those of the log."""
    events = {}
    log = day.log()
    for e in log:
        events.setdefault(e.get("conversation", 0), []).append(e)
    check("the supervisor's console has heard the last event",
        day.heard_all)
    heard = {e["seq"] for e in log}
    own = {e["seq"] for s in day.seats for e in s.log if e.get("seq")}
    missing = (own | set(day.acknowledged)) - heard
    check("whatever the desk acknowledged is in the log (%d events)" %
        len(own), not missing, sorted(missing)[:20])
    rows = {c: figures.row(sorted(events[c], key=lambda e: e["seq"]))
        for c in day.customers}
    check("every customer is in the log", len(rows) == len(day.customers))
    # "1d": the day before, too, in case it has just begun.
    total = stats(day, "--since", "1d")[-1]["total"]
    same("the total: %d conversations, %d answered" % (total["n"],
        total.get("answered", 0)), total,
        figures.figures(list(rows.values())))
    for by, key in (("department", "id"), ("language", "label")):
        lines = stats(day, "--since", "1d", "--by", by)[:-1]
        for line in lines:
            which = line.get(key)
            same("%s %s" % (by, line.get("label")), line, figures.figures(
                [r for r in rows.values() if r[by] == which]))
    targets(rows)
    lines = stats(day, "--since", "1d", "--by", "operator")[:-1]
    bad = []
    for line in lines:
        if line.get("id"):
            wanted = figures.part(list(rows.values()), line["id"])
            if told(line, wanted) != wanted:
                bad.append((line.get("label"), told(line, wanted), wanted))
    check("operators: %d lines" % len(lines), not bad and len(lines) >=
        len(day.seats), bad)
    hours = stats(day, "--since", "1d", "--by", "hour")
    load = sum(to - since for r in rows.values() for _, since, to in
        r["spans"] if to)
    check("the load of the hours is the time of all handling",
        sum(h.get("load_ms", 0) for h in hours[:-1]) == load,
        (hours[-1], load))
    states = [e for e in log if e["type"] == "state"]
    told_at = day.desk.ask("GET", "/api/v1/admin/stats?by=hour&since=%d"
        "&until=%d" % (day.opened_ms, int(time.time() * 1000) + 60000),
        admin=True).json
    check("operators were there as long as their consoles",
        told_at["total"]["there_ms"] == figures.there(states, told_at["at"]),
        (told_at["total"], states))
    page = {r["conversation"]: r for r in stats(day, "--since", "1d",
        "--rows")}
    bad = []
    for c, r in rows.items():
        t = page.get(c, {})
        pair = [(t.get(k + "_ms"), r[k]) for k in ("wait", "first_response",
            "handling", "wrap_up")] + [(t.get("next_response_sum_ms", 0),
            sum(r["next"])), (t.get("stars", 0), r["stars"]),
            (t.get("transfers", 0), r["transfers"]),
            (t.get("targets_met", 0), r["targets_met"]),
            (t.get("targets_missed", 0), r["targets_missed"]),
            (t.get("priority", 0), r["priority"])]
        if any(a != b for a, b in pair):
            bad.append((c, pair))
    check("rows: %d" % len(page), len(page) == len(rows) and not bad, bad)
    return total


def a_day(n_customers, n_operators, length_s):
    path = os.path.join(temp_dir(), "desk.conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(CONFIG)
    with Desk("--config", path) as desk:
        day = Day(desk, n_customers, n_operators, length_s)
        try:
            check("%d operators are there, each with a console" %
                n_operators, day.open())
            check("the day ends, and nobody is left over", day.run())
            n, failed = day.win_back()
            check("the head has seen to %d win-backs" % n, not failed,
                failed)
            check("nothing that a customer did was refused",
                not day.refused, day.refused)
            total = compare(day)
        finally:
            day.close()
    return total
