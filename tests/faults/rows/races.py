#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""races.py - many operators want the same thing at once: one gets it, the
others are told who.
"""
import json
import random
import select

from crowd import House
from desk import client_id
from row import main, row
from wire import Line, request

RANDOM = random.Random(14)
KINDS = ("take", "transfer", "close", "take-back")


class Racer:
    def __init__(self, house, i, role):
        self.login = "r%d" % i
        self.id = house.add_operator(self.login, role)["operator"]["id"]
        self.token = house.trusted(self.login)

    def connect(self, house):
        """When all are there: a line that asks nothing is cut."""
        self.line = Line(house.port)

    def show_up(self):
        """Polls are presence."""
        self.line.ask("GET", "/api/v1/events?hold=0&cursor=" + json.loads(
            self.line.ask("GET", "/api/v1/snapshot", self.token)[1])
            ["cursor"], self.token)


def race(racers, path, body):
    """All send it in one breath; gives their answers."""
    data = []
    for racer in racers:
        body["client_id"] = client_id()
        data.append(request("POST", path, racer.token, body))
    for racer, bytes_ in zip(racers, data):
        racer.line.socket.sendall(bytes_)
    left, answers = dict((r.line.fileno(), r) for r in racers), []
    while left:
        for fd in select.select(list(left), [], [], 20)[0]:
            answer = left[fd].line.take()
            if answer:
                answers.append((left.pop(fd), answer[0], json.loads(
                    answer[1])))
    return answers


def one_round(r, house, racers, receiver, boss, kind):
    """One conversation, everybody at once."""
    v = house.enter(name="prize")
    c = v["conversation"]
    path = "/api/v1/conversations/%d/" % c
    if kind != "take":
        # They all see it: supervisors.
        owner = racers[0]
        a = house.post("/conversations/%d/take" % c, owner.token,
            version=house.version(boss, c))
        assert a.status == 201, a
    body = {"version": house.version(boss, c)}
    if kind == "transfer":
        body["operator_id"] = receiver.id
    elif kind == "close":
        body["outcome"] = "solved"
    elif kind == "take-back":
        # Who transferred takes back, while the receiver accepts: two of them.
        a = house.post("/conversations/%d/transfer" % c, racers[0].token,
            version=body["version"], operator_id=receiver.id)
        assert a.status == 201, a
        return accept_or_back(r, house, racers[0], receiver, boss, c)
    answers = race(RANDOM.sample(racers, len(racers)), path + kind, body)
    winners = [x for x in answers if x[1] in (200, 201)]
    r.expect(len(winners) == 1, "%s: %d winners" % (kind, len(winners)))
    others = [x for x in answers if x[1] not in (200, 201)]
    who = {"take": winners[0][0].id if winners else 0,
        "transfer": receiver.id}.get(kind, racers[0].id)
    named = [x for x in others if x[1] == 409 and x[2].get("operator") ==
        who]
    r.expect(len(named) == len(others), "%s: %d of %d told who" % (kind,
        len(named), len(others)), [x[1:] for x in others if x not in
        named][:3])
    types = {"take": "taken", "transfer": "transferred", "close": "closed"}
    log = [e for e in house.ask("GET", path + "transcript", token=boss)
        .json["events"] if e["type"] == types[kind]]
    r.expect(len(log) == 1, "%s: %d times in the log" % (kind, len(log)))
    tidy(house, boss, c)


def accept_or_back(r, house, sender, receiver, boss, c):
    version = house.version(boss, c)
    pairs = ((sender, "take-back"), (receiver, "take"))
    for racer, kind in pairs:
        racer.line.socket.sendall(request("POST", "/api/v1/conversations/%d/"
            "%s" % (c, kind), racer.token, {"client_id": client_id(),
            "version": version}))
    done = [racer.line.wait()[0] for racer, _ in pairs]
    r.expect(sorted(done) == [201, 409], "accept or take back: %s" % done)
    tidy(house, boss, c)


def tidy(house, boss, c):
    house.post("/conversations/%d/close" % c, boss, version=house.version(
        boss, c), outcome="solved")


@row("B14", "50 operators want the same at once")
def races(r):
    n, rounds = r.pick(12, 50), r.pick(16, 1000)
    with House() as house:
        house.add_operator("boss", "admin")
        boss = house.trusted("boss")
        racers = [Racer(house, i, "supervisor") for i in range(n)]
        receiver = Racer(house, n, "operator")
        for racer in racers + [receiver]:
            racer.connect(house)
        for k in range(rounds):
            if k % 20 == 0:
                r.say("%d of %d rounds" % (k, rounds))
                receiver.show_up()
            one_round(r, house, racers, receiver, boss, KINDS[k % len(KINDS)])
            r.count(times=1)
        r.note("%d operators" % n)


if __name__ == "__main__":
    main()
