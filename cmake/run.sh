#!/usr/bin/env bash
# Builds the command where it is not up to date, then runs it with the given arguments:
#   cmake/run.sh synth examples/prod.yaml > stack.json
# Standard output holds only what the command prints.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root/cmake/setup.sh" build
(
  cd "$root"
  mkdir -p build
  exec 9>build/release.lock
  flock 9
  if [[ ! -f build/release/build.ninja ]]; then
    # Other compilers than Debian's may warn of more.
    lenient=()
    [[ $(g++ -dumpversion) == 12* ]] || lenient=(-D CMAKE_COMPILE_WARNING_AS_ERROR=OFF)
    cmake --preset release -D BUILD_TESTING=OFF "${lenient[@]}"
  fi
  build=(cmake --build --preset release --target archsynth-cli)
  if [[ -x build/release/bin/archsynth ]]; then
    "${build[@]}" -- --quiet | { grep -v '^ninja: no work to do' || true; }
  else
    "${build[@]}"
  fi
) </dev/null >&2
exec "$root/build/release/bin/archsynth" "$@"
