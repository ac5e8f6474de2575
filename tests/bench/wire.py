# SPDX-License-Identifier: GPL-3.0-or-later
"""wire.py - HTTP as bytes: a line of our own to the desk, and an ear on a line
of others.
"""
import json
import select
import socket
import threading

BYTES = 262144


def request(method, path, token=None, body=None, headers=""):
    text = "%s %s HTTP/1.1\r\nHost: desk\r\n%s" % (method, path, headers)
    if token:
        text += "Authorization: Bearer %s\r\n" % token
    data = b""
    if body is not None:
        data = json.dumps(body).encode()
        text += "Content-Type: application/json\r\nContent-Length: %d\r\n" % \
            len(data)
    return text.encode() + b"\r\n" + data


def message_end(data):
    """Where the first request or answer in it ends; 0: not there yet."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return 0
    length = 0
    for line in data[:end].split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return end + 4 + length if len(data) >= end + 4 + length else 0


class Line:
    """A connection that is kept."""

    def __init__(self, port=0, unix=None):
        self.socket = socket.socket(socket.AF_UNIX if unix else
            socket.AF_INET)
        self.socket.connect(unix or ("127.0.0.1", port))
        if not unix:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(60)
        self.data = b""

    def fileno(self):
        return self.socket.fileno()

    def close(self):
        self.socket.close()

    def send(self, *args, **more):
        data = request(*args, **more)
        self.socket.sendall(data)
        return len(data)

    def take(self):
        """An answer if it is whole: status, body, bytes. Else None."""
        got = self.socket.recv(BYTES)
        if not got:
            raise RuntimeError("the desk closed the line")
        self.data += got
        end = message_end(self.data)
        if not end:
            return None
        one, self.data = self.data[:end], self.data[end:]
        head = one.index(b"\r\n\r\n") + 4
        return int(one[9:12]), one[head:], end

    def wait(self):
        while True:
            answer = self.take()
            if answer:
                return answer

    def ask(self, *args, **more):
        self.send(*args, **more)
        return self.wait()


class Relay:
    """Hands bytes on between two sockets and keeps what each exchange was."""

    def __init__(self, path, to):
        self.to, self.done = to, []
        self.lock = threading.Lock()
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen(16)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near = self.server.accept()[0]
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.to)
            threading.Thread(target=self.carry, args=(near, far),
                daemon=True).start()

    def carry(self, near, far):
        up = down = b""
        while True:
            for s in select.select([near, far], [], [])[0]:
                try:
                    got = s.recv(BYTES)
                except OSError:
                    got = b""
                if not got:
                    near.close()
                    far.close()
                    return
                if s is near:
                    far.sendall(got)
                    up += got
                    continue
                near.sendall(got)
                down += got
            n_up, n_down = message_end(up), message_end(down)
            if n_up and n_down:
                with self.lock:
                    self.done.append((up[:n_up], down[:n_down]))
                up, down = up[n_up:], down[n_down:]

    def take(self):
        """The exchanges since the last time: (request, answer)."""
        with self.lock:
            done, self.done = self.done, []
        return done

    def close(self):
        self.server.close()
