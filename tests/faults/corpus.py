# SPDX-License-Identifier: GPL-3.0-or-later
"""corpus.py - the hostile strings and answers of tests/data.

    for e in strings("c0", field="name"): text_of(e)
    for name, verdict, data in answers(): ...
"""
import json
import os

DATA = os.path.join(os.environ["DZ_SRC"], "tests/data/")


def strings(*classes, field=None):
    with open(DATA + "hostile-strings.json", encoding="utf-8") as f:
        entries = json.load(f)["entries"]
    return [e for e in entries if (not classes or e["cls"] in classes) and
        field in (None, e["field"])]


def bytes_of(e):
    """As it is put into a field."""
    if "hex" in e:
        return bytes.fromhex(e["hex"])
    if "gen" in e:
        g = e["gen"]
        return (g["pre"] + g["unit"] * g["n"] + g["post"]).encode()
    if "json" in e:
        return json.loads(e["json"], strict=False).encode("utf-8",
            "surrogatepass")
    return e["s"].encode("utf-8", "surrogatepass")


def literal_of(e):
    """As it stands in a JSON body: bytes."""
    if "json" in e:
        return e["json"].encode()
    raw = bytes_of(e)
    try:
        return json.dumps(raw.decode(), ensure_ascii=False).encode()
    except UnicodeDecodeError:
        return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def text_of(e):
    """None where it is no UTF-8."""
    try:
        return bytes_of(e).decode()
    except UnicodeDecodeError:
        return None


def answers():
    """(name, what must become of it, its bytes)"""
    with open(DATA + "answers/index", encoding="utf-8") as f:
        rows = [line.split(" ", 2) for line in f if line[0] != "#"]
    out = []
    for name, verdict, _ in rows:
        with open(DATA + "answers/" + name + ".json", "rb") as f:
            out.append((name, verdict, f.read()))
    return out
