#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# breaks.t - the short part of `make check-faults`: lines and programs that break.
# runs: plain build only, and runs: alone
exec "$DZ_SRC/tests/faults/run" --quick --tap C1 C2 C3 C4b
