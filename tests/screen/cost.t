#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cost.t - what a key, a message and a silence send to the terminal: the
console as it is, at a real desk, in a terminal of the test's own.
runs: plain build only, and runs: alone
"""
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), name)
    for name in ("server", "bench")]
sys.dont_write_bytecode = True

from desk import check, done, until

for program in ("DEZHURKA", "DEZHURKAD"):
    if not os.access(os.environ.get(program, ""), os.X_OK):
        print("1..0 # SKIP %s was not built" % program.lower())
        sys.exit(0)

from console import Room, sentences


def early(spare_s=0):
    """Far enough from the next minute: the clock is painted then."""
    past = time.time() % 60
    if past > 50 - spare_s:
        time.sleep(60.2 - past)


def costs(room, do, quiet_s=0.4):
    early()
    room.tty.settle(quiet_s)
    do()
    return room.tty.settle(quiet_s)


with Room(24, 80) as room:
    room.start()
    room.meet()
    room.keys("\x1b1")
    room.fill(0, 28)
    texts = sentences(5)

    early(20)
    for letters in ("qwertyuiop", "йцукенгшщз", "ąćęłńóśźżĄ"):
        n = [costs(room, lambda: room.tty.send(letter), 0.1)
            for letter in letters]
        check("a typed letter is sent as it is: " + letters,
            sum(n) == len(letters.encode()), n)
        room.keys(b"\x7f" * len(letters))
        room.tty.settle(0.4)

    early(20)
    room.tty.send("wrzdq ")
    room.tty.settle(2)
    n = [costs(room, lambda: room.tty.send(letter), 0.1)
        for letter in "abcdef"]
    check("also behind a word that is marked", sum(n) == 6, n)
    room.keys(b"\x7f" * 12)
    room.tty.settle(0.4)

    n = costs(room, lambda: time.sleep(2))
    check("where nothing happens nothing is sent", n == 0, n)

    n = [costs(room, lambda: room.answer(0, next(texts))) for _ in range(5)]
    check("a line more scrolls, it does not paint the page", max(n) < 180, n)

    n = [costs(room, lambda: room.answer(2, next(texts))) for _ in range(3)]
    check("what is hidden costs nothing", sum(n) == 0, n)

    early()
    room.write(1, "one")
    room.tty.settle(0.4)
    seen = []
    until(lambda: seen.append(room.tty.settle(0.2)) or
        sum(k > 0 for k in seen) > 2, 10)
    check("a wait that begins is counted from its first second",
        sum(k > 0 for k in seen) > 2, seen)
    check("a second costs little", max(seen) < 60, seen)
    room.answer(1, "two")
    room.settled()

    room.tty.resize(24, 79)
    one = room.tty.settle(0.4)
    start, before = time.monotonic(), room.tty.n_bytes
    for k in range(50):
        room.tty.resize(24, 78 - k % 7)
        room.tty.read(0.01)
    took = time.monotonic() - start
    room.tty.settle(0.4)
    n = (room.tty.n_bytes - before) / one
    check("a window that is dragged is painted now and then",
        0.5 < n < took / 0.2 + 2.5, "%.1f repaints in %.1f s" % (n, took))

    early()
    room.tty.resize(30, 90)
    room.tty.send("q")
    room.tty.settle(0.4)
    # The input's row on the new screen, and the cursor in it.
    check("who types sees the new size at once",
        b"\x1b[29;" in room.tty.last[-40:], room.tty.last[-300:])

done()
