#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# means.t - the short part of `make check-faults`: what is out of means.
# runs: plain build only, and runs: alone
exec "$DZ_SRC/tests/faults/run" --quick --tap C9 C10 C11 C17 C18 C19 C19b
