#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""presence.t - how operators are: only a console that lives is presence, two consoles of one
login are one operator, and what was chosen outlives the desk."""

from desk import Desk, check, done, temp_dir, until

CONF = """[presence]
reasons = lunch, training
own_reasons = no
lost_after = 6s
"""


FILE = temp_dir() + "/dezhurkad.conf"
with open(FILE, "w") as f:
    f.write(CONF)


with Desk("--config", FILE) as desk:
    for login in ("anna", "boris"):
        desk.operator(login)
    token, other = (desk.sign_in(login).json["token"] for login in (
        "anna", "boris"))

    def snapshot(who):
        return desk.ask("GET", "/api/v1/snapshot", token=who).json

    def anna():
        o = [o for o in snapshot(other)["operators"] if o["login"] ==
            "anna"][0]
        return o["presence"], o.get("reason", "")

    def poll(query=""):
        return desk.ask("GET", "/api/v1/events?hold=0&cursor=" + snapshot(
            token)["cursor"] + query, token=token)

    def choose(**fields):
        return desk.ask("PUT", "/api/v1/presence", fields, token)

    check("nobody is there at first", anna() == ("offline", ""), anna())
    poll("&watch=3")
    check("who only looks on is not", anna() == ("offline", ""), anna())
    poll("&console=1&away=idle")
    check("a console without anybody is away", until(lambda: anna() == (
        "away", "idle")), anna())
    poll("&console=2")
    check("a second one has somebody", until(lambda: anna() == ("online",
        "")), anna())
    poll("&console=2&away=left")
    check("when it has left, the first one decides", until(
        lambda: anna() == ("away", "idle")), anna())
    poll("&console=1")
    check("a key brings them back", until(lambda: anna() == ("online", "")),
        anna())
    check("the desk offers its reasons", snapshot(token)["reasons"] == [
        "lunch", "training"] and snapshot(token)["fixed_reasons"])
    answer = choose(presence="away", reason="tea")
    check("and takes no others", answer.status == 400, answer)
    check("nobody chooses to be offline", choose(presence="offline").status ==
        400)
    check("one of its own is taken", choose(presence="away", reason="lunch")
        .status == 204 and until(lambda: anna() == ("away", "lunch")), anna())
    check("without a sign of life they are gone", until(lambda: anna() == (
        "offline", "lost")), anna())
    desk.stop()
    desk.start()
    poll()
    check("and are as they left, after a restart, too", until(
        lambda: anna() == ("away", "lunch")), anna())
    desk.ask("DELETE", "/api/v1/session", token=token)
    check("who signs out is gone at once", until(lambda: anna() == (
        "offline", "left")), anna())
done()
