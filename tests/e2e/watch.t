#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""watch.t - `dezhurka top` at a real desk with many conversations: what it
prints against the desk's own numbers; that it is nobody's presence and changes
nothing; that a line that is lost is said and comes back; that it can be what a
key of ssh is forced to run.
"""
import json
import os
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), name)
    for name in ("server", "bench")]
sys.dont_write_bytecode = True

from desk import check, done, temp_dir, until

for program in ("DEZHURKA", "DEZHURKAD"):
    if not os.access(os.environ.get(program, ""), os.X_OK):
        print("1..0 # SKIP %s was not built" % program.lower())
        sys.exit(0)

from watching import Crowd


def call(crowd, *args, token=None, **env):
    read, write = os.pipe()
    os.write(write, (token or crowd.chief).encode() + b"\n")
    os.close(write)
    p = subprocess.run([os.environ["DEZHURKA"], "--desk",
        "unix:" + crowd.socket, "--login", "chief",
        "--token-fd", str(read)] + list(args), pass_fds=[read],
        capture_output=True, stdin=subprocess.DEVNULL, timeout=30,
        env=dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en", **env))
    os.close(read)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def once(crowd, *args, **more):
    status, out, err = call(crowd, "top", "--once", "--json", *args, **more)
    assert status == 0, err
    return json.loads(out)


def ask(crowd, path):
    return crowd.desk.ask("GET", "/api/v1/" + path, token=crowd.chief).json


def numbers(crowd):
    snapshot, figures = ask(crowd, "snapshot"), ask(crowd, "figures")
    open_ones = [x["conversation"] for x in snapshot["conversations"]
        if x["conversation"]["state"] != "closed"]
    seen = once(crowd)
    check("one line of JSON, with the desk's figures", {k: v for k, v in
        seen["figures"].items() if k != "at"} == {k: v for k, v in
        figures.items() if k != "at"}, (seen["figures"], figures))
    check("every open conversation is there", sorted(c["id"] for c in
        seen["conversations"]) == sorted(c["id"] for c in open_ones))
    check("those who wait", seen["waiting"] == figures["waiting"] == len([
        c for c in open_ones if c["state"] == "waiting"]), seen["waiting"])
    loads = {o["id"]: o.get("load", 0) for o in snapshot["operators"]}
    check("every operator with the load of the desk", {o["id"]: o["load"]
        for o in seen["operators"]} == loads, seen["operators"])
    waits = {}
    for c in open_ones:
        if c["state"] == "active" and c.get("waiting_since"):
            o = c["operator_id"]
            waits[o] = min(waits.get(o, c["waiting_since"]),
                c["waiting_since"])
    check("and the longest unanswered of each", {o["id"]:
        o["unanswered_since"] for o in seen["operators"]
        if "unanswered_since" in o} == waits, waits)
    dues = [c["due"] for c in seen["conversations"] if "due" in c]
    check("sorted by what is late first", dues == sorted(dues) and dues)
    by_wait = once(crowd, "--sort", "wait")["conversations"]
    since = [c["waiting_since"] for c in by_wait if "waiting_since" in c]
    check("or by the wait", since == sorted(since) and since)
    cards = once(crowd, "--department", "cards")
    check("of one department", cards["department_id"] == 1 and all(
        c["department_id"] == 1 for c in cards["conversations"]) and
        cards["figures"]["arrived"] == ask(crowd,
        "figures?department=1")["arrived"], cards["figures"])


def texts(crowd):
    status, out, err = call(crowd, "top", "--once")
    check("as text: a line for each", status == 0 and
        len(out.splitlines()) > 30 and "op00" in out, out + err)
    status, out, err = call(crowd, "top")
    check("without a screen it prints as well", status == 0 and
        "op00" in out, out + err)
    status, out, err = call(crowd, "top", "--sort", "colour", "--once")
    check("an order that is none is named", status == 2 and
        "colour" in err, err)
    status, out, err = call(crowd, "top", "--department", "Nowhere",
        "--once")
    check("a department that is none is named", status == 2 and
        "Nowhere" in err, err)


def screen(crowd):
    there = [o["login"] for o in ask(crowd, "snapshot")["operators"]
        if o["presence"] != "offline"]
    with crowd.top() as tty:
        tty.see("FOR WHOM")
        tty.settle(1.2)
        check("who looks is nobody's presence", there == [] and [
            o["login"] for o in ask(crowd, "snapshot")["operators"]
            if o["presence"] != "offline"] == [])
        tty.send("\x1bOB")          # a row down, in either mode
        tty.send("s")
        tty.settle(0.5)
        tty.last = b""
        tty.resize(40, 132)
        tty.process.send_signal(signal.SIGWINCH)
        tty.see("DEPARTMENT")
        check("another size is another page", True)
        tty.send("/")
        tty.see("only watches")
        check("there is no command line in it", True)
        for keys in ("\x18q", "\x1b[15~", "\x182", "hello\r", "\x18t"):
            tty.send(keys)
            tty.settle(0.2)
        tty.last = b""
        crowd.desk.stop()
        tty.see("no line")
        check("a line that is lost is said", True)
        crowd.desk.start()
        tty.last = b""
        until(lambda: tty.read(0.2) and b"\xe2\x97\x8f" in tty.last, 30)
        check("and it comes back by itself", b"\xe2\x97\x8f" in tty.last,
            tty.last[-300:])
        tty.send("q")
        tty.settle(0.3)
        check("q ends it", tty.process.wait(5) == 0)


def forced(crowd):
    wall = crowd.token("chief", "wall", "--watch-only")
    mark = os.path.join(temp_dir(), "mark")
    with crowd.top(token=wall, SSH_ORIGINAL_COMMAND="touch %s; $(touch %s)" %
            (mark, mark), SHELL="/bin/false", VISUAL="touch " + mark) as tty:
        tty.see("FOR WHOM")
        tty.settle(0.5)
        # Stopping, an editor, a shell, the menu: nothing of it is there.
        for keys in ("\x1a", "\x18\x05", "!", ":", "\x1b[20~", "\x03"):
            tty.send(keys)
            tty.settle(0.2)
        check("forced: a token that watches is enough, and it ends at ^C",
            tty.process.wait(5) == 0, tty.last[-300:])
    check("what was asked for by the other side was not run",
        not os.path.exists(mark))


with Crowd(6, 40) as crowd:
    for c in sorted(crowd.talks)[:12]:
        crowd.write(c)
    for c in sorted(crowd.talks)[-6:]:
        crowd.close(c)
    numbers(crowd)
    texts(crowd)
    before = ask(crowd, "snapshot")
    screen(crowd)
    forced(crowd)
    after = ask(crowd, "snapshot")
    check("looking has changed nothing", before["conversations"] ==
        after["conversations"])
done()
