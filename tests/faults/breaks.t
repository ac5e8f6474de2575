#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# breaks.t - the short part of `make check-faults`: what breaks.
# runs: plain build only
exec "$DZ_SRC/tests/faults/run" --quick --tap C
