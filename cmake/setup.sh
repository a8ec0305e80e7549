#!/usr/bin/env bash
# cmake/setup.sh build|test: installs with apt what building or testing needs and this machine
# lacks. Where nothing is missing it does nothing. Everything it says goes to standard error.
set -euo pipefail

# A tool is missing when its command is; a library when its package is.
declare -A tools=([g++]=g++ [cmake]=cmake [ninja]=ninja-build)
libraries=(libyaml-cpp-dev libpcre2-dev libfmt-dev libspdlog-dev libcli11-dev)
case "${1:-}" in
  build) ;;
  test)
    tools+=([clang++-14]=clang-14 [clang-tidy-14]=clang-tidy-14 [clang-format-14]=clang-format-14
            [zsh]=zsh [fish]=fish [chromium]=chromium [ccache]=ccache [pkg-config]=pkg-config [python3]=python3)
    libraries+=(libgtest-dev libgmock-dev libbenchmark-dev nlohmann-json3-dev libclang-rt-14-dev
                python3-venv)
    ;;
  *)
    echo "usage: cmake/setup.sh build|test" >&2
    exit 2
    ;;
esac

missing=()
for tool in "${!tools[@]}"; do
  command -v "$tool" >/dev/null || missing+=("${tools[$tool]}")
done
for library in "${libraries[@]}"; do
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$library" 2>/dev/null) == installed ]] ||
    missing+=("$library")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || {
    echo "archsynth needs these packages: ${missing[*]}; install them as root" >&2
    exit 1
  }
  as_root=(sudo)
fi

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" \
    </dev/null >&2
}

echo "archsynth: installing ${missing[*]}" >&2
install=(install -y --no-install-recommends "${missing[@]}")
# A fresh container has no lists, and old lists name packages that are gone.
compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || apt update
apt "${install[@]}" || { apt update && apt "${install[@]}"; }
