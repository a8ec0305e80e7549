#!/usr/bin/env bash
# run.sh PROGRAMS ARCHSYNTH: what the programs of examples/embed print is what the command prints.
set -euo pipefail
programs=$1 archsynth=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$archsynth" synth --pretty examples/prod.yaml >"$work/prod.json"
"$programs/main" | cmp - "$work/prod.json"

"$archsynth" synth --format yaml examples/minimal.yaml >"$work/minimal.yaml"
"$programs/file" examples/minimal.yaml 2>/dev/null | cmp - "$work/minimal.yaml"

"$programs/check" 2>"$work/checked"
cmp "$work/checked" /dev/null

"$programs/validate" "$work/prod.json"
printf 'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {DelaySeconds: soon}\n' >"$work/wrong.yaml"
if "$programs/validate" "$work/wrong.yaml" >"$work/findings"; then exit 1; fi
grep -q "$work/wrong.yaml:4:18: error: .*integer" "$work/findings"

"$programs/diff" examples/prod.yaml examples/prod.yaml >"$work/changes"
if "$programs/diff" examples/prod.yaml examples/minimal.yaml >"$work/changes"; then exit 1; fi
grep -q 'error: .*MainDatabase.*ARC5101' "$work/changes"
