#!/usr/bin/env python3
"""Whole processes of `archsynth diagram` and `diff`, paired with what people use from npm.

    tests/bench/diagram.py build/release/bin/archsynth --peers FOLDER [--node COMMAND] [--runs N]

FOLDER has node_modules with @mhlabs/cfn-diagram (which draws) and @aws-cdk/cloudformation-diff (which
compares): `npm install --ignore-scripts` of both. The template is what the command synthesizes from
examples/prod.yaml, as it is and repeated up to 500 resources; in what it is compared with, the database has no standby
any more. Each command runs in turn within a round, so that a slow minute slows all. Prints medians, peak memory and
ratios. This is no test: the figures are the machine's, so they are measured by hand.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from validate import repeated

SOURCE = Path(__file__).parents[2]
COMPARE = """
const {fullDiff} = require('@aws-cdk/cloudformation-diff');
const {readFileSync} = require('fs');
const [old, now] = process.argv.slice(1).map((file) => JSON.parse(readFileSync(file)));
fullDiff(old, now).resources.differenceCount;
"""


def measure(command, folder):
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}")
    return (time.perf_counter() - begin) * 1000, usage.ru_maxrss / 1024


def groups_of(options, folder):
    """The commands to pair, by what they do and how much of it."""
    binary, peers = options.binary.resolve(), options.peers.resolve()
    text = subprocess.run([binary, "synth", SOURCE / "examples/prod.yaml"], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout
    template = json.loads(text)
    groups = {}
    for count, content in ((len(template["Resources"]), template),
                           (500, repeated(template, lambda t: len(t["Resources"]) == 500))):
        old, now = (Path(folder, f"{name}-{count}.json") for name in ("old", "new"))
        before = json.dumps(content, indent=1)
        old.write_text(before)
        now.write_text(before.replace('"MultiAZ": true', '"MultiAZ": false'))
        drawing = [options.node, peers / "node_modules/@mhlabs/cfn-diagram/index.js", "draw.io", "-c", "-t", old]
        groups[f"diagram, {count} resources"] = {
            "archsynth, SVG": [binary, "diagram", old, "-o", f"{folder}/a.svg"],
            "archsynth, draw.io": [binary, "diagram", old, "--format", "drawio", "-o", f"{folder}/a.drawio"],
            "cfn-diagram, draw.io": [*drawing, "-o", f"{folder}/b.drawio"],
        }
        groups[f"diff, {count} resources"] = {
            "archsynth": [binary, "diff", old, now],
            "cloudformation-diff": [options.node, "-e", COMPARE, old, now],
        }
        groups[f"cost, {count} resources"] = {"archsynth": [binary, "cost", old]}
        groups[f"report, {count} resources"] = {"archsynth": [binary, "report", old, "-o", f"{folder}/a.html"]}
    return groups


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=Path)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--node", default="node")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'':26}{'command':22}{'median ms':>10}{'peak MiB':>10}{'ratio':>8}")
        for group, commands in groups_of(options, folder).items():
            times = {name: [] for name in commands}
            peak = dict.fromkeys(commands, 0)
            for _ in range(options.runs):
                for name, command in commands.items():
                    took, memory = measure(command, options.peers)
                    times[name].append(took)
                    peak[name] = max(peak[name], memory)
            first = statistics.median(next(iter(times.values())))
            for name in commands:
                median = statistics.median(times[name])
                print(f"{group:26}{name:22}{median:10.1f}{peak[name]:10.1f}{median / first:8.0f}", flush=True)


if __name__ == "__main__":
    main()
