#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# text.t - the short part of `make check-faults`: what the terminal is sent.
# runs: plain build only, and runs: alone
exec "$DZ_SRC/tests/faults/run" --quick --tap A1 A2 A4 A5 A6 A8 A10 A13
