#!/usr/bin/env bash
# static_binary.sh BINARY: fails unless the command is one file that needs no other, not even a
# loader, and at most 17 MiB: a runaway in size is noticed.
set -euo pipefail
binary=$1

if readelf --program-headers --dynamic "$binary" | grep -E 'INTERP|NEEDED'; then
  echo "$binary has dynamic dependencies"
  exit 1
fi
size=$(stat --format=%s "$binary")
echo "$size bytes"
((size <= 17 << 20))
