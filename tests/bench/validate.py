#!/usr/bin/env python3
"""Whole processes of `archsynth validate`, with --peers paired with cfn-lint and AWS's validator.

    tests/bench/validate.py build/release/bin/archsynth [--runs N] [--corpus FOLDER] [--peers FOLDER]

The templates are made of what the command synthesizes from examples/prod.yaml: as it is, its resources repeated under
other names up to 500, and repeated without that limit up to 1 MB of JSON and of YAML. Each command runs in turn within
a round, so that a slow minute slows all; output goes to /dev/null. Prints medians, peak memory and ratios. This is no
test: the figures are the machine's, so they are measured by hand and quoted with its name.
"""
import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parents[1]
PATIENCE = 60  # seconds for one run


def renamed(value, ids, suffix):
    """The value with the suffix at each logical id that it refers to."""
    if isinstance(value, dict):
        if set(value) == {"Ref"} and value["Ref"] in ids:
            return {"Ref": value["Ref"] + suffix}
        if set(value) == {"Fn::GetAtt"} and isinstance(value["Fn::GetAtt"], list):
            target, *rest = value["Fn::GetAtt"]
            return {"Fn::GetAtt": [target + suffix, *rest]}
        return {key: renamed(each, ids, suffix) for key, each in value.items()}
    if isinstance(value, list):
        return [renamed(each, ids, suffix) for each in value]
    if isinstance(value, str):
        for name in ids:
            value = value.replace("${" + name + "}", "${" + name + suffix + "}")
            value = value.replace("${" + name + ".", "${" + name + suffix + ".")
    return value


def repeated(template, enough):
    """The template with its resources under new names again and again until `enough` says so."""
    result = {**template, "Resources": dict(template["Resources"])}
    ids = sorted(template["Resources"], key=len, reverse=True)
    for copy in range(2, 1000):
        for name, resource in template["Resources"].items():
            if enough(result):
                return result
            made = renamed(resource, set(ids), str(copy))
            if "DependsOn" in made:
                depends = made["DependsOn"]
                made["DependsOn"] = [d + str(copy) for d in depends] if isinstance(depends, list) else depends + str(copy)
            result["Resources"][name + str(copy)] = made
    return result


def as_yaml(value, indent=0):
    """Block YAML with every text in quotes."""
    pad = "  " * indent
    if isinstance(value, dict) and value:
        return "".join(f"\n{pad}{json.dumps(key)}:{as_yaml(each, indent + 1)}" for key, each in value.items())
    if isinstance(value, list) and value:
        return "".join(f"\n{pad}-{as_yaml(each, indent + 1)}" for each in value)
    return " " + json.dumps(value)


def seconds(command):
    """Wall time, or PATIENCE where that was not enough."""
    begin = time.perf_counter()
    try:
        code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                              timeout=PATIENCE).returncode
    except subprocess.TimeoutExpired:
        return float(PATIENCE)
    if code not in (0, 1, 2, 4, 6, 8, 10, 12, 14):  # cfn-lint's say which levels were found
        sys.exit(f"{' '.join(map(str, command))}: exit code {code}")
    return time.perf_counter() - begin


def mebibytes(command):
    """What GNU time says: a child of this process would be charged with Python's own memory."""
    timer = shutil.which("time")
    if timer is None:
        return float("nan")
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as file:
        subprocess.run([timer, "-f", "%M", "-o", file.name, *command], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
        return int(file.read().split()[-1]) / 1024


def commands_for(arguments, template, paired):
    commands = {"archsynth": [arguments.command, "validate", "--no-config", template]}
    if arguments.peers and paired:
        peers = arguments.peers
        commands["cfn-lint"] = [peers / "cfn-lint" / "bin" / "cfn-lint", "--regions", "us-east-1", "--", template]
        commands["AWS's validator"] = [peers / "cdk" / "node", SOURCE / "tests/e2e/aws_validator_findings.cjs",
                                       peers / "cdk" / "node_modules", template]
    return commands


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", type=Path)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--peers", type=Path)
    arguments = parser.parse_args()
    text = subprocess.run([arguments.command, "synth", SOURCE / "examples/prod.yaml"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True).stdout
    template = json.loads(text)
    five_hundred = repeated(template, lambda t: len(t["Resources"]) == 500)
    # A service's worth of resources at a time is near enough to a megabyte.
    sizes = {name: len(json.dumps(each)) for name, each in template["Resources"].items()}
    wanted = len(template["Resources"]) * 1_000_000 // sum(sizes.values())
    megabyte = repeated(template, lambda t: len(t["Resources"]) >= wanted)
    with tempfile.TemporaryDirectory() as folder:
        def put(name, content):
            path = Path(folder) / name
            path.write_text(content, encoding="utf-8")
            return path
        cases = [(f"{len(template['Resources'])} resources", put("small.json", json.dumps(template, indent=2)), True),
                 ("500 resources", put("large.json", json.dumps(five_hundred, indent=1)), True),
                 ("1 MB of JSON", put("megabyte.json", json.dumps(megabyte)), False),
                 ("1 MB of YAML", put("megabyte.yaml", as_yaml(megabyte)), False)]
        if arguments.corpus:
            cases.append((f"{len(list(arguments.corpus.iterdir()))} public templates", arguments.corpus, False))
        print(f"{'':24}{'command':20}{'bytes':>10}{'median ms':>11}{'peak MiB':>10}{'ratio':>8}")
        for name, path, paired in cases:
            commands = commands_for(arguments, path, paired)
            runs = {each: [seconds(command)] for each, command in commands.items()}
            rounds = arguments.runs if len(commands) == 1 else min(arguments.runs, 5)
            for _ in range(rounds):
                for each, command in commands.items():
                    if runs[each][0] < PATIENCE / 6:  # a slow one is known well enough from its first run
                        runs[each].append(seconds(command))
            runs = {each: values[1:] or values for each, values in runs.items()}
            ours = statistics.median(runs["archsynth"])
            size = path.stat().st_size if path.is_file() else sum(f.stat().st_size for f in path.iterdir())
            for each, values in runs.items():
                wall = statistics.median(values)
                peak = mebibytes(commands[each]) if wall < PATIENCE else float("nan")
                print(f"{name:24}{each:20}{size:10}{wall * 1000:11.1f}{peak:10.1f}{wall / ours:8.0f}", flush=True)


if __name__ == "__main__":
    main()
