#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""messages.py - what was acknowledged is there once: the desk is killed, the
power cut, the line broken, while many write.
"""
import os
import random
import shutil
import sqlite3
import time

from crowd import Crowd, House, Listener
from desk import temp_dir
from row import main, needs, row, shim


def intact(path):
    with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as db:
        return db.execute("PRAGMA integrity_check").fetchone()[0]


def boss(house):
    house.add_operator("boss", "supervisor")
    return house.trusted("boss")


@row("C1", "kill -9 of the desk under 50 senders")
def kill_desk(r):
    kills, back = r.pick(4, 20), []
    senders, each = r.pick(20, 50), r.pick(150, 10000)
    with House() as house:
        token = boss(house)
        crowd = Crowd(house, house.operators(senders))
        listener = Listener(house, token)
        for k in range(kills):
            crowd.wait_for(each, 120)
            r.say("%d of %d kills, %d acknowledged" % (k, kills,
                crowd.n_acked))
            house.kill()
            began = time.monotonic()
            house.start()
            back.append(time.monotonic() - began)
        crowd.wait_for(each, 120)
        crowd.finish()
        r.say("looking through %d messages" % crowd.n_acked)
        crowd.audit(r, token)
        listener.audit(r, crowd)
        house.stop()
        seen = intact(house.data + "/desk.db")
        r.expect(seen == "ok", "the database: " + seen)
    r.expect(max(back) < 1.0, "back after %.2f s" % max(back))
    r.note("%d kills, back within %.2f s, %d sent again" % (kills, max(back),
        crowd.n_again))


@row("C2", "power cut: only what was synced is left")
def cut_power(r):
    cuts, each = r.pick(2, 20), r.pick(100, 500)
    library = shim("powerloss")
    data = temp_dir()
    rng = random.Random(2)
    house = House(data=data)
    with house:
        token, people = boss(house), house.operators(10)
    for k in range(cuts):
        r.say("%d of %d cuts" % (k, cuts))
        shadow = temp_dir()
        house = House(data=data, env={"LD_PRELOAD": library,
            "POWERLOSS_DIR": data, "POWERLOSS_SHADOW": shadow})
        # What lies there when the machine starts is on the disk.
        for name in os.listdir(data):
            if os.path.isfile(data + "/" + name):
                shutil.copy(data + "/" + name, shadow)
        house.start()
        crowd = Crowd(house, people, text="s%%d n%%d cut %d" % k)
        crowd.wait_for(each + rng.randrange(each), 120)
        house.kill()
        crowd.finish(0)
        for name in os.listdir(data):
            if os.path.isfile(data + "/" + name):
                os.remove(data + "/" + name)
        for name in os.listdir(shadow):
            if not name.endswith((".tmp", "-shm")):
                shutil.copy(shadow + "/" + name, data)
        with House(data=data) as house:
            crowd.house = house
            crowd.audit(r, token)
        seen = intact(data + "/desk.db")
        r.expect(seen == "ok", "the database: " + seen)
    r.note("%d cuts" % cuts)


@row("B15", "every post arrives twice, or its answer is lost")
def repeat(r):
    from proxy import Proxy
    with House() as house, Proxy(house.port) as proxy:
        token, people = boss(house), house.operators(r.pick(5, 20))
        post = {"method": "POST"}
        proxy.rules([{"match": dict(post, p=0.3), "do": "dup_request"},
            {"match": dict(post, p=0.3), "do": "drop_after"},
            {"match": dict(post, p=0.3), "do": "status_after", "code": 502}])
        crowd = Crowd(house, people, port=proxy.port)
        crowd.wait_for(r.pick(200, 3000), 300)
        crowd.finish()
        crowd.audit(r, token)
        did = proxy.stats()["did"]
        r.expect(min(did.get(k, 0) for k in ("dup_request", "drop_after",
            "status_after")) > 10, "the proxy did little: %s" % did)
        # The same id with other words is somebody else's message.
        login, [c], _ = people[0]
        same = "%032x" % 77
        path = "/conversations/%d/messages" % c
        first = house.post(path, login, client_id=same, text="one")
        again = house.post(path, login, client_id=same, text="one")
        other = house.post(path, login, client_id=same, text="two")
        r.expect((first.status, again.status, other.status) == (201, 200,
            409), "the same id: %s" % [x.status for x in (first, again,
            other)])
        r.note(", ".join("%d %s" % (n, k) for k, n in sorted(did.items())))


FAULTS = [{"do": "drop"}, {"do": "drop_after"}, {"do": "reset"},
    {"do": "reset_after"}, {"do": "status", "code": 502},
    {"do": "status_after", "code": 502}, {"do": "status", "code": 429,
    "retry_after": "1"}, {"do": "html"}, {"do": "cut", "bytes": 30},
    {"do": "cut_body", "bytes": 5}, {"do": "truncate", "bytes": 5,
    "hold_ms": 300}, {"do": "dup"}, {"do": "dup_request"},
    {"do": "corrupt", "p": 0.05}, {"do": "garbage", "bytes": 200},
    {"do": "delay", "ms": 300}, {"do": "delay_response", "ms": 300},
    {"do": "half_open", "hold_ms": 7000}, {"do": "drip", "bps": 2000}]


@row("C4b", "every fault of the proxy under many senders")
def faults(r):
    from proxy import Proxy
    with House() as house, Proxy(house.port) as proxy:
        token, people = boss(house), house.operators(r.pick(10, 50))
        chance = 0.02
        proxy.rules([dict(f, match={"p": chance}) for f in FAULTS])
        crowd = Crowd(house, people, port=proxy.port)
        crowd.wait_for(r.pick(300, 20000), 600)
        proxy.rules([])
        crowd.finish()
        crowd.audit(r, token)
        did = proxy.stats()["did"]
        r.expect(len(did) > r.pick(10, 18), "few faults: %s" % did)
        r.note("%d kinds of fault, %d sent again" % (len(did) - 1,
            crowd.n_again))


if __name__ == "__main__":
    main()
