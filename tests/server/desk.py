# SPDX-License-Identifier: GPL-3.0-or-later
"""desk.py - a real desk for a test: started on a free port, asked over HTTP.

TAP:      check("name", condition, "what was seen"), done()
A desk:   with Desk() as d: d.ask("GET", "/api/v1/snapshot", token=t).json
Commands: d.cli("operator", "list") -> (status, stdout, stderr)
"""
import atexit
import http.client
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

DEZHURKAD = os.environ.get("DEZHURKAD", "dezhurkad")
SRC = os.environ.get("DZ_SRC") or os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))
LIMIT_S = 20

_n = _failed = 0
_dirs = []


def check(name, ok, seen=""):
    global _n, _failed
    _n += 1
    print(("ok" if ok else "not ok") + " %d - %s" % (_n, name), flush=True)
    if not ok:
        _failed += 1
        for line in str(seen).splitlines()[:20]:
            print("# " + line[:400], flush=True)
    return ok


def skip(name, why):
    global _n
    _n += 1
    print("ok %d - %s # SKIP %s" % (_n, name, why), flush=True)


def done():
    print("1..%d" % _n)
    sys.exit(1 if _failed else 0)


def temp_dir():
    # Short: the path of admin.sock has at most 107 bytes.
    d = tempfile.mkdtemp(prefix="d", dir=os.environ.get("DZ_TMP"))
    _dirs.append(d)
    return d


@atexit.register
def _remove():
    for d in _dirs:
        shutil.rmtree(d, ignore_errors=True)


def until(what, limit_s=LIMIT_S):
    """Polls a condition until it is true; gives its last value."""
    end = time.monotonic() + limit_s
    while True:
        value = what()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.01)


def run(args, stdin=b"", env=None, limit_s=LIMIT_S):
    p = subprocess.run([DEZHURKAD] + list(args), input=stdin, env=env,
        capture_output=True, timeout=limit_s)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


_ids = 0


def client_id():
    global _ids
    _ids += 1
    return "%032x" % ((os.getpid() << 64) + _ids)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def header(self, name):
        return self.headers.get(name)

    def __str__(self):
        return "%d\n%s\n%s" % (self.status, self.headers,
            self.body.decode(errors="replace"))


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("desk", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Desk:
    def __init__(self, *args, data=None, config=None):
        self.data = data or temp_dir()
        self.args = ["--data", self.data, "--listen", "127.0.0.1:0",
            "--log", "warn"] + list(args)
        self.process = None
        self.port = 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *what):
        self.stop()

    def start(self):
        self.process = subprocess.Popen([DEZHURKAD] + self.args,
            stdout=subprocess.PIPE)
        out = b""
        end = time.monotonic() + LIMIT_S
        while b"ready\n" not in out:
            left = end - time.monotonic()
            if left < 0 or not select.select([self.process.stdout], [], [],
                left)[0]:
                raise RuntimeError("the desk is not ready: %r" % out)
            got = os.read(self.process.stdout.fileno(), 4096)
            if not got:
                raise RuntimeError("the desk ended: %d" %
                    self.process.wait())
            out += got
        self.said = out.decode()
        for line in self.said.splitlines():
            if line.startswith("listening on http://127.0.0.1:"):
                self.port = int(line.split(":")[2].strip("/"))

    def stop(self, signo=signal.SIGTERM):
        """Its exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signo)
        try:
            status = self.process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process.stdout.close()
        self.process = None
        return status

    def cli(self, *args, stdin=b""):
        return run(list(args) + ["--data", self.data], stdin)

    def operator(self, login, *options, password="secret-word"):
        status, out, err = self.cli("operator", "add", login,
            "--password-stdin", *options, stdin=password.encode() + b"\n")
        assert status == 0, err
        return login

    def connection(self, admin=False, limit_s=60):
        if admin:
            return UnixConnection(self.data + "/admin.sock", limit_s)
        return http.client.HTTPConnection("127.0.0.1", self.port,
            timeout=limit_s)

    def ask(self, method, path, body=None, token=None, headers=None,
            admin=False):
        h = dict(headers or {})
        if token:
            h["Authorization"] = "Bearer " + token
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            h.setdefault("Content-Type", "application/json")
        c = self.connection(admin)
        try:
            c.request(method, path, body, h)
            r = c.getresponse()
            return Answer(r.status, r.headers, r.read())
        finally:
            c.close()

    def post(self, path, token=None, **fields):
        fields.setdefault("client_id", client_id())
        return self.ask("POST", "/api/v1" + path, fields, token)

    def sign_in(self, login, password="secret-word"):
        return self.ask("POST", "/api/v1/session",
            {"login": login, "password": password, "device": "test"})

    def visitor(self, text="Hello", **fields):
        return self.post("/visitor/conversations", text=text, **fields)

    def raw(self, request, admin=False):
        """Bytes there, bytes back until the desk has answered and closed."""
        if admin:
            s = socket.socket(socket.AF_UNIX)
            s.settimeout(LIMIT_S)
            s.connect(self.data + "/admin.sock")
        else:
            s = socket.create_connection(("127.0.0.1", self.port), LIMIT_S)
        with s:
            s.sendall(request)
            out = b""
            while True:
                got = s.recv(65536)
                if not got:
                    return out
                out += got
