#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""audit.t - what must be accounted for is in the audit trail, chained by
hashes: a byte that is changed, a record that is taken out, an end that is cut
off are each found. No text of anybody's is in it.
"""
import hashlib
import json
import sqlite3

from desk import Desk, check, client_id, done, run, temp_dir, until

BROKEN = 8


def records(desk, *options):
    status, out, err = desk.cli("audit", "list", "--json", *options)
    assert status == 0, err
    return [json.loads(line) for line in out.splitlines()]


def acts(desk):
    return [r["record"]["act"] for r in records(desk)]


def wait_for(desk, act, **members):
    """What is told by the way is there soon."""
    return until(lambda: [r for r in records(desk) if r["record"]["act"] ==
        act and all(r["record"].get(k) == v for k, v in members.items())])


def change(data, *statements):
    db = sqlite3.connect(data + "/desk.db")
    for s in statements:
        db.execute(*s) if isinstance(s, tuple) else db.execute(s)
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def broken(data, *options):
    """(exit status, the sentence)"""
    status, out, err = run(["audit", "verify", "--data", data, *options])
    return status, err


def version(desk, token, c):
    return desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
        token=token).json["conversation"]["version"]


data = temp_dir()
with Desk(data=data) as desk:
    desk.cli("department", "add", "Billing")
    desk.operator("anna", "--department", "Billing")
    desk.operator("chief", "--role", "supervisor")
    desk.operator("boris")
    ANNA, CHIEF, BORIS = 2, 3, 4
    check("a wrong password is told", desk.sign_in("anna",
        "wrong-SECRET").status == 401)
    failed = wait_for(desk, "sign_in_failed")
    check("with the operator and the address", failed and
        failed[0]["record"]["operator"] == ANNA and
        failed[0]["record"]["from"] == "127.0.0.1", failed)
    anna, chief, boris = (desk.sign_in(n).json["token"] for n in ("anna",
        "chief", "boris"))
    c = desk.visitor("SECRET one").json["conversation"]
    desk.post("/conversations/%d/take" % c, anna,
        version=version(desk, anna, c))
    desk.post("/conversations/%d/messages" % c, anna, text="SECRET two")
    desk.post("/conversations/%d/notes" % c, anna, text="SECRET three")
    before = len(records(desk))
    desk.ask("GET", "/api/v1/conversations/%d/transcript" % c, token=anna)
    desk.ask("GET", "/api/v1/search?q=SECRET", token=anna)
    desk.ask("GET", "/api/v1/conversations/%d/transcript" % c, token=chief)
    read = wait_for(desk, "read", what="transcript", conversation=c)
    check("what a supervisor reads of others' is told", read and
        read[0]["record"]["by_id"] == CHIEF, read)
    for i in range(5):
        desk.ask("GET", "/api/v1/conversations/%d/transcript" % c,
            token=chief)
    desk.ask("GET", "/api/v1/search?q=SECRET", token=chief)
    wait_for(desk, "read", what="search")
    check("once, however often within minutes; an operator's own is none",
        len(records(desk)) == before + 2, records(desk)[before:])
    desk.ask("GET", "/api/v1/customers/1", token=chief)
    check("and a customer's record", wait_for(desk, "read", what="customer",
        customer=1))

    for word in ("one", "two"):
        v = desk.visitor("here is " + word, name=word).json
        id = client_id()
        desk.ask("POST", "/api/v1/visitor/files?client_id=%s&name=%s.txt" % (
            id, word), b"bytes", v["secret"], {"Content-Type": "text/plain"})
        desk.post("/visitor/messages", v["secret"], files=[id])
        for _ in range(2):
            desk.ask("GET", "/api/v1/files/" + id, token=chief)
        check("whose file a supervisor was given is told, once: " + word,
            len(wait_for(desk, "read", what="file", conversation=v[
            "conversation"])) == 1, records(desk))

    for token in (anna, boris):	# they are there
        cursor = desk.ask("GET", "/api/v1/snapshot", token=token).json[
            "cursor"]
        desk.ask("GET", "/api/v1/events?hold=0&cursor=" + cursor,
            token=token)
    said = desk.post("/conversations/%d/transfer" % c, chief,
        version=version(desk, chief, c), operator_id=BORIS, text="SECRET four")
    moved = [r for r in records(desk) if r["record"]["act"] == "transferred"]
    check("a transfer by another than the owner", len(moved) == 1 and
        moved[0]["record"]["by_id"] == CHIEF and
        moved[0]["record"]["operator"] == ANNA and
        moved[0]["record"]["conversation"] == c, (said, moved))
    n = len(records(desk))
    desk.post("/conversations/%d/transfer" % c, boris,
        version=version(desk, boris, c), operator_id=ANNA)
    check("one of the owner's is the work itself",
        len(records(desk)) == n, records(desk)[n:])
    desk.post("/conversations/%d/close" % c, chief,
        version=version(desk, chief, c), outcome="solved", text="SECRET")
    check("a close and its outcome by another", acts(desk)[n:] ==
        ["closed", "outcome"], acts(desk)[n:])

    n = len(records(desk))
    desk.cli("operator", "set", "boris", "--role", "admin")
    desk.cli("operator", "passwd", "boris", "--password-stdin",
        stdin=b"another-secret-word\n")
    until(lambda: len(records(desk)) == n + 3)	# sessions end beside it
    desk.cli("operator", "disable", "boris")
    until(lambda: len(records(desk)) == n + 5)
    changed = [r["record"] for r in records(desk)[n:]]
    check("rights, passwords and what follows", [r["act"] for r in changed]
        == ["operator", "operator", "sessions_ended", "operator",
        "sessions_ended"] and changed[0]["what"].startswith(
        "changed role=admin") and changed[1]["what"].endswith("password") and
        "disabled" in changed[3]["what"], changed)
    n = len(records(desk))
    desk.cli("canned", "add", "hello", "--name", "SECRET", stdin=b"SECRET\n")
    desk.cli("canned", "remove", "hello")
    desk.cli("canned", "add", "own", "--owner", "anna", stdin=b"x\n")
    check("shared replies, but no personal ones", acts(desk)[n:] ==
        ["canned", "canned_removed"], acts(desk)[n:])
    desk.ask("DELETE", "/api/v1/session", token=anna)
    out = wait_for(desk, "sign_out")
    check("who signs out", out and out[0]["record"]["operator"] == ANNA and
        out[0]["record"]["session"] > 0, out)
    everything = str(records(desk))
    check("no text and no word of a password is in it",
        "SECRET" not in everything and "secret-word" not in everything and
        "hello" not in everything)
    status, out, err = desk.cli("audit", "list")
    check("people read it as lines", status == 0 and "sign_in " in out and
        "anna" in out and len(out.splitlines()) == len(records(desk)), out)
    check("since when", records(desk, "--since", "1h") == records(desk) and
        records(desk, "--since", "2099-01-01") == [])
    for text in ("tomorrow", "2026-13-45", "2026-02-31", "2026-02-01 25:00"):
        status, out, err = desk.cli("audit", "list", "--since", text)
        check("%s is refused with a sentence" % text, status == 2 and
            "2026-11-22" in err, err)

    # The chain as the manual says it, computed here.
    epoch = desk.ask("GET", "/api/v1/admin/status", admin=True).json["epoch"]
    digest = lambda b: hashlib.blake2b(b, digest_size=32)
    hash = digest(b"dezhurka audit 1 " + epoch.encode()).digest()
    good = True
    all_records = records(desk)
    for r in all_records:
        text = json.dumps(r["record"], separators=(",", ":"),
            ensure_ascii=False)
        hash = digest(hash + b" %d " % r["n"] + text.encode()).digest()
        good = good and hash.hex() == r["hash"]
    check("anybody can compute the chain", good and len(all_records) > 20)
    status, out, err = desk.cli("audit", "verify")
    check("verify says that all is well", status == 0 and hash.hex() in out,
        out + err)
    status, head, err = desk.cli("audit", "head")
    check("the head is the last record's hash", status == 0 and
        head.strip() == hash.hex(), head)
    head = head.strip()
    for path in ("", "/verify"):
        for token in (None, chief):
            answer = desk.ask("GET", "/api/v1/admin/audit" + path,
                token=token)
            check("elsewhere than on the socket there is no trail" + path,
                answer.status == 404, answer)

# --- attacks on the file
path = data + "/desk.db"
whole = open(path, "rb").read()
n = len(all_records)


def attack(name, where, *statements, options=(), status=BROKEN):
    with open(path, "wb") as f:
        f.write(whole)
    change(data, *statements)
    got, err = broken(data, *options)
    check(name, got == status and where in err, (got, err))


sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)")
whole = open(path, "rb").read()
status, out, err = run(["audit", "verify", "--data", data, "--head", head])
check("untouched, with the head that was noted", status == 0, err)
whole = open(path, "rb").read()
attack("one byte of a record", "record 7: it is not what was written",
    "UPDATE audit SET record = replace(record, '\"at\":1', '\"at\":2')"
    " WHERE n = 7")
attack("one byte of a hash", "record 9:", ("UPDATE audit SET hash = ?"
    " WHERE n = 9", (b"\0" * 32,)))
attack("a record that is taken out", "record 5: it is not there",
    "DELETE FROM audit WHERE n = 5")
attack("the first one", "record 1: it is not there",
    "DELETE FROM audit WHERE n = 1")
attack("two that change places", "record 3:",
    "UPDATE audit SET n = 1003 WHERE n = 3",
    "UPDATE audit SET n = 3 WHERE n = 4",
    "UPDATE audit SET n = 4 WHERE n = 1003")
attack("the end cut off", "the last records were cut off",
    "DELETE FROM audit WHERE n > %d" % (n - 3))
cut = ("DELETE FROM audit WHERE n > %d" % (n - 3),
    "UPDATE sqlite_sequence SET seq = %d WHERE name = 'audit'" % (n - 3))
attack("the end cut off by one who knows how, and a head that was noted",
    "no record has the hash", *cut, options=("--head", head))
attack("without a head that was noted it looks like the past: so note it",
    "", *cut, status=0)
attack("the beginning cut off as retention does, but not by the desk",
    "not by the desk", "DELETE FROM audit WHERE n <= 4",
    "INSERT INTO meta VALUES ('audit_cut', '4'), ('audit_cut_hash', '%s')" %
    all_records[3]["hash"])
attack("everything of it", "the last records were cut off",
    "DELETE FROM audit")
# What comes after a cut does not hide it.
with open(path, "wb") as f:
    f.write(whole)
change(data, "DELETE FROM audit WHERE n > %d" % (n - 3))
run(["department", "add", "Later", "--data", data])
got, err = broken(data)
check("what is written after a cut does not hide it", got == BROKEN and
    "record %d: it is not there" % (n - 2) in err, err)
done()
