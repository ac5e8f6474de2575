#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""line.py - a bad line: packets are lost, it is slow, it is late. In a network
name space of its own, where nft drops and tc slows down.
"""
import json
import os
import subprocess
import sys
import time

from crowd import Crowd, House
from row import Row, main, needs, row

KINDS = ("20 % lost", "40 % lost", "10 kbit/s")


def make_bad(kind):
    """The loopback of this name space."""
    def run(*args):
        subprocess.run(args, check=True, capture_output=True)

    run("ip", "link", "set", "lo", "up")
    if "lost" in kind:
        run("nft", "add", "table", "inet", "t")
        run("nft", "add", "chain", "inet", "t", "in",
            "{ type filter hook input priority 0; }")
        run("nft", "add", "rule", "inet", "t", "in", "iifname", "lo",
            "meta", "l4proto", "tcp", "numgen", "random", "mod", "100", "<",
            kind.split(" ")[0], "counter", "drop")
    else:
        run("tc", "qdisc", "add", "dev", "lo", "root", "tbf", "rate",
            "10kbit", "burst", "1600", "latency", "5s")


def bytes_so_far():
    with open("/proc/net/dev") as f:
        return next(int(x.split()[1]) for x in f if "lo:" in x)


def inside(kind, n):
    """The row within the name space: JSON on stdout."""
    from console import LIVE
    from desk import until
    from screen import Screen
    r = Row("C6", kind, True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with House() as house:
        house.add_operator("boss", "supervisor")
        token = house.trusted("boss")
        slow = "kbit" in kind
        people = house.operators(2 if slow else 10)
        [mine] = people[-1][1]
        c = Screen(house, people[-1][2], 100, 30, token=people[-1][0],
            at="http://127.0.0.1:%d" % house.port)
        c.see(LIVE)
        make_bad(kind)
        before, began = bytes_so_far(), time.monotonic()
        crowd = Crowd(house, people[:-1], pause_s=5 if slow else 0)
        typed = []
        for k in range(8 if slow else 20):
            typed.append("typed %d." % k)
            c.type(typed[-1])
            c.keys("Enter")
            time.sleep(1 if slow else 0.2)
        crowd.wait_for(n, 300)
        crowd.finish(120)
        until(lambda: "unsent" not in c.text(), 180)
        spent = time.monotonic() - began
        rate = (bytes_so_far() - before) * 60 / spent
        # Nothing is in the way of those who look.
        subprocess.run(["nft", "flush", "ruleset"])
        subprocess.run(["tc", "qdisc", "del", "dev", "lo", "root"])
        crowd.audit(r, token)
        stored = [e["text"] for e in house.messages(token, mine) if
            e["text"].startswith("typed")]
        r.count(lost=len(set(typed) - set(stored)), doubled=len(stored) -
            len(set(stored)), acknowledged=len(stored))
        r.expect(stored == typed, "out of order", stored)
        c.see(LIVE, 60)
        c.see(typed[-1], 60)
        c.close()
        r.note("%s: %d messages in %.0f s, %.0f kB a minute" % (kind,
            crowd.n_acked + len(typed), spent, rate / 1000))
    print(json.dumps(dict(r.json(), wrong=r.wrong)), flush=True)


@row("C6", "20 % and 40 % loss, 10 kbit/s, 2 s of delay")
def bad_line(r):
    needs("unshare", "ip", "nft", "tc")
    if os.getuid() != 0:
        r.cannot("only root may make a network of its own")
    for kind, n in zip(KINDS, (600, 150, 12)):
        r.say(kind)
        p = subprocess.run(["unshare", "-n", sys.executable, __file__,
            "inside", kind, str(n)], stdout=subprocess.PIPE, text=True)
        if p.returncode != 0 or not p.stdout.strip():
            r.expect(False, "%s: it ended with %d" % (kind, p.returncode))
            continue
        one = json.loads(p.stdout.strip().splitlines()[-1])
        r.count(**{n: one[n] for n in r.numbers})
        for what in one["wrong"]:
            r.expect(False, "%s: %s" % (kind, what))
        r.note(one["note"])
    r.say("2 s of delay")
    from proxy import Proxy
    with House() as house, Proxy(house.port) as proxy:
        house.add_operator("boss", "supervisor")
        token, people = house.trusted("boss"), house.operators(5)
        proxy.rules([{"match": {"every": 2}, "do": "delay", "ms": 2000},
            {"do": "delay_response", "ms": 2000}])
        crowd = Crowd(house, people, port=proxy.port)
        crowd.wait_for(40, 120)
        crowd.finish()
        crowd.audit(r, token)


if __name__ == "__main__":
    if sys.argv[1] == "inside":
        inside(sys.argv[2], int(sys.argv[3]))
    else:
        main()
