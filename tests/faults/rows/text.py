#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""text.py - what strangers and colleagues write, as the operator's terminal
gets it.
"""
import json
import os
import re
import subprocess
import time
import unicodedata

from corpus import bytes_of, literal_of, strings, text_of
from crowd import House, cpu_s, memory_kib
from desk import client_id, temp_dir, until
from row import main, row
from screen import Screen
from stage import Stage, as_messages, chosen, fit, frame_of, is_whole, \
    whole_frame
from ttyscan import scan


@row("A1", "all hostile strings as a message")
def messages(r):
    with Stage(r) as stage:
        benign = frame_of(stage.screen.text())[1:-2]
        shown = as_messages(r, stage, chosen(r))
        for e in strings():
            if e["id"] in shown and "visible" in e["oracle"] and \
                    "json" not in e:
                r.expect(re.search(r"\^[@-_?]|<U\+|\ufffd|[\u2400-\u2424]",
                    shown[e["id"]]) or e["cls"] in ("utf8", "size", "width",
                    "zerow", "mail"), "%s is not to be seen" % e["id"],
                    shown[e["id"]])
            if e["id"] in shown:
                whole_frame(r, e["id"], shown[e["id"]], benign)
        r.note("%d of them taken by the desk" % len(shown))


@row("A3", "what would overwrite: both texts are seen")
def overwrite(r):
    pairs = (("Please refund me 5 EUR\rPlease refund me 5000", "5 EUR",
        "5000"), ("pay 100\x08\x08\x08999", "100", "999"), ("first\x1b[1G"
        "second", "first", "second"), ("above\x1b[Abelow", "above", "below"),
        ("one\x1b[2Ktwo", "one", "two"), ("left\x1b[10Dright", "left",
        "right"), ("keep\x7f\x7f\x7f\x7fgone", "keep", "gone"),
        ("aaa\x0bbbb\x0cccc", "aaa", "ccc"), ("was\u0085is", "was", "is"))
    with Stage(r) as stage:
        for text, *parts in pairs:
            stage.say(json.dumps(text).encode())
            seen = stage.mark()
            r.count(times=1)
            r.expect(all(p in seen for p in parts), "%r: %s" % (text, parts),
                seen)
        stage.settled()


@row("A4", "sequences that ask, set or store")
def sequences(r):
    with Stage(r) as stage:
        as_messages(r, stage, chosen(r, "osc", "dcs", "csi", "c1"))


@row("A5", "sequences cut in two, over fields and messages")
def split(r):
    halves = (("\x1b", "[31mred"), ("\x1b]0;own", "ed\x07"), ("\x1b[", "2J"),
        ("\xc2", "\x9b31m"), ("\x1bP", "+q544e\x1b\\"), ("a" * 4095 + "\x1b",
        "[2Jb"), ("a" * 4096 + "\x1b]52;c;", "cHduZWQ=\x07"))
    with Stage(r) as stage:
        base = stage.screen.raw()
        as_messages(r, stage, chosen(r, "split", step=1))
        for a, b in halves:
            before = len(stage.screen.raw())
            e = {"id": "%r + %r" % (a[-6:], b), "s": a + b}
            stage.say(json.dumps(a).encode())
            stage.say(json.dumps(b).encode())
            v = stage.house.enter(b, name=fit(a[-100:], 128), contact=b)
            stage.mark()
            stage.judge(e, before, base)
        stage.settled()


@row("A6", "bidi and invisible signs: tokens, never bare")
def hidden(r):
    with Stage(r) as stage:
        entries = chosen(r, "bidi", "zerow", step=3)
        shown = as_messages(r, stage, entries)
        for e in entries:
            if e["id"] in shown and e.get("absent") and "visible" in \
                    e["oracle"]:
                r.expect(all("<%s>" % x in shown[e["id"]] for x in
                    e["absent"]), "%s is swallowed" % e["id"],
                    shown[e["id"]])


def cursor_is_right(r, stage, what):
    """What is typed stands where the console thinks that the cursor is."""
    s = stage.screen
    s.type("|")
    time.sleep(0.05)
    end = time.monotonic() + 3
    while time.monotonic() < end:
        x, y = map(int, s.about("#{cursor_x} #{cursor_y}").split())
        rows = s.text().split("\n")
        line, at, before = rows[y] if y < len(rows) else "", 0, ""
        for letter in line:
            if at >= x:
                break
            w = 0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else \
                2 if unicodedata.east_asian_width(letter) in "WF" else 1
            before = letter if w else before
            at += w
        if before == "|":
            return
        time.sleep(0.05)
    r.expect(False, "%s: the cursor stands after %r" % (what, before),
        s.text())


@row("A7", "widths: the frame stays whole at every size")
def widths(r):
    sizes = ((120, 40), (80, 24), (40, 20), (20, 10), (10, 6), (2, 2), (1, 1))
    with Stage(r) as stage:
        entries = chosen(r, "width", "bidi", "c0", step=4)
        benign = frame_of(stage.screen.text())[1:-2]
        for k, e in enumerate(entries):
            r.say("%s: %d of %d" % (e["id"], k, len(entries)))
            stage.say(literal_of(e))
            for cols, rows in sizes if r.is_long else sizes[:3]:
                stage.screen.resize(cols, rows)
                if cols >= 120:
                    stage.mark()
                    until(lambda: is_whole(stage.screen.text(), benign), 2)
                    whole_frame(r, "%s at %d" % (e["id"], cols),
                        stage.screen.text(), benign)
                elif cols >= 40:
                    stage.mark()
                r.count(times=1)
                r.expect(not stage.screen.has_ended, "%s ends it" % e["id"])
            # In the operator's own input as well.
            stage.screen.resize(120, 40)
            text = text_of(e)
            if text and len(text) < 200 and not re.search("[\r\n]",
                    text):
                stage.screen.tmux("set-buffer", "-b", "p", "--",
                    text.replace("\0", ""))
                stage.screen.tmux("paste-buffer", "-p", "-d", "-b", "p")
                cursor_is_right(r, stage, e["id"])
                stage.screen.keys("C-u")
                stage.screen.see(re.compile(r"guest> *(│|$)", re.M))
        stage.settled()


@row("A8", "ill-formed UTF-8 and other charsets")
def charsets(r):
    word = "Привет, żółć"
    foreign = [(n, word.encode(n, "replace")) for n in ("cp1251", "koi8-r",
        "cp866", "iso-8859-2", "cp1250", "utf-16", "utf-32")]
    with Stage(r) as stage:
        base = len(stage.screen.raw())
        for e in strings("utf8"):
            raw = bytes_of(e)
            status = stage.say(literal_of(e))
            try:
                raw.decode()
                ok = status in (201, 400)
            except UnicodeDecodeError:
                ok = status == 400
            r.count(times=1)
            r.expect(ok, "%s: %d" % (e["id"], status))
        for name, raw in foreign:
            status = stage.say(b'"' + raw.replace(b'"', b"") + b'"')
            r.count(times=1)
            r.expect(status == 400, "%s: %d" % (name, status))
        stage.mark()
        wrong = scan(stage.screen.raw()[base:])
        r.count(leaked=len(wrong))
        r.expect(not wrong, "%s" % wrong[:3])
        stage.settled()
    # The operator's terminal has another charset.
    for locale in ("C", "POSIX", "pl_PL.ISO-8859-2", "ru_RU.KOI8-R"):
        with House() as house:
            [(token, _, login)] = house.operators(1)
            with Screen(house, login, 80, 24, token=token, env={"LC_ALL":
                    locale}) as s:
                s.see("guest0.0")
                r.count(times=1)
                wrong = scan(s.raw(), from_start=True)
                r.expect(not wrong, "LC_ALL=%s: %s" % (locale, wrong[:3]))


@row("A9", "texts far too large")
def large(r):
    units = ("0123456789", "\n", "a", "\t", "\u200b", "Ж", "漢", "e\u0301" *
        10, " ", "\x1b[31m")
    with Stage(r) as stage:
        s, worst = stage.screen, 0
        before = memory_kib(s.pid)
        for unit in units:
            for size in (16000, 10 ** 5, 10 ** 6):
                text = (unit * (size // len(unit.encode()) + 1))
                cpu = cpu_s(s.pid)
                status = stage.say(json.dumps("x" + fit(text, size)).encode())
                r.count(times=1)
                r.expect((status == 201) == (size == 16000), "%r × %d: %d" %
                    (unit, size, status))
                if status != 201:
                    continue
                stage.mark()
                spent = cpu_s(s.pid) - cpu
                worst = max(worst, spent)
                r.expect(spent < 0.3, "%r: %.2f s of CPU" % (unit, spent))
                for key in ("PPage", "PPage", "NPage", "NPage"):
                    s.keys(key)
                began = time.monotonic()
                s.type("q")
                s.see("guest> q")
                r.expect(time.monotonic() - began < 1, "%r: a key takes "
                    "%.2f s" % (unit, time.monotonic() - began))
                s.keys("BSpace")
        grown = memory_kib(s.pid) - before
        r.expect(grown < 16384, "%d KiB more" % grown)
        stage.settled()
        r.note("at most %.2f s of CPU for a message" % worst)


@row("A14", "a hostile text copied and pasted")
def copied(r):
    entries = [e for e in chosen(r, "csi", "osc", "c0", "c1", "bidi", step=5)
        if e["field"] == "body"]
    with Stage(r) as stage:
        s = stage.screen
        for e in entries:
            if stage.say(literal_of(e)) != 201:
                continue
            text = stage.mark().split("\n")
            # What is copied from the screen and pasted is text, and is not
            # sent.
            n = len(stage.house.messages(stage.token, stage.talk))
            at = max(i for i, x in enumerate(text) if "mark %d." % stage.n in
                x)
            text = "\n".join(text[at - 1:at])
            r.count(leaked=len(scan(text.encode())))
            s.tmux("set-buffer", "-b", "p", "--", text + "\n/close\n/quit\n")
            before = len(s.raw())
            s.tmux("paste-buffer", "-p", "-d", "-b", "p")
            until(lambda: len(s.raw()) > before, 2)
            time.sleep(0.1)
            r.count(times=1, leaked=len(scan(s.raw()[before:])))
            r.expect(not s.has_ended, "%s ends it" % e["id"])
            now = stage.house.messages(stage.token, stage.talk)
            r.expect(len(now) == n, "%s: a paste was sent" % e["id"], now[-2:])
            r.expect(stage.house.ask("GET", "/api/v1/conversations/%d/"
                "transcript" % stage.talk, token=stage.token).json
                ["conversation"]["state"] == "active", "a paste was run")
            # Away with it, however many lines it has.
            if "Esc drops it" in s.text():
                s.keys("Escape")
                s.lose("Esc drops it")
            for _ in range(text.count("\n") + text.count("\r") + 4):
                s.keys("C-u", "BSpace")


@row("A16", "log, command line and export with hostile text")
def command_line(r):
    entries = chosen(r, step=8)
    with House() as house:
        [(token, [c], login)] = house.operators(1)
        v = None
        for k, e in enumerate(entries):
            text = bytes_of(e).decode(errors="replace")
            if k % 15 == 0:
                v = house.enter("x", name=fit(text.replace("\0", ""), 128))
                house.post("/queue/take", token)
            house.ask("POST", "/api/v1/visitor/messages", {"client_id":
                client_id(), "text": fit(text, 16000) or "x"}, v["secret"])
            house.post("/conversations/%d/notes" % v["conversation"], token,
                text=fit(text, 900) or "x")
        home = temp_dir()
        os.chmod(home, 0o700)
        mine = [x["conversation"]["id"] for x in house.snapshot(token)
            ["conversations"]]
        bad = text_of(strings("csi")[0])
        for args in [["show", str(i), "200"] for i in mine] + [["export",
                str(i)] for i in mine] + [["list"], ["queue"], ["team"],
                ["status"], ["canned"], ["search", "x"], ["show", bad],
                ["send", str(c), bad], ["find", str(c), bad], [bad],
                ["--theme", bad], ["--version"]] + [["show", str(i), "50",
                "--json"] for i in mine[:3]]:
            read, write = os.pipe()
            os.write(write, token.encode() + b"\n")
            os.close(write)
            p = subprocess.run([os.environ["DEZHURKA"], "--desk", "unix:" +
                house.socket, "--login", login, "--token-fd", str(read)] +
                args, pass_fds=(read,), capture_output=True, timeout=30,
                stdin=subprocess.DEVNULL, env=dict(os.environ, HOME=home,
                LC_ALL="C.UTF-8", XDG_STATE_HOME=home))
            os.close(read)
            r.count(times=1)
            for name, data in (("out", p.stdout), ("err", p.stderr)):
                wrong = scan(data)
                r.count(leaked=len(wrong))
                r.expect(not wrong, "%s: %s: %s" % (" ".join(map(repr,
                    args)), name, wrong[:3]))
            r.expect(p.returncode >= 0, "%s: signal %d" % (args,
                p.returncode))
        log = [os.path.join(d, f) for d, _, fs in os.walk(home) for f in fs
            if f.endswith("log")]
        for name in log:
            with open(name, "rb") as f:
                wrong = scan(f.read())
            r.count(leaked=len(wrong))
        for args in (["status", "--data", bad], ["operator", "add", bad],
                ["--config", bad], [bad]):
            p = subprocess.run([os.environ["DEZHURKAD"]] + args,
                capture_output=True, timeout=30, stdin=subprocess.DEVNULL)
            wrong = scan(p.stdout + p.stderr)
            r.count(times=1, leaked=len(wrong))
            r.expect(not wrong, "dezhurkad %r: %s" % (args, wrong[:3]))


if __name__ == "__main__":
    main()
