#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test of the project; ends with ctest's summary.
# Arguments go to ctest (`cmake/test.sh -L e2e`, `-R Render`).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake/setup.sh test

# dev: the library's tests, house and format; asan: the library's tests again, by Clang under
# sanitizers; release: the command that people get, the installed package and other people's tools.
# clang-tidy takes longer than all of it: `cmake --workflow --preset tidy`.
trees=(dev asan release)
# The consumer of package.add_subdirectory compiles the library as dev did: ccache spares it that.
export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER:-ccache} CCACHE_NOHASHDIR=1
# Other people's tools are fetched while ours are compiled; e2e.peers waits for them and says how
# that went.
tests/e2e/install-peers.sh >/dev/null 2>&1 </dev/null &
# GoogleTest's header is compiled once where the compiler cache starts empty.
for tree in "${trees[@]}"; do
  echo "== build $tree"
  settings=()
  [[ ${CI:-} != true ]] || settings=(-DARCHSYNTH_TEST_PCH=ON)
  cmake --preset "$tree" "${settings[@]}"
  cmake --build --preset "$tree"
done

# One ctest over all trees.
mkdir -p build/all
for tree in "${trees[@]}"; do echo "subdirs(../$tree)"; done >build/all/CTestTestfile.cmake
exec ctest --test-dir build/all --output-on-failure --no-tests=error -j "$(nproc)" "$@"
