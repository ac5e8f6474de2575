#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""guess.t - who guesses a password has ten tries, then ever fewer, from however
many addresses, and cannot get more by making up logins until theirs is
forgotten; nobody is locked out where they are at home.

runs: plain build only (twelve thousand requests)
"""
import http.client
import json
import os

from desk import Desk, check, done, temp_dir

MADE_UP = 12000		# more than the desk counts at once

config = os.path.join(temp_dir(), "conf")
with open(config, "w", encoding="utf-8") as f:
    f.write("[proxy]\ntrusted = 127.0.0.1\n")
with Desk("--config", config) as desk:
    desk.operator("anna")
    desk.operator("boris")
    desk.operator("carla")
    line = http.client.HTTPConnection("127.0.0.1", desk.port)

    def sign_in(login, address, password="not-the-word"):
        line.request("POST", "/api/v1/session", json.dumps(
            {"login": login, "password": password}),
            {"Content-Type": "application/json", "X-Forwarded-For": address})
        answer = line.getresponse()
        answer.read()
        return answer.status

    # The wait after the tenth is short: a slow machine may sit it out.
    seen = [sign_in("anna", "10.1.0.%d" % i) for i in range(16)]
    check("ten tries for a login", seen[:10] == [401] * 10 and
        seen[10:].count(429) > 2, seen)
    seen = [sign_in("nobody%d" % i, "10.2.0.1") for i in range(32)]
    check("thirty tries from an address", seen == [401] * 30 + [429] * 2,
        seen)
    seen = {sign_in("nobody%d" % i, "10.2.0.1") for i in range(MADE_UP)}
    check("made-up logins get no further", seen == {429}, seen)
    seen = [sign_in("anna", "10.3.0.%d" % i) for i in range(3)]
    check("and do not make the desk forget", seen.count(401) <= 1, seen)
    check("carla is at home at 10.5.0.1",
        sign_in("carla", "10.5.0.1", "secret-word") == 201)
    seen = [sign_in("carla", "10.6.0.%d" % i) for i in range(12)]
    check("who guesses hers is slowed down", seen == [401] * 10 + [429] * 2,
        seen)
    check("even with the right one", sign_in("carla", "10.7.0.1",
        "secret-word") == 429)
    check("she is not", sign_in("carla", "10.5.0.1", "secret-word") == 201)
    check("others sign in", sign_in("boris", "10.4.0.1", "secret-word") ==
        201)
done()
