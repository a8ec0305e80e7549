#!/usr/bin/env bash
# misuse.sh COMPILER INCLUDE FILE…: each file must be refused by the compiler with the text after
# its `// refused:` line; a file without one must compile.
set -uo pipefail
compiler=$1 include=$2
shift 2

failed=0
for file; do
  expected=$(sed -n 's|^// refused: ||p' "$file")
  output=$("$compiler" -std=c++20 -fsyntax-only -I "$include" "$file" 2>&1)
  status=$?
  if [[ -z $expected ]]; then
    ((status == 0)) || { echo "$file: does not compile: $output"; failed=1; }
  elif ((status == 0)); then
    echo "$file: compiles"
    failed=1
  elif [[ $output != *"$expected"* ]]; then
    printf '%s: refused, but not with "%s": %s\n' "$file" "$expected" "$output"
    failed=1
  fi
done
exit $failed
