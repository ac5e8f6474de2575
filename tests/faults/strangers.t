#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# strangers.t - the short part of `make check-faults`: strangers.
# runs: plain build only, and runs: alone
exec "$DZ_SRC/tests/faults/run" --quick --tap B
