#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""wire.t - what goes over the wire, byte for byte: tests/server/cases/*.wire.

Every file has a fresh desk. Its lines:
  # ...            a comment
  $ ARGS [< TEXT]  `dezhurkad ARGS` with TEXT as stdin; must end with 0
  == NAME          begins a case
  @ admin          over admin.sock;  @ times N: sends it N times (one counts)
  > ...            a line of the request; Host, Content-Length and
                   Connection: close are added where they are missing
  < STATUS         what comes back
  <h NAME: REGEX   a header that must be there    <!h NAME: it must not
  <b REGEX         found in the body              <!b REGEX: not found
  = VAR REGEX      keeps group 1, found anywhere in the answer, as {{VAR}}
{{id}} is a new client id each time, {{host}} the desk's address.
"""
import glob
import os
import re
import shlex

from desk import SRC, Desk, check, client_id, done


def fill(text, known):
    def value(m):
        return client_id() if m.group(1) == "id" else known[m.group(1)]
    return re.sub(r"\{\{(\w+)\}\}", value, text)


def request_bytes(lines, host):
    head = lines[:lines.index("")] if "" in lines else lines
    body = "\n".join(lines[lines.index("") + 1:]) if "" in lines else ""
    names = [line.split(":")[0].lower() for line in head[1:]]
    if "host" not in names:
        head.append("Host: " + host)
    if body and "content-length" not in names:
        head.append("Content-Length: %d" % len(body.encode()))
    if "connection" not in names:
        head.append("Connection: close")
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


class Case:
    def __init__(self, name):
        self.name, self.request, self.expect = name, [], []
        self.admin, self.times = False, 1

    def run(self, desk, known):
        host = known["host"]
        lines = [fill(line, known) for line in self.request]
        for _ in range(self.times):
            answer = desk.raw(request_bytes(list(lines), host), self.admin)
        text = answer.decode(errors="replace")
        head, _, body = text.partition("\r\n\r\n")
        wrong = [line for line in self.expect
            if not self.fits(line, head, body, text, known)]
        check(self.name, not wrong, "wrong: %s\n%s" % (wrong, text))

    @staticmethod
    def fits(line, head, body, text, known):
        kind, _, rest = line.partition(" ")
        rest = fill(rest, known)
        if kind == "<":
            return head.startswith("HTTP/1.1 %s " % rest)
        if kind == "<h":
            name, _, value = rest.partition(":")
            return re.search(r"(?mi)^%s:[^\n]*%s" % (re.escape(name),
                value.strip()), head) is not None
        if kind == "<!h":
            return re.search(r"(?mi)^%s:" % rest, head) is None
        if kind == "<b":
            return re.search(rest, body) is not None
        if kind == "<!b":
            return re.search(rest, body) is None
        var, _, regex = rest.partition(" ")
        found = re.search(regex, text)
        known[var] = found.group(1) if found else "missing"
        return found is not None


def run_file(path):
    cases, commands = [], []
    with open(path, encoding="utf-8") as f:
        for line in f.read().splitlines():
            if line.startswith("$ "):
                commands.append(line[2:])
            elif line.startswith("== "):
                cases.append(Case("%s: %s" % (os.path.basename(path),
                    line[3:])))
            elif line == "@ admin":
                cases[-1].admin = True
            elif line.startswith("@ times "):
                cases[-1].times = int(line[8:])
            elif line == ">" or line.startswith("> "):
                cases[-1].request.append(line[2:])
            elif line.startswith(("<", "= ")):
                cases[-1].expect.append(line)
            elif line and not line.startswith("#"):
                raise SystemExit("%s: cannot read %r" % (path, line))
    with Desk("--config", config(path)) as desk:
        known = {"host": "127.0.0.1:%d" % desk.port}
        for command in commands:
            args, _, stdin = command.partition(" < ")
            status, _, err = desk.cli(*shlex.split(args),
                stdin=stdin.encode() + b"\n")
            check("%s: %s" % (os.path.basename(path), args), status == 0, err)
        for case in cases:
            case.run(desk, known)
        check(os.path.basename(path) + ": the desk ends well",
            desk.stop() == 0)


def config(path):
    beside = path[:-len(".wire")] + ".conf"
    return beside if os.path.exists(beside) else "/dev/null"


for one in sorted(glob.glob(os.path.join(SRC, "tests/server/cases/*.wire"))):
    run_file(one)
done()
