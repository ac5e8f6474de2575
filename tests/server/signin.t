#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""signin.t - sign-in: guessing costs the same whoever is guessed, sessions are
listed, end at once and by age, tokens of devices, codes of a second factor.
"""
import os
import sqlite3
import subprocess
import sys
import threading
import time

from desk import DEZHURKAD, Desk, check, done, skip, temp_dir, until

FAKETIME = subprocess.run("faketime -f +0 printenv LD_PRELOAD", shell=True,
    capture_output=True).stdout.decode().strip()


def config(text):
    path = os.path.join(temp_dir(), "conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def code_of(secret, at=None):
    return subprocess.run(["oathtool", "--totp", "-b", "-N",
        "@%d" % (at or time.time()), secret], capture_output=True,
        check=True).stdout.decode().strip()


def passwords(desk):
    return desk.ask("GET", "/api/v1/admin/status",
        admin=True).json["passwords"]


def sign_in(desk, login="anna", password="secret-word", address=None, **more):
    return desk.ask("POST", "/api/v1/session", dict(more, login=login,
        password=password), headers={"X-Forwarded-For": address} if address
        else None)


def is_dead(desk, token):
    return desk.ask("GET", "/api/v1/snapshot", token=token).status == 401


def guessing():
    """1000 passwords: ten are looked at, the others cost nothing."""
    with Desk("--config", config("[proxy]\ntrusted = 127.0.0.1\n[sign_in]\n"
            "hash_memory = 8M\nhash_passes = 1\n")) as desk:
        for login in ("anna", "boris", "olga"):
            desk.operator(login)
        before = passwords(desk)
        seen = [sign_in(desk, "anna", "word%d" % i, "10.0.0.1").status
            for i in range(1000)]
        check("of 1000 passwords ten are looked at", seen == [401] * 10 +
            [429] * 990 and passwords(desk) == before + 10,
            (seen[:12], passwords(desk)))
        check("the right one is not looked at there any more", sign_in(desk,
            "anna", address="10.0.0.1").status == 429)
        # At home the wait that grows does not count: ten in ten minutes do.
        check("boris is at home at 10.0.0.8", sign_in(desk, "boris",
            address="10.0.0.8").status == 201)
        seen = [sign_in(desk, "boris", "word%d" % i, "10.0.0.8").status
            for i in range(12)]
        check("who guesses there has ten tries too", seen == [401] * 10 +
            [429] * 2, seen)
        check("others sign in from there", sign_in(desk, "boris",
            address="10.0.0.1").status == 201)
        # Sixteen places are remembered: the one that is used longest ago goes.
        for place in [*range(16), 0, 16]:
            sign_in(desk, "olga", address="10.1.0.%d" % place)
        for i in range(14):
            sign_in(desk, "olga", "wrong", "10.2.0.%d" % i)
        check("strangers slow down olga at new places", sign_in(desk, "olga",
            address="10.2.0.99").status == 429)
        check("not at the one that she uses most", sign_in(desk, "olga",
            address="10.1.0.0").status == 201)
        answers = []
        for login in ("nobody", "boris", "x" * 33, "анна"):
            before = passwords(desk)
            a = sign_in(desk, login, "wrong", "10.0.0.2")
            answers.append((a.status, a.body, passwords(desk) - before))
        check("whoever is guessed: the same answer, the same work",
            set(answers) == {answers[0]} and answers[0][0] == 401 and
            answers[0][2] == 1, answers)
        desk.cli("operator", "disable", "boris")
        before = passwords(desk)
        a = sign_in(desk, "boris", address="10.0.0.3")
        check("so it is with one who is disabled",
            (a.status, a.body, passwords(desk) - before) == answers[0], a)


def hashes(desk):
    with sqlite3.connect("file:%s/desk.db?mode=ro" % desk.data,
            uri=True) as db:
        return dict(db.execute("SELECT login, password FROM operators"))


def rehash():
    """Dearer settings reach those who sign in, with the next sign-in."""
    data = temp_dir()
    cheap, dear = (config("[sign_in]\nhash_memory = 8M\nhash_passes = %d\n" %
        n) for n in (1, 3))
    with Desk("--config", cheap, data=data) as desk:
        status, out, err = subprocess.run([DEZHURKAD, "operator", "add",
            "anna", "--password-stdin", "--data", data, "--config", cheap],
            input=b"secret-word\n", capture_output=True).returncode, 0, 0
        check("the settings say what a password costs", status == 0 and
            "$m=8192,t=1,p=1$" in hashes(desk)["anna"], hashes(desk))
    with Desk("--config", dear, data=data) as desk:
        check("the wrong one changes nothing", sign_in(desk,
            password="wrong").status == 401 and "t=1," in
            hashes(desk)["anna"])
        check("the old one is good", sign_in(desk).status == 201)
        check("and is kept as dearly as the settings say now", until(lambda:
            "$m=8192,t=3,p=1$" in hashes(desk)["anna"]), hashes(desk))
        was = hashes(desk)["anna"]
        check("once", sign_in(desk).status == 201 and
            hashes(desk)["anna"] == was)


def sessions():
    with Desk() as desk:
        desk.operator("anna")
        desk.operator("boris")
        laptop, phone = (sign_in(desk, device=d).json["token"]
            for d in ("laptop", "phone"))
        other = sign_in(desk, "boris", device="his").json["token"]
        rows = desk.ask("GET", "/api/v1/sessions", token=laptop).json[
            "sessions"]
        check("my sessions, and which is this", [(r["device"], r.get(
            "is_current", False), r["address"]) for r in rows] == [
            ("laptop", True, "127.0.0.1"), ("phone", False, "127.0.0.1")],
            rows)
        foreign = desk.ask("GET", "/api/v1/sessions", token=other).json[
            "sessions"][0]["id"]
        a, b = (desk.ask("DELETE", "/api/v1/sessions/%d" % n, token=laptop)
            for n in (foreign, 999))
        check("another's looks like none", a.status == b.status == 404 and
            a.body == b.body and not is_dead(desk, other), a)

        # A held poll of the phone ends with its session, not with its hold.
        # The first poll tells of presence, and is one: that is stored.
        def snapshot():
            return desk.ask("GET", "/api/v1/snapshot", token=phone).json

        desk.ask("GET", "/api/v1/events?hold=0&cursor=" + snapshot()[
            "cursor"], token=phone)
        until(lambda: snapshot()["me"]["presence"] == "online")
        path = "/api/v1/events?hold=45&cursor=" + snapshot()["cursor"]
        desk.ask("GET", path.replace("45", "0"), token=phone)
        held = []

        def hold():
            held.append((desk.ask("GET", path, token=phone).status,
                time.monotonic()))

        thread = threading.Thread(target=hold)
        thread.start()
        check("the phone's poll is held", until(lambda: desk.ask("GET",
            "/api/v1/admin/status", admin=True).json["parked"] > 0))
        began = time.monotonic()
        left = desk.ask("DELETE", "/api/v1/sessions/%d" % rows[1]["id"],
            token=laptop)
        thread.join()
        check("it ends at once with its session", held[0][0] == 401 and
            held[0][1] - began < 5, held)
        check("what is left is answered", [r["device"] for r in
            left.json["sessions"]] == ["laptop"], left)
        check("its token is dead", is_dead(desk, phone))
        desk.stop(9)
        desk.start()
        check("and stays dead over a kill", is_dead(desk, phone) and
            not is_dead(desk, laptop))
        status, out, err = desk.cli("session", "list")
        check("the administrator sees everybody's", status == 0 and
            [line.split()[1:3] for line in out.splitlines()] ==
            [["anna", "laptop"], ["boris", "his"]], out + err)
        status, out, err = desk.cli("session", "revoke", "boris")
        check("and ends them", (status, out) == (0, "1 ended\n") and
            is_dead(desk, other) and not is_dead(desk, laptop), out + err)
        check("one that is not there is said to be so",
            desk.cli("session", "revoke", "999")[0] == 6)
        for what, args in (("a new password", ("passwd", "anna",
                "--password-stdin")), ("a second factor", ("totp", "anna"))):
            token = desk.cli("token", "add", "anna", "--device",
                "x")[1].strip()
            desk.cli("operator", *args, stdin=b"secret-word\n")
            desk.stop(9)
            desk.start()
            check(what + " ends all of them, over a kill as well",
                is_dead(desk, token) and is_dead(desk, laptop))


def ages():
    """Two days idle, five days of age, a token ten: by a shifted clock."""
    data = temp_dir()
    conf = config("[sign_in]\nidle = 2d\nage = 5d\ntoken_age = 10d\n")

    class Later(Desk):
        def __init__(self, days):
            super().__init__("--config", conf, data=data)
            self.faked = {"LD_PRELOAD": FAKETIME, "FAKETIME": "+%dd" % days,
                "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

        def start(self):
            os.environ.update(self.faked)
            try:
                super().start()
            finally:
                for name in self.faked:
                    del os.environ[name]

    if FAKETIME == "" or os.environ.get("DZ_SANITIZED"):
        skip("sessions end by age", "no faketime here")
        return
    with Desk("--config", conf, data=data) as desk:
        desk.operator("anna")
        idle, used = (sign_in(desk, device=d).json["token"]
            for d in ("idle", "used"))
        token = desk.cli("token", "add", "anna", "--device",
            "script")[1].strip()
        check("all three are good", not any(is_dead(desk, t)
            for t in (idle, used, token)))
    for day, dead in ((1, (used,)), (2, (idle,)), (3, ()), (4, ()),
            (5, (used,)), (9, ())):
        with Later(day) as desk:
            if day == 2:
                check("day 2: the one that was idle has ended",
                    is_dead(desk, idle) and not is_dead(desk, used))
            elif day == 5:
                check("day 5: nobody lasts longer", is_dead(desk, used))
                check("but the token", not is_dead(desk, token))
            elif day < 5:
                check("day %d: what is used goes on" % day,
                    not is_dead(desk, used))
            else:
                check("day 9: the token too", not is_dead(desk, token))
    with Later(10) as desk:
        check("day 10: until it is too old", is_dead(desk, token))


def at_once():
    with Desk() as desk:
        desk.operator("anna")
        said, at_once = [], [threading.Thread(target=lambda: said.append(
            desk.ask("POST", "/api/v1/admin/tokens", {"login": "anna",
            "device": "twice"}, admin=True).status)) for _ in range(8)]
        for one in at_once:
            one.start()
        for one in at_once:
            one.join()
        check("of eight at once for one device one is made", sorted(said) ==
            [201] + [409] * 7, said)


def tokens():
    with Desk() as desk:
        desk.operator("anna")
        status, out, err = desk.cli("token", "add", "anna", "--device", "ci",
            "--read-only")
        reader = out.strip()
        check("a token is printed, alone", status == 0 and len(reader) == 43,
            out + err)
        check("one device, one token", desk.cli("token", "add", "anna",
            "--device", "ci")[0] == 7)
        check("it needs a device", desk.cli("token", "add", "anna")[0] == 2)
        check("and an operator", desk.cli("token", "add", "nobody",
            "--device", "x")[0] == 6)
        check("it reads", desk.ask("GET", "/api/v1/snapshot",
            token=reader).status == 200)
        c = desk.visitor("hello").json["conversation"]
        seen = [desk.ask(m, "/api/v1" + p, {"client_id": "%032x" % i},
            token=reader).status for i, (m, p) in enumerate((
            ("POST", "/conversations/%d/take" % c), ("POST", "/queue/take"),
            ("POST", "/conversations/%d/messages" % c),
            ("POST", "/conversations/%d/typing" % c), ("PUT", "/presence"),
            ("PATCH", "/customers/1"), ("POST", "/canned"),
            ("DELETE", "/canned/1"), ("DELETE", "/sessions/1")))]
        check("and does nothing else", seen == [403] * 9, seen)
        cursor = desk.ask("GET", "/api/v1/snapshot", token=reader).json[
            "cursor"]
        desk.ask("GET", "/api/v1/events?hold=0&cursor=" + cursor,
            token=reader)
        check("its polls are nobody's presence", desk.ask("GET",
            "/api/v1/admin/status", admin=True).json["operators_here"] == 0)
        writer = desk.cli("token", "add", "anna", "--device",
            "desk")[1].strip()
        check("one with all rights takes", desk.post("/queue/take",
            writer).status == 201)
        status, out, err = desk.cli("token", "list", "anna")
        check("they are listed, not told", status == 0 and [line.split()[2:5]
            for line in out.splitlines()] == [["ci", "token", "read"],
            ["desk", "token", "operator"]] and reader not in out, out + err)
        check("one of them ends", desk.cli("token", "revoke", "anna",
            "--device", "ci")[0] == 0 and is_dead(desk, reader) and
            not is_dead(desk, writer))
        session = sign_in(desk).json["token"]
        acts = [r["record"]["act"] for r in desk.ask("GET",
            "/api/v1/admin/audit", admin=True).json["records"]]
        check("the audit trail has it", acts.count("token_made") == 2 and
            acts.count("session_ended") == 1, acts)
        check("or all, and no session", desk.cli("token", "revoke",
            "anna")[1] == "1 ended\n" and is_dead(desk, writer) and
            not is_dead(desk, session))
        with open(desk.data + "/desk.db", "rb") as f:
            stored = f.read()
        with open(desk.data + "/desk.db-wal", "rb") as f:
            stored += f.read()
        check("no token is in the database", session.encode() not in stored
            and writer.encode() not in stored)


def codes():
    with Desk("--config", config("[proxy]\ntrusted = 127.0.0.1\n[desk]\n"
            "name = Acme & Co\n")) as desk:
        desk.operator("anna")
        desk.operator("boris")
        was = sign_in(desk).json["token"]
        status, out, err = desk.cli("operator", "totp", "anna")
        lines = out.splitlines()
        secret = [x.split()[1] for x in lines if x.startswith("secret")][0]
        recovery = [x.strip() for x in lines if x.startswith("  ")]
        check("the secret as text and as URI", status == 0 and
            "otpauth://totp/%s:anna?secret=" % "Acme%20%26%20Co" + secret
            in out and len(recovery) == 10, out + err)
        check("no escapes where there is no terminal", "\033" not in out)
        check("who was signed in is no more", is_dead(desk, was))
        a = sign_in(desk)
        check("the password is not enough", a.status == 401 and
            a.json["error"] == "second_factor", a)
        a = sign_in(desk, password="wrong", code=code_of(secret))
        check("nor is the code", a.status == 401 and
            a.json["error"] == "auth", a)
        at = time.time()
        a = sign_in(desk, code=code_of(secret, at - 120))
        check("nor is an old one", a.status == 401 and
            a.json["error"] == "second_factor", a)
        code = code_of(secret, at)
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(
            sign_in(desk, code=code).status)) for i in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        check("of eight who have the same code one gets in",
            sorted(answers) == [201] + [401] * 7, answers)
        check("and it is used up", sign_in(desk, code=code).status == 401)
        desk.stop(9)
        desk.start()
        check("even over a kill", sign_in(desk, code=code).status == 401)
        a = sign_in(desk, code=recovery[0].upper().replace("-", " "))
        check("a code that was written down", a.status == 201, a)
        check("opens once", sign_in(desk, code=recovery[0]).status == 401)
        check("the next one too", sign_in(desk,
            code=recovery[1]).status == 201)
        check("others need none", sign_in(desk, "boris").status == 201)
        for i in (2, 3):
            check("at home at two places", sign_in(desk, code=recovery[i],
                address="10.9.0.%d" % i).status == 201)
        seen = []
        for i in range(16):
            seen.append(sign_in(desk, code="%06d" % i,
                address="10.9.0.%d" % (2 + i % 2)).status)
        check("codes are guessed ever more slowly, from wherever",
            seen[-4:].count(429) >= 2 and 201 not in seen, seen)
        with open(desk.data + "/desk.db", "rb") as f:
            stored = f.read()
        with open(desk.data + "/desk.db-wal", "rb") as f:
            stored += f.read()
        import base64
        check("neither secret nor codes are in the database",
            base64.b32decode(secret) not in stored and
            not any(x.encode() in stored or x.replace("-", "").encode() in
            stored for x in recovery))
        check("the key is its owner's", os.stat(desk.data +
            "/sign_in.key").st_mode & 0o777 == 0o600)
        status, out, err = desk.cli("operator", "totp", "anna", "--off")
        check("and off again", status == 0 and sign_in(desk).status == 201,
            out + err)
        check("of nobody", desk.cli("operator", "totp", "nobody")[0] == 6)
        acts = [(r["record"]["act"], r["record"].get("what", "")) for r in
            desk.ask("GET", "/api/v1/admin/audit", admin=True).json[
            "records"]]
        check("the audit trail has it", {("second_factor", "on"),
            ("second_factor", "off"), ("sign_in_failed", "")} <= set(acts),
            acts)
        # Another key: what was sealed is refused, not let through.
        desk.cli("operator", "totp", "anna")
        desk.stop()
        with open(desk.data + "/sign_in.key", "wb") as f:
            f.write(b"k" * 32)
        desk.start()
        check("with another key nobody gets in", sign_in(desk,
            code="123456").status == 507)
        desk.stop()
        with open(desk.data + "/sign_in.key", "wb") as f:
            f.write(b"short")
        p = subprocess.run([DEZHURKAD] + desk.args, capture_output=True)
        check("a damaged key is said to be so", p.returncode == 1 and
            b"sign_in.key" in p.stderr, p.stderr.decode())


def said():
    """Nothing of it stands in the log."""
    data = temp_dir()
    log = os.path.join(temp_dir(), "log")
    conf = config("[log]\nlevel = debug\nfile = %s\n" % log)
    desk = Desk("--config", conf, data=data)
    desk.args = [a for a in desk.args if a not in ("--log", "warn")]
    with desk:
        desk.operator("anna", password="a-very-secret-word")
        out = desk.cli("operator", "totp", "anna")[1]
        secret = [x.split()[1] for x in out.splitlines()
            if x.startswith("secret")][0]
        code = code_of(secret)
        token = sign_in(desk, password="a-very-secret-word",
            code=code).json["token"]
        sign_in(desk, password="another-secret", code="424242")
        desk.ask("GET", "/api/v1/snapshot", token=token)
        with open(log, encoding="utf-8") as f:
            lines = f.read()
        check("the log has none of it", "signed in" in lines and not any(
            x in lines for x in ("a-very-secret", "another-secret", secret,
            code, "424242", token)), lines)


for part in (guessing, rehash, sessions, ages, at_once, tokens, codes, said):
    if len(sys.argv) < 2 or part.__name__ in sys.argv[1:]:
        part()
done()
