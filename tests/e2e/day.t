#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""day.t - a short day: the figures of `dezhurka stats` are those that come out
of what a console printed meanwhile. runs: plain build only. `make day` runs the
whole one.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "day"))
sys.dont_write_bytecode = True
if not os.access(os.environ.get("DEZHURKA", "dezhurka"), os.X_OK):
    print("1..0 # SKIP dezhurka was not built")
    sys.exit(0)

from simulate import a_day  # noqa: E402
from desk import done  # noqa: E402

a_day(18, 3, 6)
done()
