#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""admin.t - the administrator's commands, with a desk that runs and without:
what they do, what they say when something is wrong, how they end.
"""
import json
import os
import pty
import select
import signal

from desk import DEZHURKAD, Desk, check, done, run, temp_dir, until

CANNED = """\
# the first one
shortcut: hi
language: ru
title: Приветствие
department: Billing

Здравствуйте, {customer.name}!

\\---
Чем могу помочь?
---

shortcut: hi
language: en

Hello!
---
shortcut: bye

Good bye.
"""


def fails(name, result, status, *words):
    """One sentence on stderr, nothing on stdout, that exit status."""
    got, out, err = result
    check(name, got == status and out == "" and err.count("\n") == 1 and
        err.startswith("dezhurkad: ") and all(w in err for w in words),
        result)


def on_terminal(args, answers):
    """Runs it on a terminal of its own; (status, what was shown)."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(DEZHURKAD, [DEZHURKAD] + args)
    shown = b""
    for question, answer in answers:
        while question not in shown:
            if not select.select([fd], [], [], 20)[0]:
                os.kill(pid, signal.SIGKILL)
                break
            shown += os.read(fd, 4096)
        os.write(fd, answer)
        shown += b"|"
        question = None
    try:
        while True:
            got = os.read(fd, 4096)
            if not got:
                break
            shown += got
    except OSError:		# the other end is closed
        pass
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


def write(text):
    path = temp_dir() + "/canned.txt"
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def operators(desk):
    return {o["login"]: o for o in json.loads(
        desk.cli("operator", "list", "--json")[1])["operators"]}


def journey(desk, how):
    """The same with and without a running desk."""
    add = ("operator", "add", "anna", "--name", "Анна", "--role",
        "supervisor", "--language", "ru,en", "--skill", "cards",
        "--department", "Billing", "--limit", "7", "--password-stdin")
    check(how + "a department", desk.cli("department", "add", "Billing")[0]
        == 0)
    got = desk.cli(*add, stdin=b"secret-word\n")
    check(how + "an operator", got[0] == 0, got)
    o = operators(desk)["anna"]
    check(how + "is listed as given", (o["name"], o["role"], o["languages"],
        o["skills"], o["limit"], len(o["departments"])) == ("Анна",
        "supervisor", ["ru", "en"], ["cards"], 7, 1), o)
    fails(how + "twice is a conflict", desk.cli(*add,
        stdin=b"secret-word\n"), 7, "anna")
    check(how + "set changes what is named", desk.cli("operator", "set",
        "anna", "--limit=3", "--department", "")[0] == 0)
    o = operators(desk)["anna"]
    check(how + "and leaves the rest", (o["limit"], o["name"],
        o.get("departments", [])) == (3, "Анна", []), o)
    got = desk.cli("operator", "list")
    check(how + "a table for people", "anna" in got[1] and "Анна" in got[1],
        got)
    canned_journey(desk, how)
    fails(how + "no such operator", desk.cli("operator", "disable",
        "nobody"), 6, "nobody", "operator list")
    fails(how + "no such department", desk.cli("department", "disable",
        "Sales"), 6, "Sales")
    fails(how + "a wrong role", desk.cli("operator", "set", "anna",
        "--role", "king"), 2, "king", "supervisor")
    fails(how + "a wrong limit", desk.cli("operator", "set", "anna",
        "--limit", "100"), 2, "100", "99")
    fails(how + "a wrong login", desk.cli("operator", "add", "An na",
        "--password-stdin", stdin=b"secret-word\n"), 2, "An na")
    fails(how + "a short password", desk.cli("operator", "passwd", "anna",
        "--password-stdin", stdin=b"1234567\n"), 2, "8")


def canned_journey(desk, how):
    path = write(CANNED)
    got = desk.cli("canned", "import", path)
    check(how + "canned replies come in", got[:2] ==
        (0, "added 3, changed 0, unchanged 0\n"), got)
    got = desk.cli("canned", "import", path)
    check(how + "a second time nothing changes", got[:2] ==
        (0, "added 0, changed 0, unchanged 3\n"), got)
    status, exported, _ = desk.cli("canned", "export")
    check(how + "what goes out names everything", status == 0 and
        "department: Billing\n" in exported and "\n\\---\n" in exported,
        exported)
    got = desk.cli("canned", "import", "-", stdin=exported.encode())
    check(how + "and comes in unchanged", got[:2] ==
        (0, "added 0, changed 0, unchanged 3\n"), got)
    got = desk.cli("canned", "import", "-", "--json", stdin=exported.replace(
        "Good bye.", "See you.").encode())
    check(how + "one was changed", json.loads(got[1]) ==
        {"added": 0, "changed": 1, "unchanged": 2}, got)
    rows = json.loads(desk.cli("canned", "list", "--json")[1])["canned"]
    text = [r["text"] for r in rows if r.get("language") == "ru"][0]
    check(how + "the text is as it was written", text ==
        "Здравствуйте, {customer.name}!\n\n---\nЧем могу помочь?", text)
    for name, broken, words in (
        ("an unknown line", "shortcut: a\ncolour: red\n\nx\n", (":2:",)),
        ("no shortcut", "title: a\n\nx\n", (":1:", "shortcut")),
        ("no text", "shortcut: a\n\nx\n---\nshortcut: b\n", (":5:",)),
        ("twice", "shortcut: a\n\nx\n---\nshortcut: a\n\ny\n", (":5:", "1")),
        ("a department that is not there",
            "shortcut: a\ndepartment: Sales\n\nx\n", (":1:", "Sales")),
        ("a text too long", "shortcut: a\n\n" + "x" * 16385, (":1:",))):
        path = write("shortcut: new\n\nfine\n---\n" + broken)
        words = [":%d:" % (int(w[1:-1]) + 4) if w[0] == ":" else w
            for w in words if w != "1"]
        fails(how + "import refuses " + name, desk.cli("canned", "import",
            path), 2, path, *words)
    check(how + "and has changed nothing", len(json.loads(desk.cli("canned",
        "list", "--json")[1])["canned"]) == 3)
    fails(how + "which of two languages", desk.cli("canned", "remove", "hi"),
        2, "--language")
    check(how + "remove", desk.cli("canned", "remove", "hi", "--language",
        "en")[0] == 0)
    fails(how + "no such reply", desk.cli("canned", "remove", "nothing"), 6,
        "nothing")
    fails(how + "no such file", desk.cli("canned", "import", "/nowhere/x"),
        6, "/nowhere/x")


def words():
    data = temp_dir()
    for name, args, status, expected in (
        ("no such command", ["frobnicate"], 2, "frobnicate"),
        ("half a command", ["operator"], 2, "--help"),
        ("no such verb", ["operator", "hire"], 2, "hire"),
        ("no such option", ["operator", "list", "--colour", "x"], 2,
            "--colour"),
        ("an option without a value", ["operator", "set", "anna", "--name"],
            2, "--name"),
        ("a word too many", ["status", "now"], 2, "now"),
        ("a word missing", ["canned", "import"], 2, "FILE"),
        ("status needs a desk", ["status", "--data", data], 5, data)):
        fails(name, run(args), status, expected)
    status, out, err = run(["--help"])
    check("--help names every exit status", status == 0 and
        all("\n  %d  " % i in out for i in range(8)), out)


def prompt():
    data = temp_dir()
    add = ["operator", "add", "anna", "--data", data]
    status, shown = on_terminal(add, ((b"Password: ", b"secret-word\n"),
        (b"Once more: ", b"secret-word\n")))
    check("the terminal is asked twice", status == 0, shown)
    check("and never shows it", "secret-word" not in shown, shown)
    status, shown = on_terminal(add[:2] + ["boris"] + add[3:],
        ((b"Password: ", b"secret-word\n"), (b"Once more: ", b"other-word\n")))
    check("two that differ are none", status == 2 and "differ" in shown,
        shown)


with Desk() as desk:
    journey(desk, "")
    status, out, err = desk.cli("status")
    check("status for people", status == 0 and "waiting" in out, (out, err))
    status, out, err = desk.cli("status", "--json")
    check("status for programs", status == 0 and
        json.loads(out)["operators"] == 1, (out, err))
    check("signs in with what the command set",
        desk.sign_in("anna").status == 201)
    mode = os.stat(desk.data + "/admin.sock").st_mode & 0o777
    check("the socket is for its owner", mode == 0o600, oct(mode))
    names = [n for n in os.listdir(desk.data)
        if os.stat(os.path.join(desk.data, n)).st_mode & 0o077]
    check("so is every file", not names, names)

alone = Desk()
journey(alone, "no desk: ")
with alone:
    check("a desk that starts then has it", alone.sign_in("anna").status
        == 201)
words()
prompt()
done()
