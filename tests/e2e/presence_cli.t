#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""presence_cli.t - what has no screen is nobody: after every command of the
table that speaks to the desk its operator is as offline as before, and the
desk has never thought otherwise."""
import os
import re
import select
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "server"))
sys.dont_write_bytecode = True

from desk import Desk, check, done, until

DEZHURKA = os.environ.get("DEZHURKA", "dezhurka")
ROWS = os.path.join(os.environ["DZ_SRC"], "src/console/cli/rows.c")
if not os.access(DEZHURKA, os.X_OK):
    print("1..0 # SKIP dezhurka was not built")
    sys.exit(0)

# What each is called with; C is a conversation that anna has. One that refuses
# has asked the desk as well. No row here: none of its arguments.
ARGS = {
    "take": ["next"], "transfer": ["C", "boris"], "handover": ["best"],
    "reassign": ["anna", "boris", "--now"], "whisper": ["C", "--", "hm"],
    "force": ["boris", "busy"], "broadcast": ["hello"],
    "note": ["C", "a note"], "talk": ["boris", "--", "hi"],
    "tag": ["C", "tea"], "promise": ["C", "23:59", "tea"],
    "close": ["C", "solved"], "find": ["C", "help"], "search": ["help"],
    "later": ["C", "23:59"], "send": ["C", "hello"], "export": ["C"],
    "show": ["C"], "customer": ["C"], "attach": ["C", "FILE"],
    "file": ["C"], "away": ["lunch"], "stats": ["--since", "today"],
    "block": ["C", "session", "1h", "rude"],
    "limit": ["C", "session", "1h", "rude"], "unblock": ["1"],
    "top": ["--once"], "winback": ["1", "won"],
    **{name: ["C"] for name in ("accept", "decline", "join", "leave",
        "take-over", "nothing", "why")},
}


# Their operator may not do that just now; the desk was asked first.
REFUSED = ["accept", "decline", "transfer", "handover", "whisper", "join",
    "leave", "take-over", "winback"]


def rows():
    """The commands that ask the desk, in the order of the table."""
    with open(ROWS, encoding="utf-8") as f:
        text = f.read()
    names = []
    for m in re.finditer(r'^\t(?:RUN|RUN_CHAT|RUN_TEXT)\("([a-z-]+)"'
            r'|^\t\{ "([a-z-]+)",\s+CLI_(RUN|READ|FOLLOW)\b', text, re.M):
        names.append((m.group(1) or m.group(2), m.group(3) == "FOLLOW"))
    return names


with Desk() as desk:
    for login in ("anna", "boris"):
        desk.operator(login, "--role", "supervisor")
    tokens = {login: desk.sign_in(login).json for login in ("anna", "boris")}
    token = tokens["boris"]["token"]
    cursor = tokens["boris"]["snapshot"]["cursor"]
    me = tokens["anna"]["snapshot"]["me"]["id"]
    given = os.path.join(os.environ.get("DZ_TMP", "/tmp"), "given.txt")
    with open(given, "w") as f:
        f.write("tea\n")

    def states():
        """All that the desk has found out of anna."""
        found, at = [], cursor
        while True:
            answer = desk.ask("GET", "/api/v1/events?hold=0&watch=9&cursor="
                + at, token=token)
            if answer.status != 200:
                return found
            found += [(e["presence"], e.get("reason", "")) for e in
                answer.json["events"] + answer.json["moment"] if
                e["type"] in ("state", "presence") and
                e["operator_id"] == me and e["presence"] != "offline"]
            at = answer.json["cursor"]

    def mine():
        """A conversation of anna's, taken by the API."""
        c = desk.visitor("I need help").json["conversation"]
        snapshot = desk.ask("GET", "/api/v1/snapshot", token=token).json
        version = [x["conversation"]["version"] for x in
            snapshot["conversations"] if x["conversation"]["id"] == c][0]
        desk.post("/conversations/%d/take" % c, tokens["anna"]["token"],
            version=version)
        return c

    def start(*args, **more):
        read, write = os.pipe()
        os.write(write, tokens["anna"]["token"].encode() + b"\n")
        os.close(write)
        p = subprocess.Popen([DEZHURKA, "--desk", "http://127.0.0.1:%d" %
            desk.port, "--login", "anna", "--token-fd", str(read)] +
            list(args), pass_fds=[read], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, **more)
        os.close(read)
        return p

    known = rows()
    check("the table was read", len(known) > 35 and ("tail", True) in known,
        known)
    # Those that end what they are called with come when it is there again.
    c = mine()
    for name, follows in known:
        if name in ("transfer", "handover", "reassign", "close", "tag",
                "customer", "block", "limit", "nothing",
                "send"):
            c = mine()
        args = [str(c) if a == "C" else given if a == "FILE" else a for a in
            ARGS.get(name, [])]
        p = start(name, *args, stdin=subprocess.DEVNULL)
        if follows:
            # Something happens until it listens.
            line = until(lambda: desk.visitor("news") and select.select(
                [p.stdout], [], [], 0.5)[0]) and p.stdout.readline()
            check("%s hears of the desk and is nobody" % name, line and
                not states(), (line, states()))
            p.terminate()
            p.communicate()
            continue
        out = p.communicate(timeout=30)[0].decode()
        # 2: refused, or called as it does not want; 6, 7: there is none,
        # or it is otherwise by now.
        check("%s is nobody" % name, (p.returncode in (0, 1, 6, 7) or
            (p.returncode == 2 and name in REFUSED)) and not states(),
            (p.returncode, out, args, states()))
    p = start("--linear", stdin=subprocess.PIPE)
    line = p.stdout.readline()
    p.stdin.write(b"/list\n")
    p.stdin.flush()
    check("lines by a pipe are nobody", line and not states(), line)
    p.communicate()
    check("and nobody they were to the end", not states(), states())
done()
