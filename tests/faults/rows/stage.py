# SPDX-License-Identifier: GPL-3.0-or-later
"""stage.py - a desk, a console in a terminal of ours, and who judges what the
terminal was sent: what text.py and fields.py have in common.
"""
import re
import time
import unicodedata

from corpus import bytes_of, literal_of, strings
from crowd import House
from desk import client_id
from screen import Screen
from ttyscan import leaks, scan

MOST = {"name": 128, "contact": 256, "page": 512, "text": 16384}


def fit(text, n_bytes):
    """As much of it as a field takes; never half a letter."""
    return text.encode("utf-8", "replace")[:n_bytes].decode(errors="ignore")


class Stage:
    """A desk, an operator's console with one conversation, and a mark that
    says when all before it was drawn."""

    def __init__(self, r, cols=120, rows=40, lang="en", env=None, conf=""):
        self.r, self.n = r, 0
        self.house = House(conf=conf).__enter__()
        self.house.add_operator("boss", "supervisor")
        [(self.token, [self.c], self.login)] = self.house.operators(1)
        self.visitor = self.house.enter("hello", name="guest")
        self.house.post("/queue/take", self.token)
        self.talk = self.visitor["conversation"]
        self.screen = Screen(self.house, self.login, cols, rows,
            token=self.token, lang=lang, env=env)
        self.screen.see("guest")
        self.screen.keys("M-2")
        self.screen.see("guest>")
        self.screen.tmux("set-buffer", "-b", "mine", "a buffer of mine")
        self.title = self.screen.about("#{pane_title}")

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.screen.close()
        self.house.__exit__()

    def say(self, literal):
        """As the visitor; the status."""
        while True:
            a = self.house.ask("POST", "/api/v1/visitor/messages",
                b'{"client_id":"%s","text":%s}' % (client_id().encode(),
                literal), self.visitor["secret"], {"Content-Type":
                "application/json"})
            if a.status != 429:
                return a.status
            time.sleep(0.1)

    def mark(self):
        """Waits till all so far is on the screen; gives the screen."""
        self.n += 1
        self.house.post("/conversations/%d/messages" % self.talk, self.token,
            text="mark %d." % self.n)
        return self.screen.see("mark %d." % self.n, 30)

    def judge(self, e, before, base):
        """What was written since `before` bytes."""
        new = self.screen.raw()[before:]
        wrong, leaked = scan(new), leaks(bytes_of(e), new, base)
        for sign in e.get("absent", []):
            if chr(int(sign[2:], 16)).encode() in new:
                wrong.append((sign, 0, b""))
        self.r.count(times=1, leaked=len(leaked) + len(wrong))
        self.r.expect(not wrong and not leaked, "%s: %s %s" % (e["id"],
            sorted({w[0] for w in wrong}), leaked[:2]), wrong[:5])

    def settled(self):
        """Nothing was typed back, executed or stored by the terminal."""
        s = self.screen
        self.r.expect(s.about("#{pane_title}") == self.title, "the title: %r"
            % s.about("#{pane_title}"))
        buffers = s.tmux("list-buffers", "-F", "#{buffer_name}").split()
        self.r.expect(buffers == ["mine"], "buffers: %s" % buffers)
        s.type("ok")
        text = s.see(re.compile(r"guest> ok(?!\S)"))
        self.r.expect(re.search(r"guest> ok\s", text), "the input holds what "
            "nobody has typed", text)
        s.keys("BSpace", "BSpace")
        self.r.expect(not s.has_ended, "the console has ended")


def chosen(r, *classes, field=None, step=6):
    entries = strings(*classes, field=field)
    return entries if r.is_long else entries[::step]


def as_messages(r, stage, entries):
    shown = {}
    base = stage.screen.raw()
    for k, e in enumerate(entries):
        r.say("%s: %d of %d" % (e["id"], k, len(entries)))
        before = len(stage.screen.raw())
        status = stage.say(literal_of(e))
        r.expect(status in (201, 400, 413), "%s: %d" % (e["id"], status))
        text = stage.mark()
        stage.judge(e, before, base)
        if status == 201:
            shown[e["id"]] = text
    stage.settled()
    return shown


def frame_of(text):
    """Columns where a vertical line stands, by row."""
    rows = []
    for line in text.split("\n"):
        at, found = 0, set()
        for letter in line:
            if letter in "│┤├┼┃║":
                found.add(at)
            at += 0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") \
                else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        rows.append(found)
    return rows


def is_whole(text, wanted):
    body = frame_of(text)[1:-2]
    return all(a <= b for a, b in zip(wanted, body))


def whole_frame(r, what, text, wanted):
    rows = frame_of(text)
    body = rows[1:-2]
    holes = [i for i, row_ in enumerate(body[:len(wanted)]) if not
        wanted[i] <= row_]
    r.expect(not holes, "%s: the frame has holes in rows %s" % (what,
        holes[:5]), text)
