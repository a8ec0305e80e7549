#!/usr/bin/env bash
# check.sh CLANG_TIDY BUILD FILE…: fails where clang-tidy finds something in a file, compiled as in
# the tree BUILD.
set -euo pipefail
tidy=$1 build=$2
shift 2
# It counts, on standard error, what it found in other people's headers.
printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" "$tidy" -p "$build" --quiet \
  2> >(grep -v 'generated\.$' >&2)
