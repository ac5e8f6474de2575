#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""leaks.py - where passwords, tokens and secrets must not stand: arguments and
environments of all processes, logs at their most talkative, core files, answers,
addresses, and files that are not their own.
"""
import base64
import hashlib
import hmac
import json
import os
import re
import resource
import signal
import socket
import struct
import subprocess
import threading
import time
import urllib.parse

from crowd import House
from desk import client_id, temp_dir, until
from row import main, row
from screen import Screen

CONF = """[log]
level = debug
file = %s
[sign_in]
hash_memory = 8M
hash_passes = 1
"""
# Of a request: what may hold one.
OWN_HEADERS = (b"authorization:", b"cookie:")


def word(name):
    """A secret that nothing else looks like."""
    return "%s-%s" % (name, os.urandom(12).hex())


def code_of(secret, at=None):
    """RFC 6238; in here, as the arguments of a program are seen by all."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = struct.pack(">Q", int((at or time.time()) // 30))
    mac = hmac.new(key, step, hashlib.sha1).digest()
    at = mac[-1] & 15
    return "%06d" % ((struct.unpack(">I", mac[at:at + 4])[0] & 0x7fffffff) %
        1000000)


class Watch(threading.Thread):
    """Arguments and environments of every process there is, over and over."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen, self.is_over, self.n_looks = {}, False, 0
        self.start()

    def run(self):
        while not self.is_over:
            self.n_looks += 1
            for pid in filter(str.isdigit, os.listdir("/proc")):
                for part in ("cmdline", "environ"):
                    try:
                        with open("/proc/%s/%s" % (pid, part), "rb") as f:
                            self.seen.setdefault(f.read(), part)
                    except OSError:
                        pass        # it has ended, or guards itself
            time.sleep(0.004)

    def finish(self):
        self.is_over = True
        self.join()
        return self.seen


class Tap:
    """A line to the desk that keeps all that passes, both ways."""

    def __init__(self, port):
        self.port, self.lines = port, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.at = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            a, _ = self.listener.accept()
            try:
                b = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                a.close()
                continue
            kept = [bytearray(), bytearray()]
            self.lines.append(kept)
            for one, other, data in ((a, b, kept[0]), (b, a, kept[1])):
                threading.Thread(target=self.pump, args=(one, other, data),
                    daemon=True).start()

    @staticmethod
    def pump(one, other, data):
        try:
            while True:
                got = one.recv(65536)
                if not got:
                    break
                data += got
                other.sendall(got)
        except OSError:
            pass
        for s in (one, other):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def heads(self):
        """Of all requests, without the headers that hold what they hold."""
        for there, _ in self.lines:
            data = bytes(there)
            while b"\r\n\r\n" in data:
                head, _, rest = data.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)\ncontent-length: *(\d+)", head)
                data = rest[int(length.group(1)) if length else 0:]
                yield b"\n".join(x for x in head.split(b"\r\n") if not
                    x.lower().startswith(OWN_HEADERS))

    def answers(self):
        return [bytes(back) for _, back in self.lines]


class Known:
    """The secrets, each with what it may be found in."""

    def __init__(self):
        self.words = {}

    def add(self, what, text):
        assert len(text) >= 6, (what, text)
        self.words[text] = what
        return text

    def found(self, data):
        """Names of those that are in these bytes, also as an address has
        them, or in base64, or as hexadecimal digits."""
        out = []
        for text, what in self.words.items():
            raw = text.encode()
            forms = {raw, urllib.parse.quote(text, safe="").encode(),
                raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")}
            if len(text) % 8 == 0 and re.fullmatch("[A-Z2-7]+", text):
                forms.add(base64.b32decode(text))
            out += [what] * any(f in data for f in forms)
        return out


class Own(Screen):
    """A console with a configuration of its own, and what is typed into it is
    no argument of tmux."""

    def type(self, text):
        subprocess.run(["tmux", "-S", self.socket, "source-file", "-"],
            input=("send-keys -l -- '%s'\n" % text).encode(), check=True)


def conf_of(home, at, login, more=""):
    path = home + "/dezhurka.conf"
    with open(path, "w") as f:
        f.write("[account a]\nurl = %s\nlogin = %s\n%s\n[block orders]\n"
            "command = env; sleep 0.2\nwhen = always\n[handler]\n"
            "default = sleep 0.2 # %%s\n" % (at, login, more))
    return path


def signs_in(r, house, tap, known):
    """A password that is wrong, one that is right, a code; then the line goes,
    the session ends."""
    home = temp_dir()
    password = known.add("the password", word("right"))
    wrong = known.add("a wrong password", word("wrong"))
    house.add_operator("anna")
    house.cli("operator", "passwd", "anna", "--password-stdin",
        stdin=password.encode() + b"\n")
    out = house.cli("operator", "totp", "anna")[1]
    secret = known.add("the secret of the second factor", re.search(
        r"^secret +(\S+)", out, re.M).group(1))
    for code in re.findall(r"^ {2}(\S+)$", out, re.M):
        known.add("a code for once", code)
    c = Own(house, "anna", 120, 36, home=home, bare=["--config",
        conf_of(home, tap.at, "anna"), "--lang", "en"])
    with c:
        c.see("anna")
        for text in (wrong, password):
            c.see(re.compile(r"[?:]\s*$"))
            c.type(text)
            c.keys("Enter")
            if text == wrong:
                c.see("not the password", 30)
        c.see("Code of your app", 30)
        c.type(code_of(secret))
        c.keys("Enter")
        c.see("F1", 30)
        c.keys("F2")
        c.keys("Escape")
        time.sleep(0.3)         # the block runs
        house.stop()
        c.see("no line", 30)
        house.start()
        c.see(re.compile(r"^ \S+ +● ", re.M), 60)
        raw = c.raw()
        house.cli("session", "revoke", "anna")
        c.see(re.compile(r"[?:]\s*$"), 30)
        c.keys("C-d")
        c.ended()
        raw += c.raw()
    r.expect(not known.found(raw), "on the screen: %s" % known.found(raw))
    kept = [os.path.join(p, n) for p, _, names in os.walk(home) for n in
        names]
    return home, kept


def with_token(r, house, tap, known):
    """A token of a device, by descriptor and by a command; the command line."""
    house.add_operator("boris")
    token = known.add("the token of a device", house.cli("token", "add",
        "boris", "--device", "laptop")[1].strip())
    home = temp_dir()
    script = home + "/give"
    with open(script, "w") as f:
        os.fchmod(f.fileno(), 0o700)
        f.write("#!/bin/sh\nsleep 0.1\ncat %s/token\n" % home)
    conf = conf_of(home, tap.at, "boris", "token_command = %s" % script)
    for bare in (None, ["--config", conf]):
        with Own(house, "boris", 120, 36, at=tap.at, home=home, token=token,
                bare=bare) as c:
            c.see("F1", 30)
            v = house.enter("open me", name="guest")
            known.add("the secret of a visitor", v["secret"])
            c.see(re.compile("queue +1"), 30)
            c.go("F5", "guest>")
            c.type("an answer")
            c.see("guest> an answer")
            c.keys("Enter")
            c.see(re.compile("Boris +an answer"), 30)
            time.sleep(r.pick(0.3, 1))
            c.keys("C-x", "C-c")
            raw = c.raw()
        r.expect(not known.found(raw), "on the screen: %s" %
            known.found(raw))
    bad = known.add("a token that is none", word("no") + "x" * 10)
    env = dict(os.environ, HOME=home, XDG_STATE_HOME=home + "/s",
        XDG_CONFIG_HOME=home + "/c")
    for text, args in ((token, ["status", "--json"]), (bad, ["status"]),
            (token, ["tail", "--json", "999999"]), (bad, ["send", "1", "x"])):
        a, b = os.pipe()
        os.write(b, text.encode() + b"\n")
        os.close(b)
        done = subprocess.run([os.environ["DEZHURKA"], "--desk", tap.at,
            "--login", "boris", "--token-fd", str(a), *args], env=env,
            pass_fds=(a,), capture_output=True, stdin=subprocess.DEVNULL,
            timeout=30)
        os.close(a)
        said = done.stdout + done.stderr
        r.expect(not known.found(said), "%s says: %s" % (args,
            known.found(said)), said)
        r.count(times=1)
    return home


def strangers_ask(r, house, tap, known):
    """A visitor by script and by form, secrets in places where they are
    nothing; every answer but the one that gives a secret is without it."""
    at = int(tap.at.rpartition(":")[2])
    was, house.port = house.port, at
    try:
        v = house.enter("a form, a file", name="guest")
        secret = known.add("the secret of a visitor", v["secret"])
        house.add_operator("olga")
        token = known.add("the token of a session", house.ask("POST",
            "/api/v1/session", {"login": "olga", "password": known.add(
            "a password", "a long word for olga"), "device": "x"}).json[
            "token"])
        form = house.ask("POST", "/chat", "text=hello&client_id=" +
            client_id(), headers={"Content-Type":
            "application/x-www-form-urlencoded", "X-Forwarded-For":
            house.address()})
        cookie = re.search(r"dz=([^;]+)", str(form.headers))
        if r.expect(cookie, "no cookie", form):
            known.add("the cookie", cookie.group(1))
        for method, path, body in (("GET", "/", None), ("GET", "/chat", None),
                ("GET", "/api/v1/visitor/events?hold=0&cursor=0", None),
                ("POST", "/api/v1/visitor/messages", {"text": 5}),
                ("POST", "/api/v1/visitor/messages", {"client_id":
                client_id(), "text": "again"}), ("GET", "/nothing", None),
                ("DELETE", "/api/v1/visitor/messages", None),
                ("GET", "/api/v1/snapshot", None), ("POST",
                "/api/v1/session", "{broken"), ("GET",
                "/api/v1/search?q=" + "a" * 9000, None), ("GET",
                "/api/v1/customers/9999", None), ("PATCH",
                "/api/v1/customers/1", {"client_id": "x"})):
            for bearer in (secret, token, "x" * 43):
                for headers in ({}, {"Cookie": "dz=" + secret}):
                    house.ask(method, path, body, bearer, headers)
                    r.count(times=1)
    finally:
        house.port = was


def cores(r, house, known):
    """Both die of a fault where cores are wanted: none is left. That one would
    be is looked at first."""
    with open("/proc/sys/kernel/core_pattern") as f:
        pattern = f.read().strip()
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    start, place = os.getcwd(), temp_dir()
    os.chdir(place)

    def left():
        return [n for n in os.listdir(place) if n.startswith("core")]

    try:
        can = pattern.startswith("core") and hard != 0
        if can:
            with House(env={"DEZHURKA_CORE": "1"}) as control:
                os.kill(control.pid, signal.SIGABRT)
                control.process.wait()
            can = bool(left())
            for name in left():
                os.remove(name)
        for signo in (signal.SIGABRT, signal.SIGSEGV):
            with House() as one:
                one.add_operator("anna")
                token = one.trusted("anna")
                with Screen(one, "anna", token=token) as c:
                    c.see("F1", 30)
                    with open("/proc/%d/limits" % c.pid) as f, \
                            open("/proc/%d/limits" % one.pid) as g:
                        for who, text in (("console", f.read()), ("desk",
                                g.read())):
                            limit = re.search(r"Max core file size +(\d+|"
                                r"unlimited) +(\d+|unlimited)", text)
                            r.expect(limit.groups() == ("0", "0"), "the %s "
                                "may write a core: %s" % (who,
                                limit.groups()))
                    c.kill(signo)
                os.kill(one.pid, signo)
                one.process.wait()
            r.count(times=2, leaked=len(left()))
            r.expect(not left(), "a core file: %s" % left())
        r.note("a core would be seen" if can else
            "no core can be seen here (%s): the limit was looked at" %
            pattern[:40])
    finally:
        os.chdir(start)
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


def look(r, known, what, blobs):
    """`blobs`: (name, bytes)."""
    n = 0
    for name, data in blobs:
        found = known.found(data)
        n += 1
        r.count(leaked=len(found))
        r.expect(not found, "%s %s: %s" % (what, name, ", ".join(found)))
    r.count(times=n)
    return n


def files_under(place):
    for folder, _, names in os.walk(place):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


@row("B25", "secrets in argv, environment, log, core")
def secrets(r):
    known, watch, place = Known(), Watch(), temp_dir()
    house = House(conf=CONF % (place + "/log"))
    at = house.args.index("--log")
    del house.args[at:at + 2]
    with house:
        tap = Tap(house.port)
        r.say("a password and a code")
        home, _ = signs_in(r, house, tap, known)
        r.say("tokens")
        second = with_token(r, house, tap, known)
        r.say("strangers")
        strangers_ask(r, house, tap, known)
        # The key without which the database gives no second factor away.
        for path in files_under(house.data):
            mode = os.stat(path).st_mode & 0o777
            r.expect(not mode & 0o077, "%s: mode %o" % (path, mode))
    with open(house.data + "/sign_in.key", "rb") as f:
        key = f.read()
    r.say("core files")
    cores(r, house, known)
    seen = watch.finish()
    r.note("%d secrets; %d arguments and environments in %d looks" % (
        len(known.words), len(seen), watch.n_looks))
    look(r, known, "a process's", ((part, data) for data, part in
        seen.items()))
    r.expect(any(b"DEZHURKA_CUSTOMER_ID" in x for x in seen), "no command of "
        "the operator's was seen")
    with open(place + "/log", "rb") as f:
        log = f.read()
    r.expect(b"signed in" in log, "the log says nothing")
    look(r, known, "the desk's log", [("", log)])
    heads = list(tap.heads())
    r.expect(len(heads) > 60, "%d requests seen" % len(heads))
    look(r, known, "a request's head", ((x[:60], x) for x in heads))
    # Each is told once: to whom it is given.
    for text, what in known.words.items():
        n = sum(x.count(text.encode()) for x in tap.answers())
        most = what.startswith(("the secret of a v", "the token of a s",
            "the cookie"))
        r.count(leaked=max(0, n - most))
        r.expect(n <= most, "%s: %d times in answers" % (what, n))
    # The console's own files: a token is in a file of its own, for its owner.
    issued = re.findall(rb'"token":"([^"]+)"', b"".join(tap.answers()))
    for text in issued:
        known.add("the token of a session", text.decode())
    for path in [*files_under(home), *files_under(second)]:
        with open(path, "rb") as f:
            data = f.read()
        mode = os.stat(path).st_mode & 0o777
        if known.found(data):
            r.expect(not mode & 0o077 and re.search(r"/tokens?(/|$)", path),
                "%s (%o) has %s" % (path, mode, known.found(data)))
    look(r, known, "the desk's", ((os.path.basename(p), open(p, "rb").read())
        for p in files_under(house.data)))
    r.expect(len(key) >= 32, "sign_in.key is %d bytes" % len(key))


if __name__ == "__main__":
    main()
