#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""start.t - what the desk says when it cannot start, and how it ends."""
import os
import re
import signal
import socket
import sqlite3
import subprocess
import tempfile

from desk import (DEZHURKAD, Desk, check, client_id, done, run, skip,
    temp_dir, until)


def conf(text):
    path = temp_dir() + "/dezhurkad.conf"
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def refuses(name, args, status, *words):
    got, out, err = run(args)
    check(name, got == status and err.count("\n") == 1 and
        err.startswith("dezhurkad: ") and all(w in err for w in words),
        (got, out, err))


GOOD = """\
[desk]
name = Shop
language = ru
outcomes = solved, unsolved, spam
first_target = 90s
next_target = 2m
[listen]
address = 127.0.0.1:0
address = [::1]:0
[data]
dir = /tmp/nowhere
[proxy]
trusted = 127.0.0.1
[frame]
site = https://shop.example
[log]
level = warn
"""


def config():
    got = run(["--check-config", "--config", conf(GOOD)])
    check("a good configuration", got[0] == 0 and got[2] == "", got)
    for name, text, place, words in (
        ("no such section", "[dsk]\nname = x\n", "2:", ("dsk", "desk")),
        ("a section that is longer", "[ratings x]\nbad = 1\n", "2:",
            ("ratings x", "[ratings]", "[retention]")),
        ("a section whose name begins so", "[targets a]\nfirst = 1s\n", "2:",
            ("no section", "[target NAME]")),
        ("no name", "[target]\nfirst = 1s\n", "2:", ("target \"\"",)),
        ("no such key", "[desk]\nnmae = x\n", "2:", ("nmae", "known are",
            "language")),
        ("a key of another section of the same table",
            "[winback]\nbad = 1\n", "2:", ("known are owner, due",)),
        ("a key twice in a section with a name",
            "[mask a]\nkeep = 1\nkeep = 2\n", "2:", ("line 3",)),
        ("a language", "[desk]\nlanguage = de\n", "2:12:", ("de", "ru")),
        ("a span", "[desk]\nfirst_target = soon\n", "2:16:", ()),
        ("an outcome", "[desk]\noutcomes = Done!\n", "2:12:", ("Done!",)),
        ("an address", "[listen]\naddress = 8484\n", "2:11:", ("8484",)),
        ("a proxy", "[proxy]\ntrusted = 10.0.0.0/33\n", "2:11:",
            ("10.0.0.0/33",)),
        ("a level", "[log]\n\nlevel = loud\n", "3:9:", ("loud", "warn")),
        ("a site", "[frame]\nsite = shop.example/x\n", "2:8:", ("https://",)),
        ("a site longer than a name can be",
            "[frame]\nsite = https://%s\n" % ("a" * 300), "2:8:",
            ("https://",)),
        ("a site that ends the header", "[frame]\nsite = https://a;b\n",
            "2:8:", ()),
        ("twice", "[desk]\nname = a\nname = b\n", "2:", ("3",)),
        ("a directory", "[data]\ndir = here\n", "2:7:", ("absolute",)),
        ("no key at all", "[desk]\nwhat is this\n", "2:", ())):
        path = conf(text)
        refuses("the configuration: " + name,
            ["--check-config", "--config", path], 2, path + ":" + place,
            *words)
    refuses("no such configuration", ["--config", "/nowhere/x.conf"], 2,
        "/nowhere/x.conf")


def command_line():
    for name, args, status, words in (
        ("an unknown option", ["--frob"], 2, ("--frob", "--help")),
        ("an option without a value", ["--data"], 2, ("--data",)),
        ("a level", ["--log", "loud"], 2, ("loud",)),
        ("an address", ["--listen", "nowhere"], 2, ("nowhere",)),
        ("a port", ["--listen", "127.0.0.1:70000"], 2, ("70000",)),
        ("a relative socket", ["--listen", "unix:x"], 2, ("x",))):
        refuses("the command line: " + name, args + ["--data", temp_dir()]
            if args[-1] != "--data" else args, status, *words)
    got = run(["--help"])
    wide = [x for x in got[1].splitlines() if len(x) > 80]
    check("--help is no wider than a terminal", got[0] == 0 and not wide, wide)
    check("nor has it spaces at an end", not [x for x in got[1].splitlines()
        if x != x.rstrip()], got[1])
    got = run(["--version"])
    check("--version", got[0] == 0 and
        re.match(r"dezhurkad \d+\.\d+", got[1]), got)
    refuses("a command behind options", ["--data", temp_dir(), "operator",
        "list"], 2, '"operator"', "before its options")


def in_use():
    with socket.create_server(("127.0.0.1", 0)) as s:
        address = "127.0.0.1:%d" % s.getsockname()[1]
        refuses("the port is in use", ["--data", temp_dir(), "--listen",
            address], 3, address, "another port")
    with Desk() as desk:
        refuses("a desk runs there", ["--data", desk.data, "--listen",
            "127.0.0.1:0"], 3, desk.data)


def everybody_reaches(path):
    while (path := os.path.dirname(path)) != "/":
        if not os.stat(path).st_mode & 0o001:
            return False
    return True


def not_ours():
    name = "the data directory is not ours to write"
    who = {}
    if os.geteuid() == 0:    # root may all: start it as nobody
        who = {"user": 65534, "group": 65534, "extra_groups": []}
        if not everybody_reaches(DEZHURKAD):
            skip(name, "root may all, nobody may not start the program")
            return
    d = tempfile.mkdtemp(prefix="dz", dir="/tmp")
    os.chmod(d, 0o555)
    got = subprocess.run([DEZHURKAD, "--data", d + "/desk", "--listen",
        "127.0.0.1:0"], env={"HOME": d, "LC_ALL": "C.UTF-8"}, text=True,
        capture_output=True, check=False, timeout=20, **who)
    check(name, got.returncode == 1 and d in got.stderr and
        got.stderr.count("\n") == 1, (got.returncode, got.stderr))
    os.rmdir(d)


def data():
    d = temp_dir()
    path = d + "/file"
    open(path, "w").close()
    refuses("the data directory is a file", ["--data", path], 1, path)
    not_ours()
    with Desk() as desk:
        desk.visitor("kept")
    db = sqlite3.connect(desk.data + "/desk.db")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute("PRAGMA user_version = %d" % (version + 1))
    db.commit()
    db.close()
    refuses("the database is of a newer version", ["--data", desk.data,
        "--listen", "127.0.0.1:0"], 1, "newer", desk.data)
    db = sqlite3.connect(desk.data + "/desk.db")
    check("and was left as it is", db.execute("PRAGMA user_version")
        .fetchone()[0] == version + 1)
    db.execute("PRAGMA user_version = %d" % version)
    db.commit()
    db.close()
    with Desk(data=desk.data):
        check("with the right version it goes on", True)


def ends():
    for signo in (signal.SIGTERM, signal.SIGINT):
        with Desk() as desk:
            check("%s ends it well" % signo.name, desk.stop(signo) == 0)
            check("and takes the socket away",
                not os.path.exists(desk.data + "/admin.sock"))
    with Desk() as desk:
        v = desk.visitor("before").json
        said = client_id()
        desk.post("/visitor/messages", v["secret"], text="kept",
            client_id=said)
        desk.stop(signal.SIGKILL)
        desk.start()
        shown = desk.ask("GET", "/api/v1/visitor/conversation",
            token=v["secret"])
        check("what was answered is there after kill -9",
            [e["text"] for e in shown.json["events"]
                if e["type"] == "message"] == ["before", "kept"], shown)
        again = desk.post("/visitor/messages", v["secret"], text="kept",
            client_id=said)
        check("and not stored twice", again.status == 200, again)


def log_file():
    path = temp_dir() + "/desk.log"
    with Desk("--config", conf("[log]\nfile = %s\nlevel = info\n" % path),
            "--log", "info") as desk:
        check("the log is written", until(lambda: os.path.getsize(path)))
        os.rename(path, path + ".1")
        desk.process.send_signal(signal.SIGHUP)
        check("SIGHUP opens it anew", until(lambda: os.path.exists(path)))
        mode = os.stat(path).st_mode & 0o777
        check("for its owner alone", mode == 0o600, oct(mode))


def notified():
    path = temp_dir() + "/n"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
        s.bind(path)
        s.settimeout(20)
        os.environ["NOTIFY_SOCKET"] = path
        with Desk() as desk:
            check("the service manager hears of the start",
                s.recv(64) == b"READY=1")
            desk.stop()
            check("and of the end", s.recv(64) == b"STOPPING=1")
        del os.environ["NOTIFY_SOCKET"]


def own_socket():
    path = temp_dir() + "/desk.sock"
    with Desk("--listen", "unix:" + path, "--trust-owner") as desk:
        desk.operator("anna")
        desk_at = desk.data
        check("it says where it listens", "listening on unix:" + path in
            desk.said and desk.said.endswith("ready\n"), desk.said)
        os.symlink(path, temp_dir() + "/x")
        answer = desk.ask("POST", "/api/v1/session", {"login": "anna"})
        check("TCP needs a password", answer.status == 401, answer)
        link = temp_dir()
        os.symlink(path, link + "/admin.sock")
        desk.data = link
        answer = desk.ask("POST", "/api/v1/session", {"login": "anna"},
            admin=True)
        check("its owner needs none on a socket", answer.status == 201,
            answer)
        answer = desk.ask("GET", "/api/v1/admin/status", admin=True)
        check("another socket than admin.sock does not administrate",
            answer.status == 404, answer)
        desk.data = desk_at


def foreign():
    """A database of somebody else's is not made ours."""
    place = temp_dir()
    with sqlite3.connect(place + "/desk.db") as db:
        db.execute("CREATE TABLE theirs (x)")
    with open(place + "/desk.db", "rb") as f:
        before = f.read()
    refuses("a database of another program is refused", ["--data", place,
        "--listen", "127.0.0.1:0"], 1, place, "another program")
    with open(place + "/desk.db", "rb") as f:
        check("and left as it is", f.read() == before)


config()
command_line()
in_use()
data()
foreign()
ends()
log_file()
notified()
own_socket()
done()
