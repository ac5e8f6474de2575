#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""disk.t - a disk that takes no more: what is refused is not there, what was
acknowledged is, strangers learn nothing of the machine, and it goes on by
itself when there is room.
"""
import os
import resource

from desk import Desk, check, done, until

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)

with Desk() as desk:
    secret = desk.visitor("before").json["secret"]
    # A file that may not grow, as on a disk that is full.
    size = os.path.getsize(desk.data + "/desk.db-wal")
    resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE,
        (size + 20000, resource.RLIM_INFINITY))
    acked, refused = [], []
    for i in range(12):
        text = "%d %s" % (i, "x" * 4000)
        answer = desk.post("/visitor/messages", secret, text=text)
        if answer.status == 201:
            acked.append(i)
        else:
            refused.append(answer)
    check("what does not fit is refused", refused and
        all(a.status == 507 and a.json["error"] == "store"
        for a in refused), [str(a) for a in refused])
    check("the answer names no file of this machine",
        not [a for a in refused if desk.data in str(a) or
        "desk.db" in str(a)], refused and refused[0])
    check("reading goes on", desk.ask("GET", "/api/v1/visitor/conversation",
        token=secret).status == 200)
    resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE, UNLIMITED)
    check("with room it goes on by itself", until(lambda: desk.post(
        "/visitor/messages", secret, text="after").status == 201))
    events = desk.ask("GET", "/api/v1/visitor/conversation",
        token=secret).json["events"]
    said = [e["text"].split()[0] for e in events if e["type"] == "message"]
    check("what was acknowledged is there once, nothing else is", said ==
        ["before"] + [str(i) for i in acked] + ["after"], said)
done()
