#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""route.t - rules as text at a real desk: who is offered what, what their
customer sees of it, other rules while polls are held, and why.
"""
import json
import os
import signal
import threading

from desk import Desk, check, client_id, done, run, temp_dir, until


class Op:
    def __init__(self, desk, login):
        self.desk, self.login = desk, login
        self.token = desk.sign_in(login).json["token"]
        self.look()
        self.id = self.snapshot["me"]["id"]

    def look(self):
        self.snapshot = self.desk.ask("GET", "/api/v1/snapshot",
            token=self.token).json
        self.cursor = self.snapshot["cursor"]
        self.poll()

    def poll(self, hold=0):
        answer = self.desk.ask("GET", "/api/v1/events?hold=%d&cursor=%s" %
            (hold, self.cursor), token=self.token)
        if answer.status != 200:
            return []
        self.cursor = answer.json["cursor"]
        return answer.json["events"]

    def has(self, c):
        self.look()
        for x in self.snapshot["conversations"]:
            if x["conversation"]["id"] == c:
                return x["conversation"]
        return None

    def do(self, c, verb, **fields):
        return self.desk.post("/conversations/%d/%s" % (c, verb), self.token,
            **fields)


path = os.path.join(temp_dir(), "desk.conf")


def rules(text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


rules("[routing]\nmode = offer\noffer_for = 1s\nask_again = 1s\n"
    "away_after = 2\n"
    "[rule russian]\nif_language = ru\nlanguage = strict\npriority = 4\n")
with Desk("--config", path) as desk:
    desk.operator("anna", "--language", "en")
    desk.operator("olga", "--language", "ru")
    anna = Op(desk, "anna")
    visitor = desk.visitor("Hello", language="en").json
    c = visitor["conversation"]
    offered = until(lambda: (anna.has(c) or {}).get("offered_until"))
    check("the desk offers it to who fits", offered, anna.has(c))
    seen = desk.ask("GET", "/api/v1/visitor/conversation",
        token=visitor["secret"])
    check("its customer still waits", seen.json["state"] == "waiting", seen)
    check("and is not told who is asked", "transferred" not in [e["type"]
        for e in seen.json.get("events", [])], seen)
    away = until(lambda: [o for o in (anna.look() or
        anna.snapshot)["operators"] if o["id"] == anna.id and
        o["presence"] == "away"])
    check("who lets offers pass is away", away, anna.snapshot["operators"])
    back = until(lambda: anna.has(c) if
        anna.has(c).get("state") == "waiting" else None)
    check("it waits with the place it had", back and
        back["queued"] == back["opened"], back)

    # --- why
    status, out, err = desk.cli("explain", str(c))
    said = out.splitlines()
    check("explain tells every offer and who let it pass", status == 0 and
        sum("the desk offers it to anna until" in x for x in said) == 2 and
        sum("anna lets it pass" in x for x in said) == 2, out + err)
    check("and why each operator does not have it", "  anna" in out and
        [x for x in said if x.split() == ["anna", "away"]] and
        [x for x in said if x.split() == ["olga", "offline"]], out)
    status, out, err = desk.cli("explain", str(c), "--json")
    told = json.loads(out)
    check("also as data", [o["fit"] for o in told["now"]["operators"]] ==
        ["away", "offline"] and "returned" in
        [s["type"] for s in told["steps"]], out)
    status, out, err = desk.cli("explain", "99")
    check("of none there is nothing to tell", status != 0, out + err)

    # --- other rules, while a poll is held
    olga = Op(desk, "olga")
    russian = desk.visitor("Privet", language="ru").json["conversation"]
    got = until(lambda: (olga.has(russian) or {}).get("offered_until"))
    status, out, err = desk.cli("explain", str(russian))
    check("explain names the rules and what they said", "rules russian -> "
        "no department, priority 4 (at the opening)" in out, out + err)
    check("and all that keeps it from somebody", [x for x in
        out.splitlines() if x.split() == ["anna", "no", "ru,", "away"]], out)
    check("strict: to who speaks it", got, olga.has(russian))
    olga.do(russian, "take", version=olga.has(russian)["version"])
    desk.ask("PUT", "/api/v1/presence", token=olga.token,
        body={"presence": "away"})
    olga.poll()
    until(lambda: (anna.has(c) or {}).get("state") == "waiting")
    anna.look()
    heard = []
    held = threading.Thread(target=lambda: heard.extend(anna.poll(hold=20)))
    held.start()
    rules("[rule all]\npriority = 7\nskills = cards\n")
    desk.process.send_signal(signal.SIGHUP)
    held.join()
    check("the rules of the file count at once, and the poll was held",
        heard and heard[0]["type"] == "routed" and
        heard[0]["conversation"] == c and heard[0]["rules"] == "all" and
        heard[0]["priority"] == 7, heard)
    check("it is said why", heard and heard[0]["text"] == "rules", heard)
    rules("[rule all]\npriority = 77\n")
    desk.process.send_signal(signal.SIGHUP)
    second = desk.visitor("Hello again", language="en").json["conversation"]
    until(lambda: (anna.has(second) or {}).get("priority"))
    check("a file that is wrong changes nothing",
        anna.has(second)["priority"] == 7, anna.has(second))
    status, out, said = run(["--check-config", "--config", path, "--data",
        desk.data])
    check("and is told with its place", status != 0 and
        "desk.conf:2:12: priority" in said, said)
    rules("[rule all]\ndepartment = Nowhere\n")
    status, out, said = run(["--check-config", "--config", path, "--data",
        desk.data])
    check("a department that is not there is named", status != 0 and
        "desk.conf:2:14: this desk has no department \"Nowhere\"" in said,
        said)
    rules("[rule all]\nskills = magic\n")
    status, out, said = run(["--check-config", "--config", path, "--data",
        desk.data])
    check("a skill that nobody has is named", status != 0 and
        "desk.conf:2:10: nobody at this desk has the skill \"magic\"" in said,
        said)

    for text, place, words in (
            ("[department Nope]\nhours = daily 09:00-18:00\n", "2:9:",
                'no department "Nope"'),
            ("[department]\noverflow_after = 5m\noverflow_to = Salse\n",
                "3:15:", 'no department "Salse"'),
            ("[target x]\ndepartment = Nope\nfirst = 1m\n", "2:14:",
                'no department "Nope"'),
            ("[winback]\nowner = nobody\n", "2:9:",
                'no operator "nobody"'),
            ("[department]\noverflow_to = Sales\n", "2:15:",
                "overflow_after"),
            ("[department]\noverflow_after = 5m\n", "2:18:",
                "overflow_message")):
        rules(text)
        status, out, said = run(["--check-config", "--config", path, "--data",
            desk.data])
        check("so is " + text.splitlines()[-1], status == 2 and
            "desk.conf:" + place in said and words in said, said)
    rules("[winback]\nowner = anna\n[department]\noverflow_after = 5m\n"
        "overflow_message = Leave a word.\n")
    status, out, said = run(["--check-config", "--config", path, "--data",
        desk.data])
    check("and what is there is good", status == 0 and said == "", said)

    # --- the day once more
    rules("[routing]\nmode = assign\n")
    status, out, err = desk.cli("simulate", "--since", "1d", "--rules", path,
        "--json")
    told = json.loads(out) if status == 0 else {}
    check("simulate compares the recorded day with other rules",
        status == 0 and told["recorded"]["customers"] == 3 and
        told["recorded"]["served"] == 1 and
        told["other_rules"]["served"] >= 1, out + err)
    check("with who was there: whoever took something had said so",
        told.get("taken_by_absent") == 0 and
        told["rules_now"]["served"] >= 1, out)
    rules("[routing]\nmode = assign\n[target all]\nfirst = 1s\nhours = always\n"
        "[department]\nhours = daily 00:00-00:01\nzone = UTC\n"
        "[rule night]\nif_hours = closed\nanswer_in = 1h\nmessage = Later.\n")
    status, out, err = desk.cli("simulate", "--since", "1d", "--rules", path,
        "--json")
    told = json.loads(out) if status == 0 else {}
    check("with hours and targets of the other file", status == 0 and
        told["recorded"]["left_message"] == 0 and
        told["other_rules"]["left_message"] == 3 and
        told["recorded"]["missed"] == 0, json.dumps(told.get("other_rules")))
    status, out, err = desk.cli("simulate", "--since", "1d", "--rules", path)
    check("also as a table", status == 0 and "as it was" in out and
        "simulated, these rules" in out, out + err)
    rules("[rule none]\nskills = none\n[routing]\nmode = assign\n")
    status, out, err = desk.cli("simulate", "--since", "1d", "--rules", path)
    these = [x.split() for x in out.splitlines() if "these rules" in x]
    check("who was served by nobody has not waited 0:00", status == 0 and
        these and these[0][-9] == "0" and these[0][-3:] == ["-"] * 3, out)
    rules("[routing]\nmode = push\n")
    status, out, err = desk.cli("simulate", "--rules", path)
    check("rules that are wrong are told with their place", status != 0 and
        "desk.conf:2:8" in err, err)
    status, out, err = desk.cli("simulate")
    check("without rules it says what it needs", status != 0 and
        "--rules" in err, err)
# --- who came back
rules("[routing]\nmode = offer\noffer_for = 1s\nask_again = 1s\n"
    "away_after = 1\n")
with Desk("--config", path) as desk:
    desk.operator("anna")
    anna = Op(desk, "anna")
    c = desk.visitor("Hello").json["conversation"]

    def how():
        anna.look()
        return [(o["presence"], o.get("reason", "")) for o in
            anna.snapshot["operators"] if o["id"] == anna.id][0]

    check("away for the offers that went on, and the state says so",
        until(lambda: how() == ("away", "passed")), how())
    desk.stop(signal.SIGKILL)
    desk.start()
    anna.look()
    news = anna.poll(1)
    check("also after kill -9, until they do", how() == ("away", "passed") and
        "state" not in [e["type"] for e in news], (how(), news))
    until(lambda: anna.has(c)["state"] == "waiting")
    said = anna.do(c, "take", version=anna.has(c)["version"])
    check("who takes something is there again", said.status == 201 and
        until(lambda: how() == ("online", "")), (said, how()))

done()
