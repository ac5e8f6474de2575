#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""stats.t - the figures of a report are those that come out of the log by
hand; who may read which; ratings that operators do not see; win-backs.
"""
import csv
import io
import json
import os
import sys
import time

from desk import SRC, Desk, check, client_id, done, temp_dir

sys.path.insert(0, os.path.join(SRC, "tests", "day"))
import figures  # noqa: E402


class House:
    def __init__(self, desk):
        self.desk, self.tokens, self.ids, self.n = desk, {}, {}, 0
        for name in ("Billing", "Travel"):
            desk.cli("department", "add", name)
        self.departments = {d["name"]: d["id"] for d in desk.ask("GET",
            "/api/v1/admin/departments", admin=True).json["departments"]}
        for login, options in (("anna", ("--department", "Billing")),
                ("boris", ("--department", "Travel")),
                ("chief", ("--role", "supervisor", "--department",
                    "Billing")), ("root", ("--role", "admin"))):
            desk.operator(login, *options)
            answer = desk.sign_in(login).json
            self.tokens[login] = answer["token"]
            self.ids[login] = answer["snapshot"]["me"]["id"] \
                if isinstance(answer.get("snapshot"), dict) else \
                self.get("snapshot", login)["me"]["id"]

    def is_there(self, login):
        cursor = self.get("snapshot", login)["cursor"]
        self.desk.ask("GET", "/api/v1/events?hold=0&cursor=" + cursor,
            token=self.tokens[login])

    def get(self, what, login, status=200):
        answer = self.desk.ask("GET", "/api/v1/" + what,
            token=self.tokens[login])
        if answer.status != status:
            check("GET %s of %s: %d" % (what, login, status), False, answer)
        return answer.json

    def opens(self, department, **fields):
        self.n += 1
        answer = self.desk.ask("POST", "/api/v1/visitor/conversations",
            dict({"client_id": client_id(), "text": "Hello",
                "department_id": self.departments[department]}, **fields),
            fields.pop("secret", None),
            headers={"X-Forwarded-For": "10.0.0.%d" % self.n})
        assert answer.status == 201, answer
        return answer.json["conversation"], answer.json["secret"]

    def do(self, login, c, verb, status=201, **fields):
        if verb in ("take", "close", "outcome", "transfer", "decline"):
            seen = self.get("conversations/%d/transcript" % c, "root")
            fields["version"] = seen["conversation"]["version"]
        answer = self.desk.post("/conversations/%d/%s" % (c, verb),
            self.tokens[login], **fields)
        if answer.status != status:
            check("%s by %s: %d" % (verb, login, status), False, answer)
        return answer.json

    def events(self, c, login="root"):
        return self.get("conversations/%d/transcript" % c, login)["events"]

    def talk(self, login, department, stars, words=2, **fields):
        c, secret = self.opens(department, **fields)
        self.do(login, c, "take")
        for i in range(words):
            self.do(login, c, "messages", text="answer")
            self.desk.post("/visitor/messages", secret, text="and?")
        self.do(login, c, "close")
        self.do(login, c, "outcome", outcome="solved")
        if stars:
            self.desk.post("/visitor/rating", secret, stars=stars,
                text="so it was")
        return c, secret


def day(more=""):
    now = int(time.time() * 1000)
    return "stats?since=%d&until=%d%s" % (now - 3600000, now + 60000, more)


def same(name, line, wanted):
    told = {k: line.get(k, 0) if not isinstance(wanted[k], dict) else
        line.get(k, {}) for k in wanted}
    check(name, told == wanted, "%s\n%s" % (told, wanted))


def figures_are_those_of_the_log(h):
    all_of = [h.talk("anna", "Billing", 5, language="pl")[0],
        h.talk("boris", "Travel", 2, 3, language="ru")[0],
        h.talk("anna", "Billing", 0, 1, language="pl")[0]]
    gone, secret = h.opens("Billing")
    h.desk.post("/visitor/close", secret)
    passed, secret = h.opens("Billing")
    h.do("anna", passed, "take")
    h.do("anna", passed, "messages", text="a colleague knows")
    h.is_there("chief")
    h.do("anna", passed, "transfer", operator_id=h.ids["chief"], text="for you")
    h.desk.post("/visitor/messages", secret, text="hello?")
    h.do("chief", passed, "messages", text="here I am")
    h.do("chief", passed, "close", outcome="solved")
    waits, _ = h.opens("Travel")
    all_of += [gone, passed, waits]
    rows = {c: figures.row(h.events(c)) for c in all_of}
    told = h.get(day(), "root")
    same("the total is that of the log", told["total"],
        figures.figures(list(rows.values())))
    by = h.get(day("&by=operator"), "root")["lines"]
    for login in ("anna", "boris", "chief"):
        line = [x for x in by if x.get("id") == h.ids[login]][0]
        same("and so is the line of " + login, line,
            figures.part(list(rows.values()), h.ids[login]))
    for key, lines in (("language", "language"), ("department",
            "department")):
        for line in h.get(day("&by=" + lines), "root")["lines"]:
            which = line.get("label", "") if key == "language" else \
                line.get("id", 0)
            same("by %s: %s" % (key, which), line, figures.figures(
                [r for r in rows.values() if r[key] == which]))
    page = h.get(day("&rows=1"), "root")["rows"]
    check("a row for each", [r["conversation"] for r in page] == all_of, page)
    for r in page:
        own = rows[r["conversation"]]
        check("the row of %d" % r["conversation"], (r.get("wait_ms"),
            r.get("first_response_ms"), r.get("handling_ms"),
            r.get("wrap_up_ms"), r.get("next_response_sum_ms", 0),
            r.get("abandoned", False), r.get("stars", 0), r["owners"]) ==
            (own["wait"], own["first_response"], own["handling"],
            own["wrap_up"], sum(own["next"]), own["abandoned"],
            own["stars"], own["owners"]), "%s\n%s" % (r, own))
    hours = h.get(day("&by=hour"), "root")
    load = sum((to or hours["at"]) - since for r in rows.values()
        for _, since, to in r["spans"])
    check("the load is the time that operators had them",
        hours["total"]["load_ms"] == load, (hours["total"], load))
    there_is_who_was_online(h)
    return rows


def there_is_who_was_online(h):
    epoch = h.get("snapshot", "root")["cursor"].split(".")[0]

    def states():
        return [e for e in h.get("events?hold=0&watch=1&cursor=%s.0" % epoch,
            "root")["events"] if e["type"] == "state"]

    def told_to(who, more=""):
        """A report, and the states that it has been made of."""
        while True:
            before = states()
            told = h.get(day("&by=hour" + more), who)
            if before and states() == before:
                return told, before

    h.is_there("boris")
    for who, seen in (("root", ("anna", "boris", "chief", "root")),
            ("chief", ("anna", "chief", "root")), ("boris", ("boris",))):
        told, all_of = told_to(who)
        own = [e for e in all_of if e["operator_id"] in
            [h.ids[x] for x in seen]]
        check("%s counts who works where they do" % who,
            told["total"].get("there_ms", 0) == figures.there(own,
            told["at"]) and told["states"] == all_of[0]["at"],
            (told["total"], all_of))
    told, _ = told_to("root", "&zone=Asia/Tokyo")
    here = {x.get("id", 0): x.get("hour_ms", 0) for x in told["lines"]}
    there = {x.get("id", 0): x.get("hour_ms", 0) for x in h.get(day(
        "&by=hour&offset=0"), "root")["lines"]}
    check("hours are those of the zone", all(abs(here[(i + 9) % 24] -
        there[i]) < 5000 for i in range(24)), (here, there))
    for wrong in ("&zone=Mars/Olympus", "&zone=../../etc/passwd",
            "&zone=" + "x" * 60):
        h.get(day("&by=hour" + wrong), "root", 400)
    line = h.get(day("&by=priority"), "root")["lines"]
    check("no rules, no priority", [x.get("id", 0) for x in line] == [0],
        line)


def everybody_their_own(h, rows):
    travel = [c for c, r in rows.items() if r["department"] ==
        h.departments["Travel"]]
    page = h.get(day("&rows=1"), "chief")["rows"]
    check("a supervisor: their departments", len(page) == len(rows) -
        len(travel) and not {r["conversation"] for r in page} & set(travel),
        page)
    told = h.get(day("&by=operator"), "anna")
    check("an operator: their own part", [x.get("id") for x in told["lines"]]
        == [h.ids["anna"]] and told["total"]["n"] == 3, told)
    same("and nothing else in it", told["total"], figures.part(
        list(rows.values()), h.ids["anna"]))
    check("and their own rows", [h.ids["anna"] in r["owners"] for r in
        h.get(day("&rows=1"), "anna")["rows"]] == [True] * 3)
    answer = h.desk.ask("GET", "/api/v1/admin/" + day(), admin=True)
    check("the administrator: all", answer.json["total"]["n"] == len(rows),
        answer)


def pages(h):
    told = h.get(day("&rows=1"), "root")
    first = told["rows"][1]
    after = "%d.%d" % (first["opened"], first["conversation"])
    rest = h.get(day("&rows=1&after=" + after), "root")["rows"]
    check("a page goes on where it is told", rest == told["rows"][2:], rest)
    for wrong in ("x", "1", "1.x", ".1", "-1.1"):
        h.get(day("&rows=1&after=" + wrong), "root", 400)
    for wrong in ("stats", "stats?since=1", "stats?since=5&until=5",
            "stats?since=1&until=99999999999999",
            day("&offset=99999"), day("&by=x")):
        h.get(wrong, "root", 400)
    check("what is wrong is refused", True)


def winbacks(h):
    """A bad rating, what is done about it, and a good one."""
    c, secret = h.talk("anna", "Billing", 1)
    mine = [w for w in h.get("winbacks", "chief")["winbacks"]
        if w["conversation"] == c]
    check("a bad rating opens a win-back for the head", len(mine) == 1 and
        mine[0]["state"] == "open" and mine[0]["stars"] == 1 and
        mine[0]["comment"] == "so it was" and
        mine[0]["operator_id"] == h.ids["chief"] and
        mine[0]["by_id"] == h.ids["anna"] and
        mine[0]["due"] - mine[0]["opened"] == 36 * 3600 * 1000, mine)
    check("it is in the snapshot", c in [w["conversation"] for w in
        h.get("snapshot", "chief")["winbacks"]])
    check("operators hear nothing of it", not h.get("winbacks",
        "anna")["winbacks"] and "winback" not in
        [e["type"] for e in h.events(c, "anna")] and "winback" not in
        h.get("conversations/%d/transcript" % c, "anna")["conversation"])
    h.do("anna", c, "winback", 404, state="won")
    h.do("chief", c, "winback", 400, operator_id=999)
    h.do("chief", c, "winback", apology="We are sorry", operator_id=h.ids["root"])
    h.do("root", c, "winback", gesture="a month", state="offered")
    w = [w for w in h.get("winbacks", "root")["winbacks"]
        if w["conversation"] == c][0]
    check("what is done about it is kept together", (w["apology"],
        w["gesture"], w["state"], w["operator_id"]) == ("We are sorry",
        "a month", "offered", h.ids["root"]), w)
    back, _ = h.opens("Billing", secret=secret)
    h.do("anna", back, "take")
    h.do("anna", back, "messages", text="welcome back")
    h.do("anna", back, "close", outcome="solved")
    h.desk.post("/visitor/rating", secret, stars=5)
    check("a good rating of the same customer wins it", c not in
        [w["conversation"] for w in h.get("winbacks", "root")["winbacks"]]
        and h.events(c)[-1]["state"] == "won", h.events(c)[-1])
    row = [r for r in h.get(day("&rows=1"), "root")["rows"]
        if r["conversation"] == c][0]
    check("and the report counts it", row["winback"] == "won" and
        h.get(day(), "root")["total"]["won"] == 1, row)
    plain, _ = h.talk("anna", "Billing", 4)
    h.do("chief", plain, "winback", 409, state="won")
    h.do("chief", plain, "winback", state="open", text="she was too kind")
    h.do("chief", plain, "winback", state="lost")
    check("one opened by hand, lost by hand", h.get(day(),
        "root")["total"]["lost"] == 1)
    told = h.desk.cli("audit", "list")[1]
    check("the audit trail has what was done", "winback" in told and
        "offered" in told and "lost" in told, told[-800:])


def hidden(h):
    c, _ = h.talk("anna", "Billing", 3)
    seen = h.get("conversations/%d/transcript" % c, "anna")
    check("operators_see = off: no rating in a transcript", "rated" not in
        [e["type"] for e in seen["events"]] and "stars" not in
        seen["conversation"], seen)
    cursor = seen["conversation"]["customer_id"]
    check("nor in a record", "stars" not in str(h.get("customers/%d" %
        cursor, "anna")["earlier"]))
    check("nor in a search", h.get("search?q=so+it+was", "anna")["hits"] ==
        [] and h.get("search?q=so+it+was", "chief")["hits"] != [])
    check("nor in a report", not [r for r in h.get(day("&rows=1"),
        "anna")["rows"] if "stars" in r])
    check("a supervisor sees them", "rated" in [e["type"] for e in
        h.events(c, "chief")] and "stars" in str(h.get("customers/%d" %
        cursor, "chief")["earlier"]))


def on_the_desks_machine(h):
    """dezhurkad stats: all of the desk, without a token."""
    since = "--since", "1d"
    total = json.loads(h.desk.cli("stats", "--json", *since)[1])["total"]
    wanted = h.desk.ask("GET", "/api/v1/admin/" + day(), admin=True).json[
        "total"]
    same("dezhurkad stats: the total of all", total, wanted)
    status, out, err = h.desk.cli("stats", "--rows", "--csv", *since)
    lines = list(csv.DictReader(io.StringIO(out)))
    check("a row for each, with names and the priority", len(lines) ==
        wanted["n"] and {x["department"] for x in lines} == {"Billing",
        "Travel"} and {x["priority"] for x in lines} == {"0"} and
        "anna" in {x["first_operator"] for x in lines}, out)
    status, out, err = h.desk.cli("stats", "--day", "today",
        "--zone=Etc/UTC")
    yesterday = h.desk.cli("stats", "--day", "yesterday", "--zone=Etc/UTC")
    told = out if "Conversations" in out else yesterday[1]
    check("a day as text that can be mailed", status == 0 and
        "Conversations" in told and "Billing" in told and "there" in told and
        max(len(x) for x in told.splitlines()) <= 72, told)
    status, out, err = h.desk.cli("stats", "--day", "2026-01-01")
    check("nothing happened: nothing to mail", (status, out, err) ==
        (0, "", ""), (status, out, err))
    for wrong in (("--by", "mood"), ("--since", "tomorrow"), ("--day",),
            ("--zone", "Mars/Olympus"), ("--role", "admin"), ("x",)):
        status, out, err = h.desk.cli("stats", *wrong)
        if status != 2 or out != "" or err.count("\n") != 1:
            check("stats %s is refused" % (wrong,), False, (status, err))
    h.desk.stop()
    status, out, err = h.desk.cli("stats", "--json", *since)
    check("without a running desk, too", status == 0 and
        json.loads(out)["total"] == total, (status, err))
    h.desk.start()
    read_from_the_disk(h)


def read_from_the_disk(h):
    """After a restart what was is read from the disk, for whom it is."""
    epoch = h.get("snapshot", "root")["cursor"].split(".")[0]

    def heard(login):
        events, cursor = [], epoch + ".0"
        while True:
            told = h.desk.ask("GET", "/api/v1/events?hold=0&watch=1&cursor=" +
                cursor, token=h.tokens[login])
            if told.status != 200 or not told.json["events"]:
                return events
            events += [e["conversation"] for e in told.json["events"]
                if e["type"] == "winback"]
            cursor = told.json["cursor"]

    wanted = [e["conversation"] for c in {w for w in heard("root")}
        for e in h.events(c) if e["type"] == "winback"]
    travel = {r["conversation"] for r in h.get(day("&rows=1"), "root")["rows"]
        if r.get("department_id") == h.departments["Travel"]}
    check("win-backs from the disk: all of them to an administrator",
        len(wanted) > 4 and sorted(heard("root")) == sorted(wanted) and
        travel & set(wanted), wanted)
    check("to a supervisor those of their department", sorted(heard(
        "chief")) == sorted(c for c in wanted if c not in travel),
        heard("chief"))
    check("to operators none", heard("anna") + heard("boris") == [])


def config(text):
    path = os.path.join(temp_dir(), "desk.conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


PROXY = "[proxy]\ntrusted = 127.0.0.1\n"
with Desk("--config", config(PROXY + "[winback]\ndue = 36h\n")) as desk:
    house = House(desk)
    everybody_their_own(house, figures_are_those_of_the_log(house))
    pages(house)
    winbacks(house)
    on_the_desks_machine(house)
with Desk("--config", config(PROXY + "[ratings]\noperators_see = off\n"
        "[winback]\nowner = root\n"
        "[retention]\nconversations = 1d\n")) as desk:
    house = House(desk)
    hidden(house)
    now = int(time.time() * 1000)
    old = house.get("stats?since=%d&until=%d" % (now - 3 * 86400000, now),
        "root")
    check("a report says what is not there any more", abs(old.get("kept", 0) -
        (old["at"] - 86400000)) < 1000 and "kept" not in house.get(day(),
        "root"), old)
    c, _ = house.talk("anna", "Billing", 2)
    check("the owner whom the configuration names", house.get("winbacks",
        "root")["winbacks"][0]["operator_id"] == house.ids["root"])
    heard = house.desk.ask("GET", "/api/v1/events?hold=0&cursor=" +
        "%s.0" % house.get("snapshot", "anna")["cursor"].split(".")[0],
        token=house.tokens["anna"]).json["events"]
    check("no rating is heard of either", heard and not [e for e in heard
        if e["type"] in ("rated", "winback")], heard)
done()
