#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# screen.t - what does the operator see? All the tests of this folder; with
# UPDATE=1 their screens are written anew.
set -uo pipefail

exec "$DZ_BUILD/tests/screen/run" "$DZ_SRC"/tests/screen/*.screen "$DZ_SRC"/tests/screen/*.matrix
