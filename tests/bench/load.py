# SPDX-License-Identifier: GPL-3.0-or-later
"""load.py - the desk under load: how soon a message is there, what a held poll
takes, how much it serves.
"""
import json
import os
import random
import resource
import select
import shutil
import socket
import sqlite3
import statistics
import subprocess
import time

from desk import Desk, client_id, temp_dir
from terminal import cpu_s, memory_kib
from wire import Line, request

PARKED = 1000
ROUNDS = 200
GET_MS = 1500
GET_LINES = 16
TEXT = "Здравствуйте, где мой заказ? Оплата прошла вчера вечером, да"
# What a browser says of its own accord with each request of the page.
BROWSER = ("Connection: keep-alive\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, "
    "like Gecko) Chrome/126.0.0.0 Safari/537.36\r\nAccept: */*\r\n"
    "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: ru,en;q=0.9\r\n"
    "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n"
    "Sec-Fetch-Dest: empty\r\n")


def part(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p))]


class Disk:
    """The floor: one row, one commit that is on the disk."""

    def __init__(self):
        self.db = sqlite3.connect(temp_dir() + "/floor.db",
            isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("CREATE TABLE m(id INTEGER PRIMARY KEY, text TEXT)")

    def commit_ms(self):
        start = time.monotonic()
        self.db.execute("INSERT INTO m(text) VALUES(?)", (TEXT,))
        return (time.monotonic() - start) * 1000


class House:
    """A desk and the people at it, each visitor from an address of their
    own."""

    def __init__(self):
        conf = temp_dir() + "/conf"
        with open(conf, "w") as f:
            f.write("[proxy]\ntrusted = 127.0.0.1\n")
        self.desk = Desk("--config", conf)

    def __enter__(self):
        self.desk.start()
        self.desk.operator("anna", "--name", "Anna")
        self.token = self.desk.sign_in("anna").json["token"]
        return self

    def __exit__(self, *what):
        self.desk.stop()

    @property
    def pid(self):
        return self.desk.process.pid

    def line(self):
        return Line(self.desk.port)

    def open(self, n):
        """Visitors: (secret, cursor)."""
        line, people = self.line(), []
        for i in range(n):
            status, body, _ = line.ask("POST",
                "/api/v1/visitor/conversations", None,
                {"client_id": client_id(), "text": "hello", "name": "V%d" % i},
                "X-Forwarded-For: 10.%d.%d.1\r\n" % divmod(len(people), 200))
            assert status == 201, body
            v = json.loads(body)
            people.append((v["secret"], v["cursor"], v["conversation"]))
        line.close()
        return people


class Park:
    """Visitors whose polls are held, each on a connection of their own."""

    def __init__(self, house, people):
        self.people, self.lines = people, []
        self.cursors = [p[1] for p in people]
        self.poll = select.epoll()
        for i in range(len(people)):
            line = house.line()
            self.lines.append(line)
            self.poll.register(line.fileno(), select.EPOLLIN)
        self.at = {line.fileno(): i for i, line in enumerate(self.lines)}

    def hold(self, i):
        self.lines[i].send("GET", "/api/v1/visitor/events?cursor=%s&hold=45" %
            self.cursors[i], self.people[i][0])

    def heard(self, limit_s=0.0):
        """Who was answered."""
        out = []
        for fd, _ in self.poll.poll(limit_s):
            i = self.at[fd]
            answer = self.lines[i].take()
            if answer:
                if answer[0] == 200:
                    self.cursors[i] = json.loads(answer[1])["cursor"]
                out.append(i)
        return out

    def calm(self):
        """Holds all until nobody is answered any more."""
        for i in range(len(self.lines)):
            self.hold(i)
            if i % 50 == 49:
                for k in self.heard():
                    self.hold(k)
        while True:
            heard = self.heard(0.5)
            if not heard:
                return
            for k in heard:
                self.hold(k)

    def close(self):
        for line in self.lines:
            line.close()
        self.poll.close()


def wake_ms(park, line, who):
    """From the first byte of the post to the whole answer of who waits."""
    secret = park.people[who][0]
    data = request("POST", "/api/v1/visitor/messages", secret,
        {"client_id": client_id(), "text": TEXT})
    start = time.monotonic()
    line.socket.sendall(data)
    took = None
    while took is None:
        for i in park.heard(5):
            if i == who:
                took = (time.monotonic() - start) * 1000
            else:
                park.hold(i)
    status, body, _ = line.wait()
    assert status == 201, body
    park.hold(who)
    return took


def delivery_rows(t):
    """A message on its way to a held poll, beside a commit of one row."""
    disk = Disk()
    with House() as house:
        park = Park(house, house.open(12))
        park.calm()
        line, ours, floor = house.line(), [], []
        for k in range(ROUNDS):
            floor.append(disk.commit_ms())
            ours.append(wake_ms(park, line, k % 12))
            time.sleep(0.002)
        p50 = statistics.median(floor)
        t.row("message to a held poll, p50", "12 held", "ms",
            statistics.median(ours), "one FULL commit, p50", p50, goal=2)
        t.row("message to a held poll, p99", "12 held", "ms",
            part(ours, 0.99), "one FULL commit, p99", part(floor, 0.99),
            goal=2)
        park.close()
    return statistics.median(ours)


def park_rows(t, alone_ms):
    """A thousand who wait."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with House() as house:
        people = house.open(PARKED)
        rss = memory_kib(house.pid)[0]
        park = Park(house, people)
        park.calm()
        held = memory_kib(house.pid)[0] - rss
        t.row("RSS of a held poll", "%d held" % PARKED, "KiB", held / PARKED,
            "a page of memory", 4, goal=1)
        line, took, r = house.line(), [], random.Random(1)
        for _ in range(ROUNDS):
            took.append(wake_ms(park, line, r.randrange(PARKED)))
            time.sleep(0.002)
        t.row("wake one of %d, p50" % PARKED, "", "ms",
            statistics.median(took), "one of 12", alone_ms, goal=1.2)
        t.row("wake one of %d, p99" % PARKED, "", "ms", part(took, 0.99))
        before = cpu_s(house.pid)
        time.sleep(2)
        t.row("CPU while %d wait, a second" % PARKED, "", "ms",
            (cpu_s(house.pid) - before) * 500)
        park.close()


class Nginx:
    """The peer: it says 200 and nothing else."""

    def __init__(self):
        self.dir = temp_dir()
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        with open(self.dir + "/conf", "w") as f:
            f.write("daemon off; pid %s/pid; error_log stderr crit;\n"
                "worker_processes 1; events { worker_connections 256; }\n"
                "http { access_log off; keepalive_requests 10000000;\n"
                "client_body_temp_path %s; proxy_temp_path %s;\n"
                "fastcgi_temp_path %s; uwsgi_temp_path %s;\n"
                "scgi_temp_path %s;\n"
                "server { listen 127.0.0.1:%d; location / { return 200 '{}';"
                " } } }\n" % (self.dir, self.dir + "/b", self.dir + "/p",
                self.dir + "/f", self.dir + "/u", self.dir + "/s", self.port))
        self.process = subprocess.Popen(["nginx", "-p", self.dir, "-c",
            self.dir + "/conf"], stderr=subprocess.DEVNULL)
        end = time.monotonic() + 5
        while True:
            try:
                Line(self.port).close()
                return
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    self.close()
                    raise
                time.sleep(0.02)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()


def rate(port, data):
    """Answers a second."""
    return float(subprocess.run([os.environ["DZ_GET"], str(port),
        str(GET_LINES), str(GET_MS)], input=data, capture_output=True,
        check=True).stdout)


def get_rows(t):
    """Small answers on connections that are kept."""
    peer = None
    os.environ["PATH"] += ":/usr/sbin:/usr/local/sbin"
    if shutil.which("nginx"):
        peer = Nginx()
    try:
        with House() as house:
            [v] = house.open(1)
            base = rate(peer.port, request("GET", "/")) if peer else None
            for name, path, token in (
                    ("GET a file of the page", "/favicon.svg", None),
                    ("GET events, hold 0",
                        "/api/v1/visitor/events?cursor=%s&hold=0" % v[1],
                        v[0]),
                    ("GET canned, from the disk", "/api/v1/canned",
                        house.token)):
                n = rate(house.desk.port, request("GET", path, token))
                t.row(name, "%d lines" % GET_LINES, "/s", n,
                    "nginx, return 200", base, goal=0.8, more_is_better=True)
    finally:
        if peer:
            peer.close()


def queue_rows(t):
    """What a change costs the desk while a thousand wait, beside ten; in turns,
    the least of five, as the machine is busy otherwise."""
    def change_us(n):
        return int(subprocess.run([os.environ["DZ_QUEUE"], str(n)],
            stdout=subprocess.PIPE, check=True).stdout) / 1000

    pairs = [(change_us(10), change_us(1000), change_us(10000))
        for _ in range(5)]
    floor, many, most = (min(column) for column in zip(*pairs))
    t.row("a change, 1,000 wait", "rules of the desk", "us", many,
        "the same, 10 wait", floor, 2)
    t.row("a change, 10,000 wait", "rules of the desk", "us", most,
        "the same, 10 wait", floor)


def browser_rows(t):
    """What the page's poll weighs, with what a browser adds to it."""
    with House() as house:
        [v] = house.open(1)
        line, other = house.line(), house.line()
        cursor = v[1]

        def ask(hold):
            return line.send("GET", "/api/v1/visitor/events?cursor=%s&hold=%d"
                "&tab=1" % (cursor, hold), v[0], headers=BROWSER)

        ask(0)
        line.wait()
        up = ask(45)
        time.sleep(0.1)
        other.ask("POST", "/api/v1/visitor/messages", v[0],
            {"client_id": client_id(), "text": "x" * 60})
        _, body, down = line.wait()
        t.row("page: a message of 60 letters is polled", "", "B", up + down,
            "its letters", 60)
        cursor = json.loads(body)["cursor"]
        up = ask(1)
        t.row("page: a held poll that nothing ends", "", "B",
            up + line.wait()[2])
        line.close()
        other.close()
