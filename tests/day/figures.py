# SPDX-License-Identifier: GPL-3.0-or-later
"""figures.py - the figures of a report, computed a second time: from events as
a transcript tells them, by the words of dezhurka(1) and not by the desk's code.

row(events) gives what a row says; figures(rows) what they come to.
"""
import math

KINDS = ("wait", "first_response", "next_response", "handling", "wrap_up")


class Talk:
    """One conversation, told event by event."""

    def __init__(self):
        self.opened = self.closed = 0
        self.holder = self.offered_to = None	# who has it, who is offered it
        self.spans, self.open_span = [], None	# (operator, from, to)
        self.answers = []			# (operator, ms, is_first)
        self.waits_since = self.wrap_since = None
        self.asked = {}		# which target: [warn, due, is it missed]
        self.targets = []	# (which, warn, due, when it was settled)
        self.row = {"abandoned": False, "transfers": 0, "missed": 0,
            "declined": 0, "reopened": 0, "messages": 0, "answers": 0,
            "stars": 0, "outcome": "", "wait": None, "wrap_up": None,
            "language": "", "department": 0, "winback": None,
            "segment": "", "priority": 0, "warned": 0, "targets_met": 0,
            "targets_missed": 0}

    def has(self, operator, at):
        """From now on that one has it; None: nobody."""
        if self.open_span and self.open_span[0] != operator:
            self.spans.append(self.open_span + (at,))
            self.open_span = None
        if operator and not self.open_span:
            self.open_span = (operator, at)
            if self.row["wait"] is None:
                self.row["wait"] = at - self.opened

    def told(self, e):
        getattr(self, e["type"], lambda e: None)(e)

    def opened_(self, e):
        self.opened = e["at"]
        self.row["language"] = e.get("language", "")
        self.row["department"] = e.get("department_id", 0)

    def message(self, e):
        if e["by"] == "visitor":
            self.row["messages"] += 1
            if self.waits_since is None:
                self.waits_since = e["at"]
        if e["by"] != "operator":
            return
        self.row["answers"] += 1
        if not self.answers:
            self.answers.append((e["by_id"], e["at"] - self.opened, True))
        elif self.waits_since is not None:
            self.answers.append((e["by_id"], e["at"] - self.waits_since,
                False))
        self.waits_since = None
        self.settle(e["at"], ("first", "next"), True)
        if self.offered_to == e["by_id"]:
            self.offered_to = None
            self.has(e["by_id"], e["at"])

    def taken(self, e):
        self.offered_to = None
        self.has(e["operator_id"], e["at"])

    def transferred(self, e):
        if e["by"] == "operator":
            self.row["transfers"] += 1
        to = e.get("operator_id")
        if to is None:
            self.row["department"] = e["department_id"]
        self.was = to
        self.offered_to = to if to and e.get("until") else None
        self.has(None if self.offered_to else to, e["at"])

    def taken_back(self, e):
        if e["by"] == "operator":
            self.row["transfers"] -= 1
        self.taken(e)

    def declined(self, e):
        self.row["declined"] += 1
        self.offered_to = None
        self.has(e.get("operator_id"), e["at"])

    def returned(self, e):
        self.row["missed"] += 1
        self.offered_to = None
        self.has(e.get("operator_id"), e["at"])

    def aside(self, e):
        if not e.get("until"):
            self.waits_since = None
            self.settle(e["at"], ("first", "next"), False)

    def closed_(self, e):
        had = self.open_span is not None or self.offered_to is not None
        self.row["abandoned"] = e["by"] != "operator" and not self.answers
        self.closed = e["at"]
        self.waits_since = self.offered_to = None
        self.settle(e["at"], ("first", "next"), False)
        self.settle(e["at"], ("resolution",), True)
        self.has(None, e["at"])
        self.wrap_since = e["at"] if had else None

    def outcome(self, e):
        self.row["outcome"] = e["outcome"]
        if self.wrap_since is not None:
            self.row["wrap_up"] = e["at"] - self.wrap_since
        self.wrap_since = None

    def reopened(self, e):
        self.closed = 0
        self.row.update(abandoned=False, wrap_up=None, outcome="")
        self.row["reopened"] += 1
        self.wrap_since = None
        self.has(e.get("operator_id"), e["at"])

    def target(self, e):
        self.asked[e["which"]] = [e["warn"], e["due"], False]

    def warned(self, e):
        self.row["warned"] += 1

    def missed(self, e):
        self.row["targets_missed"] += 1
        self.asked[e["which"]][2] = True

    def settle(self, at, which, counts):
        """By an answer, or the end; else it is not asked any more."""
        for name in which:
            if name not in self.asked:
                continue
            warn, due, is_missed = self.asked.pop(name)
            self.targets.append((name, warn, due, at))
            self.row["targets_met"] += counts and not is_missed

    def routed(self, e):
        self.row["segment"] = e.get("segment", "")
        self.row["priority"] = e.get("priority", 0)

    def rated(self, e):
        self.row["stars"] = e["stars"]

    def winback(self, e):
        self.row["winback"] = e["state"]

    def end(self):
        row = self.row
        row["opened"], row["closed"] = self.opened, self.closed
        row["first_response"] = next((ms for _, ms, first in self.answers
            if first), None)
        row["next"] = [ms for _, ms, first in self.answers if not first]
        row["handling"] = sum(to - since for _, since, to in self.spans) if \
            self.spans else None
        row["spans"] = self.spans + ([self.open_span + (None,)]
            if self.open_span else [])
        row["given"] = self.answers
        row["settled"] = self.targets
        row["owners"] = list(dict.fromkeys(s[0] for s in row["spans"]))
        return row


def row(events):
    t = Talk()
    for e in events:
        if e["type"] == "opened":
            t.opened_(e)
        elif e["type"] == "closed":
            t.closed_(e)
        else:
            t.told(e)
    return t.end()


def span(values):
    """Nearest rank: the value at place ceil(n * p) of the sorted ones."""
    v = sorted(x for x in values if x is not None)
    if not v:
        return {}
    return {k: n for k, n in (("n", len(v)), ("sum_ms", sum(v)),
        ("mean_ms", sum(v) // len(v)),
        ("median_ms", v[math.ceil(len(v) / 2) - 1]),
        ("p90_ms", v[math.ceil(len(v) * 9 / 10) - 1]), ("max_ms", v[-1]))
        if n}


def there(states, until):
    """For how long operators were online, busy or wrote up, all together."""
    total, since = 0, {}
    for e in states:
        who = e["operator_id"]
        if who in since:
            total += e["at"] - since.pop(who)
        if e["presence"] in ("online", "busy", "wrap_up"):
            since[who] = e["at"]
    return total + sum(until - at for at in since.values())


def figures(rows):
    """A line of all rows, as the desk tells it: without what is 0."""
    count = {
        "n": len(rows),
        "abandoned": sum(r["abandoned"] for r in rows),
        "answered": sum(r["first_response"] is not None for r in rows),
        "transfers": sum(r["transfers"] for r in rows),
        "missed": sum(r["missed"] for r in rows),
        "declined": sum(r["declined"] for r in rows),
        "reopened": sum(r["reopened"] for r in rows),
        "targets_met": sum(r["targets_met"] for r in rows),
        "targets_missed": sum(r["targets_missed"] for r in rows),
        "rated": sum(r["stars"] > 0 for r in rows),
        "stars": sum(r["stars"] for r in rows),
        "bad": sum(0 < r["stars"] <= 2 for r in rows),
        "winbacks": sum(r["winback"] is not None for r in rows),
        "won": sum(r["winback"] == "won" for r in rows),
        "lost": sum(r["winback"] == "lost" for r in rows),
    }
    line = {k: n for k, n in count.items() if n or k == "n"}
    for kind in KINDS:
        line[kind] = span([ms for r in rows for ms in r["next"]]
            if kind == "next_response" else [r[kind] for r in rows])
    return line


def part(rows, operator):
    """The line of an operator: their own part in each conversation."""
    def held(r):
        ms = [to - since for o, since, to in r["spans"] if o == operator and
            to is not None]
        return sum(ms) if ms else None

    mine = [r for r in rows if operator in r["owners"] or
        any(o == operator for o, _, _ in r["given"])]
    first = [r for r in mine if r["owners"][:1] == [operator]]
    last = [r for r in mine if r["owners"] and
        r["spans"][-1][0] == operator]
    return {"n": len(mine),
        "wait": span([r["wait"] for r in first]),
        "first_response": span([ms for r in mine for o, ms, is_first in
            r["given"] if o == operator and is_first]),
        "next_response": span([ms for r in mine for o, ms, is_first in
            r["given"] if o == operator and not is_first]),
        "handling": span([held(r) for r in mine]),
        "wrap_up": span([r["wrap_up"] for r in last]),
        "targets_met": sum(r["targets_met"] for r in last),
        "targets_missed": sum(r["targets_missed"] for r in last),
        "rated": sum(r["stars"] > 0 for r in last)}
