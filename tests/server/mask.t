#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""mask.t - numbers of cards and accounts never reach the desk's disk, its
answers or its log, whatever they are sent in; who masks first does not
matter.
"""
import os
import re

from desk import Desk, check, client_id, done, run, temp_dir, until

# Card numbers without an owner: their middles are what is looked for.
CARD, CARD_2 = "4539578763621486", "5282345678901239"
IBAN = "PL10105000997603123456789123"
PESEL = "44051401458"
SECRETS = (CARD[4:12], CARD_2[4:12], IBAN[6:20], PESEL)


def groups(number, gap=" ", size=4):
    return gap.join(number[i:i + size] for i in range(0, len(number), size))


def arabic(number):
    return "".join(chr(0x660 + int(d)) for d in number)


def digits(raw):
    """Only the digits, of every script that the test uses."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    text = text.translate({0x660 + d: str(d) for d in range(10)})
    return re.sub(r"[\s.\u200b-\u200f\u00a0-]+", "", text)


def found_in(*raws):
    return [s for s in SECRETS for raw in raws if s in digits(raw)]


def found_on_disk(folder):
    seen = []
    for path, _, names in os.walk(folder):
        for name in names:
            if found_in(name):
                seen.append(name)
            full = os.path.join(path, name)
            if os.path.isfile(full):
                with open(full, "rb") as f:
                    raw = f.read()
                seen += ["%s: %s" % (name, s) for s in found_in(raw)]
    return seen


def card_ok(number):
    return sum(sum(divmod(int(d) * (1 + i % 2), 10))
        for i, d in enumerate(reversed(number))) % 10 == 0


assert card_ok(CARD) and card_ok(CARD_2)

bad = os.path.join(temp_dir(), "bad.conf")
for line, why in (('pattern = "##"', "less than three"),
        ('pattern = "###"\nkeep = 3', "keep is 0 to 2"),
        ('keep = 1', "less than three"), ('patern = "###"', "no key"),
        ('pattern = "####"\nkeep = x', "no number")):
    with open(bad, "w", encoding="utf-8") as f:
        f.write("[mask a]\n%s\n" % line)
    status, out, err = run(["--config", bad, "--data", temp_dir()])
    check("it does not start with a bad pattern: " + why, status != 0 and
        why in err, (status, err))

config = os.path.join(temp_dir(), "desk.conf")
with open(config, "w", encoding="utf-8") as f:
    f.write("")
log = os.path.join(temp_dir(), "log")
with open(config, "a", encoding="utf-8") as f:
    f.write("[log]\nlevel = debug\nfile = %s\n" % log)
    f.write('[mask pesel]\npattern = "###########"\n')
    f.write('[mask member]\npattern = "KD-## ####"\nkeep = 2\n')

answers = []
with Desk("--config", config, "--log", "debug") as desk:
    def post(path, token=None, **fields):
        answer = desk.post(path, token, **fields)
        answers.append(answer.body)
        return answer

    def get(path, token):
        answer = desk.ask("GET", "/api/v1" + path, token=token)
        answers.append(answer.body)
        return answer.json

    desk.operator("anna", "--name", "Anna")
    desk.operator("maria", "--name", "Maria", "--role", "supervisor")
    anna, maria = (desk.sign_in(x).json["token"] for x in ("anna", "maria"))
    opened = post("/visitor/conversations", name="Ola " + CARD,
        contact=groups(IBAN), text="Paid with " + groups(CARD) + " twice",
        page="https://shop.example/pay?card=" + CARD)
    v = opened.json
    c, secret = v["conversation"], v["secret"]
    # The page has asked for a typed number before it was whole.
    there = get("/snapshot", anna)["cursor"]
    get("/events?hold=0&cursor=" + there, anna)
    desk.ask("POST", "/api/v1/visitor/typing", {"is_typing": True,
        "text": "it is " + groups(CARD)[:12]}, token=secret)
    seen = desk.ask("GET", "/api/v1/events?hold=5&cursor=" + there,
        token=anna)
    check("a number is hidden before it is whole", b"it is ****" in seen.body,
        seen)
    check("what is opened is masked", b"****1486" in opened.body, opened)

    ids = [client_id() for _ in range(3)]
    forms = [groups(CARD, "-"), arabic(CARD), groups(CARD, "\u00a0", 2)]
    for i, form in zip(ids, forms):
        said = post("/visitor/messages", secret, client_id=i, text=form + "!")
        check("a message is masked", said.json["text"] == "****1486!", said)
    for i, form in zip(ids, (forms[0], "****1486", CARD)):
        said = post("/visitor/messages", secret, client_id=i, text=form + "!")
        check("a retry is no conflict, whoever masked it",
            said.status == 200 and said.json["text"] == "****1486!", said)
    said = post("/visitor/messages", secret, client_id=ids[0],
        text=CARD_2 + "!")
    check("another number is one", said.status == 409, said)
    said = post("/visitor/messages", secret, text="order 40012345, +49 1512 3456789")
    check("other numbers stay", said.json["text"] ==
        "order 40012345, +49 1512 3456789", said)

    said = post("/visitor/messages", secret, text="I am " + PESEL +
        ", member kd-123456")
    check("so is what the desk has set", said.json["text"] ==
        "I am ****, member ****56", said)
    told = get("/snapshot", anna)["masks"]
    check("and consoles are told", [(m["pattern"], m.get("keep", 0))
        for m in told] == [("###########", 0), ("KD-## ####", 2)], told)

    def version(token=anna):
        return next(x["conversation"]["version"] for x in
            get("/snapshot", token)["conversations"]
            if x["conversation"]["id"] == c)

    def do(verb, token=anna, **fields):
        answer = post("/conversations/%d/%s" % (c, verb), token, **fields)
        check("%s is taken" % verb, answer.status in (200, 201), answer)
        return answer.json

    do("take", version=version())
    sent = do("messages", text="Is it " + groups(CARD) + "?")
    do("edits", message=sent["seq"], text="Is it " + CARD_2 + "?")
    do("notes", text="wrote " + groups(IBAN) + " / " + IBAN)
    do("tags", add=["card-" + CARD])
    do("promise", due=4102444800000, text="refund to " + IBAN)
    customer = get("/snapshot", anna)["conversations"][0]["conversation"]["customer_id"]
    said = desk.ask("PATCH", "/api/v1/customers/%d" % customer,
        {"client_id": client_id(), "note": "pays with " + CARD,
        "segment": CARD, "tags": ["c" + CARD],
        "fields": [{"name": "card-" + CARD, "value": CARD_2}]}, token=anna)
    answers.append(said.body)
    check("a record is masked", said.status == 201 and
        b"xxxx1486" in said.body and b"****1239" in said.body, said)
    said = post("/canned", anna, canned={"shortcut": "iban", "owner_id": 1,
        "title": "To " + IBAN, "language": "en", "text": "Pay to " +
        groups(IBAN)})
    check("a canned reply is masked", said.status == 201 and
        b"PL****9123" in said.body, said)
    said = desk.ask("PATCH", "/api/v1/customers/%d" % customer,
        {"client_id": client_id(), "fields": [{"name": "card " + CARD,
        "value": "x"}]}, token=anna)
    check("a refusal repeats none", said.status == 400 and
        b"card ****1486" in said.body, said)
    name = "scan%20of%20" + CARD + ".png"
    said = desk.ask("POST", "/api/v1/visitor/files?client_id=%s&name=%s" %
        (client_id(), name), b"bytes", token=secret)
    answers.append(said.body)
    check("the name of a file is masked", said.status == 201 and
        said.json["file"]["name"] == "scan of xxxx1486.png", said)
    for text in (CARD, groups(CARD)):
        get("/search?q=" + text.replace(" ", "%20"), anna)
    there = get("/snapshot", maria)["cursor"]
    desk.ask("GET", "/api/v1/events?hold=0&cursor=" + there, token=maria)
    do("transfer", version=version(), operator_id=2, text="card " + CARD,
        draft="so " + groups(CARD))
    do("decline", maria, version=version(maria), text="no: " + CARD,
        draft="x " + CARD)
    # It came back to her if she was still there, else into the queue.
    post("/conversations/%d/take" % c, anna, version=version())
    do("close", version=version(), outcome="solved", text="IBAN " + IBAN)
    said = post("/visitor/rating", secret, stars=1, text="my card " + CARD)
    check("what a rating says is masked", b"****1486" in said.body, said)

    transcript = get("/conversations/%d/transcript" % c, anna)
    get("/customers/%d" % customer, anna)
    answers.append(desk.ask("GET", "/api/v1/visitor/conversation",
        token=secret).body)
    answers.append(desk.cli("canned", "export")[1])
    check("no answer has the numbers", not found_in(*answers),
        found_in(*answers))
    check("there was something to look at", len(transcript["events"]) > 10,
        transcript)
    check("not on the disk while it runs", not found_on_disk(desk.data),
        found_on_disk(desk.data))
    with open(log, "rb") as f:
        check("not in the log", not found_in(f.read()))
check("not on the disk afterwards", not found_on_disk(desk.data),
    found_on_disk(desk.data))
PIECES = (CARD[:8], CARD[8:], groups(CARD[:8]), groups(CARD[8:]))


def pieces_on_disk(folder):
    return [(name, piece.decode()) for path, _, names in os.walk(folder)
        for name in names if os.path.isfile(os.path.join(path, name))
        for raw in [open(os.path.join(path, name), "rb").read()]
        for piece in (p.encode() for p in PIECES) if piece in raw]


with Desk("--config", config) as desk:
    desk.operator("anna", "--name", "Anna")
    anna = desk.sign_in("anna").json["token"]
    start = desk.ask("GET", "/api/v1/snapshot", token=anna).json["cursor"]
    v = desk.visitor(CARD[:8]).json
    c, secret = v["conversation"], v["secret"]
    i, k = client_id(), client_id()
    now = desk.ask("GET", "/api/v1/snapshot", token=anna).json["cursor"]
    desk.ask("GET", "/api/v1/events?hold=0&cursor=" + now, token=anna)
    desk.ask("POST", "/api/v1/visitor/typing", {"is_typing": True,
        "text": CARD[8:12] + ", is it"}, token=secret)
    seen = desk.ask("GET", "/api/v1/events?hold=5&cursor=" + now, token=anna)
    check("a preview that goes on with it is hidden", b"****, is it" in
        seen.body, seen)

    def events(token=None, path="/conversations/%d/transcript" % c):
        answer = desk.ask("GET", "/api/v1" + path, token=token or anna)
        return [(e["type"], e.get("text")) for e in answer.json["events"]
            if e["type"] not in ("customer", "state")]

    said = desk.post("/visitor/messages", secret, client_id=i, text=CARD[8:])
    check("the second half is masked", said.json["text"] == "****1486", said)
    said = desk.post("/visitor/messages", secret, client_id=i, text=CARD[8:])
    check("its repeat is no conflict", said.status == 200 and
        said.json["text"] == "****1486", said)
    want = [("opened", "****"), ("message", "****"), ("message", "****1486"),
        ("edited", "****")]
    check("so is the first half, and the subject", events() == want, events())
    seen = events(secret, "/visitor/conversation")
    check("for the customer too", ("message", "****") in seen and
        not found_in(str(seen)) and CARD[:8] not in str(seen), seen)
    seen = events(path="/events?hold=0&cursor=" + start)
    check("who comes late hears nothing else", seen == want, seen)
    row = desk.ask("GET", "/api/v1/snapshot", token=anna).json
    check("nor is it the subject", row["conversations"][0]["conversation"]
        ["subject"] == "****", row)
    desk.post("/visitor/messages", secret, client_id=k, text="it is 4539")
    for piece in ("5787", "6362"):
        desk.post("/visitor/messages", secret, text=piece)
    desk.ask("POST", "/api/v1/visitor/typing", {"is_typing": True,
        "text": "1486 ok"}, token=secret)
    desk.post("/visitor/messages", secret, text="1486, thanks")
    seen = [text for kind, text in events() if kind == "message"][-4:]
    check("four messages are no more", seen == ["it is ****", "****", "****",
        "****, thanks"], seen)
    said = desk.post("/visitor/messages", secret, client_id=k,
        text="it is 4539")
    check("the repeat of an earlier one neither", said.status == 200 and
        said.json["text"] == "it is ****", said)
    v = desk.visitor("42").json
    for _ in range(7):
        desk.post("/visitor/messages", v["secret"], text="42")
    seen = [(kind, text) for kind, text in events(path=
        "/conversations/%d/transcript" % v["conversation"])
        if kind in ("opened", "message")]
    check("eight that are alike, as many as are looked at, and the subject",
        seen == [("opened", "**")] + 8 * [("message", "**")], seen)
    desk.post("/visitor/messages", secret, text="my order is 40012345")
    desk.post("/visitor/messages", secret, text="thanks, 11112222 is another")
    seen = [text for kind, text in events() if kind == "message"][-2:]
    check("other numbers stay", seen == ["my order is 40012345",
        "thanks, 11112222 is another"], seen)
    found = desk.ask("GET", "/api/v1/search?q=" + CARD[:8], token=anna).json
    check("nor is it found", found["found"] == [] if "found" in found else
        found.get("hits") == [], found)
    check("nothing of it is in the files soon", until(lambda:
        not pieces_on_disk(desk.data)), pieces_on_disk(desk.data))
check("nor afterwards", not pieces_on_disk(desk.data),
    pieces_on_disk(desk.data))
with open(os.path.join(desk.data, "desk.db"), "rb") as f:
    check("what is left of them is found", b"****1486" in f.read())
done()
