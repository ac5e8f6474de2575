#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""edge.py - what strangers put into a request: heads, bodies, paths, names.
"""
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.parse

from corpus import answers, bytes_of, literal_of, strings, text_of
from crowd import House
from desk import Desk, client_id, temp_dir, until
from row import main, needs, row

CANARY = "this was smuggled in"


def talk(port, data, limit_s=15):
    """Bytes there; all that comes back till the line is closed, and whether
    it was."""
    s = socket.create_connection(("127.0.0.1", port), limit_s)
    out = b""
    with s:
        try:
            s.sendall(data)
            while True:
                got = s.recv(65536)
                if not got:
                    return out, True
                out += got
        except (ConnectionResetError, BrokenPipeError):
            return out, True
        except socket.timeout:
            return out, False


def statuses(answer):
    return [int(x) for x in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


GET = b"GET /favicon.svg HTTP/1.1\r\nHost: x\r\n"
HEADS = (
    (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1000000 + b"\r\n\r\n", 431),
    (GET + b"".join(b"X-%d: y\r\n" % i for i in range(5000)) + b"\r\n", 431),
    (GET + b"".join(b"X-%d: y\r\n" % i for i in range(101)) + b"\r\n", 431),
    (b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
    (GET + b"X: a\0b\r\n\r\n", 400), (GET + b"X\0Y: a\r\n\r\n", 400),
    (GET + b"X: a\r\n folded\r\n\r\n", 400),
    (GET + b"X: a\r\n\tfolded\r\n\r\n", 400),
    (GET + b"X: a\nY: b\r\n\r\n", 400), (GET + b"X: a\rY: b\r\n\r\n", 400),
    (b"GET / HTTP/1.1\nHost: x\n\n", 400),
    (b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\n\r\n", 400), (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    505), (b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    (b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", (400, 501)),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 200, 400),
    (b"\0" * 100, 400), (b"GET\r\n\r\n", 400), (GET + b": empty\r\n\r\n", 400),
    (GET + b"no colon\r\n\r\n", 400), (GET + b"Host: y\r\n\r\n", 400))


@row("B4", "heads that are too large or broken")
def broken_heads(r):
    with House() as house:
        for data, want in HEADS:
            answer, is_closed = talk(house.port, data)
            seen = statuses(answer)
            wanted = want if isinstance(want, tuple) else (want,)
            # A line that is cut while much is still on its way may lose the
            # answer: closed it must be.
            ok = len(seen) == 1 and seen[0] in wanted or not seen and \
                len(data) > 16384
            r.count(times=1)
            r.expect(ok and is_closed, "%r...: %s, closed %s" % (data[:40],
                seen, is_closed), answer[:300])
        r.expect(house.enter() is not None, "others are not served")


def smuggles(secret):
    """Requests that two readers could read differently; the second one in
    them has an effect that can be seen."""
    body = json.dumps({"client_id": client_id(), "text": CANARY}).encode()
    inner = b"POST /api/v1/visitor/messages HTTP/1.1\r\nHost: x\r\n" \
        b"Authorization: Bearer " + secret.encode() + b"\r\nContent-Type: " \
        b"application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    post = b"POST /api/v1/visitor/typing HTTP/1.1\r\nHost: x\r\n" \
        b"Content-Type: application/json\r\n"
    n = len(inner)
    chunked = b"\r\n0\r\n\r\n" + inner
    te, cl = b"Transfer-Encoding: chunked\r\n", b"Content-Length: "
    heads = (
        cl + b"%d\r\n" % (n + 5) + te, te + cl + b"%d\r\n" % (n + 5),
        te + te, b"Transfer-Encoding : chunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: identity, chunked\r\n",
        b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding:\tchunked\r\n"
        + cl + b"5\r\n", b"Transfer-Encoding: \x0bchunked\r\n" + cl +
        b"5\r\n", b"X: y\r\n Transfer-Encoding: chunked\r\n",
        cl + b"0\r\n" + cl + b"%d\r\n" % n, cl + b"0\r\n" + cl + b"0\r\n",
        cl + b"+5\r\n", cl + b"-5\r\n", cl + b" 5 5\r\n", cl + b"0x5\r\n",
        cl + b"5,5\r\n", cl + b"1e1\r\n", cl + b"18446744073709551617\r\n",
        cl + b"99999999999999999999999\r\n", cl + b"\r\n",
        b"Content-Length : 0\r\n",
        b"Content-Length: 0\n" + te)
    out = [post + h + b"\r\n" + chunked[2:] for h in heads]
    for size in (b"0x0", b"-1", b"FFFFFFFFFFFFFFFFF", b"10000000000000000",
            b"0 ", b"0;a=b", b"0;" + b"x" * 20000, b"g", b""):
        out.append(post + te + b"\r\n" + size + b"\r\n\r\n" + inner)
    out.append(post + te + b"\r\n0\n\n" + inner)
    out.append(post + te + b"\r\n3\nabc\n0\n\n" + inner)
    out.append(post + te + b"\r\n3\r\nabcd\r\n0\r\n\r\n" + inner)
    return out


def nginx(port):
    place = temp_dir()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        own = s.getsockname()[1]
    temp = "".join("%s_temp_path %s/%s;\n" % (x, place, x) for x in
        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(place + "/conf", "w") as f:
        f.write("daemon off; pid %s/pid; error_log stderr crit; "
            "worker_processes 1;\nevents { worker_connections 64; }\nhttp { "
            "access_log off;\n%s upstream desk { server 127.0.0.1:%d; "
            "keepalive 4; }\nserver { listen 127.0.0.1:%d; location / { "
            "proxy_pass http://desk; proxy_http_version 1.1; "
            "proxy_set_header Connection \"\"; proxy_request_buffering off; "
            "} } }\n" % (place, temp, port, own))
    p = subprocess.Popen(["nginx", "-p", place, "-c", place + "/conf"],
        stderr=subprocess.DEVNULL)

    def is_up():
        try:
            socket.create_connection(("127.0.0.1", own), 1).close()
            return True
        except OSError:
            return False
    until(is_up, 5)
    return p, own


@row("B5", "smuggled requests")
def smuggle(r):
    needs("nginx")
    with House() as house:
        v = house.enter()
        p, front = nginx(house.port)
        try:
            for data in smuggles(v["secret"]):
                answer, is_closed = talk(house.port, data)
                seen = statuses(answer)
                r.count(times=1)
                r.expect(seen in ([400], [501]) and is_closed, "%r: %s, closed"
                    " %s" % (data[80:140], seen, is_closed), answer[:300])
                # Behind a proxy too nothing is read that it has not seen.
                talk(front, data.replace(b"\r\n\r\n",
                    b"\r\nConnection: close\r\n\r\n", 1), 3)
                r.count(times=1)
        finally:
            p.terminate()
            p.wait()
        said = [e.get("text") for e in house.ask("GET",
            "/api/v1/visitor/conversation", token=v["secret"])
            .json["events"]]
        r.count(leaked=said.count(CANARY))
        r.note("half of them behind nginx")


PATHS = ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc",
    "/%252e%252e%252fetc", "/a/../../etc", "//etc/passwd", "/./../etc",
    "/%00", "/style.css%00.html", "/..\\..\\win.ini", "/%5c..%5c..",
    "/%c0%ae%c0%ae/", "/%ff", "/%", "/%zz", "/desk.db", "/%2fetc%2fpasswd",
    "/style.css/", "/style.css/../desk.db", "/api/v1/files/..%2fdesk.db",
    "/api/v1/files/../../desk.db", "/api/v1/files/desk.db",
    "/api/v1/visitor/files/..%2f..%2fdesk.db", "/api/v1/visitor/files/" +
    "a" * 32, "/api/v1/visitor/files/%2e%2e%2f", "/chat/../desk.db"]


def quoted(raw):
    return urllib.parse.quote(raw, safe="")


@row("B6", "paths that leave their root")
def traversal(r):
    needs("strace")
    with House() as house:
        secret = house.enter()["secret"]
        place = temp_dir()
        tracer = subprocess.Popen(["strace", "-f", "-qq", "-e",
            "trace=openat,open,rename,unlink,mkdir,creat,link,symlink",
            "-e", "signal=none", "-o", place + "/trace", "-p",
            str(house.pid)], stderr=subprocess.DEVNULL)
        until(lambda: os.path.exists(place + "/trace"))
        time.sleep(0.3)
        names = [bytes_of(e) for e in strings(field="filename")]
        paths = PATHS + ["/" + quoted(n) for n in names] + [
            "/api/v1/visitor/files/" + quoted(n) for n in names]
        for path in paths:
            answer, _ = talk(house.port, ("GET %s HTTP/1.1\r\nHost: x\r\n"
                "Authorization: Bearer %s\r\nConnection: close\r\n\r\n" %
                (path, secret)).encode())
            r.count(times=1)
            r.expect(statuses(answer) and statuses(answer)[0] in (400, 404),
                "%s: %s" % (path, statuses(answer)), answer[:200])
        stored = 0
        for name in names:
            a = house.ask("POST", "/api/v1/visitor/files?client_id=%s&name=%s"
                % (client_id(), quoted(name)), b"content", secret,
                {"Content-Type": "text/plain"})
            r.count(times=1)
            stored += a.status == 201
            r.expect(a.status in (201, 400), "file %r: %s" % (name, a))
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
        with open(place + "/trace", errors="replace") as f:
            opened = set(re.findall(r'"([^"]*)"', f.read()))
        # As the system reads them: DATA/files/../../etc is not in DATA.
        opened = {os.path.normpath(p) for p in opened if "/" in p}
        outside = [p for p in opened if not p.startswith((house.data + "/",
            "/proc/self/", "/sys/", "/dev/urandom")) and p != house.data]
        r.expect(not outside, "opened: %s" % sorted(outside)[:3])
        kept = [f for _, _, files in os.walk(house.data + "/files") for f in
            files]
        r.expect(len(kept) == stored and all(re.fullmatch(
            r"[0-9a-f]{32}(\.[0-9a-f]+)?", f)
            for f in kept), "files: %s" % kept[:5])
        r.note("%d paths, %d names of uploads" % (len(paths), len(names)))


UPLOADS = ((b"<html><script>alert(1)</script>", "x.html", "text/html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg",
    "image/svg+xml"), (b"GIF89a=1;alert(1)//", "a.gif", "text/javascript"),
    (b"alert(1)", "a.js", "application/javascript"), (b"<?xml version='1.0'?>"
    b"<x xmlns='http://www.w3.org/1999/xhtml'/>", "a.xml",
    "application/xhtml+xml"), (b"%PDF-1.4<script>", "a.pdf", "text/html"),
    (b"\x89PNG\r\n\x1a\n<script>", "a.png", "image/png"), (b"MZ", "a.exe",
    "text/html; charset=utf-7"), (b"<html>", "a.txt", "text/plain\r\nX: y"),
    (b"<html>", "none", ""), (b"<html>", "a.html", "TEXT/HTML"),
    (b"<html>", 'a"; filename="b.html', "image/png"))


@row("B7", "uploads that a browser would run")
def uploads(r):
    with House() as house:
        v = house.enter()
        for data, name, kind in UPLOADS:
            same = client_id()
            answer, _ = talk(house.port, b"POST /api/v1/visitor/files?"
                b"client_id=%s&name=%s HTTP/1.1\r\nHost: x\r\nAuthorization: "
                b"Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
                b"Connection: close\r\n\r\n" % (same.encode(),
                quoted(name).encode(), v["secret"].encode(), kind.encode(),
                len(data)) + data)
            r.count(times=1)
            if statuses(answer)[:1] != [201]:
                r.expect(statuses(answer)[:1] == [400], "%s: %s" % (name,
                    statuses(answer)))
                continue
            a = house.ask("GET", "/api/v1/visitor/files/" + same,
                token=v["secret"])
            told = (a.header("Content-Type") or "").lower()
            disposition = a.header("Content-Disposition") or ""
            r.expect(a.status == 200 and a.body == data and
                disposition.startswith("attachment") and
                "filename=\"b.html\"" not in disposition and
                a.header("X-Content-Type-Options") == "nosniff" and "sandbox"
                in (a.header("Content-Security-Policy") or "") and not
                re.search("html|svg|xml|script", told) and
                a.header("X") is None, "%s of %s" % (name, kind), a)


@row("B10", "frames of other sites")
def frames(r):
    for site in ("", "https://shop.example"):
        conf = "[frame]\nsite = %s\n" % site if site else ""
        with House(conf=conf) as house:
            for path in ("/", "/?frame=1", "/chat", "/style.css", "/nothing",
                    "/api/v1/snapshot", "/widget.js"):
                for origin in ("https://evil.example", "null", site or "x"):
                    a = house.ask("GET", path, headers={"Origin": origin})
                    policy = a.header("Content-Security-Policy") or ""
                    r.count(times=1)
                    r.expect(a.header("Access-Control-Allow-Origin") is None,
                        "%s: CORS" % path, a)
                    if "html" not in (a.header("Content-Type") or ""):
                        continue
                    ancestors = re.search("frame-ancestors ([^;]*)", policy)
                    want = "'self'" + (" " + site if site else "")
                    r.expect(ancestors and ancestors.group(1).strip() in
                        (want, "'none'"), "%s: %s" % (path, policy))
                    r.expect("unsafe" not in policy, "%s: %s" % (path,
                        policy))


@row("B11", "sessions that were fixed or ended")
def sessions(r):
    with House() as house:
        house.add_operator("anna")
        token = house.trusted("anna")

        def works(t, **more):
            r.count(times=1)
            return house.ask("GET", "/api/v1/snapshot", token=t,
                **more).status

        # What somebody brings along does not become a session.
        mine = "A" * 43
        house.ask("POST", "/api/v1/session", {"login": "anna", "password":
            "a long word for anna", "device": "x"}, mine,
            {"Cookie": "dz=%s" % mine})
        r.expect(works(mine) == 401, "a token that was brought along")
        r.expect(house.trusted("anna") != house.trusted("anna"),
            "the same token twice")
        for path in ("/api/v1/snapshot?token=", "/api/v1/snapshot?access_"
                "token=", "/api/v1/snapshot?Authorization=Bearer%20"):
            r.expect(house.ask("GET", path + token).status == 401,
                "a token in the address")
            r.count(times=1)
        r.expect(house.ask("GET", "/api/v1/snapshot", headers={"Cookie":
            "token=%s; dz=%s" % (token, token)}).status == 401,
            "a token as a cookie")
        other = house.trusted("anna")
        r.expect(house.ask("DELETE", "/api/v1/session", token=other).status ==
            204 and works(other) == 401 and works(token) == 200,
            "signing out ends that session alone")
        house.cli("operator", "passwd", "anna", "--password-stdin",
            stdin=b"another long word\n")
        r.expect(works(token) == 401, "a new password ends all")
        token = house.trusted("anna")
        house.cli("operator", "disable", "anna")
        r.expect(works(token) == 401, "disabled ends all")
        v = house.enter()
        for brought in (v["secret"][:-1] + "A", "B" * 43):
            a = house.ask("POST", "/chat", "text=x&client_id=" + client_id(),
                headers={"Cookie": "dz=" + brought, "Content-Type":
                "application/x-www-form-urlencoded"})
            r.count(times=1)
            r.expect(brought not in str(a.headers), "a cookie that was "
                "brought along", a)


LOG_LINE = re.compile(r"(<\d>|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)[\x20-\x7e"
    r"\u00a1-\U0010ffff]*")


@row("B17", "lines put into the log")
def log_lines(r):
    place = temp_dir()
    conf = "[log]\nlevel = debug\nfile = %s/log\n" % place
    with House(conf=conf) as house:
        at = house.args.index("--log")
        house.stop()
        del house.args[at:at + 2]
        house.start()
        marks = 0
        for e in strings("log", "c0", "c1", "csi", "osc", "dcs", "bidi"):
            raw = bytes_of(e)
            field = quoted(raw[:200])
            marks += 1
            for data in (b"GET /" + field.encode() + b" HTTP/1.1\r\nHost: x"
                    b"\r\nUser-Agent: " + raw.replace(b"\n", b"") +
                    b"\r\nReferer: " + raw.replace(b"\n", b"") +
                    b"\r\nConnection: close\r\n\r\n",):
                talk(house.port, data, 0.5)
            house.ask("POST", "/api/v1/session", json.dumps({"login":
                raw.decode(errors="replace")[:30], "password": "x",
                "device": raw.decode(errors="replace")[:90]}), headers={
                "Content-Type": "application/json",
                "X-Forwarded-For": house.address()})
            house.ask("POST", "/api/v1/visitor/conversations", json.dumps({
                "client_id": client_id(), "text": "x", "name":
                raw.decode(errors="replace")[:90], "page": "https://x/" +
                raw.decode(errors="replace")[:90]}), headers={"Content-Type":
                "application/json", "X-Forwarded-For": raw.decode(
                errors="replace").encode("ascii", "replace").decode()
                .replace("\n", "").replace("\r", "")})
            r.count(times=3)
        with open(place + "/log", "rb") as f:
            lines = f.read().decode("utf-8", "surrogateescape") \
                .split("\n")[:-1]
        odd = [x for x in lines if not LOG_LINE.fullmatch(x)]
        r.count(leaked=len(odd))
        r.expect(not odd, "%r" % odd[:2], odd[:10])
        r.expect(lines, "nothing was logged")
        r.note("%d lines of log" % len(lines))


def rows_of(data):
    with sqlite3.connect("file:%s/desk.db?mode=ro" % data, uri=True) as db:
        names = [n for (n,) in db.execute("SELECT name FROM sqlite_master "
            "WHERE type = 'table' AND name NOT LIKE '%\\_%' ESCAPE '\\' "
            # Who looks is written down.
            "AND name NOT LIKE 'audit%'")]
        return {n: db.execute("SELECT count(*) FROM " + n).fetchone()[0]
            for n in names}


@row("B18", "SQL and search syntax")
def sql(r):
    with House() as house:
        house.add_operator("boss", "supervisor")
        token = house.trusted("boss")
        v = house.enter("O'Brien wrote 100%_")
        before = rows_of(house.data)
        texts = [text_of(e) for e in strings("sql", "json", "c0") +
            strings(field="search")] + ["'", '"', "*", "a*", "a OR b", "NEAR(",
            "a AND", "-a", "^a", "text:a", "{a b}:c", "a\"b", "(", "\\", "%",
            "_", "а" * 90, "NOT a", "\"", "\"\"", "a\"\"b", "+", "a + b"]
        for text in [t[:300] for t in texts if t is not None]:
            q = urllib.parse.quote(text.encode("utf-8", "replace"), safe="")
            for path in ("/api/v1/search?q=" + q, "/api/v1/search?q=a&"
                    "customer=" + q, "/api/v1/search?q=a&before=" + q,
                    "/api/v1/search?q=a&limit=" + q, "/api/v1/events?hold=0&"
                    "cursor=" + q, "/api/v1/conversations/%d/transcript?"
                    "before=%s" % (v["conversation"], q), "/api/v1/"
                    "conversations/%s/transcript" % q, "/api/v1/customers/" +
                    q):
                a = house.ask("GET", path, token=token)
                r.count(times=1)
                r.expect(a.status in (200, 204, 400, 404, 410, 413), "%s: %d" % (
                    path[:80], a.status), a)
        r.expect(rows_of(house.data) == before, "rows came or went")
        a = house.ask("GET", "/api/v1/search?q=o%27brien", token=token)
        r.expect(len(a.json["hits"]) == 1, "the search still finds", a)


EXTRA = {"id": 77, "seq": 1, "at": 1, "by": "operator", "by_id": 1,
    "operator_id": 1, "customer_id": 1, "conversation": 1, "state": "active",
    "role": "admin", "version": 999, "secret": "x" * 43, "type": "closed",
    "department_id": 0, "login": "root", "owner_id": 1, "answered": 1,
    "read": 99, "stars": 5, "tags": ["x"], "segment": "vip", "queued": 1}


@row("B22", "members that nobody may set")
def mass_assignment(r):
    with House() as house:
        [(token, [first], login)] = house.operators(1)
        v = house.enter("hello", name="Eve", **EXTRA)
        c = v["conversation"]
        seen = next(x["conversation"] for x in house.snapshot(token)
            ["conversations"] if x["conversation"]["id"] == c)
        record = house.ask("GET", "/api/v1/customers/%d" %
            seen["customer_id"], token=token).json
        r.expect(not set(record) & {"segment", "tags", "note", "fields"} and
            record["id"] != 1 and record["since"] > 5, "the customer", record)
        r.expect(c != 77 and c != first and v["secret"] != EXTRA["secret"] and
            seen["state"] == "waiting" and not seen.get("operator_id") and
            not seen.get("stars") and not seen.get("tags") and
            seen["opened"] > 1 and seen["version"] < 999, "opened", seen)
        said = house.ask("POST", "/api/v1/visitor/messages", dict(EXTRA,
            client_id=client_id(), text="mine"), v["secret"]).json
        r.expect(said["by"] == "visitor" and said["type"] == "message" and
            said["conversation"] == c and said["at"] > 1 and said["seq"] > 1,
            "a message", said)
        note = house.ask("POST", "/api/v1/conversations/%d/notes" % first,
            dict(EXTRA, client_id=client_id(), text="n"), token).json
        me = house.snapshot(token)["me"]
        r.expect(note["by_id"] == me["id"] and note["conversation"] == first
            and note["type"] == "note", "a note", note)
        a = house.ask("PATCH", "/api/v1/customers/%d" %
            seen["customer_id"], dict({k: EXTRA[k] for k in ("id", "at",
            "role")}, client_id=client_id(), note="x", since=5), token)
        r.expect(a.status in (201, 404) and (a.status == 404 or
            a.json["customer"]["id"] == seen["customer_id"] and
            a.json["customer"]["since"] > 5), "a customer", a)
        session = house.ask("POST", "/api/v1/session", dict(EXTRA, login=
            login, password="a long word for " + login, device="x",
            token="A" * 43)).json
        r.expect(session["token"] != "A" * 43 and session["snapshot"]["me"]
            ["role"] == "operator", "a session", session)
        r.count(times=5 * len(EXTRA))
        everywhere(r, house, token, v["secret"], first, me)


def rights_of(data):
    with sqlite3.connect("file:%s/desk.db?mode=ro" % data, uri=True) as db:
        return (db.execute("SELECT id, login, json FROM operators ORDER BY 1"
            ).fetchall(), db.execute("SELECT id FROM conversations ORDER BY "
            "id").fetchall())


def everywhere(r, house, token, secret, c, me):
    """Every operation that changes something, with all of them."""
    before = rights_of(house.data)
    out = subprocess.run([os.environ["DEZHURKAD"], "--routes"],
        capture_output=True, check=True).stdout.decode()
    for line in out.splitlines():
        method, path, who = line.split()
        if method == "GET" or "/session" in path or who == "anybody":
            continue
        path = path.replace("{conversation}", str(c)).replace("{customer}",
            "1").replace("{id}", "1")
        for values in (EXTRA, {k: "x" if isinstance(v, int) else 7 for k, v in
                EXTRA.items()}):
            a = house.ask(method, path, dict(values, client_id=client_id(),
                text="t", stars=4, is_typing=True, outcome="solved"), secret if
                who == "visitor" else token)
            r.count(times=1)
            r.expect(a.status < 500, "%s %s: %d" % (method, path, a.status), a)
            r.expect(who != "admin" or a.status >= 400, "%s as an operator" %
                path, a)
            said = a.json if a.status in (200, 201) and a.body else {}
            if "seq" in said:
                r.expect(said["at"] > 10 ** 12 and said["seq"] > 1 and
                    said.get("by_id") in (None, 0, me["id"]) and
                    said.get("conversation") != 77, path, said)
    r.expect(rights_of(house.data) == before, "rights or conversations",
        (before, rights_of(house.data)))


@row("B23", "forged Host and X-Forwarded-For")
def forged(r):
    with Desk() as desk:
        for host in ("evil.example", "evil.example:80@x", "x\"><b>", "[::1]"):
            for path in ("/", "/chat", "/nothing", "/widget.js"):
                a = desk.ask("GET", path, headers={"Host": host,
                    "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto":
                    "gopher", "Forwarded": "host=evil.example"})
                r.count(times=1, leaked=str(a).count("evil.example") +
                    str(a).count("gopher"))
        seen = [desk.ask("POST", "/api/v1/visitor/conversations",
            {"client_id": client_id(), "text": "x"}, headers={
            "X-Forwarded-For": "10.0.0.%d" % i, "X-Real-IP": "10.0.1.%d" % i,
            "Forwarded": "for=10.0.2.%d" % i}).status for i in range(40)]
        r.count(times=40)
        r.expect(seen.count(201) < 35 and 429 in seen,
            "an address that was made up is believed", seen)


@row("B24", "hostile JSON as a request")
def hostile_json(r):
    with House() as house:
        before = rows_of(house.data)
        kept = 0

        def post(data):
            a = house.ask("POST", "/api/v1/visitor/conversations", data,
                headers={"Content-Type": "application/json",
                "X-Forwarded-For": house.address()})
            r.count(times=1)
            return a

        for name, verdict, data in answers():
            a = post(data)
            r.expect(400 <= a.status < 500, "%s: %d" % (name, a.status), a)
        for data in (b"[" * 1000000, b'{"a":' * 100000, b'{"text":"' +
                b"a" * 5000000 + b'"}', b"{" + b",".join(b'"k%d":1' % i
                for i in range(20000)) + b"}", b"9" * 5000):
            try:
                a = post(data)
                r.expect(400 <= a.status < 500, "%r: %d" % (data[:20],
                    a.status))
            except (ConnectionResetError, BrokenPipeError):
                pass        # it was cut in the middle of it
        for e in strings():
            a = post(b'{"client_id":"%s","text":"x","name":%s}' % (
                client_id().encode(), literal_of(e)))
            b = post(b'{"client_id":"%s","text":%s}' % (client_id().encode(),
                literal_of(e)))
            for one in (a, b):
                r.expect(one.status in (201, 400, 413), "%s: %d" % (e["id"],
                    one.status), one)
                kept += one.status == 201
            if "hex" in e and text_of(e) is None or b"\0" in bytes_of(e):
                r.expect(a.status == b.status == 400, "%s is taken: %d %d" %
                    (e["id"], a.status, b.status))
        after = rows_of(house.data)
        r.expect(after["conversations"] - before["conversations"] == kept,
            "%d conversations, %d answered" % (after["conversations"], kept))


if __name__ == "__main__":
    main()
