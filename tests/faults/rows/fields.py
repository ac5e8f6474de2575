#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fields.py - what strangers and colleagues write elsewhere than in a message,
and who looks like somebody else.
"""
import os
import re
import subprocess
import time
import urllib.parse

from corpus import bytes_of, literal_of, strings, text_of
from desk import client_id, temp_dir
from row import main, row
from stage import MOST, Stage, chosen, fit
from ttyscan import scan


def one_everywhere(stage, e, k):
    """A conversation whose every field is that string."""
    house, text = stage.house, bytes_of(e).decode(errors="replace")
    fields = {n: fit(text, most) for n, most in MOST.items()}
    if not fields["text"].strip():
        fields["text"] = "x"
    a = house.ask("POST", "/api/v1/visitor/conversations", dict(fields,
        client_id=client_id(), language="en"), headers={"X-Forwarded-For":
        house.address(), "User-Agent": "x"})
    if a.status != 201:
        fields = {"text": "no"}
        a = house.ask("POST", "/api/v1/visitor/conversations", dict(fields,
            client_id=client_id()), headers={"X-Forwarded-For":
            house.address()})
    v = a.json
    c = v["conversation"]
    house.post("/queue/take", stage.token)
    path = "/conversations/%d/" % c
    house.post(path + "notes", stage.token, text=fields["text"])
    house.post(path + "tags", stage.token, add=[fit(text, 32)])
    house.post(path + "promise", stage.token, due=int(time.time() * 1000) +
        600000, text=fit(text, 256))
    customer = next(x["conversation"]["customer_id"] for x in
        house.snapshot(stage.token)["conversations"] if
        x["conversation"]["id"] == c)
    for change in ({"note": fit(text, 4096)}, {"segment": fit(text, 32)},
            {"fields": [{"name": fit(text, 32), "value": fit(text, 256)}]},
            {"tags": [fit(text, 32)]}):
        house.ask("PATCH", "/api/v1/customers/%d" % customer, dict(change,
            client_id=client_id()), stage.token)
    same = client_id()
    house.ask("POST", "/api/v1/visitor/files?client_id=%s&name=%s" % (same,
        urllib.parse.quote(fit(text, 120).encode("utf-8", "replace"),
        safe="")), b"x", v["secret"], {"Content-Type": fit(text, 60).encode(
        "ascii", "replace").decode().replace("\n", " ").replace("\r", " ")})
    house.post("/visitor/messages", v["secret"], text=fields["text"],
        files=[same])
    house.ask("POST", "/api/v1/visitor/typing", {"is_typing": True, "text":
        fit(text, 512)}, v["secret"])
    house.post(path + "messages", stage.token, text="everywhere %d." % k)
    return c, v


class Duty:
    """What a supervisor and the team write, to the operator whom we look at;
    and what stands in the desk's own settings."""

    def __init__(self, r, stage):
        self.r, self.stage, self.house = r, stage, stage.house
        self.boss = self.house.trusted("boss")
        self.me = self.house.snapshot(stage.token)["me"]["id"]
        self.n = {}
        # Then the boss is there, and can be away.
        self.house.ask("GET", "/api/v1/events?hold=0&cursor=" +
            self.house.snapshot(self.boss)["cursor"], token=self.boss)

    def did(self, what, answer):
        """A refusal is an answer, too: of what is empty or too wide."""
        self.r.expect(answer.status < 500, "%s: %d" % (what, answer.status))
        self.n[what] = self.n.get(what, 0) + (answer.status < 300)

    def write(self, e, k, c):
        house, text = self.house, bytes_of(e).decode(errors="replace")
        talk = "/conversations/%d/" % self.stage.talk
        for is_draft in (False, True):
            self.did("whisper", house.post(talk + "whispers", self.boss,
                operator_id=self.me, text=fit(text, 1024),
                is_draft=is_draft))
        self.did("broadcast", house.post("/broadcasts", self.boss,
            text=fit(text, 1024)))
        self.did("room", house.post("/rooms", self.boss, operator_id=self.me,
            text="@" + self.stage.login + " " + fit(text, 4096)))
        self.did("away", house.ask("PUT", "/api/v1/presence", {"presence":
            "away", "reason": fit(text, 64)}, self.boss))
        self.did("win-back", house.post("/conversations/%d/winback" % c,
            self.boss, operator_id=self.me, state="open",
            apology=fit(text, 256), gesture=fit(text, 256),
            changed=fit(text, 256), text=fit(text, 256)))
        self.did("department", house.ask("POST", "/api/v1/admin/departments",
            {"client_id": client_id(), "department": {"name": "%d%s" % (k,
            fit(text, 60))}}, admin=True))

    def look(self):
        """Where all that is shown."""
        s = self.stage.screen
        for line, key in (("watch", "q"), ("winbacks", "Escape"), ("why",
                "Escape"), ("list", "Escape")):
            s.type("/" + line)
            s.keys("Enter")
            time.sleep(0.2)
            s.keys(key)
            time.sleep(0.1)
        s.keys("C-x", "!")
        s.keys("M-2")
        s.see("guest>")

    def wrote_all(self):
        for what in ("whisper", "broadcast", "room", "away", "win-back",
                "department"):
            self.r.expect(self.n.get(what, 0) > 0, "no %s was taken" % what)


def rule_names(r, entries):
    """The name of a rule as a file has it: refused in words, or taken. A
    configuration with as many as were taken."""
    place, taken = temp_dir() + "/rules.conf", ""
    for e in entries:
        name = bytes_of(e).decode(errors="replace")
        if "\n" in name or "\0" in name or not name.strip():
            continue
        with open(place, "w", encoding="utf-8", errors="replace") as f:
            f.write(taken + "[rule %s]\npriority = 5\n" % fit(name, 60))
        p = subprocess.run([os.environ["DEZHURKAD"], "--config", place,
            "--check-config"], capture_output=True, timeout=30,
            stdin=subprocess.DEVNULL)
        wrong = scan(p.stdout + p.stderr)
        r.count(times=1, leaked=len(wrong))
        r.expect(not wrong and p.returncode >= 0, "rule %s: %s" % (e["id"],
            wrong[:3]))
        if p.returncode == 0 and taken.count("[rule") < 8:
            taken += "[rule %s]\npriority = 5\n" % fit(name, 60)
    return taken


@row("A2", "all hostile strings in every other field")
def fields(r):
    entries = chosen(r, step=16)
    rules = rule_names(r, entries)
    with Stage(r, 160, 45, conf=rules) as stage:
        s = stage.screen
        duty = Duty(r, stage)
        base = s.raw()
        for k, e in enumerate(entries):
            r.say("%s: %d of %d" % (e["id"], k, len(entries)))
            before = len(s.raw())
            c, v = one_everywhere(stage, e, k)
            s.go("M-3", "everywhere %d." % k)
            if k % 8 == 0:      # lists and the customer's record as well
                for key in ("F2", "F3", "F9"):
                    s.keys(key)
                    time.sleep(0.1)
                    s.keys("Escape")
                    time.sleep(0.05)
            text = fit(bytes_of(e).decode(errors="replace"), 1024)
            for words in (text, ""):        # some are refused
                a = stage.house.post("/conversations/%d/close" % c,
                    stage.token, version=stage.house.version(stage.token, c),
                    outcome="solved", text=words)
                if a.status == 201:
                    break
            stage.house.post("/visitor/rating", v["secret"], stars=1,
                text=fit(bytes_of(e).decode(errors="replace"), 1024))
            duty.write(e, k, c)
            s.keys("M-2")
            s.see("guest>")
            if k % 8 == 0:
                duty.look()
            stage.judge(e, before, base)
        duty.wrote_all()
        # Colleagues' names and replies.
        before = len(s.raw())
        n = m = 0
        for k, e in enumerate(entries):
            text = bytes_of(e).decode(errors="replace")
            a = stage.house.ask("POST", "/api/v1/admin/canned", {"client_id":
                client_id(), "canned": {"shortcut": "h%d" % k, "title":
                fit(text, 128), "language": "en", "text": fit(text, 16384) or
                "x"}}, admin=True)
            n += a.status == 201
            if k % 6 == 0:
                a = stage.house.ask("POST", "/api/v1/admin/operators",
                    {"client_id": client_id(), "operator": {"login": "m%d" %
                    k, "name": fit(text, 128) or "x", "role": "operator",
                    "limit": 5}, "password": "a long word for it"},
                    admin=True)
                m += a.status == 201
        r.count(times=n + m)
        r.expect(n > 0 and m > 0, "%d replies, %d colleagues" % (n, m))
        s.keys("F4")
        for _ in range(n // 10 + 2):
            time.sleep(0.1)
            s.keys("NPage")
        s.keys("Escape")
        s.see("guest>")
        s.type("/team")
        s.keys("Enter")
        time.sleep(0.5)
        s.keys("Escape")
        time.sleep(0.2)
        wrong = scan(s.raw()[before:])
        r.count(leaked=len(wrong))
        r.expect(not wrong, "replies and colleagues: %s" % wrong[:3])
        stage.settled()
        r.note("name, contact, page, subject, typing, file, note, tag, "
            "promise, record, close, rating, reply, colleague, whisper, "
            "broadcast, room, away, win-back, department, rule")



OWN = re.compile(r"[›✓…·#]\d\d:\d\d")


MARK = "≠"      # stands before a name that deceives
# Beside those of the corpus; operators are called Anna, Boss and Op0.
LOOK_ALIKES = ("Аnnа", "Αnna", "ANNA", "An\u200bna", "Boѕѕ", "0p0", "Система",
    "Supervisor Jan", "Вы", "Obsługa klienta", "Pаypal", "●Olga", "≠Jan", "Ｂｏｓｓ", "Anna, Support",
    "Администратор")
USUAL = ("Jan Kowalski", "Анна-Мария", "O'Brien", "Łukasz Żak", "李明 (Li Ming)",
    "Иван iPhone", "Пётр Алексеевич", "Анна", "Anna Kowalska")


def marked(stage, name, said):
    """Where the mark stands: in the queue; then in the rail, the title, before
    the line and in the record, and the sentence there."""
    house, s = stage.house, stage.screen
    v = house.enter(said, name=name)
    c = v["conversation"]
    s.see(re.compile("^ · .*?[0-9]:[0-9]{2}", re.M))
    queued = re.search("^ · (.*?)[0-9]+:[0-9]{2}", s.text(), re.M).group(1)
    house.post("/queue/take", stage.token)
    text = s.go("M-3", said)
    rows = [x.split("│") for x in text.split("\n") if x.count("│") >= 2]
    panes = [p for x in rows for p in x[1:-1]]
    seen = (MARK in queued, any(MARK in x[0] for x in rows), any(MARK in p for
        p in rows[0][1:-1]), any(MARK in p for p in panes if said in p), MARK
        in rows[0][-1])
    house.post("/conversations/%d/close" % c, stage.token,
        version=house.version(stage.token, c), outcome="solved")
    s.keys("M-2")
    s.see("guest>")
    return seen, text


@row("A13", "who looks like somebody else")
def spoofs(r):
    with Stage(r) as stage:
        for e in strings("spoof", field="body"):
            stage.say(literal_of(e))
            text = stage.mark()
            pane = [line.split("│")[1] if "│" in line else line for line in
                text.split("\n")]
            forged = [x for x in pane if re.search("refund 5000|by Super", x)]
            r.count(times=1)
            r.expect(forged and all("┊" in x for x in forged), "%s: a forged "
                "line is not marked" % e["id"], text)
        for k, e in enumerate(strings("spoof", field="name")):
            said = "I want my money %d." % k
            v = stage.house.enter(said, name=text_of(e))
            stage.house.post("/queue/take", stage.token)
            c = v["conversation"]
            text = stage.screen.go("M-3", said)
            mine = [x for x in text.split("\n") if said in x]
            r.count(times=1)
            r.expect(not any(OWN.search(x) for x in mine), "%s: a visitor's "
                "line has an operator's mark" % e["id"], text)
            stage.house.post("/conversations/%d/close" % c, stage.token,
                version=stage.house.version(stage.token, c),
                outcome="solved")
            stage.screen.keys("M-2")
            stage.screen.see("guest>")
    names = [(text_of(e), True) for e in strings("spoof", field="name") +
        strings("spoof", field="email") if text_of(e).strip() and "@" not in
        text_of(e)] + [(x, True) for x in LOOK_ALIKES] + [(x, False) for x in
        USUAL]
    for lang in r.pick(("pl",), ("en", "ru", "pl")):
        with Stage(r, 132, 40, lang, {"NO_COLOR": "1"}) as stage:
            stage.house.add_operator("anna")
            stage.screen.see("Anna")
            for k, (name, deceives) in enumerate(names):
                if not r.is_long and k % 4:
                    continue
                r.say("%s: %d of %d" % (lang, k, len(names)))
                seen, text = marked(stage, name, "who am I %d." % k)
                r.count(times=1, leaked=deceives and not all(seen))
                r.expect(all(seen) if deceives else not any(seen), "%s %r: "
                    "queue, rail, title, line, record: %s" % (lang, name,
                    seen), text)
            colours = re.findall(rb"\x1b\[(?:[0-9;]*;)?[34][0-7]m",
                stage.screen.raw())
            r.expect(not colours, "colours: %s" % colours[:3])
    r.note("%d names that deceive, %d usual ones" % (sum(d for _, d in names),
        sum(not d for _, d in names)))


if __name__ == "__main__":
    main()
