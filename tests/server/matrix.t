#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""matrix.t - every operation of doc/openapi.json by every kind of asker on
every kind of conversation: only the cells that are written here as allowed
succeed, the others change nothing, and what is foreign looks like what is
not there. An operation that has no row here fails the test.
"""
import json
import re
import os
import threading

from desk import SRC, Desk, check, client_id, done, temp_dir

with open(os.path.join(SRC, "doc/openapi.json"), encoding="utf-8") as f:
    DOC = json.load(f)
OPERATIONS = {op["operationId"]: (method.upper(), path, op)
    for path, item in DOC["paths"].items() for method, op in item.items()}

# How the asker stands to the conversation. Anna works for Billing, boris for
# Travel, carla for every department, chief is a supervisor.
#           asker    department  whose     state
RELATIONS = {
    "mine":   ("anna",  "Billing", "anna",  "active"),
    "queue":  ("anna",  "Billing", None,    "waiting"),
    "open":   ("anna",  None,      None,    "waiting"),
    "known":  ("carla", "Billing", "anna",  "active"),
    "mate":   ("dora",  "Billing", "anna",  "active"),
    "head":   ("chief", "Billing", "anna",  "active"),
    "alien":  ("boris", "Billing", "anna",  "active"),
    "aqueue": ("boris", "Billing", None,    "waiting"),
    "ended":  ("anna",  "Billing", "anna",  "closed"),
    "aended": ("boris", "Billing", "anna",  "closed"),
    "gone":   ("anna",  "Billing", None,    "none"),
}

# What the answer is, in the order of RELATIONS. A repeat of the same request
# by the same asker is not looked at here.
#             mine queue open known mate head alien aqueue ended aended gone
CONVERSATION = {
    "message":    (201, 409, 409, 403, 403, 403, 404, 404, 409, 404, 404),
    "file_put":   (201, 201, 201, 404, 404, 201, 404, 404, 201, 404, 404),
    "file_get":   (200, 200, 200, 404, 404, 200, 404, 404, 200, 404, 404),
    "note":       (201, 201, 201, 404, 404, 201, 404, 404, 201, 404, 404),
    "edit":       (409, 409, 409, 403, 403, 403, 404, 404, 409, 404, 404),
    "take":       (409, 201, 201, 409, 409, 409, 404, 404, 409, 404, 404),
    "transfer":   (201, 403, 403, 403, 403, 201, 404, 404, 409, 404, 404),
    "take_back":  (409, 409, 409, 409, 409, 409, 404, 404, 409, 404, 404),
    "decline":    (409, 409, 409, 403, 403, 403, 404, 404, 409, 404, 404),
    "tag":        (201, 201, 201, 404, 404, 201, 404, 404, 201, 404, 404),
    "promise":    (201, 409, 409, 403, 403, 201, 404, 404, 201, 404, 404),
    "aside":      (201, 403, 403, 403, 403, 201, 404, 404, 409, 404, 404),
    "close":      (201, 403, 403, 403, 403, 201, 404, 404, 409, 404, 404),
    "outcome":    (409, 403, 403, 403, 403, 409, 404, 404, 201, 404, 404),
    "read":       (201, 403, 403, 404, 404, 403, 404, 404, 201, 404, 404),
    "whisper":    (403, 403, 403, 404, 404, 201, 404, 404, 403, 404, 404),
    "join":       (403, 403, 403, 404, 404, 201, 404, 404, 403, 404, 404),
    "leave":      (403, 403, 403, 404, 404, 200, 404, 404, 403, 404, 404),
    "reassign":   (403, 403, 403, 404, 404, 201, 404, 404, 403, 404, 404),
    "read_along": (403, 403, 403, 404, 404, 204, 404, 404, 403, 404, 404),
    "typing":     (204, 204, 204, 204, 204, 204, 204, 204, 204, 204, 204),
    "winback":    (404, 404, 404, 404, 404, 201, 404, 404, 404, 404, 404),
    "block":      (201, 201, 201, 404, 404, 201, 404, 404, 201, 404, 404),
    "transcript": (200, 200, 200, 404, 404, 200, 404, 404, 200, 404, 404),
    "customer":   (200, 200, 200, 404, 404, 200, 404, 404, 200, 404, 404),
    "customer_put": (201, 201, 201, 404, 404, 201, 404, 404, 201, 404, 404),
}
# What names no conversation: who gets in. The columns are the credential.
#                     token secret nonsense none
PLAIN = {
    "sign_in":              (400, 400, 400, 400),
    "sign_out":             (204, 401, 401, 401),
    "session_list":         (200, 401, 401, 401),
    "session_revoke":       (404, 401, 401, 401),
    "snapshot":             (200, 401, 401, 401),
    "events":               (204, 401, 401, 401),
    "broadcast":            (403, 401, 401, 401),
    "broadcast_seen":       (201, 401, 401, 401),
    "force":                (403, 401, 401, 401),
    "operator_sign_out":    (403, 401, 401, 401),
    "presence":             (204, 401, 401, 401),
    "canned":               (200, 401, 401, 401),
    "search":               (200, 401, 401, 401),
    "figures":              (403, 401, 401, 401),
    "stats":                (200, 401, 401, 401),
    "winbacks":             (200, 401, 401, 401),
    "blocks":               (200, 401, 401, 401),
    "block_range":          (403, 401, 401, 401),
    "unblock":              (404, 401, 401, 401),
    "canned_put":           (403, 401, 401, 401),
    "canned_file_put":      (201, 401, 401, 401),
    "canned_remove":        (404, 401, 401, 401),
    "talk":                 (201, 401, 401, 401),
    "take_next":            (201, 401, 401, 401),
    "visitor_open":         (201, 409, 201, 201),
    "visitor_conversation": (401, 200, 401, 401),
    "visitor_events":       (401, 204, 401, 401),
    "visitor_message":      (401, 201, 401, 401),
    "visitor_file_put":     (401, 201, 401, 401),
    "visitor_file_get":     (401, 404, 401, 401),
    "visitor_read":         (401, 201, 401, 401),
    "visitor_close":        (401, 201, 401, 401),
    "visitor_rating":       (401, 409, 401, 401),
    "visitor_typing":       (401, 204, 401, 401),
    "admin_operator_list":  (404, 404, 404, 404),
    "admin_operator_put":   (404, 404, 404, 404),
    "admin_department_list": (404, 404, 404, 404),
    "admin_department_put": (404, 404, 404, 404),
    "admin_canned_list":    (404, 404, 404, 404),
    "admin_canned_put":     (404, 404, 404, 404),
    "admin_canned_remove":  (404, 404, 404, 404),
    "admin_canned_import":  (404, 404, 404, 404),
    "admin_canned_file_put": (404, 404, 404, 404),
    "admin_canned_uses":    (404, 404, 404, 404),
    "admin_session_list":   (404, 404, 404, 404),
    "admin_session_revoke": (404, 404, 404, 404),
    "admin_token_add":      (404, 404, 404, 404),
    "admin_totp":           (404, 404, 404, 404),
    "admin_stats":          (404, 404, 404, 404),
    "admin_status":         (404, 404, 404, 404),
    "admin_why":            (404, 404, 404, 404),
    "admin_estimates":      (404, 404, 404, 404),
    "admin_block":          (404, 404, 404, 404),
    "admin_blocks":         (404, 404, 404, 404),
    "admin_block_range":    (404, 404, 404, 404),
    "admin_unblock":        (404, 404, 404, 404),
    "admin_reload":         (404, 404, 404, 404),
    "admin_customers":      (404, 404, 404, 404),
    "admin_customer":       (404, 404, 404, 404),
    "admin_transcript":     (404, 404, 404, 404),
    "admin_file":           (404, 404, 404, 404),
    "admin_erase":          (404, 404, 404, 404),
    "admin_audit":          (404, 404, 404, 404),
    "admin_audit_verify":   (404, 404, 404, 404),
}
NONE = 987654


class Matrix:
    def __init__(self, desk):
        self.desk, self.tokens, self.visitors, self.n = desk, {}, {}, 0
        self.files = {}
        ids = {}
        for name in ("Billing", "Travel"):
            desk.cli("department", "add", name)
        for d in desk.ask("GET", "/api/v1/admin/departments",
                admin=True).json["departments"]:
            ids[d["name"]] = d["id"]
        self.departments = ids
        for login, options in (("anna", ("--department", "Billing")),
                ("boris", ("--department", "Travel")), ("carla", ()),
                ("dora", ("--department", "Billing")),
                ("chief", ("--role", "supervisor"))):
            desk.operator(login, *options)
            self.tokens[login] = desk.sign_in(login).json["token"]

    def visitor(self, department):
        """Each from an address of its own, so that none is slowed down."""
        self.n += 1
        fields = {"client_id": client_id(), "text": "visitor %d" % self.n}
        if department:
            fields["department_id"] = self.departments[department]
        answer = self.desk.ask("POST", "/api/v1/visitor/conversations",
            fields, headers={"X-Forwarded-For": "10.0.%d.%d" %
                divmod(self.n, 250)})
        assert answer.status == 201, answer
        self.visitors[answer.json["conversation"]] = (answer.json["secret"],
            answer.json["cursor"])
        return answer.json

    def now(self, conversation):
        """The conversation as the supervisor sees it, None: there is none."""
        answer = self.desk.ask("GET",
            "/api/v1/conversations/%d/transcript" % conversation,
            token=self.tokens["chief"])
        if answer.status != 200:
            return None
        seen = answer.json
        # What a customer is told of the wait the desk notes by itself.
        seen["events"] = [e for e in seen["events"] if e["type"] !=
            "estimated"]
        for name in ("last_seq", "estimated", "estimate_low",
                "estimate_high"):
            seen["conversation"].pop(name, None)
        return seen

    def write(self, login, conversation, verb, **fields):
        fields.setdefault("version",
            self.now(conversation)["conversation"]["version"])
        answer = self.desk.post("/conversations/%d/%s" % (conversation, verb),
            self.tokens[login], **fields)
        assert answer.status == 201, answer

    def make(self, department, owner, state):
        """(conversation, customer) in that state."""
        if state == "none":
            return NONE, NONE
        c = self.visitor(department)["conversation"]
        if owner:
            self.write(owner, c, "take")
        if state == "closed":
            self.write(owner, c, "close")
        return c, self.now(c)["conversation"]["customer_id"]

    def body(self, name, conversation):
        seen = self.now(conversation)
        version = seen["conversation"]["version"] if seen else 1
        return {
            "message": {"text": "x"}, "note": {"text": "x"},
            "edit": {"message": 1, "text": "x"},
            "take": {"version": version},
            "transfer": {"version": version,
                "department_id": self.departments["Travel"]},
            "decline": {"version": version}, "tag": {"add": ["x"]},
            "promise": {"due": 1790000000000, "text": "x"},
            "aside": {"until": 0}, "take_back": {"version": version},
            "close": {"version": version},
            "outcome": {"version": version, "outcome": "spam"},
            "whisper": {"text": "x", "operator_id": seen["conversation"].get(
                "operator_id", 1) if seen else 1},
            "reassign": {"version": version}, "read_along": {"is_on": True},
            "join": {}, "leave": {},
            "read": {"upto": 1}, "typing": {"is_typing": True},
            "customer_put": {"name": "Renamed"},
            "winback": {"state": "open"}, "block": {"kind": "session",
                "span": 60000},
        }.get(name)

    def ask(self, name, token, body, **places):
        method, path, op = OPERATIONS[name]
        for key, value in places.items():
            path = path.replace("{%s}" % key, str(value))
        if name == "file_put":
            path += "?name=x.txt&client_id=" + client_id()
            body = b"bytes"
        elif body is not None:
            body = dict(body, client_id=client_id())
        return self.desk.ask(method, path, body, token)

    def file_of(self, conversation):
        """The id of one that its visitor sent; any when there is none."""
        secret = self.visitors.get(conversation, ("",))[0]
        if not secret:
            return "e" * 32
        if conversation in self.files:
            return self.files[conversation]
        made = self.files[conversation] = client_id()
        self.desk.ask("POST", "/api/v1/visitor/files?name=x.txt&client_id=" +
            made, b"a secret", secret)
        self.desk.post("/visitor/messages", secret, files=[made])
        return made

    def cell(self, name, relation, status):
        login, department, owner, state = RELATIONS[relation]
        conversation, customer = self.make(department, owner, state)
        file = "e" * 32
        if name == "file_get":
            file = self.file_of(conversation)
            if state == "closed":  # the word reopened it
                self.write(owner, conversation, "close")
        body = self.body(name, conversation)
        before = self.now(conversation)
        answer = self.ask(name, self.tokens[login], body,
            conversation=conversation, customer=customer, file=file)
        wrong = []
        if answer.status != status:
            wrong.append("%d instead of %d" % (answer.status, status))
        if answer.status >= 400 and self.now(conversation) != before:
            wrong.append("refused, and yet it changed something")
        # Digits of an id may look like a card's, and are masked then.
        if answer.status == 404 and not re.fullmatch("there is no "
                "(conversation|customer) [0-9]+|there is no file "
                "[0-9a-f*]{32}", answer.json["message"]):
            wrong.append("says more than that there is none")
        if name == "typing" and relation != "gone" and \
                self.is_typing(conversation) != (relation == "mine"):
            wrong.append("who types to the visitor?")
        return ["%s, %s: %s %s" % (name, relation, w, answer) for w in wrong]

    def is_typing(self, conversation):
        """Does the visitor see an operator type?"""
        secret, cursor = self.visitors[conversation]
        answer = self.desk.ask("GET",
            "/api/v1/visitor/events?hold=0&cursor=" + cursor, token=secret)
        return answer.status == 200 and answer.json.get("typing", False)

    def rows(self):
        for name, statuses in CONVERSATION.items():
            wrong = []
            for relation, status in zip(RELATIONS, statuses):
                wrong += self.cell(name, relation, status)
            check("%s: %d kinds of conversations" % (name, len(RELATIONS)),
                not wrong, "\n".join(wrong))

    # --- what names no conversation ---

    def plain_body(self, name):
        if name in ("visitor_open", "visitor_message"):
            return {"text": "x"}
        return {"presence": {"presence": "online"}, "sign_in": {},
            "broadcast": {"text": "x"}, "broadcast_seen": {"broadcast": 1},
            "force": {"presence": "away"},
            "visitor_read": {"upto": 1}, "visitor_rating": {"stars": 5},
            "visitor_typing": {"is_typing": True},
            "admin_operator_put": {"operator": {"login": "mallory",
                "name": "M", "role": "admin", "limit": 9},
                "password": "secret-word"},
            "admin_department_put": {"department": {"name": "Own"}},
            "canned_put": {"canned": {"shortcut": "own", "text": "x"}},
            "block_range": {"address": "192.0.2.7"},
            "admin_block": {"kind": "session"},
            "admin_block_range": {"address": "192.0.2.7"},
            "admin_canned_import": {"canned": [{"shortcut": "own",
                "text": "x"}]},
            "admin_canned_put": {"canned": {"shortcut": "own", "text": "x"}},
        }.get(name, {} if OPERATIONS[name][0] == "POST" else None)

    def plain(self, name, statuses):
        wrong = []
        for kind, status in zip(("token", "secret", "nonsense", None),
                statuses):
            v = self.visitor("Billing")
            token = {"token": self.desk.sign_in("carla").json["token"],
                "secret": v["secret"], "nonsense": "A" * 43}.get(kind)
            method, path, op = OPERATIONS[name]
            body = self.plain_body(name)
            if body is not None:
                # Members too many must move nothing.
                body = dict(body, client_id=client_id(), conversation=1,
                    conversation_id=1, customer_id=1, by="operator", by_id=1)
            if name == "stats":
                path += "?since=1700000000000&until=1700000360000"
            if name == "search":
                path += "?q=x"
            if name.endswith("events"):
                cursor = self.desk.ask("GET", "/api/v1/snapshot",
                    token=self.tokens["chief"]).json["cursor"]
                path += "?hold=0&cursor=" + cursor
            if name in ("visitor_file_put", "canned_file_put",
                    "admin_canned_file_put"):
                path += "?name=x.txt&client_id=" + client_id()
                body = b"bytes"
            for place, value in (("id", "1"), ("operator", "1"),
                    ("session", str(NONE)), ("block", str(NONE)),
                    ("conversation", str(NONE)), ("file", "e" * 32)):
                path = path.replace("{%s}" % place, value)
            answer = self.desk.ask(method, path, body, token,
                {"X-Forwarded-For": "10.1.0.%d" % (self.n % 250)})
            # The first poll of a session is told of presence at once.
            if name == "events" and answer.status == 200:
                if answer.json["events"] == []:
                    answer.status = 204
            if answer.status != status:
                wrong.append("%s: %d instead of %d\n%s" % (kind,
                    answer.status, status, answer))
            if answer.status in (200, 201) and kind == "secret" and \
                    name != "visitor_open" and body is not None and \
                    answer.json.get("conversation", v["conversation"]) != \
                    v["conversation"]:
                wrong.append("another conversation: %s" % answer)
        check("%s: four credentials" % name, not wrong, "\n".join(wrong))

    def tokens_everywhere(self):
        """Every operation on conversations without a token of today."""
        conversation, customer = self.make("Billing", "anna", "active")
        secret = self.visitor("Billing")["secret"]
        before = self.now(conversation)
        wrong = []
        for name in CONVERSATION:
            for token in (None, secret, "A" * 43, self.tokens["anna"] + "A",
                    self.tokens["anna"][:-1], self.tokens["anna"].lower()):
                answer = self.ask(name, token, self.body(name, conversation),
                    conversation=conversation, customer=customer,
                    file="e" * 32)
                if answer.status != 401:
                    wrong.append("%s with %s: %s" % (name, token, answer))
        check("no operation without a token", not wrong, "\n".join(wrong))
        check("and none of them changed anything",
            self.now(conversation) == before)

    def reads_only(self):
        """A token that only reads, with every operation that changes."""
        conversation, customer = self.make("Billing", "anna", "active")
        reader = self.desk.cli("token", "add", "anna", "--device", "reader",
            "--read-only")[1].strip()
        before = self.now(conversation)
        wrong, n = [], 0
        for name, (method, path, op) in OPERATIONS.items():
            if {"token": []} not in op["security"] or name == "sign_out":
                continue
            n += 1
            answer = self.ask(name, reader, None if method == "GET" else
                self.body(name, conversation) or {},
                conversation=conversation, customer=customer,
                file="e" * 32, id=1, session=1, operator=1, block=1)
            # An operator's figures are 403 for what they are.
            if name != "figures" and (answer.status == 403) != (
                    method != "GET"):
                wrong.append("%s: %s" % (name, answer))
        check("a token that only reads: %d operations" % n, n > 20 and
            not wrong, "\n".join(wrong))
        check("and it changed nothing", self.now(conversation) == before)

    def watches_only(self):
        """A token that only watches, with every operation there is."""
        conversation, customer = self.make("Billing", "anna", "active")
        watcher = self.desk.cli("token", "add", "chief", "--device", "wall",
            "--watch-only")[1].strip()
        before = self.now(conversation)
        wrong, n = [], 0
        allowed = ("snapshot", "events", "figures")
        for name, (method, path, op) in OPERATIONS.items():
            if {"token": []} not in op["security"] or name == "sign_out":
                continue
            n += 1
            answer = self.ask(name, watcher, None if method == "GET" else
                self.body(name, conversation) or {},
                conversation=conversation, customer=customer,
                file="e" * 32, id=1, session=1, operator=1, block=1)
            is_allowed = answer.status != 403
            if is_allowed != (name in allowed):
                wrong.append("%s: %s" % (name, answer))
        check("a token that only watches: %d operations" % n, n > 20 and
            not wrong, "\n".join(wrong))
        check("and it changed nothing", self.now(conversation) == before)
        bye = self.desk.ask("DELETE", "/api/v1/session", token=watcher)
        gone = self.desk.ask("GET", "/api/v1/snapshot", token=watcher)
        check("it may give itself up", bye.status == 204 and gone.status ==
            401, (bye, gone))

    # --- what is told without being asked for ---

    def what_is_heard(self):
        cursors = {login: self.desk.ask("GET", "/api/v1/snapshot",
            token=t).json["cursor"] for login, t in self.tokens.items()}
        shown = {}
        made = {"alien": self.make("Billing", "anna", "active")[0],
            "queue": self.make("Travel", None, "waiting")[0],
            "own": self.make(None, "carla", "active")[0]}
        self.write("anna", made["alien"], "notes", text="for us")
        self.desk.post("/conversations/%d/typing" % made["alien"],
            self.tokens["anna"], is_typing=True)
        for login, token in self.tokens.items():
            heard, cursor, more = [], cursors[login], True
            while more:
                news = self.desk.ask("GET", "/api/v1/events?hold=0&cursor=" +
                    cursor, token=token)
                if news.status != 200:
                    break
                cursor, more = news.json["cursor"], news.json["more"]
                heard += news.json["events"] + news.json["moment"]
            shown[login] = heard
        def about(login, which, *types):
            return [e for e in shown[login] if e.get("conversation") ==
                made[which] and (not types or e["type"] in types)]
        check("the owner and the supervisor hear a note",
            about("anna", "alien", "note") and about("chief", "alien",
            "note"), shown)
        check("others do not, in the department or out of it",
            not [x for login in ("boris", "carla", "dora")
            for x in about(login, "alien", "note", "message", "typing")
            if x["type"] != "message" or x["by"] == "operator"], shown)
        check("another department hears nothing at all",
            not about("boris", "alien"), about("boris", "alien"))
        check("a queue is heard by its department and who works for all",
            about("boris", "queue") and about("carla", "queue") and
            not about("anna", "queue"), shown)
        for login, token in self.tokens.items():
            ids = [c["conversation"]["id"] for c in self.desk.ask("GET",
                "/api/v1/snapshot", token=token).json["conversations"]]
            sees = {k for k, c in made.items() if c in ids}
            wanted = {"anna": {"alien"}, "boris": {"queue"},
                "carla": {"queue", "own"}, "dora": set(),
                "chief": {"alien", "queue", "own"}}[login]
            check("the snapshot of %s" % login, sees == wanted, sees)

    # --- races ---

    def race(self, verb, n, **fields):
        """n ask at once: exactly one is told that it did it."""
        c, _ = self.make("Billing", None if verb == "take" else "anna",
            "waiting" if verb == "take" else "active")
        version = self.now(c)["conversation"]["version"]
        answers = []

        def go(token):
            answers.append(self.desk.post("/conversations/%d/%s" % (c, verb),
                token, version=version, **fields))
        askers = [self.tokens[x] for x in (("anna", "carla", "dora", "chief")
            if verb == "take" else ("anna", "chief"))]
        threads = [threading.Thread(target=go, args=(askers[i % len(askers)],))
            for i in range(n)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        statuses = sorted(a.status for a in answers)
        events = [e for e in self.now(c)["events"] if e["type"] in
            ("taken", "transferred", "closed")]
        wanted = 1 if verb == "take" else 2
        return statuses == [201] + [409] * (n - 1) and len(events) == wanted

    def races(self):
        travel = self.departments["Travel"]
        for verb, fields in (("take", {}), ("close", {}),
                ("transfer", {"department_id": travel})):
            won = [self.race(verb, 8, **fields) for _ in range(5)]
            check("%s: of eight at once one wins, five times" % verb,
                all(won), won)


rows = set(CONVERSATION) | set(PLAIN)
check("every operation has a row", not set(OPERATIONS) - rows,
    set(OPERATIONS) - rows)
check("every row is an operation", not rows - set(OPERATIONS),
    rows - set(OPERATIONS))
config = os.path.join(temp_dir(), "conf")
with open(config, "w", encoding="utf-8") as f:
    f.write("[proxy]\ntrusted = 127.0.0.1\n")
with Desk("--config", config) as desk:
    m = Matrix(desk)
    m.what_is_heard()
    m.rows()
    m.tokens_everywhere()
    m.reads_only()
    m.watches_only()
    for name, statuses in PLAIN.items():
        m.plain(name, statuses)
    m.races()
done()
