#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# means.t - the short part of `make check-faults`: what is out of means.
# runs: plain build only
exec "$DZ_SRC/tests/faults/run" --quick --tap C9-99
