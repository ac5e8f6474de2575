#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""strangers.py - strangers who send much, slowly, or whatever they guess: what
the others feel of it, and what is left behind.
"""
import json
import os
import resource
import secrets
import select
import subprocess
import sys
import threading
import time

from crowd import House, Listener, memory_kib, n_files
from desk import Desk, client_id, until
from row import HERE, main, row
from wire import Line, request

P99_MS = 100


class Probe(threading.Thread):
    """Somebody else, who asks all the time: how long it takes them."""

    def __init__(self, port, make=None, pause_s=0.05):
        super().__init__(daemon=True)
        self.port, self.pause_s, self.is_over = port, pause_s, False
        self.make = make or (lambda i: request("GET", "/favicon.svg"))
        self.took, self.statuses, self.n_failed = [], {}, 0
        self.start()

    def run(self):
        i = 0
        while not self.is_over:
            start = time.monotonic()
            try:
                line = Line(self.port)
                line.socket.settimeout(5)
                line.socket.sendall(self.make(i))
                status = line.wait()[0]
                line.close()
                self.statuses[status] = self.statuses.get(status, 0) + 1
                self.took.append(time.monotonic() - start)
            except (OSError, RuntimeError):
                self.n_failed += 1
            i += 1
            time.sleep(self.pause_s)

    def finish(self, r, what):
        self.is_over = True
        self.join()
        self.took.sort()
        p99 = 1000 * self.took[int(len(self.took) * 0.99)] if self.took else \
            99999
        r.expect(self.n_failed == 0, "%s: %d failed of others" % (what,
            self.n_failed))
        r.expect(p99 < r.pick(5, 1) * P99_MS, "%s: others wait %.0f ms" % (what, p99))
        return p99


def wide_open():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@row("B1", "one visitor floods, others are served")
def flood_messages(r):
    with House() as house:
        house.add_operator("boss", "supervisor")
        token = house.trusted("boss")
        listener = Listener(house, token)
        others = [house.enter(name="calm%d" % i) for i in range(20)]
        wild = house.enter(name="wild")["secret"]
        sent = []

        def calm(i):
            sent.append("calm %d" % i)
            return request("POST", "/api/v1/visitor/messages",
                others[i % 20]["secret"], {"client_id": client_id(),
                "text": sent[-1]})

        probe = Probe(house.port, calm, 0.03)
        lines = [Line(house.port) for _ in range(8)]
        statuses, end, k = {}, time.monotonic() + r.pick(4, 30), 0
        while time.monotonic() < end:
            began = time.monotonic()
            for line in lines:
                line.send("POST", "/api/v1/visitor/messages", wild,
                    {"client_id": client_id(), "text": "wild %d" % k})
                k += 1
            for line in lines:
                status = line.wait()[0]
                statuses[status] = statuses.get(status, 0) + 1
            time.sleep(max(0, 0.008 - time.monotonic() + began))
        p99 = probe.finish(r, "flood")
        r.count(times=k)
        r.expect(set(statuses) <= {201, 429} and statuses.get(201, 0) < 20 +
            5 * (r.pick(4, 30) + 2), "the flood: %s" % statuses)
        r.expect(probe.statuses == {201: len(sent)}, "others: %s" %
            probe.statuses)
        until(lambda: sent[-1] in listener.texts)
        heard = [t for t in listener.texts if t.startswith("calm ")]
        r.count(lost=len(set(sent) - set(heard)), doubled=len(heard) -
            len(set(heard)), acknowledged=len(sent))
        listener.is_over = True
        r.note("%d sent, %s; others' p99 %.0f ms" % (k, statuses, p99))


#        mode         closed within; None: the flood ends first
MODES = (("halfclose", 3), ("rst", 3), ("slowloris", 13), ("slowbody", 33),
    ("idle", 63))


def on_one_core(pid):
    """All threads of the desk share one processor."""
    core = {max(os.sched_getaffinity(0))}
    for thread in os.listdir("/proc/%d/task" % pid):
        os.sched_setaffinity(int(thread), core)


def expect_memory_back(r, before, after, n, most):
    """But for what libevent remembers of each descriptor, some 100 bytes, and
    the holes between these, which the next ones fill."""
    r.expect(after - before < n * most / 1024 + 256, "memory: %d KiB before "
        "%d, %d after" % (before, n, after))
    r.note("memory kept of each: %d bytes" % ((after - before) * 1024 / n))


@row("B2", "idle, slow, half-closed, reset connections, on one core")
def flood_connections(r):
    wide_open()
    n = r.pick(500, 10000)
    with House() as house:
        house.enter()
        on_one_core(house.pid)
        before = memory_kib(house.pid)
        for mode, limit_s in MODES:
            if not r.is_long and limit_s > 13:
                continue
            r.say("%d times %s" % (n, mode))
            p99 = flood(r, house, mode, n, limit_s)
            r.note("%s: p99 %.0f ms" % (mode, p99))
        expect_memory_back(r, before, memory_kib(house.pid), n, 200)
    # Strangers who come by themselves: an address has its share, no more.
    if r.is_long:
        with Desk() as desk:
            flood(r, desk, "slowloris", 1000, 13, sources=1)


def flood(r, desk, mode, n, limit_s, sources=40):
    pid = desk.process.pid
    files = n_files(pid)
    p = subprocess.Popen([sys.executable, HERE + "/flood.py", mode,
        str(desk.port), str(n), str(sources), str(limit_s + 10)],
        stdout=subprocess.PIPE, text=True)
    p.stdout.readline()
    probe = Probe(desk.port)
    out = json.loads(p.stdout.readline())
    p.wait()
    p99 = probe.finish(r, mode)
    r.count(times=n)
    r.expect(out["left"] == 0 and out["last_s"] < limit_s, "%s: %s" % (mode,
        out))
    until(lambda: n_files(pid) <= files + 2)
    r.expect(n_files(pid) <= files + 2, "%s: %d descriptors, %d before" %
        (mode, n_files(pid), files))
    return p99


@row("B3", "polls held at once, on one core")
def held_polls(r):
    wide_open()
    n, watches = r.pick(640, 10000), 64
    with House() as house:
        house.add_operator("boss", "supervisor")
        parked = lambda: house.ask("GET", "/api/v1/admin/status",
            admin=True).json["parked"]
        v = house.enter()
        on_one_core(house.pid)
        poll, lines = select.epoll(), {}
        before = memory_kib(house.pid)
        for i in range(n):
            if i % watches == 0:
                token = house.trusted("boss")
                cursor = house.snapshot(token)["cursor"]
            line = Line(house.port)
            get = ("GET", "/api/v1/events?cursor=%s&hold=45&watch=%d" %
                (cursor, i % watches + 1), token)
            line.ask(*get)      # the first one tells who is there
            line.send(*get)
            lines[line.fileno()] = line
            poll.register(line.fileno(), select.EPOLLIN)
            if i % 100 == 99:
                r.say("%d of %d" % (i + 1, n))
        until(lambda: parked() == n)
        r.expect(parked() == n, "%d of %d are held" % (parked(), n))
        each = (memory_kib(house.pid) - before) / n
        r.expect(each <= 8, "%.1f KiB for a held poll" % each)
        probe = Probe(house.port, pause_s=0.01)
        time.sleep(r.pick(1, 5))
        heard, began = set(), time.monotonic()
        a = house.post("/visitor/messages", v["secret"], text="to everybody")
        assert a.status == 201, a
        while len(heard) < n and time.monotonic() < began + 10:
            for fd, _ in poll.poll(1, n):
                answer = lines[fd].take()
                if answer and b"to everybody" in answer[1]:
                    heard.add(fd)
        took = time.monotonic() - began
        time.sleep(r.pick(1, 10))
        p99 = probe.finish(r, "%d polls" % n)
        r.count(times=n, lost=n - len(heard))
        r.expect(took < 2, "one message to all took %.1f s" % took)
        for line in lines.values():
            line.close()
        until(lambda: parked() == 0, 60)
        r.expect(parked() == 0, "%d are still held" % parked())
        expect_memory_back(r, before, memory_kib(house.pid), n, 1536)
        r.note("%.1f KiB each, one message to all in %.2f s, p99 %.0f ms" %
            (each, took, p99))


@row("B12", "guessed secrets and ids")
def guess(r):
    n, batch = r.pick(4000, 1000000), 100
    with House() as house:
        v = house.enter()
        files, hits, statuses, bodies = [], 0, {}, set()
        line, done = Line(house.port), 0
        while done < n:
            data = b"".join(request("GET", "/api/v1/visitor/conversation",
                secrets.token_urlsafe(32)) for _ in range(batch))
            line.socket.sendall(data)
            left = batch
            while left:
                line.data += line.socket.recv(262144)
                while True:
                    end = whole(line.data)
                    if not end:
                        break
                    status = line.data[9:12]
                    statuses[status] = statuses.get(status, 0) + 1
                    bodies.add(line.data[:end])
                    line.data = line.data[end:]
                    left -= 1
            done += batch
            if done % 20000 == 0:
                r.say("%d of %d" % (done, n))
        r.count(times=done, leaked=statuses.get(b"200", 0))
        r.expect(set(statuses) == {b"401"}, "%s" % statuses)
        r.expect(len(bodies) == 1, "%d kinds of answer" % len(bodies),
            list(bodies)[:3])
        # Ids are no secrets: without the token they open nothing.
        for path in ("/api/v1/conversations/%d/transcript" %
                v["conversation"], "/api/v1/customers/1",
                "/api/v1/files/%032x" % 1):
            for token in (None, v["secret"], secrets.token_urlsafe(32)):
                a = house.ask("GET", path, token=token)
                r.count(times=1, leaked=a.status == 200)
                r.expect(a.status == 401, "%s: %d" % (path, a.status))
        own = [house.enter()["secret"] for _ in range(20)]
        r.expect(min(map(len, own)) >= 43 and len(set(own)) == 20,
            "short secrets", own[:2])


def whole(data):
    """As message_end, for answers that are all alike and small."""
    head = data.find(b"\r\n\r\n")
    if head < 0:
        return 0
    at = data.find(b"Content-Length: ") + 16
    end = head + 4 + int(data[at:data.find(b"\r", at)])
    return end if len(data) >= end else 0


if __name__ == "__main__":
    main()
