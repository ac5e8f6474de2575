#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ttyscan.py FILE... - judges what a program wrote to its terminal.

    wrong = scan(data)          [(kind, offset, bytes)]; from_start: what
                                the program asks at its start is no fault
    leaks(string, data, base)   control sequences of a hostile string in it

A program that shows what strangers write has no use for OSC, DCS, APC, PM and
SOS, for questions to the terminal, for modes beyond those of MODES, for C1,
for signs that turn or hide text, for bytes that are no UTF-8, for more than
four marks on a letter. Questions that the console asks by itself, about the
colours, are named in ASKS.
"""
import re
import sys
import unicodedata

MODES = {1, 5, 7, 12, 25, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1034,
    1047, 1048, 1049, 2004, 2026}
FINALS = set("@ABCDEFGHIJKLMPSTXZabdefgmr`")
ASKS = (b"\x1b]11;?\x07", b"\x1b]11;?\x1b\\", b"\x1b[c", b"\x1b[0c",
    b"\x1b]10;?\x07", b"\x1b]10;?\x1b\\", b"\x1b[>q", b"\x1b[>0q")
BIDI = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066,
    0x2070)}
HIDDEN = {0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x200B, 0x2028,
    0x2029, 0x3164, 0xFEFF, 0xFFA0, *range(0x180B, 0x180F), *range(0x2060,
    0x2064), *range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC), *range(0x1BCA0,
    0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE0080),
    *range(0xE0100, 0xE01F0)}
MARKS = 4
STRINGS = {0x50: "dcs", 0x58: "sos", 0x5D: "osc", 0x5E: "pm", 0x5F: "apc",
    0x6B: "title"}
END = re.compile(rb"\x07|\x1b\\|\x18|\x1a")
CSI = re.compile(rb"\x1b\[([0-?]*)([ -/]*)(.?)", re.S)


def judge_csi(params, inter, final):
    """None: fine; else what is wrong."""
    if not "@" <= final <= "~":
        return "csi-broken"
    if inter == " " and final == "q" or len(params) > 64:
        return "csi-long" if len(params) > 64 else None
    if inter:
        return "csi-intermediate"
    if final in "hl":
        numbers = [x for x in re.split("[;?]", params) if x]
        known = MODES if params[:1] == "?" else {4, 34}
        ok = all(x.isdigit() and int(x) in known for x in numbers)
        return None if ok and params[:1] not in "<=>" or ok and not params \
            else "csi-mode"
    if final == "t":
        return None if params in ("22;0;0", "23;0;0") else "csi-window"
    if final in FINALS and params[:1] not in tuple("<=>?"):
        bomb = final == "b" and params.isdigit() and int(params) > 4096
        return "csi-repeat" if bomb else None
    return "csi-question"


def scan_escape(data, i, wrong, asks):
    """The place after the sequence that begins at i."""
    for ask in asks:
        if data.startswith(ask, i):
            return i + len(ask)
    kind = data[i + 1] if i + 1 < len(data) else None
    if kind == 0x5B:
        m = CSI.match(data, i)
        what = judge_csi(*[g.decode("latin1") for g in m.groups()])
        if what:
            wrong.append((what, i, m.group()))
        return m.end()
    if kind in STRINGS:
        end = END.search(data, i + 2)
        end = end.end() if end else len(data)
        wrong.append((STRINGS[kind], i, data[i:end]))
        return end
    if kind is not None and kind in b"()*+":
        if data[i + 2:i + 3] not in (b"B", b"0", b"A"):
            wrong.append(("charset", i, data[i:i + 3]))
        return i + 3
    if kind is None or kind not in b"78=>MDE\\":
        wrong.append(("escape", i, data[i:i + 4]))
    return i + 2


def judge_letter(o):
    if o < 0xA0:
        return "c1"
    if o in BIDI:
        return "bidi"
    if o in HIDDEN:
        return "hidden"
    if o & 0xFFFE == 0xFFFE or 0xFDD0 <= o <= 0xFDEF:
        return "noncharacter"
    return None


def scan(data, from_start=False):
    wrong, i, marks = [], 0, 0
    asks = ASKS if from_start else ()
    while i < len(data):
        c = data[i]
        if c == 0x1B:
            marks, i = 0, scan_escape(data, i, wrong, asks)
        elif c < 0x20 or c == 0x7F:
            if c not in (7, 8, 9, 10, 13, 14, 15):
                wrong.append(("c0", i, data[i:i + 1]))
            marks, i = 0, i + 1
        elif c < 0x80:
            marks, i = 0, i + 1
        else:
            n = 2 if c < 0xE0 else 3 if c < 0xF0 else 4
            try:
                letter = data[i:i + n].decode()
            except UnicodeDecodeError:
                wrong.append(("byte", i, data[i:i + 4]))
                marks, i = 0, i + 1
                continue
            what = judge_letter(ord(letter))
            if what:
                wrong.append((what, i, data[i:i + n]))
            marks = marks + 1 if unicodedata.category(letter) in ("Mn",
                "Me") else 0
            if marks == MARKS + 1:
                wrong.append(("marks", i, data[i:i + n]))
            i += n
    return wrong


def leaks(string, data, base=b""):
    """Its control sequences, as they are, in data more often than in base."""
    text, out = string.decode("utf-8", "surrogateescape"), []
    for i, letter in enumerate(text):
        if letter == "\x1b" or "\x80" <= letter <= "\x9f" or \
                "\udc80" <= letter <= "\udc9f":
            part = text[i:i + 8].encode("utf-8", "surrogateescape")
            if len(part) >= 6 and data.count(part) > base.count(part):
                out.append(part)
    return out


if __name__ == "__main__":
    bad = 0
    for name in sys.argv[1:]:
        with open(name, "rb") as f:
            for what, at, part in scan(f.read()):
                bad += 1
                print("%s: %s @%d %r" % (name, what, at, part[:60]))
    sys.exit(1 if bad else 0)
