#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""faultproxy.py - a proxy on the loopback that breaks things on purpose.

  faultproxy.py --listen 127.0.0.1:0 --to 127.0.0.1:8484 --ctl 127.0.0.1:0
                [--mode http|tcp] [--seed N] [--max-seconds 3600]

Rules, a JSON list, are posted to the control port; the first that matches and
is not used up is what happens to a request:
  {"match": {"method": "POST", "path": "^/api", "nth": [2, 5], "every": 3,
   "p": 0.2}, "times": 4, "do": ACTION, ...}
Without the desk: drop, reset, half_open hold_ms, status code [retry_after]
  [body] [ctype], html, garbage bytes, answer base64 (a whole answer, as raw
  bytes)
With it: pass, delay ms, delay_response ms, drop_after and reset_after (the
  answer is thrown away), status_after code, cut bytes (of the raw answer),
  cut_body bytes, truncate bytes hold_ms (a short body, the line kept open),
  drip bps, dup (the answer twice), dup_request (the request twice), corrupt p
In mode tcp a rule is chosen for a connection: pass, drop, reset, delay, cut,
  drip, half_open, garbage, corrupt.
Switches, posted to /set: partition (nothing passes and nobody is told),
  refuse (RST on connect), idle_close_ms (as proxies do at 60 s).
Control: GET /stats, POST /rules, POST /set. Loopback only, 2048 connections.
"""
import argparse
import asyncio
import base64
import ipaddress
import json
import random
import re
import socket
import struct
import time

MAX_HEAD, MAX_BODY, MAX_HOLD_S, MAX_CONNS = 65536, 64 << 20, 600.0, 2048


def headers_of(head):
    out = {}
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        out[name.strip().lower()] = value.strip()
    return out


async def read_head(reader, data=b""):
    """(head without its blank line, what came after it)"""
    while b"\r\n\r\n" not in data:
        got = await reader.read(4096)
        if not got:
            return None, data
        data += got
        if len(data) > MAX_HEAD:
            raise ValueError("a long head")
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


async def read_body(reader, headers, rest, until_closed):
    """(body as it was on the wire, what came after it)"""
    n = int(headers.get(b"content-length", -1))
    if n < 0 and not until_closed:
        return b"", rest
    if n > MAX_BODY:
        raise ValueError("a long body")
    while n < 0 or len(rest) < n:
        got = await reader.read(65536)
        if not got or len(rest) > MAX_BODY:
            break
        rest += got
    return (rest, b"") if n < 0 else (rest[:n], rest[n:])


def reset(writer):
    s = writer.get_extra_info("socket")
    if s is not None:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii",
            1, 0))
    writer.transport.abort()


async def send(writer, data, bps=0):
    step = max(1, bps // 10) if bps else max(1, len(data))
    for i in range(0, len(data), step):
        writer.write(data[i:i + step])
        await writer.drain()
        if bps:
            await asyncio.sleep(step / bps)


async def hold(rule, reader):
    end = time.monotonic() + min(rule.get("hold_ms", 60000) / 1000,
        MAX_HOLD_S)
    while time.monotonic() < end and not reader.at_eof():
        await asyncio.sleep(0.05)


def made_up(rule):
    body = rule.get("body", "<html><h1>%s</h1></html>" % rule.get("code",
        200)).encode()
    head = "HTTP/1.1 %d Injected\r\nContent-Type: %s\r\nContent-Length: " \
        "%d\r\n" % (rule.get("code", 200), rule.get("ctype", "text/html"),
        len(body))
    if "retry_after" in rule:
        head += "Retry-After: %s\r\n" % rule["retry_after"]
    return head.encode() + b"Connection: close\r\n\r\n" + body


class Proxy:
    def __init__(self, args):
        self.to, self.mode = args.to, args.mode
        self.rules, self.seen = [], {}
        self.switches = {"partition": False, "refuse": False,
            "idle_close_ms": 0}
        self.stats = {"conns": 0, "open": 0, "requests": 0, "forwarded": 0,
            "errors": 0, "did": {}, "times": []}
        self.random = random.Random(args.seed)

    def pick(self, method, path):
        for i, rule in enumerate(self.rules):
            m = rule.get("match", {})
            if m.get("method", method) != method or not re.search(
                    m.get("path", ""), path):
                continue
            n = self.seen[i] = self.seen.get(i, 0) + 1
            if "nth" in m and n not in m["nth"] or \
                    "every" in m and n % m["every"] or \
                    "p" in m and self.random.random() >= m["p"]:
                continue
            if rule.setdefault("times", 1 << 60) <= 0:
                continue
            rule["times"] -= 1
            return rule
        return {"do": "pass"}

    def did(self, what):
        self.stats["did"][what] = self.stats["did"].get(what, 0) + 1

    async def gate(self):
        """A partition: wait, and tell nobody."""
        end = time.monotonic() + MAX_HOLD_S
        while self.switches["partition"] and time.monotonic() < end:
            await asyncio.sleep(0.05)

    def garbage(self, rule):
        return self.random.randbytes(min(rule.get("bytes", 100), 1 << 20))

    def corrupt(self, rule, data):
        p = rule.get("p", 0.01)
        return bytes(c ^ (1 << self.random.randrange(8)) if
            self.random.random() < p else c for c in data)

    # --- http ---

    async def forward(self, head, body, reader):
        """The raw answer and the length of its head; None: nobody waits for
        it any more."""
        lines = [x for x in head.split(b"\r\n") if not
            x.lower().startswith((b"connection:", b"keep-alive:"))]
        up_reader, up = await asyncio.open_connection(*self.to)
        try:
            up.write(b"\r\n".join(lines) + b"\r\nConnection: close\r\n\r\n" +
                body)
            await up.drain()
            self.stats["forwarded"] += 1

            async def answer():
                h, rest = await read_head(up_reader)
                if h is None:
                    return rest, len(rest)
                no_body = h.split(b" ")[1] in (b"204", b"304") or \
                    head.startswith(b"HEAD ")
                b = b"" if no_body else (await read_body(up_reader,
                    headers_of(h), rest, True))[0]
                return h + b"\r\n\r\n" + b, len(h) + 4

            task = asyncio.ensure_future(answer())
            while not task.done():
                await asyncio.wait({task}, timeout=0.1)
                if not task.done() and reader.at_eof():
                    task.cancel()
                    return None
            return task.result()
        finally:
            up.close()

    async def without_desk(self, rule, reader, writer):
        """True: that was the answer."""
        do = rule["do"]
        if do == "reset":
            reset(writer)
        elif do == "half_open":
            await hold(rule, reader)
        elif do in ("status", "html"):
            await send(writer, made_up(rule))
        elif do == "garbage":
            await send(writer, self.garbage(rule))
        elif do == "answer":
            await send(writer, base64.b64decode(rule["base64"]))
            if rule.get("hold_ms"):
                await hold(rule, reader)
        elif do != "drop":
            return False
        return True

    async def spoil(self, rule, out, head_len, reader, writer):
        """Sends an answer as the rule wants it; False: that line is over."""
        do, n = rule["do"], rule.get("bytes", 20)
        if do == "drop_after":
            return False
        if do == "reset_after":
            reset(writer)
            return False
        if do == "status_after":
            await send(writer, made_up(rule))
            return False
        if do == "cut":
            await send(writer, out[:n])
            return False
        if do in ("cut_body", "truncate"):
            await send(writer, out[:head_len + n])
            if do == "truncate":
                await hold(rule, reader)
            return False
        if do == "delay_response":
            await asyncio.sleep(min(rule.get("ms", 0) / 1000, MAX_HOLD_S))
        if do == "corrupt":
            out = out[:head_len] + self.corrupt(rule, out[head_len:])
        await send(writer, out, rule.get("bps", 0) if do == "drip" else 0)
        if do == "dup":
            await send(writer, out)
        return True

    async def http(self, reader, writer):
        rest = b""
        while True:
            idle = self.switches["idle_close_ms"] / 1000 or None
            try:
                head, rest = await asyncio.wait_for(read_head(reader, rest),
                    idle)
            except asyncio.TimeoutError:
                self.did("idle_close")
                return
            if head is None:
                return
            method, path = head.split(b"\r\n")[0].decode("latin1") \
                .split(" ")[:2]
            headers = headers_of(head)
            body, rest = await read_body(reader, headers, rest, False)
            self.stats["requests"] += 1
            rule = self.pick(method, path)
            self.stats["times"] = self.stats["times"][-999:] + [
                [round(time.monotonic(), 2), method, path[:60], rule["do"]]]
            self.did(rule["do"])
            await self.gate()
            if rule["do"] == "delay":
                await asyncio.sleep(min(rule.get("ms", 0) / 1000, MAX_HOLD_S))
            if await self.without_desk(rule, reader, writer):
                return
            answer = None
            for _ in range(2 if rule["do"] == "dup_request" else 1):
                try:
                    answer = await asyncio.wait_for(self.forward(head, body,
                        reader), idle)
                except asyncio.TimeoutError:
                    self.did("idle_close")
                    return
                except OSError:
                    self.stats["errors"] += 1
                    answer = made_up({"code": 502}), 0
            if answer is None:
                return
            await self.gate()
            raw, head_len = answer
            raw = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"",
                raw[:head_len]) + raw[head_len:]
            if not await self.spoil(rule, raw, raw.find(b"\r\n\r\n") + 4,
                    reader, writer) or head_len == 0:
                return
            if headers.get(b"connection", b"").lower() == b"close":
                return

    # --- tcp ---

    async def pump(self, reader, writer, rule, is_back, last):
        left = rule.get("bytes", 0)
        while True:
            data = await reader.read(65536)
            if not data:
                return
            last[0] = time.monotonic()
            await self.gate()
            if is_back and rule["do"] == "corrupt":
                data = self.corrupt(rule, data)
            if is_back and rule["do"] == "cut":
                data, left = data[:left], left - len(data)
            await send(writer, data, rule.get("bps", 0) if is_back and
                rule["do"] == "drip" else 0)
            if is_back and rule["do"] == "cut" and left <= 0:
                return

    async def tcp(self, reader, writer):
        rule = self.pick("TCP", "")
        self.did(rule["do"])
        if await self.without_desk(rule, reader, writer):
            return
        if rule["do"] == "delay":
            await asyncio.sleep(min(rule.get("ms", 0) / 1000, MAX_HOLD_S))
        up_reader, up = await asyncio.open_connection(*self.to)
        last = [time.monotonic()]
        tasks = {asyncio.ensure_future(self.pump(reader, up, rule, False,
            last)), asyncio.ensure_future(self.pump(up_reader, writer, rule,
            True, last))}
        try:
            while all(not t.done() for t in tasks):
                await asyncio.wait(tasks, timeout=0.1,
                    return_when=asyncio.FIRST_COMPLETED)
                ms = self.switches["idle_close_ms"]
                if ms and time.monotonic() - last[0] > ms / 1000:
                    self.did("idle_close")
                    return
        finally:
            for t in tasks:
                t.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            up.close()

    # --- who comes ---

    async def accept(self, reader, writer):
        self.stats["conns"] += 1
        if self.switches["refuse"] or self.stats["open"] >= MAX_CONNS:
            reset(writer)
            return
        self.stats["open"] += 1
        try:
            await self.gate()
            await (self.http if self.mode == "http" else self.tcp)(reader,
                writer)
        except (OSError, ValueError, IndexError):
            self.stats["errors"] += 1
        finally:
            self.stats["open"] -= 1
            writer.close()

    async def control(self, reader, writer):
        head, rest = await read_head(reader)
        if head is None:
            return
        path = head.split(b" ")[1]
        body = (await read_body(reader, headers_of(head), rest, False))[0]
        status, out = 200, {}
        if path == b"/stats":
            out = self.stats
        elif path == b"/rules":
            self.rules, self.seen = json.loads(body), {}
        elif path == b"/set":
            self.switches.update(json.loads(body))
        else:
            status = 404
        data = json.dumps(out).encode()
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: "
            b"close\r\n\r\n%s" % (status, len(data), data))
        await writer.drain()
        writer.close()

    async def run(self, listen, control, seconds):
        a = await asyncio.start_server(self.accept, *listen, backlog=1024)
        b = await asyncio.start_server(self.control, *control)
        print("listening on", a.sockets[0].getsockname(), "control",
            b.sockets[0].getsockname(), flush=True)
        await asyncio.sleep(seconds)


def address(text):
    host, _, port = text.rpartition(":")
    if not ipaddress.ip_address(host.strip("[]")).is_loopback:
        raise argparse.ArgumentTypeError("loopback only")
    return host.strip("[]"), int(port)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--listen", "--to", "--ctl"):
        p.add_argument(name, type=address, required=True)
    p.add_argument("--mode", choices=("http", "tcp"), default="http")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--max-seconds", type=float, default=3600)
    args = p.parse_args()
    asyncio.run(Proxy(args).run(args.listen, args.ctl, args.max_seconds))
