#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""console.py - the console when it is killed, when its line is bad, when its
terminal is odd: what the operator typed is not lost, not sent twice, and the
screen says what is true.
"""
import os
import random
import re
import signal
import time

from crowd import House, cpu_s
from desk import temp_dir, until
from proxy import Proxy
from row import main, needs, row
from screen import Screen
from terminal import Tty

LIVE = re.compile(r"^ \S+ +● ", re.M)
PANES = 5
LETTERS = ("abcde", "fghij", "klmno", "pqrst", "uvwxy")


class Typist:
    """An operator at a desk with PANES conversations, and what they typed."""

    def __init__(self, house, panes=PANES):
        self.house = house
        house.add_operator("boss", "supervisor")
        self.boss = house.trusted("boss")
        [(self.token, self.mine, self.login)] = house.operators(1, panes)

    def stored(self):
        return {c: [e["text"] for e in self.house.messages(self.boss, c)]
            for c in self.mine}


class Keyboard:
    """The console in a terminal that only counts: quicker than tmux."""

    def __init__(self, typist, home, port=None, rows=50, cols=200):
        r, w = os.pipe()
        os.write(w, typist.token.encode() + b"\n")
        os.close(w)
        env = {name: home for name in ("HOME", "XDG_STATE_HOME",
            "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME")}
        at = "http://127.0.0.1:%d" % port if port else "unix:" + \
            typist.house.socket
        self.tty = Tty([os.environ["DEZHURKA"], "--desk", at, "--login",
            typist.login, "--token-fd", str(r)], rows, cols,
            env=dict(env, LANGUAGE="en", DEZHURKA_TOUR="no"), fds=(r,))
        os.close(r)

    def focus(self, i):
        self.tty.send(b"\x1b%d" % (i + 1))

    def kill(self):
        self.tty.process.kill()
        self.tty.process.wait()
        self.tty.close()

    def send(self, keys):
        """And waits for its echo: what comes in one piece with an Enter is a
        paste, and is not sent."""
        n, end = self.tty.n_bytes, time.monotonic() + 3
        self.tty.send(keys)
        while self.tty.n_bytes == n and time.monotonic() < end:
            self.tty.read(0.02)

    def wait(self, seconds):
        """Reads meanwhile: a terminal that does not read stops nobody, but
        its screen is old then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.tty.read(min(0.02, seconds))


@row("C3", "kill -9 of the console with drafts and unsent messages")
def kill_console(r):
    kills, rng = r.pick(4, 200), random.Random(3)
    with House() as house:
        typist, home = Typist(house), temp_dir()
        os.chmod(home, 0o700)
        sent, drafts, sure, n_lost_drafts = {}, {}, {}, 0
        for k in range(kills):
            r.say("%d of %d kills" % (k, kills))
            keys = Keyboard(typist, home)
            keys.tty.see("guest0.4")
            for i, draft in drafts.items():
                # Each pane comes to the screen with its draft.
                keys.tty.last = b""
                keys.focus(i)
                seen = until(lambda: keys.tty.read(0.05) and False or
                    draft.encode() in keys.tty.last, 3)
                n_lost_drafts += not seen
                r.expect(seen, "kill %d: the draft %s is gone" % (k, draft),
                    keys.tty.last[-1500:])
            # More than 256 unsent are refused, with a sentence.
            if k % 4 == 3:
                until(lambda: keys.wait(0.1) or set(sure) <= {t for v in
                    typist.stored().values() for t in v}, 20)
            house.kill()
            done = []
            for j in range(r.pick(6, 20)):
                i = rng.randrange(PANES)
                keys.focus(i)
                text = "k%dm%d" % (k, j)
                keys.send("\x15" + text)
                keys.send("\r")
                drafts.pop(i, None)
                sent[text] = i
                done.append(text)
                keys.wait(rng.random() * 0.02)
            new = {}
            for i in range(PANES):
                keys.focus(i)
                keys.wait(0.01)
                # No letter in common with what stood in that place before.
                new[i] = "".join(rng.choice(LETTERS[i]) for _ in range(9))
                keys.send("\x15" + new[i])
            # Older than a second, or in the middle of it.
            is_old = rng.random() < 0.7
            keys.wait(1.05 + rng.random() * 0.1 if is_old else rng.random())
            if is_old:
                sure.update((text, True) for text in done)
                drafts = new
            else:
                drafts = {}
            keys.kill()
            house.start()
            r.count(times=1)
        keys = Keyboard(typist, home)
        want = set(sure)
        stored, n, end = typist.stored(), -1, 0
        while time.monotonic() < end or n < sum(map(len, stored.values())):
            if n < sum(map(len, stored.values())):      # it goes on
                n, end = sum(map(len, stored.values())), \
                    time.monotonic() + 45
            if want <= {t for v in stored.values() for t in v}:
                break
            r.say("%d messages are there" % n)
            keys.wait(0.5)
            stored = typist.stored()
        keys.kill()
        seen = [t for v in stored.values() for t in v if t != "hello"]
        r.expect(want <= set(seen), "%d messages are lost" % len(want -
            set(seen)), sorted(want - set(seen)))
        r.count(lost=len(want - set(seen)) + n_lost_drafts,
            doubled=len(seen) - len(set(seen)), acknowledged=len(seen))
        strange = [t for t in seen if t not in sent]
        r.expect(not strange, "sent, but never with Enter: %s" % strange[:3])
        for i, c in enumerate(typist.mine):
            texts = [t for t in stored[c] if t in sent]
            r.expect(all(sent[t] == i for t in texts), "in another pane")
            order = [tuple(map(int, re.findall(r"\d+", t))) for t in texts]
            r.expect(order == sorted(order), "out of order", texts)
        r.note("%d messages, %d of them surely on the disk; %d drafts" % (
            len(sent), len(want), kills * PANES))


def busiest_second(times, path):
    """The most requests for that path within one second."""
    when = [t for t, _, p, _ in times if p.startswith(path)]
    return max((sum(1 for u in when if t <= u < t + 1) for t in when),
        default=0)


def say(c, text):
    c.type(text)
    c.keys("Enter")


def n_unsent(c):
    m = re.search(r"… (\d+) unsent", c.text())
    return int(m.group(1)) if m else 0


@row("C4", "every fault of the proxy under the console")
def console_faults(r):
    from messages import FAULTS
    sends, chance = r.pick(15, 1000), 0.01
    with House() as house, Proxy(house.port) as proxy:
        typist = Typist(house)
        with Screen(house, typist.login, 200, 50, token=typist.token,
                at="http://127.0.0.1:%d" % proxy.port) as c:
            c.see("guest0.4")
            proxy.rules([dict(f, match={"p": r.pick(5, 1) * chance}) for f in
                FAULTS])
            rng, wanted = random.Random(4), {x: [] for x in typist.mine}
            for k in range(sends):
                if k % 20 == 0:
                    r.say("%d of %d sends" % (k, sends))
                    # More than 256 unsent are refused, with a sentence.
                    until(lambda: n_unsent(c) < 120, 120)
                i = rng.randrange(PANES)
                c.keys("M-%d" % (i + 1))
                say(c, "c4n%d" % k)
                wanted[typist.mine[i]].append("c4n%d" % k)
            done = until(lambda: "unsent" not in c.text(), r.pick(60, 300))
            proxy.rules([])
            if not done:
                until(lambda: "unsent" not in c.text(), 120)
            stored = typist.stored()
            seen = [t for v in stored.values() for t in v if t != "hello"]
            r.count(times=sends, acknowledged=len(seen), lost=len(set(sum(
                wanted.values(), [])) - set(seen)), doubled=len(seen) -
                len(set(seen)))
            r.expect(all([t for t in stored[x] if t != "hello"] == wanted[x]
                for x in wanted), "out of order, or elsewhere")
            for i, x in enumerate(typist.mine):
                c.keys("M-%d" % (i + 1))
                # On the screen as well, once, and none still on its way.
                last = wanted[x][-12:]
                if not last:
                    continue
                text = c.see(re.compile(re.escape(last[-1]) + r"\b"), 60)
                shown = [w for w in re.findall(r"c4n\d+", text) if w in
                    wanted[x]]
                r.expect(shown[-len(last):] == last, "the screen of pane %d: "
                    "%s" % (i + 1, shown[-12:]), text)
            r.expect(until(lambda: not re.search("…\\d\\d:\\d\\d",
                c.text()), 30), "still on its way", c.text())
            did = proxy.stats()["did"]
            r.note("%d faults of %d kinds" % (sum(did.values()) - did.get(
                "pass", 0), len(did) - 1))


def silent_line(r, house, typist, c, proxy, switch, seconds):
    """Nothing passes for so long; then it does."""
    visitor = house.enter("from the queue", name="waiting")
    c.see(LIVE, 60)
    if switch == "down":        # every line is cut, new ones are refused
        house.kill()
    else:
        proxy.set(**{switch: True})
    began = time.monotonic()
    for k in range(4):
        c.keys("M-%d" % (k + 1))
        say(c, "%s%d" % (switch, k))
        c.see(re.compile("…\\S+ Op0 +%s%d" % (switch, k)))
    c.type("a draft meanwhile")
    if switch != "down":
        house.post("/visitor/messages", visitor["secret"], text="late words")
    c.see("no line", 61)
    noticed = time.monotonic() - began
    r.note("%s: told after %.0f s" % (switch, noticed))
    while time.monotonic() - began < seconds:
        r.say("%s for %d of %d s" % (switch, time.monotonic() - began,
            seconds))
        c.type(".")
        time.sleep(min(5, seconds / 4))
    c.see("a draft meanwhile.")
    if switch == "down":
        house.start()
    else:
        proxy.set(**{switch: False})
    healed = time.monotonic()
    c.see(LIVE, 60)
    until(lambda: "unsent" not in c.text(), 60)
    took = time.monotonic() - healed
    r.note("healed: all sent after %.1f s" % took)
    r.expect(took < 12, "%.0f s till all was sent" % took)
    stored = [t for v in typist.stored().values() for t in v if
        t.startswith(switch)]
    r.count(times=1, lost=4 - len(set(stored)), doubled=len(stored) -
        len(set(stored)), acknowledged=len(stored))
    c.keys("C-u")
    c.lose("a draft meanwhile")


@row("C5", "the line is silent for minutes")
def silence(r):
    with House() as house, Proxy(house.port, "tcp") as proxy:
        typist = Typist(house)
        with Screen(house, typist.login, 200, 50, token=typist.token,
                at="http://127.0.0.1:%d" % proxy.port) as c:
            c.see("guest0.4")
            silent_line(r, house, typist, c, proxy, "partition",
                r.pick(70, 300))
            silent_line(r, house, typist, c, proxy, "down", r.pick(10,
                60))


@row("C7", "a proxy that closes idle lines")
def idle_lines(r):
    for idle_s, seconds in ((5, r.pick(15, 120)), (60, r.pick(0, 250))):
        if not seconds:
            continue
        with House() as house, Proxy(house.port, idle_close_ms=idle_s *
                1000) as proxy:
            typist = Typist(house, 1)
            visitor = house.enter(name="guest")
            house.post("/queue/take", typist.token)
            with Screen(house, typist.login, 160, 50, token=typist.token,
                    at="http://127.0.0.1:%d" % proxy.port) as c:
                c.see("guest0.0")
                c.keys("M-2")
                c.see("guest>")
                end, k, frames, bad = time.monotonic() + seconds, 0, 0, 0
                worst = 0
                while time.monotonic() < end:
                    r.say("closed after %d s: %d s to go" % (idle_s, end -
                        time.monotonic()))
                    quiet = time.monotonic() + idle_s * 1.4
                    while time.monotonic() < quiet:
                        frames += 1
                        bad += not LIVE.search(c.text())
                        time.sleep(0.2)
                    house.post("/visitor/messages", visitor["secret"],
                        text="news %d." % k)
                    began = time.monotonic()
                    c.see("news %d." % k, 30)
                    worst = max(worst, time.monotonic() - began)
                    k += 1
                text = c.text()
                shown = re.findall(r"news (\d+)\.", text)
                r.count(times=k, doubled=len(shown) - len(set(shown)))
                r.expect(bad == 0, "%d of %d frames say that there is no line"
                    % (bad, frames), text)
                r.note("%d s: %d closed, news within %.1f s" % (idle_s,
                    proxy.stats()["did"].get("idle_close", 0), worst))


STATUSES = [{"do": "status", "code": 502}, {"do": "status", "code": 503,
    "retry_after": "-5"}, {"do": "status", "code": 429, "retry_after": "0"},
    {"do": "status", "code": 503, "retry_after": "soon"}, {"do": "status",
    "code": 503, "retry_after": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"do": "html"}, {"do": "status", "code": 204, "body": ""}, {"do":
    "status", "code": 200, "body": "{}", "ctype": "application/json"},
    {"do": "status", "code": 302, "body": ""}, {"do": "status", "code": 500},
    {"do": "status", "code": 404}, {"do": "status", "code": 100, "body": ""}]


@row("C8", "statuses in the middle of it")
def statuses(r):
    hold_s = r.pick(3, 8)
    with House() as house, Proxy(house.port) as proxy:
        typist = Typist(house, 1)
        with Screen(house, typist.login, 120, 40, token=typist.token,
                at="http://127.0.0.1:%d" % proxy.port) as c:
            c.see("guest0.0>")
            c.type("my draft")
            for k, rule in enumerate(STATUSES[:r.pick(2, 99)]):
                r.say("%s" % rule)
                proxy.rules([dict(rule, match={"path": "^/api"})])
                time.sleep(0.3)
                before = len(proxy.stats()["times"])
                # What is held is ended by news.
                house.post("/conversations/%d/notes" % typist.mine[0],
                    typist.token, text="note %d" % k)
                time.sleep(hold_s)
                times = proxy.stats()["times"][before:]
                n = busiest_second(times[3:], "/api")
                r.count(times=1)
                r.expect(n <= 2, "%s: %d requests in a second" % (rule, n),
                    times)
                r.expect("my draft" in c.text(), "%s: the draft is gone" %
                    rule, c.text())
                proxy.rules([])
                c.see(LIVE, 60)
                c.see("note %d" % k, 30)
            # Much later: they are believed up to two minutes.
            proxy.rules([{"do": "status", "code": 503, "retry_after":
                "999999999", "match": {"path": "^/api"}, "times": 1}])
            house.post("/conversations/%d/notes" % typist.mine[0],
                typist.token, text="the last")
            c.see("no line", 60)
            text = c.text()
            seconds = re.search(r"again in (\d+) s|again in (\d+):(\d+)",
                text)
            r.expect(seconds is not None, "it does not say when", text)
            if seconds:
                a, b, d = seconds.groups()
                s = int(a or 0) + 60 * int(b or 0) + int(d or 0)
                r.expect(s <= 120, "waits %d s" % s)
            r.expect("my draft" in c.text(), "the draft is gone")
            c.kill(signal.SIGTERM)
        # The session ends in the middle: the draft stays.
        with Screen(house, typist.login, 120, 40, home=c.home,
                at="http://127.0.0.1:%d" % proxy.port) as c:
            c.see("my draft")
            say(c, " and gone")
            c.type("another draft")
            house.cli("operator", "passwd", typist.login, "--password-stdin",
                stdin=b"another long word\n")
            c.see(re.compile("[Pp]assword|[Ss]ign in"), 60)
            before = proxy.stats()["requests"]
            time.sleep(3)
            r.expect(proxy.stats()["requests"] - before <= 3,
                "asks again and again")
            c.type("another long word")
            c.keys("Enter")
            c.see(LIVE, 60)
            c.see("another draft")
            r.count(times=1)


#        signal  it ends (None), or
SIGNALS = (("HUP", None), ("TERM", None), ("INT", None), ("QUIT", None),
    ("PIPE", "goes on"), ("WINCH", "goes on"), ("CONT", "goes on"),
    ("TSTP", "stops"), ("gone", None))


@row("C15", "signals, and a terminal that is gone")
def signals(r):
    with House() as house:
        typist, home = Typist(house, 1), temp_dir()
        os.chmod(home, 0o700)
        for k in range(r.pick(1, 5) * len(SIGNALS)):
            name, then = SIGNALS[k % len(SIGNALS)]
            r.say("%s" % name)
            keys = Keyboard(typist, home)
            keys.tty.see("guest0.0>")
            draft = "".join(random.Random(k).choice(LETTERS[k % 5]) for _ in
                range(10))
            keys.tty.send("\x15" + draft)
            keys.wait(0.1)
            keys.tty.last = b""
            pid = keys.tty.process.pid
            began = time.monotonic()
            if name == "gone":
                os.close(keys.tty.fd)
                keys.tty.fd = -1
            else:
                os.kill(pid, getattr(signal, "SIG" + name))
            if then == "stops":
                # An orphan of a session cannot be stopped; either will do.
                keys.wait(0.3)
                os.kill(pid, signal.SIGCONT)
            if then:
                keys.wait(0.2)
                keys.tty.send("z")
                r.expect(until(lambda: keys.tty.read(0.05) and False or b"z"
                    in keys.tty.last, 3), "%s: keys are dead" % name)
                spent = cpu_s(pid)
                keys.wait(0.5)
                r.expect(cpu_s(pid) - spent < 0.25, "%s: it spins" % name)
                os.kill(pid, signal.SIGTERM)
                began = time.monotonic()
            while keys.tty.process.poll() is None and time.monotonic() < \
                    began + 5:
                if keys.tty.fd >= 0:
                    keys.tty.read(0.01)
                else:
                    time.sleep(0.01)
            took = time.monotonic() - began
            r.count(times=1)
            if not r.expect(keys.tty.process.poll() is not None and took < 1,
                    "%s: it ends after %.1f s" % (name, took)):
                keys.tty.process.kill()
                keys.tty.process.wait()
            if keys.tty.fd >= 0:
                keys.wait(0.05)
                r.expect(b"\x1b[?1049l" in keys.tty.last and b"\x1b[?2004l"
                    in keys.tty.last, "%s: the terminal is not given back" %
                    name, keys.tty.last[-300:])
                keys.tty.close()
            keys = Keyboard(typist, home)
            keys.tty.see("guest0.0>")
            r.expect(until(lambda: keys.tty.read(0.05) and False or
                draft.encode() in keys.tty.last, 3), "%s: the draft is gone"
                % name, keys.tty.last[-500:])
            keys.kill()


@row("C16", "resizes while messages come")
def resizes(r):
    n, rng = r.pick(60, 1000), random.Random(16)
    with House() as house:
        typist = Typist(house, 2)
        visitor = house.enter(name="guest")
        house.post("/queue/take", typist.token)
        with Screen(house, typist.login, 100, 30, token=typist.token) as c:
            c.see("guest0.0")
            for k in range(n):
                if k % 50 == 0:
                    r.say("%d of %d" % (k, n))
                size = rng.choice(((1, 1), (2, 2), (10, 3), (20, 10), (500,
                    200), (80, 24), None, None, None))
                c.resize(*(size or (1 + rng.randrange(500), 1 +
                    rng.randrange(200))))
                if k % 4 == 0:
                    house.post("/visitor/messages" if k % 8 else
                        "/conversations/%d/messages" % typist.mine[0],
                        visitor["secret"] if k % 8 else typist.token,
                        text="news %d żółw 漢字 👍" % k)
                r.expect(not c.has_ended, "it has ended")
                r.count(times=1)
            c.resize(120, 40)
            c.see("F1")
            time.sleep(0.5)
            # The frame is what a new one would be.
            was = c.text()
            c.keys("C-l")
            time.sleep(0.5)
            now = c.text()
            same = [re.sub(r"\d+:\d\d", "", t) for t in (was, now)]
            r.expect(same[0] == same[1], "the last frame was wrong", was +
                now)


if __name__ == "__main__":
    main()
