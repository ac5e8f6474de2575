#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""flood.py MODE PORT N SOURCES SECONDS - N connections to the loopback that are
all alike, from SOURCES addresses; says what became of them, as JSON.

Modes: idle (nothing is sent), slowloris (a head that never ends), slowbody (a
body that never ends), halfclose (half a request, then FIN), rst (RST at once).
"opened" is printed as soon as all have been tried.
"""
import json
import resource
import select
import socket
import struct
import sys
import time

BEGIN = {"idle": b"", "slowloris": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "slowbody": b"POST /api/v1/visitor/messages HTTP/1.1\r\nHost: x\r\n"
    b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{",
    "halfclose": b"GET / HT", "rst": b"GET /"}
MORE = {"slowloris": b"X-a: b\r\n", "slowbody": b" "}
EVERY_S = 3


def reset(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def main(mode, port, n, sources, seconds):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    poll, lines, closed, refused = select.epoll(), {}, [], 0
    end = time.monotonic() + seconds

    def hear(wait_s):
        for fd, _ in poll.poll(wait_s):
            s, since = lines[fd]
            try:
                got = s.recv(4096)
            except OSError:
                got = b""
            if not got:
                closed.append(time.monotonic() - since)
                poll.unregister(fd)
                del lines[fd]
                s.close()

    for i in range(n):
        s = socket.socket()
        s.bind(("127.1.%d.%d" % divmod(1 + i % sources, 250), 0))
        s.settimeout(10)
        try:
            s.connect(("127.0.0.1", port))
            if BEGIN[mode]:
                s.sendall(BEGIN[mode])
            if mode == "halfclose":
                s.shutdown(socket.SHUT_WR)
            if mode == "rst":
                reset(s)
                continue
        except OSError:
            refused += 1
            s.close()
            continue
        lines[s.fileno()] = (s, time.monotonic())
        poll.register(s.fileno(), select.EPOLLIN)
        if i % 100 == 99:
            hear(0)
    print("opened", flush=True)
    next_s = time.monotonic() + EVERY_S
    while time.monotonic() < end and lines:
        hear(0.1)
        if mode in MORE and time.monotonic() > next_s:
            next_s += EVERY_S
            for s, _ in lines.values():
                try:
                    s.sendall(MORE[mode])
                except OSError:
                    pass
    print(json.dumps({"refused": refused, "left": len(lines),
        "closed": len(closed), "last_s": round(max(closed, default=0), 1)}),
        flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
