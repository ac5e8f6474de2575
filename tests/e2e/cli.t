#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cli.t - the operator's commands without a screen, at a real desk: what they
print, what they change, and how they end.
"""
import json
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "server"))
sys.dont_write_bytecode = True

from desk import Desk, check, client_id, done, until

DEZHURKA = os.environ.get("DEZHURKA", "dezhurka")
if not os.access(DEZHURKA, os.X_OK):
    print("1..0 # SKIP dezhurka was not built")
    sys.exit(0)


class Cli:
    def __init__(self, desk, login):
        self.answer = desk.sign_in(login).json
        self.token = self.answer["token"]
        self.address = ["--desk", "http://127.0.0.1:%d" % desk.port,
            "--login", login]

    def start(self, *args, **more):
        """The token comes by a descriptor, never as an argument."""
        read, write = os.pipe()
        os.write(write, self.token.encode() + b"\n")
        os.close(write)
        p = subprocess.Popen([DEZHURKA] + self.address + ["--token-fd",
            str(read)] + [str(a) for a in args], pass_fds=[read],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
        os.close(read)
        return p

    def run(self, *args, stdin=b"", limit_s=20):
        p = self.start(*args, stdin=subprocess.PIPE)
        out, err = p.communicate(stdin, timeout=limit_s)
        return p.returncode, out.decode(), err.decode()

    def json(self, *args, **more):
        status, out, err = self.run(args[0], "--json", *args[1:], **more)
        assert status == 0, err
        return [json.loads(line) for line in out.splitlines()]


def texts(desk, token, conversation):
    got = desk.ask("GET", "/api/v1/conversations/%d/transcript" %
        conversation, token=token).json["events"]
    return [e.get("text", "") for e in got if e["type"] in
        ("message", "note")]


def reads(desk, anna, v):
    c = v["conversation"]
    status, out, err = anna.run("queue")
    check("queue prints who waits", status == 0 and
        out.startswith("%d " % c) and "Ola Demo" in out, out + err)
    check("--ids prints numbers alone",
        anna.run("queue", "--ids")[1] == "%d\n" % c)
    got = anna.json("list", "waiting")
    check("--json prints the desk's own record", len(got) == 1 and
        got[0]["id"] == c and got[0]["state"] == "waiting", got)
    status, out, err = anna.run("why", c)
    check("why tells the facts, who could have it, and the steps",
        status == 0 and "It waits since " in out and
        "No rule holds for it." in out and "  anna: offline" in out and
        "HOW IT CAME HERE" in out and "It begins: " in out, out + err)
    check("why as data is the steps", "opened" in
        [e["type"] for e in anna.json("why", c)])
    got = anna.json("team")
    check("team prints all, and whoever only asks is not there",
        [(o["operator"]["login"], o["presence"]) for o in got] ==
        [("anna", "offline"), ("boris", "offline")], got)
    status, out, err = anna.run("show", c)
    check("show prints a transcript", status == 0 and
        "Ola Demo: Dzień dobry" in out and "* " in out, out + err)
    check("text from outside is made safe", "\x1b" not in out and
        "^[" in out, repr(out))
    check("show prints so many lines", len(anna.run("show", c,
        1)[1].splitlines()) == 1)
    check("find prints the lines with the word, whatever their case",
        "Dzień" in anna.run("find", c, "DZIEN")[1])
    status, out, err = anna.run("find", c, "zebra")
    check("find of nothing says so: 6", status == 6 and "zebra" in err, err)
    status, out, err = anna.run("customer", c)
    check("customer prints the record", "Ola Demo" in out and
        "ola@example.test" in out, out + err)
    check("status is one line", anna.run("status")[1].startswith("queue 1 "))
    status, out, err = anna.run("urgent")
    check("urgent of nobody: 6", status == 6 and out == "", err)


def actions(desk, anna, boris, v):
    c = v["conversation"]
    status, out, err = anna.run("send", c, "hi")
    check("who has not taken cannot send, and why is said", status == 2 and
        "/take" in err and texts(desk, anna.token, c) ==
        ["Dzień dobry \x1b[2J"], err)
    got = anna.json("take", "next")
    check("take next prints what was taken", [e["type"] for e in got] ==
        ["taken"] and got[0]["conversation"] == c, got)
    status, out, err = boris.run("take", c)
    check("the second is told that it is gone", status == 6 and
        str(c) in err, err)
    check("send: from an argument", anna.run("send", c,
        "--json is text")[0] == 0)
    check("send: from standard input, as it is",
        anna.run("send", c, stdin="dwie\nlinie ąę\n".encode())[0] == 0)
    desk.post("/visitor/messages", v["secret"], text="and?")
    check("urgent prints who needs me",
        anna.run("urgent", "--ids")[1] == "%d\n" % c)
    check("note: from standard input", anna.run("note", c, "-",
        stdin=b"for us\n")[0] == 0)
    check("what was sent stands at the desk, in order",
        texts(desk, anna.token, c)[1:] == ["--json is text",
        "dwie\nlinie ąę", "and?", "for us"], texts(desk, anna.token, c))
    one = client_id()
    for _ in range(2):
        status, out, err = anna.run("send", "--id", one, c, "once")
    check("the same --id twice is one message", status == 0 and
        texts(desk, anna.token, c).count("once") == 1, err)
    path = os.environ.get("DZ_TMP", "/tmp") + "/bill 1.txt"
    with open(path, "w") as f:
        f.write("forty-two\n")
    status, out, err = anna.run("attach", c, path, "--", "here it is")
    check("attach sends a file with a text", status == 0 and
        texts(desk, anna.token, c)[-1] == "here it is", out + err)
    status, out, err = anna.run("file", c)
    check("file prints what there is", status == 0 and "bill 1.txt" in out,
        out + err)
    folder = os.environ.get("DZ_TMP", "/tmp") + "/saved"
    os.makedirs(folder, exist_ok=True)
    status, out, err = anna.run("file", c, "1", "save", folder)
    check("file saves one, and says where", status == 0 and
        open(out.strip()).read() == "forty-two\n" and
        out.startswith(folder), out + err)
    status, out, err = anna.run("attach", c, folder + "/none")
    check("no such file: a sentence, nothing is sent", status == 2 and err
        and texts(desk, anna.token, c)[-1] == "here it is", err)
    status, out, err = anna.run("transfer", c, "boris")
    check("nobody transfers to who is not there", status == 2 and err, err)
    # A console of his that polls.
    desk.ask("GET", "/api/v1/events?hold=0&cursor=" +
        boris.answer["snapshot"]["cursor"], token=boris.token)
    status, out, err = anna.run("transfer", c, "boris", "--", "card", "4481")
    check("transfer with a note", status == 0 and "card 4481" in out,
        out + err)
    got = boris.run("close", c)
    check("a command that would ask on a screen says what to write",
        got[0] == 2 and "OUTCOME" in got[2], got)
    other = desk.visitor("I am Rita", name="Rita").json["conversation"]
    got = boris.run("accept", other)
    check("accept of what is not offered accepts nothing else", got[0] == 6
        and "not offered" in got[2], got)
    status, out, err = boris.run("accept", c)
    check("and accepts the one that is named", status == 0, out + err)
    status, out, err = boris.run("close", c, "solved")
    check("close with an outcome", status == 0, err)
    whole = boris.run("export", c)[1]
    check("export prints all of it", whole.count("\n") >= 8 and
        "once" in whole, whole)


def mistakes(desk, anna):
    for args, code, says in (
            (["nonsense"], 2, "nonsense"),
            (["send"], 2, "CONVERSATION"),
            (["send", "x", "hi"], 2, "“x”"),
            (["send", "999", "hi"], 6, "999"),
            (["show", "999"], 6, ""),
            (["zoom"], 8, "screen"),
            (["list", "some"], 2, "some"),
            (["list", "--loud"], 2, "--loud"),
            (["send", "--id", "12", "1", "hi"], 2, "32"),
            (["send", "--timeout", "soon", "1", "hi"], 2, "soon")):
        status, out, err = anna.run(*args)
        check("%s: %d and a sentence" % (" ".join(args), code),
            status == code and says in err and out == "", (status, err))
    with open("/dev/full", "wb") as full:
        read, write = os.pipe()
        os.write(write, anna.token.encode())
        os.close(write)
        p = subprocess.run([DEZHURKA] + anna.address + ["--token-fd",
            str(read), "list"], pass_fds=[read], stdout=full,
            stderr=subprocess.PIPE, timeout=20)
        check("an output that is full: 1 and a sentence",
            p.returncode == 1 and p.stderr, (p.returncode, p.stderr))
    anna.token = "0" * 64
    status, out, err = anna.run("queue")
    check("a token that is not known: 4", status == 4 and err, err)
    anna.address[1] = "http://127.0.0.1:9"
    status, out, err = anna.run("queue", "--timeout", "2s")
    check("no desk: 5, within its time", status == 5 and err, err)


def follow(desk, anna, boris):
    v = desk.visitor("first", name="Jan Demo").json
    tail = anna.start("tail", "--json", stdin=subprocess.DEVNULL)
    seen = []

    def read_one():
        seen.append(json.loads(tail.stdout.readline()))
        return seen[-1]

    until(lambda: desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["parked"] > 0)
    desk.post("/visitor/messages", v["secret"], text="second")
    first = read_one()
    check("tail prints what happens", first["type"] == "message" and
        first["text"] == "second", first)
    check("who follows is not there", [o["presence"] for o in
        boris.json("team") if o["operator"]["login"] == "anna"] ==
        ["offline"])
    tail.send_signal(signal.SIGTERM)
    check("ended by a signal: 0", tail.wait(10) == 0)
    plain = anna.start("tail", v["conversation"], stdin=subprocess.DEVNULL)
    until(lambda: desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["parked"] > 0)
    desk.post("/visitor/messages", v["secret"], text="a\nb\x1b[31m")
    line = plain.stdout.readline().decode()
    check("one event is one line, made safe", line.endswith(
        "Jan Demo: a b^[[31m\n"), line)
    plain.stdout.close()
    desk.post("/visitor/messages", v["secret"], text="c")
    check("nobody reads any more: it ends", plain.wait(10) == 1)


def linear(desk, anna):
    """Whoever cannot see a screen: lines in, lines out."""
    v = desk.visitor("hello there", name="Eva Demo", language="en").json
    home = os.environ.get("DZ_TMP", "/tmp") + "/linear"
    os.makedirs(home, exist_ok=True)
    p = anna.start("--linear", stdin=subprocess.PIPE, env=dict(os.environ,
        HOME=home, XDG_STATE_HOME=home, LC_ALL="C.UTF-8"))
    script = "\n".join(["/watch", "/take %d" % v["conversation"], "/why",
        "Hello, Eva!",
        "two\\", "lines", "/note she is nice", "", "/help", "/promise",
        "/close",
        "solv", "1", "/zoom", "/nonsense"]) + "\n"
    out, err = p.communicate(script.encode(), timeout=30)
    out = out.decode()
    check("linear: it ends with its input", p.returncode == 0,
        err.decode() + out)
    check("linear: what was typed stands at the desk",
        texts(desk, anna.token, v["conversation"]) == ["hello there",
        "Hello, Eva!", "two\nlines", "she is nice"], out)
    check("linear: each thing is one line with its time and number",
        any(line[5:].startswith(" 1 anna: Hello, Eva!")
            for line in out.splitlines()), out)
    check("linear: an empty line says where I am",
        "In focus: 1 Eva Demo" in out, out)
    check("linear: help names the commands, not the keys",
        "/take [next|NUMBER]  Take" in out and "/zoom  " not in out, out)
    check("linear: what asks on a screen tells how to say it in one line",
        "TEXT|done]  Be reminded" in out.split("/unbind")[1], out)
    check("linear: why tells the steps, too", "It begins: " in
        out.split("HOW IT CAME HERE")[-1] and "being fetched" not in out and
        out.count("HOW IT CAME HERE") == 1, out)
    check("linear: a list is numbered and chosen from", "1) " in out and
        any(e["type"] == "outcome" for e in desk.ask("GET",
        "/api/v1/conversations/%d/transcript" % v["conversation"],
        token=anna.token).json["events"]), out)
    check("linear: what only a screen has is said",
        "Only on a screen" in out, out)
    check("linear: a command that is none is said", "/nonsense" in out, out)
    check("linear: the watch is lines", "late now" in out and
        any("Eva Demo" in line and "waiting" in line for line in
            out.splitlines()), out)
    check("linear: no byte moves a cursor", "\x1b" not in out, repr(out))
    check("linear: a pipe is no presence", [o["presence"] for o in
        anna.json("team") if o["operator"]["login"] == "anna"] ==
        ["offline"])


def supervision(desk, anna, boris):
    """A supervisor's twins of the console's keys."""
    desk.operator("maria", "--role", "supervisor")
    maria = Cli(desk, "maria")
    c = desk.visitor("Where is it?", name="Ada Demo").json["conversation"]
    anna.run("take", c)
    got = maria.run("whisper", c, "--draft Dear Ada")
    check("whisper: with a draft", got[0] == 0 and '"is_draft":true' in
        json.dumps(anna.json("show", c), separators=(",", ":")), got)
    got = maria.run("whisper", c, "be", "quick")
    check("it is marked where it is shown", got[0] == 0 and
        "(whisper): be quick" in anna.run("show", c)[1], got)
    got = anna.run("export", c)
    check("and is not in what is exported", "Where is it?" in got[1] and
        "quick" not in got[1] and "quick" not in
        anna.run("export", "--json", c)[1], got)
    check("an operator cannot: 6 or so, with a sentence", anna.run("whisper",
        c, "x")[0] not in (0, 1))
    check("join, speak, leave", [maria.run("join", c)[0], maria.run("send", c,
        "Hello from both")[0], maria.run("leave", c)[0]] == [0, 0, 0] and
        "Hello from both" in texts(desk, anna.token, c))
    desk.ask("GET", "/api/v1/events?hold=0&cursor=" + boris.answer[
        "snapshot"]["cursor"], token=boris.token)
    got = maria.run("reassign", "anna", "boris")
    check("reassign asks, and here nobody can answer", got[0] != 0, got)
    got = maria.run("reassign", "anna", "boris", "--now")
    now = maria.json("list", "all")
    check("with --now it does not", got[0] == 0 and all(x.get("operator_id") !=
        anna.answer["snapshot"]["me"]["id"] for x in now if x["state"] ==
        "active"), (got, now))
    check("take-over", maria.run("take-over", c)[0] == 0)
    check("broadcast and seen", maria.run("broadcast", "Lunch", "now")[0] == 0
        and anna.run("seen")[0] == 0 and anna.run("seen")[0] != 0)
    trail = desk.cli("audit", "list", "--json")[1]
    check("none of it is reading along", '"whisper"' in trail and
        "read_along" not in trail, trail[-400:])
    status, out, err = maria.run("block", "203.0.113.0/24", "1h", "spam")
    check("block takes an address that no conversation has", status == 0 and
        "203.0.113.0/24" in maria.run("blocked")[1], out + err)
    status, out, err = maria.run("block", "300.1.1.1", "1h")
    check("what is neither a number nor an address: 2", status == 2 and err,
        out + err)
    check("force", maria.run("force", "boris", "away")[0] == 0)
    check("what reads on a screen is said so", maria.run("read-along",
        c)[0] != 0)


def local(anna):
    """The configuration needs no desk."""
    home = os.environ.get("DZ_TMP", "/tmp") + "/local"
    os.makedirs(home + "/dezhurka", exist_ok=True)
    path = home + "/dezhurka/dezhurka.conf"
    with open(path, "w") as f:
        f.write("# mine\n[ui]\nlanguage = en # no comment\n\n# end\n"
            .replace(" # no comment", ""))

    def run(*args):
        p = subprocess.run([DEZHURKA] + list(args), timeout=20,
            stdin=subprocess.DEVNULL, capture_output=True, env=dict(
            os.environ, HOME=home, XDG_CONFIG_HOME=home,
            LC_ALL="C.UTF-8"))
        return p.returncode, p.stdout.decode(), p.stderr.decode()

    got = run("set")
    check("set prints the settings", got[0] == 0 and
        any(line.split()[:2] == ["ui.language", "en"]
        for line in got[1].splitlines()), got)
    got = run("set", "ui.theme", "light")
    text = open(path).read()
    check("set writes one into the file, comments stay", got[0] == 0 and
        "theme = light" in text and "# mine" in text and "# end" in text,
        (got, text))
    got = run("set", "ui.theme", "pink?")
    check("a value that does not fit: 2, the file is as it was", got[0] == 2
        and got[2] and open(path).read() == text, got)
    got = run("bind", "C-x", "j", "urgent")
    check("bind writes a key", got[0] == 0 and "C-x j" in
        open(path).read(), (got, open(path).read()))
    check("bind prints it", any(line.split()[1:] == ["C-x", "j", "urgent"]
        for line in run("bind")[1].splitlines()), run("bind")[1][-400:])
    check("what was written can be read", run("--check-config")[0] == 0)


with Desk() as desk:
    for login in ("anna", "boris"):
        desk.operator(login, "--language", "pl")
    anna, boris = Cli(desk, "anna"), Cli(desk, "boris")
    v = desk.visitor("Dzień dobry \x1b[2J", name="Ola Demo",
        contact="ola@example.test", language="pl").json
    reads(desk, anna, v)
    actions(desk, anna, boris, v)
    follow(desk, anna, boris)
    linear(desk, anna)
    supervision(desk, anna, boris)
    local(anna)
    mistakes(desk, anna)
done()
