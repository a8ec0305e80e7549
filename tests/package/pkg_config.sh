#!/usr/bin/env bash
# pkg_config.sh PREFIX SOURCE VERSION COMPILER: compiles, links and runs SOURCE with what pkg-config says of
# the archsynth installed in PREFIX.
set -euo pipefail
prefix=$1 source=$2 version=$3 compiler=$4

PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name archsynth.pc)")
export PKG_CONFIG_PATH
[[ $(pkg-config --modversion archsynth) == "$version" ]]
read -ra flags < <(pkg-config --cflags --libs archsynth)
"$compiler" -DARCHSYNTH_EXPECTED_VERSION="\"$version\"" "$source" "${flags[@]}" -o "$prefix/consumer"
"$prefix/consumer"
