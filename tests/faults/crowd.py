# SPDX-License-Identifier: GPL-3.0-or-later
"""crowd.py - a desk with many operators who write, and the ledger of what the
desk has acknowledged to them.

    with House() as house:
        people = house.operators(50)        each with a conversation
        crowd = Crowd(house, people)
        ... kill, cut, fill the disk ...
        crowd.finish()
        crowd.audit(r)                      lost, doubled, out of order

Each sender writes one message after the other; one that was not acknowledged
is sent again with the same client id until it is.
"""
import json
import os
import random
import re
import select
import signal
import socket
import threading
import time

from desk import Desk, client_id, temp_dir
from wire import message_end, request

PATIENCE_S = 5.0
AGAIN_S = (0.02, 0.5)       # between tries, the first and the longest
SETTLE_S = 60


class House(Desk):
    """A desk that keeps its port when it is started again, trusts its owner,
    and takes everybody for a visitor with an address of their own."""

    def __init__(self, *args, data=None, conf="", env=None):
        self.place = temp_dir()
        with open(self.place + "/conf", "w") as f:
            f.write("[proxy]\ntrusted = 127.0.0.0/8\n" + conf)
        super().__init__("--config", self.place + "/conf", "--listen",
            "unix:" + self.place + "/s", "--trust-owner", *args,
            data=data or self.place + "/d")
        self.socket = self.place + "/s"
        self.env, self.n_addresses = env or {}, 0

    def start(self):
        old = dict(os.environ)
        os.environ.update(self.env)
        try:
            super().start()
        finally:
            for name in self.env:
                os.environ.pop(name)
            os.environ.update(old)
        at = self.args.index("--listen") + 1
        self.args[at] = "127.0.0.1:%d" % self.port

    @property
    def pid(self):
        return self.process.pid

    def kill(self):
        return self.stop(signal.SIGKILL)

    def address(self):
        """A new one for each caller."""
        self.n_addresses += 1
        return "10.%d.%d.%d" % (self.n_addresses >> 14 & 255,
            self.n_addresses >> 7 & 127, 1 + (self.n_addresses & 127))

    def trusted(self, login):
        """A token, without the price of a password."""
        s = socket.socket(socket.AF_UNIX)
        with s:
            s.connect(self.socket)
            s.settimeout(20)
            s.sendall(request("POST", "/api/v1/session", None,
                {"login": login, "device": "faults"}))
            data = b""
            while not message_end(data):
                data += s.recv(262144)
        assert data[9:12] == b"201", data
        return json.loads(data[data.index(b"\r\n\r\n"):])["token"]

    def enter(self, text="hello", **fields):
        """A visitor: what the desk says to them."""
        fields.setdefault("client_id", client_id())
        a = self.ask("POST", "/api/v1/visitor/conversations", dict(fields,
            text=text), headers={"X-Forwarded-For": self.address()})
        assert a.status == 201, a
        return a.json

    def snapshot(self, token):
        return self.ask("GET", "/api/v1/snapshot", token=token).json

    def version(self, token, conversation):
        return self.ask("GET", "/api/v1/conversations/%d/transcript" %
            conversation, token=token).json["conversation"]["version"]

    def operators(self, n, each=1):
        """n of them, added, signed in, each with conversations of their own:
        [(token, [conversation, ...], login)]."""
        people = []
        for i in range(n):
            login = "op%d" % i
            self.add_operator(login)
            token = self.trusted(login)
            mine = []
            for k in range(each):
                v = self.enter(name="guest%d.%d" % (i, k))
                a = self.post("/queue/take", token)
                assert a.status in (200, 201), a
                mine.append(v["conversation"])
            people.append((token, mine, login))
        return people

    def add_operator(self, login, role="operator"):
        a = self.ask("POST", "/api/v1/admin/operators", {"client_id":
            client_id(), "operator": {"login": login, "name": login.title(),
            "role": role, "languages": ["en"], "limit": 99},
            "password": "a long word for " + login}, admin=True)
        assert a.status in (200, 201), a
        return a.json

    def messages(self, token, conversation):
        """Texts as they are stored, oldest first."""
        out, before = [], 0
        while True:
            a = self.ask("GET", "/api/v1/conversations/%d/transcript%s" % (
                conversation, "?before=%d" % before if before else ""),
                token=token)
            assert a.status == 200, a
            events = a.json.get("events", [])
            out[:0] = [e for e in events if e["type"] == "message"]
            if a.json.get("complete") or not events:
                return out
            before = events[0]["seq"]


class Sender:
    def __init__(self, n, token, conversation, login):
        self.n, self.token, self.conversation = n, token, conversation
        self.login = login
        self.i, self.acked, self.socket = 0, [], None
        self.data, self.at, self.wait_s = b"", 0.0, AGAIN_S[0]
        self.open = False
        self.unknown, self.refused = None, []

    def begin(self, text):
        """The next message."""
        self.i += 1
        self.open = True
        self.body = {"client_id": client_id(), "text": text % (self.n,
            self.i)}
        self.write()

    def write(self):
        self.bytes = request("POST", "/api/v1/conversations/%d/messages" %
            self.conversation, self.token, self.body)


class Crowd:
    """The senders, in a thread of their own. `port`: where, if not the desk's
    own; `most`: messages of each; `pause_s`: between two of one sender."""

    def __init__(self, house, people, port=0, most=None, pause_s=0.0,
            text="s%d n%d of the ledger", seed=1):
        self.house, self.port, self.text = house, port, text
        self.most, self.pause_s = most, pause_s
        self.senders = [Sender(n, p[0], c, p[2]) for n, (p, c) in enumerate(
            (p, c) for p in people for c in p[1])]
        self.random, self.n_again, self.statuses = random.Random(seed), 0, {}
        self.is_over, self.end = False, None
        self.poll, self.by_fd = select.epoll(), {}
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    @property
    def n_acked(self):
        return sum(len(s.acked) for s in self.senders)

    def wait_for(self, n, limit_s=120):
        """Till n messages more were acknowledged."""
        want, end = self.n_acked + n, time.monotonic() + limit_s
        while self.n_acked < want and self.thread.is_alive():
            if time.monotonic() > end:
                raise RuntimeError("%d messages in %d s: %s" % (n - want +
                    self.n_acked, limit_s, self.statuses))
            time.sleep(0.005)

    def finish(self, limit_s=SETTLE_S):
        """Nobody begins another message; those under way are ended."""
        self.end = time.monotonic() + limit_s
        self.is_over = True
        self.thread.join()

    # --- the loop ---

    def run(self):
        try:
            while self.step():
                pass
        finally:
            for s in self.senders:
                self.drop(s)
            self.poll.close()

    def step(self):
        now, busy = time.monotonic(), False
        for s in self.senders:
            if not s.open:
                if self.is_over or s.i == self.most:
                    continue
                if s.at > now:      # a pause
                    busy = True
                    continue
                s.begin(self.text)
                s.wait_s = AGAIN_S[0]
                self.post(s, now)
            elif s.socket is None and s.at <= now:
                self.post(s, now)
            elif s.socket is not None and now - s.at > PATIENCE_S:
                self.again(s, now)
            busy = True
        if self.end is not None and now > self.end:
            return False
        for fd, _ in self.poll.poll(0.01):
            if fd in self.by_fd:
                self.hear(self.by_fd[fd])
        return busy

    def drop(self, s):
        if s.socket is not None:
            self.by_fd.pop(s.socket.fileno(), None)
            s.socket.close()
            s.socket = None
        s.data = b""

    def post(self, s, now):
        try:
            if s.socket is None:
                s.socket = socket.socket()
                s.socket.settimeout(PATIENCE_S)
                s.socket.connect(("127.0.0.1", self.port or self.house.port))
                s.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.by_fd[s.socket.fileno()] = s
                self.poll.register(s.socket.fileno(), select.EPOLLIN)
            s.at = now
            s.socket.sendall(s.bytes)
        except OSError:
            self.again(s, now)

    def again(self, s, now):
        self.n_again += 1
        self.drop(s)
        s.at = now + s.wait_s * (0.5 + self.random.random())
        s.wait_s = min(s.wait_s * 2, AGAIN_S[1])

    def hear(self, s):
        now = time.monotonic()
        try:
            got = s.socket.recv(65536)
        except OSError:
            got = b""
        s.data += got
        try:
            end = message_end(s.data)
        except ValueError:
            end = 0
        if not end:
            if not got:
                self.again(s, now)
            return
        status = s.data[9:12].decode("latin1")
        body = s.data[:end].partition(b"\r\n\r\n")[2]
        self.statuses[status] = self.statuses.get(status, 0) + 1
        s.data = s.data[end:]
        if status in ("200", "201") and self.is_receipt(s, body):
            s.acked.append(s.i)
            s.open, s.at = False, now + self.pause_s
            if b"Connection: close" in body or s.data:
                self.drop(s)
        else:
            if status == "401":     # the session is over: another one
                s.token = self.house.trusted(s.login)
                s.write()
            if status in ("400", "403", "404", "409"):
                s.refused.append((status, body[:200]))
            self.again(s, now)

    def is_receipt(self, s, body):
        """An answer is one only if it is the message's own event: a proxy's
        page with a 200 is none."""
        try:
            text = json.loads(body)["text"]
        except (ValueError, KeyError, TypeError):
            return False
        return text == self.text % (s.n, s.i)

    # --- afterwards ---

    def audit(self, r, token):
        """Adds what was lost, doubled or is out of order to the row."""
        lost = doubled = disordered = foreign = 0
        ours = re.compile(self.text.replace("%d", "[0-9]+"))
        for s in self.senders:
            stored = [e["text"] for e in self.house.messages(token,
                s.conversation)]
            mine, seen = {}, []
            for i in range(1, s.i + 1):
                mine[self.text % (s.n, i)] = i
            for text in stored:
                if text in mine:
                    seen.append(mine[text])
                else:
                    foreign += ours.fullmatch(text) is not None
            lost += len(set(s.acked) - set(seen))
            doubled += len(seen) - len(set(seen))
            disordered += sum(a > b for a, b in zip(seen, seen[1:]))
        r.count(times=self.n_acked, acknowledged=self.n_acked, lost=lost,
            doubled=doubled)
        r.expect(disordered == 0, "%d out of order" % disordered)
        r.expect(foreign == 0, "%d that nobody has sent" % foreign)
        refused = [x for s in self.senders for x in s.refused]
        r.expect(not refused, "%d refused for good" % len(refused),
            refused[:5])
        r.expect(self.n_acked > 0, "nothing was acknowledged")


class Listener(threading.Thread):
    """Somebody whose polls go on from where they were: what they hear of."""

    def __init__(self, house, token, port=0, login=None):
        super().__init__(daemon=True)
        self.login = login
        self.house, self.token, self.port = house, token, port
        self.cursor = house.snapshot(token)["cursor"]
        self.seqs, self.texts, self.is_over = [], [], False
        self.start()

    def run(self):
        import http.client
        while not self.is_over:
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port or
                    self.house.port, timeout=20)
                while not self.is_over:
                    line.request("GET", "/api/v1/events?cursor=%s&hold=5" %
                        self.cursor, None, {"Authorization": "Bearer " +
                        self.token})
                    answer = line.getresponse()
                    body = answer.read()
                    if answer.status == 200:
                        self.hear(json.loads(body))
                    elif answer.status == 401 and self.login:
                        self.token = self.house.trusted(self.login)
                    elif answer.status != 204:
                        time.sleep(0.05)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.05)

    def hear(self, news):
        for e in news.get("events", []):
            self.seqs.append(e["seq"])
            if e["type"] == "message":
                self.texts.append(e["text"])
        self.cursor = news["cursor"]

    def audit(self, r, crowd, limit_s=30):
        """All that was acknowledged was heard, once and in its order."""
        end = time.monotonic() + limit_s
        while len(self.texts) < crowd.n_acked and time.monotonic() < end:
            time.sleep(0.05)
        self.is_over = True
        heard = set(self.texts)
        missed = sum(crowd.text % (s.n, i) not in heard for s in crowd.senders
            for i in s.acked)
        r.expect(missed == 0, "%d events never came" % missed)
        r.expect(all(a < b for a, b in zip(self.seqs, self.seqs[1:])),
            "events came again or out of order")


def memory_kib(pid):
    with open("/proc/%d/status" % pid) as f:
        return next(int(x.split()[1]) for x in f if x.startswith("VmRSS"))


def forget_peak(pid):
    with open("/proc/%d/clear_refs" % pid, "w") as f:
        f.write("5")


def peak_kib(pid):
    """The most that it has had since forget_peak()."""
    with open("/proc/%d/status" % pid) as f:
        return next(int(x.split()[1]) for x in f if x.startswith("VmHWM"))


def n_files(pid):
    return len(os.listdir("/proc/%d/fd" % pid))


def cpu_s(pid):
    with open("/proc/%d/stat" % pid) as f:
        a = f.read().rpartition(")")[2].split()
    return (int(a[11]) + int(a[12])) / os.sysconf("SC_CLK_TCK")
