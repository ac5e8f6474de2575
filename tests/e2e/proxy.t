#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""proxy.t - doc/examples: the desk behind nginx, over TLS, with a held poll;
whose X-Forwarded-For is believed; the example configuration is good.
runs: plain build only
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
    "..", "server"))
from desk import SRC, Desk, check, client_id, done, run, skip, temp_dir, until

NAME = "desk.example"
EXAMPLES = os.path.join(SRC, "doc", "examples")
NEEDED = ("nginx", "openssl", "curl")

# What nginx.conf of a machine would say around the example.
AROUND = """\
%(user)s
daemon off;
pid %(dir)s/pid;
error_log %(dir)s/error.log;
events { worker_connections 256; }
http {
	access_log off;
	client_body_temp_path %(dir)s/body;
	proxy_temp_path %(dir)s/proxy;
	fastcgi_temp_path %(dir)s/fastcgi;
	uwsgi_temp_path %(dir)s/uwsgi;
	scgi_temp_path %(dir)s/scgi;
	include %(dir)s/site.conf;
}
"""

DESK = """\
[proxy]
trusted = 127.0.0.1
[log]
level = info
file = %s
"""


def free_ports(n):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


def certificate(d):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj",
        "/CN=" + NAME, "-addext", "subjectAltName=DNS:" + NAME, "-keyout",
        d + "/key.pem", "-out", d + "/fullchain.pem"], check=True,
        capture_output=True)


class Proxy:
    """nginx with the example; its ports, paths and the desk's address are
    ours, nothing else is changed."""

    def __init__(self, desk_port):
        self.dir = temp_dir()
        self.port, self.plain_port = free_ports(2)
        certificate(self.dir)
        with open(EXAMPLES + "/nginx.conf", encoding="utf-8") as f:
            site = f.read()
        for old, new in (
            (r"server 127\.0\.0\.1:8484;", "server 127.0.0.1:%d;" % desk_port),
            (r"listen 443", "listen 127.0.0.1:%d" % self.port),
            (r"listen 80;", "listen 127.0.0.1:%d;" % self.plain_port),
            (r"\tlisten \[::\].*\n", ""),
            (r"/etc/ssl/desk\.example", self.dir),
        ):
            site, n = re.subn(old, new, site)
            assert n > 0, old
        self.write("site.conf", site)
        self.write("nginx.conf", AROUND % {"dir": self.dir,
            "user": "user root;" if os.getuid() == 0 else ""})

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w", encoding="utf-8") as f:
            f.write(text)

    def __enter__(self):
        self.process = subprocess.Popen(["nginx", "-e",
            self.dir + "/error.log", "-c", self.dir + "/nginx.conf"],
            stderr=subprocess.DEVNULL)
        if not until(lambda: self.is_up() or
                self.process.poll() is not None) or not self.is_up():
            with open(self.dir + "/error.log", encoding="utf-8") as f:
                raise RuntimeError(f.read())
        return self

    def __exit__(self, *what):
        self.process.terminate()
        self.process.wait()

    def is_up(self):
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        except OSError:
            return False

    def errors(self):
        with open(self.dir + "/error.log", encoding="utf-8") as f:
            return f.read()

    def ask(self, path, *options, body=None, token=None):
        """(status, headers, body, seconds) through TLS, verified."""
        head, out = self.dir + "/h%d" % threading.get_ident(), "-"
        args = ["curl", "-sS", "--noproxy", "*", "-D", head, "-o", out,
            "--cacert", self.dir + "/fullchain.pem", "--resolve",
            "%s:%d:127.0.0.1" % (NAME, self.port), "-w",
            "\n%{http_code} %{time_total}"] + list(options)
        if body is not None:
            args += ["-H", "Content-Type: application/json", "--data-binary",
                "@-"]
        if token:
            args += ["-H", "Authorization: Bearer " + token]
        p = subprocess.run(args + ["https://%s:%d%s" % (NAME, self.port,
            path)], input=json.dumps(body).encode(), capture_output=True,
            timeout=60, check=False)
        if p.returncode != 0:
            return 0, "", p.stderr.decode(), 0.0
        text, last = p.stdout.decode().rsplit("\n", 1)
        status, seconds = last.split()
        with open(head, encoding="utf-8") as f:
            return int(status), f.read().lower(), text, float(seconds)


# --- the customer's way ------------------------------------------------------


def page(proxy):
    status, headers, text, _ = proxy.ask("/")
    check("the page comes over TLS, by HTTP/2", status == 200 and
        headers.startswith("http/2 ") and "<html" in text, (headers, text))
    got = subprocess.run(["curl", "-s", "--noproxy", "*", "-o", "/dev/null",
        "-H", "Host: " + NAME, "-w", "%{http_code} %{redirect_url}",
        "http://127.0.0.1:%d/chat?x=1" % proxy.plain_port],
        capture_output=True, check=False).stdout.decode()
    check("without TLS one is sent to it", got ==
        "308 https://%s/chat?x=1" % NAME, got)
    got = proxy.ask("/", "--http1.1")
    check("HTTP/1.1 will do as well", got[0] == 200, got)


def opening(proxy):
    got = proxy.ask("/api/v1/visitor/conversations", "-H",
        "Origin: https://%s:%d" % (NAME, proxy.port), body={
        "client_id": client_id(), "text": "hello", "name": "Ola"})
    check("a conversation is opened from our own origin", got[0] == 201, got)
    secret = json.loads(got[2])["secret"]
    other = proxy.ask("/api/v1/visitor/conversations", "-H",
        "Origin: https://other.example", body={"client_id": client_id(),
        "text": "hello"})
    check("not from another", other[0] == 403, other)
    form = proxy.ask("/chat", "-d", "client_id=%s&text=hi&lang=en" %
        client_id())
    check("the cookie of a form is for TLS only", form[0] == 303 and
        re.search(r"set-cookie: dz=.*; secure", form[1]), form)
    return secret


def cursor(proxy, secret):
    return json.loads(proxy.ask("/api/v1/visitor/conversation",
        token=secret)[2])["cursor"]


def polls(desk, proxy, secret, hold_s):
    path = "/api/v1/visitor/events?cursor=%s&hold=%d"
    at = cursor(proxy, secret)
    got = proxy.ask(path % (at, 1), token=secret)
    check("a held poll ends with 204", got[0] == 204 and got[3] >= 0.9, got)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(proxy.ask(
        path % (at, hold_s), token=secret)))
    thread.start()
    until(lambda: held(desk) == 1)
    said = proxy.ask("/api/v1/visitor/messages", body={
        "client_id": client_id(), "text": "are you there?"}, token=secret)
    sent = time.monotonic()
    thread.join(hold_s + 10)
    late = time.monotonic() - sent
    check("a message answers it at once", said[0] == 201 and answers and
        answers[0][0] == 200 and "are you there?" in answers[0][2] and
        late < 2, (said, answers, late))


def held(desk):
    out = desk.cli("status", "--json")[1]
    return json.loads(out)["parked"] if out else 0


def whole_hold(proxy, secret):
    at = cursor(proxy, secret)
    got = proxy.ask("/api/v1/visitor/events?cursor=%s&hold=45" % at,
        token=secret)
    check("the longest hold is not cut", got[0] == 204 and got[3] > 44, got)


def body_limit(proxy, secret):
    got = proxy.ask("/api/v1/visitor/messages", body={
        "client_id": client_id(), "text": "x" * 300000}, token=secret)
    check("a body over the limit is refused", got[0] == 413, got)


# --- who is believed ---------------------------------------------------------


def refused_from(log):
    """Addresses of sign-ins that were refused, as the desk saw them."""
    try:
        with open(log, encoding="utf-8") as f:
            return re.findall(r"sign-in refused from (\S+)", f.read())
    except OSError:
        return []


def sign_in(proxy, address, *headers):
    return proxy.ask("/api/v1/session", "--interface", address, *headers,
        body={"login": "anna", "password": "not the one", "device": "test"})


def addresses(desk, proxy, log):
    forged = "X-Forwarded-For: 203.0.113.9"
    sign_in(proxy, "127.0.0.2")
    check("the customer's address comes through the proxy",
        refused_from(log) == ["127.0.0.2"], refused_from(log))
    sign_in(proxy, "127.0.0.3", "-H", forged)
    check("what the customer forges is dropped by it",
        refused_from(log)[1:] == ["127.0.0.3"], refused_from(log))
    subprocess.run(["curl", "-s", "--noproxy", "*", "-o", "/dev/null",
        "--interface", "127.0.0.4", "-H", forged, "-H",
        "Content-Type: application/json", "-d",
        '{"login":"anna","password":"not the one","device":"test"}',
        "http://127.0.0.1:%d/api/v1/session" % desk.port], check=False)
    check("past the proxy nobody is believed",
        refused_from(log)[2:] == ["127.0.0.4"], refused_from(log))


# --- all of it ---------------------------------------------------------------


def examples():
    got = run(["--check-config", "--config", EXAMPLES + "/dezhurkad.conf"])
    check("the example of dezhurkad.conf is good", got[0] == 0, got)


def behind_nginx():
    d = temp_dir()
    log = d + "/log"
    with open(d + "/dezhurkad.conf", "w", encoding="utf-8") as f:
        f.write(DESK % log)
    with Desk("--config", d + "/dezhurkad.conf", "--log", "info") as desk, \
            Proxy(desk.port) as proxy:
        page(proxy)
        secret = opening(proxy)
        polls(desk, proxy, secret, 30)
        body_limit(proxy, secret)
        addresses(desk, proxy, log)
        whole_hold(proxy, secret)
        # 413 is nginx's own word for the body; the rest went well.
        errors = [line for line in proxy.errors().splitlines()
            if "too large body" not in line and "[notice]" not in line]
        check("nginx has nothing to complain about", not errors, errors)


examples()
missing = [name for name in NEEDED if shutil.which(name) is None]
if missing:
    skip("the desk behind nginx", " and ".join(missing) + " missing")
else:
    behind_nginx()
done()
