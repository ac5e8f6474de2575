# SPDX-License-Identifier: GPL-3.0-or-later
"""proxy.py - a faultproxy of a row's own before a port.

    with Proxy(desk.port) as p:
        p.rules([{"match": {"method": "POST", "p": 0.1}, "do": "drop"}])
        p.set(partition=True)
        p.stats()["did"]
"""
import http.client
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Proxy:
    def __init__(self, to, mode="http", idle_close_ms=0, seconds=3600):
        self.process = subprocess.Popen([sys.executable, HERE +
            "/faultproxy.py", "--listen", "127.0.0.1:0", "--ctl",
            "127.0.0.1:0", "--to", "127.0.0.1:%d" % to, "--mode", mode,
            "--max-seconds", str(seconds)], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.port, self.control = map(int, re.findall(r", (\d+)\)", line))
        if idle_close_ms:
            self.set(idle_close_ms=idle_close_ms)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, method, path, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.control, timeout=20)
        c.request(method, path, json.dumps(body) if body is not None else None)
        r = c.getresponse()
        data = r.read()
        c.close()
        assert r.status == 200, data
        return json.loads(data)

    def rules(self, rules):
        self.ask("POST", "/rules", rules)

    def set(self, **switches):
        self.ask("POST", "/set", switches)

    def stats(self):
        return self.ask("GET", "/stats")
