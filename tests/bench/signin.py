#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""signin.py - does the time of a refusal tell whether a login is there?

  DEZHURKAD=build/dezhurkad tests/bench/signin.py [TRIES]

TRIES sign-ins (1000) with a wrong password and as many with logins that nobody
has, in turn, each from an address of its own so that none is slowed down. It
prints both medians and what lies between them; 1 ms and more is a failure.
"""
import http.client
import json
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
    "..", "server"))
from desk import Desk, temp_dir  # noqa: E402

EACH = 10	# tries of one login before it is slowed down
TRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 1000

config = os.path.join(temp_dir(), "conf")
with open(config, "w", encoding="utf-8") as f:
    f.write("[proxy]\ntrusted = 127.0.0.1\n"
        "[sign_in]\nhash_memory = 8M\nhash_passes = 1\n")


def put(desk, i):
    """By the socket: a command for each would take longer than the rest."""
    answer = desk.ask("POST", "/api/v1/admin/operators", {"client_id":
        "%032x" % (i + 1), "operator": {"login": "op%d" % i, "name": "Op",
        "limit": 6}, "password": "secret-word"}, admin=True)
    assert answer.status == 201, answer


with Desk("--config", config) as desk:
    for i in range((TRIES + EACH - 1) // EACH):
        put(desk, i)
    line = http.client.HTTPConnection("127.0.0.1", desk.port)
    took = {"wrong password": [], "unknown login": []}
    for i in range(2 * TRIES):
        kind = list(took)[i % 2]
        login = ("op%d" if i % 2 == 0 else "no%d") % (i // 2 // EACH)
        body = json.dumps({"login": login, "password": "not-the-word"})
        began = time.perf_counter()
        line.request("POST", "/api/v1/session", body, {"Content-Type":
            "application/json", "X-Forwarded-For": "10.%d.%d.%d" %
            (i >> 16, i >> 8 & 255, i & 255)})
        answer = line.getresponse()
        answer.read()
        took[kind].append(1000 * (time.perf_counter() - began))
        assert answer.status == 401, (i, answer.status)
    medians = {k: statistics.median(v) for k, v in took.items()}
    for kind, ms in medians.items():
        print("%-16s %d tries, median %.3f ms" % (kind, TRIES, ms))
    first, second = medians.values()
    print("between them     %.3f ms" % abs(first - second))
    sys.exit(0 if abs(first - second) < 1 else 1)
