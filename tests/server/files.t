#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""files.t - what customers and operators send along: sizes, repeats, whose it
is, names that are attacks, a disk that is full, a desk that is killed.
"""
import os
import signal
import subprocess
import sys

from desk import DEZHURKAD, Desk, check, client_id, done, temp_dir, until

BIG = 10 * 1024 * 1024


def put(desk, token, name, body, conversation=None, id=None, type=None):
    path = "/visitor/files" if conversation is None else \
        "/conversations/%d/files" % conversation
    return desk.ask("POST", "/api/v1%s?client_id=%s&name=%s" % (path,
        id or client_id(), name), body, token, {"Content-Type": type} if type
        else {})


def get(desk, token, id, who="visitor/"):
    return desk.ask("GET", "/api/v1/%sfiles/%s" % (who, id), token=token)


def on_disk(desk):
    """Places of files, and whatever else lies there."""
    found = []
    for folder, _, names in os.walk(os.path.join(desk.data, "files")):
        found += [os.path.join(folder, n) for n in names]
    return found


def sizes(desk, v):
    whole = os.urandom(BIG)
    made = put(desk, v, "ten.bin", whole)
    check("10 MiB are taken", made.status == 201, made.status)
    id = made.json["file"]["id"]
    desk.post("/visitor/messages", v, files=[id])
    back = get(desk, v, id)
    check("and come back as they were", back.status == 200 and
        back.body == whole)
    n = len(on_disk(desk))
    over = put(desk, v, "over.bin", whole + b"x")
    check("one byte more is refused with a code", over.status == 413 and
        over.json["error"] == "too_large", over)
    check("nothing is left of it", len(on_disk(desk)) == n)
    check("an empty one is refused", put(desk, v, "no", b"").status == 400)
    stranger = put(desk, "A" * 43, "x", whole)
    check("a large one of a stranger is refused before it is read",
        stranger.status == 401, stranger)
    other = desk.ask("POST", "/api/v1/visitor/messages", b"x" * 300000, v,
        {"Content-Type": "application/json"})
    check("nothing else may be that large", other.status == 413, other)


def repeats(desk, v):
    id = client_id()
    first = put(desk, v, "a.txt", b"one", id=id)
    n = len(on_disk(desk))
    again = put(desk, v, "a.txt", b"one", id=id)
    check("the same again is answered with the same", (first.status,
        again.status) == (201, 200) and first.json == again.json, again)
    check("the same id with other bytes is a conflict",
        put(desk, v, "a.txt", b"two", id=id).status == 409)
    check("only one is on the disk", until(lambda: len(on_disk(desk)) == n))
    said = {"client_id": client_id(), "files": [id]}
    one = desk.ask("POST", "/api/v1/visitor/messages", said, v)
    two = desk.ask("POST", "/api/v1/visitor/messages", said, v)
    check("its message can be repeated too", (one.status, two.status) ==
        (201, 200) and one.json["files"] == two.json["files"] ==
        [{"id": id, "name": "a.txt", "type": "text/plain", "bytes": 3}], two)
    check("it is not sent twice", desk.post("/visitor/messages", v,
        files=[id]).status == 409)
    check("one id twice is refused", desk.post("/visitor/messages", v,
        files=[id, id]).status == 400)
    check("neither text nor files is nothing", desk.post("/visitor/messages",
        v, files=[]).status == 400)


def whose(desk, token, v, w, conversation):
    id = put(desk, v, "mine.txt", b"secret").json["file"]["id"]
    check("another visitor does not get it", get(desk, w, id).status == 404)
    check("nor can they send it", desk.post("/visitor/messages", w,
        files=[id]).status == 404)
    check("an operator does not see what was not sent",
        get(desk, token, id, "").status == 404)
    check("nor can they send it for the visitor", desk.post(
        "/conversations/%d/messages" % conversation, token,
        files=[id]).status == 404)
    desk.post("/visitor/messages", v, files=[id])
    check("once it was sent they get it", get(desk, token, id, "").body ==
        b"secret")
    check("the other visitor still does not", get(desk, w, id).status == 404)
    check("a secret is no token", get(desk, v, id, "").status == 401 and
        get(desk, token, id).status == 401)
    theirs = put(desk, token, "ours.txt", b"draft", conversation)
    id = theirs.json["file"]["id"]
    check("a visitor does not see what an operator has not sent",
        get(desk, v, id).status == 404)
    sent = desk.post("/conversations/%d/messages" % conversation, token,
        text="here", files=[id])
    check("and then does", sent.status == 201 and get(desk, v, id).body ==
        b"draft", sent)


def hostile(desk, v):
    names = {"..%2F..%2Fetc%2Fpasswd": "passwd", ".bashrc": "bashrc",
        "%2D%2Drf": "rf", "a%0Ab%1B%5D0%3Bx%07.txt": "a_b_]0;x_.txt",
        "..": "file", "%E2%80%AEgpj.exe": "_gpj.exe",
        "C%3A%5Cx%5Cy.txt": "y.txt", "%22a%22%3B%20b.html": "_a_; b.html",
        "x" * 300 + ".jpeg": "x" * 195 + ".jpeg"}
    wrong = []
    for name, safe in names.items():
        made = put(desk, v, name, b"<script>alert(1)</script>",
            type="text/html")
        if made.status != 201 or made.json["file"]["name"] != safe:
            wrong.append("%s: %s" % (name, made))
            continue
        back = get(desk, v, made.json["file"]["id"])
        said = back.header("Content-Disposition")
        if back.header("Content-Type") != "application/octet-stream" or \
                not said.startswith('attachment; filename="') or \
                back.header("X-Content-Type-Options") != "nosniff" or \
                "sandbox" not in back.header("Content-Security-Policy"):
            wrong.append("%s: %s" % (name, back))
    check("names are made safe, pages are attachments", not wrong,
        "\n".join(wrong))
    bad = [put(desk, v, "x%00y", b"x").status, put(desk, v, "", b"x").status,
        put(desk, v, "x%FF", b"x").status,
        put(desk, v, "x", b"x", id="../../../../etc/passwd").status,
        put(desk, v, "x", b"x", id="A" * 32).status]
    check("names and ids that are none are refused", bad == [400] * 5, bad)
    bad = [get(desk, v, x).status for x in ("..%2Fdesk.db", "../lock",
        "%2e%2e%2f%2e%2e", "a" * 31, "a" * 33, "A" * 32, "")]
    check("nothing but an id is a file's path", set(bad) <= {400, 404, 405},
        bad)
    check("what lies on the disk has no name of theirs", all(
        len(os.path.basename(p)) == 41 for p in on_disk(desk)), on_disk(desk))
    check("and nobody else may read it", all(
        os.stat(p).st_mode & 0o777 == 0o600 for p in on_disk(desk)))


def too_many():
    config = os.path.join(temp_dir(), "conf")
    with open(config, "w", encoding="utf-8") as f:
        f.write("[files]\nmax_bytes = 1K\nmax_per_conversation = 2\n")
    with Desk("--config", config) as desk:
        v = desk.visitor().json
        check("the limit is stated", v["limits"]["file_bytes"] == 1024, v)
        statuses = [put(desk, v["secret"], "x", b"x").status
            for _ in range(3)]
        check("a conversation has so many files",
            statuses == [201, 201, 413], statuses)
        check("and they are so large", put(desk, v["secret"], "x",
            b"x" * 1025).status == 413)
        check("the third left nothing", until(lambda:
            len(on_disk(desk)) == 2), on_disk(desk))
    with open(config, "w", encoding="utf-8") as f:
        f.write("[files]\nmax_bytes = 0\n")
    with Desk("--config", config) as desk:
        v = desk.visitor().json
        check("0 takes none", put(desk, v["secret"], "x",
            b"x").status == 403)
    for text in ("max_bytes = 1G", "max_bytes = big", "max_bytes = 64M",
            "max_per_conversation = 0"):
        with open(config, "w", encoding="utf-8") as f:
            f.write("[files]\n%s\n" % text)
        p = subprocess.run([DEZHURKAD, "--config", config, "--check-config"],
            capture_output=True, check=False)
        check("a sentence for " + text, p.returncode == 2 and
            b"conf:2:" in p.stderr, p.stderr)
    with Desk() as desk:
        v = desk.visitor().json["secret"]
        statuses = [put(desk, v, "x", b"x").status for _ in range(21)]
        check("one visitor may not upload without end",
            statuses == [201] * 20 + [429], statuses)


def full_disk():
    """No file may grow over 4 MiB: the database can, a file can not."""
    limited = "import os,resource,sys;resource.setrlimit(" \
        "resource.RLIMIT_FSIZE,(4<<20,4<<20));os.execvp(sys.argv[1]," \
        "sys.argv[1:])"
    real = subprocess.Popen

    def popen(args, **more):
        return real([sys.executable, "-c", limited] + args, **more)
    subprocess.Popen = popen
    with Desk() as desk:
        subprocess.Popen = real
        v = desk.visitor().json["secret"]
        full = put(desk, v, "big", b"x" * (5 << 20))
        check("a full disk is 507, in a sentence", full.status == 507 and
            full.json["error"] == "store" and desk.data not in str(full),
            full)
        check("nothing half stored is left", on_disk(desk) == [],
            on_disk(desk))
        check("and the desk lives", put(desk, v, "small", b"x").status == 201)


def killed():
    desk = Desk()
    desk.start()
    v = desk.visitor().json["secret"]
    id = put(desk, v, "kept.txt", b"kept").json["file"]["id"]
    desk.post("/visitor/messages", v, files=[id])
    unsent = put(desk, v, "unsent.txt", b"soon").json["file"]["id"]
    desk.stop(signal.SIGKILL)
    places = os.path.join(desk.data, "files")
    stray = os.path.join(places, "new", "f" * 32 + ".12345678")
    lost = os.path.join(places, id[:2], "f" * 32 + ".12345678")
    other = os.path.join(places, id[:2], "README")
    for path in (stray, lost, other):
        with open(path, "w", encoding="utf-8") as f:
            f.write("half")
    with desk:
        check("after a kill what was answered is there",
            get(desk, v, id).body == b"kept")
        check("what was to be sent still can be", desk.post(
            "/visitor/messages", v, files=[unsent]).status == 201)
        check("what no row names is gone", not os.path.exists(stray) and
            not os.path.exists(lost))
        check("what is not ours stays", os.path.exists(other))


def taken_back(desk, token, v, conversation):
    """The customer's page may have it open: its address is worth nothing."""
    def say(**fields):
        return desk.post("/conversations/%d/messages" % conversation, token,
            **fields)

    def edit(seq, **fields):
        return desk.post("/conversations/%d/edits" % conversation, token,
            message=seq, **fields).status

    def theirs(name):
        return put(desk, token, name, b"wrong", conversation).json["file"]["id"]
    one, two, other = (theirs(x) for x in ("a.txt", "b.txt", "c.txt"))
    say(text="for you", files=[other])
    said = say(text="here", files=[one, two]).json["seq"]
    check("what was sent can be had", get(desk, v, one).status == 200)
    check("other words leave the files", edit(said, text="There") == 201 and
        get(desk, v, one).status == 200)
    check("it is taken back", edit(said) == 201)
    check("then the customer has its files no longer", [get(desk, v, x).status
        for x in (one, two)] == [404, 404])
    check("as if they had never been", get(desk, v, one).json ==
        get(desk, v, "a" * 32).json | {"message": get(desk, v,
        one).json["message"]}, get(desk, v, one))
    check("operators may look them up", get(desk, token, one, "").body ==
        b"wrong")
    check("those of other messages stay", get(desk, v, other).status == 200)
    check("nobody sends it again", say(text="x", files=[one]).status == 409)


def part(name, value, file=None, type=None):
    head = 'Content-Disposition: form-data; name="%s"' % name
    if file is not None:
        head += '; filename="%s"\r\nContent-Type: %s' % (file, type or
            "application/octet-stream")
    return head.encode() + b"\r\n\r\n" + value


def send_form(desk, secret, *parts, more=(), end=b"--X--\r\n"):
    body = b"".join(b"--X\r\n" + x + b"\r\n" for x in parts) + end
    return desk.ask("POST", "/chat/send", body, headers={
        "Content-Type": 'multipart/form-data; boundary="X"',
        "Cookie": "dz=" + secret, **dict(more)})


def forms(desk, token):
    """A browser without scripts."""
    v = desk.visitor().json
    secret, c = v["secret"], v["conversation"]
    fields = [part("client_id", client_id().encode()),
        part("file_id", client_id().encode()), part("text", "Żółw\r\nx".encode())]

    def messages():
        return [e for e in desk.ask("GET", "/api/v1/conversations/%d/transcript"
            % c, token=token).json["events"] if e["type"] == "message"]
    whole = os.urandom(300000)
    photo = part("file", whole, "..\\%22a%22 ż.html", "text/html")
    said = send_form(desk, secret, *fields, photo)
    check("a form brings a file, and goes back to the page",
        said.status == 303, said)
    last = messages()[-1]
    check("with its text", last["text"] == "Żółw\nx", last)
    file = last["files"][0]
    check("under a safe name", file["name"] == '_a_ ż.html' and
        file["bytes"] == len(whole), file)
    check("as it was", get(desk, secret, file["id"]).body == whole)
    n = len(messages())
    check("sent again it is there once", send_form(desk, secret, *fields,
        photo).status == 303 and len(messages()) == n)
    none = [part("client_id", client_id().encode()),
        part("file_id", client_id().encode())]
    check("no file and no text is nothing", send_form(desk, secret, *none,
        part("text", b""), part("file", b"", "")).status == 400)
    check("no file is no harm", send_form(desk, secret, *none,
        part("text", b"only words"), part("file", b"", "")).status == 303 and
        "files" not in messages()[-1])
    n, before = len(messages()), len(on_disk(desk))

    def ids(i):
        return [part("client_id", client_id().encode()), part("file_id", i)]
    good = client_id().encode()
    bad = [send_form(desk, secret, *ids(good), part("file", b"", "empty")),
        send_form(desk, secret, *ids(b"../../x"), part("file", b"x", "x")),
        send_form(desk, secret, *ids(b""), part("text", b"t"),
            part("file", b"x", "x")),
        send_form(desk, secret, *ids(good), part("file", b"x", "x"),
            end=b"--X"),
        send_form(desk, secret, *ids(good), part("file", b"x", "a\0b"))]
    check("what cannot be read sends nothing", [x.status for x in bad] ==
        [400] * 5, bad)
    over = send_form(desk, secret, *ids(good), part("file", b"x" * BIG, "big"),
        part("text", b"y" * 100))
    check("as large as a file may be, and its form", over.status == 303, over)
    over = send_form(desk, secret, *ids(good), part("file", b"x" * (BIG + 1),
        "big"))
    check("not larger", over.status in (400, 413), over)
    n += 1
    alone = send_form(desk, "A" * 43, *ids(good), part("file", whole, "x"))
    check("a large one of a stranger is not read", alone.status == 401, alone)
    other = send_form(desk, secret, *ids(good), part("file", b"x", "x"),
        more={"Origin": "https://evil.example"}.items())
    large = send_form(desk, secret, *ids(good), part("file", whole, "x"),
        more={"Origin": "https://evil.example"}.items())
    check("nor one that another site has made them send", (other.status,
        large.status) == (403, 403), other)
    check("none of these was stored", len(messages()) == n and
        until(lambda: len(on_disk(desk)) == before + 1), on_disk(desk))


with Desk() as desk:
    desk.operator("anna")
    token = desk.sign_in("anna").json["token"]
    v = desk.visitor().json
    desk.post("/queue/take", token)
    w = [desk.visitor().json["secret"] for _ in range(4)]
    whose(desk, token, v["secret"], w[0], v["conversation"])
    taken_back(desk, token, v["secret"], v["conversation"])
    repeats(desk, w[1])
    hostile(desk, w[2])
    sizes(desk, w[3])
    forms(desk, token)
too_many()
full_disk()
killed()
done()
